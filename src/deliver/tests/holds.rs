//! A hold in the middle of a wave, beside its sender.

use std::collections::HashSet;
use std::io;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use super::relay::{Act, Moment, Step};
use super::world::{World, entries, morning};
use crate::deliver::Summary;
use crate::ledger::{Hold, Ledger, Memory, Said, Scope, State};

const MAILS: u16 = 2_000;
const CONNECTIONS: u32 = 16;

/// Counted by the server: once the hold stands, no more comes than what is on the wire by then, a mail a connection.
#[tokio::test]
async fn a_hold_among_two_thousand_lets_what_is_on_the_wire_go_and_no_more() -> io::Result<()> {
    let scope = Scope::Wave("pilot".into());
    let operator = Arc::new(OnceLock::<Mutex<Memory>>::new());
    let (taken, when_held) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
    let script = {
        let (scope, operator) = (scope.clone(), Arc::clone(&operator));
        let (taken, when_held) = (Arc::clone(&taken), Arc::clone(&when_held));
        move |moment: &Moment<'_>| {
            if moment.step == Step::Dot && taken.fetch_add(1, Ordering::SeqCst) + 1 == usize::from(MAILS) / 2 {
                let who = "M. de Wit".to_owned();
                let (why, since) = ("mail is broken".to_owned(), morning());
                let hold = Hold { scope: scope.clone(), by: who, why, since, until: None };
                let ledger = operator.get().unwrap_or_else(|| unreachable!("it is there before the run"));
                ledger.lock().unwrap_or_else(PoisonError::into_inner).hold(&hold).unwrap();
                when_held.store(taken.load(Ordering::SeqCst), Ordering::SeqCst);
            }
            Act::Well
        }
    };
    let mut world = World::new(entries(MAILS), CONNECTIONS, script).await?;
    let _ = operator.set(Mutex::new(world.ledger.operator()));
    let summary = world.run().await.unwrap_or_else(|stopped| panic!("{}", stopped.error));

    let came = world.relay.mail().len();
    let after = came - when_held.load(Ordering::SeqCst);
    assert!(after < CONNECTIONS as usize, "{after} mails more than were with the server when it was held");
    assert_eq!((summary.accepted as usize, summary.failed, summary.uncertain), (came, 0, 0));
    assert_eq!(world.ledger.count(State::Held), usize::from(MAILS) - came);
    assert_eq!(world.run().await, Ok(Summary::default()), "it is held");

    world
        .ledger
        .operator()
        .resume(&scope, &Said { by: "Jan de Vries", why: "mail works again", at: morning() })
        .unwrap();
    let rest = usize::from(MAILS) - came;
    assert_eq!(world.run().await, Ok(Summary { accepted: rest as u64, ..Summary::default() }));
    let mails = world.relay.mail();
    let people: HashSet<&str> = mails.iter().map(|mail| &*mail.to).collect();
    assert_eq!((mails.len(), people.len()), (usize::from(MAILS), usize::from(MAILS)), "nobody twice");
    Ok(())
}
