//! The writer of a library: upserts, deletes and commits.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use serde_json::{Map, Value};

use super::Library;
use super::entry_queue::EntryQueue;
use super::journal::{Journal, clear_remains, fields};
use crate::error::{Error, Result, say};
use crate::index::{IndexWriter, PreparedRecord};
use crate::ledger::{Change, Database, ExportedRevision, RevisionAction};
use crate::model::{
    Enterprise, EnterpriseId, Need, NeedId, Profile, ProfileId, Record, RecordId, Version,
};

/// The one writer of a library: upserts, deletes, commits.
///
/// Nothing is visible to snapshots before [`Writer::commit`] returns; then everything is, and it is
/// durable. A writer dropped without a commit, or a process killed at any instant, leaves the
/// library at its last commit. Dropping and rolling back wait for the merges that run in the background: seconds, where
/// large segments merge.
///
/// Every change of a record is kept in its history, under the [`Change`] that was set last; putting in a record that
/// is there already changes nothing and is kept nowhere. Entries of the ledger can be made together with the changes
/// ([`Writer::append`]).
#[derive(Debug)]
pub struct Writer {
    pub(super) index: IndexWriter,
    pub(super) library: Library,
    pub(super) database: Arc<Database>,
    /// `None` if the library keeps no history.
    journal: Mutex<Option<Journal>>,
    /// Locked after the journal where both are.
    pub(super) entries: Mutex<EntryQueue>,
}

impl Library {
    /// The one writer.
    ///
    /// # Errors
    /// Busy while another writer, in this process or another, is alive; invalid input for
    /// [`read_only`](super::LibraryOptions::read_only); corrupt if the file of the history is damaged.
    ///
    /// # Example
    /// ```
    /// # use qianxian::Library;
    /// let library = Library::in_memory()?;
    /// let writer = library.writer()?;
    /// assert!(library.writer().unwrap_err().is_busy());
    /// writer.close()?;
    /// assert!(library.writer().is_ok());
    /// # Ok::<(), qianxian::Error>(())
    /// ```
    pub fn writer(&self) -> Result<Writer> {
        Writer::open(self.handle())
    }
}

impl Writer {
    pub(super) fn open(library: Library) -> Result<Self> {
        let index = library.origin.store.writer(library.options.writer_memory)?;
        let database = library.origin.history.database()?;
        let generation = index.generation()?;
        // Without a history too: what a killed writer left must not become visible with the next commit.
        clear_remains(&database, generation)?;
        let journal = Journal::new(Arc::clone(&database), generation);
        let keep_history = library.options.keep_history;
        Ok(Self {
            index,
            library,
            database,
            journal: Mutex::new(keep_history.then_some(journal)),
            entries: Mutex::default(),
        })
    }

    /// Says when, by whom and why the changes from now on are made; without it, all that is unknown.
    ///
    /// # Example
    /// ```
    /// use qianxian::Library;
    /// use qianxian::ledger::Change;
    /// use qianxian::model::Need;
    ///
    /// let library = Library::in_memory()?;
    /// let mut writer = library.writer()?;
    /// let need = Need::new("n1", "针状焦")?;
    /// writer.set_change(Change::at("2026-11-29 09:30".parse()?).by("示例·李科长"));
    /// writer.put_need(&need)?;
    /// writer.commit()?;
    /// let history = library.snapshot()?.history(&need.id.into())?;
    /// assert_eq!(history.revisions[0].change.by.as_deref(), Some("示例·李科长"));
    /// # Ok::<(), qianxian::Error>(())
    /// ```
    pub fn set_change(&self, change: Change) {
        if let Some(journal) = &mut *self.journal() {
            journal.set_change(change);
        }
    }

    fn journal(&self) -> MutexGuard<'_, Option<Journal>> {
        self.journal.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Puts `record` in as the outcome of `action`, with the other profile of a merge.
    pub(super) fn put(
        &self,
        record: PreparedRecord,
        action: RevisionAction,
        other: Option<String>,
    ) -> Result<()> {
        // Held until the index has the record too: both see the changes in one order.
        let mut journal = self.journal();
        let Some(journal) = &mut *journal else {
            return self.index.put(record);
        };
        let before = journal.current(&self.index, &record.id)?;
        self.put_noted(journal, before.as_ref(), record, action, other)
    }

