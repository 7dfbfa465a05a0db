//! Who is written to by name: who decides on a gate, who leads the rollout.

use std::borrow::Cow;
use std::fmt;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::value::MapAccessDeserializer;
use serde::de::{Deserialize, Deserializer, Error, MapAccess, Visitor};

use super::diagnostics::Diagnostics;
use crate::campaign::Addressee;
use crate::campaign::yaml::At;
use crate::l10n::Tag;

/// Somebody who is written to by name.
#[derive(Debug, Clone, serde::Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AddresseeFile {
    /// What they are called.
    pub name: At<String>,
    /// Their address.
    pub mail: At<String>,
    /// What they read, such as `nl`; the campaign's default language when absent.
    pub language: Option<At<String>>,
}

/// Who decides on a gate.
#[derive(Debug, Clone)]
pub enum OwnerChoice {
    /// A name.
    Name(String),
    /// Somebody who is reminded by mail.
    Reminded(AddresseeFile),
}

impl<'de> Deserialize<'de> for OwnerChoice {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct OwnerVisitor;

        impl<'de> Visitor<'de> for OwnerVisitor {
            type Value = OwnerChoice;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a name, or who is reminded by mail as in `{name: M. de Wit, mail: m.dewit@example.org}`")
            }

            fn visit_str<E: Error>(self, name: &str) -> Result<OwnerChoice, E> {
                Ok(OwnerChoice::Name(name.to_owned()))
            }

            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<OwnerChoice, A::Error> {
                AddresseeFile::deserialize(MapAccessDeserializer::new(map)).map(OwnerChoice::Reminded)
            }
        }

        deserializer.deserialize_any(OwnerVisitor)
    }
}

impl JsonSchema for OwnerChoice {
    fn schema_name() -> Cow<'static, str> {
        "Owner".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "description": "Who decides: a name, or who is reminded by mail.",
            "anyOf": [{ "type": "string" }, generator.subschema_for::<AddresseeFile>()]
        })
    }
}

/// Judges who is written to; `default` is what they read where the file does not say.
pub(super) fn addressee(file: &AddresseeFile, default: &Tag, diagnostics: &mut Diagnostics<'_>) -> Addressee {
    Addressee {
        name: diagnostics.filled(&file.name),
        mail: diagnostics.mailbox(&file.mail).address,
        language: file.language.as_ref().map_or_else(|| default.clone(), |at| diagnostics.tag(at)),
    }
}

/// Judges who decides on a gate: the name, and where they are reminded.
pub(super) fn owner(
    at: &At<OwnerChoice>,
    default: &Tag,
    diagnostics: &mut Diagnostics<'_>,
) -> (String, Option<Addressee>) {
    match &at.value {
        OwnerChoice::Name(name) => (diagnostics.filled(&At { value: name.clone(), spot: at.spot }), None),
        OwnerChoice::Reminded(file) => {
            let reminded = addressee(file, default, diagnostics);
            (reminded.name.clone(), Some(reminded))
        }
    }
}
