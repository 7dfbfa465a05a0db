//! Colours as a style sheet names them, and how well one reads on another (WCAG 2.2, "contrast ratio").

use std::fmt;
use std::str::FromStr;

/// An opaque sRGB colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Color {
    /// Red, green and blue, 0 to 255.
    pub rgb: [u8; 3],
}

/// A text that names no colour: `#` and three or six hexadecimal digits do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NoColor;

impl Color {
    /// The contrast that text needs on its background (WCAG 2.2, success criterion 1.4.3).
    pub const READABLE: f64 = 4.5;

    /// A colour from red, green and blue.
    pub const fn new(red: u8, green: u8, blue: u8) -> Self {
        Color { rgb: [red, green, blue] }
    }

    /// The contrast ratio with another colour, 1.0 to 21.0, whichever of the two is the text.
    pub fn contrast(self, other: Color) -> f64 {
        let (one, two) = (self.luminance(), other.luminance());
        (one.max(two) + 0.05) / (one.min(two) + 0.05)
    }

    /// Whether text in this colour can be read on the other.
    pub fn reads_on(self, background: Color) -> bool {
        self.contrast(background) >= Color::READABLE
    }

    /// The colour nearest to this one that can be read on `background`: mixed with as little black (on a light
    /// background) or white (on a dark one) as it takes.
    pub fn readable_on(self, background: Color) -> Color {
        let end = if background.luminance() > 0.18 { 0.0 } else { 255.0 };
        let mixed = |step: u32| {
            let share = f64::from(step) / 255.0;
            let mix = |from: u8| (f64::from(from) + (end - f64::from(from)) * share).round() as u8;
            Color { rgb: self.rgb.map(mix) }
        };
        (0..=255).map(mixed).find(|color| color.reads_on(background)).unwrap_or_else(|| mixed(255))
    }

    /// What is seen where this colour lies on a paper so thinly that `share` of it is left, 0.0 to 1.0.
    #[must_use]
    pub fn over(self, paper: Color, share: f64) -> Color {
        let mut rgb = self.rgb;
        for (part, below) in rgb.iter_mut().zip(paper.rgb) {
            *part = (f64::from(below) + (f64::from(*part) - f64::from(below)) * share).round() as u8;
        }
        Color { rgb }
    }

    /// Relative luminance, 0.0 to 1.0 (WCAG 2.2, "relative luminance").
    fn luminance(self) -> f64 {
        let linear = |part: u8| {
            let part = f64::from(part) / 255.0;
            if part <= 0.04045 { part / 12.92 } else { ((part + 0.055) / 1.055).powf(2.4) }
        };
        let [red, green, blue] = self.rgb.map(linear);
        0.2126 * red + 0.7152 * green + 0.0722 * blue
    }
}

impl fmt::Display for Color {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [red, green, blue] = self.rgb;
        write!(f, "#{red:02x}{green:02x}{blue:02x}")
    }
}

impl FromStr for Color {
    type Err = NoColor;

    fn from_str(text: &str) -> Result<Self, NoColor> {
        let digits = text.strip_prefix('#').ok_or(NoColor)?;
        let digits: Option<Vec<u8>> = digits.chars().map(|c| c.to_digit(16).map(|digit| digit as u8)).collect();
        match digits.ok_or(NoColor)?.as_slice() {
            [r, g, b] => Ok(Color::new(r * 17, g * 17, b * 17)),
            [r, s, g, h, b, c] => Ok(Color::new(r * 16 + s, g * 16 + h, b * 16 + c)),
            _ => Err(NoColor),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn contrast(one: &str, two: &str) -> String {
        let color = |text: &str| text.parse::<Color>().unwrap();
        assert_eq!(color(one).contrast(color(two)), color(two).contrast(color(one)));
        format!("{:.2}", color(one).contrast(color(two)))
    }

    /// The values are those of WebAIM's contrast checker.
    #[test]
    fn contrast_is_that_of_wcag() {
        assert_eq!(contrast("#000", "#fff"), "21.00");
        assert_eq!(contrast("#767676", "#ffffff"), "4.54");
        assert_eq!(contrast("#777", "#fff"), "4.48");
        assert_eq!(contrast("#ff0000", "#ffffff"), "4.00");
        assert_eq!(contrast("#0000ff", "#ffffff"), "8.59");
        assert_eq!(contrast("#123456", "#123456"), "1.00");
    }

    #[test]
    fn colours_are_three_or_six_digits() {
        assert_eq!("#0B57d0".parse(), Ok(Color::new(0x0b, 0x57, 0xd0)));
        assert_eq!("#f0a".parse::<Color>().unwrap().to_string(), "#ff00aa");
        for wrong in ["", "#", "0b57d0", "blue", "#12345", "#1234567", "#12345g", "#é12", "rgb(1,2,3)"] {
            assert_eq!(wrong.parse::<Color>(), Err(NoColor), "{wrong}");
        }
    }

    #[test]
    fn a_thin_colour_is_between_itself_and_the_paper() {
        let (color, paper) = (Color::new(0x8a, 0x1c, 0x4a), Color::new(255, 255, 255));
        assert_eq!(color.over(paper, 1.0), color);
        assert_eq!(color.over(paper, 0.0), paper);
        assert_eq!(color.over(paper, 0.5).to_string(), "#c58ea5");
    }

    #[test]
    fn the_nearest_readable_colour_is_just_readable() {
        let (white, dark) = (Color::new(255, 255, 255), Color::new(0x1f, 0x1f, 0x1f));
        for (color, background) in [("#ffcc00", white), ("#ffffff", white), ("#0b57d0", dark), ("#000", dark)] {
            let nearest = color.parse::<Color>().unwrap().readable_on(background);
            let found = nearest.contrast(background);
            assert!((4.5..4.75).contains(&found), "{color} became {nearest}, {found}");
        }
        let fine = Color::new(0x0b, 0x57, 0xd0);
        assert_eq!(fine.readable_on(white), fine);
    }
}
