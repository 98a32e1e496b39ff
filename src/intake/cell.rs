//! Cells of CSV files for spreadsheet programs, written so that none is taken for a formula, and read back.
//!
//! A spreadsheet program takes a cell that begins with `=`, `+`, `-`, `@`, a tab or a carriage return for a
//! formula, and a formula can open addresses and start programs. Such text is written behind an apostrophe.

use std::io::Write;

/// Whether a spreadsheet program may take `text` for a formula, or for text behind the guard.
fn is_risky(text: &str) -> bool {
    text.starts_with(['=', '+', '-', '@', '\t', '\r', '\''])
}

/// Returns `text` so that no spreadsheet program takes it for a formula: behind an apostrophe if it begins with `=`,
/// `+`, `-`, `@`, a tab, a carriage return or an apostrophe.
///
/// # Example
/// ```
/// use qianxian::intake::{guarded, unguarded};
/// assert_eq!(guarded("=1+1"), "'=1+1");
/// assert_eq!(guarded("a=1"), "a=1");
/// assert_eq!(unguarded(&guarded("=1+1")), "=1+1");
/// ```
#[must_use]
pub fn guarded(text: &str) -> String {
    let guard = if is_risky(text) { "'" } else { "" };
    format!("{guard}{text}")
}

/// Returns the text that [`guarded`] was given; other text comes back as it is.
#[must_use]
pub fn unguarded(text: &str) -> &str {
    text.strip_prefix('\'')
        .filter(|rest| is_risky(rest))
        .unwrap_or(text)
}

/// Writes CSV of which no cell is taken for a formula: every cell is [`guarded`].
///
/// Buffered; [`flush`](Self::flush) ends the file.
#[derive(Debug)]
pub struct CsvWriter<W: Write>(csv::Writer<W>);

impl<W: Write> CsvWriter<W> {
    /// A writer into `out`, of UTF-8 without byte order mark, commas, lines ending in a line feed.
    pub fn new(out: W) -> Self {
        Self(csv::Writer::from_writer(out))
    }

    /// Writes one row.
    ///
    /// # Errors
    /// If `out` cannot be written, or a row has not as many cells as the first.
    pub fn row<T: AsRef<str>>(
        &mut self,
        cells: impl IntoIterator<Item = T>,
    ) -> std::io::Result<()> {
        let cells = cells.into_iter().map(|cell| guarded(cell.as_ref()));
        self.0.write_record(cells).map_err(std::io::Error::from)
    }

    /// Hands everything written so far to `out`.
    ///
    /// # Errors
    /// If `out` cannot be written.
    pub fn flush(&mut self) -> std::io::Result<()> {
        self.0.flush()
    }
}

#[cfg(test)]
mod tests {
    use super::{CsvWriter, guarded, unguarded};

    #[test]
    fn guards_come_off_again() {
        for text in [
            "=1+1", "+86", "-5", "@x", "'", "'=x", "''", "甲", "", "a=b", "\tx", "\rx",
        ] {
            let guarded = guarded(text);
            assert_eq!(unguarded(&guarded), text);
            assert!(
                !guarded.starts_with(['=', '+', '-', '@', '\t', '\r']),
                "{guarded}"
            );
        }
    }

    #[test]
    #[allow(clippy::unwrap_used, reason = "tests")]
    fn every_cell_of_a_file_is_guarded() {
        let mut file = Vec::new();
        let mut writer = CsvWriter::new(&mut file);
        writer.row(["need", "=cmd|'/c calc'!A1", "0.5"]).unwrap();
        writer.flush().unwrap();
        drop(writer);
        assert_eq!(
            String::from_utf8(file).unwrap(),
            "need,'=cmd|'/c calc'!A1,0.5\n"
        );
    }
}
