//! The constants of the default recipe, each with the measurement that chose it.
//!
//! Figures are differences of mean reciprocal rank between the alternative and the constant, over
//! all needs of a set, with half the width of a 95 % interval (paired bootstrap, 2,000
//! resamples). The [table](crate::_documentation::design#tokens-and-constants) names the sets and has both halves apart.
//!
//! A [`Recipe`] holds them, so that an evaluation can vary them; nobody else has to.

use std::fmt;
use std::str::FromStr;

use super::token::TokenKind;
use crate::error::{Error, Result, say};
use crate::model::NeedKind;
use crate::model::spelled::spelled;

spelled! {
    /// The name of a number in a [`Recipe`].
    pub enum Parameter as "parameter" {
        /// [`CHAR_WEIGHT`].
        Char = "char",
        /// [`BIGRAM_WEIGHT`].
        Bigram = "bigram",
        /// [`WORD_WEIGHT`].
        Word = "word",
        /// [`LATIN_WEIGHT`].
        Latin = "latin",
        /// [`LATIN_BIGRAM_WEIGHT`].
        LatinBigram = "latin_bigram",
        /// [`CODE_WEIGHT`].
        Code = "code",
        /// [`SYNONYM_FACTOR`]; 0 leaves synonyms out.
        Synonym = "synonym",
        /// [`IDF_POWER`].
        Rarity = "rarity",
        /// [`K1`].
        K1 = "k1",
        /// [`B`].
        B = "b",
        /// Weight of the title of a work, or the name of an offer: [`FIELD_WEIGHTS`].
        Title = "title",
        /// Weight of keywords and expertise: [`FIELD_WEIGHTS`].
        Keywords = "keywords",
        /// Weight of abstracts and descriptions: [`FIELD_WEIGHTS`].
        Body = "body",
        /// Weight of a Han token in the title of a need: [`HAN_NEED_TITLE`].
        HanNeedTitle = "han_need_title",
        /// Weight of a Latin token in the title of a need: [`LATIN_NEED_TITLE`].
        LatinNeedTitle = "latin_need_title",
        /// Weight of the description's sentences about the firm and its market: [`BACKGROUND_FACTOR`].
        Background = "background",
        /// Power by which a repeated Han token of a need counts: [`HAN_REPEAT_POWER`].
        HanRepeat = "han_repeat",
        /// Power by which a repeated Latin token of a need counts: [`LATIN_REPEAT_POWER`].
        LatinRepeat = "latin_repeat",
    }
}

impl Parameter {
    /// The value that measured best; see [`Parameter::range`] for its limits.
    #[must_use]
    pub const fn default_value(self) -> f32 {
        match self {
            Self::Char => CHAR_WEIGHT,
            Self::Bigram => BIGRAM_WEIGHT,
            Self::Word => WORD_WEIGHT,
            Self::Latin => LATIN_WEIGHT,
            Self::LatinBigram => LATIN_BIGRAM_WEIGHT,
            Self::Code => CODE_WEIGHT,
            Self::Synonym => SYNONYM_FACTOR,
            Self::Rarity => IDF_POWER,
            Self::K1 => K1,
            Self::B => B,
            Self::Title => FIELD_WEIGHTS[0],
            Self::Keywords => FIELD_WEIGHTS[1],
            Self::Body => FIELD_WEIGHTS[2],
            Self::HanNeedTitle => HAN_NEED_TITLE,
            Self::LatinNeedTitle => LATIN_NEED_TITLE,
            Self::Background => BACKGROUND_FACTOR,
            Self::HanRepeat => HAN_REPEAT_POWER,
            Self::LatinRepeat => LATIN_REPEAT_POWER,
        }
    }

    /// The least and the greatest accepted value, both at least 0.
    #[must_use]
    pub const fn range(self) -> (f32, f32) {
        match self {
            Self::Synonym | Self::B | Self::Background | Self::HanRepeat | Self::LatinRepeat => {
                (0.0, 1.0)
            }
            Self::Rarity => (0.0, 4.0),
            Self::K1 => (0.01, 100.0),
            Self::Char
            | Self::Bigram
            | Self::Word
            | Self::Latin
            | Self::LatinBigram
            | Self::Code
            | Self::Title
            | Self::Keywords
            | Self::Body
            | Self::HanNeedTitle
            | Self::LatinNeedTitle => (0.0, 16.0),
        }
    }
}

