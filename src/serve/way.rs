//! How it is known who somebody is: by the link of the terminal, by a provider where they sign in, or by a proxy where they
//! have signed in already.

use std::net::IpAddr;

use axum::http::HeaderMap;

use super::secret::is_same;
use super::who::Who;
use crate::app::Admission;
use crate::campaign::{Hidden, KnownBy, Proxy, Users};
use crate::fetch::openid::{self, Provider};

/// The header by which a proxy shows that it is the one.
const PROOF: &str = "x-heraut-secret";
/// The longest name of a user.
const LONGEST: usize = 200;
/// Where a provider leads back to.
pub(super) const BACK: &str = "/sign-in/back";

/// How it is known who somebody is.
pub(super) enum Way {
    /// Whoever has the link is the one for whom the program was started.
    Link,
    /// Users sign in at a provider.
    Provider(Box<Provider>, Users),
    /// A proxy says it with each request.
    Proxy(Proxy, Option<Hidden>, Users),
}

impl Way {
    /// By the file of users, where there is one.
    pub(super) fn of(admission: Option<Admission>) -> Self {
        let Some(Admission { users, secret }) = admission else { return Way::Link };
        match users.known_by.clone() {
            KnownBy::Provider(openid) => {
                let back = format!("{}{BACK}", users.url);
                let secret = secret.map(|secret| secret.text().to_owned());
                Way::Provider(Box::new(Provider::new(openid, secret, back)), users)
            }
            KnownBy::Proxy(proxy) => Way::Proxy(proxy, secret, users),
        }
    }

    /// Who a proxy says that it is who asks; nobody when it is not the proxy, or says it twice.
    pub(super) fn said(&self, peer: Option<IpAddr>, headers: &HeaderMap) -> Option<Who> {
        let Way::Proxy(proxy, secret, users) = self else { return None };
        if !peer.is_some_and(|peer| proxy.addresses.contains(&peer)) {
            return None;
        }
        let one = |name: &str| {
            let mut all = headers.get_all(name).iter();
            let first = all.next()?;
            // A header that somebody smuggled in beside the proxy's own says that neither can be believed.
            if all.next().is_some() { None } else { first.to_str().ok() }
        };
        if let Some(secret) = secret
            && !one(PROOF).is_some_and(|said| is_same(said, secret.text()))
        {
            return None;
        }
        let name = one(&proxy.user).map(str::trim).filter(|name| !name.is_empty() && name.len() <= LONGEST)?;
        let groups = match &proxy.groups {
            Some(header) if headers.contains_key(header) => one(header)?,
            _ => "",
        };
        let groups = groups.split(',').map(str::trim).filter(|group| !group.is_empty());
        Some(Who::user(name.to_owned(), users.roles(name, groups)))
    }

    /// Who a provider says that it is.
    pub(super) fn signed_in(&self, who: openid::Who) -> Who {
        let roles = match self {
            Way::Provider(_, users) => users.roles(&who.user, who.groups.iter().map(String::as_str)),
            Way::Link | Way::Proxy(..) => Default::default(),
        };
        Who::user(who.user, roles)
    }
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;
    use crate::campaign::read_users;

    fn way(secret: Option<&str>) -> Way {
        let text = "url: https://h.example\nproxy: {addresses: [127.0.0.1], user: X-User, groups: X-Groups}\n\
                    users: {anna: [viewer]}\ngroups: {desk: [desk]}\n";
        let users = read_users("users.yaml", text).unwrap();
        Way::of(Some(Admission { users, secret: secret.map(|text| Hidden::new(text.to_owned())) }))
    }

    fn said(way: &Way, peer: &str, headers: &[(&'static str, &'static str)]) -> Option<String> {
        let mut map = HeaderMap::new();
        for (name, value) in headers {
            map.append(*name, HeaderValue::from_static(value));
        }
        let who = way.said(peer.parse().ok(), &map)?;
        Some(format!("{} {}", who.name.as_deref().unwrap_or_default(), who.roles().join(" ")))
    }

    #[test]
    fn only_the_proxy_says_who_somebody_is() {
        let open = way(None);
        let anna = ("x-user", "anna");
        assert_eq!(said(&open, "127.0.0.1", &[anna]).as_deref(), Some("anna viewer"));
        let groups = ("x-groups", "other, desk");
        assert_eq!(said(&open, "127.0.0.1", &[anna, groups]).as_deref(), Some("anna viewer desk"));
        assert_eq!(said(&open, "127.0.0.1", &[("x-user", "eve")]).as_deref(), Some("eve "), "known, and nothing here");
        for (peer, headers) in [
            ("127.0.0.2", &[anna][..]),
            ("::1", &[anna]),
            ("127.0.0.1", &[]),
            ("127.0.0.1", &[("x-user", " ")]),
            ("127.0.0.1", &[anna, ("x-user", "eve")]),
            ("127.0.0.1", &[anna, groups, ("x-groups", "desk")]),
        ] {
            assert_eq!(said(&open, peer, headers), None, "{peer} {headers:?}");
        }
        let shut = way(Some("open sesame"));
        assert_eq!(said(&shut, "127.0.0.1", &[anna]), None);
        assert_eq!(said(&shut, "127.0.0.1", &[anna, ("x-heraut-secret", "open")]), None);
        assert!(said(&shut, "127.0.0.1", &[anna, ("x-heraut-secret", "open sesame")]).is_some());
        assert_eq!(said(&Way::Link, "127.0.0.1", &[anna]), None);
    }
}
