//! `heraut serve`, talked to over HTTP as a browser does.

mod desk;
mod hostile;
mod provider;
mod users;

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use crate::world::{STARTED, World};

/// Nobody waits longer for an answer.
const PATIENCE: Duration = Duration::from_secs(60);

/// The program, which ends with the test.
struct Served {
    child: Child,
    port: u16,
    /// What a browser calls it, and its pages.
    host: String,
    origin: String,
    links: BufReader<std::process::ChildStderr>,
    link: String,
}

/// What came back.
struct Answer {
    status: u16,
    head: String,
    body: String,
}

impl Answer {
    fn says(self, words: &str) -> Self {
        assert!(self.body.contains(words), "`{words}` is not in\n{}\n{}", self.head, self.body);
        self
    }

    fn keeps_to_itself(self, words: &str) -> Self {
        assert!(!self.body.contains(words), "`{words}` is in\n{}", self.body);
        self
    }

    fn status(self, status: u16) -> Self {
        assert_eq!(self.status, status, "{}\n{}", self.head, self.body);
        self
    }

    fn header(&self, name: &str) -> &str {
        let start = format!("{name}: ");
        self.head.lines().find_map(|line| line.strip_prefix(&start)).unwrap_or_default()
    }

    /// The value of the first field of this name.
    fn field(&self, name: &str) -> String {
        let start = format!("name=\"{name}\" value=\"");
        let at = self.body.find(&start).unwrap_or_else(|| panic!("no field `{name}` in\n{}", self.body)) + start.len();
        self.body[at..].split('"').next().unwrap().to_owned()
    }

    fn cookie(&self) -> String {
        self.header("set-cookie").split(';').next().unwrap().to_owned()
    }
}

impl Served {
    fn of(world: &World, args: &[&str]) -> Self {
        let mut served = Served::begin(world, args);
        served.next_link();
        served.host = format!("127.0.0.1:{}", served.port);
        served.origin = format!("http://{}", served.host);
        served
    }

    /// The same with users: the program says where it listens, and browsers call it otherwise.
    fn for_users(world: &World, users: &str) -> Self {
        world.write("users.yaml", users);
        let mut served = Served::begin(world, &["--users", "users.yaml"]);
        let line = served.line();
        let said = line.trim_end().strip_prefix("The pages are at https://heraut.example; listening on 127.0.0.1:");
        let port = said.and_then(|rest| rest.strip_suffix('.')).unwrap_or_else(|| panic!("{line}"));
        (served.port, served.host) = (port.parse().unwrap(), "heraut.example".to_owned());
        served.origin = "https://heraut.example".to_owned();
        served
    }

