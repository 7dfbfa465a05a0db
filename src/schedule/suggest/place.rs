//! Puts parts of waves on days.

use std::collections::{BTreeMap, HashMap};

use chrono::{Days, NaiveDate};

use super::divide::{Division, Picks};
use super::{Basis, SuggestedWave, Suggestion, can_be_told};
use crate::campaign::{Side, Span, Wave};
use crate::schedule::day_of;

/// No wave is looked for further away than so many open days.
const FARTHEST: usize = 400;
/// Sums of shares are not exact.
const A_HAIR: f64 = 1e-9;

/// A part of a wave, with its days.
#[derive(Debug, Clone)]
pub(super) struct Spot {
    pub(super) wave: u16,
    pub(super) part: (usize, usize),
    pub(super) people: u32,
    pub(super) start: NaiveDate,
    pub(super) deadline: NaiveDate,
    pub(super) gate: Option<NaiveDate>,
    pub(super) picks: Picks,
}

/// What each working day has by now.
type Load = BTreeMap<NaiveDate, f64>;
/// How many contacts each person of a wave brings on which day.
type Course = Vec<(NaiveDate, f64)>;

pub(super) struct Placer<'a> {
    basis: &'a Basis<'a>,
    /// What the waves that stay bring.
    kept: Load,
    /// The first open day after those.
    from: NaiveDate,
    courses: HashMap<(u16, NaiveDate), Option<(NaiveDate, Course)>>,
}

impl<'a> Placer<'a> {
    pub(super) fn new(basis: &'a Basis<'a>) -> Self {
        let from = basis.today.checked_add_days(Days::new(1)).unwrap_or(basis.today);
        Placer { basis, kept: Load::new(), from, courses: HashMap::new() }
    }

    /// A wave stays as it is.
    pub(super) fn keep(&mut self, at: u16) {
        let wave = self.wave(at);
        let people = self.people(at);
        for (day, share) in self.basis.learnt.per_person(self.basis.campaign, (at, wave)) {
            *self.kept.entry(day).or_default() += f64::from(people) * share;
        }
        let end = day_of(wave).unwrap_or(wave.deadline).max(wave.deadline);
        self.from = self.from.max(self.after(end, wave));
    }

    /// How many of a wave the helpdesk takes at once, when nobody else calls.
    pub(super) fn most(&mut self, at: u16) -> u32 {
        let start = self.wave(at).start;
        let capacity = self.basis.capacity;
        let Some((_, course)) = self.course(at, start) else { return u32::MAX };
        let top = course.iter().map(|(_, share)| *share).fold(0.0, f64::max);
        if top > 0.0 { (capacity / top + A_HAIR).floor().min(f64::from(u32::MAX)) as u32 } else { u32::MAX }
    }

    /// How many parts of it fit alone.
    pub(super) fn parts(&mut self, at: u16) -> usize {
        let most = self.most(at).max(1);
        self.people(at).div_ceil(most).max(1) as usize
    }

    /// Puts the parts of waves on days, one after the other.
    ///
    /// # Errors
    /// With the wave for which there is no day.
    pub(super) fn place(&mut self, waves: &[u16], divisions: &[Division]) -> Result<Vec<Spot>, u16> {
        let (mut load, mut from) = (self.kept.clone(), self.from);
        let mut spots = Vec::new();
        let first = *waves.first().unwrap_or(&0);
        for (at, division) in waves.iter().zip(divisions) {
            for (n, (people, picks)) in division.iter().enumerate() {
                // Nobody begins earlier than the campaign does.
                let not_before = if *at == first && n == 0 { self.first_start(*at) } else { from };
                let spot = self.spot(*at, *people, not_before.max(from), &load).ok_or(*at)?;
                let Some((_, course)) = self.course(*at, spot) else { return Err(*at) };
                for (day, share) in course.clone() {
                    *load.entry(day).or_default() += f64::from(*people) * share;
                }
                let Some((deadline, _)) = self.course(*at, spot).cloned() else { return Err(*at) };
                let gate = self.gate(*at, deadline);
                let (part, picks) = ((n + 1, division.len()), picks.clone());
                spots.push(Spot { wave: *at, part, people: *people, start: spot, deadline, gate, picks });
                from = self.after(gate.unwrap_or(deadline), self.wave(*at));
            }
        }
        Ok(spots)
    }

