//! A small campaign with awkward people, and a plan for it, made by hand for the tests of this room.

use std::collections::BTreeMap;

use chrono::{DateTime, Days, NaiveDate, NaiveTime, TimeZone, Utc};
use chrono_tz::Europe::Amsterdam;
use chrono_tz::Tz;

use crate::campaign::{
    Anchor, Apple, Audience, Brand, Calendar, Campaign, Channel, Device, Exclusion, Freeze, Helpdesk, LanguageChoice,
    LanguageReason, Languages, LedgerUrl, Localized, Mailbox, Members, MessageRule, Migration, Minutes, Moment,
    OnUncertain, Ownership, People, Person, Phase, Platform, Selector, Sender, Side, Site, Source, Span, Standing,
    Wave, When,
};
use crate::error::Place;
use crate::l10n::Tag;
use crate::schedule::{Notice, NoticeId, Plan, Reason, Unplanned, UnplannedReason};

pub(super) fn tag(text: &str) -> Tag {
    text.parse().unwrap()
}

pub(super) fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

/// Monday 1 February 2027, 09:00 in Amsterdam.
pub(super) fn now() -> DateTime<Utc> {
    Utc.with_ymd_and_hms(2027, 2, 1, 8, 0, 0).unwrap()
}

fn rule(message: &str, when: &str, to: Audience) -> MessageRule {
    MessageRule {
        message: message.into(),
        when: When::parse(when).unwrap(),
        when_text: when.into(),
        to,
        expires: None,
        waves: Vec::new(),
        facts: BTreeMap::new(),
        attach: vec![],
        on_uncertain: OnUncertain::Ask,
        channels: vec![Channel::Mail],
        place: Place::file("campaign.yaml"),
    }
}

fn wave(id: &str, start: &str, deadline: &str, people: Members) -> Wave {
    Wave {
        id: id.into(),
        start: day(start),
        deadline: day(deadline),
        deadline_time: NaiveTime::from_hms_opt(17, 0, 0),
        people,
        people_text: "rest".into(),
        apple: false,
        name: None,
        gate: None,
        place: Place::file("campaign.yaml"),
    }
}

fn phase(id: &str, messages: Vec<MessageRule>) -> Phase {
    Phase { id: id.into(), messages }
}

/// Three waves over Koningsdag and a freeze, in Dutch and English.
pub(super) fn campaign() -> Campaign {
    let mut calendar = Calendar::default();
    for (date, name) in [("2027-03-29", "Tweede paasdag"), ("2027-04-27", "Koningsdag"), ("2027-05-05", "")] {
        calendar.holidays.insert(day(date), name.into());
    }
    calendar.freezes.push(Freeze { from: day("2027-03-22"), to: day("2027-03-26"), why: "kwartaalafsluiting".into() });
    let select = |text| Members::Select(Selector::parse(text).unwrap());
    let name = [("nl", "Overstap naar Microsoft Intune"), ("en", "Moving to Microsoft Intune")];
    Campaign {
        id: "intune-2027".into(),
        name: Localized(name.into_iter().map(|(t, text)| (tag(t), text.to_owned())).collect()),
        organization: "Gemeente Voorbeeldstad".into(),
        timezone: Amsterdam,
        languages: Languages::new(tag("nl"), vec![tag("nl"), tag("en")]),
        sender: Sender {
            from: Mailbox { name: Some("IT-servicedesk".into()), address: "servicedesk@voorbeeldstad.example".into() },
            reply_to: None,
            envelope: None,
            verp: false,
            dkim: vec![],
        },
        helpdesk: Helpdesk {
            phone: Some("+31 20 555 0100".into()),
            email: Some("servicedesk@voorbeeldstad.example".into()),
            url: None,
            hours: None,
            contacts_per_day: Some(120),
            contact_rate: 0.15,
            staffing: None,
        },
        brand: Brand::default(),
        migration: Migration {
            from: "MobileIron".into(),
            to: "Microsoft Intune".into(),
            kind: "intune".into(),
            begins: "enrol".into(),
            moves: crate::campaign::Over::Devices,
            concerns: None,
            done: None,
            blocked: None,
            paths: crate::campaign::Path::ALL.to_vec(),
            enrol_url: None,
            minutes: Minutes::all(30),
            apple: Apple::No,
        },
        sites: [("Willemstad".to_owned(), Site { timezone: Some(chrono_tz::America::Curacao), ..Site::default() })]
            .into(),
        calendar,
        phases: vec![
            phase(
                "announce",
                vec![
                    rule("helpdesk-brief", "start - 15d at 09:00", Audience::Helpdesk),
                    rule("announcement", "start - 14d at 09:00", Audience::Everyone),
                ],
            ),
            phase("prepare", vec![rule("prepare", "start - 5 workdays at 09:00", Audience::Pending)]),
            phase("enrol", vec![rule("enrol-now", "start at 08:00", Audience::Pending)]),
            phase(
                "remind",
                vec![rule("reminder", "every 3 workdays from start until deadline at 10:00", Audience::Pending)],
            ),
            phase("deadline", vec![rule("last-warning", "deadline - 1 workday at 09:00", Audience::Pending)]),
            phase("blocked", vec![rule("access-blocked", "deadline + 1 workday at 08:00", Audience::Pending)]),
            phase("done", vec![rule("welcome", "migrated + 1h", Audience::Migrated)]),
        ],
        waves: vec![
            wave("pilot", "2027-03-01", "2027-03-12", select("group = 'pilot'")),
            wave("early", "2027-04-05", "2027-04-16", select("department in ('IT', 'Facilities')")),
            wave("rest", "2027-05-11", "2027-05-28", Members::Rest),
        ],
        exclude: vec![Exclusion { people: Selector::parse("group = 'vendor'").unwrap(), why: "externen".into() }],
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
        paper: crate::campaign::PaperSize::A4,
        signatory: None,
        link_domains: Vec::new(),
    }
}

