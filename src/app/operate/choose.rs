//! Which of the notices that wait for a person somebody means.

use super::named::person;
use super::operator::Operator;
use crate::app::mended::keep_mended;
use crate::error::{Error, Result};
use crate::ledger::{Filter, Row, State};
use crate::schedule::NoticeId;

/// Which of the notices that failed, bounced or are uncertain; all of them when nothing is said.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Which {
    /// Only these, by identity or the first eight or more of its digits.
    pub ids: Vec<String>,
    /// Only in this state; bounced are also those that were not sent because of it.
    pub state: Option<State>,
    /// Those that a person closed; with `ids`, also those.
    pub closed: bool,
    /// Only what failed or bounced at another address than the approved one.
    pub mended: bool,
    /// Only of this wave.
    pub wave: Option<String>,
    /// Only this message.
    pub message: Option<String>,
    /// Only this person's: user name, address or full name.
    pub person: Option<String>,
    /// Only those of which the relay's reply, or the reason, has these words in it.
    pub reply: Option<String>,
}

/// The notices that somebody means, by due time.
pub struct Chosen {
    /// With where they stand.
    pub rows: Vec<Row>,
    /// Whether only those that a person closed were asked for.
    pub closed: bool,
}

impl Chosen {
    /// Their identities.
    pub fn ids(&self) -> Vec<NoticeId> {
        self.rows.iter().map(|row| row.entry.id).collect()
    }
}

impl Operator {
    /// The notices that somebody means, of those for which an act `is_for`.
    ///
    /// # Errors
    /// [`Usage`](crate::error::Kind::Usage) when a name or an identity fits none, or more than one.
    pub fn choose(&self, which: &Which, is_for: impl Fn(&Row) -> bool) -> Result<Chosen> {
        let (ledger, approval) = (&*self.in_force.ledger, &self.in_force.approval);
        let who = which.person.as_deref().map(|who| person(ledger, approval, who)).transpose()?;
        let states = match which.state {
            Some(State::Bounced) => vec![State::Bounced, State::Suppressed],
            Some(state) => vec![state],
            None => vec![State::Failed, State::Bounced, State::Uncertain, State::Suppressed],
        };
        let mut rows = ledger.list(&Filter { person: who, states, closed: which.closed, ..Filter::default() })?;
        let closed = which.closed && which.ids.is_empty();
        if closed {
            rows.retain(|row| row.state == State::Cancelled);
        }
        let wanted = |row: &Row| {
            (is_for(row) || row.state == State::Cancelled)
                && which.wave.as_deref().is_none_or(|wave| *row.entry.wave == *wave)
                && which.message.as_deref().is_none_or(|message| *row.entry.message == *message)
                && which.reply.as_deref().is_none_or(|reply| says(&row.detail, reply))
        };
        rows.retain(wanted);
        if which.mended {
            keep_mended(ledger, approval, &mut rows)?;
        }
        if !which.ids.is_empty() {
            let found = which.ids.iter().map(|id| find(&rows, id)).collect::<Result<Vec<NoticeId>>>()?;
            rows.retain(|row| found.contains(&row.entry.id));
        }
        Ok(Chosen { rows, closed })
    }
}

fn says(detail: &str, words: &str) -> bool {
    detail.to_lowercase().contains(&words.to_lowercase())
}

/// The one whose identity begins so.
fn find(rows: &[Row], start: &str) -> Result<NoticeId> {
    let typed = start.trim().to_lowercase();
    let unknown = |what: &str| {
        Error::usage(format!("`{start}` {what}"))
            .hint("`heraut status` shows the first digits of what waits for a person; eight or more are needed")
    };
    if typed.len() < 8 || !typed.bytes().all(|digit| digit.is_ascii_hexdigit()) {
        return Err(unknown("is not the identity of a notice"));
    }
    let found: Vec<NoticeId> =
        rows.iter().map(|row| row.entry.id).filter(|id| id.to_string().starts_with(&typed)).collect();
    match found[..] {
        [one] => Ok(one),
        [] => Err(unknown("is no notice that failed, bounced or is uncertain")),
        [..] => Err(unknown("is the beginning of several")),
    }
}
