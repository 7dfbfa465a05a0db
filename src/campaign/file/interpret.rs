//! From what is written to what is meant: every value judged, every mistake collected with its place.

use std::collections::BTreeMap;

use chrono::{NaiveDate, Weekday};
use chrono_tz::Tz;

use super::diagnostics::{Diagnostics, Named};
use super::holidays::{self, years};
use super::keys::{CalendarFile, CampaignFile, DataFile, HelpdeskFile};
use super::relay_keys::SecretFile;
use super::staffing::staffing;
use super::{addressee, alert, bounces, brand, dkim, languages, phases, relay, sources, tenant, waves};
use crate::campaign::kit::{self, DEFAULT_KIT};
use crate::campaign::people::{self, SourceKind, SourceSpec, Sources};
use crate::campaign::yaml::{At, Origin};
use crate::campaign::{
    Allowance, Calendar, Campaign, Exclusion, Freeze, Helpdesk, Inputs, LedgerUrl, Over, PaperSize, Retention, Sender,
    Server, Site,
};
use crate::error::{Error, Place, Problem, Result, did_you_mean};
use crate::l10n::Tag;

/// What a campaign file comes to.
#[derive(Debug)]
pub struct Interpreted {
    /// The campaign.
    pub campaign: Campaign,
    /// Where its people and devices come from.
    pub sources: Sources,
    /// Every selector with where it stands: whether its fields exist is known once the people are.
    pub selectors: Vec<Named>,
}

/// Judges a campaign file. Reads the holiday files it names through `inputs`.
///
/// # Errors
/// Every value that does not mean anything, at its place.
pub fn interpret(file: CampaignFile, origin: &Origin, inputs: &mut Inputs) -> Result<Interpreted> {
    let mut diagnostics = Diagnostics { origin, problems: Vec::new(), selectors: Vec::new() };
    let d = &mut diagnostics;
    let id = d.id(&file.id, "a campaign id");
    let timezone = d.zone(&file.timezone);
    let languages = languages::languages(&file.languages, d);
    let name = d.localized(&file.name, &languages.default);
    let sites: BTreeMap<String, Site> = file
        .sites
        .0
        .iter()
        .map(|(name, site)| {
            let site = Site {
                timezone: site.timezone.as_ref().map(|z| d.zone(z)),
                language: site.language.as_ref().map(|l| d.tag(l)),
                owner: site.owner.as_ref().map(|owner| d.filled(owner)),
            };
            (name.value.clone(), site)
        })
        .collect();
    let from = d.mailbox(&file.sender.from);
    let sender = Sender {
        dkim: file.sender.dkim.as_ref().map(|keys| dkim::keys(keys, &from, d)).unwrap_or_default(),
        from,
        reply_to: file.sender.reply_to.as_ref().map(|m| d.mailbox(m)),
        envelope: file.sender.envelope.as_ref().map(|m| d.mailbox(m).address),
        verp: file.sender.verp.as_ref().is_some_and(|verp| verp.value),
    };
    if let Some(at) = file.sender.verp.as_ref().filter(|verp| verp.value) {
        let local = sender.envelope.as_ref().unwrap_or(&sender.from.address).split('@').next().unwrap_or_default();
        // RFC 5321 section 4.5.3.1.1: 64 octets, of which the identity and its sign take 33.
        if local.len() > 31 {
            d.wrong(
                at,
                format!("`{local}` is too long to have the name of a message behind it"),
                "use an `envelope:` whose part before the @ has at most 31 letters",
            );
        }
    }
    let calendar = d.calendar(&file.calendar, timezone, years(&file), inputs)?;
    let helpdesk = d.helpdesk(&file.helpdesk, &languages.default);
    let brand = brand::brand(&file.brand, &file.organization.value, &languages.default, inputs, d)?;
    let has_devices = file.devices.iter().any(|file| !file.progress);
    let kit = kit::kit_of(file.migration.kind.as_ref().map_or(DEFAULT_KIT, |kind| &kind.value), inputs)?;
    let migration = d.migration(&file.migration, &kit, has_devices);
    let link_domains = file.links.allow.iter().map(|domain| d.domain(domain)).collect();
    let exclude = file
        .exclude
        .iter()
        .filter_map(|e| Some(Exclusion { people: d.selector(&e.people)?, why: d.filled(&e.why) }))
        .collect();
    let allow = file
        .allow
        .iter()
        .map(|a| Allowance {
            rule: a.rule.value.clone(),
            subject: a.subject.as_ref().map(|s| s.value.clone()),
            why: d.filled(&a.why),
            place: d.origin.place(&a.rule),
        })
        .collect();
    let phases = phases::phases(&file.phases, &file.waves.value, &languages, d);
    let waves = waves::waves(&file.waves, file.cycle.as_ref(), &calendar, &languages.default, d);
    let (relay, stand_ins) = file.relay.as_ref().map(|at| relay::relays(at, d)).unwrap_or_default();
    let bounces = file.bounces.as_ref().map(|b| bounces::bounces(b, d));
    let trace = file.trace.as_ref().and_then(|t| tenant::tenant(t, d));
    let fetched = sources::fetched(&file, d);
    let alert = file.alert.as_ref().map(|a| alert::alert(a, d));
    let rollout = file.rollout.as_ref().map(|to| addressee::addressee(to, &languages.default, d));
    let paper = file.print.paper.as_ref().map_or(PaperSize::A4, |at| d.paper(at));
    let signatory = file.print.signatory.as_ref().map(|at| d.localized(at, &languages.default));
    let retention = file.retention.as_ref().and_then(|at| d.retention(at));
    let per_slot = file.appointments.per_slot.as_ref().map(|at| {
        if at.value == 0 {
            d.wrong(at, "nobody fits an appointment", "write how many people are helped at the same time");
        }
        (at.value, d.origin.place(at))
    });
    let ledger = d.ledger(file.ledger.as_ref(), file.ledger_password.as_ref());
    let mut files = d.sources(&file.people, SourceKind::People);
    files.extend(d.sources(&file.devices, SourceKind::Devices));
    if file.people.is_empty() {
        d.problems.push(
            Problem::new("the campaign has no people: `people:` is empty")
                .at(Place::file("campaign.yaml"))
                .hint("name a CSV file, as in `people: [{file: people.csv}]`"),
        );
    }
    let own_status = migration.asks("status");
    for spec in &mut files {
        spec.own_status = own_status;
        spec.is_fetched = fetched.iter().any(|one| one.file == spec.file);
    }
    let (progress, files) = files.into_iter().partition(|spec| spec.is_progress);
    let sources = Sources {
        files,
        progress,
        sites: sites.clone(),
        timezone,
        default_language: languages.default.clone(),
        moves_from: migration.from.clone(),
        moves_to: migration.to.clone(),
        told_by_system: migration.done.is_none() && migration.moves == Over::Devices,
        own_status,
    };
    let selectors = diagnostics.selectors;
    Error::collect(diagnostics.problems)?;
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
        stand_ins,
        bounces,
        trace,
        fetched,
        alert,
        rollout,
        second_approver: file.approval.second.is_some_and(|second| second.value),
        retention,
        paper,
        signatory,
        ledger,
        per_slot,
        max_per_day: file.max_per_day.map_or(1, |m| m.value),
    };
    Ok(Interpreted { campaign, sources, selectors })
}

