//! Odd input, independence of order, budgets and cancellation.
#![allow(
    clippy::unwrap_used,
    clippy::cast_possible_truncation,
    reason = "tests"
)]

use std::ops::ControlFlow;

use super::super::brute::{self, Dice, Spice};
use super::super::*;
use super::solve;

const ALL: &[Objective] = Objective::ALL;

fn triples(triples: &[(&str, &str, f64)]) -> AssignmentProblem {
    AssignmentProblem::from_triples(triples.iter().copied(), 0..=1, 0..=1).unwrap()
}

/// A sparse market of `needs × profiles` with lists of `list`.
fn market(seed: u64, (needs, profiles): (u32, u32), list: u32, levels: u32) -> AssignmentProblem {
    let mut dice = Dice::new(seed);
    let mut builder = AssignmentProblem::builder();
    let n: Vec<_> = (0..needs)
        .map(|n| builder.need(format!("n{n}"), 0..=2).unwrap())
        .collect();
    let p: Vec<_> = (0..profiles)
        .map(|p| builder.profile(format!("p{p}"), 0..=2).unwrap())
        .collect();
    for need in n {
        let first = dice.roll(profiles);
        for step in 0..list {
            let profile = p[((first + step * step) % profiles) as usize];
            let affinity = f64::from(1 + dice.roll(levels)) / f64::from(levels);
            // Squares may meet again on the ring; a pair given twice is refused by `build`.
            if (0..step).all(|s| (s * s) % profiles != (step * step) % profiles) {
                builder.pair_at(need, profile, affinity).unwrap();
            }
        }
    }
    builder.build().unwrap()
}

#[test]
fn nothing_comes_of_nothing() {
    let empty = AssignmentProblem::builder().build().unwrap();
    let mut no_profiles = AssignmentProblem::builder();
    no_profiles.need("N", 0..=2).unwrap();
    let mut no_needs = AssignmentProblem::builder();
    no_needs.profile("P", 0..=2).unwrap();
    for problem in [
        empty,
        no_profiles.build().unwrap(),
        no_needs.build().unwrap(),
    ] {
        for &objective in ALL {
            let found = solve(&problem, objective).into_result().unwrap();
            assert_eq!((found.pairs().len(), found.total()), (0, 0.0));
            assert_eq!(found.worst_off().is_some(), problem.need_count() > 0);
            assert!(verify(&problem, &found).holds());
        }
    }
}

#[test]
fn a_need_without_profiles_is_the_certificate_itself() {
    let mut builder = AssignmentProblem::builder();
    builder.need("N", 2..=3).unwrap();
    let problem = builder.build().unwrap();
    for &objective in ALL {
        let outcome = solve(&problem, objective);
        let why = outcome.infeasibility().unwrap();
        assert_eq!(why.clash().needs, ["N"]);
        assert_eq!((why.clash().required, why.clash().available), (2, 0));
        assert_eq!(
            why.relaxations()[0].changes[0].to_string(),
            "let N take 0 to 3"
        );
        let error = solve(&problem, objective).into_result().unwrap_err();
        assert!(error.is_infeasible() && error.to_string().contains("let N take 0 to 3"));
    }
}

#[test]
fn one_pair_is_taken_unless_forbidden_or_without_capacity() {
    let problem = triples(&[("N", "P", 0.5)]);
    let mut forbidden = problem.clone();
    forbidden
        .apply(&AssignmentChange::Forbid {
            need: "N".parse().unwrap(),
            profile: "P".parse().unwrap(),
        })
        .unwrap();
    let mut closed = problem.clone();
    closed
        .apply(&AssignmentChange::Capacity {
            profile: "P".parse().unwrap(),
            least: 0,
            most: 0,
        })
        .unwrap();
    for &objective in ALL {
        assert_eq!(
            solve(&problem, objective).into_result().unwrap().total(),
            0.5
        );
        for shut in [&forbidden, &closed] {
            let found = solve(shut, objective).into_result().unwrap();
            assert_eq!(found.pairs(), []);
            assert_eq!(found.unmet()[0].open, 1);
            assert!(verify(shut, &found).holds());
        }
    }
}

