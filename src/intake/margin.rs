//! Rows of a table that are no records: totals, notes, signatures, examples, repeated headings, numbers of columns.
//!
//! Such a row is recognised by a marker in its first cell in use (`合计`, `注：`, `审核人：`, `示例`) together with few
//! cells or cells that only add up; a row with the cells of a record is read as one, whatever its first cell says.

mod footers;
mod marks;

use crate::error::{Wording, say};
use serde_json::Value;

use super::columns::{ColumnTarget, TableLayout};
use super::read::{SurveyRow, shown};
use crate::model::fold::heading_key;
use footers::footer;
use marks::{
    is_example, is_note, is_numbering, is_page_line, is_part_total, is_section, is_signature,
    is_total, plain,
};

/// Reason for not taking a row for a record.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Margin {
    Total,
    Note,
    Signature,
    Example,
    Heading,
    Numbering,
    Section,
}

impl Margin {
    /// Says of rows that they are of this sort and were not read.
    pub(super) fn notice(self) -> Wording {
        match self {
            Self::Total => say!(
                "rows of totals (合计, 总计, 小计) are no records and were not read",
                "合计行（合计、总计、小计）不是记录，未读取"
            ),
            Self::Note => say!(
                "rows of notes (注：, 备注：, 填表说明) are no records and were not read",
                "注释行（注：、备注：、填表说明）不是记录，未读取"
            ),
            Self::Signature => {
                say!(
                    "rows for signatures (审核人：, 填表人：, 单位盖章) are no records and were not read",
                    "签字盖章行（审核人：、填表人：、单位盖章）不是记录，未读取"
                )
            }
            Self::Example => {
                say!(
                    "rows of examples (示例, 填写样例, 例：) are no records and were not read; give the row a number of its own if it is one",
                    "示例行（示例、填写样例、例：）不是记录，未读取；如是记录，请给该行单独的序号"
                )
            }
            Self::Heading => say!(
                "rows that repeat the title or the headings were not read",
                "重复标题或列名的行未读取"
            ),
            Self::Section => say!(
                "rows that are titles of sections (张店区, 新材料（3项）) are no records and were not read",
                "分段标题行（张店区、新材料（3项））不是记录，未读取"
            ),
            Self::Numbering => say!(
                "rows that number or letter the columns (1 2 3, 甲 乙 丙) are no records and were not read",
                "给各列编号的行（1 2 3、甲 乙 丙）不是记录，未读取"
            ),
        }
    }
}

/// Most characters of a cell that are looked at; markers stand at its beginning.
const LOOKED_AT: usize = 60;

/// Finds the rows of one table that are no records.
#[derive(Debug, Default)]
pub(super) struct Margins {
    /// Headings and the rows above them, as keys, one list a row.
    headings: Vec<Vec<String>>,
    /// Whether the row before was a note, which numbered lines may go on.
    is_in_notes: bool,
    /// Whether a record stands between the headings and the next row.
    is_in_records: bool,
}

impl Margins {
    /// For a table of which these rows are the headings, with the titles above them.
    pub(super) fn new(headings: &[SurveyRow]) -> Self {
        let keys = |row: &SurveyRow| row.cells.iter().map(key).collect();
        Self {
            headings: headings.iter().map(keys).collect(),
            is_in_notes: false,
            is_in_records: false,
        }
    }

    /// The sort of a row below the headings, if it is no record.
    pub(super) fn find(&mut self, row: &SurveyRow, layout: &TableLayout) -> Option<Margin> {
        let found = self.sort(row, layout);
        self.is_in_notes = found == Some(Margin::Note);
        if found == Some(Margin::Heading) {
            self.is_in_records = false;
        } else if found.is_none() && !row.is_blank() {
            self.is_in_records = true;
        }
        found
    }

    /// Whether a row is neither a record nor a title, whatever stands above it.
    pub(super) fn is_one(&self, row: &SurveyRow, layout: &TableLayout) -> bool {
        let margin = self.sort(row, layout);
        margin.is_some_and(|margin| margin != Margin::Section)
    }

    fn sort(&self, row: &SurveyRow, layout: &TableLayout) -> Option<Margin> {
        let filled: Vec<(usize, String)> = row
            .cells
            .iter()
            .enumerate()
            .filter(|(_, cell)| !cell.is_null())
            .map(|(at, cell)| (at, plain(&head(&shown(cell)))))
            .collect();
        let (first, text) = filled.first()?;
        if self.repeats_headings(row) {
            return Some(Margin::Heading);
        }
        let texts: Vec<&str> = filled.iter().map(|(_, text)| text.as_str()).collect();
        if !self.is_in_records && is_numbering(&texts) {
            return Some(Margin::Numbering);
        }
        if is_total(&texts) {
            return Some(Margin::Total);
        }
        // One cell of three or more columns cannot be a record, but of one or two it may.
        let is_wide = layout.columns.len() >= 3;
        let is_sparse = is_wide && texts.len() <= 2;
        if is_part_total(&texts, is_wide && texts.len() == 1) {
            return Some(Margin::Total);
        }
        if is_wide && is_title(row, &texts) {
            return Some(Margin::Section);
        }
        if is_wide && texts.len() == 1 && is_page_line(text) {
            return Some(Margin::Note);
        }
        if is_note(&texts, is_sparse) || (is_sparse && self.goes_on(&texts)) {
            return Some(Margin::Note);
        }
        if is_signature(&texts, layout.columns.len()) {
            return Some(Margin::Signature);
        }
        match footer(&texts) {
            Some(true) => return Some(Margin::Signature),
            Some(false) => return Some(Margin::Note),
            None => {}
        }
        let numbers = layout
            .columns
            .get(*first)
            .is_some_and(|column| matches!(column.target, ColumnTarget::RowNumber));
        is_example(text, &texts, numbers).then_some(Margin::Example)
    }

