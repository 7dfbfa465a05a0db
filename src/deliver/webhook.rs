//! Something on the web that is told by a POST. What it answers is not read: a status is enough.

use std::fmt;
use std::time::Duration;

use super::secrecy::Secrets;
use super::web;

/// How long it may take, from looking it up to the status.
const PATIENCE: Duration = Duration::from_secs(15);

/// Where, and what is sent along.
pub struct Webhook {
    url: String,
    /// A bearer token (RFC 6750).
    token: Option<String>,
    patience: Duration,
}

impl Webhook {
    /// At an address: https, unless it is on this machine.
    pub fn new(url: impl Into<String>, token: Option<String>) -> Self {
        Webhook { url: url.into(), token, patience: PATIENCE }
    }

    /// The same, which may take no longer than `limit`.
    #[must_use]
    pub fn at_most(self, limit: Duration) -> Self {
        Webhook { patience: self.patience.min(limit), ..self }
    }

    /// What to call it in messages: its host, because the rest of its address may be a secret.
    pub fn name(&self) -> String {
        web::host(&self.url)
    }

    /// Tells it. Blocks.
    ///
    /// # Errors
    /// Why it does not know, safe to show: neither the address nor the token is in it.
    pub fn tell(&self, json: &str) -> Result<(), String> {
        let mut asked = web::agent(&self.url, self.patience).post(&self.url).header("Content-Type", "application/json");
        if let Some(token) = &self.token {
            asked = asked.header("Authorization", format!("Bearer {token}"));
        }
        match asked.send(json) {
            Ok(answer) => match answer.status().as_u16() {
                200..300 => Ok(()),
                status @ 300..400 => Err(format!("{} answers {status}, which leads elsewhere", self.name())),
                status => Err(format!("{} answers {status}", self.name())),
            },
            Err(ureq::Error::Timeout(_)) => {
                Err(format!("{} does not answer within {} seconds", self.name(), self.patience.as_secs_f32()))
            }
            Err(e) => Err(format!("{} is not told: {}", self.name(), web::safe(&e.to_string(), &self.secrets()))),
        }
    }

    /// The address, its path and its parts, and the token.
    fn secrets(&self) -> Secrets {
        let path = self.url.split_once("://").and_then(|(_, rest)| rest.split_once('/')).map_or("", |(_, path)| path);
        let parts = path.split(['/', '?', '&', '=']).filter(|part| part.len() > 7);
        Secrets::of([&*self.url, path].into_iter().chain(parts).chain(self.token.as_deref()))
    }
}

impl fmt::Debug for Webhook {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Webhook").field("host", &self.name()).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use std::io::{BufRead, BufReader, Read, Write};
    use std::net::TcpListener;
    use std::thread::{self, JoinHandle};

    use super::*;

    /// Hears one request, and answers so; with nothing it waits until the other side has gone.
    fn server(answer: &'static str) -> (String, JoinHandle<String>) {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}/hooks/T0pS3cretPart?x=1", listener.local_addr().unwrap());
        let heard = thread::spawn(move || {
            let (mut stream, _) = listener.accept().unwrap();
            let mut reader = BufReader::new(stream.try_clone().unwrap());
            let (mut text, mut length) = (String::new(), 0);
            while !text.ends_with("\r\n\r\n") {
                let from = text.len();
                assert!(reader.read_line(&mut text).unwrap() > 0, "{text}");
                if let Some((name, value)) = text[from..].split_once(": ")
                    && name.eq_ignore_ascii_case("content-length")
                {
                    length = value.trim().parse().unwrap();
                }
            }
            let mut body = vec![0; length];
            reader.read_exact(&mut body).unwrap();
            if answer.is_empty() {
                let _ = reader.read(&mut [0]);
            }
            let _ = stream.write_all(answer.as_bytes());
            text + &String::from_utf8(body).unwrap()
        });
        (url, heard)
    }

    fn told(answer: &'static str, limit: Duration) -> (Result<(), String>, String) {
        let (url, heard) = server(answer);
        let told = Webhook::new(url, Some("bearer-of-it".into())).at_most(limit).tell("{\"a\":1}");
        (told, heard.join().unwrap())
    }

    #[test]
    fn it_is_told_by_a_post_with_a_token() {
        let (told, heard) = told("HTTP/1.1 204 No Content\r\n\r\n", PATIENCE);
        assert_eq!(told, Ok(()));
        assert!(heard.starts_with("POST /hooks/T0pS3cretPart?x=1 HTTP/1.1\r\n"), "{heard}");
        let small = heard.to_lowercase();
        assert!(small.contains("content-type: application/json\r\n"), "{heard}");
        assert!(small.contains("authorization: bearer bearer-of-it\r\n"), "{heard}");
        assert!(heard.ends_with("\r\n\r\n{\"a\":1}"), "{heard}");
    }

    #[test]
    fn what_is_no_yes_is_told_and_no_secret_is() {
        let no = |answer| told(answer, PATIENCE).0.unwrap_err();
        assert_eq!(no("HTTP/1.1 403 No\r\nContent-Length: 0\r\n\r\n"), "127.0.0.1 answers 403");
        let elsewhere = no("HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n");
        assert_eq!(elsewhere, "127.0.0.1 answers 302, which leads elsewhere");
        let late = told("", Duration::from_millis(200)).0.unwrap_err();
        assert_eq!(late, "127.0.0.1 does not answer within 0.2 seconds");
        let odd = no("nonsense");
        for url in ["http://hooks.example/T0pS3cretPart", "https://127.0.0.1:1/T0pS3cretPart"] {
            for token in [None, Some("bearer\n-of-it".to_owned())] {
                let why = Webhook::new(url, token).tell("{}").unwrap_err();
                assert!(!why.contains("T0pS3cretPart") && !why.contains("of-it"), "{why}");
            }
        }
        assert!(odd.starts_with("127.0.0.1 is not told: "), "{odd}");
    }
}
