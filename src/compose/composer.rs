//! The composer holds everything that is needed to compose any notice of one campaign.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};

use super::appointed::begins;
#[cfg(feature = "print")]
use super::sheet::Sheets;
use crate::campaign::{
    Attachment, Audience, Campaign, Channel, Dates, Device, Event, Inputs, Loaded, Looked, MessageRule, People, Person,
    Progress, Standing,
};
use crate::error::{Error, Result};
use crate::l10n::Tag;
use crate::ledger::{Entry, History, InCalendar, Suppression};
use crate::render::{Appointment, Content, Mail, Renderer, Request};
use crate::schedule::{Circles, CirclesOf, Membership, Notice, NoticeId, assign, is_shared_and_pending, kept, slot};

/// Composes notices of one campaign, read once.
pub struct Composer {
    loaded: Arc<Loaded>,
    membership: Membership,
    renderer: Renderer,
    #[cfg(feature = "print")]
    sheets: Sheets,
    /// People by wave and who hears of them, for messages to managers and to those who answer for a site; by rule.
    circles: HashMap<(u16, u16), Arc<Circles>>,
    /// Shared devices by who has them in their care.
    kept: HashMap<u32, Vec<u32>>,
    /// Wave by id, message by name: the ledger speaks in names.
    waves: BTreeMap<String, u16>,
    rules: BTreeMap<String, (u16, u16)>,
}

/// A notice by positions in the campaign and its people: which message for whom.
#[derive(Debug, Clone)]
pub struct ResolvedNotice {
    /// Identity.
    pub id: NoticeId,
    /// Position of the wave.
    pub wave: u16,
    /// Position of the phase.
    pub phase: u16,
    /// Position of the rule in its phase.
    pub rule: u16,
    /// Position of the person; `None` is the helpdesk.
    pub person: Option<u32>,
    /// 0 for the first or only time.
    pub occurrence: u16,
    /// How it is told.
    pub channel: Channel,
    /// Language of the message.
    pub language: Tag,
    /// When it was due.
    pub due: DateTime<Utc>,
    /// What the person was told before, by the ledger.
    pub history: History,
}

impl From<&Notice> for ResolvedNotice {
    fn from(n: &Notice) -> Self {
        ResolvedNotice {
            id: n.id,
            wave: n.wave,
            phase: n.phase,
            rule: n.rule,
            person: n.person,
            occurrence: n.occurrence,
            channel: n.channel,
            language: n.language.clone(),
            due: n.due,
            history: History::default(),
        }
    }
}

impl Composer {
    /// Sets up: reads every template and text.
    ///
    /// # Errors
    /// Everything that is wrong with templates and texts, at its place.
    pub fn new(loaded: Arc<Loaded>, inputs: &Inputs) -> Result<Self> {
        let renderer = Renderer::new(Arc::clone(&loaded.campaign), &loaded.catalogue, inputs)?;
        let membership = assign(&loaded.campaign, &loaded.people);
        let waves = loaded.campaign.waves.iter().enumerate().map(|(n, w)| (w.id.clone(), n as u16)).collect();
        let mut rules = BTreeMap::new();
        let (circles, mut about) = (CirclesOf::new(&loaded.campaign, &loaded.people, &membership), HashMap::new());
        for (p, phase) in loaded.campaign.phases.iter().enumerate() {
            for (r, rule) in phase.messages.iter().enumerate() {
                rules.insert(rule.message.clone(), (p as u16, r as u16));
                if matches!(rule.to, Audience::Managers | Audience::SiteOwner) {
                    about.insert((p as u16, r as u16), circles.message(rule));
                }
            }
        }
        Ok(Composer {
            #[cfg(feature = "print")]
            sheets: Sheets::new(&loaded.campaign, inputs)?,
            kept: kept(&loaded.people),
            loaded,
            membership,
            renderer,
            circles: about,
            waves,
            rules,
        })
    }

    /// The same for other people, each in the place and so in the wave of one of its own.
    #[must_use]
    pub fn with_people(mut self, people: People) -> Self {
        self.loaded = Arc::new(Loaded { people, ..Loaded::clone(&self.loaded) });
        self
    }

    /// The campaign it composes for.
    pub fn loaded(&self) -> &Arc<Loaded> {
        &self.loaded
    }

    /// Who is in which wave.
    pub fn membership(&self) -> &Membership {
        &self.membership
    }

    /// What renders its messages.
    pub(super) fn renderer(&self) -> &Renderer {
        &self.renderer
    }

    /// The rule of a notice.
    pub fn rule(&self, notice: &ResolvedNotice) -> &MessageRule {
        self.rule_at(notice.phase, notice.rule)
    }

