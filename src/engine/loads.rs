//! What profiles are at work on, as the ledger knows it, in place of what their records state.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use super::Snapshot;
use crate::error::Result;
use crate::model::facts::ProfileFacts;
use crate::model::{Facet, ProfileId};

impl Snapshot {
    /// This snapshot, in which each profile of `loads` serves as many firms as stated there, if its record does not
    /// state more.
    ///
    /// [`Ledger::loads`](crate::ledger::Ledger::loads) counts them from the matches that the profiles are at work on.
    /// The greater of the two numbers counts, since a record may know of work that no ledger holds, and the other way
    /// round: no place is given away that either says is taken. Rankings, explanations, assignments, teams, events and
    /// [`Snapshot::profile`] go by it; lists, histories and exports show the records as they are stored. An id that was
    /// merged into another counts for the kept one; unknown ids count for nothing.
    ///
    /// O(profiles of `loads` + profiles of the segments that hold them).
    ///
    /// # Errors
    /// Corrupt if a record cannot be read.
    ///
    /// # Example
    /// ```
    /// # use qianxian::model::{NeedId, ProfileId};
    /// # mod small { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/src/_documentation/small_library.rs")); }
    /// # let library = small::library()?;
    /// # let options = qianxian::RankOptions::new("2026-11-29".parse()?);
    /// use qianxian::ledger::{EntryContent, EntryKind};
    ///
    /// let (need, expert) = (NeedId::new("n1")?, ProfileId::new("p1")?);
    /// let mut writer = library.writer()?;
    /// let mut record = library.snapshot()?.profile(&expert)?;
    /// record.capacity = Some(1);
    /// writer.put_profile(&record)?;
    /// writer.commit()?;
    /// let ledger = library.ledger()?;
    /// ledger.append(EntryContent::new(need.clone(), expert.clone(), EntryKind::Contacted, "2026-11-27".parse()?))?;
    /// let snapshot = library.snapshot()?;
    /// let need = snapshot.need(&need)?;
    /// assert_eq!(snapshot.rank(&need, &options)?.matches[0].profile, expert);
    /// // Its one place is taken.
    /// let snapshot = snapshot.with_loads(&ledger.loads()?)?;
    /// assert_eq!(snapshot.profile(&expert)?.load, Some(1));
    /// assert!(snapshot.rank(&need, &options)?.matches.iter().all(|found| found.profile != expert));
    /// # Ok::<(), qianxian::Error>(())
    /// ```
    pub fn with_loads(&self, loads: &BTreeMap<ProfileId, u32>) -> Result<Self> {
        let mut of_kept: BTreeMap<ProfileId, u32> = BTreeMap::new();
        for (id, &load) in loads {
            let sum = of_kept.entry(self.current_id(id)?).or_default();
            *sum = sum.saturating_add(load);
        }
        let inner = &self.0;
        let mut compiled = inner.compiled.clone();
        let mut known = inner.loads.clone();
        let mut codes_of: HashMap<String, u32> = HashMap::new();
        let mut recoded: BTreeMap<u32, Vec<(u32, u32)>> = BTreeMap::new();
        for (id, load) in of_kept {
            let Some((segment, document)) = inner.index.profile_address(&id)? else {
                continue;
            };
            let mut profile = self.profile(&id)?;
            if profile.load.is_some_and(|stated| stated >= load) {
                continue;
            }
            profile.load = Some(load);
            let facts = ProfileFacts::of(&profile);
            let Some(free) = facts.get(Facet::Availability) else {
                continue;
            };
            let code = *codes_of
                .entry(free.to_json()?)
                .or_insert_with(|| compiled.values.push(free.clone(), &inner.taxonomies));
            let view = &compiled.segments[segment as usize];
            if let Some(number) = view.compiled.profile_at(document) {
                recoded.entry(segment).or_default().push((number, code));
                known.insert(id, load);
            }
        }
        if recoded.is_empty() {
            // Nothing differs, as without a ledger: what this snapshot has read already stays known.
            return Ok(self.clone());
        }
        for (segment, codes) in recoded {
            let view = &mut compiled.segments[segment as usize];
            *view = view.recoded(Facet::Availability, &codes);
        }
        let mut busy = Self::new(
            Arc::clone(&inner.origin),
            inner.index.clone(),
            (compiled, self.compilation()),
            Arc::clone(&inner.queries),
            inner.taxonomies.clone(),
            Arc::clone(&inner.known_needs),
        );
        // Nobody else has it yet.
        if let Some(inner) = Arc::get_mut(&mut busy.0) {
            inner.loads = known;
        }
        Ok(busy)
    }
}