    fn put_noted(
        &self,
        journal: &mut Journal,
        before: Option<&Map<String, Value>>,
        record: PreparedRecord,
        action: RevisionAction,
        other: Option<String>,
    ) -> Result<()> {
        let what = (&record.id, action, other);
        if !journal.note(what, before, Some(&record.text))? {
            return Ok(());
        }
        let put = self.index.put(record);
        if put.is_err() {
            journal.take_back();
        }
        put
    }

    pub(super) fn delete(
        &self,
        id: &RecordId,
        action: RevisionAction,
        other: Option<String>,
    ) -> Result<()> {
        let mut journal = self.journal();
        if let (RevisionAction::Merge, RecordId::Profile(gone), Some(kept)) = (action, id, &other) {
            self.note_merge(gone, kept)?;
        }
        let Some(journal) = &mut *journal else {
            return self.index.delete(id);
        };
        let before = journal.current(&self.index, id)?;
        if !journal.note((id, action, other), before.as_ref(), None)? {
            return Ok(());
        }
        let deleted = self.index.delete(id);
        if deleted.is_err() {
            journal.take_back();
        }
        deleted
    }

    /// Puts in what `change` makes of the record `id` as it stands, uncommitted changes included. Nobody else changes
    /// it meanwhile.
    pub(super) fn change(
        &self,
        id: &RecordId,
        action: RevisionAction,
        change: impl FnOnce(Option<Map<String, Value>>) -> Result<Record>,
    ) -> Result<Version> {
        let mut journal = self.journal();
        let before = self.fields_of(journal.as_ref(), id)?;
        let after = self.prepare(&change(before.clone())?)?;
        let version = Version::of_text(&after.text);
        match &mut *journal {
            Some(journal) => self.put_noted(journal, before.as_ref(), after, action, None)?,
            None => self.index.put(after)?,
        }
        Ok(version)
    }

    /// The fields of the record as it stands, uncommitted changes included.
    pub(super) fn current_fields(&self, id: &RecordId) -> Result<Option<Map<String, Value>>> {
        self.fields_of(self.journal().as_ref(), id)
    }

    fn fields_of(
        &self,
        journal: Option<&Journal>,
        id: &RecordId,
    ) -> Result<Option<Map<String, Value>>> {
        match journal {
            Some(journal) => journal.current(&self.index, id),
            None => self.committed(id),
        }
    }

    /// The record as the last commit has it, of a library without history.
    fn committed(&self, id: &RecordId) -> Result<Option<Map<String, Value>>> {
        let held = self.index.held(id)?;
        if held.is_written {
            let repair = say!(
                "commit first: without a history, changes that are not committed cannot be read back",
                "请先提交：不保存历史时，未提交的修改无法读回"
            );
            return Err(Error::invalid("record", id, repair).in_record(id.named()));
        }
        held.committed.as_deref().map(fields).transpose()
    }

    /// Puts in a record whose history comes by itself.
    pub(super) fn put_without_history(&self, record: &Record) -> Result<()> {
        self.index.put(self.prepare(record)?)
    }

    /// Adds a change that another library has recorded.
    pub(super) fn take_over(&self, revision: ExportedRevision) -> Result<()> {
        match &mut *self.journal() {
            Some(journal) => journal.take_over(revision),
            None => Ok(()),
        }
    }

    /// The number of the commit to come, under which something else is written before it.
    pub(super) fn reserve(&self) -> Result<u64> {
        match &mut *self.journal() {
            Some(journal) => Ok(journal.reserve()),
            None => Ok(self.index.generation()? + 1),
        }
    }

    pub(super) fn prepare(&self, record: &Record) -> Result<PreparedRecord> {
        match record {
            Record::Need(need) => self.index.prepare_need(need),
            Record::Profile(profile) => self.index.prepare_profile(profile),
            Record::Enterprise(enterprise) => self.index.prepare_enterprise(enterprise),
        }
    }

    /// Adds `need`, or replaces the need of that id.
    ///
    /// # Errors
    /// Invalid input if [`Need::check`] finds a fault, or if a field could not be read back
    /// as it is; nothing is changed then.
    ///
    /// # Example
    /// ```
    /// use qianxian::Library;
    /// use qianxian::model::{Need, NeedId};
    ///
    /// let library = Library::in_memory()?;
    /// let mut writer = library.writer()?;
    /// writer.put_need(&Need::new("n1", "针状焦生产技术攻关")?)?;
    /// writer.put_need(&Need::new("n1", "油系针状焦生产技术攻关")?)?; // replaces it
    /// writer.commit()?;
    /// let need = library.snapshot()?.need(&NeedId::new("n1")?)?;
    /// assert_eq!(need.title, "油系针状焦生产技术攻关");
    /// # Ok::<(), qianxian::Error>(())
    /// ```
    pub fn put_need(&self, need: &Need) -> Result<()> {
        let record = self.index.prepare_need(need)?;
        self.put(record, RevisionAction::Put, None)
    }

