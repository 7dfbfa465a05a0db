//! The message trace of the tenant that delivers: matched to notices as reports are, and heard where it says anything new.
//!
//! A tenant tells its own administrator, under TLS: what it says is believed. Each of our messages has one recipient, so that a
//! line with its Message-ID is about that person, also when it names the mailbox by another of its addresses.

use std::cmp::Reverse;
use std::collections::{BTreeMap, HashMap, HashSet};
use std::path::Path;

use chrono::{DateTime, TimeDelta, Utc};

use super::account::Account;
use super::desk::{Desk, Keep};
use crate::app::deliver::secret::Safe;
use crate::app::deliver::token;
use crate::app::environment::{Environment, MachineClock};
use crate::app::locked::Locked;
use crate::bounces::{Notification, Reading, Recipient};
use crate::campaign::{Sender, normal_address};
use crate::deliver::token::{NoToken, Token};
use crate::error::{Error, Result};
use crate::fetch::Fault;
use crate::fetch::trace::{Graph, Range, Status, Traced};
use crate::ledger::{Action, Entry, Filter, Row, State};
use crate::render::message_id_from;
use crate::schedule::NoticeId;

/// What was sent a moment ago may not be in the trace yet.
const DELAY: TimeDelta = TimeDelta::hours(1);

/// How long before a message became uncertain the tenant may have had it: a crash before a holiday is known of at the start
/// after it. With the day after, that is one question.
const BEFORE: TimeDelta = TimeDelta::days(9);

/// How much later than our clock the tenant's may have had it.
const AFTER: TimeDelta = TimeDelta::days(1);

/// What the trace came to.
#[derive(Debug, Clone, Default)]
pub struct Trace {
    /// Of what was heard.
    pub account: Account,
    /// Messages of ours that arrived or are on their way, as was known.
    pub fine: u64,
    /// Lines about other mail of the same sender.
    pub foreign: u64,
    /// Messages that the tenant took and that nobody has read.
    pub set_aside: Vec<SetAside>,
    /// Uncertain notices of these days that were asked for one by one, and of which there is no trace.
    pub untraced: u64,
    /// Uncertain notices of these days that no line was about, and that could not be asked for in the same go.
    pub unasked: u64,
    /// Lines that could not be read.
    pub unread: u64,
}

/// A message that the tenant took and put where nobody reads it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SetAside {
    /// Its notice.
    pub entry: Entry,
    /// The person's name; `None` for the helpdesk.
    pub name: Option<String>,
    /// The address.
    pub address: String,
    /// Whether it is in the folder for junk; otherwise in quarantine.
    pub is_junk: bool,
}

