//! The history of records: what became of them, and how they were at a moment.

use serde_json::{Map, Value};

use super::journal::fields;
use super::origin::LibraryOrigin;
use super::{Snapshot, Writer};
use crate::error::{Error, Result, say};
use crate::ledger::{Revision, RevisionAction, of_record};
use crate::model::{Moment, Record, RecordId, Version, patched};
use crate::push::RecordThenNow;

/// What became of one record, change by change.
#[derive(Clone, Debug, Default, PartialEq, serde::Serialize)]
#[non_exhaustive]
pub struct RecordHistory {
    /// The changes, oldest first.
    pub revisions: Vec<Revision>,
    /// Whether the record was there before its first known change: it is of a time without history.
    pub begins_late: bool,
    /// Whether the record is not as its last known change left it: it was changed while no history was kept, or the
    /// file of the history is older than the records.
    pub ends_early: bool,
}

impl Snapshot {
    /// The record of that id.
    ///
    /// # Errors
    /// Not found ([`Error::is_not_found`]); corrupt if the record cannot be read.
    pub fn record(&self, id: &RecordId) -> Result<Record> {
        Ok(match id {
            RecordId::Need(id) => self.need(id)?.into(),
            RecordId::Profile(id) => self.profile(id)?.into(),
            RecordId::Enterprise(id) => self.enterprise(id)?.into(),
        })
    }

    /// What became of the record `id` up to this snapshot; empty for an id that never was. Records that are deleted,
    /// and profiles that were merged into others, keep theirs. O(log changes + changes of the record).
    ///
    /// # Errors
    /// Corrupt if the record or the file of the history cannot be read.
    ///
    /// # Example
    /// ```
    /// use qianxian::Library;
    /// use qianxian::model::Need;
    ///
    /// let library = Library::in_memory()?;
    /// let mut writer = library.writer()?;
    /// let mut need = Need::new("n1", "针状焦")?;
    /// writer.put_need(&need)?;
    /// need.title = "油系针状焦".into();
    /// writer.put_need(&need)?;
    /// writer.commit()?;
    /// let history = library.snapshot()?.history(&need.id.into())?;
    /// assert_eq!(history.revisions.len(), 2);
    /// assert_eq!(history.revisions[1].before.as_ref().unwrap()["title"], "针状焦");
    /// # Ok::<(), qianxian::Error>(())
    /// ```
    pub fn history(&self, id: &RecordId) -> Result<RecordHistory> {
        let generation = self.0.index.generation();
        let database = self.0.origin.history.database()?;
        let revisions = database.read(|inside| of_record(inside, generation, id))?;
        let text = self.0.index.text(id)?;
        let version = text.as_deref().map(Version::of_text);
        let last = revisions.last().map(|last| last.version);
        Ok(RecordHistory {
            begins_late: match revisions.first() {
                Some(first) => first.before.is_some(),
                None => version.is_some(),
            },
            ends_early: last.is_some_and(|last| last != version),
            revisions,
        })
    }

    /// The record `id` as it was at `moment`; `None` if it was not there.
    ///
    /// A change without a moment counts as made with the one before it. A change whose moment lies before the one of an
    /// earlier change, by a clock that was set back, counts as made with that earlier one.
    ///
    /// # Errors
    /// Not found if `moment` lies before the first known change of a record that was there before it, or if the
    /// history does not lead to the record as it is; corrupt if the file of the history cannot be read.
    ///
    /// # Example
    /// ```
    /// use qianxian::Library;
    /// use qianxian::ledger::Change;
    /// use qianxian::model::{Need, RecordId};
    ///
    /// let library = Library::in_memory()?;
    /// let mut writer = library.writer()?;
    /// let id = RecordId::from(Need::new("n1", "针状焦")?.id);
    /// for (day, title) in [("2026-11-02", "针状焦"), ("2026-11-09", "油系针状焦")] {
    ///     writer.set_change(Change::at(day.parse()?));
    ///     writer.put_need(&Need::new("n1", title)?)?;
    ///     writer.commit()?;
    /// }
    /// let snapshot = library.snapshot()?;
    /// let title = |day: &str| Ok::<_, qianxian::Error>(snapshot.record_at(&id, day.parse()?)?.map(|r| r.name().to_owned()));
    /// assert_eq!(title("2026-11-01")?, None);
    /// assert_eq!(title("2026-11-05")?.as_deref(), Some("针状焦"));
    /// assert_eq!(title("2026-11-30")?.as_deref(), Some("油系针状焦"));
    /// # Ok::<(), qianxian::Error>(())
    /// ```
    pub fn record_at(&self, id: &RecordId, moment: Moment) -> Result<Option<Record>> {
        let history = self.history(id)?;
        let mut latest: Option<Moment> = None;
        let is_made = |revision: &&Revision| {
            latest = latest.max(revision.change.at);
            latest.is_none_or(|at| at <= moment)
        };
        let made = history.revisions.iter().take_while(is_made).count();
        self.state_after(id, &history, made)
    }

