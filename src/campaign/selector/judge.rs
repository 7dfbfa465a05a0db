//! Whether a selector picks a person or a device.

use crate::campaign::fold::name_key;
use crate::campaign::person::{Device, Person, Standing};

use super::{Field, Selector, StandingWord, like};

/// Whether something is so.
///
/// What cannot be compared leaves it open, as in the logic of Kleene: `not` of what is open is open, and `open or yes`
/// is yes. So a version that nobody can read picks nobody by `<`, and by `not … <` neither; who reads the answer says
/// what becomes of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Truth {
    /// It is.
    Yes,
    /// It is not.
    No,
    /// Nobody can tell.
    Open,
}

impl From<bool> for Truth {
    fn from(is_so: bool) -> Self {
        if is_so { Truth::Yes } else { Truth::No }
    }
}

impl Truth {
    /// Whether it is so beyond doubt.
    pub fn is_so(self) -> bool {
        self == Truth::Yes
    }
}

/// What a selector is asked of.
#[derive(Debug, Clone, Copy)]
pub struct Looked<'a> {
    /// The person, or the owner of the device.
    pub person: Option<&'a Person>,
    /// The device, where it is about one.
    pub device: Option<&'a Device>,
    /// How far the person is by now; what the data says when absent.
    pub standing: Option<&'a Standing>,
}

impl<'a> Looked<'a> {
    /// A person.
    pub fn at(person: &'a Person) -> Self {
        Looked { person: Some(person), device: None, standing: None }
    }

    /// A device, and whose it is.
    pub fn at_device(device: &'a Device, owner: Option<&'a Person>) -> Self {
        Looked { person: owner, device: Some(device), standing: None }
    }

    pub(super) fn devices(&self) -> impl Iterator<Item = &'a Device> {
        let of_person = match self.device {
            None => self.person.map(|person| person.devices.iter()),
            Some(_) => None,
        };
        self.device.into_iter().chain(of_person.into_iter().flatten())
    }

    fn is(&self, word: StandingWord) -> bool {
        let Some(person) = self.person else { return false };
        let standing = self.standing.unwrap_or(&person.standing);
        match word {
            StandingWord::Everyone => true,
            StandingWord::Pending => standing.must_move(),
            StandingWord::Migrated => standing.has_moved(),
            StandingWord::Failed => standing.has_failed(),
            StandingWord::Blocked => standing.must_move() && person.is_blocked(),
        }
    }
}

impl Selector {
    /// Whether it picks this person.
    pub fn matches(&self, person: &Person) -> bool {
        self.judge(&Looked::at(person)).is_so()
    }

    /// Whether it picks this.
    pub fn judge(&self, looked: &Looked<'_>) -> Truth {
        self.judge_but(looked, &|_| false, &mut |_, _| {})
    }

    /// The same, with fields that are left open whatever they hold, and told what could not be compared: the field, and
    /// the value that is nothing of the kind, or `None` where there is none.
    pub fn judge_but(
        &self,
        looked: &Looked<'_>,
        leaves_open: &dyn Fn(&Field) -> bool,
        doubt: &mut dyn FnMut(&Field, Option<&str>),
    ) -> Truth {
        let any = |field: &Field, test: &dyn Fn(&str) -> bool| -> Truth {
            if leaves_open(field) {
                return Truth::Open;
            }
            let mut found = false;
            field.each(looked, &mut |value| found = found || test(value));
            found.into()
        };
        match self {
            Selector::And(a, b) => match a.judge_but(looked, leaves_open, doubt) {
                Truth::No => Truth::No,
                first => match (first, b.judge_but(looked, leaves_open, doubt)) {
                    (_, Truth::No) => Truth::No,
                    (Truth::Yes, second) => second,
                    _ => Truth::Open,
                },
            },
            Selector::Or(a, b) => match a.judge_but(looked, leaves_open, doubt) {
                Truth::Yes => Truth::Yes,
                first => match (first, b.judge_but(looked, leaves_open, doubt)) {
                    (_, Truth::Yes) => Truth::Yes,
                    (Truth::No, second) => second,
                    _ => Truth::Open,
                },
            },
            Selector::Not(a) => match a.judge_but(looked, leaves_open, doubt) {
                Truth::Yes => Truth::No,
                Truth::No => Truth::Yes,
                Truth::Open => Truth::Open,
            },
            Selector::In(field, values) => {
                any(field, &|v| values.iter().any(|w| v.eq_ignore_ascii_case(w) || name_key(v) == *w))
            }
            Selector::Like(field, pattern) => any(field, &|v| like(&name_key(v), pattern)),
            Selector::Empty(field) if leaves_open(field) => Truth::Open,
            Selector::Empty(field) => (!any(field, &|v| !v.is_empty()).is_so()).into(),
            Selector::Compare(field, order, wanted) => {
                if leaves_open(field) {
                    return Truth::Open;
                }
                let (mut found, mut unlike, mut none) = (false, false, true);
                field.each(looked, &mut |value| {
                    if value.is_empty() {
                        return;
                    }
                    none = false;
                    match wanted.against(value) {
                        Some(stands) => found |= order.holds(stands),
                        None => {
                            unlike = true;
                            doubt(field, Some(value));
                        }
                    }
                });
                // Of who has no device nothing is left open: there is nothing to compare.
                let nothing = none && (looked.device.is_some() || field.of != Some(super::Over::Devices));
                match (found, unlike, nothing) {
                    (true, ..) => Truth::Yes,
                    (false, true, _) => Truth::Open,
                    (false, false, true) => {
                        doubt(field, None);
                        Truth::Open
                    }
                    (false, false, false) => Truth::No,
                }
            }
            Selector::Contains(field, wanted) => {
                if leaves_open(field) {
                    return Truth::Open;
                }
                let (mut found, mut lost) = (false, false);
                field.each(looked, &mut |value| {
                    // What PowerShell writes in place of a list.
                    if value.ends_with("[]") && value.starts_with("System.") {
                        lost = true;
                        doubt(field, Some(value));
                    }
                    found |= items(value).any(|item| item == *wanted);
                });
                match (found, lost) {
                    (false, true) => Truth::Open,
                    (found, _) => found.into(),
                }
            }
            Selector::Standing(word) => looked.is(*word).into(),
        }
    }
}

/// The values of a list: between commas, semicolons, bars or line breaks, or those of JSON; folded as names are.
fn items(list: &str) -> impl Iterator<Item = String> {
    let list = list.trim();
    let json = list.starts_with('[').then(|| serde_json::from_str::<Vec<serde_json::Value>>(list).ok()).flatten();
    let items: Vec<String> = match json {
        Some(values) => values.iter().map(|v| v.as_str().map_or_else(|| v.to_string(), str::to_owned)).collect(),
        None => {
            let bare = list.trim_start_matches(['{', '[']).trim_end_matches(['}', ']']);
            bare.split([',', ';', '|', '\n']).map(|item| item.trim().trim_matches('"').to_owned()).collect()
        }
    };
    items.into_iter().map(|item| name_key(&item).into_owned())
}
