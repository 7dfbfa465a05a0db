//! The mailer against a relay that misbehaves on command.
//!
//! [`relay`] is an SMTP server in the same process whose every reply can be scripted, [`ledger`] a ledger in memory
//! that checks the contract, [`tokens`] a token endpoint that can be scripted as well, [`world`] puts them together with a [`clock`] that is moved, not waited for. Both write into
//! one chronicle, so that "durable before MAIL FROM" can be read off it.

mod barred;
mod breakdowns;
mod canaries;
mod channels;
mod clock;
mod company;
mod conversation;
mod crowds;
mod exchange;
mod failover;
mod faults;
mod gates;
mod holds;
mod leaps;
mod ledger;
mod opening;
mod relay;
mod runs;
mod security;
mod settling;
mod stops;
mod stream;
mod tokens;
mod trust;
mod world;
mod xoauth2;
