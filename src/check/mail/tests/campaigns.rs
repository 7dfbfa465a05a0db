//! Campaigns and templates that break a rule.

use std::sync::Arc;

use super::{breaks, found, found_with};
use crate::check::Severity;

const LAYOUT: &str = "templates/layout/mail.html";
const NOTICE: &str = "templates/deadline/deadline-notice.nl.md";
const ENROL: &str = "templates/enrol/enrol-now.nl.md";
const YAML: &str = "campaign.yaml";

#[test]
fn html_that_would_be_clipped() {
    let long = format!("## Waarom is er een laatste dag?\n\n{}", "Hier staat veel te veel. ".repeat(4000));
    let finding = breaks(&[(NOTICE, "## Waarom is er een laatste dag?", &long)], &["H-MAIL-07"]);
    assert!(finding.message.contains("KB of HTML, where 90 KB can be"), "{}", finding.message);
    assert_eq!(finding.place.unwrap().to_string(), NOTICE);
    assert_eq!(finding.subject.as_deref(), Some("deadline-notice"));
}

#[test]
fn a_page_without_its_language() {
    for (from, to, what) in [
        ("<html lang=\"{{ lang }}\"", "<html", "has no `lang` on `html`"),
        ("<body lang=\"{{ lang }}\" dir=\"{{ dir }}\"", "<body lang=\"{{ lang }}\"", "has no `dir` on `body`"),
        (
            "aria-label=\"{{ subject }}\" lang=\"{{ lang }}\"",
            "aria-label=\"{{ subject }}\" lang=\"fr\"",
            "has `lang=\"fr\"` on the first",
        ),
        ("<!doctype html>", "", "does not begin with `<!doctype html>`"),
    ] {
        let finding = breaks(&[(LAYOUT, from, to)], &["H-MAIL-09"]);
        assert!(finding.message.contains(what), "{}", finding.message);
        let place = finding.place.unwrap().to_string();
        assert!(place.starts_with("templates/layout/mail.html:"), "{place}");
        assert_eq!(found(&[(LAYOUT, from, to)]).len(), 1, "one mistake in the layout is one finding");
    }
}

#[test]
fn a_title_of_its_own() {
    let finding = breaks(&[(LAYOUT, "<title>{{ subject }}", "<title>{{ campaign.name }}")], &["H-MAIL-10"]);
    assert!(finding.message.contains("has the title `Overstap naar Intune` and the subject `"), "{}", finding.message);
}

#[test]
fn what_is_fetched_or_runs() {
    let page = |inside: &str| [LAYOUT, "{{ body }}", &format!("{inside}{{{{ body }}}}")].map(str::to_owned);
    for (inside, rules) in [
        ("<img src=\"https://x.example/a.png\" alt=\"\" width=\"1\" height=\"1\">", &["H-MAIL-11"][..]),
        ("<img src=\"cid:nothing\" alt=\"\" width=\"1\" height=\"1\">", &["H-MAIL-06"]),
        ("<img src=\"cid:nothing\">", &["H-MAIL-06", "H-MAIL-13"]),
        ("<div style=\"background:url(https://x.example/a.png)\"></div>", &["H-MAIL-11"]),
        ("<link rel=\"stylesheet\" href=\"https://x.example/a.css\">", &["H-MAIL-11"]),
        ("<style>@import 'https://x.example/a.css';</style>", &["H-MAIL-11"]),
        ("<script>1</script>", &["H-MAIL-12"]),
        ("<form action=\"https://x.example/\"><input type=\"password\"></form>", &["H-MAIL-12"]),
        ("<svg></svg>", &["H-MAIL-12"]),
        ("<p onclick=\"1\"></p>", &["H-MAIL-12"]),
        ("<img src=\"data:image/png;base64,AA\" alt=\"\" width=\"1\" height=\"1\">", &["H-MAIL-12"]),
        ("<a href=\"javascript:1\"></a>", &["H-MAIL-12"]),
        ("<meta http-equiv=\"Refresh\" content=\"0\">", &["H-MAIL-12"]),
    ] {
        let [path, from, to] = page(inside);
        breaks(&[(&path, &from, &to)], rules);
    }
}

