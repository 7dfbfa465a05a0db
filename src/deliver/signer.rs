//! Signs mail (DKIM, RFC 6376) where the relay does not: a header for each key, above all others. Pure: the keys and the
//! time are arguments, and both algorithms give the same signature for the same message, so that a resend is the same
//! to the byte.

use chrono::{DateTime, Utc};
use mail_auth::common::crypto::{DkimKey, Ed25519Key, RsaKey, SigningKey};
use mail_auth::common::headers::{Writable, Writer};
use mail_auth::dkim::{Canonicalization, Signature};
use tokio_rustls::rustls::pki_types::PrivateKeyDer;
use tokio_rustls::rustls::pki_types::pem::PemObject;

use crate::campaign::Dkim;
use crate::error::{Error, Result};
use crate::render::Mail;

/// What is signed of those a message has, besides its body (RFC 6376 section 5.4.1).
const SIGNED: [&str; 12] = [
    "From",
    "To",
    "Subject",
    "Date",
    "Message-ID",
    "MIME-Version",
    "Content-Type",
    "Reply-To",
    "List-Id",
    "In-Reply-To",
    "References",
    "Auto-Submitted",
];

/// What a message has at most once and a reader believes: signed once more than it occurs, so that nobody can add another
/// (RFC 6376 section 8.15).
const ONCE: [&str; 8] = ["From", "To", "Subject", "Date", "Message-ID", "MIME-Version", "Content-Type", "Reply-To"];

/// The keys of a campaign. May be used from many threads at once.
pub struct Signer {
    keys: Vec<Key>,
}

struct Key {
    key: DkimKey,
    /// What is the same in every signature.
    template: Signature,
}

impl Signer {
    /// Takes the keys: each with its private key in PEM.
    ///
    /// # Errors
    /// When a text is no private key, or one that readers of mail do not take: RSA of less than 2048 bits (RFC 8301
    /// section 3.2), or neither RSA nor Ed25519 (RFC 8463).
    pub fn new<'a>(keys: impl IntoIterator<Item = (&'a Dkim, String)>) -> Result<Self> {
        let keys = keys.into_iter().map(|(dkim, pem)| {
            let key = key(&pem).map_err(|(why, hint)| {
                let name = format!("{}._domainkey.{}", dkim.selector, dkim.domain);
                Error::campaign(format!("the key of {name} cannot sign mail: {why}")).hint(hint)
            })?;
            let template = Signature {
                v: 1,
                a: key.algorithm(),
                d: dkim.domain.clone(),
                s: dkim.selector.clone(),
                ch: Canonicalization::Relaxed,
                cb: Canonicalization::Relaxed,
                ..Signature::default()
            };
            Ok(Key { key, template })
        });
        Ok(Signer { keys: keys.collect::<Result<_>>()? })
    }

    /// Puts the signatures above a message. `date` is its Date.
    ///
    /// # Errors
    /// When the message has no header, or a key fails: faults of ours.
    pub fn sign(&self, mail: &mut Mail, date: DateTime<Utc>) -> Result<()> {
        let end = mail.bytes.windows(4).position(|four| four == b"\r\n\r\n");
        let end = end.ok_or_else(|| Error::bug("a message without a body cannot be signed"))?;
        let (head, body) = (&mail.bytes[..end + 2], &mail.bytes[end + 4..]);
        let fields = fields(head);
        let signed: Vec<Field> = SIGNED
            .iter()
            .filter_map(|name| fields.iter().rev().find(|(known, _)| known.eq_ignore_ascii_case(name.as_bytes())))
            .copied()
            .collect();
        let names = signed.iter().map(|(name, _)| String::from_utf8_lossy(name).into_owned());
        let names: Vec<String> = names.chain(ONCE.map(str::to_owned)).collect();

        let mut out = Vec::with_capacity(mail.bytes.len() + 1024 * self.keys.len());
        for Key { key, template } in &self.keys {
            let mut signature = template.clone();
            signature.h.clone_from(&names);
            signature.t = u64::try_from(date.timestamp()).unwrap_or_default();
            signature.bh = key.hash(Canonicalization::Relaxed.canonical_body(body, 0)).as_ref().to_vec();
            signature.b = key
                .sign(Signable { fields: &signed, signature: &signature })
                .map_err(|e| Error::bug(format!("a message could not be signed: {e}")))?;
            signature.write(&mut out, true);
        }
        out.append(&mut mail.bytes);
        mail.bytes = out;
        Ok(())
    }
}

/// What a key signs: the fields, and its own with nothing after `b=` (RFC 6376 section 3.7).
struct Signable<'a> {
    fields: &'a [Field<'a>],
    signature: &'a Signature,
}

impl Writable for Signable<'_> {
    fn write(self, writer: &mut impl Writer) {
        Canonicalization::Relaxed.canonicalize_headers(self.fields.iter().copied(), writer);
        self.signature.write(writer, false);
    }
}

/// The name and the value of a header field; the value with its line ends.
type Field<'a> = (&'a [u8], &'a [u8]);

/// The fields of a header, folded ones whole (RFC 5322 section 2.2).
fn fields(head: &[u8]) -> Vec<Field<'_>> {
    let mut starts: Vec<usize> = vec![0];
    let ends = head.windows(2).enumerate().filter(|(_, two)| two == b"\r\n").map(|(at, _)| at + 2);
    starts.extend(ends.filter(|at| head.get(*at).is_none_or(|next| !matches!(next, b' ' | b'\t'))));
    let whole = starts.windows(2).map(|two| &head[two[0]..two[1]]);
    whole
        .filter_map(|field| {
            let colon = field.iter().position(|byte| *byte == b':')?;
            Some((&field[..colon], &field[colon + 1..]))
        })
        .collect()
}

/// A private key from PEM, or why it is none and what would be.
fn key(pem: &str) -> std::result::Result<DkimKey, (String, &'static str)> {
    const MAKE: &str = "make one with `openssl genpkey -algorithm rsa -pkeyopt rsa_keygen_bits:2048` or \
                        `-algorithm ed25519`, without a passphrase";
    let der = PrivateKeyDer::from_pem_slice(pem.as_bytes())
        .map_err(|_| ("there is no private key in PEM in it, or one with a passphrase".to_owned(), MAKE))?;
    if let PrivateKeyDer::Pkcs8(pkcs8) = &der
        && let Ok(key) = Ed25519Key::from_pkcs8_maybe_unchecked_der(pkcs8.secret_pkcs8_der())
    {
        return Ok(key.into());
    }
    match RsaKey::from_key_der(der) {
        Ok(key) => Ok(key.into()),
        Err(e) if e.to_string().contains("TooSmall") => {
            Err(("an RSA key of less than 2048 bits is too weak".to_owned(), MAKE))
        }
        Err(e) => Err((format!("it is neither RSA nor Ed25519 ({e})"), MAKE)),
    }
}

#[cfg(test)]
mod tests;
