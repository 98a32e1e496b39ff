//! Stable assignments: no pair prefers each other to the partners they have.
//!
//! Deferred acceptance (Gale and Shapley 1962) with capacities on both sides (Roth 1984; many to
//! many with responsive preferences), in O(e log e). The side that proposes gets the best it
//! gets in any stable assignment. A need with nested "at most" quotas chooses greedily from a
//! laminar matroid, which keeps choices substitutable and the theorem true (Fleiner 2003).
//! Preferences: affinity (need's side) and regard (profile's side), ties by id.
//!
//! Required pairs are placed first and are nobody's to leave. Minimums cannot be traded against
//! stability: every stable assignment fills each party equally (Roth 1986), so a minimum that
//! this one misses is missed by all. Groups are refused: with couples a stable assignment need not
//! exist, and to find one is NP-hard (Ronn 1990).

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use super::change::AssignmentChange;
use super::clash::{AssignmentClash, AssignmentInfeasibility, AssignmentRelaxation, ClashKind};
use super::counts::{PartnerCounts, quotas_on};
use super::model;
use super::objective::Objective;
use super::problem::{AssignmentProblem, Edge, PairRule, number};
use super::solution::Assignment;
use super::total::greatest_total;
use crate::decision::Outcome;
use crate::decision::{Control, Status};
use crate::error::{Error, Result, say};

/// [`Objective::StableForNeeds`] or [`Objective::StableForProfiles`].
pub(super) fn stable(
    problem: &AssignmentProblem,
    objective: Objective,
    control: &mut Control<'_>,
) -> Result<Outcome<Assignment>> {
    check(problem)?;
    let mut market = DeferredAcceptance::open(problem, objective == Objective::StableForNeeds);
    if !market.place_required() {
        // Required pairs beyond the maximums fit into no assignment at all; the flow names the cut.
        return greatest_total(problem, control);
    }
    if !market.clear(control)? {
        return Ok(Outcome::Undecided(None));
    }
    let chosen: Vec<usize> = (0..problem.edges.len())
        .filter(|&e| market.held[e])
        .collect();
    if !market.counts.reaches_minimums(problem) {
        return Ok(Outcome::Infeasible(short(problem, &market.counts)));
    }
    let found = Assignment::new(problem, objective, Status::Optimal, &chosen, None);
    Ok(Outcome::Solved(found))
}

fn check(problem: &AssignmentProblem) -> Result<()> {
    if let Some(group) = problem.groups.first() {
        let leader = &problem.profiles[group.leader as usize].id;
        let repair = say!(
            "leave groups to the other objectives; a stable assignment may not exist",
            "小组请用其他目标求解；稳定分配可能不存在"
        );
        return Err(Error::invalid("group", leader, repair));
    }
    if let Some(&quota) = model::crossing(problem).first() {
        let label = &problem.labels[problem.quotas[quota].label as usize];
        let repair = say!(
            "let the labels of one need's quotas be nested or apart for stability",
            "为求稳定，一项需求各配额的标签应相互包含或互不相交"
        );
        return Err(Error::invalid("quota", label, repair));
    }
    Ok(())
}

/// Rank of an edge on a list: greater is better, ties to the smaller position.
fn rank(liking: u32, position: u32) -> u64 {
    // One integer to compare: liking in the high half, position turned round in the low one. Positions follow
    // ids, which makes every preference strict.
    u64::from(liking) << 32 | u64::from(u32::MAX - position)
}

#[expect(
    clippy::cast_possible_truncation,
    reason = "the low half is the position by construction"
)]
fn position(rank: u64) -> u32 {
    u32::MAX - rank as u32
}

struct DeferredAcceptance<'a> {
    problem: &'a AssignmentProblem,
    needs_propose: bool,
    need_of: Vec<u32>,
    /// Pairs of each profile, by need: `by_profile[starts[p]..starts[p + 1]]`.
    starts: Vec<usize>,
    by_profile: Vec<u32>,
    held: Vec<bool>,
    counts: PartnerCounts,
    /// Pairs that each receiver holds, worst first; required ones are not among them.
    holders: Vec<BinaryHeap<Reverse<(u64, u32)>>>,
    /// Pairs that a proposing need could not offer under its quotas as they stood.
    waiting: Vec<Vec<u64>>,
}

impl<'a> DeferredAcceptance<'a> {
    fn open(problem: &'a AssignmentProblem, needs_propose: bool) -> Self {
        let mut need_of = vec![0; problem.edges.len()];
        for need in 0..problem.needs.len() {
            let row = problem.start[need]..problem.start[need + 1];
            need_of[row].fill(number(need));
        }
        let (starts, by_profile) = if needs_propose {
            (Vec::new(), Vec::new())
        } else {
            transposed(problem)
        };
        let sides = (problem.needs.len(), problem.profiles.len());
        let (proposers, receivers) = if needs_propose {
            sides
        } else {
            (sides.1, sides.0)
        };
        Self {
            problem,
            needs_propose,
            need_of,
            starts,
            by_profile,
            held: vec![false; problem.edges.len()],
            counts: PartnerCounts::new(problem),
            holders: vec![BinaryHeap::new(); receivers],
            waiting: vec![Vec::new(); proposers],
        }
    }