fn person(id: &str, name: &str, language: &str, department: &str, site: Option<&str>, group: &str) -> Person {
    Person {
        id: id.into(),
        name: name.into(),
        given_name: None,
        surname: None,
        email: Some(format!("{id}@voorbeeldstad.example")),
        language: LanguageChoice { tag: tag(language), reason: LanguageReason::Preferred },
        timezone: Amsterdam,
        department: Some(department.into()),
        site: site.map(str::to_owned),
        manager: None,
        enabled: true,
        leave_until: None,
        visit: None,
        standing: Standing::Pending,
        attributes: [("group".into(), group.into())].into(),
        concern: Default::default(),
        devices: vec![],
        source: Source { file: "people.csv".into(), line: 2 },
    }
}

fn device(name: &str, platform: Platform, serial: &str, migrated: bool) -> Device {
    Device {
        serial: Some(serial.into()),
        name: Some(name.into()),
        manufacturer: None,
        model: None,
        platform,
        os_version: None,
        ownership: Ownership::Corporate,
        supervised: false,
        system: Some("MobileIron".into()),
        migrated,
        last_seen: None,
        apple_deadline: None,
        attributes: Default::default(),
        concern: Default::default(),
        source: Source { file: "devices.csv".into(), line: 2 },
    }
}

/// Ten people, sorted by id: one abroad, one without mailbox, one who left, one migrated, one hostile, one vendor.
pub(super) fn people() -> People {
    let hall = Some("Stadhuis");
    let mut chloe = person("chloe", "Chloë O'Brien-'t Hart", "nl-BE", "Burgerzaken", hall, "");
    chloe.devices = vec![
        device("iPhone van Chloë", Platform::Ios, "C39ZX1", false),
        device("iPad balie", Platform::IpadOs, "DMPXK2", true),
    ];
    let mut dirk = person("dirk", "Dirk Visser", "nl", "Buitendienst", Some("Werf"), "");
    dirk.email = None;
    let mut eva = person("eva", "Eva de Wit", "nl", "IT", hall, "");
    eva.standing = Standing::Migrated(Utc.with_ymd_and_hms(2027, 1, 20, 10, 0, 0).single());
    let mut frits = person("frits", "Frits Bakker", "nl", "Burgerzaken", hall, "");
    frits.standing = Standing::Left;
    let mut gijs = person("gijs", "Gijs Martina", "nl", "Burgerzaken", Some("Willemstad"), "");
    gijs.timezone = chrono_tz::America::Curacao;
    let hostile = "=HYPERLINK(\"http://evil\")<b>[x](http://evil)|\u{1b}[31m";
    People {
        accounts: Vec::new(),
        lasting: Vec::new(),
        persons: vec![
            person("ayse", "Ayşe Ağca", "nl", "IT", hall, "pilot"),
            person("bob", "Bob Stone", "en", "Facilities", Some("Werf"), "pilot"),
            chloe,
            dirk,
            eva,
            frits,
            gijs,
            person("hans", hostile, "en", "Facilities", None, ""),
            person("ivo", "Ivo Extern", "nl", "Leverancier", None, "vendor"),
            person("li", "李 Wei", "en", "Burgerzaken", hall, ""),
        ],
        ownerless: vec![],
        keepers: vec![],
        rejects: vec![],
    }
}

