//! The keys of `campaign.yaml`. Doc comments here are the descriptions in the JSON Schema.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Deserialize;

use super::addressee::{AddresseeFile, OwnerChoice};
use super::alert_keys::AlertFile;
use super::alternatives::{DkimChoice, RelayChoice, TextPerLanguage};
use super::migration::{AppleChoice, MinutesByPath};
use super::ordered::Ordered;
use super::relay_keys::{OAuth2File, SecretFile};
use super::source_keys::SourceFile;
use crate::campaign::yaml::At;

/// A Heraut campaign: who moves from what to what, in which waves, and what they are told when.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(title = "Heraut campaign")]
pub struct CampaignFile {
    /// Short stable name, such as `intune-2027`: letters, digits, `-`. Part of every message's identity.
    pub id: At<String>,
    /// What people call the migration.
    pub name: At<TextPerLanguage>,
    /// Who is moving.
    pub organization: At<String>,
    /// IANA time zone of people of whom neither their own data nor their site says another, such as `Europe/Amsterdam`.
    pub timezone: At<String>,
    /// Languages the messages are offered in.
    pub languages: LanguagesFile,
    /// Who the mail is from.
    pub sender: SenderFile,
    /// Where people get help.
    pub helpdesk: HelpdeskFile,
    /// What makes the messages look like the organisation's own.
    #[serde(default)]
    pub brand: BrandFile,
    /// What moves from where to where, who is concerned, and what counts as done.
    pub migration: MigrationFile,
    /// Where the messages' links may lead.
    #[serde(default)]
    pub links: LinksFile,
    /// Files of people; several are joined on user principal name, object id or address.
    pub people: Vec<DataFile>,
    /// Files of devices, from the old and the new system.
    #[serde(default)]
    pub devices: Vec<DataFile>,
    /// The systems that `heraut fetch` reads, and the files of people and devices that it writes from them.
    #[serde(default)]
    pub sources: Vec<At<SourceFile>>,
    /// Time zone and language by site.
    #[serde(default)]
    pub sites: Ordered<SiteFile>,
    /// When mail may go out.
    #[serde(default)]
    pub calendar: CalendarFile,
    /// Gives waves without dates their start, one period after the wave before.
    pub cycle: Option<CycleFile>,
    /// The phases every wave passes through, in order, each with its messages.
    pub phases: At<Ordered<Vec<MessageFile>>>,
    /// The waves, in order; the first is usually the pilot.
    pub waves: At<Vec<WaveFile>>,
    /// People deliberately in no wave.
    #[serde(default)]
    pub exclude: Vec<ExcludeFile>,
    /// Findings of `heraut check` that somebody has accepted.
    #[serde(default)]
    pub allow: Vec<AllowFile>,
    /// Appointments that the data has of people at a desk.
    #[serde(default)]
    pub appointments: AppointmentsFile,
    /// The most messages one person may get on one day; `check` judges it. Default 1.
    pub max_per_day: Option<At<u32>>,
    /// How mail leaves: a relay, or a list of them, of which the next takes the place of one that gives no service.
    pub relay: Option<At<RelayChoice>>,
    /// The mailbox that reports of what was not delivered come back to, for `heraut bounces watch`.
    pub bounces: Option<BouncesFile>,
    /// The Microsoft 365 tenant that is asked what became of the mail, for `heraut trace`.
    pub trace: Option<At<TraceFile>>,
    /// Who is told when something goes wrong: by mail, over HTTP, or by a command.
    pub alert: Option<At<AlertFile>>,
    /// Who leads the rollout, and hears by mail every working day how far it is, and what waits for whom.
    pub rollout: Option<AddresseeFile>,
    /// How a plan is approved.
    #[serde(default)]
    pub approval: ApprovalFile,
    /// How long people are kept, such as `90 days after end`: from then on `heraut person forget --expired` erases all.
    pub retention: Option<At<String>>,
    /// How paper is printed.
    #[serde(default)]
    pub print: PrintFile,
    /// Where the ledger is: `sqlite` (the default: `heraut.db` in the campaign directory), `sqlite:FILE`, or a schema on a
    /// PostgreSQL server, `postgres://USER@HOST/DATABASE?schema=NAME`.
    pub ledger: Option<At<String>>,
    /// Where the password for the ledger's server comes from; left out where the server asks for none.
    pub ledger_password: Option<At<SecretFile>>,
}

/// Appointments that the data has of people at a desk.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AppointmentsFile {
    /// How many people fit at the same time and place; `check` names the times that have more.
    pub per_slot: Option<At<u32>>,
}

/// How a plan is approved.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ApprovalFile {
    /// Whether it takes two people: one proposes the plan, and another one confirms that very plan. Default `false`.
    pub second: Option<At<bool>>,
}

