//! `heraut helpdesk`: contacts from a ticket system.

use crate::world::World;

/// A Monday on which the pilot is under way.
const MONDAY: &str = "2027-03-08T09:00+01:00";

/// So many more people, in four departments.
fn crowd(world: &World, size: usize) {
    let mut people = world.read("people.csv");
    for n in 0..size {
        let department = ["Zorg", "Werf", "Bestuur", "Bouw & Milieu"][n % 4];
        let who = format!("p{n:03}@voorbeeldstad.example");
        people += &format!("{who},Persoon {n},P.,Nr {n},{who},{department},nl,\n");
    }
    world.write("people.csv", people);
}

/// An export as a ticket system gives it: semicolons, a mark, columns that say who asked.
const TICKETS: &str = "\u{feff}Number;Opened;Caller;Category;Short description\n\
    1;2027-03-01 08:41;a.bakker@voorbeeldstad.example;VPN;Ik kan niet inloggen\n\
    2;2027-03-01 09:12;Bram Visser;VPN;\n\
    3;2027-03-03 11:30;b.visser@voorbeeldstad.example;Mail;Anna zegt dat het werkt\n\
    4;2027-03-03 11:31;g.nobody@voorbeeldstad.example;Mail;\n\
    5;2027-03-05 14:00;c.obrien@voorbeeldstad.example;Mail;\n\
    6;2027-03-08 08:05;a.bakker@voorbeeldstad.example;Mail;\n\
    7;;a.bakker@voorbeeldstad.example;Mail;\n";

#[test]
fn an_export_is_counted_by_day_and_wave_and_says_what_it_leaves_out() {
    let world = World::base();
    world.write("tickets.csv", TICKETS);
    world.run(&["helpdesk", "import", "tickets.csv"]).code(2).says("no plan has been approved yet");
    world.approve();
    insta::assert_snapshot!(
        world.at(MONDAY, &["helpdesk", "import", "tickets.csv", "--by", "S. Ouali"]).code(1).fits()
    );
    world.at(MONDAY, &["helpdesk", "import", "tickets.csv"]).code(1).says("Nothing new: 2 days were known to be so.");
    let journal = world.at(MONDAY, &["journal"]).code(0);
    assert_eq!(journal.out.matches("about wave pilot on").count(), 5, "{journal}");
    journal.says("S. Ouali: logged 2 contacts about wave pilot on").says("VPN 2").says("logged 0 contacts about");
    let acts = world.at(MONDAY, &["journal", "--json"]).code(0);
    for who in ["bakker", "visser", "Bram", "inloggen"] {
        assert!(!acts.out.contains(who), "{who} is in the journal");
    }
}

#[test]
fn what_was_logged_is_replaced_by_an_export_and_an_export_by_what_is_logged() {
    let world = World::base();
    world.edit("campaign.yaml", "  - id: pilot\n", "  - id: pilot\n    name: {nl: Testgroep, en: Pilot group}\n");
    world.approve();
    world.at(MONDAY, &["helpdesk", "log", "2027-03-01", "9"]).code(0);
    world.at(MONDAY, &["helpdesk", "log", "2027-03-02", "5"]).code(0);
    world.write(
        "march.csv",
        "date,wave,count\n2027-03-01,pilot,4\n2027-03-03,PILOT,2\n2027-03-04,testgroep,3\n2027-03-03,plot,1\n",
    );
    world
        .at(MONDAY, &["helpdesk", "import", "march.csv"])
        .code(0)
        .says("2027-03-01, wave pilot: 4 contacts, before 9.")
        .says("2027-03-03, wave pilot: 2 contacts.")
        .says("2027-03-04, wave pilot: 3 contacts.")
        .says("Not counted 1 contact: its wave is none of the approved plan's.")
        .says("Waves that the plan does not have: plot.");
    let again = world.at(MONDAY, &["helpdesk", "import", "march.csv", "--json"]).code(0).json();
    assert_eq!((&again["days"], &again["known"]), (&serde_json::json!([]), &3.into()), "{again:#}");
    world.at(MONDAY, &["helpdesk", "log", "2027-03-01", "6"]).code(0);
    world.at(MONDAY, &["helpdesk", "import", "march.csv"]).says("2027-03-01, wave pilot: 4 contacts, before 6.");
}

#[test]
fn categories_can_be_chosen_and_a_file_without_days_is_refused() {
    let world = World::base();
    world.approve();
    world.write("tickets.csv", "datum,soort,ronde\n01-03-2027,Printer,pilot\n01-03-2027,vpn,pilot\n");
    world
        .at(MONDAY, &["helpdesk", "import", "tickets.csv", "--category", "VPN"])
        .code(0)
        .says("Counted 1 contact: vpn 1.")
        .says("Not counted 1 contact: it is of another category.");
    world.at(MONDAY, &["helpdesk", "import", "tickets.csv", "--category", "VPM"]).code(2).says("did you mean `vpn`?");
    world.write("other.csv", "name,subject\nx,y\n");
    world.at(MONDAY, &["helpdesk", "import", "other.csv"]).code(3).fits().says("call that column `date`");
}

