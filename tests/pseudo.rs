//! Every built-in message in the two languages nobody reads, for readers with every kind of device: nothing is lost,
//! and the layout turns around.

use std::path::Path;
use std::sync::Arc;

use heraut::builtin;
use heraut::campaign::{Inputs, load};
use heraut::check::specimens;
use heraut::compose::{Compositor, Order};
use heraut::l10n::{Pseudo, Tag};
use heraut::render::Mail;

/// The demo's campaign has every message, and people with every kind of device.
fn compositor() -> Compositor {
    let mut inputs = Inputs::from_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("demo"));
    for (path, bytes) in builtin::files() {
        inputs.insert(format!("{}{path}", builtin::PREFIX), bytes);
    }
    let loaded = load(&mut inputs).unwrap();
    Compositor::new(Arc::new(loaded), &inputs).unwrap()
}

fn mail(compositor: &Compositor, order: &Order, language: &Tag) -> Mail {
    let order = Order { language: language.clone(), ..order.clone() };
    compositor.mail(&order, order.due, &[], Some("desk@voorbeeldstad.example")).unwrap()
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
    let compositor = compositor();
    let english: Tag = "en".parse().unwrap();
    let specimens = specimens(&compositor, "2027-01-18T09:00:00Z".parse().unwrap());
    let mut messages = std::collections::BTreeSet::new();
    for specimen in specimens.iter().filter(|specimen| specimen.order.language == english) {
        let order = &specimen.order;
        let original = mail(&compositor, order, &english);
        messages.insert(compositor.rule(order).message.clone());
        for pseudo in [Pseudo::Accented, Pseudo::Bidirectional] {
            let tag: Tag = pseudo.tags().0.parse().unwrap();
            let made = mail(&compositor, order, &tag);
            let what = format!("{} in {tag}\n{}", compositor.describe(order), made.text);
            assert_eq!(targets(&made.html), targets(&original.html), "links of {what}");
            assert_eq!(digits(&made.text), digits(&original.text), "numbers of {what}");
            for mark in ["<li", "<strong", "<h1", "<h2", "<h3", "<table", "<p"] {
                assert_eq!(count(&made.html, mark), count(&original.html, mark), "{mark} of {what}");
            }
            let deadline = "April 2027";
            assert_eq!(count(&made.text, deadline), count(&original.text, deadline), "dates of {what}");
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
