//! Messages with something wrong in their bytes, which no template can bring about.

use std::sync::LazyLock;

use proptest::prelude::*;

use super::{NOW, campaign};
use crate::check::mail::{Expectations, judge};
use crate::check::path_words::PathWords;
use crate::check::samples::samples;
use crate::check::{render_all, rules};
use crate::compose::{Composer, ResolvedNotice};
use crate::l10n::Formatter;
use crate::schedule::fixture::utc;

/// What stands for an image.
const PIXEL: &str = "iVBORw0KGgo=";

/// A campaign and the bytes of one message of it.
static WORLD: LazyLock<(Composer, String)> = LazyLock::new(|| {
    let (composer, _) = campaign(&[], &[]);
    let notice = notice(&composer);
    let bytes = composer.mail(&notice, notice.due, &[], None).unwrap().bytes;
    (composer, String::from_utf8(bytes).unwrap())
});
static MAIL: LazyLock<&str> = LazyLock::new(|| &WORLD.1);
static DUTCH: LazyLock<Formatter> = LazyLock::new(|| Formatter::new(&"nl".parse().unwrap()).unwrap());

fn notice(composer: &Composer) -> ResolvedNotice {
    let all = samples(composer, utc(NOW));
    all.into_iter().find(|one| composer.rule(&one.notice).message == "deadline-notice").unwrap().notice
}

/// What is found in bytes, by rule.
fn judged(bytes: &str) -> Vec<(&'static str, String)> {
    let composer = &WORLD.0;
    let notice = notice(composer);
    let campaign = &composer.loaded().campaign;
    let expectations = Expectations {
        campaign,
        rule: composer.rule(&notice),
        phase: "deadline",
        wave: &campaign.waves[usize::from(notice.wave)],
        person: composer.person(&notice),
        language: &notice.language,
        paths: &[],
        words: &PathWords::default(),
        formatter: Some(&*DUTCH),
    };
    judge(bytes.as_bytes(), &expectations).into_iter().map(|fault| (fault.rule.id, fault.message)).collect()
}

/// That the message with this text instead of that breaks one rule, and why.
#[track_caller]
fn breaks(from: &str, to: &str, rule: &str) -> String {
    assert!(MAIL.contains(from), "the message has no `{from}`: {}", *MAIL);
    let found = judged(&MAIL.replacen(from, to, 1));
    let ids: Vec<&str> = found.iter().map(|(id, _)| *id).collect();
    assert_eq!(ids, [rule], "{found:#?}");
    found.into_iter().next().unwrap().1
}

/// From the beginning of the line that starts with this to its end, continuation lines included.
fn header(name: &str) -> String {
    let at = MAIL.find(&format!("\r\n{name}: ")).unwrap() + 2;
    let mut end = at;
    loop {
        end += MAIL[end..].find("\r\n").unwrap() + 2;
        if !MAIL[end..].starts_with(' ') {
            return MAIL[at..end].to_owned();
        }
    }
}

#[test]
fn a_good_message_breaks_no_rule() {
    assert_eq!(judged(&MAIL), []);
    assert!(rules().len() > 70);
}

#[test]
fn headers_are_there_once() {
    for name in ["Date", "MIME-Version", "List-Id", "Auto-Submitted"] {
        assert_eq!(breaks(&header(name), "", "H-MAIL-01"), format!("has no `{name}`"));
    }
    let date = header("Date");
    assert_eq!(breaks(&date, &date.repeat(2), "H-MAIL-01"), "has 2 times `Date`");
    let reply = "Reply-To: a@b.example\r\n".repeat(2) + &date;
    assert_eq!(breaks(&date, &reply, "H-MAIL-01"), "has 2 times `Reply-To`");
    assert_eq!(breaks(&date, &format!("Precedence: bulk\r\n{date}"), "H-MAIL-01"), "has a header `Precedence`");
    let suppressed = breaks("OOF, AutoReply", "OOF, NDR", "H-MAIL-01");
    assert_eq!(suppressed, "suppresses bounces with `X-Auto-Response-Suppress: OOF, NDR`");
    let many = breaks(&header("To"), "To: a@x.example, b@x.example\r\n", "H-MAIL-01");
    assert_eq!(many, "has 2 addresses in `To`");
}

#[test]
fn the_wire_takes_ascii_with_crlf_and_short_lines() {
    let date = header("Date");
    assert_eq!(breaks(&date, &format!("X-Name: Chlo\u{eb}\r\n{date}"), "H-MAIL-02"), "has octets that are not ASCII");
    let long = breaks(&date, &format!("X-Long: {}\r\n{date}", "x".repeat(991)), "H-MAIL-02");
    assert!(long.starts_with("has a header line of 999 characters, where 998 can be: `X-Long: xxx"), "{long}");
    breaks(&date, &format!("X-Lone: a\n{date}"), "H-MAIL-02");
    breaks(&date, &format!("X-Lone: a\rb\r\n{date}"), "H-MAIL-02");
    let end = MAIL.rfind("--\r\n").unwrap();
    let found = judged(&format!("{}\r\n{}", &MAIL[..end + 4], "x".repeat(77)));
    assert_eq!(found.iter().map(|(id, _)| *id).collect::<Vec<_>>(), ["H-MAIL-02"], "{found:#?}");
}

