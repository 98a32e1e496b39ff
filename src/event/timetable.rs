//! A timetable under construction: the places of parties, and the candidates that may still be placed.
//!
//! Sessions are placed in slots; tables differ by their seats alone, because within a slot the larger
//! sessions can take the larger tables: they fit exactly if, for every size, no more sessions need that
//! many seats than tables have them. Which table is whose is settled at the end (`seating`).
//!
//! A timetable is judged by the missing minimums and required meetings, then by published meetings
//! kept, then by value; the three are one integer, far enough apart.

use std::collections::BTreeMap;
use std::rc::Rc;

use super::problem::{EventProblem, index};
use super::slot::SlotSet;
use crate::decision::flow::FlowGain;

/// Slot of a candidate that is not placed.
pub(super) const NOWHERE: u16 = u16::MAX;
/// The worth of one published meeting kept: more than all values together (10⁹ · 2²⁰ < 2⁵⁶).
pub(super) const KEPT: FlowGain = 1 << 56;
/// The worth of one unit of a minimum or one required meeting: more than all kept meetings.
pub(super) const MUST: FlowGain = 1 << 84;

/// Load of a round table: nobody joins it.
const WHOLE: u32 = 1 << 20;

/// Published slots of the candidates.
pub(super) type Published = Vec<u16>;

#[derive(Clone)]
pub(super) struct Timetable<'a> {
    pub(super) problem: &'a EventProblem,
    pub(super) open: Rc<Vec<SlotSet>>,
    pub(super) published: Rc<Published>,
    /// Slot of each candidate.
    pub(super) at: Vec<u16>,
    /// Candidates in each slot.
    pub(super) within: Vec<Vec<u32>>,
    /// Slots in which a party sits.
    busy: Vec<SlotSet>,
    /// Meetings of a party in a slot, party-major.
    load: Vec<u32>,
    count: Vec<u32>,
    daily: Vec<u32>,
    /// Sessions of at least k seats in a slot at tables not reserved, slot-major.
    sessions: Vec<u32>,
    /// Tables of at least k seats that are open and not reserved, slot-major.
    tables: Vec<u32>,
    /// Seats of the table reserved for a host in a slot.
    reserved: Rc<BTreeMap<(usize, usize), u32>>,
    pub(super) short: i64,
    pub(super) kept: i64,
    pub(super) value: i64,
}

impl<'a> Timetable<'a> {
    /// The empty timetable; `published` may be empty.
    pub(super) fn new(problem: &'a EventProblem, published: Published) -> Self {
        let (parties, slots) = (problem.parties.len(), problem.slots.len());
        let candidates = problem.candidates();
        let least = problem.parties.iter().map(|l| i64::from(l.least));
        let required = (0..candidates).filter(|&c| problem.required(c)).count();
        let fixed = problem.fixed.iter().filter_map(|(&c, fixed)| {
            let table = &problem.tables[fixed.table?];
            // A closed table seats nobody, so that a meeting fixed there is seen to be impossible.
            let seats = if table.open.has(fixed.slot) {
                table.seats
            } else {
                0
            };
            Some(((problem.host(c), fixed.slot), seats))
        });
        Self {
            problem,
            open: Rc::new((0..candidates).map(|c| problem.open(c)).collect()),
            published: Rc::new(published),
            at: vec![NOWHERE; candidates],
            within: vec![Vec::new(); slots],
            busy: vec![SlotSet::default(); parties],
            load: vec![0; parties * slots],
            count: vec![0; parties],
            daily: vec![0; parties * problem.days.len()],
            sessions: vec![0; slots * (problem.largest + 1)],
            tables: tables(problem),
            reserved: Rc::new(fixed.collect()),
            // An empty timetable misses every minimum and every required meeting; `add` makes them good
            // one by one.
            short: least.sum::<i64>() + i64::from(index(required)),
            kept: 0,
            value: 0,
        }
    }

