//! The database beside the index, opened when it is first asked for.

use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};

use crate::error::Result;
use crate::index::{DirectoryAccess, LastCommit};
use crate::ledger::{self, Database};

/// The database of one open library.
///
/// Ranking needs no history, so that a damaged database must not keep a library from being opened.
#[derive(Debug)]
pub(super) struct HistoryFile {
    /// The library's directory; `None` in memory.
    directory: Option<PathBuf>,
    access: DirectoryAccess,
    commit: Arc<LastCommit>,
    opened: Mutex<Option<Arc<Database>>>,
}

impl HistoryFile {
    pub(super) fn new(
        directory: Option<PathBuf>,
        access: DirectoryAccess,
        commit: LastCommit,
    ) -> Self {
        Self {
            directory,
            access,
            commit: Arc::new(commit),
            opened: Mutex::default(),
        }
    }

    /// The number of the library's last commit.
    ///
    /// # Errors
    /// Corrupt if the last commit cannot be read.
    pub(super) fn last_commit(&self) -> Result<u64> {
        self.commit.number()
    }

    /// The database.
    ///
    /// # Errors
    /// Corrupt if it is damaged, another program's, or of a newer layout.
    pub(super) fn database(&self) -> Result<Arc<Database>> {
        let mut opened = self.opened.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(database) = &*opened {
            return Ok(Arc::clone(database));
        }
        let database = match &self.directory {
            Some(directory) => Database::open(directory, access_of(self.access))?,
            None => Database::in_memory()?,
        };
        let commit = Arc::clone(&self.commit);
        let database = Arc::new(database.of_library(Box::new(move || commit.number())));
        *opened = Some(Arc::clone(&database));
        Ok(database)
    }
}

/// What the database may do in a library that is open for `access`.
fn access_of(access: DirectoryAccess) -> ledger::Access {
    match access {
        DirectoryAccess::ReadWrite => ledger::Access::Write,
        DirectoryAccess::ReadOnly => ledger::Access::Read,
    }
}
