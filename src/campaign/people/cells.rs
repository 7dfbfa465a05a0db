//! Values as exports spell them: yes and no, dates, platforms, ownership, standing.

use chrono::{DateTime, Datelike, NaiveDate, NaiveDateTime, NaiveTime, Utc};
use chrono_tz::Tz;

use super::dates::{Order, slashes};
use super::headers::folded;
use super::row::Unread;
use crate::campaign::{Ownership, Platform, Standing, zone};

/// Yes or no, in English, Dutch, German or French.
pub(super) fn yes_no(text: &str) -> Result<bool, Unread> {
    match folded(text).as_str() {
        "true" | "yes" | "y" | "1" | "ja" | "j" | "waar" | "wahr" | "vrai" | "oui" | "o" | "enabled" | "active"
        | "actief" | "aktiv" | "aktiviert" | "actif" | "supervised" | "uberwacht" | "supervise" => Ok(true),
        "false" | "no" | "n" | "0" | "nee" | "onwaar" | "falsch" | "nein" | "faux" | "non" | "disabled"
        | "inactive" | "inactief" | "inaktiv" | "deaktiviert" | "inactif" | "desactive" | "unsupervised" => Ok(false),
        _ => Err(Unread { wanted: "yes or no", hint: "write `true` or `false`" }),
    }
}

/// Whether an account can sign in: yes or no, or its state in the words of directories (Entra, Google, Okta).
pub(super) fn enabled(text: &str) -> Result<bool, Unread> {
    match folded(text).as_str() {
        "staged" | "provisioned" | "recovery" | "passwordexpired" | "passwordreset" | "lockedout" | "locked"
        | "ingeschakeld" | "inschakelen" | "allowed" => Ok(true),
        "suspended" | "deprovisioned" | "deactivated" | "terminated" | "deleted" | "archived" | "blocked"
        | "revoked" | "uitgeschakeld" | "geblokkeerd" | "verwijderd" | "vertrokken" | "uitdienst" | "gesperrt"
        | "geloscht" | "ausgetreten" | "bloque" | "suspendu" | "supprime" | "parti" | "left" | "former" => Ok(false),
        _ => yes_no(text),
    }
}

/// A time of day, as people write it: `9:30`, `09.30`, `9h30`, `09:30 uur`.
pub(super) fn time_of_day(text: &str) -> Result<NaiveTime, Unread> {
    let text = text.to_lowercase();
    let text = text.trim_end_matches("uur").trim_end_matches("uhr").trim_end_matches('u').trim();
    let read = ["%H:%M", "%H:%M:%S", "%H.%M", "%Hh%M", "%H h %M", "%I:%M %p"].iter();
    let found = read.filter_map(|form| NaiveTime::parse_from_str(text, form).ok()).next();
    found.ok_or(Unread { wanted: "a time of day", hint: "write hours and minutes, as in `09:30`" })
}

/// A time zone.
pub(super) fn timezone(text: &str) -> Result<Tz, Unread> {
    zone(text).ok_or(Unread {
        wanted: "a time zone we know",
        hint: "write IANA's name, such as `Europe/Amsterdam`, or that of Windows, such as `W. Europe Standard Time`",
    })
}

const DATES: &[&str] = &["%Y-%m-%d", "%d-%m-%Y", "%d.%m.%Y", "%Y/%m/%d"];
const TIMES: &[&str] = &["%H:%M:%S%.f", "%H:%M", "%I:%M:%S %p", "%I:%M %p"];

/// An instant; `None` for the sentinels that mean never. A time without a zone is UTC, as portals export it.
///
/// A date with slashes is read in the order of its column.
pub(super) fn instant(text: &str, order: Order) -> Result<Option<DateTime<Utc>>, Unread> {
    let wrong = Unread { wanted: "a date we can read", hint: "write dates as 2027-03-31 or 2027-03-31 14:00:00" };
    let text = text.replace('\u{202F}', " ");
    if let Some(instant) = epoch(&text) {
        return Ok(instant);
    }
    let naive = match DateTime::parse_from_rfc3339(&text) {
        Ok(instant) => instant.naive_utc(),
        Err(_) => naive(text.trim_end_matches(" UTC").trim_end_matches('Z'), order).ok_or(wrong)?,
    };
    Ok((!is_sentinel(naive.date())).then(|| naive.and_utc()))
}

/// A day, with or without a time; one with slashes only where it can be read one way.
pub(in crate::campaign) fn day(text: &str) -> Option<NaiveDate> {
    let order = match slashes(text) {
        Some((day, _)) if day > 12 => Order::DayFirst,
        Some((day, month)) if month <= 12 && day != month => return None,
        _ => Order::MonthFirst,
    };
    instant(text, order).ok().flatten().map(|instant| instant.date_naive())
}

