//! What is said about gates.

use crate::app::steer::{GateStory, Gatekeeper, LetGo, NewDates};
use crate::cli::environment::user;
use crate::cli::output::Output;
use crate::cli::scope::notices;
use crate::error::{Error, Result, exit};
use crate::report::GateView;
use crate::schedule::GateOutcome;

/// What went on.
pub fn let_go(gone: &[LetGo], output: &mut Output) {
    for LetGo { wave, resumed } in gone {
        let mut text = format!("What waited for the gate of wave {wave} goes on: {}", notices(resumed.moved));
        if resumed.expired > 0 {
            text += &format!("; {} too late by now", notices(resumed.expired));
        }
        if resumed.still_held > 0 {
            text += &format!("; another hold keeps {}", notices(resumed.still_held));
        }
        output.say(text + ".");
    }
}

/// Who acts.
pub fn name(by: Option<&String>) -> String {
    by.cloned().or_else(user).unwrap_or_else(|| "unknown".into())
}

/// The gates, or that of one wave.
pub(super) fn gates(keeper: &Gatekeeper, wave: Option<&str>, json: bool, output: &mut Output) -> Result<u8> {
    let stories = keeper.stories(wave)?;
    let zone = keeper.locked().loaded.campaign.timezone;
    let views = stories.iter().map(|story| {
        let GateStory { gate, owner, decided, waiting } = story;
        GateView { gate, owner: owner.as_deref(), decided: decided.as_ref(), waiting, zone }
    });
    let text = match json {
        true => {
            let each: Vec<_> = views.map(|view| view.json()).collect();
            serde_json::to_string_pretty(&each).map_err(|e| Error::bug(e.to_string()))?
        }
        false => {
            let width = output.width();
            let screens: Vec<String> = views.map(|view| view.screen(width)).filter(|text| !text.is_empty()).collect();
            if screens.is_empty() {
                return Err(Error::usage("no wave of the approved plan has a gate")
                    .hint("docs/campaign-file.md says how one is written"));
            }
            screens.join("\n")
        }
    };
    output.data(text)?;
    for story in &stories {
        let judged = story.gate.judgement.as_ref().map(|judgement| judgement.outcome);
        if judged.is_some_and(|outcome| !outcome.is_open() && outcome != GateOutcome::Waiting) {
            new_dates(keeper, &story.gate.wave, output)?;
        }
    }
    Ok(exit::OK)
}

/// The dates that waves could have whose own have come while they wait for a gate.
pub(super) fn new_dates(keeper: &Gatekeeper, gate: &str, output: &mut Output) -> Result<()> {
    for NewDates { wave, was, start, deadline } in keeper.new_dates(gate)? {
        output.say(format!(
            "The start of wave {wave} was {was}. From today on it could start on {start}, with {deadline} as its deadline; \
             the dates are yours to choose, in campaign.yaml (docs/steering.md)."
        ));
    }
    Ok(())
}
