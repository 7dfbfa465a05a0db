//! A token endpoint that does as it is told, on a port of this machine.

use std::io;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, PoisonError};

use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};

/// How it answers.
#[derive(Debug, Clone)]
pub(super) enum Answer {
    /// With this status and body.
    Say(u16, String),
    /// Not at all.
    Silence,
}

/// A server that is running; it ends with the test's runtime.
#[derive(Clone)]
pub(super) struct TokenServer {
    address: SocketAddr,
    forms: Arc<Mutex<Vec<String>>>,
}

impl TokenServer {
    /// Starts one that answers the n-th question, from 0, as the script says.
    pub(super) async fn start(script: impl Fn(usize) -> Answer + Send + Sync + 'static) -> io::Result<Self> {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await?;
        let server = TokenServer { address: listener.local_addr()?, forms: Arc::default() };
        let (forms, script) = (Arc::clone(&server.forms), Arc::new(script));
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                // A client that does not wait is what some tests are about.
                tokio::spawn(serve(stream, Arc::clone(&forms), Arc::clone(&script)));
            }
        });
        Ok(server)
    }

    /// One that gives tokens which are good for an hour: `token-0`, `token-1` …
    pub(super) async fn giving() -> io::Result<Self> {
        TokenServer::start(|n| Answer::Say(200, token(n, r#","expires_in":3600"#))).await
    }

    pub(super) fn url(&self) -> String {
        format!("http://{}/oauth2/v2.0/token", self.address)
    }

    /// The forms it was sent, in order.
    pub(super) fn forms(&self) -> Vec<String> {
        self.forms.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

/// The answer that gives the n-th token.
pub(super) fn token(n: usize, more: &str) -> String {
    format!(r#"{{"token_type":"Bearer","access_token":"token-{n}"{more}}}"#)
}

async fn serve(
    stream: TcpStream,
    forms: Arc<Mutex<Vec<String>>>,
    script: Arc<impl Fn(usize) -> Answer>,
) -> io::Result<()> {
    let mut stream = BufReader::new(stream);
    let (mut length, mut line) = (0, String::new());
    while stream.read_line(&mut line).await? > 2 {
        if let Some(value) = line.to_ascii_lowercase().strip_prefix("content-length:") {
            length = value.trim().parse().unwrap_or(0);
        }
        line.clear();
    }
    let mut form = vec![0; length];
    stream.read_exact(&mut form).await?;
    let n = {
        let mut forms = forms.lock().unwrap_or_else(PoisonError::into_inner);
        forms.push(String::from_utf8_lossy(&form).into_owned());
        forms.len() - 1
    };
    match script(n) {
        Answer::Say(status, body) => {
            let head =
                format!("HTTP/1.1 {status} As Told\r\nContent-Length: {}\r\nConnection: close\r\n\r\n", body.len());
            stream.write_all((head + &body).as_bytes()).await
        }
        Answer::Silence => std::future::pending().await,
    }
}
