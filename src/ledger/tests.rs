#![allow(clippy::unwrap_used, reason = "tests")]
//! The ledger's rules, one by one; `script` holds it to a plain model.

use super::{
    Access, Calendar, Database, DeskFilter, EntryContent, EntryKind, Ledger, Stages, Standing,
};
use crate::model::{Date, NeedId, ProfileId};

mod script;

fn day(text: &str) -> Date {
    text.parse().unwrap()
}

fn entry(need: &str, profile: &str, kind: EntryKind, at: &str) -> EntryContent {
    let (need, profile) = (NeedId::new(need).unwrap(), ProfileId::new(profile).unwrap());
    EntryContent::new(need, profile, kind, at.parse().unwrap())
}

/// The standing of n1 and p1.
fn standing(ledger: &Ledger<'_>) -> Standing {
    let history = ledger.history(&NeedId::new("n1").unwrap(), &ProfileId::new("p1").unwrap());
    history.unwrap().standing.unwrap()
}

#[test]
fn gates_say_what_is_missing_and_nothing_is_written() {
    let ledger = Ledger::in_memory().unwrap();
    for (kind, said) in [
        (EntryKind::Refused, "reason"),
        (EntryKind::Solved, "note"),
        (EntryKind::Agreed, "contacted or visited or met"),
    ] {
        let error = ledger
            .append(entry("n1", "p1", kind, "2026-11-29"))
            .unwrap_err();
        assert!(
            error.is_invalid_input() && error.to_string().contains(said),
            "{error}"
        );
    }
    let batch = vec![
        entry("n1", "p1", EntryKind::Pushed, "2026-11-29"),
        entry("n1", "p1", EntryKind::Refused, "2026-11-30"),
    ];
    let error = ledger.append_all(batch).unwrap_err();
    assert!(error.to_string().starts_with("entry 2"), "{error}");
    assert!(ledger.folded().unwrap().is_empty(), "all or none");
    for (bad, field) in [
        (
            entry("n1", "p1", EntryKind::Deadline, "2026-11-29"),
            "until",
        ),
        (
            entry("n1", "p1", EntryKind::Handed, "2026-11-29"),
            "officer",
        ),
        (
            entry("n1", "p1", EntryKind::Correction, "2026-11-29"),
            "corrects",
        ),
        (
            entry("n1", "p1", EntryKind::Signed, "2026-11-29").amount(-1.0),
            "amount",
        ),
        (
            entry("n1", "p1", EntryKind::Signed, "2026-11-29").amount(f64::NAN),
            "amount",
        ),
        (
            entry("n1", "p1", EntryKind::Pushed, "2026-11-29").propensity(0.0),
            "propensity",
        ),
    ] {
        assert_eq!(ledger.append(bad).unwrap_err().field(), Some(field));
    }
}

#[test]
fn any_activity_resets_the_silence() {
    let ledger = Ledger::in_memory().unwrap();
    ledger
        .append(entry("n1", "p1", EntryKind::Contacted, "2026-11-02 10:00"))
        .unwrap();
    let today = day("2026-11-29");
    assert_eq!(
        (
            standing(&ledger).silent_days(today),
            standing(&ledger).days_in_stage(today)
        ),
        (27, 27)
    );
    ledger
        .append(entry("n1", "p1", EntryKind::Note, "2026-11-20 10:00").note("去电未接"))
        .unwrap();
    assert_eq!(
        (
            standing(&ledger).silent_days(today),
            standing(&ledger).days_in_stage(today)
        ),
        (9, 27)
    );
}

#[test]
fn what_is_corrected_stays_as_it_was_written() {
    let today = day("2026-11-29");
    let ledger = Ledger::in_memory().unwrap();
    for (kind, at) in [
        (EntryKind::Contacted, "2026-11-02 10:00"),
        (EntryKind::Note, "2026-11-20 10:00"),
    ] {
        ledger.append(entry("n1", "p1", kind, at)).unwrap();
    }
    let (need, profile) = (NeedId::new("n1").unwrap(), ProfileId::new("p1").unwrap());
    let fix = EntryContent::correcting(
        need.clone(),
        profile.clone(),
        1,
        "2026-11-28 10:00".parse().unwrap(),
    );
    ledger
        .append(fix.clone().instead(
            Some(EntryKind::Visited),
            Some("2026-11-03 10:00".parse().unwrap()),
        ))
        .unwrap();
    let now = standing(&ledger);
    assert_eq!(
        (
            now.silent_days(today),
            now.days_in_stage(today),
            now.entries
        ),
        (9, 26, 2)
    );
    // What was written stays.
    let written = ledger.history(&need, &profile).unwrap().entries;
    assert_eq!(
        (written.len(), written[0].content.kind),
        (3, EntryKind::Contacted)
    );
    // A correction is not corrected, and nothing of another match is.
    let again = EntryContent::correcting(need.clone(), profile, 3, "2026-11-28".parse().unwrap());
    assert!(
        ledger
            .append(again.note("x"))
            .unwrap_err()
            .is_invalid_input()
    );
    assert!(
        ledger.append(fix).unwrap_err().is_invalid_input(),
        "it says nothing"
    );
    let other = EntryContent::correcting(
        need,
        ProfileId::new("p2").unwrap(),
        1,
        "2026-11-28".parse().unwrap(),
    );
    assert!(ledger.append(other.struck()).unwrap_err().is_not_found());
}

