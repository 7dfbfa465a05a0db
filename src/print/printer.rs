//! The layouts of a campaign, evaluated once, and from then on one call a page.

use std::collections::HashMap;
use std::sync::Arc;

use chrono::{DateTime, Utc};
use ecow::EcoVec;
use typst::foundations::{Dict, Func, IntoValue, Value};
use typst::layout::Frame;
use typst::model::{Document, DocumentInfo};
use typst_layout::{Page, PagedDocument};

use super::address;
use super::content::typeset;
use super::engine::{self, Layout};
use super::fonts::Fonts;
use super::form::{Form, Format};
use super::inspect::{Flaws, inspect};
use super::pack::pack;
use super::pages::Pages;
use super::paper::{self, Paper};
use super::pdf::Export;
use super::plan::{self, Plan};
use super::words::Words;
use super::world::Layouts;
use crate::campaign::{Campaign, Inputs, PaperSize, Person};
use crate::error::{Error, Kind, Place, Problem, Result};
use crate::l10n::{Argument, Catalogs, Pseudo, Tag};
use crate::render;

/// The layouts there are. What they share is in `common`.
const LAYOUTS: [&str; 9] = ["common", "sheet", "letter", "poster", "labels", "brief", "separator", "plan", "report"];

/// A sheet from a pile has the steps for several kinds of devices: it may be as long as that of somebody with so many.
const KINDS: usize = 5;

/// Prints for one campaign. May be used from many threads at once, each with a pool of its own as [`super::run`] does.
pub struct Printer {
    campaign: Arc<Campaign>,
    layouts: Layouts,
    functions: HashMap<&'static str, Functions>,
    /// A language that lacks labels is wrong when something is printed in it, not before.
    languages: HashMap<Tag, Result<Language>>,
    /// How the files are dated that have no date of their own.
    export: Option<Export>,
    /// The country that letters are posted in, in small letters.
    home: Option<String>,
}

struct Functions {
    paper: Func,
    callout: Func,
    button: Func,
}

struct Language {
    words: Words,
    shared: Dict,
}

impl std::fmt::Debug for Printer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Printer").field("campaign", &self.campaign.id).finish_non_exhaustive()
    }
}

impl Printer {
    /// Evaluates every layout: the inputs' own where they have one, else the built-in one. `issued` dates the
    /// files: the instant of the plan, so that printing again gives the same bytes.
    ///
    /// # Errors
    /// With everything that is wrong with the layouts and the labels, at its place.
    pub fn new(campaign: Arc<Campaign>, inputs: &Inputs, fonts: Fonts, issued: DateTime<Utc>) -> Result<Self> {
        let undated = Printer::undated(campaign, inputs, fonts)?;
        Ok(Printer { export: Some(Export::new(issued)?), ..undated })
    }

    /// One that makes only files that have a date of their own.
    ///
    /// # Errors
    /// As [`Printer::new`].
    pub(super) fn undated(campaign: Arc<Campaign>, inputs: &Inputs, fonts: Fonts) -> Result<Self> {
        let mut sources = Vec::new();
        for path in LAYOUTS.map(path) {
            let bytes = render::read(inputs, path)?;
            let text = std::str::from_utf8(bytes)
                .map_err(|_| Error::campaign("this file is not UTF-8").at(Place::file(path)))?;
            sources.push((path, text.trim_start_matches('\u{feff}').to_owned()));
        }
        let layouts = Layouts::new(fonts, sources)?;
        let mut functions = HashMap::new();
        let mut problems = Vec::new();
        for name in LAYOUTS.into_iter().skip(1) {
            match Functions::new(&layouts, path(name)) {
                Ok(found) => drop(functions.insert(name, found)),
                Err(error) => problems.extend(error.problems),
            }
        }
        Error::collect(problems)?;
        let catalogs = Arc::new(render::catalogs(inputs)?);
        let offered: Vec<&Tag> = campaign.languages.offered.iter().chain([&campaign.languages.default]).collect();
        // What can be previewed in a language that nobody reads can be printed in it.
        let tried = [Pseudo::Accented, Pseudo::Bidirectional].map(Pseudo::tags).into_iter();
        let tried = tried.filter(|(_, source)| offered.iter().any(|tag| tag.as_str() == *source));
        let tried: Vec<Tag> = tried.filter_map(|(tag, _)| tag.parse().ok()).collect();
        let tags = offered.into_iter().chain(&tried);
        let languages = tags.map(|tag| (tag.clone(), Language::new(&campaign, tag, &catalogs))).collect();
        Ok(Printer { campaign, layouts, functions, languages, export: None, home: None })
    }

    /// The same on other paper than the campaign's, if any is named.
    #[must_use]
    pub fn on(mut self, paper: Option<PaperSize>) -> Self {
        for language in self.languages.values_mut().flatten().filter(|_| paper.is_some()) {
            let size = Format::from(paper.unwrap_or_default()).in_typst();
            language.shared.insert("size".into(), size.into_value());
        }
        self
    }

    /// The same with the letters posted where most of these people live: their country is on no envelope.
    #[must_use]
    pub fn posting_to(self, people: &[Person]) -> Self {
        Printer { home: address::home(people), ..self }
    }

