//! Who is told what, when, in which language, and why: the plan, as a pure function of the campaign, its people
//! and an instant.
//!
//! Nothing here renders, sends, or reads a clock. See [`Plan`] for what comes out, [`plan`] for what goes in.
//!
//! `due` says when a message is due on the wall clock and `local` which instant that is in a time zone; `timetable`
//! does so for a whole campaign, `catchup` orders what is already past (and `turn` what a
//! sender finds late), `spread` keeps to the relay's rate, and
//! `planner` puts them together. `event`, `slot`, `diff`, `figures` and `order` answer questions about a
//! plan; `gate` says what waits for the success of an earlier wave, and judges it; `forecast` says what comes to the
//! helpdesk, and `suggest` proposes sizes and dates that it can take.

mod audience;
mod catchup;
mod circle;
mod dates_changed;
mod diff;
pub mod due;
mod event;
mod figures;
#[cfg(test)]
pub(crate) mod fixture;
mod forecast;
mod gate;
mod hours;
mod leaver;
pub mod local;
mod membership;
mod notice;
mod order;
mod planner;
#[cfg(test)]
mod properties;
mod slot;
mod spread;
mod staff;
mod suggest;
mod timetable;
mod turn;

pub use audience::Directory;
pub(crate) use audience::may_pick;
pub use circle::{Circles, CirclesOf, is_shared_and_pending, kept};
pub use dates_changed::{DatesChanged, Knowing};
pub use diff::{Change, Difference, Known, diff};
pub use event::{Events, on_event};
pub use figures::{Crowded, Figures, Line, crowded, figures, local_day};
pub use forecast::{Forecast, HelpdeskDay, Learnt, Seen, WaveLoad, expected, first_told, forecast, is_worked, learn};
pub use gate::{
    Barrier, Criterion, CriterionKind, Decision, Evidence, GateOutcome, Judgement, WaveGate, barrier, day_of,
    gate_before, judge, tally, wave_gates,
};
pub use hours::Hours;
pub use leaver::{Leaver, leavers};
pub use membership::{Conflict, Membership, assign, wave_of};
pub use notice::{IdHasher, Notice, NoticeId, NoticeMap, Plan, Reason, Unplanned, UnplannedReason};
pub use order::{OrderProblem, Stage, Step, order_problems, stages};
pub use planner::{plan, plan_knowing};
pub use slot::slot;
pub use staff::{ANSWERED, StaffedHour, staff};
pub use suggest::{Basis, NoSuggestion, Picks, SuggestedWave, Suggestion, suggest};
pub use turn::{Neighbour, Turn, has_neighbours, turn};
