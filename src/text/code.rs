//! Codes of several atoms: models, standards, initials.
//!
//! A code has one spelling, lower case without the marks that writers leave out at will, so that
//! `GB/T 4754—2017`, `GB/T4754` and `GBT4754` are the same term.

use super::atom::{Atom, push_lower};
use super::sink::{Spot, TokenSink};
use super::token::TokenKind;

/// Longest text of a compound that is a code, in bytes.
const MAX_CODE_BYTES: usize = 32;
/// Fewest digits of a standard's number.
const MIN_STANDARD_DIGITS: u32 = 3;

/// Emits the codes of one text, compound after compound.
#[derive(Debug, Default)]
pub(super) struct CodeFinder {
    /// The issuing body of a standard, which awaits its number after one space.
    body: Option<Spot>,
    code: String,
}

impl CodeFinder {
    /// A clause ends: no number follows.
    pub(super) fn end_clause(&mut self) {
        self.body = None;
    }

    /// Emits the codes that `atoms`, the next compound of `text`, make; `capitals` says whether
    /// capitals mean anything in it.
    pub(super) fn compound(
        &mut self,
        text: &str,
        atoms: &[Atom],
        position: u32,
        capitals: bool,
        sink: &mut impl TokenSink,
    ) {
        let [first, ..] = atoms else { return };
        // `GB 4754`: the letters of a standard and its number are one code, although a space stands between
        // them.
        if let Some(body) = self.body.take().filter(|body| is_number_of(first, body)) {
            self.emit(text, body.through(first.spot(position)), sink);
        }
        // `GB/T 4754-2017` and `GB/T 4754` are one standard in two editions, and firms cite either.
        let named = without_year(text, atoms);
        let whole = spot(named, position);
        if named.len() > 1 && is_name(named, capitals) {
            self.emit(text, whole, sink);
        }
        let body = capitals && whole.end - whole.start > 1 && atoms.iter().all(Atom::is_capitals);
        self.body = body.then_some(whole);
    }

    fn emit(&mut self, text: &str, at: Spot, sink: &mut impl TokenSink) {
        let raw = &text[at.start..at.end];
        if raw.len() <= MAX_CODE_BYTES {
            self.code.clear();
            for piece in raw.split(['-', '\u{2010}', '_', '/', ' ']) {
                push_lower(&mut self.code, piece);
            }
            at.emit(&self.code, TokenKind::Code, sink);
        }
    }
}

fn spot(atoms: &[Atom], position: u32) -> Spot {
    let at = |atom: Option<&Atom>| atom.map_or_else(Spot::default, |atom| atom.spot(position));
    at(atoms.first()).through(at(atoms.last()))
}

/// `4754` after `GB/T` and one space.
const fn is_number_of(atom: &Atom, body: &Spot) -> bool {
    atom.is_number() && atom.digits() >= MIN_STANDARD_DIGITS && atom.start == body.end + 1
}

/// `ISO-9001`, `x86-64`, `GB/T4754`, `R&D`; not `12-layer`, `state-of-the-art`.
fn is_name(atoms: &[Atom], capitals: bool) -> bool {
    let initial = |a: &Atom| a.is_single_letter() && a.is_capitals();
    let model = |a: &Atom| a.is_mixed() || a.is_single_letter() || (capitals && a.is_acronym());
    let digits = atoms.iter().any(Atom::has_digits);
    (capitals && atoms.iter().all(initial)) || (digits && atoms.iter().any(model))
}

/// Drops the year of `4754-2017`, since standards are cited with and without.
fn without_year<'a>(text: &str, atoms: &'a [Atom]) -> &'a [Atom] {
    let [head @ .., before, last] = atoms else {
        return atoms;
    };
    let raw = &text[last.start..last.end];
    let century = raw.starts_with("19") || raw.starts_with("20");
    if century && raw.len() == 4 && last.is_number() && before.digits() >= MIN_STANDARD_DIGITS {
        &atoms[..=head.len()]
    } else {
        atoms
    }
}
