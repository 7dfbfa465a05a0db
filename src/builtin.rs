//! The templates, texts and kits that come with the program. Imports nothing, so that every room may use it.

use include_dir::{Dir, include_dir};

static TEMPLATES: Dir = include_dir!("$CARGO_MANIFEST_DIR/templates");
static LOCALES: Dir = include_dir!("$CARGO_MANIFEST_DIR/locales");
static DOCUMENTS: Dir = include_dir!("$CARGO_MANIFEST_DIR/documents");
static KITS: Dir = include_dir!("$CARGO_MANIFEST_DIR/kits");

/// Where a snapshot keeps the built-in files: `builtin/locales/nl/labels.ftl`. So a campaign's own file of the same
/// name does not hide them, and a later version of the program renders an approved plan as it was approved.
pub const PREFIX: &str = "builtin/";

/// The typefaces of what is printed. They are no part of [`files`]: a snapshot need not keep what no campaign replaces.
const FONTS: &str = "templates/fonts/";

/// The pages of the program itself: no part of [`files`] either, and nothing a campaign replaces.
const PAGES: &str = "templates/serve/";

/// Every built-in file a campaign may replace: its path as a campaign would name it (`templates/announce/announcement.nl.md`,
/// `locales/nl/labels.ftl`) and its bytes. Sorted by path.
pub fn files() -> impl Iterator<Item = (String, &'static [u8])> {
    let mut found = Vec::new();
    collect("locales", &LOCALES, &mut found);
    collect("templates", &TEMPLATES, &mut found);
    found.retain(|(path, _)| !path.starts_with(FONTS) && !path.starts_with(PAGES));
    found.sort();
    found.into_iter()
}

/// Every file of the program's own pages, sorted by path.
pub fn pages() -> impl Iterator<Item = (String, &'static [u8])> {
    let mut found = Vec::new();
    collect("templates", &TEMPLATES, &mut found);
    found.retain(|(path, _)| path.starts_with(PAGES));
    found.sort();
    found.into_iter()
}

/// The file of this name in every language that documents are written in: the language and the text.
pub fn documents(file: &str) -> impl Iterator<Item = (&'static str, &'static str)> {
    DOCUMENTS.dirs().filter_map(move |dir| {
        let language = dir.path().file_name()?.to_str()?;
        Some((language, DOCUMENTS.get_file(dir.path().join(file))?.contents_utf8()?))
    })
}

/// The same as catalogs: by the path that a catalog of that language has.
pub fn catalogs(file: &str) -> impl Iterator<Item = (String, &'static [u8])> {
    documents(file).map(move |(language, text)| (format!("locales/{language}/{file}"), text.as_bytes()))
}

/// The names of the kits, sorted.
pub fn kits() -> Vec<&'static str> {
    let mut names: Vec<&str> = KITS.dirs().filter_map(|dir| dir.path().file_name()?.to_str()).collect();
    names.sort_unstable();
    names
}

/// The files of a kit, by their paths in it (`kit.yaml`, `templates/start/start-now.nl.md`), sorted; none when there is no
/// such kit.
pub fn kit(name: &str) -> Vec<(String, &'static [u8])> {
    let mut found = Vec::new();
    if let Some(dir) = KITS.get_dir(name) {
        collect("", dir, &mut found);
    }
    let prefix = format!("/{name}/");
    let mut found: Vec<_> =
        found.into_iter().filter_map(|(path, bytes)| Some((path.strip_prefix(&prefix)?.to_owned(), bytes))).collect();
    found.sort();
    found
}

/// Every built-in typeface, sorted by name.
pub fn fonts() -> impl Iterator<Item = &'static [u8]> {
    let mut found: Vec<_> = TEMPLATES.get_dir("fonts").into_iter().flat_map(Dir::files).collect();
    found.retain(|file| file.path().extension().is_some_and(|extension| extension == "ttf"));
    found.sort_by_key(|file| file.path());
    found.into_iter().map(|file| file.contents())
}

/// The built-in file of this path.
pub fn file(path: &str) -> Option<&'static [u8]> {
    let (folder, rest) = path.split_once('/')?;
    let dir = match folder {
        "templates" => &TEMPLATES,
        "locales" => &LOCALES,
        _ => return None,
    };
    dir.get_file(rest).map(|file| file.contents())
}

fn collect(root: &str, dir: &'static Dir<'static>, found: &mut Vec<(String, &'static [u8])>) {
    for file in dir.files() {
        let path = file.path().to_string_lossy().replace('\\', "/");
        found.push((format!("{root}/{path}"), file.contents()));
    }
    dir.dirs().for_each(|dir| collect(root, dir, found));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_those_a_campaign_would_use() {
        let paths: Vec<String> = files().map(|(path, _)| path).collect();
        assert!(paths.contains(&"locales/nl/labels.ftl".to_owned()));
        assert!(paths.contains(&"templates/layout/mail.html".to_owned()));
        assert!(paths.iter().all(|path| file(path).is_some()));
        assert!(file("templates/none.md").is_none());
        // What a snapshot keeps does not grow by what a browser is shown.
        assert!(pages().count() > 0 && pages().all(|(path, _)| !paths.contains(&path)));
        assert!(documents("plan.ftl").any(|(language, text)| language == "nl" && text.contains("plan = ")));
        assert!(kits().contains(&"intune") && kit("intune").iter().any(|(path, _)| path == "kit.yaml"));
        assert!(kit("none").is_empty());
        assert!(fonts().count() > 0 && paths.iter().all(|path| !path.ends_with(".ttf")));
    }
}
