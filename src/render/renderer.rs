//! From a letter to a mail: templates are compiled once, after that every call is a pure function of its letter.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use lettre::message::Mailbox as Lettre;
use tera::{Context, Value};

use super::anatomy::Anatomy;
use super::budget;
use super::context;
use super::engine::{Engine, Form};
use super::facts;
use super::invite::Texts;
use super::kind;
use super::letter::{Content, Letter, Mail};
use super::logo::{self, Logo};
use super::mail::{self, Parts};
use super::picture;
use super::pictures::{self, Pictures};
use super::sheet;
use super::source::{Fragment, Source, text_of};
use super::{html, markdown, text};
use crate::builtin;
use crate::campaign::{Campaign, Catalogue, Device, Inputs};
use crate::error::{Error, Place, Problem, Result};
use crate::l10n::{Catalogs, Pseudo, Tag};

const SHELL: &str = "templates/layout/mail.html";
const FOOTER: &str = "templates/layout/footer.md";
const BLOCKS: &str = "templates/blocks/";

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
    /// Compiles every template of the catalogue in the languages the campaign offers, with the layout, the blocks
    /// they include, and the labels.
    ///
    /// A file is taken from the inputs, else from the built-in files the inputs keep under [`builtin::PREFIX`], else
    /// from those of this program. Labels are taken from both: the campaign's override the built-in ones one by one.
    /// Inputs must hold what the campaign has in `templates/` and `locales/`: nothing is read here.
    ///
    /// # Errors
    /// With every broken template, catalog and address of the campaign at once.
    pub fn new(campaign: Arc<Campaign>, catalogue: &Catalogue, inputs: &Inputs) -> Result<Self> {
        let mut problems = Vec::new();
        let mut templates: HashMap<String, (Form, Fragment)> = HashMap::new();
        let mut messages: BTreeMap<String, BTreeMap<Tag, Template>> = BTreeMap::new();
        let offered: BTreeSet<&Tag> = campaign.languages.offered.iter().chain([&campaign.languages.default]).collect();
        for (message, languages) in &catalogue.messages {
            for (language, path) in languages.iter().filter(|(language, _)| offered.contains(language)) {
                match read(inputs, path).and_then(|bytes| Source::parse(path, bytes)) {
                    Ok(source) => {
                        let template = register(path, source, &mut templates);
                        messages.entry(message.clone()).or_default().insert(language.clone(), template);
                    }
                    Err(error) => problems.extend(error.problems),
                }
            }
        }
        for path in layout(inputs) {
            let form = if path.ends_with(".html") { Form::Html } else { Form::Markdown };
            match read(inputs, &path).and_then(|bytes| text_of(&path, bytes)) {
                Ok(text) => {
                    templates.insert(path.clone(), (form, Fragment::whole(path, &text)));
                }
                Err(error) => problems.extend(error.problems),
            }
        }
        problems.extend(facts::unsaid(&campaign, &templates, |rule, name| {
            let languages = messages.get(&rule.message);
            let mut bodies = languages.into_iter().flat_map(BTreeMap::values).map(|template| &template.body);
            name.starts_with(BLOCKS) || bodies.any(|body| name.split('#').next() == Some(body))
        }));
        let catalogs = Arc::new(keep(catalogs(inputs), &mut problems).unwrap_or_default());
        let needed = needed_labels(&templates);
        let pictures = pictures_of(&templates, inputs, &mut problems)?;
        let engine = keep(Engine::new(templates, catalogs.clone()), &mut problems);
        let from = keep(mail::campaign_mailbox(&campaign.sender.from), &mut problems);
        let reply_to = campaign.sender.reply_to.as_ref();
        let reply_to = reply_to.and_then(|mailbox| keep(mail::campaign_mailbox(mailbox), &mut problems));
        let envelope = campaign.sender.envelope.as_ref().unwrap_or(&campaign.sender.from.address);
        let envelope = keep(mail::address(envelope), &mut problems);
        // What is missing because of these would only be reported twice.
        Error::collect(std::mem::take(&mut problems))?;
        let (Some(engine), Some(from), Some(envelope)) = (engine, from, envelope) else {
            return Err(Error::bug("the templates could not be compiled, and nobody said why"));
        };
        let mut languages = HashMap::new();
        for tag in offered {
            let spoken = missing_labels(tag, &needed, &catalogs).and_then(|()| Language::new(&campaign, tag, &engine));
            if let Some(language) = keep(spoken, &mut problems) {
                languages.insert(tag.clone(), language);
            }
        }
        Error::collect(problems)?;
        for pseudo in PSEUDO {
            let (tag, source) = pseudo.tags();
            if languages.contains_key(source)
                && let Ok(tag) = tag.parse()
            {
                let language = Language::new(&campaign, &tag, &engine)?;
                languages.insert(tag, language);
            }
        }
        let logo = campaign.brand.logo.as_ref().map(Logo::new).transpose()?;
        let domain = from.email.domain().to_owned();
        Ok(Renderer {
            list: format!("{}.{domain}", label(&campaign.id)),
            envelope_from: envelope.to_string(),
            logo,
            pictures,
            domain,
            campaign,
            engine,
            catalogs,
            messages,
            languages,
            from,
            reply_to,
        })
    }

    /// The campaign whose messages these are.
    pub fn campaign(&self) -> &Arc<Campaign> {
        &self.campaign
    }

    /// One message for one person.
    ///
    /// # Errors
    /// When the message does not exist in the letter's language, its template mentions something that is absent for
    /// this person, or the person has no address that can be mailed to.
    pub fn mail(&self, letter: &Letter) -> Result<Mail> {
        let to = self.reader(letter)?;
        let Spoken { language, mut context, content } = self.say(letter, Medium::Mail, own_devices(letter))?;
        let Content { subject, preheader, blocks, .. } = content;

        let mut plain = text::write(&blocks, letter.language.colon());
        plain.push_str("\n-- \n");
        plain.push_str(&language.footer_text);

        context.insert_value("subject", Value::from(&*subject));
        context.insert_value("preheader", Value::from(preheader));
        context.insert_value("lang", Value::from(letter.language.html()));
        context.insert_value("dir", Value::from(letter.language.direction().as_str()));
        if let Some(logo) = &self.logo {
            let content_id = logo::content_id(letter.id);
            context.insert_value("logo", logo.value(&content_id, letter.language, &self.campaign.languages));
        }
        let content_id = |n: usize| picture::content_id(n, letter.id);
        let body = html::page(&blocks, letter.language.direction(), self.campaign.brand.color, &content_id);
        context.insert_value("body", Value::safe_string(&body.html));
        context.insert_value("footer", Value::safe_string(&language.footer_html));
        let html = self.engine.render(Form::Html, SHELL, &context)?;

        let envelope_to = to.email.to_string();
        let texts = Texts { campaign: &self.campaign, catalogs: &self.catalogs };
        let invite = texts.invite(letter, &self.from, &to)?;
        let sheet = letter.sheet.map(|pdf| sheet::part(pdf, letter.language, &self.catalogs)).transpose()?;
        let bytes = mail::build(Parts {
            id: letter.id,
            follows: letter.follows,
            list: &self.list,
            domain: &self.domain,
            from: &self.from,
            reply_to: self.reply_to.as_ref(),
            to,
            date: letter.date,
            language: letter.language.html(),
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
    /// When the message does not exist in the letter's language, or its template mentions something that is absent
    /// for this person. Nobody needs an address for it.
    pub fn content(&self, letter: &Letter) -> Result<Content> {
        self.say(letter, Medium::Sheet, own_devices(letter)).map(|spoken| spoken.content)
    }

    /// What one message says on a sheet from a pile, about [`kinds`](super::kinds) of devices instead of somebody's own.
    /// There is no `person` in it, whoever the letter is to.
    ///
    /// # Errors
    /// As [`Renderer::content`]; or the language has no name for the kinds.
    pub fn handout(&self, letter: &Letter, kinds: &[Device]) -> Result<Content> {
        self.to_anyone(letter, Medium::Sheet, kinds)
    }

    /// What one message says on a wall. In its template `poster` is true.
    ///
    /// # Errors
    /// As [`Renderer::handout`].
    pub fn poster(&self, letter: &Letter, kinds: &[Device]) -> Result<Content> {
        self.to_anyone(letter, Medium::Poster, kinds)
    }

    fn to_anyone(&self, letter: &Letter, medium: Medium, kinds: &[Device]) -> Result<Content> {
        let kinds = kind::named(kinds, letter.language, &self.catalogs)?;
        let letter = Letter { person: None, about: &[], migrated: &[], ..*letter };
        self.say(&letter, medium, &kinds).map(|spoken| spoken.content)
    }

    /// What a message says, whatever becomes of it.
    fn say(&self, letter: &Letter, medium: Medium, devices: &[Device]) -> Result<Spoken<'_>> {
        let pseudo = Pseudo::of(letter.language);
        let template = self.messages.get(letter.message).and_then(|languages| match pseudo {
            Some(pseudo) => languages.get(pseudo.tags().1),
            None => languages.get(letter.language),
        });
        let (Some(template), Some(language)) = (template, self.languages.get(letter.language)) else {
            return Err(missing(letter));
        };
        let mut context = context::personal(&language.context, &self.campaign, letter, devices);
        context.insert_value("paper", Value::from(medium != Medium::Mail));
        context.insert_value("poster", Value::from(medium == Medium::Poster));
        let line = |name: &str| {
            let line = self.engine.render(Form::Line, name, &context)?;
            Ok::<_, Error>(match pseudo {
                Some(pseudo) => pseudo.say(&line),
                None => line,
            })
        };
        let subject = line(&template.subject)?;
        let preheader = template.preheader.as_deref().map(line).transpose()?.unwrap_or_default();
        let body = self.engine.render(Form::Markdown, &template.body, &context)?;
        let blocks = markdown::parse_with(&body, pseudo, &self.pictures);
        let content = Content { subject, preheader, language: letter.language.clone(), blocks };
        Ok(Spoken { language, context, content })
    }

    /// Whom the mail is to: the person, the helpdesk, or whoever tries it out.
    fn reader(&self, letter: &Letter) -> Result<Lettre> {
        let (name, address) = match letter.person {
            Some(person) => (Some(person.name.as_str()), person.email.as_deref()),
            None => (None, self.campaign.helpdesk.email.as_deref()),
        };
        let address = letter.redirect.or(address).ok_or_else(|| match letter.person {
            Some(person) => Error::campaign(format!("`{}` has no mail address", person.id)),
            None => Error::campaign("the helpdesk has no mail address").hint("add `helpdesk: {email: …}`"),
        })?;
        mail::mailbox(name, address)
    }
}

impl Language {
    fn new(campaign: &Campaign, tag: &Tag, engine: &Engine) -> Result<Self> {
        let context = context::shared(campaign, tag);
        let blocks = markdown::parse(&engine.render(Form::Markdown, FOOTER, &context)?);
        let footer_html = html::write(&blocks, tag.direction(), campaign.brand.color);
        Ok(Language { footer_html, footer_text: text::write(&blocks, tag.colon()), context })
    }
}

fn own_devices<'a>(letter: &Letter<'a>) -> &'a [Device] {
    letter.person.map_or(letter.ownerless, |person| &person.devices)
}