    /// Adds `profile`, or replaces the profile of that id.
    ///
    /// # Errors
    /// Invalid input if [`Profile::check`] finds a fault, if a field could not be read back
    /// as it is, or if there are more than [`crate::index::MAX_WORKS`] works; nothing
    /// is changed then.
    ///
    /// # Example
    /// ```
    /// use qianxian::Library;
    /// use qianxian::model::{Profile, ProfileKind, Work};
    ///
    /// let library = Library::in_memory()?;
    /// let mut expert = Profile::new("p1", ProfileKind::Expert, "示例·王工")?;
    /// expert.works.push(Work::new("针状焦的制备"));
    /// let mut writer = library.writer()?;
    /// writer.put_profile(&expert)?;
    /// writer.commit()?;
    /// assert_eq!(library.snapshot()?.profile_ids()?.len(), 1);
    /// # Ok::<(), qianxian::Error>(())
    /// ```
    pub fn put_profile(&self, profile: &Profile) -> Result<()> {
        let record = self.index.prepare_profile(profile)?;
        self.put(record, RevisionAction::Put, None)
    }

    /// Adds `enterprise`, or replaces the enterprise of that id.
    ///
    /// # Errors
    /// Invalid input if [`Enterprise::check`] finds a fault, or if a field could not be read back as it is; nothing is
    /// changed then.
    ///
    /// # Example
    /// ```
    /// use qianxian::Library;
    /// use qianxian::model::{Enterprise, EnterpriseId};
    ///
    /// let library = Library::in_memory()?;
    /// let mut writer = library.writer()?;
    /// let firm = Enterprise::new("e1", "示例材料有限公司")?;
    /// writer.put_enterprise(&firm)?;
    /// writer.commit()?;
    /// assert_eq!(library.snapshot()?.enterprise(&EnterpriseId::new("e1")?)?, firm);
    /// # Ok::<(), qianxian::Error>(())
    /// ```
    pub fn put_enterprise(&self, enterprise: &Enterprise) -> Result<()> {
        let record = self.index.prepare_enterprise(enterprise)?;
        self.put(record, RevisionAction::Put, None)
    }

    /// Deletes the enterprise of that id; an unknown id changes nothing. Its needs stay.
    ///
    /// # Errors
    /// Backend errors.
    pub fn delete_enterprise(&self, id: &EnterpriseId) -> Result<()> {
        self.delete(&id.clone().into(), RevisionAction::Delete, None)
    }

    /// Deletes the need of that id; an unknown id changes nothing.
    ///
    /// # Errors
    /// Backend errors.
    ///
    /// # Example
    /// ```
    /// # use qianxian::model::NeedId;
    /// # mod small { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/src/_documentation/small_library.rs")); }
    /// # let library = small::library()?;
    /// # let mut writer = library.writer()?;
    /// writer.delete_need(&NeedId::new("n1")?)?;
    /// writer.delete_need(&NeedId::new("n9")?)?; // nothing to delete
    /// writer.commit()?;
    /// assert_eq!(library.snapshot()?.need_ids()?, ["n2"]);
    /// # Ok::<(), qianxian::Error>(())
    /// ```
    pub fn delete_need(&self, id: &NeedId) -> Result<()> {
        self.delete(&id.clone().into(), RevisionAction::Delete, None)
    }

    /// Deletes the profile of that id; an unknown id changes nothing.
    ///
    /// # Errors
    /// Backend errors.
    ///
    /// # Example
    /// ```
    /// use qianxian::Library;
    /// use qianxian::model::{Profile, ProfileId, ProfileKind};
    ///
    /// let library = Library::in_memory()?;
    /// let mut writer = library.writer()?;
    /// writer.put_profile(&Profile::new("p1", ProfileKind::Expert, "示例·王工")?)?;
    /// writer.commit()?;
    /// writer.delete_profile(&ProfileId::new("p1")?)?;
    /// writer.commit()?;
    /// assert!(library.snapshot()?.profile_ids()?.is_empty());
    /// # Ok::<(), qianxian::Error>(())
    /// ```
    pub fn delete_profile(&self, id: &ProfileId) -> Result<()> {
        self.delete(&id.clone().into(), RevisionAction::Delete, None)
    }

