//! Every optimiser against exhaustive search, and claims about odd input.
#![allow(clippy::unwrap_used, reason = "tests")]

use super::brute::{self, Dice, Spice};
use super::*;

/// Every kind of constraint alone, then all together.
pub(super) fn spices() -> Vec<Spice> {
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

fn solve(problem: &AssignmentProblem, objective: Objective) -> Outcome {
    problem.solve(objective, Options::new()).unwrap()
}

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

/// Whether `left` is at least as good as `right` for every need, or every profile.
fn as_good(
    problem: &AssignmentProblem,
    left: &Assignment,
    right: &Assignment,
    needs: bool,
) -> bool {
    // With one place a side, the only partner tells all.
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
    let parties = if needs {
        &problem.needs
    } else {
        &problem.profiles
    };
    parties
        .iter()
        .all(|p| liking(left, &p.id) >= liking(right, &p.id))
}

#[test]
fn a_stable_assignment_has_no_blocking_pair_under_rules_and_nested_quotas() {
    let mut stable = 0;
    for (kind, spice) in spices().into_iter().enumerate() {
        for seed in 0..120 {
            let mut dice = Dice::new(seed * 10 + kind as u64);
            let problem = brute::random(&mut dice, 6, spice);
            for objective in [Objective::StableForNeeds, Objective::StableForProfiles] {
                let refused = !problem.groups.is_empty() || !model::crossing(&problem).is_empty();
                let found = problem.solve(objective, Options::new());
                if refused {
                    assert!(found.unwrap_err().is_invalid_input());
                } else if let Outcome::Assigned(found) = found.unwrap() {
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
    for seed in 0..200 {
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
            .into_assignment()
            .unwrap();
        let profiles = solve(&problem, Objective::StableForProfiles)
            .into_assignment()
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
            .assignment()
            .is_some()
    );
    // The greatest total has no such scruple.
    let total = solve(&problem, Objective::GreatestTotal)
        .into_assignment()
        .unwrap();
    assert_eq!(total.pairs()[0].profile, "王");
}

fn need_totals(problem: &AssignmentProblem, found: &Assignment) -> Vec<i64> {
    let total = |n: &problem::Party| -> i64 {
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
        for seed in 0..300 {
            let mut dice = Dice::new(seed * 2 + kind as u64);
            let problem = brute::random(&mut dice, 6, spice);
            let Outcome::Assigned(found) = solve(&problem, Objective::MaxMinFair) else {
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
        for seed in 0..200 {
            let mut dice = Dice::new(seed * 10 + kind as u64);
            let problem = brute::random(&mut dice, 6, spice);
            let Outcome::Assigned(found) = solve(&problem, Objective::MaxMinFair) else {
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

/// Something that happens to a problem after publication.
fn event(dice: &mut Dice, problem: &AssignmentProblem, solver: &mut Solver) -> Vec<Change> {
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
            vec![Change::Forbid {
                need: pair.need,
                profile: pair.profile,
            }]
        }
        2 => vec![Change::WithdrawProfile { profile }],
        3 => vec![Change::WithdrawNeed { need }],
        4 => vec![Change::AddNeed {
            need: "new".into(),
            least: 0,
            most: 1,
            pairs: vec![(profile, 0.9)],
        }],
        _ => vec![Change::Capacity {
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
            if solver.solve(Options::new()).unwrap().assignment().is_none() {
                continue;
            }
            for _ in 0..4 {
                let problem = solver.problem().clone();
                let changes = event(&mut dice, &problem, &mut solver);
                if changes.iter().any(|c| {
                    matches!(c, Change::AddNeed { .. }) && problem.need_at("new").is_some()
                }) {
                    continue;
                }
                let outcome = solver
                    .repair(&changes, Limit::None, Options::new())
                    .unwrap();
                let best = brute::greatest_total(solver.problem());
                let Some(best) = best else {
                    assert!(
                        matches!(outcome, Repaired::Infeasible(_)),
                        "kind {kind} seed {seed}"
                    );
                    break;
                };
                assert_eq!(
                    outcome.done().unwrap().total,
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
                && ready.problem.edges[e].rule != problem::Rule::Forbidden
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
            let slot = best.entry(changes).or_insert(found.steps);
            *slot = found.steps.max(*slot);
        }
    }
    best
}

#[test]
fn a_limited_repair_is_the_best_within_its_limit() {
    let (mut within, mut refused) = (0, 0);
    for (kind, spice) in spices().into_iter().enumerate() {
        for seed in 0..40 {
            let mut dice = Dice::new(seed * 10 + kind as u64);
            let problem = brute::random(&mut dice, 4, spice);
            let mut solver = Solver::new(problem);
            let outcome = solver.solve(Options::new()).unwrap();
            if outcome.assignment().is_none_or(|a| a.pairs().is_empty())
                || solver.problem().pair_count() > 12
            {
                continue;
            }
            let before = outcome.into_assignment().unwrap();
            let gone = before.pairs()[dice.roll(before.pairs().len() as u32) as usize].clone();
            let refusal = [Change::Forbid {
                need: gone.need,
                profile: gone.profile,
            }];
            let mut changed = solver.problem().clone();
            changed.apply(&refusal[0]).unwrap();
            let truth = by_changes(&changed, before.pairs());
            for most in 0..6 {
                let mut solver = Solver::new(solver.problem().clone());
                solver.solve(Options::new()).unwrap();
                let found = solver.repair(&refusal, Limit::Changes(most), Options::new());
                let best = truth.range(..=most as usize).map(|(_, total)| *total).max();
                match (best, found) {
                    (Some(best), Ok(Repaired::Done(repair))) => {
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
                    (None, Ok(Repaired::Infeasible(_))) => assert!(truth.is_empty()),
                    (None, Err(error)) => {
                        assert!(error.is_infeasible() && !truth.is_empty());
                        refused += 1;
                    }
                    (best, found) => {
                        panic!("kind {kind} seed {seed} most {most}: {best:?} {found:?}")
                    }
                }
            }
            for loss in [0.0, 0.05, 0.5] {
                let mut solver = Solver::new(solver.problem().clone());
                solver.solve(Options::new()).unwrap();
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
                    found.done().unwrap().changes as usize,
                    *fewest.0,
                    "kind {kind} seed {seed}"
                );
                assert_eq!(found.done().unwrap().total, problem::float(*fewest.1));
            }
        }
    }
    assert!(within > 200 && refused > 20, "{within} {refused}");
}
