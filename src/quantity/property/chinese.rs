//! Noun phrases in Chinese: no blanks mark their beginning.

use super::{LONGEST_CHARS, NamedProperty, Property, Trend, is_break, known_suffix, lower, term};
use crate::quantity::chars::{ends, is_han};

/// Greatest number of characters of the words that narrow a name, and of a name that is not in the table.
const MOST: usize = 10;

/// Words between a property and its number that say nothing of it.
const FILLERS: &[&str] = &[
    "要求", "必须", "应当", "应该", "应", "须", "需要", "需", "要", "可以", "可", "能够", "能",
    "均", "都", "将", "不", "达到", "达", "保持", "保证", "确保", "控制", "稳定", "维持", "做到",
    "实现", "为", "是", "在", "于", "希望", "仍", "才", "只", "只有", "仅", "仅为", "已", "已经",
    "还", "大约", "约", "范围", "水平", "指标", "目标", "最高", "最低", "最大", "最小", "也", "就",
    "即", "了", "分别", "一般", "通常", "介于", "有", "各", "再", "处", "含", "低", "高", "小",
    "大",
];

/// Verbs of change, longer ones first.
const CHANGES: &[(Trend, &[&str])] = &[
    (
        Trend::Rise,
        &["提高", "提升", "增加", "增长", "增大", "升高", "上升"],
    ),
    (
        Trend::Fall,
        &[
            "降低", "下降", "减少", "缩短", "减小", "节约", "节省", "压缩", "缩小", "下调", "降",
        ],
    ),
];

/// Words that no name goes across.
const STOPS: &[&str] = &[
    "的",
    "之",
    "其",
    "且",
    "并",
    "和",
    "与",
    "及",
    "或",
    "在",
    "将",
    "使",
    "把",
    "对",
    "为",
    "是",
    "由",
    "从",
    "经",
    "后",
    "时",
    "下",
    "中",
    "上",
    "需",
    "须",
    "应",
    "均",
    "具有",
    "达到",
    "要求",
    "实现",
    "提高",
    "提升",
    "降低",
    "减少",
    "保证",
    "确保",
    "满足",
    "制备",
    "得到",
    "获得",
    "采用",
    "通过",
    "目标",
    "指标",
    "希望",
    "现有",
    "目前",
    "以及",
    "同时",
    "一种",
    "做到",
    "令",
    "让",
    "解决",
    "改善",
    "控制",
    "以",
    "每",
    "该",
    "现",
    "里",
    "含",
    "建成",
    "建设",
    "适合",
    "适用于",
    "配套",
    "要",
];

/// Words that narrow nothing.
const NEUTRAL: &[&str] = &[
    "平均", "最高", "最大", "最低", "最小", "总体", "整体", "综合", "产品", "材料", "样品", "制品",
    "成品", "所得", "总", "新", "主要", "关键", "实际", "理论", "单机", "整机", "设备", "系统",
    "单位", "研发", "开发", "项目",
];

/// The property at the end of `chars`.
pub(super) fn before(chars: &[char]) -> Option<NamedProperty> {
    let chars = lower(phrase(chars));
    let mut rest = chars.as_slice();
    let (mut to, mut change) = (false, None);
    loop {
        if let Some((head, length)) = known_suffix(rest) {
            let left = &rest[..rest.len() - length];
            let narrow = unstopped(left);
            let verb = verb(&left[..left.len() - narrow.len()]);
            change = change.or_else(|| verb.map(|(change, _)| change));
            let property = Property {
                head: head.to_owned(),
                modifier: modifier(narrow),
            };
            return Some(NamedProperty {
                property,
                change,
                to,
                heading: None,
                known: true,
            });
        }
        if let Some((found, length)) = verb(rest).filter(|_| change.is_none()) {
            change = Some(found);
            rest = &rest[..rest.len() - length];
        } else if let Some(length) = ["到", "至"].iter().find_map(|word| ends(rest, word)) {
            to = true;
            rest = &rest[..rest.len() - length];
        } else if let Some(length) = FILLERS.iter().filter_map(|word| ends(rest, word)).max() {
            rest = &rest[..rest.len() - length];
        } else {
            break;
        }
    }
    let name = free(rest)?;
    let property = Property {
        head: name,
        modifier: String::new(),
    };
    Some(NamedProperty {
        property,
        change,
        to,
        heading: None,
        known: false,
    })
}

/// The last phrase of `chars`, behind the last punctuation or blank.
fn phrase(chars: &[char]) -> &[char] {
    let start = chars
        .iter()
        .rposition(|&c| c == ' ' || is_break(c))
        .map_or(0, |at| at + 1);
    &chars[start..]
}

/// The verb of change that ends `chars`, and its length.
fn verb(chars: &[char]) -> Option<(Trend, usize)> {
    let chars = match chars.last() {
        Some('了') => &chars[..chars.len() - 1],
        _ => chars,
    };
    let after = |words: &&[&str]| words.iter().find_map(|word| ends(chars, word));
    CHANGES
        .iter()
        .find_map(|(change, words)| after(words).map(|length| (*change, length)))
}

/// Modifier of a name: `chars` without neutral words at either end.
pub(super) fn modifier(chars: &[char]) -> String {
    let mut rest = chars;
    while let Some(length) = NEUTRAL.iter().filter_map(|word| ends(rest, word)).max() {
        rest = &rest[..rest.len() - length];
    }
    while let Some(length) = NEUTRAL.iter().filter_map(|word| begins(rest, word)).max() {
        rest = &rest[length..];
    }
    rest.iter().collect()
}

fn begins(chars: &[char], word: &str) -> Option<usize> {
    let length = word.chars().count();
    (chars.len() >= length && word.chars().zip(chars).all(|(a, b)| a == *b)).then_some(length)
}

/// The end of `chars`, at most [`MOST`] of them, from the last stop word on.
fn unstopped(chars: &[char]) -> &[char] {
    let chars = &chars[chars.len().saturating_sub(MOST)..];
    let start = (0..chars.len())
        .rev()
        .find(|&at| STOPS.iter().any(|word| ends(&chars[..=at], word).is_some()))
        .map_or(0, |at| at + 1);
    &chars[start..]
}

/// A name that is not in the table: the rest of the phrase, if it is a name at all.
fn free(chars: &[char]) -> Option<String> {
    let name = unstopped(chars);
    let fits =
        name.len() >= 2 && name.last().is_some_and(|&c| is_han(c)) && !name[0].is_ascii_digit();
    fits.then(|| name.iter().collect())
}

/// The longest known name that begins `chars`, and the position of its end.
pub(super) fn leading(chars: &[char]) -> Option<(Property, usize)> {
    let chars = lower(chars);
    let most = LONGEST_CHARS.min(chars.len());
    (2..=most).rev().find_map(|length| {
        let name: String = chars[..length].iter().collect();
        term(&name).map(|(head, _)| {
            (
                Property {
                    head: head.to_owned(),
                    modifier: String::new(),
                },
                length,
            )
        })
    })
}
