//! Mistakes of authors: found before anything is sent, all at once, each with its place.

use super::fixture::*;

const PATH: &str = "templates/remind/reminder.nl.md";

/// Place, message and hint of every problem.
fn problems(error: &heraut::error::Error) -> Vec<String> {
    error.problems.iter().map(ToString::to_string).collect()
}

#[test]
fn every_broken_template_is_reported_at_once() {
    let head = "---\nsubject: x\n---\n";
    let error = renderer(
        campaign(),
        &[
            ("templates/a/one.nl.md", &format!("{head}\n\n  {{% if x %}}")),
            ("templates/a/two.nl.md", &format!("{head}Hallo {{{{ x | shout }}}}")),
            ("templates/a/three.nl.md", &format!("{head}{{% include \"templates/blocks/a.md\" %}}")),
            ("templates/a/four.nl.md", "Hallo"),
            ("templates/a/five.nl.md", "---\nsubject: \"Nog {{ x \"\n---\n"),
            (
                "templates/a/six.nl.md",
                &format!("{head}{{{{ nothing() }}}} {{% include \"templates/blocks/none.md\" %}}"),
            ),
            ("templates/blocks/a.md", "\n{% include \"templates/blocks/b.md\" %}"),
            ("templates/blocks/b.md", "{% include \"templates/blocks/a.md\" %}"),
            ("locales/nl/labels.ftl", "x = { $"),
        ],
    )
    .unwrap_err();
    let places: Vec<String> = error.problems.iter().map(|p| p.place.as_ref().unwrap().to_string()).collect();
    assert_eq!(
        places,
        [
            "locales/nl/labels.ftl:1:8",
            "templates/a/five.nl.md:2:19",
            "templates/a/four.nl.md:1:1",
            "templates/a/one.nl.md:6:13",
            "templates/a/six.nl.md:4:4",
            "templates/a/six.nl.md:4:28",
            "templates/a/two.nl.md:4:14",
            "templates/blocks/a.md:2:13",
        ],
        "{error}"
    );
    assert!(error.problems[7].message.contains("includes itself"), "{error}");
}

#[test]
fn what_does_not_exist_is_an_error_with_its_place() {
    let found = |body: &str| {
        let error = render(&format!("---\nsubject: x\n---\n\nRegel\n{body}"), &person("Chloë")).unwrap_err();
        problems(&error).join("\n")
    };
    let undefined = found("Hallo {{ persoon.name }}");
    assert!(undefined.starts_with(&format!("{PATH}:6:10: ")) && undefined.contains("persoon"), "{undefined}");
    assert!(found("{{ person.nickname }}").starts_with(&format!("{PATH}:6:")));
    let label = found("{{ label(id='bestaat-niet') }}");
    assert!(label.starts_with(&format!("{PATH}:6:4: ")), "{label}");
    assert!(label.contains("there is no label `bestaat-niet` in `nl`"), "{label}");
    assert!(label.contains("locales/nl/labels.ftl"), "{label}");
    assert!(found("{{ term(id='bestaat-niet') }}").contains("there is no term `-bestaat-niet`"));
    assert!(found("{{ person.name | safe }}").contains("`safe` does not exist"));
    assert!(found("{{ wave.start | time }}").contains("has no time of day"));
    assert!(found("{{ wave.start | date(style='short') }}").contains("there is no date style `short`"));
    assert!(found("{{ person.name | date }}").contains("is not a date"));
}

/// What a word processor makes of a template.
#[test]
fn a_sign_that_is_none_of_a_template_is_named() {
    let found = |body: &str| {
        let error = render(&format!("---\nsubject: x\n---\n{body}"), &person("Chloë")).unwrap_err();
        problems(&error).join("\n")
    };
    for (body, column, said) in [
        ("Één {{ wave.deadline | date(style=“full”) }}", 35, "a typographic quotation mark `“`"),
        ("{{ wave.deadline | date(style=\"full”) }}", 36, "a typographic quotation mark `”`"),
        ("{{ person.name\u{a0}}}", 15, "a no-break space (U+00A0)"),
        ("{%\u{200b} if days_left %}x{% endif %}", 3, "a sign that cannot be seen (U+200B)"),
        ("{% if days_left && days_left %}x{% endif %}", 17, "`&&`"),
        ("{{ days_left – 1 }}", 14, "a dash `–`"),
    ] {
        let said = format!("{PATH}:4:{column}: a template cannot have {said} within `{{{{ … }}}}`");
        let found = found(body);
        assert!(
            found.starts_with(&said) && (found.contains("type ") || found.contains("delete it")),
            "{body}: {found}"
        );
    }
    let error = render("---\nsubject: 'Nog {{ “x” }}'\n---\nx", &person("Chloë")).unwrap_err();
    assert!(error.to_string().starts_with(&format!("{PATH}:2:18: a template cannot have a typographic")), "{error}");
}

