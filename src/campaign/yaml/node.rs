//! The tree of a YAML document, every node with its place.

use std::fmt;

use serde::de::{self, Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_yaml::{Location, Spanned};

use super::at::Spot;

/// A value of the document.
#[derive(Debug, Clone)]
pub(super) struct Node {
    /// Unique in its tree; what is taken out is named by it.
    pub(super) id: u32,
    pub(super) spot: Spot,
    pub(super) value: Value,
}

#[derive(Debug, Clone)]
pub(super) enum Value {
    Null,
    Bool(bool),
    /// A number, with its text: `0205550100` is a telephone number to the one who wrote it.
    Int(i64, String),
    Float(f64, String),
    Text(String),
    List(Vec<Node>),
    Map(Vec<(Node, Node)>),
}

impl Node {
    /// Builds the tree, numbering its nodes from `next`.
    pub(super) fn new(raw: Spanned<Raw>, source: &str, next: &mut u32) -> Self {
        let id = *next;
        *next += 1;
        let text = source_of(raw.referenced, source);
        let value = match raw.value {
            Raw::Null => Value::Null,
            Raw::Bool(b) => Value::Bool(b),
            Raw::Int(n) => Value::Int(n, text.to_owned()),
            Raw::Float(n) => Value::Float(n, text.to_owned()),
            Raw::Text(s) => Value::Text(s),
            Raw::List(items) => Value::List(items.into_iter().map(|item| Node::new(item, source, next)).collect()),
            Raw::Map(entries) => Value::Map(
                entries
                    .into_iter()
                    .map(|(key, value)| {
                        let key = Spanned::new(Raw::Text(key.value), key.referenced, key.defined);
                        (Node::new(key, source, next), Node::new(value, source, next))
                    })
                    .collect(),
            ),
        };
        let first_line = text.lines().next().unwrap_or("").trim_end().chars().count();
        let width = match value {
            Value::Map(_) | Value::List(_) => 1,
            _ => first_line.max(1) as u32,
        };
        let spot = Spot { line: raw.referenced.line() as u32, column: raw.referenced.column() as u32, width };
        Node { id, spot, value }
    }

    /// Takes the node of this id out of the tree, with its key if it has one. The root stays.
    pub(super) fn remove(&mut self, id: u32) -> bool {
        match &mut self.value {
            Value::List(items) => {
                let before = items.len();
                items.retain(|item| item.id != id);
                items.len() < before || items.iter_mut().any(|item| item.remove(id))
            }
            Value::Map(entries) => {
                let before = entries.len();
                entries.retain(|(key, value)| key.id != id && value.id != id);
                entries.len() < before || entries.iter_mut().any(|(_, value)| value.remove(id))
            }
            _ => false,
        }
    }

    /// What kind of value this is, in the words of an error.
    pub(super) fn describe(&self) -> String {
        match &self.value {
            Value::Null => "nothing".into(),
            Value::Bool(b) => format!("`{b}` (yes or no)"),
            Value::Int(_, text) | Value::Float(_, text) => format!("the number {text}"),
            Value::Text(text) => format!("the text `{}`", shorten(text)),
            Value::List(_) => "a list".into(),
            Value::Map(_) => "a group of keys".into(),
        }
    }
}

/// The text, cut to a length that fits an error message.
fn shorten(text: &str) -> String {
    match text.char_indices().nth(40) {
        Some((at, _)) => format!("{}…", &text[..at]),
        None => text.to_owned(),
    }
}

fn source_of(location: Location, source: &str) -> &str {
    let span = location.span();
    let (Some(from), Some(length)) = (span.byte_offset(), span.byte_len()) else { return "" };
    source.get(from as usize..(from + length) as usize).unwrap_or("")
}

/// A value as the parser hands it over.
#[derive(Debug)]
pub(super) enum Raw {
    Null,
    Bool(bool),
    Int(i64),
    Float(f64),
    Text(String),
    List(Vec<Spanned<Raw>>),
    Map(Vec<(Spanned<String>, Spanned<Raw>)>),
}

impl<'de> Deserialize<'de> for Raw {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(RawVisitor)
    }
}

struct RawVisitor;

impl<'de> Visitor<'de> for RawVisitor {
    type Value = Raw;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("any value")
    }

    fn visit_unit<E: de::Error>(self) -> Result<Raw, E> {
        Ok(Raw::Null)
    }

    fn visit_none<E: de::Error>(self) -> Result<Raw, E> {
        Ok(Raw::Null)
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Raw, D::Error> {
        Raw::deserialize(deserializer)
    }

    fn visit_bool<E: de::Error>(self, v: bool) -> Result<Raw, E> {
        Ok(Raw::Bool(v))
    }

    fn visit_i64<E: de::Error>(self, v: i64) -> Result<Raw, E> {
        Ok(Raw::Int(v))
    }

    fn visit_u64<E: de::Error>(self, v: u64) -> Result<Raw, E> {
        Ok(i64::try_from(v).map_or(Raw::Float(v as f64), Raw::Int))
    }

    fn visit_f64<E: de::Error>(self, v: f64) -> Result<Raw, E> {
        Ok(Raw::Float(v))
    }

    fn visit_str<E: de::Error>(self, v: &str) -> Result<Raw, E> {
        Ok(Raw::Text(v.to_owned()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Raw, A::Error> {
        let mut items = Vec::new();
        while let Some(item) = seq.next_element()? {
            items.push(item);
        }
        Ok(Raw::List(items))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Raw, A::Error> {
        let mut entries = Vec::new();
        while let Some(entry) = map.next_entry()? {
            entries.push(entry);
        }
        Ok(Raw::Map(entries))
    }
}