#[test]
fn headers_decode_to_what_was_written() {
    let subject = header("Subject");
    let title = |subject: &str| judged(&MAIL.replacen(&header("Subject"), subject, 1));
    let ids = |found: Vec<(&'static str, String)>| found.into_iter().map(|(id, _)| id).collect::<Vec<_>>();
    assert_eq!(ids(title("Subject: Let =?utf-8?Q?op=C3?=\r\n")), ["H-MAIL-03", "H-MAIL-10"]);
    assert_eq!(ids(title("Subject: =?utf-8?Q?a=0D=0ABcc:_x?=\r\n")), ["H-MAIL-03", "H-MAIL-10"]);
    assert!(subject.is_ascii());
    let name = breaks(&header("To"), "To: \"=?utf-8?X?Chlo?=\" <a@x.example>\r\n", "H-MAIL-03");
    assert!(name.starts_with("has a `To` that shows an encoded word"), "{name}");
}

#[test]
fn a_message_says_what_it_is() {
    let id = header("Message-ID");
    let other = breaks(&id, "Message-ID: <1@elsewhere.example>\r\n", "H-MAIL-04");
    assert!(other.starts_with("has `Message-ID: <1@elsewhere.example>`, where"), "{other}");
    breaks(&id, "Message-ID: 1@voorbeeldstad.example\r\n", "H-MAIL-04");
    breaks(&header("List-Id"), "List-Id: <base.elsewhere.example>\r\n", "H-MAIL-04");
    breaks("Auto-Submitted: auto-generated", "Auto-Submitted: no", "H-MAIL-04");
}

#[test]
fn parts_are_in_their_places() {
    let wrong = breaks("multipart/alternative", "multipart/related", "H-MAIL-05");
    assert_eq!(wrong, "has no `multipart/alternative` with its two texts");
    breaks("Content-Type: text/plain; charset=utf-8", "Content-Type: text/plain; charset=x-unknown", "H-MAIL-05");
    let mixed = |disposition: &str| {
        let at = MAIL.find("Content-Type: multipart/alternative").unwrap();
        let head = "Content-Type: multipart/mixed; boundary=m\r\n\r\n--m\r\n";
        let tail = format!(
            "\r\n--m\r\nContent-Type: text/calendar; method=PUBLISH\r\nContent-Disposition: {disposition}\r\n\r\nx\r\n--m--\r\n"
        );
        judged(&format!("{}{head}{}{tail}", &MAIL[..at], &MAIL[at..]))
    };
    assert_eq!(mixed("attachment; filename=a.ics"), []);
    assert_eq!(mixed("attachment"), [("H-MAIL-05", "has an attachment without a name".to_owned())]);
    let sheet = |content: &str| {
        let at = MAIL.find("Content-Type: multipart/alternative").unwrap();
        let head = "Content-Type: multipart/mixed; boundary=m\r\n\r\n--m\r\n";
        let kind = "Content-Type: application/pdf\r\nContent-Disposition: attachment; filename=a.pdf";
        let tail = format!("\r\n--m\r\n{kind}\r\n\r\n{content}\r\n--m--\r\n");
        judged(&format!("{}{head}{}{tail}", &MAIL[..at], &MAIL[at..]))
    };
    assert_eq!(sheet("%PDF-1.7"), []);
    assert_eq!(sheet("x"), [("H-MAIL-05", "has a sheet that no program can open".to_owned())]);
    assert_eq!(mixed("inline")[0], ("H-MAIL-05", "has an attachment that does not say it is one".to_owned()));
    assert_eq!(judged("")[0].0, "H-MAIL-05");
}

#[test]
fn an_image_that_is_not_shown_is_no_part_of_a_message() {
    let end = format!("{}--\r\n", &MAIL[MAIL.find("--=_").unwrap()..][..36]);
    assert!(MAIL.contains(&end), "{end}");
    let boundary = end.trim_end().trim_end_matches("--");
    let image = format!(
        "{boundary}\r\nContent-Type: image/png\r\nContent-ID: <a@x>\r\nContent-Transfer-Encoding: base64\r\n\r\n{}\r\n{end}",
        PIXEL
    );
    let found = judged(&MAIL.replacen(&end, &image, 1));
    assert!(found.iter().any(|(id, why)| *id == "H-MAIL-06" && why.contains("carries the image `a@x`")), "{found:#?}");
}

#[test]
fn a_heavy_message_is_called_so() {
    let line = format!("{}\r\n", "x".repeat(70));
    let found = judged(&format!("{}{}", *MAIL, line.repeat(16_000)));
    assert_eq!(found.iter().map(|(id, _)| *id).collect::<Vec<_>>(), ["H-MAIL-08"], "{found:#?}");
}

/// The cheap rules hold for everybody, not only for those looked at.
#[test]
fn a_plan_whose_messages_fit_the_wire_is_proven() {
    let composer = &WORLD.0;
    let loaded = composer.loaded();
    let plan = crate::schedule::plan(&loaded.campaign, &loaded.people, &loaded.catalogue, utc(NOW)).unwrap();
    render_all(composer, &plan, &[], &|_| false, &|_| {}).unwrap();
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    /// Whatever the bytes, they are judged, not stumbled over.
    #[test]
    fn bytes_with_anything_in_them_are_judged(at in 0usize..20_000, gone in 0usize..400, anything in "\\PC{0,40}|[<>&=!\\[\\]\r\n -]{0,40}") {
        let start = at.min(MAIL.len());
        let end = (start + gone).min(MAIL.len());
        prop_assume!(gone > 0 || !anything.is_empty());
        judged(&format!("{}{anything}{}", &MAIL[..start], &MAIL[end..]));
    }
}
