//! Entries that are made together with commits, and commits that are cut off between their steps.

use std::path::Path;

use serde_json::json;

use crate::engine::{Writer, silent};
use crate::ledger::{DeskFilter, EntryContent, EntryKind, Ledger, Standing};
use crate::model::{Moment, Need, NeedId, NeedStatus, Profile, ProfileId, ProfileKind};
use crate::{Library, LibraryOptions};

pub(super) fn options() -> LibraryOptions {
    LibraryOptions::new().writer_memory(15_000_000)
}

pub(super) fn need(id: &str) -> NeedId {
    NeedId::new(id).unwrap()
}

fn profile(id: &str) -> ProfileId {
    ProfileId::new(id).unwrap()
}

pub(super) fn expert(id: &str) -> Profile {
    Profile::new(id, ProfileKind::Expert, "示例·王工").unwrap()
}

pub(super) fn entry(need: &str, profile: &str, kind: EntryKind) -> EntryContent {
    let (need, profile) = (NeedId::new(need).unwrap(), ProfileId::new(profile).unwrap());
    EntryContent::new(need, profile, kind, "2026-11-29 09:30".parse().unwrap())
}

/// A library with the needs n1 and n2 and the profiles p1 and p2.
fn library(place: &Path, options: LibraryOptions) -> Library {
    let library = Library::create(place, options).unwrap();
    let mut writer = library.writer().unwrap();
    for number in 1..=2 {
        writer
            .put_need(&Need::new(format!("n{number}"), "针状焦").unwrap())
            .unwrap();
        writer.put_profile(&expert(&format!("p{number}"))).unwrap();
    }
    writer.commit().unwrap();
    library
}

/// How far a commit comes before its process is killed.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Cut {
    /// History and entries are written down, the records are not committed.
    BeforeRecords,
    /// The records are committed, the entries are on their way.
    BeforeEntries,
}

pub(super) fn cut_off(mut writer: Writer, cut: Cut) {
    let generation = writer.write_ahead().unwrap();
    if cut == Cut::BeforeEntries {
        writer.index.commit(generation).unwrap();
    }
}

fn settle(writer: &Writer, id: &str) {
    let settled = json!({"status": "settled"});
    let settled = settled.as_object().unwrap().clone();
    writer.patch(&need(id).into(), settled, None).unwrap();
}

fn is_settled(library: &Library, id: &str) -> bool {
    let found = library.snapshot().unwrap().need(&need(id)).unwrap();
    found.status == NeedStatus::Settled
}

/// Number and kind of every entry.
fn entries(ledger: &Ledger<'_>) -> Vec<(u64, EntryKind)> {
    let all = ledger.since("2000-01-01".parse().unwrap(), usize::MAX);
    let mut all: Vec<(u64, EntryKind)> = all
        .unwrap()
        .into_iter()
        .map(|entry| (entry.number, entry.content.kind))
        .collect();
    all.sort_unstable();
    all
}

pub(super) fn kept(ledger: &Ledger<'_>) -> Vec<Standing> {
    let mut kept: Vec<Standing> = ledger
        .stages()
        .unwrap()
        .all()
        .iter()
        .flat_map(|stage| {
            let filter = DeskFilter::all().stage(&stage.id).limit(usize::MAX);
            ledger.desk(&filter).unwrap().matches
        })
        .collect();
    kept.sort_by(|a, b| (&a.need, &a.profile).cmp(&(&b.need, &b.profile)));
    kept
}

/// Cuts a commit off that settles n1 and strikes the match with p1 off.
fn cut_library(place: &Path, cut: Cut, keep_history: bool) {
    let library = library(place, options().keep_history(keep_history));
    let ledger = library.ledger().unwrap();
    ledger
        .append(entry("n1", "p1", EntryKind::Contacted))
        .unwrap();
    drop(ledger);
    let writer = library.writer().unwrap();
    settle(&writer, "n1");
    let solved = entry("n1", "p1", EntryKind::Solved).note("样品合格");
    writer.append(solved).unwrap();
    cut_off(writer, cut);
}

