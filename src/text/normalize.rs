//! One spelling for one text: the fold of full text, which lives with all other folds
//! ([`crate::model::fold`]).
//!
//! In order: invisible characters go, control characters become spaces; NFKC (Unicode Standard
//! Annex 15) folds width and compatibility forms; white space folds to single spaces; traditional characters
//! become simplified.

use std::borrow::Cow;

use crate::model::fold;

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
#[must_use]
pub fn normalize(text: &str) -> String {
    normalized(text).into_owned()
}

/// [`normalize`], borrowing if nothing changes.
pub(super) fn normalized(text: &str) -> Cow<'_, str> {
    fold::text(text)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::normalize;
    use crate::model::fold::is_invisible;
    use hanconv::RawDictionary;
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
