//! Who is in which part of a wave that is too large: whole departments or sites, so that a selector can name them.

use std::collections::BTreeMap;

use super::Basis;
use crate::campaign::Person;

/// Who is in a part.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Picks {
    /// All of the wave.
    All,
    /// Those with one of these values in a field.
    These {
        /// The field.
        field: &'static str,
        /// The values, as the data has them.
        values: Vec<String>,
    },
    /// Those with none of these: the last part.
    Others {
        /// The field.
        field: &'static str,
        /// The values of the other parts.
        values: Vec<String>,
    },
    /// So many of it: no field of the data divides the wave so.
    SoMany,
}

/// What a person has in a field.
type Value = fn(&Person) -> Option<&str>;

/// The parts of a wave, in order.
pub(super) type Division = Vec<(u32, Picks)>;

/// Divides a wave in so many parts, none larger than `most`: by the first field whose values can be dealt out so; if there
/// is none, by number.
pub(super) fn division(basis: &Basis<'_>, wave: u16, parts: usize, most: u32) -> Division {
    let people = || {
        let members = basis.membership.members(wave).map(|at| &basis.people.persons[at]);
        members.filter(|person| person.standing.must_move())
    };
    let size = u32::try_from(people().count()).unwrap_or(u32::MAX);
    if parts < 2 {
        return vec![(size, Picks::All)];
    }
    let fields: [(&'static str, Value); 2] =
        [("department", |person| person.department.as_deref()), ("site", |person| person.site.as_deref())];
    for (field, of) in fields {
        let mut groups: BTreeMap<Option<&str>, u32> = BTreeMap::new();
        for person in people() {
            *groups.entry(of(person).filter(|value| !value.trim().is_empty())).or_default() += 1;
        }
        if let Some(found) = dealt(field, &groups, parts, most) {
            return found;
        }
    }
    let (parts, size) = (parts as u32, size);
    (0..parts).map(|at| (size / parts + u32::from(at < size % parts), Picks::SoMany)).collect()
}

/// A part and its values.
type Bin<'v> = (u32, Vec<Option<&'v str>>);

/// Moves a value of the largest part to another one, or exchanges two, so that the larger of the two parts becomes as small
/// as it can; whether there was any such move.
fn relieve(bins: &mut [Bin<'_>], sizes: &BTreeMap<Option<&str>, u32>) -> bool {
    let Some(top) = (0..bins.len()).max_by_key(|at| bins[*at].0) else { return false };
    let of = |value: &Option<&str>| sizes.get(value).copied().unwrap_or_default();
    let mut best: Option<(u32, usize, usize, Option<usize>)> = None;
    for other in (0..bins.len()).filter(|at| *at != top) {
        for (at, value) in bins[top].1.iter().enumerate() {
            let swaps = bins[other].1.iter().enumerate().map(|(n, back)| (Some(n), of(back)));
            for (back, comes) in std::iter::once((None, 0)).chain(swaps) {
                let (larger, smaller) = (bins[top].0 - of(value) + comes, bins[other].0 + of(value) - comes);
                let most = larger.max(smaller);
                if most < bins[top].0 && best.is_none_or(|(known, ..)| most < known) {
                    best = Some((most, other, at, back));
                }
            }
        }
    }
    let Some((_, other, at, back)) = best else { return false };
    let value = bins[top].1.remove(at);
    let returned = back.map(|back| bins[other].1.remove(back));
    bins[other].1.push(value);
    bins[top].1.extend(returned);
    for at in [top, other] {
        bins[at].0 = bins[at].1.iter().map(of).sum();
    }
    true
}

/// The largest group first, each to the part that has fewest so far, and then exchanged until none is too large. The smaller
/// part comes first; whoever has no value is
/// in the last.
fn dealt(field: &'static str, groups: &BTreeMap<Option<&str>, u32>, parts: usize, most: u32) -> Option<Division> {
    if groups.len() < parts {
        return None;
    }
    let mut sorted: Vec<(Option<&str>, u32)> = groups.iter().map(|(value, n)| (*value, *n)).collect();
    sorted.sort_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(&b.0)));
    let mut bins: Vec<Bin<'_>> = vec![(0, Vec::new()); parts];
    for (value, n) in sorted {
        let bin = bins.iter_mut().min_by_key(|(size, _)| *size)?;
        bin.0 += n;
        bin.1.push(value);
    }
    while bins.iter().any(|(size, _)| *size > most) {
        if !relieve(&mut bins, groups) {
            return None;
        }
    }
    bins.sort_by_key(|(size, values)| (values.contains(&None), *size));
    let named = |values: &[Option<&str>]| -> Vec<String> {
        let mut names: Vec<String> = values.iter().flatten().map(|value| (*value).to_owned()).collect();
        names.sort();
        names
    };
    let (last, firsts) = bins.split_last()?;
    let mut division: Division =
        firsts.iter().map(|(size, values)| (*size, Picks::These { field, values: named(values) })).collect();
    let mut taken: Vec<String> = firsts.iter().flat_map(|(_, values)| named(values)).collect();
    taken.sort();
    division.push((last.0, Picks::Others { field, values: taken }));
    Some(division)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Of 5, 4, 3, 3, 3 dealt out in turn one part has 10; exchanged, both have 9.
    #[test]
    fn values_are_exchanged_until_no_part_is_too_large() {
        let groups = [("a", 5), ("b", 4), ("c", 3), ("d", 3), ("e", 3)];
        let groups: BTreeMap<Option<&str>, u32> = groups.into_iter().map(|(name, n)| (Some(name), n)).collect();
        let sizes = |most: u32| {
            dealt("site", &groups, 2, most).map(|found| found.iter().map(|(size, _)| *size).collect::<Vec<_>>())
        };
        assert_eq!(sizes(10), Some(vec![8, 10]));
        assert_eq!(sizes(9), Some(vec![9, 9]));
        assert_eq!(sizes(8), None, "eighteen are more than twice eight");
        assert!(dealt("site", &groups, 6, 9).is_none(), "five values make no six parts");
    }
}
