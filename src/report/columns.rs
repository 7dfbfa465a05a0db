//! `heraut check --columns`: what each column of the files became, and what the rows gave.

use crate::campaign::people::{Account, Became, ColumnUse, SourceKind};
use crate::error::counted;
use crate::report::screen::{Column, Grid, clean, paragraph};
use crate::report::words::ENGLISH as WORDS;

/// The accounts of all files, at most `width` columns wide (80 is comfortable).
pub fn columns(accounts: &[Account], width: usize) -> String {
    accounts.iter().map(|account| one(account, width)).collect::<Vec<_>>().join("\n")
}

/// What of the files' columns was not understood or looks wrong, in a sentence; `None` when all is well.
pub fn columns_in_short(accounts: &[Account]) -> Option<String> {
    let doubtful = |column: &&ColumnUse| column.by_content || column.nearly.is_some();
    let doubtful = accounts.iter().flat_map(|account| &account.columns).filter(doubtful).count();
    (doubtful > 0).then(|| {
        format!(
            "In the files, {} may be something else than taken for: `heraut check --columns` shows them.",
            counted(doubtful, "column", "columns")
        )
    })
}

fn one(account: &Account, width: usize) -> String {
    let layout = account.layout.map_or("headers of its own", |layout| layout);
    let said =
        account.system.as_ref().map(|system| format!("; its devices are in {system}, as the campaign file says"));
    let said = said.unwrap_or_default();
    let head = format!("{}: {layout}{said}; {}, separated by {}", account.file, account.encoding, separator(account));
    let mut out = paragraph("", &clean(&head), width);
    out += &paragraph("", &rows(account), width);
    out.push('\n');
    let heads = vec![Column::text("COLUMN", 12), Column::text("IS", 20), Column::number("FILLED")];
    let mut grid = Grid::new(heads);
    for column in &account.columns {
        grid.row(vec![clean(&column.header), clean(&became(column)), number(column.filled)]);
    }
    out + &grid.render(width)
}

fn number(n: usize) -> String {
    WORDS.number(n as u64)
}

fn separator(account: &Account) -> &'static str {
    match account.separator {
        ';' => "semicolons",
        '\t' => "tabs",
        '|' => "bars",
        _ => "commas",
    }
}

fn became(column: &ColumnUse) -> String {
    let how = if column.by_content { ", by what stands in it" } else { "" };
    let nearly = column.nearly.map(|nearly| format!("; nearly `{nearly}`")).unwrap_or_default();
    match &column.became {
        Became::Ours(name) => format!("{name}{how}"),
        Became::Both(name, field) => format!("{name}{how}, and the field {field}"),
        Became::Field(field) => format!("the field {field}{nearly}"),
    }
}

/// `4 rows: 3 people, 1 told more of somebody known; 4 with a name, …`
fn rows(account: &Account) -> String {
    let (people, what) = match account.kind {
        SourceKind::People => (true, if account.used == 1 { "person" } else { "people" }),
        SourceKind::Devices => (false, if account.used == 1 { "device" } else { "devices" }),
    };
    let known = if people { "somebody known" } else { "a device that is known" };
    let tally = &account.tally;
    let told: &[(usize, &str)] = match people {
        true => &[
            (tally.names, "a name"),
            (tally.addresses, "an address"),
            (tally.languages, "a language"),
            (tally.zones, "a time zone"),
            (tally.standings, "a status"),
        ],
        false => &[
            (tally.serials, "a serial number"),
            (tally.owners, "an owner"),
            (tally.known_owners, "an owner who is known"),
            (tally.ownerships, "an ownership"),
            (tally.languages, "a language"),
        ],
    };
    let told: Vec<String> = told.iter().map(|(n, what)| format!("{} with {what}", number(*n))).collect();
    let rows = if account.rows == 1 { "1 row".to_owned() } else { format!("{} rows", number(account.rows)) };
    format!(
        "{rows}: {} {what}, {} told more of {known}, {} left out; {}",
        number(account.used),
        number(account.joined),
        number(account.left_out),
        told.join(", ")
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::campaign::people::Tally;

    fn account() -> Account {
        let column = |header: &str, became: Became| ColumnUse {
            header: header.into(),
            became,
            filled: 3,
            by_content: false,
            nearly: None,
        };
        Account {
            file: "devices.csv".into(),
            kind: SourceKind::Devices,
            layout: Some("Jamf computers"),
            encoding: "UTF-8",
            doubt: None,
            system: None,
            separator: ';',
            columns: vec![
                column("Serial Number", Became::Ours("serial")),
                ColumnUse { by_content: true, ..column("Contact", Became::Ours("owner_email")) },
                column("City", Became::Both("city", "city".into())),
                ColumnUse { nearly: Some("Ownership"), ..column("Ownershp", Became::Field("ownershp".into())) },
            ],
            rows: 3,
            used: 1,
            joined: 1,
            left_out: 1,
            tally: Tally { serials: 2, owners: 2, known_owners: 1, ..Tally::default() },
        }
    }

    #[test]
    fn every_column_and_row_is_accounted_for() {
        insta::assert_snapshot!(columns(&[account()], 80));
        assert!(columns(&[account(), account()], 60).lines().all(|line| line.chars().count() <= 60));
    }

    #[test]
    fn a_guess_is_worth_a_sentence() {
        let said = columns_in_short(&[account()]).unwrap();
        assert!(
            said.starts_with("In the files, 2 columns may be something else than taken for: `heraut check --columns`"),
            "{said}"
        );
        let mut sure = account();
        sure.columns.truncate(1);
        assert_eq!(columns_in_short(&[sure]), None);
    }
}
