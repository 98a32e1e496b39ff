//! The cells of one sheet.

use std::collections::BTreeSet;
use std::io::{Read, Seek};

use serde_json::Value;

use super::super::archive::{damaged, u16_at, u32_at, u64_at};
use super::super::cell::{Cell, Content, MergedRange, SheetPart};
use super::super::number_format::shown_cell;
use super::super::shared::check_parts;
use super::super::xml::past;
use super::globals::{Globals, PlacedSheet, check_start};
use super::records::{Records, kind};
use crate::error::Result;
use crate::intake::Limits;
use crate::intake::read::cell::text_cell;

/// Receives the cells of a sheet.
type CellSink<'a> = dyn FnMut(Cell) -> Result<()> + 'a;

/// What a first reading of a sheet finds.
#[derive(Default)]
struct SheetOutline {
    merged: Vec<MergedRange>,
    hidden: BTreeSet<u16>,
    /// Whether the cells do not come in the order of rows.
    is_scattered: bool,
}

/// Hands the merged ranges and the cells of a sheet to `each`.
pub(super) fn each_part<R: Read + Seek>(
    records: &mut Records<'_, R>,
    globals: &Globals,
    sheet: &PlacedSheet,
    limits: &Limits,
    each: &mut dyn FnMut(SheetPart) -> Result<()>,
) -> Result<()> {
    let outline = outline(records, sheet, limits)?;
    for range in &outline.merged {
        each(SheetPart::Merged(*range))?;
    }
    let mut cells = RecordCells {
        globals,
        hidden: &outline.hidden,
        each: &mut |cell| each(SheetPart::Cell(cell)),
    };
    if !outline.is_scattered {
        return each_record(records, sheet, &mut |records, kind| {
            cells.put(records, kind)
        });
    }
    // Some programs write column by column.
    for &(_, place) in &scattered(records, sheet, limits)? {
        records.seek(u64::from(place));
        if let Some(kind) = records.next()? {
            cells.put(records, kind)?;
        }
    }
    Ok(())
}

/// Reads the records of a sheet, without those of charts in it.
fn each_record<'l, R: Read + Seek>(
    records: &mut Records<'l, R>,
    sheet: &PlacedSheet,
    each: &mut dyn FnMut(&mut Records<'l, R>, u16) -> Result<()>,
) -> Result<()> {
    records.seek(sheet.start);
    check_start(records)?;
    let mut inner = 0_u64;
    loop {
        match records.next()? {
            Some(kind::BOF) => inner += 1,
            Some(kind::EOF) if inner == 0 => return Ok(()),
            Some(kind::EOF) => inner -= 1,
            Some(kind) if inner == 0 => each(records, kind)?,
            Some(_) => {}
            None => {
                let what = format!("the sheet {} ends too early", sheet.name);
                return Err(damaged(&what));
            }
        }
    }
}

fn has_cells(kind: u16) -> bool {
    matches!(
        kind,
        kind::FORMULA
            | kind::MUL_RK
            | kind::RICH_LABEL
            | kind::LABEL_SST
            | kind::NUMBER
            | kind::LABEL
            | kind::BOOL_ERR
            | kind::RK
    )
}

/// Reads a sheet for what must be known before its cells.
fn outline<R: Read + Seek>(
    records: &mut Records<'_, R>,
    sheet: &PlacedSheet,
    limits: &Limits,
) -> Result<SheetOutline> {
    let (mut outline, mut last_row) = (SheetOutline::default(), 0);
    each_record(records, sheet, &mut |records, kind| {
        match kind {
            kind::ROW => {
                const IS_HIDDEN: u16 = 0x20;
                let body = records.body_of(14)?;
                if u16_at(body, 12) & IS_HIDDEN != 0 {
                    outline.hidden.insert(u16_at(body, 0));
                }
            }
            kind::MERGED_CELLS => {
                // The number of ranges before them is not read.
                let ranges = records.body_of(2)?[2..].chunks_exact(8);
                for range in ranges {
                    let [top, bottom, left, right] = [0, 2, 4, 6].map(|at| u16_at(range, at));
                    if bottom >= top && right >= left {
                        let first = (u64::from(top) + 1, usize::from(left));
                        let last = (u64::from(bottom) + 1, usize::from(right));
                        outline.merged.push((first, last));
                        check_parts(outline.merged.len(), &sheet.name, limits)?;
                    }
                }
            }
            kind if has_cells(kind) => {
                let row = u16_at(records.body(), 0);
                outline.is_scattered |= row < last_row;
                last_row = row;
            }
            _ => {}
        }
        Ok(())
    })?;
    Ok(outline)
}

/// Rows and places of the records with cells, by row.
fn scattered<R: Read + Seek>(
    records: &mut Records<'_, R>,
    sheet: &PlacedSheet,
    limits: &Limits,
) -> Result<Vec<(u16, u32)>> {
    let mut found = Vec::new();
    let most = limits.size("shared-bytes") / size_of::<(u16, u32)>();
    each_record(records, sheet, &mut |records, kind| {
        if has_cells(kind) {
            let start = records.place() - records.body().len() as u64 - 4;
            let start = u32::try_from(start).map_err(|_| damaged("the workbook is too long"))?;
            if found.len() >= most {
                return Err(past("shared-bytes", &sheet.name, limits));
            }
            found.push((u16_at(records.body(), 0), start));
        }
        Ok(())
    })?;
    found.sort_by_key(|&(row, _)| row);
    Ok(found)
}

/// Reads cells out of records.
struct RecordCells<'g, 'e> {
    globals: &'g Globals,
    hidden: &'g BTreeSet<u16>,
    each: &'e mut CellSink<'e>,
}

