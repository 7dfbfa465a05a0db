//! What a run of a sender did, as it is told.

use super::output::Output;
use crate::deliver::{Bound, Spent, Stopped, Summary};
use crate::error::{Error, Result, exit};
use crate::ledger::Row;

/// Tells it, and returns the exit code for it.
pub fn tell(summary: &Summary, json: bool, output: &mut Output) -> Result<u8> {
    let look = summary.failed + summary.uncertain + summary.expired + summary.held > 0;
    let code = if look { exit::FINDINGS } else { exit::OK };
    if json {
        let figures = serde_json::json!({
            "accepted": summary.accepted, "deferred": summary.deferred, "failed": summary.failed,
            "uncertain": summary.uncertain, "suppressed": summary.suppressed, "expired": summary.expired,
            "withdrawn": summary.withdrawn, "released": summary.released, "held": summary.held,
            "paused_until": summary.paused_until, "spent": spent_json(&summary.spent),
        });
        output.data(format!("{figures:#}"))?;
        return Ok(code);
    }
    output.data(sentence(summary))?;
    if let Some(rate) = rate(summary) {
        output.say(rate);
    }
    if let Some(until) = summary.paused_until {
        output.say(format!("The relay wants us to wait until {until}; run `heraut send` again then."));
    }
    if summary.expired > 0 {
        output.say("Expired: their time was over before they could be sent, so nobody was told. Approving other dates plans them again.");
    }
    if summary.held > 0 {
        let messages = if summary.held == 1 { "1 message".to_owned() } else { format!("{} messages", summary.held) };
        output.say(format!("Too many of the first failed: the others of {messages} are held until `heraut resume`."));
    }
    if summary.failed + summary.uncertain > 0 {
        output.say("`heraut status` says what failed and why.");
    }
    Ok(code)
}

/// What a run did, in one line.
pub fn sentence(s: &Summary) -> String {
    let parts = [
        (s.accepted, "accepted"),
        (s.deferred, "deferred"),
        (s.failed, "failed"),
        (s.uncertain, "uncertain"),
        (s.suppressed, "suppressed"),
        (s.expired, "expired"),
        (s.withdrawn, "withdrawn"),
        (s.released, "put back"),
    ];
    let said: Vec<String> = parts.iter().filter(|(n, _)| *n > 0).map(|(n, what)| format!("{n} {what}")).collect();
    if said.is_empty() { "Nothing is due.".to_owned() } else { format!("{}.", said.join(", ")) }
}

/// How fast a run was that went on for a while, and what bounded it.
fn rate(summary: &Summary) -> Option<String> {
    let seconds = summary.spent.took.as_secs_f64();
    let (bound, part) = summary.spent.bound().filter(|_| summary.accepted >= 100 && seconds >= 1.0)?;
    let waited_for = match bound {
        Bound::Relay => "the relay's answers",
        Bound::Ledger => "the disk of the ledger",
        Bound::Machine => "this machine's processor",
        Bound::Limits => "the relay's limits",
    };
    let (a_second, percent) = (summary.accepted as f64 / seconds, part * 100.0);
    Some(format!("{a_second:.0} a second. The connections waited {percent:.0} % of their time for {waited_for}."))
}

/// Seconds: the run's, and those of all connections together by what they waited for.
fn spent_json(spent: &Spent) -> serde_json::Value {
    let Spent { relay, ledger, machine, limits, took } = spent;
    serde_json::json!({
        "took": took.as_secs_f64(), "relay": relay.as_secs_f64(), "ledger": ledger.as_secs_f64(),
        "machine": machine.as_secs_f64(), "limits": limits.as_secs_f64(),
        "bound": spent.bound().map(|(bound, _)| bound.as_str()),
    })
}

/// What a run did that ended before its time; its error is still to be told.
pub fn tell_stopped(Stopped { error, summary, .. }: Stopped, output: &mut Output) -> Error {
    output.say(format!("Stopped. Until then: {}", sentence(&summary)));
    error
}

/// What would go out, and why nothing would, for a program.
pub(super) fn due_json(rows: &[Row], doubt: Option<&str>) -> String {
    let ids: Vec<String> = rows.iter().map(|row| row.entry.id.to_string()).collect();
    format!("{:#}", serde_json::json!({ "due": ids, "doubt": doubt }))
}

/// What a real run would say of a ledger that may lack what was sent.
pub(super) fn doubted(why: &str) -> String {
    format!("This ledger may lack what was sent: {why}. `heraut send` sends nothing from it without `--after-restore`.")
}
