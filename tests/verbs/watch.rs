//! `heraut approve` beside a running `heraut send --watch`.

use std::io::{BufRead, BufReader, Read, Write};
use std::process::{Child, ChildStderr, Command, Stdio};

use crate::hook::Hook;
use crate::refusing::{Says, relay};
use crate::world::{ANNOUNCED, World};

/// A sender that stays, until the test ends.
struct Watch {
    child: Child,
    said: BufReader<ChildStderr>,
}

impl Watch {
    fn begin(world: &World, variables: &[(&str, &str)]) -> Self {
        Watch::with(world, variables, &[])
    }

    fn with(world: &World, variables: &[(&str, &str)], more: &[&str]) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_heraut"))
            .args(["send", "--watch", "--now", ANNOUNCED])
            .args(more)
            .current_dir(world.path("."))
            .env_clear()
            .envs(variables.iter().copied())
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let said = BufReader::new(child.stderr.take().unwrap());
        Watch { child, said }
    }

    /// Waits until it says something with `words` in it, and returns the line.
    fn says(&mut self, words: &str) -> String {
        let mut line = String::new();
        while !line.contains(words) {
            line.clear();
            assert!(self.said.read_line(&mut line).unwrap() > 0, "it ended without saying `{words}`");
        }
        line
    }

    fn signal(&self, name: &str) {
        let sent = Command::new("kill").args([&format!("-{name}"), &self.child.id().to_string()]).status().unwrap();
        assert!(sent.success());
    }
}

/// What a service manager hears, a message each.
#[cfg(target_os = "linux")]
fn heard(socket: &std::os::unix::net::UnixDatagram) -> String {
    let mut message = [0; 4096];
    let length = socket.recv(&mut message).unwrap();
    String::from_utf8(message[..length].to_vec()).unwrap()
}

#[cfg(target_os = "linux")]
#[test]
fn a_service_manager_hears_of_it() {
    use std::os::linux::net::SocketAddrExt;
    use std::os::unix::net::{SocketAddr, UnixDatagram};

    let world = World::approved();
    let path = world.path("notify").display().to_string();
    let name = format!("@heraut-test-{}", std::process::id());
    let address = SocketAddr::from_abstract_name(name.trim_start_matches('@')).unwrap();
    for (socket, name) in [(UnixDatagram::bind(&path), path), (UnixDatagram::bind_addr(&address), name)] {
        let socket = socket.unwrap();
        let mut watch = Watch::begin(&world, &[("NOTIFY_SOCKET", &name), ("WATCHDOG_USEC", "60000000")]);
        assert_eq!(heard(&socket), "READY=1\nSTATUS=Delivering what is due.");
        assert_eq!(heard(&socket), "WATCHDOG=1");
        watch.signal("TERM");
        while !heard(&socket).starts_with("STOPPING=1\nSTATUS=") {}
        assert_eq!(watch.child.wait().unwrap().code(), Some(0));
    }
    world.run_with(&[("NOTIFY_SOCKET", "/nowhere")], &["send", "--now", ANNOUNCED]).code(0);
}

/// What is answered to a request, from the first line to the last.
fn asked(address: &str, request: &str) -> String {
    let mut stream = std::net::TcpStream::connect(address).unwrap();
    stream.write_all(request.as_bytes()).unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    answer
}

#[test]
fn it_answers_prometheus() {
    let world = World::approved();
    let mut watch = Watch::with(&world, &[], &["--metrics", "127.0.0.1:0"]);
    let line = watch.says("Metrics are at http://");
    let address = line.split("http://").nth(1).unwrap().split('/').next().unwrap().to_owned();
    while world.outbox().len() < 2 {
        assert!(watch.child.try_wait().unwrap().is_none(), "it ended");
        std::thread::yield_now();
    }
    let get = "GET /metrics HTTP/1.1\r\nHost: localhost\r\n\r\n";
    let mut metrics = asked(&address, get);
    // The last outcome is written a moment after the mail.
    while !metrics.contains("heraut_accepted_notices{campaign=\"base\"} 2\n") {
        metrics = asked(&address, get);
    }
    assert!(metrics.starts_with("HTTP/1.1 200 OK\r\n"), "{metrics}");
    let planned = "wave=\"pilot\",phase=\"announce\",message=\"announcement\",state=\"accepted\"} 2";
    assert!(metrics.contains(planned), "{metrics}");
    assert!(!metrics.contains('@'), "nobody is in it: {metrics}");
    assert!(asked(&address, "DELETE /metrics HTTP/1.1\r\n\r\n").starts_with("HTTP/1.1 405"));
    let send = |address| world.at(ANNOUNCED, &["send", "--watch", "--metrics", address]);
    send("0.0.0.0:9750").code(2).says("for this machine alone");
    send(&address).code(4).says("nobody can be answered");
}

