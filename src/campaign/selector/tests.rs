//! What selectors pick, and what is said of those that cannot be read.

use super::*;

#[test]
fn precedence_and_forms() {
    let text = "department in ('IT', 'P&O') and not site = 'Utrecht' or group like 'pilot*' and manager is not empty";
    let Ok(Selector::Or(left, right)) = Selector::parse(text) else { panic!("or binds weakest") };
    assert!(matches!(*left, Selector::And(..)));
    assert!(matches!(*right, Selector::And(..)));
    assert_eq!(
        Selector::parse("\"Job Title\" != 'chef d''équipe'"),
        Ok(Selector::Not(Box::new(Selector::In(
            Field { name: "job_title".into(), of: None, offset: 0, width: 11 },
            vec!["chef d'équipe".into()]
        ))))
    );
}

#[test]
fn mistakes_have_a_position_and_a_hint() {
    let wrong = |text: &str| {
        let e = Selector::parse(text).unwrap_err();
        (e.offset, e.message)
    };
    assert_eq!(wrong("department = 'IT"), (13, "this ' is never closed".into()));
    assert_eq!(wrong("department ~ 'IT'"), (11, "`~` has no meaning in a selector".into()));
    assert_eq!(wrong("department in 'IT'"), (14, "expected `(`, found 'IT'".into()));
    assert_eq!(wrong("department = 'IT' site = 'X'"), (18, "expected `and`, `or` or the end, found `site`".into()));
    assert_eq!(wrong(""), (0, "expected a field, the selector ends here".into()));
    assert_eq!(Selector::parse("site = \"Utrecht\"").unwrap_err().hint, "values take single quotes: 'Utrecht'");
}

/// Without a bound, each of these ends the program for want of stack.
#[test]
fn depth_and_length_have_a_bound_that_is_said_at_its_place() {
    let wrong = |text: &str| {
        let e = Selector::parse(text).unwrap_err();
        (e.offset, e.message)
    };
    let many = format!("id = 'a'{}", " or id = 'b'".repeat(20_000));
    assert_eq!(wrong(&many), (8 + 499 * 12 + 4, "a selector has at most 500 comparisons".into()));
    assert!(Selector::parse(&format!("id = 'a'{}", " and id = 'b'".repeat(499))).is_ok());
    let deep = |n: usize| format!("{}id = 'a'{}", "(".repeat(n), ")".repeat(n));
    assert_eq!(wrong(&deep(50_000)), (50, "this is more than 50 deep in `(` and `not`".into()));
    assert!(Selector::parse(&deep(50)).is_ok());
    assert_eq!(wrong(&format!("{}id = 'a'", "not ".repeat(50_000))).0, 200);
    let list = format!("id in ('a'{})", ", 'b'".repeat(20_000));
    assert!(Selector::parse(&list).is_ok(), "a list of values is one comparison");
}

#[test]
fn stars_match_anything() {
    assert!(like("pilot-1", "pilot*") && like("x-pilot", "*pilot") && like("abc", "a*c") && like("abc", "*"));
    assert!(!like("pilot", "pilots*") && !like("ab", "a*b*b") && !like("abc", "abcd"));
}

proptest::proptest! {
    /// Whatever is typed, there is an answer, and a mistake lies within what was typed.
    #[test]
    fn any_text_is_read_or_refused_at_its_place(text in "[a-z'\"(),=!* 日]{0,30}|.{0,40}") {
        if let Err(e) = Selector::parse(&text) {
            proptest::prop_assert!(e.offset <= text.chars().count(), "{e:?} in {text:?}");
        }
    }
}

/// Four people with devices in three files: an export of a directory, one of devices, a list of what can run what.
fn data() -> crate::campaign::Loaded {
    const CAMPAIGN: &str = "\
id: x
name: {en: X}
organization: Voorbeeldstad
timezone: Europe/Amsterdam
languages: {default: en}
sender: {from: it@voorbeeldstad.example}
helpdesk: {email: it@voorbeeldstad.example}
migration: {from: Old, to: New}
people: [{file: people.csv}]
devices: [{file: devices.csv}, {file: readiness.csv}]
phases:
  announce: [{message: hello, when: start, to: everyone}]
waves: [{id: all, start: 2027-03-01, deadline: 2027-03-12, people: rest}]
";
    const PEOPLE: &str = "\
upn,name,department,site,methods,grade,hired,team,country
ann@x.example,Anna,IT,Utrecht,\"passkey,phone\",12,2019-04-01,A,NL
bob@x.example,Bob,HR,Delft,\"[\"\"sms\"\", \"\"fido2\"\"]\",9,31/12/2024,B,
cas@x.example,Cas,IT,,,7.5,2024-01-01,,BE
dee@x.example,Dée,Zorg,Utrecht,System.String[],n/a,,C-12,NL
";
    const DEVICES: &str = "\
serial,name,platform,os_version,owner_upn,ownership,last_seen,country,battery
S1,PC-1,windows,10.0.19045.4412,ann@x.example,corporate,2027-01-02,DE,80
S2,iPhone,ios,18.5,ann@x.example,personal,2027-02-01,,75
S3,PC-3,windows,10.0.22631.3447,bob@x.example,corporate,2026-11-30,,
S4,PC-4,windows,Windows 10 Pro,cas@x.example,corporate,,,9
S5,Mac,macos,14.5 (23F79),cas@x.example,corporate,2027-01-20,,100
";
    const READINESS: &str = "\
Device name,Readiness
PC-1,no
PC-3,yes
";
    let files = [
        ("campaign.yaml", CAMPAIGN),
        ("people.csv", PEOPLE),
        ("devices.csv", DEVICES),
        ("readiness.csv", READINESS),
        ("templates/announce/hello.en.md", "---\nsubject: Hello\n---\nHello\n"),
    ];
    let files = files.map(|(name, text)| (name.to_owned(), text.as_bytes().into()));
    crate::campaign::load(&mut crate::campaign::Inputs::from_files(files.into())).unwrap()
}

