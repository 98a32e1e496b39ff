//! What profiles are at work on, as the ledger knows it, in place of what their records state.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use super::Snapshot;
use crate::compiled::library::CompiledLibrary;
use crate::error::Result;
use crate::model::facts::ProfileFacts;
use crate::model::{Facet, NeedId, ProfileId};

impl Snapshot {
    /// This snapshot, in which each profile of `loads` serves as many firms as stated there, if its record does not
    /// state more.
    ///
    /// [`Ledger::loads`](crate::ledger::Ledger::loads) counts them from the matches that the profiles are at work on.
    /// The greater of the two numbers counts, since a record may know of work that no ledger holds, and the other way
    /// round: no place is given away that either says is taken. Rankings, explanations, assignments, teams, events and
    /// [`Snapshot::profile`] go by it; lists, histories and exports show the records as they are stored. An id that was
    /// merged into another counts for the kept one; unknown ids count for nothing. The places of needs stay as their
    /// records state them; [`Snapshot::with_matches_at_work`] takes them off both sides.
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
        Ok(self.busy(compiled, known, inner.at_work.clone()))
    }

    /// This snapshot, in which these matches are under way: each takes a place of its profile and one of its need.
    ///
    /// [`Ledger::matches_at_work`](crate::ledger::Ledger::matches_at_work) reads them. Profiles serve as many firms as
    /// [`Snapshot::with_loads`] says. A [`Market`](super::Market) takes the places off what the needs demand, and
    /// proposes none of these pairs again; so does the report's assignment. A match takes one place, also of a need for
    /// students, since nobody knows how many of a group are there. A need of which more are at work than it asks
    /// for has no place left.
    ///
    /// O(matches + what [`Snapshot::with_loads`] costs).
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
    /// use qianxian::assign::{Objective, Options};
    /// use qianxian::engine::{MarketOptions, silent};
    /// use qianxian::ledger::{EntryContent, EntryKind};
    ///
    /// let (need, expert) = (NeedId::new("n1")?, ProfileId::new("p1")?);
    /// let ledger = library.ledger()?;
    /// ledger.append(EntryContent::new(need.clone(), expert, EntryKind::Signed, "2026-11-27".parse()?))?;
    /// let snapshot = library.snapshot()?.with_matches_at_work(&ledger.matches_at_work()?)?;
    /// let market = snapshot.market(vec![snapshot.need(&need)?], &options, MarketOptions::new(), &silent)?;
    /// let found = market.solve(Objective::GreatestTotal, Options::new())?.outcome.into_result()?;
    /// assert!(found.pairs().is_empty(), "the need wants one, and has one");
    /// # Ok::<(), qianxian::Error>(())
    /// ```
    pub fn with_matches_at_work(&self, matches: &BTreeSet<(NeedId, ProfileId)>) -> Result<Self> {
        let mut loads: BTreeMap<ProfileId, u32> = BTreeMap::new();
        let mut at_work = self.0.at_work.clone();
        for (need, profile) in matches {
            *loads.entry(profile.clone()).or_default() += 1;
            let own = at_work.entry(need.clone()).or_default();
            own.insert(self.current_id(profile)?);
        }
        let loaded = self.with_loads(&loads)?;
        if at_work == self.0.at_work {
            return Ok(loaded);
        }
        let inner = &loaded.0;
        Ok(loaded.busy(inner.compiled.clone(), inner.loads.clone(), at_work))
    }

    /// Number of profiles at work on a need.
    pub(super) fn at_work_on(&self, need: &NeedId) -> u32 {
        let profiles = self.0.at_work.get(need).map_or(0, BTreeSet::len);
        u32::try_from(profiles).unwrap_or(u32::MAX)
    }

    /// This snapshot with other codes of availability, loads and matches under way.
    fn busy(
        &self,
        compiled: CompiledLibrary,
        loads: BTreeMap<ProfileId, u32>,
        at_work: BTreeMap<NeedId, BTreeSet<ProfileId>>,
    ) -> Self {
        let inner = &self.0;
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
            (inner.loads, inner.at_work) = (loads, at_work);
        }
        busy
    }
}
