//! Who somebody is, what they have, and how far they are.

use serde_json::{Value, json};

use crate::app::Locked;
use crate::campaign::{Device, Path, Person, Standing, Visit as Appointment};
use crate::schedule::wave_of;
use crate::serve::visit::Visit;

/// Who somebody is, and how far.
pub(super) fn person(person: &Person, locked: &Locked, visit: &Visit) -> Value {
    let (words, campaign) = (visit.words(), &locked.loaded.campaign);
    let wave = wave_of(campaign, person).and_then(|at| campaign.waves.get(usize::from(at)));
    let (standing, when, why) = match locked.progress.standing(person) {
        Standing::Pending => ("pending", None, None),
        Standing::Migrated(at) => ("migrated", at, None),
        Standing::Failed(why) => ("failed", None, why),
        Standing::Left => ("gone", None, None),
    };
    let moved = locked.progress.migrated_devices(person);
    let apple = wave.is_some_and(|wave| campaign.has_apple_move(wave, Some(person)));
    let default = &campaign.languages.default;
    json!({
        "name": person.name, "id": &*person.id, "email": person.email,
        "department": person.department, "site": person.site,
        "language": person.language.tag.as_str(),
        "zone": person.timezone.name(),
        "away": person.leave_until.map(|day| words.day(day)),
        "unreachable": locked.progress.bounces(person),
        "standing": standing, "why": why,
        "when": when.map(|at| words.moment(at.with_timezone(&person.timezone))),
        "wave": wave.map(|wave| json!({
            "name": words.wave(&wave.id, wave.name.as_ref(), default),
            "start": words.weekday(wave.start), "deadline": words.weekday(wave.deadline),
            "time": wave.deadline_time.map(|time| time.format("%H:%M").to_string()),
        })),
        "devices": person.devices.iter().map(|one| device(one, &moved, apple)).collect::<Vec<_>>(),
    })
}

/// When and where they are expected.
pub(super) fn appointment(appointment: &Appointment, visit: &Visit) -> Value {
    json!({
        "day": visit.words().weekday(appointment.day), "place": appointment.place,
        "time": appointment.time.map(|time| time.format("%H:%M").to_string()),
    })
}

/// The same as it will be when the plan is approved again; that there is none.
pub(super) fn then(appointment: Option<&Appointment>, visit: &Visit) -> Value {
    appointment.map_or_else(|| json!({"off": true}), |one| self::appointment(one, visit))
}

fn device(device: &Device, moved: &[String], apple: bool) -> Value {
    let has_moved = device.migrated || device.key().is_some_and(|key| moved.iter().any(|known| known == key));
    let path = match () {
        () if has_moved => Path::Done.as_str(),
        () if !device.is_concerned() => "apart",
        () => Path::of(device, apple).as_str(),
    };
    json!({
        "name": device.name.as_deref().or(device.model.as_deref()), "model": device.model,
        "serial": device.serial, "platform": device.platform.as_str(), "version": device.os_version,
        "ownership": device.ownership.as_str(), "path": path,
    })
}
