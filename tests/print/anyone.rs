//! Posters and handouts say what the message says, to nobody in particular.

use std::path::Path;
use std::sync::Arc;

use heraut::builtin;
use heraut::campaign::{Device, Inputs, Ownership, Path as DevicePath, Platform, load};
use heraut::compose::{Composer, PublicForm, PublicMessage, can_be_public};
use heraut::print::{Fonts, Form, Format, Pages, Paper, Printer};
use heraut::render::{Kind, device_kinds};

use crate::fixture::{at, tag};
use crate::said;

/// The demo's campaign, in the languages there are templates in.
struct Campaign {
    composer: Composer,
    printer: Printer,
}

impl Campaign {
    fn new() -> Self {
        let mut inputs = Inputs::from_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("demo"));
        for (path, bytes) in builtin::files() {
            inputs.insert(format!("{}{path}", builtin::PREFIX), bytes);
        }
        let mut loaded = load(&mut inputs).unwrap();
        let mut campaign = heraut::campaign::Campaign::clone(&loaded.campaign);
        campaign.languages.offered.extend(["nl-x-formal", "de", "fr"].map(tag));
        loaded.campaign = Arc::new(campaign);
        let issued = at("2027-02-01T09:00:00Z");
        let printer = Printer::new(Arc::clone(&loaded.campaign), &inputs, Fonts::embedded(), issued).unwrap();
        Campaign { composer: Composer::new(Arc::new(loaded), &inputs).unwrap(), printer }
    }

    fn open(&self, message: &str, language: &str, kinds: Vec<Kind>) -> PublicMessage {
        let (wave, phase, rule) = self.composer.find("early", message).unwrap();
        PublicMessage { wave, phase, rule, language: tag(language), kinds, due: at("2027-04-12T06:00:00Z") }
    }

    fn kinds(&self, platform: Platform) -> Vec<Kind> {
        let (wave, ..) = self.composer.find("early", "enrol-now").unwrap();
        self.composer.kinds(wave).into_iter().filter(|kind| kind.device.platform == platform).collect()
    }

    fn lay_out(&self, form: Form, open: &PublicMessage, public: PublicForm) -> Pages {
        let content = self.composer.public(open, public).unwrap();
        let wave = &self.composer.loaded().campaign.waves[usize::from(open.wave)];
        let paths = open.kinds.iter().map(|kind| kind.path).collect();
        let paper = Paper { id: "1".into(), number: None, person: None, wave, due: open.due, paths, content };
        self.printer.lay_out(form, &paper).unwrap()
    }
}

#[test]
fn a_handout_greets_nobody_and_has_the_steps_for_every_kind() {
    let campaign = Campaign::new();
    let kinds = campaign.kinds(Platform::Ios);
    let found: Vec<_> = kinds.iter().map(|kind| (kind.device.ownership, kind.device.supervised)).collect();
    let (corporate, personal) = (Ownership::Corporate, Ownership::Personal);
    // Who loses most comes first.
    assert_eq!(found, [(corporate, true), (corporate, false), (personal, false)]);
    let people = &campaign.composer.loaded().people.persons;
    let expected = [
        ("nl", "Hallo,", "iPhone van jezelf", "vrijdag 23 april 2027"),
        ("nl-x-formal", "Beste collega,", "iPhone van uzelf", "vrijdag 23 april 2027"),
        ("en", "Hello,", "iPhone of your own", "Friday 23 April 2027"),
        ("de", "Hallo,", "iPhone, privat", "Freitag, 23. April 2027"),
        ("fr", "Bonjour,", "iPhone personnel", "vendredi 23 avril 2027"),
    ];
    for (language, greeting, kind, day) in expected {
        let open = campaign.open("enrol-now", language, kinds.clone());
        let pages = campaign.lay_out(Form::Sheet, &open, PublicForm::Handout);
        let text = said(&pages);
        for part in [greeting, kind, day] {
            assert!(text.contains(part), "`{part}` is not in: {text}");
        }
        assert!(pages.len() <= 4, "{}", pages.len());
        for person in people {
            assert!(!text.contains(&person.name), "{} is in: {text}", person.name);
            let mut serials = person.devices.iter().filter_map(|device| device.serial.as_deref());
            assert_eq!(serials.find(|serial| text.contains(serial)), None, "{text}");
        }
    }
}

