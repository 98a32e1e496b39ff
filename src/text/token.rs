//! Tokens, the output of the analyzer, and their kinds.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::error::{Error, Result, say};

/// The kind of a token, by the characters it is made of.
///
/// The kind does not distinguish terms: a term *is* its text, so that a word written `nlp` meets the
/// acronym `NLP`. Kinds carry weights and decide which terms an explanation shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum TokenKind {
    /// One Han character; also a kana or Hangul syllable that stands alone.
    Char,
    /// Two adjacent Han characters, or two adjacent kana or Hangul syllables.
    Bigram,
    /// A dictionary word of three or more Han characters.
    Word,
    /// A stemmed word, or a number, of a script that puts spaces between words.
    Latin,
    /// Two adjacent Latin words, joined by one space.
    LatinBigram,
    /// An acronym, formula, model number or standard, whole.
    Code,
}

impl TokenKind {
    /// All kinds, in the order of [`TokenKind::index`].
    pub const ALL: &[Self] = &[
        Self::Char,
        Self::Bigram,
        Self::Word,
        Self::Latin,
        Self::LatinBigram,
        Self::Code,
    ];

    /// Place in [`TokenKind::ALL`], for tables by kind.
    #[must_use]
    pub const fn index(self) -> usize {
        self as usize
    }

    /// Whether the token is made of Han characters (or kana, or Hangul syllables).
    #[must_use]
    pub const fn is_han(self) -> bool {
        match self {
            Self::Char | Self::Bigram | Self::Word => true,
            Self::Latin | Self::LatinBigram | Self::Code => false,
        }
    }

    /// The lower-case spelling, as in files.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Char => "char",
            Self::Bigram => "bigram",
            Self::Word => "word",
            Self::Latin => "latin",
            Self::LatinBigram => "latin_bigram",
            Self::Code => "code",
        }
    }
}

impl fmt::Display for TokenKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for TokenKind {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        Self::ALL
            .iter()
            .copied()
            .find(|kind| kind.as_str() == text)
            .ok_or_else(|| {
                let known = Self::ALL
                    .iter()
                    .map(|one| one.as_str())
                    .collect::<Vec<_>>()
                    .join(", ");
                Error::invalid(
                    "token kind",
                    text,
                    say!("use one of {known}", "请用 {known} 之一"),
                )
            })
    }
}

/// One token of a text.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Token {
    /// The term, as it is stored and compared.
    pub text: String,
    /// Its kind.
    pub kind: TokenKind,
    /// First byte, in the [normalized](super::normalize()) text.
    pub start: u32,
    /// Byte after the last, in the normalized text.
    pub end: u32,
    /// Ordinal of its first unit; a unit is a Han character, a syllable or a Latin word (stop
    /// words count).
    pub position: u32,
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::TokenKind;

    #[test]
    fn every_kind_has_one_spelling() {
        for &kind in TokenKind::ALL {
            assert_eq!(kind.as_str().parse::<TokenKind>().unwrap(), kind);
            assert_eq!(TokenKind::ALL[kind.index()], kind);
            let json = serde_json::to_string(&kind).unwrap();
            assert_eq!(json, format!("\"{kind}\""));
        }
        let error = "ngram".parse::<TokenKind>().unwrap_err();
        assert!(error.repair().unwrap().contains("latin_bigram"));
    }
}
