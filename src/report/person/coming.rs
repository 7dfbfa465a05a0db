//! What is still to come to a person, and why then.

use std::collections::HashSet;

use chrono::{DateTime, Utc};

use super::Story;
use crate::ledger::{Row, State};
use crate::report::history::name;
use crate::report::screen::{Column, Grid, clean};
use crate::report::words::ENGLISH as WORDS;
use crate::report::{dates, phrase};
use crate::schedule::{Notice, NoticeId};

/// Something that is still to be told.
struct Coming {
    due: DateTime<Utc>,
    message: String,
    language: String,
    wave: String,
    why: String,
}

impl Story<'_> {
    pub(super) fn to_come(&self, notices: &[&Notice]) -> String {
        let coming = self.coming(notices);
        if coming.is_empty() {
            return "\nNothing is still to come on a date.\n".to_owned();
        }
        let own = self.wave.and_then(|at| self.campaign.waves.get(usize::from(at))).map(|wave| wave.id.as_str());
        let with_wave = coming.iter().any(|one| Some(one.wave.as_str()) != own);
        let mut heads = vec![Column::text("WHEN", 21), Column::text("MESSAGE", 12), Column::text("IN", 2)];
        if with_wave {
            heads.push(Column::text("WAVE", 8));
        }
        heads.push(Column::text("WHY THEN", 20));
        let mut grid = Grid::new(heads);
        for one in coming {
            let mut cells = vec![dates::moment(&WORDS, self.local(one.due)), clean(&one.message), one.language];
            if with_wave {
                cells.push(clean(&one.wave));
            }
            cells.push(clean(&one.why));
            grid.row(cells);
        }
        format!("\nStill to come\n{}", grid.render(self.width))
    }

    /// What is still to come by the plan, and by what happened: in order of time.
    fn coming(&self, notices: &[&Notice]) -> Vec<Coming> {
        let planned = notices.iter().filter_map(|notice| self.planned(notice));
        let ids: HashSet<NoticeId> = notices.iter().map(|notice| notice.id).collect();
        let happened =
            self.course.rows.iter().filter(|row| !ids.contains(&row.entry.id)).filter_map(|row| self.happened(row));
        let mut coming: Vec<Coming> = planned.chain(happened).collect();
        coming.sort_by_key(|one| one.due);
        coming
    }

    /// A notice of the plan that is still to come.
    fn planned(&self, notice: &Notice) -> Option<Coming> {
        let rule = self.rule(notice)?;
        let row = self.course.rows.iter().find(|row| row.entry.id == notice.id);
        if self.course.dropped.contains_key(&notice.id) || row.is_some_and(|row| !row.is_to_come()) {
            return None;
        }
        let nth = if rule.when.recurs() { format!(" {}", u32::from(notice.occurrence) + 1) } else { String::new() };
        let wave = self.campaign.waves.get(usize::from(notice.wave));
        Some(Coming {
            due: notice.due,
            message: format!("{}{nth}{}", rule.message, phrase::channel(notice.channel)),
            language: notice.language.to_string(),
            wave: wave.map_or(String::new(), |wave| wave.id.clone()),
            why: format!("{}{}", self.why(notice, rule), held(row)),
        })
    }

    /// What is still to come because something happened: a plan has no line for it.
    fn happened(&self, row: &Row) -> Option<Coming> {
        let entry = &row.entry;
        let rule = self.rules().find(|rule| *rule.message == *entry.message && rule.when.is_on_event())?;
        if !row.is_to_come() || self.course.dropped.contains_key(&entry.id) {
            return None;
        }
        Some(Coming {
            due: entry.due,
            message: name(row, self.campaign),
            language: entry.language.to_string(),
            wave: entry.wave.to_string(),
            why: format!("{}{}", rule.when_text, held(Some(row))),
        })
    }
}

/// That a notice is held, behind why it comes when it does.
fn held(row: Option<&Row>) -> &'static str {
    if row.is_some_and(|row| row.state == State::Held) { "; held" } else { "" }
}