#[test]
fn a_commit_that_never_came_takes_its_entries_with_it() {
    for keep_history in [true, false] {
        let place = tempfile::tempdir().unwrap();
        cut_library(place.path(), Cut::BeforeRecords, keep_history);
        for options in [options().read_only(true), options()] {
            let library = Library::open(place.path(), options).unwrap();
            let ledger = library.ledger().unwrap();
            assert!(!is_settled(&library, "n1"));
            assert_eq!(entries(&ledger), [(1, EntryKind::Contacted)]);
            assert_eq!(kept(&ledger)[0].stage, "contact");
        }
        let library = Library::open(place.path(), options()).unwrap();
        // Nobody may take the number of an entry that may still come.
        let ledger = library.ledger().unwrap();
        let beside = ledger.append(entry("n1", "p1", EntryKind::Visited));
        assert_eq!(beside.unwrap().number, 3);
        let mut writer = library.writer().unwrap();
        writer.append(entry("n1", "p1", EntryKind::Met)).unwrap();
        writer.commit().unwrap();
        assert_eq!(writer.appended()[0].number, 4);
        let wanted = [
            (1, EntryKind::Contacted),
            (3, EntryKind::Visited),
            (4, EntryKind::Met),
        ];
        assert_eq!(entries(&ledger), wanted);
        assert_eq!(kept(&ledger), ledger.folded().unwrap());
    }
}

#[test]
fn a_commit_that_came_has_its_entries_for_every_reader() {
    for keep_history in [true, false] {
        let place = tempfile::tempdir().unwrap();
        cut_library(place.path(), Cut::BeforeEntries, keep_history);
        let both = [(1, EntryKind::Contacted), (2, EntryKind::Solved)];
        let (need, profile) = (need("n1"), profile("p1"));
        let read_only = Library::open(place.path(), options().read_only(true)).unwrap();
        let ledger = read_only.ledger().unwrap();
        for _ in 0..2 {
            assert!(is_settled(&read_only, "n1"));
            assert_eq!(entries(&ledger), both);
            assert_eq!(kept(&ledger), ledger.folded().unwrap());
            assert_eq!(kept(&ledger)[0].stage, "solved");
            let history = ledger.history(&need, &profile).unwrap();
            assert_eq!(history.standing.as_ref(), kept(&ledger).first());
            assert_eq!(ledger.entry(2).unwrap().content.need, need);
            assert_eq!(ledger.loads().unwrap().len(), 0);
            let funnel = ledger.funnel(None, |_, _| Ok("all".to_owned())).unwrap();
            assert_eq!(funnel.groups[0].steps[5].reached, 1);
        }
        // Who does not know the library sees the file as it is.
        assert_eq!(entries(&Ledger::open(place.path()).unwrap()), both[..1]);
        // An export and a backup of it are whole.
        let mut lines = Vec::new();
        let snapshot = read_only.snapshot().unwrap();
        assert_eq!(snapshot.export(&mut lines, &silent).unwrap().entries, 2);
        let copy = Library::in_memory().unwrap();
        copy.import_export(&mut lines.as_slice(), "lines", &silent)
            .unwrap();
        assert_eq!(kept(&copy.ledger().unwrap()), kept(&ledger));
        let beside = tempfile::tempdir().unwrap();
        read_only.backup(beside.path(), &silent).unwrap();
        let copy = Library::open(beside.path(), options().read_only(true)).unwrap();
        assert_eq!(kept(&copy.ledger().unwrap()), kept(&ledger));
        // The next append stands behind them; a done match stays done.
        let library = Library::open(place.path(), options()).unwrap();
        let appended = library
            .ledger()
            .unwrap()
            .append(entry("n1", "p1", EntryKind::Met))
            .unwrap();
        assert_eq!(
            (appended.number, appended.standing.unwrap().stage.as_str()),
            (3, "solved")
        );
        assert_eq!(entries(&Ledger::open(place.path()).unwrap())[..2], both);
        assert_eq!(kept(&ledger), ledger.folded().unwrap());
    }
}

