//! Counting a plan, in one pass over its notices.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use chrono::{DateTime, Utc};
use chrono_tz::Tz;

use super::{Approval, Closure, Gap, MessageLine, Moved, Moves, Outline, PhaseOutline, Times, Totals, WaveOutline};
use crate::campaign::{Audience, Campaign, LanguageReason, People, Phase, Progress};
use crate::l10n::Tag;
use crate::report::moved::{Why, moved_from};
use crate::report::names::Names;
use crate::schedule::{Notice, Plan, Reason, assign, wave_gates};

/// What is counted of one message of one wave.
#[derive(Default)]
struct Tally {
    span: Option<(DateTime<Utc>, DateTime<Utc>)>,
    occurrences: u16,
    languages: BTreeMap<Tag, u64>,
    paper: u64,
    moves: BTreeMap<(Reason, Option<Why>), u64>,
}

impl Tally {
    fn add(&mut self, campaign: &Campaign, notice: &Notice) {
        let (first, last) = self.span.unwrap_or((notice.due, notice.due));
        self.span = Some((first.min(notice.due), last.max(notice.due)));
        self.occurrences = self.occurrences.max(notice.occurrence.saturating_add(1));
        match self.languages.get_mut(&notice.language) {
            Some(count) => *count += 1,
            None => {
                self.languages.insert(notice.language.clone(), 1);
            }
        }
        self.paper += u64::from(notice.channel.is_paper());
        if notice.reason != Reason::AsPlanned {
            let why = moved_from(campaign, notice).map(|(_, why)| why);
            *self.moves.entry((notice.reason, why)).or_default() += 1;
        }
    }

    fn times(&self, zone: Tz) -> Option<Times> {
        self.span.map(|(first, last)| Times { first: first.with_timezone(&zone), last: last.with_timezone(&zone) })
    }
}

/// Position of wave, phase and rule.
type Key = (usize, usize, usize);

impl Outline {
    /// Counts a plan. `people` are those it was made for.
    pub fn of(campaign: &Campaign, people: &People, plan: &Plan) -> Outline {
        let mut tallies: HashMap<Key, Tally> = HashMap::new();
        let mut totals = Totals { notices: plan.notices.len() as u64, ..Totals::default() };
        let mut told = vec![false; people.persons.len()];
        for notice in &plan.notices {
            let key = (usize::from(notice.wave), usize::from(notice.phase), usize::from(notice.rule));
            tallies.entry(key).or_default().add(campaign, notice);
            *totals.reasons.entry(notice.reason).or_default() += 1;
            if let Some(told) = notice.person.and_then(|at| told.get_mut(at as usize)) {
                *told = true;
            }
        }
        let membership = assign(campaign, people).waves;
        totals.told = told.iter().filter(|told| **told).count() as u64;
        totals.people = membership.iter().flatten().count() as u64;
        totals.outside = membership.len() as u64 - totals.people;
        for (tag, count) in tallies.values().flat_map(|tally| &tally.languages) {
            *totals.languages.entry(tag.clone()).or_default() += count;
        }
        totals.fallbacks = fallbacks(campaign, people, plan);
        totals.times = tallies.values().filter_map(|tally| tally.times(campaign.timezone)).reduce(Times::with);
        let mut missing = BTreeSet::new();
        for gap in &plan.unplanned {
            if missing.insert((gap.reason, &gap.person)) {
                *totals.missing.entry(gap.reason).or_default() += 1;
            }
        }
        let mut outline = Outline {
            campaign: campaign.id.clone(),
            title: campaign.name.get(&campaign.languages.default, &campaign.languages.default).to_owned(),
            organization: campaign.organization.clone(),
            language: campaign.languages.default.clone(),
            timezone: campaign.timezone,
            now: plan.now.with_timezone(&campaign.timezone),
            colors: (campaign.brand.color, campaign.brand.color_dark),
            hash: String::new(),
            head: None,
            approval: Approval::Never,
            waves: waves(campaign, people, &membership, &tallies),
            closures: Vec::new(),
            gaps: gaps(campaign, people, plan),
            load: None,
            totals,
        };
        let gates = wave_gates((campaign, people), &Progress::default(), |_, _| (), plan.now);
        outline.stand(campaign, &gates, &[]);
        outline.drop_what_is_for_other_waves();
        outline.closures = closures(campaign, &outline);
        outline
    }
}

impl Outline {
    /// Leaves out of a wave what a selector picks nobody of it for, and people of another wave.
    pub(super) fn drop_what_is_for_other_waves(&mut self) {
        let lines = self.waves.iter().flat_map(WaveOutline::lines);
        let told: BTreeSet<String> = lines.filter(|line| line.count > 0).map(|line| line.message.clone()).collect();
        for wave in &mut self.waves {
            let missed: BTreeSet<&String> =
                self.gaps.iter().filter(|gap| gap.wave == wave.id).flat_map(|gap| &gap.messages).collect();
            let is_for_others = |line: &MessageLine| {
                let picks = matches!(line.audience, Audience::Select(_)) && !line.is_event();
                picks && line.count == 0 && told.contains(&line.message) && !missed.contains(&line.message)
            };
            for phase in &mut wave.phases {
                phase.lines.retain(|line| !is_for_others(line));
            }
            wave.phases.retain(|phase| !phase.lines.is_empty());
        }
    }
}

