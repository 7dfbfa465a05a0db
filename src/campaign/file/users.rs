//! Who may open the pages of `heraut serve`: from the keys of their file to [`Users`], with every mistake at its place.

use std::collections::BTreeSet;
use std::net::IpAddr;

use ureq::http::Uri;

use super::diagnostics::Diagnostics;
use super::ordered::Ordered;
use super::relay::secret;
use super::users_keys::{OpenIdFile, ProxyFile, UsersFile};
use crate::campaign::yaml::{self, At};
use crate::campaign::{KnownBy, OpenId, Proxy, Role, UrlFlaw, Users, judge_url};
use crate::error::{Error, Result, did_you_mean};

/// Reads the file: `file` is what it is called, `text` what it holds.
///
/// # Errors
/// Everything that is wrong with it.
pub fn read_users(file: &str, text: &str) -> Result<Users> {
    let (read, origin): (UsersFile, _) = yaml::read(file, text.trim_start_matches('\u{feff}'))?;
    let mut diagnostics = Diagnostics { origin: &origin, problems: Vec::new(), selectors: Vec::new() };
    let url = address(&read.url, &mut diagnostics);
    let known_by = match (&read.openid, &read.proxy) {
        (Some(at), None) => openid(at, &mut diagnostics).map(KnownBy::Provider),
        (None, Some(at)) => proxy(at, &mut diagnostics).map(KnownBy::Proxy),
        (Some(_), Some(at)) => {
            diagnostics.wrong(at, "users are known in one way", "leave `openid:` or `proxy:` out");
            None
        }
        (None, None) => {
            let hint = "add `openid:` for a provider where they sign in, or `proxy:` where they have already";
            diagnostics.wrong(&read.url, "nobody says who a user is", hint);
            None
        }
    };
    let users = roles(&read.users, &mut diagnostics);
    let groups = roles(&read.groups, &mut diagnostics);
    if users.is_empty() && groups.is_empty() {
        let hint = "add `users:` or `groups:`, as in `users: {s.ouali@example.org: [operator]}`";
        diagnostics.wrong(&read.url, "nobody may do anything here", hint);
    }
    if let (Some(first), Some(Proxy { groups: None, .. })) = (read.groups.0.first(), proxy_of(known_by.as_ref())) {
        let hint = "add the header they stand in: `proxy: {groups: X-Forwarded-Groups, …}`";
        diagnostics.wrong(&first.0, "the proxy says nothing of groups", hint);
    }
    Error::collect(diagnostics.problems)?;
    let known_by = known_by.ok_or_else(|| Error::bug("a file of users was refused without a reason"))?;
    Ok(Users::new(url, known_by, users, groups))
}

fn proxy_of(known_by: Option<&KnownBy>) -> Option<&Proxy> {
    match known_by {
        Some(KnownBy::Proxy(proxy)) => Some(proxy),
        _ => None,
    }
}

/// What browsers call the site: scheme, host and port, without a slash behind it.
fn address(at: &At<String>, diagnostics: &mut Diagnostics<'_>) -> String {
    let text = at.value.trim_end_matches('/');
    let has_path = text.parse::<Uri>().is_ok_and(|uri| !matches!(uri.path(), "" | "/") || uri.query().is_some());
    let (message, hint) = match judge_url(text) {
        Ok(()) if has_path => {
            ("the pages are at the root of a host", "leave the path out: `https://heraut.example.org`")
        }
        Ok(()) => return text.to_ascii_lowercase(),
        Err(UrlFlaw::Named) => ("the address of the site holds a name or password", "leave it out"),
        Err(UrlFlaw::Clear) => {
            ("what is shown there is personal, and goes under TLS", "write https://, by `--certificate` or a proxy")
        }
        Err(UrlFlaw::None) => ("it is not the address of a site", "write it as in https://heraut.example.org"),
    };
    diagnostics.wrong(at, message, hint);
    String::new()
}

