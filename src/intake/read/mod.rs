//! From files to rows: formats, character sets, cells.

mod cell;
mod charset;
mod delimited;
mod json;
mod lines;
mod source;
#[cfg(feature = "xlsx")]
mod workbook;
#[cfg(feature = "xlsx")]
mod xlsx;

use serde_json::{Map, Value};

use cell::text_cell;
pub(crate) use cell::{id_text, number_cell, shown, single_line};
pub use source::Source;

use super::columns::SurveySide;
use super::limits::Limits;
use crate::error::Result;
use charset::{Charset, Decoded};
use delimited::{CsvRecord, Delimited};
use json::{Objects, parsed_bytes};
use source::{Format, Opened, ReadSeek};

/// One piece of a file, in order.
#[derive(Debug)]
#[cfg_attr(
    not(feature = "xlsx"),
    expect(dead_code, reason = "only workbooks have sheets")
)]
pub(crate) enum Item {
    /// A sheet begins.
    Sheet(String),
    /// A sheet that belongs to neither side is passed over.
    Skipped(String),
    /// One row of a table.
    Row(SurveyRow),
    /// One JSON object.
    Object { line: u64, map: Map<String, Value> },
    /// A row that cannot be read at all.
    Bad {
        line: u64,
        value: String,
        repair: String,
    },
}

/// One row of a table.
#[derive(Debug)]
pub(crate) struct SurveyRow {
    /// As the user's editor or spreadsheet numbers it, from 1.
    pub(crate) number: u64,
    /// Cleaned cells; blank ones are `Null`.
    pub(crate) cells: Vec<Value>,
    /// Columns (from 0) whose formula failed, with the error shown.
    pub(crate) failed: Vec<(usize, String)>,
}

impl SurveyRow {
    pub(crate) fn is_blank(&self) -> bool {
        self.cells.iter().all(Value::is_null) && self.failed.is_empty()
    }
}

/// Receives the items of a file, each with the number of bytes read so far.
pub(crate) type ItemSink<'a> = dyn FnMut(Item, u64) -> Result<()> + 'a;

/// Hands every item of `source` to `sink`; `count_known` counts the known headings of a row.
pub(crate) fn each_item(
    source: &Source,
    opened: Opened,
    side: SurveySide,
    limits: &Limits,
    count_known: &dyn Fn(&[String]) -> usize,
    sink: &mut ItemSink<'_>,
) -> Result<()> {
    match source.format(&opened.head)? {
        Format::Workbook => each_sheet(source, opened, side, limits, sink),
        Format::Json => {
            let (charset, input) = decoded(source, opened)?;
            each_object(source, (input, charset), limits, sink)
        }
        Format::Delimited => {
            let (charset, input) = decoded(source, opened)?;
            each_record(source, (input, charset), limits, count_known, sink)
        }
    }
}

type DecodedFile = Decoded<Box<dyn ReadSeek>>;

fn decoded(source: &Source, mut opened: Opened) -> Result<(Charset, DecodedFile)> {
    let charset = charset::detect(&mut opened.input).map_err(|e| source.blame(e))?;
    Ok((charset, Decoded::new(opened.input, charset)))
}

const REPLACED: char = '\u{FFFD}';

fn undecodable(line: u64, text: &str, charset: Charset) -> Item {
    let repair = format!(
        "some bytes are not {}; save the file as UTF-8 again",
        charset.name()
    );
    Item::Bad {
        line,
        value: text.to_owned(),
        repair,
    }
}

/// A row or record past the limit of that name.
fn past_limit(line: u64, value: String, limits: &Limits, name: &str, hint: &str) -> Item {
    let repair = limits.repair(name, hint);
    Item::Bad {
        line,
        value,
        repair,
    }
}

fn each_object(
    source: &Source,
    (input, charset): (DecodedFile, Charset),
    limits: &Limits,
    sink: &mut ItemSink<'_>,
) -> Result<()> {
    let mut objects = Objects::new(input, limits.size("record-bytes"));
    while let Some(found) = objects.next().map_err(|e| source.blame(e))? {
        let (line, text) = (found.line, found.text);
        let item = if found.is_cut {
            past_limit(line, text, limits, "record-bytes", "shorten the record")
        } else if charset.is_damaged && text.contains(REPLACED) {
            undecodable(line, &text, charset)
        } else if parsed_bytes(&text) > limits.size("parsed-bytes") {
            past_limit(
                line,
                text,
                limits,
                "parsed-bytes",
                "give the record fewer values",
            )
        } else {
            object(line, text)
        };
        sink(item, objects.input().taken())?;
    }
    Ok(())
}

