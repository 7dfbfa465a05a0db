//! How changes of the people of a tenant are asked for: in other words than the whole list, since the question takes no filter
//! but by id. So the filter is judged here, as far as it can be. Pure.
//!
//! Source: <https://learn.microsoft.com/graph/api/user-delta>, <https://learn.microsoft.com/graph/delta-query-overview>; read
//! on 2026-12-01: `$select` takes `manager`, which then comes as `manager@delta` with an id; `$expand`, `$top` and other filters are not
//! taken; what a list can be asked for is tracked.

use serde_json::Value;

use super::list::{MANAGER, at, escaped_list};

/// What is asked for, and who of those who come are meant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Tracked {
    /// Where the first question goes.
    pub(super) path: String,
    /// The properties that are asked for.
    pub(super) properties: Vec<String>,
    /// What all who are meant have.
    conditions: Vec<(String, Literal)>,
}

/// What a filter compares with.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Literal {
    Text(String),
    Truth(bool),
}

/// What is part of a person in the directory itself. What is kept elsewhere can be asked for and is not tracked, such as when
/// somebody signed in last (`signInActivity`).
const IN_THE_DIRECTORY: [&str; 37] = [
    "accountEnabled",
    "ageGroup",
    "businessPhones",
    "city",
    "companyName",
    "country",
    "createdDateTime",
    "department",
    "displayName",
    "employeeId",
    "employeeType",
    "faxNumber",
    "givenName",
    "id",
    "jobTitle",
    "mail",
    "mailNickname",
    "mobilePhone",
    "officeLocation",
    "onPremisesDistinguishedName",
    "onPremisesDomainName",
    "onPremisesExtensionAttributes",
    "onPremisesImmutableId",
    "onPremisesSamAccountName",
    "onPremisesSecurityIdentifier",
    "onPremisesSyncEnabled",
    "onPremisesUserPrincipalName",
    "otherMails",
    "postalCode",
    "preferredLanguage",
    "proxyAddresses",
    "state",
    "streetAddress",
    "surname",
    "usageLocation",
    "userPrincipalName",
    "userType",
];

/// By what people are named as managers.
const NAMES: [&str; 2] = ["userPrincipalName", "mail"];

impl Tracked {
    /// The same people and properties as the whole list has; `None` where the filter is more than `NAME eq VALUE and …`, or not
    /// all of it is tracked.
    pub(super) fn of(filter: &str, selected: &[&str]) -> Option<Self> {
        let conditions = conditions(filter)?;
        let first = |name: &str| name.split('/').next().unwrap_or_default().to_owned();
        let mut properties: Vec<String> = selected.iter().map(|name| (*name).to_owned()).collect();
        properties.extend(conditions.iter().map(|(name, _)| first(name)));
        properties.extend(NAMES.map(str::to_owned));
        properties.sort_unstable();
        properties.dedup();
        if !properties.iter().all(|name| IN_THE_DIRECTORY.contains(&name.as_str())) {
            return None;
        }
        // Who is known by it is named by it in any case.
        properties.retain(|name| name != "id" && name != MANAGER);
        let path = format!("/users/delta?$select={},{MANAGER}", escaped_list(&properties.join(",")));
        Some(Tracked { path, properties, conditions })
    }

    /// Whether somebody is meant; `None` where that depends on how the tenant compares upper and lower case.
    pub(super) fn means(&self, person: &Value) -> Option<bool> {
        let mut all = true;
        for (name, literal) in &self.conditions {
            match (at(person, name), literal) {
                (Value::Bool(has), Literal::Truth(wanted)) => all &= has == wanted,
                (Value::String(has), Literal::Text(wanted)) if has == wanted => {}
                (Value::String(has), Literal::Text(wanted)) if has.to_lowercase() == wanted.to_lowercase() => {
                    return None;
                }
                _ => all = false,
            }
        }
        Some(all)
    }
}

/// The parts of a filter that asks for nothing but values.
fn conditions(filter: &str) -> Option<Vec<(String, Literal)>> {
    let mut rest = filter.trim();
    let mut found = Vec::new();
    loop {
        let (name, after) = rest.split_once(' ')?;
        let is_name = name.starts_with(|c: char| c.is_ascii_alphabetic())
            && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '/');
        let after = after.trim_start().strip_prefix("eq ")?.trim_start();
        let (literal, left) = literal(after)?;
        if !is_name || name == MANAGER {
            return None;
        }
        found.push((name.to_owned(), literal));
        rest = left.trim();
        match rest.strip_prefix("and ") {
            _ if rest.is_empty() => return Some(found),
            Some(more) => rest = more.trim_start(),
            None => return None,
        }
    }
}

/// A text between quotes, in which a quote is doubled, or a truth; and what stands behind it.
fn literal(text: &str) -> Option<(Literal, &str)> {
    if let Some(begun) = text.strip_prefix('\'') {
        let (mut words, mut rest) = (String::new(), begun);
        loop {
            let end = rest.find('\'')?;
            words.push_str(&rest[..end]);
            rest = &rest[end + 1..];
            match rest.strip_prefix('\'') {
                Some(more) => {
                    words.push('\'');
                    rest = more;
                }
                None => return Some((Literal::Text(words), rest)),
            }
        }
    }
    let end = text.find(' ').unwrap_or(text.len());
    let truth = match &text[..end] {
        "true" => true,
        "false" => false,
        _ => return None,
    };
    Some((Literal::Truth(truth), &text[end..]))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_filter_by_values_is_judged_and_any_other_is_not() {
        let of = |filter: &str| Tracked::of(filter, &["displayName", "id"]);
        let tracked =
            of("userType eq 'Member' and accountEnabled eq true and city eq '’s-Hertogenbosch ''Zuid'''").unwrap();
        assert_eq!(
            tracked.path,
            "/users/delta?$select=accountEnabled,city,displayName,mail,userPrincipalName,userType,manager"
        );
        let person = |city: &str, kind: &str| json!({"userType": kind, "accountEnabled": true, "city": city});
        assert_eq!(tracked.means(&person("’s-Hertogenbosch 'Zuid'", "Member")), Some(true));
        assert_eq!(tracked.means(&person("Breda", "Member")), Some(false));
        assert_eq!(tracked.means(&json!({})), Some(false));
        assert_eq!(tracked.means(&person("Breda", "member")), None, "how a tenant compares is its own");
        assert!(Tracked::of("userType eq 'Member'", &["displayName", "signInActivity"]).is_none());
        for filter in [
            "startswith(department,'IT')",
            "userType eq 'Member' or accountEnabled eq true",
            "not (userType eq 'Guest')",
            "userType ne 'Guest'",
            "userType eq 'Member' and",
            "userType eq 'Member",
            "userType eq Member",
            "manager eq 'x'",
            "",
        ] {
            assert_eq!(of(filter), None, "{filter}");
        }
    }
}