    pub(super) fn score(&self) -> FlowGain {
        FlowGain::from(self.value) + KEPT * FlowGain::from(self.kept)
            - MUST * FlowGain::from(self.short)
    }

    pub(super) fn slot_of(&self, candidate: usize) -> Option<usize> {
        let slot = self.at[candidate];
        (slot != NOWHERE).then_some(usize::from(slot))
    }

    fn load_at(&self, party: usize, slot: usize) -> usize {
        party * self.problem.slots.len() + slot
    }

    fn day_at(&self, party: usize, slot: usize) -> usize {
        party * self.problem.days.len() + self.problem.day_of[slot]
    }

    pub(super) fn load(&self, party: usize, slot: usize) -> u32 {
        self.load[self.load_at(party, slot)]
    }

    pub(super) fn is_busy(&self, party: usize, slot: usize) -> bool {
        self.busy[party].has(slot)
    }

    pub(super) fn count(&self, party: usize) -> u32 {
        self.count[party]
    }

    pub(super) fn today(&self, party: usize, slot: usize) -> u32 {
        self.daily[self.day_at(party, slot)]
    }

    /// A profile that is busy in `slot` and shares a person with the party.
    pub(super) fn rival(&self, party: usize, slot: usize) -> Option<usize> {
        let apart = self.problem.parties[party].apart.iter();
        apart.map(|&m| m as usize).find(|&m| self.busy[m].has(slot))
    }

    /// The party if it is busy in `slot`, or else its rival there.
    pub(super) fn occupant(&self, party: usize, slot: usize) -> Option<usize> {
        if self.is_busy(party, slot) {
            return Some(party);
        }
        self.rival(party, slot)
    }

    /// How many more meetings a party may have in `slot`, by its own limits; tables aside.
    pub(super) fn bears(&self, party: usize, slot: usize) -> u32 {
        if self.rival(party, slot).is_some() {
            return 0;
        }
        let limits = &self.problem.parties[party];
        let load = self.load(party, slot);
        let most = (limits.most.saturating_sub(self.count[party]))
            .min(limits.daily.saturating_sub(self.today(party, slot)))
            .min(limits.together.saturating_sub(load));
        // Only a slot in which the party does not sit yet lengthens a run; a need sits with its
        // enterprise.
        if load == 0
            && most > 0
            && self.problem.sits(party)
            && self.run(party, slot) > limits.in_a_row
        {
            return 0;
        }
        most
    }

    /// Slots in a row that a party would sit in with `slot`.
    fn run(&self, party: usize, slot: usize) -> usize {
        if self.problem.parties[party].in_a_row >= self.problem.slots.len() {
            return 0;
        }
        let follows = &self.problem.follows;
        let mut first = slot;
        while follows[first] && self.busy[party].has(first - 1) {
            first -= 1;
        }
        let mut last = slot + 1;
        while last < follows.len() && follows[last] && self.busy[party].has(last) {
            last += 1;
        }
        last - first
    }

    /// Whether all members bear the candidate in `slot`; tables aside.
    pub(super) fn suits(&self, candidate: usize, slot: usize) -> bool {
        let members = self.problem.members(candidate);
        let is_round = candidate >= self.problem.pairs.len();
        let free = |&m: &u32| {
            let m = m as usize;
            self.bears(m, slot) > 0 && (!is_round || !self.busy[m].has(slot))
        };
        self.open[candidate].has(slot) && members.iter().all(free)
    }

    /// Whether there is a table for the candidate in `slot`.
    pub(super) fn has_table(&self, candidate: usize, slot: usize) -> bool {
        let (from, to) = self.growth(candidate, slot);
        let host = self.problem.host(candidate);
        if let Some(seats) = self.seats(host, slot) {
            return to <= seats as usize;
        }
        // A table takes every smaller session too, so all sessions fit if for each size no more need it
        // than tables have it. Only the sizes that the session grows into need a look.
        let base = slot * (self.problem.largest + 1);
        to <= self.problem.largest
            && (from + 1..=to).all(|k| self.sessions[base + k] < self.tables[base + k])
    }

