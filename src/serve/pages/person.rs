//! `/desk/PERSON`: everything that who has somebody on the telephone wants to know, and what they can do about it.

pub(super) mod acts;
mod told;
mod who;

use crate::app::appointment::said_at_desk;
use crate::campaign::Person;
use crate::error::Result;
use crate::ledger::Scope;
use crate::schedule::wave_of;
use crate::serve::answer::Answer;
use crate::serve::kept::Kept;
use crate::serve::visit::Visit;
pub(super) use told::{letter, mail};

/// What can have been done just before; each has a sentence.
const SAID: [&str; 7] = ["moved", "help", "called", "held", "released", "resent", "expected"];

/// What a contact can be about, as the journal has it.
pub(super) const ABOUT: [&str; 6] = ["steps", "sign-in", "device", "dates", "mail", "other"];

/// Where the page of a person is.
pub(super) fn address(visit: &Visit, person: &Person) -> String {
    format!("/desk/{}", visit.site.opaque.of(&person.id))
}

/// Whose page it is.
fn whose<'k>(visit: &Visit, kept: &'k Kept) -> Option<&'k Person> {
    kept.person(&visit.site.opaque, visit.part("person"))
}

/// Their page.
pub(super) fn view(visit: &Visit) -> Result<Answer> {
    visit.site.keep.with(|kept| {
        let Some(person) = whose(visit, kept) else { return Ok(Answer::Missing) };
        let locked = &kept.locked;
        let course = kept.course(person)?;
        let scope = Scope::Person(person.id.clone());
        let held: Vec<String> =
            locked.ledger.holds()?.into_iter().filter(|hold| hold.scope == scope).map(|hold| hold.why).collect();
        let mut context = visit.context();
        context.insert("person", &who::person(person, locked, visit));
        context.insert("address", &address(visit, person));
        context.insert("told", &told::told(&course, person, visit));
        context.insert("coming", &told::coming(&course, person, locked, visit));
        context.insert("held", &held);
        context.insert("expected", &person.visit.as_ref().map(|one| who::appointment(one, visit)));
        // What is in the plan already is not said twice.
        let then = said_at_desk(&visit.site.settings.dir, &person.id).filter(|said| *said != person.visit);
        context.insert("expected_then", &then.map(|said| who::then(said.as_ref(), visit)));
        context.insert("about", &ABOUT);
        context.insert("in_wave", &wave_of(&locked.loaded.campaign, person).is_some());
        context.insert("said", &SAID.iter().find(|said| **said == visit.field("said")));
        Ok(Answer::Page("person.html", context))
    })
}
