//! A small tenant of the tests, that answers one question after another as the documentation of Graph shows it.

use std::cell::RefCell;
use std::future::ready;
use std::io::{BufRead, BufReader, Write};
use std::net::TcpListener;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

use serde_json::json;

use super::*;
use crate::campaign::Asked;
use crate::deliver::token::{Issued, Issuer, NoToken, Token, Tokens};
use crate::fetch::{Fault, Table};

/// `first`, `second` and so on; each is good until it is refused.
#[derive(Default)]
struct Numbered(AtomicU32);

impl Issuer for Numbered {
    fn name(&self) -> String {
        "the tests".to_owned()
    }

    fn issue(&self) -> Result<Issued, NoToken> {
        let words = ["first-token", "second-token", "third-token"];
        let token = Token::new(words[self.0.fetch_add(1, Ordering::SeqCst) as usize])?;
        Ok(Issued { token, lifetime: Some(Duration::from_secs(3600)) })
    }
}

/// A status with more of a head, and a body in which `ROOT` is the tenant's own.
type Says = (&'static str, String);

struct Heard {
    table: Result<Table, Fault>,
    /// The heads of what was asked.
    asked: Vec<String>,
    /// For how long it was waited.
    waits: Vec<u64>,
}

/// Asks a tenant that answers so.
async fn ask(asked: &Asked, own: &[(&str, &str)], says: Vec<Says>) -> Heard {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let root = format!("http://{}/v1.0", listener.local_addr().unwrap());
    let (heard, itself) = (Arc::new(Mutex::new(Vec::new())), root.clone());
    let hears = Arc::clone(&heard);
    thread::spawn(move || {
        for (status, body) in says {
            let (mut stream, _) = listener.accept().unwrap();
            let mut head = String::new();
            let mut reader = BufReader::new(stream.try_clone().unwrap());
            while !head.ends_with("\r\n\r\n") && reader.read_line(&mut head).unwrap() > 0 {}
            hears.lock().unwrap().push(head);
            let body = body.replace("ROOT", &itself);
            let length = body.len();
            let answer = format!("HTTP/1.1 {status}\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n{body}");
            stream.write_all(answer.as_bytes()).unwrap();
        }
    });
    let own: Vec<(String, String)> = own.iter().map(|(h, p)| ((*h).to_owned(), (*p).to_owned())).collect();
    let tokens = Tokens::new(Arc::new(Numbered::default()));
    let waits = RefCell::new(Vec::new());
    let wait = |time: Duration| {
        waits.borrow_mut().push(time.as_secs());
        Box::pin(ready(())) as _
    };
    let list = List::of(asked, &own).unwrap();
    let table = Graph::new(&root, &tokens, &wait).list(&list).await;
    let asked = heard.lock().unwrap().clone();
    Heard { table, asked, waits: waits.into_inner() }
}

fn users() -> Asked {
    Asked::Users { filter: "userType eq 'Member'".to_owned() }
}

fn anna() -> serde_json::Value {
    json!({"id": "1a", "userPrincipalName": "a.bakker@voorbeeldstad.example", "displayName": "Anna Bakker", "givenName": "Anna",
        "surname": "Bakker", "mail": "a.bakker@voorbeeldstad.example", "preferredLanguage": "nl-NL", "department": "IT",
        "officeLocation": null, "city": null, "jobTitle": null, "accountEnabled": true,
        "manager": {"@odata.type": "#microsoft.graph.user", "id": "2b", "userPrincipalName": "b.visser@voorbeeldstad.example",
            "mail": "bram@voorbeeldstad.example"}})
}

fn bram() -> serde_json::Value {
    json!({"id": "2b", "userPrincipalName": "b.visser@voorbeeldstad.example", "displayName": "Bram Visser, \"de baas\"",
        "mail": null, "preferredLanguage": null, "accountEnabled": false,
        "onPremisesExtensionAttributes": {"extensionAttribute3": "B2"}})
}

fn page(values: &[serde_json::Value], next: Option<&str>) -> Says {
    let mut page = json!({"@odata.context": "ROOT/$metadata#users", "value": values});
    if let Some(next) = next {
        page["@odata.nextLink"] = next.into();
    }
    ("200 OK", page.to_string())
}

fn no(code: &str) -> String {
    json!({"error": {"code": code, "message": "No."}}).to_string()
}

fn csv(heard: &Heard) -> String {
    String::from_utf8(heard.table.clone().unwrap().to_csv()).unwrap()
}

#[tokio::test]
async fn people_come_page_by_page_with_their_manager_and_language() {
    // The second page first in the alphabet: the file has an order of its own.
    let says = vec![page(&[bram()], Some("ROOT/users?$skiptoken=abc")), page(&[anna()], None)];
    let heard = ask(&users(), &[("building", "onPremisesExtensionAttributes/extensionAttribute3")], says).await;
    assert_eq!(
        csv(&heard),
        "userPrincipalName,id,displayName,givenName,surname,mail,preferredLanguage,department,accountEnabled,manager,building\n\
         a.bakker@voorbeeldstad.example,1a,Anna Bakker,Anna,Bakker,a.bakker@voorbeeldstad.example,nl-NL,IT,true,\
         b.visser@voorbeeldstad.example,\n\
         b.visser@voorbeeldstad.example,2b,\"Bram Visser, \"\"de baas\"\"\",,,,,,false,,B2\n"
    );
    let first = "GET /v1.0/users?$select=accountEnabled,city,department,displayName,givenName,id,jobTitle,mail,officeLocation,\
                 onPremisesExtensionAttributes,preferredLanguage,surname,userPrincipalName\
                 &$expand=manager($select=id,userPrincipalName,mail)&$top=999&$filter=userType%20eq%20%27Member%27 HTTP/1.1\r\n";
    assert!(heard.asked[0].starts_with(first), "{}", heard.asked[0]);
    assert!(heard.asked[1].starts_with("GET /v1.0/users?$skiptoken=abc "), "{}", heard.asked[1]);
    assert!(heard.asked.iter().all(|head| head.to_lowercase().contains("authorization: bearer first-token\r\n")));
    assert!(heard.waits.is_empty());
}

#[tokio::test]
async fn devices_and_registrations_have_the_columns_that_files_of_them_have() {
    let laptop = json!({"id": "d1", "deviceName": "VBS-1", "serialNumber": "PF1", "userPrincipalName": "a@x.example",
        "operatingSystem": "Windows", "osVersion": "10.0.26100.1", "managedDeviceOwnerType": "company", "managementAgent": "mdm",
        "isSupervised": false, "lastSyncDateTime": "2027-02-01T08:00:00Z", "complianceState": ""});
    let heard = ask(&Asked::Devices { filter: None }, &[], vec![page(&[laptop], None)]).await;
    assert_eq!(
        csv(&heard),
        "deviceName,id,serialNumber,userPrincipalName,operatingSystem,osVersion,managedDeviceOwnerType,managementAgent,\
         isSupervised,lastSyncDateTime\n\
         VBS-1,d1,PF1,a@x.example,Windows,10.0.26100.1,company,mdm,false,2027-02-01T08:00:00Z\n"
    );
    let of = |name: &str, kind: &str, methods: &[&str]| {
        json!({"id": name, "userPrincipalName": name, "userDisplayName": name, "userType": kind, "isMfaRegistered": true,
            "methodsRegistered": methods, "lastUpdatedDateTime": "2027-02-01T08:00:00Z"})
    };
    let people = [of("b", "member", &["passKeyDeviceBound", "email"]), of("a", "guest", &[]), of("c", "member", &[])];
    let heard = ask(&Asked::Registrations, &[], vec![page(&people, None)]).await;
    // Guests are nobody of ours, and when it was looked at would make every file another.
    assert_eq!(
        csv(&heard),
        "userPrincipalName,id,userDisplayName,isMfaRegistered,methodsRegistered\nb,b,b,true,passKeyDeviceBound;email\nc,c,c,true,\n"
    );
    assert!(heard.asked[0].starts_with("GET /v1.0/reports/authenticationMethods/userRegistrationDetails HTTP"));
}

#[tokio::test]
async fn who_is_asked_to_wait_waits_and_no_longer_than_is_sensible() {
    let busy = |after: &'static str| (after, no("TooManyRequests"));
    let says = vec![
        page(&[anna()], Some("ROOT/users?$skiptoken=abc")),
        busy("429 Too Many\r\nRetry-After: 17"),
        busy("503 Away"),
        busy("504 Late\r\nRetry-After: Wed, 21 Oct 2026 07:28:00 GMT"),
        page(&[bram()], None),
    ];
    let heard = ask(&users(), &[], says).await;
    assert_eq!((heard.table.as_ref().map(|table| table.rows().len()), heard.waits), (Ok(2), vec![17, 4, 8]));
    let heard = ask(&users(), &[], vec![busy("429 Too Many\r\nRetry-After: 3600")]).await;
    let Err(Fault::Away(why)) = heard.table else { panic!("{:?}", heard.table) };
    assert!(why.contains("429 TooManyRequests No., and wants 3600 seconds"), "{why}");
    assert!(heard.waits.is_empty());
    // Who never stops asking for patience is given up.
    let heard = ask(&users(), &[], vec![busy("429 Too Many\r\nRetry-After: 1"); 6]).await;
    assert!(matches!(heard.table, Err(Fault::Away(_))));
    assert_eq!(heard.waits, [1; 5]);
}

#[tokio::test]
async fn an_expired_token_is_renewed_once() {
    let expired = || ("401 Unauthorized", no("InvalidAuthenticationToken"));
    let says = vec![page(&[anna()], Some("ROOT/users?$skiptoken=abc")), expired(), page(&[bram()], None)];
    let heard = ask(&users(), &[], says).await;
    assert_eq!(heard.table.map(|table| table.rows().len()), Ok(2));
    assert!(heard.asked[1].contains("first-token") && heard.asked[2].contains("second-token"), "{:?}", heard.asked);
    let heard = ask(&users(), &[], vec![expired(), expired()]).await;
    let Err(Fault::Refused(why)) = heard.table else { panic!("{:?}", heard.table) };
    assert!(why.contains("does not believe the token: 401 InvalidAuthenticationToken"), "{why}");
    assert!(!why.contains("second-token"), "{why}");
}

#[tokio::test]
async fn half_a_list_is_none() {
    let first = || page(&[anna()], Some("ROOT/users?$skiptoken=abc"));
    let cases: [(Says, &str); 6] = [
        (("500 Broken", no("InternalServerError")), "500 InternalServerError No."),
        (("403 Forbidden", no("Authorization_RequestDenied")), "(the application needs User.Read.All, with an"),
        (("200 OK", "{\"value\": 3}".to_owned()), "something that is no list"),
        (("200 OK", "<html>".to_owned()), "something that is no JSON"),
        (("302 Found\r\nLocation: https://evil.example/", String::new()), "302"),
        (page(&[bram()], Some("https://evil.example/users")), "leads elsewhere for more"),
    ];
    for (then, words) in cases {
        let heard = ask(&users(), &[], vec![first(), then]).await;
        let (Err(Fault::Away(why)) | Err(Fault::Refused(why))) = heard.table else { panic!("{words}") };
        assert!(why.contains(words), "{why}");
        assert_eq!(heard.asked.len(), 2, "{words}");
    }
    // A page that names itself as the next.
    let heard = ask(&users(), &[], vec![first(), first()]).await;
    assert!(matches!(&heard.table, Err(Fault::Away(why)) if why.contains("without an end")), "{:?}", heard.table);
}
