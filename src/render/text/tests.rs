use super::*;
use crate::render::markdown::parse;

fn text(markdown: &str) -> String {
    write(&parse(markdown), ":")
}

#[test]
fn steps_are_aligned_and_continue_under_their_text() {
    let steps: String = (1..=10).map(|n| format!("{n}. Stap {n}\n")).collect();
    let long = "Open de app en kies in het menu linksboven de regel die met Instellingen begint, daarna Apparaat.";
    let found = text(&format!("{steps}11. {long}\n    - deelstap\n"));
    let lines: Vec<&str> = found.lines().collect();
    assert_eq!(lines[0], " 1. Stap 1");
    assert_eq!(lines[9], "10. Stap 10");
    assert_eq!(lines[10], "11. Open de app en kies in het menu linksboven de regel die met Instellingen");
    assert_eq!(lines[11], "    begint, daarna Apparaat.");
    assert_eq!(lines[12], "    - deelstap");
}

#[test]
fn no_line_begins_with_what_reads_as_the_number_of_an_item() {
    // The day would be the first word of a line.
    for spaces in 60..80 {
        let said = format!("{}wir bis zum 9. April 2027 beim Helpdesk.", "ab ".repeat(spaces / 3));
        let found = text(&said);
        assert!(found.lines().all(|line| line.len() <= 76 && !line.starts_with("9.")), "{found}");
        assert_eq!(found.split_whitespace().collect::<Vec<_>>(), said.split_whitespace().collect::<Vec<_>>());
    }
}

#[test]
fn without_a_width_a_line_ends_where_a_paragraph_does() {
    let long = "Open de app en kies in het menu linksboven de regel die met Instellingen begint, daarna Apparaat.";
    let found = unbroken(&parse(&format!("# Begin\n\n{long}\n\n1. {long}\n\n> [!WARNING]\n> {long}\n")), ":");
    let box_of = format!("+**********+\n  {long}\n+**********+");
    assert_eq!(found, format!("Begin\n=====\n\n{long}\n\n1. {long}\n\n{box_of}\n"));
}

#[test]
fn links_show_where_they_go() {
    assert_eq!(text("[Begin hier](https://a.example/b)"), "Begin hier <https://a.example/b>\n");
    assert_eq!(text("[a.example](https://a.example/)"), "https://a.example/\n");
    assert_eq!(text("[desk@a.example](mailto:desk@a.example)"), "desk@a.example\n");
    assert_eq!(text("[+31 20 555](tel:+3120555)"), "+31 20 555\n");
    assert_eq!(text("[Bel ons](tel:+3120555)"), "Bel ons <+3120555>\n");
}

#[test]
fn callouts_are_boxes_and_keep_their_words() {
    let rule = |c: &str| format!("+{}+", c.repeat(74));
    let found = text(
        "> [!DEADLINE]\n> **Laatste dag: vrijdag 12 maart 2027 om 17:00.** Daarna krijg je op je apparaat geen werkmail.",
    );
    let said = "  Laatste dag: vrijdag 12 maart 2027 om 17:00. Daarna krijg je op je\n  apparaat geen werkmail.";
    assert_eq!(found, format!("{0}\n{said}\n{0}\n", rule("=")));
    assert_eq!(text("> [!WARNING]\n> Weg."), format!("{0}\n  Weg.\n{0}\n", rule("*")));
    assert_eq!(text("> [!NOTE]\n> - a\n> - b"), format!("{0}\n  - a\n  - b\n{0}\n", rule("-")));
    let nested = text("1. Stap\n\n   > [!WARNING]\n   > Weg.");
    assert_eq!(nested, format!("1. Stap\n\n   +{0}+\n     Weg.\n   +{0}+\n", "*".repeat(71)));
}

#[test]
fn tables_are_columns_or_records() {
    assert_eq!(
        text("| Onderdeel | Aantal |\n|---|--:|\n| Mail | 1 |\n| Agenda | 12 |"),
        "Onderdeel  Aantal\n---------  ------\nMail            1\nAgenda         12\n"
    );
    let long = "een tamelijk lange uitleg van wat er met dit onderdeel gaat gebeuren";
    let found = text(&format!("| Onderdeel | Straks |\n|---|---|\n| Mail en agenda | {long} |"));
    assert!(found.starts_with("Onderdeel:  Mail en agenda\nStraks:     een tamelijk"), "{found}");
}

