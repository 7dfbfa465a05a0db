//! The HTML of a message as a browser reads it: its elements, and which words stand in which.

use std::collections::BTreeMap;

use html5gum::{DefaultEmitter, HtmlString, StartTag, Token, Tokenizer};

/// The elements and words of a page, in their order.
#[derive(Debug, Default)]
pub(super) struct Page {
    pub(super) elements: Vec<Element>,
    pub(super) texts: Vec<Text>,
    /// The first words of its doctype.
    pub(super) doctype: Option<String>,
}

/// An element with its attributes; names in lower case.
#[derive(Debug)]
pub(super) struct Element {
    pub(super) name: String,
    pub(super) attributes: BTreeMap<String, String>,
    /// The element it stands in.
    pub(super) parent: Option<usize>,
    /// Whether a reader does not see what is in it: `head`, or `display:none`.
    pub(super) hidden: bool,
    /// Its number, if it is an item of an ordered list.
    pub(super) step: Option<u64>,
}

/// Words that stand directly in an element.
#[derive(Debug)]
pub(super) struct Text {
    pub(super) within: usize,
    pub(super) words: String,
    /// Whether they begin on a line of their own.
    pub(super) breaks: bool,
}

/// Elements that never have an end tag (HTML Living Standard, section 13.1.2).
const VOID: [&str; 13] =
    ["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"];
/// Elements in the middle of a line.
const INLINE: [&str; 17] = [
    "a", "abbr", "b", "bdi", "bdo", "code", "em", "font", "i", "mark", "small", "span", "strong", "sub", "sup", "u",
    "wbr",
];
/// Elements whose words are not shown.
const UNSEEN: [&str; 5] = ["head", "script", "style", "template", "title"];

impl Element {
    pub(super) fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes.get(name).map(String::as_str)
    }

    pub(super) fn classes(&self) -> impl Iterator<Item = &str> {
        self.attribute("class").unwrap_or("").split_ascii_whitespace()
    }
}

impl Page {
    /// Reads a page; every text is one.
    pub(super) fn read(html: &str) -> Self {
        let mut emitter = DefaultEmitter::default();
        emitter.naively_switch_states(true);
        let mut page = Page::default();
        let mut open: Vec<usize> = Vec::new();
        let mut breaks = true;
        for token in Tokenizer::new_with_emitter(html, emitter).flatten() {
            match token {
                Token::StartTag(tag) => {
                    let (element, stays) = page.element(&tag, open.last().copied());
                    breaks |= !INLINE.contains(&element.name.as_str());
                    page.elements.push(element);
                    if stays {
                        open.push(page.elements.len() - 1);
                    }
                }
                Token::EndTag(tag) => {
                    let name = string(&tag.name);
                    breaks |= !INLINE.contains(&name.as_str());
                    if let Some(at) = open.iter().rposition(|element| page.elements[*element].name == name) {
                        open.truncate(at);
                    }
                }
                Token::String(words) => {
                    if let Some(within) = open.last() {
                        page.texts.push(Text { within: *within, words: string(&words.value), breaks });
                        breaks = false;
                    }
                }
                Token::Doctype(doctype) => page.doctype = Some(string(&doctype.name)),
                Token::Comment(_) | Token::Error(_) => {}
            }
        }
        page
    }

    fn element(&self, tag: &StartTag<()>, parent: Option<usize>) -> (Element, bool) {
        let name = string(&tag.name).to_ascii_lowercase();
        let attributes: BTreeMap<String, String> = tag
            .attributes
            .iter()
            .map(|(name, value)| (string(name).to_ascii_lowercase(), string(&value.value)))
            .collect();
        let style =
            attributes.get("style").map(|style| style.replace(' ', "").to_ascii_lowercase()).unwrap_or_default();
        let within = parent.is_some_and(|parent| self.elements[parent].hidden);
        let hidden = within || UNSEEN.contains(&name.as_str()) || style.contains("display:none");
        let step = (name == "li").then(|| self.number(parent)).flatten();
        let stays = !VOID.contains(&name.as_str());
        (Element { name, attributes, parent, hidden, step }, stays)
    }

    /// The number of the next item of an ordered list.
    fn number(&self, list: Option<usize>) -> Option<u64> {
        let at = list.filter(|list| self.elements[*list].name == "ol")?;
        let first = self.elements[at].attribute("start").and_then(|start| start.parse().ok()).unwrap_or(1u64);
        let before = self.elements[at..].iter().filter(|item| item.name == "li" && item.parent == list).count();
        Some(first.saturating_add(before as u64))
    }

    /// The elements of a name.
    pub(super) fn named<'a>(&'a self, name: &'a str) -> impl Iterator<Item = (usize, &'a Element)> {
        self.elements.iter().enumerate().filter(move |(_, element)| element.name == name)
    }

    /// The element and those it stands in, the innermost first.
    pub(super) fn lineage(&self, element: usize) -> impl Iterator<Item = &Element> {
        let mut at = Some(element);
        std::iter::from_fn(move || {
            let found = &self.elements[at?];
            at = found.parent;
            Some(found)
        })
    }

    /// Whether an element is another, or stands in it.
    pub(super) fn is_in(&self, element: usize, other: usize) -> bool {
        let mut at = Some(element);
        while let Some(found) = at {
            if found == other {
                return true;
            }
            at = self.elements[found].parent;
        }
        false
    }

    /// What a reader sees, a line end where a line ends.
    pub(super) fn visible(&self) -> String {
        join(self.texts.iter().filter(|text| !self.elements[text.within].hidden))
    }

    /// The words in an element, seen or not.
    pub(super) fn text_of(&self, element: usize) -> String {
        join(self.texts.iter().filter(|text| self.is_in(text.within, element)))
    }
}

fn join<'a>(texts: impl Iterator<Item = &'a Text>) -> String {
    let mut out = String::new();
    for text in texts {
        if text.breaks && !out.is_empty() {
            out.push('\n');
        }
        out.push_str(&text.words);
    }
    out
}

fn string(bytes: &HtmlString) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_know_where_they_stand() {
        let page = Page::read(
            "<!doctype html><title>T &amp; t</title><body><div style=\"display: none\">x</div><p>a <b>b</b>c<br>d</p>\
             <ol start=3><li>one<ul><li>deep</ul><li>two</ol><script>'<p>no</p>'</script>",
        );
        assert_eq!(page.doctype.as_deref(), Some("html"));
        assert_eq!(page.visible(), "a bc\nd\none\ndeep\ntwo");
        let (title, _) = page.named("title").next().unwrap();
        assert_eq!(page.text_of(title), "T & t");
        assert_eq!(page.named("p").count(), 1);
    }

    #[test]
    fn steps_have_their_numbers() {
        let page = Page::read("<ol start=\"3\"><li>a</li><li>b<ol><li>c</li></ol></li></ol><ul><li>d</li></ul>");
        let steps: Vec<_> = page.named("li").map(|(_, item)| item.step).collect();
        assert_eq!(steps, [Some(3), Some(4), Some(1), None]);
    }
}
