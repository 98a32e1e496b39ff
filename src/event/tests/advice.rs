//! Advice on an event that is too small: how many tables, or slots, are enough.

use super::*;
use crate::decision::Relaxation;

/// `firms` needs that must each meet every one of `experts`.
fn all_meet(firms: u32, experts: u32, tables: u32, slots: &[Slot]) -> EventProblem {
    let mut event = EventProblem::builder();
    event.slots(slots).unwrap().tables(tables).unwrap();
    for firm in 0..firms {
        event.need(&format!("n{firm}"), 0..=experts).unwrap();
    }
    for expert in 0..experts {
        event.profile(&format!("p{expert}"), 0..=firms).unwrap();
        for firm in 0..firms {
            let (need, profile) = (format!("n{firm}"), format!("p{expert}"));
            event.value(&need, &profile, 0.5).unwrap();
            event.require(&need, &profile).unwrap();
        }
    }
    event.build().unwrap()
}

fn advice(event: &EventProblem) -> Vec<Relaxation<EventChange>> {
    let outcome = event.plan(Options::new()).unwrap();
    outcome
        .infeasibility()
        .expect("too small")
        .relaxations()
        .to_vec()
}

fn tables(change: &EventChange) -> Option<(u32, u32)> {
    if let EventChange::AddTables { count, seats } = change {
        Some((*count, *seats))
    } else {
        None
    }
}

fn added(change: &EventChange) -> Option<&[Slot]> {
    if let EventChange::AddSlots { slots } = change {
        Some(slots)
    } else {
        None
    }
}

/// Whether the event with the change has a timetable.
fn helps(event: &EventProblem, change: &EventChange) -> bool {
    let mut changed = event.clone();
    changed.apply(change).unwrap();
    changed.plan(Options::new()).unwrap().solved().is_some()
}

#[test]
fn sixty_meetings_in_twenty_four_places_want_three_tables_or_eighteen_slots() {
    let event = all_meet(10, 6, 2, &slots(12, 12));
    let ways = advice(&event);
    let costs: Vec<u64> = ways.iter().map(|way| way.cost).collect();
    assert!(costs.is_sorted(), "the smallest first: {ways:?}");
    let mut changes = ways.iter().flat_map(|way| &way.changes);
    let tables = changes.clone().find_map(tables);
    assert_eq!(tables, Some((3, 2)), "{ways:?}");
    let added = changes.find_map(added);
    let added = added.expect("slots help too");
    assert_eq!(added.len(), 18);
    assert_eq!(added[0].to_string(), "2026-05-12 15:00-15:30");
    for way in &ways {
        let mut changed = event.clone();
        way.changes.iter().for_each(|c| changed.apply(c).unwrap());
        assert!(
            changed.plan(Options::new()).unwrap().solved().is_some(),
            "{way:?}"
        );
    }
}

#[test]
fn a_smaller_number_of_tables_or_slots_would_not_do() {
    let mut seen = (0, 0);
    for (firms, experts, held, count) in [
        (3, 3, 1, 4),
        (4, 3, 1, 5),
        (5, 4, 1, 6),
        (4, 4, 2, 4),
        (6, 2, 1, 7),
    ] {
        let event = all_meet(firms, experts, held, &slots(12, count));
        for change in advice(&event).iter().flat_map(|way| &way.changes) {
            if let Some((count, seats)) = tables(change) {
                let count = count - 1;
                assert!(
                    !helps(&event, &EventChange::AddTables { count, seats }),
                    "{change}"
                );
                seen.0 += 1;
            }
            if let Some([fewer @ .., _]) = added(change)
                && !fewer.is_empty()
            {
                let slots = fewer.to_vec();
                assert!(!helps(&event, &EventChange::AddSlots { slots }), "{change}");
                seen.1 += 1;
            }
        }
    }
    assert!(seen.0 >= 2 && seen.1 >= 3, "{seen:?}");
}

#[test]
fn new_slots_go_on_where_the_days_end_first_and_keep_their_pauses() {
    let day = |day| crate::model::Date::new(2026, 5, day).unwrap();
    let mut held = Slot::series(day(12), "09:00-11:00", 20, 10).unwrap();
    held.extend(Slot::series(day(13), "09:00-10:00", 30, 0).unwrap());
    let next: Vec<String> = Slot::following(&held, 5)
        .iter()
        .map(Slot::to_string)
        .collect();
    let expected = [
        "2026-05-13 10:00-10:30",
        "2026-05-13 10:30-11:00",
        "2026-05-12 11:00-11:20",
        "2026-05-13 11:00-11:30",
        "2026-05-12 11:30-11:50",
    ];
    assert_eq!(next, expected);
    let late = Slot::series(day(12), "22:00-24:00", 60, 0).unwrap();
    assert_eq!(Slot::following(&late, 3), []);
    assert_eq!(Slot::following(&[], 3), []);
}
