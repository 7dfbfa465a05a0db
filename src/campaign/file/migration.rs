//! What a device takes and who moves it: one value for all, or one by path or for some.

use std::borrow::Cow;
use std::fmt;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::value::MapAccessDeserializer;
use serde::de::{Deserialize, Deserializer, Error, MapAccess, Visitor};

use super::diagnostics::{Diagnostics, Named};
use super::keys::MigrationFile;
use crate::campaign::fold::name_key;
use crate::campaign::kit::{self, DEFAULT_KIT};
use crate::campaign::yaml::At;
use crate::campaign::{Apple, Kit, Migration, Minutes, Over, Path, Selector, file_of};
use crate::error::{Place, Problem, did_you_mean};

/// How many minutes a device takes.
#[derive(Debug, Clone)]
pub enum MinutesByPath {
    /// Of every path.
    All(u32),
    /// By path.
    Each(MinutesFile),
}

/// How many minutes a device takes, by its path.
#[derive(Debug, Clone, serde::Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct MinutesFile {
    /// Of a device that its owner moves alone.
    #[schemars(with = "Option<u32>", range(min = 5, max = 480))]
    pub own: Option<At<u32>>,
    /// Of one that the helpdesk wipes.
    #[schemars(with = "Option<u32>", range(min = 5, max = 480))]
    pub wiped: Option<At<u32>>,
    /// Of one that Apple moves.
    #[schemars(with = "Option<u32>", range(min = 5, max = 480))]
    pub apple: Option<At<u32>>,
    /// Of one that cannot make the move (`blocked`): how long its owner is at the desk.
    #[schemars(with = "Option<u32>", range(min = 5, max = 480))]
    pub replaced: Option<At<u32>>,
}

/// Whose devices Apple moves.
#[derive(Debug, Clone)]
pub enum AppleChoice {
    /// Everybody's.
    All(String),
    /// Those of whom a selector picks.
    Some(AppleFile),
}

/// Whose devices Apple moves, from which system on.
#[derive(Debug, Clone, serde::Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AppleFile {
    /// A selector of people.
    pub os26: At<String>,
}

impl<'de> Deserialize<'de> for MinutesByPath {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct MinutesVisitor;

        impl<'de> Visitor<'de> for MinutesVisitor {
            type Value = MinutesByPath;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a number of minutes, or one by path as in `{own: 30, wiped: 90}`")
            }

            fn visit_i64<E: Error>(self, minutes: i64) -> Result<MinutesByPath, E> {
                // What is no number of minutes at all is judged with those that are too few or too many.
                Ok(MinutesByPath::All(u32::try_from(minutes.max(0)).unwrap_or(u32::MAX)))
            }

            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<MinutesByPath, A::Error> {
                MinutesFile::deserialize(MapAccessDeserializer::new(map)).map(MinutesByPath::Each)
            }
        }

        deserializer.deserialize_any(MinutesVisitor)
    }
}

impl JsonSchema for MinutesByPath {
    fn schema_name() -> Cow<'static, str> {
        "MinutesByPath".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "description": "How many minutes a device takes: one number, or one by path.",
            "anyOf": [{ "type": "integer", "minimum": 5, "maximum": 480 }, generator.subschema_for::<MinutesFile>()]
        })
    }
}

impl<'de> Deserialize<'de> for AppleChoice {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct AppleVisitor;

        impl<'de> Visitor<'de> for AppleVisitor {
            type Value = AppleChoice;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("`os26`, or a selector of people as in `{os26: \"site = 'Utrecht'\"}`")
            }

            fn visit_str<E: Error>(self, text: &str) -> Result<AppleChoice, E> {
                Ok(AppleChoice::All(text.to_owned()))
            }

            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<AppleChoice, A::Error> {
                AppleFile::deserialize(MapAccessDeserializer::new(map)).map(AppleChoice::Some)
            }
        }

        deserializer.deserialize_any(AppleVisitor)
    }
}

impl JsonSchema for AppleChoice {
    fn schema_name() -> Cow<'static, str> {
        "AppleChoice".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "description": "Whose devices Apple moves by its own migration.",
            "anyOf": [{ "enum": ["os26"] }, generator.subschema_for::<AppleFile>()]
        })
    }
}

