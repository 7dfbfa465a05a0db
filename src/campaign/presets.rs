//! Relays that many use, and what each accepts: one table, with its date and its sources.
//!
//! | name | source |
//! |---|---|
//! | `exchange-online` | <https://learn.microsoft.com/office365/servicedescriptions/exchange-online-service-description/exchange-online-limits> |
//! | `exchange-high-volume` | <https://learn.microsoft.com/exchange/mail-flow-best-practices/high-volume-mails-m365> |
//! | `exchange-connector` | <https://learn.microsoft.com/exchange/mail-flow-best-practices/how-to-set-up-a-multifunction-device-or-application-to-send-email-using-microsoft-365-or-office-365> |
//! | `google-relay` | <https://support.google.com/a/answer/2956491> |
//! | `azure-communication` | <https://learn.microsoft.com/azure/communication-services/concepts/service-limits> |

use chrono::TimeDelta;

use super::relay::Limits;

/// When the table was last held against its sources.
pub const AS_OF: &str = "November 2026";

/// A relay that many use.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Preset {
    /// Its name in `relay: {limits: NAME}`.
    pub name: &'static str,
    /// What people call it.
    pub title: &'static str,
    /// Its address; `EXAMPLE` stands for what each tenant has of its own.
    pub url: &'static str,
    /// How it is signed in to.
    pub signs_in: SignsIn,
    /// What it accepts, as far as it is the same for everybody.
    pub limits: Limits,
    /// The same in words, and what else is to be known.
    pub says: &'static str,
    /// Whether it takes mail for people inside the organisation only.
    pub inside_only: bool,
    /// The page that says so.
    pub source: &'static str,
}

/// How a relay is signed in to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SignsIn {
    /// With a token of a Microsoft Entra tenant.
    Token,
    /// With user name and password.
    Password,
    /// Not at all: it knows the network address.
    Address,
}

const fn limits(rate: Option<(u32, TimeDelta)>, per_day: Option<u32>, connections: u32) -> Limits {
    Limits { rate, per_day, connections }
}

/// All of them.
pub static PRESETS: [Preset; 5] = [
    Preset {
        name: "exchange-online",
        title: "Exchange Online, client submission",
        url: "smtp://smtp.office365.com:587",
        signs_in: SignsIn::Token,
        limits: limits(Some((30, TimeDelta::minutes(1))), Some(10_000), 3),
        says: "30 messages a minute, 3 connections and 10,000 recipients in any 24 hours for a mailbox; each message \
               leaves a copy in Sent Items",
        inside_only: false,
        source: "https://learn.microsoft.com/office365/servicedescriptions/exchange-online-service-description/exchange-online-limits",
    },
    Preset {
        name: "exchange-high-volume",
        title: "Exchange High Volume Email",
        url: "smtp://smtp.hve.mx.microsoft:587",
        signs_in: SignsIn::Token,
        limits: limits(None, None, 4),
        says: "no limit a minute or a day; inside the organisation only, paid by recipient, no copy in Sent Items",
        inside_only: true,
        source: "https://learn.microsoft.com/exchange/mail-flow-best-practices/high-volume-mails-m365",
    },
    Preset {
        name: "exchange-connector",
        title: "Exchange Online, through a connector",
        url: "smtp://EXAMPLE.mail.protection.outlook.com:25",
        signs_in: SignsIn::Address,
        limits: limits(None, None, 4),
        says: "no limit for people inside; outside, 500 × licences^0.7 + 9,500 recipients a day for the tenant",
        inside_only: false,
        source: "https://learn.microsoft.com/exchange/mail-flow-best-practices/how-to-set-up-a-multifunction-device-or-application-to-send-email-using-microsoft-365-or-office-365",
    },
    Preset {
        name: "google-relay",
        title: "Google Workspace, SMTP relay",
        url: "smtp://smtp-relay.gmail.com:587",
        signs_in: SignsIn::Address,
        limits: limits(None, Some(10_000), 4),
        says: "10,000 recipients a day for a user",
        inside_only: false,
        source: "https://support.google.com/a/answer/2956491",
    },
    Preset {
        name: "azure-communication",
        title: "Azure Communication Services",
        url: "smtp://smtp.azurecomm.net:587",
        signs_in: SignsIn::Password,
        // Within 100 an hour and within 30 a minute.
        limits: limits(Some((5, TimeDelta::minutes(3))), None, 4),
        says: "30 messages a minute and 100 an hour for a subscription at first; more is granted when asked for",
        inside_only: false,
        source: "https://learn.microsoft.com/azure/communication-services/concepts/service-limits",
    },
];

impl Preset {
    /// The preset of that name.
    pub fn find(name: &str) -> Option<&'static Preset> {
        PRESETS.iter().find(|preset| preset.name == name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_preset_is_found_by_its_name_and_says_where_it_is_from() {
        for preset in &PRESETS {
            assert_eq!(Preset::find(preset.name), Some(preset));
            assert!(preset.source.starts_with("https://") && preset.url.starts_with("smtp://"), "{preset:?}");
        }
        assert_eq!(Preset::find("exchange"), None);
    }

    #[test]
    fn azures_rate_keeps_to_both_of_its_limits() {
        let Some((count, period)) = Preset::find("azure-communication").and_then(|preset| preset.limits.rate) else {
            panic!()
        };
        assert!(count <= 30 && i64::from(count) * 3600 / period.num_seconds() <= 100);
    }
}
