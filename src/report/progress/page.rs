//! The report as one HTML page that needs nothing else: light or dark, on a telephone, and on paper.

use super::task::Line;
use super::{ProgressReport, WaveProgress, chart, distance, share};
use crate::report::breakdown::Breakdown;
use crate::report::dates;
use crate::report::escape::Html;
use crate::report::gates;
use crate::report::html::{Cell, Head, Writer, small};
use crate::report::words::{Words, sentence};

/// The drawings, beside what every page has.
const STYLE: &str = include_str!("page.css");
/// So much of a hash names a plan.
const HASH: usize = 12;

impl ProgressReport {
    /// The report as a self-contained HTML page.
    pub fn html(&self) -> String {
        let words = Words::of(&self.language);
        let mut page = Page { words, report: self, out: Writer::default() };
        page.open();
        page.glance();
        page.waves();
        page.tasks();
        page.curves();
        if let Some(by) = &self.by {
            page.breakdown(by);
        }
        page.out.finish(&self.campaign)
    }

    /// `By plan …, approved on …`.
    pub(super) fn by_plan(&self, words: &Words) -> String {
        let hash = self.plan.get(..HASH).unwrap_or(&self.plan);
        words.progress.by_plan.replace("{when}", &dates::moment(words, self.approved)).replace("{plan}", hash)
    }

    /// The heads of the columns of the waves; the first is text, the last two are, the others are numbers.
    pub(super) fn heads<'w>(&self, words: &'w Words) -> Vec<(&'w str, bool)> {
        let own = &words.progress;
        let failed = self.moved().failed > 0;
        let gated = self.waves.iter().any(|wave| wave.gate.is_some());
        [(words.wave, false), (words.moved, true)]
            .into_iter()
            .chain(failed.then_some((own.failed, true)))
            .chain([(own.left, true), (words.people, true), (own.share, true), (own.expected, true)])
            .chain([(words.deadline, false)])
            .chain(gated.then_some((words.gate, false)))
            .collect()
    }

    /// A row for each wave under [`heads`](Self::heads): each cell, and what stands below it.
    pub(super) fn rows(&self, words: &Words) -> Vec<Vec<(String, String)>> {
        let failed = self.moved().failed > 0;
        let gated = self.waves.iter().any(|wave| wave.gate.is_some());
        let today = self.now.date_naive();
        let row = |wave: &WaveProgress| {
            let moved = wave.moved;
            let plain = |text: String| (text, String::new());
            let expected = self.expected(wave);
            let numbers = [moved.moved]
                .into_iter()
                .chain(failed.then_some(moved.failed))
                .chain([moved.left(), moved.of])
                .map(|n| plain(words.number(n)));
            let gate = wave.gate.as_ref().map(|gate| {
                let outcome = sentence(gates::outcome(words, gate.judgement.outcome));
                (outcome, format!("{}, {}", dates::day(words, gate.judgement.day), gates::owner(words, gate)))
            });
            std::iter::once(plain(self.wave_name(words, wave)))
                .chain(numbers)
                .chain([
                    plain(share(moved.moved, moved.of)),
                    plain(expected.map_or_else(|| "–".to_owned(), |n| words.number(n))),
                    (wave.deadline(words), distance(words, today, wave.deadline)),
                ])
                .chain(gated.then(|| gate.unwrap_or_else(|| plain("–".to_owned()))))
                .collect()
        };
        self.waves.iter().map(row).collect()
    }

    /// What must be done, as it is read.
    pub(super) fn lines(&self, words: &Words) -> Vec<Line> {
        let named = |id: &str| {
            let wave = self.waves.iter().find(|wave| wave.id == id);
            wave.map_or_else(|| id.to_owned(), |wave| self.wave_name(words, wave))
        };
        self.tasks.iter().map(|task| task.line(words, &named)).collect()
    }
}

/// What a field of people is called.
pub(super) fn field<'a>(words: &'a Words, name: &'a str) -> &'a str {
    words.progress.fields.iter().find(|(known, _)| *known == name).map_or(name, |(_, called)| called)
}

/// The heads of the columns of a breakdown.
pub(super) fn group_heads<'a>(words: &'a Words, by: &'a Breakdown) -> [(String, bool); 6] {
    let own = &words.progress;
    let name = sentence(field(words, &by.field));
    [(name, false), (words.moved.to_owned(), true), (own.failed.to_owned(), true), (own.left.to_owned(), true)]
        .into_iter()
        .chain([(words.people.to_owned(), true), (own.share.to_owned(), true)])
        .collect::<Vec<_>>()
        .try_into()
        .unwrap_or_default()
}

