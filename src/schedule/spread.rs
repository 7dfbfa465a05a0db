//! What a relay takes: a wave's volume, spread over the windows at its rate.
//!
//! Notices go out in the order they are due. One that the relay's rate does not allow then waits for the first instant
//! that does and lies in its person's window. People keep the order of their own notices, at least a minute apart. A
//! notice that would wait past its expiry makes the whole plan refused: better now, with the arithmetic, than when
//! half a wave has heard its deadline.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BinaryHeap, VecDeque};

use chrono::{DateTime, TimeDelta, Utc};

use super::hours::{Clocks, Hours};
use super::notice::{Notice, Reason};
use crate::campaign::{Campaign, Limits, PRESETS, People};
use crate::error::{Error, Problem, Result};

/// One person hears two messages at least this far apart when the second had to wait for the first.
const APART: TimeDelta = TimeDelta::minutes(1);

/// What the relay took lately.
struct Taken {
    limits: Vec<(usize, TimeDelta)>,
    /// The latest instants, at most as many as the largest limit.
    lately: VecDeque<DateTime<Utc>>,
}

impl Taken {
    fn new(limits: &Limits) -> Self {
        let rate = limits.rate.map(|(messages, period)| (messages.max(1) as usize, period));
        let day = limits.per_day.map(|messages| (messages.max(1) as usize, TimeDelta::days(1)));
        Taken { limits: rate.into_iter().chain(day).collect(), lately: VecDeque::new() }
    }

    /// The first instant not before `at` at which one more keeps every limit: of any `n` + 1 in a row, the last lies a
    /// period after the first.
    fn earliest(&self, at: DateTime<Utc>) -> DateTime<Utc> {
        let after =
            |(n, period): &(usize, TimeDelta)| Some(*self.lately.get(self.lately.len().checked_sub(*n)?)? + *period);
        self.limits.iter().filter_map(after).fold(at, DateTime::max)
    }

    fn record(&mut self, at: DateTime<Utc>) {
        self.lately.push_back(at);
        let most = self.limits.iter().map(|(n, _)| *n).max().unwrap_or(0);
        while self.lately.len() > most {
            self.lately.pop_front();
        }
    }
}

/// Moves notices so that the relay's limits are kept; `done` ones went out already, or not through it, and take nothing.
///
/// # Errors
/// When some would pass their expiry: one problem per wave and message.
pub(crate) fn spread(
    campaign: &Campaign,
    people: &People,
    notices: &mut [Notice],
    done: impl Fn(&Notice) -> bool,
) -> Result<()> {
    let Some(limits) = campaign.relay.as_ref().map(|relay| relay.limits) else { return Ok(()) };
    let mut taken = Taken::new(&limits);
    if taken.limits.is_empty() {
        return Ok(());
    }
    // A chain per person: whoever is waiting for one notice does not queue for the next.
    notices.sort_unstable_by_key(|notice| {
        (notice.person, notice.due, notice.phase, notice.rule, notice.wave, notice.occurrence)
    });
    let mut late: BTreeMap<(u16, u16, u16), Late> = BTreeMap::new();
    let mut clocks = Clocks::new(&campaign.calendar);
    let mut queue = BinaryHeap::new();
    let queued = |at: DateTime<Utc>, n: usize, notice: &Notice| Reverse((at, notice.due, notice.id, n));
    let next_of = |from: usize, notices: &[Notice]| (from..notices.len()).find(|n| !done(&notices[*n]));
    let mut n = 0;
    while n < notices.len() {
        let person = notices[n].person;
        if let Some(first) = next_of(n, notices).filter(|first| notices[*first].person == person) {
            queue.push(queued(notices[first].due, first, &notices[first]));
        }
        n += notices[n..].iter().take_while(|notice| notice.person == person).count();
    }
    while let Some(Reverse((at, _, _, n))) = queue.pop() {
        let notice = &notices[n];
        let zone = notice.person.map_or(campaign.timezone, |person| people.persons[person as usize].timezone);
        let free = taken.earliest(at);
        let slot = if free == notice.due { Some(free) } else { clocks.at_or_after(free, zone) };
        let hopeless = slot.is_none_or(|slot| notice.expires.is_some_and(|end| end <= slot));
        if let (Some(slot), false) = (slot, slot == Some(free) || hopeless) {
            queue.push(queued(slot, n, notice));
            continue;
        }
        if hopeless {
            late.entry((notice.wave, notice.phase, notice.rule)).or_insert_with(|| Late::new(notice)).count += 1;
        } else {
            taken.record(free);
        }
        let told = if hopeless { at } else { free };
        if told != notice.due && !hopeless {
            notices[n].due = told;
            notices[n].reason = Reason::SpreadByRate;
        }
        let person = notices[n].person;
        if let Some(next) = next_of(n + 1, notices).filter(|next| notices[*next].person == person) {
            let due = if notices[next].due <= told && !hopeless { told + APART } else { notices[next].due };
            queue.push(queued(due, next, &notices[next]));
        }
    }
    let problems: Vec<Problem> =
        late.into_iter().map(|(at, late)| late.problem(campaign, &limits, notices, at)).collect();
    Error::collect(problems)
}

