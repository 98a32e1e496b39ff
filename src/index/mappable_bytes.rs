//! Bytes of memory or of a mapped file, shared by whoever holds a part.

use std::io;
use std::ops::{Deref, Range};
use std::path::Path;

use tantivy::directory::{Directory as _, MmapDirectory, OwnedBytes};

use super::disk::check_regular;

/// Bytes that lie in memory or in a file. A copy or a part shares them.
///
/// tantivy maps files already, and its type reads mapped bytes as fast as others; another crate for it would do the same.
#[derive(Clone, Debug)]
pub(crate) struct MappableBytes {
    bytes: OwnedBytes,
    is_mapped: bool,
}

impl MappableBytes {
    /// Maps a regular file: its pages are read when they are needed, and the system may drop them meanwhile. The file may be
    /// replaced or removed afterwards; it must not be cut off or overwritten in place, as with every mapped file.
    ///
    /// # Errors
    /// Every error of the file system; invalid data if something else than a file stands there.
    pub(crate) fn map(file: &Path) -> io::Result<Self> {
        check_regular(file)?;
        let (Some(parent), Some(name)) = (file.parent(), file.file_name()) else {
            return Err(io::ErrorKind::NotFound.into());
        };
        let directory = MmapDirectory::open(parent).map_err(io::Error::other)?;
        let opened = directory
            .open_read(Path::new(name))
            .map_err(io::Error::other)?;
        Ok(Self {
            bytes: opened.read_bytes()?,
            is_mapped: true,
        })
    }

    /// A part, without a copy.
    pub(crate) fn part(&self, range: Range<usize>) -> Self {
        Self {
            bytes: self.bytes.slice(range),
            is_mapped: self.is_mapped,
        }
    }

    /// Bytes of memory that it takes: none if it is mapped.
    pub(crate) fn memory(&self) -> usize {
        if self.is_mapped { 0 } else { self.bytes.len() }
    }

    /// Bytes of a file that are mapped.
    pub(crate) fn mapped(&self) -> usize {
        self.bytes.len() - self.memory()
    }
}

impl From<Vec<u8>> for MappableBytes {
    fn from(bytes: Vec<u8>) -> Self {
        Self {
            bytes: OwnedBytes::new(bytes),
            is_mapped: false,
        }
    }
}

impl Default for MappableBytes {
    fn default() -> Self {
        Vec::new().into()
    }
}

impl Deref for MappableBytes {
    type Target = [u8];

    #[inline]
    fn deref(&self) -> &[u8] {
        &self.bytes
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]

    use super::MappableBytes;

    #[test]
    fn a_mapped_file_reads_like_memory_also_when_it_is_gone() {
        let place = tempfile::tempdir().unwrap();
        let file = place.path().join("bytes");
        std::fs::write(&file, b"0123456789").unwrap();
        let mapped = MappableBytes::map(&file).unwrap();
        std::fs::remove_file(&file).unwrap();
        let part = mapped.part(2..7);
        drop(mapped);
        assert_eq!(
            (&part[..], part.memory(), part.mapped()),
            (&b"23456"[..], 0, 5)
        );
        let owned = MappableBytes::from(b"0123456789".to_vec()).part(2..7);
        assert_eq!(
            (&owned[..], owned.memory(), owned.mapped()),
            (&b"23456"[..], 5, 0)
        );
        assert!(MappableBytes::map(&file).is_err(), "it is gone");
        assert!(MappableBytes::map(place.path()).is_err(), "no file");
    }
}
