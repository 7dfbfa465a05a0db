use super::*;
use crate::campaign::LedgerUrl;
use crate::ledger::{Approval, Entry, FirstAttempt, State, Step, fixture};
use std::collections::BTreeMap;

fn at(second: i64) -> DateTime<Utc> {
    DateTime::from_timestamp(1_803_000_000 + second, 0).unwrap()
}

fn entry(n: u16) -> Entry {
    fixture::entry("pilot", "announcement", "p", n, at(0))
}

/// A ledger of two, both sending, whose sender is gone; and beside it what the relay took of the first.
fn interrupted(dir: &Path) -> (Location, Box<dyn Ledger>) {
    let location = Location::at(LedgerUrl::Sqlite("heraut.db".into()), dir);
    let mut ledger = location.made().unwrap();
    let approval = Approval {
        plan: "plan".into(),
        snapshot: "snapshot".into(),
        campaign: "intune-2027".into(),
        by: "Jan".into(),
        at: at(0),
    };
    ledger.approve(&approval, &BTreeMap::new(), &mut (0..2).map(entry)).unwrap();
    ledger.begin_sending("the first", at(1)).unwrap();
    let claims = ledger.claim(at(1), 9).unwrap();
    let mark = |id| Step::Sending { id, first: FirstAttempt { at: at(1), migrated: Vec::new() }, relay: "r".into() };
    let marks: Vec<Step> = claims.iter().map(|claim| mark(claim.entry.id)).collect();
    assert_eq!(ledger.commit(&marks, at(1)).unwrap(), crate::ledger::Committed::default());
    drop(ledger);
    let mut ledger = location.made().unwrap();
    assert_eq!(ledger.begin_sending("the next", at(2)).unwrap().uncertain.len(), 2);
    (location, ledger)
}

fn taken(n: u16) -> Unwritten {
    let reply = "250 2.0.0 queued as 4F1".to_owned();
    Unwritten { id: entry(n).id, retries: 0, marked: at(1), answer: RelayAnswer::Took, reply }
}

fn state(ledger: &dyn Ledger, n: u16) -> State {
    let rows = ledger.list(&crate::ledger::Filter::default()).unwrap();
    rows.into_iter().find(|row| row.entry.id == entry(n).id).unwrap().state
}

#[test]
fn what_the_relay_took_is_told_when_the_ledger_is_back() {
    let dir = tempfile::tempdir().unwrap();
    let (location, mut ledger) = interrupted(dir.path());
    let path = keep(&location, &[taken(0)]).unwrap();
    let again = keep(&location, &[Unwritten { id: NoticeId([7; 16]), ..taken(0) }]).unwrap();
    assert_eq!((&path, read(&path).unwrap().len()), (&again, 2), "nothing is written over");
    assert_eq!(tell(&location, &mut *ledger, "jan on host1", at(3)).unwrap(), 1);
    assert_eq!((state(&*ledger, 0), state(&*ledger, 1)), (State::Accepted, State::Uncertain));
    assert!(!path.exists());
    assert_eq!(tell(&location, &mut *ledger, "jan on host1", at(4)).unwrap(), 0);
}

/// A no is no doubt, and a not yet is tried again, with the same bytes.
#[test]
fn what_the_relay_did_not_take_is_told_too() {
    let dir = tempfile::tempdir().unwrap();
    let (location, mut ledger) = interrupted(dir.path());
    let refused = Unwritten { answer: RelayAnswer::Refused, reply: "550 5.1.1 nobody here".into(), ..taken(0) };
    let later = Unwritten { answer: RelayAnswer::Later, reply: "451 4.7.1 not now".into(), ..taken(1) };
    keep(&location, &[refused, later]).unwrap();
    assert_eq!(tell(&location, &mut *ledger, "jan on host1", at(3)).unwrap(), 2);
    assert_eq!((state(&*ledger, 0), state(&*ledger, 1)), (State::Failed, State::Deferred));
    let claims = ledger.claim(at(4), 9).unwrap();
    assert_eq!(claims.iter().map(|claim| claim.entry.id).collect::<Vec<_>>(), [entry(1).id]);
    assert_eq!(claims[0].first.as_ref().map(|first| first.at), Some(at(1)), "as it was tried first");
    let journal = format!("{:?}", ledger.journal().unwrap());
    assert!(journal.contains("550 5.1.1 nobody here"), "{journal}");
}

