//! Writes the files.

use std::fs::{self, File};
use std::io::Write;
use std::path::Path;
use std::sync::Arc;

use super::answers::Answers;
use crate::builtin;
use crate::campaign::{self, Inputs, load};
use crate::error::{Error, Kind, Result};

const PEOPLE: &str = include_str!("people.csv");
const DEVICES: &str = include_str!("devices.csv");

/// What is written.
const FILES: [&str; 4] = ["campaign.yaml", "campaign.schema.json", "people.csv", "devices.csv"];

/// The JSON Schema of `campaign.yaml`, for editors.
pub fn schema() -> String {
    let schema = serde_json::to_value(campaign::schema()).unwrap_or_default();
    format!("{schema:#}\n")
}

/// Insists that a directory has no campaign yet, before anybody is asked anything.
///
/// # Errors
/// When one of the files is there.
pub fn insist_vacant(dir: &Path) -> Result<()> {
    match FILES.iter().map(|name| dir.join(name)).find(|file| file.exists()) {
        None => Ok(()),
        Some(taken) => Err(Error::usage(format!("{} exists already", taken.display()))
            .hint("choose an empty directory; nothing was written")),
    }
}

/// Starts a campaign in a directory, which is made if it is not there.
///
/// # Errors
/// When there is a campaign already, the answers make none, or the directory cannot be written.
pub fn init(dir: &Path, answers: &Answers) -> Result<()> {
    insist_vacant(dir)?;
    let (campaign, schema) = (answers.campaign(), schema());
    judge(&campaign)?;
    for (name, text) in FILES.into_iter().zip([&*campaign, &*schema, PEOPLE, DEVICES]) {
        write(dir, name, text)?;
    }
    Ok(())
}

/// Whether what was answered makes a campaign; if not, with the line it would have been.
fn judge(text: &str) -> Result<()> {
    let files = [("campaign.yaml", text), ("people.csv", PEOPLE), ("devices.csv", DEVICES)];
    let bytes = |(name, text): (&str, &str)| (name.to_owned(), Arc::from(text.as_bytes()));
    let builtin = builtin::files().map(|(path, bytes)| (format!("{}{path}", builtin::PREFIX), Arc::from(bytes)));
    let mut inputs = Inputs::from_files(files.into_iter().map(bytes).chain(builtin).collect());
    match load(&mut inputs) {
        Ok(_) => Ok(()),
        Err(error) => Err(Error { kind: Kind::Usage, ..error }),
    }
}

fn write(dir: &Path, name: &str, text: &str) -> Result<()> {
    let path = dir.join(name);
    let written = fs::create_dir_all(dir).and_then(|()| File::create_new(&path)?.write_all(text.as_bytes()));
    written.map_err(|e| {
        Error::usage(format!("cannot write {}: {e}", path.display())).hint("is there such a file already?")
    })
}
