//! The targets of `fuzz/`, on stable Rust and in bounded time: the kept corpus, and copies of it changed by a generator with a
//! fixed seed. `fuzz/README.md` says how to look longer.

use std::path::Path;

#[path = "../fuzz/targets.rs"]
mod targets;

/// No input is longer: what is long for its own sake has tests of its own.
const LONGEST: usize = 64 * 1024;

/// Words that mean something to one of the readers.
const WORDS: [&str; 32] = [
    "\"",
    "'",
    "(",
    ")",
    ",",
    ";",
    ":",
    "\r\n",
    "\u{feff}",
    "=SUM(",
    " or ",
    " not ",
    "{{ x }}",
    "{% for i in range(end=9) %}",
    "{% endfor %}",
    "{% if x %}",
    "> ",
    "- ",
    "**",
    "![a](b.svg)",
    "[a](https://x)",
    "|",
    "---\n",
    "BEGIN:VEVENT\n",
    "END:VEVENT\n",
    "RRULE:FREQ=DAILY;INTERVAL=2\n",
    "DTSTART:20270427\n",
    "EXDATE:20270427\n",
    "every 3 workdays from ",
    "<svg>",
    "&x;",
    "\0",
];

/// xorshift64*: small, and the same everywhere.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        self.0.wrapping_mul(0x2545_F491_4F6C_DD1D)
    }

    fn below(&mut self, end: usize) -> usize {
        (self.next() % end.max(1) as u64) as usize
    }

    /// A part of bytes.
    fn part<'b>(&mut self, bytes: &'b [u8]) -> &'b [u8] {
        let from = self.below(bytes.len());
        let length = self.below((bytes.len() - from).min(400) + 1);
        &bytes[from..from + length]
    }
}

/// One change: something in, out, twice, a hundred times, or from another file.
fn change(random: &mut Random, bytes: &mut Vec<u8>, corpus: &[Vec<u8>]) {
    let at = random.below(bytes.len() + 1);
    match random.below(7) {
        0 if !bytes.is_empty() => {
            let at = random.below(bytes.len());
            bytes[at] ^= 1 << random.below(8);
        }
        1 => drop(bytes.splice(at..at, [random.below(256) as u8])),
        2 if !bytes.is_empty() => {
            let from = random.below(bytes.len());
            let to = from + random.below((bytes.len() - from).min(200) + 1);
            bytes.drain(from..to);
        }
        3 => {
            let part = random.part(bytes).to_vec();
            bytes.splice(at..at, part);
        }
        4 => {
            let part = random.part(bytes);
            let part = part[..part.len().min(40)].repeat(1 + random.below(200));
            bytes.splice(at..at, part);
        }
        5 => {
            let other = random.below(corpus.len());
            let part = random.part(&corpus[other]).to_vec();
            bytes.splice(at..at, part);
        }
        _ => {
            let word = WORDS[random.below(WORDS.len())].bytes();
            bytes.splice(at..at, word);
        }
    }
    bytes.truncate(LONGEST);
}

/// Gives a target its corpus, and so many changed copies.
fn run(name: &str, copies: usize, target: fn(&[u8])) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/corpus").join(name);
    let mut files: Vec<_> = std::fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    let corpus: Vec<Vec<u8>> = files.iter().map(|path| std::fs::read(path).unwrap()).collect();
    assert!(corpus.len() >= 3, "{} has too little to begin with", folder.display());
    corpus.iter().for_each(|bytes| target(bytes));
    let times = std::env::var("HERAUT_FUZZ").map_or(1, |times| times.parse().expect("HERAUT_FUZZ is a number"));
    let mut random = Random(0x4865_7261_7574);
    for _ in 0..copies * times {
        let first = random.below(corpus.len());
        let mut bytes = corpus[first].clone();
        for _ in 0..=random.below(6) {
            change(&mut random, &mut bytes, &corpus);
        }
        // Shown with the failure, if there is one.
        let shown = Shown(name, &bytes);
        target(&bytes);
        drop(shown);
    }
}

/// Keeps the input that a target broke on, for the corpus.
struct Shown<'b>(&'b str, &'b [u8]);

impl Drop for Shown<'_> {
    fn drop(&mut self) {
        if std::thread::panicking() {
            let path = std::env::temp_dir().join(format!("heraut-fuzz-{}", self.0));
            let kept = std::fs::write(&path, self.1).map_or("nowhere".to_owned(), |()| path.display().to_string());
            eprintln!("the input that {} broke on is kept in {kept}", self.0);
        }
    }
}

macro_rules! targets {
    ($($name:ident: $copies:expr;)*) => {
        $(#[test]
        fn $name() {
            run(stringify!($name), $copies, targets::$name);
        })*
    };
}

targets! {
    csv: 60;
    yaml: 200;
    ics: 100;
    selector: 20_000;
    rule: 20_000;
    template: 40;
    markdown: 400;
    svg: 200;
    jpeg: 60;
    report: 20_000;
}
