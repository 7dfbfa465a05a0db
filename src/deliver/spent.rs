//! Where the time of a run's connections went, and so what bounds its rate.

use std::time::Duration;

/// What open connections waited for, the time of all of them together; and how long the run took.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Spent {
    /// For the relay: its answers, and that it takes what is sent.
    pub relay: Duration,
    /// For marks to be durable in the ledger.
    pub ledger: Duration,
    /// For the next message: rendering, and all else that this program does.
    pub machine: Duration,
    /// Because the relay's limits ask for it, or the relay did.
    pub limits: Duration,
    /// From the first thing a run did to its last.
    pub took: Duration,
}

/// What bounds the rate of a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Bound {
    /// The relay: how far away it is, and how fast it answers.
    Relay,
    /// The disk of the ledger.
    Ledger,
    /// The processor of the sender's machine.
    Machine,
    /// The relay's limits.
    Limits,
}

impl Spent {
    /// What the connections waited for longest, and which part of their time that was; `None` when there were none.
    pub fn bound(&self) -> Option<(Bound, f64)> {
        let parts = [
            (Bound::Relay, self.relay),
            (Bound::Ledger, self.ledger),
            (Bound::Machine, self.machine),
            (Bound::Limits, self.limits),
        ];
        let all: Duration = parts.iter().map(|(_, time)| time).sum();
        let (bound, most) = parts.into_iter().max_by_key(|(_, time)| *time)?;
        (!all.is_zero()).then(|| (bound, most.as_secs_f64() / all.as_secs_f64()))
    }

    /// Adds that of a later run.
    pub fn add(&mut self, later: &Spent) {
        self.relay += later.relay;
        self.ledger += later.ledger;
        self.machine += later.machine;
        self.limits += later.limits;
        self.took += later.took;
    }
}

impl Bound {
    /// The name for programs.
    pub fn as_str(self) -> &'static str {
        match self {
            Bound::Relay => "relay",
            Bound::Ledger => "ledger",
            Bound::Machine => "machine",
            Bound::Limits => "limits",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_took_longest_bounds() {
        let ms = Duration::from_millis;
        assert_eq!(Spent { took: ms(9), ..Spent::default() }.bound(), None, "nothing was sent");
        let mut spent = Spent { relay: ms(60), ledger: ms(20), machine: ms(20), ..Spent::default() };
        assert_eq!(spent.bound(), Some((Bound::Relay, 0.6)));
        spent.add(&Spent { limits: ms(100), took: ms(50), ..Spent::default() });
        assert_eq!((spent.bound(), spent.took), (Some((Bound::Limits, 0.5)), ms(50)));
    }
}
