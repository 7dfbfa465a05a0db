//! Where reports come in: each is matched to the notice it is about, and believed only when it is about whom that was
//! sent to.
//!
//! By the ENVID that went out with the message (RFC 3461), else the address that the envelope had (VERP), else the
//! Message-ID of what is returned. An address alone says nothing: the same person gets other mail from the same sender.
//!
//! Only the ENVID has a [proof](envelope_id) in it. The others can be made up by whoever knows the campaign file, so that
//! what comes with them makes a notice bounce and nobody's address dead.

use std::collections::HashMap;
use std::path::Path;
use std::sync::Arc;

use chrono::{DateTime, Utc};

use super::account::{Account, Bounced, Came, Unheard};
use crate::app::locked::InForce;
use crate::bounces::{Notification, Reading, Recipient, cut, read};
use crate::campaign::{Inputs, Loaded, load, normal_address};
use crate::deliver::envelope_id;
use crate::error::Result;
use crate::ledger::{Access, Action, Entry, Report, Sent, State, shown};
use crate::schedule::NoticeId;

/// An address that is shown is cut after so many characters.
const LONGEST_SHOWN: usize = 200;

/// Takes in messages one by one, and their reports at the end.
pub struct Desk {
    in_force: InForce,
    /// What Message-IDs derive from that were sent anew, with the notice and how often.
    anew: HashMap<NoticeId, (NoticeId, u32)>,
    /// The campaigns that notices were made from, by the hash of their snapshot.
    snapshots: HashMap<Arc<str>, Arc<Loaded>>,
    /// What was read, in order.
    letters: Vec<Letter>,
}

/// A message that was read.
struct Letter {
    file: String,
    is: Is,
}

/// What it is, as far as it can be known before the ledger has heard it.
enum Is {
    Report { report: Report, entry: Box<Entry>, name: Option<String>, is_proven: bool },
    Else(Came),
    Unheard(Came, String),
}

/// Whose message one is.
pub(super) struct Whose {
    pub(super) entry: Entry,
    /// Where its notice stands.
    pub(super) state: State,
    /// The person's name.
    pub(super) name: Option<String>,
    /// The address that the last message went to.
    pub(super) address: String,
    /// Whether it is the last message of its notice.
    pub(super) is_last: bool,
}

/// The notice that a report names.
struct Named {
    sent: Sent,
    /// Which message of it; `None` when it does not say.
    retries: Option<u32>,
    proof: Proof,
}

/// What the ENVID proves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Proof {
    /// The report is from a mail system that had the message.
    Right,
    /// It is from somebody who made it up.
    Wrong,
    /// Nothing: there is none, it went out before there were proofs, or with a message whose snapshot is not kept.
    Lacking,
}

/// Whether the ledger keeps what it hears.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Keep {
    /// It does.
    Yes,
    /// It only says what it would make of it.
    No,
}

impl Desk {
    /// Opens the ledger of a campaign directory.
    ///
    /// # Errors
    /// When nothing was approved yet, or the ledger cannot be used.
    pub fn open(dir: &Path) -> Result<Self> {
        let in_force = InForce::open(dir, Access::Write)?;
        let anew = in_force.ledger.sent_anew()?;
        let anew = anew
            .into_iter()
            .flat_map(|(id, times)| (1..=times).map(move |retries| (id.after_retries(retries), (id, retries))));
        Ok(Desk { anew: anew.collect(), in_force, snapshots: HashMap::new(), letters: Vec::new() })
    }

