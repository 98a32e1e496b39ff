//! The writer of a library: upserts, deletes and commits.

use crate::error::Result;
use crate::index::IndexWriter;
use crate::model::{Enterprise, EnterpriseId, Need, NeedId, Profile, ProfileId};

/// The one writer of a library: upserts, deletes, commits.
///
/// Nothing is visible to snapshots before [`Writer::commit`] returns; then everything is, and it is
/// durable. A writer dropped without a commit, or a process killed at any instant, leaves the
/// library at its last commit.
#[derive(Debug)]
pub struct Writer(IndexWriter);

impl Writer {
    pub(super) fn new(inner: IndexWriter) -> Self {
        Self(inner)
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
        self.0.put_need(need)
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
        self.0.put_profile(profile)
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
        self.0.put_enterprise(enterprise)
    }

    /// Deletes the enterprise of that id; an unknown id changes nothing. Its needs stay.
    ///
    /// # Errors
    /// Backend errors.
    pub fn delete_enterprise(&self, id: &EnterpriseId) -> Result<()> {
        self.0.delete_enterprise(id)
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
        self.0.delete_need(id)
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
        self.0.delete_profile(id)
    }

    /// Makes everything since the last commit visible and durable, all of it or nothing.
    ///
    /// # Errors
    /// I/O errors of the disk; the library stays at its last commit then.
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
        self.0.commit()
    }

    /// Forgets everything since the last commit.
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
        self.0.rollback()
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
        self.0.merge()
    }

    /// Waits until background merges are done, then closes the writer.
    ///
    /// # Errors
    /// Backend errors of a merge; committed records are intact.
    pub fn close(self) -> Result<()> {
        self.0.close()
    }
}
