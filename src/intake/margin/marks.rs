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
pub(super) const SIGNATURES: [&str; 30] = [
    "审核人",
    "填表人",
    "填报人",
    "制表人",
    "制表单位",
    "制表日期",
    "制表时间",
    "编制人",
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

/// Whether a row is the total of a part of the table: `张店区小计` with numbers behind it, or alone in its row.
pub(super) fn is_part_total(texts: &[&str], is_sparse: bool) -> bool {
    const ENDS: [&str; 4] = ["小计", "合计", "总计", "共计"];
    const LONGEST: usize = 12;
    let is_number = |text: &&str| {
        text.contains(|c: char| c.is_ascii_digit())
            && text.chars().filter(|c| c.is_alphabetic()).count() <= 2
    };
    let Some((first, rest)) = texts.split_first() else {
        return false;
    };
    let is_marked = ENDS.iter().any(|end| first.ends_with(end));
    is_marked
        && first.chars().count() <= LONGEST
        && rest.iter().all(is_number)
        && (!rest.is_empty() || is_sparse)
}

/// Whether the only cell of a row is a line of the page: its number, the end of the table, a day, who hands it in.
pub(super) fn is_page_line(text: &str) -> bool {
    const LINES: [&str; 14] = [
        "续表",
        "续上表",
        "接上表",
        "接上页",
        "转下页",
        "见下页",
        "续",
        "完",
        "以下空白",
        "以下无正文",
        "此页无正文",
        "平均",
        "平均值",
        "均值",
    ];
    const STARTS: [&str; 5] = ["以上情况", "以上信息", "以上内容", "以上需求", "以上填报"];
    const OFFICES: [&str; 8] = [
        "科学技术局",
        "科技局",
        "委员会",
        "管理局",
        "人民政府",
        "办事处",
        "局办公室",
        "委员会办公室",
    ];
    let bare = text.trim_matches(|c: char| !c.is_alphanumeric());
    let is_digit = |c: char| c.is_ascii_digit() || "〇零一二三四五六七八九十".contains(c);
    let only = |allowed: &str| text.chars().all(|c| is_digit(c) || allowed.contains(c));
    let is_page = (bare.starts_with('第') || bare.starts_with('共') || bare.starts_with("page"))
        && (bare.contains('页') || bare.contains("page"))
        && only("第共页/,、-()page of.");
    let is_day = text.contains('年') && text.contains('月') && only("年月日,.");
    let is_numbered_note = ["注", "备注", "说明"].iter().any(|word| {
        let rest = text.strip_prefix(word);
        let rest = rest.map(|rest| (rest, rest.trim_start_matches(is_digit)));
        rest.is_some_and(|(rest, end)| {
            end.len() < rest.len() && end.starts_with([':', '.', '、', ','])
        })
    });
    bare.is_empty()
        || LINES.contains(&bare)
        || STARTS.iter().any(|start| bare.starts_with(start))
        || (text.chars().count() <= LONGEST_OFFICE && OFFICES.iter().any(|end| text.ends_with(end)))
        || (text.starts_with('*') && text.contains("填"))
        || is_page
        || is_day
        || is_numbered_note
}

/// Most characters of the name of an office that hands a table in.
const LONGEST_OFFICE: usize = 20;

/// Whether the only text of a row is the title of a section: a district (`一、张店区`), or a group with its count (`新材料
/// （3项）`).
pub(super) fn is_section(text: &str) -> bool {
    const DISTRICTS: [&str; 5] = ["区", "县", "市", "镇", "街道"];
    // What a need may be about.
    const SITES: [&str; 7] = ["园区", "社区", "小区", "景区", "矿区", "厂区", "灌区"];
    const COUNTED: [char; 6] = ['项', '家', '个', '条', '人', '份'];
    const LONGEST: usize = 10;
    let is_numeral = |c: char| "一二三四五六七八九十".contains(c);
    let numbered = text.trim_start_matches('(').trim_start_matches(is_numeral);
    let rest = numbered.trim_start_matches([')', '、', '.', ',']);
    let name = if rest.len() < numbered.len() {
        rest
    } else {
        text
    };
    let (main, count) = match name
        .strip_suffix(')')
        .and_then(|text| text.rsplit_once('('))
    {
        Some((main, count)) => (main, count.trim_start_matches(['共', '计'])),
        None => (name, ""),
    };
    let digits = count.trim_end_matches(COUNTED);
    let is_counted = digits.len() < count.len()
        && !digits.is_empty()
        && digits.chars().all(|c| c.is_ascii_digit());
    let is_short = main.chars().count() <= LONGEST;
    let ends_in = |ends: &[&str]| ends.iter().any(|end| main.ends_with(end));
    let is_district = ends_in(&DISTRICTS) && !ends_in(&SITES);
    is_counted || (is_short && count.is_empty() && is_district)
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
