//! Text folded character by character, so that places in it survive.

use std::ops::Range;

/// A text whose digits, signs and units are folded, one character for each character of the text.
///
/// It does less than the other folds: NFKC makes several characters of one (㎡, ½), and a quantity is reported by its
/// bytes in the text.
pub(crate) struct AlignedText {
    pub(crate) chars: Vec<char>,
    /// Start of each character in bytes, and the length of the text.
    starts: Vec<usize>,
}

impl AlignedText {
    pub(crate) fn new(text: &str) -> Self {
        // Counted first: grown from a guess of its length, a text of Chinese is copied twice.
        let count = text.chars().count();
        let (mut chars, mut starts) = (Vec::with_capacity(count), Vec::with_capacity(count + 1));
        for (start, c) in text.char_indices() {
            chars.push(fold(c));
            starts.push(start);
        }
        // One past the end, so that a range may end with the last character.
        starts.push(text.len());
        Self { chars, starts }
    }

    /// The bytes of characters `range`.
    pub(crate) fn bytes(&self, range: Range<usize>) -> Range<usize> {
        self.starts[range.start]..self.starts[range.end]
    }
}

/// Full width to half width, and one sign for each of the many that look alike. The full-width comma stays:
/// it separates sentences, never thousands.
fn fold(c: char) -> char {
    match c {
        '，' => c,
        '\u{ff01}'..='\u{ff5e}' => {
            let narrow = char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c);
            fold_sign(narrow)
        }
        _ => fold_sign(c),
    }
}

fn fold_sign(c: char) -> char {
    match c {
        '\u{a0}' | '\u{2002}'..='\u{200a}' | '\u{202f}' | '\u{3000}' | '\t' => ' ',
        '−' | '﹣' | '‐' | '‑' | '‒' | '–' | '—' | '―' | '─' | '⁃' => '-',
        '〜' | '∼' | '˜' | '～' => '~',
        'µ' => 'μ',
        '\u{2126}' => 'Ω',
        '•' | '‧' | '⋅' | '∙' | '・' | '･' => '·',
        '✕' | '╳' | '∗' | '*' => '×',
        '≧' | '⩾' | '⪖' => '≥',
        '≦' | '⩽' | '⪕' => '≤',
        '≒' | '≃' | '≅' => '≈',
        'º' | '˚' => '°',
        '∕' | '⁄' => '/',
        '〈' => '<',
        '〉' => '>',
        '\r' | '\u{2028}' | '\u{2029}' => '\n',
        '噸' => '吨',
        '萬' => '万',
        '億' => '亿',
        '於' => '于',
        '過' => '过',
        '約' => '约',
        '達' => '达',
        _ => c,
    }
}
