//! `/gates/WAVE`: a gate with its arithmetic, and who decides on it.

use std::sync::PoisonError;

use serde_json::{Value, json};

use crate::app::steer::{GateStory, Gatekeeper};
use crate::campaign::{Bound, BoundSide, Span};
use crate::error::{Error, Result};
use crate::l10n::Argument;
use crate::schedule::{Criterion, CriterionKind, Decision, GateOutcome};
use crate::serve::address::segment;
use crate::serve::answer::Answer;
use crate::serve::visit::Visit;
use crate::serve::who::May;
use crate::serve::words::Words;

/// The gate of the address.
pub(super) fn view(visit: &Visit) -> Result<Answer> {
    let (words, wave) = (visit.words(), visit.part("wave"));
    let keeper = Gatekeeper::look(&visit.site.settings.dir, visit.now)?;
    let campaign = &keeper.locked().loaded.campaign;
    let known = campaign.waves.iter().find(|known| known.id == wave);
    let Some(known) = known.filter(|known| known.gate.is_some()) else { return Ok(Answer::Missing) };
    let zone = campaign.timezone;
    let Some(story) = keeper.stories(Some(wave))?.pop() else { return Ok(Answer::Missing) };
    let GateStory { gate, owner, decided, waiting } = story;
    let Some(judgement) = &gate.judgement else { return Ok(Answer::Missing) };
    let criteria = judgement.criteria.iter().map(|one| criterion(one, words)).collect::<Result<Vec<_>>>()?;
    let mut context = visit.context();
    context.insert("wave", wave);
    context.insert("name", &words.wave(wave, known.name.as_ref(), &campaign.languages.default));
    context.insert("outcome", judgement.outcome.as_str());
    context.insert("open", &judgement.outcome.is_open());
    // Also one whose figures hold and which somebody failed.
    let holds = judgement.criteria.iter().all(|one| one.holds == Some(true));
    context.insert("passes", &(holds && judgement.outcome != GateOutcome::Waiting));
    context.insert("day", &words.weekday(judgement.day));
    context.insert("owner", &owner);
    context.insert("criteria", &criteria);
    context.insert(
        "decided",
        &decided.map(|act| json!({"by": act.by, "why": act.why, "when": words.moment(act.at.with_timezone(&zone))})),
    );
    context.insert(
        "waiting",
        &json!({
            "notices": waiting.notices, "late": waiting.too_late,
            "first": waiting.first.map(|first| words.moment(first.with_timezone(&zone))),
        }),
    );
    Ok(Answer::Page("gate.html", context))
}

/// A criterion: what is asked, what was seen, and whether it holds.
fn criterion(one: &Criterion, words: &Words) -> Result<Value> {
    let (what, check) = match &one.what {
        CriterionKind::Sample(n) => (words.counted("asks-sample", (*n).into())?, None),
        CriterionKind::Age(Span::Days(n)) => (words.counted("asks-age-days", n.unsigned_abs().into())?, None),
        CriterionKind::Age(Span::Workdays(n)) => (words.counted("asks-age-workdays", n.unsigned_abs().into())?, None),
        CriterionKind::Enrolled => (words.say("asks-enrolled", &[])?, None),
        CriterionKind::Failed => (words.say("asks-failed", &[])?, None),
        CriterionKind::Contacts => (words.say("asks-contacts", &[])?, None),
        CriterionKind::Check(check) => (words.say("asks-check", &[("check", Argument::Text(check))])?, Some(check)),
    };
    let figure = |n: f64, bound: Bound| {
        // Towards zero, so that nothing looks reached that is not.
        let n = words.decimal((n * 10.0).trunc() / 10.0);
        if bound.is_share { format!("{n}\u{a0}%") } else { n }
    };
    let asked = one.bound.map(|bound| {
        let sign = match bound.side {
            BoundSide::AtLeast => "≥",
            BoundSide::Over => ">",
            BoundSide::AtMost => "≤",
            BoundSide::Under => "<",
        };
        format!("{sign}\u{a0}{}", figure(bound.value, bound))
    });
    let seen = one.figure.zip(one.bound).map(|(seen, bound)| figure(seen, bound));
    let holds = match one.holds {
        Some(true) => "yes",
        Some(false) => "no",
        None => "unknown",
    };
    Ok(json!({"what": what, "check": check, "asked": asked, "seen": seen, "holds": holds}))
}

/// Something was tried by hand, and works or does not.
pub(super) fn tick(visit: &Visit) -> Result<Answer> {
    let (by, wave, check) = (visit.by()?, visit.part("wave"), visit.required("check")?);
    let works = visit.field("works") == "yes";
    act(visit, |keeper| keeper.tick(wave, &[check.to_owned()], works, by, None).map(drop))
}

/// Somebody decides.
pub(super) fn decide(visit: &Visit) -> Result<Answer> {
    let (by, wave, why) = (visit.by()?, visit.part("wave"), visit.required("why")?);
    let decision = match visit.field("decision") {
        "pass" => Decision::Pass,
        "fail" => Decision::Fail,
        "override" if !visit.who.may(May::Approve) => return Ok(Answer::Forbidden),
        "override" => {
            visit.again()?;
            Decision::Override
        }
        _ => return Err(Error::usage("it was not said what is decided").hint("go back and choose")),
    };
    act(visit, |keeper| keeper.decide(wave, decision, by, why).map(drop))
}

fn act(visit: &Visit, act: impl FnOnce(&mut Gatekeeper) -> Result<()>) -> Result<Answer> {
    let _one_at_a_time = visit.site.acting.lock().unwrap_or_else(PoisonError::into_inner);
    act(&mut Gatekeeper::open(&visit.site.settings.dir, visit.now)?)?;
    Ok(Answer::Done(format!("/gates/{}", segment(visit.part("wave")))))
}
