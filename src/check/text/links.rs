//! What was meant as a link or a picture, and is none for its reader.

use crate::check::finding::Finding;
use crate::check::registry::text::NO_LINK;
use crate::error::Place;
use crate::render::{LinkFault, References};

pub(super) fn find(own: &References, found: &mut Vec<Finding>) {
    for (fault, place) in &own.faulty_links {
        let typed = typed(place);
        let is_picture = typed.starts_with("![");
        let what = if is_picture { "picture" } else { "link" };
        let right = if is_picture { "`![what it shows](images/remove.png)`" } else { "`[words](https://…)`" };
        let (message, hint) = match fault {
            LinkFault::Space(address) if is_picture => {
                let name = address.split_whitespace().collect::<Vec<_>>().join("-");
                (format!("there is a space in `{address}`"), format!("call the file `{name}`, and write that"))
            }
            LinkFault::Space(address) => {
                let (percent, pointed) = (written(address, "%20"), format!("<{address}>"));
                let hint = match address.contains("{{") {
                    false => format!("write `{percent}`, or `{pointed}`"),
                    true => format!("write `%20` for the space, or `{pointed}`"),
                };
                (format!("there is a space in the address `{address}`"), hint)
            }
            LinkFault::Unended => (format!("this {what} has no end"), format!("write {right}")),
            LinkFault::Unpaired => (format!("the brackets of this {what} are not in pairs"), format!("write {right}")),
            LinkFault::FullWidth => {
                let message = format!("the brackets of this {what} are those of a full-width keyboard");
                (message, format!("write {right}, with `[`, `]`, `(` and `)`"))
            }
            LinkFault::Apart => {
                let message = format!("the words and the address of this {what} are apart");
                (message, format!("write {right}, with nothing between `]` and `(`"))
            }
            LinkFault::Swapped => {
                ("the brackets of this link have changed places".to_owned(), format!("write {right}"))
            }
            LinkFault::Unnamed => {
                let hint = format!("write {right}; or `\\[` for a bracket that is shown");
                (format!("this {what} has no address"), hint)
            }
            LinkFault::Target(address) => target(address),
        };
        let message = match fault {
            LinkFault::Target(_) => format!("{message}: only its words are shown"),
            _ => format!("{message}: it is shown as it is typed"),
        };
        found.push(Finding::of(NO_LINK, message).at(place).about(typed).hint(hint));
    }
}

/// An address without its spaces, except those between an address and the title after it.
fn written(address: &str, space: &str) -> String {
    address.split_whitespace().collect::<Vec<_>>().join(space)
}

/// A link to what no message can link to.
fn target(address: &str) -> (String, String) {
    let lower = address.to_ascii_lowercase();
    let has_scheme = lower.split(['/', '?', '#', '{']).next().is_some_and(|first| first.contains(':'));
    let hint = if address.is_empty() {
        "write its address: `[words](https://…)`".to_owned()
    } else if address.contains('@') && !has_scheme {
        format!("write `mailto:{address}`")
    } else if address.starts_with('+') || address.chars().all(|c| c.is_ascii_digit() || " -+".contains(c)) {
        format!("write `tel:{address}`")
    } else if !has_scheme && lower.split('/').next().is_some_and(|host| host.contains('.') && !host.starts_with('.')) {
        format!("write `https://{address}`")
    } else {
        "link to the web (`https://`), a mailbox (`mailto:`) or a telephone (`tel:`)".to_owned()
    };
    let message = match address.is_empty() {
        true => "this link has no address".to_owned(),
        false => format!("`{address}` is not the address of a page, a mailbox or a telephone"),
    };
    (message, hint)
}

/// What stands at a place.
fn typed(place: &Place) -> String {
    place.text.chars().skip(place.column.saturating_sub(1) as usize).take(place.width as usize).collect()
}
