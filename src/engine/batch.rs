//! Changes that belong together, checked before any of them is made.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::Writer;
use super::entry_queue::EntryGround;
use super::history::{checked, missing, patched_record, read_record};
use super::journal::fields;
use crate::error::{Error, Result, say};
use crate::index::PreparedRecord;
use crate::ledger::{Appended, Change, EntryContent, RevisionAction};
use crate::model::{Profile, ProfileId, Record, RecordId, Version};

/// Changes of records, and entries of the ledger about them, that a [`SharedWriter`](super::SharedWriter) makes together:
/// all of them or none.
///
/// Each of them sees what the ones before it in the batch have made.
///
/// # Example
/// ```
/// use qianxian::Library;
/// use qianxian::engine::WriteBatch;
/// use qianxian::ledger::Change;
/// use qianxian::model::Need;
/// use serde_json::json;
///
/// let library = Library::in_memory()?;
/// let need = Need::new("n1", "针状焦")?;
/// let patch = json!({"budget": "50万元"}).as_object().unwrap().clone();
/// let batch = WriteBatch::new(Change::at("2026-11-29 09:30".parse()?).by("示例·李科长"))
///     .put(need.clone())
///     .patch(need.id.clone(), patch, None);
/// let written = library.shared_writer()?.write(batch)?;
/// assert_eq!(library.snapshot()?.record(&need.id.into())?.version()?, written.versions[1].unwrap());
/// # Ok::<(), qianxian::Error>(())
/// ```
#[derive(Clone, Debug, Default)]
pub struct WriteBatch {
    pub(super) change: Change,
    steps: Vec<BatchStep>,
}

#[derive(Clone, Debug)]
enum BatchStep {
    Put(Record),
    Patch(RecordId, Map<String, Value>, Option<Version>),
    Update(Record, Option<Version>),
    Delete(RecordId, Option<Version>),
    Merge(ProfileId, ProfileId),
    Append(Box<EntryContent>),
}

/// What became of a batch.
#[derive(Clone, Debug, Default, PartialEq, serde::Serialize)]
#[non_exhaustive]
pub struct WrittenBatch {
    /// Version of each change's record after it, in the order of the changes; `None` where the record is gone.
    pub versions: Vec<Option<Version>>,
    /// What became of each entry, in the order in which they were appended.
    pub appended: Vec<Appended>,
}

impl WriteBatch {
    /// A batch without changes; the ones to come are made then, by that person, for that reason.
    #[must_use]
    pub fn new(change: Change) -> Self {
        Self {
            change,
            steps: Vec::new(),
        }
    }

    fn with(mut self, step: BatchStep) -> Self {
        self.steps.push(step);
        self
    }

    /// Adds `record`, or replaces the record of its id.
    #[must_use]
    pub fn put(self, record: impl Into<Record>) -> Self {
        self.with(BatchStep::Put(record.into()))
    }

    /// Changes single fields of the record `id`, as [`Writer::patch`] does; with `expected`, only if that is its
    /// version.
    #[must_use]
    pub fn patch(
        self,
        id: impl Into<RecordId>,
        patch: Map<String, Value>,
        expected: Option<Version>,
    ) -> Self {
        self.with(BatchStep::Patch(id.into(), patch, expected))
    }

    /// Puts `record` in for the stored one, as [`Writer::update`] does; with `expected`, only if that is its version.
    #[must_use]
    pub fn update(self, record: impl Into<Record>, expected: Option<Version>) -> Self {
        self.with(BatchStep::Update(record.into(), expected))
    }

    /// Deletes the record `id`. Without `expected`, an unknown id changes nothing; with it, the record must have that
    /// version.
    #[must_use]
    pub fn delete(self, id: impl Into<RecordId>, expected: Option<Version>) -> Self {
        self.with(BatchStep::Delete(id.into(), expected))
    }