    /// Whether every cell in use repeats the heading of its column, or a title above the headings.
    pub(super) fn repeats_headings(&self, row: &SurveyRow) -> bool {
        let cells: Vec<String> = row.cells.iter().map(key).collect();
        let repeats = |heading: &Vec<String>| {
            let mut held = (0..).zip(&cells).filter(|(_, cell)| !cell.is_empty());
            let has_some = cells.iter().any(|cell| !cell.is_empty());
            let is_same = |(at, cell): (usize, &String)| heading.get(at) == Some(cell);
            // Half of a row of headings is still one; a record may share one cell with it (姓名 "姓名").
            let used = cells.iter().filter(|cell| !cell.is_empty()).count();
            let named = heading.iter().filter(|cell| !cell.is_empty()).count();
            has_some && used * 2 >= named && held.all(is_same)
        };
        self.headings.iter().any(repeats)
    }

    /// Whether a row goes on with the numbered notes of the row above it.
    fn goes_on(&self, texts: &[&str]) -> bool {
        let is_numbered = |text: &str| {
            let text = text.trim_start_matches(['(', '[']);
            let digits = text.trim_start_matches(|c: char| {
                c.is_ascii_digit() || "一二三四五六七八九十".contains(c)
            });
            digits.len() < text.len() && digits.starts_with(['.', '、', ')', ',', ':', '．'])
        };
        self.is_in_notes && texts.len() == 1 && is_numbered(texts[0])
    }
}

/// Whether a row of a table of three or more columns is the title of a section: one text in all its cells, that is worded
/// so, is merged over three columns, or stands in three.
fn is_title(row: &SurveyRow, texts: &[&str]) -> bool {
    const WIDE: usize = 3;
    let is_one = texts.iter().all(|text| text == &texts[0]);
    let is_merged = || {
        row.across
            .iter()
            .any(|(first, last)| last - first + 1 >= WIDE)
    };
    let is_text = texts[0].chars().filter(|c| c.is_alphabetic()).count() >= 2;
    is_one
        && is_text
        && (is_section(texts[0]) || texts.len() >= WIDE || (texts.len() == 1 && is_merged()))
}

/// The beginning of a text.
fn head(text: &str) -> String {
    text.chars().take(LOOKED_AT).collect()
}

