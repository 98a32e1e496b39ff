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
        for seed in crate::decision::trials(0..120) {
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

/// A solved problem, a refusal of one of its pairs, and the true totals after it by number of changed pairs.
struct Refused {
    name: String,
    problem: AssignmentProblem,
    refusal: [AssignmentChange; 1],
    truth: std::collections::BTreeMap<usize, i64>,
}

impl Refused {
    /// A random problem with its refusal; `None` if it has no pair to refuse, or too many to try all.
    fn random(kind: usize, spice: brute::Spice, seed: u64) -> Option<Self> {
        let mut dice = Dice::new(seed * 10 + kind as u64);
        let mut solver = Solver::new(brute::random(&mut dice, 4, spice));
        let outcome = solver.solve(Options::new()).unwrap();
        let before = outcome.solved().filter(|a| !a.pairs().is_empty())?;
        if solver.problem().pair_count() > 10 {
            return None;
        }
        let gone = before.pairs()[dice.roll(before.pairs().len() as u32) as usize].clone();
        let refusal = [AssignmentChange::Forbid {
            need: gone.need,
            profile: gone.profile,
        }];
        let mut changed = solver.problem().clone();
        changed.apply(&refusal[0]).unwrap();
        Some(Self {
            name: format!("kind {kind} seed {seed}"),
            truth: by_changes(&changed, before.pairs()),
            problem: solver.problem().clone(),
            refusal,
        })
    }

    /// The repair within `limit`, and the solver that made it.
    fn repair(&self, limit: Limit) -> (Outcome<AssignmentRepair>, Solver) {
        let mut solver = Solver::new(self.problem.clone());
        let _ = solver.solve(Options::new()).unwrap();
        let found = solver.repair(&self.refusal, limit, Options::new());
        (found.unwrap(), solver)
    }

    /// Asserts the best repair of at most `most` changes; whether there is one, and `None` if there is no repair at all.
    fn assert_within(&self, most: u32) -> Option<bool> {
        let name = &self.name;
        let (found, mut solver) = self.repair(Limit::Changes(most));
        let best = self.truth.range(..=most as usize).map(|(_, total)| *total);
        match (best.max(), found) {
            (Some(best), Outcome::Solved(repair)) => {
                assert_eq!(repair.total, problem::float(best), "{name} most {most}");
                assert_eq!(repair.status, Status::Optimal);
                assert!(repair.changes <= most);
                let held = solver.assignment().unwrap();
                assert!(verify(solver.problem(), &held).holds());
                Some(true)
            }
            (None, Outcome::Infeasible(why)) if why.clash().kind == ClashKind::Changes => {
                let fewest = self.truth.keys().next().copied();
                assert_eq!(fewest, Some(why.clash().required as usize));
                Some(false)
            }
            (None, Outcome::Infeasible(_)) => {
                assert!(self.truth.is_empty());
                None
            }
            (best, found) => panic!("{name} most {most}: {best:?} {found:?}"),
        }
    }

    /// Asserts the fewest changes of a repair that loses at most a share of `loss`.
    fn assert_loss(&self, loss: f64) {
        let (found, _) = self.repair(Limit::Loss(loss));
        let Some(&greatest) = self.truth.values().max() else {
            return;
        };
        let enough = |total: i64| total >= greatest - (greatest as f64 * loss).floor() as i64;
        let (&fewest, &total) = self.truth.iter().find(|(_, t)| enough(**t)).unwrap();
        let repair = found.solved().unwrap();
        assert_eq!(repair.changes as usize, fewest, "{}", self.name);
        assert_eq!(repair.total, problem::float(total));
    }
}

#[test]
fn a_limited_repair_is_the_best_within_its_limit() {
    let (mut within, mut refused) = (0, 0);
    for (kind, spice) in spices().into_iter().enumerate() {
        for case in (0..60).filter_map(|seed| Refused::random(kind, spice, seed)) {
            for most in 0..6 {
                match case.assert_within(most) {
                    Some(true) => within += 1,
                    Some(false) => refused += 1,
                    None => {}
                }
            }
            for loss in [0.0, 0.05, 0.5] {
                case.assert_loss(loss);
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
        for seed in crate::decision::trials(0..40) {
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
