//! Appointments that people are told of, and of which they would not hear that they change.

use std::collections::HashMap;

use super::finding::{Finding, Group};
use super::registry::data::CHANGES_UNHEARD;
use super::view::View;
use crate::campaign::{Event, Inputs, Loaded, MessageRule};
use crate::compose::Spoken;
use crate::l10n::Tag;

pub(super) fn find(view: &View<'_>, loaded: &Loaded, inputs: &Inputs, found: &mut Vec<Finding>) {
    let spoken = Spoken::of(loaded, inputs);
    let is_news = |rule: &MessageRule| rule.when.is_on(Event::Rescheduled);
    let today = view.now.with_timezone(&view.campaign.timezone).date_naive();
    let mut group = Group::default();
    let mut first: Option<&MessageRule> = None;
    // By wave and language, what tells it where nothing tells another one.
    let mut unheard: HashMap<(usize, &Tag), Option<&MessageRule>> = HashMap::new();
    for (person, wave) in view.persons().filter(|(person, _)| person.standing.must_move()) {
        let is_to_come = person.visit.as_ref().is_some_and(|visit| visit.day >= today);
        let Some(wave) = wave.filter(|_| is_to_come) else { continue };
        let told = unheard.entry((wave, &person.language.tag)).or_insert_with(|| {
            let says = |rule: &&MessageRule| {
                let languages = &view.campaign.languages;
                let read = loaded.catalogue.language_for(&rule.message, &person.language.tag, languages);
                rule.is_for_wave(&view.campaign.waves[wave])
                    && read.is_some_and(|read| spoken.is_in(&rule.message, read))
            };
            let (news, told): (Vec<&MessageRule>, Vec<&MessageRule>) =
                view.rules().filter(says).partition(|rule| is_news(rule));
            told.first().copied().filter(|_| news.is_empty())
        });
        if let Some(rule) = *told {
            group.person(person);
            first.get_or_insert(rule);
        }
    }
    let Some(rule) = first else { return };
    let news = view.rules().find(|rule| is_news(rule));
    let (why, hint) = match news {
        Some(news) => (
            format!("`{}` does not say it", news.message),
            "mention `person.appointment` in its template, as the built-in `rescheduled` does",
        ),
        None => (
            "no message comes then".to_owned(),
            "add `{message: rescheduled, when: rescheduled + 1h, to: pending}` to a phase",
        ),
    };
    let message = format!(
        "`{}` can tell an appointment to {}, who hear of no other one when it changes: {why}: {}",
        rule.message,
        group.people(),
        group.names()
    );
    found.push(Finding::of(CHANGES_UNHEARD, message).at(&rule.place).about(&rule.message).hint(hint));
}
