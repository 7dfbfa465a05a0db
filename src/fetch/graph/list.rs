//! What is asked for, and the columns it becomes: Graph's own names, which are known where files are read. Pure.

use serde_json::Value;

use super::tracked::Tracked;
use crate::campaign::Asked;
use crate::fetch::odata::escaped;
use crate::fetch::table::Table;

/// Of people.
const USERS: [&str; 13] = [
    "userPrincipalName",
    "id",
    "displayName",
    "givenName",
    "surname",
    "mail",
    "preferredLanguage",
    "department",
    "officeLocation",
    "city",
    "jobTitle",
    "accountEnabled",
    MANAGER,
];

/// Of devices.
const DEVICES: [&str; 16] = [
    "deviceName",
    "id",
    "serialNumber",
    "userPrincipalName",
    "userId",
    "operatingSystem",
    "osVersion",
    "manufacturer",
    "model",
    "managedDeviceOwnerType",
    "managementAgent",
    "managementState",
    "complianceState",
    "isSupervised",
    "enrolledDateTime",
    "lastSyncDateTime",
];

/// Of what people have registered to sign in with.
const REGISTRATIONS: [&str; 8] = [
    "userPrincipalName",
    "id",
    "userDisplayName",
    "isMfaRegistered",
    "isMfaCapable",
    "isPasswordlessCapable",
    "methodsRegistered",
    "defaultMfaMethod",
];

/// A person, in place of a value.
pub(super) const MANAGER: &str = "manager";

/// How a person's manager comes with the person.
pub(super) const WITH_MANAGER: &str = "$expand=manager($select=id,userPrincipalName,mail)";

/// A list of a tenant.
#[derive(Debug, Clone)]
pub struct List {
    /// Where it is, with the words of OData behind it.
    pub(super) path: String,
    /// What an application needs to read it.
    pub(super) permission: &'static str,
    /// Header and property, in the order of the file.
    columns: Vec<(String, String)>,
    /// The headers that the campaign names: they stay when they are empty.
    named: Vec<String>,
    /// Whether guests are in it, who are nobody of ours.
    has_guests: bool,
    /// How its changes are asked for, where they can be.
    pub(super) tracked: Option<Tracked>,
}

impl List {
    /// The list of what is asked for, with these columns besides the usual, or in place of them; `None` when it is of no tenant.
    pub fn of(asked: &Asked, own: &[(String, String)]) -> Option<Self> {
        let (usual, place, permission): (&[&str], _, _) = match asked {
            Asked::Users { .. } => (&USERS, "/users", "User.Read.All"),
            Asked::Devices { .. } => {
                (&DEVICES, "/deviceManagement/managedDevices", "DeviceManagementManagedDevices.Read.All")
            }
            Asked::Registrations => {
                (&REGISTRATIONS, "/reports/authenticationMethods/userRegistrationDetails", "AuditLog.Read.All")
            }
            Asked::Entries { .. } => return None,
        };
        let own_of = |header: &str| own.iter().find(|(own, _)| own == header).map(|(_, property)| property.clone());
        let usual_column = |name: &&str| ((*name).to_owned(), own_of(name).unwrap_or_else(|| (*name).to_owned()));
        let mut columns: Vec<(String, String)> = usual.iter().map(usual_column).collect();
        columns.extend(own.iter().filter(|(header, _)| !usual.contains(&header.as_str())).cloned());
        // A property below another is asked for with it; a person is asked for in other words.
        let mut selected: Vec<&str> = columns.iter().filter_map(|(_, property)| property.split('/').next()).collect();
        selected.retain(|property| *property != MANAGER);
        selected.sort_unstable();
        selected.dedup();
        let select = selected.join(",");
        let with = |filter: Option<&String>| filter.map(|f| format!("&$filter={}", escaped(f))).unwrap_or_default();
        let words = match asked {
            Asked::Users { filter } => {
                format!("?$select={}&{WITH_MANAGER}&$top=999{}", escaped_list(&select), with(Some(filter)))
            }
            Asked::Devices { filter } => format!("?$select={}{}", escaped_list(&select), with(filter.as_ref())),
            // The report knows no choice of properties, and gives a page as it likes.
            Asked::Registrations | Asked::Entries { .. } => String::new(),
        };
        let has_guests = matches!(asked, Asked::Registrations);
        let tracked = match asked {
            Asked::Users { filter } => Tracked::of(filter, &selected),
            Asked::Devices { .. } | Asked::Registrations | Asked::Entries { .. } => None,
        };
        let named = own.iter().map(|(header, _)| header.clone()).collect();
        Some(List { path: format!("{place}{words}"), permission, columns, named, has_guests, tracked })
    }

    /// The list of these.
    pub(super) fn table(&self, values: &[Value]) -> Table {
        let headers = self.columns.iter().map(|(header, _)| header.clone()).collect();
        let ours = values.iter().filter(|value| !self.has_guests || value["userType"] != "guest");
        let row = |value: &Value| self.columns.iter().map(|(_, property)| text(at(value, property))).collect();
        let named: Vec<&str> = self.named.iter().map(String::as_str).collect();
        Table::new(headers, ours.map(row).collect()).without_empty(&named)
    }
}

/// Names with commas between, which an address may have as they are.
pub(super) fn escaped_list(names: &str) -> String {
    names.split(',').map(escaped).collect::<Vec<_>>().join(",")
}

/// A property, or one below it as in `onPremisesExtensionAttributes/extensionAttribute1`.
pub(super) fn at<'a>(value: &'a Value, property: &str) -> &'a Value {
    property.split('/').fold(value, |value, name| &value[name])
}

/// What stands in a cell. A person is named as people files name managers.
fn text(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        Value::Bool(_) | Value::Number(_) => value.to_string(),
        Value::Array(values) => values.iter().map(text).collect::<Vec<_>>().join(";"),
        Value::Object(person) => {
            let names = ["userPrincipalName", "mail", "id"];
            names.iter().filter_map(|name| person.get(*name)?.as_str()).next().unwrap_or_default().to_owned()
        }
    }
}
