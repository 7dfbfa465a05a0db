//! About dates, waves and what the helpdesk can take.

use super::{CYCLE, GUIDE, OURS, ROLLOUT};
use crate::check::rule::{Rule, Severity};

family! {
    REFUSED: Rule {
        id: "H-SCHED-01",
        severity: Severity::Error,
        title: "there is no plan",
        why: "A time that the clock skips or shows twice, or more mail than the relay takes in the hours there are: \
              found now rather than when half a wave has heard its deadline.",
        source: OURS,
        mend: "Do what the hint says; the message has the arithmetic.",
    };
    SWAPPED: Rule {
        id: "H-SCHED-02",
        severity: Severity::Error,
        title: "two phases of a wave change places",
        why: "People first hear the plan, then are asked to enrol, then get the deadline. In another order each message \
              is a riddle.",
        source: CYCLE,
        mend: "Send the earlier message earlier, or count both in working days so that a holiday moves both.",
    };
    NEVER: Rule {
        id: "H-SCHED-03",
        severity: Severity::Warning,
        title: "a message never comes",
        why: "The campaign promises a message for which a wave has no day: no occurrence fits before the last allowed \
              moment, or the calendar does not open.",
        source: CYCLE,
        mend: "Make the wave longer, the distance shorter, or remove the message.",
    };
    STAGE_MISSING: Rule {
        id: "H-SCHED-04",
        severity: Severity::Warning,
        title: "a stage of the cycle is skipped",
        why: "Every group is told the plan before it begins and its deadline before it is enforced; who skips either is \
              surprised.",
        source: CYCLE,
        mend: "Add a message to the phase: `start - 14d` to announce, `deadline - 5 workdays` to give the deadline.",
    };
    BEHIND: Rule {
        id: "H-SCHED-05",
        severity: Severity::Warning,
        title: "a wave is overtaken by a later one",
        why: "In any period an earlier wave is at a later stage, so that what it teaches serves the waves after it.",
        source: CYCLE,
        mend: "Give waves that start later a later deadline.",
    };
    NO_EVALUATION: Rule {
        id: "H-SCHED-06",
        severity: Severity::Warning,
        title: "no time to evaluate between two waves",
        why: "The success of one group is judged before the next begins: enrolment rate, failures, load of the helpdesk.",
        source: GUIDE,
        mend: "Let the next wave start later; put the date of the gate between the deadline and that start.",
    };
    NO_GATE: Rule {
        id: "H-SCHED-07",
        severity: Severity::Warning,
        title: "a wave has no gate, or nobody decides on it",
        why: "Going on to the next group is a decision with criteria, taken by somebody; without either it just happens.",
        source: GUIDE,
        mend: "Write `gate: {enrolled: \">= 90%\", owner: …, date: …}` for every wave but the last.",
    };
    PILOT: Rule {
        id: "H-SCHED-08",
        severity: Severity::Warning,
        title: "the first wave is not a small pilot",
        why: "The first group finds the mistakes. Five per cent, or fifty people, find as many as everybody would.",
        source: GUIDE,
        mend: "Put a wave of at most 50 people or 5 % before it.",
    };
    OVERLOADED: Rule {
        id: "H-SCHED-09",
        severity: Severity::Warning,
        title: "the helpdesk cannot take the expected contacts",
        why: "Watch the load of the helpdesk in each cycle: people who get no help give up, and call again.",
        source: GUIDE,
        mend: "Make waves smaller or longer, keep them apart, or add people to the helpdesk for those days.",
    };
    CAPACITY_UNKNOWN: Rule {
        id: "H-SCHED-10",
        severity: Severity::Note,
        title: "nobody says what the helpdesk can take",
        why: "Without it nothing can be said about load, nor about when a deadline is wise.",
        source: GUIDE,
        mend: "Write `helpdesk: {contacts_per_day: …}`.",
    };
    DEADLINE_TOO_SOON: Rule {
        id: "H-SCHED-11",
        severity: Severity::Warning,
        title: "a deadline while the helpdesk cannot handle everyone who remains",
        why: "A deadline makes everyone who has waited call at once. Set none until the helpdesk can take them all.",
        source: GUIDE,
        mend: "Give the deadline earlier, so that it leaves more days; make the wave smaller; or add capacity.",
    };
    NOT_VOLUNTARY: Rule {
        id: "H-SCHED-12",
        severity: Severity::Warning,
        title: "no voluntary stretch before the deadline is given",
        why: "Stay voluntary until the load on the helpdesk can be estimated: it is those first days that show it.",
        source: GUIDE,
        mend: "Leave at least two working days between the start and the first message about the deadline.",
    };
    SHORT_NOTICE: Rule {
        id: "H-SCHED-13",
        severity: Severity::Warning,
        title: "a deadline on short notice",
        why: "People have days off, and need a quiet hour and perhaps an appointment: five working days is little.",
        source: CYCLE,
        mend: "Give the deadline at `deadline - 5 workdays` or earlier.",
    };
    CLOSED_DAY: Rule {
        id: "H-SCHED-14",
        severity: Severity::Warning,
        title: "a wave starts, ends or is judged on a closed day",
        why: "On a weekend, a holiday or in a freeze nobody is there to move, to help or to decide.",
        source: OURS,
        mend: "Choose the nearest working day.",
    };
    PAST_EXPIRY: Rule {
        id: "H-SCHED-15",
        severity: Severity::Warning,
        title: "a message is moved past its own end",
        why: "A closed day moves the message to when it makes no sense any more, so these people do not hear it.",
        source: OURS,
        mend: "Send it earlier, or give it a later `expires`.",
    };
    TOO_LATE: Rule {
        id: "H-SCHED-16",
        severity: Severity::Warning,
        title: "messages that it is too late for",
        why: "What lies in the past and has expired, or would come after a later phase, is not sent any more. Of a \
              campaign that is under way these went out in time; of a new one people miss them.",
        source: OURS,
        mend: "Nothing in a campaign under way; otherwise start later.",
    };
    CAUGHT_UP: Rule {
        id: "H-SCHED-17",
        severity: Severity::Note,
        title: "messages that are caught up",
        why: "What lies in the past and still makes sense goes out at the next openings, in order, at most one a day.",
        source: OURS,
        mend: "Nothing, when you expect late joiners; otherwise start later.",
    };
    CROWDED: Rule {
        id: "H-SCHED-18",
        severity: Severity::Warning,
        title: "too many messages on one day",
        why: "Of several messages a day people read the first, or none.",
        source: OURS,
        mend: "Move one of the messages to another day, or raise `max_per_day`.",
    };
    NOT_BRIEFED: Rule {
        id: "H-SCHED-19",
        severity: Severity::Warning,
        title: "the helpdesk hears it after the people",
        why: "The first questions come minutes after the first message; the helpdesk must know the answer by then.",
        source: ROLLOUT,
        mend: "Send the message to the helpdesk earlier than any other of its phase.",
    };
    NO_BRIEFING: Rule {
        id: "H-SCHED-20",
        severity: Severity::Note,
        title: "no message briefs the helpdesk",
        why: "The helpdesk must know dates, numbers and known issues before people call.",
        source: ROLLOUT,
        mend: "Add `{message: helpdesk-brief, when: start - 5w, to: helpdesk}`, or brief them another way.",
    };
    OVER: Rule {
        id: "H-SCHED-21",
        severity: Severity::Warning,
        title: "every deadline has passed",
        why: "A plan made now tells nobody anything: the dates are those of a campaign that is over.",
        source: OURS,
        mend: "Give the waves new dates, and the campaign a new id when it is a new campaign.",
    };
    NOTHING_AFTER: Rule {
        id: "H-SCHED-22",
        severity: Severity::Note,
        title: "no message after the deadline",
        why: "Whoever is blocked needs to read what is blocked and how to restore it.",
        source: CYCLE,
        mend: "Add a phase with `{message: access-blocked, when: deadline + 1 workday, to: pending}`.",
    };
    NO_HOLIDAYS: Rule {
        id: "H-SCHED-23",
        severity: Severity::Warning,
        title: "a file of holidays has no day in the campaign's years",
        why: "Last year's export is read without a word, and messages go out on days on which nobody works.",
        source: OURS,
        mend: "Export the calendar again for the years of the campaign.",
    };
    APPOINTMENTS: Rule {
        id: "H-SCHED-24",
        severity: Severity::Warning,
        title: "an event in a file of holidays closes no day",
        why: "Only what takes a whole day is a holiday; an event with a time of day closes none, though somebody put it \
              there.",
        source: OURS,
        mend: "Make it a whole day, list the day in `holidays:`, or allow it when people work on it.",
    };
    GOES_ON: Rule {
        id: "H-SCHED-25",
        severity: Severity::Warning,
        title: "a message goes on after people have moved",
        why: "How far people are is asked again when a message goes out where its audience has a word for it; a selection \
              without one is the same whether they have moved or not, so who has done all is asked to do it.",
        source: OURS,
        mend: "Write `to: pending and …`, or `to: pending` with `waves:` to keep it to some waves.",
    };
    OTHER_APPLE_DEADLINE: Rule {
        id: "H-SCHED-26",
        severity: Severity::Error,
        title: "Apple's deadline is not the wave's",
        why: "On Apple's deadline an iPhone restarts and a Mac shows nothing but the prompt: a day that people were told is \
              theirs is taken from them, or a last day passes and nothing happens.",
        source: "Apple Platform Deployment: migrate managed devices to another device management service",
        mend: "Set the same day in Apple Business or School Manager, or give the wave that deadline.",
    };
    CANNOT_BE_MET: Rule {
        id: "H-SCHED-27",
        severity: Severity::Error,
        title: "a deadline that the helpdesk cannot meet",
        why: "Those who remain need more help until the deadline than there is, however they spread: who gets none is blocked \
              through no fault of theirs.",
        source: GUIDE,
        mend: "Give the wave a later deadline: the finding says the earliest that fits. Or make it smaller, or add capacity.",
    };
}
