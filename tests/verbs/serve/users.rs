//! Users beyond this machine: signed in by a provider or by a proxy, each with what their roles let them.

use std::io::{Read, Write};
use std::net::TcpStream;

use serde_json::json;

use super::provider::{Provider, Signer, fields};
use super::{Answer, Served};
use crate::world::{STARTED, World};

/// The pages of a proxy's users.
const BEHIND: &str = "\
url: https://heraut.example
proxy: {addresses: [127.0.0.1], user: X-User, groups: X-Groups, secret: {env: SAID}}
users:
  vera: [viewer]
  wim: [writer]
  oda: [operator]
  abel: [approver]
groups:
  desk: [desk]
";

/// What a proxy adds for a user.
fn behind<'a>(user: &'a str, groups: &'a str) -> [(&'a str, &'a str); 3] {
    [("x-user", user), ("x-groups", groups), ("x-heraut-secret", "open sesame")]
}

impl Served {
    fn seen_by(&self, user: &str, groups: &str, path: &str) -> Answer {
        self.ask("GET", path, &behind(user, groups), "")
    }

    /// What each act of theirs says, from a page that has one.
    fn act_of(&self, user: &str, groups: &str, page: &str) -> String {
        self.seen_by(user, groups, page).status(200).field("act")
    }

    fn done_by(&self, (user, groups): (&str, &str), act: &str, path: &str, said: &str) -> Answer {
        self.ask("POST", path, &behind(user, groups), &format!("act={act}&{said}"))
    }
}

#[test]
fn each_role_sees_and_does_what_is_its_work() {
    let world = World::base();
    world.edit("campaign.yaml", "owner: M. de Wit, date", "owner: M. de Wit, checks: [vpn], date");
    world.approve();
    let served = Served::for_users(&world, BEHIND);
    let people = [("vera", ""), ("wim", ""), ("somebody", "desk,other"), ("oda", ""), ("abel", "")];
    // In the order of `people`; a person's page has no address that is known here, and is the desk's as their search.
    for (path, seen) in [
        ("/", [true; 5]),
        ("/waves/pilot", [true; 5]),
        ("/gates/pilot", [true; 5]),
        ("/report", [true; 5]),
        ("/report/page", [true; 5]),
        ("/messages", [false, true, false, true, true]),
        ("/messages/enrol-now/nl", [false, true, false, true, true]),
        ("/plan", [false, true, false, true, true]),
        ("/desk", [false, false, true, true, false]),
        ("/desk/0123", [false, false, true, true, false]),
        ("/journal", [false, false, false, true, true]),
    ] {
        for ((user, groups), seen) in people.iter().zip(seen) {
            let answer = served.seen_by(user, groups, path);
            let is_shut = answer.status == 403;
            assert_eq!(is_shut, !seen, "{user}: {path}\n{}", answer.body);
        }
    }
    // Nobody without a role sees anything, and nobody who does not come by the proxy.
    let nobody = served.seen_by("eve", "other", "/").status(403).says("You are eve, and have no role here.");
    nobody.keeps_to_itself("Pilot");
    served.ask("GET", "/events", &behind("eve", ""), "").status(403);
    served.ask("GET", "/", &[("x-user", "oda")], "").status(401);
    served.ask("GET", "/", &[("x-user", "oda"), ("x-heraut-secret", "guessed")], "").status(401);
    let twice = [&behind("vera", "")[..], &[("x-user", "oda")]].concat();
    served.ask("GET", "/", &twice, "").status(401);
    served.ask("GET", "/", &[&behind("oda", "")[..], &[("host", "localhost")]].concat(), "").status(421);
    // The pages have no button that does not work, and no page in their navigation.
    let page = served.seen_by("vera", "", "/gates/pilot").keeps_to_itself("<form method=\"post\" action=\"/gates");
    page.keeps_to_itself("href=\"/desk\"").says("Signed in as vera, to look.").keeps_to_itself("sign-out");
    served.seen_by("oda", "", "/gates/pilot").says("/gates/pilot/tick").keeps_to_itself("value=\"override\"");
    served.seen_by("abel", "", "/gates/pilot").says("value=\"override\"");
}

