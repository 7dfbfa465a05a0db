//! The one task that speaks to the ledger, for all connections at once.
//!
//! ```text
//! claimed ─► preparing ─► ready ─► (commit: outcomes of the last + marks of the next) ─► connection ─► outcome ─┐
//!                                        ▲                                                                    │
//!                                        └────────────────────────────────────────────────────────────────────┘
//! ```
//! Each round takes whatever the connections have brought, writes all of it and the marks of what goes next in one
//! transaction, and only then answers. So a notice's outcome is durable before its connection begins the next, its
//! mark is durable before its MAIL FROM, and a slow disk makes rounds larger, not slower.

mod assign;
mod intake;
mod lane;
mod serve;
mod supply;

pub(super) use lane::Lane;
pub(super) use serve::{Dispatcher, InFlight};
