//! The embedded ledger: one SQLite file beside the campaign, and one sender at a time.
//!
//! The file is in WAL mode with `synchronous=FULL`: a committed round survives a power cut, and readers (status,
//! reports) never wait for the sender. Every write is one IMMEDIATE transaction. Who may send is decided by an
//! advisory lock on a file beside the ledger ([`lock`]), which ends with its process; a counter in the ledger
//! fences off a sender that lost the lock without noticing.
//!
//! What SQLite cannot know, a file beside the ledger does ([`beside`]): whether this is the ledger that was written last.
//!
//! Which notices are claimed is known to the sending process only. That is safe: what is only claimed has not begun, and
//! what has begun is `sending` in the file.

mod act;
mod approve;
mod backup;
mod beside;
mod claim;
mod codes;
mod commit;
mod entry;
mod facts;
mod fault;
mod forget;
mod generation;
mod hear;
mod hold;
mod intern;
mod journal;
mod known;
mod lock;
mod open;
mod pause;
mod print;
mod query;
mod recover;
mod replan;
mod rows;
mod schema;
mod settle;
mod snapshot;
mod store;
#[cfg(test)]
mod tests;
mod turn;
mod verify;

pub(super) use backup::restore;
pub(super) use store::SqliteLedger;
