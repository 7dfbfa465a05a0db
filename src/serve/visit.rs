//! One request of somebody who is signed in, as a page sees it.

use std::collections::HashMap;
use std::sync::Arc;

use chrono::{DateTime, Utc};
use tera::Context;

use super::site::Site;
use super::way::Way;
use super::who::Who;
use super::words::Words;
use crate::campaign::fold::name_key;
use crate::error::{Error, Result};

/// One request.
pub(super) struct Visit {
    pub(super) site: Arc<Site>,
    pub(super) language: String,
    /// What each act of this session says.
    pub(super) act: String,
    /// Who it is.
    pub(super) who: Arc<Who>,
    /// The parts of the address that are variable.
    pub(super) path: HashMap<String, String>,
    /// What was asked, or filled in.
    pub(super) fields: Vec<(String, String)>,
    pub(super) now: DateTime<Utc>,
}

impl Visit {
    /// The words of whoever reads it.
    pub(super) fn words(&self) -> &Words {
        self.site.face.words(&self.language)
    }

    /// A part of the address.
    pub(super) fn part(&self, name: &str) -> &str {
        self.path.get(name).map_or("", String::as_str)
    }

    /// What was filled in, without space around it; nothing where nothing was.
    pub(super) fn field(&self, name: &str) -> &str {
        self.fields.iter().find(|(known, _)| known == name).map_or("", |(_, value)| value.trim())
    }

    /// What has to be filled in.
    ///
    /// # Errors
    /// When it was not.
    pub(super) fn required(&self, name: &str) -> Result<&str> {
        match self.field(name) {
            "" => Err(Error::usage(format!("`{name}` is empty")).hint("go back and fill it in")),
            text => Ok(text),
        }
    }

    /// Who acts.
    ///
    /// # Errors
    /// When the program was started for looking alone.
    pub(super) fn by(&self) -> Result<&str> {
        let by = self.who.name.as_deref();
        by.ok_or_else(|| {
            Error::usage("nothing can be done here: nobody said who acts").hint("start `heraut serve --by NAME`")
        })
    }

    /// Insists that who acts means it: they type their own name once more.
    ///
    /// # Errors
    /// When they did not.
    pub(super) fn again(&self) -> Result<&str> {
        let by = self.by()?;
        if name_key(self.field("again")) == name_key(by) {
            return Ok(by);
        }
        Err(Error::usage(format!("this has to be confirmed with the name of who does it: {by}"))
            .hint("go back, and type it as it stands at the foot of the page"))
    }

    /// What every page says besides its own.
    pub(super) fn context(&self) -> Context {
        let (site, mut context) = (&self.site, Context::new());
        context.insert("lang", &self.language);
        context.insert("campaign", site.title.get(&self.words().tag, &site.default));
        context.insert("organization", &site.organization);
        context.insert("by", &self.who.name);
        context.insert("may", &self.who.allowed());
        context.insert("acts", &self.who.acts());
        // Who has signed in elsewhere signs out there.
        context.insert("leaves", &!matches!(site.way, Way::Proxy(..)));
        context.insert("act", &self.act);
        context.insert("style", &site.assets.style.name);
        context.insert("script", &site.assets.script.name);
        context.insert("version", env!("CARGO_PKG_VERSION"));
        context
    }
}
