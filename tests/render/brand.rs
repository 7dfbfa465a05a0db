//! The organisation's own logo, colours and footer, in the final bytes.

use std::sync::Arc;

use heraut::campaign::picture::{ImageKind, Picture};
use heraut::campaign::{Brand, Campaign, Color, Localized, Logo};
use heraut::render::Mail;
use mail_parser::{MessageParser, MimeHeaders, PartType};

use super::fixture::*;

const TEMPLATE: &str = "---\nsubject: x\n---\n> [!DEADLINE]\n> **Vrijdag.** Daarna niet meer.\n\n[a](https://a.example)\n\n**[Begin](https://b.example)**\n";
const PNG: &[u8] = b"\x89PNG\r\n\x1a\n not much of an image, but bytes \0\xff";

fn branded() -> Campaign {
    let texts = |nl: &str, en: &str| Localized([(tag("nl"), nl.to_owned()), (tag("en"), en.to_owned())].into());
    let logo = Logo {
        alt: texts("Wapen \"van\" <stad>", "Arms of the city"),
        picture: Picture { kind: ImageKind::Png, size: (480, 120), density: 1, bytes: Arc::from(PNG) },
    };
    let brand = Brand {
        logo: Some(logo),
        color: Color::new(0x8a, 0x1c, 0x4a),
        color_dark: Color::new(0xf2, 0xa7, 0xc6),
        footer: Some(texts("Marktplein 1 *Voorbeeldstad*", "Market Square 1")),
    };
    Campaign { brand, ..campaign() }
}

fn mail(campaign: Campaign, files: &[(&str, &str)]) -> heraut::error::Result<Mail> {
    let files = [&[("templates/remind/reminder.nl.md", TEMPLATE)], files].concat();
    renderer(campaign, &files)?.mail(&request(&person("Chlo\u{eb}"), &wave(), &phase(), &tag("nl")))
}

#[test]
fn the_logo_travels_inside_the_message() {
    let mail = mail(branded(), &[]).unwrap();
    let parsed = MessageParser::default().parse(&mail.bytes).unwrap();
    let kinds: Vec<String> = parsed
        .parts
        .iter()
        .map(|part| part.content_type().map(|t| format!("{}/{}", t.ctype(), t.subtype().unwrap_or(""))).unwrap())
        .collect();
    assert_eq!(kinds, ["multipart/alternative", "text/plain", "multipart/related", "text/html", "image/png"]);
    let children = |n: usize| match &parsed.parts[n].body {
        PartType::Multipart(parts) => parts.iter().map(|part| *part as usize).collect::<Vec<_>>(),
        _ => panic!("part {n} has no parts"),
    };
    assert_eq!((children(0), children(2)), (vec![1, 2], vec![3, 4]));
    assert_eq!(parsed.parts[2].content_type().unwrap().attribute("type"), Some("text/html"));

    let image = &parsed.parts[4];
    assert_eq!(image.contents(), PNG);
    assert!(image.content_disposition().unwrap().is_inline());
    let id = image.content_id().unwrap();
    assert_eq!(id, "logo@0123456789abcdef0123456789abcdef");
    assert_eq!(mail.html.matches("cid:").count(), 1);
    assert!(
        mail.html.contains(&format!(
            "<img src=\"cid:{id}\" alt=\"Wapen &quot;van&quot; &lt;stad&gt;\" width=\"240\" height=\"60\""
        )),
        "{}",
        mail.html
    );
    assert!(mail.bytes.is_ascii());
    assert!(String::from_utf8(mail.bytes).unwrap().lines().all(|line| line.len() <= 76));
}

#[test]
fn the_same_bytes_every_time() {
    assert_eq!(mail(branded(), &[]).unwrap().bytes, mail(branded(), &[]).unwrap().bytes);
}

#[test]
fn without_a_logo_or_where_the_layout_shows_none_there_is_no_image() {
    let mut plain = branded();
    plain.brand.logo = None;
    let own = ("templates/layout/mail.html", "<!doctype html><title>{{ subject }}</title>{{ body }}");
    for mail in [mail(plain, &[]).unwrap(), mail(branded(), &[own]).unwrap()] {
        let parsed = MessageParser::default().parse(&mail.bytes).unwrap();
        assert_eq!(parsed.parts.len(), 3, "alternative, text, html");
        assert!(!mail.html.contains("<img") && !mail.html.contains("cid:"));
    }
}

#[test]
fn a_layout_may_show_the_logo_once() {
    let twice = ("templates/layout/mail.html", "<img src=\"{{ logo.src }}\"><img src=\"{{ logo.src }}\">");
    assert!(mail(branded(), &[twice]).unwrap_err().to_string().contains("shows the logo 2 times"));
}

#[test]
fn colours_and_footer_are_the_organisations() {
    let mail = mail(branded(), &[]).unwrap();
    assert!(mail.html.contains("href=\"https://a.example\" style=\"text-decoration:underline;color:#8a1c4a\""));
    assert!(mail.html.contains("background-color:#8a1c4a\"><a href=\"https://b.example\""), "{}", mail.html);
    assert!(mail.html.contains(".h-card a { color: #f2a7c6 !important; }"));
    assert!(!mail.html.contains("0b57d0"), "no blue is left");
    assert!(
        mail.html.contains("Marktplein 1 *Voorbeeldstad*</p>")
            && mail.text.contains("\nMarktplein 1 *Voorbeeldstad*\n")
    );
}

#[test]
fn colours_are_judged_on_the_backgrounds_of_the_layout() {
    let mail = mail(campaign(), &[]).unwrap();
    let card = format!("class=\"h-card\" style=\"padding:24px 20px 8px;background-color:{}", Brand::CARD);
    assert!(mail.html.contains(&card), "{}", mail.html);
    assert!(mail.html.contains(&format!(".h-card {{ background-color: {} !important", Brand::CARD_DARK)));
    let usual = Brand::default();
    assert!(usual.color.reads_on(Brand::CARD) && usual.color_dark.reads_on(Brand::CARD_DARK));
}

/// Every `.h-box` rule of the dark scheme, with the colour of the words in it.
#[test]
fn boxes_can_be_read_in_the_dark() {
    let mail = mail(campaign(), &[]).unwrap();
    let words: Color = "#e8eaed".parse().unwrap();
    assert!(mail.html.contains(".h-card .h-box { color: #e8eaed !important; }"));
    for class in ["deadline", "warning", "note"] {
        let rule = mail.html.split(&format!(".h-card .h-{class} {{ background-color: ")).nth(1).unwrap();
        assert!(words.reads_on(rule[..7].parse().unwrap()), "{class}");
    }
    assert!(Brand::CARD_DARK.reads_on(Brand::default().color_dark), "the words of a button");
}
