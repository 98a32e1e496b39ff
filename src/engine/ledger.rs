//! The ledger of a library: entries about its own needs and profiles.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::Library;
use crate::error::{Error, Result, say};
use crate::index::IndexSnapshot;
use crate::ledger::{Database, EntryContent, EntryKind, Ledger, may_end, profiles_with_standings};
use crate::model::{NeedId, ProfileId};

impl Library {
    /// The ledger of what happens to the library's matches, kept beside the records in `ledger.db`.
    ///
    /// An entry about an unknown need or profile is refused, unless it ends an open match whose record was deleted; one
    /// about a profile that was merged into another is an entry about the kept one. A correction names the ids of the entry that it corrects, whose records may be gone.
    ///
    /// [`Writer::append`](super::Writer::append) makes an entry together with changes of records. A process that was
    /// killed in a commit may have left such entries on their way: they are taken to their places in the file now, or
    /// shown there if the file may only be read.
    ///
    /// # Errors
    /// Corrupt if the file is damaged, another program's, or of a newer layout.
    ///
    /// # Example
    /// ```
    /// # mod small { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/src/_documentation/small_library.rs")); }
    /// # let library = small::library()?;
    /// use qianxian::ledger::{EntryContent, EntryKind};
    /// use qianxian::model::{NeedId, ProfileId};
    ///
    /// let ledger = library.ledger()?;
    /// let at = "2026-11-29 09:30".parse()?;
    /// let call = |profile: &str| Ok::<_, qianxian::Error>(EntryContent::new(NeedId::new("n1")?, ProfileId::new(profile)?, EntryKind::Contacted, at));
    /// let appended = ledger.append(call("p1")?.by("示例·李科长"))?;
    /// assert_eq!(appended.standing.unwrap().stage, "contact");
    /// assert!(ledger.append(call("p9")?).unwrap_err().is_not_found());
    /// # Ok::<(), qianxian::Error>(())
    /// ```
    pub fn ledger(&self) -> Result<Ledger<'_>> {
        let database = self.origin.history.database()?;
        // For those who read the file with other tools; readers of ours see these entries in any case, and the next
        // append meets whatever stands in the way of writing.
        let _ = database.settle();
        let ledger = Ledger::new(database, |contents| self.admit(contents));
        Ok(ledger.of_records(
            || self.know_merged().map(drop),
            |matches| self.leave_held(matches),
        ))
    }

    /// The database, which now knows the ids that the profiles of the last commit had before.
    ///
    /// Nobody but a snapshot knows them, and none is taken while every profile with a standing is there.
    pub(super) fn know_merged(&self) -> Result<Arc<Database>> {
        let history = &self.origin.history;
        let database = history.database()?;
        let generation = history.last_commit()?;
        if database.merged_at() == Some(generation) {
            return Ok(database);
        }
        let index = self.origin.store.snapshot()?;
        for id in database.read_as_stored(profiles_with_standings)? {
            if index.profile_address(&id)?.is_none() {
                database.set_merged(generation, self.snapshot()?.merged_ids()?);
                return Ok(database);
            }
        }
        database.set_none_merged(generation);
        Ok(database)
    }

    /// Leaves out the matches of which a side was deleted.
    fn leave_held(&self, matches: &mut BTreeSet<(NeedId, ProfileId)>) -> Result<()> {
        let index = self.origin.store.snapshot()?;
        let mut held = BTreeSet::new();
        for (need, profile) in std::mem::take(matches) {
            if index.holds_need(&need)? && index.profile_address(&profile)?.is_some() {
                held.insert((need, profile));
            }
        }
        *matches = held;
        Ok(())
    }

    /// Looks up the ids of entries; an error names the place of the entry that is at fault.
    fn admit(&self, contents: &mut [EntryContent]) -> Result<(), (usize, Error)> {
        let index = self.origin.store.snapshot().map_err(|error| (0, error))?;
        let new = contents.iter_mut().enumerate();
        for (at, content) in new.filter(|(_, content)| content.kind != EntryKind::Correction) {
            let admitted = self.admit_one(&index, content);
            admitted.map_err(|error| (at, error))?;
        }
        Ok(())
    }

    fn admit_one(&self, index: &IndexSnapshot, content: &mut EntryContent) -> Result<()> {
        if index.profile_address(&content.profile)?.is_none() {
            // It may have been merged into another; only a snapshot knows.
            match self.snapshot()?.profile(&content.profile) {
                Ok(kept) => content.profile = kept.id,
                Err(error) if error.is_not_found() => {
                    let database = self.know_merged()?;
                    let merged = database.merged();
                    content.profile = merged.kept(&content.profile).clone();
                    return match ends_open_match(&database, content)? {
                        true => Ok(()),
                        false => Err(error),
                    };
                }
                Err(error) => return Err(error),
            }
        }
        if index.holds_need(&content.need)? || ends_open_match(&*self.know_merged()?, content)? {
            return Ok(());
        }
        Err(no_need(&content.need))
    }
}

/// Whether an entry brings a match to its end that is open, which it may though a record of it was deleted: nothing else
/// would take the match off the desk.
pub(super) fn ends_open_match(database: &Database, content: &EntryContent) -> Result<bool> {
    database.read(|inside| may_end(inside, content))
}

/// The error of an entry about a need that is no record.
pub(super) fn no_need(id: &NeedId) -> Error {
    let repair = say!(
        "list the needs of the library, or import it first; an open match of a deleted one can be ended, as with withdrawn",
        "请查看库中的需求，或先导入；已删除需求的未结对接可以结束，如记为撤回"
    );
    Error::not_found("need", id, repair)
}
