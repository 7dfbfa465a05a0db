//! Which message exists in which language: the template files, the campaign's own before the built-in ones.

use std::collections::BTreeMap;

use crate::l10n::Tag;

/// The message templates a campaign can use.
///
/// A template is `templates/<phase>/<message>.<language>.md`. Message names are unique across phases.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Catalogue {
    /// Message name → language → path of its template among the inputs.
    pub messages: BTreeMap<String, BTreeMap<Tag, String>>,
}

impl Catalogue {
    /// The language in which a person gets a message: the best on the person's chain among the languages the
    /// message exists in and the campaign offers, else what the campaign says to fall back on, else its default. `None` when
    /// the message has none of them.
    ///
    /// The choice is per message, never per sentence: whoever gets Dutch gets all of it in Dutch.
    pub fn language_for(&self, message: &str, wanted: &Tag, languages: &super::Languages) -> Option<&Tag> {
        let exists = self.messages.get(message)?;
        let found = languages.choose_or_fall_back(wanted, &exists.keys().collect::<Vec<_>>());
        found.or_else(|| exists.get_key_value(&languages.default).map(|(tag, _)| tag))
    }
}
