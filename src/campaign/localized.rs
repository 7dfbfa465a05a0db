//! A text of the campaign in several languages.

use std::collections::BTreeMap;

use crate::l10n::Tag;

/// A text per language; the campaign's default language is always among them or stands alone.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Localized(pub BTreeMap<Tag, String>);

impl Localized {
    /// The text on `wanted`'s chain, else that of the language whatever its register (a name or opening hours address
    /// nobody), else in `default`, else whichever comes first.
    pub fn get<'a>(&'a self, wanted: &Tag, default: &Tag) -> &'a str {
        let on_chain = |tag: &Tag| tag.chain().find_map(|t| self.0.get(&t));
        let pick = |tag: &Tag| on_chain(tag).or_else(|| on_chain(&tag.with_register(None)));
        pick(wanted).or_else(|| pick(default)).or_else(|| self.0.values().next()).map_or("", String::as_str)
    }
}
