//! The plan as a Markdown document, in the campaign's default language where there are words in it: for a wiki, a
//! ticket, or a review in Git.

use std::collections::BTreeSet;
use std::fmt::Write;

use super::dates;
use super::escape::Markdown;
use super::gates;
use super::outline::{MessageLine, Outline, WaveOutline};
use super::phrase;
use super::words::Words;
use crate::l10n::Tag;

/// More names than this are counted.
const NAMES: usize = 200;

/// The plan as a Markdown document.
pub fn markdown(outline: &Outline) -> String {
    let words = Words::of(&outline.language);
    let mut page = Page { words, outline, out: String::new() };
    page.head();
    page.overview();
    page.gates();
    for wave in &outline.waves {
        page.wave(wave);
    }
    page.closures();
    page.gaps();
    page.out
}

/// The same without its head, in the parts that begin on a page of their own: the waves together, each wave, and whom
/// nothing reaches.
pub(super) fn parts(outline: &Outline) -> Vec<String> {
    let words = Words::of(&outline.language);
    let part = |write: &dyn Fn(&mut Page)| {
        let mut page = Page { words, outline, out: String::new() };
        write(&mut page);
        page.out
    };
    let overview = part(&|page| {
        page.overview();
        page.gates();
        page.closures();
    });
    let waves = outline.waves.iter().map(|wave| part(&|page| page.wave(wave)));
    std::iter::once(overview).chain(waves).chain([part(&|page| page.gaps())]).collect()
}

struct Page<'a> {
    words: &'static Words,
    outline: &'a Outline,
    out: String,
}

