//! Opening the schema: who may make it, who may bring it up to date, and who only looks.

use std::path::Path;

use super::address::Address;
use super::fault::Fallible;
use super::link::Link;
use super::lock::Locks;
use super::schema;
use super::store::PostgresLedger;
use crate::campaign::Server;
use crate::error::Result;
use crate::ledger::Access;

/// What a session is given. A frozen process must not keep the others from writing for ever, nor a host that is gone its locks:
/// the server asks whether it is still there.
const SESSION: &str = "SET client_min_messages = warning; SET lock_timeout = '30s';
    SET idle_in_transaction_session_timeout = '120s'; SET tcp_keepalives_idle = 15; SET tcp_keepalives_interval = 5;
    SET tcp_keepalives_count = 3; SET tcp_user_timeout = 30000;
    SELECT set_config('synchronous_commit', 'on', false) WHERE current_setting('synchronous_commit') = 'off';";

impl PostgresLedger {
    /// Opens the ledger on a server, if there is one.
    pub(in crate::ledger) fn open(server: &Server, dir: &Path, access: Access) -> Result<Option<Self>> {
        connect(server, dir, access, |link, locks, name| {
            let there = schema::version(link, name)?.is_some();
            if there && access == Access::Write {
                schema::migrate(link, locks, name)?;
            }
            Ok(there)
        })
    }

    /// Opens the ledger on a server for writing, and makes it if there is none.
    pub(in crate::ledger) fn open_or_create(server: &Server, dir: &Path) -> Result<Self> {
        let made =
            connect(server, dir, Access::Write, |link, locks, name| schema::migrate(link, locks, name).map(|()| true))?;
        made.ok_or_else(|| crate::error::Error::bug("a ledger that was made is not there"))
    }
}

/// `prepare` says whether there is a ledger.
fn connect(
    server: &Server,
    dir: &Path,
    access: Access,
    prepare: impl FnOnce(&Link, &mut Locks, &str) -> Fallible<bool>,
) -> Result<Option<PostgresLedger>> {
    let Address { config, tls, schema, lease } = Address::of(server, dir)?;
    let open = || {
        let link = Link::open(config, tls)?;
        let only = if access == Access::Read { "on" } else { "off" };
        link.batch(&format!("{SESSION} SET search_path TO {schema}; SET default_transaction_read_only = {only};"))?;
        let mut locks = Locks::new(&schema);
        let there = prepare(&link, &mut locks, &schema)?;
        Ok((link, locks, there))
    };
    let (link, locks, there) = open().map_err(|fault: super::fault::Fault| fault.told(&server.url))?;
    Ok(there.then(|| PostgresLedger::new(link, locks, server.url.clone(), lease)))
}