/// Asks the tenant of the approved campaign in `dir` for the trace of the last `days` days.
///
/// # Errors
/// When nothing was approved, the campaign names no trace, the tenant gives none, or the ledger cannot be used; then nothing is
/// kept.
pub async fn trace(
    dir: &Path,
    days: u16,
    keep: Keep,
    (environment, machine): (Environment<'_>, MachineClock),
    now: DateTime<Utc>,
) -> Result<Trace> {
    let locked = Locked::open(dir)?;
    let campaign = &locked.loaded.campaign;
    let Some(source) = &campaign.trace else {
        return Err(Error::usage("the approved campaign does not say where its mail is traced")
            .hint("add `trace: {oauth2: …}` to campaign.yaml and approve again"));
    };
    let safe = Safe { dir: &locked.dir, environment, clock: machine };
    let bearer = token::tokens(&source.token, safe)?.current().await;
    let token = bearer.map_err(|no| match no {
        NoToken::Later(why) | NoToken::Never(why) => Error::unreachable(why),
    })?;
    let range = Range { from: now - TimeDelta::days(days.into()), until: now };
    let uncertain = uncertain(&locked, range)?;
    let (root, senders, sought) = (source.url.clone(), senders(&campaign.sender), uncertain.clone());
    let asked = tokio::task::spawn_blocking(move || gather(&root, &token.token, &senders, &sought, range));
    let asked = asked.await.map_err(|e| Error::bug(e.to_string()))?;
    let Gathered { lines, unread, unasked } = asked.map_err(|fault| match fault {
        Fault::Away(why) => Error::unreachable(why).hint("nothing was changed: ask again later"),
        Fault::Refused(why) => Error::unreachable(why).hint("nothing was changed"),
    })?;
    let mut lost: Vec<&Sought> = uncertain.iter().filter(|one| !unasked.contains(&one.id)).collect();
    let mut found = Trace { unread, unasked: unasked.len() as u64, ..Trace::default() };
    let mut desk = Desk::open(dir)?;
    for (message, lines) in by_message(lines) {
        lost.retain(|one| one.id != message);
        let Some(whose) = desk.whose(&message)? else {
            found.foreign += lines.len() as u64;
            continue;
        };
        let Some(line) = of(&lines, &whose.address) else { continue };
        let is_aside = whose.is_last && matches!(line.status, Status::Quarantined | Status::Junk);
        if is_aside {
            found.set_aside.push(SetAside {
                entry: whose.entry.clone(),
                name: whose.name.clone(),
                address: whose.address.clone(),
                is_junk: line.status == Status::Junk,
            });
        }
        if whose.state == State::Accepted && line.status != Status::Failed {
            found.fine += u64::from(!is_aside);
        } else {
            desk.take("the trace", Reading::Report(notification(line, &whose.address)))?;
        }
    }
    found.untraced = lost.len() as u64;
    found.account = desk.hear(keep, now)?;
    Ok(found)
}

/// A message of which nobody knows whether it arrived.
#[derive(Debug, Clone)]
struct Sought {
    /// What its Message-ID has before the `@`.
    id: String,
    /// All of that.
    message: String,
    /// Since when it is uncertain.
    since: DateTime<Utc>,
}

/// What the tenant said.
struct Gathered {
    lines: Vec<Traced>,
    /// Lines that could not be read.
    unread: u64,
    /// The messages that were sought and could not be asked for.
    unasked: HashSet<String>,
}

/// The uncertain ones that the tenant should know of by now, the latest first.
fn uncertain(locked: &Locked, range: Range) -> Result<Vec<Sought>> {
    let anew: HashMap<NoticeId, u32> = locked.ledger.sent_anew()?.into_iter().collect();
    let uncertain = Filter { states: vec![State::Uncertain], ..Filter::default() };
    let mut rows = locked.ledger.list(&uncertain)?;
    rows.retain(|row| row.since >= range.from && row.since <= range.until - DELAY);
    rows.sort_by_key(|row| Reverse(row.since));
    let from = &locked.loaded.campaign.sender.from.address;
    let sought = |row: &Row| {
        let id = row.entry.id.after_retries(anew.get(&row.entry.id).copied().unwrap_or(0)).to_string();
        // An approved campaign has an address that mail can have.
        Some(Sought { message: message_id_from(&id, from)?, id, since: row.since })
    };
    Ok(rows.iter().filter_map(sought).collect())
}

/// Asks by sender, and then for each of `sought` of which that told nothing. Blocks.
fn gather(
    root: &str,
    token: &Token,
    senders: &[String],
    sought: &[Sought],
    range: Range,
) -> std::result::Result<Gathered, Fault> {
    let (mut graph, mut lines, mut unread) = (Graph::new(root, token), Vec::new(), 0);
    for sender in senders {
        unread += graph.of_sender(sender, range, &mut |page| lines.extend(page))?;
    }
    let known: HashSet<String> = lines.iter().map(|line: &Traced| line.message.clone()).collect();
    let mut unasked = HashSet::new();
    for one in sought.iter().filter(|one| !known.contains(&one.id)) {
        if !graph.answers() {
            unasked.insert(one.id.clone());
            continue;
        }
        let around = Range { from: one.since - BEFORE, until: range.until.min(one.since + AFTER) };
        unread += graph.of_message(&one.message, around, &mut |page| lines.extend(page))?;
    }
    Ok(Gathered { lines, unread, unasked })
}

/// The addresses that the tenant may know the sender by.
fn senders(sender: &Sender) -> Vec<String> {
    let mut senders = vec![normal_address(&sender.from.address)];
    senders.extend(sender.envelope.as_deref().map(normal_address).filter(|other| *other != senders[0]));
    senders
}

fn by_message(lines: Vec<Traced>) -> BTreeMap<String, Vec<Traced>> {
    let mut by_message: BTreeMap<String, Vec<Traced>> = BTreeMap::new();
    for line in lines {
        by_message.entry(line.message.clone()).or_default().push(line);
    }
    by_message
}

/// The line that counts for an address: its own, and not that of a mailbox which theirs sends mail on to; where none names it,
/// the best.
fn of<'a>(lines: &'a [Traced], address: &str) -> Option<&'a Traced> {
    let weight = |line: &&Traced| match line.status {
        Status::Delivered => 5,
        Status::Expanded | Status::Junk => 4,
        Status::Quarantined => 3,
        Status::Failed => 2,
        Status::Pending => 1,
    };
    let own = lines.iter().filter(|line| normal_address(&line.recipient) == address).max_by_key(weight);
    own.or_else(|| lines.iter().max_by_key(weight))
}

/// As a report would say it. Why something failed is not in the trace, so that nobody's address is dead for it.
fn notification(line: &Traced, address: &str) -> Notification {
    let action = match line.status {
        Status::Pending => Action::Delayed,
        Status::Failed => Action::Failed { dead: false },
        Status::Delivered | Status::Junk => Action::Delivered,
        Status::Expanded => Action::Expanded,
        Status::Quarantined => Action::Relayed,
    };
    let mut hasher = blake3::Hasher::new();
    for part in [&*line.id, &*line.message, &*line.recipient, line.status.as_str()] {
        hasher.update(part.as_bytes()).update(b"\n");
    }
    let mut digest = [0; 16];
    hasher.finalize_xof().fill(&mut digest);
    let words = format!("{}, by the message trace", line.status.as_str());
    let recipient = Recipient { addresses: vec![address.to_owned()], last: Some(address.to_owned()), action, words };
    let (envelope, message) = (None, Some(line.message.clone()));
    Notification { envelope, message, to: Vec::new(), recipients: vec![recipient], digest }
}
