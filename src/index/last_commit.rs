//! The number of a library's last commit, for whoever has to know it without a snapshot.

use std::path::{Path, PathBuf};

use tantivy::Index;

use super::failure::{caught, told};
use super::generation::read_generation;
use super::store::Store;
use crate::error::Result;

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
