//! `.xlsx` workbooks.
//!
//! Cells are read as calamine streams them, not through its `Range`, which fills the whole
//! rectangle around the cells in use: one stray cell in the last row and column would ask for
//! hundreds of gigabytes. umya-spreadsheet can also write, and keeps far more in memory. The
//! shared strings of the workbook are held in memory; the sheets are not.

use std::collections::BTreeMap;
use std::io::{Read, Seek};

use calamine::{DataRef, DataType as _, ExcelDateTime, Reader as _, Xlsx, XlsxError};
use serde_json::Value;

use super::cell::{number_cell, text_cell};
use crate::error::{Error, Result};
use crate::intake::columns::Side;
use crate::model::fold::lower_text;

/// Columns of the widest sheet that the format allows.
const MAX_COLUMNS: u32 = 16_384;

/// Words in the names of sheets that hold one side.
const NEEDS: [&str; 6] = ["需求", "难题", "榜单", "need", "demand", "challenge"];
const PROFILES: [&str; 22] = [
    "专家",
    "人才",
    "团队",
    "院所",
    "高校",
    "机构",
    "成果",
    "平台",
    "设备",
    "仪器",
    "金融",
    "服务",
    "政策",
    "供给",
    "profile",
    "expert",
    "team",
    "institution",
    "achievement",
    "facilit",
    "polic",
    "supply",
];

/// One row with its number in the sheet, from 1.
pub(super) struct SheetRow {
    pub(super) number: u64,
    pub(super) cells: Vec<Value>,
    /// Columns (from 0) whose formula failed, with the error shown.
    pub(super) failed: Vec<(usize, String)>,
}

fn broken(error: XlsxError) -> Error {
    Error::invalid(
        "file",
        error,
        "open the workbook and save it as .xlsx again",
    )
}

fn too_wide(row: u64, column: u32) -> Error {
    let repair = format!("a sheet has at most {MAX_COLUMNS} columns; save it as .xlsx again");
    Error::invalid("file", format!("row {row}, column {column}"), repair)
}

/// The side that a sheet is named after; one of `人才需求` holds needs.
fn side_of(sheet: &str) -> Option<Side> {
    let sheet = lower_text(sheet);
    let is_named = |words: &[&str]| words.iter().any(|word| sheet.contains(word));
    match (is_named(&NEEDS), is_named(&PROFILES)) {
        // `专家需求` names both sides: a need that asks for an expert.
        (true, _) => Some(Side::Needs),
        (false, true) => Some(Side::Profiles),
        _ => None,
    }
}

pub(super) struct Workbook<R: Read + Seek>(Xlsx<R>);

impl<R: Read + Seek> Workbook<R> {
    pub(super) fn new(input: R) -> Result<Self> {
        Xlsx::new(input).map(Self).map_err(broken)
    }

    /// The sheets to read for one side, and the others: the sheets that are named after the side,
    /// or the first one that is not named after the other side.
    pub(super) fn sheets(&self, side: Side) -> (Vec<String>, Vec<String>) {
        let names = self.0.sheet_names();
        let own = |name: &String| side_of(name) == Some(side);
        let other = |name: &String| side_of(name).is_some_and(|found| found != side);
        let mut chosen: Vec<String> = names.iter().filter(|name| own(name)).cloned().collect();
        // A workbook with names such as Sheet1 still has one list, and its first sheet is it.
        if chosen.is_empty() {
            let first = names.iter().find(|name| !other(name)).or(names.first());
            chosen.extend(first.cloned());
        }
        let rest = names
            .into_iter()
            .filter(|name| !chosen.contains(name))
            .collect();
        (chosen, rest)
    }

