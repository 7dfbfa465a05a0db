//! One connection: what is handed over, what is told apart, and whether the connection can go on.

use std::io;
use std::time::Duration;

use super::relay::{Act, Moment, Relay, Step};
use super::world::{Chronicle, OFFERS, closed_port, id, mail, settings};
use crate::deliver::reply::{Phase, Refusal, Reply};
use crate::deliver::transport::smtp::{self, Conversation};
use crate::deliver::transport::{Delivery, Fault};

const TEXT: &[u8] = b"Subject: x\r\n\r\n.een\r\n..\r\n.\r\neinde\r\n";

async fn relay(pipelining: bool, script: impl Fn(&Moment<'_>) -> Act + Send + Sync + 'static) -> io::Result<Relay> {
    Relay::start(if pipelining { &OFFERS } else { &OFFERS[1..] }, Chronicle::default(), script).await
}

async fn open(relay: &Relay) -> Result<Conversation, Fault> {
    smtp::open(&settings(relay)).await
}

/// With a client that is impatient where the relay will say nothing; elsewhere a busy machine is not a silent relay.
async fn open_briefly(relay: &Relay, step: Step, act: Act) -> Result<Conversation, Fault> {
    let mut settings = settings(relay);
    let times = &mut settings.timeouts;
    let time = match step {
        Step::Mail => &mut times.mail,
        Step::Rcpt => &mut times.rcpt,
        Step::Data => &mut times.data,
        Step::Dot => &mut times.dot,
        _ => &mut times.opening,
    };
    if act == Act::Silence {
        *time = Duration::from_millis(60);
    }
    smtp::open(&settings).await
}

/// Once: later transactions go well.
fn once(step: Step, act: Act) -> impl Fn(&Moment<'_>) -> Act + Send + Sync {
    move |moment| if moment.step == step && moment.transaction == 0 { act } else { Act::Well }
}

/// A refusal of what was for person 1.
fn refused(phase: Phase, code: u16, text: &str) -> Delivery {
    Delivery::Refused(Refusal::new(phase, Reply::new(code, text), &mail(id(1), TEXT).envelope_to))
}

fn other(fault: Fault) -> io::Error {
    io::Error::other(format!("{fault:?}"))
}

const STEPS: [(Step, Phase); 4] =
    [(Step::Mail, Phase::Mail), (Step::Rcpt, Phase::Rcpt), (Step::Data, Phase::Data), (Step::Dot, Phase::Dot)];

#[tokio::test]
async fn a_message_arrives_as_it_was_written() -> io::Result<()> {
    for pipelining in [true, false] {
        let relay = relay(pipelining, |_| Act::Well).await?;
        let mut conversation = open(&relay).await.map_err(|fault| io::Error::other(format!("{fault:?}")))?;
        for n in 0..3 {
            let delivery = conversation.deliver(id(n), &mail(id(n), TEXT)).await;
            assert_eq!(delivery, Delivery::Accepted("250 2.0.0 queued".to_owned()));
        }
        conversation.quit().await;
        let received = relay.mail();
        assert_eq!(received.len(), 3);
        assert!(received.iter().all(|mail| mail.bytes == TEXT));
        assert_eq!(received[2].to, format!("p{}@voorbeeldstad.example", id(2)));
        assert_eq!(relay.connections(), 1);
    }
    Ok(())
}

#[tokio::test]
async fn a_message_of_many_blocks_arrives_whole() -> io::Result<()> {
    let relay = relay(true, |_| Act::Well).await?;
    let mut conversation = open(&relay).await.map_err(|fault| io::Error::other(format!("{fault:?}")))?;
    // Lines of 13 bytes, so that blocks end inside lines, inside CRLF, and before dots.
    let large: Vec<u8> = b".0123456789\r\n".iter().copied().cycle().take(13 * 20_000).collect();
    assert!(matches!(conversation.deliver(id(1), &mail(id(1), &large)).await, Delivery::Accepted(_)));
    assert!(relay.mail()[0].bytes == large);
    Ok(())
}

#[tokio::test]
async fn a_refusal_is_told_with_its_phase_and_the_connection_goes_on() -> io::Result<()> {
    for pipelining in [true, false] {
        for (step, phase) in STEPS {
            for reply in ["550 5.1.1 no", "451 4.3.0 later"] {
                let relay = relay(pipelining, once(step, Act::Say(reply))).await?;
                let mut conversation = open(&relay).await.map_err(|fault| io::Error::other(format!("{fault:?}")))?;
                let expected = refused(phase, reply[..3].parse().unwrap_or(0), &reply[4..]);
                let delivery = conversation.deliver(id(1), &mail(id(1), TEXT)).await;
                assert_eq!(delivery, expected, "pipelining {pipelining}");
                assert!(conversation.is_usable(), "{step:?} pipelining {pipelining}");
                let next = conversation.deliver(id(2), &mail(id(2), TEXT)).await;
                assert!(matches!(next, Delivery::Accepted(_)), "after {step:?}: {next:?}");
                let to: Vec<String> = relay.mail().into_iter().map(|mail| mail.to).collect();
                assert_eq!(to, [format!("p{}@voorbeeldstad.example", id(2))], "{step:?}");
            }
        }
    }
    Ok(())
}

#[tokio::test]
async fn a_break_before_the_dot_is_lost_and_after_it_unknown() -> io::Result<()> {
    let breaks =
        [Act::Drop, Act::Silence, Act::Say("garbage"), Act::Say("2500"), Act::Say("999 what"), Act::Say("\u{fffd}")];
    for pipelining in [true, false] {
        for (step, phase) in STEPS {
            for act in breaks {
                let relay = relay(pipelining, once(step, act)).await?;
                let mut conversation = open_briefly(&relay, step, act).await.map_err(other)?;
                let delivery = conversation.deliver(id(1), &mail(id(1), TEXT)).await;
                match &delivery {
                    Delivery::Lost(at, _) if phase != Phase::Dot => assert_eq!(*at, phase, "{step:?} {act:?}"),
                    Delivery::Unknown(_) if phase == Phase::Dot => {}
                    _ => panic!("{step:?} {act:?} pipelining {pipelining}: {delivery:?}"),
                }
                assert!(!conversation.is_usable(), "{step:?} {act:?}");
            }
        }
    }
    Ok(())
}

#[tokio::test]
async fn an_answer_a_byte_at_a_time_is_an_answer() -> io::Result<()> {
    for pipelining in [true, false] {
        let relay = relay(pipelining, |_| Act::Slowly).await?;
        let mut conversation = open(&relay).await.map_err(|fault| io::Error::other(format!("{fault:?}")))?;
        for n in 0..2 {
            assert!(matches!(conversation.deliver(id(n), &mail(id(n), TEXT)).await, Delivery::Accepted(_)));
        }
    }
    Ok(())
}

#[tokio::test]
async fn a_421_ends_the_connection() -> io::Result<()> {
    for pipelining in [true, false] {
        for (step, phase) in STEPS {
            for act in [Act::Say("421 4.3.2 closing"), Act::SayAndDrop("421 4.3.2 closing")] {
                let relay = relay(pipelining, once(step, act)).await?;
                let mut conversation = open(&relay).await.map_err(|fault| io::Error::other(format!("{fault:?}")))?;
                let delivery = conversation.deliver(id(1), &mail(id(1), TEXT)).await;
                assert_eq!(delivery, refused(phase, 421, "4.3.2 closing"), "{step:?} {act:?}");
                assert!(!conversation.is_usable());
            }
        }
    }
    Ok(())
}

#[tokio::test]
async fn data_without_a_recipient_delivers_nothing() -> io::Result<()> {
    let relay = relay(true, |moment| match moment.step {
        Step::Rcpt => Act::Say("550 5.1.1 unknown"),
        Step::Data => Act::Say("354 go on anyway"),
        _ => Act::Well,
    })
    .await?;
    let mut conversation = open(&relay).await.map_err(|fault| io::Error::other(format!("{fault:?}")))?;
    let delivery = conversation.deliver(id(1), &mail(id(1), TEXT)).await;
    assert_eq!(delivery, refused(Phase::Rcpt, 550, "5.1.1 unknown"));
    assert!(!conversation.is_usable());
    assert!(relay.mail().is_empty());
    Ok(())
}

#[tokio::test]
async fn nobody_gets_an_empty_message_when_only_the_sender_was_refused() -> io::Result<()> {
    let relay = relay(true, |moment| match moment.step {
        Step::Mail => Act::Say("451 4.3.0 later"),
        Step::Rcpt => Act::Say("250 2.1.5 ok"),
        Step::Data => Act::Say("354 go on anyway"),
        _ => Act::Well,
    })
    .await?;
    let mut conversation = open(&relay).await.map_err(|fault| io::Error::other(format!("{fault:?}")))?;
    let delivery = conversation.deliver(id(1), &mail(id(1), TEXT)).await;
    assert_eq!(delivery, refused(Phase::Mail, 451, "4.3.0 later"));
    assert!(!conversation.is_usable());
    drop(conversation);
    assert!(relay.mail().is_empty());
    Ok(())
}

#[tokio::test]
async fn a_break_inside_the_message_is_safe_to_repeat() -> io::Result<()> {
    let large = vec![b'x'; 6 << 20];
    for act in [Act::Drop, Act::Silence, Act::SayAndDrop("552 5.3.4 too big")] {
        let relay = relay(true, once(Step::Body, act)).await?;
        let mut settings = settings(&relay);
        (settings.timeouts.block, settings.timeouts.quit) = (Duration::from_millis(1), Duration::from_millis(60));
        let mut conversation = smtp::open(&settings).await.map_err(|fault| io::Error::other(format!("{fault:?}")))?;
        let text: Vec<u8> = large.chunks(70).flat_map(|line| [line, b"\r\n"].concat()).collect();
        let delivery = conversation.deliver(id(1), &mail(id(1), &text)).await;
        // Whether the last words are heard depends on the network; that the dot was not sent does not.
        assert!(
            matches!(delivery, Delivery::Lost(Phase::Data, _) | Delivery::Refused(Refusal { phase: Phase::Data, .. })),
            "{delivery:?}"
        );
        assert!(!conversation.is_usable());
    }
    Ok(())
}

#[tokio::test]
async fn what_is_too_large_is_not_tried() -> io::Result<()> {
    let relay = Relay::start(&["SIZE 10"], Chronicle::default(), |_| Act::Well).await?;
    let mut conversation = open(&relay).await.map_err(|fault| io::Error::other(format!("{fault:?}")))?;
    assert!(matches!(conversation.deliver(id(1), &mail(id(1), TEXT)).await, Delivery::Unsuitable(_)));
    let small = conversation.deliver(id(2), &mail(id(2), b"x\r\n")).await;
    assert!(matches!(small, Delivery::Accepted(_)), "{small:?}");
    Ok(())
}

#[tokio::test]
async fn a_relay_that_does_not_open_is_told_apart() -> io::Result<()> {
    let cases = [
        (Step::Connect, Act::Say("554 5.7.1 no"), 554, "5.7.1 no"),
        (Step::Connect, Act::SayAndDrop("421 busy"), 421, "busy"),
        (Step::Ehlo, Act::Say("421 busy"), 421, "busy"),
    ];
    for (step, act, code, text) in cases {
        let expected = Fault::Refused(Refusal::new(Phase::Connect, Reply::new(code, text), ""));
        let relay = relay(true, move |moment| if moment.step == step { act } else { Act::Well }).await?;
        assert_eq!(open(&relay).await.err(), Some(expected));
    }
    for step in [Step::Connect, Step::Ehlo] {
        for act in [Act::Drop, Act::Silence, Act::Say("garbage")] {
            let relay = relay(true, move |moment| if moment.step == step { act } else { Act::Well }).await?;
            let fault = open_briefly(&relay, step, act).await.err();
            match fault {
                Some(Fault::Silent(Phase::Connect, _)) if act == Act::Silence => {}
                Some(Fault::Lost(Phase::Connect, _)) if act != Act::Silence => {}
                other => panic!("{step:?} {act:?}: {other:?}"),
            }
        }
    }
    Ok(())
}

#[tokio::test]
async fn a_port_nobody_listens_on_is_lost() -> io::Result<()> {
    let relay = relay(true, |_| Act::Well).await?;
    let mut settings = settings(&relay);
    let (_kept, port) = closed_port()?;
    settings.port = port;
    assert!(matches!(smtp::open(&settings).await, Err(Fault::Lost(Phase::Connect, _))));
    Ok(())
}

#[tokio::test]
async fn three_digits_are_an_answer() -> io::Result<()> {
    for pipelining in [true, false] {
        let relay = relay(pipelining, |moment| match moment.step {
            Step::Data => Act::Say("354"),
            Step::Connect | Step::Mail | Step::Rcpt | Step::Dot => Act::Say("250"),
            _ => Act::Well,
        })
        .await?;
        let mut conversation = open(&relay).await.map_err(other)?;
        for n in 0..2 {
            let delivery = conversation.deliver(id(n), &mail(id(n), TEXT)).await;
            assert_eq!(delivery, Delivery::Accepted("250".to_owned()));
        }
    }
    Ok(())
}

#[tokio::test]
async fn an_answer_before_the_dot_is_none_to_it() -> io::Result<()> {
    for pipelining in [true, false] {
        for early in ["354 go on\r\n250 2.0.0 queued", "354 go on\r\n250 a\r\n250 b"] {
            let relay = relay(pipelining, once(Step::Data, Act::Say(early))).await?;
            let mut conversation = open(&relay).await.map_err(other)?;
            let delivery = conversation.deliver(id(1), &mail(id(1), TEXT)).await;
            assert!(matches!(&delivery, Delivery::Lost(Phase::Data, _)), "{delivery:?}");
            assert!(!conversation.is_usable());
            drop(conversation);
            assert!(relay.mail().is_empty());
        }
        let relay = relay(pipelining, once(Step::Rcpt, Act::Say("250 ok\r\n354 go on\r\n250 queued"))).await?;
        let mut conversation = open(&relay).await.map_err(other)?;
        let delivery = conversation.deliver(id(1), &mail(id(1), TEXT)).await;
        assert!(matches!(&delivery, Delivery::Lost(..)), "{delivery:?}");
    }
    Ok(())
}

#[tokio::test]
async fn a_message_without_its_dot_is_nobodys() -> io::Result<()> {
    for pipelining in [true, false] {
        let relay = relay(pipelining, |_| Act::Well).await?;
        let mut conversation = open(&relay).await.map_err(other)?;
        assert_eq!(conversation.begin(id(1), &mail(id(1), TEXT)).await, Ok(()));
        assert_eq!(conversation.send().await, Ok(()));
        assert!(matches!(conversation.dot(None).await, Delivery::Accepted(_)));
        assert_eq!(conversation.begin(id(2), &mail(id(2), TEXT)).await, Ok(()));
        assert_eq!(conversation.send().await, Ok(()));
        assert!(!conversation.is_usable());
        drop(conversation);
        let mut conversation = open(&relay).await.map_err(other)?;
        assert!(matches!(conversation.deliver(id(3), &mail(id(3), TEXT)).await, Delivery::Accepted(_)));
        let received = relay.mail();
        assert_eq!(received.len(), 2);
        assert!(received.iter().all(|mail| mail.bytes == TEXT));
    }
    Ok(())
}

#[tokio::test]
async fn the_next_rides_behind_the_dot() -> io::Result<()> {
    let relay = relay(true, |_| Act::Well).await?;
    let mut conversation = open(&relay).await.map_err(other)?;
    for n in 0..5 {
        let (this, next) = (mail(id(n), TEXT), mail(id(n + 1), TEXT));
        assert_eq!(conversation.begin(id(n), &this).await, Ok(()));
        if n % 2 == 0 {
            assert_eq!(conversation.send().await, Ok(()));
        }
        let next = (n < 4).then_some((id(n + 1), &next));
        assert!(matches!(conversation.dot(next).await, Delivery::Accepted(_)));
        assert!(conversation.is_usable());
    }
    let to: Vec<String> = relay.mail().into_iter().map(|mail| mail.to).collect();
    assert_eq!(to, (0..5).map(|n| format!("p{}@voorbeeldstad.example", id(n))).collect::<Vec<_>>());
    assert!(relay.mail().iter().all(|mail| mail.bytes == TEXT));
    assert_eq!(relay.connections(), 1);
    Ok(())
}

#[tokio::test]
async fn what_rode_and_is_not_wanted_costs_a_connection_and_no_mail() -> io::Result<()> {
    let relay = relay(true, |_| Act::Well).await?;
    let mut conversation = open(&relay).await.map_err(other)?;
    assert_eq!(conversation.begin(id(1), &mail(id(1), TEXT)).await, Ok(()));
    let delivery = conversation.dot(Some((id(2), &mail(id(2), TEXT)))).await;
    assert!(matches!(delivery, Delivery::Accepted(_)));
    let third = conversation.begin(id(3), &mail(id(3), TEXT)).await;
    assert!(matches!(&third, Err(Delivery::Dropped(_))), "{third:?}");
    assert!(!conversation.is_usable());
    assert_eq!(relay.mail().len(), 1);
    Ok(())
}

#[tokio::test]
async fn what_rode_is_told_apart_from_what_went_before() -> io::Result<()> {
    let second = |step, act| {
        move |moment: &Moment<'_>| {
            let rides = moment.step == step && moment.transaction == usize::from(step != Step::Dot);
            if rides { act } else { Act::Well }
        }
    };
    for (step, act, first_is_yes, second_expected) in [
        (Step::Mail, Act::Silence, true, "Dropped"),
        (Step::Mail, Act::Drop, true, "Dropped"),
        (Step::Mail, Act::Say("421 4.3.2 enough"), true, "Refused"),
        (Step::Rcpt, Act::Say("550 5.1.1 no"), true, "Refused"),
        (Step::Data, Act::Drop, true, "Lost"),
        (Step::Dot, Act::Say("550 5.7.1 no"), false, "Ok"),
        (Step::Dot, Act::Say("421 4.3.2 enough"), false, "Dropped"),
        (Step::Dot, Act::Drop, false, "Dropped"),
    ] {
        let relay = relay(true, second(step, act)).await?;
        let mut settings = settings(&relay);
        if act == Act::Silence {
            settings.timeouts.ride = Duration::from_millis(60);
        }
        let mut conversation = smtp::open(&settings).await.map_err(other)?;
        assert_eq!(conversation.begin(id(1), &mail(id(1), TEXT)).await, Ok(()));
        let first = conversation.dot(Some((id(2), &mail(id(2), TEXT)))).await;
        assert_eq!(matches!(first, Delivery::Accepted(_)), first_is_yes, "{step:?} {act:?}: {first:?}");
        let usable = conversation.is_usable();
        assert_eq!(usable, first_is_yes || second_expected == "Ok", "{step:?} {act:?}");
        let next = conversation.begin(id(2), &mail(id(2), TEXT)).await;
        assert!(format!("{next:?}").contains(second_expected), "{step:?} {act:?}: {next:?}");
    }
    Ok(())
}
