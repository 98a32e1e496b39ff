//! Headings of several levels in workbooks, whose merged cells say how deep they are.

use rust_xlsxwriter::{Format, Workbook};

use super::needs;
use crate::intake::{IntakeReport, Severity};
use crate::model::Need;

/// First row and column, and last row and column, of merged cells.
type MergedCells = (u32, u16, u32, u16);

fn book(rows: &[&[&str]], merged: &[MergedCells]) -> Vec<u8> {
    let (mut book, plain) = (Workbook::new(), Format::new());
    let sheet = book.add_worksheet();
    for &(row, column, last_row, last_column) in merged {
        let text = rows[row as usize][usize::from(column)];
        let range = (row, column, last_row, last_column);
        sheet
            .merge_range(range.0, range.1, range.2, range.3, text, &plain)
            .unwrap();
    }
    for (row, cells) in (0..).zip(rows) {
        for (column, text) in (0..).zip(*cells).filter(|(_, text)| !text.is_empty()) {
            let is_merged = merged.iter().any(|&(r, c, ..)| (r, c) == (row, column));
            if !is_merged {
                sheet.write(row, column, *text).unwrap();
            }
        }
    }
    book.save_to_buffer().unwrap()
}

fn read(rows: &[&[&str]], merged: &[MergedCells]) -> (Vec<Need>, IntakeReport) {
    let (needs, report) = needs("a.xlsx", book(rows, merged));
    assert_eq!(report.of(Severity::Error).count(), 0, "{report}");
    (needs, report)
}

#[test]
fn headings_merged_downwards_go_on_in_the_row_below_whatever_its_words_are() {
    let rows: &[&[&str]] = &[
        &["企业名称", "需求名称", "需求描述", "指标要求", "", "联系人"],
        &["", "", "", "现有水平", "目标水平", ""],
        &["示例甲公司", "陶瓷膜", "通量", "10", "20", "示例·张"],
        &["示例乙公司", "钢", "夹杂", "1", "2", "示例·李"],
    ];
    let down = |column| (0, column, 1, column);
    let merged = [down(0), down(1), down(2), (0, 3, 0, 4), down(5)];
    let (needs, report) = read(rows, &merged);
    assert_eq!((needs.len(), report.rows), (2, 2), "{report}");
    assert_eq!(needs[0].title, "陶瓷膜");
    assert_eq!(needs[0].attributes["指标要求/目标水平"], "20");
    // The group may stand last, where the row below has cells beyond the headings above.
    let rows: Vec<&[&str]> = rows.iter().map(|row| &row[..5]).collect();
    let (needs, report) = read(&rows, &merged[..4]);
    assert_eq!((needs.len(), report.rows), (2, 2), "{report}");
    assert_eq!(needs[1].attributes["指标要求/现有水平"], "1");
}

#[test]
fn groups_over_filled_cells_beside_blank_ones_are_groups_without_known_parts() {
    let rows: &[&[&str]] = &[
        &[
            "企业名称",
            "需求名称",
            "年产值",
            "",
            "合作意向",
            "",
            "联系人",
        ],
        &["", "", "2024年", "2025年", "线上", "线下", ""],
        &["示例甲公司", "陶瓷膜", "10", "20", "√", "", "示例·张"],
    ];
    let (needs, report) = read(rows, &[(0, 2, 0, 3), (0, 4, 0, 5)]);
    assert_eq!((needs.len(), report.rows), (1, 1), "{report}");
    assert_eq!(needs[0].attributes["年产值/2025年"], "20");
    assert_eq!(needs[0].attributes["合作意向/线上"], "√");
}

#[test]
fn records_below_merged_headings_stay_records() {
    let rows: &[&[&str]] = &[
        &["企业名称", "需求名称", "备注", ""],
        &["示例甲公司", "陶瓷膜", "急", "已联系"],
        &["示例乙公司", "钢", "", ""],
    ];
    let (found, report) = read(rows, &[(0, 2, 0, 3)]);
    assert_eq!((found.len(), report.rows), (2, 2), "{report}");
    // Headings of two rows without parts.
    let rows: &[&[&str]] = &[
        &["企业名称", "需求名称", "备注"],
        &["", "", ""],
        &["示例甲公司", "陶瓷膜", "急"],
    ];
    let (found, report) = read(rows, &[(0, 0, 1, 0), (0, 1, 1, 1), (0, 2, 1, 2)]);
    assert_eq!((found.len(), report.rows), (1, 1), "{report}");
}

#[test]
fn rows_that_number_the_columns_or_say_how_to_fill_them_are_no_records() {
    let rows: &[&[&str]] = &[
        &["企业名称", "需求名称", "需求描述", "预算（万元）"],
        &["填写说明", "20字以内", "必填", "数字"],
        &["A", "B", "C", "D"],
        &["甲", "乙", "丙", "丁"],
        &["示例甲公司", "陶瓷膜", "通量低", "100"],
    ];
    let (needs, report) = read(rows, &[]);
    assert_eq!((needs.len(), report.rows), (1, 1), "{report}");
    let told = report.of(Severity::Notice).filter(|p| p.field == "rows");
    let told: Vec<&str> = told.map(|p| p.value.as_str()).collect();
    assert_eq!(told, ["2", "3, 4"], "{report}");
}
