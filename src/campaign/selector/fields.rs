//! What a selector can look at: ours, and every column of the data that is none of ours.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};

use crate::campaign::people::{Account, SourceKind};
use crate::campaign::person::{People, Person};
use crate::error::nearest;

use super::judge::Looked;

/// What a comparison looks at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Field {
    /// Its name in snake case, without `person.` or `device.`.
    pub name: String,
    /// Whose it is, where that is known: by what stands before it, or by who has it.
    pub of: Option<Over>,
    /// Where it stands in the selector, in characters from 0.
    pub offset: usize,
    /// How many characters it takes there.
    pub width: usize,
}

/// What a selector picks, and whose a field is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Over {
    /// People.
    People,
    /// Devices.
    Devices,
}

/// Fields that every person has.
const OF_PERSONS: [&str; 9] =
    ["id", "name", "email", "language", "department", "site", "manager", "devices", "leave_until"];
/// Fields that every device has.
const OF_DEVICES: [&str; 11] = [
    "platform",
    "ownership",
    "system",
    "os_version",
    "serial",
    "model",
    "manufacturer",
    "supervised",
    "last_seen",
    "apple_deadline",
    "name",
];
/// Fields of devices that have always been those of people too, whatever columns the people files have.
const ALWAYS: [&str; 3] = ["platform", "ownership", "system"];

impl Field {
    /// A field as it is written.
    pub(super) fn written(text: &str, offset: usize, width: usize) -> Self {
        let (of, name) = match text.trim().split_once('.') {
            Some((who, name)) if who.eq_ignore_ascii_case("person") => (Some(Over::People), name),
            Some((what, name)) if what.eq_ignore_ascii_case("device") => (Some(Over::Devices), name),
            _ => (None, text),
        };
        Field { name: snake_case(name), of, offset, width }
    }

    /// The field of that name, as a person types it.
    ///
    /// # Errors
    /// With the names there are, when nobody has it.
    pub fn named(name: &str, people: &People) -> Result<Self, Vec<String>> {
        let fields = Fields::of(people);
        let mut field = Field::written(name, 0, name.chars().count());
        if !fields.has(&field) {
            return Err(fields.names());
        }
        field.resolve(Over::People, &fields);
        Ok(field)
    }

    /// Its values for a person, each once: several of devices, none when absent.
    pub fn values(&self, person: &Person) -> BTreeSet<String> {
        let values = RefCell::new(BTreeSet::new());
        self.each(&Looked::at(person), &mut |value| {
            if !value.is_empty() {
                values.borrow_mut().insert(value.to_owned());
            }
        });
        values.into_inner()
    }

    pub(super) fn resolve(&mut self, over: Over, fields: &Fields) {
        if self.of.is_none() {
            self.of = fields.whose(&self.name, over);
        }
    }

    /// Gives each of its values: several of devices, none when absent.
    pub(super) fn each(&self, looked: &Looked<'_>, give: &mut dyn FnMut(&str)) {
        match (self.whose_here(looked), looked.person) {
            (Over::People, Some(person)) => self.of_person(person, give),
            (Over::People, None) => {}
            (Over::Devices, _) => self.of_devices(looked, give),
        }
    }

    /// Whose it is where nothing was resolved: by who has it.
    fn whose_here(&self, looked: &Looked<'_>) -> Over {
        let name = self.name.as_str();
        let has = || OF_DEVICES.contains(&name) || looked.devices().any(|device| device.value(name).is_some());
        let of_person = |person: &Person| OF_PERSONS.contains(&name) || person.attributes.contains_key(name);
        match self.of {
            Some(of) => of,
            None if looked.device.is_some() || ALWAYS.contains(&name) => {
                [Over::People, Over::Devices][usize::from(has())]
            }
            None if looked.person.is_some_and(of_person) => Over::People,
            None => [Over::People, Over::Devices][usize::from(has())],
        }
    }

    fn of_devices(&self, looked: &Looked<'_>, give: &mut dyn FnMut(&str)) {
        for device in looked.devices() {
            if let Some(value) = device.value(&self.name) {
                give(&value);
            }
        }
    }

    fn of_person(&self, person: &Person, give: &mut dyn FnMut(&str)) {
        let mut maybe = |value: &Option<String>| {
            if let Some(value) = value {
                give(value);
            }
        };
        match self.name.as_str() {
            "id" => give(&person.id),
            "name" => give(&person.name),
            "email" => maybe(&person.email),
            "language" => give(person.language.tag.as_str()),
            "department" => maybe(&person.department),
            "site" => maybe(&person.site),
            "manager" => maybe(&person.manager),
            "leave_until" => maybe(&person.leave_until.map(|day| day.to_string())),
            "devices" => give(&person.devices.len().to_string()),
            column => {
                if let Some(value) = person.attributes.get(column) {
                    give(value);
                }
            }
        }
    }
}

/// Which fields there are, and the files they come from.
#[derive(Debug, Clone, Default)]
pub struct Fields {
    persons: BTreeMap<String, BTreeSet<String>>,
    devices: BTreeMap<String, BTreeSet<String>>,
}

impl Fields {
    /// Those of the data.
    pub fn of(people: &People) -> Self {
        let mut fields = Fields::default();
        for account in &people.accounts {
            fields.add(account);
        }
        // What made people otherwise, as tests do.
        for column in people.persons.iter().filter(|_| people.accounts.is_empty()).flat_map(|p| p.attributes.keys()) {
            fields.persons.entry(column.to_string()).or_default();
        }
        fields
    }

