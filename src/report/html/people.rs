//! The parts of the page that are about people: where they are and what they speak, and who is not reached.

use std::collections::BTreeMap;

use super::{Cell, Page, small};
use crate::l10n::Tag;
use crate::report::escape::Html;
use crate::report::markdown::names;
use crate::report::outline::WaveOutline;
use crate::report::phrase;
use crate::report::words::sentence;

impl Page<'_> {
    /// The people of a wave by site and language.
    pub(super) fn sites(&mut self, name: &str, wave: &WaveOutline) {
        let words = self.words;
        if wave.sites.is_empty() {
            return;
        }
        self.out.add(format_args!("<h3>{}</h3>", words.by_site));
        let mut sums: BTreeMap<&Tag, u64> = BTreeMap::new();
        for (tag, count) in wave.sites.values().flatten() {
            *sums.entry(tag).or_default() += count;
        }
        let tongues: Vec<String> = sums.keys().map(|tag| words.tongue(tag)).collect();
        let mut heads = vec![Cell(words.site, "")];
        heads.extend(tongues.iter().map(|tongue| Cell(tongue, "n")));
        heads.push(Cell(words.total, "n"));
        self.out.table_open("narrow", &words.pair(name, words.by_site), &heads);
        for (site, counts) in &wave.sites {
            let site = site.as_deref().filter(|site| !site.is_empty()).unwrap_or(words.no_site);
            self.counts(site, sums.keys().map(|tag| counts.get(*tag).copied().unwrap_or(0)).collect());
        }
        if wave.sites.len() > 1 {
            self.out.add(format_args!("</tbody>\n<tfoot>"));
            self.counts(words.total, sums.values().copied().collect());
            self.out.add(format_args!("</tfoot>\n</table>\n</div>"));
        } else {
            self.out.table_close();
        }
    }

    /// A row of counts with its sum.
    fn counts(&mut self, name: &str, mut counts: Vec<u64>) {
        counts.push(counts.iter().sum());
        self.out.add(format_args!("<tr><th scope=\"row\">{}</th>", Html(name)));
        for count in counts {
            let text = if count == 0 { "–".to_owned() } else { self.words.number(count) };
            self.out.cells(&[Cell(&text, "n")]);
        }
        self.out.add(format_args!("</tr>"));
    }

    /// Who does not get what, and why.
    pub(super) fn unreached(&mut self) {
        let (words, outline) = (self.words, self.outline);
        self.out.add(format_args!("<section>\n<h2>{}</h2>", words.unreached));
        if outline.gaps.is_empty() {
            self.out.add(format_args!("<p>{}</p>\n</section>", words.everyone_reached));
            return;
        }
        self.out.add(format_args!("<p>{}</p>", words.unreached_lede));
        let heads = [
            Cell(words.why, ""),
            Cell(words.wave, ""),
            Cell(words.people, "n"),
            Cell(words.whom, "whom"),
            Cell(words.count, ""),
        ];
        self.out.table_open("", words.unreached, &heads);
        for gap in &outline.gaps {
            let (why, more) = match phrase::unplanned(words, gap.reason).split_once("; ") {
                Some((why, more)) => (why, more),
                None => (phrase::unplanned(words, gap.reason), ""),
            };
            let messages: Vec<String> = gap.messages.iter().map(|message| words.named(message)).collect();
            self.out.add(format_args!("<tr><th scope=\"row\">{}{}</th>", Html(&sentence(why)), small(more)));
            self.out.cells(&[
                Cell(&outline.wave_name(words, &gap.wave), ""),
                Cell(&words.number(gap.people.len() as u64), "n"),
                Cell(&names(words, &gap.people), "whom"),
                Cell(&messages.join(", "), ""),
            ]);
            self.out.add(format_args!("</tr>"));
        }
        self.out.table_close();
        self.out.add(format_args!("</section>"));
    }
}
