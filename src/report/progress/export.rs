//! The report for a spreadsheet and for a program.

use std::io::{self, Write};

use chrono::SecondsFormat;
use serde_json::{Value, json};

use super::{ProgressReport, WaveProgress};
use crate::report::csv::cell;
use crate::report::words::ENGLISH as WORDS;

impl ProgressReport {
    /// As CSV: UTF-8 with a byte-order mark, CRLF, and no cell that a spreadsheet would take for a formula. A row for each wave,
    /// and one for each group when people are counted by a field: `by` (`wave`, or the field), `name`, `people`, `moved`,
    /// `failed`, `left`, `expected` (by the end of today), `start`, `deadline`, `gate`.
    ///
    /// # Errors
    /// When `out` cannot be written to.
    pub fn csv(&self, out: &mut dyn Write) -> io::Result<()> {
        out.write_all("\u{feff}".as_bytes())?;
        let mut writer = ::csv::WriterBuilder::new().terminator(::csv::Terminator::CRLF).from_writer(out);
        writer.write_record([
            "by", "name", "people", "moved", "failed", "left", "expected", "start", "deadline", "gate",
        ])?;
        for wave in &self.waves {
            let moved = wave.moved;
            let numbers = [moved.of, moved.moved, moved.failed, moved.left()].map(|n| n.to_string());
            let expected = self.expected(wave).map_or_else(String::new, |n| n.to_string());
            let gate = wave.gate.as_ref().map_or("", |gate| gate.judgement.outcome.as_str());
            let dates = [expected, wave.start.to_string(), wave.deadline.to_string(), gate.to_owned()];
            let row = ["wave".to_owned(), cell(&wave.id)].into_iter().chain(numbers).chain(dates);
            writer.write_record(row)?;
        }
        for (value, group) in self.by.iter().flat_map(|by| by.sorted()) {
            let field = self.by.as_ref().map_or("", |by| &by.field);
            let numbers = [group.people, group.moved, group.failed, group.left()].map(|n| n.to_string());
            let row = [cell(field), cell(value)].into_iter().chain(numbers).chain([const { String::new() }; 4]);
            writer.write_record(row)?;
        }
        writer.flush()
    }

    /// For a program: `format` ("heraut-report/1"), `campaign`, `at`, `plan`, `approved_at`, `journal_head`, `read_at`, `waves`
    /// (`wave`, `start`, `deadline`, `days_left`, `people`, `moved`, `failed`, `left`, `expected`, `undated`, `gate`,
    /// `gate_day`, `gate_owner`, and `days` with `day`, `moved`, `expected`), `tasks` (`kind`, `who`, `what`, `type`), and with
    /// a field `by` (`field`, `groups`). The names are stable; new ones may be added.
    pub fn json(&self) -> Value {
        let named = |id: &str| format!("wave {id}");
        let tasks = self.tasks.iter().map(|task| {
            let line = task.line(&WORDS, &named);
            json!({ "kind": task.kind(), "who": line.who, "what": line.what, "type": line.typed })
        });
        let by = self.by.as_ref().map(|by| {
            let group = |(value, group): (&String, &crate::report::Group)| {
                json!({
                    "value": (!value.is_empty()).then_some(value), "people": group.people, "moved": group.moved,
                    "failed": group.failed, "left": group.left(),
                })
            };
            json!({ "field": by.field, "groups": by.sorted().into_iter().map(group).collect::<Vec<_>>() })
        });
        let instant = |at: chrono::DateTime<chrono_tz::Tz>| at.to_utc().to_rfc3339_opts(SecondsFormat::Secs, true);
        json!({
            "format": "heraut-report/1", "campaign": self.campaign, "at": instant(self.now), "plan": self.plan,
            "approved_at": instant(self.approved), "journal_head": self.head.map(|head| head.to_string()),
            "read_at": self.read.map(instant), "waves": self.waves.iter().map(|wave| self.wave(wave)).collect::<Vec<_>>(),
            "tasks": tasks.collect::<Vec<_>>(), "by": by,
        })
    }

    fn wave(&self, wave: &WaveProgress) -> Value {
        let (moved, gate) = (wave.moved, wave.gate.as_ref());
        let begun = wave.has_begun(self.now.date_naive());
        let days = wave.curve.days.iter().filter(|_| begun);
        let days: Vec<Value> =
            days.map(|day| json!({ "day": day.day, "moved": day.moved, "expected": day.expected })).collect();
        json!({
            "wave": wave.id, "start": wave.start, "deadline": wave.deadline,
            "days_left": (wave.deadline - self.now.date_naive()).num_days(),
            "people": moved.of, "moved": moved.moved, "failed": moved.failed, "left": moved.left(),
            "expected": self.expected(wave), "undated": wave.curve.undated,
            "gate": gate.map(|gate| gate.judgement.outcome.as_str()), "gate_day": gate.map(|gate| gate.judgement.day),
            "gate_owner": gate.and_then(|gate| gate.owner.as_deref()), "days": days,
        })
    }
}
