//! `heraut status --list`: who is in both systems, between them, still to move, or failed.

use std::io::{self, Write};

use serde_json::{Value, json};

use super::csv::cell;
use super::screen::{Column, Grid, clean, paragraph};
use crate::campaign::{Campaign, Device, People, Person, Progress, Standing, Whereabouts};
use crate::error::counted;
use crate::schedule::assign;

/// Whom a list has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Which {
    /// A device of theirs is in the old system and in the new one.
    Both,
    /// A device of theirs has left the old system and is not in the new one.
    Stuck,
    /// They have still to move, and nothing went wrong that is known.
    Outstanding,
    /// It failed, and nothing has mended it since.
    Failed,
}

/// A list of people of the waves.
#[derive(Debug, Clone)]
pub struct PeopleList<'a> {
    which: Which,
    rows: Vec<Listed<'a>>,
    /// So many devices that have not moved nobody can judge by the export.
    unjudged: u64,
}

#[derive(Debug, Clone)]
struct Listed<'a> {
    person: &'a Person,
    wave: &'a str,
    /// The devices that put them on the list.
    devices: Vec<&'a Device>,
    standing: Standing,
    reason: String,
}

impl Which {
    /// The word that asks for it.
    pub fn as_str(self) -> &'static str {
        match self {
            Which::Both => "both",
            Which::Stuck => "stuck",
            Which::Outstanding => "outstanding",
            Which::Failed => "failed",
        }
    }

    /// Whether it takes an export of the old system.
    pub fn needs_whereabouts(self) -> bool {
        matches!(self, Which::Both | Which::Stuck)
    }
}

impl<'a> PeopleList<'a> {
    /// The people of all waves who are on it, by wave and in the order of the data. `old` is what the old system has, where the
    /// list is about that.
    pub fn of(
        which: Which,
        campaign: &'a Campaign,
        people: &'a People,
        progress: &Progress,
        old: &Whereabouts,
    ) -> PeopleList<'a> {
        let membership = assign(campaign, people);
        let (mut rows, mut unjudged) = (Vec::new(), 0);
        for (person, wave) in people.persons.iter().zip(&membership.waves) {
            let Some(wave) = wave.and_then(|wave| campaign.waves.get(usize::from(wave))) else { continue };
            let standing = progress.standing(person);
            let moved = progress.migrated_devices(person);
            let has_moved = |device: &Device| device.key().is_some_and(|key| moved.iter().any(|moved| moved == key));
            let devices: Vec<&Device> = match which {
                Which::Both => person.moving().filter(|device| has_moved(device) && old.has(device)).collect(),
                // Who has left, or was said to have moved whatever the devices say, waits for nobody.
                Which::Stuck if !standing.must_move() => continue,
                Which::Stuck => {
                    let waiting = || person.moving().filter(|device| !has_moved(device));
                    unjudged += waiting().filter(|device| !old.judges(device)).count() as u64;
                    waiting().filter(|device| old.has_left(device)).collect()
                }
                Which::Outstanding | Which::Failed => person.moving().filter(|device| !has_moved(device)).collect(),
            };
            let is_on = match which {
                Which::Both | Which::Stuck => !devices.is_empty(),
                Which::Outstanding => standing == Standing::Pending,
                Which::Failed => standing.has_failed(),
            };
            if is_on {
                let reason = reason(which, &devices, &standing, campaign);
                rows.push(Listed { person, wave: &wave.id, devices, standing, reason });
            }
        }
        let place = |listed: &Listed<'_>| campaign.waves.iter().position(|wave| wave.id == listed.wave);
        rows.sort_by_key(place);
        PeopleList { which, rows, unjudged }
    }

    /// As a screen of at most `width` columns.
    pub fn screen(&self, width: usize) -> String {
        let mut out = String::new();
        if !self.rows.is_empty() {
            let titles = [("PERSON", 16), ("WAVE", 6), ("DEVICE", 12), ("WHY", 16)];
            let mut grid = Grid::new(titles.iter().map(|(title, least)| Column::text(title, *least)).collect());
            for listed in &self.rows {
                let person = format!("{}\n{}", clean(&listed.person.name), clean(&listed.person.id));
                let devices: Vec<String> = listed.devices.iter().map(|device| clean(called(device))).collect();
                // Its devices stand beside it.
                let reason = listed.reason.split(": ").next().filter(|_| self.which.needs_whereabouts());
                let reason = clean(reason.unwrap_or(&listed.reason));
                grid.row(vec![person, clean(listed.wave), devices.join("\n"), reason]);
            }
            out += &grid.render(width);
            out.push('\n');
        }
        let people = counted(self.rows.len() as u64, "person", "people");
        out += &paragraph("", &format!("{people}: {}.", self.meaning()), width);
        if self.unjudged > 0 {
            let devices = counted(self.unjudged, "device is", "devices are");
            let why = "without a serial number, or the export has no other device of the platform";
            out += &paragraph("", &format!("{devices} not judged: {why}."), width);
        }
        out
    }

    fn meaning(&self) -> &'static str {
        match self.which {
            Which::Both => "a device is in the old system and in the new one",
            Which::Stuck => "a device has left the old system and is not in the new one, so that it may have no mail",
            Which::Outstanding => "still to move",
            Which::Failed => "it failed",
        }
    }

    /// As CSV, such as `heraut progress import --kind people` takes: UTF-8 with a byte-order mark, CRLF, and no cell that a
    /// spreadsheet would take for a formula. The columns are `upn`, `status`, `status_reason`, `name`, `email`, `wave`,
    /// `department`, `site`, `manager`, `devices`. Of who is stuck the status is `failed`; of who is in both it is empty.
    ///
    /// # Errors
    /// When `out` cannot be written to.
    pub fn csv(&self, out: &mut dyn Write) -> io::Result<()> {
        out.write_all("\u{feff}".as_bytes())?;
        let mut writer = ::csv::WriterBuilder::new().terminator(::csv::Terminator::CRLF).from_writer(out);
        let titles =
            ["upn", "status", "status_reason", "name", "email", "wave", "department", "site", "manager", "devices"];
        writer.write_record(titles)?;
        for listed in &self.rows {
            let one = listed.person;
            let devices: Vec<&str> = listed.devices.iter().map(|device| called(device)).collect();
            let optional = [&one.department, &one.site, &one.manager].map(|text| text.as_deref().unwrap_or_default());
            let cells = [&*one.id, self.status(), &listed.reason, &one.name, one.email.as_deref().unwrap_or_default()];
            let cells = cells.into_iter().chain([listed.wave]).chain(optional);
            writer.write_record(cells.map(cell).chain([cell(&devices.join("; "))]))?;
        }
        writer.flush()
    }

    /// For a program: `format` ("heraut-list/1"), `list`, `unjudged` and `people` with `id`, `name`, `email`, `wave`, `standing`,
    /// `reason`, `devices` (`serial`, `name`, `platform`).
    pub fn json(&self) -> Value {
        let device = |device: &&Device| json!({"serial": device.serial, "name": device.name, "platform": device.platform.as_str()});
        let people = self.rows.iter().map(|listed| {
            json!({
                "id": &*listed.person.id, "name": listed.person.name, "email": listed.person.email, "wave": listed.wave,
                "standing": word(&listed.standing), "reason": listed.reason,
                "devices": listed.devices.iter().map(device).collect::<Vec<_>>(),
            })
        });
        let people: Vec<Value> = people.collect();
        json!({"format": "heraut-list/1", "list": self.which.as_str(), "unjudged": self.unjudged, "people": people})
    }

    /// What an import makes of somebody on it.
    fn status(&self) -> &'static str {
        match self.which {
            Which::Both => "",
            Which::Stuck | Which::Failed => "failed",
            Which::Outstanding => "pending",
        }
    }
}

