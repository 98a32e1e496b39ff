//! Reports written down: a page for a browser and for paper, a workbook, JSON.
//!
//! A writer knows chapters, tables and cells, and nothing of what they are about: every report can be written as each of
//! the three, with the same figures. The same report gives the same bytes.
//!
//! # The page
//! One file of HTML that loads nothing: styles, charts and a script of a few lines are in it, and a content security
//! policy keeps it so. It is well-formed XML too, so that tools can read it. Figures link to the rows behind them, which
//! stand in an appendix; the script narrows the appendix to these rows, and without script the link leads to the table
//! and its title says which rows to look for. A page has at most [`PAGE_BYTES`] as long as its chapters leave room: of
//! rows of the appendix that do not fit the names alone stand there, or nothing, and the page says of how many.
//!
//! # Charts
//! Charts are SVG of a small module of our own. Three libraries were looked at. Plotters (0.3) measures text with fonts of the
//! machine, or guesses widths without them, and brings its own colours: no styles of the page reach its drawing. Charming
//! (0.6) writes options for ECharts, which draws with JavaScript: a megabyte in the page, or a JavaScript engine in the
//! build. Poloto (19) draws lines and bars with styles of the page, but no heat maps and no tiles, and its layout is of
//! one width. What a report needs is bars, lines, squares and tiles that stretch from a phone to A4 while their text
//! keeps its size; lengths in percent do that in a few lines for each, the bytes are few, and no font or platform
//! changes them.

mod appendix;
mod chart;
mod figure;
mod markup;
mod page;
mod table;
#[cfg(test)]
mod tests;
mod words;
#[cfg(feature = "xlsx")]
mod workbook;

use std::io::Write;

use super::document::Report;
#[cfg(not(feature = "xlsx"))]
use crate::error::say;
use crate::error::{Error, Result};

/// Most bytes of a page whose chapters leave room for an appendix.
pub const PAGE_BYTES: usize = 300_000;

impl Report {
    /// Writes a page of HTML: one file that loads nothing, for screens, phones and A4.
    ///
    /// # Errors
    /// I/O, of `out` alone.
    ///
    /// # Example
    /// ```
    /// # use qianxian::report::Report;
    /// fn show(report: &Report) -> qianxian::Result<String> {
    ///     let mut page = Vec::new();
    ///     report.write_html(&mut page)?;
    ///     Ok(String::from_utf8_lossy(&page).into_owned())
    /// }
    /// ```
    pub fn write_html(&self, mut out: impl Write) -> Result<()> {
        let page = page::page(self);
        out.write_all(page.as_bytes())
            .map_err(|e| Error::io("write", "the report", e))
    }

    /// Writes a workbook (`.xlsx`): a sheet for each table, and one of contents with the rules of all columns.
    ///
    /// Numbers are numbers, shares with their part and whole beside them, amounts in 万元, days as days. Figures link to
    /// the sheet of the rows behind them. Text is never a formula. Needs the feature `xlsx`.
    ///
    /// # Errors
    /// I/O, of `out`; invalid input if a table outgrows the format (1,048,576 rows, 16,384 columns), or if the crate was
    /// built without the feature `xlsx`.
    ///
    /// # Example
    /// ```
    /// # use qianxian::report::Report;
    /// fn keep(report: &Report) -> qianxian::Result<Vec<u8>> {
    ///     let mut workbook = Vec::new();
    ///     report.write_xlsx(&mut workbook)?;
    ///     Ok(workbook)
    /// }
    /// ```
    pub fn write_xlsx(&self, out: impl Write + Send) -> Result<()> {
        #[cfg(feature = "xlsx")]
        return workbook::write(self, out);
        #[cfg(not(feature = "xlsx"))]
        {
            drop(out);
            let repair = say!(
                "build with the feature `xlsx`, or write HTML or JSON",
                "请启用 xlsx 特性编译，或改用 HTML 或 JSON"
            );
            Err(Error::invalid("output", "xlsx", repair))
        }
    }

    /// Writes JSON, indented, with a line end: all chapters, tables, cells and conditions.
    ///
    /// For JSON on one line, serialise the report itself. A number that is not finite becomes `null`.
    ///
    /// # Errors
    /// I/O, of `out` alone.
    ///
    /// # Example
    /// ```
    /// # use qianxian::report::Report;
    /// fn title(report: &Report) -> qianxian::Result<bool> {
    ///     let mut json = Vec::new();
    ///     report.write_json(&mut json)?;
    ///     Ok(json.starts_with(b"{\n  \"title\": "))
    /// }
    /// ```
    pub fn write_json(&self, mut out: impl Write) -> Result<()> {
        let refused = |e| Error::io("write", "the report", e);
        serde_json::to_writer_pretty(&mut out, self).map_err(|e| refused(e.into()))?;
        out.write_all(b"\n").map_err(refused)
    }
}