fn openid(at: &At<OpenIdFile>, diagnostics: &mut Diagnostics<'_>) -> Option<OpenId> {
    let file = &at.value;
    let hint = "write it as its configuration has it: `https://login.microsoftonline.com/TENANT/v2.0`";
    let flaw = match judge_url(&file.issuer.value) {
        Ok(()) if file.issuer.value.contains(['?', '#']) => Some("an issuer has no question and no fragment"),
        Ok(()) => None,
        Err(UrlFlaw::Named) => Some("an issuer has no name or password in it"),
        Err(UrlFlaw::Clear) => Some("a provider is asked under TLS, unless it is on this machine"),
        Err(UrlFlaw::None) => Some("it is not an issuer"),
    };
    if let Some(flaw) = flaw {
        diagnostics.wrong(&file.issuer, flaw, hint);
    }
    // In place of a tenant these are whoever signs in; the issuer of their tokens is another.
    if ["/common/", "/organizations/", "/consumers/"].iter().any(|anybody| file.issuer.value.contains(anybody)) {
        diagnostics.wrong(&file.issuer, "this is anybody's, not a tenant", "write the id of the tenant in its place");
    }
    let mut named = vec![&file.client];
    named.extend([&file.user, &file.groups].into_iter().flatten());
    named.extend(file.scopes.iter().flatten());
    for text in named {
        if text.value.is_empty() || text.value.chars().any(|c| c.is_control() || c.is_whitespace()) {
            diagnostics.wrong(text, "this names nothing there", "write it as the provider has it");
        }
    }
    let text = |at: &Option<At<String>>, usual: &str| at.as_ref().map_or(usual, |at| &at.value).to_owned();
    let scopes = file.scopes.as_ref().map(|all| all.iter().map(|at| at.value.clone()).collect());
    Some(OpenId {
        issuer: file.issuer.value.clone(),
        client: file.client.value.clone(),
        secret: file.secret.as_ref().and_then(|at| secret(at, "the secret of the provider's client", diagnostics)),
        user: text(&file.user, "preferred_username"),
        groups: text(&file.groups, "groups"),
        scopes: scopes.unwrap_or_else(|| vec!["profile".to_owned()]),
    })
}

fn proxy(at: &At<ProxyFile>, diagnostics: &mut Diagnostics<'_>) -> Option<Proxy> {
    let file = &at.value;
    let mut addresses = Vec::new();
    for at in &file.addresses {
        match at.value.parse::<IpAddr>() {
            Ok(address) => addresses.push(address.to_canonical()),
            Err(_) => {
                let message = format!("`{}` is not an address of a machine", at.value.escape_debug());
                diagnostics.wrong(at, message, "write the one that the proxy connects from, such as 127.0.0.1");
            }
        }
    }
    if file.addresses.is_empty() {
        diagnostics.wrong(at, "no proxy is named", "add the address that it connects from: `addresses: [127.0.0.1]`");
    }
    let mut header = |at: &At<String>| {
        let is_token = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-';
        if at.value.is_empty() || !at.value.bytes().all(is_token) {
            let message = format!("`{}` is not the name of a header", at.value.escape_debug());
            diagnostics.wrong(at, message, "letters, digits and `-`, such as X-Forwarded-User");
        }
        at.value.to_ascii_lowercase()
    };
    let (user, groups) = (header(&file.user), file.groups.as_ref().map(&mut header));
    let secret = file.secret.as_ref().and_then(|at| secret(at, "what the proxy says", diagnostics));
    Some(Proxy { addresses, user, groups, secret })
}

