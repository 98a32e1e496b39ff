//! Greatest totals and ways out of infeasibility.
#![allow(
    clippy::unwrap_used,
    clippy::cast_possible_truncation,
    reason = "tests"
)]

use super::super::brute::{self, Dice};
use super::super::*;
use super::{solve, spices};

#[test]
fn greatest_total_equals_exhaustive_search_under_every_constraint() {
    let (mut feasible, mut infeasible) = (0, 0);
    for (kind, spice) in spices().into_iter().enumerate() {
        for seed in 0..150 {
            let mut dice = Dice::new(seed * 10 + kind as u64);
            let problem = brute::random(&mut dice, 6, spice);
            match (
                brute::greatest_total(&problem),
                solve(&problem, Objective::GreatestTotal),
            ) {
                (Some(best), Outcome::Assigned(found)) => {
                    feasible += 1;
                    let check = verify(&problem, &found);
                    assert_eq!(check.violations, [], "kind {kind} seed {seed}");
                    assert_eq!(found.steps, best, "kind {kind} seed {seed}");
                    assert_eq!(found.status(), Status::Optimal);
                    let is_flow = problem.groups.is_empty() && problem.quotas.is_empty();
                    assert!(
                        !is_flow || check.proves_greatest_total(),
                        "kind {kind} seed {seed}"
                    );
                }
                (None, Outcome::Infeasible(_)) => infeasible += 1,
                (brute, found) => panic!("kind {kind} seed {seed}: {brute:?} but {found:?}"),
            }
        }
    }
    assert!(feasible > 500 && infeasible > 50, "{feasible} {infeasible}");
}

#[test]
fn every_relaxation_makes_the_problem_feasible() {
    let (mut tried, mut infeasible) = (0, 0);
    for (kind, spice) in spices().into_iter().enumerate() {
        for seed in 0..150 {
            let mut dice = Dice::new(seed * 10 + kind as u64);
            let problem = brute::random(&mut dice, 6, spice);
            let Outcome::Infeasible(why) = solve(&problem, Objective::GreatestTotal) else {
                continue;
            };
            infeasible += 1;
            assert!(!why.relaxations().is_empty(), "kind {kind} seed {seed}");
            for way in why.relaxations() {
                let mut relaxed = problem.clone();
                way.changes.iter().for_each(|c| relaxed.apply(c).unwrap());
                assert!(
                    brute::greatest_total(&relaxed).is_some(),
                    "kind {kind} seed {seed} {way:?}"
                );
                tried += 1;
            }
        }
    }
    assert!(
        infeasible > 50 && tried > infeasible + 50,
        "{tried} ways for {infeasible}"
    );
}
