//! Width, compatibility forms, invisible characters and white space.

use std::borrow::Cow;
use std::str::Chars;

use unicode_normalization::{IsNormalized, Recompositions, UnicodeNormalization, is_nfkc_quick};

/// Whether `text` is printable ASCII with single spaces inside, which is its own normal form.
pub(super) fn is_clean_ascii(text: &str) -> bool {
    let mut last = b' ';
    for &byte in text.as_bytes() {
        if !(b' '..=b'~').contains(&byte) || (byte == b' ' && last == b' ') {
            return false;
        }
        last = byte;
    }
    text.is_empty() || last != b' '
}

/// A full-width form of ASCII as ASCII, the ideographic space as a space: the compatibility forms that every Chinese text
/// has, of its punctuation.
const fn narrow(c: char) -> char {
    match c {
        '\u{FF01}'..='\u{FF5E}' => match char::from_u32(c as u32 - 0xFEE0) {
            Some(ascii) => ascii,
            None => c,
        },
        '\u{3000}' => ' ',
        _ => c,
    }
}

/// A control character as a space, any other one as [`narrow`] has it.
fn narrow_spaced(c: char) -> char {
    if c.is_control() { ' ' } else { narrow(c) }
}

/// The characters of `text`, each as `fold` has it, if these are their NFKC; none if more is to be done, or may be.
fn narrowed<'t>(
    text: &'t str,
    fold: impl Fn(char) -> char + Clone + 't,
) -> Option<impl Iterator<Item = char> + Clone + 't> {
    let chars = text.chars().map(fold);
    // Neither changes or composes with what stands before it; the check of the others takes several look-ups.
    let is_plain = |c: &char| c.is_ascii() || matches!(c, '\u{4E00}'..='\u{9FFF}');
    let others = chars.clone().filter(|c| !is_plain(c));
    (is_nfkc_quick(others) == IsNormalized::Yes).then_some(chars)
}

/// [`narrowed`] as a text, borrowed if nothing changes.
fn narrowed_text<'t>(
    text: &'t str,
    fold: impl Fn(char) -> char + Copy + 't,
) -> Option<Cow<'t, str>> {
    let is_same = text.chars().all(|c| fold(c) == c);
    let chars = narrowed(text, fold)?;
    Some(if is_same {
        Cow::Borrowed(text)
    } else {
        Cow::Owned(chars.collect())
    })
}

/// The characters of a text in NFKC.
enum Compatible<'t, N> {
    Narrowed(N),
    Composed(Recompositions<Chars<'t>>),
}

impl<N: Iterator<Item = char>> Iterator for Compatible<'_, N> {
    type Item = char;

    fn next(&mut self) -> Option<char> {
        match self {
            Self::Narrowed(chars) => chars.next(),
            Self::Composed(chars) => chars.next(),
        }
    }
}

/// NFKC without invisible characters; control characters become spaces.
pub(super) fn composed(text: &str) -> Cow<'_, str> {
    let clean = !text.chars().any(is_invisible);
    if clean && let Some(narrowed) = narrowed_text(text, narrow_spaced) {
        return narrowed;
    }
    // Invisible characters go before NFKC: left in, they would keep marks from composing.
    let seen = text.chars().filter(|&c| !is_invisible(c));
    let spaced = seen.map(|c| if c.is_control() { ' ' } else { c });
    Cow::Owned(spaced.nfkc().collect())
}

/// NFKC without invisible characters; everything else stays, control characters and case too.
pub(crate) fn visible(text: &str) -> Cow<'_, str> {
    if text.is_ascii() {
        return Cow::Borrowed(text);
    }
    let clean = !text.chars().any(is_invisible);
    if clean && let Some(narrowed) = narrowed_text(text, narrow) {
        return narrowed;
    }
    let seen = text.chars().filter(|&c| !is_invisible(c));
    Cow::Owned(seen.nfkc().collect())
}

/// The characters of `text` in NFKC, for cells of which only the form matters.
pub(crate) fn compatible(text: &str) -> impl Iterator<Item = char> + '_ {
    match narrowed(text, narrow) {
        Some(chars) => Compatible::Narrowed(chars),
        None => Compatible::Composed(text.nfkc()),
    }
}

