//! When it is not this or that recipient who is refused, but everybody.
//!
//! A relay that has suspended us says so to each recipient in turn, by any code and in any words. What no taxonomy of
//! words tells, the row does: the same refusal for several in a row, with nobody accepted between, is the relay's. So a
//! refusal for good is held back until the relay has said yes to somebody else, which it does within a mail or two when
//! all is well. Then those who were refused were refused for themselves. When the row grows too long first, or nobody is
//! left who could be told yes, it is over:
//!
//! | what happens | those held back |
//! |---|---|
//! | somebody is accepted | fail, each for themselves |
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
    held: Vec<(Refusal, T)>,
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
        Streak { held: Vec::new() }
    }
}

impl<T> Streak<T> {
    /// Somebody was accepted. Returns those who were refused for themselves.
    pub(crate) fn accepted(&mut self) -> Vec<T> {
        self.release()
    }

    /// Somebody was refused for good.
    pub(crate) fn refused(&mut self, refusal: Refusal, what: T) -> Ruling<T> {
        self.held.push((refusal, what));
        let Some((last, _)) = self.held.last() else { return Ruling::Held };
        let same = self.held.iter().filter(|(held, _)| held.pattern == last.pattern).count();
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
        self.held.drain(..).map(|(_, what)| what).collect()
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
                failed.extend(streak.accepted());
            }
        }
        assert_eq!(failed, (0..10).map(|n| n * 20 + 3).collect::<Vec<_>>());
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
                    failed.extend(streak.accepted());
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
