//! One exhibit on the page: who reads it, its header, and what it looks like.

use super::exhibit::{Exhibit, Shown};
use super::inbox;
use super::mails::{DARK, LIGHT, MESSAGE, PLAIN, has_images};
use super::page::{Page, lang_of};
use super::room::Hung;
use crate::campaign::{Mailbox, MessageRule, When};
use crate::report::dates;
use crate::report::escape::Html;

impl Page<'_> {
    pub(super) fn exhibit(&mut self, id: &str, one: &Hung<'_>, rule: &MessageRule) {
        let (labels, exhibit) = (self.labels, one.exhibit);
        let kinds = self.kinds(exhibit);
        self.add(format_args!(
            "<article id=\"{id}\" class=\"reader-{}\" aria-labelledby=\"{id}-who\">\n<div class=\"who\"><h5 id=\"{id}-who\"><bdi>{}</bdi></h5>\
             <ul class=\"kinds\">{kinds}</ul></div>",
            self.reader(&exhibit.reader),
            Html(&exhibit.reader)
        ));
        match &exhibit.mail {
            Ok(mail) => {
                self.header(one, mail, rule);
                self.views(one, mail);
            }
            Err(why) => self.add(format_args!("<p class=\"bad\">{}: {}</p>", labels.failed, Html(why))),
        }
        self.add(format_args!("</article>"));
    }

    /// What a reader stands for, as items of a list.
    pub(super) fn kinds(&self, exhibit: &Exhibit) -> String {
        let again = (exhibit.occurrence > 0).then(|| self.labels.again.to_owned());
        let kinds = exhibit.features.iter().filter_map(|feature| self.labels.feature(*feature));
        kinds.chain(again).map(|kind| format!("<li>{}</li>", Html(&kind))).collect()
    }

    fn header(&mut self, one: &Hung<'_>, mail: &Shown, rule: &MessageRule) {
        let (words, labels) = (self.words, self.labels);
        let exhibit = one.exhibit;
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
             <dt>{}</dt><dd>HTML {}, {} {}, {} {} (<a href=\"{}.{MESSAGE}\">{}</a>)</dd>\n</dl>",
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
            kb(mail.sent_html.len()),
            labels.text.to_lowercase(),
            kb(mail.text.len()),
            labels.whole,
            kb(mail.bytes.len()),
            one.stem,
            labels.file,
        ));
    }

    fn views(&mut self, one: &Hung<'_>, mail: &Shown) {
        let labels = self.labels;
        self.add(format_args!("<div class=\"views\">"));
        let path = |end: &str| format!("{}.{end}", one.stem);
        let (light, dark) = (path(LIGHT), path(DARK));
        let (wide, narrow) = (height(&mail.text, 52), height(&mail.text, 34));
        let plain = has_images(mail).then(|| ("plain", labels.plain, path(PLAIN), wide));
        let views = [
            ("light", labels.light, light.clone(), wide),
            ("dark", labels.dark, dark, wide),
            ("narrow", labels.narrow, light, narrow),
        ];
        for (class, name, path, height) in views.into_iter().chain(plain) {
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
            lang_of(&one.exhibit.language),
            text.join("\n")
        ));
    }
}

fn written(mailbox: &Mailbox) -> String {
    match &mailbox.name {
        Some(name) => format!("{name} <{}>", mailbox.address),
        None => mailbox.address.clone(),
    }
}

/// Thousands of bytes, with one decimal.
pub(super) fn kilobytes(bytes: usize, decimal: &str) -> String {
    let tenths = bytes.div_ceil(100);
    format!("{}{decimal}{} kB", tenths / 10, tenths % 10)
}

/// About how high a mail is, in pixels, so that its frame shows all of it without being asked; from its text, at this
/// many letters a line.
fn height(text: &str, letters: usize) -> usize {
    let lines: usize = text.lines().map(|line| line.chars().count().div_ceil(letters).max(1)).sum();
    lines * 24 + 160
}
