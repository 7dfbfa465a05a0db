//! What a desk does for somebody beside what is held: a message once more, another appointment.

use super::{Served, look_up};
use crate::refusing::{Says, relay};
use crate::world::{STARTED, World};

/// The addresses of the letters on a page, each once, in its order.
fn letters(page: &str) -> Vec<String> {
    let hrefs = page.split("href=\"").skip(1).map(|rest| rest.split('"').next().unwrap().to_owned());
    hrefs.filter(|href| href.contains("/told/")).collect()
}

#[test]
fn a_message_that_was_refused_goes_out_again_by_who_has_somebody_on_the_telephone() {
    let (world, relay) = (World::base(), relay(Says::Well));
    world.edit("campaign.yaml", "maildir:outbox", &format!("smtp://127.0.0.1:{}", relay.port));
    world.approve();
    world.at(STARTED, &["send", "--accept-clock"]).code(1);
    let mut served = Served::of(&world, &["--by", "S. Ouali"]);
    let (cookie, act) = served.sign_in();
    let bram = look_up(&served, &cookie, &act, "Bram");
    let page = served.get(&bram, &cookie).status(200).says("refused").says("no such mailbox");
    let refused: Vec<String> = letters(&page.body)
        .into_iter()
        .filter(|letter| page.body.contains(&format!("action=\"{letter}/again\"")))
        .collect();
    let [letter] = &refused[..] else { panic!("{refused:?}\n{}", page.body) };
    served.get(letter, &cookie).status(200).says("Send again").says("to the address in the plan");
    let again = format!("{letter}/again");
    let says = |said: &str| served.post(&again, &cookie, said);
    // Only by a page of this session, and not by an address.
    says("").status(403);
    says("act=guessed").status(403);
    served.post(&again, "", &format!("act={act}")).status(401);
    served.get(&again, &cookie).status(405);
    let journal = |words: &str| world.run(&["journal"]).code(0).out.contains(words);
    assert!(!journal("retried"));
    let answer = says(&format!("act={act}")).status(303);
    served.get(answer.header("location"), &cookie).says("It goes out again.").keeps_to_itself("/again\"");
    assert!(journal("retried") && journal("S. Ouali"));
    // Twice is once.
    says(&format!("act={act}")).status(422).says("it waits for nobody");
    // What arrived is not sent twice, and what is of somebody else is not theirs.
    let anna = look_up(&served, &cookie, &act, "Anna");
    let page = served.get(&anna, &cookie).status(200).keeps_to_itself("/again\"").says("sent");
    let hers = letters(&page.body).pop().unwrap();
    served.get(&hers, &cookie).status(200).keeps_to_itself("Send again");
    served.post(&format!("{hers}/again"), &cookie, &format!("act={act}")).status(422).says("it waits for nobody");
    let others = hers.replace(&anna, &bram);
    served.post(&format!("{others}/again"), &cookie, &format!("act={act}")).status(404);
}

#[test]
fn what_may_have_arrived_goes_out_again_as_it_was_and_nothing_does_after_its_time() {
    let (world, relay) = (World::base(), relay(Says::NothingAfterTheDot));
    world.edit("campaign.yaml", "maildir:outbox", &format!("smtp://127.0.0.1:{}", relay.port));
    world.approve();
    world.at(crate::world::ANNOUNCED, &["send"]);
    world.at(STARTED, &["send", "--accept-clock"]);
    let unanswered = relay.mails();
    relay.says(Says::Well);
    let mut served = Served::of(&world, &["--by", "S. Ouali"]);
    let (cookie, act) = served.sign_in();
    let anna = look_up(&served, &cookie, &act, "Anna");
    let page = served.get(&anna, &cookie).status(200).says("uncertain");
    let (mut late, mut same) = (0, 0);
    for letter in letters(&page.body) {
        if !page.body.contains(&format!("action=\"{letter}/again\"")) {
            continue;
        }
        served.get(&letter, &cookie).status(200).says("It may have arrived.");
        let answer = served.post(&format!("{letter}/again"), &cookie, &format!("act={act}"));
        match answer.status {
            303 => same += 1,
            _ => {
                answer.status(422).says("its time is over");
                late += 1;
            }
        }
    }
    assert!(same == 1 && late <= 1, "{same} {late}");
    drop(served);
    world.at(STARTED, &["send", "--accept-clock"]);
    let mails = relay.mails();
    let again = &mails[unanswered.len()..];
    assert!(!again.is_empty() && again.iter().any(|mail| unanswered.contains(mail)), "the same bytes");
}

