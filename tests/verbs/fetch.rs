//! `heraut fetch`, with a small server in the place of Microsoft's. A real directory is asked by `tests/e2e/test_fetch.py`.

use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpListener;
use std::sync::{Arc, Mutex};
use std::thread;

use serde_json::{Value, json};

use crate::world::{EARLY, World};

/// A tenant with these people and devices, who gives two of them a page, and tells what has changed in them since it was asked last.
struct Tenant {
    root: String,
    users: Arc<Mutex<Vec<Value>>>,
    devices: Arc<Mutex<Vec<Value>>>,
    /// What is answered in place of the next second page: a status with more of a head.
    trouble: Arc<Mutex<Vec<&'static str>>>,
    /// The first lines of what was asked.
    asked: Arc<Mutex<Vec<String>>>,
    /// Whether it has forgotten where everybody was who asks for changes.
    forgot: Arc<Mutex<bool>>,
}

/// Somebody as changes have them: by the documentation with the values of everything that was asked for, without what was never set,
/// and with the manager beside it when that one is another.
fn changed(one: &Value, before: Option<&Value>, (now, then): (&[Value], &[Value])) -> Value {
    let mut said = serde_json::Map::new();
    for (name, value) in one.as_object().unwrap().iter().filter(|(name, _)| *name != "manager") {
        if !value.is_null() || before.is_some_and(|before| !before[name].is_null()) {
            said.insert(name.clone(), value.clone());
        }
    }
    let id_of = |one: &Value, everybody: &[Value]| {
        let name = &one["manager"]["userPrincipalName"];
        let found = everybody.iter().find(|other| other["userPrincipalName"] == *name && !name.is_null());
        found.map(|manager| manager["id"].clone())
    };
    let (was, is) = (before.and_then(|before| id_of(before, then)), id_of(one, now));
    if was != is {
        let gone = was.map(|id| json!({"id": id, "@removed": {"reason": "deleted"}}));
        let come = is.map(|id| json!({"@odata.type": "#microsoft.graph.user", "id": id}));
        said.insert("manager@delta".to_owned(), gone.into_iter().chain(come).collect());
    }
    Value::Object(said)
}

impl Tenant {
    fn start(users: Vec<Value>) -> Tenant {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let root = format!("http://{}", listener.local_addr().unwrap());
        let tenant = Tenant {
            root: root.clone(),
            users: Arc::new(Mutex::new(users)),
            devices: Arc::new(Mutex::new(vec![device()])),
            trouble: Arc::default(),
            asked: Arc::default(),
            forgot: Arc::default(),
        };
        let (users, trouble, asked) = (tenant.users.clone(), tenant.trouble.clone(), tenant.asked.clone());
        let (devices, forgot) = (tenant.devices.clone(), tenant.forgot.clone());
        thread::spawn(move || {
            // Everybody as they were when each link for changes was given.
            let mut links: Vec<Vec<Value>> = Vec::new();
            for mut stream in listener.incoming().flatten() {
                let mut head = String::new();
                let mut reader = BufReader::new(stream.try_clone().unwrap());
                while !head.ends_with("\r\n\r\n") && reader.read_line(&mut head).unwrap() > 0 {}
                let length = head
                    .to_lowercase()
                    .split("content-length: ")
                    .nth(1)
                    .map_or(0, |rest| rest.split("\r\n").next().unwrap().parse().unwrap());
                let mut form = vec![0; length];
                reader.read_exact(&mut form).unwrap();
                let question = head.lines().next().unwrap().to_owned();
                asked.lock().unwrap().push(question.clone());
                let (status, body) = match question.split([' ', '?']).nth(1).unwrap() {
                    "/token" => {
                        assert!(String::from_utf8_lossy(&form).contains("client_secret=geheim"));
                        ("200 OK", json!({"access_token": "a-token", "token_type": "Bearer", "expires_in": 3600}))
                    }
                    "/v1.0/users/delta" => {
                        let now = users.lock().unwrap().clone();
                        let link = |links: &mut Vec<Vec<Value>>| {
                            links.push(now.clone());
                            format!("{root}/v1.0/users/delta?$deltatoken={}", links.len() - 1)
                        };
                        let everybody =
                            |some: &[Value]| some.iter().map(|one| changed(one, None, (&now, &[]))).collect::<Vec<_>>();
                        if let Some(status) = trouble.lock().unwrap().pop() {
                            (status, json!({"error": {"code": "Trouble", "message": "No."}}))
                        } else if let Some(token) = question.split("$deltatoken=").nth(1) {
                            let before = &links[token.split(' ').next().unwrap().parse::<usize>().unwrap()].clone();
                            let was = |one: &Value| before.iter().find(|other| other["id"] == one["id"]);
                            let is_other = |one: &&Value| was(one) != Some(*one);
                            let mut said: Vec<Value> =
                                now.iter().filter(is_other).map(|one| changed(one, was(one), (&now, before))).collect();
                            let gone = before.iter().filter(|one| now.iter().all(|other| other["id"] != one["id"]));
                            said.extend(gone.map(|one| json!({"id": one["id"], "@removed": {"reason": "changed"}})));
                            match *forgot.lock().unwrap() {
                                true => ("410 Gone", json!({"error": {"code": "resyncRequired", "message": "No."}})),
                                false => ("200 OK", json!({"value": said, "@odata.deltaLink": link(&mut links)})),
                            }
                        } else if question.contains("skiptoken") {
                            ("200 OK", json!({"value": everybody(&now[2..]), "@odata.deltaLink": link(&mut links)}))
                        } else {
                            let next = format!("{root}/v1.0/users/delta?$skiptoken=2");
                            ("200 OK", json!({"value": everybody(&now[..2]), "@odata.nextLink": next}))
                        }
                    }
                    "/v1.0/users" if question.contains("skiptoken") => match trouble.lock().unwrap().pop() {
                        Some(status) => (status, json!({"error": {"code": "Trouble", "message": "No."}})),
                        None => ("200 OK", json!({"value": users.lock().unwrap()[2..]})),
                    },
                    "/v1.0/users" => {
                        let next = format!("{root}/v1.0/users?$skiptoken=2");
                        ("200 OK", json!({"value": users.lock().unwrap()[..2], "@odata.nextLink": next}))
                    }
                    _ => ("200 OK", json!({"value": *devices.lock().unwrap()})),
                };
                let body = body.to_string();
                let length = body.len();
                let head = format!("HTTP/1.1 {status}\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n");
                let _ = stream.write_all((head + &body).as_bytes());
            }
        });
        tenant
    }
}

