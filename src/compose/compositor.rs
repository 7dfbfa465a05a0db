//! The compositor holds everything that is needed to compose any notice of one campaign.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};

#[cfg(feature = "print")]
use super::sheet::Sheets;
use crate::campaign::{
    Attachment, Audience, Campaign, Channel, Dates, Event, Inputs, Loaded, MessageRule, Person, Progress, Standing,
    When,
};
use crate::error::{Error, Result};
use crate::l10n::Tag;
use crate::ledger::{Entry, History, InCalendar, Suppression};
use crate::render::{Appointment, Content, Mail, Renderer, Request};
use crate::schedule::{Directory, Membership, Notice, NoticeId, assign, slot};

/// Composes notices of one campaign, read once.
pub struct Compositor {
    loaded: Arc<Loaded>,
    membership: Membership,
    renderer: Renderer,
    #[cfg(feature = "print")]
    sheets: Sheets,
    /// People by wave and manager, for messages to managers.
    reports: HashMap<(u16, u32), Vec<u32>>,
    /// Wave by id, message by name: the ledger speaks in names.
    waves: BTreeMap<String, u16>,
    rules: BTreeMap<String, (u16, u16)>,
}

/// Which message for whom, by positions in the campaign and its people.
#[derive(Debug, Clone)]
pub struct Order {
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

impl From<&Notice> for Order {
    fn from(n: &Notice) -> Self {
        Order {
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

impl Compositor {
    /// Sets up: reads every template and text.
    ///
    /// # Errors
    /// Everything that is wrong with templates and texts, at its place.
    pub fn new(loaded: Arc<Loaded>, inputs: &Inputs) -> Result<Self> {
        let renderer = Renderer::new(Arc::clone(&loaded.campaign), &loaded.catalogue, inputs)?;
        let membership = assign(&loaded.campaign, &loaded.people);
        let reports = reports(&loaded, &membership);
        let waves = loaded.campaign.waves.iter().enumerate().map(|(n, w)| (w.id.clone(), n as u16)).collect();
        let mut rules = BTreeMap::new();
        for (p, phase) in loaded.campaign.phases.iter().enumerate() {
            for (r, rule) in phase.messages.iter().enumerate() {
                rules.insert(rule.message.clone(), (p as u16, r as u16));
            }
        }
        Ok(Compositor {
            #[cfg(feature = "print")]
            sheets: Sheets::new(&loaded.campaign, inputs)?,
            loaded,
            membership,
            renderer,
            reports,
            waves,
            rules,
        })
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

    /// The rule of an order.
    pub fn rule(&self, order: &Order) -> &MessageRule {
        self.rule_at(order.phase, order.rule)
    }

    /// The rule at a position in a phase.
    pub fn rule_at(&self, phase: u16, rule: u16) -> &MessageRule {
        &self.loaded.campaign.phases[usize::from(phase)].messages[usize::from(rule)]
    }

    /// The id of the wave of an order.
    pub fn wave(&self, order: &Order) -> &str {
        &self.loaded.campaign.waves[usize::from(order.wave)].id
    }

    /// The person of an order; `None` is the helpdesk.
    pub fn person(&self, order: &Order) -> Option<&Person> {
        order.person.map(|at| &self.loaded.people.persons[at as usize])
    }

    /// An order in words, with which the message of every error of [`Compositor::mail`] and [`Compositor::content`]
    /// begins: `reminder` for Anna Bakker in wave early.
    pub fn describe(&self, order: &Order) -> String {
        let who = self.person(order).map_or("the helpdesk", |p| &p.name);
        format!("`{}` for {who} in wave {}", self.rule(order).message, self.wave(order))
    }

    /// Positions of a wave and a message, by name.
    pub fn find(&self, wave: &str, message: &str) -> Option<(u16, u16, u16)> {
        let (phase, rule) = self.rules.get(message)?;
        Some((*self.waves.get(wave)?, *phase, *rule))
    }

    /// Renders an order, with what goes with it. `date` and `migrated` are what the ledger recorded at the first attempt.
    ///
    /// # Errors
    /// When the template fails for this person, with the place in the template; and when their sheet cannot be read as it
    /// would be printed.
    pub fn mail(
        &self,
        order: &Order,
        date: DateTime<Utc>,
        migrated: &[String],
        redirect: Option<&str>,
    ) -> Result<Mail> {
        self.request(order, date, migrated, |request| {
            let sheet = self.sheet(order, request)?;
            self.renderer.mail(&Request { redirect, sheet: sheet.as_deref(), ..*request })
        })
    }

    /// The sheet that goes with a request, as a PDF.
    #[cfg(feature = "print")]
    fn sheet(&self, order: &Order, request: &Request) -> Result<Option<Vec<u8>>> {
        match request.person {
            Some(person) if self.rule(order).attach.contains(&Attachment::Sheet) => {
                self.sheets.pdf(request, person, &self.renderer)
            }
            _ => Ok(None),
        }
    }

    /// None: where nothing can be printed, a campaign that attaches a sheet is refused.
    #[cfg(not(feature = "print"))]
    fn sheet(&self, _: &Order, _: &Request) -> Result<Option<Vec<u8>>> {
        Ok(None)
    }

    /// What an order says, for paper. `migrated` is what the ledger recorded when it was first printed.
    ///
    /// # Errors
    /// As [`Compositor::mail`]; but nobody needs an address.
    pub fn content(&self, order: &Order, migrated: &[String]) -> Result<Content> {
        self.request(order, order.due, migrated, |request| self.renderer.content(request))
    }

    /// Has everything that one message for one person depends on rendered.
    fn request<T>(
        &self,
        order: &Order,
        date: DateTime<Utc>,
        migrated: &[String],
        render: impl FnOnce(&Request) -> Result<T>,
    ) -> Result<T> {
        let campaign: &Campaign = &self.loaded.campaign;
        let (wave, phase) = (&campaign.waves[order.wave as usize], &campaign.phases[order.phase as usize]);
        let rule = &phase.messages[order.rule as usize];
        let person = self.person(order);
        let about = self.about(order, rule, migrated);
        let id = order.id.to_string();
        // A reminder threads on the first of its kind, new dates on the first message there was.
        let first = (order.occurrence > 0 && !is_about_dates(rule)).then(|| {
            let who = person.map_or("", |p| &*p.id);
            NoticeId::of(&campaign.id, &wave.id, &rule.message, who, 0).to_string()
        });
        let follows = first.or_else(|| order.history.follows.map(|id| id.to_string()));
        let request = Request {
            id: &id,
            wave,
            phase,
            message: &rule.message,
            person,
            about: &about,
            ownerless: if person.is_none() { &self.loaded.people.ownerless } else { &[] },
            occurrence: order.occurrence,
            language: &order.language,
            due: order.due,
            date,
            migrated,
            follows: follows.as_deref(),
            previous: order.history.previous,
            appointment: person.and_then(|person| self.appointment(order, person)),
            sheet: None,
            redirect: None,
        };
        render(&request).map_err(|mut error| {
            if let Some(problem) = error.problems.first_mut() {
                problem.message = format!("{}: {}", self.describe(order), problem.message);
            }
            error
        })
    }

    /// The entry of the person's calendar that goes with a message.
    fn appointment(&self, order: &Order, person: &Person) -> Option<Appointment> {
        let attached = *self.rule(order).attach.iter().find(|one| one.is_appointment())?;
        let (kind, cancelled) = match (attached, order.history.calendar) {
            (Attachment::Cancellation, Some(InCalendar::MeetingCancelled)) => (Attachment::Meeting, true),
            (Attachment::Cancellation, Some(InCalendar::InviteCancelled)) => (Attachment::Invite, true),
            // Who has no entry gets the message without.
            (Attachment::Cancellation, _) => return None,
            (kind, _) => (kind, false),
        };
        let campaign: &Campaign = &self.loaded.campaign;
        let start = slot(campaign, &campaign.waves[order.wave as usize], person)?;
        Some(Appointment { kind, cancelled, start, revision: order.history.revision })
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
            follows: None,
            calendar,
        }
    }

    /// Those of a manager's people in the wave who had to move when the plan was approved.
    fn reports(&self, order: &Order) -> impl Iterator<Item = &Person> {
        let reports = order.person.and_then(|manager| self.reports.get(&(order.wave, manager)));
        reports.into_iter().flatten().map(|at| &self.loaded.people.persons[*at as usize])
    }

    /// Whom a message to a manager or the helpdesk is about: the manager's people less those who have moved, or
    /// everyone in the wave.
    fn about(&self, order: &Order, rule: &MessageRule, migrated: &[String]) -> Vec<&Person> {
        let people = &self.loaded.people.persons;
        match (&rule.to, order.person) {
            (Audience::Managers, Some(_)) => {
                self.reports(order).filter(|person| !migrated.iter().any(|id| **id == *person.id)).collect()
            }
            (Audience::Helpdesk, _) => people
                .iter()
                .enumerate()
                .filter(|(at, _)| self.membership.waves[*at] == Some(order.wave))
                .map(|(_, person)| person)
                .collect(),
            _ => Vec::new(),
        }
    }

    /// What an attempt must remember of what has happened until now: the person's devices that have migrated, or, of
    /// a message to a manager, their people who have (or have left). Sorted.
    pub fn migrated(&self, order: &Order, progress: &Progress) -> Vec<String> {
        if self.rule(order).to == Audience::Managers {
            let done = |person: &&Person| matches!(progress.standing(person), Standing::Migrated(_) | Standing::Left);
            return self.reports(order).filter(done).map(|person| person.id.to_string()).collect();
        }
        self.person(order).map(|person| progress.migrated_devices(person)).unwrap_or_default()
    }

    /// Whether the audience of a message still includes this person.
    pub fn still_meant(&self, order: &Order, progress: &Progress) -> Result<(), Suppression> {
        let Some(person) = self.person(order) else { return Ok(()) };
        let standing = progress.standing(person);
        match (&self.rule(order).to, &standing) {
            (_, Standing::Left) => Err(Suppression::Left),
            _ if person.email.is_none() && order.channel == Channel::Mail => Err(Suppression::NoMailbox),
            // A manager whose people have all moved has nothing to be told.
            (Audience::Managers, _) if self.reports(order).count() == self.migrated(order, progress).len() => {
                Err(Suppression::Migrated)
            }
            (Audience::Pending, Standing::Migrated(_)) => Err(Suppression::Migrated),
            (Audience::Migrated, Standing::Pending | Standing::Failed(_)) => Err(Suppression::NotMigrated),
            (Audience::Failed, Standing::Migrated(_)) => Err(Suppression::Migrated),
            (_, Standing::Migrated(_)) if is_about_dates(self.rule(order)) => Err(Suppression::Migrated),
            _ => Ok(()),
        }
    }

    /// The order of a notice as the ledger keeps it.
    ///
    /// # Errors
    /// [`Kind::Bug`](crate::error::Kind::Bug) when the snapshot does not hold what its own notices name.
    pub fn order(&self, entry: &Entry) -> Result<Order> {
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
        Ok(Order { id, wave, phase, rule, person, occurrence, channel, language, due, history })
    }
}

/// Whether a message is sent because the dates of its readers changed.
fn is_about_dates(rule: &MessageRule) -> bool {
    matches!(rule.when, When::Event { event: Event::Rescheduled, .. })
}

/// Who reports to whom, among the people of each wave who still have to move.
fn reports(loaded: &Loaded, membership: &Membership) -> HashMap<(u16, u32), Vec<u32>> {
    let directory = Directory::new(&loaded.people);
    let mut reports: HashMap<(u16, u32), Vec<u32>> = HashMap::new();
    for ((at, person), wave) in (0u32..).zip(&loaded.people.persons).zip(&membership.waves) {
        let pending = matches!(person.standing, Standing::Pending | Standing::Failed(_));
        if let (Some(wave), true, Some(manager)) = (wave, pending, directory.manager_of(person)) {
            reports.entry((*wave, manager)).or_default().push(at);
        }
    }
    reports
}
