//! The contract, on a server that `tests/run` starts, and what only a server can get wrong. Every ledger is a schema of its own.

use std::path::Path;
use std::sync::atomic::{AtomicU32, Ordering};

use super::PostgresLedger;
use super::address::Address;
use super::link::Link;
use crate::campaign::{LedgerUrl, Server};
use crate::ledger::conformance::{Store, compare, conformance, copying, meeting};

mod company;
mod places;
mod senders;
mod silence;

static COUNT: AtomicU32 = AtomicU32::new(0);

/// A schema that is gone when the test is over.
struct Schema {
    server: Server,
    name: String,
}

impl Schema {
    fn new() -> Self {
        let base = std::env::var("HERAUT_TEST_POSTGRES")
            .expect("HERAUT_TEST_POSTGRES is the address of a server for tests: tests/run sets it");
        let name = format!("test_{}_{}", std::process::id(), COUNT.fetch_add(1, Ordering::Relaxed));
        let url = format!("{base}?schema={name}");
        Schema { server: Server { url, password: None, unlocked: None }, name }
    }

    fn open(&self) -> PostgresLedger {
        PostgresLedger::open_or_create(&self.server, Path::new(".")).unwrap()
    }

    /// A connection that knows nothing of ledgers.
    fn link(&self) -> Link {
        let Address { config, tls, schema, .. } = Address::of(&self.server, Path::new(".")).unwrap();
        let link = Link::open(config, tls).unwrap();
        link.batch(&format!("SET search_path TO {schema}")).unwrap();
        link
    }
}

impl Drop for Schema {
    fn drop(&mut self) {
        // After a test that failed somebody may still have it; the server is for tests alone.
        let _ = self.link().batch(&format!(
            "SET client_min_messages = warning; SET lock_timeout = '5s'; DROP SCHEMA IF EXISTS {} CASCADE",
            self.name
        ));
    }
}

fn fresh() -> Store {
    let schema = Schema::new();
    Box::new(move || Box::new(schema.open()))
}

conformance!(fresh);

#[test]
fn it_agrees_with_the_one_in_memory() {
    compare::agrees_with_the_one_in_memory(fresh, 16);
}

#[test]
fn an_operator_and_a_sender_meet() {
    meeting::an_operator_and_a_sender_meet(fresh, meeting::stories(20));
}

#[test]
fn a_copy_is_the_same_from_a_file_and_back() {
    let (schema, dir) = (Schema::new(), tempfile::tempdir().unwrap());
    let server = LedgerUrl::Postgres(schema.server.clone());
    copying::a_copy_is_the_same(&LedgerUrl::default(), &server, dir.path());
    let other = Schema::new();
    let server = LedgerUrl::Postgres(other.server.clone());
    copying::a_copy_is_the_same(&server, &LedgerUrl::Sqlite("back.db".into()), dir.path());
}
