//! The message of a relay's test, in the campaign's language where that is one of ours, else in English. It asks nothing of
//! its reader, so it addresses nobody.

use chrono::{DateTime, Utc};

use crate::campaign::Campaign;
use crate::error::Result;
use crate::render::{Mail, note};
use crate::schedule::NoticeId;

/// Language, subject, and text; `CAMPAIGN`, `ORGANISATION` and `RELAY` stand for what they are.
const WORDS: [(&str, &str, &str); 4] = [
    (
        "en",
        "Test message: CAMPAIGN",
        "This is a test message of ORGANISATION for the campaign CAMPAIGN.\n\nIt shows that RELAY takes our mail. There is \
         nothing to do.\n",
    ),
    (
        "nl",
        "Proefbericht: CAMPAIGN",
        "Dit is een proefbericht van ORGANISATION voor de campagne CAMPAIGN.\n\nHet laat zien dat RELAY onze mail \
         aanneemt. Er hoeft niets te gebeuren.\n",
    ),
    (
        "de",
        "Testnachricht: CAMPAIGN",
        "Dies ist eine Testnachricht von ORGANISATION zur Kampagne CAMPAIGN.\n\nSie zeigt, dass RELAY unsere Nachrichten \
         annimmt. Es ist nichts zu tun.\n",
    ),
    (
        "fr",
        "Message d’essai : CAMPAIGN",
        "Ceci est un message d’essai de ORGANISATION pour la campagne CAMPAIGN.\n\nIl montre que RELAY accepte nos \
         messages. Il n’y a rien à faire.\n",
    ),
];

/// The message to an address.
///
/// # Errors
/// When an address cannot be mailed to.
pub(super) fn mail(campaign: &Campaign, to: &str, relay: &str, id: NoticeId, date: DateTime<Utc>) -> Result<Mail> {
    let tag = &campaign.languages.default;
    let primary = tag.as_str().split('-').next().unwrap_or("");
    let (language, subject, text) = WORDS.iter().find(|(language, ..)| *language == primary).unwrap_or(&WORDS[0]);
    let name = campaign.name.get(tag, tag);
    let fill = |words: &str| {
        // What a name says is not looked at again.
        let parts = words.split("CAMPAIGN").map(|part| {
            let parts = part.split("ORGANISATION").map(|part| part.replace("RELAY", relay));
            parts.collect::<Vec<_>>().join(&campaign.organization)
        });
        parts.collect::<Vec<_>>().join(name)
    };
    note(&campaign.sender, to, &id.to_string(), date, language, (&fill(subject), &fill(text)))
}
