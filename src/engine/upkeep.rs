//! Libraries over the years: bringing them to this version's format, and copying them.

use std::path::Path;

use serde::Serialize;

use super::{Library, LibraryOptions};
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
    /// directory.
    ///
    /// Writers of whichever process go on meanwhile; a copy of the directory with other tools meets files that come and
    /// go. The copy is a library: open it in place of this one, or move it here. Every byte is checked on the way. A
    /// copy that was cut off is no library, and no call opens it. O(bytes of the library).
    ///
    /// # Errors
    /// Invalid input if `target` holds something or the library is in memory; corrupt if the library is damaged;
    /// input/output errors.
    ///
    /// # Example
    /// ```
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
    /// library.backup(place.join("backup"))?;
    /// let copy = Library::open(place.join("backup"), LibraryOptions::new())?;
    /// assert_eq!(copy.snapshot()?.need_ids()?.len(), 1);
    /// # Ok::<(), qianxian::Error>(())
    /// ```
    pub fn backup(&self, target: impl AsRef<Path>) -> Result<Backup> {
        let target = target.as_ref();
        let copy = self.origin.store.begin_copy(target)?;
        let write = || {
            let bytes = copy.write()?;
            // After the records. What the history then has of later commits bears their numbers: readers leave it out,
            // and the first writer removes it. In the other order, the history of the last commit could be missing.
            // Entries of the ledger bear no number and only grow: the later copy has all that were there before it.
            let has_history = self.origin.history.database()?.copy_to(target)?;
            copy.finish()?;
            Ok(Backup { bytes, has_history })
        };
        let written = write();
        if written.is_err() {
            // The error that counts is the first one.
            let _ = std::fs::remove_file(target.join(FILE));
            copy.abandon();
        }
        written
    }
}
