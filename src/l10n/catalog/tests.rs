use super::*;

fn load(files: &[(&str, &str)]) -> Result<Catalogs> {
    Catalogs::load(files.iter().map(|(path, text)| (*path, text.as_bytes())))
}

fn tag(text: &str) -> Tag {
    text.parse().unwrap()
}

#[test]
fn a_campaign_overrides_text_by_text() {
    let catalogs = load(&[
        ("locales/nl/labels.ftl", "phone = Telefoon\nhelp = Hulp nodig?\n"),
        ("locales/nl/terms.ftl", "-company-portal = Bedrijfsportal\n"),
        ("locales/nl/labels.ftl", "help = Vragen over { -company-portal }?\n"),
    ])
    .unwrap();
    let nl = tag("nl");
    assert_eq!(catalogs.label(&nl, "phone", &[]).unwrap(), "Telefoon");
    assert_eq!(catalogs.label(&nl, "help", &[]).unwrap(), "Vragen over Bedrijfsportal?");
    assert_eq!(catalogs.term(&nl, "company-portal").unwrap(), "Bedrijfsportal");
    assert_eq!(catalogs.term(&nl, "-company-portal").unwrap(), "Bedrijfsportal");
}

#[test]
fn lookup_stays_on_the_chain() {
    let catalogs = load(&[
        ("locales/nl/labels.ftl", "phone = Telefoon\nhelp = Hulp\n"),
        ("locales/nl-BE/labels.ftl", "phone = Gsm\n"),
        ("locales/en/labels.ftl", "phone = Phone\nonly-english = Yes\n"),
    ])
    .unwrap();
    assert_eq!(catalogs.label(&tag("nl-BE"), "phone", &[]).unwrap(), "Gsm");
    assert_eq!(catalogs.label(&tag("nl-BE"), "help", &[]).unwrap(), "Hulp");
    assert_eq!(catalogs.label(&tag("nl-NL"), "phone", &[]).unwrap(), "Telefoon");
    assert!(catalogs.label(&tag("nl"), "only-english", &[]).is_err());
    assert!(catalogs.label(&tag("nl-x-formal"), "phone", &[]).is_err(), "a register is never dropped");
    assert!(catalogs.label(&tag("pl"), "phone", &[]).is_err());
}

#[test]
fn plurals_follow_the_language() {
    let catalogs = load(&[(
        "locales/pl/labels.ftl",
        "days = { $days ->\n    [one] { $days } dzień\n    [few] { $days } dni (few)\n   *[other] { $days } dni\n }\n",
    )])
    .unwrap();
    let days = |n| catalogs.label(&tag("pl"), "days", &[("days", Argument::Number(n))]).unwrap();
    assert_eq!([days(1.0), days(3.0), days(5.0)], ["1 dzień", "3 dni (few)", "5 dni"]);
}

#[test]
fn values_come_without_isolation_marks_and_never_go_missing() {
    let catalogs = load(&[("locales/nl/labels.ftl", "sent-by = Namens { $organization }.\n")]).unwrap();
    let text = catalogs.label(&tag("nl"), "sent-by", &[("organization", Argument::Text("Voorbeeldstad"))]).unwrap();
    assert_eq!(text, "Namens Voorbeeldstad.");
    let error = catalogs.label(&tag("nl"), "sent-by", &[]).unwrap_err();
    assert!(error.to_string().contains("needs the value `organization`"), "{error}");
}

#[test]
fn mistakes_have_file_line_and_column() {
    let error = load(&[
        ("locales/nl/labels.ftl", "goed = ja\n\nfout fout\nook = { $x\n"),
        ("locales/nl/more.ftl", "een = 1\ntwee = 2\neen = 3\n"),
        ("locales/nl/terms.ftl", "zie = Zie { -bestaat-niet }\n"),
        ("locales/qqqqqqqqqq/labels.ftl", "a = b\n"),
    ])
    .unwrap_err();
    let found: Vec<String> = error.problems.iter().map(|p| format!("{}", p.place.as_ref().unwrap())).collect();
    assert_eq!(
        found,
        [
            "locales/nl/labels.ftl:3:6",
            "locales/nl/labels.ftl:5:1",
            "locales/nl/more.ftl:3:1",
            "locales/nl/terms.ftl:1:1",
            "locales/qqqqqqqqqq/labels.ftl"
        ],
        "{error}"
    );
    assert_eq!(&*error.problems[0].place.as_ref().unwrap().text, "fout fout");
    assert!(error.problems[3].message.contains("`-bestaat-niet`"));
}

