//! From files to rows: formats, character sets, cells.

mod cell;
mod charset;
mod delimited;
mod json;
mod lines;
mod row_numbers;
mod source;
mod table;
mod walk;
mod whole;
#[cfg(feature = "xlsx")]
mod workbook;

use serde_json::{Map, Value};

pub(crate) use cell::{id_text, is_cut, is_ditto, number_cell, shown, single_line, text_cell};
pub(crate) use row_numbers::RowNumbers;
pub(crate) use source::Format;
pub use source::Source;

use super::cell::unguarded;
use super::columns::SurveySide;
use super::limits::Limits;
use crate::error::{Result, Wording, say};
use cell::without_formula;
use charset::{Charset, Decoded};
use delimited::{CsvRecord, Delimited};
use json::{Objects, parsed_bytes};
use source::{Opened, ReadSeek};
use whole::JsonLayout;

/// One piece of a file, in order.
#[derive(Debug)]
#[cfg_attr(
    not(feature = "xlsx"),
    expect(dead_code, reason = "only workbooks have sheets")
)]
pub(crate) enum Item {
    /// A sheet begins; `is_own` if it is named after the side that is read.
    Sheet { name: String, is_own: bool },
    /// A sheet is passed over.
    Skipped { sheet: String, reason: SkipReason },
    /// Rows of the sheet that were passed over because they are hidden or filtered out.
    Hidden(RowNumbers),
    /// One row of a table.
    Row(SurveyRow),
    /// The records are in the list at `path` inside a JSON object, which holds `count` of them; `others` are lists that
    /// are not read.
    Inside {
        path: String,
        count: u64,
        others: Vec<(String, u64)>,
    },
    /// One JSON object: which of the file, from 1, and the line in which it begins.
    Object {
        number: u64,
        line: u64,
        map: Map<String, Value>,
    },
    /// A row that cannot be read at all.
    Bad {
        /// Row, as the user's spreadsheet numbers it, and line of the file; they are one in JSON and workbooks.
        number: u64,
        line: u64,
        value: String,
        repair: Wording,
    },
}

/// Reason for not reading a sheet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(
    not(feature = "xlsx"),
    expect(dead_code, reason = "only workbooks have sheets")
)]
pub(crate) enum SkipReason {
    Hidden,
    /// Named after this side, which is not the one that is read.
    OtherSide(SurveySide),
    /// Named after examples, a template, or records that are void.
    Example,
}

/// Shown for a formula of which the file keeps no value.
pub(crate) const NO_VALUE: &str = "=";

/// One row of a table.
#[derive(Debug)]
pub(crate) struct SurveyRow {
    /// As the user's spreadsheet numbers it, from 1.
    pub(crate) number: u64,
    /// Line of the file in which it begins; its number, of a workbook.
    pub(crate) line: u64,
    /// Cleaned cells; blank ones are `Null`.
    pub(crate) cells: Vec<Value>,
    /// Columns (from 0) whose formula failed, with the error shown.
    pub(crate) failed: Vec<(usize, String)>,
    /// First and last column (from 0) of the cells that are merged over several columns.
    pub(crate) across: Vec<(usize, usize)>,
    /// Columns (from 0) of the cells that are merged over several rows and begin in this one, with the number of the last.
    pub(crate) down: Vec<(usize, u64)>,
    /// Cells of further works of the record, with their columns (from 0); JSON has lists of them.
    pub(crate) works: Vec<Vec<(usize, Value)>>,
}

impl SurveyRow {
    pub(crate) fn new(number: u64, cells: Vec<Value>) -> Self {
        Self {
            number,
            line: number,
            cells,
            failed: Vec::new(),
            across: Vec::new(),
            down: Vec::new(),
            works: Vec::new(),
        }
    }

    /// Memory that its cells take, about.
    pub(crate) fn bytes(&self) -> usize {
        let of_cell = |cell: &Value| size_of::<Value>() + cell.as_str().map_or(0, str::len);
        let works = self.works.iter().flatten().map(|(_, cell)| cell);
        let cells = works.chain(&self.cells);
        cells.map(of_cell).sum()
    }

    /// Takes the guards off the cells of a file of CSV that this crate wrote.
    pub(crate) fn unguard(&mut self) {
        for cell in &mut self.cells {
            if let Value::String(text) = cell {
                *text = unguarded(text).to_owned();
            }
        }
    }

    pub(crate) fn is_blank(&self) -> bool {
        self.cells.iter().all(Value::is_null) && self.failed.is_empty()
    }
}

/// Receives the items of a file, each with the number of bytes read so far.
pub(crate) type ItemSink<'a> = dyn FnMut(Item, u64) -> Result<()> + 'a;

