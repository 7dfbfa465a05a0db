//! Every form there is on paper, of a campaign's own messages: `paper CAMPAIGN OUT READER…`, as the judges want it.
//!
//! A file for each form, language and reader, beside the mail of the same message; `index.json` lists them. A form is
//! left out in a language that has no text for it. A poster has no reader, and the helpdesk's brief is the helpdesk's.

use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use chrono::{DateTime, Utc};
use heraut::builtin;
use heraut::campaign::{Campaign, Inputs, Loaded, Person, Phase, load};
use heraut::error::{Error, Result};
use heraut::l10n::Tag;
use heraut::print::run::{Job, Stack, handing_out, stacked};
use heraut::print::{Fonts, Form, Format, Paper, Printer};
use heraut::render::{Renderer, Request};
use serde_json::{Value, json};

/// Name of a form, the form, and the message on it.
const FORMS: [(&str, Form, &str); 7] = [
    ("sheet", Form::Sheet, "enrol-now"),
    ("large", Form::LargePrint, "enrol-now"),
    ("letter", Form::Letter, "access-blocked"),
    ("prepare", Form::Sheet, "prepare"),
    ("poster-a3", Form::Poster(Format::A3), "announcement"),
    ("poster-a4", Form::Poster(Format::A4), "enrol-now"),
    ("brief", Form::Brief, "helpdesk-brief"),
];

fn main() -> std::process::ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [campaign, out, readers @ ..] = arguments.as_slice() else {
        eprintln!("usage: paper CAMPAIGN OUT READER…");
        return 2.into();
    };
    match Desk::open(Path::new(campaign), Path::new(out)).and_then(|desk| desk.print_all(readers)) {
        Ok(()) => 0.into(),
        Err(error) => {
            eprintln!("{error}");
            1.into()
        }
    }
}

struct Desk {
    loaded: Loaded,
    renderer: Renderer,
    printer: Printer,
    issued: DateTime<Utc>,
    out: PathBuf,
    index: Mutex<Vec<Value>>,
}

impl Desk {
    fn open(directory: &Path, out: &Path) -> Result<Self> {
        let mut inputs = Inputs::from_dir(directory);
        for (path, bytes) in builtin::files() {
            inputs.insert(format!("{}{path}", builtin::PREFIX), bytes);
        }
        let loaded = load(&mut inputs)?;
        let wave = loaded.campaign.waves.first().ok_or_else(|| Error::campaign("there is no wave"))?;
        let issued = wave.start.and_time(chrono::NaiveTime::MIN).and_utc();
        let renderer = Renderer::new(Arc::clone(&loaded.campaign), &loaded.catalogue, &inputs)?;
        let printer = Printer::new(Arc::clone(&loaded.campaign), &inputs, Fonts::embedded(), issued)?;
        let printer = printer.posting_to(&loaded.people.persons);
        std::fs::create_dir_all(out).map_err(|e| Error::usage(e.to_string()))?;
        Ok(Desk { loaded, renderer, printer, issued, out: out.to_owned(), index: Mutex::default() })
    }

    fn campaign(&self) -> &Campaign {
        &self.loaded.campaign
    }

    fn print_all(&self, readers: &[String]) -> Result<()> {
        let persons = &self.loaded.people.persons;
        let is_reader = |person: &&Person| readers.iter().any(|user| person.id.starts_with(&format!("{user}@")));
        let readers: Vec<&Person> = persons.iter().filter(is_reader).collect();
        let mut all: Vec<&Person> = persons.iter().collect();
        all.sort_by(|one, other| handing_out(one, other));
        for language in &self.campaign().languages.offered {
            for (name, form, message) in FORMS {
                for (at, reader) in readers.iter().enumerate() {
                    let personal = matches!(form, Form::Sheet | Form::LargePrint | Form::Letter);
                    if personal || at == 0 {
                        self.print(name, form, message, language, reader, personal)?;
                    }
                }
            }
            let labels = self.printer.labels(&all, language)?;
            self.keep(&format!("labels.{language}"), &self.printer.pdf(&labels, "labels")?, json!({"form": "labels"}))?;
            self.run(language, &readers)?;
        }
        let index = Value::Array(self.index.lock().map(|mut found| std::mem::take(&mut *found)).unwrap_or_default());
        self.write("index.json", index.to_string().as_bytes())
    }

