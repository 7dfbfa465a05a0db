//! What campaign files come to. What is wrong with broken ones is shown by `tests/broken.rs`, in a person's words.

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::TimeDelta;

use super::{CampaignFile, interpret};
use crate::campaign::{
    AlertOn, Anchor, Brand, Campaign, Canary, ClientProof, Dkim, Inputs, LedgerUrl, Limits, Moment, Relay, Secret,
    SignInBy, Span, TokenSource, Transport, WebAddress, yaml,
};

const BASE: &str = include_str!("../../../tests/campaigns/base/campaign.yaml");

fn campaign_with(files: &[(&str, &str)], edits: &[(&str, &str)]) -> Campaign {
    let mut text = BASE.to_owned();
    for (from, to) in edits {
        assert!(text.contains(from), "the base campaign has no `{from}`");
        text = text.replacen(from, to, 1);
    }
    let files: BTreeMap<String, Arc<[u8]>> =
        files.iter().map(|(name, text)| ((*name).to_owned(), text.as_bytes().into())).collect();
    let (file, origin) = yaml::read::<CampaignFile>("campaign.yaml", &text).unwrap();
    interpret(file, &origin, &mut Inputs::from_files(files)).unwrap().campaign
}

fn dates(campaign: &Campaign) -> Vec<(String, String)> {
    campaign.waves.iter().map(|wave| (wave.start.to_string(), wave.deadline.to_string())).collect()
}

/// By hand: the pilot lasts from Monday 1 March to Friday 19 March, 18 days. Four weeks on is Monday 29 March, and 18
/// days after that Friday 16 April. Eight weeks on is Monday 26 April, and 18 days after that Friday 14 May.
#[test]
fn a_cycle_gives_waves_their_dates() {
    let undated = "  - {id: third, people: department = 'Zorg'}\nrelay:";
    let campaign = campaign_with(
        &[],
        &[
            ("    start: 2027-04-05\n    deadline: 2027-04-30\n", ""),
            ("waves:", "cycle: {every: 4 weeks}\nwaves:"),
            ("relay:", undated),
        ],
    );
    let expected = [("2027-03-01", "2027-03-19"), ("2027-03-29", "2027-04-16"), ("2027-04-26", "2027-05-14")];
    assert_eq!(dates(&campaign), expected.map(|(start, deadline)| (start.to_owned(), deadline.to_owned())));
}

/// Eight weeks and a day after 1 March is Tuesday 27 April, Koningsdag, closed in the base campaign: Wednesday it is.
/// 18 days after that is Sunday 16 May: Monday.
#[test]
fn a_cycle_keeps_to_open_days() {
    let campaign = campaign_with(
        &[],
        &[("    start: 2027-04-05\n    deadline: 2027-04-30\n", ""), ("waves:", "cycle: {every: 57d}\nwaves:")],
    );
    assert_eq!(dates(&campaign)[1], ("2027-04-28".to_owned(), "2027-05-17".to_owned()));
}