    fn add(&mut self, account: &Account) {
        let into = match account.kind {
            SourceKind::People => &mut self.persons,
            SourceKind::Devices => &mut self.devices,
        };
        for field in account.columns.iter().filter_map(|column| column.became.field()) {
            into.entry(field.to_owned()).or_default().insert(account.file.to_string());
        }
    }

    /// Whether there is such a field.
    pub fn has(&self, field: &Field) -> bool {
        let name = field.name.as_str();
        let persons = || OF_PERSONS.contains(&name) || self.persons.contains_key(name);
        let devices = || OF_DEVICES.contains(&name) || self.devices.contains_key(name);
        match field.of {
            Some(Over::People) => persons(),
            Some(Over::Devices) => devices(),
            None => persons() || devices(),
        }
    }

    /// Whose a field is of which a selector does not say it; `None` where nobody has it.
    fn whose(&self, name: &str, over: Over) -> Option<Over> {
        let persons = OF_PERSONS.contains(&name) || self.persons.contains_key(name);
        let devices = OF_DEVICES.contains(&name) || self.devices.contains_key(name);
        match (over, persons, devices) {
            (_, false, false) => None,
            (Over::People, ..) if ALWAYS.contains(&name) => Some(Over::Devices),
            (Over::People, true, _) | (Over::Devices, true, false) => Some(Over::People),
            _ => Some(Over::Devices),
        }
    }

    /// Every name, sorted.
    pub fn names(&self) -> Vec<String> {
        let ours = OF_PERSONS.iter().chain(&OF_DEVICES).map(|name| (*name).to_owned());
        let own = self.persons.keys().chain(self.devices.keys()).cloned();
        ours.chain(own).collect::<BTreeSet<_>>().into_iter().collect()
    }

    /// What to write instead of a field that there is not, and where that comes from.
    pub fn instead(&self, field: &Field) -> String {
        let names = self.names();
        if let Some(near) = nearest(&field.name, names.iter().map(String::as_str), 3) {
            return match self.files(near) {
                Some(files) => format!("did you mean `{near}`, of {files}?"),
                None => format!("did you mean `{near}`?"),
            };
        }
        let own = |columns: &BTreeMap<String, BTreeSet<String>>| columns.keys().cloned().collect::<Vec<_>>().join(", ");
        let mut parts = vec![format!("fields of people: {}", OF_PERSONS.join(", "))];
        if !self.persons.is_empty() {
            parts.push(format!("columns of people files: {}", own(&self.persons)));
        }
        parts.push(format!("of devices: {}", OF_DEVICES.join(", ")));
        if !self.devices.is_empty() {
            parts.push(format!("columns of device files: {}", own(&self.devices)));
        }
        parts.push("any column of a file under `people:` or `devices:` is a field".to_owned());
        parts.join("; ")
    }

    fn files(&self, name: &str) -> Option<String> {
        let of = |columns: &BTreeMap<String, BTreeSet<String>>| columns.get(name).cloned().unwrap_or_default();
        let files: Vec<String> = of(&self.persons).union(&of(&self.devices)).cloned().collect();
        (!files.is_empty()).then(|| files.join(" and "))
    }

    /// Whether a people file has such a column of its own.
    pub fn has_of_people(&self, column: &str) -> bool {
        self.persons.contains_key(column)
    }

    /// Whether a device file has such a column of its own.
    pub fn has_of_devices(&self, column: &str) -> bool {
        self.devices.contains_key(column)
    }

    /// What to write instead of a column of one's own that no file of people, or of devices, has.
    pub fn column(&self, name: &str, of_people: bool) -> String {
        let (columns, others) = if of_people { (&self.persons, &self.devices) } else { (&self.devices, &self.persons) };
        if let Some(near) = nearest(name, columns.keys().map(String::as_str), 3) {
            let files: Vec<&str> = columns[near].iter().map(String::as_str).collect();
            return format!("did you mean `{near}`, of {}?", files.join(" and "));
        }
        let whose = if of_people { "people" } else { "devices" };
        if others.contains_key(name) {
            return format!(
                "`{name}` is a column of the other files: write `{}.fields.{name}`",
                ["person", "device"][usize::from(of_people)]
            );
        }
        let all: Vec<&str> = columns.keys().map(String::as_str).collect();
        match all.is_empty() {
            true => format!("the files under `{whose}:` have no columns of their own"),
            false => format!("the columns of the files under `{whose}:` are {}", all.join(", ")),
        }
    }
}

/// The name by which a column is addressed: `Job Title`, `jobTitle` and `job_title` are all `job_title`.
pub fn snake_case(name: &str) -> String {
    let mut out = String::with_capacity(name.len() + 4);
    let mut previous_lower = false;
    for c in name.trim().chars() {
        if c.is_alphanumeric() {
            if c.is_uppercase() && previous_lower {
                out.push('_');
            }
            previous_lower = c.is_lowercase() || c.is_numeric();
            out.extend(c.to_lowercase());
        } else {
            if !out.is_empty() && !out.ends_with('_') {
                out.push('_');
            }
            previous_lower = false;
        }
    }
    out.trim_end_matches('_').to_owned()
}