/// A row for each group of a breakdown, whoever is furthest behind first.
pub(super) fn group_rows(words: &Words, by: &Breakdown) -> Vec<[String; 6]> {
    let row = |(value, group): (&String, &crate::report::Group)| {
        let name = if value.is_empty() { words.progress.without } else { value };
        let [moved, failed, left, people] =
            [group.moved, group.failed, group.left(), group.people].map(|n| words.number(n));
        [name.to_owned(), moved, failed, left, people, share(group.moved, group.people)]
    };
    by.sorted().into_iter().map(row).collect()
}

struct Page<'a> {
    words: &'static Words,
    report: &'a ProgressReport,
    out: Writer,
}

impl Page<'_> {
    fn open(&mut self) {
        let (words, report) = (self.words, self.report);
        let own = &words.progress;
        let head = Head {
            words,
            kind: own.title,
            title: &report.title,
            language: &report.language,
            colors: report.colors,
            style: STYLE,
        };
        let lede = format!("{}. {} {}.", Html(&report.organization), own.as_of, dates::moment(words, report.now));
        let mut state = format!("{}.", Html(&report.by_plan(words)));
        if let Some(head) = report.head {
            state += &format!(" {}.", words.pair(own.journal_head, format_args!("<code>{head}</code>")));
        }
        self.out.open(&head, &lede, &state);
    }

    fn glance(&mut self) {
        let (words, report) = (self.words, self.report);
        let (own, moved) = (&words.progress, report.moved());
        self.out.add(format_args!("<section aria-label=\"{}\">\n<dl class=\"facts\">", words.glance));
        let of = format!("{} {} ({})", words.of, words.number(moved.of), share(moved.moved, moved.of));
        self.out.fact(words.moved, &words.number(moved.moved), &[of], true);
        self.out.fact(own.failed, &words.number(moved.failed), &[], true);
        self.out.fact(own.left, &words.number(moved.left()), &[], true);
        if let Some(next) = report.next() {
            let day = dates::short_day(words, next.deadline);
            let off = distance(words, report.now.date_naive(), next.deadline);
            self.out.fact(own.next_deadline, &day, &[report.wave_name(words, next), off], false);
        }
        let (read, at) = match report.read {
            Some(at) => (dates::short_day(words, at.date_naive()), vec![at.format("%H:%M").to_string()]),
            None => (own.never.to_owned(), Vec::new()),
        };
        self.out.fact(own.last_read, &read, &at, false);
        self.out.add(format_args!("</dl>\n</section>"));
    }

    fn waves(&mut self) {
        let (words, report) = (self.words, self.report);
        self.out.add(format_args!("<section>\n<h2>{}</h2>", words.waves));
        let heads = report.heads(words);
        let cells: Vec<Cell<'_>> = heads.iter().map(|(head, number)| Cell(head, class(*number))).collect();
        self.out.table_open("waves", words.waves, &cells);
        for row in report.rows(words) {
            self.out.add(format_args!("<tr>"));
            for (at, ((text, below), (_, number))) in row.iter().zip(&heads).enumerate() {
                let (text, below) = (Html(text), small(below));
                match at {
                    0 => self.out.add(format_args!("<th scope=\"row\">{text}{below}</th>")),
                    _ => self.out.add(format_args!("<td class=\"{}\">{text}{below}</td>", class(*number))),
                }
            }
            self.out.add(format_args!("</tr>"));
        }
        self.out.table_close();
        self.out.add(format_args!("</section>"));
    }

    fn tasks(&mut self) {
        let (words, own) = (self.words, &self.words.progress);
        self.out.add(format_args!("<section>\n<h2>{}</h2>", own.tasks));
        let lines = self.report.lines(words);
        if lines.is_empty() {
            self.out.add(format_args!("<p>{}</p>\n</section>", own.no_tasks));
            return;
        }
        self.out.table_open("tasks", own.tasks, &[own.who, own.what, own.typed].map(|head| Cell(head, "")));
        for Line { who, what, typed } in lines {
            let typed = typed.map_or_else(|| "–".to_owned(), |typed| format!("<code>{}</code>", Html(&typed)));
            let (who, what) = (Html(&who), Html(&what));
            self.out.add(format_args!("<tr><th scope=\"row\">{who}</th><td>{what}</td><td>{typed}</td></tr>"));
        }
        self.out.table_close();
        self.out.add(format_args!("</section>"));
    }

    fn curves(&mut self) {
        let (words, report) = (self.words, self.report);
        let own = &words.progress;
        self.out.add(format_args!("<section>\n<h2>{}</h2>", own.curve));
        let drawn: Vec<(&WaveProgress, String)> =
            report.waves.iter().filter_map(|wave| Some((wave, chart::on_page(words, report, wave)?))).collect();
        if drawn.is_empty() {
            self.out.add(format_args!("<p>{}</p>\n</section>", own.no_curve));
            return;
        }
        self.out.add(format_args!("<p>{}</p>\n<div class=\"curves\">", own.curve_lede));
        for (wave, svg) in &drawn {
            let name = report.wave_name(words, wave);
            let undated = undated(words, wave);
            let against = against(words, wave);
            self.out.add(format_args!(
                "<figure>\n<h3>{}</h3>\n<p class=\"about\">{}</p>\n{svg}",
                Html(&name),
                Html(&[against, undated].concat())
            ));
            self.out.add(format_args!(
                "<figcaption>\n<details>\n<summary>{}<span class=\"of\">: {}</span></summary>",
                own.as_table,
                Html(&name)
            ));
            self.days(&name, wave);
            self.out.add(format_args!("</details>\n</figcaption>\n</figure>"));
        }
        self.out.add(format_args!(
            "</div>\n<ul class=\"legend\">\n<li><i class=\"moved\"></i>{}</li>\n<li><i class=\"expected\"></i>{}</li>\n</ul>\n</section>",
            words.moved, own.expected
        ));
    }

    fn days(&mut self, name: &str, wave: &WaveProgress) {
        let (words, own) = (self.words, &self.words.progress);
        let heads = [Cell(own.day, ""), Cell(words.moved, "n"), Cell(own.expected, "n")];
        self.out.table_open("", &words.pair(name, own.curve), &heads);
        for day in wave.curve.listed() {
            let moved = day.moved.map_or_else(|| "–".to_owned(), |n| words.number(n));
            let when = dates::short_day(words, day.day);
            self.out.add(format_args!("<tr><th scope=\"row\">{}</th>", Html(&when)));
            self.out.cells(&[Cell(&moved, "n"), Cell(&words.number(day.expected), "n")]);
            self.out.add(format_args!("</tr>"));
        }
        self.out.table_close();
    }

    fn breakdown(&mut self, by: &Breakdown) {
        let (words, own) = (self.words, &self.words.progress);
        let title = own.by.replace("{field}", field(words, &by.field));
        self.out.add(format_args!("<section>\n<h2>{}</h2>\n<p>{}</p>", Html(&title), own.by_lede));
        let heads = group_heads(words, by);
        let cells: Vec<Cell<'_>> = heads.iter().map(|(head, number)| Cell(head, class(*number))).collect();
        self.out.table_open("", &title, &cells);
        for [name, numbers @ ..] in &group_rows(words, by) {
            self.out.add(format_args!("<tr><th scope=\"row\">{}</th>", Html(name)));
            self.out.cells(&numbers.each_ref().map(|number| Cell(number, "n")));
            self.out.add(format_args!("</tr>"));
        }
        self.out.table_close();
        self.out.add(format_args!("</section>"));
    }
}

