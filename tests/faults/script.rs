//! What a server is told to do: see README.md.

/// What it does at one step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Act {
    Well,
    Say(Vec<u8>),
    Raw(Vec<u8>),
    Slowly,
    Endless(Vec<u8>),
    Drop,
    Reset,
    Silence,
}

/// Which times a rule is for; the first is 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Times {
    Each,
    Only(usize),
    From(usize),
}

/// A script: its rules in order.
#[derive(Debug, Clone, Default)]
pub struct Script {
    rules: Vec<(String, Times, Vec<Act>)>,
}

pub const STEPS: [&str; 12] =
    ["connect", "ehlo", "helo", "auth", "login", "mail", "rcpt", "data", "body", "dot", "rset", "quit"];

impl Script {
    /// Reads a script.
    pub fn read(text: &str) -> Script {
        let rules = text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'));
        Script { rules: rules.map(rule).collect() }
    }

    /// What to do at a step that comes for the `time`-th time.
    pub fn at(&self, step: &str, time: usize) -> Vec<Act> {
        let fits = |times: Times| match times {
            Times::Each => true,
            Times::Only(n) => time == n,
            Times::From(n) => time >= n,
        };
        let rule = self.rules.iter().find(|(of, times, _)| of == step && fits(*times));
        rule.map_or_else(|| vec![Act::Well], |(_, _, acts)| acts.clone())
    }
}

fn rule(line: &str) -> (String, Times, Vec<Act>) {
    let (when, what) = line.split_once(':').unwrap_or_else(|| panic!("`{line}` has no colon"));
    let (step, times) = when.trim().split_once(' ').unwrap_or((when.trim(), ""));
    assert!(STEPS.contains(&step), "`{step}` is no step");
    let number = |text: &str| text.parse().unwrap_or_else(|_| panic!("`{text}` is no number"));
    let times = match times.trim() {
        "" => Times::Each,
        n => n.strip_suffix('+').map_or_else(|| Times::Only(number(n)), |n| Times::From(number(n))),
    };
    (step.to_owned(), times, parts(what).iter().map(|act| self::act(act.trim_start())).collect())
}

/// Splits at semicolons, but for those behind a backslash.
fn parts(what: &str) -> Vec<String> {
    let mut parts = vec![String::new()];
    let mut chars = what.chars();
    while let Some(c) = chars.next() {
        let last = parts.len() - 1;
        match c {
            ';' => parts.push(String::new()),
            '\\' => parts[last].extend(std::iter::once('\\').chain(chars.next())),
            c => parts[last].push(c),
        }
    }
    parts
}

fn act(text: &str) -> Act {
    let (verb, rest) = text.split_once(' ').unwrap_or((text, ""));
    match verb {
        "say" => Act::Say(bytes(rest)),
        "raw" => Act::Raw(bytes(rest)),
        "endless" => Act::Endless(bytes(rest)),
        "well" => Act::Well,
        "slowly" => Act::Slowly,
        "drop" => Act::Drop,
        "reset" => Act::Reset,
        "silence" => Act::Silence,
        other => panic!("a server cannot do `{other}`"),
    }
}

fn bytes(text: &str) -> Vec<u8> {
    let mut out = Vec::new();
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        if c != '\\' {
            out.extend(c.to_string().bytes());
            continue;
        }
        match chars.next() {
            Some('r') => out.push(b'\r'),
            Some('n') => out.push(b'\n'),
            Some('t') => out.push(b'\t'),
            Some('x') => {
                let digits: String = chars.by_ref().take(2).collect();
                out.push(u8::from_str_radix(&digits, 16).unwrap_or_else(|_| panic!("`\\x{digits}` is no byte")));
            }
            Some(c) => out.extend(c.to_string().bytes()),
            None => panic!("a backslash at the end"),
        }
    }
    out
}

#[test]
fn a_script_says_when_and_what() {
    let script =
        Script::read("# a relay\nmail 3: say 421 \\x1b\\; bye; drop\n\ndot 2+: silence\nrcpt: raw 250-a\\r\\n");
    assert_eq!(script.at("mail", 3), [Act::Say(b"421 \x1b; bye".to_vec()), Act::Drop]);
    assert_eq!((script.at("mail", 2), script.at("mail", 4)), (vec![Act::Well], vec![Act::Well]));
    assert_eq!((script.at("dot", 1), script.at("dot", 7)), (vec![Act::Well], vec![Act::Silence]));
    assert_eq!(script.at("rcpt", 9), [Act::Raw(b"250-a\r\n".to_vec())]);
}
