//! From a request to a mail: templates are compiled once, after that every call is a pure function of its request.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use lettre::message::Mailbox as Lettre;
use tera::{Context, Value};

use super::budget;
use super::context;
use super::device_kinds::{self, Kind};
use super::engine::{Engine, Escaping};
use super::invite::Texts;
use super::known::{Known, own_devices};
use super::logo::Logo;
use super::mail::{self, Parts};
use super::markdown::{self, Block};
use super::pictures::Pictures;
use super::request::{Content, Mail, Request};
use super::sheet;
use super::shell::Shell;
use super::store::Store;
use super::written::Lines;
use crate::campaign::Campaign;
use crate::error::{Error, Place, Result};
use crate::l10n::{Catalogs, Pseudo, Tag};

mod compile;
mod write;

pub(crate) use compile::{catalogs, read};

use write::Passage;

const SHELL: &str = "templates/layout/mail.html";
/// Octets of what was rendered before: more than all built-in messages have in all their languages.
const KEPT: usize = 16 * 1024 * 1024;

/// Renders the messages of one campaign. May be used from many threads at once.
pub struct Renderer {
    campaign: Arc<Campaign>,
    engine: Engine,
    catalogs: Arc<Catalogs>,
    /// Message → language → template.
    messages: BTreeMap<String, BTreeMap<Tag, Template>>,
    languages: HashMap<Tag, Language>,
    from: Lettre,
    reply_to: Option<Lettre>,
    envelope_from: String,
    logo: Option<Logo>,
    pictures: Pictures,
    domain: String,
    list: String,
    /// What was rendered before, by the number of the language and the Markdown.
    passages: Store<Passage>,
    /// The same of the layout, by subject and preheader; none is kept of a layout that is another for each message.
    shells: Store<Shell>,
    is_shell_shared: bool,
    /// Whether a template asks for own columns of the data.
    has_fields: bool,
}

/// The names under which the parts of a template are compiled.
struct Template {
    subject: String,
    preheader: Option<String>,
    body: String,
}

/// What is the same for every message in a language.
struct Language {
    /// Tells it from the others.
    number: u32,
    tag: Tag,
    context: Context,
    footer: Footer,
    /// The same below what is for the helpdesk, which has nobody to ask whether it is real.
    desk_footer: Footer,
}

/// What stands below every message.
struct Footer {
    html: String,
    /// With the line above it.
    text: Lines,
    /// The same with each paragraph on one line.
    unbroken: String,
}

/// On what a message is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Medium {
    /// A screen.
    Mail,
    /// Paper, in the hand.
    Sheet,
    /// A wall.
    Poster,
}

/// A message in words, with what it was made from.
struct Spoken<'a> {
    language: &'a Language,
    context: Context,
    subject: String,
    preheader: String,
    /// The text in Markdown.
    body: String,
    /// The template of the text.
    template: &'a str,
    pseudo: Option<Pseudo>,
    /// Whether it is for the helpdesk.
    is_for_desk: bool,
}

impl Spoken<'_> {
    fn footer(&self) -> &Footer {
        if self.is_for_desk { &self.language.desk_footer } else { &self.language.footer }
    }
}

impl std::fmt::Debug for Renderer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Renderer").field("messages", &self.messages.keys()).finish_non_exhaustive()
    }
}

impl Renderer {
    /// The campaign whose messages these are.
    pub fn campaign(&self) -> &Arc<Campaign> {
        &self.campaign
    }

    /// The same with room for so many octets of what it renders, instead of 16 MB; with 0, everything is rendered anew.
    pub fn keeping(mut self, octets: usize) -> Self {
        (self.passages, self.shells) = (Store::new(octets), Store::new(octets / 4));
        self
    }

    /// One message for one person.
    ///
    /// # Errors
    /// When the message does not exist in the request's language, its template mentions something that is absent for
    /// this person, or the person has no address that can be mailed to.
    pub fn mail(&self, request: &Request) -> Result<Mail> {
        let to = self.reader(request)?;
        let spoken = self.say(request, Medium::Mail, &own_devices(&self.campaign, request))?;
        let said = self.said(&spoken)?;
        let (text, text_body) = self.text(&said, &spoken).finish();
        let (html, pictures) = self.html(&said, &spoken, request)?;
        let (html, html_body) = html.finish();

        let envelope_to = to.email.to_string();
        let texts = Texts { campaign: &self.campaign, catalogs: &self.catalogs };
        let words = match request.entry() {
            Some(entry) if entry.holds_words() => self.words(&spoken)?,
            _ => String::new(),
        };
        let invite = texts.invite(request, &self.from, &to, &words)?;
        let sheet = request.sheet.map(|pdf| sheet::part(pdf, request.language, &self.catalogs)).transpose()?;
        let bytes = mail::build(Parts {
            id: request.id,
            follows: request.follows,
            list: &self.list,
            domain: &self.domain,
            from: &self.from,
            reply_to: self.reply_to.as_ref(),
            to,
            date: request.date,
            language: request.language.html(),
            subject: &spoken.subject,
            text: text_body,
            html: &html,
            html_body,
            logo: self.logo.as_ref(),
            pictures: &pictures,
            sheet,
            invite,
        })?;
        budget::check(&bytes)?;
        let (envelope_from, envelope_id) = (self.envelope_from.clone(), None);
        Ok(Mail { envelope_from, envelope_to, envelope_id, subject: spoken.subject, html, text, bytes })
    }

