//! Noun phrases in Chinese: no blanks mark their beginning.

use super::{LONGEST_CHARS, NamedProperty, Property, Trend, is_break, known_suffix, lower, term};
use crate::quantity::chars::{ends, is_han};
use crate::text::borders;

/// Greatest number of characters of the words that narrow a name, and of a name that is not in the table.
const MOST: usize = 10;

/// Words between a property and its number that say nothing of it.
const FILLERS: &[&str] = &[
    "要求", "必须", "应当", "应该", "应", "须", "需要", "需", "要", "可以", "可", "能够", "能",
    "均", "都", "将", "不", "达到", "达", "保持", "保证", "确保", "控制", "稳定", "维持", "做到",
    "实现", "为", "是", "在", "于", "希望", "仍", "才", "只", "只有", "仅", "仅为", "已", "已经",
    "还", "大约", "约", "范围", "水平", "指标", "目标", "最高", "最低", "最大", "最小", "也", "就",
    "即", "了", "分别", "一般", "通常", "介于", "有", "各", "再", "处", "含", "低", "高", "小",
    "大", "向上", "向下", "左右",
];

/// Verbs of change, longer ones first.
const CHANGES: &[(Trend, &[&str])] = &[
    (
        Trend::Rise,
        &[
            "提高", "提升", "增加", "增长", "增大", "升高", "上升", "延长", "扩大",
        ],
    ),
    (
        Trend::Fall,
        &[
            "降低", "下降", "减少", "缩短", "减小", "节约", "节省", "压缩", "缩小", "下调", "削减",
            "减轻", "减低", "缩减", "减排", "压减", "降",
        ],
    ),
];

/// Verbs of change that are never part of a name: 压缩 is none, for 压缩永久变形 compresses nothing.
const PLAIN_CHANGES: [(Trend, &str); 13] = [
    (Trend::Rise, "提高"),
    (Trend::Rise, "增加"),
    (Trend::Rise, "增大"),
    (Trend::Fall, "降低"),
    (Trend::Fall, "减少"),
    (Trend::Fall, "减小"),
    (Trend::Fall, "缩短"),
    (Trend::Fall, "节约"),
    (Trend::Fall, "节省"),
    (Trend::Fall, "削减"),
    (Trend::Fall, "减轻"),
    (Trend::Fall, "减低"),
    (Trend::Fall, "缩减"),
];

/// Characters before 降 with which it names a property: 压降 and 温降 are levels.
const DROPS: &str = "压温沉坡";

/// What a figure is counted by, behind 每: 检测时间每批 < 3 min.
#[rustfmt::skip]
const EACH: &[&str] = &[
    "批", "吨", "件", "台", "套", "个", "支", "片", "米", "平米", "平方米", "立方米", "方", "公里", "千克", "公斤",
    "小时", "天", "次", "条", "亩", "头", "只", "升", "年", "月", "块", "根", "瓶", "车", "人", "户", "千瓦", "度",
];

/// Words that begin with a stop word and are none: a name goes across them.
#[rustfmt::skip]
const NO_STOPS: &[&str] = &[
    "后段", "后道", "后端", "后桥", "后处理", "中段", "中频", "中压", "中温", "中试", "中部", "中间", "中空", "上段",
    "上层", "上部", "下段", "下层", "下部", "上下", "在线", "在位", "在制品", "对位", "对中", "对角",
];

