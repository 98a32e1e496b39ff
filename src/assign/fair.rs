//! Max-min fair assignments: the worst-off need first.
//!
//! The objective is leximin over the needs' totals: the least total as great as can be, then the
//! second least, and so on. With demands above one, to find it is NP-hard (it contains
//! max-min allocation of indivisible goods, Bezáková and Dani 2005), so this is a local search
//! with ejection chains (Glover 1996), from the greatest total: the worst-off need takes a profile it
//! likes better, whoever held that takes another, and so on to a free place, as long as nobody
//! on the chain falls to the level that is being raised.
//!
//! Considered: linear relaxation and rounding (FairIR, Kobren et al. 2019), flows over rounded classes (FairFlow),
//! picking sequences (FairSequence, Payan and Zick 2022). Chains keep every constraint exact at each step and move
//! only the pairs they must.

use std::collections::BTreeSet;

use super::counts::{PartnerCounts, quotas_on};
use super::exact::{ExactResult, exact};
use super::fair_bound;
use super::fair_levels;
use super::groups::Ready;
use super::infeasible;
use super::objective::Objective;
use super::problem::{AssignmentProblem, PairRule, float, number};
use super::solution::Assignment;
use crate::decision::Outcome;
use crate::decision::{Control, Status};
use crate::error::Result;

/// [`Objective::MaxMinFair`].
pub(super) fn fair(
    problem: &AssignmentProblem,
    control: &mut Control<'_>,
) -> Result<Outcome<Assignment>> {
    let ready = Ready::new(problem);
    // Chains start from a feasible assignment. The greatest total is one, and its proof of infeasibility
    // serves here as well.
    let (found, _) = exact(&ready, control)?;
    match found {
        ExactResult::Pairs { chosen, .. } => {
            let mut table = AskTable::new(problem, &chosen);
            // One round brings most needs near their level; the levels settle the rest.
            table.round(control)?;
            let exact = if fair_levels::applies(problem) {
                fair_levels::leximin(problem, &table.chosen(), control)?
            } else {
                None
            };
            let status = if let Some(chosen) = exact {
                table = AskTable::new(problem, &chosen);
                Status::Optimal
            } else {
                let stuck = table.improve(control)?;
                status(problem, &table, &stuck, control)?
            };
            let chosen = table.chosen();
            let found = Assignment::new(problem, Objective::MaxMinFair, status, &chosen, None);
            Ok(Outcome::Solved(found))
        }
        ExactResult::Undecided => Ok(Outcome::Undecided(None)),
        ExactResult::Cut(nodes) => Ok(Outcome::Infeasible(infeasible::of_cut(
            problem, &ready, &nodes, control,
        )?)),
        ExactResult::GroupsClash => {
            Ok(Outcome::Infeasible(infeasible::of_sides(problem, control)?))
        }
    }
}

fn status(
    problem: &AssignmentProblem,
    table: &AskTable<'_>,
    stuck: &[usize],
    control: &mut Control<'_>,
) -> Result<Status> {
    // Proved is the least total alone: the bound says nothing about the needs above it.
    // A need that takes nobody has nothing whatever is done, and proves nothing of the others.
    let asks = |need: &usize| problem.needs[*need].most > 0;
    let asking = (0..table.total.len()).filter(asks);
    let worst = asking.map(|need| table.total[need]).min().unwrap_or(0);
    let stuck: Vec<usize> = stuck.iter().copied().filter(asks).collect();
    let bound = fair_bound::bound(problem, &stuck, worst, control)?;
    let gap = bound - worst;
    Ok(if gap <= 0 {
        Status::Optimal
    } else {
        Status::BestFound { gap: float(gap) }
    })
}

/// A profile that is asked for once more than it can bear, and by whom.
#[derive(Clone, Copy)]
struct Ask {
    /// The pair to be taken.
    edge: usize,
    /// The ask, earlier on the chain, for the profile that this need gives up; none for the first.
    parent: Option<usize>,
    /// The pair that the asking need gives up; none if it fills an open place.
    gives: Option<usize>,
}

