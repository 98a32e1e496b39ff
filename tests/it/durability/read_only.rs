//! Readers that may not write, or do not want to.

use std::path::Path;

use qianxian::text::Lexicon;
use qianxian::{Library, LibraryOptions};

use super::{as_child, child_place, hear, say, start};
use crate::support::generate::records;
use crate::support::unprivileged::{Unwritable, unprivileged};
use crate::support::{all, bits, contents, import, writer};

fn library(place: &Path) -> Library {
    let (needs, profiles) = records(101, 4, 20);
    let library = Library::create(place, LibraryOptions::new()).unwrap();
    import(&library, &needs, &profiles);
    library
}

/// The child: reads a library in a directory that it cannot write, and tries to change it.
fn read_without_permission(place: &Path) {
    let written = std::fs::write(place.join("file"), "");
    say(format!("bound {}", written.is_err()));
    for options in [
        LibraryOptions::new(),
        LibraryOptions::new().keep_compiled(true),
        LibraryOptions::new().read_only(true),
    ] {
        let library = Library::open(place, options).unwrap();
        let snapshot = library.snapshot().unwrap();
        let ranked = format!("{:?}", bits(&snapshot, &all()));
        say(format!(
            "{} {}",
            snapshot.is_current().unwrap(),
            crc32fast::hash(ranked.as_bytes())
        ));
    }
    let library = Library::open(place, LibraryOptions::new()).unwrap();
    for error in [
        library.writer().map(drop).unwrap_err(),
        library.set_lexicon(Lexicon::new()).unwrap_err(),
    ] {
        say(format!("refused {}", error.to_string().replace('\n', " ")));
    }
}

#[test]
fn a_reader_needs_no_permission_to_write() {
    if let Some(place) = child_place() {
        return read_without_permission(&place);
    }
    let Some(mut command) = unprivileged(&std::env::current_exe().unwrap()) else {
        return;
    };
    let place = tempfile::tempdir().unwrap();
    let ranked = format!(
        "{:?}",
        bits(&library(place.path()).snapshot().unwrap(), &all())
    );
    // Even without the files that locks are taken on: a copy of a library has none.
    for lock in [".tantivy-meta.lock", ".tantivy-writer.lock"] {
        std::fs::remove_file(place.path().join(lock)).unwrap();
    }
    let before = contents(place.path());
    let unwritable = Unwritable::new(place.path());
    let test = "durability::read_only::a_reader_needs_no_permission_to_write";
    command.args(["--exact", test, "--nocapture", "--test-threads=1"]);
    as_child(&mut command, place.path());
    let (mut child, mut lines) = start(command);
    let mut next = || hear(&mut lines).expect("the child goes on");
    assert_eq!(next(), "bound true", "the child may write after all");
    let same = format!("true {}", crc32fast::hash(ranked.as_bytes()));
    for _ in 0..3 {
        assert_eq!(next(), same);
    }
    for _ in 0..2 {
        let refused = next();
        assert!(refused.contains("cannot be written"), "{refused}");
        assert!(!refused.contains("room"), "{refused}");
    }
    assert!(child.wait().unwrap().success());
    drop(unwritable);
    assert!(contents(place.path()) == before);
}

#[test]
fn a_library_opened_for_reading_only_writes_nothing_and_refuses_changes() {
    let place = tempfile::tempdir().unwrap();
    let ranked = bits(&library(place.path()).snapshot().unwrap(), &all());
    for lock in [".tantivy-meta.lock", ".tantivy-writer.lock"] {
        std::fs::remove_file(place.path().join(lock)).unwrap();
    }
    let before = contents(place.path());
    let options = LibraryOptions::new().read_only(true).keep_compiled(true);
    let library = Library::open_or_create(place.path(), options.clone()).unwrap();
    let snapshot = library.snapshot().unwrap();
    let segments = snapshot.counts().unwrap().segments;
    assert_eq!(snapshot.compilation().not_kept, segments);
    assert!(bits(&snapshot, &all()) == ranked);
    for error in [
        library.writer().map(drop).unwrap_err(),
        library.set_lexicon(Lexicon::new()).unwrap_err(),
    ] {
        assert!(error.is_invalid_input(), "{error}");
        let said = error.to_string();
        assert!(
            said.contains("reading only") && said.contains(place.path().to_str().unwrap()),
            "{said}"
        );
    }
    assert!(contents(place.path()) == before);

    let empty = tempfile::tempdir().unwrap();
    let error = Library::create(empty.path(), options.clone()).unwrap_err();
    assert!(error.is_invalid_input(), "{error}");
    assert!(Library::open_or_create(empty.path(), options).is_err());
    assert!(contents(empty.path()).is_empty());
}

#[test]
fn a_reader_without_locks_follows_a_writer_that_takes_files_away() {
    let (_, profiles) = records(102, 0, 3);
    let place = tempfile::tempdir().unwrap();
    let library = library(place.path());
    let options = LibraryOptions::new().read_only(true);
    let reader = Library::open(place.path(), options.clone()).unwrap();
    let seen = std::thread::scope(|scope| {
        let writing = scope.spawn(|| {
            let mut writer = writer(&library);
            for round in 0..120_u32 {
                for profile in &profiles {
                    let mut profile = profile.clone();
                    profile.description = format!("第{round}轮 针状焦");
                    writer.put_profile(&profile).unwrap();
                }
                writer.commit().unwrap();
                // All files of the commits before go.
                writer.merge().unwrap();
            }
        });
        let mut seen = std::collections::BTreeSet::new();
        while !writing.is_finished() {
            let late = Library::open(place.path(), options.clone()).unwrap();
            for reader in [&reader, &late] {
                let snapshot = reader.snapshot().unwrap();
                let round =
                    |p: &qianxian::model::Profile| snapshot.profile(&p.id).unwrap().description;
                let rounds: Vec<String> = profiles.iter().map(round).collect();
                let is_one = rounds.iter().all(|r| *r == rounds[0]);
                assert!(is_one || !rounds[0].starts_with('第'), "{rounds:?}");
                seen.insert(rounds[0].clone());
            }
        }
        seen
    });
    assert!(seen.len() > 2, "the reader saw commits go by: {seen:?}");
    let last = reader.snapshot().unwrap();
    let last = last.profile(&profiles[0].id).unwrap().description;
    assert_eq!(last, "第119轮 针状焦");
}
