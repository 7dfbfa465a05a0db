//! Replies as real relays give them, each with what it must lead to.

use chrono::TimeDelta;

use super::{Phase, Reply, Verdict, classify, stated_delay};

use Phase::{Auth, Connect, Data, Dot, Mail, Rcpt};
use Verdict::{Accepted, Barred, MessagePermanent, RecipientPermanent};

const BUSY: Verdict = Verdict::RelayBusy { retry_after: None };
const QUOTA: Verdict = Verdict::Quota { retry_after: None };
const LATER: Verdict = Verdict::RecipientTransient { retry_after: None };
const MESSAGE_LATER: Verdict = Verdict::MessageTransient { retry_after: None };

fn busy(seconds: i64) -> Verdict {
    Verdict::RelayBusy { retry_after: Some(TimeDelta::seconds(seconds)) }
}

fn later(seconds: i64) -> Verdict {
    Verdict::RecipientTransient { retry_after: Some(TimeDelta::seconds(seconds)) }
}

#[test]
fn real_replies_are_laid_at_the_right_door() {
    let quota_in = |seconds| Verdict::Quota { retry_after: Some(TimeDelta::seconds(seconds)) };
    let table: &[(Phase, u16, &str, Verdict)] = &[
        // Postfix
        (Dot, 250, "2.0.0 Ok: queued as 4F1B23C0D5", Accepted),
        (
            Rcpt,
            550,
            "5.1.1 <jan@voorbeeld.example>: Recipient address rejected: User unknown in local recipient table",
            RecipientPermanent,
        ),
        (
            Rcpt,
            450,
            "4.1.1 <jan@voorbeeld.example>: Recipient address rejected: unverified address: connect timed out",
            LATER,
        ),
        (
            Rcpt,
            450,
            "4.2.0 <jan@voorbeeld.example>: Recipient address rejected: Greylisted, see http://postgrey.schweikert.ch/help/",
            LATER,
        ),
        (
            Rcpt,
            450,
            "4.7.1 <jan@voorbeeld.example>: Recipient address rejected: Greylisting in action, please come back in 00:05:00",
            later(300),
        ),
        (Rcpt, 554, "5.7.1 <jan@voorbeeld.example>: Relay access denied", Barred),
        (Rcpt, 454, "4.7.1 <jan@voorbeeld.example>: Relay access denied", BUSY),
        (Rcpt, 450, "4.1.8 <it@voorbeeld.example>: Sender address rejected: Domain not found", BUSY),
        (Rcpt, 550, "5.1.8 <it@voorbeeld.example>: Sender address rejected: Domain not found", Barred),
        (Rcpt, 553, "5.7.1 <it@voorbeeld.example>: Sender address rejected: not owned by user heraut", Barred),
        (Rcpt, 450, "4.7.25 Client host rejected: cannot find your hostname, [203.0.113.7]", BUSY),
        (Rcpt, 554, "5.7.1 Service unavailable; Client host [203.0.113.7] blocked using zen.spamhaus.org", Barred),
        (Rcpt, 451, "4.3.0 <jan@voorbeeld.example>: Temporary lookup failure", BUSY),
        (Rcpt, 450, "4.1.2 <jan@nergens.example>: Recipient address rejected: Domain not found", LATER),
        (Rcpt, 501, "5.1.3 Bad recipient address syntax", RecipientPermanent),
        (Mail, 452, "4.3.1 Insufficient system storage", BUSY),
        (Mail, 552, "5.3.4 Message size exceeds fixed limit", MessagePermanent),
        (Mail, 501, "5.1.7 Bad sender address syntax", Barred),
        (Mail, 530, "5.7.0 Must issue a STARTTLS command first", Barred),
        (Mail, 450, "4.7.1 Error: too much mail from 203.0.113.7", QUOTA),
        (Dot, 552, "5.3.4 Error: message file too big", MessagePermanent),
        (Dot, 451, "4.3.0 Error: queue file write error", BUSY),
        (Dot, 550, "5.7.1 Blocked by SpamAssassin", MessagePermanent),
        (Dot, 554, "5.6.0 Message contains invalid header", MessagePermanent),
        (Dot, 451, "4.7.1 Service unavailable - try again later", MESSAGE_LATER),
        (Connect, 421, "4.3.2 All server ports are busy", BUSY),
        (Connect, 421, "4.7.0 mx.example Error: too many connections from 203.0.113.7", BUSY),
        (Mail, 421, "4.4.2 mx.example Error: timeout exceeded", BUSY),
        (Connect, 554, "5.7.1 <unknown[203.0.113.7]>: Client host rejected: Access denied", Barred),
        // Exchange Online
        (
            Auth,
            535,
            "5.7.139 Authentication unsuccessful, SmtpClientAuthentication is disabled for the Tenant.",
            Barred,
        ),
        (Auth, 535, "5.7.3 Authentication unsuccessful", Barred),
        (Auth, 454, "4.7.0 Temporary authentication failure", BUSY),
        (Auth, 432, "4.3.2 Concurrent connections limit exceeded. Visit https://aka.ms/concurrent_sending", BUSY),
        (
            Mail,
            530,
            "5.7.57 Client not authenticated to send mail. Error: 535 5.7.139 Authentication unsuccessful",
            Barred,
        ),
        (
            Dot,
            554,
            "5.2.252 SendAsDenied; heraut@voorbeeld.example not allowed to send as it@voorbeeld.example",
            Barred,
        ),
        (Dot, 550, "5.7.60 SMTP; Client does not have permissions to send as this sender", Barred),
        (
            Dot,
            554,
            "5.2.0 STOREDRV.Submission.Exception:SubmissionQuotaExceededException; Failed to process message",
            QUOTA,
        ),
        (
            Rcpt,
            550,
            "5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient not found by SMTP address lookup",
            RecipientPermanent,
        ),
        (
            Dot,
            550,
            "5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient not found by SMTP address lookup",
            RecipientPermanent,
        ),
        (Rcpt, 550, "5.4.1 Recipient address rejected: Access denied.", RecipientPermanent),
        (Rcpt, 550, "5.7.133 RESOLVER.RST.SenderNotAuthenticatedForGroup; authentication required", RecipientPermanent),
        (Rcpt, 554, "5.2.2 mailbox full", RecipientPermanent),
        (Rcpt, 452, "4.2.2 The mailbox is over its storage quota", LATER),
        (Mail, 451, "4.7.500 Server busy. Please try again later from [203.0.113.7]", BUSY),
        (Dot, 451, "4.5.3 Message rate limit exceeded, retry after 60 seconds", quota_in(60)),
        // Gmail
        (
            Dot,
            550,
            "5.4.5 Daily user sending limit exceeded. For more information on Gmail sending limits go to …",
            QUOTA,
        ),
        (
            Rcpt,
            450,
            "4.2.1 The user you are trying to contact is receiving mail too quickly. Please resend later.",
            LATER,
        ),
        (
            Rcpt,
            550,
            "5.2.1 The user you are trying to contact is receiving mail at a rate that prevents delivery",
            LATER,
        ),
        (Auth, 535, "5.7.8 Username and Password not accepted.", Barred),
        (Auth, 454, "4.7.0 Too many login attempts, please try again in 10 minutes.", busy(600)),
        (
            Dot,
            552,
            "5.7.0 This message was blocked because its content presents a potential security issue.",
            MessagePermanent,
        ),
        (Dot, 550, "5.7.25 [203.0.113.1] The IP address sending this message does not have a PTR record setup", Barred),
        // Exim, sendmail, others
        (Rcpt, 550, "Unrouteable address", RecipientPermanent),
        (Rcpt, 550, "relay not permitted", Barred),
        (Rcpt, 451, "Temporary local problem - please try later", LATER),
        (Rcpt, 451, "defer - try again in 1 minute", later(60)),
        (Rcpt, 451, "Greylisted for 300 seconds", later(300)),
        (Rcpt, 551, "User not local; please try <forward-path>", RecipientPermanent),
        (Dot, 554, "Message rejected: content policy", MessagePermanent),
        (Dot, 452, "out of disk space", BUSY),
        (Data, 554, "5.5.1 Error: no valid recipients", MessagePermanent),
        (Mail, 454, "Throttling failure: Maximum sending rate exceeded.", QUOTA),
        (Mail, 421, "Service not available, try again in 2 hours", busy(7200)),
        (Connect, 220, "mx.example ESMTP", Accepted),
        (Dot, 354, "End data with <CR><LF>.<CR><LF>", BUSY),
    ];
    let wrong: Vec<String> = table
        .iter()
        .filter_map(|(phase, code, text, expected)| {
            let verdict = classify(*phase, &Reply::new(*code, *text));
            (verdict != *expected).then(|| format!("{code} {text} ({phase}): {verdict:?}, expected {expected:?}"))
        })
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a_relays_own_fault_never_fails_a_person() {
    for code in [421, 430, 432, 454, 530, 534, 535, 538] {
        for phase in [Connect, Phase::StartTls, Auth, Mail] {
            let verdict = classify(phase, &Reply::new(code, "no"));
            assert!(!matches!(verdict, RecipientPermanent | MessagePermanent), "{code} {phase}: {verdict:?}");
        }
    }
}

#[test]
fn delays_are_read_as_people_write_them() {
    let cases = [
        ("try again in 30 seconds", Some(30)),
        ("Try again in 30s.", Some(30)),
        ("please retry after 5 min", Some(300)),
        ("wait 2 hours", Some(7200)),
        ("Please come back in 00:04:30.", Some(270)),
        ("retry-after=90 seconds", Some(90)),
        ("try again in 90000 seconds", Some(86400)),
        ("try again in 0 seconds", None),
        ("try again later", None),
        ("connection timed out, idle 300 seconds", None),
        ("try again, ticket 12345", None),
        ("try again in 99999999999999999999 seconds", None),
        ("try again in 9223372036854775807 hours", None),
    ];
    for (text, seconds) in cases {
        assert_eq!(stated_delay(text), seconds.map(TimeDelta::seconds), "{text}");
    }
}

#[test]
fn enhanced_codes_are_read_only_where_they_stand() {
    assert_eq!(Reply::new(550, "5.1.10 gone").enhanced(), Some((5, 1, 10)));
    assert_eq!(Reply::new(550, "#5.1.0 Address rejected.").enhanced(), Some((5, 1, 0)));
    assert_eq!(Reply::new(550, "address 5.1.1 rejected").enhanced(), None);
    assert_eq!(Reply::new(550, "10.1.2.3 is blocked").enhanced(), None);
    assert_eq!(Reply::new(550, "").enhanced(), None);
}
