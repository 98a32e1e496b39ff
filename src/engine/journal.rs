//! The changes of a writer on their way into the history.

use std::sync::Arc;

use serde_json::{Map, Value};

use super::entry_queue::EntryQueue;
use crate::error::{Error, Result, say};
use crate::index::{HeldRecord, IndexWriter};
use crate::ledger::{
    Change, Database, ExportedRevision, NewRevision, RevisionAction, add_change, add_pending,
    append, discard_after, has_after, pending_of_record,
};
use crate::model::{RecordDifference, RecordId, Version};

/// Revisions held in memory before they are written down: an import keeps no more of them than this, and pays one
/// transaction for so many.
const BATCH: usize = 1_000;
/// Bytes of JSON that do the same.
const BATCH_BYTES: usize = 4 << 20;

/// What a writer has changed since the last commit, as far as the history does not yet have it.
///
/// The revisions are written under the number of the commit to come, so that nobody sees them before it.
#[derive(Debug)]
pub(super) struct Journal {
    database: Arc<Database>,
    /// Number of the last commit.
    generation: u64,
    /// When, by whom and why the next changes are made.
    change: Arc<Change>,
    /// The change that was written down last, and its row.
    written_change: Option<(Arc<Change>, i64)>,
    batch: Vec<(Arc<Change>, NewRevision)>,
    bytes: usize,
    /// Whether revisions of the commit to come are written down.
    has_written: bool,
}

/// Removes what a killed writer left of a commit after `generation`, the last one, and takes the entries of commits that
/// are there to their places.
pub(super) fn clear_remains(database: &Database, generation: u64) -> Result<()> {
    if database.read(|inside| has_after(inside, generation))? {
        database.write(|inside| discard_after(inside, generation))?;
    }
    database.settle()
}

impl Journal {
    /// The journal of a new writer, of a library whose last commit has that number.
    pub(super) fn new(database: Arc<Database>, generation: u64) -> Self {
        Self {
            database,
            generation,
            change: Arc::default(),
            written_change: None,
            batch: Vec::new(),
            bytes: 0,
            has_written: false,
        }
    }

    pub(super) fn set_change(&mut self, change: Change) {
        self.change = Arc::new(change);
    }

    /// The record as it stands after all changes so far; `None` if there is none.
    pub(super) fn current(
        &self,
        index: &IndexWriter,
        id: &RecordId,
    ) -> Result<Option<Map<String, Value>>> {
        let HeldRecord {
            committed,
            is_written,
        } = index.held(id)?;
        let mut current = committed.as_deref().map(fields).transpose()?;
        if is_written {
            self.replay(id, &mut current)?;
        }
        Ok(current)
    }

    /// Applies the changes since the last commit.
    fn replay(&self, id: &RecordId, record: &mut Option<Map<String, Value>>) -> Result<()> {
        if self.has_written {
            let pending = |inside: &_| pending_of_record(inside, self.generation, id);
            for revision in self.database.read(pending)? {
                revision.redo(record);
            }
        }
        for (_, revision) in self.batch.iter().filter(|(_, revision)| revision.id == *id) {
            let Some(after) = revision.after.as_deref().map(fields).transpose()? else {
                *record = None;
                continue;
            };
            let before = revision.before.as_deref().map(fields).transpose()?;
            match record {
                None => *record = Some(after),
                Some(record) => RecordDifference {
                    before: before.unwrap_or_default(),
                    after,
                }
                .redo(record),
            }
        }
        Ok(())
    }

    /// Notes that the record `id` goes from `before` to the JSON `after`; returns whether they differ.
    pub(super) fn note(
        &mut self,
        (id, action, other): (&RecordId, RevisionAction, Option<String>),
        before: Option<&Map<String, Value>>,
        after: Option<&str>,
    ) -> Result<bool> {
        let (was, becomes) = match (before, after) {
            (None, None) => return Ok(false),
            (None, Some(after)) => (None, Some(after.to_owned())),
            (Some(before), None) => (Some(text(before)?), None),
            (Some(before), Some(after)) => {
                let difference = RecordDifference::between(before, &fields(after)?);
                if difference == RecordDifference::default() {
                    return Ok(false);
                }
                (
                    Some(text(&difference.before)?),
                    Some(text(&difference.after)?),
                )
            }
        };
        // Before the new one is added: the last one can then be taken back.
        if self.batch.len() >= BATCH || self.bytes >= BATCH_BYTES {
            self.write(None)?;
        }
        self.bytes += was.as_ref().map_or(0, String::len) + becomes.as_ref().map_or(0, String::len);
        let revision = NewRevision {
            id: id.clone(),
            action,
            other,
            before: was,
            after: becomes,
            version: after.map(Version::of_text),
        };
        self.batch.push((Arc::clone(&self.change), revision));
        Ok(true)
    }

