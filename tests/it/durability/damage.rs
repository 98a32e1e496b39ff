//! Damaged, foreign and newer directories: a clear error, and not a byte is changed.

use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::path::{Path, PathBuf};

use qianxian::text::Lexicon;
use qianxian::{Error, Library, LibraryOptions};

use crate::support::generate::records;
use crate::support::random::Random;
use crate::support::{contents, import, writer};

/// A library of two segments, one of them with deletes, and a lexicon.
fn sound() -> tempfile::TempDir {
    let (needs, profiles) = records(92, 6, 20);
    let place = tempfile::tempdir().unwrap();
    let options = LibraryOptions::new().writer_memory(15_000_000);
    let library = Library::create(place.path(), options).unwrap();
    import(&library, &needs, &profiles[..10]);
    import(&library, [], &profiles[10..]);
    let mut writer = writer(&library);
    writer.delete_profile(&profiles[3].id).unwrap();
    writer.commit().unwrap();
    writer.close().unwrap();
    let mut lexicon = Lexicon::new();
    lexicon.add_synonyms(["锂电池", "LIB"]).unwrap();
    library.set_lexicon(lexicon).unwrap();
    place
}

/// Locks hold nothing, and the history is not read when a library is opened: `histories` damages that.
fn is_lock(path: &Path) -> bool {
    let is_history = path.to_string_lossy().contains("ledger.db");
    is_history || path.extension() == Some(OsStr::new("lock"))
}

fn copy_of(files: &BTreeMap<PathBuf, Vec<u8>>) -> tempfile::TempDir {
    let place = tempfile::tempdir().unwrap();
    for (path, bytes) in files {
        std::fs::write(place.path().join(path.file_name().unwrap()), bytes).unwrap();
    }
    place
}

/// Opens with full verification and reads everything; a failure must have changed nothing.
fn open(place: &Path) -> Result<(), Error> {
    let before = contents(place);
    let opened = Library::open(place, LibraryOptions::new());
    let outcome = opened.and_then(|library| library.snapshot()?.needs().map(drop));
    if outcome.is_err() {
        assert!(
            contents(place) == before,
            "opening changed {}",
            place.display()
        );
    }
    outcome
}

/// Asserts that the library is refused as corrupt, in words that name the place and a repair.
fn assert_refused(place: &Path, how: &str) {
    let error = open(place).expect_err(how);
    assert!(error.is_corrupt(), "{how}: {error:?}");
    assert!(
        error.repair().is_some_and(|repair| repair.len() > 10),
        "{how}: {error}"
    );
    assert!(
        error.to_string().contains(place.to_str().unwrap()),
        "{how}: {error}"
    );
}

fn each_file(change: impl Fn(&Path, &[u8], &str)) {
    let place = sound();
    open(place.path()).unwrap();
    let files = contents(place.path());
    assert!(files.len() > 10, "{files:?}");
    let named = files.iter().filter(|(path, _)| !is_lock(path));
    for (path, bytes) in named {
        let name = path.file_name().unwrap().to_str().unwrap();
        let copy = copy_of(&files);
        change(&copy.path().join(name), bytes, name);
    }
}

#[test]
fn a_truncated_file_is_found() {
    each_file(|file, bytes, name| {
        for length in [0, 1, bytes.len() / 2, bytes.len() - 1] {
            std::fs::write(file, &bytes[..length]).unwrap();
            // The last byte of a text file may be a line end that says nothing.
            let how = format!("{name} of {} bytes cut to {length}", bytes.len());
            if !(length == bytes.len() - 1 && bytes.ends_with(b"\n")) {
                assert_refused(file.parent().unwrap(), &how);
            }
        }
    });
}

