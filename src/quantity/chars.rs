//! Looking at folded characters: words at a place, blanks, endings.

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
