//! Profiles that share a person, such as a student group and its leader: at most one of them is in a slot.
//!
//! The leader goes with the group, so that neither the leader and a group nor two groups of one leader meet at once: a
//! set of profiles, and not pairs of them. A profile of one set alone stays exact in the flows, where the set is a node
//! of one unit a slot; one of several sets is left to the search and the ejection chains.

use std::collections::BTreeSet;

use super::builder::{EventBuilder, check_room};
use super::problem::{EventProblem, index};
use super::slot::SlotSet;
use super::spec::Spec;
use crate::error::{Error, Result, say};
use crate::model::ProfileId;

impl EventBuilder {
    /// Lets at most one of `profiles` meet in a slot, at whatever table: they share a person, as a student group and its
    /// leader do.
    ///
    /// # Errors
    /// Not found if one of them is not there; invalid input if they are fewer than two.
    ///
    /// # Example
    /// ```
    /// use qianxian::event::{EventProblem, Options, Slot};
    ///
    /// let mut event = EventProblem::builder();
    /// event.slots(&Slot::series("2026-05-12".parse()?, "09:00-10:00", 30, 0)?)?.tables(2)?;
    /// event.need("N1", 0..=1)?.need("N2", 0..=1)?;
    /// event.profile("leader", 0..=2)?.profile("group", 0..=2)?;
    /// event.value("N1", "leader", 0.9)?.value("N2", "group", 0.8)?;
    /// event.one_at_a_time(&["leader", "group"])?;
    /// let plan = event.build()?.plan(Options::new())?.into_result()?;
    /// assert_ne!(plan.meetings()[0].slot, plan.meetings()[1].slot);
    /// # Ok::<(), qianxian::Error>(())
    /// ```
    pub fn one_at_a_time(&mut self, profiles: &[&str]) -> Result<&mut Self> {
        let profiles = profiles.iter().map(|profile| self.profile_id(profile));
        let set: BTreeSet<ProfileId> = profiles.collect::<Result<_>>()?;
        if set.len() < 2 {
            let repair = say!(
                "name at least two profiles that share a person",
                "请至少写出两个共用同一人的供方"
            );
            return Err(Error::invalid("one at a time", listed(&set), repair));
        }
        check_room("profiles that share a person", self.spec.shared.len())?;
        self.spec.shared.insert(set);
        Ok(self)
    }
}

fn listed<'p>(profiles: impl IntoIterator<Item = &'p ProfileId>) -> String {
    let ids: Vec<&str> = profiles.into_iter().map(|id| id.as_str()).collect();
    ids.join(", ")
}

impl EventProblem {
    /// Returns the sets of profiles of which at most one is in a slot, as [`EventBuilder::one_at_a_time`] took them.
    pub fn one_at_a_time(&self) -> impl Iterator<Item = &BTreeSet<ProfileId>> {
        self.spec.shared.iter()
    }

    pub(super) fn fill_shared(&mut self, spec: &Spec) -> Result<()> {
        let first = self.profiles().start;
        for set in &spec.shared {
            let at = |id: &ProfileId| self.profile_ids.binary_search(id).ok();
            let members = set.iter().filter_map(at).map(|at| index(at + first));
            let members: Vec<u32> = members.collect();
            let number = index(self.shared.len());
            for &member in &members {
                let limits = &mut self.parties[member as usize];
                limits.shared.push(number);
                limits
                    .apart
                    .extend(members.iter().filter(|&&m| m != member));
            }
            self.shared.push(members);
        }
        for round in &spec.rounds {
            let both = |set: &&BTreeSet<ProfileId>| set.intersection(&round.1.profiles).count() > 1;
            if let Some(set) = spec.shared.iter().find(both) {
                let shown = listed(set.intersection(&round.1.profiles));
                let repair = say!(
                    "they share a person: leave one of them at the table",
                    "它们共用同一人：请只让其中一个上桌"
                );
                return Err(Error::invalid(
                    format!("round table {}", round.0),
                    shown,
                    repair,
                ));
            }
        }
        Ok(())
    }

    /// Most meetings of the profiles of a set that are in no other, by their presence.
    pub(super) fn room_of_set(&self, set: usize) -> u32 {
        let own = self.shared[set].iter().map(|&m| &self.parties[m as usize]);
        let own = own.filter(|limits| limits.shared.len() == 1);
        let all = SlotSet::first(self.slots.len()).iter().map(|slot| {
            let here = own.clone().filter(|limits| limits.open.has(slot));
            here.map(|limits| limits.together).max().unwrap_or(0)
        });
        all.fold(0, u32::saturating_add)
    }
}
