//! The files of the campaign's kit, of the kits beneath it, and those that all share, among the inputs.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::unknown;
use crate::builtin;
use crate::campaign::{DEFAULT_KIT, Inputs, file_of, folder_of, is_folder, kit_named, kits_under};
use crate::error::{Error, Place, Result};

/// Folders of templates that hold no messages: what is in them is there whatever the kit.
const SHARED: [&str; 3] = ["templates/blocks/", "templates/layout/", "templates/paths/"];

/// Puts the built-in files of a campaign among its inputs, below `builtin/`: so that a snapshot keeps them, and a later
/// version of the program, or of the kit, renders an approved plan as it was approved.
///
/// What a kit has lies over the kit that it extends, and that over what all share. Messages of the default kit are there
/// only for who stands on it: another kit's campaign does not find them by their names.
///
/// # Errors
/// When the campaign names a kit that there is not, at its place, or one that cannot be read.
pub fn lay(inputs: &mut Inputs) -> Result<()> {
    let named = kit_named(inputs)?;
    let (name, place) = match named {
        Some((name, place)) => (name, Some(place)),
        None => (DEFAULT_KIT.to_owned(), None),
    };
    let kits = kits_under(&name, |name| {
        let text = source(name, "kit.yaml", inputs)?;
        let missing = || match is_folder(name) {
            true => Error::campaign(format!("there is no `{}`", file_of(name)))
                .hint("a kit is a folder with a `kit.yaml`; `heraut kit show blank` shows what is in one"),
            false => unknown(name),
        };
        let text = text.ok_or_else(missing).map_err(|error| located(error, place.as_ref()))?;
        Ok((file_of(name), String::from_utf8_lossy(&text).into_owned()))
    })?;
    let stands_on_default = kits.iter().any(|kit| kit.name == DEFAULT_KIT);
    let is_shared = |path: &str| !path.starts_with("templates/") || SHARED.iter().any(|dir| path.starts_with(dir));
    let common = builtin::files().filter(|(path, _)| stands_on_default || is_shared(path));
    let mut laid: BTreeMap<String, Arc<[u8]>> = common.map(|(path, bytes)| (path, Arc::from(bytes))).collect();
    for kit in kits.iter().rev() {
        for (path, bytes) in files(&kit.name, inputs)? {
            if path.starts_with("templates/") || path.starts_with("locales/") {
                // A message is known by its name, in whatever phase a kit has it.
                if let Some(message) = path.rsplit('/').next().filter(|_| !is_shared(&path)) {
                    let same = format!("/{message}");
                    laid.retain(|other, _| is_shared(other) || !other.ends_with(&same));
                }
                let beneath = laid.get(&path).filter(|_| path.ends_with(".ftl"));
                let bytes = beneath.map_or(bytes.clone(), |beneath| one_by_one(beneath, &bytes));
                laid.insert(path, bytes);
            } else if !is_folder(&kit.name) && matches!(&*path, "kit.yaml" | "words.yaml") {
                inputs.insert(format!("{}/{path}", folder_of(&kit.name)), bytes);
            }
        }
    }
    for (path, bytes) in laid {
        inputs.insert(format!("{}{path}", builtin::PREFIX), bytes);
    }
    Ok(())
}

/// A file of a kit, by its path in it.
///
/// # Errors
/// When it is there and cannot be read.
pub fn source(kit: &str, path: &str, inputs: &mut Inputs) -> Result<Option<Arc<[u8]>>> {
    if is_folder(kit) {
        return inputs.get(&format!("{}/{path}", folder_of(kit)));
    }
    Ok(builtin::kit(kit).into_iter().find(|(own, _)| own == path).map(|(_, bytes)| Arc::from(bytes)))
}

fn files(kit: &str, inputs: &mut Inputs) -> Result<Vec<(String, Arc<[u8]>)>> {
    if !is_folder(kit) {
        return Ok(builtin::kit(kit).into_iter().map(|(path, bytes)| (path, Arc::from(bytes))).collect());
    }
    let folder = folder_of(kit);
    let mut found = Vec::new();
    for path in inputs.list(&folder)? {
        let Some(own) = path.strip_prefix(&format!("{folder}/")).map(str::to_owned) else { continue };
        // Its demo is for `init`.
        if !own.starts_with("demo/")
            && let Some(bytes) = inputs.get(&path)?
        {
            found.push((own, bytes));
        }
    }
    Ok(found)
}

