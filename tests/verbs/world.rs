//! A campaign directory of one's own, and the program run in it as a process that inherits nothing.

use std::collections::BTreeMap;
use std::fmt;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde_json::Value;
use tempfile::TempDir;

/// Two weeks before anything is due in the sound campaign.
pub const EARLY: &str = "2027-02-01T09:00+01:00";
/// The morning of the pilot's announcement, an hour after it fell due.
pub const ANNOUNCED: &str = "2027-02-15T10:00+01:00";
/// The morning on which the pilot starts.
pub const STARTED: &str = "2027-03-01T09:00+01:00";

/// A directory with a campaign, gone at the end of the test.
pub struct World {
    dir: TempDir,
}

/// What a run left on the screen.
pub struct Ran {
    typed: String,
    /// The exit code.
    pub code: i32,
    /// Its stdout.
    pub out: String,
    /// Its stderr.
    pub err: String,
}

impl World {
    /// An empty directory.
    pub fn empty() -> Self {
        World { dir: tempfile::tempdir().unwrap() }
    }

    /// The sound campaign of `tests/campaigns/base`: six people in two waves, a Maildir for a relay.
    pub fn base() -> Self {
        let world = World::empty();
        let from = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/campaigns/base");
        for entry in fs::read_dir(from).unwrap() {
            let entry = entry.unwrap();
            fs::copy(entry.path(), world.path(entry.file_name().to_str().unwrap())).unwrap();
        }
        world
    }

    /// The sound campaign, with a message to those who have moved, approved.
    pub fn approved() -> Self {
        let world = World::base();
        world.welcome();
        world.approve();
        world
    }

    /// Adds a message to those who have moved.
    pub fn welcome(&self) {
        let rule = "  done:\n    - {message: welcome, when: migrated + 1h, to: migrated}\nwaves:\n";
        self.edit("campaign.yaml", "waves:\n", rule);
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.dir.path().join(name)
    }

    pub fn read(&self, name: &str) -> String {
        fs::read_to_string(self.path(name)).unwrap()
    }

