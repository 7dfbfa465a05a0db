use super::*;
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
        mail: Ok(Shown {
            to: "anna@example.org".into(),
            subject: format!("Over <b>{reader}</b>"),
            html: html.into(),
            text: "Hallo\n\n1 < 2".into(),
            size: 2048,
        }),
    }
}

fn index(files: &[(String, String)]) -> &str {
    assert_eq!(files[0].0, "index.html");
    &files[0].1
}

#[test]
fn each_mail_is_there_in_light_and_in_dark() {
    let exhibits =
        [exhibit(0, "en", "Anna"), exhibit(0, "nl", "Anna"), exhibit(0, "nl", "Bram"), exhibit(1, "nl", "Anna")];
    let files = gallery(&fixture::campaign(), &exhibits, fixture::now());
    let page = index(&files);
    assert_eq!(files.len(), 1 + 2 * exhibits.len());
    for (path, mail) in &files[1..] {
        // Light serves the wide and the narrow frame.
        let (frames, query) = if path.ends_with(".light.html") { (2, "(max-width:0)") } else { (1, "(min-width:0)") };
        assert_eq!(page.matches(&format!("<iframe src=\"{path}\"")).count(), frames, "{path}");
        assert!(mail.contains(&format!("@media {query} {{ p")), "{path}: {mail}");
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
    assert_eq!(kilobytes(0, '.'), "0.0 kB");
    assert_eq!(kilobytes(2048, ','), "2,1 kB");
    assert_eq!(file_name("../Ünder dog"), "----nder-dog");
}
