//! Every message on one page, as its readers would see it: in light, in dark, on a phone, as text only. For whoever
//! answers for the words. Nothing in it runs and nothing comes from elsewhere; the mails are files beside the page.

mod inbox;
mod scheme;
mod words;

use std::fmt::Write;

use chrono::{DateTime, Utc};

use self::scheme::Scheme;
use self::words::Labels;
use super::dates;
use super::escape::Html;
use super::phrase;
use super::words::Words;
use crate::campaign::{Campaign, Mailbox, MessageRule, Ownership, Platform, When};
use crate::l10n::Tag;

const STYLE: &str = include_str!("gallery/gallery.css");

/// One message for one reader.
#[derive(Debug, Clone)]
pub struct Exhibit {
    /// Position of the phase.
    pub phase: u16,
    /// Position of the rule in its phase.
    pub rule: u16,
    /// Language of the message.
    pub language: Tag,
    /// 0 for the first or only time.
    pub occurrence: u16,
    /// When it would be due.
    pub due: DateTime<Utc>,
    /// The reader's name.
    pub reader: String,
    /// What the reader stands for.
    pub features: Vec<Feature>,
    /// The mail, or why there is none.
    pub mail: Result<Shown, String>,
}

/// What a reader stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Feature {
    /// A device of this platform and ownership.
    Device(Platform, Ownership),
    /// More than one device.
    SeveralDevices,
    /// No device at all.
    NoDevice,
    /// What is not known of a device.
    Lacks {
        /// Its model.
        model: bool,
        /// Its name.
        name: bool,
        /// Its serial number.
        serial: bool,
    },
    /// The data has no given name.
    NoGivenName,
    /// The longest name of all.
    LongestName,
    /// A name with signs that mean something to a machine.
    NameWithSigns,
    /// A time zone that is not the campaign's.
    AnotherZone,
    /// A manager.
    Manager,
    /// The helpdesk.
    Helpdesk,
}

/// A mail, taken apart.
#[derive(Debug, Clone)]
pub struct Shown {
    /// Address of the recipient.
    pub to: String,
    /// The subject.
    pub subject: String,
    /// The HTML part.
    pub html: String,
    /// The plain-text part.
    pub text: String,
    /// Bytes of the whole message on the wire.
    pub size: usize,
}

/// The page and the mails it shows, by path: `index.html` first, then files in `mails/`. `exhibits` are in the order of the
/// campaign, those of one message together and in it those of one language. `now` is when it was made.
pub fn gallery(campaign: &Campaign, exhibits: &[Exhibit], now: DateTime<Utc>) -> Vec<(String, String)> {
    let tag = &campaign.languages.default;
    let mut languages: Vec<&Tag> = exhibits.iter().map(|one| &one.language).collect();
    languages.sort_by_key(|language| (*language != tag, *language));
    languages.dedup();
    let (words, labels) = (Words::of(tag), Labels::of(tag));
    let mut page = Page {
        words,
        labels,
        campaign,
        languages,
        now,
        messages: messages(exhibits, tag),
        out: String::new(),
        files: vec![],
    };
    page.open();
    page.contents();
    page.rooms();
    page.close();
    let index = std::mem::take(&mut page.out);
    page.files.insert(0, ("index.html".to_owned(), index));
    page.files
}

/// The exhibits of one message, by language.
struct Room<'a> {
    phase: u16,
    rule: u16,
    walls: Vec<(&'a Tag, &'a [Exhibit])>,
}

/// The exhibits by message, those in the default language first.
fn messages<'a>(exhibits: &'a [Exhibit], default: &Tag) -> Vec<Room<'a>> {
    let same = |a: &Exhibit, b: &Exhibit| (a.phase, a.rule) == (b.phase, b.rule);
    let mut rooms = Vec::new();
    for of_one in exhibits.chunk_by(same) {
        let (phase, rule) = (of_one[0].phase, of_one[0].rule);
        let mut walls: Vec<(&Tag, &[Exhibit])> =
            of_one.chunk_by(|a, b| a.language == b.language).map(|wall| (&wall[0].language, wall)).collect();
        walls.sort_by_key(|(tag, _)| *tag != default);
        rooms.push(Room { phase, rule, walls });
    }
    rooms
}

struct Page<'a> {
    words: &'static Words,
    labels: &'static Labels,
    campaign: &'a Campaign,
    languages: Vec<&'a Tag>,
    now: DateTime<Utc>,
    messages: Vec<Room<'a>>,
    out: String,
    files: Vec<(String, String)>,
}

