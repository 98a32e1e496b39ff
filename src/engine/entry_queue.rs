//! Entries of the ledger that are made together with a writer's next commit.
//!
//! See "Records and history together" in [`crate::ledger`] for how a commit and its entries are seen both or neither.

use std::collections::BTreeMap;

use crate::error::Result;
use crate::ledger::{Appended, Database, EntryContent, add_pending, discard_pending, roll_forward};
use crate::model::{NeedId, ProfileId, RecordId};

/// Entries that a writer has accepted since its last commit.
#[derive(Debug, Default)]
pub(super) struct EntryQueue {
    /// All of them, in order.
    accepted: Vec<EntryContent>,
    /// Their places, by match.
    of_match: BTreeMap<(NeedId, ProfileId), Vec<usize>>,
    /// What becomes of the first ones, which a commit that failed has written down.
    written: Vec<Appended>,
    /// What became of the entries of the last commit.
    pub(super) appended: Vec<Appended>,
    /// Profiles that were merged into others since the last commit.
    pub(super) merged: BTreeMap<ProfileId, ProfileId>,
    /// Whether entries of a commit that is there may still be on their way.
    is_unsettled: bool,
}

impl EntryQueue {
    pub(super) fn is_empty(&self) -> bool {
        self.accepted.is_empty()
    }

    /// Adds an entry that was checked.
    pub(super) fn push(&mut self, content: EntryContent) {
        let key = (content.need.clone(), content.profile.clone());
        let places = self.of_match.entry(key).or_default();
        places.push(self.accepted.len());
        self.accepted.push(content);
    }

    /// The accepted entries about the match of `content`.
    pub(super) fn about(&self, content: &EntryContent) -> Vec<EntryContent> {
        let key = (content.need.clone(), content.profile.clone());
        let places = self.of_match.get(&key).into_iter().flatten();
        places.map(|&at| self.accepted[at].clone()).collect()
    }

    /// The entries that are not written down yet.
    pub(super) fn unwritten(&self) -> &[EntryContent] {
        &self.accepted[self.written.len()..]
    }

    /// The entries that were not written down are, and that will become of them.
    pub(super) fn note_written(&mut self, appended: Vec<Appended>) {
        self.written.extend(appended);
    }

    /// Writes down what is not yet, for the commit `generation` of a library without history.
    pub(super) fn write(&mut self, database: &Database, generation: u64) -> Result<()> {
        if !self.unwritten().is_empty() {
            let add = database.write(|inside| {
                add_pending(inside, generation, (self.unwritten(), &database.merged()))
            })?;
            self.note_written(add);
        }
        Ok(())
    }

    /// The commit `generation` is durable, and its entries with it: takes them to their places in the ledger.
    pub(super) fn committed(&mut self, database: &Database, generation: u64) {
        self.is_unsettled |= !self.accepted.is_empty();
        let written = std::mem::take(&mut self.written);
        *self = Self {
            appended: written,
            is_unsettled: self.is_unsettled,
            ..Self::default()
        };
        if self.is_unsettled {
            // Every reader sees them already, and whoever writes next takes them there if the disk refuses now. What a
            // loss of power undoes is on its way again.
            let settled = database.write_as(false, |inside| roll_forward(inside, generation));
            self.is_unsettled = settled.is_err();
        }
    }

    /// Forgets the entries since the last commit, whose number is `generation`.
    pub(super) fn discard(&mut self, database: &Database, generation: u64) -> Result<()> {
        let has_written = !self.written.is_empty();
        *self = Self {
            is_unsettled: self.is_unsettled,
            ..Self::default()
        };
        if has_written {
            database.write(|inside| {
                discard_pending(inside, generation)?;
                // A commit that failed in its last step may be there all the same.
                roll_forward(inside, generation)
            })?;
        }
        Ok(())
    }
}

/// Records and entries as changes that are not made yet leave them, on top of a writer's.
pub(super) trait EntryGround {
    /// Whether the record is there; `None` if the writer knows.
    fn is_there(&self, id: &RecordId) -> Option<bool>;
    /// The profile into which the one of that id was merged; `None` if the writer knows.
    fn merged(&self, gone: &ProfileId) -> Option<&ProfileId>;
    /// All that it merged into others; `None` if the writer knows.
    fn merges(&self) -> Option<&BTreeMap<ProfileId, ProfileId>>;
    /// The entries about the match of `content`, behind the writer's.
    fn entries_about(&self, content: &EntryContent) -> Vec<EntryContent>;
}
