//! The ledger of a library: entries about its own needs and profiles.

use std::sync::Arc;

use super::Library;
use crate::error::{Error, Result, say};
use crate::ledger::{
    Database, EntryContent, EntryKind, Ledger, MergedIds, profiles_with_standings,
};

impl Library {
    /// The ledger of what happens to the library's matches, kept beside the records in `ledger.db`.
    ///
    /// An entry about an unknown need or profile is refused; one about a profile that was merged into another is an
    /// entry about the kept one. A correction names the ids of the entry that it corrects, whose records may be gone.
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
        Ok(ledger.refreshed_by(|| self.know_merged().map(drop)))
    }

    /// The database, after it was told which ids the profiles of the last commit had before.
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
        database.set_merged(generation, MergedIds::default());
        Ok(database)
    }

    /// Looks up the ids of entries; an error names the place of the entry that is at fault.
    fn admit(&self, contents: &mut [EntryContent]) -> Result<(), (usize, Error)> {
        let index = self.origin.store.snapshot().map_err(|error| (0, error))?;
        let new = contents.iter_mut().enumerate();
        for (at, content) in new.filter(|(_, content)| content.kind != EntryKind::Correction) {
            let fail = |error| (at, error);
            if index.need(&content.need).map_err(fail)?.is_none() {
                let repair = say!(
                    "list the needs of the library, or import it first",
                    "请查看库中的需求，或先导入"
                );
                return Err(fail(Error::not_found("need", &content.need, repair)));
            }
            if index.profile(&content.profile).map_err(fail)?.is_none() {
                // It may have been merged into another; only a snapshot knows.
                let kept = self
                    .snapshot()
                    .and_then(|snapshot| snapshot.profile(&content.profile));
                content.profile = kept.map_err(fail)?.id;
            }
        }
        Ok(())
    }
}
