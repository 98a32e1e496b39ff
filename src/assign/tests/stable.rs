//! Stable assignments.
#![allow(
    clippy::unwrap_used,
    clippy::cast_possible_truncation,
    reason = "tests"
)]

use super::super::brute::{self, Dice};
use super::super::*;
use super::{solve, spices};

/// Whether `left` is at least as good as `right` for every need, or every profile.
fn as_good(
    problem: &AssignmentProblem,
    left: &Assignment,
    right: &Assignment,
    needs: bool,
) -> bool {
    // With one place a side, the only partner decides all.
    let liking = |a: &Assignment, id: &str| -> i64 {
        let own = a
            .pairs()
            .iter()
            .find(|p| if needs { p.need == id } else { p.profile == id });
        own.map_or(-1, |p| {
            let edge = problem.find_pair(&p.need, &p.profile).unwrap();
            i64::from(if needs {
                problem.edges[edge].affinity
            } else {
                problem.edges[edge].regard
            })
        })
    };
    let ids: Vec<&str> = if needs {
        problem.needs.iter().map(|need| &*need.id).collect()
    } else {
        problem
            .profiles
            .iter()
            .map(|profile| &*profile.id)
            .collect()
    };
    ids.iter().all(|id| liking(left, id) >= liking(right, id))
}

#[test]
fn a_stable_assignment_has_no_blocking_pair_under_rules_and_nested_quotas() {
    let mut stable = 0;
    for (kind, spice) in spices().into_iter().enumerate() {
        for seed in crate::decision::trials(0..120) {
            let mut dice = Dice::new(seed * 10 + kind as u64);
            let problem = brute::random(&mut dice, 6, spice);
            for objective in [Objective::StableForNeeds, Objective::StableForProfiles] {
                let refused = !problem.groups.is_empty() || !model::crossing(&problem).is_empty();
                let found = problem.solve(objective, Options::new());
                if refused {
                    assert!(found.unwrap_err().is_invalid_input());
                } else if let Outcome::Solved(found) = found.unwrap() {
                    stable += 1;
                    assert_eq!(
                        verify(&problem, &found).violations,
                        [],
                        "kind {kind} seed {seed}"
                    );
                }
            }
        }
    }
    assert!(stable > 500, "{stable}");
}

#[test]
fn the_side_that_proposes_does_at_least_as_well() {
    let mut differ = 0;
    for seed in crate::decision::trials(0..200) {
        let mut dice = Dice::new(seed);
        let mut builder = AssignmentProblem::builder();
        for at in 0..5 {
            builder.need(format!("n{at}"), 0..=1).unwrap();
            builder.profile(format!("p{at}"), 0..=1).unwrap();
        }
        for n in 0..5 {
            for p in 0..5 {
                let mut draw = || f64::from(dice.roll(1_000_000)) / 1e6;
                let (affinity, regard) = (draw(), draw());
                builder
                    .two_sided_pair(&format!("n{n}"), &format!("p{p}"), affinity, regard)
                    .unwrap();
            }
        }
        let problem = builder.build().unwrap();
        let needs = solve(&problem, Objective::StableForNeeds)
            .into_result()
            .unwrap();
        let profiles = solve(&problem, Objective::StableForProfiles)
            .into_result()
            .unwrap();
        assert!(as_good(&problem, &needs, &profiles, true), "seed {seed}");
        assert!(as_good(&problem, &profiles, &needs, false), "seed {seed}");
        differ += u32::from(needs.pairs() != profiles.pairs());
    }
    assert!(differ > 20, "{differ}");
}

#[test]
fn a_minimum_that_stability_misses_is_named() {
    // 甲 and 乙 both rank 李 first, 李 prefers 甲; 王 must serve but nobody can have him.
    let mut builder = AssignmentProblem::builder();
    builder.need("甲", 0..=1).unwrap();
    builder.profile("李", 0..=1).unwrap();
    builder.profile("王", 1..=1).unwrap();
    builder.pair("甲", "李", 0.9).unwrap();
    builder.pair("甲", "王", 0.2).unwrap();
    let problem = builder.build().unwrap();
    let outcome = solve(&problem, Objective::StableForNeeds);
    let why = outcome.infeasibility().unwrap();
    assert_eq!(why.clash().profiles, ["王"]);
    let mut relaxed = problem.clone();
    why.relaxations()[0]
        .changes
        .iter()
        .for_each(|c| relaxed.apply(c).unwrap());
    assert!(
        solve(&relaxed, Objective::StableForNeeds)
            .solved()
            .is_some()
    );
    // The greatest total has no such scruple.
    let total = solve(&problem, Objective::GreatestTotal)
        .into_result()
        .unwrap();
    assert_eq!(total.pairs()[0].profile, "王");
}