/// What each of them is.
fn roles(file: &Ordered<Vec<At<String>>>, diagnostics: &mut Diagnostics<'_>) -> Vec<(String, BTreeSet<Role>)> {
    let mut all = Vec::new();
    for (name, roles) in &file.0 {
        if name.value.trim().is_empty() {
            diagnostics.wrong(name, "this is nobody's name", "write it as the provider or the proxy has it");
        }
        if roles.is_empty() {
            diagnostics.wrong(name, "without a role they may do nothing", "leave them out, or add one: `[viewer]`");
        }
        let mut known = BTreeSet::new();
        for at in roles {
            match Role::ALL.into_iter().find(|role| role.as_str() == at.value) {
                Some(role) => drop(known.insert(role)),
                None => {
                    let names = Role::ALL.map(Role::as_str);
                    let hint = did_you_mean(&at.value, names, 2, || format!("they are {}", names.join(", ")));
                    diagnostics.wrong(at, format!("there is no role `{}`", at.value.escape_debug()), hint);
                }
            }
        }
        all.push((name.value.clone(), known));
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    const PROVIDER: &str = "openid: {issuer: https://id.example/t, client: heraut, secret: {env: S}}\n";
    const PROXY: &str = "proxy: {addresses: [127.0.0.1], user: X-User}\n";

    fn read(text: &str) -> Result<Users> {
        read_users("users.yaml", text)
    }

    #[test]
    fn who_signs_in_where_and_is_what() {
        let users = read(&format!("url: https://Heraut.example/\n{PROVIDER}users: {{a@x.example: [desk]}}\n")).unwrap();
        assert_eq!(users.url, "https://heraut.example");
        let KnownBy::Provider(openid) = &users.known_by else { panic!("{users:?}") };
        assert_eq!(
            (&*openid.user, &*openid.groups, &openid.scopes[..]),
            ("preferred_username", "groups", &["profile".to_owned()][..])
        );
        assert_eq!(users.roles("a@x.example", []), BTreeSet::from([Role::Desk]));
        let text = "proxy: {addresses: ['::ffff:127.0.0.1'], user: X-User, groups: X-Groups}\ngroups: {g: [viewer]}\n";
        let users = read(&format!("url: https://h.example:8443\n{text}")).unwrap();
        let KnownBy::Proxy(proxy) = &users.known_by else { panic!("{users:?}") };
        assert_eq!((proxy.addresses[0].to_string(), &*proxy.user), ("127.0.0.1".to_owned(), "x-user"));
    }

    #[test]
    fn what_is_wrong_is_said_at_its_place() {
        let url = "url: https://h.example\n";
        let users = "users: {a: [viewer]}\n";
        for (text, said) in [
            (format!("url: http://h.example\n{PROXY}{users}"), "users.yaml:1:6: what is shown there is personal"),
            (format!("url: https://h.example/heraut\n{PROXY}{users}"), "at the root of a host"),
            (format!("url: https://me:pw@h.example\n{PROXY}{users}"), "holds a name or password"),
            (format!("url: heraut\n{PROXY}{users}"), "not the address of a site"),
            (format!("{url}{users}"), "nobody says who a user is"),
            (format!("{url}{PROVIDER}{PROXY}{users}"), "users are known in one way"),
            (format!("{url}{PROXY}"), "nobody may do anything here"),
            (format!("{url}{PROXY}users: {{a: []}}\n"), "without a role"),
            (format!("{url}{PROXY}users: {{a: [opperator]}}\n"), "did you mean `operator`"),
            (format!("{url}{PROXY}groups: {{g: [desk]}}\n"), "the proxy says nothing of groups"),
            (format!("{url}{}{users}", PROXY.replace("127.0.0.1", "localhost")), "not an address of a machine"),
            (format!("{url}{}{users}", PROXY.replace("127.0.0.1", "")), "no proxy is named"),
            (format!("{url}{}{users}", PROXY.replace("X-User", "'X User'")), "not the name of a header"),
            (format!("{url}{}{users}", PROVIDER.replace("https:", "http:")), "asked under TLS"),
            (format!("{url}{}{users}", PROVIDER.replace("id.example/t", "login.example/common/v2.0")), "anybody's"),
            (format!("{url}{}{users}", PROVIDER.replace("env: S", "env: S, file: s")), "exactly one place"),
        ] {
            let wrong = read(&text).err().unwrap_or_else(|| panic!("{text} is fine")).to_string();
            assert!(wrong.contains(said), "{text}: {wrong}");
        }
    }
}
