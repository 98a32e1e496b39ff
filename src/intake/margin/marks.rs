//! The wording of rows that are no records.

use crate::model::fold::compatible;

/// First cells of a row of totals.
const TOTALS: [&str; 11] = [
    "合计",
    "总计",
    "小计",
    "共计",
    "累计",
    "总和",
    "汇总",
    "total",
    "subtotal",
    "grandtotal",
    "sum",
];

/// Beginnings of notes.
const NOTES: [&str; 15] = [
    "注:",
    "备注:",
    "说明:",
    "附注:",
    "注释:",
    "注意:",
    "填表说明",
    "填报说明",
    "填写说明",
    "注意事项",
    "填写要求",
    "填表须知",
    "note:",
    "notes:",
    "※",
];

/// Labels of places for signatures.
const SIGNATURES: [&str; 26] = [
    "审核人",
    "填表人",
    "填报人",
    "制表人",
    "制表",
    "复核人",
    "复核",
    "审批人",
    "审批",
    "批准人",
    "审核",
    "经办人",
    "经手人",
    "填表日期",
    "填报日期",
    "填表时间",
    "填报时间",
    "填报单位",
    "填表单位",
    "单位负责人",
    "分管领导",
    "主管领导",
    "联系人",
    "联系电话",
    "负责人",
    "日期",
];

/// Words for a place to sign or seal.
const SEALS: [&str; 6] = ["盖章", "公章", "签章", "签字", "签名", "(章)"];

/// Cells in the place of a number that say that the row is an example.
const EXAMPLES: [&str; 14] = [
    "示例",
    "例",
    "样例",
    "范例",
    "例子",
    "举例",
    "填写样例",
    "填写示例",
    "填写范例",
    "填报示例",
    "填报样例",
    "示例行",
    "样本",
    "example",
];

/// Beginnings of a cell that holds an example.
const SUCH_AS: [&str; 12] = [
    "例:",
    "如:",
    "例如",
    "示例:",
    "样例:",
    "范例:",
    "举例:",
    "(示例)",
    "(例)",
    "(样例)",
    "【示例】",
    "e.g.",
];

/// Cells that say how to fill in their column.
const HINTS: [&str; 8] = [
    "必填",
    "选填",
    "可选",
    "非必填",
    "必填项",
    "选填项",
    "required",
    "optional",
];

/// Text for comparing with the markers: half-width, lower case, without white space.
pub(super) fn plain(text: &str) -> String {
    compatible(text)
        .flat_map(char::to_lowercase)
        .filter(|c| !c.is_whitespace())
        .map(|c| if c == '：' { ':' } else { c })
        .collect()
}

pub(super) fn is_total(texts: &[&str]) -> bool {
    let is_marker = |text: &str| {
        let text = text.trim_start_matches(|c: char| "本页以上各项".contains(c));
        let bare = text.trim_end_matches(|c: char| {
            c.is_ascii_digit()
                || matches!(c, ':' | '.' | ',' | '(' | ')')
                || "项个条家人万元".contains(c)
        });
        TOTALS.contains(&bare)
    };
    let adds_up = |text: &&&str| {
        text.chars().any(|c| c.is_ascii_digit())
            && text.chars().filter(|c| c.is_alphabetic()).count() <= 6
            || is_marker(text)
    };
    // The marker may stand behind a number or a district.
    let Some(at) = texts.iter().take(2).position(|text| is_marker(text)) else {
        return false;
    };
    texts[at + 1..].iter().filter(|text| !adds_up(text)).count() == 0
}

pub(super) fn is_note(texts: &[&str], is_sparse: bool) -> bool {
    let is_hint = |text: &&str| HINTS.contains(&text.trim_matches(['(', ')', '*', '[', ']']));
    let in_brackets = |text: &&str| text.starts_with('(') && text.ends_with(')');
    let hints = texts.iter().filter(|text| is_hint(text)).count();
    if texts.len() > 1
        && hints * 2 > texts.len()
        && texts.iter().all(|text| is_hint(text) || in_brackets(text))
    {
        return true;
    }
    // 填写说明 | 全称 | 20字以内: a row of advice, a cell for each column.
    let label = texts[0].trim_end_matches(':');
    let is_label = label.chars().count() >= 4 && NOTES.contains(&label);
    is_label || (is_sparse && NOTES.iter().any(|note| texts[0].starts_with(note)))
}

/// Whether the cells of a row number or letter the columns: `1 | 2 | 3`, `甲 | 乙 | 丙`, `栏次 | (1) | (2)`.
pub(super) fn is_numbering(texts: &[&str]) -> bool {
    const LABELS: [&str; 6] = ["栏次", "列次", "列号", "栏号", "序号", "行次"];
    const ROWS: [&str; 4] = [
        "甲乙丙丁戊己庚辛壬癸",
        "一二三四五六七八九十",
        "abcdefghijklmnopqrstuvwxyz",
        "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳",
    ];
    let texts = match texts.first() {
        Some(first) if LABELS.contains(first) => &texts[1..],
        _ => texts,
    };
    let bare = |text: &&str| {
        text.trim_matches(|c: char| "()[]第列栏.".contains(c))
            .to_owned()
    };
    let bare: Vec<String> = texts.iter().map(bare).collect();
    let counts =
        |names: &mut dyn Iterator<Item = String>| bare.iter().cloned().eq(names.take(bare.len()));
    bare.len() >= 3
        && (counts(&mut (1..).map(|number: usize| number.to_string()))
            || ROWS
                .iter()
                .any(|row| counts(&mut row.chars().map(String::from))))
}

pub(super) fn is_signature(texts: &[&str], columns: usize) -> bool {
    let is_label = |text: &str| {
        let is_seal = SEALS.iter().any(|seal| text.contains(seal));
        let named = SIGNATURES
            .iter()
            .find_map(|label| text.strip_prefix(label))
            .is_some_and(|rest| {
                let rest = rest
                    .trim_start_matches(|c| c != ':' && c != ')')
                    .trim_start_matches(')');
                rest.starts_with(':')
            });
        named
            || (is_seal && text.chars().count() <= 30 && text.contains([':', '(']))
            || SEALS
                .iter()
                .any(|seal| text.ends_with(seal) && text.chars().count() <= 12)
    };
    // Labels, and a name or a day behind some of them.
    let labels = texts.iter().filter(|text| is_label(text)).count();
    is_label(texts[0])
        && labels * 2 >= texts.len()
        && (texts.len() * 2 <= columns.max(4) || labels == texts.len())
}

pub(super) fn is_example(first: &str, texts: &[&str], numbers: bool) -> bool {
    let bare = first.trim_matches(|c: char| "()[]【】:*".contains(c));
    if EXAMPLES.contains(&bare) {
        return true;
    }
    // In a column of numbers, 示例1 is no number either.
    let unnumbered = bare.trim_end_matches(|c: char| c.is_ascii_digit() || "一二三".contains(c));
    if numbers && EXAMPLES.contains(&unnumbered) {
        return true;
    }
    let is_such = |text: &&&str| SUCH_AS.iter().any(|word| text.starts_with(word));
    is_such(&&first) && texts.iter().filter(is_such).count() * 2 >= texts.len().min(4)
}
