//! Text as the parser reads it: one folded character for each character, so that places survive.

use std::ops::Range;

/// A text with the variants of digits, signs and units folded, character by character.
pub(super) struct Folded {
    pub(super) chars: Vec<char>,
    /// Byte where each character starts, and the length of the text.
    starts: Vec<usize>,
}

impl Folded {
    pub(super) fn new(text: &str) -> Self {
        let mut starts: Vec<usize> = text.char_indices().map(|(at, _)| at).collect();
        starts.push(text.len());
        Self {
            chars: text.chars().map(fold).collect(),
            starts,
        }
    }

    /// The bytes of characters `range`.
    pub(super) fn bytes(&self, range: Range<usize>) -> Range<usize> {
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

/// Whether `c` is a Chinese character.
pub(super) fn is_han(c: char) -> bool {
    matches!(u32::from(c), 0x3400..=0x9fff | 0xf900..=0xfaff | 0x2_0000..=0x3_ffff)
}

/// Whether `chars` has `word` at `at`.
pub(super) fn has(chars: &[char], at: usize, word: &str) -> bool {
    let mut rest = chars.get(at..).unwrap_or_default().iter();
    word.chars().all(|c| rest.next() == Some(&c))
}

/// Whether `chars` ends with `word`, without regard to ASCII case; how many characters that is.
pub(super) fn ends(chars: &[char], word: &str) -> Option<usize> {
    let mut rest = chars.iter().rev();
    let mut count = 0;
    for c in word.chars().rev() {
        if !rest.next()?.eq_ignore_ascii_case(&c) {
            return None;
        }
        count += 1;
    }
    Some(count)
}

/// The place at or after `at` that is no blank.
pub(super) fn skip_blanks(chars: &[char], at: usize) -> usize {
    // Two at most: more is layout, not spacing.
    let blank = |at: usize| chars.get(at) == Some(&' ');
    at + usize::from(blank(at)) + usize::from(blank(at) && blank(at + 1))
}

/// `chars` without blanks at its end.
pub(super) fn trim_end(chars: &[char]) -> &[char] {
    let end = chars.iter().rposition(|&c| c != ' ').map_or(0, |at| at + 1);
    &chars[..end]
}
