//! What the notices of a plan will do in calendars, one after the other, and which of them people get first.

use chrono::{DateTime, Utc};

use super::news::{Rebooked, rebooked};
use super::{DatesTold, is_news, is_on_new_dates};
use crate::campaign::{Attachment, Channel, Loaded};
use crate::compose::appointed::reserved;
use crate::compose::appointments::{Told, Turn};
use crate::error::Result;
use crate::ledger::InCalendar;
use crate::schedule::{Notice, NoticeId, Plan};

impl DatesTold {
    /// Takes in the notices of a plan that were not begun, and those about new dates: which of them a person gets first,
    /// and what they do in calendars one after the other.
    ///
    /// # Errors
    /// As [`DatesTold::reschedules`].
    pub fn expect(
        &mut self,
        loaded: &Loaded,
        plan: &Plan,
        at: DateTime<Utc>,
        begun: impl Fn(NoticeId) -> bool,
    ) -> Result<()> {
        let campaign = &loaded.campaign;
        let rules = || campaign.phases.iter().flat_map(|phase| &phase.messages);
        let mails = || plan.notices.iter().filter(|notice| notice.channel == Channel::Mail && !begun(notice.id));
        if rules().any(is_news) {
            for notice in mails().filter(|notice| notice.rule(campaign).is_for_people()) {
                let Some(person) = notice.person else { continue };
                let heard = self.persons.entry(loaded.people.persons[person as usize].id.clone()).or_default();
                let turn = (notice.due, notice.id);
                if heard.expected.is_none_or(|expected| turn < expected) {
                    heard.expected = Some(turn);
                }
            }
        }
        if !rules().any(|rule| rule.attach.iter().any(|one| one.is_appointment())) {
            return Ok(());
        }
        let news = self.news(loaded, at)?;
        let with_entry = |notice: &&Notice| notice.rule(campaign).attach.iter().any(|one| one.is_appointment());
        let mut notices: Vec<Notice> = mails().filter(with_entry).cloned().collect();
        let news = news.into_iter().map(|(notice, _)| notice);
        notices.extend(news.filter(|notice| with_entry(&notice) && !begun(notice.id)));
        notices.sort_by_key(|notice| (notice.due, notice.id));
        for notice in &notices {
            if let (Some(at), Some((does, told))) = (notice.person, self.in_calendar(loaded, notice)) {
                let heard = self.persons.entry(loaded.people.persons[at as usize].id.clone()).or_default();
                heard.appointments.plan(Turn { at: notice.due, id: notice.id, does }, told);
            }
        }
        Ok(())
    }

    /// What a planned notice does in its reader's calendar, and what the entry is that it is about.
    pub(super) fn in_calendar(&self, loaded: &Loaded, notice: &Notice) -> Option<(InCalendar, Told)> {
        let campaign = &loaded.campaign;
        let attached = notice.rule(campaign).attach.iter().find(|one| one.is_appointment())?;
        let (person, wave) =
            (&loaded.people.persons[notice.person? as usize], &campaign.waves[usize::from(notice.wave)]);
        if notice.channel != Channel::Mail {
            return None;
        }
        let told = Told { dates: wave.dates(), starts: reserved(campaign, wave, person) };
        let known = self.persons.get(&person.id).map(|heard| &heard.appointments);
        let bring = |does| {
            let is_to_come = told.starts.is_some_and(|start| start > notice.due);
            let turn = Turn { at: notice.due, id: notice.id, does };
            is_to_come.then(|| known.map_or(does, |known| known.bring(turn, told)))
        };
        let is_told = is_on_new_dates(notice.rule(campaign));
        let heard = self.persons.get(&person.id).filter(|_| is_told);
        let off = heard.and_then(|heard| match rebooked(heard, campaign, wave, person, notice.due)? {
            Rebooked::Off(told) => Some(told),
            Rebooked::To(_) => None,
        });
        let does = match attached {
            // No entry of a calendar: see `Attachment::is_appointment`.
            Attachment::Sheet => None,
            // What was put there is taken out.
            Attachment::Invite | Attachment::Meeting if off.is_some() => {
                let does = known?.cancellation(notice.due, notice.id)?;
                return Some((does, Told { starts: off, ..told }));
            }
            Attachment::Invite => bring(InCalendar::Invite),
            Attachment::Meeting => bring(InCalendar::Meeting),
            Attachment::Cancellation => known?.cancellation(notice.due, notice.id),
        };
        does.map(|does| (does, told))
    }
}
