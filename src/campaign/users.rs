//! Who may open the pages of `heraut serve`, and what each of them is there: a file of its own, which is no part of what is
//! approved. Who writes messages does not give themselves another role by it.

use std::collections::{BTreeMap, BTreeSet};
use std::net::IpAddr;

use super::fold::name_key;
use super::relay::Secret;

/// What somebody is on the pages.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Role {
    /// Looks at where it stands.
    Viewer,
    /// Writes messages.
    Writer,
    /// Has people on the telephone.
    Desk,
    /// Runs the campaign.
    Operator,
    /// Approves plans, and decides on gates.
    Approver,
}

impl Role {
    /// All of them.
    pub const ALL: [Role; 5] = [Role::Viewer, Role::Writer, Role::Desk, Role::Operator, Role::Approver];

    /// As the file has it.
    pub fn as_str(self) -> &'static str {
        match self {
            Role::Viewer => "viewer",
            Role::Writer => "writer",
            Role::Desk => "desk",
            Role::Operator => "operator",
            Role::Approver => "approver",
        }
    }
}

/// Who may open the pages.
#[derive(Debug, Clone)]
pub struct Users {
    /// What browsers call the site, without a path: `https://heraut.example.org`.
    pub url: String,
    /// Who says who somebody is.
    pub known_by: KnownBy,
    users: BTreeMap<String, BTreeSet<Role>>,
    groups: BTreeMap<String, BTreeSet<Role>>,
}

/// Who says who somebody is.
#[derive(Debug, Clone)]
pub enum KnownBy {
    /// A provider of OpenID Connect, where they sign in.
    Provider(OpenId),
    /// A reverse proxy, where they have signed in already.
    Proxy(Proxy),
}

/// A provider of OpenID Connect.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpenId {
    /// Who it is, as its tokens say it, to the letter.
    pub issuer: String,
    /// What this program is called there.
    pub client: String,
    /// What proves that it is this program; a public client has none.
    pub secret: Option<Secret>,
    /// The claim that names a user.
    pub user: String,
    /// The claim that has their groups, or the roles they have there.
    pub groups: String,
    /// What is asked for besides `openid`.
    pub scopes: Vec<String>,
}

/// A reverse proxy that knows who somebody is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proxy {
    /// The addresses it comes from; from others its headers say nothing.
    pub addresses: Vec<IpAddr>,
    /// The header that names a user.
    pub user: String,
    /// The header that has their groups, with commas between them.
    pub groups: Option<String>,
    /// What it says besides, so that nobody else on its machine is taken for it.
    pub secret: Option<Secret>,
}

impl Users {
    /// Of users and groups, each with what they are.
    pub fn new(
        url: String,
        known_by: KnownBy,
        users: impl IntoIterator<Item = (String, BTreeSet<Role>)>,
        groups: impl IntoIterator<Item = (String, BTreeSet<Role>)>,
    ) -> Self {
        let users = users.into_iter().map(|(name, roles)| (name_key(&name).into_owned(), roles)).collect();
        Users { url, known_by, users, groups: groups.into_iter().collect() }
    }

    /// What a user of these groups is: what the user is, and what each group is. A user name has no capitals, as with those who
    /// give them out; a group is called just so.
    pub fn roles<'g>(&self, user: &str, groups: impl IntoIterator<Item = &'g str>) -> BTreeSet<Role> {
        let own = self.users.get(&*name_key(user));
        let theirs = groups.into_iter().filter_map(|group| self.groups.get(group));
        own.into_iter().chain(theirs).flatten().copied().collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn somebody_is_what_they_are_and_what_their_groups_are() {
        let proxy = Proxy { addresses: Vec::new(), user: "x-user".to_owned(), groups: None, secret: None };
        let users = Users::new(
            "https://h.example".to_owned(),
            KnownBy::Proxy(proxy),
            [("S.Ouali@x.example".to_owned(), BTreeSet::from([Role::Operator]))],
            [("desk".to_owned(), BTreeSet::from([Role::Desk, Role::Viewer]))],
        );
        assert_eq!(users.roles("s.ouali@X.example", []), BTreeSet::from([Role::Operator]));
        let all = BTreeSet::from([Role::Viewer, Role::Desk, Role::Operator]);
        assert_eq!(users.roles("s.ouali@x.example", ["desk", "other"]), all);
        assert!(users.roles("somebody", ["Desk", "des"]).is_empty() && users.roles("", [""]).is_empty());
    }
}