#[test]
fn opening_the_ledger_or_a_writer_takes_entries_to_their_places() {
    for by_writer in [true, false] {
        let place = tempfile::tempdir().unwrap();
        cut_library(place.path(), Cut::BeforeEntries, true);
        let library = Library::open(place.path(), options()).unwrap();
        if by_writer {
            drop(library.writer().unwrap());
        } else {
            library.ledger().unwrap();
        }
        let ledger = Ledger::open(place.path()).unwrap();
        assert_eq!(entries(&ledger).len(), 2);
        assert_eq!(kept(&ledger), ledger.folded().unwrap());
    }
}

#[test]
fn exports_and_backups_leave_entries_of_later_commits_out() {
    let place = tempfile::tempdir().unwrap();
    let library = library(place.path(), options());
    let ledger = library.ledger().unwrap();
    ledger
        .append(entry("n1", "p1", EntryKind::Contacted))
        .unwrap();
    let before = library.snapshot().unwrap();
    let mut writer = library.writer().unwrap();
    settle(&writer, "n1");
    let solved = entry("n1", "p1", EntryKind::Solved).note("样品合格");
    writer.append(solved).unwrap();
    writer.commit().unwrap();
    let note =
        EntryContent::correcting(need("n1"), profile("p1"), 2, "2026-11-30".parse().unwrap());
    ledger.append(note.note("中试合格")).unwrap();
    ledger.append(entry("n2", "p1", EntryKind::Met)).unwrap();
    let mut lines = Vec::new();
    assert_eq!(before.export(&mut lines, &silent).unwrap().entries, 2);
    let copy = Library::in_memory().unwrap();
    copy.import_export(&mut lines.as_slice(), "lines", &silent)
        .unwrap();
    let copied = copy.ledger().unwrap();
    let wanted = [(1, EntryKind::Contacted), (4, EntryKind::Met)];
    assert_eq!(entries(&copied), wanted);
    assert!(!is_settled(&copy, "n1"));
    assert_eq!(kept(&copied)[0].stage, "contact");
    // A copy of the file that is later than the copy of the records.
    let beside = tempfile::tempdir().unwrap();
    let database = library.origin.history.database().unwrap();
    let generation = before.0.index.generation();
    let copy = |generation| {
        assert!(
            database
                .copy_to(beside.path(), generation, &|_| Ok(()))
                .unwrap()
        );
        Ledger::open(beside.path()).unwrap()
    };
    let earlier = copy(generation);
    assert_eq!(entries(&earlier), wanted);
    assert_eq!(kept(&earlier), earlier.folded().unwrap());
    assert_eq!(entries(&copy(generation + 1)).len(), 4);
}

#[test]
fn an_entry_is_refused_by_name_and_the_rest_stays() {
    for keep_history in [true, false] {
        let place = tempfile::tempdir().unwrap();
        let library = library(place.path(), options().keep_history(keep_history));
        let mut writer = library.writer().unwrap();
        writer.delete_need(&need("n2")).unwrap();
        writer
            .put_need(&Need::new("n3", "针状焦").unwrap())
            .unwrap();
        writer.append(entry("n3", "p1", EntryKind::Met)).unwrap();
        let refused = |content: EntryContent| writer.append(content).unwrap_err();
        let unknown = refused(entry("n2", "p1", EntryKind::Met));
        assert!(unknown.is_not_found(), "{unknown}");
        let text = unknown.to_string();
        assert!(
            text.starts_with("the entry about n2 and p1: no need \"n2\""),
            "{text}"
        );
        assert!(refused(entry("n3", "p9", EntryKind::Met)).is_not_found());
        let gated = refused(entry("n1", "p1", EntryKind::Agreed));
        assert!(gated.is_invalid_input(), "{gated}");
        assert!(refused(entry("n1", "p1", EntryKind::Handed)).is_invalid_input());
        let at: Moment = "2026-11-30".parse().unwrap();
        for number in [1, u64::MAX - 1, u64::MAX] {
            // The queued entry has no number yet.
            let strike = EntryContent::correcting(need("n3"), profile("p1"), number, at);
            assert!(refused(strike.struck()).is_not_found());
        }
        // By the entry before it that is queued.
        writer.append(entry("n3", "p1", EntryKind::Agreed)).unwrap();
        writer.commit().unwrap();
        let ledger = library.ledger().unwrap();
        let wanted = [(1, EntryKind::Met), (2, EntryKind::Agreed)];
        assert_eq!(entries(&ledger), wanted);
        let stages: Vec<_> = writer.appended();
        assert_eq!(stages[0].standing.as_ref(), kept(&ledger).first());
        let strike = EntryContent::correcting(need("n3"), profile("p1"), 1, at).struck();
        writer.append(strike.clone()).unwrap();
        // Two strikes of one entry: the second sees the first.
        assert!(writer.append(strike).unwrap_err().is_invalid_input());
        writer.rollback().unwrap();
        writer.commit().unwrap();
        assert!(writer.appended().is_empty());
        assert_eq!(entries(&ledger), wanted);
    }
}

