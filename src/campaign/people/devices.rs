//! Rows of devices; the same device in two systems becomes one.

mod merge;
mod read;

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::sync::Arc;

use chrono::{DateTime, Utc};

use merge::{complete_device, merge};
use read::{device, owner, owner_cell};

use super::account::{Account, Outcome};
use super::directory::Directory;
use super::import::Reading;
use super::language;
use super::layouts::Column;
use super::row::{Row, printable};
use super::state::{self, Presence};
use super::systems::{Side, Systems};
use crate::campaign::fold::{name_key, serial_key};
use crate::campaign::{Device, Ownership, Platform, Reject, RejectKind};
use crate::l10n::Tag;

/// The most different values of fields that are kept once for all devices that share them.
const SHARED_VALUES: usize = 50_000;

/// A device with what the person it belongs to may learn from it.
#[derive(Debug)]
pub(super) struct Found {
    pub(super) device: Device,
    /// The owner's place in the directory.
    pub(super) owner: Option<usize>,
    /// Whom a shared device names.
    pub(super) keeper: Option<usize>,
    /// When it was enrolled in the system people move to.
    pub(super) enrolled: Option<DateTime<Utc>>,
    /// The language the device is set to.
    pub(super) locale: Option<Tag>,
    /// Whether its system is the one people move to.
    is_new: bool,
    /// Whether that system manages it, as far as it says.
    is_managed: bool,
    /// What to report when nothing but a row that says it is no longer in its system names it, and the file's number.
    pub(super) retired: Option<(usize, Reject)>,
}

/// A row of what is imported as progress: what it says of whether its device has moved.
#[derive(Debug)]
pub(super) struct Sighted {
    /// The serial number as it is compared.
    pub(super) serial: Option<String>,
    pub(super) platform: Platform,
    /// The owner's place in the directory.
    pub(super) owner: Option<usize>,
    pub(super) is_new: bool,
    pub(super) is_managed: bool,
    pub(super) is_gone: bool,
    /// When it was enrolled or last seen, whichever is later.
    pub(super) seen: Option<DateTime<Utc>>,
}

/// All devices read so far.
#[derive(Debug)]
pub(super) struct Devices {
    pub(super) found: Vec<Found>,
    by_serial: HashMap<String, usize>,
    systems: Systems,
    /// The name looked at last, which is that of the next row as a rule.
    last: Option<(String, bool, Side)>,
    /// Names that fit both systems, of which one complaint a file is enough.
    either: BTreeSet<(usize, String)>,
    /// Rows that seemed to give a device and say that it has left, by the number of their file.
    pub(super) left: Vec<(usize, Reject)>,
    /// The rows of what is imported as progress.
    pub(super) sightings: Vec<Sighted>,
    /// Whether being in the system people move to is what counts as done.
    told_by_system: bool,
    /// The number of the first file of devices.
    first_file: Option<usize>,
    /// Devices by what they are called, `None` where several are called so.
    by_name: HashMap<String, Option<usize>>,
    /// Values of their fields, each kept once.
    values: HashSet<Arc<str>>,
}

impl Devices {
    /// No devices yet, of people who move between these systems; `told_by_system` says whether being in the new one is
    /// what counts.
    pub(super) fn new(systems: Systems, told_by_system: bool) -> Self {
        Devices {
            found: Vec::new(),
            by_serial: HashMap::new(),
            told_by_system,
            first_file: None,
            by_name: HashMap::new(),
            values: HashSet::new(),
            systems,
            last: None,
            either: BTreeSet::new(),
            left: Vec::new(),
            sightings: Vec::new(),
        }
    }

    /// Where the device with this serial number, as it is compared, is.
    pub(super) fn with_serial(&self, key: &str) -> Option<usize> {
        self.by_serial.get(key).copied()
    }

