//! How written names are compared: folding of width, case and punctuation, and the nearest
//! known name for an error message.
//!
//! Matching itself is exact on [`key`]s. Fuzzy matching was considered and rejected: a wrong
//! code that nobody sees costs more than an error that names the likely one.

use unicode_normalization::UnicodeNormalization;

/// `text` with full-width ASCII and the ideographic space made half-width; nothing else changes.
pub(in crate::model) fn fold_width(text: &str) -> String {
    text.chars().map(half_width).collect()
}

/// Distance in Unicode from a full-width form (U+FF01–U+FF5E) to its ASCII character.
const WIDTH_OFFSET: u32 = 0xFEE0;

fn half_width(c: char) -> char {
    match c {
        '\u{3000}' => ' ',
        '\u{FF01}'..='\u{FF5E}' => char::from_u32(u32::from(c) - WIDTH_OFFSET).unwrap_or(c),
        _ => c,
    }
}

/// What two spellings of one name have in common: NFKC, lower case, without white space and
/// punctuation (`农、林、牧、渔业` and `农林牧渔业` have the same key).
///
/// `+`, `#` and `.` are kept, because they tell names apart. O(length).
pub(in crate::model) fn key(text: &str) -> String {
    text.nfkc()
        .flat_map(char::to_lowercase)
        .filter(|&c| c.is_alphanumeric() || matches!(c, '+' | '#' | '.'))
        .collect()
}

/// The characters and the pairs of neighbouring characters of a key, sorted.
fn grams(key: &str) -> Vec<[char; 2]> {
    let chars: Vec<char> = key.chars().collect();
    let singles = chars.iter().map(|&c| [c, '\0']);
    let pairs = chars.windows(2).map(|w| [w[0], w[1]]);
    let mut grams: Vec<_> = singles.chain(pairs).collect();
    grams.sort_unstable();
    grams
}

/// How many elements two sorted lists share, counted with repetition.
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
    ((2 * shared(a, b) as u64) << 32) / total
}

/// The up to `limit` items whose name is most like `wanted`, best first, equals in the order given.
///
/// Likeness is Dice's coefficient on characters and character pairs; items that share nothing
/// are left out. O(total length · log), for error messages only.
pub(in crate::model) fn nearest<'a, T>(
    wanted: &str,
    named: impl Iterator<Item = (&'a str, T)>,
    limit: usize,
) -> Vec<T> {
    let wanted = grams(&key(wanted));
    let mut scored: Vec<(u64, T)> = named
        .map(|(name, item)| (dice(&wanted, &grams(&key(name))), item))
        .filter(|(likeness, _)| *likeness > 0)
        .collect();
    scored.sort_by_key(|(likeness, _)| std::cmp::Reverse(*likeness));
    scored
        .into_iter()
        .take(limit)
        .map(|(_, item)| item)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::{fold_width, key, nearest};

    #[test]
    fn full_width_ascii_becomes_half_width_and_chinese_stays() {
        assert_eq!(fold_width("Ｃ２６　化工～"), "C26 化工~");
    }

    #[test]
    fn a_key_forgets_case_width_space_and_punctuation_but_not_dots() {
        assert_eq!(key(" 农、林，牧 渔业 "), key("农林牧渔业"));
        assert_eq!(key("Ｉｎｔｅｒｎｅｔ of Things"), "internetofthings");
        assert_ne!(key("110.14"), key("11014"));
    }

    #[test]
    fn the_most_similar_name_comes_first_and_strangers_are_left_out() {
        let names = ["医药制造业", "化学纤维制造业", "邮政业", "abc"];
        let found = nearest("化学制造", names.iter().map(|n| (*n, *n)), 2);
        assert_eq!(found, ["化学纤维制造业", "医药制造业"]);
        assert!(nearest("xyz", names.iter().map(|n| (*n, *n)), 2).is_empty());
    }
}