#[test]
fn a_lower_role_acts_in_vain_and_each_under_their_own_name() {
    let world = World::base();
    world.edit("campaign.yaml", "owner: M. de Wit, date", "owner: M. de Wit, checks: [vpn], date");
    world.approve();
    let served = Served::for_users(&world, BEHIND);
    let (wim, desk, oda, abel) = (("wim", ""), ("dirk", "desk"), ("oda", ""), ("abel", ""));
    let act_of = |(user, groups): (&str, &str), page: &str| served.act_of(user, groups, page);
    let acts = [
        (wim, act_of(wim, "/messages/enrol-now/nl")),
        (desk, act_of(desk, "/desk")),
        (oda, act_of(oda, "/gates/pilot")),
        (abel, act_of(abel, "/gates/pilot")),
    ];
    let said = "check=vpn&works=yes&decision=fail&why=x&wanted=anna&about=mail&day=2027-04-16";
    for (path, may) in [
        ("/gates/pilot/tick", [false, false, true, true]),
        ("/gates/pilot/decide", [false, false, true, true]),
        ("/desk", [false, true, true, false]),
        ("/desk/0123/hold", [false, true, true, false]),
        ("/desk/0123/called", [false, true, true, false]),
        ("/desk/0123/expected", [false, true, true, false]),
        ("/desk/0123/told/0123/again", [false, true, true, false]),
        ("/messages/enrol-now/nl", [true, false, true, true]),
    ] {
        for ((who, act), may) in acts.iter().zip(may) {
            let answer = served.done_by(*who, act, path, said);
            assert_eq!(answer.status != 403, may, "{who:?}: {path}\n{}", answer.body);
            // The token of somebody else is nobody's, whatever they may.
            for (other, token) in &acts {
                if other != who {
                    served.done_by(*who, token, path, said).status(403);
                }
            }
            served
                .ask("GET", &format!("{path}?act={act}&{said}"), &behind(who.0, who.1), "")
                .keeps_to_itself("vpn: works");
        }
    }
    let decide = |n: usize, said: &str| served.done_by(acts[n].0, &acts[n].1, "/gates/pilot/decide", said);
    decide(2, "decision=override&again=oda&why=the+board").status(403).says("You are oda; your role here: operator.");
    decide(3, "decision=override&why=the+board").status(422).says("abel");
    decide(3, "decision=override&again=oda&why=the+board").status(422);
    decide(3, "decision=override&again=abel&why=the+board").status(303);
    let journal = world.run(&["journal"]).code(0).out;
    assert!(journal.contains("abel") && journal.contains("oda"), "{journal}");
    assert!(!journal.contains("wim") && !journal.contains("dirk"), "{journal}");
}

#[test]
fn a_viewer_reads_no_names() {
    let world = World::approved();
    world.at(STARTED, &["hold", "--person", "a.bakker@voorbeeldstad.example", "--why", "on leave", "--yes"]).code(0);
    let served = Served::for_users(&world, BEHIND);
    served.seen_by("oda", "", "/").says("on leave").says("Anna Bakker");
    served.seen_by("vera", "", "/").says("on leave").says("Somebody").keeps_to_itself("Anna").keeps_to_itself("bakker");
}

/// The pages of a provider's users.
fn with(provider: &Provider) -> String {
    format!(
        "url: https://heraut.example\nopenid: {{issuer: '{}', client: heraut, secret: {{env: SAID}}}}\n\
         users: {{'S.Ouali@voorbeeldstad.example': [operator]}}\ngroups: {{'7f': [approver]}}\n",
        provider.issuer
    )
}

/// An attempt to sign in: what the browser keeps, and what the provider was told.
struct Attempt {
    cookie: String,
    state: String,
    nonce: String,
}

