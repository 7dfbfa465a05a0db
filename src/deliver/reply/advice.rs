//! What a documented refusal asks for, in a sentence for the one who has to mend it.
//!
//! Sources, as they were in November 2026: Exchange Online, its reports of non-delivery
//! (<https://learn.microsoft.com/exchange/mail-flow-best-practices/non-delivery-reports-in-exchange-online/non-delivery-reports-in-exchange-online>),
//! SMTP AUTH (<https://learn.microsoft.com/exchange/clients-and-mobile-in-exchange-online/authenticated-client-smtp-submission>),
//! tokens for applications
//! (<https://learn.microsoft.com/exchange/client-developer/legacy-protocols/how-to-authenticate-an-imap-pop-smtp-application-by-using-oauth>);
//! Google (<https://support.google.com/a/answer/3726730>).

use super::said::Reply;

/// A line of the table: the last two parts of the enhanced code, words that stand in the reply (all if none), and what to do.
type Line = ((u16, u16), &'static str, &'static str);

/// The first line that fits counts: those with words stand before the one without.
const TABLE: &[Line] = &[
    // Exchange Online: signing in.
    ((7, 30), "", "user name and password are switched off for SMTP here: sign in with a token, `relay: {oauth2: …}`"),
    (
        (7, 139),
        "disabled for the tenant",
        "SMTP AUTH is off in the tenant; an administrator switches it on for the mailbox that signs in: `Set-CASMailbox \
         -Identity MAILBOX -SmtpClientAuthenticationDisabled $false`",
    ),
    (
        (7, 139),
        "disabled for the mailbox",
        "SMTP AUTH is off for this mailbox; an administrator switches it on: `Set-CASMailbox -Identity MAILBOX \
         -SmtpClientAuthenticationDisabled $false`",
    ),
    (
        (7, 139),
        "basic authentication is disabled",
        "user name and password are switched off for SMTP here: sign in with a token, `relay: {oauth2: …}`",
    ),
    ((7, 139), "credentials were incorrect", "user name or password is wrong, or the password was changed"),
    (
        (7, 139),
        "",
        "the tenant's security defaults, a conditional access policy or an authentication policy forbids this sign-in: its \
         sign-in log in Entra says which; a token passes most of them, `relay: {oauth2: …}`",
    ),
    (
        (7, 57),
        "",
        "the connection was not signed in, and the relay takes mail of nobody else: write `user:` and `oauth2:` below `relay:`",
    ),
    (
        (7, 3),
        "authentication unsuccessful",
        "with a token: the service principal wants the object id of the enterprise application, not of the registration, \
         admin consent to SMTP.SendAsApp, and permission on the mailbox in `user:`; with a password: it is wrong, or passwords \
         are switched off",
    ),
    // Exchange Online: the sender.
    (
        (7, 60),
        "",
        "the mailbox in `user:` may not send as `sender: {from: …}`: give it Send As on that one, or write its own address there",
    ),
    (
        (2, 252),
        "",
        "the mailbox in `user:` may not send as `sender: {from: …}`: give it Send As on that one, or write its own address there",
    ),
    (
        (1, 8),
        "bad outbound sender",
        "the mailbox is restricted for sending too much or spam: an administrator frees it under Restricted entities in \
         Microsoft Defender",
    ),
    (
        (7, 501),
        "",
        "the mailbox is blocked for spam: an administrator frees it under Restricted entities in Microsoft Defender",
    ),
    (
        (7, 502),
        "",
        "the mailbox is blocked for spam: an administrator frees it under Restricted entities in Microsoft Defender",
    ),
    (
        (7, 503),
        "",
        "the mailbox is blocked for spam: an administrator frees it under Restricted entities in Microsoft Defender",
    ),
    (
        (7, 750),
        "",
        "the sender's domain is not one of the tenant's: add it to the accepted domains, or send from one that is",
    ),
    // Exchange Online: the tenant, and the connector.
    (
        (7, 705),
        "",
        "the tenant sent more than it may and is stopped: an administrator asks Microsoft's support to look at it",
    ),
    (
        (7, 708),
        "",
        "Microsoft takes no mail from outside of a tenant that is new or on trial by this address: an administrator asks its \
         support to lift that",
    ),
    (
        (7, 232),
        "",
        "the tenant has reached its limit of recipients outside the organisation for a day: it goes on tomorrow",
    ),
    ((7, 233), "", "a tenant on trial may send to few outside the organisation: buy a licence, or go on tomorrow"),
    ((1, 90), "", "the mailbox has reached its limit of recipients for a day: it goes on when that is over"),
    (
        (7, 511),
        "",
        "this machine's network address is on Microsoft's list of blocked ones: ask delist@microsoft.com, forwarding the reply",
    ),
    (
        (7, 64),
        "relay access denied",
        "no connector of the tenant knows this machine: an administrator names its network address or certificate in one",
    ),
    (
        (7, 54),
        "unable to relay",
        "the recipient is outside the organisation, and the relay takes those only from who signs in or comes by a connector",
    ),
    ((7, 515), "", "the sender's domain does not pass SPF, DKIM and DMARC: its records in DNS must name this relay"),
    // Google.
    (
        (7, 8),
        "username and password not accepted",
        "Google takes an app password or a token here, not the password of the account: `relay: {token: …}`",
    ),
    ((7, 9), "", "Google wants an app password or a token here: `relay: {token: …}`"),
    ((7, 14), "", "Google wants somebody to sign in with a browser first, or a token: `relay: {token: …}`"),
    // Anybody.
    ((7, 25), "", "the network address that sends has no name in DNS (PTR): whoever runs the network adds one"),
    ((7, 26), "", "the sender's domain passes neither SPF nor DKIM: its records in DNS must name this relay"),
    ((7, 23), "", "the SPF record of the sender's domain does not name this relay"),
    (
        (7, 1),
        "relay access denied",
        "the relay takes mail for others only from who signs in or is on its network: write `user:` and `password:` below \
         `relay:`, or have this machine's address allowed there",
    ),
];