impl<'a> Page<'a> {
    fn add(&mut self, text: std::fmt::Arguments<'_>) {
        // Writing to a String cannot fail.
        let _ = self.out.write_fmt(text);
        self.out.push('\n');
    }

    fn message(&self, room: &Room<'_>) -> &'a MessageRule {
        &self.campaign.phases[usize::from(room.phase)].messages[usize::from(room.rule)]
    }

    fn open(&mut self) {
        let (words, labels, campaign) = (self.words, self.labels, self.campaign);
        let name = campaign.name.get(&campaign.languages.default, &campaign.languages.default);
        self.add(format_args!(
            "<!doctype html>\n<html lang=\"{}\">\n<head>\n<meta charset=\"utf-8\">\n\
             <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
             <meta name=\"color-scheme\" content=\"light dark\">\n{MARK}\n\
             <meta name=\"robots\" content=\"noindex\">\n<title>{}: {}</title>\n<style>\n{STYLE}",
            words.lang,
            labels.title,
            Html(name)
        ));
        for n in 0..self.languages.len() {
            self.add(format_args!("body:has(#lang-{n}:not(:checked)) .lang-{n} {{ display: none; }}"));
        }
        let exhibits = || self.messages.iter().flat_map(|room| &room.walls).flat_map(|(_, wall)| *wall);
        let (all, failed) = (exhibits().count() as u64, exhibits().filter(|one| one.mail.is_err()).count() as u64);
        let made = match failed {
            0 => labels.no_failures.to_owned(),
            n => format!("<span class=\"bad\">{} {}</span>", words.number(n), labels.failures),
        };
        // The name is the campaign's own and may be in a language these words are not in.
        let lang = lang_unless(&campaign.languages.default, words.lang);
        self.add(format_args!(
            "</style>\n</head>\n<body>\n<header>\n<p class=\"over\">{}</p>\n<h1{lang}>{}</h1>\n\
             <p class=\"lede\">{}</p>\n<p class=\"lede\">{}. {} {}. {}: {}; {made}.</p>\n</header>",
            labels.title,
            Html(name),
            labels.lede,
            Html(&campaign.organization),
            words.made_for,
            dates::moment(words, self.now.with_timezone(&campaign.timezone)),
            words.count,
            words.number(all),
        ));
        self.controls();
    }

    /// Boxes to tick: the style sheet hides what is not ticked.
    fn controls(&mut self) {
        let (words, labels) = (self.words, self.labels);
        self.add(format_args!("<form>\n<fieldset>\n<legend>{}</legend>", labels.show));
        for (id, name) in
            [("light", labels.light), ("dark", labels.dark), ("narrow", labels.narrow), ("text", labels.text)]
        {
            self.add(format_args!("<label><input type=\"checkbox\" id=\"view-{id}\" checked>{name}</label>"));
        }
        self.add(format_args!("</fieldset>\n<fieldset>\n<legend>{}</legend>", words.languages));
        for (n, tag) in self.languages.clone().into_iter().enumerate() {
            self.add(format_args!(
                "<label><input type=\"checkbox\" id=\"lang-{n}\" checked>{}</label>",
                Html(&words.tongue(tag))
            ));
        }
        self.add(format_args!("</fieldset>\n</form>\n<div class=\"page\">"));
    }

    fn contents(&mut self) {
        let words = self.words;
        self.add(format_args!(
            "<nav aria-labelledby=\"contents\">\n<h2 id=\"contents\">{}</h2>\n<ol>",
            self.labels.contents
        ));
        let rooms = std::mem::take(&mut self.messages);
        for of_phase in rooms.chunk_by(|a, b| a.phase == b.phase) {
            let phase = of_phase[0].phase;
            let name = words.named(&self.campaign.phases[usize::from(phase)].id);
            self.add(format_args!("<li><a href=\"#phase-{phase}\">{}</a>\n<ol>", Html(&name)));
            for room in of_phase {
                let name = words.named(&self.message(room).message);
                let mut langs = String::new();
                for (tag, wall) in &room.walls {
                    let n = self.language(tag);
                    let failed =
                        if wall.iter().any(|one| one.mail.is_err()) { " <span class=\"bad\">✗</span>" } else { "" };
                    let _ = write!(
                        langs,
                        " <a href=\"#{}-{n}\" class=\"lang-{n}\" aria-label=\"{}, {}\">{}</a>{failed}",
                        anchor(room),
                        Html(&name),
                        Html(&words.tongue(tag)),
                        Html(tag.as_str())
                    );
                }
                self.add(format_args!(
                    "<li><a href=\"#{}\">{}</a> <span class=\"langs\">{langs}</span></li>",
                    anchor(room),
                    Html(&name)
                ));
            }
            self.add(format_args!("</ol>\n</li>"));
        }
        self.messages = rooms;
        self.add(format_args!("</ol>\n</nav>"));
    }

    fn rooms(&mut self) {
        self.add(format_args!("<main>"));
        let (words, rooms) = (self.words, std::mem::take(&mut self.messages));
        for of_phase in rooms.chunk_by(|a, b| a.phase == b.phase) {
            let phase = of_phase[0].phase;
            let name = words.named(&self.campaign.phases[usize::from(phase)].id);
            self.add(format_args!("<section id=\"phase-{phase}\">\n<h2>{}</h2>", Html(&name)));
            for room in of_phase {
                self.room(room);
            }
            self.add(format_args!("</section>"));
        }
        self.messages = rooms;
        self.add(format_args!("</main>\n</div>"));
    }

    fn room(&mut self, room: &Room<'_>) {
        let (words, rule) = (self.words, self.message(room));
        self.add(format_args!(
            "<section id=\"{}\">\n<h3>{}</h3>\n<p class=\"about\">{}. {}: {}. <a class=\"top\" href=\"#contents\">{}</a></p>",
            anchor(room),
            Html(&words.named(&rule.message)),
            Html(&super::words::sentence(&phrase::rule(words, &rule.when))),
            words.audience,
            phrase::audience(words, &rule.to),
            self.labels.top
        ));
        for (tag, wall) in &room.walls {
            let n = self.language(tag);
            let id = format!("{}-{n}", anchor(room));
            let name = words.tongue(tag);
            self.add(format_args!("<section id=\"{id}\" class=\"lang-{n}\">\n<h4>{}</h4>", Html(&name)));
            for (at, exhibit) in wall.iter().enumerate() {
                let id = format!("{id}-{}", at + 1);
                let stem = format!("{}.{}.{}", file_name(&rule.message), tag, at + 1);
                self.exhibit(&id, &stem, exhibit, rule);
            }
            self.add(format_args!("</section>"));
        }
        self.add(format_args!("</section>"));
    }

    fn exhibit(&mut self, id: &str, stem: &str, exhibit: &Exhibit, rule: &MessageRule) {
        let labels = self.labels;
        let again = (exhibit.occurrence > 0).then(|| labels.again.to_owned());
        let kinds: String = exhibit
            .features
            .iter()
            .filter_map(|feature| labels.feature(*feature))
            .chain(again)
            .map(|kind| format!("<li>{}</li>", Html(&kind)))
            .collect();
        self.add(format_args!(
            "<article id=\"{id}\" aria-labelledby=\"{id}-who\">\n<div class=\"who\"><h5 id=\"{id}-who\"><bdi>{}</bdi></h5>\
             <ul class=\"kinds\">{kinds}</ul></div>",
            Html(&exhibit.reader)
        ));
        match &exhibit.mail {
            Ok(mail) => {
                self.header(exhibit, mail, rule);
                self.views(stem, exhibit, mail);
            }
            Err(why) => self.add(format_args!("<p class=\"bad\">{}: {}</p>", labels.failed, Html(why))),
        }
        self.add(format_args!("</article>"));
    }

    fn header(&mut self, exhibit: &Exhibit, mail: &Shown, rule: &MessageRule) {
        let (words, labels) = (self.words, self.labels);
        let lang = lang_of(&exhibit.language);
        let from = self.campaign.sender.from.clone();
        let due = match rule.when {
            When::Event { .. } => words.by_event.to_owned(),
            _ => dates::moment(words, exhibit.due.with_timezone(&self.campaign.timezone)),
        };
        let kb = |bytes: usize| kilobytes(bytes, labels.decimal);
        self.add(format_args!(
            "<dl>\n<dt>{}</dt><dd class=\"subject\"{lang}>{}</dd>\n<dt>{}</dt><dd{lang}>{}</dd>\n\
             <dt>{}</dt><dd>{}</dd>\n<dt>{}</dt><dd>{}</dd>\n<dt>{}</dt><dd>{due}</dd>\n\
             <dt>{}</dt><dd>HTML {}, {} {}, {} {}</dd>\n</dl>",
            labels.subject,
            Html(&mail.subject),
            labels.inbox,
            Html(&inbox::first_words(&mail.html)),
            labels.sender,
            Html(&written(&from)),
            labels.recipient,
            Html(&mail.to),
            labels.due,
            labels.size,
            kb(mail.html.len()),
            labels.text.to_lowercase(),
            kb(mail.text.len()),
            labels.whole,
            kb(mail.size)
        ));
    }

    fn views(&mut self, stem: &str, exhibit: &Exhibit, mail: &Shown) {
        let labels = self.labels;
        self.add(format_args!("<div class=\"views\">"));
        let [light, dark] = [Scheme::Light, Scheme::Dark].map(|scheme| {
            let path = format!("mails/{stem}.{}.html", scheme.as_str());
            self.files.push((path.clone(), framed(&scheme.force(&mail.html))));
            path
        });
        let (wide, narrow) = (height(&mail.text, 52), height(&mail.text, 34));
        for (class, name, path, height) in [
            ("light", labels.light, &light, wide),
            ("dark", labels.dark, &dark, wide),
            ("narrow", labels.narrow, &light, narrow),
        ] {
            // Links open beside the page; nothing in a mail may run or send.
            self.add(format_args!(
                "<figure class=\"{class}\"><figcaption>{name} <a class=\"open\" href=\"{path}\">{}</a></figcaption>\
                 <iframe src=\"{path}\" title=\"{name}: {}\" loading=\"lazy\" style=\"height:{height}px\" \
                 sandbox=\"allow-popups allow-popups-to-escape-sandbox\"></iframe></figure>",
                labels.open,
                Html(&mail.subject),
            ));
        }
        let text: Vec<String> = mail.text.lines().map(|line| Html(line).to_string()).collect();
        self.add(format_args!(
            "<figure class=\"text\"><figcaption>{}</figcaption><pre{}>{}</pre></figure>\n</div>",
            labels.text,
            lang_of(&exhibit.language),
            text.join("\n")
        ));
    }

    fn close(&mut self) {
        self.add(format_args!(
            "<footer>Heraut {}, {}</footer>\n</body>\n</html>",
            env!("CARGO_PKG_VERSION"),
            Html(&self.campaign.id)
        ));
    }

    /// Position of a language among those shown.
    fn language(&self, tag: &Tag) -> usize {
        self.languages.iter().position(|known| *known == tag).unwrap_or_default()
    }
}

/// What tells a gallery from other pages.
pub const MARK: &str = "<meta name=\"generator\" content=\"Heraut gallery\">";

fn anchor(room: &Room<'_>) -> String {
    format!("message-{}-{}", room.phase, room.rule)
}

/// A message's name as every file system and every link takes it.
fn file_name(message: &str) -> String {
    message.chars().map(|c| if c.is_ascii_alphanumeric() || c == '_' { c } else { '-' }).collect()
}

fn lang_of(tag: &Tag) -> String {
    format!(" lang=\"{}\" dir=\"{}\"", Html(tag.html()), tag.direction().as_str())
}

fn lang_unless(tag: &Tag, known: &str) -> String {
    if tag.html() == known { String::new() } else { lang_of(tag) }
}

fn written(mailbox: &Mailbox) -> String {
    match &mailbox.name {
        Some(name) => format!("{name} <{}>", mailbox.address),
        None => mailbox.address.clone(),
    }
}

/// Thousands of bytes, with one decimal.
fn kilobytes(bytes: usize, decimal: char) -> String {
    let tenths = bytes.div_ceil(100);
    format!("{}{decimal}{} kB", tenths / 10, tenths % 10)
}

/// A mail whose links open in a tab of their own instead of in its frame.
fn framed(html: &str) -> String {
    html.replacen("<head>", "<head>\n<base target=\"_blank\">", 1)
}

/// About how high a mail is, in pixels, so that its frame shows all of it without being asked; from its text, at this
/// many letters a line.
fn height(text: &str, letters: usize) -> usize {
    let lines: usize = text.lines().map(|line| line.chars().count().div_ceil(letters).max(1)).sum();
    lines * 24 + 160
}

#[cfg(test)]
mod tests;
