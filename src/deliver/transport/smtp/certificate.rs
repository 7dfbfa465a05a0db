//! What stands in a certificate that a person wants to know: whose it is, by whom, and until when (RFC 5280 section 4.1).
//! Whether it is to be believed is judged in `tls`.

use chrono::{DateTime, NaiveDateTime, Utc};

use crate::ledger::shown;

/// What a relay's certificate says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Certificate {
    /// Whose it is, such as `CN=mail.example.org, O=Example`; empty where only its other names say so.
    pub subject: String,
    /// Who signed it.
    pub issuer: String,
    /// The last instant at which it is good.
    pub until: DateTime<Utc>,
}

const SEQUENCE: u8 = 0x30;
const SET: u8 = 0x31;
const OID: u8 = 0x06;
const UTC_TIME: u8 = 0x17;
const GENERALIZED_TIME: u8 = 0x18;
const VERSION: u8 = 0xa0;

/// The attributes of a name that are shown (RFC 4519), each by its arc below 2.5.4.
const SHOWN: [(u8, &str); 4] = [(3, "CN"), (11, "OU"), (10, "O"), (6, "C")];

impl Certificate {
    /// Reads one in DER; `None` where it is none that we can read.
    pub fn read(der: &[u8]) -> Option<Self> {
        let (certificate, _) = of(SEQUENCE, der)?;
        let (signed, _) = of(SEQUENCE, certificate)?;
        let rest = of(VERSION, signed).map_or(signed, |(_, rest)| rest);
        // The serial number, and the algorithm of the signature.
        let (_, _, rest) = element(rest)?;
        let (_, rest) = of(SEQUENCE, rest)?;
        let (issuer, rest) = of(SEQUENCE, rest)?;
        let (validity, rest) = of(SEQUENCE, rest)?;
        let (subject, _) = of(SEQUENCE, rest)?;
        let (_, _, end) = element(validity)?;
        let (tag, until, _) = element(end)?;
        Some(Certificate { subject: name(subject), issuer: name(issuer), until: time(tag, until)? })
    }
}

/// The first element: its tag, its content, and what comes after it.
fn element(der: &[u8]) -> Option<(u8, &[u8], &[u8])> {
    let (&[tag, first], rest) = der.split_first_chunk::<2>()?;
    let (length, rest) = match first {
        0..0x80 => (usize::from(first), rest),
        _ => {
            let (bytes, rest) = rest.split_at_checked(usize::from(first & 0x7f))?;
            let length = bytes.iter().try_fold(0usize, |sum, byte| Some(sum.checked_mul(256)? + usize::from(*byte)))?;
            (length, rest)
        }
    };
    let (content, rest) = rest.split_at_checked(length)?;
    Some((tag, content, rest))
}

/// The content of the first element, if it has this tag, and what comes after it.
fn of(wanted: u8, der: &[u8]) -> Option<(&[u8], &[u8])> {
    element(der).filter(|(tag, ..)| *tag == wanted).map(|(_, content, rest)| (content, rest))
}

/// A distinguished name on one line, the most telling part first.
fn name(mut der: &[u8]) -> String {
    let mut parts = Vec::new();
    while let Some((set, rest)) = of(SET, der) {
        der = rest;
        let Some((attribute, _)) = of(SEQUENCE, set) else { continue };
        let Some((oid, value)) = of(OID, attribute) else { continue };
        let Some((_, text, _)) = element(value) else { continue };
        let place = SHOWN.iter().position(|(arc, _)| oid == [0x55, 0x04, *arc]);
        if let Some(place) = place {
            parts.push((place, format!("{}={}", SHOWN[place].1, shown(&String::from_utf8_lossy(text)))));
        }
    }
    parts.sort_by_key(|(place, _)| *place);
    parts.into_iter().map(|(_, part)| part).collect::<Vec<_>>().join(", ")
}

/// `270301120000Z` of this century or the last (before 50 it is this one), or `20270301120000Z`.
fn time(tag: u8, text: &[u8]) -> Option<DateTime<Utc>> {
    let text = std::str::from_utf8(text).ok()?.strip_suffix('Z')?;
    let text = match tag {
        UTC_TIME if text.get(..2)?.parse::<u8>().ok()? < 50 => format!("20{text}"),
        UTC_TIME => format!("19{text}"),
        GENERALIZED_TIME => text.to_owned(),
        _ => return None,
    };
    Some(NaiveDateTime::parse_from_str(&text, "%Y%m%d%H%M%S").ok()?.and_utc())
}

#[cfg(test)]
mod tests {
    use rcgen::{CertificateParams, DnType, KeyPair, date_time_ymd};

    use super::*;

    fn made(year: i32) -> Vec<u8> {
        let mut params = CertificateParams::new(vec!["mail.example.org".to_owned()]).unwrap();
        params.not_after = date_time_ymd(year, 3, 1);
        params.distinguished_name.push(DnType::OrganizationName, "Bücher \u{202e} BV");
        params.distinguished_name.push(DnType::CommonName, "mail.example.org");
        params.self_signed(&KeyPair::generate().unwrap()).unwrap().der().to_vec()
    }

    #[test]
    fn whose_it_is_and_until_when() {
        for year in [2027, 2049, 2050, 2100] {
            let certificate = Certificate::read(&made(year)).unwrap();
            assert_eq!(certificate.subject, r"CN=mail.example.org, O=Bücher \u{202e} BV");
            assert_eq!(certificate.issuer, certificate.subject);
            assert_eq!(certificate.until.to_rfc3339(), format!("{year}-03-01T00:00:00+00:00"));
        }
    }

    #[test]
    fn what_is_cut_short_or_changed_is_none_and_nothing_breaks() {
        let der = made(2027);
        for end in 0..der.len().min(300) {
            let _ = Certificate::read(&der[..end]);
            let mut changed = der.clone();
            changed[end] ^= 0xff;
            let _ = Certificate::read(&changed);
        }
        assert_eq!(Certificate::read(&der[..100]), None);
        assert_eq!(Certificate::read(b""), None);
    }
}