struct AskTable<'a> {
    problem: &'a AssignmentProblem,
    /// Pairs of each need, dearest first.
    wishes: Vec<u32>,
    held: Vec<bool>,
    counts: PartnerCounts,
    total: Vec<i64>,
    /// Pairs held at each profile.
    holders: Vec<Vec<usize>>,
    need_of: Vec<u32>,
    fixed: Vec<bool>,
    asked: Vec<u32>,
    round: u32,
    asks: Vec<Ask>,
    work: u64,
}

impl<'a> AskTable<'a> {
    fn new(problem: &'a AssignmentProblem, chosen: &[usize]) -> Self {
        let mut need_of = vec![0; problem.edges.len()];
        let mut wishes: Vec<u32> = (0u32..).take(problem.edges.len()).collect();
        for need in 0..problem.needs.len() {
            let row = problem.start[need]..problem.start[need + 1];
            need_of[row.clone()].fill(number(need));
            wishes[row].sort_unstable_by_key(|&e| {
                (std::cmp::Reverse(problem.edges[e as usize].affinity), e)
            });
        }
        let mut table = Self {
            problem,
            wishes,
            held: vec![false; problem.edges.len()],
            counts: PartnerCounts::new(problem),
            total: vec![0; problem.needs.len()],
            holders: vec![Vec::new(); problem.profiles.len()],
            need_of,
            fixed: problem
                .edges
                .iter()
                .map(|e| e.rule != PairRule::Free)
                .collect(),
            asked: vec![0; problem.profiles.len()],
            round: 0,
            asks: Vec::new(),
            work: 0,
        };
        table.fix_groups();
        chosen.iter().for_each(|&e| table.take(e));
        table
    }

    fn fix_groups(&mut self) {
        let mut grouped = vec![false; self.problem.profiles.len()];
        let all = self.problem.groups.iter().flat_map(|g| g.all());
        all.for_each(|p| grouped[p as usize] = true);
        // A chain moves one pair of a need; a group would need all of its pairs moved at once.
        for (fixed, edge) in self.fixed.iter_mut().zip(&self.problem.edges) {
            *fixed |= grouped[edge.profile as usize];
        }
    }

    fn chosen(&self) -> Vec<usize> {
        (0..self.held.len()).filter(|&e| self.held[e]).collect()
    }

    fn need(&self, edge: usize) -> usize {
        self.need_of[edge] as usize
    }

    fn profile(&self, edge: usize) -> usize {
        self.problem.edges[edge].profile as usize
    }

    fn affinity(&self, edge: usize) -> i64 {
        i64::from(self.problem.edges[edge].affinity)
    }

    fn take(&mut self, edge: usize) {
        let (need, profile) = (self.need(edge), self.profile(edge));
        self.held[edge] = true;
        self.holders[profile].push(edge);
        self.total[need] += self.affinity(edge);
        self.counts
            .add(self.problem, need, self.problem.edges[edge].profile);
    }

    fn drop(&mut self, edge: usize) {
        let (need, profile) = (self.need(edge), self.profile(edge));
        self.held[edge] = false;
        self.holders[profile].retain(|&e| e != edge);
        self.total[need] -= self.affinity(edge);
        self.counts
            .remove(self.problem, need, self.problem.edges[edge].profile);
    }

    /// Rounds until no chain helps any need; the needs around the worst-off one that a chain
    /// could not get past.
    fn improve(&mut self, control: &mut Control<'_>) -> Result<Vec<usize>> {
        loop {
            let (moved, stuck) = self.round(control)?;
            if !moved {
                return Ok(stuck);
            }
        }
    }

