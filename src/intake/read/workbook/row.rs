//! Rows of a sheet, put together from its cells.

use std::collections::BTreeMap;

use serde_json::Value;

use super::super::row_numbers::RowNumbers;
use super::super::{NO_VALUE, SurveyRow};
use super::cell::{Cell, Content, MergedRange};
use super::shared::check_parts;
use crate::error::{Error, Result, say};
use crate::intake::Limits;

/// A row being put together from its cells.
pub(super) struct SheetRow {
    row: SurveyRow,
    /// Bytes of the texts of its cells.
    bytes: usize,
    /// Whether that passes the limit of a record; later cells are then left out.
    is_too_long: bool,
    is_hidden: bool,
}

/// One row of a sheet, or the number of one that is too long.
pub(in crate::intake::read) enum Found {
    Row(SurveyRow),
    TooLong(u64),
}

/// Merged cells of a sheet.
pub(super) struct Merged<'l> {
    /// Last row, by first row and column, of the ranges over several rows.
    ends: BTreeMap<(u64, usize), u64>,
    /// First and last column, by first row, of the ranges over several columns.
    across: BTreeMap<u64, Vec<(usize, usize)>>,
    /// Ranges so far.
    count: usize,
    /// Value and last row of the merged cells that may cover the current row, by column.
    open: BTreeMap<usize, (Value, u64)>,
    hidden: RowNumbers,
    limits: &'l Limits,
}

impl<'l> Merged<'l> {
    pub(super) fn new(limits: &'l Limits) -> Self {
        Self {
            ends: BTreeMap::new(),
            across: BTreeMap::new(),
            count: 0,
            open: BTreeMap::new(),
            hidden: RowNumbers::default(),
            limits,
        }
    }

    /// Takes a range, which must not come after the cells of its first row.
    pub(super) fn add(&mut self, (first, last): MergedRange, sheet: &str) -> Result<()> {
        if last.0 > first.0 {
            self.ends.insert(first, last.0);
        }
        if last.1 > first.1 {
            let across = self.across.entry(first.0).or_default();
            across.push((first.1, last.1));
        }
        self.count += 1;
        check_parts(self.count, sheet, self.limits)
    }

    /// The numbers of the hidden rows.
    pub(super) fn into_hidden(self) -> RowNumbers {
        self.hidden
    }

    /// Hands a row over, with the merged cells that reach into it.
    pub(super) fn hand_over(
        &mut self,
        mut row: SheetRow,
        each: &mut dyn FnMut(Found) -> Result<()>,
    ) -> Result<()> {
        // A blank row inside a merged region is no record; filling it from above would make one.
        if row.row.is_blank() && !row.is_too_long {
            return Ok(());
        }
        let number = row.row.number;
        self.open.retain(|_, (_, last)| *last >= number);
        // A value of its own, which some programs write under a merged region, is the one that the user sees after
        // unmerging.
        for (&column, (value, _)) in &self.open {
            if row.row.cells.get(column).is_none_or(Value::is_null) {
                row.fill(column, value.clone(), self.limits);
            }
        }
        let mut down = Vec::new();
        for (column, value) in row.row.cells.iter().enumerate() {
            if let Some(&last) = self.ends.get(&(number, column)) {
                self.open.insert(column, (value.clone(), last));
                if !value.is_null() {
                    down.push((column, last));
                }
            }
        }
        // Merged texts stand in every row below, so they are bounded like a row.
        let held = self.open.values().map(|(value, _)| text_bytes(value));
        if held.sum::<usize>() > self.limits.size("record-bytes") {
            let repair = self.limits.repair(
                "record-bytes",
                say!(
                    "merge fewer cells, or shorter ones",
                    "请减少合并的单元格，或缩短内容"
                ),
            );
            return Err(Error::invalid("merged cells", number, repair));
        }
        // Only now: a hidden row may begin a merged region that reaches into visible ones.
        if row.is_hidden {
            self.hidden.push(number);
            return Ok(());
        }
        if row.is_too_long {
            return each(Found::TooLong(number));
        }
        row.row.down = down;
        row.row.across = self.across.remove(&number).unwrap_or_default();
        each(Found::Row(row.row))
    }
}

/// Bytes of the text of a cell.
fn text_bytes(value: &Value) -> usize {
    value.as_str().map_or(0, str::len)
}

impl SheetRow {
    pub(super) fn new(first: &Cell) -> Self {
        Self {
            row: SurveyRow::new(first.row, Vec::new()),
            bytes: 0,
            is_too_long: false,
            is_hidden: first.is_hidden,
        }
    }

    /// Whether a cell stands in this row.
    pub(super) const fn holds(&self, cell: &Cell) -> bool {
        self.row.number == cell.row
    }

    pub(super) fn put(&mut self, cell: Cell, limits: &Limits) {
        let no_value = || NO_VALUE.to_owned();
        match cell.value {
            Content::Failed(error) => self.row.failed.push((cell.column, error)),
            Content::NoValue => self.row.failed.push((cell.column, no_value())),
            Content::Value(Value::Null) => {}
            Content::Value(value) => self.fill(cell.column, value, limits),
        }
    }

    /// Puts a value into a column. Thousands of cells may share one long text, so the row is bounded too.
    fn fill(&mut self, column: usize, value: Value, limits: &Limits) {
        self.bytes += text_bytes(&value);
        if self.bytes > limits.size("record-bytes") {
            self.is_too_long = true;
            return;
        }
        let cells = &mut self.row.cells;
        if cells.len() <= column {
            cells.resize(column + 1, Value::Null);
        }
        cells[column] = value;
    }
}
