//! Readers who may be in no data yet, made from one who is: what is hardest on a layout and on a sentence. To be looked
//! at in the gallery, beside the [`samples`](super::samples()) of the data itself.

use std::sync::Arc;

use super::samples::ReaderKind;
use super::samples::Sample;
use crate::campaign::{Campaign, Device, Inputs, Loaded, Ownership, People, Person, Platform, Standing};
use crate::compose::{Composer, ResolvedNotice};
use crate::error::Result;

/// What is unusual about an invented reader.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unusual {
    /// A name longer than most.
    LongName,
    /// Three devices, of three kinds.
    ThreeDevices,
    /// A name of a script that is written from right to left.
    RightToLeftName,
    /// A name with signs that mean something in Markdown, HTML or a template.
    NameWithSigns,
    /// No device at all.
    NoDevice,
    /// The helpdesk has no telephone.
    NoPhone,
}

/// An invented reader, and every message for people in every language.
pub struct InventedReader {
    /// What composes the notices: its only person is this one.
    pub composer: Composer,
    /// What to render. The identities are no notices'.
    pub notices: Vec<ResolvedNotice>,
    /// What is unusual.
    pub unusual: &'static [Unusual],
}

/// One reader.
struct Draft {
    name: &'static str,
    given_name: &'static str,
    devices: fn(&Person) -> Vec<Device>,
    unusual: &'static [Unusual],
}

const DRAFTS: [Draft; 3] = [
    Draft {
        name: "Wilhelmina-Alexandrina van Oldenbarnevelt-Schimmelpenninck van der Oye tot Nijenbeek",
        given_name: "Wilhelmina-Alexandrina",
        devices: three,
        unusual: &[Unusual::LongName, Unusual::ThreeDevices],
    },
    Draft {
        name: "ليلى عبد الرحمن",
        given_name: "ليلى",
        devices: |base| base.devices.clone(),
        unusual: &[Unusual::RightToLeftName, Unusual::NoPhone],
    },
    Draft {
        name: "Zoë <b>O'Brien</b> & [Zonen](https://bad.example) {{ name }}",
        given_name: "Zoë <b>",
        devices: |_| Vec::new(),
        unusual: &[Unusual::NameWithSigns, Unusual::NoDevice],
    },
];

/// The invented readers, made from the first reader of these samples; none when there is no such person.
///
/// # Errors
/// Those of [`Composer::new`].
pub fn invented_readers(samples: &[Sample], loaded: &Loaded, inputs: &Inputs) -> Result<Vec<InventedReader>> {
    let is_for_people = |one: &&Sample| one.notice.person.is_some() && !one.kinds.contains(&ReaderKind::Manager);
    let Some(at) = samples.iter().find(is_for_people).and_then(|one| one.notice.person) else { return Ok(vec![]) };
    let base = &loaded.people.persons[at as usize];
    let notices: Vec<ResolvedNotice> = samples
        .iter()
        .filter(|one| is_for_people(one) && one.notice.person == Some(at) && one.notice.occurrence == 0)
        .map(|one| ResolvedNotice { person: Some(0), ..one.notice.clone() })
        .collect();
    let make = |draft: &Draft| {
        let mut loaded = loaded.clone();
        loaded.people = People { persons: vec![draft.person(base)], ..People::default() };
        if draft.unusual.contains(&Unusual::NoPhone) {
            let mut campaign = Campaign::clone(&loaded.campaign);
            campaign.helpdesk.phone = None;
            loaded.campaign = Arc::new(campaign);
        }
        let composer = Composer::new(Arc::new(loaded), inputs)?;
        Ok(InventedReader { composer, notices: notices.clone(), unusual: draft.unusual })
    };
    DRAFTS.iter().map(make).collect()
}

impl Draft {
    fn person(&self, base: &Person) -> Person {
        Person {
            name: self.name.to_owned(),
            given_name: Some(self.given_name.to_owned()),
            surname: None,
            // Nobody's address (RFC 2606).
            email: Some("reader@example.org".to_owned()),
            standing: Standing::Pending,
            devices: (self.devices)(base),
            ..base.clone()
        }
    }
}

/// Three devices of the system that the other's are in.
fn three(base: &Person) -> Vec<Device> {
    let system = base.devices.iter().find_map(|device| device.system.clone());
    let kinds = [
        (Platform::Ios, Ownership::Corporate, Some("iPhone 15 Pro Max"), "F2LZK4XQ9001"),
        (Platform::Android, Ownership::Personal, None, "R58T90ABCDE"),
        (Platform::MacOs, Ownership::Corporate, Some("MacBook Pro 16 inch"), "C02XL9001ABC"),
    ];
    let device = |(platform, ownership, model, serial): (Platform, Ownership, Option<&str>, &str)| Device {
        serial: Some(serial.to_owned()),
        name: None,
        manufacturer: None,
        model: model.map(str::to_owned),
        platform,
        os_version: None,
        ownership,
        supervised: platform == Platform::Ios,
        system: system.clone(),
        migrated: false,
        last_seen: None,
        apple_deadline: None,
        attributes: Default::default(),
        concern: Default::default(),
        source: base.source.clone(),
    };
    kinds.map(device).to_vec()
}
