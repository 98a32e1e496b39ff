//! Assignment against its peers, quality beside time.
//!
//! Measured: the decision alone (problem at hand → assignment), in processor time of one thread, on
//! random sparse lists of 50 with affinities of six digits, uniform in (0,1]; lists drawn without any
//! popularity, so congestion is mild; `crowded` halves the profiles. Seeded, offline.
//!
//! Peers in the same run: `mcmf` 2.0 (LEMON's network simplex, C++), given the same network with
//! a free way past every need and timed without the building of its graph where its interface
//! allows (it does not: its graph is built inside the call, some per cent), and
//! `pathfinding` 4 (Kuhn–Munkres, dense, one to one). Totals are compared as integers, and printed
//! with the ratio before the criterion figures, which repeat our side alone. A total that differs, is
//! not proved or breaks a constraint ends the bench with a panic. Peers run once, on the first sight.
//!
//! Memory is that of a process of its own that builds one problem and solves it (Linux alone): peak
//! resident bytes above those before the solve, and above an empty process, for each pair.
//!
//! `QIANXIAN_BENCH_QUICK=1` leaves the large fair and stable cases and the repetitions of all but the
//! smallest out.

#![allow(
    clippy::wildcard_enum_match_arm,
    reason = "the enums of the crate may grow"
)]
#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::cast_possible_truncation,
    reason = "a bench: generated input, and a macro's undocumented function"
)]

use std::collections::BTreeSet;
use std::hint::black_box;
use std::time::Duration;

use cpu_time::ProcessTime;
use criterion::BenchmarkId;
use mcmf::{Capacity, Cost, GraphBuilder, Vertex};
use qianxian::assign::{
    Assignment, AssignmentChange, AssignmentProblem, Limit, Objective, Options, Solver, Status,
    verify,
};

mod measure;

use measure::{cpu, quick};

/// Criterion over processor time.
type Cpu = criterion::Criterion<measure::CpuTime>;

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
        .into_result()
        .unwrap()
}

fn steps(total: f64) -> i64 {
    (total * STEPS as f64).round() as i64
}

fn timed<T>(run: impl FnOnce() -> T) -> (T, Duration) {
    let start = ProcessTime::now();
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

/// Whether a case is repeated by criterion, too.
fn repeated(case: &Case) -> bool {
    !quick() || case.needs <= 2088
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

fn greatest(c: &mut Cpu) {
    let mut group = c.benchmark_group("assign");
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
        if !repeated(case) {
            continue;
        }
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

fn fair(c: &mut Cpu) {
    let mut group = c.benchmark_group("assign");
    let cases = [
        Case::new("fair", 2088, 2088, 50),
        Case::new("fair_demand_3", 2088, 2088, 50).places(3, 4),
        Case::new("fair_demand_3", 10_000, 6_000, 50).places(3, 6),
    ];
    for case in &cases[..if quick() { 2 } else { 3 }] {
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

fn stable(c: &mut Cpu) {
    let mut group = c.benchmark_group("assign");
    let size = if quick() { 20_000 } else { 100_000 };
    let case = Case::new("stable", size, size, 50);
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
fn repair(c: &mut Cpu) {
    let mut group = c.benchmark_group("assign");
    for case in [
        Case::new("repair", 2088, 2088, 50),
        Case::new("repair", 10_000, 10_000, 50),
        Case::new("repair_capacity_3", 10_000, 10_000, 50).places(1, 3),
    ] {
        let mut solver = Solver::new(case.problem());
        let (outcome, _) = timed(|| solver.solve(Options::new()).unwrap());
        let first = outcome.into_result().unwrap();
        let refusals: Vec<AssignmentChange> = first
            .pairs()
            .iter()
            .step_by(first.pairs().len() / 200)
            .map(|p| AssignmentChange::Forbid {
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
                    .solved()
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
        if !repeated(&case) {
            continue;
        }
        group.bench_function(BenchmarkId::new(case.name, case.size()), |b| {
            // A pair is refused and freed again, so that every round sees the same market.
            let AssignmentChange::Forbid { need, profile } = refusals[0].clone() else {
                return;
            };
            let back = [AssignmentChange::Free { need, profile }];
            b.iter(|| {
                let _ = solver
                    .repair(&refusals[..1], Limit::None, Options::new())
                    .unwrap();
                let _ = solver.repair(&back, Limit::None, Options::new()).unwrap();
            });
        });
    }
    group.finish();
}

/// Set for the process that measures memory: how many needs.
const MEMORY: &str = "QIANXIAN_BENCH_MEMORY";

/// Peak memory of a solve for each pair, in a process of its own.
fn memory() {
    for needs in [2_000, 20_000] {
        let program = std::env::current_exe().unwrap();
        let mut child = std::process::Command::new(program);
        // Large blocks go back to the system at once, so that nothing of the building is used again.
        child
            .env(MEMORY, needs.to_string())
            .env("MALLOC_MMAP_THRESHOLD_", "65536");
        print!(
            "{}",
            String::from_utf8(child.output().unwrap().stdout).unwrap()
        );
    }
}

/// A line of `/proc/self/status`, in bytes.
fn resident(line: &str) -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let found = status.lines().find_map(|l| l.strip_prefix(line))?;
    let kilobytes: u64 = found
        .trim_start_matches(':')
        .trim()
        .trim_end_matches(" kB")
        .parse()
        .ok()?;
    Some(kilobytes * 1024)
}

fn measure_memory(needs: usize) {
    // The program's own pages are there once it has solved anything.
    solved(
        &Case::new("first", 10, 10, 5).problem(),
        Objective::GreatestTotal,
    );
    let empty = resident("VmRSS").unwrap_or(0);
    let case = Case::new("memory", needs, needs, 50);
    let problem = case.problem();
    // Forgets the peak of the building.
    if std::fs::write("/proc/self/clear_refs", "5").is_err() {
        return println!("memory is not measured on this system");
    }
    let before = resident("VmRSS").unwrap_or(0);
    let found = solved(&problem, Objective::GreatestTotal);
    let peak = resident("VmHWM").unwrap_or(0);
    assert!(found.total() > 0.0);
    let a_pair = |bytes: u64| bytes as f64 / problem.pair_count() as f64;
    let (solve, whole) = (a_pair(peak - before), a_pair(peak - empty));
    report(
        &case,
        &format!("{solve:.1} B a pair to solve, {whole:.1} B with the problem (target 100)"),
    );
    assert!(whole <= 100.0, "{whole} bytes a pair");
}

fn main() {
    if let Ok(needs) = std::env::var(MEMORY) {
        return measure_memory(needs.parse().unwrap());
    }
    memory();
    let mut criterion = cpu();
    greatest(&mut criterion);
    fair(&mut criterion);
    stable(&mut criterion);
    repair(&mut criterion);
    criterion.final_summary();
}
