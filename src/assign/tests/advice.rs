//! Advice on ranges that cannot hold: rules for a whole side where changes of single parties are many.
#![allow(clippy::unwrap_used, reason = "tests")]

use super::super::*;
use super::solve;

#[test]
fn minimums_of_a_whole_side_are_lowered_by_one_rule() {
    // Twelve needs want two each; twenty profiles must serve three each, and there are 24 places.
    let mut builder = AssignmentProblem::builder();
    for n in 0..12 {
        builder.need(format!("N{n:02}"), 2..=2).unwrap();
    }
    for p in 0..20 {
        builder.profile(format!("P{p:02}"), 3..=4).unwrap();
        for n in 0..12 {
            builder
                .pair(&format!("N{n:02}"), &format!("P{p:02}"), 0.5)
                .unwrap();
        }
    }
    let problem = builder.build().unwrap();
    let objective = Objective::GreatestTotal;
    let outcome = solve(&problem, objective);
    let why = outcome.infeasibility().unwrap();
    let rules: Vec<String> = why.relaxations().iter().map(ToString::to_string).collect();
    // 60 places in 12 needs are 5 a need; 24 places among 20 profiles are 1 each.
    assert_eq!(
        rules[..2],
        [
            "let every need take up to 5",
            "let every profile serve as few as 1"
        ],
        "{rules:?}"
    );
    for (rule, change) in rules.iter().zip(why.relaxations()) {
        let mut relaxed = problem.clone();
        change
            .changes
            .iter()
            .for_each(|c| relaxed.apply(c).unwrap());
        assert!(solve(&relaxed, objective).solved().is_some(), "{rule}");
        assert!(rule.len() < 200, "{rule}");
    }
}

#[test]
fn minimums_of_both_sides_are_lowered_where_neither_alone_helps() {
    // Five needs know one profile only and must take two; five profiles know nobody and must serve two.
    let mut builder = AssignmentProblem::builder();
    for at in 0..5 {
        builder.need(format!("N{at}"), 2..=2).unwrap();
        builder.profile(format!("P{at}"), 1..=4).unwrap();
        builder.profile(format!("Q{at}"), 2..=4).unwrap();
        builder
            .pair(&format!("N{at}"), &format!("P{at}"), 0.5)
            .unwrap();
    }
    let problem = builder.build().unwrap();
    let outcome = solve(&problem, Objective::GreatestTotal);
    let first = outcome.infeasibility().unwrap().relaxations()[0].to_string();
    assert_eq!(
        first,
        "let every need take as few as 1, and let every profile serve as few as 0"
    );
}