/// Tags that stand for a language in the register it has where nobody says which.
#[test]
fn german_and_french_are_formal_where_the_campaign_says_nothing() {
    let read = |languages: &str| {
        let name = "{nl: Overstap naar Intune, en: Moving to Intune}";
        campaign_with(&[], &[("{default: nl, offered: [nl, en]}", languages), (name, "Intune")]).languages
    };
    let offered = |languages: &str| {
        let found = read(languages);
        let tags: Vec<String> = found.offered.iter().map(ToString::to_string).collect();
        format!("{}: {}", found.default, tags.join(" "))
    };
    assert_eq!(offered("{default: fr, offered: [fr, nl, en]}"), "fr-x-formal: fr-x-formal nl en");
    assert_eq!(offered("{default: de-AT}"), "de-AT-x-formal: de-AT-x-formal");
    assert_eq!(offered("{default: de, offered: [de-x-formal, nl]}"), "de-x-formal: de-x-formal nl");
    assert_eq!(offered("{default: nl, offered: [nl, de, fr], register: {fr: informal}}"), "nl: nl de-x-formal fr");
    assert_eq!(offered("{default: fr, offered: [fr, de], register: informal}"), "fr: fr de");
    assert_eq!(
        offered("{default: fr, offered: [fr, nl-x-formal], register: formal}"),
        "fr-x-formal: fr-x-formal nl-x-formal"
    );
    let with_fact = |facts: &str| {
        let rule = format!("when: start - 14d at 09:00, to: everyone, facts: {{why: {facts}}}");
        let edits = [
            ("{default: nl, offered: [nl, en]}", "{default: nl, offered: [nl, de]}"),
            ("when: start - 14d at 09:00, to: everyone", &*rule),
        ];
        campaign_with(&[], &edits).phases[0].messages[0].facts["why"].clone()
    };
    let german = |facts: &str| with_fact(facts).get(&"de-x-formal".parse().unwrap(), &"nl".parse().unwrap()).to_owned();
    assert_eq!(german("{nl: a, de: b}"), "b", "the texts of a campaign have the tags that it writes");
    assert_eq!(german("{nl: a, de-x-formal: b}"), "b");
    // Who offers both means both, and gives who does not say it the usual one.
    assert_eq!(offered("{default: nl, offered: [nl, fr, fr-x-formal]}"), "nl: nl fr fr-x-formal");
    let languages = read("{default: nl, offered: [nl, de], formats: {de: AT}}");
    let german = |wanted: &str| languages.offer(&wanted.parse().unwrap()).map(ToString::to_string);
    assert_eq!(german("de-CH").as_deref(), Some("de-x-formal"));
    assert_eq!(languages.formats(&languages.offered[1], None).to_string(), "de-AT");
    assert_eq!(
        read("{default: nl, offered: [nl, fr-x-formal]}")
            .offer(&"fr-BE".parse().unwrap())
            .map(ToString::to_string)
            .as_deref(),
        Some("fr-x-formal")
    );
}

#[test]
fn a_relay_is_greeted_by_the_name_it_takes() {
    for name in ["mail.voorbeeldstad.example", "mail", "[192.0.2.1]", "[IPv6:2001:db8::1]"] {
        let relay = format!("relay: {{hello: \"{name}\", url: ");
        let campaign = campaign_with(&[], &[("relay: {url: ", &relay)]);
        assert_eq!(campaign.relay.and_then(|relay| relay.hello).as_deref(), Some(name));
    }
}

#[test]
fn a_deadline_may_have_a_time() {
    let campaign = campaign_with(&[], &[("deadline: 2027-03-19", "deadline: 2027-03-19 17:00")]);
    let wave = &campaign.waves[0];
    assert_eq!(
        (wave.deadline.to_string(), wave.deadline_time.unwrap().to_string()),
        ("2027-03-19".into(), "17:00:00".into())
    );
}

#[test]
fn keys_sign_for_the_senders_domain() {
    let end = "<servicedesk@voorbeeldstad.example>\"";
    let keys = |from: &str, dkim: &str| {
        campaign_with(&[], &[(end, &format!("<servicedesk@{from}>\", dkim: {dkim}"))]).sender.dkim
    };
    let of = |domain: &str, selector: &str, key: Secret| Dkim { domain: domain.into(), selector: selector.into(), key };
    let one = keys("Mail.Bücher.example", "{selector: Heraut, key: {file: dkim.pem}}");
    assert_eq!(one, [of("mail.xn--bcher-kva.example", "heraut", Secret::File("dkim.pem".into()))]);
    let two = keys(
        "mail.example.org",
        "[{domain: example.org, selector: a.b-c, key: {env: RSA}}, {domain: x.mail.example.org, selector: ed, key: {command: pass ed}}]",
    );
    let ed = of("x.mail.example.org", "ed", Secret::Command("pass ed".into()));
    assert_eq!(two, [of("example.org", "a.b-c", Secret::Env("RSA".into())), ed]);
    assert_eq!(campaign_with(&[], &[]).sender.dkim, []);
}

