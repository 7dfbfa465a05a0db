//! Files whose columns were perhaps not taken for what they are.

use crate::campaign::Ownership;
use crate::campaign::people::{Account, ColumnUse, SourceKind};
use crate::check::finding::{Finding, and_more, harmless};
use crate::check::registry::data::{COLUMN, EMPTY_COLUMN, ENCODING, NO_OWNERS, NOTHING_GIVEN};
use crate::check::view::View;
use crate::error::{Place, counted};

pub(super) fn find(view: &View<'_>, found: &mut Vec<Finding>) {
    for account in &view.people.accounts {
        nothing(account, found);
        owners(view, account, found);
        columns(account, found);
        empty(account, found);
        encoding(account, found);
    }
}

fn place(account: &Account) -> Place {
    Place { line: 1, ..Place::file(account.file.clone()) }
}

fn nothing(account: &Account, found: &mut Vec<Finding>) {
    if account.used + account.joined > 0 {
        return;
    }
    let what = if account.kind == SourceKind::People { "person" } else { "device" };
    let message = match account.rows {
        0 => format!("{} has a header line and nothing below it", account.file),
        1 => format!("the one row of {} gave no {what}", account.file),
        rows => format!("none of the {rows} rows of {} gave a {what}", account.file),
    };
    let hint = "export it again, or take the file out of the campaign";
    found.push(Finding::of(NOTHING_GIVEN, message).at(&place(account)).about(&*account.file).hint(hint));
}

/// A file all of whose devices are nobody's, though they are not shared either.
fn owners(view: &View<'_>, account: &Account, found: &mut Vec<Finding>) {
    let mine =
        |device: &&crate::campaign::Device| device.source.file == account.file && device.ownership != Ownership::Shared;
    let ownerless = view.people.ownerless.iter().filter(mine).count();
    if account.kind != SourceKind::Devices || account.tally.owners > 0 || ownerless == 0 {
        return;
    }
    let others = headers(account.others());
    let not_understood = match others.len() {
        0 => String::new(),
        n => format!("; not understood: {}", and_more(&others, n)),
    };
    let devices = counted(ownerless, "device", "devices");
    let message = format!("{devices} in {} and no owner of any{not_understood}", account.file);
    let hint = "say which column names the owner: `columns: {owner: …}`, or `owner_email`, `owner_upn`, `owner_id`";
    found.push(Finding::of(NO_OWNERS, message).at(&place(account)).about(&*account.file).hint(hint));
}

fn columns(account: &Account, found: &mut Vec<Finding>) {
    for column in &account.columns {
        let header = harmless(&column.header);
        let (message, hint) = match (column.by_content, column.nearly, column.became.ours()) {
            (true, _, Some(ours)) => (
                format!("`{header}` of {} is taken for `{ours}`, by what stands in it", account.file),
                format!("if it is, say so with `columns: {{{ours}: {header}}}`; if not, name the right column"),
            ),
            (_, Some(nearly), _) => (
                format!("`{header}` of {} is nearly `{nearly}`, and is not read as that", account.file),
                format!(
                    "if it is meant, rename it or say so under `columns:`; if not, allow this for `{}`",
                    account.file
                ),
            ),
            _ => continue,
        };
        found.push(Finding::of(COLUMN, message).at(&place(account)).about(&*account.file).hint(hint));
    }
}

fn empty(account: &Account, found: &mut Vec<Finding>) {
    if account.used + account.joined == 0 {
        return;
    }
    let empty = headers(account.columns.iter().filter(|column| column.filled == 0 && column.became.ours().is_some()));
    if !empty.is_empty() {
        let message = format!("nothing stands in {} of {}", and_more(&empty, empty.len()), account.file);
        let hint = "export again with its values, or leave the column out";
        found.push(Finding::of(EMPTY_COLUMN, message).at(&place(account)).about(&*account.file).hint(hint));
    }
}

fn encoding(account: &Account, found: &mut Vec<Finding>) {
    let Some(doubt) = &account.doubt else { return };
    let names: Vec<String> =
        doubt.names.iter().map(|(read, better)| format!("`{}` for `{}`", harmless(read), harmless(better))).collect();
    let words = counted(doubt.count, "word", "words");
    let message = format!(
        "{words} of {} look wrong, read as {}: perhaps {}",
        account.file,
        account.encoding,
        and_more(&names, names.len())
    );
    let hint = format!(
        "if so, write `encoding: {}` beside the file; if not, `encoding: {}`",
        doubt.encoding,
        account.encoding.to_lowercase()
    );
    found.push(Finding::of(ENCODING, message).at(&place(account)).about(&*account.file).hint(hint));
}

fn headers<'a>(columns: impl Iterator<Item = &'a ColumnUse>) -> Vec<String> {
    columns.map(|column| format!("`{}`", harmless(&column.header))).collect()
}
