//! Processes killed during an import.
//!
//! `QIANXIAN_CRASH_KILLS=1000` sets the number of kills.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use qianxian::model::{Need, NeedId, Profile, ProfileId};
use qianxian::{Library, LibraryOptions};
use serde_json::json;

use super::{child_command, child_place, hear, say, start};
use crate::oracle::{Call, Oracle};
use crate::support::generate::{need, profile, records};
use crate::support::random::Random;
use crate::support::{all, import, line, writer};

/// Kills without the switch.
const KILLS: u64 = 24;

pub(super) fn kills() -> u64 {
    std::env::var("QIANXIAN_CRASH_KILLS").map_or(KILLS, |kills| kills.parse().unwrap())
}

/// Keeps compiled files, so that their writing is cut off too.
fn options() -> LibraryOptions {
    LibraryOptions::new().keep_compiled(true)
}

/// Records of one batch: some new, some that replace those of earlier batches, a marker, and one to delete.
struct Batch {
    profiles: Vec<Profile>,
    need: Need,
    deleted: ProfileId,
}

fn batch(number: usize) -> Batch {
    let random = &mut Random::new(9_000 + number as u64);
    let mut profiles: Vec<Profile> = (0..12)
        .map(|i| profile(random, format!("p{:03}", (number * 7 + i) % 90)))
        .collect();
    let mut marker = profile(random, "marker");
    marker.attributes.insert("batch".into(), json!(number));
    profiles.push(marker);
    Batch {
        profiles,
        need: need(random, format!("n{:03}", number % 20)),
        deleted: ProfileId::new(format!("p{:03}", number * 11 % 90)).unwrap(),
    }
}

/// What stands after the first `batches`.
#[derive(Default)]
struct State {
    batches: usize,
    profiles: BTreeMap<ProfileId, Profile>,
    needs: BTreeMap<NeedId, Need>,
}

impl State {
    fn advance(&mut self) {
        let batch = batch(self.batches);
        for profile in batch.profiles {
            self.profiles.insert(profile.id.clone(), profile);
        }
        self.profiles.remove(&batch.deleted);
        self.needs.insert(batch.need.id.clone(), batch.need);
        self.batches += 1;
    }
}

/// The child: imports one batch after the other for ever, and acknowledges each.
fn import_until_killed(place: &Path) {
    let library = Library::open(place, options()).unwrap();
    let mut writer = writer(&library);
    say("ready");
    for number in batches(&library).. {
        let batch = batch(number);
        for profile in &batch.profiles {
            writer.put_profile(profile).unwrap();
        }
        writer.delete_profile(&batch.deleted).unwrap();
        writer.put_need(&batch.need).unwrap();
        writer.commit().unwrap();
        say(number);
        if number % 9 == 8 {
            writer.merge().unwrap();
        }
        if number % 4 == 3 {
            library.snapshot().unwrap();
        }
    }
}

/// How many batches the library holds, by its marker.
fn batches(library: &Library) -> usize {
    let marker = library
        .snapshot()
        .unwrap()
        .profile(&ProfileId::new("marker").unwrap());
    marker.map_or(0, |m| {
        usize::try_from(m.attributes["batch"].as_u64().unwrap()).unwrap() + 1
    })
}

/// Runs a child until it has acknowledged `acknowledged` batches and `looks` looks at the directory
/// have passed, kills it, and says which batches it acknowledged.
fn run_and_kill(place: &Path, acknowledged: usize, looks: usize) -> Vec<usize> {
    let test =
        "durability::crash::every_acknowledged_batch_survives_a_kill_and_none_is_there_by_half";
    let (mut child, mut lines) = start(child_command(test, place));
    assert_eq!(hear(&mut lines).as_deref(), Some("ready"));
    let mut heard: Vec<usize> = Vec::new();
    while heard.len() < acknowledged {
        heard.push(hear(&mut lines).unwrap().parse().unwrap());
    }
    for _ in 0..looks {
        std::hint::black_box(std::fs::read_dir(place).unwrap().count());
    }
    child.kill().unwrap();
    child.wait().unwrap();
    heard.extend(std::iter::from_fn(|| hear(&mut lines)).map(|n| n.parse::<usize>().unwrap()));
    heard
}

