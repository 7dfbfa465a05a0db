//! A message as a page needs it: its title, the day that counts, and the rest, without what the page says anyway.

use crate::campaign::Helpdesk;
use crate::render::markdown::{Block, Callout, Inline, button, words};

/// The parts of a message.
pub(super) struct Parts<'a> {
    /// The heading it begins with, if it does.
    pub(super) title: Option<String>,
    /// What stands before the deadline, or would: the greeting.
    pub(super) opening: &'a [Block],
    /// What the message says about the deadline: what it begins with in strong words, and everything else.
    pub(super) deadline: Option<(&'a [Inline], Vec<Block>)>,
    /// Everything else.
    pub(super) body: &'a [Block],
}

/// A deadline after more blocks than this is part of the story, not what it begins with.
const OPENING: usize = 3;

/// Takes a message apart. A last section with nothing but ways to reach the helpdesk is left out: every page has them.
pub(super) fn split<'a>(blocks: &'a [Block], helpdesk: &Helpdesk) -> Parts<'a> {
    let (title, rest) = match blocks {
        [Block::Heading(1, text), rest @ ..] => (Some(words(text)), rest),
        rest => (None, rest),
    };
    let rest = without_contacts(rest, helpdesk);
    let deadline = rest.iter().take(OPENING).position(|block| matches!(block, Block::Callout(Callout::Deadline, _)));
    match deadline.map(|at| (at, &rest[at])) {
        Some((at, Block::Callout(_, said))) if rest[..at].iter().all(|b| matches!(b, Block::Paragraph(_))) => {
            Parts { title, opening: &rest[..at], deadline: Some(strong(said)), body: &rest[at + 1..] }
        }
        _ => {
            let (opening, body) = rest.split_at(usize::from(is_greeted(rest)));
            Parts { title, opening, deadline: None, body }
        }
    }
}

/// Whether a text begins with a greeting, and what comes after it begins anew: in German it may go on in small letters.
fn is_greeted(blocks: &[Block]) -> bool {
    let [Block::Paragraph(first), next, ..] = blocks else { return false };
    let goes_on = matches!(next, Block::Paragraph(next) if words(next).starts_with(char::is_lowercase));
    words(first).trim_end().ends_with([',', '،']) && !goes_on
}

/// The strong words with which a text begins, and the rest of it.
fn strong(blocks: &[Block]) -> (&[Inline], Vec<Block>) {
    let Some((Block::Paragraph(text), after)) = blocks.split_first() else { return (&[], blocks.to_vec()) };
    let text = match text.split_first() {
        // What is left of the tag's line.
        Some((Inline::Text(empty), text)) if empty.trim().is_empty() => text,
        _ => text,
    };
    let Some((Inline::Strong(day), rest)) = text.split_first() else { return (&[], blocks.to_vec()) };
    let mut rest = rest.to_vec();
    if let Some(Inline::Text(first)) = rest.first_mut() {
        *first = first.trim_start().to_owned();
    }
    let rest = (!rest.is_empty()).then_some(Block::Paragraph(rest));
    (day, rest.into_iter().chain(after.iter().cloned()).collect())
}

fn without_contacts<'a>(blocks: &'a [Block], helpdesk: &Helpdesk) -> &'a [Block] {
    let [before @ .., Block::Heading(..), last] = blocks else { return blocks };
    let card = match last {
        Block::Callout(Callout::Helpdesk, inner) => inner.as_slice(),
        last => std::slice::from_ref(last),
    };
    let [Block::List(None, items)] = card else { return blocks };
    if items.iter().all(|item| is_contact(item, helpdesk)) { before } else { blocks }
}

/// Whether an item of a list is one word and a way to reach the helpdesk.
fn is_contact(item: &[Block], helpdesk: &Helpdesk) -> bool {
    let [Block::Plain(text) | Block::Paragraph(text)] = item else { return false };
    let said = words(text);
    let ways = [&helpdesk.phone, &helpdesk.email, &helpdesk.url];
    let hours = helpdesk.hours.iter().flat_map(|hours| hours.0.values());
    let found = ways.into_iter().flatten().chain(hours).find_map(|way| said.strip_suffix(way.as_str()));
    found.is_some_and(|label| label.split_whitespace().count() <= 2)
}

