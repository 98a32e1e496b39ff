//! Libraries of earlier formats, kept as files (`tests/data/README.md` says how each was made).

use std::path::Path;

use qianxian::index::FORMAT;
use qianxian::infer::Infer;
use qianxian::model::{Date, Need, NeedId, Profile, ProfileId, ProfileKind};
use qianxian::rule::Rule;
use qianxian::text::Lexicon;
use qianxian::{Library, LibraryOptions, RankOptions};

use crate::support::{all, bits, contents, import, record};

/// A copy of the kept library of that folder, so that nothing is written beside the kept one.
fn copy_of(folder: &str) -> tempfile::TempDir {
    let kept = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data");
    let copy = tempfile::tempdir().unwrap();
    for entry in std::fs::read_dir(kept.join(folder)).unwrap() {
        let entry = entry.unwrap();
        std::fs::copy(entry.path(), copy.path().join(entry.file_name())).unwrap();
    }
    copy
}

/// The records of the kept libraries, as the page beside them gives them.
fn records() -> (Vec<Need>, Vec<Profile>) {
    let page = include_str!("../../data/README.md");
    let mut blocks = page.split("```json\n").skip(1);
    let mut lines = || {
        let block = blocks.next().unwrap().split("```").next().unwrap();
        let lines = block
            .lines()
            .map(|line| serde_json::from_str(line).unwrap());
        lines.collect::<Vec<serde_json::Value>>()
    };
    let needs = lines().into_iter().map(record).collect();
    (needs, lines().into_iter().map(record).collect())
}

/// Asserts that `library` holds the kept records, exactly, and says of them what a new library says.
fn assert_as_new(library: &Library) {
    let (needs, profiles) = records();
    let snapshot = library.snapshot().unwrap();
    assert_eq!(snapshot.need_ids().unwrap().len(), needs.len());
    assert_eq!(snapshot.profile_ids().unwrap().len(), profiles.len());
    for need in &needs {
        assert_eq!(snapshot.need(&need.id).unwrap(), *need);
    }
    for profile in &profiles {
        assert_eq!(snapshot.profile(&profile.id).unwrap(), *profile);
    }
    let new = Library::in_memory().unwrap();
    import(&new, &needs, &profiles);
    // A library that is read as it is keeps the codes that an older program inferred; one indexed again has today's.
    let options = match library.migration() {
        Some(migration) if migration.reindexed.is_some() => all(),
        _ => all().infer(Infer::Never),
    };
    assert!(bits(&snapshot, &options) == bits(&new.snapshot().unwrap(), &options));
}

/// Asserts that the library in `place` is refused to whoever does not change it, with the repair, and unharmed.
fn assert_refused_unless_migrated(place: &Path, why: &str) {
    let before = contents(place);
    for options in [
        LibraryOptions::new().read_only(true),
        LibraryOptions::new().migrate(false),
    ] {
        let error = Library::open(place, options).unwrap_err();
        assert!(error.is_corrupt(), "{error}");
        assert!(error.to_string().contains(why), "{error}");
        assert!(
            error.repair().unwrap().contains("qianxian migrate"),
            "{error}"
        );
    }
    let read_only = LibraryOptions::new().read_only(true);
    let error = Library::migrate(place, read_only).unwrap_err();
    assert!(error.is_invalid_input(), "{error}");
    assert!(contents(place) == before);
}

fn format_of(place: &Path) -> u64 {
    let manifest = std::fs::read(place.join("qianxian.json")).unwrap();
    let manifest: serde_json::Value = serde_json::from_slice(&manifest).unwrap();
    manifest["format"].as_u64().unwrap()
}

#[test]
fn a_library_of_format_3_is_indexed_again_when_it_is_opened() {
    let copy = copy_of("format-3");
    assert_refused_unless_migrated(copy.path(), "format 3");
    let mut lexicon = Lexicon::new();
    lexicon.add_synonyms(["针状焦", "needle coke"]).unwrap();
    let text = serde_json::to_string(&lexicon).unwrap();
    std::fs::write(copy.path().join("lexicon.json"), text).unwrap();

    let library = Library::open(copy.path(), LibraryOptions::new()).unwrap();
    let migration = library.migration().unwrap();
    assert_eq!((migration.from, migration.to), (3, FORMAT));
    assert_eq!(migration.reindexed, Some(5));
    assert_eq!(library.lexicon(), lexicon);
    library.set_lexicon(Lexicon::new()).unwrap();
    assert_as_new(&library);
    for left in ["lexicon.json", "migration", "migration.new"] {
        assert!(!copy.path().join(left).exists(), "{left}");
    }
    assert_eq!(contents(copy.path()).len(), library_files(copy.path()));
    let again = Library::open(copy.path(), LibraryOptions::new()).unwrap();
    assert_eq!(again.migration(), None);

    // The history of the records begins now.
    let id = ProfileId::new("p3").unwrap();
    let mut profile = again.snapshot().unwrap().profile(&id).unwrap();
    profile.description = "石墨电极".to_owned();
    import(&again, [], [&profile]);
    let history = again.snapshot().unwrap().history(&id.into()).unwrap();
    assert!(history.begins_late && !history.ends_early);
    assert_eq!(history.revisions.len(), 1);
}