    fn print(
        &self,
        name: &str,
        form: Form,
        message: &str,
        language: &Tag,
        reader: &Person,
        personal: bool,
    ) -> Result<()> {
        let (Some(phase), true) = (self.phase(message), self.has(message, language)) else { return Ok(()) };
        let about: Vec<&Person> = self.loaded.people.persons.iter().collect();
        let person = (form != Form::Brief).then_some(reader);
        let request = Request { person, about: &about, ..self.request(message, phase, language) };
        let paper = Paper {
            id: format!("{name}{language}{}", reader.id),
            number: personal.then_some(118),
            person: personal.then_some(reader),
            wave: request.wave,
            due: request.due,
            paths: reader
                .devices
                .iter()
                .map(|device| self.campaign().path(request.wave, Some(reader), device))
                .collect(),
            content: self.renderer.content(&request)?,
        };
        let user = reader.id.split('@').next().filter(|_| personal).unwrap_or("anyone");
        let file = format!("{name}.{language}.{user}");
        let bytes = self.printer.pdf(&self.printer.lay_out(form, &paper)?, &paper.id)?;
        self.write(&format!("{file}.eml"), &self.renderer.mail(&request)?.bytes)?;
        self.keep(
            &file,
            &bytes,
            json!({"form": name, "eml": format!("{file}.eml"), "name": paper.person.map(|p| &p.name)}),
        )
    }

    /// A print run of the readers' sheets, with separators, on both sides of the paper.
    fn run(&self, language: &Tag, readers: &[&Person]) -> Result<()> {
        let message = "enrol-now";
        let Some(phase) = self.phase(message) else { return Ok(()) };
        let job = Job { printer: &self.printer, form: Form::Sheet, threads: NonZeroUsize::MIN, only_look: false };
        let stack = Stack { sheets: NonZeroUsize::MIN.saturating_add(249), duplex: true, separators: true };
        let mut people = readers.to_vec();
        people.sort_by(|one, other| handing_out(one, other));
        let paper = |n: usize| {
            let request = Request { person: Some(people[n]), ..self.request(message, phase, language) };
            let content = self.renderer.content(&request)?;
            let (person, wave) = (Some(people[n]), request.wave);
            Ok(Paper {
                id: people[n].id.to_string(),
                number: Some(118 + n as u32),
                person,
                wave,
                due: request.due,
                paths: Vec::new(),
                content,
            })
        };
        stacked(&job, stack, &people, paper, |file, printed| {
            self.keep(&format!("run{file}.{language}"), &printed.bytes, json!({"form": "run"}))
        })
    }

    fn request<'a>(&'a self, message: &'a str, phase: &'a Phase, language: &'a Tag) -> Request<'a> {
        let id = "0123456789abcdef0123456789abcdef";
        Request { id, ..Request::new(&self.campaign().waves[0], phase, message, language, self.issued) }
    }

    fn phase(&self, message: &str) -> Option<&Phase> {
        self.campaign().phases.iter().find(|phase| phase.messages.iter().any(|rule| rule.message == message))
    }

    fn has(&self, message: &str, language: &Tag) -> bool {
        self.loaded.catalogue.messages.get(message).is_some_and(|texts| texts.contains_key(language))
    }

    fn keep(&self, name: &str, bytes: &[u8], mut entry: Value) -> Result<()> {
        entry["pdf"] = format!("{name}.pdf").into();
        if let Ok(mut index) = self.index.lock() {
            index.push(entry);
        }
        self.write(&format!("{name}.pdf"), bytes)
    }

    fn write(&self, name: &str, bytes: &[u8]) -> Result<()> {
        let path = self.out.join(name);
        std::fs::write(&path, bytes).map_err(|e| Error::usage(format!("cannot write {}: {e}", path.display())))
    }
}
