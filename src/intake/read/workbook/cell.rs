//! Cells of a sheet, of any format.

use serde_json::Value;

use crate::error::{Error, Result, say};
use crate::intake::Limits;

/// Rows of the tallest sheet that the format allows.
pub(super) const MAX_ROWS: u64 = 1_048_576;

/// A cell in use.
#[derive(Clone, Debug)]
pub(super) struct Cell {
    /// Row, from 1.
    pub(super) row: u64,
    /// Column, from 0.
    pub(super) column: usize,
    pub(super) value: Content,
    /// Whether its row is hidden or filtered out.
    pub(super) is_hidden: bool,
}

/// First and last place of a merged range: rows from 1, columns from 0.
pub(super) type MergedRange = ((u64, usize), (u64, usize));

/// A piece of a sheet.
#[derive(Clone, Debug)]
pub(super) enum SheetPart {
    Merged(MergedRange),
    Cell(Cell),
}

/// Content of a cell.
#[derive(Clone, Debug)]
pub(super) enum Content {
    /// A value, cleaned; blank ones are `Null`.
    Value(Value),
    /// A formula failed with that error.
    Failed(String),
    /// A formula of which the file keeps no value.
    NoValue,
}

/// A workbook of some format.
pub(super) trait Book {
    /// Names of the sheets of cells, in order, and whether each is hidden.
    fn sheets(&self) -> Vec<(String, bool)>;

    /// Hands the cells in use of the sheet at that place in the list to `each`, row by row, and its merged ranges, none
    /// of them later than the cells of its first row.
    fn each_part(
        &mut self,
        sheet: usize,
        each: &mut dyn FnMut(SheetPart) -> Result<()>,
    ) -> Result<()>;
}

/// An error about a cell longer than the limit.
pub(super) fn too_long((row, column): (u64, usize), limits: &Limits) -> Error {
    let what = format!("row {row}, column {}", column + 1);
    Error::invalid(
        "cell",
        what,
        limits.repair("cell-bytes", say!("shorten the cell", "请缩短单元格")),
    )
}