#[test]
fn a_supervised_iphone_is_told_apart_and_two_systems_are_named() {
    let campaign = Campaign::new();
    let mut kinds = campaign.kinds(Platform::Ios);
    let other = Device { system: Some("Jamf Pro".into()), ..kinds[0].device.clone() };
    kinds.push(Kind { device: other, ..kinds[0].clone() });
    let content = campaign.composer.public(&campaign.open("announcement", "nl", kinds), PublicForm::Handout).unwrap();
    let text = format!("{:?}", content.blocks);
    for kind in [
        "iPhone van het werk, nu in MobileIron. Bovenaan in Instellingen staat “onder supervisie”",
        "iPhone van het werk, nu in MobileIron. Bovenaan in Instellingen staat niet “onder supervisie”",
        "iPhone van het werk, nu in Jamf Pro. Bovenaan in Instellingen staat “onder supervisie”",
        "\"iPhone van jezelf\"",
    ] {
        assert!(text.contains(kind), "`{kind}` is not in: {text}");
    }
}

/// Supervised iPhones of the organisation: each its version, and whether Apple moves it.
fn iphones(campaign: &Campaign, found: &[(&str, bool)]) -> Vec<Kind> {
    let any = &campaign.kinds(Platform::Ios)[0].device;
    let devices: Vec<(Device, DevicePath)> = found
        .iter()
        .map(|(version, apple)| {
            let device = Device { os_version: Some((*version).into()), supervised: true, ..any.clone() };
            let path = DevicePath::of(&device, *apple);
            (device, path)
        })
        .collect();
    let migration = &campaign.composer.loaded().campaign.migration;
    device_kinds(devices.iter().map(|(device, path)| (device, *path)), migration)
}

#[test]
fn an_iphone_that_is_wiped_beside_one_that_apple_moves_has_an_older_version() {
    let campaign = Campaign::new();
    let kinds = iphones(&campaign, &[("18.5", true), ("26.1", true)]);
    let headings = [
        (
            "nl",
            "met een versie ouder dan 26. Bovenaan in Instellingen",
            "iPhone van het werk, met versie 26 of nieuwer",
        ),
        ("en", "on a version older than 26. At the top of Settings", "iPhone from work, on version 26 or later"),
        (
            "de",
            "mit einer Version älter als 26. Oben in den Einstellungen",
            "iPhone, dienstlich, mit Version 26 oder neuer",
        ),
        (
            "fr",
            "dans une version antérieure à 26. En haut de Réglages",
            "iPhone professionnel, en version 26 ou plus récente",
        ),
    ];
    for (language, wiped, moved) in headings {
        let open = campaign.open("enrol-now", language, kinds.clone());
        let text = format!("{:?}", campaign.composer.public(&open, PublicForm::Handout).unwrap().blocks);
        assert!(text.contains(wiped) && text.contains(moved), "{language}: {text}");
    }
    // Where Apple moves some of version 26 and others are wiped, nothing on the device says which it is.
    let paths = |found: &[_]| iphones(&campaign, found).iter().map(|kind| kind.path).collect::<Vec<_>>();
    assert_eq!(paths(&[("26.1", false), ("26.1", true)]), [DevicePath::Apple]);
    assert_eq!(paths(&[("26.1", false), ("26.1", true), ("18.5", false)]), [DevicePath::Wiped, DevicePath::Apple]);
    assert_eq!(paths(&[("26.1", false)]), [DevicePath::Wiped]);
}

