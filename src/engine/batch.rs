//! Changes that belong together, checked before any of them is made.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::Writer;
use super::history::{checked, missing, patched_record, read_record};
use super::journal::fields;
use crate::error::{Error, Result, say};
use crate::index::PreparedRecord;
use crate::ledger::{Change, RevisionAction};
use crate::model::{Profile, ProfileId, Record, RecordId, Version};

/// Changes of records that a [`SharedWriter`](super::SharedWriter) makes together: all of them or none.
///
/// Each change sees what the ones before it in the batch have made.
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
/// let versions = library.shared_writer()?.write(batch)?;
/// assert_eq!(library.snapshot()?.record(&need.id.into())?.version()?, versions[1].unwrap());
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

    /// Number of changes.
    #[must_use]
    pub fn len(&self) -> usize {
        self.steps.len()
    }

    /// Whether there is no change.
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
    /// Version of each step's record after it; `None` if the record is gone.
    pub(super) versions: Vec<Option<Version>>,
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
        };
        let is_one = batch.steps.len() == 1;
        for (at, step) in batch.steps.into_iter().enumerate() {
            let version = prepared.add((writer, group), step);
            let version = version.map_err(|error| match is_one {
                true => error,
                false => error.in_record(say!("change {}", "第{}项修改", at + 1)),
            })?;
            prepared.versions.push(version);
        }
        Ok(prepared)
    }

    fn add(&mut self, on: (&Writer, &BatchStates), step: BatchStep) -> Result<Option<Version>> {
        match step {
            BatchStep::Put(record) => self.put(on.0, &record, RevisionAction::Put, None).map(Some),
            BatchStep::Patch(id, patch, expected) => {
                let record = patched_record(&id, self.current(on, &id)?, patch, expected)?;
                let put = self.put(on.0, &record, RevisionAction::Patch, None);
                put.map(Some)
            }
            BatchStep::Update(record, expected) => {
                let id = record.id();
                checked(&id, self.current(on, &id)?, expected)?;
                let put = self.put(on.0, &record, RevisionAction::Patch, None);
                put.map(Some)
            }
            BatchStep::Delete(id, expected) => {
                if expected.is_some() {
                    checked(&id, self.current(on, &id)?, expected)?;
                }
                self.delete(id, RevisionAction::Delete, None);
                Ok(None)
            }
            BatchStep::Merge(keep, gone) => self.merge(on, keep, gone).map(Some),
        }
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

    /// Makes the changes in `writer`, under `change`.
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
        Ok(())
    }
}
