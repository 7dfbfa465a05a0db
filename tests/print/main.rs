//! What is on paper: the words as they were meant, a code that can be scanned, and nothing that cannot be read.
#![cfg(feature = "print")]

mod anyone;
#[path = "../render/fixture.rs"]
#[allow(dead_code)]
mod fixture;
mod page;
mod pictures;
mod refused;
mod stack;
mod world;

use std::sync::Arc;

use fixture::{at, campaign, phase, renderer_with, request, tag, wave};
use heraut::campaign::{Inputs, PaperSize, Person, Wave};
use heraut::error::Result;
use heraut::print::{Fonts, Form, Pages, Paper, Printer};
use heraut::render::{Renderer, Request};

/// A message with one of everything.
pub(crate) const MESSAGE: &str = "\
---
subject: \"Stap over, {{ person.first_name }}\"
preheader: \"Het kost een half uur.\"
---
# Stap over

Hallo {{ person.name }},

> [!DEADLINE]
> **Uiterlijk {{ wave.deadline | date }}.** Daarna heb je geen mail.

## Zo stap je over

{% for device in devices -%}
1. Pak je {{ device.model }} ({{ device.serial }}).
{% endfor %}
1. Lees [de uitleg](https://intranet.voorbeeldstad.example/uitleg).

> [!WARNING]
> Maak een back-up.

| Wat | Nu | Straks |
|---|---|---|
| Mail | {{ migration.from }} | {{ migration.to }} |

**[Begin hier]({{ migration.enrol_url }})**

## Hulp nodig?

- Bel: [{{ helpdesk.phone }}](tel:{{ helpdesk.phone }})
";

/// The campaign's words and its printer.
pub(crate) struct Desk {
    pub(crate) renderer: Renderer,
    pub(crate) printer: Printer,
}

impl Desk {
    /// The message above, and files of the campaign's own.
    pub(crate) fn new(files: &[(&str, &str)]) -> Result<Self> {
        Desk::with(files, Fonts::embedded())
    }

    pub(crate) fn with(files: &[(&str, &str)], fonts: Fonts) -> Result<Self> {
        Desk::showing(files, &[], fonts)
    }

    /// On other paper than A4.
    pub(crate) fn on(paper: Option<PaperSize>) -> Result<Self> {
        let desk = Desk::new(&[])?;
        Ok(Desk { printer: desk.printer.on(paper), ..desk })
    }

    /// With pictures.
    pub(crate) fn showing(files: &[(&str, &str)], pictures: &[(&str, &[u8])], fonts: Fonts) -> Result<Self> {
        let mut all = vec![("templates/remind/reminder.nl.md", MESSAGE)];
        all.retain(|(path, _)| files.iter().all(|(own, _)| own != path));
        all.extend(files);
        let mut campaign = campaign();
        campaign.languages.offered.extend([tag("ar"), tag("he")]);
        let offered: Vec<_> = campaign.languages.offered.clone();
        campaign.languages.offered.retain(|tag| all.iter().any(|(path, _)| path.contains(&format!(".{tag}."))));
        debug_assert!(!offered.is_empty());
        let inputs = all.iter().map(|(path, text)| ((*path).to_owned(), Arc::from(text.as_bytes()))).collect();
        let issued = at("2027-02-01T09:00:00Z");
        let printer = Printer::new(Arc::new(campaign.clone()), &Inputs::from_files(inputs), fonts, issued)?;
        Ok(Desk { renderer: renderer_with(campaign, &all, pictures)?, printer })
    }

    /// The paper of a person.
    pub(crate) fn paper<'a>(&self, person: &'a Person, wave: &'a Wave, language: &str) -> Result<Paper<'a>> {
        let (phase, language) = (phase(), tag(language));
        let content = self.renderer.content(&Request { ..request(person, wave, &phase, &language) })?;
        let id = format!("{:x}", person.id.bytes().fold(7_u64, |sum, byte| sum.wrapping_mul(31) + u64::from(byte)));
        Ok(Paper {
            id,
            number: Some(118),
            person: Some(person),
            wave,
            due: at("2027-03-05T09:00:00Z"),
            paths: vec![],
            content,
        })
    }

    pub(crate) fn lay_out(&self, form: Form, person: &Person) -> Result<Pages> {
        self.printer.lay_out(form, &self.paper(person, &wave(), "nl")?)
    }
}

/// Everything that is said on all pages, with single spaces.
pub(crate) fn said(pages: &Pages) -> String {
    let runs: String = (0..pages.len()).filter_map(|page| pages.text(page)).collect();
    // A run ends where the line or the typeface changes.
    runs.split_whitespace().collect::<Vec<_>>().join(" ")
}
