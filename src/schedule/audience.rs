//! Whom a message is for, as far as it can be known when planning.

use std::collections::HashMap;

use chrono::{DateTime, Utc};

use super::notice::UnplannedReason;
use crate::campaign::{
    Audience, Catalogue, Channel, Languages, Looked, MessageRule, People, Person, Reach, Selector, Standing,
};
use crate::l10n::Tag;

/// Whether one of the people of a wave is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Eligibility {
    /// Yes.
    Yes,
    /// It is not meant for this person.
    No,
    /// It is, but cannot or need not be.
    Cannot(UnplannedReason),
}

/// Whether a message is for one of the people of a wave, going by what is known today.
///
/// Messages for those who have migrated are planned for everyone: who that is shows when they are sent. Those for
/// whom it failed are who they are today. `bounces`: their mailbox takes no mail.
pub(crate) fn tells(rule: &MessageRule, person: &Person, bounces: bool) -> Eligibility {
    let to = &rule.to;
    let meant = match to {
        Audience::Everyone | Audience::Pending | Audience::Migrated => true,
        Audience::Failed => person.standing.has_failed(),
        Audience::Select(selector) => match may_pick(selector, person) {
            Some(may) => may,
            None => return Eligibility::Cannot(UnplannedReason::Migrated),
        },
        Audience::Managers | Audience::SiteOwner | Audience::SharedOwners | Audience::Helpdesk => false,
    };
    let meant = meant && (person.visit.is_some() || !rule.when.is_by_appointment());
    match (&person.standing, to) {
        _ if !meant => Eligibility::No,
        (Standing::Left, _) => Eligibility::Cannot(UnplannedReason::Left),
        (Standing::Migrated(_), Audience::Pending) => Eligibility::Cannot(UnplannedReason::Migrated),
        _ => reachable(rule, person, bounces),
    }
}

/// Whether a selector picks a person, by the data or once they have moved: how far they are is asked again at sending.
/// `None` of whom it would pick had they not moved.
pub(crate) fn may_pick(selector: &Selector, person: &Person) -> Option<bool> {
    let with = |standing: &Standing| selector.judge(&Looked { standing: Some(standing), ..Looked::at(person) }).is_so();
    let later = selector.asks_standing() && with(&Standing::Migrated(None));
    match with(&person.standing) || later {
        false if selector.asks_standing() && person.standing.has_moved() && with(&Standing::Pending) => None,
        picks => Some(picks),
    }
}

/// Whether a person can be told a message at all, by one of its channels.
pub(crate) fn reachable(rule: &MessageRule, person: &Person, bounces: bool) -> Eligibility {
    let by_mail_alone = || rule.channels.iter().all(|channel| channel.reach() == Reach::Mailbox);
    match (&person.standing, &person.email) {
        (Standing::Left, _) => Eligibility::Cannot(UnplannedReason::Left),
        (_, None) if by_mail_alone() => Eligibility::Cannot(UnplannedReason::NoMailbox),
        (_, Some(_)) if bounces && by_mail_alone() => Eligibility::Cannot(UnplannedReason::Bounced),
        _ => Eligibility::Yes,
    }
}

/// Whether a channel of a message due at an instant is for this person; `None` is the helpdesk, which is never written
/// to by post.
pub(crate) fn serves(channel: Channel, person: Option<&Person>, bounces: bool, due: DateTime<Utc>) -> bool {
    let Some(person) = person else { return channel.reach() != Reach::Unmailed };
    let away = |until| due.with_timezone(&person.timezone).date_naive() <= until;
    let has_mailbox = person.email.is_some() && !bounces;
    match channel.reach() {
        Reach::Mailbox => has_mailbox,
        Reach::Everyone => true,
        Reach::Unmailed => !has_mailbox || person.leave_until.is_some_and(away),
    }
}

/// Finds people by the name another person's data calls them: identity or address.
#[derive(Debug)]
pub struct Directory<'a> {
    people: &'a People,
    by_address: HashMap<String, u32>,
}

