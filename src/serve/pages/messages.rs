//! `/messages`: every message in every language, with what `check` finds, for who writes them.

mod shown;

use serde_json::{Value, json};

use crate::check::{Finding, Severity};
use crate::error::Result;
use crate::serve::answer::Answer;
use crate::serve::visit::Visit;
pub(super) use shown::{choose, mail, one};

/// All of them.
pub(super) fn view(visit: &Visit) -> Result<Answer> {
    let (shelf, files) = visit.site.shelf()?;
    let found = visit.site.findings(&shelf, files);
    let mut phases: Vec<Value> = Vec::new();
    let all = shelf.messages();
    for of_phase in all.chunk_by(|one, next| one.phase == next.phase) {
        let messages: Vec<Value> = of_phase
            .chunk_by(|one, next| one.message == next.message)
            .map(|languages| {
                let each: Vec<Value> = languages
                    .iter()
                    .map(|one| json!({"language": one.language.as_str(), "template": one.template}))
                    .collect();
                json!({"message": languages[0].message, "languages": each})
            })
            .collect();
        phases.push(json!({"phase": of_phase[0].phase, "messages": messages}));
    }
    let mut context = visit.context();
    context.insert("phases", &phases);
    context.insert("findings", &found.map(|all| all.iter().map(finding).collect::<Vec<_>>()));
    Ok(Answer::Page("messages.html", context))
}

/// A finding with its place.
fn finding(found: &Finding) -> Value {
    let severity = match found.severity {
        _ if found.allowed.is_some() => "allowed",
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Note => "note",
    };
    json!({
        "severity": severity, "rule": found.rule, "message": found.message,
        "place": found.place.as_ref().map(ToString::to_string),
        "line": found.place.as_ref().map(|place| place.text.trim()).filter(|line| !line.is_empty()),
        "hint": found.hint, "allowed": found.allowed,
    })
}
