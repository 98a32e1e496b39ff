//! Libraries over the years: bringing them to this version's format, and copying them.
//!
//! A backup is a directory that is a library, to be opened at once. Who wants one file takes an export
//! ([`Snapshot::export`](super::Snapshot::export)): it holds all that a library holds but the index, is of one moment
//! too, says by its last line that it is whole, and every later version reads it. A container for the files of a backup
//! would be a second format to keep for the same purpose, and bound to one format of the index.

use std::cell::Cell;
use std::path::Path;

use serde::Serialize;

use super::{Library, LibraryOptions, OnProgress};
use crate::control::steps::Steps;
use crate::error::Result;
use crate::index::{FORMAT, MigrationOutcome, migrate};
use crate::ledger::FILE;
use crate::text::Analyzer;

/// How a library was brought to this version's format.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Migration {
    /// Format that the library had.
    pub from: u32,
    /// Format that it has now.
    pub to: u32,
    /// Records that were indexed again; `None` if the index could stay, or if an attempt that was cut off had indexed
    /// them already.
    pub reindexed: Option<usize>,
}

impl Migration {
    pub(super) fn new(outcome: MigrationOutcome) -> Self {
        let MigrationOutcome { from, reindexed } = outcome;
        Self {
            from,
            to: FORMAT,
            reindexed,
        }
    }
}

/// Unit of the progress of a backup.
const MIB: u64 = 1 << 20;

/// What a backup holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Backup {
    /// Bytes of the records and their index.
    pub bytes: u64,
    /// Whether history and ledger are part of it: a library of which neither was ever kept has none.
    pub has_history: bool,
}

impl Library {
    /// Brings the library in the directory `path` to this version's format, in place.
    ///
    /// [`Library::open`] does so by itself where it must. A library of format 4 gets another number in its manifest; of
    /// one of format 3, or of another version of the analyser, every record is indexed again: O(library), and the room
    /// of a second one on the disk. Records and their history stay as they are.
    ///
    /// At any instant the directory holds the old library or the new one, whole. If the process is killed, the next
    /// call begins anew or goes on.
    ///
    /// # Errors
    /// Busy while a writer is alive or another process migrates the library; corrupt if the library is damaged or too
    /// old; invalid input with the id of a record that this version refuses. The library stays as it was then.
    ///
    /// # Example
    /// ```
    /// use qianxian::{Library, LibraryOptions};
    ///
    /// # let place = tempfile::tempdir().unwrap();
    /// # let place = place.path();
    /// drop(Library::create(place, LibraryOptions::new())?);
    /// let migration = Library::migrate(place, LibraryOptions::new())?;
    /// assert_eq!((migration.from, migration.reindexed), (migration.to, None)); // was up to date
    /// # Ok::<(), qianxian::Error>(())
    /// ```
    pub fn migrate(path: impl AsRef<Path>, options: LibraryOptions) -> Result<Migration> {
        options.check_writable(path.as_ref())?;
        let analyzer = Analyzer::new();
        migrate(path.as_ref(), &analyzer, options.writer_memory).map(Migration::new)
    }

    /// Copies the library as it is at the last commit, with its history and ledger, into `target`, a new or empty
    /// directory. Progress counts MiB.
    ///
    /// Writers of whichever process go on meanwhile; a copy of the directory with other tools meets files that come and
    /// go. The copy is a library: open it in place of this one, or move it here. Every byte is checked on the way. A
    /// copy that was cut off is no library, and no call opens it; the next backup to that directory replaces it. For a
    /// copy in one file, see [`Snapshot::export`](super::Snapshot::export). O(bytes of the library).
    ///
    /// # Errors
    /// Invalid input if `target` holds something else or the library is in memory; busy if another backup is being
    /// written there; corrupt if the library is damaged; input/output errors; cancelled by `hear`. A directory that was
    /// new or empty is empty again then.
    ///
    /// # Example
    /// ```
    /// use qianxian::engine::silent;
    /// use qianxian::{Library, LibraryOptions};
    /// use qianxian::model::Need;
    ///
    /// # let place = tempfile::tempdir().unwrap();
    /// # let place = place.path();
    /// let library = Library::create(place.join("library"), LibraryOptions::new())?;
    /// let mut writer = library.writer()?;
    /// writer.put_need(&Need::new("n1", "针状焦")?)?;
    /// writer.commit()?;
    /// writer.put_need(&Need::new("n2", "氧化锆")?)?; // not committed
    /// library.backup(place.join("backup"), &silent)?;
    /// let copy = Library::open(place.join("backup"), LibraryOptions::new())?;
    /// assert_eq!(copy.snapshot()?.need_ids()?.len(), 1);
    /// # Ok::<(), qianxian::Error>(())
    /// ```
    pub fn backup(&self, target: impl AsRef<Path>, hear: OnProgress<'_>) -> Result<Backup> {
        let target = target.as_ref();
        let copy = self.origin.store.begin_copy(target, FILE)?;
        let write = || {
            let database = self.origin.history.database()?;
            let pages = usize::try_from(database.bytes()? / MIB).unwrap_or(usize::MAX);
            let steps = Steps::new(copy.pieces() + pages, "copying the library", hear);
            let bytes = copy.write(&|| steps.step())?;
            // After the records. What the history then has of later commits bears their numbers: readers leave it out,
            // and the first writer removes it. In the other order, the history of the last commit could be missing.
            // Of the ledger, the later copy has all entries that were there before it; the ones that were made together
            // with later commits are left out of it.
            let counted = Cell::new(0);
            let has_history = database.copy_to(target, copy.generation()?, &|copied| {
                // It may have grown since it was measured.
                let copied = usize::try_from(copied / MIB)
                    .unwrap_or(usize::MAX)
                    .min(pages);
                while counted.get() < copied {
                    counted.set(counted.get() + 1);
                    steps.step()?;
                }
                Ok(())
            })?;
            copy.finish()?;
            Ok(Backup { bytes, has_history })
        };
        let written = write();
        if written.is_err() {
            copy.abandon();
        }
        written
    }
}
