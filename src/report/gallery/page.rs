//! The page itself: its head, the boxes to tick, the contents, and every message in its room.

use std::fmt::Write;

use chrono::{DateTime, Utc};

use super::beside::LANGUAGES;
use super::exhibit::Feature;
use super::room::Room;
use super::words::Labels;
use crate::campaign::Campaign;
use crate::l10n::Tag;
use crate::report::dates;
use crate::report::escape::Html;
use crate::report::phrase;
use crate::report::words::{Words, sentence};

const STYLE: &str = include_str!("gallery.css");

/// What tells a gallery from other pages.
pub const MARK: &str = "<meta name=\"generator\" content=\"Heraut gallery\">";

/// The page of these rooms.
pub(super) fn page(campaign: &Campaign, rooms: &[Room<'_>], now: DateTime<Utc>) -> String {
    let mut page = Page::new(campaign, rooms, now);
    page.open(rooms);
    page.contents(rooms);
    page.rooms(rooms);
    page.close();
    page.out
}

/// What is written so far.
pub(super) struct Page<'a> {
    pub(super) words: &'static Words,
    pub(super) labels: &'static Labels,
    pub(super) campaign: &'a Campaign,
    /// Those there are messages in, the campaign's default first.
    pub(super) languages: Vec<&'a Tag>,
    /// Whose messages there are, each once, in order; and whether they are for nobody else, as a manager's.
    readers: Vec<(&'a str, bool)>,
    now: DateTime<Utc>,
    pub(super) out: String,
}

impl<'a> Page<'a> {
    /// Nothing yet.
    pub(super) fn new(campaign: &'a Campaign, rooms: &[Room<'a>], now: DateTime<Utc>) -> Self {
        let tag = &campaign.languages.default;
        let mut languages: Vec<&Tag> = rooms.iter().flat_map(|room| &room.walls).map(|wall| wall.tag).collect();
        languages.sort_by_key(|language| (*language != tag, *language));
        languages.dedup();
        let mut readers: Vec<(&str, bool)> = Vec::new();
        for exhibit in rooms.iter().flat_map(|room| &room.walls).flat_map(|wall| &wall.hung).map(|one| one.exhibit) {
            if !readers.iter().any(|(known, _)| *known == exhibit.reader) {
                let alone = [Feature::Manager, Feature::Helpdesk].iter().any(|one| exhibit.features.contains(one));
                readers.push((&exhibit.reader, alone));
            }
        }
        Page { words: Words::of(tag), labels: Labels::of(tag), campaign, languages, readers, now, out: String::new() }
    }

    pub(super) fn add(&mut self, text: std::fmt::Arguments<'_>) {
        // Writing to a String cannot fail.
        let _ = self.out.write_fmt(text);
        self.out.push('\n');
    }

    /// The beginning of a page, up to the end of its header: `lede` is HTML.
    pub(super) fn head(&mut self, title: &str, lede: &str) {
        let (words, campaign) = (self.words, self.campaign);
        let name = campaign.name.get(&campaign.languages.default, &campaign.languages.default);
        // The name is the campaign's own and may be in a language these words are not in.
        let lang = lang_unless(&campaign.languages.default, words.lang);
        self.add(format_args!(
            "<!doctype html>\n<html lang=\"{}\">\n<head>\n<meta charset=\"utf-8\">\n\
             <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
             <meta name=\"color-scheme\" content=\"light dark\">\n{MARK}\n\
             <meta name=\"robots\" content=\"noindex\">\n<title>{}: {}</title>\n<style>\n{STYLE}",
            words.lang,
            Html(title),
            Html(name)
        ));
        for n in 0..self.languages.len() {
            self.add(format_args!("body:has(#lang-{n}:not(:checked)) .lang-{n} {{ display: none; }}"));
        }
        for n in 0..self.readers.len() {
            self.add(format_args!("body:has(#reader-{n}:not(:checked)) .reader-{n} {{ display: none; }}"));
        }
        self.add(format_args!(
            "</style>\n</head>\n<body>\n<header>\n<p class=\"over\">{}</p>\n<h1{lang}>{}</h1>\n{lede}\n</header>",
            Html(title),
            Html(name),
        ));
    }

    fn open(&mut self, rooms: &[Room<'_>]) {
        let (words, labels, campaign) = (self.words, self.labels, self.campaign);
        let exhibits = || rooms.iter().flat_map(|room| &room.walls).flat_map(|wall| &wall.hung).map(|one| one.exhibit);
        let (all, failed) = (exhibits().count() as u64, exhibits().filter(|one| one.mail.is_err()).count() as u64);
        let made = match failed {
            0 => labels.no_failures.to_owned(),
            n => format!("<span class=\"bad\">{} {}</span>", words.number(n), labels.failures),
        };
        let beside = match self.languages.len() {
            0 | 1 => String::new(),
            _ => format!("\n<p class=\"lede\"><a href=\"{LANGUAGES}\">{}</a></p>", labels.beside),
        };
        let lede = format!(
            "<p class=\"lede\">{}</p>\n<p class=\"lede\">{}. {} {}. {}: {}; {made}.</p>{beside}",
            labels.lede,
            Html(&campaign.organization),
            labels.made,
            dates::moment(words, self.now.with_timezone(&campaign.timezone)),
            words.count,
            words.number(all),
        );
        self.head(labels.title, &lede);
        self.controls();
    }

    /// Boxes to tick: the style sheet hides what is not ticked.
    fn controls(&mut self) {
        let labels = self.labels;
        self.add(format_args!("<form>\n<fieldset>\n<legend>{}</legend>", labels.show));
        let views = [
            ("light", labels.light),
            ("dark", labels.dark),
            ("narrow", labels.narrow),
            ("plain", labels.plain),
            ("text", labels.text),
        ];
        for (id, name) in views {
            self.add(format_args!("<label><input type=\"checkbox\" id=\"view-{id}\" checked>{name}</label>"));
        }
        self.add(format_args!("</fieldset>"));
        // What is not shown is not loaded: with everything ticked, a page of hundreds of frames would take minutes.
        self.languages_to_show(1);
        self.readers_to_show();
        self.add(format_args!("</form>\n<div class=\"page\">"));
    }

    /// Boxes for the languages, the first so many of them ticked.
    pub(super) fn languages_to_show(&mut self, ticked: usize) {
        let words = self.words;
        self.add(format_args!("<fieldset>\n<legend>{}</legend>", words.languages));
        for (n, tag) in self.languages.clone().into_iter().enumerate() {
            let checked = if n < ticked { " checked" } else { "" };
            self.add(format_args!(
                "<label><input type=\"checkbox\" id=\"lang-{n}\"{checked}>{}</label>",
                Html(&words.tongue(tag))
            ));
        }
        self.add(format_args!("</fieldset>"));
    }

    /// Boxes for the readers: the first of those who move is ticked, and whoever has messages of their own.
    fn readers_to_show(&mut self) {
        let first = self.readers.iter().position(|(_, alone)| !alone);
        self.add(format_args!("<details>\n<summary>{}</summary>\n<fieldset>", self.labels.readers));
        for (n, (name, alone)) in self.readers.clone().into_iter().enumerate() {
            let checked = if alone || first == Some(n) { " checked" } else { "" };
            self.add(format_args!(
                "<label><input type=\"checkbox\" id=\"reader-{n}\"{checked}><bdi>{}</bdi></label>",
                Html(name)
            ));
        }
        self.add(format_args!("</fieldset>\n</details>"));
    }

    /// The number of a reader's box.
    pub(super) fn reader(&self, name: &str) -> usize {
        self.readers.iter().position(|(known, _)| *known == name).unwrap_or_default()
    }

    fn contents(&mut self, rooms: &[Room<'_>]) {
        let words = self.words;
        self.add(format_args!(
            "<nav aria-labelledby=\"contents\">\n<h2 id=\"contents\">{}</h2>\n<ol>",
            self.labels.contents
        ));
        for of_phase in rooms.chunk_by(|a, b| a.phase == b.phase) {
            let phase = of_phase[0].phase;
            let name = words.named(&self.campaign.phases[usize::from(phase)].id);
            self.add(format_args!("<li><a href=\"#phase-{phase}\">{}</a>\n<ol>", Html(&name)));
            for room in of_phase {
                let name = words.named(&room.message(self.campaign).message);
                let mut langs = String::new();
                for wall in &room.walls {
                    let (tag, n) = (wall.tag, self.language(wall.tag));
                    let failed = if wall.hung.iter().any(|one| one.exhibit.mail.is_err()) {
                        " <span class=\"bad\">✗</span>"
                    } else {
                        ""
                    };
                    let _ = write!(
                        langs,
                        " <a href=\"#{}-{n}\" class=\"lang-{n}\" aria-label=\"{}, {}\">{}</a>{failed}",
                        room.anchor(),
                        Html(&name),
                        Html(&words.tongue(tag)),
                        Html(tag.as_str())
                    );
                }
                self.add(format_args!(
                    "<li><a href=\"#{}\">{}</a> <span class=\"langs\">{langs}</span></li>",
                    room.anchor(),
                    Html(&name)
                ));
            }
            self.add(format_args!("</ol>\n</li>"));
        }
        self.add(format_args!("</ol>\n</nav>"));
    }

    fn rooms(&mut self, rooms: &[Room<'_>]) {
        self.add(format_args!("<main>"));
        let words = self.words;
        for of_phase in rooms.chunk_by(|a, b| a.phase == b.phase) {
            let phase = of_phase[0].phase;
            let name = words.named(&self.campaign.phases[usize::from(phase)].id);
            self.add(format_args!("<section id=\"phase-{phase}\">\n<h2>{}</h2>", Html(&name)));
            for room in of_phase {
                self.room(room);
            }
            self.add(format_args!("</section>"));
        }
        self.add(format_args!("</main>\n</div>"));
    }

    fn room(&mut self, room: &Room<'_>) {
        let (words, rule) = (self.words, room.message(self.campaign));
        self.add(format_args!(
            "<section id=\"{}\">\n<h3>{}</h3>\n<p class=\"about\">{}. {}: {}. <a class=\"top\" href=\"#contents\">{}</a></p>",
            room.anchor(),
            Html(&words.named(&rule.message)),
            Html(&sentence(&phrase::rule(words, &rule.when))),
            words.audience,
            phrase::audience(words, &rule.to),
            self.labels.top
        ));
        for wall in &room.walls {
            let (tag, n) = (wall.tag, self.language(wall.tag));
            let id = format!("{}-{n}", room.anchor());
            let name = words.tongue(tag);
            self.add(format_args!("<section id=\"{id}\" class=\"lang-{n}\">\n<h4>{}</h4>", Html(&name)));
            for (at, one) in (1..).zip(&wall.hung) {
                self.exhibit(&format!("{id}-{at}"), one, rule);
            }
            self.add(format_args!("</section>"));
        }
        self.add(format_args!("</section>"));
    }

    pub(super) fn close(&mut self) {
        self.add(format_args!(
            "<footer>Heraut {}, {}</footer>\n</body>\n</html>",
            env!("CARGO_PKG_VERSION"),
            Html(&self.campaign.id)
        ));
    }

    /// Position of a language among those shown.
    pub(super) fn language(&self, tag: &Tag) -> usize {
        self.languages.iter().position(|known| *known == tag).unwrap_or_default()
    }
}

fn lang_unless(tag: &Tag, known: &str) -> String {
    if tag.html() == known { String::new() } else { lang_of(tag) }
}

pub(super) fn lang_of(tag: &Tag) -> String {
    format!(" lang=\"{}\" dir=\"{}\"", Html(tag.html()), tag.direction().as_str())
}
