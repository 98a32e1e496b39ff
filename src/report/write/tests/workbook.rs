//! The workbook, opened by another library: the numbers of the JSON, strings that stay strings.

use std::io::Cursor;

use calamine::{Data, Reader as _, Xlsx};

use super::sample::{HOSTILE, column, count, report, table, text};
use crate::model::Language;
use crate::report::document::*;

fn workbook(report: &Report) -> Vec<u8> {
    let mut book = Vec::new();
    report.write_xlsx(&mut book).unwrap();
    book
}

/// Rows of the sheet of each table, the tables in the order of the report.
fn sheets(report: &Report) -> Vec<Vec<Vec<Data>>> {
    let mut book: Xlsx<_> = calamine::open_workbook_from_rs(Cursor::new(workbook(report))).unwrap();
    let names = book.sheet_names();
    assert_eq!(names.len(), 1 + report.tables().count());
    let rows = |name: &String| {
        let range = book.worksheet_range(name).unwrap();
        range.rows().map(<[Data]>::to_vec).collect()
    };
    names[1..].iter().map(rows).collect()
}

#[test]
fn numbers_of_the_workbook_are_those_of_the_json() {
    let report = report(Language::Chinese, 50);
    let json = serde_json::to_value(&report).unwrap();
    let of_chapters = json["chapters"].as_array().unwrap().iter();
    let mut tables: Vec<&serde_json::Value> = of_chapters
        .flat_map(|chapter| chapter["tables"].as_array().unwrap())
        .collect();
    tables.extend(json["sources"].as_array().unwrap());
    let mut compared = 0;
    for (table, sheet) in tables.into_iter().zip(sheets(&report)) {
        let total = table.get("total");
        let rows = table["rows"].as_array().unwrap().iter().chain(total);
        for (row, line) in rows.zip(&sheet[1..]) {
            let mut at = 0;
            for (cell, column) in row
                .as_array()
                .unwrap()
                .iter()
                .zip(table["columns"].as_array().unwrap())
            {
                compared += usize::from(same(&cell["value"], &line[at..]));
                at += if column["format"] == "share" { 3 } else { 1 };
            }
        }
    }
    assert!(compared > 400, "{compared}");
}

/// Whether the cell holds a number, which is then held to the one in the workbook.
fn same(value: &serde_json::Value, line: &[Data]) -> bool {
    let number = |data: &Data| match data {
        Data::Float(number) => *number,
        Data::Int(number) => *number as f64,
        other => panic!("{other:?} is no number: {value}"),
    };
    if let Some(expected) = value.get("count").or(value.get("number")) {
        assert_eq!(number(&line[0]), expected.as_f64().unwrap());
        return true;
    }
    let Some(share) = value.get("share") else {
        return false;
    };
    let (part, whole) = (
        share["part"].as_f64().unwrap(),
        share["whole"].as_f64().unwrap(),
    );
    assert_eq!((number(&line[1]), number(&line[2])), (part, whole));
    if whole > 0.0 {
        assert_eq!(number(&line[0]), part / whole);
    }
    true
}

#[test]
fn text_stays_text_and_unknown_is_said() {
    let report = report(Language::Chinese, 12);
    let sheet = sheets(&report).pop().unwrap();
    let text = |row: usize, column: usize| match &sheet[row + 1][column] {
        Data::String(text) => text.clone(),
        other => panic!("{other:?} is no text"),
    };
    assert_eq!(text(1, 0), format!("{}（n1）", HOSTILE[1]));
    assert_eq!(text(0, 4), "未知");
    assert!(text(0, 0).contains("<script>"));
    assert_eq!(text(2, 3), format!("针状焦、{}", HOSTILE[2]));
    assert!(
        matches!(sheet[1][5], Data::DateTime(_)),
        "{:?}",
        sheet[1][5]
    );
}

#[test]
fn a_share_among_numbers_stays_in_its_cell() {
    let mut report = report(Language::Chinese, 1);
    let column = |id: &str, format| column(id, id, format, "");
    let columns = vec![
        column("name", CellFormat::Text),
        column("value", CellFormat::Decimal),
        column("unit", CellFormat::Text),
        column("target", CellFormat::Decimal),
    ];
    let share = |part, whole| ReportCell::from(CellValue::Share { part, whole });
    let nothing = || ReportCell::from(CellValue::Nothing);
    let rows = vec![
        vec![text("覆盖率"), share(3, 4), text("%"), nothing()],
        vec![text("送达率"), share(0, 0), nothing(), count(5)],
    ];
    report.chapters.truncate(1);
    report.chapters[0].tables = vec![table("t", "T", columns, rows)];
    let sheet = &sheets(&report)[0];
    assert_eq!(sheet[1][1], Data::Float(0.75));
    assert_eq!(sheet[1][2], Data::String("%".to_owned()));
    assert_eq!(sheet[1][3], Data::Empty, "no target");
    assert_eq!(sheet[2][1], Data::String("未知".to_owned()));
    assert_eq!(
        (&sheet[2][2], &sheet[2][3]),
        (&Data::Empty, &Data::Float(5.0))
    );
}

#[test]
fn the_same_report_gives_the_same_workbook() {
    let (once, twice) = (report(Language::English, 20), report(Language::English, 20));
    assert_eq!(workbook(&once), workbook(&twice));
}

#[test]
fn odd_values_do_not_break_a_workbook() {
    let mut report = report(Language::English, 1);
    let table = &mut report.sources[0];
    table.title = "a:b/c".repeat(30);
    table.rows[0].cells[4].value = CellValue::Number(f64::NAN);
    table.rows[0].cells[5].value = CellValue::Day("0001-01-01".parse().unwrap());
    table.rows[0].cells[6].value = CellValue::Count(u64::MAX);
    let sheet = sheets(&report).pop().unwrap();
    assert_eq!(sheet[1][4], Data::String("unknown".into()));
    assert_eq!(sheet[1][5], Data::String("0001-01-01".into()));
    assert_eq!(sheet[1][6], Data::String(u64::MAX.to_string()));
}
