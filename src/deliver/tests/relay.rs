//! An SMTP server that does as it is told: a [`Script`] says, for each step of each connection, how it behaves.

use std::io;
use std::net::SocketAddr;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpSocket, TcpStream};
use tokio_rustls::TlsAcceptor;

use super::stream::Stream;
use super::world::{Chronicle, Line};

/// Where in a conversation the server is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Step {
    Connect,
    Ehlo,
    StartTls,
    Auth,
    Mail,
    Rcpt,
    Data,
    /// In the middle of the message.
    Body,
    Dot,
    Rset,
    Quit,
}

/// How it behaves there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Act {
    /// As a good server.
    Well,
    /// Says this instead (without the line end).
    Say(&'static str),
    /// Says this and closes the connection.
    SayAndDrop(&'static str),
    /// Does its work, at the final dot also takes the message, but closes the connection instead of answering.
    Drop,
    /// As [`Act::Drop`], but stays connected and says nothing more.
    Silence,
    /// Answers well, a byte at a time.
    Slowly,
}

/// Which command a script is asked about.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Moment<'a> {
    pub(crate) step: Step,
    /// 0 for the first connection.
    pub(crate) connection: usize,
    /// How many MAIL commands the server has seen before this transaction.
    pub(crate) transaction: usize,
    /// The line of the command.
    pub(crate) line: &'a str,
}

pub(crate) type Script = dyn Fn(&Moment<'_>) -> Act + Send + Sync;

/// A server that is running; it ends with the test's runtime.
#[derive(Clone)]
pub(crate) struct Relay {
    pub(crate) address: SocketAddr,
    state: Arc<State>,
}

struct State {
    offers: Vec<&'static str>,
    /// And whether from the first byte.
    tls: Option<(TlsAcceptor, bool)>,
    script: Box<Script>,
    chronicle: Chronicle,
    connections: AtomicUsize,
    transactions: AtomicUsize,
    mail: Mutex<Vec<Received>>,
}

/// A message the server has taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Received {
    pub(crate) to: String,
    pub(crate) bytes: Vec<u8>,
}

