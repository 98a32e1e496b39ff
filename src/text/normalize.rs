//! One spelling for one text.
//!
//! In order: invisible characters go, control characters become spaces; NFKC (Unicode Standard
//! Annex 15) folds width and compatibility forms; traditional characters become simplified; white
//! space folds to single spaces.
//!
//! Traditional to simplified follows the OpenCC tables in `hanconv` (MIT), which know phrases
//! (乾燥 → 干燥, but 乾隆). The alternative `fast2s` was rejected for what it does to simplified
//! text and to names: 呱 → 哌, 煅烧 → 锻烧, 捍卫 → 扞卫, 大阪 → 大坂, 瀋陽 → 渖阳, 羣 untouched; and
//! it hashes three times per character. Here simplified text, the common case, pays one bit
//! test per character.

use std::borrow::Cow;
use std::sync::OnceLock;

use hanconv::RawDictionary;
use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfkc_quick};

use super::class::is_han;

/// The one spelling of `text` that everything else in this module works on.
///
/// NFKC, full width to half width, traditional to simplified; control characters and white space
/// become single spaces, none at the ends; zero-width characters are removed. Case is kept: the
/// analyzer needs it to tell `IT` from `it`. Idempotent. O(n); the empty text stays empty.
///
/// # Example
/// ```
/// use qianxian::text::normalize;
/// assert_eq!(normalize(" ＬｉＦｅＰＯ４\u{200b}  電池\t隔膜，瀋陽 "), "LiFePO4 电池 隔膜,沈阳");
/// ```
pub fn normalize(text: &str) -> String {
    normalized(text).into_owned()
}

/// [`normalize`], borrowing where nothing changes.
pub(super) fn normalized(text: &str) -> Cow<'_, str> {
    if is_clean_ascii(text) {
        return Cow::Borrowed(text);
    }
    simplified(folded(composed(text)))
}

/// Printable ASCII without spaces to fold is its own normal form.
fn is_clean_ascii(text: &str) -> bool {
    let mut last = b' ';
    for &byte in text.as_bytes() {
        if !(b' '..=b'~').contains(&byte) || (byte == b' ' && last == b' ') {
            return false;
        }
        last = byte;
    }
    text.is_empty() || last != b' '
}

/// NFKC without invisible and control characters.
///
/// Invisible characters go first: left in, they would keep marks from composing.
fn composed(text: &str) -> Cow<'_, str> {
    let clean = !text.chars().any(|c| is_invisible(c) || c.is_control());
    if clean && is_nfkc_quick(text.chars()) == IsNormalized::Yes {
        return Cow::Borrowed(text);
    }
    let visible = text.chars().filter(|&c| !is_invisible(c));
    let spaced = visible.map(|c| if c.is_control() { ' ' } else { c });
    Cow::Owned(spaced.nfkc().collect())
}

