//! `/desk`: looks somebody up, for who has them on the telephone; also the number of a sheet, a device that is shared, and a site.
//! What was typed is in no address.

use serde_json::{Value, json};

use super::person::address;
use crate::app::Site;
use crate::campaign::{Device, Person, PersonId};
use crate::error::Result;
use crate::ledger::Row;
use crate::schedule::wave_of;
use crate::serve::answer::Answer;
use crate::serve::keep::Kept;
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
    visit.site.keep.with(|kept| {
        let people = &kept.locked.loaded.people;
        let found = kept.register.find(wanted, SHOWN + 1);
        let sheets = sheets(wanted, kept)?;
        let (devices, sites) = (kept.locked.shared_devices(wanted), kept.locked.sites(wanted));
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

/// The sheets that have this number, where it is one, of people who are still there.
fn sheets<'k>(wanted: &str, kept: &'k Kept) -> Result<Vec<(&'k Person, Row)>> {
    let number = Some(wanted).filter(|text| text.len() <= DIGITS && text.bytes().all(|byte| byte.is_ascii_digit()));
    let Some(number) = number.and_then(|text| text.parse().ok()) else { return Ok(Vec::new()) };
    let known = |(id, row): (PersonId, Row)| Some((kept.locked.loaded.people.get(&id)?, row));
    Ok(kept.locked.sheet(number)?.into_iter().filter_map(known).collect())
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
