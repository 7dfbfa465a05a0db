//! `/desk`: looks somebody up, for who has them on the telephone. What was typed is in no address.

use serde_json::json;

use super::person::address;
use crate::error::Result;
use crate::schedule::wave_of;
use crate::serve::answer::Answer;
use crate::serve::visit::Visit;

/// So many are shown; of more, somebody says more.
const SHOWN: usize = 20;

/// The field.
pub(super) fn view(visit: &Visit) -> Result<Answer> {
    Ok(Answer::Page("desk.html", visit.context()))
}

/// Who is meant: the one there is, or those to choose from.
pub(super) fn find(visit: &Visit) -> Result<Answer> {
    let wanted = visit.field("wanted");
    if wanted.is_empty() {
        return view(visit);
    }
    visit.site.keep.with(|kept| {
        let (campaign, people) = (&kept.locked.loaded.campaign, &kept.locked.loaded.people);
        let found = kept.register.find(wanted, SHOWN + 1);
        if let [one] = found[..] {
            return Ok(Answer::Done(address(visit, &people.persons[one])));
        }
        let shown = found.iter().take(SHOWN).map(|at| &people.persons[*at]).map(|person| {
            let wave = wave_of(campaign, person).and_then(|at| campaign.waves.get(usize::from(at)));
            let default = &campaign.languages.default;
            json!({
                "name": person.name, "id": &*person.id, "address": address(visit, person),
                "department": person.department, "site": person.site,
                "wave": wave.map(|wave| visit.words().wave(&wave.id, wave.name.as_ref(), default)),
            })
        });
        let mut context = visit.context();
        context.insert("wanted", wanted);
        context.insert("found", &shown.collect::<Vec<_>>());
        context.insert("more", &(found.len() > SHOWN));
        Ok(Answer::Page("desk.html", context))
    })
}
