//! Histories of records against a plain list of their states.

use std::collections::BTreeMap;

use qianxian::ledger::{Change, RevisionAction};
use qianxian::model::{
    Collection, Enterprise, Moment, Need, NeedStatus, Profile, Record, RecordId,
};
use qianxian::{Library, LibraryOptions, Snapshot, Writer};
use serde_json::json;

use crate::support::generate::{enterprise, need, profile};
use crate::support::random::Random;
use crate::support::{contents, import, writer};

/// One change: what was done, when, and the record after.
#[derive(Clone, Debug)]
struct Step {
    action: RevisionAction,
    change: Change,
    after: Option<Record>,
}

/// What the history of a library should be.
type Model = BTreeMap<RecordId, Vec<Step>>;

fn current<'m>(model: &'m Model, id: &RecordId) -> Option<&'m Record> {
    model.get(id)?.last()?.after.as_ref()
}

/// A library with a writer, and what both should hold.
struct Script {
    place: tempfile::TempDir,
    library: Library,
    writer: Option<Writer>,
    change: Change,
    committed: Model,
    pending: Model,
}

fn fields(value: serde_json::Value) -> serde_json::Map<String, serde_json::Value> {
    value.as_object().unwrap().clone()
}

fn some_id(random: &mut Random) -> RecordId {
    let collection = *random.pick(Collection::ALL);
    let letter = &collection.as_str()[..1];
    RecordId::new(collection, format!("{letter}{}", random.below(6))).unwrap()
}

fn some_record(random: &mut Random, id: &RecordId) -> Record {
    match id {
        RecordId::Need(id) => need(random, id).into(),
        RecordId::Profile(id) => profile(random, id).into(),
        RecordId::Enterprise(id) => {
            let mut firm = enterprise(random);
            firm.id = id.clone();
            firm.into()
        }
        _ => unreachable!("the three collections"),
    }
}

/// A moment of some year, or none; not in order.
fn some_change(random: &mut Random) -> Change {
    let (month, day, hour) = (1 + random.below(12), 1 + random.below(28), random.below(24));
    let at = format!("2026-{month:02}-{day:02}T{hour:02}:00:00+08:00");
    let mut change = match random.chance(80) {
        true => Change::at(at.parse().unwrap()),
        false => Change::unknown(),
    };
    change.by = random.maybe(50, |random| format!("示例·{}号", random.below(9)));
    change.why = random.maybe(30, |_| "'; DROP TABLE revision; --".to_owned());
    change
}

impl Script {
    fn new() -> Self {
        let place = tempfile::tempdir().unwrap();
        let library = Library::create(place.path(), LibraryOptions::new()).unwrap();
        Self {
            writer: Some(writer(&library)),
            place,
            library,
            change: Change::unknown(),
            committed: Model::new(),
            pending: Model::new(),
        }
    }

    fn writer(&mut self) -> &mut Writer {
        let library = &self.library;
        self.writer.get_or_insert_with(|| {
            let writer = writer(library);
            writer.set_change(self.change.clone());
            writer
        })
    }

    fn note(&mut self, id: &RecordId, action: RevisionAction, after: Option<Record>) {
        if current(&self.pending, id) == after.as_ref() {
            return;
        }
        let change = self.change.clone();
        let step = Step {
            action,
            change,
            after,
        };
        self.pending.entry(id.clone()).or_default().push(step);
    }

    fn put(&mut self, random: &mut Random) {
        let id = some_id(random);
        let record = match current(&self.pending, &id) {
            // The same once more is no change.
            Some(record) if random.chance(20) => record.clone(),
            _ => some_record(random, &id),
        };
        let writer = self.writer();
        match &record {
            Record::Need(need) => writer.put_need(need).unwrap(),
            Record::Profile(profile) => writer.put_profile(profile).unwrap(),
            Record::Enterprise(firm) => writer.put_enterprise(firm).unwrap(),
            _ => unreachable!("the three collections"),
        }
        self.note(&id, RevisionAction::Put, Some(record));
    }

