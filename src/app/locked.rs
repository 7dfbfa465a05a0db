//! What was approved.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::approve::{Proposal, proposal};
use super::open::Location;
use crate::campaign::{Campaign, Inputs, Loaded, Progress, load, load_campaign};
use crate::error::{Error, Result};
use crate::ledger::{Access, Approval, Ledger};

/// The approval in force of a campaign directory, and its ledger. Nothing of the snapshot is read yet.
pub struct InForce {
    /// The directory.
    pub dir: PathBuf,
    /// The ledger.
    pub ledger: Box<dyn Ledger>,
    /// The approval.
    pub approval: Approval,
    pub(super) location: Location,
}

/// The approved campaign, as it was when it was approved.
pub struct Locked {
    /// Its directory.
    pub dir: PathBuf,
    /// Its ledger.
    pub ledger: Box<dyn Ledger>,
    /// The approval in force.
    pub approval: Approval,
    /// The files of the snapshot.
    pub inputs: Inputs,
    /// What they say.
    pub loaded: Arc<Loaded>,
    /// What has happened to people since.
    pub progress: Progress,
}

impl InForce {
    /// Opens the ledger of a campaign directory. The working files are not read, but for the name of the ledger.
    ///
    /// # Errors
    /// When nothing was approved yet, or the ledger cannot be used.
    pub fn open(dir: &Path, access: Access) -> Result<Self> {
        let nothing = |hint: &str| Error::usage("no plan has been approved yet").hint(hint);
        let plain = "`heraut plan` shows it, `heraut approve` locks it";
        let location = Location::in_dir(dir)?;
        let ledger = location.existing(access)?.ok_or_else(|| nothing(plain))?;
        let Some(approval) = ledger.approved()? else {
            return Err(match proposal(&*ledger)? {
                Some(Proposal { plan, by }) => nothing(&format!(
                    "{by} proposed plan {0}; somebody else confirms it: `heraut approve --plan {0} --by NAME`",
                    plan.get(..12).unwrap_or(&plan)
                )),
                None => nothing(plain),
            });
        };
        Ok(InForce { dir: dir.to_owned(), ledger, approval, location })
    }

    /// Looks again which approval is in force.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub fn look_again(&mut self) -> Result<()> {
        if let Some(approval) = self.ledger.approved()? {
            self.approval = approval;
        }
        Ok(())
    }

    /// Reads only the settings in the snapshot, and none of its people.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub fn campaign(&self) -> Result<Campaign> {
        load_campaign(&mut Inputs::from_files(self.ledger.snapshot(&self.approval.snapshot)?))
    }

    /// Reads the snapshot.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub fn read(self) -> Result<Locked> {
        let InForce { dir, ledger, approval, .. } = self;
        let mut inputs = Inputs::from_files(ledger.snapshot(&approval.snapshot)?);
        let loaded = Arc::new(load(&mut inputs)?);
        let progress = progress(&*ledger)?;
        Ok(Locked { dir, ledger, approval, inputs, loaded, progress })
    }
}

impl Locked {
    /// Opens the ledger of a campaign directory, to look at, and reads the snapshot it holds.
    ///
    /// # Errors
    /// When nothing was approved yet, or the ledger cannot be used.
    pub fn open(dir: &Path) -> Result<Self> {
        InForce::open(dir, Access::Read)?.read()
    }

    /// The same, to write to it.
    ///
    /// # Errors
    /// As [`open`](Self::open).
    pub fn open_to_write(dir: &Path) -> Result<Self> {
        InForce::open(dir, Access::Write)?.read()
    }

    /// Reads all of it again: the approval in force, its snapshot, and what has happened to people.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub fn look_again(&mut self) -> Result<()> {
        if let Some(approval) = self.ledger.approved()? {
            self.approval = approval;
        }
        // Also of the same name: somebody may have been forgotten in it.
        self.inputs = Inputs::from_files(self.ledger.snapshot(&self.approval.snapshot)?);
        self.loaded = Arc::new(load(&mut self.inputs)?);
        self.progress = progress(&*self.ledger)?;
        Ok(())
    }

    /// The same once more for somebody else, who looks at the ledger by themselves; without what has happened to people, which
    /// they [learn](Self::learn).
    ///
    /// # Errors
    /// When the ledger cannot be used.
    pub fn again(&self) -> Result<Locked> {
        let InForce { dir, ledger, .. } = InForce::open(&self.dir, Access::Read)?;
        let (approval, inputs, loaded) = (self.approval.clone(), self.inputs.clone(), Arc::clone(&self.loaded));
        Ok(Locked { dir, ledger, approval, inputs, loaded, progress: Progress::default() })
    }

    /// Learns what has happened to people but for the first `known` facts. Returns how many there are by now.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub fn learn(&mut self, known: u64) -> Result<u64> {
        let facts = self.ledger.facts(known)?;
        facts.iter().for_each(|fact| fact.teach(&mut self.progress));
        Ok(known + facts.len() as u64)
    }

    /// Lets go of what people were read from, which is as large as they are: messages can be made without it, and no other data
    /// be compared with theirs.
    pub fn keep_no_sources(&mut self) {
        for source in &self.loaded.sources.files {
            self.inputs.remove(&source.file);
        }
        if let Some(loaded) = Arc::get_mut(&mut self.loaded) {
            loaded.people.lasting = Vec::new();
        }
    }
}

/// What has happened to people since their export.
pub(super) fn progress(ledger: &dyn Ledger) -> Result<Progress> {
    let mut progress = Progress::default();
    for fact in ledger.facts(0)? {
        fact.teach(&mut progress);
    }
    Ok(progress)
}
