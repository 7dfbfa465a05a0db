//! Every built-in message in the two languages nobody reads, for readers with every kind of device: nothing is lost,
//! and the layout turns around.

use std::path::Path;
use std::sync::Arc;

use heraut::builtin;
use heraut::campaign::{Inputs, load};
use heraut::check::samples;
use heraut::compose::{Composer, ResolvedNotice};
use heraut::l10n::{Pseudo, Tag};
use heraut::render::Mail;

/// The demo's campaign has every message, and people with every kind of device.
fn inputs() -> Inputs {
    let mut inputs = Inputs::from_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("demo"));
    for (path, bytes) in builtin::files() {
        inputs.insert(format!("{}{path}", builtin::PREFIX), bytes);
    }
    inputs
}

fn composer() -> Composer {
    let mut inputs = inputs();
    let loaded = load(&mut inputs).unwrap();
    Composer::new(Arc::new(loaded), &inputs).unwrap()
}

fn mail(composer: &Composer, notice: &ResolvedNotice, language: &Tag) -> Mail {
    let notice = ResolvedNotice { language: language.clone(), ..notice.clone() };
    composer.mail(&notice, notice.due, &[], Some("desk@voorbeeldstad.example")).unwrap()
}

fn targets(html: &str) -> Vec<&str> {
    html.split("href=\"").skip(1).filter_map(|rest| rest.split('"').next()).collect()
}

fn digits(text: &str) -> String {
    text.chars().filter(|c| c.is_ascii_digit()).collect()
}

fn count(text: &str, what: &str) -> usize {
    text.matches(what).count()
}

/// The letters of the body, which values and typed words share.
fn letters(text: &str) -> usize {
    text.chars().filter(|c| c.is_alphabetic()).count()
}

#[test]
fn nothing_is_lost_in_any_message() {
    let composer = composer();
    let english: Tag = "en".parse().unwrap();
    let samples = samples(&composer, "2027-01-18T09:00:00Z".parse().unwrap());
    let mut messages = std::collections::BTreeSet::new();
    for sample in samples.iter().filter(|sample| sample.notice.language == english) {
        let notice = &sample.notice;
        let original = mail(&composer, notice, &english);
        messages.insert(composer.rule(notice).message.clone());
        for pseudo in [Pseudo::Accented, Pseudo::Bidirectional] {
            let tag: Tag = pseudo.tags().0.parse().unwrap();
            let made = mail(&composer, notice, &tag);
            let what = format!("{} in {tag}\n{}", composer.describe(notice), made.text);
            assert_eq!(targets(&made.html), targets(&original.html), "links of {what}");
            assert_eq!(digits(&made.text), digits(&original.text), "numbers of {what}");
            for mark in ["<li", "<strong", "<h1", "<h2", "<h3", "<table", "<p"] {
                assert_eq!(count(&made.html, mark), count(&original.html, mark), "{mark} of {what}");
            }
            let deadline = "April 2027";
            let unwrapped = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
            let dates = |text: &str| count(&unwrapped(text), deadline);
            assert_eq!(dates(&made.text), dates(&original.text), "dates of {what}");
            assert!(made.html.contains(&format!("lang=\"{tag}\" dir=\"{}\"", pseudo.direction().as_str())), "{what}");
            assert!(made.text.lines().all(|line| !line.contains('\u{fffd}')), "{what}");
            match pseudo {
                Pseudo::Accented => {
                    let ratio = letters(&made.subject) as f64 / letters(&original.subject) as f64;
                    assert!((1.2..=1.6).contains(&ratio), "{ratio}: {}", made.subject);
                    // A list of people is mostly values, which stay as they are.
                    assert!(letters(&made.text) * 100 > letters(&original.text) * 105, "{what}");
                    assert!(!made.text.contains("Hello"), "{what}");
                }
                Pseudo::Bidirectional => {
                    assert_eq!(count(&made.text, "\u{202e}"), count(&made.text, "\u{202c}"), "{what}");
                    assert!(made.text.contains("\u{202e}Hello\u{202c}"), "{what}");
                }
            }
        }
    }
    assert!(messages.len() >= 10, "{messages:?}");
}

