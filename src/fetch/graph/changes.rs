//! The people of a tenant by what has changed since the last time. What comes of it is the list that asking for all of it
//! would give.
//!
//! | answer | what follows |
//! |---|---|
//! | somebody | what it says of them takes the place of what was known; what it does not say stays |
//! | somebody `@removed` | they are nobody's any more |
//! | that there is nothing to ask there, or no more (400, 404, 410, 501) | everything again, and without the question for changes if that is not there either |
//!
//! A manager comes as an id. Who is in the list has a name there; of the others the tenant is asked in the words of the whole list.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use super::ask::{Graph, Round};
use super::list::{List, MANAGER, WITH_MANAGER};
use super::tracked::Tracked;
use crate::fetch::odata::{escaped, is_of};
use crate::fetch::{Fault, Table};

/// What it is, where it is kept.
const FORMAT: &str = "heraut-delta/1";

/// So many managers who are not in the list are asked for; with more the whole list is the shorter question.
const STRANGERS: usize = 300;

/// So many are asked for at once: what a filter by ids takes.
const AT_ONCE: usize = 15;

/// What is known of the people of a tenant, and where their changes are asked for. The address is as good as a key to them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Knowledge {
    format: String,
    /// What was asked for.
    asked: String,
    /// Where changes are asked for.
    link: String,
    /// By id.
    people: BTreeMap<String, Known>,
}

/// What is known of somebody.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
struct Known {
    /// Properties that have a value.
    says: Map<String, Value>,
    /// The id of their manager.
    manager: Option<String>,
}

impl Knowledge {
    /// Reads what was kept; `None` for what is no such thing.
    pub fn read(bytes: &[u8]) -> Option<Self> {
        serde_json::from_slice(bytes).ok().filter(|known: &Knowledge| known.format == FORMAT)
    }

    /// As it is kept.
    pub fn to_bytes(&self) -> Vec<u8> {
        serde_json::to_vec(self).unwrap_or_default()
    }

    fn begun(asked: &str) -> Self {
        Knowledge { format: FORMAT.to_owned(), asked: asked.to_owned(), link: String::new(), people: BTreeMap::new() }
    }

    /// Takes in what a tenant says, in its order; of somebody it may say one thing here and another further on. Returns false
    /// where it cannot be told who is meant, or too little is said of them.
    fn learn(&mut self, tracked: &Tracked, said: Vec<Value>) -> bool {
        said.into_iter().all(|person| self.hear(tracked, person).is_some()) && self.keep_who_is_meant(tracked).is_some()
    }

    fn hear(&mut self, tracked: &Tracked, person: Value) -> Option<()> {
        let Value::Object(mut said) = person else { return None };
        let id = said.get("id")?.as_str()?.to_owned();
        if said.contains_key("@removed") {
            self.people.remove(&id);
            return Some(());
        }
        let known = self.people.entry(id).or_default();
        if let Some(Value::Array(managers)) = said.remove(&format!("{MANAGER}@delta")) {
            for manager in &managers {
                let who = manager["id"].as_str()?;
                match manager.get("@removed") {
                    // In whatever order the old one goes and the new one comes.
                    Some(_) => known.manager = known.manager.take().filter(|known| known != who),
                    None => known.manager = Some(who.to_owned()),
                }
            }
        }
        for name in &tracked.properties {
            match said.remove(name) {
                Some(Value::Null) => drop(known.says.remove(name)),
                Some(value) => drop(known.says.insert(name.clone(), value)),
                None => {}
            }
        }
        Some(())
    }

    fn keep_who_is_meant(&mut self, tracked: &Tracked) -> Option<()> {
        let mut meant = BTreeMap::new();
        for (id, Known { says, manager }) in std::mem::take(&mut self.people) {
            let person = Value::Object(says);
            if tracked.means(&person)? {
                let Value::Object(says) = person else { return None };
                // Without a user name it is half a person: the rest was said when nobody meant them.
                says.get("userPrincipalName")?;
                meant.insert(id, Known { says, manager });
            }
        }
        self.people = meant;
        Some(())
    }

