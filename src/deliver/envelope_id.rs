//! The name of an envelope, by which a report proves that it is about a message that went out.

use crate::schedule::NoticeId;

/// Keeps these hashes apart from any other use of a snapshot.
const CONTEXT: &str = "heraut ENVID of a message";

/// So many digits of the hash are the proof.
const DIGITS: usize = 16;

/// The ENVID (RFC 3461 section 4.4) of the message that has this identity and was made from this snapshot, as
/// `IDENTITY.PROOF`. An identity can be computed by whoever knows the campaign file; the proof only by who has all that was
/// approved. It is no part of the message, so that who gets that does not learn it.
pub fn envelope_id(snapshot: &str, message: NoticeId) -> String {
    let key = blake3::derive_key(CONTEXT, snapshot.as_bytes());
    let proof = blake3::keyed_hash(&key, &message.0).to_hex();
    format!("{message}.{}", &proof[..DIGITS])
}

/// The envelope sender that names its message (VERP): `bounces+IDENTITY@example.org`.
pub(super) fn naming(sender: &str, message: NoticeId) -> String {
    match sender.rsplit_once('@') {
        Some((local, domain)) => format!("{local}+{message}@{domain}"),
        None => sender.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sender_names_its_message() {
        let named = naming("bounces@voorbeeldstad.example", NoticeId([0xab; 16]));
        assert_eq!(named, format!("bounces+{}@voorbeeldstad.example", "ab".repeat(16)));
        assert_eq!(naming("", NoticeId([0; 16])), "", "the empty sender stays empty");
    }

    #[test]
    fn it_is_of_one_message_and_one_snapshot() {
        let id = NoticeId([0xaa; 16]);
        let envid = envelope_id("snapshot", id);
        let (identity, proof) = envid.split_once('.').unwrap();
        assert_eq!((identity, proof.len()), (&*"aa".repeat(16), DIGITS));
        assert_eq!(envid, envelope_id("snapshot", id));
        let others = [envelope_id("another", id), envelope_id("snapshot", id.after_retries(1))];
        assert!(others.iter().all(|other| !other.ends_with(proof)), "{others:?}");
    }
}
