//! The directory that a copy of a library goes to.
//!
//! A copy that is not complete has [`MARKER`], the manifest under another name, and no manifest: no call opens it as a
//! library. The marker is written first and gets the manifest's name last, in one step. A process that was killed
//! between leaves the marker; the next copy to that directory knows by it what it may remove. A directory with any
//! file that no copy writes is left alone.

use std::path::{Path, PathBuf};

use serde_json::Value;
use tantivy::directory::error::LockError;
use tantivy::directory::{Directory as _, DirectoryLock, Lock, MmapDirectory};

use super::directory::{COMMIT, is_of_segment};
use super::disk::{read_small, remove, rename, sync_directory, write_parts};
use super::manifest::{MANIFEST, MAX_BYTES, ManifestBytes, WHAT};
use super::store::UNFINISHED;
use crate::error::{Error, Result, say};

/// The manifest of a copy that is not complete.
pub(super) const MARKER: &str = "qianxian.unfinished";
/// Lock of whoever copies into a directory.
const COPY_LOCK: &str = ".qianxian-copy.lock";

/// A directory that this process alone copies into.
pub(super) struct CopyTarget {
    path: PathBuf,
    /// Name with which the files begin that the caller puts beside the commit.
    beside: &'static str,
    _lock: DirectoryLock,
}

impl CopyTarget {
    /// Whether a copy may go to `path`: nothing is there, or what a copy or a creation that was cut off has left.
    ///
    /// # Errors
    /// Invalid input if something else is there; input/output errors.
    pub(super) fn check(path: &Path, beside: &str) -> Result<()> {
        remains(path, beside).map(drop)
    }

    /// Takes the directory `path`, made or cleared of remains, and marks it with `manifest`.
    ///
    /// # Errors
    /// As of [`CopyTarget::check`]; busy if another copy is on its way there.
    pub(super) fn claim(
        path: &Path,
        beside: &'static str,
        manifest: &ManifestBytes,
    ) -> Result<Self> {
        std::fs::create_dir_all(path).map_err(|e| Error::io("create", path, e))?;
        let target = Self {
            path: path.to_owned(),
            beside,
            _lock: lock(path)?,
        };
        // Under the lock: another copy may have begun or ended there since the first look.
        let begun = target.clear();
        let begun = begun.and_then(|()| target.write(MARKER, manifest.as_bytes()));
        if begun.is_err() {
            target.abandon();
        }
        begun.map(|()| target)
    }

    /// Path of the file of that name.
    pub(super) fn join(&self, name: &str) -> PathBuf {
        self.path.join(name)
    }

    /// Writes a small file, durably, with its name.
    pub(super) fn write(&self, name: &str, bytes: &[u8]) -> Result<()> {
        let file = self.path.join(name);
        write_parts(&file, std::iter::once(Ok(bytes)))
            .and_then(|()| sync_directory(&self.path))
            .map_err(|e| Error::io("write", file, e))
    }

    /// Makes the marker the manifest: from now on the copy is a library.
    ///
    /// # Errors
    /// Input/output errors.
    pub(super) fn finish(&self) -> Result<()> {
        let manifest = self.path.join(MANIFEST);
        // Whatever is beside the commit has its name on the disk before the copy counts.
        sync_directory(&self.path)
            .and_then(|()| rename(&self.path.join(MARKER), &manifest))
            .and_then(|()| sync_directory(&self.path))
            .map_err(|e| Error::io("write", manifest, e))?;
        // The copy is complete: a lock file that stays does no harm.
        let _ = remove(&self.path.join(COPY_LOCK));
        Ok(())
    }

    /// Removes everything that a copy has written, the marker last.
    ///
    /// # Errors
    /// As of [`CopyTarget::check`]: nothing is removed then; input/output errors.
    pub(super) fn clear(&self) -> Result<()> {
        for name in remains(&self.path, self.beside)? {
            let file = self.path.join(name);
            remove(&file).map_err(|e| Error::io("remove", file, e))?;
        }
        Ok(())
    }

    /// Leaves the directory empty after an error, as far as that can be done.
    pub(super) fn abandon(&self) {
        // The error that counts is the first one.
        let _ = self.clear();
        let _ = remove(&self.path.join(COPY_LOCK));
    }
}

fn lock(path: &Path) -> Result<DirectoryLock> {
    let lock = Lock {
        filepath: COPY_LOCK.into(),
        is_blocking: false,
    };
    let fail = |e| Error::io("lock", path, e);
    let directory = MmapDirectory::open(path).map_err(|e| fail(std::io::Error::other(e)))?;
    directory.acquire_lock(&lock).map_err(|error| match error {
        LockError::LockBusy => Error::busy(
            say!("the directory {}", "目录 {} ", path.display()),
            say!(
                "another backup is being written there; wait for it, or name another directory",
                "另一个备份正在写入该目录；请等待其完成，或指定其他目录"
            ),
        ),
        LockError::IoError(e) => fail(std::io::Error::other(e)),
    })
}

/// Names of what a copy that was cut off has left in `path`, the marker last.
fn remains(path: &Path, beside: &str) -> Result<Vec<String>> {
    let fail = |e| Error::io("read", path, e);
    let entries = match std::fs::read_dir(path) {
        Err(e) if e.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
        entries => entries.map_err(fail)?,
    };
    let (mut names, mut has_marker, mut is_marked_only) = (Vec::new(), false, true);
    for entry in entries {
        let entry = entry.map_err(fail)?;
        let is_file = entry.file_type().map_err(fail)?.is_file();
        let name = entry.file_name();
        let name = name.to_str().filter(|_| is_file).unwrap_or_default();
        match name {
            COPY_LOCK => {}
            MARKER => has_marker = true,
            name if UNFINISHED.contains(&name) => {
                is_marked_only &= name != COMMIT;
                names.push(name.to_owned());
            }
            name if is_of_segment(name) || name.starts_with(beside) => {
                is_marked_only = false;
                names.push(name.to_owned());
            }
            _ => return Err(not_empty(path)),
        }
    }
    let is_created_only = names.iter().all(|name| UNFINISHED.contains(&name.as_str()));
    if has_marker && is_marker(path, is_marked_only) {
        names.push(MARKER.to_owned());
    } else if has_marker || !is_created_only {
        return Err(not_empty(path));
    }
    Ok(names)
}

/// Whether the marker in `path` is one of ours. It is whole before anything else is written, so that an empty one
/// counts if it `is_alone`.
fn is_marker(path: &Path, is_alone: bool) -> bool {
    let Ok(bytes) = read_small(&path.join(MARKER), MAX_BYTES) else {
        return false;
    };
    let marked = serde_json::from_slice(&bytes).is_ok_and(|marker: Value| marker["what"] == WHAT);
    marked || (bytes.is_empty() && is_alone)
}

fn not_empty(path: &Path) -> Error {
    let repair = say!(
        "name a new or empty directory for the copy",
        "请为副本指定新目录或空目录"
    );
    Error::invalid("library", path.display(), repair)
}
