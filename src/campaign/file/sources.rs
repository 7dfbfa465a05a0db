//! The systems that data is fetched from, and the files it becomes.

#[cfg(test)]
mod tests;

use std::collections::BTreeSet;
use std::net::IpAddr;
use std::sync::Arc;

use super::diagnostics::Diagnostics;
use super::keys::{CampaignFile, TraceFile};
use super::ordered::Ordered;
use super::relay::secret;
use super::source_keys::{GraphEntriesFile, GraphFile, LdapEntriesFile, LdapFile, SourceFile};
use super::tenant::tenant;
use crate::campaign::yaml::At;
use crate::campaign::{Asked, Directory, Fetched, Guard, System};
use crate::error::did_you_mean;

/// Who is asked for by name where a campaign does not say: no guests.
const MEMBERS: &str = "userType eq 'Member'";

/// What a tenant can be asked for.
const OF: [&str; 3] = ["users", "devices", "registrations"];

/// The files that are fetched, in the order of the campaign file.
pub(super) fn fetched(file: &CampaignFile, d: &mut Diagnostics<'_>) -> Vec<Fetched> {
    let fetched: Vec<Fetched> = file.sources.iter().flat_map(|source| of_source(source, d)).collect();
    let read: BTreeSet<&str> = file.people.iter().chain(&file.devices).map(|data| data.file.value.as_str()).collect();
    let mut before = BTreeSet::new();
    for at in file.sources.iter().flat_map(|at| files(&at.value)) {
        d.within(at, &at.value, "a fetched file");
        let name = at.value.as_str();
        if !name.to_ascii_lowercase().ends_with(".csv") {
            d.wrong(at, format!("`{name}` is not the name of a CSV file"), "write one that ends in `.csv`");
        } else if !read.contains(name) {
            let hint = "name it in `people:` or `devices:` too; with `progress: true` when only `heraut progress import` \
                        reads it";
            d.wrong(at, format!("nothing reads `{name}`"), hint);
        }
        if !before.insert(name) {
            d.wrong(at, format!("`{name}` is fetched twice"), "give one of the two another name");
        }
    }
    fetched
}

fn files(source: &SourceFile) -> Vec<&At<String>> {
    let ldap = source.ldap.iter().flat_map(|at| at.value.files.value.iter().map(|file| &file.file));
    ldap.chain(source.graph.iter().flat_map(|at| at.value.files.value.iter().map(|file| &file.file))).collect()
}

fn of_source(at: &At<SourceFile>, d: &mut Diagnostics<'_>) -> Vec<Fetched> {
    match (&at.value.ldap, &at.value.graph) {
        (Some(ldap), None) => of_directory(&ldap.value, d),
        (None, Some(graph)) => of_tenant(graph, d),
        (Some(_), Some(graph)) => {
            d.wrong(graph, "a source is one system", "give each a `-` of its own in `sources:`");
            Vec::new()
        }
        (None, None) => {
            d.wrong(at, "this source names no system", "write `ldap:` or `graph:` in it");
            Vec::new()
        }
    }
}

fn of_directory(file: &LdapFile, d: &mut Diagnostics<'_>) -> Vec<Fetched> {
    let (host, port, guard) = address(&file.url, file.tls.as_ref(), d);
    match (&file.user, &file.password) {
        (Some(user), None) => {
            let hint = "add `password: {env: HERAUT_LDAP_PASSWORD}`";
            d.wrong(user, "a user without a password signs in as nobody", hint);
        }
        (None, Some(password)) => {
            d.wrong(password, "a password without a user signs nobody in", "add `user:`, or leave the password out");
        }
        _ => {}
    }
    let system = Arc::new(System::Directory(Directory {
        host,
        port,
        guard,
        user: file.user.as_ref().map(|at| d.filled(at)),
        password: file.password.as_ref().and_then(|at| secret(at, "a password", d)),
        certificates: file.certificates.as_ref().map(|at| at.value.clone()),
    }));
    some(&file.files, d);
    let one = |file: &LdapEntriesFile| Fetched {
        asked: Asked::Entries { base: d.filled(&file.base), filter: filter(&file.filter, d) },
        columns: columns(&file.columns, d),
        place: d.origin.place(&file.file),
        file: file.file.value.clone(),
        system: Arc::clone(&system),
    };
    file.files.value.iter().map(one).collect()
}

/// A filter (RFC 4515).
fn filter(at: &At<String>, d: &mut Diagnostics<'_>) -> String {
    let text = at.value.trim();
    if ldap3::parse_filter(text).is_err() {
        let hint = "write it in parentheses, as in `(&(objectClass=person)(mail=*))`";
        d.wrong(at, format!("`{}` is not a filter of LDAP", text.escape_debug()), hint);
    }
    text.to_owned()
}

