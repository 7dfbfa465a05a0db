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
    assert!(world.outbox().values().any(|bytes| bytes == eml.as_bytes()), "{eml}");
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
