//! Every rule about messages, shown a message or a campaign that breaks it; the ones that come with the program break
//! none (see the demo and the base campaign in the tests of the linter).

mod bytes;
mod campaigns;

use std::sync::Arc;

use crate::campaign::{Inputs, load};
use crate::check::Finding;
use crate::check::judge_samples::judge_samples;
use crate::compose::Composer;
use crate::schedule::fixture::utc;

const NOW: &str = "2027-01-18T09:00:00Z";

/// An edit of the base campaign: this text of this file becomes that; without a first text, that is the file.
pub(super) type Edit<'a> = (&'a str, &'a str, &'a str);

/// What the base campaign has and is not needed here.
const LESS: [(&str, &str); 3] = [
    ("offered: [nl, en]", "offered: [nl]"),
    ("  announce:\n    - {message: announcement, when: start - 14d at 09:00, to: everyone}\n", ""),
    (
        "  remind:\n    - {message: reminder, when: every 3 workdays from start until deadline - 6 workdays at 10:00, \
         to: pending}\n",
        "",
    ),
];

/// Two messages of the base campaign in one language, with edits. A built-in template is edited by its own path.
pub(super) fn campaign(edits: &[Edit<'_>], files: &[(&str, Arc<[u8]>)]) -> (Composer, Inputs) {
    let mut inputs =
        Inputs::from_files(files.iter().map(|(path, bytes)| ((*path).to_owned(), bytes.clone())).collect());
    for name in ["campaign.yaml", "people.csv", "devices.csv"] {
        let path = format!("{}/tests/campaigns/base/{name}", env!("CARGO_MANIFEST_DIR"));
        inputs.insert(name, std::fs::read(path).unwrap());
    }
    for (path, bytes) in crate::builtin::files() {
        inputs.insert(format!("builtin/{path}"), bytes);
    }
    let less = LESS.map(|(from, to)| ("campaign.yaml", from, to));
    for (path, from, to) in less.iter().chain(edits) {
        let before = inputs.files().get(*path).cloned().or_else(|| crate::builtin::file(path).map(Into::into));
        let before = String::from_utf8(before.map(|bytes| bytes.to_vec()).unwrap_or_default()).unwrap();
        assert!(before.contains(from), "{path} has no `{from}`: the case shows nothing");
        let after = if from.is_empty() { (*to).to_owned() } else { before.replace(from, to) };
        inputs.insert(*path, after.into_bytes());
    }
    let loaded = load(&mut inputs).unwrap();
    (Composer::new(Arc::new(loaded), &inputs).unwrap(), inputs)
}

pub(super) fn found(edits: &[Edit<'_>]) -> Vec<Finding> {
    found_with(edits, &[])
}

/// The same with files that are no text.
pub(super) fn found_with(edits: &[Edit<'_>], files: &[(&str, Arc<[u8]>)]) -> Vec<Finding> {
    let (composer, inputs) = campaign(edits, files);
    judge_samples(&composer, &inputs, utc(NOW))
}

/// That an edited campaign breaks these rules and no other, and what the first finding of the first of them says.
#[track_caller]
pub(super) fn breaks(edits: &[Edit<'_>], rules: &[&str]) -> Finding {
    let found = found(edits);
    let mut broken: Vec<&str> = found.iter().map(|finding| finding.rule).collect();
    broken.sort_unstable();
    broken.dedup();
    let mut expected = rules.to_vec();
    expected.sort_unstable();
    assert_eq!(broken, expected, "{found:#?}");
    let first = found.into_iter().find(|finding| finding.rule == rules[0]).unwrap();
    assert!(first.hint.as_ref().is_some_and(|hint| !hint.is_empty()), "{first:#?}");
    first
}
