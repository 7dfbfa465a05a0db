use super::article::kilobytes;
use super::room::file_name;
use super::*;
use crate::campaign::{Ownership, Platform};
use crate::report::fixture;

fn exhibit(phase: u16, language: &str, reader: &str) -> Exhibit {
    let html = "<!doctype html><html><head><style>@media (prefers-color-scheme: dark) { p { color: #fff } }</style>\
                </head><body><p>Hallo &amp; <a href=\"https://aka.example/enrol\">go</a></p></body></html>";
    Exhibit {
        phase,
        rule: 0,
        language: fixture::tag(language),
        occurrence: 0,
        due: fixture::now(),
        reader: reader.to_owned(),
        features: vec![Feature::Device(Platform::Ios, Ownership::Personal), Feature::NameWithSigns],
        paths: vec![crate::campaign::Path::Own],
        mail: Ok(Shown {
            to: "anna@example.org".into(),
            subject: format!("Over <b>{reader}</b>"),
            html: html.into(),
            sent_html: html.into(),
            text: "Hallo\n\n1 < 2".into(),
            bytes: b"From: x\r\n\r\nHallo\r\n".to_vec(),
        }),
    }
}

fn file<'a>(files: &'a [(String, Vec<u8>)], path: &str) -> &'a str {
    let found = files.iter().find(|(name, _)| name == path).unwrap_or_else(|| panic!("no {path}"));
    std::str::from_utf8(&found.1).unwrap()
}

fn index(files: &[(String, Vec<u8>)]) -> &str {
    assert_eq!(files[0].0, "index.html");
    file(files, "index.html")
}

#[test]
fn each_mail_is_there_in_light_and_in_dark() {
    let exhibits =
        [exhibit(0, "en", "Anna"), exhibit(0, "nl", "Anna"), exhibit(0, "nl", "Bram"), exhibit(1, "nl", "Anna")];
    let files = gallery(&fixture::campaign(), &exhibits, fixture::now());
    let page = index(&files);
    let shown = files.iter().filter(|(path, _)| path.ends_with(".light.html") || path.ends_with(".dark.html"));
    assert_eq!(shown.clone().count(), 2 * exhibits.len());
    for (path, _) in shown {
        let mail = file(&files, path);
        // Light serves the wide and the narrow frame.
        let (frames, query) = if path.ends_with(".light.html") { (2, "(max-width:0)") } else { (1, "(min-width:0)") };
        assert_eq!(page.matches(&format!("<iframe src=\"{path}\"")).count(), frames, "{path}");
        assert!(mail.contains(&format!("@media {query} {{ p")), "{path}: {mail}");
    }
}

#[test]
fn one_language_and_one_reader_are_ticked() {
    let mut boss = exhibit(2, "nl", "Chef");
    boss.features = vec![Feature::Manager];
    let exhibits = [exhibit(0, "en", "Anna"), exhibit(0, "nl", "Anna"), exhibit(0, "nl", "Bram"), boss];
    let files = gallery(&fixture::campaign(), &exhibits, fixture::now());
    let page = index(&files);
    let ticked = |id: &str| page.contains(&format!("id=\"{id}\" checked>"));
    // Dutch and Anna; a manager's messages would otherwise be nobody's.
    assert_eq!(["lang-0", "lang-1"].map(ticked), [true, false]);
    assert_eq!(["reader-0", "reader-1", "reader-2"].map(ticked), [true, false, true]);
    for (n, shown) in [(0, 2), (1, 1), (2, 1)] {
        assert_eq!(page.matches(&format!("class=\"reader-{n}\"")).count(), shown);
    }
}

#[test]
fn links_of_the_contents_lead_somewhere_and_ids_are_unique() {
    let mut broken = exhibit(1, "nl", "Bram");
    broken.mail = Err("`x` is <not> known".into());
    let files =
        gallery(&fixture::campaign(), &[exhibit(0, "nl", "Anna"), exhibit(0, "en", "Anna"), broken], fixture::now());
    let page = index(&files);
    let mut ids: Vec<&str> = page.split(" id=\"").skip(1).map(|rest| rest.split('"').next().unwrap()).collect();
    for rest in page.split("href=\"#").skip(1) {
        let target = rest.split('"').next().unwrap();
        assert!(ids.contains(&target), "#{target}");
    }
    let all = ids.len();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), all);
    assert!(page.contains("`x` is &lt;not&gt; known") && page.contains("✗"), "what failed is said at its place");
}

#[test]
fn a_hostile_reader_stays_a_reader() {
    let name = "\"><script>alert(1)</script><img src=x>";
    let mut exhibit = exhibit(0, "ar", name);
    exhibit.mail.as_mut().unwrap().text = name.into();
    let files = gallery(&fixture::campaign(), &[exhibit], fixture::now());
    let page = index(&files);
    for banned in ["<script", "<img", "<link", "@import", "url(", "src=\"http", "<b>"] {
        assert!(!page.contains(banned), "{banned}");
    }
    assert!(page.contains("<pre lang=\"ar\" dir=\"rtl\">&quot;&gt;&lt;script&gt;"), "{page}");
}

