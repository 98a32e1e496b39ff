//! Exhaustive search for small events: depth first, candidate by candidate, with a bound.
//!
//! Candidates stand by need, the most valuable first; each goes into every slot that it fits, then nowhere. A branch
//! is left if its value so far, the most that its needs could still get, and the minimums that are lost for good do
//! not pass the best known. Of slots alike that are still empty only the first is tried.

use super::problem::{EventProblem, index};
use super::slot::SlotSet;
use super::timetable::{KEPT, MUST, NOWHERE, Timetable};
use crate::decision::Control;
use crate::decision::flow::FlowGain;
use crate::error::Result;

/// Most placements (candidates × their slots) of an event that is searched.
const PLACEMENTS: usize = 600;
/// Most work of a search, and the work of one tried placement.
const WORK: u64 = 100_000_000;
const STEP: u64 = 16;

/// Searches for a better timetable than `timetable`; returns whether the search was complete.
///
/// # Errors
/// Cancelled.
pub(super) fn search(timetable: &mut Timetable<'_>, control: &mut Control<'_>) -> Result<bool> {
    let placements = timetable.open.iter().map(|open| open.count() as usize);
    if placements.sum::<usize>() > PLACEMENTS {
        return Ok(false);
    }
    let mut search = PlanSearch::new(timetable);
    let left = WORK.min(control.left());
    search.until = left;
    search.descend(0, control)?;
    // A search that used up its work counts as cut off, even if it ended at that moment.
    let complete = search.work < search.until;
    // Without a better one the timetable stays as it is: it is the best, if the search was complete.
    let best = std::mem::take(&mut search.best);
    if let Some(best) = best {
        place_all(timetable, &best);
    }
    Ok(complete)
}

fn place_all(timetable: &mut Timetable<'_>, at: &[u16]) {
    let old: Vec<usize> = (0..at.len())
        .filter(|&c| timetable.at[c] != NOWHERE)
        .collect();
    for candidate in old {
        timetable.remove(candidate);
    }
    let new = at.iter().enumerate().filter(|(_, slot)| **slot != NOWHERE);
    new.for_each(|(c, &slot)| timetable.add(c, usize::from(slot)));
}

struct PlanSearch<'a> {
    timetable: Timetable<'a>,
    order: Vec<usize>,
    /// Upper bound, by depth, on the value of the candidates still to be decided.
    rest: Vec<FlowGain>,
    /// Number of undecided candidates of each party.
    coming: Vec<u32>,
    /// Units of minimums and required meetings that no later candidate can mend.
    lost: i64,
    /// First slot that is like each slot; itself if there is none.
    alike: Vec<usize>,
    known: FlowGain,
    best: Option<Vec<u16>>,
    work: u64,
    until: u64,
}

impl<'a> PlanSearch<'a> {
    fn new(known: &Timetable<'a>) -> Self {
        let problem = known.problem;
        let empty = Timetable::new(problem, known.published.to_vec());
        let mut order: Vec<usize> = (0..problem.candidates()).collect();
        // Round tables first, as they bind the most parties. Then need by need, the most valuable
        // first: `rest` takes the head of each need's candidates for the best that it can still get.
        order.sort_by_key(|&c| {
            let is_pair = c < problem.pairs.len();
            let need = if is_pair { problem.pairs[c].need } else { 0 };
            (is_pair, need, std::cmp::Reverse(best_worth(&empty, c)), c)
        });
        let mut coming = vec![0; problem.parties.len()];
        for candidate in 0..problem.candidates() {
            let members = problem.members(candidate);
            members.iter().for_each(|&m| coming[m as usize] += 1);
        }
        // A party with fewer candidates than its minimum has lost the difference from the start.
        let lost = problem.parties.iter().zip(&coming);
        let lost = lost.map(|(l, &coming)| i64::from(l.least.saturating_sub(coming)));
        Self {
            rest: rest(&empty, &order),
            lost: lost.sum(),
            alike: alike(problem, known),
            known: known.score(),
            timetable: empty,
            order,
            coming,
            best: None,
            work: 0,
            until: 0,
        }
    }

