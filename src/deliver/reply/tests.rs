//! Replies as real relays give them, each with what it must lead to.

use chrono::{DateTime, TimeDelta};

use super::{Phase, Reply, Stated, Verdict, classify, stated};

use Phase::{Auth, Connect, Data, Dot, Mail, Rcpt};
use Verdict::{Accepted, Barred, MessagePermanent, RecipientPermanent};

const BUSY: Verdict = Verdict::RelayBusy { retry: None };
const QUOTA: Verdict = Verdict::Quota { retry: None };
const LATER: Verdict = Verdict::RecipientTransient { retry: None };
const MESSAGE_LATER: Verdict = Verdict::MessageTransient { retry: None };

fn busy(seconds: i64) -> Verdict {
    Verdict::RelayBusy { retry: Some(Stated::In(TimeDelta::seconds(seconds))) }
}

fn later(seconds: i64) -> Verdict {
    Verdict::RecipientTransient { retry: Some(Stated::In(TimeDelta::seconds(seconds))) }
}

#[test]
fn real_replies_are_laid_at_the_right_door() {
    let quota_in = |seconds| Verdict::Quota { retry: Some(Stated::In(TimeDelta::seconds(seconds))) };
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
            let verdict = classify(*phase, &Reply::new(*code, *text), "jan@voorbeeld.example");
            (verdict != *expected).then(|| format!("{code} {text} ({phase}): {verdict:?}, expected {expected:?}"))
        })
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// What a hosted relay says of us by any code, for which nobody of a wave is at fault.
#[test]
fn what_is_said_of_the_sender_is_not_the_recipients() {
    let table: &[(Phase, u16, &str, Verdict)] = &[
        (Dot, 550, "The from address does not match a verified Sender Identity. Mail cannot be sent", Barred),
        (Rcpt, 550, "smtp auth required", Barred),
        (
            Dot,
            550,
            "5.7.1 Unauthenticated email from voorbeeld.example is not accepted due to domain's DMARC policy",
            Barred,
        ),
        (Rcpt, 550, "5.7.23 The message was rejected because of Sender Policy Framework violation", Barred),
        (Dot, 550, "5.7.26 This mail has been blocked because the sender is unauthenticated", Barred),
        (Dot, 550, "5.7.232 Your message can't be sent because your tenant exceeded its daily limit", QUOTA),
        (Dot, 550, "5.7.233 Your message can't be sent because your trial tenant has exceeded its limit", QUOTA),
        (Dot, 550, "5.7.501 Access denied, spam abuse detected", Barred),
        (Dot, 550, "5.7.502 Access denied, banned sender", Barred),
        (Dot, 550, "5.7.503 Access denied, banned sender", Barred),
        (Rcpt, 550, "5.7.511 Access denied, banned sender[203.0.113.7]", Barred),
        (Dot, 550, "5.7.515 Access denied, sending domain does not meet the required authentication level", Barred),
        (Dot, 550, "5.7.705 Access denied, tenant has exceeded threshold", QUOTA),
        (Dot, 550, "5.7.708 Access denied, traffic not accepted from this IP", QUOTA),
        (Dot, 550, "5.7.750 Service unavailable. Client blocked from sending from unregistered domains", Barred),
        (Mail, 550, "5.7.30 Basic authentication is not supported for Client Submission.", Barred),
        (Auth, 550, "5.7.30 Basic authentication is not supported for Client Submission.", Barred),
        (Dot, 550, "Account suspended", Barred),
        (Rcpt, 451, "Account suspended", BUSY),
        (Mail, 451, "Authentication failed: Maximum credits exceeded", QUOTA),
        (Rcpt, 550, "Monthly quota exhausted", QUOTA),
        (Dot, 554, "5.2.2 STOREDRV.ClientSubmit; Submission quota exceeded", QUOTA),
        (Dot, 451, "4.2.2 Submission quota exceeded", QUOTA),
        (Dot, 432, "4.2.0 STOREDRV.ClientSubmit; message throttled", QUOTA),
        (Rcpt, 550, "5.1.90 Your message can't be sent because you've reached your daily limit for recipients", QUOTA),
        (Rcpt, 451, "4.7.500 Server busy. Please try again later", BUSY),
        (Rcpt, 451, "4.3.2 Temporary server error. Please try again later", BUSY),
        (Dot, 550, "5.2.121 Recipient's hourly message receive limit has been exceeded", LATER),
        (Dot, 550, "5.2.122 Recipient's hourly message receive limit from this sender has been exceeded", LATER),
        (Rcpt, 552, "5.2.2 Mailbox over quota, too many messages", RecipientPermanent),
        (Rcpt, 552, "Mailbox quota exceeded", RecipientPermanent),
        (Dot, 552, "message too large", MessagePermanent),
        (Dot, 554, "content rejected", MessagePermanent),
        (Dot, 421, "4.7.0 closing", BUSY),
    ];
    for (phase, code, text, expected) in table {
        assert_eq!(classify(*phase, &Reply::new(*code, *text), "jan@voorbeeld.example"), *expected, "{code} {text}");
    }
}

