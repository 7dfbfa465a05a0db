//! Whole messages, judged on their final bytes.

mod before;
mod brand;
mod calendar;
mod fixture;
mod hostile;
mod mistakes;
mod pictures;
mod sheet;

use fixture::*;
use heraut::error::exit;
use mail_parser::MessageParser;

const REMINDER: &str = "\
---
subject: \"Nog {{ days_left }} dagen: {{ migration.to }} vóór {{ wave.deadline | date(style='weekday') }}\"
preheader: \"Je hebt een half uur nodig.\"
---
# Hallo {{ person.first_name }},

Je {{ label(id='workdays-left', days=workdays_left) }} om over te stappen. Uiterlijk **{{ wave.deadline | date }}**.

{% for device in pending_devices -%}
1. {{ device.model or device.name }} ({{ device.serial }})
{% endfor %}
**[Begin hier]({{ migration.enrol_url }}&u={{ person.email }})**

Vragen? Bel {{ helpdesk.phone }} ({{ helpdesk.hours }}).
";

#[test]
fn text_and_html_say_the_same() {
    let mail = render(REMINDER, &person("Chloë O'Brien-'t Hart")).unwrap();
    assert_eq!(mail.subject, "Nog 7 dagen: Microsoft Intune vóór vrijdag 12 maart");
    let expected = "\
Hallo Chloë O'Brien-'t Hart,
============================

Je nog 5 werkdagen om over te stappen. Uiterlijk vrijdag 12 maart 2027.

1. iPhone 15 (F17XK2)
2. iPad Air (DMPQ9)

Begin hier
<https://aka.example/enrol?a=1&b=2&u=chloe%40voorbeeldstad.example>

Vragen? Bel +31 20 555 0100 (ma-vr 08:00-17:30).

-- 
Twijfel je of dit bericht echt is? Klik dan nergens op en bel de helpdesk
via het nummer dat je al kent. Meer uitleg staat op:
https://intranet.voorbeeldstad.example/overstap_hulp

Dit bericht is verstuurd namens Gemeente Voorbeeldstad, voor ‘Overstap naar
Intune’.
";
    assert_eq!(mail.text, expected);
    for said in [
        "<html lang=\"nl\" dir=\"ltr\">",
        "<title>Nog 7 dagen: Microsoft Intune vóór vrijdag 12 maart</title>",
        "Hallo Chloë O'Brien-'t Hart,</h1>",
        "<strong>vrijdag 12 maart 2027</strong>",
        "iPad Air (DMPQ9)</",
        "href=\"https://aka.example/enrol?a=1&amp;b=2&amp;u=chloe%40voorbeeldstad.example\"",
        "href=\"https://intranet.voorbeeldstad.example/overstap_hulp\"",
        "Je hebt een half uur nodig.",
    ] {
        assert!(mail.html.contains(said), "{said} is not in {}", mail.html);
    }
    assert!(!mail.html.contains("src=") && !mail.html.contains("url("), "no remote resources");
}

#[test]
fn the_bytes_are_what_mail_asks_for() {
    let mail = render(REMINDER, &person("Chloë Ağca 李")).unwrap();
    assert!(mail.bytes.is_ascii());
    let text = String::from_utf8(mail.bytes.clone()).unwrap();
    assert_eq!(text.matches('\n').count(), text.matches("\r\n").count());
    assert_eq!(text.matches('\r').count(), text.matches("\r\n").count());
    assert!(text.lines().all(|line| line.len() <= 76), "{text}");

    let parsed = MessageParser::default().parse(&mail.bytes).unwrap();
    assert_eq!(parsed.subject(), Some(mail.subject.as_str()));
    assert_eq!(parsed.body_text(0).unwrap().replace("\r\n", "\n"), mail.text);
    assert_eq!(parsed.body_html(0).unwrap().replace("\r\n", "\n"), mail.html);
    assert_eq!(parsed.parts.len(), 3, "alternative, text, html");
    assert_eq!(parsed.message_id(), Some("0123456789abcdef0123456789abcdef@voorbeeldstad.example"));
    assert_eq!(parsed.date().unwrap().to_rfc3339(), "2027-03-05T09:00:07Z");
    assert_eq!(parsed.from().unwrap().first().unwrap().address(), Some("servicedesk@voorbeeldstad.example"));
    let to = parsed.to().unwrap().first().unwrap();
    assert_eq!((to.name(), to.address()), (Some("Chloë Ağca 李"), Some("chloe@voorbeeldstad.example")));
    let header = |name: &str| parsed.header_raw(name).map(str::trim).map(str::to_owned);
    assert_eq!(header("Auto-Submitted").as_deref(), Some("auto-generated"));
    assert_eq!(header("X-Auto-Response-Suppress").as_deref(), Some("OOF, AutoReply"));
    assert_eq!(header("List-Id").as_deref(), Some("<intune-2027.voorbeeldstad.example>"));
    assert_eq!(header("Content-Language").as_deref(), Some("nl"));
    assert_eq!(header("In-Reply-To"), None);
    assert_eq!(
        (&*mail.envelope_from, &*mail.envelope_to),
        ("bounces@voorbeeldstad.example", "chloe@voorbeeldstad.example")
    );
}

#[test]
fn rendering_twice_gives_the_same_bytes() {
    let person = person("Chloë");
    assert_eq!(render(REMINDER, &person).unwrap(), render(REMINDER, &person).unwrap());
}

#[test]
fn what_had_migrated_at_the_first_attempt_is_not_pending() {
    let renderer = renderer(campaign(), &[("templates/remind/reminder.nl.md", REMINDER)]).unwrap();
    let (person, wave, phase, nl) = (person("Chloë"), wave(), phase(), tag("nl"));
    let migrated = ["dmpq9".to_owned()];
    let mail = renderer
        .mail(&heraut::render::Request { migrated: &migrated, ..request(&person, &wave, &phase, &nl) })
        .unwrap();
    assert!(mail.text.contains("F17XK2") && !mail.text.contains("DMPQ9"), "{}", mail.text);
}

