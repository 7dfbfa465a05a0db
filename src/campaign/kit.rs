//! A kit: the words and the meaning of one kind of move, of which a campaign names one as its `kind`.
//!
//! Its words lie beneath the campaign's own files and above those of the kit that it extends, and are among the inputs
//! by then. Here is what `kit.yaml` says beside them.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::Deserialize;

use super::file::{Ordered, TextPerLanguage};
use super::inputs::Inputs;
use super::path::Path;
use super::selector::Over;
use super::yaml::{self, At};
use crate::error::{Error, Place, Problem, Result, did_you_mean};
use crate::l10n::Tag;

/// The kit of a campaign that names none.
pub const DEFAULT_KIT: &str = "intune";

/// Where the kits that come with the program are among the inputs.
const BUILT_IN: &str = "builtin/kits";

/// The most kits that stand on one another.
const MOST: usize = 8;

/// What a kit says beside its words; of what it leaves out, the kit that it extends speaks.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Kit {
    /// Its name, or its folder in the campaign directory.
    pub name: String,
    /// What it is for, in English where it says that.
    pub title: String,
    /// The kit beneath it.
    pub extends: Option<String>,
    /// Whether devices move, or people.
    pub moves: Option<Over>,
    /// Who or what has to move: a selector.
    pub concerns: Option<String>,
    /// What counts as having moved: a selector.
    pub done: Option<String>,
    /// What has to move and cannot: a selector.
    pub blocked: Option<String>,
    /// What can become of a device.
    pub paths: Option<Vec<Path>>,
    /// The phase in which people begin; `start` when absent.
    pub begins: Option<String>,
    /// What people move to when this is their kit: words of the name.
    pub suits: Vec<String>,
    /// Which data it reads, a line for each file.
    pub reads: Vec<String>,
    /// What people leave and move to, in a campaign of which nobody says it.
    pub example: (Option<String>, Option<String>),
}

/// `kit.yaml`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct KitFile {
    title: At<TextPerLanguage>,
    extends: Option<At<String>>,
    moves: Option<At<String>>,
    concerns: Option<At<String>>,
    done: Option<At<String>>,
    blocked: Option<At<String>>,
    paths: Option<Vec<At<String>>>,
    begins: Option<At<String>>,
    from: Option<At<String>>,
    to: Option<At<String>>,
    #[serde(default)]
    suits: Vec<At<String>>,
    #[serde(default)]
    reads: Vec<At<String>>,
}

impl Kit {
    /// Reads what a kit says.
    ///
    /// # Errors
    /// Everything that is wrong with it, at its place.
    pub fn read(name: &str, file: &str, text: &str) -> Result<Self> {
        let (read, origin): (KitFile, _) = yaml::read(file, text.trim_start_matches('\u{feff}'))?;
        let mut problems = Vec::new();
        let mut wrong = |at: &At<String>, message: String, hint: String| {
            problems.push(Problem::new(message).at(origin.place(at)).hint(hint));
        };
        let moves = read.moves.as_ref().and_then(|at| {
            let found = over(&at.value);
            if found.is_none() {
                wrong(at, format!("`{}` do not move", at.value), "write `devices` or `people`".into());
            }
            found
        });
        let paths = read.paths.as_ref().map(|paths| {
            let of = |at: &At<String>| {
                let found = Path::ALL.into_iter().find(|path| path.as_str() == at.value);
                if found.is_none() {
                    let names = Path::ALL.map(Path::as_str);
                    let hint = did_you_mean(&at.value, names, 2, || format!("they are {}", names.join(", ")));
                    wrong(at, format!("there is no path `{}`", at.value), hint);
                }
                found
            };
            paths.iter().filter_map(of).collect()
        });
        Error::collect(problems)?;
        let title = match read.title.value {
            TextPerLanguage::All(text) => text,
            TextPerLanguage::Each(texts) => {
                let english = texts.iter().find(|(tag, _)| tag.value == "en").or(texts.first());
                english.map(|(_, text)| text.value.clone()).unwrap_or_default()
            }
        };
        let text = |at: Option<At<String>>| at.map(|at| at.value);
        Ok(Kit {
            name: name.to_owned(),
            title,
            extends: text(read.extends),
            moves,
            concerns: text(read.concerns),
            done: text(read.done),
            blocked: text(read.blocked),
            paths,
            begins: text(read.begins),
            suits: read.suits.into_iter().map(|at| at.value).collect(),
            reads: read.reads.into_iter().map(|at| at.value).collect(),
            example: (text(read.from), text(read.to)),
        })
    }

    /// What this kit says, and where it says nothing the one that it extends.
    fn over(self, beneath: Kit) -> Kit {
        Kit {
            moves: self.moves.or(beneath.moves),
            concerns: self.concerns.or(beneath.concerns),
            done: self.done.or(beneath.done),
            blocked: self.blocked.or(beneath.blocked),
            paths: self.paths.or(beneath.paths),
            begins: self.begins.or(beneath.begins),
            ..self
        }
    }
}

