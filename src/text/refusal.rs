//! What a profile says that it does not do: 不承接氟化, 医疗器械检测除外, does not offer coating.
//!
//! A bag of words takes 不承接氟化 for work on 氟化, and lists who refuses it before who offers something near. Such words go
//! from what is searched of a profile: from the cue to the end of the clause, or to the 但 that turns it around. Only verbs of
//! offering and taking on are cues. 不含甲醛 says what a product is like, and somebody who asks for boards without formaldehyde
//! looks for just these words; 除……外 mostly means "beside", and refuses only where 均 or 都 follow.
//!
//! What a need does not want is another matter (`exclusion.rs`): there the noun behind 的 is wanted.

use std::borrow::Cow;
use std::ops::Range;
use std::sync::LazyLock;

use aho_corasick::AhoCorasick;

use super::exclusion::clauses;

/// Cues before what is refused.
#[rustfmt::skip] // a table reads by rows
const BEFORE: &[&str] = &[
    "不承接", "不承担", "不承做", "不承揽", "不再承接", "不接受", "不接单", "不受理", "不办理", "不予受理", "不提供", "不再提供", "不对外提供", "不从事",
    "不再从事", "不开展", "不再开展", "不涉及", "不经营", "不面向", "不支持", "不包括", "不包含", "无法承接", "无法提供", "无法开展", "不能承接", "不能提供",
    "不能开展", "暂不承接", "暂不接受", "暂不提供", "暂不开展", "暂不受理", "不做",
    "does not offer", "do not offer", "not offering", "does not provide", "do not provide", "does not accept", "do not accept",
    "does not undertake", "do not undertake", "does not perform", "do not perform", "does not cover", "do not cover",
    "does not include", "do not include", "not including", "excluding",
];
/// The cue behind it.
const BEHIND: &str = "除外";
/// Words around what is refused if everything else is taken: 除氟化外均可承接.
const BUT: char = '除';
const BESIDE: char = '外';
const ALL_ELSE: [char; 3] = ['均', '都', '皆'];
/// Words behind a cue with which it refuses nothing: 不提供虚假数据 is said of one's own work, 不做返工即可 how it is done.
#[rustfmt::skip] // a table reads by rows
const NO_OBJECTS: &[&str] = &["即", "就", "仍", "虚假", "任何虚假", "返工", "限", "了"];
/// Words that make the clause a description of what others lack: 旧系统不支持多协议的问题.
#[rustfmt::skip] // a table reads by rows
const LACKS: &[&str] = &["问题", "难题", "缺陷", "缺点", "不足", "痛点", "瓶颈", "情况", "局限", "现状", "条件下"];
/// Characters that make a word of their own with [`BESIDE`]: 对外, 红外.
const BEFORE_BESIDE: &str = "对户室海国红紫内野额";
/// Words that turn a clause around.
const TURNS: [&str; 3] = ["但", "而是", " but "];

/// All cues, so that a text without any, as most are, is read once.
static CUES: LazyLock<AhoCorasick> = LazyLock::new(|| {
    let cues = BEFORE.iter().copied().chain([BEHIND, "除"]);
    let automaton = AhoCorasick::builder()
        .ascii_case_insensitive(true)
        .build(cues);
    automaton.expect("four dozen words are no large automaton")
});

/// `text` with … in place of each part that says what is not done. O(length).
pub(crate) fn without_refused(text: &str) -> Cow<'_, str> {
    if !CUES.is_match(text) {
        return Cow::Borrowed(text);
    }
    let refused = refused(text);
    if refused.is_empty() {
        return Cow::Borrowed(text);
    }
    let mut left = String::with_capacity(text.len());
    let mut from = 0;
    for range in refused {
        left.push_str(&text[from..range.start]);
        left.push('…');
        from = range.end;
    }
    left.push_str(&text[from..]);
    Cow::Owned(left)
}

/// The parts of `text` that say what is not done, in its words. O(length).
pub(crate) fn refusals(text: &str) -> Vec<&str> {
    if !CUES.is_match(text) {
        return Vec::new();
    }
    let parts = refused(text).into_iter();
    parts.map(|range| text[range].trim()).collect()
}

