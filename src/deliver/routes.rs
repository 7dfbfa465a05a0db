//! By which way each channel leaves.

use std::sync::Arc;

use super::transport::Route;
use crate::campaign::{Channel, Limits};

/// The routes of a run: for each channel that a sender carries in it one, or several in order.
///
/// Each has connections, a rate and a health of its own: one that rests does not keep the others. A notice whose channel
/// has no line fails, with that as the reason. Where a channel has several lines, the first carries it; while that gives no
/// service, the next does.
#[derive(Default)]
pub struct Routes(pub(super) Vec<Line>);

/// A line of the table.
pub(super) struct Line {
    pub(super) channel: Channel,
    pub(super) route: Arc<dyn Route>,
    pub(super) limits: Limits,
}

impl Routes {
    /// What comes by `channel` leaves by `route`, within `limits` (of which the daily and the periodic one count what was
    /// accepted before the run, but for what other routes of the channel took).
    #[must_use]
    pub fn by(mut self, channel: Channel, route: Arc<dyn Route>, limits: Limits) -> Self {
        self.0.retain(|line| line.channel != channel);
        self.or_by(channel, route, limits)
    }

    /// … and by this one while none of those before it gives service.
    #[must_use]
    pub fn or_by(mut self, channel: Channel, route: Arc<dyn Route>, limits: Limits) -> Self {
        self.0.push(Line { channel, route, limits });
        self
    }
}
