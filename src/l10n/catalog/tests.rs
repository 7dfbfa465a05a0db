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
