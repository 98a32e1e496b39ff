use std::cmp::Reverse;

use super::super::brute::{Dice, Spice, random};
use super::super::problem::{AssignmentProblem, PairRule, float};
use super::super::{Depth, Objective, Options, PairSource, ProblemBuilder, Supply};
use super::super::{solve_deepening, verify};
use super::{solve, spices};
use crate::error::Result;
use crate::model::{NeedId, ProfileId};

/// Lists cut from a whole problem.
struct Lists<'a>(&'a AssignmentProblem);

impl PairSource for Lists<'_> {
    fn best(&mut self, needs: &[&NeedId], depth: usize) -> Result<Vec<Vec<(ProfileId, f64)>>> {
        let list = |need: &&NeedId| {
            let row = self.0.row(self.0.need_at(need).unwrap()).iter();
            let mut row: Vec<_> = row.filter(|e| e.rule == PairRule::Free).collect();
            row.sort_by_key(|e| (Reverse(e.affinity), e.profile));
            let row = row.into_iter().take(depth);
            row.map(|e| {
                let profile = &self.0.profiles[e.profile as usize];
                (profile.id.clone(), float(i64::from(e.affinity)))
            })
            .collect()
        };
        Ok(needs.iter().map(list).collect())
    }

    fn supply(&mut self, profile: &ProfileId) -> Result<Supply> {
        let at = self.0.profile_at(profile).unwrap();
        let labels = self.0.labels_of[at].iter();
        Ok(Supply {
            places: self.0.profiles[at].most,
            of_people: false,
            labels: labels.map(|&l| self.0.labels[l as usize].clone()).collect(),
        })
    }
}

/// The parts that must be known from the first: needs, rules, quotas, groups, profiles that must serve.
fn bare(whole: &AssignmentProblem) -> AssignmentProblem {
    let mut builder: ProblemBuilder = whole.to_builder();
    let groups: Vec<u32> = whole.groups.iter().flat_map(|g| g.all()).collect();
    builder.retain_pairs(|e| e.rule != PairRule::Free || groups.contains(&e.profile));
    builder.build().unwrap()
}

#[test]
fn short_lists_deepened_reach_the_greatest_total_of_all_pairs() {
    let (mut feasible, mut infeasible, mut proved) = (0, 0, 0);
    for spice in spices() {
        for seed in crate::decision::trials(0..150) {
            let whole = random(&mut Dice::new(seed), 6, spice);
            let plain = whole.groups.is_empty() && super::super::model::crossing(&whole).is_empty();
            let first = 1 + (seed % 2) as usize;
            let found = solve_deepening(
                bare(&whole),
                &mut Lists(&whole),
                Objective::GreatestTotal,
                Depth::new(first),
                Options::new(),
            )
            .unwrap();
            let expected = solve(&whole, Objective::GreatestTotal);
            let Some(best) = expected.solved() else {
                assert!(found.outcome.infeasibility().is_some(), "seed {seed}");
                infeasible += 1;
                continue;
            };
            feasible += 1;
            let Some(got) = found.outcome.solved() else {
                panic!("seed {seed}: lists are deepened until the problem is feasible");
            };
            assert!(verify(&found.problem, got).holds());
            let beyond = found.beyond.unwrap();
            assert!(
                got.total() + beyond >= best.total() - 1e-9,
                "seed {seed}: {beyond}"
            );
            if plain {
                assert_eq!(beyond, 0.0, "seed {seed}");
                assert_eq!(got.total(), best.total(), "seed {seed}");
                proved += 1;
            }
        }
    }
    assert!(
        feasible > 500 && infeasible > 50 && proved > 400,
        "{feasible} {infeasible} {proved}"
    );
}

#[test]
fn lists_that_may_not_grow_say_what_may_be_missed() {
    let (mut short, mut tight) = (0, 0);
    for seed in crate::decision::trials(0..100) {
        let whole = random(&mut Dice::new(seed), 6, Spice::default());
        let found = solve_deepening(
            bare(&whole),
            &mut Lists(&whole),
            Objective::GreatestTotal,
            Depth::fixed(2),
            Options::new(),
        )
        .unwrap();
        let best = solve(&whole, Objective::GreatestTotal)
            .into_result()
            .unwrap();
        let lost = best.total() - found.outcome.solved().unwrap().total();
        let beyond = found.beyond.unwrap();
        assert!(lost <= beyond + 1e-9, "seed {seed}: {lost} {beyond}");
        assert_eq!(beyond > 0.0, !found.open.is_empty());
        short += u32::from(lost > 1e-9);
        tight += u32::from(beyond == 0.0);
    }
    assert!(short > 5 && tight > 5, "{short} {tight}");
}

#[test]
fn short_lists_deepened_are_stable_among_all_pairs() {
    let mut pairs = 0;
    for objective in [Objective::StableForNeeds, Objective::StableForProfiles] {
        for seed in crate::decision::trials(0..200) {
            let spice = Spice {
                levels: 4 * (seed % 2) as u32,
                ..Spice::default()
            };
            let whole = random(&mut Dice::new(seed), 6, spice);
            let (bare, mut lists) = (bare(&whole), Lists(&whole));
            let found = solve_deepening(bare, &mut lists, objective, Depth::new(1), Options::new())
                .unwrap();
            let got = found.outcome.into_result().unwrap();
            // The independent check looks for blocking pairs among all.
            assert!(verify(&whole, &got).holds(), "seed {seed}");
            assert!(found.open.is_empty());
            if objective == Objective::StableForNeeds {
                let all = solve(&whole, objective).into_result().unwrap();
                assert_eq!(got.pairs(), all.pairs(), "seed {seed}");
            }
            pairs += found.problem.pair_count();
        }
    }
    assert!(pairs > 1000, "{pairs}");
}

#[test]
fn a_fair_assignment_says_that_pairs_beyond_were_not_judged() {
    let whole = random(&mut Dice::new(7), 6, Spice::default());
    let (bare, mut lists) = (bare(&whole), Lists(&whole));
    let fair = Objective::MaxMinFair;
    let found = solve_deepening(bare, &mut lists, fair, Depth::new(2), Options::new()).unwrap();
    assert!(verify(&found.problem, found.outcome.solved().unwrap()).holds());
    assert_eq!(found.beyond, None);
    assert!(!found.open.is_empty(), "not all pairs were taken");
}
