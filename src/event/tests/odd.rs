//! Empty sides, ties, permutations, limits at their ends, and input that is refused.

use std::ops::ControlFlow;

use super::super::*;
use super::{plan, rows, slots};
use crate::decision::Infeasibility;

fn pair() -> EventBuilder {
    let mut event = EventProblem::builder();
    event.slots(&slots(12, 2)).unwrap().tables(1).unwrap();
    event.need("n", 0..=2).unwrap().profile("p", 0..=2).unwrap();
    event.value("n", "p", 0.5).unwrap();
    event
}

#[test]
fn empty_events_have_empty_plans() {
    let nothing = EventProblem::builder();
    let mut no_slots = EventProblem::builder();
    no_slots
        .tables(1)
        .unwrap()
        .need("n", 0..=1)
        .unwrap()
        .profile("p", 0..=1)
        .unwrap();
    no_slots.value("n", "p", 1.0).unwrap();
    let mut no_tables = EventProblem::builder();
    no_tables.slots(&slots(12, 2)).unwrap();
    no_tables
        .need("n", 0..=1)
        .unwrap()
        .profile("p", 0..=1)
        .unwrap();
    no_tables.value("n", "p", 1.0).unwrap();
    let mut no_profiles = EventProblem::builder();
    no_profiles
        .slots(&slots(12, 2))
        .unwrap()
        .tables(1)
        .unwrap()
        .need("n", 0..=1)
        .unwrap();
    let mut all_vetoed = pair();
    all_vetoed.veto("n", "p").unwrap();
    for event in [nothing, no_slots, no_tables, no_profiles, all_vetoed] {
        let plan = plan(&event.build().unwrap());
        assert_eq!((plan.meetings().len(), plan.value()), (0, 0.0));
        assert_eq!(plan.status(), Status::Optimal);
    }
}

#[test]
fn a_pair_meets_once_and_nobody_twice_at_once() {
    let plan = plan(&pair().build().unwrap());
    assert_eq!(rows(plan.meetings()), ["09:00 1 n p"]);
    assert_eq!(plan.unmet().len(), 2, "both would have met once more");
}

#[test]
fn a_pair_of_no_value_meets_only_where_it_must() {
    let mut event = pair();
    event.value("n", "p", 0.0).unwrap();
    assert!(plan(&event.build().unwrap()).meetings().is_empty());
    event
        .need("m", 1..=1)
        .unwrap()
        .value("m", "p", 0.0)
        .unwrap();
    assert_eq!(
        rows(plan(&event.build().unwrap()).meetings()),
        ["09:00 1 m p"]
    );
}

#[test]
fn ties_go_to_the_first_by_id_in_whatever_order_they_came() {
    let build = |ids: [&str; 3]| {
        let mut event = EventProblem::builder();
        event.slots(&slots(12, 1)).unwrap();
        for id in ids {
            event
                .table(
                    if id == "a" {
                        "2"
                    } else if id == "b" {
                        "10"
                    } else {
                        "x"
                    },
                    2,
                )
                .unwrap();
            event.need(&format!("n{id}"), 0..=1).unwrap();
            event.profile(&format!("p{id}"), 0..=1).unwrap();
        }
        for need in ids {
            for profile in ids {
                event
                    .value(&format!("n{need}"), &format!("p{profile}"), 0.5)
                    .unwrap();
            }
        }
        plan(&event.build().unwrap())
    };
    let expected = build(["a", "b", "c"]);
    let tables: Vec<&str> = expected
        .meetings()
        .iter()
        .map(|m| m.table.as_str())
        .collect();
    assert_eq!(tables, ["2", "10", "x"], "numbers count as numbers");
    for ids in [["b", "c", "a"], ["c", "b", "a"], ["b", "a", "c"]] {
        assert_eq!(build(ids), expected);
    }
}

#[test]
fn values_of_nine_digits_are_is_distinct() {
    let mut event = pair();
    event
        .profile("q", 0..=1)
        .unwrap()
        .value("n", "q", 0.500_000_001)
        .unwrap();
    event
        .need("m", 0..=0)
        .unwrap()
        .value("m", "q", 1.0)
        .unwrap();
    let mut limited = event.clone();
    limited.veto("n", "p").unwrap();
    assert_eq!(plan(&limited.build().unwrap()).value(), 0.500_000_001);
    assert_eq!(plan(&event.build().unwrap()).value(), 1.000_000_001);
}

#[test]
fn firms_with_two_needs_are_in_one_place_at_a_time() {
    let mut event = EventProblem::builder();
    event.slots(&slots(12, 1)).unwrap().tables(2).unwrap();
    event
        .need_of("n1", "e", 0..=1)
        .unwrap()
        .need_of("n2", "e", 0..=1)
        .unwrap();
    event
        .profile("p", 0..=1)
        .unwrap()
        .profile("q", 0..=1)
        .unwrap();
    event
        .value("n1", "p", 0.4)
        .unwrap()
        .value("n2", "q", 0.6)
        .unwrap();
    assert_eq!(
        rows(plan(&event.build().unwrap()).meetings()),
        ["09:00 1 n2 q"]
    );
}

