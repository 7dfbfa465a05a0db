//! What people ask of a plan: how many, of what, when, and in which language.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, Utc};
use chrono_tz::Tz;

use super::notice::{Notice, Plan, Reason};
use crate::campaign::{Campaign, People};
use crate::l10n::Tag;

/// The figures of a plan.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Figures {
    /// Per wave, phase and message, in the order of the campaign; only those with notices.
    pub lines: Vec<Line>,
    /// People who are told something, by the language they want, most first.
    pub languages: Vec<(Tag, u64)>,
    /// Notices whose language is not on their person's chain: message, wanted, got, how many.
    pub fallbacks: BTreeMap<(String, Tag, Tag), u64>,
}

/// One message of a wave in figures.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// Position of the wave.
    pub wave: u16,
    /// Position of the phase.
    pub phase: u16,
    /// Position of the rule in the phase.
    pub rule: u16,
    /// How many notices.
    pub notices: u64,
    /// How many in each language.
    pub languages: BTreeMap<Tag, u64>,
    /// The local day of the first.
    pub first: NaiveDate,
    /// The local day of the last.
    pub last: NaiveDate,
    /// How many are not due when the rule says, and why.
    pub moved: BTreeMap<Reason, u64>,
}

/// A person who hears more on one day than the campaign allows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Crowded {
    /// Position of the person.
    pub person: u32,
    /// The local day.
    pub day: NaiveDate,
    /// How many messages.
    pub messages: u32,
}

/// Counts a plan.
pub fn figures(campaign: &Campaign, people: &People, plan: &Plan) -> Figures {
    let mut lines: BTreeMap<(u16, u16, u16), Line> = BTreeMap::new();
    let mut fallbacks: BTreeMap<(String, Tag, Tag), u64> = BTreeMap::new();
    let mut told = vec![false; people.persons.len()];
    let mut days = Days::default();
    for notice in &plan.notices {
        let day = days.of(campaign, people, notice);
        let line = lines.entry((notice.wave, notice.phase, notice.rule)).or_insert_with(|| Line {
            wave: notice.wave,
            phase: notice.phase,
            rule: notice.rule,
            notices: 0,
            languages: BTreeMap::new(),
            first: day,
            last: day,
            moved: BTreeMap::new(),
        });
        line.notices += 1;
        count(&mut line.languages, &notice.language);
        line.first = line.first.min(day);
        line.last = line.last.max(day);
        if notice.reason != Reason::AsPlanned {
            *line.moved.entry(notice.reason).or_default() += 1;
        }
        if let Some(at) = notice.person {
            told[at as usize] = true;
            let wanted = &people.persons[at as usize].language.tag;
            if *wanted != notice.language && !wanted.chain().any(|tag| tag == notice.language) {
                let key = (notice.rule(campaign).message.clone(), wanted.clone(), notice.language.clone());
                *fallbacks.entry(key).or_default() += 1;
            }
        }
    }
    let mut languages = BTreeMap::new();
    for (person, _) in people.persons.iter().zip(told).filter(|(_, told)| *told) {
        count(&mut languages, &person.language.tag);
    }
    let mut languages: Vec<(Tag, u64)> = languages.into_iter().collect();
    languages.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    Figures { lines: lines.into_values().collect(), languages, fallbacks }
}

/// Who gets more than [`Campaign::max_per_day`] mails on one local day, by person and day.
pub fn crowded(campaign: &Campaign, people: &People, plan: &Plan) -> Vec<Crowded> {
    let mails = plan.notices.iter().filter(|notice| !notice.channel.is_paper());
    let mut days: Vec<(u32, NaiveDate)> =
        mails.filter_map(|notice| Some((notice.person?, local_day(campaign, people, notice)))).collect();
    days.sort_unstable();
    days.chunk_by(|a, b| a == b)
        .filter(|same| same.len() > campaign.max_per_day as usize)
        .map(|same| Crowded { person: same[0].0, day: same[0].1, messages: same.len() as u32 })
        .collect()
}

