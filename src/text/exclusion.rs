//! What a need says that it does not want: 不含甲醛, 暂不需要商标, 商标除外, 非聚氨酯体系.
//!
//! A bag of words takes 非聚氨酯 for a wish for 聚氨酯, and lists first who offers just that. The words behind a cue are
//! left out of the query, up to the end of the clause or the 的 that leads to the noun. Only cues whose object is a thing
//! are taken: 无需拆卸即可检测 and 不产生废水 say how something is done, and the words behind them help to find it. 除……外
//! is none, since it mostly means "beside".

use std::borrow::Cow;
use std::ops::Range;
use std::sync::LazyLock;

use aho_corasick::AhoCorasick;

use super::class::is_han;
use super::dictionary::Dictionary;

/// Cues before what is not wanted.
const BEFORE: &[&str] = &[
    "不包括",
    "不包含",
    "不含",
    "暂不需要",
    "暂不考虑",
    "不考虑",
    "不接受",
    "excluding ",
    "not including ",
    "no need for ",
];
/// The cue behind it.
const BEHIND: &str = "除外";
/// Words with which 非 makes a name of a kind: 非开挖, 非接触. What they stand for is wanted.
#[rustfmt::skip] // a table reads by rows
const KINDS: &[&str] = &[
    "开挖", "道路", "织造", "破坏", "侵入", "线性", "球面", "接触", "金属", "结构", "结构化", "传统", "标准", "平衡", "对称", "晶", "标", "粮",
];
/// Most characters from 非 to the 的 that its words end at.
const REACH: usize = 8;

/// All cues, so that a text without any, as most are, is read once.
static CUES: LazyLock<AhoCorasick> = LazyLock::new(|| {
    let cues = BEFORE.iter().copied().chain([BEHIND, "非"]);
    let automaton = AhoCorasick::builder()
        .ascii_case_insensitive(true)
        .build(cues);
    automaton.expect("a dozen words are no large automaton")
});

/// `text` with a comma in place of each part that names what is not wanted, and these parts in order. O(length).
pub(crate) fn without_excluded(text: &str) -> (Cow<'_, str>, Vec<&str>) {
    if !CUES.is_match(text) {
        return (Cow::Borrowed(text), Vec::new());
    }
    let (mut left, mut parts) = (String::with_capacity(text.len()), Vec::new());
    let mut from = 0;
    for range in excluded(text) {
        left.push_str(&text[from..range.start]);
        // A comma, so that the words before and behind make no pair.
        left.push('，');
        from = range.end;
        parts.push(text[range].trim());
    }
    left.push_str(&text[from..]);
    (Cow::Owned(left), parts)
}

/// The parts of `text` that name what is not wanted: byte ranges, ascending, without overlaps.
fn excluded(text: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut start = 0;
    let mut chars = text.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        let next = chars.peek().map(|&(_, next)| next);
        if ends_clause(c, next) {
            found.extend(of_clause(text, start..at));
            start = at + c.len_utf8();
        }
    }
    found.extend(of_clause(text, start..text.len()));
    found
}

/// Whether a clause ends at `c`, which `next` follows. A list (甲、乙) is one clause, and so is 2.5.
fn ends_clause(c: char, next: Option<char>) -> bool {
    "，。；！？,;!?\n\r（）()：\"“”".contains(c)
        || matches!(c, '.' | ':') && next.is_none_or(char::is_whitespace)
}

fn of_clause(text: &str, clause: Range<usize>) -> Option<Range<usize>> {
    let said = &text[clause.clone()];
    let lower = said.to_ascii_lowercase();
    if let Some(at) = lower.find(BEHIND).filter(|at| *at > 0) {
        return Some(clause.start..clause.start + at);
    }
    let cue = |cue: &&str| lower.find(*cue).map(|at| at + cue.len());
    let of_cue = BEFORE.iter().filter_map(cue).min();
    let from = of_cue.or_else(|| behind_not(said))?;
    let rest = &said[from..];
    // The noun behind 的 is wanted, and so is what 但 adds: 不含氟的泡沫, 不含氟但耐高温.
    let length = rest.find(['的', '但']).unwrap_or(rest.len());
    let length = match of_cue {
        Some(_) => length,
        None => length.min(kind_length(rest)?),
    };
    (length > 0).then(|| clause.start + from..clause.start + from + length)
}

/// Where the words behind a 非 begin that belongs to no word of the dictionary.
fn behind_not(clause: &str) -> Option<usize> {
    if !clause.contains('非') {
        return None;
    }
    let pieces = Dictionary::built_in().cut(clause);
    let lone = pieces
        .iter()
        .find(|piece| &clause[piece.at.clone()] == "非")?;
    Some(lone.at.end)
}

/// Bytes of the words that a 非 before them excludes: up to a 的 nearby, else one word. `None` if it makes a name.
fn kind_length(rest: &str) -> Option<usize> {
    if !rest.starts_with(is_han) || KINDS.iter().any(|kind| rest.starts_with(kind)) {
        return None;
    }
    let near: String = rest.chars().take(REACH).collect();
    if let Some(at) = near.find('的') {
        return Some(at);
    }
    let word = Dictionary::built_in().cut(rest).first()?.at.end;
    // One character is no word that could be left out.
    (rest[..word].chars().count() > 1).then_some(word)
}

#[cfg(test)]
mod tests {
    use super::without_excluded;

    #[test]
    fn what_is_not_wanted_is_found() {
        for (text, parts) in [
            ("寻求防水涂料，非聚氨酯体系", &["聚氨酯"][..]),
            ("寻求非机器视觉的缺陷检测方法", &["机器视觉"]),
            (
                "知识产权服务，暂不需要商标、版权登记。专利导航",
                &["商标、版权登记"],
            ),
            ("检测服务（医疗器械除外）", &["医疗器械"]),
            ("不含氟的泡沫灭火剂", &["氟"]),
            (
                "Coatings, excluding epoxy resins; primers",
                &["epoxy resins"],
            ),
            (
                "Excluding epoxy 2.5 resins. Primers for steel",
                &["epoxy 2.5 resins"],
            ),
            ("不含氟但耐高温的涂料", &["氟"]),
        ] {
            assert_eq!(without_excluded(text).1, parts, "{text}");
        }
        assert_eq!(
            without_excluded("防水涂料，非聚氨酯体系").0,
            "防水涂料，非，体系"
        );
    }

    #[test]
    fn names_with_a_not_and_manners_are_wanted() {
        for text in [
            "非开挖管道修复",
            "非晶合金带材",
            "非金属矿",
            "非线性控制",
            "非接触测温",
            "无需拆卸即可检测",
            "不产生废水的电镀",
            "除常规检测外还需要培训",
            "非遗",
            "非常",
            "",
            "非",
        ] {
            let (left, parts) = without_excluded(text);
            assert!(left == text && parts.is_empty(), "{text}");
        }
    }
}
