use super::*;
use crate::report::fixture;

#[test]
fn a_manager_can_read_the_plan_in_eighty_columns() {
    let outline = Outline::of(&fixture::campaign(), &fixture::people(), &fixture::plan());
    let text = table(&outline, 80);
    assert!(text.lines().all(|line| columns(line) <= 80), "{text}");
    insta::assert_snapshot!(text);
}

#[test]
fn many_languages_share_a_column() {
    let mut plan = fixture::plan();
    for (notice, tag) in plan.notices.iter_mut().zip(["ar", "nl", "en", "pl"].into_iter().cycle()) {
        notice.language = fixture::tag(tag);
    }
    let outline = Outline::of(&fixture::campaign(), &fixture::people(), &plan);
    let text = table(&outline, 80);
    assert!(text.lines().all(|line| columns(line) <= 80), "{text}");
    let first_wave: String = text.lines().skip(2).take(12).map(|line| format!("{line}\n")).collect();
    insta::assert_snapshot!(first_wave);
}