impl From<TokenKind> for Parameter {
    fn from(kind: TokenKind) -> Self {
        match kind {
            TokenKind::Char => Self::Char,
            TokenKind::Bigram => Self::Bigram,
            TokenKind::Word => Self::Word,
            TokenKind::Latin => Self::Latin,
            TokenKind::LatinBigram => Self::LatinBigram,
            TokenKind::Code => Self::Code,
        }
    }
}

spelled! {
    /// Which documents of a profile its text is judged by.
    pub enum Gathering as "gathering" {
        /// Statement and works by a decayed sum, best first (1, ½, ¼ …), and the profile as a whole, with
        /// equal weights.
        Both = "both",
        /// Statement and works alone: a quarter less time to open and rank the development sets, and
        /// [worse](crate::_documentation::design#the-profile-as-a-whole). Text values are about half as large as with both.
        Documents = "documents",
        /// The profile as a whole alone: all that it says, joined. Text values as with documents alone.
        Whole = "whole",
    }
}

/// The constants of text scoring: the default measured best on several sets at once.
///
/// `Display` and `FromStr` give the differences from the default, `name=value` separated by spaces, or
/// `default`. A recipe is chosen when a library is opened
/// ([`LibraryOptions::recipe`](crate::LibraryOptions::recipe)) and is not stored in it.
///
/// # Example
/// ```
/// use qianxian::text::recipe::{Parameter, Recipe};
///
/// let recipe: Recipe = "char=0 gathering=documents".parse()?;
/// assert_eq!(recipe.get(Parameter::Char), 0.0);
/// assert_eq!(recipe.to_string(), "gathering=documents char=0");
/// assert_eq!(Recipe::default().to_string(), "default");
/// assert!("b=1.5".parse::<Recipe>().unwrap_err().is_invalid_input());
/// # Ok::<(), qianxian::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Recipe {
    gathering: Gathering,
    values: [f32; Parameter::ALL.len()],
}

impl Default for Recipe {
    fn default() -> Self {
        let mut values = [0.0; Parameter::ALL.len()];
        for &parameter in Parameter::ALL {
            values[parameter as usize] = parameter.default_value();
        }
        Self {
            gathering: Gathering::Both,
            values,
        }
    }
}

impl Recipe {
    /// The value of `parameter`, in [`Parameter::range`].
    #[must_use]
    pub const fn get(&self, parameter: Parameter) -> f32 {
        self.values[parameter as usize]
    }

    /// Sets `parameter` to `value`, which must be in [`Parameter::range`].
    ///
    /// # Errors
    /// Invalid input if `value` is outside [`Parameter::range`].
    pub fn with(mut self, parameter: Parameter, value: f32) -> Result<Self> {
        let (least, greatest) = parameter.range();
        // A NaN is in no range.
        if !(least..=greatest).contains(&value) {
            let repair = say!(
                "give a number from {least} to {greatest}",
                "请给出{least}至{greatest}之间的数"
            );
            return Err(Error::invalid(parameter.as_str(), value, repair));
        }
        self.values[parameter as usize] = value;
        Ok(self)
    }

    /// Which documents of a profile count.
    #[must_use]
    pub const fn gathering(&self) -> Gathering {
        self.gathering
    }

    /// Sets the documents of a profile that count.
    #[must_use]
    pub const fn with_gathering(self, gathering: Gathering) -> Self {
        Self { gathering, ..self }
    }

    /// Power by which repetitions of a token of `kind` within a need count, from 0 to 1.
    pub(crate) fn repeat_power(&self, kind: TokenKind) -> f32 {
        self.get(if kind.is_han() {
            Parameter::HanRepeat
        } else {
            Parameter::LatinRepeat
        })
    }

