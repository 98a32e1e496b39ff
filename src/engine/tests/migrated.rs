//! A migration of a library of format 3, refused or ended at each step in turn.
//!
//! `QIANXIAN_CRASH_KILLS=1000` tries every step; without, some of them.

use std::io::ErrorKind;
use std::path::Path;
use std::process::{Command, Stdio};

use super::refused::tried;
use crate::index::steps::{DiskStep, FaultPlan, Refusal, follow, forget};
use crate::model::Date;
use crate::rank::RankOptions;
use crate::{Library, LibraryOptions};

/// Tells a child which library to work on, and at which step to end.
const CHILD: &str = "QIANXIAN_TEST_MIGRATION";

fn options() -> LibraryOptions {
    LibraryOptions::new().writer_memory(15_000_000)
}

/// A copy of the library of format 3 that is kept in the repository.
fn of_format_3() -> tempfile::TempDir {
    let kept = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/format-3");
    let copy = tempfile::tempdir().unwrap();
    for entry in std::fs::read_dir(kept).unwrap() {
        let entry = entry.unwrap();
        std::fs::copy(entry.path(), copy.path().join(entry.file_name())).unwrap();
    }
    copy
}

/// Every record of `library`, and what it ranks.
fn told(library: &Library) -> String {
    let snapshot = library.snapshot().unwrap();
    let day = RankOptions::new(Date::new(2024, 7, 1).unwrap());
    let needs = snapshot.need_ids().unwrap();
    let needs: Vec<_> = needs.iter().map(|id| snapshot.need(id).unwrap()).collect();
    let profiles = snapshot.profile_ids().unwrap();
    let profiles: Vec<_> = profiles
        .iter()
        .map(|id| snapshot.profile(id).unwrap())
        .collect();
    let ranked: Vec<_> = needs
        .iter()
        .map(|need| snapshot.rank(need, &day).unwrap().matches)
        .collect();
    format!("{needs:?} {profiles:?} {ranked:?}")
}

/// Names in the directory, without locks.
fn names(place: &Path) -> Vec<String> {
    let entries = std::fs::read_dir(place).unwrap();
    let names = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let mut names: Vec<String> = names.filter(|name| !name.ends_with(".lock")).collect();
    names.sort();
    names
}

/// Asserts that the library in `place` opens as the new one, and that the next writer leaves nothing of the old one.
fn assert_migrated(place: &Path, wanted: &str, how: &str) {
    let library = Library::open(place, options()).unwrap_or_else(|e| panic!("{how}: {e}"));
    assert_eq!(told(&library), wanted, "{how}");
    let writer = library.writer().unwrap_or_else(|e| panic!("{how}: {e}"));
    writer.close().unwrap();
    let text = std::fs::read(place.join("meta.json")).unwrap();
    let meta: serde_json::Value = serde_json::from_slice(&text).unwrap();
    let named = meta["sealed"]["files"].as_object().unwrap();
    let mut wanted: Vec<&str> = named.keys().map(String::as_str).collect();
    wanted.extend(["meta.json", "qianxian.json"]);
    wanted.sort_unstable();
    assert_eq!(names(place), wanted, "{how}");
    let again = Library::open(place, options().migrate(false)).unwrap();
    assert_eq!(again.migration(), None, "{how}");
}

/// The steps of a migration when nothing fails, and what the library tells then.
fn steps() -> (Vec<(DiskStep, String)>, String) {
    let place = of_format_3();
    follow(place.path(), FaultPlan::default());
    let library = Library::open(place.path(), options()).unwrap();
    let steps = forget(place.path()).steps;
    assert_eq!(library.migration().unwrap().reindexed, Some(5));
    (steps, told(&library))
}

#[test]
fn a_migration_that_is_refused_at_any_step_leaves_a_library_that_can_be_migrated() {
    let (steps, wanted) = steps();
    for name in ["migration", "meta.json", "qianxian.json"] {
        let is_renamed =
            |(step, file): &(DiskStep, String)| *step == DiskStep::Rename && file == name;
        assert!(steps.iter().any(is_renamed), "{name}: {steps:?}");
    }
    for number in tried(steps.len()) {
        for outcome in [
            Refusal::RefusedOnce(ErrorKind::Other),
            Refusal::RefusedFromNowOn(ErrorKind::StorageFull),
        ] {
            let place = of_format_3();
            let plan = FaultPlan {
                at: Some((number, outcome)),
                ..FaultPlan::default()
            };
            follow(place.path(), plan);
            let failed = Library::open(place.path(), options()).map(drop);
            forget(place.path());
            let how = format!(
                "{outcome:?} at step {number}, {:?}: {failed:?}",
                steps[number]
            );
            assert_migrated(place.path(), &wanted, &how);
        }
    }
}

#[test]
fn a_migration_that_is_killed_at_any_step_goes_on() {
    if let Ok(told) = std::env::var(CHILD) {
        let (number, place) = told.split_once(' ').unwrap();
        let plan = FaultPlan {
            at: Some((number.parse().unwrap(), Refusal::Killed)),
            ..FaultPlan::default()
        };
        follow(Path::new(place), plan);
        return drop(Library::open(place, options()));
    }
    let (steps, wanted) = steps();
    let test = "engine::tests::migrated::a_migration_that_is_killed_at_any_step_goes_on";
    let mut killed = 0;
    for number in tried(steps.len()) {
        let place = of_format_3();
        let ended = Command::new(std::env::current_exe().unwrap())
            .args(["--exact", test, "--nocapture", "--test-threads=1"])
            .env(CHILD, format!("{number} {}", place.path().display()))
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .status()
            .unwrap();
        killed += usize::from(!ended.success());
        let how = format!("killed at step {number}, {:?}", steps[number]);
        // Whoever may not write sees the old library's refusal or the new library, never a mixture.
        if let Ok(reader) = Library::open(place.path(), options().read_only(true)) {
            assert_eq!(told(&reader), wanted, "{how}");
        }
        assert_migrated(place.path(), &wanted, &how);
    }
    assert!(killed > 10, "{killed}");
}
