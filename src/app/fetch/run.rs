//! All files of a run are asked for first, then judged, and then written: a system that fails half-way, or tells less than
//! before, leaves every file as it is.

use std::path::Path;

use chrono::{DateTime, Utc};

use super::file::File;
use crate::app::deliver::secret::Safe;
use crate::app::deliver::token;
use crate::app::environment::{Environment, MachineClock};
use crate::app::kit::lay;
use crate::campaign::{Asked, Campaign, Directory, Fetched, Guard, Inputs, System, Tenant, load_campaign};
use crate::error::{Error, Place, Result, did_you_mean};
use crate::fetch::graph::{Graph, Knowledge, List, Wait};
use crate::fetch::ldap::{self, Question};
use crate::fetch::{Difference, Fault, Table};

/// What is to be done with what comes.
#[derive(Debug, Clone, Copy, Default)]
pub struct Fetching<'a> {
    /// Only these files; all when empty.
    pub only: &'a [String],
    /// Write nothing.
    pub dry_run: bool,
    /// Write also what lost more than a tenth of its rows.
    pub accept_loss: bool,
}

/// What came for a file.
#[derive(Debug, Clone)]
pub struct Came {
    /// The file, as the campaign file names it.
    pub file: String,
    /// The system it is of.
    pub source: String,
    /// How many rows it has now.
    pub rows: usize,
    /// What is otherwise in it than before; `None` when there was none before.
    pub difference: Option<Difference>,
}

impl Came {
    /// Whether so much is gone that somebody should look first.
    pub fn is_a_loss(&self) -> bool {
        self.difference.as_ref().is_some_and(Difference::is_a_loss)
    }
}

/// Fetches the files of the campaign in `dir`. Nothing is written when one of them lost much, which [`Came::is_a_loss`] says,
/// unless that is accepted.
///
/// # Errors
/// When the campaign names no sources or not such a file, a file is not ours to write, a system gives no list or nobody, or
/// the disk takes none; then no file is other than before, but where the disk failed between two of them.
pub async fn fetch(
    dir: &Path,
    how: Fetching<'_>,
    (environment, clock): (Environment<'_>, MachineClock),
    wait: Wait<'_>,
    now: DateTime<Utc>,
) -> Result<Vec<Came>> {
    let mut inputs = Inputs::from_dir(dir);
    lay(&mut inputs)?;
    let campaign = load_campaign(&mut inputs)?;
    let chosen = choose(&campaign, how.only)?;
    let files = chosen.iter().map(|fetched| File::look(dir, fetched)).collect::<Result<Vec<File>>>()?;
    let safe = Safe { dir, environment, clock };
    let (mut tables, mut knowledge) = (Vec::new(), Vec::new());
    for (fetched, file) in chosen.iter().zip(&files) {
        let (table, known) = match &*fetched.system {
            System::Directory(directory) => {
                (of_directory(directory, fetched, &campaign, &mut inputs, safe).await?, None)
            }
            System::Tenant(tenant) => of_tenant(tenant, fetched, file, safe, wait).await?,
        };
        if table.rows().is_empty() {
            let why = format!("{} gives nothing for `{}`", source(fetched), fetched.file);
            return Err(Error::unreachable(why).at(fetched.place.clone()).hint("see what its `filter:` asks for"));
        }
        tables.push(table);
        knowledge.push(known);
    }
    let came = |((fetched, file), table): ((&&Fetched, &File), &Table)| Came {
        file: fetched.file.clone(),
        source: source(fetched),
        rows: table.rows().len(),
        difference: file.before.as_ref().map(|before| table.since(before)),
    };
    let came: Vec<Came> = chosen.iter().zip(&files).zip(&tables).map(came).collect();
    let is_refused = came.iter().any(Came::is_a_loss) && !how.accept_loss;
    if !how.dry_run && !is_refused {
        for (((fetched, file), table), known) in chosen.iter().zip(&files).zip(&tables).zip(&knowledge) {
            file.write(table, (&source(fetched), &asked(fetched)), now)?;
            file.keep(known.as_ref())?;
        }
    }
    Ok(came)
}

fn choose<'a>(campaign: &'a Campaign, only: &[String]) -> Result<Vec<&'a Fetched>> {
    if campaign.fetched.is_empty() {
        return Err(Error::campaign("the campaign does not say where its data is fetched from")
            .at(Place::file("campaign.yaml"))
            .hint("add `sources:`, with `ldap:` or `graph:` (docs/fetch.md)"));
    }
    let names = || campaign.fetched.iter().map(|fetched| fetched.file.as_str());
    for name in only {
        if !names().any(|file| file == name) {
            let all = || format!("it fetches {}", names().collect::<Vec<_>>().join(", "));
            let hint = did_you_mean(name, names(), 3, all);
            return Err(Error::usage(format!("the campaign fetches no file `{name}`")).hint(hint));
        }
    }
    Ok(campaign.fetched.iter().filter(|fetched| only.is_empty() || only.contains(&fetched.file)).collect())
}

async fn of_directory(
    directory: &Directory,
    fetched: &Fetched,
    campaign: &Campaign,
    inputs: &mut Inputs,
    safe: Safe<'_>,
) -> Result<Table> {
    let Asked::Entries { base, filter } = &fetched.asked else {
        return Err(Error::bug("a directory is asked for what a tenant has"));
    };
    let roots = directory.certificates.as_ref().map(|file| inputs.require(file)).transpose()?;
    let password = directory.password.as_ref().map(|secret| safe.fetch_line(secret, "the directory's password"));
    let password = password.transpose()?;
    let question = Question { base, filter, columns: &fetched.columns, zone: campaign.timezone };
    let people = ldap::people(directory, roots.as_deref().unwrap_or_default(), password.as_deref(), question).await;
    people.map_err(|fault| unheard(fault, fetched))
}

async fn of_tenant(
    tenant: &Tenant,
    fetched: &Fetched,
    file: &File,
    safe: Safe<'_>,
    wait: Wait<'_>,
) -> Result<(Table, Option<Knowledge>)> {
    let Some(list) = List::of(&fetched.asked, &fetched.columns) else {
        return Err(Error::bug("a tenant is asked for what a directory has"));
    };
    let tokens = token::tokens(&tenant.token, safe)?;
    let table = Graph::new(&tenant.url, &tokens, wait).by_changes(&list, file.known()).await;
    table.map_err(|fault| unheard(fault, fetched))
}

fn unheard(fault: Fault, fetched: &Fetched) -> Error {
    let (why, hint) = match fault {
        Fault::Away(why) => (why, "no file was changed: fetch again later"),
        Fault::Refused(why) => (why, "no file was changed"),
    };
    Error::unreachable(why).at(fetched.place.clone()).hint(hint)
}

/// The system that a file is of, as people name it.
fn source(fetched: &Fetched) -> String {
    match &*fetched.system {
        System::Directory(directory) => {
            let scheme = if directory.guard == Guard::Tls { "ldaps" } else { "ldap" };
            format!("{scheme}://{}:{}", directory.host, directory.port)
        }
        System::Tenant(tenant) => tenant.url.clone(),
    }
}

/// What it was asked for.
fn asked(fetched: &Fetched) -> String {
    match &fetched.asked {
        Asked::Entries { base, filter } => format!("{filter} below {base}"),
        Asked::Users { filter } => format!("users where {filter}"),
        Asked::Devices { filter: Some(filter) } => format!("devices where {filter}"),
        Asked::Devices { filter: None } => "devices".to_owned(),
        Asked::Registrations => "registrations".to_owned(),
    }
}