#[test]
fn forty_selectors_and_whom_they_pick() {
    let loaded = data();
    let fields = Fields::of(&loaded.people);
    let of_people = |text: &str| {
        let mut selector = Selector::audience(text).unwrap_or_else(|e| panic!("{text}: {e:?}"));
        selector.resolve(Over::People, &fields);
        let picked = loaded.people.persons.iter().filter(|person| selector.matches(person));
        picked.map(|person| &person.id[..3]).collect::<Vec<_>>().join(" ")
    };
    let people = [
        ("site = 'Utrecht'", "ann dee"),
        ("site != 'Utrecht'", "bob cas"),
        ("department in ('it', 'ZORG')", "ann cas dee"),
        ("department not in ('IT')", "bob dee"),
        ("team like 'c*'", "dee"),
        ("team not like '*-*'", "ann bob cas"),
        ("site is empty", "cas"),
        ("site is not empty and department = IT", "ann"),
        ("name = 'DÉE'", "dee"),
        ("devices = 0", "dee"),
        ("devices >= 2", "ann cas"),
        ("grade < 10", "bob cas"),
        ("grade <= 9", "bob cas"),
        ("grade > '7,5'", "ann bob"),
        ("grade >= 12", "ann"),
        ("not grade < 10", "ann"),
        ("hired < '2024-01-01'", "ann"),
        ("hired >= 2024-01-01", "bob cas"),
        ("methods contains 'passkey'", "ann"),
        ("methods contains FIDO2 or methods contains phone", "ann bob"),
        ("methods not contains 'passkey'", "bob cas"),
        ("platform = 'ios' and platform = 'windows'", "ann"),
        ("platform != 'windows'", "dee"),
        ("os_version < '10.0.22000'", "ann"),
        ("os_version >= 11", "ann cas"),
        ("device.name = 'pc-3'", "bob"),
        ("readiness = 'no'", "ann"),
        ("country = 'NL'", "ann dee"),
        ("device.country = 'DE'", "ann"),
        ("last_seen < '2027-01-01'", "bob"),
        ("pending and department = 'IT'", "ann cas"),
        ("migrated and site = 'Utrecht'", ""),
        ("everyone and not (site = 'Utrecht' or pending)", ""),
    ];
    for (text, picked) in people {
        assert_eq!(of_people(text), picked, "{text}");
    }
    let devices = [
        ("platform = 'windows' and os_version < '10.0.22000'", "S1"),
        ("os_version >= '10.0.22000' and platform = 'windows'", "S3"),
        ("name like 'PC-*' and department = 'IT'", "S1 S4"),
        ("person.name = 'Anna'", "S1 S2"),
        ("country = 'DE'", "S1"),
        ("person.country = 'BE'", "S4 S5"),
        ("battery < 80 or readiness = 'yes'", "S2 S3 S4"),
        ("last_seen is empty", "S4"),
    ];
    for (text, picked) in devices {
        let mut selector = Selector::parse(text).unwrap();
        selector.resolve(Over::Devices, &fields);
        let all = loaded.people.persons.iter().flat_map(|p| p.devices.iter().map(move |d| (p, d)));
        let picked_of = all.filter(|(person, device)| selector.judge(&Looked::at_device(device, Some(person))).is_so());
        let found: Vec<&str> = picked_of.filter_map(|(_, device)| device.serial.as_deref()).collect();
        assert_eq!(found.join(" "), picked, "{text}");
    }
    assert!(people.len() + devices.len() >= 40);
}

