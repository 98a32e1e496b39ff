//! Libraries of earlier formats, kept as files (`tests/data/README.md` says how each was made).

use std::path::Path;

use qianxian::{Library, LibraryOptions};

/// Copies the files of one folder, so that nothing is written beside the kept ones.
fn copy_of(folder: &Path) -> tempfile::TempDir {
    let copy = tempfile::tempdir().unwrap();
    for entry in std::fs::read_dir(folder).unwrap() {
        let entry = entry.unwrap();
        std::fs::copy(entry.path(), copy.path().join(entry.file_name())).unwrap();
    }
    copy
}

#[test]
fn a_library_of_format_3_is_refused_by_its_number_with_a_repair() {
    let kept = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/format-3");
    let copy = copy_of(&kept);
    let error = Library::open(copy.path(), LibraryOptions::new()).unwrap_err();
    assert!(error.is_corrupt(), "{error}");
    let told = error.to_string();
    assert!(told.contains("format 3"), "{told}");
    let current = format!("this version writes {}", qianxian::index::FORMAT);
    assert!(told.contains(&current), "{told}");
    let repair = error.repair().unwrap();
    assert!(
        repair.contains("import its records into a new library"),
        "{repair}"
    );
    // The refused library keeps its records: they can still be read by the version that wrote them.
    for entry in std::fs::read_dir(&kept).unwrap() {
        let entry = entry.unwrap();
        let before = std::fs::read(entry.path()).unwrap();
        let after = std::fs::read(copy.path().join(entry.file_name())).unwrap();
        assert!(before == after, "{:?}", entry.file_name());
    }
}
