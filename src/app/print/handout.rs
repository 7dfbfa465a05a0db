//! The steps for each platform, for a pile at the service desk.

use std::collections::BTreeSet;
use std::path::Path;

use chrono::{DateTime, Utc};

use super::basis::Basis;
use super::public::{ForAnyone, Piece, Pile, print};
use crate::app::observer::Observer;
use crate::campaign::Platform;
use crate::compose::{PublicForm, PublicMessage};
use crate::error::{Error, Result};
use crate::print::Form;

/// Which handouts.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Steps {
    /// Only for this platform; otherwise for each there is in the wave.
    pub platform: Option<String>,
    /// In large print.
    pub large: bool,
}

/// Prints handouts: a message with the steps for one platform, in a file for each wave, platform and language. Nothing is
/// recorded.
///
/// # Errors
/// When nothing was approved, what is wanted is not there, or a handout cannot be read as it would be.
pub fn handouts(
    dir: &Path,
    what: &ForAnyone,
    steps: &Steps,
    now: DateTime<Utc>,
    observer: &dyn Observer,
) -> Result<Pile> {
    let basis = Basis::open(dir, what, now, observer)?;
    let (form, ending) = if steps.large { (Form::LargePrint, "-large") } else { (Form::Sheet, "") };
    let mut pieces = Vec::new();
    let mut found = BTreeSet::new();
    for (wave, message) in basis.waves() {
        let platforms: BTreeSet<Platform> = message.kinds.iter().map(|kind| kind.device.platform).collect();
        for platform in platforms {
            let name = platform.as_str();
            found.insert(name);
            if steps.platform.as_deref().is_none_or(|wanted| wanted == name) {
                let kinds = message.kinds.iter().filter(|kind| kind.device.platform == platform).cloned().collect();
                let stem = |language: &_| format!("handout-{}-{wave}-{name}-{language}{ending}", what.message);
                let message = PublicMessage { kinds, ..message.clone() };
                pieces.extend(Piece::in_each_language(&basis, &message, stem));
            }
        }
    }
    if pieces.is_empty() {
        return Err(nothing(what, steps, &found));
    }
    print(dir, &basis, &pieces, (form, PublicForm::Handout), what, now, observer)
}

fn nothing(what: &ForAnyone, steps: &Steps, found: &BTreeSet<&str>) -> Error {
    let device = steps.platform.as_ref().map_or_else(|| "a device".to_owned(), |name| format!("a device of `{name}`"));
    let error = Error::usage(format!("nobody who is told `{}` has {device} to move", what.message));
    let names: Vec<&str> = found.iter().copied().collect();
    if names.is_empty() { error } else { error.hint(format!("platforms there are: {}", names.join(", "))) }
}
