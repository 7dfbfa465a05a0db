//! From a request to a mail: templates are compiled once, after that every call is a pure function of its request.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use lettre::message::Mailbox as Lettre;
use tera::{Context, Value};

use super::budget;
use super::context;
use super::device_kinds;
use super::engine::{Engine, Escaping};
use super::invite::Texts;
use super::logo::{self, Logo};
use super::mail::{self, Parts};
use super::picture;
use super::pictures::Pictures;
use super::request::{Content, Mail, Request};
use super::sheet;
use super::{html, markdown, text};
use crate::campaign::{Campaign, Device};
use crate::error::{Error, Place, Result};
use crate::l10n::{Catalogs, Pseudo, Tag};

mod compile;

pub(crate) use compile::{catalogs, read};

const SHELL: &str = "templates/layout/mail.html";

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
}

/// The names under which the parts of a template are compiled.
struct Template {
    subject: String,
    preheader: Option<String>,
    body: String,
}

/// What is the same for every message in a language.
struct Language {
    context: Context,
    footer_html: String,
    footer_text: String,
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
    content: Content,
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

    /// One message for one person.
    ///
    /// # Errors
    /// When the message does not exist in the request's language, its template mentions something that is absent for
    /// this person, or the person has no address that can be mailed to.
    pub fn mail(&self, request: &Request) -> Result<Mail> {
        let to = self.reader(request)?;
        let Spoken { language, mut context, content } = self.say(request, Medium::Mail, own_devices(request))?;
        let Content { subject, preheader, blocks, .. } = content;

        let mut plain = text::write(&blocks, request.language.colon());
        plain.push_str("\n-- \n");
        plain.push_str(&language.footer_text);

        context.insert_value("subject", Value::from(&*subject));
        context.insert_value("preheader", Value::from(preheader));
        context.insert_value("lang", Value::from(request.language.html()));
        context.insert_value("dir", Value::from(request.language.direction().as_str()));
        if let Some(logo) = &self.logo {
            let content_id = logo::content_id(request.id);
            context.insert_value("logo", logo.value(&content_id, request.language, &self.campaign.languages));
        }
        let content_id = |n: usize| picture::content_id(n, request.id);
        let body = html::page(&blocks, request.language.direction(), self.campaign.brand.color, &content_id);
        context.insert_value("body", Value::safe_string(&body.html));
        context.insert_value("footer", Value::safe_string(&language.footer_html));
        let html = self.engine.render(Escaping::Html, SHELL, &context)?;

        let envelope_to = to.email.to_string();
        let texts = Texts { campaign: &self.campaign, catalogs: &self.catalogs };
        let invite = texts.invite(request, &self.from, &to)?;
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
            subject: &subject,
            text: &plain,
            html: &html,
            logo: self.logo.as_ref(),
            pictures: &body.pictures,
            sheet,
            invite,
        })?;
        budget::check(&bytes)?;
        Ok(Mail { envelope_from: self.envelope_from.clone(), envelope_to, subject, html, text: plain, bytes })
    }

    /// What one message says to one person, for another medium than mail. In its template `paper` is true.
    ///
    /// # Errors
    /// When the message does not exist in the request's language, or its template mentions something that is absent
    /// for this person. Nobody needs an address for it.
    pub fn content(&self, request: &Request) -> Result<Content> {
        self.say(request, Medium::Sheet, own_devices(request)).map(|spoken| spoken.content)
    }

    /// What one message says on a sheet from a pile, about [`device_kinds`](super::device_kinds) of devices instead of somebody's own.
    /// There is no `person` in it, whoever the request is to.
    ///
    /// # Errors
    /// As [`Renderer::content`]; or the language has no name for the kinds.
    pub fn handout(&self, request: &Request, kinds: &[Device]) -> Result<Content> {
        self.to_anyone(request, Medium::Sheet, kinds)
    }

    /// What one message says on a wall. In its template `poster` is true.
    ///
    /// # Errors
    /// As [`Renderer::handout`].
    pub fn poster(&self, request: &Request, kinds: &[Device]) -> Result<Content> {
        self.to_anyone(request, Medium::Poster, kinds)
    }

    fn to_anyone(&self, request: &Request, medium: Medium, kinds: &[Device]) -> Result<Content> {
        let kinds = device_kinds::named(kinds, request.language, &self.catalogs)?;
        let request = Request { person: None, about: &[], migrated: &[], ..*request };
        self.say(&request, medium, &kinds).map(|spoken| spoken.content)
    }

    /// What a message says, whatever becomes of it.
    fn say(&self, request: &Request, medium: Medium, devices: &[Device]) -> Result<Spoken<'_>> {
        let pseudo = Pseudo::of(request.language);
        let template = self.messages.get(request.message).and_then(|languages| match pseudo {
            Some(pseudo) => languages.get(pseudo.tags().1),
            None => languages.get(request.language),
        });
        let (Some(template), Some(language)) = (template, self.languages.get(request.language)) else {
            return Err(missing(request));
        };
        let mut context = context::personal(&language.context, &self.campaign, request, devices);
        context.insert_value("paper", Value::from(medium != Medium::Mail));
        context.insert_value("poster", Value::from(medium == Medium::Poster));
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
        let at = |error: Error| error.at(Place::file(template.body.as_str()));
        let blocks = markdown::parse_with(&body, pseudo, &self.pictures).map_err(at)?;
        let content = Content { subject, preheader, language: request.language.clone(), blocks };
        Ok(Spoken { language, context, content })
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

fn own_devices<'a>(request: &Request<'a>) -> &'a [Device] {
    request.person.map_or(request.ownerless, |person| &person.devices)
}

fn missing(request: &Request) -> Error {
    Error::campaign(format!("there is no message `{}` in `{}`", request.message, request.language))
        .hint(format!("add `templates/{}/{}.{}.md`", request.phase.id, request.message, request.language))
}
