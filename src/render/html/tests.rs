use super::*;
use crate::campaign::Brand;
use crate::render::markdown::parse;

fn html(markdown: &str) -> String {
    write(&parse(markdown), Direction::Ltr, Brand::default().color)
}

#[test]
fn text_is_escaped() {
    assert_eq!(html("a & b < \"c\""), "<p style=\"margin:0 0 16px\">a &amp; b &lt; &quot;c&quot;</p>\n");
    assert!(html("[a](https://a.example/?x=1&y=\"2\")").contains("href=\"https://a.example/?x=1&amp;y=%222%22\""));
}

#[test]
fn lists_keep_their_first_number() {
    let found = html("3. three\n4. four");
    assert!(found.starts_with("<ol class=\"h-steps\" start=\"3\""), "{found}");
    assert_eq!(found.matches("<li").count(), 2);
}

#[test]
fn links_and_buttons_have_the_colour_of_the_brand() {
    let brand = |markdown: &str| write(&parse(markdown), Direction::Ltr, Color::new(0x12, 0x34, 0x56));
    assert!(brand("[a](https://a.example)").contains("style=\"text-decoration:underline;color:#123456\""));
    assert!(brand("**[a](https://a.example)**").contains("background-color:#123456"));
    let boxed = brand("> [!NOTE]\n> [a](https://a.example)\n\n[b](https://b.example)");
    assert!(boxed.contains("href=\"https://a.example\" style=\"text-decoration:underline;color:#1f1f1f\""), "{boxed}");
    assert!(boxed.contains("href=\"https://b.example\" style=\"text-decoration:underline;color:#123456\""), "{boxed}");
}

#[test]
fn callouts_are_cells_that_outlook_pads() {
    for (tag, class) in [("DEADLINE", "h-deadline"), ("WARNING", "h-warning"), ("NOTE", "h-note")] {
        let found = html(&format!("> [!{tag}]\n> **Vrijdag.** Daarna niet meer."));
        assert!(found.starts_with("<table role=\"presentation\" width=\"100%\""), "{found}");
        assert!(found.contains(&format!("<td class=\"h-box {class}\" style=\"padding:")), "{found}");
        assert!(found.contains("<p style=\"margin:0 0 16px\"><strong>Vrijdag.</strong> Daarna niet meer.</p>"));
        assert!(!found.contains("[!") && found.ends_with("</td></tr></table>\n"), "{found}");
    }
    assert!(html("> Vrijdag.").starts_with("<blockquote class=\"h-box h-note\" style="));
}

#[test]
fn words_in_boxes_can_be_read() {
    let words: Color = BOX_LINK.parse().unwrap();
    for style in [DEADLINE, WARNING, NOTE, QUOTE] {
        let background = style.split("background-color:").nth(1).unwrap().split(';').next().unwrap();
        assert!(words.reads_on(background.parse().unwrap()), "{style}");
        assert!(style.contains(&format!("color:{BOX_LINK}")), "{style}");
    }
}

#[test]
fn right_to_left_turns_the_sides() {
    let found = write(&parse("- a\n\n| x |\n|---|\n| y |\n\n> [!NOTE]\n> z"), Direction::Rtl, Color::new(0, 0, 0));
    assert!(found.contains("margin:0 28px 16px 0") && found.contains("text-align:right"), "{found}");
    assert!(found.contains("border-right:8px") && !found.contains("border-left"), "{found}");
}

#[test]
fn steps_have_large_numbers_and_steps_within_them_letters() {
    let found = write(&parse("1. one\n   1. a\n   2. b\n2. two"), Direction::Ltr, Color::new(0x12, 0x34, 0x56));
    assert!(found.starts_with("<ol class=\"h-steps\" style=\"margin:0 0 16px 34px;"), "{found}");
    assert!(found.contains("font-size:20px") && found.contains("font-weight:bold;color:#123456\">"), "{found}");
    assert!(
        found.contains("<span class=\"h-said\" style=\"color:#1f1f1f;font-size:16px;font-weight:normal\">two</span>")
    );
    assert_eq!(found.matches("<ol type=\"a\" style").count(), 1, "{found}");
    assert_eq!(found.matches("<li").count(), 4);
    assert!(html("> [!NOTE]\n> 1. one").contains("<ol style=\"margin:0 0 16px 28px"));
}

#[test]
fn a_card_says_what_it_is_about_and_its_facts() {
    let found = html("> [!DEVICE]\n> ### iPhone 15\n> - **Naam:** iPhone van Jan\n> - **Serienummer:** F17XK2");
    assert!(found.contains("<h3 style=\"margin:0 0 4px;font-size:18px"), "{found}");
    let label = "<span class=\"h-label\" style=\"font-size:16px;font-weight:normal;color:#44474a\">";
    assert!(found.contains(&format!("<p style=\"margin:0 0 8px\">{label}Serienummer:</span> F17XK2</p>")), "{found}");
    assert!(!found.contains("<li") && found.ends_with("</td></tr></table>\n"), "{found}");
    let found = html("> [!DEVICE]\n> **iPhone 15**\n> - **Naam:** iPhone van Jan");
    assert!(found.contains("<p style=\"margin:0 0 4px;font-size:18px"), "{found}");
    let desk = html("> [!HELPDESK]\n> - **Bel:** [020 555](tel:020555)\n> - **Open:** altijd");
    assert!(desk.contains(&format!("<p style=\"margin:0 0 8px;font-size:20px;font-weight:bold\">{label}Bel:</span>")));
    assert!(html("> [!DEVICE]\n> - een\n> - twee").contains("<ul"), "a list without labels stays one");
}

#[test]
fn a_comparison_names_its_topic_above_the_columns() {
    let found = html("| | Nu | Straks |\n|---|---|---|\n| Mail | Oud | Nieuw |");
    assert!(found.contains("<thead><tr><th scope=\"col\" width=\"50%\"") && found.contains(">Nu</th><th"), "{found}");
    assert!(found.contains("<tr><th colspan=\"2\" scope=\"colgroup\"") && found.contains(">Mail</th></tr>"), "{found}");
    assert_eq!(found.matches("<td").count(), 2, "{found}");
}

#[test]
fn a_picture_has_its_size_and_fits() {
    let file = crate::campaign::picture::Picture {
        kind: crate::campaign::picture::ImageKind::Png,
        size: (1200, 480),
        density: 2,
        bytes: std::sync::Arc::from(&b"x"[..]),
    };
    let picture = std::sync::Arc::new(Picture::new(file).unwrap());
    let pictures: crate::render::Pictures = [("a.png".to_owned(), picture)].into_iter().collect();
    let markdown = "![A \"b\"](a.png)\n\n1. Tap\n   ![c](a.png)\n\n> [!NOTE]\n> ![d](a.png)";
    let blocks = crate::render::markdown::parse_with(markdown, None, &pictures).unwrap();
    let page = page(&blocks, Direction::Ltr, Brand::default().color, &|n| format!("{n}@x"));
    assert_eq!(page.pictures.len(), 3, "as often as they are shown");
    let images: Vec<&str> = page.html.split("<img ").skip(1).map(|rest| rest.split(" style").next().unwrap()).collect();
    assert_eq!(
        images,
        [
            "src=\"cid:0@x\" alt=\"A &quot;b&quot;\" width=\"560\" height=\"224\"",
            "src=\"cid:1@x\" alt=\"c\" width=\"526\" height=\"210\"",
            "src=\"cid:2@x\" alt=\"d\" width=\"518\" height=\"207\"",
        ]
    );
    assert_eq!(page.html.matches("max-width:100%;height:auto").count(), 3);
}