impl RecordCells<'_, '_> {
    /// Hands over the cells of a record.
    fn put<R: Read + Seek>(&mut self, records: &mut Records<'_, R>, kind: u16) -> Result<()> {
        if !has_cells(kind) {
            return Ok(());
        }
        let body = records.body_of(6)?;
        let (row, column, style) = (u16_at(body, 0), u16_at(body, 2), u16_at(body, 4));
        let content = match kind {
            kind::MUL_RK => return self.put_many(records),
            kind::RK => self.number(rk(u32_at(records.body_of(10)?, 6)), style),
            kind::NUMBER => {
                let number = f64::from_bits(u64_at(records.body_of(14)?, 6));
                self.number(number, style)
            }
            kind::LABEL_SST => {
                let at = u32_at(records.body_of(10)?, 6);
                Content::Value(text_cell(self.shared(at, (row, column))?))
            }
            kind::LABEL | kind::RICH_LABEL => Content::Value(text_cell(&records.pieces(6).text()?)),
            kind::BOOL_ERR => {
                let body = records.body_of(8)?;
                flag_or_error(body[6], body[7] != 0)
            }
            _ => self.formula(records, style)?,
        };
        self.hand_over((row, usize::from(column)), content)
    }

    /// Hands over the cells of a record of several numbers side by side.
    fn put_many<R: Read + Seek>(&mut self, records: &Records<'_, R>) -> Result<()> {
        let body = records.body_of(6)?;
        let (row, first) = (u16_at(body, 0), u16_at(body, 2));
        // The last column stands at the end.
        let numbers = body[4..body.len() - 2].chunks_exact(6);
        for (number, column) in numbers.zip(usize::from(first)..) {
            let content = self.number(rk(u32_at(number, 2)), u16_at(number, 0));
            self.hand_over((row, column), content)?;
        }
        Ok(())
    }

    fn hand_over(&mut self, (row, column): (u16, usize), value: Content) -> Result<()> {
        (self.each)(Cell {
            row: u64::from(row) + 1,
            column,
            value,
            is_hidden: self.hidden.contains(&row),
        })
    }

    fn number(&self, number: f64, style: u16) -> Content {
        let format = self.globals.format(style);
        Content::Value(shown_cell(number, &format, self.globals.is_1904))
    }

    fn shared(&self, at: u32, (row, column): (u16, u16)) -> Result<&str> {
        let text = usize::try_from(at).ok();
        let text = text.and_then(|at| self.globals.texts.get(at));
        text.ok_or_else(|| {
            let (row, column) = (u32::from(row) + 1, u32::from(column) + 1);
            damaged(&format!(
                "row {row}, column {column}: there is no text {at}"
            ))
        })
    }

    /// The value that a formula had when the file was saved.
    fn formula<R: Read + Seek>(&self, records: &mut Records<'_, R>, style: u16) -> Result<Content> {
        const TEXT: u8 = 0;
        const FLAG: u8 = 1;
        const ERROR: u8 = 2;
        const MUST_CALCULATE: u16 = 3;
        let body = records.body_of(16)?;
        let (result, options) = (&body[6..14], u16_at(body, 14));
        // Anything but a number is marked by what would be no number.
        if result[6..] != [0xFF, 0xFF] {
            return Ok(self.number(f64::from_bits(u64_at(result, 0)), style));
        }
        match result[0] {
            FLAG | ERROR => return Ok(flag_or_error(result[2], result[0] == ERROR)),
            TEXT => {}
            // A blank text; programs that do not calculate write one too, to be calculated on opening.
            _ if options & MUST_CALCULATE != 0 => return Ok(Content::NoValue),
            _ => return Ok(Content::Value(Value::Null)),
        }
        // The text stands in a record behind, and the formula itself may stand between.
        loop {
            match records.peek()? {
                Some(kind::STRING) => {
                    records.next()?;
                    return Ok(Content::Value(text_cell(&records.pieces(0).text()?)));
                }
                Some(kind::SHARED_FORMULA | kind::ARRAY | kind::TABLE | kind::CONTINUE) => {
                    records.next()?;
                }
                _ => return Ok(Content::NoValue),
            }
        }
    }
}

/// A number in 30 bits: whole or the upper part of a binary fraction, in hundredths if so marked.
fn rk(bits: u32) -> f64 {
    const IS_HUNDREDTHS: u32 = 1;
    const IS_WHOLE: u32 = 2;
    let number = if bits & IS_WHOLE == 0 {
        f64::from_bits(u64::from(bits & !3) << 32)
    } else {
        f64::from(bits.cast_signed() >> 2)
    };
    if bits & IS_HUNDREDTHS == 0 {
        number
    } else {
        number / 100.0
    }
}

fn flag_or_error(value: u8, is_error: bool) -> Content {
    if !is_error {
        return Content::Value(Value::from(value != 0));
    }
    let error = match value {
        0x00 => "#NULL!",
        0x07 => "#DIV/0!",
        0x0F => "#VALUE!",
        0x17 => "#REF!",
        0x1D => "#NAME?",
        0x24 => "#NUM!",
        0x2A => "#N/A",
        _ => "#ERROR!",
    };
    Content::Failed(error.to_owned())
}

#[cfg(test)]
mod tests {
    use super::rk;

    #[test]
    fn short_numbers_are_whole_or_fractions_or_hundredths() {
        assert_eq!(rk(50 << 2 | 2), 50.0);
        assert_eq!(rk((-7_i32).cast_unsigned() << 2 | 2), -7.0);
        assert_eq!(rk(725 << 2 | 3), 7.25);
        assert_eq!(rk(0x3FF0_0000), 1.0);
        assert_eq!(rk(0x4059_0001), 1.0, "a hundred hundredths");
    }
}