#[test]
fn the_order_of_input_does_not_show() {
    for seed in crate::decision::trials(0..30) {
        let mut dice = Dice::new(seed);
        let mut pairs = Vec::new();
        for n in 0..8 {
            for p in 0..8 {
                if dice.chance(60) {
                    // Few levels, so that many assignments tie.
                    pairs.push((
                        format!("n{n}"),
                        format!("p{p}"),
                        f64::from(dice.roll(4)) / 4.0,
                    ));
                }
            }
        }
        let build = |pairs: &[(String, String, f64)]| {
            AssignmentProblem::from_triples(pairs.iter().map(|(n, p, a)| (n, p, *a)), 0..=2, 0..=2)
                .unwrap()
        };
        let problem = build(&pairs);
        for at in (1..pairs.len()).rev() {
            pairs.swap(at, dice.roll(at as u32 + 1) as usize);
        }
        let shuffled = build(&pairs);
        for &objective in ALL {
            let (a, b) = (solve(&problem, objective), solve(&shuffled, objective));
            assert_eq!(
                a.into_result().unwrap(),
                b.into_result().unwrap(),
                "seed {seed}"
            );
        }
    }
}

#[test]
fn scaled_affinities_give_the_same_pairs() {
    for seed in crate::decision::trials(0..30) {
        let mut problem = brute::random(&mut Dice::new(seed), 6, Spice::default());
        let pairs = |a: Assignment| {
            a.pairs()
                .iter()
                .map(|p| (p.need.clone(), p.profile.clone()))
                .collect::<Vec<_>>()
        };
        let before = pairs(
            solve(&problem, Objective::GreatestTotal)
                .into_result()
                .unwrap(),
        );
        for edge in &mut problem.edges {
            (edge.affinity, edge.regard) = (edge.affinity / 2, edge.regard / 2); // even by construction
        }
        assert_eq!(
            before,
            pairs(
                solve(&problem, Objective::GreatestTotal)
                    .into_result()
                    .unwrap()
            )
        );
    }
}

#[test]
fn six_digits_decide() {
    let problem = triples(&[("N", "P", 0.123_456), ("N", "Q", 0.123_457)]);
    for &objective in ALL {
        let found = solve(&problem, objective).into_result().unwrap();
        assert_eq!(found.pairs()[0].profile, "Q");
        assert_eq!(found.total(), 0.123_457);
    }
}

#[test]
fn equal_affinities_fill_every_place_there_is() {
    for (needs, profiles) in [(40, 20), (20, 40), (30, 30)] {
        let problem = market(3, (needs, profiles), 9, 1);
        for &objective in ALL {
            let found = solve(&problem, objective).into_result().unwrap();
            let check = verify(&problem, &found);
            assert!(check.holds());
            assert!(objective != Objective::GreatestTotal || check.proves_greatest_total());
        }
    }
}

#[test]
fn two_algorithms_agree_on_sparse_markets() {
    for seed in 0..12 {
        let levels = if seed % 2 == 0 { 1_000_000 } else { 5 };
        let problem = market(seed, (40 + 4 * seed as u32, 45), 8, levels);
        let found = solve(&problem, Objective::GreatestTotal)
            .into_result()
            .unwrap();
        assert_eq!(found.steps(), brute::cancel_cycles(&problem), "seed {seed}");
        assert!(verify(&problem, &found).proves_greatest_total());
    }
}

#[test]
fn a_hundred_thousand_pairs_are_proved_optimal_in_bounded_memory() {
    let problem = market(1, (5000, 4000), 22, 1_000_000);
    assert!(problem.pair_count() > 100_000);
    let found = solve(&problem, Objective::GreatestTotal)
        .into_result()
        .unwrap();
    assert!(verify(&problem, &found).proves_greatest_total());
    // Memory of a pair at the peak: itself, its value and place in the order, its two
    // halves, the node it leaves, its position and its lower bound.
    let pair = size_of::<problem::Edge>() + size_of::<i64>() + size_of::<u32>();
    let halves = 2 * size_of::<network::Half>() + 3 * size_of::<u32>();
    assert!(pair + halves <= 100, "{} bytes a pair", pair + halves);
}

