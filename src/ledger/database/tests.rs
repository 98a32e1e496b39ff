#![allow(clippy::unwrap_used, reason = "tests")]

use std::collections::BTreeMap;
use std::path::Path;

use rusqlite::Connection;

use super::{Access, Database, FILE, LayoutSteps};
use crate::Result;

const ONE: LayoutSteps =
    &["CREATE TABLE thing (id INTEGER PRIMARY KEY, name TEXT NOT NULL) STRICT;"];
const TWO: LayoutSteps = &[ONE[0], "ALTER TABLE thing ADD COLUMN colour TEXT;"];

fn open(place: &Path, steps: LayoutSteps) -> Result<Database> {
    Database::with_steps(place, Access::Write, steps)
}

fn read_only(place: &Path) -> Result<Database> {
    Database::with_steps(place, Access::Read, ONE)
}

fn add(database: &Database, name: &str) -> Result<()> {
    database.write(|inside| {
        inside.execute("INSERT INTO thing (name) VALUES (?1)", [name])?;
        Ok(())
    })
}

fn count(database: &Database) -> Result<i64> {
    database
        .read(|inside| Ok(inside.query_row("SELECT count(*) FROM thing", [], |row| row.get(0))?))
}

/// Every file of a directory with its bytes and time of change, without the shared memory of the locks.
fn content(place: &Path) -> BTreeMap<String, (Vec<u8>, std::time::SystemTime)> {
    let files = std::fs::read_dir(place).unwrap().map(Result::unwrap);
    let kept = files.filter(|file| !file.file_name().to_str().unwrap().ends_with("-shm"));
    let files = kept.map(|file| {
        let modified = file.metadata().unwrap().modified().unwrap();
        let bytes = std::fs::read(file.path()).unwrap();
        (file.file_name().into_string().unwrap(), (bytes, modified))
    });
    files.collect()
}

#[test]
fn reading_creates_nothing_and_writing_creates_one_file() {
    let place = tempfile::tempdir().unwrap();
    let database = open(place.path(), ONE).unwrap();
    assert_eq!(count(&database).unwrap(), 0);
    assert!(content(place.path()).is_empty());
    add(&database, "a").unwrap();
    assert_eq!(count(&database).unwrap(), 1);
    drop(database);
    assert!(content(place.path()).keys().eq([FILE]));
    assert_eq!(count(&open(place.path(), ONE).unwrap()).unwrap(), 1);
}

#[test]
fn a_reader_changes_no_byte_and_sees_each_commit_of_a_writer_that_comes_and_goes() {
    let place = tempfile::tempdir().unwrap();
    let reader = read_only(place.path()).unwrap();
    assert_eq!(count(&reader).unwrap(), 0);
    for round in 1..5 {
        let writer = open(place.path(), ONE).unwrap();
        add(&writer, "a").unwrap();
        assert_eq!(
            count(&reader).unwrap(),
            round * 2 - 1,
            "while the writer lives"
        );
        add(&writer, "b").unwrap();
        drop(writer);
        let before = content(place.path());
        assert_eq!(
            count(&reader).unwrap(),
            round * 2,
            "after the writer has gone"
        );
        assert_eq!(count(&read_only(place.path()).unwrap()).unwrap(), round * 2);
        assert_eq!(content(place.path()), before);
    }
    assert!(add(&reader, "c").unwrap_err().is_invalid_input());
}

#[test]
fn a_read_does_not_wait_for_a_write_and_sees_none_of_it() {
    let place = tempfile::tempdir().unwrap();
    let database = open(place.path(), ONE).unwrap();
    add(&database, "a").unwrap();
    let seen = database.write(|inside| {
        inside.execute("INSERT INTO thing (name) VALUES ('b')", [])?;
        let beside = std::thread::scope(|scope| scope.spawn(|| count(&database)).join().unwrap());
        Ok(beside?)
    });
    assert_eq!(seen.unwrap(), 1);
    assert_eq!(count(&database).unwrap(), 2);
}

#[test]
fn a_write_that_fails_leaves_nothing() {
    let place = tempfile::tempdir().unwrap();
    let in_memory = Database::in_memory_with_steps(ONE).unwrap();
    for database in [in_memory, open(place.path(), ONE).unwrap()] {
        let failed: Result<()> = database.write(|inside| {
            inside.execute("INSERT INTO thing (name) VALUES ('b')", [])?;
            Err(crate::Error::cancelled("importing").into())
        });
        assert!(failed.unwrap_err().is_cancelled());
        assert_eq!(count(&database).unwrap(), 0);
        add(&database, "a").unwrap();
        assert_eq!(count(&database).unwrap(), 1);
        database.check().unwrap();
    }
}

#[test]
fn an_older_layout_is_migrated_and_a_newer_one_refused() {
    let place = tempfile::tempdir().unwrap();
    add(&open(place.path(), ONE).unwrap(), "a").unwrap();
    // Read alone: it cannot be migrated.
    let refused = Database::with_steps(place.path(), Access::Read, TWO).unwrap_err();
    assert!(refused.is_invalid_input(), "{refused}");
    let newer = open(place.path(), TWO).unwrap();
    assert_eq!(count(&newer).unwrap(), 1);
    let colour = "SELECT colour FROM thing";
    let colour = newer
        .read(|inside| Ok(inside.query_row(colour, [], |row| row.get::<_, Option<String>>(0))?));
    assert_eq!(colour.unwrap(), None);
    let before = content(place.path());
    let refused = open(place.path(), ONE).unwrap_err();
    assert!(
        refused.is_corrupt() && refused.to_string().contains("its layout is 2"),
        "{refused}"
    );
    assert_eq!(content(place.path()), before);
}

