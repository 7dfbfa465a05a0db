//! The server: one connection after another, by its script.

use std::collections::HashMap;
use std::io;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;

use crate::script::{Act, Script};

/// What the server knows of a message whose dot it has seen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fate {
    /// It has it, and said yes.
    Taken,
    /// It has it, and its yes was not sent, or not whole.
    TakenUnheard,
    /// It has it not, and said no.
    Refused,
    /// What it said is neither.
    Unclear,
}

/// A server that is running; it ends with the test's runtime.
#[derive(Clone)]
pub struct Server {
    pub address: SocketAddr,
    state: Arc<State>,
}

struct State {
    script: Script,
    pipelining: bool,
    auth: bool,
    seen: Mutex<Seen>,
    /// How many commands it has heard.
    heard: watch::Sender<usize>,
}

#[derive(Default)]
struct Seen {
    /// How often each step came.
    times: HashMap<&'static str, usize>,
    /// By recipient, what became of the messages for them.
    fates: Vec<(String, Fate)>,
    connections: usize,
    lines: Vec<String>,
    /// How often more had come behind a dot than the dot.
    rode: usize,
}

impl Server {
    /// Starts one on a port of the system's choice.
    pub async fn start(script: &str, pipelining: bool, auth: bool) -> io::Result<Server> {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await?;
        let state = Arc::new(State {
            script: Script::read(script),
            pipelining,
            auth,
            seen: Mutex::default(),
            heard: watch::Sender::new(0),
        });
        let server = Server { address: listener.local_addr()?, state: Arc::clone(&state) };
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                state.see(|seen| seen.connections += 1);
                let talk = Talk { state: Arc::clone(&state), stream: BufReader::new(stream), from: false, to: None };
                tokio::spawn(talk.serve());
            }
        });
        Ok(server)
    }

    /// What became of the messages for a recipient, in order.
    pub fn fates(&self, recipient: &str) -> Vec<Fate> {
        let of = |seen: &mut Seen| seen.fates.iter().filter(|(to, _)| to == recipient).map(|(_, fate)| *fate).collect();
        self.state.see(of)
    }

    /// How many connections it has had.
    pub fn connections(&self) -> usize {
        self.state.see(|seen| seen.connections)
    }

    /// How often the next message was announced behind the dot of the one before.
    pub fn rode(&self) -> usize {
        self.state.see(|seen| seen.rode)
    }

    /// Returns when it has heard so many commands.
    pub async fn has_heard(&self, commands: usize) {
        let _ = self.state.heard.subscribe().wait_for(|heard| *heard >= commands).await;
    }

    /// Every command it has heard.
    pub fn lines(&self) -> Vec<String> {
        self.state.see(|seen| seen.lines.clone())
    }
}

