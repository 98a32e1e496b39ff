//! A copy of the database, taken while others may write.

use std::path::Path;

use rusqlite::backup::{Backup, StepResult};
use rusqlite::{Connection, OpenFlags, ffi};

use super::database::{Access, Database, FILE, FileState};
use super::failure::Failure;
use super::pending::{has_commit_after, leave_out_after};
use crate::error::{Error, Result};

/// Pages copied at a time: a MiB of the usual ones.
const PAGES: i32 = 256;

impl Database {
    /// Bytes of the database as it is now, 0 without one.
    ///
    /// # Errors
    /// Corrupt if the file is damaged or of a newer layout; input/output errors.
    pub(crate) fn bytes(&self) -> Result<u64> {
        let Some(path) = self.path() else {
            return Ok(0);
        };
        if FileState::of(path)? == FileState::Absent {
            return Ok(0);
        }
        self.read_as_stored(|inside| {
            let pages = number(inside, "PRAGMA page_count")?;
            Ok(pages.saturating_mul(number(inside, "PRAGMA page_size")?))
        })
    }

    /// Copies the database as it is at one moment into a new file in `directory`, without the entries that were made
    /// together with a commit after `generation`; returns whether there is one. Calls `hear` with the bytes that are
    /// copied, now and then, from the beginning again if the file changed under the copy.
    ///
    /// All pages are copied in one transaction: a writer neither waits nor comes between. The copy needs no file beside
    /// it.
    ///
    /// # Errors
    /// Corrupt if the file is damaged or of a newer layout; input/output errors; every error of `hear`.
    pub(crate) fn copy_to(
        &self,
        directory: &Path,
        generation: u64,
        hear: &dyn Fn(u64) -> Result<()>,
    ) -> Result<bool> {
        let Some(path) = self.path() else {
            return Ok(false);
        };
        if FileState::of(path)? == FileState::Absent {
            return Ok(false);
        }
        let target = directory.join(FILE);
        self.read_as_stored(|inside| {
            // An attempt before this one may have met a file that changed under it.
            remove(&target)?;
            let flags = OpenFlags::SQLITE_OPEN_READ_WRITE
                | OpenFlags::SQLITE_OPEN_CREATE
                | OpenFlags::SQLITE_OPEN_NO_MUTEX;
            let mut copy = Connection::open_with_flags(&target, flags)?;
            let page = number(inside, "PRAGMA page_size")?;
            let backup = Backup::new(inside, &mut copy)?;
            let mut step = StepResult::More;
            while step == StepResult::More {
                step = backup.step(PAGES)?;
                let progress = backup.progress();
                let pages = progress.pagecount - progress.remaining;
                hear(page.saturating_mul(u64::try_from(pages).unwrap_or(0)))?;
            }
            drop(backup);
            copy.close().map_err(|(_, error)| error)?;
            if step == StepResult::Done {
                return Ok(());
            }
            let busy = ffi::Error::new(ffi::SQLITE_BUSY);
            Err(Failure::Sql(rusqlite::Error::SqliteFailure(busy, None)))
        })?;
        let copy = Self::open(directory, Access::Write)?;
        if copy.read_as_stored(|inside| has_commit_after(inside, generation))? {
            copy.write(|inside| leave_out_after(inside, generation))?;
        }
        Ok(true)
    }
}

fn number(of: &Connection, pragma: &str) -> Result<u64, Failure> {
    let number: i64 = of.query_row(pragma, [], |row| row.get(0))?;
    Ok(u64::try_from(number).unwrap_or(0))
}

fn remove(file: &Path) -> Result<()> {
    match std::fs::remove_file(file) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
            Err(Error::io("remove", file, error))
        }
        _ => Ok(()),
    }
}
