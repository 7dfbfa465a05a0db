//! Every message, for a reader of every path, in every language: none says what is true of a path that its reader does not
//! have, and what may be said of one path only is said to whoever has it.

use std::collections::BTreeSet;
use std::sync::Arc;

use heraut::builtin;
use heraut::campaign::{Channel, Device, Ownership, Path, Person, Platform, Progress, Source, Standing};
use heraut::compose::{Composer, ResolvedNotice};
use heraut::deliver::{Preparer, SnapshotFiles, SnapshotPreparer};
use heraut::ledger::{Claim, Entry, FirstAttempt, Outcome};
use heraut::render::Mail;
use heraut::schedule::NoticeId;

use super::{CATALOGUE, LANGUAGES, world};

/// Whom each person stands for: the paths they have, and their devices.
pub(crate) fn readers() -> Vec<(Vec<Path>, Vec<Device>)> {
    use Ownership::{Corporate, Personal};
    use Platform::{Android, Ios, MacOs, Other, Windows};
    let device = |platform, ownership, supervised, version: &str, serial: &str| Device {
        serial: Some(serial.into()),
        name: None,
        manufacturer: None,
        model: Some(format!("Model {serial}")),
        platform,
        os_version: Some(version.into()),
        ownership,
        supervised,
        system: Some("MobileIron".into()),
        migrated: false,
        last_seen: None,
        apple_deadline: None,
        attributes: Default::default(),
        concern: Default::default(),
        source: Source { file: "devices.csv".into(), line: 2 },
    };
    let phone = device(Ios, Personal, false, "26.1", "A1");
    let laptop = device(Windows, Corporate, false, "10.0.26100", "A2");
    let android = device(Android, Corporate, false, "15", "B1");
    let old_phone = device(Ios, Corporate, true, "18.5", "B2");
    let new_phone = device(Ios, Corporate, true, "26.1", "C1");
    let mac = device(MacOs, Corporate, false, "26.2", "C2");
    let tablet = device(Other, Corporate, false, "1", "D1");
    let moved = Device { migrated: true, ..laptop.clone() };
    let all = vec![laptop.clone(), android.clone(), new_phone.clone(), tablet.clone()];
    vec![
        (vec![Path::Own], vec![phone.clone()]),
        (vec![Path::Own], vec![phone, laptop.clone()]),
        (vec![Path::Wiped], vec![android.clone()]),
        (vec![Path::Wiped], vec![old_phone.clone()]),
        (vec![Path::Wiped], vec![android.clone(), Device { serial: Some("B3".into()), ..android.clone() }, old_phone]),
        (vec![Path::Apple], vec![new_phone.clone()]),
        (vec![Path::Apple], vec![mac, new_phone.clone()]),
        (vec![Path::Unknown], vec![]),
        (vec![Path::Unknown], vec![tablet]),
        (vec![Path::Done], vec![moved.clone()]),
        (vec![Path::Wiped, Path::Own], vec![laptop.clone(), android]),
        (vec![Path::Apple, Path::Own], vec![laptop, new_phone]),
        (vec![Path::Wiped, Path::Apple, Path::Own, Path::Unknown], [all, vec![moved]].concat()),
    ]
}

/// The demo with these readers for its people, and a campaign that has Apple move what it can.
fn composer() -> Composer {
    composer_of(|person| person)
}

/// The same, with everyone as `change` has them.
pub(crate) fn composer_of(change: impl Fn(Person) -> Person) -> Composer {
    let apple = |text: String| {
        let (before, after) = text.split_once("minutes_per_device: {own: 30, wiped: 90}").unwrap();
        format!("{before}minutes_per_device: {{own: 30, wiped: 90, apple: 45}}\n  apple: os26{after}")
    };
    let (mut loaded, inputs) = world(false, apple);
    let model = loaded.people.persons.iter().find(|person| person.email.is_some()).unwrap().clone();
    let person = |(n, (paths, devices)): (usize, (Vec<Path>, Vec<Device>))| Person {
        id: format!("p{n:02}@example.org").into(),
        name: "Anna Bakker".into(),
        given_name: Some("Anna".into()),
        standing: if paths == [Path::Done] { Standing::Migrated(None) } else { Standing::Pending },
        devices,
        ..model.clone()
    };
    loaded.people.persons = readers().into_iter().enumerate().map(person).map(change).collect();
    Composer::new(Arc::new(loaded), &inputs).unwrap()
}

