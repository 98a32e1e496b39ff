//! A copy of the database, taken while others may write.

use std::path::Path;

use rusqlite::backup::{Backup, StepResult};
use rusqlite::{Connection, OpenFlags, ffi};

use super::database::{Database, FILE, FileState};
use super::failure::Failure;
use crate::error::{Error, Result};

impl Database {
    /// Copies the database as it is at one moment into a new file in `directory`; returns whether there is one.
    ///
    /// All pages are copied in one transaction: a writer neither waits nor comes between. The copy needs no file beside
    /// it.
    ///
    /// # Errors
    /// Corrupt if the file is damaged or of a newer layout; input/output errors.
    pub(crate) fn copy_to(&self, directory: &Path) -> Result<bool> {
        let Some(path) = self.path() else {
            return Ok(false);
        };
        if FileState::of(path)? == FileState::Absent {
            return Ok(false);
        }
        let target = directory.join(FILE);
        self.read(|inside| {
            // An attempt before this one may have met a file that changed under it.
            remove(&target)?;
            let flags = OpenFlags::SQLITE_OPEN_READ_WRITE
                | OpenFlags::SQLITE_OPEN_CREATE
                | OpenFlags::SQLITE_OPEN_NO_MUTEX;
            let mut copy = Connection::open_with_flags(&target, flags)?;
            let step = Backup::new(inside, &mut copy)?.step(-1)?;
            copy.close().map_err(|(_, error)| error)?;
            if step == StepResult::Done {
                return Ok(true);
            }
            let busy = ffi::Error::new(ffi::SQLITE_BUSY);
            Err(Failure::Sql(rusqlite::Error::SqliteFailure(busy, None)))
        })
    }
}

fn remove(file: &Path) -> Result<()> {
    match std::fs::remove_file(file) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
            Err(Error::io("remove", file, error))
        }
        _ => Ok(()),
    }
}