    /// The first open day from `from` on, on which a part of a wave makes no day too full.
    fn spot(&mut self, at: u16, people: u32, from: NaiveDate, load: &Load) -> Option<NaiveDate> {
        let calendar = &self.basis.campaign.calendar;
        let (capacity, today) = (self.basis.capacity, self.basis.today);
        let wave = self.wave(at);
        // Of a wave that has heard its start, the start is not earlier than what it heard.
        let is_told = !can_be_told(self.basis.campaign, wave, today);
        let mut day = calendar.nearest_open(if is_told { from.max(wave.start) } else { from }, Side::After)?;
        for _ in 0..FARTHEST {
            let in_time = is_told || {
                let moved = Wave { start: day, deadline: self.course(at, day)?.0, ..wave.clone() };
                can_be_told(self.basis.campaign, &moved, today)
            };
            let (_, course) = self.course(at, day)?;
            let fits = |(on, share): &(NaiveDate, f64)| {
                let brings = f64::from(people) * share;
                brings == 0.0 || load.get(on).copied().unwrap_or(0.0) + brings <= capacity + A_HAIR
            };
            if in_time && course.iter().all(fits) {
                return Some(day);
            }
            day = calendar.nearest_open(day.succ_opt()?, Side::After)?;
        }
        None
    }

    /// The deadline of a wave that starts on a day, and its course.
    fn course(&mut self, at: u16, start: NaiveDate) -> Option<&(NaiveDate, Course)> {
        let Basis { campaign, learnt, .. } = self.basis;
        let wave = self.wave(at);
        let make = || {
            let length = campaign.calendar.workdays_between(wave.start, wave.deadline).max(1);
            let deadline = campaign.calendar.add(start, Span::Workdays(i32::try_from(length).ok()?))?;
            let moved = Wave { start, deadline, ..wave.clone() };
            Some((deadline, learnt.per_person(campaign, (at, &moved))))
        };
        self.courses.entry((at, start)).or_insert_with(make).as_ref()
    }

    /// The day of the gate of a wave with that deadline.
    fn gate(&self, at: u16, deadline: NaiveDate) -> Option<NaiveDate> {
        let (wave, calendar) = (self.wave(at), &self.basis.campaign.calendar);
        let day = day_of(wave)?;
        let days = calendar.workdays_between(wave.deadline, day).max(1);
        calendar.add(deadline, Span::Workdays(i32::try_from(days).ok()?))
    }

    /// The first day on which a wave may start after another one: the day after its gate; without a gate there is a working
    /// day between, to judge on.
    fn after(&self, end: NaiveDate, wave: &Wave) -> NaiveDate {
        let days = if wave.gate.is_some() { 1 } else { 2 };
        self.basis.campaign.calendar.add(end, Span::Workdays(days)).unwrap_or(end)
    }

    fn first_start(&self, at: u16) -> NaiveDate {
        self.wave(at).start.max(self.from)
    }

    fn wave(&self, at: u16) -> &'a Wave {
        &self.basis.campaign.waves[usize::from(at)]
    }

    fn people(&self, at: u16) -> u32 {
        let members = self.basis.membership.members(at).map(|at| &self.basis.people.persons[at]);
        u32::try_from(members.filter(|person| person.standing.must_move()).count()).unwrap_or(u32::MAX)
    }

    /// What was found, with what it comes to.
    pub(super) fn suggestion(&mut self, begun: &[u16], spots: Vec<Spot>) -> Suggestion {
        let mut load = self.kept.clone();
        for spot in &spots {
            if let Some((_, course)) = self.course(spot.wave, spot.start) {
                for (day, share) in course.clone() {
                    *load.entry(day).or_default() += f64::from(spot.people) * share;
                }
            }
        }
        let stay = begun.iter().map(|at| {
            let (wave, people) = (self.wave(*at), self.people(*at));
            let (start, deadline, gate) = (wave.start, wave.deadline, day_of(wave));
            SuggestedWave { wave: *at, part: (1, 1), people, start, deadline, gate, picks: Picks::All }
        });
        let moved = spots.into_iter().map(|spot| SuggestedWave {
            wave: spot.wave,
            part: spot.part,
            people: spot.people,
            start: spot.start,
            deadline: spot.deadline,
            gate: spot.gate,
            picks: spot.picks,
        });
        let waves: Vec<SuggestedWave> = stay.chain(moved).collect();
        let ends = waves.iter().map(|wave| wave.deadline).max().unwrap_or_default();
        let ended = self.basis.campaign.waves.iter().map(|wave| wave.deadline).max().unwrap_or_default();
        Suggestion { waves, load, ends, ended }
    }
}
