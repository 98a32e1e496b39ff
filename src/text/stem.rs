//! Stems of English words, remembered.

use std::cell::RefCell;
use std::collections::HashMap;

use frostem::{Algorithm, Stemmer};

/// Words a thread remembers before it starts afresh; covers the running vocabulary of a
/// collection in about 5 MB.
const REMEMBERED: usize = 1 << 16;

thread_local! {
    static STEMS: RefCell<HashMap<Box<str>, Box<str>>> = RefCell::default();
}

/// Puts the stem of lower-case `word` into `out`.
///
/// Snowball's English algorithm (Porter 2). A word met before costs one look-up.
pub(super) fn stem_into(word: &str, out: &mut String) {
    out.clear();
    STEMS.with_borrow_mut(|stems| {
        if let Some(stem) = stems.get(word) {
            return out.push_str(stem);
        }
        out.push_str(&Stemmer::new(Algorithm::English).stem(word));
        if stems.len() >= REMEMBERED {
            // All at once: to find the least used words would cost more than stemming some anew.
            stems.clear();
        }
        stems.insert(word.into(), out.as_str().into());
    });
}

#[cfg(test)]
mod tests {
    use super::{REMEMBERED, stem_into};

    #[test]
    fn a_stem_is_the_same_remembered_and_fresh() {
        let mut out = String::new();
        for _ in 0..2 {
            stem_into("batteries", &mut out);
            assert_eq!(out, "batteri");
        }
        for number in 0..=REMEMBERED {
            stem_into(&format!("word{number}s"), &mut out);
        }
        stem_into("batteries", &mut out);
        assert_eq!(out, "batteri");
    }
}
