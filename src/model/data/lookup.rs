//! The nearest known name for an error message.
//!
//! Matching itself is exact on [`term_key`]s. Fuzzy matching was considered and rejected: a wrong
//! code that nobody sees costs more than an error that names the likely one.

use crate::model::fold::term_key;

/// Whether an error about an unknown name searches for the nearest known ones, which takes thousands of
/// comparisons.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Suggest {
    /// Searches for the nearest names.
    Nearest,
    /// Says only which form a name has.
    Nothing,
}

/// The characters and the pairs of neighbouring characters of a key, sorted.
fn grams(key: &str) -> Vec<[char; 2]> {
    let chars: Vec<char> = key.chars().collect();
    // Single characters too, so that short names, which share few pairs, are still comparable.
    let singles = chars.iter().map(|&c| [c, '\0']);
    let pairs = chars.windows(2).map(|w| [w[0], w[1]]);
    let mut grams: Vec<_> = singles.chain(pairs).collect();
    grams.sort_unstable();
    grams
}

/// Number of elements that two sorted lists share, counted with repetition.
fn shared(a: &[[char; 2]], b: &[[char; 2]]) -> usize {
    let (mut i, mut j, mut count) = (0, 0, 0);
    while i < a.len() && j < b.len() {
        match a[i].cmp(&b[j]) {
            std::cmp::Ordering::Less => i += 1,
            std::cmp::Ordering::Greater => j += 1,
            std::cmp::Ordering::Equal => (i, j, count) = (i + 1, j + 1, count + 1),
        }
    }
    count
}

/// Dice's coefficient of two lists of grams, in steps of 2⁻³², so that it sorts exactly.
fn dice(a: &[[char; 2]], b: &[[char; 2]]) -> u64 {
    let total = (a.len() + b.len()).max(1) as u64;
    // Fixed point, so that the order of suggestions is the same on every machine.
    ((2 * shared(a, b) as u64) << 32) / total
}

/// The up to `limit` items whose name is most like `wanted`, best first, equals in the order given.
///
/// Likeness is Dice's coefficient on characters and character pairs; items that share nothing
/// are left out. O(total length · log), for error messages only.
pub(crate) fn nearest<'a, T>(
    wanted: &str,
    named: impl Iterator<Item = (&'a str, T)>,
    limit: usize,
) -> Vec<T> {
    let wanted = grams(&term_key(wanted));
    let mut scored: Vec<(u64, T)> = named
        .map(|(name, item)| (dice(&wanted, &grams(&term_key(name))), item))
        .filter(|(likeness, _)| *likeness > 0)
        .collect();
    // Stable: equally near names stay in the order of the table.
    scored.sort_by_key(|(likeness, _)| std::cmp::Reverse(*likeness));
    scored
        .into_iter()
        .take(limit)
        .map(|(_, item)| item)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::nearest;

    #[test]
    fn the_most_similar_name_comes_first_and_strangers_are_left_out() {
        let names = ["医药制造业", "化学纤维制造业", "邮政业", "abc"];
        let found = nearest("化学制造", names.iter().map(|n| (*n, *n)), 2);
        assert_eq!(found, ["化学纤维制造业", "医药制造业"]);
        assert!(nearest("xyz", names.iter().map(|n| (*n, *n)), 2).is_empty());
    }
}
