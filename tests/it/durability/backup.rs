//! Backups: whole, whatever a writer does meanwhile.

use std::collections::BTreeSet;
use std::ops::ControlFlow;
use std::path::Path;
use std::sync::Mutex;

use qianxian::engine::silent;
use qianxian::model::Profile;
use qianxian::{Library, LibraryOptions};

use super::{child_command, child_place, hear, say, start};
use crate::support::generate::records;
use crate::support::{all, bits, contents, import, writer};

/// Commits while backups are taken.
const COMMITS: usize = 250;

fn in_round(profile: &Profile, round: usize) -> Profile {
    let mut profile = profile.clone();
    profile.description = format!("第{round}轮 针状焦");
    profile
}

/// Asserts that the library in `place` is one commit of the writer, with its history; returns its round.
fn round_of(place: &Path, profiles: &[Profile]) -> usize {
    let library = Library::open(place, LibraryOptions::new()).unwrap();
    let snapshot = library.snapshot().unwrap();
    let rounds: BTreeSet<String> = profiles
        .iter()
        .map(|profile| snapshot.profile(&profile.id).unwrap().description)
        .collect();
    assert_eq!(rounds.len(), 1, "{rounds:?}");
    let text = rounds.first().unwrap();
    let number: String = text.chars().filter(char::is_ascii_digit).collect();
    let round: usize = number.parse().unwrap();
    let assert_history = |snapshot: &qianxian::Snapshot, count: usize| {
        for profile in profiles {
            let history = snapshot.history(&profile.id.clone().into()).unwrap();
            assert_eq!(history.revisions.len(), count, "round {round}");
            assert!(!history.begins_late && !history.ends_early);
        }
    };
    assert_history(&snapshot, round + 1);
    // The copy lives on as a library of its own, without what the other one has committed since.
    let changed: Vec<Profile> = profiles.iter().map(|p| in_round(p, 9_999)).collect();
    import(&library, [], &changed);
    assert_history(&library.snapshot().unwrap(), round + 2);
    round
}

#[test]
fn each_backup_beside_a_writer_is_one_whole_commit_with_its_history() {
    let (_, profiles) = records(103, 0, 3);
    let place = tempfile::tempdir().unwrap();
    let library = Library::create(place.path().join("library"), LibraryOptions::new()).unwrap();
    let first: Vec<Profile> = profiles.iter().map(|p| in_round(p, 0)).collect();
    import(&library, [], &first);
    let read_only = LibraryOptions::new().read_only(true);
    let reader = Library::open(library.path().unwrap(), read_only).unwrap();
    let rounds = std::thread::scope(|scope| {
        let writing = scope.spawn(|| {
            let mut writer = writer(&library);
            for round in 1..=COMMITS {
                for profile in &profiles {
                    writer.put_profile(&in_round(profile, round)).unwrap();
                }
                writer.commit().unwrap();
                if round % 9 == 0 {
                    writer.merge().unwrap();
                }
            }
        });
        let mut rounds = Vec::new();
        while !writing.is_finished() {
            // One that may lock the library against collection, and one that may not.
            for from in [&library, &reader] {
                let copy = tempfile::tempdir().unwrap();
                let backup = from.backup(copy.path(), &silent).unwrap();
                assert!(backup.has_history && backup.bytes > 0);
                rounds.push(round_of(copy.path(), &profiles));
            }
        }
        rounds
    });
    assert!(rounds.is_sorted(), "{rounds:?}");
    let different: BTreeSet<usize> = rounds.iter().copied().collect();
    assert!(different.len() > 3, "{rounds:?}");
    let copy = place.path().join("copy");
    library.backup(&copy, &silent).unwrap();
    assert_eq!(round_of(&copy, &profiles), COMMITS);
}

#[test]
fn a_backup_holds_what_the_library_holds() {
    let (needs, profiles) = records(104, 4, 20);
    let place = tempfile::tempdir().unwrap();
    for keeps_history in [true, false] {
        let of = place.path().join(format!("library {keeps_history}"));
        let options = LibraryOptions::new().keep_history(keeps_history);
        let library = Library::create(&of, options).unwrap();
        import(&library, &needs, &profiles);
        let to = place.path().join(format!("backup {keeps_history}"));
        let backup = library.backup(&to, &silent).unwrap();
        assert_eq!(backup.has_history, keeps_history);
        let copy = Library::open(&to, LibraryOptions::new().read_only(true)).unwrap();
        let (one, other) = (library.snapshot().unwrap(), copy.snapshot().unwrap());
        assert!(bits(&one, &all()) == bits(&other, &all()));
        for need in &needs {
            let id = need.id.clone().into();
            assert_eq!(one.history(&id).unwrap(), other.history(&id).unwrap());
        }
    }
}

