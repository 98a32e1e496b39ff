//! The analyzer: from a text to its tokens.

use super::atom::Atom;
use super::class::{CharClass, class};
use super::dictionary::Dictionary;
use super::latin::Latin;
use super::normalize::normalized;
use super::sink::{Spot, TokenSink};
use super::token::{Token, TokenKind};
use super::{compound, han};

/// Changes whenever the tokens of any text would change, or which words of a record are indexed.
///
/// A test holds a digest of many tokens against it, so that a new dictionary or stemmer in a
/// dependency cannot pass unseen.
///
/// 2: what a profile says that it does not do is left out of its statement (`refusal.rs`), and names are folded with their
/// legal forms written alike.
const VERSION: &str = "2";

/// Turns a text into tokens, the same for the same text whoever asks and whenever.
///
/// User dictionaries and synonyms are not its business: they act on queries
/// ([`QueryAnalyzer`](super::QueryAnalyzer)), so that nothing stored depends on history.
/// Copies are free, and so is the first: the dictionary (349,045 words, 3 MB) is part of the program and is read where
/// it lies.
///
/// # Example
/// ```
/// use qianxian::text::{Analyzer, TokenKind};
///
/// let tokens = Analyzer::new().tokens("LiFePO4 電池");
/// let texts: Vec<&str> = tokens.iter().map(|t| t.text.as_str()).collect();
/// assert_eq!(texts, ["lifepo4", "电", "电池", "池"]);
/// assert_eq!(tokens[0].kind, TokenKind::Code);
/// ```
#[derive(Clone, Debug)]
pub struct Analyzer {
    dictionary: Dictionary<'static>,
}

impl Default for Analyzer {
    fn default() -> Self {
        Self::new()
    }
}

impl Analyzer {
    /// The analyzer with the built-in dictionary.
    #[must_use]
    pub fn new() -> Self {
        Self {
            dictionary: Dictionary::built_in(),
        }
    }

    /// The tokens of `text`, run by run; of a run of Chinese, characters and pairs, then words.
    ///
    /// A pure function of `text`; the same for [`normalize`](super::normalize())`(text)`. The
    /// empty text has none, and neither have punctuation, emoji and runs of more than 64 letters
    /// and digits. Texts are read up to 4 GiB. O(n).
    #[must_use]
    pub fn tokens(&self, text: &str) -> Vec<Token> {
        let mut tokens = Vec::with_capacity(text.len() / 2);
        self.for_each_token(text, |text, kind, (start, end), position| {
            tokens.push(Token {
                text: text.to_owned(),
                kind,
                start,
                end,
                position,
            });
        });
        tokens
    }

    /// Calls `sink(text, kind, (start, end), position)` for every token of [`Analyzer::tokens`],
    /// in that order, without allocating for each.
    pub fn for_each_token(
        &self,
        text: &str,
        mut sink: impl FnMut(&str, TokenKind, (u32, u32), u32),
    ) {
        let text = normalized(text);
        let text = addressable(&text);
        TextReader {
            text,
            dictionary: self.dictionary,
            latin: Latin::new(text),
            atoms: Vec::new(),
        }
        .read(&mut sink);
    }

    /// Names the behaviour of [`Analyzer::tokens`]: two builds with the same version agree on
    /// every text, so text stored by one can be searched by the other.
    #[must_use]
    pub fn version(&self) -> &'static str {
        VERSION
    }
}

/// The beginning of `text` whose bytes a `u32` can number.
fn addressable(text: &str) -> &str {
    let mut end = text.len().min(u32::MAX as usize);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    &text[..end]
}

struct TextReader<'a> {
    text: &'a str,
    dictionary: Dictionary<'a>,
    latin: Latin<'a>,
    atoms: Vec<Atom>,
}

impl TextReader<'_> {
    fn read(&mut self, sink: &mut impl TokenSink) {
        let (mut at, mut position) = (0, 0);
        while let Some(c) = self.text[at..].chars().next() {
            let class = class(c);
            if class == CharClass::Word {
                let end = compound::read(self.text, at, &mut self.atoms);
                position = self.latin.compound(&self.atoms, position, sink);
                at = end;
                continue;
            }
            let end = at + run_len(&self.text[at..], class);
            let run = &self.text[at..end];
            if class != CharClass::Space && !run.chars().all(is_soft) {
                self.latin.end_clause();
            }
            let spot = Spot {
                start: at,
                end,
                position,
            };
            position = match class {
                CharClass::Han => han::run(self.dictionary, self.text, spot, sink),
                CharClass::Syllable => han::syllables(self.text, spot, sink),
                CharClass::Word | CharClass::Space | CharClass::Other => position,
            };
            at = end;
        }
    }
}

/// Punctuation that a pair of Latin words may reach over.
const fn is_soft(c: char) -> bool {
    matches!(c, ',' | '"' | '\'' | '“' | '”' | '‘' | '’')
}

fn run_len(rest: &str, of: CharClass) -> usize {
    rest.find(|c| class(c) != of).unwrap_or(rest.len())
}
