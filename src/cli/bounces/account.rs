//! What the messages of a mailbox came to, as it is said.

use serde_json::{Value, json};

use crate::app::bounces::{Account, Bounced, Came};
use crate::cli::output::Output;
use crate::error::{Result, counted, exit};
use crate::report::paragraph;

/// Shows what an import came to.
///
/// # Errors
/// When it cannot be written.
pub fn tell(account: &Account, json: bool, output: &mut Output) -> Result<()> {
    if json {
        return output.data(format!("{:#}", document(account)));
    }
    let width = output.width();
    output.data(screen(account, width))?;
    let letters = account.unreachable();
    if letters > 0 {
        let who = counted(letters, "person takes", "people take");
        let text = format!(
            "{who} no mail at that address. With a mended address: `heraut approve`, then `heraut retry --mended`. Without one \
             they need a letter: `heraut plan` says who, and `heraut approve` plans it where a message comes as a letter."
        );
        output.say(paragraph("", &text, width).trim_end());
    }
    Ok(())
}

/// Somebody has to look when something says anything and was not taken in.
pub fn code(account: &Account) -> u8 {
    if account.unheard.is_empty() { exit::OK } else { exit::FINDINGS }
}

fn screen(account: &Account, width: usize) -> String {
    let mut out = format!("{} read.\n", counted(account.messages, "message", "messages"));
    let most = account.counts.values().max().map_or(1, |most| most.to_string().len());
    for came in Came::ALL {
        let count = account.count(came);
        if count > 0 {
            out += &paragraph(&format!("  {count:>most$}  "), came.text(), width);
        }
    }
    if !account.bounced.is_empty() {
        out += "\nBounced:\n";
    }
    for bounced in &account.bounced {
        let Bounced { entry, address, words, is_proven, .. } = bounced;
        let who = bounced.name.as_deref().unwrap_or("the helpdesk");
        let unproven = if *is_proven { "" } else { ", unproven" };
        out += &paragraph("  ", &format!("{who} <{address}>, {} of {}{unproven}", entry.message, entry.wave), width);
        out += &paragraph("    ", words, width);
    }
    if !account.unheard.is_empty() {
        out += "\nNot taken in:\n";
    }
    for unheard in &account.unheard {
        out += &paragraph("  ", &unheard.file, width);
        out += &paragraph("    ", &format!("{}: {}", unheard.came.text(), unheard.why), width);
    }
    out
}

/// `format` ("heraut-bounces/1"), `messages`, `counts` by what they came to, `bounced` and `unheard`. The names are stable;
/// new ones may be added.
pub fn document(account: &Account) -> Value {
    let counts: serde_json::Map<String, Value> =
        Came::ALL.into_iter().map(|came| (came.as_str().to_owned(), account.count(came).into())).collect();
    let bounced = account.bounced.iter().map(|bounced| {
        let entry = &bounced.entry;
        json!({
            "notice_id": entry.id.to_string(), "wave": entry.wave, "message": entry.message, "person": entry.person,
            "address": bounced.address, "words": bounced.words, "dead": bounced.dead,
            "proven": bounced.is_proven,
        })
    });
    let unheard = account
        .unheard
        .iter()
        .map(|unheard| json!({ "file": unheard.file, "what": unheard.came.as_str(), "why": unheard.why }));
    json!({
        "format": "heraut-bounces/1", "messages": account.messages, "counts": counts,
        "bounced": bounced.collect::<Vec<_>>(), "unheard": unheard.collect::<Vec<_>>(),
    })
}