    /// Makes everything since the last commit visible and durable, entries of the ledger included, all of it or nothing.
    ///
    /// # Errors
    /// I/O errors of the disk, busy if another process writes to the ledger for longer than five seconds; the library
    /// stays at its last commit then.
    ///
    /// # Example
    /// ```
    /// use qianxian::Library;
    /// use qianxian::model::Need;
    ///
    /// let library = Library::in_memory()?;
    /// let mut writer = library.writer()?;
    /// writer.put_need(&Need::new("n1", "针状焦")?)?;
    /// let before = library.snapshot()?; // frozen
    /// writer.commit()?;
    /// assert!(before.need_ids()?.is_empty());
    /// assert_eq!(library.snapshot()?.need_ids()?.len(), 1);
    /// # Ok::<(), qianxian::Error>(())
    /// ```
    pub fn commit(&mut self) -> Result<()> {
        // First: history and entries without their records are left out, records without theirs would stay.
        let generation = self.write_ahead()?;
        self.index.commit(generation)?;
        let journal = self.journal.get_mut();
        if let Some(journal) = journal.unwrap_or_else(PoisonError::into_inner) {
            journal.committed(generation);
        }
        let entries = self.entries.get_mut();
        let entries = entries.unwrap_or_else(PoisonError::into_inner);
        entries.committed(&self.database, generation);
        Ok(())
    }

    /// Makes history and entries durable; returns the number of the commit that is to make them visible.
    pub(super) fn write_ahead(&mut self) -> Result<u64> {
        let journal = self.journal.get_mut();
        let entries = self.entries.get_mut();
        let entries = entries.unwrap_or_else(PoisonError::into_inner);
        match journal.unwrap_or_else(PoisonError::into_inner) {
            Some(journal) => journal.finish(entries),
            None => {
                let generation = self.index.generation()? + 1;
                entries.write(&self.database, generation)?;
                Ok(generation)
            }
        }
    }

    /// Forgets everything since the last commit, entries of the ledger included.
    ///
    /// # Errors
    /// Backend errors.
    ///
    /// # Example
    /// ```
    /// use qianxian::Library;
    /// use qianxian::model::Need;
    ///
    /// let library = Library::in_memory()?;
    /// let mut writer = library.writer()?;
    /// writer.put_need(&Need::new("n1", "针状焦")?)?;
    /// writer.rollback()?;
    /// writer.commit()?;
    /// assert!(library.snapshot()?.need_ids()?.is_empty());
    /// # Ok::<(), qianxian::Error>(())
    /// ```
    pub fn rollback(&mut self) -> Result<()> {
        self.index.rollback()?;
        let generation = self.index.generation()?;
        let entries = self.entries.get_mut();
        let entries = entries.unwrap_or_else(PoisonError::into_inner);
        entries.discard(&self.database, generation)?;
        let journal = self.journal.get_mut();
        match journal.unwrap_or_else(PoisonError::into_inner) {
            // A commit that failed in its last step may be there all the same, and then keeps its history.
            Some(journal) => journal.discard(generation),
            None => Ok(()),
        }
    }

    /// Merges all segments and drops deleted records for good. Rankings do not change by a bit.
    ///
    /// # Errors
    /// I/O errors of the disk; the library stays as it is then.
    ///
    /// # Example
    /// ```
    /// # use qianxian::model::{Need, NeedId};
    /// # mod small { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/src/_documentation/small_library.rs")); }
    /// # let library = small::library()?;
    /// # let mut writer = library.writer()?;
    /// # let options = qianxian::RankOptions::new("2024-07-01".parse()?);
    /// let before = library.snapshot()?.rank(&Need::new("n3", "针状焦")?, &options)?;
    /// writer.delete_need(&NeedId::new("n1")?)?;
    /// writer.commit()?;
    /// writer.merge()?;
    /// let merged = library.snapshot()?;
    /// assert_eq!(merged.counts()?.segments, 1);
    /// assert_eq!(merged.rank(&Need::new("n3", "针状焦")?, &options)?, before);
    /// # Ok::<(), qianxian::Error>(())
    /// ```
    pub fn merge(&mut self) -> Result<()> {
        self.index.merge()
    }

    /// Waits until background merges are done, then closes the writer.
    ///
    /// # Errors
    /// Backend errors of a merge; committed records are intact.
    pub fn close(self) -> Result<()> {
        self.index.close()
    }
}