    pub fn write(&self, name: &str, text: impl AsRef<[u8]>) {
        let path = self.path(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    /// Replaces the one place where a file says `from`.
    pub fn edit(&self, name: &str, from: &str, to: &str) {
        let text = self.read(name);
        assert_eq!(text.matches(from).count(), 1, "`{from}` in {name}");
        self.write(name, text.replace(from, to));
    }

    /// Copies a template that comes with the program into the campaign, to be changed there.
    pub fn own_template(&self, path: &str) {
        let from = Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
        self.write(path, fs::read(from).unwrap());
    }

    /// Runs the program in the directory, without a terminal, in 80 columns.
    pub fn run(&self, args: &[&str]) -> Ran {
        self.run_with(&[], args)
    }

    /// The same, with variables in its environment.
    pub fn run_with(&self, variables: &[(&str, &str)], args: &[&str]) -> Ran {
        let mut command = Command::new(env!("CARGO_BIN_EXE_heraut"));
        // As if it were installed.
        #[cfg(unix)]
        std::os::unix::process::CommandExt::arg0(&mut command, "heraut");
        let done = command
            .args(args)
            .current_dir(self.dir.path())
            .env_clear()
            .env("COLUMNS", "80")
            .envs(variables.iter().copied())
            .stdin(Stdio::null())
            .output()
            .unwrap();
        Ran {
            typed: args.join(" "),
            code: done.status.code().expect("ended by itself"),
            out: String::from_utf8(done.stdout).unwrap(),
            err: String::from_utf8(done.stderr).unwrap(),
        }
    }

    /// Runs the program at an instant.
    pub fn at(&self, now: &str, args: &[&str]) -> Ran {
        self.run(&[args, &["--now", now]].concat())
    }

    /// Approves two weeks before anything is due.
    pub fn approve(&self) -> Ran {
        self.at(EARLY, &["approve", "--by", "A. Manager"]).code(0)
    }

    /// Delivers what is due, which goes well.
    pub fn send(&self, now: &str) -> Ran {
        self.at(now, &["send"]).code(0)
    }

    /// Delivers what is due so late that something is over by then.
    pub fn send_late(&self, now: &str) -> Ran {
        self.at(now, &["send", "--accept-clock"]).code(1).says("expired")
    }

    /// The files in a folder, by name; none when there is no folder.
    pub fn files(&self, folder: &str) -> BTreeMap<String, Vec<u8>> {
        let Ok(entries) = fs::read_dir(self.path(folder)) else { return BTreeMap::new() };
        entries
            .map(|entry| entry.unwrap())
            .map(|entry| (entry.file_name().into_string().unwrap(), fs::read(entry.path()).unwrap()))
            .collect()
    }

    /// What was delivered to the campaign's Maildir.
    pub fn outbox(&self) -> BTreeMap<String, Vec<u8>> {
        self.files("outbox/new")
    }

    /// Recipient and subject of everything in the Maildir, sorted.
    pub fn letters(&self) -> Vec<(String, String)> {
        let mut letters: Vec<_> = self.outbox().values().map(|bytes| letter(bytes)).collect();
        letters.sort();
        letters
    }

    /// Who got something, each as often as they got something, sorted; the part before the `@`.
    pub fn told(&self) -> Vec<String> {
        self.letters().into_iter().map(|(to, _)| to.split('@').next().unwrap().to_owned()).collect()
    }

    /// States of notices, by `message/person`, of those that are not planned.
    pub fn states(&self) -> BTreeMap<String, String> {
        let document = self.run(&["status", "--notices", "--json"]).code(0).json();
        let text = |notice: &Value, key: &str| notice[key].as_str().unwrap_or("-").to_owned();
        let rows = document["notices"].as_array().unwrap().iter();
        rows.filter(|notice| notice["state"] != "planned")
            .map(|notice| {
                let person = text(notice, "person").split('@').next().unwrap().to_owned();
                (format!("{}/{person}", text(notice, "message")), text(notice, "state"))
            })
            .collect()
    }
}

/// Recipient and subject of a message.
pub fn letter(bytes: &[u8]) -> (String, String) {
    let mail = mail_parser::MessageParser::default().parse(bytes).expect("a message");
    let to = mail.to().and_then(|to| to.first()).and_then(|to| to.address()).expect("a recipient");
    (to.to_owned(), mail.subject().expect("a subject").to_owned())
}

impl Ran {
    /// Insists on an exit code.
    pub fn code(self, code: i32) -> Self {
        assert_eq!(self.code, code, "{self}");
        self
    }

    /// Its stdout as JSON.
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.out).unwrap_or_else(|e| panic!("{e}: {self}"))
    }

    /// Insists that stdout or stderr say something.
    pub fn says(self, text: &str) -> Self {
        assert!(self.out.contains(text) || self.err.contains(text), "`{text}` is not said:\n{self}");
        self
    }

    /// Insists that no line of prose is wider than the terminal.
    pub fn fits(self) -> Self {
        let wide = |line: &&str| line.chars().count() > 80;
        assert_eq!(self.out.lines().find(wide), None, "{self}");
        self
    }
}

/// As on a terminal: what was typed, stdout, stderr, and the exit code. A hash changes with every comma in a built-in
/// template, so it is not shown.
impl fmt::Display for Ran {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "$ heraut {}", self.typed)?;
        f.write_str(&without_hashes(&self.out))?;
        if !self.err.is_empty() {
            write!(f, "--- stderr\n{}", without_hashes(&self.err))?;
        }
        write!(f, "--- exit {}", self.code)
    }
}

/// Runs of twelve hexadecimal digits or more become `HASH`.
fn without_hashes(text: &str) -> String {
    let (mut out, mut run) = (String::new(), String::new());
    for c in text.chars().chain(['\0']) {
        if matches!(c, '0'..='9' | 'a'..='f') {
            run.push(c);
            continue;
        }
        let is_hash = run.len() >= 12;
        out.push_str(if is_hash { "HASH" } else { &run });
        run.clear();
        if c != '\0' {
            out.push(c);
        }
    }
    out
}
