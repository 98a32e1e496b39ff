//! Repairs.
#![allow(
    clippy::unwrap_used,
    clippy::cast_possible_truncation,
    reason = "tests"
)]

use super::super::brute::{self, Dice};
use super::super::*;
use super::spices;

/// Something that happens to a problem after publication.
fn event(
    dice: &mut Dice,
    problem: &AssignmentProblem,
    solver: &mut Solver,
) -> Vec<AssignmentChange> {
    let need = problem.needs[dice.roll(problem.needs.len() as u32) as usize]
        .id
        .clone();
    let profile = problem.profiles[dice.roll(problem.profiles.len() as u32) as usize]
        .id
        .clone();
    match dice.roll(6) {
        0 | 1 => {
            let held = solver.assignment().unwrap();
            let Some(pair) = held.pairs().get(dice.roll(8) as usize).cloned() else {
                return Vec::new();
            };
            vec![AssignmentChange::Forbid {
                need: pair.need,
                profile: pair.profile,
            }]
        }
        2 => vec![AssignmentChange::WithdrawProfile { profile }],
        3 => vec![AssignmentChange::WithdrawNeed { need }],
        4 => vec![AssignmentChange::AddNeed {
            need: "new".parse().unwrap(),
            least: 0,
            most: 1,
            pairs: vec![(profile, 0.9)],
        }],
        _ => vec![AssignmentChange::Capacity {
            profile,
            least: 0,
            most: 3,
        }],
    }
}

#[test]
fn a_repair_is_as_good_as_a_fresh_solve() {
    let mut repaired = 0;
    for (kind, spice) in spices().into_iter().enumerate() {
        for seed in 0..120 {
            let mut dice = Dice::new(seed * 10 + kind as u64);
            let mut solver = Solver::new(brute::random(&mut dice, 6, spice));
            if solver.solve(Options::new()).unwrap().solved().is_none() {
                continue;
            }
            for _ in 0..4 {
                let problem = solver.problem().clone();
                let changes = event(&mut dice, &problem, &mut solver);
                if changes.iter().any(|c| {
                    matches!(c, AssignmentChange::AddNeed { .. })
                        && problem.need_at("new").is_some()
                }) {
                    continue;
                }
                let outcome = solver
                    .repair(&changes, Limit::None, Options::new())
                    .unwrap();
                let best = brute::greatest_total(solver.problem());
                let Some(best) = best else {
                    assert!(
                        matches!(outcome, Outcome::Infeasible(_)),
                        "kind {kind} seed {seed}"
                    );
                    break;
                };
                assert_eq!(
                    outcome.solved().unwrap().total,
                    problem::float(best),
                    "kind {kind} seed {seed}"
                );
                let held = solver.assignment().unwrap();
                let check = verify(solver.problem(), &held);
                assert_eq!(check.violations, []);
                assert!(
                    !check.gap.is_some_and(|g| g != 0.0) || kind > 3,
                    "kind {kind} seed {seed}"
                );
                assert_eq!(held.total(), problem::float(best));
                repaired += 1;
            }
        }
    }
    assert!(repaired > 1000, "{repaired}");
}

/// The greatest total with each number of changes, by trying every assignment.
fn by_changes(
    problem: &AssignmentProblem,
    before: &[Pair],
) -> std::collections::BTreeMap<usize, i64> {
    let count = problem.edges.len();
    let ready = groups::Ready::new(problem);
    let mut best = std::collections::BTreeMap::new();
    let was: Vec<bool> = (0..count)
        .map(|e| {
            let (n, p) = (problem.need_of(e), problem.edges[e].profile as usize);
            let is =
                |q: &&Pair| q.need == problem.needs[n].id && q.profile == problem.profiles[p].id;
            before.iter().find(is).is_some()
                && ready.problem.edges[e].rule != problem::PairRule::Forbidden
        })
        .collect();
    for set in 0..1u32 << count {
        let chosen: Vec<usize> = (0..count).filter(|e| set >> e & 1 == 1).collect();
        let status = Status::Optimal;
        let found = Assignment::new(problem, Objective::GreatestTotal, status, &chosen, None);
        if verify(problem, &found).holds() {
            let changes = (0..count)
                .filter(|&e| was[e] != (set >> e & 1 == 1))
                .count();
            let slot = best.entry(changes).or_insert(found.steps());
            *slot = found.steps().max(*slot);
        }
    }
    best
}

