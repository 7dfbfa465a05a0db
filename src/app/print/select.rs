//! What of the ledger is to be printed now.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};

use crate::app::locked::Locked;
use crate::campaign::{Campaign, Channel, People};
use crate::compose::{Composer, ResolvedNotice};
use crate::error::{Error, Result, did_you_mean};
use crate::l10n::Tag;
use crate::ledger::{Entry, Fate, Filter, PaperOutcome, Row, State};
use crate::print::Form;
use crate::print::run::handing_out;
use crate::report::find_person;
use crate::schedule::{Barrier, GateOutcome, barrier};

/// Which of the notices on paper.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Wanted {
    /// Only this wave.
    pub wave: Option<String>,
    /// Only people of this site.
    pub site: Option<String>,
    /// Only this person: identity, address or full name.
    pub person: Option<String>,
    /// Only this message.
    pub message: Option<String>,
    /// Only in this language.
    pub language: Option<String>,
}

/// A notice to be printed.
#[derive(Debug)]
pub(super) struct Chosen {
    /// Which message for whom.
    pub(super) notice: ResolvedNotice,
    /// What has migrated by now, of which the paper says nothing any more.
    pub(super) migrated: Vec<String>,
    /// On what it is printed.
    pub(super) form: Form,
}

/// What was asked for.
#[derive(Debug, Default)]
pub(super) struct Selection {
    /// To be printed, form by form in the order of handing out.
    pub(super) chosen: Vec<Chosen>,
    /// Not to be printed any more, and why.
    pub(super) given_up: Vec<PaperOutcome>,
    /// How many wait for the gate of each of these waves, which is closed. They stay as they are.
    pub(super) behind: BTreeMap<String, u64>,
    /// Notices that name a person or a message that the approved campaign does not have. They stay as they are.
    pub(super) unknown: usize,
}

/// Looks again at every planned notice on paper that is wanted.
///
/// # Errors
/// When what is wanted is not there, or the ledger cannot be read.
pub(super) fn select(
    locked: &Locked,
    composer: &Composer,
    wanted: &Wanted,
    large: bool,
    now: DateTime<Utc>,
) -> Result<Selection> {
    let loaded = &locked.loaded;
    let wanted = Sought::new(wanted, &loaded.campaign, &loaded.people)?;
    let filter = Filter { states: vec![State::Planned, State::Held], paper: true, ..Filter::default() };
    let mut selection = Selection::default();
    let gates = locked.gates(now)?;
    // What is printed before the gate's day is handed out after it: paper takes its time.
    let is_closed = |gate: &str| match barrier(&gates, gate) {
        Barrier::Open(_) | Barrier::Closed { outcome: GateOutcome::Waiting, .. } => false,
        Barrier::Closed { .. } => true,
    };
    for Row { entry, state, .. } in locked.ledger.list(&filter)? {
        if !wanted.has(&entry, &loaded.people) {
            continue;
        }
        if let Some(gate) = entry.gate.as_deref().filter(|gate| is_closed(gate)) {
            *selection.behind.entry(gate.to_owned()).or_default() += 1;
            continue;
        }
        if state == State::Held {
            continue;
        }
        let Ok(notice) = composer.resolve(&entry) else {
            selection.unknown += 1;
            continue;
        };
        let fate = match composer.still_meant(&notice, &locked.progress) {
            Err(why) => Some(Fate::Suppressed(why)),
            Ok(()) => entry.expires.is_some_and(|expires| expires <= now).then_some(Fate::Expired),
        };
        match fate {
            Some(fate) => selection.given_up.push(PaperOutcome { id: entry.id, fate }),
            None => {
                let migrated = composer.migrated(&notice, &locked.progress);
                selection.chosen.push(Chosen { form: form(&notice, entry.channel, large), notice, migrated });
            }
        }
    }
    selection.chosen.sort_by(|one, other| {
        let people = composer.person(&one.notice).zip(composer.person(&other.notice));
        one.form
            .cmp(&other.form)
            .then_with(|| people.map_or(std::cmp::Ordering::Equal, |(one, other)| handing_out(one, other)))
            .then_with(|| (one.notice.due, one.notice.id).cmp(&(other.notice.due, other.notice.id)))
    });
    Ok(selection)
}

/// On what a notice is printed that is told this way.
pub(super) fn form(notice: &ResolvedNotice, channel: Channel, large: bool) -> Form {
    match (channel, notice.person) {
        (_, None) => Form::Brief,
        (Channel::Letter, _) => Form::Letter,
        _ if large => Form::LargePrint,
        _ => Form::Sheet,
    }
}

/// That the campaign has a wave, a message or a site of this name.
///
/// # Errors
/// When it has not, with the nearest name or all there are.
pub(super) fn known(what: &str, asked: &str, names: Vec<&str>) -> Result<()> {
    if names.contains(&asked) {
        return Ok(());
    }
    let error = Error::usage(format!("the campaign has no {what} `{asked}`"));
    if names.is_empty() {
        return Err(error);
    }
    let all = || format!("{what}s: {}", names.join(", "));
    Err(error.hint(did_you_mean(asked, names.iter().copied(), 2, all)))
}

/// What is wanted, found in the campaign.
struct Sought<'a> {
    wave: Option<&'a str>,
    site: Option<&'a str>,
    person: Option<&'a str>,
    message: Option<&'a str>,
    language: Option<Tag>,
}

impl<'a> Sought<'a> {
    fn new(wanted: &'a Wanted, campaign: &Campaign, people: &'a People) -> Result<Self> {
        let known = |what: &str, asked: &'a Option<String>, names: Vec<&str>| match asked.as_deref() {
            Some(asked) => known(what, asked, names).map(|()| Some(asked)),
            None => Ok(None),
        };
        let mut sites: Vec<&str> = people.persons.iter().filter_map(|person| person.site.as_deref()).collect();
        sites.sort_unstable();
        sites.dedup();
        let messages = campaign.phases.iter().flat_map(|phase| &phase.messages).map(|rule| &*rule.message);
        let person = wanted.person.as_deref().map(|asked| find_person(people, asked)).transpose()?;
        let language = wanted.language.as_deref().map(str::parse).transpose();
        Ok(Sought {
            wave: known("wave", &wanted.wave, campaign.waves.iter().map(|wave| &*wave.id).collect())?,
            site: known("site", &wanted.site, sites)?,
            person: person.map(|at| &*people.persons[at].id),
            message: known("message", &wanted.message, messages.collect())?,
            language: language.map_err(|e: crate::l10n::TagError| Error::usage(e.to_string()))?,
        })
    }

    fn has(&self, entry: &Entry, people: &People) -> bool {
        let site = || entry.person.as_ref().and_then(|id| people.get(id)).and_then(|person| person.site.as_deref());
        self.wave.is_none_or(|wave| *wave == *entry.wave)
            && self.site.is_none_or(|wanted| site() == Some(wanted))
            && self.person.is_none_or(|person| entry.person.as_deref() == Some(person))
            && self.message.is_none_or(|message| *message == *entry.message)
            && self.language.as_ref().is_none_or(|language| *language == entry.language)
    }
}
