//! Matches that are under way: they take places of needs, and are not proposed again.
//!
//! Such a pair is no part of the problem, so that nothing proposes, forbids or prices it. Demands and quotas of the
//! problem are what is left to be filled; callers state them with what is under way ([`Market::as_stated`] goes back).

use std::collections::BTreeSet;

use super::Market;
use crate::assign::{AssignmentChange, AssignmentClash, ProblemBuilder};
use crate::decision::{Infeasibility, Relaxation};
use crate::error::Result;
use crate::model::{NeedId, ProfileId};

impl Market {
    /// Open needs that profiles are at work on already, by id, with these profiles by id.
    ///
    /// Each takes a place of its need. The pairs are in no assignment of this market.
    pub fn at_work(&self) -> impl Iterator<Item = (&NeedId, &BTreeSet<ProfileId>)> {
        let open = self.rankings.iter().filter(|r| r.closed.is_none());
        open.filter_map(|r| self.snapshot.0.at_work.get_key_value(&r.need))
    }

    /// Whether a profile is at work on a need already, open or closed.
    #[must_use]
    pub fn is_at_work(&self, need: &NeedId, profile: &ProfileId) -> bool {
        let known = self.snapshot.0.at_work.get(need);
        known.is_some_and(|own| own.contains(profile))
    }

    /// The ways out of an infeasible solve, in numbers that [`Market::demand`] and [`Market::quota`] take: those of the
    /// problem count what is left to be filled, these what is under way as well.
    ///
    /// # Errors
    /// Corrupt if a record cannot be read.
    pub fn as_stated(
        &self,
        why: &Infeasibility<AssignmentClash, AssignmentChange>,
    ) -> Result<Infeasibility<AssignmentClash, AssignmentChange>> {
        let ways = why.relaxations().iter().map(|way| {
            let changes = way.changes.iter().map(|change| self.stated(change));
            let changes = changes.collect::<Result<_>>()?;
            Ok(Relaxation::new(changes, way.cost, way.cheapest))
        });
        let ways = ways.collect::<Result<_>>()?;
        Ok(Infeasibility::new(why.clash().clone(), ways))
    }

    fn stated(&self, change: &AssignmentChange) -> Result<AssignmentChange> {
        let mut change = change.clone();
        match &mut change {
            AssignmentChange::Demand { need, least, most } => {
                let taken = self.snapshot.at_work_on(need);
                (*least, *most) = (more(*least, taken), more(*most, taken));
            }
            AssignmentChange::Quota {
                need,
                label,
                least,
                most,
            } => {
                let taken = self.labelled_at_work(need, label)?;
                (*least, *most) = (more(*least, taken), more(*most, taken));
            }
            AssignmentChange::DemandsTo { most } => {
                // Every need may take so many more, whatever is under way.
                let taken = self
                    .at_work()
                    .map(|(need, _)| self.snapshot.at_work_on(need));
                *most = more(*most, taken.max().unwrap_or(0));
            }
            AssignmentChange::Capacity { .. }
            | AssignmentChange::DemandsFrom { .. }
            | AssignmentChange::CapacitiesFrom { .. }
            | AssignmentChange::CapacitiesTo { .. }
            | AssignmentChange::Forbid { .. }
            | AssignmentChange::Free { .. }
            | AssignmentChange::Require { .. }
            | AssignmentChange::AllowChanges { .. }
            | AssignmentChange::Ungroup { .. }
            | AssignmentChange::WithdrawNeed { .. }
            | AssignmentChange::WithdrawProfile { .. }
            | AssignmentChange::AddNeed { .. }
            | AssignmentChange::AddProfile { .. } => {}
        }
        Ok(change)
    }

    /// Number of profiles of a label that are at work on a need. One that is not in the library has no labels.
    pub(super) fn labelled_at_work(&self, need: &NeedId, label: &str) -> Result<u32> {
        let mut count = 0;
        for profile in self.snapshot.0.at_work.get(need).into_iter().flatten() {
            match self.snapshot.profile(profile) {
                Ok(profile) => {
                    count += u32::from(super::labels(&profile).iter().any(|l| l == label));
                }
                Err(error) if error.is_not_found() => {}
                Err(error) => return Err(error),
            }
        }
        Ok(count)
    }
}

/// `number` and `taken`; no limit stays none.
fn more(number: u32, taken: u32) -> u32 {
    number.saturating_add(taken).min(ProblemBuilder::MOST)
}
