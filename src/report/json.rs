//! The whole plan for a program: one JSON object, written as it goes, so that two million notices need no memory.
//!
//! The names are stable; new ones may be added. Instants are UTC, RFC 3339; days are `YYYY-MM-DD`.
//!
//! ```text
//! format      "heraut-plan/1"
//! campaign    id, name (default language), organization, timezone, languages {default, offered}
//! now         the instant the plan was made for
//! waves       id, start, deadline, people, notices
//! totals      notices, people, told, outside, languages {tag: n}, fallbacks [{reads, gets, people}],
//!             reasons {word: n}, missing {word: n}
//! rules       of messages sent when something happens: phase, message, when, to
//! notices     id, wave, phase, message, occurrence (from 1), person, name, email (null: helpdesk, no address),
//!             language, due, due_local (on the clock of who is told), timezone, expires, reason, closed,
//!             channel (mail, print, letter)
//! unplanned   person, wave, message, reason
//! ```
//! `reason` is one of `as_planned, moved_earlier, moved_later, moved_into_window, caught_up, spread_by_rate`, with
//! `closed` saying which day was closed and by what; of `unplanned` one of `no_mailbox, bounced, left, migrated, expired,
//! no_template, no_open_day, overtaken, heard`.

use std::collections::BTreeMap;
use std::io::{self, Write};

use serde::{Serialize, Serializer};
use serde_json::ser::{CompactFormatter, Formatter};

use super::outline::Outline;
use super::phrase::audience_word;
use super::row::{Row, instant, reason_word, unplanned_word};
use crate::campaign::{Campaign, People};
use crate::schedule::Plan;

/// Writes a plan and its outline as JSON, ending in a line end.
///
/// # Errors
/// When `out` cannot be written to.
pub fn json(
    outline: &Outline,
    campaign: &Campaign,
    people: &People,
    plan: &Plan,
    mut out: impl Write,
) -> io::Result<()> {
    let mut serializer = serde_json::Serializer::with_formatter(&mut out, LineEach { depth: 0 });
    document(campaign, people, plan, outline).serialize(&mut serializer)?;
    out.write_all(b"\n")
}

#[derive(Serialize)]
struct Document<'a, N, U, R> {
    format: &'static str,
    campaign: About<'a>,
    now: String,
    waves: Vec<WaveJson<'a>>,
    totals: TotalsJson<'a>,
    rules: R,
    notices: N,
    unplanned: U,
}

#[derive(Serialize)]
struct About<'a> {
    id: &'a str,
    name: &'a str,
    organization: &'a str,
    timezone: &'a str,
    languages: LanguagesJson<'a>,
}

#[derive(Serialize)]
struct LanguagesJson<'a> {
    default: &'a str,
    offered: Vec<&'a str>,
}

#[derive(Serialize)]
struct WaveJson<'a> {
    id: &'a str,
    start: String,
    deadline: String,
    people: u64,
    notices: u64,
}

#[derive(Serialize)]
struct TotalsJson<'a> {
    notices: u64,
    people: u64,
    told: u64,
    outside: u64,
    languages: BTreeMap<&'a str, u64>,
    fallbacks: Vec<FallbackJson<'a>>,
    reasons: BTreeMap<&'static str, u64>,
    missing: BTreeMap<&'static str, u64>,
}

#[derive(Serialize)]
struct FallbackJson<'a> {
    reads: &'a str,
    gets: &'a str,
    people: u64,
}

#[derive(Serialize)]
struct RuleJson<'a> {
    phase: &'a str,
    message: &'a str,
    when: &'a str,
    to: &'static str,
}

#[derive(Serialize)]
struct NoticeJson<'a> {
    id: String,
    wave: &'a str,
    phase: &'a str,
    message: &'a str,
    occurrence: u32,
    person: Option<&'a str>,
    name: Option<&'a str>,
    email: Option<&'a str>,
    language: &'a str,
    due: String,
    due_local: String,
    timezone: &'static str,
    expires: Option<String>,
    reason: &'static str,
    closed: Option<String>,
    channel: &'static str,
}

#[derive(Serialize)]
struct UnplannedJson<'a> {
    person: &'a str,
    wave: Option<&'a str>,
    message: &'a str,
    reason: &'static str,
}

/// A sequence that is made while it is written.
struct Stream<F>(F);

impl<I: Iterator<Item: Serialize>, F: Fn() -> I> Serialize for Stream<F> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq((self.0)())
    }
}

