//! Everybody is forgotten, once the campaign has been over for as long as it keeps people.

use std::collections::BTreeSet;
use std::path::Path;

use chrono::{DateTime, NaiveDate, Utc};

use super::forget::{ALIAS, Erased, any_number, erase};
use super::snapshot::{Files, Snapshot};
use crate::app::approve::PATIENCE;
use crate::app::locked::InForce;
use crate::app::observer::{Observer, Remark};
use crate::campaign::people::Theirs;
use crate::campaign::{Campaign, Inputs, Person, PersonId, Retention, fold, load, load_campaign, strip_people};
use crate::error::{Error, Result};
use crate::ledger::{Access, Filter, Forget, Ledger, Said};

/// How many people a campaign has kept, and until when.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Expired {
    /// How many people the approved plans have.
    pub people: usize,
    /// The day on which their time is over, on the campaign's clock.
    pub day: NaiveDate,
}

/// Whose time is over at `now`, of the approved campaign in `dir`: nobody when they were forgotten before.
///
/// # Errors
/// [`Usage`](crate::error::Kind::Usage) when the campaign sets no time, or it is not over, with the day; or the ledger cannot be
/// read.
pub fn expired(dir: &Path, now: DateTime<Utc>) -> Result<Expired> {
    let in_force = InForce::open(dir, Access::Read)?;
    let (_, day) = insist(&in_force, now)?;
    let snapshots = Snapshot::all(&*in_force.ledger)?;
    Ok(Expired { people: everybody(&snapshots).len(), day })
}

/// Forgets everybody of the approved campaign in `dir` whose time is over at `now`; `None` when nobody is left, and then what
/// could not be ended the first time is.
///
/// # Errors
/// As [`expired`]; or the ledger cannot be written.
pub fn forget_expired(dir: &Path, by: &str, now: DateTime<Utc>, observer: &dyn Observer) -> Result<Option<Erased>> {
    let mut in_force = InForce::open(dir, Access::Write)?;
    let (kept, _) = insist(&in_force, now)?;
    in_force.ledger.begin_approving(by, now, PATIENCE, &mut |who| observer.remark(Remark::WaitingForSender { who }))?;
    let snapshots = Snapshot::all(&*in_force.ledger)?;
    let everybody = everybody(&snapshots);
    if everybody.is_empty() {
        in_force.ledger.wipe()?;
        return Ok(None);
    }
    let persons = || snapshots.iter().flat_map(|snapshot| &snapshot.loaded.people.persons);
    let mut identities: BTreeSet<String> = persons().flat_map(compared).collect();
    let mut files = Files::default();
    for snapshot in &snapshots {
        let mut inputs = snapshot.inputs();
        let met = std::cell::RefCell::new(BTreeSet::new());
        let theirs = Theirs {
            identity: &|_| true,
            line: &|_, _| true,
            met: &|identity| {
                met.borrow_mut().insert(identity.to_owned());
            },
        };
        strip_people(&mut inputs, &theirs)?;
        identities.extend(met.into_inner());
        load(&mut inputs).map_err(|error| {
            error.hint(
                "without people what was approved cannot be read; change the campaign and approve, then say it again",
            )
        })?;
        snapshot.changed(&inputs, &mut files);
    }
    let number = any_number();
    let alias = |(n, id): (usize, &PersonId)| (id.clone(), format!("{ALIAS}{number:08x}-{}", n + 1).into());
    let forget = Forget {
        people: everybody.into_iter().enumerate().map(alias).collect(),
        retention: Some(kept.to_string()),
        words: persons().flat_map(written).chain(identities.iter().cloned()).collect(),
        identities,
        files,
    };
    erase(&mut in_force, &forget, &Said { by, why: "", at: now }).map(Some)
}

/// How long people are kept, and the day on which that is over; refused before it.
fn insist(in_force: &InForce, now: DateTime<Utc>) -> Result<(Retention, NaiveDate)> {
    let campaign = load_campaign(&mut Inputs::from_files(in_force.ledger.snapshot(&in_force.approval.snapshot)?))?;
    let kept = campaign.retention.ok_or_else(|| {
        Error::usage("the approved campaign does not say how long people are kept")
            .hint("write for example `retention: 90 days after end` in campaign.yaml, and approve it")
    })?;
    let end = end(&campaign, &*in_force.ledger)?;
    let (day, today) = (kept.over_on(end), now.with_timezone(&campaign.timezone).date_naive());
    if today < day {
        let why = format!("people are kept until {day}: the campaign ends on {end}, and they are kept for {kept}");
        return Err(
            Error::usage(why).hint("nothing was erased; one person before that: `heraut person forget PERSON --why …`")
        );
    }
    Ok((kept, day))
}

/// Everybody whom a plan ever had.
fn everybody(snapshots: &[Snapshot]) -> BTreeSet<&PersonId> {
    snapshots.iter().flat_map(|snapshot| &snapshot.loaded.people.persons).map(|person| &person.id).collect()
}

/// The day a campaign ends on: the last deadline, or the last day on which somebody is told something, whichever is later.
fn end(campaign: &Campaign, ledger: &dyn Ledger) -> Result<NaiveDate> {
    let mut end = campaign.waves.iter().map(|wave| wave.deadline).max().unwrap_or_default();
    ledger.visit(&Filter::default(), &mut |row| {
        end = end.max(row.entry.due.with_timezone(&campaign.timezone).date_naive());
        Ok(())
    })?;
    Ok(end)
}

/// What somebody is known by, as the data is compared.
fn compared(person: &Person) -> Vec<String> {
    let serials = person.devices.iter().filter_map(|device| device.serial.as_deref());
    let names = person.devices.iter().filter_map(|device| device.name.as_deref());
    let own = [&*person.id].into_iter().chain(person.email.as_deref()).chain(names);
    let serials = serials.map(|serial| fold::serial_key(serial).to_lowercase());
    own.map(|name| fold::key(name).into_owned()).chain(serials).collect()
}

/// The same as people write it.
fn written(person: &Person) -> Vec<String> {
    let full =
        Some(format!("{} {}", person.given_name.as_deref().unwrap_or(""), person.surname.as_deref().unwrap_or("")));
    let devices = person.devices.iter().flat_map(|device| [device.serial.clone(), device.name.clone()]);
    let own = [Some(person.id.to_string()), Some(person.name.clone()), person.email.clone()];
    own.into_iter().chain([full.map(|full| full.trim().to_owned())]).chain(devices).flatten().collect()
}
