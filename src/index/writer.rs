//! The one writer of a library.

use core::time::Duration;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use tantivy::directory::error::LockError;
use tantivy::indexer::{LogMergePolicy, NoMergePolicy, UserOperation};
use tantivy::{Index, SegmentMeta, TantivyDocument, TantivyError, Term};

use super::IndexSnapshot;
use super::deletion::KeyQuery;
use super::directory::LibraryDirectory;
use super::document::{PreparedRecord, record_key};
use super::failure::{RESTORE, place, told};
use super::generation::{payload, read_generation};
use super::keys::HeldKeys;
use super::schema::SchemaFields;
use crate::error::{Error, Result, say};
use crate::model::{Enterprise, Need, Profile, RecordId};

/// Most threads that build segments.
const MAX_THREADS: usize = 8;
/// Least memory of one such thread.
const THREAD_MEMORY: usize = 15_000_000;
/// Most attempts to take the lock that another writer holds, beside the first.
const LOCK_ROUNDS: u32 = 10;
/// Pause before each.
pub(super) const LOCK_PAUSE: Duration = Duration::from_millis(10);
/// Most attempts to merge while background merges end.
const MERGE_ROUNDS: u32 = 64;

/// What is known of a record before a writer changes it.
#[derive(Debug)]
pub(crate) struct HeldRecord {
    /// Its JSON in the last commit; `None` if it was not there.
    pub(crate) committed: Option<String>,
    /// Whether the writer has put or deleted it since.
    pub(crate) is_written: bool,
}

/// Upserts, deletes and commits, one at a time in the whole world.
///
/// Nothing is visible to anybody before [`IndexWriter::commit`] returns; then everything is, and it is
/// durable. A writer dropped without a commit, or a process killed at any instant, leaves the library
/// at its last commit.
pub(crate) struct IndexWriter {
    /// `None` once a rollback has failed, and the lock with it may be another writer's.
    inner: Option<tantivy::IndexWriter>,
    opening: Opening,
    keys: Mutex<HeldKeys>,
}

/// How the writer was opened, to open it again after a rollback.
pub(super) struct Opening {
    pub(super) index: Index,
    pub(super) fields: SchemaFields,
    /// `None` in memory, as the directory.
    pub(super) path: Option<PathBuf>,
    pub(super) directory: Option<LibraryDirectory>,
    /// Most memory held before a segment is written.
    pub(super) memory_bytes: usize,
}

impl std::fmt::Debug for IndexWriter {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("IndexWriter")
            .field("path", &self.opening.path)
            .finish_non_exhaustive()
    }
}

impl IndexWriter {
    pub(super) fn open(opening: Opening) -> Result<Self> {
        let inner = opening.open()?;
        let writer = Self {
            inner: Some(inner),
            opening,
            keys: Mutex::default(),
        };
        writer.begin()?;
        Ok(writer)
    }

    /// Makes a writer as good as one that has just committed.
    ///
    /// Two things that tantivy leaves to its users. It gives the first operation of a new writer the number of the
    /// commit before it, and merges apply deletes up to that number, so that a merge would delete records before
    /// anybody commits to it; an operation of nothing takes the number. And a rollback leaves files behind whose names
    /// the same commit, tried again, would find taken; they are removed.
    fn begin(&self) -> Result<()> {
        let inner = self.inner()?;
        inner
            .run([])
            .and_then(|_| inner.garbage_collect_files().wait())
            .map(drop)
            .map_err(told("opening the writer", self.path()))
    }

    fn path(&self) -> Option<&Path> {
        self.opening.path.as_deref()
    }

    fn inner(&self) -> Result<&tantivy::IndexWriter> {
        self.inner.as_ref().ok_or_else(lost)
    }

    fn replace(&self, key: &str, documents: Vec<TantivyDocument>) -> Result<()> {
        let inner = self.inner()?;
        // Held until the batch is handed over: of two writes of one key at once, the later must delete the earlier.
        let mut keys = self.keys.lock().unwrap_or_else(PoisonError::into_inner);
        let may_be_held = keys.insert(
            inner.index(),
            self.opening.fields.key,
            (key, documents.is_empty()),
        );
        if may_be_held {
            // Before the documents are added, so that it takes the old record alone.
            let term = Term::from_field_text(self.opening.fields.key, key);
            inner
                .delete_query(Box::new(KeyQuery(term)))
                .map_err(told("writing a record", self.path()))?;
        }
        // One batch: tantivy puts its documents into one segment, side by side, as a group must lie.
        let operations: Vec<UserOperation> =
            documents.into_iter().map(UserOperation::Add).collect();
        inner
            .run(operations)
            .map(drop)
            .map_err(told("writing a record", self.path()))
    }

