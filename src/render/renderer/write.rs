//! The text and the HTML of a mail, from passages that were met before and passages that were not.

use std::sync::Arc;

use tera::Value;

use super::{Renderer, SHELL, Spoken};
use crate::error::Result;
use crate::render::engine::Escaping;
use crate::render::html::{self, Page};
use crate::render::logo;
use crate::render::markdown::Block;
use crate::render::passages::passages;
use crate::render::picture::{self, Picture};
use crate::render::request::Request;
use crate::render::shell::{self, Part, Shell};
use crate::render::steps::MOST_BYTES;
use crate::render::store::Known;
use crate::render::text;
use crate::render::written::{Lines, Written};

/// A passage of a message in its two forms, for whoever reads its language.
pub(super) struct Passage {
    html: Lines,
    text: Lines,
}

/// A passage of one message. None is without blocks.
pub(super) enum Said {
    /// It was met before.
    Before(Arc<Passage>),
    /// It was not, or has pictures, which each message gives names of its own.
    Now(Vec<Block>),
}

/// Larger than the layout of most mails and most texts.
const ROOM: usize = 20 * 1024;

impl Renderer {
    /// What a message says, passage by passage; the plain way, as one.
    pub(super) fn said(&self, spoken: &Spoken) -> Result<Vec<Said>> {
        let whole = || Ok(vec![Said::Now(self.read(spoken, &spoken.body)?)]);
        let passages = self.passages.has_room().then(|| passages(&spoken.body)).flatten();
        let Some(passages) = passages else { return whole() };
        let mut said = Vec::with_capacity(passages.len());
        // Passages that are new stand side by side in the text, and are read together: to begin takes time.
        let (mut at, mut new) = (0, 0);
        for passage in passages {
            let begins = at;
            at += passage.len();
            let ready = match self.passages.get(spoken.language.number, passage) {
                Known::New => continue,
                Known::Kept(passage) => Some(passage),
                Known::Met => match self.read(spoken, passage) {
                    Ok(blocks) => self.keep(passage, &blocks, spoken),
                    Err(_) => None,
                },
            };
            let Some(ready) = ready else { continue };
            let Ok(()) = self.say_new(spoken, &spoken.body[new..begins], &mut said) else { return whole() };
            said.push(Said::Before(ready));
            new = at;
        }
        // What is wrong is told with its line in the whole.
        let Ok(()) = self.say_new(spoken, &spoken.body[new..], &mut said) else { return whole() };
        Ok(said)
    }

    /// Reads passages that were not met before.
    fn say_new(&self, spoken: &Spoken, passages: &str, said: &mut Vec<Said>) -> Result<()> {
        let blocks = if passages.is_empty() { Vec::new() } else { self.read(spoken, passages)? };
        if !blocks.is_empty() {
            said.push(Said::Now(blocks));
        }
        Ok(())
    }

    /// Keeps a passage, unless it has pictures or says nothing.
    fn keep(&self, passage: &str, blocks: &[Block], spoken: &Spoken) -> Option<Arc<Passage>> {
        let made = self.passage(blocks, spoken).filter(|_| !blocks.is_empty())?;
        let octets = made.html.octets() + made.text.octets();
        Some(self.passages.put(spoken.language.number, passage, made, octets))
    }

    /// Blocks in both forms; nothing of those with pictures.
    fn passage(&self, blocks: &[Block], spoken: &Spoken) -> Option<Passage> {
        let tag = &spoken.language.tag;
        let page = html::page(blocks, tag.direction(), self.campaign.brand.color, &|place| place.to_string());
        let text = text::write(blocks, tag.colon());
        page.pictures.is_empty().then(|| Passage { html: Lines::new(page.html), text: Lines::new(text) })
    }

    /// The plain text.
    pub(super) fn text(&self, said: &[Said], spoken: &Spoken) -> Written {
        let mut written = Written::new(ROOM / 4);
        for (n, passage) in said.iter().enumerate() {
            if n > 0 {
                written.push("\n");
            }
            match passage {
                Said::Before(passage) => written.push_lines(&passage.text),
                Said::Now(blocks) => {
                    written.go_on(|before| (text::go_on(before, blocks, spoken.language.tag.colon()), ()));
                }
            }
        }
        written.push_lines(&spoken.footer().text);
        written
    }