fn begin(served: &Served, provider: &Provider) -> Attempt {
    let answer = served.get("/sign-in", "").status(303);
    let address = answer.header("location").to_owned();
    let said = address.strip_prefix(&format!("{}/authorize?", provider.issuer)).unwrap_or_else(|| panic!("{address}"));
    let said = fields(said);
    assert_eq!(said["redirect_uri"], "https://heraut.example/sign-in/back");
    assert_eq!((&*said["client_id"], &*said["response_type"], &*said["scope"]), ("heraut", "code", "openid profile"));
    assert_eq!(said["code_challenge_method"], "S256");
    let kept = answer.header("set-cookie");
    assert!(kept.contains("HttpOnly; SameSite=Lax; Path=/; Max-Age=600; Secure"), "{kept}");
    provider.next.lock().unwrap().challenge.clone_from(&said["code_challenge"]);
    Attempt { cookie: answer.cookie(), state: said["state"].clone(), nonce: said["nonce"].clone() }
}

fn come_back(served: &Served, attempt: &Attempt) -> Answer {
    served.get(&format!("/sign-in/back?code=the+code&state={}", attempt.state), &attempt.cookie)
}

/// What the provider says of somebody who signed in for this attempt, in the time of the tests.
fn claims(attempt: &Attempt) -> serde_json::Value {
    let now = chrono::DateTime::parse_from_rfc3339("2027-03-01T09:00:00+01:00").unwrap().timestamp();
    json!({
        "aud": "heraut", "sub": "1", "iat": now, "exp": now + 300, "nonce": attempt.nonce,
        "preferred_username": "s.ouali@voorbeeldstad.example", "groups": ["7f", "80"],
    })
}

#[test]
fn a_user_signs_in_at_the_provider_and_acts_under_their_name() {
    let (world, provider) = (World::approved(), Provider::start());
    let served = Served::for_users(&world, &with(&provider));
    served.get("/", "").status(401).says("href=\"/sign-in\"").keeps_to_itself("Voorbeeldstad");
    served.get("/sign-in/0123", "").status(401);
    served.post("/sign-in", "", "token=0123").status(401);
    let attempt = begin(&served, &provider);
    provider.next.lock().unwrap().claims = claims(&attempt);
    let answer = come_back(&served, &attempt).status(200).says("content=\"0; url=/\"");
    let kept: Vec<&str> = answer.head.lines().filter_map(|line| line.strip_prefix("set-cookie: ")).collect();
    assert_eq!(kept.len(), 2, "{kept:?}");
    assert!(kept[0].starts_with("__Host-heraut-") && kept[0].contains("; HttpOnly; SameSite=Strict; Path=/;"));
    assert!(kept.iter().all(|cookie| cookie.ends_with("; Secure")) && kept[1].contains("Max-Age=0"), "{kept:?}");
    let cookie = kept[0].split(';').next().unwrap().to_owned();
    let page = served.get("/", &cookie).status(200).says("What is done here is done by s.ouali@");
    assert_eq!(page.header("strict-transport-security"), "max-age=31536000");
    // Operator by name, approver by group.
    let act = page.field("act");
    served.get("/desk", &cookie).status(200);
    let said = "decision=override&again=s.ouali@voorbeeldstad.example&why=the+board";
    served.post("/gates/pilot/decide", &cookie, &format!("act={act}&{said}")).status(303);
    world.run(&["journal"]).code(0).says("s.ouali@voorbeeldstad.example");
    // A code that somebody else has seen is nobody's, and signing out ends it.
    assert_eq!(served.get("/sign-in/back?code=the+code&state=x", "").status, 403);
    served.post("/sign-out", &cookie, &format!("act={act}")).status(303);
    served.get("/", &cookie).status(401);
    served.post("/gates/pilot/decide", &cookie, &format!("act={act}&{said}")).status(401);
}

/// Signs in as an operator; returns the cookie, and what each act says.
fn signed_in(served: &Served, provider: &Provider, with: impl FnOnce(&mut serde_json::Value)) -> (String, String) {
    let attempt = begin(served, provider);
    let mut said = claims(&attempt);
    with(&mut said);
    provider.next.lock().unwrap().claims = said;
    let answer = come_back(served, &attempt).status(200);
    let kept = answer.head.lines().find_map(|line| line.strip_prefix("set-cookie: ")).unwrap();
    let cookie = kept.split(';').next().unwrap().to_owned();
    let act = served.get("/", &cookie).status(200).field("act");
    (cookie, act)
}

