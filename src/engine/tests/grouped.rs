//! Groups of batches: each whole or not at all, and one fate for all when the disk refuses.

use std::io::ErrorKind;
use std::path::Path;

use serde_json::{Map, Value, json};

use super::refused::tried;
use crate::engine::{SharedWriter, WriteBatch};
use crate::index::steps::{FaultPlan, Refusal, follow, forget};
use crate::ledger::{Change, EntryContent, EntryKind};
use crate::model::{Need, NeedId, Profile, ProfileId, ProfileKind, RecordId, Version};
use crate::{Library, LibraryOptions};

fn batch(by: &str) -> WriteBatch {
    WriteBatch::new(Change::unknown().by(by))
}

fn need(id: &str, title: &str) -> Need {
    Need::new(id, title).unwrap()
}

fn id(id: &str) -> NeedId {
    NeedId::new(id).unwrap()
}

fn fields(value: &Value) -> Map<String, Value> {
    value.as_object().unwrap().clone()
}

fn titled(title: &str) -> Map<String, Value> {
    fields(&json!({"title": title}))
}

fn version(need: &Need) -> Option<Version> {
    Some(Version::of(need).unwrap())
}

fn titles(library: &Library) -> Vec<String> {
    let needs = library.snapshot().unwrap().needs().unwrap();
    needs
        .into_iter()
        .map(|need| format!("{} {}", need.id, need.title))
        .collect()
}

fn options() -> LibraryOptions {
    LibraryOptions::new().writer_memory(15_000_000)
}

#[test]
fn a_bad_batch_of_a_group_fails_alone() {
    for keep_history in [true, false] {
        let library = Library::in_memory_with(options().keep_history(keep_history)).unwrap();
        let writer = library.shared_writer().unwrap();
        let first = need("n1", "一");
        let mut bad = need("n2", "二");
        bad.title = String::new();
        let outcomes = writer.commit_all(vec![
            batch("甲").put(first.clone()).put(need("n3", "三")),
            // The first change is good, the second is not.
            batch("乙").put(need("n4", "四")).put(bad),
            batch("丙").patch(id("n1"), titled("一一"), version(&first)),
            // It has the version that the batch before it has replaced.
            batch("丁").patch(id("n1"), titled("一一一"), version(&first)),
            batch("戊")
                .delete(id("n3"), None)
                .patch(id("n3"), titled("无"), None),
            batch("己").patch(id("n9"), titled("无"), None),
            batch("庚")
                .delete(id("n3"), version(&need("n3", "三")))
                .put(need("n5", "五")),
        ]);
        let told: Vec<String> = outcomes
            .iter()
            .map(|outcome| match outcome {
                Ok(written) => format!("{} versions", written.versions.len()),
                Err(error) if error.is_stale() => "stale".to_owned(),
                Err(error) if error.is_not_found() => format!("{error}"),
                Err(error) => format!("{:?}", error.field()),
            })
            .collect();
        assert_eq!(
            told[..4],
            ["2 versions", "Some(\"title\")", "1 versions", "stale"]
        );
        assert!(
            told[4].starts_with("change 2: no need \"n3\""),
            "{}",
            told[4]
        );
        assert!(told[5].starts_with("no need \"n9\""), "{}", told[5]);
        assert_eq!(told[6], "2 versions");
        assert_eq!(
            outcomes[6].as_ref().unwrap().versions,
            [None, version(&need("n5", "五"))]
        );
        assert_eq!(titles(&library), ["n1 一一", "n5 五"]);
        let snapshot = library.snapshot().unwrap();
        let history = snapshot.history(&RecordId::from(id("n1"))).unwrap();
        let by: Vec<_> = history
            .revisions
            .iter()
            .filter_map(|r| r.change.by.as_deref())
            .collect();
        assert_eq!(
            by,
            if keep_history {
                vec!["甲", "丙"]
            } else {
                vec![]
            }
        );
        assert!(!history.ends_early);
    }
}