fn user(name: &str, department: &str) -> Value {
    let upn = format!("{}@voorbeeldstad.example", name.to_lowercase());
    json!({"id": format!("id-{name}"), "userPrincipalName": upn, "displayName": name, "givenName": name, "surname": null,
        "mail": upn, "preferredLanguage": "nl-NL", "department": department, "accountEnabled": true, "userType": "Member",
        "manager": {"userPrincipalName": "anna@voorbeeldstad.example"}})
}

/// One of somebody whom nobody knows, and that of Bram.
fn phone(n: usize) -> Value {
    let mut phone = device();
    if n == 1 {
        (phone["id"], phone["serialNumber"]) = (json!("d0"), json!("OTHER0000001"));
        phone["userPrincipalName"] = json!("");
    }
    phone
}

fn device() -> Value {
    json!({"id": "d1", "deviceName": "iPhone van Bram", "serialNumber": "F2LZK4XQ0002", "operatingSystem": "iOS",
        "userPrincipalName": "bram@voorbeeldstad.example", "managedDeviceOwnerType": "company", "managementAgent": "mdm",
        "managementState": "managed", "lastSyncDateTime": "2027-01-30T08:00:00Z"})
}

const SECRET: (&str, &str) = ("HERAUT_GRAPH_SECRET", "geheim");

/// A campaign whose people and devices come from a tenant of thirty people.
fn world() -> (World, Tenant) {
    let names = ["Anna", "Bram", "Chloë", "Deniz", "Eva", "Femke", "Gijs", "Hanna", "Iris", "Joost"];
    let people = (0..30).map(|n| {
        let department = if n % 10 == 1 { "Zorg" } else { "IT" };
        user(&format!("{}{}", names[n % 10], ["", "2", "3"][n / 10]), department)
    });
    let people = people.collect();
    let (world, tenant) = (World::base(), Tenant::start(people));
    fs::remove_file(world.path("people.csv")).unwrap();
    let sources = format!(
        "people: [{{file: data/people.csv}}]\nsources:\n  - graph:\n      url: {0}/v1.0\n      oauth2: {{token_url: {0}/token, client: \
         app, secret: {{env: {1}}}}}\n      files:\n        - {{file: data/people.csv, of: users}}\n        - {{file: \
         intune.csv, of: devices}}",
        tenant.root, SECRET.0
    );
    world.edit("campaign.yaml", "people: [{file: people.csv}]", &sources);
    world.edit("campaign.yaml", "system: MobileIron}]", "system: MobileIron}, {file: intune.csv}]");
    world.edit("campaign.yaml", "people: group = 'pilot'", "people: department = 'Zorg'");
    (world, tenant)
}

