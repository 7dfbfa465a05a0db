//! `/journal`: who did what when, the last first, and whether it is what was written.

use serde_json::json;

use crate::app::journal::Journal;
use crate::error::Result;
use crate::ledger::JournalEntry;
use crate::serve::answer::Answer;
use crate::serve::visit::Visit;

/// So many are shown at once.
const SHOWN: usize = 100;

/// The entries before the one that is asked for; the last when none is.
pub(super) fn view(visit: &Visit) -> Result<Answer> {
    let journal = Journal::read(&visit.site.settings.dir)?;
    let zone = visit.site.keep.with(|kept| Ok(kept.locked.loaded.campaign.timezone))?;
    let before = visit.field("before").parse::<u64>().unwrap_or(u64::MAX);
    let entries: Vec<&JournalEntry> = journal.entries.iter().rev().filter(|one| one.number < before).collect();
    let shown = entries.iter().take(SHOWN).map(|entry| {
        json!({
            "number": entry.number, "when": visit.words().moment(entry.at.with_timezone(&zone)),
            "by": entry.words.by, "deed": entry.deed, "what": entry.words.what, "why": entry.words.why,
            "erased": entry.is_erased(),
        })
    });
    let mut context = visit.context();
    context.insert("entries", &shown.collect::<Vec<_>>());
    context.insert("earlier", &entries.get(SHOWN - 1).filter(|_| entries.len() > SHOWN).map(|entry| entry.number));
    context.insert("count", &journal.entries.len());
    context.insert("head", &journal.entries.last().map(|last| last.head().to_string()));
    context.insert("broken", &journal.broken.map(|broken| json!({"number": broken.number, "why": broken.why})));
    Ok(Answer::Page("journal.html", context))
}