    /// Checks `need` and makes its documents; nothing is changed yet.
    ///
    /// # Errors
    /// Invalid input if [`Need::check`] finds a fault.
    pub(crate) fn prepare_need(&self, need: &Need) -> Result<PreparedRecord> {
        PreparedRecord::need(&self.opening.fields, need)
    }

    /// Checks `profile` and makes its documents; nothing is changed yet.
    ///
    /// # Errors
    /// Invalid input if [`Profile::check`] finds a fault or there are more than [`super::MAX_WORKS`] works.
    pub(crate) fn prepare_profile(&self, profile: &Profile) -> Result<PreparedRecord> {
        PreparedRecord::profile(&self.opening.fields, profile)
    }

    /// Checks `enterprise` and makes its document; nothing is changed yet.
    ///
    /// # Errors
    /// Invalid input if [`Enterprise::check`] finds a fault.
    pub(crate) fn prepare_enterprise(&self, enterprise: &Enterprise) -> Result<PreparedRecord> {
        PreparedRecord::enterprise(&self.opening.fields, enterprise)
    }

    /// Adds a record, or replaces the record of its id.
    ///
    /// # Errors
    /// Backend errors.
    pub(crate) fn put(&self, record: PreparedRecord) -> Result<()> {
        self.replace(&record_key(&record.id), record.documents)
    }

    /// Deletes the record of that id; an unknown id changes nothing.
    ///
    /// # Errors
    /// Backend errors.
    pub(crate) fn delete(&self, id: &RecordId) -> Result<()> {
        self.replace(&record_key(id), Vec::new())
    }

    /// What the last commit holds of the record of that id, and whether this writer has changed it since.
    ///
    /// # Errors
    /// Corrupt if the last commit cannot be read.
    pub(crate) fn held(&self, id: &RecordId) -> Result<HeldRecord> {
        let mut keys = self.keys.lock().unwrap_or_else(PoisonError::into_inner);
        let is_written = keys.was_written(&record_key(id));
        Ok(HeldRecord {
            committed: self.committed(&mut keys, id)?,
            is_written,
        })
    }

    /// Whether there is a record of that id, with the changes since the last commit.
    ///
    /// # Errors
    /// Corrupt if the last commit cannot be read.
    pub(crate) fn holds(&self, id: &RecordId) -> Result<bool> {
        let mut keys = self.keys.lock().unwrap_or_else(PoisonError::into_inner);
        match keys.is_there(&record_key(id)) {
            Some(is_there) => Ok(is_there),
            None => Ok(self.committed(&mut keys, id)?.is_some()),
        }
    }

    /// JSON of the record of that id in the last commit.
    fn committed(&self, keys: &mut HeldKeys, id: &RecordId) -> Result<Option<String>> {
        let path = self.path();
        let searcher = keys.committed(&self.opening.index).ok_or_else(|| {
            let what = say!("the last commit cannot be read", "上次提交无法读取");
            Error::corrupt(place(path), what, RESTORE)
        })?;
        let snapshot = IndexSnapshot::new(
            searcher.clone(),
            self.opening.fields.clone(),
            self.opening.path.clone(),
            (0, 0),
        );
        snapshot.text(id)
    }

    /// Number of the last commit; see [`super::generation`].
    ///
    /// # Errors
    /// Corrupt if the last commit cannot be read.
    pub(crate) fn generation(&self) -> Result<u64> {
        let metas = self.opening.index.load_metas();
        let metas = metas.map_err(told("reading the last commit", self.path()))?;
        read_generation(&metas, self.path())
    }

    /// Makes everything since the last commit visible and durable, all of it or nothing.
    ///
    /// The commit gets the number `generation`.
    ///
    /// # Errors
    /// If the disk refuses, the library stays at its last commit.
    pub(crate) fn commit(&mut self, generation: u64) -> Result<()> {
        let path = self.opening.path.clone();
        let failed = told("committing", path.as_deref());
        let inner = self.inner.as_mut().ok_or_else(lost)?;
        let mut commit = inner.prepare_commit().map_err(&failed)?;
        commit.set_payload(&payload(generation));
        commit.commit().map_err(failed)?;
        // After success alone: the changes of a commit that failed may still come with the next one.
        self.forget_keys();
        Ok(())
    }

    /// Forgets everything since the last commit.
    ///
    /// Opens tantivy's writer again rather than rolling it back, since that begins anew beside merges that still run;
    /// see [`stop`].
    ///
    /// # Errors
    /// Busy if another process took the lock meanwhile; backend errors. Every later call fails then: open another
    /// writer.
    pub(crate) fn rollback(&mut self) -> Result<()> {
        let inner = self.inner.take().ok_or_else(lost)?;
        // What it could not write was to be forgotten.
        let _ = stop(inner);
        self.inner = Some(self.opening.open()?);
        self.forget_keys();
        self.begin()
    }

