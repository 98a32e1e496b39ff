//! After publication.

use std::collections::BTreeMap;

use super::super::*;
use super::brute::{Dice, best, random, spices};
use super::{plan, rows, slots};

/// Disturbed meetings of `old` in `new`: moved or cancelled.
fn disturbed(old: &[Meeting], new: &[Meeting]) -> usize {
    let key = |m: &Meeting| (m.need.clone(), m.profile.clone(), m.round_table.clone());
    let new: BTreeMap<_, Slot> = new.iter().map(|m| (key(m), m.slot)).collect();
    old.iter()
        .filter(|m| new.get(&key(m)) != Some(&m.slot))
        .count()
}

fn open() -> EventBuilder {
    let mut event = EventProblem::builder();
    event.slots(&slots(12, 4)).unwrap().tables(3).unwrap();
    for i in 0..6 {
        event
            .need(&format!("n{i}"), 0..=3)
            .unwrap()
            .profile(&format!("p{i}"), 0..=3)
            .unwrap();
    }
    for n in 0..6 {
        for p in 0..6 {
            let value = f64::from((n * 31 + p * 57) % 89 + 1) / 90.0;
            event
                .value(&format!("n{n}"), &format!("p{p}"), value)
                .unwrap();
        }
    }
    event
}

#[test]
fn nothing_changed_nothing_moves() {
    let event = open().build().unwrap();
    let old = plan(&event);
    let new = event
        .replan(old.meetings(), Options::new())
        .unwrap()
        .into_result()
        .unwrap();
    assert_eq!(new.plan.meetings(), old.meetings());
    assert!(new.moved.is_empty() && new.cancelled.is_empty() && new.added.is_empty());
    assert!(new.reseated.is_empty() && new.fewest);
    assert_eq!(new.kept, old.meetings().len());
}

#[test]
fn an_absence_disturbs_the_absent_alone() {
    let mut event = open().build().unwrap();
    let old = plan(&event);
    let party = Party::profile("p0").unwrap();
    let gone = old.of(&party).count();
    assert!(gone > 0);
    event
        .apply(&EventChange::Withdraw {
            party: party.clone(),
        })
        .unwrap();
    let new = event
        .replan(old.meetings(), Options::new())
        .unwrap()
        .into_result()
        .unwrap();
    assert_eq!(verify(&event, new.plan.meetings()), []);
    assert_eq!((new.cancelled.len(), new.moved.len()), (gone, 0));
    assert!(new.cancelled.iter().all(|m| m.profile == "p0") && new.fewest);
}

#[test]
fn a_closed_table_moves_one_meeting_of_each_slot_at_most() {
    let mut event = open().build().unwrap();
    let old = plan(&event);
    let close = EventChange::CloseTable {
        table: "2".into(),
        slots: slots(12, 1),
    };
    event.apply(&close).unwrap();
    let new = event
        .replan(old.meetings(), Options::new())
        .unwrap()
        .into_result()
        .unwrap();
    assert_eq!(verify(&event, new.plan.meetings()), []);
    assert_eq!(
        new.moved.len() + new.cancelled.len(),
        1,
        "three sessions, two tables"
    );
    assert!(new.fewest);
    assert!(new.reseated.iter().all(|m| m.slot == slots(12, 1)[0]));
}

#[test]
fn who_comes_late_is_fitted_in() {
    let mut event = EventProblem::builder();
    event.slots(&slots(12, 2)).unwrap().tables(2).unwrap();
    event
        .need("a", 0..=2)
        .unwrap()
        .profile("p", 0..=2)
        .unwrap()
        .value("a", "p", 0.5)
        .unwrap();
    let old = plan(&event.build().unwrap());
    let mut more = event.build().unwrap().edit();
    more.need("late", 1..=1)
        .unwrap()
        .value("late", "p", 0.9)
        .unwrap();
    let more = more.build().unwrap();
    let new = more
        .replan(old.meetings(), Options::new())
        .unwrap()
        .into_result()
        .unwrap();
    assert_eq!(
        rows(&new.added),
        ["09:30 1 late p"],
        "at the table where p sits"
    );
    assert_eq!(new.kept, 1);
}

#[test]
fn the_published_of_another_event_are_cancelled() {
    let event = open().build().unwrap();
    let old = plan(&event);
    let stranger = EventProblem::builder().build().unwrap();
    let new = stranger
        .replan(old.meetings(), Options::new())
        .unwrap()
        .into_result()
        .unwrap();
    assert_eq!(new.cancelled.len(), old.meetings().len());
    assert!(new.plan.meetings().is_empty());
}

#[test]
fn replans_disturb_as_few_as_exhaustive_search_and_are_worth_as_much() {
    let (mut compared, mut changed) = (0, 0);
    for (kind, spice) in spices().into_iter().enumerate() {
        // A round table is one meeting of many pairs: counted differently here.
        for seed in (0..25).filter(|_| !spice.rounds) {
            let mut dice = Dice::new(seed * 100 + kind as u64);
            let Ok(mut event) = random(&mut dice, spice).build() else {
                continue;
            };
            let Some(old) = event.plan(Options::new()).unwrap().solved().cloned() else {
                continue;
            };
            let parties: Vec<Party> = event.parties().cloned().collect();
            let party = parties[dice.roll(parties.len() as u32) as usize].clone();
            let slot = event.slots()[dice.roll(event.slots().len() as u32) as usize];
            let change = match dice.roll(3) {
                0 => EventChange::Away {
                    party,
                    slots: vec![slot],
                },
                1 => EventChange::Veto {
                    need: "n0".parse().unwrap(),
                    profile: "p1".parse().unwrap(),
                },
                _ => EventChange::CloseTable {
                    table: "t0".into(),
                    slots: vec![slot],
                },
            };
            event.apply(&change).unwrap();
            let score = |new: &[Meeting], value: f64| {
                value - 1000.0 * disturbed(old.meetings(), new) as f64
            };
            let best = best(&event, &score);
            let new = event.replan(old.meetings(), Options::new()).unwrap();
            assert_eq!(
                best.is_some(),
                new.solved().is_some(),
                "kind {kind} seed {seed}"
            );
            let (Some(best), Some(new)) = (best, new.solved()) else {
                continue;
            };
            assert_eq!(verify(&event, new.plan.meetings()), []);
            let found = score(new.plan.meetings(), new.plan.value());
            assert!(
                (found - best).abs() < 1e-6,
                "kind {kind} seed {seed}: {found} of {best}"
            );
            assert_eq!(
                new.moved.len() + new.cancelled.len(),
                disturbed(old.meetings(), new.plan.meetings())
            );
            compared += 1;
            changed += usize::from(best < 0.0);
        }
    }
    assert!(compared > 100 && changed > 25, "{compared} {changed}");
}
