//! Group tables against exhaustive search, and claims about who sits there.

use std::collections::BTreeSet;

use super::super::*;
use super::brute::{Dice, Spice, best_value, random};
use super::{plan, slots};

/// Most enterprises that one profile can see in one slot at one table: from the event as its builder was called.
fn most(event: &EventProblem) -> usize {
    let spec = &event.spec;
    let is_there = |party: &Party, slot: &Slot| !spec.parties[party].away.contains(slot);
    let mut most = 0;
    for profile in event.parties().filter(|p| matches!(p, Party::Profile(_))) {
        for slot in event.slots().iter().filter(|slot| is_there(profile, slot)) {
            let open = spec.tables.values().filter(|t| !t.closed.contains(slot));
            let seats = open.map(|t| t.seats as usize).max().unwrap_or(1);
            let mut firms = BTreeSet::new();
            for (need, firm) in &spec.enterprise_of {
                let pair = spec.pair(need, profile.id());
                let may = pair.is_some_and(|pair| pair.value.is_some() && !pair.vetoed);
                let here = is_there(&Party::Need(need.clone()), slot)
                    && is_there(&Party::enterprise(firm), slot);
                if may && here {
                    firms.insert(firm);
                }
            }
            most = most.max(firms.len().min(seats - 1));
        }
    }
    most
}

#[test]
fn a_group_table_has_as_many_enterprises_as_any_and_the_plan_is_the_best_with_it() {
    let (mut gathered, mut none) = (0, 0);
    for seed in 0..300 {
        let mut dice = Dice::new(0x6A7E + seed);
        let spice = Spice {
            firms: dice.chance(40),
            away: dice.chance(60),
            tables: dice.chance(80),
            persons: dice.chance(30),
            daily: dice.chance(20),
            levels: dice.roll(4),
            ..Spice::default()
        };
        let mut builder = random(&mut dice, spice);
        let before = builder.build().unwrap();
        let needs: Vec<String> = before
            .spec
            .enterprise_of
            .keys()
            .map(ToString::to_string)
            .collect();
        let needs: Vec<&str> = needs.iter().map(String::as_str).collect();
        let table = builder.group_table("g", &needs, &[]).unwrap();
        let event = builder.build().unwrap();
        let expected = Some(most(&before)).filter(|&most| most > 1);
        assert_eq!(
            table.as_ref().map(|t| t.enterprises.len()),
            expected,
            "seed {seed}"
        );
        let Some(table) = table else {
            assert_eq!(event.candidates(), before.candidates());
            none += 1;
            continue;
        };
        gathered += 1;
        let plan = plan(&event);
        assert!(
            (plan.value() - best_value(&event).unwrap()).abs() < 1e-6,
            "seed {seed}"
        );
        let [round] = &plan.round_tables()[..] else {
            panic!("seed {seed}: {plan:?}")
        };
        assert_eq!(
            (&round.needs, &round.enterprises),
            (&table.needs, &table.enterprises)
        );
        assert_eq!(round.profiles, std::slice::from_ref(&table.profile));
        // Everybody is busy there, once, and meets the profile nowhere else.
        for need in &table.needs {
            let rows = plan.of(&Party::Need(need.clone()));
            let with: Vec<&Meeting> = rows.filter(|m| m.profile == table.profile).collect();
            assert_eq!(with.len(), 1, "seed {seed}");
            let firm = Party::enterprise(event.enterprise_of(need).unwrap());
            let here = plan.of(&firm).filter(|m| m.slot == round.slot);
            assert!(
                here.into_iter().all(|m| m.round_table.is_some()),
                "seed {seed}"
            );
        }
        let mut all: Vec<_> = table.needs.iter().chain(&table.left).collect();
        all.sort();
        assert!(all.iter().map(|id| id.as_str()).eq(needs.iter().copied()));
    }
    assert!(gathered > 100 && none > 40, "{gathered} {none}");
}

