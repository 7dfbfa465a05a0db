//! Values that may be written in more than one way, without serde's `untagged` and its unreadable errors.

use std::borrow::Cow;
use std::fmt;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::{Deserialize, Deserializer, Error, MapAccess, SeqAccess, Visitor};

use crate::campaign::PRESETS;
use crate::campaign::yaml::At;

/// One text for all, or one per language.
#[derive(Debug, Clone)]
pub enum TextPerLanguage {
    /// For all.
    All(String),
    /// Per language tag.
    Each(Vec<(At<String>, At<String>)>),
}

impl<'de> Deserialize<'de> for TextPerLanguage {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct TextVisitor;

        impl<'de> Visitor<'de> for TextVisitor {
            type Value = TextPerLanguage;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a text, or one per language as in `{nl: …, en: …}`")
            }

            fn visit_str<E: Error>(self, text: &str) -> Result<TextPerLanguage, E> {
                Ok(TextPerLanguage::All(text.to_owned()))
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<TextPerLanguage, A::Error> {
                let mut entries = Vec::new();
                while let Some(entry) = map.next_entry()? {
                    entries.push(entry);
                }
                Ok(TextPerLanguage::Each(entries))
            }
        }

        deserializer.deserialize_any(TextVisitor)
    }
}

impl JsonSchema for TextPerLanguage {
    fn schema_name() -> Cow<'static, str> {
        "TextPerLanguage".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "description": "One text for all, or one per language.",
            "anyOf": [
                { "type": "string" },
                { "type": "object", "additionalProperties": { "type": "string" }, "minProperties": 1 }
            ]
        })
    }
}

/// What the relay accepts: a preset by name, or the figures.
#[derive(Debug, Clone)]
pub enum LimitsChoice {
    /// Such as `exchange-online`.
    Preset(String),
    /// The figures.
    Figures(super::relay_keys::LimitsFile),
}

impl<'de> Deserialize<'de> for LimitsChoice {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct LimitsVisitor;

        impl<'de> Visitor<'de> for LimitsVisitor {
            type Value = LimitsChoice;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a preset such as `exchange-online`, or limits as in `{messages: 30/min, per_day: 10000}`")
            }

            fn visit_str<E: Error>(self, text: &str) -> Result<LimitsChoice, E> {
                Ok(LimitsChoice::Preset(text.to_owned()))
            }

            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<LimitsChoice, A::Error> {
                let figures = serde::de::value::MapAccessDeserializer::new(map);
                super::relay_keys::LimitsFile::deserialize(figures).map(LimitsChoice::Figures)
            }
        }

        deserializer.deserialize_any(LimitsVisitor)
    }
}

impl JsonSchema for LimitsChoice {
    fn schema_name() -> Cow<'static, str> {
        "Limits".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "description": "What the relay accepts: a preset by name, or the figures.",
            "anyOf": [{ "enum": PRESETS.each_ref().map(|preset| preset.name) }, generator.subschema_for::<super::relay_keys::LimitsFile>()]
        })
    }
}

/// One key that signs the mail, or several.
#[derive(Debug, Clone)]
pub struct DkimChoice(pub Vec<super::keys::DkimFile>);

impl<'de> Deserialize<'de> for DkimChoice {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct DkimVisitor;

        impl<'de> Visitor<'de> for DkimVisitor {
            type Value = DkimChoice;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a key as in `{selector: heraut, key: {file: dkim.pem}}`, or a list of them")
            }

            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<DkimChoice, A::Error> {
                let one = serde::de::value::MapAccessDeserializer::new(map);
                super::keys::DkimFile::deserialize(one).map(|one| DkimChoice(vec![one]))
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<DkimChoice, A::Error> {
                let mut keys = Vec::new();
                while let Some(key) = list.next_element()? {
                    keys.push(key);
                }
                Ok(DkimChoice(keys))
            }
        }

        deserializer.deserialize_any(DkimVisitor)
    }
}

impl JsonSchema for DkimChoice {
    fn schema_name() -> Cow<'static, str> {
        "Dkim".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let key = generator.subschema_for::<super::keys::DkimFile>();
        json_schema!({
            "description": "One key that signs the mail, or several.",
            "anyOf": [key, { "type": "array", "items": key }]
        })
    }
}

/// One relay, or several in order.
#[derive(Debug, Clone)]
pub struct RelayChoice(pub Vec<super::relay_keys::RelayFile>);

impl<'de> Deserialize<'de> for RelayChoice {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct RelayVisitor;

        impl<'de> Visitor<'de> for RelayVisitor {
            type Value = RelayChoice;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a relay as in `{url: smtp://relay.example.org:587}`, or a list of them")
            }

            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<RelayChoice, A::Error> {
                let one = serde::de::value::MapAccessDeserializer::new(map);
                super::relay_keys::RelayFile::deserialize(one).map(|one| RelayChoice(vec![one]))
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<RelayChoice, A::Error> {
                let mut relays = Vec::new();
                while let Some(relay) = list.next_element()? {
                    relays.push(relay);
                }
                Ok(RelayChoice(relays))
            }
        }

        deserializer.deserialize_any(RelayVisitor)
    }
}

impl JsonSchema for RelayChoice {
    fn schema_name() -> Cow<'static, str> {
        "Relay".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let relay = generator.subschema_for::<super::relay_keys::RelayFile>();
        json_schema!({
            "description": "One relay, or several in order: the next takes the place of one that gives no service.",
            "anyOf": [relay, { "type": "array", "items": relay, "minItems": 1 }]
        })
    }
}
