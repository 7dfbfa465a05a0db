//! Where the files of a campaign have somebody: what [`strip`](super::strip()) would take out, to be shown.

use csv::StringRecord;

use super::decode::decode;
use super::headers::recognise;
use super::strip::{identities, names};
use super::table::Table;
use super::{SourceSpec, Sources, Theirs};
use crate::campaign::Inputs;
use crate::error::{Error, Kind, Result};

/// A row of a file that has somebody.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Mention {
    /// As the campaign file names it.
    pub file: String,
    /// Whether the row is theirs; else it is somebody else's, and names them.
    pub is_own: bool,
    /// The columns that are not empty, as the file calls them, with their cells; of somebody else's row those alone that name
    /// them.
    pub cells: Vec<(String, String)>,
    /// The line it begins on, 1 for the first.
    pub line: u32,
}

/// Every row of `sources` that has somebody, in the order of the files.
///
/// # Errors
/// When the headers of a file cannot be read.
pub fn mentions(inputs: &mut Inputs, sources: &Sources, theirs: &Theirs<'_>) -> Result<Vec<Mention>> {
    let mut found = Vec::new();
    for (number, spec) in sources.files.iter().enumerate() {
        let Some(bytes) = inputs.get(&spec.file)? else { continue };
        in_file(&bytes, spec, number, theirs, &mut found)?;
    }
    Ok(found)
}

fn in_file(
    bytes: &[u8],
    spec: &SourceSpec,
    number: usize,
    theirs: &Theirs<'_>,
    found: &mut Vec<Mention>,
) -> Result<()> {
    let (text, ..) = decode(bytes, spec.encoding.as_deref());
    let Some(mut table) = Table::open(&text) else { return Ok(()) };
    let sheet = recognise(spec, number, &table).map_err(|problems| Error { kind: Kind::Campaign, problems })?;
    let headers = table.headers().clone();
    let mut record = StringRecord::new();
    while let Some(read) = table.read(&mut record) {
        let Ok(line) = read else { continue };
        let by_identity = identities(&sheet, spec.kind, &record).iter().any(|identity| (theirs.identity)(identity));
        let is_own = by_identity || (theirs.line)(&spec.file, line.number);
        let naming: Vec<bool> = names(&sheet, &record, theirs.identity).collect();
        let shown = headers.iter().zip(&record).zip(naming);
        let shown = shown.filter(|((_, cell), named)| !cell.is_empty() && (is_own || *named));
        let cells: Vec<_> = shown.map(|((header, cell), _)| (header.to_owned(), cell.to_owned())).collect();
        if !cells.is_empty() {
            found.push(Mention { file: spec.file.clone(), is_own, cells, line: line.number });
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;
    use std::sync::Arc;

    use super::*;
    use crate::campaign::people::SourceKind;
    use crate::error::Place;

    #[test]
    fn all_cells_of_their_rows_and_of_others_only_what_names_them() {
        let text = "upn;name;manager;size\na@x.example;Anna;;M\nb@x.example;Bram;A@x.example;L\n";
        let bytes: Arc<[u8]> = text.as_bytes().into();
        let mut inputs = Inputs::from_files(BTreeMap::from([("people.csv".to_owned(), bytes)]));
        let sources =
            Sources::in_a_test(vec![SourceSpec::new(SourceKind::People, "people.csv", Place::file("people.csv"))]);
        let theirs = Theirs { identity: &|id| id == "a@x.example", line: &|_, _| false, met: &|_| () };
        let found = mentions(&mut inputs, &sources, &theirs).unwrap();
        let cells = |mention: &Mention| -> Vec<String> {
            mention.cells.iter().map(|(header, cell)| format!("{header}={cell}")).collect()
        };
        assert_eq!((found.len(), found[0].is_own, found[0].line, found[1].is_own), (2, true, 2, false));
        assert_eq!(cells(&found[0]), ["upn=a@x.example", "name=Anna", "size=M"]);
        assert_eq!(cells(&found[1]), ["manager=A@x.example"], "nothing else of a colleague");
    }
}
