//! A campaign and its people, built in code for tests.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, NaiveTime, TimeDelta, Utc};
use chrono_tz::Tz;

use crate::campaign::{
    Apple, Audience, Brand, Calendar, Campaign, Catalogue, Channel, Device, Exclusion, Freeze, Helpdesk,
    LanguageChoice, LanguageReason, Languages, LedgerUrl, Limits, Localized, Mailbox, Members, MessageRule, Migration,
    Minutes, Moment, OnUncertain, Ownership, People, Person, Phase, Platform, Relay, Selector, Sender, Source,
    Standing, Transport, Wave, When,
};
use crate::error::{Place, Result};
use crate::l10n::Tag;
use crate::schedule::{Plan, plan};

/// A campaign, its people and its templates, each to be changed freely.
#[derive(Debug, Clone)]
pub(crate) struct Fixture {
    pub(crate) campaign: Campaign,
    pub(crate) people: People,
    pub(crate) catalogue: Catalogue,
}

/// The messages of the design's example campaign: phase, message, rule, audience.
const MESSAGES: [(&str, &str, &str, Audience); 8] = [
    ("announce", "announcement", "start - 14d at 09:00", Audience::Everyone),
    ("prepare", "prepare", "start - 5 workdays at 09:00", Audience::Pending),
    ("enrol", "enrol-now", "start at 08:00", Audience::Pending),
    ("remind", "reminder", "every 3 workdays from start until deadline at 10:00", Audience::Pending),
    ("deadline", "deadline-notice", "deadline - 5 workdays at 09:00", Audience::Pending),
    ("deadline", "last-warning", "deadline - 1 workday at 09:00", Audience::Pending),
    ("blocked", "access-blocked", "deadline + 1 workday at 08:00", Audience::Pending),
    ("done", "welcome", "migrated + 1h", Audience::Migrated),
];

pub(crate) fn tag(text: &str) -> Tag {
    text.parse().unwrap()
}

pub(crate) fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

