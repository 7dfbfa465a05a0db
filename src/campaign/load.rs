//! A campaign directory, or a snapshot of one, read whole.

use std::sync::Arc;

use super::catalogue::Catalogue;
use super::certificates::certificates;
use super::concern;
use super::desk;
use super::file::{CampaignFile, Interpreted, Named, interpret};
use super::identities;
use super::inputs::Inputs;
use super::migration::Apple;
use super::model::{Audience, Campaign, Members};
use super::people::{self, Mention, SourceKind, Sources, Stripped, Theirs};
use super::person::People;
use super::picture::mentioned;
use super::selector::{Fields, Over};
use super::yaml::{self, Origin};
use crate::error::{Error, Place, Problem, Result};
use crate::l10n::{Tag, TagError};

/// A campaign with everything it needs.
#[derive(Debug, Clone)]
pub struct Loaded {
    /// The campaign.
    pub campaign: Arc<Campaign>,
    /// Its people, their devices, and what of the data could not be used.
    pub people: People,
    /// Its message templates.
    pub catalogue: Catalogue,
    /// Where its people came from: an export of later is read as one file more.
    pub sources: Sources,
}

/// The campaign file.
const CAMPAIGN: &str = "campaign.yaml";

/// Reads a campaign through `inputs`, which afterwards hold exactly the files it was made from.
///
/// # Errors
/// [`Kind::Campaign`](crate::error::Kind::Campaign) with everything that is wrong: first all of the file's shape,
/// then all of its values, then templates and selectors against what is there.
pub fn load(inputs: &mut Inputs) -> Result<Loaded> {
    let (Interpreted { campaign, sources, selectors }, origin) = read_file(inputs)?;
    let relays = campaign.relay.iter().chain(&campaign.stand_ins);
    let of_relays = relays.map(|relay| (relay.certificates.as_deref(), "the relay"));
    let of_mailbox = campaign.bounces.as_ref().and_then(|bounces| bounces.certificates.as_deref());
    let named = of_relays.chain([(of_mailbox, "the mailbox of bounces")]);
    for (file, whose) in named.filter_map(|(file, whose)| Some((file?, whose))) {
        let bytes = inputs.require(file)?;
        certificates(&bytes).map_err(|no| {
            Error::campaign(format!("these are no certificates for {whose}: {no}")).at(Place::file(file)).hint(no.hint)
        })?;
    }
    for path in inputs.list("locales")? {
        inputs.get(&path)?;
    }
    let mut problems = Vec::new();
    let catalogue = catalogue(inputs, &mut problems)?;
    templates_exist(&campaign, &catalogue, &mut problems);
    Error::collect(problems)?;
    let mut people = people::import(inputs, &sources)?;
    let fields = Fields::of(&people);
    Error::collect(unknown_fields(&selectors, &fields, &campaign.migration.kind, &origin))?;
    let mut campaign = campaign;
    resolve(&mut campaign, &fields);
    concern::judge(&campaign.migration, &mut people);
    Ok(Loaded { campaign: Arc::new(campaign), people, catalogue, sources })
}

/// Reads only the campaign file and the holidays it names: enough to know its settings.
///
/// # Errors
/// As [`load`], for that file.
pub fn load_campaign(inputs: &mut Inputs) -> Result<Campaign> {
    read_file(inputs).map(|(interpreted, _)| interpreted.campaign)
}

/// The kit that a campaign names, and where; `None` when it names none, or its file cannot be read, which [`load`] tells.
///
/// # Errors
/// When the file is there and cannot be opened.
pub fn kit_named(inputs: &mut Inputs) -> Result<Option<(String, Place)>> {
    let Some(bytes) = inputs.get(CAMPAIGN)? else { return Ok(None) };
    let Ok(source) = std::str::from_utf8(&bytes) else { return Ok(None) };
    let read: Result<(CampaignFile, Origin)> = yaml::read(CAMPAIGN, source.trim_start_matches('\u{feff}'));
    let Ok((file, origin)) = read else { return Ok(None) };
    Ok(file.migration.kind.map(|kind| (kind.value.clone(), origin.place(&kind))))
}