    /// Makes the profiles `keep` and `gone` one under the id of `keep`, as [`Writer::merge_profiles`] does. Both ids
    /// must be of profiles that stand: an id that went into another profile is not found.
    #[must_use]
    pub fn merge(self, keep: ProfileId, gone: ProfileId) -> Self {
        self.with(BatchStep::Merge(keep, gone))
    }

    /// Appends an entry to the ledger together with the changes, as [`Writer::append`] does; its ids are looked up after
    /// the changes before it in the batch.
    #[must_use]
    pub fn append(self, content: EntryContent) -> Self {
        self.with(BatchStep::Append(Box::new(content)))
    }

    /// Number of changes and entries.
    #[must_use]
    pub fn len(&self) -> usize {
        self.steps.len()
    }

    /// Whether there is neither change nor entry.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.steps.is_empty()
    }
}

/// Fields of records as uncommitted batches leave them; `None` for a record that they have deleted.
pub(super) type BatchStates = BTreeMap<RecordId, Option<Map<String, Value>>>;

/// A batch without fault, ready to be applied.
pub(super) struct PreparedBatch {
    changes: Vec<PreparedChange>,
    /// What the batch makes of its records.
    pub(super) states: BatchStates,
    /// Version of each change's record after it; `None` if the record is gone.
    pub(super) versions: Vec<Option<Version>>,
    /// The entries that it appends.
    entries: Vec<EntryContent>,
    /// Profiles that it merges into others.
    merged: BTreeMap<ProfileId, ProfileId>,
}

/// The ground of an entry of a batch, which stands on the batches behind it.
struct BatchGround<'a> {
    batch: &'a PreparedBatch,
    group: &'a BatchStates,
}

impl EntryGround for BatchGround<'_> {
    fn is_there(&self, id: &RecordId) -> Option<bool> {
        let state = self.batch.states.get(id).or_else(|| self.group.get(id));
        state.map(Option::is_some)
    }

    fn merged(&self, gone: &ProfileId) -> Option<&ProfileId> {
        self.batch.merged.get(gone)
    }

    fn merges(&self) -> Option<&BTreeMap<ProfileId, ProfileId>> {
        Some(&self.batch.merged)
    }

    fn entries_about(&self, content: &EntryContent) -> Vec<EntryContent> {
        let is_about = |other: &&EntryContent| {
            (&other.need, &other.profile) == (&content.need, &content.profile)
        };
        let entries = self.batch.entries.iter();
        entries.filter(is_about).cloned().collect()
    }
}

enum PreparedChange {
    Put(Box<PreparedRecord>, RevisionAction, Option<String>),
    Delete(RecordId, RevisionAction, Option<String>),
}

impl PreparedBatch {
    /// Checks `batch` against the last commit and the batches behind it, which leave `group`. Changes nothing.
    ///
    /// # Errors
    /// As of the writer's own methods; of several changes, the error names the one at fault.
    pub(super) fn new(writer: &Writer, group: &BatchStates, batch: WriteBatch) -> Result<Self> {
        let mut prepared = Self {
            changes: Vec::new(),
            states: BatchStates::new(),
            versions: Vec::new(),
            entries: Vec::new(),
            merged: BTreeMap::new(),
        };
        let is_one = batch.steps.len() == 1;
        for (at, step) in batch.steps.into_iter().enumerate() {
            let added = prepared.add((writer, group), step);
            added.map_err(|error| match is_one {
                true => error,
                false => error.in_record(say!("change {}", "第{}项修改", at + 1)),
            })?;
        }
        Ok(prepared)
    }

