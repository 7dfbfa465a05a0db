//! In which language somebody reads the pages: as their browser says.

/// What is shown when a browser wants no language that there is.
const ELSE: &str = "en";

/// The language that a browser wants most of those there are (`Accept-Language`, RFC 9110 section 12.5.4).
pub(super) fn wanted<'l>(accept: &str, languages: impl Iterator<Item = &'l str> + Clone) -> &'l str {
    let mut best = (ELSE, 0.0);
    for range in accept.split(',') {
        let mut parts = range.split(';').map(str::trim);
        let tag = parts.next().unwrap_or_default();
        let quality = parts.find_map(|part| part.strip_prefix("q=")).map_or(Some(1.0), |q| q.parse::<f32>().ok());
        let primary = tag.split('-').next().unwrap_or_default();
        let known = languages.clone().find(|known| primary.eq_ignore_ascii_case(known));
        // The first of those that are wanted alike.
        if let (Some(known), Some(quality)) = (known, quality)
            && quality > best.1
        {
            best = (known, quality);
        }
    }
    best.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_browser_says_what_it_wants() {
        for (accept, language) in [
            ("nl-BE,nl;q=0.9,en;q=0.8", "nl"),
            ("pl, fr-CH;q=0.7, de;q=0.9", "de"),
            ("de;q=0, FR", "fr"),
            ("en;q=0.5, nl;q=0.5", "en"),
            ("*", "en"),
            ("nl;q=much", "en"),
            ("", "en"),
        ] {
            assert_eq!(wanted(accept, ["de", "en", "fr", "nl"].into_iter()), language, "{accept}");
        }
    }
}
