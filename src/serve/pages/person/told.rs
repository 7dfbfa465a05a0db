//! What somebody was told, and what comes; and each message as it went.

use serde_json::{Value, json};

use super::{address, whose};
use crate::app::Locked;
use crate::app::preview::for_browser;
use crate::campaign::{Channel, Person};
use crate::error::Result;
use crate::ledger::{Attempt, Filter, Row, Suppression};
use crate::report::{Course, Scheme, in_words};
use crate::serve::answer::Answer;
use crate::serve::kept::Kept;
use crate::serve::visit::Visit;

/// What was told or given up, the last first.
pub(super) fn told(course: &Course, person: &Person, visit: &Visit) -> Vec<Value> {
    let shown = |row: &Row| {
        json!({
            "message": &*row.entry.message, "state": row.state.as_str(), "detail": row.detail,
            "when": visit.words().moment(row.since.with_timezone(&person.timezone)),
            "address": letter_of(row, person, visit), "again": can_go_again(row),
        })
    };
    let mut rows: Vec<&Row> = course.rows.iter().filter(|row| !row.is_to_come()).collect();
    rows.sort_by_key(|row| std::cmp::Reverse(row.since));
    rows.into_iter().map(shown).collect()
}

/// What comes, the next first: when, why then, and why not, where it will not.
pub(super) fn coming(course: &Course, person: &Person, locked: &Locked, visit: &Visit) -> Vec<Value> {
    let rules = || locked.loaded.campaign.phases.iter().flat_map(|phase| &phase.messages);
    let shown = |row: &Row| {
        let rule = rules().find(|rule| *rule.message == *row.entry.message);
        let not = course.dropped.get(&row.entry.id).map(|why: &Suppression| why.as_str().replace(' ', "-"));
        json!({
            "message": &*row.entry.message, "state": row.state.as_str(), "detail": row.detail,
            "when": visit.words().moment(row.entry.due.with_timezone(&person.timezone)),
            "rule": rule.map(|rule| in_words(&visit.words().tag, &rule.when)), "not": not,
            "address": letter_of(row, person, visit),
        })
    };
    course.rows.iter().filter(|row| row.is_to_come()).map(shown).collect()
}

/// Whether who is at the desk can have it sent again: what comes on paper is printed again elsewhere.
fn can_go_again(row: &Row) -> bool {
    row.entry.channel == Channel::Mail && row.can_be_retried()
}

/// Where the page of a message is; what comes on paper has none.
fn letter_of(row: &Row, person: &Person, visit: &Visit) -> Option<String> {
    let called = visit.site.opaque.of(&row.entry.id.to_string());
    (row.entry.channel == Channel::Mail).then(|| format!("{}/told/{called}", address(visit, person)))
}

/// The message of the address.
pub(super) fn row(visit: &Visit, kept: &Kept, person: &Person) -> Result<Option<Row>> {
    let rows = kept.locked.ledger.list(&Filter { person: Some(person.id.clone()), ..Filter::default() })?;
    let mails = rows.into_iter().filter(|row| row.entry.channel == Channel::Mail);
    Ok(visit.site.opaque.find(visit.part("notice"), mails, |row| row.entry.id.to_string()))
}

/// A message with its attempts.
pub(in crate::serve::pages) fn letter(visit: &Visit) -> Result<Answer> {
    visit.site.keep.with(|kept| {
        let Some(person) = whose(visit, kept) else { return Ok(Answer::Missing) };
        let Some(row) = row(visit, kept, person)? else { return Ok(Answer::Missing) };
        let mail = kept.message(&row, visit.now)?;
        let moment = |at: chrono::DateTime<chrono::Utc>| visit.words().moment(at.with_timezone(&person.timezone));
        let attempts = kept.locked.ledger.attempts(row.entry.id)?;
        let attempt = |one: &Attempt| {
            json!({"began": moment(one.began), "result": one.result.as_str(), "reply": one.reply, "relay": one.relay.as_deref()})
        };
        let mut context = visit.context();
        context.insert("name", &person.name);
        context.insert("back", &address(visit, person));
        context.insert("message", &*row.entry.message);
        context.insert("language", row.entry.language.html());
        context.insert("state", row.state.as_str());
        context.insert("detail", &row.detail);
        context.insert("again", &can_go_again(&row));
        context.insert("from", &kept.locked.loaded.campaign.sender.from.address);
        context.insert("to", &mail.envelope_to);
        context.insert("subject", &mail.subject);
        context.insert("text", &mail.text);
        context.insert("attempts", &attempts.iter().map(attempt).collect::<Vec<_>>());
        context.insert("frame", &letter_of(&row, person, visit));
        Ok(Answer::Page("letter.html", context))
    })
}

/// The message itself, for a frame.
pub(in crate::serve::pages) fn mail(visit: &Visit) -> Result<Answer> {
    visit.site.keep.with(|kept| {
        let Some(person) = whose(visit, kept) else { return Ok(Answer::Missing) };
        let Some(row) = row(visit, kept, person)? else { return Ok(Answer::Missing) };
        let mail = kept.message(&row, visit.now)?;
        Ok(Answer::Document(Scheme::Light.force(&for_browser(&mail))))
    })
}
