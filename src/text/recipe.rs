//! The constants of the default recipe.

use super::token::TokenKind;

/// Weight of a query token by kind.
pub(super) const fn kind_weight(kind: TokenKind) -> f32 {
    match kind {
        TokenKind::Char => CHAR_WEIGHT,
        TokenKind::Bigram => BIGRAM_WEIGHT,
        TokenKind::Word => WORD_WEIGHT,
        TokenKind::Latin => LATIN_WEIGHT,
        TokenKind::LatinBigram => LATIN_BIGRAM_WEIGHT,
        TokenKind::Code => CODE_WEIGHT,
    }
}

/// Query weight of a single Han character.
pub const CHAR_WEIGHT: f32 = 0.5;
/// Query weight of a Han bigram, the unit of the scale.
pub const BIGRAM_WEIGHT: f32 = 1.0;
/// Query weight of a dictionary word of three or more Han characters.
pub const WORD_WEIGHT: f32 = 0.5;
/// Query weight of a stemmed word or number.
pub const LATIN_WEIGHT: f32 = 1.0;
/// Query weight of a pair of Latin words.
pub const LATIN_BIGRAM_WEIGHT: f32 = 0.5;
/// Query weight of an acronym, formula or model number.
pub const CODE_WEIGHT: f32 = 1.0;
/// Factor on a bigram that reaches over a word boundary.
pub const STRADDLE_FACTOR: f32 = 0.5;
/// Factor on the tokens of a boilerplate word.
pub const BOILERPLATE_FACTOR: f32 = 0.5;
/// Factor on the tokens of a synonym.
pub const SYNONYM_FACTOR: f32 = 0.5;
/// Saturation of term frequency in BM25.
pub const K1: f32 = 1.2;
/// Strength of length normalisation in BM25.
pub const B: f32 = 0.5;
