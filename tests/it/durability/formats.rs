//! Libraries of earlier formats, kept as files (`tests/data/README.md` says how each was made).

use std::path::Path;

use qianxian::model::{Date, NeedId, ProfileId};
use qianxian::rule::Rule;
use qianxian::{Library, LibraryOptions, RankOptions};

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

#[test]
fn a_library_from_before_affiliations_and_aliases_opens_ranks_and_takes_both() {
    let kept = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/format-4");
    let copy = copy_of(&kept);
    let library = Library::open(copy.path(), LibraryOptions::new()).unwrap();
    let snapshot = library.snapshot().unwrap();
    let options = RankOptions::new(Date::new(2024, 7, 1).unwrap());
    let need = snapshot.need(&NeedId::new("n1").unwrap()).unwrap();
    let id = |id: &str| ProfileId::new(id).unwrap();
    let rule = |snapshot: &qianxian::Snapshot, id: &ProfileId| {
        let profile = snapshot.profile(id).unwrap();
        let why = snapshot.explain(&need, &profile, &options).unwrap();
        why.violations.first().map(|violation| violation.rule)
    };
    assert_eq!(rule(&snapshot, &id("p1")), Some(Rule::SameOrganization));
    let ranked = snapshot.rank(&need, &options).unwrap();
    let ranked: Vec<&str> = ranked.matches.iter().map(|m| m.profile.as_str()).collect();
    assert_eq!(ranked, ["p3"]);

    let mut writer = library.writer().unwrap();
    let mut expert = snapshot.profile(&id("p3")).unwrap();
    expert.affiliations = vec!["山东示例（集团）有限公司".into()];
    writer.put_profile(&expert).unwrap();
    writer.commit().unwrap();
    writer
        .merge_profiles(&library.snapshot().unwrap(), &id("p3"), &id("p2"))
        .unwrap();
    writer.commit().unwrap();
    let snapshot = library.snapshot().unwrap();
    assert!(snapshot.rank(&need, &options).unwrap().matches.is_empty());
    assert_eq!(snapshot.profile(&id("p2")).unwrap().id, "p3");
}
