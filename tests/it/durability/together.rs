//! Entries that are made together with commits, under kills and beside another process: both are there or neither.
//!
//! `QIANXIAN_CRASH_KILLS=1000` sets the number of kills.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};

use qianxian::engine::{WriteBatch, silent};
use qianxian::ledger::{Change, DeskFilter, EntryContent, EntryKind, Ledger, Stages};
use qianxian::model::{Need, NeedId, Profile, ProfileId, ProfileKind};
use qianxian::{Library, LibraryOptions, Writer};
use serde_json::{Map, Value, json};

use super::crash::kills;
use super::{child_command, child_place, hear, say, start};
use crate::support::random::Random;

/// Needs that change together with an entry about each.
const NEEDS: usize = 3;

fn options() -> LibraryOptions {
    LibraryOptions::new().writer_memory(15_000_000)
}

fn need(number: usize) -> NeedId {
    NeedId::new(format!("n{number}")).unwrap()
}

fn create(place: &Path) {
    let library = Library::create(place, options()).unwrap();
    let mut writer = library.writer().unwrap();
    for number in 0..NEEDS {
        let need = Need::new(need(number).as_str(), "针状焦 0").unwrap();
        writer.put_need(&need).unwrap();
    }
    let expert = Profile::new("p1", ProfileKind::Expert, "示例·王工").unwrap();
    writer.put_profile(&expert).unwrap();
    writer.commit().unwrap();
}

fn titled(round: usize) -> Map<String, Value> {
    let title = json!({"title": format!("针状焦 {round}")});
    title.as_object().unwrap().clone()
}

fn entry(number: usize, kind: EntryKind, note: &str) -> EntryContent {
    let profile = ProfileId::new("p1").unwrap();
    let at = "2026-11-29 09:30".parse().unwrap();
    EntryContent::new(need(number), profile, kind, at).note(note)
}

/// The kind of the entry of a round: agreements have a gate, which the first round opens.
fn kind(round: usize) -> EntryKind {
    [EntryKind::Contacted, EntryKind::Agreed, EntryKind::Note][(round - 1).min(2)]
}

/// The round that the title of every need states, and the rounds that the entries about each state.
fn state(library: &Library) -> (Vec<usize>, Vec<Vec<usize>>) {
    // The ledger first: a commit between the two would show records without their entry, never the other way round.
    let ledger = library.ledger().unwrap();
    let profile = ProfileId::new("p1").unwrap();
    let rounds = |number| {
        let history = ledger.history(&need(number), &profile).unwrap();
        let notes = history.entries.into_iter().map(|entry| entry.content.note);
        notes
            .flatten()
            .filter_map(|note| note.parse().ok())
            .collect()
    };
    let entries = (0..NEEDS).map(rounds).collect();
    let snapshot = library.snapshot().unwrap();
    let titles = (0..NEEDS).map(|number| {
        let title = snapshot.need(&need(number)).unwrap().title;
        title.rsplit(' ').next().unwrap().parse().unwrap()
    });
    (titles.collect(), entries)
}

/// Asserts that records and entries are of the same round, and returns it; and that the standings are the fold.
fn check(library: &Library, how: &str) -> usize {
    let (titles, entries) = state(library);
    let round = titles[0];
    assert_eq!(titles, [round; NEEDS], "{how}");
    let wanted: Vec<usize> = (1..=round).collect();
    for entries in entries {
        assert_eq!(entries, wanted, "{how}");
    }
    check_standings(&library.ledger().unwrap(), how);
    round
}

fn check_standings(ledger: &Ledger<'_>, how: &str) {
    let mut kept = Vec::new();
    for stage in Stages::builtin().all() {
        let filter = DeskFilter::all().stage(&stage.id).limit(usize::MAX);
        kept.extend(ledger.desk(&filter).unwrap().matches);
    }
    kept.sort_by(|a, b| (&a.need, &a.profile).cmp(&(&b.need, &b.profile)));
    assert_eq!(kept, ledger.folded().unwrap(), "{how}");
}

fn write_round(writer: &mut Writer, round: usize) {
    for number in 0..NEEDS {
        let id = need(number).into();
        writer.patch(&id, titled(round), None).unwrap();
        let entry = entry(number, kind(round), &round.to_string());
        writer.append(entry).unwrap();
    }
    writer.commit().unwrap();
    assert_eq!(writer.appended().len(), NEEDS);
}

/// The child: one round after the other for ever, by a writer or, if `is_shared`, by batches that share it.
fn write_until_killed(place: &Path, is_shared: bool) {
    let library = Library::open(place, options()).unwrap();
    let first = state(&library).0[0] + 1;
    if is_shared {
        let writer = library.shared_writer().unwrap();
        say("ready");
        for round in first.. {
            let mut batch = WriteBatch::new(Change::unknown());
            for number in 0..NEEDS {
                let note = round.to_string();
                batch = batch.patch(need(number), titled(round), None);
                batch = batch.append(entry(number, kind(round), &note));
            }
            assert_eq!(writer.write(batch).unwrap().appended.len(), NEEDS);
            say(round);
        }
    } else {
        let mut writer = library.writer().unwrap();
        say("ready");
        for round in first.. {
            write_round(&mut writer, round);
            say(round);
        }
    }
}