/// Where a page leads on.
fn leads_to(answer: &Answer) -> String {
    let at = answer.body.split("content=\"0; url=").nth(1).unwrap_or_else(|| panic!("{}", answer.body));
    at.split('"').next().unwrap().replace("&amp;", "&")
}

#[test]
fn who_signs_out_signs_out_at_the_provider_where_it_offers_that() {
    let (world, provider) = (World::approved(), Provider::with_end(Some("/end?of=tenant")));
    let served = Served::for_users(&world, &with(&provider));
    let (cookie, act) = signed_in(&served, &provider, |_| {});
    let token = provider.next.lock().unwrap().given.clone();
    // Who cannot say what their page says ends nothing, here or there.
    served.post("/sign-out", &cookie, "act=guessed").status(303).keeps_to_itself(&token);
    served.get("/", &cookie).status(200);
    let answer = served.post("/sign-out", &cookie, &format!("act={act}")).status(200).says("You are signed out here");
    assert!(answer.header("set-cookie").contains("Max-Age=0"), "{}", answer.head);
    let address = leads_to(&answer);
    let said =
        address.strip_prefix(&format!("{}&", provider.end.clone().unwrap())).unwrap_or_else(|| panic!("{address}"));
    let said = fields(said);
    assert_eq!((&*said["client_id"], said.len()), ("heraut", 2), "an address has nobody's name in it");
    assert_eq!(said["post_logout_redirect_uri"], "https://heraut.example/sign-in/back");
    served.get("/", &cookie).status(401);
    // It leads back to where it leads who signed in: nobody failed to.
    served.get("/sign-in/back", "").status(401).says("href=\"/sign-in\"").keeps_to_itself("role=\"alert\"");
    // The same again says nothing of anybody.
    served.post("/sign-out", &cookie, &format!("act={act}")).status(303).keeps_to_itself(&token);
}

#[test]
fn who_is_not_whom_the_provider_says_stays_outside() {
    let (world, provider) = (World::approved(), Provider::start());
    let served = Served::for_users(&world, &with(&provider));
    type Spoil = fn(&mut serde_json::Value);
    let wrong: [(&str, Signer, Spoil); 9] = [
        ("for another program", Signer::Own, |claims| claims["aud"] = json!("other")),
        ("another program asked", Signer::Own, |claims| claims["azp"] = json!("other")),
        ("another issuer", Signer::Own, |claims| claims["iss"] = json!("https://evil.example")),
        ("answers another question", Signer::Own, |claims| claims["nonce"] = json!("0")),
        ("has expired", Signer::Own, |claims| claims["exp"] = json!(1)),
        ("not signed by RS256 or ES256", Signer::Nobody, |_| {}),
        ("was not signed by the provider", Signer::Other, |_| {}),
        ("no `preferred_username`", Signer::Own, |claims| claims["preferred_username"] = json!("")),
        ("more groups than go into a token", Signer::Own, |claims| claims["_claim_names"] = json!({"groups": "src1"})),
    ];
    for (why, signer, spoil) in wrong {
        // Each from an address of its own: the tests do not wait.
        let served = Served::for_users(&world, &with(&provider));
        let attempt = begin(&served, &provider);
        let mut said = claims(&attempt);
        spoil(&mut said);
        {
            let mut next = provider.next.lock().unwrap();
            (next.claims, next.signer) = (said, signer);
        }
        let answer = come_back(&served, &attempt).status(403).says(why);
        assert!(
            !answer.head.contains("__Host-heraut-") || answer.header("set-cookie").contains("-attempt="),
            "{}",
            answer.head
        );
    }
    provider.next.lock().unwrap().signer = Signer::Own;
    let (one, other) = (begin(&served, &provider), begin(&served, &provider));
    // The way back of another browser, or of none: nothing is asked of the provider.
    let asked = provider.next.lock().unwrap().asked;
    for (path, cookie) in [
        (format!("/sign-in/back?code=the+code&state={}", one.state), &*other.cookie),
        (format!("/sign-in/back?code=the+code&state={}", one.state), ""),
        ("/sign-in/back?code=the+code".to_owned(), &one.cookie),
        (format!("/sign-in/back?state={}", one.state), &one.cookie),
    ] {
        served.get(&path, cookie).status(403);
    }
    assert_eq!(provider.next.lock().unwrap().asked, asked);
    // What the provider says is text.
    let served = Served::for_users(&world, &with(&provider));
    let denied = format!(
        "/sign-in/back?error=access_denied&error_description=%3Cb%3Eno&state={}",
        begin(&served, &provider).state
    );
    served.get(&denied, &begin(&served, &provider).cookie).status(403).says("another attempt");
    let attempt = begin(&served, &provider);
    let denied = format!("/sign-in/back?error=access_denied&error_description=%3Cb%3Eno&state={}", attempt.state);
    served.get(&denied, &attempt.cookie).status(403).says("access_denied &lt;b&gt;no");
    // Known there, and nobody here.
    let attempt = begin(&served, &provider);
    let mut said = claims(&attempt);
    (said["preferred_username"], said["groups"]) = (json!("eve<i>"), json!("80"));
    provider.next.lock().unwrap().claims = said;
    come_back(&served, &attempt).status(403).says("You are eve&lt;i&gt;, and have no role here.");
}

