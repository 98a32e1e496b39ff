//! Backups whose target fails, or whose process ends, at each step in turn.

use std::io::ErrorKind;
use std::path::Path;
use std::process::{Command, Stdio};

use super::refused::tried;
use super::script::{create, run};
use crate::engine::{Backup, silent};
use crate::error::Result;
use crate::index::steps::{FaultPlan, Refusal, follow, forget};
use crate::{Library, LibraryOptions};

/// Tells a child where library and target are, and at which step to end.
const CHILD: &str = "QIANXIAN_TEST_COPY";

/// A library with records, history and a lexicon; returns the place of its backup.
fn library(place: &Path) -> std::path::PathBuf {
    let library = place.join("library");
    create(&library);
    run(&library, || ()).unwrap();
    place.join("backup")
}

fn backup(place: &Path) -> Result<Backup> {
    let library = Library::open(place.join("library"), LibraryOptions::new())?;
    library.backup(place.join("backup"), &silent)
}

fn lines(of: &Path) -> Option<String> {
    let library = Library::open(of, LibraryOptions::new().read_only(true)).ok()?;
    let mut lines = Vec::new();
    let snapshot = library.snapshot().unwrap();
    snapshot.export(&mut lines, &silent).unwrap();
    Some(String::from_utf8(lines).unwrap())
}

/// Asserts that what an attempt has left is the whole library or no library, and that in that case the next attempt
/// replaces it.
fn assert_replaced(place: &Path, is_done: bool, how: &str) {
    let wanted = lines(&place.join("library"));
    assert!(wanted.is_some());
    let first = lines(&place.join("backup"));
    assert!(first == wanted || (first.is_none() && !is_done), "{how}");
    let next = backup(place);
    if first.is_some() {
        // A library is never replaced.
        assert!(next.unwrap_err().is_invalid_input(), "{how}");
        return;
    }
    next.unwrap_or_else(|e| panic!("{how}: {e}"));
    assert_eq!(lines(&place.join("backup")), wanted, "{how}");
    let names = std::fs::read_dir(place.join("backup")).unwrap();
    let names = names.map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let left: Vec<String> = names
        .filter(|name| name.contains("unfinished") || name.contains("copy.lock"))
        .collect();
    assert!(left.is_empty(), "{how}: {left:?}");
}

fn steps() -> usize {
    let place = tempfile::tempdir().unwrap();
    let to = library(place.path());
    follow(&to, FaultPlan::default());
    backup(place.path()).unwrap();
    forget(&to).steps.len()
}

fn plan(number: usize, refusal: Refusal) -> FaultPlan {
    FaultPlan {
        at: Some((number, refusal)),
        ..FaultPlan::default()
    }
}

#[test]
fn a_backup_that_is_refused_at_any_step_is_replaced_by_the_next() {
    for number in tried(steps()) {
        for refusal in [
            Refusal::RefusedOnce(ErrorKind::Other),
            Refusal::RefusedFromNowOn(ErrorKind::StorageFull),
        ] {
            let place = tempfile::tempdir().unwrap();
            let to = library(place.path());
            follow(&to, plan(number, refusal));
            let outcome = backup(place.path());
            let met = forget(&to).steps;
            let how = format!("{refusal:?} at {:?}: {outcome:?}", met.get(number));
            if outcome.is_err() && refusal == Refusal::RefusedOnce(ErrorKind::Other) {
                let left = std::fs::read_dir(&to).map_or(0, Iterator::count);
                assert!(left == 0 || lines(&to).is_some(), "{how}: {left} files");
            }
            assert_replaced(place.path(), outcome.is_ok(), &how);
        }
    }
}

#[test]
fn a_backup_that_is_killed_at_any_step_is_replaced_by_the_next() {
    if let Ok(told) = std::env::var(CHILD) {
        let (number, place) = told.split_once(' ').unwrap();
        let place = Path::new(place);
        follow(
            &place.join("backup"),
            plan(number.parse().unwrap(), Refusal::Killed),
        );
        backup(place).unwrap();
        return;
    }
    let test = "engine::tests::copied::a_backup_that_is_killed_at_any_step_is_replaced_by_the_next";
    for number in tried(steps()) {
        let place = tempfile::tempdir().unwrap();
        library(place.path());
        let status = Command::new(std::env::current_exe().unwrap())
            .args(["--exact", test, "--nocapture", "--test-threads=1"])
            .env(CHILD, format!("{number} {}", place.path().display()))
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .status()
            .unwrap();
        assert!(!status.success(), "step {number} was met");
        assert_replaced(place.path(), false, &format!("killed at step {number}"));
    }
}
