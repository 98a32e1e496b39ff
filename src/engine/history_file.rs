//! The database beside the index, opened when it is first asked for.

use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};

use crate::error::Result;
use crate::ledger::{Access, Database};

/// The database of one open library.
///
/// Ranking needs no history, so that a damaged database must not keep a library from being opened.
#[derive(Debug)]
pub(super) struct HistoryFile {
    /// The library's directory; `None` in memory.
    directory: Option<PathBuf>,
    opened: Mutex<Option<Arc<Database>>>,
}

impl HistoryFile {
    pub(super) fn new(directory: Option<PathBuf>) -> Self {
        Self {
            directory,
            opened: Mutex::default(),
        }
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
        let database = Arc::new(match &self.directory {
            Some(directory) => Database::open(directory, Access::Write)?,
            None => Database::in_memory()?,
        });
        *opened = Some(Arc::clone(&database));
        Ok(database)
    }
}
