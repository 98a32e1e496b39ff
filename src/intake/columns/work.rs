//! Headings of one work among several: `成果1名称`, `论文题目`, `work2_abstract`.

use super::fold::fold;

/// One field of one work of a profile.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct WorkColumn {
    /// Number in the heading; 0 if there is none.
    pub(crate) number: u8,
    /// `title`, `abstract`, `year`, `kind`, `keywords` or `authors`.
    pub(crate) field: &'static str,
    /// Kind of work that the heading names.
    pub(crate) kind: Option<&'static str>,
}

/// Words for a work in headings, each with the kind of work that it names.
pub(crate) const STEMS: &[(&str, Option<&str>)] = &[
    ("代表性成果", None),
    ("代表成果", None),
    ("科技成果", None),
    ("成果", None),
    ("代表作", None),
    ("业绩", None),
    ("代表性论文", Some("paper")),
    ("论文", Some("paper")),
    ("代表性专利", Some("patent")),
    ("专利", Some("patent")),
    ("发明", Some("patent")),
    ("项目", Some("project")),
    ("课题", Some("project")),
    ("works", None),
    ("work", None),
    ("paper", Some("paper")),
    ("article", Some("paper")),
    ("patent", Some("patent")),
    ("invention", Some("patent")),
    ("project", Some("project")),
];

/// Names of a work's fields, as they follow the stem.
pub(crate) const PARTS: &[(&str, &[&str])] = &[
    ("title", &["名称", "题目", "标题", "title", "name"]),
    (
        "abstract",
        &[
            "摘要",
            "简介",
            "内容",
            "描述",
            "说明",
            "介绍",
            "概述",
            "简述",
            "abstract",
            "summary",
            "description",
        ],
    ),
    (
        "year",
        &[
            "年份",
            "年度",
            "时间",
            "日期",
            "发表年份",
            "完成年份",
            "发表时间",
            "授权日期",
            "公开年份",
            "公开日期",
            "申请日期",
            "授权年份",
            "批准年度",
            "立项年度",
            "立项时间",
            "获奖时间",
            "year",
            "date",
        ],
    ),
    ("kind", &["类型", "类别", "kind", "type"]),
    ("keywords", &["关键词", "关键字", "keywords"]),
    (
        "authors",
        &[
            "作者",
            "合作者",
            "完成人",
            "发明人",
            "第一作者",
            "主要完成人",
            "参与人",
            "authors",
            "inventors",
        ],
    ),
];

/// Digits of the largest number in a heading, 99.
const MAX_DIGITS: usize = 2;

/// Reads a folded heading. A stem without number needs a part: `成果` alone is a list.
pub(crate) fn work_column(key: &str) -> Option<WorkColumn> {
    STEMS.iter().find_map(|&(stem, kind)| {
        let rest = key.strip_prefix(stem)?;
        let (before, rest) = leading_number(rest);
        let (part, after) = trailing_number(rest);
        let number = before.or(after);
        let field = match (part, number) {
            ("", Some(_)) => "title",
            (part, _) => PARTS.iter().find(|(_, words)| words.contains(&part))?.0,
        };
        Some(WorkColumn {
            number: number.unwrap_or(0),
            field,
            kind,
        })
    })
}

const NUMERALS: [&str; 10] = ["一", "二", "三", "四", "五", "六", "七", "八", "九", "十"];

fn leading_number(text: &str) -> (Option<u8>, &str) {
    for (value, numeral) in (1..).zip(NUMERALS) {
        if let Some(rest) = text.strip_prefix(numeral) {
            return (Some(value), rest);
        }
    }
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let number = text[..digits].parse().ok().filter(|_| digits <= MAX_DIGITS);
    (
        number,
        if number.is_some() {
            &text[digits..]
        } else {
            text
        },
    )
}

fn trailing_number(text: &str) -> (&str, Option<u8>) {
    for (value, numeral) in (1..).zip(NUMERALS) {
        if let Some(rest) = text.strip_suffix(numeral) {
            return (rest, Some(value));
        }
    }
    let rest = text.trim_end_matches(|c: char| c.is_ascii_digit());
    let digits = text.len() - rest.len();
    let number = text[rest.len()..]
        .parse()
        .ok()
        .filter(|_| digits <= MAX_DIGITS);
    (if number.is_some() { rest } else { text }, number)
}

/// The name of such a column in a list of overrides.
pub(crate) fn work_field(path: &str) -> Option<WorkColumn> {
    let path = path.strip_prefix("works.")?;
    let (number, field) = path.split_once('.')?;
    work_column(&fold(&format!("work{number}{field}")))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::{WorkColumn, fold, work_column, work_field};

    fn read(heading: &str) -> Option<(u8, &'static str, Option<&'static str>)> {
        work_column(&fold(heading)).map(|w| (w.number, w.field, w.kind))
    }

    #[test]
    fn numbers_stand_before_or_after_the_part() {
        assert_eq!(read("成果1名称"), Some((1, "title", None)));
        assert_eq!(read("代表性成果二摘要"), Some((2, "abstract", None)));
        assert_eq!(read("论文题目3"), Some((3, "title", Some("paper"))));
        assert_eq!(read("work12_year"), Some((12, "year", None)));
        assert_eq!(read("works.2.keywords"), Some((2, "keywords", None)));
        assert_eq!(read("专利1"), Some((1, "title", Some("patent"))));
    }

    #[test]
    fn a_part_needs_no_number_but_a_stem_alone_is_a_list() {
        assert_eq!(read("论文题目"), Some((0, "title", Some("paper"))));
        assert_eq!(read("成果"), None);
        assert_eq!(read("成果转化情况"), None);
        assert_eq!(read("work"), None);
        assert_eq!(read("成果100名称"), None);
        assert_eq!(read("成果9999999999名称"), None);
    }

    #[test]
    fn the_dotted_name_reads_the_same() {
        let expected = WorkColumn {
            number: 2,
            field: "title",
            kind: None,
        };
        assert_eq!(work_field("works.2.title").unwrap(), expected);
        assert!(work_field("works.title").is_none());
    }
}
