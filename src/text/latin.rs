//! Tokens of scripts that put spaces between words.

use super::atom::{Atom, push_lower};
use super::code::CodeFinder;
use super::sink::{Spot, TokenSink};
use super::stem::stem_into;
use super::stop;
use super::token::TokenKind;

/// Emits the Latin tokens of one text, word after word.
pub(super) struct Latin<'a> {
    text: &'a str,
    /// Whether capitals mean something in this text.
    capitals: bool,
    codes: CodeFinder,
    /// Lower-case form, then stem, of the atom at hand.
    word: String,
    stem: String,
    /// The word that a pair may begin with, and its position; empty after a break.
    previous: String,
    previous_spot: Spot,
    pair: String,
}

impl<'a> Latin<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        Self {
            text,
            // In a text written in capitals, capitals mark no acronyms.
            capitals: !is_shouted(text),
            codes: CodeFinder::default(),
            word: String::new(),
            stem: String::new(),
            previous: String::new(),
            previous_spot: Spot::default(),
            pair: String::new(),
        }
    }

    /// A clause ends: no pair reaches over it.
    pub(super) fn end_clause(&mut self) {
        self.previous.clear();
        self.codes.end_clause();
    }

    /// Emits the tokens of one compound; returns the position after it.
    pub(super) fn compound(
        &mut self,
        atoms: &[Atom],
        position: u32,
        sink: &mut impl TokenSink,
    ) -> u32 {
        self.codes
            .compound(self.text, atoms, position, self.capitals, sink);
        let mut at = position;
        for atom in atoms {
            if atom.is_word() {
                self.atom(atom, atom.spot(at), sink);
            } else {
                self.end_clause();
            }
            at = at.saturating_add(1);
        }
        at
    }

    fn atom(&mut self, atom: &Atom, at: Spot, sink: &mut impl TokenSink) {
        self.word.clear();
        push_lower(&mut self.word, &self.text[at.start..at.end]);
        let acronym = self.capitals && atom.is_acronym();
        if self.word.is_empty() || is_dropped(&self.word, acronym) {
            return;
        }
        let code = atom.is_signed() || atom.is_mixed() || acronym;
        if code {
            at.emit(&self.word, TokenKind::Code, sink);
        }
        if atom.is_mixed() {
            self.parts(at, sink);
        } else if atom.stems(&self.word) {
            self.stemmed(code, at, sink);
        } else if !code {
            at.emit(&self.word, TokenKind::Latin, sink);
        }
        self.pair(at, sink);
    }

    /// Makes the word its stem and emits it, unless it was emitted as a code in that form.
    fn stemmed(&mut self, is_emitted: bool, at: Spot, sink: &mut impl TokenSink) {
        stem_into(&self.word, &mut self.stem);
        // A code with the spelling of its stem is one term, and must not count twice.
        if !is_emitted || self.stem != self.word {
            at.emit(&self.stem, TokenKind::Latin, sink);
        }
        // Pairs are made of stems, so that both numbers of a noun form the same pair.
        std::mem::swap(&mut self.word, &mut self.stem);
    }

    /// Runs of two or more letters or digits within `Q345B`, `GPT3`, `100mm`.
    fn parts(&self, whole: Spot, sink: &mut impl TokenSink) {
        let raw = &self.text[whole.start..whole.end];
        let mut lower = String::new();
        for (start, end) in letter_and_digit_runs(raw) {
            lower.clear();
            push_lower(&mut lower, &raw[start..end]);
            // Single letters and digits of a model number match everything; pieces of mixed case are formulae,
            // not words.
            if lower.chars().nth(1).is_some() && Atom::scan(raw, start, end).is_plain() {
                let (start, end) = (whole.start + start, whole.start + end);
                Spot {
                    start,
                    end,
                    ..whole
                }
                .emit(&lower, TokenKind::Latin, sink);
            }
        }
    }

    /// Emits the pair that ends in the word, and makes that the beginning of the next.
    fn pair(&mut self, at: Spot, sink: &mut impl TokenSink) {
        if !self.previous.is_empty() {
            self.pair.clear();
            self.pair.extend([&self.previous, " ", &self.word]);
            self.previous_spot
                .through(at)
                .emit(&self.pair, TokenKind::LatinBigram, sink);
        }
        std::mem::swap(&mut self.previous, &mut self.word);
        self.previous_spot = at;
    }
}

/// Whether lower-case `word` says nothing.
fn is_dropped(word: &str, acronym: bool) -> bool {
    stop::is_function_word(word) && !(acronym && stop::may_be_acronym(word))
}

/// Whether a text is written in capitals: most of its letters, and words too long for acronyms.
fn is_shouted(text: &str) -> bool {
    let (mut upper, mut lower, mut run, mut longest) = (0usize, 0usize, 0usize, 0usize);
    for byte in text.bytes() {
        if byte.is_ascii_uppercase() {
            upper += 1;
            run += 1;
            longest = longest.max(run);
        } else {
            lower += usize::from(byte.is_ascii_lowercase());
            run = 0;
        }
    }
    // Acronyms alone do not shout: one word at least is longer than any acronym.
    upper > lower && longest > 6
}

/// Byte ranges of the maximal runs of digits and of other characters.
fn letter_and_digit_runs(raw: &str) -> impl Iterator<Item = (usize, usize)> {
    let mut at = 0;
    std::iter::from_fn(move || {
        let rest = &raw[at..];
        let digits = is_digit(rest.chars().next()?);
        let len = rest.find(|c| is_digit(c) != digits).unwrap_or(rest.len());
        at += len;
        Some((at - len, at))
    })
}

fn is_digit(c: char) -> bool {
    c.is_numeric() || c == '.'
}