    /// What one message says to one person, for another medium than mail. In its template `paper` is true.
    ///
    /// # Errors
    /// When the message does not exist in the request's language, or its template mentions something that is absent
    /// for this person. Nobody needs an address for it.
    pub fn content(&self, request: &Request) -> Result<Content> {
        self.content_of(self.say(request, Medium::Sheet, &own_devices(&self.campaign, request))?, request)
    }

    /// What one message says on a sheet from a pile, about [`device_kinds`](super::device_kinds) of devices instead of somebody's own.
    /// There is no `person` in it, whoever the request is to.
    ///
    /// # Errors
    /// As [`Renderer::content`]; or the language has no name for the kinds.
    pub fn handout(&self, request: &Request, kinds: &[Kind]) -> Result<Content> {
        self.to_anyone(request, Medium::Sheet, kinds)
    }

    /// What one message says on a wall. In its template `poster` is true.
    ///
    /// # Errors
    /// As [`Renderer::handout`].
    pub fn poster(&self, request: &Request, kinds: &[Kind]) -> Result<Content> {
        self.to_anyone(request, Medium::Poster, kinds)
    }

    fn to_anyone(&self, request: &Request, medium: Medium, kinds: &[Kind]) -> Result<Content> {
        let kinds = device_kinds::named(kinds, request.language, &self.catalogs)?;
        let kinds: Vec<Known> = kinds.iter().map(|Kind { device, path }| Known { device, path: *path }).collect();
        let request = Request { person: None, about: &[], migrated: &[], ..*request };
        self.content_of(self.say(&request, medium, &kinds)?, &request)
    }

    /// What a message says, whatever becomes of it.
    fn say(&self, request: &Request, medium: Medium, devices: &[Known]) -> Result<Spoken<'_>> {
        let pseudo = Pseudo::of(request.language);
        let template = self.messages.get(request.message).and_then(|languages| match pseudo {
            Some(pseudo) => languages.get(pseudo.tags().1),
            None => languages.get(request.language),
        });
        let (Some(template), Some(language)) = (template, self.languages.get(request.language)) else {
            return Err(missing(request));
        };
        let mut context = context::personal(&language.context, &self.campaign, request, devices, self.has_fields);
        context.insert_value("paper", Value::from(medium != Medium::Mail));
        context.insert_value("poster", Value::from(medium == Medium::Poster));
        if let Some(entry) = request.entry().filter(|_| medium == Medium::Mail) {
            context.insert_value("appointment", context::of_entry(entry));
        }
        let line = |name: &str| {
            let line = self.engine.render(Escaping::Line, name, &context)?;
            Ok::<_, Error>(match pseudo {
                Some(pseudo) => pseudo.say(&line),
                None => line,
            })
        };
        let subject = line(&template.subject)?;
        let preheader = template.preheader.as_deref().map(line).transpose()?.unwrap_or_default();
        let body = self.engine.render(Escaping::Markdown, &template.body, &context)?;
        let is_for_desk = request.person.is_none();
        Ok(Spoken { language, context, subject, preheader, body, template: &template.body, pseudo, is_for_desk })
    }

    fn content_of(&self, spoken: Spoken, request: &Request) -> Result<Content> {
        let blocks = self.read(&spoken, &spoken.body)?;
        let Spoken { subject, preheader, .. } = spoken;
        Ok(Content { subject, preheader, language: request.language.clone(), blocks })
    }

    /// Reads Markdown of a message.
    fn read(&self, spoken: &Spoken, markdown: &str) -> Result<Vec<Block>> {
        let read = markdown::parse_with(markdown, spoken.pseudo, &self.pictures);
        read.map_err(|error| error.at(Place::file(spoken.template)))
    }

    /// Whom the mail is to: the person, the helpdesk, or whoever tries it out.
    fn reader(&self, request: &Request) -> Result<Lettre> {
        let (name, address) = match request.person {
            Some(person) => (Some(person.name.as_str()), person.email.as_deref()),
            None => (None, self.campaign.helpdesk.email.as_deref()),
        };
        let address = request.redirect.or(address).ok_or_else(|| match request.person {
            Some(person) => Error::campaign(format!("`{}` has no mail address", person.id)),
            None => Error::campaign("the helpdesk has no mail address").hint("add `helpdesk: {email: …}`"),
        })?;
        mail::mailbox(name, address)
    }
}

fn missing(request: &Request) -> Error {
    Error::campaign(format!("there is no message `{}` in `{}`", request.message, request.language))
        .hint(format!("add `templates/{}/{}.{}.md`", request.phase.id, request.message, request.language))
}