fn document<'a>(
    campaign: &'a Campaign,
    people: &'a People,
    plan: &'a Plan,
    outline: &'a Outline,
) -> impl Serialize + 'a {
    let totals = &outline.totals;
    let wave = |wave: &'a super::outline::WaveOutline| WaveJson {
        id: &wave.id,
        start: wave.start.to_string(),
        deadline: wave.deadline.to_string(),
        people: wave.people,
        notices: wave.count(),
    };
    Document {
        format: "heraut-plan/1",
        campaign: About {
            id: &campaign.id,
            name: &outline.title,
            organization: &campaign.organization,
            timezone: campaign.timezone.name(),
            languages: LanguagesJson {
                default: campaign.languages.default.as_str(),
                offered: campaign.languages.offered.iter().map(|tag| tag.as_str()).collect(),
            },
        },
        now: instant(plan.now),
        waves: outline.waves.iter().map(wave).collect(),
        totals: TotalsJson {
            notices: totals.notices,
            people: totals.people,
            told: totals.told,
            outside: totals.outside,
            languages: totals.languages.iter().map(|(tag, n)| (tag.as_str(), *n)).collect(),
            fallbacks: totals
                .fallbacks
                .iter()
                .map(|((reads, gets), people)| FallbackJson {
                    reads: reads.as_str(),
                    gets: gets.as_str(),
                    people: *people,
                })
                .collect(),
            reasons: totals.reasons.iter().map(|(reason, n)| (reason_word(*reason), *n)).collect(),
            missing: totals.missing.iter().map(|(reason, n)| (unplanned_word(*reason), *n)).collect(),
        },
        rules: Stream(|| {
            campaign.phases.iter().flat_map(|phase| {
                let events = phase.messages.iter().filter(|rule| rule.when.is_on_event());
                events.map(|rule| RuleJson {
                    phase: &phase.id,
                    message: &rule.message,
                    when: &rule.when_text,
                    to: audience_word(&rule.to),
                })
            })
        }),
        notices: Stream(|| {
            plan.notices.iter().filter_map(|notice| Row::of(campaign, people, notice)).map(|row| notice_of(&row))
        }),
        unplanned: Stream(|| {
            plan.unplanned.iter().map(|gap| UnplannedJson {
                person: &gap.person,
                wave: campaign.waves.get(usize::from(gap.wave)).map(|wave| wave.id.as_str()),
                message: &gap.message,
                reason: unplanned_word(gap.reason),
            })
        }),
    }
}

fn notice_of<'a>(row: &Row<'a>) -> NoticeJson<'a> {
    let notice = row.notice;
    NoticeJson {
        id: notice.id.to_string(),
        wave: &row.wave.id,
        phase: &row.phase.id,
        message: &row.rule.message,
        occurrence: u32::from(notice.occurrence) + 1,
        person: row.person.map(|person| &*person.id),
        name: row.person.map(|person| person.name.as_str()),
        email: row.email(),
        language: notice.language.as_str(),
        due: instant(notice.due),
        due_local: row.due_local().format("%Y-%m-%dT%H:%M:%S%:z").to_string(),
        timezone: row.timezone().name(),
        expires: notice.expires.map(instant),
        reason: reason_word(notice.reason),
        closed: row.closed(),
        channel: notice.channel.as_str(),
    }
}

/// Compact JSON with each element of the top-level lists on a line of its own, for `diff` and `grep`.
struct LineEach {
    depth: usize,
}

impl Formatter for LineEach {
    fn begin_array<W: Write + ?Sized>(&mut self, writer: &mut W) -> io::Result<()> {
        self.depth += 1;
        CompactFormatter.begin_array(writer)
    }

    fn end_array<W: Write + ?Sized>(&mut self, writer: &mut W) -> io::Result<()> {
        self.depth -= 1;
        CompactFormatter.end_array(writer)
    }

    fn begin_array_value<W: Write + ?Sized>(&mut self, writer: &mut W, first: bool) -> io::Result<()> {
        CompactFormatter.begin_array_value(writer, first)?;
        if self.depth == 2 { writer.write_all(b"\n") } else { Ok(()) }
    }

    fn begin_object<W: Write + ?Sized>(&mut self, writer: &mut W) -> io::Result<()> {
        self.depth += 1;
        CompactFormatter.begin_object(writer)
    }

    fn end_object<W: Write + ?Sized>(&mut self, writer: &mut W) -> io::Result<()> {
        self.depth -= 1;
        CompactFormatter.end_object(writer)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::fixture;

    #[test]
    fn a_program_reads_what_a_person_would() {
        let mut bytes = Vec::new();
        let (campaign, people, plan) = (fixture::campaign(), fixture::people(), fixture::plan());
        let outline = Outline::of(&campaign, &people, &plan);
        json(&outline, &campaign, &people, &plan, &mut bytes).unwrap();
        let text = String::from_utf8(bytes).unwrap();
        let value: serde_json::Value = serde_json::from_str(&text).unwrap();
        let notices = value["notices"].as_array().unwrap();
        assert_eq!(notices.len(), fixture::plan().notices.len());
        assert_eq!(value["totals"]["notices"].as_u64(), Some(notices.len() as u64));
        assert_eq!(text.lines().filter(|line| line.contains("\"due\"")).count(), notices.len(), "a line each");
        let gijs = notices.iter().find(|n| n["person"] == "gijs" && n["message"] == "announcement").unwrap();
        insta::assert_snapshot!(serde_json::to_string_pretty(gijs).unwrap());
        let head: String =
            text.lines().take_while(|line| !line.contains("\"due\"")).map(|l| format!("{l}\n")).collect();
        insta::assert_snapshot!(head);
        assert_eq!(value["unplanned"][0]["reason"], "no_mailbox");
    }
}