    fn descend(&mut self, depth: usize, control: &mut Control<'_>) -> Result<()> {
        let sum = FlowGain::from(self.timetable.value) + KEPT * FlowGain::from(self.timetable.kept);
        // `lost` counts only the losses that no later candidate can mend, and `rest` assumes that all of them fit: no
        // leaf of the branch scores more. At a leaf the bound is the score itself.
        if self.work >= self.until
            || sum + self.rest[depth] - MUST * FlowGain::from(self.lost) <= self.known
        {
            return Ok(());
        }
        let Some(&candidate) = self.order.get(depth) else {
            self.known = self.timetable.score();
            self.best = Some(self.timetable.at.clone());
            return Ok(());
        };
        self.book(candidate, true);
        for slot in self.timetable.open[candidate].iter() {
            self.work += STEP;
            control.spend(STEP)?;
            // Slots alike that are empty are interchangeable, so using a later one first only repeats a
            // timetable.
            let empty = |s: usize| self.timetable.within[s].is_empty();
            let twin =
                (self.alike[slot]..slot).any(|s| self.alike[s] == self.alike[slot] && empty(s));
            if (twin && empty(slot)) || !self.timetable.fits(candidate, slot) {
                continue;
            }
            self.timetable.add(candidate, slot);
            self.descend(depth + 1, control)?;
            self.timetable.remove(candidate);
        }
        // Last, as nowhere scores least: good timetables are found early, and the bound cuts sooner.
        let lost = self.lost;
        self.lost += self.loses(candidate);
        self.descend(depth + 1, control)?;
        self.lost = lost;
        self.book(candidate, false);
        Ok(())
    }

    fn book(&mut self, candidate: usize, decided: bool) {
        for &member in self.timetable.problem.members(candidate).iter() {
            let coming = &mut self.coming[member as usize];
            *coming = if decided { *coming - 1 } else { *coming + 1 };
        }
    }

    /// The final loss if the candidate, just decided, is placed nowhere.
    fn loses(&self, candidate: usize) -> i64 {
        let problem = self.timetable.problem;
        let short = |&m: &u32| {
            let m = m as usize;
            self.timetable.count(m) + self.coming[m] < problem.parties[m].least
        };
        let members = problem.members(candidate);
        let parties = members.iter().filter(|m| short(m)).count();
        i64::from(index(parties)) + i64::from(problem.required(candidate))
    }
}

fn best_worth(empty: &Timetable<'_>, candidate: usize) -> FlowGain {
    let worths = empty.open[candidate]
        .iter()
        .map(|slot| empty.worth(candidate, slot));
    worths.max().unwrap_or(0)
}

/// For every depth, the sum over the needs of the best that each can still get.
fn rest(empty: &Timetable<'_>, order: &[usize]) -> Vec<FlowGain> {
    let problem = empty.problem;
    let need = |c: usize| problem.pairs.get(c).map(|pair| pair.need as usize);
    let mut rest = vec![0; order.len() + 1];
    let mut after = 0;
    for depth in (0..order.len()).rev() {
        let own = need(order[depth]);
        // From the back: `after` is the sum over the needs behind the one at hand.
        if depth + 1 < order.len() && need(order[depth + 1]) != own {
            after = rest[depth + 1];
        }
        let same = order[depth..].iter().take_while(|&&c| need(c) == own);
        // The need's meetings so far are not counted against its limit: too much at worst, hence still
        // a bound.
        let most = own.map_or(usize::MAX, |need| problem.parties[need].most as usize);
        rest[depth] = after
            + same
                .take(most)
                .map(|&c| best_worth(empty, c))
                .sum::<FlowGain>();
    }
    rest
}

/// The first slot of the same day with the same parties and tables; itself if breaks, fixed or published meetings make
/// slots differ.
fn alike(problem: &EventProblem, known: &Timetable<'_>) -> Vec<usize> {
    let rows = problem
        .parties
        .iter()
        .any(|l| l.in_a_row < problem.slots.len());
    // Breaks depend on neighbouring slots, fixed and published meetings on one slot: slots are not
    // alike then.
    let is_distinct = rows || !problem.fixed.is_empty() || !known.published.is_empty();
    let parties = problem.parties.iter().map(|l| l.open);
    let sets: Vec<SlotSet> = parties
        .chain(problem.tables.iter().map(|t| t.open))
        .collect();
    let same = |a: usize, b: usize| {
        problem.day_of[a] == problem.day_of[b] && sets.iter().all(|set| set.has(a) == set.has(b))
    };
    let first = |slot| (0..slot).find(|&s| !is_distinct && same(s, slot));
    (0..problem.slots.len())
        .map(|slot| first(slot).unwrap_or(slot))
        .collect()
}
