//! From what is written to what is meant: every value judged, every mistake collected with its place.

use std::collections::BTreeMap;

use chrono::{NaiveDate, NaiveTime, Weekday};
use chrono_tz::Tz;

use super::choice::TextPerLanguage;
use super::shape::{CalendarFile, CampaignFile, DataFile, HelpdeskFile};
use super::{holidays, lower_brand, lower_dkim, lower_languages, lower_phases, lower_relay, lower_waves};
use crate::campaign::people::{SourceKind, SourceSpec, Sources};
use crate::campaign::yaml::{At, Origin};
use crate::campaign::{
    Allowance, Calendar, Campaign, Exclusion, Freeze, Helpdesk, Inputs, LedgerUrl, Localized, Mailbox, Migration,
    Selector, SelectorError, Sender, Site,
};
use crate::error::{Error, Place, Problem, Result, did_you_mean};
use crate::l10n::Tag;

/// What a campaign file comes to.
#[derive(Debug)]
pub struct Lowered {
    /// The campaign.
    pub campaign: Campaign,
    /// Where its people and devices come from.
    pub sources: Sources,
    /// Every selector with where it stands: whether its fields exist is known once the people are.
    pub selectors: Vec<(At<String>, Selector)>,
}

/// Collects problems while values are judged.
pub(super) struct Judge<'a> {
    pub(super) origin: &'a Origin,
    pub(super) problems: Vec<Problem>,
    pub(super) selectors: Vec<(At<String>, Selector)>,
}

/// Judges a campaign file. Reads the holiday files it names through `inputs`.
///
/// # Errors
/// Every value that does not mean anything, at its place.
pub fn lower(file: CampaignFile, origin: &Origin, inputs: &mut Inputs) -> Result<Lowered> {
    let mut judge = Judge { origin, problems: Vec::new(), selectors: Vec::new() };
    let j = &mut judge;
    let id = j.id(&file.id, "a campaign id");
    let timezone = j.zone(&file.timezone);
    let languages = lower_languages::languages(&file.languages, j);
    let name = j.localized(&file.name, &languages.default);
    let sites: BTreeMap<String, Site> = file
        .sites
        .0
        .iter()
        .map(|(name, site)| {
            let site = Site {
                timezone: site.timezone.as_ref().map(|z| j.zone(z)),
                language: site.language.as_ref().map(|l| j.tag(l)),
            };
            (name.value.clone(), site)
        })
        .collect();
    let from = j.mailbox(&file.sender.from);
    let sender = Sender {
        dkim: file.sender.dkim.as_ref().map(|keys| lower_dkim::keys(keys, &from, j)).unwrap_or_default(),
        from,
        reply_to: file.sender.reply_to.as_ref().map(|m| j.mailbox(m)),
        envelope: file.sender.envelope.as_ref().map(|m| j.mailbox(m).address),
    };
    let calendar = j.calendar(&file.calendar, inputs)?;
    let helpdesk = j.helpdesk(&file.helpdesk, &languages.default);
    let brand = lower_brand::brand(&file.brand, &file.organization.value, &languages.default, inputs, j)?;
    let migration = Migration {
        from: j.filled(&file.migration.from),
        to: j.filled(&file.migration.to),
        enrol_url: file.migration.enrol_url.as_ref().map(|u| j.url(u)),
        minutes_per_device: file.migration.minutes_per_device.as_ref().map_or(30, |m| j.minutes(m)),
    };
    let link_domains = file.links.allow.iter().map(|domain| j.domain(domain)).collect();
    let exclude = file
        .exclude
        .iter()
        .filter_map(|e| Some(Exclusion { people: j.selector(&e.people)?, why: j.filled(&e.why) }))
        .collect();
    let allow = file
        .allow
        .iter()
        .map(|a| Allowance {
            rule: a.rule.value.clone(),
            subject: a.subject.as_ref().map(|s| s.value.clone()),
            why: j.filled(&a.why),
            place: j.origin.place(&a.rule),
        })
        .collect();
    let phases = lower_phases::phases(&file.phases, &file.waves.value, &languages, j);
    let waves = lower_waves::waves(&file.waves, file.cycle.as_ref(), &calendar, j);
    let relay = file.relay.as_ref().map(|r| lower_relay::relay(r, j));
    let ledger = j.ledger(file.ledger.as_ref());
    let mut files = j.sources(&file.people, SourceKind::People);
    files.extend(j.sources(&file.devices, SourceKind::Devices));
    if file.people.is_empty() {
        j.problems.push(
            Problem::new("the campaign has no people: `people:` is empty")
                .at(Place::file("campaign.yaml"))
                .hint("name a CSV file, as in `people: [{file: people.csv}]`"),
        );
    }
    let sources = Sources {
        files,
        sites: sites.clone(),
        timezone,
        default_language: languages.default.clone(),
        moves_to: migration.to.clone(),
    };
    let selectors = judge.selectors;
    Error::collect(judge.problems)?;
    let campaign = Campaign {
        id,
        name,
        organization: file.organization.value,
        timezone,
        languages,
        sender,
        helpdesk,
        brand,
        migration,
        link_domains,
        sites,
        calendar,
        phases,
        waves,
        exclude,
        allow,
        relay,
        ledger,
        max_per_day: file.max_per_day.map_or(1, |m| m.value),
    };
    Ok(Lowered { campaign, sources, selectors })
}

