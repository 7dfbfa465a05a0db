//! What a campaign is: its files, read strictly, and the people it is for.
//!
//! `load` reads a campaign directory (or a snapshot of one) into a [`Campaign`], its [`People`] and its
//! [`Catalogue`] of templates. Errors carry file, line, column and the line itself. This room imports no other
//! but the language tags of `l10n`.

mod calendar;
mod catalogue;
mod inputs;
mod model;
pub mod people;
mod person;
mod rule;
mod selector;

pub use calendar::{Calendar, Closed, Freeze, Side};
pub use catalogue::Catalogue;
pub use inputs::Inputs;
pub use model::{
    Allowance, Audience, Campaign, Exclusion, Gate, Helpdesk, Languages, LedgerUrl, Limits, Localized, Mailbox,
    Members, MessageRule, Migration, OnUncertain, Phase, Relay, Secret, Sender, Site, Transport, Wave,
};
pub use person::{
    Device, LanguageChoice, LanguageReason, Ownership, People, Person, PersonId, Platform, Reject, RejectKind, Source,
    Standing,
};
pub use rule::{Anchor, Event, Moment, RuleError, Span, When};
pub use selector::{BUILT_IN_FIELDS, Field, Selector, SelectorError, snake_case};