/// Reads only the people, without what they have: enough to know who they are.
///
/// # Errors
/// As [`load`], for the campaign file and the files of people.
pub(super) fn load_persons(inputs: &mut Inputs) -> Result<People> {
    let (Interpreted { mut sources, .. }, _) = read_file(inputs)?;
    sources.files.retain(|spec| spec.kind == SourceKind::People);
    people::import(inputs, &sources)
}

/// Takes people out of the files of a campaign: see [`people::strip`].
///
/// # Errors
/// When the campaign file, or the headers of a file, cannot be read.
pub fn strip_people(inputs: &mut Inputs, theirs: &Theirs<'_>) -> Result<Vec<Stripped>> {
    let (Interpreted { sources, .. }, _) = read_file(inputs)?;
    identities::strip(inputs, theirs.identity)?;
    people::strip(inputs, &sources, theirs)
}

/// Every row of the files of a campaign that has somebody.
///
/// # Errors
/// As [`strip_people`].
pub fn find_people(inputs: &mut Inputs, theirs: &Theirs<'_>) -> Result<Vec<Mention>> {
    let (Interpreted { sources, .. }, _) = read_file(inputs)?;
    people::mentions(inputs, &sources, theirs)
}

fn read_file(inputs: &mut Inputs) -> Result<(Interpreted, Origin)> {
    let Some(bytes) = inputs.get(CAMPAIGN)? else {
        let place = inputs.root().map_or_else(|| "the snapshot".to_owned(), |root| root.display().to_string());
        return Err(Error::campaign(format!("there is no {CAMPAIGN} in {place}"))
            .hint("`heraut init` writes one; or name the campaign directory with --campaign DIR"));
    };
    let source = std::str::from_utf8(&bytes).map_err(|e| {
        let line = bytes[..e.valid_up_to()].iter().filter(|b| **b == b'\n').count() as u32 + 1;
        Error::campaign("this file is not UTF-8")
            .at(Place { line, ..Place::file(CAMPAIGN) })
            .hint("save it as UTF-8 in your editor")
    })?;
    let source = source.trim_start_matches('\u{feff}');
    let (file, origin): (CampaignFile, Origin) = yaml::read(CAMPAIGN, source)?;
    let mut interpreted = interpret(file, &origin, inputs)?;
    if inputs.get(desk::DESK_FILE)?.is_some() {
        interpreted.sources.files.push(desk::source());
    }
    Ok((interpreted, origin))
}

/// Where the files built into the program are among the inputs.
const BUILT_IN: &str = "builtin/templates";

/// Reads every template with the pictures it may show, and lists the messages; the campaign's own file wins from a built-in one of the same
/// message and language, whatever its folder.
fn catalogue(inputs: &mut Inputs, problems: &mut Vec<Problem>) -> Result<Catalogue> {
    let mut catalogue = Catalogue::default();
    let own = inputs.list("templates")?;
    let built_in = inputs.list(BUILT_IN)?;
    for path in own.into_iter().chain(built_in) {
        let template = inputs.get(&path)?;
        // Which of these are pictures, and sound ones, is found where templates are understood.
        for picture in mentioned(template.as_deref().and_then(|bytes| std::str::from_utf8(bytes).ok()).unwrap_or("")) {
            inputs.get(picture)?;
        }
        let name = path.strip_prefix("builtin/").unwrap_or(&path);
        let Some(name) = name.strip_prefix("templates/").and_then(|p| p.strip_suffix(".md")) else { continue };
        let Some((phase, stem)) = name.split_once('/') else { continue };
        if matches!(phase, "layout" | "blocks") {
            continue;
        }
        let hint = "name it <phase>/<message>.<language>.md, such as announce/announcement.nl.md";
        let mut wrong = |text: String, hint: &str| {
            problems.push(Problem::new(text).at(Place::file(path.as_str())).hint(hint));
        };
        let Some((message, language)) = stem.rsplit_once('.') else {
            wrong("this template does not say its language".into(), hint);
            continue;
        };
        let tag: Tag = match language.parse() {
            Ok(tag) => tag,
            Err(e) => {
                wrong(TagError::to_string(&e), hint);
                continue;
            }
        };
        let languages = catalogue.messages.entry(message.to_owned()).or_default();
        match languages.get(&tag) {
            Some(_) if path.starts_with(BUILT_IN) => {}
            Some(other) => {
                wrong(format!("the message `{message}` has another template in {tag}: {other}"), "keep one of the two");
            }
            None => {
                languages.insert(tag, path);
            }
        }
    }
    Ok(catalogue)
}

