//! The plan as one HTML page that needs nothing else: no script, no font, no picture from elsewhere. For people who
//! decide, on screen (light or dark, wide or narrow) and on paper. In the campaign's default language where there are
//! words in it.

mod people;
mod writer;

use super::dates;
use super::escape::Html;
use super::gantt::{on_page, signs};
use super::gates;
use super::load::{chart, numbers};
use super::outline::{Approval, MessageLine, Outline, WaveOutline};
use super::phrase;
use super::words::{Words, sentence};
use crate::l10n::Tag;
pub use writer::in_colors;
pub(super) use writer::{Cell, Head, Writer, small};

/// The plan as a self-contained HTML page.
pub fn html(outline: &Outline) -> String {
    let words = Words::of(&outline.language);
    let mut page = Page { words, outline, out: Writer::default() };
    page.open();
    page.glance();
    page.schedule();
    page.load();
    page.overview();
    page.gates();
    for (n, wave) in outline.waves.iter().enumerate() {
        page.wave(n, wave);
    }
    page.closures();
    page.unreached();
    page.out.finish(&outline.campaign)
}

/// So much of the hash is shown, as `heraut plan` does.
const HASH: usize = 12;

struct Page<'a> {
    words: &'static Words,
    outline: &'a Outline,
    out: Writer,
}