fn of_tenant(at: &At<GraphFile>, d: &mut Diagnostics<'_>) -> Vec<Fetched> {
    let file = &at.value;
    let keys = TraceFile { oauth2: file.oauth2.clone(), token: file.token.clone(), url: file.url.clone() };
    let tenant = tenant(&At { value: keys, spot: at.spot }, d);
    some(&file.files, d);
    let asked: Vec<Option<Asked>> = file.files.value.iter().map(|file| asked(file, d)).collect();
    let Some(tenant) = tenant else { return Vec::new() };
    let system = Arc::new(System::Tenant(tenant));
    let one = |(file, asked): (&GraphEntriesFile, Option<Asked>)| {
        Some(Fetched {
            asked: asked?,
            columns: columns(&file.columns, d),
            place: d.origin.place(&file.file),
            file: file.file.value.clone(),
            system: Arc::clone(&system),
        })
    };
    file.files.value.iter().zip(asked).filter_map(one).collect()
}

fn asked(file: &GraphEntriesFile, d: &mut Diagnostics<'_>) -> Option<Asked> {
    let filter = file.filter.as_ref().map(|at| d.filled(at));
    match (file.of.value.as_str(), filter) {
        ("users", filter) => Some(Asked::Users { filter: filter.unwrap_or_else(|| MEMBERS.to_owned()) }),
        ("devices", filter) => Some(Asked::Devices { filter }),
        ("registrations", None) => Some(Asked::Registrations),
        ("registrations", Some(_)) => {
            if let Some(at) = &file.filter {
                d.wrong(at, "registrations are fetched of everybody", "leave `filter:` out");
            }
            None
        }
        (other, _) => {
            let forms = || "write `users`, `devices` or `registrations`".to_owned();
            let hint = did_you_mean(other, OF, 3, forms);
            d.wrong(&file.of, format!("a tenant is not asked for `{}`", other.escape_debug()), hint);
            None
        }
    }
}

fn columns(columns: &Ordered<At<String>>, d: &mut Diagnostics<'_>) -> Vec<(String, String)> {
    columns.0.iter().map(|(header, name)| (d.filled(header), d.filled(name))).collect()
}

fn some<T>(files: &At<Vec<T>>, d: &mut Diagnostics<'_>) {
    if files.value.is_empty() {
        d.wrong(files, "nothing is fetched from this source", "name a file, as in `files: [{file: people.csv, …}]`");
    }
}

/// Host, port and how it is spoken to.
fn address(at: &At<String>, tls: Option<&At<String>>, d: &mut Diagnostics<'_>) -> (String, u16, Guard) {
    let (scheme, rest) = at.value.split_once("://").unwrap_or((&at.value, ""));
    let implicit = scheme == "ldaps";
    let authority = rest.trim_end_matches('/');
    let default = if implicit { 636 } else { 389 };
    let (host, port) = match authority.rsplit_once(':') {
        Some((host, port)) if !port.contains(']') => (host, port.parse().ok()),
        _ => (authority, Some(default)),
    };
    let host = host.trim_start_matches('[').trim_end_matches(']');
    // What stands here becomes an address again.
    let is_name = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_');
    let is_host = !host.is_empty() && (host.parse::<IpAddr>().is_ok() || host.chars().all(is_name));
    if authority.contains('@') {
        d.wrong(at, "the directory's address holds a name or password", "use `user:` and `password: {env: …}`");
    } else if !matches!(scheme, "ldap" | "ldaps") || !is_host || port.is_none() {
        let hint = "write ldaps://host:636, or ldap://host:389 for StartTLS; what is asked stands in `files:`";
        d.wrong(at, format!("`{}` is not a directory", at.value), hint);
    }
    let guard = match (tls, tls.map_or("", |at| at.value.as_str())) {
        (None, _) if implicit => Guard::Tls,
        (None, _) | (_, "starttls") if !implicit => Guard::StartTls,
        (_, "none") if !implicit => Guard::Nothing,
        (Some(tls), _) if implicit => {
            d.wrong(tls, "ldaps:// is TLS from the first byte", "leave `tls:` out, or write ldap://");
            Guard::Tls
        }
        (tls, word) => {
            if let Some(tls) = tls {
                let hint = "write `starttls`, or `none` where names and the password may be read on the way";
                d.wrong(tls, format!("there is no `tls: {}`", word.escape_debug()), hint);
            }
            Guard::StartTls
        }
    };
    (host.to_owned(), port.unwrap_or(default), guard)
}