#[test]
fn terms_serve_the_registers_of_their_language_and_labels_do_not() {
    let catalogs = load(&[
        ("locales/nl/terms.ftl", "-company-portal = Bedrijfsportal\n-app-store = App Store\n"),
        ("locales/nl/labels.ftl", "help = Bel je helpdesk\n"),
        ("locales/nl-x-formal/labels.ftl", "help = Open { -company-portal } op uw toestel\n"),
        ("locales/nl-x-formal/terms.ftl", "-app-store = de App Store van Apple\n"),
        ("locales/en/terms.ftl", "-company-portal = Company Portal\n"),
    ])
    .unwrap();
    let formal = tag("nl-BE-x-formal");
    assert_eq!(catalogs.label(&formal, "help", &[]).unwrap(), "Open Bedrijfsportal op uw toestel");
    assert_eq!(catalogs.term(&formal, "company-portal").unwrap(), "Bedrijfsportal");
    assert_eq!(catalogs.term(&formal, "app-store").unwrap(), "de App Store van Apple");
    assert!(catalogs.label(&tag("de-x-formal"), "help", &[]).is_err());
}

#[test]
fn functions_write_as_the_reader_would() {
    let catalogs = load(&[(
        "locales/nl/labels.ftl",
        "moved = { $count } van { NUMBER($total) } vóór { DATETIME($by, style: \"weekday\") }: { LIST($names) }.\n\
         plain = { $names } { $count }\n\
         share = { NUMBER($share, minimumFractionDigits: 1) } en { NUMBER($share, maximumFractionDigits: 0) }\n\
         days = { NUMBER($count) ->\n    [one] één\n   *[other] { $count }\n }\n\
         two = { LIST(\"a\", $by) }\n",
    )])
    .unwrap();
    let say = |formats: &str, id: &str, by: &str, count: f64| {
        let names = Argument::List(vec!["Ağca".into(), "Bo".into(), "Cas".into()]);
        let given = [
            ("count", Argument::Number(count)),
            ("total", Argument::Number(12500.0)),
            ("share", Argument::Number(2.0)),
            ("by", Argument::Text(by)),
            ("names", names),
        ];
        catalogs.voice("nl", formats).unwrap().label(id, &given).map_err(|e| e.to_string())
    };
    let moved = say("nl", "moved", "2027-03-12", 1500.0).unwrap();
    assert_eq!(moved, "1.500 van 12.500 vóór vrijdag 12 maart: Ağca, Bo en Cas.");
    assert!(say("nl", "moved", "2027-03-12T17:00", 1.0).unwrap().contains("vrijdag 12 maart om 17:00"));
    assert_eq!(say("nl", "plain", "", -2.0).unwrap(), "Ağca, Bo en Cas -2");
    assert_eq!(say("nl", "share", "", 1.0).unwrap(), "2,0 en 2");
    assert_eq!(
        (say("nl", "days", "", 1.0).unwrap(), say("nl", "days", "", 1500.0).unwrap()),
        ("één".into(), "1.500".into())
    );
    assert_eq!(say("nl", "two", "b", 1.0).unwrap(), "a en b");
    let error = say("nl", "moved", "12 maart", 1.0).unwrap_err();
    assert!(error.contains("the label `moved` of `nl` gives `DATETIME` `12 maart`, which is not a date"), "{error}");
    assert!(say("nl", "days", "", f64::NAN).is_err() && say("nl", "days", "", 1e21).is_ok());
}

#[test]
fn a_function_that_is_misused_is_an_error_and_not_a_text() {
    let choice = "choice = { NUMBER($at) ->\n    [one] een\n   *[other] veel\n }\n";
    let catalogs = load(&[("locales/nl/labels.ftl", choice)]).unwrap();
    let said = catalogs.label(&tag("nl"), "choice", &[("at", Argument::Text("2027-03-12"))]);
    assert!(said.is_err(), "{said:?}");
    for (text, reason) in [
        ("CURRENCY($n)", "uses the function `CURRENCY`, which does not exist"),
        ("NUMBER(1, minimumFractionDigits: 400)", "gives `minimumFractionDigits` something else than 0 to 9"),
        ("NUMBER(1, useGrouping: \"false\")", "the option `useGrouping`, which it does not have"),
        ("DATETIME($at, style: \"short\")", "gives `DATETIME` another style than"),
        ("DATETIME()", "gives `DATETIME` something that is not one date"),
        ("LIST(1, 2)", "gives `LIST` a number"),
    ] {
        let error = load(&[("locales/nl/labels.ftl", &format!("x = {{ {text} }}\n"))]).unwrap_err();
        assert!(error.problems[0].message.contains(reason), "{error}");
    }
}

