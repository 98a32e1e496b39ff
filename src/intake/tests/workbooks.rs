//! `.xlsx` files, written here and read back.

use rust_xlsxwriter::{ExcelDateTime, Format, Formula, Workbook};

use super::{needs, profiles, try_needs, warnings};
use crate::intake::Severity;

const HEADINGS: [&str; 7] = [
    "需求编号",
    "企业名称",
    "需求名称",
    "预算（万元）",
    "发布日期",
    "截止日期",
    "联系电话",
];

fn day(year: u16, month: u8, date: u8) -> ExcelDateTime {
    ExcelDateTime::from_ymd(year, month, date).unwrap()
}

/// A title row, a blank row, headings, a firm merged over two needs, a blank row, a bad one.
fn survey() -> Vec<u8> {
    let mut book = Workbook::new();
    let (dated, plain) = (Format::new().set_num_format("yyyy年m月d日"), Format::new());
    let sheet = book.add_worksheet().set_name("企业需求").unwrap();
    sheet
        .merge_range(0, 0, 0, 6, "某区企业技术需求汇总表", &plain)
        .unwrap();
    for (at, heading) in (0..).zip(HEADINGS) {
        sheet.write(2, at, heading).unwrap();
    }
    for (row, id) in [(3, 1001.0), (4, 1002.0), (6, 1003.0)] {
        sheet.write(row, 0, id).unwrap();
    }
    sheet
        .merge_range(3, 1, 4, 1, "示例炭材料公司", &plain)
        .unwrap();
    sheet.write(3, 2, " 针状焦\n制备技术 ").unwrap();
    sheet.write(3, 3, 50.0).unwrap();
    sheet
        .write_with_format(3, 4, day(2024, 6, 27), &dated)
        .unwrap();
    sheet.write(3, 5, 45_657.0).unwrap();
    sheet.write(3, 6, 13_800_000_000.0).unwrap();
    sheet.write(4, 2, "针状焦煅烧").unwrap();
    sheet.write(4, 3, "50-100").unwrap();
    sheet
        .write(4, 6, Formula::new("=1/0").set_result("#DIV/0!"))
        .unwrap();
    sheet.write(6, 1, "示例硼业公司").unwrap();
    sheet.write(6, 2, "硼同位素分离").unwrap();
    sheet.write(6, 5, "2024年2月30日").unwrap();
    let other = book.add_worksheet().set_name("专家").unwrap();
    for (at, text) in (0..).zip(["姓名", "工作单位", "成果名称"]) {
        other.write(0, at, text).unwrap();
    }
    other.merge_range(1, 0, 3, 0, "示例·王工", &plain).unwrap();
    other.merge_range(1, 1, 3, 1, "示例大学", &plain).unwrap();
    for (row, title) in [(1, "一"), (2, "二"), (3, "三")] {
        other.write(row, 2, title).unwrap();
    }
    let notes = book.add_worksheet().set_name("填写说明").unwrap();
    notes.write(0, 0, "请如实填写").unwrap();
    book.save_to_buffer().unwrap()
}

#[test]
fn a_spreadsheet_reads_as_its_user_sees_it() {
    let (needs, report) = needs("需求.xlsx", survey());
    let [first, second, _] = &needs[..] else {
        panic!("{report}")
    };
    assert_eq!(
        (first.id.as_str(), first.title.as_str()),
        ("1001", "针状焦 制备技术")
    );
    assert_eq!(first.budget.unwrap().to_string(), "50万元");
    assert_eq!(first.published.unwrap().to_string(), "2024-06-27");
    assert_eq!(first.deadline.unwrap().to_string(), "2024-12-31");
    assert_eq!(first.attributes["联系电话"], 13_800_000_000_i64);
    assert_eq!(second.enterprise, first.enterprise);
    assert_eq!(second.budget.unwrap().to_string(), "50-100万元");
    assert_eq!((report.rows, report.accepted, report.rejected), (3, 3, 0));
    let day = report
        .of(Severity::Warning)
        .find(|p| p.value == "2024年2月30日")
        .unwrap();
    assert_eq!(
        (day.row, day.column.as_deref()),
        (Some(7), Some("截止日期"))
    );
    assert_eq!(day.sheet.as_deref(), Some("企业需求"));
}

#[test]
fn each_side_reads_its_own_sheets_and_names_the_others() {
    let (profiles, report) = profiles("需求.xlsx", survey());
    assert_eq!(profiles[0].name, "示例·王工");
    assert_eq!(
        profiles[0]
            .works
            .iter()
            .map(|w| w.title.as_str())
            .collect::<Vec<_>>(),
        ["一", "二", "三"]
    );
    assert_eq!((report.rows, report.accepted), (3, 1));
    let skipped: Vec<_> = report
        .of(Severity::Notice)
        .filter(|p| p.field == "sheet")
        .map(|p| p.value.as_str())
        .collect();
    assert_eq!(skipped, ["企业需求", "填写说明"]);
}