/// The parts of `text` that say what is not done: byte ranges, ascending, without overlaps.
fn refused(text: &str) -> Vec<Range<usize>> {
    let clauses = clauses(text);
    let mut found = Vec::new();
    for (number, clause) in clauses.iter().enumerate() {
        let next = clauses
            .get(number + 1)
            .map_or("", |next| &text[next.clone()]);
        let said = &text[clause.clone()];
        let range = of_clause(said).or_else(|| all_but(said, next));
        found.extend(range.map(|range| clause.start + range.start..clause.start + range.end));
    }
    found
}

/// What one clause refuses, from the cue on.
fn of_clause(said: &str) -> Option<Range<usize>> {
    let lower = said.to_ascii_lowercase();
    if let Some(at) = lower.find(BEHIND) {
        return says_something(&said[..at]).then_some(0..at + BEHIND.len());
    }
    let cues = BEFORE.iter().filter_map(|cue| {
        let at = lower.find(cue)?;
        let is_whole = !cue.is_ascii() || is_word(&lower, at..at + cue.len());
        is_whole.then_some((at, at + cue.len()))
    });
    // Of two cues at one place the longer one: its object begins behind it.
    let (at, behind) = cues.min_by_key(|&(at, behind)| (at, std::cmp::Reverse(behind)))?;
    let rest = &said[behind..];
    let turn = TURNS
        .iter()
        .filter_map(|turn| lower[behind..].find(turn))
        .min();
    let object = &rest[..turn.unwrap_or(rest.len())];
    let refuses = says_something(object)
        && !NO_OBJECTS
            .iter()
            .any(|word| object.trim_start().starts_with(word))
        && !LACKS.iter().any(|word| object.contains(word));
    refuses.then_some(at..behind + object.len())
}

/// What a clause leaves out of all that is done; `next` is the clause behind it.
fn all_but(said: &str, next: &str) -> Option<Range<usize>> {
    let at = said.len() - said.trim_start().len();
    let end = at + said[at..].strip_prefix(BUT)?.find(BESIDE)? + BUT.len_utf8();
    let object = &said[at + BUT.len_utf8()..end];
    let behind = match &said[end + BESIDE.len_utf8()..] {
        "" => next,
        rest => rest,
    };
    let is_word = object.ends_with(|c| BEFORE_BESIDE.contains(c));
    (behind.contains(ALL_ELSE) && says_something(object) && !is_word)
        .then_some(at..end + BESIDE.len_utf8())
}

fn says_something(text: &str) -> bool {
    text.contains(char::is_alphanumeric)
}

fn is_word(text: &str, at: Range<usize>) -> bool {
    let is_letter = |c: char| c.is_ascii_alphanumeric();
    !text[..at.start].ends_with(is_letter) && !text[at.end..].starts_with(is_letter)
}

#[cfg(test)]
mod tests {
    use super::without_refused;

    #[test]
    fn what_is_not_done_goes() {
        for (text, left) in [
            ("承接硝化、加氢；不承接氟化、重氮化", "承接硝化、加氢；…"),
            (
                "可承接硝化反应但不承接氟化反应。设备齐全",
                "可承接硝化反应但…。设备齐全",
            ),
            ("不承接氟化但可承接硝化", "…但可承接硝化"),
            ("环境检测（医疗器械检测除外）", "环境检测（…）"),
            ("承接各类检测，医疗器械除外", "承接各类检测，…"),
            ("除氟化外，均可承接", "…，均可承接"),
            ("除氟化以外均可承接", "…均可承接"),
            ("暂不提供上门服务，可寄样", "…，可寄样"),
            ("化妆品功效评价，不做动物实验", "化妆品功效评价，…"),
            ("不接受涉及病原微生物的样品", "…"),
            (
                "Powder coating. Does not offer electroplating, chrome or zinc",
                "Powder coating. …, chrome or zinc",
            ),
            (
                "We coat steel, excluding stainless steel",
                "We coat steel, …",
            ),
        ] {
            assert_eq!(without_refused(text), left, "{text}");
        }
    }

    #[test]
    fn what_is_done_stays() {
        for text in [
            "不含甲醛的板材",
            "除常规检测外，还可开展特种检测",
            "除湿设备，外观检测",
            "去除重金属以外的杂质",
            "研究不提供虚假数据",
            "焊接后不做返工即可使用",
            "除尘、脱硫设备对外均可销售",
            "解决旧系统不支持多协议的问题",
            "不接触测温",
            "除外",
            "不承接",
            "不承接。氟化",
            "a nonexcluding valve",
            "非晶合金",
            "不锈钢、免维护",
            "",
        ] {
            assert_eq!(without_refused(text), text);
        }
    }
}
