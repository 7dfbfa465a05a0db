//! Setting up: every template of a campaign is read and compiled once, with all that is wrong reported at once.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use tera::{Context, Value};

use super::{Footer, KEPT, Language, Renderer, SHELL, Template};
use crate::builtin;
use crate::campaign::{Campaign, Catalogue, Inputs};
use crate::error::{Error, Place, Problem, Result};
use crate::l10n::{Catalogs, Pseudo, Tag};
use crate::render::engine::{Engine, Escaping};
use crate::render::fragment::{Fragment, text_of};
use crate::render::front_matter::TemplateFile;
use crate::render::logo::Logo;
use crate::render::pictures::{self, Pictures};
use crate::render::references::References;
use crate::render::shell;
use crate::render::store::Store;
use crate::render::written::Lines;
use crate::render::{context, facts, html, mail, markdown, text};

const FOOTER: &str = "templates/layout/footer.md";
const BLOCKS: &str = "templates/blocks/";

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
        let mut templates: HashMap<String, (Escaping, Fragment)> = HashMap::new();
        let mut messages: BTreeMap<String, BTreeMap<Tag, Template>> = BTreeMap::new();
        let offered: BTreeSet<&Tag> = campaign.languages.offered.iter().chain([&campaign.languages.default]).collect();
        for (message, languages) in &catalogue.messages {
            for (language, path) in languages.iter().filter(|(language, _)| offered.contains(language)) {
                match read(inputs, path).and_then(|bytes| TemplateFile::parse(path, bytes)) {
                    Ok(source) => {
                        let template = register(path, source, &mut templates);
                        messages.entry(message.clone()).or_default().insert(language.clone(), template);
                    }
                    Err(error) => problems.extend(error.problems),
                }
            }
        }
        for path in layout(inputs) {
            let escaping = if path.ends_with(".html") { Escaping::Html } else { Escaping::Markdown };
            match read(inputs, &path).and_then(|bytes| text_of(&path, bytes)) {
                Ok(text) => {
                    templates.insert(path.clone(), (escaping, Fragment::whole(path, &text)));
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
        let is_shell_shared = templates.get(SHELL).is_some_and(|(_, layout)| shell::is_shared(layout));
        let has_fields = templates.values().any(|(_, fragment)| fragment.text.contains(".fields"));
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
            let spoken = missing_labels(tag, &needed, &catalogs)
                .and_then(|()| Language::new(&campaign, tag, languages.len() as u32, &engine));
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
                let language = Language::new(&campaign, &tag, languages.len() as u32, &engine)?;
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
            passages: Store::new(KEPT),
            shells: Store::new(KEPT / 4),
            is_shell_shared,
            has_fields,
        })
    }
}

impl Language {
    fn new(campaign: &Campaign, tag: &Tag, number: u32, engine: &Engine) -> Result<Self> {
        let context = context::shared(campaign, tag);
        let mut to_desk = context.clone();
        to_desk.insert_value("desk", Value::from(true));
        let footer = |context: &Context| {
            let footer = engine.render(Escaping::Markdown, FOOTER, context)?;
            let blocks = markdown::parse_with(&footer, None, &Pictures::NONE).map_err(|e| e.at(Place::file(FOOTER)))?;
            let html = html::write(&blocks, tag.direction(), campaign.brand.color);
            let text = Lines::new(format!("\n-- \n{}", text::write(&blocks, tag.colon())));
            let unbroken = format!("\n-- \n{}", text::unbroken(&blocks, tag.colon()));
            Ok::<_, Error>(Footer { html, text, unbroken })
        };
        let (footer, desk_footer) = (footer(&context)?, footer(&to_desk)?);
        Ok(Language { number, tag: tag.clone(), footer, desk_footer, context })
    }
}

/// The languages nobody reads.
const PSEUDO: [Pseudo; 2] = [Pseudo::Accented, Pseudo::Bidirectional];

/// The labels of what is around every message.
fn needed_labels(templates: &HashMap<String, (Escaping, Fragment)>) -> BTreeSet<String> {
    let layout = [FOOTER, SHELL].into_iter().filter_map(|name| templates.get(name));
    layout.flat_map(|(_, fragment)| References::of(fragment).labels.into_keys()).collect()
}

/// The pictures that messages and blocks show.
fn pictures_of(
    templates: &HashMap<String, (Escaping, Fragment)>,
    inputs: &Inputs,
    problems: &mut Vec<Problem>,
) -> Result<Pictures> {
    problems.extend(templates.get(FOOTER).and_then(|(_, footer)| pictures::none_in(footer)));
    let is_shown = |name: &str, escaping: Escaping| escaping == Escaping::Markdown && name != FOOTER;
    let shown = templates.iter().filter(|(name, (escaping, _))| is_shown(name, *escaping));
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

/// Names the parts of a template. Only the body's name ends in `.md`, so only there values are escaped.
fn register(path: &str, source: TemplateFile, templates: &mut HashMap<String, (Escaping, Fragment)>) -> Template {
    let template = Template {
        subject: format!("{path}#subject"),
        preheader: source.preheader.as_ref().map(|_| format!("{path}#preheader")),
        body: path.to_owned(),
    };
    templates.insert(template.subject.clone(), (Escaping::Line, source.subject));
    if let (Some(name), Some(preheader)) = (&template.preheader, source.preheader) {
        templates.insert(name.clone(), (Escaping::Line, preheader));
    }
    templates.insert(template.body.clone(), (Escaping::Markdown, source.body));
    template
}

/// The layout and every block, the campaign's and the built-in ones.
fn layout(inputs: &Inputs) -> BTreeSet<String> {
    let own = inputs.files().keys().map(|path| path.strip_prefix(builtin::PREFIX).unwrap_or(path).to_owned());
    let blocks = own.chain(builtin::files().map(|(path, _)| path));
    let blocks = blocks.filter(|path| path.starts_with(BLOCKS) && path.ends_with(".md"));
    blocks.chain([SHELL.to_owned(), FOOTER.to_owned()]).collect()
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
