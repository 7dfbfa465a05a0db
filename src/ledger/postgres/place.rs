//! Where the ledger is: by that a dump that was restored, or a copy, is known from the ledger that was written last.
//!
//! A server has no file that could be copied over, but a dump can be restored, and a server can be set back to a moment. What
//! is noticed: another server (its system identifier), another database or other tables (their numbers, which a restored dump
//! has anew), another timeline (a server that was restored to a moment, or a replica that took over). What is not: a disk that
//! was set back below a server that knows nothing of it.

use super::fault::Fallible;
use super::link::{Link, values};

/// Where a ledger is, in words of the server.
#[derive(Debug, PartialEq, Eq)]
struct Place {
    /// The server, the database and the tables.
    tables: String,
    timeline: String,
}

impl Place {
    fn of(link: &Link) -> Fallible<Self> {
        // Managed servers may keep these to themselves; a place without them still has the numbers.
        let may: bool = link
            .query_one(
                "SELECT has_function_privilege('pg_control_system()', 'execute')
                   AND has_function_privilege('pg_control_checkpoint()', 'execute')",
                &[],
            )?
            .try_get(0)?;
        let (server, timeline): (String, String) = if may {
            let row = link.query_one(
                // The control file has the timeline of the last checkpoint: a replica that has just taken over made none yet.
                "SELECT system_identifier::text, CASE WHEN pg_is_in_recovery() THEN timeline_id::text
                   ELSE ('x' || left(pg_walfile_name(pg_current_wal_lsn()), 8))::bit(32)::int::text END
                 FROM pg_control_system(), pg_control_checkpoint()",
                &[],
            )?;
            (row.try_get(0)?, row.try_get(1)?)
        } else {
            ("-".to_owned(), "-".to_owned())
        };
        let numbers: String = link
            .query_one(
                "SELECT (SELECT oid FROM pg_database WHERE datname = current_database())::text
                   || '/' || to_regclass('generation')::oid::text",
                &[],
            )?
            .try_get(0)?;
        Ok(Place { tables: format!("{server}/{numbers}"), timeline })
    }

    fn parse(text: &str) -> Option<Self> {
        let (tables, timeline) = text.split_once(' ')?;
        Some(Place { tables: tables.to_owned(), timeline: timeline.to_owned() })
    }
}

/// Keeps where the ledger is.
pub(super) fn keep(link: &Link) -> Fallible<()> {
    let Place { tables, timeline } = Place::of(link)?;
    link.execute("UPDATE generation SET place = $1", values![format!("{tables} {timeline}")])?;
    Ok(())
}

/// Why the ledger may lack what was done; `None` when it does not. Nothing is written.
pub(super) fn doubt(link: &Link) -> Fallible<Option<String>> {
    let row = link.query_one("SELECT doubt, place FROM generation", &[])?;
    let (told, place): (Option<String>, Option<String>) = (row.try_get(0)?, row.try_get(1)?);
    if told.is_some() {
        return Ok(told);
    }
    let is = Place::of(link)?;
    let was = place.as_deref().and_then(Place::parse);
    Ok(moved(was.as_ref(), &is).map(str::to_owned))
}

fn moved(was: Option<&Place>, is: &Place) -> Option<&'static str> {
    match was {
        Some(was) if was.tables != is.tables => Some(
            "it was restored from a dump, or is a copy; what was done since is not in it, and the first one may have gone on",
        ),
        Some(was) if was.timeline != is.timeline => {
            Some("its server was set back to a moment, or a replica took over: what was written last may not be in it")
        }
        Some(_) => None,
        None => Some("it does not say where it was made"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_dump_and_a_server_set_back_are_known() {
        let was = Place::parse("77140/5/16402 1").unwrap();
        assert_eq!(moved(Some(&was), &Place::parse("77140/5/16402 1").unwrap()), None);
        for (is, says) in [("77140/5/17000 1", "a dump"), ("8/5/16402 1", "a dump"), ("77140/5/16402 2", "set back")] {
            assert!(moved(Some(&was), &Place::parse(is).unwrap()).is_some_and(|why| why.contains(says)), "{is}");
        }
        assert!(moved(None, &was).is_some());
    }
}