/// Languages the messages are offered in.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct LanguagesFile {
    /// What people get whose own language is not offered.
    pub default: At<String>,
    /// Language tags such as `nl`, `en-GB`, `nl-x-formal`; the default alone when absent.
    pub offered: Option<Vec<At<String>>>,
    /// How people are addressed whose data does not say it: `formal` makes `nl` and `nl-BE` get `nl-x-formal`,
    /// `informal` the plain tag. One for all languages offered in it, or one per language as in `{nl: formal}`.
    pub register: Option<At<TextPerLanguage>>,
    /// Whose dates and numbers a language has: a region per language, as in `{en: NL}`. Default: the person's own
    /// region.
    #[serde(default)]
    pub formats: Ordered<At<String>>,
    /// What people read of a message that does not exist in their language, in order, by that language, as in
    /// `{pl: [en, nl]}`. Default: the default language alone.
    #[serde(default)]
    pub fallback: Ordered<Vec<At<String>>>,
}

/// Who the mail is from.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SenderFile {
    /// `Name <address>` of the From header.
    pub from: At<String>,
    /// A staffed mailbox for answers.
    pub reply_to: Option<At<String>>,
    /// Address for bounces (the envelope sender).
    pub envelope: Option<At<String>>,
    /// Gives each message an envelope sender of its own, which names it: `bounces+ID@example.org` (VERP). The mailbox must
    /// take what comes to such addresses, and the relay must let us send from them. Default `false`.
    pub verp: Option<At<bool>>,
    /// Signs the mail (DKIM), where the relay does not: one key, or a list of keys.
    pub dkim: Option<DkimChoice>,
}

/// A key that signs the mail (DKIM).
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DkimFile {
    /// The domain that answers for the mail. That of the From header when absent.
    pub domain: Option<At<String>>,
    /// The name under which the domain publishes the key: the record is at `SELECTOR._domainkey.DOMAIN`.
    pub selector: At<String>,
    /// Where the private key comes from: PEM, RSA of 2048 bits or more, or Ed25519.
    pub key: At<SecretFile>,
}

/// Where people get help.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct HelpdeskFile {
    /// Telephone number, between quotes, as it is to be read.
    pub phone: Option<At<String>>,
    /// Mail address.
    pub email: Option<At<String>>,
    /// Page with help.
    pub url: Option<At<String>>,
    /// Opening hours.
    pub hours: Option<At<TextPerLanguage>>,
    /// How many contacts the desk can take on a working day.
    pub contacts_per_day: Option<At<u32>>,
    /// The share of a wave expected to make contact, 0 to 1. Default 0.15.
    pub contact_rate: Option<At<f64>>,
    /// The hours in which calls are answered, such as `08:00-17:30`: with the next two it says how many people that takes.
    pub open: Option<At<String>>,
    /// How many minutes a contact takes, with what is done after it.
    pub minutes_per_contact: Option<At<f64>>,
    /// How soon four in five calls are answered, such as `30s` or `2m`.
    pub answer_within: Option<At<String>>,
}

/// What makes the messages look like the organisation's own.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct BrandFile {
    /// A PNG or JPEG in the campaign directory, at most 60 KB, shown above every message in at most 240 by 80 pixels.
    pub logo: Option<At<String>>,
    /// What the logo shows, for whoever does not see it. Default: the organisation's name.
    pub logo_alt: Option<At<TextPerLanguage>>,
    /// Colour of links and buttons on a white background, such as `"#0b57d0"` (the default).
    pub color: Option<At<String>>,
    /// Colour of links and buttons on a dark background, such as `"#a8c7fa"`. Default: `color` with as much white as it
    /// takes to be read.
    pub color_dark: Option<At<String>>,
    /// A text below every message, such as a postal address. Plain text, no Markdown.
    pub footer: Option<At<TextPerLanguage>>,
}

