//! Short lists of short words that are looked up very often.

/// A list of words of at most 16 bytes, each as one number, so that a look-up compares numbers and no bytes.
#[derive(Debug)]
pub(super) struct PackedWords(Box<[u128]>);

impl PackedWords {
    /// Packs `words`, in any order. O(n log n).
    ///
    /// # Panics
    /// If a word is longer than 16 bytes: lists are part of the program, and a test reads each.
    pub(super) fn of<'a>(words: impl IntoIterator<Item = &'a str>) -> Self {
        let packed = words
            .into_iter()
            .map(|word| pack(word).expect("a short word"));
        let mut packed: Box<[u128]> = packed.collect();
        packed.sort_unstable();
        Self(packed)
    }

    /// Whether `word` is on the list. O(log n), some nanoseconds.
    pub(super) fn has(&self, word: &str) -> bool {
        pack(word).is_some_and(|packed| self.0.binary_search(&packed).is_ok())
    }
}

/// A word of at most 16 bytes as one number. No two words share one, since no word has a byte of 0.
fn pack(word: &str) -> Option<u128> {
    let bytes = word.as_bytes();
    (bytes.len() <= 16).then(|| {
        bytes
            .iter()
            .fold(0, |packed, &byte| packed << 8 | u128::from(byte))
    })
}

#[cfg(test)]
mod tests {
    use super::PackedWords;

    #[test]
    fn words_on_the_list_are_found_and_no_others() {
        let words = ["研发", "a", "enterpris", "一二三四五", "sixteen bytes ok"];
        let packed = PackedWords::of(words);
        assert!(words.into_iter().all(|word| packed.has(word)));
        for word in ["", "研", "研发 ", "b", "sixteen bytes ok!", "一二三四五六"] {
            assert!(!packed.has(word), "{word}");
        }
    }
}
