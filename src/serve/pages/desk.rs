//! `/desk`: looks somebody up, for who has them on the telephone; also the number of a sheet, a device that is shared, and a site.
//! What was typed is in no address.

use std::sync::Arc;

use serde_json::{Value, json};

use super::person::address;
use crate::app::{Locked, Site};
use crate::campaign::{Device, Person, PersonId};
use crate::error::Result;
use crate::ledger::Row;
use crate::schedule::wave_of;
use crate::serve::answer::Answer;
use crate::serve::kept::Kept;
use crate::serve::visit::Visit;

/// So many are shown; of more, somebody says more.
const SHOWN: usize = 20;
/// No sheet has a number of more digits.
const DIGITS: usize = 6;

/// The field.
pub(super) fn view(visit: &Visit) -> Result<Answer> {
    Ok(Answer::Page("desk.html", visit.context()))
}

/// Who is meant: the one there is, or those to choose from.
pub(super) fn find(visit: &Visit) -> Result<Answer> {
    let wanted = visit.field("wanted");
    if wanted.is_empty() {
        return view(visit);
    }
    // What takes longer the more people there are keeps nobody else waiting.
    let (register, by_number) = visit.site.keep.with(|kept| {
        let by_number = match number(wanted) {
            Some(number) => Some((number, kept.locked.again()?)),
            None => None,
        };
        Ok((Arc::clone(&kept.register), by_number))
    })?;
    let found = register.find(wanted, SHOWN + 1);
    let numbered = by_number.map_or_else(|| Ok(Vec::new()), |(number, locked)| locked.sheet(number))?;
    visit.site.keep.with(|kept| {
        // Another plan may be in force by now.
        let found = if Arc::ptr_eq(&register, &kept.register) { found } else { kept.register.find(wanted, SHOWN + 1) };
        let Locked { loaded, progress, .. } = &kept.locked;
        let people = &loaded.people;
        let known = |(id, row): (PersonId, Row)| Some((people.get(&id)?, row));
        let sheets: Vec<(&Person, Row)> = numbered.into_iter().filter_map(known).collect();
        let (devices, sites) = (kept.locked.shared_devices(wanted), kept.sites.find(wanted, people, progress));
        let is_alone = devices.is_empty() && sites.is_empty();
        match (&found[..], &sheets[..]) {
            ([one], []) if is_alone => return Ok(Answer::Done(address(visit, &people.persons[*one]))),
            ([], [(one, _)]) if is_alone => return Ok(Answer::Done(address(visit, one))),
            _ => {}
        }
        let shown = found.iter().take(SHOWN).map(|at| person(&people.persons[*at], kept, visit));
        let mut context = visit.context();
        context.insert("wanted", wanted);
        context.insert("found", &shown.collect::<Vec<_>>());
        context.insert("more", &(found.len() > SHOWN));
        let sheet = |(whose, row): &(&Person, Row)| {
            json!({
                "name": whose.name, "address": address(visit, whose), "message": &*row.entry.message, "where": row.detail,
            })
        };
        context.insert("sheets", &sheets.iter().map(sheet).collect::<Vec<_>>());
        context.insert("devices", &devices.into_iter().map(device).collect::<Vec<_>>());
        context.insert("sites", &sites.iter().map(site).collect::<Vec<_>>());
        Ok(Answer::Page("desk.html", context))
    })
}

fn person(person: &Person, kept: &Kept, visit: &Visit) -> Value {
    let campaign = &kept.locked.loaded.campaign;
    let wave = wave_of(campaign, person).and_then(|at| campaign.waves.get(usize::from(at)));
    let default = &campaign.languages.default;
    json!({
        "name": person.name, "id": &*person.id, "address": address(visit, person),
        "department": person.department, "site": person.site,
        "wave": wave.map(|wave| visit.words().wave(&wave.id, wave.name.as_ref(), default)),
    })
}

/// The number of a sheet, where it is one.
fn number(wanted: &str) -> Option<u32> {
    let number = Some(wanted).filter(|text| text.len() <= DIGITS && text.bytes().all(|byte| byte.is_ascii_digit()));
    number.and_then(|text| text.parse().ok())
}

fn device(device: &Device) -> Value {
    json!({
        "name": device.name.as_deref().or(device.model.as_deref()), "model": device.model, "serial": device.serial,
        "platform": device.platform.as_str(), "version": device.os_version, "ownership": device.ownership.as_str(),
        "migrated": device.migrated,
    })
}

fn site(site: &Site) -> Value {
    json!({"name": site.name, "people": site.people, "moved": site.moved, "failed": site.failed})
}