    /// Weight of a token of `kind` in the title of a need, from 0 to 16.
    pub(crate) fn need_title_weight(&self, kind: TokenKind) -> f32 {
        self.get(if kind.is_han() {
            Parameter::HanNeedTitle
        } else {
            Parameter::LatinNeedTitle
        })
    }

    /// Weight of the background in the description of a need of `kind`, from 0 to 1: in full where what the firm is
    /// decides who serves it, as lenders and investors do.
    pub(crate) fn background_weight(&self, kind: NeedKind) -> f32 {
        match kind {
            NeedKind::Finance => 1.0,
            NeedKind::Research
            | NeedKind::Talent
            | NeedKind::Achievement
            | NeedKind::Facility
            | NeedKind::Service => self.get(Parameter::Background),
        }
    }

    /// Query weight of a token by kind.
    pub(crate) fn kind_weight(&self, kind: TokenKind) -> f32 {
        self.get(kind.into())
    }
}

impl fmt::Display for Recipe {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut parts = Vec::new();
        if self.gathering != Gathering::Both {
            parts.push(format!("gathering={}", self.gathering));
        }
        let changed = Parameter::ALL
            .iter()
            .filter(|p| self.get(**p) != p.default_value());
        parts.extend(changed.map(|p| format!("{p}={}", self.get(*p))));
        match parts.len() {
            0 => f.pad("default"),
            _ => f.pad(&parts.join(" ")),
        }
    }
}

impl FromStr for Recipe {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        let mut recipe = Self::default();
        for part in text.split_whitespace().filter(|part| *part != "default") {
            let (name, value) = part.split_once('=').ok_or_else(|| {
                Error::invalid(
                    "recipe",
                    part,
                    say!(
                        "write name=value, separated by spaces",
                        "请写成 name=value，用空格隔开"
                    ),
                )
            })?;
            recipe = match name {
                "gathering" => recipe.with_gathering(value.parse()?),
                _ => recipe.with(name.parse()?, number(name, value)?)?,
            };
        }
        Ok(recipe)
    }
}

fn number(name: &str, value: &str) -> Result<f32> {
    value
        .parse()
        .map_err(|_| Error::invalid(name, value, say!("give a number", "请给出数")))
}

/// Query weight of a Han bigram, from 0 to 16: the unit of the Chinese scale.
pub const BIGRAM_WEIGHT: f32 = 1.0;

/// Query weight of a single Han character.
///
/// Grants: 0.25 −.005 ± .003, 0.5 −.001 ± .003, 1 0 ± .004; .440 of the investigators are among the first
/// hundred, .437 with 0.5 and 1.
pub const CHAR_WEIGHT: f32 = 0.75;

/// Query weight of a dictionary word of three or more Han characters.
///
/// Its pairs and characters count already. Grants: 0 +.001 ± .002, 0.25 −.001 ± .002, 0.5 −.004 ±
/// .004, 1 −.007 ± .005. It is there to be shown and to break ties, no more.
pub const WORD_WEIGHT: f32 = 0.125;

/// Query weight of a stemmed word or number, from 0 to 16: the unit of the Latin scale.
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
/// It does not apply if both its characters are single words in the segmentation, since together they are often a
/// word that the dictionary lacks (硼烷): discounting these pairs too costs .004 ± .003. Grants: 1 −.003
/// ± .005, 0.75 −.002 ± .004, 0.25 −.002 ± .005, 0 −.010 ± .008.
pub const STRADDLE_FACTOR: f32 = 0.5;

/// Factor on the tokens inside a boilerplate word.
///
/// Grants: 1 0 ± .003, 0 −.004 ± .003. Papers: 1 −.001 ± .002, 0 −.001 ± .001. Rarity does most of
/// this work; the list is for small libraries whose profiles seldom use the words of needs (亟需,
/// 攻关), so that rarity misleads.
pub const BOILERPLATE_FACTOR: f32 = 0.5;

/// Factor on the tokens of a synonym, from 0 to 1. A convention: no set at hand has graded synonyms.
pub const SYNONYM_FACTOR: f32 = 0.5;

