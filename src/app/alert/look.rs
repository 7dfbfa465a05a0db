//! `heraut alert`: looks once, for a timer.

use std::path::Path;

use chrono::{DateTime, Utc};

use super::daily::{self, Written};
use super::message::message;
use super::round::{Ran, Round, Told};
use super::way::{Post, ways};
use crate::app::deliver::relay;
use crate::app::deliver::secret::Safe;
use crate::app::environment::{Environment, MachineClock};
use crate::app::locked::InForce;
use crate::error::{Error, Result};
use crate::ledger::Access;

/// What is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Asked {
    /// To tell what is news.
    Tell,
    /// To say what would be told. Nothing is told or remembered.
    Show,
    /// To tell everybody that this is a test. Nothing is remembered.
    Test,
}

/// Looks for trouble in the approved campaign of `dir`, and tells what is news. Blocks.
///
/// # Errors
/// When nothing was approved, the campaign tells nobody, or the ledger, or what is remembered beside it, cannot be used. What
/// could not be told is in what is returned.
pub fn alert(
    dir: &Path,
    asked: Asked,
    environment: Environment<'_>,
    clock: MachineClock,
    now: DateTime<Utc>,
) -> Result<Told> {
    let in_force = InForce::open(dir, Access::Read)?;
    let location = in_force.location.clone();
    let locked = in_force.read()?;
    let campaign = &locked.loaded.campaign;
    let has_somebody = daily::has_somebody(campaign);
    if campaign.alert.is_none() && !has_somebody {
        return Err(Error::usage("the approved campaign tells nobody of trouble")
            .hint("add `alert: {mail: …}` or another way to campaign.yaml and approve again"));
    }
    let safe = Safe { dir: &locked.dir, environment, clock };
    let routes = || {
        let routes = relay::routes(campaign, &locked.inputs, safe)?;
        Ok(routes.into_iter().map(|(_, route)| route).collect())
    };
    let post = || {
        let post: Result<Post> = routes().and_then(|routes| Post::new(campaign, safe, routes));
        post.map_err(|error| error.to_string())
    };
    let mut told = match asked {
        _ if !has_somebody => Told::default(),
        Asked::Test => Told::from(daily::test(campaign, &post(), now)),
        Asked::Show => Told::from(Written { told: daily::show(&locked, &location, now)?, ..Written::default() }),
        // Secrets are fetched only when there is something to write.
        Asked::Tell if daily::show(&locked, &location, now)?.is_empty() => Told::default(),
        Asked::Tell => Told::from(daily::write(&locked, &location, &post(), now)?),
    };
    let Some(alert) = &campaign.alert else { return Ok(told) };
    let ready = || ways(campaign, alert, safe, routes);
    if asked == Asked::Test {
        let message = message(&campaign.id, &[], now);
        for (name, way) in ready() {
            match way.and_then(|way| way.tell(&message, now)) {
                Ok(()) => told.ways.push((name, vec!["a test".to_owned()])),
                Err(why) => told.failed.push((name, why)),
            }
        }
        return Ok(told);
    }
    let begun = Round::begin(&location, Ok(&*locked.ledger), alert, Ran::Unknown, &mut None, now)?;
    let Some(round) = begun else { return Ok(Told { elsewhere: true, ..told }) };
    told.add(match asked {
        Asked::Show => round.told(),
        // Secrets are fetched only when there is something to tell.
        _ if round.has_news() => round.tell(&campaign.id, &ready())?,
        _ => round.tell(&campaign.id, &Vec::new())?,
    });
    Ok(told)
}
