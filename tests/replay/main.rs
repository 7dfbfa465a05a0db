//! A whole campaign, from its first approval to the last message, with what happens in one: a gate that fails and is
//! overridden, one that is inconclusive because somebody forgot to import, a wave that is put off a week after it was
//! announced, people who change waves, somebody who is renamed, one who joins and one who leaves, a freeze that is added,
//! a day on which the helpdesk is flooded. At the end every person's story is judged by [rules], which read nothing but
//! what a server received and the [facts] of the campaign.
//!
//! The waves have the proportions of the guide's, 50, 200, 2,000, 5,000 and the rest of 10,000 people, at a tenth of that:
//! in a build without optimisation ten thousand take longer than a test may. All of them, and how long it takes:
//!
//! ```text
//! HERAUT_REPLAY_SCALE=10 cargo test --release --locked --test replay a_whole_campaign -- --nocapture
//! ```

mod facts;
mod mail;
mod mutants;
mod rules;
mod world;

use facts::Wave;
use heraut::schedule::{Decision, GateOutcome};
use world::{Person, World, date};

/// How many people each wave has: a tenth of the guide's, and so often as `HERAUT_REPLAY_SCALE` says.
const TENTH: [usize; 5] = [5, 20, 200, 500, 275];

/// The Dutch ones that are on working days.
const HOLIDAYS: [&str; 4] = ["2027-03-29", "2027-04-27", "2027-05-06", "2027-05-17"];

fn waves() -> Vec<Wave> {
    let wave = |id, start: &str, deadline: &str, gate: Option<&str>| Wave {
        id,
        start: date(start),
        deadline: date(deadline),
        gate: gate.map(date),
    };
    vec![
        wave("one", "2027-02-01", "2027-02-19", Some("2027-02-22")),
        wave("two", "2027-03-01", "2027-03-19", Some("2027-03-22")),
        wave("three", "2027-04-05", "2027-04-30", Some("2027-05-03")),
        wave("four", "2027-05-11", "2027-06-04", Some("2027-06-07")),
        wave("five", "2027-06-21", "2027-07-16", None),
    ]
}

/// One of a wave who still has to move, leads nobody, and takes until the last days for it; the nth of them.
fn member(world: &World, wave: usize, nth: usize) -> usize {
    let takes_long = |who: &usize| {
        let person = &world.people[*who];
        person.wave == wave && person.manager.is_some() && (800..930).contains(&World::lot(*who))
    };
    let mut found =
        (0..world.people.len()).filter(takes_long).filter(|who| world.facts.is_outstanding(*who, world.now));
    found.nth(nth).expect("so many people")
}

/// The campaign, lived through.
fn lived() -> World {
    let sizes = TENTH.map(|size| size * world::scale());
    let mut world = World::new("2027-01-04 09:00", &sizes, waves(), &HOLIDAYS);
    world.approve();

    // Too few of the first wave have moved: its gate fails. The second wave's preparation waits.
    world.until("2027-02-24 10:00");
    assert_eq!(world.outcome("one"), GateOutcome::Failed);
    assert!(world.held_by("one") > 0);
    world.opens("one", Decision::Override, "the board wants to go on");

    // Nobody imports for two weeks: nobody knows how the second wave went.
    world.until("2027-03-12 18:00");
    world.imports = false;
    world.until("2027-03-31 15:00");
    assert_eq!(world.outcome("two"), GateOutcome::Inconclusive);
    assert!(world.held_by("two") > 0);
    world.imports = true;
    world.import();
    assert_eq!(world.outcome("two"), GateOutcome::Ready);
    world.opens("two", Decision::Pass, "all is well");

    // One of the third wave cannot come before May, one of the fourth wants to be early; another marries. Somebody new.
    world.until("2027-04-12 15:00");
    let (later, earlier, renamed) = (member(&world, 2, 2), member(&world, 3, 2), member(&world, 2, 4));
    world.people[later].wave = 3;
    world.people[earlier].wave = 2;
    world.people[renamed].upn = "getrouwd@voorbeeldstad.example".to_owned();
    world.people[renamed].name = "Getrouwde Jansen".to_owned();
    let newcomer = world.people.len();
    world.people.push(Person {
        object_id: format!("00000000-0000-4000-8000-{newcomer:012}"),
        upn: "nieuw@voorbeeldstad.example".to_owned(),
        name: "Nieuwe Jansen".to_owned(),
        wave: 2,
        manager: None,
        excluded: false,
    });
    world.approve();
    let leaver = member(&world, 3, 6);
    world.leaves(leaver);

    // The helpdesk is flooded: the third wave is left alone for two days.
    for (day, count) in [("2027-04-05", 10), ("2027-04-06", 8), ("2027-04-07", 6), ("2027-04-12", 5)] {
        world.contacts("three", day, count);
    }
    world.until("2027-04-14 16:00");
    world.contacts("three", "2027-04-14", 90);
    world.holds("three", "the helpdesk is flooded");
    world.until("2027-04-19 09:00");
    for day in ["2027-04-15", "2027-04-16"] {
        world.contacts("three", day, 4);
    }
    world.resumes("three", "they have caught up");

    // The fourth wave has been announced, and is put off a week.
    world.until("2027-04-29 11:00");
    world.put_off("four", 1);
    world.approve();

    // Contacts of the third wave were too many a day on the average; quiet days mend that.
    world.until("2027-05-12 10:00");
    assert_eq!(world.outcome("three"), GateOutcome::Failed);
    assert!(world.held_by("three") > 0);
    for day in ["2027-04-20", "2027-04-21", "2027-04-22", "2027-04-23", "2027-04-26"] {
        world.contacts("three", day, 0);
    }
    assert_eq!(world.outcome("three"), GateOutcome::Passed);
    world.facts.opened.insert("three", world.now);

    // The books are closed in July.
    world.until("2027-06-02 11:00");
    world.freeze = Some((date("2027-07-12"), date("2027-07-13")));
    world.approve();
    world.until("2027-06-15 11:00");
    assert_eq!(world.outcome("four"), GateOutcome::Ready);
    world.opens("four", Decision::Pass, "all is well");
    world.until("2027-08-02 18:00");
    world
}

