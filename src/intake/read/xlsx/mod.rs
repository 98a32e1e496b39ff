//! A reader of `.xlsx` files of our own, in bounded memory.
//!
//! The calamine crate trusts the numbers that a file states of itself: a workbook of 9.6 kB that claims four hundred
//! thousand million shared texts makes it ask for the memory at once, and the process aborts. Here nothing is
//! allocated by a number that the file states, no piece of XML is larger than a cell may be, and each thing kept is
//! counted against [`Limits`]. On well-formed workbooks a test holds the two readers equal.

mod archive;
mod book;
mod date;
mod sheet;
mod text;
mod xml;

use std::io::{Read, Seek};

pub(super) use sheet::{Cell, Content, MergedRange};

use archive::{Archive, damaged};
use book::BookParts;
use sheet::SheetCells;

use super::workbook::Book;
use crate::error::Result;
use crate::intake::Limits;

/// A workbook being read.
pub(super) struct Xlsx<'l, R> {
    archive: Archive<R>,
    parts: BookParts,
    limits: &'l Limits,
}

impl<'l, R: Read + Seek> Xlsx<'l, R> {
    /// Reads the parts that the sheets share.
    pub(super) fn new(input: R, limits: &'l Limits) -> Result<Self> {
        let mut archive = Archive::open(input, limits)?;
        let parts = BookParts::read(&mut archive, limits)?;
        if parts.sheets.is_empty() {
            return Err(damaged("the workbook has no sheets"));
        }
        Ok(Self {
            archive,
            parts,
            limits,
        })
    }

    fn file_of(&self, sheet: &str) -> Result<String> {
        let mut sheets = self.parts.sheets.iter();
        let found = sheets.find(|found| found.name == sheet);
        let found = found.map(|found| found.file.clone());
        found.ok_or_else(|| damaged(&format!("the sheet {sheet} is missing")))
    }
}

impl<R: Read + Seek> Book for Xlsx<'_, R> {
    fn sheets(&self) -> Vec<(String, bool)> {
        let sheets = self.parts.sheets.iter();
        sheets
            .map(|sheet| (sheet.name.clone(), sheet.is_hidden))
            .collect()
    }

    /// Reads the sheet once, for the ranges stand behind the cells.
    fn merged(&mut self, sheet: &str) -> Result<Vec<MergedRange>> {
        let file = self.file_of(sheet)?;
        match self.archive.get(&file)? {
            Some(input) => sheet::merged_ranges(input, &file, self.limits),
            None => Err(damaged(&format!("{file} is missing"))),
        }
    }

    fn each_cell(&mut self, sheet: &str, each: &mut dyn FnMut(Cell) -> Result<()>) -> Result<()> {
        let file = self.file_of(sheet)?;
        let input = self.archive.get(&file)?;
        let input = input.ok_or_else(|| damaged(&format!("{file} is missing")))?;
        let mut cells = SheetCells::new(input, &file, &self.parts, self.limits);
        while let Some(cell) = cells.next()? {
            each(cell)?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests;
