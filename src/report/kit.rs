//! Kits, as a person reads of them.

use std::collections::BTreeMap;

use super::screen::{Column, Grid, clean, paragraph};
use crate::campaign::{Kit, Over};

/// Every kit with what it is for, at most `width` columns wide.
pub fn kits(kits: &[Kit], width: usize) -> String {
    let mut grid = Grid::new(vec![Column::text("KIT", 12), Column::text("FOR", 30)]);
    for kit in kits {
        grid.row(vec![clean(&kit.name), clean(&kit.title)]);
    }
    grid.render(width)
}

/// A kit with those beneath it, itself first, and its files, at most `width` columns wide.
pub fn kit(stack: &[Kit], files: &[String], width: usize) -> String {
    let Some(kit) = stack.first() else { return String::new() };
    let mut out = paragraph("", &clean(&format!("{}: {}", kit.name, kit.title)), width);
    let mut line = |what: &str, text: &str| out += &paragraph(&format!("  {what:<10}"), &clean(text), width);
    // What a kit leaves out, the one beneath it says.
    let said = |pick: &dyn Fn(&Kit) -> Option<String>| stack.iter().find_map(pick);
    if let Some(beneath) = stack.get(1) {
        line("extends", &beneath.name);
    }
    let moves = said(&|kit| kit.moves.map(|moves| if moves == Over::People { "people" } else { "devices" }.to_owned()));
    let paths = said(&|kit| {
        let names = kit.paths.as_ref()?.iter().map(|path| path.as_str());
        Some(names.collect::<Vec<_>>().join(", "))
    });
    for (what, text) in [
        ("moves", moves),
        ("concerns", said(&|kit| kit.concerns.clone())),
        ("done", said(&|kit| kit.done.clone())),
        ("blocked", said(&|kit| kit.blocked.clone())),
        ("paths", paths),
    ] {
        if let Some(text) = text {
            line(what, &text);
        }
    }
    for reads in &kit.reads {
        line("reads", reads);
    }
    let mut messages: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for file in files.iter().filter_map(|file| file.strip_prefix("templates/")?.strip_suffix(".md")) {
        if let Some((folder, name)) = file.split_once('/') {
            let (message, language) = name.rsplit_once('.').unwrap_or((name, ""));
            if !matches!(folder, "blocks" | "layout") {
                messages.entry(message).or_default().push(language);
            }
        }
    }
    if !messages.is_empty() {
        line("messages", &messages.keys().copied().collect::<Vec<_>>().join(", "));
    }
    out
}
