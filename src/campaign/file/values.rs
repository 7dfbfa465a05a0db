//! Single values: what is written becomes what is meant, or a problem at its place and a value that is never used.

use std::collections::BTreeMap;
use std::path::{Component, Path};

use chrono::{NaiveDate, NaiveTime};
use chrono_tz::Tz;

use super::alternatives::TextPerLanguage;
use super::diagnostics::Diagnostics;
use super::diagnostics::Named;
use crate::campaign::yaml::At;
use crate::campaign::{Localized, Mailbox, Over, Selector, SelectorError};
use crate::error::did_you_mean;
use crate::l10n::Tag;

impl Diagnostics<'_> {
    pub(super) fn id(&mut self, at: &At<String>, what: &str) -> String {
        let fits = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_' || c == '.';
        if at.value.is_empty() || at.value.len() > 64 || !at.value.chars().all(fits) {
            let hint = "use letters a-z, digits, `-`, `_` and `.`, at most 64 of them";
            self.wrong(at, format!("`{}` cannot be {what}", at.value), hint);
        }
        at.value.clone()
    }

    /// That a path stays in the campaign directory.
    pub(super) fn within<T>(&mut self, at: &At<T>, path: &str, what: &str) {
        let inside = |part| matches!(part, Component::Normal(_) | Component::CurDir);
        if !Path::new(path).components().all(inside) {
            let hint = "write a path in it, such as `outbox` or `data/trial.db`";
            self.wrong(at, format!("{what} is in the campaign directory, and `{path}` leads out of it"), hint);
        }
    }

    pub(super) fn filled(&mut self, at: &At<String>) -> String {
        if at.value.trim().is_empty() {
            self.wrong(at, "this text is empty", "people will read it; write what it is");
        }
        at.value.clone()
    }

    pub(super) fn date(&mut self, at: &At<String>) -> NaiveDate {
        NaiveDate::parse_from_str(&at.value, "%Y-%m-%d").unwrap_or_else(|_| {
            let numbers = at.value.split(['-', '/', '.']).all(|part| part.chars().all(|c| c.is_ascii_digit()));
            let message = match numbers && at.value.split('-').count() == 3 && at.value.starts_with("20") {
                true => format!("there is no day {}", at.value),
                false => format!("`{}` is not a date", at.value),
            };
            self.wrong(at, message, "write year, month and day, as in 2027-03-12");
            NaiveDate::default()
        })
    }

    pub(super) fn time(&mut self, at: &At<String>, text: &str) -> NaiveTime {
        NaiveTime::parse_from_str(text, "%H:%M").unwrap_or_else(|_| {
            self.wrong(at, format!("`{text}` is not a time of day"), "write hours and minutes, as in 08:00");
            NaiveTime::default()
        })
    }

    pub(super) fn zone(&mut self, at: &At<String>) -> Tz {
        at.value.parse().unwrap_or_else(|_| {
            let zones = chrono_tz::TZ_VARIANTS.iter().map(|zone| zone.name());
            let hint = did_you_mean(&at.value, zones, 4, || {
                "use a name from the IANA time zone database, such as Europe/Amsterdam".to_owned()
            });
            self.wrong(at, format!("there is no time zone `{}`", at.value), hint);
            Tz::UTC
        })
    }

    pub(super) fn tag(&mut self, at: &At<String>) -> Tag {
        at.value.parse().unwrap_or_else(|e: crate::l10n::TagError| {
            self.wrong(at, e.to_string(), "use the codes of BCP 47");
            Tag::undetermined()
        })
    }

    pub(super) fn localized(&mut self, at: &At<TextPerLanguage>, default: &Tag) -> Localized {
        match &at.value {
            TextPerLanguage::All(text) => Localized([(default.clone(), text.clone())].into()),
            TextPerLanguage::Each(texts) => {
                let texts: BTreeMap<Tag, String> =
                    texts.iter().map(|(tag, text)| (self.tag(tag), self.filled(text))).collect();
                if !texts.contains_key(default) && !texts.contains_key(&default.with_register(None)) {
                    let named =
                        default.with_register(default.register().filter(|_| default.usual_register().is_none()));
                    let hint = format!("add `{named}:`; people whose own language is missing read that one");
                    self.wrong(at, format!("there is no text in the default language {named}"), hint);
                }
                Localized(texts)
            }
        }
    }

    pub(super) fn mailbox(&mut self, at: &At<String>) -> Mailbox {
        let parsed: Option<lettre::message::Mailbox> = at.value.parse().ok();
        match parsed.or_else(|| unquoted(&at.value)) {
            Some(m) if !m.email.user().is_ascii() => {
                let message = format!("`{}` has letters before the `@` that only SMTPUTF8 can carry", m.email);
                self.wrong(at, message, "use the mailbox's ASCII alias; every mail system gives one");
                Mailbox { name: None, address: String::new() }
            }
            Some(m) if !at.value.chars().any(char::is_control) => {
                Mailbox { name: m.name, address: m.email.to_string() }
            }
            _ => {
                let (message, hint) = match at.value.matches('@').count() {
                    count if count > 1 && at.value.contains([',', ';']) => (
                        format!("`{}` is more than one mail address", at.value),
                        "write one mailbox; one of a group is read by several people",
                    ),
                    _ if at.value.matches('"').count() % 2 == 1 => (
                        format!("in `{}` a quotation mark is not closed", at.value),
                        "write `'\"IT, servicedesk\" <name@example.org>'`, or leave the quotation marks out",
                    ),
                    _ => (
                        format!("`{}` is not a mail address", at.value),
                        "write `name@example.org` or `IT servicedesk <name@example.org>`",
                    ),
                };
                self.wrong(at, message, hint);
                Mailbox { name: None, address: String::new() }
            }
        }
    }

    pub(super) fn url(&mut self, at: &At<String>) -> String {
        let rest = at.value.strip_prefix("https://").or_else(|| at.value.strip_prefix("http://"));
        let host = rest.and_then(|r| r.split(['/', '?', '#']).next()).unwrap_or("");
        if host.is_empty() || at.value.chars().any(|c| c.is_whitespace() || c.is_control()) {
            self.wrong(at, format!("`{}` is not a web address", at.value), "write it in full, from https:// on");
        }
        at.value.clone()
    }

    pub(super) fn domain(&mut self, at: &At<String>) -> String {
        let is_domain = |domain: &String| {
            let label =
                |label: &str| !label.is_empty() && label.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
            domain.contains('.') && domain.split('.').all(label)
        };
        idna::domain_to_ascii(&at.value).ok().filter(is_domain).unwrap_or_else(|| {
            self.wrong(at, format!("`{}` is not a domain", at.value), "write it alone, as in `support.example.org`");
            String::new()
        })
    }

    /// A selector of people.
    pub(super) fn selector(&mut self, at: &At<String>) -> Option<Selector> {
        self.selector_of(Over::People, at)
    }

    /// A selector of people or of devices.
    pub(super) fn selector_of(&mut self, over: Over, at: &At<String>) -> Option<Selector> {
        self.read_selector(over, at, Selector::parse(&at.value), "in this selector")
    }

    /// An audience: a selector of people in which words say how far they are.
    pub(super) fn audience(&mut self, at: &At<String>) -> Option<Selector> {
        self.read_selector(Over::People, at, Selector::audience(&at.value), "in this audience")
    }

    fn read_selector(
        &mut self,
        over: Over,
        at: &At<String>,
        read: Result<Selector, SelectorError>,
        what: &str,
    ) -> Option<Selector> {
        match read {
            Ok(selector) => {
                self.selectors.push(Named { selector: selector.clone(), over, at: Some(at.clone()), key: "" });
                Some(selector)
            }
            Err(e) => {
                self.wrong_part(at, what, e);
                None
            }
        }
    }
}

/// A name with a comma or another sign that mail would have between quotes, and an address: what is meant is plain.
fn unquoted(text: &str) -> Option<lettre::message::Mailbox> {
    let (name, address) = text.trim().strip_suffix('>')?.rsplit_once('<')?;
    let name = name.trim();
    let is_one = !name.contains(['<', '>', '"']) && !name.is_empty();
    is_one
        .then(|| address.trim().parse().ok())?
        .map(|email| lettre::message::Mailbox::new(Some(name.to_owned()), email))
}
