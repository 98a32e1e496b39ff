//! Every optimiser against exhaustive search, and claims about odd input.
#![allow(
    clippy::unwrap_used,
    clippy::cast_possible_truncation,
    reason = "tests"
)]

mod advice;
mod columns;
mod fair;
mod odd;
mod people;
mod repair;
mod stable;
mod total;

use super::brute::Spice;
use super::*;

/// Every kind of constraint alone, then all together.
fn spices() -> Vec<Spice> {
    let plain = Spice::default();
    vec![
        plain,
        Spice { levels: 3, ..plain },
        Spice {
            minimums: true,
            ..plain
        },
        Spice {
            rules: true,
            ..plain
        },
        Spice {
            quotas: true,
            ..plain
        },
        Spice {
            groups: true,
            ..plain
        },
        Spice {
            minimums: true,
            rules: true,
            quotas: true,
            groups: true,
            levels: 4,
            unit: false,
        },
    ]
}

fn solve(problem: &AssignmentProblem, objective: Objective) -> Outcome<Assignment> {
    problem.solve(objective, Options::new()).unwrap()
}

impl Assignment {
    /// The total, in steps of 10⁻⁹.
    fn steps(&self) -> i64 {
        (self.total() * f64::from(problem::AFFINITY_ONE)).round() as i64
    }
}
