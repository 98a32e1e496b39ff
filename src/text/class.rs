//! Classes of characters: which script rule a character falls under.

pub(super) use crate::model::fold::is_han;

/// The rule that reads a character.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum CharClass {
    /// Chinese characters: single characters, bigrams, dictionary words.
    Han,
    /// Kana and Hangul: bigrams.
    Syllable,
    /// Letters and digits of scripts that put spaces between words, and marks on them.
    Word,
    /// White space: between words of one clause.
    Space,
    /// Everything else: ends a clause.
    Other,
}

const fn is_syllable(c: char) -> bool {
    matches!(c,
        '\u{3041}'..='\u{3096}' | '\u{309D}'..='\u{309F}' | '\u{30A1}'..='\u{30FA}'
        | '\u{30FC}'..='\u{30FF}' | '\u{31F0}'..='\u{31FF}' | '\u{1100}'..='\u{11FF}'
        | '\u{A960}'..='\u{A97F}' | '\u{AC00}'..='\u{D7FF}')
}

pub(super) fn class(c: char) -> CharClass {
    if c.is_ascii() {
        return match c {
            'a'..='z' | 'A'..='Z' | '0'..='9' => CharClass::Word,
            ' ' => CharClass::Space,
            _ => CharClass::Other,
        };
    }
    if is_han(c) {
        CharClass::Han
    } else if is_syllable(c) {
        CharClass::Syllable
    } else if c.is_alphanumeric() || unicode_normalization::char::is_combining_mark(c) {
        CharClass::Word
    } else if c.is_whitespace() {
        CharClass::Space
    } else {
        CharClass::Other
    }
}

#[cfg(test)]
mod tests {
    use super::{CharClass, class};

    #[test]
    fn extensions_and_rare_characters_are_han() {
        for c in ['电', '㐀', '𠀀', '〇', '々'] {
            assert_eq!(class(c), CharClass::Han, "{c}");
        }
    }

    #[test]
    fn scripts_fall_under_their_rule() {
        assert_eq!(class('カ'), CharClass::Syllable);
        assert_eq!(class('한'), CharClass::Syllable);
        assert_eq!(class('β'), CharClass::Word);
        assert_eq!(class('é'), CharClass::Word);
        assert_eq!(class('٣'), CharClass::Word);
        assert_eq!(class('，'), CharClass::Other);
        assert_eq!(class('🚀'), CharClass::Other);
    }
}
