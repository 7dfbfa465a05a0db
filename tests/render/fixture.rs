//! A small campaign in memory, for the tests and the benchmark of rendering.

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::{DateTime, NaiveDate, Utc};
use chrono_tz::Tz;
use heraut::campaign::{
    Apple, Audience, Brand, Calendar, Campaign, Catalogue, Channel, Device, Helpdesk, Inputs, LanguageChoice,
    LanguageReason, Languages, LedgerUrl, Localized, Mailbox, Members, MessageRule, Migration, Minutes, OnUncertain,
    Ownership, Person, Phase, Platform, Sender, Source, Standing, Wave, When,
};
use heraut::error::{Place, Result};
use heraut::l10n::Tag;
use heraut::render::{Mail, Renderer, Request};

pub(crate) fn tag(text: &str) -> Tag {
    text.parse().unwrap()
}

pub(crate) fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

pub(crate) fn at(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

pub(crate) fn campaign() -> Campaign {
    let localized = |texts: &[(&str, &str)]| Localized(texts.iter().map(|(l, t)| (tag(l), (*t).into())).collect());
    Campaign {
        id: "intune-2027".into(),
        name: localized(&[("nl", "Overstap naar Intune"), ("en", "Moving to Intune")]),
        organization: "Gemeente Voorbeeldstad".into(),
        timezone: Tz::Europe__Amsterdam,
        languages: Languages::new(tag("nl"), vec![tag("nl"), tag("en")]),
        sender: Sender {
            from: Mailbox { name: Some("IT-servicedesk".into()), address: "servicedesk@voorbeeldstad.example".into() },
            reply_to: None,
            envelope: Some("bounces@voorbeeldstad.example".into()),
            verp: false,
            dkim: vec![],
        },
        helpdesk: Helpdesk {
            phone: Some("+31 20 555 0100".into()),
            email: Some("servicedesk@voorbeeldstad.example".into()),
            url: Some("https://intranet.voorbeeldstad.example/overstap_hulp".into()),
            hours: Some(localized(&[("nl", "ma-vr 08:00-17:30"), ("en", "Mon-Fri 08:00-17:30")])),
            contacts_per_day: None,
            contact_rate: 0.15,
            staffing: None,
        },
        brand: Brand::default(),
        migration: Migration {
            from: "MobileIron".into(),
            to: "Microsoft Intune".into(),
            kind: "intune".into(),
            begins: "enrol".into(),
            moves: heraut::campaign::Over::Devices,
            concerns: None,
            done: None,
            blocked: None,
            paths: heraut::campaign::Path::ALL.to_vec(),
            enrol_url: Some("https://aka.example/enrol?a=1&b=2".into()),
            minutes: Minutes::all(30),
            apple: Apple::No,
        },
        sites: BTreeMap::new(),
        calendar: Calendar::default(),
        phases: vec![],
        waves: vec![],
        exclude: vec![],
        allow: vec![],
        relay: None,
        stand_ins: Vec::new(),
        bounces: None,
        trace: None,
        fetched: Vec::new(),
        per_slot: None,
        alert: None,
        ledger: LedgerUrl::Sqlite("ledger.db".into()),
        max_per_day: 2,
        rollout: None,
        second_approver: false,
        retention: None,
        paper: heraut::campaign::PaperSize::A4,
        signatory: Some(localized(&[("nl", "Anja de Vries\nHoofd I&A")])),
        link_domains: Vec::new(),
    }
}

pub(crate) fn phase() -> Phase {
    Phase { id: "remind".into(), messages: vec![] }
}

/// A rule that sends a message with these facts.
pub(crate) fn rule(message: &str, facts: &[(&str, &str)]) -> MessageRule {
    let facts = facts.iter().map(|(name, text)| ((*name).into(), Localized([(tag("nl"), (*text).into())].into())));
    MessageRule {
        message: message.into(),
        when: When::parse("2027-03-05 at 09:00").unwrap(),
        when_text: "2027-03-05 at 09:00".into(),
        to: Audience::Everyone,
        expires: None,
        waves: vec![],
        attach: Vec::new(),
        channels: vec![Channel::Mail],
        facts: facts.collect(),
        on_uncertain: OnUncertain::Ask,
        place: Place::file("campaign.yaml"),
    }
}

pub(crate) fn wave() -> Wave {
    Wave {
        id: "pilot".into(),
        start: day("2027-03-01"),
        deadline: day("2027-03-12"),
        deadline_time: None,
        people: Members::Rest,
        people_text: "rest".into(),
        apple: false,
        name: None,
        gate: None,
        place: Place::file("campaign.yaml"),
    }
}

pub(crate) fn person(name: &str) -> Person {
    Person {
        id: "chloe@voorbeeldstad.example".into(),
        name: name.into(),
        given_name: None,
        surname: None,
        email: Some("chloe@voorbeeldstad.example".into()),
        language: LanguageChoice { tag: tag("nl"), reason: LanguageReason::Default },
        timezone: Tz::Europe__Amsterdam,
        department: None,
        site: None,
        manager: None,
        enabled: true,
        leave_until: None,
        visit: None,
        standing: Standing::Pending,
        attributes: BTreeMap::new(),
        concern: Default::default(),
        devices: vec![device("iPhone 15", "F17XK2"), device("iPad Air", "DMPQ9")],
        source: Source { file: "people.csv".into(), line: 2 },
    }
}

pub(crate) fn device(model: &str, serial: &str) -> Device {
    Device {
        serial: Some(serial.into()),
        name: Some(format!("{model} van Chloë")),
        manufacturer: Some("Apple".into()),
        model: Some(model.into()),
        platform: Platform::Ios,
        os_version: Some("19.1".into()),
        ownership: Ownership::Corporate,
        supervised: true,
        system: Some("MobileIron".into()),
        migrated: false,
        last_seen: None,
        apple_deadline: None,
        attributes: Default::default(),
        concern: Default::default(),
        source: Source { file: "devices.csv".into(), line: 2 },
    }
}

/// Messages by path (`templates/remind/reminder.nl.md`) and other files, compiled.
pub(crate) fn renderer(campaign: Campaign, files: &[(&str, &str)]) -> Result<Renderer> {
    renderer_with(campaign, files, &[])
}

/// The same with files that are no text.
pub(crate) fn renderer_with(
    campaign: Campaign,
    files: &[(&str, &str)],
    pictures: &[(&str, &[u8])],
) -> Result<Renderer> {
    let mut catalogue = Catalogue::default();
    let mut inputs = BTreeMap::new();
    for (path, text) in files {
        inputs.insert((*path).to_owned(), Arc::from(text.as_bytes()));
        if let [Some("templates"), Some(_), Some(name), None] = {
            let mut parts = path.split('/');
            [parts.next(), parts.next(), parts.next(), parts.next()]
        } && let Some((message, language)) = name.strip_suffix(".md").and_then(|name| name.rsplit_once('.'))
        {
            let languages = catalogue.messages.entry(message.to_owned()).or_default();
            languages.insert(tag(language), (*path).to_owned());
        }
    }
    inputs.extend(pictures.iter().map(|(path, bytes)| ((*path).to_owned(), Arc::from(*bytes))));
    Renderer::new(Arc::new(campaign), &catalogue, &Inputs::from_files(inputs))
}

/// The request most tests send: the message `reminder` in Dutch, five days before the deadline.
pub(crate) fn request<'a>(person: &'a Person, wave: &'a Wave, phase: &'a Phase, language: &'a Tag) -> Request<'a> {
    Request {
        id: "0123456789abcdef0123456789abcdef",
        person: Some(person),
        date: at("2027-03-05T09:00:07Z"),
        ..Request::new(wave, phase, "reminder", language, at("2027-03-05T09:00:00Z"))
    }
}

/// Renders one Dutch template for one person.
pub(crate) fn render(template: &str, person: &Person) -> Result<Mail> {
    let renderer = renderer(campaign(), &[("templates/remind/reminder.nl.md", template)])?;
    renderer.mail(&request(person, &wave(), &phase(), &tag("nl")))
}
