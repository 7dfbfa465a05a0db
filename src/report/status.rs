//! `heraut status`: where each wave stands, what needs a person, and what happens next; in English.

mod json;
mod progress;

use std::collections::BTreeMap;

use chrono::{DateTime, TimeDelta, Utc};
use chrono_tz::Tz;

use super::dates;
use super::in_need::short;
use super::screen::{Column, Grid, clean, columns, paragraph};
use super::words::ENGLISH as WORDS;
use crate::campaign::{Campaign, People};
use crate::ledger::{GATE, Hold, Row, Scope, State};
use crate::schedule::{Barrier, WaveGate, barrier};

/// The widest name of a message that is shown in one piece.
const NAME: usize = 32;

/// How many notices there are per wave, phase, message and state, as the ledger counts them.
pub type Counts = BTreeMap<(String, String, String, State), u64>;

/// Everything the status screen shows.
#[derive(Debug, Clone, Copy)]
pub struct Status<'a> {
    /// The campaign, for its title, its zone, and the order of waves and messages.
    pub campaign: &'a Campaign,
    /// For people's names; may be empty.
    pub people: &'a People,
    /// The instant of the status.
    pub now: DateTime<Utc>,
    /// How far people are, wave by wave, and what each gate comes to.
    pub waves: &'a [WaveGate],
    /// What the ledger counts.
    pub counts: &'a Counts,
    /// Notices that need a person: failed, bounced and uncertain. Perhaps not all of them; the counts say how many there are.
    pub attention: &'a [Row],
    /// The holds in force, the oldest first.
    pub holds: &'a [Hold],
    /// The earliest instant at which something is due.
    pub next_due: Option<DateTime<Utc>>,
}

/// Notices of one message, or of several, by what they mean to who reads the status.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Sums {
    /// Accepted by the relay.
    sent: u64,
    /// Put on paper.
    printed: u64,
    /// In hand, or to be tried again.
    busy: u64,
    /// Their time has not come.
    planned: u64,
    /// Stopped by an operator.
    held: u64,
    /// Deliberately not sent.
    not_sent: u64,
    /// Failed, bounced or uncertain.
    attention: u64,
}

impl Sums {
    fn add(&mut self, state: State, count: u64) {
        *match state {
            State::Accepted => &mut self.sent,
            State::Printed => &mut self.printed,
            State::Due | State::Sending | State::Deferred => &mut self.busy,
            State::Planned => &mut self.planned,
            State::Held => &mut self.held,
            State::Suppressed | State::Expired | State::Cancelled => &mut self.not_sent,
            State::Failed | State::Bounced | State::Uncertain => &mut self.attention,
        } += count;
    }

    /// Each with the title of its column.
    fn columns(&self) -> [(&'static str, u64); 7] {
        [
            ("SENT", self.sent),
            ("PRINTED", self.printed),
            ("BUSY", self.busy),
            ("PLANNED", self.planned),
            ("HELD", self.held),
            ("NOT SENT", self.not_sent),
            ("LOOK AT", self.attention),
        ]
    }

    /// The cells of those columns in which there is something: in all, or in the first.
    fn cells(&self, total: &Sums) -> impl Iterator<Item = String> {
        let shown = total.columns().into_iter().enumerate().map(|(at, (_, all))| at == 0 || all > 0);
        let cells = self.columns().into_iter().zip(shown).filter(|(_, shown)| *shown);
        cells.map(|((_, n), _)| if n == 0 { "–".to_owned() } else { WORDS.number(n) })
    }
}

/// A message with its sums, in the campaign's order.
struct Line<'a> {
    wave: &'a str,
    phase: &'a str,
    message: &'a str,
    sums: Sums,
}

