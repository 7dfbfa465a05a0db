//! What is told on paper: nothing on it can be clicked or answered, and a sheet about one device is one page.

use heraut::builtin;
use heraut::campaign::{Inputs, Person};
use heraut::compose::Composer;
use heraut::print::{Fonts, Form, Paper, Printer};
use heraut::render::Content;
use heraut::render::text::write;

use super::paths::{composer_of, notice, readers};
use super::{CATALOGUE, LANGUAGES};

/// Words that are true of a mail alone, by language, in small letters.
const OF_MAIL: &[(&str, &[&str])] = &[
    ("nl", &["deze mail", "klik", "knop", "antwoord op", "antwoord vandaag op", "in een antwoord", "bijlage"]),
    ("en", &["this email", "click", "button", "reply", "attach"]),
    ("de", &["diese e-mail", "dieser e-mail", "klick", "button", "taste", "antworte", "anhang"]),
    ("fr", &["cet e-mail", "cliqu", "bouton", "réponds à", "répondez à", "pièce jointe"]),
];

/// Each with another path, and a telephone: who has a computer clicks, as its steps say.
const WITH_A_PHONE: [usize; 4] = [0, 2, 5, 7];

/// Who has most to do: a telephone of their own, one that is wiped, two devices.
const LONGEST: [usize; 3] = [0, 3, 10];

/// Of somebody with the longest name there is.
fn long(person: Person) -> Person {
    let name = "Wilhelmina Antoinetta van Rechteren-Limpurg Speckfeld tot Warmelo en Almelo-Donaudampfschifffahrtsgesellschaft";
    Person { name: name.into(), given_name: Some("Wilhelmina Antoinetta".into()), ..person }
}

fn on_paper(composer: &Composer, reader: usize, message: &str, language: &str) -> Content {
    composer.content(&notice(composer, reader, message, language), &[]).unwrap()
}

#[test]
fn nothing_on_paper_can_be_clicked_or_answered() {
    for mailbox in [true, false] {
        let composer = composer_of(|person| Person { email: person.email.filter(|_| mailbox), ..person });
        for (language, ..) in LANGUAGES {
            let primary = language.split('-').next().unwrap();
            let (_, of_mail) = OF_MAIL.iter().find(|(of, _)| *of == primary).unwrap();
            // A brief is about mail; whoever reads it has a mailbox.
            for (_, message, to, ..) in CATALOGUE.iter().filter(|(_, _, to, ..)| *to != "helpdesk") {
                for reader in WITH_A_PHONE {
                    let content = on_paper(&composer, reader, message, language);
                    let text = format!("{}\n{}", content.preheader, write(&content.blocks, ":"));
                    let text = text.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase();
                    let found: Vec<_> = of_mail.iter().filter(|words| text.contains(**words)).collect();
                    assert!(found.is_empty(), "{message} to {to} in {language} says {found:?} on paper: {text}");
                }
            }
        }
    }
}

/// In every language, with the longest name, whatever becomes of the device.
#[test]
fn a_sheet_about_one_device_is_one_page_and_one_about_more_has_one_for_each() {
    let composer = composer_of(long);
    let campaign = &composer.loaded().campaign;
    let mut inputs = Inputs::from_files(Default::default());
    for (path, bytes) in builtin::files() {
        inputs.insert(format!("{}{path}", builtin::PREFIX), bytes);
    }
    let issued = "2027-09-01T07:30:00Z".parse().unwrap();
    let printer = Printer::new(campaign.clone(), &inputs, Fonts::embedded(), issued).unwrap();
    let readers = readers();
    let mut wrong = Vec::new();
    for (language, ..) in LANGUAGES {
        for message in ["prepare", "instructions", "enrol-now"] {
            for n in LONGEST {
                let devices = &readers[n].1;
                let notice = notice(&composer, n, message, language);
                let paper = Paper {
                    id: "a".into(),
                    number: Some(118),
                    person: composer.person(&notice),
                    wave: &campaign.waves[0],
                    due: notice.due,
                    paths: vec![],
                    content: composer.content(&notice, &[]).unwrap(),
                };
                let pages = printer.lay_out(Form::Sheet, &paper).unwrap().len();
                // `prepare` has no steps for each.
                let most = if devices.len() < 2 || message == "prepare" { 1 } else { 1 + devices.len() };
                if pages > most {
                    wrong.push(format!("{message} in {language} for reader {n}: {pages} pages, not {most}"));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}