#[test]
fn relays_and_their_limits() {
    let relay = |text: &str| campaign_with(&[], &[("relay: {url: \"maildir:outbox\"}", text)]).relay.unwrap();
    let exchange = relay(
        "relay:\n  url: smtp://smtp.office365.com:587\n  user: heraut\n  password: {env: HERAUT_SMTP_PASSWORD}\n  limits: exchange-online",
    );
    let host = "smtp.office365.com".to_owned();
    assert_eq!(exchange.transport, Transport::Smtp { host, port: 587, implicit: false });
    assert_eq!(exchange.password, Some(Secret::Env("HERAUT_SMTP_PASSWORD".into())));
    assert_eq!(exchange.limits.rate, Some((30, TimeDelta::minutes(1))));
    assert_eq!((exchange.limits.per_day, exchange.limits.connections), (Some(10_000), 3));

    let own = relay("relay: {url: \"smtps://[::1]\", limits: {messages: 5/s, connections: 8}}");
    assert_eq!(own.transport, Transport::Smtp { host: "::1".into(), port: 465, implicit: true });
    assert_eq!((own.limits.rate, own.limits.connections), (Some((5, TimeDelta::seconds(1))), 8));
    assert_eq!(relay("relay: {url: \"file:mails\"}").transport, Transport::File("mails".into()));
}

#[test]
fn a_sender_has_room_for_the_name_of_a_message() {
    let sender = |more: &str| {
        let text = BASE.replacen("sender: {", &format!("sender: {{{more}, "), 1);
        let (file, origin) = yaml::read::<CampaignFile>("campaign.yaml", &text).unwrap();
        interpret(file, &origin, &mut Inputs::from_files(BTreeMap::new())).map(|read| read.campaign.sender)
    };
    assert!(sender("verp: true").unwrap().verp && !sender("verp: false").unwrap().verp);
    let long = "n".repeat(32);
    let said = sender(&format!("verp: true, envelope: {long}@x.example")).unwrap_err().to_string();
    assert!(said.contains("is too long to have the name of a message behind it"), "{said}");
    assert!(sender(&format!("verp: true, envelope: {}@x.example", &long[1..])).is_ok());
}

#[test]
fn several_relays_stand_in_order() {
    let read = |relays: &str| {
        let text = BASE.replacen("relay: {url: \"maildir:outbox\"}", &format!("relay:\n{relays}"), 1);
        let (file, origin) = yaml::read::<CampaignFile>("campaign.yaml", &text).unwrap();
        interpret(file, &origin, &mut Inputs::from_files(BTreeMap::new())).map(|read| read.campaign)
    };
    let campaign =
        read("  - {url: \"smtp://a.example\", limits: exchange-online}\n  - {url: \"smtp://b.example:25\"}\n").unwrap();
    let host = |relay: &Relay| match &relay.transport {
        Transport::Smtp { host, .. } => host.clone(),
        other => panic!("{other:?}"),
    };
    assert_eq!(campaign.relay.as_ref().map(host).as_deref(), Some("a.example"));
    assert_eq!(campaign.stand_ins.iter().map(host).collect::<Vec<_>>(), ["b.example"]);
    assert_eq!(campaign.stand_ins[0].limits, Limits::default());
    let users = "  - {url: \"smtp://a.example\", user: a, password: {env: A}}\n  - {url: \"smtp://a.example\", user: b, password: {env: B}}\n";
    assert_eq!(read(users).unwrap().stand_ins.len(), 1, "two mailboxes of one relay");
    for (relays, wrong) in [
        ("  []\n", "a list without a relay"),
        ("  - {url: \"smtp://a.example\"}\n  - {url: \"maildir:outbox\"}\n", "a folder takes the place of no relay"),
        (
            "  - {url: \"smtp://a.example:587\"}\n  - {url: \"smtp://a.example\"}\n",
            "this relay stands in the list before",
        ),
        (
            "  - {url: \"smtp://a.example\"}\n  - {url: \"smtp://b.example\", canary: {first: 1, wait: 1m, stop_over: 1%}}\n",
            "a canary at a relay that is not the first has no effect",
        ),
    ] {
        let said = read(relays).unwrap_err().to_string();
        assert!(said.contains(wrong), "{said}");
    }
}

