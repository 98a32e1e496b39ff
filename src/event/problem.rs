//! An event as its planners see it: parties, slots, tables and candidates by position.

use std::collections::{BTreeMap, HashMap};
use std::ops::Deref;

use super::party::Party;
use super::slot::{Slot, SlotSet};
use super::spec::{FixedSpec, PairSpec, PartySpec, RoundSpec, Spec};
use crate::error::{Error, Result, say};
use crate::model::{Date, NeedId, ProfileId};

/// Number of steps in a value of 1.
pub(super) const VALUE_ONE: u32 = 1_000_000_000;

/// Most candidates of an event: pairs that may meet, and round tables.
const MOST_CANDIDATES: usize = 1 << 28;

/// Converts steps to a value.
#[expect(clippy::cast_precision_loss, reason = "a sum of fewer than 2^53 steps")]
pub(super) fn float(steps: i64) -> f64 {
    steps as f64 / f64::from(VALUE_ONE)
}

/// A party's limits.
#[derive(Clone, Debug)]
pub(super) struct PartyLimits {
    pub(super) party: Party,
    pub(super) least: u32,
    pub(super) most: u32,
    pub(super) daily: u32,
    pub(super) in_a_row: usize,
    /// Most meetings in one slot.
    pub(super) together: u32,
    pub(super) open: SlotSet,
    /// Sets of `EventProblem::shared` that a profile is in.
    pub(super) shared: Vec<u32>,
    /// The other profiles of these sets, by position.
    pub(super) apart: Vec<u32>,
}

#[derive(Clone, Debug)]
pub(super) struct Table {
    pub(super) id: String,
    pub(super) seats: u32,
    pub(super) open: SlotSet,
}

/// A need and a profile that may meet, by position among the parties.
#[derive(Clone, Copy, Debug)]
pub(super) struct EventPair {
    pub(super) need: u32,
    pub(super) profile: u32,
    pub(super) value: u32,
    pub(super) required: bool,
}

#[derive(Clone, Debug)]
pub(super) struct Round {
    pub(super) id: String,
    /// Members of the round table: needs, their enterprises, profiles, by position, ascending.
    pub(super) members: Vec<u32>,
    /// Seats that the round table takes: its enterprises and profiles.
    pub(super) size: u32,
    /// Sum of the values of the round table's pairs, in steps of 10⁻⁹.
    pub(super) value: i64,
}

/// The slot and table that a candidate is fixed to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Fixed {
    pub(super) slot: usize,
    pub(super) table: Option<usize>,
}

/// Members of a candidate.
pub(super) enum Members<'a> {
    Pair([u32; 3]),
    Round(&'a [u32]),
}

impl Deref for Members<'_> {
    type Target = [u32];
    fn deref(&self) -> &[u32] {
        match self {
            Self::Pair(members) => members,
            Self::Round(members) => members,
        }
    }
}

/// An event to be planned: slots, tables, parties, and the values of their meetings.
///
/// Made by [`EventProblem::builder`]; [`plan`](Self::plan) makes its timetable.
#[derive(Clone, Debug)]
pub struct EventProblem {
    pub(super) spec: Spec,
    pub(super) slots: Vec<Slot>,
    pub(super) days: Vec<Date>,
    pub(super) day_of: Vec<usize>,
    /// Whether each slot follows the one before without a break.
    pub(super) follows: Vec<bool>,
    pub(super) tables: Vec<Table>,
    /// Limits of the parties: needs, then enterprises, then profiles, each by id.
    pub(super) parties: Vec<PartyLimits>,
    pub(super) needs: usize,
    pub(super) enterprises: usize,
    /// Ids of the needs and of the profiles, each in the order of the parties.
    pub(super) need_ids: Vec<NeedId>,
    pub(super) profile_ids: Vec<ProfileId>,
    /// Party position of each need's enterprise.
    pub(super) enterprise_of: Vec<u32>,
    /// Pairs, by need, then profile; need n has `pairs[start[n]..start[n + 1]]`. Candidates are the pairs, then
    /// the round tables.
    pub(super) pairs: Vec<EventPair>,
    pub(super) start: Vec<usize>,
    pub(super) rounds: Vec<Round>,
    /// Profiles that share a person, by position, ascending; at most one of a set is in a slot.
    pub(super) shared: Vec<Vec<u32>>,
    pub(super) fixed: BTreeMap<usize, Fixed>,
    /// Seats of the largest possible session.
    pub(super) largest: usize,
}