    /// Raises every need as far as chains do, worst first; whether any moved, and the needs
    /// around the first that did not. Out of budget, nobody moves any more.
    fn round(&mut self, control: &mut Control<'_>) -> Result<(bool, Vec<usize>)> {
        let totals = self.total.iter().enumerate();
        // Worst first, equal totals by id. A need leaves the set when no chain helps it, and is looked at
        // again in the next round. Every chain improves the sorted totals, so that rounds end.
        let mut open: BTreeSet<(i64, usize)> = totals.map(|(need, &total)| (total, need)).collect();
        let (mut moved, mut stuck) = (false, None);
        while let Some((_, need)) = open.pop_first() {
            self.work = 0;
            let chain = self.chain(need);
            if !control.spend_step(self.work, open.len())? {
                return Ok((false, Vec::new()));
            }
            if let Some(chain) = chain {
                moved = true;
                self.follow(&chain, &mut open);
                open.insert((self.total[need], need));
            } else if stuck.is_none() {
                stuck = Some(self.around(need));
            }
        }
        Ok((moved, stuck.unwrap_or_default()))
    }

    /// Makes the moves of a chain (pairs to drop, pairs to take).
    fn follow(&mut self, chain: &(Vec<usize>, Vec<usize>), open: &mut BTreeSet<(i64, usize)>) {
        let touched = || chain.0.iter().chain(&chain.1);
        let waiting: Vec<usize> = touched()
            .map(|&e| self.need(e))
            // Their totals are keys of the set, and so are taken out before they change.
            .filter(|&n| open.remove(&(self.total[n], n)))
            .collect();
        chain.0.iter().for_each(|&e| self.drop(e));
        chain.1.iter().for_each(|&e| self.take(e));
        open.extend(waiting.into_iter().map(|n| (self.total[n], n)));
    }

    /// A chain that raises `need` above its level, with no other need falling to that level.
    fn chain(&mut self, need: usize) -> Option<(Vec<usize>, Vec<usize>)> {
        let row = self.problem.start[need]..self.problem.start[need + 1];
        let gives = row.filter(|&e| self.held[e] && !self.fixed[e]).map(Some);
        let mut starts: Vec<Option<usize>> = gives.collect();
        if self.counts.needs[need] < self.problem.needs[need].most {
            // An open place gives nothing up.
            starts.insert(0, None);
        }
        // `None` sorts first; then the cheapest pair to give up, which asks least of the chain.
        starts.sort_by_key(|g| g.map(|e| self.affinity(e)));
        starts
            .into_iter()
            .find_map(|gives| self.chain_from(need, gives))
    }

    /// Breadth first over profiles asked for.
    fn chain_from(
        &mut self,
        need: usize,
        gives: Option<usize>,
    ) -> Option<(Vec<usize>, Vec<usize>)> {
        // `asked` is stamped with the round, so that a new search clears nothing.
        self.round += 1;
        self.asks.clear();
        let level = self.total[need];
        let lost = gives.map_or(0, |e| self.affinity(e));
        if let Some(end) = self.ask(need, None, gives, lost + 1, gives) {
            return Some(self.moves(end, None));
        }
        let mut next = 0;
        while next < self.asks.len() {
            // In the order in which they were asked for: the shortest chain moves the fewest pairs.
            let profile = self.profile(self.asks[next].edge);
            for at in 0..self.holders[profile].len() {
                let given = self.holders[profile][at];
                let holder = self.need(given);
                if self.fixed[given] || holder == need || self.is_on(next, holder) {
                    continue;
                }
                // A holder above the level may fall, but stay above it; one at or below it may not lose. The
                // sorted totals then rise with every chain.
                let floor = if self.total[holder] > level {
                    level + 1
                } else {
                    self.total[holder]
                };
                let least = floor - self.total[holder] + self.affinity(given);
                // The holder can spare the profile and take nothing for it: the chain ends here.
                if least <= 0 && self.may_drop(holder, given) && self.may_leave(gives) {
                    return Some(self.moves(next, Some(given)));
                }
                if let Some(end) = self.ask(holder, Some(next), Some(given), least, gives) {
                    return Some(self.moves(end, None));
                }
            }
            next += 1;
        }
        None
    }