#[test]
fn a_follow_up_threads_and_a_trial_goes_to_me() {
    let renderer = renderer(campaign(), &[("templates/remind/reminder.nl.md", REMINDER)]).unwrap();
    let (person, wave, phase, nl) = (person("Chloë"), wave(), phase(), tag("nl"));
    let plain = request(&person, &wave, &phase, &nl);
    let mail = renderer
        .mail(&heraut::render::Request { follows: Some("ffff"), redirect: Some("me@test.example"), ..plain })
        .unwrap();
    let parsed = MessageParser::default().parse(&mail.bytes).unwrap();
    assert_eq!(parsed.in_reply_to().as_text(), Some("ffff@voorbeeldstad.example"));
    assert_eq!(parsed.references().as_text(), Some("ffff@voorbeeldstad.example"));
    assert_eq!(mail.envelope_to, "me@test.example");
    let direct = renderer.mail(&plain).unwrap();
    assert_eq!((mail.subject, mail.text, mail.html), (direct.subject, direct.text, direct.html));
}

#[test]
fn days_count_on_the_readers_calendar() {
    let renderer = renderer(
        campaign(),
        &[(
            "templates/remind/reminder.nl.md",
            "---\nsubject: x\n---\n{{ days_left }} {{ workdays_left }} {{ wave.deadline | datetime(zone=true) }}",
        )],
    )
    .unwrap();
    let (phase, nl) = (phase(), tag("nl"));
    let wave = heraut::campaign::Wave { deadline: day("2027-03-29"), deadline_time: "17:00".parse().ok(), ..wave() };
    let first_line = |zone: &str, due: &str| {
        let person = heraut::campaign::Person { timezone: zone.parse().unwrap(), ..person("Chloë") };
        // What was due days ago, and could not be sent, counts from the day on which it is.
        let mail = renderer.mail(&heraut::render::Request { date: at(due), ..request(&person, &wave, &phase, &nl) });
        mail.unwrap().text.lines().take_while(|line| !line.is_empty()).collect::<Vec<_>>().join(" ")
    };
    // 23:30 UTC on Saturday is Sunday in Amsterdam, the day on which summer time begins, and still Saturday in Curaçao.
    assert_eq!(
        first_line("Europe/Amsterdam", "2027-03-27T23:30:00Z"),
        "1 1 maandag 29 maart 2027 om 17:00 (Midden-Europese zomertijd)"
    );
    assert_eq!(
        first_line("America/Curacao", "2027-03-27T23:30:00Z"),
        "2 1 maandag 29 maart 2027 om 17:00 (Atlantic-standaardtijd)"
    );
}

#[test]
fn one_language_throughout() {
    let english = "---\nsubject: 'By {{ wave.deadline | date(style=\"medium\") }}'\n---\n{{ wave.start | date }} {{ label(id='days-left', days=1) }} {{ campaign.name }} {{ helpdesk.hours }}";
    let renderer = renderer(campaign(), &[("templates/remind/reminder.en.md", english)]).unwrap();
    let (person, wave, phase, en) = (person("Chloë"), wave(), phase(), tag("en"));
    let mail = renderer.mail(&request(&person, &wave, &phase, &en)).unwrap();
    assert_eq!(mail.subject, "By 12 Mar 2027");
    assert!(
        mail.text.starts_with("Monday 1 March 2027 1 day left Moving to Intune Mon-Fri 08:00-17:30\n"),
        "{}",
        mail.text
    );
    assert!(mail.text.contains("Not sure this message is genuine?") && mail.html.contains("lang=\"en\""));
    let error = renderer.mail(&request(&person, &wave, &phase, &tag("nl"))).unwrap_err();
    assert_eq!(error.kind.exit_code(), exit::CAMPAIGN);
}

#[test]
fn the_helpdesk_hears_of_many_but_is_named_fifty() {
    let brief =
        "---\nsubject: '{{ about_count | number }} mensen'\n---\n{% for who in about %}- {{ who.name }}\n{% endfor %}";
    let renderer = renderer(campaign(), &[("templates/remind/reminder.nl.md", brief)]).unwrap();
    let (wave, phase, nl, one) = (wave(), phase(), tag("nl"), person("Iemand"));
    let many = vec![&one; 1500];
    let mail = renderer
        .mail(&heraut::render::Request { person: None, about: &many, ..request(&one, &wave, &phase, &nl) })
        .unwrap();
    assert_eq!(mail.subject, "1.500 mensen");
    assert_eq!(mail.text.matches("- Iemand").count(), 50);
    assert_eq!(mail.envelope_to, "servicedesk@voorbeeldstad.example");
}

#[test]
fn a_domain_with_accents_is_an_a_label() {
    let mut campaign = campaign();
    campaign.sender.from.address = "desk@bücher.example".into();
    let renderer = renderer(campaign, &[("templates/remind/reminder.nl.md", REMINDER)]).unwrap();
    let (wave, phase, nl, mut person) = (wave(), phase(), tag("nl"), person("Chloë"));
    person.email = Some("chloe@müller.example".into());
    let mail = renderer.mail(&request(&person, &wave, &phase, &nl)).unwrap();
    let text = String::from_utf8(mail.bytes).unwrap();
    assert!(text.contains("desk@xn--bcher-kva.example") && text.contains("@xn--mller-kva.example"), "{text}");
    assert_eq!(mail.envelope_to, "chloe@xn--mller-kva.example");
}
