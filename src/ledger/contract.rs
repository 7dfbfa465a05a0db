//! What every ledger promises. One conformance suite holds all of them to it.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, Utc};

use super::{
    Act, Attempt, Bearings, Beat, Claim, Committed, Draw, Entry, Fact, Filter, Forget, Forgotten, Hearing, Hold,
    JournalEntry, Moved, PaperOutcome, Pause, Printing, Pulse, Recovery, Report, Reported, Resumed, Retried, Row, Said,
    Scope, SenderSeen, Sent, Settlement, Since, State, Step, Vanguard,
};
use crate::campaign::Limits;
use crate::error::Result;
use crate::schedule::NoticeId;

/// An approval: a plan, locked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Approval {
    /// Hash of the plan (snapshot and notices), in hex.
    pub plan: String,
    /// Hash of the snapshot, in hex.
    pub snapshot: String,
    /// The campaign's id: one ledger serves one campaign.
    pub campaign: String,
    /// Who approved.
    pub by: String,
    /// When; also the instant the plan was made for.
    pub at: DateTime<Utc>,
}

/// What an approval changed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Changes {
    /// Notices that are new, or that an earlier plan had dropped and this one has again.
    pub added: u64,
    /// Notices not yet begun, or deferred, whose time, dates, phase, language, expiry, gate or resend rule changed.
    pub changed: u64,
    /// Notices not yet begun, or deferred, that the plan no longer has: cancelled, or uncertain.
    pub cancelled: u64,
    /// Notices as they were, sent ones included.
    pub kept: u64,
}

/// The durable store of one campaign's notices.
///
/// Instants are kept to the microsecond. [`State::Due`] is what a sender knows of the notices it has claimed: every
/// list and count says planned or deferred for them.
///
/// An operator, a sender and an approval meet here and nowhere else, and the order of their calls decides.
pub trait Ledger: Send {
    /// Locks a plan: the snapshot's files and every notice, in one transaction.
    ///
    /// What happens to a notice, by its id, its state and whether this plan has it:
    ///
    /// | state | in this plan | not in this plan |
    /// |---|---|---|
    /// | not known | planned; *added* | |
    /// | planned, or held without an attempt | takes the plan's values; *changed* or *kept* | cancelled; *cancelled* |
    /// | cancelled because a plan lacked it | planned with the plan's values; *added* | stays |
    /// | cancelled by a person | stays; *kept* | stays |
    /// | deferred, with other dates than this plan's | planned again with the plan's values; *changed* | |
    /// | deferred, else | stays; *kept* | cancelled; *cancelled* |
    /// | held when it was deferred | as deferred, but that it stays held | cancelled; *cancelled* |
    /// | begun (sending, accepted, bounced, failed, uncertain, printed) | stays; *kept* | stays |
    /// | expired, and by this plan not over yet: never tried, or with another time or dates | planned with the plan's values; *changed* | |
    /// | given up (suppressed, expired), else | stays; *kept* | stays |
    ///
    /// What is planned and due, and due by this plan as well, is as it was when nothing else differs: it waits as it did.
    ///
    /// So nobody is told dates that are not the plan's. What the relay may have taken already, deferred to be sent again
    /// byte for byte, is not planned again or cancelled but becomes uncertain; and what a crash left in sending is not
    /// sent again when its dates are not this plan's, or the plan lacks it.
    ///
    /// What was held and is in no hold's scope any more, because the plan gave it another phase or gate, goes on.
    ///
    /// What a notice was rendered from ([`Entry::rendered`]) is taken over in every case, and is no change.
    ///
    /// Notices that came by [`record`](Ledger::record) are never cancelled here: a plan has rules for them, not lines.
    ///
    /// # Errors
    /// [`Unreachable`](crate::error::Kind::Unreachable) while somebody sends and was not asked to give way by
    /// [`begin_approving`](Ledger::begin_approving), and when the ledger serves another
    /// campaign; [`Bug`](crate::error::Kind::Bug) when `entries` has an id twice. Then nothing is changed.
    fn approve(
        &mut self,
        approval: &Approval,
        files: &BTreeMap<String, Arc<[u8]>>,
        entries: &mut dyn Iterator<Item = Entry>,
    ) -> Result<Changes>;

