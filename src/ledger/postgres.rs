//! The ledger on a server: one schema of a PostgreSQL database, and one sender at a time, on whatever host.
//!
//! Every write is one transaction, and waits for the one before ([`tx`]): the order of acts decides, as in a file. Who may send
//! is decided by an advisory lock of the server ([`lock`]), which ends with the session of whoever has it; a counter in the
//! ledger fences off a sender that lost it without noticing.
//!
//! A schema is one ledger and serves one campaign. So several campaigns fit one database, each with its own rights, back-ups and
//! version, and no statement can reach into another's.
//!
//! Which notices are claimed is known to the sending process only. That is safe: what is only claimed has not begun, and
//! what has begun is `sending` in the store.

mod act;
mod address;
mod approve;
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
mod inserter;
mod intern;
mod journal;
mod link;
mod lock;
mod open;
mod pause;
mod place;
mod print;
mod query;
mod recover;
mod replan;
mod rows;
mod schema;
mod settle;
mod snapshot;
mod store;
#[cfg(all(test, feature = "test-postgres"))]
mod tests;
mod tls;
mod tx;
mod verify;

pub(super) use store::PostgresLedger;
