//! What came to the helpdesk, from an export of a ticket system: the day, whom or which wave it was about, and what kind of
//! question it was. Nothing else of a row is read.

mod words;

use std::collections::{BTreeMap, HashMap};

use chrono::{DateTime, NaiveDate};
use chrono_tz::Tz;
use csv::StringRecord;

use super::cells::instant;
use super::dates::{Order, order, slashes};
use super::decode::decode;
use super::headers::folded;
use super::table::{Line, Table, column_of};
use crate::campaign::People;
use crate::campaign::fold::{key, name_key};
use crate::error::{Error, Place, Problem, Result};
use words::{CATEGORY, COUNT, DAY, PERSON, WAVE};

/// The longest name of a kind of question that is kept: what is longer is a sentence, and may be about somebody.
const LONGEST_CATEGORY: usize = 40;

/// What one row says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Contact {
    /// The day on which it came, on the campaign's clock.
    pub day: NaiveDate,
    /// What it was about.
    pub about: About,
    /// What kind of question it was.
    pub category: Option<String>,
    /// How many the row stands for.
    pub count: u32,
}

/// What a contact was about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum About {
    /// A wave, as the file calls it.
    Wave(String),
    /// A person, by position in [`People::persons`].
    Person(usize),
    /// Somebody who is not in the people data.
    Stranger,
    /// The row names nobody and no wave.
    Nobody,
}

/// What a file of contacts came to.
#[derive(Debug, Clone, Default)]
pub struct ContactsFile {
    /// Its contacts, in its order.
    pub contacts: Vec<Contact>,
    /// How many rows it has.
    pub rows: u64,
    /// Rows that cannot be read, each with its place.
    pub rejects: Vec<Problem>,
    /// Its columns: the header, and what it was used as.
    pub columns: Vec<(String, Option<&'static str>)>,
}

/// Where the columns are.
struct Columns {
    day: usize,
    wave: Option<usize>,
    persons: Vec<usize>,
    category: Option<usize>,
    count: Option<usize>,
}

/// Reads an export of a ticket system. `name` is what the file is called, `zone` the campaign's.
///
/// # Errors
/// When it has no header line, or no column of days.
pub fn read_contacts(bytes: &[u8], name: &str, people: &People, zone: Tz) -> Result<ContactsFile> {
    let (text, ..) = decode(bytes, None);
    let place = || Place { line: 1, ..Place::file(name) };
    let Some(mut table) = Table::open(&text) else {
        return Err(Error::campaign(format!("`{name}` has no header line"))
            .at(place())
            .hint("the first line names the columns: date, wave or person, category"));
    };
    let headers: Vec<String> = table.headers().iter().map(|header| header.trim().to_owned()).collect();
    let columns = columns(&headers).ok_or_else(|| {
        Error::campaign(format!("`{name}` does not say on which day a contact came"))
            .at(place())
            .hint(format!("call that column `date`; its columns are {}", headers.join(", ")))
    })?;
    let order = order_of(&text, &headers, columns.day);
    let who = Who::new(people);
    let mut file = ContactsFile { columns: uses(&headers, &columns), ..ContactsFile::default() };
    let mut record = StringRecord::new();
    let delimiter = table.delimiter();
    while let Some(read) = table.read(&mut record) {
        let line = match read {
            Ok(line) => line,
            Err(torn) => {
                file.rows += torn.rows as u64;
                file.rejects.push(Problem::new(torn.why).at(whole(name, torn.line)).hint(torn.hint));
                continue;
            }
        };
        file.rows += 1;
        match contact(&record, &columns, order, &who, zone) {
            Ok(contact) => file.contacts.push(contact),
            Err((at, problem)) => {
                let place = match column_of(line.text, delimiter, at) {
                    Some((column, width)) => Place { column, width, ..whole(name, line) },
                    None => whole(name, line),
                };
                file.rejects.push(problem.at(place));
            }
        }
    }
    Ok(file)
}

fn whole(name: &str, line: Line<'_>) -> Place {
    Place { line: line.number, text: line.text.into(), ..Place::file(name) }
}

/// The columns by their headers; of several that could be meant the one whose word comes first in the list.
fn columns(headers: &[String]) -> Option<Columns> {
    let names: Vec<String> = headers.iter().map(|header| folded(header)).collect();
    let all = |words: &[&str]| -> Vec<usize> {
        words.iter().filter_map(|word| names.iter().position(|name| name == word)).collect()
    };
    let first = |words: &[&str]| all(words).first().copied();
    let persons = all(PERSON);
    Some(Columns { day: first(DAY)?, wave: first(WAVE), persons, category: first(CATEGORY), count: first(COUNT) })
}

fn uses(headers: &[String], columns: &Columns) -> Vec<(String, Option<&'static str>)> {
    let used = |at: usize| {
        let is = |column: Option<usize>| column == Some(at);
        match () {
            () if columns.day == at => Some("day"),
            () if is(columns.wave) => Some("wave"),
            () if columns.persons.contains(&at) => Some("person"),
            () if is(columns.category) => Some("category"),
            () if is(columns.count) => Some("count"),
            () => None,
        }
    };
    headers.iter().enumerate().map(|(at, header)| (header.clone(), used(at))).collect()
}

/// Whether days come before months in the dates of the file that have slashes.
fn order_of(text: &str, headers: &[String], day: usize) -> Order {
    let Some(mut table) = Table::open(text) else { return Order::Open };
    let mut values = Vec::new();
    let mut record = StringRecord::new();
    while let Some(read) = table.read(&mut record) {
        if read.is_ok() {
            values.extend(record.get(day).filter(|cell| slashes(cell).is_some()).map(str::to_owned));
        }
    }
    order(values.iter().map(String::as_str), &headers[day], false)
}

/// What a row says; else the cell that cannot be read, and why.
fn contact(
    record: &StringRecord,
    columns: &Columns,
    order: Order,
    who: &Who<'_>,
    zone: Tz,
) -> Result<Contact, (usize, Problem)> {
    let cell = |at: usize| record.get(at).unwrap_or_default().trim();
    let of = |at: Option<usize>| at.map(cell).filter(|text| !text.is_empty());
    let written = cell(columns.day);
    let day = day(written, order, zone).map_err(|problem| (columns.day, problem))?;
    let count = match (columns.count, of(columns.count)) {
        (Some(at), Some(text)) => text.parse::<u32>().map_err(|_| {
            (at, Problem::new(format!("`{text}` is no number of contacts")).hint("write a whole number, such as 37"))
        })?,
        (Some(at), None) => return Err((at, Problem::new("the row does not say how many contacts came"))),
        _ => 1,
    };
    let named: Vec<&str> = columns.persons.iter().filter_map(|at| of(Some(*at))).collect();
    let about = match (of(columns.wave), &named[..]) {
        (Some(wave), _) => About::Wave(wave.to_owned()),
        (None, []) => About::Nobody,
        (None, named) => named.iter().find_map(|name| who.of(name)).map_or(About::Stranger, About::Person),
    };
    let category = of(columns.category).map(|text| text.chars().take(LONGEST_CATEGORY).collect());
    Ok(Contact { day, about, category, count })
}

/// The day of a date or instant. One without a zone is the organisation's own clock.
fn day(written: &str, order: Order, zone: Tz) -> Result<NaiveDate, Problem> {
    let hint = "write dates as 2027-03-31 or 2027-03-31 14:00";
    if written.is_empty() {
        return Err(Problem::new("the row does not say on which day the contact came").hint(hint));
    }
    if let Ok(at) = DateTime::parse_from_rfc3339(written) {
        return Ok(at.with_timezone(&zone).date_naive());
    }
    if slashes(written).is_some() && matches!(order, Order::Open | Order::Mixed) {
        let message = format!("`{written}` may be a day of either of two months");
        return Err(Problem::new(message).hint(hint));
    }
    match instant(written, order) {
        Ok(Some(at)) if written.bytes().all(|b| b.is_ascii_digit()) => Ok(at.with_timezone(&zone).date_naive()),
        Ok(Some(at)) => Ok(at.date_naive()),
        _ => Err(Problem::new(format!("`{written}` is no date that we can read")).hint(hint)),
    }
}

/// People by everything that a ticket system may call them.
struct Who<'p> {
    people: &'p People,
    /// By address, and by the directory's own identity.
    keys: HashMap<String, Option<usize>>,
    /// By full name, where only one has it.
    names: HashMap<String, Option<usize>>,
}

