//! `heraut helpdesk`, without more: what comes.

use crate::app::Locked;
use crate::cli::global::Global;
use crate::cli::output::Output;
use crate::error::{Result, exit};
use crate::report;

/// Shows the helpdesk's days.
pub(super) fn show(all: bool, json: bool, global: &Global, output: &mut Output) -> Result<u8> {
    let locked = Locked::open(&global.campaign)?;
    let forecast = locked.forecast(global.instant()?)?;
    let campaign = &locked.loaded.campaign;
    match json {
        true => output.data(format!("{:#}", report::load_json(campaign, &forecast)))?,
        false => output.data(report::load(campaign, &forecast, all, output.width()))?,
    }
    Ok(exit::OK)
}
