//! What is said about notices that failed or bounced, and whose address was mended.

use super::output::Output;
use super::scope::notices;
use crate::app::Mended;

/// Says how they are sent again, if there are any.
pub fn tell(mended: Mended, output: &mut Output) {
    let Mended { notices: many, unapproved } = mended;
    if many == 0 {
        return;
    }
    let first = if unapproved > 0 { "`heraut approve`, then " } else { "" };
    output.say(format!(
        "{} that failed or bounced can be sent again, to another address: {first}`heraut retry --mended`.",
        notices(many)
    ));
}
