//! The selector language of waves and audiences: `department in ('IT', 'HR') and not site = 'Utrecht'`.
//!
//! ```text
//! selector   = term {"or" term}
//! term       = factor {"and" factor}
//! factor     = "not" factor | "(" selector ")" | comparison
//! comparison = field ("=" | "!=") value | field ["not"] "in" "(" value {"," value} ")"
//!            | field ["not"] "like" pattern | field "is" ["not"] "empty"
//! field      = name | "quoted name"
//! value      = 'text' (a quote inside is doubled) | number | word
//! pattern    = 'text' in which * stands for anything
//! ```
//! Comparison ignores case, composition of accents, and kinds of white space. A field of devices (`platform`, `ownership`) matches when any device does.

mod parse;

use std::cell::RefCell;
use std::collections::BTreeSet;

use super::fold::name_key;
use super::person::{People, Person};

/// A parsed selector.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Selector {
    /// Both.
    And(Box<Selector>, Box<Selector>),
    /// Either.
    Or(Box<Selector>, Box<Selector>),
    /// Not.
    Not(Box<Selector>),
    /// The field has one of these values, folded as names are.
    In(Field, Vec<String>),
    /// The field matches a pattern (folded likewise) in which `*` stands for anything.
    Like(Field, String),
    /// The field has no value.
    Empty(Field),
}

/// What a comparison looks at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Field {
    /// Its name in snake case.
    pub name: String,
    /// Where it stands in the selector, in characters from 0.
    pub offset: usize,
    /// How many characters it takes there.
    pub width: usize,
}

/// Fields every person has; others are columns of the people data.
pub const BUILT_IN_FIELDS: [&str; 11] =
    ["id", "name", "email", "language", "department", "site", "manager", "platform", "ownership", "system", "devices"];

/// Why a selector cannot be read, and at which character of it.
pub use super::rule::RuleError as SelectorError;

impl Selector {
    /// Reads a selector.
    ///
    /// # Errors
    /// With the offset of the first word that does not fit.
    pub fn parse(text: &str) -> Result<Self, SelectorError> {
        parse::parse(text)
    }

    /// Whether it picks this person.
    pub fn matches(&self, person: &Person) -> bool {
        match self {
            Selector::And(a, b) => a.matches(person) && b.matches(person),
            Selector::Or(a, b) => a.matches(person) || b.matches(person),
            Selector::Not(a) => !a.matches(person),
            Selector::In(field, values) => {
                field.any(person, |v| values.iter().any(|w| v.eq_ignore_ascii_case(w) || name_key(v) == *w))
            }
            Selector::Like(field, pattern) => field.any(person, |v| like(&name_key(v), pattern)),
            Selector::Empty(field) => !field.any(person, |v| !v.is_empty()),
        }
    }

    /// Every field it looks at.
    pub fn fields(&self) -> Vec<&Field> {
        match self {
            Selector::And(a, b) | Selector::Or(a, b) => [a.fields(), b.fields()].concat(),
            Selector::Not(a) => a.fields(),
            Selector::In(field, _) | Selector::Like(field, _) | Selector::Empty(field) => vec![field],
        }
    }
}

impl Field {
    /// The field of that name, as a person types it.
    ///
    /// # Errors
    /// With the names there are, when nobody has it.
    pub fn named(name: &str, people: &People) -> Result<Self, Vec<String>> {
        let name = snake_case(name);
        let columns = people.persons.iter().flat_map(|person| person.attributes.keys().map(|column| &**column));
        let known: BTreeSet<&str> = columns.chain(BUILT_IN_FIELDS).collect();
        match known.contains(name.as_str()) {
            true => Ok(Field { width: name.chars().count(), name, offset: 0 }),
            false => Err(known.into_iter().map(str::to_owned).collect()),
        }
    }

    /// Its values for a person, each once: several of devices, none when absent.
    pub fn values(&self, person: &Person) -> BTreeSet<String> {
        let values = RefCell::new(BTreeSet::new());
        self.any(person, |value| {
            if !value.is_empty() {
                values.borrow_mut().insert(value.to_owned());
            }
            false
        });
        values.into_inner()
    }

