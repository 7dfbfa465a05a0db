//! The ledger on a server: one schema of a PostgreSQL database, and as many senders as are started, on whatever hosts.
//!
//! Every write is one transaction, and waits for the one before ([`tx`]): the order of acts decides, as in a file. Only what
//! is due is claimed without waiting ([`claim`]), and who claims it is written with it. Who sends has a row ([`sender`]) and
//! shares an advisory lock of the server ([`lock`]), which ends with its session; one that is not heard of, or whose session is
//! gone, is struck off by the others and cannot write any more, whether it knows of that or not.
//!
//! A schema is one ledger and serves one campaign. So several campaigns fit one database, each with its own rights, back-ups and
//! version, and no statement can reach into another's.

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
mod replan;
mod rows;
mod schema;
mod sender;
mod settle;
mod share;
mod snapshot;
mod store;
#[cfg(all(test, feature = "test-postgres"))]
mod tests;
mod tls;
mod tx;
mod verify;

pub(super) use store::PostgresLedger;
