//! The campaign as it was meant: every value parsed, every reference resolved, nothing left as text to be read twice.

use std::collections::BTreeMap;

use chrono::{NaiveDate, NaiveTime};
use chrono_tz::Tz;

use super::addressee::Addressee;
use super::alert::Alert;
use super::attachment::Attachment;
use super::brand::Brand;
use super::calendar::Calendar;
use super::channel::Channel;
use super::fetched::Fetched;
use super::gate::Gate;
use super::languages::Languages;
use super::ledger_url::LedgerUrl;
use super::localized::Localized;
use super::migration::Migration;
use super::paper::PaperSize;
use super::relay::{Relay, Secret, Tenant};
use super::report_box::ReportBox;
use super::retention::Retention;
use super::rule::{Moment, When};
use super::selector::Selector;
use super::staffing::Staffing;
use crate::error::Place;
use crate::l10n::Tag;

/// The whole migration and its communication.
#[derive(Debug, Clone)]
pub struct Campaign {
    /// Short stable name; part of every notice's identity.
    pub id: String,
    /// What people call the migration.
    pub name: Localized,
    /// Who is moving.
    pub organization: String,
    /// The time zone of people whose site has none of its own.
    pub timezone: Tz,
    /// Languages messages exist in.
    pub languages: Languages,
    /// Who the mail is from.
    pub sender: Sender,
    /// Where people get help, and how much of it there is.
    pub helpdesk: Helpdesk,
    /// What makes its messages look like the organisation's own.
    pub brand: Brand,
    /// From which system to which.
    pub migration: Migration,
    /// Domains that links may lead to besides the campaign's own and what is below them: A-labels in lower case.
    pub link_domains: Vec<String>,
    /// Time zone and language by site name.
    pub sites: BTreeMap<String, Site>,
    /// When mail may go out.
    pub calendar: Calendar,
    /// The stages every wave passes through, in order.
    pub phases: Vec<Phase>,
    /// The waves, in the order of the file.
    pub waves: Vec<Wave>,
    /// People who are deliberately in no wave.
    pub exclude: Vec<Exclusion>,
    /// Findings somebody has accepted, with the reason.
    pub allow: Vec<Allowance>,
    /// How mail leaves.
    pub relay: Option<Relay>,
    /// The relays that take the place of the first while it gives no service, in order.
    pub stand_ins: Vec<Relay>,
    /// The mailbox that reports come back to; without one they are given as files.
    pub bounces: Option<ReportBox>,
    /// The tenant that is asked what became of the mail.
    pub trace: Option<Tenant>,
    /// The files that are fetched from other systems, in the order of the campaign file.
    pub fetched: Vec<Fetched>,
    /// Who is told when something goes wrong.
    pub alert: Option<Alert>,
    /// Who leads the rollout, and hears every working day how far it is.
    pub rollout: Option<Addressee>,
    /// Whether a plan is approved by two people.
    pub second_approver: bool,
    /// How long people are kept; `None`: until somebody erases them.
    pub retention: Option<Retention>,
    /// On what is printed.
    pub paper: PaperSize,
    /// Who signs a letter, a line each for the name and what they are; the sender where there is none.
    pub signatory: Option<Localized>,
    /// Where the ledger is.
    pub ledger: LedgerUrl,
    /// How many people fit an appointment at the same time and place, and where that is written.
    pub per_slot: Option<(u32, Place)>,
    /// The most messages one person may get on one day.
    pub max_per_day: u32,
}

/// A display name and an address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mailbox {
    /// The display name, if any.
    pub name: Option<String>,
    /// `local@domain`.
    pub address: String,
}

impl Mailbox {
    /// The part after the last `@`.
    pub fn domain(&self) -> &str {
        self.address.rsplit_once('@').map_or("", |(_, domain)| domain)
    }
}

/// Who the mail is from.
#[derive(Debug, Clone)]
pub struct Sender {
    /// The From header.
    pub from: Mailbox,
    /// A staffed mailbox for answers; the From address when absent.
    pub reply_to: Option<Mailbox>,
    /// The envelope sender (RFC 5321 reverse-path), where bounces go; the From address when absent.
    pub envelope: Option<String>,
    /// Whether each message has an envelope sender of its own, which names it: `bounces+ID@…` (VERP).
    pub verp: bool,
    /// Keys the mail is signed with, each with a signature of its own; none leaves it to the relay.
    pub dkim: Vec<Dkim>,
}

/// A key that signs the mail (DKIM, RFC 6376).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dkim {
    /// The domain that answers for the mail, as an A-label: that of the From header, one above it or one below it.
    pub domain: String,
    /// Under which name the domain publishes the key.
    pub selector: String,
    /// Where the private key comes from, in PEM.
    pub key: Secret,
}

/// Where people get help, and how much of it there is.
#[derive(Debug, Clone)]
pub struct Helpdesk {
    /// Telephone number as it is to be read.
    pub phone: Option<String>,
    /// Mail address.
    pub email: Option<String>,
    /// Page with help.
    pub url: Option<String>,
    /// Opening hours, per language.
    pub hours: Option<Localized>,
    /// How many contacts the desk can take on a working day.
    pub contacts_per_day: Option<u32>,
    /// The share of a wave expected to make contact, 0.0 to 1.0.
    pub contact_rate: f64,
    /// What it takes to say how many people it needs.
    pub staffing: Option<Staffing>,
}

