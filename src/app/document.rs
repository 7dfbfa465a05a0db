//! The plan, and the report on progress, as documents to print.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::anonymous::anonymous;
use super::locked::Locked;
use super::workspace::Workspace;
use crate::check::samples;
use crate::compose::{Composer, ResolvedNotice};
use crate::error::Result;
use crate::print::{Drawing, Fonts, Plan, Printer, Text};
use crate::render::markdown;
use crate::report::{self, Booklet, Outline, ProgressReport};

/// The bytes of a PDF of a plan's outline. It is dated with the instant of the plan: the same plan gives the same bytes.
/// The messages in it are those of people with invented names, unless `real_names` says otherwise.
///
/// # Errors
/// When a message cannot be rendered, or a layout or a text cannot be printed.
pub fn document(workspace: &Workspace, outline: &Outline, real_names: bool) -> Result<Vec<u8>> {
    let campaign = Arc::clone(&workspace.loaded.campaign);
    let printer = Printer::new(campaign, &workspace.inputs, Fonts::embedded(), workspace.now)?;
    let plan = Plan { texts: texts(workspace, outline, real_names)?, ..paper(report::booklet(outline), &outline.hash) };
    printer.pdf(&printer.plan(&plan)?, &outline.hash)
}

/// The bytes of a PDF of a report. It is dated with the instant of the report: the same one gives the same bytes.
///
/// # Errors
/// When a layout or a text cannot be printed.
pub fn report_document(locked: &Locked, report: &ProgressReport) -> Result<Vec<u8>> {
    let campaign = Arc::clone(&locked.loaded.campaign);
    let printer = Printer::new(campaign, &locked.inputs, Fonts::embedded(), report.now.to_utc())?;
    let id = format!("{} {}", report.plan, report.now.to_utc());
    printer.pdf(&printer.report(&paper(report.booklet(), &id))?, &id)
}

/// What is printed, without texts.
fn paper(booklet: Booklet, id: &str) -> Plan {
    let Booklet { language, kind, facts, schedule, drawing, legend, load, parts, texts: texts_heading } = booklet;
    let signs = |legend: Vec<(&str, String)>| legend.into_iter().map(|(sign, name)| (sign.to_owned(), name)).collect();
    Plan {
        id: id.to_owned(),
        language: language.to_owned(),
        kind: kind.to_owned(),
        facts: facts.into_iter().map(|(name, value)| (name.to_owned(), value)).collect(),
        drawing: (!drawing.is_empty()).then(|| Drawing {
            heading: schedule.to_owned(),
            pictures: drawing,
            legend: signs(legend),
        }),
        load: load.map(|load| {
            let below = markdown::parse(&load.below);
            let pictures = vec![(load.svg, load.description)];
            (Drawing { heading: load.heading.to_owned(), pictures, legend: signs(load.legend) }, below)
        }),
        parts: parts.iter().map(|part| markdown::parse(part)).collect(),
        texts_heading: texts_heading.to_owned(),
        texts: Vec::new(),
    }
}

/// Every message of the outline in the campaign's default language, in the order of the campaign, each as one of its
/// readers gets it.
fn texts(workspace: &Workspace, outline: &Outline, real_names: bool) -> Result<Vec<Text>> {
    let composer = Composer::new(Arc::clone(&workspace.loaded), &workspace.inputs)?;
    let mut readers: BTreeMap<(u16, u16), ResolvedNotice> = BTreeMap::new();
    for sample in samples(&composer, workspace.now) {
        let notice = sample.notice;
        if notice.occurrence == 0 && notice.language == outline.language {
            readers.entry((notice.phase, notice.rule)).or_insert(notice);
        }
    }
    // Who stands for whom is chosen by their data, and shown without their names.
    let composer = match real_names {
        true => composer,
        false => composer.with_people(anonymous(&workspace.loaded.people)),
    };
    let told = |message: &str| outline.waves.iter().any(|wave| wave.lines().any(|line| line.message == message));
    let mut texts = Vec::new();
    for notice in readers.into_values() {
        let message = &composer.rule(&notice).message;
        if !told(message) {
            continue;
        }
        let helpdesk = &workspace.loaded.campaign.helpdesk.email;
        let reader = match composer.person(&notice) {
            Some(person) => person.name.as_str(),
            None => helpdesk.as_deref().unwrap_or_default(),
        };
        let (title, note) = report::example_of(outline, message, reader);
        texts.push(Text { title, note, content: composer.content(&notice, &[])? });
    }
    Ok(texts)
}