/// Words that no name goes across.
const STOPS: &[&str] = &[
    "的",
    "之",
    "其",
    "其中",
    "按",
    "按照",
    "根据",
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

/// Words that no name goes across, but that names may end with: 比 of 料肉比.
const INNER_STOPS: [&str; 3] = ["比", "较", "相比"];

/// Words before a number that name no property: a verb, or whoever asks.
const VERBS: [&str; 27] = [
    "争取",
    "想试",
    "布局",
    "兼容",
    "只能",
    "拟建",
    "准备建",
    "试制",
    "流转",
    "建有",
    "拥有",
    "生产",
    "共有",
    "运行",
    "包括",
    "选用",
    "使用",
    "配备",
    "造成",
    "周来",
    "能做",
    "新建",
    "驻厂",
    "标准",
    "客户",
    "用户",
    "我方",
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
    let (mut to, mut by, mut change) = (false, false, None);
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
                by,
                to,
                heading: None,
                known: true,
            });
        }
        if let Some((found, length)) = verb(rest).filter(|_| change.is_none()) {
            (change, by) = (Some(found), true);
            rest = &rest[..rest.len() - length];
        } else if let Some(length) = ["到", "至"].iter().find_map(|word| ends(rest, word)) {
            to = true;
            rest = &rest[..rest.len() - length];
        } else if let Some(length) = filler(rest).or_else(|| each(rest)) {
            rest = &rest[..rest.len() - length];
        } else {
            break;
        }
    }
    if change.is_some()
        && let Some(subject) = subject(rest)
    {
        return before(subject).map(|found| NamedProperty {
            change,
            by,
            to,
            ..found
        });
    }
    let (name, inner) = free(rest)?;
    let change = change.or(inner);
    let property = Property {
        head: name,
        modifier: String::new(),
    };
    Some(NamedProperty {
        property,
        change,
        by,
        to,
        heading: None,
        known: false,
    })
}

/// The name before a standard of comparison: the 精度 of 精度比传统算法 (提高 12 %).
fn subject(chars: &[char]) -> Option<&[char]> {
    let words = Words::of(chars);
    let at = (2..chars.len().saturating_sub(1)).rev().find(|&at| {
        matches!(chars[at], '比' | '较') && words.is_border(at) && words.is_border(at + 1)
    })?;
    Some(&chars[..at])
}

/// The last phrase of `chars`, behind the last punctuation or blank.
fn phrase(chars: &[char]) -> &[char] {
    // Some write full stops as points; a decimal point stands before a digit.
    let stops = |at: &usize| {
        let c = chars[*at];
        c == ' ' || is_break(c) || c == '.' && chars.get(at + 1).copied().is_some_and(is_han)
    };
    let start = (0..chars.len()).rev().find(stops).map_or(0, |at| at + 1);
    &chars[start..]
}

/// The verb of change that ends `chars`, and its length.
fn verb(chars: &[char]) -> Option<(Trend, usize)> {
    let past = usize::from(chars.last() == Some(&'了'));
    let chars = &chars[..chars.len() - past];
    let is_drop = chars.len() > 1 && DROPS.contains(chars[chars.len() - 2]);
    let after = |words: &&[&str]| {
        let mut words = words.iter().filter(|word| !(is_drop && **word == "降"));
        words.find_map(|word| ends(chars, word))
    };
    CHANGES
        .iter()
        .find_map(|(change, words)| after(words).map(|length| (*change, length + past)))
}

/// Modifier of a name: `chars` without neutral words at either end.
pub(super) fn modifier(chars: &[char]) -> String {
    let mut rest = without_model(chars);
    while let Some(length) = NEUTRAL.iter().filter_map(|word| ends(rest, word)).max() {
        rest = &rest[..rest.len() - length];
    }
    while let Some(length) = NEUTRAL.iter().filter_map(|word| begins(rest, word)).max() {
        rest = &rest[length..];
    }
    rest.iter().collect()
}

/// `chars` behind the number of a model: the 真空泵 of ZDM-500型真空泵, also where the look back ends before 型.
fn without_model(chars: &[char]) -> &[char] {
    let of_model = |&at: &usize| {
        let before = at.checked_sub(1).map(|at| chars[at]);
        chars[at] == '型' && before.is_none_or(|c| c.is_ascii_alphanumeric())
    };
    let model = (0..chars.len()).rev().find(of_model);
    model.map_or(chars, |at| &chars[at + 1..])
}

fn begins(chars: &[char], word: &str) -> Option<usize> {
    let length = word.chars().count();
    (chars.len() >= length && word.chars().zip(chars).all(|(a, b)| a == *b)).then_some(length)
}

