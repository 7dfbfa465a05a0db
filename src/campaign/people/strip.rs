//! Takes people out of the files that they stand in, and leaves everybody else's rows as they are.
//!
//! A row is somebody's when an identity in it is: a user name, object id or address of a person, the owner of a
//! device, or the serial number of one that names no owner (in a list that tells more of devices, its name). Where another row names them (as a manager), that cell is
//! emptied. What could not be read of a file (a torn row) is dropped: nobody was told by it. Lines end in LF.

use csv::{StringRecord, WriterBuilder};

use super::decode::decode;
use super::headers::{Sheet, recognise};
use super::keys;
use super::layouts::Column;
use super::table::Table;
use super::{SourceKind, SourceSpec, Sources};
use crate::campaign::Inputs;
use crate::campaign::fold::{key, serial_key};
use crate::error::{Error, Kind, Result};

/// What tells a person apart. A further address or a short account name may be a colleague's as well.
const PERSON: [Column; 3] = [Column::ObjectId, Column::Upn, Column::Email];

/// What names the owner of a device.
const OWNER: [Column; 4] = [Column::Owner, Column::OwnerUpn, Column::OwnerEmail, Column::OwnerId];

/// What names somebody in the row of somebody else.
const NAMES: [Column; 6] =
    [Column::Manager, Column::Proxies, Column::Owner, Column::OwnerUpn, Column::OwnerEmail, Column::OwnerId];

/// A file, and how many of its rows were taken out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stripped {
    /// As the campaign file names it.
    pub file: String,
    /// How many rows.
    pub rows: usize,
}

/// The mark of UTF-8: whatever encoding the campaign says of a file, one that begins so is read as that.
const MARK: &str = "\u{feff}";

/// Whose rows are taken out.
pub struct Theirs<'a> {
    /// Judges an identity or serial number, as it is compared.
    pub identity: &'a dyn Fn(&str) -> bool,
    /// Judges a row by its file and line.
    pub line: &'a dyn Fn(&str, u32) -> bool,
    /// Is told of each identity in a row that is taken out.
    pub met: &'a dyn Fn(&str),
}

/// Takes the rows of some people out of every file of `sources` that `inputs` have; a file without any stays as it is, to the
/// byte.
///
/// # Errors
/// When the headers of a file cannot be read.
pub fn strip(inputs: &mut Inputs, sources: &Sources, theirs: &Theirs<'_>) -> Result<Vec<Stripped>> {
    let mut stripped = Vec::new();
    for (number, spec) in sources.files.iter().enumerate() {
        let Some(bytes) = inputs.get(&spec.file)? else { continue };
        let (rows, text) = strip_file(&bytes, spec, number, theirs)?;
        if let Some(text) = text {
            inputs.insert(&spec.file, text.into_bytes());
            stripped.push(Stripped { file: spec.file.clone(), rows });
        }
    }
    Ok(stripped)
}

/// How many rows are not in it any more, and the text without them if anything changed.
fn strip_file(bytes: &[u8], spec: &SourceSpec, number: usize, theirs: &Theirs<'_>) -> Result<(usize, Option<String>)> {
    let is_theirs = theirs.identity;
    let (text, ..) = decode(bytes, spec.encoding.as_deref());
    let Some(mut table) = Table::open(&text) else { return Ok((0, None)) };
    let sheet = recognise(spec, number, &table).map_err(|problems| Error { kind: Kind::Campaign, problems })?;
    let mut out = format!("{MARK}{}\n", table.up_to_here().trim_end_matches(['\r', '\n']));
    let (mut rows, mut emptied) = (0, false);
    let mut record = StringRecord::new();
    while let Some(read) = table.read(&mut record) {
        let Ok(line) = read else { continue };
        let identities = identities(&sheet, spec.kind, &record);
        if identities.iter().any(|identity| is_theirs(identity)) || (theirs.line)(&spec.file, line.number) {
            rows += 1;
            identities.iter().for_each(|identity| (theirs.met)(identity));
        } else if names(&sheet, &record, is_theirs).any(|named| named) {
            emptied = true;
            out += &without(&sheet, &record, is_theirs)?;
        } else {
            out += table.row().trim_end_matches(['\r', '\n']);
            out.push('\n');
        }
    }
    Ok((rows, (rows > 0 || emptied).then_some(out)))
}

/// The identities by which a row is somebody's.
pub(super) fn identities(sheet: &Sheet, kind: SourceKind, record: &StringRecord) -> Vec<String> {
    let of = |columns: &[Column]| -> Vec<String> {
        let cells = columns.iter().filter_map(|column| Some((*column, record.get(sheet.index(*column)?)?)));
        cells.filter_map(|(column, cell)| parts(column, cell)).collect()
    };
    match kind {
        SourceKind::People => of(&PERSON),
        SourceKind::Devices => {
            let by = [&OWNER[..], &[Column::Serial]].map(of).into_iter().find(|found| !found.is_empty());
            // A list that tells more of devices may know them by what they are called alone.
            by.unwrap_or_else(|| if sheet.tells_more() { of(&[Column::Name]) } else { Vec::new() })
        }
    }
}

/// What a cell names, as it is compared; nothing where it only looks like a name: a placeholder, an id of zeros.
fn parts(column: Column, cell: &str) -> Option<String> {
    let named = match column {
        Column::Serial => serial_key(cell).to_lowercase(),
        _ => key(cell).into_owned(),
    };
    let is_nobody = named.chars().all(|c| matches!(c, '0' | '-' | '{' | '}'));
    (!is_nobody && keys::judge(&named).is_ok()).then_some(named)
}

