//! Profiles that share a person are never in one slot.

use super::super::*;
use super::{plan, slots};
use crate::decision::{Breach as _, BreachKind};

/// A leader `p0` and his groups `p1` and `p2`, and needs that each must meet one of them and may meet another expert.
fn led(needs: u32, count: u16) -> EventBuilder {
    let mut event = EventProblem::builder();
    event.slots(&slots(12, count)).unwrap().tables(9).unwrap();
    for profile in ["p0", "p1", "p2", "q"] {
        event.profile(profile, 0..=needs).unwrap();
    }
    event.one_at_a_time(&["p0", "p1", "p2"]).unwrap();
    for need in 0..needs {
        let id = format!("n{need}");
        event.need(&id, 0..=4).unwrap();
        let own = format!("p{}", need % 3);
        event.value(&id, &own, 0.9).unwrap();
        event.value(&id, "q", 0.5).unwrap();
        event.require(&id, &own).unwrap();
    }
    event
}

#[test]
fn a_leader_and_his_groups_take_turns_and_the_bound_is_met() {
    let plan = plan(&led(24, 24).build().unwrap());
    assert_eq!(plan.meetings().len(), 48);
    assert_eq!(plan.status(), Status::Optimal);
}

#[test]
fn the_verifier_finds_a_person_at_two_tables() {
    let event = led(2, 2).build().unwrap();
    let mut meetings = plan(&event).meetings().to_vec();
    let slot = slots(12, 2)[0];
    meetings.retain(|m| m.profile.as_str() != "q");
    for (at, meeting) in meetings.iter_mut().enumerate() {
        (meeting.slot, meeting.table) = (slot, (at + 1).to_string());
    }
    let found = verify(&event, &meetings);
    let profiles = vec!["p0".parse().unwrap(), "p1".parse().unwrap()];
    assert_eq!(found, [EventBreach::AtOnce { profiles, slot }]);
    assert_eq!(
        (found[0].kind(), found[0].profile()),
        (BreachKind::Time, None)
    );
    assert_eq!(
        found[0].to_string(),
        "p0, p1 share a person and all meet at 2026-05-12 09:00-09:30"
    );
}

#[test]
fn too_few_slots_for_one_person_are_named_and_the_set_is_proposed_to_part() {
    let event = led(6, 5).build().unwrap();
    let outcome = event.plan(Options::new()).unwrap();
    let why = outcome.infeasibility().expect("six meetings in five slots");
    assert_eq!(why.clash().proof, ClashProof::Slots);
    let ids: Vec<&str> = why.clash().shared[0].iter().map(|id| id.as_str()).collect();
    assert_eq!(ids, ["p0", "p1", "p2"]);
    let text = why.clash().to_string();
    let tail = "p0, p1, p2 share a person and meet one at a time";
    assert!(text.ends_with(tail), "{text}");
    let mut ways = why.relaxations().iter().flat_map(|way| &way.changes);
    let part = ways.find(|change| matches!(change, EventChange::AtOnce { .. }));
    let mut changed = event.clone();
    changed.apply(part.expect("proposed")).unwrap();
    assert!(changed.plan(Options::new()).unwrap().solved().is_some());
    // A set that is gone cannot part once more.
    assert!(changed.apply(part.unwrap()).unwrap_err().is_not_found());
}

#[test]
fn minimums_of_one_person_are_added_up() {
    let mut event = EventProblem::builder();
    event.slots(&slots(12, 3)).unwrap().tables(9).unwrap();
    for profile in ["p0", "p1"] {
        event.profile(profile, 2..=9).unwrap();
    }
    for need in 0..8 {
        let id = format!("n{need}");
        event.need(&id, 0..=2).unwrap();
        event.value(&id, "p0", 0.5).unwrap();
        event.value(&id, "p1", 0.5).unwrap();
    }
    let free = event.build().unwrap();
    assert!(free.plan(Options::new()).unwrap().solved().is_some());
    event.one_at_a_time(&["p0", "p1"]).unwrap();
    let outcome = event.build().unwrap().plan(Options::new()).unwrap();
    let clash = outcome
        .infeasibility()
        .expect("four in three slots")
        .clash();
    assert_eq!(
        (clash.proof, clash.required, clash.available),
        (ClashProof::Numbers, 4, 3)
    );
    assert_eq!(clash.shared.len(), 1);
    assert_eq!(clash.parties.len(), 2, "{clash}");
}

#[test]
fn a_set_of_fewer_than_two_and_a_round_table_of_two_of_a_set_are_refused() {
    let mut event = led(3, 3);
    let error = event.one_at_a_time(&["p0", "p0"]).unwrap_err();
    assert!(error.is_invalid_input(), "{error}");
    let error = event.one_at_a_time(&["p0", "nobody"]).unwrap_err();
    assert!(error.is_not_found(), "{error}");
    event.round_table("r", &["n2"], &["p0", "p1"]).unwrap();
    let error = event.build().unwrap_err();
    assert!(error.is_invalid_input(), "{error}");
    assert!(error.to_string().contains("share a person"), "{error}");
}