#[test]
fn a_flipped_byte_is_found() {
    let place = sound();
    let files = contents(place.path());
    let random = &mut Random::new(93);
    for (path, bytes) in &files {
        let name = path.file_name().unwrap().to_str().unwrap();
        if is_lock(path) {
            continue;
        }
        let copy = copy_of(&files);
        for _ in 0..8 {
            let mut damaged = bytes.clone();
            let at = random.below(bytes.len());
            damaged[at] ^= 1 << random.below(8);
            std::fs::write(copy.path().join(name), &damaged).unwrap();
            assert_refused(
                copy.path(),
                &format!("{name}: byte {at} of {}", bytes.len()),
            );
        }
    }
}

#[test]
fn a_missing_file_is_found() {
    each_file(|file, _, name| {
        std::fs::remove_file(file).unwrap();
        assert_refused(file.parent().unwrap(), &format!("{name} missing"));
    });
}

#[test]
fn garbage_in_a_text_file_is_found() {
    each_file(|file, _, name| {
        if !name.ends_with("json") {
            return;
        }
        for garbage in [
            &b"{"[..],
            b"null",
            b"[1]",
            b"\xff\xfe\x00",
            b"{\"a\":1}",
            b"\"x\"",
        ] {
            std::fs::write(file, garbage).unwrap();
            assert_refused(file.parent().unwrap(), &format!("{name} holds {garbage:?}"));
        }
    });
}

#[test]
fn a_changed_lexicon_is_refused() {
    let place = sound();
    edit_manifest(place.path(), |m| m["lexicon"] = serde_json::Value::Null);
    assert_refused(place.path(), "a lexicon taken away");
    let place = sound();
    edit_manifest(place.path(), |m| {
        m["lexicon"]["words"] = serde_json::json!(["锂"])
    });
    assert_refused(place.path(), "another lexicon");
}

fn edit_manifest(place: &Path, edit: impl FnOnce(&mut serde_json::Value)) {
    let file = place.join("qianxian.json");
    let mut manifest = serde_json::from_slice(&std::fs::read(&file).unwrap()).unwrap();
    edit(&mut manifest);
    std::fs::write(file, manifest.to_string()).unwrap();
}

#[test]
fn a_newer_format_another_analyzer_and_another_program_are_refused() {
    let place = sound();
    edit_manifest(place.path(), |m| {
        m["format"] = (qianxian::index::FORMAT + 1).into()
    });
    assert_refused(place.path(), "newer format");
    let error = open(place.path()).unwrap_err();
    assert!(error.repair().unwrap().contains("newer version"), "{error}");
    edit_manifest(place.path(), |m| m["format"] = 0.into());
    assert_refused(place.path(), "older format");
    let place = sound();
    edit_manifest(place.path(), |m| m["analyzer"] = "0".into());
    assert_refused(place.path(), "another analyzer");
    edit_manifest(place.path(), |m| m["what"] = "something else".into());
    assert_refused(place.path(), "another program");
}

#[test]
fn a_foreign_directory_is_neither_opened_nor_written_to() {
    let place = tempfile::tempdir().unwrap();
    std::fs::write(place.path().join("holiday.jpg"), b"not ours").unwrap();
    assert_refused(place.path(), "a directory of photographs");
    let before = contents(place.path());
    let error = Library::create(place.path(), LibraryOptions::new()).unwrap_err();
    assert!(error.is_invalid_input(), "{error}");
    let error = Library::open_or_create(place.path(), LibraryOptions::new()).unwrap_err();
    assert!(error.is_corrupt(), "{error}");
    assert!(contents(place.path()) == before);
    let nowhere = place.path().join("nowhere");
    assert!(Library::open(&nowhere, LibraryOptions::new()).is_err());
    assert!(!nowhere.exists(), "opening creates nothing");
    let file = place.path().join("holiday.jpg");
    assert!(Library::open(&file, LibraryOptions::new()).is_err());
    assert!(Library::create(&file, LibraryOptions::new()).is_err());
    assert!(contents(place.path()) == before);
}

#[test]
fn a_sound_library_opens_without_its_locks() {
    let place = sound();
    let mut files = contents(place.path());
    files.retain(|path, _| !is_lock(path));
    let copy = copy_of(&files);
    open(copy.path()).unwrap();
}
