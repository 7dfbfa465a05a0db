//! What all pages share.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use chrono::{DateTime, Utc};
use tokio::sync::{Semaphore, mpsc, watch};

use super::assets::Assets;
use super::attempts::Attempts;
use super::drafts::Drafts;
use super::face::Face;
use super::guard::LONGEST;
use super::keep::Keep;
use super::news::News;
use super::opaque::Opaque;
use super::origins::Origins;
use super::sessions::Sessions;
use super::settings::Settings;
use super::shelf::Shelves;
use super::signing::Signing;
use super::standings::Standings;
use super::way::Way;
use crate::app::{Locked, Workspace};
use crate::campaign::{Campaign, Localized};
use crate::error::Result;
use crate::l10n::Tag;

/// So many pages are told of changes at once; others are read anew by hand.
const LISTENERS: usize = 64;

/// So many who sign in are asked after at once.
const EXCHANGES: usize = 4;

/// What all pages share.
pub(super) struct Site {
    pub(super) settings: Settings,
    pub(super) address: SocketAddr,
    /// What the campaign is called, and whose it is.
    pub(super) title: Localized,
    pub(super) organization: String,
    /// The language of those who read none of the campaign's.
    pub(super) default: Tag,
    pub(super) face: Face,
    pub(super) assets: Assets,
    pub(super) opaque: Opaque,
    pub(super) keep: Keep,
    /// Where the campaign stands, counted.
    pub(super) standings: Standings,
    pub(super) shelves: Shelves,
    pub(super) news: watch::Sender<News>,
    pub(super) listeners: Arc<Semaphore>,
    /// One act at a time: what two say at once is said one after the other.
    pub(super) acting: Mutex<()>,
    /// What the page of the plan showed last.
    pub(super) drafts: Drafts,
    /// What is approved or proposed at this moment.
    pub(super) signing: Signing,
    /// How it is known who somebody is.
    pub(super) way: Way,
    pub(super) origins: Origins,
    /// Whether browsers come by TLS: ours, or that of a proxy.
    pub(super) is_secure: bool,
    pub(super) attempts: Mutex<Attempts>,
    pub(super) exchanges: Semaphore,
    /// A request is whole and answered within so long.
    pub(super) patience: Duration,
    /// When this began.
    pub(super) begun: Instant,
    sessions: Mutex<Sessions>,
    pub(super) used: mpsc::UnboundedSender<String>,
}

impl Site {
    /// A site at an address. `used` is told of a new link when one was used.
    ///
    /// # Errors
    /// When neither an approved campaign nor the working files can be read.
    pub(super) fn new(
        mut settings: Settings,
        address: SocketAddr,
        used: mpsc::UnboundedSender<String>,
    ) -> Result<Self> {
        let of = |campaign: &Campaign| {
            let colors = (campaign.brand.color, campaign.brand.color_dark);
            (campaign.name.clone(), campaign.organization.clone(), campaign.languages.default.clone(), colors)
        };
        let (title, organization, default, colors) = match Locked::open(&settings.dir) {
            Ok(locked) => of(&locked.loaded.campaign),
            // Before anything is approved the messages can be looked at.
            Err(_) => of(&Workspace::open(&settings.dir, settings.clock.now())?.loaded.campaign),
        };
        let keep = Keep::of(settings.dir.clone());
        let url = settings.admission.as_ref().map(|admission| admission.users.url.clone());
        let is_secure = url.as_ref().map_or(settings.tls.is_some(), |url| url.starts_with("https://"));
        let origins = url.as_deref().map_or_else(|| Origins::here(address, is_secure), Origins::at);
        let way = Way::of(settings.admission.take());
        Ok(Site {
            settings,
            address,
            title,
            organization,
            default,
            face: Face::new()?,
            assets: Assets::new(colors),
            opaque: Opaque::new()?,
            keep,
            standings: Standings::default(),
            shelves: Shelves::default(),
            news: watch::Sender::new(News::default()),
            listeners: Arc::new(Semaphore::new(LISTENERS)),
            acting: Mutex::new(()),
            drafts: Drafts::default(),
            signing: Signing::default(),
            way,
            origins,
            is_secure,
            attempts: Mutex::default(),
            exchanges: Semaphore::new(EXCHANGES),
            patience: LONGEST,
            begun: Instant::now(),
            sessions: Mutex::new(Sessions::new()?),
            used,
        })
    }

    /// The instant to act for.
    pub(super) fn now(&self) -> DateTime<Utc> {
        self.settings.clock.now()
    }

    /// The sessions.
    pub(super) fn sessions(&self) -> MutexGuard<'_, Sessions> {
        self.sessions.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The moment by which sessions are over.
    pub(super) fn moment() -> Instant {
        Instant::now()
    }
}
