//! A mailbox whose server does as it likes.

use std::fs;

use chrono::{DateTime, Utc};
use tempfile::TempDir;
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};

use super::*;
use crate::app::deliver::FixedClock;
use crate::app::{Beginning, Meanwhile, Workspace, approve};

fn early() -> DateTime<Utc> {
    DateTime::parse_from_rfc3339("2027-02-01T09:00:00+01:00").unwrap().to_utc()
}

/// An approved campaign, whose mailbox is at a port of this machine.
fn campaign(port: u16) -> TempDir {
    let dir = tempfile::tempdir().unwrap();
    let from = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/campaigns/base");
    for file in fs::read_dir(from).unwrap().map(|file| file.unwrap().path()) {
        fs::copy(&file, dir.path().join(file.file_name().unwrap())).unwrap();
    }
    let file = dir.path().join("campaign.yaml");
    let mailbox = format!("bounces: {{url: 'imap://127.0.0.1:{port}', user: desk, password: {{env: SECRET}}}}\n");
    fs::write(&file, fs::read_to_string(&file).unwrap() + &mailbox).unwrap();
    let workspace = Workspace::open(dir.path(), early()).unwrap();
    let plan = workspace.plan().unwrap();
    approve(&workspace, &plan, "A. Manager", Beginning::Unmeant, Meanwhile::Refuse, Some(b"it"), &()).unwrap();
    dir
}

fn how(once: bool) -> Watching<'static> {
    let environment: Environment<'static> = &|_| Some("geheim".into());
    Watching { once, every: Duration::from_millis(20), environment, machine: Utc::now }
}

/// Answers the commands of one session: message 7 is refused, 8 is a letter, and marks are refused.
async fn serve(stream: TcpStream) {
    let (read, mut write) = stream.into_split();
    write.write_all(b"* OK ready\r\n").await.unwrap();
    let mut lines = BufReader::new(read).lines();
    while let Ok(Some(line)) = lines.next_line().await {
        let (tag, command) = line.split_once(' ').unwrap();
        let answer = match command.split(" (").next().unwrap() {
            "SELECT \"INBOX\"" => "* OK [PERMANENTFLAGS (\\*)] x\r\n* OK [UIDVALIDITY 7] x\r\nTAG OK\r\n",
            "UID FETCH 7" => "TAG NO broken\r\n",
            "UID FETCH 8" => "* 1 FETCH (UID 8 BODY[]<0> {14}\r\nSubject: x\r\n\r\n)\r\nTAG OK\r\n",
            command if command.starts_with("UID SEARCH") => "* SEARCH 7 8\r\nTAG OK\r\n",
            command if command.starts_with("UID STORE") => "TAG NO full\r\n",
            _ => "TAG OK\r\n",
        };
        if write.write_all(answer.replace("TAG", tag).as_bytes()).await.is_err() {
            return;
        }
    }
}

#[tokio::test]
async fn what_is_refused_is_named_once_and_told_before_it_is_marked() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let dir = campaign(listener.local_addr().unwrap().port());
    let server = tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            serve(stream).await;
        }
    });
    let (stop, stopped) = watch::channel(false);
    let mut seen = Vec::new();
    let mut tell = |it: Seen| {
        seen.push(it);
        if seen.len() == 4 {
            stop.send(true).unwrap();
        }
        Ok(())
    };
    let clock = FixedClock::new(early());
    assert_eq!(watch(dir.path(), how(false), &clock, stopped, &mut tell).await.unwrap(), Watched::Stopped);
    let Seen::Account(first) = &seen[0] else { panic!("{seen:?}") };
    assert_eq!((first.messages, first.count(Came::Other), first.count(Came::Unreadable)), (2, 1, 1));
    assert_eq!(first.unheard[0].file, "INBOX, message 7");
    assert_eq!(first.unheard[0].why, "the server does not give it: broken");
    assert!(matches!(&seen[1], Seen::Away(why) if why.contains("full")), "{seen:?}");
    assert!(matches!(&seen[2], Seen::Account(next) if next.messages == 1 && next.unheard.is_empty()), "{seen:?}");
    server.abort();
}

#[tokio::test]
async fn a_server_that_says_nothing_does_not_keep_it_from_ending() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let dir = campaign(listener.local_addr().unwrap().port());
    let (stop, stopped) = watch::channel(false);
    let silent = tokio::spawn(async move {
        let (_stream, _) = listener.accept().await.unwrap();
        stop.send(true).unwrap();
        std::future::pending::<()>().await;
    });
    let clock = FixedClock::new(early());
    let ended = timeout(Duration::from_secs(30), watch(dir.path(), how(true), &clock, stopped, &mut |_| Ok(()))).await;
    assert_eq!(ended.unwrap().unwrap(), Watched::Stopped);
    silent.abort();
}
