//! One connection: asks the desk what to do, does it, says how it went.

use std::sync::Arc;

use tokio::sync::{mpsc, oneshot, watch};

use super::transport::{Delivery, Fault, Route, Session};
use crate::render::Mail;
use crate::schedule::NoticeId;

/// What a worker brings to the desk when it asks for its next order.
#[derive(Debug)]
pub(crate) struct Turn {
    /// What came of the last order.
    pub(crate) report: Option<Report>,
    /// Whether it has an open session.
    pub(crate) open: bool,
    /// Where the next order goes.
    pub(crate) reply: oneshot::Sender<Order>,
}

/// What came of an order.
#[derive(Debug)]
pub(crate) enum Report {
    /// [`Order::Open`], well done.
    Opened,
    /// [`Order::Open`], and it did not open; `None` when the run was stopped meanwhile.
    NotOpened(Option<Fault>),
    /// [`Order::Send`].
    Delivered {
        /// The notice.
        id: NoticeId,
        /// How it went.
        delivery: Delivery,
        /// Whether the session had delivered something before.
        served: bool,
    },
}

/// What the desk wants of a worker.
#[derive(Debug)]
pub(crate) enum Order {
    /// Connect.
    Open,
    /// Send this; its mark is durable.
    Send(Box<Letter>),
    /// Disconnect: there is nothing to do for a while.
    Close,
    /// Disconnect and end.
    Leave,
}

/// A message to hand over.
#[derive(Debug)]
pub(crate) struct Letter {
    pub(crate) id: NoticeId,
    pub(crate) mail: Mail,
    /// There was an attempt before.
    pub(crate) again: bool,
}

/// Works until told to leave, or the desk is gone. `cease`: the run is ending, so what is not begun is not worth it.
pub(crate) async fn work(route: Arc<Route>, desk: mpsc::Sender<Turn>, mut cease: watch::Receiver<bool>) {
    let mut session: Option<Session> = None;
    let mut served = false;
    let mut report = None;
    loop {
        let (reply, order) = oneshot::channel();
        let turn = Turn { report: report.take(), open: session.is_some(), reply };
        if desk.send(turn).await.is_err() {
            break;
        }
        match order.await {
            Ok(Order::Open) => {
                let opened = tokio::select! {
                    opened = route.open() => opened.map_err(Some),
                    () = stopped(&mut cease) => Err(None),
                };
                served = false;
                report = Some(match opened {
                    Ok(opened) => {
                        session = Some(opened);
                        Report::Opened
                    }
                    Err(fault) => Report::NotOpened(fault),
                });
            }
            Ok(Order::Send(letter)) => {
                let Letter { id, mail, again } = *letter;
                let Some(open) = &mut session else { break };
                // Not interrupted by a stop: once begun, a transaction is brought to its end.
                let delivery = open.deliver(id, mail, again).await;
                if !open.is_usable() {
                    session = None;
                }
                let accepted = matches!(delivery, Delivery::Accepted(_));
                report = Some(Report::Delivered { id, delivery, served });
                served |= accepted;
            }
            Ok(Order::Close) => {
                if let Some(open) = session.take() {
                    open.close().await;
                }
            }
            Ok(Order::Leave) | Err(_) => break,
        }
    }
    if let Some(open) = session {
        open.close().await;
    }
}

/// Returns when the run is told to stop; never if nobody can tell it any more.
pub(crate) async fn stopped(stop: &mut watch::Receiver<bool>) {
    if stop.wait_for(|stop| *stop).await.is_err() {
        std::future::pending::<()>().await;
    }
}