fn naive(text: &str, order: Order) -> Option<NaiveDateTime> {
    let at = text.find([' ', 'T']).unwrap_or(text.len());
    let (date, time) = (&text[..at], text[at..].trim_start_matches([' ', 'T']));
    let time = time.strip_prefix("at ").unwrap_or(time);
    let slashes = if order == Order::DayFirst { "%d/%m/%Y" } else { "%m/%d/%Y" };
    let mut formats = DATES.iter().chain([&slashes]);
    let date = formats.find_map(|format| NaiveDate::parse_from_str(date, format).ok())?;
    // Two digits would be read as the first century.
    if !(1900..=9999).contains(&date.year()) && !text.contains("0001") && date.year() != 1601 {
        return None;
    }
    let time = match time {
        "" => NaiveTime::MIN,
        time => TIMES.iter().find_map(|format| NaiveTime::parse_from_str(time, format).ok())?,
    };
    Some(date.and_time(time))
}

/// Seconds or milliseconds since 1970, as MobileIron's interface writes instants.
#[expect(clippy::option_option, reason = "no epoch, and an epoch that means never, are different answers")]
fn epoch(text: &str) -> Option<Option<DateTime<Utc>>> {
    if !text.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let n: i64 = text.parse().ok()?;
    match text.len() {
        1 if n == 0 => Some(None),
        10 => Some(DateTime::from_timestamp(n, 0)),
        13 => Some(DateTime::from_timestamp_millis(n)),
        _ => None,
    }
}

/// The first and last days that systems can write, for want of a real one.
fn is_sentinel(date: NaiveDate) -> bool {
    matches!(date.year(), 1 | 1601 | 1900 | 1970) && date.ordinal() == 1 || date.year() >= 9999
}

/// The platform from the name of the operating system and the model; `Err` when the name is not known.
pub(super) fn platform(os: Option<&str>, model: Option<&str>) -> Result<Platform, Unread> {
    let os = os.map(folded).unwrap_or_default();
    let model = model.map(folded).unwrap_or_default();
    let apple_mobile = if model.contains("ipad") { Platform::IpadOs } else { Platform::Ios };
    let has = |words: &[&str]| words.iter().any(|word| os.contains(word));
    Ok(match os.as_str() {
        "" if model.contains("ipad") => Platform::IpadOs,
        "" if model.contains("iphone") => Platform::Ios,
        "" if ["macbook", "imac", "macmini", "macpro", "macstudio"].iter().any(|m| model.contains(m)) => {
            Platform::MacOs
        }
        "" => Platform::Other,
        _ if has(&["ipad"]) => Platform::IpadOs,
        _ if has(&["mac", "osx", "darwin"]) => Platform::MacOs,
        _ if has(&["iphone", "appleios"]) || os.starts_with("ios") || os == "apple" => apple_mobile,
        _ if has(&["android"]) => Platform::Android,
        _ if os.starts_with("win") => Platform::Windows,
        _ if has(&["chrome", "linux", "ubuntu", "tvos", "visionos", "watchos", "tizen", "other", "unknown"]) => {
            Platform::Other
        }
        _ => {
            let hint = "write ios, ipados, android, macos, windows or other; it counts as other";
            return Err(Unread { wanted: "an operating system we know", hint });
        }
    })
}

/// The version in `iOS 17.4.1`.
pub(super) fn version_in(os: &str) -> Option<&str> {
    os.split_whitespace().find(|word| word.starts_with(|c: char| c.is_ascii_digit()) && word.contains('.'))
}

/// Whose a device is: Intune's words (English, Dutch, Graph's numbers), Workspace ONE's letters, MobileIron's and
/// Jamf's words.
pub(super) fn ownership(text: &str) -> Result<Ownership, Unread> {
    match folded(text).as_str() {
        "corporate" | "company" | "c" | "1" | "companyowned" | "corporateowned" | "corporatededicated"
        | "institutional" | "zakelijk" | "bedrijf" | "bedrijfseigendom" | "unternehmen" | "geschaftlich" | "firma"
        | "entreprise" | "professionnel" => Ok(Ownership::Corporate),
        "personal" | "e" | "2" | "employee" | "employeeowned" | "user" | "userowned" | "byod" | "persoonlijk"
        | "personlich" | "privat" | "prive" | "personnel" | "personalowned" | "personallyowned" => {
            Ok(Ownership::Personal)
        }
        "shared" | "s" | "corporateshared" | "gedeeld" | "geteilt" | "partage" | "kiosk" => Ok(Ownership::Shared),
        "" | "unknown" | "u" | "0" | "undefined" | "unassigned" | "onbekend" | "unbekannt" | "inconnu" => {
            Ok(Ownership::Unknown)
        }
        _ => Err(Unread { wanted: "an ownership we know", hint: "write corporate, personal or shared" }),
    }
}

