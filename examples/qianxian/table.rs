//! Tables that stand beside a library: CSV in any character set, or the sheet of a workbook.

use std::path::Path;

use qianxian::Error;
use qianxian::intake::Source;

use crate::failure::Result;
use crate::language::wording;

/// A CSV file, rows of any length.
pub(crate) fn reader(
    file: &Path,
    has_headings: bool,
) -> Result<csv::Reader<std::io::Cursor<String>>> {
    let text = Source::file(file).text()?;
    let mut options = csv::ReaderBuilder::new();
    options.has_headers(has_headings).flexible(true);
    Ok(options.from_reader(std::io::Cursor::new(text)))
}

pub(crate) fn unreadable(file: &Path, error: &csv::Error) -> Error {
    let repair = wording!(
        "save it as CSV in UTF-8 ({error})",
        "请存为 UTF-8 的 CSV（“{error}”）"
    );
    Error::invalid("file", file.display(), repair)
}
