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

/// A tenant that answers so: its root, and the heads of what it is asked.
fn serve(says: Vec<Says>) -> (String, Arc<Mutex<Vec<String>>>) {
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
    (root, heard)
}

fn list_of(asked: &Asked, own: &[(&str, &str)]) -> List {
    let own: Vec<(String, String)> = own.iter().map(|(h, p)| ((*h).to_owned(), (*p).to_owned())).collect();
    List::of(asked, &own).unwrap()
}

/// Asks a tenant that answers so.
async fn ask(asked: &Asked, own: &[(&str, &str)], says: Vec<Says>) -> Heard {
    let (root, heard) = serve(says);
    let tokens = Tokens::new(Arc::new(Numbered::default()));
    let waits = RefCell::new(Vec::new());
    let wait = |time: Duration| {
        waits.borrow_mut().push(time.as_secs());
        Box::pin(ready(())) as _
    };
    let table = Graph::new(&root, &tokens, &wait).list(&list_of(asked, own)).await;
    let asked = heard.lock().unwrap().clone();
    Heard { table, asked, waits: waits.into_inner() }
}

/// Asks a tenant that answers so for changes, `rounds` times, each with what was known by then: what came, and all questions.
async fn follow(
    filter: &str,
    rounds: usize,
    says: Vec<Says>,
) -> (Vec<Result<String, Fault>>, Vec<String>, Option<Knowledge>) {
    let (root, heard) = serve(says);
    let tokens = Tokens::new(Arc::new(Numbered::default()));
    let wait = |_| Box::pin(ready(())) as _;
    let list = list_of(&Asked::Users { filter: filter.to_owned() }, &[]);
    let (mut known, mut came) = (None, Vec::new());
    for _ in 0..rounds {
        let done = Graph::new(&root, &tokens, &wait).by_changes(&list, known.clone()).await;
        came.push(done.map(|(table, now)| {
            // As it is kept in a file.
            known = now.map(|now| Knowledge::read(&now.to_bytes()).unwrap());
            String::from_utf8(table.to_csv()).unwrap()
        }));
    }
    let asked = heard.lock().unwrap().iter().map(|head| head.split(' ').nth(1).unwrap().to_owned()).collect();
    (came, asked, known)
}

/// A page of changes: with a next one, or with where to ask later.
fn changes(values: &[serde_json::Value], next: Option<&str>, later: Option<&str>) -> Says {
    let mut page = json!({"@odata.context": "ROOT/$metadata#users", "value": values});
    for (name, link) in [("@odata.nextLink", next), ("@odata.deltaLink", later)] {
        if let Some(link) = link {
            page[name] = format!("ROOT/users/delta?{link}").into();
        }
    }
    ("200 OK", page.to_string())
}

/// Somebody as changes have them: a property that was never set is not there.
fn somebody(id: &str, name: &str, department: &str, manager: Option<&str>) -> serde_json::Value {
    let upn = format!("{}@voorbeeldstad.example", name.to_lowercase());
    let mut one = json!({"id": id, "userPrincipalName": upn, "displayName": name, "mail": upn, "department": department,
        "accountEnabled": true, "userType": "Member"});
    if let Some(manager) = manager {
        one["manager@delta"] = json!([{"@odata.type": "#microsoft.graph.user", "id": manager}]);
    }
    one
}

const MEMBERS: &str = "userType eq 'Member'";

