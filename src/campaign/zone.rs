//! Time zones by name: IANA's, and those of Windows by the table that CLDR keeps (`windowsZones.xml`).

use std::collections::HashMap;
use std::sync::LazyLock;

use chrono_tz::Tz;
use icu_time::TimeZone;
use icu_time::zone::iana::IanaParserExtended;
use icu_time::zone::windows::WindowsParser;

/// IANA's names by the short ids between which CLDR translates.
static BY_ID: LazyLock<HashMap<TimeZone, Tz>> = LazyLock::new(|| {
    let zones = IanaParserExtended::new();
    zones.iter().filter_map(|zone| Some((zone.time_zone, zone.canonical.parse().ok()?))).collect()
});

/// IANA's names in lower case.
static BY_NAME: LazyLock<HashMap<String, Tz>> =
    LazyLock::new(|| chrono_tz::TZ_VARIANTS.iter().map(|zone| (zone.name().to_ascii_lowercase(), *zone)).collect());

/// A zone by IANA's name (`Europe/Amsterdam`, in any case) or that of Windows (`W. Europe Standard Time`), which Exchange
/// and Outlook write. A name of Windows that several countries share is the zone CLDR gives for the world.
pub fn zone(name: &str) -> Option<Tz> {
    let name = name.trim();
    let by_name = || BY_NAME.get(&name.to_ascii_lowercase()).copied();
    let by_windows = || BY_ID.get(&WindowsParser::new().parse(name, None)?).copied();
    name.parse().ok().or_else(by_name).or_else(by_windows)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn zones_of_iana_and_of_windows() {
        for (name, iana) in [
            ("Europe/Amsterdam", "Europe/Amsterdam"),
            ("america/CURACAO", "America/Curacao"),
            ("W. Europe Standard Time", "Europe/Berlin"),
            ("Romance Standard Time", "Europe/Paris"),
            ("GMT Standard Time", "Europe/London"),
            ("SA Western Standard Time", "America/La_Paz"),
            ("India Standard Time", "Asia/Kolkata"),
            ("Eastern Standard Time", "America/New_York"),
            ("UTC", "UTC"),
        ] {
            let found = zone(name).map(|zone| zone.name());
            // The same zone may have an older name.
            assert_eq!(found.map(|name| name.replace("Calcutta", "Kolkata")).as_deref(), Some(iana), "{name}");
        }
        for unknown in ["Amsterdam", "CEST summer", "", "Europe", "(UTC+01:00) Amsterdam, Berlin"] {
            assert_eq!(zone(unknown), None, "{unknown}");
        }
    }
}