#[test]
fn after_the_last_day_nobody_is_told_to_postpone() {
    let campaign = Campaign::new();
    let kinds = iphones(&campaign, &[("26.1", true)]);
    let text = |due: &str| {
        let open = PublicMessage { due: at(due), ..campaign.open("access-blocked", "nl", kinds.clone()) };
        format!("{:?}", campaign.composer.public(&open, PublicForm::Handout).unwrap().blocks)
    };
    let (before, after) = (text("2027-04-22T06:00:00Z"), text("2027-04-24T06:00:00Z"));
    for postponed in ["tot wanneer je de tijd hebt", "Stel het uit", "Wat gebeurt er na de laatste dag"] {
        assert!(before.contains(postponed) && !after.contains(postponed), "{postponed}: {after}");
    }
    assert!(after.contains("Op het scherm staat een melding"), "{after}");
}

#[test]
fn what_nobody_enrols_alone_has_no_code_to_enrol() {
    let campaign = Campaign::new();
    let opens = |path: DevicePath| {
        let kinds = campaign.kinds(Platform::Ios).into_iter().filter(|kind| kind.path == path).collect();
        let open = campaign.open("announcement", "nl", kinds);
        let text = said(&campaign.lay_out(Form::Sheet, &open, PublicForm::Handout));
        ["Schrijf je apparaat hier in", "Uitleg over de overstap"].map(|label| text.contains(label))
    };
    assert_eq!(opens(DevicePath::Own), [true, false]);
    assert_eq!(opens(DevicePath::Wiped), [false, true]);
}

#[test]
fn no_line_ends_within_an_email_nor_before_a_french_colon() {
    let campaign = Campaign::new();
    let open = campaign.open("enrol-now", "fr", campaign.kinds(Platform::Ios));
    let pages = campaign.lay_out(Form::Sheet, &open, PublicForm::Handout);
    let text: String = (0..pages.len()).filter_map(|page| pages.text(page)).collect();
    assert!(text.contains("e\u{2011}mails") && !text.contains("e-mails"), "{text}");
    assert!(text.contains("Horaires\u{a0}:") && !text.contains("Horaires:"), "{text}");
}

#[test]
fn a_poster_says_from_when_and_until_when() {
    let campaign = Campaign::new();
    let (wave, ..) = campaign.composer.find("early", "announcement").unwrap();
    let open = campaign.open("announcement", "nl", campaign.composer.kinds(wave));
    let text = said(&campaign.lay_out(Form::Poster(Format::A3), &open, PublicForm::Poster));
    for part in ["Je stapt over op Microsoft Intune", "vanaf maandag 12 april 2027", "vrijdag 23 april 2027"] {
        assert!(text.contains(part), "`{part}` is not in: {text}");
    }
    assert!(!text.contains("Hallo"), "{text}");
}

#[test]
fn what_counts_the_days_or_is_about_people_is_for_nobody() {
    let campaign = Campaign::new();
    let kinds = campaign.kinds(Platform::Ios);
    let opened = |message: &str, anyone| campaign.composer.public(&campaign.open(message, "nl", kinds.clone()), anyone);
    for (message, anyone) in
        [("reminder", PublicForm::Handout), ("reminder", PublicForm::Poster), ("deadline-notice", PublicForm::Handout)]
    {
        let error = opened(message, anyone).unwrap_err().to_string();
        assert!(error.contains("says something else every day"), "{error}");
    }
    assert!(opened("deadline-notice", PublicForm::Poster).is_ok(), "the days are counted where nobody reads on a wall");
    for (message, why) in [("manager-brief", "manager"), ("helpdesk-brief", "helpdesk"), ("welcome", "happens to them")]
    {
        let open = campaign.open(message, "nl", Vec::new());
        let error = can_be_public(campaign.composer.rule_at(open.phase, open.rule)).unwrap_err().to_string();
        assert!(error.contains(why), "{error}");
    }
}
