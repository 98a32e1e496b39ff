//! The words of a query: which of its tokens lie inside one, and which between two.

use super::class::is_han;
use super::dictionary::Dictionary;
use super::recipe::{BOILERPLATE_FACTOR, STRADDLE_FACTOR};
use super::stop;
use super::token::{Token, TokenKind};

/// The user's words and, between them, the dictionary words of a normalized text, in order,
/// without overlaps.
#[derive(Debug)]
pub(super) struct Spans(Vec<WordSpan>);

#[derive(Clone, Copy, Debug)]
struct WordSpan {
    start: usize,
    end: usize,
    factor: f32,
    /// One character that the dictionary could not join to another.
    lone: bool,
}

/// The surroundings of a token: the text to show for it and the factor on its weight.
pub(super) struct TokenContext<'a> {
    pub(super) text: &'a str,
    pub(super) factor: f32,
}

impl Spans {
    /// `user` are byte ranges in order, without overlaps. O(n).
    pub(super) fn of(text: &str, user: &[(usize, usize)]) -> Self {
        let mut spans = Self(Vec::new());
        let mut at = 0;
        for &(start, end) in user {
            // The user's phrases are cut out first: the dictionary must not split them.
            spans.add_words(text, at, start);
            spans.0.push(WordSpan {
                start,
                end,
                factor: 1.0,
                lone: false,
            });
            at = end;
        }
        spans.add_words(text, at, text.len());
        spans
    }

    fn add_words(&mut self, text: &str, start: usize, end: usize) {
        for piece in Dictionary::built_in().cut(&text[start..end]) {
            let word = &text[start..end][piece.at.clone()];
            if word.contains(is_han) {
                let factor = if stop::is_boilerplate(word) {
                    BOILERPLATE_FACTOR
                } else {
                    1.0
                };
                let lone = piece.chars == 1;
                let (start, end) = (start + piece.at.start, start + piece.at.end);
                self.0.push(WordSpan {
                    start,
                    end,
                    factor,
                    lone,
                });
            }
        }
    }

    /// The surroundings of `token` in `text`. O(log n).
    pub(super) fn place<'a>(&self, text: &'a str, token: &Token) -> TokenContext<'a> {
        let (start, end) = (token.start as usize, token.end as usize);
        let at = self.0.partition_point(|span| span.end <= start);
        let first = self.0.get(at).filter(|span| span.start <= start);
        if let Some(span) = first.filter(|span| end <= span.end) {
            return TokenContext {
                text: &text[span.start..span.end],
                factor: span.factor,
            };
        }
        // A pair between two words is shown as both of them.
        let both = first
            .zip(self.0.get(at + 1))
            .filter(|(a, b)| a.end == b.start && end <= b.end);
        let text = both.map_or(&text[start..end], |(a, b)| &text[a.start..b.end]);
        let straddles = token.kind == TokenKind::Bigram && first.is_some() && !self.both_lone(at);
        let factor = if straddles {
            STRADDLE_FACTOR
        } else {
            latin_factor(token)
        };
        TokenContext { text, factor }
    }

    /// Whether two characters in a row belong to no word: together they may be one.
    fn both_lone(&self, at: usize) -> bool {
        matches!(self.0.get(at..at + 2), Some([a, b]) if a.lone && b.lone && a.end == b.start)
    }
}

fn latin_factor(token: &Token) -> f32 {
    let boilerplate = token.kind == TokenKind::Latin && stop::is_boilerplate(&token.text);
    if boilerplate { BOILERPLATE_FACTOR } else { 1.0 }
}
