//! Pictures that templates show, in the final bytes and in what is refused.

use heraut::campaign::Inputs;
use heraut::error::Error;
use heraut::render::Mail;
use mail_parser::{MessageParser, MimeHeaders, PartType};

use super::fixture::*;

const PNG: &[u8] = include_bytes!("../pictures/remove.png");
const JPEG: &[u8] = include_bytes!("../pictures/screen.jpg");
const SVG: &[u8] = include_bytes!("../pictures/remove.svg");
const FILES: [(&str, &[u8]); 3] = [("images/remove.png", PNG), ("images/screen.jpg", JPEG), ("images/remove.svg", SVG)];
const REMINDER: &str = "templates/remind/reminder.nl.md";

fn template(body: &str) -> String {
    format!("---\nsubject: x\n---\n{body}\n")
}

fn mail(body: &str) -> heraut::error::Result<Mail> {
    let renderer = renderer_with(campaign(), &[(REMINDER, &template(body))], &FILES)?;
    renderer.mail(&request(&person("Chlo\u{eb}"), &wave(), &phase(), &tag("nl")))
}

#[test]
fn pictures_travel_inside_the_message() {
    let body = "![De knop Verwijder](images/remove.png)\n\n1. Tik op\n   ![Het scherm](images/screen.jpg)\n\
                2. Klaar: ![Getekend](images/remove.svg)";
    let mail = mail(body).unwrap();
    let parsed = MessageParser::default().parse(&mail.bytes).unwrap();
    let kinds: Vec<String> = parsed
        .parts
        .iter()
        .map(|part| part.content_type().map(|t| format!("{}/{}", t.ctype(), t.subtype().unwrap_or(""))).unwrap())
        .collect();
    let related = ["multipart/related", "text/html", "image/png", "image/jpeg", "image/png"];
    assert_eq!(kinds, [&["multipart/alternative", "text/plain"][..], &related].concat());
    let PartType::Multipart(inner) = &parsed.parts[2].body else { panic!("{kinds:?}") };
    assert_eq!(inner.len(), 4, "HTML and its images");
    assert_eq!((parsed.parts[4].contents(), parsed.parts[5].contents()), (PNG, JPEG), "as they are");
    assert!(parsed.parts[6].contents().starts_with(b"\x89PNG"), "mail has no SVG");
    for (n, part) in parsed.parts[4..].iter().enumerate() {
        let id = part.content_id().unwrap();
        assert_eq!(id, format!("picture-{}@0123456789abcdef0123456789abcdef", n + 1));
        assert!(part.content_disposition().unwrap().is_inline());
        assert_eq!(mail.html.matches(&format!("\"cid:{id}\"")).count(), 1);
    }
    assert_eq!(mail.html.matches("cid:").count(), 3);
    assert!(mail.html.contains("alt=\"De knop Verwijder\" width=\"560\" height=\"224\""), "{}", mail.html);
    assert!(mail.html.contains("alt=\"Getekend\" width=\"300\" height=\"120\""), "{}", mail.html);
    assert!(
        mail.text.contains("[De knop Verwijder]\n\n1. Tik op\n   [Het scherm]\n2. Klaar:\n   [Getekend]\n"),
        "{}",
        mail.text
    );
    assert!(mail.bytes.is_ascii());
    assert!(String::from_utf8(mail.bytes).unwrap().lines().all(|line| line.len() <= 76));
}

/// Some mail programs show a part only where it is named first.
#[test]
fn a_picture_that_is_shown_twice_is_two_parts() {
    let found = mail("{% for device in devices %}\n![De knop](images/screen.jpg)\n{% endfor %}").unwrap();
    let parsed = MessageParser::default().parse(&found.bytes).unwrap();
    let ids: Vec<&str> = parsed.parts.iter().filter_map(|part| part.content_id()).collect();
    assert_eq!(ids.len(), 2);
    assert!(ids.iter().all(|id| found.html.matches(id).count() == 1));
    assert_eq!(
        found.bytes,
        mail("{% for device in devices %}\n![De knop](images/screen.jpg)\n{% endfor %}").unwrap().bytes
    );
}

#[test]
fn a_message_without_pictures_has_no_part_for_them() {
    let mail = mail("Hallo").unwrap();
    assert_eq!(MessageParser::default().parse(&mail.bytes).unwrap().parts.len(), 3, "alternative, text, html");
}

