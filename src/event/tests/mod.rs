//! Plans against exhaustive search, and claims about odd input.
#![allow(
    clippy::unwrap_used,
    clippy::cast_possible_truncation,
    reason = "tests"
)]

mod advice;
mod brute;
mod export;
mod gather;
mod odd;
mod optimal;
mod persons;
mod replan;
mod verify;

use super::*;

/// `count` slots of half an hour from 09:00 on a day of May 2026.
fn slots(day: u8, count: u16) -> Vec<Slot> {
    let day = crate::model::Date::new(2026, 5, day).unwrap();
    let end = 9 * 60 + 30 * count;
    let hours = format!("09:00-{:02}:{:02}", end / 60, end % 60);
    Slot::series(day, &hours, 30, 0).unwrap()
}

fn plan(event: &EventProblem) -> Plan {
    let plan = event.plan(Options::new()).unwrap().into_result().unwrap();
    assert_eq!(super::verify(event, plan.meetings()), []);
    plan
}

/// Slot hour, table, need, profile of every meeting.
fn rows(meetings: &[Meeting]) -> Vec<String> {
    let row = |m: &Meeting| {
        format!(
            "{} {} {} {}",
            &m.slot.hours()[..5],
            m.table,
            m.need,
            m.profile
        )
    };
    meetings.iter().map(row).collect()
}