#[test]
fn a_provider_that_is_away_or_another_lets_nobody_in() {
    let world = World::approved();
    let provider = Provider::start();
    let other = with(&provider).replace(&provider.issuer, &format!("{}/tenant", provider.issuer));
    let served = Served::for_users(&world, &other);
    served.get("/sign-in", "").status(403).says("404");
    let gone = with(&provider).replace(&provider.issuer, "http://127.0.0.1:1");
    let served = Served::for_users(&world, &gone);
    served.get("/sign-in", "").status(403).says("http://127.0.0.1:1");
    served.get("/", "").status(401);
}

#[test]
fn a_file_of_users_is_read_whole_or_not_at_all() {
    let world = World::approved();
    let run = |args: &[&str]| world.run(&[&["serve", "--listen", "127.0.0.1:0"], args].concat());
    run(&["--users", "none.yaml"]).code(3).says("cannot read `none.yaml`");
    world.write("users.yaml", "url: http://h.example\nusers: {a: [boss]}\n");
    run(&["--users", "users.yaml"]).code(3).says("users.yaml:1:6").says("there is no role `boss`");
    world.write("users.yaml", BEHIND);
    run(&["--users", "users.yaml"]).code(4).says("SAID");
    // Nothing personal goes in the clear to another machine.
    let here = BEHIND.replace("https://heraut.example", "http://127.0.0.1:8750").replace(", secret: {env: SAID}", "");
    world.write("users.yaml", here);
    world
        .run(&["serve", "--listen", "0.0.0.0:0", "--users", "users.yaml"])
        .code(2)
        .says("can be reached from other machines");
    run(&["--users", "users.yaml", "--by", "S. Ouali"]).code(2);
    run(&["--certificate", "c.pem"]).code(2).says("--key");
    run(&["--certificate", "c.pem", "--key", "k.pem"]).code(2).says("`c.pem` cannot be used for TLS");
}