#[test]
fn steps_within_a_step_have_letters_in_both_forms() {
    let steps =
        "1. Open de app.\n   1. Bevestig met je code.\n   2. Tik op Ja.\n2. Klaar.\n\n## Waarom is er een laatste dag?";
    assert_eq!(found(&[(NOTICE, "## Waarom is er een laatste dag?", steps)]), []);
}

#[test]
fn a_picture_needs_words_and_should_not_weigh() {
    let picture: Arc<[u8]> = include_bytes!("../../../../tests/pictures/remove.png").as_slice().into();
    let shown = |alt: &str| format!("![{alt}](images/remove.png)\n\n## Waarom is er een laatste dag?");
    let from = "## Waarom is er een laatste dag?";
    let files = [("images/remove.png", picture)];
    assert_eq!(found_with(&[(NOTICE, from, &shown("De knop Verwijder"))], &files), []);
    let found = found_with(&[(NOTICE, from, &shown("remove.png"))], &files);
    assert!(found.len() == 1 && found[0].rule == "H-MAIL-13", "{found:#?}");
    assert!(found[0].place.as_ref().unwrap().text.contains("![remove.png]"), "{found:#?}");

    // Noise, which cannot be made smaller.
    let mut state = 1u32;
    let mut noise = || {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (state >> 24) as u8
    };
    let pixels: Vec<u8> = (0..500 * 500).map(|_| noise()).collect();
    let mut heavy = Vec::new();
    let mut encoder = png::Encoder::new(&mut heavy, 500, 500);
    encoder.set_color(png::ColorType::Grayscale);
    encoder.write_header().unwrap().write_image_data(&pixels).unwrap();
    let found = found_with(&[(NOTICE, from, &shown("De knop"))], &[("images/remove.png", heavy.into())]);
    assert!(found.len() == 1 && found[0].rule == "H-MAIL-08", "{found:#?}");
    assert!(found[0].message.contains("KB of pictures; more than 200 KB is heavy"), "{}", found[0].message);
}

#[test]
fn text_that_cannot_be_read() {
    let finding = breaks(&[(LAYOUT, "color:#44474a", "color:#b0b0b0")], &["H-MAIL-14"]);
    assert!(
        finding.message.contains("text of #b0b0b0 on #ffffff on a light screen, a contrast of 2.2"),
        "{}",
        finding.message
    );
    assert!(finding.place.unwrap().text.contains("#b0b0b0"));
    let dark = breaks(&[(LAYOUT, ".h-card .h-box { color: #e8eaed !important; }\n", "")], &["H-MAIL-14"]);
    assert!(!dark.message.contains("light"), "{}", dark.message);
    let foot = breaks(&[(LAYOUT, ".h-foot { color: #bdc1c6", ".h-foot { color: #2b2b2b")], &["H-MAIL-14"]);
    assert!(foot.message.contains("text of #2b2b2b on #1f1f1f on a dark screen"), "{}", foot.message);
}

#[test]
fn a_message_without_the_helpdesk() {
    let bare = "---\nsubject: Stap over\npreheader: Nu\n---\nHallo {{ person.first_name }}, stap over.\n";
    let finding = breaks(&[(ENROL, "", bare)], &["H-TEXT-01"]);
    assert!(finding.message.contains("in nl: it does not say how to reach the helpdesk (and "), "{}", finding.message);
    assert_eq!(finding.severity, Severity::Error);
    let desk = "  phone: \"+31 20 555 0100\"\n  email: servicedesk@voorbeeldstad.example\n";
    let finding = breaks(&[(YAML, desk, "")], &["H-TEXT-01"]);
    assert_eq!(finding.place.unwrap().to_string(), "campaign.yaml:7:1");
}

