//! What is in the gallery, for a program: one JSON object.
//!
//! The names are stable; new ones may be added. Instants are UTC, RFC 3339; paths are relative to the file.
//!
//! ```text
//! format      "heraut-gallery/1"
//! campaign    its id
//! made        when
//! exhibits    phase, message, language, occurrence (from 1), due, reader, features [words], paths [words],
//!             to, subject,
//!             failed (null: it could be made; otherwise why not, and to, subject and files are null),
//!             files {eml, mail_html, light_html, dark_html, plain_html (null: it has no images)}
//! ```
//! The paths are those of the devices that the message is about. A feature is what its reader was chosen for:
//! `device:PLATFORM:OWNERSHIP`, `path:PATH`, `lacks:WHAT,…` or one of `several-devices, no-device, no-given-name, longest-name,
//! name-with-signs, right-to-left-name, another-zone, no-phone, invented, manager, helpdesk`.

use chrono::{DateTime, Utc};
use serde_json::{Value, json};

use super::exhibit::{Feature, Shown};
use super::mails::{DARK, LIGHT, MESSAGE, PLAIN, SENT, has_images};
use super::room::{Hung, Room};
use crate::campaign::Campaign;
use crate::report::row::instant;

/// The index of these rooms.
pub(super) fn index(campaign: &Campaign, rooms: &[Room<'_>], now: DateTime<Utc>) -> String {
    let exhibits: Vec<Value> = rooms
        .iter()
        .flat_map(|room| room.walls.iter().flat_map(|wall| &wall.hung).map(|one| entry(campaign, room, one)))
        .collect();
    let index = json!({
        "format": "heraut-gallery/1", "campaign": campaign.id, "made": instant(now), "exhibits": exhibits,
    });
    format!("{index:#}\n")
}

fn entry(campaign: &Campaign, room: &Room<'_>, one: &Hung<'_>) -> Value {
    let exhibit = one.exhibit;
    let mail = exhibit.mail.as_ref().ok();
    json!({
        "phase": campaign.phases[usize::from(room.phase)].id,
        "message": room.message(campaign).message,
        "language": exhibit.language.as_str(),
        "occurrence": exhibit.occurrence + 1,
        "due": instant(exhibit.due),
        "reader": exhibit.reader,
        "features": exhibit.features.iter().filter_map(|feature| word(*feature)).collect::<Vec<_>>(),
        "paths": exhibit.paths.iter().map(|path| path.as_str()).collect::<Vec<_>>(),
        "to": mail.map(|mail| &mail.to),
        "subject": mail.map(|mail| &mail.subject),
        "failed": exhibit.mail.as_ref().err(),
        "files": mail.map(|mail| files(&one.stem, mail)),
    })
}

fn files(stem: &str, mail: &Shown) -> Value {
    let path = |end: &str| format!("{stem}.{end}");
    json!({
        "eml": path(MESSAGE),
        "mail_html": path(SENT),
        "light_html": path(LIGHT),
        "dark_html": path(DARK),
        "plain_html": has_images(mail).then(|| path(PLAIN)),
    })
}

/// The stable word of a feature; `None` for a device that lacks nothing.
fn word(feature: Feature) -> Option<String> {
    let word = match feature {
        Feature::Device(platform, ownership) => {
            return Some(format!("device:{}:{}", platform.as_str(), ownership.as_str()));
        }
        Feature::Lacks { model, name, serial } => {
            let what = [(model, "model"), (name, "name"), (serial, "serial")];
            let what: Vec<&str> = what.iter().filter(|(lacks, _)| *lacks).map(|(_, what)| *what).collect();
            return (!what.is_empty()).then(|| format!("lacks:{}", what.join(",")));
        }
        Feature::Path(path) => return Some(format!("path:{}", path.as_str())),
        Feature::SeveralDevices => "several-devices",
        Feature::NoDevice => "no-device",
        Feature::NoGivenName => "no-given-name",
        Feature::LongestName => "longest-name",
        Feature::NameWithSigns => "name-with-signs",
        Feature::RightToLeftName => "right-to-left-name",
        Feature::AnotherZone => "another-zone",
        Feature::Appointment => "appointment",
        Feature::NoPhone => "no-phone",
        Feature::InventedReader => "invented",
        Feature::Manager => "manager",
        Feature::Helpdesk => "helpdesk",
    };
    Some(word.to_owned())
}