#[test]
fn a_canary_has_a_number_a_time_and_a_share() {
    let canary = |text: &str| {
        let relay = format!("relay: {{url: \"maildir:outbox\", canary: {{{text}}}}}");
        let text = BASE.replacen("relay: {url: \"maildir:outbox\"}", &relay, 1);
        let (file, origin) = yaml::read::<CampaignFile>("campaign.yaml", &text).unwrap();
        interpret(file, &origin, &mut Inputs::from_files(BTreeMap::new()))
            .map(|read| read.campaign.relay.unwrap().canary)
    };
    let twenty = Canary { first: 20, wait: TimeDelta::minutes(15), stop_over: 10 };
    assert_eq!(canary("first: 20, wait: 15m, stop_over: 10%").unwrap(), Some(twenty));
    let patient = Canary { first: 1, wait: TimeDelta::hours(24), stop_over: 0 };
    assert_eq!(canary("first: 1, wait: 24 hours, stop_over: 0%").unwrap(), Some(patient));
    for (text, wrong) in [
        ("first: 0, wait: 15m, stop_over: 10%", "with none ahead nobody ever follows"),
        ("first: 20, wait: soon, stop_over: 10%", "`soon` is not a time to wait"),
        ("first: 20, wait: 0m, stop_over: 10%", "`0m` is not a time to wait"),
        ("first: 20, wait: 25h, stop_over: 10%", "`25h` is not a time to wait"),
        ("first: 20, wait: 15m, stop_over: some", "`some` is not a share"),
        ("first: 20, wait: 15m, stop_over: 100%", "`100%` is not a share"),
    ] {
        let problems = canary(text).err().map(|error| error.problems).unwrap_or_default();
        let said: Vec<&str> = problems.iter().map(|problem| &*problem.message).collect();
        assert_eq!(said, [wrong]);
    }
}

#[test]
fn a_relay_may_be_signed_in_to_with_a_token() {
    let token = |text: &str| {
        let relay = format!("relay: {{url: \"smtp://x.example\", user: it@x.example, {text}}}");
        campaign_with(&[], &[("relay: {url: \"maildir:outbox\"}", &relay)]).relay.unwrap().token.unwrap()
    };
    let (secret, certificate) = (Secret::Env("A".into()), Secret::File("/etc/heraut/client.pem".into()));
    let url = "https://login.microsoftonline.com/example.onmicrosoft.com/oauth2/v2.0/token".to_owned();
    let scope = Some("https://outlook.office365.com/.default".to_owned());
    assert_eq!(
        token("oauth2: {tenant: example.onmicrosoft.com, client: c-1, secret: {env: A}}"),
        TokenSource::Endpoint { url, client: "c-1".into(), proof: ClientProof::Secret(secret), scope }
    );
    let url = "http://[::1]:8080/token".to_owned();
    assert_eq!(
        token(
            "oauth2: {token_url: \"http://[::1]:8080/token\", client: c-1, certificate: {file: /etc/heraut/client.pem}}"
        ),
        TokenSource::Endpoint { url, client: "c-1".into(), proof: ClientProof::Certificate(certificate), scope: None }
    );
    assert_eq!(token("token: {command: give-me}"), TokenSource::Printed(Secret::Command("give-me".into())));
}

