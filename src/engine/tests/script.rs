//! What is done to a library while its directory fails, and what must hold afterwards.

use std::cell::Cell;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use crate::error::Result;
use crate::ledger::{DeskFilter, EntryContent, EntryKind};
use crate::model::{Date, Need, NeedId, Profile, ProfileId, ProfileKind, Work};
use crate::rank::RankOptions;
use crate::text::Lexicon;
use crate::{Library, LibraryOptions};

/// Profiles of a commit: text by id.
type Profiles = BTreeMap<String, String>;

fn options() -> LibraryOptions {
    LibraryOptions::new()
        .writer_memory(15_000_000)
        .keep_compiled(true)
}

fn profile(id: &str, text: &str) -> Profile {
    let mut profile = Profile::new(id, ProfileKind::Expert, "示例甲").unwrap();
    profile.description = text.to_owned();
    profile.works.push(Work::new(format!("氧化锆陶瓷 {text}")));
    profile
}

/// What is committed, one commit after the other: the profiles put, and the one deleted.
const COMMITS: [(&[(&str, &str)], &str); 3] = [
    (
        &[("a", "针状焦一"), ("b", "氧化锆一"), ("c", "电池一")],
        "z",
    ),
    (&[("b", "氧化锆二"), ("d", "电池二")], "a"),
    (&[("e", "针状焦三"), ("c", "电池三")], "d"),
];

/// The entry that is made together with the commit of that number, from 1.
fn entry(commit: usize) -> Result<EntryContent> {
    let (need, profile) = (NeedId::new("n")?, ProfileId::new("b")?);
    let at = "2026-11-29 09:30".parse()?;
    Ok(EntryContent::new(need, profile, EntryKind::Note, at).note(commit.to_string()))
}

/// Notes of the entries in the ledger.
fn notes(library: &Library) -> Vec<String> {
    let ledger = library.ledger().unwrap();
    let history = ledger
        .history(&NeedId::new("n").unwrap(), &ProfileId::new("b").unwrap())
        .unwrap();
    let kept = ledger.desk(&DeskFilter::all()).unwrap().matches;
    assert_eq!(kept, Vec::from_iter(history.standing));
    let entries = history.entries.into_iter();
    entries.filter_map(|entry| entry.content.note).collect()
}

/// The state after the first `commits`.
fn state(commits: usize) -> Profiles {
    let mut state = Profiles::new();
    for (put, deleted) in &COMMITS[..commits] {
        state.extend(
            put.iter()
                .map(|&(id, text)| (id.to_owned(), text.to_owned())),
        );
        state.remove(*deleted);
    }
    state
}

/// Makes an empty library.
pub(super) fn create(place: &Path) {
    Library::create(place, options()).unwrap();
}

/// Does everything that changes a directory; counts the acknowledged commits in `acknowledged`.
pub(super) fn run(place: &Path, acknowledged: impl Fn()) -> Result<()> {
    let library = Library::open(place, options())?;
    let mut writer = library.writer()?;
    for (number, (put, deleted)) in COMMITS.iter().enumerate() {
        for (id, text) in *put {
            writer.put_profile(&profile(id, text))?;
        }
        writer.delete_profile(&ProfileId::new(*deleted)?)?;
        writer.put_need(&Need::new("n", "电池")?)?;
        writer.append(entry(number + 1)?)?;
        writer.commit()?;
        acknowledged();
        library.snapshot()?;
        if number == 1 {
            writer.merge()?;
            let mut lexicon = Lexicon::new();
            lexicon.add_synonyms(["锂电池", "LIB"])?;
            library.set_lexicon(lexicon)?;
        }
    }
    writer.merge()?;
    writer.close()?;
    library.snapshot().map(drop)
}

/// Runs [`run`] and counts.
pub(super) fn run_and_count(place: &Path) -> (Result<()>, usize) {
    let count = Cell::new(0);
    let outcome = run(place, || count.set(count.get() + 1));
    (outcome, count.get())
}

fn stored(library: &Library) -> Profiles {
    let snapshot = library.snapshot().unwrap();
    let text = |id: &ProfileId| snapshot.profile(id).unwrap().description;
    let ids = snapshot.profile_ids().unwrap();
    ids.iter().map(|id| (id.to_string(), text(id))).collect()
}

/// Files of segments in the directory, and those that the last commit names.
fn files(place: &Path) -> (BTreeSet<String>, BTreeSet<String>) {
    let names = std::fs::read_dir(place).unwrap();
    let names = names.map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let other = |name: &str| {
        matches!(name, "meta.json" | "qianxian.json" | "compiled") || name.starts_with("ledger.db")
    };
    let there = names
        .filter(|name| !name.ends_with(".lock") && !other(name))
        .collect();
    let text = std::fs::read(place.join("meta.json")).unwrap();
    let meta: serde_json::Value = serde_json::from_slice(&text).unwrap();
    let named = meta["sealed"]["files"].as_object().unwrap();
    (there, named.keys().cloned().collect())
}

/// Asserts that the library in `place` is whole: it holds `acknowledged` commits or the next one too, ranks, takes a
/// new commit, and keeps no file that no commit names.
pub(super) fn assert_whole(place: &Path, acknowledged: usize, how: &str) {
    let library = Library::open(place, options()).unwrap_or_else(|e| panic!("{how}: {e}"));
    let is = stored(&library);
    let old = is == state(acknowledged);
    let new = acknowledged < COMMITS.len() && is == state(acknowledged + 1);
    assert!(old || new, "{how}: {acknowledged} acknowledged, {is:?}");
    // Entries and records come together.
    let commits = acknowledged + usize::from(!old);
    let wanted: Vec<String> = (1..=commits).map(|number| number.to_string()).collect();
    assert_eq!(notes(&library), wanted, "{how}");
    let need = Need::new("n", "电池").unwrap();
    let day = RankOptions::new(Date::new(2024, 7, 1).unwrap());
    let ranked = library.snapshot().unwrap().rank(&need, &day).unwrap();
    assert_eq!(ranked.matches.len(), is.len(), "{how}");
    for id in is.keys() {
        // Records and history come together, wherever the script was cut off.
        let id = ProfileId::new(id).unwrap().into();
        let history = library.snapshot().unwrap().history(&id).unwrap();
        assert!(!history.begins_late && !history.ends_early, "{how}: {id}");
    }
    let mut writer = library.writer().unwrap_or_else(|e| panic!("{how}: {e}"));
    let (there, named) = files(place);
    assert_eq!(there, named, "{how}: what a writer's start leaves");
    let count = is.len() + 1;
    writer.put_profile(&profile("after", "之后")).unwrap();
    writer.commit().unwrap();
    writer.close().unwrap();
    assert_eq!(stored(&library).len(), count, "{how}");
    assert_eq!(notes(&library), wanted, "{how}");
}
