//! `campaign.yaml`: its keys ([`CampaignFile`], from which the JSON Schema is generated), and how it becomes a
//! [`Campaign`](super::Campaign) with every value judged and every mistake reported at its place.

mod addressee;
mod alert;
mod alert_keys;
mod alternatives;
mod bounces;
mod brand;
mod diagnostics;
mod dkim;
mod facts;
mod holidays;
mod interpret;
mod keys;
mod languages;
mod migration;
mod oauth2;
mod ordered;
mod phases;
mod relay;
mod relay_keys;
mod source_keys;
mod sources;
mod staffing;
mod tenant;
#[cfg(test)]
mod tests;
mod users;
mod users_keys;
mod values;
mod waves;

pub(in crate::campaign) use alternatives::TextPerLanguage;
pub use diagnostics::Named;
pub use interpret::{Interpreted, interpret};
pub use keys::CampaignFile;
pub(in crate::campaign) use ordered::Ordered;
pub use users::read_users;

/// The JSON Schema of `campaign.yaml` (draft 2020-12), for completion in editors; `campaign.schema.json` is this.
pub fn schema() -> schemars::Schema {
    schemars::schema_for!(CampaignFile)
}
