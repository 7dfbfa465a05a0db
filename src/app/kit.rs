//! Kits: which there are, what each says, whether one is whole; and their files laid beneath those of a campaign.

mod check;
mod lay;

pub use check::{Judged, judge};
pub use lay::{lay, source};

use crate::builtin;
use crate::campaign::{DEFAULT_KIT, Kit, file_of, kits_under};
use crate::error::{Error, Result, did_you_mean};

/// The kits that come with the program, in the order of their names.
///
/// # Errors
/// When one of them cannot be read: a fault of the program.
pub fn kits() -> Result<Vec<Kit>> {
    builtin::kits().into_iter().map(built_in).collect()
}

/// A kit that comes with the program, by its name.
///
/// # Errors
/// When there is none of that name.
pub fn built_in(name: &str) -> Result<Kit> {
    let files = builtin::kit(name);
    let Some((_, bytes)) = files.iter().find(|(path, _)| path == "kit.yaml") else { return Err(unknown(name)) };
    Kit::read(name, &file_of(name), &String::from_utf8_lossy(bytes))
}

/// A kit that comes with the program, and those beneath it.
///
/// # Errors
/// When there is none of that name.
pub fn stack(name: &str) -> Result<Vec<Kit>> {
    kits_under(name, |name| {
        let files = builtin::kit(name);
        let found = files.into_iter().find(|(path, _)| path == "kit.yaml").ok_or_else(|| unknown(name))?;
        Ok((file_of(name), String::from_utf8_lossy(found.1).into_owned()))
    })
}

/// The paths of the files that kits which stand on one another have, and those of all where the default one is among them.
pub fn files(stack: &[Kit]) -> Vec<String> {
    let own = stack.iter().flat_map(|kit| builtin::kit(&kit.name)).map(|(path, _)| path);
    let is_default = stack.iter().any(|kit| kit.name == DEFAULT_KIT);
    own.chain(builtin::files().map(|(path, _)| path).filter(|_| is_default)).collect()
}

/// The kit for a move of which only the two names are known: the one whose words are in the second, the longest first;
/// a new server, where both are of one vendor; otherwise the one that says nothing but what the campaign says.
///
/// # Errors
/// When a kit cannot be read: a fault of the program.
pub fn suited(from: &str, to: &str) -> Result<String> {
    let (from, to) = (folded(from), folded(to));
    let has = |name: &str, word: &str| name.contains(&folded(word));
    let kits = kits()?;
    let best = |name: &str| {
        let fits = kits.iter().flat_map(|kit| kit.suits.iter().map(move |word| (word, kit)));
        fits.filter(|(word, _)| has(name, word))
            .max_by_key(|(word, _)| word.len())
            .map(|(word, kit)| (word.as_str(), kit))
    };
    let exists = |name: &str| kits.iter().any(|kit| kit.name == name).then(|| name.to_owned());
    Ok(match best(&to) {
        // One vendor's word in both, of what manages devices: the system stays, the server is another.
        Some((word, kit)) if has(&from, word) && [DEFAULT_KIT, NEW_SERVER].contains(&kit.name.as_str()) => {
            exists(NEW_SERVER).unwrap_or_else(|| kit.name.clone())
        }
        Some((_, kit)) => kit.name.clone(),
        None => exists("blank").unwrap_or_else(|| DEFAULT_KIT.to_owned()),
    })
}

/// The kit for another server of one vendor.
const NEW_SERVER: &str = "new-server";

/// A name without case, spaces and punctuation.
fn folded(name: &str) -> String {
    name.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// That there is no such kit.
fn unknown(name: &str) -> Error {
    let names = builtin::kits();
    let hint = did_you_mean(name, names.iter().copied(), 3, || {
        format!("they are {}; a folder of your own has a `/` in it, as in `kits/ours`", names.join(", "))
    });
    Error::campaign(format!("there is no kit `{}`", name.escape_debug())).hint(hint)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_names_of_the_systems_say_which_kit_it_is() {
        for (from, to, kit) in [
            ("MobileIron", "Microsoft Intune", "intune"),
            ("Intune (old tenant)", "Intune (new tenant)", "new-server"),
            ("Jamf Pro", "Jamf Cloud", "new-server"),
            ("Windows 10", "Windows 11", "windows-11"),
            ("Exchange 2016", "Exchange Online", "mailbox"),
            // Nobody enrols a mailbox.
            ("Exchange Online A", "Exchange Online B", "mailbox"),
            ("Password only", "Microsoft Authenticator", "mfa"),
            ("Zoom", "Microsoft Teams", "blank"),
        ] {
            assert_eq!(suited(from, to).unwrap(), kit, "{from} to {to}");
        }
    }
}
