//! People's data can be anything. The structure of a message depends on its template alone.

use mail_parser::MessageParser;
use proptest::prelude::*;

use super::fixture::*;
use heraut::render::Mail;

/// A name in every place where Markdown could take it for something else.
const EVERYWHERE: &str = "\
---
subject: \"Voor {{ person.name }}\"
preheader: \"Aan {{ person.name }}\"
---
# {{ person.name }}

{{ person.name }}
===

- {{ person.name }}
- **{{ person.name }}** en *{{ person.name }}*x
- `{{ person.name }}`

> {{ person.name }}

> [!WARNING]
> {{ person.name }}

> [!DEADLINE]
> {{ person.name }}

> [!DEVICE]
> ### {{ person.name }}
> - **Naam:** {{ person.name }}
> - {{ person.name }}

> [!DEVICE]
> **{{ person.name }}**
> - **Naam:** {{ person.name }}
> - **{{ person.name }}** {{ person.name }}

| | {{ person.name }} |
|---|---|
| {{ person.name }} | b |

1. {{ person.name }}
   1. {{ person.name }}

> [!{{ person.name }}]
> {{ person.name }}

| {{ person.name }} | b |
|---|---|
| {{ person.name }} | d |

[{{ person.name }}](https://a.example/?wie={{ person.name }})

{{ person.name }}

```
{{ person.name }}
```
";

/// What a reader's mail program would find: parts, headers, and how often each HTML element occurs.
fn structure(mail: &Mail) -> (usize, Vec<String>, Vec<(String, usize)>) {
    let parsed = MessageParser::default().parse(&mail.bytes).expect("a message");
    let headers = parsed.headers().iter().map(|header| header.name().to_owned()).collect();
    let html = parsed.body_html(0).expect("HTML").into_owned();
    let count = |tag: &str| (tag.to_owned(), html.matches(&format!("<{tag}")).count());
    let tags = [
        "a ",
        "b>",
        "h1",
        "h2",
        "li",
        "strong",
        "em",
        "code",
        "pre",
        "td",
        "th",
        "tr",
        "div",
        "p ",
        "img",
        "script",
        "ol",
        "ul",
        "table",
        "blockquote",
    ];
    (parsed.parts.len(), headers, tags.into_iter().map(count).collect())
}

fn structure_for(name: &str) -> (usize, Vec<String>, Vec<(String, usize)>) {
    let mail = render(EVERYWHERE, &person(name)).expect("renders");
    assert!(mail.bytes.is_ascii());
    assert!(mail.bytes.split(|b| *b == b'\n').all(|line| line.len() <= 999));
    assert!(!mail.subject.contains(['\r', '\n', '\0', '\u{202e}']));
    assert!(mail.html.len() < 90_000, "{}", mail.html.len());
    structure(&mail)
}

#[test]
fn hostile_names_stay_names() {
    let usual = structure_for("Jan");
    let names = [
        "[x](http://evil.example) <b>",
        "*a* **b** _c_ `d` ~~e~~",
        "# x",
        "[!WARNING]",
        "[!DEADLINE]",
        "DEADLINE",
        "> x",
        "> [!NOTE]\n> x",
        "1. x",
        "- x",
        "| a | b |",
        "```",
        "a\r\nBcc: victim@evil.example\r\n\r\nbody",
        "\u{202e}nevets\u{2066}",
        "\0\u{7}\u{1b}[31m",
        "<script>alert(1)</script>",
        "&lt;b&gt;&amp;",
        "{{ person.email }}{% for %}",
        "http://evil.example <https://evil.example>",
        "",
        " ",
        "\u{e05b}x\u{e05d}\u{e028}http:\u{e02f}\u{e02f}evil\u{e029}\u{e0ff}",
        "=?utf-8?q?x?=",
        "\"x\" <y@evil.example>, z@evil.example",
        "=cmd()",
        "“Foo”",
        "\\",
    ];
    for name in names {
        assert_eq!(structure_for(name), usual, "{name:?}");
    }
    assert_eq!(structure_for(&"[x](http://evil.example)".repeat(500)), usual, "10,000 characters");
    assert_eq!(structure_for(&"李".repeat(10_000)), usual);
}

/// An atom cannot have a dot, and a phrase not begin with one (RFC 5322): such a name stands between quotes.
#[test]
fn a_name_is_a_phrase_of_a_header() {
    for name in [".", "..", "J.Jansen", "St.", "Jansen, IT", "IT: desk (a@b)", "a;b", "Chloë. ", "@", "-", "[x]"] {
        let mut campaign = campaign();
        campaign.sender.from.name = Some(name.into());
        campaign.sender.reply_to = Some(campaign.sender.from.clone());
        let renderer = renderer(campaign, &[("templates/remind/reminder.nl.md", "---\nsubject: x\n---\nx")]).unwrap();
        let mail = renderer.mail(&request(&person(name), &wave(), &phase(), &tag("nl"))).unwrap();
        let raw = String::from_utf8(mail.bytes.clone()).unwrap();
        let parsed = mail_parser::MessageParser::default().parse(&mail.bytes).unwrap();
        for (header, list) in [("From", parsed.from()), ("To", parsed.to()), ("Reply-To", parsed.reply_to())] {
            let read = list.and_then(|list| list.first()).and_then(|address| address.name());
            assert_eq!(read.map(str::trim), Some(name.trim()), "{header}: {raw}");
            let line = raw.lines().find(|line| line.starts_with(&format!("{header}: "))).unwrap();
            let phrase = line[header.len() + 2..].split('<').next().unwrap().trim();
            let is_atext = |b: u8| b.is_ascii_alphanumeric() || b"!#$%&'*+-/=?^_`{|}~ ".contains(&b);
            let is_atom = phrase.bytes().all(is_atext);
            assert!(is_atom || phrase.starts_with('"') && phrase.ends_with('"'), "{line}");
        }
    }
}

#[test]
fn a_name_opens_no_box() {
    for name in ["[!WARNING]", "[!DEADLINE]", "> [!NOTE]"] {
        let mail = render("---\nsubject: x\n---\n> {{ person.name }}\n> Jan\n", &person(name)).unwrap();
        assert!(mail.text.starts_with(&format!("| {name} Jan\n")), "{}", mail.text);
        assert!(!mail.html.contains("class=\"h-box h-warning") && !mail.html.contains("class=\"h-box h-deadline"));
    }
}

#[test]
fn a_hostile_name_is_shown_as_it_is() {
    let name = "[x](http://evil.example) <b> *a* | # 1.";
    let mail =
        render("---\nsubject: '{{ person.name }}'\n---\n{{ person.name }}\n\n`{{ person.name }}`", &person(name))
            .unwrap();
    assert_eq!(mail.subject, name);
    assert!(mail.text.starts_with(&format!("{name}\n\n{name}\n")), "{}", mail.text);
    assert!(mail.html.contains("[x](http://evil.example) &lt;b&gt; *a* | # 1."));
    let to =
        MessageParser::default().parse(&mail.bytes).unwrap().to().unwrap().first().unwrap().name().map(str::to_owned);
    assert_eq!(to.as_deref(), Some(name));
}

#[test]
fn whoever_has_no_name_has_an_address_in_brackets() {
    let mail = render("---\nsubject: x\n---\nx\n", &person("\u{202e}\0")).unwrap();
    let head = String::from_utf8(mail.bytes).unwrap();
    assert!(head.contains(&format!("\r\nTo: <{}>\r\n", mail.envelope_to)), "{head}");
    assert_eq!(head.matches("\r\nTo:").count(), 1);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 128, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_name_leaves_the_structure_alone(
        name in prop_oneof![
            any::<String>(),
            proptest::collection::vec(
                prop_oneof![
                    Just("["), Just("]("), Just(")"), Just("*"), Just("**"), Just("_"), Just("`"), Just("```"), Just("<"),
                    Just(">"), Just("|"), Just("\r\n"), Just("\n\n"), Just("\n---\n"), Just("#"), Just("1."), Just("- "),
                    Just("&amp;"), Just("\\"), Just("{{"), Just("\0"), Just("\u{202e}"), Just("http://e.example"), Just("a"),
                    Just(" "), Just("\t"), Just("!["), Just("\u{a0}"), Just("é"), Just("<!--"), Just("]]>"), Just("@"),
                ],
                0..40,
            ).prop_map(|parts| parts.concat()),
        ]
    ) {
        prop_assert_eq!(structure_for(&name), structure_for("Jan"));
    }
}
