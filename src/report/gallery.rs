//! Every message as its readers would see it: in light, in dark, on a phone, without images, as text only. For whoever
//! answers for the words. Nothing in it runs and nothing comes from elsewhere.
//!
//! ```text
//! index.html                  every message, on one page
//! languages.html              the languages of each message beside each other; where there are several
//! index.json                  the same for a program; see `index`
//! mails/MESSAGE.LANG.N.eml    the message, byte for byte as it would go out
//! mails/….mail.html           its HTML part as it is in there
//! mails/….light.html, ….dark.html, ….plain.html   what the page shows: in one scheme, without images
//! ```

mod article;
mod beside;
mod exhibit;
mod inbox;
mod index;
mod mails;
mod page;
mod paragraphs;
mod room;
mod scheme;
#[cfg(test)]
mod tests;
mod words;

use chrono::{DateTime, Utc};

pub use self::exhibit::{Exhibit, Feature, Shown};
pub use self::inbox::first_words;
pub use self::page::MARK;
pub use self::scheme::Scheme;
use crate::campaign::Campaign;

/// The gallery's files, by path: `index.html` first. `exhibits` are in the order of the campaign, those of one message
/// together and in it those of one language. `now` is when it was made.
pub fn gallery(campaign: &Campaign, exhibits: &[Exhibit], now: DateTime<Utc>) -> Vec<(String, Vec<u8>)> {
    let rooms = room::rooms(campaign, exhibits);
    let mut files = vec![
        ("index.html".to_owned(), page::page(campaign, &rooms, now).into_bytes()),
        ("index.json".to_owned(), index::index(campaign, &rooms, now).into_bytes()),
    ];
    if let Some(beside) = beside::beside(campaign, &rooms, now) {
        files.push((beside::LANGUAGES.to_owned(), beside.into_bytes()));
    }
    let hung = rooms.iter().flat_map(|room| &room.walls).flat_map(|wall| &wall.hung);
    for (one, mail) in hung.filter_map(|one| Some((one, one.exhibit.mail.as_ref().ok()?))) {
        files.extend(mails::files(&one.stem, mail));
    }
    files
}
