//! Columns on a terminal: a Chinese character takes two, a combining mark none.

use super::visible::visible;

/// First and last character of the ranges that take two columns (Unicode's East Asian Width W and
/// F, rounded to blocks; emoji too).
const WIDE: [(char, char); 9] = [
    ('\u{1100}', '\u{115f}'),
    ('\u{2e80}', '\u{303e}'),
    ('\u{3041}', '\u{a4cf}'),
    ('\u{ac00}', '\u{d7a3}'),
    ('\u{f900}', '\u{faff}'),
    ('\u{fe30}', '\u{fe6f}'),
    ('\u{ff00}', '\u{ff60}'),
    ('\u{ffe0}', '\u{ffe6}'),
    ('\u{1f300}', '\u{3fffd}'),
];
/// First and last character of the ranges that take none: combining marks, joiners, variation selectors.
const ZERO: [(char, char); 5] = [
    ('\u{0300}', '\u{036f}'),
    ('\u{200b}', '\u{200f}'),
    ('\u{20d0}', '\u{20ff}'),
    ('\u{fe00}', '\u{fe0f}'),
    ('\u{feff}', '\u{feff}'),
];

fn is_in(ranges: &[(char, char)], c: char) -> bool {
    ranges
        .iter()
        .any(|&(first, last)| (first..=last).contains(&c))
}

fn char_width(c: char) -> usize {
    if is_in(&WIDE, c) {
        2
    } else {
        usize::from(!is_in(&ZERO, c) && !c.is_control())
    }
}

/// Columns that `text` takes.
pub(crate) fn width(text: &str) -> usize {
    text.chars().map(char_width).sum()
}

/// `text` on one line without control characters, bidirectional controls written out, cut to `columns` with an
/// ellipsis if it is longer.
pub(crate) fn one_line(text: &str, columns: usize) -> String {
    let words: Vec<&str> = text
        .split(|c: char| c.is_whitespace() || c.is_control())
        .filter(|word| !word.is_empty())
        .collect();
    let line = words.join(" ");
    let line = visible(&line).into_owned();
    if width(&line) <= columns {
        return line;
    }
    let mut room = columns.saturating_sub(1);
    let fits = |c: &char| {
        let left = room.checked_sub(char_width(*c));
        room = left.unwrap_or(0);
        left.is_some()
    };
    let mut cut: String = line.chars().take_while(fits).collect();
    cut.push('…');
    cut
}