    /// Whether a candidate may sit in `slot` while tables are still being levelled out (`strict` false): a
    /// slot may then hold more sessions than tables, because movable pairs leave it again. A fixed meeting
    /// cannot leave, and a reserved table is not counted among the slot's, so both need their seats at once.
    pub(super) fn may_sit(&self, candidate: usize, slot: usize, strict: bool) -> bool {
        let reserved = self.seats(self.problem.host(candidate), slot).is_some();
        let lenient = !strict && !reserved && self.movable(candidate);
        lenient || self.has_table(candidate, slot)
    }

    pub(super) fn fits(&self, candidate: usize, slot: usize) -> bool {
        self.suits(candidate, slot) && self.has_table(candidate, slot)
    }

    fn seats(&self, host: usize, slot: usize) -> Option<u32> {
        self.reserved.get(&(host, slot)).copied()
    }

    fn weight(&self, candidate: usize) -> u32 {
        let is_pair = candidate < self.problem.pairs.len();
        if is_pair { 1 } else { WHOLE }
    }

    /// Seats of the candidate's session in `slot` before and after it joins. A reserved table's are not
    /// counted.
    fn growth(&self, candidate: usize, slot: usize) -> (usize, usize) {
        // Before its first meeting a session counts as one seat, so that joining books every size from
        // two up.
        if let Some(round) = self.problem.round(candidate) {
            return (1, round.size as usize);
        }
        let load = self.load(self.problem.host(candidate), slot) as usize;
        (load + 1, load + 2)
    }

    /// Sessions that a slot has too many of for its tables.
    pub(super) fn overflow(&self, slot: usize) -> u32 {
        let base = slot * (self.problem.largest + 1);
        let over = |k: usize| self.sessions[base + k].saturating_sub(self.tables[base + k]);
        (2..=self.problem.largest).map(over).max().unwrap_or(0)
    }

    /// Free tables of a slot for two; negative if there are too many sessions.
    pub(super) fn slack(&self, slot: usize) -> i64 {
        let at = slot * (self.problem.largest + 1) + 2;
        i64::from(self.tables[at]) - i64::from(self.sessions[at])
    }

    /// The candidates that a party has in `slot`.
    pub(super) fn meetings(&self, party: usize, slot: usize) -> impl Iterator<Item = usize> {
        let here = if self.is_busy(party, slot) || party < self.problem.needs {
            self.within[slot].as_slice()
        } else {
            &[]
        };
        let is_party = move |&m: &u32| m as usize == party;
        let has = move |c: &usize| self.problem.members(*c).iter().any(is_party);
        here.iter().map(|&c| c as usize).filter(has)
    }

    /// Whether the candidate may be moved.
    pub(super) fn movable(&self, candidate: usize) -> bool {
        !self.problem.fixed.contains_key(&candidate)
    }

    /// Takes the `out` away and places the `in`; if one does not suit, or with `tables` finds no table,
    /// everything is as before. Returns whether it was done.
    pub(super) fn exchange(&mut self, out: &[usize], new: &[(usize, usize)], tables: bool) -> bool {
        // All leave before any comes: two that trade slots would be in each other's way.
        let was: Vec<(usize, usize)> = out.iter().map(|&c| (c, self.remove(c))).collect();
        for (done, &(candidate, slot)) in new.iter().enumerate() {
            if self.suits(candidate, slot) && self.may_sit(candidate, slot, tables) {
                self.add(candidate, slot);
                continue;
            }
            for &(candidate, _) in &new[..done] {
                self.remove(candidate);
            }
            was.iter().for_each(|&(c, s)| self.add(c, s));
            return false;
        }
        true
    }

    /// Units of minimums that the candidate would meet, and 1 if it is itself required.
    fn wanted(&self, candidate: usize) -> i64 {
        let members = self.problem.members(candidate);
        let lacks = |&m: &u32| i64::from(self.wants(m as usize));
        let wanted: i64 = members.iter().map(lacks).sum();
        wanted + i64::from(self.problem.required(candidate))
    }

