//! Something on the web that is told of trouble, on a port of its own.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;

use serde_json::Value;

/// What it was told, and what it answers. It takes connections until the test ends.
#[derive(Clone)]
pub struct Hook {
    pub port: u16,
    heard: Arc<Mutex<Vec<Value>>>,
    status: Arc<Mutex<&'static str>>,
}

impl Hook {
    /// One that is glad to be told.
    pub fn start() -> Hook {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let hook = Hook { port, heard: Arc::default(), status: Arc::new(Mutex::new("204 No Content")) };
        let of_each = hook.clone();
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let _ = of_each.hear(stream);
            }
        });
        hook
    }

    /// `alert:` with it, and with `more` keys.
    pub fn alert(&self, more: &str) -> String {
        format!("alert: {{webhook: {{url: \"http://127.0.0.1:{}/hooks/S3cretPath\"}}{more}}}\n", self.port)
    }

    /// From now on it answers this.
    pub fn answers(&self, status: &'static str) {
        *self.status.lock().unwrap_or_else(PoisonError::into_inner) = status;
    }

    /// What it was told since it was asked last.
    pub fn heard(&self) -> Vec<Value> {
        std::mem::take(&mut *self.heard.lock().unwrap_or_else(PoisonError::into_inner))
    }

    fn hear(&self, mut stream: TcpStream) -> std::io::Result<()> {
        let mut reader = BufReader::new(stream.try_clone()?);
        let (mut line, mut length) = (String::new(), 0);
        while line != "\r\n" {
            line.clear();
            reader.read_line(&mut line)?;
            if let Some((name, value)) = line.split_once(": ")
                && name.eq_ignore_ascii_case("content-length")
            {
                length = value.trim().parse().unwrap_or(0);
            }
        }
        let mut body = vec![0; length];
        reader.read_exact(&mut body)?;
        let status = *self.status.lock().unwrap_or_else(PoisonError::into_inner);
        if status.starts_with('2') {
            let told = serde_json::from_slice(&body).unwrap_or(Value::Null);
            self.heard.lock().unwrap_or_else(PoisonError::into_inner).push(told);
        }
        stream.write_all(format!("HTTP/1.1 {status}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n").as_bytes())
    }
}
