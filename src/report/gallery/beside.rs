//! The languages of each message beside each other, paragraph by paragraph, for who compares what they say.

use std::fmt::Write;

use chrono::{DateTime, Utc};

use super::exhibit::{Exhibit, Shown};
use super::page::{Page, lang_of};
use super::paragraphs::paragraphs;
use super::room::{Hung, Room};
use crate::campaign::Campaign;
use crate::report::escape::Html;

/// The page's file.
pub(super) const LANGUAGES: &str = "languages.html";

/// The page of these rooms; `None` when there is one language and nothing to compare.
pub(super) fn beside(campaign: &Campaign, rooms: &[Room<'_>], now: DateTime<Utc>) -> Option<String> {
    let mut page = Page::new(campaign, rooms, now);
    if page.languages.len() < 2 {
        return None;
    }
    let labels = page.labels;
    let lede = format!(
        "<p class=\"lede\">{}</p>\n<p class=\"lede\"><a href=\"index.html\">{}</a></p>",
        labels.beside_lede, labels.all
    );
    page.head(labels.beside, &lede);
    page.add(format_args!("<form>"));
    page.languages_to_show(2);
    page.add(format_args!("</form>\n<main class=\"pairs\">"));
    for room in rooms {
        page.compare(room);
    }
    page.add(format_args!("</main>"));
    page.close();
    Some(page.out)
}

impl Page<'_> {
    fn compare(&mut self, room: &Room<'_>) {
        let name = self.words.named(&room.message(self.campaign).message);
        self.add(format_args!("<section id=\"{}\">\n<h2>{}</h2>", room.anchor(), Html(&name)));
        let readers = room.walls.first().map_or(&[][..], |wall| &wall.hung);
        for (n, one) in readers.iter().enumerate() {
            let open = if n == 0 { " open" } else { "" };
            self.add(format_args!(
                "<details{open}>\n<summary><bdi>{}</bdi><ul class=\"kinds\">{}</ul></summary>",
                Html(&one.exhibit.reader),
                self.kinds(one.exhibit)
            ));
            self.rows(room, one);
            self.add(format_args!("</details>"));
        }
        self.add(format_args!("</section>"));
    }

    /// One reader's message: a column for each language, a row for each paragraph.
    fn rows(&mut self, room: &Room<'_>, one: &Hung<'_>) {
        let languages = self.languages.clone();
        let mails: Vec<Option<&Shown>> = languages
            .iter()
            .map(|tag| {
                let wall = room.walls.iter().find(|wall| wall.tag == *tag)?;
                let same = wall.hung.iter().find(|other| same_reader(other.exhibit, one.exhibit))?;
                same.exhibit.mail.as_ref().ok()
            })
            .collect();
        let texts: Vec<Vec<String>> =
            mails.iter().map(|mail| mail.map_or_else(Vec::new, |mail| paragraphs(&mail.text))).collect();
        let counts = || texts.iter().map(Vec::len).filter(|count| *count > 0);
        if counts().min() != counts().max() {
            self.add(format_args!("<p class=\"bad\">{}</p>", self.labels.uneven));
        }
        self.add(format_args!("<table class=\"beside\">\n<thead>\n<tr>"));
        for (n, tag) in languages.iter().enumerate() {
            let name = self.words.tongue(tag);
            self.add(format_args!("<th scope=\"col\" class=\"lang-{n}\">{}</th>", Html(&name)));
        }
        self.add(format_args!("</tr>\n</thead>\n<tbody>"));
        let subject = |at: usize| match mails[at] {
            Some(mail) => format!("<strong>{}</strong>", Html(&mail.subject)),
            None => format!("<span class=\"about\">{}</span>", self.labels.no_version),
        };
        let mut rows = vec![(0..languages.len()).map(subject).collect::<Vec<_>>()];
        for row in 0..counts().max().unwrap_or_default() {
            let cell = |text: &Vec<String>| text.get(row).map_or_else(String::new, |paragraph| lines(paragraph));
            rows.push(texts.iter().map(cell).collect());
        }
        for row in rows {
            let mut cells = String::new();
            for ((n, tag), cell) in languages.iter().enumerate().zip(row) {
                // Writing to a String cannot fail.
                let _ = write!(cells, "<td class=\"lang-{n}\"{}>{cell}</td>", lang_of(tag));
            }
            self.add(format_args!("<tr>{cells}</tr>"));
        }
        self.add(format_args!("</tbody>\n</table>"));
    }
}

/// Whether two exhibits of one message differ by nothing but their language.
fn same_reader(a: &Exhibit, b: &Exhibit) -> bool {
    (&a.reader, a.occurrence, &a.features) == (&b.reader, b.occurrence, &b.features)
}

/// A paragraph with its line ends, which are white space in the page's source.
fn lines(paragraph: &str) -> String {
    paragraph.lines().map(|line| Html(line).to_string()).collect::<Vec<_>>().join("\n")
}
