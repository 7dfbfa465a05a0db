//! Print runs: what the person at the printer gets.

use std::collections::BTreeMap;
use std::num::NonZeroUsize;
use std::sync::Mutex;

use heraut::campaign::Person;
use heraut::error::Error;
use heraut::print::Form;
use heraut::print::run::{Job, Printed, Stack, handing_out, separate, stacked};

use crate::Desk;
use crate::fixture::{person, wave};

fn people() -> Vec<Person> {
    let rows =
        [("Cas", "B", "IT"), ("Anna", "B", "IT"), ("Dirk", "A", "Zorg"), ("Bram", "A", "IT"), ("Eva", "B", "IT")];
    let mut people: Vec<Person> = rows
        .into_iter()
        .map(|(name, site, department)| Person {
            id: format!("{name}@a.example").into(),
            site: Some(site.into()),
            department: Some(department.into()),
            ..person(name)
        })
        .collect();
    people.sort_by(handing_out);
    people
}

fn print(people: &[Person], threads: usize, stack: Stack) -> BTreeMap<usize, Printed> {
    let desk = Desk::new(&[]).unwrap();
    let wave = wave();
    let people: Vec<&Person> = people.iter().collect();
    let job = Job {
        printer: &desk.printer,
        form: Form::Sheet,
        threads: NonZeroUsize::new(threads).unwrap(),
        only_look: false,
    };
    let kept = Mutex::new(BTreeMap::new());
    let paper =
        |n: usize| Ok(heraut::print::Paper { number: Some(118 + n as u32), ..desk.paper(people[n], &wave, "nl")? });
    stacked(&job, stack, &people, paper, |file, printed| {
        kept.lock().unwrap().insert(file, printed);
        Ok(())
    })
    .unwrap();
    kept.into_inner().unwrap()
}

fn stack(sheets: usize) -> Stack {
    Stack { sheets: NonZeroUsize::new(sheets).unwrap(), duplex: true, separators: true }
}

#[test]
fn people_are_in_the_order_in_which_paper_is_handed_out() {
    let names: Vec<String> = people().iter().map(|person| person.name.clone()).collect();
    assert_eq!(names, ["Bram", "Dirk", "Anna", "Cas", "Eva"]);
}

#[test]
fn every_sheet_begins_on_a_front_and_each_stack_behind_its_separator() {
    let files = print(&people(), 1, stack(4));
    let pages = |file: usize| files[&file].sheets.iter().map(|sheet| sheet.page).collect::<Vec<_>>();
    // Two departments of one sheet each, and one of two behind its separator. What has one page has a blank back, unless
    // it is the last.
    assert_eq!(pages(0), [1, 3, 7, 9]);
    assert_eq!(files[&0].pages, 9);
    assert_eq!(files[&0].sheets.iter().map(|sheet| sheet.index).collect::<Vec<_>>(), [0, 1, 2, 3]);
    // One sheet needs nothing to tell it from another.
    assert_eq!((pages(1), files[&1].pages), (vec![1], 1));

    let plain = Stack { duplex: false, separators: false, ..stack(4) };
    assert_eq!(print(&people(), 1, plain)[&0].pages, 4);
}

/// A run of five sheets in three departments.
#[test]
fn on_one_side_of_the_paper_nothing_is_blank() {
    let files = print(&people(), 1, Stack { duplex: false, ..stack(8) });
    assert_eq!(files[&0].pages, 6, "each sheet, and a page before the three of a department");
}

/// The only department there is needs no page before it.
#[test]
fn one_stack_has_no_separator() {
    let together: Vec<Person> =
        people().into_iter().map(|person| Person { site: None, department: None, ..person }).collect();
    assert_eq!(print(&together, 1, Stack { duplex: false, ..stack(8) })[&0].pages, 5);
}

#[test]
fn the_bytes_do_not_depend_on_threads() {
    let one = print(&people(), 1, stack(2));
    assert_eq!(one.len(), 3);
    assert!(one.values().all(|file| file.bytes.starts_with(b"%PDF-")));
    assert_eq!(print(&people(), 3, stack(2)), one);
}

#[test]
fn a_full_disk_ends_the_run() {
    let desk = Desk::new(&[]).unwrap();
    let (people, wave) = (people(), wave());
    let job = Job { printer: &desk.printer, form: Form::Sheet, threads: NonZeroUsize::MIN, only_look: false };
    let kept = Mutex::new(0);
    let error = separate(
        &job,
        people.len(),
        |n| desk.paper(&people[n], &wave, "nl"),
        |_, _| {
            *kept.lock().unwrap() += 1;
            Err(Error::usage("no space left"))
        },
    );
    assert_eq!((error.unwrap_err().to_string(), kept.into_inner().unwrap()), ("no space left".to_owned(), 1));
}
