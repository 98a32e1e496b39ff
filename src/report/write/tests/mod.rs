//! Writers held to the report that they write: nothing lost, nothing unescaped, the same bytes.
#![allow(
    clippy::unwrap_used,
    clippy::wildcard_enum_match_arm,
    clippy::cast_possible_truncation,
    reason = "tests"
)]

mod charts;
mod page;
mod sample;
#[cfg(feature = "xlsx")]
mod workbook;

use crate::model::Language;
use crate::report::Report;
use sample::report;

pub(super) fn html(report: &Report) -> String {
    let mut page = Vec::new();
    report.write_html(&mut page).unwrap();
    String::from_utf8(page).unwrap()
}

fn json(report: &Report) -> Vec<u8> {
    let mut json = Vec::new();
    report.write_json(&mut json).unwrap();
    json
}

#[test]
fn one_report_gives_the_same_bytes() {
    for language in [Language::Chinese, Language::English] {
        let (once, twice) = (report(language, 40), report(language, 40));
        assert_eq!(html(&once), html(&twice));
        assert_eq!(json(&once), json(&twice));
    }
}

#[test]
fn json_keeps_every_word_and_number() {
    let report = report(Language::Chinese, 12);
    let read: serde_json::Value = serde_json::from_slice(&json(&report)).unwrap();
    assert_eq!(read, serde_json::to_value(&report).unwrap());
    assert_eq!(read["title"], report.title);
    let cell = &read["sources"][0]["rows"][3][4]["value"]["number"];
    assert_eq!(cell.as_f64(), Some(37.5));
    assert_eq!(read["sources"][0]["rows"][4][4]["value"], "unknown");
}

#[test]
fn figures_count_the_rows_behind_them() {
    let report = report(Language::Chinese, 50);
    let mut counted = 0;
    for table in report.tables() {
        for cell in table
            .rows
            .iter()
            .chain(&table.total)
            .flat_map(|row| &row.cells)
        {
            let (Some(behind), crate::report::CellValue::Count(count)) =
                (&cell.behind, &cell.value)
            else {
                continue;
            };
            assert_eq!(
                report.rows_behind(behind).unwrap().len() as u64,
                *count,
                "{behind:?}"
            );
            counted += 1;
        }
    }
    assert!(counted > 100, "{counted}");
}

#[cfg(not(feature = "xlsx"))]
#[test]
fn without_the_feature_a_workbook_is_refused_with_the_reason() {
    let error = report(Language::English, 1)
        .write_xlsx(Vec::new())
        .unwrap_err();
    assert!(
        error.is_invalid_input() && error.to_string().contains("feature `xlsx`"),
        "{error}"
    );
}
