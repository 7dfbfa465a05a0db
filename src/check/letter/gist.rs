//! What a message comes to in any language: where its links lead, and how many steps it asks for.

use std::collections::BTreeMap;

use super::links::host;
use super::reading::Reading;

/// What the same message says in every language.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(in crate::check) struct Gist {
    /// How many links lead to each domain: the pages of one may be in another language.
    links: BTreeMap<String, usize>,
    /// How many numbered steps there are.
    steps: usize,
}

impl Gist {
    pub(super) fn of(reading: &Reading<'_>) -> Self {
        let page = &reading.page;
        let mut links = BTreeMap::new();
        for (_, link) in page.named("a") {
            if let Some(host) = link.attribute("href").and_then(host) {
                *links.entry(host).or_default() += 1;
            }
        }
        Gist { links, steps: page.elements.iter().filter(|item| item.step.is_some()).count() }
    }

    /// In what this differs from the other, as the end of a sentence about the first; `None` when in nothing.
    pub(in crate::check) fn differs(&self, other: &Gist) -> Option<String> {
        if self.steps != other.steps {
            return Some(format!("has {} steps, where it has {}", self.steps, other.steps));
        }
        let hosts = self.links.keys().chain(other.links.keys());
        let links = |gist: &Gist, host: &String| gist.links.get(host).copied().unwrap_or_default();
        let host = hosts.into_iter().find(|host| links(self, host) != links(other, host))?;
        Some(format!("has {} links to `{host}`, where it has {}", links(self, host), links(other, host)))
    }
}
