//! The gallery's own words, in the languages of [`Words`](crate::report::words::Words).

use super::Feature;
use crate::campaign::{Ownership, Path, Platform};
use crate::l10n::Tag;

/// Every fixed word in one language.
pub(super) struct Labels {
    pub(super) title: &'static str,
    pub(super) lede: &'static str,
    pub(super) contents: &'static str,
    pub(super) show: &'static str,
    pub(super) light: &'static str,
    pub(super) dark: &'static str,
    pub(super) narrow: &'static str,
    pub(super) text: &'static str,
    pub(super) plain: &'static str,
    pub(super) file: &'static str,
    pub(super) made: &'static str,
    pub(super) beside: &'static str,
    pub(super) beside_lede: &'static str,
    pub(super) uneven: &'static str,
    pub(super) no_version: &'static str,
    pub(super) all: &'static str,
    pub(super) readers: &'static str,
    pub(super) subject: &'static str,
    pub(super) inbox: &'static str,
    pub(super) sender: &'static str,
    pub(super) recipient: &'static str,
    pub(super) due: &'static str,
    pub(super) size: &'static str,
    pub(super) whole: &'static str,
    pub(super) open: &'static str,
    pub(super) again: &'static str,
    pub(super) failed: &'static str,
    pub(super) no_failures: &'static str,
    pub(super) failures: &'static str,
    pub(super) top: &'static str,
    pub(super) decimal: char,
    several: &'static str,
    none: &'static str,
    no_given: &'static str,
    longest: &'static str,
    signs: &'static str,
    rtl: &'static str,
    no_phone: &'static str,
    invented: &'static str,
    zone: &'static str,
    manager: &'static str,
    helpdesk: &'static str,
    lacks: &'static str,
    model: &'static str,
    name: &'static str,
    serial: &'static str,
    other: &'static str,
    owners: [&'static str; 4],
    /// What becomes of a device: own, wiped, apple, unknown, done.
    paths: [&'static str; 6],
}

impl Labels {
    /// Dutch for Dutch, English for every other language.
    pub(super) fn of(tag: &Tag) -> &'static Labels {
        if tag.primary() == "nl" { &DUTCH } else { &ENGLISH }
    }

    /// What a reader stands for; `None` for what needs no mention.
    pub(super) fn feature(&self, feature: Feature) -> Option<String> {
        Some(match feature {
            Feature::Device(platform, ownership) => {
                let platform = match platform {
                    Platform::Ios => "iPhone",
                    Platform::IpadOs => "iPad",
                    Platform::Android => "Android",
                    Platform::MacOs => "Mac",
                    Platform::Windows => "Windows",
                    Platform::Other => self.other,
                };
                let owner = match ownership {
                    Ownership::Corporate => self.owners[0],
                    Ownership::Personal => self.owners[1],
                    Ownership::Shared => self.owners[2],
                    Ownership::Unknown => self.owners[3],
                };
                format!("{platform}, {owner}")
            }
            Feature::Path(path) => self.paths[match path {
                Path::Own => 0,
                Path::Wiped => 1,
                Path::Apple => 2,
                Path::Unknown => 3,
                Path::Done => 4,
                Path::Replaced => 5,
            }]
            .to_owned(),
            Feature::SeveralDevices => self.several.to_owned(),
            Feature::NoDevice => self.none.to_owned(),
            Feature::Lacks { model, name, serial } => {
                let lacks = [(model, self.model), (name, self.name), (serial, self.serial)];
                let lacks: Vec<&str> = lacks.into_iter().filter(|(lacks, _)| *lacks).map(|(_, what)| what).collect();
                if lacks.is_empty() {
                    return None;
                }
                format!("{} {}", self.lacks, lacks.join(", "))
            }
            Feature::NoGivenName => self.no_given.to_owned(),
            Feature::LongestName => self.longest.to_owned(),
            Feature::NameWithSigns => self.signs.to_owned(),
            Feature::RightToLeftName => self.rtl.to_owned(),
            Feature::NoPhone => self.no_phone.to_owned(),
            Feature::InventedReader => self.invented.to_owned(),
            Feature::AnotherZone => self.zone.to_owned(),
            Feature::Manager => self.manager.to_owned(),
            Feature::Helpdesk => self.helpdesk.to_owned(),
        })
    }
}

static ENGLISH: Labels = Labels {
    title: "Every message",
    lede: "Each message in each language, for one person of every kind in the data and for a few who are not in it. This is what they would get.",
    contents: "Contents",
    show: "Show",
    light: "Light",
    dark: "Dark",
    narrow: "Phone, 320 pixels",
    text: "Text only",
    plain: "Images off",
    file: "message file",
    made: "Made on",
    beside: "The languages beside each other",
    beside_lede: "The text of each message, paragraph by paragraph. Tick the languages to compare.",
    uneven: "The languages do not have as many paragraphs: see whether one says less.",
    no_version: "There is no version in this language.",
    all: "All messages",
    readers: "Readers",
    subject: "Subject",
    inbox: "In the inbox",
    sender: "From",
    recipient: "To",
    due: "Due",
    size: "Size",
    whole: "whole message",
    open: "open by itself",
    again: "a later time",
    failed: "This message could not be made",
    no_failures: "all could be made",
    failures: "could not be made",
    top: "Back to the contents",
    decimal: '.',
    several: "several devices",
    none: "no device",
    no_given: "no given name in the data",
    longest: "the longest name",
    signs: "a name with signs in it",
    rtl: "a name from right to left",
    no_phone: "a helpdesk without telephone",
    invented: "not in the data",
    zone: "another time zone",
    manager: "manager of people in the wave",
    helpdesk: "the helpdesk",
    lacks: "a device without",
    model: "model",
    name: "name",
    serial: "serial number",
    other: "other system",
    owners: ["the organisation's", "the person's own", "shared", "owner not known"],
    paths: ["moved by its owner", "wiped", "moved by Apple", "moved with the helpdesk", "moved already", "replaced"],
};

static DUTCH: Labels = Labels {
    title: "Alle berichten",
    lede: "Elk bericht in elke taal, voor één persoon van elke soort in de gegevens en voor een paar die er niet in staan. Dit is wat zij zouden krijgen.",
    contents: "Inhoud",
    show: "Tonen",
    light: "Licht",
    dark: "Donker",
    narrow: "Telefoon, 320 pixels",
    text: "Alleen tekst",
    plain: "Zonder afbeeldingen",
    file: "berichtbestand",
    made: "Gemaakt op",
    beside: "De talen naast elkaar",
    beside_lede: "De tekst van elk bericht, alinea voor alinea. Vink de talen aan die naast elkaar moeten staan.",
    uneven: "De talen hebben niet evenveel alinea's: kijk of er een minder zegt.",
    no_version: "Er is geen versie in deze taal.",
    all: "Alle berichten",
    readers: "Lezers",
    subject: "Onderwerp",
    inbox: "In het postvak",
    sender: "Van",
    recipient: "Aan",
    due: "Wanneer",
    size: "Grootte",
    whole: "hele bericht",
    open: "apart openen",
    again: "een latere keer",
    failed: "Dit bericht kon niet worden gemaakt",
    no_failures: "alle konden worden gemaakt",
    failures: "konden niet worden gemaakt",
    top: "Terug naar de inhoud",
    decimal: ',',
    several: "meer apparaten",
    none: "geen apparaat",
    no_given: "geen voornaam in de gegevens",
    longest: "de langste naam",
    signs: "een naam met tekens erin",
    rtl: "een naam van rechts naar links",
    no_phone: "een helpdesk zonder telefoon",
    invented: "niet in de gegevens",
    zone: "een andere tijdzone",
    manager: "leidinggevende van mensen in de golf",
    helpdesk: "de helpdesk",
    lacks: "een apparaat zonder",
    model: "model",
    name: "naam",
    serial: "serienummer",
    other: "ander systeem",
    owners: ["van de organisatie", "van de persoon zelf", "gedeeld", "eigenaar onbekend"],
    paths: [
        "zet de eigenaar zelf over",
        "moet leeg",
        "zet Apple over",
        "met hulp van de helpdesk",
        "al overgezet",
        "wordt vervangen",
    ],
};
