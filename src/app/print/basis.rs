//! What paper for anyone is printed from: what was approved, or the working files.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use chrono::{DateTime, Utc};

use super::public::ForAnyone;
use super::select::known;
use crate::app::locked::Locked;
use crate::app::observer::{Observer, Remark};
use crate::app::workspace::Workspace;
use crate::campaign::Inputs;
use crate::compose::{Composer, PublicMessage, ResolvedNotice, can_be_public};
use crate::error::{Error, Result};
use crate::l10n::Tag;
use crate::ledger::{Filter, Ledger, State};

/// Where it is printed from.
pub(super) struct Basis {
    pub(super) composer: Composer,
    pub(super) inputs: Inputs,
    /// What dates the files.
    pub(super) issued: DateTime<Utc>,
    /// The ledger it was approved into; `None` for the working files.
    pub(super) ledger: Option<Box<dyn Ledger>>,
    /// The languages the message is written in, of those that are offered and wanted.
    pub(super) languages: Vec<Tag>,
    phase: u16,
    rule: u16,
    /// When the message is due first, by position of the wave.
    due: BTreeMap<u16, DateTime<Utc>>,
}

/// What says whom the message is told, and when.
enum Source {
    Ledger(Box<dyn Ledger>),
    Files(Workspace),
}

impl Basis {
    /// Finds what is wanted in what was approved, or in the working files.
    ///
    /// # Errors
    /// When nothing was approved, what is wanted is not there, or it is not for anyone.
    pub(super) fn open(dir: &Path, what: &ForAnyone, now: DateTime<Utc>, observer: &dyn Observer) -> Result<Self> {
        let (loaded, inputs, issued, source) = if what.draft {
            let workspace = Workspace::open(dir, now)?;
            (Arc::clone(&workspace.loaded), workspace.inputs.clone(), workspace.now, Source::Files(workspace))
        } else {
            let locked = Locked::open(dir)?;
            remark_changed(dir, now, observer);
            (locked.loaded, locked.inputs, locked.approval.at, Source::Ledger(locked.ledger))
        };
        let composer = Composer::new(loaded, &inputs)?;
        let campaign = Arc::clone(&composer.loaded().campaign);
        let messages = || campaign.phases.iter().flat_map(|phase| &phase.messages).map(|rule| &*rule.message);
        known("message", &what.message, messages().collect())?;
        let waves: Vec<&str> = campaign.waves.iter().map(|wave| &*wave.id).collect();
        if let Some(wave) = &what.wave {
            known("wave", wave, waves.clone())?;
        }
        let first = campaign.waves.first().ok_or_else(|| Error::campaign("the campaign has no wave"))?;
        let (_, phase, rule) =
            composer.find(&first.id, &what.message).ok_or_else(|| Error::bug("a message is lost"))?;
        can_be_public(composer.rule_at(phase, rule))?;
        let languages = languages(what, &composer)?;

        let (mut due, ledger) = match source {
            Source::Ledger(ledger) => (approved(&*ledger, &composer, &what.message)?, Some(ledger)),
            Source::Files(workspace) => (planned(&workspace, &composer, &what.message)?, None),
        };
        if let Some(wanted) = &what.wave {
            let told: Vec<&str> = due.keys().map(|wave| waves[usize::from(*wave)]).collect();
            if !told.contains(&wanted.as_str()) {
                let error = Error::usage(format!("the plan tells `{}` to nobody in wave `{wanted}`", what.message));
                let others = format!("it is told in: {}", told.join(", "));
                return Err(if told.is_empty() { error } else { error.hint(others) });
            }
            due.retain(|wave, _| waves[usize::from(*wave)] == wanted);
        }
        if due.is_empty() {
            return Err(Error::usage(format!("the plan tells `{}` to nobody", what.message)));
        }
        Ok(Basis { composer, inputs, issued, ledger, phase, rule, due, languages })
    }

    /// The waves by their ids, each with the message as it is told in it first: in the campaign's default language, about
    /// every kind of device there is.
    pub(super) fn waves(&self) -> impl Iterator<Item = (&str, PublicMessage)> {
        let (phase, rule) = (self.phase, self.rule);
        let campaign = &self.composer.loaded().campaign;
        self.due.iter().map(move |(&wave, &due)| {
            let (language, kinds) = (campaign.languages.default.clone(), self.composer.kinds(wave));
            (&*campaign.waves[usize::from(wave)].id, PublicMessage { wave, phase, rule, language, kinds, due })
        })
    }
}

fn languages(what: &ForAnyone, composer: &Composer) -> Result<Vec<Tag>> {
    let loaded = composer.loaded();
    let offered = &loaded.campaign.languages.offered;
    let written = loaded.catalogue.messages.get(&what.message);
    let mut languages: Vec<Tag> =
        offered.iter().filter(|tag| written.is_some_and(|written| written.contains_key(*tag))).cloned().collect();
    if let Some(wanted) = &what.language {
        let wanted: Tag = wanted.parse().map_err(|e: crate::l10n::TagError| Error::usage(e.to_string()))?;
        let Some(chosen) = loaded.campaign.languages.choose(&wanted, &languages).cloned() else {
            let names: Vec<&str> = languages.iter().map(Tag::as_str).collect();
            return Err(Error::usage(format!("`{}` is not offered in {wanted}", what.message))
                .hint(format!("its languages: {}", names.join(", "))));
        };
        languages = vec![chosen];
    }
    Ok(languages)
}

/// When each wave is told the message first, by the ledger.
fn approved(ledger: &dyn Ledger, composer: &Composer, message: &str) -> Result<BTreeMap<u16, DateTime<Utc>>> {
    let rows = ledger.list(&Filter { message: Some(message.into()), ..Filter::default() })?;
    let told = rows.iter().filter(|row| row.state != State::Cancelled);
    Ok(earliest(told.filter_map(|row| Some((composer.find(&row.entry.wave, message)?.0, row.entry.due)))))
}

/// When each wave would be told the message first, by the working files.
fn planned(workspace: &Workspace, composer: &Composer, message: &str) -> Result<BTreeMap<u16, DateTime<Utc>>> {
    let draft = workspace.plan()?;
    let notices = draft.plan.notices.iter().map(ResolvedNotice::from);
    let told = notices.filter(|notice| composer.rule(notice).message == message);
    Ok(earliest(told.map(|notice| (notice.wave, notice.due))))
}

fn earliest(told: impl Iterator<Item = (u16, DateTime<Utc>)>) -> BTreeMap<u16, DateTime<Utc>> {
    let mut first = BTreeMap::new();
    for (wave, due) in told {
        first.entry(wave).and_modify(|known: &mut DateTime<Utc>| *known = due.min(*known)).or_insert(due);
    }
    first
}

/// Says so when the working files are not what was approved. Files that cannot be read stop nothing that was.
fn remark_changed(dir: &Path, now: DateTime<Utc>, observer: &dyn Observer) {
    let changed = Workspace::open(dir, now).and_then(|workspace| workspace.changed_files());
    let files = changed.map(|files| files.len()).ok();
    if files != Some(0) {
        observer.remark(Remark::NotAsApproved { files });
    }
}
