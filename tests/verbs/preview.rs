//! `heraut preview`.

use mail_parser::MessageParser;

use crate::world::{EARLY, World};

fn preview(args: &[&str]) -> crate::world::Ran {
    World::base().at(EARLY, &[&["preview"], args].concat())
}

#[test]
fn text_html_and_message_are_of_one_letter() {
    let text = preview(&["enrol-now", "--person", "Anna Bakker"]).code(0).fits().out;
    let head: Vec<&str> = text.lines().take(2).collect();
    assert_eq!(head, ["From: servicedesk@voorbeeldstad.example", "To: a.bakker@voorbeeldstad.example"]);
    assert!(text.contains("Hallo Anna,") && text.contains("F2LZK4XQ0001"), "{text}");

    let html = preview(&["enrol-now", "--person", "Anna Bakker", "--format", "html"]).code(0).out;
    assert!(html.contains("<html") && html.contains("Hallo Anna,") && html.contains("F2LZK4XQ0001"));

    let eml = preview(&["enrol-now", "--person", "Anna Bakker", "--format", "eml"]).code(0).out;
    let mail = MessageParser::default().parse(eml.as_bytes()).unwrap();
    assert!(text.contains(&format!("Subject: {}\n", mail.subject().unwrap())));
    assert_eq!(mail.body_html(0).unwrap().replace("\r\n", "\n").trim(), html.replace("\r\n", "\n").trim());
    let body = mail.body_text(0).unwrap().replace("\r\n", "\n");
    assert!(text.trim_end().ends_with(body.trim_end()), "{body}");
}

#[test]
fn it_is_what_will_be_sent() {
    let world = World::approved();
    let eml = world
        .at("2027-02-15T10:00:00+01:00", &["preview", "announcement", "--person", "Anna Bakker", "--format", "eml"])
        .code(0)
        .out;
    world.send("2027-02-15T10:00:00+01:00");
    // A file of the Maildir has the line ends of files.
    let stored = eml.replace("\r\n", "\n");
    assert!(world.outbox().values().any(|bytes| bytes == stored.as_bytes()), "{eml}");
}

#[test]
fn another_language_on_demand() {
    preview(&["enrol-now", "--person", "Anna Bakker", "--lang", "en"]).code(0).says("Hello Anna,");
    preview(&["enrol-now", "--person", "Chloë O'Brien-'t Hart"]).code(0).says("Hello Chloë,");
    insta::assert_snapshot!(preview(&["enrol-now", "--person", "Anna Bakker", "--lang", "fr"]).code(2));
    insta::assert_snapshot!(preview(&["enrol-now", "--person", "Anna Bakker", "--lang", "not a tag"]).code(2));
}

#[test]
fn what_is_not_there_is_named_with_what_is() {
    insta::assert_snapshot!(preview(&["enroll-now", "--person", "Anna Bakker"]).code(2));
    insta::assert_snapshot!(preview(&["enrol-now", "--person", "Ana Bakker"]).code(2));
}

#[test]
fn a_message_the_person_will_not_get_can_be_looked_at() {
    let world = World::base();
    world.edit("campaign.yaml", "when: start at 08:30, to: pending", "when: start at 08:30, to: \"department = 'IT'\"");
    let shown = world.at(EARLY, &["preview", "enrol-now", "--person", "Deniz Ağca"]).code(0);
    shown.says("To: d.agca@voorbeeldstad.example").says("not planned");
}

#[test]
fn it_can_be_kept() {
    let world = World::base();
    let args = ["preview", "enrol-now", "--person", "Anna Bakker", "--format", "html", "--out", "mail.html"];
    world.at(EARLY, &args).code(0).says("`enrol-now` for Anna Bakker is in mail.html.");
    assert!(world.read("mail.html").contains("Hallo Anna,"));
}

const ALL: [&str; 4] = ["preview", "--all", "--out", "gallery"];

#[test]
fn the_gallery_has_every_message_in_every_language() {
    let world = World::base();
    world.edit("devices.csv", "F2LZK4XQ0006,iPad van Femke,iPad Air", ",iPad van Femke,");
    world.at(EARLY, &ALL).code(0).says("open it in a browser");
    let page = world.read("gallery/index.html");
    for message in ["announcement", "enrol-now", "reminder", "deadline-notice"] {
        for language in ["nl", "en"] {
            for scheme in ["light", "dark"] {
                let path = format!("mails/{message}.{language}.1.{scheme}.html");
                assert!(page.contains(&format!("<iframe src=\"{path}\"")), "{path}");
                assert!(world.read(&format!("gallery/{path}")).contains(&format!("lang=\"{language}\"")), "{path}");
            }
        }
    }
    for kind in
        ["iPhone, van de organisatie", "Android, van de persoon zelf", "zonder model, serienummer", "langste naam"]
    {
        assert!(page.contains(kind), "{kind}");
    }
    for kind in ["niet in de gegevens", "naam van rechts naar links", "helpdesk zonder telefoon", "meer apparaten"] {
        assert!(page.contains(kind), "{kind}");
    }
    assert!(world.read("gallery/languages.html").contains("lang=\"en\""));
    let frames = page.matches("<iframe src=\"mails/").count();
    assert_eq!((frames, frames / 3), (page.matches("<iframe").count(), page.matches("<pre lang=").count()));
}

