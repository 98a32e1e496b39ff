//! The usual comparisons.

/// Specifications, one thing changed in each; the first is the default.
pub(crate) const GRID: [&str; 21] = [
    "default",
    "weights=text",
    // Gathering.
    "gathering=documents",
    "gathering=whole",
    // Tokens of Chinese.
    "char=0",
    "char=0.5",
    "char=1",
    "bigram=0 word=1",
    "word=0",
    // Tokens of English.
    "latin_bigram=0",
    "latin_bigram=0.5",
    // Rarity.
    "rarity=1",
    "rarity=2",
    // Normalisation.
    "k1=0.8",
    "k1=2",
    "b=0.5",
    "b=1",
    // Fields.
    "title=2 keywords=1.5",
    "body=0.5",
    // Synonyms.
    "lexicon=builtin",
    "lexicon=builtin synonym=0.25",
];
