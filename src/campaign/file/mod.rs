//! `campaign.yaml`: its shape ([`CampaignFile`], from which the JSON Schema is generated), and how it becomes a
//! [`Campaign`](super::Campaign) with every value judged and every mistake reported at its place.

mod choice;
mod holidays;
mod lower;
mod lower_brand;
mod lower_dkim;
mod lower_facts;
mod lower_languages;
mod lower_phases;
mod lower_relay;
mod lower_waves;
mod shape;
#[cfg(test)]
mod tests;

pub use lower::{Lowered, lower};
pub use shape::CampaignFile;

/// The JSON Schema of `campaign.yaml` (draft 2020-12), for completion in editors; `campaign.schema.json` is this.
pub fn schema() -> schemars::Schema {
    schemars::schema_for!(CampaignFile)
}