    /// Notes every profile that `need` could take for `given` at an affinity of `least` or
    /// more; the ask that ends the chain, if one does.
    fn ask(
        &mut self,
        need: usize,
        parent: Option<usize>,
        given: Option<usize>,
        least: i64,
        released: Option<usize>,
    ) -> Option<usize> {
        for at in self.problem.start[need]..self.problem.start[need + 1] {
            let edge = self.wishes[at] as usize;
            self.work += 1;
            // Dearest first, so that all that follow are too little as well.
            if self.affinity(edge) < least {
                break;
            }
            let profile = self.profile(edge);
            if self.held[edge]
                || self.fixed[edge]
                || self.asked[profile] == self.round
                || self.problem.profiles[profile].most == 0
                || !self.may_swap(need, given, edge)
            {
                continue;
            }
            self.asked[profile] = self.round;
            self.asks.push(Ask {
                edge,
                parent,
                gives: given,
            });
            // Back at the profile that the first need gives up the chain is a cycle, and no load changes.
            // Otherwise that profile ends with one less and the last one with one more.
            let back = released.is_some_and(|r| self.profile(r) == profile);
            let free = self.counts.profiles[profile] < self.problem.profiles[profile].most;
            if back || (free && self.may_leave(released)) {
                return Some(self.asks.len() - 1);
            }
        }
        None
    }

    /// Whether the profile that the first need gives up may serve one less.
    fn may_leave(&self, released: Option<usize>) -> bool {
        released.is_none_or(|e| {
            let profile = self.profile(e);
            self.counts.profiles[profile] > self.problem.profiles[profile].least
        })
    }

    /// Whether the quotas of `need` allow `edge` in place of `given`.
    fn may_swap(&self, need: usize, given: Option<usize>, edge: usize) -> bool {
        if self.problem.quotas.is_empty() {
            return true;
        }
        let of = |e: usize| quotas_on(self.problem, need, self.problem.edges[e].profile);
        let lost: Vec<usize> = given.into_iter().flat_map(of).collect();
        let won: Vec<usize> = of(edge).collect();
        let quotas = &self.problem.quotas;
        won.iter()
            .all(|q| lost.contains(q) || self.counts.quotas[*q] < quotas[*q].most)
            && lost
                .iter()
                .all(|q| won.contains(q) || self.counts.quotas[*q] > quotas[*q].least)
    }

    fn may_drop(&self, need: usize, given: usize) -> bool {
        let quotas = quotas_on(self.problem, need, self.problem.edges[given].profile);
        let mut quotas = quotas.filter(|&q| self.counts.quotas[q] <= self.problem.quotas[q].least);
        self.counts.needs[need] > self.problem.needs[need].least && quotas.next().is_none()
    }

    /// Whether `need` is already on the chain that ends in ask `at`.
    fn is_on(&self, at: usize, need: usize) -> bool {
        let mut ask = Some(at);
        // These counts are from before the chain, so that a need may be moved only once by it.
        while let Some(at) = ask {
            if self.need(self.asks[at].edge) == need {
                return true;
            }
            ask = self.asks[at].parent;
        }
        false
    }

    /// Pairs to drop and to take along the chain that ends in ask `end`.
    fn moves(&self, end: usize, last: Option<usize>) -> (Vec<usize>, Vec<usize>) {
        let (mut drops, mut takes) = (Vec::from_iter(last), Vec::new());
        let mut ask = Some(end);
        while let Some(at) = ask {
            takes.push(self.asks[at].edge);
            drops.extend(self.asks[at].gives);
            ask = self.asks[at].parent;
        }
        (drops, takes)
    }

    /// `need` and the needs whose profiles its failed chains asked for.
    fn around(&self, need: usize) -> Vec<usize> {
        let asked = (0..self.asked.len()).filter(|&p| self.asked[p] == self.round);
        let mut around: Vec<usize> = asked
            .flat_map(|p| self.holders[p].iter().map(|&e| self.need(e)))
            .collect();
        around.push(need);
        around.sort_unstable();
        around.dedup();
        around
    }
}
