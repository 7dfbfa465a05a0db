//! Texts without quotes of which YAML keeps a part: it reads a comment from `#` on, and a mark of its own in a word that
//! begins with `!` or `&`.

use crate::campaign::{Campaign, Inputs};
use crate::check::finding::Finding;
use crate::check::registry::text::CUT;
use crate::error::Place;
use crate::render::quoted;

/// Keys of a template that are texts.
const TEMPLATE_KEYS: [&str; 2] = ["subject", "preheader"];
/// Keys of the campaign file that are texts to readers; those of a language and of facts are others.
const CAMPAIGN_KEYS: [&str; 6] = ["name", "organization", "hours", "footer", "logo_alt", "from"];

/// The front matter of a template, in which any comment after a text is more likely a part of it.
pub(super) fn template(path: &str, text: &str, found: &mut Vec<Finding>) {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut lines = text.lines().enumerate();
    if lines.next().is_none_or(|(_, line)| line.trim_end() != "---") {
        return;
    }
    for (n, line) in lines.take_while(|(_, line)| line.trim_end() != "---") {
        if let Some((key, at)) = cut(line).filter(|(key, _)| TEMPLATE_KEYS.contains(key)) {
            found.push(finding(path, text, n, line, key, at));
        }
    }
}

/// The campaign file, in which comments are at home: only what has no space after `#` looks like a part of the text.
pub(super) fn campaign(campaign: &Campaign, inputs: &Inputs, found: &mut Vec<Finding>) {
    const FILE: &str = "campaign.yaml";
    let Some(text) = inputs.files().get(FILE).and_then(|bytes| std::str::from_utf8(bytes).ok()) else { return };
    let is_language = |key: &str| campaign.languages.offered.iter().any(|tag| tag.as_str() == key);
    // How far the keys of `facts:` are indented, while they last.
    let mut facts: Option<usize> = None;
    for (n, line) in text.lines().enumerate() {
        let indent = line.len() - line.trim_start_matches([' ', '-']).len();
        if !line.trim().is_empty() && facts.is_some_and(|above| indent <= above) {
            facts = None;
        }
        if line.trim_start_matches([' ', '-']).starts_with("facts:") {
            facts = Some(indent);
        }
        let Some((key, at)) = cut(line) else { continue };
        let is_text = CAMPAIGN_KEYS.contains(&key) || is_language(key) || facts.is_some();
        if is_text && line[at + 1..].starts_with(char::is_alphanumeric) && line[at..].starts_with('#') {
            found.push(finding(FILE, text, n, line, key, at));
        }
    }
}

/// The key of a line and where its text is cut, if it is.
fn cut(line: &str) -> Option<(&str, usize)> {
    let (key, value) = line.split_once(": ")?;
    let key = key.trim_matches([' ', '-', '"', '\'']);
    let begin = line.len() - value.trim_start().len();
    let is_mark = |text: &str| text.starts_with(['!', '&']) && text.contains(' ');
    if is_mark(value.trim_start()) {
        return Some((key, begin));
    }
    // Quoted, or not a text of one line; an empty one is said elsewhere.
    if value.trim_start().starts_with(['"', '\'', '|', '>', '{', '[', '&', '*', '!']) {
        return None;
    }
    let at =
        begin + line[begin..].find(" #").map(|at| at + 1).or_else(|| line[begin..].starts_with('#').then_some(0))?;
    Some((key, at))
}

fn finding(path: &str, text: &str, n: usize, line: &str, key: &str, at: usize) -> Finding {
    let column = line[..at].chars().count() as u32 + 1;
    let whole = line.split_once(": ").map_or("", |(_, whole)| whole).trim();
    let (lost, kept, message) = match line[at..].split_once(' ').filter(|(mark, _)| mark.starts_with(['!', '&'])) {
        Some((mark, kept)) => (mark, kept.trim(), format!("`{key}` loses its `{mark}`")),
        None => {
            let kept = line[..at].split_once(": ").map_or("", |(_, kept)| kept).trim();
            (line[at..].trim_end(), kept, format!("`{key}` ends before the `#`"))
        }
    };
    let place = Place::at(path, text, n as u32 + 1, column, lost.chars().count() as u32);
    Finding::of(CUT, format!("{message}: what is read is `{kept}`"))
        .at(&place)
        .about(key)
        .hint(format!("put the text between quotes: `{key}: {}`", quoted(whole)))
}