#[test]
fn a_token_endpoint_is_asked_under_tls_unless_it_is_here() {
    let judged = |url: &str| {
        let relay = format!(
            "relay: {{url: \"smtp://x\", user: u, oauth2: {{token_url: \"{url}\", client: c, secret: {{env: A}}}}}}"
        );
        let text = BASE.replacen("relay: {url: \"maildir:outbox\"}", &relay, 1);
        let (file, origin) = yaml::read::<CampaignFile>("campaign.yaml", &text).unwrap();
        let lowered = interpret(file, &origin, &mut Inputs::from_files(BTreeMap::new()));
        lowered.err().map(|error| error.problems[0].message.clone())
    };
    for url in ["https://login.example/t", "http://127.0.0.1:1/t", "http://localhost/t", "http://[::1]/t"] {
        assert_eq!(judged(url), None, "{url}");
    }
    for url in
        ["http://login.example/t", "http://10.0.0.1/t", "http://localhost.example/t", "http://127.0.0.1.example/t"]
    {
        assert!(judged(url).is_some_and(|why| why.contains("under TLS")), "{url}");
    }
    for url in ["", "login", "ftp://login.example", "https://", "/t", "https://login example/t"] {
        assert!(judged(url).is_some_and(|why| why.contains("not the address")), "{url}");
    }
    for url in ["https://c:s@login.example/t", "http://127.0.0.1@login.example/t"] {
        assert!(judged(url).is_some_and(|why| why.contains("name or password")), "{url}");
    }
}

#[test]
fn bounces_come_back_to_a_mailbox() {
    let line = |text: &str| format!("relay: {{url: \"maildir:outbox\"}}\nbounces: {text}");
    let from = "relay: {url: \"maildir:outbox\"}";
    let read = |text: &str| campaign_with(&[], &[(from, &line(text))]).bounces.unwrap();
    let office = read("{url: imaps://outlook.office365.com, user: it@x.example, token: {command: get}, move_to: Done}");
    assert_eq!(
        (&*office.host, office.port, office.tls, &*office.folder),
        ("outlook.office365.com", 993, true, "INBOX")
    );
    assert_eq!(office.sign_in, Some(SignInBy::Token(Secret::Command("get".into()))));
    assert_eq!(office.move_to.as_deref(), Some("Done"));
    let here = read("{url: 'imap://[::1]:1143/', user: it, password: {env: P}, folder: Returns}");
    assert_eq!((&*here.host, here.port, here.tls, &*here.folder), ("::1", 1143, false, "Returns"));
    for (text, said) in [
        ("{url: https://x.example, user: u, password: {env: P}}", "`https://x.example` is not an IMAP server"),
        ("{url: imaps://u:p@x.example, user: u, password: {env: P}}", "holds a name or password"),
        ("{url: imaps://x.example, user: u}", "nothing says how the user signs in"),
        ("{url: imaps://x.example, user: u, password: {env: P}, token: {env: T}}", "a user signs in by one thing"),
    ] {
        let text = BASE.replacen(from, &line(text), 1);
        let (file, origin) = yaml::read::<CampaignFile>("campaign.yaml", &text).unwrap();
        let wrong = interpret(file, &origin, &mut Inputs::from_files(BTreeMap::new())).err().unwrap().to_string();
        assert!(wrong.contains(said), "{wrong}");
    }
}

#[test]
fn a_tenant_is_asked_over_graph() {
    let from = "relay: {url: \"maildir:outbox\"}";
    let read = |text: &str| campaign_with(&[], &[(from, &format!("{from}\ntrace: {text}"))]).trace.unwrap();
    let tenant = read("{oauth2: {tenant: x.onmicrosoft.com, client: c, secret: {env: S}}}");
    assert_eq!(tenant.url, "https://graph.microsoft.com/v1.0");
    let TokenSource::Endpoint { url, scope, .. } = tenant.token else { panic!("{tenant:?}") };
    assert!(url.starts_with("https://login.microsoftonline.com/x.onmicrosoft.com/"), "{url}");
    assert_eq!(scope.as_deref(), Some("https://graph.microsoft.com/.default"));
    let here = read("{token: {command: give-me}, url: 'http://127.0.0.1:9/v1.0/'}");
    assert_eq!(
        (&*here.url, here.token),
        ("http://127.0.0.1:9/v1.0", TokenSource::Printed(Secret::Command("give-me".into())))
    );
    for (text, said) in [
        ("{}", "nothing says who asks the tenant"),
        ("{token: {env: T}}", "a token in a variable cannot be renewed"),
        (
            "{token: {command: x}, oauth2: {tenant: x.example, client: c, secret: {env: S}}}",
            "a tenant is asked in one way",
        ),
        ("{token: {command: x}, url: 'http://graph.example'}", "Graph is asked under TLS"),
        ("{token: {command: x}, url: graph}", "it is not an address of Graph"),
    ] {
        let text = BASE.replacen(from, &format!("{from}\ntrace: {text}"), 1);
        let (file, origin) = yaml::read::<CampaignFile>("campaign.yaml", &text).unwrap();
        let wrong = interpret(file, &origin, &mut Inputs::from_files(BTreeMap::new())).err().unwrap().to_string();
        assert!(wrong.contains(said), "{wrong}");
    }
}

