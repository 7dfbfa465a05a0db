//! `heraut trace`: asks the tenant what became of the mail.

use clap::Args;
use serde_json::json;

use super::bounces::account;
use super::clock;
use super::environment::variable;
use super::global::Global;
use super::interrupt::block_on;
use super::output::Output;
use super::scope::notices;
use crate::app::bounces::{Keep, Trace as Traced, trace};
use crate::error::{Result, exit};
use crate::report::paragraph;

/// Ask a Microsoft 365 tenant what became of the mail.
///
/// Reads the message trace of the tenant in `trace:` of the approved campaign. What was uncertain is settled by it, what was
/// not delivered counts as bounced, and what is in quarantine or junk is named. Doing it again changes nothing.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  heraut trace --dry-run     what it would change
  heraut trace               of the last ten days
  heraut trace --days 2 --json")]
pub struct Trace {
    /// Of so many days.
    #[arg(long, value_name = "DAYS", default_value_t = 10, value_parser = clap::value_parser!(u16).range(1..=90))]
    days: u16,
    /// Say what it would be, and change nothing.
    #[arg(long)]
    dry_run: bool,
    /// As JSON on stdout.
    #[arg(long)]
    json: bool,
}

impl Trace {
    /// Asks.
    ///
    /// # Errors
    /// When the approved campaign names no trace, the tenant gives none, or the ledger cannot be written.
    pub fn execute(&self, global: &Global, output: &mut Output) -> Result<u8> {
        let keep = if self.dry_run { Keep::No } else { Keep::Yes };
        let found = trace(&global.campaign, self.days, keep, (&variable, clock::now), global.instant()?);
        let found = block_on(found)??;
        if self.json {
            output.data(format!("{:#}", document(&found)))?;
        } else {
            output.data(screen(&found, output.width()))?;
            if found.account.messages > 0 {
                account::tell(&found.account, false, output)?;
            }
        }
        if found.untraced > 0 {
            output.say(format!(
                "{} of these days uncertain, and in no trace: the tenant may never have had them (`heraut settle --lost`).",
                notices(found.untraced)
            ));
        }
        if found.unasked > 0 {
            output.say(format!(
                "{} more uncertain, and not asked for: a tenant tells no more at once. Ask again in five minutes.",
                notices(found.unasked)
            ));
        }
        if self.dry_run {
            output.say("Nothing was changed.");
        }
        let look = account::code(&found.account) != exit::OK || !found.set_aside.is_empty();
        Ok(if look { exit::FINDINGS } else { exit::OK })
    }
}

fn screen(found: &Traced, width: usize) -> String {
    let mut out = format!("On their way or arrived, as was known: {}.\n", notices(found.fine));
    if found.unread > 0 {
        out += &format!("{} lines of the trace could not be read.\n", found.unread);
    }
    if !found.set_aside.is_empty() {
        out += "\nTaken by the tenant, and kept from who they are for:\n";
    }
    for aside in &found.set_aside {
        let who = aside.name.as_deref().unwrap_or("the helpdesk");
        let place = if aside.is_junk { "in the folder for junk" } else { "in quarantine" };
        let text = format!("{who} <{}>, {} of {}: {place}", aside.address, aside.entry.message, aside.entry.wave);
        out += &paragraph("  ", &text, width);
    }
    out
}

/// As that of `heraut bounces`, with `fine`, `foreign`, `unread`, `untraced`, `unasked`, and `set_aside` (`notice_id`, `wave`, `message`,
/// `person`, `address`, `where`).
fn document(found: &Traced) -> serde_json::Value {
    let mut document = account::document(&found.account);
    let aside = found.set_aside.iter().map(|aside| {
        let entry = &aside.entry;
        json!({
            "notice_id": entry.id.to_string(), "wave": entry.wave, "message": entry.message, "person": entry.person,
            "address": aside.address, "where": if aside.is_junk { "junk" } else { "quarantine" },
        })
    });
    document["format"] = "heraut-trace/1".into();
    document["fine"] = found.fine.into();
    document["foreign"] = found.foreign.into();
    document["unread"] = found.unread.into();
    document["untraced"] = found.untraced.into();
    document["unasked"] = found.unasked.into();
    document["set_aside"] = aside.collect();
    document
}
