//! The likeliest cut of a text into words, by the frequency of each: jieba's, without its guesses at new words.

use std::ops::Range;

use super::{Dictionary, Value};

/// A word of a text, or a character that belongs to none.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::text) struct Piece {
    /// Bytes of the text.
    pub(in crate::text) at: Range<usize>,
    /// Length in characters.
    pub(in crate::text) chars: usize,
    /// Whether the dictionary has the word in a class that names nothing: pronouns, numbers, particles and the like.
    pub(in crate::text) names_nothing: bool,
}

/// The best cut of a text from one of its characters on.
#[derive(Clone, Copy)]
struct Route {
    /// Logarithm of its likelihood.
    log_likelihood: f64,
    /// Number of the character after the first word.
    end: usize,
    /// Whether the first word is one that names nothing.
    names_nothing: bool,
}

impl Dictionary<'_> {
    /// The pieces of `text`, which cover it, in order. O(length).
    ///
    /// Between words of Chinese characters, letters and digits of ASCII come in runs, all else in single characters.
    pub(in crate::text) fn cut(self, text: &str) -> Vec<Piece> {
        let mut pieces = Vec::with_capacity(text.len() / 4);
        let mut rest = 0;
        while let Some(first) = text[rest..].chars().next() {
            let ahead = &text[rest..];
            if is_cut(first) {
                let length = ahead.find(|c| !is_cut(c)).unwrap_or(ahead.len());
                self.cut_block(rest, &ahead[..length], &mut pieces);
                rest += length;
            } else {
                let is_line = ahead.starts_with("\r\n");
                let bytes = if is_line { 2 } else { first.len_utf8() };
                pieces.push(Piece {
                    at: rest..rest + bytes,
                    chars: 1 + usize::from(is_line),
                    names_nothing: false,
                });
                rest += bytes;
            }
        }
        pieces
    }

    /// Whether `text` is one word, of a class that names nothing. O(length).
    ///
    /// Most texts are no such word, which one walk through the dictionary says; only the others are cut.
    pub(in crate::text) fn names_nothing(self, text: &str) -> bool {
        let mut words = self.beginnings(text);
        let is_word =
            words.any(|word| word.bytes == text.len() && self.value_of(word.edge).names_nothing);
        // Two words in a row may be likelier than the one.
        is_word && matches!(&self.cut(text)[..], [word] if word.names_nothing)
    }

    /// The pieces of `block`, which begins at byte `start` of a text and has only characters that [`is_cut`] takes.
    fn cut_block(self, start: usize, block: &str, pieces: &mut Vec<Piece>) {
        let chars: Vec<(usize, char)> = block.char_indices().collect();
        let byte = |char: usize| start + chars.get(char).map_or(block.len(), |&(at, _)| at);
        let routes = self.routes(block, &chars);
        let mut push = |from: usize, to: usize, names_nothing: bool| {
            pieces.push(Piece {
                at: byte(from)..byte(to),
                chars: to - from,
                names_nothing,
            });
        };
        // Letters and digits that no word took, one after the other.
        let mut run = 0..0;
        let mut at = 0;
        while at < chars.len() {
            let Route {
                end, names_nothing, ..
            } = routes[at];
            if end - at == 1 && chars[at].1.is_ascii_alphanumeric() {
                run.end = end;
            } else {
                if !run.is_empty() {
                    push(run.start, run.end, false);
                }
                push(at, end, names_nothing);
                run = end..end;
            }
            at = end;
        }
        if !run.is_empty() {
            push(run.start, run.end, false);
        }
    }

    /// The best route from each character of `block`, and one from its end.
    fn routes(self, block: &str, chars: &[(usize, char)]) -> Vec<Route> {
        let all = self.value(0).log_frequency;
        let mut routes = vec![
            Route {
                log_likelihood: 0.0,
                end: chars.len(),
                names_nothing: false,
            };
            chars.len() + 1
        ];
        for (at, &(byte, _)) in chars.iter().enumerate().rev() {
            let through = |end: usize, value: Value| Route {
                log_likelihood: value.log_frequency - all + routes[end].log_likelihood,
                end,
                names_nothing: value.names_nothing,
            };
            let words = self.beginnings(&block[byte..]);
            let words = words.map(|word| through(at + word.chars, self.value_of(word.edge)));
            // Of two equally likely ones the longer first word.
            let best = words.reduce(|best, route| {
                if route.log_likelihood >= best.log_likelihood {
                    route
                } else {
                    best
                }
            });
            let lone = Value {
                log_frequency: 0.0,
                names_nothing: false,
            };
            routes[at] = best.unwrap_or_else(|| through(at + 1, lone));
        }
        routes
    }
}

/// Whether words may have `c`: the others end a block.
fn is_cut(c: char) -> bool {
    c.is_ascii_alphanumeric()
        || matches!(c, '+' | '#' | '&' | '.' | '_' | '%' | '-')
        || matches!(c,
            '\u{3400}'..='\u{4DBF}' | '\u{4E00}'..='\u{9FFF}' | '\u{F900}'..='\u{FAFF}' | '\u{20000}'..='\u{2A6DF}'
            | '\u{2A700}'..='\u{2B73F}' | '\u{2B740}'..='\u{2B81F}' | '\u{2B820}'..='\u{2CEAF}'
            | '\u{2CEB0}'..='\u{2EBEF}' | '\u{2F800}'..='\u{2FA1F}')
}
