//! The built-in texts, held against each other.

use crate::builtin;
use crate::campaign::{Inputs, load};
use crate::check::language::find;

fn base(languages: &str) -> Vec<String> {
    campaign(languages, &[])
}

/// Dutch and English with files of the campaign's own.
fn with(files: &[(&str, Vec<u8>)]) -> Vec<String> {
    campaign("{default: nl, offered: [nl, en]}", files)
}

fn campaign(languages: &str, files: &[(&str, Vec<u8>)]) -> Vec<String> {
    let base = |name: &str| {
        std::fs::read_to_string(format!("{}/tests/campaigns/base/{name}", env!("CARGO_MANIFEST_DIR"))).unwrap()
    };
    let mut inputs = Inputs::from_files(Default::default());
    let campaign = base("campaign.yaml").replace("{default: nl, offered: [nl, en]}", languages);
    assert!(campaign.contains(languages));
    let campaign = campaign.replace("{nl: Overstap naar Intune, en: Moving to Intune}", "Intune");
    inputs.insert("campaign.yaml", campaign.into_bytes());
    for name in ["people.csv", "devices.csv"] {
        inputs.insert(name, base(name).into_bytes());
    }
    for (path, bytes) in builtin::files() {
        inputs.insert(format!("{}{path}", builtin::PREFIX), bytes);
    }
    for (path, bytes) in files {
        inputs.insert(*path, bytes.clone());
    }
    let loaded = load(&mut inputs).unwrap();
    let mut found = Vec::new();
    find(&loaded, &inputs, &mut found);
    found.iter().map(|finding| finding.problem().to_string()).collect()
}

#[test]
fn the_built_in_languages_say_the_same() {
    let says = "campaign.yaml: H-L10N-16: readers are addressed as je in nl";
    assert_eq!(base("{default: nl, offered: [nl, en]}"), [says]);
    assert_eq!(base("{default: en, offered: [en, nl]}"), [says]);
}

#[test]
fn a_campaign_is_told_how_each_language_addresses_its_readers() {
    let says =
        |languages: &str| base(languages).into_iter().filter(|text| text.contains("H-L10N-16")).collect::<Vec<_>>();
    let usual = "campaign.yaml: H-L10N-16: readers are addressed as je in nl, Sie in de-x-formal, vous in fr-x-formal";
    assert_eq!(says("{default: nl, offered: [nl, en, de, fr]}"), [usual]);
    assert_eq!(says("{default: fr}"), ["campaign.yaml: H-L10N-16: readers are addressed as vous in fr-x-formal"]);
    assert_eq!(
        says("{default: de, offered: [de, en], register: informal}"),
        ["campaign.yaml: H-L10N-16: readers are addressed as du in de"]
    );
    assert_eq!(says("{default: en}"), [""; 0]);
}

/// A message that a campaign wrote for readers of German, in the register that they do not read.
#[test]
fn a_message_in_a_register_that_nobody_reads_is_found() {
    let message = b"---\nsubject: x\n---\nHallo\n".to_vec();
    let path = "templates/enrol/enrol-now.de.md";
    let found = |languages: &str| {
        let all = campaign(languages, &[(path, message.clone())]);
        all.into_iter().find(|text| text.contains("H-L10N-17"))
    };
    let said = found("{default: nl, offered: [nl, de]}").unwrap();
    assert!(said.contains("nobody reads this: in this campaign de reads de-x-formal"), "{said}");
    assert_eq!(found("{default: nl, offered: [nl, de], register: {de: informal}}"), None);
    assert_eq!(found("{default: nl, offered: [nl, de, de-x-formal]}"), None);
    assert_eq!(found("{default: nl, offered: [nl]}"), None, "of another language there is nothing to say");
}

#[test]
fn a_language_without_texts_is_told_at_once_what_it_lacks() {
    let found = base("{default: nl, offered: [nl, is]}");
    let lacks: Vec<&String> = found.iter().filter(|text| text.contains("H-L10N-01")).collect();
    assert_eq!(lacks.len(), 1, "{found:#?}");
    assert!(lacks[0].contains("`check-real`") && lacks[0].contains("`-company-portal`"), "{lacks:?}");
    assert!(found.iter().any(|text| text.contains("H-L10N-14: `enrol-now` does not exist in is")), "{found:#?}");
}

/// A picture that only readers of one language are shown.
#[test]
fn pictures_are_the_same_in_every_language() {
    let picture = include_bytes!("../../../tests/pictures/remove.png").as_slice();
    let template = |body: &str| format!("---\nsubject: x\n---\n{body}\n").into_bytes();
    let a = "![De knop](images/remove.png)\n\n![De andere](images/remove.png)";
    let found = with(&[
        ("images/remove.png", picture.to_vec()),
        ("templates/enrol/enrol-now.nl.md", template(a)),
        ("templates/enrol/enrol-now.en.md", template("![The button](images/remove.png)")),
    ]);
    let about: Vec<&String> = found.iter().filter(|text| text.contains("H-L10N-15")).collect();
    assert!(about.len() == 1 && about[0].contains("`enrol-now` has 1 picture in en and 2 in nl"), "{found:#?}");
}