    /// The rule at a position in a phase.
    pub fn rule_at(&self, phase: u16, rule: u16) -> &MessageRule {
        &self.loaded.campaign.phases[usize::from(phase)].messages[usize::from(rule)]
    }

    /// The id of the wave of a notice.
    pub fn wave(&self, notice: &ResolvedNotice) -> &str {
        &self.loaded.campaign.waves[usize::from(notice.wave)].id
    }

    /// The person of a notice; `None` is the helpdesk.
    pub fn person(&self, notice: &ResolvedNotice) -> Option<&Person> {
        notice.person.map(|at| &self.loaded.people.persons[at as usize])
    }

    /// A notice in words, with which the message of every error of [`Composer::mail`] and [`Composer::content`]
    /// begins: `reminder` for Anna Bakker in wave early.
    pub fn describe(&self, notice: &ResolvedNotice) -> String {
        let who = self.person(notice).map_or("the helpdesk", |p| &p.name);
        format!("`{}` for {who} in wave {}", self.rule(notice).message, self.wave(notice))
    }

    /// Positions of a wave and a message, by name.
    pub fn find(&self, wave: &str, message: &str) -> Option<(u16, u16, u16)> {
        let (phase, rule) = self.rules.get(message)?;
        Some((*self.waves.get(wave)?, *phase, *rule))
    }

    /// Renders a notice, with what goes with it. `date` and `migrated` are what the ledger recorded at the first attempt.
    ///
    /// # Errors
    /// When the template fails for this person, with the place in the template; and when their sheet cannot be read as it
    /// would be printed.
    pub fn mail(
        &self,
        notice: &ResolvedNotice,
        date: DateTime<Utc>,
        migrated: &[String],
        redirect: Option<&str>,
    ) -> Result<Mail> {
        self.request(notice, date, migrated, |request| {
            let sheet = self.sheet(notice, request)?;
            self.renderer.mail(&Request { redirect, sheet: sheet.as_deref(), ..*request })
        })
    }

    /// The sheet that goes with a request, as a PDF.
    #[cfg(feature = "print")]
    fn sheet(&self, notice: &ResolvedNotice, request: &Request) -> Result<Option<Vec<u8>>> {
        match request.person {
            Some(person) if self.rule(notice).attach.contains(&Attachment::Sheet) => {
                self.sheets.pdf(request, person, &self.renderer)
            }
            _ => Ok(None),
        }
    }

    /// Whether the mail of a notice goes without the sheet that belongs to it, because of the person's own name.
    #[cfg(feature = "print")]
    pub fn lacks_sheet(&self, notice: &ResolvedNotice) -> bool {
        // Of two million notices few bring a sheet: that is asked first.
        self.rule(notice).attach.contains(&Attachment::Sheet)
            && self.person(notice).is_some_and(super::plain::is_unusual)
            && self
                .request(notice, notice.due, &[], |request| self.sheet(notice, request))
                .is_ok_and(|sheet| sheet.is_none())
    }

    /// No: where nothing can be printed, a campaign that attaches a sheet is refused.
    #[cfg(not(feature = "print"))]
    pub fn lacks_sheet(&self, _: &ResolvedNotice) -> bool {
        false
    }

    /// None: where nothing can be printed, a campaign that attaches a sheet is refused.
    #[cfg(not(feature = "print"))]
    fn sheet(&self, _: &ResolvedNotice, _: &Request) -> Result<Option<Vec<u8>>> {
        Ok(None)
    }

    /// What a notice says, for paper. `migrated` is what the ledger recorded when it was first printed.
    ///
    /// # Errors
    /// As [`Composer::mail`]; but nobody needs an address.
    pub fn content(&self, notice: &ResolvedNotice, migrated: &[String]) -> Result<Content> {
        self.request(notice, notice.due, migrated, |request| self.renderer.content(request))
    }

