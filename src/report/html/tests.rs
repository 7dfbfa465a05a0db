use chrono::{TimeZone, Utc};

use super::*;
use crate::report::fixture;
use crate::schedule::Plan;

fn outline() -> Outline {
    Outline::of(&fixture::campaign(), &fixture::people(), &fixture::plan())
}

/// The tags of a page in order, without their attributes; a void element counts as opened and closed.
fn tags(page: &str) -> Vec<String> {
    let (_, body) = page.split_once("</style>").unwrap();
    body.split('<')
        .skip(1)
        .filter(|tag| !tag.split_once('>').unwrap().0.ends_with('/'))
        .map(|tag| tag.split(|c: char| c.is_whitespace() || c == '>').next().unwrap().to_owned())
        .collect()
}

/// What a person reads: the text of the page, a line for each block.
fn text(page: &str) -> String {
    let (_, body) = page.split_once("<body>").unwrap();
    let mut out = String::new();
    for piece in body.split('<') {
        let (tag, text) = piece.split_once('>').unwrap_or(("", piece));
        match tag.split_whitespace().next().unwrap_or("") {
            "/tr" | "/h1" | "/h2" | "/h3" | "/p" | "/div" | "/li" | "/footer" => out.push('\n'),
            "/td" | "/th" | "/dt" => out.push_str(" | "),
            "small" => out.push_str(" // "),
            _ => {}
        }
        if !text.trim().is_empty() {
            out.push_str(text.trim_matches('\n'));
        }
    }
    out.lines().map(str::trim).filter(|line| !line.is_empty()).map(|line| format!("{line}\n")).collect()
}

#[test]
fn a_board_reads_the_page() {
    insta::assert_snapshot!(text(&html(&outline())));
}

#[test]
fn every_element_is_closed_in_order() {
    let mut open: Vec<String> = vec!["html".into(), "head".into()];
    for tag in tags(&html(&outline())) {
        match tag.strip_prefix('/') {
            Some(closed) => assert_eq!(open.pop().as_deref(), Some(closed)),
            None => open.push(tag),
        }
    }
    assert!(open.is_empty(), "{open:?}");
}

#[test]
fn the_page_needs_nothing_and_runs_nothing() {
    let mut people = fixture::people();
    let mut plan = fixture::plan();
    plan.unplanned[0].person = people.persons[7].id.clone();
    people.persons[7].site = Some("\"><script>alert(1)</script>".into());
    let mut campaign = fixture::campaign();
    campaign.waves[0].id = "<script>x".into();
    campaign.phases[0].id = "<i>".into();
    let page = html(&Outline::of(&campaign, &people, &plan));
    for banned in ["<script", "<link", "src=", "@import", "url(http", "<b>[x]", "<i>"] {
        assert!(!page.contains(banned), "{banned}");
    }
    assert!(page.contains("&lt;b&gt;[x](http://evil)|"), "the hostile name is on the page, as a name");
}

#[test]
fn those_who_do_not_see_the_chart_are_told_what_it_shows() {
    let page = html(&outline());
    let (_, desc) = page.split_once("<desc id=\"chart-desc\">").unwrap();
    assert!(desc.contains("Early: start ma 5 apr 2027, deadline vr 16 apr 2027."));
    assert!(page.contains("role=\"img\" aria-labelledby=\"chart-title chart-desc\""));
    assert!(page.starts_with("<!doctype html>\n<html lang=\"nl\">"));
}

#[test]
fn today_is_drawn_only_when_the_chart_has_it() {
    assert!(!html(&outline()).contains("class=\"today\""), "1 February lies before the first week");
    let mut later = outline();
    later.now = later.local(Utc.with_ymd_and_hms(2027, 4, 6, 8, 0, 0).unwrap());
    assert!(html(&later).contains("class=\"today\""));
}

#[test]
fn a_title_in_another_language_says_so() {
    let mut outline = outline();
    outline.language = fixture::tag("ar");
    outline.title = "الانتقال".into();
    let page = html(&outline);
    assert!(page.contains("<html lang=\"en\">"));
    assert!(page.contains("<h1 lang=\"ar\" dir=\"rtl\">الانتقال</h1>"));
}

#[test]
fn a_campaign_without_waves_has_a_page() {
    let mut campaign = fixture::campaign();
    campaign.waves.clear();
    let plan = Plan { now: fixture::now(), notices: vec![], unplanned: vec![] };
    let page = html(&Outline::of(&campaign, &Default::default(), &plan));
    assert!(!page.contains("<svg"));
}