/// NFKC without white space, for numbers and amounts.
pub(crate) fn compact(text: &str) -> String {
    compatible(text).filter(|c| !c.is_whitespace()).collect()
}

/// White space folded to single spaces, none at the ends.
pub(super) fn spaced(text: Cow<'_, str>) -> Cow<'_, str> {
    let mut last = ' ';
    let is_single = text.chars().all(|c| {
        let ok = if c.is_whitespace() {
            c == ' ' && last != ' '
        } else {
            true
        };
        last = c;
        ok
    });
    if is_single && (last != ' ' || text.is_empty()) {
        return text;
    }
    let mut out = String::with_capacity(text.len());
    for word in text.split_whitespace() {
        if !out.is_empty() {
            out.push(' ');
        }
        out.push_str(word);
    }
    Cow::Owned(out)
}

/// Whether `c` is a Chinese character (unified ideographs and all their extensions, 〇 and 々).
pub(crate) const fn is_han(c: char) -> bool {
    matches!(c,
        '\u{4E00}'..='\u{9FFF}' | '\u{3400}'..='\u{4DBF}' | '\u{20000}'..='\u{3FFFF}'
        | '\u{F900}'..='\u{FAFF}' | '々' | '〇')
}

/// Whether readers do not see `c`: zero-width characters, joiners, direction marks, fillers, tags, variation
/// selectors.
pub(crate) const fn is_invisible(c: char) -> bool {
    !c.is_ascii()
        && matches!(c,
        '\u{AD}' | '\u{34F}' | '\u{61C}' | '\u{115F}' | '\u{1160}' | '\u{17B4}' | '\u{17B5}'
        | '\u{180B}'..='\u{180F}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}'
        | '\u{2060}'..='\u{206F}' | '\u{3164}' | '\u{FE00}'..='\u{FE0F}' | '\u{FEFF}'
        | '\u{FFA0}' | '\u{FFF0}'..='\u{FFFB}' | '\u{1BCA0}'..='\u{1BCA3}'
        | '\u{E0000}'..='\u{E0FFF}')
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use proptest::prelude::*;
    use unicode_normalization::UnicodeNormalization;

    use super::{compact, compatible, composed, is_invisible, narrow, narrowed, visible};

    #[test]
    fn width_folds_and_case_controls_and_punctuation_stay() {
        assert_eq!(
            visible("Ｃ２６\u{200b}　化工～、\u{1}x"),
            "C26 化工~、\u{1}x"
        );
        assert_eq!(compact(" １ ０万 元\u{a0}"), "10万元");
    }

    #[test]
    fn the_short_path_is_taken_for_chinese_text_and_only_for_it() {
        let is_short = |text: &str| narrowed(text, narrow).is_some();
        assert!(is_short("高性能（ＬＩＢ）隔膜，１２μｍ。"));
        assert!(!is_short("ｅ\u{301}") && !is_short("㎡") && !is_short("ｶﾞ"));
        for c in (0xFF00..0xFFF0).chain([0x3000]).filter_map(char::from_u32) {
            let folded: String = c.nfkc().collect();
            let is_ascii = folded.is_ascii();
            assert_eq!(narrow(c) != c, is_ascii, "{c}");
            assert!(!is_ascii || folded == narrow(c).to_string(), "{c}");
        }
    }

    proptest! {
        #[test]
        fn the_short_path_changes_nothing(
            text in "([\\n\\t -~\u{FF01}-\u{FF65}\u{3000}-\u{3030}一-三é\u{300}-\u{330}가-각\u{1160}-\u{1170}가ﬁ㎡]|.){0,12}",
        ) {
            let expected: String = text.nfkc().collect();
            prop_assert_eq!(compatible(&text).collect::<String>(), expected);
            let seen = text.chars().filter(|&c| !is_invisible(c));
            let spaced = seen.map(|c| if c.is_control() { ' ' } else { c });
            prop_assert_eq!(composed(&text), spaced.nfkc().collect::<String>());
        }
    }
}
