//! Text: from what people wrote to terms that can be compared.
mod analyzer;
mod atom;
mod class;
mod compound;
mod han;
mod latin;
mod lexicon;
mod normalize;
mod phrase;
mod query;
pub mod recipe;
mod snippet;
mod span;
mod stop;
mod token;

#[cfg(test)]
mod tests;

pub use analyzer::Analyzer;
pub use lexicon::Lexicon;
pub use normalize::normalize;
pub use query::{Origin, QueryAnalyzer, QueryTerm};
pub use snippet::{Snippet, highlight, snippet};
pub use token::{Token, TokenKind};