impl Relay {
    /// Starts one on a port the system picks, that offers `offers` in EHLO.
    pub(crate) async fn start(
        offers: &[&'static str],
        chronicle: Chronicle,
        script: impl Fn(&Moment<'_>) -> Act + Send + Sync + 'static,
    ) -> io::Result<Relay> {
        Relay::start_tls(offers, chronicle, None, script).await
    }

    /// … and that speaks TLS: from the first byte, or after STARTTLS.
    pub(crate) async fn start_tls(
        offers: &[&'static str],
        chronicle: Chronicle,
        tls: Option<(TlsAcceptor, bool)>,
        script: impl Fn(&Moment<'_>) -> Act + Send + Sync + 'static,
    ) -> io::Result<Relay> {
        let socket = TcpSocket::new_v4()?;
        // So small that a message that is not read stays with the client.
        socket.set_recv_buffer_size(64 * 1024)?;
        socket.bind(SocketAddr::from(([127, 0, 0, 1], 0)))?;
        let listener = socket.listen(64)?;
        let state = Arc::new(State {
            offers: offers.to_vec(),
            tls,
            script: Box::new(script),
            chronicle,
            connections: AtomicUsize::new(0),
            transactions: AtomicUsize::new(0),
            mail: Mutex::default(),
        });
        let relay = Relay { address: listener.local_addr()?, state: Arc::clone(&state) };
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let connection = state.connections.fetch_add(1, Ordering::SeqCst);
                // A client that goes away is what half of the tests are about.
                tokio::spawn(Talk::new(Arc::clone(&state), stream, connection).converse());
            }
        });
        Ok(relay)
    }

    /// How many connections it has had.
    pub(crate) fn connections(&self) -> usize {
        self.state.connections.load(Ordering::SeqCst)
    }

    /// What it has taken, in order.
    pub(crate) fn mail(&self) -> Vec<Received> {
        self.state.mail.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

/// One connection.
struct Talk {
    state: Arc<State>,
    stream: BufReader<Stream>,
    connection: usize,
    transaction: usize,
    /// ENVID of the open transaction, when MAIL was accepted.
    sender: Option<String>,
    recipient: Option<String>,
}

/// The connection is over.
struct Over;

impl Talk {
    fn new(state: Arc<State>, stream: TcpStream, connection: usize) -> Self {
        let _ = stream.set_nodelay(true);
        let stream = BufReader::new(Stream::Plain(stream));
        Talk { state, stream, connection, transaction: 0, sender: None, recipient: None }
    }

    async fn converse(mut self) {
        let _ = self.serve().await;
    }

    /// Lays TLS over the connection, if the server has it.
    async fn encrypt(&mut self) -> Result<(), Over> {
        let Some((acceptor, _)) = self.state.tls.clone() else { return Ok(()) };
        let Stream::Plain(stream) = std::mem::replace(self.stream.get_mut(), Stream::Gone) else { return Err(Over) };
        let stream = acceptor.accept(stream).await.map_err(|_| Over)?;
        self.stream = BufReader::new(Stream::Tls(Box::new(stream)));
        Ok(())
    }

    async fn serve(&mut self) -> Result<(), Over> {
        if self.state.tls.as_ref().is_some_and(|(_, implicit)| *implicit) {
            self.encrypt().await?;
        }
        self.answer(Step::Connect, "", "220 relay.example ESMTP").await?;
        loop {
            let line = self.line().await?;
            let verb = line.split([' ', ':']).next().unwrap_or("").to_ascii_uppercase();
            match verb.as_str() {
                "EHLO" => {
                    let mut lines = vec!["relay.example"];
                    lines.extend(&self.state.offers);
                    let last = lines.len() - 1;
                    let reply: Vec<String> = lines
                        .iter()
                        .enumerate()
                        .map(|(n, offer)| format!("250{}{offer}", if n == last { ' ' } else { '-' }))
                        .collect();
                    self.answer(Step::Ehlo, &line, &reply.join("\r\n")).await?;
                }
                "HELO" => drop(self.answer(Step::Ehlo, &line, "250 relay.example").await?),
                "STARTTLS" => {
                    if self.answer(Step::StartTls, &line, "220 go ahead").await? {
                        self.encrypt().await?;
                    }
                }
                "AUTH" => self.sign_in(line).await?,
                "MAIL" => {
                    self.transaction = self.state.transactions.fetch_add(1, Ordering::SeqCst);
                    let envid = line.split(' ').find_map(|word| word.strip_prefix("ENVID=")).unwrap_or("").to_owned();
                    self.state.chronicle.add(Line::MailFrom(self.connection, envid.clone()));
                    let nested = self.sender.is_some();
                    let reply = if nested { "503 5.5.1 nested MAIL command" } else { "250 2.1.0 ok" };
                    if self.answer(Step::Mail, &line, reply).await? && !nested {
                        self.sender = Some(envid);
                    }
                }
                "RCPT" => {
                    let to = line.split(['<', '>']).nth(1).unwrap_or("").to_owned();
                    let reply = if self.sender.is_some() { "250 2.1.5 ok" } else { "503 5.5.1 need MAIL" };
                    if self.answer(Step::Rcpt, &line, reply).await? {
                        self.recipient = Some(to);
                    }
                }
                "DATA" => {
                    let reply = if self.recipient.is_some() { "354 go on" } else { "554 5.5.1 no valid recipients" };
                    if self.answer(Step::Data, &line, reply).await? {
                        self.message().await?;
                    }
                }
                "RSET" => {
                    (self.sender, self.recipient) = (None, None);
                    self.answer(Step::Rset, &line, "250 2.0.0 ok").await?;
                }
                "QUIT" => {
                    self.answer(Step::Quit, &line, "221 2.0.0 bye").await?;
                    return Ok(());
                }
                _ => self.write("500 5.5.2 what?\r\n").await?,
            }
        }
    }

    /// A script that says 334 is asked about the line that comes then.
    async fn sign_in(&mut self, mut line: String) -> Result<(), Over> {
        loop {
            match self.behaviour(Step::Auth, &line) {
                Act::Say(more) if more.starts_with("334") => self.write(&format!("{more}\r\n")).await?,
                act => return self.act(act, "235 2.7.0 welcome").await.map(drop),
            }
            line = self.line().await?;
        }
    }

    async fn message(&mut self) -> Result<(), Over> {
        let mut bytes = Vec::new();
        let behaviour = self.behaviour(Step::Body, "");
        loop {
            let mut line = Vec::new();
            if self.stream.read_until(b'\n', &mut line).await.map_err(|_| Over)? == 0 {
                return Err(Over);
            }
            if line == b".\r\n" {
                break;
            }
            bytes.extend_from_slice(line.strip_prefix(b".").unwrap_or(&line));
            match behaviour {
                Act::Well | Act::Slowly => {}
                act => drop(self.act(act, "").await?),
            }
        }
        let (envid, recipient) = (self.sender.take().unwrap_or_default(), self.recipient.take());
        let act = self.behaviour(Step::Dot, "");
        let takes = match act {
            Act::Say(reply) | Act::SayAndDrop(reply) => reply.starts_with('2'),
            Act::Well | Act::Drop | Act::Silence | Act::Slowly => true,
        };
        if let Some(to) = recipient.filter(|_| takes) {
            self.state.chronicle.add(Line::Received(envid));
            self.state.mail.lock().unwrap_or_else(PoisonError::into_inner).push(Received { to, bytes });
        }
        self.act(act, "250 2.0.0 queued").await.map(|_| ())
    }

    /// Answers a command as the script says. Whether the client was told yes.
    async fn answer(&mut self, step: Step, line: &str, reply: &str) -> Result<bool, Over> {
        let act = self.behaviour(step, line);
        self.act(act, reply).await
    }

    async fn act(&mut self, act: Act, reply: &str) -> Result<bool, Over> {
        match act {
            Act::Well => self.write(&format!("{reply}\r\n")).await?,
            Act::Say(other) => {
                self.write(&format!("{other}\r\n")).await?;
                return Ok(other.starts_with(['2', '3']));
            }
            Act::SayAndDrop(other) => {
                self.write(&format!("{other}\r\n")).await?;
                return Err(Over);
            }
            Act::Drop => return Err(Over),
            Act::Silence => {
                std::future::pending::<()>().await;
            }
            Act::Slowly => {
                for byte in format!("{reply}\r\n").bytes() {
                    self.write_all(&[byte]).await?;
                    tokio::task::yield_now().await;
                }
            }
        }
        Ok(reply.starts_with(['2', '3']))
    }

    fn behaviour(&self, step: Step, line: &str) -> Act {
        (self.state.script)(&Moment { step, connection: self.connection, transaction: self.transaction, line })
    }

    async fn line(&mut self) -> Result<String, Over> {
        let mut line = String::new();
        match self.stream.read_line(&mut line).await {
            Ok(n) if n > 0 => Ok(line.trim_end().to_owned()),
            _ => Err(Over),
        }
    }

    async fn write(&mut self, text: &str) -> Result<(), Over> {
        self.write_all(text.as_bytes()).await
    }

    async fn write_all(&mut self, bytes: &[u8]) -> Result<(), Over> {
        let stream = self.stream.get_mut();
        stream.write_all(bytes).await.map_err(|_| Over)?;
        stream.flush().await.map_err(|_| Over)
    }
}
