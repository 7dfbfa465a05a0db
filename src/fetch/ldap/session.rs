//! A connection: protected before anything is said on it, signed in, and asked page by page.

use std::net::IpAddr;
use std::time::Duration;

use chrono_tz::Tz;
use ldap3::adapters::PagedResults;
use ldap3::{Ldap, LdapConnAsync, LdapConnSettings, LdapResult, Scope};

use super::entry::Entry;
use super::fault::Named;
use super::people::{Columns, NAMES};
use crate::campaign::{Directory, Guard};
use crate::deliver::secrecy::Secrets;
use crate::deliver::transport::smtp::Trust;
use crate::fetch::{Fault, Table};

/// To connect may take so long, with what protects it.
const CONNECT: Duration = Duration::from_secs(30);

/// An answer, or the next entry of a page, may take so long.
const PATIENCE: Duration = Duration::from_secs(60);

/// So many entries are asked for at once, and so many where that is refused: Active Directory gives a thousand at most, an
/// OpenLDAP what it is set to (`size.pr`).
const PAGE: i32 = 500;
const SMALL_PAGE: i32 = 50;

/// A limit of the directory was passed (RFC 4511 appendix A.2): of a first page that is its size.
const ADMIN_LIMIT: u32 = 11;

/// The most entries of a list.
const MOST: usize = 2_000_000;

/// What a directory is asked.
#[derive(Debug, Clone, Copy)]
pub struct Question<'a> {
    /// Below which entry.
    pub base: &'a str,
    /// Which of the entries there (RFC 4515).
    pub filter: &'a str,
    /// Columns besides the usual, or in place of them: header and attribute.
    pub columns: &'a [(String, String)],
    /// Whose days dates are.
    pub zone: Tz,
}

/// The people of a directory, and their managers by name. `roots` are certificates trusted besides the system's and the public
/// roots, `password` is the user's.
///
/// # Errors
/// Why there is no list: it is all or nothing.
pub async fn people(
    directory: &Directory,
    roots: &[u8],
    password: Option<&str>,
    question: Question<'_>,
) -> Result<Table, Fault> {
    let secrets = Secrets::of(password);
    let named = Named { host: &directory.host, secrets: &secrets };
    let mut ldap = connect(directory, roots, &named).await?;
    if let (Some(user), Some(password)) = (&directory.user, password) {
        let bound = ldap.with_timeout(PATIENCE).simple_bind(user, password).await.map_err(|e| named.broken(e))?;
        if bound.rc != 0 {
            return Err(named.refused(&bound));
        }
    }
    let columns = Columns::of(question.columns, question.zone);
    let entries = search(&mut ldap, question, &columns.attributes(), &named).await?;
    let mut others = Vec::new();
    for dn in columns.strangers(&entries) {
        others.extend(look_up(&mut ldap, &dn, &named).await?);
    }
    let table = columns.table(&entries, &others).map_err(Fault::Refused);
    // The list is whole; how the directory takes the good-bye is its own affair.
    let _ = ldap.unbind().await;
    table
}

async fn connect(directory: &Directory, roots: &[u8], named: &Named<'_>) -> Result<Ldap, Fault> {
    let trust = Trust::of(roots).map_err(Fault::Refused)?;
    let settings = LdapConnSettings::new()
        .set_conn_timeout(CONNECT)
        .set_config(trust.config())
        .set_starttls(directory.guard == Guard::StartTls);
    let scheme = if directory.guard == Guard::Tls { "ldaps" } else { "ldap" };
    let host = match directory.host.parse::<IpAddr>() {
        Ok(IpAddr::V6(address)) => format!("[{address}]"),
        _ => directory.host.clone(),
    };
    let url = format!("{scheme}://{host}:{}", directory.port);
    let opened = LdapConnAsync::with_settings(settings, &url).await;
    let (connection, ldap) = opened.map_err(|e| match directory.guard {
        Guard::StartTls => named.unprotected(e),
        Guard::Tls | Guard::Nothing => named.broken(e),
    })?;
    // What ends it is heard by whoever waits for an answer.
    tokio::spawn(async move { connection.drive().await.is_ok() });
    Ok(ldap)
}

/// All entries, in pages that the directory takes.
async fn search(
    ldap: &mut Ldap,
    question: Question<'_>,
    attributes: &[&str],
    named: &Named<'_>,
) -> Result<Vec<Entry>, Fault> {
    let (mut entries, mut ended) = in_pages(ldap, question, attributes.to_vec(), PAGE, named).await?;
    if ended.rc == ADMIN_LIMIT && entries.is_empty() {
        (entries, ended) = in_pages(ldap, question, attributes.to_vec(), SMALL_PAGE, named).await?;
    }
    match ended.rc {
        0 => Ok(entries),
        _ => Err(named.refused(&ended)),
    }
}

/// Page after page until there is no more, and how that ended. A server that knows no pages gives all at once.
async fn in_pages(
    ldap: &mut Ldap,
    question: Question<'_>,
    attributes: Vec<&str>,
    page: i32,
    named: &Named<'_>,
) -> Result<(Vec<Entry>, LdapResult), Fault> {
    let pages = PagedResults::new(page);
    let started = ldap
        .with_timeout(PATIENCE)
        .streaming_search_with(pages, question.base, Scope::Subtree, question.filter, attributes)
        .await;
    let mut stream = started.map_err(|e| named.broken(e))?;
    let mut entries = Vec::new();
    while let Some(result) = stream.next().await.map_err(|e| named.broken(e))? {
        // What lies in other directories is theirs to tell: Active Directory names some below every domain.
        if result.is_ref() || result.is_intermediate() {
            continue;
        }
        let broken = || Fault::Away(format!("{} gives an entry that cannot be read", named.host));
        entries.push(Entry::read(result).ok_or_else(broken)?);
        if entries.len() > MOST {
            return Err(Fault::Away(format!("{} gives a list without an end", named.host)));
        }
    }
    Ok((entries, stream.finish().await))
}

/// One entry by its name, as far as it is there and may be seen.
async fn look_up(ldap: &mut Ldap, dn: &str, named: &Named<'_>) -> Result<Option<Entry>, Fault> {
    let found = ldap.with_timeout(PATIENCE).search(dn, Scope::Base, "(objectClass=*)", NAMES.to_vec()).await;
    let (mut results, _) = match found.map_err(|e| named.broken(e))?.success() {
        Ok(found) => (found.0, found.1),
        Err(ldap3::LdapError::LdapResult { result }) if matches!(result.rc, 10 | 32 | 34 | 50) => return Ok(None),
        Err(error) => return Err(named.broken(error)),
    };
    results.retain(|result| !result.is_ref() && !result.is_intermediate());
    // Under the name it was asked for by: that is how people name it.
    Ok(results.into_iter().next().and_then(Entry::read).map(|entry| entry.under(dn)))
}
