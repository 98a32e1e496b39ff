//! The cells of one sheet, as a stream.

use std::collections::BTreeSet;
use std::io::{Read, Seek};

use quick_xml::events::{BytesStart, Event};
use serde_json::Value;

use super::number::{currency_cell, date_cell, float_cell, percentage_cell, time_cell};
use super::text::ShownText;
use crate::error::Result;
use crate::intake::Limits;
use crate::intake::read::cell::text_cell;
use crate::intake::read::workbook::archive::damaged;
use crate::intake::read::workbook::cell::{Cell, Content, MAX_ROWS, SheetPart, too_long};
use crate::intake::read::workbook::xml::Xml;

/// Bytes that a repeated cell counts for, beside its text: about as many as its tags would take.
const CELL_BYTES: usize = 64;

/// What programs write for a formula that failed, if they do not mark it.
const ERRORS: [&str; 7] = [
    "#DIV/0!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!",
];

/// Receives the parts of a sheet.
type PartSink<'a> = dyn FnMut(SheetPart) -> Result<()> + 'a;

/// Reads one sheet, whose tag has been read.
pub(super) struct TableReader<'x, 'l, R> {
    xml: &'x mut Xml<'l, R>,
    limits: &'l Limits,
    row: RepeatedRow,
    text: ShownText,
    /// Styles of cells whose times are lengths of time, and the columns that have one: the column behind the last, and
    /// whether it is one.
    durations: &'x BTreeSet<String>,
    columns: Vec<(usize, bool)>,
    /// Row groups that are open, and the place among them of the first that is hidden.
    groups: u64,
    hidden_from: Option<u64>,
}

/// A row that stands for as many as it is repeated.
#[derive(Default)]
struct RepeatedRow {
    /// Number of the first, from 1.
    number: u64,
    repeats: u64,
    is_hidden: bool,
    /// Column of the next cell, from 0.
    column: usize,
    /// Parts of the row, if it is repeated, and the bytes of their texts.
    held: Vec<SheetPart>,
    bytes: usize,
}

/// The tag of a cell.
#[derive(Debug, Default)]
struct TaggedCell {
    kind: String,
    value: String,
    /// Code of the currency, if it is of one.
    currency: String,
    is_failed: bool,
    has_formula: bool,
    /// Whether its own style is of lengths of time; `None` if it has none.
    is_duration: Option<bool>,
    /// Columns that it is repeated in.
    repeats: usize,
    /// Rows and columns that it is merged over.
    span: (u64, usize),
}

/// A count that a tag states; 1 if there is none.
pub(super) fn count_of(element: &BytesStart<'_>, name: &str) -> usize {
    let mut attributes = element.attributes();
    let mut attributes = attributes.with_checks(false).flatten();
    let found = attributes.find(|a| a.key.as_ref() == name);
    found.map_or(1, |attribute| count(&attribute.value))
}

fn count(text: &str) -> usize {
    text.trim().parse::<usize>().map_or(1, |count| count.max(1))
}

impl TaggedCell {
    fn new(element: &BytesStart<'_>, durations: &BTreeSet<String>) -> Self {
        let mut cell = Self {
            repeats: 1,
            span: (1, 1),
            ..Self::default()
        };
        for attribute in element.attributes().with_checks(false).flatten() {
            let value = attribute.value.as_ref();
            match attribute.key.as_ref() {
                "office:value-type" => value.clone_into(&mut cell.kind),
                "office:currency" => value.clone_into(&mut cell.currency),
                "calcext:value-type" => cell.is_failed |= value == "error",
                "office:value"
                | "office:date-value"
                | "office:time-value"
                | "office:boolean-value"
                | "office:string-value" => {
                    let plain = quick_xml::escape::unescape(value);
                    cell.value = plain.map_or_else(|_| value.to_owned(), |v| v.into_owned());
                }
                "table:formula" => cell.has_formula = true,
                "table:style-name" => cell.is_duration = Some(durations.contains(value)),
                "table:number-columns-repeated" => cell.repeats = count(value),
                "table:number-columns-spanned" => cell.span.1 = count(value),
                "table:number-rows-spanned" => cell.span.0 = count(value) as u64,
                _ => {}
            }
        }
        cell
    }

