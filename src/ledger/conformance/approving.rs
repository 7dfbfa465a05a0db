//! What an approval does to the notices, and keeps of the campaign.

use std::collections::HashMap;
use std::sync::mpsc;
use std::thread::{self, JoinHandle};
use std::time::Duration;

use super::*;
use crate::error::Kind;
use crate::ledger::{Fingerprint, History, InCalendar};

pub(crate) fn first_approval_adds_everything(store: &Store) {
    let mut ledger = store();
    let helpdesk = Entry { person: None, expires: None, language: "en-GB".parse().unwrap(), ..entry(2, 5) };
    let entries = [entry(1, 0), helpdesk];
    assert_eq!(approve(&mut *ledger, "plan", &entries), Changes { added: 2, ..Changes::default() });
    let rows = all(&*ledger);
    assert_eq!(rows.iter().map(|row| row.entry.clone()).collect::<Vec<_>>(), entries);
    for row in rows {
        assert_eq!((row.state, row.since, row.attempts), (State::Planned, at(-1000), 0));
        assert_eq!(row.next, Some(row.entry.due));
        assert_eq!(row.detail, "");
    }
}

pub(crate) fn approval_is_known_to_others(store: &Store) {
    let mut ledger = store();
    assert_eq!(ledger.approved().unwrap(), None);
    approve(&mut *ledger, "one", &[entry(1, 0)]);
    approve(&mut *ledger, "two", &[entry(1, 0)]);
    assert_eq!(store().approved().unwrap(), Some(approval("two")));
}

pub(crate) fn snapshots_come_back(store: &Store) {
    let mut ledger = store();
    let mut later = files();
    later.insert("people.csv".into(), Arc::from(*b"mail\na@example.org\n"));
    ledger.approve(&approval("one"), &files(), &mut std::iter::empty()).unwrap();
    ledger.approve(&approval("two"), &later, &mut std::iter::empty()).unwrap();
    assert_eq!(ledger.snapshot("snapshot of one").unwrap(), files());
    assert_eq!(store().snapshot("snapshot of two").unwrap(), later);
    let error = ledger.snapshot("none").unwrap_err();
    assert_eq!(error.kind, Kind::Unreachable);
    assert!(error.to_string().contains("no snapshot none"), "{error}");
}

pub(crate) fn a_file_is_kept_whatever_is_in_it(store: &Store) {
    let mut ledger = store();
    let files = BTreeMap::from([
        ("leeg.txt".to_owned(), Arc::from([])),
        ("logo.png".to_owned(), (0..=255u8).cycle().take(70_000).collect()),
        ("map/ünï.md".to_owned(), Arc::from(vec![b'a'; 1_000_000])),
    ]);
    ledger.approve(&approval("plan"), &files, &mut std::iter::empty()).unwrap();
    assert_eq!(ledger.snapshot("snapshot of plan").unwrap(), files);
}

pub(crate) fn same_plan_changes_nothing(store: &Store) {
    let mut ledger = store();
    let entries = [entry(1, 0), entry(2, 5)];
    approve(&mut *ledger, "plan", &entries);
    let before = all(&*ledger);
    assert_eq!(approve(&mut *ledger, "plan", &entries), Changes { kept: 2, ..Changes::default() });
    assert_eq!(all(&*ledger), before);
}

pub(crate) fn open_notices_follow_the_plan(store: &Store) {
    let mut ledger = store();
    approve(&mut *ledger, "one", &(1..=7).map(|n| entry(n, 10)).collect::<Vec<_>>());
    let later = [
        Entry { due: at(5), ..entry(1, 10) },
        Entry { expires: None, ..entry(2, 10) },
        Entry { language: "en".parse().unwrap(), ..entry(3, 10) },
        Entry { resend_uncertain: true, ..entry(4, 10) },
        Entry { phase: "prepare".into(), ..entry(5, 10) },
        entry(6, 10),
        entry(7, 10),
        entry(8, 1),
    ];
    let changes = approve(&mut *ledger, "two", &later);
    assert_eq!(changes, Changes { added: 1, changed: 5, cancelled: 0, kept: 2 });
    let mut stored: Vec<Entry> = all(&*ledger).into_iter().map(|row| row.entry).collect();
    stored.sort_by_key(|entry| entry.person.clone());
    assert_eq!(stored, later);
    ledger.begin_sending("the test", at(0)).unwrap();
    assert_eq!(claim(&mut *ledger, 9, 10), [id(8), id(1)], "the new due times count");
}

