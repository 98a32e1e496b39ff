//! Workbooks of Excel 97 to 2003.

use qianxian::Result;
use qianxian::intake::{IntakeReport, Limits, Severity};
use qianxian::model::Need;

use super::{data, equals_the_xlsx, needs, read};
use crate::support::compound::compound;

/// Kinds of records.
const CONTINUE: u16 = 0x3C;
const SST: u16 = 0xFC;
const LABEL: u16 = 0x204;
const EOF: u16 = 0xA;

fn record(kind: u16, body: &[u8]) -> Vec<u8> {
    let length = u16::try_from(body.len()).unwrap();
    [&kind.to_le_bytes()[..], &length.to_le_bytes(), body].concat()
}

fn start(kind: u16) -> Vec<u8> {
    let words = [0x0600, kind, 0, 0, 0, 0, 0, 0_u16];
    record(0x809, &words.map(u16::to_le_bytes).concat())
}

/// A text with its length before it, in units of two bytes.
fn wide(text: &str) -> Vec<u8> {
    let units: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let length = u16::try_from(units.len() / 2).unwrap();
    [&length.to_le_bytes()[..], &[1], &units].concat()
}

/// The start of a cell: its row, from 1, its column, from 0, and a style.
fn place(row: u16, column: u16) -> Vec<u8> {
    [row - 1, column, 0].map(u16::to_le_bytes).concat()
}

fn cell(kind: u16, row: u16, column: u16, body: &[u8]) -> Vec<u8> {
    record(kind, &[&place(row, column), body].concat())
}

fn label(row: u16, column: u16, text: &str) -> Vec<u8> {
    cell(LABEL, row, column, &wide(text))
}

/// A stream with those records in the shared part and in its one sheet.
fn stream(shared: &[u8], sheet: &[u8]) -> Vec<u8> {
    let name = [&[2, 1][..], &wide("需求")[3..]].concat();
    let bound = |at: usize| {
        record(
            0x85,
            &[
                &u32::try_from(at).unwrap().to_le_bytes()[..],
                &[0, 0],
                &name,
            ]
            .concat(),
        )
    };
    let before = [&start(5), shared].concat();
    let at = before.len() + bound(0).len() + 4;
    [
        &before,
        &bound(at),
        &record(EOF, &[])[..],
        &start(16),
        sheet,
        &record(EOF, &[]),
    ]
    .concat()
}

const HEADINGS: [&str; 3] = ["编号", "需求名称", "需求描述"];

/// A workbook with the headings above these records.
fn workbook(shared: &[u8], sheet: &[u8]) -> Vec<u8> {
    let headings = (0..)
        .zip(HEADINGS)
        .map(|(column, text)| label(1, column, text));
    let sheet = [headings.collect::<Vec<_>>().concat(), sheet.to_vec()].concat();
    compound("Workbook", &stream(shared, &sheet))
}

fn limited(file: &[u8], limit: &str) -> Result<(Vec<Need>, IntakeReport)> {
    read("a.xls", file, Limits::default().set(limit).unwrap())
}

fn refused(file: &[u8], limit: &str) -> String {
    let error = limited(file, limit).unwrap_err();
    assert!(error.is_invalid_input(), "{error}");
    error.to_string()
}

#[test]
fn libreoffice_writes_the_same_survey() {
    equals_the_xlsx("survey.xls");
    equals_the_xlsx("survey-1904.xls");
}

#[test]
fn shared_texts_go_on_over_records() {
    let (needs, _) = needs("a.xls", &data("long.xls"));
    let long: Vec<&Need> = needs
        .iter()
        .filter(|n| n.id.as_str().starts_with("02"))
        .collect();
    assert_eq!(long.len(), 60);
    for (n, need) in long.iter().enumerate() {
        let middle = if n % 2 == 1 {
            "针状焦煅烧".repeat(20)
        } else {
            "needle coke calcination ".repeat(6)
        };
        assert_eq!(need.description, format!("第{n}段：{middle}末"));
    }
}

#[test]
fn other_programs_write_workbooks_too() {
    let (needs, report) = needs("a.xlsx", &data("xlwt.xls"));
    assert_eq!(report.rejected, 0, "{report}");
    assert_eq!(
        (needs[0].id.as_str(), needs[0].title.as_str()),
        ("0001", "针状焦")
    );
    assert_eq!(needs[0].deadline.unwrap().to_string(), "2024-06-27");
    assert_eq!(needs[0].attributes["自筹比例"], "7.5%");
    assert_eq!(needs[1].budget.unwrap().to_string(), "7.25万元");
}

