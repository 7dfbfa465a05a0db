//! The brand: colours that can be read, and a logo that can travel in every message.

use super::diagnostics::Diagnostics;
use super::keys::BrandFile;
use crate::campaign::picture::{Flaw, Picture, measure};
use crate::campaign::yaml::At;
use crate::campaign::{Brand, Color, Inputs, Localized, Logo};
use crate::error::Result;
use crate::l10n::Tag;

/// Judges the brand. Reads the logo through `inputs`, so that a snapshot holds it.
///
/// # Errors
/// When the logo cannot be read from disk or lies outside the campaign directory; what is wrong with it otherwise is
/// collected by the diagnostics.
pub(super) fn brand(
    file: &BrandFile,
    organization: &str,
    default: &Tag,
    inputs: &mut Inputs,
    diagnostics: &mut Diagnostics<'_>,
) -> Result<Brand> {
    let usual = Brand::default();
    if let (Some(alt), None) = (&file.logo_alt, &file.logo) {
        diagnostics.wrong(
            alt,
            "there is a text for a logo, and no logo",
            "add `logo: logo.png`, or take `logo_alt` away",
        );
    }
    let alt = match &file.logo_alt {
        Some(alt) => diagnostics.localized(alt, default),
        None => Localized([(default.clone(), organization.to_owned())].into()),
    };
    let logo = match &file.logo {
        Some(at) => logo(at, alt, inputs, diagnostics)?,
        None => None,
    };
    let light = file.color.as_ref().map(|at| color(at, Brand::CARD, "light", diagnostics));
    let dark = file.color_dark.as_ref().map(|at| color(at, Brand::CARD_DARK, "dark", diagnostics));
    Ok(Brand {
        logo,
        color: light.unwrap_or(usual.color),
        // Red links do not turn blue in the dark.
        color_dark: dark.or(light.map(|light| light.readable_on(Brand::CARD_DARK))).unwrap_or(usual.color_dark),
        footer: file.footer.as_ref().map(|footer| diagnostics.localized(footer, default)),
    })
}

fn color(at: &At<String>, card: Color, scheme: &str, diagnostics: &mut Diagnostics<'_>) -> Color {
    let Ok(color) = at.value.parse::<Color>() else {
        diagnostics.wrong(at, format!("`{}` is not a colour", at.value), "write it as in \"#0b57d0\", between quotes");
        return card;
    };
    if !color.reads_on(card) {
        // Rounded down: 4.499 is not 4.50.
        let ratio = (color.contrast(card) * 100.0).floor() / 100.0;
        let message = format!(
            "links and buttons in {color} cannot be read on a {scheme} background: the contrast with {card} is \
             {ratio:.2}, and text needs {:.1}",
            Color::READABLE
        );
        let nearest = color.readable_on(card);
        diagnostics.wrong(at, message, format!("the nearest colour that can be read is \"{nearest}\""));
    }
    color
}

fn logo(
    at: &At<String>,
    alt: Localized,
    inputs: &mut Inputs,
    diagnostics: &mut Diagnostics<'_>,
) -> Result<Option<Logo>> {
    let place = diagnostics.origin.place(at);
    let Some(bytes) = inputs.get(&at.value).map_err(|error| error.at(place))? else {
        let hint = "the logo is a PNG or JPEG in the campaign directory";
        diagnostics.wrong(at, format!("there is no file `{}`", at.value), hint);
        return Ok(None);
    };
    let Some((kind, width, height)) = measure(&bytes) else {
        let message = format!("`{}` is not a PNG or JPEG", at.value);
        diagnostics.wrong(at, message, "export the logo as PNG: many mail programs do not show SVG, WebP and the like");
        return Ok(None);
    };
    let bulk = bytes.len();
    let logo = Logo { alt, picture: Picture { kind, size: (width, height), density: 1, bytes } };
    if bulk > Logo::LARGEST {
        let (bulk, largest) = (bulk.div_ceil(1024), Logo::LARGEST / 1024);
        let message = format!("the logo has {bulk} KB, and every message carries it: {largest} KB is the most");
        let (width, height) = logo.shown();
        let hint = format!("it is shown at {width} × {height}; export it at {} × {} pixels", width * 2, height * 2);
        diagnostics.wrong(at, message, hint);
        return Ok(None);
    }
    match logo.picture.shown_alone() {
        Ok(picture) => Ok(Some(Logo { alt: logo.alt, picture })),
        Err(Flaw { message, hint }) => {
            diagnostics.wrong(at, format!("`{}` {message}", at.value), hint);
            Ok(None)
        }
    }
}
