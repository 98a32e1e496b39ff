//! Which records changed between two states of a library.

use std::collections::{BTreeMap, BTreeSet};

use crate::engine::Snapshot;
use crate::error::Result;
use crate::ledger::changed_records;
use crate::model::facts::FacetValue;
use crate::model::{Collection, Date, Facet, ProfileId, RecordId};
use crate::standing::ChangeCause;

/// Records that changed, each with the cause of what follows in lists.
#[derive(Clone, Debug, Default)]
pub(super) struct ChangedRecords {
    pub(super) needs: BTreeMap<String, ChangeCause>,
    pub(super) profiles: BTreeMap<String, ChangeCause>,
    /// Whether an enterprise changed, so that facts of its needs may have.
    pub(super) has_enterprises: bool,
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
                Collection::Enterprise => changed.has_enterprises = true,
            }
        }
        Ok(changed)
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
                    false => ChangeCause::RuleBars,
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
