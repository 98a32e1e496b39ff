//! Tokens of scripts that put spaces between words.

use frostem::{Algorithm, Stemmer};

use super::atom::Atom;
use super::stop;
use super::token::TokenKind;

/// Longest text of a compound that is a code, in bytes.
const MAX_CODE_BYTES: usize = 32;
/// Fewest digits of a standard's number that follows its body after a space: `GB/T 4754`.
const MIN_STANDARD_DIGITS: u32 = 3;

/// Emits the Latin tokens of one text, word after word.
pub(super) struct Latin<'a> {
    text: &'a str,
    stemmer: Stemmer,
    /// Whether capitals mean nothing in this text.
    shouted: bool,
    /// Lower-case form of the atom or code at hand.
    lower: String,
    /// The word that a pair may begin with, and where; empty after a break.
    previous: String,
    previous_start: usize,
    previous_position: u32,
    pair: String,
    /// Body of a standard that awaits its number after one space, and where it begins.
    body: Option<(usize, usize)>,
    body_position: u32,
}

impl<'a> Latin<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        Self {
            text,
            stemmer: Stemmer::new(Algorithm::English),
            shouted: is_shouted(text),
            lower: String::new(),
            previous: String::new(),
            previous_start: 0,
            previous_position: 0,
            pair: String::new(),
            body: None,
            body_position: 0,
        }
    }

    /// A clause ends: no pair reaches over it.
    pub(super) fn end_clause(&mut self) {
        self.previous.clear();
        self.body = None;
    }

    /// Emits the tokens of one compound; returns the position after it.
    pub(super) fn compound(
        &mut self,
        atoms: &[Atom],
        position: u32,
        sink: &mut impl FnMut(&str, TokenKind, (u32, u32), u32),
    ) -> u32 {
        self.standard(atoms, sink);
        self.whole(atoms, position, sink);
        let mut at = position;
        for atom in atoms {
            self.atom(atom, at, sink);
            at = at.saturating_add(1);
        }
        self.remember_body(atoms, position);
        at
    }

    /// `GB/T 4754`, `ISO 9001`: the body before one space, and its number.
    fn standard(
        &mut self,
        atoms: &[Atom],
        sink: &mut impl FnMut(&str, TokenKind, (u32, u32), u32),
    ) {
        let Some((start, end)) = self.body.take() else {
            return;
        };
        let number = atoms[0];
        if number.is_number() && number.digits() >= MIN_STANDARD_DIGITS && number.start == end + 1 {
            self.lower.clear();
            push_code(&mut self.lower, &self.text[start..number.end]);
            if self.lower.len() <= MAX_CODE_BYTES {
                sink(
                    &self.lower,
                    TokenKind::Code,
                    span(start, number.end),
                    self.body_position,
                );
            }
        }
    }

    fn remember_body(&mut self, atoms: &[Atom], position: u32) {
        let (start, end) = (atoms[0].start, atoms[atoms.len() - 1].end);
        if !self.shouted && end - start > 1 && atoms.iter().all(Atom::is_capitals) {
            self.body = Some((start, end));
            self.body_position = position;
        }
    }

    /// A compound that is one name: `ISO-9001`, `x86-64`, `GB/T4754-2017` (without its year), `R&D`.
    fn whole(
        &mut self,
        atoms: &[Atom],
        position: u32,
        sink: &mut impl FnMut(&str, TokenKind, (u32, u32), u32),
    ) {
        let atoms = without_year(self.text, atoms);
        let [first, .., last] = atoms else { return };
        if last.end - first.start > MAX_CODE_BYTES || !self.is_name(atoms) {
            return;
        }
        self.lower.clear();
        push_code(&mut self.lower, &self.text[first.start..last.end]);
        sink(
            &self.lower,
            TokenKind::Code,
            span(first.start, last.end),
            position,
        );
    }

    fn is_name(&self, atoms: &[Atom]) -> bool {
        let initials = atoms
            .iter()
            .all(|a| a.is_single_letter() && a.is_capitals());
        let digits = atoms.iter().any(Atom::has_digits);
        let model =
            |a: &Atom| a.is_mixed() || a.is_single_letter() || (a.is_acronym() && !self.shouted);
        (initials && !self.shouted) || (digits && atoms.iter().any(model))
    }

    fn atom(
        &mut self,
        atom: &Atom,
        position: u32,
        sink: &mut impl FnMut(&str, TokenKind, (u32, u32), u32),
    ) {
        if !atom.is_word() {
            return self.end_clause();
        }
        let raw = &self.text[atom.start..atom.end];
        self.lower.clear();
        push_lower(&mut self.lower, raw);
        let acronym = atom.is_acronym() && !self.shouted;
        if stop::is_function_word(&self.lower) && !(acronym && stop::may_be_acronym(&self.lower)) {
            return;
        }
        let at = span(atom.start, atom.end);
        let code = atom.signed || atom.is_mixed() || acronym;
        if code {
            sink(&self.lower, TokenKind::Code, at, position);
        }
        if atom.is_mixed() {
            self.parts(atom, position, sink);
        } else if atom.is_stemmable() && !atom.signed {
            let stem = self.stemmer.stem(&self.lower);
            if !code || *stem != self.lower {
                sink(&stem, TokenKind::Latin, at, position);
            }
            if let std::borrow::Cow::Owned(stem) = stem {
                self.lower = stem;
            }
        } else if !code {
            sink(&self.lower, TokenKind::Latin, at, position);
        }
        self.pair_with(atom, position, sink);
    }

    /// Runs of two or more letters or digits within `Q345B`, `GPT3`, `100mm`.
    fn parts(
        &self,
        atom: &Atom,
        position: u32,
        sink: &mut impl FnMut(&str, TokenKind, (u32, u32), u32),
    ) {
        let raw = &self.text[atom.start..atom.end];
        let mut lower = String::new();
        for (start, end) in letter_and_digit_runs(raw) {
            let part = Atom::scan(raw, start, end);
            if end - start > 1 && part.is_plain() && !part.is_single_letter() {
                lower.clear();
                push_lower(&mut lower, &raw[start..end]);
                let at = span(atom.start + start, atom.start + end);
                sink(&lower, TokenKind::Latin, at, position);
            }
        }
    }

    /// Emits the pair that ends in `self.lower`, and makes that the beginning of the next.
    fn pair_with(
        &mut self,
        atom: &Atom,
        position: u32,
        sink: &mut impl FnMut(&str, TokenKind, (u32, u32), u32),
    ) {
        if !self.previous.is_empty() {
            self.pair.clear();
            self.pair.push_str(&self.previous);
            self.pair.push(' ');
            self.pair.push_str(&self.lower);
            let at = span(self.previous_start, atom.end);
            sink(
                &self.pair,
                TokenKind::LatinBigram,
                at,
                self.previous_position,
            );
        }
        std::mem::swap(&mut self.previous, &mut self.lower);
        self.previous_start = atom.start;
        self.previous_position = position;
    }
}