/// The 32-bit number of a party or candidate, or a count of them.
pub(super) fn index(at: usize) -> u32 {
    u32::try_from(at).expect("an event has at most MOST_CANDIDATES, and fewer parties")
}

impl EventProblem {
    /// Returns the slots, in order.
    #[must_use]
    pub fn slots(&self) -> &[Slot] {
        &self.slots
    }

    /// Returns the ids of the tables, in order.
    pub fn tables(&self) -> impl Iterator<Item = &str> {
        self.tables.iter().map(|table| table.id.as_str())
    }

    /// Returns the parties: needs, then enterprises, then profiles, each by id.
    pub fn parties(&self) -> impl Iterator<Item = &Party> {
        self.parties.iter().map(|limits| &limits.party)
    }

    /// Returns the enterprise of a need; `None` if there is no such need.
    #[must_use]
    pub fn enterprise_of(&self, need: &str) -> Option<&str> {
        self.spec.enterprise_of.get(need).map(String::as_str)
    }

    /// Returns the value of a meeting of the two, from 0 to 1; `None` if it has none.
    #[must_use]
    pub fn value_of(&self, need: &str, profile: &str) -> Option<f64> {
        let value = self.spec.pair(need, profile)?.value?;
        Some(float(i64::from(value)))
    }

    /// Returns the number of pairs that may meet one to one.
    #[must_use]
    pub fn pair_count(&self) -> usize {
        self.pairs.len()
    }

    /// Number of candidates: pairs, then round tables.
    pub(super) fn candidates(&self) -> usize {
        self.pairs.len() + self.rounds.len()
    }

    pub(super) fn round(&self, candidate: usize) -> Option<&Round> {
        self.rounds.get(candidate.checked_sub(self.pairs.len())?)
    }

