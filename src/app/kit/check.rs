//! Whether a kit is whole: what it says can be read, and its example campaign has no error.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use chrono::{DateTime, Utc};

use super::{built_in, lay};
use crate::builtin;
use crate::campaign::{Inputs, Kit, load};
use crate::check::{Finding, Stops, check_all};
use crate::compose::Composer;
use crate::error::{Error, Place, Result};
use crate::schedule;

/// Files of a campaign, by path.
type Files = BTreeMap<String, Arc<[u8]>>;

/// What came of judging a kit.
#[derive(Debug)]
pub struct Judged {
    /// The kit.
    pub kit: Kit,
    /// How many messages its example campaign has, and in how many languages.
    pub messages: (usize, usize),
    /// How many people are in it.
    pub people: usize,
    /// What the linter finds in it.
    pub findings: Vec<Finding>,
}

/// Judges a kit by its name, or one in a folder, with its example campaign as of `now`; `None` of one that has no example.
///
/// # Errors
/// When there is no such kit, or it cannot be read at all.
pub fn judge(name: &str, now: DateTime<Utc>) -> Result<Option<Judged>> {
    let folder = Path::new(name);
    let (kit, files) = if folder.join("kit.yaml").is_file() { outside(folder)? } else { (built_in(name)?, own(name)) };
    if !files.contains_key("campaign.yaml") {
        return Ok(None);
    }
    let mut inputs = Inputs::from_files(files);
    lay(&mut inputs)?;
    let loaded = Arc::new(load(&mut inputs)?);
    let composer = Composer::new(Arc::clone(&loaded), &inputs)?;
    let plan = schedule::plan(&loaded.campaign, &loaded.people, &loaded.catalogue, now);
    let findings = check_all(&composer, &inputs, plan.as_ref(), &Stops::default(), now);
    let messages = loaded.campaign.phases.iter().map(|phase| phase.messages.len()).sum();
    let languages = loaded.campaign.languages.offered.len();
    Ok(Some(Judged { kit, messages: (messages, languages), people: loaded.people.persons.len(), findings }))
}

/// The example campaign of a kit that comes with the program.
fn own(name: &str) -> Files {
    let files = builtin::kit(name).into_iter();
    files.filter_map(|(path, bytes)| Some((path.strip_prefix("demo/")?.to_owned(), Arc::from(bytes)))).collect()
}

/// A kit in a folder, and its example campaign with the kit in it under the name that its campaign has for it.
fn outside(folder: &Path) -> Result<(Kit, Files)> {
    let name = folder.file_name().map(|name| name.to_string_lossy().into_owned());
    let name = format!("kits/{}", name.unwrap_or_else(|| "kit".to_owned()));
    let mut all = Inputs::from_dir(folder);
    let mut files = BTreeMap::new();
    for path in all.list(".")? {
        let path = path.trim_start_matches("./").to_owned();
        let Some(bytes) = all.get(&path)? else { continue };
        match path.strip_prefix("demo/") {
            Some(demo) => files.insert(demo.to_owned(), bytes),
            None => files.insert(format!("{name}/{path}"), bytes),
        };
    }
    let file = format!("{name}/kit.yaml");
    let text = files.get(&file).map(|bytes| String::from_utf8_lossy(bytes).into_owned());
    let text = text.ok_or_else(|| Error::campaign("it has no kit.yaml").at(Place::file(&*file)))?;
    Ok((Kit::read(&name, &file, &text)?, files))
}
