//! A network that swallows everything: no answer, and no word that there will be none.

use std::io::{Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::Duration;

use super::*;
use crate::error::Kind;
use crate::ledger::{Ledger, Pulse};

/// Hands octets on between a client and the server, until it is cut; then it goes on taking them.
fn half_open(server: String) -> (u16, Arc<AtomicBool>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    let cut = Arc::new(AtomicBool::new(false));
    let is_cut = Arc::clone(&cut);
    thread::spawn(move || {
        let Ok((client, _)) = listener.accept() else { return };
        let Ok(behind) = TcpStream::connect(server) else { return };
        let ways = [(client.try_clone(), behind.try_clone()), (Ok(behind), Ok(client))];
        for (from, to) in ways {
            let (Ok(mut from), Ok(mut to)) = (from, to) else { return };
            let is_cut = Arc::clone(&is_cut);
            thread::spawn(move || {
                let mut octets = [0; 4096];
                while let Ok(many @ 1..) = from.read(&mut octets) {
                    if !is_cut.load(Ordering::SeqCst) && to.write_all(&octets[..many]).is_err() {
                        break;
                    }
                }
                if !is_cut.load(Ordering::SeqCst) {
                    let _ = to.shutdown(Shutdown::Both);
                }
            });
        }
    });
    (port, cut)
}

#[test]
fn whoever_gets_no_answer_does_not_wait_for_ever_and_others_go_on() {
    let schema = Schema::new();
    drop(schema.open());
    let address = schema.server.url.split('@').nth(1).unwrap().split('/').next().unwrap().to_owned();
    let (port, cut) = half_open(address.clone());
    let url = schema.server.url.replace(&address, &format!("127.0.0.1:{port}"));
    let through = Server { url, ..schema.server.clone() };
    let mut first = PostgresLedger::open(&through, Path::new("."), crate::ledger::Access::Write).unwrap().unwrap();
    let now = chrono::DateTime::from_timestamp(1_803_000_000, 0).unwrap();
    first.begin_sending("jan on host1", now).unwrap();
    first.link.answers_within(Some(Duration::from_millis(50)));
    cut.store(true, Ordering::SeqCst);
    let pulse = Pulse { sent: 0, parts: 1 };
    let error = first.beat(pulse, now).unwrap_err();
    assert_eq!(error.kind, Kind::Unreachable);
    assert!(error.to_string().contains("does not answer any more"), "{error}");
    // From then on nothing is waited for.
    first.link.answers_within(None);
    assert_eq!(first.claim(now, 1).unwrap_err().kind, Kind::Unreachable);
    drop(first);
    let mut second = schema.open();
    second.begin_sending("anna on host2", now).unwrap();
    assert_eq!(second.beat(pulse, now).unwrap().place.senders, 2, "until its lease is over it is among them");
}
