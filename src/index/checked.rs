//! Files that are checked as they are read.

use std::io::{self, ErrorKind};
use std::ops::Range;
use std::sync::Arc;

use rayon::prelude::*;
use tantivy::HasLen;
use tantivy::directory::{FileHandle, OwnedBytes};

use super::seal::{FileSum, PIECE};

/// A file of which no byte reaches a reader before its piece was found as it was written.
///
/// tantivy trusts the bytes that it reads: a wrong length in a file becomes an allocation of that length. So whatever
/// the library was opened with, each piece is checked at its first use; a check in full only does so for all at once.
pub(super) struct CheckedFile {
    bytes: Arc<dyn FileHandle>,
    sum: Arc<FileSum>,
    name: String,
}

impl std::fmt::Debug for CheckedFile {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("CheckedFile").field(&self.name).finish()
    }
}

impl CheckedFile {
    /// `bytes`, which must be as long as `sum` says.
    pub(super) fn new(bytes: Arc<dyn FileHandle>, sum: Arc<FileSum>, name: String) -> Self {
        Self { bytes, sum, name }
    }

    /// Checks every piece, in parallel.
    ///
    /// # Errors
    /// Invalid data if one is not as it was written.
    pub(super) fn check_all(&self) -> io::Result<()> {
        let pieces = (0..self.sum.pieces()).into_par_iter();
        pieces.try_for_each(|piece| self.check(piece))
    }

    fn check(&self, piece: usize) -> io::Result<()> {
        let start = piece * PIECE;
        let range = start..(start + PIECE).min(self.bytes.len());
        if self.sum.is_right(piece, || self.bytes.read_bytes(range))? {
            return Ok(());
        }
        let what = format!("{} is not as it was written (checksum)", self.name);
        Err(io::Error::new(ErrorKind::InvalidData, what))
    }
}

impl HasLen for CheckedFile {
    fn len(&self) -> usize {
        self.bytes.len()
    }
}

impl FileHandle for CheckedFile {
    fn read_bytes(&self, range: Range<usize>) -> io::Result<OwnedBytes> {
        if range.start > range.end || range.end > self.len() {
            let (name, length) = (&self.name, self.len());
            let what = format!("bytes {range:?} of {name} are asked for, which has {length}");
            return Err(io::Error::new(ErrorKind::UnexpectedEof, what));
        }
        let pieces = range.start / PIECE..range.end.div_ceil(PIECE);
        pieces.into_iter().try_for_each(|piece| self.check(piece))?;
        self.bytes.read_bytes(range)
    }
}
