//! Entries of the ledger on their way into a writer's queue.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{MutexGuard, PoisonError};

use super::Writer;
use super::entry_queue::{EntryGround, EntryQueue};
use super::ledger::{ends_open_match, no_need};
use crate::error::{Error, Result, say};
use crate::ledger::{Appended, EntryContent, EntryKind, check_next};
use crate::model::{ProfileId, RecordId};

/// No change that the writer does not know.
struct NothingMore;

impl EntryGround for NothingMore {
    fn is_there(&self, _: &RecordId) -> Option<bool> {
        None
    }

    fn merged(&self, _: &ProfileId) -> Option<&ProfileId> {
        None
    }

    fn merges(&self) -> Option<&BTreeMap<ProfileId, ProfileId>> {
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
    /// The entry is refused as [`Ledger::append`](crate::ledger::Ledger::append) refuses it, with the ids of the match;
    /// whatever else the writer holds stays.
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
            // An open match can be ended though a record of it was deleted.
            let ends =
                |content: &EntryContent| ends_open_match(&*self.library.know_merged()?, content);
            match self.kept_profile((queue, ground), content.profile.clone()) {
                Ok(kept) => content.profile = kept,
                Err(error) if error.is_not_found() => {
                    let merged = self.library.know_merged()?.merged();
                    content.profile = merged.kept(&content.profile).clone();
                    if !ends(&content)? {
                        return Err(error);
                    }
                }
                Err(error) => return Err(error),
            }
            if !self.is_there(ground, &content.need.clone().into())? && !ends(&content)? {
                return Err(no_need(&content.need));
            }
        }
        let ids = self.ids_of_match((queue, ground), &content.profile)?;
        let mut earlier = Vec::new();
        for id in &ids {
            let mut content = content.clone();
            content.profile.clone_from(id);
            earlier.extend(queue.about(&content));
            earlier.extend(ground.entries_about(&content));
        }
        self.database
            .read(|inside| check_next(inside, (&ids, &earlier), content.clone()))
    }

    /// The ids under which entries of a match of `profile` may stand: all that it has or had, those of merges on their
    /// way too.
    fn ids_of_match(
        &self,
        (queue, ground): (&EntryQueue, &dyn EntryGround),
        profile: &ProfileId,
    ) -> Result<Vec<ProfileId>> {
        let merged = self.library.know_merged()?.merged();
        let mut ids: Vec<ProfileId> = merged.all(profile).cloned().collect();
        let mut at = 0;
        while let Some(kept) = ids.get(at).cloned() {
            let on_their_way = queue.merged.iter();
            let on_their_way = on_their_way.chain(ground.merges().into_iter().flatten());
            for (gone, _) in on_their_way.filter(|(_, into)| **into == kept) {
                for id in merged.all(gone) {
                    if !ids.contains(id) {
                        ids.push(id.clone());
                    }
                }
            }
            at += 1;
        }
        Ok(ids)
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