/// Number of files of a library without history: those that the commit names, commit, manifest, and three locks.
fn library_files(place: &Path) -> usize {
    let text = std::fs::read(place.join("meta.json")).unwrap();
    let meta: serde_json::Value = serde_json::from_slice(&text).unwrap();
    meta["sealed"]["files"].as_object().unwrap().len() + 5
}

#[test]
fn a_damaged_library_of_format_3_is_refused_unharmed() {
    let kept = copy_of("format-3");
    for (file, bytes) in contents(kept.path()) {
        let name = file.file_name().unwrap().to_str().unwrap();
        let copy = copy_of("format-3");
        let mut damaged = bytes.clone();
        if name.ends_with(".json") {
            damaged.truncate(bytes.len() / 2);
        } else {
            damaged[bytes.len() / 3] ^= 4;
        }
        std::fs::write(copy.path().join(name), damaged).unwrap();
        let before = contents(copy.path());
        let error = Library::open(copy.path(), LibraryOptions::new()).unwrap_err();
        assert!(error.is_corrupt(), "{name}: {error}");
        let mut after = contents(copy.path());
        after.retain(|path, _| path.extension().is_none_or(|end| end != "lock"));
        assert!(after == before, "{name}");
        // Put right, it is migrated.
        std::fs::write(copy.path().join(name), bytes).unwrap();
        assert_as_new(&Library::open(copy.path(), LibraryOptions::new()).unwrap());
    }
}

#[test]
fn a_library_of_format_4_stays_as_it_is_until_it_is_opened_for_writing() {
    let copy = copy_of("format-4");
    let before = contents(copy.path());
    for options in [
        LibraryOptions::new().read_only(true),
        LibraryOptions::new().migrate(false),
    ] {
        let error = Library::open(copy.path(), options).unwrap_err();
        assert!(error.to_string().contains("qianxian migrate"), "{error}");
    }
    let mut after = contents(copy.path());
    after.retain(|path, _| path.extension().is_none_or(|end| end != "lock"));
    assert!(after == before);

    let library = Library::open(copy.path(), LibraryOptions::new()).unwrap();
    let migration = library.migration().unwrap();
    assert_eq!((migration.from, migration.to), (4, FORMAT));
    assert!(migration.reindexed.is_some());
    assert_eq!(format_of(copy.path()), u64::from(FORMAT));
    assert_as_new(&library);

    let copy = copy_of("format-4");
    let migration = Library::migrate(copy.path(), LibraryOptions::new()).unwrap();
    assert_eq!((migration.from, migration.to), (4, FORMAT));
    assert!(migration.reindexed.is_some());
    assert_as_new(&Library::open(copy.path(), LibraryOptions::new()).unwrap());
}

/// Makes the library in `place` one that another version of the analyser indexed.
fn age_analyzer(place: &Path) {
    let file = place.join("qianxian.json");
    let is: serde_json::Value = serde_json::from_slice(&std::fs::read(&file).unwrap()).unwrap();
    let text = |checksum: &str| {
        format!(
            r#"{{"what":"qianxian library","format":{},"analyzer":"0","library":{},"lexicon":{},"checksum":"{checksum}"}}"#,
            is["format"], is["library"], is["lexicon"]
        )
    };
    let checksum = format!("{:08x}", crc32fast::hash(text("").as_bytes()));
    std::fs::write(file, text(&checksum)).unwrap();
}

#[test]
fn a_library_of_another_analyzer_is_indexed_again_and_keeps_lexicon_and_history() {
    let place = tempfile::tempdir().unwrap();
    let mut lexicon = Lexicon::new();
    lexicon.add_synonyms(["针状焦", "needle coke"]).unwrap();
    let mut profile = Profile::new("p1", ProfileKind::Expert, "示例甲").unwrap();
    let id = profile.id.clone().into();
    {
        let library = Library::create(place.path(), LibraryOptions::new()).unwrap();
        library.set_lexicon(lexicon.clone()).unwrap();
        for text in ["针状焦", "石墨电极"] {
            profile.description = text.to_owned();
            import(&library, [], [&profile]);
        }
        let writer = library.writer().unwrap();
        age_analyzer(place.path());
        let error = Library::open(place.path(), LibraryOptions::new()).unwrap_err();
        assert!(error.is_busy(), "{error}");
        drop(writer);
    }
    assert_refused_unless_migrated(place.path(), "analyzer 0");
    let library = Library::open(place.path(), LibraryOptions::new()).unwrap();
    assert_eq!(library.migration().unwrap().reindexed, Some(1));
    assert_eq!(library.lexicon(), lexicon);
    let history = |count| {
        let history = library.snapshot().unwrap().history(&id).unwrap();
        assert_eq!(history.revisions.len(), count);
        assert!(!history.begins_late && !history.ends_early);
    };
    history(2);
    profile.description = "氧化锆".to_owned();
    import(&library, [], [&profile]);
    history(3);
}

#[test]
fn a_library_from_before_affiliations_and_aliases_opens_ranks_and_takes_both() {
    let copy = copy_of("format-4");
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
