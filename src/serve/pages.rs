//! The pages, a file each: what one shows, and what is done on it.

mod dashboard;
mod desk;
mod gate;
mod journal;
mod messages;
mod person;
mod plan;
mod report;
pub(super) mod sign_in;
mod wave;

use super::answer::Answer;
use super::visit::Visit;
use crate::error::Result;
use person::acts;

type View = fn(&Visit) -> Result<Answer>;

/// What is looked at.
pub(super) const PAGES: [(&str, View); 15] = [
    ("/", dashboard::view),
    ("/desk", desk::view),
    ("/desk/{person}", person::view),
    ("/desk/{person}/told/{notice}", person::letter),
    ("/desk/{person}/told/{notice}/mail", person::mail),
    ("/messages", messages::view),
    ("/messages/{message}/{language}", messages::one),
    ("/messages/{message}/{language}/{reader}", messages::one),
    ("/messages/{message}/{language}/{reader}/{scheme}", messages::mail),
    ("/waves/{wave}", wave::view),
    ("/gates/{wave}", gate::view),
    ("/plan", plan::view),
    ("/report", report::view),
    ("/report/page", report::page),
    ("/journal", journal::view),
];

/// What is done; with what is looked up, since what was typed for it stands in no address.
pub(super) const ACTS: [(&str, View); 9] = [
    ("/desk", desk::find),
    ("/desk/{person}/moved", acts::moved),
    ("/desk/{person}/help", acts::help),
    ("/desk/{person}/called", acts::called),
    ("/desk/{person}/hold", acts::hold),
    ("/desk/{person}/release", acts::release),
    ("/messages/{message}/{language}", messages::choose),
    ("/gates/{wave}/tick", gate::tick),
    ("/gates/{wave}/decide", gate::decide),
];
