//! The words that are true of one path only, in a list beside the templates, one for each language.
//!
//! `templates/paths/<language>.txt` has lines such as `wiped: has to be wiped`: a path, and words that a message may say
//! to whoever has a device of that path, and to nobody else. A line that begins with `#` is a note.

use std::collections::BTreeMap;

use super::finding::Finding;
use super::registry::text::{OTHER_KIT, OTHER_PATH};
use crate::builtin;
use crate::campaign::{Inputs, OtherWords, Path};
use crate::error::{Place, Problem, did_you_mean};
use crate::l10n::Tag;

const FOLDER: &str = "templates/paths/";

/// The lists of a campaign: its own before the built-in ones.
#[derive(Debug, Default)]
pub(super) struct PathWords {
    languages: BTreeMap<String, Vec<(Path, String)>>,
    /// What is true of another kind of move.
    others: OtherWords,
}

impl PathWords {
    /// Reads the lists of a campaign of this kind, with a finding for each line that is none.
    pub(super) fn new(kind: &str, inputs: &Inputs) -> (Self, Vec<Finding>) {
        let mut words = PathWords::default();
        let mut found = Vec::new();
        match OtherWords::of(kind, inputs.files()) {
            Ok(others) => words.others = others,
            Err(error) => {
                let problem = error.problems.into_iter().next();
                let of = |problem: Problem| {
                    let finding = Finding::of(OTHER_KIT, problem.message).hint(problem.hint.unwrap_or_default());
                    problem.place.iter().fold(finding, |finding, place| finding.at(place))
                };
                found.extend(problem.map(of));
            }
        }
        let own = inputs.files().iter().map(|(path, bytes)| (path.as_str(), path.as_str(), bytes));
        let built_in =
            own.clone().filter_map(|(path, _, bytes)| Some((path.strip_prefix(builtin::PREFIX)?, path, bytes)));
        // A campaign's own list comes after the built-in one, and takes its place.
        for (name, path, bytes) in built_in.chain(own) {
            let Some(language) = name.strip_prefix(FOLDER).and_then(|name| name.strip_suffix(".txt")) else { continue };
            let Ok(text) = std::str::from_utf8(bytes) else {
                found.push(Finding::of(OTHER_PATH, "this list is not UTF-8").at(&Place::file(path)));
                continue;
            };
            words.languages.insert(language.to_owned(), read(path, text, &mut found));
        }
        (words, found)
    }

    /// Words that are true of another kind of move, in a language.
    pub(super) fn of_other_kits(&self, language: &Tag) -> &[String] {
        self.others.in_language(language)
    }

    /// Words of a language that a message says and that are true of no path of its reader, each with its path. `says` tells
    /// whether the message has them.
    pub(super) fn untrue(&self, language: &Tag, paths: &[Path], says: impl Fn(&str) -> bool) -> Vec<(Path, &str)> {
        let list = self.languages.get(language.as_str()).map_or(&[][..], Vec::as_slice);
        let of_others = list.iter().filter(|(path, _)| !paths.contains(path));
        of_others.filter(|(_, words)| says(words)).map(|(path, words)| (*path, words.as_str())).collect()
    }
}

fn read(file: &str, text: &str, found: &mut Vec<Finding>) -> Vec<(Path, String)> {
    let mut list = Vec::new();
    for (number, line) in (1u32..).zip(text.trim_start_matches('\u{feff}').lines()) {
        let said = line.trim();
        if said.is_empty() || said.starts_with('#') {
            continue;
        }
        let (name, words) = said.split_once(':').unwrap_or((said, ""));
        match Path::ALL.into_iter().find(|path| path.as_str() == name.trim()) {
            Some(path) if !words.trim().is_empty() => list.push((path, words.trim().to_owned())),
            known => {
                let message = match known {
                    Some(path) => format!("there are no words after `{}:`", path.as_str()),
                    None => format!("`{}` is no path", name.trim()),
                };
                let hint = did_you_mean(name.trim(), Path::ALL.map(Path::as_str), 2, || {
                    "write `own`, `wiped`, `apple`, `replaced`, `unknown` or `done`, a colon and the words".to_owned()
                });
                let place = Place::at(file, text, number, 1, line.chars().count() as u32);
                found.push(Finding::of(OTHER_PATH, message).at(&place).hint(hint));
            }
        }
    }
    list
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::Arc;

    fn lists(files: &[(&str, &str)]) -> (PathWords, Vec<String>) {
        let files = files.iter().map(|(path, text)| ((*path).to_owned(), Arc::from(text.as_bytes()))).collect();
        let (words, found) = PathWords::new("intune", &Inputs::from_files(files));
        (words, found.into_iter().map(|one| format!("{} {}", one.place.unwrap(), one.message)).collect())
    }

    #[test]
    fn a_list_of_the_campaign_takes_the_place_of_ours() {
        let (words, found) = lists(&[
            ("builtin/templates/paths/nl.txt", "# A note.\n\nwiped: moet leeg\nown: schrijf uit\n"),
            ("templates/paths/en.txt", "wiped: has to be wiped\n"),
        ]);
        assert_eq!(found, [""; 0]);
        let nl = "nl".parse().unwrap();
        assert_eq!(words.untrue(&nl, &[Path::Own], |_| true), [(Path::Wiped, "moet leeg")]);
        assert_eq!(words.untrue(&nl, &[Path::Own], |_| false), []);
        assert_eq!(words.untrue(&nl, &[Path::Own, Path::Wiped], |_| true), []);
        assert_eq!(words.untrue(&"de".parse().unwrap(), &[Path::Own], |_| true), []);
        let (words, _) =
            lists(&[("builtin/templates/paths/nl.txt", "own: a\n"), ("templates/paths/nl.txt", "done: b\n")]);
        assert_eq!(words.untrue(&nl, &[Path::Wiped], |_| true), [(Path::Done, "b")]);
    }

    #[test]
    fn a_line_that_is_none_is_told_at_its_place() {
        let (_, found) = lists(&[("templates/paths/nl.txt", "wipd: moet leeg\nown:\nmoet leeg\n")]);
        assert_eq!(
            found,
            [
                "templates/paths/nl.txt:1:1 `wipd` is no path",
                "templates/paths/nl.txt:2:1 there are no words after `own:`",
                "templates/paths/nl.txt:3:1 `moet leeg` is no path",
            ]
        );
    }
}