    /// Whether any of the field's values (several for devices, none when absent) passes the test.
    fn any(&self, person: &Person, test: impl Fn(&str) -> bool) -> bool {
        let maybe = |value: &Option<String>| value.as_deref().is_some_and(&test);
        match self.name.as_str() {
            "id" => test(&person.id),
            "name" => test(&person.name),
            "email" => maybe(&person.email),
            "language" => test(person.language.tag.as_str()),
            "department" => maybe(&person.department),
            "site" => maybe(&person.site),
            "manager" => maybe(&person.manager),
            "platform" => person.devices.iter().any(|d| test(d.platform.as_str())),
            "ownership" => person.devices.iter().any(|d| test(d.ownership.as_str())),
            "system" => person.devices.iter().filter_map(|d| d.system.as_deref()).any(test),
            "devices" => test(&person.devices.len().to_string()),
            column => person.attributes.get(column).is_some_and(|v| test(v)),
        }
    }
}

/// Matches `*` as anything, greedily with backtracking over the last star; linear in practice.
fn like(value: &str, pattern: &str) -> bool {
    let mut parts = pattern.split('*');
    let first = parts.next().unwrap_or("");
    let Some(mut rest) = value.strip_prefix(first) else { return false };
    let mut parts = parts.peekable();
    if parts.peek().is_none() {
        return rest.is_empty();
    }
    while let Some(part) = parts.next() {
        if parts.peek().is_none() {
            return rest.ends_with(part);
        }
        match rest.find(part) {
            Some(at) => rest = &rest[at + part.len()..],
            None => return false,
        }
    }
    true
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn precedence_and_forms() {
        let text =
            "department in ('IT', 'P&O') and not site = 'Utrecht' or group like 'pilot*' and manager is not empty";
        let Ok(Selector::Or(left, right)) = Selector::parse(text) else { panic!("or binds weakest") };
        assert!(matches!(*left, Selector::And(..)));
        assert!(matches!(*right, Selector::And(..)));
        assert_eq!(
            Selector::parse("\"Job Title\" != 'chef d''équipe'"),
            Ok(Selector::Not(Box::new(Selector::In(
                Field { name: "job_title".into(), offset: 0, width: 11 },
                vec!["chef d'équipe".into()]
            ))))
        );
    }

    #[test]
    fn mistakes_have_a_position_and_a_hint() {
        let wrong = |text: &str| {
            let e = Selector::parse(text).unwrap_err();
            (e.offset, e.message)
        };
        assert_eq!(wrong("department = 'IT"), (13, "this ' is never closed".into()));
        assert_eq!(wrong("department ~ 'IT'"), (11, "`~` has no meaning in a selector".into()));
        assert_eq!(wrong("department in 'IT'"), (14, "expected `(`, found 'IT'".into()));
        assert_eq!(wrong("department = 'IT' site = 'X'"), (18, "expected `and`, `or` or the end, found `site`".into()));
        assert_eq!(wrong(""), (0, "expected a field, the selector ends here".into()));
        assert_eq!(Selector::parse("site = \"Utrecht\"").unwrap_err().hint, "values take single quotes: 'Utrecht'");
    }

    /// Without a bound, each of these ends the program for want of stack.
    #[test]
    fn depth_and_length_have_a_bound_that_is_said_at_its_place() {
        let wrong = |text: &str| {
            let e = Selector::parse(text).unwrap_err();
            (e.offset, e.message)
        };
        let many = format!("id = 'a'{}", " or id = 'b'".repeat(20_000));
        assert_eq!(wrong(&many), (8 + 499 * 12 + 4, "a selector has at most 500 comparisons".into()));
        assert!(Selector::parse(&format!("id = 'a'{}", " and id = 'b'".repeat(499))).is_ok());
        let deep = |n: usize| format!("{}id = 'a'{}", "(".repeat(n), ")".repeat(n));
        assert_eq!(wrong(&deep(50_000)), (50, "this is more than 50 deep in `(` and `not`".into()));
        assert!(Selector::parse(&deep(50)).is_ok());
        assert_eq!(wrong(&format!("{}id = 'a'", "not ".repeat(50_000))).0, 200);
        let list = format!("id in ('a'{})", ", 'b'".repeat(20_000));
        assert!(Selector::parse(&list).is_ok(), "a list of values is one comparison");
    }

    #[test]
    fn stars_match_anything() {
        assert!(like("pilot-1", "pilot*") && like("x-pilot", "*pilot") && like("abc", "a*c") && like("abc", "*"));
        assert!(!like("pilot", "pilots*") && !like("ab", "a*b*b") && !like("abc", "abcd"));
    }

    proptest::proptest! {
        /// Whatever is typed, there is an answer, and a mistake lies within what was typed.
        #[test]
        fn any_text_is_read_or_refused_at_its_place(text in "[a-z'\"(),=!* 日]{0,30}|.{0,40}") {
            if let Err(e) = Selector::parse(&text) {
                proptest::prop_assert!(e.offset <= text.chars().count(), "{e:?} in {text:?}");
            }
        }
    }
}
