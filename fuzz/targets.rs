//! What is asked of every reader of files: whatever the bytes are, there is an answer, and a refusal says where. Each target
//! is shared by `cargo fuzz` and by `tests/fuzz.rs`, which runs it over the kept corpus; a file uses only some of them.
#![allow(dead_code)]

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::{DateTime, Utc};
use heraut::bounces::{self, Reading};
use heraut::builtin;
use heraut::campaign::picture::Picture;
use heraut::campaign::{Inputs, Moment, Selector, When, load};
use heraut::check::render_all;
use heraut::compose::Composer;
use heraut::error::Error;
use heraut::render::{Fragment, Pictures, References, TemplateFile, html, markdown, text};
use heraut::schedule::plan;

const CAMPAIGN: &str = include_str!("../tests/campaigns/base/campaign.yaml");
const PEOPLE: &[u8] = include_bytes!("../tests/campaigns/base/people.csv");
const DEVICES: &[u8] = include_bytes!("../tests/campaigns/base/devices.csv");

/// The base campaign with other files, built-in ones aside.
fn inputs(files: &[(&str, &[u8])]) -> Inputs {
    let mut inputs = Inputs::from_files(BTreeMap::new());
    for (path, bytes) in builtin::files() {
        inputs.insert(format!("{}{path}", builtin::PREFIX), bytes);
    }
    for (path, bytes) in [("campaign.yaml", CAMPAIGN.as_bytes()), ("people.csv", PEOPLE), ("devices.csv", DEVICES)] {
        inputs.insert(path, bytes);
    }
    for (path, bytes) in files {
        inputs.insert(*path, *bytes);
    }
    inputs
}

/// A refusal is told to a person: it has words, and what it says fits a screen.
fn told<T>(outcome: Result<T, Error>) -> Option<T> {
    match outcome {
        Ok(value) => Some(value),
        Err(error) => {
            assert!(!error.problems.is_empty());
            assert!(error.problems.iter().all(|problem| !problem.message.is_empty()), "{error:?}");
            assert!(error.problems.len() <= 1000, "{} problems", error.problems.len());
            None
        }
    }
}

/// People and devices.
pub fn csv(data: &[u8]) {
    told(load(&mut inputs(&[("people.csv", data)])));
    told(load(&mut inputs(&[("devices.csv", data)])));
}

/// The campaign file.
pub fn yaml(data: &[u8]) {
    told(load(&mut inputs(&[("campaign.yaml", data)])));
}

/// Files of holidays.
pub fn ics(data: &[u8]) {
    let campaign = CAMPAIGN.replace("[2027-04-27]", "[vrij.ics]");
    told(load(&mut inputs(&[("campaign.yaml", campaign.as_bytes()), ("vrij.ics", data)])));
}

/// The selectors of waves and audiences.
pub fn selector(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else { return };
    match Selector::parse(text) {
        Ok(selector) => assert!(!selector.fields().is_empty()),
        Err(error) => assert!(error.offset <= text.chars().count() && !error.hint.is_empty(), "{error:?}"),
    }
}

/// `when` and `expires`.
pub fn rule(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else { return };
    let errors = [When::parse(text).err(), Moment::parse(text).err()];
    for error in errors.into_iter().flatten() {
        assert!(error.offset <= text.chars().count() && !error.message.is_empty(), "{error:?}");
    }
}

/// Templates, compiled and rendered for everybody.
pub fn template(data: &[u8]) {
    const PATH: &str = "templates/announce/announcement.nl.md";
    let Some(file) = told(TemplateFile::parse(PATH, data)) else { return };
    References::of(&file.body);
    let mut inputs = inputs(&[(PATH, data)]);
    let Some(loaded) = told(load(&mut inputs)) else { return };
    let Some(composer) = told(Composer::new(Arc::new(loaded), &inputs)) else { return };
    let loaded = composer.loaded();
    let now: DateTime<Utc> = DateTime::UNIX_EPOCH + chrono::TimeDelta::days(20_830);
    let plan = plan(&loaded.campaign, &loaded.people, &loaded.catalogue, now).expect("the base campaign has a plan");
    told(render_all(&composer, &plan, &[], &|_| false, &|_| {}));
}

/// Markdown, and both forms that are written from it.
pub fn markdown(data: &[u8]) {
    let Ok(source) = std::str::from_utf8(data) else { return };
    References::of(&Fragment::whole("a.md", source));
    let Some(blocks) = told(markdown::parse_with(source, None, &Pictures::NONE)) else { return };
    let page = html::write(&blocks, heraut::l10n::Direction::Ltr, heraut::campaign::Brand::default().color);
    let plain = text::write(&blocks, ":");
    // What is written is bounded by what was read: indents and tags, and no more.
    assert!(page.len() + plain.len() <= 2000 * (source.len() + 10), "{} and {}", page.len(), plain.len());
}

/// Pictures drawn.
pub fn svg(data: &[u8]) {
    picture(data);
}

/// Pictures taken.
pub fn jpeg(data: &[u8]) {
    picture(data);
}

/// What mail systems report.
pub fn report(data: &[u8]) {
    match bounces::read(data) {
        Reading::Report(said) => {
            assert!(!said.recipients.is_empty() && said.recipients.len() <= 100);
            for recipient in said.recipients {
                assert!(!recipient.words.is_empty() && recipient.words.chars().count() <= 401, "{recipient:?}");
            }
        }
        Reading::Unreadable(why) => assert!(!why.is_empty() && why.chars().count() < 200, "{why}"),
        Reading::Automatic | Reading::Other => {}
    }
}

fn picture(data: &[u8]) {
    let bytes: Arc<[u8]> = data.into();
    match Picture::read(&bytes) {
        Ok(picture) => assert!(picture.size.0.max(picture.size.1) <= 2 * Picture::LONGEST, "{:?}", picture.size),
        Err(flaw) => assert!(!flaw.message.is_empty() && !flaw.hint.is_empty()),
    }
}