#[test]
fn a_certificate_makes_it_safe_on_the_way() {
    let world = World::approved();
    let made = rcgen::generate_simple_self_signed(["localhost".to_owned()]).unwrap();
    world.write("c.pem", made.cert.pem());
    world.write("k.pem", made.signing_key.serialize_pem());
    let mut served = Served::begin(&world, &["--certificate", "c.pem", "--key", "k.pem"]);
    let line = served.line();
    let link = line.trim_end().strip_prefix("Sign in, once: https://127.0.0.1:").unwrap_or_else(|| panic!("{line}"));
    let (port, path) = link.split_once('/').unwrap();
    served.port = port.parse().unwrap();
    // In the clear nothing is said.
    let mut plain = TcpStream::connect(served.at()).unwrap();
    plain.write_all(format!("GET / HTTP/1.1\r\nhost: localhost:{port}\r\n\r\n").as_bytes()).unwrap();
    let mut said = Vec::new();
    // It may be reset, which is as well.
    let _ = plain.read_to_end(&mut said);
    assert!(!String::from_utf8_lossy(&said).contains("HTTP/1.1"));
    let ask = |request: &str| {
        let mut roots = tokio_rustls::rustls::RootCertStore::empty();
        roots.add(made.cert.der().clone()).unwrap();
        let ring = std::sync::Arc::new(tokio_rustls::rustls::crypto::ring::default_provider());
        let config = tokio_rustls::rustls::ClientConfig::builder_with_provider(ring)
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_root_certificates(roots)
            .with_no_client_auth();
        let name = "localhost".try_into().unwrap();
        let session = tokio_rustls::rustls::ClientConnection::new(config.into(), name).unwrap();
        let mut stream = tokio_rustls::rustls::StreamOwned::new(session, TcpStream::connect(served.at()).unwrap());
        stream.write_all(request.as_bytes()).unwrap();
        let mut text = Vec::new();
        // The other side ends without saying so.
        let _ = stream.read_to_end(&mut text);
        String::from_utf8(text).unwrap()
    };
    let host = format!("localhost:{port}");
    let page = ask(&format!("GET /{path} HTTP/1.1\r\nhost: {host}\r\nconnection: close\r\n\r\n"));
    assert!(page.starts_with("HTTP/1.1 200"), "{page}");
    let token = path.rsplit('/').next().unwrap();
    let body = format!("token={token}");
    let post = |origin: &str| {
        ask(&format!(
            "POST /sign-in HTTP/1.1\r\nhost: {host}\r\norigin: {origin}\r\nconnection: close\r\n\
             content-type: application/x-www-form-urlencoded\r\ncontent-length: {}\r\n\r\n{body}",
            body.len()
        ))
    };
    assert!(post(&format!("http://{host}")).starts_with("HTTP/1.1 403"), "a page of a plain address is another site");
    let answer = post(&format!("https://{host}"));
    assert!(answer.starts_with("HTTP/1.1 303") && answer.contains("set-cookie: __Host-heraut-"), "{answer}");
    assert!(answer.contains("; Secure"), "{answer}");
}

/// Approves while the page of the plan cannot be shown.
fn say_without_page(served: &Served, said: &str) -> Answer {
    let act = served.act_of("abel", "", "/gates/pilot");
    served.done_by(("abel", ""), &act, "/plan/approve", said)
}

