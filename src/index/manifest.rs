//! `qianxian.json`: says that a directory is a library, and of which format.

use std::io::Write as _;
use std::path::Path;

use serde::{Deserialize, Serialize};

use super::FORMAT;
use crate::error::{Error, Result};

/// File name of the manifest.
pub(super) const MANIFEST: &str = "qianxian.json";

/// What the manifest says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Manifest {
    /// Always `qianxian library`.
    pub(super) what: String,
    /// Format of the directory.
    pub(super) format: u32,
    /// [`crate::text::Analyzer::version`] of the indexed tokens.
    pub(super) analyzer: String,
}

const WHAT: &str = "qianxian library";

impl Manifest {
    pub(super) fn current(analyzer: &str) -> Self {
        Self {
            what: WHAT.to_owned(),
            format: FORMAT,
            analyzer: analyzer.to_owned(),
        }
    }

    /// Reads and checks the manifest of `directory`; changes nothing.
    pub(super) fn read(directory: &Path, analyzer: &str) -> Result<()> {
        let file = directory.join(MANIFEST);
        let text = match std::fs::read_to_string(&file) {
            Ok(text) => text,
            Err(e) if e.kind() == std::io::ErrorKind::NotFound => {
                return Err(Error::corrupt(
                    directory,
                    "this directory holds no library",
                    "name a library, or a new or empty directory to create one",
                ));
            }
            Err(e) if e.kind() == std::io::ErrorKind::InvalidData => {
                return Err(damaged(&file, "it is not text"));
            }
            Err(e) => return Err(Error::io("read", &file, e)),
        };
        let manifest: Self =
            serde_json::from_str(&text).map_err(|e| damaged(&file, &e.to_string()))?;
        if manifest.what != WHAT {
            return Err(damaged(&file, "it is not the manifest of a library"));
        }
        if manifest.format > FORMAT {
            let what = format!(
                "the library has format {}, this version reads up to {FORMAT}",
                manifest.format
            );
            return Err(Error::corrupt(
                directory,
                what,
                "open it with a newer version of the crate",
            ));
        }
        if manifest.format < FORMAT || manifest.analyzer != analyzer {
            let what = format!(
                "the library was indexed by format {} and analyzer {}, this version writes {FORMAT} and {analyzer}",
                manifest.format, manifest.analyzer
            );
            return Err(Error::corrupt(
                directory,
                what,
                "import its records into a new library",
            ));
        }
        Ok(())
    }

    /// Writes the manifest durably: whole or not at all.
    pub(super) fn write(&self, directory: &Path) -> Result<()> {
        let text = serde_json::to_string_pretty(self)
            .map_err(|e| Error::invalid("manifest", e, "report this value as a defect"))?;
        write_atomically(&directory.join(MANIFEST), text.as_bytes())
    }
}

fn damaged(file: &Path, what: &str) -> Error {
    Error::corrupt(
        file,
        what,
        "restore the file from a copy, or import the surveys into a new library",
    )
}

/// Writes `bytes` to `file` through a synced neighbour and a rename.
pub(crate) fn write_atomically(file: &Path, bytes: &[u8]) -> Result<()> {
    let fail = |e| Error::io("write", file, e);
    let beside = file.with_extension("new");
    let mut out = std::fs::File::create(&beside).map_err(fail)?;
    out.write_all(bytes)
        .and_then(|()| out.sync_all())
        .map_err(fail)?;
    std::fs::rename(&beside, file).map_err(fail)?;
    if let Some(parent) = file.parent() {
        // A directory cannot be opened as a file everywhere; where it can, the rename is synced.
        if let Ok(directory) = std::fs::File::open(parent) {
            directory.sync_all().map_err(fail)?;
        }
    }
    Ok(())
}