/// Texts of two catalogs of one path: those of the upper one take the place of the lower one's, one by one.
fn one_by_one(beneath: &[u8], over: &[u8]) -> Arc<[u8]> {
    let (Ok(beneath), Ok(over)) = (std::str::from_utf8(beneath), std::str::from_utf8(over)) else { return over.into() };
    let name = |line: &str| {
        let begins = line.starts_with(|c: char| c.is_ascii_alphabetic() || c == '-');
        begins.then(|| line.split([' ', '=']).next().unwrap_or("").to_owned())
    };
    let said: BTreeSet<String> = over.lines().filter_map(name).collect();
    let (mut out, mut keeps) = (String::with_capacity(beneath.len() + over.len()), true);
    for line in beneath.lines() {
        // What is indented goes on with the text above it.
        keeps = match name(line) {
            Some(name) => !said.contains(&name),
            None => keeps || !line.starts_with(' '),
        };
        if keeps {
            out.push_str(line);
            out.push('\n');
        }
    }
    out.push_str(over);
    out.into_bytes().into()
}

fn located(error: Error, place: Option<&Place>) -> Error {
    match place {
        Some(place) => error.at(place.clone()),
        None => error,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn laid(campaign: &str, files: &[(&str, &str)]) -> Result<Inputs> {
        let own = [("campaign.yaml", campaign)];
        let bytes = |(name, text): &(&str, &str)| ((*name).to_owned(), text.as_bytes().into());
        let mut inputs = Inputs::from_files(own.iter().chain(files).map(bytes).collect());
        lay(&mut inputs).map(|()| inputs)
    }

    fn campaign(kind: &str) -> String {
        format!(
            "id: x\nname: X\norganization: X\ntimezone: Europe/Amsterdam\nlanguages: {{default: en}}\n\
             sender: {{from: it@x.example}}\nhelpdesk: {{email: it@x.example}}\n\
             migration: {{kind: {kind}, from: A, to: B}}\npeople: [{{file: p.csv}}]\nphases: {{}}\nwaves: []\n"
        )
    }

    #[test]
    fn a_kit_lies_over_the_one_it_extends_and_under_nothing_of_another() {
        let files = [
            ("kits/ours/kit.yaml", "title: Ours\nextends: kits/base\n"),
            ("kits/ours/templates/start/hello.en.md", "ours"),
            ("kits/ours/locales/en/labels.ftl", "days-left = ours\n"),
            ("kits/base/kit.yaml", "title: Base\ndone: \"devices = 0\"\n"),
            ("kits/base/templates/begin/hello.en.md", "base"),
            ("kits/base/templates/begin/other.en.md", "base"),
        ];
        let inputs = laid(&campaign("kits/ours"), &files).unwrap();
        let text = |path: &str| inputs.files().get(path).map(|bytes| String::from_utf8_lossy(bytes).into_owned());
        assert_eq!(text("builtin/templates/start/hello.en.md").as_deref(), Some("ours"));
        assert_eq!(text("builtin/templates/begin/hello.en.md"), None, "a message is known by its name");
        assert_eq!(text("builtin/templates/begin/other.en.md").as_deref(), Some("base"));
        assert_eq!(text("builtin/templates/enrol/enrol-now.en.md"), None, "words of the default kit");
        assert!(text("builtin/templates/layout/footer.md").is_some());
        let labels = text("builtin/locales/en/labels.ftl").unwrap();
        assert!(labels.contains("days-left = ours") && labels.contains("workdays-left ="), "{labels}");
        assert_eq!(labels.matches("\ndays-left =").count(), 1);
        assert!(inputs.files().contains_key("kits/base/kit.yaml"), "a snapshot keeps what each kit says");
    }

    #[test]
    fn a_kit_that_is_none_is_answered_by_the_nearest_at_its_place() {
        let error = laid(&campaign("intunes"), &[]).unwrap_err();
        let said = error.to_string();
        assert!(said.contains("there is no kit `intunes`") && said.contains("did you mean `intune`?"), "{said}");
        assert_eq!(error.problems[0].place.as_ref().map(|place| place.line), Some(8));
        let circle =
            [("kits/a/kit.yaml", "title: A\nextends: kits/b\n"), ("kits/b/kit.yaml", "title: B\nextends: kits/a\n")];
        let error = laid(&campaign("kits/a"), &circle).unwrap_err().to_string();
        assert!(error.contains("stands on itself"), "{error}");
    }
}
