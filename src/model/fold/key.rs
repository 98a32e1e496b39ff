//! Keys of words in tables: the rest of a heading or a term without its punctuation.

use std::borrow::Cow;

use super::simplify::{simplified, simplified_name};
use super::unicode::{compatible, is_invisible};

/// Letters and digits of `text` in NFKC and lower case, one by one.
///
/// Traditional characters stay: they are converted by the phrase, for which a stream is too short.
pub(crate) fn letters(text: &str) -> impl Iterator<Item = char> + '_ {
    lower(text).filter(|c| c.is_alphanumeric())
}

/// Key of a heading: its letters and digits, simplified, in lower case. O(length).
///
/// `需求 名称：`, `需求名称*`, `需求_名稱` have one key. Empty if there is no letter and no digit.
pub(crate) fn heading_key(text: &str) -> String {
    let key: String = letters(text).filter(|&c| !is_invisible(c)).collect();
    simplified(Cow::Owned(key)).into_owned()
}

/// Key of a term of a taxonomy or a gazetteer: as [`heading_key`], but `+`, `#` and `.` stay, because they
/// distinguish names. O(length).
///
/// `农、林、牧、渔业` and `農林牧漁業` have one key. Regions are names, so ambiguous characters stay (乾县).
pub(crate) fn term_key(text: &str) -> String {
    let is_kept = |c: char| c.is_alphanumeric() || matches!(c, '+' | '#' | '.');
    let key: String = lower(text)
        .filter(|&c| is_kept(c) && !is_invisible(c))
        .collect();
    simplified_name(Cow::Owned(key)).into_owned()
}

fn lower(text: &str) -> impl Iterator<Item = char> + '_ {
    compatible(text).flat_map(char::to_lowercase)
}

#[cfg(test)]
mod tests {
    use super::{heading_key, term_key};

    #[test]
    fn headings_forget_case_width_space_punctuation_and_script() {
        assert_eq!(
            heading_key(" Work1_Title "),
            heading_key("ｗｏｒｋ１ title")
        );
        assert_eq!(heading_key("需求 名称*："), "需求名称");
        assert_eq!(heading_key("需求\u{200b}名稱"), "需求名称");
        assert_eq!(heading_key(" —（） "), "");
    }

    #[test]
    fn terms_keep_the_marks_that_tell_names_apart() {
        assert_eq!(term_key(" 农、林，牧 渔业 "), term_key("農林牧漁業"));
        assert_eq!(term_key("Ｉｎｔｅｒｎｅｔ of Things"), "internetofthings");
        assert_ne!(term_key("110.14"), term_key("11014"));
        assert_ne!(term_key("C++"), term_key("C#"));
        assert_ne!(term_key("乾县"), term_key("干县"));
    }
}
