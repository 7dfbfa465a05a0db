//! What can be typed.

use clap::{Parser, Subcommand};

use super::global::Global;
#[cfg(feature = "print")]
use super::print;
use super::{
    alert, approve, bounces, cancel, check, demo, fetch, gate, generate, helpdesk, hold, init, journal, kit, ledger,
    person, plan, preview, progress, relay, report, resume, retry, send, senders, serve, settle, status, trace,
};

/// Plan, approve and deliver what people are told when their devices move to a new system.
#[derive(Debug, Parser)]
#[command(name = "heraut", version, propagate_version = true, max_term_width = 80, after_help = AFTER)]
pub struct Cli {
    /// What to do.
    #[command(subcommand)]
    pub verb: Verb,
    /// What every verb takes.
    #[command(flatten)]
    pub global: Global,
}

const AFTER: &str = "\
Examples:
  heraut demo                       see it work, without sending anything
  heraut init my-campaign           start your own
  heraut check                      find what is wrong before anybody is told
  heraut plan --person j.jansen@example.org
  heraut approve --by 'A. Manager'  lock the plan
  heraut send                       deliver what is due

Exit codes: 0 fine; 1 findings, or notices that failed; 2 usage;
3 the campaign is invalid; 4 relay or ledger out of reach; 70 a fault of ours.";

/// The verbs.
#[derive(Debug, Subcommand)]
pub enum Verb {
    /// Write an example campaign and run all of it into a local mailbox.
    Demo(demo::Demo),
    /// Start a campaign directory.
    Init(init::Init),
    /// Read people and devices from a directory or a tenant, into files of the campaign.
    Fetch(fetch::Fetch),
    /// Find everything that is wrong, before anybody is told.
    Check(check::Check),
    /// Show who is told what and when, and what differs from the approved plan.
    Plan(plan::PlanArgs),
    /// Show a message as a person would get it.
    Preview(preview::Preview),
    /// Lock the plan: from here on it is delivered exactly so.
    Approve(approve::Approve),
    /// Deliver what is due.
    Send(send::Send),
    /// Print sheets and letters for those who are told on paper.
    #[cfg(feature = "print")]
    Print(Box<print::Print>),
    /// Show where each wave stands, what failed and what happens next.
    Status(status::Status),
    /// Show how far the campaign is, on one page, for whoever steers it.
    Report(report::Report),
    /// Show in a browser where it stands.
    Serve(serve::Serve),
    /// Tell somebody when something is wrong, for a timer.
    Alert(alert::Alert),
    /// Stop messages until they are resumed, at once.
    Hold(hold::Hold),
    /// Let messages go on that were held.
    Resume(resume::Resume),
    /// Stop messages for good, at once.
    Cancel(cancel::Cancel),
    /// Send messages again that failed or bounced, or that may not have arrived.
    Retry(retry::Retry),
    /// Say what became of messages that failed or bounced, or may not have arrived.
    Settle(settle::Settle),
    /// Take in what mail systems report of messages that went out.
    Bounces(bounces::Bounces),
    /// Ask a Microsoft 365 tenant what became of the mail.
    Trace(trace::Trace),
    /// Back the ledger up, put a back-up in its place, or look for what is wrong with it.
    Ledger(ledger::Ledger),
    /// Try the relay, without sending what is planned.
    Relay(relay::Relay),
    /// Say who has migrated, failed or left.
    Progress(progress::Progress),
    /// Show what each gate comes to, or decide on one.
    Gate(gate::Gate),
    /// Show what comes to the helpdesk, or say what came.
    Helpdesk(helpdesk::Helpdesk),
    /// Show who did what when.
    Journal(journal::Journal),
    /// Show who sends.
    Senders(senders::Senders),
    /// Show what is kept of somebody, or erase it.
    Person(person::Person),
    /// Show the kinds of moves there are words for, or see whether one is whole.
    Kit(kit::KitArgs),
    /// Write completions, man pages, the schema, the rules or a built-in template.
    Generate(generate::Generate),
}
