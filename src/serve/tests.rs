use std::convert::Infallible;
use std::path::Path;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::{Duration, Instant};

use axum::body::{Body, Bytes};
use axum::http::{Request, StatusCode, header};
use hyper::body::Frame;
use hyper::service::Service;
use hyper_util::service::TowerToHyperService;
use tokio::sync::mpsc;

use super::face::Face;
use super::guard::LARGEST;
use super::routes::routes;
use super::sessions::{LASTS, MOST, Refused, Sessions};
use super::settings::Settings;
use super::site::Site;
use super::who::Who;
use crate::app::deliver::FixedClock;
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

/// What is said of a body, and whether it is said again and again; else nothing more comes, and it does not end.
struct Endless(Option<Bytes>, bool);

impl hyper::body::Body for Endless {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        let next = if self.1 { self.0.clone() } else { self.0.take() };
        next.map_or(Poll::Pending, |bytes| Poll::Ready(Some(Ok(Frame::data(bytes)))))
    }
}

/// What a site of the sound campaign answers to a form that ends in this.
async fn posted(body: Body, patience: Option<Duration>) -> StatusCode {
    let dir = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/campaigns/base");
    let clock = Box::new(FixedClock::new("2027-03-01T08:00:00Z".parse().unwrap()));
    let settings = Settings { dir, by: None, admission: None, tls: None, program: None, clock };
    let mut site = Site::new(settings, ([127, 0, 0, 1], 8750).into(), mpsc::unbounded_channel().0).unwrap();
    site.patience = patience.unwrap_or(site.patience);
    let request = Request::post("/desk")
        .header(header::HOST, "127.0.0.1:8750")
        .header(header::ORIGIN, "http://127.0.0.1:8750")
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
        .body(body)
        .unwrap();
    TowerToHyperService::new(routes(Arc::new(site))).call(request).await.unwrap().status()
}

#[tokio::test]
async fn a_form_that_never_ends_is_ended_also_of_who_has_not_signed_in() {
    let said = || Bytes::from_static(b"wanted=anna&");
    assert_eq!(posted(Body::from(said()), None).await, StatusCode::UNAUTHORIZED, "one that ends");
    // Byte after byte, and none for ever.
    let slow = Body::new(Endless(Some(said()), false));
    assert_eq!(posted(slow, Some(Duration::from_millis(20))).await, StatusCode::REQUEST_TIMEOUT);
    // It says no length, and is as long as it is read.
    assert_eq!(posted(Body::new(Endless(Some(said()), true)), None).await, StatusCode::PAYLOAD_TOO_LARGE);
    assert_eq!(posted(Body::from(vec![b'x'; LARGEST + 1]), None).await, StatusCode::PAYLOAD_TOO_LARGE);
}
