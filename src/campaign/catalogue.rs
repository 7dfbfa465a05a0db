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
    /// message exists in and the campaign offers, else the campaign's default. `None` when the message has neither.
    ///
    /// The choice is per message, never per sentence: whoever gets Dutch gets all of it in Dutch.
    pub fn language_for(&self, message: &str, wanted: &Tag, languages: &super::Languages) -> Option<&Tag> {
        let exists = self.messages.get(message)?;
        languages.choose(wanted, exists.keys()).or_else(|| exists.get_key_value(&languages.default).map(|(tag, _)| tag))
    }
}
