//! Words that hold a sentence together and name nothing.

use std::sync::LazyLock;

use super::dictionary::Dictionary;
use super::packed_words::PackedWords;
use super::stop::{is_boilerplate, is_listed as is_listed_boilerplate};
use super::token::TokenKind;

/// Whether a piece of a need says nothing of its subject: boilerplate, a lone character or number, or one
/// dictionary word that is a pronoun, adverb, number, time, direction, particle or the like.
///
/// For lists that people read; ranking leaves that to rarity. O(length).
pub(crate) fn is_filler(piece: &str) -> bool {
    let mut chars = piece.chars();
    let lone = chars.next().is_none() || chars.next().is_none();
    let number = piece.chars().all(|c| !c.is_alphabetic());
    if lone || number || is_boilerplate(piece) {
        return true;
    }
    Dictionary::built_in().names_nothing(piece)
}

/// Words of the trade that stand in titles of every field. They weigh in a ranking, where rarity and company decide, and
/// alone they name no subject.
#[rustfmt::skip] // a table reads by rows
const TRADE: [&str; 36] = [
    "系统", "新型", "制备", "装置", "工艺", "设计", "优化", "性能", "生产", "制造", "高效", "高性能", "新产品", "改进", "改性", "综合", "设备", "平台",
    "材料", "成本", "质量", "指标", "水平", "能力", "条件", "方向", "经验", "需要", "超过", "低于", "高于", "不足", "降低", "行业", "产业", "以下",
];
/// Stems of such words in English.
const TRADE_STEMS: [&str; 17] = [
    "system", "method", "prepar", "devic", "design", "perform", "optim", "process", "effici",
    "materi", "cost", "qualiti", "experi", "partner", "look", "high", "low",
];
/// Both lists, for look-ups.
static TRADE_WORDS: LazyLock<PackedWords> =
    LazyLock::new(|| PackedWords::of(TRADE.into_iter().chain(TRADE_STEMS)));

/// Characters that join two words: a pair of characters with one of them is the end of one word or the beginning of the
/// next (焦的, 的制).
const JOINING: [char; 6] = ['的', '与', '和', '及', '或', '了'];

/// Whether a term of a need names something: no single character, number, function word, boilerplate (技术, 研究) or word
/// that titles of every field have (系统, 制备).
///
/// Asked of every term of every need, so that words of scripts with spaces, of which the dictionary has no classes, are
/// not looked up in it. O(length).
///
/// # Example
/// ```
/// use qianxian::text::{TokenKind, names_something};
///
/// assert!(names_something("针状焦", TokenKind::Word));
/// assert!(!names_something("技术", TokenKind::Word));
/// ```
#[must_use]
pub fn names_something(term: &str, kind: TokenKind) -> bool {
    match kind {
        TokenKind::Char => false,
        TokenKind::Bigram | TokenKind::Word => {
            !is_filler(term) && !TRADE_WORDS.has(term) && !term.contains(JOINING)
        }
        TokenKind::Latin | TokenKind::LatinBigram | TokenKind::Code => {
            let lone = term.chars().nth(1).is_none();
            let is_empty = is_listed_boilerplate(term) || TRADE_WORDS.has(term);
            !lone && term.chars().any(char::is_alphabetic) && !is_empty
        }
    }
}

/// Characters that, alone or with each other, only join words: particles, conjunctions, prepositions.
const FUNCTION: &str = "的地得之了着过和与及跟或且而并但则等在于从自由向往对把被将给让使为以因是也又都就才还再很吗呢吧啊\
                        嘛么们个些这那此该其所者";

/// Whether a term of a query is nothing but such characters: `的`, `的了`, `以及`. Latin stop words are no terms
/// at all. O(length).
pub(crate) fn is_function_word(term: &str) -> bool {
    term.chars().all(|c| FUNCTION.contains(c))
}

#[cfg(test)]
mod tests {
    use super::{is_filler, is_function_word, names_something};
    use crate::text::TokenKind;

    #[test]
    fn function_words_are_told_from_all_others() {
        for word in ["的", "的了", "以及", "或者"] {
            assert!(is_function_word(word), "{word}");
        }
        for word in ["焦", "的焦", "地热", "5", "a", "和 b"] {
            assert!(!is_function_word(word), "{word}");
        }
    }

    #[test]
    fn terms_name_something_by_their_kind() {
        for (term, kind, names) in [
            ("焦", TokenKind::Char, false),
            ("针状", TokenKind::Bigram, true),
            ("技术", TokenKind::Bigram, false),
            ("系统", TokenKind::Word, false),
            ("的制", TokenKind::Bigram, false),
            ("system", TokenKind::Latin, false),
            ("针状焦", TokenKind::Word, true),
            ("batteri", TokenKind::Latin, true),
            ("technolog", TokenKind::Latin, false),
            ("97", TokenKind::Latin, false),
            ("x", TokenKind::Latin, false),
            ("q345b", TokenKind::Code, true),
        ] {
            assert_eq!(names_something(term, kind), names, "{term}");
        }
    }

    #[test]
    fn fillers_are_told_from_subjects() {
        for filler in [
            "此前", "每年", "怎么", "经常", "不过", "技术", "焦", "97", "",
        ] {
            assert!(is_filler(filler), "{filler}");
        }
        for subject in [
            "针状焦",
            "无人机",
            "母液",
            "堆积密度",
            "unobtainium",
            "c++",
            "q345b",
        ] {
            assert!(!is_filler(subject), "{subject}");
        }
    }
}
