//! Readers rank beside a writer that commits and merges: each snapshot shows one commit, whole.

use core::time::Duration;
use std::sync::atomic::{AtomicUsize, Ordering};

use qianxian::model::{Need, Profile};
use qianxian::{Library, LibraryOptions};
use serde_json::json;

use crate::oracle::{Call, Oracle};
use crate::support::generate::records;
use crate::support::{Line, all, line, writer};

/// Commits.
const VERSIONS: usize = 24;
/// Snapshots that each reader takes at least.
const READS: usize = 40;
const READERS: usize = 3;

/// The profiles of one version: a third of them replaced from one to the next, some absent, and a marker.
fn version(number: usize, pool: &[Profile]) -> Vec<Profile> {
    let one = |(at, profile): (usize, &Profile)| {
        let mut profile = profile.clone();
        profile.description = format!("{} 电池{}", profile.description, (number + at) / 3);
        (!(number + at).is_multiple_of(5)).then_some(profile)
    };
    let mut profiles: Vec<Profile> = pool.iter().enumerate().filter_map(one).collect();
    let mut marker = pool[0].clone();
    marker.id = "marker".parse().unwrap();
    marker.attributes.insert("version".into(), json!(number));
    profiles.push(marker);
    profiles
}

fn commit(library: &Library, pool: &[Profile], number: usize) {
    let mut writer = writer(library);
    for profile in pool {
        writer.delete_profile(&profile.id).unwrap();
    }
    for profile in version(number, pool) {
        writer.put_profile(&profile).unwrap();
    }
    writer.commit().unwrap();
    if number % 4 == 3 {
        writer.merge().unwrap();
    }
    writer.close().unwrap();
}

fn expected(oracle: &Oracle, needs: &[Need]) -> Vec<Vec<Line>> {
    let lines = |need| -> Vec<Line> {
        let ranking = oracle.rank(need, &Call::default());
        ranking.iter().map(|(id, s, c)| line(id, *s, *c)).collect()
    };
    needs.iter().map(lines).collect()
}

/// One read: the version that it saw.
fn read(library: &Library, needs: &[Need], expected: &[Vec<Vec<Line>>]) -> usize {
    let snapshot = library.snapshot().unwrap();
    let marker = snapshot.profile(&"marker".parse().unwrap()).unwrap();
    let number = usize::try_from(marker.attributes["version"].as_u64().unwrap()).unwrap();
    for (need, wanted) in needs.iter().zip(&expected[number]) {
        let ranking = snapshot.rank(need, &all()).unwrap();
        let lines = ranking
            .matches
            .iter()
            .map(|m| line(&m.profile, m.score, m.confidence));
        assert!(
            lines.eq(wanted.iter().cloned()),
            "version {number}, {}",
            need.id
        );
    }
    number
}

#[test]
fn readers_beside_a_writer_see_whole_commits_in_order() {
    let (mut needs, pool) = records(81, 40, 60);
    needs.retain(|need| need.status.is_open());
    needs.truncate(4);
    let oracle = |number| Oracle::new(&version(number, &pool));
    let expected: Vec<_> = (0..VERSIONS)
        .map(|v| expected(&oracle(v), &needs))
        .collect();
    let library = Library::in_memory().unwrap();
    commit(&library, &pool, 0);
    let written = AtomicUsize::new(0);
    let seen = std::thread::scope(|scope| {
        let reader = || {
            let (mut last, mut reads, mut versions) = (0, 0, 1);
            while reads < READS || written.load(Ordering::Acquire) < VERSIONS - 1 {
                let durable = written.load(Ordering::Acquire);
                let number = read(&library, &needs, &expected);
                assert!(number >= durable, "an acknowledged commit is seen at once");
                assert!(number >= last, "nobody goes back");
                versions += usize::from(number > last);
                (last, reads) = (number, reads + 1);
            }
            versions
        };
        let readers: Vec<_> = (0..READERS).map(|_| scope.spawn(reader)).collect();
        for number in 1..VERSIONS {
            commit(&library, &pool, number);
            written.store(number, Ordering::Release);
        }
        let seen = readers.into_iter().map(|r| r.join().unwrap());
        seen.max().unwrap()
    });
    assert!(seen > 2, "reads and commits interleaved");
    assert_eq!(read(&library, &needs, &expected), VERSIONS - 1);
}

/// Another process would do the same: open the directory, with every byte checked, while files come and go.
#[test]
fn libraries_opened_beside_a_writer_are_sound() {
    let (mut needs, pool) = records(82, 40, 40);
    needs.retain(|need| need.status.is_open());
    needs.truncate(2);
    let oracle = |number| Oracle::new(&version(number, &pool));
    let expected: Vec<_> = (0..VERSIONS)
        .map(|v| expected(&oracle(v), &needs))
        .collect();
    let place = tempfile::tempdir().unwrap();
    let library = Library::create(place.path(), LibraryOptions::new()).unwrap();
    commit(&library, &pool, 0);
    let written = AtomicUsize::new(0);
    std::thread::scope(|scope| {
        let opener = || {
            let (mut last, mut opened) = (0, 0);
            while opened < READS || written.load(Ordering::Acquire) < VERSIONS - 1 {
                let library = Library::open(place.path(), LibraryOptions::new()).unwrap();
                let number = read(&library, &needs, &expected);
                assert!(number >= last, "nobody goes back");
                (last, opened) = (number, opened + 1);
            }
        };
        for _ in 0..READERS {
            scope.spawn(opener);
        }
        for number in 1..VERSIONS {
            commit(&library, &pool, number);
            written.store(number, Ordering::Release);
        }
    });
}

/// Writers that are dropped at once after a commit, or rolled back, while tantivy merges in the background.
///
/// What is merged must not reach the disk when the next writer has begun: it would remove the files of the merge, or
/// lose those of its own commit.
#[test]
fn a_writer_that_goes_leaves_no_merge_behind() {
    const ROUNDS: usize = 400;
    let place = tempfile::tempdir().unwrap();
    let mut library = Library::create(place.path(), LibraryOptions::new()).unwrap();
    let mut writer = writer(&library);
    for round in 0..ROUNDS {
        let need = Need::new(format!("n{round}").as_str(), "针状焦").unwrap();
        writer.put_need(&need).unwrap();
        writer.commit().unwrap();
        std::thread::sleep(Duration::from_micros(
            u64::try_from(round * 97 % 2_500).unwrap(),
        ));
        if round % 3 == 0 {
            writer.rollback().unwrap();
            continue;
        }
        drop(writer);
        if round % 3 == 1 {
            library = Library::open(place.path(), LibraryOptions::new()).unwrap();
        }
        writer = self::writer(&library);
    }
    drop(writer);
    let library = Library::open(place.path(), LibraryOptions::new()).unwrap();
    assert_eq!(library.snapshot().unwrap().needs().unwrap().len(), ROUNDS);
}
