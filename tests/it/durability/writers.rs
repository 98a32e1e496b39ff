//! One writer at a time in the whole world; readers wait for nobody.

use std::io::Write as _;
use std::path::Path;

use qianxian::{Library, LibraryOptions};

use super::{child_command, child_place, hear, say, start};
use crate::support::generate::records;
use crate::support::{all, bits, import, library};

#[test]
fn a_second_writer_of_one_process_is_busy_until_the_first_is_gone() {
    let (needs, profiles) = records(94, 3, 10);
    let in_memory = library(&needs, &profiles);
    let first = in_memory.writer().unwrap();
    assert!(in_memory.writer().unwrap_err().is_busy());
    drop(first);
    in_memory.writer().unwrap().close().unwrap();
    in_memory.writer().unwrap();

    let place = tempfile::tempdir().unwrap();
    let one = Library::create(place.path(), LibraryOptions::new()).unwrap();
    let other = Library::open(place.path(), LibraryOptions::new()).unwrap();
    let first = one.writer().unwrap();
    let error = other.writer().unwrap_err();
    assert!(error.is_busy());
    assert!(
        error.to_string().contains(place.path().to_str().unwrap()),
        "{error}"
    );
    drop(first);
    import(&other, &needs, &profiles);
    assert_eq!(
        one.snapshot().unwrap().needs().unwrap(),
        needs,
        "both see the commit"
    );
}

/// The child: holds the writer, commits when it is told to, and waits.
fn hold_the_writer(place: &Path) {
    let library = Library::open(place, LibraryOptions::new()).unwrap();
    let (needs, profiles) = records(95, 5, 30);
    let mut writer = library.writer().unwrap();
    for profile in &profiles {
        writer.put_profile(profile).unwrap();
    }
    say("holds");
    let wait = || std::io::stdin().read_line(&mut String::new()).unwrap();
    wait();
    for need in &needs {
        writer.put_need(need).unwrap();
    }
    writer.commit().unwrap();
    say("committed");
    writer.delete_profile(&profiles[0].id).unwrap();
    wait();
}

#[test]
fn a_writer_of_another_process_is_seen_does_not_stop_readers_and_frees_its_lock_when_killed() {
    if let Some(place) = child_place() {
        return hold_the_writer(&place);
    }
    let (needs, profiles) = records(96, 5, 20);
    let place = tempfile::tempdir().unwrap();
    let early = Library::create(place.path(), LibraryOptions::new()).unwrap();
    import(&early, &needs, &profiles);
    let before = bits(&early.snapshot().unwrap(), &all());
    let test = "durability::writers::a_writer_of_another_process_is_seen_does_not_stop_readers_and_frees_its_lock_when_killed";
    let (mut child, mut lines) = start(child_command(test, place.path()));
    assert_eq!(hear(&mut lines).as_deref(), Some("holds"));

    assert!(early.writer().unwrap_err().is_busy());
    let late = Library::open(place.path(), LibraryOptions::new()).unwrap();
    for library in [&early, &late] {
        assert!(
            bits(&library.snapshot().unwrap(), &all()) == before,
            "nothing is committed"
        );
    }
    child.stdin.as_mut().unwrap().write_all(b"go\n").unwrap();
    assert_eq!(hear(&mut lines).as_deref(), Some("committed"));
    let (theirs, new) = records(95, 5, 30);
    let mut all_needs = needs.clone();
    for need in theirs {
        all_needs.retain(|n| n.id != need.id);
        all_needs.push(need);
    }
    all_needs.sort_by(|a, b| a.id.cmp(&b.id));
    for library in [&early, &late] {
        let snapshot = library.snapshot().unwrap();
        assert_eq!(snapshot.needs().unwrap(), all_needs);
        assert_eq!(snapshot.profile(&new[0].id).unwrap(), new[0]);
    }
    assert!(early.writer().unwrap_err().is_busy());
    child.kill().unwrap();
    child.wait().unwrap();
    let mut writer = early.writer().expect("the lock is free at once");
    writer.commit().unwrap();
    let kept = early.snapshot().unwrap().profile(&new[0].id);
    assert_eq!(kept.unwrap(), new[0], "what was not committed is forgotten");
}