/// The languages nobody reads.
const PSEUDO: [Pseudo; 2] = [Pseudo::Accented, Pseudo::Bidirectional];

/// The labels of what is around every message.
fn needed_labels(templates: &HashMap<String, (Form, Fragment)>) -> BTreeSet<String> {
    let layout = [FOOTER, SHELL].into_iter().filter_map(|name| templates.get(name));
    layout.flat_map(|(_, fragment)| Anatomy::of(fragment).labels.into_keys()).collect()
}

/// The pictures that messages and blocks show.
fn pictures_of(
    templates: &HashMap<String, (Form, Fragment)>,
    inputs: &Inputs,
    problems: &mut Vec<Problem>,
) -> Result<Pictures> {
    problems.extend(templates.get(FOOTER).and_then(|(_, footer)| pictures::none_in(footer)));
    let is_shown = |name: &str, form: Form| form == Form::Markdown && name != FOOTER;
    let shown = templates.iter().filter(|(name, (form, _))| is_shown(name, *form));
    Pictures::read(shown.map(|(_, (_, fragment))| fragment), inputs, problems)
}

/// That a language has them, or all that it lacks.
fn missing_labels(tag: &Tag, needed: &BTreeSet<String>, catalogs: &Catalogs) -> Result<()> {
    let voice = catalogs.voice(tag.as_str(), tag.as_str())?;
    let missing: Vec<String> = needed.iter().filter(|id| !voice.has_label(id)).map(|id| format!("`{id}`")).collect();
    if missing.is_empty() {
        return Ok(());
    }
    let (file, names) = (format!("locales/{tag}/labels.ftl"), missing.join(", "));
    Err(Problem::new(format!("the language {tag} lacks labels that are part of every message: {names}"))
        .at(Place::file(file))
        .hint("translate them from `locales/en/labels.ftl`, or take the language out of `languages: offered:`")
        .into())
}

