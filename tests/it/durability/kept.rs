//! Compiled segments kept in files: the same rankings to the bit, and a file that is not as it should be is made anew.

use std::path::{Path, PathBuf};
use std::time::Duration;

use qianxian::engine::silent;
use qianxian::model::{Need, Profile};
use qianxian::{Library, LibraryOptions, Snapshot};

use crate::support::generate::records;
use crate::support::{Line, all, import, line};

fn open(place: &Path) -> Library {
    open_as(place, LibraryOptions::new().keep_compiled(true))
}

fn open_mapped(place: &Path) -> Library {
    open_as(place, LibraryOptions::new().map_compiled(true))
}

fn open_as(place: &Path, options: LibraryOptions) -> Library {
    Library::open_or_create(place, options.writer_memory(15_000_000)).unwrap()
}

/// The files of terms, one for each segment.
fn files(place: &Path) -> Vec<PathBuf> {
    let mut files = all_files(place);
    let all = files.len();
    files.retain(|file| file.extension().is_none());
    assert_eq!(all, 2 * files.len(), "one outline beside each");
    files
}

fn all_files(place: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(place.join("compiled")).unwrap();
    let mut files: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
    files.sort();
    files
}

fn rankings(snapshot: &Snapshot, needs: &[Need]) -> Vec<Vec<Line>> {
    let rank = |need| snapshot.rank(need, &all().k(1_000)).unwrap().matches;
    let lines = |need| {
        let matches = rank(need);
        matches
            .iter()
            .map(|m| line(&m.profile, m.score, m.confidence))
            .collect()
    };
    needs.iter().map(lines).collect()
}

/// A library of two segments, its needs, and what it ranks.
fn library() -> (tempfile::TempDir, Vec<Need>, Vec<Vec<Line>>) {
    let (needs, profiles) = records(93, 12, 60);
    let place = tempfile::tempdir().unwrap();
    let library = open(place.path());
    import(&library, &needs, &profiles[..40]);
    import(&library, [], &profiles[40..]);
    let snapshot = library.snapshot().unwrap();
    let made = snapshot.compilation();
    assert_eq!((made.loaded, made.compiled, made.not_kept), (0, 2, 0));
    let ranked = rankings(&snapshot, &needs);
    let with_matches = ranked.iter().filter(|lines| lines.len() > 5).count();
    assert!(with_matches > 6, "some needs are closed: {with_matches}");
    (place, needs, ranked)
}

#[test]
fn a_library_opened_again_reads_what_was_kept_and_ranks_the_same() {
    let (place, needs, ranked) = library();
    let plain = Library::open(place.path(), LibraryOptions::new()).unwrap();
    let plain = plain.snapshot().unwrap();
    assert_eq!(
        (plain.compilation().loaded, plain.compilation().compiled),
        (0, 2)
    );
    let snapshot = open(place.path()).snapshot().unwrap();
    assert_eq!(
        (
            snapshot.compilation().loaded,
            snapshot.compilation().compiled
        ),
        (2, 0)
    );
    assert_eq!(
        snapshot.counts().unwrap().compiled_bytes,
        plain.counts().unwrap().compiled_bytes
    );
    for snapshot in [plain, snapshot] {
        assert!(rankings(&snapshot, &needs) == ranked);
    }
}

#[test]
fn a_damaged_file_is_compiled_again_and_replaced() {
    let (place, needs, ranked) = library();
    let sound: Vec<(PathBuf, Vec<u8>)> = all_files(place.path())
        .into_iter()
        .map(|file| (file.clone(), std::fs::read(file).unwrap()))
        .collect();
    // The terms of a segment, its outline, and the same of the other segment.
    let [terms, outline, other_terms, other_outline] = &sound[..] else {
        panic!("{} files", sound.len());
    };
    for (sound, others) in [
        (terms, [outline, other_terms]),
        (outline, [terms, other_outline]),
    ] {
        damage(
            place.path(),
            sound,
            others.map(|(_, bytes)| bytes.as_slice()),
            |snapshot| rankings(snapshot, &needs) == ranked,
        );
    }
}

/// Replaces a file by damaged ones and by `others`, and sees that each is made anew and nothing else changes.
fn damage(
    place: &Path,
    (file, bytes): &(PathBuf, Vec<u8>),
    others: [&[u8]; 2],
    is_right: impl Fn(&Snapshot) -> bool,
) {
    let flipped = |at: usize| {
        let mut bytes = bytes.clone();
        bytes[at] ^= 0x40;
        bytes
    };
    let last = bytes.len() - 1;
    let mut damages = vec![
        Vec::new(),
        bytes[..7].to_vec(),
        bytes[..bytes.len() / 2].to_vec(),
        bytes[..last].to_vec(),
        [bytes.as_slice(), &[0]].concat(),
        b"something else".to_vec(),
    ];
    damages.extend(others.map(<[u8]>::to_vec));
    damages.extend([0, 15, 20, 40, last / 3, last / 2, last].map(flipped));
    let opened = [open, open_mapped];
    for ((number, damaged), open) in damages
        .iter()
        .enumerate()
        .flat_map(|d| opened.map(|o| (d, o)))
    {
        std::fs::write(file, damaged).unwrap();
        let snapshot = open(place).snapshot().unwrap();
        let made = snapshot.compilation();
        let what = format!("damage {number} of {}", file.display());
        assert_eq!(
            (made.loaded, made.compiled, made.not_kept),
            (1, 1, 0),
            "{what}"
        );
        assert!(is_right(&snapshot), "{what}");
        assert!(std::fs::read(file).unwrap() == *bytes, "{what}");
    }
}

