//! One writer shared by threads, against plain models and a kill.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};

use qianxian::engine::{SharedWriter, WriteBatch};
use qianxian::ledger::Change;
use qianxian::model::{Need, NeedId, RecordId, Version};
use qianxian::{Library, LibraryOptions};
use serde_json::{Map, Value, json};

use super::{child_command, child_place, hear, say, start};
use crate::support::random::Random;

const THREADS: usize = 6;

fn id(thread: usize, number: usize) -> NeedId {
    NeedId::new(format!("t{thread}-{number}")).unwrap()
}

fn need(id: &NeedId, title: usize) -> Need {
    Need::new(id.as_str(), format!("针状焦 {title}")).unwrap()
}

fn titled(title: usize) -> Map<String, Value> {
    let title = json!({"title": format!("针状焦 {title}")});
    title.as_object().unwrap().clone()
}

/// What one thread knows of its own needs: their titles and how often they were changed.
type Model = BTreeMap<NeedId, (usize, usize)>;

/// Writes random batches about the thread's own needs; says what must stand and how many of them were refused.
fn write_and_model(writer: &SharedWriter, thread: usize, batches: usize) -> (Model, usize) {
    let random = &mut Random::new(thread as u64 + 400);
    let mut model = Model::new();
    let mut refused = 0;
    for number in 0..batches {
        let mut batch = WriteBatch::new(Change::unknown().by(format!("示例·{thread}")));
        let (mut after, mut is_good) = (model.clone(), true);
        for step in 0..=random.below(3) {
            let id = id(thread, random.below(4));
            let title = number * 10 + step;
            let current = after.get(&id).copied();
            let changes = current.map_or(0, |(_, changes)| changes);
            match random.below(4) {
                0 | 1 => {
                    batch = batch.put(need(&id, title));
                    after.insert(id, (title, changes + 1));
                }
                2 => {
                    // The right version, a wrong one, or none.
                    let old = current.map_or(0, |(title, _)| title);
                    let (expected, fits) = match random.below(4) {
                        0 => (None, true),
                        1 => (Some(need(&id, old + 1)), false),
                        _ => (Some(need(&id, old)), true),
                    };
                    let expected = expected.map(|need| Version::of(&need).unwrap());
                    batch = batch.patch(id.clone(), titled(title), expected);
                    is_good &= fits && current.is_some();
                    after.insert(id, (title, changes + 1));
                }
                _ => {
                    batch = batch.delete(id.clone(), None);
                    after.remove(&id);
                }
            }
        }
        if random.chance(10) {
            let mut bad = need(&id(thread, 3), 0);
            bad.title.clear();
            batch = batch.put(bad);
            is_good = false;
        }
        let outcome = writer.write(batch);
        assert_eq!(outcome.is_ok(), is_good, "{outcome:?}");
        match outcome {
            Ok(_) => model = after,
            Err(error) => {
                assert!(error.is_stale() || error.is_not_found() || error.is_invalid_input());
                refused += 1;
            }
        }
    }
    (model, refused)
}

#[test]
fn threads_that_share_a_writer_find_their_batches_whole() {
    for keep_history in [true, false] {
        let place = tempfile::tempdir().unwrap();
        let options = LibraryOptions::new().keep_history(keep_history);
        let library = Library::create(place.path(), options).unwrap();
        let writer = library.shared_writer().unwrap();
        let models: Vec<(Model, usize)> = std::thread::scope(|scope| {
            let threads: Vec<_> = (0..THREADS)
                .map(|thread| {
                    let writer = writer.clone();
                    scope.spawn(move || write_and_model(&writer, thread, 40))
                })
                .collect();
            threads.into_iter().map(|t| t.join().unwrap()).collect()
        });
        assert!(models.iter().all(|(_, refused)| (5..35).contains(refused)));
        let wanted = models.iter().flat_map(|(model, _)| model);
        let wanted: Vec<Need> = wanted.map(|(id, (title, _))| need(id, *title)).collect();
        drop(writer);
        let snapshot = library.snapshot().unwrap();
        assert_eq!(snapshot.needs().unwrap(), wanted);
        for need in wanted.iter().filter(|_| keep_history) {
            let history = snapshot.history(&need.id.clone().into()).unwrap();
            assert!(!history.begins_late && !history.ends_early);
        }
    }
}

