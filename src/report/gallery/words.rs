//! The gallery's own words, in the languages of [`Words`](crate::report::words::Words).

use super::Feature;
use crate::campaign::{Ownership, Path, Platform};
use crate::l10n::Tag;
use crate::report::fixed::fixed_words;

fixed_words! {
    /// Every fixed word in one language.
    pub(super) struct Labels from "gallery.ftl" {
        title: text,
        lede: text,
        contents: text,
        show: text,
        light: text,
        dark: text,
        narrow: text,
        text: text,
        plain: text,
        file: text,
        made: text,
        beside: text,
        beside_lede: text,
        uneven: text,
        no_version: text,
        all: text,
        readers: text,
        subject: text,
        inbox: text,
        sender: text,
        recipient: text,
        due: text,
        size: text,
        whole: text,
        open: text,
        again: text,
        failed: text,
        no_failures: text,
        failures: text,
        top: text,
        decimal: text,
        several: text,
        none: text,
        no_given: text,
        expected: text,
        longest: text,
        signs: text,
        rtl: text,
        no_phone: text,
        invented: text,
        zone: text,
        manager: text,
        helpdesk: text,
        lacks: text,
        model: text,
        name: text,
        serial: text,
        other: text,
        owners: list,
        /// What becomes of a device: own, wiped, apple, unknown, done.
        paths: list,
    }
}

impl Labels {
    /// In the language of the tag, where there are words in it; in English otherwise.
    pub(super) fn of(tag: &Tag) -> &'static Labels {
        Labels::in_language(tag.primary())
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
            Feature::Appointment => self.expected.to_owned(),
            Feature::Manager => self.manager.to_owned(),
            Feature::Helpdesk => self.helpdesk.to_owned(),
        })
    }
}
