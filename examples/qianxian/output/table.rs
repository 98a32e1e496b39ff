//! Tables whose columns stand below each other in Chinese too.

use std::io::{self, Write};

use super::width::{one_line, width};

/// One column: its heading, its side, its most columns on a terminal.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Column {
    heading: &'static str,
    is_number: bool,
    most: usize,
}

impl Column {
    /// Text, from the left, cut to `most` columns.
    pub(crate) const fn text(heading: &'static str, most: usize) -> Self {
        Self {
            heading,
            is_number: false,
            most,
        }
    }

    /// A number, at the right.
    pub(crate) const fn number(heading: &'static str) -> Self {
        Self {
            heading,
            is_number: true,
            most: usize::MAX,
        }
    }
}

/// Rows under headings; a row may have lines of its own below it.
#[derive(Debug)]
pub(crate) struct Table<const N: usize> {
    columns: [Column; N],
    rows: Vec<([String; N], Vec<String>)>,
}

impl<const N: usize> Table<N> {
    pub(crate) fn new(columns: [Column; N]) -> Self {
        Self {
            columns,
            rows: Vec::new(),
        }
    }

    pub(crate) fn row(&mut self, cells: [String; N]) {
        self.row_with_notes(cells, Vec::new());
    }

    pub(crate) fn row_with_notes(&mut self, cells: [String; N], notes: Vec<String>) {
        let cut = |i: usize| one_line(&cells[i], self.columns[i].most);
        self.rows.push((std::array::from_fn(cut), notes));
    }

    /// Writes the headings and the rows; nothing if there are no rows.
    pub(crate) fn print(&self, out: &mut dyn Write) -> io::Result<()> {
        if self.rows.is_empty() {
            return Ok(());
        }
        let headings = self.columns.map(|column| column.heading.to_owned());
        let cells = || std::iter::once(&headings).chain(self.rows.iter().map(|row| &row.0));
        let widths: [usize; N] =
            std::array::from_fn(|i| cells().map(|row| width(&row[i])).max().unwrap_or(0));
        self.line(out, &headings, &widths)?;
        for (cells, notes) in &self.rows {
            self.line(out, cells, &widths)?;
            for note in notes {
                writeln!(out, "      {note}")?;
            }
        }
        Ok(())
    }

    fn line(
        &self,
        out: &mut dyn Write,
        cells: &[String; N],
        widths: &[usize; N],
    ) -> io::Result<()> {
        let mut line = String::new();
        for ((cell, column), most) in cells.iter().zip(&self.columns).zip(widths) {
            let pad = " ".repeat(most - width(cell));
            let (before, after) = if column.is_number {
                (pad.as_str(), "")
            } else {
                ("", pad.as_str())
            };
            line.extend([before, cell, after, "  "]);
        }
        writeln!(out, "{}", line.trim_end())
    }
}