    /// The record `id` as its change of that number left it; `None` if that deleted it.
    ///
    /// # Errors
    /// Not found if there is no such change, or if the history does not lead to the record as it is; corrupt if the
    /// file of the history cannot be read.
    pub fn record_after(&self, id: &RecordId, number: u32) -> Result<Option<Record>> {
        let history = self.history(id)?;
        let count = usize::try_from(number).unwrap_or(usize::MAX);
        if count == 0 || count > history.revisions.len() {
            let repair = say!(
                "give the number of one of the changes of its history: 1 to {}",
                "其历史共有{}次修改；请给出其中一次的序号",
                history.revisions.len()
            );
            return Err(Error::not_found("change", number, repair).in_record(id.named()));
        }
        self.state_after(id, &history, count)
    }

    /// The record `id` after the first `count` changes of its history.
    pub(super) fn state_after(
        &self,
        id: &RecordId,
        history: &RecordHistory,
        count: usize,
    ) -> Result<Option<Record>> {
        let unknown = |repair| Err(Error::not_found("record", id.as_str(), repair));
        if count == 0 && history.begins_late {
            return unknown(say!(
                "it is older than its history: name a later moment",
                "该记录早于其历史：请给出更晚的时刻"
            ));
        }
        if history.ends_early {
            return unknown(say!(
                "it was changed while no history was kept, so that its earlier states are not known",
                "该记录在未保存历史期间被修改过，更早的状态无从得知"
            ));
        }
        let text = self.0.index.text(id)?;
        let mut state: Option<Map<String, Value>> = text.as_deref().map(fields).transpose()?;
        for revision in history.revisions[count..].iter().rev() {
            revision.undo(&mut state);
        }
        let read = |fields| read_record(id, fields);
        state.map(read).transpose()
    }
}

/// The record `id` as the change left it after which its content had that digest, and as it is now; `None` if there is none
/// any more, or its history does not lead from one to the other. O(changes of the record).
pub(super) fn versions(
    origin: &LibraryOrigin,
    id: &RecordId,
    digest: u64,
) -> Result<Option<RecordThenNow>> {
    let index = origin.store.snapshot()?;
    let Some(text) = index.text(id)? else {
        return Ok(None);
    };
    let database = origin.history.database()?;
    let revisions = database.read(|inside| of_record(inside, index.generation(), id))?;
    let wanted = Some(Version::of_digest(digest));
    let version = Version::of_text(&text);
    if revisions.last().and_then(|last| last.version) != Some(version) {
        return Ok(None);
    }
    let now = fields(&text)?;
    let mut state = Some(now.clone());
    for revision in revisions.iter().rev() {
        if revision.version == wanted {
            let Some(then) = state else {
                return Ok(None);
            };
            return Ok(Some(RecordThenNow {
                then: read_record(id, then)?,
                now: read_record(id, now)?,
                digest: version.digest(),
            }));
        }
        revision.undo(&mut state);
    }
    Ok(None)
}

/// The record with those fields; the first fault if it is none.
pub(super) fn read_record(id: &RecordId, fields: Map<String, Value>) -> Result<Record> {
    Record::from_fields(id.collection(), fields).map_err(|errors| {
        let fault = || {
            Error::fault(say!(
                "a record without fault is refused",
                "无误的记录被拒绝"
            ))
        };
        let first = errors.into_iter().next().unwrap_or_else(fault);
        first.in_record(id.named())
    })
}

impl Writer {
    /// The record `id` as it stands, with the changes that are not committed yet; `None` if there is none.
    ///
    /// # Errors
    /// Corrupt if the record cannot be read; invalid input in a library without history, for a record that was changed
    /// since the last commit.
    ///
    /// # Example
    /// ```
    /// # use qianxian::model::{Need, RecordId};
    /// let library = qianxian::Library::in_memory()?;
    /// let writer = library.writer()?;
    /// let need = Need::new("n1", "针状焦")?;
    /// writer.put_need(&need)?;
    /// let id = RecordId::from(need.id.clone());
    /// assert_eq!(writer.current(&id)?, Some(need.into()));
    /// assert!(library.snapshot()?.record(&id).is_err());
    /// # Ok::<(), qianxian::Error>(())
    /// ```
    pub fn current(&self, id: &RecordId) -> Result<Option<Record>> {
        let fields = self.current_fields(id)?;
        fields.map(|fields| read_record(id, fields)).transpose()
    }