#[test]
fn a_limited_repair_is_the_best_within_its_limit() {
    let (mut within, mut refused) = (0, 0);
    for (kind, spice) in spices().into_iter().enumerate() {
        for seed in 0..60 {
            let mut dice = Dice::new(seed * 10 + kind as u64);
            let problem = brute::random(&mut dice, 4, spice);
            let mut solver = Solver::new(problem);
            let outcome = solver.solve(Options::new()).unwrap();
            if outcome.solved().is_none_or(|a| a.pairs().is_empty())
                || solver.problem().pair_count() > 10
            {
                continue;
            }
            let before = outcome.into_result().unwrap();
            let gone = before.pairs()[dice.roll(before.pairs().len() as u32) as usize].clone();
            let refusal = [AssignmentChange::Forbid {
                need: gone.need,
                profile: gone.profile,
            }];
            let mut changed = solver.problem().clone();
            changed.apply(&refusal[0]).unwrap();
            let truth = by_changes(&changed, before.pairs());
            for most in 0..6 {
                let mut solver = Solver::new(solver.problem().clone());
                let _ = solver.solve(Options::new()).unwrap();
                let found = solver.repair(&refusal, Limit::Changes(most), Options::new());
                let best = truth.range(..=most as usize).map(|(_, total)| *total).max();
                match (best, found) {
                    (Some(best), Ok(Outcome::Solved(repair))) => {
                        assert_eq!(
                            repair.total,
                            problem::float(best),
                            "kind {kind} seed {seed} most {most}"
                        );
                        assert_eq!(repair.status, Status::Optimal);
                        assert!(repair.changes <= most);
                        let held = solver.assignment().unwrap();
                        assert!(verify(solver.problem(), &held).holds());
                        within += 1;
                    }
                    (None, Ok(Outcome::Infeasible(why)))
                        if why.clash().kind == ClashKind::Changes =>
                    {
                        let fewest = truth.keys().next().copied();
                        assert_eq!(fewest, Some(why.clash().required as usize));
                        refused += 1;
                    }
                    (None, Ok(Outcome::Infeasible(_))) => assert!(truth.is_empty()),
                    (best, found) => {
                        panic!("kind {kind} seed {seed} most {most}: {best:?} {found:?}")
                    }
                }
            }
            for loss in [0.0, 0.05, 0.5] {
                let mut solver = Solver::new(solver.problem().clone());
                let _ = solver.solve(Options::new()).unwrap();
                let found = solver
                    .repair(&refusal, Limit::Loss(loss), Options::new())
                    .unwrap();
                let Some(&greatest) = truth.values().max() else {
                    continue;
                };
                let enough =
                    |total: i64| total >= greatest - (greatest as f64 * loss).floor() as i64;
                let fewest = truth.iter().find(|(_, total)| enough(**total)).unwrap();
                assert_eq!(
                    found.solved().unwrap().changes as usize,
                    *fewest.0,
                    "kind {kind} seed {seed}"
                );
                assert_eq!(found.solved().unwrap().total, problem::float(*fewest.1));
            }
        }
    }
    assert!(within > 200 && refused > 20, "{within} {refused}");
}

/// However small the budget, an answer that is called optimal is so.
#[test]
fn a_limited_repair_out_of_budget_claims_no_proof() {
    const SHARE: f64 = 0.25;
    let (mut proved, mut open) = (0, 0);
    for (kind, spice) in spices().into_iter().enumerate() {
        for seed in 0..40 {
            let mut dice = Dice::new(seed * 10 + kind as u64);
            let problem = brute::random(&mut dice, 4, spice);
            let mut solver = Solver::new(problem.clone());
            let outcome = solver.solve(Options::new()).unwrap();
            let Some(before) = outcome.solved().filter(|a| !a.pairs().is_empty()) else {
                continue;
            };
            if problem.pair_count() > 10 {
                continue;
            }
            let gone = before.pairs()[dice.roll(before.pairs().len() as u32) as usize].clone();
            let refusal = [AssignmentChange::Forbid {
                need: gone.need,
                profile: gone.profile,
            }];
            let mut changed = problem.clone();
            changed.apply(&refusal[0]).unwrap();
            let truth = by_changes(&changed, before.pairs());
            let Some(&best) = truth.values().max() else {
                continue;
            };
            let wanted = best - best / 4;
            let enough = truth.iter().filter(|(_, total)| **total >= wanted);
            let fewest = enough.map(|(changes, _)| *changes).min();
            for budget in [0, 1, 4, 16, 40, 64, 100, 160, 250, 400, 640, 1000, 1600] {
                for limit in [Limit::Changes(2), Limit::Loss(SHARE)] {
                    let mut solver = Solver::new(problem.clone());
                    let _ = solver.solve(Options::new()).unwrap();
                    let options = Options::new().budget(budget);
                    let Outcome::Solved(repair) = solver.repair(&refusal, limit, options).unwrap()
                    else {
                        continue;
                    };
                    if repair.status != Status::Optimal {
                        open += 1;
                        continue;
                    }
                    proved += 1;
                    let place = format!("kind {kind} seed {seed} budget {budget} {limit:?}");
                    match limit {
                        Limit::Changes(most) => {
                            let best = truth.range(..=most as usize).map(|(_, t)| *t).max();
                            assert_eq!(Some(repair.total), best.map(problem::float), "{place}");
                        }
                        Limit::Loss(_) => {
                            assert_eq!(Some(repair.changes as usize), fewest, "{place}");
                        }
                        Limit::None => unreachable!("not among the limits tried"),
                    }
                }
            }
        }
    }
    assert!(proved > 100 && open > 100, "{proved} proved, {open} open");
}
