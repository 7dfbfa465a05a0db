//! A message's HTML for a browser, which has no other parts of the message to take a picture from.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use mail_parser::{MessageParser, MimeHeaders};

use crate::render::Mail;

/// The HTML with the images in it, where a mail refers to the parts that hold them (`cid:`, RFC 2392).
pub fn for_browser(mail: &Mail) -> String {
    let mut html = mail.html.clone();
    if !html.contains("src=\"cid:") {
        return html;
    }
    let Some(message) = MessageParser::default().parse(&mail.bytes) else { return html };
    for part in &message.parts {
        let (Some(id), Some(kind)) = (part.content_id(), part.content_type()) else { continue };
        let kind = format!("{}/{}", kind.ctype(), kind.subtype().unwrap_or_default());
        let data = format!("src=\"data:{kind};base64,{}\"", STANDARD.encode(part.contents()));
        html = html.replace(&format!("src=\"cid:{id}\""), &data);
    }
    html
}