#[test]
fn the_gallery_needs_nothing_and_runs_nothing() {
    let world = World::base();
    world.at(EARLY, &ALL).code(0);
    let shown = |name: &String| [".light.html", ".dark.html", ".plain.html"].iter().any(|end| name.ends_with(end));
    let mails = world.files("gallery/mails").into_iter().filter(|(name, _)| shown(name));
    let mails: Vec<String> = mails.map(|(_, bytes)| String::from_utf8(bytes).unwrap()).collect();
    assert!(!mails.is_empty());
    for mail in &mails {
        assert!(!mail.contains("prefers-color-scheme:"), "each is in one scheme: {mail}");
    }
    for page in mails.into_iter().chain([world.read("gallery/index.html")]) {
        for banned in ["<script", "<link", "src=\"http", "src=\"//", "@import", "url(", " onload="] {
            assert!(!page.contains(banned), "{banned}: {page}");
        }
    }
}

#[test]
fn the_gallery_has_each_message_as_it_would_go_out() {
    let world = World::base();
    world.at(EARLY, &ALL).code(0);
    let index: serde_json::Value = serde_json::from_str(&world.read("gallery/index.json")).unwrap();
    let listed = index["exhibits"].as_array().unwrap();
    let mut mails = world.files("gallery/mails");
    for exhibit in listed {
        let mut take = |key: &str| {
            let path = exhibit["files"][key].as_str().unwrap();
            mails.remove(path.strip_prefix("mails/").unwrap()).unwrap_or_else(|| panic!("no {path}"))
        };
        let (eml, html) = (take("eml"), take("mail_html"));
        let mail = MessageParser::default().parse(&eml).unwrap();
        assert_eq!(mail.subject(), exhibit["subject"].as_str());
        assert_eq!(mail.body_html(0).unwrap().replace("\r\n", "\n").trim(), String::from_utf8(html).unwrap().trim());
        take("light_html");
        take("dark_html");
    }
    assert!(listed.len() > 8 && mails.is_empty(), "{:?} are not listed", mails.keys());
}

#[test]
fn a_gallery_is_replaced_and_nothing_else_is() {
    let world = World::base();
    world.at(EARLY, &ALL).code(0);
    let first = world.files("gallery/mails");
    world.write("gallery/mails/announcement.nl.99.light.html", "left from a larger one");
    world.write("gallery/mails/announcement.nl.99.eml", "left from a larger one");
    world.at(EARLY, &ALL).code(0);
    assert!(world.files("gallery/mails") == first, "the same data gives the same files, and no others stay");
    world.write("mine/index.html", "<h1>Mine</h1>");
    world.at(EARLY, &["preview", "--all", "--out", "mine"]).code(2).says("something in it that is not a gallery");
    assert_eq!(world.read("mine/index.html"), "<h1>Mine</h1>");
}

#[test]
fn a_message_that_fails_is_shown_as_such_among_the_others() {
    let world = World::base();
    world.write("templates/enrol/enrol-now.en.md", "---\nsubject: Now\n---\n{{ devices[7].model }}\n");
    world.at(EARLY, &ALL).code(1).says("could not be made");
    let page = world.read("gallery/index.html");
    assert!(page.contains("Dit bericht kon niet worden gemaakt") && page.contains("mails/enrol-now.nl.1.light.html"));
}

#[test]
fn a_template_may_count_on_the_telephone_that_there_is() {
    let world = World::base();
    let text = "---\nsubject: Nu\n---\nBel {{ helpdesk.phone }}.\n";
    world.write("templates/enrol/enrol-now.nl.md", text);
    world.write("templates/enrol/enrol-now.en.md", text);
    world.at(EARLY, &ALL).code(0);
    let index = world.read("gallery/index.json");
    assert!(index.contains("\"no-phone\"") && !index.contains("\"failed\": \""), "{index}");
}

#[test]
fn all_is_not_one() {
    insta::assert_snapshot!(preview(&["--all"]).code(2));
    insta::assert_snapshot!(preview(&["--all", "enrol-now", "--out", "x"]).code(2));
    insta::assert_snapshot!(preview(&["enrol-now"]).code(2));
}

#[test]
fn what_goes_to_the_helpdesk_needs_no_person() {
    let world = World::base();
    world.edit("campaign.yaml", "phases:\n", "phases:\n  before:\n    - {message: helpdesk-brief, when: start - 3w at 08:30, to: helpdesk}\n    - {message: shared-devices, when: 2027-06-01 at 08:30, to: helpdesk, waves: [pilot]}\n");
    let devices = world.read("devices.csv") + "\nKIOSK01,Balie,iPad,Apple,iPadOS,Shared,\n";
    world.write("devices.csv", devices);
    let preview = |args: &[&str]| world.at(EARLY, &[&["preview"], args].concat());
    let shown = preview(&["helpdesk-brief"]).code(0);
    shown.says("To: servicedesk@voorbeeldstad.example").says("Ronde 1");
    preview(&["helpdesk-brief", "--person", "Chloë O'Brien-'t Hart"]).code(0).says("Ronde 2").says("Hallo helpdesk");
    preview(&["shared-devices"]).code(0).says("KIOSK01").says("Moet leeg");
    preview(&["enrol-now"]).code(2).says("`enrol-now` is for a person").says("--person");
    preview(&[]).code(2);
}