#[test]
fn own_stages_and_calendars_hold_for_what_is_there() {
    let ledger = Ledger::in_memory().unwrap();
    ledger
        .append(entry("n1", "p1", EntryKind::Contacted, "2026-09-30 10:00"))
        .unwrap();
    ledger
        .append(entry("n1", "p1", EntryKind::Signed, "2026-10-09 10:00"))
        .unwrap();
    let own = Stages::read(
        r#"{"stages":[{"id":"a","name":"在谈","role":"engaged","working_days":3},
            {"id":"z","name":"办结","role":"done","kinds":["solved"]}]}"#,
    );
    ledger.set_stages(&own.unwrap()).unwrap();
    assert_eq!(
        (standing(&ledger).stage.as_str(), standing(&ledger).deadline),
        ("a", Some(day("2026-10-05")))
    );
    let calendar = Calendar::read("2026-10-01..2026-10-07,休\n2026-10-10,班").unwrap();
    ledger.set_calendar(&calendar).unwrap();
    assert_eq!(standing(&ledger).deadline, Some(day("2026-10-10")));
    assert_eq!(ledger.calendar().unwrap(), calendar);
    let desk = ledger.desk(&DeskFilter::all()).unwrap().matches;
    assert_eq!(desk, ledger.folded().unwrap());
}

#[test]
fn funnels_count_skipped_stages_as_passed() {
    let ledger = Ledger::in_memory().unwrap();
    for (profile, kinds) in [
        ("p1", &[EntryKind::Proposed][..]),
        ("p2", &[EntryKind::Pushed, EntryKind::Refused]),
        ("p3", &[EntryKind::Contacted]),
        ("p4", &[EntryKind::Signed, EntryKind::Solved]),
    ] {
        for kind in kinds {
            ledger
                .append(
                    entry("n1", profile, *kind, "2026-11-29")
                        .source("对接会")
                        .reason("远")
                        .note("好"),
                )
                .unwrap();
        }
    }
    ledger
        .append(entry("n2", "p1", EntryKind::Pushed, "2026-11-20"))
        .unwrap();
    let funnel = ledger
        .funnel(None, |_, source| Ok(source.unwrap_or("未知").to_owned()))
        .unwrap();
    let [met, unknown] = &funnel.groups[..] else {
        panic!("{funnel:?}")
    };
    let reached: Vec<u64> = met.steps.iter().map(|step| step.reached).collect();
    assert_eq!(
        (met.matches, &reached[..], met.ended["refused"]),
        (4, &[4, 3, 2, 1, 1, 1][..], 1)
    );
    assert_eq!(
        (
            met.steps[2].rate,
            unknown.steps[2].rate,
            unknown.steps[3].rate
        ),
        (Some(2.0 / 3.0), Some(0.0), None)
    );
    let late = ledger
        .funnel(Some("2026-11-25".parse().unwrap()), |need, _| {
            Ok(need.to_string())
        })
        .unwrap();
    assert_eq!(late.groups.len(), 1);
    let unanswered = ledger.unanswered(10).unwrap();
    assert_eq!(
        unanswered
            .iter()
            .map(|need| need.need.as_str())
            .collect::<Vec<_>>(),
        ["n2"]
    );
    let since = ledger.since("2026-11-21".parse().unwrap(), 100).unwrap();
    assert_eq!(since.len(), 6);
    let load = ledger
        .load(
            &[ProfileId::new("p3").unwrap(), ProfileId::new("p4").unwrap()],
            2026,
        )
        .unwrap();
    assert_eq!((load.now, load.this_year, load.open), (1, 2, 1));
}

#[test]
fn the_file_takes_no_change_of_an_entry() {
    let place = tempfile::tempdir().unwrap();
    let database = Database::open(place.path(), Access::Write).unwrap();
    let ledger = Ledger::new(std::sync::Arc::new(database), |_| Ok(()));
    ledger
        .append(entry("n1", "p1", EntryKind::Pushed, "2026-11-29"))
        .unwrap();
    let file = rusqlite::Connection::open(place.path().join("ledger.db")).unwrap();
    for statement in [
        "UPDATE entry SET kind = 'signed'",
        "DELETE FROM entry",
        "INSERT OR REPLACE INTO entry (id, need, profile, kind, at, second) VALUES (1, 'n', 'p', 'met', 'x', 0)",
    ] {
        let refused = file.execute(statement, []).unwrap_err().to_string();
        assert!(refused.contains("entries are never"), "{refused}");
    }
    let seen: (String, String) = file
        .query_row("SELECT need, stage FROM desk", [], |row| {
            Ok((row.get(0)?, row.get(1)?))
        })
        .unwrap();
    assert_eq!(seen, ("n1".to_owned(), "dispatch".to_owned()));
}