impl<'p> Who<'p> {
    fn new(people: &'p People) -> Self {
        let mut who = Who { people, keys: HashMap::new(), names: HashMap::new() };
        for (at, person) in people.persons.iter().enumerate() {
            if let Some(email) = &person.email {
                add(&mut who.keys, key(email).into_owned(), at);
            }
            add(&mut who.names, name_key(&person.name).into_owned(), at);
        }
        for (lasting, id) in &people.lasting {
            if let Some(at) = people.index_of(id) {
                add(&mut who.keys, key(lasting).into_owned(), at);
            }
        }
        who
    }

    fn of(&self, written: &str) -> Option<usize> {
        let wanted = key(written);
        let one = |found: Option<&Option<usize>>| found.copied().flatten();
        let by_name = || one(self.names.get(&*name_key(written)));
        self.people.index_of(&wanted).or_else(|| one(self.keys.get(&*wanted))).or_else(by_name)
    }
}

/// What two people share tells neither.
fn add(among: &mut HashMap<String, Option<usize>>, name: String, at: usize) {
    among.entry(name).and_modify(|known| *known = known.filter(|one| *one == at)).or_insert(Some(at));
}

impl ContactsFile {
    /// How many contacts are of each kind of question.
    pub fn categories(&self) -> BTreeMap<&str, u64> {
        let mut found = BTreeMap::new();
        for contact in &self.contacts {
            if let Some(category) = &contact.category {
                *found.entry(category.as_str()).or_default() += u64::from(contact.count);
            }
        }
        found
    }
}

#[cfg(test)]
mod tests;
