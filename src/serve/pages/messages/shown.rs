//! `/messages/MESSAGE/LANGUAGE/READER`: a message as one of its readers gets it, as it is in the files now.

use serde_json::{Value, json};

use super::finding;
use crate::app::preview::{Shelf, for_browser};
use crate::check::Sample;
use crate::error::{Error, Result};
use crate::render::Mail;
use crate::report::{Scheme, find_person, first_words};
use crate::serve::address::segment;
use crate::serve::answer::Answer;
use crate::serve::visit::Visit;

/// What the helpdesk is called in an address.
const HELPDESK: &str = "helpdesk";

/// What a reader is called in an address; a message that is said again has them twice.
fn called(shelf: &Shelf, sample: &Sample, visit: &Visit) -> String {
    let who = shelf.reader(sample).map_or_else(|| HELPDESK.to_owned(), |(_, id)| visit.site.opaque.of(id));
    match sample.notice.occurrence {
        0 => who,
        later => format!("{who}-{}", later + 1),
    }
}

/// The message of the address, for the reader of the address; of none that is named, for the first.
fn rendered(shelf: &Shelf, visit: &Visit, language: &str) -> Result<Option<(Mail, String)>> {
    let (message, wanted) = (visit.part("message"), visit.part("reader"));
    let readers = shelf.readers(message, language);
    let sample = match wanted {
        "" => readers.first(),
        wanted => readers.iter().find(|sample| called(shelf, sample, visit) == wanted),
    };
    if let Some(sample) = sample {
        let name = shelf.reader(sample).map_or_else(String::new, |(name, _)| name.to_owned());
        return Ok(Some((shelf.mail(sample)?, name)));
    }
    let mut people = shelf.workspace.loaded.people.persons.iter();
    let person = visit.site.opaque.find(wanted, &mut people, |person| person.id.to_string());
    match person.filter(|_| !readers.is_empty()) {
        Some(person) => Ok(Some((shelf.mail_for(message, language, &person.id)?, person.name.clone()))),
        None => Ok(None),
    }
}

/// A message: its line in a mailbox, light, dark, on a telephone, as text; beside it another language, if one is asked for.
pub(in crate::serve::pages) fn one(visit: &Visit) -> Result<Answer> {
    let (shelf, files) = visit.site.shelf()?;
    let (message, language, reader) = (visit.part("message"), visit.part("language"), visit.part("reader"));
    let all: Vec<_> = shelf.messages().into_iter().filter(|one| one.message == message).collect();
    let Some(this) = all.iter().find(|one| one.language.as_str() == language) else { return Ok(Answer::Missing) };
    let mut context = visit.context();
    context.insert("message", message);
    context.insert("language", language);
    context.insert("html_language", this.language.html());
    context.insert("template_file", this.template);
    let readers = shelf.readers(message, language);
    context.insert("reader", reader);
    let first = || readers.first().map(|sample| called(&shelf, sample, visit));
    let of_frames = if reader.is_empty() { first() } else { Some(reader.to_owned()) };
    context.insert("reader_or_first", &of_frames);
    context.insert("files", &format!("{files:x}"));
    let languages: Vec<&str> = all.iter().map(|one| one.language.as_str()).collect();
    context.insert("languages", &languages);
    let beside = visit.field("beside");
    context.insert("beside", &languages.iter().find(|known| **known == beside && beside != language));
    let each = readers.iter().map(|sample| {
        let name = shelf.reader(sample).map(|(name, _)| name);
        json!({"called": called(&shelf, sample, visit), "name": name, "again": sample.notice.occurrence > 0})
    });
    context.insert("readers", &each.collect::<Vec<Value>>());
    match rendered(&shelf, visit, language) {
        Ok(None) => return Ok(Answer::Missing),
        Ok(Some((mail, name))) => {
            context.insert("name", &name);
            context.insert("subject", &mail.subject);
            context.insert("first_words", &first_words(&mail.html));
            context.insert("from", &shelf.workspace.loaded.campaign.sender.from.address);
            context.insert("text", &mail.text);
        }
        // What is wrong with it stands in its place: it is gone when the file is saved again.
        Err(error) => context.insert("problem", &error.to_string()),
    }
    let found = visit.site.findings(&shelf, files);
    let concerns = |one: &&crate::check::Finding| {
        one.subject.as_deref() == Some(message) || one.place.as_ref().is_some_and(|place| *place.file == *this.template)
    };
    context.insert("findings", &found.map(|all| all.iter().filter(concerns).map(finding).collect::<Vec<_>>()));
    Ok(Answer::Page("message.html", context))
}

/// The mail of a message for a frame, in one scheme.
pub(in crate::serve::pages) fn mail(visit: &Visit) -> Result<Answer> {
    let scheme = match visit.part("scheme") {
        "light" => Scheme::Light,
        "dark" => Scheme::Dark,
        _ => return Ok(Answer::Missing),
    };
    let (shelf, _) = visit.site.shelf()?;
    let rendered = rendered(&shelf, visit, visit.part("language"))?;
    Ok(rendered.map_or(Answer::Missing, |(mail, _)| Answer::Document(scheme.force(&for_browser(&mail)))))
}

/// Somebody of the data as reader: who they are is in no address.
pub(in crate::serve::pages) fn choose(visit: &Visit) -> Result<Answer> {
    let (shelf, _) = visit.site.shelf()?;
    let people = &shelf.workspace.loaded.people;
    let person = &people.persons[find_person(people, visit.required("wanted")?)?];
    let (message, language) = (visit.part("message"), visit.part("language"));
    if shelf.readers(message, language).is_empty() {
        return Err(Error::usage(format!("there is no message `{message}` in {language}")));
    }
    let (message, language) = (segment(message), segment(language));
    Ok(Answer::Done(format!("/messages/{message}/{language}/{}", visit.site.opaque.of(&person.id))))
}
