//! The rows: a heading for each wave with its start, deadline and gate, and a bar for each phase.

use super::{Chart, HEADING, ROW, TOP, short};
use crate::report::dates;
use crate::report::escape::Html;
use crate::report::gates;
use crate::report::outline::{PhaseOutline, WaveGateOutline, WaveOutline};

const BAR: f64 = 13.0;
/// So wide is a letter beside a gate, about.
const LETTER: f64 = 6.2;

/// How wide the words beside a gate are, with their distance from it.
pub(super) fn length_of(label: &str) -> f64 {
    label.chars().count() as f64 * LETTER + 10.0
}

impl Chart<'_> {
    /// The days from start to deadline, behind the rows of each wave.
    pub(super) fn bands(&mut self) {
        let mut y = TOP;
        for wave in self.waves {
            let (x, width) = self.scale.period(wave.start, wave.deadline);
            let height = HEADING + ROW * wave.phases.len() as f64;
            self.add(format_args!(
                "<rect class=\"band\" x=\"{x}\" y=\"{:.1}\" width=\"{width}\" height=\"{:.1}\" rx=\"3\"/>",
                y + 4.0,
                height - 6.0
            ));
            y += height;
        }
    }

    pub(super) fn rows(&mut self) {
        let mut y = TOP;
        for wave in self.waves {
            self.heading(wave, y);
            y += HEADING;
            for phase in &wave.phases {
                self.phase(wave, phase, y);
                y += ROW;
            }
        }
    }

    fn heading(&mut self, wave: &WaveOutline, y: f64) {
        let (words, scale) = (self.words, self.scale);
        let middle = y + HEADING / 2.0 + 1.0;
        if scale.has_names() {
            let name = short(&self.outline.wave_name(words, &wave.id));
            self.add(format_args!("<text class=\"wave\" x=\"0\" y=\"{:.1}\">{}</text>", middle + 4.0, Html(&name)));
        }
        let (start, deadline) = (dates::day(words, wave.start), dates::day(words, wave.deadline));
        let (open, close) = scale.at(scale.share(wave.start), middle);
        self.add(format_args!(
            "{open}<path class=\"mark\" d=\"M0 -5.5l9 5.5l-9 5.5z\"><title>{}: {start}</title></path>{close}",
            words.start
        ));
        let end = wave.deadline.succ_opt().unwrap_or(wave.deadline);
        let (open, close) = scale.at(scale.share(end), middle);
        self.add(format_args!(
            "{open}<path class=\"mark\" d=\"M-3 -6h3v12h-3z\"><title>{}: {deadline}</title></path>{close}",
            words.deadline
        ));
        if let Some(gate) = &wave.gate {
            self.gate(wave, gate, middle);
        }
    }

    /// A lozenge on the day of a gate, with that day and who decides.
    fn gate(&mut self, wave: &WaveOutline, gate: &WaveGateOutline, middle: f64) {
        let (words, scale, day) = (self.words, self.scale, gate.judgement.day);
        let title = words.pair(words.gate, self.outline.wave_name(words, &wave.id));
        let asks = gates::criteria(words, &gate.judgement).join("; ");
        let asks = if asks.is_empty() { words.no_criteria.to_owned() } else { asks };
        let half = 0.5 / scale.days as f64;
        let (open, close) = scale.at(scale.share(day) + half, middle);
        self.add(format_args!(
            "{open}<path class=\"gate\" d=\"M0 -6.5l6.5 6.5l-6.5 6.5l-6.5 -6.5z\"><title>{}, {}: {}</title></path>{close}",
            Html(&title),
            dates::day(words, day),
            Html(&asks)
        ));
        let whole = gates::label(words, gate);
        let room = scale.room_after(day);
        let label = if length_of(&whole) < room { whole } else { dates::short_day(words, day) };
        // Where there is no room after it, it stands before the deadline.
        let (anchor, from, beside) = match length_of(&label) < room {
            true => ("start", scale.share(day) + half, 10.0),
            false => ("end", scale.share(day.min(wave.deadline)), -8.0),
        };
        let x = scale.x(from);
        self.add(format_args!(
            "<text class=\"gatename\" text-anchor=\"{anchor}\" x=\"{x}\" dx=\"{beside}\" y=\"{:.1}\">{}</text>",
            middle + 4.0,
            Html(&label)
        ));
    }

    fn phase(&mut self, wave: &WaveOutline, phase: &PhaseOutline, y: f64) {
        let (words, scale) = (self.words, self.scale);
        let name = words.named(&phase.id);
        let middle = y + ROW / 2.0;
        if scale.has_names() {
            self.add(format_args!(
                "<text class=\"soft\" x=\"12\" y=\"{:.1}\">{}</text>",
                middle + 4.0,
                Html(&short(&name))
            ));
        }
        let top = middle - BAR / 2.0;
        let who = self.outline.wave_name(words, &wave.id);
        if phase.has_event() {
            let (x, width) = scale.period(wave.start, wave.deadline);
            self.add(format_args!(
                "<rect class=\"event\" x=\"{x}\" y=\"{top:.1}\" width=\"{width}\" height=\"{BAR}\" rx=\"2.5\">\
                 <title>{}, {}: {}</title></rect>",
                Html(&who),
                Html(&name),
                words.by_event
            ));
        }
        let Some(times) = phase.times() else { return };
        let (first, last) = (times.first.date_naive(), times.last.date_naive());
        let count = words.counted(phase.lines.iter().map(|line| line.count).sum(), words.a_notice);
        let title = format!("{}, {count}", words.pair(format_args!("{who}, {name}"), dates::days(words, first, last)));
        // What is past is one bar, what is to come another.
        let today = self.outline.now.date_naive();
        let eve = today.pred_opt().unwrap_or(today);
        let past = (times.first < self.outline.now).then(|| if times.last < self.outline.now { last } else { eve });
        let past = past.filter(|until| *until >= first).map(|until| ("past", first, until));
        let coming = (times.last >= self.outline.now).then(|| ("coming", first.max(today), last));
        for (class, from, to) in past.into_iter().chain(coming) {
            let (x, width) = scale.period(from, to);
            self.add(format_args!(
                "<rect class=\"{class}\" x=\"{x}\" y=\"{top:.1}\" width=\"{width}\" height=\"{BAR}\" rx=\"2.5\">\
                 <title>{}</title></rect>",
                Html(&title)
            ));
        }
    }
}