    /// The content of the cell with that shown text.
    fn content(&self, shown: &str, is_duration: bool) -> Content {
        let is_failed = self.is_failed || (self.has_formula && ERRORS.contains(&shown));
        if is_failed {
            return Content::Failed(shown.to_owned());
        }
        // A blank text is a value; a number or a day that is nowhere was never computed.
        let is_stated = self.kind == "string" || !self.value.is_empty() || !shown.is_empty();
        if self.has_formula && !is_stated {
            return Content::NoValue;
        }
        Content::Value(match self.kind.as_str() {
            "float" => float_cell(&self.value, shown),
            "currency" => currency_cell(&self.value, &self.currency, shown),
            "percentage" => percentage_cell(&self.value, shown),
            "date" => date_cell(&self.value, shown),
            "time" => time_cell(&self.value, shown, is_duration),
            "boolean" => Value::from(self.value.trim() == "true"),
            _ if shown.is_empty() => text_cell(&self.value),
            _ => text_cell(shown),
        })
    }
}

fn is_cell(element: &str) -> bool {
    matches!(element, "table-cell" | "covered-table-cell")
}

impl<'x, 'l, R: Read + Seek> TableReader<'x, 'l, R> {
    pub(super) fn new(
        xml: &'x mut Xml<'l, R>,
        limits: &'l Limits,
        durations: &'x BTreeSet<String>,
    ) -> Self {
        Self {
            xml,
            limits,
            row: RepeatedRow::default(),
            text: ShownText::new(limits.size("cell-bytes")),
            durations,
            columns: Vec::new(),
            groups: 0,
            hidden_from: None,
        }
    }

