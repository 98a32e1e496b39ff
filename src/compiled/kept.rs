//! Compiled segments in files, so that the next program that opens the library need not compile them.
//!
//! A segment has two: its terms and documents, whose impacts depend on the calibration of the library, and its
//! [`Outline`](super::Outline), which has to be known before the calibration is. A file is a copy of
//! arrays, little-endian, behind a line that names the form and before a checksum of everything (CRC-32, as
//! the index itself has). It is never trusted: if anything is not as it should be, its part is compiled again. So
//! it is written without waiting for the disk; a file that a crash cut off is one more damaged file. Vectors alone are read
//! from the index as ever.
//!
//! A library of serialisation was considered: the arrays are all that there is, and reading them so takes a fifteenth of the
//! time of compiling.

use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};

use super::bytes::{ByteSink, ByteSource};
use super::slot::DocumentRow;
use super::statistics::Calibration;
use super::terms::TermTable;
use super::threads::on_threads;
use crate::index::steps::{DiskStep, announce};
use crate::index::{DirectoryAccess, MappableBytes, Segment, open_regular};
use crate::model::Collection;
use crate::num::hash64;

/// First bytes of a file. To be raised whenever an impact or the form of documents or terms changes.
const FORM: &[u8; 16] = b"qianxian terms 5";

/// Directory of the files in a library's directory.
const DIRECTORY: &str = "compiled";

/// End of the name of a file that holds an outline.
pub(super) const OUTLINE: &str = ".outline";

/// Ends of the names of files that hold sketches of texts ([`KeptTexts`](super::KeptTexts)), one for each collection.
pub(super) const TEXTS: [(Collection, &str); 3] = [
    (Collection::Need, ".needs"),
    (Collection::Profile, ".profiles"),
    (Collection::Enterprise, ".enterprises"),
];

/// Where the arrays of a file lie once it was read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum KeptStorage {
    /// In memory.
    #[default]
    Memory,
    /// In the file, which is mapped.
    Mapped,
}

/// A file made from a segment, and the key that says for which state it holds.
#[derive(Clone, Debug)]
pub(super) struct KeptFile {
    file: PathBuf,
    /// Hash of the segment and of all else that the content depends on.
    key: u64,
    access: DirectoryAccess,
    storage: KeptStorage,
}

impl KeptFile {
    /// The file of `segment` in `library`, with `end` behind its name; its content depends on `state`.
    pub(super) fn new(
        library: &Path,
        segment: &Segment<'_>,
        (end, state): (&str, &str),
        access: DirectoryAccess,
    ) -> Self {
        let name = segment.key().to_string();
        let version = env!("CARGO_PKG_VERSION");
        // The crate's version too: another release may compute the content differently under the same form.
        let key = hash64(format!("{name} {version} {state}").as_bytes());
        let file = library.join(DIRECTORY).join(name + end);
        Self {
            file,
            key,
            access,
            storage: KeptStorage::Memory,
        }
    }

    /// This file, whose arrays lie in `storage` once it was read.
    pub(super) fn stored(self, storage: KeptStorage) -> Self {
        Self { storage, ..self }
    }