#[test]
fn a_solve_out_of_budget_says_how_far_off_it_may_be() {
    let problem = market(2, (200, 100), 20, 1_000_000);
    let best = solve(&problem, Objective::GreatestTotal)
        .into_result()
        .unwrap();
    let mut short = 0;
    for budget in [1, 1000, 10_000, 30_000, 100_000] {
        let options = Options::new().budget(budget);
        let outcome = problem.solve(Objective::GreatestTotal, options).unwrap();
        let found = outcome.into_result().unwrap(); // no minimums: nothing is feasible too
        assert!(verify(&problem, &found).holds());
        match found.status() {
            Status::Optimal => assert_eq!(found.total(), best.total()),
            Status::BestFound { gap } => {
                short += 1;
                assert!(
                    found.total() + gap >= best.total() - 1e-9,
                    "budget {budget}"
                );
            }
        }
    }
    assert!(short > 0);
}

#[test]
fn a_hard_search_ends_at_its_budget() {
    // Crossing quotas by the dozen: "at least one" and "at most one" of overlapping labels.
    let mut dice = Dice::new(7);
    let mut builder = AssignmentProblem::builder();
    for p in 0..40 {
        builder.profile(format!("p{p}"), 0..=2).unwrap();
        for label in 0..8 {
            if dice.chance(50) {
                builder
                    .label(&format!("p{p}"), format!("l{label}"))
                    .unwrap();
            }
        }
    }
    for n in 0..30 {
        builder.need(format!("n{n}"), 0..=4).unwrap();
        for p in 0..40 {
            builder
                .pair(
                    &format!("n{n}"),
                    &format!("p{p}"),
                    f64::from(dice.roll(1000)) / 1000.0,
                )
                .unwrap();
        }
        for label in 0..8 {
            builder
                .quota(&format!("n{n}"), format!("l{label}"), 0..=1)
                .unwrap();
        }
    }
    let problem = builder.build().unwrap();
    let mut calls = 0;
    let mut count = |progress: SearchProgress| {
        calls += 1;
        assert!(progress.work <= progress.budget + 10_000_000);
        ControlFlow::Continue(())
    };
    let options = Options::new().budget(5_000_000).progress(&mut count);
    let outcome = problem.solve(Objective::GreatestTotal, options).unwrap();
    if let Some(found) = outcome.solved() {
        assert!(verify(&problem, found).holds());
        assert!(matches!(found.status(), Status::BestFound { gap } if gap > 0.0));
    }
    assert!(calls > 0);
}

#[test]
fn a_caller_may_cancel() {
    let problem = market(2, (3000, 2000), 30, 1_000_000);
    for objective in [Objective::GreatestTotal, Objective::MaxMinFair] {
        let mut stop = |_: SearchProgress| ControlFlow::Break(());
        let options = Options::new().progress(&mut stop);
        assert!(
            problem
                .solve(objective, options)
                .unwrap_err()
                .is_cancelled()
        );
    }
}

