//! Who and what has to move, what cannot, and what has: what the campaign's selectors say of the data.

use super::migration::Migration;
use super::person::{Concern, Device, People, Person, Standing};
use super::selector::{Field, Looked, Over, Selector, Truth};

/// Gives everybody and everything its concern, and where the campaign says what counts as done, how far it is.
pub(super) fn judge(migration: &Migration, people: &mut People) {
    let Migration { moves, concerns, done, blocked, .. } = migration;
    if *moves == Over::People {
        let devices = people.persons.iter_mut().flat_map(|person| &mut person.devices);
        devices.chain(&mut people.ownerless).for_each(|device| device.concern = Concern::Apart);
    }
    if concerns.is_none() && done.is_none() && blocked.is_none() {
        return;
    }
    for person in &mut people.persons {
        match moves {
            Over::Devices => of_devices(migration, person),
            Over::People => of_person(migration, person),
        }
    }
    for device in people.ownerless.iter_mut().filter(|_| *moves == Over::Devices) {
        (device.concern, device.migrated) = fate(migration, &Looked::at_device(device, None), device.migrated);
    }
}

fn of_person(migration: &Migration, person: &mut Person) {
    let has_moved = person.standing.has_moved();
    let (concern, is_done) = fate(migration, &Looked::at(person), has_moved);
    person.concern = concern;
    if is_done && person.standing.must_move() {
        person.standing = Standing::Migrated(None);
    }
}

fn of_devices(migration: &Migration, person: &mut Person) {
    let fates: Vec<_> = person
        .devices
        .iter()
        .map(|device| fate(migration, &Looked::at_device(device, Some(person)), device.migrated))
        .collect();
    for (device, (concern, migrated)) in person.devices.iter_mut().zip(fates) {
        (device.concern, device.migrated) = (concern, migrated);
    }
    let mut concerned = person.devices.iter().filter(|device| device.is_concerned()).peekable();
    if concerned.peek().is_none() {
        // Without `concerns`, somebody without a device may still have one that nobody knows.
        if migration.concerns.is_some() {
            person.concern = Concern::Apart;
        }
        return;
    }
    if concerned.all(|device: &Device| device.migrated) && person.standing == Standing::Pending {
        person.standing = Standing::Migrated(None);
    }
}

/// What becomes of one: whether it has to move, and whether it has.
///
/// What has moved may no longer be what `concerns` picks, as with a version: so the fields by which `done` is told are
/// left open when it is asked whether it ever was. What nobody can tell counts as concerned and not done: nobody is
/// forgotten for want of a version.
fn fate(migration: &Migration, looked: &Looked<'_>, has_moved: bool) -> (Concern, bool) {
    let Migration { concerns, done, blocked, .. } = migration;
    if let Some(concerns) = concerns
        && was_concerned(concerns, done.as_ref(), looked) == Truth::No
    {
        return (Concern::Apart, has_moved && done.is_none());
    }
    let is_done = done.as_ref().map_or(has_moved, |done| done.judge(looked).is_so());
    if is_done {
        return (Concern::Moves, true);
    }
    if concerns.as_ref().is_some_and(|concerns| concerns.judge(looked) == Truth::No) {
        return (Concern::Apart, false);
    }
    let is_blocked = blocked.as_ref().is_some_and(|blocked| blocked.judge(looked).is_so());
    (if is_blocked { Concern::Blocked } else { Concern::Moves }, false)
}

/// Whether it is, or was before it was done, what `concerns` picks.
fn was_concerned(concerns: &Selector, done: Option<&Selector>, looked: &Looked<'_>) -> Truth {
    let told_by: Vec<&Field> = done.map(Selector::fields).unwrap_or_default();
    let is_told = |field: &Field| told_by.iter().any(|told| told.name == field.name && told.of == field.of);
    concerns.judge_but(looked, &is_told, &mut |_, _| {})
}