    /// The campaign it prints for.
    pub fn campaign(&self) -> &Arc<Campaign> {
        &self.campaign
    }

    /// Lays out one paper: with as much room as there should be, and a sheet with less of it where that saves a page.
    ///
    /// # Errors
    /// When it cannot be read as it is, with the name of whose it is: a character that no typeface has, text beyond
    /// the edge, more pages than [`Form::most_pages`]. And when a layout or a label is wrong.
    pub fn lay_out(&self, form: Form, paper: &Paper) -> Result<Pages> {
        let language = self.language(&paper.content.language)?;
        let own = paper::own(paper, form, &self.campaign, &language.words, self.home.as_deref())?;
        let what = format!("the {} of {}", form.name(), paper.whose());
        let document = self.shortest(form, paper, language, &merged(&language.shared, own));
        let pages = self.looked_at(document, &what, &paper.content.subject)?;
        let most = form.most_pages(paper.person.map_or(KINDS, |person| person.moving().count()));
        if pages.len() > most {
            return Err(Error::campaign(format!("{what} is {} pages; it may have {most}", pages.len()))
                .hint("shorten the message, or leave out what this person does not need"));
        }
        Ok(pages)
    }

    /// The roomiest document that has no more pages than it should; or else the roomiest of the shortest ones.
    fn shortest(
        &self,
        form: Form,
        paper: &Paper,
        language: &Language,
        dict: &Dict,
    ) -> Result<PagedDocument, Vec<Problem>> {
        let functions = self.functions(form.layout()).map_err(|error| error.problems)?;
        let wanted = paper::wanted_pages(paper, &self.campaign);
        let lay_out = |tight: u8| {
            engine::lay_out(&self.layouts, |engine| {
                let pieces = (&functions.callout, &functions.button);
                let said = paper::said(engine, pieces, paper, &self.campaign, &language.words)?;
                let mut dict = merged(dict, said);
                dict.insert("tight".into(), tight.into_value());
                engine::call(engine, &functions.paper, [dict.into_value()])
            })
        };
        let mut best = lay_out(0)?;
        for tight in 1..=form.tightest() {
            if best.pages().len() <= wanted {
                break;
            }
            let tighter = lay_out(tight)?;
            if tighter.pages().len() < best.pages().len() {
                best = tighter;
            }
        }
        Ok(best)
    }

    /// Lays out address labels, in the order of the people.
    ///
    /// # Errors
    /// As [`Printer::lay_out`], with the names of whose label it is where one is to blame.
    pub fn labels(&self, people: &[&Person], language: &Tag) -> Result<Pages> {
        let language = self.language(language)?;
        let people = people.iter().map(|person| paper::person(person, self.home.as_deref()).into_value()).collect();
        let own = typst::foundations::dict! { "people" => Value::Array(people) };
        self.simple("labels", merged(&language.shared, own), language)
    }

    /// Lays out the communication plan, with the messages in the campaign's default language.
    ///
    /// # Errors
    /// When a character has no typeface, a text runs off the page, or a layout or a label is wrong.
    pub fn plan(&self, plan: &Plan) -> Result<Pages> {
        self.document("plan", plan)
    }

    /// Lays out the report on progress: the first part, the drawings, and the other parts.
    ///
    /// # Errors
    /// As [`Printer::plan`].
    pub fn report(&self, report: &Plan) -> Result<Pages> {
        self.document("report", report)
    }

    fn document(&self, layout: &'static str, plan: &Plan) -> Result<Pages> {
        let default = &self.campaign.languages.default;
        let language = self.language(default)?;
        let functions = self.functions(layout)?;
        let title = self.campaign.name.get(default, default);
        let mut dict = merged(&language.shared, plan::own(plan, title));
        let document = engine::lay_out(&self.layouts, |engine| {
            let said = plan::said(engine, (&functions.callout, &functions.button), plan, &language.words)?;
            dict = merged(&dict, said);
            engine::call(engine, &functions.paper, [std::mem::take(&mut dict).into_value()])
        });
        self.looked_at(document, &format!("the {layout}"), &format!("{}: {title}", plan.kind))
    }

    /// The page before the sheets of one department in one building.
    pub(super) fn separator(&self, person: &Person, count: usize, numbers: Option<(u32, u32)>) -> Result<Pages> {
        let language = self.language(&self.campaign.languages.default)?;
        let words = &language.words;
        let count = words.label("print-count", &[("count", Argument::Number(count as f64))])?;
        let numbers = match numbers {
            Some((first, last)) if first == last => words.number(first)?,
            Some((first, last)) => {
                let [first, last] = [first, last].map(|number| format!("{number:05}"));
                words.label("print-numbers", &[("first", Argument::Text(&first)), ("last", Argument::Text(&last))])?
            }
            None => String::new(),
        };
        let mut own = paper::person(person, None);
        own.insert("count".into(), count.into_value());
        own.insert("numbers".into(), numbers.into_value());
        self.simple("separator", merged(&language.shared, own), language)
    }

