//! Assignment against its peers, quality beside time.
//!
//! Measured: the decision alone (problem at hand → assignment), on one core, on random
//! sparse lists of 50 with affinities of six digits, uniform in (0,1]; lists drawn without any popularity, so
//! congestion is mild; `crowded` halves the profiles. Seeded, offline.
//!
//! Peers in the same run: `mcmf` 2.0 (LEMON's network simplex, C++), given the same network with
//! a free way past every need and timed without the building of its graph where its interface
//! allows (it does not: its graph is built inside the call, some per cent), and
//! `pathfinding` 4 (Kuhn–Munkres, dense, one to one). Totals are compared as integers, and printed
//! with the ratio before the criterion figures, which repeat our side alone.
//! `cargo bench --bench assign -- --quick` takes under a minute. Peers run once, on the first sight.

#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::cast_possible_truncation,
    reason = "a bench: generated input, and a macro's undocumented function"
)]

use std::collections::BTreeSet;
use std::hint::black_box;
use std::time::{Duration, Instant};

use criterion::{BenchmarkId, Criterion, criterion_group, criterion_main};
use mcmf::{Capacity, Cost, GraphBuilder, Vertex};
use qianxian::assign::{
    Assignment, AssignmentProblem, Change, Limit, Objective, Options, Solver, Status, verify,
};

/// Affinities are multiples of 10⁻⁶.
const STEPS: u64 = 1_000_000;

struct Dice(u64);

impl Dice {
    fn roll(&mut self, below: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 11) % below
    }
}

/// A market: `needs × profiles`, lists of `list`, demand and capacity as ranges.
#[derive(Clone)]
struct Case {
    name: &'static str,
    needs: usize,
    profiles: usize,
    list: usize,
    demand: (u32, u32),
    capacity: (u32, u32),
    /// Every tenth need has a required pair, and takes at most one "student" (every third profile).
    rules: bool,
}

impl Case {
    const fn new(name: &'static str, needs: usize, profiles: usize, list: usize) -> Self {
        Self {
            name,
            needs,
            profiles,
            list,
            demand: (0, 1),
            capacity: (0, 1),
            rules: false,
        }
    }

    const fn places(mut self, demand: u32, capacity: u32) -> Self {
        self.demand.1 = demand;
        self.capacity.1 = capacity;
        self
    }

    const fn ruled(mut self) -> Self {
        self.demand.0 = 1;
        self.rules = true;
        self
    }

    fn size(&self) -> String {
        format!("{}x{}x{}", self.needs, self.profiles, self.list)
    }

    /// (need, profile, affinity in steps).
    fn pairs(&self) -> Vec<(usize, usize, u64)> {
        let mut dice = Dice(0x5DEE_CE66_D1CE_4E5B);
        let mut pairs = Vec::with_capacity(self.needs * self.list);
        for need in 0..self.needs {
            let mut seen = BTreeSet::new();
            while seen.len() < self.list {
                seen.insert(if self.list == self.profiles {
                    seen.len()
                } else {
                    dice.roll(self.profiles as u64) as usize
                });
            }
            pairs.extend(seen.into_iter().map(|p| (need, p, 1 + dice.roll(STEPS))));
        }
        pairs
    }

    fn problem(&self) -> AssignmentProblem {
        let mut builder = AssignmentProblem::builder();
        let (demand, capacity) = (
            self.demand.0..=self.demand.1,
            self.capacity.0..=self.capacity.1,
        );
        let id = |kind: &str, at: usize| format!("{kind}{at:06}");
        let needs: Vec<_> = (0..self.needs)
            .map(|n| builder.need(id("n", n), demand.clone()).unwrap())
            .collect();
        let profiles: Vec<_> = (0..self.profiles)
            .map(|p| builder.profile(id("p", p), capacity.clone()).unwrap())
            .collect();
        for (n, p, affinity) in self.pairs() {
            let affinity = affinity as f64 / STEPS as f64;
            builder.pair_at(needs[n], profiles[p], affinity).unwrap();
        }
        if self.rules {
            for p in (0..self.profiles).step_by(3) {
                builder.label(&id("p", p), "student").unwrap();
            }
            for n in 0..self.needs {
                builder.quota(&id("n", n), "student", 0..=1).unwrap();
            }
            for (n, p) in self.required() {
                builder.require(&id("n", n), &id("p", p)).unwrap();
            }
        }
        builder.build().unwrap()
    }

    /// Every tenth need's first pair, each profile once.
    fn required(&self) -> Vec<(usize, usize)> {
        let mut taken = BTreeSet::new();
        let firsts = self.pairs().into_iter().step_by(self.list).step_by(10);
        firsts
            .filter(|(_, p, _)| taken.insert(*p))
            .map(|(n, p, _)| (n, p))
            .collect()
    }
}

