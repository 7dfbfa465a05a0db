//! Who somebody is, what they have, and what the document is for.

use super::Speaker;
use super::section::Section;
use crate::campaign::{Concern, Device, LanguageReason};
use crate::error::Result;
use crate::l10n::Argument;
use crate::schedule::wave_of;

impl Speaker<'_> {
    /// What article 15 wants told besides the data: what for, from where, to whom, for how long, which rights.
    pub(super) fn purpose(&self) -> Result<Section> {
        let campaign = &self.dossier.campaign;
        let mut section = Section::new(self.plain("person-purpose")?);
        let (from, to) = (campaign.migration.from.as_str(), campaign.migration.to.as_str());
        section.text(self.say("person-purpose-text", &[("from", Argument::Text(from)), ("to", Argument::Text(to))])?);
        let organization = [("organization", Argument::Text(&campaign.organization))];
        section.field(self.plain("person-source")?, self.say("person-source-text", &organization)?);
        section.field(self.plain("person-recipients")?, self.plain("person-recipients-text")?);
        let kept = match campaign.retention {
            Some(kept) => self.say("person-kept-until", &[("days", Argument::Number(kept.days.into()))])?,
            None => self.plain("person-kept-open")?,
        };
        section.field(self.plain("person-kept")?, kept);
        let helpdesk = &campaign.helpdesk;
        let contact: Vec<&str> = [&helpdesk.email, &helpdesk.phone].into_iter().flatten().map(String::as_str).collect();
        let contact = if contact.is_empty() { campaign.sender.from.address.clone() } else { contact.join(", ") };
        section.field(
            self.plain("person-rights")?,
            self.say("person-rights-text", &[("contact", Argument::Text(&contact))])?,
        );
        Ok(section)
    }

    pub(super) fn about(&self) -> Result<Section> {
        let one = &self.dossier.person;
        let mut section = Section::new(self.plain("person-about")?);
        section.field(self.plain("person-name")?, &one.name);
        let address = match &one.email {
            Some(email) => email.clone(),
            None => self.plain("person-no-address")?,
        };
        section.field(self.plain("person-address")?, address);
        section.field(self.plain("person-identity")?, &*one.id);
        let reason = match one.language.reason {
            LanguageReason::Column => "column",
            LanguageReason::Preferred => "preferred",
            LanguageReason::Device => "device",
            LanguageReason::Site => "site",
            LanguageReason::Default => "default",
        };
        let language = [("language", Argument::Text(one.language.tag.as_str())), ("reason", Argument::Text(reason))];
        section.field(self.plain("person-language")?, self.say("person-language-text", &language)?);
        section.field(self.plain("person-zone")?, one.timezone.name());
        let optional = [
            ("person-department", one.department.clone()),
            ("person-site", one.site.clone()),
            ("person-manager", one.manager.clone()),
            ("person-leave", one.leave_until.map(|day| self.day(day))),
        ];
        for (label, value) in optional {
            if let Some(value) = value.filter(|value| !value.is_empty()) {
                section.field(self.plain(label)?, value);
            }
        }
        let account = if one.enabled { "person-account-open" } else { "person-account-closed" };
        section.field(self.plain("person-account")?, self.plain(account)?);
        section.field(self.plain("person-wave")?, self.wave()?);
        Ok(section)
    }

    /// The wave they are in by the plan, with its dates.
    fn wave(&self) -> Result<String> {
        let campaign = &self.dossier.campaign;
        let at = wave_of(campaign, &self.dossier.person);
        let Some(wave) = at.and_then(|at| campaign.waves.get(usize::from(at))) else {
            return self.plain("person-no-wave");
        };
        let default = &campaign.languages.default;
        let name = wave.name.as_ref().map_or(wave.id.as_str(), |name| name.get(self.voice.language(), default));
        let (start, deadline) = (self.day(wave.start), self.day(wave.deadline));
        self.say(
            "person-wave-text",
            &[
                ("wave", Argument::Text(name)),
                ("start", Argument::Text(&start)),
                ("deadline", Argument::Text(&deadline)),
            ],
        )
    }

    pub(super) fn devices(&self) -> Result<Section> {
        let mut section = Section::new(self.plain("person-devices")?);
        for device in &self.dossier.person.devices {
            let parts = [&device.manufacturer, &device.model, &device.serial, &device.name, &device.os_version];
            let parts = parts.into_iter().flatten().map(String::as_str);
            let kinds = [device.platform.as_str(), device.ownership.as_str()];
            let system = device.system.as_deref();
            let all: Vec<&str> = parts.chain(kinds).chain(system).collect();
            section.text(format!("{}: {}", all.join(", "), self.how_far(device)?));
        }
        if section.is_empty() {
            section.text(self.plain("person-no-devices")?);
        }
        Ok(section)
    }

    fn how_far(&self, device: &Device) -> Result<String> {
        let has_moved = device.key().is_some_and(|key| self.dossier.moved.iter().any(|moved| moved == key));
        self.plain(match device.concern {
            _ if has_moved => "person-device-moved",
            Concern::Moves => "person-device-pending",
            Concern::Blocked => "person-device-blocked",
            Concern::Apart => "person-device-apart",
        })
    }
}
