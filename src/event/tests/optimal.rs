//! Values against exhaustive search, and the exactness of open events.

use super::super::*;
use super::brute::{Dice, best_value, crowded, random, spices};
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
                (Some(best), Outcome::Solved(plan)) => {
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

/// Random small events of the mixed test: 2,000, or as many as the variable says.
const MIXED: &str = "QIANXIAN_RANDOM_EVENTS";

/// Every plan is the best and holds every limit; every impossible event is called so, never left undecided.
/// `QIANXIAN_RANDOM_EVENTS=50000 cargo test --release random_mixtures` tries more.
#[test]
fn random_mixtures_of_constraints_are_planned_best_or_proved_impossible() {
    let count = std::env::var(MIXED).map_or(2_000, |count| count.parse().unwrap());
    let (mut feasible, mut infeasible) = (0, 0);
    for seed in 0..count {
        let mut dice = Dice::new(0x5EED_0000 + seed);
        let Ok(mut event) = crowded(&mut dice).build() else {
            continue; // contradicts itself, which `build` refuses
        };
        let outcome = event.plan(Options::new()).unwrap();
        agrees(seed, &event, &outcome);
        let Some(plan) = outcome.solved() else {
            infeasible += 1;
            continue;
        };
        feasible += 1;
        let parties: Vec<Party> = event.parties().cloned().collect();
        let party = parties[dice.roll(parties.len() as u32) as usize].clone();
        let slots = vec![event.slots()[dice.roll(event.slots().len() as u32) as usize]];
        event.apply(&EventChange::Away { party, slots }).unwrap();
        let replanned = event.replan(plan.meetings(), Options::new()).unwrap();
        match (best_value(&event), replanned) {
            (Some(_), Outcome::Solved(new)) => {
                assert_eq!(verify(&event, new.plan.meetings()), [], "seed {seed}");
            }
            (None, Outcome::Infeasible(_)) => {}
            (brute, found) => panic!("seed {seed} replanned: {brute:?} but {found:?}"),
        }
    }
    assert!(
        feasible > count / 3 && infeasible > count / 10,
        "{feasible} {infeasible} of {count}"
    );
}

fn agrees(seed: u64, event: &EventProblem, outcome: &Outcome<Plan>) {
    match (best_value(event), outcome) {
        (Some(best), Outcome::Solved(plan)) => {
            assert_eq!(verify(event, plan.meetings()), [], "seed {seed}");
            let value = plan.value();
            assert!(
                (value - best).abs() < 1e-6,
                "seed {seed}: {value} of {best}"
            );
            assert_eq!(plan.status(), Status::Optimal, "seed {seed}");
        }
        (None, Outcome::Infeasible(_)) => {}
        (brute, found) => panic!("seed {seed}: {brute:?} but {found:?}"),
    }
}

/// Two meetings fixed in one slot with one table: neither may push the other out of the answer.
#[test]
fn two_fixed_meetings_at_one_table_are_impossible() {
    let mut event = EventProblem::builder();
    let slot = slots(12, 1)[0];
    event.slots(&[slot]).unwrap().tables(1).unwrap();
    for (need, profile, value) in [("n0", "p1", 0.5), ("n1", "p2", 1.0)] {
        event.need(need, 0..=1).unwrap();
        event.profile(profile, 0..=1).unwrap();
        event.value(need, profile, value).unwrap();
        event.fix(need, profile, slot, None).unwrap();
    }
    let outcome = event.build().unwrap().plan(Options::new()).unwrap();
    assert!(matches!(outcome, Outcome::Infeasible(_)), "{outcome:?}");
}

/// A meeting fixed at a table that is closed then has no place.
#[test]
fn a_meeting_fixed_at_a_closed_table_is_impossible() {
    let mut event = EventProblem::builder();
    let slot = slots(12, 1)[0];
    event.slots(&[slot]).unwrap().tables(2).unwrap();
    event.need("n", 0..=1).unwrap().profile("p", 0..=1).unwrap();
    event.value("n", "p", 0.5).unwrap();
    event.fix("n", "p", slot, Some("1")).unwrap();
    event.close("1", &[slot]).unwrap();
    let outcome = event.build().unwrap().plan(Options::new()).unwrap();
    assert!(matches!(outcome, Outcome::Infeasible(_)), "{outcome:?}");
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