    /// Has everything that one message for one person depends on rendered.
    pub(super) fn request<T>(
        &self,
        notice: &ResolvedNotice,
        date: DateTime<Utc>,
        migrated: &[String],
        render: impl FnOnce(&Request) -> Result<T>,
    ) -> Result<T> {
        let campaign: &Campaign = &self.loaded.campaign;
        let (wave, phase) = (&campaign.waves[notice.wave as usize], &campaign.phases[notice.phase as usize]);
        let rule = &phase.messages[notice.rule as usize];
        let person = self.person(notice);
        let about = self.about(notice, rule, migrated);
        let kept: Vec<Device> = self.kept(notice).cloned().collect();
        let id = notice.id.to_string();
        // A reminder threads on the first of its kind, new dates and news on the first message there was.
        let first = (notice.occurrence > 0 && !is_about_dates(rule)).then(|| {
            let who = person.map_or("", |p| &*p.id);
            NoticeId::of(&campaign.id, &wave.id, &rule.message, who, 0).to_string()
        });
        let follows = first.or_else(|| notice.history.follows.map(|id| id.to_string()));
        let request = Request {
            id: &id,
            wave,
            phase,
            message: &rule.message,
            person,
            about: &about,
            ownerless: if person.is_none() { &self.loaded.people.ownerless } else { &kept },
            occurrence: notice.occurrence,
            language: &notice.language,
            due: notice.due,
            date,
            migrated,
            follows: follows.as_deref(),
            previous: notice.history.previous,
            appointment: person.and_then(|person| self.appointment(notice, person)),
            sheet: None,
            redirect: None,
        };
        render(&request).map_err(|mut error| {
            if let Some(problem) = error.problems.first_mut() {
                problem.message = format!("{}: {}", self.describe(notice), problem.message);
            }
            error
        })
    }

    /// The entry of the person's calendar that goes with a message.
    fn appointment(&self, notice: &ResolvedNotice, person: &Person) -> Option<Appointment> {
        let attached = *self.rule(notice).attach.iter().find(|one| one.is_appointment())?;
        let (kind, cancelled) = match (attached, notice.history.calendar) {
            (_, Some(InCalendar::Kept)) => return None,
            (_, Some(InCalendar::MeetingCancelled)) => (Attachment::Meeting, true),
            (_, Some(InCalendar::InviteCancelled)) => (Attachment::Invite, true),
            // Who has no entry gets the message without.
            (Attachment::Cancellation, _) => return None,
            (kind, _) => (kind, false),
        };
        let campaign: &Campaign = &self.loaded.campaign;
        // What is taken out began when it was told to.
        let was = notice.history.starts.filter(|_| cancelled).map(begins);
        let start = was.or_else(|| slot(campaign, &campaign.waves[notice.wave as usize], person))?;
        Some(Appointment { kind, cancelled, start, revision: notice.history.revision })
    }

    /// What a message needs to be shown before there is anything to look back on: of one about new dates the same
    /// dates, a week earlier; of one that takes an entry out of the calendar such an entry.
    pub fn example(&self, wave: u16, rule: &MessageRule) -> History {
        let calendar = rule.attach.contains(&Attachment::Cancellation).then(|| {
            let mut rules = self.loaded.campaign.phases.iter().flat_map(|phase| &phase.messages);
            match rules.any(|rule| rule.attach.contains(&Attachment::Meeting)) {
                true => InCalendar::MeetingCancelled,
                false => InCalendar::InviteCancelled,
            }
        });
        if !is_about_dates(rule) {
            return History { revision: u16::from(calendar.is_some()), calendar, ..History::default() };
        }
        let Dates { start, deadline, deadline_time } = self.loaded.campaign.waves[wave as usize].dates();
        let week = TimeDelta::days(7);
        History {
            revision: 1,
            previous: Some(Dates { start: start - week, deadline: deadline - week, deadline_time }),
            calendar,
            ..History::default()
        }
    }

    /// Those of a manager's people, or of the people at somebody's site, in the wave who had to move when the plan was
    /// approved, by position.
    pub(super) fn reports(&self, notice: &ResolvedNotice) -> impl Iterator<Item = u32> {
        let of_rule = self.circles.get(&(notice.phase, notice.rule));
        let reports = notice.person.and_then(|hearer| of_rule?.get(&(notice.wave, hearer)));
        reports.into_iter().flatten().copied()
    }

    /// The shared devices that a message to who has them in their care is about.
    fn kept(&self, notice: &ResolvedNotice) -> impl Iterator<Item = &Device> {
        let keeper = notice.person.filter(|_| self.rule(notice).to == Audience::SharedOwners);
        let devices = keeper.and_then(|keeper| self.kept.get(&keeper)).into_iter().flatten();
        devices.map(|at| &self.loaded.people.ownerless[*at as usize])
    }

    fn people_of(&self, notice: &ResolvedNotice) -> impl Iterator<Item = &Person> {
        self.reports(notice).map(|at| &self.loaded.people.persons[at as usize])
    }

    /// Whom a message to a manager or the helpdesk is about: the manager's people less those who have moved, or
    /// everyone in the wave.
    fn about(&self, notice: &ResolvedNotice, rule: &MessageRule, migrated: &[String]) -> Vec<&Person> {
        let people = &self.loaded.people.persons;
        match (&rule.to, notice.person) {
            (Audience::Managers | Audience::SiteOwner, Some(_)) => {
                self.people_of(notice).filter(|person| !migrated.iter().any(|id| **id == *person.id)).collect()
            }
            (Audience::Helpdesk, _) => people
                .iter()
                .enumerate()
                .filter(|(at, _)| self.membership.waves[*at] == Some(notice.wave))
                .map(|(_, person)| person)
                .collect(),
            _ => Vec::new(),
        }
    }