pub(crate) fn dropped_notices_are_cancelled_and_come_back(store: &Store) {
    let mut ledger = store();
    approve(&mut *ledger, "one", &[entry(1, 0), entry(2, 0)]);
    let changes = approve(&mut *ledger, "two", &[entry(1, 0)]);
    assert_eq!(changes, Changes { cancelled: 1, kept: 1, ..Changes::default() });
    let dropped = row(&*ledger, 2);
    assert_eq!((dropped.state, dropped.next), (State::Cancelled, None));
    assert_eq!(dropped.detail, "no longer in the approved plan");
    assert_eq!(ledger.count_due(at(0)).unwrap(), 1);

    let again = approve(&mut *ledger, "two", &[entry(1, 0)]);
    assert_eq!(again, Changes { kept: 1, ..Changes::default() }, "it is cancelled once");

    let changes = approve(&mut *ledger, "three", &[entry(1, 0), entry(2, 7)]);
    assert_eq!(changes, Changes { added: 1, kept: 1, ..Changes::default() });
    let back = row(&*ledger, 2);
    assert_eq!((back.state, back.entry, back.next), (State::Planned, entry(2, 7), Some(at(7))));
    assert_eq!(back.detail, "");
}

pub(crate) fn begun_and_final_notices_stay(store: &Store) {
    drop(every_outcome(store));
    let mut ledger = store();
    let before: Vec<Row> = all(&*ledger).into_iter().filter(|row| row.entry.id != id(8)).collect();

    let later: Vec<Entry> = (1..=7).filter(|n| *n != 6).map(|n| entry(n, 500)).collect();
    let changes = approve(&mut *ledger, "later", &later);
    assert_eq!(changes, Changes { kept: 6, cancelled: 1, ..Changes::default() });
    assert_eq!(all(&*ledger).into_iter().filter(|row| row.entry.id != id(8)).collect::<Vec<_>>(), before);

    let changes = approve(&mut *ledger, "without them", &[]);
    assert_eq!(changes, Changes { cancelled: 1, ..Changes::default() }, "the one that the relay put off");
    assert_eq!(state(&*ledger, 2), State::Cancelled);
    let but =
        |rows: Vec<Row>| rows.into_iter().filter(|row| ![id(2), id(8)].contains(&row.entry.id)).collect::<Vec<_>>();
    assert_eq!(but(all(&*ledger)), but(before));
}

/// A clock that was wrong once gives up what is not over; and what was over can be moved.
pub(crate) fn what_expired_and_is_not_over_by_a_new_plan_is_planned_again(store: &Store) {
    let mut ledger = sender(store, &[entry(1, 0), entry(2, 0), entry(3, 0)]);
    claim(&mut *ledger, 0, 9);
    commit(&mut *ledger, &[sending(2, 1), sending(3, 1)], 1);
    let later = || Outcome::Expired(Some("450 4.2.0 in a month".into()));
    commit(&mut *ledger, &[done(1, Outcome::Expired(None)), done(2, later()), done(3, later())], 2);
    drop(ledger);

    let mut ledger = store();
    let mut approve_at = |minute, entries: &[Entry]| {
        let approval = Approval { at: at(minute), ..approval("again") };
        ledger.approve(&approval, &files(), &mut entries.iter().cloned()).unwrap()
    };
    let kept = Changes { kept: 3, ..Changes::default() };
    let changes = approve_at(1000, &[entry(1, 0), entry(2, 0), entry(3, 0)]);
    assert_eq!(changes, kept, "its time is over by this plan too");
    let changes = approve_at(999, &[entry(1, 0), entry(2, 0), entry(3, 700)]);
    assert_eq!(changes, Changes { changed: 2, kept: 1, ..Changes::default() }, "not tried, or moved");
    assert_eq!([1, 2, 3].map(|n| state(&*ledger, n)), [State::Planned, State::Expired, State::Planned]);
    assert_eq!((row(&*ledger, 1).next, row(&*ledger, 3).next), (Some(at(0)), Some(at(700))));
    assert_eq!(row(&*ledger, 3).attempts, 0, "it is as if it had not been tried");
}

/// An entry of a wave that moved by so many days.
fn moved(n: u32, due: i64, days: i64) -> Entry {
    Entry { dates: Some(dates(days)), ..entry(n, due) }
}

