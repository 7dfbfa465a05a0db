//! A provider of OpenID Connect, which gives whatever token it is told to.

use std::collections::HashMap;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};

use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use ring::digest::{SHA256, digest};
use ring::rand::SystemRandom;
use ring::rsa::{KeyPair, PublicKeyComponents};
use ring::signature::RSA_PKCS1_SHA256;
use serde_json::{Value, json};
use tokio_rustls::rustls::pki_types::PrivateKeyDer;
use tokio_rustls::rustls::pki_types::pem::PemObject;

/// Who signs a token.
#[derive(Clone, Copy, PartialEq)]
pub enum Signer {
    /// The provider.
    Own,
    /// Nobody: `alg` is `none`.
    Nobody,
    /// Somebody else, under the name of the provider's key.
    Other,
}

/// What is given next.
pub struct Next {
    pub claims: Value,
    pub signer: Signer,
    /// What the verifier of the code has to come to.
    pub challenge: String,
    /// What has been asked of the token endpoint.
    pub asked: usize,
    /// The last token that was given.
    pub given: String,
}

/// A provider on this machine, until the end of the process.
pub struct Provider {
    pub issuer: String,
    /// Where sessions there are ended, if it says so.
    pub end: Option<String>,
    pub next: Arc<Mutex<Next>>,
}

fn base64(bytes: impl AsRef<[u8]>) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

fn key() -> KeyPair {
    let pem = include_str!("../../keys/rsa-2048.pem");
    match PrivateKeyDer::from_pem_slice(pem.as_bytes()).unwrap() {
        PrivateKeyDer::Pkcs8(key) => KeyPair::from_pkcs8(key.secret_pkcs8_der()).unwrap(),
        PrivateKeyDer::Pkcs1(key) => KeyPair::from_der(key.secret_pkcs1_der()).unwrap(),
        _ => panic!("a key of RSA"),
    }
}

/// The fields of a form or an address.
pub fn fields(text: &str) -> HashMap<String, String> {
    let plain = |text: &str| {
        let mut bytes = Vec::new();
        let mut rest = text.bytes();
        while let Some(byte) = rest.next() {
            bytes.push(match byte {
                b'+' => b' ',
                b'%' => {
                    let digits = [rest.next().unwrap(), rest.next().unwrap()];
                    u8::from_str_radix(std::str::from_utf8(&digits).unwrap(), 16).unwrap()
                }
                byte => byte,
            });
        }
        String::from_utf8(bytes).unwrap()
    };
    text.split('&').filter_map(|pair| pair.split_once('=')).map(|(name, value)| (plain(name), plain(value))).collect()
}

impl Provider {
    /// One that knows the client `heraut` by the secret `open sesame`.
    pub fn start() -> Self {
        Provider::with_end(None)
    }

    /// The same, which says that sessions are ended at that path.
    pub fn with_end(path: Option<&str>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let issuer = format!("http://{}", listener.local_addr().unwrap());
        let next =
            Next { claims: Value::Null, signer: Signer::Own, challenge: String::new(), asked: 0, given: String::new() };
        let end = path.map(|path| format!("{issuer}{path}"));
        let provider = Provider { issuer: issuer.clone(), end: end.clone(), next: Arc::new(Mutex::new(next)) };
        let next = Arc::clone(&provider.next);
        std::thread::spawn(move || {
            let key = key();
            for stream in listener.incoming() {
                answer(stream.unwrap(), (&issuer, end.as_deref()), &key, &next);
            }
        });
        provider
    }
}

fn answer(mut stream: TcpStream, (issuer, end): (&str, Option<&str>), key: &KeyPair, next: &Mutex<Next>) {
    let mut reader = BufReader::new(stream.try_clone().unwrap());
    let mut line = String::new();
    reader.read_line(&mut line).unwrap();
    let path = line.split(' ').nth(1).unwrap_or_default().to_owned();
    let (mut length, mut authorization) = (0, String::new());
    loop {
        let mut header = String::new();
        reader.read_line(&mut header).unwrap();
        let header = header.trim_end();
        if header.is_empty() {
            break;
        }
        match header.split_once(": ") {
            Some((name, value)) if name.eq_ignore_ascii_case("content-length") => length = value.parse().unwrap(),
            Some((name, value)) if name.eq_ignore_ascii_case("authorization") => value.clone_into(&mut authorization),
            _ => {}
        }
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body).unwrap();
    let (status, said) = match &*path {
        "/.well-known/openid-configuration" => (
            200,
            json!({
                "issuer": issuer, "authorization_endpoint": format!("{issuer}/authorize"),
                "token_endpoint": format!("{issuer}/token"), "jwks_uri": format!("{issuer}/keys"),
                "end_session_endpoint": end,
            }),
        ),
        "/keys" => {
            let public = PublicKeyComponents::<Vec<u8>>::from(key.public());
            (200, json!({"keys": [{"kty": "RSA", "kid": "1", "n": base64(public.n), "e": base64(public.e)}]}))
        }
        "/token" => token(&fields(std::str::from_utf8(&body).unwrap()), &authorization, issuer, key, next),
        _ => (404, json!({})),
    };
    let said = said.to_string();
    let head =
        format!("HTTP/1.1 {status} Said\r\ncontent-type: application/json\r\ncontent-length: {}\r\n", said.len());
    stream.write_all(format!("{head}connection: close\r\n\r\n{said}").as_bytes()).unwrap();
}

fn token(
    form: &HashMap<String, String>,
    authorization: &str,
    issuer: &str,
    key: &KeyPair,
    next: &Mutex<Next>,
) -> (u16, Value) {
    let mut next = next.lock().unwrap();
    next.asked += 1;
    let basic = format!("Basic {}", STANDARD.encode("heraut:open%20sesame"));
    let is_ours = authorization == basic
        && form["grant_type"] == "authorization_code"
        && form["code"] == "the code"
        && form["client_id"] == "heraut"
        && form["redirect_uri"] == "https://heraut.example/sign-in/back"
        && base64(digest(&SHA256, form["code_verifier"].as_bytes())) == next.challenge;
    if !is_ours {
        return (400, json!({"error": "invalid_grant", "error_description": "not the <b>code</b>"}));
    }
    let mut claims = next.claims.clone();
    if claims["iss"].is_null() {
        claims["iss"] = json!(issuer);
    }
    let algorithm = if next.signer == Signer::Nobody { "none" } else { "RS256" };
    let signed =
        format!("{}.{}", base64(json!({"alg": algorithm, "kid": "1"}).to_string()), base64(claims.to_string()));
    let mut signature = vec![0; key.public().modulus_len()];
    key.sign(&RSA_PKCS1_SHA256, &SystemRandom::new(), signed.as_bytes(), &mut signature).unwrap();
    match next.signer {
        Signer::Own => {}
        Signer::Nobody => signature.clear(),
        Signer::Other => signature[9] ^= 1,
    }
    next.given = format!("{signed}.{}", base64(signature));
    (200, json!({"token_type": "Bearer", "access_token": "x", "id_token": next.given}))
}