impl Page<'_> {
    fn line(&mut self, text: &str) {
        self.out.push_str(text);
        self.out.push('\n');
    }

    /// A row of a table, whose cells are Markdown already.
    fn row(&mut self, cells: &[String]) {
        self.line(&format!("| {} |", cells.join(" | ")));
    }

    fn table_head(&mut self, heads: &[(&str, bool)]) {
        self.row(&heads.iter().map(|(head, _)| Markdown(head).to_string()).collect::<Vec<_>>());
        let rule: Vec<&str> = heads.iter().map(|(_, right)| if *right { "---:" } else { "---" }).collect();
        self.line(&format!("| {} |", rule.join(" | ")));
    }

    fn head(&mut self) {
        let (words, outline) = (self.words, self.outline);
        let totals = &outline.totals;
        self.line(&format!("# {}\n", words.pair(words.plan, Markdown(&outline.title))));
        let now = dates::moment(words, outline.now);
        self.line(&format!(
            "{}. {} {now}. {} {}.\n",
            Markdown(&outline.organization),
            words.made_for,
            words.times_in,
            Markdown(outline.timezone.name())
        ));
        let state = phrase::approval(words, outline);
        self.line(&format!("- {}", words.pair(words.state, Markdown(&state))));
        let told = words.counted(totals.told, words.a_person);
        let total = words.counted(totals.notices, words.a_notice);
        self.line(&format!("- {}: {total} {} {told}", words.total, words.to));
        let waves = words.counted(outline.waves.len() as u64, words.a_wave);
        let mut people = format!("{} {} {waves}", words.number(totals.people), words.within);
        if totals.outside > 0 {
            let _ = write!(people, "; {}", words.counted(totals.outside, words.in_no_wave));
        }
        self.line(&format!("- {}: {people}", words.people));
        if let Some(times) = totals.times {
            self.line(&format!("- {}", words.pair(words.first_message, dates::moment(words, times.first))));
            self.line(&format!("- {}", words.pair(words.last_message, dates::moment(words, times.last))));
        }
        let languages: Vec<String> =
            totals.languages.iter().map(|(tag, n)| format!("{tag} {}", words.number(*n))).collect();
        self.line(&format!("- {}", words.pair(words.languages, languages.join(", "))));
        if let Some(fallbacks) = phrase::fallbacks(words, totals) {
            self.line(&format!("- {}: {fallbacks}", words.fallback));
        }
    }

    fn overview(&mut self) {
        let words = self.words;
        self.line(&format!("\n## {}\n", words.waves));
        self.table_head(&[
            (words.wave, false),
            (words.start, false),
            (words.deadline, false),
            (words.people, true),
            (words.moved, true),
            (words.count, true),
        ]);
        for wave in &self.outline.waves {
            let time = wave.deadline_time.map_or(String::new(), |time| time.format(" %H:%M").to_string());
            self.row(&[
                Markdown(&self.outline.wave_name(words, &wave.id)).to_string(),
                dates::day(words, wave.start),
                format!("{}{time}", dates::day(words, wave.deadline)),
                words.number(wave.people),
                phrase::moved(words, wave.moved),
                words.number(wave.count()),
            ]);
        }
    }

    /// Each gate: when, who decides, on what, and how it stands.
    fn gates(&mut self) {
        let words = self.words;
        let rows = gates::rows(words, self.outline);
        if rows.is_empty() {
            return;
        }
        self.line(&format!("\n## {}\n\n{}\n", words.gates, words.gates_lede));
        self.table_head(&gates::heads(words).map(|head| (head, false)));
        for row in rows {
            self.row(&row.map(|cell| Markdown(&cell.join("; ")).to_string()));
        }
    }

    fn wave(&mut self, wave: &WaveOutline) {
        let words = self.words;
        self.line(&format!("\n## {}\n", words.pair(words.wave, Markdown(&self.outline.wave_name(words, &wave.id)))));
        let tags: Vec<&Tag> = self.outline.totals.languages.keys().collect();
        let stage = |line: &MessageLine| phrase::stage(words, self.outline.now, line);
        let has_begun = wave.lines().any(|line| stage(line).is_some());
        let mut heads = vec![(words.phase, false), (words.message, false), (words.when, false)];
        heads.extend(has_begun.then_some((words.state, false)));
        heads.extend([(words.rule, false), (words.audience, false), (words.count, true)]);
        heads.extend(tags.iter().map(|tag| (tag.as_str(), true)));
        self.table_head(&heads);
        for phase in &wave.phases {
            for (at, line) in phase.lines.iter().enumerate() {
                let mut cells = vec![
                    if at == 0 { Markdown(&words.named(&phase.id)).to_string() } else { String::new() },
                    Markdown(&words.named(&line.message)).to_string(),
                    when(words, line),
                ];
                cells.extend(has_begun.then(|| stage(line).unwrap_or_else(|| coming(words, line))));
                cells.extend([
                    phrase::rule(words, &line.when),
                    phrase::audience(words, &line.audience).to_owned(),
                    if line.is_event() && line.count == 0 { "–".into() } else { words.number(line.count) },
                ]);
                let count = |tag: &&Tag| line.languages.get(*tag).map_or(String::new(), |n| words.number(*n));
                cells.extend(tags.iter().map(count));
                self.row(&cells);
            }
        }
        let lines: Vec<(String, Vec<String>)> = wave
            .lines()
            .map(|line| (words.named(&line.message), phrase::notes(words, line)))
            .filter(|(_, notes)| !notes.is_empty())
            .collect();
        if !lines.is_empty() {
            self.line("");
        }
        for (message, notes) in lines {
            self.line(&format!("- {}: {}", Markdown(&message), Markdown(&notes.join("; "))));
        }
        self.sites(wave);
    }

    fn sites(&mut self, wave: &WaveOutline) {
        let words = self.words;
        if wave.sites.is_empty() {
            return;
        }
        let tags: BTreeSet<&Tag> = wave.sites.values().flat_map(|counts| counts.keys()).collect();
        let tongues: Vec<String> = tags.iter().map(|tag| words.tongue(tag)).collect();
        self.line(&format!("\n### {}\n", words.by_site));
        let mut heads = vec![(words.site, false)];
        heads.extend(tongues.iter().map(|tongue| (tongue.as_str(), true)));
        heads.push((words.total, true));
        self.table_head(&heads);
        for (site, counts) in &wave.sites {
            let site = site.as_deref().filter(|site| !site.is_empty()).unwrap_or(words.no_site);
            let mut cells = vec![Markdown(site).to_string()];
            cells.extend(tags.iter().map(|tag| counts.get(*tag).map_or("–".into(), |n| words.number(*n))));
            cells.push(words.number(counts.values().sum()));
            self.row(&cells);
        }
    }

    fn closures(&mut self) {
        let words = self.words;
        if self.outline.closures.is_empty() {
            return;
        }
        self.line(&format!("\n## {}\n", words.closed_days));
        for closure in &self.outline.closures {
            let days = dates::days(words, closure.from, closure.to);
            self.line(&format!("- {days}: {}", Markdown(&phrase::closed(words, &closure.why))));
        }
    }

    fn gaps(&mut self) {
        let words = self.words;
        self.line(&format!("\n## {}\n", words.unreached));
        if self.outline.gaps.is_empty() {
            self.line(words.everyone_reached);
            return;
        }
        self.line(&format!("{}\n", words.unreached_lede));
        self.table_head(&[
            (words.why, false),
            (words.wave, false),
            (words.people, true),
            (words.whom, false),
            (words.count, false),
        ]);
        for gap in &self.outline.gaps {
            let messages: Vec<String> = gap.messages.iter().map(|message| words.named(message)).collect();
            self.row(&[
                phrase::unplanned(words, gap.reason).to_owned(),
                Markdown(&self.outline.wave_name(words, &gap.wave)).to_string(),
                words.number(gap.people.len() as u64),
                Markdown(&names(words, &gap.people)).to_string(),
                Markdown(&messages.join(", ")).to_string(),
            ]);
        }
    }
}

