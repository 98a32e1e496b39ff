//! Which records changed between two states of a library.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::engine::Snapshot;
use crate::engine::enterprise_table::EnterpriseTable;
use crate::engine::lookup::held;
use crate::error::Result;
use crate::ledger::{changed_records, of_record};
use crate::model::facts::FacetValue;
use crate::model::{
    Collection, Date, Enterprise, EnterpriseId, Facet, ProfileId, Record, RecordId,
};
use crate::rank::RankOptions;
use crate::standing::ChangeCause;

/// Records that changed, each with the cause of what follows in lists.
#[derive(Clone, Debug, Default)]
pub(super) struct ChangedRecords {
    pub(super) needs: BTreeMap<String, ChangeCause>,
    pub(super) profiles: BTreeMap<String, ChangeCause>,
    /// Enterprises that changed; what follows for their needs is among `needs` once
    /// [`add_needs_of_enterprises`](Self::add_needs_of_enterprises) has looked.
    enterprises: BTreeSet<EnterpriseId>,
}

/// The days between which rules are asked anew: the one that lists were made for last, and today.
#[derive(Clone, Copy, Debug)]
pub(super) struct Days {
    pub(super) last: Date,
    pub(super) today: Date,
}

impl ChangedRecords {
    /// Records that commits after `generation` changed, up to the one of `snapshot`. O(changes).
    ///
    /// # Errors
    /// Corrupt if the history cannot be read.
    pub(super) fn since(generation: u64, snapshot: &Snapshot) -> Result<Self> {
        let until = snapshot.0.index.generation();
        let database = snapshot.0.origin.history.database()?;
        let found = database.read(|inside| changed_records(inside, generation, until))?;
        let mut changed = Self::default();
        for (id, was_there) in found {
            let cause = match was_there {
                true => ChangeCause::ChangedRecord,
                false => ChangeCause::NewRecord,
            };
            match id.collection() {
                Collection::Need => drop(changed.needs.insert(id.as_str().to_owned(), cause)),
                Collection::Profile => drop(changed.profiles.insert(id.as_str().to_owned(), cause)),
                Collection::Enterprise => {
                    changed.enterprises.insert(EnterpriseId::new(id.as_str())?);
                }
            }
        }
        Ok(changed)
    }

    /// Adds the needs that have other facts because their enterprises changed after the commit `generation`.
    ///
    /// The enterprises as they were come from the history: lists that were opened from their files have read their needs
    /// under the new records already, so that nothing in memory tells. O(needs + enterprises) if an enterprise changed.
    ///
    /// # Errors
    /// Corrupt if a record or the history cannot be read.
    pub(super) fn add_needs_of_enterprises(
        &mut self,
        generation: u64,
        snapshot: &Snapshot,
        options: &RankOptions,
    ) -> Result<()> {
        if self.enterprises.is_empty() {
            return Ok(());
        }
        let now = snapshot.enterprise_table()?;
        let same = now.all.iter().filter(|e| !self.enterprises.contains(&e.id));
        let mut before: Vec<Arc<Enterprise>> = same.cloned().collect();
        for id in &self.enterprises {
            before.extend(enterprise_after(generation, id, snapshot)?.map(Arc::new));
        }
        let before = EnterpriseTable::from_all(before);
        for need in snapshot.needs()? {
            let is_same = match (before.of(&need), now.of(&need)) {
                (Some(was), Some(is)) => Arc::ptr_eq(was, is),
                (None, None) => true,
                (Some(_), None) | (None, Some(_)) => false,
            };
            let facts = |table: &EnterpriseTable| options.facts_of(&table.completed(&need));
            if !is_same && facts(&before) != facts(now) {
                let id = need.id.as_str().to_owned();
                let cause = ChangeCause::ChangedEnterprise;
                self.needs.entry(id).or_insert(cause);
            }
        }
        Ok(())
    }

    /// Adds the profiles that serve more or fewer firms than before; `loads` are of both states.
    pub(super) fn add_loads(
        &mut self,
        before: &BTreeMap<ProfileId, u32>,
        now: &BTreeMap<ProfileId, u32>,
    ) {
        let ids: BTreeSet<&ProfileId> = before.keys().chain(now.keys()).collect();
        for id in ids {
            let (was, is) = (before.get(id).unwrap_or(&0), now.get(id).unwrap_or(&0));
            if was != is {
                let cause = match is < was {
                    true => ChangeCause::PlaceFree,
                    false => ChangeCause::PlaceTaken,
                };
                self.profiles.entry(id.as_str().to_owned()).or_insert(cause);
            }
        }
    }

    /// Adds the profiles that ended between two days: rules bar them now. O(profiles).
    pub(super) fn add_ended(&mut self, snapshot: &Snapshot, days: Days) {
        if days.last == days.today {
            return;
        }
        let has_ended = |value: &FacetValue| {
            let FacetValue::Availability(free) = value else {
                return false;
            };
            let until = free.until;
            until.is_some_and(|until| days.last <= until && until < days.today)
        };
        let compiled = snapshot.compiled();
        for view in &compiled.segments {
            for profile in (0..view.compiled.profile_count()).filter(|&p| view.is_live(p)) {
                let code = view.code(Facet::Availability, profile);
                let value = compiled.values.get(Facet::Availability, code);
                if value.is_some_and(has_ended) {
                    let id = view.compiled.id(profile).to_owned();
                    self.profiles.entry(id).or_insert(ChangeCause::RuleBars);
                }
            }
        }
    }

    /// Adds the needs whose last day passed between two days: they are closed now. O(needs).
    pub(super) fn add_past_deadlines(&mut self, snapshot: &Snapshot, days: Days) -> Result<()> {
        if days.last == days.today {
            return Ok(());
        }
        for need in snapshot.needs()? {
            let has_passed = |deadline: Date| days.last <= deadline && deadline < days.today;
            if need.deadline.is_some_and(has_passed) {
                let id = need.id.as_str().to_owned();
                self.needs.entry(id).or_insert(ChangeCause::RuleBars);
            }
        }
        Ok(())
    }

    /// Why the list of somebody changed in this record; `None` if the record itself did not change.
    pub(super) fn cause(&self, id: &RecordId) -> Option<ChangeCause> {
        let of = match id.collection() {
            Collection::Need => &self.needs,
            Collection::Profile => &self.profiles,
            Collection::Enterprise => return None,
        };
        of.get(id.as_str()).copied()
    }
}

/// The enterprise as the commit `generation` left it; `None` if it was not there, or if its history does not reach back.
fn enterprise_after(
    generation: u64,
    id: &EnterpriseId,
    snapshot: &Snapshot,
) -> Result<Option<Enterprise>> {
    let id = RecordId::from(id.clone());
    let database = snapshot.0.origin.history.database()?;
    let known = database.read(|inside| of_record(inside, generation, &id))?;
    let history = snapshot.history(&id)?;
    let record = held(snapshot.state_after(&id, &history, known.len()))?;
    Ok(record.flatten().and_then(|record| match record {
        Record::Enterprise(enterprise) => Some(*enterprise),
        Record::Need(_) | Record::Profile(_) => None,
    }))
}
