//! `qianxian.json`: says that a directory is a library, which one, of which format, and holds the user's lexicon.

use std::io::ErrorKind;
use std::path::Path;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::FORMAT;
use super::disk::{read_small, replace};
use crate::error::{Error, Result, Wording, say};
use crate::text::Lexicon;

/// File name of the manifest.
pub(super) const MANIFEST: &str = "qianxian.json";

/// Always in `what`.
const WHAT: &str = "qianxian library";
/// Most bytes of a manifest that are read, its lexicon included.
const MAX_BYTES: u64 = 1 << 28;

/// Contents of the manifest.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Manifest {
    /// Always `qianxian library`.
    what: String,
    /// Format of the directory.
    format: u32,
    /// [`crate::text::Analyzer::version`] of the indexed tokens.
    analyzer: String,
    /// Id of the library: no other one has it.
    pub(super) library: String,
    /// The user's words and synonyms. Here, so that they are neither lost nor exchanged unseen.
    lexicon: Value,
    /// CRC-32 of this manifest as compact JSON with an empty checksum.
    checksum: String,
}

impl Manifest {
    /// The manifest of a new library.
    pub(super) fn new(analyzer: &str, library: String) -> Self {
        Self {
            what: WHAT.to_owned(),
            format: FORMAT,
            analyzer: analyzer.to_owned(),
            library,
            lexicon: Value::Null,
            checksum: String::new(),
        }
    }

    /// Reads and checks the manifest of `directory`; changes nothing.
    pub(super) fn read(directory: &Path, analyzer: &str) -> Result<Self> {
        let file = directory.join(MANIFEST);
        let bytes = match read_small(&file, MAX_BYTES) {
            Ok(bytes) => bytes,
            Err(e) if matches!(e.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) => {
                return Err(Error::corrupt(
                    directory,
                    say!("this directory holds no library", "该目录中没有库"),
                    say!(
                        "name a library, or a new or empty directory to create one",
                        "请指定库，或用来建库的新目录或空目录"
                    ),
                ));
            }
            Err(e) if e.kind() == ErrorKind::InvalidData => {
                return Err(damaged(&file, Wording::foreign(e.to_string())));
            }
            Err(e) => return Err(Error::io("read", &file, e)),
        };
        let value: Value = serde_json::from_slice(&bytes)
            .map_err(|e| damaged(&file, &say!("it is not JSON: {e}", "它不是 JSON：“{e}”")))?;
        // Before the fields are read: a newer format may have others and is to be named, not called damaged.
        check_format(directory, &value)?;
        let manifest = Self::deserialize(value)
            .map_err(|e| damaged(&file, Wording::foreign(e.to_string())))?;
        if manifest.checksum != manifest.sum() {
            return Err(damaged(
                &file,
                say!(
                    "it is not as it was written (checksum)",
                    "它与写入时不同（校验和）"
                ),
            ));
        }
        manifest.check_analyzer(directory, analyzer)?;
        Ok(manifest)
    }

    fn check_analyzer(&self, directory: &Path, analyzer: &str) -> Result<()> {
        if self.analyzer == analyzer {
            return Ok(());
        }
        let what = say!(
            "the library was indexed by analyzer {}, this version has {analyzer}",
            "该库由分析器 {} 建立索引，本版本为 {analyzer}",
            self.analyzer
        );
        Err(Error::corrupt(directory, what, IMPORT))
    }

    fn sum(&self) -> String {
        let bare = Self {
            checksum: String::new(),
            ..self.clone()
        };
        // The text of a value of strings and numbers; it cannot fail.
        let text = serde_json::to_string(&bare).unwrap_or_default();
        format!("{:08x}", crc32fast::hash(text.as_bytes()))
    }

    /// The user's words and synonyms.
    pub(super) fn lexicon(&self, directory: &Path) -> Result<Lexicon> {
        if self.lexicon.is_null() {
            return Ok(Lexicon::new());
        }
        Lexicon::deserialize(&self.lexicon).map_err(|e| {
            damaged(
                &directory.join(MANIFEST),
                &say!("its lexicon: {e}", "其词典：“{e}”"),
            )
        })
    }

    /// Replaces the lexicon.
    pub(super) fn with_lexicon(self, lexicon: &Lexicon) -> Result<Self> {
        let lexicon = serde_json::to_value(lexicon).map_err(|e| {
            Error::invalid(
                "lexicon",
                e,
                say!("report this as a defect", "请作为缺陷报告"),
            )
        })?;
        Ok(Self { lexicon, ..self })
    }

    /// Writes the manifest durably: whole or not at all.
    pub(super) fn write(mut self, directory: &Path) -> Result<()> {
        self.checksum = self.sum();
        let text = serde_json::to_string_pretty(&self).map_err(|e| {
            Error::invalid(
                "manifest",
                e,
                say!("report this value as a defect", "请把该值作为缺陷报告"),
            )
        })?;
        let file = directory.join(MANIFEST);
        replace(&file, text.as_bytes()).map_err(|e| Error::io("write", file, e))
    }
}

const IMPORT: Wording = Wording::fixed(
    "import its records into a new library",
    "请把其中的记录导入新库",
);

/// Checks the fields that every format has, before any other field is read as one of this format.
fn check_format(directory: &Path, manifest: &Value) -> Result<()> {
    let file = directory.join(MANIFEST);
    if manifest["what"] != WHAT {
        return Err(damaged(
            &file,
            say!("it is not the manifest of a library", "它不是库的清单"),
        ));
    }
    let format = manifest["format"]
        .as_u64()
        .ok_or_else(|| damaged(&file, say!("it names no format", "它没有写明格式")))?;
    let (what, repair) = if format > u64::from(FORMAT) {
        (
            say!(
                "the library has format {format}, this version reads up to {FORMAT}",
                "该库的格式为 {format}，本版本最高读取 {FORMAT}"
            ),
            say!(
                "open it with a newer version of the crate",
                "请用更新的版本打开"
            ),
        )
    } else if format < u64::from(FORMAT) {
        (
            say!(
                "the library was indexed by format {format}, this version writes {FORMAT}",
                "该库按格式 {format} 建立索引，本版本写 {FORMAT}"
            ),
            IMPORT,
        )
    } else {
        return Ok(());
    };
    Err(Error::corrupt(directory, what, repair))
}

fn damaged(file: &Path, what: impl Into<Wording>) -> Error {
    Error::corrupt(
        file,
        what,
        say!(
            "restore the file from a copy, or import the surveys into a new library",
            "请从备份恢复该文件，或把调查表导入新库"
        ),
    )
}