#[test]
fn a_number_takes_the_form_of_how_it_is_written() {
    let text = "n = { NUMBER($n, minimumFractionDigits: 1) ->\n    [1] exactly\n    [one] one\n   *[other] other\n }\n\
                m = { $n ->\n    [one] one day\n   *[other] { $n } days\n }\n";
    let catalogs = load(&[("locales/en/labels.ftl", text)]).unwrap();
    let say = |id: &str, n: f64| catalogs.label(&tag("en"), id, &[("n", Argument::Number(n))]).unwrap();
    assert_eq!((say("n", 1.0), say("n", 1.5)), ("exactly".into(), "other".into()));
    assert_eq!((say("m", 1.0), say("m", -1.0), say("m", 1.5)), ("one day".into(), "one day".into(), "1.5 days".into()));
}

#[test]
fn terms_take_what_they_are_given_and_texts_cannot_go_round_for_ever() {
    let catalogs = load(&[(
        "locales/nl/labels.ftl",
        "-shop = { $case ->\n    [the] de winkel\n   *[bare] winkel\n }\n    .kind = groot\n\
         a = Ga naar { -shop(case: \"the\") }, de { -shop } { $case }.\nb = { a }\n    .short = kort\nc = { b.short }\n",
    )])
    .unwrap();
    let given = [("case", Argument::Text("x"))];
    assert_eq!(catalogs.label(&tag("nl"), "b", &given).unwrap(), "Ga naar de winkel, de winkel x.");
    assert_eq!(catalogs.label(&tag("nl"), "c", &[]).unwrap(), "kort");
    assert_eq!(catalogs.term(&tag("nl"), "shop").unwrap(), "winkel");
    let error = load(&[("locales/nl/labels.ftl", "a = { b }\nb = { a }\n")]).unwrap_err();
    assert!(error.problems.iter().all(|problem| problem.message.ends_with("mentions itself")), "{error}");
}

#[test]
fn text_and_formats_may_be_of_different_places() {
    let catalogs = load(&[
        ("locales/de/labels.ftl", "by = Bis { DATETIME($at, style: \"long\") }, { $n }\n"),
        ("locales/en/labels.ftl", "by = By { DATETIME($at, style: \"long\") }, { $n }\n"),
    ])
    .unwrap();
    let say = |language: &str, formats: &str| {
        let given = [("at", Argument::Text("2027-01-12")), ("n", Argument::Number(1234.5))];
        catalogs.voice(language, formats).unwrap().label("by", &given).unwrap()
    };
    assert_eq!(say("de", "de"), "Bis 12. Januar 2027, 1.234,5");
    assert_eq!(say("de", "de-AT"), "Bis 12. Jänner 2027, 1\u{a0}234,5");
    assert_eq!(say("en", "en"), "By 12 January 2027, 1,234.5");
    assert_eq!(say("en", "en-NL"), "By 12 January 2027, 1.234,5");
}

#[test]
fn a_pseudo_locale_changes_the_words_and_not_the_values() {
    let catalogs = load(&[("locales/en/labels.ftl", "by = By { DATETIME($at) } for { $name }\n")]).unwrap();
    let given = [("at", Argument::Text("2027-03-12")), ("name", Argument::Text("Anna"))];
    let said = catalogs.voice("en-XA", "en-XA").unwrap().label("by", &given).unwrap();
    assert_eq!(said, "Ɓý Friday 12 March 2027 ƒöŕ Anna");
    assert!(catalogs.voice("ar-XB", "ar-XB").unwrap().label("by", &given).unwrap().contains("\u{202e}for\u{202c}"));
}

#[test]
fn plurals_are_those_of_icu() {
    let languages = [
        "ar", "be", "bg", "bs", "ca", "cs", "cy", "da", "de", "el", "en", "es", "et", "eu", "fa", "fi", "fr", "fy",
        "ga", "gd", "gl", "he", "hr", "hu", "hy", "is", "it", "ka", "lb", "lt", "lv", "mk", "mt", "nb", "nl", "nl-BE",
        "nn", "pl", "pt", "pt-PT", "ro", "ru", "se", "sk", "sl", "sq", "sr", "sv", "tr", "uk", "ur", "yi", "zh",
    ];
    for language in languages {
        let text = "n = { $n ->\n [zero] zero\n [one] one\n [two] two\n [few] few\n [many] many\n *[other] other\n }\n";
        let catalogs = load(&[(&format!("locales/{language}/labels.ftl"), text)]).unwrap();
        let rules =
            icu_plurals::PluralRules::try_new_cardinal((&icu_locale::Locale::try_from_str(language).unwrap()).into())
                .unwrap();
        for number in 0..=2000usize {
            let said = catalogs.label(&tag(language), "n", &[("n", Argument::Number(number as f64))]).unwrap();
            let expected = format!("{:?}", rules.category_for(number)).to_lowercase();
            assert_eq!(said, expected, "{language} {number}");
        }
    }
}
