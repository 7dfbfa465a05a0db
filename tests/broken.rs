//! Broken campaigns, each with the exact words a person gets: one edit of a sound campaign, then `heraut check`.
//!
//! `cargo insta review` (or `INSTA_UPDATE=always cargo test --test broken`) refreshes the expected texts after a
//! deliberate change of wording.

use std::path::Path;
use std::process::Command;

/// One edit of the sound campaign.
enum Edit {
    /// In this file, this text becomes that.
    Replace(&'static str, &'static str, &'static str),
    /// This file holds exactly these bytes.
    Write(&'static str, &'static [u8]),
    /// This file is gone.
    Remove(&'static str),
}

use Edit::{Remove, Replace, Write};

const YAML: &str = "campaign.yaml";
const PEOPLE: &str = "people.csv";
const DEVICES: &str = "devices.csv";
const ANNOUNCEMENT: &str = "templates/announce/announcement.nl.md";
const ENROL: &str = "templates/enrol/enrol-now.nl.md";
/// A sound picture.
const PICTURE: &[u8] = include_bytes!("pictures/remove.png");

/// The beginning of a PNG of 1200 by 300 pixels, and 99 KB after it.
static HEAVY: [u8; 100 * 1024] = {
    let start = *b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR\0\0\x04\xb0\0\0\x01\x2c\x08\x06\0\0\0";
    let mut bytes = [0; 100 * 1024];
    let mut n = 0;
    while n < start.len() {
        bytes[n] = start[n];
        n += 1;
    }
    bytes
};

/// Copies the sound campaign, edits it, and returns what `heraut check` says and its exit code.
fn check(edits: &[Edit]) -> String {
    let dir = tempfile::tempdir().unwrap();
    let base = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/campaigns/base");
    for entry in std::fs::read_dir(base).unwrap() {
        let entry = entry.unwrap();
        std::fs::copy(entry.path(), dir.path().join(entry.file_name())).unwrap();
    }
    for edit in edits {
        match edit {
            Replace(file, from, to) => {
                let path = dir.path().join(file);
                let text = std::fs::read_to_string(&path).unwrap();
                assert!(text.contains(from), "{file} has no `{from}`: the case tests nothing");
                std::fs::write(path, text.replacen(from, to, 1)).unwrap();
            }
            Write(file, bytes) => {
                let path = dir.path().join(file);
                std::fs::create_dir_all(path.parent().unwrap()).unwrap();
                std::fs::write(path, bytes).unwrap();
            }
            Remove(file) => std::fs::remove_file(dir.path().join(file)).unwrap(),
        }
    }
    let output = Command::new(env!("CARGO_BIN_EXE_heraut"))
        .args(["check", "--now", "2027-01-04T09:00+01:00"])
        .current_dir(dir.path())
        .env_clear()
        .env("COLUMNS", "80")
        .output()
        .unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    format!("{}{}exit code {}\n", text(output.stdout), text(output.stderr), output.status.code().unwrap())
}

macro_rules! cases {
    ($($name:ident: [$($edit:expr),* $(,)?];)*) => {$(
        #[test]
        fn $name() {
            insta::with_settings!({ omit_expression => true, prepend_module_to_snapshot => false }, {
                insta::assert_snapshot!(concat!("broken__", stringify!($name)), check(&[$($edit),*]));
            });
        }
    )*};
}

cases! {
    sound_as_it_is: [];
    no_campaign_file: [Remove(YAML)];
    empty_campaign_file: [Write(YAML, b"# nothing yet\n")];
    not_utf8: [Write(YAML, b"id: base\nname: Gemeente Zo\xebtermeer\n")];
    tab_as_indentation: [Replace(YAML, "  phone:", "\tphone:")];
    quote_not_closed: [Replace(YAML, "0100\"", "0100")];
    duplicate_key: [Replace(YAML, "timezone: Europe/Amsterdam", "timezone: Europe/Amsterdam\ntimezone: Europe/Brussels")];
    alias_bomb: [Write(YAML, include_bytes!("campaigns/alias-bomb.yaml"))];
    misspelt_key: [Replace(YAML, "deadline: 2027-03-19", "deadlin: 2027-03-19")];
    several_at_once: [
        Replace(YAML, "organization:", "organisation:"),
        Replace(YAML, "contacts_per_day: 20", "contacts_per_day: twenty"),
        Replace(YAML, "people: rest", "peple: rest"),
    ];
    staff_from_one_key_alone: [
        Replace(YAML, "contacts_per_day: 20", "contacts_per_day: 20\n  minutes_per_contact: 12"),
    ];
    staff_that_cannot_be_worked_out: [Replace(
        YAML,
        "contacts_per_day: 20",
        "contacts_per_day: 20\n  open: 17:30-08:00\n  minutes_per_contact: 0\n  answer_within: soon",
    )];
    helpdesk_without_anybody: [Replace(YAML, "contacts_per_day: 20", "contacts_per_day: 0")];
    wrong_type: [Replace(YAML, "languages: {default: nl, offered: [nl, en]}", "languages: nl")];
    rollout_without_an_address: [Replace(YAML, "timezone:", "rollout: R. Leider\ntimezone:")];
    owner_without_an_address: [Replace(YAML, "owner: M. de Wit", "owner: {name: M. de Wit}")];
    retention_without_an_end: [Replace(YAML, "timezone:", "retention: 3 months\ntimezone:")];
    phone_as_a_number: [Replace(YAML, "\"+31 20 555 0100\"", "0205550100")];
    list_expected: [Replace(YAML, "people: [{file: people.csv}]", "people: people.csv")];
    missing_required_key: [Replace(YAML, "timezone: Europe/Amsterdam\n", "")];
    unknown_zone: [Replace(YAML, "Europe/Amsterdam", "Europe/Amsterdm")];
    unknown_language: [Replace(YAML, "offered: [nl, en]", "offered: [nl, Engels!]")];
    default_not_offered: [Replace(YAML, "offered: [nl, en]", "offered: [en]")];
    no_such_day: [Replace(YAML, "deadline: 2027-04-30", "deadline: 2027-04-31")];
    not_a_date: [Replace(YAML, "start: 2027-03-01", "start: 1 maart 2027")];
    deadline_before_start: [Replace(YAML, "deadline: 2027-03-19", "deadline: 2027-02-19")];
    rule_not_understood: [Replace(YAML, "start - 14d at 09:00", "strat - 14d at 09:00")];
    rule_without_unit: [Replace(YAML, "start - 14d at", "start - 14 at")];
    rule_time_of_day: [Replace(YAML, "at 09:00, to: everyone", "at 9 uur, to: everyone")];
    audience_of_managers_and_a_selector: [Replace(YAML, "to: everyone", "to: \"managers and site = 'X'\"")];
    audience_word_misspelt: [Replace(YAML, "to: everyone", "to: \"pendign and site = 'X'\"")];
    kit_unknown: [Replace(YAML, "migration: {", "migration: {kind: intunes, ")];
    kit_folder_missing: [Replace(YAML, "migration: {", "migration: {kind: kits/ours, ")];
    kit_broken: [
        Replace(YAML, "migration: {", "migration: {kind: kits/ours, "),
        Write("kits/ours/kit.yaml", b"title: Ours\nmoves: phones\npaths: [owm]\n")
    ];
    moves_what: [Replace(YAML, "migration: {", "migration: {moves: phones, ")];
    done_by_a_column_that_is_none: [Replace(YAML, "migration: {", "migration: {done: \"os_verison >= '26'\", ")];
    done_compares_words: [Replace(YAML, "migration: {", "migration: {done: \"platform > 'ios'\", ")];
    concerns_nobody: [Replace(YAML, "migration: {", "migration: {concerns: \"platform = 'plan9'\", ")];
    to_the_same_system: [Replace(YAML, "to: Microsoft Intune", "to: mobileiron")];
    field_of_nobody_in_a_template: [
        Write(
            ANNOUNCEMENT,
            "---\nsubject: Nieuws\n---\nHallo {{ person.first_name }},\n\n{% if person.fields.grup == 'pilot' %}Je bent de eerste.{% endif %}\n\n\
              {% include \"templates/blocks/helpdesk.nl.md\" %}\n"
                .as_bytes()
        )
    ];
    audience_misspelt: [Replace(YAML, "to: everyone", "to: everyon")];
    channel_misspelt: [Replace(YAML, "to: everyone", "to: everyone, channel: [mail, lettre, mail]")];
    attachment_misspelt: [Replace(YAML, "to: everyone}", "to: everyone, attach: [invit]}")];
    attachment_unknown: [Replace(YAML, "to: everyone}", "to: everyone, attach: [invite, timetable]}")];
    attachment_called_otherwise: [Replace(YAML, "to: everyone}", "to: everyone, attach: [hold]}")];
    uncertain_called_otherwise: [Replace(YAML, "to: everyone}", "to: everyone, on_uncertain: hold}")];
    uncertain_misspelt: [Replace(YAML, "to: everyone}", "to: everyone, on_uncertain: resent}")];
    attachments_of_one_kind: [Replace(YAML, "to: everyone}", "to: everyone, attach: [invite, meeting]}")];
    attachment_for_managers: [Replace(YAML, "to: everyone}", "to: managers, attach: [meeting]}")];
    sheet_for_managers: [Replace(YAML, "to: everyone}", "to: managers, attach: [sheet]}")];
    minutes_too_few: [Replace(YAML, "migration: {", "migration: {minutes_per_device: 3, ")];
    minutes_of_no_path: [Replace(YAML, "migration: {", "migration: {minutes_per_device: {own: 30, wipd: 90}, ")];
    minutes_too_many_for_a_path: [Replace(YAML, "migration: {", "migration: {minutes_per_device: {wiped: 900}, ")];
    apple_misspelt: [Replace(YAML, "migration: {", "migration: {apple: os62, ")];
    apple_of_a_wave_unknown: [Replace(YAML, "  - id: rest\n", "  - id: rest\n    apple: yes\n")];
    apple_for_nobody_there_is: [Replace(YAML, "migration: {", "migration: {apple: {os26: \"sitte = 'X'\"}, ")];
    event_misspelt: [Replace(YAML, "start - 14d at 09:00", "reschedled + 1h")];
    selector_not_closed: [Replace(YAML, "group = 'pilot'", "\"group = 'pilot\"")];
    selector_double_quotes: [Replace(YAML, "group = 'pilot'", "group = \"pilot\"")];
    selector_unknown_field: [Replace(YAML, "group = 'pilot'", "grop = 'pilot'")];
    message_without_template: [Replace(YAML, "message: announcement", "message: anouncement")];
    fact_missing: [
        Replace(YAML, "message: announcement", "message: hello"),
        Write("templates/announce/hello.nl.md", b"---\nsubject: Hallo\n---\nHet kan nu niet. Reden: {{ facts.reason }}.\n"),
    ];
    fact_misspelt: [
        Replace(YAML, "message: announcement", "message: survey, facts: {surveyurl: \"https://forms.example/s\"}"),
        Replace(YAML, "message: enrol-now", "message: enrol-now, facts: {reason: drukte}"),
    ];
    fact_in_one_language: [Replace(YAML, "to: everyone", "to: everyone, facts: {reason: {nl: drukte}}")];
    fact_misnamed: [Replace(YAML, "to: everyone", "to: everyone, facts: {Next-update: morgen, reason: \"\"}")];
    wave_of_a_message_unknown: [Replace(YAML, "to: everyone", "to: everyone, waves: [pilto]")];
    date_of_a_message_impossible: [Replace(YAML, "start - 14d at 09:00", "2027-02-30 at 09:00")];
    message_twice: [Replace(YAML, "message: enrol-now", "message: announcement")];
    template_missing_language: [
        Replace(YAML, "message: announcement", "message: hello"),
        Write("templates/announce/hello.en.md", b"---\nsubject: Hello\n---\nHello {{ person.name }}.\n"),
    ];
    template_syntax: [
        Write("templates/announce/announcement.nl.md", b"---\nsubject: Hallo\n---\nHallo {{ person.name }.\n"),
    ];
    template_unknown_variable: [
        Write("templates/announce/announcement.nl.md", b"---\nsubject: Hallo\n---\nHallo {{ persoon.name }}.\n"),
    ];
    template_loop: [
        Write("templates/announce/announcement.nl.md", b"---\nsubject: Hallo\n---\n{% include \"templates/announce/announcement.nl.md\" %}\n"),
    ];
    template_without_subject: [
        Write("templates/announce/announcement.nl.md", b"---\npreheader: Hallo\n---\nHallo.\n"),
    ];
    template_language_in_name: [Write("templates/announce/hello.dutch!.md", b"---\nsubject: Hallo\n---\nHallo.\n")];
    label_file_broken: [Write("locales/nl/labels.ftl", b"helpdesk-phone = Bel\nnot a message\n")];
    window_closes_first: [Replace(YAML, "08:00-18:00", "18:00-08:00")];
    holiday_file_missing: [Replace(YAML, "holidays: [2027-04-27]", "holidays: [feestdagen.ics]")];
    password_without_user: [Replace(YAML, "url: \"maildir:outbox\"", "url: \"smtp://smtp.example.org\", password: {env: SECRET}")];
    certificates_are_a_private_key: [Replace(YAML, "url: \"maildir:outbox\"", "url: \"smtp://smtp.example.org\", certificates: ca.pem"), Write("ca.pem", include_bytes!("keys/ed25519.pem"))];
    certificates_are_a_bundle: [Replace(YAML, "url: \"maildir:outbox\"", "url: \"smtp://smtp.example.org\", certificates: ca.p7b"), Write("ca.p7b", b"-----BEGIN PKCS7-----\nMIIB\n-----END PKCS7-----\n")];
    certificates_are_something_else: [Replace(YAML, "url: \"maildir:outbox\"", "url: \"smtp://smtp.example.org\", certificates: ca.pem"), Write("ca.pem", b"see the wiki\n")];
    hello_is_no_name: [Replace(YAML, "url: \"maildir:outbox\"", "url: \"smtp://smtp.example.org\", hello: \"mail.example.org x\"")];
    relay_with_password: [Replace(YAML, "maildir:outbox", "smtp://heraut:geheim@smtp.example.org")];
    ledger_with_password: [Replace(YAML, "relay:", "ledger: postgres://heraut:geheim@db.example.org/heraut\nledger_password: {env: PASSWORD}\nrelay:")];
    ledger_in_a_file_with_password: [Replace(YAML, "relay:", "ledger_password: {file: /etc/heraut/password}\nrelay:")];
    ledger_of_no_kind: [Replace(YAML, "relay:", "ledger: mysql://db.example.org/heraut\nrelay:")];
    relay_of_no_preset: [Replace(YAML, "url: \"maildir:outbox\"", "url: \"smtp://smtp.example.org\", limits: exchange-onlin")];
    relay_that_takes_its_own_place: [Replace(YAML, "relay: {url: \"maildir:outbox\"}", "relay:\n  - url: smtp://smtp.example.org:587\n  - url: smtp://smtp.example.org\n    canary: {first: 5, wait: 5m, stop_over: 1%}\n  - url: maildir:outbox")];
    relay_signed_in_to_twice: [Replace(YAML, "url: \"maildir:outbox\"", "url: \"smtp://smtp.example.org\", user: it@example.org, password: {env: A}, oauth2: {tenant: common, client: c, secret: {env: B}, certificate: {env: C}}")];
    token_that_cannot_be_renewed: [Replace(YAML, "url: \"maildir:outbox\"", "url: \"smtp://smtp.example.org\", token: {env: A}")];
    token_endpoint_in_the_clear: [Replace(YAML, "url: \"maildir:outbox\"", "url: \"smtp://smtp.example.org\", user: it@example.org, oauth2: {token_url: \"http://login.example.org/token\", client: \" \"}")];
    token_endpoint_misspelt: [Replace(YAML, "url: \"maildir:outbox\"", "url: \"smtp://smtp.example.org\", user: it@example.org, oauth2: {tennant: example.org, client: c, secret: {env: B}}")];
    dkim_for_a_stranger: [Replace(YAML, "voorbeeldstad.example>\"}", "voorbeeldstad.example>\", dkim: {domain: example.org, selector: heraut, key: {file: dkim.pem}}}")];
    dkim_key_in_the_file: [Replace(YAML, "voorbeeldstad.example>\"}", "voorbeeldstad.example>\", dkim: {selector: heraut, key: MIIEvQIBADANBg}}")];
    dkim_twice_the_same: [Replace(YAML, "voorbeeldstad.example>\"}", "voorbeeldstad.example>\", dkim: [{selector: a b, key: {env: A, file: b}}, {selector: s1, key: {env: A}}, {selector: S1, key: {env: B}}]}")];
    two_waves_rest: [Replace(YAML, "people: group = 'pilot'", "people: rest")];
    person_in_two_waves: [Replace(YAML, "people: rest", "people: department = 'IT' or group is empty")];
    empty_wave: [Replace(YAML, "group = 'pilot'", "group = 'pioneers'")];
    people_file_missing: [Remove(PEOPLE)];
    people_headers_unknown: [Write(PEOPLE, b"naam;adres;plaats\nJan;Dorpsstraat 1;Utrecht\n")];
    people_column_missing: [Replace(YAML, "{file: people.csv}", "{file: people.csv, columns: {email: E-mailadres}}")];
    person_twice: [Replace(PEOPLE, "b.visser@voorbeeldstad.example,Bram Visser", "a.bakker@voorbeeldstad.example,Bram Visser")];
    address_broken: [Replace(PEOPLE, "Visser,b.visser@voorbeeldstad.example", "Visser,b.visser@@voorbeeldstad")];
    row_too_short: [Replace(PEOPLE, "f.smit@voorbeeldstad.example,Femke Smit,Femke,Smit", "Femke Smit\nf.smit@voorbeeldstad.example,Femke Smit,Femke,Smit")];
    language_of_a_person_unknown: [Replace(PEOPLE, "Zorg,en,", "Zorg,Klingon,")];
    device_of_a_stranger: [Replace(DEVICES, "Apple,iPadOS,Corporate,f.smit@", "Apple,iPadOS,Corporate,g.nobody@")];
    serial_twice: [Replace(DEVICES, "F2LZK4XQ0002", "F2LZK4XQ0001")];
    deadline_in_the_past: [
        Replace(YAML, "start: 2027-03-01", "start: 2026-11-02"),
        Replace(YAML, "deadline: 2027-03-19", "deadline: 2026-11-20"),
    ];
    brand_no_colour: [Replace(YAML, "relay: {", "brand: {color: blue}\nrelay: {")];
    brand_too_pale: [Replace(YAML, "relay: {", "brand: {color: \"#ffcc00\", color_dark: \"#0b57d0\"}\nrelay: {")];
    brand_logo_missing: [Replace(YAML, "relay: {", "brand: {logo: logo.png}\nrelay: {")];
    brand_logo_svg: [
        Replace(YAML, "relay: {", "brand: {logo: logo.svg}\nrelay: {"),
        Write("logo.svg", b"<svg xmlns=\"http://www.w3.org/2000/svg\"/>"),
    ];
    brand_logo_heavy: [Replace(YAML, "relay: {", "brand: {logo: logo.png}\nrelay: {"), Write("logo.png", &HEAVY)];
    brand_logo_outside: [Replace(YAML, "relay: {", "brand: {logo: ../logo.png}\nrelay: {")];
    brand_text_without_logo: [Replace(YAML, "relay: {", "brand: {logo_alt: Voorbeeldstad}\nrelay: {")];
    picture_missing: [Write(ANNOUNCEMENT, b"---\nsubject: Hallo\n---\n1. Tik op\n   ![De knop Verwijder](images/remove.png)\n")];
    picture_elsewhere: [Write(ANNOUNCEMENT, b"---\nsubject: Hallo\n---\n![De knop](https://intranet.voorbeeldstad.example/remove.png)\n")];
    picture_outside: [Write(ANNOUNCEMENT, b"---\nsubject: Hallo\n---\n![De knop](../remove.png) en ![nog een](C:\\remove.png)\n")];
    picture_of_another_format: [Write(ANNOUNCEMENT, b"---\nsubject: Hallo\n---\n![De knop](images/remove.webp)\n")];
    picture_named_by_data: [Write(ANNOUNCEMENT, b"---\nsubject: Hallo\n---\n![De knop](images/{{ person.name }}.png)\n")];
    picture_without_description: [Write(ANNOUNCEMENT, b"---\nsubject: Hallo\n---\n![](images/remove.png)\n"), Write("images/remove.png", PICTURE)];
    picture_in_a_heading: [Write(ANNOUNCEMENT, b"---\nsubject: Hallo\n---\n## ![De knop](images/remove.png)\n"), Write("images/remove.png", PICTURE)];
    picture_damaged: [Write(ANNOUNCEMENT, b"---\nsubject: Hallo\n---\n![De knop](images/remove.png)\n"), Write("images/remove.png", &HEAVY)];
    picture_that_is_none: [Write(ANNOUNCEMENT, b"---\nsubject: Hallo\n---\n![De knop](images/remove.png)\n"), Write("images/remove.png", b"<!doctype html>")];
    picture_too_wide: [Write(ANNOUNCEMENT, b"---\nsubject: Hallo\n---\n![De knop](images/remove.png)\n"), Write("images/remove.png", b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR\0\0\x10\0\0\0\x08\0\x08\x06\0\0\0")];
    picture_too_heavy: [Write(ANNOUNCEMENT, b"---\nsubject: Hallo\n---\n![De knop](images/remove.png)\n"), Write("images/remove.png", &[0; 1024 * 1024 + 1])];
    picture_in_printers_colours: [Write(ANNOUNCEMENT, b"---\nsubject: Hallo\n---\n![De knop](images/remove.jpg)\n"), Write("images/remove.jpg", include_bytes!("pictures/cmyk.jpg"))];
    picture_with_a_script: [
        Write(ANNOUNCEMENT, b"---\nsubject: Hallo\n---\n![De knop](images/remove.svg)\n"),
        Write("images/remove.svg", b"<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"9\" height=\"9\">\n<script>alert(1)</script></svg>"),
    ];
    picture_described_by_its_name: [
        Write(ENROL, b"---\nsubject: Stap over\npreheader: Het kost een half uur\n---\nHallo {{ person.first_name }}.\n\n![remove.png](images/remove.png)\n\n{% include \"templates/blocks/helpdesk.nl.md\" %}\n"),
        Write("images/remove.png", PICTURE),
    ];
    address_needs_smtputf8: [Replace(PEOPLE, "Visser,b.visser@", "Visser,b.vißer@")];
    sender_needs_smtputf8: [Replace(YAML, "<servicedesk@", "<servicebüro@")];
    link_domain_none: [Replace(YAML, "relay: {", "links: {allow: [\"https://support.example.org/\"]}\nrelay: {")];
    link_to_another_domain: [
        Write("templates/enrol/enrol-now.nl.md", b"---\nsubject: Stap over\npreheader: Het kost een half uur\n---\nLees [de uitleg](https://support.other.example/a).\n\n{% include \"templates/blocks/helpdesk.nl.md\" %}\n"),
    ];
    allow_without_reason: [Replace(YAML, "relay: {", "allow: [{rule: H-DATA-01, why: \"\"}]\nrelay: {")];
}

const WITH_SHEET: Edit = Replace(YAML, "to: everyone}", "to: everyone, attach: [sheet, invite]}");

#[cfg(feature = "print")]
#[test]
fn a_sheet_that_cannot_be_printed_names_whose_it_is() {
    insta::with_settings!({ omit_expression => true, prepend_module_to_snapshot => false }, {
        insta::assert_snapshot!("broken__sheet_without_a_typeface", check(&[WITH_SHEET]));
    });
}

#[cfg(not(feature = "print"))]
#[test]
fn a_build_that_cannot_print_refuses_a_sheet_where_it_is_asked_for() {
    let said = check(&[WITH_SHEET]);
    assert!(said.contains("error: this build cannot print, so it cannot attach a `sheet`"), "{said}");
    assert!(said.contains("campaign.yaml:20:") && said.ends_with("exit code 3\n"), "{said}");
}
