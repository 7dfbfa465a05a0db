//! A message as a mail program reads it.

use std::borrow::Cow;

use mail_parser::{Message, MessageParser, MessagePart, MimeHeaders, PartType};

use super::page::Page;
use super::words::words;

/// A message with its two texts taken out.
pub(super) struct Reading<'a> {
    /// The message.
    pub(super) message: Message<'a>,
    /// Its plain text.
    pub(super) text: String,
    /// The words of it.
    pub(super) words: String,
    /// Its HTML as it was written.
    pub(super) html: String,
    /// Its HTML.
    pub(super) page: Page,
}

impl<'a> Reading<'a> {
    /// Reads a message; `None` when it is none.
    pub(super) fn of(bytes: &'a [u8]) -> Option<Self> {
        let message = MessageParser::default().parse(bytes)?;
        let first = |is: &dyn Fn(&MessagePart<'_>) -> Option<String>| message.parts.iter().find_map(is);
        let text = first(&|part| match &part.body {
            PartType::Text(text) if is_type(part, "text", "plain") => Some(text.replace("\r\n", "\n")),
            _ => None,
        });
        let html = first(&|part| match &part.body {
            PartType::Html(html) => Some(html.clone().into_owned()),
            _ => None,
        });
        let (text, html) = (text.unwrap_or_default(), html.unwrap_or_default());
        Some(Reading { words: words(&text), page: Page::read(&html), text, html, message })
    }

    /// The subject, decoded.
    pub(super) fn subject(&self) -> &str {
        self.message.subject().unwrap_or("").trim()
    }

    /// The names of its headers and what they hold, still encoded but on one line, in their order.
    pub(super) fn headers(&self) -> impl Iterator<Item = (&str, Cow<'_, str>)> {
        self.message.headers_raw().map(|(name, value)| {
            let value = value.trim();
            let value = if value.contains("\r\n") { value.replace("\r\n", "").into() } else { value.into() };
            (name.trim(), value)
        })
    }

    /// The first header of this name.
    pub(super) fn header(&self, name: &str) -> Option<Cow<'_, str>> {
        self.headers().find(|(found, _)| found.eq_ignore_ascii_case(name)).map(|(_, value)| value)
    }
}

/// Whether a part is of a media type.
pub(super) fn is_type(part: &MessagePart<'_>, kind: &str, subkind: &str) -> bool {
    part.content_type().is_some_and(|found| {
        found.c_type.eq_ignore_ascii_case(kind)
            && found.c_subtype.as_deref().is_some_and(|found| found.eq_ignore_ascii_case(subkind))
    })
}
