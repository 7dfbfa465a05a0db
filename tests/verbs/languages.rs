//! A campaign in five languages: each person reads one of them, from the subject to the calendar and on paper.

use mail_parser::{MessageParser, MimeHeaders};

use crate::world::{ANNOUNCED, EARLY, World};

/// Whom, by the language the data has for them, and what their one message must have: its language, and its words.
struct Reader {
    user: &'static str,
    data: &'static str,
    language: &'static str,
    /// What the subject, the title of the calendar's entry and its text begin with, or have.
    subject: &'static str,
    entry: [&'static str; 2],
    says: &'static [&'static str],
}

const DUTCH: [&str; 4] = ["vrijdag 19 maart 2027", "Hallo ", "je ", "verstuurd namens"];
const NL: [&str; 2] = ["Je apparaat overzetten naar", "De laatste dag is vrijdag 19 maart 2027"];
const READERS: [Reader; 7] = [
    Reader {
        user: "a.bakker",
        data: "nl-BE",
        language: "nl",
        subject: "Je stapt over op Microsoft Intune, uiterlijk 19 mrt 2027",
        entry: NL,
        says: &DUTCH,
    },
    Reader {
        user: "b.visser",
        data: "nl-x-formal",
        language: "nl",
        subject: "U stapt over op Microsoft Intune, uiterlijk 19 mrt 2027",
        entry: ["Uw apparaat overzetten naar", "De laatste dag is vrijdag 19 maart 2027"],
        says: &["vrijdag 19 maart 2027", "Beste Bram", " u ", "verstuurd namens"],
    },
    Reader {
        user: "c.obrien",
        data: "en",
        language: "en",
        subject: "19 Mar 2027",
        entry: ["Move your device to", "The last day is Friday 19 March 2027"],
        says: &["Friday 19 March 2027", "Hello ", "sent on behalf of"],
    },
    Reader {
        user: "d.agca",
        data: "de-AT",
        language: "de",
        subject: "19. März 2027",
        entry: ["Gerät auf Microsoft Intune umstellen", "Der letzte Tag: Freitag\\, 19. März 2027"],
        says: &["Freitag, 19. März 2027", "du ", "Gesendet im Auftrag von"],
    },
    Reader {
        user: "e.li",
        data: "fr",
        language: "fr",
        subject: "19 mars 2027",
        entry: ["Passer votre appareil", "Le dernier jour est le vendredi 19 mars 2027"],
        says: &["vendredi 19 mars 2027", "vous ", "dans le cadre de", "Maintenant\u{a0}:"],
    },
    // What the campaign does not offer, and what nobody knows.
    Reader {
        user: "f.smit",
        data: "pl",
        language: "nl",
        subject: "Je stapt over op Microsoft Intune, uiterlijk 19 mrt 2027",
        entry: NL,
        says: &DUTCH,
    },
    Reader {
        user: "g.vos",
        data: "",
        language: "nl",
        subject: "Je stapt over op Microsoft Intune, uiterlijk 19 mrt 2027",
        entry: NL,
        says: &DUTCH,
    },
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
        "languages: {default: nl, offered: [nl, nl-x-formal, en, de, fr], register: {de: informal}}",
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
    for Reader { user, data, language, subject, entry, says } in &READERS {
        let to = format!("{user}@voorbeeldstad.example");
        let bytes = outbox.values().find(|bytes| crate::world::letter(bytes).0 == to).expect(user);
        let mail = MessageParser::default().parse(bytes).unwrap();
        let (text, html) = (mail.body_text(0).unwrap(), mail.body_html(0).unwrap());
        let who = format!("{user} ({data}):\n{text}");
        assert_eq!(mail.header("Content-Language").unwrap().as_text(), Some(*language), "{who}");
        assert!(html.contains(&format!("<html lang=\"{language}\" dir=\"ltr\">")), "{who}");
        // The document, its body and the wrapper; no other language in any part of it.
        assert_eq!(html.matches(&format!(" lang=\"{language}\"")).count(), 3, "{who}");
        assert_eq!(html.matches(" lang=\"").count(), 3, "{who}");
        let said = mail.subject().unwrap();
        assert!(said.contains(subject), "`{said}`: {who}");
        assert!(html.contains(&format!("<title>{said}</title>")), "{who}");
        for words in *says {
            // Not at a no-break space, which is part of what French says.
            let flat = text.split([' ', '\n']).filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ");
            assert!(flat.contains(words.trim_end()), "no `{words}`: {who}");
        }
        let calendar = mail.attachments().next().and_then(|part| part.text_contents()).expect("a calendar entry");
        let calendar = icalendar::parser::unfold(calendar);
        for (property, words) in ["SUMMARY", "DESCRIPTION"].into_iter().zip(entry) {
            let line = calendar.lines().find(|line| line.starts_with(property)).unwrap();
            let begins = format!("{property};LANGUAGE={language}:");
            assert!(line.starts_with(&begins) && line.contains(words), "{line}: {who}");
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

#[cfg(feature = "print")]
#[test]
fn the_sheet_is_in_the_language_of_the_mail() {
    let world = world();
    for Reader { user, data, language, subject, .. } in &READERS {
        let person = format!("{user}@voorbeeldstad.example");
        let draft = ["print", "--draft", "--message", "announcement", "--person", &person, "--out", "sheet.pdf"];
        world.at(EARLY, &draft).code(0);
        let sheet = crate::pdf::objects(&std::fs::read(world.path("sheet.pdf")).unwrap());
        assert!(sheet.contains(&format!("/Lang({language})")), "{user} ({data})");
        assert!(sheet.contains(&format!("<dc:language><rdf:Bag><rdf:li>{language}<")), "{user} ({data})");
        let title = sheet.split("<dc:title>").nth(1).and_then(|rest| rest.split("</dc:title>").next()).unwrap();
        assert!(title.contains(subject), "{user} ({data}): {title}");
    }
}

/// A campaign that a company begins to translate into Polish: three messages are there. Of the others people who read Polish get
/// the language that the campaign says, message by message, and no message has two.
#[test]
fn three_messages_in_polish_and_the_others_in_the_order_that_the_campaign_says() {
    let world = World::base();
    world.edit(
        "campaign.yaml",
        "languages: {default: nl, offered: [nl, en]}",
        "languages: {default: nl, offered: [nl, en, de, pl], register: {de: informal}, fallback: {pl: [de, en]}}",
    );
    world.edit(
        "campaign.yaml",
        "  enrol:\n",
        "  prepare:\n    - {message: only-dutch, when: start - 9d at 09:00, to: everyone}\n    \
         - {message: in-english, when: start - 8d at 09:00, to: everyone}\n  enrol:\n",
    );
    world.edit("campaign.yaml", "relay: {", "max_per_day: 4\nrelay: {");
    // The short texts are translated first, or a Polish message would end in English.
    for file in ["labels", "calendar", "print", "terms"] {
        let path = format!("locales/en/{file}.ftl");
        let english = world.run(&["generate", "template", &path]).code(0).out;
        world.write(&format!("locales/pl/{file}.ftl"), english.replace("sent on behalf of", "wysłano w imieniu"));
    }
    let help = |language: &str| format!("{{% include \"templates/blocks/helpdesk.{language}.md\" %}}\n");
    let card = world.run(&["generate", "template", "templates/blocks/helpdesk.en.md"]).code(0).out;
    world.write("templates/blocks/helpdesk.pl.md", card.replace("**Call:**", "**Telefon:**"));
    let message = |language: &str, words: &str| {
        format!(
            "---\nsubject: \"{words} {{{{ wave.deadline | date(style='medium') }}}}\"\npreheader: \"{words}.\"\n---\n# {words}\n\n\
             {words} {{{{ person.first_name }}}}: {{{{ wave.deadline | date(style=\"full\") }}}}.\n\n{}",
            help(language)
        )
    };
    let own = [
        ("announce/announcement", "pl", "Zmiana"),
        ("enrol/enrol-now", "pl", "Zacznij"),
        ("deadline/deadline-notice", "pl", "Termin"),
        ("prepare/only-dutch", "nl", "Alleen Nederlands"),
        ("prepare/in-english", "nl", "Ook Nederlands"),
        ("prepare/in-english", "en", "Also English"),
    ];
    for (path, language, words) in own {
        world.write(&format!("templates/{path}.{language}.md"), message(language, words));
    }
    let people = world.read("people.csv");
    let polish = |line: &str| line.replace(",nl,", ",pl-PL,");
    world.write("people.csv", people.lines().map(|line| polish(line) + "\n").collect::<String>());
    let bram = ["plan", "--person", "b.visser@voorbeeldstad.example"];
    let plan = world.at(EARLY, &bram).code(0);
    let language = |message: &str| -> String {
        let row = plan.out.lines().find(|line| line.split_whitespace().any(|word| word == message));
        let row = row.unwrap_or_else(|| panic!("no {message}: {plan}")).split_whitespace().collect::<Vec<_>>();
        let at = row.iter().position(|word| *word == message).unwrap();
        // Which one of several stands between the two.
        row[at + 1..].iter().find(|word| word.chars().all(char::is_lowercase)).unwrap().to_string()
    };
    // The reminder is in every language but Polish: the first that the campaign says. Then the second, then the default.
    for (message, expected) in [
        ("announcement", "pl"),
        ("enrol-now", "pl"),
        ("deadline-notice", "pl"),
        ("reminder", "de"),
        ("in-english", "en"),
        ("only-dutch", "nl"),
    ] {
        assert_eq!(language(message), expected, "{message}: {plan}");
    }
    // None has two languages: the foot tells.
    let feet = [
        ("pl", "wysłano w imieniu"),
        ("en", "sent on behalf of"),
        ("de", "Gesendet im Auftrag"),
        ("nl", "verstuurd namens"),
    ];
    for (message, expected) in [("announcement", "pl"), ("reminder", "de"), ("in-english", "en"), ("only-dutch", "nl")]
    {
        let shown = world.at(EARLY, &["preview", message, "--person", "b.visser@voorbeeldstad.example"]).code(0);
        for (language, foot) in feet {
            assert_eq!(shown.out.contains(foot), language == expected, "{message} in {expected}: {shown}");
        }
    }
    assert!(!world.at(EARLY, &["check"]).out.contains("error["), "{}", world.at(EARLY, &["check"]));
}