    fn delete(&mut self, random: &mut Random) {
        let id = some_id(random);
        let writer = self.writer();
        match &id {
            RecordId::Need(id) => writer.delete_need(id).unwrap(),
            RecordId::Profile(id) => writer.delete_profile(id).unwrap(),
            RecordId::Enterprise(id) => writer.delete_enterprise(id).unwrap(),
            _ => unreachable!("the three collections"),
        }
        self.note(&id, RevisionAction::Delete, None);
    }

    fn patch(&mut self, random: &mut Random) {
        let id = some_id(random);
        let text = format!("第{}版", random.below(50));
        let patch = fields(json!({
            "description": text,
            "attributes": {"备注": random.maybe(60, |random| random.below(5))},
        }));
        let held = current(&self.pending, &id).cloned();
        let expected = held.as_ref().map(|record| record.version().unwrap());
        let expected = expected.filter(|_| random.chance(50));
        let patched = self.writer().patch(&id, patch.clone(), expected);
        let Some(held) = held else {
            assert!(patched.unwrap_err().is_not_found());
            return;
        };
        let after = qianxian::model::patched(held.to_fields().unwrap(), patch.clone());
        let after = Record::from_fields(id.collection(), after).unwrap();
        assert_eq!(patched.unwrap(), after.version().unwrap());
        let version = held.version().unwrap();
        if after != held {
            let stale = self.writer().patch(&id, patch, Some(version)).unwrap_err();
            assert!(stale.is_stale(), "{stale}");
        }
        self.note(&id, RevisionAction::Patch, Some(after));
    }

    fn restore(&mut self, random: &mut Random) {
        let id = some_id(random);
        let steps = self.committed.get(&id).cloned().unwrap_or_default();
        let number = random.below(steps.len() + 2);
        let snapshot = self.library.snapshot().unwrap();
        let restored = self
            .writer()
            .restore(&snapshot, &id, u32::try_from(number).unwrap());
        let state = number
            .checked_sub(1)
            .and_then(|at| steps.get(at)?.after.clone());
        match state {
            None => assert!(restored.unwrap_err().is_not_found()),
            Some(record) => {
                assert_eq!(restored.unwrap(), record.version().unwrap());
                self.note(&id, RevisionAction::Restore, Some(record));
            }
        }
    }

    fn step(&mut self, random: &mut Random) {
        match random.below(20) {
            0..7 => self.put(random),
            7..9 => self.delete(random),
            9..13 => self.patch(random),
            13..15 => self.restore(random),
            15 => {
                self.change = some_change(random);
                let change = self.change.clone();
                self.writer().set_change(change);
            }
            16 => {
                self.writer().rollback().unwrap();
                self.pending = self.committed.clone();
            }
            17 => {
                // The writer goes without a commit.
                self.writer = None;
                self.pending = self.committed.clone();
                if random.chance(50) {
                    let place = self.place.path();
                    self.library = Library::open(place, LibraryOptions::new()).unwrap();
                }
            }
            _ => {
                self.writer().commit().unwrap();
                self.committed = self.pending.clone();
                let snapshot = self.library.snapshot().unwrap();
                check(&snapshot, &self.committed, random);
            }
        }
    }
}

/// The state of a record at a moment, by the rule for moments that are unknown or go back.
fn state_at(steps: &[Step], moment: Moment) -> Option<Record> {
    let mut latest = None;
    let mut state = None;
    for step in steps {
        latest = latest.max(step.change.at);
        if latest.is_some_and(|at| at > moment) {
            break;
        }
        state = step.after.clone();
    }
    state
}

fn check(snapshot: &Snapshot, model: &Model, random: &mut Random) {
    for (id, steps) in model {
        let history = snapshot.history(id).unwrap();
        assert!(!history.begins_late && !history.ends_early, "{id}");
        assert_eq!(history.revisions.len(), steps.len(), "{id}");
        for (revision, step) in history.revisions.iter().zip(steps) {
            assert_eq!(
                (revision.action, &revision.change),
                (step.action, &step.change)
            );
            let version = step.after.as_ref().map(|record| record.version().unwrap());
            assert_eq!(revision.version, version);
            assert_eq!(
                snapshot.record_after(id, revision.number).unwrap(),
                step.after
            );
        }
        let moment = some_change(random).at;
        if let Some(moment) = moment {
            assert_eq!(
                snapshot.record_at(id, moment).unwrap(),
                state_at(steps, moment)
            );
        }
        let held = snapshot.record(id).ok();
        assert_eq!(held.as_ref(), current(model, id));
    }
}