/// Length of the filler that ends `chars`, if it is not the end of a longer word: 能 of 储能.
fn filler(chars: &[char]) -> Option<usize> {
    let length = FILLERS.iter().filter_map(|word| ends(chars, word)).max()?;
    let begins = || Words::of(chars).is_border(chars.len() - length);
    (length > 1 || begins()).then_some(length)
}

/// Length of the 每批 that ends `chars`, behind the name of a property.
fn each(chars: &[char]) -> Option<usize> {
    let at = chars
        .iter()
        .rposition(|&c| c == '每')
        .filter(|&at| at > 1)?;
    let what: String = chars[at + 1..].iter().collect();
    EACH.contains(&what.as_str()).then_some(chars.len() - at)
}

/// The end of `chars`, at most [`MOST`] of them, from the last stop word on.
fn unstopped(chars: &[char]) -> &[char] {
    let cut = chars.len().saturating_sub(MOST);
    let fit = |at: usize| {
        let inner = INNER_STOPS.iter().filter(move |_| at + 1 < chars.len());
        let words = STOPS.iter().chain(inner);
        words.filter_map(move |word| ends(&chars[..at], word))
    };
    let stop = |at: &usize| fit(*at).next().is_some();
    let mut stops = (cut + 1..=chars.len()).rev().filter(stop).peekable();
    if cut == 0 && stops.peek().is_none() {
        return chars;
    }
    // 均匀性 has no 均 in it, and 在线率 no 在: a stop is a word or several.
    let words = Words::of(chars);
    let start = stops.find(|&at| {
        // 含固率 is a name, and what follows 含 in 含杂质总量 as well.
        let share = chars[at - 1] == '含' && chars.len() - at <= 2 && chars.ends_with(&['率']);
        if share {
            return false;
        }
        let begins = |word: &&str| {
            let length = word.chars().count();
            let text = chars[at - 1..].iter().take(length);
            text.copied().eq(word.chars())
        };
        if NO_STOPS.iter().any(begins) {
            return false;
        }
        let each = chars[at - 1] == '每' && words.is_border(at - 1);
        each || words.is_border(at) && fit(at).any(|length| words.is_border(at - length))
    });
    // Nor does a name begin inside a word.
    let cut = || (cut..chars.len()).find(|&at| words.is_border(at));
    &chars[start.or_else(cut).unwrap_or(chars.len())..]
}

/// The words of a phrase.
struct Words(Vec<usize>);

impl Words {
    fn of(chars: &[char]) -> Self {
        let text: String = chars.iter().collect();
        let bytes = borders(&text);
        let places = text
            .char_indices()
            .map(|(byte, _)| byte)
            .chain([text.len()]);
        let at = places
            .enumerate()
            .filter(|(_, byte)| bytes.binary_search(byte).is_ok());
        Self(at.map(|(at, _)| at).collect())
    }

    /// Whether a word begins or ends before the character `at`.
    fn is_border(&self, at: usize) -> bool {
        self.0.binary_search(&at).is_ok()
    }
}

/// A name that is not in the table: the rest of the phrase, if it is a name at all; and the verb of change before it.
fn free(chars: &[char]) -> Option<(String, Option<Trend>)> {
    let name = unstopped(chars);
    let (name, inner) = unchanged(name);
    let before = || verb(&chars[..chars.len() - name.len()]).map(|(change, _)| change);
    let is_verb = VERBS.iter().any(|verb| ends(name, verb).is_some());
    let fits = name.len() >= 2
        && !is_verb
        && name.last().is_some_and(|&c| is_han(c))
        && (!name[0].is_ascii_digit() || name[1] == '-');
    fits.then(|| (name.iter().collect(), inner.or_else(before)))
}

/// The part of a name behind a verb of change in it: the 振动幅值 of 减小振动幅值.
fn unchanged(name: &[char]) -> (&[char], Option<Trend>) {
    let verb = |at: usize| {
        PLAIN_CHANGES
            .iter()
            .find(|(_, word)| ends(&name[..at], word).is_some())
    };
    let last = (2..name.len().saturating_sub(1)).rev();
    let found = last.filter_map(|at| Some((at, verb(at)?.0))).next();
    found.map_or((name, None), |(at, change)| (&name[at..], Some(change)))
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
