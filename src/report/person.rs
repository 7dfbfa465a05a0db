//! `heraut plan --person X`: one person's story, in English, in the order in which it happens.

mod coming;
mod find;

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use chrono_tz::Tz;

pub use find::find_person;

use super::dates;
use super::history::{Course, name};
use super::moved::moved_from;
use super::phrase;
use super::screen::{Column, Grid, clean, columns, paragraph};
use super::words::ENGLISH as WORDS;
use crate::campaign::{Campaign, Concern, Device, Event, MessageRule, People, Person, Standing};
use crate::ledger::{Row, Suppression};
use crate::schedule::{Notice, Plan, wave_of};

/// The story of the person at position `at` of [`People::persons`], at most `width` columns wide: who it is, what became of
/// what was told, what comes when and why then, what waits for something to happen, and what does not come and why. `course`
/// is what the ledger knows of them.
pub fn person(campaign: &Campaign, people: &People, plan: &Plan, course: &Course, at: usize, width: usize) -> String {
    let Some(one) = people.persons.get(at) else { return String::new() };
    let story = Story { campaign, one, course, wave: wave_of(campaign, one), width };
    let notices: Vec<&Notice> = plan.notices.iter().filter(|n| n.person.is_some_and(|p| p as usize == at)).collect();
    let mut out = story.who();
    out += &story.so_far();
    out += &story.to_come(&notices);
    out += &story.waiting();
    out += &story.missed(plan, &notices);
    out
}

struct Story<'a> {
    campaign: &'a Campaign,
    one: &'a Person,
    course: &'a Course,
    wave: Option<u16>,
    width: usize,
}