    pub(super) fn members(&self, candidate: usize) -> Members<'_> {
        match self.round(candidate) {
            Some(round) => Members::Round(&round.members),
            None => {
                let pair = self.pairs[candidate];
                let firm = self.enterprise_of[pair.need as usize];
                Members::Pair([pair.need, firm, pair.profile])
            }
        }
    }

    pub(super) fn required(&self, candidate: usize) -> bool {
        self.pairs.get(candidate).is_none_or(|pair| pair.required)
    }

    pub(super) fn steps(&self, candidate: usize) -> i64 {
        let round = self.round(candidate).map(|round| round.value);
        round.unwrap_or_else(|| i64::from(self.pairs[candidate].value))
    }

    /// Slots in which a candidate could take place, as far as its members' presence goes.
    pub(super) fn open(&self, candidate: usize) -> SlotSet {
        let members = self.members(candidate);
        let open = |&m: &u32| self.parties[m as usize].open;
        let all = SlotSet::first(self.slots.len());
        let open = members.iter().map(open).fold(all, |a, b| a & b);
        match self.fixed.get(&candidate) {
            Some(fixed) => open & SlotSet::default().with(fixed.slot),
            None => open,
        }
    }

    /// Whether a party sits somewhere: an enterprise or a profile.
    pub(super) fn sits(&self, party: usize) -> bool {
        party >= self.needs
    }

    pub(super) fn profiles(&self) -> std::ops::Range<usize> {
        self.needs + self.enterprises..self.parties.len()
    }

    pub(super) fn party_at(&self, party: &Party) -> Option<usize> {
        let side = match party {
            Party::Need(_) => 0..self.needs,
            Party::Enterprise(_) => self.needs..self.needs + self.enterprises,
            Party::Profile(_) => self.profiles(),
        };
        let found = self.parties[side.clone()].binary_search_by(|l| l.party.cmp(party));
        found.ok().map(|at| at + side.start)
    }

    pub(super) fn slot_at(&self, slot: Slot) -> Option<usize> {
        self.slots.binary_search(&slot).ok()
    }

    /// The candidate of a need and a profile, by id.
    pub(super) fn pair_at(&self, need: &NeedId, profile: &ProfileId) -> Option<usize> {
        let need = self.party_at(&Party::Need(need.clone()))?;
        let profile = index(self.party_at(&Party::Profile(profile.clone()))?);
        let row = &self.pairs[self.start[need]..self.start[need + 1]];
        let found = row.binary_search_by_key(&profile, |pair| pair.profile);
        found.ok().map(|at| at + self.start[need])
    }

    /// Most meetings that a party can have in the slots of `open`, under its daily and in-a-row limits.
    pub(super) fn room(&self, party: usize, open: SlotSet) -> u32 {
        let limits = &self.parties[party];
        let (mut total, mut today, mut run) = (0, 0, 0);
        for slot in 0..self.slots.len() {
            if slot == 0 || self.day_of[slot] != self.day_of[slot - 1] {
                today = 0;
            }
            run = if self.follows[slot] { run } else { 0 };
            // Greedy is exact: a slot that could be used and is passed over makes room for at most one
            // later.
            if !open.has(slot) || run >= limits.in_a_row || today >= limits.daily {
                run = 0;
                continue;
            }
            run += 1;
            let more = limits.together.min(limits.daily - today);
            today += more;
            total += more;
        }
        total
    }

    pub(super) fn compile(spec: Spec) -> Result<Self> {
        let slots: Vec<Slot> = spec.slots.iter().copied().collect();
        // Slots are in order, so that equal days are adjacent.
        let mut days: Vec<Date> = slots.iter().map(|slot| slot.day()).collect();
        days.dedup();
        let day_of = slots.iter().map(|s| days.partition_point(|d| *d < s.day()));
        let follows = |at: usize| at > 0 && slots[at].follows(slots[at - 1]);
        let mut problem = Self {
            days: days.clone(),
            day_of: day_of.collect(),
            follows: (0..slots.len()).map(follows).collect(),
            tables: Vec::new(),
            parties: Vec::new(),
            needs: 0,
            enterprises: 0,
            need_ids: Vec::new(),
            profile_ids: Vec::new(),
            enterprise_of: Vec::new(),
            pairs: Vec::new(),
            start: vec![0],
            rounds: Vec::new(),
            shared: Vec::new(),
            fixed: BTreeMap::new(),
            largest: 2,
            slots,
            spec: Spec::default(),
        };
        // Parties before round tables and pairs, which name them by position; tables last, against the
        // fixed.
        problem.fill_places(&spec);
        problem.fill_rounds(&spec)?;
        problem.fill_shared(&spec)?;
        problem.fill_pairs(&spec)?;
        if problem.candidates() > MOST_CANDIDATES {
            let repair = say!(
                "give a value to fewer pairs, or plan the event in parts",
                "请减少有价值的配对，或分开安排对接会"
            );
            return Err(Error::invalid("pairs", problem.candidates(), repair));
        }
        problem.spec = spec;
        problem.check_tables()?;
        Ok(problem)
    }

    fn fill_places(&mut self, spec: &Spec) {
        let all = SlotSet::first(self.slots.len());
        let open = |closed: &std::collections::BTreeSet<Slot>| {
            let shut = closed.iter().filter_map(|&slot| self.slot_at(slot));
            shut.fold(all, SlotSet::without)
        };
        let tables = spec.tables.iter().map(|(key, table)| Table {
            id: key.1.clone(),
            seats: table.seats,
            open: open(&table.closed),
        });
        let tables = tables.collect();
        let party = |(party, spec): (&Party, &PartySpec)| PartyLimits {
            party: party.clone(),
            least: spec.least,
            most: spec.most,
            daily: spec.daily,
            in_a_row: spec.in_a_row as usize,
            together: spec.together,
            open: open(&spec.away),
            shared: Vec::new(),
            apart: Vec::new(),
        };
        self.parties = spec.parties.iter().map(party).collect();
        self.tables = tables;
        let count = |side| {
            self.parties
                .iter()
                .filter(|l| l.party.side() == side)
                .count()
        };
        (self.needs, self.enterprises) = (count("need"), count("enterprise"));
        for limits in &self.parties {
            match &limits.party {
                Party::Need(id) => self.need_ids.push(id.clone()),
                Party::Enterprise(_) => {}
                Party::Profile(id) => self.profile_ids.push(id.clone()),
            }
        }
        let firm = |limits: &PartyLimits| {
            let firm = Party::enterprise(&spec.enterprise_of[limits.party.id()]);
            index(self.party_at(&firm).unwrap_or_default())
        };
        self.enterprise_of = self.parties[..self.needs].iter().map(firm).collect();
        let together = self.parties[self.profiles()].iter().map(|l| l.together);
        self.largest = together.max().unwrap_or(1) as usize + 1;
    }

    fn fill_rounds(&mut self, spec: &Spec) -> Result<()> {
        let mut met: HashMap<(&str, &str), &str> = HashMap::new();
        for (id, round) in &spec.rounds {
            let mut value = 0;
            let pairs = round
                .needs
                .iter()
                .flat_map(|n| round.profiles.iter().map(move |p| (n, p)));
            for (need, profile) in pairs {
                let pair = spec.pair(need, profile);
                if pair.is_some_and(|p| p.vetoed || p.fixed.is_some())
                    || met.insert((need, profile), id).is_some()
                {
                    let repair = say!(
                        "a pair of a round table meets there only: lift the veto or the \
                                  fixed meeting, or take one of them from the table",
                        "圆桌上的配对只在圆桌会面：请取消否决或固定会面，或让其中一个离开圆桌"
                    );
                    let shown = format!("{need} – {profile}");
                    return Err(Error::invalid(format!("round table {id}"), shown, repair));
                }
                value += pair.and_then(|p| p.value).map_or(0, i64::from);
            }
            self.add_round(id, round, value);
        }
        Ok(())
    }

    fn add_round(&mut self, id: &str, round: &RoundSpec, value: i64) {
        let needs = round
            .needs
            .iter()
            .filter_map(|n| self.party_at(&Party::Need(n.clone())));
        let profiles = round
            .profiles
            .iter()
            .filter_map(|p| self.party_at(&Party::Profile(p.clone())));
        let mut members: Vec<u32> = needs.chain(profiles).map(index).collect();
        let firms: Vec<u32> = members
            .iter()
            .filter_map(|&m| self.enterprise_of.get(m as usize).copied())
            .collect();
        // An enterprise sits once, however many of its needs are there.
        members.extend(firms);
        // In order of position a profile is last: the host of the session (`host`).
        members.sort_unstable();
        members.dedup();
        let size = members.iter().filter(|&&m| self.sits(m as usize)).count();
        self.largest = self.largest.max(size);
        self.rounds.push(Round {
            id: id.to_owned(),
            members,
            size: index(size),
            value,
        });
    }

    fn fill_pairs(&mut self, spec: &Spec) -> Result<()> {
        let in_round: std::collections::HashSet<(&str, &str)> = spec
            .rounds
            .values()
            .flat_map(|r| {
                r.needs
                    .iter()
                    .flat_map(|n| r.profiles.iter().map(move |p| (n.as_str(), p.as_str())))
            })
            .collect();
        let profile_at: HashMap<&str, u32> = self
            .profiles()
            .map(|at| (self.parties[at].party.id(), index(at)))
            .collect();
        let none = BTreeMap::new();
        let mut fixed = Vec::new();
        for need in 0..self.needs {
            let id = self.parties[need].party.id();
            for (profile, pair) in spec.pairs.get(id).unwrap_or(&none) {
                let must = pair.required || pair.fixed.is_some();
                if pair.vetoed && must {
                    let repair = say!(
                        "lift the veto, or let them be free",
                        "请取消否决，或让双方有空"
                    );
                    return Err(Error::invalid(
                        "required",
                        format!("{id} – {profile}"),
                        repair,
                    ));
                }
                // A pair of a round table meets there; a pair without a value only if it must.
                let may = must || pair.value.is_some();
                if pair.vetoed || !may || in_round.contains(&(id, profile.as_str())) {
                    continue;
                }
                fixed.extend(pair.fixed.as_ref().map(|f| (self.pairs.len(), f.clone())));
                self.pairs
                    .push(self.candidate(need, profile_at[profile.as_str()], pair));
            }
            self.start.push(self.pairs.len());
        }
        // Round tables follow the pairs, so their numbers are known only now.
        let rounds = (self.pairs.len()..).zip(spec.rounds.values());
        fixed.extend(rounds.filter_map(|(at, r)| Some((at, r.fixed.clone()?))));
        for (at, FixedSpec { slot, table }) in fixed {
            let table = table.and_then(|id| self.tables.iter().position(|t| t.id == id));
            let slot = self.slot_at(slot).unwrap_or_default();
            self.fixed.insert(at, Fixed { slot, table });
        }
        Ok(())
    }

    fn candidate(&self, need: usize, profile: u32, pair: &PairSpec) -> EventPair {
        EventPair {
            need: index(need),
            profile,
            value: pair.value.unwrap_or(0),
            required: pair.required || pair.fixed.is_some(),
        }
    }

    /// Host of a candidate's session: its last member, a profile.
    pub(super) fn host(&self, candidate: usize) -> usize {
        self.members(candidate).last().map_or(0, |&m| m as usize)
    }
}