#[test]
fn somebody_is_told_of_trouble() {
    let from = "relay: {url: \"maildir:outbox\"}";
    let read = |text: &str| campaign_with(&[], &[(from, &format!("{from}\nalert: {text}"))]).alert.unwrap();
    let all = read("{mail: IT <it@x.example>}");
    assert_eq!(
        (all.mail.as_deref(), all.overdue_after(), all.again_after.num_hours()),
        (Some("it@x.example"), TimeDelta::minutes(30), 1)
    );
    assert!(AlertOn::ALL.into_iter().all(|on| all.tells(on)));
    let some = read(
        "{webhook: {url_from: {env: URL}, token: {file: /etc/token}}, command: logger, on: [failed, silent], overdue_after: 2h, again_after: 1d}",
    );
    let webhook = some.webhook.clone().unwrap();
    assert_eq!(webhook.url, WebAddress::Secret(Secret::Env("URL".into())));
    assert_eq!(webhook.token, Some(Secret::File("/etc/token".into())));
    assert_eq!((some.overdue_after(), some.again_after), (TimeDelta::hours(2), TimeDelta::days(1)));
    assert!(some.tells(AlertOn::Silent) && !some.tells(AlertOn::Paused));
    assert_eq!(read("{webhook: {url: 'http://127.0.0.1:9/x'}}").webhook.unwrap().token, None);
    for (text, said) in [
        ("{}", "this alert reaches nobody"),
        ("{mail: it}", "`it` is not a mail address"),
        ("{command: ' '}", "there is no command in it"),
        ("{webhook: {}}", "a webhook without an address tells nobody"),
        ("{webhook: {url: 'https://x.example', url_from: {env: U}}}", "a webhook has one address"),
        ("{webhook: {url: 'http://x.example'}}", "a webhook is spoken to under TLS"),
        ("{webhook: {url: 'https://u:p@x.example'}}", "holds a name or password"),
        ("{webhook: {url: x.example}}", "it is not the address of a webhook"),
        ("{command: x, on: []}", "this alert tells of nothing"),
        ("{command: x, on: [faild]}", "nobody can be told of `faild`"),
        ("{command: x, on: [failed, failed]}", "`failed` is in the list already"),
        ("{command: x, overdue_after: 4m}", "`4m` is no time to wait here"),
        ("{command: x, again_after: never}", "`never` is no time to wait here"),
    ] {
        let text = BASE.replacen(from, &format!("{from}\nalert: {text}"), 1);
        let (file, origin) = yaml::read::<CampaignFile>("campaign.yaml", &text).unwrap();
        let wrong = interpret(file, &origin, &mut Inputs::from_files(BTreeMap::new())).err().unwrap().to_string();
        assert!(wrong.contains(said), "{wrong}");
    }
}