    /// Takes one row of a device file, or says in the file's rejects why not.
    pub(super) fn take(&mut self, row: Row<'_>, directory: &Directory, file: &mut Reading) -> Outcome {
        let Reading { rejects, account, .. } = file;
        if row.is_footer() {
            let message = "the row is a sum of others and no device; it is left out";
            rejects.push(row.reject(RejectKind::NoIdentity, None, message, "remove the row"));
            return Outcome::LeftOut;
        }
        let mut device = device(&row, rejects);
        device.attributes = self.attributes(&row, rejects);
        let first_file = *self.first_file.get_or_insert(row.sheet.number);
        if first_file != row.sheet.number && row.sheet.tells_more() {
            return self.tell_more(&row, device, rejects, account);
        }
        let owner_cell = owner_cell(&row, rejects);
        if device.serial.is_none() && device.name.is_none() && owner_cell.is_none() {
            let message = "the row has no serial number, name or owner; it is left out";
            let hint = "give the device its serial number";
            rejects.push(row.reject(RejectKind::NoIdentity, None, message, hint));
            return Outcome::LeftOut;
        }
        account.tally.serials += usize::from(device.serial.is_some());
        account.tally.owners += usize::from(owner_cell.is_some());
        account.tally.ownerships += usize::from(device.ownership != Ownership::Unknown);
        let (owner, keeper) = match owner_cell {
            // Nobody's, whomever it names: that nobody is known by that name is as it should be.
            Some((column, name)) if device.ownership == Ownership::Shared => {
                (None, owner(&row, column, &name, directory, &mut Vec::new()))
            }
            Some((column, name)) => (owner(&row, column, &name, directory, rejects), None),
            None => (None, None),
        };
        account.tally.known_owners += usize::from(owner.is_some() || keeper.is_some());
        let side = if self.told_by_system { self.side(&row, &device, rejects) } else { None };
        let is_new = side == Some(Side::New);
        account.tally.in_either += usize::from(matches!(side, Some(Side::Old | Side::New)));
        account.tally.elsewhere += usize::from(side == Some(Side::Other));
        let (presence, retired) = self.presence(&row, is_new, rejects);
        let enrolled = row.dated(Column::Enrolled, rejects);
        let mut found = Found {
            owner,
            keeper,
            enrolled: enrolled.filter(|_| is_new),
            locale: row.parsed(Column::Locale, rejects, language::parse),
            is_new,
            is_managed: presence == Presence::Managed,
            retired,
            device,
        };
        account.tally.languages += usize::from(found.locale.is_some());
        found.device.migrated = self.told_by_system && is_new && found.is_managed;
        if row.sheet.is_progress {
            self.sightings.push(Sighted {
                serial: found.device.serial.as_deref().map(serial_key),
                platform: found.device.platform,
                owner,
                is_new,
                is_managed: found.is_managed,
                is_gone: presence == Presence::Gone,
                seen: found.device.last_seen.max(enrolled),
            });
        }
        let name = found.device.name.as_deref().map(|name| name_key(name).into_owned());
        let Some(serial) = &found.device.serial else {
            self.name(name, self.found.len());
            self.found.push(found);
            return Outcome::Used;
        };
        let key = serial_key(serial);
        match self.by_serial.get(&key) {
            Some(&at) => {
                let merged = merge(&mut self.found[at], found, &row);
                rejects.extend(merged.row);
                match merged.left {
                    None => Outcome::Joined,
                    Some((_, reject)) if !merged.row_wins => {
                        rejects.push(reject);
                        Outcome::LeftOut
                    }
                    // The row before this one gave nothing after all.
                    Some(left) => {
                        self.left.push(left);
                        Outcome::Used
                    }
                }
            }
            None => {
                self.name(name, self.found.len());
                self.by_serial.insert(key, self.found.len());
                self.found.push(found);
                Outcome::Used
            }
        }
    }

    fn name(&mut self, name: Option<String>, at: usize) {
        if let Some(name) = name {
            self.by_name.entry(name).and_modify(|known| *known = None).or_insert(Some(at));
        }
    }

