//! Numbers of sheets.

use std::collections::BTreeSet;
use std::fmt;
use std::str::FromStr;

/// Numbers of sheets: `7`, `118-131`, `7,118-131`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Numbers(BTreeSet<u32>);

/// The most that are printed again at once: more is a run.
const MOST: usize = 10_000;

/// The longest list of numbers in the name of a file.
const MOST_NAMED: usize = 120;

impl FromStr for Numbers {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let wrong = || format!("`{text}` is not a list of sheets: write numbers, as in 7,118-131");
        let mut numbers = BTreeSet::new();
        for part in text.split(',') {
            let (first, last) = part.split_once('-').unwrap_or((part, part));
            let [first, last] = [first, last].map(|number| number.trim().parse::<u32>());
            let (first, last) = (first.map_err(|_| wrong())?, last.map_err(|_| wrong())?);
            if first == 0 || last < first || (last - first) as usize >= MOST {
                return Err(wrong());
            }
            numbers.extend(first..=last);
        }
        Ok(Numbers(numbers))
    }
}

impl fmt::Display for Numbers {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut before = None;
        let mut left = self.0.iter().copied().peekable();
        while let Some(number) = left.next() {
            let follows = before.is_some_and(|before| before + 1 == number);
            let goes_on = left.peek().is_some_and(|next| *next == number + 1);
            match (before, follows, goes_on) {
                (None, ..) => write!(f, "{number}")?,
                (Some(_), true, true) => {}
                (Some(_), true, false) => write!(f, "-{number}")?,
                (Some(_), false, _) => write!(f, ",{number}")?,
            }
            before = Some(number);
        }
        Ok(())
    }
}

impl Numbers {
    /// The numbers, in order.
    pub(super) fn iter(&self) -> impl Iterator<Item = u32> {
        self.0.iter().copied()
    }

    /// The numbers, short enough for the name of a file: a file system has 255 bytes for one. Many are named by their first
    /// and last, and a mark that no other list with these has.
    pub(super) fn short(&self) -> String {
        let all = self.to_string();
        match (self.0.first(), self.0.last()) {
            (Some(first), Some(last)) if all.len() > MOST_NAMED => {
                let mark = blake3::hash(all.as_bytes()).to_hex();
                format!("{first}-to-{last}-{}", &mark[..8])
            }
            _ => all,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(text: &str) -> String {
        text.parse::<Numbers>().unwrap().to_string()
    }

    #[test]
    fn numbers_are_a_list_of_ranges() {
        assert_eq!(said("7"), "7");
        assert_eq!(said("118-131"), "118-131");
        assert_eq!(said("9, 7,8,20-21"), "7-9,20-21");
        assert_eq!("00007".parse::<Numbers>().unwrap(), Numbers([7].into()), "as they are printed");
    }

    #[test]
    fn many_numbers_still_make_the_name_of_a_file() {
        let odd = |last: u32| Numbers((1..=last).step_by(2).collect());
        assert_eq!(odd(9).short(), "1,3,5,7,9");
        let mut many = odd(999);
        assert_eq!(many.short(), "1-to-999-9116467d");
        many.0.remove(&501);
        assert!(
            many.short().starts_with("1-to-999-") && many.short() != odd(999).short(),
            "another list, another file"
        );
    }

    #[test]
    fn what_is_no_list_is_refused() {
        for text in ["", "x", "0", "5-4", "1-", "-3", "1--3", "1-4000000000"] {
            assert!(text.parse::<Numbers>().is_err(), "{text:?}");
        }
    }
}
