//! How evenly needs are ranked: the middle need and the slowest in a hundred, by segments, length of documents, threads.
//!
//! `rank` gives means over one merged segment. Here each need is timed by itself, the needs take turns for several rounds,
//! and each need counts with its fastest round, so that what is left is the need's own. Beside it stands tantivy's index
//! of the same profiles in one segment, by block maxima and exhaustively (`peer/mod.rs`). Libraries are committed in
//! several parts, each with as many segments as background merging leaves; one is merged. Documents are those of the
//! corpus, of some 190 tokens a profile, or long ones of some 890. Before the table each library is held to the
//! answers of the merged one.
//!
//! `cargo bench --bench spread`; `QIANXIAN_BENCH_QUICK=1` takes 2,000 profiles in place of 20,000;
//! `QIANXIAN_BENCH_PROFILES` takes others.

#![allow(
    missing_docs,
    dead_code,
    clippy::unwrap_used,
    reason = "a bench: generated input, and shared rooms that it does not use in whole"
)]

#[path = "corpus/mod.rs"]
mod corpus;
#[path = "measure/mod.rs"]
mod measure;
#[path = "peer/mod.rs"]
mod peer;

use std::hint::black_box;
use std::time::Instant;

use corpus::Corpus;
use cpu_time::ProcessTime;
use measure::{asked, pool, quick};
use peer::{Peer, Terms, Unit, Way, terms};
use qianxian::model::Need;
use qianxian::score::Weights;
use qianxian::text::{Analyzer, QueryAnalyzer};
use qianxian::{Library, RankOptions, Snapshot};

const K: usize = 20;
/// Parts in which a library is committed.
const PARTS: [usize; 4] = [1, 4, 9, 17];

/// A library of all profiles, committed in `parts`; merged if that is one.
fn snapshot(corpus: &Corpus, parts: usize) -> Snapshot {
    let library = Library::in_memory().unwrap();
    let mut writer = library.writer().unwrap();
    let size = corpus.size().div_ceil(parts);
    for (number, profile) in (1..).zip(corpus.profiles()) {
        writer.put_profile(&profile).unwrap();
        if number % size == 0 {
            writer.commit().unwrap();
        }
    }
    writer.commit().unwrap();
    if parts == 1 {
        writer.merge().unwrap();
    }
    // Waits for background merges.
    writer.close().unwrap();
    library.snapshot().unwrap()
}

/// Milliseconds of the middle item and of the slowest in a hundred, each item by its fastest round.
fn spread<T>(items: &[T], mut time: impl FnMut(&T) -> f64) -> [f64; 2] {
    let mut best = vec![f64::INFINITY; items.len()];
    for _ in 0..if quick() { 3 } else { 10 } {
        for (best, item) in best.iter_mut().zip(items) {
            *best = best.min(time(item) * 1e3);
        }
    }
    best.sort_by(f64::total_cmp);
    let slow = (best.len() * 99).div_ceil(100) - 1;
    [best[best.len() / 2], best[slow]]
}

fn cpu_of(mut work: impl FnMut()) -> f64 {
    let start = ProcessTime::now();
    work();
    start.elapsed().as_secs_f64()
}

fn row(name: &str, columns: impl IntoIterator<Item = [f64; 2]>) {
    let columns = columns
        .into_iter()
        .map(|[middle, slow]| format!(" {middle:>7.3} {slow:>7.3} |"));
    println!("| {name:<38} |{}", columns.collect::<String>());
}

fn measure(corpus: &Corpus, documents: &str) {
    let analyzer = QueryAnalyzer::from(Analyzer::new());
    let needs = corpus.needs(if quick() { 20 } else { 200 });
    let full = RankOptions::new(Corpus::today()).k(K);
    let text = full.clone().weights(Weights::text_only());
    let pools = [pool(1), pool(2)];
    let merged = snapshot(corpus, 1);
    println!(
        "\n{documents} documents, {} profiles; milliseconds of the middle need and of the slowest in a hundred",
        corpus.size()
    );
    println!(
        "| who                                    | text, cpu       | all, cpu        | all, clock, 1 / 2 threads         |"
    );
    for parts in PARTS {
        let other;
        let snapshot = match parts {
            1 => &merged,
            _ => {
                other = self::snapshot(corpus, parts);
                &other
            }
        };
        let rank = |need: &Need, options: &RankOptions| snapshot.rank(need, options).unwrap();
        for need in &needs {
            for options in [&text, &full] {
                let wanted = merged.rank(need, options).unwrap();
                assert_eq!(rank(need, options), wanted, "{parts} parts");
            }
        }
        let cpu = |options| {
            spread(&needs, |need| {
                cpu_of(|| pools[0].install(|| drop(black_box(rank(need, options)))))
            })
        };
        let clock = |threads: usize| {
            spread(&needs, |need| {
                let start = Instant::now();
                pools[threads - 1].install(|| drop(black_box(rank(need, &full))));
                start.elapsed().as_secs_f64()
            })
        };
        let segments = snapshot.counts().unwrap().segments;
        let name = format!("qianxian, {parts} parts, {segments} segments");
        row(&name, [cpu(&text), cpu(&full), clock(1), clock(2)]);
    }
    let peer = Peer::build(corpus.profiles(), Unit::Joined);
    let terms: Vec<Terms> = needs.iter().map(|need| terms(need, &analyzer)).collect();
    for way in Way::ALL {
        let search = |terms: &Terms| cpu_of(|| drop(black_box(peer.search(way, terms, K, None))));
        row(way.name(), [spread(&terms, search)]);
    }
}

fn main() {
    let size = asked("QIANXIAN_BENCH_PROFILES", 20_000, 2_000);
    measure(&Corpus::new(size), "usual");
    measure(&Corpus::long(size), "long");
}