fn solved(problem: &AssignmentProblem, objective: Objective) -> Assignment {
    problem
        .solve(objective, Options::new())
        .unwrap()
        .into_assignment()
        .unwrap()
}

fn steps(total: f64) -> i64 {
    (total * STEPS as f64).round() as i64
}

fn timed<T>(run: impl FnOnce() -> T) -> (T, Duration) {
    let start = Instant::now();
    let result = run();
    (result, start.elapsed())
}

/// Greatest total by `mcmf`, in steps, on the pairs and ranges of `case` (quotas and required pairs
/// of `rules` are beyond it; minimums are a reward that no sum of affinities outweighs).
fn mcmf_total(case: &Case) -> (i64, Duration) {
    #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
    enum Node {
        Need(u32),
        Profile(u32),
    }
    let mut graph = GraphBuilder::new();
    let pairs = case.pairs();
    for n in 0..case.needs as u32 {
        let demand = Capacity(case.demand.1 as i32);
        graph.add_edge(Vertex::Source, Node::Need(n), demand, Cost(0));
        graph.add_edge(Node::Need(n), Vertex::Sink, demand, Cost(0));
    }
    for p in 0..case.profiles as u32 {
        graph.add_edge(
            Node::Profile(p),
            Vertex::Sink,
            Capacity(case.capacity.1 as i32),
            Cost(0),
        );
    }
    for &(n, p, affinity) in &pairs {
        let (need, profile) = (Node::Need(n as u32), Node::Profile(p as u32));
        graph.add_edge(need, profile, Capacity(1), Cost(-(affinity as i32)));
    }
    let ((_, paths), time) = timed(|| graph.mcmf());
    // Its own total overflows; path costs do not (every path carries at most one pair).
    let cost = |p: &mcmf::Path<Node>| i64::from(p.cost());
    (-paths.iter().map(cost).sum::<i64>(), time)
}

fn report(case: &Case, line: &str) {
    println!("{}/{}: {line}", case.name, case.size());
}

/// Greatest total beside `mcmf`.
fn against_mcmf(case: &Case) {
    let problem = case.problem();
    let (ours, time) = timed(|| solved(&problem, Objective::GreatestTotal));
    let check = verify(&problem, &ours);
    assert!(
        check.proves_greatest_total(),
        "{:?} {:?}",
        check.violations,
        check.gap
    );
    let (theirs, their_time) = mcmf_total(case);
    if !case.rules {
        assert_eq!(steps(ours.total()), theirs, "totals differ");
    }
    let ratio = their_time.as_secs_f64() / time.as_secs_f64();
    let loss = 100.0 * (1.0 - steps(ours.total()) as f64 / theirs as f64);
    report(
        case,
        &format!(
            "total {:.6}, proved; ours {time:.1?}, mcmf {their_time:.1?}: {ratio:.1}x; {loss:.2} % below the unruled total",
            ours.total()
        ),
    );
}

/// One to one and dense, beside Kuhn–Munkres.
fn against_kuhn_munkres(case: &Case) {
    let problem = case.problem();
    let (ours, time) = timed(|| solved(&problem, Objective::GreatestTotal));
    let mut matrix = pathfinding::matrix::Matrix::new(case.needs, case.profiles, 0i64);
    for (n, p, affinity) in case.pairs() {
        matrix[(n, p)] = affinity as i64;
    }
    let ((theirs, _), their_time) = timed(|| pathfinding::kuhn_munkres::kuhn_munkres(&matrix));
    assert_eq!(steps(ours.total()), theirs, "totals differ");
    let ratio = their_time.as_secs_f64() / time.as_secs_f64();
    report(
        case,
        &format!(
            "total {:.6}; ours {time:.1?}, Kuhn–Munkres {their_time:.1?}: {ratio:.1}x",
            ours.total()
        ),
    );
}

fn greatest(c: &mut Criterion) {
    let mut group = c.benchmark_group("assign");
    group
        .sample_size(10)
        .measurement_time(Duration::from_secs(2));
    let cases = [
        Case::new("greatest", 2088, 2088, 50),
        Case::new("greatest", 10_000, 10_000, 50),
        Case::new("greatest_capacity_3", 10_000, 10_000, 50).places(1, 3),
        Case::new("greatest_demand_3", 10_000, 10_000, 50).places(3, 3),
        Case::new("greatest_crowded", 10_000, 5_000, 50),
        Case::new("greatest_ruled", 10_000, 10_000, 50)
            .places(2, 3)
            .ruled(),
        Case::new("greatest_dense", 1000, 2000, 2000).places(1, 2),
    ];
    for case in &cases {
        against_mcmf(case);
        let problem = case.problem();
        group.bench_with_input(
            BenchmarkId::new(case.name, case.size()),
            &problem,
            |b, problem| {
                b.iter(|| solved(black_box(problem), Objective::GreatestTotal));
            },
        );
    }
    against_kuhn_munkres(&Case::new("greatest_square", 500, 500, 500));
    group.finish();
}