    /// The columns of a row that are none of ours, in the order of their names.
    fn attributes(&mut self, row: &Row<'_>, rejects: &mut Vec<Reject>) -> BTreeMap<Arc<str>, Arc<str>> {
        let mut kept = |text: Cow<'_, str>| match self.values.get(&*text) {
            Some(known) => known.clone(),
            None => {
                let value: Arc<str> = text.into();
                if self.values.len() < SHARED_VALUES {
                    self.values.insert(value.clone());
                }
                value
            }
        };
        let columns = row.sheet.attributes.iter();
        columns.filter_map(|(at, name)| Some((name.clone(), kept(row.attribute(*at, rejects)?)))).collect()
    }

    /// Takes a row of a list that tells more of devices that other files have, such as what can run a new system: by the
    /// serial number, else by what they are called.
    fn tell_more(
        &mut self,
        row: &Row<'_>,
        device: Device,
        rejects: &mut Vec<Reject>,
        account: &mut Account,
    ) -> Outcome {
        let serial = device.serial.as_deref().map(serial_key);
        let name = device.name.as_deref().map(|name| name_key(name).into_owned());
        let by_name = || name.as_ref().and_then(|name| self.by_name.get(name).copied());
        let known = serial.as_ref().and_then(|serial| self.by_serial.get(serial).copied()).map(Some).or_else(by_name);
        let called = printable(device.serial.as_deref().or(device.name.as_deref()).unwrap_or("")).into_owned();
        let column = if device.serial.is_some() { Column::Serial } else { Column::Name };
        match known {
            Some(Some(at)) => {
                account.tally.serials += usize::from(serial.is_some());
                complete_device(&mut self.found[at].device, device);
                Outcome::Joined
            }
            Some(None) => {
                let message = format!("several devices are called `{called}`; the row is left out");
                let hint = "give the file a column with serial numbers";
                rejects.push(row.reject(RejectKind::UnknownOwner, Some(column), message, hint));
                Outcome::LeftOut
            }
            None => {
                let message = format!("`{called}` is in no file of devices before this one; the row is left out");
                let hint = "nothing to do, unless the device should be in the export that is read first";
                rejects.push(row.reject(RejectKind::UnknownOwner, Some(column), message, hint));
                Outcome::LeftOut
            }
        }
    }

    /// On which side of the migration the row's system is; what fits both is told once a file.
    fn side(&mut self, row: &Row<'_>, device: &Device, rejects: &mut Vec<Reject>) -> Option<Side> {
        let system = device.system.as_deref()?;
        let is_vendor = row.sheet.is_system_by_layout && Some(system) == row.sheet.system.as_deref();
        let side = match &self.last {
            Some((last, vendor, side)) if last == system && *vendor == is_vendor => *side,
            _ => {
                let side = self.systems.side(system, is_vendor);
                self.last = Some((system.to_owned(), is_vendor, side));
                side
            }
        };
        if side == Side::Either && self.either.insert((row.sheet.number, system.to_owned())) {
            let (from, to) = &self.systems.names;
            let name = printable(system);
            let message = format!(
                "`{name}` may be {from}, which people leave, or {to}, to which they move; nothing counts as moved by it"
            );
            let hint = format!("write `system: {from}` or `system: {to}` beside the file, or in a column `system`");
            rejects.push(row.reject(RejectKind::System, Some(Column::System), message, hint));
        }
        Some(side)
    }

    /// Whether the device is in the system that lists it, and what to report when it has left.
    fn presence(&self, row: &Row<'_>, is_new: bool, rejects: &mut Vec<Reject>) -> (Presence, Option<(usize, Reject)>) {
        let Some(state) = row.text(Column::State, &mut Vec::new()) else { return (Presence::Managed, None) };
        let presence = row.parsed(Column::State, rejects, state::presence).unwrap_or(Presence::Listed);
        let to = &self.systems.names.1;
        match presence {
            Presence::Gone => {
                let message = match is_new {
                    true => format!("the device is `{}` in {to}; it has not moved", printable(&state)),
                    false => format!("the device is `{}`; it is left out", printable(&state)),
                };
                let hint = "nothing to do, unless the device is still in use";
                let reject = row.reject(RejectKind::Retired, Some(Column::State), message, hint);
                (presence, Some((row.sheet.number, reject)))
            }
            Presence::Listed if is_new && state::presence(&state).is_ok() => {
                let message = format!("the device is `{}` in {to}; it does not count as moved", printable(&state));
                let hint = "it counts as soon as the system manages it";
                rejects.push(row.reject(RejectKind::NotManaged, Some(Column::State), message, hint));
                (presence, None)
            }
            _ => (presence, None),
        }
    }
}
