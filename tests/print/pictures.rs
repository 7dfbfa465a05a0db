//! Pictures on paper.

use heraut::error::Result;
use heraut::print::{Fonts, Form, Pages};

use crate::fixture::person;
use crate::{Desk, said};

const FILES: [(&str, &[u8]); 3] = [
    ("images/remove.png", include_bytes!("../pictures/remove.png")),
    ("images/screen.jpg", include_bytes!("../pictures/screen.jpg")),
    ("images/remove.svg", include_bytes!("../pictures/remove.svg")),
];

const STEPS: &str = "---
subject: Stap over
---
# Stap over

1. Open *Instellingen*.
   ![De knop Verwijder beheer](images/remove.png)
2. Tik op Ja.

   ![Het scherm met Ja](images/screen.jpg)

![Zo ziet het eruit](images/remove.svg)

Klaar.
";

fn desk(text: &str) -> Result<Desk> {
    Desk::showing(&[("templates/remind/reminder.nl.md", text)], &FILES, Fonts::embedded())
}

/// How much of a page is the red of the button in the pictures, in thousandths.
fn red(pages: &Pages) -> usize {
    let raster = pages.raster(0, 72.0).unwrap();
    let dark = raster.pixels.iter().filter(|pixel| (90..=120).contains(*pixel)).count();
    dark * 1000 / raster.pixels.len()
}

#[test]
fn a_sheet_shows_the_pictures_of_the_mail_with_their_descriptions() {
    let desk = desk(STEPS).unwrap();
    let pages = desk.lay_out(Form::Sheet, &person("Anna")).unwrap();
    let text = said(&pages);
    assert!(text.contains("Open Instellingen . ") && text.contains("Klaar."), "{text}");
    assert!(red(&pages) > 2, "the red button is seen: {}", red(&pages));
    assert!(pages.len() <= 2);
    // PDF/UA-1 refuses an image without a description.
    let pdf = desk.printer.pdf(&pages, "a").unwrap();
    let find = |what: &[u8]| pdf.windows(what.len()).filter(|found| *found == what).count();
    assert_eq!(find(b"/Subtype/Image"), 3);
    assert_eq!(pdf, desk.printer.pdf(&desk.lay_out(Form::Sheet, &person("Anna")).unwrap(), "a").unwrap());
}

#[test]
fn every_form_has_room_for_a_picture() {
    let desk = desk(STEPS).unwrap();
    for form in [Form::LargePrint, Form::Letter] {
        let pages = desk.lay_out(form, &person("Anna")).unwrap();
        assert!(red(&pages) > 0 || pages.len() > 1, "{form:?}");
        desk.printer.pdf(&pages, "a").unwrap();
    }
}