fn fetch(world: &World, more: &[&str]) -> crate::world::Ran {
    world.run_with(&[SECRET], &[&["fetch", "--now", EARLY], more].concat())
}

#[test]
fn a_campaign_is_made_from_what_was_fetched() {
    let (world, tenant) = world();
    world.at(EARLY, &["check"]).code(3).says("`heraut fetch` writes it");
    let first = fetch(&world, &["--dry-run"]).code(0).fits();
    assert!(!world.path("data").exists(), "{first}");
    let first =
        fetch(&world, &[]).code(0).fits().says("people.csv: 30 rows of http://127.0.0.1").says("for the first time");
    assert_eq!(first.err, "");
    let people = world.read("data/people.csv");
    let head = "userPrincipalName,id,displayName,givenName,mail,preferredLanguage,department,accountEnabled,manager\n\
                anna2@voorbeeldstad.example,id-Anna2,Anna2,";
    assert!(people.starts_with(head), "{people}");
    let note: Value = serde_json::from_str(&world.read("data/people.csv.fetched.json")).unwrap();
    let (source, asked) = (format!("{}/v1.0", tenant.root), "users where userType eq 'Member'");
    assert_eq!(
        note,
        json!({"format": "heraut-fetched/1", "source": source, "asked": asked, "fetched": "2027-02-01T08:00:00Z", "rows": 30})
    );
    // Bram has moved: Intune has the device that MobileIron had.
    let plan = world.at(EARLY, &["plan", "--person", "bram@voorbeeldstad.example"]);
    assert!(
        plan.out.contains("Language   nl-NL, from the preferred language") && plan.out.contains("Migration  done"),
        "{plan}"
    );
    world.at(EARLY, &["check", "--columns"]).says("30 people").says("intune.csv: Intune devices (Microsoft Graph)");
    fetch(&world, &["data/people.csv"]).code(0).says("as before");
    assert_eq!(people, world.read("data/people.csv"));
}

#[test]
fn what_changes_is_said_and_a_loss_is_not_written() {
    let (world, tenant) = world();
    fetch(&world, &[]).code(0);
    {
        let mut users = tenant.users.lock().unwrap();
        users.remove(4);
        users[5]["department"] = "Zorg".into();
        users.push(user("Xander", "IT"));
    }
    let before = world.read("data/people.csv");
    let dry = fetch(&world, &["--dry-run", "data/people.csv"]).code(0).fits();
    insta::assert_snapshot!(dry.to_string().replace(&tenant.root, "http://127.0.0.1:PORT"));
    assert_eq!(before, world.read("data/people.csv"));
    let json = fetch(&world, &["--json"]).code(0).json();
    assert_eq!((&json["format"], &json["written"]), (&"heraut-fetch/1".into(), &true.into()));
    assert_eq!(json["files"][0]["gone"], json!(["Eva (eva@voorbeeldstad.example)"]));
    assert_eq!(json["files"][0]["changed"][0]["columns"], json!(["department"]));
    let before = world.read("data/people.csv");
    assert!(before.contains("Xander") && !before.contains("id-Eva,"));
    // Four of thirty.
    tenant.users.lock().unwrap().drain(2..6);
    let lost = fetch(&world, &["data/people.csv"]).code(1).fits();
    insta::assert_snapshot!(lost.to_string().replace(&tenant.root, "http://127.0.0.1:PORT"));
    assert_eq!(before, world.read("data/people.csv"));
    // Of a run all files are written or none.
    let note = world.read("intune.csv.fetched.json");
    world.run_with(&[SECRET], &["fetch", "--now", "2027-02-02T09:00+01:00"]).code(1);
    assert_eq!(note, world.read("intune.csv.fetched.json"));
    fetch(&world, &["--accept-loss"]).code(0).says("4 gone");
    assert_eq!(world.read("data/people.csv").lines().count(), 27);
}

#[test]
fn a_tenant_that_fails_half_way_leaves_every_file_as_it_is() {
    let (world, tenant) = world();
    fetch(&world, &[]).code(0);
    let before = (world.files("data"), world.read("intune.csv.fetched.json"));
    tenant.trouble.lock().unwrap().push("500 Broken");
    tenant.users.lock().unwrap().pop();
    fetch(&world, &[]).code(4).fits().says("127.0.0.1 gives no list: 500 Trouble No.").says("no file was changed");
    assert_eq!(before, (world.files("data"), world.read("intune.csv.fetched.json")));
    // Busy once, and a token that is no longer believed: both pass by themselves.
    *tenant.trouble.lock().unwrap() = vec!["401 Unauthorized", "429 Too Many\r\nRetry-After: 0"];
    let asked = tenant.asked.lock().unwrap().len();
    fetch(&world, &[]).code(0).says("The tenant asks to wait 0 seconds.").says("1 gone");
    let asked = tenant.asked.lock().unwrap()[asked..].to_vec();
    assert_eq!(asked.iter().filter(|question| question.starts_with("POST /token")).count(), 3, "{asked:?}");
    assert_eq!(world.read("data/people.csv").lines().count(), 30);
}