#[test]
fn every_kind_of_cell_is_read() {
    let number = |value: f64| value.to_le_bytes().to_vec();
    let result = |kind: u8, value: u8| vec![kind, 0, value, 0, 0, 0, 0xFF, 0xFF];
    let formula = |row, result: Vec<u8>| cell(6, row, 2, &[result, vec![0; 8]].concat());
    let rows = [
        // Two short numbers side by side, then what a formula yields.
        record(
            0xBD,
            &[
                place(2, 0)[..4].to_vec(),
                vec![0, 0],
                (7_u32 << 2 | 2).to_le_bytes().to_vec(),
                vec![0, 0],
                (725_u32 << 2 | 3).to_le_bytes().to_vec(),
                vec![1, 0],
            ]
            .concat(),
        ),
        formula(2, result(0, 0)),
        record(0x4BC, &[0; 10]),
        record(0x207, &wide("公式的文字")),
        cell(0x203, 3, 0, &number(8.0)),
        label(3, 1, "乙"),
        formula(3, number(1.5)),
        cell(0x27E, 4, 0, &(9_u32 << 2 | 2).to_le_bytes()),
        label(4, 1, "丙"),
        formula(4, result(2, 0x2A)),
        label(5, 0, "10"),
        label(5, 1, "丁"),
        // A text that is not there.
        formula(5, result(0, 0)),
        label(6, 0, "11"),
        label(6, 1, "戊"),
        cell(0x205, 6, 2, &[7, 1]),
        // A chart with numbers of its own.
        [
            start(32),
            cell(0x203, 7, 0, &number(99.0)),
            record(EOF, &[]),
        ]
        .concat(),
    ];
    let (needs, report) = needs("a.xls", &workbook(&[], &rows.concat()));
    let read: Vec<_> = needs
        .iter()
        .map(|n| (n.id.as_str(), n.title.as_str(), n.description.as_str()))
        .collect();
    let expected = [
        ("7", "7.25", "公式的文字"),
        ("8", "乙", "1.5"),
        ("9", "丙", ""),
        ("10", "丁", ""),
        ("11", "戊", ""),
    ];
    assert_eq!(read, expected, "{report}");
    let warned: Vec<_> = report
        .of(Severity::Warning)
        .map(|p| (p.row, p.value.as_str()))
        .collect();
    for expected in [(Some(4), "#N/A"), (Some(5), "="), (Some(6), "#DIV/0!")] {
        assert!(warned.contains(&expected), "{warned:?}");
    }
}

#[test]
fn cells_written_column_by_column_are_rows() {
    let columns = (0..3)
        .flat_map(|column| (2..5).map(move |row| label(row, column, &format!("{column}行{row}"))));
    let (needs, report) = needs(
        "a.xls",
        &workbook(&[], &columns.collect::<Vec<_>>().concat()),
    );
    assert_eq!((report.rows, needs.len()), (3, 3));
    assert_eq!(
        (needs[2].id.as_str(), needs[2].description.as_str()),
        ("0行4", "2行4")
    );
    let columns = (0..3).flat_map(|column| (2..9).map(move |row| label(row, column, "甲")));
    let scattered = workbook(&[], &columns.collect::<Vec<_>>().concat());
    assert!(refused(&scattered, "shared-bytes=100").contains("shared-bytes=N"));
}

#[test]
fn a_shared_text_may_change_its_width_and_have_runs_and_an_aid() {
    // Two units of one byte, then a further record with two of two bytes, a run of formats and an aid of three bytes.
    let text = [
        &4_u16.to_le_bytes()[..],
        &[4 | 8],
        &1_u16.to_le_bytes(),
        &3_u32.to_le_bytes(),
        b"No",
    ]
    .concat();
    let rest = [&[1], &wide("甲乙")[3..], &[9; 4], &[8; 2]].concat();
    let second = [&[7][..], &wide("第二")].concat();
    // The record claims four thousand million texts.
    let sst = [
        record(SST, &[&[0xFF; 8][..], &text].concat()),
        record(CONTINUE, &rest),
        record(CONTINUE, &second),
    ]
    .concat();
    let rows = [
        label(2, 0, "n1"),
        cell(0xFD, 2, 1, &0_u32.to_le_bytes()),
        cell(0xFD, 2, 2, &1_u32.to_le_bytes()),
    ]
    .concat();
    let (needs, _) = needs("a.xls", &workbook(&sst, &rows));
    assert_eq!(
        (needs[0].title.as_str(), needs[0].description.as_str()),
        ("No甲乙", "第二")
    );
    let missing = workbook(&sst, &cell(0xFD, 2, 1, &7_u32.to_le_bytes()));
    assert!(refused(&missing, "rows=9").contains("no text 7"));
    let aid = [
        &1_u16.to_le_bytes()[..],
        &[4],
        &u32::MAX.to_le_bytes(),
        b"x",
    ]
    .concat();
    let endless = record(SST, &[&[0xFF; 8][..], &aid].concat());
    assert!(refused(&workbook(&endless, &rows), "rows=9").contains("too early"));
}