/// Names the parts of a template. Only the body's name ends in `.md`, so only there values are guarded.
fn register(path: &str, source: Source, templates: &mut HashMap<String, (Form, Fragment)>) -> Template {
    let template = Template {
        subject: format!("{path}#subject"),
        preheader: source.preheader.as_ref().map(|_| format!("{path}#preheader")),
        body: path.to_owned(),
    };
    templates.insert(template.subject.clone(), (Form::Line, source.subject));
    if let (Some(name), Some(preheader)) = (&template.preheader, source.preheader) {
        templates.insert(name.clone(), (Form::Line, preheader));
    }
    templates.insert(template.body.clone(), (Form::Markdown, source.body));
    template
}

/// The layout and every block, the campaign's and the built-in ones.
fn layout(inputs: &Inputs) -> BTreeSet<String> {
    let own = inputs.files().keys().map(|path| path.strip_prefix(builtin::PREFIX).unwrap_or(path).to_owned());
    let blocks = own.chain(builtin::files().map(|(path, _)| path));
    let blocks = blocks.filter(|path| path.starts_with(BLOCKS) && path.ends_with(".md"));
    blocks.chain([SHELL.to_owned(), FOOTER.to_owned()]).collect()
}

fn missing(letter: &Letter) -> Error {
    Error::campaign(format!("there is no message `{}` in `{}`", letter.message, letter.language))
        .hint(format!("add `templates/{}/{}.{}.md`", letter.phase.id, letter.message, letter.language))
}