    /// Adds a change that another library has recorded.
    pub(super) fn take_over(&mut self, revision: ExportedRevision) -> Result<()> {
        if self.batch.len() >= BATCH || self.bytes >= BATCH_BYTES {
            self.write(None)?;
        }
        let (change, revision) = revision.into_new()?;
        let json = [&revision.before, &revision.after];
        self.bytes += json.into_iter().flatten().map(String::len).sum::<usize>();
        // One row for the changes of one import, as in the library that they come from.
        let change = match self.batch.last() {
            Some((last, _)) if **last == change => Arc::clone(last),
            _ => Arc::new(change),
        };
        self.batch.push((change, revision));
        Ok(())
    }

    /// Takes the last note back: the record could not be changed.
    pub(super) fn take_back(&mut self) {
        self.batch.pop();
    }

    /// Writes the batch down; durably and with the entries, if it is the last of a commit. What is written before that is
    /// lost with it at worst.
    fn write(&mut self, entries: Option<&mut EntryQueue>) -> Result<()> {
        let next = self.generation + 1;
        let is_last = entries.is_some();
        let unwritten = entries.as_deref().map_or(&[][..], EntryQueue::unwritten);
        let batch = std::mem::take(&mut self.batch);
        let known = self.written_change.clone();
        let database = Arc::clone(&self.database);
        let written = database.write_as(is_last, |inside| {
            let mut known = known.clone();
            let mut rows = Vec::with_capacity(batch.len());
            for (change, revision) in &batch {
                let row = match &known {
                    Some((last, row)) if Arc::ptr_eq(last, change) => *row,
                    _ => {
                        let row = add_change(inside, change)?;
                        known = Some((Arc::clone(change), row));
                        row
                    }
                };
                rows.push((row, revision));
            }
            append(inside, next, &rows)?;
            let added = match unwritten {
                [] => Vec::new(),
                unwritten => add_pending(inside, next, (unwritten, &database.merged()))?,
            };
            Ok((known, added))
        });
        match written {
            Ok((known, added)) => {
                if let Some(entries) = entries {
                    entries.note_written(added);
                }
                self.written_change = known;
                self.has_written |= !batch.is_empty();
                self.bytes = 0;
                Ok(())
            }
            Err(error) => {
                // Nothing of it was written: a later attempt finds it here.
                self.batch = batch;
                Err(error)
            }
        }
    }

    /// Makes the changes durable, and `entries` with them; returns the number of the commit that is to make them visible.
    pub(super) fn finish(&mut self, entries: &mut EntryQueue) -> Result<u64> {
        if !self.has_written && self.batch.is_empty() && entries.is_empty() {
            return Ok(self.generation);
        }
        self.write(Some(entries))?;
        Ok(self.generation + 1)
    }

    /// The number of the commit to come, which it gets even if no record changes.
    pub(super) fn reserve(&mut self) -> u64 {
        self.has_written = true;
        self.generation + 1
    }

    /// The commit of that number is durable.
    pub(super) fn committed(&mut self, generation: u64) {
        self.generation = generation;
        self.has_written = false;
    }

    /// Forgets the changes since the last commit, whose number is `generation`.
    pub(super) fn discard(&mut self, generation: u64) -> Result<()> {
        self.batch.clear();
        self.bytes = 0;
        self.generation = generation;
        if self.has_written {
            self.database
                .write(|inside| discard_after(inside, generation))?;
            // The row of the change may be gone with them.
            self.written_change = None;
            self.has_written = false;
        }
        Ok(())
    }
}

/// The fields of a stored record.
pub(super) fn fields(text: &str) -> Result<Map<String, Value>> {
    serde_json::from_str(text)
        .map_err(|e| Error::fault(say!("a record is no JSON: {e}", "记录不是 JSON：“{e}”")))
}

fn text(fields: &Map<String, Value>) -> Result<String> {
    serde_json::to_string(fields).map_err(|e| {
        Error::fault(say!(
            "a record cannot be written: {e}",
            "记录无法写出：“{e}”"
        ))
    })
}
