//! What became of one person's notices, and what will not come of those that wait.

use std::sync::Arc;

use super::draft::Draft;
use super::locked::{Locked, progress};
use super::workspace::Workspace;
use crate::campaign::{PersonId, Progress};
use crate::compose::{Composer, ResolvedNotice};
use crate::error::Result;
use crate::ledger::{Filter, Row};
use crate::report::Course;

impl Workspace {
    /// What the ledger knows of the person at position `at`, for a plan of the working files.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub fn course(&self, draft: &Draft, at: usize) -> Result<Course> {
        let (Some(ledger), Some(person)) = (self.ledger()?, self.loaded.people.persons.get(at)) else {
            return Ok(Course::default());
        };
        let rows = ledger.list(&of(person.id.clone()))?;
        let (composer, progress) = (Composer::new(Arc::clone(&self.loaded), &self.inputs)?, progress(&*ledger)?);
        let mut course = course(rows, &composer, &progress);
        for notice in draft.plan.notices.iter().filter(|notice| notice.person.is_some_and(|of| of as usize == at)) {
            if let Err(why) = composer.still_meant(&ResolvedNotice::from(notice), &progress) {
                course.dropped.insert(notice.id, why);
            }
        }
        Ok(course)
    }
}

impl Locked {
    /// What became of one person's notices, by due time, and which of those that wait will not be sent as things are now.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub fn course(&self, person: PersonId) -> Result<Course> {
        self.course_by(person, &*self.composer(None)?)
    }

    /// The same, by what makes messages of the snapshot in force. Who looks at many keeps it.
    ///
    /// # Errors
    /// As [`course`](Self::course).
    pub fn course_by(&self, person: PersonId, composer: &Composer) -> Result<Course> {
        let rows = self.ledger.list(&of(person))?;
        Ok(course(rows, composer, &self.progress))
    }
}

fn of(person: PersonId) -> Filter {
    Filter { person: Some(person), ..Filter::default() }
}

fn course(rows: Vec<Row>, composer: &Composer, progress: &Progress) -> Course {
    let dropped = rows.iter().filter(|row| row.is_to_come()).filter_map(|row| {
        // Of what another plan had and this one lacks nobody can say it.
        let notice = composer.resolve(&row.entry).ok()?;
        composer.still_meant(&notice, progress).err().map(|why| (row.entry.id, why))
    });
    Course { dropped: dropped.collect(), rows }
}