#[test]
fn every_history_is_the_list_of_the_changes() {
    for seed in 0..6 {
        let random = &mut Random::new(7_700 + seed);
        let mut script = Script::new();
        for _ in 0..150 {
            script.step(random);
        }
        script.writer = None;
        let library = Library::open(script.place.path(), LibraryOptions::new()).unwrap();
        check(&library.snapshot().unwrap(), &script.committed, random);
    }
}

#[test]
fn a_snapshot_shows_no_change_of_a_later_commit() {
    let library = Library::in_memory().unwrap();
    let mut need = Need::new("n1", "针状焦").unwrap();
    import(&library, [&need], []);
    let before = library.snapshot().unwrap();
    let id = RecordId::from(need.id.clone());
    let mut writer = writer(&library);
    need.status = NeedStatus::Settled;
    writer.put_need(&need).unwrap();
    let count = |snapshot: &Snapshot| snapshot.history(&id).unwrap().revisions.len();
    assert_eq!(count(&library.snapshot().unwrap()), 1, "not committed");
    writer.commit().unwrap();
    assert_eq!(
        (count(&before), count(&library.snapshot().unwrap())),
        (1, 2)
    );
}

#[test]
fn a_merge_stands_in_both_histories() {
    let library = Library::in_memory().unwrap();
    let profiles: Vec<Profile> = ["p1", "p2"]
        .iter()
        .map(|id| {
            serde_json::from_value(
                json!({"id": id, "kind": "expert", "name": format!("示例·{id}"), "works": [*id]}),
            )
            .unwrap()
        })
        .collect();
    import(&library, [], &profiles);
    let mut writer = writer(&library);
    let (keep, gone) = (&profiles[0].id, &profiles[1].id);
    let snapshot = library.snapshot().unwrap();
    writer.merge_profiles(&snapshot, keep, gone).unwrap();
    writer.commit().unwrap();
    let snapshot = library.snapshot().unwrap();
    for (id, other, is_there) in [(keep, "p2", true), (gone, "p1", false)] {
        let history = snapshot.history(&id.clone().into()).unwrap();
        let last = history.revisions.last().unwrap();
        assert_eq!(last.action, RevisionAction::Merge);
        assert_eq!(last.other.as_deref(), Some(other));
        assert_eq!(last.version.is_some(), is_there);
    }
    // The one that went can be looked at, and brought back.
    let gone = RecordId::from(gone.clone());
    assert_eq!(
        snapshot.record_after(&gone, 1).unwrap(),
        Some(profiles[1].clone().into())
    );
}

#[test]
fn an_id_does_not_change_and_a_bad_field_changes_nothing() {
    let library = Library::in_memory().unwrap();
    import(&library, [&Need::new("n1", "针状焦").unwrap()], []);
    let mut writer = writer(&library);
    let id = RecordId::new(Collection::Need, "n1").unwrap();
    let refused = |patch| writer.patch(&id, fields(patch), None).unwrap_err();
    for (patch, field) in [
        (json!({"id": "n2"}), "id"),
        (json!({"id": null}), "id"),
        (json!({"status": "solved maybe"}), "status"),
        (json!({"title": null}), "title"),
    ] {
        let error = refused(patch);
        assert!(error.is_invalid_input(), "{error}");
        assert_eq!(error.field(), Some(field), "{error}");
        assert!(error.to_string().contains("n1"), "{error}");
    }
    writer.commit().unwrap();
    let snapshot = library.snapshot().unwrap();
    assert_eq!(snapshot.history(&id).unwrap().revisions.len(), 1);
}