    fn edge(&self, edge: u32) -> &Edge {
        &self.problem.edges[edge as usize]
    }

    fn proposer(&self, edge: u32) -> u32 {
        if self.needs_propose {
            self.need_of[edge as usize]
        } else {
            self.edge(edge).profile
        }
    }

    fn receiver(&self, edge: u32) -> u32 {
        if self.needs_propose {
            self.edge(edge).profile
        } else {
            self.need_of[edge as usize]
        }
    }

    /// Takes the required pairs; whether they fit.
    fn place_required(&mut self) -> bool {
        let required = |e: &usize| self.problem.edges[*e].rule == PairRule::Required;
        let required: Vec<usize> = (0..self.held.len()).filter(required).collect();
        required.into_iter().all(|edge| {
            self.held[edge] = true;
            self.counts.take(self.problem, edge)
        })
    }

    /// Makes offers until every proposer is full or at the end of its list; false if out of budget.
    fn clear(&mut self, control: &mut Control<'_>) -> Result<bool> {
        let mut lists: Vec<Option<BinaryHeap<u64>>> = vec![None; self.waiting.len()];
        // The order of offers does not change their end (McVitie and Wilson 1971), so that a stack will do.
        let mut open: Vec<u32> = (0u32..).take(lists.len()).collect();
        while let Some(who) = open.pop() {
            let mut list = lists[who as usize].take().unwrap_or_else(|| self.list(who));
            // Offers put off for a full quota are tried again: who comes back has lost a partner, and the
            // quota may have a place now. An offer that was refused is never made again.
            list.extend(self.waiting[who as usize].drain(..));
            let mut work = list.len() as u64;
            while self.has_place(who) {
                let Some(best) = list.pop() else { break };
                work += 1;
                let edge = self.cell(who, position(best));
                if self.needs_propose && !self.fits_quotas(edge) {
                    self.waiting[who as usize].push(best);
                } else if let Some(loser) = self.offer(edge)
                    // Refused itself, the proposer goes on down its list in this loop.
                    && loser != who
                {
                    open.push(loser);
                }
            }
            lists[who as usize] = Some(list);
            if !control.spend_step(work, open.len())? {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// The ranks of all free pairs of `who`, as a heap.
    fn list(&self, who: u32) -> BinaryHeap<u64> {
        let at = who as usize;
        let count = if self.needs_propose {
            self.problem.row(at).len()
        } else {
            self.starts[at + 1] - self.starts[at]
        };
        let cells = (0u32..).take(count).filter_map(|position| {
            let edge = self.edge(self.cell(who, position));
            let liking = if self.needs_propose {
                edge.affinity
            } else {
                edge.regard
            };
            // Required pairs are placed already, forbidden ones are on no list.
            (edge.rule == PairRule::Free).then(|| rank(liking, position))
        });
        cells.collect::<Vec<u64>>().into()
    }

    /// The pair at `position` of the list of `who`.
    fn cell(&self, who: u32, position: u32) -> u32 {
        if self.needs_propose {
            let from = number(self.problem.start[who as usize]);
            from + position
        } else {
            self.by_profile[self.starts[who as usize] + position as usize]
        }
    }

    fn has_place(&self, who: u32) -> bool {
        let at = who as usize;
        if self.needs_propose {
            self.counts.needs[at] < self.problem.needs[at].most
        } else {
            self.counts.profiles[at] < self.problem.profiles[at].most
        }
    }

    fn fits_quotas(&self, edge: u32) -> bool {
        self.full_quota(edge).is_none()
    }

    /// The narrowest full quota that counts `edge`.
    fn full_quota(&self, edge: u32) -> Option<usize> {
        let need = self.need_of[edge as usize] as usize;
        let full = quotas_on(self.problem, need, self.edge(edge).profile)
            .filter(|&q| self.counts.quotas[q] >= self.problem.quotas[q].most);
        // Quotas nest, so that the narrowest full one holds the only circuit that the pair closes (laminar
        // matroid): giving up a pair within it mends the wider ones too.
        full.min_by_key(|&q| (model::quota_edges(self.problem, q).len(), q))
    }

    /// Makes an offer; returns the proposer that is refused or outbid by it, if any.
    fn offer(&mut self, edge: u32) -> Option<u32> {
        let receiver = self.receiver(edge) as usize;
        let liking = if self.needs_propose {
            self.edge(edge).regard
        } else {
            self.edge(edge).affinity
        };
        let offer = (rank(liking, self.proposer(edge)), edge);
        // A proposing need has looked at its quotas before it offers.
        let quota = if self.needs_propose {
            None
        } else {
            self.full_quota(edge)
        };
        let full = if self.needs_propose {
            self.counts.profiles[receiver] >= self.problem.profiles[receiver].most
        } else {
            self.counts.needs[receiver] >= self.problem.needs[receiver].most
        };
        if !full && quota.is_none() {
            self.hold(receiver, offer);
            return None;
        }
        // Refused if the receiver holds nothing that it likes less, or only required pairs.
        match self.worst(receiver, quota) {
            Some(worst) if worst < offer => {
                self.release(receiver, worst);
                self.hold(receiver, offer);
                Some(self.proposer(worst.1))
            }
            _ => Some(self.proposer(edge)),
        }
    }

    /// The worst that `receiver` holds, among the pairs that count for `quota` if one is given.
    fn worst(&self, receiver: usize, quota: Option<usize>) -> Option<(u64, u32)> {
        let holders = &self.holders[receiver];
        let Some(quota) = quota else {
            return holders.peek().map(|h| h.0);
        };
        let label = self.problem.quotas[quota].label;
        let counted =
            |h: &&Reverse<(u64, u32)>| self.problem.has_label(self.edge(h.0.1).profile, label);
        holders.iter().filter(counted).map(|h| h.0).min()
    }

    fn hold(&mut self, receiver: usize, offer: (u64, u32)) {
        self.holders[receiver].push(Reverse(offer));
        self.held[offer.1 as usize] = true;
        let profile = self.edge(offer.1).profile;
        self.counts.add(
            self.problem,
            self.need_of[offer.1 as usize] as usize,
            profile,
        );
    }

    fn release(&mut self, receiver: usize, worst: (u64, u32)) {
        // Without a quota the worst is the top of the heap; a search through it is needed only within one.
        if self.holders[receiver].peek() == Some(&Reverse(worst)) {
            self.holders[receiver].pop();
        } else {
            self.holders[receiver].retain(|h| h.0 != worst);
        }
        self.held[worst.1 as usize] = false;
        let profile = self.edge(worst.1).profile;
        self.counts.remove(
            self.problem,
            self.need_of[worst.1 as usize] as usize,
            profile,
        );
    }
}

/// The pairs by profile, then need.
fn transposed(problem: &AssignmentProblem) -> (Vec<usize>, Vec<u32>) {
    let mut starts = vec![0; problem.profiles.len() + 1];
    problem
        .edges
        .iter()
        .for_each(|e| starts[e.profile as usize + 1] += 1);
    for profile in 0..problem.profiles.len() {
        // Counting sort; it keeps the order by need within a profile, on which ties rest.
        starts[profile + 1] += starts[profile];
    }
    let mut next = starts.clone();
    let mut by_profile = vec![0; problem.edges.len()];
    for (at, edge) in (0u32..).zip(&problem.edges) {
        by_profile[next[edge.profile as usize]] = at;
        next[edge.profile as usize] += 1;
    }
    (starts, by_profile)
}

/// Minimums that no stable assignment reaches, and the change that gives them up.
fn short(problem: &AssignmentProblem, counts: &PartnerCounts) -> AssignmentInfeasibility {
    let mut clash = AssignmentClash {
        kind: ClashKind::Places,
        needs: Vec::new(),
        profiles: Vec::new(),
        required: 0,
        available: 0,
    };
    let mut changes = Vec::new();
    // Every stable assignment fills each party as this one does, so that a stable assignment exists only under
    // minimums at or below the numbers reached.
    let mut note = |least: u32, got: u32| {
        clash.required += u64::from(least);
        clash.available += u64::from(got);
    };
    for (need, &got) in problem
        .needs
        .iter()
        .zip(&counts.needs)
        .filter(|(n, got)| **got < n.least)
    {
        note(need.least, got);
        clash.needs.push(need.id.clone());
        changes.push(AssignmentChange::Demand {
            need: need.id.clone(),
            least: got,
            most: need.most,
        });
    }
    let profiles = problem.profiles.iter().zip(&counts.profiles);
    for (profile, &got) in profiles.filter(|(p, got)| **got < p.least) {
        note(profile.least, got);
        clash.profiles.push(profile.id.clone());
        let (profile, most) = (profile.id.clone(), profile.most);
        changes.push(AssignmentChange::Capacity {
            profile,
            least: got,
            most,
        });
    }
    for (quota, &got) in problem
        .quotas
        .iter()
        .zip(&counts.quotas)
        .filter(|(q, got)| **got < q.least)
    {
        note(quota.least, got);
        let need = problem.needs[quota.need as usize].id.clone();
        clash.needs.push(need.clone());
        let label = problem.labels[quota.label as usize].clone();
        changes.push(AssignmentChange::Quota {
            need,
            label,
            least: got,
            most: quota.most,
        });
    }
    clash.needs.sort_unstable();
    clash.needs.dedup();
    let cost = clash.required - clash.available;
    let relaxation = AssignmentRelaxation::new(changes, cost, false);
    AssignmentInfeasibility::new(clash, vec![relaxation])
}
