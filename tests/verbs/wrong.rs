//! Wrong moves: what each gets, and that nothing changed by it.

use rusqlite::Connection;

use crate::world::{ANNOUNCED, EARLY, World};

const WHO: &str = "b.visser@voorbeeldstad.example";
const FORGOTTEN: &str = "f.smit@voorbeeldstad.example";

/// A campaign under way: the pilot was announced, one is held, one has failed, one was forgotten, and a gate asks for more.
fn under_way() -> World {
    let world = World::base();
    world.welcome();
    world.edit("campaign.yaml", "id: base\n", "id: base\nretention: 90 days after end\n");
    world.edit("campaign.yaml", "owner: M. de Wit", "checks: [vpn], owner: M. de Wit");
    world.approve();
    world.send(ANNOUNCED);
    let by = ["--by", "Jan"];
    world.at(ANNOUNCED, &[&["hold", "--person", WHO, "--why", "on leave"][..], &by].concat()).code(0);
    let failed = ["progress", "set", "a.bakker@voorbeeldstad.example", "failed", "--why", "no space"];
    world.at(ANNOUNCED, &[&failed[..], &by].concat()).code(0);
    world.at(ANNOUNCED, &["person", "forget", FORGOTTEN, "--why", "asked for it", "--yes"]).code(0);
    world.write(
        "intune.csv",
        "Device name,Serial number,OS,Primary user UPN\nx,XX9,iOS,stranger@voorbeeldstad.example\n",
    );
    world.write("tickets.csv", "number,opened,caller\n1,2027-02-15,Anna Bakker\n");
    world.write("names.csv", "naam,afdeling\nAnna,IT\n");
    world.write("strangers.csv", "upn,status\nstranger@voorbeeldstad.example,failed\n");
    world.write("seen.csv", "Serial number,OS,Last check-in\nF2LZK4XQ0001,iOS,2027-06-01 09:00:00\n");
    world.write("there.db", "");
    world
}

/// Everything that an act can change.
fn everything(world: &World) -> (String, String, String, Vec<String>) {
    let said = |args: &[&str]| world.run(args).code(0).out;
    let notices = said(&["status", "--notices", "--json"]);
    let outbox = world.outbox().into_keys().collect();
    (notices, said(&["journal", "--json"]), world.at(ANNOUNCED, &["gate", "--json"]).code(0).out, outbox)
}

/// What is typed, the exit code it gets, and a part of what is said.
type Move = (&'static [&'static str], i32, &'static str);

const MOVES: [Move; 40] = [
    // Reasons and names.
    (&["gate", "override", "pilot", "--by", "Jan"], 2, "--why"),
    (&["gate", "override", "pilot", "--by", "Jan", "--why", " "], 2, "`--why` says nothing"),
    (&["gate", "override", "pilot", "--by", " ", "--why", "the board"], 2, "it names nobody"),
    (&["gate", "tick", "vpn", "--by", ""], 2, "it names nobody"),
    (&["hold", "--wave", "rest", "--by", "Jan"], 2, "--why"),
    (&["cancel", "--wave", "rest", "--why", "", "--yes"], 2, "`--why` says nothing"),
    (&["progress", "set", WHO, "migrated", "--why", " "], 2, "`--why` says nothing"),
    (&["person", "forget", WHO, "--why", " ", "--yes"], 2, "`--why` says nothing"),
    // Gates.
    (&["gate", "pass", "pilot", "--why", "it is well"], 2, "which"),
    (&["gate", "override", "rest", "--why", "the board"], 2, "wave `rest` has no gate"),
    (&["gate", "fail", "pilt", "--why", "no"], 2, "did you mean `pilot`?"),
    (&["gate", "tick", "wifi"], 2, "asks for `wifi`"),
    // Exports.
    (&["progress", "import", "tickets.csv"], 3, "no header here tells which device"),
    (&["progress", "import", "names.csv"], 3, "can say nothing of how far anybody is"),
    (&["progress", "import", "strangers.csv"], 1, "is nobody in the approved"),
    (&["progress", "import", "intune.csv"], 1, "stranger@voorbeeldstad.example"),
    (&["progress", "import", "seen.csv"], 4, "the clock may be wrong"),
    (&["progress", "import", "nowhere.csv"], 2, "cannot read nowhere.csv"),
    (&["helpdesk", "import", "strangers.csv"], 3, "does not say on which day"),
    (&["bounces", "import", "names.csv"], 1, "not understood"),
    (&["status", "--list", "stuck", "--old", "intune.csv"], 2, "is an export of Microsoft Intune"),
    // What is not there, or not so.
    (&["hold", "--wave", "piolt", "--why", "x"], 2, "did you mean `pilot`?"),
    (&["resume", "--wave", "rest", "--why", "x"], 2, "there is no hold on wave rest"),
    (&["cancel", "--person", "nobody", "--why", "x", "--yes"], 2, "nobody in the people data"),
    (&["retry", "--message", "announcement"], 0, "None of those failed"),
    (&["settle", "--message", "announcement", "--lost", "--why", "x"], 0, "Settled: 0 notices"),
    (&["progress", "set", "Anna Bakker", "failed", "--why", "again"], 2, "Anna Bakker is failed already"),
    (&["helpdesk", "log", "2027-03-15", "3", "--wave", "pilot"], 2, "is still to come"),
    (&["send", "--to", "no address"], 2, "is not a mail address"),
    (&["send", "--now", "2027-02-10T09:00+01:00"], 4, "the clock may be wrong"),
    // People.
    (&["person", "forget", FORGOTTEN, "--why", "again", "--yes"], 0, "They were forgotten before"),
    (&["person", "show", FORGOTTEN], 2, "was forgotten"),
    (&["person", "forget", "b.viser@voorbeeldstad.example", "--why", "x", "--yes"], 2, "did you mean"),
    (&["person", "forget", WHO, "--why", "asked for it"], 1, "Nothing was changed."),
    (&["person", "forget", "--expired", "--yes"], 2, "people are kept until 2027-07-29"),
    // The record.
    (&["approve", "--plan", "0123456789ab", "--by", "B. Other", "--yes"], 2, "something changed since it was reviewed"),
    (&["journal", "--head", "12ab"], 2, "is no head of a journal"),
    (&["journal", "--head", "0123456789abcdef"], 1, "what was kept is not this journal"),
    (&["ledger", "backup", "there.db"], 2, "cannot write the back-up"),
    (&["ledger", "restore", "there.db"], 2, "there is nothing in this file"),
];

