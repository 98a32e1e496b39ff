//! Guarantee 3: a commit is seen whole or not at all.

use qianxian::engine::silent;
use qianxian::model::{Profile, ProfileKind};
use qianxian::{Library, LibraryOptions};

use crate::support::generate::{profile, records};
use crate::support::random::Random;
use crate::support::{all, bits, import, library, writer};

fn ids(library: &Library) -> Vec<String> {
    let ids = library.snapshot().unwrap().profile_ids().unwrap();
    ids.iter().map(ToString::to_string).collect()
}

#[test]
fn nothing_is_seen_before_a_commit_and_everything_after() {
    let (needs, profiles) = records(41, 5, 20);
    let library = Library::in_memory().unwrap();
    let mut writer = writer(&library);
    for profile in &profiles {
        writer.put_profile(profile).unwrap();
        assert_eq!(ids(&library), [""; 0]);
    }
    for need in &needs {
        writer.put_need(need).unwrap();
    }
    assert_eq!(library.snapshot().unwrap().needs().unwrap(), []);
    writer.commit().unwrap();
    let snapshot = library.snapshot().unwrap();
    assert_eq!(snapshot.needs().unwrap(), needs);
    for profile in &profiles {
        assert_eq!(snapshot.profile(&profile.id).unwrap(), *profile);
    }
}

#[test]
fn a_rollback_and_a_dropped_writer_forget() {
    let (_, profiles) = records(42, 0, 6);
    let library = library([], &profiles[..2]);
    let mut writer = writer(&library);
    writer.put_profile(&profiles[2]).unwrap();
    writer.delete_profile(&profiles[0].id).unwrap();
    writer.rollback().unwrap();
    writer.put_profile(&profiles[3]).unwrap();
    writer.commit().unwrap();
    writer.put_profile(&profiles[4]).unwrap();
    drop(writer);
    assert_eq!(ids(&library), ["p000", "p001", "p003"]);
    import(&library, [], &profiles[5..]);
    assert_eq!(ids(&library), ["p000", "p001", "p003", "p005"]);
}

/// What replaces or deletes a committed record is not committed by a merge, be it the first thing
/// that a writer does.
#[test]
fn a_merge_publishes_nothing_that_is_not_committed() {
    let (_, mut profiles) = records(46, 0, 6);
    let library = Library::in_memory().unwrap();
    for profile in &profiles {
        import(&library, [], [profile]);
    }
    let committed = profiles.clone();
    profiles[0].description = "replaced".into();
    let mut writer = writer(&library);
    for _ in 0..2 {
        writer.put_profile(&profiles[0]).unwrap();
        writer.delete_profile(&profiles[1].id).unwrap();
        writer.merge().unwrap();
        let snapshot = library.snapshot().unwrap();
        for profile in &committed {
            assert_eq!(snapshot.profile(&profile.id).unwrap(), *profile);
        }
        writer.rollback().unwrap();
    }
    drop(writer);
    assert_eq!(ids(&library).len(), 6);
}

#[test]
fn a_refused_record_changes_nothing() {
    let mut profile = Profile::new("p", ProfileKind::Expert, "示例甲").unwrap();
    let library = library([], [&profile]);
    let mut writer = writer(&library);
    profile.name = " ".into();
    let error = writer.put_profile(&profile).unwrap_err();
    assert!(error.is_invalid_input(), "{error}");
    assert_eq!(error.field(), Some("name"));
    writer.commit().unwrap();
    let kept = library.snapshot().unwrap().profile(&profile.id).unwrap();
    assert_eq!(kept.name, "示例甲");
}

#[test]
fn a_snapshot_outlives_deletes_merges_and_its_library() {
    let (needs, profiles) = records(43, 10, 80);
    let place = tempfile::tempdir().unwrap();
    let library = Library::create(place.path(), LibraryOptions::new()).unwrap();
    import(&library, &needs, &profiles[..40]);
    import(&library, [], &profiles[40..]);
    let early = library.snapshot().unwrap();
    let before = bits(&early, &all());
    let mut writer = writer(&library);
    for profile in &profiles[..60] {
        writer.delete_profile(&profile.id).unwrap();
    }
    writer.commit().unwrap();
    let late = library.snapshot().unwrap();
    let between = bits(&late, &all());
    assert!(between != before);
    assert!(
        bits(&early, &all()) == before,
        "deletes under a live snapshot"
    );
    writer.merge().unwrap();
    let merged = library.snapshot().unwrap();
    assert_eq!(merged.counts().unwrap().segments, 1);
    assert!(
        bits(&early, &all()) == before,
        "files merged away under a live snapshot"
    );
    assert!(bits(&late, &all()) == between);
    assert!(bits(&merged, &all()) == between);
    drop((writer, library));
    assert!(bits(&early, &all()) == before, "the library is closed");
}

#[test]
fn two_snapshots_rank_at_once_each_its_own_content() {
    let (needs, profiles) = records(44, 20, 100);
    let library = library(&needs, &profiles);
    let early = library.snapshot().unwrap();
    let mut writer = writer(&library);
    for profile in profiles.iter().step_by(2) {
        writer.delete_profile(&profile.id).unwrap();
    }
    writer.commit().unwrap();
    let late = library.snapshot().unwrap();
    let alone = (bits(&early, &all()), bits(&late, &all()));
    let both = rayon::join(|| bits(&early, &all()), || bits(&late, &all()));
    assert!(alone == both && both.0 != both.1);
}

/// A profile of several documents is one thing: replaced and deleted with all its works.
#[test]
fn works_come_and_go_with_their_profile() {
    let random = &mut Random::new(45);
    let mut long = profile(random, "p");
    while long.works.len() < 12 {
        long = profile(random, "p");
    }
    let mut short = long.clone();
    short.works.truncate(1);
    let library = library([], [&long]);
    let evidence = |l: &Library| l.snapshot().unwrap().counts().unwrap().evidence;
    assert_eq!(evidence(&library), 13);
    import(&library, [], [&short]);
    assert_eq!(evidence(&library), 2);
    assert_eq!(
        library.snapshot().unwrap().profile(&long.id).unwrap(),
        short
    );
    let mut writer = writer(&library);
    writer.delete_profile(&long.id).unwrap();
    writer.commit().unwrap();
    assert_eq!(evidence(&library), 0);
    let error = library.snapshot().unwrap().profile(&long.id).unwrap_err();
    assert!(error.is_not_found());
    assert_eq!(
        library
            .snapshot()
            .unwrap()
            .rank_all(&all(), &silent)
            .unwrap(),
        []
    );
}