impl Diagnostics<'_> {
    fn paper(&mut self, at: &At<String>) -> PaperSize {
        at.value.parse().unwrap_or_else(|()| {
            let hint = did_you_mean(&at.value, PaperSize::ALL.map(PaperSize::as_str), 2, || {
                "write `a4` or `letter`".to_owned()
            });
            self.wrong(at, format!("`{}` is not a size of paper", at.value), &hint);
            PaperSize::A4
        })
    }

    fn retention(&mut self, at: &At<String>) -> Option<Retention> {
        let read = at.value.parse().ok();
        if read.is_none() {
            let message = format!("`{}` does not say how long people are kept", at.value);
            self.wrong(at, message, "write a number of days or weeks, at most ten years, as in `90 days after end`");
        }
        read
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
            contacts_per_day: file.contacts_per_day.as_ref().map(|c| c.value),
            contact_rate: file.contact_rate.as_ref().map_or(0.15, |r| r.value),
            staffing: staffing(file, self),
        }
    }

    fn calendar(
        &mut self,
        file: &CalendarFile,
        home: Tz,
        years: (NaiveDate, NaiveDate),
        inputs: &mut Inputs,
    ) -> Result<Calendar> {
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
                holidays::read(&mut calendar, holiday, home, years, inputs, self)?;
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

    /// The label of an encoding, as `people::encodings` lists them.
    fn encoding(&mut self, at: &At<String>) -> String {
        if !people::is_encoding(&at.value) {
            let hint = "write a label of the Encoding Standard, such as `windows-1250`, `windows-1254` or `macintosh`, or \
                        `utf-8-twice` for a file that was taken for Windows-1252 and saved as UTF-8";
            self.wrong(at, format!("there is no encoding `{}`", at.value), hint);
        }
        at.value.clone()
    }

    fn ledger(&mut self, at: Option<&At<String>>, password: Option<&At<SecretFile>>) -> LedgerUrl {
        let url = match at {
            None => LedgerUrl::default(),
            Some(at) => match self.ledger_url(at) {
                Some(url) => url,
                // What is wrong is said already.
                None => return LedgerUrl::default(),
            },
        };
        match (url, password) {
            (LedgerUrl::Postgres(server), Some(at)) => {
                LedgerUrl::Postgres(Server { password: relay::secret(at, "the ledger's password", self), ..server })
            }
            (url, Some(at)) => {
                self.wrong(at, "a ledger in a file has no password", "leave it out, or name a server in `ledger:`");
                url
            }
            (url, None) => url,
        }
    }

    fn ledger_url(&mut self, at: &At<String>) -> Option<LedgerUrl> {
        match LedgerUrl::parse(&at.value) {
            Ok(url) => {
                if let LedgerUrl::Sqlite(file) = &url
                    && at.value != "sqlite"
                {
                    self.within(at, file, "the ledger");
                }
                Some(url)
            }
            Err((why, hint)) => {
                self.wrong(at, why, hint);
                None
            }
        }
    }

    fn sources(&mut self, files: &[DataFile], kind: SourceKind) -> Vec<SourceSpec> {
        files
            .iter()
            .map(|f| SourceSpec {
                columns: f.columns.clone(),
                system: f.system.as_ref().map(|s| s.value.clone()),
                encoding: f.encoding.as_ref().map(|e| self.encoding(e)),
                is_progress: f.progress,
                ..SourceSpec::new(kind, f.file.value.clone(), self.origin.place(&f.file))
            })
            .collect()
    }
}
