//! What is done for somebody on the telephone: the same use cases as those of the command line, under the same name.

use std::sync::PoisonError;

use chrono::{NaiveDate, NaiveTime};
use chrono_tz::Tz;

use super::told::row;
use super::{ABOUT, address, whose};
use crate::app::appointment::appoint;
use crate::app::operate::Operator;
use crate::app::progress::set;
use crate::app::steer::Gatekeeper;
use crate::campaign::{PersonId, Standing, Visit as Appointment};
use crate::error::{Error, Result};
use crate::ledger::Scope;
use crate::schedule::wave_of;
use crate::serve::answer::Answer;
use crate::serve::visit::Visit;

/// The longest name of a place, in letters.
const LONGEST: usize = 200;

/// Whom it is about.
struct About {
    id: PersonId,
    wave: Option<String>,
    address: String,
    timezone: Tz,
}

/// Does something for the person of the address; then their page says that it was done.
fn act(visit: &Visit, said: &str, act: impl FnOnce(&About) -> Result<()>) -> Result<Answer> {
    let about = visit.site.keep.with(|kept| {
        let campaign = &kept.locked.loaded.campaign;
        let about = whose(visit, kept).map(|person| About {
            id: person.id.clone(),
            wave: wave_of(campaign, person).map(|at| campaign.waves[usize::from(at)].id.clone()),
            address: address(visit, person),
            timezone: person.timezone,
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
        operator.hold(Scope::Person(about.id.clone()), by, why, None).map(drop)
    })
}

/// They are told again.
pub(in crate::serve::pages) fn release(visit: &Visit) -> Result<Answer> {
    let (by, why) = (visit.by()?, visit.required("why")?);
    act(visit, "released", |about| {
        let mut operator = Operator::open(&visit.site.settings.dir, visit.now)?;
        operator.resume(&Scope::Person(about.id.clone()), (by, why)).map(drop)
    })
}

/// They are expected at a desk, on another day than before; or not at all any more.
pub(in crate::serve::pages) fn expected(visit: &Visit) -> Result<Answer> {
    let by = visit.by()?;
    let appointment = match visit.field("is") {
        "off" => None,
        _ => Some(appointment(visit)?),
    };
    act(visit, "expected", |about| {
        let today = visit.now.with_timezone(&about.timezone).date_naive();
        if appointment.as_ref().is_some_and(|appointment| appointment.day < today) {
            return Err(Error::usage("that day is over").hint("go back, and choose one that is to come"));
        }
        appoint(&visit.site.settings.dir, &about.id, appointment.as_ref(), by, visit.now)
    })
}

/// An appointment as it was filled in.
fn appointment(visit: &Visit) -> Result<Appointment> {
    let day = visit.required("day")?;
    let day = NaiveDate::parse_from_str(day, "%Y-%m-%d")
        .map_err(|_| Error::usage("that is no day").hint("go back, and write it as 2027-03-02"))?;
    let time = Some(visit.field("time")).filter(|text| !text.is_empty());
    let time = time.map(|text| NaiveTime::parse_from_str(text, "%H:%M")).transpose();
    let time = time.map_err(|_| Error::usage("that is no time of day").hint("go back, and write it as 09:30"))?;
    let place = Some(visit.field("place")).filter(|text| !text.is_empty());
    if place.is_some_and(|text| text.chars().count() > LONGEST || text.chars().any(char::is_control)) {
        return Err(Error::usage("the place is no line of text, or too long").hint("go back, and say it shorter"));
    }
    Ok(Appointment { day, time, place: place.map(str::to_owned) })
}

/// A message that failed, bounced or is uncertain goes out again.
pub(in crate::serve::pages) fn again(visit: &Visit) -> Result<Answer> {
    let by = visit.by()?;
    let found = visit.site.keep.with(|kept| match whose(visit, kept) {
        Some(person) => row(visit, kept, person),
        None => Ok(None),
    })?;
    let Some(row) = found else { return Ok(Answer::Missing) };
    act(visit, "resent", |_| {
        let done = Operator::open(&visit.site.settings.dir, visit.now)?.retry(&[row.entry.id], by)?;
        if done.late > 0 {
            return Err(Error::usage("its time is over, and nothing is sent after that").hint("tell them what it says"));
        }
        if done.same + done.fresh == 0 {
            return Err(Error::usage("it waits for nobody: it was not refused, and its arrival is not in doubt")
                .hint("look at the message again: somebody may have been there before you"));
        }
        Ok(())
    })
}
