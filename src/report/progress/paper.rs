//! The report as a document to print: its facts, the drawings, and the rest in Markdown. How it looks is the layout's.

use super::page::{against, field, group_heads, group_rows, undated};
use super::task::Line;
use super::{ProgressReport, WaveProgress, chart, distance, share};
use crate::report::booklet::Booklet;
use crate::report::dates;
use crate::report::escape::Markdown;
use crate::report::words::Words;

impl ProgressReport {
    /// The report as a document to print: the first part stands before the drawings.
    pub fn booklet(&self) -> Booklet {
        let words = Words::of(&self.language);
        let (own, moved) = (&words.progress, self.moved());
        let mut facts = vec![
            (own.as_of, dates::moment(words, self.now)),
            (
                words.moved,
                format!(
                    "{} {} {} ({})",
                    words.number(moved.moved),
                    words.of,
                    words.number(moved.of),
                    share(moved.moved, moved.of)
                ),
            ),
            (own.failed, words.number(moved.failed)),
            (own.left, words.number(moved.left())),
        ];
        if let Some(next) = self.next() {
            let off = distance(words, self.now.date_naive(), next.deadline);
            let name = self.wave_name(words, next);
            facts.push((own.next_deadline, format!("{}, {off} ({name})", dates::day(words, next.deadline))));
        }
        facts.push((own.last_read, self.read.map_or_else(|| own.never.to_owned(), |at| dates::moment(words, at))));
        facts.push((words.plan, self.by_plan(words)));
        facts.extend(self.head.map(|head| (own.journal_head, head.to_string())));
        let drawn: Vec<&WaveProgress> =
            self.waves.iter().filter(|wave| chart::on_page(words, self, wave).is_some()).collect();
        let mut parts = vec![self.first(words)];
        if !drawn.is_empty() {
            parts.push(self.days(words, &drawn));
        }
        parts.extend(self.groups(words));
        Booklet {
            language: words.lang,
            kind: own.title,
            facts,
            schedule: own.curve,
            drawing: drawn.iter().filter_map(|wave| chart::on_paper(words, self, wave)).collect(),
            legend: vec![("moved", words.moved.to_owned()), ("expected", own.expected.to_owned())],
            load: None,
            parts,
            texts: "",
        }
    }

    /// The waves, and what must be done.
    fn first(&self, words: &Words) -> String {
        let own = &words.progress;
        let rows = self.rows(words).into_iter().map(|row| {
            let cell = |(text, below): (String, String)| match below.is_empty() {
                true => text,
                false => format!("{text} ({below})"),
            };
            row.into_iter().map(cell).collect()
        });
        let mut out = format!("## {}\n\n{}", words.waves, table(&self.heads(words), rows));
        out += &format!("\n## {}\n\n", own.tasks);
        let lines = self.lines(words);
        if lines.is_empty() {
            return out + own.no_tasks + "\n";
        }
        let rows =
            lines.into_iter().map(|Line { who, what, typed }| vec![who, what, typed.unwrap_or_else(|| "–".into())]);
        out + &table(&[(own.who, false), (own.what, false), (own.typed, false)], rows)
    }

    /// The curves as tables.
    fn days(&self, words: &Words, drawn: &[&WaveProgress]) -> String {
        let own = &words.progress;
        let mut out = format!("## {}\n\n{}\n", own.as_table, own.curve_lede);
        for wave in drawn {
            let name = self.wave_name(words, wave);
            out += &format!(
                "\n### {}\n\n{}\n\n",
                Markdown(&name),
                Markdown(&[against(words, wave), undated(words, wave)].concat())
            );
            let rows = wave.curve.listed().map(|day| {
                let moved = day.moved.map_or_else(|| "–".to_owned(), |n| words.number(n));
                vec![dates::day(words, day.day), moved, words.number(day.expected)]
            });
            out += &table(&[(own.day, false), (words.moved, true), (own.expected, true)], rows);
        }
        out
    }

    /// How far people are by a field of theirs.
    fn groups(&self, words: &Words) -> Option<String> {
        let by = self.by.as_ref()?;
        let title = words.progress.by.replace("{field}", field(words, &by.field));
        let heads = group_heads(words, by);
        let heads: Vec<(&str, bool)> = heads.iter().map(|(head, number)| (head.as_str(), *number)).collect();
        let rows = group_rows(words, by).into_iter().map(|row| row.to_vec());
        Some(format!("## {}\n\n{}\n\n{}", Markdown(&title), words.progress.by_lede, table(&heads, rows)))
    }
}

/// A table in Markdown, of texts that are none.
fn table(heads: &[(&str, bool)], rows: impl Iterator<Item = Vec<String>>) -> String {
    let row = |cells: Vec<String>| {
        let cells: Vec<String> = cells.iter().map(|cell| Markdown(cell).to_string()).collect();
        format!("| {} |\n", cells.join(" | "))
    };
    let rule: Vec<&str> = heads.iter().map(|(_, number)| if *number { "---:" } else { "---" }).collect();
    let head = row(heads.iter().map(|(head, _)| (*head).to_owned()).collect());
    format!("{head}| {} |\n{}", rule.join(" | "), rows.map(row).collect::<String>())
}
