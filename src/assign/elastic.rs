//! The elastic network: every range may be overstepped, at one per place.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use super::balance::{Balanced, Search, balance};
use super::builder::ProblemBuilder;
use super::change::AssignmentChange;
use super::clash::AssignmentRelaxation;
use super::model::{self, Arcs, Layout};
use super::network::{Arc, HUB, Network};
use super::problem::{AssignmentProblem, PairRule, number};
use crate::decision::Control;
use crate::decision::RELAXATIONS;
use crate::error::Result;

/// The constraint that one unit on an elastic arc oversteps, by position in the problem.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Step {
    /// One place more at a profile.
    Serve(usize),
    /// One place more at a need.
    Take(usize),
    /// A required or forbidden pair left open.
    Open(usize),
    /// One of a label more, or fewer, at a need.
    MoreOf(usize),
    LessOf(usize),
    /// A need's, a profile's minimum one lower.
    TakeLess(usize),
    ServeLess(usize),
}

/// Trials of banned steps at most; each is a warm re-solve.
const TRIALS: usize = 24;

/// Relaxations that make the flow of `problem` feasible: the cheapest, then alternatives to its steps.
pub(super) fn relaxations(
    problem: &AssignmentProblem,
    control: &mut Control<'_>,
) -> Result<Vec<AssignmentRelaxation>> {
    // Pairs cost nothing, so that the cost of the flow is the number of places overstepped.
    let value = vec![0; problem.edges.len()];
    let (layout, mut arcs) = model::arcs(problem, &value);
    let base = arcs.len();
    let steps = stretch(problem, &layout, &mut arcs);
    let order: Vec<u32> = (0u32..).take(layout.edges).collect();
    let mut network = Network::new(layout.nodes(), &arcs, &order);
    let mut search = Search::default();
    let mut found: BTreeMap<(u64, Vec<Step>), AssignmentRelaxation> = BTreeMap::new();
    let mut least = None;
    let mut seen = BTreeSet::from([BTreeSet::new()]);
    let mut to_try: VecDeque<BTreeSet<usize>> = VecDeque::from([BTreeSet::new()]);
    for _ in 0..TRIALS {
        // Breadth first: fewer bans before more, so that cheaper relaxations come early.
        let Some(banned) = to_try.pop_front() else {
            break;
        };
        let room = |network: &mut Network, arc: usize, open: bool| {
            network.set_bounds(
                base + arc,
                0,
                if open { arcs.get(base + arc).upper } else { 0 },
            );
        };
        banned
            .iter()
            .for_each(|&arc| room(&mut network, arc, false));
        let settled = balance(&mut network, &mut search, control)?;
        if settled == Balanced::OutOfWork {
            break;
        }
        // A cut means that no relaxation avoids all the banned steps.
        if settled == Balanced::Optimal {
            let used: Vec<(usize, u32)> = (0..steps.len())
                .map(|s| (s, network.flow(base + s)))
                .filter(|(_, units)| *units > 0)
                .collect();
            let mut way = told(problem, &steps, &used);
            // The first flow, with nothing banned, oversteps least; so does any other of its cost.
            let least = *least.get_or_insert(way.cost);
            way.cheapest = way.cost == least;
            let key = used.iter().map(|&(s, _)| steps[s]).collect();
            found.entry((way.cost, key)).or_insert(way);
            for (step, _) in used {
                let mut more = banned.clone();
                more.insert(step);
                if seen.insert(more.clone()) {
                    to_try.push_back(more);
                }
            }
        }
        banned.iter().for_each(|&arc| room(&mut network, arc, true));
    }
    let ways = found.into_values().filter(|w| !w.changes.is_empty());
    Ok(ways.take(RELAXATIONS).collect())
}

