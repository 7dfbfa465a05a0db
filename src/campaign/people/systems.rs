//! Which of the two systems of a migration a name in an export means.

use super::headers::folded;

/// The two systems, by their names folded.
#[derive(Debug)]
pub(super) struct Systems {
    from: String,
    to: String,
    /// As the campaign writes them.
    pub(super) names: (String, String),
}

/// On which side of the migration a system is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Side {
    /// The one people leave.
    Old,
    /// The one people move to.
    New,
    /// The name fits both, and nothing tells which.
    Either,
    /// Another one.
    Other,
}

impl Systems {
    pub(super) fn new(from: &str, to: &str) -> Self {
        Systems { from: folded(from), to: folded(to), names: (from.to_owned(), to.to_owned()) }
    }

    /// Which side a system is on. What somebody wrote is first taken by the letter; the name of a vendor, known by the
    /// headers of its export alone, is not: `Jamf` may be Jamf Pro and Jamf Cloud.
    pub(super) fn side(&self, system: &str, is_vendor: bool) -> Side {
        let system = folded(system);
        if !is_vendor && self.from != self.to {
            if system == self.to {
                return Side::New;
            }
            if system == self.from {
                return Side::Old;
            }
        }
        match (alike(&system, &self.from), alike(&system, &self.to)) {
            (true, true) => Side::Either,
            (false, true) => Side::New,
            (true, false) => Side::Old,
            (false, false) => Side::Other,
        }
    }
}

/// Whether two names are of one system as far as can be told: one is in the other (`Intune`, `Microsoft Intune`), or
/// they are names of one vendor.
fn alike(a: &str, b: &str) -> bool {
    let long = |name: &str| name.chars().count() >= 3;
    let vendors = || matches!((vendor(a), vendor(b)), (Some(a), Some(b)) if a == b);
    a == b || long(a) && b.contains(a) || long(b) && a.contains(b) || vendors()
}

/// Names that one vendor has given its systems over the years, the surer word first.
const VENDORS: &[&[&str]] = &[
    &["mobileiron", "ivanti", "epmm", "neurons"],
    &["workspaceone", "airwatch", "omnissa"],
    &["jamf"],
    &["soti", "mobicontrol"],
    &["intune", "endpointmanager"],
];

fn vendor(system: &str) -> Option<usize> {
    VENDORS.iter().position(|names| names.iter().any(|name| system.contains(name)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(from: &str, to: &str, system: &str) -> Side {
        Systems::new(from, to).side(system, false)
    }

    #[test]
    fn names_that_begin_alike_are_two_systems() {
        assert_eq!(said("Jamf", "Jamf Cloud", "Jamf"), Side::Old);
        assert_eq!(said("Jamf", "Jamf Cloud", "jamf-cloud"), Side::New);
        assert_eq!(said("Jamf Pro oud", "Jamf Pro", "Jamf Pro"), Side::New);
        assert_eq!(said("SOTI", "SOTI MobiControl Cloud", "SOTI"), Side::Old);
        assert_eq!(said("Ivanti", "Ivanti Neurons", "Ivanti"), Side::Old);
        assert_eq!(said("Intune Dorpstad", "Intune Voorbeeldstad", "Intune Voorbeeldstad"), Side::New);
        for either in ["Jamf Pro", "Jamf"] {
            assert_eq!(said("Jamf Now", "Jamf Cloud", either), Side::Either, "{either}");
        }
        assert_eq!(said("MobileIron Core", "MobileIron Cloud", "MobileIron"), Side::Either);
        assert_eq!(said("Intune", "Intune", "Intune"), Side::Either);
    }

    #[test]
    fn a_vendor_is_no_system_when_both_are_its() {
        let vendor = |from: &str, to: &str, system: &str| Systems::new(from, to).side(system, true);
        assert_eq!(vendor("Jamf", "Jamf Cloud", "Jamf"), Side::Either);
        assert_eq!(vendor("MobileIron Core", "Ivanti Neurons", "MobileIron"), Side::Either);
        assert_eq!(vendor("Intune Dorpstad", "Intune Voorbeeldstad", "Intune"), Side::Either);
        assert_eq!(vendor("MobileIron", "Microsoft Intune", "Intune"), Side::New);
        assert_eq!(vendor("Ivanti EPMM", "Microsoft Intune", "MobileIron"), Side::Old);
        assert_eq!(vendor("Jamf", "Ivanti Neurons", "MobileIron"), Side::New);
        assert_eq!(vendor("Jamf", "Microsoft Intune", "Workspace ONE"), Side::Other);
        assert_eq!(vendor("Microsoft Endpoint Manager", "Ivanti Endpoint Manager", "Intune"), Side::Old);
    }
}
