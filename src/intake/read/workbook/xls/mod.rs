//! A reader of `.xls` files (Excel 97 to 2003), which WPS calls `.et`.
//!
//! Layouts are those of [MS-CFB] (the file) and [MS-XLS] (the stream of records in it). The sheets are read as streams,
//! each twice: first for merged ranges and hidden rows, which may stand behind the cells.

mod compound;
mod globals;
mod records;
mod sheet;

use std::io::{Read, Seek};

use super::archive::damaged;
use super::cell::{Book, SheetPart};
use crate::error::Result;
use crate::intake::Limits;
use compound::CompoundStream;
use globals::Globals;
use records::Records;

/// A workbook being read.
pub(super) struct Xls<'l, R> {
    records: Records<'l, R>,
    globals: Globals,
    limits: &'l Limits,
}

impl<'l, R: Read + Seek> Xls<'l, R> {
    /// Reads the parts that the sheets share.
    pub(super) fn new(input: R, limits: &'l Limits) -> Result<Self> {
        let mut records = Records::new(CompoundStream::workbook(input, limits)?, limits);
        let globals = Globals::read(&mut records, limits)?;
        if globals.sheets.is_empty() {
            return Err(damaged("the workbook has no sheets"));
        }
        Ok(Self {
            records,
            globals,
            limits,
        })
    }
}

impl<R: Read + Seek> Book for Xls<'_, R> {
    fn sheets(&self) -> Vec<(String, bool)> {
        let sheets = self.globals.sheets.iter();
        sheets
            .map(|sheet| (sheet.name.clone(), sheet.is_hidden))
            .collect()
    }

    fn each_part(
        &mut self,
        sheet: usize,
        each: &mut dyn FnMut(SheetPart) -> Result<()>,
    ) -> Result<()> {
        let sheet = self.globals.sheets.get(sheet);
        let sheet = sheet.ok_or_else(|| damaged("a sheet is missing"))?;
        sheet::each_part(&mut self.records, &self.globals, sheet, self.limits, each)
    }
}