/// Hands every item of `source` to `sink`; `count_known` counts the known headings of a row.
pub(crate) fn each_item(
    source: &Source,
    mut opened: Opened,
    side: SurveySide,
    limits: &Limits,
    count_known: &dyn Fn(&[String]) -> usize,
    sink: &mut ItemSink<'_>,
) -> Result<()> {
    match source.format(&opened.head)? {
        Format::Workbook => each_sheet(source, opened, side, limits, count_known, sink),
        Format::Json => {
            let layout = json_layout(source, &mut opened, count_known)?;
            let (charset, input) = decoded(source, opened)?;
            each_object(source, (input, charset), (limits, layout), sink)
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

fn undecodable((number, line): (u64, u64), text: &str, charset: Charset) -> Item {
    let repair = say!(
        "some bytes are not {}; save the file as UTF-8 again",
        "有些字节不是 {} 编码；请重新存为 UTF-8",
        charset.name()
    );
    Item::Bad {
        number,
        line,
        value: text.to_owned(),
        repair,
    }
}

/// A row or record past the limit of that name.
fn past_limit(
    (number, line): (u64, u64),
    value: String,
    limits: &Limits,
    name: &str,
    hint: impl Into<Wording>,
) -> Item {
    let repair = limits.repair(name, hint);
    Item::Bad {
        number,
        line,
        value,
        repair,
    }
}

/// The way in which a JSON file holds its records.
fn json_layout(
    source: &Source,
    opened: &mut Opened,
    count_known: &dyn Fn(&[String]) -> usize,
) -> Result<JsonLayout> {
    let blame = |e| source.blame(e);
    let charset = charset::detect(&mut opened.input).map_err(blame)?;
    let text = Decoded::new(&mut opened.input, charset);
    let layout = whole::layout(text, count_known).map_err(blame)?;
    opened
        .input
        .seek(std::io::SeekFrom::Start(0))
        .map_err(blame)?;
    Ok(layout)
}

fn each_object(
    source: &Source,
    (input, charset): (DecodedFile, Charset),
    (limits, layout): (&Limits, JsonLayout),
    sink: &mut ItemSink<'_>,
) -> Result<()> {
    let mut list = String::new();
    if let JsonLayout::Inside(found) = &layout {
        list = whole::shown(&found.path);
        let (path, count, others) = (list.clone(), found.count, found.others.clone());
        sink(
            Item::Inside {
                path,
                count,
                others,
            },
            0,
        )?;
    }
    let mut objects = Objects::new(input, limits.size("record-bytes"), layout);
    let mut number = 0;
    while let Some(found) = objects.next().map_err(|e| source.blame(e))? {
        let (line, text) = (found.line, found.text);
        number += 1;
        let place = (number, line);
        let item = if found.is_cut {
            past_limit(
                place,
                text,
                limits,
                "record-bytes",
                say!("shorten the record", "请缩短记录"),
            )
        } else if charset.is_damaged && text.contains(REPLACED) {
            undecodable(place, &text, charset)
        } else if parsed_bytes(&text) > limits.size("parsed-bytes") {
            past_limit(
                place,
                text,
                limits,
                "parsed-bytes",
                say!("give the record fewer values", "请减少记录中的值"),
            )
        } else if found.lacks_list {
            let repair = say!(
                "the object has no list {list}, in which the others hold the records; give it one",
                "该对象没有其他对象用来存放记录的列表 {list}；请补上"
            );
            Item::Bad {
                number,
                line,
                value: text,
                repair,
            }
        } else {
            object(place, text)
        };
        sink(item, objects.input().taken())?;
    }
    Ok(())
}

fn object((number, line): (u64, u64), text: String) -> Item {
    match serde_json::from_str(&text) {
        Ok(Value::Object(map)) => Item::Object { number, line, map },
        Ok(_) => Item::Bad {
            number,
            line,
            value: text,
            repair: say!(
                "write one object {{\"id\": …}} a line",
                "请每行写一个对象 {{\"id\": …}}"
            ),
        },
        Err(error) => Item::Bad {
            number,
            line,
            value: text,
            repair: say!("repair the JSON: {error}", "请修正 JSON：“{error}”"),
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
        let number = records.row();
        sink(
            record_item(number, record, charset, limits),
            records.input().taken(),
        )?;
    }
    if records.gave_up() {
        return Err(source.refuse(
            "quotes",
            say!(
                "too many quotes are opened and not closed; export the file again",
                "有太多引号没有闭合；请重新导出文件"
            ),
        ));
    }
    Ok(())
}

fn record_item(number: u64, record: CsvRecord, charset: Charset, limits: &Limits) -> Item {
    match record {
        CsvRecord::Cells { line, cells } => match cells
            .iter()
            .find(|c| charset.is_damaged && c.contains(REPLACED))
        {
            Some(cell) => undecodable((number, line), cell, charset),
            None => row((number, line), &cells, limits),
        },
        CsvRecord::Unclosed { line, text } => {
            let repair = say!(
                "a quote is opened and not closed; close it, or double it inside a quoted cell",
                "有引号没有闭合；请闭合，或在带引号的单元格中写成两个引号"
            );
            Item::Bad {
                number,
                line,
                value: text,
                repair,
            }
        }
        CsvRecord::TooLong { line, text } => past_limit(
            (number, line),
            text,
            limits,
            "record-bytes",
            say!("shorten the row", "请缩短该行"),
        ),
        CsvRecord::TooWide { line, text } => past_limit(
            (number, line),
            text,
            limits,
            "columns",
            say!(
                "remove delimiters that hold nothing",
                "请去掉其间没有内容的分隔符"
            ),
        ),
    }
}

fn row((number, line): (u64, u64), cells: &[String], limits: &Limits) -> Item {
    let most = limits.size("cell-bytes");
    if let Some((column, cell)) = (1..).zip(cells).find(|(_, cell)| cell.len() > most) {
        let hint = say!(
            "shorten the cell in column {column}",
            "请缩短第{column}列的单元格"
        );
        return past_limit((number, line), cell.clone(), limits, "cell-bytes", hint);
    }
    let cells = cells
        .iter()
        .map(|cell| text_cell(&without_formula(cell)))
        .collect();
    Item::Row(SurveyRow {
        line,
        ..SurveyRow::new(number, cells)
    })
}

/// Reads the sheets of a workbook. Those that are named after examples are read if no other sheet has a table.
#[cfg(feature = "xlsx")]
fn each_sheet(
    source: &Source,
    opened: Opened,
    side: SurveySide,
    limits: &Limits,
    count_known: &dyn Fn(&[String]) -> usize,
    sink: &mut ItemSink<'_>,
) -> Result<()> {
    /// Least number of known headings in a row of a sheet that has a table.
    const LEAST_KNOWN: usize = 2;
    let in_file = |error: crate::Error| error.in_record(Wording::name(source.name()));
    let mut book = workbook::Workbook::open(opened.input, &opened.head, limits).map_err(in_file)?;
    let mut sheets = book.sheets(side);
    for (sheet, reason) in sheets.skipped {
        sink(Item::Skipped { sheet, reason }, 0)?;
    }
    let mut has_table = false;
    for sheet in &sheets.chosen {
        let is_looking = !sheets.examples.is_empty();
        read_sheet(&mut book, (source, limits), sheet, &mut |item, bytes| {
            if let Item::Row(row) = &item
                && is_looking
                && !has_table
            {
                let texts: Vec<String> = row.cells.iter().map(shown).collect();
                has_table = count_known(&texts) >= LEAST_KNOWN;
            }
            sink(item, bytes)
        })?;
    }
    for sheet in sheets.examples.drain(..) {
        if has_table {
            let (sheet, reason) = (sheet.name, SkipReason::Example);
            sink(Item::Skipped { sheet, reason }, 0)?;
        } else {
            read_sheet(&mut book, (source, limits), &sheet, sink)?;
        }
    }
    Ok(())
}

#[cfg(feature = "xlsx")]
fn read_sheet(
    book: &mut workbook::Workbook<'_>,
    (source, limits): (&Source, &Limits),
    sheet: &workbook::ChosenSheet,
    sink: &mut ItemSink<'_>,
) -> Result<()> {
    let (name, is_own) = (sheet.name.clone(), sheet.is_own);
    sink(Item::Sheet { name, is_own }, 0)?;
    let mut failure = None;
    let read = book.rows(sheet, &mut |found| {
        let item = match found {
            workbook::Found::Row(row) => Item::Row(row),
            workbook::Found::TooLong(number) => {
                let hint = say!("shorten the row", "请缩短该行");
                past_limit(
                    (number, number),
                    String::new(),
                    limits,
                    "record-bytes",
                    hint,
                )
            }
        };
        sink(item, 0).map_err(|error| keep(&mut failure, error))
    });
    // The sink's own errors are not about the file.
    let hidden = match failure {
        Some(error) => return Err(error),
        None => read.map_err(|error| error.in_record(Wording::name(source.name())))?,
    };
    match hidden.count() {
        0 => Ok(()),
        _ => sink(Item::Hidden(hidden), 0),
    }
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
    _: &dyn Fn(&[String]) -> usize,
    _: &mut ItemSink<'_>,
) -> Result<()> {
    Err(source.refuse(
        "xlsx",
        say!(
            "this build reads no workbooks; save the sheet as CSV in UTF-8",
            "本程序未带工作簿支持；请把工作表存为 UTF-8 的 CSV"
        ),
    ))
}
