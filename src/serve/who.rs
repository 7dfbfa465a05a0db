//! Who somebody is on the pages, and what they may look at and do there.

use std::collections::BTreeSet;

use crate::campaign::Role;

/// What can be allowed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum May {
    /// Looks at where it stands, without a name of anybody's.
    Look,
    /// Reads messages, as anybody gets them.
    Messages,
    /// Reads what differs from what was approved.
    Plan,
    /// Looks people up.
    People,
    /// Reads who did what.
    Journal,
    /// Acts for somebody on the telephone.
    Help,
    /// Says of a gate what was seen, opens it or keeps it closed.
    Steer,
    /// Proposes and approves a plan, opens a gate although something is missing.
    Approve,
}

impl May {
    /// All of them.
    const ALL: [May; 8] =
        [May::Look, May::Messages, May::Plan, May::People, May::Journal, May::Help, May::Steer, May::Approve];

    /// As templates and words have it.
    pub(super) fn as_str(self) -> &'static str {
        match self {
            May::Look => "look",
            May::Messages => "messages",
            May::Plan => "plan",
            May::People => "people",
            May::Journal => "journal",
            May::Help => "help",
            May::Steer => "steer",
            May::Approve => "approve",
        }
    }

    /// Whether something is done by it.
    fn is_act(self) -> bool {
        matches!(self, May::Help | May::Steer | May::Approve)
    }
}

/// What a role may.
fn of(role: Role) -> &'static [May] {
    match role {
        Role::Viewer => &[May::Look],
        Role::Writer => &[May::Look, May::Messages, May::Plan],
        Role::Desk => &[May::Look, May::People, May::Help],
        Role::Operator => &[May::Look, May::Messages, May::Plan, May::People, May::Journal, May::Help, May::Steer],
        Role::Approver => &[May::Look, May::Messages, May::Plan, May::Journal, May::Steer, May::Approve],
    }
}

/// Somebody.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Who {
    /// As the journal has them; nobody who only looks by the link has a name.
    pub(super) name: Option<String>,
    roles: BTreeSet<Role>,
    may: BTreeSet<May>,
}

impl Who {
    /// Whoever has the link of the terminal: with a name everything, without one everything there is to look at.
    pub(super) fn by_link(name: Option<String>) -> Self {
        let may = May::ALL.into_iter().filter(|may| name.is_some() || !may.is_act()).collect();
        Who { name, roles: BTreeSet::new(), may }
    }

    /// A user.
    pub(super) fn user(name: String, roles: BTreeSet<Role>) -> Self {
        let may = roles.iter().flat_map(|role| of(*role)).copied().collect();
        Who { name: Some(name), roles, may }
    }

    /// Whether they may.
    pub(super) fn may(&self, what: May) -> bool {
        self.may.contains(&what)
    }

    /// What they may, as templates have it.
    pub(super) fn allowed(&self) -> Vec<&'static str> {
        self.may.iter().map(|may| may.as_str()).collect()
    }

    /// Whether they may do anything at all.
    pub(super) fn acts(&self) -> bool {
        self.may.iter().any(|may| may.is_act())
    }

    /// What they are, as the file of users has it.
    pub(super) fn roles(&self) -> Vec<&'static str> {
        self.roles.iter().map(|role| role.as_str()).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_role_may_what_is_its_work() {
        let may = |role: Role| Who::user("x".to_owned(), BTreeSet::from([role])).allowed().join(" ");
        assert_eq!(may(Role::Viewer), "look");
        assert_eq!(may(Role::Writer), "look messages plan");
        assert_eq!(may(Role::Desk), "look people help");
        assert_eq!(may(Role::Operator), "look messages plan people journal help steer");
        assert_eq!(may(Role::Approver), "look messages plan journal steer approve");
        assert!(!Who::by_link(None).acts() && Who::by_link(None).may(May::People));
        assert!(May::ALL.iter().all(|may| Who::by_link(Some("S. Ouali".to_owned())).may(*may)));
        assert!(Who::user("x".to_owned(), BTreeSet::new()).allowed().is_empty());
    }
}
