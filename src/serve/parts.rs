//! What several pages show alike, as values for a template.

mod attention;
mod contacts;
mod curves;
mod drawing;
mod holds;
mod schedule;
mod sending;
mod tasks;
mod waves;

use super::words::Words;
use crate::campaign::Loaded;
pub(super) use attention::attention;
pub(super) use contacts::contacts;
pub(super) use curves::curves;
pub(super) use drawing::drawing;
pub(super) use holds::{holds, upcoming};
pub(super) use schedule::schedule;
pub(super) use sending::sending;
pub(super) use tasks::tasks;
pub(super) use waves::{glance, waves};

/// What a wave of this id is called.
pub(super) fn wave(id: &str, loaded: &Loaded, words: &Words) -> String {
    let campaign = &loaded.campaign;
    let wave = campaign.waves.iter().find(|wave| wave.id == id);
    words.wave(id, wave.and_then(|wave| wave.name.as_ref()), &campaign.languages.default)
}

/// So much of a plan's hash names it.
const HASH: usize = 12;

/// The first digits of a plan's hash.
pub(super) fn short(plan: &str) -> &str {
    plan.get(..HASH).unwrap_or(plan)
}