/// A ledger in which the first attempt at notice 1 ended so.
fn after(store: &Store, first: Entry, outcome: Outcome) -> Box<dyn Ledger> {
    let mut ledger = sender(store, &[first]);
    claim(&mut *ledger, 0, 1);
    commit(&mut *ledger, &[sending(1, 0)], 0);
    commit(&mut *ledger, &[done(1, outcome)], 1);
    drop(ledger);
    store()
}

pub(crate) fn what_was_put_off_is_planned_again_when_the_wave_moves(store: &Store) {
    let mut ledger = after(store, moved(1, 0, 0), deferred(60, true));
    assert_eq!(approve(&mut *ledger, "the same dates", &[moved(1, 5, 0)]), Changes { kept: 1, ..Changes::default() });
    assert_eq!(state(&*ledger, 1), State::Deferred);

    let changes = approve(&mut *ledger, "other dates", &[moved(1, 5, 7)]);
    assert_eq!(changes, Changes { changed: 1, ..Changes::default() });
    let fresh = row(&*ledger, 1);
    assert_eq!((fresh.state, fresh.next, fresh.attempts), (State::Planned, Some(at(5)), 0));
    assert_eq!(fresh.entry, moved(1, 5, 7));
    ledger.begin_sending("the test", at(4)).unwrap();
    let claims = claims(&mut *ledger, 5, 1);
    assert_eq!((&claims[0].first, &*claims[0].snapshot), (&None, "snapshot of other dates"));
    commit(&mut *ledger, &[sending(1, 6)], 6);
    commit(&mut *ledger, &[done(1, accepted())], 6);
    let history: Vec<_> = ledger.attempts(id(1)).unwrap().iter().map(|a| (a.number, a.result)).collect();
    assert_eq!(history, [(1, State::Deferred), (2, State::Accepted)], "nothing of the history is lost");
}

pub(crate) fn what_may_be_told_is_never_sent_with_old_dates(store: &Store) {
    let resend = |days| Entry { resend_uncertain: true, ..moved(1, 0, days) };
    let lost = Outcome::Resend { until: at(60), why: "lost after the final dot".into() };
    let mut ledger = after(store, resend(0), lost);
    assert_eq!((row(&*ledger, 1).state, row(&*ledger, 1).attempts), (State::Deferred, 1), "charged");
    assert_eq!(ledger.attempts(id(1)).unwrap()[0].result, State::Uncertain);
    assert_eq!(approve(&mut *ledger, "the same dates", &[resend(0)]).kept, 1);
    assert_eq!(state(&*ledger, 1), State::Deferred);
    assert_eq!(approve(&mut *ledger, "other dates", &[resend(7)]), Changes { kept: 1, ..Changes::default() });
    assert_eq!((state(&*ledger, 1), ledger.next_due().unwrap()), (State::Uncertain, None));
    assert_eq!(row(&*ledger, 1).entry.dates, Some(dates(0)), "as it was told");
}

pub(crate) fn what_was_told_is_kept_with_the_notice(store: &Store) {
    let history = History {
        revision: 2,
        previous: Some(dates(0)),
        follows: Some(id(9)),
        calendar: Some(InCalendar::Meeting),
        starts: Some(at(9)),
    };
    let first = Entry { history: Some(History::default()), ..moved(1, 0, 0) };
    let mut ledger = store();
    approve(&mut *ledger, "one", std::slice::from_ref(&first));
    assert_eq!(row(&*ledger, 1).entry, first);
    let time = Dates { deadline_time: chrono::NaiveTime::from_hms_opt(17, 0, 0), ..dates(7) };
    let later = Entry { history: Some(history), dates: Some(time), ..entry(1, 0) };
    assert_eq!(approve(&mut *ledger, "two", std::slice::from_ref(&later)).changed, 1);
    assert_eq!(row(&*store(), 1).entry, later);
    ledger.begin_sending("the test", at(0)).unwrap();
    assert_eq!(claims(&mut *ledger, 0, 1)[0].entry, later);
    assert_eq!(approve_after(store, ledger, &later).kept, 1);
}

fn approve_after(store: &Store, ledger: Box<dyn Ledger>, entry: &Entry) -> Changes {
    drop(ledger);
    approve(&mut *store(), "three", std::slice::from_ref(entry))
}

