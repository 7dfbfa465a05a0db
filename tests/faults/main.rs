//! Every step of a conversation with a relay, every fault, one command after the other, with PIPELINING, and with the next
//! message announced behind the dot of the one before: what the server knows beside what the ledger says, and whether
//! anybody else was touched.
//!
//! The oracle: a message that the server has and said yes to is accepted, once; one that it has and could not say so, or of
//! which it said what is neither yes nor no, is uncertain; one that it has not is told again, or has failed if the relay
//! said so of that recipient or message. Nobody else is touched, and the program never accuses itself.

mod script;
mod server;
mod world;

use std::collections::BTreeMap;
use std::time::Duration;

use chrono::TimeDelta;
use heraut::error::Kind;
use heraut::ledger::State;
use server::{Fate, Server};
use world::{PEOPLE, World, address, settings, told};

/// A step, the good answer to it, and the time it is hit.
const STEPS: [(&str, &str, usize); 9] = [
    ("connect", "220", 1),
    ("ehlo", "250", 1),
    ("auth", "235", 1),
    ("mail", "250", 3),
    ("rcpt", "250", 3),
    ("data", "354", 3),
    ("body", "354", 3),
    ("dot", "250", 3),
    ("quit", "221", 1),
];

/// A fault, in the script's words; `CODE` is the good answer of the step.
fn faults(step: &str) -> Vec<(&'static str, String)> {
    let long = format!("say CODE {}", "x".repeat(5000));
    let mut faults = vec![
        ("no text", "say CODE".to_owned()),
        ("a tab", "say CODE\\tok\\there".to_owned()),
        ("Latin-1", "say CODE bo\\xEEte pleine".to_owned()),
        ("GBK", "say CODE \\xD3\\xC3\\xBB\\xA7".to_owned()),
        ("LF alone", "raw CODE ok\\n".to_owned()),
        ("5,000 octets", long),
        ("many lines", "raw CODE-one\\r\\nCODE-\\r\\nCODE two\\r\\n".to_owned()),
        ("a byte at a time", "slowly".to_owned()),
        ("421", "say 421 4.3.2 closing; drop".to_owned()),
        ("421, stays", "say 421 4.3.2 closing".to_owned()),
        ("450 recipient", "say 450 4.2.0 greylisted".to_owned()),
        ("451 relay", "say 451 4.3.0 not now".to_owned()),
        ("451, no text", "say 451".to_owned()),
        ("550", "say 550 5.1.1 no such user".to_owned()),
        ("550, no text", "say 550".to_owned()),
        ("550, Latin-1", "say 550 5.1.1 bo\\xEEte inconnue".to_owned()),
        ("550, escapes", "say 550 5.1.1 \\x1b]52\\;c\\;eA==\\x07 \\x9b31m \\xE2\\x80\\xAE".to_owned()),
        ("535", "say 535 5.7.8 sign in".to_owned()),
        ("garbage", "say hello".to_owned()),
        ("half a code", "raw 25; drop".to_owned()),
        ("another hundred", format!("say {}", if step == "data" { "250 ok" } else { "354 go on" })),
        ("two codes", "raw CODE-a\\r\\n599 b\\r\\n".to_owned()),
        ("endless line", "endless x".to_owned()),
        ("endless reply", "endless CODE-more\\r\\n".to_owned()),
        ("drop", "drop".to_owned()),
        ("reset", "reset".to_owned()),
        ("silence", "silence".to_owned()),
        ("early", "raw CODE ok\\r\\n250 2.0.0 queued\\r\\n".to_owned()),
    ];
    if step == "body" {
        // Who speaks inside a message hangs up: "552 too big".
        let kinds =
            ["421", "550", "451, no text", "garbage", "endless line", "endless reply", "drop", "reset", "silence"];
        faults.retain(|(name, _)| kinds.contains(name));
        for (_, fault) in faults.iter_mut().filter(|(_, fault)| fault.starts_with("say")) {
            fault.push_str("; drop");
        }
    }
    faults
}

/// How the commands of a message are sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Group {
    /// One after the other's answer.
    Each,
    /// MAIL, RCPT and DATA together (PIPELINING).
    Together,
    /// … and behind the dot of the message before.
    Riding,
}

/// One row of the table, and what is wrong with it.
struct Row {
    shown: String,
    wrong: Vec<String>,
    /// How often a message was announced behind a dot.
    rode: usize,
}