#[test]
fn batches_merge_profiles_and_see_their_own_changes() {
    let library = Library::in_memory().unwrap();
    let writer = library.shared_writer().unwrap();
    let expert = |id: &str| Profile::new(id, ProfileKind::Expert, "示例·王工").unwrap();
    let of = |id: &str| ProfileId::new(id).unwrap();
    assert!(writer.write(batch("甲")).unwrap().versions.is_empty());
    let put = batch("甲")
        .put(expert("p1"))
        .put(expert("p2"))
        .put(expert("p3"));
    writer.write(put.merge(of("p1"), of("p2"))).unwrap();
    let snapshot = library.snapshot().unwrap();
    assert_eq!(snapshot.profile_ids().unwrap(), ["p1", "p3"]);
    assert_eq!(snapshot.profile(&of("p2")).unwrap().id, "p1");
    let refused = |keep: &str, gone: &str| writer.write(batch("乙").merge(of(keep), of(gone)));
    assert!(refused("p1", "p2").unwrap_err().is_not_found());
    assert!(refused("p1", "p1").unwrap_err().is_invalid_input());
    assert!(library.writer().unwrap_err().is_busy());
    drop(writer);
    assert!(library.writer().is_ok());
}

fn call(need: &str, kind: EntryKind) -> EntryContent {
    let profile = ProfileId::new("p0").unwrap();
    EntryContent::new(id(need), profile, kind, "2026-11-29".parse().unwrap())
}

/// Kinds of the entries about a need, by number, and its stage.
fn kinds(library: &Library, need: &str) -> (Vec<(u64, EntryKind)>, Option<String>) {
    let ledger = library.ledger().unwrap();
    let profile = ProfileId::new("p0").unwrap();
    let history = ledger.history(&id(need), &profile).unwrap();
    let entries = history.entries.into_iter();
    let kinds = entries.map(|entry| (entry.number, entry.content.kind));
    (kinds.collect(), history.standing.map(|now| now.stage))
}

#[test]
fn entries_of_a_batch_see_what_comes_before_them() {
    for keep_history in [true, false] {
        let library = Library::in_memory_with(options().keep_history(keep_history)).unwrap();
        let writer = library.shared_writer().unwrap();
        let expert = |id: &str| Profile::new(id, ProfileKind::Expert, "示例·王工").unwrap();
        let mut of_gone = call("n1", EntryKind::Pushed);
        of_gone.profile = ProfileId::new("p9").unwrap();
        let outcomes = writer.commit_all(vec![
            // The need comes after the entry about it, and the expert in another batch.
            batch("甲")
                .append(call("n1", EntryKind::Pushed))
                .put(need("n1", "一")),
            batch("乙")
                .put(need("n1", "一"))
                .put(expert("p0"))
                .put(expert("p9"))
                .merge(expert("p0").id, expert("p9").id)
                .append(of_gone.clone()),
            // Nobody has spoken yet.
            batch("丙")
                .put(need("n2", "二"))
                .append(call("n1", EntryKind::Agreed)),
            batch("丁")
                .append(call("n1", EntryKind::Met))
                .append(call("n1", EntryKind::Agreed)),
            batch("戊").append(of_gone.note("再推")),
            batch("己").delete(id("n1"), None),
            batch("庚").append(call("n1", EntryKind::Note)),
        ]);
        let told: Vec<String> = outcomes
            .iter()
            .map(|outcome| match outcome {
                Ok(written) => {
                    let numbers = written.appended.iter().map(|appended| appended.number);
                    format!("{:?}", Vec::from_iter(numbers))
                }
                Err(error) => error.to_string(),
            })
            .collect();
        assert!(
            told[0].starts_with("change 1: the entry about n1 and p0: no profile \"p0\""),
            "{}",
            told[0]
        );
        assert!(
            told[2].starts_with("change 2: the entry about n1 and p0: "),
            "{}",
            told[2]
        );
        assert!(told[6].starts_with("the entry about n1 and p0: no need"));
        assert_eq!(
            [&told[1], &told[3], &told[4], &told[5]],
            ["[1]", "[2, 3]", "[4]", "[]"]
        );
        let standing = outcomes[3].as_ref().unwrap().appended[0].standing.clone();
        assert_eq!(standing.unwrap().stage, "agreement");
        let (entries, stage) = kinds(&library, "n1");
        let wanted = [
            (1, EntryKind::Pushed),
            (2, EntryKind::Met),
            (3, EntryKind::Agreed),
            (4, EntryKind::Pushed),
        ];
        assert_eq!(
            (&entries[..], stage.as_deref()),
            (&wanted[..], Some("agreement"))
        );
        assert!(titles(&library).is_empty());
    }
}

