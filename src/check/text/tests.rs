//! What is said of texts, with the place where it is typed.

use std::sync::Arc;

use crate::builtin;
use crate::campaign::{Inputs, load};
use crate::check::text::find;

/// The findings of the base campaign with files of its own, and its campaign file changed.
fn campaign(files: &[(&str, &str)], change: impl Fn(String) -> String) -> Vec<String> {
    let folder = format!("{}/tests/campaigns/base", env!("CARGO_MANIFEST_DIR"));
    let base = |name: &str| std::fs::read_to_string(format!("{folder}/{name}")).unwrap();
    let mut inputs = Inputs::from_files(Default::default());
    inputs.insert("campaign.yaml", change(base("campaign.yaml")).into_bytes());
    for name in ["people.csv", "devices.csv"] {
        inputs.insert(name, base(name).into_bytes());
    }
    for (path, bytes) in builtin::files() {
        inputs.insert(format!("{}{path}", builtin::PREFIX), bytes);
    }
    for (path, text) in files {
        inputs.insert(*path, Arc::<[u8]>::from(text.as_bytes()));
    }
    let loaded = load(&mut inputs).unwrap();
    let mut found = Vec::new();
    find(&loaded, &inputs, &mut found);
    found.iter().map(|finding| finding.problem().to_string()).collect()
}

fn template(front: &str, body: &str) -> Vec<String> {
    let text = format!("---\n{front}\n---\n{body}\n");
    campaign(&[("templates/enrol/enrol-now.nl.md", &text)], |file| file)
}

/// The findings of a body, each its place and the beginning of what is said.
fn body(text: &str) -> Vec<String> {
    template("subject: x", text)
        .into_iter()
        .map(|found| found.replace("templates/enrol/enrol-now.nl.md:", ""))
        .collect()
}

/// Every built-in message, in every language there is.
#[test]
fn nothing_is_said_of_the_built_in_texts() {
    let messages = ["announcement", "enrol-now", "reminder", "deadline-notice"];
    let all: Vec<String> = builtin::files()
        .filter_map(|(path, _)| {
            let name = path.strip_prefix("templates/")?.strip_suffix(".nl.md")?.split_once('/')?;
            (name.0 != "blocks" && !messages.contains(&name.1)).then(|| name.1.to_owned())
        })
        .collect();
    assert!(all.len() > 15, "{all:?}");
    let facts = "{reason: a, next_update: 2027-02-01, impact: a, action: b, wrong: c, right: d, ends: 2027-07-09}";
    let rules: String = all
        .iter()
        .map(|name| format!("    - {{message: {name}, when: 2027-02-01 at 09:00, to: everyone, facts: {facts}}}\n"))
        .collect();
    let found = campaign(&[], |file| {
        let file =
            file.replace("offered: [nl, en]", "offered: [nl, en, de, fr, nl-x-formal, de-x-formal, fr-x-formal]");
        assert!(file.contains("\nphases:\n"));
        file.replace("\nphases:\n", &format!("\nphases:\n  other:\n{rules}"))
    });
    assert_eq!(found, [""; 0]);
}

/// Where a name that does not exist would count as absent, and say nothing to anybody.
#[test]
fn a_name_that_does_not_exist_is_said_wherever_it_stands() {
    for (text, column, said) in [
        ("{% if helpdesk.fone %}x{% endif %}", 7, "there is no `helpdesk.fone` (did you mean `helpdesk.phone`?)"),
        ("{% if not persn %}x{% elif days_lft > 2 %}y{% endif %}", 11, "there is no `persn` (did you mean `person`?)"),
        ("{% if a %}x{% elif days_lft > 2 %}y{% endif %}", 20, "there is no `days_lft` (did you mean `days_left`?)"),
        (
            "{% for d in pending_device %}x{% endfor %}",
            13,
            "there is no `pending_device` (did you mean `pending_devices`?)",
        ),
        ("{% for d in devices %}{% if d.modle %}x{% endif %}{% endfor %}", 29, "there is no `devices.modle`"),
        ("{% set x = wave.dedline %}", 12, "there is no `wave.dedline` (did you mean `wave.deadline`?)"),
        ("{% set x = [d for d in devices if d.migrate] %}", 35, "there is no `devices.migrate`"),
        ("{{ devices | filter(attribute='platfrm', value='ios') | length }}", 32, "there is no `devices.platfrm`"),
        ("{{ helpdesk.fone or 'x' }}", 4, "there is no `helpdesk.fone`"),
        ("{% if person.name.first %}x{% endif %}", 7, "there is no `person.name.first`"),
        ("{% if devices[0].modle %}x{% endif %}", 18, "there is no `devices.modle`"),
        ("{% if person['nick'] %}x{% endif %}", 15, "there is no `person.nick`"),
        ("{% if wave.dedline is defined %}x{% endif %}", 7, "there is no `wave.dedline`"),
        ("{{ wave.deadline | date(styl='full') }}", 25, "`date` takes no `styl` (did you mean `style`?)"),
        ("{{ wave.deadline | datetime(zones=true) }}", 29, "`datetime` takes no `zones` (did you mean `zone`?)"),
        ("{% include \"templates/blocks/own.nl.md\" %}", 7, "own.nl.md:1:7: H-RENDER-02: there is no `persn`"),
    ] {
        let text = format!("---\nsubject: x\n---\n{text}\n");
        let files = [
            ("templates/enrol/enrol-now.nl.md", text.as_str()),
            ("templates/blocks/own.nl.md", "{% if persn %}x{% endif %}"),
        ];
        let found = campaign(&files, |file| file);
        assert!(
            found.iter().any(|found| found.contains(said) && found.contains(&format!(":{column}: "))),
            "{text}: {found:#?}"
        );
    }
    let sound = "{% if helpdesk.phone is not defined and not person.email and facts.x %}x{% endif %}\
                 {% for d in devices %}{{ d.model or loop.index }}{% endfor %}\
                 {{ label(id='days-left', days=days_left) }} {{ about | length }} {% set n = 1 %}{{ n }}";
    assert_eq!(body(sound), [""; 0]);
}

