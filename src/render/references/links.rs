//! What an author meant as a link or a picture, and its reader sees as it is typed.

use std::ops::Range;

/// Why a link or a picture is none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LinkFault {
    /// There is a space in its address, which is this.
    Space(String),
    /// It has no end.
    Unended,
    /// Its brackets are not in pairs.
    Unpaired,
    /// Brackets of a full-width keyboard.
    FullWidth,
    /// Something stands between the words and the address.
    Apart,
    /// The words stand in parentheses and the address in brackets.
    Swapped,
    /// It names an address that is written nowhere.
    Unnamed,
    /// It leads nowhere that a message can link to.
    Target(String),
}

impl LinkFault {
    /// The same with its address changed.
    pub(super) fn with(self, change: impl Fn(&str) -> String) -> Self {
        match self {
            LinkFault::Space(address) => LinkFault::Space(change(&address)),
            LinkFault::Target(address) => LinkFault::Target(change(&address)),
            other => other,
        }
    }
}

/// How far is looked on either side of a bracket, in bytes.
const FAR: usize = 2000;

/// How an address begins.
const SCHEMES: [&str; 4] = ["https://", "http://", "mailto:", "tel:"];

/// The faults within a run of words of a text: in each, what was meant as a link, and why it is none.
pub(super) fn faults(text: &str, run: Range<usize>) -> Vec<(Range<usize>, LinkFault)> {
    let words = text.get(run.clone()).unwrap_or("");
    let mut found: Vec<(Range<usize>, LinkFault)> = Vec::new();
    for (at, c) in words.char_indices() {
        let here = run.start + at;
        let is_known = found.last().is_some_and(|(range, _)| here < range.end);
        // What is escaped is meant.
        if is_known || text[..here].ends_with('\\') || !matches!(c, ']' | '］' | ')' | '[' | '<') {
            continue;
        }
        if let Some((range, fault)) = fault(text, here) {
            found.push((range, fault));
        }
    }
    found
}

/// What is wrong at this sign.
fn fault(text: &str, at: usize) -> Option<(Range<usize>, LinkFault)> {
    let near = &text[at..text.floor_char_boundary(at + FAR)];
    let line = near.lines().next().unwrap_or("");
    let sign = line.chars().next()?;
    let after = &line[sign.len_utf8()..];
    let is_address = |text: &str| SCHEMES.iter().any(|scheme| text.starts_with(scheme));
    let begin = || begin(text, at);
    let end = |sign: char| line.find(sign).map_or(at + line.len(), |end| at + end + sign.len_utf8());
    match sign {
        // The bracket that would begin it is meant as one.
        ']' if text[..begin()].ends_with('\\') => None,
        ']' if after.starts_with('(') => {
            let target = &after[1..];
            let (inside, ended) = target.split_once(')').map_or((target, false), |(inside, _)| (inside, true));
            let fault = match inside.strip_prefix('<') {
                Some(inside) if !inside.contains('>') => LinkFault::Unended,
                _ if !ended => LinkFault::Unended,
                None if inside.trim().contains(char::is_whitespace) => LinkFault::Space(inside.trim().to_owned()),
                _ => LinkFault::Unpaired,
            };
            Some((begin()..end(')'), fault))
        }
        ']' | '］' if after.starts_with('（') || sign == '］' && after.starts_with('(') => {
            let end = if line.contains('）') { end('）') } else { end(')') };
            Some((begin()..end, LinkFault::FullWidth))
        }
        ']' => {
            let rest = near[1..].trim_start_matches([' ', '\t', '\n', '>']);
            let is_apart = rest.strip_prefix('(').is_some_and(|rest| is_address(rest) || rest.starts_with("images/"));
            if is_apart {
                let end = at + near.len() - rest.len() + rest.find(')').map_or(rest.len(), |end| end + 1);
                return Some((begin()..end, LinkFault::Apart));
            }
            if after.strip_prefix(':').is_some_and(|rest| is_address(rest.trim_start())) {
                let address = after[1..].trim();
                return Some((begin()..at + line.len(), LinkFault::Space(address.to_owned())));
            }
            let is_unnamed = after.starts_with('[') && after.contains(']') && after.len() > 2;
            is_unnamed.then(|| (begin()..end_of_second(text, at), LinkFault::Unnamed))
        }
        ')' if after.strip_prefix('[').is_some_and(is_address) => {
            let near = text.floor_char_boundary(at.saturating_sub(FAR));
            let from = text[near..at].rfind(['(', '\n']).map_or(at, |open| near + open);
            Some((from..end(']'), LinkFault::Swapped))
        }
        '[' => {
            let open = after.find(']').unwrap_or(after.len());
            let address = SCHEMES.iter().filter_map(|scheme| after.find(&format!("({scheme}"))).min()?;
            (address < open && !after[..address].contains('[')).then(|| (at..end(')'), LinkFault::Unpaired))
        }
        '<' if is_address(after) => {
            let inside = after.split('>').next().unwrap_or("").trim().to_owned();
            let fault = if after.contains('>') { LinkFault::Space(inside) } else { LinkFault::Unended };
            Some((at..end('>'), fault))
        }
        _ => None,
    }
}