fn key(cell: &Value) -> String {
    let text = cell.as_str().filter(|text| text.len() <= 1024);
    text.map_or_else(String::new, heading_key)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::{Margin, Margins};
    use crate::intake::columns::{Columns, HeadingReader, SurveySide, TableLayout};
    use crate::intake::read::SurveyRow;
    use serde_json::Value;

    const HEADINGS: [&str; 6] = [
        "序号",
        "企业名称",
        "需求名称",
        "需求描述",
        "预算（万元）",
        "备注",
    ];

    fn row(number: u64, cells: &[&str]) -> SurveyRow {
        let cell = |text: &&str| match *text {
            "" => Value::Null,
            text => Value::from(text),
        };
        SurveyRow::new(number, cells.iter().map(cell).collect())
    }

    fn layout() -> TableLayout {
        let columns = Columns::new();
        let reader = HeadingReader::new(SurveySide::Needs, &columns);
        reader.layout(HEADINGS.into_iter()).unwrap()
    }

    fn found(cells: &[&str]) -> Option<Margin> {
        let titles = [row(1, &["某市需求汇总表"]), row(2, &HEADINGS)];
        Margins::new(&titles).find(&row(9, cells), &layout())
    }

    #[test]
    fn rows_that_are_no_records_are_told_by_their_first_cell() {
        for (cells, margin) in [
            (&["总 计", "", "", "", "12,000.50"][..], Margin::Total),
            (&["", "小计：", "3项", "", "90万元"], Margin::Total),
            (&["张店区", "合计", "", "", "5"], Margin::Total),
            (&["注：预算不含税"], Margin::Note),
            (&["", "填报说明：一、如实填写"], Margin::Note),
            (&["必填", "必填", "（必填）", "选填"], Margin::Note),
            (
                &["审核人：", "", "填表人：李示例", "", "日期：2026年3月"],
                Margin::Signature,
            ),
            (
                &["填写说明", "全称", "20字以内", "必填", "数字"],
                Margin::Note,
            ),
            (
                &["（必填）", "（必填）", "（选填）", "", "（单位：万元）"],
                Margin::Note,
            ),
            (&["1", "2", "3", "4", "5", "6"], Margin::Numbering),
            (&["", "（1）", "（2）", "（3）"], Margin::Numbering),
            (&["甲", "乙", "丙", "丁"], Margin::Numbering),
            (&["栏次", "A", "B", "C"], Margin::Numbering),
            (&["", "", "以上情况属实"], Margin::Note),
            (&["第1页 共3页"], Margin::Note),
            (&["续表"], Margin::Note),
            (&["", "", "（完）"], Margin::Note),
            (&["以下空白"], Margin::Note),
            (&["——"], Margin::Note),
            (&["*为必填项"], Margin::Note),
            (&["", "", "2026年3月1日"], Margin::Note),
            (&["", "", "注1：万元"], Margin::Note),
            (&["张店区小计", "", "", "", "100"], Margin::Total),
            (&["", "", "本页小计"], Margin::Total),
            (&["", "", "临淄区（1项）"], Margin::Section),
            (&["", "临淄区（1项）", "临淄区（1项）"], Margin::Section),
            (&["（二）临淄区"], Margin::Section),
            (
                &["", "新材料领域", "新材料领域", "新材料领域"],
                Margin::Section,
            ),
            (&["单位盖章"], Margin::Signature),
            (&["填报单位（公章）：示例公司"], Margin::Signature),
            (
                &["示例", "某某公司", "焊接机器人", "提高节拍", "50", ""],
                Margin::Example,
            ),
            (
                &["样例1", "某某公司", "焊接机器人", "提高节拍"],
                Margin::Example,
            ),
            (&["例：1", "如：某公司", "如：焊接机器人"], Margin::Example),
            (
                &[
                    "序号",
                    "企业名称",
                    "需求名称",
                    "需求描述",
                    "预算（万元）",
                    "备注",
                ],
                Margin::Heading,
            ),
            (&["某市需求汇总表"], Margin::Heading),
        ] {
            assert_eq!(found(cells), Some(margin), "{cells:?}");
        }
    }

    #[test]
    fn the_office_that_hands_a_table_in_is_no_record() {
        for office in ["示例区科学技术局", "示例市科技局办公室"] {
            assert_eq!(found(&[office]), Some(Margin::Note), "{office}");
        }
    }

    #[test]
    fn records_with_a_marker_among_their_words_stay_records() {
        for cells in [
            &["1", "示例公司", "合计算法优化", "", "5"][..],
            &[
                "2",
                "备注科技公司",
                "说明书自动生成",
                "说明：需适配三种语言",
            ],
            &["3", "合计", "焊接机器人视觉引导", "提高节拍"],
            &["", "示例甲公司", "例如高温合金的连接", "", ""],
            &["如：", "甲公司", "焊接", "点焊", "5"],
            &["4", "总计公司", "仪表", "", ""],
            &["5", "甲公司", "印章识别", "识别公章（红色）", "5"],
            &["", "", "盖章机器人"],
            &["6", "甲公司", "注：塑料", "", ""],
            &["1", "2", "焊接"],
            &["", "", "针状焦制备技术"],
            &["", "", "一、针状焦制备技术"],
            &["", "", "智慧园区（二期）"],
            &["", "", "2026年度焊接机器人"],
            &["", "甲公司", "费用合计"],
            &["", "示例区科学技术局", "算力平台"],
            &["", "甲公司", "甲公司"],
            &["1", "2", "3", "焊接"],
        ] {
            assert_eq!(found(cells), None, "{cells:?}");
        }
    }

    #[test]
    fn columns_are_numbered_right_below_the_headings_alone() {
        let (layout, titles) = (layout(), [row(1, &HEADINGS)]);
        let mut margins = Margins::new(&titles);
        let mut find = |number, cells: &[&str]| margins.find(&row(number, cells), &layout);
        assert_eq!(find(2, &["1", "2", "3"]), Some(Margin::Numbering));
        assert_eq!(find(3, &["1", "甲公司", "焊接"]), None);
        assert_eq!(find(4, &["1", "2", "3"]), None);
        assert_eq!(find(5, &HEADINGS), Some(Margin::Heading));
        assert_eq!(find(6, &["1", "2", "3"]), Some(Margin::Numbering));
    }

    #[test]
    fn numbered_lines_go_on_with_a_note() {
        let (layout, mut margins) = (layout(), Margins::new(&[]));
        assert_eq!(margins.find(&row(5, &["1.连接"]), &layout), None);
        assert_eq!(
            margins.find(&row(6, &["备注："]), &layout),
            Some(Margin::Note)
        );
        assert_eq!(
            margins.find(&row(7, &["1. 预算含税"]), &layout),
            Some(Margin::Note)
        );
        assert_eq!(
            margins.find(&row(8, &["（2）名称写全"]), &layout),
            Some(Margin::Note)
        );
    }
}
