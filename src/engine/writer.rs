//! Changing a library.

use crate::error::Result;
use crate::index::IndexWriter;
use crate::model::{Need, NeedId, Profile, ProfileId};

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
    /// Invalid input where [`Need::check`] finds a fault, or where a field holds what could not be
    /// read back as it is; nothing is changed then.
    pub fn put_need(&self, need: &Need) -> Result<()> {
        self.0.put_need(need)
    }

    /// Adds `profile`, or replaces the profile of that id.
    ///
    /// # Errors
    /// Invalid input where [`Profile::check`] finds a fault, where a field holds what could not be
    /// read back as it is, or where there are more than [`crate::index::MAX_WORKS`] works; nothing
    /// is changed then.
    pub fn put_profile(&self, profile: &Profile) -> Result<()> {
        self.0.put_profile(profile)
    }

    /// Deletes the need of that id; an unknown id changes nothing.
    ///
    /// # Errors
    /// Backend errors.
    pub fn delete_need(&self, id: &NeedId) -> Result<()> {
        self.0.delete_need(id)
    }

    /// Deletes the profile of that id; an unknown id changes nothing.
    ///
    /// # Errors
    /// Backend errors.
    pub fn delete_profile(&self, id: &ProfileId) -> Result<()> {
        self.0.delete_profile(id)
    }

    /// Makes everything since the last commit visible and durable, all of it or nothing.
    ///
    /// # Errors
    /// Where the disk refuses, the library stays at its last commit.
    pub fn commit(&mut self) -> Result<()> {
        self.0.commit()
    }

    /// Forgets everything since the last commit.
    ///
    /// # Errors
    /// Backend errors.
    pub fn rollback(&mut self) -> Result<()> {
        self.0.rollback()
    }

    /// Merges all segments and drops deleted records for good. Rankings do not change by a bit.
    ///
    /// # Errors
    /// Where the disk refuses, the library stays as it is.
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