#[test]
fn no_line_is_wider_than_76_columns() {
    let found = text(&format!("# {}\n\n> - {}\n\n{}", "kop ".repeat(40), "punt ".repeat(60), "漢字 ".repeat(60)));
    assert!(found.lines().all(|line| line.width() <= WIDTH), "{found}");
    assert!(found.contains("\n| - punt"), "{found}");
}

#[test]
fn cards_are_aligned_below_their_title() {
    let card = "> [!DEVICE]\n> **iPhone 15**\n> - **Naam:** iPhone van Chloë\n> - **Serienummer:** F17XK2";
    let shown = "iPhone 15\n  Naam:         iPhone van Chloë\n  Serienummer:  F17XK2\n";
    assert_eq!(text(card), shown);
    assert_eq!(text(&card.replace("**iPhone 15**", "### iPhone 15")), shown);
    assert_eq!(
        text("> [!HELPDESK]\n> - **Bel:** [020 555](tel:020555)\n> - **Uitleg:** [a.example](https://a.example)"),
        "Bel:     020 555\nUitleg:  https://a.example\n"
    );
    assert_eq!(text("> [!DEVICE]\n> **iPad**\n> - blauw\n> - groot"), "iPad\n\n- blauw\n- groot\n");
}

#[test]
fn steps_within_a_step_have_letters() {
    assert_eq!(text("1. een\n   1. dit\n   2. dat\n2. twee"), "1. een\n   a. dit\n   b. dat\n2. twee\n");
    assert_eq!([1, 26, 27, 52, 53].map(letters), ["a", "z", "aa", "az", "ba"]);
}

#[test]
fn a_comparison_that_is_too_wide_is_read_topic_by_topic() {
    let short = "| | Nu | Straks |\n|---|---|---|\n| Apps | MobileIron | Intune |";
    assert_eq!(text(short), "      Nu          Straks\n----  ----------  ------\nApps  MobileIron  Intune\n");
    let long = "weg tijdens het overstappen, daarna staat alles weer gewoon op je apparaat";
    assert_eq!(
        text(&format!("{short}\n| Mail | Op je apparaat | {long} |")),
        "Apps\n  Nu:      MobileIron\n  Straks:  Intune\n\nMail\n  Nu:      Op je apparaat\n  \
         Straks:  weg tijdens het overstappen, daarna staat alles weer gewoon op je\n           apparaat\n"
    );
}

#[test]
fn labels_that_leave_no_room_stand_above_their_values() {
    let label = "een kop die zo lang is dat er naast hem niets meer past";
    let found = text(&format!("| {label} | b |\n|---|---|\n| een waarde | {} |", "woord ".repeat(20)));
    assert!(found.starts_with(&format!("{label}:\n  een waarde\nb:\n  woord woord")), "{found}");
    assert!(found.lines().all(|line| line.width() <= WIDTH), "{found}");
}

#[test]
fn a_picture_is_what_it_shows_in_brackets() {
    let file = crate::campaign::picture::Picture {
        kind: crate::campaign::picture::ImageKind::Png,
        size: (8, 8),
        density: 1,
        bytes: std::sync::Arc::from(&b"x"[..]),
    };
    let picture = std::sync::Arc::new(crate::render::Picture::new(file).unwrap());
    let pictures: crate::render::Pictures = [("a.png".to_owned(), picture)].into_iter().collect();
    let markdown =
        "Look:\n\n![The button Remove](a.png)\n\n1. Tap\n   ![The button Allow](a.png)\n   and wait.\n2. Done";
    let found = write(&crate::render::markdown::parse_with(markdown, None, &pictures).unwrap(), ":");
    assert_eq!(found, "Look:\n\n[The button Remove]\n\n1. Tap\n   [The button Allow]\n   and wait.\n2. Done\n");
}
