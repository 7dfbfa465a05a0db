//! How far people are, wave by wave: what leads the status.

use chrono::NaiveDate;

use super::Status;
use crate::report::dates;
use crate::report::screen::{Column, Grid, clean};
use crate::report::words::ENGLISH as WORDS;
use crate::schedule::WaveGate;

impl Status<'_> {
    /// A row for each wave: who moved, of whom it failed, who is left, until when, and its gate.
    pub(super) fn progress(&self, width: usize) -> String {
        if self.waves.is_empty() {
            return String::new();
        }
        let gated = self.waves.iter().any(|wave| wave.judgement.is_some());
        let failed = self.waves.iter().any(|wave| wave.evidence.failed > 0);
        let numbers = ["MOVED"].into_iter().chain(failed.then_some("FAILED")).chain(["LEFT", "OF"]);
        let columns = [Column::text("WAVE", 12)].into_iter().chain(numbers.map(Column::number));
        let columns = columns.chain([Column::text("DEADLINE", 18)]).chain(gated.then(|| Column::text("GATE", 12)));
        let mut grid = Grid::new(columns.collect());
        for wave in self.waves {
            let evidence = &wave.evidence;
            let left = evidence.people.saturating_sub(evidence.moved + evidence.failed);
            let numbers = [evidence.moved].into_iter().chain(failed.then_some(evidence.failed));
            let numbers = numbers.chain([left, evidence.people]).map(|n| WORDS.number(n.into()));
            let mut cells = vec![clean(&wave.wave)];
            cells.extend(numbers);
            cells.push(self.deadline(&wave.wave));
            if gated {
                cells.push(gate(wave));
            }
            grid.row(cells);
        }
        format!("{}\n", grid.render(width))
    }

    /// The deadline of a wave, with how far off it is.
    fn deadline(&self, wave: &str) -> String {
        let Some(deadline) = self.campaign.waves.iter().find(|known| known.id == wave).map(|wave| wave.deadline) else {
            return String::new();
        };
        let today = self.local(self.now).date_naive();
        format!("{} ({})", dates::short_day(&WORDS, deadline), distance(today, deadline))
    }
}

fn gate(wave: &WaveGate) -> String {
    match &wave.judgement {
        None => "–".to_owned(),
        Some(judgement) if judgement.outcome == crate::schedule::GateOutcome::Waiting => {
            dates::short_day(&WORDS, judgement.day)
        }
        Some(judgement) => judgement.outcome.as_str().to_owned(),
    }
}

fn distance(today: NaiveDate, day: NaiveDate) -> String {
    match (day - today).num_days() {
        0 => "today".to_owned(),
        1 => "tomorrow".to_owned(),
        days @ 2.. => format!("in {}", WORDS.counted(days.unsigned_abs(), WORDS.a_day)),
        days => format!("{} ago", WORDS.counted(days.unsigned_abs(), WORDS.a_day)),
    }
}