async fn case(step: &str, good: &str, time: usize, name: &str, fault: &str, group: Group) -> Row {
    let auth = step == "auth";
    let script = format!("{step} {time}: {}", fault.replace("CODE", good));
    let server = Server::start(&script, group != Group::Each, auth).await.unwrap_or_else(|e| panic!("{e}"));
    let mut world = World::new(&server, auth).unwrap_or_else(|e| panic!("{e}"));
    world.may_ride = group == Group::Riding;
    if fault == "silence" {
        // The dot's is for all: a busy machine must not be taken for a silent relay.
        let (times, short, dot) = (&mut world.settings.timeouts, Duration::from_millis(400), Duration::from_secs(2));
        match step {
            "connect" | "ehlo" | "auth" => times.opening = short,
            "mail" => times.mail = short,
            "rcpt" => times.rcpt = short,
            "data" => times.data = short,
            "body" | "dot" => times.dot = dot,
            _ => {}
        }
    }
    let said = world.run_out().await;

    let mut wrong = Vec::new();
    let (mut touched, mut odd) = (0, Vec::new());
    for row in world.rows() {
        let fates = server.fates(&address(row.entry.id));
        let count = |fate| fates.iter().filter(|found| **found == fate).count();
        let copies = count(Fate::Taken) + count(Fate::TakenUnheard);
        let unknowable = count(Fate::TakenUnheard) + count(Fate::Unclear) > 0;
        let is_right = match row.state {
            State::Accepted => fates.last() == Some(&Fate::Taken) && copies == 1 && !unknowable,
            // The dot may go with the message: then who hangs up inside it hangs up behind the dot.
            State::Uncertain => copies <= 1 && (unknowable || step == "body"),
            State::Failed => {
                copies == 0 && !unknowable && fault.contains("say 5") && ["rcpt", "data", "dot", "body"].contains(&step)
            }
            _ => false,
        };
        let known = fates.iter().map(|fate| format!("{fate:?}")).collect::<Vec<_>>().join(", ");
        if !is_right {
            wrong.push(format!("the server knows [{known}], the ledger says {}", told(&row)));
        }
        if row.detail.chars().any(|c| c.is_control() || c == '\u{202e}') {
            wrong.push(format!("a relay steers the terminal: {:?}", row.detail));
        }
        if row.state != State::Accepted {
            touched += 1;
            odd.push(format!("[{known}] → {}", told(&row)));
        }
    }
    if touched > 1 {
        wrong.push(format!("{touched} people were touched"));
    }
    let may_end = ["connect", "ehlo", "auth"].contains(&step) || fault.contains("say 5") && step == "mail";
    if let Some(said) = said.as_ref().filter(|_| !may_end && !fault.contains("say 535")) {
        wrong.push(format!("the run ended: {said}"));
    }
    let shown = format!(
        "{step:<8} {name:<17} {:<10} {:<60} {}/{PEOPLE} accepted, {} connections{}",
        match group {
            Group::Each => "",
            Group::Together => "together",
            Group::Riding => "riding",
        },
        odd.first().map_or("all accepted", String::as_str).chars().take(60).collect::<String>(),
        usize::from(PEOPLE) - touched,
        server.connections(),
        said.map_or_else(String::new, |said| format!("; first run: {}", said.chars().take(70).collect::<String>())),
    );
    let wrong = wrong.into_iter().map(|why| format!("{script} ({group:?}): {why}")).collect();
    Row { shown, wrong, rode: server.rode() }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whatever_a_relay_does_the_ledger_says_what_it_knows() {
    let mut cases = Vec::new();
    for (step, good, time) in STEPS {
        for (name, fault) in faults(step) {
            let groups = [Group::Each, Group::Together, Group::Riding];
            cases.extend(groups.map(|group| (step, good, time, name, fault.clone(), group)));
        }
    }
    let mut rows = BTreeMap::new();
    let mut running = tokio::task::JoinSet::new();
    let mut next = cases.into_iter().enumerate();
    loop {
        while running.len() < 8
            && let Some((n, (step, good, time, name, fault, group))) = next.next()
        {
            running.spawn(async move { (n, group, case(step, good, time, name, &fault, group).await) });
        }
        match running.join_next().await {
            Some(Ok((n, group, row))) => drop(rows.insert(n, (group, row))),
            Some(Err(e)) => panic!("{e}"),
            None => break,
        }
    }
    println!("step     fault             group      [what the server knows] → what the ledger says");
    for (_, row) in rows.values() {
        println!("{}", row.shown);
    }
    let wrong: Vec<&str> = rows.values().flat_map(|(_, row)| &row.wrong).map(String::as_str).collect();
    assert!(rows.len() > 600, "{} cases", rows.len());
    let rode = |of: Group| rows.values().filter(|(group, row)| *group == of && row.rode > 0).count();
    assert_eq!((rode(Group::Each), rode(Group::Together)), (0, 0));
    assert!(rode(Group::Riding) * 4 > rows.len(), "of a third of {} cases {} rode", rows.len(), rode(Group::Riding));
    assert!(wrong.is_empty(), "{} of {} are wrong:\n{}", wrong.len(), rows.len(), wrong.join("\n"));
}

/// LOGIN, word by word, for a relay that refuses PLAIN.
#[tokio::test]
async fn signing_in_goes_on_with_the_next_way() {
    let server =
        Server::start("auth 1: say 504 5.7.4 unrecognized", true, true).await.unwrap_or_else(|e| panic!("{e}"));
    let world = World::new(&server, true).unwrap_or_else(|e| panic!("{e}"));
    assert_eq!(world.run_out().await, None);
    assert!(world.rows().iter().all(|row| row.state == State::Accepted));
    let lines = server.lines();
    let at = lines.iter().position(|line| line == "AUTH LOGIN").unwrap_or_else(|| panic!("{lines:?}"));
    // heraut, geheim-woord
    assert_eq!(lines[at + 1..at + 3], ["aGVyYXV0", "Z2VoZWltLXdvb3Jk"]);
}

/// What is said now and then, at whatever step.
const NOW_AND_THEN: [&str; 16] = [
    "say 450 4.2.2 mailbox full, try again in 2 hours",
    "say 452 4.2.2 mailbox full",
    "say 451 4.3.0 not now, try again in 5 minutes",
    "say 451 4.7.1 try again after Mon, 1 Mar 2027 10:30:00 UTC",
    "say 421 4.3.2 closing; drop",
    "say 421 4.7.0 too many, retry in 90 seconds",
    "say 550 5.1.1 no such user",
    "say 554 5.6.0 no",
    "say 550 the from address does not match",
    "say 550 5.4.5 daily sending limit exceeded",
    "say 250",
    "say 354",
    "say hello",
    "raw 25; drop",
    "reset",
    "drop",
];

/// There is no sequence of replies, times and crashes that makes the program accuse itself, or say anything
/// that is not so.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_sequence_of_replies_times_and_crashes_is_a_fault_of_ours() {
    let mut stood_in = 0;
    for seed in 0..60u64 {
        let mut dice = Dice(blake3::hash(&seed.to_le_bytes()).into());
        let script = dice.script();
        let server = Server::start(&script, dice.roll(2) == 0, false).await.unwrap_or_else(|e| panic!("{e}"));
        // Every other campaign has a relay that takes the first one's place.
        let second = Server::start(&dice.script(), dice.roll(2) == 0, false).await.unwrap_or_else(|e| panic!("{e}"));
        let world = World::with(&server, false, |entry| {
            entry.resend_uncertain = entry.occurrence % 2 == 1;
            entry.expires = (entry.occurrence > 1).then(|| entry.due + TimeDelta::minutes(7 << entry.occurrence));
        });
        let mut world = world.unwrap_or_else(|e| panic!("{e}"));
        world.second = (seed % 2 == 1).then(|| settings(&second));
        let mut heard = 0;
        for _ in 0..80 {
            // A crash: the run is gone in the middle of whatever it did.
            heard += 1 + dice.roll(12);
            let crashed = dice.roll(3) == 0;
            tokio::select! {
                ended = world.run() => {
                    if let Err(stopped) = ended {
                        assert_eq!(stopped.error.kind, Kind::Unreachable, "seed {seed}: {}\n{script}", stopped.error);
                    }
                }
                () = server.has_heard(heard), if crashed => {}
            }
            heard = server.lines().len();
            if !world.move_on() {
                break;
            }
        }
        for row in world.rows() {
            let mut fates = server.fates(&address(row.entry.id));
            let by_second = second.fates(&address(row.entry.id));
            let has = |fates: &[Fate]| {
                fates.iter().filter(|fate| matches!(fate, Fate::Taken | Fate::TakenUnheard | Fate::Unclear)).count()
            };
            assert!(
                has(&fates) == 0 || has(&by_second) == 0,
                "seed {seed}: one knows {fates:?}, the other {by_second:?}, {}\n{script}",
                told(&row)
            );
            fates.extend(by_second);
            let copies = fates.iter().filter(|fate| matches!(fate, Fate::Taken | Fate::TakenUnheard)).count();
            let is_right = match row.state {
                State::Accepted => fates.contains(&Fate::Taken),
                // Who asks to be told again is left to a person after the fourth attempt without an answer.
                State::Uncertain => !row.entry.resend_uncertain || row.attempts >= 4,
                State::Failed | State::Expired => row.entry.resend_uncertain || copies == 0,
                _ => false,
            };
            assert!(is_right, "seed {seed}: the server knows {fates:?}, the ledger says {}\n{script}", told(&row));
            assert!(
                copies <= 1 || row.entry.resend_uncertain,
                "seed {seed}: {copies} copies, {}\n{script}",
                told(&row)
            );
        }
        stood_in += usize::from(second.connections() > 0);
    }
    assert!(stood_in > 10, "one relay took the other's place in {stood_in} of 30 campaigns only");
}

/// Numbers that are the same each time.
struct Dice([u8; 32]);

impl Dice {
    /// What a relay does now and then.
    fn script(&mut self) -> String {
        let mut script = String::new();
        for step in ["connect", "ehlo", "mail", "rcpt", "data", "dot", "rset"] {
            for time in 1..60 {
                if self.roll(5) == 0 {
                    let act = NOW_AND_THEN[self.roll(NOW_AND_THEN.len())];
                    script += &format!("{step} {time}: {act}\n");
                }
            }
        }
        script
    }

    fn roll(&mut self, sides: usize) -> usize {
        self.0 = blake3::hash(&self.0).into();
        usize::from(u16::from_le_bytes([self.0[0], self.0[1]])) % sides
    }
}
