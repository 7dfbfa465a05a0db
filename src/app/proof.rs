//! The proof that every message of a plan can be made, and what each was made from.

use super::draft::Draft;
use super::observer::{Observer, Work, Working};
use super::workspace::Workspace;
use crate::check::render_all;
use crate::compose::{Composer, Fingerprints};
use crate::error::{Error, Result};
use crate::ledger::{Entry, Fingerprint};
use crate::schedule::{NoticeId, NoticeMap};

/// Every message of a plan can be made.
pub(super) struct Proof {
    /// The notices about dates that changed.
    pub(super) rescheduled: Vec<Entry>,
    /// What each notice of the plan, and then each of those, was made from; `None` when that is not known.
    pub(super) digests: Option<Vec<Fingerprint>>,
}

impl Proof {
    /// Renders every notice of a draft that was not rendered before just so: when it was approved, or for `earlier`.
    ///
    /// # Errors
    /// When the plan has no notice, or a message cannot be rendered.
    pub(super) fn of(
        workspace: &Workspace,
        draft: &Draft,
        composer: &Composer,
        program: Option<&[u8]>,
        earlier: &NoticeMap<Fingerprint>,
        observer: &dyn Observer,
    ) -> Result<Self> {
        let Draft { plan, told, .. } = draft;
        if plan.notices.is_empty() {
            return Err(Error::campaign("the plan has no notice: nobody would be told anything")
                .hint("look at `heraut check` and `heraut plan`: nobody may have a mailbox, or every date be past"));
        }
        let rescheduled = told.reschedules(&workspace.loaded, workspace.now)?;
        let besides = rescheduled.iter().map(|entry| composer.resolve(entry)).collect::<Result<Vec<_>>>()?;
        let digests = program.map(|program| {
            let fingerprints = Fingerprints::new(composer, &workspace.inputs, program);
            let mut digests = fingerprints.of_plan(&plan.notices);
            digests.extend(besides.iter().map(|notice| fingerprints.of(notice)));
            digests
        });
        let ids = plan.notices.iter().map(|notice| notice.id).chain(besides.iter().map(|notice| notice.id));
        let known: Vec<bool> = match &digests {
            Some(digests) => {
                let approved: NoticeMap<Fingerprint> = draft.rendered.iter().copied().collect();
                let is_same = |id: &NoticeId, from| approved.get(id) == Some(from) || earlier.get(id) == Some(from);
                ids.zip(digests).map(|(id, from)| is_same(&id, from)).collect()
            }
            None => ids.map(|_| false).collect(),
        };
        let unknown = known.iter().filter(|known| !**known).count();
        let work = Working::begin(observer, Work::Rendering, unknown as u64);
        render_all(composer, plan, &besides, &|at| known[at], &|steps| work.advance(steps))?;
        Ok(Proof { rescheduled, digests })
    }

    /// What was rendered from what, for a proof that comes after this one.
    pub(super) fn rendered(&self, draft: &Draft) -> NoticeMap<Fingerprint> {
        let ids =
            draft.plan.notices.iter().map(|notice| notice.id).chain(self.rescheduled.iter().map(|entry| entry.id));
        self.digests.iter().flat_map(|digests| ids.clone().zip(digests.iter().copied())).collect()
    }
}
