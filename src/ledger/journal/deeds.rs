//! What each act is called in the journal, the same for every store.

use crate::error::counted;
use crate::ledger::{
    Act, Approval, Changes, Deed, Forget, Hold, Moved, Resumed, Retried, Said, Scope, Settlement, Since,
};
use crate::schedule::{Decision, NoticeId};

use super::Written;

/// So many notices are named.
const NAMED: usize = 5;

impl<'a> Written<'a> {
    /// A plan was approved.
    pub(crate) fn approved(approval: &'a Approval, changes: &Changes) -> Self {
        let Approval { plan, by, at, .. } = approval;
        let Changes { added, changed, cancelled, .. } = changes;
        let what = format!("plan {}: {added} added, {changed} changed, {cancelled} cancelled", short(plan));
        Written { deed: "approved", by, what, why: None, at: *at }
    }

    /// A hold was laid.
    pub(crate) fn held(hold: &'a Hold, moved: Moved) -> Self {
        let until =
            hold.until.map(|until| format!(" until {}", until.format("%Y-%m-%d %H:%M UTC"))).unwrap_or_default();
        let what = format!("{}{until}: {}", hold.scope, notices(moved.moved));
        Written { deed: "held", by: &hold.by, what, why: Some(&hold.why), at: hold.since }
    }

    /// Holds were lifted.
    pub(crate) fn resumed(scope: &Scope, said: &Said<'a>, resumed: Resumed) -> Self {
        said.written("resumed", format!("{scope}: {}", notices(resumed.moved)))
    }

    /// What waits was stopped for good.
    pub(crate) fn cancelled(scope: &Scope, said: &Said<'a>, moved: Moved) -> Self {
        said.written("cancelled", format!("{scope}: {}", notices(moved.moved)))
    }

    /// Notices are sent again.
    pub(crate) fn retried(ids: &[NoticeId], said: &Said<'a>, retried: Retried) -> Self {
        said.written("retried", named(ids, retried.same + retried.fresh))
    }

    /// Somebody said what became of notices.
    pub(crate) fn settled(ids: &[NoticeId], settlement: Settlement, said: &Said<'a>, settled: u64) -> Self {
        let how = match settlement {
            Settlement::Arrived => "arrived",
            Settlement::Lost => "lost",
            Settlement::Closed => "closed",
        };
        said.written("settled", format!("as {how}: {}", named(ids, settled)))
    }

    /// A ledger that may lack what was done was taken up.
    pub(crate) fn taken_up(since: Since, said: &Said<'a>, left: u64) -> Self {
        let what = match since {
            Since::Uncertain => format!("an older ledger: {} uncertain", notices(left)),
            Since::Unsent => "an older ledger: nothing was sent since".to_owned(),
        };
        said.written("restored", what)
    }

    /// The ledger was copied from another store.
    pub(crate) fn copied(from: &str, said: &Said<'a>) -> Self {
        said.written("copied", format!("the ledger, from {from}"))
    }

    /// Somebody was forgotten; or everybody, of which `proof` is [`Forget::proof`].
    pub(crate) fn forgotten(forget: &Forget, said: &Said<'a>, cancelled: u64, proof: &str) -> Self {
        let who = match (&forget.retention, &forget.people[..]) {
            (None, [(_, alias)]) => format!("a person, from now on {alias}"),
            (retention, people) => {
                let people = counted(people.len() as u64, "person", "people");
                let kept = retention.as_ref().map(|kept| format!(", kept until {kept}")).unwrap_or_default();
                format!("{people}{kept}, digest {proof}")
            }
        };
        said.written("forgot", format!("{who}: {} cancelled", notices(cancelled)))
    }

    /// What concerns no notice.
    pub(crate) fn acted(act: &'a Act) -> Self {
        let (deed, what) = match &act.what {
            Deed::Learnt => ("learnt", "how far people are, from an export".to_owned()),
            Deed::Tried { wave, check, works } => {
                let how = if *works { "it works" } else { "it does not work" };
                ("tried", format!("{check} for the gate of wave {wave}: {how}"))
            }
            Deed::Decided { wave, decision, day } => {
                let how = match decision {
                    Decision::Pass => "passed",
                    Decision::Fail => "failed",
                    Decision::Override => "overridden",
                };
                (how, format!("the gate of wave {wave} of {day}"))
            }
            Deed::Contacts { wave, day, count } => {
                ("logged", format!("{} about wave {wave} on {day}", counted(u64::from(*count), "contact", "contacts")))
            }
            Deed::Proposed { plan } => ("proposed", format!("plan {}", short(plan))),
            Deed::Marked { person, standing } => ("marked", format!("person {person} as {standing}")),
            Deed::Expected { person, at } => {
                let when = match at {
                    None => "at no desk any more".to_owned(),
                    Some((day, None)) => format!("at a desk on {day}"),
                    Some((day, Some(time))) => format!("at a desk on {day} at {}", time.format("%H:%M")),
                };
                ("expected", format!("person {person} {when}"))
            }
        };
        Written { deed, by: &act.by, what, why: act.why.as_deref(), at: act.at }
    }
}

impl<'a> Said<'a> {
    fn written(&self, deed: &'static str, what: String) -> Written<'a> {
        Written { deed, by: self.by, what, why: Some(self.why).filter(|why| !why.is_empty()), at: self.at }
    }
}

/// Enough of a plan's hash that no other is found to begin so.
fn short(plan: &str) -> &str {
    plan.get(..16).unwrap_or(plan)
}

fn notices(count: u64) -> String {
    counted(count, "notice", "notices")
}

/// How many moved, and the first of those that were meant.
fn named(ids: &[NoticeId], moved: u64) -> String {
    let short = |id: &NoticeId| id.to_string()[..8].to_owned();
    let first: Vec<String> = ids.iter().take(NAMED).map(short).collect();
    let more = if ids.len() > NAMED { ", …" } else { "" };
    format!("{} of {}{more}", notices(moved), first.join(", "))
}
