//! Whether a device is in the system that lists it, by the words of that system.

use super::headers::folded;
use super::row::Unread;

/// Whether a device is in the system that lists it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Presence {
    /// It is managed there.
    Managed,
    /// It is listed, and not or no longer managed: found and not enrolled, on its way in, told to leave.
    Listed,
    /// It has left.
    Gone,
}

const MANAGED: &[&str] = &[
    "managed",
    "active",
    "enrolled",
    "compliant",
    "noncompliant",
    "unhealthy",
    "healthy",
    "ok",
    "verified",
    "infected",
    "uninfected",
    "lost",
    "blocked",
    "quarantined",
    "online",
    "offline",
    "inuse",
    "deployed",
    "assigned",
    "online",
    "retirefailed",
    "retirecanceled",
    "retirecancelled",
    "wipefailed",
    "wipecanceled",
    "wipecancelled",
    "true",
    "yes",
    "1",
    "ja",
    "oui",
    "beheerd",
    "ingeschreven",
    "actief",
    "ingebruik",
    "verwaltet",
    "registriert",
    "aktiv",
    "eingeschrieben",
    "gere",
    "inscrit",
    "actif",
    "supervised",
    "enabled",
    "installed",
    "intrek",
    "intrekkenmislukt",
    "wissenmislukt",
    "comanaged",
    "mdm",
];

const LISTED: &[&str] = &[
    "retirepending",
    "retireissued",
    "wipepending",
    "wipeissued",
    "deletepending",
    "discovered",
    "pending",
    "unmanaged",
    "notmanaged",
    "enrollmentpending",
    "pendingenrollment",
    "enrolmentpending",
    "enrollmentinprogress",
    "enrolling",
    "verificationpending",
    "approvalpending",
    "notregisteredpendingenrollment",
    "enterprisewipepending",
    "devicewipepending",
    "registered",
    "notenrolled",
    "notregistered",
    "unknown",
    "false",
    "no",
    "0",
    "nee",
    "nein",
    "non",
    "nietbeheerd",
    "ontdekt",
    "gevonden",
    "intrekkeninbehandeling",
    "wisseninbehandeling",
    "inbehandeling",
    "bezig",
    "nichtverwaltet",
    "entdeckt",
    "ausstehend",
    "ausserbetriebnahmeausstehend",
    "abkopplungausstehend",
    "zurucksetzungausstehend",
    "loschungausstehend",
    "nongere",
    "detecte",
    "decouvert",
    "enattente",
    "miseaurebutenattente",
    "reinitialisationenattente",
    "onbekend",
    "unbekannt",
    "inconnu",
];

const GONE: &[&str] = &[
    "retired",
    "wiped",
    "unenrolled",
    "deleted",
    "removed",
    "decommissioned",
    "deprovisioned",
    "disposed",
    "revoked",
    "disenrolled",
    "uitgeschreven",
    "buitengebruik",
    "ingetrokken",
    "gewist",
    "verwijderd",
    "abgemeldet",
    "geloscht",
    "abgekoppelt",
    "ausserbetrieb",
    "zuruckgezogen",
    "ausgemustert",
    "zuruckgesetzt",
    "desinscrit",
    "retire",
    "supprime",
    "efface",
    "horsservice",
    "misaurebut",
];

/// Reads a state: Intune's `Device state`, Graph's `managementState`, Workspace ONE's `EnrollmentStatus`, MobileIron's
/// `common.status`, Jamf's `Managed`.
///
/// # Errors
/// When the word is none of these; such a device has not moved as far as anybody knows.
pub(super) fn presence(state: &str) -> Result<Presence, Unread> {
    let word = folded(state);
    let of = |words: &[&str]| words.contains(&word.as_str());
    match () {
        () if of(GONE) => Ok(Presence::Gone),
        () if of(LISTED) => Ok(Presence::Listed),
        () if of(MANAGED) => Ok(Presence::Managed),
        () => Err(Unread {
            wanted: "a state we know",
            hint: "write `managed`, `pending` or `retired`; in the new system, what is unknown does not count as moved",
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn states_in_every_system() {
        for state in ["Managed", "ENROLLED", "Actief", "Retire failed", "true", "wipeCanceled"] {
            assert_eq!(presence(state), Ok(Presence::Managed), "{state}");
        }
        for state in
            ["Retire pending", "wipePending", "Discovered", "DeviceWipePending", "EnrollmentInProgress", "false"]
        {
            assert_eq!(presence(state), Ok(Presence::Listed), "{state}");
        }
        for state in ["Retired", "WIPED", "Unenrolled", "Uitgeschreven", "Gelöscht", "Buiten gebruik"] {
            assert_eq!(presence(state), Ok(Presence::Gone), "{state}");
        }
        assert!(presence("On a bench").is_err());
    }
}