#[test]
fn mapped_terms_take_no_memory_and_rank_the_same_also_when_their_files_are_gone() {
    let (place, needs, ranked) = library();
    let counts = |snapshot: &Snapshot| snapshot.counts().unwrap();
    let read = counts(&open(place.path()).snapshot().unwrap());
    assert_eq!(read.mapped_bytes, 0);
    let library = open_mapped(place.path());
    let snapshot = library.snapshot().unwrap();
    assert_eq!(snapshot.compilation().loaded, 2);
    let mapped = counts(&snapshot);
    assert_eq!(
        mapped.compiled_bytes + mapped.mapped_bytes,
        read.compiled_bytes
    );
    assert!(mapped.mapped_bytes > read.compiled_bytes / 3);
    // New segments are mapped as soon as they are compiled; files of the old ones go.
    let more: Vec<Profile> = records(94, 0, 30).1;
    import(&library, [], &more);
    library.writer().unwrap().merge().unwrap();
    let after = library.snapshot().unwrap();
    assert_eq!(after.compilation().compiled, 1);
    let now = counts(&after);
    assert!(now.mapped_bytes > now.compiled_bytes / 3, "{now:?}");
    assert_eq!(files(place.path()).len(), 1);
    assert!(rankings(&snapshot, &needs) == ranked, "its files are gone");
    let plain = Library::open(place.path(), LibraryOptions::new()).unwrap();
    let plain = plain.snapshot().unwrap();
    assert_eq!(
        now.compiled_bytes + now.mapped_bytes,
        counts(&plain).compiled_bytes
    );
    assert!(rankings(&after, &needs) == rankings(&plain, &needs));
    drop(after);
    let again = open_mapped(place.path()).snapshot().unwrap();
    assert_eq!(
        (again.compilation().loaded, again.compilation().compiled),
        (1, 0)
    );
    assert_eq!(counts(&again), now);
}

#[test]
fn deletes_and_new_averages_are_met_by_what_was_kept() {
    let (place, needs, ranked) = library();
    let library = open(place.path());
    let mut writer = library.writer().unwrap();
    let all = library.snapshot().unwrap().profile_ids().unwrap();
    // So few that the averages stay.
    for id in all.iter().step_by(25) {
        writer.delete_profile(id).unwrap();
    }
    writer.commit().unwrap();
    drop((writer, library));
    let same = |open: fn(&Path) -> Library| {
        let snapshot = open(place.path()).snapshot().unwrap();
        let plain = Library::open(place.path(), LibraryOptions::new()).unwrap();
        let plain = plain.snapshot().unwrap();
        assert_eq!(snapshot.statistics(), plain.statistics());
        let found = rankings(&snapshot, &needs);
        assert!(found == rankings(&plain, &needs));
        assert!(found != ranked);
        snapshot.compilation()
    };
    assert_eq!(same(open).loaded, 2, "deletes change no file");
    assert_eq!(same(open_mapped).loaded, 2);
    // So long a text that every impact is another one: the outlines stay, the terms are weighed again.
    let mut long = records(94, 0, 1).1.remove(0);
    long.description = "针状焦石墨电极制备".repeat(3_000);
    let library = Library::open(place.path(), LibraryOptions::new()).unwrap();
    import(&library, [], &[long]);
    drop(library);
    let outlines = |place: &Path| {
        let mut files = all_files(place);
        files.retain(|file| file.extension().is_some());
        let written = |file: &PathBuf| std::fs::metadata(file).unwrap().modified().unwrap();
        let written: Vec<_> = files.iter().map(written).collect();
        files.into_iter().zip(written).collect::<Vec<_>>()
    };
    let before = outlines(place.path());
    assert_eq!(same(open).compiled, 3);
    let after = outlines(place.path());
    assert_eq!(after.len(), 3);
    assert!(before.iter().all(|outline| after.contains(outline)));
    assert_eq!(same(open_mapped).loaded, 3);
}

#[test]
fn many_may_keep_the_same_segments_at_once() {
    let (place, needs, ranked) = library();
    for _ in 0..5 {
        std::fs::remove_dir_all(place.path().join("compiled")).unwrap();
        std::thread::scope(|scope| {
            for open in [open, open_mapped, open, open_mapped] {
                let (place, needs, ranked) = (place.path(), &needs, &ranked);
                scope.spawn(move || {
                    let snapshot = open(place).snapshot().unwrap();
                    assert_eq!(snapshot.compilation().not_kept, 0);
                    assert!(rankings(&snapshot, needs) == *ranked);
                });
            }
        });
        assert_eq!(files(place.path()).len(), 2, "and no draft");
    }
}