pub(crate) fn notice(composer: &Composer, person: usize, message: &str, language: &str) -> ResolvedNotice {
    let (wave, phase, rule) = composer.find("districts", message).unwrap();
    let due = "2027-09-16T07:30:00Z".parse().unwrap();
    ResolvedNotice {
        id: NoticeId([0; 16]),
        wave,
        phase,
        rule,
        person: Some(person as u32),
        occurrence: 0,
        channel: Channel::Mail,
        language: language.parse().unwrap(),
        due,
        history: composer.example(wave, composer.rule_at(phase, rule)),
    }
}

fn mail(composer: &Composer, person: usize, message: &str, language: &str) -> (Mail, Vec<Path>) {
    let notice = notice(composer, person, message, language);
    let mail = composer.mail(&notice, notice.due, &[], Some("me@example.org")).unwrap();
    (mail, composer.paths(&notice, &[]))
}

/// The list of a language: a path and words.
fn words(language: &str) -> Vec<(Path, String)> {
    let file = builtin::file(&format!("templates/paths/{language}.txt")).unwrap_or_else(|| panic!("{language}"));
    let lines = std::str::from_utf8(file).unwrap().lines().filter(|line| !line.is_empty() && !line.starts_with('#'));
    let pair = |line: &str| {
        let (name, words) = line.split_once(": ").unwrap();
        (Path::ALL.into_iter().find(|path| path.as_str() == name).unwrap(), said(words))
    };
    lines.map(pair).collect()
}

/// As it is compared: without line breaks and case.
fn said(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()
}

#[test]
fn no_message_says_what_is_true_of_another_path() {
    let (composer, readers) = (composer(), readers());
    for (language, ..) in LANGUAGES {
        let words = words(language);
        let mut used: BTreeSet<&str> = BTreeSet::new();
        for (_, message, to, ..) in CATALOGUE.iter().filter(|(_, _, to, ..)| !["managers", "helpdesk"].contains(to)) {
            for (n, (paths, _)) in readers.iter().enumerate() {
                // Who has moved hears what is for everyone, or for who has.
                if paths == &[Path::Done] && *to == "pending" || paths != &[Path::Done] && *to == "migrated" {
                    continue;
                }
                let (mail, found) = mail(&composer, n, message, language);
                assert_eq!(&found, paths, "{message}");
                let text = said(&format!("{} {} {}", mail.subject, mail.html, mail.text));
                for (path, words) in &words {
                    let is_said = text.contains(words.as_str());
                    let context = || format!("{message} in {language} says `{words}` to {paths:?}:\n{}", mail.text);
                    assert!(!is_said || paths.contains(path), "{}", context());
                    if is_said {
                        used.insert(words);
                    }
                }
            }
        }
        let all: BTreeSet<&str> = words.iter().map(|(_, words)| words.as_str()).collect();
        let unused: Vec<_> = all.difference(&used).collect();
        assert!(unused.is_empty(), "no message in {language} says {unused:?}");
    }
}

#[test]
fn who_has_devices_of_several_paths_reads_the_steps_of_each() {
    let (composer, readers) = (composer(), readers());
    let mixed = readers.len() - 1;
    for message in ["reminder", "deadline-notice", "last-warning"] {
        let text = said(&mail(&composer, mixed, message, "nl").0.text);
        let steps = [
            "dit moet leeg: model b1",
            "dit zet apple over: model c1",
            "dit zet je zelf over: model a2",
            "hierbij helpt de helpdesk: model d1",
        ];
        let found: Vec<usize> =
            steps.iter().map(|step| text.find(step).unwrap_or_else(|| panic!("{step}: {text}"))).collect();
        assert!(found.is_sorted(), "most to lose comes first: {text}");
    }
    let text = said(&mail(&composer, mixed, "reminder", "nl").0.text);
    assert!(text.contains("nog niet al je apparaten zijn overgezet"), "one has moved: {text}");
    for time in [
        "een half uur voor een apparaat dat je zelf overzet",
        "anderhalf uur voor een apparaat dat leeg moet",
        "45 minuten voor een apparaat dat apple overzet",
    ] {
        assert!(text.contains(time), "{time}: {text}");
    }
}