    /// Reads a message; `file` is what people call it.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub fn read(&mut self, file: &str, message: &[u8]) -> Result<()> {
        self.take(file, read(message))
    }

    /// The same of what was read already, or came in another form.
    ///
    /// # Errors
    /// As [`read`](Self::read).
    pub(super) fn take(&mut self, file: &str, reading: Reading) -> Result<()> {
        let is = match reading {
            Reading::Report(notification) => self.find(&notification)?,
            Reading::Automatic => Is::Else(Came::Automatic),
            Reading::Other => Is::Else(Came::Other),
            Reading::Unreadable(why) => Is::Unheard(Came::Unreadable, why),
        };
        self.letters.push(Letter { file: file.to_owned(), is });
        Ok(())
    }

    /// Whose message this is, by the part of its Message-ID before the `@`; `None` when it is not of this campaign.
    pub(super) fn whose(&mut self, message: &str) -> Result<Option<Whose>> {
        let Ok(id) = message.parse() else { return Ok(None) };
        let Some((sent, retries)) = self.of_message(id)? else { return Ok(None) };
        let (address, name) = self.told(&sent)?;
        let (is_last, state) = (retries == sent.retries, sent.state);
        Ok(Some(Whose { entry: sent.entry, state, name, address: address.unwrap_or_default(), is_last }))
    }

    /// Has the ledger hear what was read, and says what all of it came to.
    ///
    /// # Errors
    /// When the ledger cannot be written; then nothing of it is kept.
    pub fn hear(&mut self, keep: Keep, now: DateTime<Utc>) -> Result<Account> {
        Ok(self.hear_each(keep, now)?.0)
    }

    /// The same, with what each of the messages came to.
    pub(super) fn hear_each(&mut self, keep: Keep, now: DateTime<Utc>) -> Result<(Account, Vec<Came>)> {
        let letters = std::mem::take(&mut self.letters);
        let reports: Vec<Report> = letters.iter().filter_map(Letter::report).cloned().collect();
        let heard = match keep {
            _ if reports.is_empty() => Vec::new(),
            Keep::Yes => self.in_force.ledger.hear(&reports, now)?,
            Keep::No => self.in_force.ledger.would_hear(&reports, now)?,
        };
        let mut heard = heard.into_iter();
        let mut each = Vec::with_capacity(letters.len());
        let mut account = Account { messages: letters.len() as u64, ..Account::default() };
        for Letter { file, is } in letters {
            let (came, why) = match is {
                Is::Else(came) => (came, None),
                Is::Unheard(came, why) => (came, Some(why)),
                Is::Report { report, entry, name, is_proven } => {
                    let came = heard.next().map_or(Came::Late, |hearing| Came::of(hearing, report.action));
                    let why = match came {
                        Came::Forged => Some(format!("notice {} never went out", short(entry.id))),
                        Came::UnderWay => {
                            Some(format!("notice {} is being sent just now: import it again", short(entry.id)))
                        }
                        _ => None,
                    };
                    if came == Came::Bounced {
                        let dead = matches!(report.action, Action::Failed { dead: true });
                        let words = shown(&report.words).into_owned();
                        let (entry, address) = (*entry, report.address);
                        account.bounced.push(Bounced { entry, name, address, words, dead, is_proven });
                    }
                    (came, why)
                }
            };
            account.add(came);
            each.push(came);
            if let Some(why) = why {
                account.unheard.push(Unheard { file: shown(&file).into_owned(), came, why: shown(&why).into_owned() });
            }
        }
        Ok((account, each))
    }

    /// The notice that a report is about, if it can be believed.
    fn find(&mut self, said: &Notification) -> Result<Is> {
        let by_message = said.message.as_deref().and_then(|id| id.parse().ok());
        let by_message = by_message.map(|id| self.of_message(id)).transpose()?.flatten();
        let by_envelope = said.envelope.as_deref().map(|envid| self.of_envelope(envid.trim())).transpose()?;
        let mut found = by_envelope.flatten();
        if found.is_none() {
            for id in said.to.iter().flat_map(|to| verp(to)) {
                let named = self.of_message(id)?.map(|(sent, _)| Named { sent, retries: None, proof: Proof::Lacking });
                found = found.or(named);
            }
        }
        let found = match (found, by_message) {
            (Some(Named { sent, proof: Proof::Wrong, .. }), _) => {
                return Ok(Is::Unheard(
                    Came::Forged,
                    format!("its ENVID is not the one that went out with notice {}", short(sent.entry.id)),
                ));
            }
            (Some(Named { sent, .. }), Some((other, _))) if sent.entry.id != other.entry.id => {
                let ids = (short(sent.entry.id), short(other.entry.id));
                return Ok(Is::Unheard(
                    Came::Forged,
                    format!("it names notice {}, and returns the message of {}", ids.0, ids.1),
                ));
            }
            (Some(named), _) if named.proof == Proof::Right => Some(named),
            (_, Some((sent, retries))) => Some(Named { sent, retries: Some(retries), proof: Proof::Lacking }),
            (found, None) => found,
        };
        let Some(Named { sent, retries, proof }) = found else { return Ok(Is::Else(Came::Foreign)) };
        let is_proven = proof == Proof::Right;
        let (address, name) = self.told(&sent)?;
        let was_told = |recipient: &Recipient| {
            recipient.addresses.iter().any(|known| address.as_deref() == Some(&*normal_address(known)))
        };
        // What does not say which message it is about, and is about another address, is about one before.
        let is_of_last = retries.is_none() && said.recipients.iter().any(was_told);
        let retries = retries.unwrap_or(sent.retries.saturating_sub(u32::from(!is_of_last)));
        // Of a message before the last, the snapshot that has its address is not kept.
        let is_it = |recipient: &&Recipient| retries < sent.retries || was_told(recipient);
        let Some(recipient) = said.recipients.iter().filter(is_it).max_by_key(|recipient| weight(recipient.action))
        else {
            let named = said.recipients.iter().flat_map(|recipient| recipient.addresses.first()).next();
            let named = cut(named.map_or("nobody", |address| address), LONGEST_SHOWN);
            return Ok(Is::Unheard(
                Came::Forged,
                format!("`{named}` is not whom notice {} was sent to", short(sent.entry.id)),
            ));
        };
        // What was sent on and came back from there says nothing of the mailbox that sent it on.
        let is_end = recipient.last.as_deref().is_some_and(|last| address.as_deref() == Some(&*normal_address(last)));
        let action = match recipient.action {
            Action::Failed { dead } => Action::Failed { dead: dead && is_proven && is_end },
            action => action,
        };
        let said_of = recipient.addresses.first().map(|address| normal_address(address));
        let report = Report {
            id: sent.entry.id,
            retries,
            action,
            address: address.filter(|_| retries == sent.retries).or(said_of).unwrap_or_default(),
            words: recipient.words.clone(),
            digest: said.digest,
        };
        Ok(Is::Report { report, entry: Box::new(sent.entry), name, is_proven })
    }

    /// The notice that an ENVID names.
    fn of_envelope(&self, envid: &str) -> Result<Option<Named>> {
        let (id, has_proof) = envid.split_once('.').map_or((envid, false), |(id, _)| (id, true));
        let Ok(id) = id.parse() else { return Ok(None) };
        let Some((sent, retries)) = self.of_message(id)? else { return Ok(None) };
        let proof = match has_proof {
            // What is about a message before the last changes nothing.
            true if retries < sent.retries => Proof::Lacking,
            true if envid.eq_ignore_ascii_case(&envelope_id(&sent.snapshot, id)) => Proof::Right,
            true => Proof::Wrong,
            false => Proof::Lacking,
        };
        // One without a proof is the notice's own, whichever message of it went out.
        Ok(Some(Named { sent, retries: has_proof.then_some(retries), proof }))
    }

    /// The notice that a Message-ID derives from, and how often it had been sent anew.
    fn of_message(&self, id: NoticeId) -> Result<Option<(Sent, u32)>> {
        let (id, retries) = self.anew.get(&id).copied().unwrap_or((id, 0));
        Ok(self.sent(id)?.map(|sent| (sent, retries)))
    }

    fn sent(&self, id: NoticeId) -> Result<Option<Sent>> {
        self.in_force.ledger.sent(id)
    }

    /// The address that the last message of a notice was sent to, and the name of its person.
    fn told(&mut self, sent: &Sent) -> Result<(Option<String>, Option<String>)> {
        let loaded = match self.snapshots.get(&sent.snapshot) {
            Some(loaded) => Arc::clone(loaded),
            None => {
                let files = self.in_force.ledger.snapshot(&sent.snapshot)?;
                let loaded = Arc::new(load(&mut Inputs::from_files(files))?);
                self.snapshots.insert(Arc::clone(&sent.snapshot), Arc::clone(&loaded));
                loaded
            }
        };
        let person = sent.entry.person.as_ref();
        let known = person.and_then(|id| loaded.people.get(id));
        let address = match person {
            Some(_) => known.and_then(|person| person.email.as_deref()),
            None => loaded.campaign.helpdesk.email.as_deref(),
        };
        Ok((address.map(normal_address), known.map(|person| person.name.clone())))
    }
}

impl Letter {
    fn report(&self) -> Option<&Report> {
        match &self.is {
            Is::Report { report, .. } => Some(report),
            Is::Else(_) | Is::Unheard(..) => None,
        }
    }
}

/// Of what is said about several who got one address' mail, what counts for its owner: it arrived somewhere, or nowhere.
fn weight(action: Action) -> u8 {
    match action {
        Action::Delivered => 4,
        Action::Relayed | Action::Expanded => 3,
        Action::Failed { .. } => 2,
        Action::Delayed => 1,
    }
}

/// The identities in an address such as `bounces+3f9a…@example.org`: 32 digits before the `@`, after a sign.
fn verp(to: &str) -> Vec<NoticeId> {
    let words = to.split(|c: char| !(c.is_ascii_alphanumeric() || c == '@'));
    words.filter_map(|word| word.split_once('@')?.0.parse().ok()).collect()
}

/// The first digits of an identity, as `heraut status` shows them.
fn short(id: NoticeId) -> String {
    id.to_string().chars().take(8).collect()
}