/// The day on which a notice is due, for whom it is for.
pub fn local_day(campaign: &Campaign, people: &People, notice: &Notice) -> NaiveDate {
    notice.due.with_timezone(&zone_of(campaign, people, notice)).date_naive()
}

fn zone_of(campaign: &Campaign, people: &People, notice: &Notice) -> Tz {
    notice.person.map_or(campaign.timezone, |at| people.persons[at as usize].timezone)
}

/// [`local_day`] for the notices of a plan in their order, in which many in a row share an instant.
#[derive(Default)]
struct Days {
    last: Vec<(Tz, DateTime<Utc>, NaiveDate)>,
}

impl Days {
    fn of(&mut self, campaign: &Campaign, people: &People, notice: &Notice) -> NaiveDate {
        let zone = zone_of(campaign, people, notice);
        match self.last.iter_mut().find(|(of, _, _)| *of == zone) {
            Some((_, due, day)) if *due == notice.due => *day,
            Some(known) => {
                *known = (zone, notice.due, local_day(campaign, people, notice));
                known.2
            }
            None => {
                let day = local_day(campaign, people, notice);
                self.last.push((zone, notice.due, day));
                day
            }
        }
    }
}

fn count(among: &mut BTreeMap<Tag, u64>, tag: &Tag) {
    match among.get_mut(tag) {
        Some(n) => *n += 1,
        None => {
            among.insert(tag.clone(), 1);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::campaign::Audience;
    use crate::schedule::fixture::{Fixture, day, tag};

    const BEFORE: &str = "2027-01-04T09:00:00Z";

    #[test]
    fn lines_count_languages_days_and_fallbacks() {
        let mut fixture = Fixture::empty();
        fixture.message("enrol", "enrol-now", "start at 08:00", Audience::Pending);
        fixture.wave("one", "2027-04-05", "2027-04-16", "rest");
        for (id, language) in [("a@x", "nl"), ("b@x", "en-GB"), ("c@x", "pl"), ("d@x", "nl")] {
            fixture.person(id).language.tag = tag(language);
        }
        // 5 April 08:00 in Auckland is still 4 April in UTC: days are local.
        fixture.person("e@x").timezone = chrono_tz::Pacific::Auckland;
        let plan = fixture.plan(BEFORE).unwrap();
        let figures = figures(&fixture.campaign, &fixture.people, &plan);
        let [line] = figures.lines.as_slice() else { panic!("{figures:?}") };
        assert_eq!(line.languages, BTreeMap::from([(tag("en"), 1), (tag("nl"), 4)]));
        assert_eq!((line.notices, line.first, line.last), (5, day("2027-04-05"), day("2027-04-05")));
        assert_eq!(figures.fallbacks, BTreeMap::from([(("enrol-now".into(), tag("pl"), tag("nl")), 1)]));
        assert_eq!(figures.languages, [(tag("nl"), 3), (tag("en-GB"), 1), (tag("pl"), 1)]);
    }

    #[test]
    fn more_messages_than_allowed_on_one_day_are_found() {
        let mut fixture = Fixture::empty();
        fixture.campaign.max_per_day = 1;
        fixture.message("enrol", "enrol-now", "start at 08:00", Audience::Pending);
        fixture.message("enrol", "more", "start at 12:00", Audience::Pending);
        fixture.wave("one", "2027-04-05", "2027-04-16", "rest");
        fixture.person("a@x");
        let plan = fixture.plan(BEFORE).unwrap();
        let crowd = |fixture: &Fixture| crowded(&fixture.campaign, &fixture.people, &plan);
        assert_eq!(crowd(&fixture), [Crowded { person: 0, day: day("2027-04-05"), messages: 2 }]);
        fixture.campaign.max_per_day = 2;
        assert_eq!(crowd(&fixture), []);
    }
}