#[test]
fn threads_of_one_pool_ask_while_others_are_answered() {
    let pool = rayon::ThreadPoolBuilder::new();
    let pool = pool.num_threads(2).build().unwrap();
    let (needs, profiles) = records(96, 70, 120);
    // Not all at once: the first two would keep both threads of the pool, and nobody would help.
    let staggered = |ask: &(dyn Fn() + Sync)| {
        std::thread::scope(|scope| {
            for wait in 0..16 {
                let pool = &pool;
                scope.spawn(move || {
                    std::thread::sleep(Duration::from_millis(wait));
                    pool.install(ask);
                });
            }
        });
    };
    for round in 0..6 {
        let library = Library::in_memory().unwrap();
        // Segments of one commit each, so that there are several to compile.
        for some in profiles.chunks(40) {
            import(&library, &needs, some);
        }
        staggered(&|| {
            let snapshot = library.snapshot().unwrap();
            assert_eq!(snapshot.counts().unwrap().profiles, profiles.len());
        });
        if round > 0 {
            // Slower, and of the same kind.
            continue;
        }
        let snapshot = library.snapshot().unwrap();
        staggered(&|| {
            let found = snapshot.reverse(&profiles[0], &all().k(3)).unwrap();
            assert!(found.matches.len() <= 3);
        });
        staggered(&|| {
            let found = snapshot.rank_all(&all().k(1), &silent).unwrap();
            assert_eq!(found.len(), needs.len());
        });
    }
}

#[test]
fn mapping_does_not_depend_on_the_order_of_the_options() {
    let (place, needs, ranked) = library();
    let read = open(place.path()).snapshot().unwrap();
    let whole = read.counts().unwrap().compiled_bytes;
    // Less than all, and more than what is left in memory.
    let limit = whole * 9 / 10;
    let limited = |options: LibraryOptions| {
        let library = Library::open(place.path(), options.memory_limit(limit)).unwrap();
        library.snapshot()
    };
    let options = LibraryOptions::new;
    for mapped in [
        options().map_compiled(true).keep_compiled(false),
        options().keep_compiled(false).map_compiled(true),
    ] {
        let snapshot = limited(mapped).unwrap();
        assert_eq!(snapshot.compilation().loaded, 2);
        assert!(rankings(&snapshot, &needs) == ranked);
    }
    for read in [
        options().keep_compiled(true),
        options().map_compiled(true).map_compiled(false),
    ] {
        assert!(limited(read).unwrap_err().is_invalid_input());
    }
    std::fs::remove_dir_all(place.path().join("compiled")).unwrap();
    let neither = options().map_compiled(true).map_compiled(false);
    let library = Library::open(place.path(), neither).unwrap();
    assert_eq!(library.snapshot().unwrap().compilation().compiled, 2);
    assert!(!place.path().join("compiled").exists());
}

#[test]
fn what_cannot_be_mapped_stays_in_memory() {
    let (needs, profiles) = records(95, 4, 30);
    let options = LibraryOptions::new().map_compiled(true);
    let library = Library::in_memory_with(options).unwrap();
    import(&library, &needs, &profiles);
    let counts = library.snapshot().unwrap().counts().unwrap();
    assert_eq!(counts.mapped_bytes, 0);
    assert!(counts.compiled_bytes > 0);
}

#[test]
fn only_files_of_segments_that_are_there_stay() {
    let (place, needs, _) = library();
    let before = files(place.path());
    let library = open(place.path());
    let more: Vec<Profile> = records(94, 0, 30).1;
    import(&library, [], &more);
    library.writer().unwrap().merge().unwrap();
    let snapshot = library.snapshot().unwrap();
    let after = files(place.path());
    assert_eq!(
        after.len(),
        snapshot.counts().unwrap().segments,
        "with its outline each"
    );
    assert!(after.iter().all(|file| !before.contains(file)));
    let again = open(place.path()).snapshot().unwrap();
    assert_eq!(again.compilation().compiled, 0);
    assert!(rankings(&again, &needs) == rankings(&snapshot, &needs));
}

#[test]
fn where_nothing_can_be_written_rankings_come_all_the_same() {
    let (place, needs, ranked) = library();
    let directory = place.path().join("compiled");
    std::fs::remove_dir_all(&directory).unwrap();
    std::fs::write(&directory, "a file where the directory should be").unwrap();
    let mapped = open_mapped(place.path()).snapshot().unwrap();
    assert_eq!(mapped.compilation().not_kept, 2);
    assert_eq!(mapped.counts().unwrap().mapped_bytes, 0);
    assert!(rankings(&mapped, &needs) == ranked);
    let snapshot = open(place.path()).snapshot().unwrap();
    let made = snapshot.compilation();
    assert_eq!((made.loaded, made.compiled, made.not_kept), (0, 2, 2));
    assert!(rankings(&snapshot, &needs) == ranked);
}
