//! A plan is proposed, or approved: the very one that was looked at, as by the command line.

use crate::app::{self, Beginning, Draft, Meanwhile, Signed, Workspace};
use crate::error::Result;
use crate::serve::answer::Answer;
use crate::serve::visit::Visit;

/// Somebody proposes it, and somebody else approves it.
pub(in crate::serve::pages) fn propose(visit: &Visit) -> Result<Answer> {
    let by = visit.by()?.to_owned();
    sign(visit, move |workspace, draft, program| app::propose(workspace, draft, &by, program, &()).map(drop))?;
    Ok(Answer::Done("/plan?said=proposed".to_owned()))
}

/// Somebody approves it; where a second person is needed and nobody has proposed it yet, that is what they do.
pub(in crate::serve::pages) fn approve(visit: &Visit) -> Result<Answer> {
    let by = visit.again()?.to_owned();
    let (begins, insists) = (Beginning::Unmeant, Meanwhile::Refuse);
    sign(visit, move |workspace, draft, program| {
        match app::approve(workspace, draft, &by, begins, insists, program, &())? {
            Signed::Locked(_) | Signed::Proposed(_) => Ok(()),
        }
    })?;
    Ok(Answer::Done("/plan?said=approved".to_owned()))
}

fn sign(
    visit: &Visit,
    sign: impl FnOnce(&Workspace, &Draft, Option<&[u8]>) -> Result<()> + Send + 'static,
) -> Result<()> {
    let (wanted, now) = (visit.required("plan")?.to_owned(), visit.now);
    visit.site.sign(visit.by()?, move |site| {
        let workspace = Workspace::open(&site.settings.dir, now)?;
        let draft = workspace.plan()?;
        app::insist(&draft.hash(&workspace), &wanted)?;
        sign(&workspace, &draft, site.settings.program.as_deref())
    })
}
