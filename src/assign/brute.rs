//! Exhaustive answers for tiny problems, and the random problems they are tried on.
#![allow(clippy::unwrap_used, reason = "tests")]

use std::collections::BTreeMap;

use super::builder::ProblemBuilder;
use super::problem::{AssignmentProblem, PairRule};

/// A seeded xorshift, so that every run sees the same problems.
pub(super) struct Dice(u64);

impl Dice {
    pub(super) fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1)
    }

    /// A number in `0..below`.
    pub(super) fn roll(&mut self, below: u32) -> u32 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        u32::try_from((self.0 >> 16) % u64::from(below)).unwrap()
    }

    pub(super) fn chance(&mut self, percent: u32) -> bool {
        self.roll(100) < percent
    }
}

/// Which constraints a random problem has.
#[derive(Clone, Copy, Default)]
pub(super) struct Spice {
    pub(super) minimums: bool,
    pub(super) rules: bool,
    pub(super) quotas: bool,
    pub(super) groups: bool,
    pub(super) unit: bool,
    /// Affinities take this many values; many if 0.
    pub(super) levels: u32,
}

/// A random problem of up to `most` × `most`.
pub(super) fn random(dice: &mut Dice, most: u32, spice: Spice) -> AssignmentProblem {
    let (needs, profiles) = (1 + dice.roll(most), 1 + dice.roll(most));
    let mut builder = AssignmentProblem::builder();
    let range = |dice: &mut Dice| {
        let top = if spice.unit { 1 } else { 1 + dice.roll(2) };
        let least = if spice.minimums && dice.chance(30) {
            1
        } else {
            0
        };
        least..=top
    };
    for n in 0..needs {
        builder.need(format!("n{n}"), range(dice)).unwrap();
    }
    for p in 0..profiles {
        builder.profile(format!("p{p}"), range(dice)).unwrap();
    }
    let levels = if spice.levels == 0 {
        1_000_000
    } else {
        spice.levels
    };
    for n in 0..needs {
        for p in 0..profiles {
            if dice.chance(70) {
                let affinity = f64::from(1 + dice.roll(levels)) / f64::from(levels);
                builder
                    .pair(&format!("n{n}"), &format!("p{p}"), affinity)
                    .unwrap();
                rule(dice, &mut builder, spice, n, p);
            }
        }
    }
    if spice.quotas {
        quotas(dice, &mut builder, needs, profiles);
    }
    if spice.groups && profiles >= 3 {
        builder.group("p0", ["p1"]).unwrap();
        if profiles >= 5 {
            builder.group("p2", ["p3", "p4"]).unwrap();
        }
    }
    builder.build().unwrap()
}

fn rule(dice: &mut Dice, builder: &mut ProblemBuilder, spice: Spice, n: u32, p: u32) {
    let (need, profile) = (format!("n{n}"), format!("p{p}"));
    if spice.rules && dice.chance(10) {
        builder.forbid(&need, &profile).unwrap();
    } else if spice.rules && dice.chance(6) {
        builder.require(&need, &profile).unwrap();
    }
}

fn quotas(dice: &mut Dice, builder: &mut ProblemBuilder, needs: u32, profiles: u32) {
    for p in 0..profiles {
        for label in ["a", "b", "c"] {
            if dice.chance(40) {
                builder.label(&format!("p{p}"), label).unwrap();
            }
        }
    }
    for n in 0..needs {
        for label in ["a", "b", "c"] {
            if dice.chance(35) {
                let least = u32::from(dice.chance(25));
                builder.quota(&format!("n{n}"), label, least..=1).unwrap();
            }
        }
    }
}

/// Whether a need may take the pairs in `set` together, by its own constraints alone.
fn fits(problem: &AssignmentProblem, need: usize, set: u32) -> bool {
    let row = problem.row(need);
    let has = |at: usize| set >> at & 1 == 1;
    let size = set.count_ones();
    let range = problem.needs[need].range();
    let rules = row.iter().enumerate().all(|(at, e)| match e.rule {
        PairRule::Free => true,
        PairRule::Forbidden => !has(at),
        PairRule::Required => has(at),
    });
    let quotas = problem
        .quotas
        .iter()
        .filter(|q| q.need as usize == need)
        .all(|q| {
            let labelled =
                |at: &usize| problem.labels_of[row[*at].profile as usize].contains(&q.label);
            let count = (0..row.len())
                .filter(|at| has(*at))
                .filter(labelled)
                .count();
            (q.least as usize..=q.most as usize).contains(&count)
        });
    let groups = problem.groups.iter().all(|g| {
        let here = |p| row.iter().position(|e| e.profile == p).is_some_and(has);
        g.all().all(here) || !g.all().any(here)
    });
    (range.0..=range.1).contains(&size) && rules && quotas && groups
}