    /// Becomes the one who approves, until it is dropped. Whoever sends is [asked](Ledger::is_turn_asked_for) to give way,
    /// and `waiting` is told once who that is; what has its mark by then may still go, and is settled. Between this and
    /// [`approve`](Ledger::approve) nothing is sent.
    ///
    /// # Errors
    /// [`Unreachable`](crate::error::Kind::Unreachable) with the holder's name when nobody has given way within `patience`.
    fn begin_approving(
        &mut self,
        by: &str,
        now: DateTime<Utc>,
        patience: Duration,
        waiting: &mut dyn FnMut(&str),
    ) -> Result<()>;

    /// Whether somebody waits to approve, or approves. A sender that finds it so comes to its end, and begins anew when it
    /// is no longer so.
    fn is_turn_asked_for(&self) -> Result<bool>;

    /// How often it was written: who planned from it can tell whether anything happened since.
    fn written(&self) -> Result<u64>;

    /// The approval in force.
    fn approved(&self) -> Result<Option<Approval>>;

    /// The files of a snapshot, by its hash. Every snapshot ever approved is kept, each file once.
    fn snapshot(&self, hash: &str) -> Result<BTreeMap<String, Arc<[u8]>>>;

    /// The hash of the snapshot that a notice was first tried from; `None` when it was not tried, or is to be made anew.
    fn tried_from(&self, id: NoticeId) -> Result<Option<String>>;

    /// What the ledger knows of the time, by which a sender that is to begin at `now` can tell that its clock is wrong.
    fn bearings(&self, now: DateTime<Utc>) -> Result<Bearings>;

    /// Why the ledger may lack what was done, so that nobody may send from it: an older copy was put in its place, part of it
    /// was removed, or it is itself a copy and the first may have gone on. `None` when it is known to be the newest.
    fn doubt(&self) -> Result<Option<String>>;

