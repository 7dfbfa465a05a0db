//! For whom a message is meant, and what its campaign allows it to say.

use crate::campaign::{Anchor, Campaign, Device, MessageRule, Moment, Path, Person, Wave, When};
use crate::check::path_words::PathWords;
use crate::l10n::{Formatter, Tag};
use crate::schedule::due::occasions;

/// What a message is held to, besides what holds for all.
#[derive(Debug, Clone, Copy)]
pub(in crate::check) struct Expectations<'a> {
    /// Whose message it is.
    pub(in crate::check) campaign: &'a Campaign,
    /// Which message.
    pub(in crate::check) rule: &'a MessageRule,
    /// The phase it belongs to.
    pub(in crate::check) phase: &'a str,
    /// The wave of its reader.
    pub(in crate::check) wave: &'a Wave,
    /// Its reader; `None` is the helpdesk.
    pub(in crate::check) person: Option<&'a Person>,
    /// The language it is written in.
    pub(in crate::check) language: &'a Tag,
    /// The paths of what its reader has.
    pub(in crate::check) paths: &'a [Path],
    /// What may be said of one path only.
    pub(in crate::check) words: &'a PathWords,
    /// How dates are written in its language.
    pub(in crate::check) formatter: Option<&'a Formatter>,
}

impl Expectations<'_> {
    /// Whether its readers are those who move, not a manager of theirs or the helpdesk.
    pub(super) fn is_for_people(&self) -> bool {
        self.rule.is_for_people()
    }

    /// Whether it is about the deadline: sent once, not after it, and counted from it or in a phase of that name.
    pub(super) fn is_about_deadline(&self) -> bool {
        let When::Once(Moment { anchor, .. }) = self.rule.when else { return false };
        if !self.is_for_people() || !(anchor == Anchor::Deadline || self.phase == "deadline") {
            return false;
        }
        let first = occasions(self.campaign, self.wave, self.rule).ok().and_then(|all| all.first().copied());
        first.is_some_and(|first| first.at.date() <= self.wave.deadline)
    }

    /// The devices of its reader that still have to move.
    pub(super) fn devices(&self) -> Vec<&Device> {
        let devices = self.person.map_or(&[][..], |person| &person.devices);
        devices.iter().filter(|device| device.is_concerned() && !device.migrated).collect()
    }
}