#[test]
fn a_deadline_without_its_date_or_box() {
    let finding = breaks(&[(NOTICE, "{{ wave.deadline | date(style=\"full\") }}", "binnenkort")], &["H-TEXT-02"]);
    assert!(finding.message.contains("it does not name the deadline, vrijdag 19 maart 2027"), "{}", finding.message);
    let finding = breaks(&[(NOTICE, "> [!DEADLINE]\n", "> [!NOTE]\n")], &["H-TEXT-03"]);
    assert_eq!(finding.severity, Severity::Warning);
    let timed = (YAML, "deadline: 2027-03-19", "deadline: \"2027-03-19 17:00\"");
    let without = "{% if wave.deadline_time %} om {{ wave.deadline | clock }}{% endif %}";
    assert_eq!(found(&[timed]), []);
    let finding = breaks(&[timed, (NOTICE, without, "")], &["H-TEXT-02"]);
    assert!(finding.message.contains("does not name the time of the deadline, 17:00"), "{}", finding.message);
}

#[test]
fn links_lead_to_the_campaigns_domains() {
    let link = |target: &str| format!("## Wat als ik niets doe?\n\n[Lees meer]({target})");
    let with = |target: &str, rules: &[&str]| breaks(&[(ENROL, "## Wat als ik niets doe?", &link(target))], rules);
    let finding = with("https://support.other.example/a", &["H-TEXT-04"]);
    assert!(finding.message.contains("has a link to `support.other.example`"), "{}", finding.message);
    let place = finding.place.unwrap();
    assert!(place.text.contains("[Lees meer](https://support.other.example/a)") && place.line > 10, "{place}");
    with("https://voorbeeldstad.example@other.example/", &["H-TEXT-04"]);
    with("mailto:desk@other.example", &["H-TEXT-04"]);
    with("http://intranet.voorbeeldstad.example/", &["H-TEXT-07"]);
    with("https://bit.ly/3x", &["H-TEXT-04", "H-TEXT-06"]);

    let allow = (YAML, "people: [{", "links: {allow: [other.example]}\npeople: [{");
    let target = link("https://support.other.example/a");
    assert_eq!(found(&[allow, (ENROL, "## Wat als ik niets doe?", &target)]), []);
}

#[test]
fn a_link_shows_where_it_leads() {
    let link = |text: &str| format!("## Wat als ik niets doe?\n\n[{text}](https://aka.example/enrol)");
    let with = |text: &str| found(&[(ENROL, "## Wat als ik niets doe?", &link(text))]);
    let finding = breaks(&[(ENROL, "## Wat als ik niets doe?", &link("www.microsoft.com/start"))], &["H-TEXT-05"]);
    assert!(finding.message.contains("shows `www.microsoft.com` in a link to `aka.example`"), "{}", finding.message);
    assert_eq!(with("aka.example/enrol"), []);
    assert_eq!(with("Open handleiding.pdf"), []);
}

#[test]
fn several_devices_are_each_named() {
    let second = ("devices.csv", "", DEVICES);
    assert_eq!(found(&[second]), []);
    let finding = breaks(
        &[second, ("templates/blocks/device-facts.nl.md", "> - **Serienummer:** {{ device.serial }}", "")],
        &["H-TEXT-08"],
    );
    assert!(finding.message.contains("lists devices without the serial number of one of them"), "{}", finding.message);
    let first = (
        "templates/blocks/devices.nl.md",
        "{% for device in pending_devices -%}",
        "{% for device in [pending_devices[0]] -%}",
    );
    breaks(&[second, first], &["H-TEXT-08"]);
}

/// Anna has two.
const DEVICES: &str = "serial,name,model,platform,ownership,owner\n\
    S1,iPhone van Anna,iPhone 15,iOS,Corporate,a.bakker@voorbeeldstad.example\n\
    S2,iPad van Anna,iPad Air,iPadOS,Corporate,a.bakker@voorbeeldstad.example\n\
    S3,Laptop,Latitude 5440,Windows,Corporate,b.visser@voorbeeldstad.example\n";

#[test]
fn text_and_html_say_the_same() {
    for (inside, what) in [
        ("<a href=\"https://voorbeeldstad.example/only\">x</a>", "has a link in its HTML that its plain text has not"),
        ("<p>29 december</p>", "has a number in its HTML that its plain text has not: `29`"),
        ("<ol><li>Doe dit</li></ol>", "has a step in its HTML that its plain text has not: `1 doe dit`"),
    ] {
        let to = format!("{inside}{{{{ body }}}}");
        let finding = breaks(&[(LAYOUT, "{{ body }}", &to)], &["H-TEXT-09"]);
        assert!(finding.message.contains(what), "{}", finding.message);
    }
    let finding = breaks(&[(LAYOUT, "{{ footer }}", "")], &["H-TEXT-09"]);
    assert!(finding.message.contains("has a word in its plain text that its HTML has not"), "{}", finding.message);
}