impl Page<'_> {
    fn open(&mut self) {
        let (words, outline) = (self.words, self.outline);
        let head = Head {
            words,
            kind: words.plan,
            title: &outline.title,
            language: &outline.language,
            colors: outline.colors,
            style: "",
        };
        let lede = format!(
            "{}. {} {}. {} {}.",
            Html(&outline.organization),
            words.made_for,
            dates::moment(words, outline.now),
            words.times_in,
            Html(outline.timezone.name())
        );
        self.out.open(&head, &lede, &self.state());
    }

    /// Whether the plan is in force, by whom, and by which hash it is known.
    fn state(&self) -> String {
        let (words, outline) = (self.words, self.outline);
        let text = sentence(&phrase::approval(words, outline));
        let class = if matches!(outline.approval, Approval::Approved { .. }) { "yes" } else { "no" };
        let hash = match outline.hash.get(..HASH) {
            Some(hash) => format!(" {}.", words.pair(words.plan_hash, format_args!("<code>{hash}</code>"))),
            None => String::new(),
        };
        let head = outline.head.map(|head| format!(" {}: <code>{head}</code>.", words.progress.journal_head));
        format!("<b class=\"{class}\">{}.</b>{hash}{}", Html(&text), head.unwrap_or_default())
    }

    fn glance(&mut self) {
        let (words, totals) = (self.words, &self.outline.totals);
        self.out.add(format_args!("<section aria-label=\"{}\">\n<dl class=\"facts\">", words.glance));
        let mut waves = format!("{} {}", words.within, words.counted(self.outline.waves.len() as u64, words.a_wave));
        if totals.outside > 0 {
            waves += &format!("; {}", words.counted(totals.outside, words.in_no_wave));
        }
        self.out.fact(words.people, &words.number(totals.people), &[waves], true);
        let moved = self.outline.moved();
        let all = [format!("{} {}", words.of, words.number(moved.of))];
        self.out.fact(words.moved, &words.number(moved.moved), &all, true);
        let told = format!("{} {}", words.to, words.counted(totals.told, words.a_person));
        self.out.fact(words.count, &words.number(totals.notices), &[told], true);
        if let Some(times) = totals.times {
            for (name, at) in [(words.first_message, times.first), (words.last_message, times.last)] {
                self.out.fact(name, &dates::day(words, at.date_naive()), &[at.format("%H:%M").to_string()], false);
            }
        }
        let mut by_count: Vec<(&Tag, &u64)> = totals.languages.iter().collect();
        by_count.sort_by_key(|(tag, n)| (std::cmp::Reverse(**n), *tag));
        let tongues: Vec<String> =
            by_count.into_iter().map(|(tag, n)| words.pair(words.tongue(tag), words.number(*n))).collect();
        self.out.fact(words.languages, &words.number(totals.languages.len() as u64), &tongues, true);
        self.out.add(format_args!("</dl>\n</section>"));
    }

    fn schedule(&mut self) {
        let words = self.words;
        let Some(chart) = on_page(words, self.outline) else { return };
        self.out.add(format_args!(
            "<section>\n<h2>{}</h2>\n<figure>\n<div class=\"chart\">\n<div class=\"names\" aria-hidden=\"true\">",
            words.schedule
        ));
        for (class, name) in &chart.names {
            self.out.add(format_args!("<p class=\"{class}\">{}</p>", Html(name)));
        }
        self.out.add(format_args!(
            "</div>\n<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"{}\">\n{}</div>\n</div>\n\
             <figcaption>\n<ul class=\"legend\">",
            words.chart_scroll, chart.svg
        ));
        self.out.add(format_args!(
            "<li><i class=\"band\"></i>▶ {} – ▮ {}</li>",
            words.start,
            words.inside(words.deadline)
        ));
        for (class, name) in signs(words, self.outline) {
            self.out.add(format_args!("<li><i class=\"{class}\"></i>{name}</li>"));
        }
        self.out.add(format_args!("</ul>\n</figcaption>\n</figure>\n</section>"));
    }

    /// What comes to the helpdesk, day after day, and what each wave is expected to bring.
    fn load(&mut self) {
        let (words, outline) = (self.words, self.outline);
        let Some(forecast) = &outline.load else { return };
        let Some(chart) = chart(words, forecast) else { return };
        self.out.add(format_args!(
            "<section>\n<h2>{}</h2>\n<p>{}</p>\n<figure class=\"load\">\n\
             <div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"{}\">\n{}</div>\n\
             <figcaption>\n<ul class=\"legend\">",
            chart.title,
            chart.lede,
            words.pair(chart.title, words.inside(words.chart_scroll)),
            chart.svg
        ));
        for (class, name) in &chart.signs {
            self.out.add(format_args!("<li><i class=\"{class}\"></i>{name}</li>"));
        }
        self.out.add(format_args!("</ul>\n</figcaption>\n</figure>"));
        let names: Vec<String> = outline.waves.iter().map(|wave| outline.wave_name(words, &wave.id)).collect();
        let (heads, rows) = numbers(words, forecast, &names);
        let cells: Vec<Cell<'_>> =
            heads.iter().enumerate().map(|(at, head)| Cell(head, if at == 0 { "" } else { "n" })).collect();
        self.out.table_open("narrow", chart.title, &cells);
        for row in &rows {
            self.out.add(format_args!("<tr><th scope=\"row\">{}</th>", Html(&row[0])));
            let cells: Vec<Cell<'_>> = row[1..].iter().map(|cell| Cell(cell, "n")).collect();
            self.out.cells(&cells);
            self.out.add(format_args!("</tr>"));
        }
        self.out.table_close();
        self.out.add(format_args!("</section>"));
    }

    fn overview(&mut self) {
        let words = self.words;
        self.out.add(format_args!("<section>\n<h2>{}</h2>", words.waves));
        let heads = [
            Cell(words.wave, ""),
            Cell(words.start, ""),
            Cell(words.deadline, ""),
            Cell(words.first_message, ""),
            Cell(words.last_message, ""),
            Cell(words.people, "n"),
            Cell(words.moved, "n"),
            Cell(words.count, "n"),
        ];
        self.out.table_open("", words.waves, &heads);
        let day = |at: Option<chrono::DateTime<chrono_tz::Tz>>| {
            at.map_or_else(|| "–".to_owned(), |at| dates::day(words, at.date_naive()))
        };
        for (n, wave) in self.outline.waves.iter().enumerate() {
            let (id, name) = (n + 1, self.outline.wave_name(words, &wave.id));
            self.out.add(format_args!("<tr><th scope=\"row\"><a href=\"#wave-{id}\">{}</a></th>", Html(&name)));
            let times = wave.times();
            self.out.cells(&[
                Cell(&dates::day(words, wave.start), "when"),
                Cell(&deadline(words, wave), "when"),
                Cell(&day(times.map(|t| t.first)), "when"),
                Cell(&day(times.map(|t| t.last)), "when"),
                Cell(&words.number(wave.people), "n"),
                Cell(&phrase::moved(words, wave.moved), "n"),
                Cell(&words.number(wave.count()), "n"),
            ]);
            self.out.add(format_args!("</tr>"));
        }
        self.out.table_close();
        self.out.add(format_args!("</section>"));
    }

    /// Each gate: when, who decides, on what, and how it stands.
    fn gates(&mut self) {
        let words = self.words;
        let rows = gates::rows(words, self.outline);
        if rows.is_empty() {
            return;
        }
        self.out.add(format_args!("<section>\n<h2>{}</h2>\n<p>{}</p>", words.gates, words.gates_lede));
        self.out.table_open("", words.gates, &gates::heads(words).map(|head| Cell(head, "")));
        for [wave, cells @ ..] in &rows {
            self.out.add(format_args!("<tr><th scope=\"row\">{}</th>", Html(&wave.join(", "))));
            for cell in cells {
                let lines: Vec<String> = cell.iter().map(|line| Html(line).to_string()).collect();
                self.out.add(format_args!("<td>{}</td>", lines.join("<br>")));
            }
            self.out.add(format_args!("</tr>"));
        }
        self.out.table_close();
        self.out.add(format_args!("</section>"));
    }

    fn wave(&mut self, n: usize, wave: &WaveOutline) {
        let (words, id) = (self.words, n + 1);
        let name = self.outline.wave_name(words, &wave.id);
        let heading = words.pair(words.wave, &name);
        self.out.add(format_args!("<section id=\"wave-{id}\">\n<h2>{}</h2>", Html(&heading)));
        self.out.add(format_args!(
            "<p class=\"about\">{}. {}. {}. {}.</p>",
            words.counted(wave.people, words.a_person),
            words.pair(words.moved, phrase::moved(words, wave.moved)),
            words.pair(words.start, dates::day(words, wave.start)),
            words.pair(words.deadline, deadline(words, wave))
        ));
        let tags: Vec<&Tag> = self.outline.totals.languages.keys().collect();
        let tongues: Vec<String> = tags.iter().map(|tag| words.tongue(tag)).collect();
        let mut heads = vec![
            Cell(words.phase, "phase"),
            Cell(words.message, "message"),
            Cell(words.when, ""),
            Cell(words.audience, ""),
            Cell(words.count, "n"),
        ];
        heads.extend(tongues.iter().map(|tongue| Cell(tongue, "n")));
        self.out.table_open("", &heading, &heads);
        for phase in &wave.phases {
            for (at, line) in phase.lines.iter().enumerate() {
                self.message(&tags, if at == 0 { Some((&phase.id, phase.lines.len())) } else { None }, line);
            }
        }
        self.out.table_close();
        self.sites(&name, wave);
        self.out.add(format_args!("</section>"));
    }

    /// A message, with the name of its phase and over how many rows it goes when it is the first of the phase.
    fn message(&mut self, tags: &[&Tag], phase: Option<(&str, usize)>, line: &MessageLine) {
        let words = self.words;
        let stage = phrase::stage(words, self.outline.now, line);
        let is_past = line.times.is_some_and(|times| times.last <= self.outline.now);
        self.out.add(format_args!("<tr{}>", if is_past { " class=\"past\"" } else { "" }));
        if let Some((phase, rows)) = phase {
            let span = if rows > 1 { format!(" rowspan=\"{rows}\"") } else { String::new() };
            self.out.add(format_args!("<th scope=\"rowgroup\"{span}>{}</th>", Html(&words.named(phase))));
        }
        let when = match line.times {
            Some(times) => dates::range(words, times.first, times.last),
            None if line.is_event() => words.by_event.to_owned(),
            None => words.nothing_planned.to_owned(),
        };
        self.out.add(format_args!(
            "<td>{}{}</td>",
            Html(&words.named(&line.message)),
            small(&phrase::notes(words, line).join("; "))
        ));
        self.out.add(format_args!(
            "<td class=\"when\">{}{}{}</td>",
            Html(&when),
            stage.map_or_else(String::new, |stage| format!(
                "<small class=\"stage\">{}</small>",
                Html(&sentence(&stage))
            )),
            small(&phrase::rule(words, &line.when))
        ));
        let count = |n: u64| if n == 0 { "–".to_owned() } else { words.number(n) };
        self.out.cells(&[Cell(phrase::audience(words, &line.audience), "audience"), Cell(&count(line.count), "n")]);
        for tag in tags {
            self.out.cells(&[Cell(&count(line.languages.get(*tag).copied().unwrap_or(0)), "n")]);
        }
        self.out.add(format_args!("</tr>"));
    }

    fn closures(&mut self) {
        let words = self.words;
        if self.outline.closures.is_empty() {
            return;
        }
        self.out.add(format_args!("<section>\n<h2>{}</h2>\n<ul class=\"days\">", words.closed_days));
        for closure in &self.outline.closures {
            let days = dates::days(words, closure.from, closure.to);
            let why = phrase::closed(words, &closure.why);
            self.out.add(format_args!("<li><b>{days}</b> {}</li>", Html(&why)));
        }
        self.out.add(format_args!("</ul>\n</section>"));
    }
}

fn deadline(words: &Words, wave: &WaveOutline) -> String {
    let time = wave.deadline_time.map_or(String::new(), |time| time.format(" %H:%M").to_string());
    format!("{}{time}", dates::day(words, wave.deadline))
}

#[cfg(test)]
mod tests;