/// White space folded to single spaces, none at the ends.
fn folded(text: Cow<'_, str>) -> Cow<'_, str> {
    let mut last = ' ';
    let folded = text.chars().all(|c| {
        let ok = if c.is_whitespace() {
            c == ' ' && last != ' '
        } else {
            true
        };
        last = c;
        ok
    });
    if folded && (last != ' ' || text.is_empty()) {
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

/// Traditional characters made simplified, in the context of their phrase.
///
/// Repeated until nothing changes, since a converted phrase can make another (么麼 → 幺麽 → 幺么).
fn simplified(text: Cow<'_, str>) -> Cow<'_, str> {
    if !text.chars().any(may_convert) {
        return text;
    }
    let mut simple = hanconv::t2s(text);
    for _ in 0..MAX_CONVERSIONS {
        let again = hanconv::t2s(&simple);
        if again == simple {
            break;
        }
        simple = again;
    }
    Cow::Owned(simple)
}

/// Characters that a reader does not see: zero-width, joiners, direction marks, fillers, tags,
/// variation selectors.
const fn is_invisible(c: char) -> bool {
    !c.is_ascii()
        && matches!(c,
        '\u{AD}' | '\u{34F}' | '\u{61C}' | '\u{115F}' | '\u{1160}' | '\u{17B4}' | '\u{17B5}'
        | '\u{180B}'..='\u{180F}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}'
        | '\u{2060}'..='\u{206F}' | '\u{3164}' | '\u{FE00}'..='\u{FE0F}' | '\u{FEFF}'
        | '\u{FFA0}' | '\u{FFF0}'..='\u{FFFB}' | '\u{1BCA0}'..='\u{1BCA3}'
        | '\u{E0000}'..='\u{E0FFF}')
}

/// Conversions of one text; phrases settle after two, so this bound is never met.
const MAX_CONVERSIONS: usize = 8;
/// The characters of the table: the basic block of ideographs and extension A.
const TABLE: std::ops::Range<u32> = 0x3400..0xA000;

/// Whether conversion may change a text because of `c`.
fn may_convert(c: char) -> bool {
    static CONVERTIBLE: OnceLock<Box<[bool]>> = OnceLock::new();
    let code = u32::from(c);
    if code < TABLE.start {
        false
    } else if code < TABLE.end {
        CONVERTIBLE.get_or_init(convertible)[(code - TABLE.start) as usize]
    } else {
        is_han(c) && converts_alone(c)
    }
}

/// Which characters of the table some entry of the conversion tables changes.
fn convertible() -> Box<[bool]> {
    let alone = |code| char::from_u32(code).is_some_and(converts_alone);
    let mut table: Box<[bool]> = TABLE.map(alone).collect();
    for (phrase, simple) in RawDictionary::TSPhrases.iter() {
        let changed = phrase
            .chars()
            .zip(simple.chars())
            .filter(|(from, to)| from != to);
        for code in changed
            .map(|(from, _)| u32::from(from))
            .filter(|code| TABLE.contains(code))
        {
            table[(code - TABLE.start) as usize] = true;
        }
    }
    table
}

fn converts_alone(c: char) -> bool {
    let mut bytes = [0; 4];
    let alone: &str = c.encode_utf8(&mut bytes);
    hanconv::t2s(alone) != alone
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::{RawDictionary, is_invisible, normalize};
    use proptest::prelude::*;

    #[test]
    fn width_and_compatibility_forms_fold() {
        assert_eq!(
            normalize("ＡＢＣ１２３，℃ ㎡ № ｶﾞ ⼈"),
            "ABC123,°C m2 No ガ 人"
        );
    }

    #[test]
    fn traditional_becomes_simplified_in_context() {
        for (traditional, simple) in [
            ("皇后以後", "皇后以后"),
            ("乾燥與乾隆", "干燥与乾隆"),
            ("頭髮發展", "头发发展"),
            ("瞭解瞭望", "了解瞭望"),
            ("鬆散的松樹", "松散的松树"),
            ("麵粉面積", "面粉面积"),
            ("瀋陽羣衆", "沈阳群众"),
            ("特徵與徵收", "特征与征收"),
        ] {
            assert_eq!(normalize(traditional), simple);
        }
    }

    #[test]
    fn simplified_text_is_left_alone() {
        for text in [
            "煅烧",
            "捍卫",
            "大阪",
            "呱呱",
            "磐石",
            "硅与矽",
            "著名著作",
            "乾坤",
            "余额 剩余",
        ] {
            assert_eq!(normalize(text), text);
        }
    }

    #[test]
    fn controls_are_spaces_and_invisible_characters_vanish() {
        assert_eq!(
            normalize("\u{feff}电\u{200b}池\0隔\u{85}膜\r\n\t"),
            "电池 隔 膜"
        );
        assert_eq!(normalize("e\u{200d}\u{301}"), "é");
        assert_eq!(normalize(" \u{3000}\u{a0} "), "");
        assert_eq!(normalize(""), "");
    }

    #[test]
    fn every_character_is_normalized_at_once() {
        for c in (0..=0x10_FFFF).filter_map(char::from_u32) {
            let once = normalize(&format!("a{c}b"));
            assert_eq!(normalize(&once), once, "U+{:04X}", u32::from(c));
            assert!(
                !once.contains(|c: char| c.is_control() || is_invisible(c)),
                "{c:?}"
            );
        }
    }

    #[test]
    fn every_phrase_is_normalized_at_once() {
        for (traditional, _) in RawDictionary::TSPhrases.iter() {
            let once = normalize(traditional);
            assert_eq!(normalize(&once), once, "{traditional}");
            let inside = normalize(&format!("锂{traditional}锂"));
            assert_eq!(inside, format!("锂{once}锂"));
        }
    }

    proptest! {
        #[test]
        fn normalizing_twice_is_normalizing_once(text in "\\PC{0,40}|[一-鿿]{0,30}|[ -~\\s\u{300}-\u{320}乾隆藉口著瞭]{0,30}") {
            let once = normalize(&text);
            prop_assert_eq!(normalize(&once), once);
        }
    }
}
