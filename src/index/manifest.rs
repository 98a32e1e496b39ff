//! `qianxian.json`: says that a directory is a library, which one, of which format, and holds the user's lexicon.

use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::FORMAT;
use super::disk::{read_small, replace};
use crate::error::{Error, Result, Wording, say};
use crate::num::hash64;
use crate::text::Lexicon;

/// File name of the manifest.
pub(super) const MANIFEST: &str = "qianxian.json";

/// Always in `what`.
pub(super) const WHAT: &str = "qianxian library";
/// Most bytes of a manifest that are read, its lexicon included.
pub(super) const MAX_BYTES: u64 = 1 << 28;

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
        Self::bytes(directory)?.manifest(analyzer)
    }

    /// Reads the manifest of `directory` without a look at its content.
    pub(super) fn bytes(directory: &Path) -> Result<ManifestBytes> {
        let file = directory.join(MANIFEST);
        match read_small(&file, MAX_BYTES) {
            Ok(bytes) => Ok(ManifestBytes {
                bytes,
                directory: directory.to_owned(),
            }),
            Err(e) if matches!(e.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) => {
                Err(Error::corrupt(
                    directory,
                    say!("this directory holds no library", "该目录中没有库"),
                    say!(
                        "name a library, or a new or empty directory to create one",
                        "请指定库，或用来建库的新目录或空目录"
                    ),
                ))
            }
            Err(e) if e.kind() == ErrorKind::InvalidData => {
                Err(damaged(&file, Wording::foreign(e.to_string())))
            }
            Err(e) => Err(Error::io("read", &file, e)),
        }
    }

    /// Writes the number of this format into the manifest of `directory`, of an older format that is read as it is.
    ///
    /// To be called under the writer's lock, before anything is written that programs of that format do not know.
    pub(super) fn upgrade(directory: &Path, analyzer: &str) -> Result<()> {
        let manifest = Self::read(directory, analyzer)?;
        if manifest.format == FORMAT {
            return Ok(());
        }
        let format = FORMAT;
        Self { format, ..manifest }.write(directory).map(drop)
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
    pub(super) fn write(mut self, directory: &Path) -> Result<ManifestStamp> {
        self.checksum = self.sum();
        let text = serde_json::to_string_pretty(&self).map_err(|e| {
            Error::invalid(
                "manifest",
                e,
                say!("report this value as a defect", "请把该值作为缺陷报告"),
            )
        })?;
        let file = directory.join(MANIFEST);
        replace(&file, text.as_bytes()).map_err(|e| Error::io("write", file, e))?;
        Ok(ManifestStamp::of(text.as_bytes()))
    }
}

/// Tells one manifest from another without reading it: a hash of its bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct ManifestStamp(u64);

impl ManifestStamp {
    fn of(bytes: &[u8]) -> Self {
        Self(hash64(bytes))
    }
}

/// A manifest as it stands in its file.
pub(super) struct ManifestBytes {
    bytes: Vec<u8>,
    directory: PathBuf,
}

impl ManifestBytes {
    pub(super) fn as_bytes(&self) -> &[u8] {
        &self.bytes
    }

    pub(super) fn stamp(&self) -> ManifestStamp {
        ManifestStamp::of(&self.bytes)
    }

    /// Checks and reads it.
    ///
    /// # Errors
    /// Corrupt if it is damaged, of a newer format, or of a library that [`super::migrate`] must index again.
    pub(super) fn manifest(&self, analyzer: &str) -> Result<Manifest> {
        match self.sound()? {
            Some(manifest) if manifest.analyzer == analyzer => Ok(manifest),
            Some(manifest) => {
                let what = say!(
                    "the library was indexed by analyzer {}, this version has {analyzer}",
                    "该库由分析器 {} 建立索引，本版本为 {analyzer}",
                    manifest.analyzer
                );
                Err(Error::corrupt(&self.directory, what, MIGRATE))
            }
            None => Err(self.older(PLAIN_FORMAT.into(), MIGRATE)),
        }
    }

