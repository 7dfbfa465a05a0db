//! The plan as what goes into a printed document: the words of its cover, the drawing, and its parts in Markdown. How
//! they look is the layout's.

use super::dates;
use super::escape::Markdown;
use super::gantt::{pictures, signs};
use super::load::{LoadChart, chart_on_paper, numbers};
use super::markdown::parts;
use super::outline::Outline;
use super::phrase;
use super::words::Words;

/// What goes into the document: a plan, or a report.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Booklet {
    /// BCP 47 tag of its words.
    pub language: &'static str,
    /// What it is: `Communication plan`.
    pub kind: &'static str,
    /// What the cover says, name and value.
    pub facts: Vec<(&'static str, String)>,
    /// The heading of the drawing.
    pub schedule: &'static str,
    /// The drawing as SVG, and what it shows in words: a picture a page; none of a campaign that is not drawn.
    pub drawing: Vec<(String, String)>,
    /// What its signs mean: `band`, `past`, `coming`, `event`, `gate`, `freeze` or `holiday`, in a report `moved` or
    /// `expected`; and the words.
    pub legend: Vec<(&'static str, String)>,
    /// What comes to the helpdesk, where anything is expected.
    pub load: Option<Figure>,
    /// Markdown; each part begins on a page of its own.
    pub parts: Vec<String>,
    /// The heading of the messages' texts.
    pub texts: &'static str,
}

/// A drawing of its own page, and what belongs to it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Figure {
    /// Its heading.
    pub heading: &'static str,
    /// The drawing as SVG.
    pub svg: String,
    /// What it shows in words.
    pub description: String,
    /// What its signs mean: `came`, `mean`, `range`, `takes` or `over`; and the words.
    pub legend: Vec<(&'static str, String)>,
    /// Markdown that stands below it.
    pub below: String,
}

/// What comes to the helpdesk, as a figure.
fn load(words: &Words, outline: &Outline) -> Option<Figure> {
    let forecast = outline.load.as_ref()?;
    let chart = chart_on_paper(words, forecast, outline.colors.0)?;
    let names: Vec<String> = outline.waves.iter().map(|wave| outline.wave_name(words, &wave.id)).collect();
    let (heads, rows) = numbers(words, forecast, &names);
    let row = |cells: &[String]| {
        let cells: Vec<String> = cells.iter().map(|cell| Markdown(cell).to_string()).collect();
        format!("| {} |\n", cells.join(" | "))
    };
    let heads: Vec<String> = heads.into_iter().map(str::to_owned).collect();
    let rule = format!("|---|{}\n", "---:|".repeat(heads.len().saturating_sub(1)));
    let table = row(&heads) + &rule + &rows.iter().map(|cells| row(cells)).collect::<String>();
    let below = format!("{}\n\n{table}", chart.lede);
    let LoadChart { title: heading, svg, description, signs: legend, .. } = chart;
    Some(Figure { heading, svg, description, legend, below })
}

/// The plan as a document to print.
pub fn booklet(outline: &Outline) -> Booklet {
    let words = Words::of(&outline.language);
    let totals = &outline.totals;
    let told = words.counted(totals.told, words.a_person);
    let waves = words.counted(outline.waves.len() as u64, words.a_wave);
    let mut facts = vec![
        (words.made_for, dates::moment(words, outline.now)),
        (words.times_in, outline.timezone.name().to_owned()),
        (words.state, phrase::approval(words, outline)),
        (words.plan_hash, outline.hash.clone()),
        (words.count, format!("{} {} {told}", words.number(totals.notices), words.to)),
        (words.people, format!("{} {} {waves}", words.number(totals.people), words.within)),
    ];
    if let Some(head) = outline.head {
        facts.insert(4, (words.progress.journal_head, head.to_string()));
    }
    facts.push((words.moved, phrase::moved(words, outline.moved())));
    if let Some(times) = totals.times {
        facts.push((words.first_message, dates::moment(words, times.first)));
        facts.push((words.last_message, dates::moment(words, times.last)));
    }
    let languages = totals.languages.iter().map(|(tag, n)| format!("{} {}", words.tongue(tag), words.number(*n)));
    facts.push((words.languages, languages.collect::<Vec<_>>().join(", ")));
    let band = ("band", format!("{} – {}", words.start, words.inside(words.deadline)));
    let signs = signs(words, outline).map(|(sign, name)| (sign, name.to_owned()));
    let legend = std::iter::once(band).chain(signs).collect();
    Booklet {
        language: words.lang,
        kind: words.plan,
        facts,
        schedule: words.schedule,
        drawing: pictures(words, outline),
        legend,
        load: load(words, outline),
        parts: parts(outline),
        texts: words.texts,
    }
}

/// What stands above the text of a message: its name, and whose it is an example of.
pub fn example_of(outline: &Outline, message: &str, reader: &str) -> (String, String) {
    let words = Words::of(&outline.language);
    (words.named(message), words.as_reader.replace("{name}", reader))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::{Approval, fixture};

    #[test]
    fn the_cover_says_whether_the_plan_is_in_force_and_who_approved_it_when() {
        let mut outline = Outline::of(&fixture::campaign(), &fixture::people(), &fixture::plan());
        let (by, at) = ("M. de Wit".to_owned(), fixture::now());
        let mut state = |approval| {
            outline.approval = approval;
            let facts = booklet(&outline).facts;
            facts.into_iter().find(|(name, _)| *name == "Stand").unwrap().1
        };
        assert_eq!(state(Approval::Never), "nog niet goedgekeurd");
        assert_eq!(
            state(Approval::Changed { by: by.clone(), at }),
            "gewijzigd sinds de goedkeuring door M. de Wit op ma 1 feb 2027 09:00"
        );
        assert_eq!(
            state(Approval::Approved { by, at }),
            "goedgekeurd door M. de Wit op ma 1 feb 2027 09:00, zoals het hier staat"
        );
    }

    #[test]
    fn every_wave_has_a_part_and_the_drawing_stands_alone() {
        let outline = Outline::of(&fixture::campaign(), &fixture::people(), &fixture::plan());
        let booklet = booklet(&outline);
        assert_eq!(booklet.parts.len(), outline.waves.len() + 2);
        let (svg, alt) = &booklet.drawing[0];
        assert!(svg.starts_with("<svg xmlns=") && svg.contains("<style>"), "{svg}");
        assert!(alt.contains("ma 5 apr 2027"), "{alt}");
    }
}
