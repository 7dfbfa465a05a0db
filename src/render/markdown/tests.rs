use std::sync::Arc;

use super::*;
use crate::render::picture::Picture;

fn text(words: &str) -> Inline {
    Inline::Text(words.to_owned())
}

#[test]
fn html_and_images_are_left_out_and_their_words_stay() {
    let found = parse("Hello <b>you</b> ![logo](https://x.example/l.png)\n\n<script>alert(1)</script>\n\nBye");
    assert_eq!(found, [Block::Paragraph(vec![text("Hello you logo")]), Block::Paragraph(vec![text("Bye")])]);
}

/// Whatever was typed between tags is seen by the reader, and no tag is one.
#[test]
fn the_words_of_html_are_kept_wherever_they_stand() {
    for (markdown, expected) in [
        ("Press <Ctrl>+<Alt>", "p(Press <Ctrl>+<Alt>)"),
        ("<Enter> ends it", "p(<Enter> ends it)"),
        ("<p>Make a **back-up**.</p>", "p(Make a back-up.)"),
        ("<table>\n  <tr><td>Last day</td><td>Friday</td></tr>\n</table>\n\nBye", "p(Last day  Friday) p(Bye)"),
        ("a<br>b", "p(a b)"),
        ("- one <i>two</i>\n- <p>three</p>", "list(t(one two); p(three))"),
        ("> [!NOTE]\n> <div>\n>     Read on.\n> </div>", "box(p(Read on.))"),
        ("A <!-- note --> b <img src=x alt=\"The button\">", "p(A  b The button)"),
        ("<!-- note -->\n\nb", "p(b)"),
        ("<div>\n<<b>script>x</b>\n</div>", "p(<script>x)"),
        ("<ul><li>one<li>two</ul>", "list(p(one); p(two))"),
    ] {
        assert_eq!(outline(&parse(markdown)), expected, "{markdown}");
    }
    let deep = format!("<div>\n{} x\n</div>", ">".repeat(60));
    assert!(parse_with(&deep, None, &Pictures::NONE).is_err());
}

#[test]
fn links_go_to_the_web_a_mailbox_or_a_telephone() {
    let found = parse("[a](javascript:alert(1)) [b](https://b.example)");
    let link = Inline::Link("https://b.example".into(), vec![text("b")]);
    assert_eq!(found, [Block::Paragraph(vec![text("a "), link])]);
}

#[test]
fn a_tight_list_nests() {
    let found = parse("1. one\n   - deep\n2. two");
    let deep = Block::List(None, vec![vec![Block::Plain(vec![text("deep")])]]);
    let items = vec![vec![Block::Plain(vec![text("one")]), deep], vec![Block::Plain(vec![text("two")])]];
    assert_eq!(found, [Block::List(Some(1), items)]);
}

#[test]
fn a_tag_makes_a_quotation_a_callout() {
    let one = |markdown: &str| parse(markdown).remove(0);
    let said = |words: &str| vec![Block::Paragraph(vec![text(words)])];
    for tag in ["[!NOTE]", "[!tip]", "[!IMPORTANT]"] {
        assert_eq!(one(&format!("> {tag}\n> Read on.")), Block::Callout(Callout::Note, said("Read on.")), "{tag}");
    }
    for tag in ["[!WARNING]", "[!Caution]"] {
        assert_eq!(one(&format!("> {tag}\n> Wiped.")), Block::Callout(Callout::Warning, said("Wiped.")), "{tag}");
    }
    for tag in ["[!DEADLINE]", "[!deadline] ", " [!Deadline]"] {
        assert_eq!(one(&format!("> {tag}\n> Today.")), Block::Callout(Callout::Deadline, said("Today.")), "{tag}");
    }
    let strong = Block::Paragraph(vec![text(""), Inline::Strong(vec![text("Today.")])]);
    assert_eq!(one("> [!DEADLINE]\n> **Today.**"), Block::Callout(Callout::Deadline, vec![strong]));
    let two = [said("Today."), said("Then no mail.")].concat();
    assert_eq!(one("> [!DEADLINE]\n>\n> Today.\n>\n> Then no mail."), Block::Callout(Callout::Deadline, two));
    assert_eq!(one("> [!DEADLINE]"), Block::Callout(Callout::Deadline, vec![]));
    assert_eq!(parse("1. a\n\n   > [!DEADLINE]\n   > Today.").len(), 1);
}