    /// The plain text with each paragraph on one line, for an entry of a calendar: programs show it as wide as they like.
    pub(super) fn words(&self, spoken: &Spoken) -> Result<String> {
        let blocks = self.read(spoken, &spoken.body)?;
        Ok(text::unbroken(&blocks, spoken.language.tag.colon()) + &spoken.footer().unbroken)
    }

    /// The HTML, and the pictures that it shows.
    pub(super) fn html<'b>(
        &self,
        said: &'b [Said],
        spoken: &Spoken,
        request: &Request,
    ) -> Result<(Written, Vec<&'b Picture>)> {
        let mut written = Written::new(ROOM);
        let Some(shell) = self.shell(spoken) else { return self.html_plainly(said, spoken, request) };
        let mut pictures = Vec::new();
        for part in shell.parts() {
            match part {
                Part::Lines(lines) => written.push_lines(lines),
                Part::Words(words) => written.push(words),
                Part::Notice => written.push(request.id),
                Part::Body => pictures = self.body(said, spoken, request, &mut written),
            }
        }
        match written.text().len() > MOST_BYTES {
            // What is wrong is told as of any template.
            true => self.html_plainly(said, spoken, request),
            false => Ok((written, pictures)),
        }
    }

    /// The HTML in a layout that is rendered for it.
    fn html_plainly<'b>(
        &self,
        said: &'b [Said],
        spoken: &Spoken,
        request: &Request,
    ) -> Result<(Written, Vec<&'b Picture>)> {
        let mut body = Written::new(ROOM);
        let pictures = self.body(said, spoken, request, &mut body);
        let mut written = Written::default();
        written.push(&self.around(spoken, body.text(), request.id)?);
        Ok((written, pictures))
    }

    /// Writes what a message says as HTML.
    fn body<'b>(
        &self,
        said: &'b [Said],
        spoken: &Spoken,
        request: &Request,
        written: &mut Written,
    ) -> Vec<&'b Picture> {
        let content_id = |place: usize| picture::content_id(place, request.id);
        let mut pictures = Vec::new();
        for passage in said {
            match passage {
                Said::Before(passage) => written.push_lines(&passage.html),
                Said::Now(blocks) => {
                    pictures = written.go_on(|html| {
                        let (page, color) =
                            (Page { html, pictures: std::mem::take(&mut pictures) }, self.campaign.brand.color);
                        let page = html::go_on(page, blocks, spoken.language.tag.direction(), color, &content_id);
                        (page.html, page.pictures)
                    });
                }
            }
        }
        pictures
    }

    /// The layout of a message if it was met before.
    fn shell(&self, spoken: &Spoken) -> Option<Arc<Shell>> {
        if !self.is_shell_shared || !self.shells.has_room() {
            return None;
        }
        let (number, key) =
            (spoken.language.number, format!("{}\n{}\n{}", spoken.is_for_desk, spoken.subject, spoken.preheader));
        match self.shells.get(number, &key) {
            Known::Kept(shell) => Some(shell),
            Known::Met => {
                // Whatever is wrong with the layout is found again without it.
                let shell = Shell::cut(&self.around(spoken, shell::BODY, shell::NOTICE).ok()?)?;
                let octets = shell.octets();
                Some(self.shells.put(number, &key, shell, octets))
            }
            Known::New => None,
        }
    }

    /// The layout around a body, of a message of this notice.
    fn around(&self, spoken: &Spoken, body: &str, notice: &str) -> Result<String> {
        let tag = &spoken.language.tag;
        let mut context = spoken.context.clone();
        context.insert_value("subject", Value::from(&*spoken.subject));
        context.insert_value("preheader", Value::from(&*spoken.preheader));
        context.insert_value("lang", Value::from(tag.html()));
        context.insert_value("dir", Value::from(tag.direction().as_str()));
        if let Some(logo) = &self.logo {
            context.insert_value("logo", logo.value(&logo::content_id(notice), tag, &self.campaign.languages));
        }
        context.insert_value("body", Value::safe_string(body));
        context.insert_value("footer", Value::safe_string(&spoken.footer().html));
        self.engine.render(Escaping::Html, SHELL, &context)
    }
}
