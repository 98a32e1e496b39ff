//! Compiled terms in a file, so that the next program that opens the library need not compile them.
//!
//! Nine tenths of compiling go into the terms; the rest is read from the index as ever. A file is a copy of the
//! table's arrays, little-endian, behind a line that names the form and before a checksum of everything (CRC-32, as
//! the index itself has). It is never trusted: if anything is not as it should be, the segment is compiled again. So
//! it is written without waiting for the disk; a file that a crash cut off is one more damaged file.
//!
//! A library of serialisation was considered: the arrays are all that there is, and reading them so takes a tenth of the time
//! of compiling.

use std::io::{self, Read};
use std::path::{Path, PathBuf};

use super::bytes::{ByteSink, ByteSource};
use super::statistics::Calibration;
use super::terms::TermTable;
use crate::index::steps::{DiskStep, announce};
use crate::index::{DirectoryAccess, Segment, open_regular};
use crate::num::hash64;

/// First bytes of a file. To be raised whenever an impact or the table's form changes.
const FORM: &[u8; 16] = b"qianxian terms 2";

/// Directory of the files in a library's directory.
const DIRECTORY: &str = "compiled";

/// File of a segment's compiled terms, and the key that says for which state they hold.
#[derive(Clone, Debug)]
pub(crate) struct Kept {
    file: PathBuf,
    /// Hash of the segment and the calibration.
    key: u64,
    access: DirectoryAccess,
}

impl Kept {
    /// The file for a segment of the library in `library`, under `calibration`.
    pub(crate) fn new(
        library: &Path,
        segment: &Segment<'_>,
        calibration: &Calibration,
        access: DirectoryAccess,
    ) -> Self {
        let name = segment.key().to_string();
        let version = env!("CARGO_PKG_VERSION");
        // The crate's version too: another release may compute impacts differently under the same `FORM`.
        let key = hash64(format!("{name} {version} {calibration:?}").as_bytes());
        let file = library.join(DIRECTORY).join(name);
        Self { file, key, access }
    }

    /// Removes the files in `library` that are not of `those` segments.
    ///
    /// # Errors
    /// Every error of the file system.
    pub(crate) fn clear_others(library: &Path, those: &[Self]) -> io::Result<()> {
        for entry in std::fs::read_dir(library.join(DIRECTORY))? {
            let path = entry?.path();
            if those.iter().all(|kept| kept.file != path) {
                announce(DiskStep::Remove, &path)?;
                std::fs::remove_file(path)?;
            }
        }
        Ok(())
    }

    /// The table, if the file is there, whole, and of this segment and calibration.
    pub(super) fn read(&self) -> Option<TermTable> {
        let mut bytes = Vec::new();
        open_regular(&self.file)
            .ok()?
            .read_to_end(&mut bytes)
            .ok()?;
        let (content, sum) = bytes.split_last_chunk::<4>()?;
        // First of all: nothing of a damaged file is interpreted.
        if crc32fast::hash(content) != u32::from_le_bytes(*sum) {
            return None;
        }
        let content = content.strip_prefix(FORM)?;
        let (key, arrays) = content.split_first_chunk::<8>()?;
        if u64::from_le_bytes(*key) != self.key {
            return None;
        }
        let mut source = ByteSource(arrays);
        let table = TermTable::read(&mut source)?;
        source.0.is_empty().then_some(table)
    }

    /// Writes the file: whole, or not at all but for a crash.
    ///
    /// # Errors
    /// Every error of the file system; that of a read-only one if the library is open for reading only.
    pub(super) fn write(&self, table: &TermTable) -> io::Result<()> {
        if self.access == DirectoryAccess::ReadOnly {
            return Err(io::ErrorKind::ReadOnlyFilesystem.into());
        }
        if let Some(parent) = self.file.parent() {
            std::fs::create_dir_all(parent)?;
        }
        // Two programs may write the same at once: each to a draft of its own.
        let draft = self.file.with_extension(std::process::id().to_string());
        let written = announce(DiskStep::Write, &draft).and_then(|()| {
            ByteSink::write_to(&draft, |sink| {
                sink.put(FORM)?;
                sink.put(&self.key.to_le_bytes())?;
                table.write(sink)
            })
        });
        // Renamed only when complete, so that a reader finds the old file or the new one, never a part.
        let done = written.and_then(|()| {
            announce(DiskStep::Rename, &self.file)?;
            std::fs::rename(&draft, &self.file)
        });
        if done.is_err() {
            // The error that counts is the first one.
            let _ = std::fs::remove_file(&draft);
        }
        done
    }
}
