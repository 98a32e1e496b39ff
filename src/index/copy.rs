//! A copy of the last commit, taken while a writer may be at work.

use std::cell::Cell;
use std::io;
use std::path::Path;

use tantivy::HasLen as _;
use tantivy::directory::FileHandle as _;

use super::checked::CheckedFile;
use super::copy_target::CopyTarget;
use super::directory::{COMMIT, OpenCommit};
use super::disk::write_parts;
use super::failure::told;
use super::generation::read_payload;
use super::manifest::Manifest;
use super::seal::PIECE;
use super::store::Store;
use super::whole::follow;
use crate::error::{Error, Result, say};

/// The last commit of a library on its way into a new directory.
///
/// The copy holds the files of the commit open: whatever is committed, merged or collected meanwhile does not touch
/// them. The directory gets its manifest last ([`CommitCopy::finish`]), so that a copy that was cut off is no library.
pub(crate) struct CommitCopy {
    commit: OpenCommit,
    target: CopyTarget,
}

impl Store {
    /// Opens the last commit, and takes `target`, a new or empty directory or one with the remains of a copy, which
    /// are removed. `beside` is how the names of the files begin that the caller puts beside the commit.
    ///
    /// # Errors
    /// Invalid input if `target` holds something else, or if the library is in memory; busy if another copy is on its
    /// way there; corrupt if the commit cannot be read.
    pub(crate) fn begin_copy(&self, target: &Path, beside: &'static str) -> Result<CommitCopy> {
        let place = self.place.as_ref().ok_or_else(|| {
            Error::invalid(
                "library",
                "in memory",
                say!(
                    "only a library in a directory has files to copy",
                    "只有磁盘上的库才有文件可复制"
                ),
            )
        })?;
        CopyTarget::check(target, beside)?;
        let path = Some(place.path.as_path());
        let (commit, manifest) = follow(Some(&place.directory), path, || {
            let commit = place.directory.open_commit();
            let commit = commit.map_err(|e| told("copying the library", path)(e.into()))?;
            let manifest = Manifest::bytes(&place.path)?;
            manifest.manifest(place.analyzer)?;
            Ok((commit, manifest))
        })?;
        let target = CopyTarget::claim(target, beside, &manifest)?;
        Ok(CommitCopy { commit, target })
    }
}

impl CommitCopy {
    /// Number of the commit.
    ///
    /// # Errors
    /// Corrupt if it has none of ours.
    pub(crate) fn generation(&self) -> Result<u64> {
        read_payload(self.commit.payload.as_deref(), None)
    }

    /// Number of pieces that [`CommitCopy::write`] writes, of a MiB at most.
    pub(crate) fn pieces(&self) -> usize {
        let files = self.commit.files.iter();
        files.map(|(_, file)| file.len().div_ceil(PIECE)).sum()
    }

    /// Writes the files of the commit, durably, each byte checked; returns how many bytes they have. Calls `step`
    /// after each piece.
    ///
    /// # Errors
    /// Input/output errors; corrupt if a file is not as it was written; every error of `step`.
    pub(crate) fn write(&self, step: &dyn Fn() -> Result<()>) -> Result<u64> {
        let mut bytes = 0;
        for (name, file) in &self.commit.files {
            let to = self.target.join(name);
            let stopped = Cell::new(None);
            let parts = pieces(file).map(|piece| {
                let piece = piece?;
                step().map(|()| piece).map_err(|error| {
                    stopped.set(Some(error));
                    io::ErrorKind::Interrupted.into()
                })
            });
            // A damaged piece is met here, and told as damage.
            let written = write_parts(&to, parts)
                .map_err(|e| told("copying the library", Some(&to))(e.into()));
            if let Some(error) = stopped.take() {
                return Err(error);
            }
            written?;
            bytes += file.len() as u64;
        }
        self.target.write(COMMIT, self.commit.text.as_bytes())?;
        Ok(bytes + self.commit.text.len() as u64)
    }

    /// Gives the copy its manifest: from now on it is a library.
    ///
    /// # Errors
    /// Input/output errors.
    pub(crate) fn finish(&self) -> Result<()> {
        self.target.finish()
    }

    /// Removes what was written so far.
    pub(crate) fn abandon(&self) {
        self.target.abandon();
    }
}

/// The bytes of `file`, piece by piece.
fn pieces(file: &CheckedFile) -> impl Iterator<Item = io::Result<tantivy::directory::OwnedBytes>> {
    let length = file.len();
    (0..length.div_ceil(PIECE)).map(move |piece| {
        let start = piece * PIECE;
        file.read_bytes(start..(start + PIECE).min(length))
    })
}