/// The recipient's name is no word of the relay's.
#[test]
fn a_mailbox_may_be_called_anything() {
    for (to, code, text, expected) in [
        ("spamhaus@voorbeeld.example", 550, "5.1.1 <spamhaus@voorbeeld.example>: User unknown", RecipientPermanent),
        ("spamhaus@voorbeeld.example", 550, "<spamhaus@voorbeeld.example>: User unknown", RecipientPermanent),
        ("spamhaus@voorbeeld.example", 550, "spamhaus... User unknown", RecipientPermanent),
        ("Blacklist@voorbeeld.example", 450, "4.2.1 mailbox 'blacklist' is busy", LATER),
        ("throttle@voorbeeld.example", 550, "no mailbox here by the name of throttle", RecipientPermanent),
        ("jan@spamhaus.example", 550, "host spamhaus.example has no mail", RecipientPermanent),
        ("dmarc@voorbeeld.example", 550, "5.2.1 dmarc is disabled", RecipientPermanent),
        ("relay@voorbeeld.example", 554, "5.7.1 <relay@voorbeeld.example>: Relay access denied", Barred),
        ("jan@voorbeeld.example", 550, "5.1.1 rejected, see our blacklist", RecipientPermanent),
        ("jan@voorbeeld.example", 550, "rejected, see https://spamhaus.org", Barred),
        ("spam@voorbeeld.example", 550, "203.0.113.7 is listed by spamhaus", Barred),
    ] {
        assert_eq!(classify(Rcpt, &Reply::new(code, text), to), expected, "{to}: {code} {text}");
    }
}

#[test]
fn a_relays_own_fault_never_fails_a_person() {
    for code in [421, 430, 432, 454, 530, 534, 535, 538] {
        for phase in [Connect, Phase::StartTls, Auth, Mail] {
            let verdict = classify(phase, &Reply::new(code, "no"), "");
            assert!(!matches!(verdict, RecipientPermanent | MessagePermanent), "{code} {phase}: {verdict:?}");
        }
    }
}

#[test]
fn delays_are_read_as_people_write_them() {
    let now = DateTime::from_timestamp(1_800_000_000, 0).unwrap_or_default();
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
        ("4.7.1 Try again in 4 minutes 30 seconds", Some(270)),
        ("retry in 1 hour and 5 minutes.", Some(3900)),
        ("Monthly limit reached, try again in 1 day", Some(86400)),
        ("try again in an hour", Some(3600)),
        ("Limit since 10:59:58: max 5 in 60 minutes", None),
        ("max 5 in 60 minutes, try again later", None),
        ("max 5 in 60 minutes, try again in 10 minutes", Some(600)),
        ("5 messages per 60 seconds; please wait", None),
        ("greylisted since 10:59:58", None),
        ("try again after 11:05:42", None),
        ("deferred, no answer in the last 30 seconds", None),
        ("callback failed, gave up after 60 seconds", None),
    ];
    for (text, seconds) in cases {
        assert_eq!(stated(text).and_then(|stated| stated.from(now)), seconds.map(TimeDelta::seconds), "{text}");
    }
}

#[test]
fn an_instant_is_read_as_one() {
    let at = DateTime::parse_from_rfc3339("2027-02-15T11:05:42Z").unwrap_or_default().to_utc();
    for text in [
        "try again after Mon, 15 Feb 2027 11:05:42 UTC",
        "Try again after Mon, 15 Feb 2027 11:05:42 GMT.",
        "retry after Mon, 15 Feb 2027 12:05:42 +0100 (CET)",
        "quota used up, please retry after 2027-02-15T11:05:42Z",
        "wait until 2027-02-15 11:05:42 UTC",
    ] {
        assert_eq!(stated(text), Some(Stated::At(at)), "{text}");
    }
    for text in ["blocked since Mon, 15 Feb 2027 11:05:42 UTC, try later", "try again after 15 Feb 2027 11:05:42"] {
        assert_eq!(stated(text), None, "{text}");
    }
    let delay = |before: i64| Stated::At(at).from(at - TimeDelta::seconds(before));
    assert_eq!([delay(90), delay(0), delay(-5)], [Some(TimeDelta::seconds(90)), None, None]);
    assert_eq!(delay(7 * 86400), Some(TimeDelta::hours(24)));
}

#[test]
fn enhanced_codes_are_read_only_where_they_stand() {
    assert_eq!(Reply::new(550, "5.1.10 gone").enhanced(), Some((5, 1, 10)));
    assert_eq!(Reply::new(550, "#5.1.0 Address rejected.").enhanced(), Some((5, 1, 0)));
    assert_eq!(Reply::new(550, "address 5.1.1 rejected").enhanced(), None);
    assert_eq!(Reply::new(550, "10.1.2.3 is blocked").enhanced(), None);
    assert_eq!(Reply::new(550, "").enhanced(), None);
}