/// What to do about a refusal, where it is a documented one. The codes of Exchange Online may stand inside one another
/// (`5.7.57 … Error: 535 5.7.139 …`): the inner one says more.
pub fn advice(reply: &Reply) -> Option<&'static str> {
    let text = reply.text.to_lowercase();
    let inner = text.split_once("error: 535 ").map(|(_, inner)| Reply::new(535, inner));
    let found = |reply: &Reply| {
        let (_, subject, detail) = reply.enhanced()?;
        TABLE.iter().find(|(code, words, _)| *code == (subject, detail) && text.contains(words)).map(|line| line.2)
    };
    inner.as_ref().and_then(found).or_else(|| found(reply))
}

#[cfg(test)]
mod tests {
    use super::super::{Phase, Refusal, Verdict};
    use super::*;

    #[test]
    fn a_documented_refusal_gets_the_sentence_that_helps() {
        for (code, text, helps) in [
            (550, "5.7.30 Basic authentication is not supported for Client Submission.", "relay: {oauth2: …}"),
            (
                535,
                "5.7.139 Authentication unsuccessful, SmtpClientAuthentication is disabled for the Tenant.",
                "off in the tenant",
            ),
            (
                535,
                "5.7.139 Authentication unsuccessful, SmtpClientAuthentication is disabled for the Mailbox.",
                "for this mailbox",
            ),
            (
                535,
                "5.7.139 Authentication unsuccessful, basic authentication is disabled. [AM0]",
                "sign in with a token",
            ),
            (535, "5.7.139 Authentication unsuccessful, the user credentials were incorrect.", "password is wrong"),
            (535, "5.7.139 Authentication unsuccessful, the request did not meet the criteria", "security defaults"),
            (530, "5.7.57 Client not authenticated to send mail. [X.Y.PROD.OUTLOOK.COM]", "not signed in"),
            (
                530,
                "5.7.57 Client not authenticated to send mail. Error: 535 5.7.139 Authentication unsuccessful, \
                 SmtpClientAuthentication is disabled for the Mailbox.",
                "Set-CASMailbox",
            ),
            (
                535,
                "5.7.3 Authentication unsuccessful [AM8P251CA0016.EURP251.PROD.OUTLOOK.COM]",
                "enterprise application",
            ),
            (550, "5.7.60 SMTP; Client does not have permissions to send as this sender", "Send As"),
            (554, "5.2.252 SendAsDenied; heraut@x.example not allowed to send as it@x.example", "Send As"),
            (550, "5.7.708 Access denied, traffic not accepted from this IP", "support"),
            (550, "5.7.705 Access denied, tenant has exceeded threshold", "support"),
            (550, "5.1.8 Access denied, bad outbound sender AS(42004)", "Restricted entities"),
            (535, "5.7.8 Username and Password not accepted. Learn more at", "app password"),
            (554, "5.7.1 <jan@x.example>: Relay access denied", "signs in"),
        ] {
            let reply = Reply::new(code, text);
            assert!(advice(&reply).is_some_and(|said| said.contains(helps)), "{text}: {:?}", advice(&reply));
        }
        for text in
            ["5.1.8 <it@x.example>: Sender address rejected: Domain not found", "5.7.1 no", "no code", "5.7.3 what?"]
        {
            assert_eq!(advice(&Reply::new(550, text)), None, "{text}");
        }
    }

    /// Advice is for who runs the relay: what it is about is never laid at a recipient's door.
    #[test]
    fn what_has_advice_fails_nobody() {
        for ((subject, detail), words, _) in TABLE {
            // These come at AUTH and nowhere else.
            let at_auth = matches!((subject, detail), (7, 3 | 8 | 9 | 14));
            for phase in if at_auth { [Phase::Auth; 2] } else { [Phase::Rcpt, Phase::Dot] } {
                let text = format!("5.{subject}.{detail} {words}");
                let verdict = Refusal::new(phase, Reply::new(550, text.clone()), "jan@x.example").verdict;
                assert!(matches!(verdict, Verdict::Barred | Verdict::Quota { .. }), "{text} {phase}: {verdict:?}");
            }
        }
    }
}
