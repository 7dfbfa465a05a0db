//! `heraut send` to a relay that does not want somebody's mail.

use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;

use crate::world::{ANNOUNCED, World};

/// What a relay says to a whole message.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Says {
    /// Yes.
    Well,
    /// It hangs up.
    NothingAfterTheDot,
}

/// A relay on a port of its own that knows everybody but Bram by his old address. It takes connections until the test
/// ends.
#[derive(Clone)]
pub struct Relay {
    pub port: u16,
    mails: Arc<Mutex<Vec<String>>>,
    /// Whether it offers DSN, and the ENVIDs that came with recipients since.
    reports: Arc<AtomicBool>,
    envelopes: Arc<Mutex<Vec<(String, String)>>>,
    senders: Arc<Mutex<Vec<String>>>,
    says: Arc<Mutex<Says>>,
}

impl Relay {
    /// The messages that it was given, whole.
    pub fn mails(&self) -> Vec<String> {
        self.mails.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// The envelope senders of all messages, in lower case.
    pub fn senders(&self) -> Vec<String> {
        self.senders.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// From now on it offers to report what becomes of a message.
    pub fn reports(&self) {
        self.reports.store(true, Ordering::SeqCst);
    }

    /// The ENVID of the message to somebody whose address begins so.
    pub fn envelope(&self, to: &str) -> String {
        let envelopes = self.envelopes.lock().unwrap_or_else(PoisonError::into_inner);
        let found = envelopes.iter().find(|(recipient, _)| recipient.starts_with(to));
        found.map(|(_, envid)| envid.clone()).expect("a recipient")
    }

    /// From now on it says this.
    pub fn says(&self, says: Says) {
        *self.says.lock().unwrap_or_else(PoisonError::into_inner) = says;
    }
}

pub fn relay(says: Says) -> Relay {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    let (reports, envelopes, senders) = (Arc::default(), Arc::default(), Arc::default());
    let relay = Relay { port, mails: Arc::default(), reports, envelopes, senders, says: Arc::new(Mutex::new(says)) };
    let of_each = relay.clone();
    thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            let relay = of_each.clone();
            thread::spawn(move || converse(stream, &relay));
        }
    });
    relay
}

fn converse(mut stream: TcpStream, relay: &Relay) -> std::io::Result<()> {
    let mut lines = BufReader::new(stream.try_clone()?).lines();
    stream.write_all(b"220 relay.example ESMTP\r\n")?;
    let mut envid = String::new();
    while let Some(line) = lines.next() {
        let line = line?.to_ascii_lowercase();
        if let Some((_, after)) = line.split_once(" envid=") {
            after.split(' ').next().unwrap_or("").clone_into(&mut envid);
        }
        if let Some((from, _)) = line.strip_prefix("mail from:<").and_then(|after| after.split_once('>')) {
            relay.senders.lock().unwrap_or_else(PoisonError::into_inner).push(from.to_owned());
        }
        if let Some((to, _)) = line.strip_prefix("rcpt to:<").and_then(|after| after.split_once('>')) {
            let to = (to.to_owned(), envid.clone());
            relay.envelopes.lock().unwrap_or_else(PoisonError::into_inner).push(to);
        }
        let reply = match line.split([' ', ':']).next().unwrap_or("") {
            "ehlo" if relay.reports.load(Ordering::SeqCst) => "250-relay.example\r\n250-DSN\r\n250 8BITMIME",
            "ehlo" => "250-relay.example\r\n250 8BITMIME",
            "rcpt" if line.contains("b.visser") => "550 5.1.1 <b.visser>: no such mailbox",
            "data" => {
                stream.write_all(b"354 go on\r\n")?;
                let mut mail = String::new();
                while let Some(line) = lines.next().transpose()?.filter(|line| line != ".") {
                    mail += &(line + "\n");
                }
                relay.mails.lock().unwrap_or_else(PoisonError::into_inner).push(mail);
                if *relay.says.lock().unwrap_or_else(PoisonError::into_inner) == Says::NothingAfterTheDot {
                    return Ok(());
                }
                "250 2.0.0 queued as 4711"
            }
            "quit" => "221 bye",
            _ => "250 2.0.0 fine",
        };
        stream.write_all(format!("{reply}\r\n").as_bytes())?;
    }
    Ok(())
}

#[test]
fn a_notice_that_fails_is_exit_one_and_said_with_the_relays_own_words() {
    let world = World::base();
    world.edit("campaign.yaml", "maildir:outbox", &format!("smtp://127.0.0.1:{}", relay(Says::Well).port));
    world.approve();
    insta::assert_snapshot!(world.at(ANNOUNCED, &["send"]).code(1));
    insta::assert_snapshot!(world.at(ANNOUNCED, &["status"]).code(0).fits());
    insta::assert_snapshot!(world.at(ANNOUNCED, &["status", "--person", "Bram Visser"]).code(0).fits());
    world.send(ANNOUNCED).says("Nothing is due.");
}

#[test]
fn a_relay_that_is_not_there_is_exit_four() {
    let world = World::base();
    // A port that is taken, and nobody listens on it.
    let kept = tokio::net::TcpSocket::new_v4().unwrap();
    kept.bind("127.0.0.1:0".parse().unwrap()).unwrap();
    let port = kept.local_addr().unwrap().port();
    world.edit("campaign.yaml", "maildir:outbox", &format!("smtp://127.0.0.1:{port}"));
    world.approve();
    world.at(ANNOUNCED, &["send"]).code(4).says(&format!("127.0.0.1:{port}"));
    let totals = world.at(ANNOUNCED, &["status", "--json"]).code(0).json()["totals"].clone();
    assert_eq!((totals["accepted"].as_u64(), totals["failed"].as_u64()), (Some(0), Some(0)), "{totals:#}");
}
