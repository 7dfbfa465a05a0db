//! Who is told what, when, in which language, and why: the plan, as a pure function of the campaign, its people
//! and an instant.
//!
//! Nothing here renders, sends, or reads a clock. See [`Plan`] for what comes out.

mod notice;

pub use notice::{Notice, NoticeId, Plan, Reason, Unplanned, UnplannedReason};
