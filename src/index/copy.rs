//! A copy of the last commit, taken while a writer may be at work.

use std::io;
use std::path::{Path, PathBuf};

use tantivy::HasLen as _;
use tantivy::directory::FileHandle as _;

use super::checked::CheckedFile;
use super::directory::{COMMIT, OpenCommit};
use super::disk::{sync_directory, write_parts};
use super::failure::told;
use super::manifest::{MANIFEST, Manifest, ManifestBytes};
use super::seal::PIECE;
use super::store::Store;
use super::whole::follow;
use crate::error::{Error, Result, say};

/// The last commit of a library on its way into a new directory.
///
/// The copy holds the files of the commit open: whatever is committed, merged or collected meanwhile does not touch them. The manifest is written
/// last ([`CommitCopy::finish`]), so that a copy that was cut off is no library.
pub(crate) struct CommitCopy {
    commit: OpenCommit,
    manifest: ManifestBytes,
    target: PathBuf,
}

impl Store {
    /// Opens the last commit, to be copied into `target`, a new or empty directory.
    ///
    /// # Errors
    /// Invalid input if `target` holds something, or if the library is in memory; corrupt if the commit cannot be read.
    pub(crate) fn begin_copy(&self, target: &Path) -> Result<CommitCopy> {
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
        if !Self::may_create(target)? {
            return Err(Error::invalid(
                "library",
                target.display(),
                say!(
                    "name a new or empty directory for the copy",
                    "请为副本指定新目录或空目录"
                ),
            ));
        }
        let path = Some(place.path.as_path());
        let (commit, manifest) = follow(Some(&place.directory), path, || {
            let commit = place.directory.open_commit();
            let commit = commit.map_err(|e| told("copying the library", path)(e.into()))?;
            let manifest = Manifest::bytes(&place.path)?;
            manifest.manifest(place.analyzer)?;
            Ok((commit, manifest))
        })?;
        Ok(CommitCopy {
            commit,
            manifest,
            target: target.to_owned(),
        })
    }
}

impl CommitCopy {
    /// Writes the files of the commit, durably, each byte checked; returns how many bytes they have.
    ///
    /// # Errors
    /// Input/output errors; corrupt if a file is not as it was written.
    pub(crate) fn write(&self) -> Result<u64> {
        let target = &self.target;
        std::fs::create_dir_all(target).map_err(|e| Error::io("create", target, e))?;
        let mut bytes = 0;
        for (name, file) in &self.commit.files {
            let to = target.join(name);
            // A damaged piece is met here, and told as damage.
            write_parts(&to, pieces(file))
                .map_err(|e| told("copying the library", Some(&to))(e.into()))?;
            bytes += file.len() as u64;
        }
        self.write_small(COMMIT, self.commit.text.as_bytes())?;
        Ok(bytes + self.commit.text.len() as u64)
    }

    /// Writes the manifest: from now on the copy is a library.
    ///
    /// # Errors
    /// Input/output errors.
    pub(crate) fn finish(&self) -> Result<()> {
        // Whatever was put beside the commit has its name on the disk before the copy counts.
        sync_directory(&self.target).map_err(|e| Error::io("write", &self.target, e))?;
        self.write_small(MANIFEST, self.manifest.as_bytes())
    }

    fn write_small(&self, name: &str, bytes: &[u8]) -> Result<()> {
        let file = self.target.join(name);
        write_parts(&file, std::iter::once(Ok(bytes)))
            .and_then(|()| sync_directory(&self.target))
            .map_err(|e| Error::io("write", file, e))
    }

    /// Removes what was written so far.
    pub(crate) fn abandon(&self) {
        let names = self.commit.files.iter().map(|(name, _)| name.as_str());
        for name in names.chain([COMMIT, MANIFEST]) {
            // The error that counts is the first one.
            let _ = std::fs::remove_file(self.target.join(name));
        }
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
