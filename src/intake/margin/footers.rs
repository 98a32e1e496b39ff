//! Lines below the records of a table: who filled it in, where its figures are from, how many records there are.
//!
//! They have one cell or two, and say by a word of their own that they are none of the records. What might be the title of a
//! need or the name of somebody is a record, however short its row is.

use super::marks::SIGNATURES;
use crate::model::looks_like_name;

/// Labels of lines about the table itself.
const LABELS: [&str; 31] = [
    "注",
    "备注",
    "附注",
    "说明",
    "声明",
    "来源",
    "数据来源",
    "资料来源",
    "信息来源",
    "统计时间",
    "统计日期",
    "统计口径",
    "更新时间",
    "更新日期",
    "发布日期",
    "打印时间",
    "报送单位",
    "报送时间",
    "主办单位",
    "承办单位",
    "抄送",
    "报送",
    "附件",
    "附",
    "地址",
    "联系地址",
    "电话",
    "手机",
    "邮箱",
    "电子邮箱",
    "截至",
];

/// Whether a row of one cell or two is a footer, and then whether it is a place for a signature. `texts` are half-width, in
/// lower case and without blanks.
pub(super) fn footer(texts: &[&str]) -> Option<bool> {
    let (first, rest) = texts.split_first()?;
    let label = first.trim_end_matches(':');
    // A label and what it is of, in a cell each: 制表人 | 李四.
    if rest.len() <= 1 && SIGNATURES.contains(&label) {
        return Some(true);
    }
    let numbered = label.trim_end_matches(|c: char| c.is_ascii_digit());
    if rest.len() <= 1 && (LABELS.contains(&label) || is_note_word(numbered)) {
        return Some(false);
    }
    if !rest.is_empty() {
        return None;
    }
    // 填表人李四: the blank between the two is gone.
    let signs = |label: &str| first.strip_prefix(label).is_some_and(looks_like_name);
    if SIGNATURES.iter().any(|label| signs(label)) {
        return Some(true);
    }
    let is_labelled = first
        .split_once(':')
        .is_some_and(|(label, _)| LABELS.contains(&label));
    (is_labelled || first.starts_with('※') || is_about_table(first)).then_some(false)
}

fn is_note_word(text: &str) -> bool {
    matches!(text, "注" | "备注" | "附注")
}

/// Whether a line speaks of the table, its pages, its day or the number of its records.
fn is_about_table(text: &str) -> bool {
    const ENDS: [&str; 7] = [
        "完",
        "以下空白",
        "以下无正文",
        "此页无正文",
        "续表",
        "续上表",
        "end",
    ];
    let bare = text.trim_matches(|c: char| !c.is_alphanumeric());
    let is_digit = |c: char| c.is_ascii_digit();
    let is_of_table =
        bare.starts_with("本表") || ["可续页", "可另附页", "可附页", "可加页"].contains(&bare);
    let is_until = bare
        .strip_prefix("截至")
        .is_some_and(|rest| rest.starts_with(is_digit));
    ENDS.contains(&bare)
        || is_of_table
        || is_until
        || is_day(bare)
        || is_count(bare)
        || is_page(bare)
}

/// Whether a text is a day and nothing else: 2026-11-30, 2026年11月.
fn is_day(text: &str) -> bool {
    let of_day = |c: char| c.is_ascii_digit() || "年月日-./".contains(c);
    let runs = text.split(|c: char| !c.is_ascii_digit());
    let runs: Vec<&str> = runs.filter(|run| !run.is_empty()).collect();
    let is_spelled = text.contains('年') && text.contains('月');
    text.chars().all(of_day)
        && runs.first().is_some_and(|year| year.len() == 4)
        && (runs.len() == 3 || is_spelled)
}

/// Whether a text counts records and says nothing else: 共12项, 以上共2项需求.
fn is_count(text: &str) -> bool {
    const COUNTED: [&str; 11] = [
        "项",
        "条",
        "家",
        "个",
        "人",
        "名",
        "位",
        "份",
        "行",
        "项需求",
        "条记录",
    ];
    let rest = text.trim_start_matches("以上");
    let Some(rest) = ["共计", "合计", "总计", "共"]
        .iter()
        .find_map(|word| rest.strip_prefix(word))
    else {
        return false;
    };
    let unit = rest.trim_start_matches(|c: char| c.is_ascii_digit());
    unit.len() < rest.len() && COUNTED.contains(&unit)
}

fn is_page(text: &str) -> bool {
    let of_page = |c: char| c.is_ascii_digit() || "第共页/,、-".contains(c);
    text.starts_with('第') && text.contains('页') && text.chars().all(of_page)
}

#[cfg(test)]
mod tests {
    use super::footer;

    #[test]
    fn lines_about_the_table_are_footers() {
        for text in [
            "联系人",
            "审核",
            "制表人",
            "填表人李四",
            "审核李四",
            "填报时间",
        ] {
            assert_eq!(footer(&[text]), Some(true), "{text}");
        }
        for text in [
            "备注",
            "※带*为必填",
            "注1",
            "说明",
            "电话:0533-1234567",
            "邮箱:a@example.com",
            "*本表可续页",
            "(本表可续页)",
            "截至2026年11月30日,共收集需求12项",
            "数据来源:示例科技局",
            "更新时间:2026-11-30",
            "共2项",
            "以上共2项需求",
            "2026-11-30",
            "2026.11.30",
            "2026年11月30日",
            "附件:1.清单",
            "附:需求明细",
            "——完——",
            "第1页,共2页",
            "end",
        ] {
            assert_eq!(footer(&[text]), Some(false), "{text}");
        }
        assert_eq!(footer(&["制表人", "李四"]), Some(true));
        assert_eq!(footer(&["备注", "本表不含税"]), Some(false));
        assert_eq!(footer(&["截至", "2026年11月30日"]), Some(false));
    }

    #[test]
    fn titles_and_names_with_such_words_are_none() {
        for text in [
            "审核系统",
            "制表软件",
            "附件加工",
            "共性技术",
            "共聚焦显微镜",
            "截至板改造",
            "2026",
            "12-30",
            "地址编码系统",
            "注塑",
            "备注科技",
            "电话机器人",
            "完井液",
            "本体聚合",
            "日期喷码机",
            "张三",
            "负责任创新",
        ] {
            assert_eq!(footer(&[text]), None, "{text}");
        }
        assert_eq!(footer(&["电话机器人", "寻求合作"]), None);
        assert_eq!(footer(&["备注", "a", "b"]), None);
        assert_eq!(footer(&["2026年11月30日", "示例公司"]), None);
    }
}