#[tokio::test]
async fn what_has_changed_since_is_laid_over_what_was_known() {
    let mut guest = somebody("9z", "Guest", "Elsewhere", Some("1a"));
    guest["userType"] = "Guest".into();
    let says = vec![
        // The manager of somebody may come before and after what else there is of them.
        changes(&[json!({"id": "2b", "manager@delta": [{"id": "1a"}]}), guest], Some("$skiptoken=s"), None),
        changes(
            &[
                json!({"id": "7g", "@removed": {"reason": "deleted"}}),
                somebody("1a", "Anna", "IT", None),
                somebody("2b", "Bram", "IT", None),
                somebody("3c", "Chris", "HR", Some("1a")),
            ],
            None,
            Some("$deltatoken=one"),
        ),
        // Nothing.
        changes(&[], None, Some("$deltatoken=two")),
        // Anna marries, Bram gets another manager and loses his department, Chris leaves, and Dirk is new; some of it twice.
        changes(&[somebody("4d", "Dirk", "HR", Some("2b"))], Some("$skiptoken=t"), None),
        changes(
            &[
                json!({"id": "1a", "userPrincipalName": "anna.smit@voorbeeldstad.example"}),
                json!({"id": "2b", "department": null,
                    "manager@delta": [{"id": "3c"}, {"id": "1a", "@removed": {"reason": "deleted"}}]}),
                json!({"id": "2b", "manager@delta": [{"id": "3c", "@removed": {"reason": "deleted"}}, {"id": "4d"}]}),
                json!({"id": "3c", "@removed": {"reason": "changed"}}),
                somebody("4d", "Dirk", "HR", None),
            ],
            None,
            Some("$deltatoken=three"),
        ),
        // Dirk is a guest by now.
        changes(&[json!({"id": "4d", "userType": "Guest"})], None, Some("$deltatoken=four")),
        page(
            &[json!({"id": "2b", "manager": {"@odata.type": "#microsoft.graph.user", "id": "4d",
            "userPrincipalName": "dirk@voorbeeldstad.example"}})],
            None,
        ),
    ];
    let (came, asked, known) = follow(MEMBERS, 4, says).await;
    let head = "userPrincipalName,id,displayName,mail,department,accountEnabled,manager\n";
    let row = |name: &str, id: &str, department: &str, manager: &str| {
        let (upn, who) = (format!("{}@voorbeeldstad.example", name.to_lowercase()), name);
        let manager = if manager.is_empty() { String::new() } else { format!("{manager}@voorbeeldstad.example") };
        format!("{upn},{id},{who},{upn},{department},true,{manager}\n")
    };
    let first =
        [row("Anna", "1a", "IT", ""), row("Bram", "2b", "IT", "anna"), row("Chris", "3c", "HR", "anna")].concat();
    assert_eq!(came[0].clone().unwrap(), format!("{head}{first}"));
    assert_eq!(came[1], came[0]);
    let married = row("Anna", "1a", "IT", "").replacen("anna@", "anna.smit@", 1);
    let third = [married.clone(), row("Bram", "2b", "", "dirk"), row("Dirk", "4d", "HR", "bram")].concat();
    assert_eq!(came[2].clone().unwrap(), format!("{head}{third}"));
    assert_eq!(came[3].clone().unwrap(), format!("{head}{}", [married, row("Bram", "2b", "", "dirk")].concat()));
    let questions: Vec<&str> = asked.iter().map(String::as_str).collect();
    let first = "/v1.0/users/delta?$select=accountEnabled,city,department,displayName,givenName,jobTitle,mail,officeLocation,\
                 preferredLanguage,surname,userPrincipalName,userType,manager";
    let strangers =
        "/v1.0/users?$select=id&$expand=manager($select=id,userPrincipalName,mail)&$filter=id%20in%20%28%272b%27%29";
    assert_eq!(
        questions,
        [
            first,
            "/v1.0/users/delta?$skiptoken=s",
            "/v1.0/users/delta?$deltatoken=one",
            "/v1.0/users/delta?$deltatoken=two",
            "/v1.0/users/delta?$skiptoken=t",
            "/v1.0/users/delta?$deltatoken=three",
            strangers
        ]
    );
    // Of who is not meant nothing is kept.
    let kept = String::from_utf8(known.unwrap().to_bytes()).unwrap();
    assert!(kept.contains("anna.smit") && !kept.contains("Guest") && !kept.contains("dirk"), "{kept}");
}

#[tokio::test]
async fn when_changes_cannot_be_told_everything_is_asked_for() {
    let whole = || changes(&[somebody("1a", "Anna", "IT", None)], None, Some("$deltatoken=one"));
    let gone = |status: &'static str, code: &str| (status, no(code));
    // The link is too old, or the tenant begins anew: everything again, and from then on changes.
    for (status, code) in
        [("410 Gone", "resyncRequired"), ("400 Bad Request", "syncStateNotFound"), ("404 Not Found", "x")]
    {
        let says = vec![whole(), gone(status, code), whole(), changes(&[], None, Some("$deltatoken=two"))];
        let (came, asked, _) = follow(MEMBERS, 3, says).await;
        assert!(came[0].is_ok() && came.iter().all(|one| *one == came[0]), "{came:?}");
        assert!(asked[2].contains("$select=") && asked[3].ends_with("$deltatoken=one"), "{asked:?}");
    }
    // A tenant that tells no changes, and a filter that it would have to judge: the whole list, and nothing is kept.
    let list = || page(&[somebody("1a", "Anna", "IT", None)], None);
    let (came, asked, known) = follow(MEMBERS, 1, vec![gone("501 Not Implemented", "NotImplemented"), list()]).await;
    assert!(came[0].is_ok() && known.is_none() && asked[1].starts_with("/v1.0/users?$select="), "{came:?} {asked:?}");
    let (came, asked, known) = follow("startswith(department,'I')", 1, vec![list()]).await;
    assert!(came[0].is_ok() && known.is_none() && asked.len() == 1, "{came:?} {asked:?}");
    // Somebody of whom only half is told, and a tenant that writes a word otherwise than the filter.
    for odd in [
        json!({"id": "2b", "userType": "Member"}),
        json!({"id": "2b", "userPrincipalName": "b@x", "userType": "member"}),
    ] {
        let says = vec![whole(), changes(std::slice::from_ref(&odd), None, Some("$deltatoken=two")), whole()];
        let (came, asked, _) = follow(MEMBERS, 2, says).await;
        assert!(came[1] == came[0] && asked[2].contains("/users/delta?$select="), "{odd}: {asked:?}");
    }
    // What is refused or broken is that, and what was known stays.
    for trouble in [("403 Forbidden", no("Authorization_RequestDenied")), ("500 Broken", no("x"))] {
        let (came, _, known) = follow(MEMBERS, 2, vec![whole(), trouble]).await;
        assert!(came[1].is_err() && known.is_some(), "{came:?}");
    }
    // A link to another host gets no token.
    let elsewhere =
        json!({"value": [somebody("1a", "Anna", "IT", None)], "@odata.deltaLink": "https://evil.example/x"});
    let (came, asked, known) = follow(MEMBERS, 1, vec![("200 OK", elsewhere.to_string())]).await;
    assert!(matches!(&came[0], Err(Fault::Refused(why)) if why.contains("leads elsewhere")), "{came:?}");
    assert!(asked.len() == 1 && known.is_none());
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
