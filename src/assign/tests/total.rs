//! Greatest totals, and relaxations of infeasible problems.
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
        for seed in crate::decision::trials(0..150) {
            let mut dice = Dice::new(seed * 10 + kind as u64);
            let problem = brute::random(&mut dice, 6, spice);
            match (
                brute::greatest_total(&problem),
                solve(&problem, Objective::GreatestTotal),
            ) {
                (Some(best), Outcome::Solved(found)) => {
                    feasible += 1;
                    let check = verify(&problem, &found);
                    assert_eq!(check.violations, [], "kind {kind} seed {seed}");
                    assert_eq!(found.steps(), best, "kind {kind} seed {seed}");
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
        for seed in crate::decision::trials(0..150) {
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

#[test]
fn a_pair_required_costs_at_least_what_the_prices_say() {
    let (mut dear, mut exact) = (0, 0);
    for seed in crate::decision::trials(0..40) {
        let problem = brute::random(&mut Dice::new(seed), 5, brute::Spice::default());
        let best = solve(&problem, Objective::GreatestTotal)
            .into_result()
            .unwrap();
        for at in 0..problem.edges.len() {
            let need = problem.needs[problem.need_of(at)].id.clone();
            let profile = problem.profiles[problem.edges[at].profile as usize]
                .id
                .clone();
            let affinity = super::super::problem::float(i64::from(problem.edges[at].affinity));
            let loss = best.loss_with(&problem, &need, &profile, affinity).unwrap();
            let mut forced = problem.clone();
            forced
                .apply(&AssignmentChange::Require { need, profile })
                .unwrap();
            let forced = solve(&forced, Objective::GreatestTotal);
            let lost = best.total() - forced.into_result().unwrap().total();
            assert!(lost >= loss - 1e-9, "seed {seed}: {lost} {loss}");
            dear += u32::from(loss > 0.0);
            exact += u32::from((lost - loss).abs() < 1e-9);
        }
    }
    assert!(dear > 50 && exact > 50, "{dear} {exact}");
}

#[test]
fn a_node_left_out_of_two_searches_keeps_its_price_in_order() {
    // After the auction n has a place too many and p2 one too few, and two ways of one length lead there: p2
    // itself, and p3 through its quota and the hub. The first one found hides p3 from the search, whose price must
    // follow all the same.
    let mut b = AssignmentProblem::builder();
    b.need("n", 0..=2).unwrap();
    for (profile, most) in [("p0", 2), ("p1", 1), ("p2", 1), ("p3", 2)] {
        b.profile(profile, 0..=most).unwrap();
    }
    for (profile, affinity) in [("p0", 0.75), ("p1", 1.0), ("p2", 0.5), ("p3", 0.5)] {
        b.pair("n", profile, affinity).unwrap();
    }
    b.label("p1", "c").unwrap();
    b.label("p3", "c").unwrap();
    b.forbid("n", "p0").unwrap();
    b.group("p0", ["p1"]).unwrap();
    b.quota("n", "c", 0..=1).unwrap();
    let problem = b.build().unwrap();
    let found = solve(&problem, Objective::GreatestTotal)
        .into_result()
        .unwrap();
    assert_eq!((found.total(), found.status()), (1.0, Status::Optimal));
}
