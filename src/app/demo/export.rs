//! The export that the new system would give a few days later: some of the pilot has moved.

use chrono::NaiveDate;

use crate::app::workspace::Workspace;
use crate::campaign::{Device, Person};
use crate::error::{Error, Result};
use crate::schedule::assign;

const HEADER: [&str; 8] =
    ["Device ID", "Device name", "Serial number", "Manufacturer", "Model", "OS", "Primary user UPN", "Ownership"];

/// An export in the columns of Intune's own, with the devices of those of the demo who move in its first days.
///
/// # Errors
/// Never, but for a fault of ours.
pub fn export(workspace: &Workspace) -> Result<Vec<u8>> {
    intune(movers(workspace).into_iter()).map_err(|e| Error::bug(e.to_string()))
}

/// Every other one of the people of the pilot.
fn movers(workspace: &Workspace) -> Vec<&Person> {
    let people = &workspace.loaded.people.persons;
    let start = NaiveDate::from_ymd_opt(2027, 3, 1);
    let pilot = workspace.loaded.campaign.waves.iter().position(|wave| Some(wave.start) == start);
    let membership = assign(&workspace.loaded.campaign, &workspace.loaded.people);
    let in_pilot = |at: &usize| membership.waves[*at].map(usize::from) == pilot;
    (0..people.len()).filter(in_pilot).step_by(2).map(|at| &people[at]).collect()
}

fn intune<'a>(people: impl Iterator<Item = &'a Person>) -> csv::Result<Vec<u8>> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(HEADER)?;
    for (n, (person, device)) in people.flat_map(|p| p.devices.iter().map(move |d| (p, d))).enumerate() {
        writer.write_record(row(n, person, device))?;
    }
    writer.into_inner().map_err(|e| e.into_error().into())
}

fn row(n: usize, person: &Person, device: &Device) -> [String; 8] {
    let text = |value: &Option<String>| value.clone().unwrap_or_default();
    let system = match device.platform.as_str() {
        "ios" | "ipados" => "iOS/iPadOS",
        "android" => "Android",
        "macos" => "macOS",
        _ => "Windows",
    };
    [
        format!("6f1b7c2e-0000-4000-8000-{n:012}"),
        text(&device.name),
        text(&device.serial),
        text(&device.manufacturer),
        text(&device.model),
        system.to_owned(),
        person.id.to_string(),
        "Corporate".to_owned(),
    ]
}