/// Where the words of a link begin that end here: at its bracket, on the same line.
fn begin(text: &str, at: usize) -> usize {
    let near = text.floor_char_boundary(at.saturating_sub(FAR));
    let line = text[near..at].rfind('\n').map_or(near, |end| near + end + 1);
    let open = text[line..at].rfind(['[', '［']).map_or(at, |open| line + open);
    if text[..open].ends_with('!') { open - 1 } else { open }
}

/// Where the second pair of brackets ends.
fn end_of_second(text: &str, at: usize) -> usize {
    text[at + 1..].find(']').map_or(text.len(), |end| at + 1 + end + 1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::{Fragment, References};

    /// The faults of a template, each with what it is about.
    fn of(text: &str) -> Vec<(LinkFault, String, u32)> {
        let found = References::of(&Fragment::whole("a.md", text)).faulty_links;
        let about = |place: &crate::error::Place| {
            place.text.chars().skip(place.column as usize - 1).take(place.width as usize).collect()
        };
        found.into_iter().map(|(fault, place)| (fault, about(&place), place.line)).collect()
    }

    #[test]
    fn what_was_meant_as_a_link_is_told_with_its_place() {
        use LinkFault::*;
        let space = |address: &str| Space(address.into());
        for (text, fault, about) in [
            ("See ![x](images/my pic.png).", space("images/my pic.png"), "![x](images/my pic.png)"),
            (
                "**[Start](https://a.example/my page)**",
                space("https://a.example/my page"),
                "[Start](https://a.example/my page)",
            ),
            ("[**Start** now]({{ a.b }}/my page)", space("{{ a.b }}/my page"), "[**Start** now]({{ a.b }}/my page)"),
            ("<https://a.example/my page>", space("https://a.example/my page"), "<https://a.example/my page>"),
            ("[Start](https://a.example", Unended, "[Start](https://a.example"),
            ("[Start](<https://a.example)", Unended, "[Start](<https://a.example)"),
            ("Start](https://a.example)", Unpaired, "](https://a.example)"),
            ("[Start(https://a.example)", Unpaired, "[Start(https://a.example)"),
            ("［Start］（https://a.example）", FullWidth, "［Start］（https://a.example）"),
            ("[Start]（https://a.example）", FullWidth, "[Start]（https://a.example）"),
            ("[Start] (https://a.example)", Apart, "[Start] (https://a.example)"),
            ("(Start)[https://a.example]", Swapped, "(Start)[https://a.example]"),
            ("[Start][portal]", Unnamed, "[Start][portal]"),
            ("[Start](www.a.example)", Target("www.a.example".into()), "[Start](www.a.example)"),
            ("[Start]()", Target(String::new()), "[Start]()"),
            ("[Start](javascript:alert(1))", Target("javascript:alert(1)".into()), "[Start](javascript:alert(1))"),
        ] {
            assert_eq!(of(text), [(fault, about.to_owned(), 1)], "{text}");
        }
        assert_eq!(of("> One\n> [Start]\n> (https://a.example)")[0].2, 2);
        assert_eq!(of("a\n[b]: https://a.example/my page")[0].0, space("https://a.example/my page"));
    }

    #[test]
    fn links_and_brackets_in_words_are_no_fault() {
        for text in [
            "[Start](https://a.example) [b](<https://a.example/my page>) <desk@a.example> [bel](tel:{{ a.b }})",
            "[Start]({{ migration.enrol_url }}) [mail](mailto:{{ a.b }}) [x](https://{{ a.b }}/c)",
            "> [!NOTE]\n> Read [this] (or not) and press `[x](a b)`. \\[x](a b)",
            "[Start][portal] [portal]\n\n[portal]: https://a.example",
            "![x](images/a.png) and 1 < 2 (see [1])",
        ] {
            assert_eq!(of(text), [], "{text}");
        }
    }
}