/// A text about devices, each with steps of its own.
pub(super) struct Devices<'a> {
    /// What comes before them.
    pub(super) before: &'a [Block],
    /// What leads to them: their heading, and which is whose.
    pub(super) choice: &'a [Block],
    /// The devices, in order.
    pub(super) each: Vec<Device<'a>>,
    /// What comes after the last of them.
    pub(super) after: &'a [Block],
}

/// A device, or several that have the same steps.
pub(super) struct Device<'a> {
    /// What says which they are: a callout each, with a heading in it.
    pub(super) cards: &'a [Block],
    /// What to do with them.
    pub(super) said: &'a [Block],
}

impl Device<'_> {
    /// Whether somebody has to do something: what can be read in a line needs no page of its own.
    pub(super) fn has_steps(&self) -> bool {
        self.said.iter().any(|block| matches!(block, Block::List(Some(_), _)))
    }
}

/// The devices of a text; `None` where none has steps. The last of them ends at the next heading.
pub(super) fn devices(blocks: &[Block]) -> Option<Devices<'_>> {
    let first = blocks.iter().position(is_card)?;
    let heading = blocks[..first].iter().rposition(|block| matches!(block, Block::Heading(..)));
    let leads = heading.filter(|at| blocks[at + 1..first].iter().all(|block| matches!(block, Block::Paragraph(_))));
    let end = blocks[first..].iter().position(|block| matches!(block, Block::Heading(..)));
    let (before, rest) = blocks.split_at(first);
    let (before, choice) = before.split_at(leads.unwrap_or(first));
    let (mut all, after) = rest.split_at(end.unwrap_or(rest.len()));
    let mut each = Vec::new();
    while !all.is_empty() {
        let cards = all.iter().take_while(|block| is_card(block)).count();
        let said = all[cards..].iter().take_while(|block| !is_card(block)).count();
        each.push(Device { cards: &all[..cards], said: &all[cards..cards + said] });
        all = &all[cards + said..];
    }
    each.iter().any(Device::has_steps).then_some(Devices { before, choice, each, after })
}

/// Whether a block is what the steps of a device stand under.
fn is_card(block: &Block) -> bool {
    matches!(block, Block::Callout(Callout::Device, inner) if matches!(inner.first(), Some(Block::Heading(..))))
}

