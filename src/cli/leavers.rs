//! What is said about people who are no longer in the wave they were approved in.

use std::collections::BTreeMap;

use super::output::Output;
use crate::app::Workspace;
use crate::error::counted;
use crate::schedule::Leaver;

/// So many people are named.
const NAMED: usize = 5;

/// Names them, by the wave they leave and the one they are in now.
pub fn tell(leavers: &[Leaver], output: &mut Output) {
    let mut ways: BTreeMap<(&str, Option<&str>), Vec<&str>> = BTreeMap::new();
    for leaver in leavers {
        ways.entry((&leaver.from, leaver.to.as_deref())).or_default().push(&leaver.name);
    }
    for ((from, to), names) in ways {
        output.say(sentence(from, to, &names));
    }
}

/// Says which files have rows of people who were forgotten.
pub(super) fn left_out(workspace: &Workspace, output: &mut Output) {
    for file in &workspace.left_out {
        let rows = counted(file.rows as u64, "row", "rows");
        output.say(format!("{}: {rows} of somebody who was forgotten, left out.", file.file));
    }
}

fn sentence(from: &str, to: Option<&str>, names: &[&str]) -> String {
    let who = match names.len() {
        1 => "1 person leaves".to_owned(),
        n => format!("{n} people leave"),
    };
    let now = match to {
        Some(wave) => format!("for wave `{wave}`"),
        None => "and hear no more: no wave selects them".to_owned(),
    };
    let shown = names[..names.len().min(NAMED)].join(", ");
    let more = match names.len().saturating_sub(NAMED) {
        0 => String::new(),
        n => format!(" and {n} more"),
    };
    format!("{who} wave `{from}` {now}: {shown}{more}.")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_few_are_named_and_the_rest_counted() {
        assert_eq!(sentence("pilot", Some("rest"), &["Anna"]), "1 person leaves wave `pilot` for wave `rest`: Anna.");
        let names = ["A", "B", "C", "D", "E", "F", "G"];
        let expected = "7 people leave wave `pilot` and hear no more: no wave selects them: A, B, C, D, E and 2 more.";
        assert_eq!(sentence("pilot", None, &names), expected);
    }
}
