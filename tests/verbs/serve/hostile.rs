//! What others have chosen stays text on every page: names of waves, of who decides and of files, and the words of a relay. And
//! who says nothing keeps nobody waiting.

use std::io::{Read, Write};
use std::net::TcpStream;

use super::{PATIENCE, Served, look_up};
use crate::refusing::{Says, relay};
use crate::world::{ANNOUNCED, World};

#[test]
fn what_a_campaign_a_file_or_a_relay_is_called_stays_text() {
    let world = World::base();
    let relay = relay(Says::Well);
    world.edit("campaign.yaml", "maildir:outbox", &format!("smtp://127.0.0.1:{}", relay.port));
    world.edit("campaign.yaml", "organization: Gemeente Voorbeeldstad", "organization: '<u>Voorbeeldstad</u>'");
    world.edit("campaign.yaml", "en: Moving to Intune}", "en: '<u>Moving</u>'}");
    world.edit("campaign.yaml", "  - id: pilot\n", "  - id: pilot\n    name: '<u>Wave</u> \"&amp;'\n");
    world.edit("campaign.yaml", "owner: M. de Wit", "owner: '<u>Owner</u>'");
    world.edit("campaign.yaml", "{file: people.csv}", "{file: people.csv}, {file: '<u>more.csv'}");
    let people = world.read("people.csv");
    world.write(
        "<u>more.csv",
        people.lines().next().unwrap().to_owned() + "\ng@voorbeeldstad.example,G. Geel,,,,IT,nl,\n",
    );
    world.approve();
    // Bram's address is one that the relay does not know, and says so in its words.
    world.at(ANNOUNCED, &["send"]).code(1);
    world.edit("<u>more.csv", "G. Geel", "G. Groen");
    let mut served = Served::of(&world, &["--by", "S. Ouali"]);
    let (cookie, act) = served.sign_in();
    let bram = look_up(&served, &cookie, &act, "Bram+Visser");
    let page = served.get(&bram, &cookie).status(200).body;
    let letter = page.split("id=\"told\"").nth(1).unwrap();
    let letter =
        letter.split("href=\"").find(|rest| rest.contains("/told/")).unwrap().split('"').next().unwrap().to_owned();
    for (path, shown) in [
        ("/", "&lt;b.visser&gt;: no such mailbox"),
        ("/waves/pilot", "&lt;u&gt;Wave&lt;&#x2F;u&gt;"),
        ("/gates/pilot", "&lt;u&gt;Owner"),
        ("/plan", "&lt;u&gt;more.csv"),
        ("/report", "&lt;u&gt;Wave"),
        ("/messages", "&lt;u&gt;"),
        ("/print", "&lt;u&gt;"),
        ("/journal", "&lt;u&gt;"),
        (&bram, "&lt;b.visser&gt;"),
        (&letter, "&lt;b.visser&gt;"),
        ("/none", "&lt;u&gt;"),
    ] {
        let page = served.get(path, &cookie);
        let page = page.keeps_to_itself("<u>").keeps_to_itself("<b.visser>");
        let shown = shown.replace("&#x2F;", "/");
        let body = page.body.replace("&#x2F;", "/");
        assert!(body.contains(&shown), "{path} does not show {shown}\n{}", page.body);
    }
    served.get("/report/page", &cookie).status(200).keeps_to_itself("<u>");
}

#[test]
fn who_says_nothing_keeps_nobody_waiting() {
    let world = World::approved();
    let mut served = Served::of(&world, &[]);
    let (cookie, _) = served.sign_in();
    let half = |text: &str| {
        let mut stream = TcpStream::connect(served.at()).unwrap();
        stream.set_read_timeout(Some(PATIENCE)).unwrap();
        stream.write_all(text.as_bytes()).unwrap();
        stream
    };
    let slow: Vec<TcpStream> = ["", "GET / HT", "GET / HTTP/1.1\r\nhost: x\r\ncookie: "].map(half).into();
    served.get("/", &cookie).status(200);
    // Each is hung up on, with an answer or without one.
    for mut stream in slow {
        let mut said = Vec::new();
        if stream.read_to_end(&mut said).is_ok() {
            assert!(!String::from_utf8_lossy(&said).contains("200 OK"));
        }
    }
    served.get("/", &cookie).status(200);
}
