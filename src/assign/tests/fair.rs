//! Fair assignments.
#![allow(
    clippy::unwrap_used,
    clippy::cast_possible_truncation,
    reason = "tests"
)]

use super::super::brute::{self, Dice, Spice};
use super::super::*;
use super::{solve, spices};

fn need_totals(problem: &AssignmentProblem, found: &Assignment) -> Vec<i64> {
    let total = |n: &problem::Ranged<crate::model::NeedId>| -> i64 {
        let pairs = found.profiles_of(&n.id);
        pairs
            .map(|p| {
                i64::from(problem.edges[problem.find_pair(&p.need, &p.profile).unwrap()].affinity)
            })
            .sum()
    };
    let mut totals: Vec<i64> = problem.needs.iter().map(total).collect();
    totals.sort_unstable();
    totals
}

#[test]
fn fair_is_the_leximin_optimum_where_each_need_takes_one() {
    let unit = Spice {
        unit: true,
        ..Spice::default()
    };
    for (kind, spice) in [
        unit,
        Spice {
            rules: true,
            ..unit
        },
    ]
    .into_iter()
    .enumerate()
    {
        for seed in crate::decision::trials(0..300) {
            let mut dice = Dice::new(seed * 2 + kind as u64);
            let problem = brute::random(&mut dice, 6, spice);
            let Outcome::Solved(found) = solve(&problem, Objective::MaxMinFair) else {
                assert_eq!(brute::leximin(&problem), None);
                continue;
            };
            assert_eq!(verify(&problem, &found).violations, []);
            assert_eq!(
                Some(need_totals(&problem, &found)),
                brute::leximin(&problem),
                "seed {seed}"
            );
        }
    }
}

#[test]
fn fair_raises_the_worst_off_under_every_constraint() {
    for (kind, spice) in spices().into_iter().enumerate() {
        let (mut n, mut exact, mut worst, mut proved) = (0, 0, 0, 0);
        for seed in crate::decision::trials(0..200) {
            let mut dice = Dice::new(seed * 10 + kind as u64);
            let problem = brute::random(&mut dice, 6, spice);
            let Outcome::Solved(found) = solve(&problem, Objective::MaxMinFair) else {
                assert_eq!(brute::leximin(&problem), None);
                continue;
            };
            assert_eq!(verify(&problem, &found).violations, []);
            let (got, best) = (
                need_totals(&problem, &found),
                brute::leximin(&problem).unwrap(),
            );
            n += 1;
            exact += u32::from(got == best);
            worst += u32::from(got[0] == best[0]);
            proved += u32::from(found.status() == Status::Optimal);
            match found.status() {
                Status::Optimal => assert_eq!(got[0], best[0], "kind {kind} seed {seed}"),
                Status::BestFound { gap } => {
                    assert!(best[0] <= got[0] + (gap * 1e9).round() as i64);
                }
            }
        }
        // The search is local where needs take several: seldom short of the optimum, never of much.
        assert!(
            exact * 10 >= n * 9 && worst * 100 >= n * 97,
            "{kind}: {exact} {worst} of {n}"
        );
        assert!(proved * 4 >= n, "{kind}: {proved} of {n}");
    }
}