/// Of whom no device is known nobody can say that they have not moved; who has moved is not asked to.
#[test]
fn what_we_cannot_know_and_what_is_over_is_not_said() {
    let (composer, readers) = (composer(), readers());
    let reader = |path: Path| readers.iter().position(|(paths, _)| paths == &[path]).unwrap();
    let text = |path: Path, message: &str| said(&mail(&composer, reader(path), message, "nl").0.text);
    for (path, message, not, instead) in [
        (Path::Unknown, "access-blocked", "je bent nog niet overgestapt", "heb je een apparaat met mobileiron?"),
        (Path::Unknown, "reminder", "je bent nog niet overgestapt", "we kunnen niet zien of je"),
        (Path::Unknown, "rescheduled", "de stappen blijven hetzelfde", "de helpdesk helpt je"),
        (Path::Done, "announcement", "stap je over", "je werkt al met microsoft intune"),
        (Path::Done, "pilot-invitation", "stap over tussen", "je hoeft niet nog een keer over te stappen"),
    ] {
        let text = text(path, message);
        assert!(!text.contains(not) && text.contains(instead), "{message}: {text}");
    }
}

#[test]
fn who_has_no_mailbox_reads_of_work_apps_and_of_the_paper() {
    let composer = composer_of(|person| Person { email: None, ..person });
    let mails = [
        ("nl", ["geen werkmail", "mail verdwijnt", "zoek de mail", "met werkmail"], "geen werkapps", "zoek het papier"),
        (
            "en",
            ["work email and files on", "email then disappears", "find the email", "with work email"],
            "work apps",
            "find the paper",
        ),
        (
            "de",
            ["keine dienstlichen e-mails", "e-mails verschwinden", "suche die e-mail", "mit dienstlichen e-mails"],
            "dienstlichen apps",
            "suche das blatt",
        ),
        (
            "fr",
            ["accès à tes e-mails", "e-mails disparaissent", "retrouve l’e-mail", "avec tes e-mails"],
            "accès à tes applications",
            "retrouve la feuille",
        ),
    ];
    for (language, of_mail, apps, paper) in mails {
        for message in ["enrol-now", "reminder", "deadline-notice", "last-warning"] {
            for n in 0..readers().len() {
                let content = composer.content(&notice(&composer, n, message, language), &[]).unwrap();
                let text = said(&format!("{} {:?}", content.preheader, content.blocks));
                let found: Vec<_> = of_mail.into_iter().filter(|words| text.contains(words)).collect();
                assert!(found.is_empty() && text.contains(apps), "{message} in {language}: {found:?} in {text}");
                // The first reader has a device to move, the third one that is wiped.
                let is_short = message != "enrol-now" && [0, 2].contains(&n);
                assert!(!is_short || text.contains(paper), "{message} in {language}: {text}");
            }
        }
    }
}

