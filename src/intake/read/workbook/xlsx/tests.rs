//! The reader against calamine on what a spreadsheet writes, and against files that nobody wrote.
#![allow(clippy::unwrap_used, reason = "tests")]

use std::io::Cursor;

use calamine::{Data, DataType as _, Reader as _};
use proptest::prelude::*;
use rust_xlsxwriter::{ExcelDateTime, Format, Formula, Workbook};
use serde_json::Value;

use super::Xlsx;
use crate::intake::Limits;
use crate::intake::read::cell::{number_cell, text_cell};
use crate::intake::read::workbook::archive::Archive;
use crate::intake::read::workbook::cell::{Book as _, Content, SheetPart};

/// One cell to write.
#[derive(Clone, Debug)]
enum Written {
    Text(String),
    Number(f64),
    Flag(bool),
    Day(u16, u8, u8),
    Moment(f64),
    Failed,
}

fn written() -> impl Strategy<Value = Written> {
    prop_oneof![
        "[ -~中文\n\t\u{1F600}]{0,12}".prop_map(Written::Text),
        Just(Written::Text("_x000D_<&>\"'".to_owned())),
        any::<i32>().prop_map(|n| Written::Number(f64::from(n))),
        (-1e12..1e12).prop_map(Written::Number),
        any::<bool>().prop_map(Written::Flag),
        (1900_u16..2200, 1_u8..=12, 1_u8..=28).prop_map(|(y, m, d)| Written::Day(y, m, d)),
        // Day 60 is the 29 February of 1900, which never was.
        prop_oneof![0.0..60.0, 61.0..60_000.0].prop_map(Written::Moment),
        Just(Written::Failed),
    ]
}

fn workbook(cells: &[((u32, u16), Written)]) -> Vec<u8> {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet().set_name("需求").unwrap();
    let dated = Format::new().set_num_format("yyyy年m月d日 hh:mm");
    for ((row, column), cell) in cells {
        let (row, column) = (*row, *column);
        match cell {
            Written::Text(text) => sheet.write(row, column, text.as_str()),
            Written::Number(number) => sheet.write(row, column, *number),
            Written::Flag(flag) => sheet.write(row, column, *flag),
            Written::Day(y, m, d) => {
                let day = ExcelDateTime::from_ymd(*y, *m, *d).unwrap();
                sheet.write_with_format(row, column, day, &dated)
            }
            Written::Moment(days) => sheet.write_with_format(row, column, *days, &dated),
            Written::Failed => {
                let formula = Formula::new("=1/0").set_result("#DIV/0!");
                sheet.write(row, column, formula)
            }
        }
        .unwrap();
    }
    book.save_to_buffer().unwrap()
}

type Place = (u64, usize);

/// What calamine reads of the cells in use.
#[expect(clippy::wildcard_enum_match_arm, reason = "other cells are texts")]
fn by_calamine(bytes: &[u8]) -> Vec<(Place, Value)> {
    let mut book: calamine::Xlsx<_> = calamine::open_workbook_from_rs(Cursor::new(bytes)).unwrap();
    let range = book.worksheet_range("需求").unwrap();
    let (top, left) = range.start().unwrap_or_default();
    let value = |cell: &Data| match cell {
        Data::Error(error) => Value::from(error.to_string()),
        Data::Float(number) => number_cell(*number),
        Data::Int(number) => Value::from(*number),
        Data::Bool(flag) => Value::from(*flag),
        Data::DateTime(day) => {
            let (y, m, d, h, min, s, _) = day.to_ymd_hms_milli();
            let time = format!("{h:02}:{min:02}:{s:02}");
            match (day.as_f64() < 1.0, time.as_str()) {
                (true, _) => Value::from(time),
                (false, "00:00:00") => Value::from(format!("{y:04}-{m:02}-{d:02}")),
                (false, _) => Value::from(format!("{y:04}-{m:02}-{d:02}T{time}")),
            }
        }
        other => other
            .as_string()
            .map_or(Value::Null, |text| text_cell(&text)),
    };
    let cells = range.used_cells().map(|(row, column, cell)| {
        let place = (row as u64 + u64::from(top) + 1, column + left as usize);
        (place, value(cell))
    });
    cells.filter(|(_, value)| !value.is_null()).collect()
}

fn by_us(bytes: &[u8], limits: &Limits) -> crate::error::Result<Vec<(Place, Value)>> {
    let mut book = Xlsx::new(Archive::open(Cursor::new(bytes), limits)?, limits)?;
    let mut cells = Vec::new();
    book.each_part(0, &mut |part| {
        let SheetPart::Cell(cell) = part else {
            return Ok(());
        };
        let value = match cell.value {
            Content::Value(value) => value,
            Content::Failed(error) => Value::from(error),
            Content::NoValue => Value::Null,
        };
        if !value.is_null() {
            cells.push(((cell.row, cell.column), value));
        }
        Ok(())
    })?;
    Ok(cells)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn workbooks_read_as_calamine_reads_them(
        cells in proptest::collection::btree_map((0_u32..12, 0_u16..40), written(), 0..30)
    ) {
        let bytes = workbook(&cells.into_iter().collect::<Vec<_>>());
        prop_assert_eq!(by_us(&bytes, &Limits::default()).unwrap(), by_calamine(&bytes));
    }
}