pub(crate) fn event_notices_follow_their_wave(store: &Store) {
    let mut ledger = store();
    approve(&mut *ledger, "one", &[moved(1, 500, 0)]);
    ledger.record(&[], &mut [moved(2, 3, 0), moved(3, 3, 0)].into_iter(), at(0)).unwrap();
    ledger.begin_sending("the test", at(4)).unwrap();
    claim(&mut *ledger, 4, 2);
    commit(&mut *ledger, &[sending(2, 4), sending(3, 4)], 4);
    commit(&mut *ledger, &[done(2, deferred(60, true)), done(3, accepted())], 5);
    drop(ledger);
    let mut ledger = store();
    approve(&mut *ledger, "two", &[moved(1, 500, 7)]);
    let put_off = row(&*ledger, 2);
    assert_eq!((put_off.state, put_off.entry.dates, put_off.attempts), (State::Planned, Some(dates(7)), 0));
    assert_eq!(row(&*ledger, 3).entry.dates, Some(dates(0)), "as it was told");
}

pub(crate) fn event_notices_outlive_a_plan(store: &Store) {
    let mut ledger = store();
    approve(&mut *ledger, "one", &[entry(1, 0)]);
    ledger.record(&[], &mut [entry(2, 3)].into_iter(), at(0)).unwrap();
    let changes = approve(&mut *ledger, "two", &[entry(1, 0)]);
    assert_eq!(changes, Changes { kept: 1, ..Changes::default() });
    assert_eq!(state(&*ledger, 2), State::Planned);
    let changes = approve(&mut *ledger, "three", &[entry(1, 0), entry(2, 9)]);
    assert_eq!(changes, Changes { kept: 1, changed: 1, ..Changes::default() });
    assert_eq!(row(&*ledger, 2).entry.due, at(9));
}

pub(crate) fn another_campaign_is_refused(store: &Store) {
    let mut ledger = store();
    approve(&mut *ledger, "plan", &[entry(1, 0)]);
    let other = Approval { campaign: "windows-12".into(), ..approval("other") };
    let error = ledger.approve(&other, &files(), &mut [entry(2, 0)].into_iter()).unwrap_err();
    assert_eq!(error.kind, Kind::Unreachable);
    assert!(error.to_string().contains("serves the campaign `intune-2027`, not `windows-12`"), "{error}");
    assert_eq!(ledger.approved().unwrap(), Some(approval("plan")));
    assert_eq!(all(&*ledger).len(), 1);
}

pub(crate) fn a_notice_twice_is_refused(store: &Store) {
    let mut ledger = store();
    let error = ledger.approve(&approval("one"), &files(), &mut [entry(1, 0), entry(1, 5)].into_iter()).unwrap_err();
    assert_eq!(error.kind, Kind::Bug);
    assert_eq!(ledger.approved().unwrap(), None, "nothing of it is kept");

    approve(&mut *ledger, "two", &[entry(1, 0)]);
    for twice in [[entry(1, 0), entry(1, 5)], [entry(2, 0), entry(2, 0)]] {
        let error = ledger.approve(&approval("three"), &files(), &mut twice.into_iter()).unwrap_err();
        assert_eq!(error.kind, Kind::Bug);
        assert_eq!(ledger.approved().unwrap(), Some(approval("two")));
        assert_eq!(all(&*ledger).into_iter().map(|row| row.entry).collect::<Vec<_>>(), [entry(1, 0)]);
    }
}

pub(crate) fn approving_while_sending_is_refused(store: &Store) {
    let mut ledger = store();
    approve(&mut *ledger, "plan", &[entry(1, 0)]);
    let mut at_work = store();
    at_work.begin_sending("Ağca on mail01", at(0)).unwrap();
    let error = ledger.approve(&approval("other"), &files(), &mut std::iter::empty()).unwrap_err();
    assert_eq!(error.kind, Kind::Unreachable);
    assert!(error.to_string().contains("Ağca on mail01"), "{error}");
    assert_eq!(ledger.approved().unwrap(), Some(approval("plan")));
    drop(at_work);
    approve(&mut *ledger, "other", &[]);
}

pub(crate) fn an_empty_plan_is_a_plan(store: &Store) {
    let mut ledger = store();
    assert_eq!(approve(&mut *ledger, "empty", &[]), Changes::default());
    assert_eq!(ledger.approved().unwrap(), Some(approval("empty")));
    assert_eq!(ledger.next_due().unwrap(), None);
    assert_eq!(approve(&mut *ledger, "more", &[entry(1, 0)]).added, 1);
}

