//! The taxonomy of negative replies.

use super::delay::{Stated, stated};
use super::said::{Phase, Reply};
use super::signs::{QUOTA, SENDER, words_about};

/// What a reply means, and for whom.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// The relay has the message.
    Accepted,
    /// This address will never do: the notice fails.
    RecipientPermanent,
    /// This address not now: the notice is deferred and charged an attempt.
    RecipientTransient {
        /// When the relay wants to be asked again.
        retry: Option<Stated>,
    },
    /// This message will never do: the notice fails.
    MessagePermanent,
    /// This message not now: the notice is deferred and charged an attempt.
    MessageTransient {
        /// When the relay wants to be asked again.
        retry: Option<Stated>,
    },
    /// The relay is not well, or has enough of us for the moment: everything waits, nobody is charged.
    RelayBusy {
        /// When the relay wants to be asked again.
        retry: Option<Stated>,
    },
    /// We have used up what the relay allows us: everything waits, nobody is charged.
    Quota {
        /// When the relay wants to be asked again.
        retry: Option<Stated>,
    },
    /// The relay does not take mail from us: sign-in, sender address, network address. Everything stops until a
    /// person has mended it; nobody is charged.
    Barred,
}

/// Classifies a reply to what was for `recipient` by who is at fault.
///
/// The order is what matters, from the surest sign to the vaguest:
///
/// 1. **Codes that speak of the connection** (421, and 454 or any refusal before MAIL) are the relay's own, whatever
///    the text. A 5xx before MAIL bars us: it can only be about the sign-in, our address, or the relay's policy.
/// 2. **Sign-in** (530, 534, 535, 538, 5.7.30, 5.7.57, 5.7.139) bars us at whatever phase it shows.
/// 3. **Enhanced codes that mean one thing**: a limit on what we send (x.1.90, x.7.232, x.7.233, x.7.705, x.7.708, and
///    x.2.0 or x.2.2 where it speaks of *submission*), a sender that is not believed (x.1.7, x.1.8, x.2.252, x.7.23,
///    x.7.25, x.7.26, x.7.60, x.7.501 and its kin), a mailbox that gets too much for now (x.2.121, x.2.122), a group
///    that is closed to us (x.7.133).
/// 4. **x.1 and x.2 of a permanent refusal** are about the address, whatever the words are: a mailbox may be called
///    anything. Postfix reports at RCPT what is about the sender; it says so by x.1.7 and x.1.8.
/// 5. **Words** (`signs`), the recipient's own name taken out: used-up quotas come with permanent codes too (Gmail's 550
///    5.4.5) and are still only "later"; "relay access denied", a blocked client address or an account that was suspended
///    would fail every person of a wave if they were taken for theirs.
/// 6. **Everything refused at MAIL** that is left: permanent bars us (the sender is the only thing named so far), except
///    a message over the size limit; transient is the relay's.
/// 7. **The subject of the enhanced code**: x.1 and x.2 recipient, x.3 relay, x.4 route (at RCPT: that domain's, so
///    the recipient's), x.5 protocol, x.6 message, x.7 policy.
/// 8. **The phase**: RCPT speaks of the recipient, DATA and the dot of the message.
///
/// A fault of the relay, the sign-in or a quota never becomes a permanent failure of a person. What only the number of
/// the refused can tell is for the streak of refusals.
pub fn classify(phase: Phase, reply: &Reply, recipient: &str) -> Verdict {
    if (200..300).contains(&reply.code) {
        return Verdict::Accepted;
    }
    let text = words_about(&reply.text, recipient);
    let says = |words: &[&str]| words.iter().any(|word| text.contains(word));
    let permanent = reply.code >= 500;
    let retry = stated(&reply.text);
    let (_, subject, detail) = reply.enhanced().unwrap_or((0, 0, 0));
    let (busy, quota) = (Verdict::RelayBusy { retry }, Verdict::Quota { retry });
    let barred = if permanent { Verdict::Barred } else { busy };

    if !(400..600).contains(&reply.code) || reply.code == 421 {
        return if says(QUOTA) { quota } else { busy };
    }
    if matches!(reply.code, 530 | 534 | 535 | 538) {
        return Verdict::Barred;
    }
    match (subject, detail) {
        (7, 30 | 57 | 139) => return Verdict::Barred,
        (1, 90) | (7, 232 | 233 | 705 | 708) => return quota,
        (2, 0 | 2) if text.contains("submission") => return quota,
        (2, 121 | 122) => return Verdict::RecipientTransient { retry },
        (7, 133..=136) if permanent => return Verdict::RecipientPermanent,
        (1, 7 | 8) | (2, 252) | (7, 23 | 25 | 26 | 60 | 501..=503 | 511 | 515 | 750) if phase >= Phase::Mail => {
            return barred;
        }
        (7, 500..=699) if !permanent => return busy,
        _ => {}
    }
    if phase < Phase::Mail {
        return match permanent {
            _ if says(QUOTA) => quota,
            true => Verdict::Barred,
            false => busy,
        };
    }
    let of_address = permanent && matches!(subject, 1 | 2) && detail > 0 && phase > Phase::Mail;
    if !of_address && (subject, detail) != (2, 2) && says(QUOTA) {
        return quota;
    }
    if !of_address && says(SENDER) {
        return barred;
    }
    if phase == Phase::Mail {
        return match permanent {
            true if reply.code == 552 || (subject, detail) == (3, 4) => Verdict::MessagePermanent,
            true => Verdict::Barred,
            false => busy,
        };
    }
    let of_recipient = match subject {
        1 | 2 => true,
        3 if detail == 4 => false,
        // Somebody else's relay behind this one; ours would have said so before it knew the recipient.
        3 | 5 if !permanent => return busy,
        6 => false,
        _ => phase == Phase::Rcpt,
    };
    match (of_recipient, permanent) {
        // The class disagrees with itself: "user is receiving mail too quickly", said as 550.
        (true, true) if (subject, detail) == (2, 1) && says(&["too quickly", "at a rate"]) => {
            Verdict::RecipientTransient { retry }
        }
        (true, true) => Verdict::RecipientPermanent,
        (true, false) => Verdict::RecipientTransient { retry },
        // RFC 5321 section 4.5.3.1.10: 552 to too many recipients or a full mailbox is meant as 452 by old servers,
        // but ours is one recipient, so it is the size.
        (false, true) => Verdict::MessagePermanent,
        (false, false) if reply.code == 452 && subject == 0 => busy,
        (false, false) => Verdict::MessageTransient { retry },
    }
}
