//! Arrays as checksummed bytes of a file, and back.

use std::fs::File;
use std::io::{self, Write};
use std::ops::Range;
use std::path::Path;

use crc32fast::Hasher;

use crate::index::MappableBytes;

/// Bytes that are checksummed and written together.
const CHUNK: usize = 1 << 16;

/// Checksums bytes as they are written.
#[derive(Debug)]
pub(super) struct ByteSink {
    file: File,
    sum: Hasher,
    chunk: Vec<u8>,
}

impl ByteSink {
    pub(super) fn write_to(
        path: &Path,
        write: impl FnOnce(&mut Self) -> io::Result<()>,
    ) -> io::Result<()> {
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

    pub(super) fn put(&mut self, bytes: &[u8]) -> io::Result<()> {
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

/// What `read` makes of the bytes that `write` wrote to a file, all of them.
#[cfg(test)]
pub(super) fn written_and_read<T>(
    write: impl FnOnce(&mut ByteSink) -> io::Result<()>,
    read: impl FnOnce(&mut ByteSource<'_>) -> Option<T>,
) -> Option<T> {
    let place = tempfile::tempdir().expect("a directory");
    let file = place.path().join("bytes");
    ByteSink::write_to(&file, write).expect("a file");
    let bytes: MappableBytes = std::fs::read(&file).expect("its bytes").into();
    let mut source = ByteSource::new(&bytes, 0..bytes.len() - 4);
    let found = read(&mut source);
    assert!(found.is_none() || source.left.is_empty());
    found
}

/// Bytes left to read.
#[derive(Debug)]
pub(super) struct ByteSource<'b> {
    pub(super) left: &'b [u8],
    /// The whole file if parts of it may be shared, and where in it `left` ends.
    file: Option<(&'b MappableBytes, usize)>,
}

impl<'b> ByteSource<'b> {
    /// Reads the bytes in `range` of a file. If it is mapped, long arrays stay in it.
    pub(super) fn new(file: &'b MappableBytes, range: Range<usize>) -> Self {
        Self {
            left: &file[range.clone()],
            file: (file.mapped() > 0).then_some((file, range.end)),
        }
    }

    /// The next bytes to keep: a part of the file if it is mapped, else a copy; `None` if there are fewer than announced.
    pub(super) fn kept(&mut self) -> Option<MappableBytes> {
        let bytes = self.bytes()?;
        let Some((file, end)) = self.file else {
            return Some(bytes.to_vec().into());
        };
        let end = end - self.left.len();
        Some(file.part(end - bytes.len()..end))
    }

    /// The next bytes; `None` if there are fewer than announced.
    pub(super) fn bytes(&mut self) -> Option<&'b [u8]> {
        let (length, rest) = self.left.split_first_chunk::<8>()?;
        let length = usize::try_from(u64::from_le_bytes(*length)).ok()?;
        let (bytes, rest) = rest.split_at_checked(length)?;
        self.left = rest;
        Some(bytes)
    }

    /// The next array, of items of `N` bytes; `None` if there is less.
    pub(super) fn array<T, const N: usize>(
        &mut self,
        item: impl Fn([u8; N]) -> T,
    ) -> Option<Vec<T>> {
        let (length, rest) = self.left.split_first_chunk::<8>()?;
        let bytes = usize::try_from(u64::from_le_bytes(*length))
            .ok()?
            .checked_mul(N)?;
        let (array, rest) = rest.split_at_checked(bytes)?;
        self.left = rest;
        let (items, _) = array.as_chunks::<N>();
        // As many as there are, so that the array is made once and has no slack.
        Some(items.iter().map(|&bytes| item(bytes)).collect())
    }
}
