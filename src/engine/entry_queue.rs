//! Entries of the ledger that are made together with a writer's next commit.
//!
//! See "Records and history together" in [`crate::ledger`] for how a commit and its entries are seen both or neither.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{MutexGuard, PoisonError};

use super::Writer;
use crate::error::{Error, Result, say};
use crate::ledger::{
    Appended, Database, EntryContent, EntryKind, add_pending, check_next, discard_pending,
    roll_forward,
};
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
    appended: Vec<Appended>,
    /// Profiles that were merged into others since the last commit.
    merged: BTreeMap<ProfileId, ProfileId>,
    /// Whether entries of a commit that is there may still be on their way.
    is_unsettled: bool,
}

impl EntryQueue {
    pub(super) fn is_empty(&self) -> bool {
        self.accepted.is_empty()
    }

    /// Adds an entry that was checked.
    fn push(&mut self, content: EntryContent) {
        let key = (content.need.clone(), content.profile.clone());
        let places = self.of_match.entry(key).or_default();
        places.push(self.accepted.len());
        self.accepted.push(content);
    }

    /// The accepted entries about the match of `content`.
    fn about(&self, content: &EntryContent) -> Vec<EntryContent> {
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
            let add = database.write(|inside| add_pending(inside, generation, self.unwritten()))?;
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
    /// The entries about the match of `content`, behind the writer's.
    fn entries_about(&self, content: &EntryContent) -> Vec<EntryContent>;
}

/// No change that the writer does not know.
struct NothingMore;

impl EntryGround for NothingMore {
    fn is_there(&self, _: &RecordId) -> Option<bool> {
        None
    }

    fn merged(&self, _: &ProfileId) -> Option<&ProfileId> {
        None
    }

    fn entries_about(&self, _: &EntryContent) -> Vec<EntryContent> {
        Vec::new()
    }
}

impl Writer {
    /// Appends an entry to the ledger together with the next commit: after it both are seen, before it neither, and a
    /// process that is killed at any instant leaves both or neither.
    ///
    /// The entry is checked now: its fields, its ids against the records as this writer has them, and the gates of its
    /// stage against the entries of its match, those included that this writer has accepted before. What others append
    /// before the commit does not undo that. An entry about a profile that was merged into another is one about the
    /// kept profile. [`Writer::appended`] says after the commit what became of it.
    ///
    /// O(entries of the match).
    ///
    /// # Errors
    /// Those of [`Ledger::append`](crate::ledger::Ledger::append), with the ids of the match; whatever else the writer
    /// holds stays.
    ///
    /// # Example
    /// ```
    /// # mod small { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/src/_documentation/small_library.rs")); }
    /// # let library = small::library()?;
    /// use qianxian::ledger::{EntryContent, EntryKind};
    /// use qianxian::model::{NeedId, NeedStatus, ProfileId};
    /// use serde_json::json;
    ///
    /// // A need is settled and struck off in one act.
    /// let (need, profile) = (NeedId::new("n1")?, ProfileId::new("p1")?);
    /// let mut writer = library.writer()?;
    /// let settled = json!({"status": "settled"}).as_object().unwrap().clone();
    /// writer.patch(&need.clone().into(), settled, None)?;
    /// let solved = EntryContent::new(need.clone(), profile.clone(), EntryKind::Solved, "2026-11-29 09:30".parse()?);
    /// writer.append(solved.note("样品合格"))?;
    /// assert!(library.ledger()?.history(&need, &profile)?.entries.is_empty());
    /// writer.commit()?;
    /// assert_eq!(library.snapshot()?.need(&need)?.status, NeedStatus::Settled);
    /// assert_eq!(library.ledger()?.history(&need, &profile)?.standing.unwrap().stage, "solved");
    /// assert_eq!(writer.appended()[0].number, 1);
    /// # Ok::<(), qianxian::Error>(())
    /// ```
    pub fn append(&self, content: EntryContent) -> Result<()> {
        // Held until it is queued: of two that only one may follow, the second must see the first.
        let mut entries = self.entries();
        let content = self.check_entry((&entries, &NothingMore), content)?;
        entries.push(content);
        Ok(())
    }

    /// What became of the entries of the last commit, in the order in which they were appended; nothing before the
    /// first commit and after a rollback.
    #[must_use]
    pub fn appended(&self) -> Vec<Appended> {
        self.entries().appended.clone()
    }

    pub(super) fn entries(&self) -> MutexGuard<'_, EntryQueue> {
        self.entries.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Queues an entry that was checked.
    pub(super) fn queue(&self, content: EntryContent) {
        self.entries().push(content);
    }

    /// Notes that the profile `gone` went into `kept`.
    pub(super) fn note_merge(&self, gone: &ProfileId, kept: &str) -> Result<()> {
        let kept = ProfileId::new(kept)?;
        self.entries().merged.insert(gone.clone(), kept);
        Ok(())
    }

    /// The entry as it will be appended, after the changes of this writer, the entries of its queue, and `ground`.
    pub(super) fn check_entry(
        &self,
        on: (&EntryQueue, &dyn EntryGround),
        content: EntryContent,
    ) -> Result<EntryContent> {
        let (need, profile) = (content.need.clone(), content.profile.clone());
        self.checked_entry(on, content).map_err(|error| {
            error.in_record(say!(
                "the entry about {need} and {profile}",
                "关于 {need} 与 {profile} 的记录"
            ))
        })
    }

    fn checked_entry(
        &self,
        (queue, ground): (&EntryQueue, &dyn EntryGround),
        content: EntryContent,
    ) -> Result<EntryContent> {
        let mut content = content.checked()?;
        if content.kind != EntryKind::Correction {
            if !self.is_there(ground, &content.need.clone().into())? {
                let repair = say!(
                    "list the needs of the library, or import it first",
                    "请查看库中的需求，或先导入"
                );
                return Err(Error::not_found("need", &content.need, repair));
            }
            content.profile = self.kept_profile((queue, ground), content.profile)?;
        }
        let mut earlier = queue.about(&content);
        earlier.extend(ground.entries_about(&content));
        self.database
            .read(|inside| check_next(inside, &earlier, &content))?;
        Ok(content)
    }

    fn is_there(&self, ground: &dyn EntryGround, id: &RecordId) -> Result<bool> {
        match ground.is_there(id) {
            Some(is_there) => Ok(is_there),
            None => self.index.holds(id),
        }
    }

    /// The profile that has the id `asked`, or that the one of that id went into.
    fn kept_profile(
        &self,
        (queue, ground): (&EntryQueue, &dyn EntryGround),
        asked: ProfileId,
    ) -> Result<ProfileId> {
        let mut seen: BTreeSet<ProfileId> = BTreeSet::new();
        let mut id = asked.clone();
        while !self.is_there(ground, &id.clone().into())? {
            // Put in again and merged the other way round, two profiles may lead to each other and both be gone.
            let is_new = seen.insert(id.clone());
            let merged = ground.merged(&id).or_else(|| queue.merged.get(&id));
            let kept = match merged {
                Some(kept) => Some(kept.clone()),
                // It may have been merged into another before; only a snapshot knows.
                None => self.library.snapshot()?.aliases()?.kept(&id).cloned(),
            };
            id = kept.filter(|_| is_new).ok_or_else(|| {
                let repair = say!(
                    "list the profiles of the library, or import it first",
                    "请查看库中的供方，或先导入"
                );
                Error::not_found("profile", &asked, repair)
            })?;
        }
        Ok(id)
    }
}
