//! `heraut print handout`: the steps for each platform, for a pile at the service desk.

use std::collections::BTreeSet;

use clap::Args;

use super::anyone::{Basis, Which};
use crate::campaign::{Device, Platform};
use crate::cli::global::Global;
use crate::cli::output::Output;
use crate::compose::PublicForm;
use crate::error::{Error, Result};
use crate::print::Form;

/// Print handouts: a message with the steps for one platform, without anybody's name.
///
/// A file for each wave, platform and language, of a message as it was approved. It has the steps for every kind of
/// device of that platform that people in the wave have to move. Nothing is recorded.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  heraut print handout --message enrol-now
  heraut print handout --message enrol-now --wave early --platform ios --lang nl
  heraut print handout --message enrol-now --wave early --large")]
pub struct Handout {
    #[command(flatten)]
    which: Which,
    /// Only for this platform; otherwise for each there is in the wave.
    #[arg(long, value_name = "PLATFORM", value_parser = ["ios", "ipados", "android", "macos", "windows", "other"])]
    platform: Option<String>,
    /// In large print.
    #[arg(long)]
    large: bool,
}

impl Handout {
    /// Prints them.
    ///
    /// # Errors
    /// When nothing was approved, what is wanted is not there, or a handout cannot be read as it would be.
    pub fn execute(&self, global: &Global, output: &mut Output) -> Result<u8> {
        let basis = Basis::open(&self.which, global, output)?;
        let (form, ending) = if self.large { (Form::LargePrint, "-large") } else { (Form::Sheet, "") };
        let mut pieces = Vec::new();
        let mut found = BTreeSet::new();
        for (wave, id, kinds) in basis.waves() {
            let platforms: BTreeSet<Platform> = kinds.iter().map(|kind| kind.platform).collect();
            for platform in platforms {
                let (name, message) = (platform.as_str(), self.which.message());
                found.insert(name);
                if self.platform.as_deref().is_none_or(|wanted| wanted == name) {
                    let kinds: Vec<Device> = kinds.iter().filter(|kind| kind.platform == platform).cloned().collect();
                    let stem = |language: &_| format!("handout-{message}-{id}-{name}-{language}{ending}");
                    pieces.extend(basis.pieces(wave, &kinds, stem));
                }
            }
        }
        if pieces.is_empty() {
            return Err(self.nothing(&found));
        }
        basis.print(&pieces, (form, PublicForm::Handout), &self.which, global, output)
    }

    fn nothing(&self, found: &BTreeSet<&str>) -> Error {
        let what = self.platform.as_ref().map_or_else(|| "a device".to_owned(), |name| format!("a device of `{name}`"));
        let error = Error::usage(format!("nobody who is told `{}` has {what} to move", self.which.message()));
        let names: Vec<&str> = found.iter().copied().collect();
        if names.is_empty() { error } else { error.hint(format!("platforms there are: {}", names.join(", "))) }
    }
}
