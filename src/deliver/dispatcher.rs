//! The one task that decides, for all connections at once.
//!
//! ```text
//! claimed ─► rendering ─► ready ─┬─► connection: announced, sent but for its dot ─┬─► dot ─► outcome ─┐
//!                                └─► commit: outcomes of the last, marks of the next ┘                │
//!                                        ▲                                                            │
//!                                        └────────────────────────────────────────────────────────────┘
//! ```
//! A notice is given to its connection and its mark to the ledger at the same moment, and its dot waits for the mark. One
//! commit is under way at a time and takes whatever has gathered since the last: a slow disk makes commits larger, not
//! slower. Nothing is accepted without a dot. So the mark of a notice, with the outcome of the one before on its
//! connection, is durable before it can be accepted, and after a crash at most one notice a connection is uncertain.
//!
//! Where the route can, the next notice is announced behind the dot of the one before: that saves a round trip, and one
//! that is not wanted any more costs its connection, never a mail.
//!
//! A channel may have several routes in order: while one gives no service, the next has its work.
//!
//! Every second it says to the ledger that it is there ([`beating`]), and hears whether to give way to an approval, what
//! senders that are gone left behind, and how much of each relay is its own.

mod assign;
mod beating;
mod crowd;
mod intake;
mod lane;
mod relief;
mod serve;
mod supply;
mod time;
mod writing;

pub(super) use lane::Lane;
pub(super) use serve::{Dispatcher, InFlight};
