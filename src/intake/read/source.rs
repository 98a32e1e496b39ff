//! The source of rows: a file or bytes in memory, and its format.

use std::fs::File;
use std::io::{BufReader, Cursor, Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::charset::fill;
use crate::error::{Error, Result, Wording, say};

/// First bytes of a zip archive, as new workbooks are.
const ZIP: &[u8] = b"PK\x03\x04";
/// First bytes of a compound file, as old and encrypted workbooks are.
pub(super) const COMPOUND_FILE: &[u8] = b"\xD0\xCF\x11\xE0";

/// First bytes of workbooks that stand in no compound file, as before 1995.
const OLD_WORKBOOKS: [&[u8]; 4] = [
    b"\x09\x08\x08\0",
    b"\x09\x04\x06\0",
    b"\x09\x02\x06\0",
    b"\x09\0\x04\0",
];

/// A survey file, or the same bytes in memory.
///
/// # Example
/// ```
/// use qianxian::intake::Source;
/// let source = Source::bytes("needs.csv", "编号,需求名称\nn1,针状焦制备技术\n");
/// assert_eq!(source.name(), "needs.csv");
/// ```
#[derive(Clone, Debug)]
pub struct Source(SourceKind);

#[derive(Clone, Debug)]
enum SourceKind {
    File(PathBuf),
    Bytes { name: String, bytes: Arc<[u8]> },
}

/// Whether a file that begins with `head` is a workbook.
pub(super) fn is_workbook(head: &[u8]) -> bool {
    head.starts_with(ZIP)
        || head.starts_with(COMPOUND_FILE)
        || OLD_WORKBOOKS.iter().any(|mark| head.starts_with(mark))
}

impl Source {
    /// The file at `path`.
    pub fn file(path: impl Into<PathBuf>) -> Self {
        Self(SourceKind::File(path.into()))
    }

    /// `bytes`, called `name` in reports; the name's extension counts as that of a file.
    pub fn bytes(name: impl Into<String>, bytes: impl AsRef<[u8]>) -> Self {
        Self(SourceKind::Bytes {
            name: name.into(),
            bytes: bytes.as_ref().into(),
        })
    }

    /// Its name in reports.
    #[must_use]
    pub fn name(&self) -> String {
        match &self.0 {
            SourceKind::File(path) => path.display().to_string(),
            SourceKind::Bytes { name, .. } => name.clone(),
        }
    }

    fn path(&self) -> &Path {
        match &self.0 {
            SourceKind::File(path) => path,
            SourceKind::Bytes { name, .. } => Path::new(name),
        }
    }

    fn extension(&self) -> String {
        let extension = self.path().extension().unwrap_or_default();
        extension.to_string_lossy().to_lowercase()
    }

    /// `error` as one of reading this source.
    pub(crate) fn blame(&self, error: std::io::Error) -> Error {
        Error::io("read", self.path(), error)
    }

    /// Opens a survey, which is not empty.
    pub(crate) fn open(&self) -> Result<Opened> {
        let opened = self.open_any()?;
        if opened.bytes == 0 {
            return Err(self.refuse(
                "empty",
                say!(
                    "the file is empty; export the survey again",
                    "文件是空的；请重新导出调查表"
                ),
            ));
        }
        Ok(opened)
    }

    pub(super) fn open_any(&self) -> Result<Opened> {
        let opened: std::io::Result<Opened> = match &self.0 {
            SourceKind::File(path) => File::open(path).and_then(|file| {
                if file.metadata()?.is_dir() {
                    return Err(std::io::ErrorKind::IsADirectory.into());
                }
                Opened::new(BufReader::new(file))
            }),
            SourceKind::Bytes { bytes, .. } => Opened::new(Cursor::new(Arc::clone(bytes))),
        };
        opened.map_err(|error| self.blame(error))
    }

    /// The format: by content if certain, then by extension, then by likely content.
    pub(crate) fn format(&self, head: &[u8]) -> Result<Format> {
        let save_as = || {
            say!(
                "save it as .xlsx or as CSV in UTF-8",
                "请另存为 .xlsx 或 UTF-8 的 CSV"
            )
        };
        if head.starts_with(ZIP) {
            return match self.extension().as_str() {
                "docx" | "pptx" | "zip" => Err(self.refuse(&self.extension(), save_as())),
                _ => Ok(Format::Workbook),
            };
        }
        if head.starts_with(COMPOUND_FILE) {
            return Ok(Format::Workbook);
        }
        if OLD_WORKBOOKS.iter().any(|start| head.starts_with(start)) {
            let repair = say!(
                "a workbook of Excel 95 or older; open it and save it as .xlsx or as CSV in UTF-8",
                "这是 Excel 95 或更早的工作簿；请打开后另存为 .xlsx 或 UTF-8 的 CSV"
            );
            return Err(self.refuse("xls", repair));
        }
        match self.extension().as_str() {
            "csv" | "tsv" => Ok(Format::Delimited),
            "jsonl" | "ndjson" | "json" => Ok(Format::Json),
            extension @ ("xlsx" | "xlsm" | "ods" | "xls" | "et") => Err(self.refuse(
                extension,
                say!(
                    "the file is no spreadsheet; open it and save it as .xlsx again",
                    "该文件不是电子表格；请打开后重新另存为 .xlsx"
                ),
            )),
            "" | "txt" => self.by_content(head),
            other => Err(self.refuse(
                other,
                say!(
                    "use .jsonl, .json, .csv, .xlsx, .xls or .ods",
                    "请用 .jsonl、.json、.csv、.xlsx、.xls 或 .ods"
                ),
            )),
        }
    }

    fn by_content(&self, head: &[u8]) -> Result<Format> {
        let wide = head.starts_with(b"\xFF\xFE") || head.starts_with(b"\xFE\xFF");
        if head.contains(&0) && !wide {
            return Err(self.refuse(
                "binary",
                say!(
                    "use JSON Lines, CSV or .xlsx",
                    "请用 JSON Lines、CSV 或 .xlsx"
                ),
            ));
        }
        let first = head
            .iter()
            .find(|b| !b.is_ascii_whitespace() && !b"\xEF\xBB\xBF".contains(b));
        Ok(match first {
            Some(b'{' | b'[') => Format::Json,
            _ => Format::Delimited,
        })
    }

    /// An error about the file as a whole.
    pub(crate) fn refuse(&self, value: &str, repair: impl Into<Wording>) -> Error {
        Error::invalid("file", value, repair).in_record(Wording::name(self.name()))
    }
}

/// How rows are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Format {
    Json,
    Delimited,
    Workbook,
}