/// What a site has of its own.
#[derive(Debug, Clone, Default)]
pub struct Site {
    /// Its time zone.
    pub timezone: Option<Tz>,
    /// The language of people there of whom nothing better is known.
    pub language: Option<Tag>,
    /// Who answers for it, by a name that the people data knows.
    pub owner: Option<String>,
}

/// A stage every wave passes through.
#[derive(Debug, Clone)]
pub struct Phase {
    /// `announce`, `prepare`, … or the campaign's own word; also the folder of its templates.
    pub id: String,
    /// Its messages, in the order of the file.
    pub messages: Vec<MessageRule>,
}

/// When a message goes to whom.
#[derive(Debug, Clone)]
pub struct MessageRule {
    /// The message: the stem of its template's file name.
    pub message: String,
    /// When it is due.
    pub when: When,
    /// The rule as written, for screens and reasons.
    pub when_text: String,
    /// For whom.
    pub to: Audience,
    /// The moment after which it makes no sense any more; `None` takes the default of [`When::default_expiry`].
    pub expires: Option<Moment>,
    /// The ids of the waves it is for; empty is all of them.
    pub waves: Vec<String>,
    /// What only the campaign knows and the template says, by name: why a wave is on hold, when the next news comes.
    pub facts: BTreeMap<String, Localized>,
    /// What goes with it, each once.
    pub attach: Vec<Attachment>,
    /// What to do when we cannot know whether the relay took it.
    pub on_uncertain: OnUncertain,
    /// How people get it; at least one, each once, in the order of [`Channel`].
    pub channels: Vec<Channel>,
    /// Where the rule is.
    pub place: Place,
}

impl MessageRule {
    /// Whether it is for the people of a wave themselves, rather than for those around them.
    pub fn is_for_people(&self) -> bool {
        match self.to {
            Audience::Everyone | Audience::Pending | Audience::Migrated | Audience::Failed | Audience::Select(_) => {
                true
            }
            Audience::Managers | Audience::SiteOwner | Audience::SharedOwners | Audience::Helpdesk => false,
        }
    }

    /// Whether people of this wave are to hear it.
    pub fn is_for_wave(&self, wave: &Wave) -> bool {
        self.waves.is_empty() || self.waves.contains(&wave.id)
    }
}

/// For whom a message is.
#[derive(Debug, Clone, PartialEq)]
pub enum Audience {
    /// Everyone in the wave.
    Everyone,
    /// Those who have not migrated.
    Pending,
    /// Those who have.
    Migrated,
    /// Those whose migration failed.
    Failed,
    /// The managers of the wave's people, once each.
    Managers,
    /// Those who answer for the sites of the wave's people, once each.
    SiteOwner,
    /// Those who have shared devices in their care, once each.
    SharedOwners,
    /// The helpdesk's own address, once a wave.
    Helpdesk,
    /// The people of the wave that a selector picks.
    Select(Selector),
}

/// What to do with a notice when the final dot went out and no reply came.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum OnUncertain {
    /// Leave it to a person (`heraut status` shows it).
    #[default]
    Ask,
    /// Send the identical bytes again: hearing a deadline twice beats not hearing it.
    Resend,
}

impl OnUncertain {
    /// Everything that can be done.
    pub const ALL: [OnUncertain; 2] = [OnUncertain::Ask, OnUncertain::Resend];

    /// The word of the campaign file.
    pub fn as_str(self) -> &'static str {
        match self {
            OnUncertain::Ask => "ask",
            OnUncertain::Resend => "resend",
        }
    }
}

/// A batch of people who migrate together.
#[derive(Debug, Clone)]
pub struct Wave {
    /// Short stable name; part of every notice's identity.
    pub id: String,
    /// What people call it, where that is not its id.
    pub name: Option<Localized>,
    /// The day its people move.
    pub start: NaiveDate,
    /// The last day to have moved.
    pub deadline: NaiveDate,
    /// Time of day of the deadline, if the campaign names one; otherwise the day's end.
    pub deadline_time: Option<NaiveTime>,
    /// Who is in it.
    pub people: Members,
    /// The same as written.
    pub people_text: String,
    /// Whether Apple moves the devices of its people where it can.
    pub apple: bool,
    /// What must be true before the next wave's notices go out.
    pub gate: Option<Gate>,
    /// Where the wave is in the campaign file.
    pub place: Place,
}

/// Who is in a wave.
#[derive(Debug, Clone, PartialEq)]
pub enum Members {
    /// Whom a selector picks.
    Select(Selector),
    /// Everyone in no other wave and not excluded.
    Rest,
}

/// People deliberately left out.
#[derive(Debug, Clone)]
pub struct Exclusion {
    /// Whom.
    pub people: Selector,
    /// Why.
    pub why: String,
}

/// A finding somebody has accepted.
#[derive(Debug, Clone)]
pub struct Allowance {
    /// The rule's id, e.g. `H-SCHED-03`.
    pub rule: String,
    /// Only findings whose subject (wave, message or person) is this; `None` silences the rule everywhere.
    pub subject: Option<String>,
    /// Why it is accepted.
    pub why: String,
    /// Where it is written.
    pub place: Place,
}
