//! Where each exhibit hangs: a room for every message, a wall for each of its languages.

use super::exhibit::Exhibit;
use crate::campaign::{Campaign, MessageRule};
use crate::l10n::Tag;

/// The exhibits of one message, by language.
pub(super) struct Room<'a> {
    pub(super) phase: u16,
    pub(super) rule: u16,
    /// Those in the campaign's default language first.
    pub(super) walls: Vec<Wall<'a>>,
}

/// The exhibits of one message in one language.
pub(super) struct Wall<'a> {
    pub(super) tag: &'a Tag,
    pub(super) hung: Vec<Hung<'a>>,
}

/// An exhibit in its place.
pub(super) struct Hung<'a> {
    pub(super) exhibit: &'a Exhibit,
    /// What its files are called, up to what tells them apart: `mails/enrol-now.nl.1`.
    pub(super) stem: String,
}

impl Room<'_> {
    /// The rule of its message.
    pub(super) fn message<'c>(&self, campaign: &'c Campaign) -> &'c MessageRule {
        &campaign.phases[usize::from(self.phase)].messages[usize::from(self.rule)]
    }

    /// Its place on the page.
    pub(super) fn anchor(&self) -> String {
        format!("message-{}-{}", self.phase, self.rule)
    }
}

/// The exhibits by message and language, which they are in the order of.
pub(super) fn rooms<'a>(campaign: &Campaign, exhibits: &'a [Exhibit]) -> Vec<Room<'a>> {
    let same = |a: &Exhibit, b: &Exhibit| (a.phase, a.rule) == (b.phase, b.rule);
    let mut rooms = Vec::new();
    for of_one in exhibits.chunk_by(same) {
        let mut room = Room { phase: of_one[0].phase, rule: of_one[0].rule, walls: vec![] };
        let message = file_name(&room.message(campaign).message);
        for wall in of_one.chunk_by(|a, b| a.language == b.language) {
            let tag = &wall[0].language;
            let hang = |(n, exhibit)| Hung { exhibit, stem: format!("mails/{message}.{tag}.{n}") };
            room.walls.push(Wall { tag, hung: (1..).zip(wall).map(hang).collect() });
        }
        room.walls.sort_by_key(|wall| *wall.tag != campaign.languages.default);
        rooms.push(room);
    }
    rooms
}

/// A message's name as every file system and every link takes it.
pub(super) fn file_name(message: &str) -> String {
    message.chars().map(|c| if c.is_ascii_alphanumeric() || c == '_' { c } else { '-' }).collect()
}
