//! Compiled terms in a file, so that the next program that opens the library need not compile them.
//!
//! Nine tenths of compiling go into the terms; the rest is read from the index as ever. A file is a copy of the table's
//! arrays, little-endian, behind a line that says what it is and before a checksum of everything (CRC-32, as the index
//! itself has). It is never trusted: where anything is not as it should be, the segment is compiled again. So it is written
//! without waiting for the disk; a file that a crash cut off is one more damaged file.
//!
//! A library of serialisation was considered: the arrays are all that there is, and reading them so takes a tenth of the time
//! of compiling.

use std::fs::File;
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use crc32fast::Hasher;

use super::terms::TermTable;
use crate::compiled::Calibration;
use crate::index::steps::{DiskStep, announce};
use crate::index::{Segment, open_regular};
use crate::num::hash64;

/// What a file begins with. To be raised whenever an impact or the table's form changes.
const FORM: &[u8; 16] = b"qianxian terms 2";

/// Bytes that are checksummed and written together.
const CHUNK: usize = 1 << 16;

/// Directory of the files in a library's directory.
const DIRECTORY: &str = "compiled";

/// Where the compiled terms of a segment are kept, and for what they are good.
#[derive(Clone, Debug)]
pub(crate) struct Kept {
    file: PathBuf,
    /// Hash of the segment and the calibration.
    key: u64,
}

impl Kept {
    /// Of a segment of the library in `library`, under `calibration`.
    pub(crate) fn new(library: &Path, segment: &Segment<'_>, calibration: &Calibration) -> Self {
        let name = segment.key().to_string();
        let version = env!("CARGO_PKG_VERSION");
        let key = hash64(format!("{name} {version} {calibration:?}").as_bytes());
        let file = library.join(DIRECTORY).join(name);
        Self { file, key }
    }

    /// Removes the files in `library` that are not of `those` segments.
    ///
    /// # Errors
    /// Those of the file system.
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

    /// The table, where the file is there, whole, and of this segment and calibration.
    pub(super) fn read(&self) -> Option<TermTable> {
        let mut bytes = Vec::new();
        open_regular(&self.file)
            .ok()?
            .read_to_end(&mut bytes)
            .ok()?;
        let (told, sum) = bytes.split_last_chunk::<4>()?;
        if crc32fast::hash(told) != u32::from_le_bytes(*sum) {
            return None;
        }
        let told = told.strip_prefix(FORM)?;
        let (key, arrays) = told.split_first_chunk::<8>()?;
        if u64::from_le_bytes(*key) != self.key {
            return None;
        }
        let mut source = Source(arrays);
        let table = TermTable::read(&mut source)?;
        source.0.is_empty().then_some(table)
    }

    /// Writes the file: whole, or not at all but for a crash.
    pub(super) fn write(&self, table: &TermTable) -> io::Result<()> {
        if let Some(parent) = self.file.parent() {
            std::fs::create_dir_all(parent)?;
        }
        // Two programs may write the same at once: each to a draft of its own.
        let draft = self.file.with_extension(std::process::id().to_string());
        let written = announce(DiskStep::Write, &draft).and_then(|()| {
            Sink::write_to(&draft, |sink| {
                sink.put(FORM)?;
                sink.put(&self.key.to_le_bytes())?;
                table.write(sink)
            })
        });
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

/// Checksums what is written.
#[derive(Debug)]
pub(super) struct Sink {
    file: File,
    sum: Hasher,
    chunk: Vec<u8>,
}

impl Sink {
    fn write_to(path: &Path, write: impl FnOnce(&mut Self) -> io::Result<()>) -> io::Result<()> {
        let mut sink = Self {
            file: File::create(path)?,
            sum: Hasher::new(),
            chunk: Vec::with_capacity(2 * CHUNK),
        };
        write(&mut sink)?;
        sink.flush()?;
        let sum = sink.sum.finalize();
        sink.file.write_all(&sum.to_le_bytes())
    }

    fn put(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.chunk.extend_from_slice(bytes);
        if self.chunk.len() >= CHUNK {
            return self.flush();
        }
        Ok(())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.sum.update(&self.chunk);
        self.file.write_all(&self.chunk)?;
        self.chunk.clear();
        Ok(())
    }

    /// Bytes, after their number.
    pub(super) fn bytes(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.put(&(bytes.len() as u64).to_le_bytes())?;
        bytes.chunks(CHUNK).try_for_each(|chunk| self.put(chunk))
    }

    /// An array: its length, and each item in `N` bytes.
    pub(super) fn array<T: Copy, const N: usize>(
        &mut self,
        items: &[T],
        bytes: impl Fn(T) -> [u8; N],
    ) -> io::Result<()> {
        self.put(&(items.len() as u64).to_le_bytes())?;
        items.iter().try_for_each(|&item| self.put(&bytes(item)))
    }
}

/// What is left to read.
#[derive(Debug)]
pub(super) struct Source<'b>(&'b [u8]);

impl<'b> Source<'b> {
    /// The next bytes; `None` where there are fewer than told.
    pub(super) fn bytes(&mut self) -> Option<&'b [u8]> {
        let (length, rest) = self.0.split_first_chunk::<8>()?;
        let length = usize::try_from(u64::from_le_bytes(*length)).ok()?;
        let (bytes, rest) = rest.split_at_checked(length)?;
        self.0 = rest;
        Some(bytes)
    }

    /// The next array, of items of `N` bytes; `None` where there is less.
    pub(super) fn array<T, const N: usize>(
        &mut self,
        item: impl Fn([u8; N]) -> T,
    ) -> Option<Vec<T>> {
        let (length, rest) = self.0.split_first_chunk::<8>()?;
        let bytes = usize::try_from(u64::from_le_bytes(*length))
            .ok()?
            .checked_mul(N)?;
        let (array, rest) = rest.split_at_checked(bytes)?;
        self.0 = rest;
        let items = array
            .chunks_exact(N)
            .filter_map(|bytes| bytes.try_into().ok());
        Some(items.map(item).collect())
    }
}
