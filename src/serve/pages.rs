//! The pages, a file each: what one shows, and what is done on it.

mod dashboard;
mod desk;
mod gate;
mod journal;
mod messages;
mod person;
mod plan;
mod print;
mod report;
pub(super) mod sign_in;
mod wave;

use super::answer::Answer;
use super::visit::Visit;
use super::who::May;
use crate::error::Result;
use person::acts;

type View = fn(&Visit) -> Result<Answer>;

/// What is looked at, and what one has to be allowed for it.
pub(super) const PAGES: [(&str, May, View); 16] = [
    ("/", May::Look, dashboard::view),
    ("/desk", May::People, desk::view),
    ("/desk/{person}", May::People, person::view),
    ("/desk/{person}/told/{notice}", May::People, person::letter),
    ("/desk/{person}/told/{notice}/mail", May::People, person::mail),
    ("/messages", May::Messages, messages::view),
    ("/messages/{message}/{language}", May::Messages, messages::one),
    ("/messages/{message}/{language}/{reader}", May::Messages, messages::one),
    ("/messages/{message}/{language}/{reader}/{scheme}", May::Messages, messages::mail),
    ("/waves/{wave}", May::Look, wave::view),
    ("/gates/{wave}", May::Look, gate::view),
    ("/plan", May::Plan, plan::view),
    ("/print", May::Look, print::view),
    ("/report", May::Look, report::view),
    ("/report/page", May::Look, report::page),
    ("/journal", May::Journal, journal::view),
];

/// What is done; with what is looked up, since what was typed for it stands in no address.
pub(super) const ACTS: [(&str, May, View); 13] = [
    ("/desk", May::People, desk::find),
    ("/desk/{person}/moved", May::Help, acts::moved),
    ("/desk/{person}/help", May::Help, acts::help),
    ("/desk/{person}/called", May::Help, acts::called),
    ("/desk/{person}/hold", May::Help, acts::hold),
    ("/desk/{person}/release", May::Help, acts::release),
    ("/desk/{person}/expected", May::Help, acts::expected),
    ("/desk/{person}/told/{notice}/again", May::Help, acts::again),
    ("/messages/{message}/{language}", May::Messages, messages::choose),
    ("/gates/{wave}/tick", May::Steer, gate::tick),
    ("/gates/{wave}/decide", May::Steer, gate::decide),
    ("/plan/propose", May::Steer, plan::propose),
    ("/plan/approve", May::Approve, plan::approve),
];
