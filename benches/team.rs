//! Forming teams: lazy greedy against plain greedy and the exact search, quality beside time.
//!
//! Measured: the decision alone (problem at hand → team told with proofs and runners-up). Random
//! problems, seeded, offline: each candidate proves one to four of the topics to a half or more;
//! nobody is popular, so that candidates are hard to tell apart and the exact search has more to do
//! than on real needs.
//!
//! The peer is greedy as the textbook has it (every gain afresh in every step), in this file, on a
//! dense matrix, without rules, proofs or runners-up. What each covers is printed with the ratio to
//! the exact search, or to its bound where that ended at its budget.
//! `cargo bench --bench team -- --quick` takes under a minute.

#![allow(
    clippy::wildcard_enum_match_arm,
    reason = "the enums of the crate may grow"
)]
#![allow(
    missing_docs,
    clippy::unwrap_used,
    reason = "a bench: generated input, and a macro's undocumented function"
)]

use std::hint::black_box;

use criterion::{BenchmarkId, Criterion, criterion_group, criterion_main};
use qianxian::team::{Candidate, Evidence, Options, Status, Team, TeamProblem, TeamRules, verify};

/// Candidates, topics, greatest size.
const CASES: [(u32, u32, u32); 4] = [(30, 8, 5), (200, 10, 5), (2000, 12, 5), (2000, 30, 8)];
/// Budget of the exact search.
const BUDGET: u64 = 100_000_000;

struct Dice(u64);

impl Dice {
    fn roll(&mut self, below: u32) -> u32 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        u32::try_from((self.0 >> 11) % u64::from(below)).unwrap()
    }
}

/// A problem, and its weighted shares, `(candidates, topics)`.
fn problem(candidates: u32, topics: u32) -> (TeamProblem, Vec<Vec<f64>>) {
    let mut dice = Dice(u64::from(candidates * 131 + topics));
    let mut builder = TeamProblem::builder();
    for topic in 0..topics {
        builder.topic(format!("t{topic:03}"), 1.0).unwrap();
    }
    let mut shares = Vec::new();
    for candidate in 0..candidates {
        let id = format!("c{candidate:05}");
        let organization = format!("u{}", dice.roll(candidates / 4 + 1));
        builder
            .candidate(Candidate::new(&id).organization(organization))
            .unwrap();
        let mut row = vec![0.0; topics as usize];
        for _ in 0..=dice.roll(4) {
            let topic = dice.roll(topics);
            let share = f64::from(50 + dice.roll(51)) / 100.0;
            let evidence = Evidence::work(0, "w");
            builder
                .proof(&id, &format!("t{topic:03}"), share, evidence)
                .unwrap();
            let cell = &mut row[topic as usize];
            *cell = share.max(*cell);
        }
        shares.push(row);
    }
    (builder.build().unwrap(), shares)
}

/// Coverage of the team that plain greedy makes.
fn plain_greedy(shares: &[Vec<f64>], size: u32) -> f64 {
    let mut best = vec![0.0_f64; shares[0].len()];
    let gain = |best: &[f64], row: &[f64]| -> f64 {
        best.iter().zip(row).map(|(b, s)| (s - b).max(0.0)).sum()
    };
    for _ in 0..size {
        let gains = shares.iter().map(|row| gain(&best, row));
        let (at, most) = gains
            .enumerate()
            .max_by(|a, b| a.1.total_cmp(&b.1))
            .unwrap();
        if most <= 0.0 {
            break;
        }
        best.iter_mut()
            .zip(&shares[at])
            .for_each(|(b, s)| *b = s.max(*b));
    }
    best.iter().sum::<f64>() / f64::from(u32::try_from(best.len()).unwrap())
}

fn form(problem: &TeamProblem, rules: &TeamRules, budget: u64) -> Team {
    let outcome = Team::form(problem, rules, Options::new().budget(budget));
    outcome.unwrap().into_result().unwrap()
}

fn teams(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("team");
    group.sample_size(10);
    for (candidates, topics, size) in CASES {
        let (problem, shares) = problem(candidates, topics);
        let case = format!("{candidates}x{topics}x{size}");
        let free = TeamRules::new().size(1..=size);
        let mixed = free.clone().per_organization(1).organizations(3);
        for (name, rules) in [("free", &free), ("mixed", &mixed)] {
            let exact = form(&problem, rules, BUDGET);
            assert!(verify(&problem, rules, &exact).is_empty());
            let (state, bound) = match exact.status {
                Status::BestFound { gap } => ("cut short", exact.coverage + gap),
                _ => ("optimal", exact.coverage),
            };
            let greedy = exact.greedy_coverage.unwrap_or(0.0);
            eprintln!(
                "team/{name}/{case}: exact {:.4} ({state}, bound {bound:.4}), lazy greedy {:.4} of the bound",
                exact.coverage,
                greedy / bound
            );
            let id = |what: &str| BenchmarkId::new(format!("{name}-{what}"), &case);
            group.bench_function(id("exact"), |b| {
                b.iter(|| form(black_box(&problem), rules, BUDGET));
            });
            // A budget of nothing leaves greedy alone.
            group.bench_function(id("lazy-greedy"), |b| {
                b.iter(|| form(black_box(&problem), rules, 1));
            });
        }
        let plain = plain_greedy(&shares, size);
        eprintln!("team/free/{case}: plain greedy {plain:.4}");
        group.bench_function(BenchmarkId::new("free-plain-greedy", &case), |b| {
            b.iter(|| plain_greedy(black_box(&shares), size));
        });
    }
    group.finish();
}

criterion_group!(benches, teams);
criterion_main!(benches);