fn class(number: bool) -> &'static str {
    if number { "n" } else { "" }
}

/// How far a wave is off what is expected by now, as a sentence.
pub(super) fn against(words: &Words, wave: &WaveProgress) -> String {
    let said = pace(words, wave)
        .map(|(moved, off)| format!("{} {} {}, {off}.", words.number(moved), words.of, words.number(wave.moved.of)));
    said.unwrap_or_default()
}

/// How many of a wave have moved by now, and how far that is off what is expected; nothing before it has begun.
pub(super) fn pace(words: &Words, wave: &WaveProgress) -> Option<(u64, String)> {
    let own = &words.progress;
    let (moved, expected) = wave.curve.now().and_then(|now| Some((now.moved?, now.expected)))?;
    let people = |n: u64| words.counted(n, words.a_person);
    let off = match moved.cmp(&expected) {
        std::cmp::Ordering::Less => own.fewer.replace("{n}", &people(expected - moved)),
        std::cmp::Ordering::Equal => own.as_expected.to_owned(),
        std::cmp::Ordering::Greater => own.more.replace("{n}", &people(moved - expected)),
    };
    Some((moved, off))
}

/// Of how many it is not known since when they have moved, as a sentence; nothing where it is of all.
pub(super) fn undated(words: &Words, wave: &WaveProgress) -> String {
    match wave.curve.undated {
        0 => String::new(),
        n => format!(" {}", words.progress.undated.replace("{n}", &words.counted(n, words.a_person))),
    }
}