    /// Changes single fields of the record `id` by a JSON merge patch (see [`patched`]); returns its new version.
    ///
    /// With `expected`, the record is changed only if that is its version, so that of two who have read it only the
    /// first changes it. Uncommitted changes of this writer count.
    ///
    /// # Errors
    /// Not found; stale ([`Error::is_stale`]) if the record has another version; invalid input if a field is bad, or
    /// the id would change. Nothing is changed then.
    ///
    /// # Example
    /// ```
    /// use qianxian::Library;
    /// use qianxian::model::{Need, NeedStatus, RecordId};
    /// use serde_json::json;
    ///
    /// let library = Library::in_memory()?;
    /// let mut writer = library.writer()?;
    /// let need = Need::new("n1", "针状焦")?;
    /// writer.put_need(&need)?;
    /// let id = RecordId::from(need.id.clone());
    /// let patch = json!({"status": "settled", "budget": "50万元"}).as_object().unwrap().clone();
    /// let version = writer.patch(&id, patch.clone(), None)?;
    /// writer.commit()?;
    /// assert_eq!(library.snapshot()?.need(&need.id)?.status, NeedStatus::Settled);
    /// assert_eq!(library.snapshot()?.record(&id)?.version()?, version);
    /// let stale = qianxian::model::Version::of(&need)?;
    /// assert!(writer.patch(&id, patch, Some(stale)).unwrap_err().is_stale());
    /// # Ok::<(), qianxian::Error>(())
    /// ```
    pub fn patch(
        &self,
        id: &RecordId,
        patch: Map<String, Value>,
        expected: Option<Version>,
    ) -> Result<Version> {
        self.change(id, RevisionAction::Patch, |current| {
            patched_record(id, current, patch, expected)
        })
    }

    /// Puts `record` in for the stored one as a change of single fields; returns its new version.
    ///
    /// With `expected`, only if the stored record has that version.
    ///
    /// # Errors
    /// Not found; stale ([`Error::is_stale`]) if the record has another version; invalid input if a field is bad.
    /// Nothing is changed then.
    pub fn update(&self, record: &Record, expected: Option<Version>) -> Result<Version> {
        let id = record.id();
        self.change(&id, RevisionAction::Patch, |current| {
            checked(&id, current, expected)?;
            Ok(record.clone())
        })
    }

    /// Brings the record `id` back to how the change of that number left it, as one more change; returns its version.
    ///
    /// A record that is deleted by now is there again. `snapshot` is the last commit.
    ///
    /// # Errors
    /// Not found if there is no such change, or if it deleted the record; see [`Snapshot::record_after`].
    pub fn restore(&self, snapshot: &Snapshot, id: &RecordId, number: u32) -> Result<Version> {
        let state = snapshot.record_after(id, number)?;
        let record = state.ok_or_else(|| {
            let repair = say!(
                "that change deleted it: name an earlier one",
                "该次修改是删除：请给出更早的一次"
            );
            Error::not_found("change", number, repair).in_record(id.named())
        })?;
        self.change(id, RevisionAction::Restore, |_| Ok(record))
    }
}

/// The record `id`, which has the fields `current`, after `patch`.
///
/// # Errors
/// As of [`Writer::patch`].
pub(super) fn patched_record(
    id: &RecordId,
    current: Option<Map<String, Value>>,
    patch: Map<String, Value>,
    expected: Option<Version>,
) -> Result<Record> {
    let current = checked(id, current, expected)?;
    let after = read_record(id, patched(current, patch))?;
    if after.id() != *id {
        let repair = say!(
            "an id does not change: put the record in under the new one and delete this one",
            "编号不可修改：请以新编号写入记录，再删除此记录"
        );
        let became = after.id();
        return Err(Error::invalid("id", became.as_str(), repair).in_record(id.named()));
    }
    Ok(after)
}

/// The fields of a record that is there, and of the version that was asked for.
pub(super) fn checked(
    id: &RecordId,
    current: Option<Map<String, Value>>,
    expected: Option<Version>,
) -> Result<Map<String, Value>> {
    let current = current.ok_or_else(|| missing(id))?;
    if let Some(expected) = expected {
        // The version is of the record's own text, whose fields stand in another order than those of a map.
        let version = read_record(id, current.clone())?.version()?;
        if version != expected {
            return Err(Error::stale(id.named(), version));
        }
    }
    Ok(current)
}

pub(super) fn missing(id: &RecordId) -> Error {
    let repair = say!(
        "put it in first; only records that are there can be changed",
        "请先写入：只能修改已有的记录"
    );
    Error::not_found(id.collection().as_str(), id.as_str(), repair)
}
