//! A call refused, or the process ended, at each step in turn.
//!
//! `QIANXIAN_CRASH_KILLS=1000` tries every step (and up to that many kills); without, some of them.

use std::io::{BufRead as _, BufReader, ErrorKind};
use std::path::Path;
use std::process::{Command, Stdio};

use super::script::{assert_whole, create, run, run_and_count};
use crate::index::steps::{DiskStep, FaultPlan, Refusal, follow, forget};

/// Tells a child which library to work on, and at which step to end.
const CHILD: &str = "QIANXIAN_TEST_STEP";
/// How many steps are tried without the switch.
const SOME: usize = 16;

fn wanted() -> Option<usize> {
    std::env::var("QIANXIAN_CRASH_KILLS").ok()?.parse().ok()
}

/// Numbers of the steps to try, of `steps`.
pub(super) fn tried(steps: usize) -> impl Iterator<Item = usize> {
    let count = wanted().unwrap_or(SOME).min(steps);
    // Spread over all of them, the first and the last included.
    (0..count).map(move |i| i * (steps - 1) / count.saturating_sub(1).max(1))
}

/// The steps of the script when nothing fails.
fn steps() -> Vec<(DiskStep, String)> {
    let place = tempfile::tempdir().unwrap();
    create(place.path());
    follow(place.path(), FaultPlan::default());
    let (outcome, acknowledged) = run_and_count(place.path());
    let steps = forget(place.path()).steps;
    outcome.unwrap();
    assert_whole(place.path(), acknowledged, "nothing failed");
    steps
}

#[test]
fn the_script_meets_every_kind_of_step() {
    let steps = steps();
    let has = |step, end: &str| {
        let found = steps
            .iter()
            .any(|(s, name)| *s == step && name.ends_with(end));
        assert!(found, "{step:?} {end}: {steps:?}");
    };
    for end in [".fast", ".store", ".del", "meta.new"] {
        has(DiskStep::Create, end);
        has(DiskStep::Write, end);
        has(DiskStep::Sync, end);
    }
    has(DiskStep::Rename, "meta.json");
    has(DiskStep::Rename, "qianxian.json");
    has(DiskStep::Remove, ".del");
    has(DiskStep::Remove, ".store");
    has(DiskStep::SyncDirectory, "");
}

#[test]
fn a_refused_write_leaves_the_old_commit_or_the_new_one() {
    let count = steps().len();
    for number in tried(count) {
        for outcome in [
            Refusal::RefusedOnce(ErrorKind::Other),
            Refusal::RefusedFromNowOn(ErrorKind::StorageFull),
        ] {
            let place = tempfile::tempdir().unwrap();
            create(place.path());
            let plan = FaultPlan {
                at: Some((number, outcome)),
                ..FaultPlan::default()
            };
            follow(place.path(), plan);
            let (failed, acknowledged) = run_and_count(place.path());
            let met = forget(place.path()).steps;
            let how = format!(
                "{outcome:?} at step {number}, {:?}: {failed:?}",
                met.get(number)
            );
            assert_whole(place.path(), acknowledged, &how);
        }
    }
}

/// Runs the script in a child that ends at step `number`; returns how many commits it acknowledged.
fn run_in_child(place: &Path, number: usize) -> usize {
    let test = "engine::tests::refused::a_process_that_ends_at_any_step_leaves_a_whole_library";
    let mut child = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", test, "--nocapture", "--test-threads=1"])
        .env(CHILD, format!("{number} {}", place.display()))
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let acknowledged = lines
        .map_while(Result::ok)
        .filter(|line| line.ends_with("acknowledged"));
    let count = acknowledged.count();
    child.wait().unwrap();
    count
}

#[test]
fn a_process_that_ends_at_any_step_leaves_a_whole_library() {
    if let Ok(told) = std::env::var(CHILD) {
        let (number, place) = told.split_once(' ').unwrap();
        let plan = FaultPlan {
            at: Some((number.parse().unwrap(), Refusal::Killed)),
            ..FaultPlan::default()
        };
        follow(Path::new(place), plan);
        return run(Path::new(place), || println!("\nacknowledged")).unwrap();
    }
    let steps = steps();
    for number in tried(steps.len()) {
        let place = tempfile::tempdir().unwrap();
        create(place.path());
        let acknowledged = run_in_child(place.path(), number);
        let how = format!("killed at step {number}, {:?}", steps[number]);
        assert_whole(place.path(), acknowledged, &how);
    }
}
