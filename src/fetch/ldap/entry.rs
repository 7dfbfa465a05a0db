//! An entry as it comes. The client's own reading of it ends the program where an answer is broken.

use std::collections::HashMap;

use ldap3::ResultEntry;
use ldap3::asn1::StructureTag;

/// An entry of a directory.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Entry {
    /// Its name, as the directory writes it.
    pub(super) dn: String,
    /// Values by the attribute's name in small letters, in the directory's order.
    values: HashMap<String, Vec<Vec<u8>>>,
}

/// The number of an entry among the operations of the protocol (RFC 4511 section 4.5.2).
const ENTRY: u64 = 4;

impl Entry {
    /// Reads an entry; `None` when it is broken.
    pub(super) fn read(result: ResultEntry) -> Option<Self> {
        let mut parts = constructed(result.0.match_id(ENTRY)?)?.into_iter();
        let mut entry = Entry { dn: text(parts.next()?)?, ..Entry::default() };
        for attribute in constructed(parts.next()?)? {
            let mut parts = constructed(attribute)?.into_iter();
            let name = text(parts.next()?)?;
            let values: Option<Vec<Vec<u8>>> =
                constructed(parts.next()?)?.into_iter().map(StructureTag::expect_primitive).collect();
            entry.add(&name, values?);
        }
        Some(entry)
    }

    /// The same under another way to write its name.
    pub(super) fn under(self, dn: &str) -> Self {
        Entry { dn: dn.to_owned(), values: self.values }
    }

    /// Gives it an attribute.
    pub(super) fn add(&mut self, name: &str, values: Vec<Vec<u8>>) {
        self.values.entry(name.to_ascii_lowercase()).or_default().extend(values);
    }

    /// The values of an attribute, whatever the case of its name.
    pub(super) fn values(&self, attribute: &str) -> &[Vec<u8>] {
        self.values.get(&attribute.to_ascii_lowercase()).map_or(&[], Vec::as_slice)
    }
}

fn constructed(tag: StructureTag) -> Option<Vec<StructureTag>> {
    tag.expect_constructed()
}

fn text(tag: StructureTag) -> Option<String> {
    String::from_utf8(tag.expect_primitive()?).ok()
}