/// Every message once, for the first reader that the data has of it.
#[cfg(feature = "print")]
mod paper {
    use std::collections::BTreeSet;
    use std::num::NonZeroUsize;
    use std::sync::Mutex;

    use heraut::print::run::{Job, separate};
    use heraut::print::{Fonts, Form, Pages, Paper, Printer};

    use super::*;

    /// Readers expect two pages. Text that is 40 % longer may take one more.
    const MOST: usize = 3;

    /// How dark the left and the right half of the first page are.
    fn halves(pages: &Pages) -> [u64; 2] {
        let raster = pages.raster(0, 20.0).unwrap();
        let mut dark = [0, 0];
        for (at, pixel) in raster.pixels.iter().enumerate() {
            dark[usize::from(2 * (at % raster.width) >= raster.width)] += u64::from(255 - pixel);
        }
        dark
    }

    #[test]
    fn every_sheet_takes_a_language_that_is_longer_or_from_the_right() {
        let mut inputs = inputs();
        let loaded = load(&mut inputs).unwrap();
        let tags = [Pseudo::Accented, Pseudo::Bidirectional].map(|pseudo| pseudo.tags().0.parse::<Tag>().unwrap());
        let mut campaign = heraut::campaign::Campaign::clone(&loaded.campaign);
        campaign.languages.offered.extend(tags.clone());
        let now = "2027-01-18T09:00:00Z".parse().unwrap();
        let printer = Printer::new(Arc::new(campaign), &inputs, Fonts::embedded(), now).unwrap();
        let composer = composer();
        let samples = samples(&composer, now);
        let mut seen = BTreeSet::new();
        let notices: Vec<&ResolvedNotice> = samples
            .iter()
            .map(|sample| &sample.notice)
            .filter(|notice| notice.language.as_str() == "en" && seen.insert(composer.rule(notice).message.clone()))
            .collect();
        assert!(notices.len() >= 15, "{seen:?}");
        let failed = Mutex::new(Vec::new());
        let look = |at: usize| {
            let (notice, tag) = (notices[at / 2], &tags[at % 2]);
            let notice = ResolvedNotice { language: tag.clone(), ..notice.clone() };
            let what = format!("{} in {tag}", composer.describe(&notice));
            let wave = &printer.campaign().waves[usize::from(notice.wave)];
            let content = composer.content(&notice, &[])?;
            // As a sheet that is nobody's, it may have more pages than `MOST`: then the count is said.
            let paper = Paper {
                id: "1".into(),
                number: Some(118),
                person: None,
                wave,
                due: notice.due,
                paths: vec![],
                content,
            };
            let form = if notice.person.is_none() { Form::Brief } else { Form::Sheet };
            let pages = printer.lay_out(form, &paper)?;
            let text: String = (0..pages.len()).filter_map(|page| pages.text(page)).collect();
            let wrong = |why: String| failed.lock().unwrap().push(format!("{what}: {why}\n{text}"));
            if form == Form::Sheet && pages.len() > MOST {
                wrong(format!("{} pages", pages.len()));
            }
            let words: Vec<&str> = text.split(|c: char| !c.is_alphabetic()).collect();
            let [left, right] = halves(&pages);
            if at.is_multiple_of(2) {
                let english = ["the", "your", "and", "device", "Page", "Sheet", "Scan", "Need", "Hello"];
                if let Some(word) = english.iter().find(|word| words.contains(*word)) {
                    wrong(format!("`{word}` is as it was"));
                }
                if left <= right {
                    wrong(format!("not from the left: {left} and {right}"));
                }
            } else if right <= left {
                wrong(format!("not from the right: {left} and {right}"));
            }
            Ok(paper)
        };
        // On a thread of its own for the deep calls of the typesetter.
        let job = Job {
            printer: &printer,
            form: Form::Brief,
            threads: NonZeroUsize::MIN.saturating_add(1),
            only_look: false,
        };
        separate(&job, 2 * notices.len(), look, |_, _| Ok(())).unwrap();
        let failed = failed.into_inner().unwrap();
        assert!(failed.is_empty(), "{}", failed.join("\n\n"));
    }
}