    /// The people, as the whole list has them; `named` are managers who are not among them, by id.
    fn values(&self, named: &BTreeMap<String, Value>) -> Vec<Value> {
        let manager = |id: &String| match self.people.get(id) {
            Some(known) => {
                let name = |name: &str| known.says.get(name).cloned().unwrap_or_default();
                json!({"id": id, "userPrincipalName": name("userPrincipalName"), "mail": name("mail")})
            }
            None => named.get(id).cloned().unwrap_or_default(),
        };
        let of = |(id, known): (&String, &Known)| {
            let mut says = known.says.clone();
            says.insert("id".to_owned(), Value::from(id.as_str()));
            says.insert(MANAGER.to_owned(), known.manager.as_ref().map(manager).unwrap_or_default());
            Value::Object(says)
        };
        self.people.iter().map(of).collect()
    }

    /// One who has each manager that is not in the list: whom to ask about, by manager.
    fn strangers(&self) -> BTreeMap<&str, &str> {
        let led = self.people.iter().filter_map(|(id, known)| Some((known.manager.as_deref()?, id.as_str())));
        led.filter(|(manager, _)| !self.people.contains_key(*manager)).collect()
    }
}

/// What asking for changes comes to.
enum Asked {
    /// The people, and what is known by now.
    Told(Vec<Value>, Knowledge),
    /// What was known does not do, or no more.
    Anew,
    /// Everything is to be asked for in the words of the whole list.
    Whole,
}

impl Graph<'_> {
    /// A whole list, by its changes since `known` where the tenant tells them; and what is known by then, if they can be asked for
    /// later.
    ///
    /// # Errors
    /// Why there is none: it is all or nothing.
    pub async fn by_changes(
        &mut self,
        list: &List,
        known: Option<Knowledge>,
    ) -> Result<(Table, Option<Knowledge>), Fault> {
        if let Some(tracked) = &list.tracked {
            let asked = format!("{}{}", self.root(), list.path);
            let link = format!("{}{}", self.root(), tracked.path);
            let begun = Knowledge { link, ..Knowledge::begun(&asked) };
            let is_ours = |known: &Knowledge| known.asked == asked && is_of(self.root(), &known.link);
            for known in known.filter(is_ours).into_iter().chain([begun]) {
                match self.changes(list, tracked, known).await? {
                    Asked::Told(values, known) => return Ok((list.table(&values), Some(known))),
                    Asked::Anew => {}
                    Asked::Whole => break,
                }
            }
        }
        Ok((self.list(list).await?, None))
    }

    async fn changes(&mut self, list: &List, tracked: &Tracked, mut known: Knowledge) -> Result<Asked, Fault> {
        let Round::Whole(said, Some(later)) = self.round(known.link.clone(), list).await? else {
            return Ok(Asked::Anew);
        };
        if !known.learn(tracked, said) {
            return Ok(Asked::Anew);
        }
        known.link = later;
        let strangers: Vec<(&str, &str)> = known.strangers().into_iter().collect();
        if strangers.len() > STRANGERS {
            return Ok(Asked::Whole);
        }
        let mut named = BTreeMap::new();
        for some in strangers.chunks(AT_ONCE) {
            let ids: Vec<String> = some.iter().map(|(_, led)| format!("'{led}'")).collect();
            let filter = escaped(&format!("id in ({})", ids.join(",")));
            let url = format!("{}/users?$select=id&{WITH_MANAGER}&$filter={filter}", self.root());
            let Round::Whole(people, _) = self.round(url, list).await? else { return Ok(Asked::Whole) };
            for (manager, led) in some {
                let one = people.iter().find(|one| one["id"] == *led).map(|one| one[MANAGER].clone());
                match one.filter(|manager| !manager.is_null()) {
                    Some(now) if now["id"] != *manager => return Ok(Asked::Anew),
                    // Who has been deleted leads nobody.
                    now => drop(named.insert((*manager).to_owned(), now.unwrap_or_default())),
                }
            }
        }
        let values = known.values(&named);
        Ok(Asked::Told(values, known))
    }
}