/// Each thread counts one shared need up; a thread that finds it changed reads it again.
#[test]
fn of_two_who_have_read_a_version_only_the_first_changes_it() {
    let library = Library::in_memory().unwrap();
    let writer = library.shared_writer().unwrap();
    let counter = NeedId::new("counter").unwrap();
    let first = WriteBatch::new(Change::unknown()).put(need(&counter, 0));
    writer.write(first).unwrap();
    let stale = AtomicUsize::new(0);
    std::thread::scope(|scope| {
        for _ in 0..THREADS {
            scope.spawn(|| {
                let mut counted = 0;
                while counted < 10 {
                    let read = library.snapshot().unwrap().need(&counter).unwrap();
                    let count: usize = read.title.rsplit(' ').next().unwrap().parse().unwrap();
                    let version = Some(Version::of(&read).unwrap());
                    let batch = WriteBatch::new(Change::unknown());
                    let batch = batch.patch(counter.clone(), titled(count + 1), version);
                    match writer.write(batch) {
                        Ok(_) => counted += 1,
                        Err(error) => {
                            assert!(error.is_stale(), "{error}");
                            stale.fetch_add(1, Ordering::Relaxed);
                        }
                    }
                }
            });
        }
    });
    let last = library.snapshot().unwrap().need(&counter).unwrap();
    assert_eq!(last, need(&counter, THREADS * 10));
    println!("{} were stale", stale.into_inner());
}

/// The child: each thread writes pairs of needs for ever, and says which pair is acknowledged.
fn write_until_killed(place: &Path) {
    let library = Library::open(place, LibraryOptions::new()).unwrap();
    let writer = library.shared_writer().unwrap();
    say("ready");
    std::thread::scope(|scope| {
        for thread in 0..THREADS {
            let (writer, library) = (writer.clone(), &library);
            scope.spawn(move || {
                let known = pair(library, thread);
                for title in known.map_or(0, |title| title + 1).. {
                    let batch = WriteBatch::new(Change::unknown());
                    let batch = batch.put(need(&id(thread, 0), title));
                    writer
                        .write(batch.put(need(&id(thread, 1), title)))
                        .unwrap();
                    say(format!("{thread} {title}"));
                }
            });
        }
    });
}

/// The title that both needs of the thread's pair have; `None` if there is no pair.
fn pair(library: &Library, thread: usize) -> Option<usize> {
    let snapshot = library.snapshot().unwrap();
    let title = |number: usize| {
        let need = snapshot.need(&id(thread, number)).ok()?;
        let history = snapshot.history(&RecordId::from(need.id)).unwrap();
        assert!(!history.begins_late && !history.ends_early);
        Some(
            need.title
                .rsplit(' ')
                .next()
                .unwrap()
                .parse::<usize>()
                .unwrap(),
        )
    };
    let (one, other) = (title(0), title(1));
    assert_eq!(one, other, "half a batch of thread {thread}");
    one
}

#[test]
fn every_acknowledged_batch_of_every_thread_survives_a_kill() {
    if let Some(place) = child_place() {
        return write_until_killed(&place);
    }
    let place = tempfile::tempdir().unwrap();
    drop(Library::create(place.path(), LibraryOptions::new()).unwrap());
    let random = &mut Random::new(95);
    let test = "durability::shared::every_acknowledged_batch_of_every_thread_survives_a_kill";
    let mut acknowledged: BTreeMap<usize, usize> = BTreeMap::new();
    for kill in 0..super::crash::kills() {
        let (mut child, mut lines) = start(child_command(test, place.path()));
        assert_eq!(hear(&mut lines).as_deref(), Some("ready"));
        let mut heard: Vec<String> = Vec::new();
        let count = random.below(40);
        while heard.len() < count {
            heard.push(hear(&mut lines).unwrap());
        }
        for _ in 0..random.below(2_500) {
            std::hint::black_box(std::fs::read_dir(place.path()).unwrap().count());
        }
        child.kill().unwrap();
        child.wait().unwrap();
        heard.extend(std::iter::from_fn(|| hear(&mut lines)));
        for line in heard {
            let Some((thread, title)) = line.split_once(' ') else {
                continue;
            };
            // The last line may be cut off.
            if let (Ok(thread), Ok(title)) = (thread.parse(), title.parse::<usize>()) {
                let last = acknowledged.entry(thread).or_default();
                *last = title.max(*last);
            }
        }
        let library = Library::open(place.path(), LibraryOptions::new()).unwrap();
        for thread in 0..THREADS {
            let stands = pair(&library, thread);
            // Whatever was on its way may be there too: one batch of each thread.
            if let Some(&last) = acknowledged.get(&thread) {
                let is_there = stands.is_some_and(|title| title == last || title == last + 1);
                assert!(
                    is_there,
                    "kill {kill}, thread {thread}: {stands:?}, said {last}"
                );
            }
            if let Some(title) = stands {
                acknowledged.insert(thread, title);
            }
        }
    }
    let sum: usize = acknowledged.values().sum();
    assert!(sum > 20, "{acknowledged:?}");
}
