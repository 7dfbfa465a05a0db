//! When it is not this or that recipient who is refused, but everybody.
//!
//! A relay that has suspended us says so to each recipient in turn, by any code and in any words. What no taxonomy of
//! words tells, the row does: the same refusal for several in a row, with nobody accepted between, is the relay's. So a
//! refusal for good is held back until the relay has said yes to a mail that was begun after it, which it does within a
//! mail or two when all is well. (A yes to what was on its way already, on another connection, says nothing: the relay
//! may have stopped taking our mail between the two.) Then those who were refused were refused for themselves. When the
//! row grows too long first, or nobody is left who could be told yes, it is over:
//!
//! | what happens | those held back |
//! |---|---|
//! | somebody whose mail was begun since is accepted | fail, each for themselves |
//! | so many in the same words, or more in any | nobody fails; the relay bars us, and a person must look |
//! | nobody is left to be sent to | fail, each for themselves: they were few |

use super::classify::Verdict;
use super::said::Refusal;

/// So many in the same words are no accident.
const SAME: usize = 5;

/// … and so many where the words are about an address: a department that left is in one row, too.
const SAME_ADDRESSES: usize = 20;

/// Refusals for good since the relay said yes, with what is to be done about each.
#[derive(Debug)]
pub(crate) struct Streak<T> {
    /// Each with how many had been heard before it, in that order.
    held: Vec<(u64, Refusal, T)>,
    heard: u64,
}

/// What becomes of a refusal for good.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Ruling<T> {
    /// It is held back: see [`Streak`].
    Held,
    /// The relay refuses everybody. These are all that were held back; none of them has failed.
    Barred(Vec<T>),
}

impl<T> Default for Streak<T> {
    fn default() -> Self {
        Streak { held: Vec::new(), heard: 0 }
    }
}

impl<T> Streak<T> {
    /// How many refusals were heard so far: to be kept with a mail when it is begun.
    pub(crate) fn heard(&self) -> u64 {
        self.heard
    }

    /// Somebody was accepted whose mail was begun when so many refusals had been [heard](Self::heard). Returns those who
    /// were refused for themselves.
    pub(crate) fn accepted(&mut self, begun: u64) -> Vec<T> {
        let before = self.held.partition_point(|(heard, ..)| *heard < begun);
        self.held.drain(..before).map(|(.., what)| what).collect()
    }

    /// Somebody was refused for good.
    pub(crate) fn refused(&mut self, refusal: Refusal, what: T) -> Ruling<T> {
        self.held.push((self.heard, refusal, what));
        self.heard += 1;
        let Some((_, last, _)) = self.held.last() else { return Ruling::Held };
        let same = self.held.iter().filter(|(_, held, _)| held.pattern == last.pattern).count();
        let many = if is_of_address(last) { SAME_ADDRESSES } else { SAME };
        if same >= many || self.held.len() >= SAME_ADDRESSES {
            return Ruling::Barred(self.release());
        }
        Ruling::Held
    }

    /// Nobody is left to be sent to. Returns those who were refused for themselves.
    pub(crate) fn nobody_left(&mut self) -> Vec<T> {
        self.release()
    }

    fn release(&mut self) -> Vec<T> {
        self.held.drain(..).map(|(.., what)| what).collect()
    }
}

/// Whether the relay says by its code that it is about the address.
fn is_of_address(refusal: &Refusal) -> bool {
    refusal.verdict == Verdict::RecipientPermanent && matches!(refusal.reply.enhanced(), Some((5, 1 | 2, 1..)))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::said::{Phase, Reply};
    use super::*;

    fn refusal(n: usize, text: &str) -> Refusal {
        let to = format!("p{n}@b.example");
        Refusal::new(Phase::Rcpt, Reply::new(550, text.replace("TO", &to)), &to)
    }

    const SUSPENDED: &str = "<TO>: this account is closed [ticket 4F1B]";
    const UNKNOWN: &str = "5.1.1 <TO>: no such user here";

    #[test]
    fn the_same_words_for_several_in_a_row_fail_nobody() {
        let mut streak = Streak::default();
        for n in 0..4 {
            assert_eq!(streak.refused(refusal(n, SUSPENDED), n), Ruling::Held);
        }
        assert_eq!(streak.refused(refusal(4, SUSPENDED), 4), Ruling::Barred(vec![0, 1, 2, 3, 4]));
        assert!(streak.nobody_left().is_empty());
    }

    #[test]
    fn scattered_refusals_fail_those_alone() {
        let (mut streak, mut failed) = (Streak::default(), Vec::new());
        for n in 0..200 {
            if n % 20 == 3 {
                assert_eq!(streak.refused(refusal(n, UNKNOWN), n), Ruling::Held);
            } else {
                failed.extend(streak.accepted(streak.heard()));
            }
        }
        assert_eq!(failed, (0..10).map(|n| n * 20 + 3).collect::<Vec<_>>());
    }

    #[test]
    fn a_yes_to_what_was_begun_before_says_nothing() {
        let mut streak = Streak::default();
        let begun_before = streak.heard();
        assert_eq!(streak.refused(refusal(0, SUSPENDED), 0), Ruling::Held);
        let begun_between = streak.heard();
        assert_eq!(streak.refused(refusal(1, SUSPENDED), 1), Ruling::Held);
        assert!(streak.accepted(begun_before).is_empty());
        assert_eq!(streak.accepted(begun_between), [0]);
        assert_eq!(streak.nobody_left(), [1]);
    }

    #[test]
    fn a_few_who_are_the_last_fail_for_themselves() {
        let mut streak = Streak::default();
        for n in 0..4 {
            assert_eq!(streak.refused(refusal(n, SUSPENDED), n), Ruling::Held);
        }
        assert_eq!(streak.nobody_left(), [0, 1, 2, 3]);
    }

    #[test]
    fn a_row_of_unknown_addresses_may_be_longer_and_ends_too() {
        let mut streak = Streak::default();
        for n in 0..19 {
            assert_eq!(streak.refused(refusal(n, UNKNOWN), n), Ruling::Held);
        }
        assert!(matches!(streak.refused(refusal(19, UNKNOWN), 19), Ruling::Barred(all) if all.len() == 20));
        // A relay that finds new words each time.
        let end = (0..30).position(|n| {
            let text = format!("refused because of {}", ["x", "y", "z"].repeat(n + 1).concat());
            matches!(streak.refused(refusal(n, &text), n), Ruling::Barred(_))
        });
        assert_eq!(end, Some(19));
    }

    proptest! {
        /// However yes and no are mixed: everybody comes out once, and a relay that says no to all fails nobody.
        #[test]
        fn everybody_comes_out_once(replies in proptest::collection::vec(0..4u8, 0..300)) {
            let (mut streak, mut failed, mut barred) = (Streak::default(), Vec::new(), Vec::new());
            for (n, reply) in replies.iter().enumerate() {
                let text = ["", SUSPENDED, UNKNOWN, "5.7.1 rejected"][usize::from(*reply)];
                if text.is_empty() {
                    failed.extend(streak.accepted(streak.heard()));
                } else if let Ruling::Barred(all) = streak.refused(refusal(n, text), n) {
                    barred.extend(all);
                }
            }
            failed.extend(streak.nobody_left());
            let mut out: Vec<usize> = failed.iter().chain(&barred).copied().collect();
            out.sort_unstable();
            let refused: Vec<usize> = (0..replies.len()).filter(|n| replies[*n] > 0).collect();
            prop_assert_eq!(out, refused);
            if !replies.contains(&0) {
                prop_assert!(failed.len() < SAME_ADDRESSES);
            }
        }
    }
}
