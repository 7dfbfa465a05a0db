//! How long moving a device takes, by its path.

use super::path::Path;

/// The minutes that moving a device takes, for each path of which the campaign says it. Of others nothing is said.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Minutes {
    /// Of a device that its owner moves alone.
    pub own: Option<u32>,
    /// Of one that the helpdesk wipes.
    pub wiped: Option<u32>,
    /// Of one that Apple moves.
    pub apple: Option<u32>,
    /// Of one that is replaced, or moved together with its owner: how long they are at the desk.
    pub replaced: Option<u32>,
}

/// What is reserved in a calendar for a device of which nothing is said: a calendar has no entry without an end.
const RESERVED: u32 = 30;

impl Minutes {
    /// The same for every path.
    pub fn all(minutes: u32) -> Self {
        Minutes { own: Some(minutes), wiped: Some(minutes), apple: Some(minutes), replaced: Some(minutes) }
    }

    /// What the campaign says of a path.
    pub fn of(&self, path: Path) -> Option<u32> {
        match path {
            Path::Own => self.own,
            Path::Wiped => self.wiped,
            Path::Apple => self.apple,
            Path::Replaced => self.replaced,
            Path::Unknown | Path::Done => None,
        }
    }

    /// What all of these paths take, when it is the same and said of each.
    pub fn each(&self, paths: &[Path]) -> Option<u32> {
        let (first, others) = paths.split_first()?;
        let minutes = self.of(*first)?;
        others.iter().all(|path| self.of(*path) == Some(minutes)).then_some(minutes)
    }

    /// What to reserve for a device of a path; for one that nobody knows, what the owner's take.
    pub fn to_reserve(&self, path: Path) -> u32 {
        match path {
            Path::Unknown | Path::Done => self.usual(),
            Path::Own | Path::Wiped | Path::Apple | Path::Replaced => self.of(path).unwrap_or(RESERVED),
        }
    }

    /// What every device of every path was said to take before it was known by path: what the owner's take.
    pub fn usual(&self) -> u32 {
        self.own.or(self.apple).or(self.wiped).unwrap_or(RESERVED)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_is_said_of_all_only_when_it_holds_for_each() {
        let minutes = Minutes { own: Some(30), wiped: Some(90), apple: Some(30), replaced: None };
        assert_eq!(minutes.each(&[Path::Own, Path::Apple]), Some(30));
        assert_eq!(minutes.each(&[Path::Own, Path::Wiped]), None);
        assert_eq!(minutes.each(&[Path::Own, Path::Unknown]), None);
        assert_eq!(minutes.each(&[]), None);
        assert_eq!(Minutes::default().each(&[Path::Own]), None);
        assert_eq!((Minutes::default().to_reserve(Path::Own), minutes.to_reserve(Path::Wiped)), (30, 90));
    }
}