fn fair(c: &mut Criterion) {
    let mut group = c.benchmark_group("assign");
    group
        .sample_size(10)
        .measurement_time(Duration::from_secs(2));
    let cases = [
        Case::new("fair", 2088, 2088, 50),
        Case::new("fair_demand_3", 2088, 2088, 50).places(3, 4),
        Case::new("fair_demand_3", 10_000, 6_000, 50).places(3, 6),
    ];
    for case in &cases {
        let problem = case.problem();
        let (fair, time) = timed(|| solved(&problem, Objective::MaxMinFair));
        assert!(verify(&problem, &fair).holds());
        let greatest = solved(&problem, Objective::GreatestTotal);
        let worst = |a: &Assignment| a.worst_off().map_or(0.0, |w| w.total);
        let gap = match fair.status() {
            Status::BestFound { gap } => gap,
            _ => 0.0,
        };
        let price = 100.0 * (1.0 - fair.total() / greatest.total());
        report(
            case,
            &format!(
                "worst-off {:.4} (at most {gap:.4} short; {:.4} at the greatest total), price of fairness {price:.2} %, {time:.1?}",
                worst(&fair),
                worst(&greatest)
            ),
        );
        group.bench_with_input(
            BenchmarkId::new(case.name, case.size()),
            &problem,
            |b, problem| {
                b.iter(|| solved(black_box(problem), Objective::MaxMinFair));
            },
        );
    }
    group.finish();
}

fn stable(c: &mut Criterion) {
    let mut group = c.benchmark_group("assign");
    group
        .sample_size(10)
        .measurement_time(Duration::from_secs(2));
    let case = Case::new("stable", 100_000, 100_000, 50);
    let problem = case.problem();
    let (found, time) = timed(|| solved(&problem, Objective::StableForNeeds));
    assert!(verify(&problem, &found).holds());
    report(
        &case,
        &format!("{} pairs, none blocking, {time:.1?}", found.pairs().len()),
    );
    group.bench_with_input(
        BenchmarkId::new(case.name, case.size()),
        &problem,
        |b, problem| {
            b.iter(|| solved(black_box(problem), Objective::StableForNeeds));
        },
    );
    group.finish();
}

/// One refusal after another, each beside a fresh solve of the problem as it then is.
fn repair(c: &mut Criterion) {
    let mut group = c.benchmark_group("assign");
    group
        .sample_size(10)
        .measurement_time(Duration::from_secs(2));
    for case in [
        Case::new("repair", 2088, 2088, 50),
        Case::new("repair", 10_000, 10_000, 50),
        Case::new("repair_capacity_3", 10_000, 10_000, 50).places(1, 3),
    ] {
        let mut solver = Solver::new(case.problem());
        let (outcome, _) = timed(|| solver.solve(Options::new()).unwrap());
        let first = outcome.into_assignment().unwrap();
        let refusals: Vec<Change> = first
            .pairs()
            .iter()
            .step_by(first.pairs().len() / 200)
            .map(|p| Change::Forbid {
                need: p.need.clone(),
                profile: p.profile.clone(),
            })
            .collect();
        let mut next = refusals.iter();
        let mut one = |solver: &mut Solver| {
            next.next().map(|change| {
                let change = std::slice::from_ref(change);
                solver
                    .repair(change, Limit::None, Options::new())
                    .unwrap()
                    .done()
                    .unwrap()
                    .changes
            })
        };
        let (changes, time) = timed(|| (0..100).filter_map(|_| one(&mut solver)).sum::<u32>());
        let (fresh, fresh_time) = timed(|| solved(solver.problem(), Objective::GreatestTotal));
        let kept = solver.assignment().unwrap();
        assert_eq!(steps(kept.total()), steps(fresh.total()), "repairs drift");
        let share = time.as_secs_f64() / 100.0 / fresh_time.as_secs_f64() * 100.0;
        report(
            &case,
            &format!(
                "{:.1?} a refusal, {share:.3} % of a fresh solve; {:.1} pairs changed each",
                time / 100,
                f64::from(changes) / 100.0
            ),
        );
        group.bench_function(BenchmarkId::new(case.name, case.size()), |b| {
            // A pair is refused and freed again, so that every round sees the same market.
            let Change::Forbid { need, profile } = refusals[0].clone() else {
                return;
            };
            let back = [Change::Free { need, profile }];
            b.iter(|| {
                solver
                    .repair(&refusals[..1], Limit::None, Options::new())
                    .unwrap();
                solver.repair(&back, Limit::None, Options::new()).unwrap();
            });
        });
    }
    group.finish();
}

criterion_group!(benches, greatest, fair, stable, repair);
criterion_main!(benches);