/// What cannot be compared is neither so nor not so, and is told.
#[test]
fn what_is_unlike_is_told_and_decides_nothing() {
    let loaded = data();
    let fields = Fields::of(&loaded.people);
    let judged = |text: &str, id: &str| {
        let mut selector = Selector::parse(text).unwrap();
        selector.resolve(Over::People, &fields);
        let mut told = Vec::new();
        let person = loaded.people.get(id).unwrap();
        let truth = selector.judge_but(&Looked::at(person), &|_| false, &mut |field, value| {
            told.push(format!("{}: {}", field.name, value.unwrap_or("nothing")));
        });
        (truth, told.join(", "))
    };
    assert_eq!(judged("grade < 5", "dee@x.example"), (Truth::Open, "grade: nothing".into()));
    assert_eq!(judged("not grade < 5", "dee@x.example"), (Truth::Open, "grade: nothing".into()));
    assert_eq!(judged("methods contains 'a'", "dee@x.example"), (Truth::Open, "methods: System.String[]".into()));
    assert_eq!(judged("team < 5", "ann@x.example"), (Truth::Open, "team: A".into()));
    assert_eq!(judged("team < 5 and site = 'Delft'", "ann@x.example").0, Truth::No);
    assert_eq!(judged("team < 5 or site = 'Utrecht'", "ann@x.example").0, Truth::Yes);
    // What the first half leaves out is not asked for the second.
    assert_eq!(judged("site = 'Delft' and team < 5", "ann@x.example"), (Truth::No, String::new()));
    // A build alone is no version after 10.0.22000.
    let version = |text| Measure::wanted(measure::Nature::Version, "10.0.22000").unwrap().against(text);
    assert_eq!(version("19045"), None);
    assert_eq!(version("Windows 11"), Some(std::cmp::Ordering::Greater));
    assert_eq!(version("10.0 (19045)"), Some(std::cmp::Ordering::Less));
    assert_eq!(version("10.0.22000"), Some(std::cmp::Ordering::Equal));
}

#[test]
fn twenty_that_are_broken_and_what_is_said() {
    let loaded = data();
    let fields = Fields::of(&loaded.people);
    let broken = [
        ("", "0: expected a field, the selector ends here"),
        ("department = 'IT", "13: this ' is never closed"),
        ("department ~ 'IT'", "11: `~` has no meaning in a selector"),
        ("department in 'IT'", "14: expected `(`, found 'IT'"),
        ("department in ('IT'", "19: expected `,` or `)`, the selector ends here"),
        ("department = 'IT' site = 'X'", "18: expected `and`, `or` or the end, found `site`"),
        ("site = \"Utrecht\"", "7: expected a value, found \"Utrecht\" (values take single quotes: 'Utrecht')"),
        ("'site' = Utrecht", "0: expected a field, found 'site' (fields take no quotes or double ones: \"site\")"),
        ("site is full", "8: expected `empty`, found `full`"),
        (
            "site",
            "4: expected `=`, `!=`, `<`, `<=`, `>`, `>=`, `in`, `like`, `contains` or `is`, the selector ends here",
        ),
        ("(site = 'X'", "11: expected `)`, the selector ends here"),
        ("department < 'IT'", "13: 'IT' is no number, version or date, so nothing is more or less than it"),
        ("platform < 5", "11: `platform` has words, of which none is more or less than another"),
        ("os_version < 'eleven'", "13: 'eleven' is no version to compare `os_version` with"),
        ("last_seen > 10.0", "12: '10.0' is no date to compare `last_seen` with"),
        ("last_seen > '03/04/2027'", "12: '03/04/2027' is no date to compare `last_seen` with"),
        ("devices < 'many'", "10: 'many' is no number to compare `devices` with"),
        ("grade not < 5", "10: expected `=`, `!=`, `<`, `<=`, `>`, `>=`, `in`, `like`, `contains` or `is`, found `<`"),
        ("methods contains", "16: expected a value, the selector ends here"),
        ("grade < (5)", "8: expected a value, found `(`"),
    ];
    for (text, said) in broken {
        let e = Selector::parse(text).expect_err(text);
        let all = format!("{}: {} ({})", e.offset, e.message, e.hint);
        assert!(all.starts_with(said), "{text}: {all}");
    }
    let audiences = [
        (
            "pendign and site = 'X'",
            "0: `pendign` is neither a word for how far people are nor compared with anything \
                                   (did you mean `pending`?)",
        ),
        ("managers and site = 'X'", "0: `managers` stands alone: they are not among the people of a wave"),
        ("pending and site", "12: `site` is neither a word for how far people are"),
    ];
    for (text, said) in audiences {
        let e = Selector::audience(text).expect_err(text);
        let all = format!("{}: {} ({})", e.offset, e.message, e.hint);
        assert!(all.starts_with(said), "{text}: {all}");
    }
    let instead = |text: &str| {
        let selector = Selector::parse(text).unwrap();
        let field = selector.fields()[0].clone();
        assert!(!fields.has(&field), "{text}");
        fields.instead(&field)
    };
    assert_eq!(instead("readines = 'no'"), "did you mean `readiness`, of readiness.csv?");
    assert_eq!(instead("os_verion < '10.0'"), "did you mean `os_version`?");
    assert!(instead("favourite = 'x'").contains("columns of device files: battery, country, readiness; any column"));
    assert!(
        !fields.has(&Field::written("person.battery", 0, 14)) && fields.has(&Field::written("device.battery", 0, 14))
    );
}
