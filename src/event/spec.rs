//! The parts of an event, by id: the form that builders fill and changes edit.

use std::collections::{BTreeMap, BTreeSet};

use super::party::Party;
use super::slot::Slot;
use crate::model::{NeedId, ProfileId};

/// Number of a table whose name is none.
const NO_NUMBER: u64 = u64::MAX;
/// Number of meetings that no limit bounds.
const UNLIMITED: u32 = u32::MAX;

/// Sort key of a table: numbers by value, then text, so that table 2 comes before table 10.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct TableKey(u64, pub(super) String);

impl TableKey {
    pub(super) fn new(id: &str) -> Self {
        // Names that are no numbers come after all numbers, in order of their text.
        Self(id.parse().unwrap_or(NO_NUMBER), id.to_owned())
    }
}

#[derive(Clone, Debug)]
pub(super) struct TableSpec {
    pub(super) seats: u32,
    pub(super) closed: BTreeSet<Slot>,
}

/// Limits of one party.
#[derive(Clone, Debug)]
pub(super) struct PartySpec {
    pub(super) least: u32,
    pub(super) most: u32,
    pub(super) daily: u32,
    pub(super) in_a_row: u32,
    /// Enterprises that a profile sees at once.
    pub(super) together: u32,
    pub(super) away: BTreeSet<Slot>,
}

impl PartySpec {
    pub(super) fn new(least: u32, most: u32) -> Self {
        Self {
            least,
            most,
            daily: UNLIMITED,
            in_a_row: UNLIMITED,
            together: 1,
            away: BTreeSet::new(),
        }
    }
}

/// A meeting whose slot, and perhaps table, is given.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct FixedSpec {
    pub(super) slot: Slot,
    pub(super) table: Option<String>,
}

/// A pair: its value in steps, if one was given, and the rules about it.
#[derive(Clone, Debug, Default)]
pub(super) struct PairSpec {
    pub(super) value: Option<u32>,
    pub(super) vetoed: bool,
    pub(super) required: bool,
    pub(super) fixed: Option<FixedSpec>,
}

#[derive(Clone, Debug)]
pub(super) struct RoundSpec {
    pub(super) needs: BTreeSet<NeedId>,
    pub(super) profiles: BTreeSet<ProfileId>,
    pub(super) fixed: Option<FixedSpec>,
}

/// An event by id. Maps are ordered, so that nothing depends on the order of the calls.
#[derive(Clone, Debug, Default)]
pub(super) struct Spec {
    pub(super) slots: BTreeSet<Slot>,
    pub(super) tables: BTreeMap<TableKey, TableSpec>,
    pub(super) parties: BTreeMap<Party, PartySpec>,
    /// Enterprise of each need, by id.
    pub(super) enterprise_of: BTreeMap<NeedId, String>,
    /// Pairs by need, then by profile.
    pub(super) pairs: BTreeMap<NeedId, BTreeMap<ProfileId, PairSpec>>,
    pub(super) rounds: BTreeMap<String, RoundSpec>,
    /// Profiles that share a person: of each set at most one is in a slot.
    pub(super) shared: BTreeSet<BTreeSet<ProfileId>>,
}

impl Spec {
    pub(super) fn pair(&self, need: &str, profile: &str) -> Option<&PairSpec> {
        self.pairs.get(need)?.get(profile)
    }

    pub(super) fn pair_mut(&mut self, need: NeedId, profile: ProfileId) -> &mut PairSpec {
        let row = self.pairs.entry(need).or_default();
        row.entry(profile).or_default()
    }
}