/// Kills children at random instants, and checks after each kill that records and entries are of one round.
fn kill_and_check(test: &str, seed: u64) {
    let place = tempfile::tempdir().unwrap();
    create(place.path());
    let random = &mut Random::new(seed);
    let (mut last, mut unheard, mut on_their_way) = (0, 0, 0);
    for kill in 0..kills() {
        let (mut child, mut lines) = start(child_command(test, place.path()));
        assert_eq!(hear(&mut lines).as_deref(), Some("ready"));
        let mut heard = last;
        for _ in 0..random.below(6) {
            heard = hear(&mut lines).unwrap().parse().unwrap();
        }
        for _ in 0..random.below(2_500) {
            std::hint::black_box(std::fs::read_dir(place.path()).unwrap().count());
        }
        child.kill().unwrap();
        child.wait().unwrap();
        for line in std::iter::from_fn(|| hear(&mut lines)) {
            heard = line.parse().unwrap();
        }
        let how = format!("kill {kill}");
        // Who may only read sees what the killed one left; then one who writes brings it to its place.
        let read_only = Library::open(place.path(), options().read_only(true)).unwrap();
        let round = check(&read_only, &how);
        let stored = Ledger::open(place.path()).unwrap();
        let stored = stored.since("2000-01-01".parse().unwrap(), usize::MAX);
        on_their_way += u64::from(stored.unwrap().len() < round * NEEDS);
        assert!(
            round == heard || round == heard + 1,
            "{how}: {round} stand, {heard} were acknowledged"
        );
        unheard += u64::from(round > heard);
        drop(read_only);
        let library = Library::open(place.path(), options()).unwrap();
        if random.chance(50) {
            drop(library.writer().unwrap());
        }
        assert_eq!(check(&library, &how), round);
        check_standings(&Ledger::open(place.path()).unwrap(), &how);
        last = round;
    }
    println!(
        "{} kills, {last} rounds: {unheard} not acknowledged, {on_their_way} with entries on their way",
        kills()
    );
    assert!(last as u64 >= kills(), "{last} rounds");
}

#[test]
fn records_and_entries_survive_a_kill_together_or_not_at_all() {
    if let Some(place) = child_place() {
        return write_until_killed(&place, false);
    }
    let test = "durability::together::records_and_entries_survive_a_kill_together_or_not_at_all";
    kill_and_check(test, 116);
}

#[test]
fn batches_with_entries_survive_a_kill_whole_or_not_at_all() {
    if let Some(place) = child_place() {
        return write_until_killed(&place, true);
    }
    let test = "durability::together::batches_with_entries_survive_a_kill_whole_or_not_at_all";
    kill_and_check(test, 216);
}

/// The child: appends entries of its own about the same matches for ever, and acknowledges their numbers.
fn append_until_killed(place: &Path) {
    let library = Library::open(place, options()).unwrap();
    let ledger = library.ledger().unwrap();
    say("ready");
    for turn in 0.. {
        let appended = ledger
            .append(entry(turn % NEEDS, EntryKind::Note, "旁"))
            .unwrap();
        say(appended.number);
    }
}

/// Makes backups and exports, each of which must hold records and entries of one round; returns how many of each.
fn copy_until(is_done: &AtomicBool, library: &Library) -> u32 {
    let mut copies = 0;
    while !is_done.load(Ordering::Relaxed) {
        let beside = tempfile::tempdir().unwrap();
        library.backup(beside.path(), &silent).unwrap();
        let copy = Library::open(beside.path(), options().read_only(true)).unwrap();
        check(&copy, "a backup");
        let mut lines = Vec::new();
        let snapshot = library.snapshot().unwrap();
        snapshot.export(&mut lines, &silent).unwrap();
        let copy = Library::in_memory().unwrap();
        copy.import_export(&mut lines.as_slice(), "lines", &silent)
            .unwrap();
        check(&copy, "an export");
        copies += 1;
    }
    copies
}

#[test]
fn another_process_appends_beside_commits_with_entries_and_copies_are_whole() {
    if let Some(place) = child_place() {
        return append_until_killed(&place);
    }
    let test = "durability::together::another_process_appends_beside_commits_with_entries_and_copies_are_whole";
    let place = tempfile::tempdir().unwrap();
    create(place.path());
    let (mut child, mut lines) = start(child_command(test, place.path()));
    assert_eq!(hear(&mut lines).as_deref(), Some("ready"));
    let library = Library::open(place.path(), options()).unwrap();
    let mut writer = library.writer().unwrap();
    let mut own: BTreeSet<u64> = BTreeSet::new();
    let is_done = AtomicBool::new(false);
    let copies = std::thread::scope(|scope| {
        let copier = scope.spawn(|| copy_until(&is_done, &library));
        for round in 1..=60 {
            write_round(&mut writer, round);
            own.extend(writer.appended().iter().map(|appended| appended.number));
        }
        is_done.store(true, Ordering::Relaxed);
        copier.join().unwrap()
    });
    child.kill().unwrap();
    child.wait().unwrap();
    let heard = std::iter::from_fn(|| hear(&mut lines)).map(|n| n.parse::<u64>().unwrap());
    let heard: BTreeSet<u64> = heard.collect();
    assert_eq!(check(&library, "at the end"), 60);
    assert_eq!(own.len(), 60 * NEEDS);
    assert!(
        own.is_disjoint(&heard),
        "each entry has a number of its own"
    );
    let ledger = library.ledger().unwrap();
    let all = ledger.since("2000-01-01".parse().unwrap(), usize::MAX);
    let notes: BTreeMap<u64, Option<String>> = all
        .unwrap()
        .into_iter()
        .map(|entry| (entry.number, entry.content.note))
        .collect();
    assert!(own.iter().chain(&heard).all(|n| notes.contains_key(n)));
    println!("{} entries beside 180, {copies} copies", heard.len());
    assert!(copies > 0 && !heard.is_empty());
}
