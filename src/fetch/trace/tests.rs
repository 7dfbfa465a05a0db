//! Recorded answers, and a small server that gives them.

use std::io::{BufRead, BufReader, Write};
use std::net::TcpListener;
use std::sync::{Arc, Mutex};
use std::thread;

use chrono::{DateTime, Utc};

use super::answer::{Page, read};
use super::*;
use crate::deliver::token::Token;
use crate::fetch::Fault;

/// As the documentation of Graph shows it, with one line of each kind.
const RECORDED: &str = r##"{
  "@odata.context": "https://graph.microsoft.com/v1.0/$metadata#admin/exchange/tracing/messageTraces",
  "@odata.nextLink": "https://graph.microsoft.com/v1.0/admin/exchange/tracing/messageTraces?$skiptoken=abc",
  "value": [
    {"id": "31d5d1ac-1", "senderAddress": "it@voorbeeldstad.example", "recipientAddress": "A.Bakker@voorbeeldstad.example",
     "messageId": "<00112233445566778899aabbccddeeff@voorbeeldstad.example>", "receivedDateTime": "2027-02-15T09:00:01Z",
     "subject": "Telefoon", "size": 18123, "fromIP": "192.0.2.1", "toIP": null, "status": "delivered"},
    {"id": "31d5d1ac-2", "senderAddress": "it@voorbeeldstad.example", "recipientAddress": "b.visser@voorbeeldstad.example",
     "messageId": "<ffeeddccbbaa99887766554433221100@voorbeeldstad.example>", "receivedDateTime": "2027-02-15T09:00:02Z",
     "subject": "Telefoon", "size": 18123, "fromIP": "192.0.2.1", "toIP": null, "status": "filteredAsSpam"},
    {"id": "31d5d1ac-3", "messageId": "<x@y>", "recipientAddress": "c@x.example", "status": "unknownFutureValue"},
    {"id": "31d5d1ac-4", "messageId": null, "recipientAddress": "c@x.example", "status": "failed"}
  ]
}"##;

