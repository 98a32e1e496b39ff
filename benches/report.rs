//! Regional reports: what one costs over thousands of needs and the profiles of a whole library.
//!
//! The library holds needs and profiles of the corpus, and a ledger of as many matches as there are needs. A report of all
//! regions ranks every open need among all profiles, reads every record, folds the ledger and counts every figure. Timed by
//! processor time of the whole process, in parts that the progress sets apart: *reading* before the first need is ranked,
//! *ranking* until the last one is, *counting* behind it. Written beside: the time of one batch ranking with a list of
//! twenty, and the bytes of the report as JSON.
//!
//! `cargo bench --bench report`; `QIANXIAN_BENCH_QUICK=1` takes 300 needs and 2,000 profiles in place of 10,000 and 100,000;
//! `QIANXIAN_BENCH_NEEDS` and `QIANXIAN_BENCH_PROFILES` take others.

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

use std::ops::ControlFlow;
use std::sync::Mutex;
use std::time::Duration;

use cpu_time::ProcessTime;
use qianxian::engine::silent;
use qianxian::ledger::{EntryContent, EntryKind};
use qianxian::model::{Moment, Need, ProfileId};
use qianxian::report::{ReportOptions, ReportPeriod};
use qianxian::score::Fit;
use qianxian::{Library, RankOptions};

use corpus::Corpus;

fn library(corpus: &Corpus, needs: &[Need]) -> Library {
    let library = Library::in_memory().unwrap();
    let mut writer = library.writer().unwrap();
    needs.iter().for_each(|need| writer.put_need(need).unwrap());
    corpus
        .profiles()
        .for_each(|profile| writer.put_profile(&profile).unwrap());
    writer.commit().unwrap();
    writer.merge().unwrap();
    drop(writer);
    let at: Moment = Corpus::today().to_string().parse().unwrap();
    let profiles: Vec<ProfileId> = library.snapshot().unwrap().profile_ids().unwrap();
    let entry = |(number, need): (usize, &Need)| {
        let profile = profiles[number * 7 % profiles.len()].clone();
        EntryContent::new(need.id.clone(), profile, EntryKind::Contacted, at)
    };
    let entries = needs.iter().enumerate().map(entry).collect();
    library.ledger().unwrap().append_all(entries).unwrap();
    library
}

fn seconds(time: Duration) -> f64 {
    time.as_secs_f64()
}

fn main() {
    let profiles = measure::asked("QIANXIAN_BENCH_PROFILES", 100_000, 2_000);
    let corpus = Corpus::new(profiles);
    let needs = corpus.needs(measure::asked("QIANXIAN_BENCH_NEEDS", 10_000, 300));
    let library = library(&corpus, &needs);
    let snapshot = library.snapshot().unwrap();
    let rank = RankOptions::new(Corpus::today());
    let listed = rank.clone().k(20).least_fit(Fit::Possible);
    // Needs are analysed once for a snapshot, whoever asks first.
    snapshot.rank_all(&listed.clone().k(1), &silent).unwrap();
    let started = ProcessTime::now();
    snapshot.rank_all(&listed, &silent).unwrap();
    let batch = started.elapsed();

    let year = Corpus::today().year();
    let from = format!("{year}-01-01").parse().unwrap();
    let period = ReportPeriod::new(from, Corpus::today()).unwrap();
    let marks: Mutex<Option<(Duration, Duration)>> = Mutex::new(None);
    let started = ProcessTime::now();
    let hear = |_| {
        let mut marks = marks.lock().unwrap();
        let first = marks.map_or_else(|| started.elapsed(), |(first, _)| first);
        *marks = Some((first, started.elapsed()));
        ControlFlow::Continue(())
    };
    let options = ReportOptions::new(rank, period);
    let report = snapshot.report(&options, &hear).unwrap();
    let all = started.elapsed();
    let (first, last) = marks.lock().unwrap().unwrap();
    assert_eq!(report.sources[0].rows.len(), needs.len());
    println!(
        "report: {} needs, {profiles} profiles: {:.1} s of processor time (reading {:.1}, ranking {:.1}, counting {:.1}); \
         a batch ranking of twenty each {:.1} s; {:.1} MB of JSON",
        needs.len(),
        seconds(all),
        seconds(first),
        seconds(last - first),
        seconds(all - last),
        seconds(batch),
        serde_json::to_vec(&report).unwrap().len() as f64 / 1e6,
    );
}