/// Of each cell whether it names them, in a column that is about other people.
pub(super) fn names<'a>(
    sheet: &'a Sheet,
    record: &'a StringRecord,
    is_theirs: &'a dyn Fn(&str) -> bool,
) -> impl Iterator<Item = bool> + 'a {
    let about: Vec<usize> = NAMES.iter().filter_map(|column| sheet.index(*column)).collect();
    record.iter().enumerate().map(move |(at, cell)| about.contains(&at) && !cell.is_empty() && is_theirs(&key(cell)))
}

/// A row without what names them.
fn without(sheet: &Sheet, record: &StringRecord, is_theirs: &dyn Fn(&str) -> bool) -> Result<String> {
    let mut writer = WriterBuilder::new().delimiter(sheet.delimiter).from_writer(Vec::new());
    let kept = record.iter().zip(names(sheet, record, is_theirs)).map(|(cell, named)| if named { "" } else { cell });
    let failed = |e: &dyn std::fmt::Display| Error::bug(format!("a row could not be written: {e}"));
    writer.write_record(kept).map_err(|e| failed(&e))?;
    let bytes = writer.into_inner().map_err(|e| failed(&e))?;
    String::from_utf8(bytes).map_err(|e| failed(&e))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;
    use std::sync::Arc;

    use super::*;
    use crate::error::Place;

    /// The texts of these files without the person, and which identities were met.
    fn stripped(files: &[(&str, SourceKind, &str)], who: &[&str]) -> (Vec<String>, Vec<String>) {
        let bytes = |text: &str| -> Arc<[u8]> { text.as_bytes().into() };
        let inputs: BTreeMap<_, _> = files.iter().map(|(name, _, text)| ((*name).to_owned(), bytes(text))).collect();
        let mut inputs = Inputs::from_files(inputs);
        let spec = |(name, kind, _): &(&str, SourceKind, &str)| SourceSpec::new(*kind, *name, Place::file(*name));
        let sources = Sources::in_a_test(files.iter().map(spec).collect());
        let met = std::cell::RefCell::new(Vec::new());
        let theirs = Theirs {
            identity: &|identity| who.contains(&identity),
            line: &|_, _| false,
            met: &|identity| met.borrow_mut().push(identity.to_owned()),
        };
        strip(&mut inputs, &sources, &theirs).unwrap();
        let text = |(name, ..): &(&str, SourceKind, &str)| {
            String::from_utf8(inputs.files()[*name].to_vec()).unwrap().trim_start_matches(MARK).to_owned()
        };
        (files.iter().map(text).collect(), met.into_inner())
    }

    const PEOPLE: &str = "upn,objectId,name,email,manager\n\
        a.bakker@x.example,7f3c,\"Bakker, Anna\",a.bakker@x.example,c.obrien@x.example\n\
        b.visser@x.example,8a1b,Bram Visser,b.visser@x.example,A.Bakker@x.example\r\n\
        c.obrien@x.example,9c0d,\"Chloë\nO'Brien\",c.obrien@x.example,";

    #[test]
    fn their_row_is_gone_and_the_others_are_what_they_were() {
        let (texts, met) = stripped(&[("people.csv", SourceKind::People, PEOPLE)], &["a.bakker@x.example"]);
        assert_eq!(
            texts[0],
            "upn,objectId,name,email,manager\n\
             b.visser@x.example,8a1b,Bram Visser,b.visser@x.example,\n\
             c.obrien@x.example,9c0d,\"Chloë\nO'Brien\",c.obrien@x.example,\n"
        );
        assert_eq!(met, ["7f3c", "a.bakker@x.example", "a.bakker@x.example"]);
    }

    #[test]
    fn a_file_without_them_stays_as_it_is() {
        let (texts, met) = stripped(&[("people.csv", SourceKind::People, PEOPLE)], &["d.agca@x.example"]);
        assert_eq!((&*texts[0], met.len()), (PEOPLE, 0));
    }

    #[test]
    fn a_list_that_tells_more_of_devices_may_know_them_by_name() {
        let ready = "Device name,Serial number,Readiness\nPC-3,,no\nPC-4,,yes\nPC-3,S9,yes\n";
        let (texts, _) = stripped(&[("readiness.csv", SourceKind::Devices, ready)], &["pc-3"]);
        assert_eq!(texts[0], "Device name,Serial number,Readiness\nPC-4,,yes\nPC-3,S9,yes\n");
        // An export of devices has them by their serial numbers.
        let devices = "name,serial,platform\nPC-3,,windows\n";
        let (texts, _) = stripped(&[("devices.csv", SourceKind::Devices, devices)], &["pc-3"]);
        assert_eq!(texts[0], devices);
    }

    #[test]
    fn a_device_is_its_owners_and_what_was_handed_on_is_another_persons() {
        let devices =
            "serial,platform,owner_upn\nF2L1,iOS,a.bakker@x.example\nF2L2,iOS,b.visser@x.example\nF2L3,iOS,\n";
        let (texts, _) =
            stripped(&[("devices.csv", SourceKind::Devices, devices)], &["a.bakker@x.example", "f2l2", "f2l3"]);
        assert_eq!(texts[0], "serial,platform,owner_upn\nF2L2,iOS,b.visser@x.example\n");
    }
}
