//! `heraut status`: where each wave stands, what needs a person, and what happens next; in English.

mod json;
mod progress;

use std::collections::BTreeMap;

use chrono::{DateTime, TimeDelta, Utc};
use chrono_tz::Tz;

use super::dates;
use super::in_need::short;
use super::load::in_short;
use super::names::{self, Names};
use super::screen::{Column, Grid, clean, paragraph};
use super::words::ENGLISH as WORDS;
use crate::campaign::{Campaign, People};
use crate::ledger::{Approval, GATE, Hold, Row, Scope, State};
use crate::schedule::{Barrier, Forecast, WaveGate, barrier};

/// More messages than these that are due at once are counted.
const NEXT: usize = 3;

/// How many notices there are per wave, phase, message and state, as the ledger counts them.
pub type Counts = BTreeMap<(String, String, String, State), u64>;

/// What falls due next, of one message in one wave.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Upcoming {
    /// The message.
    pub message: String,
    /// The wave, by its id.
    pub wave: String,
    /// To how many people, without those of whom it is clear by now that it will not go to them; `None` is the helpdesk.
    pub people: Option<u64>,
    /// The wave whose gate it waits for.
    pub gate: Option<String>,
}

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
    /// What is due then; or by now, when that has come.
    pub next: &'a [Upcoming],
    /// How many of those that a gate holds would be too late if it opened now, by its wave.
    pub too_late: &'a BTreeMap<String, u64>,
    /// Whether the plan was approved by a program that kept no gates.
    pub lacks_gates: bool,
    /// The approval in force.
    pub approval: Option<&'a Approval>,
    /// A plan that waits for a second person: its hash, and who proposed it.
    pub proposed: Option<(&'a str, &'a str)>,
    /// What comes to the helpdesk.
    pub load: &'a Forecast,
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
        out += &self.signed(width);
        if self.counts.is_empty() {
            out += "\nNothing is approved yet: `heraut approve` locks the plan.\n";
            return out;
        }
        out.push('\n');
        out += &self.progress(width);
        if let Some(text) = in_short(self.load) {
            out += &paragraph("Helpdesk: ", &text, width);
            out.push('\n');
        }
        out += &self.grid().render(width);
        out += &self.unguarded(width);
        out += &self.holds(width);
        out += &self.attention(width);
        out += &self.next(width);
        out
    }

    /// Who approved the plan, and which one waits for somebody else to.
    fn signed(&self, width: usize) -> String {
        let short = |plan: &str| plan.get(..12).unwrap_or(plan).to_owned();
        let mut out = String::new();
        if let Some(Approval { plan, by, at, .. }) = self.approval {
            let at = dates::moment(&WORDS, self.local(*at));
            out += &paragraph("", &format!("Plan {}, approved by {} on {at}", short(plan), clean(by)), width);
        }
        if let Some((plan, by)) = self.proposed {
            let (plan, by) = (short(plan), clean(by));
            let text = format!(
                "{by} proposes plan {plan}. It waits for somebody else: `heraut approve --plan {plan} --by NAME`."
            );
            out += &format!("\n{}", paragraph("", &text, width));
        }
        out
    }

    fn grid(&self) -> Grid {
        let mut total = Sums::default();
        for ((_, _, _, state), count) in self.counts {
            total.add(*state, *count);
        }
        let numbers = total.columns().into_iter().enumerate().filter(|(at, (_, all))| *at == 0 || *all > 0);
        let lines = self.lines();
        let texts = [Column::text("PHASE", 8), Column::text("MESSAGE", 12)];
        let numbers = numbers.map(|(_, (title, _))| Column::number(title));
        let mut grid = Grid::new(texts.into_iter().chain(numbers).collect());
        let (mut wave, mut phase) = ("", "");
        for line in &lines {
            if line.wave != wave {
                grid.whole(format!("\n{}\n", clean(&self.called(line.wave))));
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

    /// What a wave is called above its messages.
    fn called(&self, id: &str) -> String {
        let wave = self.campaign.waves.iter().find(|wave| wave.id == id);
        names::wave(id, wave.and_then(|wave| wave.name.as_ref()), &WORDS, &self.campaign.languages.default)
    }

    fn count(&self, wanted: State) -> u64 {
        self.counts.iter().filter(|((_, _, _, state), _)| *state == wanted).map(|(_, count)| count).sum()
    }

    /// That nothing waits for the gates that the plan has.
    fn unguarded(&self, width: usize) -> String {
        if !self.lacks_gates {
            return String::new();
        }
        let text = "Nothing waits for a gate: the heraut that approved this plan knew no gates yet. `heraut approve` approves \
                    it again, and from then on what comes after a gate waits for it.";
        format!("\n{}", paragraph("", text, width))
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
        let late = match &hold.scope {
            Scope::Gate(wave) => self.too_late.get(&**wave).copied().unwrap_or(0),
            _ => 0,
        };
        let late = match late {
            0 => String::new(),
            late => format!("; opened now, {} would be too late and not be sent", WORDS.counted(late, WORDS.a_notice)),
        };
        let text = format!("{} since {since}{until}{by}: {}{late}", hold.scope, self.why(hold));
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
        let names = (!self.attention.is_empty()).then(|| Names::of(self.people));
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
                let who = entry.person.as_deref().zip(names.as_ref()).map(|(id, names)| names.of_id(id));
                let who = who.as_deref().unwrap_or(WORDS.to_helpdesk);
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
        let held = self.count(State::Held);
        let text = match self.next_due {
            Some(due) if due <= self.now => format!("due now is {}; `heraut send` delivers it", self.upcoming()),
            Some(due) => {
                let when = dates::moment(&WORDS, self.local(due));
                format!("{when}, in {}: {}{}", distance(due - self.now), self.upcoming(), self.gate_of_next())
            }
            None if held > 0 => format!("nothing more is due until what is held goes on ({})", WORDS.number(held)),
            None => "nothing more is due".to_owned(),
        };
        format!("\n{}", paragraph("Next: ", &clean(&text), width))
    }

    /// The gate that must be open by then, where it is not.
    fn gate_of_next(&self) -> String {
        let closed = self.next.iter().find_map(|next| match barrier(self.waves, next.gate.as_deref()?) {
            Barrier::Closed { wave, .. } => Some(wave),
            Barrier::Open(_) => None,
        });
        closed.map_or_else(String::new, |wave| format!(", if the gate of wave {wave} is open by then"))
    }

    /// What is due next, by name.
    fn upcoming(&self) -> String {
        let one = |next: &Upcoming| {
            let whom = match next.people {
                None => "the helpdesk".to_owned(),
                Some(0) => "nobody any more".to_owned(),
                Some(people) => WORDS.counted(people, WORDS.a_person),
            };
            format!("{} of wave {} to {whom}", next.message, next.wave)
        };
        let mut said: Vec<String> = self.next.iter().take(NEXT).map(one).collect();
        match self.next.len().saturating_sub(NEXT) {
            0 => {}
            1 => said.push("1 more message".to_owned()),
            more => said.push(format!("{} more messages", WORDS.number(more as u64))),
        }
        match &said[..] {
            [] => "something".to_owned(),
            [one] => one.clone(),
            [first @ .., last] => format!("{} and {last}", first.join(", ")),
        }
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