/// Who is told something in another language than theirs: people by what they read and what they get.
fn fallbacks(campaign: &Campaign, people: &People, plan: &Plan) -> BTreeMap<(Tag, Tag), u64> {
    let mut served: HashMap<(&Tag, &Tag), bool> = HashMap::new();
    let mut found: BTreeMap<(&Tag, &Tag), BTreeSet<u32>> = BTreeMap::new();
    for notice in &plan.notices {
        let Some((at, person)) = notice.person.and_then(|at| Some((at, people.persons.get(at as usize)?))) else {
            continue;
        };
        let key = (&person.language.tag, &notice.language);
        let is_own = person.language.reason == LanguageReason::Default
            || key.0 == key.1
            || *served.entry(key).or_insert_with(|| campaign.languages.serves(key.0, key.1));
        if !is_own {
            found.entry(key).or_default().insert(at);
        }
    }
    found.into_iter().map(|((wanted, given), who)| ((wanted.clone(), given.clone()), who.len() as u64)).collect()
}

fn waves(
    campaign: &Campaign,
    people: &People,
    membership: &[Option<u16>],
    tallies: &HashMap<Key, Tally>,
) -> Vec<WaveOutline> {
    let mut waves: Vec<WaveOutline> = Vec::with_capacity(campaign.waves.len());
    for (at, wave) in campaign.waves.iter().enumerate() {
        let phases = campaign
            .phases
            .iter()
            .enumerate()
            .filter(|(_, phase)| phase.messages.iter().any(|rule| rule.is_for_wave(wave)));
        waves.push(WaveOutline {
            id: wave.id.clone(),
            name: wave.name.clone(),
            moved: Moved::default(),
            gate: None,
            start: wave.start,
            deadline: wave.deadline,
            deadline_time: wave.deadline_time,
            people: 0,
            sites: BTreeMap::new(),
            phases: phases.map(|(position, phase)| phase_of(campaign, tallies, at, position, phase)).collect(),
        });
    }
    for (person, wave) in people.persons.iter().zip(membership) {
        if let Some(wave) = wave.and_then(|at| waves.get_mut(usize::from(at))) {
            let languages = &campaign.languages;
            let tag = languages.offer(&person.language.tag).unwrap_or(&languages.default);
            wave.people += 1;
            *wave.sites.entry(person.site.clone()).or_default().entry(tag.clone()).or_default() += 1;
        }
    }
    waves
}

fn phase_of(
    campaign: &Campaign,
    tallies: &HashMap<Key, Tally>,
    wave: usize,
    position: usize,
    phase: &Phase,
) -> PhaseOutline {
    let none = Tally::default();
    let line = |(at, rule): (usize, &crate::campaign::MessageRule)| {
        let tally = tallies.get(&(wave, position, at)).unwrap_or(&none);
        MessageLine {
            message: rule.message.clone(),
            when: rule.when.clone(),
            when_text: rule.when_text.clone(),
            audience: rule.to.clone(),
            times: tally.times(campaign.timezone),
            occurrences: tally.occurrences,
            count: tally.languages.values().sum(),
            sent: 0,
            languages: tally.languages.clone(),
            paper: tally.paper,
            moves: tally
                .moves
                .iter()
                .map(|((reason, why), count)| Moves { reason: *reason, why: why.clone(), count: *count })
                .collect(),
        }
    };
    let meant = phase.messages.iter().enumerate().filter(|(_, rule)| rule.is_for_wave(&campaign.waves[wave]));
    PhaseOutline { id: phase.id.clone(), position, lines: meant.map(line).collect() }
}

pub(super) fn closures(campaign: &Campaign, outline: &Outline) -> Vec<Closure> {
    let Some((first, last)) = outline.range() else { return Vec::new() };
    let holidays = campaign.calendar.holidays.range(first..=last);
    let freezes = campaign.calendar.freezes.iter().filter(|freeze| freeze.from <= last && first <= freeze.to);
    let mut closures: Vec<Closure> = holidays
        .map(|(day, name)| Closure { from: *day, to: *day, why: Why::Holiday(name.clone()) })
        .chain(freezes.map(|f| Closure { from: f.from, to: f.to, why: Why::Freeze(f.why.clone()) }))
        .collect();
    closures.sort_by(|a, b| (a.from, a.to, &a.why).cmp(&(b.from, b.to, &b.why)));
    closures
}

fn gaps(campaign: &Campaign, people: &People, plan: &Plan) -> Vec<Gap> {
    let mut messages: BTreeMap<_, BTreeSet<&str>> = BTreeMap::new();
    for gap in &plan.unplanned {
        messages.entry((gap.reason, gap.wave, &*gap.person)).or_default().insert(&gap.message);
    }
    let mut groups: BTreeMap<_, Vec<String>> = BTreeMap::new();
    let names = Names::of(people);
    for ((reason, wave, id), messages) in messages {
        groups.entry((reason, wave, messages)).or_default().push(names.of_id(id));
    }
    let gap = |((reason, wave, messages), people): ((_, u16, BTreeSet<&str>), _)| Gap {
        reason,
        wave: campaign.waves.get(usize::from(wave)).map_or_else(String::new, |wave| wave.id.clone()),
        messages: messages.into_iter().map(str::to_owned).collect(),
        people,
    };
    groups.into_iter().map(gap).collect()
}