#[test]
fn several_firms_share_a_table_with_one_expert_as_far_as_it_has_seats() {
    let mut event = EventProblem::builder();
    event
        .slots(&slots(12, 1))
        .unwrap()
        .table("small", 2)
        .unwrap()
        .table("big", 4)
        .unwrap();
    event.profile("p", 0..=9).unwrap().together("p", 5).unwrap();
    for (need, value) in [("a", 0.1), ("b", 0.2), ("c", 0.3), ("d", 0.4)] {
        event
            .need(need, 0..=1)
            .unwrap()
            .value(need, "p", value)
            .unwrap();
    }
    let meetings = plan(&event.build().unwrap());
    assert_eq!(
        rows(meetings.meetings()),
        ["09:00 big b p", "09:00 big c p", "09:00 big d p"]
    );
}

#[test]
fn a_round_table_sits_together_once_and_counts_once() {
    let mut event = EventProblem::builder();
    event
        .slots(&slots(12, 2))
        .unwrap()
        .table("1", 2)
        .unwrap()
        .table("round", 5)
        .unwrap();
    for need in ["a", "b", "c"] {
        event.need(need, 0..=1).unwrap();
    }
    event
        .profile("p", 0..=2)
        .unwrap()
        .profile("q", 0..=1)
        .unwrap();
    event
        .value("a", "p", 0.9)
        .unwrap()
        .value("c", "p", 0.3)
        .unwrap();
    event
        .round_table("材料专场", &["a", "b"], &["p", "q"])
        .unwrap();
    let event = event.build().unwrap();
    let meetings = plan(&event);
    let round: Vec<_> = meetings
        .meetings()
        .iter()
        .filter(|m| m.round_table.is_some())
        .collect();
    assert_eq!(round.len(), 4, "two needs and two profiles");
    assert!(round.iter().all(|m| m.table == "round"));
    assert_eq!(meetings.value(), 1.2, "p has one place left, for c");
}

#[test]
fn a_break_is_kept() {
    let mut event = EventProblem::builder();
    event.slots(&slots(12, 4)).unwrap().tables(1).unwrap();
    event.profile("p", 0..=9).unwrap();
    event.in_a_row(&Party::profile("p").unwrap(), 2).unwrap();
    for need in ["a", "b", "c", "d"] {
        event
            .need(need, 0..=1)
            .unwrap()
            .value(need, "p", 0.5)
            .unwrap();
    }
    let plan = plan(&event.build().unwrap());
    assert_eq!(plan.meetings().len(), 3);
    assert_eq!(plan.status(), Status::Optimal, "the bound knows of breaks");
}

#[test]
fn bad_input_is_refused_and_changes_nothing() {
    let mut event = pair();
    let before = format!("{event:?}");
    let fixed = slots(12, 1)[0];
    for (error, field) in [
        (event.need("n", 0..=1).unwrap_err(), "need"),
        (event.need("", 0..=1).unwrap_err(), "need"),
        (event.profile("p", 0..=1).unwrap_err(), "profile"),
        #[expect(clippy::reversed_empty_ranges, reason = "that is the fault")]
        (event.need("m", 2..=1).unwrap_err(), "meetings"),
        (event.need("m", 0..=100_001).unwrap_err(), "meetings"),
        (event.value("n", "p", f64::NAN).unwrap_err(), "value"),
        (event.value("n", "p", 1.5).unwrap_err(), "value"),
        (event.table("1", 2).unwrap_err(), "table"),
        (event.table("9", 1).unwrap_err(), "seats"),
        (
            event.daily(&Party::need("n").unwrap(), 0).unwrap_err(),
            "daily",
        ),
        (
            event.in_a_row(&Party::need("n").unwrap(), 2).unwrap_err(),
            "in_a_row",
        ),
        (event.together("p", 0).unwrap_err(), "together"),
        (
            event.round_table("r", &[], &["p"]).unwrap_err(),
            "round table",
        ),
        (
            event
                .slots(&["2026-05-12 09:10-09:20".parse().unwrap()])
                .unwrap_err(),
            "slots",
        ),
    ] {
        assert_eq!(error.field(), Some(field), "{error}");
    }
    let elsewhere = "2027-01-01 09:00-10:00".parse().unwrap();
    for error in [
        event.value("x", "p", 0.5).unwrap_err(),
        event.veto("n", "x").unwrap_err(),
        event.away(&Party::enterprise("x"), &[fixed]).unwrap_err(),
        event
            .away(&Party::need("n").unwrap(), &[elsewhere])
            .unwrap_err(),
        event.fix("n", "p", fixed, Some("x")).unwrap_err(),
        event.close("x", &[fixed]).unwrap_err(),
        event.fix_round_table("x", fixed, None).unwrap_err(),
        event.round_table("r", &["n", "x"], &["p"]).unwrap_err(),
    ] {
        assert!(error.is_not_found(), "{error}");
    }
    assert_eq!(format!("{event:?}"), before);
}