/// Why somebody is on the list; of a failure in the words that messages tell.
fn reason(which: Which, devices: &[&Device], standing: &Standing, campaign: &Campaign) -> String {
    let names: Vec<&str> = devices.iter().map(|device| called(device)).collect();
    let (names, from, to) = (names.join(", "), &campaign.migration.from, &campaign.migration.to);
    match (which, standing) {
        (Which::Both, _) => format!("in {from} and in {to}: {names}"),
        (Which::Stuck, _) => format!("no longer in {from}, not in {to}: {names}"),
        (_, Standing::Failed(Some(why))) => why.clone(),
        _ => String::new(),
    }
}

fn called(device: &Device) -> &str {
    device.serial.as_deref().or(device.name.as_deref()).unwrap_or(device.platform.as_str())
}

fn word(standing: &Standing) -> &'static str {
    match standing {
        Standing::Pending => "pending",
        Standing::Migrated(_) => "migrated",
        Standing::Failed(_) => "failed",
        Standing::Left => "left",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::fixture;

    #[test]
    fn a_list_names_whom_it_is_about_and_is_never_a_formula() {
        let (campaign, mut people) = (fixture::campaign(), fixture::people());
        people.persons[0].name = "=cmd|' /C calc'!A0".into();
        let mut progress = Progress::default();
        let at = "2027-03-01T09:00:00Z".parse().unwrap();
        let why = Standing::Failed(Some("no space".into()));
        progress.learn(&people.persons[0].id, None, &why, at);
        let list = |which| PeopleList::of(which, &campaign, &people, &progress, &Whereabouts::default());
        let failed = list(Which::Failed);
        let mut out = Vec::new();
        failed.csv(&mut out).unwrap();
        let text = String::from_utf8(out).unwrap();
        let rows: Vec<&str> = text.lines().collect();
        assert_eq!(rows.len(), 2);
        assert!(rows[1].starts_with("ayse,failed,no space,'=cmd|"), "{text}");
        let outstanding = list(Which::Outstanding).json();
        let ids: Vec<&str> =
            outstanding["people"].as_array().unwrap().iter().filter_map(|p| p["id"].as_str()).collect();
        assert!(!ids.contains(&"ayse") && !ids.is_empty(), "{ids:?}");
        assert!(failed.screen(80).lines().all(|line| line.chars().count() <= 80));
        assert!(list(Which::Stuck).rows.is_empty(), "an export without a row says of nobody that they have left");
    }
}
