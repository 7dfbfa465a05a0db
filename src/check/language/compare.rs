//! One language against the default one, message by message and block by block.

use std::collections::{BTreeMap, BTreeSet};

use crate::campaign::Loaded;
use crate::check::finding::Finding;
use crate::check::registry::language::{
    NO_TRANSLATION, OTHER_DATES, OTHER_LINKS, OTHER_PICTURES, OTHER_STEPS, OTHER_VARIABLES, STALE,
};
use crate::check::rule::Rule;
use crate::check::templates::{Templates, block};
use crate::error::{Place, counted};
use crate::l10n::Tag;
use crate::render::{References, TranslationSource, fingerprint};

/// What tells a template where it is read, and nothing to its reader: the languages need not make the same of it.
const MEDIUM: [&str; 3] = ["paper", "poster", "person"];

/// Two templates that ought to say the same.
struct Pair<'a> {
    /// What they are: a message or a block, for an `allow:`.
    name: &'a str,
    /// The one in the default language.
    first: &'a str,
    /// The one in the other.
    second: &'a str,
}

pub(super) fn find(loaded: &Loaded, templates: &Templates<'_>, language: &Tag, found: &mut Vec<Finding>) {
    let default = &loaded.campaign.languages.default;
    let mut pairs = Vec::new();
    for message in templates.messages() {
        match (templates.message(message, default), templates.message(message, language)) {
            (Some(first), Some(second)) => pairs.push(Pair { name: message, first, second }),
            (Some(first), None) => found.push(missing(message, first, default, language)),
            (None, _) => {}
        }
    }
    let in_default = templates.used(default);
    for second in templates.used(language) {
        let Some(name) = block(second) else { continue };
        let first = in_default.get(format!("templates/blocks/{name}.{default}.md").as_str());
        if let Some(first) = first.filter(|first| **first != second) {
            pairs.push(Pair { name, first, second });
        }
    }
    for pair in &pairs {
        compare(templates, pair, default, language, found);
    }
    found.extend(pairs.iter().filter_map(|pair| stale(templates, pair.name, pair.second)));
    // The default language may be a translation as well.
    found.extend(pairs.iter().filter_map(|pair| stale(templates, pair.name, pair.first)));
}

fn missing(message: &str, first: &str, default: &Tag, language: &Tag) -> Finding {
    let path = first.replace(&format!(".{default}.md"), &format!(".{language}.md"));
    Finding::of(
        NO_TRANSLATION,
        format!("`{message}` does not exist in {language}, which is offered; it comes in {default}"),
    )
    .at(&Place::file(first))
    .about(message)
    .hint(format!("write {path}"))
}

fn compare(templates: &Templates<'_>, pair: &Pair, default: &Tag, language: &Tag, found: &mut Vec<Finding>) {
    let (Some(own_first), Some(own_second)) = (templates.own(pair.first), templates.own(pair.second)) else { return };
    let (first, second) = (templates.whole(pair.first), templates.whole(pair.second));
    let includes = |own: &References| -> BTreeSet<String> {
        own.includes.keys().map(|path| block(path).unwrap_or(path).to_owned()).collect()
    };
    // What differs only in blocks that both include is said of the block.
    let same_blocks = includes(own_first) == includes(own_second);
    type Facts = fn(&References) -> &BTreeMap<String, Place>;
    let aspects: [(Rule, Facts, &str); 3] = [
        (OTHER_VARIABLES, |references| &references.variables, "mentions"),
        (OTHER_LINKS, |references| &references.links, "links to"),
        (OTHER_DATES, |references| &references.dates, "gives as a date"),
    ];
    let name = pair.name;
    for (rule, facts, does) in aspects {
        let keys = |references| -> BTreeSet<&String> {
            facts(references).keys().filter(|key| !MEDIUM.contains(&key.as_str())).collect()
        };
        if same_blocks && keys(own_first) == keys(own_second) {
            continue;
        }
        let (here, there) = (keys(&second), keys(&first));
        let (lacks, adds) = (beyond(&there, &here), beyond(&here, &there));
        let place = adds.first().and_then(|name| facts(&second).get(*name));
        let said = match (lacks.is_empty(), adds.is_empty()) {
            (true, true) => continue,
            (false, true) => format!("`{name}` in {language} lacks what {default} {does}: {}", quoted(&lacks)),
            (true, false) => format!("`{name}` in {language} {does} what {default} does not: {}", quoted(&adds)),
            (false, false) => {
                format!("`{name}` in {language} {does} {}, where {default} has {}", quoted(&adds), quoted(&lacks))
            }
        };
        let place = place.cloned().unwrap_or_else(|| Place::file(pair.second));
        found.push(Finding::of(rule, said).at(&place).about(name).hint(format!("compare it with {}", pair.first)));
    }
    type Count = fn(&References) -> usize;
    let counts: [(Rule, Count, [&str; 2]); 2] = [
        (OTHER_STEPS, |references| references.steps, ["step", "steps"]),
        (OTHER_PICTURES, |references| references.images.len(), ["picture", "pictures"]),
    ];
    for (rule, count, [one, many]) in counts {
        let (there, here) = (count(&first), count(&second));
        if here == there || same_blocks && count(own_first) == count(own_second) {
            continue;
        }
        let here = counted(here, one, many);
        let said = format!("`{name}` has {here} in {language} and {there} in {default}");
        let hint = format!("compare it with {}", pair.first);
        found.push(Finding::of(rule, said).at(&Place::file(pair.second)).about(name).hint(hint));
    }
}

/// Whether a translation is behind what it says it was made from.
fn stale(templates: &Templates<'_>, name: &str, path: &str) -> Option<Finding> {
    let origin = TranslationSource::of(path, templates.text(path)?)?;
    let tag: Option<Tag> = origin.language.parse().ok();
    let original = tag.as_ref().and_then(|tag| match block(path) {
        Some(block) => Some(format!("templates/blocks/{block}.{tag}.md")),
        None => templates.message(name, tag).map(str::to_owned),
    });
    let text = original.as_deref().and_then(|original| templates.text(original));
    let Some((original, text)) = original.as_deref().zip(text) else {
        let said = format!("`{name}` was made from `{}`, in which it does not exist", origin.language);
        let hint = "write the language it was translated from and the hash, as in `source: en new`";
        return Some(Finding::of(STALE, said).at(&origin.place).about(name).hint(hint));
    };
    let hash = fingerprint(text);
    if hash == origin.hash {
        return None;
    }
    let hint = format!("once it says what {original} says, write `source: {} {hash}`", origin.language);
    let said = format!("`{name}` is a translation of an earlier {original}");
    Some(Finding::of(STALE, said).at(&origin.place).about(name).hint(hint))
}

/// What one text has and the other has not, in whatever form.
fn beyond<'a>(one: &BTreeSet<&'a String>, other: &BTreeSet<&String>) -> Vec<&'a str> {
    let said: BTreeSet<&str> = other.iter().map(|name| fact(name)).collect();
    one.iter().map(|name| name.as_str()).filter(|name| !said.contains(fact(name))).collect()
}

/// The fact that a variable gives. How a greeting names somebody is the language's: *Hallo Anna*, *Guten Tag, Anna Meier*.
fn fact(variable: &str) -> &str {
    match variable {
        "person.first_name" => "person.name",
        other => other,
    }
}

fn quoted(names: &[&str]) -> String {
    let names: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
    names.join(", ")
}
