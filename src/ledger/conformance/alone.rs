//! What a ledger promises that has one sender at a time.

use super::*;
use crate::error::Kind;

pub(crate) fn the_second_sender_is_refused(store: &Store) {
    let mut ledger = sender(store, &[entry(1, 0)]);
    claim(&mut *ledger, 0, 9);
    commit(&mut *ledger, &[sending(1, 1)], 1);

    let mut second = store();
    let error = second.begin_sending("the second", at(2)).unwrap_err();
    assert_eq!(error.kind, Kind::Unreachable);
    assert!(error.to_string().contains("in use by the test"), "{error}");
    assert_eq!(second.claim(at(2), 1).unwrap_err().kind, Kind::Bug);
    assert_eq!(state(&*ledger, 1), State::Sending, "the first one's work is not touched");
    commit(&mut *ledger, &[done(1, accepted())], 3);
}

pub(crate) fn a_later_sender_is_admitted(store: &Store) {
    let first = sender(store, &[entry(1, 0)]);
    let mut second = store();
    second.begin_sending("the second", at(1)).unwrap_err();
    drop(first);
    second.begin_sending("the second", at(2)).unwrap();
    assert_eq!(claim(&mut *second, 2, 9), [id(1)]);
}
