//! Words that say nothing about a subject.
//!
//! English function words are not tokens at all. Chinese and English boilerplate of needs and
//! programmes is stored like any other text and loses weight in queries only, so that the list can
//! change without reindexing.

use std::sync::LazyLock;

use super::packed_words::PackedWords;
use super::stem::stem_into;

/// English function words. Not tokens; a pair of words may reach over them.
const ENGLISH: &str = "a about above after again against all also am among an and any are as at be because been \
    before being below between both but by can cannot could d did do does doing done down \
    during each either et etc few for from further had has have having he hence her here \
    hers herself him himself his how however i if in into is it its itself just ll may me \
    might more moreover most much must my myself neither no nor not now of off on once only \
    onto or other our ours ourselves out over own per rather re s same shall she should so \
    some such t than that the their theirs them themselves then there thereby therefore \
    these they this those through thus to too under until up upon us ve very via was we were \
    what when where whereas which while who whom whose why will with within without would \
    yet you your yours yourself yourselves";

/// Function words that are also acronyms when written in capitals: additive manufacturing,
/// controller area network, dissolved oxygen, information technology, ultrasound, health body.
const ACRONYMS: &[&str] = &["am", "can", "do", "it", "us", "who"];

/// Whether lower-case `word` is an English function word. A few nanoseconds: it is asked of every
/// word that is indexed.
pub(super) fn is_function_word(word: &str) -> bool {
    static WORDS: LazyLock<PackedWords> = LazyLock::new(|| PackedWords::of(ENGLISH.split(' ')));
    WORDS.has(word)
}

/// Whether a function word written in capitals is read as an acronym.
pub(super) fn may_be_acronym(word: &str) -> bool {
    ACRONYMS.binary_search(&word).is_ok()
}

/// Boilerplate of needs, grants and programmes: dictionary words of two or three characters.
const CHINESE_BOILERPLATE: &str = "一种 中国 主要 亟需 产业化 产品 以及 企业 先进 公司 关键 具有 内容 分析 创新 \
    及其 可以 合作 国内 国内外 基于 存在 实现 寻求 希望 应用 建设 开发 开展 影响 \
    急需 成果 我国 技术 拟 探索 推广 提升 提高 攻关 方案 方法 方面 有效 机制 核心 \
    满足 现有 瓶颈 目前 目标 相关 研发 研究 示范 突破 能够 要求 解决 转化 达到 \
    进一步 进行 通过 采用 重大 重点 问题 难题 需求 项目 领域 \
    实习 实习生 见习 招聘 招收 岗位";

/// English boilerplate words; every word with one of their stems is meant.
const ENGLISH_BOILERPLATE: &str = "application applied company development enterprise improve \
    innovation key need novel product project proposed research requirement solution study \
    technology";

/// Whether a dictionary word or a stemmed word is boilerplate, or two such in one (关键技术).
pub(super) fn is_boilerplate(word: &str) -> bool {
    let halves = || word.char_indices().map(|(at, _)| word.split_at(at));
    is_listed(word) || halves().any(|(left, right)| is_listed(left) && is_listed(right))
}

/// Whether a dictionary word or a stemmed word is on the list of boilerplate. A few nanoseconds: it is asked some ten times
/// of every term of every need.
pub(super) fn is_listed(word: &str) -> bool {
    static WORDS: LazyLock<PackedWords> = LazyLock::new(|| {
        let stems: Vec<String> = ENGLISH_BOILERPLATE.split(' ').map(stemmed).collect();
        let words = CHINESE_BOILERPLATE.split_whitespace();
        PackedWords::of(words.chain(stems.iter().map(String::as_str)))
    });
    WORDS.has(word)
}

fn stemmed(word: &str) -> String {
    let mut stem = String::new();
    stem_into(word, &mut stem);
    stem
}

#[cfg(test)]
mod tests {
    use super::{ACRONYMS, CHINESE_BOILERPLATE, ENGLISH, is_boilerplate, is_function_word};
    use crate::text::dictionary::Dictionary;

    #[test]
    fn function_words_are_known_by_their_lower_case() {
        assert!(ENGLISH.split(' ').all(is_function_word));
        assert!(
            !["", "he ", "internet", "themselves's"]
                .into_iter()
                .any(is_function_word)
        );
        assert!(ACRONYMS.is_sorted() && ACRONYMS.iter().all(|word| is_function_word(word)));
    }

    #[test]
    fn boilerplate_is_spelt_as_tokens_are() {
        for word in CHINESE_BOILERPLATE.split(' ') {
            assert!(
                Dictionary::built_in().has(word) && is_boilerplate(word),
                "{word}"
            );
        }
        assert!(is_boilerplate("technolog") && is_boilerplate("enterpris"));
        assert!(is_boilerplate("关键技术") && !is_boilerplate("电池技术"));
        assert!(!is_boilerplate("电池") && !is_boilerplate("technology"));
    }
}