/// Every message of the phases must have a template in the default language at least.
fn templates_exist(campaign: &Campaign, catalogue: &Catalogue, problems: &mut Vec<Problem>) {
    let default = &campaign.languages.default;
    for phase in &campaign.phases {
        for rule in &phase.messages {
            let path = format!("templates/{}/{}.{default}.md", phase.id, rule.message);
            match catalogue.messages.get(&rule.message) {
                Some(languages) if languages.contains_key(default) => {}
                Some(_) => problems.push(
                    Problem::new(format!(
                        "the message `{}` has no template in the default language {default}",
                        rule.message
                    ))
                    .at(rule.place.clone())
                    .hint(format!("write {path}")),
                ),
                None => {
                    let names = catalogue.messages.keys();
                    let near = names.map(|n| (strsim::damerau_levenshtein(n, &rule.message), n)).min();
                    let hint = match near {
                        Some((distance, near)) if distance <= 3 => {
                            format!("did you mean `{near}`? Otherwise write {path}")
                        }
                        _ => format!("write {path}"),
                    };
                    problems.push(
                        Problem::new(format!("the message `{}` has no template", rule.message))
                            .at(rule.place.clone())
                            .hint(hint),
                    );
                }
            }
        }
    }
}

/// A selector that looks at a column nobody has picks nobody: surely a mistake.
fn unknown_fields(selectors: &[Named], fields: &Fields, kit: &str, origin: &Origin) -> Vec<Problem> {
    let mut problems = Vec::new();
    for Named { selector, over, at, key } in selectors {
        for field in selector.fields().into_iter().filter(|field| !fields.has(field)) {
            let who = match (field.of, over) {
                (Some(Over::People), _) => "person",
                (Some(Over::Devices), _) => "device",
                (None, Over::People) => "person",
                (None, Over::Devices) => "device, nor its owner,",
            };
            let name = &field.name;
            problems.push(match at {
                Some(at) => Problem::new(format!("no {who} has a `{name}`"))
                    .at(origin.part(at, field.offset, field.width))
                    .hint(fields.instead(field)),
                None => Problem::new(format!("the kit `{kit}` tells `{key}` by `{name}`, and no {who} has one"))
                    .at(Place::file(CAMPAIGN))
                    .hint(format!(
                        "name the column with `columns: {{{name}: HEADER}}` beside its file, or write `{key}:` under \
                         `migration:`; {}",
                        fields.instead(field)
                    )),
            });
        }
    }
    problems
}

/// Tells fields apart that both people and devices have, now that it is known who has what.
fn resolve(campaign: &mut Campaign, fields: &Fields) {
    let moves = campaign.migration.moves;
    let migration = &mut campaign.migration;
    let own = [&mut migration.concerns, &mut migration.done, &mut migration.blocked];
    own.into_iter().flatten().for_each(|selector| selector.resolve(moves, fields));
    let waves = campaign.waves.iter_mut().filter_map(|wave| match &mut wave.people {
        Members::Select(selector) => Some(selector),
        Members::Rest => None,
    });
    let messages = campaign.phases.iter_mut().flat_map(|phase| &mut phase.messages);
    let audiences = messages.filter_map(|rule| match &mut rule.to {
        Audience::Select(selector) => Some(selector),
        _ => None,
    });
    let apple = match &mut migration.apple {
        Apple::Select(selector) => Some(selector),
        _ => None,
    };
    let excluded = campaign.exclude.iter_mut().map(|exclusion| &mut exclusion.people);
    waves.chain(audiences).chain(apple).chain(excluded).for_each(|selector| selector.resolve(Over::People, fields));
}
