//! The cells of one sheet, as a stream.

use std::io::{Read, Seek};

use quick_xml::events::{BytesStart, Event};
use serde_json::Value;

use super::book::BookParts;
use super::text::RichText;
use crate::error::Result;
use crate::intake::Limits;
use crate::intake::read::cell::text_cell;
use crate::intake::read::workbook::archive::{Unpacked, damaged};
use crate::intake::read::workbook::cell::{Cell, Content, MAX_ROWS, MergedRange, too_long};
use crate::intake::read::workbook::number_format::{NumberFormat, shown_cell};
use crate::intake::read::workbook::shared::check_parts;
use crate::intake::read::workbook::xml::{Xml, attribute};

/// Type of a cell's value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum CellKind {
    Number,
    Shared,
    Text,
    Flag,
    Error,
}

impl CellKind {
    fn of(name: Option<&str>) -> Self {
        match name {
            None | Some("n") => Self::Number,
            Some("s") => Self::Shared,
            Some("b") => Self::Flag,
            Some("e") => Self::Error,
            // Text in the cell, of a formula, or a day written out.
            Some(_) => Self::Text,
        }
    }
}

/// Reads the cells of one sheet.
pub(super) struct SheetCells<'b, R> {
    xml: Xml<'b, R>,
    book: &'b BookParts,
    limits: &'b Limits,
    /// Row of the next cell that does not state its own, from 1, and its column.
    place: (u64, usize),
    /// Whether the row is hidden.
    is_hidden: bool,
    text: RichText,
}

/// Place and kind of the cell being read.
#[derive(Clone, Debug)]
struct Open {
    place: (u64, usize),
    kind: CellKind,
    format: NumberFormat,
    has_formula: bool,
    has_value: bool,
}

impl<'b, R: Read + Seek> SheetCells<'b, R> {
    pub(super) fn new(
        input: Unpacked<R>,
        name: &str,
        book: &'b BookParts,
        limits: &'b Limits,
    ) -> Self {
        Self {
            xml: Xml::new(input, name, limits),
            book,
            limits,
            place: (0, 0),
            is_hidden: false,
            text: RichText::new(limits.size("cell-bytes")),
        }
    }

    /// The next cell with a value; `None` at the end of the sheet.
    #[expect(
        clippy::wildcard_enum_match_arm,
        reason = "other events belong to the open cell, or say nothing"
    )]
    pub(super) fn next(&mut self) -> Result<Option<Cell>> {
        let mut open = None;
        loop {
            let event = self.xml.next()?;
            match &event {
                Event::Start(e) | Event::Empty(e) if e.local_name().as_ref() == "row" => {
                    self.place = (row_after(e, self.place.0)?, 0);
                    self.is_hidden = is_hidden_row(e);
                }
                Event::Start(e) if e.local_name().as_ref() == "c" => {
                    let cell = opened(e, self.place, &self.book.formats)?;
                    self.place = (cell.place.0, cell.place.1 + 1);
                    self.text.clear();
                    open = Some(cell);
                }
                Event::Empty(e) if e.local_name().as_ref() == "c" => {
                    let cell = opened(e, self.place, &self.book.formats)?;
                    self.place = (cell.place.0, cell.place.1 + 1);
                }
                Event::End(e) if e.local_name().as_ref() == "c" => {
                    if let Some(cell) = open.take() {
                        return self.closed(cell).map(Some);
                    }
                }
                Event::End(e) if e.local_name().as_ref() == "sheetData" => return Ok(None),
                Event::Eof => return Ok(None),
                other => {
                    if let Some(cell) = &mut open {
                        cell.note(other);
                        if self.text.hear(other).is_err() {
                            return Err(too_long(cell.place, self.limits));
                        }
                    }
                }
            }
        }
    }

    fn closed(&self, open: Open) -> Result<Cell> {
        if open.has_formula && !open.has_value {
            return Ok(self.cell(open, Content::NoValue));
        }
        let text = self.text.finish();
        // Only a text can be blank: programs that do not calculate leave an empty value.
        if open.has_formula && text.trim().is_empty() && !matches!(open.kind, CellKind::Text) {
            return Ok(self.cell(open, Content::NoValue));
        }
        let value = match open.kind {
            CellKind::Number => number(&text, &open.format, self.book.is_1904),
            CellKind::Shared => text_cell(self.shared(&text, open.place)?),
            CellKind::Text => text_cell(&text),
            CellKind::Flag => match text.trim() {
                "" => Value::Null,
                text => Value::from(matches!(text, "1" | "true")),
            },
            CellKind::Error => return Ok(self.cell(open, Content::Failed(text))),
        };
        Ok(self.cell(open, Content::Value(value)))
    }

    fn cell(&self, open: Open, value: Content) -> Cell {
        let ((row, column), is_hidden) = (open.place, self.is_hidden);
        Cell {
            row,
            column,
            value,
            is_hidden,
        }
    }

    fn shared(&self, number: &str, (row, column): (u64, usize)) -> Result<&str> {
        let number = number.trim();
        if number.is_empty() {
            return Ok("");
        }
        let text = number.parse().ok().and_then(|at| self.book.texts.get(at));
        text.ok_or_else(|| {
            let what = format!(
                "row {row}, column {}: there is no text {number}",
                column + 1
            );
            damaged(&what)
        })
    }
}