pub(crate) fn utc(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

pub(crate) fn time(text: &str) -> NaiveTime {
    NaiveTime::parse_from_str(text, "%H:%M").unwrap()
}

impl Fixture {
    /// The design's example campaign with its three waves (pilot: department IT; early: department Facilities; rest),
    /// in Amsterdam, Dutch and English, without people, holidays, freezes or a relay.
    pub(crate) fn new() -> Self {
        let (nl, en) = (tag("nl"), tag("en"));
        let mut fixture = Fixture::bare(nl.clone(), vec![nl, en]);
        for (phase, message, when, to) in MESSAGES {
            fixture.message(phase, message, when, to);
        }
        fixture.wave("pilot", "2027-03-01", "2027-03-12", "department = 'IT'");
        fixture.wave("early", "2027-04-05", "2027-04-16", "department = 'Facilities'");
        fixture.wave("rest", "2027-05-10", "2027-05-28", "rest");
        fixture
    }

    /// The same campaign without messages or waves.
    pub(crate) fn empty() -> Self {
        Fixture::bare(tag("nl"), vec![tag("nl"), tag("en")])
    }

    fn bare(default: Tag, offered: Vec<Tag>) -> Self {
        let from = Mailbox { name: None, address: "servicedesk@x.example".into() };
        let campaign = Campaign {
            id: "intune-2027".into(),
            name: Localized(BTreeMap::from([(default.clone(), "Overstap naar Microsoft Intune".into())])),
            organization: "Gemeente Voorbeeldstad".into(),
            timezone: chrono_tz::Europe::Amsterdam,
            languages: Languages::new(default, offered),
            sender: Sender { from, reply_to: None, envelope: None, verp: false, dkim: vec![] },
            helpdesk: Helpdesk {
                phone: Some("+31 20 555 0100".into()),
                email: Some("servicedesk@x.example".into()),
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
            sites: BTreeMap::new(),
            calendar: Calendar::default(),
            phases: Vec::new(),
            waves: Vec::new(),
            exclude: Vec::new(),
            allow: Vec::new(),
            relay: None,
            stand_ins: Vec::new(),
            bounces: None,
            trace: None,
            fetched: Vec::new(),
            per_slot: None,
            alert: None,
            ledger: LedgerUrl::Sqlite("ledger.sqlite".into()),
            max_per_day: 2,
            rollout: None,
            second_approver: false,
            retention: None,
            paper: crate::campaign::PaperSize::A4,
            signatory: None,
            link_domains: Vec::new(),
        };
        Fixture { campaign, people: People::default(), catalogue: Catalogue::default() }
    }

    /// Adds a shared device, in somebody's care where one is named. Devices are to be added in the order of their numbers.
    pub(crate) fn shared(&mut self, serial: &str, keeper: Option<&str>) -> &mut Device {
        let at = self.people.ownerless.len();
        let device = Device {
            serial: Some(serial.into()),
            name: None,
            manufacturer: None,
            model: Some("iPad".into()),
            platform: Platform::IpadOs,
            os_version: None,
            ownership: Ownership::Shared,
            supervised: false,
            system: None,
            migrated: false,
            last_seen: None,
            apple_deadline: None,
            attributes: Default::default(),
            concern: Default::default(),
            source: Source { file: "devices.csv".into(), line: at as u32 + 2 },
        };
        self.people.ownerless.push(device);
        self.people.keepers.extend(keeper.map(|keeper| (keeper.into(), at as u32)));
        self.people.keepers.sort();
        &mut self.people.ownerless[at]
    }

    /// Adds a message to a phase (made when new), with a template in every offered language.
    pub(crate) fn message(&mut self, phase: &str, message: &str, when: &str, to: Audience) -> &mut MessageRule {
        let languages = self.campaign.languages.offered.iter();
        let templates = languages.map(|tag| (tag.clone(), format!("templates/{phase}/{message}.{tag}.md"))).collect();
        self.catalogue.messages.insert(message.into(), templates);
        let at = self.campaign.phases.iter().position(|p| p.id == phase).unwrap_or_else(|| {
            self.campaign.phases.push(Phase { id: phase.into(), messages: Vec::new() });
            self.campaign.phases.len() - 1
        });
        let messages = &mut self.campaign.phases[at].messages;
        messages.push(MessageRule {
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
        });
        messages.last_mut().unwrap()
    }

    /// The rule of a message.
    pub(crate) fn rule(&mut self, message: &str) -> &mut MessageRule {
        let rules = self.campaign.phases.iter_mut().flat_map(|phase| &mut phase.messages);
        rules.into_iter().find(|rule| rule.message == message).unwrap()
    }

    /// Sets a message's `expires`.
    pub(crate) fn expires(&mut self, message: &str, moment: &str) {
        self.rule(message).expires = Some(Moment::parse(moment).unwrap());
    }

    /// Adds a wave; `people` is a selector or `rest`.
    pub(crate) fn wave(&mut self, id: &str, start: &str, deadline: &str, people: &str) -> &mut Wave {
        let people_text = people.to_owned();
        let people = match people {
            "rest" => Members::Rest,
            selector => Members::Select(Selector::parse(selector).unwrap()),
        };
        self.campaign.waves.push(Wave {
            id: id.into(),
            start: day(start),
            deadline: day(deadline),
            deadline_time: None,
            people,
            people_text,
            apple: false,
            name: None,
            gate: None,
            place: Place::file("campaign.yaml"),
        });
        self.campaign.waves.last_mut().unwrap()
    }

    /// Leaves people out.
    pub(crate) fn exclude(&mut self, people: &str) {
        self.campaign.exclude.push(Exclusion { people: Selector::parse(people).unwrap(), why: "test".into() });
    }

    /// Adds a freeze.
    pub(crate) fn freeze(&mut self, from: &str, to: &str) {
        self.campaign.calendar.freezes.push(Freeze { from: day(from), to: day(to), why: "quarter end".into() });
    }

    /// Adds a holiday.
    pub(crate) fn holiday(&mut self, on: &str, name: &str) {
        self.campaign.calendar.holidays.insert(day(on), name.into());
    }

    /// A relay that takes `messages` every `seconds`.
    pub(crate) fn rate(&mut self, messages: u32, seconds: i64) {
        let limits = Limits { rate: Some((messages, TimeDelta::seconds(seconds))), ..Limits::default() };
        let transport = Transport::Smtp { host: "localhost".into(), port: 25, implicit: false };
        self.campaign.relay = Some(Relay {
            transport,
            user: None,
            password: None,
            token: None,
            limits,
            preset: None,
            certificates: None,
            hello: None,
            canary: None,
        });
    }

    /// Adds a person: pending, Dutch, in Amsterdam, with a mailbox that is also the identity.
    pub(crate) fn person(&mut self, id: &str) -> &mut Person {
        let person = Person {
            id: id.into(),
            name: id.split('@').next().unwrap_or(id).into(),
            given_name: None,
            surname: None,
            email: Some(id.into()),
            language: LanguageChoice { tag: tag("nl"), reason: LanguageReason::Column },
            timezone: self.campaign.timezone,
            department: None,
            site: None,
            manager: None,
            enabled: true,
            leave_until: None,
            visit: None,
            standing: Standing::Pending,
            attributes: BTreeMap::new(),
            concern: Default::default(),
            devices: Vec::new(),
            source: Source { file: "people.csv".into(), line: 2 },
        };
        let at = self.people.persons.partition_point(|p| *p.id < *id);
        self.people.persons.insert(at, person);
        &mut self.people.persons[at]
    }

    /// Plans at an instant (RFC 3339).
    pub(crate) fn plan(&self, now: &str) -> Result<Plan> {
        plan(&self.campaign, &self.people, &self.catalogue, utc(now))
    }

    /// A person's notices in the order they are due: message, and local date and time in `zone`.
    pub(crate) fn story(&self, plan: &Plan, person: &str, zone: Tz) -> Vec<(String, String)> {
        let at = self.people.index_of(person).map(|at| at as u32);
        let mine = plan.notices.iter().filter(|notice| notice.person == at);
        mine.map(|notice| {
            let local = notice.due.with_timezone(&zone).format("%Y-%m-%d %H:%M");
            (notice.rule(&self.campaign).message.clone(), local.to_string())
        })
        .collect()
    }
}
