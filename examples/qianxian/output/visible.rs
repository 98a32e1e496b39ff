//! Text of records on a terminal: nothing in it may act on the terminal, or hide.

use std::borrow::Cow;

/// Prints one line on standard error, made [`visible`].
pub(crate) fn complain(line: &str) {
    eprintln!("{}", visible(line));
}

/// Whether `c` acts on a terminal (control characters but line feed and tab) or changes the order in which
/// its neighbours are shown (bidirectional controls).
pub(crate) fn acts(c: char) -> bool {
    let is_layout = matches!(c, '\n' | '\t');
    let is_bidi = matches!(c, '\u{061c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    (c.is_control() && !is_layout) || is_bidi
}

/// Returns `text` with each character that [`acts`] written as JSON writes it (`\u001b`).
///
/// JSON stays JSON that reads back to the same text, since such characters stand in its strings alone.
pub(crate) fn visible(text: &str) -> Cow<'_, str> {
    if !text.contains(acts) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 16);
    for c in text.chars() {
        if acts(c) {
            // All of them lie in the first plane, so four digits are enough.
            out.push_str(&format!("\\u{:04x}", u32::from(c)));
        } else {
            out.push(c);
        }
    }
    Cow::Owned(out)
}
