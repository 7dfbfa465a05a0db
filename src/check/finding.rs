//! What the linter found.

use super::rule::{Rule, Severity};
use crate::campaign::{Person, Source};
use crate::error::{Place, Problem, counted};

/// One thing that a rule found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// The id of the rule.
    pub rule: &'static str,
    /// How bad it is.
    pub severity: Severity,
    /// What is wrong, as a sentence without a final full stop.
    pub message: String,
    /// Where, if it is somewhere.
    pub place: Option<Place>,
    /// The wave, message, person, language or platform it is about: what an `allow:` can name.
    pub subject: Option<String>,
    /// What to do about it.
    pub hint: Option<String>,
    /// Why the campaign accepts it, if it does.
    pub allowed: Option<String>,
}

impl Finding {
    /// A finding of `rule`.
    pub(super) fn of(rule: Rule, message: impl Into<String>) -> Self {
        Finding {
            rule: rule.id,
            severity: rule.severity,
            message: message.into(),
            place: None,
            subject: None,
            hint: None,
            allowed: None,
        }
    }

    pub(super) fn from_problem(rule: Rule, problem: &Problem) -> Self {
        let hint = problem.hint.clone();
        Finding { place: problem.place.clone(), hint, ..Finding::of(rule, problem.message.clone()) }
    }

    #[must_use]
    pub(super) fn at(mut self, place: &Place) -> Self {
        self.place = Some(place.clone());
        self
    }

    #[must_use]
    pub(super) fn about(mut self, subject: impl Into<String>) -> Self {
        self.subject = Some(subject.into());
        self
    }

    #[must_use]
    pub(super) fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    /// The finding as a problem, for a screen: its id before the message, and why it is allowed if it is.
    pub fn problem(&self) -> Problem {
        let allowed = self.allowed.as_ref().map(|why| format!(" (allowed: {why})")).unwrap_or_default();
        Problem {
            message: format!("{}: {}{allowed}", self.rule, self.message),
            place: self.place.clone(),
            hint: self.hint.clone(),
        }
    }

    /// Whether it stands in the way of an approval: an error that is not allowed.
    pub fn is_error(&self) -> bool {
        self.severity == Severity::Error && self.allowed.is_none()
    }
}

/// How many findings stand in the way of an approval.
pub fn errors(findings: &[Finding]) -> usize {
    findings.iter().filter(|finding| finding.is_error()).count()
}

/// No more names than this are written out in one finding.
const NAMED: usize = 5;

/// Things of one kind that are reported together: how many, the first few by name, and where the first is.
#[derive(Debug, Clone, Default)]
pub(super) struct Group {
    pub(super) count: usize,
    names: Vec<String>,
    place: Option<Place>,
}

impl Group {
    pub(super) fn person(&mut self, person: &Person) {
        self.add(&person.name, &person.source);
    }

    pub(super) fn add(&mut self, name: &str, source: &Source) {
        self.count += 1;
        if self.names.len() < NAMED {
            self.names.push(harmless(name));
        }
        if self.place.is_none() {
            self.place = Some(Place { line: source.line, ..Place::file(source.file.clone()) });
        }
    }

    /// `Anna Bakker, Bram Visser and 3 more`.
    pub(super) fn names(&self) -> String {
        and_more(&self.names, self.count)
    }

    /// `1 person`, `2 people`.
    pub(super) fn people(&self) -> String {
        counted(self.count, "person", "people")
    }

    /// `1 device`, `2 devices`.
    pub(super) fn devices(&self) -> String {
        counted(self.count, "device", "devices")
    }

    /// A finding at the place of the first; about that one alone when there is no other.
    pub(super) fn finding(&self, rule: Rule, message: impl Into<String>) -> Finding {
        Finding { place: self.place.clone(), ..Finding::of(rule, message) }
    }
}

/// The first of `names`, of which there are `count` in all.
pub(super) fn and_more(names: &[String], count: usize) -> String {
    let shown = &names[..names.len().min(NAMED)];
    match (count.saturating_sub(shown.len()), shown) {
        (0, [one]) => one.clone(),
        (0, [first @ .., last]) => format!("{} and {last}", first.join(", ")),
        (more, some) => format!("{} and {more} more", some.join(", ")),
    }
}

/// A name for a screen: what would steer a terminal or turn the direction of text becomes U+FFFD.
pub(super) fn harmless(name: &str) -> String {
    let steers = |c: char| c.is_control() || matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}');
    name.chars().map(|c| if steers(c) { '\u{FFFD}' } else { c }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_few_are_named_and_the_rest_counted() {
        let source = Source { file: "people.csv".into(), line: 7 };
        let mut group = Group::default();
        group.add("Anna\u{1b}[2J", &source);
        assert_eq!(group.names(), "Anna\u{FFFD}[2J");
        group.add("Bram", &Source { line: 9, ..source.clone() });
        assert_eq!((group.names().as_str(), group.people().as_str()), ("Anna\u{FFFD}[2J and Bram", "2 people"));
        for name in ["C", "D", "E", "F", "G"] {
            group.add(name, &source);
        }
        assert_eq!(group.names(), "Anna\u{FFFD}[2J, Bram, C, D, E and 2 more");
        let finding = group.finding(crate::check::rules()[0], "x");
        assert_eq!(finding.place.map(|place| place.to_string()).as_deref(), Some("people.csv:7"));
    }
}