/// The address of the first button.
pub(super) fn first_button(blocks: &[Block]) -> Option<(&str, &[Inline])> {
    blocks.iter().find_map(|block| match block {
        Block::Paragraph(text) => button(text),
        Block::List(_, items) => items.iter().find_map(|item| first_button(item)),
        Block::Quote(inner) | Block::Callout(_, inner) => first_button(inner),
        _ => None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::markdown::parse;

    fn desk() -> Helpdesk {
        Helpdesk {
            phone: Some("020 555 0100".into()),
            email: None,
            url: None,
            hours: None,
            contacts_per_day: None,
            contact_rate: 0.0,
            staffing: None,
        }
    }

    #[test]
    fn a_message_opens_with_its_title_and_its_deadline() {
        let blocks = parse("# Move\n\nHello,\n\n> [!DEADLINE]\n> Today.\n\nDo it.\n\n## Help\n\n- Call: 020 555 0100");
        let parts = split(&blocks, &desk());
        assert_eq!(parts.title.as_deref(), Some("Move"));
        assert_eq!((parts.opening.len(), parts.deadline, parts.body.len()), (1, Some((&[][..], parse("Today."))), 1));
    }

    #[test]
    fn a_greeting_comes_before_a_day_that_the_text_does_not_have() {
        let opening = |text: &str| split(&parse(text), &desk()).opening.len();
        assert_eq!(opening("Hello Anna,\n\nFrom Monday on you can move."), 1);
        assert_eq!(opening("Hallo Anna,\n\naus deinem Team steigt eine Person um."), 0);
        assert_eq!(opening("From Monday on you can move.\n\nDo it."), 0);
    }

    #[test]
    fn a_card_of_the_helpdesk_is_left_out_too() {
        let blocks = parse("Do it.\n\n## Help\n\n> [!HELPDESK]\n> - Call: 020 555 0100");
        assert_eq!(split(&blocks, &desk()).body.len(), 1);
    }

    #[test]
    fn strong_words_about_a_deadline_are_its_day() {
        let blocks = parse("> [!DEADLINE]\n> **Friday.** Then no mail.");
        let (day, rest) = split(&blocks, &desk()).deadline.unwrap();
        assert_eq!((words(day), words_of(&rest)), ("Friday.".to_owned(), "Then no mail.".to_owned()));
        let blocks = parse("> [!DEADLINE]\n> **Friday.**");
        assert_eq!(split(&blocks, &desk()).deadline.unwrap().1, []);
    }

    fn words_of(blocks: &[Block]) -> String {
        let [Block::Paragraph(text)] = blocks else { panic!("one paragraph, not {blocks:?}") };
        words(text)
    }

    #[test]
    fn a_last_section_that_says_more_than_the_number_stays() {
        for last in ["- Call: 020 555 0100\n- Bring your device", "- Whoever is late calls 020 555 0100", "- Call: 112"]
        {
            let blocks = parse(&format!("Do it.\n\n## Help\n\n{last}"));
            assert_eq!(split(&blocks, &desk()).body.len(), 3, "{last}");
        }
    }

    #[test]
    fn a_last_section_with_the_helpdesks_card_is_left_out() {
        let blocks = parse("Do it.\n\n## Help\n\n> [!HELPDESK]\n> - Call: 020 555 0100");
        assert_eq!(split(&blocks, &desk()).body, parse("Do it."));
        let blocks = parse("Do it.\n\n## Help\n\n> [!HELPDESK]\n> - Call: 112");
        assert_eq!(split(&blocks, &desk()).body.len(), 3);
    }

    #[test]
    fn a_deadline_far_down_stays_where_it_is() {
        let blocks = parse("One\n\nTwo\n\nThree\n\n> [!DEADLINE]\n> Today.");
        assert!(split(&blocks, &desk()).deadline.is_none());
        let blocks = parse("- one\n\n> [!DEADLINE]\n> Today.");
        assert!(split(&blocks, &desk()).deadline.is_none());
    }

    #[test]
    fn devices_have_their_steps_and_those_with_the_same_have_them_once() {
        let card = |name: &str| format!("> [!DEVICE]\n> ### {name}\n> - **Serial:** 1\n\n");
        let text = format!(
            "Before.\n\n## How\n\nWhich?\n\n{}{}1. One\n\nElse?\n\n{}> [!WARNING]\n> Oh.\n\n1. Two\n\n{}We do it.\n\n## After\n\nBye.",
            card("a"),
            card("b"),
            card("c"),
            card("d"),
        );
        let blocks = parse(&text);
        let found = devices(&blocks).unwrap();
        let shape: Vec<_> = found.each.iter().map(|d| (d.cards.len(), d.said.len(), d.has_steps())).collect();
        assert_eq!(shape, [(2, 2, true), (1, 2, true), (1, 1, false)]);
        assert_eq!((found.before, found.choice), (&*parse("Before."), &*parse("## How\n\nWhich?")));
        assert_eq!(found.after, parse("## After\n\nBye."));
    }

    #[test]
    fn a_device_without_steps_stays_in_its_text() {
        assert!(devices(&parse("> [!DEVICE]\n> ### b\n\nWe do it.")).is_none());
        assert!(devices(&parse("> [!DEVICE]\n> **a**\n\n> [!DEVICE]\n> **b**\n\n1. One")).is_none(), "a list of names");
    }

    #[test]
    fn a_button_is_found_in_a_step() {
        let blocks = parse("1. One\n2. Two\n\n   **[Go](https://a.example)**");
        assert_eq!(first_button(&blocks).unwrap().0, "https://a.example");
    }
}