#[test]
fn every_acknowledged_batch_survives_a_kill_and_none_is_there_by_half() {
    if let Some(place) = child_place() {
        return import_until_killed(&place);
    }
    let place = tempfile::tempdir().unwrap();
    drop(Library::create(place.path(), options()).unwrap());
    let random = &mut Random::new(90);
    let mut state = State::default();
    let (mut in_flight, mut orphans) = (0, 0);
    for kill in 0..kills() {
        let heard = run_and_kill(place.path(), random.below(3), random.below(2500));
        let first = state.batches;
        assert!(
            heard.iter().copied().eq(first..first + heard.len()),
            "{heard:?}"
        );
        for _ in &heard {
            state.advance();
        }
        let library = Library::open(place.path(), options()).unwrap();
        // The batch whose commit was cut off is there whole or not at all.
        if batches(&library) > state.batches {
            state.advance();
            in_flight += 1;
        }
        assert_holds(&library, &state, kill);
        orphans += files(place.path()).0.len() - files(place.path()).1.len();
        let started = library
            .writer()
            .expect("the lock of a killed writer is free at once");
        let (there, named) = files(place.path());
        assert_eq!(there, named, "kill {kill}: what a writer's start leaves");
        drop(started);
    }
    println!("{} kills, {orphans} files left and cleared", kills());
    assert!(
        state.batches as u64 >= kills() / 2,
        "{} batches, {in_flight} in flight",
        state.batches
    );
}

/// Files of segments in the directory, drafts included, and those that the last commit names.
fn files(place: &Path) -> (BTreeSet<String>, BTreeSet<String>) {
    let names = std::fs::read_dir(place).unwrap();
    let names = names.map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let other = |name: &str| {
        matches!(name, "meta.json" | "qianxian.json" | "compiled") || name.starts_with("ledger.db")
    };
    let there = names.filter(|name| !name.ends_with(".lock") && !other(name));
    let text = std::fs::read(place.join("meta.json")).unwrap();
    let meta: serde_json::Value = serde_json::from_slice(&text).unwrap();
    let named = meta["sealed"]["files"].as_object().unwrap();
    (there.collect(), named.keys().cloned().collect())
}

fn assert_holds(library: &Library, state: &State, kill: u64) {
    let snapshot = library.snapshot().unwrap();
    let needs: Vec<Need> = state.needs.values().cloned().collect();
    assert_eq!(snapshot.needs().unwrap(), needs, "kill {kill}");
    assert!(
        snapshot
            .profile_ids()
            .unwrap()
            .iter()
            .eq(state.profiles.keys()),
        "kill {kill}"
    );
    for (id, profile) in &state.profiles {
        assert_eq!(snapshot.profile(id).unwrap(), *profile, "kill {kill}");
        // Records and history come together: the last change that is known is the one that made the record.
        let history = snapshot.history(&id.clone().into()).unwrap();
        let is_whole = !history.begins_late && !history.ends_early;
        assert!(
            is_whole && !history.revisions.is_empty(),
            "kill {kill}: {id}"
        );
    }
    let asked = need(&mut Random::new(kill), "asked");
    let wanted = Oracle::new(state.profiles.values()).rank(&asked, &Call::default());
    let ranking = snapshot.rank(&asked, &all()).unwrap();
    let lines = ranking
        .matches
        .iter()
        .map(|m| line(&m.profile, m.score, m.confidence));
    assert!(
        lines.eq(wanted.iter().map(|(id, s, c)| line(id, *s, *c))),
        "kill {kill}"
    );
}

/// The files of a commit whose last step, the new `meta.json`, never came; then the same import is run again.
#[test]
fn what_a_cut_off_commit_left_behind_does_not_stop_the_next() {
    let (_, profiles) = records(97, 0, 12);
    let place = tempfile::tempdir().unwrap();
    let options = LibraryOptions::new().writer_memory(15_000_000);
    let library = Library::create(place.path(), options.clone()).unwrap();
    import(&library, [], &profiles);
    drop(library);
    let meta = std::fs::read(place.path().join("meta.json")).unwrap();
    let remaining = |library: &Library| library.snapshot().unwrap().profile_ids().unwrap().len();
    for _ in 0..2 {
        let library = Library::open(place.path(), options.clone()).unwrap();
        assert_eq!(remaining(&library), 12, "the cut off commit is not seen");
        let mut writer = writer(&library);
        writer.delete_profile(&profiles[0].id).unwrap();
        writer.put_profile(&profiles[1]).unwrap();
        writer.commit().unwrap();
        assert_eq!(remaining(&library), 11);
        drop((writer, library));
        std::fs::write(place.path().join("meta.json"), &meta).unwrap();
    }
}