    fn add(&mut self, on: (&Writer, &BatchStates), step: BatchStep) -> Result<()> {
        let version = match step {
            BatchStep::Append(content) => return self.append(on, *content),
            BatchStep::Put(record) => Some(self.put(on.0, &record, RevisionAction::Put, None)?),
            BatchStep::Patch(id, patch, expected) => {
                let record = patched_record(&id, self.current(on, &id)?, patch, expected)?;
                Some(self.put(on.0, &record, RevisionAction::Patch, None)?)
            }
            BatchStep::Update(record, expected) => {
                let id = record.id();
                checked(&id, self.current(on, &id)?, expected)?;
                Some(self.put(on.0, &record, RevisionAction::Patch, None)?)
            }
            BatchStep::Delete(id, expected) => {
                if expected.is_some() {
                    checked(&id, self.current(on, &id)?, expected)?;
                }
                self.delete(id, RevisionAction::Delete, None);
                None
            }
            BatchStep::Merge(keep, gone) => Some(self.merge(on, keep, gone)?),
        };
        self.versions.push(version);
        Ok(())
    }

    fn append(
        &mut self,
        (writer, group): (&Writer, &BatchStates),
        content: EntryContent,
    ) -> Result<()> {
        let ground = BatchGround { batch: self, group };
        let content = writer.check_entry((&writer.entries(), &ground), content)?;
        self.entries.push(content);
        Ok(())
    }

    /// Number of entries.
    pub(super) fn entry_count(&self) -> usize {
        self.entries.len()
    }

    fn merge(
        &mut self,
        on: (&Writer, &BatchStates),
        keep: ProfileId,
        gone: ProfileId,
    ) -> Result<Version> {
        if keep == gone {
            let repair = say!(
                "name two profiles; both are {keep}",
                "请写出两个不同的供方；两者都是 {keep}"
            );
            return Err(Error::invalid("merge", gone, repair));
        }
        let mut kept = self.profile(on, &keep)?;
        kept.absorb(self.profile(on, &gone)?);
        let (kept_id, gone_id) = (keep.to_string(), gone.to_string());
        let merge = RevisionAction::Merge;
        let version = self.put(on.0, &kept.into(), merge, Some(gone_id))?;
        self.merged.insert(gone.clone(), keep);
        self.delete(gone.into(), merge, Some(kept_id));
        Ok(version)
    }

    fn profile(&self, on: (&Writer, &BatchStates), id: &ProfileId) -> Result<Profile> {
        let record = RecordId::from(id.clone());
        let current = self.current(on, &record)?.ok_or_else(|| missing(&record))?;
        match read_record(&record, current)? {
            Record::Profile(profile) => Ok(*profile),
            Record::Need(_) | Record::Enterprise(_) => Err(missing(&record)),
        }
    }

    /// The record after the changes so far.
    fn current(
        &self,
        (writer, group): (&Writer, &BatchStates),
        id: &RecordId,
    ) -> Result<Option<Map<String, Value>>> {
        match self.states.get(id).or_else(|| group.get(id)) {
            Some(state) => Ok(state.clone()),
            None => writer.current_fields(id),
        }
    }

    fn put(
        &mut self,
        writer: &Writer,
        record: &Record,
        action: RevisionAction,
        other: Option<String>,
    ) -> Result<Version> {
        let record = writer.prepare(record)?;
        let version = Version::of_text(&record.text);
        let after = fields(&record.text)?;
        self.states.insert(record.id.clone(), Some(after));
        let put = PreparedChange::Put(Box::new(record), action, other);
        self.changes.push(put);
        Ok(version)
    }

    fn delete(&mut self, id: RecordId, action: RevisionAction, other: Option<String>) {
        self.states.insert(id.clone(), None);
        let delete = PreparedChange::Delete(id, action, other);
        self.changes.push(delete);
    }

    /// Makes the changes in `writer`, under `change`, and queues the entries.
    ///
    /// # Errors
    /// Backend errors alone: some of the changes may be made then, and the writer must be rolled back.
    pub(super) fn apply(self, writer: &Writer, change: Change) -> Result<()> {
        writer.set_change(change);
        for change in self.changes {
            match change {
                PreparedChange::Put(record, action, other) => writer.put(*record, action, other)?,
                PreparedChange::Delete(id, action, other) => writer.delete(&id, action, other)?,
            }
        }
        for content in self.entries {
            writer.queue(content);
        }
        Ok(())
    }
}