    /// What `read` makes of the content, if the file is there, whole, of this `form` and state.
    pub(super) fn read<T>(
        &self,
        form: &[u8; 16],
        read: impl FnOnce(&mut ByteSource<'_>) -> Option<T>,
    ) -> Option<T> {
        let bytes = self.file_bytes().ok()?;
        let (content, sum) = bytes.split_last_chunk::<4>()?;
        let end = content.len();
        // First of all: nothing of a damaged file is interpreted.
        if checksum(content) != u32::from_le_bytes(*sum) {
            return None;
        }
        let content = content.strip_prefix(form)?;
        let (key, arrays) = content.split_first_chunk::<8>()?;
        if u64::from_le_bytes(*key) != self.key {
            return None;
        }
        let mut source = ByteSource::new(&bytes, end - arrays.len()..end);
        let content = read(&mut source)?;
        source.left.is_empty().then_some(content)
    }

    fn file_bytes(&self) -> io::Result<MappableBytes> {
        if self.storage == KeptStorage::Mapped {
            return MappableBytes::map(&self.file);
        }
        let mut bytes = Vec::new();
        open_regular(&self.file)?.read_to_end(&mut bytes)?;
        Ok(bytes.into())
    }

    /// Writes the file: whole, or not at all but for a crash.
    ///
    /// # Errors
    /// Every error of the file system; that of a read-only one if the library is open for reading only.
    pub(super) fn write(
        &self,
        form: &[u8; 16],
        write: impl FnOnce(&mut ByteSink) -> io::Result<()>,
    ) -> io::Result<()> {
        if self.access == DirectoryAccess::ReadOnly {
            return Err(io::ErrorKind::ReadOnlyFilesystem.into());
        }
        if let Some(parent) = self.file.parent() {
            std::fs::create_dir_all(parent)?;
        }
        // Two programs may write the same at once, or two threads of one: each to a draft of its own.
        static DRAFTS: AtomicU64 = AtomicU64::new(0);
        let mut draft = self.file.clone().into_os_string();
        let number = DRAFTS.fetch_add(1, Ordering::Relaxed);
        draft.push(format!(".{}.{number}", std::process::id()));
        let draft = PathBuf::from(draft);
        let written = announce(DiskStep::Write, &draft).and_then(|()| {
            ByteSink::write_to(&draft, |sink| {
                sink.put(form)?;
                sink.put(&self.key.to_le_bytes())?;
                write(sink)
            })
        });
        // Renamed only when complete, so that a reader finds the old file or the new one, never a part.
        let done = written.and_then(|()| {
            announce(DiskStep::Rename, &self.file)?;
            match std::fs::rename(&draft, &self.file) {
                // Whoever compiled the library beside has cleared drafts away, after writing files of its own.
                Err(gone) if gone.kind() == io::ErrorKind::NotFound && self.file.is_file() => {
                    Ok(())
                }
                renamed => renamed,
            }
        });
        if done.is_err() {
            // The error that counts is the first one.
            let _ = std::fs::remove_file(&draft);
        }
        done
    }
}

/// CRC-32 of `bytes`, large parts of which are summed in parallel.
fn checksum(bytes: &[u8]) -> u32 {
    /// So many bytes take longer than a thread takes to begin.
    const PART: usize = 4 << 20;
    let sum = |part: &[u8]| {
        let mut sum = crc32fast::Hasher::new();
        sum.update(part);
        sum
    };
    let parts: Vec<&[u8]> = bytes.chunks(PART).collect();
    let most = parts.len();
    let parts = on_threads(parts, most, sum);
    let mut whole = crc32fast::Hasher::new();
    parts.iter().for_each(|part| whole.combine(part));
    whole.finalize()
}

/// What depends on the calibration: the worth of a segment's terms.
#[derive(Debug)]
pub(super) struct WeighedSegment {
    /// A row for each evidence document.
    pub(super) documents: Vec<DocumentRow>,
    pub(super) terms: TermTable,
}

/// File of what depends on the calibration.
#[derive(Clone, Debug)]
pub(crate) struct Kept(KeptFile);

impl Kept {
    /// The file for a segment of the library in `library`, under `calibration`.
    pub(crate) fn new(
        library: &Path,
        segment: &Segment<'_>,
        calibration: &Calibration,
        (access, storage): (DirectoryAccess, KeptStorage),
    ) -> Self {
        let state = format!("{calibration:?}");
        Self(KeptFile::new(library, segment, ("", &state), access).stored(storage))
    }

    /// Removes the files in `library` that are not of the segments of `those`, and drafts.
    ///
    /// # Errors
    /// Every error of the file system.
    pub(crate) fn clear_others(library: &Path, those: &[Self]) -> io::Result<()> {
        for entry in std::fs::read_dir(library.join(DIRECTORY))? {
            let path = entry?.path();
            let name = path.to_string_lossy();
            let ends = TEXTS.iter().map(|(_, end)| *end).chain([OUTLINE]);
            let mut stems = ends.map(|end| name.strip_suffix(end).map(Path::new));
            let stem = stems.find_map(|stem| stem).unwrap_or(&path);
            if those.iter().all(|kept| kept.0.file != stem) {
                announce(DiskStep::Remove, &path)?;
                std::fs::remove_file(&path)?;
            }
        }
        Ok(())
    }

    /// The content, if the file is there, whole, and of this segment and calibration.
    pub(super) fn read(&self) -> Option<WeighedSegment> {
        self.0.read(FORM, |source| {
            Some(WeighedSegment {
                documents: source.array(DocumentRow::from_bytes)?,
                terms: TermTable::read(source)?,
            })
        })
    }

    /// Writes the file: whole, or not at all but for a crash. Returns the content, whose table now lies in the file if it is
    /// to be mapped, and every error of the file system; that of a read-only one if the library is open for reading only.
    pub(super) fn write(&self, made: WeighedSegment) -> (WeighedSegment, io::Result<()>) {
        let written = self.0.write(FORM, |sink| {
            sink.array(&made.documents, DocumentRow::to_bytes)?;
            made.terms.write(sink)
        });
        let is_mapped = written.is_ok() && self.0.storage == KeptStorage::Mapped;
        // A file that cannot be mapped now leaves the table where it is.
        let mapped = is_mapped.then(|| self.read()).flatten();
        (mapped.unwrap_or(made), written)
    }
}

#[cfg(test)]
mod tests {
    use super::checksum;

    #[test]
    fn the_checksum_of_parts_is_the_one_of_the_whole() {
        let byte = |i: u32| i.wrapping_mul(0x9e37_79b1).to_be_bytes()[0];
        let bytes: Vec<u8> = (0..9_000_001).map(byte).collect();
        for length in [0, 1, 4 << 20, (4 << 20) + 1, bytes.len()] {
            assert_eq!(
                checksum(&bytes[..length]),
                crc32fast::hash(&bytes[..length])
            );
        }
    }
}