/// The best score of any assignment; `grow` adds a need's total to a score.
fn best<S: Ord + Clone>(
    problem: &AssignmentProblem,
    empty: S,
    grow: impl Fn(&S, i64) -> S,
) -> Option<S> {
    // Need by need, the best score for each vector of loads: exact, and small for tiny problems.
    let mut states = BTreeMap::from([(vec![0u32; problem.profiles.len()], empty)]);
    for need in 0..problem.needs.len() {
        let row = problem.row(need);
        let mut next: BTreeMap<Vec<u32>, S> = BTreeMap::new();
        for set in (0..1u32 << row.len()).filter(|&s| fits(problem, need, s)) {
            let taken: Vec<_> = (0..row.len())
                .filter(|at| set >> at & 1 == 1)
                .map(|at| row[at])
                .collect();
            let total: i64 = taken.iter().map(|e| i64::from(e.affinity)).sum();
            for (loads, score) in &states {
                let mut loads = loads.clone();
                taken.iter().for_each(|e| loads[e.profile as usize] += 1);
                if loads
                    .iter()
                    .zip(&problem.profiles)
                    .all(|(l, p)| *l <= p.most)
                {
                    let score = grow(score, total);
                    let slot = next.entry(loads).or_insert_with(|| score.clone());
                    if score > *slot {
                        *slot = score;
                    }
                }
            }
        }
        states = next;
    }
    let full = |loads: &[u32]| {
        loads
            .iter()
            .zip(&problem.profiles)
            .all(|(l, p)| *l >= p.least)
    };
    states
        .into_iter()
        .filter(|(loads, _)| full(loads))
        .map(|(_, score)| score)
        .max()
}

/// The greatest total, in steps.
pub(super) fn greatest_total(problem: &AssignmentProblem) -> Option<i64> {
    best(problem, 0, |sum, total| sum + total)
}

/// The leximin-greatest needs' totals, ascending.
pub(super) fn leximin(problem: &AssignmentProblem) -> Option<Vec<i64>> {
    best(problem, Vec::new(), |totals: &Vec<i64>, total| {
        let mut totals = totals.clone();
        let at = totals.partition_point(|t| *t <= total);
        totals.insert(at, total);
        totals
    })
}

/// The greatest total by another algorithm: Bellman–Ford over the residual graph of an assignment,
/// cancelling a negative cycle at a time (Klein 1967). Ranges from 0 and free pairs only.
pub(super) fn cancel_cycles(problem: &AssignmentProblem) -> i64 {
    let (needs, profiles) = (problem.needs.len(), problem.profiles.len());
    // (from, to, cost, room, position of the reverse)
    let mut arcs: Vec<(usize, usize, i64, u32, usize)> = Vec::new();
    let mut add = |from, to, cost, room| {
        let at = arcs.len();
        arcs.push((from, to, cost, room, at + 1));
        arcs.push((to, from, -cost, 0, at));
    };
    for (n, need) in problem.needs.iter().enumerate() {
        add(0, 1 + n, 0, need.most);
        for edge in problem.row(n) {
            add(
                1 + n,
                1 + needs + edge.profile as usize,
                -i64::from(edge.affinity),
                1,
            );
        }
    }
    for (p, profile) in problem.profiles.iter().enumerate() {
        add(1 + needs + p, 0, 0, profile.most);
    }
    let mut total = 0;
    while let Some(cycle) = negative_cycle(&arcs, 1 + needs + profiles) {
        for at in cycle {
            let (_, _, cost, _, reverse) = arcs[at];
            arcs[at].3 -= 1;
            arcs[reverse].3 += 1;
            total -= cost;
        }
    }
    total
}

fn negative_cycle(arcs: &[(usize, usize, i64, u32, usize)], nodes: usize) -> Option<Vec<usize>> {
    let mut label = vec![0i64; nodes];
    let mut by = vec![usize::MAX; nodes];
    let mut last = None;
    for _ in 0..nodes {
        last = None;
        for (at, &(from, to, cost, room, _)) in arcs.iter().enumerate() {
            if room > 0 && label[from] + cost < label[to] {
                label[to] = label[from] + cost;
                by[to] = at;
                last = Some(to);
            }
        }
        last?;
    }
    let mut node = last?;
    for _ in 0..nodes {
        node = arcs[by[node]].0; // now surely on a cycle
    }
    let (start, mut cycle) = (node, Vec::new());
    loop {
        cycle.push(by[node]);
        node = arcs[by[node]].0;
        if node == start {
            return Some(cycle);
        }
    }
}