    fn begin(world: &World, args: &[&str]) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_heraut"))
            .args(["serve", "--listen", "127.0.0.1:0", "--now", STARTED])
            .args(args)
            .current_dir(world.path(""))
            .env_clear()
            .env("SAID", "open sesame")
            .env("PATH", world.path("bin"))
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let links = BufReader::new(child.stderr.take().unwrap());
        Served { child, port: 0, host: String::new(), origin: String::new(), links, link: String::new() }
    }

    fn line(&mut self) -> String {
        let mut line = String::new();
        self.links.read_line(&mut line).unwrap();
        line
    }

    /// Reads the next link that the terminal shows.
    fn next_link(&mut self) {
        let line = self.line();
        let link = line.trim_end().strip_prefix("Sign in, once: http://127.0.0.1:").unwrap_or_else(|| panic!("{line}"));
        let (port, path) = link.split_once('/').unwrap();
        (self.port, self.link) = (port.parse().unwrap(), format!("/{path}"));
    }

    fn at(&self) -> String {
        format!("127.0.0.1:{}", self.port)
    }

    /// Sends a request as it is, and reads the answer to its end.
    fn send(&self, request: &str) -> Answer {
        let mut stream = TcpStream::connect(self.at()).unwrap();
        stream.set_read_timeout(Some(PATIENCE)).unwrap();
        stream.write_all(request.as_bytes()).unwrap();
        let mut text = Vec::new();
        stream.read_to_end(&mut text).unwrap();
        let text = String::from_utf8_lossy(&text);
        let (head, body) = text.split_once("\r\n\r\n").unwrap_or_else(|| panic!("no answer: {text}"));
        let status = head.split(' ').nth(1).and_then(|status| status.parse().ok()).unwrap();
        Answer { status, head: head.to_owned(), body: body.to_owned() }
    }

    fn ask(&self, method: &str, path: &str, headers: &[(&str, &str)], body: &str) -> Answer {
        let mut request = format!("{method} {path} HTTP/1.1\r\nconnection: close\r\n");
        let host = &self.host;
        if !headers.iter().any(|(name, _)| *name == "host") {
            request += &format!("host: {host}\r\n");
        }
        if method == "POST" {
            request +=
                &format!("content-type: application/x-www-form-urlencoded\r\ncontent-length: {}\r\n", body.len());
            if !headers.iter().any(|(name, _)| *name == "origin") {
                request += &format!("origin: {}\r\n", self.origin);
            }
        }
        for (name, value) in headers {
            request += &format!("{name}: {value}\r\n");
        }
        self.send(&format!("{request}\r\n{body}"))
    }

    fn get(&self, path: &str, cookie: &str) -> Answer {
        self.ask("GET", path, &[("cookie", cookie)], "")
    }

    fn post(&self, path: &str, cookie: &str, body: &str) -> Answer {
        self.ask("POST", path, &[("cookie", cookie)], body)
    }

    /// What an open page is told, line by line.
    fn events(&self, cookie: &str) -> impl Iterator<Item = String> + use<> {
        let mut stream = TcpStream::connect(self.at()).unwrap();
        stream.set_read_timeout(Some(PATIENCE)).unwrap();
        let request = format!("GET /events HTTP/1.1\r\nhost: {}\r\ncookie: {cookie}\r\n\r\n", self.host);
        stream.write_all(request.as_bytes()).unwrap();
        let mut lines = BufReader::new(stream).lines().map(|line| line.unwrap());
        lines.find(|line| line.starts_with("retry:")).unwrap();
        lines
    }

    /// Signs in by the link; returns the cookie, and what each act says.
    fn sign_in(&mut self) -> (String, String) {
        let page = self.get(&self.link, "").status(200);
        let answer = self.post("/sign-in", "", &format!("token={}", page.field("token"))).status(303);
        self.next_link();
        let cookie = answer.cookie();
        let act = self.get("/", &cookie).status(200).field("act");
        (cookie, act)
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[test]
fn a_link_is_good_once_and_lets_in_nobody_else() {
    let world = World::approved();
    let mut served = Served::of(&world, &["--by", "S. Ouali"]);
    served.get("/", "").status(401).keeps_to_itself("Voorbeeldstad");
    let first = served.link.clone();
    // To look at it first uses nothing.
    served.get(&first, "").status(200).says("S. Ouali");
    served.ask("HEAD", &first, &[], "").status(200);
    let token = served.get(&first, "").field("token");
    let answer = served.post("/sign-in", "", &format!("token={token}")).status(303);
    let set = answer.header("set-cookie").to_owned();
    for part in ["HttpOnly", "SameSite=Strict", "Path=/", "Max-Age=43200"] {
        assert!(set.contains(part), "{set}");
    }
    let cookie = answer.cookie();
    served
        .get("/", &cookie)
        .status(200)
        .says("Moving to Intune")
        .says("No program sends at this moment.")
        .says("S. Ouali");
    served.next_link();
    assert_ne!(served.link, first, "the terminal shows another");
    served.post("/sign-in", "", &format!("token={token}")).status(403).says("This link was used");
    // Whoever guesses waits.
    let again = served.post("/sign-in", "", &format!("token={token}")).status(429);
    assert!(again.header("retry-after").parse::<u64>().is_ok_and(|wait| wait > 0), "{}", again.head);
    for wrong in ["heraut-1=x".to_owned(), format!("{}0", cookie), cookie.replace("heraut-", "heraut-1")] {
        served.get("/", &wrong).status(401);
    }
}

#[test]
fn signing_out_ends_it() {
    let world = World::approved();
    let mut served = Served::of(&world, &[]);
    let (cookie, act) = served.sign_in();
    served.get("/", &cookie).says("Nothing can be done here, only looked at.");
    served.post("/sign-out", &cookie, "act=guessed").status(303);
    served.get("/", &cookie).status(200);
    served.post("/sign-out", &cookie, &format!("act={act}")).status(303);
    served.get("/", &cookie).status(401);
}

#[test]
fn a_page_from_elsewhere_gets_nothing() {
    let world = World::approved();
    let mut served = Served::of(&world, &["--by", "S. Ouali"]);
    let (cookie, _) = served.sign_in();
    for host in ["evil.example".to_owned(), format!("evil.example:{}", served.port), "127.0.0.1:1".to_owned()] {
        let answer = served.ask("GET", "/", &[("host", &host), ("cookie", &cookie)], "");
        answer.status(421).keeps_to_itself("Voorbeeldstad");
    }
    let token = served.get(&served.link, "").field("token");
    for origin in ["http://evil.example", "null"] {
        served.ask("POST", "/sign-in", &[("origin", origin)], &format!("token={token}")).status(403);
    }
    served.post("/sign-in", "", &format!("token={token}")).status(303);
}

#[test]
fn every_answer_says_what_a_browser_may_do_with_it() {
    let world = World::approved();
    let mut served = Served::of(&world, &[]);
    let (cookie, _) = served.sign_in();
    for (path, status) in
        [("/", 200), ("/none", 404), ("/../../etc/passwd", 404), ("/assets/..%2f..%2fCargo.toml", 404)]
    {
        let answer = served.get(path, &cookie).status(status);
        let policy = answer.header("content-security-policy");
        assert!(
            policy.starts_with("default-src 'none'") && policy.contains("frame-ancestors 'none'"),
            "{}",
            answer.head
        );
        assert!(!policy.contains("unsafe"), "{policy}");
        for (name, value) in [
            ("x-content-type-options", "nosniff"),
            ("referrer-policy", "no-referrer"),
            ("cache-control", "no-store"),
            ("cross-origin-resource-policy", "same-origin"),
        ] {
            assert_eq!(answer.header(name), value, "{path}: {name}");
        }
    }
    let page = served.get("/", &cookie);
    for (start, kind) in [("/assets/style-", "text/css"), ("/assets/script-", "text/javascript")] {
        let at = page.body.find(start).unwrap();
        let asset = served.get(page.body[at..].split('"').next().unwrap(), "").status(200);
        assert!(asset.header("content-type").starts_with(kind) && asset.header("cache-control").contains("immutable"));
    }
    // Nothing from elsewhere, and nothing in the page that its policy refuses.
    for word in ["http:", "https:", " style=", "<style", "onclick", "javascript:"] {
        assert!(!page.body.contains(word), "`{word}` in {}", page.body);
    }
}

#[test]
fn what_is_too_large_is_refused() {
    let world = World::approved();
    let mut served = Served::of(&world, &[]);
    let (cookie, act) = served.sign_in();
    served.post("/sign-out", &cookie, &format!("act={act}&more={}", "x".repeat(17_000))).status(413);
    served.get("/", &cookie).status(200);
    served.get(&format!("/{}", "x".repeat(40_000)), &cookie).status(431);
}

#[test]
fn each_reader_reads_their_own_language() {
    let world = World::approved();
    let mut served = Served::of(&world, &[]);
    let (cookie, _) = served.sign_in();
    for (wanted, lang, words) in [
        ("nl-BE,nl;q=0.9", "nl", "Hoe het ervoor staat"),
        ("de", "de", "Stand der Dinge"),
        ("fr-CH", "fr", "Où en est-on"),
        ("pl", "en", "Where it stands"),
    ] {
        let answer = served.ask("GET", "/", &[("cookie", &cookie), ("accept-language", wanted)], "").status(200);
        answer.says(&format!("<html lang=\"{lang}\">")).says(words);
        let first = served.ask("GET", "/", &[("accept-language", wanted)], "").status(401);
        first.says(&format!("<html lang=\"{lang}\">"));
    }
}

#[test]
fn an_open_page_hears_that_something_changed() {
    let world = World::approved();
    let mut served = Served::of(&world, &[]);
    let (cookie, _) = served.sign_in();
    served.get("/events", "").status(403);
    let mut lines = served.events(&cookie);
    // What is there at the beginning is news to nobody but this stream, which has seen nothing yet.
    lines.find(|line| line.contains("event: changed")).unwrap();
    world.at(STARTED, &["hold", "--all", "--why", "mail is broken", "--yes"]).code(0);
    lines.find(|line| line.contains("event: changed")).unwrap();
    served.get("/", &cookie).says("mail is broken");
}

#[test]
fn other_machines_are_not_let_in() {
    let world = World::approved();
    world.run(&["serve", "--listen", "0.0.0.0:0"]).code(2).says("can be reached from other machines").says("ssh -L");
    world.run(&["serve", "--listen", "here"]).code(2).says("127.0.0.1:8750");
    World::empty().run(&["serve", "--listen", "127.0.0.1:0"]).code(3);
}

/// Looks somebody up who is the only one of that name; returns where their page is.
fn look_up(served: &Served, cookie: &str, act: &str, wanted: &str) -> String {
    let found = served.post("/desk", cookie, &format!("act={act}&wanted={wanted}")).status(303);
    let address = found.header("location").to_owned();
    assert!(
        address.starts_with("/desk/") && !address.contains('@') && !address.to_lowercase().contains("anna"),
        "{address}"
    );
    address
}

#[test]
fn the_desk_finds_a_person_and_says_what_they_were_told() {
    let world = World::approved();
    world.send(crate::world::ANNOUNCED);
    let mut served = Served::of(&world, &["--by", "S. Ouali"]);
    let (cookie, act) = served.sign_in();
    served.get("/desk", &cookie).status(200).says("user name, serial number, number of a sheet, or site");
    // A serial number, in small letters.
    let anna = look_up(&served, &cookie, &act, "f2lzk4xq0001");
    assert_eq!(look_up(&served, &cookie, &act, "Anna+Bakker"), anna);
    let page = served.get(&anna, &cookie).status(200);
    let page = page
        .says("<h1>Anna Bakker</h1>")
        .says("iPhone van Anna")
        .says("does it themselves, step by step")
        .says("Announcement");
    let letter = page.body.split("href=\"").find(|rest| rest.starts_with(&format!("{anna}/told/"))).unwrap();
    let letter = letter.split('"').next().unwrap().to_owned();
    served.get(&letter, &cookie).status(200).says("a.bakker@voorbeeldstad.example");
    let mail = served.get(&format!("{letter}/mail"), &cookie).status(200);
    assert!(mail.header("content-security-policy").contains("sandbox"), "{}", mail.head);
    mail.says("Anna").keeps_to_itself("<script");
    // Several are to choose from; nobody is nobody.
    served
        .post("/desk", &cookie, &format!("act={act}&wanted=voorbeeldstad"))
        .status(200)
        .says("Anna Bakker")
        .says("Femke Smit");
    served
        .post("/desk", &cookie, &format!("act={act}&wanted=Zz%3Cscript%3E"))
        .says("Nobody is called so")
        .keeps_to_itself("<script>");
    for nowhere in ["/desk/0123", "/desk/a.bakker@voorbeeldstad.example", "/desk/..%2f..", &format!("{anna}/told/0123")]
    {
        served.get(nowhere, &cookie).status(404);
    }
}

#[test]
fn what_is_done_at_the_desk_is_done_as_by_the_command_line() {
    let world = World::approved();
    let mut served = Served::of(&world, &["--by", "S. Ouali"]);
    let (cookie, act) = served.sign_in();
    let anna = look_up(&served, &cookie, &act, "Anna");
    let say = |what: &str, more: &str| served.post(&format!("{anna}/{what}"), &cookie, &format!("act={act}&{more}"));
    let page = |answer: Answer| served.get(answer.header("location"), &cookie).status(200);
    page(say("hold", "why=on+sick+leave").status(303)).says("Their messages are held.").says("on sick leave");
    page(say("release", "why=back").status(303)).says("Their messages go on.").keeps_to_itself("on sick leave");
    page(say("help", "why=wiped+%3Cb%3Etoo+soon").status(303))
        .says("needs help")
        .says("wiped &lt;b&gt;too soon")
        .keeps_to_itself("<b>too");
    page(say("called", "about=steps").status(303)).says("The call is counted.");
    page(say("called", "about=dates").status(303));
    page(say("moved", "why=seen+at+the+desk").status(303)).says("has moved");
    // What cannot be is said, and nothing is done.
    say("moved", "why=again").status(422).says("Anna Bakker is migrated already");
    say("hold", "why=+").status(422).says("is empty");
    say("called", "about=%3Cb%3E").status(422);
    let journal = world.run(&["journal"]).code(0);
    for line in ["S. Ouali", "on sick leave", "steps", "seen at the desk"] {
        assert!(journal.out.contains(line), "`{line}` is not in\n{}", journal.out);
    }
    world.at(STARTED, &["helpdesk", "--json"]).code(0);
    world.at(STARTED, &["status", "--json"]).code(0).says("\"moved\": 1");
}

#[test]
fn nobody_acts_for_another() {
    let world = World::approved();
    let mut served = Served::of(&world, &["--by", "S. Ouali"]);
    let (cookie, act) = served.sign_in();
    let (other, others) = served.sign_in();
    let anna = look_up(&served, &cookie, &act, "Anna");
    let moved = format!("{anna}/moved");
    served.post(&moved, &cookie, "why=x").status(403);
    served.post(&moved, &cookie, &format!("act={others}&why=x")).status(403);
    served.post(&moved, "", &format!("act={act}&why=x")).status(401);
    served.get(&format!("{moved}?act={act}&why=x"), &cookie).status(405);
    let origin = [("origin", "http://evil.example"), ("cookie", cookie.as_str())];
    served.ask("POST", &moved, &origin, &format!("act={act}&why=x")).status(403);
    served.post("/sign-out", &other, &format!("act={others}")).status(303);
    served.post(&moved, &other, &format!("act={others}&why=x")).status(401);
    world.at(STARTED, &["status", "--json"]).code(0).says("\"moved\": 0");
    // Without a name there is nothing to press, and nothing to say.
    let mut looking = Served::of(&world, &[]);
    let (cookie, act) = looking.sign_in();
    let anna = look_up(&looking, &cookie, &act, "Anna");
    looking.get(&anna, &cookie).status(200).keeps_to_itself("Hold their messages");
    looking.post(&format!("{anna}/moved"), &cookie, &format!("act={act}&why=x")).status(403).says("--by NAME");
    world.at(STARTED, &["status", "--json"]).code(0).says("\"moved\": 0");
}

#[test]
fn whatever_people_are_called_they_stay_text() {
    let world = World::base();
    let hostile = "\"<script>alert(1)</script>'{{ 7 * 7 }}\"";
    world.edit("people.csv", "Anna Bakker,", &format!("{hostile},"));
    world.edit("devices.csv", "iPhone van Anna", "\"\"\"><img src=x onerror=alert(1)>\"");
    world.approve();
    world.at(STARTED, &["hold", "--person", "a.bakker@voorbeeldstad.example", "--why", "<b>why</b>", "--yes"]).code(0);
    let mut served = Served::of(&world, &["--by", "<i>S. Ouali</i>"]);
    let (cookie, act) = served.sign_in();
    let address = look_up(&served, &cookie, &act, "a.bakker");
    let told = served.get(&address, &cookie).body;
    let told =
        told.split("href=\"").find(|rest| rest.contains("/told/")).unwrap().split('"').next().unwrap().to_owned();
    let (mail, wave) = (format!("{told}/mail"), "/waves/pilot");
    for path in [
        "/",
        "/desk",
        &address,
        &told,
        &mail,
        wave,
        "/gates/pilot",
        "/plan",
        "/report?by=department",
        "/journal",
        "/messages",
    ] {
        let page = served.get(path, &cookie).status(200);
        let page = page
            .keeps_to_itself("<script>alert")
            .keeps_to_itself("<img src=x")
            .keeps_to_itself("<b>why")
            .keeps_to_itself("<i>S.");
        let names = page.body.contains("&lt;script&gt;alert(1)");
        assert!(names || !["/", &address, &told].contains(&path), "{path} names them\n{}", page.body);
    }
    let found = served.post("/desk", &cookie, &format!("act={act}&wanted=voorbeeldstad")).status(200);
    found.says("&lt;script&gt;alert(1)").says("{{ 7 * 7 }}").keeps_to_itself("<script>alert");
}

#[test]
fn a_message_that_is_saved_shows_at_once() {
    let world = World::base();
    let template = "templates/enrol/enrol-now.nl.md";
    world.own_template(template);
    // Nothing needs to be approved to write.
    let mut served = Served::of(&world, &[]);
    let page = served.get(&served.link, "").status(200);
    let cookie = served.post("/sign-in", "", &format!("token={}", page.field("token"))).status(303).cookie();
    served.next_link();
    served.get("/", &cookie).status(422).says("no plan has been approved yet");
    served
        .get("/messages", &cookie)
        .status(200)
        .says("href=\"/messages/enrol-now/nl\"")
        .says("href=\"/messages/enrol-now/en\"");
    let address = "/messages/enrol-now/nl";
    let before = served.get(address, &cookie).status(200).says(template).says("servicedesk@voorbeeldstad.example");
    let act = before.field("act");
    let frame = before
        .body
        .split("src=\"")
        .find(|rest| rest.starts_with(address))
        .unwrap()
        .split('"')
        .next()
        .unwrap()
        .to_owned();
    let mail = served.get(&frame, &cookie).status(200).keeps_to_itself("Wat er nieuw is");
    assert!(mail.header("content-security-policy").contains("sandbox"), "{}", mail.head);
    let mut events = served.events(&cookie);
    events.find(|line| line.contains("event: changed")).unwrap();
    world.write(template, format!("{}\n\nWat er nieuw is voor {{{{ person.name }}}}.\n", world.read(template)));
    events.find(|line| line.contains("event: changed")).unwrap();
    let after = served.get(address, &cookie).status(200).says("Wat er nieuw is voor");
    assert!(!after.body.contains(&frame), "the frame has another address, or a browser would keep what it has");
    // What is wrong stands in its place, with file and line, and goes away as it came.
    let whole = world.read(template);
    world.write(template, format!("{whole}\n{{{{ person.shoe }}}}\n"));
    served.get(address, &cookie).status(200).says("shoe").says(&format!("{template}:"));
    world.write(template, "---\nsubject: {% if\n---\n");
    served.get("/messages", &cookie).status(422).says(&format!("{template}:"));
    world.write(template, whole);
    served.get(address, &cookie).status(200).says("Wat er nieuw is voor");
    // What the check finds comes when it has looked.
    world.edit(template, "Wat er nieuw is", "Vrijdag 12 maart is nieuw");
    served.get(address, &cookie).status(200);
    while !served.get(address, &cookie).status(200).body.contains("H-") {
        events.find(|line| line.contains("event: changed")).unwrap();
    }
    // Anybody of the data is a reader; who they are is in no address.
    let femke = served.post(address, &cookie, &format!("act={act}&wanted=f.smit@voorbeeldstad.example")).status(303);
    let femke = femke.header("location").to_owned();
    assert!(!femke.contains("smit"), "{femke}");
    served.get(&femke, &cookie).status(200).says("Vrijdag 12 maart is nieuw voor Femke Smit");
    served.get(&format!("{femke}?beside=en"), &cookie).status(200).says("/messages/enrol-now/en/");
    for nowhere in
        ["/messages/none/nl", "/messages/enrol-now/xx", "/messages/enrol-now/nl/0123", &format!("{femke}/grey")]
    {
        served.get(nowhere, &cookie).status(404);
    }
}

#[test]
fn a_gate_is_decided_by_who_is_named_and_means_it() {
    let world = World::base();
    world.edit("campaign.yaml", "owner: M. de Wit, date", "owner: M. de Wit, checks: [vpn], date");
    world.approve();
    let mut served = Served::of(&world, &["--by", "S. Ouali"]);
    let (cookie, act) = served.sign_in();
    served.get("/waves/pilot", &cookie).status(200).says("href=\"/gates/pilot\"").says("Enrol now");
    let page = served
        .get("/gates/pilot", &cookie)
        .status(200)
        .says("not decided yet")
        .says("M. de Wit")
        .says("Tried by hand: vpn");
    page.says("≥\u{a0}90\u{a0}%");
    let say =
        |what: &str, more: &str| served.post(&format!("/gates/pilot/{what}"), &cookie, &format!("act={act}&{more}"));
    say("tick", "check=vpn&works=yes").status(303);
    served.get("/gates/pilot", &cookie).says("It does not work any more");
    say("tick", "check=wifi&works=yes").status(422).says("does not ask for");
    say("decide", "decision=pass&why=all+is+well").status(422).says("has not come");
    for again in ["", "&again=", "&again=S.+Oual", "&meant=yes"] {
        let said = say("decide", &format!("decision=override&why=the+board{again}"));
        said.status(422).says("confirmed with the name of who does it: S. Ouali");
    }
    say("decide", "decision=override&again=S.+Ouali&why=").status(422);
    say("decide", "decision=override&again=s.+ouali&why=the+board").status(303);
    served.get("/gates/pilot", &cookie).says("open all the same").says("Decided by S. Ouali").says("the board");
    served.get("/journal", &cookie).status(200).says("the board").says("S. Ouali").says("vpn");
    say("decide", "decision=fail&why=mail+is+slow").status(303);
    served.get("/gates/pilot", &cookie).says("not reached");
    served.get("/", &cookie).says("href=\"/gates/pilot\"");
    for nowhere in ["/gates/rest", "/gates/none", "/waves/none", "/waves/..%2f.."] {
        served.get(nowhere, &cookie).status(404);
    }
    served.get("/gates/pilot/decide", &cookie).status(405);
    served.post("/gates/pilot/decide", &cookie, "decision=override&meant=yes&why=x").status(403);
}

#[test]
fn the_plan_and_the_report_say_what_the_command_line_says() {
    let world = World::approved();
    world.send(crate::world::ANNOUNCED);
    let mut served = Served::of(&world, &[]);
    let (cookie, _) = served.sign_in();
    served.get("/plan", &cookie).status(200).says("The working files are what was approved.");
    world.edit("people.csv", "Anna Bakker,", "Anna de Bakker,");
    world.edit("campaign.yaml", "deadline: 2027-04-30", "deadline: 2027-05-07");
    let page = served.get("/plan", &cookie).status(200).says("people.csv").says("heraut approve --plan").says("rest");
    page.keeps_to_itself("The working files are what was approved.");
    let page = served.get("/report?by=department", &cookie).status(200).says("Zorg").says("Facilitair");
    page.says("href=\"/report/page\"");
    served.get("/report?by=%3Cb%3E", &cookie).status(200).keeps_to_itself("<b>");
    let page = served.get("/report/page", &cookie).status(200).says("<!doctype html>");
    assert!(page.header("content-security-policy").contains("sandbox"), "{}", page.head);
    served.get("/journal?before=1", &cookie).status(200);
    served.get("/journal", &cookie).status(200).says("A. Manager").says("approved");
}

#[cfg(unix)]
#[test]
fn it_delivers_beside_the_pages_and_both_end_together() {
    let world = World::approved();
    world.send(crate::world::ANNOUNCED);
    let before = world.files("outbox/new").len();
    let mut served = Served::of(&world, &["--by", "S. Ouali", "--send"]);
    let (cookie, _) = served.sign_in();
    let mut lines = served.events(&cookie);
    // Nobody else sends meanwhile.
    world.at(STARTED, &["send"]).code(4).says("sending since");
    while world.files("outbox/new").len() == before {
        lines.find(|line| line.contains("event: changed")).unwrap();
    }
    served.get("/", &cookie).status(200);
    let pid = rustix::process::Pid::from_child(&served.child);
    rustix::process::kill_process(pid, rustix::process::Signal::TERM).unwrap();
    assert!(served.child.wait().unwrap().success());
    let mut said = String::new();
    served.links.read_to_string(&mut said).unwrap();
    assert!(!said.contains("uncertain"), "{said}");
    world.run(&["status", "--json"]).code(0).says("\"uncertain\": 0");
    // What nobody approved is sent by nobody.
    let world = World::base();
    world.run(&["serve", "--listen", "127.0.0.1:0", "--send"]).code(2).says("no plan has been approved yet");
}

#[cfg(unix)]
#[test]
fn the_first_link_is_opened_and_stands_on_no_command_line() {
    use std::os::unix::fs::PermissionsExt;

    let world = World::approved();
    world.write("bin/xdg-open", "#!/bin/sh\nread -r page < \"$1\"\necho \"$page\" > opened\n");
    let script = world.path("bin/xdg-open");
    std::fs::set_permissions(&script, std::fs::Permissions::from_mode(0o755)).unwrap();
    assert!(Command::new("mkfifo").arg(world.path("opened")).status().unwrap().success());
    let served = Served::of(&world, &["--open"]);
    let page = world.read("opened");
    assert!(page.contains(&format!("content=\"0; url=http://{}{}\"", served.host, served.link)), "{page}");
    std::fs::remove_file(script).unwrap();
    let mut served = Served::of(&world, &["--open"]);
    let line = served.line();
    assert!(line.contains("no browser could be opened"), "{line}");
}
