//! Values against exhaustive search, and the exactness of open events.

use super::super::*;
use super::brute::{Dice, best_value, random, spices};
use super::slots;

const SEEDS: u64 = 25;

#[test]
fn plans_equal_exhaustive_search_under_every_constraint() {
    let (mut feasible, mut infeasible) = (0, 0);
    for (kind, spice) in spices().into_iter().enumerate() {
        for seed in 0..SEEDS {
            let mut dice = Dice::new(seed * 100 + kind as u64);
            let Ok(event) = random(&mut dice, spice).build() else {
                assert!(spice.fixed, "only tables fixed twice are refused");
                continue;
            };
            let outcome = event.plan(Options::new()).unwrap();
            match (best_value(&event), &outcome) {
                (Some(best), Outcome::Planned(plan)) => {
                    feasible += 1;
                    assert_eq!(
                        verify(&event, plan.meetings()),
                        [],
                        "kind {kind} seed {seed}"
                    );
                    assert!(
                        (plan.value() - best).abs() < 1e-6,
                        "kind {kind} seed {seed}: {} of {best}",
                        plan.value()
                    );
                    assert_eq!(plan.status(), Status::Optimal, "kind {kind} seed {seed}");
                    assert!(plan.bound() >= plan.value());
                }
                (None, Outcome::Infeasible(_)) => infeasible += 1,
                (brute, found) => panic!("kind {kind} seed {seed}: {brute:?} but {found:?}"),
            }
        }
    }
    assert!(feasible > 150 && infeasible > 20, "{feasible} {infeasible}");
}

#[test]
fn every_way_out_makes_the_event_feasible() {
    let (mut tried, mut infeasible) = (0, 0);
    for (kind, spice) in spices().into_iter().enumerate() {
        for seed in 0..SEEDS {
            let mut dice = Dice::new(seed * 100 + kind as u64);
            let Ok(event) = random(&mut dice, spice).build() else {
                continue;
            };
            let Outcome::Infeasible(why) = event.plan(Options::new()).unwrap() else {
                continue;
            };
            infeasible += 1;
            let clash = why.clash();
            assert!(
                clash.required > clash.available,
                "kind {kind} seed {seed}: {clash:?}"
            );
            assert!(!clash.parties.is_empty() && !why.relaxations().is_empty());
            for way in why.relaxations() {
                let mut relaxed = event.clone();
                way.changes.iter().for_each(|c| relaxed.apply(c).unwrap());
                assert!(
                    best_value(&relaxed).is_some(),
                    "kind {kind} seed {seed} {way:?}"
                );
                tried += 1;
            }
        }
    }
    assert!(
        infeasible > 20 && tried > infeasible + 20,
        "{tried} ways for {infeasible}"
    );
}

/// All there all the time and tables alike: whatever the size, the plan meets its bound.
#[test]
fn open_events_are_planned_to_a_proof() {
    for seed in 0..20 {
        let mut dice = Dice::new(seed);
        let mut event = EventProblem::builder();
        event.slots(&slots(12, 3 + dice.roll(4) as u16)).unwrap();
        event.tables(2 + dice.roll(9)).unwrap();
        let (needs, profiles) = (20 + dice.roll(20), 20 + dice.roll(20));
        for n in 0..needs {
            let firm = format!("e{}", n / (1 + dice.roll(2)));
            event
                .need_of(&format!("n{n}"), &firm, 0..=1 + dice.roll(4))
                .unwrap();
        }
        for p in 0..profiles {
            event
                .profile(&format!("p{p}"), 0..=1 + dice.roll(6))
                .unwrap();
        }
        for n in 0..needs {
            for p in 0..profiles {
                if dice.chance(40) {
                    let value = f64::from(dice.roll(1_000_000)) / 1e6;
                    event
                        .value(&format!("n{n}"), &format!("p{p}"), value)
                        .unwrap();
                }
            }
        }
        let plan = super::plan(&event.build().unwrap());
        assert_eq!(
            plan.status(),
            Status::Optimal,
            "seed {seed}: {} of {}",
            plan.value(),
            plan.bound()
        );
        assert!(plan.meetings().len() > 5);
    }
}
