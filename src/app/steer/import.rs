//! What came to the helpdesk, from a ticket system.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;

use super::contacts::AFTER;
use super::gatekeeper::Gatekeeper;
use super::let_go::{LetGo, let_go};
use crate::app::observer::{Observer, Remark};
use crate::campaign::Wave;
use crate::campaign::people::{About, Contact, ContactsFile, read_contacts};
use crate::error::{Error, Result, did_you_mean};
use crate::ledger::{Act, Deed};
use crate::schedule::{assign, first_told, is_worked};

/// What an export of a ticket system came to.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ContactsImported {
    /// How many rows the file has.
    pub rows: u64,
    /// How many contacts of it count.
    pub counted: u64,
    /// By wave and day what is new, and what was known of that day before.
    pub days: Vec<CountedDay>,
    /// How many days of a wave were known to be so.
    pub known: usize,
    /// The kinds of question of those that count, most first.
    pub categories: Vec<(String, u64)>,
    /// How many contacts do not count, by why.
    pub ignored: BTreeMap<String, u64>,
    /// What the file calls waves that are none of the plan's.
    pub unknown_waves: BTreeSet<String>,
    /// How many rows could not be read; the observer was told of each.
    pub rejected: usize,
    /// The columns of the file, and what each was used as.
    pub columns: Vec<(String, Option<&'static str>)>,
    /// What went on because it opened a gate.
    pub let_go: Vec<LetGo>,
}

/// A day of a wave of which something new is known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CountedDay {
    /// The wave, by its id.
    pub wave: String,
    /// The day.
    pub day: NaiveDate,
    /// How many contacts came.
    pub count: u32,
    /// How many were known of before.
    pub before: Option<u32>,
}

/// What the rows of a file say, by wave and day.
type Counts = BTreeMap<(usize, NaiveDate), (u64, BTreeMap<String, u64>)>;

impl Gatekeeper {
    /// Keeps how many contacts an export of a ticket system has of each day and wave, in place of what was said of those
    /// days before; with `only` those of some categories. Who they were is not kept. A day without any, between the first
    /// and the last of the file, on which a wave of the file was under way, counts as none where nothing was known of it.
    ///
    /// # Errors
    /// When the file has no header line or no column of days, a category is none of it, or the ledger cannot be written.
    pub fn import_contacts(
        &mut self,
        (name, bytes): (&str, &[u8]),
        only: &[String],
        by: &str,
        observer: &dyn Observer,
    ) -> Result<ContactsImported> {
        let loaded = &self.locked.loaded;
        let file = read_contacts(bytes, name, &loaded.people, loaded.campaign.timezone)?;
        insist_on_categories(&file, only)?;
        for problem in &file.rejects {
            observer.remark(Remark::Rejected(problem));
        }
        let mut done = ContactsImported {
            rows: file.rows,
            rejected: file.rejects.len(),
            columns: file.columns.clone(),
            ..ContactsImported::default()
        };
        let mut counts = self.sort(&file, only, &mut done)?;
        let known = self.known()?;
        self.add_quiet_days(&file, &mut counts, &known);
        let mut kinds: BTreeMap<String, u64> = BTreeMap::new();
        let mut acts = Vec::new();
        for ((wave, day), (count, categories)) in counts {
            for (category, n) in &categories {
                *kinds.entry(category.clone()).or_default() += n;
            }
            done.counted += count;
            let count = u32::try_from(count).unwrap_or(u32::MAX);
            let before = known.get(&(wave, day)).copied();
            if before == Some(count) {
                done.known += 1;
                continue;
            }
            let wave = self.locked.loaded.campaign.waves[wave].id.clone();
            acts.push(Act {
                what: Deed::Contacts { wave: wave.clone(), day, count },
                by: by.to_owned(),
                why: Some(why(name, &categories)),
                at: self.now,
            });
            done.days.push(CountedDay { wave, day, count, before });
        }
        for act in &acts {
            self.locked.ledger.act(act)?;
        }
        done.categories = kinds.into_iter().collect();
        done.categories.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
        done.let_go = let_go(&mut self.locked, self.now)?;
        Ok(done)
    }

