//! Which messages can say when and where their reader is expected, going by their templates and what those include. Every
//! branch counts: who is told may be told.

use std::collections::{HashMap, HashSet};

use crate::builtin;
use crate::campaign::{Inputs, Loaded};
use crate::l10n::Tag;
use crate::render::{Fragment, References, TemplateFile};

/// What a template mentions who says it.
const APPOINTMENT: &str = "person.appointment";

/// Messages that can say it, each with the language in which it can.
#[derive(Debug, Clone, Default)]
pub struct Spoken(HashSet<(String, Tag)>);

impl Spoken {
    /// Those of a campaign; none where nobody is expected anywhere.
    pub fn of(loaded: &Loaded, inputs: &Inputs) -> Self {
        if loaded.people.persons.iter().all(|person| person.visit.is_none()) {
            return Spoken::default();
        }
        let mut templates = Templates { inputs, known: HashMap::new() };
        let mut found = HashSet::new();
        let rules = loaded.campaign.phases.iter().flat_map(|phase| &phase.messages);
        for rule in rules.filter(|rule| rule.is_for_people()) {
            for (language, path) in loaded.catalogue.messages.get(&rule.message).into_iter().flatten() {
                if templates.says_it(path.strip_prefix(builtin::PREFIX).unwrap_or(path)) {
                    found.insert((rule.message.clone(), language.clone()));
                }
            }
        }
        Spoken(found)
    }

    /// Whether a message can say it in a language.
    pub fn is_in(&self, message: &str, language: &Tag) -> bool {
        // Where nobody is expected this is asked of every notice.
        !self.0.is_empty() && self.0.contains(&(message.to_owned(), language.clone()))
    }
}

/// Templates as they are read, each once.
struct Templates<'a> {
    inputs: &'a Inputs,
    known: HashMap<String, bool>,
}

impl Templates<'_> {
    /// Whether a template mentions it, or one that it includes.
    fn says_it(&mut self, path: &str) -> bool {
        if let Some(known) = self.known.get(path) {
            return *known;
        }
        // One that includes itself is an error elsewhere; here it only must end.
        self.known.insert(path.to_owned(), false);
        let references = self.references(path);
        let mentions = |name: &String| name.strip_prefix(APPOINTMENT).is_some_and(|rest| !rest.starts_with('_'));
        let says = references.variables.keys().any(mentions)
            || references.includes.keys().any(|included| self.says_it(included));
        self.known.insert(path.to_owned(), says);
        says
    }

    /// What stands in a template: the campaign's own file before the one beneath it.
    fn references(&self, path: &str) -> References {
        let files = self.inputs.files();
        let bytes = files.get(path).or_else(|| files.get(&format!("{}{path}", builtin::PREFIX)));
        let Some(text) = bytes.and_then(|bytes| std::str::from_utf8(bytes).ok()) else { return References::default() };
        // A part of a message has no subject.
        let Ok(template) = TemplateFile::parse(path, text.as_bytes()) else {
            return References::of(&Fragment::whole(path, text));
        };
        let mut references = References::of(&template.body);
        let lines = [Some(&template.subject), template.preheader.as_ref()];
        lines.into_iter().flatten().for_each(|line| references.add(&References::of_line(line)));
        references
    }
}
