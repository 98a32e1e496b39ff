//! The exact leximin if every need takes at most one profile.
//!
//! Then a need's total is one affinity, and leximin is the lexicographic bottleneck assignment (Burkard and Rendl
//! 1991). Level by level from 0 upwards, the number of needs at the level is made least by a flow with cost 1 on the
//! level's pairs. The arcs that this optimum settles for good (of non-zero reduced cost, by complementary slackness)
//! are frozen for the levels above.

use super::balance::Balanced;
use super::network::Network;
use super::problem::{AssignmentProblem, number};
use super::relaxed::Relaxed;
use crate::decision::Control;
use crate::error::Result;

/// Half-arcs that the levels may look at: some tenths of a second. Past it the local search's
/// answer stands.
const WORK: u64 = 150_000_000;

/// Whether the levels apply to `problem`.
pub(super) fn applies(problem: &AssignmentProblem) -> bool {
    problem.groups.is_empty()
        && problem.needs.iter().all(|n| n.most <= 1)
        && super::model::crossing(problem).is_empty()
}

/// Finds the leximin pairs, starting from any assignment; none if the work did not suffice.
pub(super) fn leximin(
    problem: &AssignmentProblem,
    chosen: &[usize],
    control: &mut Control<'_>,
) -> Result<Option<Vec<usize>>> {
    let mut levels = Levels::new(problem, chosen, control)?;
    let start = control.work;
    let mut level = Some(0);
    while let Some(value) = level {
        if control.work - start > WORK || !levels.balance(value, control)? {
            return Ok(None);
        }
        level = levels.next(value);
    }
    Ok(Some(levels.relaxed.chosen()))
}

struct Levels<'a> {
    problem: &'a AssignmentProblem,
    relaxed: Relaxed,
    /// Pairs by affinity.
    by_value: Vec<u32>,
}

impl<'a> Levels<'a> {
    fn new(
        problem: &'a AssignmentProblem,
        chosen: &[usize],
        control: &mut Control<'_>,
    ) -> Result<Self> {
        let mut relaxed = Relaxed::without_values(problem);
        let free: Vec<(u32, u32)> = (0..problem.edges.len())
            .map(|e| relaxed.network.bounds(e))
            .collect();
        let mut taken = vec![0; problem.edges.len()];
        chosen.iter().for_each(|&e| taken[e] = 1);
        // Bounds that pin every pair make the flow that of `chosen`. Released, it stays: all costs and
        // potentials are 0, and any flow is optimal.
        for (edge, &units) in taken.iter().enumerate() {
            relaxed.network.set_bounds(edge, units, units);
        }
        relaxed.balance(control)?;
        for (edge, &(least, most)) in free.iter().enumerate() {
            relaxed.network.set_bounds(edge, least, most);
        }
        let mut by_value: Vec<u32> = (0u32..).take(problem.edges.len()).collect();
        by_value.sort_unstable_by_key(|&e| (problem.edges[e as usize].affinity, e));
        Ok(Self {
            problem,
            relaxed,
            by_value,
        })
    }

    fn affinity(&self, edge: u32) -> u32 {
        self.problem.edges[edge as usize].affinity
    }

    /// Arcs that put a need on the level, with their cost.
    fn arcs(&self, level: u32) -> Vec<(usize, i64)> {
        let from = self.by_value.partition_point(|&e| self.affinity(e) < level);
        let until = self
            .by_value
            .partition_point(|&e| self.affinity(e) <= level);
        let pairs = self.by_value[from..until].iter().map(|&e| (e as usize, 1));
        // A need with nobody is on level 0.
        let needs = if level == 0 {
            self.problem.needs.len()
        } else {
            0
        };
        let needs = (0..needs).map(|n| (self.relaxed.layout.need_arc(n), -1));
        pairs.chain(needs).collect()
    }

    /// Minimises the number of needs on the level, and freezes the arcs that all optima agree on.
    fn balance(&mut self, level: u32, control: &mut Control<'_>) -> Result<bool> {
        let arcs = self.arcs(level);
        for &(arc, cost) in &arcs {
            self.relaxed.network.set_cost(arc, cost);
            self.relaxed.network.comply(arc);
        }
        // Every cost is 1, −1 or 0, and the flow is optimal but for the arcs above, so that
        // only these are to be mended.
        if self.relaxed.balance(control)? != Balanced::Optimal {
            return Ok(false);
        }
        let network = &mut self.relaxed.network;
        // Complementary slackness: an arc of non-zero reduced cost has the same flow in all optima. Holding it leaves
        // exactly these optima to the levels above.
        for &(arc, _) in &arcs {
            freeze(network, arc);
        }
        for node in 0..network.node_count() {
            // Between two nodes of potential 0 only arcs with a cost have a reduced cost, and these were
            // frozen above.
            if network.potential[node] != 0 {
                let leaving = network.leaving(number(node));
                for half in leaving {
                    freeze(network, network.halves[half].arc as usize);
                }
            }
        }
        // With zero costs and zero potentials every reduced cost is 0, and any flow within the frozen bounds
        // is a valid start of the next level.
        arcs.iter().for_each(|&(arc, _)| network.set_cost(arc, 0));
        network.potential.fill(0);
        Ok(true)
    }

    /// The next level with a need on it; the pairs of empty levels between are closed.
    fn next(&mut self, level: u32) -> Option<u32> {
        let from = self
            .by_value
            .partition_point(|&e| self.affinity(e) <= level);
        for at in from..self.by_value.len() {
            let edge = self.by_value[at];
            // If the flow puts nobody on a level, 0 is the least number there, and no solve is needed.
            if self.relaxed.network.flow(edge as usize) > 0 {
                let value = self.affinity(edge);
                let first = self.by_value.partition_point(|&e| self.affinity(e) < value);
                let skipped = &self.by_value[from..first];
                skipped
                    .iter()
                    .for_each(|&e| self.relaxed.network.set_bounds(e as usize, 0, 0));
                return Some(value);
            }
        }
        None
    }
}

/// Holds an arc of non-zero reduced cost to the flow that every further optimum has.
fn freeze(network: &mut Network, arc: usize) {
    if network.reduced(arc) != 0 {
        let flow = network.flow(arc);
        network.set_bounds(arc, flow, flow);
    }
}
