//! Searches against every set of candidates.

use super::super::control::account;
use super::super::frame::Frame;
use super::super::partial::Partial;
use super::super::{exact, greedy};
use super::*;
use crate::decision::Control;
use crate::num::Points;

fn control<'a>() -> Control<'a> {
    account(Options::new())
}

#[test]
fn the_exact_search_finds_what_brute_force_finds_under_every_rule() {
    let (mut feasible, mut infeasible) = (0, 0);
    for seed in crate::decision::trials(0..600) {
        let mut dice = Dice::new(seed);
        let n = 2 + dice.roll(6);
        let problem = random_problem(&mut dice, n);
        let rules = random_rules(&mut dice, &problem);
        let best = brute::best(&problem, &rules);
        match form(&problem, &rules) {
            Outcome::Solved(team) => {
                feasible += 1;
                assert_eq!(team.status, Status::Optimal);
                let worth = brute::worth_of(&problem, &ids(&team));
                assert_eq!(Some(worth), best, "seed {seed}: {rules:?}");
            }
            Outcome::Infeasible(why) => {
                infeasible += 1;
                assert_eq!(best, None, "seed {seed}: {rules:?} {why}");
            }
            Outcome::Undecided(_) => panic!("seed {seed}: the budget is ample"),
        }
    }
    assert!(
        feasible > 200 && infeasible > 100,
        "{feasible} {infeasible}"
    );
}

#[test]
fn the_search_without_a_greedy_start_finds_the_same() {
    for seed in crate::decision::trials(1000..1200) {
        let mut dice = Dice::new(seed);
        let problem = random_problem(&mut dice, 7);
        let rules = random_rules(&mut dice, &problem);
        let frame = Frame::new(&problem, &rules);
        let cold = exact::best(&frame, None, &mut control()).unwrap();
        let team = form(&problem, &rules);
        let warm = team
            .solved()
            .map(|team| brute::worth_of(&problem, &ids(team)));
        let cold = cold.team.map(|team| {
            let members = team
                .members
                .iter()
                .map(|&m| problem.candidates[frame.pool[m]].id());
            brute::worth_of(&problem, &members.collect::<Vec<_>>())
        });
        assert_eq!(cold, warm, "seed {seed}");
    }
}

#[test]
fn greedy_keeps_its_guarantee_where_it_names_one() {
    let mut named = 0;
    for seed in crate::decision::trials(0..1500) {
        let mut dice = Dice::new(seed);
        let problem = random_problem(&mut dice, 7);
        let rules = random_rules(&mut dice, &problem);
        let frame = Frame::new(&problem, &rules);
        let Some(share) = greedy::guarantee(&frame, &rules) else {
            continue;
        };
        let Some((coverage, ..)) = brute::best(&problem, &rules) else {
            continue;
        };
        named += 1;
        let found = greedy::greedy(&frame, &mut control()).unwrap().unwrap();
        let (found, best) = (Points(found.coverage).to_f64(), Points(coverage).to_f64());
        assert!(
            found >= share * best,
            "seed {seed}: {found} of {best}, {share} promised"
        );
    }
    assert!(named > 50, "{named} cases have a guarantee");
}

/// Greedy as the textbook has it: every gain afresh in every step.
fn plain_greedy(frame: &Frame) -> Partial<'_> {
    let mut team = Partial::new(frame);
    loop {
        let able = (0..frame.len()).filter(|&c| team.takes(c));
        let best = able.max_by_key(|&c| (team.gain_in_value(c), std::cmp::Reverse(c)));
        match best.filter(|&c| team.gain_in_value(c) > 0) {
            Some(next) => team.add(next),
            None => return team,
        }
    }
}

#[test]
fn lazy_greedy_takes_what_plain_greedy_takes() {
    for seed in crate::decision::trials(0..300) {
        let mut dice = Dice::new(seed);
        let problem = random_problem(&mut dice, 12);
        let rules = TeamRules::new()
            .size(0..=4)
            .per_organization(2)
            .label("near", 0..=2);
        let frame = Frame::new(&problem, &rules);
        let lazy = greedy::greedy(&frame, &mut control()).unwrap().unwrap();
        assert_eq!(lazy.members, plain_greedy(&frame).members, "seed {seed}");
    }
}

#[test]
fn a_search_that_is_cut_short_says_how_far_it_may_be_from_the_optimum() {
    let (mut cut, mut short) = (0, 0);
    for seed in crate::decision::trials(0..300) {
        let mut dice = Dice::new(seed);
        let problem = random_problem(&mut dice, 10);
        let rules = TeamRules::new().size(1..=3);
        let budget = 50 + u64::from(dice.roll(250));
        let outcome = Team::form(&problem, &rules, Options::new().budget(budget)).unwrap();
        let best = Points(brute::best(&problem, &rules).unwrap().0).to_f64();
        let Some(team) = outcome.solved() else {
            continue;
        };
        assert_eq!(verify(&problem, &rules, team), []);
        match team.status {
            Status::Optimal => assert_eq!(team.coverage, best, "seed {seed}"),
            Status::BestFound { gap } => {
                cut += 1;
                short += usize::from(team.coverage < best);
                assert!(team.coverage + gap >= best && gap > 0.0, "seed {seed}");
            }
        }
    }
    assert!(cut > 20 && short > 5, "{cut} were cut, {short} fell short");
}
