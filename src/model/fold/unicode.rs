//! Width, compatibility forms, invisible characters and white space.

use std::borrow::Cow;

use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfkc_quick};

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

/// NFKC without invisible characters; control characters become spaces.
pub(super) fn composed(text: &str) -> Cow<'_, str> {
    let clean = !text.chars().any(|c| is_invisible(c) || c.is_control());
    if clean && is_nfkc_quick(text.chars()) == IsNormalized::Yes {
        return Cow::Borrowed(text);
    }
    // Invisible characters go before NFKC: left in, they would keep marks from composing.
    let seen = text.chars().filter(|&c| !is_invisible(c));
    let spaced = seen.map(|c| if c.is_control() { ' ' } else { c });
    Cow::Owned(spaced.nfkc().collect())
}

/// NFKC without invisible characters; everything else stays, control characters and case too.
pub(crate) fn visible(text: &str) -> Cow<'_, str> {
    let clean = text.is_ascii()
        || (!text.chars().any(is_invisible) && is_nfkc_quick(text.chars()) == IsNormalized::Yes);
    if clean {
        return Cow::Borrowed(text);
    }
    let seen = text.chars().filter(|&c| !is_invisible(c));
    Cow::Owned(seen.nfkc().collect())
}

/// The characters of `text` in NFKC, for cells of which only the form matters.
pub(crate) fn compatible(text: &str) -> impl Iterator<Item = char> + '_ {
    text.nfkc()
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
    use super::{compact, visible};

    #[test]
    fn width_folds_and_case_controls_and_punctuation_stay() {
        assert_eq!(
            visible("Ｃ２６\u{200b}　化工～、\u{1}x"),
            "C26 化工~、\u{1}x"
        );
        assert_eq!(compact(" １ ０万 元\u{a0}"), "10万元");
    }
}