/// What is written or read by a path stays in the campaign directory; a secret may have a place of the machine's own.
#[test]
fn paths_stay_in_the_campaign_directory() {
    let wrong = |line: &str| -> Vec<String> {
        let text = BASE.replacen("relay: {url: \"maildir:outbox\"}", line, 1);
        let (file, origin) = yaml::read::<CampaignFile>("campaign.yaml", &text).unwrap();
        let lowered = interpret(file, &origin, &mut Inputs::from_files(BTreeMap::new()));
        lowered.err().into_iter().flat_map(|error| error.problems).map(|problem| problem.message).collect()
    };
    let secret = |place: &str| format!("relay: {{url: \"smtp://x.example\", user: u, password: {{file: {place}}}}}");
    for (line, what) in [
        ("relay: {url: \"maildir:../outbox\"}".to_owned(), "the Maildir is in the campaign directory, and `../outbox`"),
        ("relay: {url: \"maildir:/var/mail\"}".to_owned(), "the Maildir is in the campaign directory, and `/var/mail`"),
        ("relay: {url: \"file:a/../../b\"}".to_owned(), "the folder of messages is in the campaign directory"),
        ("ledger: sqlite:../trial.db".to_owned(), "the ledger is in the campaign directory, and `../trial.db`"),
        ("ledger: sqlite:/srv/trial.db".to_owned(), "the ledger is in the campaign directory, and `/srv/trial.db`"),
        (secret("../password"), "a password is in the campaign directory, and `../password`"),
    ] {
        let wrong = wrong(&line);
        assert!(wrong.len() == 1 && wrong[0].starts_with(what) && wrong[0].ends_with("leads out of it"), "{wrong:?}");
    }
    for line in ["relay: {url: \"maildir:a/b\"}", "relay: {url: \"file:./mails\"}", "ledger: sqlite:state/x.db"] {
        assert_eq!(wrong(line), [""; 0], "{line}");
    }
    assert_eq!(wrong(&secret("/etc/heraut/password")), [""; 0]);
    assert_eq!(wrong(&secret("secrets/password")), [""; 0]);
}

#[test]
fn holidays_come_from_dates_and_calendars() {
    let ics = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//x//y//EN\r\n\
        BEGIN:VEVENT\r\nUID:1\r\nDTSTART;VALUE=DATE:20270516\r\nDTEND;VALUE=DATE:20270518\r\nSUMMARY:Pinksteren\r\nEND:VEVENT\r\n\
        BEGIN:VEVENT\r\nUID:2\r\nDTSTART:20270601T090000Z\r\nSUMMARY:Overleg\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n";
    let campaign = campaign_with(&[("nl.ics", ics)], &[("holidays: [2027-04-27]", "holidays: [nl.ics, 2027-04-27]")]);
    let holidays: Vec<(String, &str)> =
        campaign.calendar.holidays.iter().map(|(day, name)| (day.to_string(), name.as_str())).collect();
    let expected = [("2027-04-27", ""), ("2027-05-16", "Pinksteren"), ("2027-05-17", "Pinksteren")];
    assert_eq!(holidays, expected.map(|(day, name)| (day.to_owned(), name)), "appointments are no holidays");
}

/// A red brand without a colour for dark screens does not get the built-in blue there.
#[test]
fn a_brand_is_a_measured_logo_and_two_colours() {
    let brand = campaign_with(&[], &[("relay:", "brand: {color: \"#8A1C4A\", footer: Marktplein 1}\nrelay:")]).brand;
    assert_eq!(brand.color.to_string(), "#8a1c4a");
    assert!(brand.color_dark.reads_on(Brand::CARD_DARK) && brand.color_dark.rgb[0] > brand.color_dark.rgb[2]);
    assert_eq!(brand.footer.unwrap().0.into_values().collect::<Vec<_>>(), ["Marktplein 1"]);
    assert_eq!(campaign_with(&[], &[]).brand, Brand::default());
}

/// The demo's logo is 480 by 120 pixels, and shown at half that size; the inputs, so the snapshot, hold it.
#[test]
fn a_logo_is_read_through_the_inputs() {
    let text = BASE.replacen("relay:", "brand: {logo: logo.png}\nrelay:", 1);
    let bytes: Arc<[u8]> = include_bytes!("../../../demo/logo.png").as_slice().into();
    let (file, origin) = yaml::read::<CampaignFile>("campaign.yaml", &text).unwrap();
    let mut inputs = Inputs::from_files([("logo.png".to_owned(), bytes.clone())].into());
    let logo = interpret(file, &origin, &mut inputs).unwrap().campaign.brand.logo.unwrap();
    assert_eq!((logo.picture.size, logo.shown(), logo.picture.bytes.clone()), ((480, 120), (240, 60), bytes));
    assert_eq!(logo.alt.0.into_values().collect::<Vec<_>>(), ["Gemeente Voorbeeldstad"], "the organisation's name");
}