    /// Whether a party has less than its minimum.
    pub(super) fn wants(&self, party: usize) -> bool {
        self.count[party] < self.problem.parties[party].least
    }

    /// The value of a candidate, and the worth of keeping it if it was published.
    pub(super) fn worth(&self, candidate: usize, slot: usize) -> FlowGain {
        let kept = FlowGain::from(self.stays(candidate, slot));
        FlowGain::from(self.problem.steps(candidate)) + KEPT * kept
    }

    fn stays(&self, candidate: usize, slot: usize) -> bool {
        let published = self.published.get(candidate).map(|&s| usize::from(s));
        published == Some(slot)
    }

    /// Places a candidate.
    pub(super) fn add(&mut self, candidate: usize, slot: usize) {
        // Both read counts and loads without the candidate: here before they change, in `remove` after. So a booking
        // at the one is taken back at the other.
        self.account(candidate, slot, 1);
        self.seat(candidate, slot, true);
        let (problem, weight) = (self.problem, self.weight(candidate));
        for &member in problem.members(candidate).iter() {
            let member = member as usize;
            let (load, day) = (self.load_at(member, slot), self.day_at(member, slot));
            self.load[load] += weight;
            self.daily[day] += 1;
            self.count[member] += 1;
            self.busy[member] = self.busy[member].with(slot);
        }
        self.at[candidate] = u16::try_from(slot).expect("an event has at most 512 slots");
        self.within[slot].push(index(candidate));
    }

    /// Takes a candidate out, and returns its place.
    pub(super) fn remove(&mut self, candidate: usize) -> usize {
        let slot = usize::from(self.at[candidate]);
        let (problem, weight) = (self.problem, self.weight(candidate));
        for &member in problem.members(candidate).iter() {
            let member = member as usize;
            let (load, day) = (self.load_at(member, slot), self.day_at(member, slot));
            self.load[load] -= weight;
            self.daily[day] -= 1;
            self.count[member] -= 1;
            if self.load[load] == 0 {
                self.busy[member] = self.busy[member].without(slot);
            }
        }
        self.at[candidate] = NOWHERE;
        let here = &mut self.within[slot];
        // The order of the others stays, because searches take the first that serves.
        if let Some(at) = here.iter().position(|&c| c as usize == candidate) {
            here.remove(at);
        }
        self.seat(candidate, slot, false);
        self.account(candidate, slot, -1);
        slot
    }

    /// Books a session's growth, or its shrinking back.
    fn seat(&mut self, candidate: usize, slot: usize, joins: bool) {
        if self.seats(self.problem.host(candidate), slot).is_some() {
            return;
        }
        let (from, to) = self.growth(candidate, slot);
        let base = slot * (self.problem.largest + 1);
        for k in from + 1..=to {
            let count = &mut self.sessions[base + k];
            *count = if joins { *count + 1 } else { *count - 1 };
        }
    }

    /// Books the gain or loss of the candidate, not placed.
    fn account(&mut self, candidate: usize, slot: usize, sign: i64) {
        self.short -= sign * self.wanted(candidate);
        self.kept += sign * i64::from(self.stays(candidate, slot));
        self.value += sign * self.problem.steps(candidate);
    }
}

/// Tables of at least k seats, per slot, without the reserved ones.
fn tables(problem: &EventProblem) -> Vec<u32> {
    let width = problem.largest + 1;
    let mut tables = vec![0; problem.slots.len() * width];
    for (at, table) in problem.tables.iter().enumerate() {
        // A table with a fixed session is that session's for the slot, whether or not it has been
        // placed yet.
        let reserved = |slot| {
            let mut fixed = problem.fixed.values();
            fixed.any(|f| f.slot == slot && f.table == Some(at))
        };
        for slot in table.open.iter().filter(|&slot| !reserved(slot)) {
            for k in 2..width.min(table.seats as usize + 1) {
                tables[slot * width + k] += 1;
            }
        }
    }
    tables
}
