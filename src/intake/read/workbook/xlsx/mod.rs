//! A reader of `.xlsx` files.

mod book;
mod sheet;
mod text;

use std::io::{Read, Seek};

use super::archive::{Archive, damaged};
use super::cell::{Book, SheetPart};
use crate::error::Result;
use crate::intake::Limits;
use book::BookParts;
use sheet::SheetCells;

/// A workbook being read.
pub(super) struct Xlsx<'l, R> {
    archive: Archive<R>,
    parts: BookParts,
    limits: &'l Limits,
}

impl<'l, R: Read + Seek> Xlsx<'l, R> {
    /// Reads the parts that the sheets share.
    pub(super) fn new(archive: Archive<R>, limits: &'l Limits) -> Result<Self> {
        let parts = BookParts::read(&archive, limits)?;
        if parts.sheets.is_empty() {
            return Err(damaged("the workbook has no sheets"));
        }
        Ok(Self {
            archive,
            parts,
            limits,
        })
    }
}

impl<R: Read + Seek> Book for Xlsx<'_, R> {
    fn sheets(&self) -> Vec<(String, bool)> {
        let sheets = self.parts.sheets.iter();
        sheets
            .map(|sheet| (sheet.name.clone(), sheet.is_hidden))
            .collect()
    }

    /// Reads the sheet twice, for the ranges stand behind the cells.
    fn each_part(
        &mut self,
        sheet: usize,
        each: &mut dyn FnMut(SheetPart) -> Result<()>,
    ) -> Result<()> {
        let sheet = self.parts.sheets.get(sheet);
        let sheet = sheet.ok_or_else(|| damaged("a sheet is missing"))?;
        let file = &sheet.file;
        let open = || {
            let input = self.archive.get(file)?;
            input.ok_or_else(|| damaged(&format!("{file} is missing")))
        };
        for range in sheet::merged_ranges(open()?, file, self.limits)? {
            each(SheetPart::Merged(range))?;
        }
        let mut cells = SheetCells::new(open()?, file, &self.parts, self.limits);
        while let Some(cell) = cells.next()? {
            each(SheetPart::Cell(cell))?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests;
