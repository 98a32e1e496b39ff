//! Backups: whole, whatever a writer does meanwhile.

use std::collections::BTreeSet;
use std::path::Path;

use qianxian::model::Profile;
use qianxian::{Library, LibraryOptions};

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
                let backup = from.backup(copy.path()).unwrap();
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
    library.backup(&copy).unwrap();
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
        let backup = library.backup(&to).unwrap();
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
        let error = library.backup(target).unwrap_err();
        assert!(error.is_invalid_input(), "{error}");
        assert!(contents(target) == before);
    }
    let memory = Library::in_memory().unwrap();
    let empty = place.path().join("empty");
    assert!(memory.backup(&empty).unwrap_err().is_invalid_input());
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
        .and_then(|library| library.backup(&empty))
        .unwrap_err();
    assert!(error.is_corrupt(), "{error}");
    assert!(!empty.exists() || contents(&empty).is_empty());
}