impl Open {
    /// Takes note of a formula and of a value inside the cell.
    fn note(&mut self, event: &Event<'_>) {
        if let Event::Start(e) | Event::Empty(e) = event {
            match e.local_name().as_ref() {
                "f" => self.has_formula = true,
                "v" | "is" => self.has_value = true,
                _ => {}
            }
        }
    }
}

fn number(text: &str, format: &NumberFormat, is_1904: bool) -> Value {
    // Some programs write all digits of a number, more than a float holds.
    if let (Ok(whole), NumberFormat::Number) = (text.trim().parse::<i64>(), format) {
        return Value::from(whole);
    }
    match text.trim().parse::<f64>() {
        Ok(number) => shown_cell(number, format, is_1904),
        Err(_) => text_cell(text),
    }
}

/// Whether a row is hidden, filtered out, or of no height.
fn is_hidden_row(element: &BytesStart<'_>) -> bool {
    let is_on = |text: String| matches!(text.trim(), "1" | "true");
    let is_flat = |text: String| text.trim().parse::<f64>().is_ok_and(|height| height == 0.0);
    attribute(element, "hidden").is_some_and(is_on) || attribute(element, "ht").is_some_and(is_flat)
}

/// The row that a tag states, or the one after `before`.
fn row_after(element: &BytesStart<'_>, before: u64) -> Result<u64> {
    let stated = attribute(element, "r").map(|text| text.trim().parse().map_err(|_| text));
    match stated.unwrap_or(Ok(before + 1)) {
        Ok(row @ 1..=MAX_ROWS) => Ok(row),
        Ok(row) => Err(damaged(&format!("there is a row {row}"))),
        Err(text) => Err(damaged(&format!("there is a row {text:?}"))),
    }
}

fn opened(element: &BytesStart<'_>, next: (u64, usize), formats: &[NumberFormat]) -> Result<Open> {
    let place = match attribute(element, "r") {
        None => (next.0.max(1), next.1),
        Some(text) => {
            place_of(&text).ok_or_else(|| damaged(&format!("there is a cell {text:?}")))?
        }
    };
    let style = attribute(element, "s").and_then(|s| s.trim().parse::<usize>().ok());
    let kind = attribute(element, "t");
    Ok(Open {
        place,
        has_formula: false,
        has_value: false,
        kind: CellKind::of(kind.as_deref()),
        format: style
            .and_then(|s| formats.get(s))
            .cloned()
            .unwrap_or_default(),
    })
}

/// Row (from 1) and column (from 0) of a reference such as `B12`.
pub(super) fn place_of(reference: &str) -> Option<(u64, usize)> {
    let reference = reference.trim().trim_start_matches('$');
    let letters = reference
        .bytes()
        .take_while(u8::is_ascii_alphabetic)
        .count();
    let (letters, row) = reference.split_at(letters);
    // Three letters reach past the last column, XFD.
    if !(1..=3).contains(&letters.len()) {
        return None;
    }
    let digit = |byte: u8| usize::from(byte.to_ascii_uppercase() - b'A') + 1;
    let column = letters
        .bytes()
        .fold(0, |column, byte| column * 26 + digit(byte));
    let row = row.trim_start_matches('$').parse().ok()?;
    (1..=MAX_ROWS).contains(&row).then_some((row, column - 1))
}

/// The ranges of a sheet that are merged.
#[expect(
    clippy::wildcard_enum_match_arm,
    reason = "other events say nothing here"
)]
pub(super) fn merged_ranges<R: Read + Seek>(
    input: Unpacked<R>,
    name: &str,
    limits: &Limits,
) -> Result<Vec<MergedRange>> {
    let mut xml = Xml::new(input, name, limits);
    let mut merged = Vec::new();
    loop {
        match xml.next()? {
            Event::Start(e) | Event::Empty(e) if e.local_name().as_ref() == "mergeCell" => {
                let range = attribute(&e, "ref").unwrap_or_default();
                let ends = range
                    .split_once(':')
                    .and_then(|(first, last)| place_of(first).zip(place_of(last)));
                if let Some((first, last)) = ends
                    && last.0 >= first.0
                    && last.1 >= first.1
                {
                    merged.push((first, last));
                    check_parts(merged.len(), name, limits)?;
                }
            }
            Event::Eof => return Ok(merged),
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::place_of;

    #[test]
    fn references_are_rows_and_columns() {
        assert_eq!(place_of("A1"), Some((1, 0)));
        assert_eq!(place_of("$XFD$1048576"), Some((1_048_576, 16_383)));
        assert_eq!(place_of("aa10"), Some((10, 26)));
        for bad in ["", "A", "1", "A0", "A1048577", "AAAA1", "A-1", "编1"] {
            assert_eq!(place_of(bad), None, "{bad}");
        }
    }
}