#[test]
fn an_absent_fact_can_be_asked_for_but_not_said() {
    let mut desk = campaign();
    desk.helpdesk.phone = None;
    let body = |text: &str| format!("---\nsubject: x\n---\n{text}");
    let mail = |text: &str| {
        let renderer = renderer(desk.clone(), &[(PATH, &body(text))]).unwrap();
        renderer.mail(&request(&person("Chloë"), &wave(), &phase(), &tag("nl")))
    };
    let guarded = mail("{% if helpdesk.phone %}Bel {{ helpdesk.phone }}{% else %}Mail ons{% endif %}").unwrap();
    assert!(guarded.text.starts_with("Mail ons\n"));
    assert!(mail("Bel {{ helpdesk.phone }}").is_err());
}

#[test]
fn a_subject_has_its_place_too() {
    let error = render("---\npreheader: y\nsubject: \"Nog {{ dagen }}\"\n---\nx", &person("Chloë")).unwrap_err();
    assert_eq!(error.problems[0].place.as_ref().unwrap().to_string(), format!("{PATH}:3:18"));
}

#[test]
fn a_language_without_the_labels_of_the_layout_is_refused() {
    let mut campaign = campaign();
    campaign.languages.offered.push(tag("pl"));
    let error = renderer(campaign, &[(PATH, "---\nsubject: x\n---\nx")]).unwrap_err();
    let [problem] = error.problems.as_slice() else { panic!("{error}") };
    assert_eq!(problem.place.as_ref().unwrap().to_string(), "locales/pl/labels.ftl");
    for label in ["`check-real`", "`check-real-page`", "`sent-by`"] {
        assert!(problem.message.contains(label), "all at once: {error}");
    }
}

#[test]
fn a_template_that_never_ends_is_refused() {
    let body = "---\nsubject: x\n---\n{% component a() %}{{<a />}}{% endcomponent %}\n{{<a />}}";
    let error = render(body, &person("Chloë")).unwrap_err();
    assert!(error.to_string().starts_with(&format!("{PATH}:4:1")), "{error}");
}

#[test]
fn people_without_a_usable_address_are_named() {
    let mut nobody = person("Chloë");
    nobody.email = None;
    let template = "---\nsubject: x\n---\nx";
    assert!(render(template, &nobody).unwrap_err().to_string().contains("has no mail address"));
    nobody.email = Some("chloë@voorbeeldstad.example".into());
    assert!(render(template, &nobody).unwrap_err().to_string().contains("SMTPUTF8"));
}

/// The fact is data like any other: text, whatever it looks like. A date is written as the reader writes it.
#[test]
fn a_fact_of_the_campaign_is_said_or_asked_for() {
    let mut phase = phase();
    phase.messages.push(rule(
        "reminder",
        &[("reason", "de [wifi](http://evil.example) *doet* het niet"), ("next_update", "2027-03-02 15:00")],
    ));
    let mail = |body: &str| {
        let template = format!("---\nsubject: x\n---\n{body}");
        let renderer = renderer(campaign(), &[(PATH, &template)]).unwrap();
        renderer.mail(&request(&person("Chloë"), &wave(), &phase, &tag("nl")))
    };
    let sound = mail("Reden: {{ facts.reason }}. {{ facts.next_update | datetime }}{% if facts.action %}!{% endif %}");
    let text = sound.unwrap().text;
    assert!(text.contains("Reden: de [wifi](http://evil.example) *doet* het niet."), "{text}");
    assert!(text.contains("dinsdag 2 maart 2027\nom 15:00"), "{text}");
    let absent = problems(&mail("Doe dit: {{ facts.action }}").unwrap_err()).join("\n");
    assert!(absent.starts_with(&format!("{PATH}:4:")) && absent.contains("`action` is not defined"), "{absent}");
    assert!(absent.contains("write it in campaign.yaml, at this message: `facts: {action: …}`"), "{absent}");
    let other = problems(&mail("{{ person.action }}").unwrap_err()).join("\n");
    assert!(!other.contains("campaign.yaml"), "{other}");
}