    fn simple(&self, name: &'static str, dict: Dict, language: &Language) -> Result<Pages> {
        let functions = self.functions(name)?;
        let document =
            engine::lay_out(&self.layouts, |engine| engine::call(engine, &functions.paper, [dict.into_value()]));
        let title = self.campaign.name.get(language.words.tag(), &self.campaign.languages.default);
        self.looked_at(document, &format!("the {name}"), title)
    }

    /// The bytes of a file.
    ///
    /// # Errors
    /// When a layout makes a page that is not accessible: an image without a description, a heading out of order.
    pub fn pdf(&self, pages: &Pages, id: &str) -> Result<Vec<u8>> {
        let export = self.export.as_ref().ok_or_else(|| Error::bug("a file has no date"))?;
        self.exported(pages, id, export)
    }

    /// The bytes of a file with a date of its own.
    ///
    /// # Errors
    /// As [`Printer::pdf`].
    pub(super) fn pdf_dated(&self, pages: &Pages, id: &str, issued: DateTime<Utc>) -> Result<Vec<u8>> {
        self.exported(pages, id, &Export::new(issued)?)
    }

    fn exported(&self, pages: &Pages, id: &str, export: &Export) -> Result<Vec<u8>> {
        let made = export.bytes(&pages.document(), id);
        let made = made.map_err(|found| Error { kind: Kind::Campaign, problems: self.layouts.problems(&found) })?;
        pack(&made, pages.duplex)
    }

    /// Pages one after another, as one document; with `duplex` each begins on the front of a sheet. The last needs no
    /// blank back.
    pub(super) fn join(&self, parts: Vec<Pages>, duplex: bool, title: &str) -> Pages {
        let mut all: EcoVec<Page> = EcoVec::new();
        let mut info = DocumentInfo::default();
        for part in parts {
            if let (true, Some(last)) = (duplex && all.len() % 2 == 1, all.last()) {
                let blank = Page { frame: Frame::hard(last.frame.size()), ..last.clone() };
                all.push(blank);
            }
            info = part.info;
            all.extend(part.pages);
        }
        info.title = Some(title.into());
        Pages { pages: all, info, duplex: Some(duplex) }
    }

    /// The document, if it can be read as it is.
    fn looked_at(&self, document: Result<PagedDocument, Vec<Problem>>, what: &str, title: &str) -> Result<Pages> {
        let document = document.map_err(|mut problems| {
            problems.iter_mut().for_each(|problem| problem.message = format!("{what}: {}", problem.message));
            Error { kind: Kind::Campaign, problems }
        })?;
        let Flaws { missing, outside } = inspect(document.pages());
        let mut problems = Vec::new();
        if !missing.is_empty() {
            let shown: Vec<String> = missing.iter().map(|c| format!("`{c}` (U+{:04X})", u32::from(*c))).collect();
            problems.push(
                Problem::new(format!("{what} cannot be printed: no typeface has {}", shown.join(", ")))
                    .hint("`heraut print --font-dir DIR` takes one that has it; a sheet that goes with mail is set in the built-in ones"),
            );
        }
        for text in outside {
            problems
                .push(Problem::new(format!("{what} cannot be printed: `{text}` runs off the page")).hint("shorten it"));
        }
        Error::collect(problems)?;
        let mut info = document.info().clone();
        info.title = Some(typeset(title));
        info.author = vec![typeset(&self.campaign.organization)];
        Ok(Pages { pages: document.pages().into(), info, duplex: None })
    }

    fn language(&self, tag: &Tag) -> Result<&Language> {
        match self.languages.get(tag) {
            Some(Ok(language)) => Ok(language),
            Some(Err(error)) => Err(error.clone()),
            None => Err(Error::campaign(format!("the campaign does not offer `{tag}`"))),
        }
    }

    fn functions(&self, name: &str) -> Result<&Functions> {
        self.functions.get(name).ok_or_else(|| Error::bug(format!("there is no layout `{name}`")))
    }
}

impl Functions {
    fn new(layouts: &Layouts, path: &str) -> Result<Self> {
        let layout = Layout::new(layouts, path)?;
        Ok(Functions {
            paper: layout.function("paper")?,
            callout: layout.function("callout")?,
            button: layout.function("button")?,
        })
    }
}

impl Language {
    fn new(campaign: &Campaign, tag: &Tag, catalogs: &Arc<Catalogs>) -> Result<Self> {
        let words = Words::new(tag, catalogs)?;
        Ok(Language { shared: paper::shared(campaign, &words), words })
    }
}

fn path(name: &str) -> &'static str {
    match name {
        "sheet" => "templates/layout/sheet.typ",
        "letter" => "templates/layout/letter.typ",
        "poster" => "templates/layout/poster.typ",
        "labels" => "templates/layout/labels.typ",
        "brief" => "templates/layout/brief.typ",
        "plan" => "templates/layout/plan.typ",
        "report" => "templates/layout/report.typ",
        "separator" => "templates/layout/separator.typ",
        _ => "templates/layout/common.typ",
    }
}

fn merged(one: &Dict, other: Dict) -> Dict {
    let mut all = one.clone();
    for (key, value) in other {
        all.insert(key, value);
    }
    all
}