/// The words of the `status` column.
pub(super) fn standing(text: &str) -> Result<Standing, Unread> {
    match folded(text).as_str() {
        "pending" | "open" | "active" | "enabled" | "staged" | "provisioned" | "actief" | "aktiv" | "actif" => {
            Ok(Standing::Pending)
        }
        "migrated" | "done" | "gemigreerd" | "overgezet" | "migriert" | "migre" => Ok(Standing::Migrated(None)),
        "failed" | "mislukt" | "fehlgeschlagen" | "echoue" => Ok(Standing::Failed(None)),
        "left" | "vertrokken" | "uitdienst" | "ausgetreten" | "parti" | "suspended" | "deprovisioned"
        | "deactivated" | "disabled" | "terminated" | "inactive" | "inactief" => Ok(Standing::Left),
        _ => Err(Unread { wanted: "a status", hint: "write pending, migrated, failed or left" }),
    }
}

/// Whether an owner's name says that there is none.
pub(super) fn is_nobody(owner: &str) -> bool {
    const NOBODY: [&str; 7] = ["none", "kiosk", "userless", "shared", "unassigned", "geen", "gedeeld"];
    NOBODY.contains(&folded(owner).as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> String {
        match instant(text, Order::MonthFirst) {
            Ok(Some(instant)) => instant.to_rfc3339_opts(chrono::SecondsFormat::AutoSi, true),
            Ok(None) => "never".into(),
            Err(_) => "?".into(),
        }
    }

    #[test]
    fn dates_as_systems_write_them() {
        assert_eq!(read("2026-11-03 14:05:09.1234567"), "2026-11-03T14:05:09.123456700Z");
        assert_eq!(read("2026-11-03T14:05:09+01:00"), "2026-11-03T13:05:09Z");
        assert_eq!(read("2026-11-03T14:05:09"), "2026-11-03T14:05:09Z");
        assert_eq!(read("2026-11-03"), "2026-11-03T00:00:00Z");
        assert_eq!(read("03-11-2026"), "2026-11-03T00:00:00Z");
        assert_eq!(read("3-11-2026 14:05"), "2026-11-03T14:05:00Z");
        assert_eq!(read("11/3/2026 2:05:09 PM"), "2026-11-03T14:05:09Z");
        assert_eq!(read("11/3/2026 2:05:09\u{202F}PM"), "2026-11-03T14:05:09Z");
        assert_eq!(read("2024/01/15 at 8:30 AM"), "2024-01-15T08:30:00Z");
        assert_eq!(read("1709287932000"), "2024-03-01T10:12:12Z");
        for never in ["0001-01-01 00:00:00.0000000", "9999-12-31T23:59:59Z", "1/1/0001 12:00:00 AM", "0"] {
            assert_eq!(read(never), "never", "{never}");
        }
        for unread in ["31/12/2027", "yesterday", "2026-02-30", "03-11-26", "01-01-26", "2026-11-03 25:00", "45231"] {
            assert_eq!(read(unread), "?", "{unread}");
        }
    }

    #[test]
    fn platforms_from_names_and_models() {
        let of = |os: &str, model: &str| platform(Some(os), Some(model)).ok();
        assert_eq!(of("iOS", "iPhone 15"), Some(Platform::Ios));
        assert_eq!(of("iOS", "iPad (9th generation)"), Some(Platform::IpadOs));
        assert_eq!(of("iOS/iPadOS", ""), Some(Platform::IpadOs));
        assert_eq!(of("AppleOsX", "MacBook Pro"), Some(Platform::MacOs));
        assert_eq!(of("Darwin", ""), Some(Platform::MacOs));
        assert_eq!(of("Android (fully managed)", "SM-A556B"), Some(Platform::Android));
        assert_eq!(of("AndroidForWork", ""), Some(Platform::Android));
        assert_eq!(of("WinRT", ""), Some(Platform::Windows));
        assert_eq!(of("", "iPhone14,5"), Some(Platform::Ios));
        assert_eq!(of("ChromeOS", ""), Some(Platform::Other));
        assert_eq!(of("Plan 9", ""), None);
        assert_eq!(version_in("iOS 17.4.1"), Some("17.4.1"));
        assert_eq!(version_in("Windows 10"), None);
    }

    #[test]
    fn ownership_in_every_system() {
        for (text, expected) in [
            ("Corporate", Ownership::Corporate),
            ("COMPANY", Ownership::Corporate),
            ("C", Ownership::Corporate),
            ("Corporate - Dedicated", Ownership::Corporate),
            ("E", Ownership::Personal),
            ("Persoonlijk", Ownership::Personal),
            ("S", Ownership::Shared),
            ("Onbekend", Ownership::Unknown),
        ] {
            assert_eq!(ownership(text), Ok(expected), "{text}");
        }
        assert!(ownership("leased").is_err());
    }
}
