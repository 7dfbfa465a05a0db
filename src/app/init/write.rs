//! Writes the files.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::Write;
use std::path::Path;
use std::sync::Arc;

use super::answers::Answers;
use super::example::KitAnswers;
use crate::app::kit::{built_in, lay};
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
        write(dir, name, text.as_bytes())?;
    }
    Ok(())
}

/// Starts a campaign of a kit in a directory, from the example that the kit has, with what was answered in it.
///
/// # Errors
/// When there is no such kit, it has no example, there is a campaign already, or the directory cannot be written.
pub fn init_kit(dir: &Path, kit: &str, answers: &KitAnswers) -> Result<()> {
    insist_vacant(dir)?;
    built_in(kit)?;
    let all = builtin::kit(kit);
    let files = all.iter().filter_map(|(path, bytes)| Some((path.strip_prefix("demo/")?, *bytes)));
    let mut files: BTreeMap<String, Arc<[u8]>> =
        files.map(|(path, bytes)| (path.to_owned(), Arc::from(bytes))).collect();
    let Some(example) = files.get("campaign.yaml") else {
        let error = Error::usage(format!("the kit `{kit}` has no example campaign"));
        return Err(error.hint("`heraut kit list` shows the kits"));
    };
    if let Some(taken) = files.keys().map(|name| dir.join(name)).find(|file| file.exists()) {
        return Err(Error::usage(format!("{} exists already", taken.display()))
            .hint("choose an empty directory; nothing was written"));
    }
    let example = Arc::clone(example);
    answers.put_in_all(&String::from_utf8_lossy(&example), &mut files)?;
    files.insert("campaign.schema.json".to_owned(), schema().into_bytes().into());
    let mut inputs = Inputs::from_files(files.clone());
    lay(&mut inputs).and_then(|()| load(&mut inputs)).map_err(|error| Error { kind: Kind::Usage, ..error })?;
    for (name, bytes) in files {
        let folder = dir.join(&name).parent().map(Path::to_owned).unwrap_or_else(|| dir.to_owned());
        fs::create_dir_all(&folder).map_err(|e| Error::usage(format!("cannot make {}: {e}", folder.display())))?;
        write(dir, &name, &bytes)?;
    }
    Ok(())
}

/// Whether what was answered makes a campaign; if not, with the line it would have been.
fn judge(text: &str) -> Result<()> {
    let files = [("campaign.yaml", text), ("people.csv", PEOPLE), ("devices.csv", DEVICES)];
    let bytes = |(name, text): (&str, &str)| (name.to_owned(), Arc::from(text.as_bytes()));
    let mut inputs = Inputs::from_files(files.into_iter().map(bytes).collect());
    match lay(&mut inputs).and_then(|()| load(&mut inputs)) {
        Ok(_) => Ok(()),
        Err(error) => Err(Error { kind: Kind::Usage, ..error }),
    }
}

fn write(dir: &Path, name: &str, bytes: &[u8]) -> Result<()> {
    let path = dir.join(name);
    let written = fs::create_dir_all(dir).and_then(|()| File::create_new(&path)?.write_all(bytes));
    written.map_err(|e| {
        Error::usage(format!("cannot write {}: {e}", path.display())).hint("is there such a file already?")
    })
}
