//! The number of a commit: what ties the records to their history.
//!
//! Records live in tantivy's segments, their history in a database beside. No one commit covers both, so the order
//! does: the history of the changes is written first and durably, under the number of the commit to come; then the
//! records are committed, and that number with them, in tantivy's `meta.json`. Whoever reads history takes the number
//! from the records that he reads and leaves out what is of a later one. So a kill between the two commits leaves
//! entries of a commit that never was; nobody sees them, and the next writer removes them.
//!
//! A library of before has no number; it counts as 0. Merges keep the number.

use std::path::{Path, PathBuf};

use tantivy::{Index, IndexMeta};

use super::failure::{RESTORE, caught, place, told};
use super::store::Store;
use crate::error::{Error, Result, say};

/// Before the number, in the payload of a commit.
const PREFIX: &str = "generation ";

/// What tantivy keeps with the commit of that number.
pub(super) fn payload(generation: u64) -> String {
    format!("{PREFIX}{generation}")
}

/// The number of a commit.
///
/// # Errors
/// Corrupt if the payload is none of ours.
pub(super) fn read_generation(metas: &IndexMeta, path: Option<&Path>) -> Result<u64> {
    read_payload(metas.payload.as_deref(), path)
}

/// The number in what tantivy keeps with a commit.
///
/// # Errors
/// Corrupt if it is none of ours.
pub(super) fn read_payload(payload: Option<&str>, path: Option<&Path>) -> Result<u64> {
    let Some(text) = payload else {
        return Ok(0);
    };
    let number = text.strip_prefix(PREFIX).and_then(|n| n.parse().ok());
    number.ok_or_else(|| {
        let what = say!("the last commit has no number", "上次提交没有编号");
        Error::corrupt(place(path), what, RESTORE)
    })
}

/// Looks up the number of a library's last commit, whichever process made it.
pub(crate) struct LastCommit {
    index: Index,
    /// `None` in memory.
    path: Option<PathBuf>,
}

impl std::fmt::Debug for LastCommit {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("LastCommit")
            .field("path", &self.path)
            .finish_non_exhaustive()
    }
}

impl LastCommit {
    /// The number. O(files of the last commit).
    ///
    /// # Errors
    /// Corrupt if the last commit cannot be read.
    pub(crate) fn number(&self) -> Result<u64> {
        let path = self.path.as_deref();
        let metas = caught(path, || {
            let metas = self.index.load_metas();
            metas.map_err(told("reading the library", path))
        })?;
        read_generation(&metas, path)
    }
}

impl Store {
    /// Where to look up the number of the last commit; it outlives this value.
    pub(crate) fn last_commit(&self) -> LastCommit {
        LastCommit {
            index: self.index().clone(),
            path: self.path().map(Path::to_owned),
        }
    }
}
