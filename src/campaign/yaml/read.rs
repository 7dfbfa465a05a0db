//! Text to type, all mistakes at once.

use std::collections::BTreeSet;
use std::sync::Arc;

use serde::Deserialize;
use serde_yaml::Spanned;

use super::at::{At, Spot};
use super::node::{Node, Raw, Value};
use crate::error::{Error, Place, Problem, Result};

/// The file values come from, to turn a spot into a place with its line.
#[derive(Debug, Clone)]
pub struct Origin {
    file: Arc<str>,
    lines: Arc<[Arc<str>]>,
}

/// More mistakes than this in one file are of one cause; the first ones show it.
const MOST: usize = 50;

/// A campaign file is six deep. Each is a step on the stack.
pub(crate) const DEEPEST: usize = 30;

impl Origin {
    /// The origin of values read from this text.
    pub fn new(file: &str, source: &str) -> Self {
        Origin { file: file.into(), lines: source.lines().map(Arc::from).collect() }
    }

    /// Where a value stands.
    pub fn place<T>(&self, at: &At<T>) -> Place {
        self.spot(at.spot)
    }

    /// Where a part of a text value stands, `offset` characters into it (0-based). Falls back to the whole value
    /// when the value runs over several lines or the part lies outside it.
    pub fn part(&self, at: &At<String>, offset: usize, width: usize) -> Place {
        let mut place = self.place(at);
        let quote = place.text.chars().nth(place.column.saturating_sub(1) as usize).filter(|c| matches!(c, '"' | '\''));
        let inside = at.value.chars().count() >= offset && place.width as usize >= at.value.chars().count();
        if inside {
            place.column += offset as u32 + u32::from(quote.is_some());
            place.width = width.max(1) as u32;
        }
        place
    }

    /// A place from a spot.
    pub(super) fn spot(&self, spot: Spot) -> Place {
        let text = self.lines.get(spot.line.saturating_sub(1) as usize).cloned().unwrap_or_else(|| "".into());
        Place { file: self.file.clone(), line: spot.line, column: spot.column, width: spot.width.max(1), text }
    }
}

/// Reads a YAML file into a type.
///
/// # Errors
/// [`Kind::Campaign`](crate::error::Kind::Campaign) with every key that is unknown or missing, every value of the
/// wrong type, or the one place where the text stops being YAML.
pub fn read<T: for<'de> Deserialize<'de>>(file: &str, source: &str) -> Result<(T, Origin)> {
    let origin = Origin::new(file, source);
    let options = serde_yaml::options! {
        strict_booleans: true,
        with_snippet: false,
        duplicate_keys: serde_yaml::DuplicateKeyPolicy::Error,
        budget: serde_yaml::budget! { max_depth: DEEPEST },
    };
    let raw: Spanned<Raw> = serde_yaml::from_str_with_options(source, options).map_err(|e| not_yaml(&e, &origin))?;
    let mut tree = Node::new(raw, source, &mut 0);
    if matches!(tree.value, Value::Null) {
        return Err(Error::campaign("the file is empty")
            .at(Place::file(file))
            .hint("`heraut init` writes one to start from"));
    }
    let mut problems = Vec::new();
    let mut removed: BTreeSet<(u32, String)> = BTreeSet::new();
    loop {
        match T::deserialize(&tree) {
            Ok(value) => return Error::collect(problems).map(|()| (value, origin)),
            Err(fault) => {
                let (id, spot) = fault.node.unwrap_or((tree.id, tree.spot));
                // A key we took out ourselves was reported already; its absence is not news.
                let ours = fault.missing.is_some_and(|key| removed.contains(&(id, key.to_owned())));
                if !ours {
                    let mut problem = Problem::new(fault.message).at(origin.spot(spot));
                    problem.hint = fault.hint;
                    problems.push(problem);
                }
                if let Some((parent, key)) = parent_of(&tree, id) {
                    // Of a misspelt key that is taken out, the right one is not news either.
                    removed.insert((parent, fault.meant.unwrap_or(key)));
                }
                if problems.len() >= MOST || !tree.remove(id) {
                    return Error::collect(problems).and(Err(Error::bug("a file was refused without a reason")));
                }
            }
        }
    }
}

/// The node that has `id` as a value, and under which key.
fn parent_of(node: &Node, id: u32) -> Option<(u32, String)> {
    match &node.value {
        Value::List(items) => items.iter().find_map(|item| parent_of(item, id)),
        Value::Map(entries) => entries.iter().find_map(|(key, value)| match &key.value {
            Value::Text(name) if key.id == id || value.id == id => Some((node.id, name.clone())),
            _ => parent_of(value, id),
        }),
        _ => None,
    }
}

