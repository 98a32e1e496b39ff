//! Compounds: atoms held together without spaces, `GB/T4754-2017`, `state-of-the-art`, `3.5`.

use super::atom::Atom;
use super::class::{CharClass, class};

/// The atoms from `start` on that one connector each holds together; returns the byte after.
///
/// `text[start..]` begins with a word character. `atoms` is cleared first. O(length).
pub(super) fn read(text: &str, start: usize, atoms: &mut Vec<Atom>) -> usize {
    atoms.clear();
    let mut at = start;
    loop {
        let end = at + word_len(&text[at..]);
        atoms.push(Atom::scan(text, at, end));
        match connector_len(&text[end..]) {
            Some(len) => at = end + len,
            None => return end + sign(text, end, atoms),
        }
    }
}

/// Bytes of the word that begins `rest`; the point of `3.5` and the comma of `1,000` are inside.
fn word_len(rest: &str) -> usize {
    let mut after_digit = false;
    for (at, c) in rest.char_indices() {
        let inside = class(c) == CharClass::Word || (after_digit && parts_number(&rest[at..]));
        if !inside {
            return at;
        }
        after_digit = c.is_ascii_digit();
    }
    rest.len()
}

/// Whether `rest`, which follows a digit, begins with a decimal point or a thousands separator.
fn parts_number(rest: &str) -> bool {
    let bytes = rest.as_bytes();
    let digit = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_digit);
    match bytes[0] {
        b'.' => digit(1),
        // Three digits behind a comma and no fourth: a separator of thousands, not a list of numbers.
        b',' => digit(1) && digit(2) && digit(3) && !digit(4),
        _ => false,
    }
}

/// Bytes of the connector that begins `rest`, if another atom of the same compound follows it.
fn connector_len(rest: &str) -> Option<usize> {
    let mut chars = rest.chars();
    let (connector, next) = (chars.next()?, chars.next()?);
    let joins = matches!(
        connector,
        '-' | '\u{2010}' | '_' | '/' | '&' | '\'' | '\u{2019}'
    );
    (joins && class(next) == CharClass::Word).then(|| connector.len_utf8())
}

/// Takes `++` or `#` after a lone letter into the last atom; returns its bytes.
fn sign(text: &str, end: usize, atoms: &mut [Atom]) -> usize {
    let Some(last) = atoms.last_mut().filter(|atom| atom.is_single_letter()) else {
        return 0;
    };
    let rest = &text[end..];
    let len = if rest.starts_with("++") {
        2
    } else {
        usize::from(rest.starts_with('#'))
    };
    last.sign(len);
    len
}

#[cfg(test)]
mod tests {
    use super::read;

    fn atoms(text: &str) -> (Vec<&str>, &str) {
        let mut atoms = Vec::new();
        let end = read(text, 0, &mut atoms);
        (
            atoms.iter().map(|a| &text[a.start..a.end]).collect(),
            &text[end..],
        )
    }

    #[test]
    fn connectors_hold_atoms_together() {
        assert_eq!(
            atoms("GB/T4754-2017，"),
            (vec!["GB", "T4754", "2017"], "，")
        );
        assert_eq!(
            atoms("state-of-the-art."),
            (vec!["state", "of", "the", "art"], ".")
        );
    }

    #[test]
    fn a_number_keeps_its_point_and_its_comma() {
        assert_eq!(atoms("3.5 V"), (vec!["3.5"], " V"));
        assert_eq!(atoms("1,200.5-2"), (vec!["1,200.5", "2"], ""));
        assert_eq!(atoms("1,2"), (vec!["1"], ",2"));
        assert_eq!(atoms("5."), (vec!["5"], "."));
    }

    #[test]
    fn a_full_stop_ends_a_word() {
        assert_eq!(atoms("end.Next"), (vec!["end"], ".Next"));
        assert_eq!(atoms("a--b"), (vec!["a"], "--b"));
        assert_eq!(atoms("well-"), (vec!["well"], "-"));
    }

    #[test]
    fn a_sign_belongs_to_its_letter() {
        assert_eq!(atoms("C++，"), (vec!["C++"], "，"));
        assert_eq!(atoms("C#"), (vec!["C#"], ""));
        assert_eq!(atoms("Na+"), (vec!["Na"], "+"));
    }
}