/// A plan as the rules give it: simple, but with every kind of reason it can have without a relay's rate.
pub(super) fn plan() -> Plan {
    let (campaign, people) = (campaign(), people());
    let mut plan = Plan { now: now(), notices: vec![], unplanned: vec![] };
    let membership = crate::schedule::assign(&campaign, &people).waves;
    for (w, wave) in campaign.waves.iter().enumerate() {
        for (p, phase) in campaign.phases.iter().enumerate() {
            for (r, rule) in phase.messages.iter().enumerate() {
                let dues = dues(&campaign.calendar, wave, &rule.when);
                let mut tell = |person: Option<usize>| {
                    let one = person.map(|at| &people.persons[at]);
                    let (id, zone) = one.map_or(("", Amsterdam), |one| (&*one.id, one.timezone));
                    let language = if one.is_some_and(|p| p.language.tag == tag("en")) { tag("en") } else { tag("nl") };
                    for (occurrence, (date, time, reason)) in dues.iter().enumerate() {
                        let occurrence = occurrence as u16;
                        plan.notices.push(Notice {
                            id: NoticeId::of(&campaign.id, &wave.id, &rule.message, id, occurrence),
                            wave: w as u16,
                            phase: p as u16,
                            rule: r as u16,
                            occurrence,
                            person: person.map(|at| at as u32),
                            due: instant(*date, *time, zone),
                            expires: Some(instant(wave.deadline + Days::new(7), *time, Amsterdam)),
                            channel: Channel::Mail,
                            language: language.clone(),
                            reason: *reason,
                        });
                    }
                };
                if rule.to == Audience::Helpdesk {
                    tell(None);
                    continue;
                }
                for at in (0..people.persons.len()).filter(|at| membership[*at] == Some(w as u16)) {
                    let one = &people.persons[at];
                    let migrated = one.standing.has_moved();
                    let why = match (&one.standing, &one.email) {
                        _ if rule.to == Audience::Migrated => continue,
                        (Standing::Left, _) => UnplannedReason::Left,
                        (_, None) => UnplannedReason::NoMailbox,
                        _ if migrated && rule.to == Audience::Pending => UnplannedReason::Migrated,
                        _ => {
                            tell(Some(at));
                            continue;
                        }
                    };
                    let message = rule.message.clone();
                    plan.unplanned.push(Unplanned { person: one.id.clone(), wave: w as u16, message, reason: why });
                }
            }
        }
    }
    plan.notices.sort_by_key(|notice| (notice.due, notice.id));
    plan.unplanned.sort_by(|a, b| (&a.person, a.wave, &a.message).cmp(&(&b.person, b.wave, &b.message)));
    plan
}

fn instant(date: NaiveDate, time: NaiveTime, zone: Tz) -> DateTime<Utc> {
    zone.from_local_datetime(&date.and_time(time)).unwrap().with_timezone(&Utc)
}

fn dues(calendar: &Calendar, wave: &Wave, when: &When) -> Vec<(NaiveDate, NaiveTime, Reason)> {
    let anchor = |moment: &Moment| match moment.anchor {
        Anchor::Appointment => panic!("nobody here has an appointment"),
        Anchor::Start => wave.start,
        Anchor::Deadline => wave.deadline,
        Anchor::Date(day) => day,
    };
    match when {
        When::Once(moment) => {
            let asked = calendar.add(anchor(moment), moment.offset).unwrap();
            let (side, moved) = match moment.offset.count() {
                n if n < 0 => (Side::Before, Reason::MovedEarlier),
                _ => (Side::After, Reason::MovedLater),
            };
            let due = calendar.nearest_open(asked, side).unwrap();
            vec![(due, moment.time.unwrap(), if due == asked { Reason::AsPlanned } else { moved })]
        }
        When::Every { every, from, until, time } => (1..)
            .map_while(|n| calendar.add(anchor(from), Span::Workdays(every.count() * n)))
            .take_while(|due| *due <= anchor(until))
            .map(|due| (due, time.unwrap(), Reason::AsPlanned))
            .collect(),
        When::Event { .. } => vec![],
    }
}