pub(crate) trait ReadSeek: Read + Seek {}
impl<T: Read + Seek> ReadSeek for T {}

/// An open source.
pub(crate) struct Opened {
    pub(crate) input: Box<dyn ReadSeek>,
    /// Size in bytes.
    pub(crate) bytes: u64,
    /// The first bytes.
    pub(crate) head: Vec<u8>,
}

impl Opened {
    fn new(mut input: impl Read + Seek + 'static) -> std::io::Result<Self> {
        const HEAD: usize = 1024;
        let bytes = input.seek(SeekFrom::End(0))?;
        input.seek(SeekFrom::Start(0))?;
        let mut head = vec![0; HEAD];
        let filled = fill(&mut input, &mut head)?;
        head.truncate(filled);
        input.seek(SeekFrom::Start(0))?;
        Ok(Self {
            input: Box::new(input),
            bytes,
            head,
        })
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::{Format, Source};

    fn format(name: &str, head: &[u8]) -> Option<Format> {
        Source::bytes(name, head).format(head).ok()
    }

    #[test]
    fn the_extension_decides_unless_the_content_contradicts_it() {
        assert_eq!(format("a.csv", b"[1]"), Some(Format::Delimited));
        assert_eq!(format("a.JSONL", b"x"), Some(Format::Json));
        assert_eq!(format("a.csv", b"PK\x03\x04"), Some(Format::Workbook));
        assert_eq!(format("a.xlsx", b"<html>"), None);
        let compound = b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1";
        assert_eq!(format("a.csv", compound), Some(Format::Workbook));
        assert_eq!(format("a.xls", b"\x09\x08\x08\0"), None);
        assert_eq!(format("a.pdf", b"%PDF"), None);
    }

    #[test]
    fn without_an_extension_the_content_decides() {
        assert_eq!(format("needs", b"\xEF\xBB\xBF {}"), Some(Format::Json));
        assert_eq!(format("needs.txt", b"id,title"), Some(Format::Delimited));
        assert_eq!(format("needs", b"\x7FELF\0"), None);
    }

    #[test]
    fn side_files_are_read_in_every_character_set() {
        let text = "单位,日期\n示例公司,2026-03-01\n";
        let gb18030 = encoding_rs::GB18030.encode(text).0;
        let marked = format!("\u{feff}{text}");
        for bytes in [text.as_bytes(), &gb18030, marked.as_bytes()] {
            assert_eq!(Source::bytes("a.csv", bytes).text().unwrap(), text);
        }
        assert_eq!(Source::bytes("none.txt", []).text().unwrap(), "");
        // A workbook is one by its content; a broken one is called that.
        let error = Source::bytes("a.csv", b"PK\x03\x04..").text().unwrap_err();
        assert!(error.to_string().contains("save it as .xlsx"), "{error}");
    }

    #[test]
    fn nothing_to_read_is_told_with_the_name() {
        let empty = Source::bytes("空.csv", []).open().err().unwrap();
        assert!(
            empty.is_invalid_input() && empty.to_string().starts_with("空.csv"),
            "{empty}"
        );
        let missing = Source::file("no/such/file.csv").open().err().unwrap();
        assert!(
            missing.to_string().contains("no/such/file.csv"),
            "{missing}"
        );
        assert!(Source::file(".").open().is_err());
    }
}
