//! Atoms: runs of letters and digits, classified by their shape.

use unicode_normalization::UnicodeNormalization;

use super::sink::Spot;

/// Longest atom that is a word, in characters; longer runs are data (base64, DNA), not language.
pub(super) const MAX_ATOM_CHARS: u32 = 64;
/// Longest acronym, in letters; longer words in capitals are shouted, not abbreviated.
const MAX_ACRONYM_CHARS: u32 = 6;

/// A run of letters and digits, as a byte range with counts.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Atom {
    pub(super) start: usize,
    pub(super) end: usize,
    chars: u32,
    digits: u32,
    upper: u32,
    lower: u32,
    /// A capital after a small letter.
    camel: bool,
    /// A programming language's or a formula's trailing sign: `C++`, `C#`.
    signed: bool,
}

impl Atom {
    pub(super) fn scan(text: &str, start: usize, end: usize) -> Self {
        let mut atom = Self {
            start,
            end,
            ..Self::default()
        };
        let mut after_lower = false;
        for c in text[start..end].chars() {
            atom.chars += 1;
            // Point and comma stand inside numbers only (see `compound`), so that they are part of one.
            atom.digits += u32::from(c.is_numeric() || matches!(c, '.' | ','));
            atom.upper += u32::from(c.is_uppercase());
            atom.lower += u32::from(c.is_lowercase());
            atom.camel |= after_lower && c.is_uppercase();
            after_lower = c.is_lowercase();
        }
        atom
    }

    /// Takes a sign of `len` bytes in.
    pub(super) const fn sign(&mut self, len: usize) {
        self.end += len;
        self.signed = len > 0;
    }

    pub(super) const fn is_signed(&self) -> bool {
        self.signed
    }

    pub(super) const fn spot(&self, position: u32) -> Spot {
        Spot {
            start: self.start,
            end: self.end,
            position,
        }
    }

    /// Whether it is short enough to be a word.
    pub(super) const fn is_word(&self) -> bool {
        self.chars <= MAX_ATOM_CHARS
    }

    pub(super) const fn is_number(&self) -> bool {
        self.digits == self.chars
    }

    pub(super) const fn digits(&self) -> u32 {
        self.digits
    }

    pub(super) const fn has_digits(&self) -> bool {
        self.digits > 0
    }

    pub(super) const fn is_mixed(&self) -> bool {
        self.digits > 0 && self.digits < self.chars
    }

    pub(super) const fn is_single_letter(&self) -> bool {
        self.chars == 1 && self.digits == 0
    }

    pub(super) const fn is_capitals(&self) -> bool {
        self.upper == self.chars && self.chars <= MAX_ACRONYM_CHARS && !self.signed
    }

    /// Capitals only, or capitals at positions that no word has: `NLP`, `LLMs`, `pH`, `NaCl`.
    pub(super) const fn is_acronym(&self) -> bool {
        (self.chars > 1 && self.is_capitals())
            || (self.digits == 0 && self.lower > 0 && (self.camel || self.upper > 1))
    }

    /// Whether the English stemmer applies to its lower-case form.
    pub(super) const fn stems(&self, lower: &str) -> bool {
        self.digits == 0 && !self.signed && lower.is_ascii()
    }

    /// One case, or a capital first: how words are written.
    pub(super) const fn is_plain(&self) -> bool {
        self.upper == 0 || self.lower == 0 || (self.upper == 1 && !self.camel)
    }
}

/// Appends `raw` in lower case, without the commas of numbers and without accents, so that
/// `Schrödinger` meets `Schrodinger`.
pub(super) fn push_lower(out: &mut String, raw: &str) {
    if raw.is_ascii() {
        let kept = raw.bytes().filter(|&byte| byte != b',');
        out.extend(kept.map(|byte| char::from(byte.to_ascii_lowercase())));
        return;
    }
    let plain = raw
        // Decomposed, so that accents become marks of their own and can be left out.
        .nfd()
        .filter(|c| !matches!(c, '\u{300}'..='\u{36F}' | ','));
    out.extend(plain.flat_map(char::to_lowercase).nfc());
}