/// The notices of one message of a wave that would come too late.
struct Late {
    count: usize,
    due: DateTime<Utc>,
    expires: Option<DateTime<Utc>>,
}

impl Late {
    fn new(notice: &Notice) -> Self {
        Late { count: 0, due: notice.due, expires: notice.expires }
    }

    fn problem(&self, campaign: &Campaign, limits: &Limits, all: &[Notice], at: (u16, u16, u16)) -> Problem {
        let (wave, phase, position) = at;
        let rule = &campaign.phases[usize::from(phase)].messages[usize::from(position)];
        let mine = |notice: &&Notice| (notice.wave, notice.phase, notice.rule) == at;
        let total = all.iter().filter(mine).count();
        let until = self.expires.unwrap_or(self.due);
        let others = all.iter().filter(|notice| !mine(notice) && self.due <= notice.due && notice.due < until).count();
        let volume = (total + others) as f64;
        let mut needs = Vec::new();
        if let Some((messages, period)) = limits.rate {
            let hours = volume / f64::from(messages.max(1)) * period.num_seconds() as f64 / 3600.0;
            needs.push(format!("{hours:.1} hours at {}", rate_in_words(messages, period)));
        }
        if let Some(most) = limits.per_day {
            needs.push(format!("{:.1} days at {most} a day", volume / f64::from(most.max(1))));
        }
        let hours = Hours::new(&campaign.calendar, campaign.timezone);
        let open = hours.open_between(self.due, until).num_minutes() as f64 / 60.0;
        let beside = if others == 0 { String::new() } else { format!(" (and {others} others due in that time)") };
        Problem::new(format!(
            "{total} notices of wave `{}`, message `{}`{beside} need {}, but only {open:.1} hours of window lie between \
             {} and {}: {} would come too late",
            campaign.waves[usize::from(wave)].id,
            rule.message,
            needs.join(" and "),
            local(self.due, campaign),
            local(until, campaign),
            self.count,
        ))
        .at(rule.place.clone())
        .hint(match relays_for(volume, open, (until - self.due).num_days().max(1) as f64, limits) {
            relays if relays.is_empty() => format!("{MEND}, or ask for a higher limit"),
            relays => format!("{MEND}; or take a relay that could: {}", relays.join(", ")),
        })
    }
}

/// What helps without another relay.
const MEND: &str = "make the wave smaller, send the message earlier, let it expire later";

/// The relays that many use which could carry so many notices in so many open hours, within so many days.
fn relays_for(volume: f64, open_hours: f64, days: f64, limits: &Limits) -> Vec<String> {
    let carries = |of: &Limits| {
        let hours = of.rate.map_or(0.0, |(messages, period)| {
            volume / f64::from(messages.max(1)) * period.num_seconds() as f64 / 3600.0
        });
        hours <= open_hours && of.per_day.is_none_or(|most| volume <= f64::from(most) * days)
    };
    let able = PRESETS.iter().filter(|preset| preset.limits != *limits && carries(&preset.limits));
    able.map(|preset| match preset.inside_only {
        true => format!("`{}` (inside the organisation only)", preset.name),
        false => format!("`{}`", preset.name),
    })
    .collect()
}

fn local(at: DateTime<Utc>, campaign: &Campaign) -> String {
    at.with_timezone(&campaign.timezone).format("%a %Y-%m-%d %H:%M").to_string()
}

fn rate_in_words(messages: u32, period: TimeDelta) -> String {
    match period.num_seconds() {
        1 => format!("{messages} per second"),
        60 => format!("{messages} per minute"),
        3600 => format!("{messages} per hour"),
        seconds => format!("{messages} per {seconds} seconds"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_relay_is_proposed_that_carries_it_within_its_own_limits() {
        let small = Limits { rate: Some((1, TimeDelta::hours(1))), ..Limits::default() };
        let names = |volume, hours, days| relays_for(volume, hours, days, &small).join(" ");
        assert_eq!(
            names(900.0, 10.0, 1.0),
            "`exchange-online` `exchange-high-volume` (inside the organisation only) `exchange-connector` `google-relay` \
             `azure-communication`"
        );
        // 30 a minute are 18,000 in ten hours, of which a day has 10,000.
        let large = "`exchange-high-volume` (inside the organisation only) `exchange-connector`";
        assert_eq!(names(11_000.0, 10.0, 1.0), large);
        assert!(names(11_000.0, 20.0, 2.0).starts_with("`exchange-online` "));
        // Nobody is sent to the relay they have.
        let exchange = PRESETS[0].limits;
        assert!(!relays_for(900.0, 10.0, 1.0, &exchange).join(" ").contains("exchange-online"));
    }
}
