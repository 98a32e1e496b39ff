//! Demands and capacities of a market: from the records, or from its caller.

use std::ops::RangeInclusive;

use crate::assign::ProblemBuilder;
use crate::model::{Need, Profile, ProfileKind};

/// Demands, capacities and depth of a [`Market`](super::Market).
///
/// # Example
/// ```
/// use qianxian::engine::MarketOptions;
/// // Every need one or two experts, every expert up to three firms, whatever their records say.
/// let options = MarketOptions::new().demand(1..=2).capacity(0..=3);
/// # let _ = options;
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct MarketOptions {
    demand: Option<RangeInclusive<u32>>,
    capacity: Option<RangeInclusive<u32>>,
    deepest: Option<usize>,
}

impl MarketOptions {
    /// As the records say: a need takes up to its `demand` (1 if it states none), a profile serves up to its places
    /// left (`capacity` less `load`; if it states none, 1 for experts and teams, any number for the others).
    ///
    /// The demand of a need that asks for students ([`Need::asks_for_students`]) counts people. A student group of known
    /// size has as many places as people, whatever its `capacity`, and sends such a need several of them; to a need of
    /// another sort it counts as one.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// This range for every need, in place of its record's. Profiles that are at work on a need
    /// ([`Snapshot::with_matches_at_work`](crate::Snapshot::with_matches_at_work)) count, as they do for a record's.
    #[must_use]
    pub fn demand(self, range: RangeInclusive<u32>) -> Self {
        let demand = Some(range);
        Self { demand, ..self }
    }

    /// This range for every profile, in place of its record's. If it starts above 0, every profile of the library must
    /// serve. A profile whose record says that its places are used up stays ruled out.
    #[must_use]
    pub fn capacity(self, range: RangeInclusive<u32>) -> Self {
        let capacity = Some(range);
        Self { capacity, ..self }
    }

    /// Longest list to look at if pairs beyond a need's list could help (default 5,000; no list is ever shorter than
    /// the ranking's k).
    #[must_use]
    pub fn deepest(self, profiles: usize) -> Self {
        let deepest = Some(profiles);
        Self { deepest, ..self }
    }

    /// The range of what an assignment may still give a need, on which `at_work` profiles are at work.
    pub(super) fn demand_of(&self, need: &Need, at_work: u32) -> RangeInclusive<u32> {
        let stated = || 0..=need.demand.unwrap_or(1);
        let range = self.demand.clone().unwrap_or_else(stated);
        less(&range, at_work)
    }

    /// The range of a profile that leads `groups` student groups, each of which takes a place.
    pub(super) fn capacity_of(&self, profile: &Profile, groups: usize) -> RangeInclusive<u32> {
        let stated = || 0..=places_left(profile);
        let range = self.capacity.clone().unwrap_or_else(stated);
        let most = range
            .end()
            .saturating_sub(u32::try_from(groups).unwrap_or(u32::MAX));
        *range.start().min(&most)..=most
    }

    pub(super) fn must_serve(&self) -> bool {
        self.capacity.as_ref().is_some_and(|c| *c.start() > 0)
    }

    pub(super) fn depth(&self, first: usize) -> crate::assign::Depth {
        let depth = crate::assign::Depth::new(first);
        self.deepest.map_or(depth, |deepest| depth.last(deepest))
    }
}

/// What is left of a range when `taken` of it are there already.
pub(super) fn less(range: &RangeInclusive<u32>, taken: u32) -> RangeInclusive<u32> {
    if range.is_empty() {
        // It stays empty, for the problem to refuse.
        return range.clone();
    }
    range.start().saturating_sub(taken)..=range.end().saturating_sub(taken)
}

/// A person can be in one place; of the others a service to one takes nothing from another.
fn places_left(profile: &Profile) -> u32 {
    let unstated = match profile.kind {
        ProfileKind::Expert | ProfileKind::Team => 1,
        ProfileKind::Institution
        | ProfileKind::Achievement
        | ProfileKind::Facility
        | ProfileKind::Finance
        | ProfileKind::Service
        | ProfileKind::Policy => ProblemBuilder::MOST,
    };
    let left = |capacity: u32| capacity.saturating_sub(profile.load.unwrap_or(0));
    // Whom a firm has already is one person of a student group at least.
    profile.places().map_or(unstated, left)
}

/// People of a student group, if it is one and their number is known.
pub(super) fn people(profile: &Profile) -> Option<u32> {
    profile.students.as_ref()?.people
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::{MarketOptions, ProblemBuilder};
    use crate::model::{Need, Profile, ProfileKind};

    #[test]
    fn records_state_what_the_caller_does_not() {
        let mut need = Need::new("n", "针状焦").unwrap();
        let mut expert = Profile::new("p", ProfileKind::Expert, "示例").unwrap();
        let bank = Profile::new("b", ProfileKind::Finance, "示例贷").unwrap();
        let options = MarketOptions::new();
        assert_eq!(options.demand_of(&need, 0), 0..=1);
        assert_eq!(options.capacity_of(&expert, 0), 0..=1);
        assert_eq!(options.capacity_of(&bank, 0), 0..=ProblemBuilder::MOST);
        (need.demand, expert.capacity, expert.load) = (Some(2), Some(3), Some(1));
        assert_eq!(options.demand_of(&need, 0), 0..=2);
        assert_eq!(
            options.capacity_of(&expert, 0),
            0..=2,
            "one of three places is taken"
        );
        let told = MarketOptions::new().demand(1..=1).capacity(0..=5);
        assert_eq!(
            (told.demand_of(&need, 0), told.capacity_of(&expert, 1)),
            (1..=1, 0..=4),
            "one place is kept for the group that the expert leads"
        );
        assert_eq!(options.demand_of(&need, 1), 0..=1, "one is at work on it");
        assert_eq!(told.demand_of(&need, 3), 0..=0, "more than it asks for");
    }
}