#[test]
fn what_is_no_tag_stays_as_it_is_written() {
    for (markdown, words) in [
        ("> Today.", "Today."),
        ("> [!DEADLINE] Today.", "[!DEADLINE] Today."),
        ("> Today.\n> [!DEADLINE]", "Today. [!DEADLINE]"),
        ("> [!OTHER]\n> Today.", "[!OTHER] Today."),
        ("> \\[!DEADLINE]\n> Today.", "[!DEADLINE] Today."),
    ] {
        assert_eq!(parse(markdown), [Block::Quote(vec![Block::Paragraph(vec![text(words)])])], "{markdown}");
    }
}

#[test]
fn a_strong_link_alone_is_a_button() {
    let Block::Paragraph(found) = &parse("**[Start](https://a.example)**")[0] else { panic!("a paragraph") };
    assert_eq!(button(found).unwrap().0, "https://a.example");
    let Block::Paragraph(found) = &parse("**[Start](https://a.example)** now")[0] else { panic!("a paragraph") };
    assert_eq!(button(found), None);
}

#[test]
fn a_card_has_facts_where_every_item_has_a_label() {
    let items = |markdown: &str| match parse(markdown).remove(0) {
        Block::Callout(kind, mut inner) if kind.is_card() => match inner.remove(0) {
            Block::List(None, items) => items,
            other => panic!("{other:?}"),
        },
        other => panic!("{other:?}"),
    };
    let found = items("> [!DEVICE]\n> - **Naam:** a: b\n> - **Serienummer:** c");
    let labels: Vec<String> = labelled_values(&found).unwrap().iter().map(|(label, _)| words(label)).collect();
    assert_eq!(labels, ["Naam:", "Serienummer:"]);
    assert!(labelled_values(&items("> [!helpdesk]\n> - **Naam:** a\n> - Bel ons")).is_none());
    assert!(labelled_values(&items("> [!HELPDESK]\n> - **Bel ons**")).is_none());
}

#[test]
fn a_table_compares_when_its_first_heading_is_empty() {
    let compares = |head: &str| match parse(&format!("{head}\n|---|---|\n| a | b |")).remove(0) {
        Block::Table(table) => table.compares(),
        other => panic!("{other:?}"),
    };
    assert!(compares("| | Nu |"));
    assert!(!compares("| Wat | Nu |"));
    // An empty value is a value: the structure depends on the template alone.
    assert!(!compares("| \u{e0ff}\u{e0ff} | Nu |"));
}

fn pictures() -> Pictures {
    let picture = |path: &str| {
        let bytes = std::fs::read(format!("{}/tests/pictures/{path}", env!("CARGO_MANIFEST_DIR"))).unwrap();
        let file = crate::campaign::picture::Picture::read(&bytes.into()).unwrap();
        (format!("images/{path}"), Arc::new(Picture::new(file).unwrap()))
    };
    ["remove.png", "screen.jpg"].into_iter().map(picture).collect()
}

/// What the blocks are, in short: a paragraph `p`, plain text of an item `t`, a picture by its description.
fn outline(blocks: &[Block]) -> String {
    let one = |block: &Block| match block {
        Block::Paragraph(text) => format!("p({})", words(text)),
        Block::Plain(text) => format!("t({})", words(text)),
        Block::Picture(figure) => format!("[{}]", figure.alt),
        Block::List(_, items) => {
            format!("list({})", items.iter().map(|item| outline(item)).collect::<Vec<_>>().join("; "))
        }
        Block::Callout(_, inner) | Block::Quote(inner) => format!("box({})", outline(inner)),
        other => format!("{other:?}"),
    };
    blocks.iter().map(one).collect::<Vec<_>>().join(" ")
}

