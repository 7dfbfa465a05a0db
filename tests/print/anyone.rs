//! Posters and handouts say what the message says, to nobody in particular.

use std::path::Path;
use std::sync::Arc;

use heraut::builtin;
use heraut::campaign::{Device, Inputs, Ownership, Platform, load};
use heraut::compose::{Composer, PublicForm, PublicMessage, can_be_public};
use heraut::print::{Fonts, Form, Format, Pages, Paper, Printer};
use heraut::render::Kind;

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
        let paper = Paper { id: "1".into(), number: None, person: None, wave, due: open.due, content };
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
        "iPhone van het werk, met “onder supervisie” bovenaan in Instellingen, nu in MobileIron",
        "iPhone van het werk, zonder “onder supervisie” bovenaan in Instellingen, nu in MobileIron",
        "iPhone van het werk, met “onder supervisie” bovenaan in Instellingen, nu in Jamf Pro",
        "\"iPhone van jezelf\"",
    ] {
        assert!(text.contains(kind), "`{kind}` is not in: {text}");
    }
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
