//! Names as address books write them.

/// Given name and family name of a display name that begins with the family name: `Visser, Bram (IT)`,
/// `Vries, Jan de`. `None` when it is not turned round, or when what stands behind the comma is no given name:
/// initials, a title, a department.
pub(super) fn turned_round(name: &str) -> Option<(String, String)> {
    let bare = without_notes(name);
    let (family, rest) = bare.split_once(',')?;
    let (family, rest) = (family.trim(), rest.trim());
    if family.is_empty() || rest.contains(',') || is_title(rest) {
        return None;
    }
    let is_infix = |word: &&str| word.chars().next().is_some_and(|c| c.is_lowercase() || c == '\'' || c == '’');
    let words: Vec<&str> = rest.split_whitespace().collect();
    let given: Vec<&str> = words.iter().copied().take_while(|word| !is_infix(word)).collect();
    let infix = &words[given.len()..];
    let first = given.first()?;
    if given.iter().all(|word| is_initials(word))
        || first.chars().any(|c| c.is_numeric())
        || !infix.iter().all(is_infix)
    {
        return None;
    }
    let family = infix.iter().copied().chain([family]).collect::<Vec<_>>().join(" ");
    Some((given.join(" "), family))
}

/// A name without what stands between brackets at its end.
pub(in crate::campaign) fn without_notes(name: &str) -> &str {
    let mut bare = name.trim();
    while let Some(at) = bare.strip_suffix([')', ']']).and_then(|inner| inner.rfind(['(', '['])) {
        bare = bare[..at].trim_end();
    }
    bare
}

/// `J.`, `J.P.`, `JP`, `IT`.
fn is_initials(word: &str) -> bool {
    word.contains('.') || word.chars().count() <= 3 && word.chars().all(char::is_uppercase)
}

fn is_title(text: &str) -> bool {
    const TITLES: [&str; 12] = ["jr", "sr", "ii", "iii", "phd", "msc", "bsc", "ma", "ba", "md", "mba", "esq"];
    let letters: String = text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect();
    TITLES.contains(&letters.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_turned_round_where_it_surely_is_one() {
        for (name, given, family) in [
            ("Visser, Bram (IT)", "Bram", "Visser"),
            ("Vries, Jan de", "Jan", "de Vries"),
            ("O'Brien-'t Hart, Chloë [extern] (IT)", "Chloë", "O'Brien-'t Hart"),
            ("Hart, Anna-Maria van 't", "Anna-Maria", "van 't Hart"),
            ("García Márquez, Gabriel José", "Gabriel José", "García Márquez"),
        ] {
            assert_eq!(turned_round(name), Some((given.into(), family.into())), "{name}");
        }
        for other in
            ["Bram Visser (IT)", "Visser, B.", "Servicedesk, IT", "King, PhD", "Balie 2, 3e etage", "Visser,", ", Bram"]
        {
            assert_eq!(turned_round(other), None, "{other}");
        }
    }
}