#[test]
fn subjects_and_preheaders() {
    let subject = |to: &str, rule: &str| {
        let old =
            "subject: \"Stap nu over op {{ migration.to }}, uiterlijk {{ wave.deadline | date(style='medium') }}\"";
        let finding = breaks(&[(ENROL, old, to)], &[rule]);
        let place = finding.place.unwrap().to_string();
        assert!(place.starts_with("templates/enrol/enrol-now.nl.md:"), "{place}");
        place
    };
    assert!(subject("subject: '{{ \"\" }}'", "H-TEXT-10").ends_with(":2:1"));
    subject("subject: Stap nu over van het oude systeem naar het nieuwe, zodat je kunt werken", "H-TEXT-11");
    subject("subject: STAP NU OVER OP INTUNE", "H-TEXT-12");
    let template = std::str::from_utf8(crate::builtin::file(ENROL).unwrap()).unwrap();
    let preheader = template.lines().find(|line| line.starts_with("preheader: ")).unwrap();
    breaks(&[(ENROL, &format!("{preheader}\n"), "")], &["H-TEXT-13"]);
    breaks(
        &[(
            ENROL,
            "",
            "---\nsubject: Stap over\npreheader: stap over\n---\nBel [+31 20 555 0100](tel:+31205550100).\n",
        )],
        &["H-TEXT-13"],
    );
}

#[test]
fn what_is_true_of_another_path() {
    let help = "## Lukt het niet op tijd?";
    let finding = breaks(&[(NOTICE, help, &format!("Je apparaat moet leeg.\n\n{help}"))], &["H-TEXT-19"]);
    assert!(
        finding.message.contains("says `moet leeg`, which is true of the path `wiped`; its reader has `"),
        "{finding:?}"
    );
    let guarded = format!("{{% if \"wiped\" in paths %}}Je apparaat moet leeg.{{% endif %}}\n\n{help}");
    assert_eq!(found(&[(NOTICE, help, &guarded)]), []);
}

#[test]
fn a_tag_that_is_misspelt() {
    let finding = breaks(&[(ENROL, "> [!DEADLINE]\n", "> [!DEADLIN]\n")], &["H-TEXT-14"]);
    assert!(finding.message.contains("shows `[!DEADLIN]` to its reader"), "{}", finding.message);
    assert_eq!(finding.hint.as_deref(), Some("write `> [!DEADLINE]` as a line of its own, and the words below it"));
    assert!(finding.place.unwrap().to_string().starts_with("templates/enrol/enrol-now.nl.md:9:3"));
    let named = ("people.csv", "Anna Bakker,Anna", "Anna [!NOTE] Bakker,[!NOTE]");
    assert_eq!(found(&[named]), [], "a name stays a name");
}

#[test]
fn a_meeting_on_a_message_that_says_more() {
    let attach = |what: &str| format!("start at 08:30, to: pending, attach: [{what}]");
    let meeting = (YAML, "start at 08:30, to: pending", &*attach("meeting"));
    let finding = breaks(&[meeting], &["H-MAIL-16"]);
    assert!(finding.message.contains("brings a meeting and has steps to follow"), "{}", finding.message);
    assert_eq!(finding.severity, Severity::Warning);
    assert_eq!(found(&[(YAML, meeting.1, &attach("invite"))]), []);
    let short = "---\nsubject: Stap over\npreheader: Het duurt een half uur.\n---\n# Tijd om over te stappen\n\nStap over op **{{ wave.start | date }}**.\n\n\
        {% include \"templates/blocks/devices.nl.md\" %}\n\n## Hulp nodig?\n\n\
        {% include \"templates/blocks/helpdesk.nl.md\" %}\n";
    assert_eq!(found(&[meeting, (ENROL, "", short)]), [], "one that says when, and where help is");
}