#[test]
fn html_is_said_with_what_to_write_instead() {
    let found = body("Press <Ctrl>+<Alt>\n\n<p>Make a back-up.</p>\n\na<br>b <b>c</b>");
    assert_eq!(found.len(), 5, "{found:#?}");
    assert!(
        found[0].starts_with("4:7: H-TEXT-15: `<Ctrl>` looks like a tag of HTML, and is shown as it is typed"),
        "{found:#?}"
    );
    assert!(found[0].contains("write `\\<Ctrl>` if that is meant, or **Ctrl**"), "{found:#?}");
    assert!(found[2].starts_with("6:1: H-TEXT-15: `<p>` is HTML, of which only the words are shown"), "{found:#?}");
    assert!(found[3].starts_with("8:2: ") && found[3].contains("end the line with `\\`"), "{found:#?}");
    let table = body("<table>\n<tr><td>Last day</td><td>{{ wave.deadline | date }}</td></tr>\n</table>\n\n<!-- x -->");
    assert_eq!(table.len(), 2, "{table:#?}");
    assert!(table[0].starts_with("4:1: ") && table[1].starts_with("8:1: H-TEXT-15: nobody is shown this comment"));
    assert_eq!(body("Press \\<Ctrl> or `<Alt>`, <https://a.example> {# <b> #}"), [""; 0]);
}

#[test]
fn a_link_that_is_none_is_said_with_its_cure() {
    let found = body("Look:\n\n**[Start](https://a.example/my page)** ![x](images/my pic.png) [b](www.a.example)");
    assert_eq!(found.len(), 3, "{found:#?}");
    assert!(found.iter().all(|found| found.contains("H-TEXT-16")), "{found:#?}");
    let of = |place: &str| found.iter().find(|found| found.starts_with(place)).unwrap();
    assert!(
        of("6:3: ").contains("write `https://a.example/my%20page`, or `<https://a.example/my page>`"),
        "{found:#?}"
    );
    assert!(of("6:40: ").contains("call the file `images/my-pic.png`"), "{found:#?}");
    assert!(of("6:64: ").contains("write `https://www.a.example`"), "{found:#?}");
}

#[test]
fn what_was_to_be_filled_in_is_said_wherever_it_stands() {
    let found =
        template("subject: \"Hallo [NAAM]\"", "Hallo «Voornaam», <<Name>>\n\n{% if helpdesk.phone %}TODO{% endif %}");
    assert_eq!(found.len(), 4, "{found:#?}");
    assert!(found.iter().all(|found| found.contains("H-TEXT-17")), "{found:#?}");
    assert!(found[0].contains("enrol-now.nl.md:2:17: ") && found[0].contains("{{ person.name }}"), "{found:#?}");
    assert!(found[1].contains("enrol-now.nl.md:4:7: ") && found[1].contains("{{ person.first_name }}"), "{found:#?}");
    assert!(found[2].contains("enrol-now.nl.md:4:19: "), "{found:#?}");
    assert!(found[3].contains("enrol-now.nl.md:6:24: "), "{found:#?}");
    let found = campaign(&[], |file| file.replace("to: everyone", "to: everyone, facts: {reason: TBD}"));
    assert!(found.len() == 1 && found[0].starts_with("campaign.yaml:") && found[0].contains("`TBD`"), "{found:#?}");
}

#[test]
fn a_text_that_is_cut_is_said_with_its_quotes() {
    let found = template("subject: Ticket #4711: nieuw \"toestel\"\npreheader: \"Goed #1\"", "x");
    assert_eq!(found.len(), 1, "{found:#?}");
    assert!(
        found[0].contains("enrol-now.nl.md:2:17: H-TEXT-18: `subject` ends before the `#`: what is read is `Ticket`")
    );
    assert!(found[0].contains("between quotes: `subject: 'Ticket #4711: nieuw \"toestel\"'`"), "{found:#?}");
    let found = template("subject: !Let op", "x");
    assert!(
        found.len() == 1 && found[0].contains(":2:10: H-TEXT-18: `subject` loses its `!Let`: what is read is `op`"),
        "{found:#?}"
    );
    let found = campaign(&[], |file| {
        let start = file.find("organization:").unwrap();
        let end = start + file[start..].find('\n').unwrap();
        format!("{}organization: Dorp #1 # not this\ntimezone_note: 1{}", &file[..start], &file[end..])
            .replace("timezone_note: 1\n", "")
    });
    assert!(found.len() == 1 && found[0].contains("what is read is `Dorp`"), "{found:#?}");
}

/// What looks for the end of each sign in all of the text would not come to an end.
#[test]
fn a_text_of_nothing_but_signs_is_told_in_short() {
    for sign in ["<b>", "](", "[", "{a}", "<Ctrl>", "<script></script>", "<a \"", "[NAAM]", "@@", "<p>\n"] {
        let text = sign.repeat(40_000 / sign.len());
        let found = body(&format!("x {text}"));
        assert!(found.len() <= 100, "{sign}: {}", found.len());
        assert!(found.iter().all(|found| found.len() < 100_000));
    }
}