/// Seven firms, and an expert with one place.
fn seven(seats: u32) -> EventBuilder {
    let mut event = EventProblem::builder();
    event
        .slots(&slots(12, 3))
        .unwrap()
        .table("1", seats)
        .unwrap();
    event.profile("p", 0..=1).unwrap();
    for need in 1..=7 {
        let id = format!("n{need}");
        event.need(&id, 0..=1).unwrap();
        event.value(&id, "p", f64::from(need) / 10.0).unwrap();
    }
    event
}

const NEEDS: [&str; 7] = ["n1", "n2", "n3", "n4", "n5", "n6", "n7"];

#[test]
fn one_place_of_an_expert_serves_seven_firms() {
    let mut event = seven(8);
    let table = event.group_table("共性", &NEEDS, &[]).unwrap().unwrap();
    assert_eq!((table.enterprises.len(), table.left.len()), (7, 0));
    let plan = plan(&event.build().unwrap());
    assert_eq!((plan.meetings().len(), plan.meeting_count()), (7, 1));
    assert!(
        plan.unmet().is_empty(),
        "each has its one meeting: {plan:?}"
    );
}

#[test]
fn who_is_away_or_finds_no_seat_is_left_out_and_may_meet_alone() {
    let mut event = seven(4);
    // n7 comes in the last slot alone, and the others in the first two.
    let all = slots(12, 3);
    for need in NEEDS {
        let away = if need == "n7" { &all[..2] } else { &all[2..] };
        event.away(&Party::enterprise(need), away).unwrap();
    }
    let table = event.group_table("共性", &NEEDS, &[]).unwrap().unwrap();
    assert_eq!(
        table.enterprises,
        ["n4", "n5", "n6"],
        "three seats beside the expert's"
    );
    let again = event.group_table("again", &NEEDS, &[]).unwrap();
    assert_eq!(again, None, "the expert has one place");
    assert!(
        event
            .group_table("x", &["n9"], &[])
            .unwrap_err()
            .is_not_found()
    );
}

#[test]
fn a_published_group_keeps_its_slot_and_its_profile() {
    let mut event = seven(8);
    event.profile("q", 0..=1).unwrap();
    for need in ["n1", "n2", "n3"] {
        event.value(need, "q", 0.9).unwrap();
    }
    let built = event.build().unwrap();
    let slot = slots(12, 3)[2];
    let published: Vec<Meeting> = ["n1", "n2", "n3"]
        .map(|need| Meeting {
            slot,
            table: "1".into(),
            need: need.parse().unwrap(),
            enterprise: need.into(),
            profile: "q".parse().unwrap(),
            value: built.value_of(need, "q").unwrap(),
            round_table: Some("g".into()),
        })
        .to_vec();
    event.away(&Party::enterprise("n3"), &[slot]).unwrap();
    let table = event.group_table("g", &NEEDS, &published).unwrap().unwrap();
    assert_eq!(
        (table.profile.as_str(), table.enterprises),
        ("q", vec!["n1".to_owned(), "n2".to_owned()])
    );
    let replan = event
        .build()
        .unwrap()
        .replan(&published, Options::new())
        .unwrap();
    let replan = replan.into_result().unwrap();
    assert_eq!(
        (replan.kept, replan.moved.len(), replan.cancelled.len()),
        (2, 0, 1)
    );
}

#[test]
fn a_second_group_takes_the_smaller_table() {
    let mut event = EventProblem::builder();
    event.slots(&slots(12, 1)).unwrap();
    event.table("1", 4).unwrap().table("2", 3).unwrap();
    for (profile, firms) in [("p", ["a", "b", "c"]), ("q", ["d", "e", "f"])] {
        event.profile(profile, 0..=1).unwrap();
        for firm in firms {
            event.need(firm, 0..=1).unwrap();
            event.value(firm, profile, 0.5).unwrap();
        }
    }
    let first = event.group_table("x", &["a", "b", "c"], &[]).unwrap();
    let second = event.group_table("y", &["d", "e", "f"], &[]).unwrap();
    assert_eq!(first.unwrap().enterprises.len(), 3);
    assert_eq!(second.unwrap().enterprises, ["d", "e"]);
    assert_eq!(plan(&event.build().unwrap()).meeting_count(), 2);
}
