//! A field of people, as somebody types it.

use crate::campaign::{Field, People};
use crate::error::{Error, Result, did_you_mean};

/// Most slips of the keyboard in a name for another one to be proposed.
const SLIPS: usize = 3;

/// The field of that name.
///
/// # Errors
/// When nobody has it, with the nearest or all there are.
pub(super) fn field(name: &str, people: &People) -> Result<Field> {
    Field::named(name, people).map_err(|known| {
        let all = || format!("there are: {}", known.join(", "));
        Error::usage(format!("no person has a `{name}`")).hint(did_you_mean(
            name,
            known.iter().map(String::as_str),
            SLIPS,
            all,
        ))
    })
}