impl<'a> Directory<'a> {
    /// Everyone, by identity and address.
    pub fn new(people: &'a People) -> Self {
        let addresses =
            (0u32..).zip(&people.persons).filter_map(|(at, p)| Some((p.email.as_ref()?.to_lowercase(), at)));
        // Of two people with one address the first counts, whatever the order of the files: people are sorted.
        let mut by_address = HashMap::new();
        for (address, at) in addresses {
            by_address.entry(address).or_insert(at);
        }
        Directory { people, by_address }
    }

    /// The position of the person's manager; `None` when the data names none, or somebody who is not in it.
    pub fn manager_of(&self, person: &Person) -> Option<u32> {
        self.named(person.manager.as_deref()?)
    }

    /// The position of who answers for the person's site; `None` when the data names nobody, or somebody who is not in it.
    pub fn site_owner_of(&self, person: &Person) -> Option<u32> {
        self.named(person.site_owner()?)
    }

    fn named(&self, name: &str) -> Option<u32> {
        let name = name.trim().to_lowercase();
        let by_id = self.people.index_of(&name).and_then(|at| u32::try_from(at).ok());
        by_id.or_else(|| self.by_address.get(&name).copied())
    }
}

/// In which language people of each language get each message; asked once, because there are few languages.
#[derive(Debug)]
pub(crate) struct Choices<'a> {
    messages: Vec<&'a str>,
    catalogue: &'a Catalogue,
    languages: &'a Languages,
    known: HashMap<Tag, Vec<Option<Tag>>>,
}

impl<'a> Choices<'a> {
    pub(crate) fn new(messages: Vec<&'a str>, catalogue: &'a Catalogue, languages: &'a Languages) -> Self {
        Choices { messages, catalogue, languages, known: HashMap::new() }
    }

    /// Makes a language known to [`Choices::of`].
    pub(crate) fn learn(&mut self, wanted: &Tag) {
        if !self.known.contains_key(wanted) {
            let choice = |message: &&str| self.catalogue.language_for(message, wanted, self.languages).cloned();
            self.known.insert(wanted.clone(), self.messages.iter().map(choice).collect());
        }
    }

    /// The language of each message, in the order given to [`Choices::new`], for people of a language made known.
    pub(crate) fn of(&self, wanted: &Tag) -> &[Option<Tag>] {
        self.known.get(wanted).map_or(&[], Vec::as_slice)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::schedule::fixture::Fixture;

    /// Who has not moved may have by the time the message goes out; who has moved does not go back.
    #[test]
    fn a_selection_that_asks_how_far_people_are_is_planned_for_whom_it_may_be_by_then() {
        let moved = || Standing::Migrated(None);
        let failed = || Standing::Failed(None);
        let no = Eligibility::No;
        let over = Eligibility::Cannot(UnplannedReason::Migrated);
        for (to, standing, department, expected) in [
            ("pending and department = 'IT'", Standing::Pending, "IT", Eligibility::Yes),
            ("pending and department = 'IT'", failed(), "IT", Eligibility::Yes),
            ("pending and department = 'IT'", Standing::Pending, "HR", no),
            ("pending and department = 'IT'", moved(), "IT", over),
            ("pending and department = 'IT'", moved(), "HR", no),
            ("migrated and department = 'IT'", Standing::Pending, "IT", Eligibility::Yes),
            ("migrated and department = 'IT'", moved(), "IT", Eligibility::Yes),
            ("migrated and department = 'IT'", Standing::Pending, "HR", no),
            ("failed and department = 'IT'", Standing::Pending, "IT", no),
            ("failed and department = 'IT'", failed(), "IT", Eligibility::Yes),
            ("everyone and department = 'IT'", moved(), "IT", Eligibility::Yes),
            ("department = 'IT'", moved(), "IT", Eligibility::Yes),
            ("blocked", Standing::Pending, "IT", no),
            ("not pending", Standing::Pending, "IT", Eligibility::Yes),
        ] {
            let mut fixture = Fixture::new();
            let person = fixture.person("a@x.example");
            (person.standing, person.department) = (standing, Some(department.into()));
            let person = person.clone();
            let rule = fixture.rule("reminder");
            rule.to = Audience::Select(Selector::audience(to).unwrap());
            assert_eq!(tells(rule, &person, false), expected, "{to}: {:?}, {department}", person.standing);
        }
    }
}