pub(crate) fn what_a_notice_was_rendered_from_is_kept(store: &Store) {
    let of = |n, digest| Entry { rendered: Some(Fingerprint(digest)), ..entry(n, 0) };
    let mut ledger = sender(store, &[of(1, u64::MAX), of(2, 2), entry(3, 0), of(4, 4)]);
    let known = |ledger: &dyn Ledger, expected: &[(u32, u64)]| {
        let rendered = all(ledger).into_iter().filter_map(|row| Some((row.entry.id, row.entry.rendered?)));
        let expected: HashMap<_, _> = expected.iter().map(|(n, digest)| (id(*n), Fingerprint(*digest))).collect();
        assert_eq!(rendered.collect::<HashMap<_, _>>(), expected);
    };
    known(&*ledger, &[(1, u64::MAX), (2, 2), (4, 4)]);
    assert_eq!(row(&*ledger, 1).entry, of(1, u64::MAX));
    claim(&mut *ledger, 0, 1);
    commit(&mut *ledger, &[sending(1, 0)], 0);
    commit(&mut *ledger, &[done(1, accepted())], 1);
    drop(ledger);
    let mut ledger = store();
    let changes = approve(&mut *ledger, "later", &[of(1, 7), entry(2, 0), of(3, 3), of(4, 4)]);
    assert_eq!(changes, Changes { kept: 4, ..Changes::default() }, "nobody is told anything else");
    known(&*ledger, &[(1, 7), (3, 3), (4, 4)]);
}

/// So long nobody waits in a test.
const LONG: Duration = Duration::from_secs(60);

/// The sender ends what it has begun, and lets go, when who asks for the turn has found it at work.
fn gives_way(mut sender: Box<dyn Ledger>, outcome: Outcome, found: mpsc::Receiver<()>) -> JoinHandle<()> {
    thread::spawn(move || {
        found.recv().unwrap();
        assert!(sender.is_turn_asked_for().unwrap());
        commit(&mut *sender, &[done(1, outcome)], 6);
    })
}

pub(crate) fn a_sender_gives_way_to_an_approval(store: &Store) {
    let mut first = sender(store, &[entry(1, 0), entry(2, 0)]);
    assert_eq!(claim(&mut *first, 5, 9), [id(1), id(2)]);
    commit(&mut *first, &[sending(1, 5)], 5);
    let (find, found) = mpsc::channel();
    let sender = gives_way(first, accepted(), found);
    let mut approver = store();
    let mut who = Vec::new();
    let mut waiting = |holder: &str| {
        who.push(holder.to_owned());
        let _ = find.send(());
    };
    approver.begin_approving("Anna", at(6), LONG, &mut waiting).unwrap();
    sender.join().unwrap();
    assert!(who.len() == 1 && who[0].contains("the test"), "{who:?}");
    assert!(store().is_turn_asked_for().unwrap(), "who would begin to send waits");
    assert_eq!(store().begin_sending("the next", at(7)).unwrap_err().kind, Kind::Unreachable);
    let later = Entry { due: at(50), ..entry(2, 0) };
    assert_eq!(
        approve(&mut *approver, "two", &[entry(1, 0), later]),
        Changes { changed: 1, kept: 1, ..Changes::default() }
    );
    assert_eq!(store().begin_sending("the next", at(7)).unwrap_err().kind, Kind::Unreachable, "until it is dropped");
    drop(approver);
    let mut next = store();
    assert!(!next.is_turn_asked_for().unwrap());
    assert_eq!(next.begin_sending("the next", at(7)).unwrap().uncertain, []);
    assert_eq!(claim(&mut *next, 7, 9), [], "the one was told, and the other is due later by the new plan");
    assert_eq!(state(&*next, 1), State::Accepted);
}

pub(crate) fn who_does_not_give_way_keeps_the_ledger(store: &Store) {
    let mut first = sender(store, &[entry(1, 0)]);
    let mut approver = store();
    let refused = approver.begin_approving("Anna", at(1), Duration::ZERO, &mut |_| {}).unwrap_err();
    assert_eq!(refused.kind, Kind::Unreachable);
    assert!(refused.to_string().contains("the test"), "{refused}");
    assert!(!store().is_turn_asked_for().unwrap(), "it has given up");
    assert_eq!(claim(&mut *first, 5, 9), [id(1)]);
    drop(first);
    approver.begin_approving("Anna", at(1), Duration::ZERO, &mut |_| {}).unwrap();
    let other = store().begin_approving("Bram", at(1), Duration::ZERO, &mut |_| {});
    assert_eq!(other.unwrap_err().kind, Kind::Unreachable, "one may approve at a time");
}