#[test]
fn a_formula_that_fails_warns_and_counts_as_blank() {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    for (at, heading) in (0..).zip(["编号", "需求名称", "备注"]) {
        sheet.write(0, at, heading).unwrap();
    }
    sheet.write(1, 0, "n1").unwrap();
    sheet.write(1, 1, "甲").unwrap();
    sheet
        .write(1, 2, Formula::new("=1/0").set_result("#DIV/0!"))
        .unwrap();
    let (_, report) = needs("a.xlsx", book.save_to_buffer().unwrap());
    assert_eq!(
        (report.accepted, warnings(&report)),
        (1, vec![(Some(2), Some("备注"), "#DIV/0!")])
    );
}

#[test]
fn headings_in_two_rows_are_read_where_they_are_merged() {
    let mut book = Workbook::new();
    let plain = Format::new();
    let sheet = book.add_worksheet();
    sheet.merge_range(0, 0, 1, 0, "企业名称", &plain).unwrap();
    sheet.merge_range(0, 1, 1, 1, "需求名称", &plain).unwrap();
    sheet.merge_range(0, 2, 0, 3, "联系方式", &plain).unwrap();
    for (row, column, text) in [
        (1, 2, "联系人"),
        (1, 3, "电话"),
        (2, 0, "示例公司"),
        (2, 1, "甲"),
        (2, 2, "示例·张"),
        (2, 3, "000"),
    ] {
        sheet.write(row, column, text).unwrap();
    }
    let (needs, report) = needs("a.xlsx", book.save_to_buffer().unwrap());
    assert_eq!(
        (report.rows, needs[0].people.as_slice()),
        (1, ["示例·张".to_owned()].as_slice())
    );
    assert_eq!(needs[0].enterprise.as_deref(), Some("示例公司"));
}

#[test]
fn a_stray_cell_far_away_costs_no_memory_and_its_row_is_told() {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    sheet.write(0, 0, "编号").unwrap();
    sheet.write(0, 1, "需求名称").unwrap();
    sheet.write(1, 0, "n1").unwrap();
    sheet.write(1, 1, "甲").unwrap();
    sheet.write(1_048_575, 16_383, "x").unwrap();
    let (_, report) = needs("a.xlsx", book.save_to_buffer().unwrap());
    assert_eq!((report.accepted, report.rejected), (1, 1));
    assert_eq!(
        report.of(Severity::Error).next().unwrap().row,
        Some(1_048_576)
    );
}

#[test]
fn an_empty_or_broken_workbook_is_an_error() {
    let empty = {
        let mut book = Workbook::new();
        book.add_worksheet();
        book.save_to_buffer().unwrap()
    };
    assert!(try_needs("a.xlsx", empty).unwrap_err().is_invalid_input());
    let whole = survey();
    for length in [4, 100, whole.len() / 2, whole.len() - 1] {
        let error = try_needs("a.xlsx", &whole[..length]).unwrap_err();
        assert!(
            error.is_invalid_input() && error.to_string().starts_with("a.xlsx"),
            "{error}"
        );
    }
}

#[test]
fn a_workbook_with_any_byte_changed_gives_a_report_or_an_error() {
    let whole = survey();
    for at in (0..whole.len()).step_by(13) {
        let mut bytes = whole.clone();
        bytes[at] ^= 0x55;
        if let Err(error) = try_needs("a.xlsx", &bytes) {
            assert!(error.is_invalid_input(), "{at}: {error}");
        }
    }
}

/// A workbook of these sheets, each with one need of the sheet's name.
fn book_of(sheets: &[&str]) -> Vec<u8> {
    let mut book = Workbook::new();
    for name in sheets {
        let sheet = book.add_worksheet().set_name(*name).unwrap();
        for (at, text) in (0..).zip(["企业名称", "需求名称", "需求描述"]) {
            sheet.write(0, at, text).unwrap();
        }
        for (at, text) in (0..).zip(["示例甲公司", name, "降低烧成温度"]) {
            sheet.write(1, at, text).unwrap();
        }
    }
    book.save_to_buffer().unwrap()
}

#[test]
fn sheets_of_examples_are_left_out_and_named_beside_another_table() {
    let (read, report) = needs("a.xlsx", book_of(&["需求", "填写示例", "作废"]));
    assert_eq!(read.len(), 1, "{report}");
    let left: Vec<&str> = report
        .of(Severity::Notice)
        .filter(|notice| notice.field == "sheet")
        .map(|notice| notice.value.as_str())
        .collect();
    assert_eq!(left, ["填写示例", "作废"]);
    let (read, report) = needs("a.xlsx", book_of(&["模板"]));
    assert_eq!(read.len(), 1, "{report}");
    let (read, report) = needs("a.xlsx", book_of(&["需求模板", "示例"]));
    assert_eq!(
        (read.len(), read[0].title.as_str()),
        (1, "需求模板"),
        "{report}"
    );
}
