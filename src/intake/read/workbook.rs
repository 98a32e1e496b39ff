//! Workbooks, of any format.
//!
//! Cells come as a stream and are put together to rows: one stray cell in the last row and column costs
//! one row of blanks, not a rectangle of them. The shared texts of the workbook are held in memory; the
//! sheets are not.

use std::collections::BTreeMap;

use serde_json::Value;

use super::row_numbers::RowNumbers;
use super::xlsx::{Cell, Content, MergedRange, Xlsx};
use super::{ReadSeek, SkipReason, SurveyRow};
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

/// A row being put together from its cells.
struct SheetRow {
    row: SurveyRow,
    /// Bytes of the texts of its cells.
    bytes: usize,
    /// Whether that passes the limit of a record; later cells are then left out.
    is_too_long: bool,
    is_hidden: bool,
}

/// One row of a sheet, or the number of one that is too long.
pub(super) enum Found {
    Row(SurveyRow),
    TooLong(u64),
}

/// A workbook of some format.
pub(super) trait Book {
    /// Names of the sheets of cells, in order, and whether each is hidden.
    fn sheets(&self) -> Vec<(String, bool)>;

    /// The ranges of a sheet that are merged.
    fn merged(&mut self, sheet: &str) -> Result<Vec<MergedRange>>;

    /// Hands every cell of a sheet in use to `each`, row by row.
    fn each_cell(&mut self, sheet: &str, each: &mut dyn FnMut(Cell) -> Result<()>) -> Result<()>;
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

/// A sheet to be read.
pub(super) struct ChosenSheet {
    pub(super) name: String,
    /// Whether it is named after the side that is read.
    pub(super) is_own: bool,
}

pub(super) struct Workbook<'l> {
    book: Box<dyn Book + 'l>,
    limits: &'l Limits,
}

impl<'l> Workbook<'l> {
    pub(super) fn xlsx(input: Box<dyn ReadSeek>, limits: &'l Limits) -> Result<Self> {
        let book = Box::new(Xlsx::new(input, limits)?);
        Ok(Self { book, limits })
    }

    /// The sheets to read for one side, the ones named after it first, and the others with the reason. Hidden sheets
    /// are never read, and sheets named after the other side only if there is no further one.
    pub(super) fn sheets(&self, side: SurveySide) -> (Vec<ChosenSheet>, Vec<(String, SkipReason)>) {
        let (mut own, mut unnamed, mut skipped) = (Vec::new(), Vec::new(), Vec::new());
        for (name, is_hidden) in self.book.sheets() {
            match side_of(&name) {
                _ if is_hidden => skipped.push((name, SkipReason::Hidden)),
                Some(named) if named == side => own.push(ChosenSheet { name, is_own: true }),
                None => unnamed.push(ChosenSheet {
                    name,
                    is_own: false,
                }),
                Some(_) => skipped.push((name, SkipReason::OtherSide)),
            }
        }
        own.append(&mut unnamed);
        if own.is_empty()
            && let Some(at) = skipped
                .iter()
                .position(|(_, r)| *r == SkipReason::OtherSide)
        {
            let (name, _) = skipped.remove(at);
            own.push(ChosenSheet {
                name,
                is_own: false,
            });
        }
        (own, skipped)
    }

    /// Hands every visible row of a sheet with a cell in use to `each`, in order, and returns the numbers of the hidden
    /// ones. A cell that is merged downwards stands in every row it covers.
    pub(super) fn rows(
        &mut self,
        sheet: &str,
        each: &mut dyn FnMut(Found) -> Result<()>,
    ) -> Result<RowNumbers> {
        let limits = self.limits;
        let mut merged = Merged::new(self.book.merged(sheet)?, limits);
        let mut row: Option<SheetRow> = None;
        self.book.each_cell(sheet, &mut |cell| {
            // A damaged file can name any column, and a row is filled up to it.
            if cell.column >= limits.size("columns") {
                return Err(too_wide(&cell, limits));
            }
            if row.as_ref().is_some_and(|row| row.row.number != cell.row)
                && let Some(done) = row.take()
            {
                merged.hand_over(done, each)?;
            }
            let row = row.get_or_insert_with(|| SheetRow::new(&cell));
            row.put(cell, limits);
            Ok(())
        })?;
        if let Some(row) = row {
            merged.hand_over(row, each)?;
        }
        Ok(merged.hidden)
    }
}

/// Merged cells.
struct Merged<'l> {
    /// Last row, by first row and column, of the ranges over several rows.
    ends: BTreeMap<(u64, usize), u64>,
    /// First and last column, by first row, of the ranges over several columns.
    across: BTreeMap<u64, Vec<(usize, usize)>>,
    /// Value and last row of the merged cells that may cover the current row, by column.
    open: BTreeMap<usize, (Value, u64)>,
    hidden: RowNumbers,
    limits: &'l Limits,
}

impl<'l> Merged<'l> {
    fn new(ranges: Vec<MergedRange>, limits: &'l Limits) -> Self {
        let (mut ends, mut across) = (BTreeMap::new(), BTreeMap::<_, Vec<_>>::new());
        for (first, last) in ranges {
            if last.0 > first.0 {
                ends.insert(first, last.0);
            }
            if last.1 > first.1 {
                across.entry(first.0).or_default().push((first.1, last.1));
            }
        }
        Self {
            ends,
            across,
            open: BTreeMap::new(),
            hidden: RowNumbers::default(),
            limits,
        }
    }

    fn hand_over(
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
        for (column, value) in row.row.cells.iter().enumerate() {
            if let Some(&last) = self.ends.get(&(number, column)) {
                self.open.insert(column, (value.clone(), last));
            }
        }
        // Merged texts stand in every row below, so they are bounded like a row.
        let held = self.open.values().map(|(value, _)| text_bytes(value));
        if held.sum::<usize>() > self.limits.size("record-bytes") {
            let repair = self
                .limits
                .repair("record-bytes", "merge fewer cells, or shorter ones");
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
        row.row.across = self.across.remove(&number).unwrap_or_default();
        each(Found::Row(row.row))
    }
}

/// Bytes of the text of a cell.
fn text_bytes(value: &Value) -> usize {
    value.as_str().map_or(0, str::len)
}

impl SheetRow {
    fn new(first: &Cell) -> Self {
        Self {
            row: SurveyRow::new(first.row, Vec::new()),
            bytes: 0,
            is_too_long: false,
            is_hidden: first.is_hidden,
        }
    }

    fn put(&mut self, cell: Cell, limits: &Limits) {
        let no_value = || super::NO_VALUE.to_owned();
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
