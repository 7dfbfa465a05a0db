//! `heraut report`.

use crate::world::{ANNOUNCED, EARLY, World};

/// In the pilot's second week.
const FRIDAY: &str = "2027-03-12T15:00+01:00";

/// The pilot is under way: one has moved, for the other it failed.
fn under_way() -> World {
    let world = World::approved();
    world.write("list.csv", "upn,status\na.bakker@voorbeeldstad.example,migrated\n");
    world.at("2027-03-03T09:00+01:00", &["progress", "import", "list.csv"]).code(0);
    let failed = ["progress", "set", "Bram Visser", "failed", "--why", "Bram Visser lost it", "--by", "Jan"];
    world.at("2027-03-11T09:00+01:00", &failed).code(0);
    world
}

#[test]
fn it_says_how_far_every_wave_is_and_who_must_act() {
    let world = under_way();
    insta::assert_snapshot!(world.at(FRIDAY, &["report"]).code(0).fits());
    let later = world.at("2027-04-12T15:00+02:00", &["report", "--by", "department"]).code(0).fits();
    later.says("M. de Wit: Gate of wave pilot, Mon 22 Mar 2027").says("last read 40 days ago").says("DEPARTMENT");
}

#[test]
fn a_program_and_a_spreadsheet_read_the_same() {
    let world = under_way();
    let report = world.at(FRIDAY, &["report", "--format", "json", "--by", "department"]).code(0).json();
    assert_eq!(report["format"], "heraut-report/1");
    let pilot = &report["waves"][0];
    assert_eq!((&pilot["moved"], &pilot["failed"], &pilot["left"]), (&1.into(), &1.into(), &0.into()), "{pilot:#}");
    assert_eq!((&pilot["expected"], &pilot["days_left"]), (&1.into(), &7.into()), "ten of fifteen working days");
    let on = |day: &str| pilot["days"].as_array().unwrap().iter().find(|one| one["day"] == day).unwrap().clone();
    assert_eq!((&on("2027-03-02")["moved"], &on("2027-03-03")["moved"]), (&0.into(), &1.into()));
    assert_eq!((&on("2027-03-15")["moved"], &on("2027-03-19")["expected"]), (&serde_json::Value::Null, &2.into()));
    assert_eq!(report["by"]["field"], "department");
    assert_eq!(report["tasks"][0]["kind"], "failed");

    let csv = world.at(FRIDAY, &["report", "--format", "csv", "--by", "department"]).code(0);
    csv.says("wave,pilot,2,1,1,0,1,2027-03-01,2027-03-19,waiting\r\n").says("department,IT,2,1,1,0,,,,\r\n");
}

#[test]
fn the_page_names_nobody_but_who_decides_on_a_gate() {
    let world = under_way();
    let hold = ["hold", "--person", "Bram Visser", "--why", "Bram Visser is ill", "--by", "Jan de Vries"];
    world.at(FRIDAY, &hold).code(0);
    world
        .at(FRIDAY, &["report", "--format", "html", "--out", "report.html"])
        .code(0)
        .says("The report is in report.html.");
    let page = world.read("report.html");
    for word in ["M. de Wit", "Voortgang", "Nog te gaan", "1 van de 2 mensen", "heraut resume"] {
        assert!(page.contains(word), "{word}");
    }
    for name in ["Visser", "Bakker", "Jan de Vries", "A. Manager", "<script", "src="] {
        assert!(!page.contains(name), "{name}");
    }
}

#[cfg(feature = "print")]
#[test]
fn it_is_a_document_to_print_with_the_same_bytes_each_time() {
    let world = under_way();
    for name in ["one.pdf", "two.pdf"] {
        world.at(FRIDAY, &["report", "--format", "pdf", "--by", "site", "--out", name]).code(0);
    }
    let [one, two] = ["one.pdf", "two.pdf"].map(|name| std::fs::read(world.path(name)).unwrap());
    assert_eq!(one, two);
    let text = crate::pdf::objects(&one);
    assert!(text.contains("Voortgang: Overstap naar Intune"), "its title");
    assert!(crate::pdf::pages(&one) <= 2);
}

#[test]
fn what_cannot_be_is_refused() {
    let world = World::base();
    world.at(EARLY, &["report"]).code(2).says("no plan has been approved yet");
    world.approve();
    world.at(ANNOUNCED, &["report"]).code(0).fits().says("Nothing waits for anybody.");
    world.at(ANNOUNCED, &["report", "--by", "departmnt"]).code(2).says("did you mean `department`?");
    world.at(ANNOUNCED, &["report", "--out", "no/such/report.html"]).code(2).says("cannot write no/such/report.html");
}
