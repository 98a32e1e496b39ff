//! Import: building a library, compiling it, opening it, adding to it; beside raw tantivy indexing
//! the same tokens.
//!
//! Corpus and caveats: `corpus/mod.rs`. Time is processor time of all threads together. `build`
//! puts every profile and commits, in memory; tantivy indexes the same fields of the same evidence
//! documents, keeps no records, columns or ad-hoc search field, and is the measure for `compile`,
//! which is the first snapshot of a library just opened; `compile_kept` has the terms in files. `commit_new` and `commit_changed` put 1 %
//! of the profiles, commit and take the snapshot that ranks them.
//!
//! Printed before criterion's figures: acknowledged writes of single records in a second, on the clock, by eight threads
//! that take turns with one writer, and by eight that share one ([`Library::shared_writer`]).

mod corpus;
mod measure;
mod peer;

use std::hint::black_box;
use std::path::Path;
use std::sync::Mutex;
use std::time::Instant;

use corpus::Corpus;
use criterion::{BatchSize, Criterion, Throughput};
use measure::{CpuTime, Size, cpu, sizes};
use peer::{Peer, Unit};
use qianxian::engine::WriteBatch;
use qianxian::ledger::Change;
use qianxian::model::Need;
use qianxian::{Library, LibraryOptions};

fn put(library: &Library, corpus: &Corpus, items: impl Iterator<Item = usize>) {
    let mut writer = library.writer().expect("a writer");
    for item in items {
        writer
            .put_profile(&corpus.profile(item))
            .expect("a profile");
    }
    writer.commit().expect("a commit");
    writer.close().expect("an end");
}

fn build(path: &Path, corpus: &Corpus) -> Library {
    let library = Library::create(path, LibraryOptions::default()).expect("a library");
    put(&library, corpus, 0..corpus.size());
    library
}

/// The whole way, at 10k only: a larger one takes minutes, and the time a profile is the same.
fn whole(c: &mut Criterion<CpuTime>, size: Size, corpus: &Corpus) {
    let mut group = c.benchmark_group(format!("import/build/{}", size.name));
    group.throughput(Throughput::Elements(size.profiles as u64));
    let directory = || tempfile::tempdir().expect("a directory");
    group.bench_function("qianxian", |b| {
        b.iter_batched(
            directory,
            |at| (build(&at.path().join("library"), corpus), at),
            BatchSize::PerIteration,
        );
    });
    for (name, unit) in [
        ("tantivy_joined", Unit::Joined),
        ("tantivy_works", Unit::Works),
    ] {
        group.bench_function(name, |b| b.iter(|| Peer::build(corpus.profiles(), unit)));
    }
    group.bench_function("generate", |b| {
        b.iter(|| corpus.profiles().map(black_box).count())
    });
    group.finish();
}

fn parts(c: &mut Criterion<CpuTime>, size: Size, corpus: &Corpus) {
    let directory = tempfile::tempdir().expect("a directory");
    let path = directory.path().join("library");
    let library = build(&path, corpus);
    let open = || Library::open(&path, LibraryOptions::default()).expect("a library");
    let mut group = c.benchmark_group(format!("import/read/{}", size.name));
    group.throughput(Throughput::Elements(size.profiles as u64));
    group.bench_function("open", |b| b.iter(open));
    group.bench_function("compile", |b| {
        b.iter_batched(
            open,
            |library| library.snapshot().expect("a snapshot"),
            BatchSize::PerIteration,
        );
    });
    let keeping = || {
        let options = LibraryOptions::default().keep_compiled(true);
        Library::open(&path, options).expect("a library")
    };
    keeping().snapshot().expect("a snapshot");
    group.bench_function("compile_kept", |b| {
        b.iter_batched(
            keeping,
            |library| library.snapshot().expect("a snapshot"),
            BatchSize::PerIteration,
        );
    });
    group.finish();
    commits(c, size, corpus, &library);
}

fn commits(c: &mut Criterion<CpuTime>, size: Size, corpus: &Corpus, library: &Library) {
    let mut kept = library.snapshot().expect("a snapshot");
    let step = size.profiles / 100;
    let mut group = c.benchmark_group(format!("import/commit/{}", size.name));
    group.throughput(Throughput::Elements(step as u64));
    let mut next = size.profiles;
    group.bench_function("commit_new", |b| {
        b.iter(|| {
            put(library, corpus, next..next + step);
            next += step;
            kept = library.snapshot().expect("a snapshot");
        });
    });
    group.bench_function("commit_changed", |b| {
        b.iter(|| {
            put(library, corpus, 0..step);
            kept = library.snapshot().expect("a snapshot");
        });
    });
    group.finish();
    black_box(kept);
}

const THREADS: usize = 8;

/// Acknowledged writes in a second of as many threads, each of which calls `write` for each of its needs.
fn writes(library: &Library, each: usize, write: impl Fn(Need) + Sync) -> f64 {
    let started = Instant::now();
    std::thread::scope(|scope| {
        for thread in 0..THREADS {
            let write = &write;
            scope.spawn(move || {
                for number in 0..each {
                    let id = format!("n{thread}-{number}");
                    write(Need::new(id, "针状焦生产技术攻关").expect("a need"));
                }
            });
        }
    });
    let seconds = started.elapsed().as_secs_f64();
    let there = library.snapshot().expect("a snapshot").need_ids();
    assert_eq!(there.expect("ids").len(), THREADS * each);
    #[expect(clippy::cast_precision_loss, reason = "some hundreds")]
    let count = (THREADS * each) as f64;
    count / seconds
}

/// Small writes of a portal: a commit each, and commits that are shared.
fn small_writes() {
    let is_quick = std::env::var("QIANXIAN_BENCH_QUICK").is_ok_and(|value| value == "1");
    let each = if is_quick { 10 } else { 60 };
    let directory = tempfile::tempdir().expect("a directory");
    let create = |name: &str| {
        let path = directory.path().join(name);
        Library::create(path, LibraryOptions::default()).expect("a library")
    };
    let library = create("turns");
    let writer = Mutex::new(library.writer().expect("a writer"));
    let turns = writes(&library, each, |need| {
        let mut writer = writer.lock().expect("the writer");
        writer.put_need(&need).expect("a need");
        writer.commit().expect("a commit");
    });
    let library = create("shared");
    let writer = library.shared_writer().expect("a writer");
    let shared = writes(&library, each, |need| {
        let batch = WriteBatch::new(Change::unknown()).put(need);
        writer.write(batch).expect("a commit");
    });
    println!(
        "small writes of {THREADS} threads: {turns:.0} a second in turns, {shared:.0} shared ({:.1} times)",
        shared / turns
    );
}

fn main() {
    small_writes();
    let mut criterion = cpu();
    for size in sizes() {
        let corpus = Corpus::new(size.profiles);
        if size.profiles <= 10_000 {
            whole(&mut criterion, size, &corpus);
        }
        parts(&mut criterion, size, &corpus);
    }
    criterion.final_summary();
}