    /// Hands every row of a sheet with a cell in use to `each`, in order. A cell that is merged
    /// downwards stands in every row it covers.
    pub(super) fn rows(
        &mut self,
        sheet: &str,
        each: &mut dyn FnMut(SheetRow) -> Result<()>,
    ) -> Result<()> {
        let mut merged = self.merged_down(sheet)?;
        let mut cells = self.0.worksheet_cells_reader(sheet).map_err(broken)?;
        let mut row: Option<SheetRow> = None;
        while let Some(cell) = cells.next_cell().map_err(broken)? {
            let (at_row, at_column) = cell.get_position();
            let number = u64::from(at_row) + 1;
            // A damaged file can name any column, and a row is filled up to it.
            if at_column >= MAX_COLUMNS {
                return Err(too_wide(number, at_column));
            }
            if row.as_ref().is_some_and(|row| row.number != number)
                && let Some(done) = row.take()
            {
                hand_over(done, &mut merged, each)?;
            }
            let row = row.get_or_insert_with(|| SheetRow::new(number));
            row.put(at_column as usize, cell.get_value());
        }
        row.map_or(Ok(()), |row| hand_over(row, &mut merged, each))
    }

    /// Cells merged downwards, by their first row and column.
    fn merged_down(&mut self, sheet: &str) -> Result<Merged> {
        let regions = self.0.merge_cells_by_sheet_name(sheet).map_err(broken)?;
        let tall = regions
            .iter()
            .filter(|region| region.end.0 > region.start.0);
        let ends = tall.map(|r| {
            (
                (u64::from(r.start.0) + 1, r.start.1 as usize),
                u64::from(r.end.0) + 1,
            )
        });
        Ok(Merged {
            ends: ends.collect(),
            open: BTreeMap::new(),
        })
    }
}

/// Cells merged downwards.
struct Merged {
    /// Last row, by first row and column.
    ends: BTreeMap<(u64, usize), u64>,
    /// Value and last row of the merged cells that may cover the current row, by column.
    open: BTreeMap<usize, (Value, u64)>,
}

fn hand_over(
    mut row: SheetRow,
    merged: &mut Merged,
    each: &mut dyn FnMut(SheetRow) -> Result<()>,
) -> Result<()> {
    // A blank row inside a merged region is no record; filling it from above would make one.
    if row.cells.iter().all(Value::is_null) && row.failed.is_empty() {
        return Ok(());
    }
    merged.open.retain(|_, (_, last)| *last >= row.number);
    for (&column, (value, _)) in &merged.open {
        if row.cells.len() <= column {
            row.cells.resize(column + 1, Value::Null);
        }
        // A value of its own, which some programs write under a merged region, is what the user sees after
        // unmerging.
        if row.cells[column].is_null() {
            row.cells[column] = value.clone();
        }
    }
    for (column, value) in row.cells.iter().enumerate() {
        if let Some(&last) = merged.ends.get(&(row.number, column)) {
            merged.open.insert(column, (value.clone(), last));
        }
    }
    each(row)
}

impl SheetRow {
    fn new(number: u64) -> Self {
        Self {
            number,
            cells: Vec::new(),
            failed: Vec::new(),
        }
    }

    fn put(&mut self, column: usize, value: &DataRef<'_>) {
        let cell = match value {
            DataRef::Error(error) => {
                self.failed.push((column, error.to_string()));
                Value::Null
            }
            DataRef::DateTime(day) => day_cell(day),
            DataRef::Float(number) => number_cell(*number),
            DataRef::Int(number) => Value::from(*number),
            DataRef::Bool(flag) => Value::from(*flag),
            other => other
                .as_string()
                .map_or(Value::Null, |text| text_cell(&text)),
        };
        if cell.is_null() {
            return;
        }
        if self.cells.len() <= column {
            self.cells.resize(column + 1, Value::Null);
        }
        self.cells[column] = cell;
    }
}

/// A day as `2024-06-27`, with the time of day if there is one; a time alone as `08:30:00`.
fn day_cell(day: &ExcelDateTime) -> Value {
    if !day.is_datetime() {
        return number_cell(day.as_f64());
    }
    let (year, month, date, hour, minute, second, _) = day.to_ymd_hms_milli();
    let time = format!("{hour:02}:{minute:02}:{second:02}");
    // A serial number below 1 is a time of day; its day would be the last of 1899.
    if day.as_f64() < 1.0 {
        return Value::from(time);
    }
    let midnight = (hour, minute, second) == (0, 0, 0);
    let tail = if midnight {
        String::new()
    } else {
        format!("T{time}")
    };
    Value::from(format!("{year:04}-{month:02}-{date:02}{tail}"))
}
