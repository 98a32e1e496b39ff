//! The constants of the default recipe, each with the measurement that chose it.
//!
//! Figures are differences of mean reciprocal rank between the alternative and the constant, over
//! all needs of a set, with half the width of a 95 % interval (paired bootstrap, 2,000
//! resamples). The [table](super#what-was-measured) names the sets and has both halves apart.

use super::token::TokenKind;

/// Query weight of a token by kind.
pub const fn kind_weight(kind: TokenKind) -> f32 {
    match kind {
        TokenKind::Char => CHAR_WEIGHT,
        TokenKind::Bigram => BIGRAM_WEIGHT,
        TokenKind::Word => WORD_WEIGHT,
        TokenKind::Latin => LATIN_WEIGHT,
        TokenKind::LatinBigram => LATIN_BIGRAM_WEIGHT,
        TokenKind::Code => CODE_WEIGHT,
    }
}

/// Query weight of a Han bigram: the unit of the Chinese scale.
pub const BIGRAM_WEIGHT: f32 = 1.0;

/// Query weight of a single Han character.
///
/// Grants: 0 −.003 ± .004, 0.25 0 ± .003, 1 −.002 ± .005. Characters find what shares no pair at
/// all: .427 of the investigators are among the first hundred, .421 without.
pub const CHAR_WEIGHT: f32 = 0.5;

/// Query weight of a dictionary word of three or more Han characters.
///
/// Its pairs and characters count already. Grants: 0 +.001 ± .002, 0.25 −.001 ± .002, 0.5 −.004 ±
/// .004, 1 −.007 ± .005. It is there to be shown and to break ties, no more.
pub const WORD_WEIGHT: f32 = 0.125;

/// Query weight of a stemmed word or number: the unit of the Latin scale.
pub const LATIN_WEIGHT: f32 = 1.0;

/// Query weight of a pair of Latin words.
///
/// Papers: without pairs −.038 ± .017, 0.5 −.008 ± .009, 0.75 −.002 ± .006, 1.5 −.003 ± .006.
pub const LATIN_BIGRAM_WEIGHT: f32 = 1.0;

/// Query weight of an acronym, formula or model number.
///
/// Papers: 0.5 to 2 are within ± .006.
pub const CODE_WEIGHT: f32 = 1.0;

/// Factor on a Han bigram that reaches over the border of a dictionary or user word.
///
/// Not where both its characters stand alone in the segmentation, since together they are often a
/// word that the dictionary lacks (硼烷): discounting those too costs .004 ± .003. Grants: 1 −.003
/// ± .005, 0.75 −.002 ± .004, 0.25 −.002 ± .005, 0 −.010 ± .008.
pub const STRADDLE_FACTOR: f32 = 0.5;

/// Factor on the tokens inside a boilerplate word.
///
/// Grants: 1 0 ± .003, 0 −.004 ± .003. Papers: 1 −.001 ± .002, 0 −.001 ± .001. Rarity does most of
/// this work; the list is for small libraries whose profiles seldom use the words of needs (亟需,
/// 攻关), where rarity misleads.
pub const BOILERPLATE_FACTOR: f32 = 0.5;

/// Factor on the tokens of a synonym. A convention: no set at hand has graded synonyms.
pub const SYNONYM_FACTOR: f32 = 0.5;

/// How much a repetition within a query adds: 0 nothing, 1 as much as the first occurrence.
///
/// Papers: 1 −.038 ± .013 (long queries repeat their common words), 0 +.002 ± .007. Grants: 0
/// −.001 ± .001, 1 +.001 ± .003.
pub const REPEAT_POWER: f32 = 0.25;

/// BM25's k1, the saturation of term frequency.
///
/// 0.8 is 0 ± .004 (papers) and −.002 ± .003 (grants).
pub const K1: f32 = 1.2;

/// BM25's b, the strength of length normalisation; length counts units (Han characters, syllables,
/// Latin words), not tokens: the same within .003, and it does not depend on what tokens there are.
///
/// 0.5 −.004 ± .005 (papers) and −.001 ± .004 (grants), 1 −.003 ± .005 and +.001 ± .004.
pub const B: f32 = 0.75;

/// Power of the inverse document frequency ln(1 + (N − n + ½)/(n + ½)) in a query term's weight.
///
/// 1 −.009 ± .006 (grants) and −.004 ± .009 (papers); 2 about +.004 and −.003.
pub const IDF_POWER: f32 = 1.5;