/// Words as they are read, wherever a line ends.
fn flat(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

const YILMAZ: &str = "e.yilmaz@voorbeeldstad.example";

#[test]
fn an_appointment_made_at_the_desk_outlives_the_next_export_and_is_told() {
    let world = World::empty();
    world.run(&["init", "--kit", "windows-11"]).code(0);
    world.at(STARTED, &["approve", "--by", "A. Manager"]).code(0);
    let mut served = Served::of(&world, &["--by", "S. Ouali"]);
    let (cookie, act) = served.sign_in();
    let hers = look_up(&served, &cookie, &act, YILMAZ);
    let expected = format!("{hers}/expected");
    served.get(&hers, &cookie).status(200).says("Wednesday 14 April").says("10:00").says("No appointment any more");
    let say = |said: &str| served.post(&expected, &cookie, &format!("act={act}&{said}"));
    // Only by a page of this session, not by an address, and only what can be.
    served.post(&expected, &cookie, "day=2027-04-16").status(403);
    served.post(&expected, "", &format!("act={act}&day=2027-04-16")).status(401);
    served.get(&format!("{expected}?day=2027-04-16"), &cookie).status(405);
    for (said, why) in [
        ("", "`day` is empty"),
        ("day=16+April", "no day"),
        ("day=2027-02-30", "no day"),
        ("day=2027-02-26", "that day is over"),
        ("day=2027-04-16&time=25:00", "no time"),
        ("day=2027-04-16&place=a%0Ab", "no line of text"),
        (&format!("day=2027-04-16&place={}", "x".repeat(201)), "too long"),
    ] {
        say(said).status(422).says(why);
    }
    assert!(!world.path("desk-appointments.csv").exists());
    let answer = say("day=2027-04-16&time=11:30&place=Balie+%222%22,+%3Cb%3Ehal").status(303);
    let page = served.get(answer.header("location"), &cookie).status(200).says("Written down.");
    let page =
        page.says("Appointment when the plan is approved again:").says("Friday 16 April 11:30").says("&lt;b&gt;hal");
    page.keeps_to_itself("<b>hal").says("Wednesday 14 April");
    let journal = || flat(&world.run(&["journal"]).code(0).out);
    assert!(journal().contains(&format!("S. Ouali: expected person {YILMAZ} at a desk on 2027-04-16 at 11:30")));
    // The next export says what it said before, and something of everybody else.
    let export = world.read("appointments.csv");
    world.write("appointments.csv", export.replace("2027-04-15,14:00", "2027-04-20,14:00"));
    let later = "2027-03-02T09:00+01:00";
    world.at(later, &["plan", "--person", YILMAZ]).code(0).says("Thu 15 Apr 2027");
    served.get("/plan", &cookie).status(200).says("desk-appointments.csv");
    world.at(later, &["approve", "--by", "A. Manager"]).code(0);
    let told = flat(&world.at(later, &["preview", "appointment", "--person", YILMAZ]).code(0).out);
    assert!(told.contains("vrijdag 16 april 2027 om 11.30"), "{told}");
    let hers = look_up(&served, &cookie, &act, YILMAZ);
    let page = served.get(&hers, &cookie).status(200).says("Friday 16 April");
    page.keeps_to_itself("when the plan is approved again").keeps_to_itself("Wednesday 14 April");
    // It is off, and then it is another one after all.
    let off = served.post(&expected, &cookie, &format!("act={act}&is=off")).status(303);
    served.get(off.header("location"), &cookie).says("No appointment any more when the plan is approved again.");
    world.at(later, &["approve", "--by", "A. Manager"]).code(0);
    let told = world.at(later, &["plan", "--person", YILMAZ]).code(0).out;
    assert!(!told.contains("Apr 2027 09:00  appointment"), "{told}");
    served.get(&hers, &cookie).status(200).keeps_to_itself("No appointment any more");
    served.post(&expected, &cookie, &format!("act={act}&day=2027-04-19")).status(303);
    assert!(world.read("desk-appointments.csv").contains(&format!("{YILMAZ},2027-04-19")));
    assert!(journal().contains("at no desk any more"));
    // What somebody else wrote there is left as it is, and nothing is in the journal.
    world.write("desk-appointments.csv", "who;when\n");
    served.post(&expected, &cookie, &format!("act={act}&day=2027-04-21")).status(422).says("desk-appointments.csv");
    assert_eq!(world.read("desk-appointments.csv"), "who;when\n");
    assert!(!journal().contains("2027-04-21"), "{}", journal());
}