#[test]
fn sizes_are_read_in_thousands() {
    assert_eq!(kilobytes(0, "."), "0.0 kB");
    assert_eq!(kilobytes(2048, ","), "2,1 kB");
    assert_eq!(file_name("../Ünder dog"), "----nder-dog");
}

#[test]
fn the_message_itself_lies_beside_what_is_shown_of_it() {
    let mut one = exhibit(0, "nl", "Anna");
    let mail = one.mail.as_mut().unwrap();
    mail.sent_html = "<html><head></head><body><img src=\"cid:a@b\" alt=\"Logo\"></body></html>".into();
    mail.html = mail.sent_html.replace("cid:a@b", "data:image/png;base64,AA==");
    let (bytes, sent) = (mail.bytes.clone(), mail.sent_html.clone());
    let files = gallery(&fixture::campaign(), &[one, exhibit(0, "nl", "Bram")], fixture::now());
    let index: serde_json::Value = serde_json::from_str(file(&files, "index.json")).unwrap();
    let listed = &index["exhibits"][0];
    let path = |key: &str| listed["files"][key].as_str().unwrap().to_owned();
    assert_eq!(file(&files, &path("eml")).as_bytes(), bytes);
    assert_eq!(file(&files, &path("mail_html")), sent);
    assert!(file(&files, &path("light_html")).contains("data:image/png"));
    let plain = file(&files, &path("plain_html"));
    assert!(plain.contains("<img alt=\"Logo\">") && !plain.contains("cid:"), "{plain}");
    assert_eq!(index["exhibits"][1]["files"]["plain_html"], serde_json::Value::Null, "it has no image");
    let page = file(&files, "index.html");
    assert!(page.contains(&format!("href=\"{}\"", path("eml"))) && page.contains(&path("plain_html")));
}

#[test]
fn a_program_finds_what_there_is_and_what_failed() {
    let mut broken = exhibit(0, "en", "Bram");
    broken.mail = Err("why".into());
    broken.features = vec![
        Feature::Lacks { model: false, name: false, serial: false },
        Feature::Lacks { model: true, name: false, serial: true },
        Feature::Helpdesk,
    ];
    let files = gallery(&fixture::campaign(), &[exhibit(0, "nl", "Anna"), broken], fixture::now());
    let index: serde_json::Value = serde_json::from_str(file(&files, "index.json")).unwrap();
    let [anna, bram] = index["exhibits"].as_array().unwrap().as_slice() else { panic!("{index}") };
    assert_eq!((&anna["language"], &anna["reader"], &anna["occurrence"]), (&"nl".into(), &"Anna".into(), &1.into()));
    assert_eq!(anna["features"], serde_json::json!(["device:ios:personal", "name-with-signs"]));
    assert_eq!((&anna["subject"], &anna["failed"]), (&"Over <b>Anna</b>".into(), &serde_json::Value::Null));
    assert_eq!(bram["features"], serde_json::json!(["lacks:model,serial", "helpdesk"]));
    assert_eq!((&bram["failed"], &bram["files"]), (&"why".into(), &serde_json::Value::Null));
}

#[test]
fn languages_stand_beside_each_other() {
    let text = |exhibit: &mut Exhibit, text: &str| exhibit.mail.as_mut().unwrap().text = text.into();
    let mut exhibits = [exhibit(0, "en", "Anna"), exhibit(0, "nl", "Anna"), exhibit(1, "nl", "Anna")];
    text(&mut exhibits[0], "Hello <you>\n\nOne\n");
    text(&mut exhibits[1], "Hallo\n\nEen\n\nTwee\n");
    let files = gallery(&fixture::campaign(), &exhibits, fixture::now());
    let page = file(&files, "languages.html");
    let row = "<tr><td class=\"lang-0\" lang=\"nl\" dir=\"ltr\">Hallo</td>\
               <td class=\"lang-1\" lang=\"en\" dir=\"ltr\">Hello &lt;you&gt;</td></tr>";
    assert!(page.contains(row), "{page}");
    let short = "dir=\"ltr\">Twee</td><td class=\"lang-1\" lang=\"en\" dir=\"ltr\"></td></tr>";
    assert!(page.contains(short), "{page}");
    assert_eq!(page.matches("niet evenveel alinea's").count(), 1, "of two messages one is uneven");
    assert_eq!(page.matches("geen versie in deze taal").count(), 1, "the other has one language");
    assert!(file(&files, "index.html").contains("href=\"languages.html\""));
    assert!(!page.contains("<script") && page.contains(MARK));
}

#[test]
fn one_language_has_none_beside_it() {
    let files = gallery(&fixture::campaign(), &[exhibit(0, "nl", "Anna")], fixture::now());
    assert!(files.iter().all(|(path, _)| path != "languages.html"));
    assert!(!index(&files).contains("languages.html"));
}
