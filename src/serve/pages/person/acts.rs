//! What is done for somebody on the telephone: the same use cases as those of the command line, under the same name.

use std::sync::PoisonError;

use super::{ABOUT, address, whose};
use crate::app::operate::{Named, Operator};
use crate::app::progress::set;
use crate::app::steer::Gatekeeper;
use crate::campaign::{PersonId, Standing};
use crate::error::{Error, Result};
use crate::schedule::wave_of;
use crate::serve::answer::Answer;
use crate::serve::visit::Visit;

/// Whom it is about.
struct About {
    id: PersonId,
    wave: Option<String>,
    address: String,
}

/// Does something for the person of the address; then their page says that it was done.
fn act(visit: &Visit, said: &str, act: impl FnOnce(&About) -> Result<()>) -> Result<Answer> {
    let about = visit.site.keep.with(|kept| {
        let campaign = &kept.locked.loaded.campaign;
        let about = whose(visit, kept).map(|person| About {
            id: person.id.clone(),
            wave: wave_of(campaign, person).map(|at| campaign.waves[usize::from(at)].id.clone()),
            address: address(visit, person),
        });
        Ok(about)
    })?;
    let Some(about) = about else { return Ok(Answer::Missing) };
    let _one_at_a_time = visit.site.acting.lock().unwrap_or_else(PoisonError::into_inner);
    act(&about)?;
    Ok(Answer::Done(format!("{}?said={said}", about.address)))
}

/// They have moved, whatever the exports say.
pub(in crate::serve::pages) fn moved(visit: &Visit) -> Result<Answer> {
    marked(visit, "moved", &Standing::Migrated(None))
}

/// It failed, and they need help.
pub(in crate::serve::pages) fn help(visit: &Visit) -> Result<Answer> {
    marked(visit, "help", &Standing::Failed(None))
}

fn marked(visit: &Visit, said: &str, standing: &Standing) -> Result<Answer> {
    let (by, why) = (visit.by()?, visit.required("why")?);
    act(visit, said, |about| set(&visit.site.settings.dir, &about.id, standing, (by, why), visit.now).map(drop))
}

/// They called: one more contact of today, about their wave.
pub(in crate::serve::pages) fn called(visit: &Visit) -> Result<Answer> {
    let by = visit.by()?;
    let what = visit.field("about");
    if !ABOUT.contains(&what) {
        return Err(Error::usage("it was not said what the call was about").hint("go back and choose"));
    }
    act(visit, "called", |about| {
        let wave = about
            .wave
            .as_deref()
            .ok_or_else(|| Error::usage("a contact is counted for a wave, and they are in none"))?;
        Gatekeeper::open(&visit.site.settings.dir, visit.now)?.one_more_contact(wave, what, by).map(drop)
    })
}

/// They are told nothing more, until that is released.
pub(in crate::serve::pages) fn hold(visit: &Visit) -> Result<Answer> {
    let (by, why) = (visit.by()?, visit.required("why")?);
    act(visit, "held", |about| {
        let mut operator = Operator::open(&visit.site.settings.dir, visit.now)?;
        let scope = operator.scope(&Named::Person(about.id.to_string()))?;
        operator.hold(scope, by, why, None).map(drop)
    })
}

/// They are told again.
pub(in crate::serve::pages) fn release(visit: &Visit) -> Result<Answer> {
    let (by, why) = (visit.by()?, visit.required("why")?);
    act(visit, "released", |about| {
        let mut operator = Operator::open(&visit.site.settings.dir, visit.now)?;
        let scope = operator.scope(&Named::Person(about.id.to_string()))?;
        operator.resume(&scope, (by, why)).map(drop)
    })
}