fn object(line: u64, text: String) -> Item {
    match serde_json::from_str(&text) {
        Ok(Value::Object(map)) => Item::Object { line, map },
        Ok(_) => Item::Bad {
            line,
            value: text,
            repair: "write one object {\"id\": …} a line".to_owned(),
        },
        Err(error) => Item::Bad {
            line,
            value: text,
            repair: format!("repair the JSON: {error}"),
        },
    }
}

fn each_record(
    source: &Source,
    (input, charset): (DecodedFile, Charset),
    limits: &Limits,
    count_known: &dyn Fn(&[String]) -> usize,
    sink: &mut ItemSink<'_>,
) -> Result<()> {
    let io = |e| source.blame(e);
    let mut records = Delimited::new(input, limits, count_known).map_err(io)?;
    while let Some(record) = records.next().map_err(io)? {
        sink(
            record_item(record, charset, limits),
            records.input().taken(),
        )?;
    }
    if records.gave_up() {
        return Err(source.refuse(
            "quotes",
            "too many quotes are opened and not closed; export the file again",
        ));
    }
    Ok(())
}

fn record_item(record: CsvRecord, charset: Charset, limits: &Limits) -> Item {
    match record {
        CsvRecord::Cells { line, cells } => match cells
            .iter()
            .find(|c| charset.is_damaged && c.contains(REPLACED))
        {
            Some(cell) => undecodable(line, cell, charset),
            None => row(line, &cells, limits),
        },
        CsvRecord::Unclosed { line, text } => {
            let repair =
                "a quote is opened and not closed; close it, or double it inside a quoted cell";
            Item::Bad {
                line,
                value: text,
                repair: repair.to_owned(),
            }
        }
        CsvRecord::TooLong { line, text } => {
            past_limit(line, text, limits, "record-bytes", "shorten the row")
        }
        CsvRecord::TooWide { line, text } => past_limit(
            line,
            text,
            limits,
            "columns",
            "remove delimiters that hold nothing",
        ),
    }
}

fn row(line: u64, cells: &[String], limits: &Limits) -> Item {
    let most = limits.size("cell-bytes");
    if let Some((column, cell)) = (1..).zip(cells).find(|(_, cell)| cell.len() > most) {
        let hint = format!("shorten the cell in column {column}");
        return past_limit(line, cell.clone(), limits, "cell-bytes", &hint);
    }
    let cells = cells.iter().map(|cell| text_cell(cell)).collect();
    Item::Row(SurveyRow {
        number: line,
        cells,
        failed: Vec::new(),
    })
}

#[cfg(feature = "xlsx")]
fn each_sheet(
    source: &Source,
    opened: Opened,
    side: SurveySide,
    limits: &Limits,
    sink: &mut ItemSink<'_>,
) -> Result<()> {
    let in_file = |error: crate::Error| error.in_record(source.name());
    let mut book = workbook::Workbook::new(opened.input, limits).map_err(in_file)?;
    let (chosen, skipped) = book.sheets(side);
    for name in skipped {
        sink(Item::Skipped(name), 0)?;
    }
    for name in chosen {
        sink(Item::Sheet(name.clone()), 0)?;
        let mut failure = None;
        let read = book.rows(&name, &mut |row| {
            let item = if row.is_too_long {
                let hint = "shorten the row";
                past_limit(row.number, String::new(), limits, "record-bytes", hint)
            } else {
                Item::Row(SurveyRow {
                    number: row.number,
                    cells: row.cells,
                    failed: row.failed,
                })
            };
            sink(item, 0).map_err(|error| keep(&mut failure, error))
        });
        // The sink's own errors are not about the file.
        match failure {
            Some(error) => return Err(error),
            None => read.map_err(in_file)?,
        }
    }
    Ok(())
}

/// Keeps `error` and returns another one in its place.
#[cfg(feature = "xlsx")]
fn keep(place: &mut Option<crate::Error>, error: crate::Error) -> crate::Error {
    *place = Some(error);
    crate::Error::cancelled("reading")
}

#[cfg(not(feature = "xlsx"))]
fn each_sheet(
    source: &Source,
    _: Opened,
    _: SurveySide,
    _: &Limits,
    _: &mut ItemSink<'_>,
) -> Result<()> {
    Err(source.refuse(
        "xlsx",
        "this build reads no workbooks; save the sheet as CSV in UTF-8",
    ))
}