#[test]
fn bad_input_is_refused_by_name() {
    let mut builder = AssignmentProblem::builder();
    builder.need("N", 0..=1).unwrap();
    builder.profile("P", 0..=1).unwrap();
    #[expect(
        clippy::reversed_empty_ranges,
        reason = "the claim is that it is refused"
    )]
    let empty = builder.need("M", 2..=1).unwrap_err();
    assert_eq!(empty.field(), Some("demand"));
    assert_eq!(builder.need("N", 0..=1).unwrap_err().value(), Some("N"));
    assert_eq!(
        builder.profile("", 0..=1).unwrap_err().field(),
        Some("profile")
    );
    for bad in [f64::NAN, f64::INFINITY, -0.1, 1.1] {
        let error = builder.pair("N", "P", bad).unwrap_err();
        assert!(error.to_string().contains("N – P"), "{error}");
        assert_eq!(error.field(), Some("affinity"));
    }
    assert!(builder.pair("N", "Q", 0.5).unwrap_err().is_not_found());
    assert!(builder.group("P", []).unwrap_err().is_invalid_input());
    assert!(builder.group("P", ["P"]).unwrap_err().is_invalid_input());
    builder.require("N", "P").unwrap();
    let error = builder.clone().build().unwrap_err();
    assert!(error.to_string().contains("give the pair an affinity"));
    builder.pair("N", "P", 0.5).unwrap();
    assert!(builder.clone().build().is_ok());
    let mut both = builder.clone();
    both.forbid("N", "P").unwrap();
    assert_eq!(both.build().unwrap_err().field(), Some("required pair"));
    builder.pair("N", "P", 0.25).unwrap();
    assert_eq!(builder.build().unwrap_err().value(), Some("N – P"));
}

#[test]
fn alternates_are_worth_most_first_and_never_the_ones_at_hand() {
    let problem = triples(&[
        ("N", "P", 0.9),
        ("N", "Q", 0.8),
        ("N", "R", 0.7),
        ("M", "Q", 0.75),
    ]);
    let found = solve(&problem, Objective::GreatestTotal)
        .into_result()
        .unwrap();
    let names = |count| {
        let alternates = found.alternates(&problem, "N", count).unwrap();
        alternates
            .into_iter()
            .map(|a| (a.profile.to_string(), a.free))
            .collect::<Vec<_>>()
    };
    // N has P. R is free; Q, liked better, is held by M.
    assert_eq!(names(5), [("R".to_owned(), 1), ("Q".to_owned(), 0)]);
    assert_eq!(names(1).len(), 1);
    assert!(
        found
            .alternates(&problem, "X", 1)
            .unwrap_err()
            .is_not_found()
    );
}

#[test]
fn verify_sees_every_broken_constraint() {
    let mut builder = AssignmentProblem::builder();
    builder.need("N", 0..=1).unwrap();
    builder.need("M", 1..=1).unwrap();
    for profile in ["P", "Q", "R"] {
        builder.profile(profile, 0..=1).unwrap();
        builder.pair("N", profile, 0.5).unwrap();
        builder.pair("M", profile, 0.5).unwrap();
    }
    builder.label("P", "student").unwrap();
    builder.quota("N", "student", 0..=0).unwrap();
    builder.forbid("N", "Q").unwrap();
    builder.require("M", "R").unwrap();
    builder.group("P", ["R"]).unwrap();
    let problem = builder.build().unwrap();
    let chosen: Vec<usize> = (0..problem.pair_count())
        .filter(|&e| problem.need_of(e) == 1)
        .collect();
    let wrong = Assignment::new(
        &problem,
        Objective::GreatestTotal,
        Status::Optimal,
        &chosen,
        None,
    );
    let found = verify(&problem, &wrong).violations;
    let text: Vec<String> = found.iter().map(ToString::to_string).collect();
    // N (second by id) has all three; M has nobody.
    for expected in [
        "M – R is required",
        "M has 0 profiles, not 1 to 1",
        "N – Q is forbidden",
        "N has 3 profiles, not 0 to 1",
        "N has 1 of student, not 0 to 0",
    ] {
        assert!(text.iter().any(|t| t == expected), "{expected} in {text:?}");
    }
    let part = Assignment::new(
        &problem,
        Objective::GreatestTotal,
        Status::Optimal,
        &chosen[..1],
        None,
    );
    let text = verify(&problem, &part)
        .violations
        .iter()
        .map(ToString::to_string)
        .collect::<Vec<_>>();
    assert!(
        text.iter().any(|t| t == "N has part of the group of P"),
        "{text:?}"
    );
}