#[test]
fn what_somebody_made_is_not_replaced() {
    let (world, _tenant) = world();
    world.write("data/people.csv", "upn,name\nz@voorbeeldstad.example,Zeno\n");
    fetch(&world, &[]).code(3).fits().says("is there, and was not fetched");
    assert_eq!(world.read("data/people.csv"), "upn,name\nz@voorbeeldstad.example,Zeno\n");
    fs::remove_file(world.path("data/people.csv")).unwrap();
    #[cfg(unix)]
    {
        world.write("precious", "precious");
        std::os::unix::fs::symlink(world.path("precious"), world.path("data/people.csv")).unwrap();
        fetch(&world, &[]).code(3).says("is a link or a folder");
        fs::remove_file(world.path("data/people.csv")).unwrap();
        // Nor is a link that somebody laid where the new file is first written.
        std::os::unix::fs::symlink(world.path("precious"), world.path("data/.people.csv.fetching")).unwrap();
        fetch(&world, &[]).code(0);
        assert_eq!(world.read("precious"), "precious");
        assert!(world.path("data/people.csv").symlink_metadata().unwrap().is_file());
    }
}

#[test]
fn what_is_asked_wrongly_is_said() {
    let base = World::base();
    base.run(&["fetch"]).code(3).says("the campaign does not say where its data").says("sources:");
    let (world, _tenant) = world();
    fetch(&world, &["data/peopel.csv"]).code(2).says("did you mean `data/people.csv`?");
    world
        .run(&["fetch"])
        .code(4)
        .says("the application's secret is not in the environment")
        .says("set HERAUT_GRAPH_SECRET for");
    let ldap = |keys: &str| {
        let world = World::base();
        let sources = format!(
            "people: [{{file: fetched.csv}}]\nsources: [{{ldap: {{{keys}, files: [{{file: fetched.csv, base: dc=x, filter: \"(mail=*)\"}}]}}}}]"
        );
        world.edit("campaign.yaml", "people: [{file: people.csv}]", &sources);
        world.run(&["fetch"])
    };
    // Nothing listens there.
    ldap("url: \"ldap://127.0.0.1:1\", tls: none")
        .code(4)
        .says("127.0.0.1 cannot be reached")
        .says("no file was changed");
}

/// What the tenant says of devices by now is learnt in one step, and again it teaches nothing.
#[test]
fn how_far_people_are_is_fetched_and_taken_in() {
    let (world, tenant) = world();
    let learn = |more: &[&str]| {
        world.run_with(&[SECRET], &[&["progress", "fetch", "--now", "2027-02-02T09:00+01:00"], more].concat())
    };
    tenant.devices.lock().unwrap().clear();
    tenant.devices.lock().unwrap().push(phone(1));
    learn(&[]).code(2).says("no plan has been approved yet");
    fetch(&world, &[]).code(0);
    let old = "serial,name,platform,ownership,owner\nF2LZK4XQ0002,iPhone van Bram,iOS,Corporate,bram@voorbeeldstad.example\n\
               F2LZK4XQ0012,iPhone van Bram,iOS,Corporate,bram2@voorbeeldstad.example\n";
    world.write("devices.csv", old);
    // It says how far people are, and is no part of what the plan is made from.
    world.edit("campaign.yaml", "{file: intune.csv}]", "{file: intune.csv, progress: true}]");
    world.at(EARLY, &["approve", "--by", "Anna"]).code(0);
    let said = learn(&[]).code(0).fits();
    let said = said.says("intune.csv: 1 row of http://127.0.0.1").says("as before").says("0 new facts");
    assert!(!said.out.contains("people.csv"), "{said}");
    tenant.devices.lock().unwrap().push(phone(2));
    let said = learn(&[]).code(0).says("1 new, 0 gone").says("1 new fact: 1 person has now migrated");
    said.says("Counted 1 device: the serial number is in the file");
    assert!(world.read("intune.csv").contains("F2LZK4XQ0002"));
    let said: Value = serde_json::from_str(&learn(&["--json"]).code(0).out).unwrap();
    assert_eq!(said["format"], "heraut-progress-fetch/1");
    assert_eq!((&said["fetched"]["written"], &said["imported"][0]["progress"]["facts"]), (&json!(true), &json!(0)));
    // A list that lost half of what it had says nothing.
    tenant.devices.lock().unwrap().remove(0);
    let before = world.read("intune.csv");
    let lost = learn(&["intune.csv"]).code(1).says("intune.csv would lose 1 of its 2 rows");
    lost.says("nothing was learnt").says("heraut progress fetch --accept-loss");
    assert_eq!(world.read("intune.csv"), before);
    learn(&["--accept-loss"]).code(0).says("1 gone");
    learn(&["intun.csv"]).code(2).says("did you mean `intune.csv`?");
}

