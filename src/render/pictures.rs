//! The pictures that templates show, by the paths that their authors wrote: found in the source, before any value is
//! filled in, so that no person's data can name a file.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use super::fragment::Fragment;
use super::picture::Picture;
use super::references::{Image, References};
use crate::campaign::Inputs;
use crate::campaign::picture::{Flaw, Picture as File, has_ending, is_path};
use crate::error::{Place, Problem, Result};

/// The pictures of a campaign, by path.
#[derive(Debug, Clone, Default)]
pub struct Pictures(BTreeMap<String, Arc<Picture>>);

impl Pictures {
    /// No pictures.
    pub const NONE: Pictures = Pictures(BTreeMap::new());

    /// Reads what the templates show, which the inputs have. What is wrong is added to the problems, at its place in
    /// the template.
    ///
    /// # Errors
    /// As [`Picture::new`].
    pub(crate) fn read<'a>(
        templates: impl Iterator<Item = &'a Fragment>,
        inputs: &Inputs,
        problems: &mut Vec<Problem>,
    ) -> Result<Self> {
        let mut files: HashMap<String, std::result::Result<Arc<Picture>, Flaw>> = HashMap::new();
        let mut images: Vec<Image> = templates
            .filter(|template| template.text.contains("!["))
            .flat_map(|it| References::of(it).images)
            .collect();
        images.sort_by(|one, other| one.place.cmp(&other.place));
        for image in images {
            if let Some(problem) = refused(&image) {
                problems.push(problem);
                continue;
            }
            let Some(bytes) = inputs.files().get(&image.path) else {
                let problem = Problem::new(format!("there is no picture `{}`", image.path)).at(image.place);
                problems.push(problem.hint("the path is that from the campaign directory, as in `images/remove.png`"));
                continue;
            };
            let file = match files.get(&image.path) {
                Some(known) => known,
                None => {
                    let read = match File::read(bytes) {
                        Ok(file) => Ok(Arc::new(Picture::new(file)?)),
                        Err(flaw) => Err(flaw),
                    };
                    files.entry(image.path.clone()).or_insert(read)
                }
            };
            if let Err(Flaw { message, hint }) = file {
                problems.push(Problem::new(format!("`{}` {message}", image.path)).at(image.place).hint(hint));
            }
        }
        Ok(Pictures(files.into_iter().filter_map(|(path, read)| Some((path, read.ok()?))).collect()))
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The picture of this path.
    pub fn get(&self, path: &str) -> Option<&Arc<Picture>> {
        self.0.get(path)
    }
}

impl FromIterator<(String, Arc<Picture>)> for Pictures {
    fn from_iter<T: IntoIterator<Item = (String, Arc<Picture>)>>(pictures: T) -> Self {
        Pictures(pictures.into_iter().collect())
    }
}

/// The layout of a mail has no pictures but the logo: what stands below every message would be carried by every message.
pub(crate) fn none_in(footer: &Fragment) -> Option<Problem> {
    let image = References::of(footer).images.into_iter().next()?;
    Some(wrong(
        &image.place,
        "there is no place for a picture below every message",
        "show it in the messages it is about",
    ))
}

/// Why an image cannot be shown, whatever the file.
fn refused(image: &Image) -> Option<Problem> {
    let Image { path, alt, place, .. } = image;
    let say = |message: &str, hint: &str| Some(wrong(place, message, hint));
    if image.computed {
        let hint =
            "write it out, as in `![The button Remove](images/remove.png)`; `{% if … %}` chooses between pictures";
        return say("the path of a picture cannot have values in it", hint);
    }
    let is_elsewhere = path.contains("://") || path.starts_with("//") || path.starts_with("data:");
    if is_elsewhere {
        let hint = "copy the picture into the campaign directory, as in `images/remove.png`: a message fetches nothing";
        return say(&format!("`{path}` is not in the campaign directory"), hint);
    }
    if !is_path(path) {
        let hint = "copy the picture into the campaign directory and write its path from there, with letters, digits, \
                    `-`, `_`, `.` and `/`";
        return say(&format!("`{path}` is not the path of a picture"), hint);
    }
    if !has_ending(path) {
        return say(&format!("`{path}` is not a PNG, a JPEG or an SVG"), "export the picture as PNG");
    }
    if alt.trim().is_empty() {
        let hint = "say what it shows to whoever cannot see it, as in `![The button Remove](images/remove.png)`";
        return say("this picture has no description", hint);
    }
    if !image.alone {
        let hint = "put it in a paragraph of its own, or in a step";
        return say("a picture cannot stand in a heading, a table, a link or strong words", hint);
    }
    None
}

fn wrong(place: &Place, message: &str, hint: &str) -> Problem {
    Problem::new(message).at(place.clone()).hint(hint)
}