/// What moves from where to where, who is concerned, and what counts as done.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct MigrationFile {
    /// What people leave, such as `MobileIron` or `Windows 10`.
    pub from: At<String>,
    /// What people move to.
    pub to: At<String>,
    /// Whose words the messages have: a kit of `heraut kit list`, or the folder of your own, such as `kits/ours`. Default
    /// `intune`.
    pub kind: Option<At<String>>,
    /// What moves: `devices`, or `people` where no device does. Default: as the kit says, else `devices` where there are
    /// device files.
    #[schemars(with = "Option<String>", extend("enum" = ["devices", "people"]))]
    pub moves: Option<At<String>>,
    /// What has to move: a selector of devices (of people, where people move), such as
    /// `platform = 'windows' and os_version < '10.0.22000'`. Nothing is asked of the rest. Default: as the kit says, else
    /// all.
    pub concerns: Option<At<String>>,
    /// What counts as having moved: a selector of the same, such as `os_version >= '10.0.22000'`. Default: as the kit says,
    /// else being in the system `to`.
    pub done: Option<At<String>>,
    /// What has to move and cannot, such as `readiness = 'no'`: a selector of the same. Default: as the kit says, else
    /// nothing.
    pub blocked: Option<At<String>>,
    /// Page where people start.
    pub enrol_url: Option<At<String>>,
    /// How many minutes a device takes, 5 to 480: one number, or one by path as in `{own: 30, wiped: 90, apple: 45}`.
    /// Messages say it, and `attach: [invite]` reserves it; where it is absent no time is said, and half an hour reserved.
    pub minutes_per_device: Option<At<MinutesByPath>>,
    /// `os26` where Apple moves the organisation's devices of iOS, iPadOS and macOS 26 and later, in automated enrolment, by its
    /// own migration; `{os26: SELECTOR}` where it does so for some people. For one wave write it at the wave.
    pub apple: Option<At<AppleChoice>>,
}

/// Where the messages' links may lead, besides the domains of the sender, the helpdesk and `enrol_url`.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct LinksFile {
    /// Domains such as `support.microsoft.com`; what is below them is allowed as well.
    #[serde(default)]
    pub allow: Vec<At<String>>,
}

/// How paper is printed.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PrintFile {
    /// The paper of sheets, letters, labels, posters and the plan: `a4` (the default) or `letter`, that of North America.
    #[schemars(with = "Option<String>", extend("enum" = ["a4", "letter"]))]
    pub paper: Option<At<String>>,
    /// Who signs a letter: the name, and on a line of its own what they are; the sender's name when absent.
    pub signatory: Option<At<TextPerLanguage>>,
}

/// A CSV file of people or devices.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DataFile {
    /// Its path in the campaign directory.
    pub file: At<String>,
    /// Our column name to the file's header, for headers that are not recognised.
    #[serde(default)]
    pub columns: BTreeMap<String, String>,
    /// The system a device file was exported from, when its rows do not say.
    pub system: Option<At<String>>,
    /// The encoding, such as `windows-1250` or `macintosh`, when the bytes do not tell; `utf-8-twice` for UTF-8 that was
    /// taken for Windows-1252 and saved again.
    pub encoding: Option<At<String>>,
    /// Whether it is only what `heraut progress import` will be given: how its columns are called and of which system it
    /// is. The file need not be there.
    #[serde(default)]
    pub progress: bool,
}

/// What a site has of its own.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SiteFile {
    /// IANA time zone.
    pub timezone: Option<At<String>>,
    /// Language of people there of whom nothing better is known.
    pub language: Option<At<String>>,
    /// Who answers for the site, by user name, id or address: the audience `site-owner`. Somebody's own column `site_owner`
    /// goes before it.
    pub owner: Option<At<String>>,
}

/// When mail may go out.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CalendarFile {
    /// Days on which people work, such as `mon-fri` or `sun-thu`. Default `mon-fri`.
    pub workdays: Option<At<String>>,
    /// Hours in the person's own time zone, such as `08:00-18:00` (the default).
    pub window: Option<At<String>>,
    /// Dates, or ICS files with all-day events.
    #[serde(default)]
    pub holidays: Vec<At<String>>,
    /// Periods in which nothing goes out.
    #[serde(default)]
    pub freezes: Vec<FreezeFile>,
}

/// A period in which nothing goes out.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct FreezeFile {
    /// First day.
    pub from: At<String>,
    /// Last day.
    pub to: At<String>,
    /// Why.
    pub why: At<String>,
}

/// Gives undated waves their dates.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CycleFile {
    /// The period, such as `2 weeks`, `10 workdays` or `14d`.
    pub every: At<String>,
}

/// When a message goes to whom.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct MessageFile {
    /// The message: its templates are `templates/<phase>/<message>.<language>.md`.
    pub message: At<String>,
    /// `start - 14d at 09:00`, `every 3 workdays from start until deadline at 10:00`, `migrated + 1h`, `rescheduled`,
    /// `2027-03-02 at 09:00`, …
    pub when: At<String>,
    /// `everyone`, `pending`, `migrated`, `failed`, `blocked`, `managers`, `helpdesk`, a selector, or words and selectors
    /// together: `pending and department = 'IT'`.
    pub to: At<String>,
    /// The moment after which it is never sent, such as `start` or `deadline + 2d at 17:00`.
    pub expires: Option<At<String>>,
    /// The ids of the waves it is for; all when absent or empty.
    pub waves: Option<Vec<At<String>>>,
    /// What only this campaign knows and the message says, such as `reason` or `next_update`: one text each, or one per
    /// language. A template says it as `facts.reason`.
    #[serde(default)]
    pub facts: Ordered<At<TextPerLanguage>>,
    /// What goes with it: `invite` (a calendar file to open), `meeting` (a meeting request) or `cancellation` (of either), and
    /// `sheet` (what the message says, as a PDF to print).
    #[serde(default)]
    pub attach: Vec<At<String>>,
    /// What to do when nobody knows whether the relay took it: `ask` (the default) leaves it to a person, `resend` sends
    /// the identical bytes again.
    #[schemars(with = "Option<String>", extend("enum" = ["ask", "resend"]))]
    pub on_uncertain: Option<At<String>>,
    /// How people get it: `mail`, `print` (a sheet for everyone), `letter` (by post, for those without a mailbox or on
    /// leave). Default `[mail]`.
    #[serde(default)]
    pub channel: Vec<At<String>>,
}