/// The byte range of a token; texts are cut to fit before they come here.
pub(super) fn span(start: usize, end: usize) -> (u32, u32) {
    let byte = |at| u32::try_from(at).unwrap_or(u32::MAX);
    (byte(start), byte(end))
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
    upper > lower && longest > 6
}

/// Drops the year of `4754-2017`, since standards are cited with and without.
fn without_year<'a>(text: &str, atoms: &'a [Atom]) -> &'a [Atom] {
    let [head @ .., before, last] = atoms else {
        return atoms;
    };
    let raw = &text[last.start..last.end];
    let year =
        raw.len() == 4 && (raw.starts_with("19") || raw.starts_with("20")) && last.is_number();
    if year && before.has_digits() && before.digits() >= MIN_STANDARD_DIGITS {
        &atoms[..=head.len()]
    } else {
        atoms
    }
}

fn push_lower(out: &mut String, raw: &str) {
    if raw.is_ascii() {
        out.extend(
            raw.bytes()
                .filter(|&b| b != b',')
                .map(|b| char::from(b.to_ascii_lowercase())),
        );
    } else {
        out.extend(
            raw.chars()
                .filter(|&c| c != ',')
                .flat_map(char::to_lowercase),
        );
    }
}

/// A code's one spelling: lower case, without what writers leave out at will.
fn push_code(out: &mut String, raw: &str) {
    let kept = raw
        .chars()
        .filter(|c| !matches!(c, '-' | '\u{2010}' | '_' | '/' | ' '));
    out.extend(kept.flat_map(char::to_lowercase));
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
