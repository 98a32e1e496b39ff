//! Guarantee 2: the same library, need, weights and day give the same bits, whatever the threads
//! and the history.

use qianxian::index::SearchOptions;
use qianxian::model::{Need, Profile};
use qianxian::{Library, LibraryOptions, Snapshot};

use crate::support::generate::{need, profile, records};
use crate::support::random::Random;
use crate::support::{Bits, all, bits, import, library};

const SEED: u64 = 20;

fn content() -> (Vec<Need>, Vec<Profile>) {
    records(SEED, 30, 200)
}

fn reference() -> Bits {
    let (needs, profiles) = content();
    bits(&library(&needs, &profiles).snapshot().unwrap(), &all())
}

fn assert_same(snapshot: &Snapshot, how: &str) {
    let found = bits(snapshot, &all());
    assert!(found == reference(), "{how}");
}

/// Commits `needs` and `profiles` in small random pieces, without changing their order.
fn trickle(library: &Library, needs: &[Need], profiles: &[Profile], commits: usize) {
    for (needs, profiles) in needs
        .chunks(needs.len().div_ceil(commits))
        .zip(profiles.chunks(profiles.len().div_ceil(commits)))
    {
        import(library, needs, profiles);
    }
}

#[test]
fn one_two_and_seven_threads_give_the_same_bits() {
    let (needs, profiles) = content();
    for threads in [1, 2, 7] {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads);
        let pool = pool.build().unwrap();
        pool.install(|| {
            let library = library(&needs, &profiles);
            assert_same(&library.snapshot().unwrap(), &format!("{threads} threads"));
        });
    }
}

#[test]
fn the_order_of_rows_does_not_show() {
    let (mut needs, mut profiles) = content();
    let random = &mut Random::new(1);
    random.shuffle(&mut needs);
    random.shuffle(&mut profiles);
    let snapshot = library(&needs, &profiles).snapshot().unwrap();
    assert_same(&snapshot, "shuffled");
}

#[test]
fn many_commits_and_a_merge_do_not_show() {
    let (needs, profiles) = content();
    // One thread writes one segment a commit; eight would be merged in the background.
    let options = LibraryOptions::new().writer_memory(15_000_000);
    let library = Library::in_memory_with(options).unwrap();
    trickle(&library, &needs, &profiles, 6);
    let many = library.snapshot().unwrap();
    assert_eq!(many.counts().unwrap().segments, 6);
    assert_same(&many, "many segments");
    library.writer().unwrap().merge().unwrap();
    let one = library.snapshot().unwrap();
    assert_eq!(one.counts().unwrap().segments, 1);
    assert_same(&one, "merged");
    assert_same(&many, "the snapshot before the merge");
}

#[test]
fn merging_after_every_one_of_many_commits_succeeds() {
    let (needs, profiles) = content();
    let library = Library::in_memory().unwrap();
    let mut writer = library.writer().unwrap();
    for need in &needs {
        writer.put_need(need).unwrap();
    }
    for (at, profile) in profiles.iter().enumerate() {
        writer.put_profile(profile).unwrap();
        if at % 5 == 0 {
            writer.commit().unwrap();
        }
        if at % 50 == 0 {
            writer.merge().unwrap();
        }
    }
    writer.commit().unwrap();
    writer.merge().unwrap();
    assert_same(&library.snapshot().unwrap(), "merged while others merge");
}

#[test]
fn a_merge_drops_deleted_records_for_good_even_from_one_segment() {
    let (_, profiles) = content();
    let library = library([], &profiles);
    let bytes = || library.snapshot().unwrap().counts().unwrap().compiled_bytes;
    let mut writer = library.writer().unwrap();
    writer.merge().unwrap();
    let full = bytes();
    for profile in &profiles[..150] {
        writer.delete_profile(&profile.id).unwrap();
    }
    writer.commit().unwrap();
    assert!(bytes() >= full, "deletes leave the compiled form as it is");
    writer.merge().unwrap();
    assert!(bytes() < full / 2);
    for profile in &profiles {
        writer.delete_profile(&profile.id).unwrap();
    }
    writer.commit().unwrap();
    writer.merge().unwrap();
    assert_eq!(library.snapshot().unwrap().counts().unwrap().segments, 0);
}

#[test]
fn deleted_and_replaced_records_leave_no_trace() {
    let (needs, profiles) = content();
    let library = Library::in_memory().unwrap();
    let random = &mut Random::new(99);
    // Long texts, so that averages and frequencies would betray them.
    let ghost = |random: &mut Random, id: String| {
        let mut ghost = profile(random, id);
        ghost.description = "电池隔膜 steel 针状焦".repeat(50);
        ghost
    };
    let ghosts: Vec<Profile> = (0..120)
        .map(|i| ghost(random, format!("ghost{i:03}")))
        .collect();
    let ghostly_need = need(random, "ghostly-need");
    import(&library, [&ghostly_need], &ghosts);
    let early: Vec<Profile> = (0..200)
        .map(|i| ghost(random, format!("p{i:03}")))
        .collect();
    import(&library, [], &early);
    // The statistics of the past are in use, then the past is undone.
    assert_eq!(library.snapshot().unwrap().counts().unwrap().profiles, 320);
    trickle(&library, &needs, &profiles, 3);
    let mut writer = library.writer().unwrap();
    for ghost in &ghosts {
        writer.delete_profile(&ghost.id).unwrap();
    }
    writer.delete_need(&ghostly_need.id).unwrap();
    writer.commit().unwrap();
    assert_same(&library.snapshot().unwrap(), "after deletes");
    writer.merge().unwrap();
    assert_same(&library.snapshot().unwrap(), "after deletes and a merge");
}

#[test]
fn memory_disk_and_reopening_do_not_show() {
    let (needs, profiles) = content();
    let place = tempfile::tempdir().unwrap();
    let library = Library::create(place.path(), LibraryOptions::new()).unwrap();
    trickle(&library, &needs, &profiles, 4);
    assert_same(&library.snapshot().unwrap(), "on disk");
    drop(library);
    let library = Library::open(place.path(), LibraryOptions::new()).unwrap();
    assert_same(&library.snapshot().unwrap(), "reopened");
}

#[test]
fn searches_do_not_depend_on_segments_or_deletes() {
    let (needs, profiles) = content();
    let plain = library(&needs, &profiles).snapshot().unwrap();
    let library = Library::in_memory().unwrap();
    let random = &mut Random::new(7);
    let ghosts: Vec<Profile> = (0..50).map(|i| profile(random, format!("g{i}"))).collect();
    import(&library, [], &ghosts);
    trickle(&library, &needs, &profiles, 5);
    let mut writer = library.writer().unwrap();
    for ghost in &ghosts {
        writer.delete_profile(&ghost.id).unwrap();
    }
    writer.commit().unwrap();
    let pieced = library.snapshot().unwrap();
    let mut hits = 0;
    for query in [
        "电池",
        "电池 OR steel",
        "\"needle coke\"",
        "隔膜 -催化剂",
        "*",
    ] {
        for options in [SearchOptions::profiles(), SearchOptions::needs()] {
            let options = options.limit(1000);
            let found = plain.search(query, &options).unwrap();
            hits += found.len();
            assert_eq!(found, pieced.search(query, &options).unwrap(), "{query}");
        }
    }
    assert!(hits > 300, "{hits} hits");
}