/// Neither by letter nor by mail is anybody told to look for a mail that they cannot have, or promised steps that there are not.
#[test]
fn nobody_is_told_of_a_mail_or_of_steps_that_they_do_not_get() {
    let lists = [
        (
            "nl",
            &["de mail met", "mail verdwijnt", "aan bij je werkmail", "aan bij uw werkmail", "mailen we"][..],
            &["sturen we", "laten we je weten hoe", "laten we u weten hoe"][..],
        ),
        (
            "en",
            &["the email with", "email disappears", "work email on", "work email and files on", "email you"],
            &["send you the", "tell you how to move"],
        ),
        (
            "de",
            &["die e-mail mit", "e-mails verschwinden", "dienstlichen e-mails an"],
            &["wie du umsteigst", "wie sie umsteigen"],
        ),
        (
            "fr",
            &["l’e-mail avec", "e-mails disparaissent", "messagerie", "indiquerons par e-mail"],
            &["comment faire."],
        ),
    ];
    let (with, without) = (composer(), composer_of(|person| Person { email: None, ..person }));
    for (language, ..) in LANGUAGES {
        let (_, of_mail, steps) = lists.iter().find(|(base, ..)| language.starts_with(base)).unwrap();
        let text = |composer: &Composer, n: usize, message: &str| {
            let content = composer.content(&notice(composer, n, message, language), &[]).unwrap();
            said(&format!("{} {:?}", content.preheader, content.blocks))
        };
        for message in ["announcement", "save-the-date", "prepare", "reminder", "last-warning"] {
            for (n, (paths, _)) in readers().iter().enumerate() {
                let letter = text(&without, n, message);
                let found: Vec<_> = of_mail.iter().filter(|words| letter.contains(**words)).collect();
                assert!(found.is_empty(), "{message} in {language} to who has no mailbox: {found:?} in {letter}");
                let mail = text(&with, n, message);
                let promised = steps.iter().any(|words| mail.contains(words));
                let is_before = ["announcement", "save-the-date", "prepare"].contains(&message);
                // Who has moved gets no more of them.
                let is_over = message == "announcement" && paths == &[Path::Done];
                let expected = is_before && paths != &[Path::Unknown] && !is_over;
                assert_eq!(promised, expected, "{message} in {language} to {paths:?}");
            }
        }
    }
}

/// What was put off counts from the day it goes; what was tried and counts is over on the next.
#[test]
fn what_counts_counts_from_the_first_attempt() {
    let composer = composer();
    let at = |text: &str| text.parse().unwrap();
    let reminder = notice(&composer, 0, "reminder", "nl");
    let left = |first: &str| said(&composer.mail(&reminder, at(first), &[], Some("me@example.org")).unwrap().text);
    assert!(left("2027-09-16T07:30:00Z").contains("je hebt nog 13 dagen."));
    assert!(left("2027-09-21T07:30:00Z").contains("je hebt nog 8 dagen."));
    assert!(left("2027-09-28T07:30:00Z").contains("morgen is de laatste dag."));
    let first = at("2027-09-16T07:30:00Z");
    for (message, now, is_over) in [
        ("reminder", "2027-09-16T15:00:00Z", false),
        ("reminder", "2027-09-17T07:30:00Z", true),
        ("last-warning", "2027-09-17T07:30:00Z", true),
        ("enrol-now", "2027-09-17T07:30:00Z", false),
        ("announcement", "2027-09-20T07:30:00Z", false),
    ] {
        let notice = notice(&composer, 0, message, "nl");
        assert_eq!(composer.is_out_of_date(&notice, first, &[], at(now)).unwrap(), is_over, "{message} at {now}");
    }
}

/// As a sender finds it when the relay said later: on the same day it is sent again, on the next one it is over.
#[test]
fn what_counts_and_was_put_off_by_the_relay_expires_on_another_day() {
    let composer = Arc::new(composer());
    let files: SnapshotFiles = Box::new(|hash| panic!("{hash} is in force"));
    let preparer = SnapshotPreparer::new("in force", Arc::clone(&composer), files, Progress::default());
    let at = |text: &str| text.parse().unwrap();
    let looked = |message: &str, now: &str| {
        let ResolvedNotice { id, occurrence, due, language, channel, .. } = notice(&composer, 0, message, "nl");
        let (_, phase, _) = composer.find("districts", message).unwrap();
        let entry = Entry {
            id,
            wave: "districts".into(),
            phase: composer.loaded().campaign.phases[usize::from(phase)].id.as_str().into(),
            message: message.into(),
            person: Some(composer.loaded().people.persons[0].id.clone()),
            occurrence,
            due,
            expires: None,
            language,
            channel,
            resend_uncertain: false,
            dates: None,
            history: None,
            gate: None,
            rendered: None,
        };
        let first = Some(FirstAttempt { at: due, migrated: Vec::new() });
        let claim = Claim { entry, attempts: 1, retries: 0, first, snapshot: "in force".into(), with: None };
        preparer.look_again(&claim, at(now))
    };
    assert_eq!(looked("reminder", "2027-09-16T09:00:00Z"), None);
    assert_eq!(looked("reminder", "2027-09-17T09:00:00Z"), Some(Outcome::Expired(None)));
    assert_eq!(looked("enrol-now", "2027-09-17T09:00:00Z"), None);
}