impl Diagnostics<'_> {
    /// What moves, with what the kit says where the campaign does not.
    pub(super) fn migration(&mut self, file: &MigrationFile, kit: &Kit, has_devices: bool) -> Migration {
        let (from, to) = (self.filled(&file.from), self.filled(&file.to));
        if !from.is_empty() && name_key(&from) == name_key(&to) {
            let hint = "give each the name by which you tell them apart, such as `Jamf Pro` and `Jamf Cloud`, or \
                        `Intune Dorpstad` and `Intune Voorbeeldstad`";
            self.wrong(&file.to, format!("people leave `{from}` and move to the same"), hint);
        }
        let said = file.moves.as_ref().and_then(|at| {
            let over = kit::over(&at.value);
            if over.is_none() {
                self.wrong(at, format!("`{}` do not move", at.value), "write `devices` or `people`");
            }
            over
        });
        let is_default = kit.name == DEFAULT_KIT || has_devices;
        let moves = said.or(kit.moves).unwrap_or(if is_default { Over::Devices } else { Over::People });
        let mut of = |key, at: &Option<At<String>>, default: &Option<String>| match (at, default) {
            (Some(at), _) => self.selector_of(moves, at),
            (None, Some(text)) => self.kit_selector(moves, key, text, kit),
            (None, None) => None,
        };
        Migration {
            concerns: of("concerns", &file.concerns, &kit.concerns),
            done: of("done", &file.done, &kit.done),
            blocked: of("blocked", &file.blocked, &kit.blocked),
            from,
            to,
            kind: kit.name.clone(),
            begins: kit.begins.clone().unwrap_or_else(|| "start".to_owned()),
            moves,
            paths: kit.paths.clone().unwrap_or_else(|| Path::ALL.to_vec()),
            enrol_url: file.enrol_url.as_ref().map(|u| self.url(u)),
            minutes: file.minutes_per_device.as_ref().map_or_else(Minutes::default, |m| self.minutes(m)),
            apple: file.apple.as_ref().map_or(Apple::No, |a| self.apple_choice(a)),
        }
    }

    /// A selector that the kit says.
    fn kit_selector(&mut self, over: Over, key: &'static str, text: &str, kit: &Kit) -> Option<Selector> {
        match Selector::parse(text) {
            Ok(selector) => {
                self.selectors.push(Named { selector: selector.clone(), over, at: None, key });
                Some(selector)
            }
            Err(e) => {
                let message = format!("in `{key}` of the kit `{}`: {}", kit.name, e.message);
                self.problems.push(Problem::new(message).at(Place::file(file_of(&kit.name))).hint(e.hint));
                None
            }
        }
    }

    pub(super) fn minutes(&mut self, at: &At<MinutesByPath>) -> Minutes {
        match &at.value {
            MinutesByPath::All(minutes) => Minutes::all(self.duration(&At { value: *minutes, spot: at.spot })),
            MinutesByPath::Each(MinutesFile { own, wiped, apple, replaced }) => {
                let each = [own, wiped, apple, replaced].map(|at| at.as_ref().map(|at| self.duration(at)));
                let [own, wiped, apple, replaced] = each;
                Minutes { own, wiped, apple, replaced }
            }
        }
    }

    fn duration(&mut self, at: &At<u32>) -> u32 {
        if !(5..=480).contains(&at.value) {
            self.wrong(at, format!("a device does not take {} minutes", at.value), "write 5 to 480 minutes");
        }
        at.value
    }

    pub(super) fn apple_choice(&mut self, at: &At<AppleChoice>) -> Apple {
        match &at.value {
            AppleChoice::All(word) => match self.apple(&At { value: word.clone(), spot: at.spot }) {
                true => Apple::All,
                false => Apple::No,
            },
            AppleChoice::Some(AppleFile { os26 }) => self.selector(os26).map_or(Apple::No, Apple::Select),
        }
    }

    /// Whether this is the word for Apple's own migration.
    pub(super) fn apple(&mut self, at: &At<String>) -> bool {
        let is_known = at.value == "os26";
        if !is_known {
            let hint = did_you_mean(&at.value, ["os26"], 2, || {
                "write `os26`, or leave it out where Apple moves nothing".to_owned()
            });
            self.wrong(at, format!("`{}` is no migration of Apple's", at.value), hint);
        }
        is_known
    }
}
