//! Every page of help, as it looks in 80 columns.

use crate::world::World;

#[test]
fn every_verb_explains_itself() {
    let world = World::empty();
    for words in [
        &[][..],
        &["demo"],
        &["init"],
        &["check"],
        &["plan"],
        &["preview"],
        &["approve"],
        &["send"],
        #[cfg(feature = "print")]
        &["print"],
        #[cfg(feature = "print")]
        &["print", "poster"],
        #[cfg(feature = "print")]
        &["print", "handout"],
        &["status"],
        &["report"],
        &["senders"],
        &["serve"],
        &["helpdesk"],
        &["helpdesk", "import"],
        &["kit"],
        &["alert"],
        &["bounces"],
        &["bounces", "import"],
        &["bounces", "watch"],
        &["trace"],
        &["ledger"],
        &["ledger", "backup"],
        &["ledger", "restore"],
        &["ledger", "copy"],
        &["ledger", "verify"],
        &["progress"],
        &["progress", "import"],
        &["relay"],
        &["relay", "test"],
        &["generate"],
        &["generate", "completions"],
        &["generate", "man"],
        &["generate", "schema"],
    ] {
        let page = world.run(&[words, &["--help"]].concat()).code(0).fits();
        let name = if words.is_empty() { "heraut".to_owned() } else { words.join("-") };
        insta::assert_snapshot!(name, page);
    }
}

#[test]
fn a_misspelt_verb_gets_the_nearest() {
    insta::assert_snapshot!(World::empty().run(&["stauts"]).code(2));
}

#[test]
fn without_a_verb_the_verbs_are_shown() {
    World::empty().run(&[]).code(2).says("Usage: heraut").says("Find everything that is wrong");
}

#[test]
fn an_instant_that_is_none_is_refused() {
    insta::assert_snapshot!(World::base().at("tomorrow", &["plan"]).code(2));
}

#[test]
fn a_directory_without_a_campaign_is_named() {
    insta::assert_snapshot!(World::empty().run(&["check"]).code(3));
}