impl Status<'_> {
    /// The status as a screen of at most `width` columns (80 is comfortable).
    pub fn screen(&self, width: usize) -> String {
        let default = &self.campaign.languages.default;
        let title = format!("{}, {}", self.campaign.name.get(default, default), self.campaign.organization);
        let mut out = paragraph("", &clean(&title), width);
        let now = dates::moment(&WORDS, self.local(self.now));
        out += &paragraph("", &format!("Status on {now} ({})", self.campaign.timezone), width);
        if self.counts.is_empty() {
            out += "\nNothing is approved yet: `heraut approve` locks the plan.\n";
            return out;
        }
        out.push('\n');
        out += &self.progress(width);
        out += &self.grid().render(width);
        out += &self.holds(width);
        out += &self.attention(width);
        out += &self.next(width);
        out
    }

    fn grid(&self) -> Grid {
        let mut total = Sums::default();
        for ((_, _, _, state), count) in self.counts {
            total.add(*state, *count);
        }
        let numbers = total.columns().into_iter().enumerate().filter(|(at, (_, all))| *at == 0 || *all > 0);
        let lines = self.lines();
        // A name is only broken where it would leave nothing to the numbers.
        let widest = lines.iter().map(|line| columns(line.message)).max().unwrap_or(0).clamp(12, NAME);
        let texts = [Column::text("PHASE", 8), Column::text("MESSAGE", widest)];
        let numbers = numbers.map(|(_, (title, _))| Column::number(title));
        let mut grid = Grid::new(texts.into_iter().chain(numbers).collect());
        let (mut wave, mut phase) = ("", "");
        for line in &lines {
            if line.wave != wave {
                grid.whole(format!("\n{}\n", clean(line.wave)));
                (wave, phase) = (line.wave, "");
            }
            let mut cells = vec![if line.phase == phase { String::new() } else { clean(line.phase) }];
            phase = line.phase;
            cells.push(clean(line.message));
            cells.extend(line.sums.cells(&total));
            grid.row(cells);
        }
        grid.whole("\n".to_owned());
        grid.row(["total".to_owned(), String::new()].into_iter().chain(total.cells(&total)).collect());
        grid
    }

    /// The counts in the campaign's order; what the campaign no longer has comes last, by name.
    fn lines(&self) -> Vec<Line<'_>> {
        let mut sums: BTreeMap<(usize, &str, usize, &str, usize, &str), Sums> = BTreeMap::new();
        for ((wave, phase, message, state), count) in self.counts {
            let at_wave = place(self.campaign.waves.iter().map(|w| w.id.as_str()), wave);
            let at_phase = place(self.campaign.phases.iter().map(|p| p.id.as_str()), phase);
            let at_message =
                self.campaign.phases.get(at_phase).map_or(usize::MAX, |phase| {
                    place(phase.messages.iter().map(|rule| rule.message.as_str()), message)
                });
            let key = (at_wave, wave.as_str(), at_phase, phase.as_str(), at_message, message.as_str());
            sums.entry(key).or_default().add(*state, *count);
        }
        sums.into_iter().map(|((_, wave, _, phase, _, message), sums)| Line { wave, phase, message, sums }).collect()
    }

    fn count(&self, wanted: State) -> u64 {
        self.counts.iter().filter(|((_, _, _, state), _)| *state == wanted).map(|(_, count)| count).sum()
    }

    fn holds(&self, width: usize) -> String {
        let (gates, others): (Vec<&Hold>, Vec<&Hold>) =
            self.holds.iter().partition(|hold| matches!(hold.scope, Scope::Gate(_)));
        let mut out = match &others[..] {
            [] => String::new(),
            [one] => format!("\nOn hold, until `heraut resume`:\n{}", self.hold(one, width)),
            many => {
                let each: String = many.iter().map(|hold| self.hold(hold, width)).collect();
                format!("\n{} holds, each until `heraut resume`:\n{each}", many.len())
            }
        };
        if !gates.is_empty() {
            let each: String = gates.iter().map(|hold| self.hold(hold, width)).collect();
            out += &format!("\nHeld by a gate; `heraut gate` shows what is missing:\n{each}");
        }
        out
    }

    fn hold(&self, hold: &Hold, width: usize) -> String {
        let since = dates::moment(&WORDS, self.local(hold.since));
        let until = match hold.until {
            Some(until) => format!(", until {}", dates::moment(&WORDS, self.local(until))),
            None => String::new(),
        };
        let by = if hold.by == GATE { String::new() } else { format!(", by {}", hold.by) };
        let text = format!("{} since {since}{until}{by}: {}", hold.scope, self.why(hold));
        paragraph("  ", &clean(&text), width)
    }

    /// Why a hold lies: of a gate what it comes to by now, or what was decided about it.
    fn why(&self, hold: &Hold) -> String {
        let Scope::Gate(wave) = &hold.scope else { return hold.why.clone() };
        match barrier(self.waves, wave) {
            Barrier::Closed { wave, outcome } if !hold.why.contains(": ") => {
                format!("the gate of wave {wave} {}", outcome.says())
            }
            _ => hold.why.clone(),
        }
    }

    fn attention(&self, width: usize) -> String {
        let mut out = String::new();
        for (state, what) in [
            (
                State::Failed,
                "refused for good: mend the cause and `heraut retry`, or tell them another way and `heraut settle`",
            ),
            (
                State::Bounced,
                "taken by the relay and not delivered: mend the address, `heraut approve` and `heraut retry --mended`, or \
                 tell them by letter and `heraut settle`",
            ),
            (
                State::Uncertain,
                "perhaps sent, the relay did not answer: ask whether it came, then `heraut settle` or `heraut retry`",
            ),
        ] {
            let count = self.count(state);
            if count == 0 {
                continue;
            }
            out.push('\n');
            out += &paragraph("", &format!("{} {state}, {what}:", WORDS.number(count), state = state.as_str()), width);
            let rows: Vec<&Row> = self.attention.iter().filter(|row| row.state == state).collect();
            for row in &rows {
                let entry = &row.entry;
                let who = entry.person.as_deref().map_or(WORDS.to_helpdesk, |id| self.name(id));
                let since = dates::moment(&WORDS, self.local(row.since));
                let text = format!("{} {who}, {} of {}, since {since}", short(entry.id), entry.message, entry.wave);
                out += &paragraph("  ", &clean(&text), width);
                if !row.detail.is_empty() {
                    out += &paragraph("    ", &clean(&row.detail), width);
                }
            }
            let more = count.saturating_sub(rows.len() as u64);
            if more > 0 && !rows.is_empty() {
                out += &format!("  {}\n", WORDS.and_more.replace("{n}", &WORDS.number(more)));
            }
        }
        out
    }

    fn next(&self, width: usize) -> String {
        let text = match self.next_due {
            Some(due) if due <= self.now => "something is due: `heraut send` delivers it".to_owned(),
            Some(due) => {
                let when = dates::moment(&WORDS, self.local(due));
                format!("{when}, in {}", distance(due - self.now))
            }
            None => "nothing more is due".to_owned(),
        };
        format!("\n{}", paragraph("Next: ", &text, width))
    }

    fn name<'b>(&'b self, id: &'b str) -> &'b str {
        self.people.get(id).map_or(id, |person| &person.name)
    }

    fn local(&self, at: DateTime<Utc>) -> DateTime<Tz> {
        at.with_timezone(&self.campaign.timezone)
    }
}

fn place<'a>(mut names: impl Iterator<Item = &'a str>, name: &str) -> usize {
    names.position(|known| known == name).unwrap_or(usize::MAX)
}

/// A distance in its largest unit, rounded down: `3 days`, `2 hours`.
fn distance(delta: TimeDelta) -> String {
    let minutes = delta.num_minutes().unsigned_abs();
    match minutes {
        0..60 => WORDS.counted(minutes.max(1), WORDS.a_minute),
        60..1440 => WORDS.counted(minutes / 60, WORDS.an_hour),
        _ => WORDS.counted(minutes / 1440, WORDS.a_day),
    }
}

#[cfg(test)]
mod tests;
