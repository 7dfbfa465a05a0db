//! The people and devices of a Microsoft 365 tenant, over Graph, as lists:
//!
//! | list | asked for | permission of the application |
//! |---|---|---|
//! | users | `GET /users` with their manager (<https://learn.microsoft.com/graph/api/user-list>) | *User.Read.All* |
//! | devices | `GET /deviceManagement/managedDevices` (<https://learn.microsoft.com/graph/api/intune-devices-manageddevice-list>) | *DeviceManagementManagedDevices.Read.All* |
//! | registrations | `GET /reports/authenticationMethods/userRegistrationDetails` (<https://learn.microsoft.com/graph/api/authenticationmethodsroot-list-userregistrationdetails>) | *AuditLog.Read.All* |
//!
//! ```text
//! Graph    page after page, a token that has expired renewed once, and waiting when it is asked to
//!    │
//! list     what is asked for, and which columns that becomes
//! changes  what is otherwise since the last time, where that can be asked, onto what was known then
//! ```

mod ask;
mod changes;
mod list;
#[cfg(test)]
mod tests;
mod tracked;

pub use ask::{Graph, Wait};
pub use changes::Knowledge;
pub use list::List;