fn at(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

#[test]
fn a_page_is_read_and_what_cannot_be_is_counted() {
    let Page { traced, unread, next } = read(RECORDED.as_bytes()).unwrap();
    let line = |id: &str, message: &str, recipient: &str, status| Traced {
        id: id.to_owned(),
        message: message.to_owned(),
        recipient: recipient.to_owned(),
        status,
    };
    let anna =
        line("31d5d1ac-1", "00112233445566778899aabbccddeeff", "a.bakker@voorbeeldstad.example", Status::Delivered);
    let bram = line("31d5d1ac-2", "ffeeddccbbaa99887766554433221100", "b.visser@voorbeeldstad.example", Status::Junk);
    assert_eq!((traced, unread), (vec![anna, bram], 2));
    assert!(next.unwrap().ends_with("$skiptoken=abc"));
    for word in ["GettingStatus", "pending", "Failed", "Delivered", "expanded", "Quarantined", "FilteredAsSpam"] {
        assert!(Status::of(word).is_some(), "{word}");
    }
    assert!(read(b"<html>").is_err() && read(b"{}").is_err() && read(b"{\"value\": 3}").is_err());
}

/// Answers one question after another with these; `ROOT` in them is its own.
fn server(answers: Vec<(u16, String)>) -> (String, Arc<Mutex<Vec<String>>>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let root = format!("http://{}/v1.0", listener.local_addr().unwrap());
    let (asked, own) = (Arc::new(Mutex::new(Vec::new())), root.clone());
    let heard = Arc::clone(&asked);
    thread::spawn(move || {
        for (status, body) in answers {
            let (mut stream, _) = listener.accept().unwrap();
            let mut head = String::new();
            let mut reader = BufReader::new(stream.try_clone().unwrap());
            while !head.ends_with("\r\n\r\n") && reader.read_line(&mut head).unwrap() > 0 {}
            heard.lock().unwrap().push(head);
            let body = body.replace("ROOT", &own);
            let length = body.len();
            let answer = format!("HTTP/1.1 {status} X\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n{body}");
            stream.write_all(answer.as_bytes()).unwrap();
        }
    });
    (root, asked)
}

/// The trace of so many days, of a sender with a quotation mark in it.
fn asked(root: &str, days: i64) -> (Result<u64, Fault>, usize) {
    let until = at("2027-03-01T09:00:00Z");
    let range = Range { from: until - chrono::TimeDelta::days(days), until };
    let (token, mut lines) = (Token::new("geheim-token").unwrap(), 0);
    let done =
        Graph::new(root, &token).of_sender("o'brien@voorbeeldstad.example", range, &mut |page| lines += page.len());
    (done, lines)
}

#[test]
fn it_is_asked_by_sender_and_time_range_by_range_and_page_by_page() {
    let more = RECORDED.replace("https://graph.microsoft.com/v1.0", "ROOT");
    let last = RECORDED.replace("\"@odata.nextLink\"", "\"x\"");
    let (root, heard) = server(vec![(200, more), (200, last.clone()), (200, last)]);
    assert_eq!(asked(&root, 12), (Ok(6), 6));
    let heard = heard.lock().unwrap();
    let first = "GET /v1.0/admin/exchange/tracing/messageTraces?$top=5000&$filter=senderAddress%20eq%20%27o%27%27brien%40\
                 voorbeeldstad.example%27%20and%20receivedDateTime%20ge%202027-02-19T09%3A00%3A00Z%20and%20\
                 receivedDateTime%20le%202027-03-01T09%3A00%3A00Z HTTP/1.1\r\n";
    assert!(heard[0].starts_with(first), "{}", heard[0]);
    assert!(heard[1].starts_with("GET /v1.0/admin/exchange/tracing/messageTraces?$skiptoken=abc "), "{}", heard[1]);
    assert!(
        heard[2].contains("ge%202027-02-17T09%3A00%3A00Z%20and%20receivedDateTime%20le%202027-02-19"),
        "{}",
        heard[2]
    );
    assert!(heard.iter().all(|head| head.to_lowercase().contains("authorization: bearer geheim-token\r\n")));
}

#[test]
fn a_token_is_shown_to_nobody_else_and_never_said() {
    let (root, heard) = server(vec![(200, RECORDED.to_owned())]);
    let elsewhere = Fault::Refused("127.0.0.1 leads elsewhere for more".to_owned());
    assert_eq!(asked(&root, 1), (Err(elsewhere), 2), "what came until then is kept");
    assert_eq!(heard.lock().unwrap().len(), 1);
    let said = |status: u16, body: &str| {
        let (root, _) = server(vec![(status, body.to_owned())]);
        asked(&root, 1).0.unwrap_err()
    };
    let denied = r#"{"error": {"code": "Authorization_RequestDenied", "message": "no privileges, geheim-token"}}"#;
    let Fault::Refused(why) = said(403, denied) else { panic!("it may not be asked again") };
    assert!(why.contains("403 Authorization_RequestDenied") && why.contains("ExchangeMessageTrace.Read.All"), "{why}");
    assert!(!why.contains("geheim-token"), "{why}");
    assert!(matches!(said(429, "{}"), Fault::Away(why) if why.contains("too often")));
    assert!(matches!(said(503, "{}"), Fault::Away(_)));
    assert!(matches!(said(400, "{}"), Fault::Refused(_)));
    assert!(matches!(said(200, "<html>"), Fault::Away(why) if why.contains("no JSON")));
    assert!(matches!(asked("http://127.0.0.1:1/v1.0", 1).0, Err(Fault::Away(_))));
}

#[test]
fn a_message_is_asked_for_by_its_id_and_a_tenant_not_without_end() {
    let last = RECORDED.replace("\"@odata.nextLink\"", "\"x\"");
    let (root, heard) = server(vec![(200, last); 81]);
    let until = at("2027-03-01T09:00:00Z");
    let range = Range { from: until - chrono::TimeDelta::days(1), until };
    let token = Token::new("geheim-token").unwrap();
    let mut graph = Graph::new(&root, &token);
    for _ in 0..80 {
        assert!(graph.answers());
        assert_eq!(graph.of_message("<00ff@voorbeeldstad.example>", range, &mut |_| ()), Ok(2));
    }
    assert!(!graph.answers());
    let more = graph.of_message("<00ff@voorbeeldstad.example>", range, &mut |_| ());
    assert!(matches!(more, Err(Fault::Away(why)) if why.contains("in five minutes")));
    let heard = heard.lock().unwrap();
    let asked = "$filter=messageId%20eq%20%27%3C00ff%40voorbeeldstad.example%3E%27%20and%20receivedDateTime";
    assert!(heard.len() == 80 && heard[79].contains(asked), "{}", heard[79]);
}