/// Adds an arc for everything that may be overstepped; returns the step of each.
fn stretch(problem: &AssignmentProblem, layout: &Layout, arcs: &mut Arcs<'_>) -> Vec<Step> {
    let mut steps = Vec::new();
    let mut add = |arcs: &mut Arcs<'_>, from, to, upper: u32, step| {
        if upper > 0 {
            arcs.rest.push(Arc {
                from,
                to,
                lower: 0,
                upper,
                cost: 1,
            });
            steps.push(step);
        }
    };
    for (at, need) in problem.needs.iter().enumerate() {
        let node = Layout::need_node(at);
        let row = number(problem.row(at).len());
        // Beside the arc of the range, which stays free of charge.
        add(arcs, HUB, node, spare(need.most, row), Step::Take(at));
        // A unit sent back undoes one unit of the minimum.
        add(arcs, node, HUB, need.least, Step::TakeLess(at));
    }
    let degree = degrees(problem);
    for (at, profile) in problem.profiles.iter().enumerate() {
        let node = layout.profile_node(at);
        add(
            arcs,
            node,
            HUB,
            spare(profile.most, degree[at]),
            Step::Serve(at),
        );
        add(arcs, HUB, node, profile.least, Step::ServeLess(at));
    }
    for (at, &(quota, _)) in layout.nested.iter().enumerate() {
        let Arc {
            from,
            to,
            lower,
            upper,
            ..
        } = arcs.get(layout.quota_arc(at));
        let row = problem.row(problem.quotas[quota].need as usize).len();
        let row = number(row);
        add(arcs, from, to, spare(upper, row), Step::MoreOf(quota));
        add(arcs, to, from, lower, Step::LessOf(quota));
    }
    for (at, edge) in problem.edges.iter().enumerate() {
        let Arc { from, to, .. } = arcs.get(at);
        match edge.rule {
            PairRule::Free => {}
            PairRule::Forbidden => add(arcs, from, to, 1, Step::Open(at)),
            // A required pair carries its unit by its lower bound; the arc back takes it off.
            PairRule::Required => add(arcs, to, from, 1, Step::Open(at)),
        }
    }
    steps
}

/// Places that could still be used if `most` were raised.
fn spare(most: u32, pairs: u32) -> u32 {
    pairs.saturating_sub(most)
}

fn degrees(problem: &AssignmentProblem) -> Vec<u32> {
    let mut degree = vec![0; problem.profiles.len()];
    problem
        .edges
        .iter()
        .for_each(|e| degree[e.profile as usize] += 1);
    degree
}

/// A range that may be overstepped, by position in the problem; in the order in which its changes are listed.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Ranges {
    Capacity(usize),
    Demand(usize),
    Quota(usize),
}

impl Ranges {
    fn of(self, problem: &AssignmentProblem) -> (u32, u32) {
        match self {
            Self::Capacity(profile) => problem.profiles[profile].range(),
            Self::Demand(need) => problem.needs[need].range(),
            Self::Quota(quota) => (problem.quotas[quota].least, problem.quotas[quota].most),
        }
    }

    fn change(self, problem: &AssignmentProblem, (least, most): (u32, u32)) -> AssignmentChange {
        match self {
            Self::Capacity(profile) => AssignmentChange::Capacity {
                profile: problem.profiles[profile].id.clone(),
                least,
                most,
            },
            Self::Demand(need) => AssignmentChange::Demand {
                need: problem.needs[need].id.clone(),
                least,
                most,
            },
            Self::Quota(quota) => AssignmentChange::Quota {
                need: problem.needs[problem.quotas[quota].need as usize]
                    .id
                    .clone(),
                label: problem.labels[problem.quotas[quota].label as usize].clone(),
                least,
                most,
            },
        }
    }
}

/// Units on elastic arcs as changes, one for each thing changed.
fn told(
    problem: &AssignmentProblem,
    steps: &[Step],
    used: &[(usize, u32)],
) -> AssignmentRelaxation {
    let mut ranges: BTreeMap<Ranges, (u32, u32)> = BTreeMap::new();
    let mut changes = Vec::new();
    for &(step, units) in used {
        let (range, is_up) = match steps[step] {
            Step::Open(pair) => {
                let change = open(problem, pair);
                // Each person of a forbidden pair has a step of its own.
                if !changes.contains(&change) {
                    changes.push(change);
                }
                continue;
            }
            Step::Serve(profile) => (Ranges::Capacity(profile), true),
            Step::ServeLess(profile) => (Ranges::Capacity(profile), false),
            Step::Take(need) => (Ranges::Demand(need), true),
            Step::TakeLess(need) => (Ranges::Demand(need), false),
            Step::MoreOf(quota) => (Ranges::Quota(quota), true),
            Step::LessOf(quota) => (Ranges::Quota(quota), false),
        };
        // Units on one range become one change.
        let bounds = ranges.entry(range).or_insert_with(|| range.of(problem));
        if is_up {
            bounds.1 = (bounds.1 + units).min(ProblemBuilder::MOST);
        } else {
            bounds.0 -= units;
        }
    }
    let ranges = ranges.into_iter();
    changes.extend(ranges.map(|(range, bounds)| range.change(problem, bounds)));
    let cost = used.iter().map(|&(_, units)| u64::from(units)).sum();
    AssignmentRelaxation::new(changes, cost, false)
}

fn open(problem: &AssignmentProblem, pair: usize) -> AssignmentChange {
    let profile = problem.edges[pair].profile as usize;
    AssignmentChange::Free {
        need: problem.needs[problem.need_of(pair)].id.clone(),
        profile: problem.profiles[profile].id.clone(),
    }
}
