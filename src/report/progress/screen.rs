//! The report on a screen, in English.

use super::task::Line;
use super::{ProgressReport, WaveProgress, distance, page};
use crate::report::dates;
use crate::report::names;
use crate::report::screen::{Column, Grid, clean, paragraph};
use crate::report::words::ENGLISH as WORDS;

impl ProgressReport {
    /// The report as a screen of at most `width` columns (80 is comfortable).
    pub fn screen(&self, width: usize) -> String {
        let mut out = paragraph("", &clean(&format!("{}, {}", self.title, self.organization)), width);
        let zone = self.now.timezone();
        out += &paragraph("", &format!("Progress on {} ({zone})", dates::moment(&WORDS, self.now)), width);
        out += "\n";
        out += &self.grid().render(width);
        out += &self.to_do(width);
        for wave in self.waves.iter().filter(|wave| wave.has_begun(self.now.date_naive()) && wave.moved.of > 0) {
            out += &self.curve(wave, width);
        }
        if let Some(by) = &self.by {
            out += &format!("\n{}", by.screen(width));
        }
        out
    }

    fn grid(&self) -> Grid {
        let failed = self.moved().failed > 0;
        let gated = self.waves.iter().any(|wave| wave.gate.is_some());
        let numbers = ["MOVED"].into_iter().chain(failed.then_some("FAILED")).chain(["LEFT", "OF", "EXPECTED"]);
        let columns = [Column::text("WAVE", 12)].into_iter().chain(numbers.map(Column::number));
        let columns = columns.chain([Column::text("DEADLINE", 18)]).chain(gated.then(|| Column::text("GATE", 12)));
        let mut grid = Grid::new(columns.collect());
        let today = self.now.date_naive();
        for wave in &self.waves {
            let moved = wave.moved;
            let numbers = [Some(moved.moved)].into_iter().chain(failed.then_some(Some(moved.failed)));
            let numbers = numbers.chain([Some(moved.left()), Some(moved.of), self.expected(wave)]);
            let number = |n: Option<u64>| n.map_or_else(|| "–".to_owned(), |n| WORDS.number(n));
            let off = distance(&WORDS, today, wave.deadline);
            let gate = wave.gate.as_ref().map_or("–", |gate| gate.judgement.outcome.as_str());
            let cells = std::iter::once(clean(&wave.id)).chain(numbers.map(number));
            let cells = cells.chain([format!("{} ({off})", dates::short_day(&WORDS, wave.deadline))]);
            grid.row(cells.chain(gated.then(|| gate.to_owned())).collect());
        }
        grid
    }

    fn to_do(&self, width: usize) -> String {
        let lines = self.lines_by_id();
        if lines.is_empty() {
            return format!("\n{}\n", WORDS.progress.no_tasks);
        }
        let mut out = format!("\n{}:\n", WORDS.progress.tasks);
        for Line { who, what, typed } in lines {
            let typed = typed.map_or_else(String::new, |typed| format!(" `{typed}`"));
            out += &paragraph("  ", &clean(&format!("{who}: {what}{typed}")), width);
        }
        out
    }

    /// With waves as other verbs call them.
    fn lines_by_id(&self) -> Vec<Line> {
        let named = |id: &str| {
            let name = self.waves.iter().find(|wave| wave.id == id).and_then(|wave| wave.name.as_ref());
            format!("wave {}", names::wave(id, name, &WORDS, &self.language))
        };
        self.tasks.iter().map(|task| task.line(&WORDS, &named)).collect()
    }

    fn curve(&self, wave: &WaveProgress, width: usize) -> String {
        let text = [page::against(&WORDS, wave), page::undated(&WORDS, wave)].concat();
        let mut out = format!("\n{}", paragraph("", &clean(&format!("Wave {}: {text}", wave.id)), width));
        let mut grid = Grid::new(vec![Column::text("UP TO", 11), Column::number("MOVED"), Column::number("EXPECTED")]);
        for day in wave.curve.listed() {
            let moved = day.moved.map_or_else(|| "–".to_owned(), |n| WORDS.number(n));
            grid.row(vec![dates::short_day(&WORDS, day.day), moved, WORDS.number(day.expected)]);
        }
        out += &grid.render(width);
        out
    }
}