impl Judge<'_> {
    /// Reports a problem with a value.
    pub(super) fn wrong<T>(&mut self, at: &At<T>, message: impl Into<String>, hint: impl Into<String>) {
        self.problems.push(Problem::new(message).at(self.origin.place(at)).hint(hint));
    }

    /// Reports a problem with a part of a text value.
    pub(super) fn wrong_part(&mut self, at: &At<String>, what: &str, e: SelectorError) {
        let place = self.origin.part(at, e.offset, e.width);
        self.problems.push(Problem::new(format!("{what}: {}", e.message)).at(place).hint(e.hint));
    }

    pub(super) fn id(&mut self, at: &At<String>, what: &str) -> String {
        let fits = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_' || c == '.';
        if at.value.is_empty() || at.value.len() > 64 || !at.value.chars().all(fits) {
            let hint = "use letters a-z, digits, `-`, `_` and `.`, at most 64 of them";
            self.wrong(at, format!("`{}` cannot be {what}", at.value), hint);
        }
        at.value.clone()
    }

    pub(super) fn filled(&mut self, at: &At<String>) -> String {
        if at.value.trim().is_empty() {
            self.wrong(at, "this text is empty", "people will read it; write what it is");
        }
        at.value.clone()
    }

    pub(super) fn date(&mut self, at: &At<String>) -> NaiveDate {
        NaiveDate::parse_from_str(&at.value, "%Y-%m-%d").unwrap_or_else(|_| {
            let numbers = at.value.split(['-', '/', '.']).all(|part| part.chars().all(|c| c.is_ascii_digit()));
            let message = match numbers && at.value.split('-').count() == 3 && at.value.starts_with("20") {
                true => format!("there is no day {}", at.value),
                false => format!("`{}` is not a date", at.value),
            };
            self.wrong(at, message, "write year, month and day, as in 2027-03-12");
            NaiveDate::default()
        })
    }

    pub(super) fn time(&mut self, at: &At<String>, text: &str) -> NaiveTime {
        NaiveTime::parse_from_str(text, "%H:%M").unwrap_or_else(|_| {
            self.wrong(at, format!("`{text}` is not a time of day"), "write hours and minutes, as in 08:00");
            NaiveTime::default()
        })
    }

    fn minutes(&mut self, at: &At<u32>) -> u32 {
        if !(5..=480).contains(&at.value) {
            self.wrong(at, format!("a device does not take {} minutes", at.value), "write 5 to 480 minutes");
        }
        at.value
    }

    fn zone(&mut self, at: &At<String>) -> Tz {
        at.value.parse().unwrap_or_else(|_| {
            let zones = chrono_tz::TZ_VARIANTS.iter().map(|zone| zone.name());
            let hint = did_you_mean(&at.value, zones, 4, || {
                "use a name from the IANA time zone database, such as Europe/Amsterdam".to_owned()
            });
            self.wrong(at, format!("there is no time zone `{}`", at.value), hint);
            Tz::UTC
        })
    }

    pub(super) fn tag(&mut self, at: &At<String>) -> Tag {
        at.value.parse().unwrap_or_else(|e: crate::l10n::TagError| {
            self.wrong(at, e.to_string(), "use the codes of BCP 47");
            Tag::undetermined()
        })
    }

    pub(super) fn localized(&mut self, at: &At<TextPerLanguage>, default: &Tag) -> Localized {
        match &at.value {
            TextPerLanguage::All(text) => Localized([(default.clone(), text.clone())].into()),
            TextPerLanguage::Each(texts) => {
                let texts: BTreeMap<Tag, String> =
                    texts.iter().map(|(tag, text)| (self.tag(tag), self.filled(text))).collect();
                if !texts.contains_key(default) && !texts.contains_key(&default.with_register(None)) {
                    let hint = format!("add `{default}:`; people whose own language is missing read that one");
                    self.wrong(at, format!("there is no text in the default language {default}"), hint);
                }
                Localized(texts)
            }
        }
    }

    fn mailbox(&mut self, at: &At<String>) -> Mailbox {
        let parsed: Option<lettre::message::Mailbox> = at.value.parse().ok();
        match parsed {
            Some(m) if !m.email.user().is_ascii() => {
                let message = format!("`{}` has letters before the `@` that only SMTPUTF8 can carry", m.email);
                self.wrong(at, message, "use the mailbox's ASCII alias; every mail system gives one");
                Mailbox { name: None, address: String::new() }
            }
            Some(m) if !at.value.chars().any(char::is_control) => {
                Mailbox { name: m.name, address: m.email.to_string() }
            }
            _ => {
                let message = format!("`{}` is not a mail address", at.value);
                self.wrong(at, message, "write `name@example.org` or `IT servicedesk <name@example.org>`");
                Mailbox { name: None, address: String::new() }
            }
        }
    }

    fn url(&mut self, at: &At<String>) -> String {
        let rest = at.value.strip_prefix("https://").or_else(|| at.value.strip_prefix("http://"));
        let host = rest.and_then(|r| r.split(['/', '?', '#']).next()).unwrap_or("");
        if host.is_empty() || at.value.chars().any(|c| c.is_whitespace() || c.is_control()) {
            self.wrong(at, format!("`{}` is not a web address", at.value), "write it in full, from https:// on");
        }
        at.value.clone()
    }

    fn domain(&mut self, at: &At<String>) -> String {
        let is_domain = |domain: &String| {
            let label =
                |label: &str| !label.is_empty() && label.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
            domain.contains('.') && domain.split('.').all(label)
        };
        idna::domain_to_ascii(&at.value).ok().filter(is_domain).unwrap_or_else(|| {
            self.wrong(at, format!("`{}` is not a domain", at.value), "write it alone, as in `support.example.org`");
            String::new()
        })
    }

    pub(super) fn selector(&mut self, at: &At<String>) -> Option<Selector> {
        match Selector::parse(&at.value) {
            Ok(selector) => {
                self.selectors.push((at.clone(), selector.clone()));
                Some(selector)
            }
            Err(e) => {
                self.wrong_part(at, "in this selector", e);
                None
            }
        }
    }

    fn helpdesk(&mut self, file: &HelpdeskFile, default: &Tag) -> Helpdesk {
        if let Some(rate) = file.contact_rate.as_ref().filter(|r| !(0.0..=1.0).contains(&r.value)) {
            self.wrong(rate, format!("{} is not a share", rate.value), "write 0.15 for fifteen in a hundred");
        }
        Helpdesk {
            phone: file.phone.as_ref().map(|p| self.filled(p)),
            email: file.email.as_ref().map(|e| self.mailbox(e).address),
            url: file.url.as_ref().map(|u| self.url(u)),
            hours: file.hours.as_ref().map(|h| self.localized(h, default)),
            contacts_per_day: file.contacts_per_day.map(|c| c.value),
            contact_rate: file.contact_rate.map_or(0.15, |r| r.value),
        }
    }

    fn calendar(&mut self, file: &CalendarFile, inputs: &mut Inputs) -> Result<Calendar> {
        let mut calendar = Calendar::default();
        if let Some(workdays) = &file.workdays {
            calendar.workdays = self.workdays(workdays);
        }
        if let Some(window) = &file.window {
            match window.value.split_once('-') {
                Some((opens, closes)) => {
                    calendar.opens = self.time(window, opens.trim());
                    calendar.closes = self.time(window, closes.trim());
                    if calendar.opens >= calendar.closes {
                        self.wrong(window, "the window closes before it opens", "write it as `08:00-18:00`");
                    }
                }
                None => self.wrong(window, format!("`{}` is not a window", window.value), "write it as `08:00-18:00`"),
            }
        }
        for holiday in &file.holidays {
            if holiday.value.to_ascii_lowercase().ends_with(".ics") {
                holidays::read(&mut calendar, holiday, inputs, self)?;
            } else {
                let date = self.date(holiday);
                calendar.holidays.entry(date).or_default();
            }
        }
        for freeze in &file.freezes {
            let (from, to) = (self.date(&freeze.from), self.date(&freeze.to));
            if to < from {
                self.wrong(&freeze.to, "this freeze ends before it begins", format!("it begins on {from}"));
            }
            calendar.freezes.push(Freeze { from, to, why: self.filled(&freeze.why) });
        }
        Ok(calendar)
    }

    fn workdays(&mut self, at: &At<String>) -> Vec<Weekday> {
        let mut days = Vec::new();
        for part in at.value.split(',').map(str::trim) {
            let (first, last) = part.split_once('-').unwrap_or((part, part));
            match (first.trim().parse::<Weekday>(), last.trim().parse::<Weekday>()) {
                (Ok(first), Ok(last)) => {
                    let mut day = first;
                    days.push(day);
                    while day != last {
                        day = day.succ();
                        days.push(day);
                    }
                }
                _ => {
                    let message = format!("`{part}` is not a day of the week");
                    self.wrong(at, message, "write for example `mon-fri` or `mon, tue, thu`");
                }
            }
        }
        days
    }

    fn ledger(&mut self, at: Option<&At<String>>) -> LedgerUrl {
        let Some(at) = at else { return LedgerUrl::Sqlite("heraut.db".into()) };
        match at.value.as_str() {
            "sqlite" => LedgerUrl::Sqlite("heraut.db".into()),
            other => match other.strip_prefix("sqlite:") {
                Some(file) if !file.is_empty() => LedgerUrl::Sqlite(file.into()),
                _ => {
                    self.wrong(at, format!("there is no ledger `{other}`"), "write `sqlite` or `sqlite:FILE`");
                    LedgerUrl::Sqlite("heraut.db".into())
                }
            },
        }
    }

    fn sources(&self, files: &[DataFile], kind: SourceKind) -> Vec<SourceSpec> {
        files
            .iter()
            .map(|f| SourceSpec {
                kind,
                file: f.file.value.clone(),
                columns: f.columns.clone(),
                system: f.system.as_ref().map(|s| s.value.clone()),
                assumed_system: None,
                place: self.origin.place(&f.file),
            })
            .collect()
    }
}