/// A file of the campaign's, else the built-in one of this path.
///
/// # Errors
/// When there is neither.
pub(crate) fn read<'a>(inputs: &'a Inputs, path: &str) -> Result<&'a [u8]> {
    let files = inputs.files();
    let kept = || files.get(&format!("{}{path}", builtin::PREFIX));
    if let Some(bytes) = files.get(path).or_else(kept) {
        return Ok(bytes);
    }
    builtin::file(path).ok_or_else(|| Error::campaign("there is no such file").at(Place::file(path)))
}

/// Every label and term: built-in texts first, the campaign's own after them.
///
/// # Errors
/// As [`Catalogs::load`].
pub(crate) fn catalogs(inputs: &Inputs) -> Result<Catalogs> {
    let files = inputs.files();
    let kept: Vec<(&str, &[u8])> =
        files.iter().filter_map(|(path, bytes)| Some((path.strip_prefix(builtin::PREFIX)?, &**bytes))).collect();
    let embedded: Vec<(String, &[u8])> =
        if kept.iter().any(|(path, _)| path.starts_with("locales/")) { Vec::new() } else { builtin::files().collect() };
    let own = files.iter().map(|(path, bytes)| (path.as_str(), &**bytes));
    Catalogs::load(embedded.iter().map(|(path, bytes)| (path.as_str(), *bytes)).chain(kept).chain(own))
}

/// The result, or its problems on the heap of the others.
fn keep<T>(result: Result<T>, problems: &mut Vec<Problem>) -> Option<T> {
    result.map_err(|error| problems.extend(error.problems)).ok()
}

/// A campaign's id as a label of a List-Id: letters, digits and hyphens (RFC 2919 section 2).
fn label(id: &str) -> String {
    let label: String = id.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '-' }).take(63).collect();
    if label.is_empty() { "campaign".to_owned() } else { label }
}