    /// How the library stands to this version.
    ///
    /// # Errors
    /// Corrupt if it is damaged, or of a format that this version cannot bring up to date.
    pub(super) fn standing(&self, analyzer: &str) -> Result<ManifestStanding> {
        Ok(match self.sound()? {
            Some(manifest) if manifest.analyzer == analyzer => ManifestStanding::Current,
            Some(manifest) => ManifestStanding::OtherAnalyzer(manifest),
            None => ManifestStanding::Plain,
        })
    }

    /// Format of the directory.
    ///
    /// # Errors
    /// As of [`ManifestBytes::standing`].
    pub(super) fn format(&self) -> Result<u32> {
        Ok(self.sound()?.map_or(PLAIN_FORMAT, |found| found.format))
    }

    /// The manifest, as it was written; `None` of format 3, whose manifest names neither library nor lexicon.
    fn sound(&self) -> Result<Option<Manifest>> {
        let file = self.directory.join(MANIFEST);
        let value: Value = serde_json::from_slice(&self.bytes)
            .map_err(|e| damaged(&file, &say!("it is not JSON: {e}", "它不是 JSON：“{e}”")))?;
        // Before the fields are read: a newer format may have others and is to be named, not called damaged.
        let format = self.known_format(&value)?;
        let foreign = |e: serde_json::Error| damaged(&file, Wording::foreign(e.to_string()));
        if format == PLAIN_FORMAT {
            // Such a manifest has no checksum: one of a later format with a changed number has too many fields.
            PlainManifest::deserialize(value).map_err(foreign)?;
            return Ok(None);
        }
        let manifest = Manifest::deserialize(value).map_err(foreign)?;
        if manifest.checksum != manifest.sum() {
            return Err(damaged(
                &file,
                say!(
                    "it is not as it was written (checksum)",
                    "它与写入时不同（校验和）"
                ),
            ));
        }
        Ok(Some(manifest))
    }

    /// The format, if this version knows it. Checks the fields that every format has.
    fn known_format(&self, manifest: &Value) -> Result<u32> {
        let directory = &self.directory;
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
        match u32::try_from(format) {
            Ok(format) if format > FORMAT => {}
            Ok(format) if format >= PLAIN_FORMAT => return Ok(format),
            Ok(_) => return Err(self.older(format, IMPORT)),
            Err(_) => {}
        }
        Err(Error::corrupt(
            directory,
            say!(
                "the library has format {format}, this version reads up to {FORMAT}",
                "该库的格式为 {format}，本版本最高读取 {FORMAT}"
            ),
            say!(
                "open it with a newer version of the crate",
                "请用更新的版本打开"
            ),
        ))
    }

    fn older(&self, format: u64, repair: Wording) -> Error {
        let what = say!(
            "the library was indexed by format {format}, this version writes {FORMAT}",
            "该库按格式 {format} 建立索引，本版本写 {FORMAT}"
        );
        Error::corrupt(&self.directory, what, repair)
    }
}

/// How a library stands to this version.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum ManifestStanding {
    /// It is read as it is.
    Current,
    /// Format 3: a plain directory of tantivy.
    Plain,
    /// Its tokens are those of another version of the analyser.
    OtherAnalyzer(Manifest),
}

/// The format whose libraries are plain directories of tantivy.
const PLAIN_FORMAT: u32 = 3;

/// The manifest of that format.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PlainManifest {
    #[serde(rename = "what")]
    _what: String,
    #[serde(rename = "format")]
    _format: u32,
    #[serde(rename = "analyzer")]
    _analyzer: String,
}

const IMPORT: Wording = Wording::fixed(
    "import its records into a new library",
    "请把其中的记录导入新库",
);
/// Repair of a library that this version reads only after its records were indexed again.
pub(super) const MIGRATE: Wording = Wording::fixed(
    "run `qianxian migrate`, or open it for writing where it can be written: its records are indexed again, in place",
    "请运行 `qianxian migrate`，或在可写处以可写方式打开：其中的记录将就地重新建立索引",
);

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