/// What is said of a message that has not begun.
fn coming(words: &Words, line: &MessageLine) -> String {
    if line.times.is_some() { words.coming.to_owned() } else { "–".to_owned() }
}

fn when(words: &Words, line: &MessageLine) -> String {
    match line.times {
        Some(times) => dates::range(words, times.first, times.last),
        None if line.is_event() => words.by_event.to_owned(),
        None => words.nothing_planned.to_owned(),
    }
}

/// The first names of a list, and how many more there are.
pub(super) fn names(words: &Words, people: &[String]) -> String {
    let shown = people.iter().take(NAMES).cloned().collect::<Vec<_>>().join(", ");
    match people.len().saturating_sub(NAMES) {
        0 => shown,
        more => format!("{shown} {}", words.and_more.replace("{n}", &words.number(more as u64))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::fixture;

    #[test]
    fn the_document_speaks_the_campaigns_language() {
        let outline = Outline::of(&fixture::campaign(), &fixture::people(), &fixture::plan());
        insta::assert_snapshot!(markdown(&outline));
        let mut other = outline;
        for (language, first) in [
            ("de-x-formal", "# Kommunikationsplan: "),
            ("fr-BE", "# Plan de communication\u{a0}: "),
            ("pl", "# Communication plan: "),
        ] {
            other.language = fixture::tag(language);
            let text = markdown(&other);
            assert!(text.starts_with(first), "{language}: {}", text.lines().next().unwrap());
        }
    }

    #[test]
    fn every_table_row_has_as_many_cells_as_its_head() {
        let mut people = fixture::people();
        people.persons[7].email = None;
        let mut plan = fixture::plan();
        plan.unplanned[0].person = people.persons[7].id.clone();
        let outline = Outline::of(&fixture::campaign(), &people, &plan);
        let text = markdown(&outline);
        assert!(text.contains("HYPERLINK"), "the hostile name is in it");
        let cells = |line: &str| line.replace("\\|", "").matches('|').count();
        for block in text.split("\n\n").filter(|block| block.starts_with('|')) {
            let widths: Vec<usize> = block.lines().filter(|line| line.starts_with('|')).map(cells).collect();
            assert!(widths.iter().all(|width| *width == widths[0]), "{block}");
        }
    }
}
