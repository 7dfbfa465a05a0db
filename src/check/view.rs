//! What the rules look at, worked out once.

use chrono::{DateTime, NaiveDate, Utc};

use crate::campaign::{Anchor, Campaign, Loaded, MessageRule, Moment, People, Person, Phase, Wave, When};
use crate::schedule::due::{Occasion, occasions};
use crate::schedule::{Membership, Plan, assign, is_worked};

/// A campaign with its people, its plan if it has one, and the instant.
pub(super) struct View<'a> {
    pub(super) campaign: &'a Campaign,
    pub(super) people: &'a People,
    pub(super) plan: Option<&'a Plan>,
    pub(super) now: DateTime<Utc>,
    pub(super) membership: Membership,
    /// How many people of each wave still have to migrate.
    pub(super) pending: Vec<usize>,
    /// What each wave is told, on the wall clock.
    pub(super) steps: Vec<Vec<Step<'a>>>,
}

/// A message of a wave on the wall clock. Those on events and those that never come are in no wave's steps.
pub(super) struct Step<'a> {
    pub(super) phase: &'a Phase,
    pub(super) rule: &'a MessageRule,
    /// At least one, the first first.
    pub(super) occasions: Vec<Occasion>,
}

impl Step<'_> {
    pub(super) fn first(&self) -> chrono::NaiveDateTime {
        self.occasions[0].at
    }

    pub(super) fn is_for_people(&self) -> bool {
        self.rule.is_for_people()
    }

    /// Sent once, before the deadline that it counts from.
    pub(super) fn gives_deadline(&self, wave: &Wave) -> bool {
        let anchored = matches!(self.rule.when, When::Once(Moment { anchor: Anchor::Deadline, .. }));
        anchored && self.is_for_people() && self.first().date() < wave.deadline
    }

    /// Tells people to begin: sent once, in the phase in which they do or from the wave's start on, before the deadline.
    pub(super) fn tells_to_begin(&self, campaign: &Campaign, wave: &Wave) -> bool {
        let When::Once(Moment { anchor, offset, .. }) = self.rule.when else { return false };
        let from_start = anchor == Anchor::Start && offset.count() >= 0;
        let in_time = self.first().date() < wave.deadline;
        self.is_for_people() && in_time && (from_start || self.phase.id == campaign.migration.begins)
    }
}

impl<'a> View<'a> {
    pub(super) fn new(loaded: &'a Loaded, plan: Option<&'a Plan>, now: DateTime<Utc>) -> Self {
        let (campaign, people): (&Campaign, _) = (&loaded.campaign, &loaded.people);
        let membership = assign(campaign, people);
        let mut pending = vec![0; campaign.waves.len()];
        for (person, wave) in people.persons.iter().zip(&membership.waves) {
            if let (Some(wave), true) = (wave, person.standing.must_move()) {
                pending[usize::from(*wave)] += 1;
            }
        }
        let steps = campaign.waves.iter().map(|wave| steps(campaign, wave)).collect();
        View { campaign, people, plan, now, membership, pending, steps }
    }

    /// The waves in which people still have to migrate: position, wave and steps.
    pub(super) fn pending_waves(&self) -> impl Iterator<Item = (usize, &'a Wave, &[Step<'a>])> {
        let waves = self.campaign.waves.iter().zip(&self.steps).enumerate();
        waves.map(|(at, (wave, steps))| (at, wave, steps.as_slice())).filter(|(at, ..)| self.pending[*at] > 0)
    }

    /// The waves by start, then as in the file.
    pub(super) fn waves_by_start(&self) -> Vec<(usize, &'a Wave)> {
        let mut waves: Vec<(usize, &Wave)> = self.campaign.waves.iter().enumerate().collect();
        waves.sort_by_key(|(at, wave)| (wave.start, *at));
        waves
    }

    /// Every person with the position of their wave.
    pub(super) fn persons(&self) -> impl Iterator<Item = (&'a Person, Option<usize>)> {
        let waves = self.membership.waves.iter().map(|wave| wave.map(usize::from));
        self.people.persons.iter().zip(waves)
    }

    /// Every rule of the campaign.
    pub(super) fn rules(&self) -> impl Iterator<Item = &'a MessageRule> {
        self.campaign.phases.iter().flat_map(|phase| &phase.messages)
    }

    /// Days on which the helpdesk works, both ends included: a freeze stops mail, not questions.
    pub(super) fn helpdesk_days(&self, from: NaiveDate, to: NaiveDate) -> usize {
        let works = |day: &NaiveDate| is_worked(&self.campaign.calendar, *day);
        from.iter_days().take_while(|day| *day <= to).filter(works).count()
    }
}

/// `Fri 2027-03-12`.
pub(super) fn weekday(day: NaiveDate) -> String {
    day.format("%a %Y-%m-%d").to_string()
}

fn steps<'a>(campaign: &'a Campaign, wave: &Wave) -> Vec<Step<'a>> {
    let rules = campaign.phases.iter().flat_map(|phase| phase.messages.iter().map(move |rule| (phase, rule)));
    rules
        .filter_map(|(phase, rule)| {
            let occasions = occasions(campaign, wave, rule).ok().filter(|found| !found.is_empty())?;
            Some(Step { phase, rule, occasions })
        })
        .collect()
}