#[test]
fn what_is_expected_stands_beside_what_came_and_what_the_helpdesk_takes() {
    let world = World::base();
    crowd(&world, 60);
    world.edit("campaign.yaml", "contacts_per_day: 20", "contacts_per_day: 2");
    world.at("2027-02-01T09:00+01:00", &["approve", "--by", "A. Manager"]).code(0);
    world.at("2027-02-01T09:00+01:00", &["helpdesk"]).code(0).fits().says("Nothing was counted yet");
    world.at(MONDAY, &["helpdesk", "log", "2027-03-01", "1"]).code(0);
    world.at(MONDAY, &["helpdesk", "log", "2027-03-02", "3"]).code(0);
    insta::assert_snapshot!(world.at(MONDAY, &["helpdesk"]).code(0).fits());
    world.at(MONDAY, &["status"]).code(0).fits().says("Helpdesk: 3 came on Tue 2 Mar").says("(`heraut helpdesk`)");
    let all = world.at(MONDAY, &["helpdesk", "--json"]).code(0).json();
    assert_eq!((&all["takes"], &all["today"]), (&2.into(), &"2027-03-08".into()), "{all:#}");
    let days = all["days"].as_array().unwrap();
    let tuesday = days.iter().find(|one| one["day"] == "2027-03-02").unwrap();
    assert_eq!(tuesday["came"], 3);
    let sum: f64 = days.iter().map(|one| one["expected"].as_f64().unwrap()).sum();
    assert!((5.0..15.0).contains(&sum), "about 15 contacts of each 100 of 66 people: {sum}");
    let page = world.at(MONDAY, &["plan", "--format", "html"]).code(0).out;
    assert!(page.contains("class=\"came\"") && page.contains("De helpdesk") && page.contains("class=\"takes\""));
    assert!(!world.at(MONDAY, &["plan", "--format", "html", "--wave", "pilot"]).code(0).out.contains("De helpdesk"));
}

#[test]
fn how_many_people_it_takes_is_said_where_hours_and_minutes_are() {
    let world = World::base();
    world.edit("campaign.yaml", "  contacts_per_day: 20\n", "  contacts_per_day: 20\n  open: 08:00-17:30\n");
    let said = world.at(MONDAY, &["check"]).code(3);
    said.says("`open` says nothing without the others").says("`minutes_per_contact` and `answer_within`");
    world.edit(
        "campaign.yaml",
        "  open: 08:00-17:30\n",
        "  open: 08:00-17:30\n  minutes_per_contact: 12\n  answer_within: 2m\n",
    );
    crowd(&world, 60);
    world.approve();
    let shown = world.at("2027-02-15T08:00+01:00", &["helpdesk"]).code(0).fits();
    shown.says("80 % of them answered within 120 seconds").says("08:00–09:00").says("17:00–17:30");
    let hours = world.at("2027-02-15T08:00+01:00", &["helpdesk", "--json"]).code(0).json();
    assert_eq!(hours["staff"].as_array().unwrap().len(), 10, "{hours:#}");
}

/// A proposal is taken over as it is: the campaign is sound, nothing is too much, and nothing better is found.
#[test]
fn a_proposal_can_take_the_place_of_the_waves() {
    let world = World::base();
    crowd(&world, 400);
    world.edit("campaign.yaml", "contacts_per_day: 20", "contacts_per_day: 6");
    world.at("2027-02-01T09:00+01:00", &["check"]).says("H-SCHED-09");
    let proposed = world.at("2027-02-01T09:00+01:00", &["plan", "--suggest"]).code(0);
    insta::assert_snapshot!(proposed);
    let before = world.read("campaign.yaml");
    let (head, tail) = (before.split("waves:\n").next().unwrap(), before.split("relay:").nth(1).unwrap());
    world.write("campaign.yaml", format!("{head}{}relay:{tail}", proposed.out));
    let checked = world.at("2027-02-01T09:00+01:00", &["check"]).code(0);
    assert!(!format!("{checked}").contains("H-SCHED-09"), "{checked}");
    let again = world.at("2027-02-01T09:00+01:00", &["plan", "--suggest"]).code(0);
    let starts = |text: &str| -> Vec<String> {
        text.lines().filter(|line| line.trim().starts_with("start:")).map(str::to_owned).collect()
    };
    assert_eq!(starts(&again.out), starts(&proposed.out));
    world.edit("campaign.yaml", "  contacts_per_day: 6\n", "");
    world.at("2027-02-01T09:00+01:00", &["plan", "--suggest"]).code(2).says("does not say what the helpdesk can take");
}

#[test]
fn a_gate_that_is_open_too_late_comes_with_new_dates() {
    let world = World::base();
    world.approve();
    let late = "2027-04-14T09:00+02:00";
    world
        .at(late, &["gate"])
        .code(0)
        .says("The start of wave rest was 2027-04-05. From today on it could start on 2027-04-15");
    world
        .at(late, &["gate", "override", "pilot", "--why", "the board"])
        .code(0)
        .says("is open")
        .says("could start on 2027-04-15");
    let all = world.at("2027-03-23T09:00+01:00", &["gate"]).code(0);
    assert!(!format!("{all}").contains("could start"), "{all}");
}
