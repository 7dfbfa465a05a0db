//! The plan as a calendar to import (iCalendar, RFC 5545): an entry for each message of a wave, at its time, and the
//! start, deadline and gate of each wave as whole days. For whoever staffs the helpdesk and answers the questions.
//!
//! The same plan gives the same bytes: UIDs derive from campaign, wave, message and occurrence, DTSTAMP is the
//! instant the plan was made for. An entry imported again after the plan changed takes the place of the old one.

use std::collections::BTreeMap;

use chrono::{DateTime, Days, NaiveDate, TimeDelta, Utc};
use icalendar::{Calendar, Component, Event, EventLike, Property, ValueType};

use super::phrase;
use super::screen::clean;
use super::words::Words;
use crate::campaign::{Campaign, Wave};
use crate::l10n::Tag;
use crate::schedule::{NoticeId, Plan, day_of};

/// What is counted of one occurrence of one message of one wave.
struct Entry {
    first: DateTime<Utc>,
    last: DateTime<Utc>,
    languages: BTreeMap<Tag, u64>,
}

/// A calendar of the plan, in the campaign's default language, where there are words in it.
pub fn calendar(campaign: &Campaign, plan: &Plan) -> String {
    let mut entries: BTreeMap<(u16, u16, u16, u16), Entry> = BTreeMap::new();
    for notice in &plan.notices {
        let key = (notice.wave, notice.phase, notice.rule, notice.occurrence);
        let entry = entries.entry(key).or_insert_with(|| Entry {
            first: notice.due,
            last: notice.due,
            languages: BTreeMap::new(),
        });
        entry.first = entry.first.min(notice.due);
        entry.last = entry.last.max(notice.due);
        *entry.languages.entry(notice.language.clone()).or_default() += 1;
    }
    let words = Words::of(&campaign.languages.default);
    let default = &campaign.languages.default;
    let name = clean(campaign.name.get(default, default));
    let mut calendar = Calendar::empty();
    for (key, value) in [
        ("VERSION", "2.0"),
        ("PRODID", "-//Heraut//Communication plan//EN"),
        ("CALSCALE", "GREGORIAN"),
        ("X-WR-CALNAME", &name),
    ] {
        calendar.append_property(Property::new(key, value));
    }
    let maker = Maker { campaign, words, now: plan.now };
    for wave in &campaign.waves {
        calendar.push(maker.whole_day(wave, "start", words.start, wave.start));
        calendar.push(maker.whole_day(wave, "deadline", words.deadline, wave.deadline));
        if let (Some(gate), Some(day)) = (&wave.gate, day_of(wave)) {
            let owner = gate.owner.as_ref().map_or_else(String::new, |owner| format!(" ({owner})"));
            calendar.push(maker.whole_day(wave, "gate", &format!("{}{owner}", words.gate), day));
        }
    }
    for ((wave, phase, rule, occurrence), entry) in entries {
        if let Some(event) = maker.message(wave, phase, rule, occurrence, &entry) {
            calendar.push(event);
        }
    }
    refold(&calendar.to_string())
}

/// Folds lines again so that none exceeds 75 octets (RFC 5545, 3.1): `icalendar` 0.17 does not count the space that
/// begins a continuation, and writes 76 where 75 remain.
fn refold(text: &str) -> String {
    const LIMIT: usize = 75;
    let mut out = String::with_capacity(text.len() + text.len() / LIMIT * 3);
    for line in text.replace("\r\n ", "").split_terminator("\r\n") {
        let mut octets = 0;
        for c in line.chars() {
            if octets + c.len_utf8() > LIMIT {
                out.push_str("\r\n ");
                octets = 1;
            }
            out.push(c);
            octets += c.len_utf8();
        }
        out.push_str("\r\n");
    }
    out
}

struct Maker<'a> {
    campaign: &'a Campaign,
    words: &'a Words,
    now: DateTime<Utc>,
}

