//! What a campaign is: its files, read strictly, and the people it is for.
//!
//! `load` reads a campaign directory (or a snapshot of one) into a [`Campaign`], its [`People`] and its
//! [`Catalogue`] of templates. Errors carry file, line, column and the line itself. This room imports no other
//! but the language tags of `l10n`.

mod addressee;
mod alert;
mod attachment;
mod brand;
mod calendar;
mod catalogue;
mod certificates;
mod channel;
mod color;
mod concern;
mod dates;
mod desk;
mod fetched;
mod file;
pub(crate) mod fold;
mod gate;
mod holidays;
mod identities;
mod inputs;
mod kit;
mod languages;
mod ledger_url;
mod load;
mod localized;
mod migration;
mod minutes;
mod model;
mod paper;
mod path;
pub mod people;
mod period;
mod person;
pub mod picture;
mod presets;
mod progress;
mod relay;
mod report_box;
mod retention;
mod rule;
mod selector;
mod staffing;
mod users;
mod visit;
mod web_address;
mod yaml;
mod zone;

pub use addressee::Addressee;
pub use alert::{Alert, AlertOn, WebAddress, Webhook};
pub use attachment::Attachment;
pub use brand::{Brand, Logo};
pub use calendar::{Appointment, Calendar, Closed, Freeze, HolidayFile, Side};
pub use catalogue::Catalogue;
pub use certificates::{NoCertificates, certificates};
pub use channel::{Carrier, Channel, Promises, Reach};
pub use color::{Color, NoColor};
pub use dates::{Dates, NoDates};
pub use desk::{DESK_FILE, appointment_at_desk, with_appointment};
pub use fetched::{Asked, Directory, Fetched, Guard, System};
pub use file::{read_users, schema};
pub use gate::{Bound, BoundSide, Gate};
pub use identities::known_before;
pub use inputs::Inputs;
pub use kit::{DEFAULT_KIT, Kit, OtherWords, file_of, folder_of, is_folder, kits_under};
pub use languages::Languages;
pub use ledger_url::{Hidden, LedgerUrl, Server};
pub use load::{Loaded, find_people, kit_named, load, load_campaign, strip_people};
pub use localized::Localized;
pub use migration::{Apple, Migration};
pub use minutes::Minutes;
pub use model::{
    Allowance, Audience, Campaign, Dkim, Exclusion, Helpdesk, Mailbox, Members, MessageRule, OnUncertain, Phase,
    Sender, Site, Wave,
};
pub use paper::PaperSize;
pub use path::{Path, is_apples_to_move};
pub use period::period;
pub use person::{
    Concern, Device, LanguageChoice, LanguageReason, Ownership, People, Person, PersonId, Platform, Reject, RejectKind,
    Source, Standing,
};
pub use presets::{AS_OF, PRESETS, Preset, SignsIn};
pub use progress::{
    Because, Learnt, Passed, Progress, ProgressImport, ProgressSource, Whereabouts, import_progress, normal_address,
    whereabouts,
};
pub use relay::{Canary, ClientProof, Limits, Relay, Secret, Tenant, TokenSource, Transport};
pub use report_box::{ReportBox, SignInBy};
pub use retention::Retention;
pub use rule::{Anchor, Event, Moment, RuleError, Span, When};
pub use selector::{
    Field, Fields, Looked, Measure, Order, Over, Selector, SelectorError, StandingWord, Truth, snake_case,
};
pub use staffing::Staffing;
pub use users::{KnownBy, OpenId, Proxy, Role, Users};
pub use visit::Visit;
pub use web_address::{UrlFlaw, judge_url};
pub use zone::zone;