/// Three batches in one group; whether all came, or none.
fn group(writer: &SharedWriter) -> bool {
    let outcomes = writer.commit_all(vec![
        batch("甲")
            .put(need("n1", "一"))
            .put(need("n2", "二"))
            .append(call("n1", EntryKind::Contacted)),
        batch("乙").delete(id("n0"), None),
        batch("丙")
            .patch(id("n1"), titled("一一"), None)
            .append(call("n1", EntryKind::Agreed)),
    ]);
    let good = outcomes.iter().filter(|outcome| outcome.is_ok()).count();
    assert!(good == 0 || good == 3, "{outcomes:?}");
    good == 3
}

fn library(place: &Path) -> Library {
    let library = Library::create(place, options()).unwrap();
    let mut writer = library.writer().unwrap();
    writer.put_need(&need("n0", "零")).unwrap();
    let profile = Profile::new("p0", ProfileKind::Expert, "示例·王工");
    writer.put_profile(&profile.unwrap()).unwrap();
    writer.commit().unwrap();
    library
}

#[test]
fn a_group_that_the_disk_refuses_leaves_nothing_half_and_the_next_one_goes_through() {
    let steps = {
        let place = tempfile::tempdir().unwrap();
        let library = library(place.path());
        let writer = library.shared_writer().unwrap();
        follow(place.path(), FaultPlan::default());
        assert!(group(&writer));
        forget(place.path()).steps
    };
    for number in tried(steps.len()) {
        for refusal in [
            Refusal::RefusedOnce(ErrorKind::Other),
            Refusal::RefusedFromNowOn(ErrorKind::StorageFull),
        ] {
            let how = format!("{refusal:?} at {:?}", steps[number]);
            let place = tempfile::tempdir().unwrap();
            let library = library(place.path());
            let writer = library.shared_writer().unwrap();
            let plan = FaultPlan {
                at: Some((number, refusal)),
                ..FaultPlan::default()
            };
            follow(place.path(), plan);
            let is_done = group(&writer);
            forget(place.path());
            let after = titles(&library);
            let is_whole = after == ["n1 一一", "n2 二"];
            // A commit whose last sync was refused may have come all the same.
            assert!(
                is_whole || (after == ["n0 零"] && !is_done),
                "{how}: {after:?}"
            );
            // The entries came with the records.
            let whole = [(1, EntryKind::Contacted), (2, EntryKind::Agreed)];
            let wanted = if is_whole { &whole[..] } else { &[] };
            assert_eq!(kinds(&library, "n1").0, wanted, "{how}");
            let last = batch("丁")
                .put(need("n7", "七"))
                .append(call("n7", EntryKind::Note));
            let last = writer.write(last).unwrap_or_else(|e| panic!("{how}: {e}"));
            let number = wanted.len() as u64 + 1;
            assert_eq!(last.appended[0].number, number, "{how}");
            assert_eq!(kinds(&library, "n7").0, [(number, EntryKind::Note)]);
            let mut wanted = after.clone();
            wanted.push("n7 七".to_owned());
            assert_eq!(titles(&library), wanted, "{how}");
            let snapshot = library.snapshot().unwrap();
            for id in ["n0", "n1", "n2", "n7"].map(id) {
                let history = snapshot.history(&id.into()).unwrap();
                assert!(!history.begins_late && !history.ends_early, "{how}");
            }
        }
    }
}