#[test]
fn a_picture_is_a_block_wherever_it_stands() {
    let a = "![The *button*](images/remove.png)";
    let b = "![b](<images/screen.jpg> \"title\")";
    for (markdown, expected) in [
        (a.to_owned(), "[The button]"),
        (format!("{a} {b}\n{a}"), "[The button] [b] [The button]"),
        (format!("Look: {a} there."), "p(Look: ) [The button] p(there.)"),
        (format!("Look:\n{a}\nThere."), "p(Look: ) [The button] p(There.)"),
        (format!("1. Tap\n   {a}\n   and wait.\n2. Done"), "list(t(Tap ) [The button] t(and wait.); t(Done))"),
        (format!("1. Tap\n\n   {a}\n\n2. Done"), "list(p(Tap) [The button]; p(Done))"),
        (format!("- {a} {b}\n  {a}"), "list([The button] [b] [The button])"),
        (format!("> [!NOTE]\n> {a}\n> Look."), "box([The button] p(Look.))"),
        (format!("> [!DEADLINE]\n> {a}"), "box(p() [The button])"),
        ("![c][d]\n\n[d]: images/remove.png".to_owned(), "[c]"),
        // Elsewhere its words are left, as of a picture that is not the campaign's.
        (format!("**{a}** and ![e](https://x.example/e.png)"), "p(The button and e)"),
    ] {
        assert_eq!(outline(&parse_with(&markdown, None, &pictures()).unwrap()), expected, "{markdown}");
    }
    assert_eq!(outline(&parse(a)), "p(The button)");
}

#[test]
fn a_value_cannot_name_a_picture() {
    let escaped = |text: &str| {
        let mut out = Vec::new();
        escape::escape(text, &mut out).unwrap();
        String::from_utf8(out).unwrap()
    };
    for markdown in [
        format!("![x]({})", escaped("images/remove.png")),
        format!("![x](images/{}.png)", escaped("remove")),
        format!("![x](images/remove.png{})", escaped("")),
        escaped("![x](images/remove.png)"),
    ] {
        let found = outline(&parse_with(&markdown, None, &pictures()).unwrap());
        assert!(found.starts_with("p("), "{found}");
    }
    let described = format!("![The screen of {}](images/remove.png)", escaped("Chloë <b> [x](y)"));
    assert_eq!(outline(&parse_with(&described, None, &pictures()).unwrap()), "[The screen of Chloë <b> [x](y)]");
    let empty = format!("{} ![x](images/remove.png) {}", escaped(""), escaped(""));
    assert_eq!(
        outline(&parse_with(&empty, None, &pictures()).unwrap()),
        "p( ) [x] p()",
        "the template alone says what there is"
    );
}

/// Without a bound each of these ends the program for want of stack, when it is read, written, or thrown away.
#[test]
fn what_is_nested_deeper_than_any_text_is_refused_with_its_line() {
    let wrong = |text: &str| parse_with(text, None, &Pictures::NONE).unwrap_err().to_string();
    let quotation = format!("Eerst.\n\n{} diep", ">".repeat(4000));
    assert!(wrong(&quotation).starts_with("line 3 of this text is more than 50 deep"), "{}", wrong(&quotation));
    let list: String = (0..2000).map(|n| format!("{}- x\n", "  ".repeat(n))).collect();
    assert!(wrong(&list).contains("more than 50 deep"));
    let emphasis = format!("{}x{}", "*a _b ".repeat(2000), " c_ d*".repeat(2000));
    assert!(parse_with(&emphasis, None, &Pictures::NONE).is_err());
    assert!(parse_with(&format!("{} goed", ">".repeat(45)), None, &Pictures::NONE).is_ok());
    assert!(parse_with(&"*a ".repeat(20_000), None, &Pictures::NONE).is_ok(), "a long line is only long");
    assert_eq!(parse(&quotation).len(), 2, "the rest is read");
}
