//! Words that say nothing about a subject.
//!
//! English function words are not tokens at all. Chinese and English boilerplate of needs and
//! programmes is stored like any other text and loses weight in queries only, so that the list can
//! change without reindexing.

/// English function words, sorted. Not tokens; a pair of words may reach over them.
const ENGLISH: &[&str] = &[
    "a",
    "about",
    "above",
    "after",
    "again",
    "against",
    "all",
    "also",
    "am",
    "among",
    "an",
    "and",
    "any",
    "are",
    "as",
    "at",
    "be",
    "because",
    "been",
    "before",
    "being",
    "below",
    "between",
    "both",
    "but",
    "by",
    "can",
    "cannot",
    "could",
    "d",
    "did",
    "do",
    "does",
    "doing",
    "done",
    "down",
    "during",
    "each",
    "either",
    "et",
    "etc",
    "few",
    "for",
    "from",
    "further",
    "had",
    "has",
    "have",
    "having",
    "he",
    "hence",
    "her",
    "here",
    "hers",
    "herself",
    "him",
    "himself",
    "his",
    "how",
    "however",
    "i",
    "if",
    "in",
    "into",
    "is",
    "it",
    "its",
    "itself",
    "just",
    "ll",
    "may",
    "me",
    "might",
    "more",
    "moreover",
    "most",
    "much",
    "must",
    "my",
    "myself",
    "neither",
    "no",
    "nor",
    "not",
    "now",
    "of",
    "off",
    "on",
    "once",
    "only",
    "onto",
    "or",
    "other",
    "our",
    "ours",
    "ourselves",
    "out",
    "over",
    "own",
    "per",
    "rather",
    "re",
    "s",
    "same",
    "shall",
    "she",
    "should",
    "so",
    "some",
    "such",
    "t",
    "than",
    "that",
    "the",
    "their",
    "theirs",
    "them",
    "themselves",
    "then",
    "there",
    "thereby",
    "therefore",
    "these",
    "they",
    "this",
    "those",
    "through",
    "thus",
    "to",
    "too",
    "under",
    "until",
    "up",
    "upon",
    "us",
    "ve",
    "very",
    "via",
    "was",
    "we",
    "were",
    "what",
    "when",
    "where",
    "whereas",
    "which",
    "while",
    "who",
    "whom",
    "whose",
    "why",
    "will",
    "with",
    "within",
    "without",
    "would",
    "yet",
    "you",
    "your",
    "yours",
    "yourself",
    "yourselves",
];

/// Function words that are also acronyms when written in capitals: additive manufacturing,
/// controller area network, dissolved oxygen, information technology, ultrasound, health body.
const ACRONYMS: &[&str] = &["am", "can", "do", "it", "us", "who"];

/// Whether lower-case `word` is an English function word.
pub(super) fn is_function_word(word: &str) -> bool {
    word.len() <= 10 && ENGLISH.binary_search(&word).is_ok()
}

/// Whether a function word written in capitals is read as an acronym.
pub(super) fn may_be_acronym(word: &str) -> bool {
    ACRONYMS.binary_search(&word).is_ok()
}

/// Boilerplate of needs, grants and programmes, sorted.
const BOILERPLATE: &[&str] = &[];

/// Whether a dictionary word or a stemmed word is boilerplate.
pub(super) fn is_boilerplate(word: &str) -> bool {
    BOILERPLATE.binary_search(&word).is_ok()
}

#[cfg(test)]
mod tests {
    use super::{ACRONYMS, BOILERPLATE, ENGLISH};

    #[test]
    fn lists_are_sorted_and_without_repeats() {
        for list in [ENGLISH, ACRONYMS, BOILERPLATE] {
            assert!(list.windows(2).all(|pair| pair[0] < pair[1]));
        }
        assert!(ENGLISH.iter().all(|word| word.len() <= 10));
    }
}