impl Drop for Watch {
    fn drop(&mut self) {
        // It may have ended.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[test]
fn it_tells_of_trouble_while_it_stays() {
    let hook = Hook::start();
    let world = World::base();
    let relay = relay(Says::Well);
    let keys = format!("{}relay: {{url: \"smtp://127.0.0.1:{}\"}}", hook.alert(", on: [failed]"), relay.port);
    world.edit("campaign.yaml", "relay: {url: \"maildir:outbox\"}", &keys);
    world.approve();
    world.at(ANNOUNCED, &["send"]).code(1);
    let mut watch = Watch::with(&world, &[], &["--i-mean-it"]);
    let mut heard = hook.heard();
    while heard.is_empty() {
        assert!(watch.child.try_wait().unwrap().is_none(), "it ended");
        heard = hook.heard();
    }
    assert_eq!(heard[0]["troubles"][0]["trouble"], "failed");
}

/// Whoever has the ledger when a watch wants to go on is told of, and waited for.
#[cfg(unix)]
#[test]
fn a_watch_that_cannot_go_on_says_so() {
    let world = World::approved();
    let mut watch = Watch::begin(&world, &[]);
    while world.outbox().len() < 2 {
        assert!(watch.child.try_wait().unwrap().is_none(), "it ended");
        std::thread::yield_now();
    }
    let open = |name: &str| std::fs::OpenOptions::new().write(true).create(true).truncate(false).open(world.path(name));
    let (turn, sender) = (open("heraut.db.turn").unwrap(), open("heraut.db.lock").unwrap());
    turn.lock().unwrap();
    watch.says("Somebody approves");
    sender.lock().unwrap();
    turn.unlock().unwrap();
    let line = watch.says("Sending cannot go on: the ledger is in use by");
    assert!(line.contains("It is tried again, for 2 minutes at most."), "{line}");
    sender.unlock().unwrap();
    watch.says("Sending goes on.");
}

#[cfg(unix)]
#[test]
fn a_watch_takes_the_new_plan_without_a_restart() {
    let world = World::approved();
    let mut watch = Watch::begin(&world, &[]);
    while world.outbox().len() < 2 {
        assert!(watch.child.try_wait().unwrap().is_none(), "it ended");
        std::thread::yield_now();
    }
    let gijs = "g.mol@voorbeeldstad.example,Gijs Mol,Gijs,Mol,g.mol@voorbeeldstad.example,IT,nl,pilot\n";
    world.edit(
        "people.csv",
        "f.smit@voorbeeldstad.example,Femke",
        &format!("{gijs}f.smit@voorbeeldstad.example,Femke"),
    );
    world.at(ANNOUNCED, &["approve", "--by", "A. Manager"]).code(0).says("5 new").says("Waiting until");
    watch.says("Somebody approves");
    watch.says("From here on plan");
    while world.outbox().len() < 3 {
        assert!(watch.child.try_wait().unwrap().is_none(), "it ended");
        std::thread::yield_now();
    }
    watch.signal("HUP");
    watch.says("Sending goes on.");
    watch.signal("TERM");
    assert_eq!(watch.child.wait().unwrap().code(), Some(0));
    assert_eq!(world.told(), ["a.bakker", "b.visser", "g.mol"], "each once");
    world.at(ANNOUNCED, &["ledger", "verify"]).code(0);
}