#[test]
fn a_backup_that_fails_leaves_no_library() {
    let (needs, profiles) = records(105, 2, 5);
    let place = tempfile::tempdir().unwrap();
    let library = Library::create(place.path().join("library"), LibraryOptions::new()).unwrap();
    import(&library, &needs, &profiles);
    let of = library.path().unwrap();
    let full = place.path().join("full");
    std::fs::create_dir(&full).unwrap();
    std::fs::write(full.join("holiday.jpg"), b"not ours").unwrap();
    for target in [full.as_path(), of] {
        let before = contents(target);
        let error = library.backup(target, &silent).unwrap_err();
        assert!(error.is_invalid_input(), "{error}");
        assert!(contents(target) == before);
    }
    let memory = Library::in_memory().unwrap();
    let empty = place.path().join("empty");
    assert!(
        memory
            .backup(&empty, &silent)
            .unwrap_err()
            .is_invalid_input()
    );
    assert!(!empty.exists());

    // Opened with a quick check, so that the damage is met by the backup.
    let store = contents(of)
        .into_keys()
        .find(|file| file.extension().is_some_and(|e| e == "store"));
    let store = store.unwrap();
    let mut bytes = std::fs::read(&store).unwrap();
    bytes[0] ^= 1;
    std::fs::write(&store, bytes).unwrap();
    let options = LibraryOptions::new().verify(qianxian::index::Verify::Quick);
    let error = Library::open(of, options)
        .and_then(|library| library.backup(&empty, &silent))
        .unwrap_err();
    assert!(error.is_corrupt(), "{error}");
    assert!(!empty.exists() || contents(&empty).is_empty());
}

#[test]
fn a_backup_says_how_far_it_is_and_stops_when_asked() {
    let (needs, profiles) = records(106, 4, 40);
    let place = tempfile::tempdir().unwrap();
    let library = Library::create(place.path().join("library"), LibraryOptions::new()).unwrap();
    import(&library, &needs, &profiles);
    let heard = Mutex::new(Vec::new());
    let to = place.path().join("whole");
    let listen = |progress: qianxian::engine::Progress| {
        heard.lock().unwrap().push((progress.done, progress.total));
        ControlFlow::Continue(())
    };
    library.backup(&to, &listen).unwrap();
    let heard = heard.into_inner().unwrap();
    let total = heard[0].1;
    let wanted: Vec<_> = (1..=total).map(|done| (done, total)).collect();
    assert!(total > 3 && heard == wanted, "{heard:?}");
    let to = place.path().join("stopped");
    for stop in 1..=total {
        let error = library.backup(&to, &|progress| match progress.done == stop {
            true => ControlFlow::Break(()),
            false => ControlFlow::Continue(()),
        });
        let error = error.unwrap_err();
        assert!(error.is_cancelled(), "{error}");
        assert!(contents(&to).is_empty(), "after {stop} of {total}");
    }
    library.backup(&to, &silent).unwrap();
}

/// The child: makes a backup, and waits at each step to be killed.
fn back_up_step_by_step(place: &Path) {
    let library = Library::open(place.join("library"), LibraryOptions::new()).unwrap();
    let wait = |progress: qianxian::engine::Progress| {
        say(progress.done);
        let mut line = String::new();
        std::io::stdin().read_line(&mut line).unwrap();
        ControlFlow::Continue(())
    };
    library.backup(place.join("backup"), &wait).unwrap();
    say("done");
}

#[test]
fn a_killed_backup_is_replaced_and_a_living_one_is_not() {
    use std::io::Write as _;

    if let Some(place) = child_place() {
        return back_up_step_by_step(&place);
    }
    let (needs, profiles) = records(107, 4, 20);
    let place = tempfile::tempdir().unwrap();
    let library = Library::create(place.path().join("library"), LibraryOptions::new()).unwrap();
    import(&library, &needs, &profiles);
    let to = place.path().join("backup");
    let test = "durability::backup::a_killed_backup_is_replaced_and_a_living_one_is_not";
    for steps in 1.. {
        let (mut child, mut lines) = start(child_command(test, place.path()));
        let mut heard = Vec::new();
        while heard.len() < steps && heard.last().is_none_or(|last| last != "done") {
            if !heard.is_empty() {
                child.stdin.as_mut().unwrap().write_all(b"on\n").unwrap();
            }
            heard.push(hear(&mut lines).unwrap());
        }
        if heard.last().is_some_and(|last| last == "done") {
            child.wait().unwrap();
            assert!(steps > 4, "{heard:?}");
            break;
        }
        let before = contents(&to);
        let error = library.backup(&to, &silent).unwrap_err();
        assert!(error.is_busy(), "{error}");
        assert!(contents(&to) == before, "the living backup is left alone");
        child.kill().unwrap();
        child.wait().unwrap();
        let error = Library::open(&to, LibraryOptions::new()).unwrap_err();
        assert!(error.is_corrupt(), "{error}");

        // With anything else in it, the directory is somebody's.
        let photo = to.join("holiday.jpg");
        std::fs::write(&photo, b"not ours").unwrap();
        let before = contents(&to);
        assert!(library.backup(&to, &silent).unwrap_err().is_invalid_input());
        assert!(contents(&to) == before);
        std::fs::remove_file(photo).unwrap();
        let marker = to.join("qianxian.unfinished");
        let marked = std::fs::read(&marker).unwrap();
        std::fs::write(&marker, b"{}").unwrap();
        assert!(library.backup(&to, &silent).unwrap_err().is_invalid_input());
        std::fs::write(&marker, marked).unwrap();

        library.backup(&to, &silent).unwrap();
        let copy = Library::open(&to, LibraryOptions::new()).unwrap();
        let (one, other) = (library.snapshot().unwrap(), copy.snapshot().unwrap());
        assert!(bits(&one, &all()) == bits(&other, &all()));
        drop((other, copy));
        std::fs::remove_dir_all(&to).unwrap();
    }
}