/// Everything that was received, in which nothing is wrong.
fn judged(world: &World) -> Vec<mail::Mail> {
    let mails = mail::received(&world.maildir());
    assert_eq!(mails.len() as u64, world.sent.accepted);
    let wrong = rules::wrong(&world.facts, &mails);
    let shown: Vec<&str> = wrong.iter().take(40).map(String::as_str).collect();
    assert!(wrong.is_empty(), "{} faults, such as\n{}", wrong.len(), shown.join("\n"));
    mails
}

#[test]
fn a_whole_campaign_tells_everybody_what_is_true_when_it_is_time() {
    let began = std::time::Instant::now();
    let world = lived();
    let mails = judged(&world);
    println!("{} messages to {} people in {:.0?}", mails.len(), world.people.len(), began.elapsed());
    assert!(mails.len() > 6 * world.people.len(), "{} messages", mails.len());
    mutants::are_all_found(&world.facts, &mails);
}

/// A campaign in which those who run it change their minds late and often.
#[test]
fn whoever_changes_their_mind_late_and_often_tells_nobody_what_is_not_so() {
    let mut three = waves()[..3].to_vec();
    three[2].gate = None;
    let mut world = World::new("2027-01-11 09:00", &[10, 40, 40], three, &HOLIDAYS);
    world.approve();

    // Approved again and again while nothing changes, also beside messages that were just sent.
    for instant in ["2027-01-18 09:30", "2027-02-04 10:30", "2027-02-09 15:00"] {
        world.until(instant);
        world.approve();
    }
    world.until("2027-02-24 10:00");
    world.opens("one", Decision::Override, "the board wants to go on");

    // The second wave has begun, has been reminded, and is put off a week; and once more, with the third.
    world.until("2027-03-05 11:00");
    world.put_off("two", 1);
    world.approve();
    world.until("2027-03-12 11:00");
    world.put_off("two", 1);
    world.put_off("three", 2);
    world.approve();

    // The second wave has heard its deadline. One of it gets more time in the third, another leaves all waves.
    world.until("2027-03-30 11:00");
    let (later, excluded) = (member(&world, 1, 0), member(&world, 1, 1));
    world.people[later].wave = 2;
    world.people[excluded].excluded = true;
    world.approve();
    world.until("2027-04-08 10:00");
    world.opens("two", Decision::Override, "the board again");
    world.people[excluded].excluded = false;
    world.people[excluded].wave = 2;
    world.approve();

    // The third wave has heard its deadline, and gets a week more.
    world.until("2027-05-10 11:00");
    world.put_off("three", 1);
    world.approve();
    world.until("2027-06-14 18:00");
    judged(&world);
}