#[test]
fn limits_hold() {
    let texts = [&[0xFF; 8][..], &wide("长").repeat(500)].concat();
    assert!(
        refused(&workbook(&record(SST, &texts), &[]), "shared-bytes=2000")
            .contains("shared-bytes=N")
    );
    let long = label(2, 1, &"长".repeat(3_000));
    assert!(refused(&workbook(&[], &long), "cell-bytes=2000").contains("cell-bytes=N"));
    let ranges = [&[0xFF; 2][..], &[0, 0, 1, 0, 0, 0, 1, 0].repeat(100)].concat();
    assert!(refused(&workbook(&[], &record(0xE5, &ranges)), "parts=50").contains("parts=N"));
    let wide_cell = workbook(&[], &label(2, 60_000, "甲"));
    assert!(refused(&wide_cell, "columns=16384").contains("columns=N"));
    // A sheet is read twice.
    let labels: Vec<u8> = (2..900)
        .flat_map(|row| label(row, 1, "针状焦制备"))
        .collect();
    let tall = workbook(&[], &labels);
    let limit = format!("unpacked-bytes={}", tall.len() + 1_000);
    assert!(refused(&tall, &limit).contains("unpacked-bytes=N"));
    let styles = record(0xE0, &[0; 20]).repeat(60);
    assert!(refused(&workbook(&styles, &[]), "parts=50").contains("parts=N"));
}

#[test]
fn a_password_and_an_older_workbook_are_named() {
    let file_pass = workbook(&record(0x2F, &[1; 6]), &[]);
    assert!(refused(&file_pass, "rows=9").contains("password"));
    let package = compound("EncryptedPackage", &[7; 5_000]);
    assert!(refused(&package, "rows=9").contains("password"));
    let older = record(0x809, &[0, 5, 5, 0, 0, 0, 0, 0]);
    for old in [
        compound("Book", &older),
        older.clone(),
        record(0x409, &[0, 0, 16, 0, 0, 0]),
    ] {
        assert!(refused(&old, "rows=9").contains("Excel 95 or older"));
    }
    let letter = compound("WordDocument", &[7; 5_000]);
    assert!(refused(&letter, "rows=9").contains("no workbook"));
}

#[test]
fn chains_that_run_in_a_circle_or_out_of_the_file_are_refused() {
    let whole = workbook(&[], &label(2, 1, &"长".repeat(9_000)));
    // The entry of the first sector of the stream in the table of sectors.
    let at = 512 + 4 * 3;
    for (next, what) in [(3_u32, "circle"), (5_000, "leaves the file")] {
        let mut file = whole.clone();
        file[at..at + 4].copy_from_slice(&next.to_le_bytes());
        // The size of the stream, so that the chain would be read to its end.
        file[512 * 2 + 128 + 120..][..4].copy_from_slice(&u32::MAX.to_le_bytes());
        assert!(refused(&file, "rows=9").contains(what));
    }
    // The list of tables, which goes on in itself.
    let mut file = whole;
    file[68..72].copy_from_slice(&2_u32.to_le_bytes());
    file[76..512].fill(0xFF);
    assert!(limited(&file, "rows=9").unwrap_err().is_invalid_input());
}

#[test]
fn damaged_workbooks_are_refused_with_their_name() {
    let whole = data("survey.xls");
    for length in [8, 100, 511, 600, whole.len() / 2] {
        let error = read("a.xls", &whole[..length], Limits::default()).unwrap_err();
        assert!(
            error.is_invalid_input() && error.to_string().starts_with("a.xls"),
            "{error}"
        );
    }
    for at in (0..whole.len()).step_by(61) {
        let mut bytes = whole.clone();
        bytes[at] ^= 0x55;
        if let Err(error) = read("a.xls", &bytes, Limits::default()) {
            assert!(error.is_invalid_input(), "{at}: {error}");
        }
    }
}
