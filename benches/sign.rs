//! Signed messages per second on one core, for each kind of key and for both: `cargo bench --bench sign`.

use std::hint::black_box;
use std::time::{Duration, Instant};

use chrono::DateTime;
use heraut::campaign::{Dkim, Secret};
use heraut::deliver::Signer;
use heraut::render::Mail;

const RSA: &str = include_str!("../tests/keys/rsa-2048.pem");
const ED25519: &str = include_str!("../tests/keys/ed25519.pem");

fn main() {
    let body = "Je kunt nu overstappen. Reken op een half uur per apparaat.\r\n".repeat(300);
    let message = format!("From: desk@example.org\r\nTo: anna@example.org\r\nSubject: Stap nu over\r\n\r\n{body}");
    for (name, keys) in [("Ed25519", &[ED25519][..]), ("RSA-2048", &[RSA]), ("both", &[ED25519, RSA])] {
        let key = Secret::Env("KEY".to_owned());
        let dkim = Dkim { domain: "example.org".to_owned(), selector: "s".to_owned(), key };
        let signer = Signer::new(keys.iter().map(|pem| (&dkim, (*pem).to_owned()))).expect("good keys");
        let (start, mut signed) = (Instant::now(), 0_u32);
        while start.elapsed() < Duration::from_secs(2) {
            let mut mail = Mail {
                envelope_id: None,
                envelope_from: String::new(),
                envelope_to: String::new(),
                subject: String::new(),
                html: String::new(),
                text: String::new(),
                bytes: message.clone().into_bytes(),
            };
            signer.sign(&mut mail, DateTime::UNIX_EPOCH).expect("a good message");
            black_box(mail);
            signed += 1;
        }
        let rate = f64::from(signed) / start.elapsed().as_secs_f64();
        println!("{name}: {rate:.0} messages of {} KB a second", message.len() / 1000);
    }
}