/// A batch of people who migrate together.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct WaveFile {
    /// Short stable name.
    pub id: At<String>,
    /// What people call it, as messages have it: one text, or one per language. Default: the id.
    pub name: Option<At<TextPerLanguage>>,
    /// The day its people move; from `cycle` when absent.
    pub start: Option<At<String>>,
    /// The last day to have moved, with a time if it matters: `2027-03-12` or `2027-03-12 17:00`.
    pub deadline: Option<At<String>>,
    /// A selector such as `department in ('IT', 'HR')`, or `rest`.
    pub people: At<String>,
    /// `os26` where Apple moves the devices of its people by its own migration, as under `migration`.
    #[schemars(with = "Option<String>", extend("enum" = ["os26"]))]
    pub apple: Option<At<String>>,
    /// What must be true before later waves hear anything that is due after its date.
    pub gate: Option<GateFile>,
}

/// The criteria of a wave.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct GateFile {
    /// Share of people that must have moved, such as `>= 90%`.
    pub enrolled: Option<At<String>>,
    /// Share of people of whom it failed, such as `<= 5%`.
    pub failed: Option<At<String>>,
    /// Contacts a working day the helpdesk may have had about the wave, such as `<= 40`.
    pub contacts_per_day: Option<At<String>>,
    /// What must have been tried by hand, such as `vpn` or `mail`.
    #[serde(default)]
    pub checks: Vec<At<String>>,
    /// Of so many people something must be known, such as `20 people`.
    pub at_least: Option<At<String>>,
    /// How old what is known may be, such as `2 workdays`.
    pub data_not_older: Option<At<String>>,
    /// Who decides: a name, or `{name: …, mail: …}` where they are reminded by mail once a working day while it waits for them.
    /// Without one it opens by itself when everything holds.
    pub owner: Option<At<OwnerChoice>>,
    /// The day it is decided, after the wave's deadline and before the next wave's start.
    pub date: Option<At<String>>,
}

/// People deliberately in no wave.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ExcludeFile {
    /// A selector.
    pub people: At<String>,
    /// Why.
    pub why: At<String>,
}

/// A finding somebody has accepted.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AllowFile {
    /// The rule, such as `H-SCHED-03`.
    pub rule: At<String>,
    /// Only for this wave, message or person; everywhere when absent.
    pub subject: Option<At<String>>,
    /// Why it is accepted.
    pub why: At<String>,
}

/// The Microsoft 365 tenant that is asked what became of the mail: its message trace, over Graph.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TraceFile {
    /// The application that asks, with the permission *ExchangeMessageTrace.Read.All*. With a `tenant` the token is for
    /// Graph, unless `scope` says otherwise.
    pub oauth2: Option<At<OAuth2File>>,
    /// In place of that: a command that prints a token for Graph, or a file that something else keeps fresh.
    pub token: Option<At<SecretFile>>,
    /// The root of Graph, where it is that of a national cloud. Default `https://graph.microsoft.com/v1.0`.
    pub url: Option<At<String>>,
}

/// The mailbox that reports of what was not delivered come back to.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct BouncesFile {
    /// `imaps://host:993`; `imap://localhost:143` for a server on this machine.
    pub url: At<String>,
    /// Whose mailbox it is.
    pub user: At<String>,
    /// Where the password comes from.
    pub password: Option<At<SecretFile>>,
    /// Where a bearer token comes from, for XOAUTH2; it is fetched for each connection.
    pub token: Option<At<SecretFile>>,
    /// The folder that is read. Default `INBOX`.
    pub folder: Option<At<String>>,
    /// A folder that reports are moved to once they are recorded; otherwise they stay, marked as seen.
    pub move_to: Option<At<String>>,
    /// A file in the campaign directory with the certificate of the organisation's own authority, or of the server itself:
    /// PEM or DER.
    pub certificates: Option<At<String>>,
}
