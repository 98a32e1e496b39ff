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

pub(super) use sheet::{Cell, Content};

use archive::{Archive, damaged};
use book::Book;
use sheet::SheetCells;

use crate::error::Result;
use crate::intake::Limits;

/// A workbook being read.
pub(super) struct Xlsx<'l, R> {
    archive: Archive<R>,
    book: Book,
    limits: &'l Limits,
}

impl<'l, R: Read + Seek> Xlsx<'l, R> {
    /// Reads the parts that the sheets share.
    pub(super) fn new(input: R, limits: &'l Limits) -> Result<Self> {
        let mut archive = Archive::open(input, limits)?;
        let book = Book::read(&mut archive, limits)?;
        if book.sheets.is_empty() {
            return Err(damaged("the workbook has no sheets"));
        }
        Ok(Self {
            archive,
            book,
            limits,
        })
    }

    /// Names of the sheets of cells, in order.
    pub(super) fn sheet_names(&self) -> Vec<String> {
        self.book
            .sheets
            .iter()
            .map(|(name, _)| name.clone())
            .collect()
    }

    fn file_of(&self, sheet: &str) -> Result<String> {
        let mut sheets = self.book.sheets.iter();
        let found = sheets.find(|(name, _)| name == sheet);
        let found = found.map(|(_, file)| file.clone());
        found.ok_or_else(|| damaged(&format!("the sheet {sheet} is missing")))
    }

    /// First row, column and last row of the ranges of a sheet that are merged over several rows. Reads
    /// the sheet once, for they stand behind the cells.
    pub(super) fn merged_down(&mut self, sheet: &str) -> Result<Vec<((u64, usize), u64)>> {
        let file = self.file_of(sheet)?;
        match self.archive.get(&file)? {
            Some(input) => sheet::merged_down(input, &file, self.limits),
            None => Err(damaged(&format!("{file} is missing"))),
        }
    }

    /// Hands every cell of a sheet to `each`, in the order of the file.
    pub(super) fn each_cell(
        &mut self,
        sheet: &str,
        each: &mut dyn FnMut(Cell) -> Result<()>,
    ) -> Result<()> {
        let file = self.file_of(sheet)?;
        let input = self.archive.get(&file)?;
        let input = input.ok_or_else(|| damaged(&format!("{file} is missing")))?;
        let mut cells = SheetCells::new(input, &file, &self.book, self.limits);
        while let Some(cell) = cells.next()? {
            each(cell)?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests;