impl Maker<'_> {
    /// The part every entry has; `parts` make its UID.
    fn event(&self, wave: &str, what: &str, occurrence: u16, summary: &str) -> Event {
        let id = NoticeId::of(&self.campaign.id, wave, what, "calendar", occurrence);
        let domain = self.campaign.sender.from.domain();
        let mut event = Event::new();
        event.uid(&format!("{id}@{domain}")).timestamp(self.now).summary(&clean(summary));
        // Nobody is busy because a message goes out.
        event.add_property("TRANSP", "TRANSPARENT");
        event
    }

    fn name_of(&self, wave: &Wave) -> String {
        self.words.wave(&wave.id, wave.name.as_ref(), &self.campaign.languages.default)
    }

    fn whole_day(&self, wave: &Wave, what: &str, word: &str, day: NaiveDate) -> Event {
        let mut event = self.event(&wave.id, what, 0, &self.words.pair(self.name_of(wave), word));
        days(&mut event, day, day);
        event
    }

    fn message(&self, wave: u16, phase: u16, rule: u16, occurrence: u16, entry: &Entry) -> Option<Event> {
        let wave = self.campaign.waves.get(usize::from(wave))?;
        let phase = self.campaign.phases.get(usize::from(phase))?;
        let rule = phase.messages.get(usize::from(rule))?;
        let words = self.words;
        let total: u64 = entry.languages.values().sum();
        let nth = if occurrence == 0 { String::new() } else { format!(" {}", u32::from(occurrence) + 1) };
        let (wave_name, message) = (self.name_of(wave), words.named(&rule.message));
        let summary = words.pair(wave_name, format!("{message}{nth} ({})", words.number(total)));
        let mut event = self.event(&wave.id, &format!("{}/{}", phase.id, rule.message), occurrence, &summary);
        let counts = entry.languages.iter().map(|(tag, n)| format!("{tag} {}", words.number(*n)));
        event.description(&format!(
            "{}\n{}\n{}",
            words.pair(words.audience, phrase::audience(words, &rule.to)),
            words.pair(words.rule, phrase::rule(words, &rule.when)),
            words.pair(words.counted(total, words.a_notice), counts.collect::<Vec<_>>().join(", "))
        ));
        event.categories([clean(&words.named(&phase.id))]);
        let zone = self.campaign.timezone;
        let (first, last) =
            (entry.first.with_timezone(&zone).date_naive(), entry.last.with_timezone(&zone).date_naive());
        if first == last {
            event.starts(entry.first);
            // A quarter of an hour at least: clients draw an entry without length as a hairline.
            let least = entry.first.checked_add_signed(TimeDelta::minutes(15)).unwrap_or(entry.first);
            event.ends(entry.last.max(least));
        } else {
            days(&mut event, first, last);
        }
        Some(event)
    }
}

/// Whole days; DTEND is the day after the last (RFC 5545, 3.6.1).
fn days(event: &mut Event, first: NaiveDate, last: NaiveDate) {
    for (key, day) in [("DTSTART", Some(first)), ("DTEND", last.checked_add_days(Days::new(1)))] {
        if let Some(day) = day {
            let mut property = Property::new(key, day.format("%Y%m%d").to_string());
            event.append_property(property.append_parameter(ValueType::Date).done());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::campaign::{Gate, Localized};
    use crate::report::fixture;

    fn text() -> String {
        calendar(&fixture::campaign(), &fixture::plan())
    }

    #[test]
    fn the_bytes_are_what_the_standard_asks() {
        let text = text();
        assert_eq!(text, self::text(), "the same plan gives the same bytes");
        assert!(text.ends_with("END:VCALENDAR\r\n"));
        assert_eq!(text.matches('\n').count(), text.matches("\r\n").count());
        assert!(text.lines().all(|line| line.len() <= 75), "RFC 5545, 3.1");
        let uids: Vec<&str> = text.lines().filter(|line| line.starts_with("UID:")).collect();
        let mut unique = uids.clone();
        unique.sort_unstable();
        unique.dedup();
        assert_eq!(unique.len(), uids.len());
        assert_eq!(text.matches("DTSTAMP:20270201T080000Z").count(), uids.len());
    }

    #[test]
    fn a_calendar_program_reads_it_back() {
        let unfolded = icalendar::parser::unfold(&text());
        let read = icalendar::parser::read_calendar(&unfolded).unwrap();
        let events: Vec<_> = read.components.iter().filter(|c| c.name == "VEVENT").collect();
        let waves = fixture::campaign().waves.len();
        let plan = fixture::plan();
        let mut keys: Vec<_> = plan.notices.iter().map(|n| (n.wave, n.phase, n.rule, n.occurrence)).collect();
        keys.sort_unstable();
        keys.dedup();
        assert_eq!(events.len(), 2 * waves + keys.len());
    }

    #[test]
    fn a_gate_is_a_day_with_who_decides_on_a_wave_by_its_name() {
        let mut campaign = fixture::campaign();
        let (owner, date) = (Some("M. Hoekstra".to_owned()), Some(fixture::day("2027-03-17")));
        campaign.waves[0].gate = Some(Gate { owner, date, ..Gate::default() });
        campaign.waves[0].name = Some(Localized([(fixture::tag("nl"), "Testgroep".to_owned())].into()));
        let text = calendar(&campaign, &fixture::plan());
        let entry = text.split("BEGIN:VEVENT").find(|entry| entry.contains("Beslismoment")).unwrap();
        assert!(entry.contains("SUMMARY:Testgroep: Beslismoment (M. Hoekstra)"), "{entry}");
        assert!(entry.contains("DTSTART;VALUE=DATE:20270317"), "{entry}");
    }

    #[test]
    fn an_entry_says_what_goes_out_to_how_many() {
        let text = text();
        let entry = text.split("BEGIN:VEVENT").find(|entry| entry.contains("Rest: Aankondiging")).unwrap();
        insta::assert_snapshot!(entry.replace('\r', ""));
    }

    /// Long names with multi-byte letters must not be cut inside a letter, nor a line grow past 75 octets.
    #[test]
    fn long_names_fold_between_letters() {
        for length in 1..90 {
            let mut campaign = fixture::campaign();
            campaign.waves[0].id = format!("{}ë 李 \u{1F4F1}\n{}", "x".repeat(length), "é ".repeat(60));
            let text = calendar(&campaign, &fixture::plan());
            assert!(text.lines().all(|line| line.len() <= 75), "{length}");
            assert!(text.replace("\r\n ", "").contains("ë 李 \u{1F4F1}·é é é"), "{length}");
        }
    }
}