#[test]
fn each_wrong_move_gets_its_words_and_changes_nothing() {
    let world = under_way();
    let before = everything(&world);
    let mut wrong = Vec::new();
    for (args, code, words) in MOVES {
        let done = if args.contains(&"--now") { world.run(args) } else { world.at(ANNOUNCED, args) };
        // What is said is broken over lines.
        let said = format!("{} {}", done.out, done.err).split_whitespace().collect::<Vec<_>>().join(" ");
        if done.code != code || !said.contains(words) {
            wrong.push(format!("not {code}, `{words}`: {done}"));
        }
        if everything(&world) != before {
            wrong.push(format!("changed something: {done}"));
            break;
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}

/// One edit of the campaign, and what its approval gets.
#[test]
fn a_campaign_that_was_changed_wrongly_is_not_approved() {
    let world = under_way();
    let (before, file) = (everything(&world), world.read("campaign.yaml"));
    let edits = [
        ("id: base\n", "id: other\n", 4, "this ledger serves the campaign `base`"),
        ("deadline: 2027-03-19", "deadline: 2027-02-19", 3, "is not after its start"),
        ("group = 'pilot'", "grop = 'pilot'", 3, "grop"),
        ("retention: 90 days after end", "retention: for ever", 3, "does not say how long people are kept"),
    ];
    for (from, to, code, words) in edits {
        world.edit("campaign.yaml", from, to);
        world.at(ANNOUNCED, &["approve", "--by", "A. Manager", "--yes"]).code(code).says(words);
        assert_eq!(everything(&world), before, "{to}");
        world.write("campaign.yaml", &file);
    }
}

#[test]
fn a_wave_that_is_removed_after_its_mail_went_out_is_said_with_how_many_know_other_dates() {
    let world = under_way();
    let file = world.read("campaign.yaml");
    let (from, to) = (file.find("  - id: pilot").unwrap(), file.find("  - id: rest").unwrap());
    world.write("campaign.yaml", file[..from].to_owned() + &file[to..]);
    let told = world.outbox();
    let said = world.at(ANNOUNCED, &["approve", "--by", "A. Manager", "--yes"]).code(0);
    said.says("2 people were told other dates, and no message says that they changed");
    assert_eq!(world.outbox(), told, "what went out stays");
}

#[test]
fn of_two_approvals_at_once_the_second_is_of_what_it_saw_or_none() {
    let world = World::base();
    let seen = world.at(EARLY, &["plan"]).code(0).err;
    let mut words = seen.split_whitespace().map(|word| word.trim_matches([';', '.', ':']));
    let is_hash = |word: &&str| word.len() >= 12 && word.bytes().all(|byte| byte.is_ascii_hexdigit());
    let hash = words.rfind(is_hash).unwrap_or_else(|| panic!("no hash: {seen}")).to_owned();
    // Somebody else changes the data and approves in between.
    world.edit("people.csv", "Anna Bakker,Anna", "Anna de Bakker,Anna");
    world.at(EARLY, &["approve", "--by", "B. Other"]).code(0);
    let before = everything(&world);
    let mine = world.at(EARLY, &["approve", "--by", "A. Manager", "--plan", &hash]).code(2);
    mine.says("something changed since it was reviewed");
    assert_eq!(everything(&world), before);
}

#[test]
fn nobody_confirms_their_own_proposal_nor_another_plan() {
    let world = World::base();
    world.edit("campaign.yaml", "relay: {url", "approval: {second: true}\nrelay: {url");
    world.at(EARLY, &["approve", "--by", "A. Manager"]).code(0).says("It is not approved yet.");
    let journal = || world.run(&["journal", "--json"]).code(0).out;
    let before = journal();
    for (by, plan, words) in [
        ("A. Manager", None, "proposed this plan already"),
        ("a. manager ", None, "proposed this plan already"),
        ("B. Board", Some("0123456789ab"), "something changed since it was reviewed"),
    ] {
        let plan = plan.map(|plan| ["--plan", plan]);
        let args = [&["approve", "--by", by][..], plan.as_ref().map_or(&[], |plan| &plan[..])].concat();
        world.at(EARLY, &args).code(2).says(words);
        assert_eq!(journal(), before, "{by}");
    }
    world.at(ANNOUNCED, &["send"]).code(2).says("no plan has been approved yet");
}

#[test]
fn a_journal_that_was_edited_says_where() {
    let world = under_way();
    let edit = |sql: &str| {
        let ledger = Connection::open(world.path("heraut.db")).unwrap();
        assert_eq!(ledger.execute(sql, []).unwrap(), 1, "{sql}");
    };
    edit("UPDATE journal SET why = 'the director said so' WHERE seq = 2");
    world.run(&["journal"]).code(1).says("Entry 2 was not written so");
    world.run(&["ledger", "verify"]).code(1).says("entry 2 of the journal");
}