    fn forget_keys(&mut self) {
        let keys = self.keys.get_mut();
        keys.unwrap_or_else(PoisonError::into_inner).clear();
    }

    /// Merges all segments into one and drops deleted records for good. Results do not change.
    ///
    /// # Errors
    /// If the disk refuses, the library stays as it is.
    pub(crate) fn merge(&mut self) -> Result<()> {
        let inner = self.inner.as_mut().ok_or_else(lost)?;
        // No new background merge may take segments away while these are chosen.
        inner.set_merge_policy(Box::new(NoMergePolicy));
        let merged = merge_all(inner);
        inner.set_merge_policy(Box::new(LogMergePolicy::default()));
        merged
            .and_then(|()| inner.garbage_collect_files().wait())
            .map(drop)
            .map_err(told("merging", self.opening.path.as_deref()))
    }

    /// Waits until background merges are done, then closes the writer.
    ///
    /// # Errors
    /// Backend errors of a merge; committed records are intact.
    pub(crate) fn close(mut self) -> Result<()> {
        let inner = self.inner.take().ok_or_else(lost)?;
        let closed = inner.wait_merging_threads();
        closed.map_err(told("merging", self.path()))
    }
}

impl Drop for IndexWriter {
    fn drop(&mut self) {
        if let Some(inner) = self.inner.take() {
            // Nobody is left to hear of it, and what was committed is intact.
            let _ = stop(inner);
        }
    }
}

/// Ends a writer with everything that it does in the background, and gives its lock back last.
///
/// tantivy's own writer gives the lock back when it is dropped, and a merge that is about to end then puts its result
/// beside, or over, what the next writer does: the library names files that the next writer has removed as remains.
/// So the merges that run are waited for, and no new ones begin.
fn stop(inner: tantivy::IndexWriter) -> tantivy::Result<()> {
    inner.set_merge_policy(Box::new(NoMergePolicy));
    inner.wait_merging_threads()
}

fn lost() -> Error {
    Error::backend(
        "writing",
        "an earlier rollback failed",
        say!(
            "drop this writer and open another one; what was committed is intact",
            "请弃用该写入器并另开一个；已提交的内容完好"
        ),
    )
}

impl Opening {
    /// Takes the lock, and clears the remains of killed writers.
    fn open(&self) -> Result<tantivy::IndexWriter> {
        let cores = std::thread::available_parallelism().map_or(1, usize::from);
        let threads = (self.memory_bytes / THREAD_MEMORY).clamp(1, cores.min(MAX_THREADS));
        let memory = self.memory_bytes.max(threads * THREAD_MEMORY);
        let open = || self.index.writer_with_num_threads(threads, memory);
        let mut inner = open();
        for _ in 0..LOCK_ROUNDS {
            // The lock goes with the open file. A process that is being started by the program of the writer before this
            // one has that file too, until it runs its own program a moment later.
            let is_busy = matches!(
                inner,
                Err(TantivyError::LockFailure(LockError::LockBusy, _))
            );
            if !is_busy {
                break;
            }
            std::thread::sleep(LOCK_PAUSE);
            inner = open();
        }
        let path = self.path.as_deref();
        let inner = inner.map_err(told("opening the writer", path))?;
        if let Some(directory) = &self.directory {
            // Now that no other writer is alive.
            directory
                .clear()
                .map_err(told("clearing the library", path))?;
        }
        Ok(inner)
    }
}

/// Merges until one segment without deletes is left.
///
/// A merge that an earlier commit started in the background may take segments away meanwhile; its result is then
/// merged. There are few such merges, and no new ones begin.
fn merge_all(inner: &mut tantivy::IndexWriter) -> tantivy::Result<()> {
    let mut left = MERGE_ROUNDS;
    loop {
        let segments = inner.index().searchable_segment_metas()?;
        let clean = segments.iter().all(|s| s.num_deleted_docs() == 0);
        if segments.is_empty() || (segments.len() == 1 && clean) {
            return Ok(());
        }
        let ids: Vec<_> = segments.iter().map(SegmentMeta::id).collect();
        left -= 1;
        match inner.merge(&ids).wait() {
            // A background merge took one of them away: look again.
            Err(TantivyError::InvalidArgument(_)) if left > 0 => {}
            Err(error) => return Err(error),
            Ok(_) if left == 0 => return Ok(()),
            Ok(_) => {}
        }
    }
}
