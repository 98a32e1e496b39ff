//! Text analysis: turns written text into weighted terms that can be compared.
//!
//! # Stored text and queries
//! [`Analyzer`] reads stored text. It is a pure function of the text: words that a user adds later, and texts that
//! were read before, change nothing in an index. [`QueryAnalyzer`] reads queries. It gives the same tokens with
//! weights, readable origins, and the terms of the user's synonyms ([`Lexicon`]), so a lexicon may change from one
//! query to the next. [`merge`] sums the occurrences of a need's fields into one weighted list. [`snippet`] cuts
//! out the piece of a text around its matched terms.
//!
//! ```
//! use qianxian::text::{Analyzer, QueryAnalyzer, merge, snippet};
//!
//! let analyzer = QueryAnalyzer::from(Analyzer::new());
//! let terms = merge(analyzer.terms("高性能锂电池隔膜"));
//! let texts: Vec<&str> = terms.iter().map(|term| term.text.as_str()).collect();
//! assert!(texts.contains(&"隔膜"));
//! let shown = snippet("聚烯烃隔膜的涂覆工艺与装备", &texts, 10);
//! assert_eq!(&shown.text[shown.ranges[0].0..shown.ranges[0].1], "隔膜");
//! ```
//!
//! # The tokens
//! | text | tokens |
//! |---|---|
//! | Chinese characters | each character, each adjacent pair, each dictionary word of three or more, at every place |
//! | kana, Hangul | each adjacent pair |
//! | words of other scripts | lower-case, without accents, English ones stemmed (Snowball); pairs of neighbours, reaching over function words and commas, not over other punctuation |
//! | numbers | as words, with their decimal point, without thousands separators |
//! | acronyms, formulae, models, standards | whole (`lifepo4`, `q345b`, `c++`), spelt without `-`, `/`, `_` and spaces, so that `GB/T 4754—2017` and `GBT4754` meet; beside their parts |
//! | function words, punctuation, emoji, runs of more than 64 letters | nothing |
//!
//! A dictionary word counts at every place of its characters, so the same words are found in a need and
//! in a work whatever surrounds them. The dictionary is jieba's, read where it lies in the program: nothing is loaded.
//!
//! [`recipe`] holds the constants. [`_documentation::design`](crate::_documentation::design#text) has the
//! measurements behind them.

mod analyzer;
mod atom;
mod background;
mod border;
mod class;
mod code;
mod compound;
mod dictionary;
mod exclusion;
mod filler;
mod han;
mod latin;
mod lexicon;
mod matched;
mod merge;
mod normalize;
mod packed_words;
mod phrase;
mod query;
pub mod recipe;
mod refusal;
mod sink;
mod snippet;
mod span;
mod stem;
mod stop;
mod synonyms;
#[cfg(test)]
mod tests;
mod token;

pub use analyzer::Analyzer;
pub use background::background;
pub(crate) use background::{parted, sentence_end};
pub(crate) use border::borders;
pub use border::is_word;
pub(crate) use exclusion::without_excluded;
pub(crate) use filler::is_function_word;
pub use filler::names_something;
pub use lexicon::Lexicon;
pub(crate) use matched::matched_phrases;
pub use merge::merge;
pub(crate) use merge::merge_by_hash;
pub use normalize::normalize;
pub use query::{Origin, QueryAnalyzer, QueryTerm};
pub(crate) use refusal::{refusals, without_refused};
pub use snippet::{Snippet, highlight, snippet};
pub use token::{Token, TokenKind};