/// Whether a name is that of a folder in the campaign directory.
pub fn is_folder(name: &str) -> bool {
    name.contains('/')
}

/// Devices or people.
pub(super) fn over(word: &str) -> Option<Over> {
    match word {
        "devices" => Some(Over::Devices),
        "people" => Some(Over::People),
        _ => None,
    }
}

/// A kit and those that it stands on, itself first, by what `read` gives of each: the text of its `kit.yaml`, and where
/// that is.
///
/// # Errors
/// When one cannot be read, or they stand on one another in a circle.
pub fn kits_under(name: &str, mut read: impl FnMut(&str) -> Result<(String, String)>) -> Result<Vec<Kit>> {
    let mut found: Vec<Kit> = Vec::new();
    let mut next = Some(name.to_owned());
    while let Some(name) = next.take() {
        let (file, text) = read(&name)?;
        if found.iter().any(|kit| kit.name == name) || found.len() == MOST {
            return Err(Error::campaign(format!("the kit `{name}` stands on itself"))
                .at(Place::file(file))
                .hint("take `extends:` out of one of them"));
        }
        let kit = Kit::read(&name, &file, &text)?;
        next.clone_from(&kit.extends);
        found.push(kit);
    }
    Ok(found)
}

/// What the kit of a campaign says, those beneath it taken in. Where the inputs have no kits, as in a plan of an earlier
/// version, the kit of that time is meant.
///
/// # Errors
/// When the kit, or one beneath it, is not among the inputs.
pub(super) fn kit_of(name: &str, inputs: &mut Inputs) -> Result<Kit> {
    if name == DEFAULT_KIT && inputs.get(&file_of(name))?.is_none() {
        return Ok(Kit { name: name.to_owned(), begins: Some("enrol".to_owned()), ..Kit::default() });
    }
    let kits = kits_under(name, |name| {
        let file = file_of(name);
        let bytes = inputs.get(&file)?.ok_or_else(|| {
            Error::campaign(format!("there is no kit `{name}` among the files of this plan")).at(Place::file(&*file))
        })?;
        Ok((file, String::from_utf8_lossy(&bytes).into_owned()))
    })?;
    let mut kits = kits.into_iter().rev();
    let lowest = kits.next().unwrap_or_default();
    Ok(kits.fold(lowest, |beneath, kit| kit.over(beneath)))
}

/// Where a kit is among the inputs.
pub fn folder_of(name: &str) -> String {
    match is_folder(name) {
        true => name.trim_start_matches("./").trim_end_matches('/').to_owned(),
        false => format!("{BUILT_IN}/{name}"),
    }
}

/// Where the `kit.yaml` of a kit is among the inputs.
pub fn file_of(name: &str) -> String {
    format!("{}/kit.yaml", folder_of(name))
}

/// Words that a kit's messages do not say, because they are true of another kind of move: its `words.yaml`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct OtherWords {
    /// By language; where a word ends in `*`, it is the beginning of one.
    languages: BTreeMap<String, Vec<String>>,
}

/// `words.yaml`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct WordsFile {
    forbidden: Ordered<Vec<At<String>>>,
}

impl OtherWords {
    /// The words of a kit among the inputs, or of the kit beneath it that has some.
    ///
    /// # Errors
    /// When its list cannot be read.
    pub fn of(kit: &str, files: &BTreeMap<String, Arc<[u8]>>) -> Result<Self> {
        let text = |file: &str| files.get(file).map(|bytes| String::from_utf8_lossy(bytes).into_owned());
        let kits = kits_under(kit, |name| {
            let file = file_of(name);
            Ok((file.clone(), text(&file).unwrap_or_else(|| "title: none".to_owned())))
        })?;
        for kit in kits {
            let file = format!("{}/words.yaml", folder_of(&kit.name));
            if let Some(text) = text(&file) {
                return OtherWords::read(&file, &text);
            }
        }
        Ok(OtherWords::default())
    }

    /// Reads a list.
    ///
    /// # Errors
    /// When it is none.
    pub fn read(file: &str, text: &str) -> Result<Self> {
        let (read, _): (WordsFile, _) = yaml::read(file, text.trim_start_matches('\u{feff}'))?;
        let words = |list: &[At<String>]| list.iter().map(|word| word.value.clone()).collect();
        Ok(OtherWords {
            languages: read.forbidden.0.iter().map(|(tag, list)| (tag.value.clone(), words(list))).collect(),
        })
    }

    /// Those of a language, whatever its register.
    pub fn in_language(&self, language: &Tag) -> &[String] {
        let plain = language.with_register(None);
        let list = self.languages.get(language.as_str()).or_else(|| self.languages.get(plain.as_str()));
        list.map_or(&[], Vec::as_slice)
    }
}