/// A comma in a name wants quotes in a header, not in a campaign file.
#[test]
fn a_name_of_a_mailbox_is_as_written() {
    let from = "\"IT-servicedesk <servicedesk@voorbeeldstad.example>\"";
    for (name, meant) in [
        ("Jansen, IT", "Jansen, IT"),
        ("IT: desk (a; b)", "IT: desk (a; b)"),
        ("desk@a.example", "desk@a.example"),
        (".", "."),
        ("\"Jansen, IT\"", "Jansen, IT"),
    ] {
        let written = format!("'{name} <servicedesk@voorbeeldstad.example>'");
        let campaign = campaign_with(&[], &[(from, &written)]);
        assert_eq!(campaign.sender.from.name.as_deref(), Some(meant), "{name}");
        assert_eq!(campaign.sender.from.address, "servicedesk@voorbeeldstad.example");
    }
    for (written, said) in [
        ("A <a@x.example>, B <b@x.example>", "more than one mail address"),
        ("a@x.example; b@x.example", "more than one mail address"),
        ("\"Jansen, IT <a@x.example>", "a quotation mark is not closed"),
        ("Jansen, IT", "is not a mail address"),
    ] {
        let text = BASE.replacen(from, &format!("'{written}'"), 1);
        let (file, origin) = yaml::read::<CampaignFile>("campaign.yaml", &text).unwrap();
        let error = interpret(file, &origin, &mut Inputs::from_files(Default::default())).unwrap_err();
        assert!(error.to_string().contains(said), "{written}: {error}");
    }
}

#[test]
fn the_rest_is_as_written() {
    let campaign = campaign_with(
        &[],
        &[
            ("to: everyone}", "to: everyone, expires: start - 1 workday at 12:00, on_uncertain: resend}"),
            ("workdays: mon-fri", "workdays: sun-thu"),
            ("relay:", "ledger: sqlite:state/ledger.db\nmax_per_day: 3\nlinks: {allow: [Bücher.example]}\nrelay:"),
        ],
    );
    let rule = &campaign.phases[0].messages[0];
    let noon = chrono::NaiveTime::from_hms_opt(12, 0, 0);
    assert_eq!(rule.expires, Some(Moment { anchor: Anchor::Start, offset: Span::Workdays(-1), time: noon }));
    assert_eq!(rule.on_uncertain, crate::campaign::OnUncertain::Resend);
    assert_eq!(campaign.calendar.workdays.len(), 5);
    assert!(campaign.calendar.workdays.contains(&chrono::Weekday::Sun));
    assert_eq!(campaign.ledger, LedgerUrl::Sqlite("state/ledger.db".into()));
    assert_eq!(campaign.max_per_day, 3);
    assert_eq!(campaign.link_domains, ["xn--bcher-kva.example"]);
}

/// One text is for all; texts per language are, for every language offered.
#[test]
fn a_message_may_be_for_some_waves_and_say_facts() {
    let facts = "to: everyone, waves: [pilot], facts: {reason: {nl: het is druk, en: it is busy}, ends: 2027-07-02}}";
    let campaign = campaign_with(&[], &[("to: everyone}", facts)]);
    let rule = &campaign.phases[0].messages[0];
    let meant: Vec<bool> = campaign.waves.iter().map(|wave| rule.is_for_wave(wave)).collect();
    assert_eq!(meant, [true, false]);
    let said = |name: &str, tag: &str| rule.facts[name].get(&tag.parse().unwrap(), &campaign.languages.default);
    assert_eq!(
        [said("reason", "en-GB"), said("ends", "en"), said("ends", "nl")],
        ["it is busy", "2027-07-02", "2027-07-02"]
    );
    assert!(campaign.phases[1].messages[0].waves.is_empty() && campaign.phases[1].messages[0].facts.is_empty());
}
