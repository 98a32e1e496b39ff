//! `.xlsx` workbooks.
//!
//! Cells come as a stream and are put together to rows: one stray cell in the last row and column costs
//! one row of blanks, not a rectangle of them. The shared texts of the workbook are held in memory; the
//! sheets are not.

use std::collections::BTreeMap;
use std::io::{Read, Seek};

use serde_json::Value;

use super::xlsx::{Cell, Content, Xlsx};
use crate::error::{Error, Result};
use crate::intake::Limits;
use crate::intake::columns::SurveySide;
use crate::model::fold::lower_text;

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
    /// Bytes of the texts of its cells.
    bytes: usize,
    /// Whether that passes the limit of a record; later cells are then left out.
    pub(super) is_too_long: bool,
}

/// An error about a cell past the last column that is read.
fn too_wide(cell: &Cell, limits: &Limits) -> Error {
    let repair = limits.repair("columns", "remove the stray cell");
    let place = format!("row {}, column {}", cell.row, cell.column + 1);
    Error::invalid("file", place, repair)
}

/// The side that a sheet is named after; one of `人才需求` holds needs.
fn side_of(sheet: &str) -> Option<SurveySide> {
    let sheet = lower_text(sheet);
    let is_named = |words: &[&str]| words.iter().any(|word| sheet.contains(word));
    match (is_named(&NEEDS), is_named(&PROFILES)) {
        // `专家需求` names both sides: a need that asks for an expert.
        (true, _) => Some(SurveySide::Needs),
        (false, true) => Some(SurveySide::Profiles),
        _ => None,
    }
}

pub(super) struct Workbook<'l, R: Read + Seek> {
    book: Xlsx<'l, R>,
    limits: &'l Limits,
}

impl<'l, R: Read + Seek> Workbook<'l, R> {
    pub(super) fn new(input: R, limits: &'l Limits) -> Result<Self> {
        let book = Xlsx::new(input, limits)?;
        Ok(Self { book, limits })
    }

    /// The sheets to read for one side, and the others: the sheets that are named after the side,
    /// or the first one that is not named after the other side.
    pub(super) fn sheets(&self, side: SurveySide) -> (Vec<String>, Vec<String>) {
        let names = self.book.sheet_names();
        let own = |name: &String| side_of(name) == Some(side);
        let other = |name: &String| side_of(name).is_some_and(|found| found != side);
        let (mut chosen, mut rest): (Vec<_>, Vec<_>) = names.into_iter().partition(own);
        // A workbook with names such as Sheet1 still has one list, and its first sheet is it.
        if chosen.is_empty() {
            let first = rest.iter().position(|name| !other(name)).unwrap_or(0);
            if first < rest.len() {
                chosen.push(rest.remove(first));
            }
        }
        (chosen, rest)
    }

    /// Hands every row of a sheet with a cell in use to `each`, in order. A cell that is merged
    /// downwards stands in every row it covers.
    pub(super) fn rows(
        &mut self,
        sheet: &str,
        each: &mut dyn FnMut(SheetRow) -> Result<()>,
    ) -> Result<()> {
        let limits = self.limits;
        let mut merged = Merged::new(self.book.merged_down(sheet)?, limits);
        let mut row: Option<SheetRow> = None;
        self.book.each_cell(sheet, &mut |cell| {
            // A damaged file can name any column, and a row is filled up to it.
            if cell.column >= limits.size("columns") {
                return Err(too_wide(&cell, limits));
            }
            if row.as_ref().is_some_and(|row| row.number != cell.row)
                && let Some(done) = row.take()
            {
                merged.hand_over(done, each)?;
            }
            let row = row.get_or_insert_with(|| SheetRow::new(cell.row));
            row.put(cell, limits);
            Ok(())
        })?;
        row.map_or(Ok(()), |row| merged.hand_over(row, each))
    }
}

/// Cells merged downwards.
struct Merged<'l> {
    /// Last row, by first row and column.
    ends: BTreeMap<(u64, usize), u64>,
    /// Value and last row of the merged cells that may cover the current row, by column.
    open: BTreeMap<usize, (Value, u64)>,
    limits: &'l Limits,
}

impl<'l> Merged<'l> {
    fn new(ranges: Vec<((u64, usize), u64)>, limits: &'l Limits) -> Self {
        Self {
            ends: ranges.into_iter().collect(),
            open: BTreeMap::new(),
            limits,
        }
    }

    fn hand_over(
        &mut self,
        mut row: SheetRow,
        each: &mut dyn FnMut(SheetRow) -> Result<()>,
    ) -> Result<()> {
        // A blank row inside a merged region is no record; filling it from above would make one.
        if row.cells.iter().all(Value::is_null) && row.failed.is_empty() && !row.is_too_long {
            return Ok(());
        }
        self.open.retain(|_, (_, last)| *last >= row.number);
        // A value of its own, which some programs write under a merged region, is the one that the user sees after
        // unmerging.
        for (&column, (value, _)) in &self.open {
            if row.cells.get(column).is_none_or(Value::is_null) {
                row.fill(column, value.clone(), self.limits);
            }
        }
        for (column, value) in row.cells.iter().enumerate() {
            if let Some(&last) = self.ends.get(&(row.number, column)) {
                self.open.insert(column, (value.clone(), last));
            }
        }
        // Merged texts stand in every row below, so they are bounded like a row.
        let held = self.open.values().map(|(value, _)| text_bytes(value));
        if held.sum::<usize>() > self.limits.size("record-bytes") {
            let repair = self
                .limits
                .repair("record-bytes", "merge fewer cells, or shorter ones");
            return Err(Error::invalid("merged cells", row.number, repair));
        }
        each(row)
    }
}

/// Bytes of the text of a cell.
fn text_bytes(value: &Value) -> usize {
    value.as_str().map_or(0, str::len)
}

impl SheetRow {
    fn new(number: u64) -> Self {
        Self {
            number,
            cells: Vec::new(),
            failed: Vec::new(),
            bytes: 0,
            is_too_long: false,
        }
    }

    fn put(&mut self, cell: Cell, limits: &Limits) {
        match cell.value {
            Content::Failed(error) => self.failed.push((cell.column, error)),
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
        if self.cells.len() <= column {
            self.cells.resize(column + 1, Value::Null);
        }
        self.cells[column] = value;
    }
}