/// From the second time on only what has changed is asked for, and the file is what asking for everything would write.
#[test]
fn people_are_fetched_by_what_has_changed() {
    let (world, tenant) = world();
    fetch(&world, &[]).code(0);
    let kept = world.path(".heraut/data+people.csv.json");
    assert_eq!(world.read(".heraut/.gitignore"), "*\n");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = |path: &std::path::Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
        assert_eq!((mode(&kept), mode(kept.parent().unwrap())), (0o600, 0o700));
    }
    let questions = |from: usize| {
        let asked = tenant.asked.lock().unwrap()[from..].to_vec();
        let of_users = asked.into_iter().filter(|question| question.contains("/users"));
        of_users.map(|question| question.split(' ').nth(1).unwrap().to_owned()).collect::<Vec<_>>()
    };
    let asked = || tenant.asked.lock().unwrap().len();
    // What is written by changes, and what by everything.
    let both = |more: &[&str]| {
        let before = asked();
        fetch(&world, &[&["data/people.csv"][..], more].concat()).code(0);
        assert!(questions(before).iter().all(|question| question.contains("$deltatoken=")), "{:?}", questions(before));
        let by_changes = world.read("data/people.csv");
        fs::remove_file(&kept).unwrap();
        fetch(&world, &["data/people.csv"]).code(0).says("as before");
        assert_eq!(by_changes, world.read("data/people.csv"));
        by_changes
    };
    both(&[]);
    {
        let mut users = tenant.users.lock().unwrap();
        users.remove(4);
        users[5]["department"] = Value::Null;
        users[6]["manager"] = json!({"userPrincipalName": "bram@voorbeeldstad.example"});
        users[7]["manager"] = Value::Null;
        // Who leads everybody marries: the name stands in every line.
        users[0]["userPrincipalName"] = "anna.smit@voorbeeldstad.example".into();
        for user in users.iter_mut() {
            if user["manager"]["userPrincipalName"] == "anna@voorbeeldstad.example" {
                user["manager"]["userPrincipalName"] = "anna.smit@voorbeeldstad.example".into();
            }
        }
        users.push(user("Xander", "IT"));
        users.last_mut().unwrap()["manager"] = json!({"userPrincipalName": "anna.smit@voorbeeldstad.example"});
    }
    let now = both(&[]);
    assert!(
        now.contains("Xander") && !now.contains("id-Eva,") && !now.contains(",anna@voorbeeldstad.example\n"),
        "{now}"
    );
    // A look changes nothing of what is known, nor does a loss that is refused: it is judged on the whole list.
    let known = fs::read(&kept).unwrap();
    tenant.users.lock().unwrap().drain(2..6);
    fetch(&world, &["--dry-run", "data/people.csv"]);
    fetch(&world, &["data/people.csv"]).code(1).says("would lose 4 of its 30 rows");
    assert_eq!((known, &now), (fs::read(&kept).unwrap(), &world.read("data/people.csv")));
    both(&["--accept-loss"]);
    // The tenant has forgotten the place.
    *tenant.forgot.lock().unwrap() = true;
    let before = asked();
    fetch(&world, &["data/people.csv"]).code(0).says("as before");
    let questions = questions(before);
    assert!(questions[0].contains("$deltatoken=") && questions[1].contains("$select="), "{questions:?}");
    // What is kept is broken, of another question, or somebody else's: everything is asked for.
    for kept_by_somebody in
        ["{", "{\"format\": \"heraut-delta/1\", \"asked\": \"\", \"link\": \"http://evil.example/\", \"people\": {}}"]
    {
        world.write(".heraut/data+people.csv.json", kept_by_somebody);
        fetch(&world, &["data/people.csv"]).code(0).says("as before");
    }
    world.edit("campaign.yaml", "of: users}", "of: users, columns: {title: jobTitle}}");
    fetch(&world, &["data/people.csv"]).code(0);
}