fn refused(body: &str) -> Error {
    mail(body).expect_err(body)
}

#[test]
fn what_cannot_be_shown_is_refused_at_its_place() {
    for (body, said) in [
        ("![x](images/none.png)", "there is no picture `images/none.png`"),
        ("![x](https://x.example/a.png)", "`https://x.example/a.png` is not in the campaign directory"),
        ("![x](data:image/png;base64,AA)", "is not in the campaign directory"),
        ("![x](../a.png)", "`../a.png` is not the path of a picture"),
        ("![x](/etc/a.png)", "`/etc/a.png` is not the path of a picture"),
        ("![x](images/a.gif)", "`images/a.gif` is not a PNG, a JPEG or an SVG"),
        ("![](images/remove.png)", "this picture has no description"),
        ("![x]({{ person.name }})", "the path of a picture cannot have values in it"),
        ("![x](images/{{ device }}.png)", "the path of a picture cannot have values in it"),
        ("## ![x](images/remove.png)", "a picture cannot stand in a heading"),
        ("[![x](images/remove.png)](https://a.example)", "a picture cannot stand in a heading, a table, a link"),
        ("| a |\n|---|\n| ![x](images/remove.png) |", "a picture cannot stand in a heading, a table"),
    ] {
        let error = refused(&format!("Hallo\n\n{body}"));
        let problem = &error.problems[0];
        assert!(problem.message.contains(said), "{body}: {problem:?}");
        let place = problem.place.clone().unwrap();
        assert!(&*place.file == REMINDER && place.line >= 6 && place.column >= 1, "{place:?}");
        assert!(problem.hint.is_some() && error.problems.len() == 1, "{error:?}");
    }
}

#[test]
fn files_that_are_no_sound_pictures_are_refused() {
    let external = b"<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"9\" height=\"9\"><use href=\"http://evil.example/a#b\"/></svg>";
    let script = b"<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"9\" height=\"9\"><script>alert(1)</script></svg>";
    for (bytes, said) in [
        (&PNG[..900], "`images/a.png` is a damaged PNG"),
        (b"no picture", "`images/a.png` is not a PNG, a JPEG or an SVG"),
        (external, "is an SVG with a reference to something outside it: `http://evil.example/a#b` on line 1"),
        (script, "is an SVG with `<script>` on line 1"),
    ] {
        let text = template("![x](images/a.png)\n![y](images/a.png)");
        let error = renderer_with(campaign(), &[(REMINDER, &text)], &[("images/a.png", bytes)]).unwrap_err();
        assert!(error.problems[0].message.contains(said), "{error:?}");
        assert_eq!(error.problems.len(), 2, "each place is named");
    }
}

#[test]
fn below_every_message_there_are_none() {
    let footer = ("templates/layout/footer.md", "![x](images/remove.png)\n");
    let error = renderer_with(campaign(), &[(REMINDER, &template("x")), footer], &FILES).unwrap_err();
    assert_eq!(error.problems[0].place.as_ref().unwrap().to_string(), "templates/layout/footer.md:1:1");
}

/// What a template shows is read with the campaign, so a snapshot has it; what it does not show is not.
#[test]
fn a_snapshot_has_the_pictures() {
    let dir = tempfile::tempdir().unwrap();
    let base = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/campaigns/base");
    for entry in std::fs::read_dir(base).unwrap() {
        let entry = entry.unwrap();
        std::fs::copy(entry.path(), dir.path().join(entry.file_name())).unwrap();
    }
    for folder in ["images", "templates/announce"] {
        std::fs::create_dir_all(dir.path().join(folder)).unwrap();
    }
    for (path, bytes) in FILES {
        std::fs::write(dir.path().join(path), bytes).unwrap();
    }
    let text = template("![x](images/remove.png) ![y](<images/screen.jpg>)");
    std::fs::write(dir.path().join("templates/announce/announcement.nl.md"), text).unwrap();
    let mut inputs = Inputs::from_dir(dir.path());
    for (path, bytes) in heraut::builtin::files() {
        inputs.insert(format!("builtin/{path}"), bytes);
    }
    heraut::campaign::load(&mut inputs).unwrap();
    let pictures: Vec<&str> =
        inputs.files().keys().map(String::as_str).filter(|it| it.starts_with("images/")).collect();
    assert_eq!(pictures, ["images/remove.png", "images/screen.jpg"]);
}