fn not_yaml(error: &serde_yaml::Error, origin: &Origin) -> Error {
    use serde_yaml::Error as E;
    let error = error.without_snippet();
    let spot = error.location().map_or_else(Spot::default, |l| Spot {
        line: l.line() as u32,
        column: l.column() as u32,
        width: l.span().len().clamp(1, 40) as u32,
    });
    let (message, hint) = match error {
        E::DuplicateMappingKey { key, .. } => {
            let name = key.as_deref().map_or("this key".to_owned(), |k| format!("the key `{k}`"));
            (format!("{name} occurs twice"), "keep one of the two".to_owned())
        }
        E::Budget { .. } if error.to_string().to_lowercase().contains("depth") => {
            let hint = "close the brackets that are open before it, or take them away";
            (format!("this is more than {DEEPEST} deep in lists and keys"), hint.to_owned())
        }
        E::Budget { .. } | E::AliasReplayLimitExceeded { .. } | E::AliasReplayStackDepthExceeded { .. } => unfolds(),
        other if other.to_string().starts_with("budget breached") => unfolds(),
        other => {
            let text = other.to_string();
            let text = text.split(" at line ").next().unwrap_or(&text).trim_end_matches('.').to_owned();
            let hint = if origin.lines.iter().any(|l| l.starts_with('\t')) {
                "YAML is indented with spaces, not tabs"
            } else {
                "look at the indentation, the colons and the quotes here and one line above"
            };
            (format!("this is not YAML: {text}"), hint.to_owned())
        }
    };
    Error::campaign(message).at(origin.spot(spot)).hint(hint)
}

/// What there is to say of an alias bomb.
fn unfolds() -> (String, String) {
    (
        "this file unfolds to far more than it holds".to_owned(),
        "write the repeated parts out instead of nesting `*aliases`".to_owned(),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    #[allow(dead_code, reason = "decoded, not read")]
    struct Shop {
        name: At<String>,
        #[serde(default)]
        items: Vec<Item>,
    }

    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    #[allow(dead_code, reason = "decoded, not read")]
    struct Item {
        id: String,
        price: u32,
        note: Option<At<String>>,
    }

    fn wrong(source: &str) -> Vec<String> {
        read::<Shop>("shop.yaml", source).unwrap_err().problems.iter().map(Problem::to_string).collect()
    }

    #[test]
    fn every_mistake_is_reported_once_at_its_place() {
        let source =
            "nam: x\nname: [a]\nitems:\n  - {id: 1, price: 2}\n  - {id: b, price: two, nite: c}\n  - {id: c}\n";
        assert_eq!(
            wrong(source),
            [
                "shop.yaml:1:1: unknown key `nam` (did you mean `name`?)",
                "shop.yaml:2:7: expected a text, found a list",
                "shop.yaml:4:10: expected a text, found the number 1 (put it between quotes: \"1\")",
                "shop.yaml:5:20: expected a whole number, 0 or more, found the text `two`",
                "shop.yaml:5:25: unknown key `nite` (did you mean `note`?)",
                "shop.yaml:6:5: the key `price` is missing (add `price: …` to this group)",
            ]
        );
    }

    #[test]
    fn values_know_their_place() {
        let (shop, origin) = read::<Shop>("shop.yaml", "name: 'de winkel'\n").unwrap();
        assert_eq!(origin.place(&shop.name).to_string(), "shop.yaml:1:7");
        assert_eq!(origin.part(&shop.name, 3, 6).to_string(), "shop.yaml:1:11");
    }

    #[test]
    fn text_that_is_not_yaml_says_where_it_stops() {
        assert_eq!(wrong("name: a\nname: b\n"), ["shop.yaml:2:1: the key `name` occurs twice (keep one of the two)"]);
        assert_eq!(wrong(""), ["shop.yaml: the file is empty (`heraut init` writes one to start from)"]);
        assert!(wrong("name: \"a\n")[0].starts_with("shop.yaml:"));
    }

    /// Without a bound, each of these ends the program for want of stack.
    #[test]
    fn what_is_deeper_than_any_campaign_is_refused() {
        let said = "this is more than 30 deep in lists and keys";
        for text in ["name: ".to_owned() + &"[".repeat(3000), "- ".repeat(3000), "{a: ".repeat(3000)] {
            let wrong = wrong(&text);
            assert!(wrong.len() == 1 && (wrong[0].contains(said) || wrong[0].contains("not YAML")), "{wrong:?}");
        }
        let deep = |n: usize| format!("name: {}{}\n", "[".repeat(n), "]".repeat(n));
        assert!(wrong(&deep(40))[0].contains(said), "{:?}", wrong(&deep(40)));
        assert!(!wrong(&deep(20))[0].contains(said));
    }

    proptest::proptest! {
        /// Whatever a file holds, reading it ends, with a value or with at least one problem.
        #[test]
        fn any_text_is_read_or_refused(text in "[a-z0-9:{}\\[\\], \n\"'&*-]{0,60}|.{0,40}") {
            if let Err(e) = read::<Shop>("shop.yaml", &text) {
                proptest::prop_assert!(!e.problems.is_empty() && e.kind == crate::error::Kind::Campaign, "{e:?}");
            }
        }
    }
}
