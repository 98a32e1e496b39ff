//! Reading a CSV table with a header in Chinese or English, so that every error names the
//! line, the field, the value and the repair.

use std::path::Path;

use crate::error::{Error, Result, Wording, say};
use crate::model::fold::term_key;

/// A column that a table may have.
pub(crate) struct CsvColumn {
    /// The spellings its header may have; the first one is used in messages.
    pub(crate) names: &'static [&'static str],
    /// Whether a table without it is refused.
    pub(crate) required: bool,
}

/// One data line: its number in the file (from 1) and a trimmed cell per [`CsvColumn`], empty
/// if the table lacks the column.
#[derive(Debug)]
pub(crate) struct TableLine {
    pub(crate) line: u64,
    pub(crate) cells: Vec<String>,
}

impl TableLine {
    /// Adds the number of this line to `error`.
    pub(crate) fn blame(&self, error: Error) -> Error {
        error.in_record(say!("line {}", "第{}行", self.line))
    }
}

/// The bytes of the file at `path`.
pub(in crate::model) fn read_file(path: &Path) -> Result<Vec<u8>> {
    std::fs::read(path).map_err(|source| Error::io("read", path, source))
}

/// The cells of a list column: separated by `|`, trimmed, empty ones dropped.
pub(in crate::model) fn split_aliases(cell: &str) -> Vec<String> {
    let parts = cell.split(['|', '｜']).map(str::trim);
    parts.filter(|p| !p.is_empty()).map(str::to_owned).collect()
}

/// The data lines of the table in `bytes`.
///
/// A byte order mark, CRLF and blank lines are accepted; lines that start with `#` are comments.
/// O(bytes).
///
/// # Errors
/// Not UTF-8, a missing, unknown or repeated column, a line with too few or too many cells,
/// no data line at all.
pub(crate) fn rows(bytes: &[u8], columns: &[CsvColumn]) -> Result<Vec<TableLine>> {
    let text = utf8(bytes)?;
    let mut reader = csv::ReaderBuilder::new()
        .comment(Some(b'#'))
        .trim(csv::Trim::All)
        .from_reader(text.as_bytes());
    let header = reader.headers().map_err(|e| unreadable(text, &e))?.clone();
    let sources = sources(&header, columns)?;
    let rows: Vec<TableLine> = reader
        .records()
        .map(|record| {
            Ok(row(
                text,
                &record.map_err(|e| unreadable(text, &e))?,
                &sources,
            ))
        })
        .collect::<Result<_>>()?;
    if rows.is_empty() {
        return Err(Error::invalid(
            "table",
            "",
            say!(
                "add at least one line below the header",
                "请在表头下至少写一行"
            ),
        ));
    }
    Ok(rows)
}

fn utf8(bytes: &[u8]) -> Result<&str> {
    // Spreadsheets save UTF-8 with a byte-order mark, which is no part of the first title.
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    std::str::from_utf8(bytes).map_err(|e| {
        let good = &bytes[..e.valid_up_to()];
        let line = 1 + good.iter().filter(|&&b| b == b'\n').count();
        let byte = bytes.get(good.len()).copied().unwrap_or_default();
        Error::invalid(
            "encoding",
            format!("byte 0x{byte:02X}"),
            say!("save the table as UTF-8", "请将表存为 UTF-8 编码"),
        )
        .in_record(say!("line {line}", "第{line}行"))
    })
}

/// The line of the record that was read from `position` on, 1 if there is none.
///
/// The position lies before the comments and blank lines that were skipped to reach the record.
fn line(text: &str, position: Option<&csv::Position>) -> u64 {
    let Some(position) = position else { return 1 };
    // A position beyond `text` would be a fault of the reader; the line it counted is the best answer then.
    let at = usize::try_from(position.byte()).ok();
    let rest = at.and_then(|at| text.get(at..)).unwrap_or_default();
    let lines = rest.lines();
    // The reader's position is before blank lines and comments; the record begins after them.
    let skipped = lines.take_while(|line| line.is_empty() || line.starts_with('#'));
    position.line() + skipped.count() as u64
}

fn unreadable(text: &str, error: &csv::Error) -> Error {
    let line = line(text, error.position());
    let (field, value) = if let csv::ErrorKind::UnequalLengths {
        expected_len, len, ..
    } = error.kind()
    {
        ("cells", format!("{len} instead of {expected_len}"))
    } else {
        ("table", error.to_string())
    };
    let repair = say!(
        "give every line as many cells as the header, and quote a cell that holds a comma",
        "请让每行的单元格数与表头相同；含逗号的单元格要加引号"
    );
    Error::invalid(field, value, repair).in_record(say!("line {line}", "第{line}行"))
}

