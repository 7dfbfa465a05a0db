//! What a layout can do, and what it cannot.

use heraut::print::{Fonts, Form};

use crate::fixture::person;
use crate::{Desk, said};

const SHEET: &str = "templates/layout/sheet.typ";

#[test]
fn a_campaign_has_a_layout_of_its_own() {
    let own = "#import \"common.typ\": callout, button, known\n#let paper(s) = { set text(lang: s.lang); known(s); title(s.title); [Eigen blad voor #s.person.name] }";
    let desk = Desk::new(&[(SHEET, own)]).unwrap();
    let text = said(&desk.lay_out(Form::Sheet, &person("Anna")).unwrap());
    assert_eq!(text, "Stap over Eigen blad voor Anna");
}

#[test]
fn a_mistake_in_a_layout_is_shown_at_its_place() {
    let broken = "#import \"common.typ\": *\n#let paper(s) = {\n  titel(s.title)\n}";
    let error = Desk::new(&[(SHEET, broken)]).unwrap().lay_out(Form::Sheet, &person("Anna")).unwrap_err();
    let place = error.problems[0].place.clone().unwrap();
    assert_eq!((&*place.file, place.line, &*place.text), (SHEET, 3, "  titel(s.title)"));
    let missing = Desk::new(&[(SHEET, "#let callout(k, b) = b\n#let button(l) = l\n")]).err().unwrap();
    assert!(missing.to_string().contains("this layout has no function `paper`"), "{missing}");
    let syntax = Desk::new(&[(SHEET, "#let paper(s) = {")]).err().unwrap();
    assert_eq!(syntax.problems[0].place.as_ref().unwrap().line, 1);
}

#[test]
fn a_layout_reads_no_file_no_package_and_no_clock() {
    let with = |line: &str| {
        let text = format!("#import \"common.typ\": *\n#let paper(s) = {{ {line} }}");
        let made = Desk::new(&[(SHEET, &text)]).and_then(|desk| desk.lay_out(Form::Sheet, &person("Anna")));
        made.err().map(|error| error.to_string()).unwrap_or_default()
    };
    assert!(with("read(\"/etc/passwd\")").contains("denied"), "{}", with("read(\"/etc/passwd\")"));
    assert!(with("read(\"/campaign.yaml\")").contains("denied"));
    assert!(with("import \"@preview/cetz:0.3.0\": *").contains("denied"));
    assert!(with("datetime.today().display()").contains("current date"), "{}", with("datetime.today().display()"));
}

#[test]
fn a_directory_of_typefaces_is_read_and_a_broken_one_named() {
    let dir = tempfile::tempdir().unwrap();
    assert!(Desk::with(&[], Fonts::with_dir(dir.path()).unwrap()).is_ok());
    std::fs::write(dir.path().join("broken.ttf"), b"no font").unwrap();
    let error = Fonts::with_dir(dir.path()).unwrap_err().to_string();
    assert!(error.contains("broken.ttf: it is not an OpenType or TrueType font"), "{error}");
    assert!(Fonts::with_dir(&dir.path().join("none")).is_err());
}