#[test]
fn records_without_history_say_so() {
    let place = tempfile::tempdir().unwrap();
    let silent = LibraryOptions::new().keep_history(false);
    let library = Library::create(place.path(), silent.clone()).unwrap();
    let need = |title: &str| Need::new("n1", title).unwrap();
    import(&library, [&need("一")], []);
    assert!(!contents(place.path()).contains_key(std::path::Path::new("ledger.db")));
    let id = RecordId::new(Collection::Need, "n1").unwrap();
    let history = library.snapshot().unwrap().history(&id).unwrap();
    assert!(history.begins_late && history.revisions.is_empty());
    drop(library);
    let library = Library::open(place.path(), LibraryOptions::new()).unwrap();
    import(&library, [&need("二")], []);
    let snapshot = library.snapshot().unwrap();
    let history = snapshot.history(&id).unwrap();
    assert!(history.begins_late && !history.ends_early);
    let first = "0001-01-02".parse().unwrap();
    // A change without a moment may have been made at any time.
    assert_eq!(
        snapshot.record_at(&id, first).unwrap().unwrap().name(),
        "二"
    );
    drop((snapshot, library));
    let library = Library::open(place.path(), silent).unwrap();
    import(&library, [&need("三")], []);
    let history = library.snapshot().unwrap().history(&id).unwrap();
    assert!(history.ends_early);
    let known = library.snapshot().unwrap().record_after(&id, 1);
    assert!(known.unwrap_err().is_not_found());
}

#[test]
fn the_changes_of_a_writer_that_is_gone_never_become_visible() {
    let place = tempfile::tempdir().unwrap();
    let library = Library::create(place.path(), LibraryOptions::new()).unwrap();
    let firms: Vec<Enterprise> = (0..2_500)
        .map(|i| Enterprise::new(format!("e{i:04}"), format!("示例{i}公司")).unwrap())
        .collect();
    let gone = writer(&library);
    // Enough to be written down before any commit.
    firms
        .iter()
        .for_each(|firm| gone.put_enterprise(firm).unwrap());
    drop(gone);
    // The next writer keeps no history, and commits under the number of the changes that never were.
    drop(library);
    let silent = LibraryOptions::new().keep_history(false);
    let library = Library::open(place.path(), silent).unwrap();
    import(&library, [&Need::new("n1", "针状焦").unwrap()], []);
    drop(library);
    let library = Library::open(place.path(), LibraryOptions::new()).unwrap();
    let history = |id: &str| {
        let id = RecordId::new(Collection::Enterprise, id).unwrap();
        library.snapshot().unwrap().history(&id).unwrap()
    };
    assert!(history("e0000").revisions.is_empty());
    let mut writer = writer(&library);
    firms
        .iter()
        .for_each(|firm| writer.put_enterprise(firm).unwrap());
    writer.commit().unwrap();
    assert_eq!(history("e0000").revisions.len(), 1);
    assert_eq!(history("e2499").revisions.len(), 1);
}

#[test]
fn a_damaged_history_is_reported_and_harms_no_record() {
    let place = tempfile::tempdir().unwrap();
    let library = Library::create(place.path(), LibraryOptions::new()).unwrap();
    let need = Need::new("n1", "针状焦").unwrap();
    import(&library, [&need], []);
    drop(library);
    let file = place.path().join("ledger.db");
    let sound = std::fs::read(&file).unwrap();
    let id = RecordId::from(need.id.clone());
    let half = &sound[..sound.len() / 2 - 7];
    let noise: Vec<u8> = (0..=255).cycle().take(9_000).collect();
    for damaged in [half, &noise, &sound[..100]] {
        std::fs::write(&file, damaged).unwrap();
        let library = Library::open(place.path(), LibraryOptions::new()).unwrap();
        let snapshot = library.snapshot().unwrap();
        assert_eq!(snapshot.need(&need.id).unwrap(), need);
        for error in [
            snapshot.history(&id).unwrap_err(),
            library.writer().unwrap_err(),
        ] {
            assert!(error.is_corrupt(), "{error}");
            let said = error.to_string();
            assert!(
                said.contains("ledger.db") && said.contains("unharmed"),
                "{said}"
            );
        }
        assert_eq!(
            std::fs::read(&file).unwrap(),
            damaged,
            "nothing is written over it"
        );
    }
    // Moved away, as the repair says: the library goes on, and says that its records are older than their history.
    std::fs::remove_file(&file).unwrap();
    let library = Library::open(place.path(), LibraryOptions::new()).unwrap();
    import(&library, [&Need::new("n2", "硼").unwrap()], []);
    assert!(
        library
            .snapshot()
            .unwrap()
            .history(&id)
            .unwrap()
            .begins_late
    );
}
