//! The independent check finds every fault that is put into a good timetable.

use super::super::*;
use super::{plan, slots};
use crate::decision::{Breach, BreachKind};
use crate::model::{NeedId, ProfileId};

/// Puts a fault into a timetable.
type Edit = Box<dyn Fn(&mut Vec<Meeting>)>;

fn event() -> EventProblem {
    let mut event = EventProblem::builder();
    event
        .slots(&slots(12, 3))
        .unwrap()
        .slots(&slots(13, 1))
        .unwrap();
    event.tables(2).unwrap().table("round", 4).unwrap();
    event
        .need("a", 1..=2)
        .unwrap()
        .need("b", 0..=3)
        .unwrap()
        .need("c", 0..=9)
        .unwrap();
    event
        .profile("p", 0..=3)
        .unwrap()
        .profile("q", 0..=2)
        .unwrap()
        .profile("r", 0..=1)
        .unwrap();
    for (need, profile) in [("a", "p"), ("a", "q"), ("b", "p"), ("b", "q"), ("c", "q")] {
        event.value(need, profile, 0.5).unwrap();
    }
    event.veto("c", "q").unwrap().require("b", "q").unwrap();
    event.fix("a", "p", slots(12, 1)[0], Some("1")).unwrap();
    event.round_table("x", &["b", "c"], &["r"]).unwrap();
    event
        .away(&Party::profile("q").unwrap(), &slots(13, 1))
        .unwrap();
    event.daily(&Party::profile("p").unwrap(), 1).unwrap();
    event.build().unwrap()
}

#[test]
fn a_good_timetable_has_no_fault() {
    assert_eq!(plan(&event()).status(), Status::Optimal);
}

fn of<'a>(m: &'a mut [Meeting], need: &str, profile: &str) -> &'a mut Meeting {
    m.iter_mut()
        .find(|m| m.need == need && m.profile == profile)
        .unwrap()
}

fn remove(m: &mut Vec<Meeting>, need: &str, profile: &str) {
    m.retain(|m| m.need != need || m.profile != profile);
}

/// Asserts that each edit of a good plan is found as the breach of its name.
fn assert_found(cases: Vec<(&str, Edit)>) {
    let event = event();
    let good = plan(&event).meetings().to_vec();
    for (name, edit) in cases {
        let mut meetings = good.clone();
        edit(&mut meetings);
        let found = verify(&event, &meetings);
        let found: Vec<String> = found.iter().map(|v| format!("{v:?}")).collect();
        let found = found.join("\n");
        assert!(found.contains(name), "{name} is not among:\n{found}");
    }
}

#[test]
fn every_fault_of_a_pair_is_found() {
    assert_found(vec![
        ("Unknown", Box::new(|m| m[0].table = "9".into())),
        ("Unknown", Box::new(|m| m[0].profile = "z".parse().unwrap())),
        (
            "Unknown",
            Box::new(|m| of(m, "a", "p").enterprise = "b".into()),
        ),
        (
            "Unknown",
            Box::new(|m| of(m, "a", "q").profile = "r".parse().unwrap()),
        ),
        (
            "Vetoed",
            Box::new(|m| {
                let m = of(m, "a", "q");
                m.need = "c".parse().unwrap();
                m.enterprise = "c".into();
            }),
        ),
        ("Missing { need: \"b\"", Box::new(|m| remove(m, "b", "q"))),
        (
            "Missing { need: \"a\"",
            Box::new(|m| of(m, "a", "p").table = "2".into()),
        ),
        (
            "Twice",
            Box::new(|m| {
                let again = Meeting {
                    slot: slots(12, 3)[2],
                    ..m[0].clone()
                };
                m.push(again);
            }),
        ),
    ]);
}

#[test]
fn every_fault_of_time_and_place_is_found() {
    let day2 = slots(13, 1)[0];
    assert_found(vec![
        ("RoundTable", Box::new(|m| remove(m, "c", "r"))),
        ("RoundTable", Box::new(move |m| of(m, "c", "r").slot = day2)),
        ("Away", Box::new(move |m| of(m, "b", "q").slot = day2)),
        (
            "DoubleBooked { party: Need(\"a\")",
            Box::new(|m| {
                let at = of(m, "a", "p").slot;
                of(m, "a", "q").slot = at;
            }),
        ),
        (
            "Daily",
            Box::new(|m| {
                let at = slots(12, 3);
                of(m, "b", "p").slot = at[2];
            }),
        ),
        (
            "Meetings { party: Need(\"a\"), got: 0",
            Box::new(|m| m.retain(|m| m.need != "a")),
        ),
        (
            "Table",
            Box::new(|m| m.iter_mut().for_each(|m| m.table = "1".into())),
        ),
    ]);
}

#[test]
fn a_missing_break_is_found() {
    let mut event = EventProblem::builder();
    event.slots(&slots(12, 2)).unwrap().tables(1).unwrap();
    event
        .need("a", 0..=1)
        .unwrap()
        .need("b", 0..=1)
        .unwrap()
        .profile("p", 0..=2)
        .unwrap();
    event
        .value("a", "p", 0.5)
        .unwrap()
        .value("b", "p", 0.5)
        .unwrap();
    let meetings = plan(&event.build().unwrap()).meetings().to_vec();
    assert_eq!(meetings.len(), 2);
    event.in_a_row(&Party::profile("p").unwrap(), 1).unwrap();
    let found = verify(&event.build().unwrap(), &meetings);
    assert_eq!(
        found,
        [EventBreach::NoBreak {
            party: Party::profile("p").unwrap(),
            slot: meetings[1].slot
        }]
    );
}

#[test]
fn a_breach_says_its_kind_and_whom_it_binds() {
    let event = event();
    let meetings = plan(&event).meetings().to_vec();
    let shown = |meetings: &[Meeting]| -> Vec<(BreachKind, Option<NeedId>, Option<ProfileId>)> {
        let found = verify(&event, meetings);
        let shape = |b: &EventBreach| (b.kind(), b.need().cloned(), b.profile().cloned());
        found.iter().map(shape).collect()
    };
    assert_eq!(shown(&meetings), []);
    let without: Vec<Meeting> = meetings.iter().filter(|m| m.need != "a").cloned().collect();
    let found = shown(&without);
    assert!(
        found.contains(&(BreachKind::Count, "a".parse().ok(), None)),
        "{found:?}"
    );
    let mut elsewhere = meetings;
    elsewhere[0].table = "9".to_owned();
    assert_eq!(shown(&elsewhere), [(BreachKind::Unknown, None, None)]);
}