    /// Sorts what counts by wave and day.
    fn sort(&self, file: &ContactsFile, only: &[String], done: &mut ContactsImported) -> Result<Counts> {
        let loaded = &self.locked.loaded;
        let (campaign, people) = (&loaded.campaign, &loaded.people);
        let membership = assign(campaign, people);
        let today = self.now.with_timezone(&campaign.timezone).date_naive();
        let told: Vec<NaiveDate> = campaign.waves.iter().map(|wave| first_told(campaign, wave)).collect();
        let wave_of = |contact: &Contact| -> Result<usize, String> {
            match &contact.about {
                About::Wave(named) => {
                    let found = campaign.waves.iter().position(|wave| is_called(wave, named));
                    found.ok_or_else(|| "its wave is none of the approved plan's".to_owned())
                }
                About::Stranger => Err("who asked is not in the people data".to_owned()),
                About::Person(at) => {
                    let wave = membership.waves[*at].map(usize::from);
                    let at = wave.ok_or_else(|| "who asked is in no wave".to_owned())?;
                    let over = campaign.waves[at].deadline + AFTER;
                    match contact.day {
                        day if day < told[at] => Err("it came before their wave was told anything".to_owned()),
                        day if day > over => Err("it came more than two weeks after the deadline of their wave".into()),
                        _ => Ok(at),
                    }
                }
                About::Nobody => {
                    let one = self.under_way_on(contact.day);
                    let one = one.map_err(|_| "it names neither wave nor person, and not one wave was under way")?;
                    Ok(campaign.waves.iter().position(|wave| wave.id == one).unwrap_or_default())
                }
            }
        };
        let mut counts = Counts::new();
        for contact in &file.contacts {
            let is_asked = only.is_empty()
                || contact.category.as_ref().is_some_and(|is| only.iter().any(|one| one.eq_ignore_ascii_case(is)));
            let found = match contact.day {
                _ if !is_asked => Err("it is of another category".to_owned()),
                day if day > today => Err("its day is still to come".to_owned()),
                day if day == today => Err("the day is not over: import again tomorrow".to_owned()),
                _ => wave_of(contact),
            };
            let count = u64::from(contact.count);
            match found {
                Ok(wave) => {
                    let (sum, categories) = counts.entry((wave, contact.day)).or_default();
                    *sum += count;
                    if let Some(category) = &contact.category {
                        *categories.entry(category.clone()).or_default() += count;
                    }
                }
                Err(why) => {
                    if let About::Wave(named) = &contact.about
                        && !campaign.waves.iter().any(|wave| is_called(wave, named))
                    {
                        done.unknown_waves.insert(named.clone());
                    }
                    *done.ignored.entry(why).or_default() += count;
                }
            }
        }
        Ok(counts)
    }

    /// What is known of each day of a wave.
    fn known(&self) -> Result<BTreeMap<(usize, NaiveDate), u32>> {
        let waves = &self.locked.loaded.campaign.waves;
        let acts = self.locked.ledger.acts()?;
        let known = acts.iter().filter(|act| act.at <= self.now).filter_map(|act| match &act.what {
            Deed::Contacts { wave, day, count } => {
                Some(((waves.iter().position(|known| known.id == *wave)?, *day), *count))
            }
            _ => None,
        });
        Ok(known.collect())
    }

    /// A day on which nobody called is known, too.
    fn add_quiet_days(&self, file: &ContactsFile, counts: &mut Counts, known: &BTreeMap<(usize, NaiveDate), u32>) {
        let campaign = &self.locked.loaded.campaign;
        let today = self.now.with_timezone(&campaign.timezone).date_naive();
        // A row that does not count shows all the same that the file is about its day.
        let days = || file.contacts.iter().map(|contact| contact.day).filter(|day| *day < today);
        let (Some(first), Some(last)) = (days().min(), days().max()) else { return };
        let waves: BTreeSet<usize> = counts.keys().map(|(wave, _)| *wave).collect();
        for at in waves {
            let wave = &campaign.waves[at];
            let (from, to) = (first.max(wave.start), last.min(wave.deadline + AFTER));
            let days = from.iter_days().take_while(|day| *day <= to);
            for day in days.filter(|day| is_worked(&campaign.calendar, *day)) {
                if !known.contains_key(&(at, day)) {
                    counts.entry((at, day)).or_default();
                }
            }
        }
    }
}

/// Whether somebody means this wave: by its id, or by a name of it in some language.
fn is_called(wave: &Wave, named: &str) -> bool {
    let names = wave.name.iter().flat_map(|name| name.0.values());
    names.map(String::as_str).chain([wave.id.as_str()]).any(|name| name.to_lowercase() == named.to_lowercase())
}

fn insist_on_categories(file: &ContactsFile, only: &[String]) -> Result<()> {
    let known = file.categories();
    for wanted in only {
        if !known.keys().any(|one| one.eq_ignore_ascii_case(wanted)) {
            let names: Vec<&str> = known.keys().copied().collect();
            let all = || match &names[..] {
                [] => "the file has no column of categories".to_owned(),
                names => format!("there are: {}", names.join(", ")),
            };
            return Err(Error::usage(format!("no contact of the file is of category `{wanted}`")).hint(did_you_mean(
                wanted,
                names.iter().copied(),
                3,
                all,
            )));
        }
    }
    Ok(())
}

/// Where a count is from, and what it is made of: kept with it in the journal.
fn why(name: &str, categories: &BTreeMap<String, u64>) -> String {
    let mut kinds: Vec<(&String, &u64)> = categories.iter().collect();
    kinds.sort_by(|a, b| b.1.cmp(a.1).then_with(|| a.0.cmp(b.0)));
    let more = kinds.len().saturating_sub(KINDS);
    let mut said: Vec<String> = kinds.iter().take(KINDS).map(|(kind, n)| format!("{kind} {n}")).collect();
    if more > 0 {
        said.push(format!("{more} more"));
    }
    if said.is_empty() { name.to_owned() } else { format!("{name}: {}", said.join(", ")) }
}

/// More kinds of question than these are not kept with a day.
const KINDS: usize = 5;
