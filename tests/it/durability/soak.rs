//! One writer and readers beside it for many commits: nothing grows but what is stored.
//!
//! `QIANXIAN_SOAK_COMMITS=10000` sets the number of commits, eight readers then; `QIANXIAN_SOAK_READERS=0` sets the
//! number of readers. Without readers the processor time is the writer's own, which a busy machine does not change.

use std::path::Path;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use cpu_time::ProcessTime;
use qianxian::{Library, LibraryOptions};

use crate::support::generate::{need, profile};
use crate::support::random::Random;
use crate::support::{all, writer};

/// Commits without the switch.
const COMMITS: usize = 60;
/// Profiles that come and are replaced: the library stays as large as it is.
const PROFILES: usize = 400;
/// Profiles of one commit.
const BATCH: usize = 8;

/// Memory of this process, in KiB, where the operating system says so.
fn resident() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|line| line.starts_with("VmRSS:"))?;
    line.split_whitespace().nth(1)?.parse().ok()
}

fn count_files(place: &Path) -> usize {
    std::fs::read_dir(place).unwrap().count()
}

/// One line of the account, over some commits that took that much processor time together.
fn report(done: usize, times: &mut [Duration], cpu: Duration, place: &Path, library: &Library) {
    times.sort_unstable();
    let total: Duration = times.iter().sum();
    let count = u32::try_from(times.len()).unwrap();
    let (average, cpu) = (total / count, cpu / count);
    println!(
        "{done} commits: median {:?}, mean {average:?}, processor {cpu:?} a commit, {} KiB, {} files, {} segments",
        times[times.len() / 2],
        resident().unwrap_or(0),
        count_files(place),
        library.snapshot().unwrap().counts().unwrap().segments,
    );
}

#[test]
fn files_and_segments_stay_few_while_one_writes_and_others_read() {
    let switch = std::env::var("QIANXIAN_SOAK_COMMITS").ok();
    let commits = switch.as_ref().map_or(COMMITS, |n| n.parse().unwrap());
    let few = if switch.is_some() { 8 } else { 2 };
    let readers = std::env::var("QIANXIAN_SOAK_READERS").map_or(few, |n| n.parse().unwrap());
    let place = tempfile::tempdir().unwrap();
    let options = LibraryOptions::new().writer_memory(15_000_000);
    let library = Library::create(place.path(), options).unwrap();
    let (done, reads) = (AtomicBool::new(false), AtomicUsize::new(0));
    let (library, done, reads) = (&library, &done, &reads);
    std::thread::scope(|scope| {
        for reader in 0..readers {
            scope.spawn(move || {
                let asked = need(&mut Random::new(reader), "asked");
                while !done.load(Ordering::Relaxed) {
                    let snapshot = library.snapshot().unwrap();
                    snapshot.rank(&asked, &all()).unwrap();
                    reads.fetch_add(1, Ordering::Relaxed);
                }
            });
        }
        write(library, place.path(), commits);
        done.store(true, Ordering::Relaxed);
    });
    println!("{} reads", reads.load(Ordering::Relaxed));
    assert!(readers == 0 || reads.load(Ordering::Relaxed) >= 1);
}

fn write(library: &Library, place: &Path, commits: usize) {
    let random = &mut Random::new(70);
    let mut writer = writer(library);
    let mut times = Vec::new();
    let mut cpu = ProcessTime::now();
    for commit in 0..commits {
        let start = Instant::now();
        for i in 0..BATCH {
            let id = format!("p{:03}", (commit * BATCH + i) % PROFILES);
            writer.put_profile(&profile(random, id)).unwrap();
        }
        writer.commit().unwrap();
        times.push(start.elapsed());
        if times.len() == commits.div_ceil(10) {
            report(commit + 1, &mut times, cpu.elapsed(), place, library);
            times.clear();
            cpu = ProcessTime::now();
        }
    }
    writer.close().unwrap();
    drop(library.writer().unwrap());
    let segments = library.snapshot().unwrap().counts().unwrap().segments;
    let files = count_files(place);
    assert!(segments <= 40, "{segments} segments");
    // Seven files a segment and its deletes, the manifest, the commit, three locks.
    assert!(
        files <= 8 * segments + 5,
        "{files} files, {segments} segments"
    );
}