fn row(text: &str, record: &csv::StringRecord, sources: &[Option<usize>]) -> TableLine {
    let cell = |source: &Option<usize>| source.and_then(|at| record.get(at)).unwrap_or_default();
    TableLine {
        line: line(text, record.position()),
        cells: sources.iter().map(|s| cell(s).trim().to_owned()).collect(),
    }
}

/// Positions of the columns in the header, `None` for an absent one.
fn sources(header: &csv::StringRecord, columns: &[CsvColumn]) -> Result<Vec<Option<usize>>> {
    let mut sources = vec![None; columns.len()];
    for (at, title) in header.iter().enumerate() {
        let Some(column) = columns.iter().position(|c| is_called(c, title)) else {
            return Err(header_error(title, {
                let names = spellings(columns);
                say!("name the columns {names}", "请写出列名 {names}"; names)
            }));
        };
        // Two columns of one meaning are refused: no order of preference between them would be right.
        if sources[column].replace(at).is_some() {
            return Err(header_error(
                title,
                say!("keep one column of that meaning", "同一含义的列请只留一列"),
            ));
        }
    }
    match columns
        .iter()
        .zip(&sources)
        .find(|(c, s)| c.required && s.is_none())
    {
        Some((missing, _)) => Err(header_error(
            &header.iter().collect::<Vec<_>>().join(","),
            {
                let name = spelling(missing);
                say!("add the column {name}", "请增加列 {name}"; name)
            },
        )),
        None => Ok(sources),
    }
}

fn is_called(column: &CsvColumn, title: &str) -> bool {
    let title = term_key(title);
    column.names.iter().any(|name| term_key(name) == title)
}

fn header_error(value: &str, repair: Wording) -> Error {
    Error::invalid("header", value, repair)
}

fn spelling(column: &CsvColumn) -> Wording {
    let names = column.names.iter().copied();
    let names: Vec<Wording> = names.map(Wording::name).collect();
    Wording::joined(&names, (" or ", " 或 "))
}

fn spellings(columns: &[CsvColumn]) -> Wording {
    let all: Vec<Wording> = columns.iter().map(spelling).collect();
    Wording::joined(&all, (", ", "、"))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::{CsvColumn, rows, split_aliases};
    use proptest::prelude::*;

    const COLUMNS: [CsvColumn; 2] = [
        CsvColumn {
            names: &["code", "编码"],
            required: true,
        },
        CsvColumn {
            names: &["name", "名称"],
            required: false,
        },
    ];

    fn cells(text: &str) -> Vec<(u64, Vec<String>)> {
        let rows = rows(text.as_bytes(), &COLUMNS).unwrap();
        rows.into_iter().map(|r| (r.line, r.cells)).collect()
    }

    fn message(bytes: &[u8]) -> String {
        let error = rows(bytes, &COLUMNS).unwrap_err();
        assert!(error.is_invalid_input());
        error.to_string()
    }

    #[test]
    fn columns_may_come_in_any_order_and_in_chinese() {
        let expected = vec![(2, vec!["C".to_owned(), "制造业".to_owned()])];
        assert_eq!(cells("code,name\nC,制造业\n"), expected);
        assert_eq!(cells("名称,编码\n 制造业 ,C\n"), expected);
    }

    #[test]
    fn a_byte_order_mark_crlf_comments_and_blank_lines_are_accepted() {
        let rows = cells("\u{FEFF}# facts: made up\r\ncode\r\n\r\nC\r\n");
        assert_eq!(rows, [(4, vec!["C".to_owned(), String::new()])]);
    }

    #[test]
    fn a_bad_header_is_told_with_the_names_to_use() {
        assert!(message(b"name\nx\n").contains("add the column code or 编码"));
        assert!(message(b"code,colour\nx,y\n").contains("\"colour\""));
        assert!(message("code,编码\nx,y\n".as_bytes()).contains("keep one column"));
    }

    #[test]
    fn a_bad_line_is_named_by_its_number() {
        assert!(message(b"code,name\nA,a\nB\n").starts_with("line 3: cells: \"1 instead of 2\""));
        assert!(message(b"# x\n\ncode,name\r\n\r\n# y\r\nB\r\n").starts_with("line 6: cells"));
        assert!(message(b"code,name\nA,\xB1\xE0\n").starts_with("line 2: encoding: \"byte 0xB1\""));
    }

    #[test]
    fn a_table_without_lines_is_refused() {
        assert!(message(b"code,name\n").contains("at least one line"));
        assert!(message(b"").contains("add the column code"));
    }

    #[test]
    fn a_list_drops_empty_entries() {
        assert_eq!(split_aliases(" 化工| 精细化工 ｜|"), ["化工", "精细化工"]);
        assert!(split_aliases("").is_empty());
    }

    proptest! {
        #[test]
        fn any_bytes_give_rows_or_an_error(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
            if let Err(error) = rows(&bytes, &COLUMNS) {
                prop_assert!(error.is_invalid_input());
            }
        }
    }
}
