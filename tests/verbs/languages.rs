//! A campaign in five languages: each person reads one of them, from the subject to the calendar.

use mail_parser::{MessageParser, MimeHeaders};

use crate::world::{ANNOUNCED, EARLY, World};

/// Whom, by the language the data has for them, and what their one message must have: its language, and its words.
struct Reader {
    user: &'static str,
    data: &'static str,
    language: &'static str,
    says: &'static [&'static str],
}

const DUTCH: [&str; 4] = ["vrijdag 19 maart 2027", "Hallo ", "je ", "verstuurd namens"];
const READERS: [Reader; 7] = [
    Reader { user: "a.bakker", data: "nl-BE", language: "nl", says: &DUTCH },
    Reader {
        user: "b.visser",
        data: "nl-x-formal",
        language: "nl",
        says: &["vrijdag 19 maart 2027", "Beste Bram", " u ", "verstuurd namens"],
    },
    Reader {
        user: "c.obrien",
        data: "en",
        language: "en",
        says: &["Friday, 19 March 2027", "Hello ", "sent on behalf of"],
    },
    Reader {
        user: "d.agca",
        data: "de-AT",
        language: "de",
        says: &["Freitag, 19. März 2027", "du ", "Gesendet im Auftrag von"],
    },
    Reader { user: "e.li", data: "fr", language: "fr", says: &["vendredi 19 mars 2027", "vous ", "dans le cadre de"] },
    // What the campaign does not offer, and what nobody knows.
    Reader { user: "f.smit", data: "pl", language: "nl", says: &DUTCH },
    Reader { user: "g.vos", data: "", language: "nl", says: &DUTCH },
];

/// A sentence of each language that is in every message, and its file for the calendar.
const FOOT: [(&str, &str, &str); 4] = [
    ("nl", "verstuurd namens", "overstap.ics"),
    ("en", "sent on behalf of", "move.ics"),
    ("de", "Gesendet im Auftrag", "umstieg.ics"),
    ("fr", "dans le cadre de", "changement.ics"),
];

fn world() -> World {
    let world = World::base();
    world.edit(
        "campaign.yaml",
        "languages: {default: nl, offered: [nl, en]}",
        "languages: {default: nl, offered: [nl, nl-x-formal, en, de, fr-x-formal], register: {fr: formal}}",
    );
    world.edit("campaign.yaml", "to: everyone}", "to: everyone, attach: [invite]}");
    let head = "userPrincipalName,displayName,givenName,surname,mail,department,preferredLanguage,group\n";
    let row = |Reader { user, data, .. }: &Reader| {
        let (initial, surname) = user.split_once('.').unwrap();
        let given = match initial {
            "b" => "Bram",
            other => other,
        };
        let mail = format!("{user}@voorbeeldstad.example");
        format!("{mail},{given} {surname},{given},{surname},{mail},IT,{data},pilot\n")
    };
    world.write("people.csv", head.to_owned() + &READERS.iter().map(row).collect::<String>());
    // Somebody must be left for the other wave.
    world.edit("campaign.yaml", "people: group = 'pilot'", "people: \"group = 'pilot'\"");
    let more = "z.last@voorbeeldstad.example,Z Last,Z,Last,z.last@voorbeeldstad.example,IT,nl,\n";
    let people = world.read("people.csv");
    world.write("people.csv", people + more);
    world
}

#[test]
fn everyone_reads_one_language_throughout() {
    let world = world();
    world.at(EARLY, &["approve", "--by", "A. Manager"]).code(0);
    world.send(ANNOUNCED);
    let outbox = world.outbox();
    assert_eq!(outbox.len(), READERS.len());
    for Reader { user, data, language, says } in &READERS {
        let to = format!("{user}@voorbeeldstad.example");
        let bytes = outbox.values().find(|bytes| crate::world::letter(bytes).0 == to).expect(user);
        let mail = MessageParser::default().parse(bytes).unwrap();
        let (text, html) = (mail.body_text(0).unwrap(), mail.body_html(0).unwrap());
        let who = format!("{user} ({data}):\n{text}");
        assert_eq!(mail.header("Content-Language").unwrap().as_text(), Some(*language), "{who}");
        assert!(html.contains(&format!("<html lang=\"{language}\" dir=\"ltr\">")), "{who}");
        for words in *says {
            let flat = text.split_whitespace().collect::<Vec<_>>().join(" ");
            assert!(flat.contains(words.trim_end()), "no `{words}`: {who}");
        }
        let file = mail.attachments().find_map(|part| part.attachment_name()).expect("a calendar entry");
        for (of, foot, calendar) in FOOT {
            assert_eq!(text.contains(foot) || html.contains(foot), of == *language, "`{foot}`: {who}");
            assert_eq!(file == calendar, of == *language, "{file}: {who}");
        }
    }
}

#[test]
fn the_plan_says_who_gets_another_language() {
    let world = world();
    let plan = world.at(EARLY, &["plan", "--format", "json"]).code(0).json();
    let fallbacks = plan["totals"]["fallbacks"].as_array().unwrap();
    assert!(fallbacks.iter().any(|one| one.to_string().contains("\"pl\"")), "{fallbacks:?}");
}
