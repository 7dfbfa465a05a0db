//! The same for a program.

use serde_json::{Map, Value, json};

use super::{Age, Dossier, Told};
use crate::campaign::{Device, Standing};
use crate::ledger::Happened;
use crate::report::row::instant;
use crate::schedule::wave_of;

impl Dossier {
    /// `heraut-person/1`: `person` (with `fields`, every other column), `wave`, `devices`, `standing`, `facts`, `told`
    /// (with `attempts` and `reports`), `holds`, `journal`, `rows` (of the files, as they are there). The names are stable;
    /// new ones may be added.
    pub fn json(&self) -> Value {
        let one = &self.person;
        let wave = wave_of(&self.campaign, one).and_then(|at| self.campaign.waves.get(usize::from(at)));
        let (word, why) = standing(&self.standing);
        json!({
            "format": "heraut-person/1", "campaign": self.campaign.id, "now": instant(self.now),
            "in_force": self.is_current,
            "person": {
                "id": &*one.id, "name": one.name, "given_name": one.given_name, "surname": one.surname,
                "email": one.email, "language": one.language.tag.as_str(), "timezone": one.timezone.name(),
                "department": one.department, "site": one.site, "manager": one.manager, "enabled": one.enabled,
                "leave_until": one.leave_until.map(|day| day.to_string()),
                "fields": fields(one.attributes.iter().map(|(name, value)| (&**name, &**value))),
            },
            "wave": wave.map(|wave| json!({
                "id": wave.id, "start": wave.start.to_string(), "deadline": wave.deadline.to_string(),
            })),
            "devices": one.devices.iter().map(|device| self.device(device)).collect::<Vec<_>>(),
            "standing": {"word": word, "why": why},
            "facts": self.facts.iter().map(|fact| match &fact.what {
                Happened::Standing(said) => {
                    let (word, why) = standing(said);
                    json!({"at": instant(fact.at), "device": fact.device, "standing": word, "why": why})
                }
                Happened::Unreachable(address) => json!({"at": instant(fact.at), "unreachable": address}),
                Happened::Reachable(address) => json!({"at": instant(fact.at), "reachable": address}),
            }).collect::<Vec<_>>(),
            "told": self.told.iter().map(told).collect::<Vec<_>>(),
            "holds": self.holds.iter().map(|hold| json!({
                "since": instant(hold.since), "until": hold.until.map(instant), "by": hold.by, "why": hold.why,
            })).collect::<Vec<_>>(),
            "journal": self.journal.iter().map(|entry| json!({
                "number": entry.number, "at": instant(entry.at), "deed": entry.deed, "by": entry.words.by,
                "what": entry.words.what, "why": entry.words.why,
            })).collect::<Vec<_>>(),
            "rows": self.mentions.iter().map(|(mention, age)| json!({
                "file": mention.file, "line": mention.line, "own": mention.is_own, "earlier": *age == Age::Earlier,
                "cells": fields(mention.cells.iter().map(|(header, cell)| (header.as_str(), cell.as_str()))),
            })).collect::<Vec<_>>(),
        })
    }

    fn device(&self, device: &Device) -> Value {
        json!({
            "serial": device.serial, "name": device.name, "manufacturer": device.manufacturer, "model": device.model,
            "platform": device.platform.as_str(), "os_version": device.os_version,
            "ownership": device.ownership.as_str(), "supervised": device.supervised, "system": device.system,
            "moved": device.key().is_some_and(|key| self.moved.iter().any(|moved| moved == key)),
            "last_seen": device.last_seen.map(instant), "apple_deadline": device.apple_deadline.map(instant),
            "fields": fields(device.attributes.iter().map(|(name, value)| (&**name, &**value))),
        })
    }
}

/// In their order; of two columns of one name the second keeps a number.
fn fields<'a>(pairs: impl Iterator<Item = (&'a str, &'a str)>) -> Value {
    let mut fields = Map::new();
    for (name, value) in pairs {
        let mut key = name.to_owned();
        for number in 2.. {
            if !fields.contains_key(&key) {
                break;
            }
            key = format!("{name} {number}");
        }
        fields.insert(key, value.into());
    }
    Value::Object(fields)
}

fn standing(standing: &Standing) -> (&'static str, Option<&str>) {
    match standing {
        Standing::Pending => ("pending", None),
        Standing::Migrated(_) => ("migrated", None),
        Standing::Failed(why) => ("failed", why.as_deref()),
        Standing::Left => ("left", None),
    }
}

fn told(told: &Told) -> Value {
    let Told { row, subject, dropped, attempts, reports } = told;
    let entry = &row.entry;
    json!({
        "id": entry.id.to_string(), "wave": &*entry.wave, "phase": &*entry.phase, "message": &*entry.message,
        "occurrence": u32::from(entry.occurrence) + 1, "channel": entry.channel.as_str(),
        "language": entry.language.as_str(), "due": instant(entry.due), "subject": subject,
        "state": row.state.as_str(), "since": instant(row.since), "detail": row.detail, "relay": row.relay.as_deref(),
        "will_not_be_sent": dropped.map(|why| why.as_str()),
        "attempts": attempts.iter().map(|attempt| json!({
            "number": attempt.number, "began": instant(attempt.began), "ended": attempt.ended.map(instant),
            "result": attempt.result.as_str(), "reply": attempt.reply, "relay": attempt.relay.as_deref(),
        })).collect::<Vec<_>>(),
        "reports": reports.iter().map(|report| json!({
            "at": instant(report.at), "action": report.action, "address": report.address, "words": report.words,
        })).collect::<Vec<_>>(),
    })
}
