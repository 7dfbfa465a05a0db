//! Decodes a tree into a type, with errors that name the node at fault.

use std::fmt;

use serde::de::{
    self, DeserializeSeed, Deserializer, Expected, IntoDeserializer, MapAccess, SeqAccess, Unexpected, Visitor,
};
use serde::forward_to_deserialize_any;

use super::at::{AT, Spot};
use super::node::{Node, Value};
use crate::error::nearest;

/// What is wrong with one node.
#[derive(Debug, Clone)]
pub(super) struct Fault {
    pub(super) message: String,
    pub(super) hint: Option<String>,
    /// The key that is missing, when that is the fault.
    pub(super) missing: Option<&'static str>,
    /// The key that was surely meant, when the fault is an unknown one.
    pub(super) meant: Option<String>,
    /// Which node; known once the fault has passed the decoder of that node.
    pub(super) node: Option<(u32, Spot)>,
}

impl Fault {
    fn new(message: String) -> Self {
        Fault { message, hint: None, missing: None, meant: None, node: None }
    }

    fn at(mut self, node: &Node) -> Self {
        self.node.get_or_insert((node.id, node.spot));
        self
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Fault {}

impl de::Error for Fault {
    fn custom<T: fmt::Display>(message: T) -> Self {
        Fault::new(message.to_string())
    }

    fn invalid_type(_: Unexpected<'_>, expected: &dyn Expected) -> Self {
        Fault::new(format!("expected {}", plain(&expected.to_string())))
    }

    fn invalid_value(_: Unexpected<'_>, expected: &dyn Expected) -> Self {
        Fault::new(format!("expected {}", plain(&expected.to_string())))
    }

    fn unknown_field(field: &str, expected: &'static [&'static str]) -> Self {
        let mut fault = Fault::new(format!("unknown key `{field}`"));
        fault.meant = meant(field, expected).map(str::to_owned);
        fault.hint = Some(choice(field, expected, "keys here"));
        fault
    }

    fn unknown_variant(variant: &str, expected: &'static [&'static str]) -> Self {
        let mut fault = Fault::new(format!("`{variant}` is not one of the possible values"));
        fault.hint = Some(choice(variant, expected, "possible values"));
        fault
    }

    fn missing_field(field: &'static str) -> Self {
        let mut fault = Fault::new(format!("the key `{field}` is missing"));
        fault.hint = Some(format!("add `{field}: …` to this group"));
        fault.missing = Some(field);
        fault
    }
}

/// serde names Rust's types; people do not know them.
fn plain(expected: &str) -> &str {
    match expected {
        "u32" | "u64" => "a whole number, 0 or more",
        "f64" => "a number",
        "a boolean" => "true or false",
        other => other,
    }
}

/// The known word that was surely meant.
fn meant<'a>(word: &str, known: &[&'a str]) -> Option<&'a str> {
    nearest(&word.to_lowercase(), known.iter().copied(), 1 + word.len() / 4)
}

/// "did you mean …" for a near miss, otherwise the whole choice.
fn choice(word: &str, known: &[&str], what: &str) -> String {
    match meant(word, known) {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!("{what}: {}", known.join(", ")),
    }
}

impl<'de> Deserializer<'de> for &'de Node {
    type Error = Fault;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        let result = match &self.value {
            Value::Null => visitor.visit_unit(),
            Value::Bool(b) => visitor.visit_bool(*b),
            Value::Int(n, _) => visitor.visit_i64(*n),
            Value::Float(n, _) => visitor.visit_f64(*n),
            Value::Text(text) => visitor.visit_borrowed_str(text),
            Value::List(items) => visitor.visit_seq(Items(items.iter())),
            Value::Map(entries) => visitor.visit_map(Entries { entries: entries.iter(), value: None }),
        };
        result.map_err(|mut fault| {
            if fault.node.is_none() && fault.message.starts_with("expected ") && !fault.message.contains("found") {
                fault.message = format!("{}, found {}", fault.message, self.describe());
            }
            fault.at(self)
        })
    }

    fn deserialize_str<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        match &self.value {
            Value::Int(_, text) | Value::Float(_, text) => {
                let mut fault = Fault::new(format!("expected a text, found the number {text}"));
                fault.hint = Some(format!("put it between quotes: \"{text}\""));
                Err(fault.at(self))
            }
            Value::Text(_) => self.deserialize_any(visitor),
            _ => Err(Fault::new(format!("expected a text, found {}", self.describe())).at(self)),
        }
    }

    fn deserialize_string<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        self.deserialize_str(visitor)
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        match &self.value {
            Value::List(_) => self.deserialize_any(visitor),
            _ => {
                let mut fault = Fault::new(format!("expected a list, found {}", self.describe()));
                fault.hint = Some("write it as `[a, b]`, or one item a line with `- ` before it".into());
                Err(fault.at(self))
            }
        }
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Fault> {
        match &self.value {
            Value::Map(_) => self.deserialize_any(visitor),
            _ => {
                let mut fault = Fault::new(format!("expected a group of keys, found {}", self.describe()));
                fault.hint = Some(format!("keys here: {}", fields.join(", ")));
                Err(fault.at(self))
            }
        }
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        match &self.value {
            Value::Null => visitor.visit_none(),
            _ => visitor.visit_some(self),
        }
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(self, name: &'static str, visitor: V) -> Result<V::Value, Fault> {
        if name != AT {
            return visitor.visit_newtype_struct(self);
        }
        visitor.visit_seq(Placed { node: self, next: 0 })
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Fault> {
        match &self.value {
            Value::Text(text) => visitor.visit_enum(text.as_str().into_deserializer()).map_err(|f: Fault| f.at(self)),
            _ => {
                let mut fault =
                    Fault::new(format!("expected one of {}, found {}", variants.join(", "), self.describe()));
                fault.hint = Some("write one word".into());
                Err(fault.at(self))
            }
        }
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char bytes byte_buf unit unit_struct tuple
        tuple_struct map identifier ignored_any
    }
}

struct Items<'de>(std::slice::Iter<'de, Node>);

impl<'de> SeqAccess<'de> for Items<'de> {
    type Error = Fault;

    fn next_element_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<Option<T::Value>, Fault> {
        self.0.next().map(|item| seed.deserialize(item)).transpose()
    }
}

struct Entries<'de> {
    entries: std::slice::Iter<'de, (Node, Node)>,
    value: Option<&'de Node>,
}

impl<'de> MapAccess<'de> for Entries<'de> {
    type Error = Fault;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, Fault> {
        let Some((key, value)) = self.entries.next() else { return Ok(None) };
        self.value = Some(value);
        seed.deserialize(key).map(Some)
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, Fault> {
        match self.value.take() {
            Some(value) => seed.deserialize(value),
            None => Err(Fault::new("a value was asked for before its key".into())),
        }
    }
}

/// Hands [`super::At`] the line, column and width of a node, then its value.
struct Placed<'de> {
    node: &'de Node,
    next: u8,
}

impl<'de> SeqAccess<'de> for Placed<'de> {
    type Error = Fault;

    fn next_element_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<Option<T::Value>, Fault> {
        self.next += 1;
        let Spot { line, column, width } = self.node.spot;
        match self.next {
            1 => seed.deserialize(line.into_deserializer()).map(Some),
            2 => seed.deserialize(column.into_deserializer()).map(Some),
            3 => seed.deserialize(width.into_deserializer()).map(Some),
            4 => seed.deserialize(self.node).map(Some),
            _ => Ok(None),
        }
    }
}
