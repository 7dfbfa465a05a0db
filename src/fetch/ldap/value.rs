//! What stands in a value, in words. Pure.

use chrono::{DateTime, NaiveDateTime, TimeDelta, Utc};
use chrono_tz::Tz;

/// Attributes of Active Directory that hold an instant: hundreds of nanoseconds since 1601 (MS-DTYP section 2.3.3).
const INSTANTS: [&str; 6] = [
    "msds-userpasswordexpirytimecomputed",
    "accountexpires",
    "pwdlastset",
    "lastlogontimestamp",
    "lastlogon",
    "lockouttime",
];

/// Attributes that hold an identifier of sixteen bytes (MS-DTYP section 2.3.4.2).
const GUIDS: [&str; 3] = ["objectguid", "ms-ds-consistencyguid", "msexchmailboxguid"];

/// Attributes that hold the identifier of an account (MS-DTYP section 2.4.2.2).
const SIDS: [&str; 1] = ["objectsid"];

/// The flag of an account that is closed (`ADS_UF_ACCOUNTDISABLE`, MS-ADTS section 2.2.16).
const CLOSED: i64 = 0x2;

/// The days from 1601 to 1970, in seconds.
const BEFORE_1970: i64 = 11_644_473_600;

/// A value of an attribute as it stands in a cell; dates are those of the zone. `None` when it is no text.
pub(super) fn text(attribute: &str, value: &[u8], zone: Tz) -> Option<String> {
    let name = attribute.to_ascii_lowercase();
    if GUIDS.contains(&name.as_str()) {
        return <[u8; 16]>::try_from(value).ok().map(guid);
    }
    if SIDS.contains(&name.as_str()) {
        return sid(value);
    }
    let text = std::str::from_utf8(value).ok()?.trim();
    if INSTANTS.contains(&name.as_str()) {
        return instant(text, zone);
    }
    if name == "useraccountcontrol" {
        return text.parse::<i64>().ok().map(|flags| (flags & CLOSED == 0).to_string());
    }
    Some(generalized(text, zone).unwrap_or_else(|| text.to_owned()))
}

/// As systems write it: the first three groups are numbers, the smallest byte first.
fn guid(bytes: [u8; 16]) -> String {
    let [a, b, c, d, e, f, g, h, rest @ ..] = bytes;
    let hex = |bytes: &[u8]| bytes.iter().map(|byte| format!("{byte:02x}")).collect::<String>();
    let groups = [hex(&[d, c, b, a]), hex(&[f, e]), hex(&[h, g]), hex(&rest[..2]), hex(&rest[2..])];
    groups.join("-")
}

fn sid(bytes: &[u8]) -> Option<String> {
    let (&[revision, count, ..], parts) = (bytes.get(..8)?, bytes.get(8..)?) else { return None };
    let authority = bytes[2..8].iter().fold(0_u64, |sum, byte| sum << 8 | u64::from(*byte));
    let parts: Vec<String> = parts
        .chunks(4)
        .map(|four| Some(u32::from_le_bytes(four.try_into().ok()?).to_string()))
        .collect::<Option<_>>()?;
    (parts.len() == usize::from(count)).then(|| format!("S-{revision}-{authority}-{}", parts.join("-")))
}

/// The day of an instant of Active Directory; empty when it never comes, or has not been.
fn instant(text: &str, zone: Tz) -> Option<String> {
    let ticks: i64 = text.parse().ok()?;
    if matches!(ticks, 0 | i64::MAX) {
        return Some(String::new());
    }
    let at = DateTime::from_timestamp(ticks / 10_000_000 - BEFORE_1970, 0)?;
    Some(at.with_timezone(&zone).format("%Y-%m-%d").to_string())
}

/// The day of a `GeneralizedTime` (RFC 4517 section 3.3.13) to the second, as directories write it: `20270301083000.0Z`, or
/// with a difference to UTC.
fn generalized(text: &str, zone: Tz) -> Option<String> {
    let digits = text.get(..14).filter(|digits| digits.bytes().all(|byte| byte.is_ascii_digit()))?;
    let rest = text[14..].trim_start_matches(['.', ',']).trim_start_matches(|c: char| c.is_ascii_digit());
    let hours = |text: &str| -> Option<TimeDelta> {
        let (hours, minutes) = (text.get(..2)?.parse().ok()?, text.get(2..4).map_or(Some(0), |m| m.parse().ok())?);
        Some(TimeDelta::hours(hours) + TimeDelta::minutes(minutes))
    };
    let ahead = match rest.split_at_checked(1)? {
        ("Z", "") => TimeDelta::zero(),
        ("+", difference) => hours(difference)?,
        ("-", difference) => -hours(difference)?,
        _ => return None,
    };
    let local = NaiveDateTime::parse_from_str(digits, "%Y%m%d%H%M%S").ok()?;
    let at = DateTime::<Utc>::from_naive_utc_and_offset(local - ahead, Utc);
    Some(at.with_timezone(&zone).format("%Y-%m-%d").to_string())
}

/// A name in a directory as it can be compared (RFC 4514): directories differ in case, spaces and what they escape.
pub(super) fn comparable(dn: &str) -> String {
    let (mut bytes, source) = (Vec::with_capacity(dn.len()), dn.as_bytes());
    let mut at = 0;
    while at < source.len() {
        let hex = dn.get(at + 1..at + 3).and_then(|two| u8::from_str_radix(two, 16).ok());
        match (source[at], hex) {
            (b'\\', Some(byte)) => {
                bytes.push(byte);
                at += 3;
            }
            (b'\\', None) => at += 1,
            (byte, _) => {
                bytes.push(byte);
                at += 1;
            }
        }
    }
    let lower = String::from_utf8_lossy(&bytes).to_lowercase();
    let parts: Vec<String> =
        lower.split(',').map(|part| part.split('=').map(str::trim).collect::<Vec<_>>().join("=")).collect();
    parts.join(",")
}
