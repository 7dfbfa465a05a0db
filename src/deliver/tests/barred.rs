//! Relays that refuse everybody, and relays that refuse some.

use std::collections::HashSet;
use std::io;

use super::relay::{Act, Moment, Step};
use super::world::{World, entries, id};
use crate::deliver::Summary;
use crate::error::Kind;
use crate::ledger::State;

#[tokio::test]
async fn the_same_words_to_everybody_fail_nobody() -> io::Result<()> {
    for (step, reply) in [(Step::Rcpt, "550 computer says no"), (Step::Dot, "554 5.7.1 refused [id 4F1B]")] {
        for (connections, well) in [(1, 0), (4, 0), (3, 8)] {
            let mut world = World::new(entries(40), connections, move |moment: &Moment<'_>| {
                if moment.step == step && moment.transaction >= well { Act::Say(reply) } else { Act::Well }
            })
            .await?;
            let Some(error) = world.run().await.err().map(|stopped| stopped.error) else { panic!("it went well") };
            let said = error.to_string();
            assert!(error.kind == Kind::Unreachable && said.contains(reply) && said.contains("in a row"), "{said}");
            assert_eq!(world.ledger.count(State::Failed), 0, "{reply} on {connections}");
            assert_eq!(world.ledger.count(State::Accepted), well);
            let open = world.ledger.count(State::Planned) + world.ledger.count(State::Deferred);
            assert_eq!(open, 40 - well);
            assert!(world.ledger.notices().iter().all(|kept| kept.charged == 0));
        }
    }
    Ok(())
}

#[tokio::test]
async fn unknown_addresses_here_and_there_fail_alone() -> io::Result<()> {
    let unknown: HashSet<String> = (0..10).map(|n| format!("<p{}@voorbeeldstad.example>", id(n * 20 + 3))).collect();
    let mut world = World::new(entries(200), 3, move |moment: &Moment<'_>| {
        let is_unknown = moment.step == Step::Rcpt && unknown.iter().any(|address| moment.line.contains(address));
        if is_unknown { Act::Say("550 5.1.1 User unknown") } else { Act::Well }
    })
    .await?;
    assert_eq!(world.run().await, Ok(Summary { accepted: 190, failed: 10, ..Summary::default() }));
    Ok(())
}

#[tokio::test]
async fn a_few_who_are_all_there_is_fail_for_themselves() -> io::Result<()> {
    let script = |moment: &Moment<'_>| if moment.step == Step::Rcpt { Act::Say("550 no such user") } else { Act::Well };
    let mut world = World::new(entries(3), 2, script).await?;
    assert_eq!(world.run().await, Ok(Summary { failed: 3, ..Summary::default() }));
    assert!(world.ledger.notices().iter().all(|kept| kept.why == "550 no such user, at RCPT TO"));
    Ok(())
}