#[test]
fn a_program_that_was_overtaken_by_a_migration_is_refused() {
    let place = tempfile::tempdir().unwrap();
    let older = open(place.path(), ONE).unwrap();
    add(&older, "a").unwrap();
    drop(open(place.path(), TWO).unwrap());
    assert!(add(&older, "b").unwrap_err().is_corrupt());
    assert!(count(&older).unwrap_err().is_corrupt());
}

#[test]
fn a_file_of_others_is_refused_and_left_alone() {
    let place = tempfile::tempdir().unwrap();
    let file = place.path().join(FILE);
    Connection::open(&file)
        .unwrap()
        .execute_batch("CREATE TABLE theirs (a)")
        .unwrap();
    let before = content(place.path());
    for access in [Access::Read, Access::Write] {
        let refused = Database::with_steps(place.path(), access, ONE).unwrap_err();
        assert!(
            refused.is_corrupt() && refused.to_string().contains("unharmed"),
            "{refused}"
        );
    }
    std::fs::write(
        &file,
        "not a database, but long enough to be read as the head of one".repeat(9),
    )
    .unwrap();
    assert!(open(place.path(), ONE).unwrap_err().is_corrupt());
    std::fs::remove_file(&file).unwrap();
    std::fs::create_dir(&file).unwrap();
    assert!(open(place.path(), ONE).unwrap_err().is_corrupt());
    std::fs::remove_dir(&file).unwrap();
    assert!(before.keys().eq([FILE]));
}

#[test]
fn damage_is_an_error_and_never_a_panic() {
    let place = tempfile::tempdir().unwrap();
    let database = open(place.path(), ONE).unwrap();
    for number in 0..2_000 {
        if number % 500 == 0 {
            add(&database, &"长".repeat(2_000)).unwrap();
        }
    }
    drop(database);
    let file = place.path().join(FILE);
    let sound = std::fs::read(&file).unwrap();
    let mut refused = 0;
    for round in 0..200 {
        let mut bytes = sound.clone();
        let at = round * 7_919 % bytes.len();
        match round % 3 {
            0 => bytes.truncate(at),
            1 => bytes[at] ^= 0x5a,
            _ => {
                let end = (at + 600).min(bytes.len());
                bytes[at..end].fill(0xff);
            }
        }
        std::fs::write(&file, &bytes).unwrap();
        for access in [Access::Read, Access::Write] {
            let opened = Database::with_steps(place.path(), access, ONE);
            let found = opened.and_then(|database| database.check());
            // Structure is checked here; values have checksums of their own.
            assert!(found.is_err() || round % 3 != 0 || at == 0, "cut at {at}");
            if let Err(error) = found {
                refused += 1;
                assert!(
                    error.is_corrupt() || error.is_busy(),
                    "round {round}: {error}"
                );
            }
        }
        for beside in ["-wal", "-shm", "-journal"] {
            let _ = std::fs::remove_file(place.path().join(format!("{FILE}{beside}")));
        }
    }
    assert!(refused > 130, "{refused} found");
}

#[test]
fn another_writer_is_waited_for_and_then_reported_as_busy() {
    let place = tempfile::tempdir().unwrap();
    let database = open(place.path(), ONE).unwrap();
    add(&database, "a").unwrap();
    let other = Connection::open(place.path().join(FILE)).unwrap();
    other.execute_batch("BEGIN IMMEDIATE").unwrap();
    let refused = add(&database, "b").unwrap_err();
    assert!(refused.is_busy(), "{refused}");
    assert_eq!(count(&database).unwrap(), 1);
    other.execute_batch("ROLLBACK").unwrap();
    add(&database, "b").unwrap();
}

#[test]
fn odd_names_of_directories_are_opened_as_they_are() {
    let place = tempfile::tempdir().unwrap();
    for name in ["台账 100%", "a?b#c", "file:x", "%41"] {
        let inside = place.path().join(name);
        std::fs::create_dir(&inside).unwrap();
        add(&open(&inside, ONE).unwrap(), "a").unwrap();
        assert_eq!(count(&read_only(&inside).unwrap()).unwrap(), 1, "{name}");
    }
}

/// A file is made in steps; whoever looks between two of them must not take it for another program's.
#[test]
fn a_file_that_several_make_at_once_is_one() {
    for round in 0..20 {
        let place = tempfile::tempdir().unwrap();
        std::thread::scope(|scope| {
            for name in ["a", "b", "c"] {
                let place = place.path();
                scope.spawn(move || {
                    let written = || open(place, TWO).and_then(|database| add(&database, name));
                    // A slow disk makes the others wait longer than a connection does.
                    let mut outcomes = std::iter::repeat_with(written);
                    let done = outcomes.find(|outcome| !matches!(outcome, Err(e) if e.is_busy()));
                    done.unwrap().unwrap();
                });
            }
        });
        assert_eq!(
            count(&open(place.path(), TWO).unwrap()).unwrap(),
            3,
            "{round}"
        );
    }
}