impl Story<'_> {
    fn who(&self) -> String {
        let (one, width) = (self.one, self.width);
        let address = one.email.as_deref().map_or("(no mailbox)".to_owned(), |email| format!("<{email}>"));
        let mut out = paragraph("", &clean(&format!("{} {address}", one.name)), width);
        let mut add = |name: &str, text: &str| out += &paragraph(&format!("  {name:<11}"), &clean(text), width);
        add("Identity", &one.id);
        add("Language", &format!("{}, from {}", one.language.tag, phrase::known_by(one.language.reason)));
        add("Wave", &self.wave_text());
        let place = [one.department.as_deref(), one.site.as_deref()];
        let place: Vec<&str> = place.into_iter().flatten().filter(|text| !text.is_empty()).collect();
        if !place.is_empty() {
            add("Works at", &place.join(", "));
        }
        if one.timezone != self.campaign.timezone {
            let text = format!("{} (the campaign is in {})", one.timezone, self.campaign.timezone);
            add("Time zone", &text);
        }
        add("Migration", &self.standing());
        if let Some(until) = one.leave_until {
            add("On leave", &format!("until {}", dates::day(&WORDS, until)));
        }
        if let Some(visit) = &one.visit {
            let time = visit.time.map(|time| format!(" at {}", time.format("%H:%M"))).unwrap_or_default();
            let place = visit.place.as_ref().map(|place| format!(", {place}")).unwrap_or_default();
            add("Expected", &format!("{}{time}{place}", dates::day(&WORDS, visit.day)));
        }
        match &one.devices[..] {
            [] => add("Devices", "none known"),
            devices => devices.iter().enumerate().for_each(|(n, device)| {
                add(if n == 0 { "Devices" } else { "" }, &device_text(device));
            }),
        }
        out
    }

    fn wave_text(&self) -> String {
        match self.wave.and_then(|at| self.campaign.waves.get(usize::from(at))) {
            Some(wave) => {
                let (start, deadline) = (dates::day(&WORDS, wave.start), dates::day(&WORDS, wave.deadline));
                format!("{}, start {start}, deadline {deadline}", wave.id)
            }
            None => match self.campaign.exclude.iter().find(|exclusion| exclusion.people.matches(self.one)) {
                Some(exclusion) => format!("none; left out on purpose: {}", exclusion.why),
                None if !self.one.is_concerned() => "none; the move asks nothing of them".to_owned(),
                None => "none".to_owned(),
            },
        }
    }

    fn standing(&self) -> String {
        match &self.one.standing {
            Standing::Pending => "still to do".to_owned(),
            Standing::Migrated(Some(at)) => format!("done on {}", dates::moment(&WORDS, self.local(*at))),
            Standing::Migrated(None) => "done".to_owned(),
            Standing::Failed(Some(why)) => format!("failed: {why}"),
            Standing::Failed(None) => "failed".to_owned(),
            Standing::Left => "not applicable: has left, or the account is disabled".to_owned(),
        }
    }

    /// What was told or given up.
    fn so_far(&self) -> String {
        let rows: Vec<&Row> = self.course.rows.iter().filter(|row| !row.is_to_come()).collect();
        if rows.is_empty() {
            return String::new();
        }
        let titles = [("WHEN", 21), ("MESSAGE", 12), ("IN", 2), ("STATE", 8)];
        let mut grid = Grid::new(titles.iter().map(|(title, least)| Column::text(title, *least)).collect());
        for row in rows {
            grid.row(vec![
                dates::moment(&WORDS, self.local(row.since)),
                clean(&name(row, self.campaign)),
                row.entry.language.to_string(),
                row.state.as_str().to_owned(),
            ]);
        }
        format!("\nSo far\n{}", grid.render(self.width))
    }

    fn why(&self, notice: &Notice, rule: &MessageRule) -> String {
        let from = moved_from(self.campaign, notice);
        match (phrase::reason(&WORDS, notice.reason), from) {
            (None, _) => rule.when_text.clone(),
            (Some(what), Some((day, why))) => {
                let (day, why) = (dates::short_day(&WORDS, day), phrase::closed(&WORDS, &why));
                format!("{}; {what} from {day} ({why})", rule.when_text)
            }
            (Some(what), None) => format!("{}; {what}", rule.when_text),
        }
    }

    fn waiting(&self) -> String {
        if self.wave.is_none() || self.one.standing.has_left() {
            return String::new();
        }
        let mut out = String::new();
        for rule in self.rules().filter(|rule| rule.when.is_on_event() && self.reaches(rule) && self.can_happen(rule)) {
            let lead = format!("  {}: ", clean(&rule.message));
            out += &paragraph(&lead, &clean(&format!("when {}", rule.when_text)), self.width);
        }
        if out.is_empty() { out } else { format!("\nWhen it happens\n{out}") }
    }

    /// Whether it has not happened yet, and can to who has moved.
    fn can_happen(&self, rule: &MessageRule) -> bool {
        let happened = self.course.rows.iter().any(|row| *row.entry.message == *rule.message);
        let of_who_moves = rule.when.is_on(Event::Failed) || rule.when.is_on(Event::Rescheduled);
        !(happened || self.one.standing.has_moved() && of_who_moves)
    }

    /// Whether one of the message's channels can reach this person.
    fn reaches(&self, rule: &MessageRule) -> bool {
        self.one.email.is_some() || rule.channels.iter().any(|channel| channel.is_paper())
    }

    fn missed(&self, plan: &Plan, notices: &[&Notice]) -> String {
        let mut out = String::new();
        let mut add = |message: &str, why: &str| {
            let lead = format!("  {}: ", clean(message));
            let lead = if columns(&lead) > self.width / 2 { "  ".to_owned() } else { lead };
            out += &paragraph(&lead, why, self.width);
        };
        let mine: Vec<_> = plan.unplanned.iter().filter(|gap| gap.person == self.one.id).collect();
        for gap in &mine {
            add(&gap.message, phrase::unplanned(&WORDS, gap.reason));
        }
        for (message, why) in self.dropped(notices) {
            add(message, phrase::suppressed(&WORDS, why));
        }
        for rule in self.rules().filter(|_| self.wave.is_some()) {
            // Those are about the wave's people, not for them.
            let others = !rule.is_for_people();
            let event = rule.when.is_on_event();
            let told = notices
                .iter()
                .any(|n| Some(n.wave) == self.wave && self.rule(n).is_some_and(|r| std::ptr::eq(r, rule)));
            if !event && !others && !told && !mine.iter().any(|gap| gap.message == rule.message) {
                add(&rule.message, &format!("is for {}", phrase::audience(&WORDS, &rule.to)));
            }
        }
        if out.is_empty() { out } else { format!("\nNot sent, and why\n{out}") }
    }

    /// The messages of the plan that will not be sent as things are now, each once.
    fn dropped(&self, notices: &[&Notice]) -> BTreeMap<&str, Suppression> {
        let to_come = |id| self.course.rows.iter().find(|row| row.entry.id == id).is_none_or(Row::is_to_come);
        let dropped = notices.iter().filter_map(|notice| {
            let why = self.course.dropped.get(&notice.id).filter(|_| to_come(notice.id))?;
            Some((self.rule(notice)?.message.as_str(), *why))
        });
        dropped.collect()
    }

    fn rules(&self) -> impl Iterator<Item = &MessageRule> {
        self.campaign.phases.iter().flat_map(|phase| &phase.messages)
    }

    fn rule(&self, notice: &Notice) -> Option<&MessageRule> {
        self.campaign.phases.get(usize::from(notice.phase))?.messages.get(usize::from(notice.rule))
    }

    fn local(&self, at: DateTime<Utc>) -> DateTime<Tz> {
        at.with_timezone(&self.one.timezone)
    }
}

fn device_text(device: &Device) -> String {
    let name = device.name.as_deref().or(device.model.as_deref()).unwrap_or("without a name");
    let serial = device.serial.as_deref().unwrap_or("no serial number");
    let state = match device.concern {
        _ if device.migrated => ", migrated",
        Concern::Moves => "",
        Concern::Blocked => ", cannot move",
        Concern::Apart => ", not concerned",
    };
    format!("{name} ({}, {}, {serial}){state}", device.platform.as_str(), device.ownership.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::fixture;

    fn story(id: &str) -> String {
        let (campaign, people, plan) = (fixture::campaign(), fixture::people(), fixture::plan());
        let text = person(&campaign, &people, &plan, &Course::default(), find_person(&people, id).unwrap(), 80);
        assert!(text.lines().all(|line| columns(line) <= 80), "{text}");
        text
    }

    #[test]
    fn a_person_with_two_devices() {
        insta::assert_snapshot!(story("Chloë O'Brien-'t Hart"));
    }

    #[test]
    fn a_person_in_another_time_zone_reads_its_own_clock() {
        let text = story("gijs");
        assert!(text.contains("Time zone  America/Curacao (the campaign is in Europe/Amsterdam)"), "{text}");
        assert!(text.contains("Tue 11 May 2027 08:00  enrol-now"), "{text}");
    }

    #[test]
    fn whoever_gets_nothing_reads_why() {
        insta::assert_snapshot!(story("dirk"));
        insta::assert_snapshot!(story("ivo@voorbeeldstad.example"));
    }
}