#[test]
fn an_event_is_full_at_its_documented_size() {
    let mut event = EventProblem::builder();
    event.tables(EventBuilder::MOST).unwrap();
    let error = event.table("one more", 2).unwrap_err();
    assert!(error.is_invalid_input());
    assert!(error.to_string().contains("in parts"), "{error}");
    assert!(event.build().is_ok(), "the refused table changes nothing");
}

#[test]
fn contradictions_are_refused_when_the_event_is_built() {
    let slot = slots(12, 1)[0];
    let mut vetoed = pair();
    vetoed.veto("n", "p").unwrap().require("n", "p").unwrap();
    assert_eq!(vetoed.build().unwrap_err().field(), Some("required"));
    let mut shared = pair();
    shared
        .need("m", 0..=1)
        .unwrap()
        .profile("q", 0..=1)
        .unwrap();
    shared
        .fix("n", "p", slot, Some("1"))
        .unwrap()
        .fix("m", "q", slot, Some("1"))
        .unwrap();
    assert_eq!(shared.build().unwrap_err().field(), Some("fixed"));
    let mut round = pair();
    round
        .veto("n", "p")
        .unwrap()
        .round_table("r", &["n"], &["p"])
        .unwrap();
    assert_eq!(round.build().unwrap_err().field(), Some("round table r"));
}

#[test]
fn the_callback_cancels_and_a_small_budget_still_gives_a_plan() {
    let mut event = EventProblem::builder();
    event.slots(&slots(12, 9)).unwrap().tables(30).unwrap();
    for i in 0..90 {
        event
            .need(&format!("n{i}"), 0..=4)
            .unwrap()
            .profile(&format!("p{i}"), 0..=4)
            .unwrap();
    }
    for n in 0..90 {
        for p in 0..90 {
            let value = f64::from((n * 37 + p * 101) % 997) / 997.0;
            event
                .value(&format!("n{n}"), &format!("p{p}"), value)
                .unwrap();
        }
    }
    let event = event.build().unwrap();
    let mut stop = |_: SearchProgress| ControlFlow::Break(());
    let error = event.plan(Options::new().progress(&mut stop)).unwrap_err();
    assert!(error.is_cancelled());
    let outcome = event.plan(Options::new().budget(1)).unwrap();
    let plan = outcome.into_result().unwrap();
    assert_eq!(verify(&event, plan.meetings()), []);
}

/// The clash of an event that has no plan, and how it reads.
fn clash(event: &EventBuilder) -> (Infeasibility<EventClash, EventChange>, String) {
    let outcome = event.build().unwrap().plan(Options::new()).unwrap();
    let why = outcome.infeasibility().unwrap().clone();
    let shown = why.clash().to_string();
    (why, shown)
}

#[test]
fn parties_that_are_never_there_together_are_named() {
    let [first, second] = slots(12, 2)[..] else {
        panic!()
    };
    let mut never = pair();
    never.require("n", "p").unwrap();
    never
        .away(&Party::need("n").unwrap(), &[first])
        .unwrap()
        .away(&Party::profile("p").unwrap(), &[second])
        .unwrap();
    let (why, shown) = clash(&never);
    assert_eq!(why.clash().proof, ClashProof::Presence);
    assert!(
        shown.starts_with("need n, enterprise n, profile p must meet"),
        "{shown}"
    );
    let come = EventChange::Present {
        party: Party::need("n").unwrap(),
        slots: vec![first],
    };
    assert!(
        why.relaxations()
            .iter()
            .any(|way| way.changes == [come.clone()] && way.cheapest)
    );
}

#[test]
fn more_required_meetings_than_slots_are_named_with_the_slots() {
    let mut crowded = pair();
    for need in ["a", "b", "c"] {
        crowded
            .need(need, 0..=1)
            .unwrap()
            .require(need, "p")
            .unwrap();
    }
    let (why, shown) = clash(&crowded);
    assert_eq!(why.clash().proof, ClashProof::Slots);
    assert!(
        shown.contains("3 meetings in 2 slots (2026-05-12 09:00-09:30, "),
        "{shown}"
    );
}

#[test]
fn minimums_beyond_the_limits_are_given_in_numbers() {
    let mut poor = pair();
    for need in ["a", "b", "c"] {
        poor.need(need, 1..=1).unwrap();
        poor.value(need, "p", 0.5).unwrap();
    }
    let (why, shown) = clash(&poor);
    assert_eq!(why.clash().proof, ClashProof::Numbers);
    assert_eq!(
        (why.clash().required, why.clash().available),
        (3, 2),
        "{shown}"
    );
    let error = why.into_error();
    assert!(
        error.is_infeasible() && error.to_string().contains("can have 2"),
        "{error}"
    );
}

#[test]
fn json_tells_all_of_a_plan() {
    let plan = plan(&pair().build().unwrap());
    let json = serde_json::to_value(&plan).unwrap();
    assert_eq!(json["meetings"][0]["slot"], "2026-05-12 09:00-09:30");
    assert_eq!(json["unmet"][0]["party"]["need"], "n");
    assert_eq!(json["status"], "optimal");
}