/// Somebody had it tried again elsewhere, and that is uncertain too: the no was to the attempt before.
#[test]
fn a_no_is_that_of_one_attempt() {
    for answer in [RelayAnswer::Refused, RelayAnswer::Later] {
        let dir = tempfile::tempdir().unwrap();
        let (location, mut ledger) = interrupted(dir.path());
        keep(&location, &[Unwritten { answer, ..taken(0) }]).unwrap();
        let said = crate::ledger::Said { by: "Jan", why: "", at: at(3) };
        assert_eq!(ledger.retry(&[entry(0).id], &said).unwrap().same, 1);
        let claims = ledger.claim(at(4), 9).unwrap();
        let first = claims[0].first.clone().unwrap();
        let mark = Step::Sending { id: entry(0).id, first, relay: "r".into() };
        assert_eq!(ledger.commit(&[mark], at(5)).unwrap(), crate::ledger::Committed::default());
        drop(ledger);
        let mut ledger = location.made().unwrap();
        assert_eq!(ledger.begin_sending("another", at(6)).unwrap().uncertain.len(), 1);
        assert_eq!(tell(&location, &mut *ledger, "jan on host1", at(7)).unwrap(), 0);
        assert_eq!(state(&*ledger, 0), State::Uncertain, "that one may have arrived");
    }
}

/// It was never tried: what kept it is found again.
#[test]
fn what_is_known_otherwise_stays() {
    let dir = tempfile::tempdir().unwrap();
    let (location, mut ledger) = interrupted(dir.path());
    keep(&location, &[taken(0)]).unwrap();
    assert_eq!(tell(&location, &mut *ledger, "jan on host1", at(3)).unwrap(), 1);
    keep(&location, &[Unwritten { answer: RelayAnswer::Refused, ..taken(0) }]).unwrap();
    assert_eq!(tell(&location, &mut *ledger, "jan on host1", at(4)).unwrap(), 0);
    assert_eq!(state(&*ledger, 0), State::Accepted);
    keep(&location, &[Unwritten { answer: RelayAnswer::Later, retries: 1, ..taken(1) }]).unwrap();
    assert_eq!(tell(&location, &mut *ledger, "jan on host1", at(5)).unwrap(), 0);
    assert_eq!(state(&*ledger, 1), State::Uncertain, "that was another message");
}

#[test]
fn what_is_told_twice_is_told_once() {
    let dir = tempfile::tempdir().unwrap();
    let (location, mut ledger) = interrupted(dir.path());
    for _ in 0..2 {
        keep(&location, &[taken(0)]).unwrap();
        tell(&location, &mut *ledger, "jan on host1", at(3)).unwrap();
    }
    assert_eq!(ledger.reports(entry(0).id).unwrap().len(), 1);
    assert!(ledger.reports(entry(0).id).unwrap()[0].words.contains("250 2.0.0 queued as 4F1"));
}

/// Somebody sent it again meanwhile: it is not known which of the two it is about.
#[test]
fn what_is_sent_anew_is_left_alone() {
    let dir = tempfile::tempdir().unwrap();
    let (location, mut ledger) = interrupted(dir.path());
    ledger
        .settle(&[entry(0).id], crate::ledger::Settlement::Lost, &crate::ledger::Said { by: "Jan", why: "", at: at(3) })
        .unwrap();
    keep(&location, &[taken(0)]).unwrap();
    assert_eq!(tell(&location, &mut *ledger, "jan on host1", at(4)).unwrap(), 0);
}

#[test]
fn a_file_of_somebody_else_is_named_and_stays() {
    let dir = tempfile::tempdir().unwrap();
    let (location, mut ledger) = interrupted(dir.path());
    let path = location.beside(".unwritten.12.json");
    for text in [
        "",
        "{",
        r#"{"format":"heraut-unwritten/9","answers":[]}"#,
        r#"{"format":"heraut-unwritten/1","answers":[{"notice":"x","retries":0,"marked":"2027-03-01T08:00:00Z","answer":"perhaps","reply":""}]}"#,
        r#"{"format":"heraut-unwritten/1","answers":[{"notice":"x","retries":0,"marked":"2027-03-01T08:00:00Z","answer":"took","reply":""}]}"#,
    ] {
        fs::write(&path, text).unwrap();
        let error = tell(&location, &mut *ledger, "jan on host1", at(3)).unwrap_err();
        assert!(error.to_string().contains("unwritten.12.json"), "{error}");
        assert!(path.exists());
    }
}