    /// Hands the parts of the sheet to `each`, up to its end.
    #[expect(
        clippy::wildcard_enum_match_arm,
        reason = "other events say nothing here"
    )]
    pub(super) fn each_part(&mut self, each: &mut PartSink<'_>) -> Result<()> {
        // Tables inside the sheet are parts of drawings.
        let mut inner = 0_u64;
        loop {
            match self.xml.next()? {
                Event::Start(e) if e.local_name().as_ref() == "table" => inner += 1,
                Event::End(e) if e.local_name().as_ref() == "table" => match inner {
                    0 => return Ok(()),
                    _ => inner -= 1,
                },
                Event::Eof => return Ok(()),
                _ if inner > 0 => {}
                Event::Start(e) | Event::Empty(e)
                    if e.local_name().as_ref() == "table-column" && !self.durations.is_empty() =>
                {
                    Self::column(&mut self.columns, &e, self.durations);
                }
                Event::Start(e) if e.local_name().as_ref() == "table-row" => {
                    let is_hidden = self.hidden_from.is_some();
                    self.row.begin(&e, is_hidden);
                }
                Event::Empty(e) if e.local_name().as_ref() == "table-row" => {
                    self.row.begin(&e, false);
                }
                Event::End(e) if e.local_name().as_ref() == "table-row" => self.repeat(each)?,
                Event::Start(e) if e.local_name().as_ref() == "table-row-group" => {
                    let is_hidden = e
                        .attributes()
                        .with_checks(false)
                        .flatten()
                        .any(|a| a.key.as_ref() == "table:display" && a.value == "false");
                    if is_hidden && self.hidden_from.is_none() {
                        self.hidden_from = Some(self.groups);
                    }
                    self.groups += 1;
                }
                Event::End(e) if e.local_name().as_ref() == "table-row-group" => {
                    self.groups = self.groups.saturating_sub(1);
                    self.hidden_from = self.hidden_from.filter(|&from| from < self.groups);
                }
                Event::Start(e) if is_cell(e.local_name().as_ref()) => {
                    let cell = TaggedCell::new(&e, self.durations);
                    self.read_text()?;
                    self.put(&cell, each)?;
                }
                Event::Empty(e) if is_cell(e.local_name().as_ref()) => {
                    let cell = TaggedCell::new(&e, self.durations);
                    self.text.clear();
                    self.put(&cell, each)?;
                }
                _ => {}
            }
        }
    }

    /// Notes the style of the cells of a column, or of as many as it is repeated.
    fn column(
        columns: &mut Vec<(usize, bool)>,
        element: &BytesStart<'_>,
        durations: &BTreeSet<String>,
    ) {
        let mut attributes = element.attributes();
        let mut attributes = attributes.with_checks(false).flatten();
        let style = attributes.find(|a| a.key.as_ref() == "table:default-cell-style-name");
        let is_duration = style.is_some_and(|style| durations.contains(&*style.value));
        let from = columns.last().map_or(0, |(end, _)| *end);
        let end = from.saturating_add(count_of(element, "table:number-columns-repeated"));
        match columns.last_mut() {
            // Alike columns are one run, so that the runs are as few as the changes of style.
            Some((last, style)) if *style == is_duration => *last = end,
            _ => columns.push((end, is_duration)),
        }
    }

    fn is_duration(&self, column: usize) -> bool {
        let at = self.columns.partition_point(|(end, _)| *end <= column);
        self.columns
            .get(at)
            .is_some_and(|(_, is_duration)| *is_duration)
    }

    /// Reads the text of a cell, up to its end.
    #[expect(
        clippy::wildcard_enum_match_arm,
        reason = "other events belong to the text"
    )]
    fn read_text(&mut self) -> Result<()> {
        self.text.clear();
        loop {
            match self.xml.next()? {
                Event::End(_) if self.text.is_outside() => return Ok(()),
                Event::Eof => return Ok(()),
                event => {
                    if self.text.hear(&event).is_err() {
                        let place = (self.row.number, self.row.column);
                        return Err(too_long(place, self.limits));
                    }
                }
            }
        }
    }

    /// Hands over a cell whose text has been read, as often as it is repeated.
    fn put(&mut self, cell: &TaggedCell, each: &mut PartSink<'_>) -> Result<()> {
        let first = self.row.column;
        self.row.column = first.saturating_add(cell.repeats);
        if cell.span != (1, 1) {
            let row = self.row.number;
            let last_row = row.saturating_add(cell.span.0 - 1).min(MAX_ROWS);
            let last_column = first.saturating_add(cell.span.1 - 1);
            let range = ((row, first), (last_row, last_column));
            self.hand_over(SheetPart::Merged(range), 0, each)?;
        }
        let is_duration = cell.is_duration.unwrap_or_else(|| self.is_duration(first));
        let content = cell.content(self.text.as_str(), is_duration);
        if matches!(content, Content::Value(Value::Null)) {
            return Ok(());
        }
        let bytes = bytes_of(&content);
        // A column past the limit ends the sheet with an error, so this stops whatever the number of repeats.
        for column in first..self.row.column {
            if column > first {
                self.xml.count(CELL_BYTES + bytes)?;
            }
            let part = SheetPart::Cell(Cell {
                row: self.row.number,
                column,
                value: content.clone(),
                is_hidden: self.row.is_hidden,
            });
            self.hand_over(part, bytes, each)?;
        }
        Ok(())
    }

    fn hand_over(&mut self, part: SheetPart, bytes: usize, each: &mut PartSink<'_>) -> Result<()> {
        if self.row.number > MAX_ROWS {
            return Err(damaged(&format!("there is a row {}", self.row.number)));
        }
        if self.row.repeats > 1 {
            // A row past the limit is not read, and what is held suffices to see that again.
            if self.row.bytes <= self.limits.size("record-bytes") {
                self.row.held.push(part.clone());
            }
            self.row.bytes += bytes;
        }
        each(part)
    }

    /// Hands the row that ends over again, as often as it is repeated.
    fn repeat(&mut self, each: &mut PartSink<'_>) -> Result<()> {
        let held = std::mem::take(&mut self.row.held);
        if held.is_empty() {
            return Ok(());
        }
        for further in 1..self.row.repeats {
            if self.row.number.saturating_add(further) > MAX_ROWS {
                return Err(damaged("the rows go on past the last one"));
            }
            for part in &held {
                self.xml.count(CELL_BYTES)?;
                each(match part {
                    SheetPart::Merged((first, last)) => {
                        let last_row = (last.0 + further).min(MAX_ROWS);
                        SheetPart::Merged(((first.0 + further, first.1), (last_row, last.1)))
                    }
                    SheetPart::Cell(cell) => {
                        self.xml.count(bytes_of(&cell.value))?;
                        SheetPart::Cell(Cell {
                            row: cell.row + further,
                            ..cell.clone()
                        })
                    }
                })?;
            }
        }
        Ok(())
    }
}

impl RepeatedRow {
    /// Begins the row behind this one.
    fn begin(&mut self, element: &BytesStart<'_>, is_hidden: bool) {
        // Before the first there is none.
        let before = if self.number == 0 { 1 } else { self.repeats };
        self.number = self.number.saturating_add(before);
        self.repeats = count_of(element, "table:number-rows-repeated") as u64;
        let mut attributes = element.attributes();
        let is_hidden_row = attributes.with_checks(false).flatten().any(|a| {
            a.key.as_ref() == "table:visibility" && matches!(&*a.value, "collapse" | "filter")
        });
        self.is_hidden = is_hidden || is_hidden_row;
        self.column = 0;
        self.held.clear();
        self.bytes = 0;
    }
}

/// Bytes of the text of a content.
fn bytes_of(content: &Content) -> usize {
    match content {
        Content::Value(value) => value.as_str().map_or(0, str::len),
        Content::Failed(error) => error.len(),
        Content::NoValue => 0,
    }
}
