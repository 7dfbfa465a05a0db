//! Heraut turns the communication plan of an IT migration into something you can run: a campaign directory in Git,
//! compiled to a plan, locked by its hash, then delivered exactly as locked. `terraform plan` and `apply`, but for
//! what people are told.
//!
//! # How it flows
//!
//! ```text
//! campaign.yaml, people.csv, devices.csv, templates/, locales/, and beneath them those of its kit
//!    │ campaign::load            reads files; errors carry file:line:column and the line
//!    ▼
//! Loaded (campaign, people, catalogue) ──► check     findings with stable rule ids
//!    │ schedule::plan            pure; the instant is an argument
//!    ▼
//! Plan ──► report (table, person, Markdown, HTML, CSV, JSON, ICS) ──► difference with the approved plan
//!    │ approve                   every message rendered once; snapshot + notices into the ledger, one transaction
//!    ▼
//! Ledger ──► deliver             claim due → look again → compose → hand over → record
//!    │                                     │
//!    ▼                                     ▼
//! status, gate                       relay / Maildir / file
//! ```
//!
//! # Rooms, and who may import whom
//!
//! From the ground up: a room imports only rooms above it in this table, so there is no circle. A test reads the table
//! and holds the code to it, word by word.
//!
//! | room | is | imports |
//! |---|---|---|
//! | [`error`] | kinds, places, hints, exit codes | nothing |
//! | [`disk`] | files that are whole or not there, for their owner alone | nothing |
//! | [`builtin`] | the templates, texts, words of documents and kits that come with the program | nothing |
//! | [`l10n`] | language tags and their chain, catalogs, dates and numbers | nothing |
//! | [`campaign`] | the model, `campaign.yaml`, people and devices, selectors, calendar | l10n |
//! | [`schedule`] | the plan, its differences and figures; gates, what comes to the helpdesk, waves it can take | campaign |
//! | [`render`] | template → Markdown → HTML and text → MIME | builtin, campaign, l10n |
//! | [`ledger`] | the durable store of notices and attempts | campaign, schedule (its notice), disk |
//! | `print` | blocks → pages → PDF; the only user of Typst (feature `print`) | builtin, campaign, l10n, render |
//! | [`compose`] | from a notice to its message | builtin, campaign, schedule, ledger (its entries and rows), render, print (the sheet that goes with a mail) |
//! | [`check`] | the linter, and the proof that every message renders | builtin, campaign, l10n, schedule, compose, render (templates) |
//! | [`deliver`] | SMTP and the tokens it is signed in with, Maildir, files; the worker | campaign, schedule (opening hours), ledger, render, compose, disk |
//! | [`bounces`] | what mail systems report back: read and told apart | ledger (what a report can say) |
//! | [`fetch`] | what outside systems are asked for: the people of a directory or a tenant, a mailbox over IMAP, a tenant's message trace, who it is that signs in | campaign (what is asked for), deliver (whom it trusts, tokens), ledger (words made safe to show) |
//! | [`report`] | the plan and its progress as a person reads them | builtin (words of documents), l10n, campaign, schedule, ledger |
//! | [`app`] | the use cases: plain arguments and an observer in, values out | everything above |
//! | [`serve`] | what can be clicked: pages in a browser, each made from what [`app`] and [`report`] return | everything above |
//! | [`cli`] | what can be typed and what is said about it; the only one to read environment and terminal | everything above |
//!
//! Every room may use [`error`] and a language [`Tag`](l10n::Tag). [`serve`] and [`cli`] are two faces of [`app`]: neither has a use case of its own.
//!
//! # What holds everywhere
//!
//! - **Compile, then send.** What can go wrong is found by `check` and `plan`, before the first mail. `send` takes
//!   only an approved plan, and reads nothing but its snapshot.
//! - **The plan is data.** Same inputs, same bytes; [`schedule::NoticeId`] is the idempotency key from the plan to
//!   the mailbox.
//! - **Rendering is pure.** Snapshot, person, message, and what the ledger recorded at the first attempt. A resend is
//!   byte-identical. What many are told is rendered once, and the bytes are those of rendering it anew.
//! - **The ledger never lies.** See [`ledger::State`]. The `sending` mark of a notice, and the outcome of the one before
//!   on its connection, are durable before its final dot: nothing is accepted without one.

pub mod app;
pub mod bounces;
pub mod builtin;
pub mod campaign;
pub mod check;
pub mod cli;
pub mod compose;
pub mod deliver;
pub mod disk;
pub mod error;
pub mod fetch;
pub mod l10n;
pub mod ledger;
#[cfg(feature = "print")]
pub mod print;
pub mod render;
pub mod report;
pub mod schedule;
pub mod serve;