#[test]
fn an_entry_about_a_profile_that_went_is_about_the_kept_one() {
    for keep_history in [true, false] {
        let place = tempfile::tempdir().unwrap();
        let library = library(place.path(), options().keep_history(keep_history));
        let mut writer = library.writer().unwrap();
        let (kept, gone) = (profile("p1"), profile("p2"));
        let snapshot = library.snapshot().unwrap();
        writer.merge_profiles(&snapshot, &kept, &gone).unwrap();
        writer.append(entry("n1", "p2", EntryKind::Met)).unwrap();
        writer.commit().unwrap();
        // The merge is of an earlier commit now.
        writer.append(entry("n1", "p2", EntryKind::Agreed)).unwrap();
        writer.commit().unwrap();
        writer.put_profile(&expert("p2")).unwrap();
        writer.append(entry("n1", "p2", EntryKind::Pushed)).unwrap();
        writer.commit().unwrap();
        writer.delete_profile(&kept).unwrap();
        let refused = writer.append(entry("n1", "p1", EntryKind::Met));
        assert!(refused.unwrap_err().is_not_found());
        let ledger = library.ledger().unwrap();
        let of = |profile: &ProfileId| ledger.history(&need("n1"), profile).unwrap().entries.len();
        assert_eq!((of(&kept), of(&gone)), (2, 1));
    }
}

#[test]
fn what_others_append_meanwhile_stands_behind_an_accepted_entry() {
    let place = tempfile::tempdir().unwrap();
    let library = library(place.path(), options());
    let ledger = library.ledger().unwrap();
    ledger.append(entry("n1", "p1", EntryKind::Met)).unwrap();
    let mut writer = library.writer().unwrap();
    writer.append(entry("n1", "p1", EntryKind::Agreed)).unwrap();
    // The gate of the accepted entry falls: it stays accepted, as one that was appended before.
    let at: Moment = "2026-11-30".parse().unwrap();
    let strike = EntryContent::correcting(need("n1"), profile("p1"), 1, at).struck();
    ledger.append(strike.clone()).unwrap();
    writer.commit().unwrap();
    assert_eq!(writer.appended()[0].number, 3);
    assert_eq!(kept(&ledger)[0].stage, "agreement");
    assert_eq!(kept(&ledger), ledger.folded().unwrap());
    // Two strikes that did not see each other are as good as one.
    ledger.append(entry("n2", "p1", EntryKind::Met)).unwrap();
    ledger.append(entry("n2", "p1", EntryKind::Note)).unwrap();
    let strike = EntryContent::correcting(need("n2"), profile("p1"), 4, at).struck();
    writer.append(strike.clone()).unwrap();
    ledger.append(strike).unwrap();
    writer.commit().unwrap();
    assert_eq!(kept(&ledger)[1].entries, 1);
    assert_eq!(kept(&ledger), ledger.folded().unwrap());
}
