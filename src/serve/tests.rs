use std::time::{Duration, Instant};

use super::face::Face;
use super::sessions::{LASTS, MOST, Refused, Sessions};
use super::who::Who;
use crate::builtin;

#[test]
fn every_language_has_every_text_and_no_other() {
    let texts = |language: &str| {
        let (_, text) = builtin::documents("serve.ftl").find(|(of, _)| *of == language).expect("a catalog");
        let lines = text.lines();
        let names: Vec<String> = lines
            .filter(|line| line.starts_with(|c: char| c.is_ascii_lowercase()))
            .map(|line| line.split(" =").next().unwrap().to_owned())
            .collect();
        names
    };
    let face = Face::new().unwrap();
    assert_eq!(face.languages().collect::<Vec<_>>(), ["de", "en", "fr", "nl"]);
    for language in face.languages() {
        assert_eq!(texts(language), texts("en"), "{language}");
    }
    let pages: String = builtin::pages()
        .filter(|(path, _)| path.ends_with(".html"))
        .map(|(_, bytes)| std::str::from_utf8(bytes).unwrap())
        .collect();
    for id in pages.split("t(id=\"").skip(1).map(|rest| rest.split('"').next().unwrap()) {
        let is_known = if id.ends_with('-') {
            texts("en").iter().any(|name| name.starts_with(id))
        } else {
            texts("en").iter().any(|name| name == id)
        };
        assert!(is_known, "no text `{id}`");
    }
}

fn anybody() -> Who {
    Who::by_link(None)
}

#[test]
fn a_link_is_good_once_and_a_session_for_a_day() {
    let (mut sessions, now) = (Sessions::new().unwrap(), Instant::now());
    let token = sessions.token().to_owned();
    let session = sessions.begin(&token, anybody(), now).unwrap().expect("the link of the terminal");
    assert_ne!(sessions.token(), token, "the next link is another");
    assert_eq!(sessions.begin(&token, anybody(), now).unwrap().err(), Some(Refused::Wrong), "used once");
    assert!(sessions.of(session.cookie(), now).is_some_and(|one| one.act.is(session.act.reveal())));
    assert!(sessions.of(session.act.reveal(), now).is_none() && sessions.of("", now).is_none());
    assert!(sessions.of(session.cookie(), now + LASTS).is_none(), "over by itself");
    let act = session.act.reveal();
    assert!(sessions.end(session.cookie(), "guessed", now).is_none() && sessions.end("", act, now).is_none());
    assert!(sessions.end(session.cookie(), act, now).is_some());
    assert!(sessions.of(session.cookie(), now).is_none(), "over because somebody said so");
}

#[test]
fn guessing_is_slow_and_does_not_shut_out_for_ever() {
    let (mut sessions, mut now) = (Sessions::new().unwrap(), Instant::now());
    let token = sessions.token().to_owned();
    let mut pauses = Vec::new();
    for _ in 0..8 {
        assert_eq!(sessions.begin("0000", anybody(), now).unwrap().err(), Some(Refused::Wrong));
        let Some(Refused::TooSoon(pause)) = sessions.begin(&token, anybody(), now).unwrap().err() else {
            panic!("not even the right one")
        };
        pauses.push(pause.as_secs());
        now += pause;
    }
    assert_eq!(pauses, [1, 2, 4, 8, 16, 32, 60, 60]);
    assert!(sessions.begin(&token, anybody(), now).unwrap().is_ok());
    assert_eq!(sessions.begin("0000", anybody(), now).unwrap().err(), Some(Refused::Wrong));
    let next = sessions.token().to_owned();
    assert!(
        sessions.begin(&next, anybody(), now + Duration::from_secs(1)).unwrap().is_ok(),
        "and counting begins anew"
    );
}

#[test]
fn many_sessions_make_room() {
    let (mut sessions, now) = (Sessions::new().unwrap(), Instant::now());
    let begin = |sessions: &mut Sessions| {
        let token = sessions.token().to_owned();
        sessions.begin(&token, anybody(), now).unwrap().unwrap()
    };
    let first = begin(&mut sessions);
    let second = begin(&mut sessions);
    for _ in 0..MOST - 1 {
        begin(&mut sessions);
    }
    assert!(sessions.of(first.cookie(), now).is_none() && sessions.of(second.cookie(), now).is_some());
}