    /// What an attempt must remember of what has happened until now: the person's devices that have migrated, or those in
    /// their care; or, of a message to a manager or about a site, the people who have (or have left). Sorted.
    pub fn migrated(&self, notice: &ResolvedNotice, progress: &Progress) -> Vec<String> {
        let to = &self.rule(notice).to;
        if let (Audience::SharedOwners, Some(keeper)) = (to, self.person(notice)) {
            let moved = self.kept(notice).filter(|device| device.migrated || progress.has_moved(&keeper.id, device));
            let mut keys: Vec<String> = moved.filter_map(|device| Some(device.key()?.to_owned())).collect();
            keys.sort();
            return keys;
        }
        if matches!(to, Audience::Managers | Audience::SiteOwner) {
            let done = |person: &&Person| !progress.standing(person).must_move();
            return self.people_of(notice).filter(done).map(|person| person.id.to_string()).collect();
        }
        self.person(notice).map(|person| progress.migrated_devices(person)).unwrap_or_default()
    }

    /// Whether the audience of a message still includes this person.
    pub fn still_meant(&self, notice: &ResolvedNotice, progress: &Progress) -> Result<(), Suppression> {
        let Some(person) = self.person(notice) else { return Ok(()) };
        let standing = progress.standing(person);
        let by_now = Looked { standing: Some(&standing), ..Looked::at(person) };
        match (&self.rule(notice).to, &standing) {
            (_, Standing::Left) => Err(Suppression::Left),
            _ if person.email.is_none() && notice.channel == Channel::Mail => Err(Suppression::NoMailbox),
            _ if notice.channel == Channel::Mail && progress.bounces(person) => Err(Suppression::Bounced),
            // Whoever's people, or shared devices, have all moved has nothing to be told.
            (Audience::SharedOwners, _) if !self.is_left(notice, person, progress) => Err(Suppression::Migrated),
            (Audience::Managers | Audience::SiteOwner, _)
                if self.reports(notice).count() == self.migrated(notice, progress).len() =>
            {
                Err(Suppression::Migrated)
            }
            (Audience::Pending, Standing::Migrated(_)) => Err(Suppression::Migrated),
            (Audience::Migrated, Standing::Pending | Standing::Failed(_)) => Err(Suppression::NotMigrated),
            (Audience::Failed, Standing::Migrated(_)) => Err(Suppression::Migrated),
            (Audience::Select(selector), _) if selector.asks_standing() && !selector.judge(&by_now).is_so() => {
                Err(if standing.has_moved() { Suppression::Migrated } else { Suppression::NotMigrated })
            }
            (_, Standing::Migrated(_)) if is_about_dates(self.rule(notice)) => Err(Suppression::Migrated),
            _ => Ok(()),
        }
    }

    /// Whether a shared device in somebody's care has yet to move.
    fn is_left(&self, notice: &ResolvedNotice, keeper: &Person, progress: &Progress) -> bool {
        self.kept(notice).any(|device| is_shared_and_pending(device) && !progress.has_moved(&keeper.id, device))
    }

    /// A notice of the ledger with its positions in the campaign.
    ///
    /// # Errors
    /// [`Kind::Bug`](crate::error::Kind::Bug) when the snapshot does not hold what its own notices name.
    pub fn resolve(&self, entry: &Entry) -> Result<ResolvedNotice> {
        let lost = |what: String| Error::bug(format!("the approved snapshot has no {what}"));
        let (wave, phase, rule) = self
            .find(&entry.wave, &entry.message)
            .ok_or_else(|| lost(format!("message `{}` in wave `{}`", entry.message, entry.wave)))?;
        let person = match &entry.person {
            None => None,
            Some(id) => {
                let at = self.loaded.people.index_of(id).ok_or_else(|| lost(format!("person `{id}`")))?;
                Some(at as u32)
            }
        };
        let (id, occurrence, channel, due) = (entry.id, entry.occurrence, entry.channel, entry.due);
        let history = entry.history.unwrap_or_default();
        let language = entry.language.clone();
        Ok(ResolvedNotice { id, wave, phase, rule, person, occurrence, channel, language, due, history })
    }
}

/// Whether a message is sent because the dates of its readers changed.
fn is_about_dates(rule: &MessageRule) -> bool {
    rule.when.is_on(Event::Rescheduled)
}