/// Power by which a repeated Latin token of a need counts, from 0 (once is enough) to 1 (every time in full).
///
/// Papers: ½ −.008 ± .007, 1 −.038 ± .013 (long needs repeat their common words), 0 −.007 ± .007.
pub const LATIN_REPEAT_POWER: f32 = 0.25;

/// Power by which a repeated Han token of a need counts, from 0 to 1.
///
/// Grants: ¼ −.001 ± .002, 1 0 ± .003. Demo needs: ¼ −.004 nDCG@10.
pub const HAN_REPEAT_POWER: f32 = 0.5;

/// Weight of a Latin token in the title of a need; in keywords and description it is 1.
///
/// Papers: 1½ −.012 ± .007, 2 −.019 ± .009: an English abstract says what its title says, and more exactly.
pub const LATIN_NEED_TITLE: f32 = 1.0;

/// Weight of a Han token in the title of a need; in keywords and description it is 1.
///
/// A Chinese need's title names its object, and its description begins with the firm and the market. Demo needs,
/// nDCG@10: 1 −.008, 2 −.001.
pub const HAN_NEED_TITLE: f32 = 3.0;

/// Factor on the sentences of a need's description that introduce the firm, its market or the policy behind it
/// ([`background`](super::background)), from 0 to 1; needs of money count them in full.
///
/// Grants with preambles of other trades put before them (invented for this, three sentences a need): 1 −.002 ± .003, and
/// .013 fewer of the investigators among the first hundred, ½ −.001 ± .002, 0 −.001 ± .002. Papers say nothing of firms: 0 to 1 are
/// level. Not 0, since a need that says only what the firm makes would say nothing.
pub const BACKGROUND_FACTOR: f32 = 0.25;

/// Weight of a term in title, keywords and body of a document.
///
/// Alike: 2, 1½, 1 instead changes MRR by 0 ± .005 on *papers* and −.002 ± .004 on *grants*.
pub const FIELD_WEIGHTS: [f32; 3] = [1.0, 1.0, 1.0];

/// BM25's k1, the saturation of term frequency.
///
/// 0.8 is 0 ± .004 (papers) and −.002 ± .003 (grants).
pub const K1: f32 = 1.2;

/// BM25's b, the strength of length normalisation; length counts units (Han characters, syllables,
/// Latin words), not tokens: the same within .003, and it does not depend on the set of tokens.
///
/// 0.5 −.004 ± .005 (papers) and −.001 ± .004 (grants), 1 −.003 ± .005 and +.001 ± .004.
pub const B: f32 = 0.75;

/// Power of the inverse document frequency ln(1 + (N − n + ½)/(n + ½)) in a query term's weight.
///
/// 1 −.009 ± .006 (grants) and −.004 ± .009 (papers); 2 about +.004 and −.003.
pub const IDF_POWER: f32 = 1.5;

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::{Gathering, Parameter, Recipe};

    #[test]
    fn what_differs_from_the_default_is_told_and_reads_back() {
        let recipe = Recipe::default()
            .with_gathering(Gathering::Whole)
            .with(Parameter::K1, 0.8)
            .unwrap()
            .with(Parameter::LatinBigram, 0.0)
            .unwrap();
        assert_eq!(recipe.to_string(), "gathering=whole latin_bigram=0 k1=0.8");
        assert_eq!(recipe.to_string().parse::<Recipe>().unwrap(), recipe);
        assert_eq!("default".parse::<Recipe>().unwrap(), Recipe::default());
        assert_eq!("".parse::<Recipe>().unwrap(), Recipe::default());
    }

    #[test]
    fn faults_name_the_parameter() {
        for (text, field) in [
            ("k1=0", "k1"),
            ("b=1.01", "b"),
            ("char=NaN", "char"),
            ("title=much", "title"),
            ("weight=1", "parameter"),
            ("gathering=best", "gathering"),
            ("k1", "recipe"),
        ] {
            let error = text.parse::<Recipe>().unwrap_err();
            assert_eq!(error.field(), Some(field), "{text}");
        }
    }
}