#[test]
fn a_plan_is_approved_by_who_may_and_by_two_where_one_proposes_it() {
    let world = World::approved();
    world.send(crate::world::ANNOUNCED);
    let served = Served::for_users(&world, BEHIND);
    let say = |user: &str, path: &str, said: &str| {
        let act = served.act_of(user, "", if user == "wim" { "/messages/enrol-now/nl" } else { "/plan" });
        served.done_by((user, ""), &act, path, said)
    };
    served.seen_by("oda", "", "/plan").says("are what was approved").keeps_to_itself("/plan/propose");
    world.edit("campaign.yaml", "deadline: 2027-04-30", "deadline: 2027-05-07");
    served.seen_by("wim", "", "/plan").says("not what was approved").keeps_to_itself("<form");
    let page = served.seen_by("oda", "", "/plan").says("/plan/propose").keeps_to_itself("/plan/approve");
    let plan = page.field("plan");
    say("wim", "/plan/propose", &format!("plan={plan}")).status(403);
    say("oda", "/plan/approve", &format!("plan={plan}&again=oda")).status(403);
    for (other, said) in
        [("0123456789ab", "something changed since"), (&plan[..4], "too little of a hash"), ("", "is empty")]
    {
        say("oda", "/plan/propose", &format!("plan={other}")).status(422).says(said);
    }
    // Who may not approve proposes, also where the campaign asks for no second person; then it takes one.
    assert_eq!(
        say("oda", "/plan/propose", &format!("plan={plan}")).status(303).header("location"),
        "/plan?said=proposed"
    );
    served.seen_by("oda", "", "/plan?said=proposed").says("The plan is proposed.").says("oda proposed this plan.");
    say("oda", "/plan/propose", &format!("plan={plan}")).status(422).says("proposed this plan already");
    served.seen_by("vera", "", "/").says("A plan waits for a second person.");
    world.run(&["journal"]).code(0).says("oda").says("proposed");
    say("abel", "/plan/approve", &format!("plan={plan}")).status(422).says("confirmed with the name");
    say("abel", "/plan/approve", &format!("plan={plan}&again=abel")).status(303);
    served.seen_by("abel", "", "/plan?said=approved").says("The plan is locked.").says("are what was approved");
    world.run(&["journal"]).code(0).says("oda and abel");
    // What is wrong with the campaign is said, and nothing is approved.
    world.edit("campaign.yaml", "deadline: 2027-05-07", "deadline: 2027-02-07");
    served.seen_by("abel", "", "/plan").status(422).says("campaign.yaml");
    say_without_page(&served, &format!("plan={plan}&again=abel")).status(422).says("campaign.yaml");
    // Alone where nobody proposed it.
    world.edit("campaign.yaml", "deadline: 2027-02-07", "deadline: 2027-05-14");
    let plan = served.seen_by("abel", "", "/plan").status(200).field("plan");
    say("abel", "/plan/approve", &format!("plan={plan}&again=abel")).status(303);
    world.run(&["status"]).code(0).says(&plan[..8]);
}

#[cfg(feature = "print")]
#[test]
fn paper_is_found_by_its_number_and_what_is_nobodys_by_its_name() {
    let world = crate::print::world();
    let devices = world.read("devices.csv");
    world.write("devices.csv", format!("{devices}K1OSK<b>,Kiosk <i>hal</i>,iPad,Apple,iOS,Shared,\n"));
    world.approve();
    let served = Served::for_users(&world, BEHIND);
    let page = served.seen_by("oda", "", "/print").status(200).says("Nothing was printed yet.");
    page.says("heraut print --wave pilot --message announcement");
    world.at("2027-02-08T10:00+01:00", &["print"]).code(0);
    let page = served.seen_by("vera", "", "/print").status(200).says("all-2027-02-08").says("manifest.csv");
    page.says("Nothing waits to be printed.").keeps_to_itself("Anna");
    let act = served.act_of("oda", "", "/desk");
    let find = |wanted: &str| served.done_by(("oda", ""), &act, "/desk", &format!("wanted={wanted}"));
    let manifest = world.read("print/all-2027-02-08/manifest.csv");
    let first = manifest.lines().find(|line| line.starts_with("00001,")).unwrap_or_else(|| panic!("{manifest}"));
    let whose = find(first.split(',').nth(4).unwrap()).status(303).header("location").to_owned();
    // As it stands at the foot of the page, and as somebody says it.
    for number in ["1", "00001"] {
        let found = find(number);
        match found.status {
            303 => assert_eq!(found.header("location"), whose),
            _ => drop(found.status(200).says(&format!("href=\"{whose}\"")).says("sheet 00001")),
        }
    }
    for number in ["99999", "999999", "1234567", "-1", "%2B1"] {
        find(number).status(200).says("Nobody is called so").keeps_to_itself("sheet 0");
    }
    let found = find("kiosk").status(200).says("Devices that are nobody&#39;s").says("K1OSK&lt;b&gt;");
    found.says("Kiosk &lt;i&gt;hal").keeps_to_itself("<i>hal").keeps_to_itself("K1OSK<b>");
    find("GEMEENTEWERF").status(200).says("<h2 id=\"sites\">Sites").says("Gemeentewerf</th><td class=\"n\">2<");
}
