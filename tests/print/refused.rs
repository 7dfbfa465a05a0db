//! What cannot be read on paper is not printed, and the message says whose it is.

use std::num::NonZeroUsize;
use std::sync::Mutex;

use heraut::campaign::Person;
use heraut::print::Form;
use heraut::print::run::{Job, separate};

use crate::Desk;
use crate::fixture::{device, person, tag, wave};

fn wrong(desk: &Desk, form: Form, person: &Person) -> String {
    desk.lay_out(form, person).unwrap_err().to_string()
}

#[test]
fn a_name_no_typeface_covers() {
    let desk = Desk::new(&[]).unwrap();
    let error = wrong(&desk, Form::Sheet, &person("Anna 李"));
    assert!(error.contains("the sheet of Anna 李 cannot be printed: no typeface has `李` (U+674E)"), "{error}");
}

#[test]
fn more_pages_than_anybody_reads() {
    let long = format!("{}\n{}", crate::MESSAGE, "Nog een alinea.\n\n".repeat(150));
    let desk = Desk::new(&[("templates/remind/reminder.nl.md", &long)]).unwrap();
    let mut anna = person("Anna");
    anna.devices.clear();
    let error = wrong(&desk, Form::Sheet, &anna);
    assert!(error.contains("the sheet of Anna is 4 pages; it may have 2"), "{error}");
    // Whoever has several devices gets the steps of each.
    anna.devices = (0..3).map(|n| device("iPhone 15", &format!("F{n}"))).collect();
    assert_eq!(desk.lay_out(Form::Sheet, &anna).unwrap().len(), 4);
    // But not of a hundred.
    assert_eq!(Form::Sheet.most_pages(100), 6);
}

#[test]
fn a_name_that_runs_off_the_page() {
    let desk = Desk::new(&[]).unwrap();
    let error = wrong(&desk, Form::Sheet, &person(&"W".repeat(150)));
    assert!(error.contains("cannot be printed: `WWW") && error.contains("runs off the page"), "{error}");
}

#[test]
fn an_address_too_long_for_its_label() {
    let desk = Desk::new(&[]).unwrap();
    let mut anna = person(&"Anna ".repeat(39));
    anna.department = Some("Afdeling ".repeat(20));
    let error = desk.printer.labels(&[&person("Bram"), &anna], &tag("nl")).unwrap_err().to_string();
    assert!(error.contains("the address of Anna Anna") && error.contains("too long for a label"), "{error}");
    assert_eq!(desk.printer.labels(&[&person("Bram"); 25], &tag("nl")).unwrap().len(), 2);
}

#[test]
fn everyone_who_is_wrong_is_named_and_no_more_files_are_made() {
    let desk = Desk::new(&[]).unwrap();
    let people = ["Anna", "Bram 李", "Cas", "Dirk 💣"].map(person);
    let wave = wave();
    let job =
        Job { printer: &desk.printer, form: Form::Sheet, threads: NonZeroUsize::new(2).unwrap(), only_look: false };
    let paper = |n: usize| desk.paper(&people[n], &wave, "nl");
    let kept = Mutex::new(Vec::new());
    let keep = |index, _| {
        kept.lock().unwrap().push(index);
        Ok(())
    };
    let error = separate(&job, people.len(), paper, keep).unwrap_err();
    let messages: Vec<&str> = error.problems.iter().map(|problem| problem.message.as_str()).collect();
    assert_eq!(messages.len(), 2, "{error}");
    assert!(messages[0].contains("Bram 李") && messages[1].contains("Dirk 💣"), "{error}");
    assert!(kept.lock().unwrap().iter().all(|index| [0, 2].contains(index)));

    // One thread after the first that is wrong makes no file any more, but looks at all.
    kept.lock().unwrap().clear();
    assert_eq!(separate(&Job { threads: NonZeroUsize::MIN, ..job }, people.len(), paper, keep).unwrap_err(), error);
    assert_eq!(kept.into_inner().unwrap(), [0]);
}