impl State {
    fn see<T>(&self, look: impl FnOnce(&mut Seen) -> T) -> T {
        look(&mut self.seen.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

/// The connection is over.
struct Over;

impl From<io::Error> for Over {
    fn from(_: io::Error) -> Self {
        Over
    }
}

/// One connection.
struct Talk {
    state: Arc<State>,
    stream: BufReader<TcpStream>,
    from: bool,
    to: Option<String>,
}

impl Talk {
    async fn serve(mut self) {
        // A client that goes away is what half of the tests are about.
        let _ = self.converse().await;
    }

    async fn converse(&mut self) -> Result<(), Over> {
        self.stream.get_ref().set_nodelay(true)?;
        self.answer("connect", "220 relay.example ESMTP").await?;
        loop {
            let line = self.line().await?;
            let verb = line.split([' ', ':']).next().unwrap_or("").to_ascii_uppercase();
            match verb.as_str() {
                "EHLO" => {
                    let pipelining = if self.state.pipelining { "250-PIPELINING\r\n" } else { "" };
                    let auth = if self.state.auth { "250-AUTH PLAIN LOGIN\r\n" } else { "" };
                    self.answer("ehlo", &format!("250-relay.example\r\n{pipelining}{auth}250 8BITMIME")).await?;
                }
                "HELO" => drop(self.answer("helo", "250 relay.example").await?),
                "AUTH" if line.to_ascii_uppercase().starts_with("AUTH LOGIN") => {
                    if self.answer("auth", "334 VXNlcm5hbWU6").await? == Some(b'3') {
                        self.line().await?;
                        if self.answer("login", "334 UGFzc3dvcmQ6").await? == Some(b'3') {
                            self.line().await?;
                            self.answer("login", "235 2.7.0 welcome").await?;
                        }
                    }
                }
                "AUTH" => drop(self.answer("auth", "235 2.7.0 welcome").await?),
                "MAIL" => {
                    let good = if self.from { "503 5.5.1 nested MAIL" } else { "250 2.1.0 ok" };
                    self.from |= self.answer("mail", good).await? == Some(b'2');
                }
                "RCPT" => {
                    let to = line.split(['<', '>']).nth(1).unwrap_or("").to_owned();
                    let good = if self.from { "250 2.1.5 ok" } else { "503 5.5.1 need MAIL" };
                    if self.answer("rcpt", good).await? == Some(b'2') {
                        self.to = Some(to);
                    }
                }
                "DATA" => {
                    let good = if self.to.is_some() { "354 go on" } else { "554 5.5.1 no valid recipients" };
                    if self.answer("data", good).await? == Some(b'3') {
                        self.message().await?;
                    }
                }
                "RSET" => {
                    (self.from, self.to) = (false, None);
                    self.answer("rset", "250 2.0.0 ok").await?;
                }
                "QUIT" => {
                    self.answer("quit", "221 2.0.0 bye").await?;
                    return Ok(());
                }
                _ => self.write(b"500 5.5.2 what?\r\n").await?,
            }
        }
    }

    async fn message(&mut self) -> Result<(), Over> {
        let mut first = true;
        loop {
            let mut line = Vec::new();
            if self.stream.read_until(b'\n', &mut line).await? == 0 {
                return Err(Over);
            }
            if line == b".\r\n" {
                break;
            }
            if std::mem::take(&mut first) {
                let acts = self.acts("body");
                if acts != [Act::Well] {
                    for act in acts {
                        self.act(&act, b"").await?;
                    }
                }
            }
        }
        self.from = false;
        let to = self.to.take();
        if !self.stream.buffer().is_empty() {
            self.state.see(|seen| seen.rode += 1);
        }
        let acts = self.acts("dot");
        let said = acts.iter().find_map(|act| match act {
            Act::Well | Act::Slowly => Some(b"250\r\n".to_vec()),
            Act::Say(text) => Some([text.as_slice(), b"\r\n"].concat()),
            Act::Raw(text) => Some(text.clone()),
            Act::Endless(text) => Some(text.repeat(2)),
            Act::Drop | Act::Reset | Act::Silence => None,
        });
        let fate = said.map_or(Fate::TakenUnheard, |said| fate(&said));
        if let Some(to) = to {
            self.state.see(|seen| seen.fates.push((to, fate)));
        }
        for act in acts {
            self.act(&act, b"250 2.0.0 queued").await?;
        }
        Ok(())
    }

    fn acts(&self, step: &'static str) -> Vec<Act> {
        let time = self.state.see(|seen| {
            let times = seen.times.entry(step).or_default();
            *times += 1;
            *times
        });
        self.state.script.at(step, time)
    }

    /// Answers a command as the script says. The first byte of what was said.
    async fn answer(&mut self, step: &'static str, good: &str) -> Result<Option<u8>, Over> {
        let mut first = None;
        for act in self.acts(step) {
            let said = self.act(&act, good.as_bytes()).await?;
            first = first.or(said);
        }
        Ok(first)
    }

    async fn act(&mut self, act: &Act, good: &[u8]) -> Result<Option<u8>, Over> {
        let said = match act {
            Act::Well => {
                self.write(&[good, b"\r\n"].concat()).await?;
                good
            }
            Act::Say(text) => {
                self.write(&[text.as_slice(), b"\r\n"].concat()).await?;
                text
            }
            Act::Raw(text) => {
                self.write(text).await?;
                text
            }
            Act::Slowly => {
                for byte in [good, b"\r\n"].concat() {
                    self.write(&[byte]).await?;
                    tokio::task::yield_now().await;
                }
                good
            }
            Act::Endless(text) => loop {
                self.write(&text.repeat(1 + 4096 / text.len().max(1))).await?;
            },
            Act::Drop => return Err(Over),
            Act::Reset => {
                self.stream.get_ref().set_zero_linger()?;
                return Err(Over);
            }
            Act::Silence => {
                // Until the client has had enough.
                loop {
                    tokio::time::sleep(Duration::from_secs(3600)).await;
                }
            }
        };
        Ok(said.first().copied())
    }

    async fn line(&mut self) -> Result<String, Over> {
        let mut line = Vec::new();
        if self.stream.read_until(b'\n', &mut line).await? == 0 {
            return Err(Over);
        }
        let line = String::from_utf8_lossy(&line).trim_end().to_owned();
        self.state.see(|seen| seen.lines.push(line.clone()));
        self.state.heard.send_modify(|heard| *heard += 1);
        Ok(line)
    }

    async fn write(&mut self, bytes: &[u8]) -> Result<(), Over> {
        Ok(self.stream.get_mut().write_all(bytes).await?)
    }
}

/// What an answer to the dot means by RFC 5321 section 4.2, read line by line.
fn fate(said: &[u8]) -> Fate {
    let code = said.get(..3).filter(|code| code.iter().all(u8::is_ascii_digit));
    let mut whole = false;
    for line in said.split_inclusive(|byte| *byte == b'\n') {
        if line.get(..3) != code {
            return if line.len() < 3 { Fate::TakenUnheard } else { Fate::Unclear };
        }
        whole = line.ends_with(b"\n") && line.get(3) != Some(&b'-');
        if whole {
            break;
        }
    }
    match code.map(|code| code[0]) {
        Some(b'2') if whole => Fate::Taken,
        Some(b'4' | b'5') if whole => Fate::Refused,
        Some(b'2') => Fate::TakenUnheard,
        _ => Fate::Unclear,
    }
}
