//! A message's HTML for a browser, which has no other parts of the message to take a picture from.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use crate::campaign::Campaign;

/// The HTML with the logo in it, where a mail refers to the part that holds it (`cid:`, RFC 2392).
pub fn for_browser(html: &str, campaign: &Campaign) -> String {
    let (Some(logo), Some(at)) = (&campaign.brand.logo, html.find("src=\"cid:")) else { return html.to_owned() };
    let value = at + "src=\"".len();
    let Some(length) = html[value..].find('"') else { return html.to_owned() };
    let data = format!("data:{};base64,{}", logo.kind.media_type(), STANDARD.encode(&logo.bytes));
    format!("{}{data}{}", &html[..value], &html[value + length..])
}