    /// Takes up a ledger that is [doubted](Ledger::doubt), as `since` says. Returns how many notices are left to a person:
    /// those that were due by `now`. Does nothing to a ledger that is not doubted.
    ///
    /// # Errors
    /// [`Unreachable`](crate::error::Kind::Unreachable) while somebody sends or approves.
    fn take_up(&mut self, since: Since, said: &Said<'_>) -> Result<u64>;

    /// What is wrong with the ledger, a sentence each; nothing when it is sound and keeps what is promised here. Reads all of
    /// it.
    fn verify(&self) -> Result<Vec<String>>;

    /// Copies the ledger, as it is at one moment, into a file that is not there yet; also beside a sender.
    ///
    /// # Errors
    /// [`Usage`](crate::error::Kind::Usage) when the file cannot be made, or the ledger is not one on a disk.
    fn back_up(&self, to: &Path) -> Result<()>;

    /// Becomes a sender until it is dropped, and settles what a crash left in `sending`: those become
    /// uncertain, or due again where the message asks for a resend. `holder` says who sends, and from which host.
    /// A ledger in a file has one sender at a time; on a server there may be others, whose notices are left alone.
    ///
    /// # Errors
    /// [`Unreachable`](crate::error::Kind::Unreachable) with the holder's name when somebody else is approving, or sends from
    /// a ledger in a file; when the ledger is [doubted](Ledger::doubt), or found to be damaged.
    fn begin_sending(&mut self, holder: &str, now: DateTime<Utc>) -> Result<Recovery>;

    /// Says that this sender is still there, and hears how it stands. Senders that are gone are found by it, and what they left
    /// behind is settled as [`begin_sending`](Ledger::begin_sending) does. To be called every second.
    ///
    /// # Errors
    /// [`Bug`](crate::error::Kind::Bug) without [`begin_sending`](Ledger::begin_sending);
    /// [`Unreachable`](crate::error::Kind::Unreachable) when this sender was itself taken for gone.
    fn beat(&mut self, pulse: Pulse, now: DateTime<Utc>) -> Result<Beat>;

    /// Who sends, or does what nobody sends beside.
    fn senders(&self) -> Result<Vec<SenderSeen>>;

    /// Takes so many of what may be sent by a relay within its limits for all senders together. `unused` is what is left of the
    /// last draw. `None` in a ledger of one sender, which counts for itself.
    ///
    /// # Errors
    /// [`Unreachable`](crate::error::Kind::Unreachable) when the store cannot be written, or another sender has taken over.
    fn draw(
        &mut self,
        _relay: &str,
        _limits: &Limits,
        _want: u32,
        _unused: u32,
        _now: DateTime<Utc>,
    ) -> Result<Option<Draw>> {
        Ok(None)
    }

    /// Claims up to `limit` notices whose time has come (due, or deferred until then), the longest waiting first. Each
    /// is claimed once, by one sender, until a [`Step::Done`] or [`Step::Released`] ends that, or its sender is gone.
    ///
    /// # Errors
    /// [`Bug`](crate::error::Kind::Bug) without [`begin_sending`](Ledger::begin_sending).
    fn claim(&mut self, now: DateTime<Utc>, limit: usize) -> Result<Vec<Claim>>;

    /// Writes a round of steps durably, in one transaction: when it returns, they survive a power cut. When it fails,
    /// none of them happened, and what was claimed still is.
    ///
    /// A notice that somebody moved since it was claimed (held, cancelled) refuses what comes to it, and the others of
    /// the round stand: see [`Committed`]. A notice whose [`Step::Sending`] was refused must not be sent. What ends an
    /// attempt is never refused, because nobody else moves a notice that is sending: the relay's yes is a yes, whatever
    /// was wanted meanwhile. Releasing what was moved is not refused either: it is not claimed then, as it was meant.
    ///
    /// # Errors
    /// [`Bug`](crate::error::Kind::Bug) for a step that is not [lawful](Step::is_lawful), or about a notice that is not
    /// claimed; [`Unreachable`](crate::error::Kind::Unreachable) when the store cannot be written, another sender has
    /// taken over, or what is written to is not what the next one will find.
    fn commit(&mut self, steps: &[Step], now: DateTime<Utc>) -> Result<Committed>;

    /// Lays a hold, in one transaction, also beside a sender. Whatever in its scope comes into being, or waits again,
    /// while it lies is held at once. Its reason is kept as their detail.
    ///
    /// | state | held | [cancelled](Ledger::cancel) |
    /// |---|---|---|
    /// | planned, deferred | held; *moved* | cancelled; *moved* |
    /// | held | stays | cancelled; *moved* |
    /// | sending | stays; *under way* | stays; *under way* |
    /// | cancelled because a plan lacked it | stays | cancelled by a person; *moved* |
    /// | any other: told, given up, or waiting for a person | stays | stays |
    ///
    /// What is under way ends as the relay says; only when it would be deferred it becomes held or cancelled instead.
    ///
    /// # Errors
    /// [`Bug`](crate::error::Kind::Bug) for a notice that is not known; then nothing is held.
    fn hold(&mut self, hold: &Hold) -> Result<Moved>;

    /// The holds in force, the oldest first. One whose time is over is among them until something is written.
    fn holds(&self) -> Result<Vec<Hold>>;

    /// Ends the holds on exactly this scope, in one transaction, also beside a sender; why is kept with them. What no other hold covers goes on
    /// where it was, planned or deferred until when it was; when its time is over by now it is expired.
    ///
    /// A hold whose own time is over ends likewise, before anything else is claimed, approved, held or resumed.
    ///
    /// # Errors
    /// [`Bug`](crate::error::Kind::Bug) for a notice that is not known; then nothing is resumed.
    fn resume(&mut self, scope: &Scope, said: &Said<'_>) -> Result<Resumed>;

    /// Stops for good what is in a scope and waits, in one transaction, also beside a sender: see
    /// [`hold`](Ledger::hold). What comes into being later is not stopped. What the relay may have taken is never
    /// cancelled, but becomes uncertain, for a person to settle.
    ///
    /// # Errors
    /// [`Bug`](crate::error::Kind::Bug) for a notice that is not known; then nothing is cancelled.
    fn cancel(&mut self, scope: &Scope, said: &Said<'_>) -> Result<Moved>;

    /// Sends again what failed, bounced or is uncertain, also when a person closed it, or was suppressed because an earlier
    /// message bounced, from now on; others of `ids` stay. What the relay may have taken is deferred, so that the same
    /// bytes go out; what was refused or bounced is planned again from the approval in force, as a message of its own.
    /// Nothing is charged for what was tried before. Where one of them bounced, the addresses of its person that took no
    /// mail are tried again from now on.
    ///
    /// # Errors
    /// [`Bug`](crate::error::Kind::Bug) for a notice that is not known; then nothing is moved.
    fn retry(&mut self, ids: &[NoticeId], said: &Said<'_>) -> Result<Retried>;

    /// Settles what failed, bounced or is uncertain by what a person knows; others of `ids` stay. Returns how many moved.
    ///
    /// # Errors
    /// [`Bug`](crate::error::Kind::Bug) for a notice that is not known; then nothing is moved.
    fn settle(&mut self, ids: &[NoticeId], settlement: Settlement, said: &Said<'_>) -> Result<u64>;

    /// Takes in what mail systems report of messages that went out, in one transaction, also beside a sender. Says of each
    /// what it came to, in their order.
    ///
    /// | the notice | failed | else |
    /// |---|---|---|
    /// | accepted | bounced | stays |
    /// | uncertain; or waits to be sent again after an attempt without an answer | bounced | accepted |
    /// | sending | [`UnderWay`](Hearing::UnderWay) | the same |
    /// | any other, or sent anew since | [`Late`](Hearing::Late) | the same |
    /// | nothing ever went out | [`Unsent`](Hearing::Unsent) | the same |
    ///
    /// That of an address that is dead is a [`Fact`] from then on, about who is told. A report is
    /// [`Doubled`](Hearing::Doubled) when it is known to the byte, or another one said the same of the same message.
    ///
    /// # Errors
    /// [`Bug`](crate::error::Kind::Bug) for a notice that is not known; then nothing is kept.
    fn hear(&mut self, reports: &[Report], now: DateTime<Utc>) -> Result<Vec<Hearing>>;

    /// What [`hear`](Ledger::hear) would say. Nothing is kept.
    ///
    /// # Errors
    /// As [`hear`](Ledger::hear).
    fn would_hear(&mut self, reports: &[Report], now: DateTime<Utc>) -> Result<Vec<Hearing>>;

    /// What mail systems reported of a notice, in the order in which it was heard; none when it is not known.
    fn reports(&self, id: NoticeId) -> Result<Vec<Reported>>;

    /// The message of a notice that went out last; `None` when the notice is not known.
    fn sent(&self, id: NoticeId) -> Result<Option<Sent>>;

    /// The notices that were sent anew, and how often each.
    fn sent_anew(&self) -> Result<Vec<(NoticeId, u32)>>;

    /// Writes what became of notices on paper, in one transaction; those no longer planned stay as they are. Returns
    /// how many moved on. Works while somebody sends: a sender never claims paper.
    ///
    /// # Errors
    /// [`Bug`](crate::error::Kind::Bug) for a notice that is not on paper or not known; then nothing is written.
    fn print(&mut self, outcomes: &[PaperOutcome], now: DateTime<Utc>) -> Result<u64>;

    /// What a printed notice was made from; `None` when it is not known or not printed.
    fn printing(&self, id: NoticeId) -> Result<Option<Printing>>;

    /// Keeps what somebody did that concerns no notice, also beside a sender.
    fn act(&mut self, act: &Act) -> Result<()>;

    /// Keeps a decision about a gate unless another one was taken about it (that wave, that day) by then. Whether it was
    /// kept: what the program decides never comes over what a person did.
    fn decide_first(&mut self, act: &Act) -> Result<bool>;

    /// Everything that was done so, in the order in which it was.
    fn acts(&self) -> Result<Vec<Act>>;

    /// The names of all snapshots, the first first.
    fn snapshots(&self) -> Result<Vec<String>>;

    /// Forgets somebody, in one transaction; what is not sent to them yet is cancelled. Returns how many notices that is. What is
    /// erased where, `docs/privacy.md` says. Whoever wants it done beside a sender begins an
    /// [approval](Ledger::begin_approving) first.
    ///
    /// # Errors
    /// [`Unreachable`](crate::error::Kind::Unreachable) when the store cannot be written.
    fn forget(&mut self, forget: &Forget, said: &Said<'_>) -> Result<u64>;

    /// Leaves nothing of what was forgotten in what the store keeps of before: free pages, a log. Again and again without harm.
    ///
    /// # Errors
    /// [`Unreachable`](crate::error::Kind::Unreachable) while somebody reads, or there is no room for it.
    fn wipe(&mut self) -> Result<()>;

    /// Who was forgotten.
    fn forgotten(&self) -> Result<Forgotten>;

    /// The journal: every approval, hold, resumption, cancellation, retry, settlement and [act](Ledger::act) that changed
    /// anything, written in the transaction of what it was, the first first.
    fn journal(&self) -> Result<Vec<JournalEntry>>;

    /// Keeps that a relay wants to be left alone, for the senders to come. A later pause of the same relay takes its place, and
    /// an approval ends all of them: the relays may be others.
    fn pause(&mut self, pause: &Pause, now: DateTime<Utc>) -> Result<()>;

    /// The pauses that hold at `now`, by the name of their relay.
    fn pauses(&self, now: DateTime<Utc>) -> Result<Vec<Pause>>;

    /// How many bytes are left where the ledger grows; `None` when that is not known.
    fn room(&self) -> Option<u64>;

    /// The earliest instant at which something that is not claimed is due, or a hold is over by itself.
    fn next_due(&self) -> Result<Option<DateTime<Utc>>>;

    /// How many notices of the sender are due at `now`, claimed or not.
    fn count_due(&self, now: DateTime<Utc>) -> Result<u64>;

    /// How many notices of the sender were due at `then`, and could have been sent since: what was resumed, sent again or
    /// approved later is not among them.
    fn count_overdue(&self, then: DateTime<Utc>) -> Result<u64>;

    /// Since when the one could have been sent that has waited longest of what is due at `now`; `None` when nothing is.
    fn due_since(&self, now: DateTime<Utc>) -> Result<Option<DateTime<Utc>>>;

    /// Records what happened to people, and the notices that come into being by it, in one transaction. Facts and
    /// notices known already are not recorded twice. Returns how many facts were new. Works while somebody sends.
    ///
    /// A fact is known when it is there already, or when the last fact about that person or device at its instant
    /// says the same, or about that address: importing an export every day adds only what changed.
    ///
    /// # Errors
    /// [`Bug`](crate::error::Kind::Bug) for notices before anything was approved: there is nothing they come from.
    fn record(&mut self, facts: &[Fact], entries: &mut dyn Iterator<Item = Entry>, now: DateTime<Utc>) -> Result<u64>;

    /// Every fact but the first `skip`, in the order in which they were recorded: with the number already known,
    /// those recorded since.
    fn facts(&self, skip: u64) -> Result<Vec<Fact>>;

    /// How many notices there are per wave, phase, message and state.
    fn counts(&self) -> Result<BTreeMap<(String, String, String, State), u64>>;

    /// Shows notices with where they stand to `each`, one after another, in the order in which they came into the
    /// ledger. For many: nothing is collected.
    ///
    /// # Errors
    /// That of `each`, which ends it.
    fn visit(&self, filter: &Filter, each: &mut dyn FnMut(Row) -> Result<()>) -> Result<()>;

    /// The same, by due time.
    ///
    /// # Errors
    /// As [`visit`](Ledger::visit).
    fn visit_by_due(&self, filter: &Filter, each: &mut dyn FnMut(Row) -> Result<()>) -> Result<()>;

    /// Notices with where they stand, by due time. For few: all are collected.
    fn list(&self, filter: &Filter) -> Result<Vec<Row>> {
        let mut rows = Vec::new();
        self.visit_by_due(filter, &mut |row| {
            rows.push(row);
            Ok(())
        })?;
        Ok(rows)
    }

    /// The attempts of a notice, first to last; none when it is not known.
    fn attempts(&self, id: NoticeId) -> Result<Vec<Attempt>>;

    /// What became of the first `most` of a wave's message that were tried, or could not be made.
    fn vanguard(&self, wave: &str, message: &str, most: u32) -> Result<Vanguard>;

    /// How many notices were accepted since `since`, that instant included (for a relay's limits), also those that bounced
    /// later: by the minute, each with the last instant in it, oldest first. Those that one of the relays `but` took are not
    /// counted; those of which nobody knows by which they went are.
    fn accepted_since(&self, since: DateTime<Utc>, but: &[Arc<str>]) -> Result<Vec<(DateTime<Utc>, u64)>>;
}
