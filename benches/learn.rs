//! Learning: one training (nested cross-validation, 222 searches) at 10⁵ pairs, quality beside time.
//!
//! Measured: pairs at hand → verdict, on all cores and on one thread; and, on one thread, one search of the
//! peer (`peer/pairwise.rs`: every pair written out, dense), on all pairs under the shrinkage that the training
//! chose for all needs. Both find the same weights, which is asserted. The ratio printed is by search: the
//! training's are on 8/15 to all of the needs, and mostly begin at a neighbour's minimum.
//!
//! Examples are uniform in five features, judged by hidden weights with noise: 500 needs, 100 profiles each,
//! two of them good. Needs differ in nothing but their draws, which makes fits converge somewhat faster than
//! on real features, which hang together. Seeded, offline.

#![allow(missing_docs, reason = "a bench: a macro's undocumented function")]

#[path = "peer/pairwise.rs"]
mod pairwise;

use std::collections::BTreeMap;
use std::hint::black_box;

use cpu_time::ProcessTime;
use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use pairwise::Pairwise;
use qianxian::learn::{
    Example, LearningVerdict, NeedExamples, Trainer, Training, TrainingSet, silent,
};
use qianxian::model::{NeedId, NeedKind, ProfileId};
use qianxian::score::{Feature, FeatureVector, Weights};

const TRUTH: [(Feature, f64); 5] = [
    (Feature::Text, 0.4),
    (Feature::Industry, 0.3),
    (Feature::Region, 0.1),
    (Feature::Level, 0.1),
    (Feature::Budget, 0.1),
];
const NEEDS: usize = 500;
const PROFILES: usize = 100;
const GOOD: usize = 2;
/// Searches of a training: six fits, each after those of three folds of twelve shrinkages.
const SEARCHES: f64 = 6.0 * (3.0 * 12.0 + 1.0);

struct Dice(u64);

impl Dice {
    fn roll(&mut self) -> f64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 11) as f64 / (1_u64 << 53) as f64
    }
}

fn need(number: usize, dice: &mut Dice, truth: &Weights) -> qianxian::Result<NeedExamples> {
    let mut examples = Vec::with_capacity(PROFILES);
    for profile in 0..PROFILES {
        let mut features = FeatureVector::unknown();
        for (feature, _) in TRUTH {
            features = features.with(feature, dice.roll())?;
        }
        let noisy = features.score(truth) + 0.2 * dice.roll();
        let profile = ProfileId::new(format!("p{profile:03}"))?;
        examples.push((
            noisy,
            Example {
                profile,
                features,
                grade: 0,
                propensity: None,
            },
        ));
    }
    examples.sort_by(|a, b| b.0.total_cmp(&a.0));
    let mut examples: Vec<Example> = examples.into_iter().map(|(_, example)| example).collect();
    examples[..GOOD]
        .iter_mut()
        .for_each(|example| example.grade = 1);
    Ok(NeedExamples {
        need: NeedId::new(format!("n{number:03}"))?,
        kind: NeedKind::ALL[number % 3],
        examples,
    })
}

fn set() -> qianxian::Result<TrainingSet> {
    let truth = Weights::try_from(BTreeMap::from(TRUTH))?;
    let mut dice = Dice(42);
    let needs = (0..NEEDS).map(|number| need(number, &mut dice, &truth));
    TrainingSet::new(needs.collect::<qianxian::Result<_>>()?)
}

/// The farthest that a share of `peer` is from that of `training`.
fn apart(training: &Training, peer: &Pairwise) -> f64 {
    let fitted = training.fitted().expect("enough needs to fit");
    let mut farthest = 0.0_f64;
    for (kind, shares) in peer.fit() {
        let own = fitted.get(kind);
        let apart = |(&feature, share): (&Feature, f64)| (own.get(feature) - share).abs();
        farthest = Feature::ALL
            .iter()
            .zip(shares)
            .map(apart)
            .fold(farthest, f64::max);
    }
    farthest
}

/// CPU time of the process, whatever else the machine does.
fn seconds(work: impl FnOnce()) -> f64 {
    let start = ProcessTime::now();
    work();
    start.elapsed().as_secs_f64()
}

fn training(criterion: &mut Criterion) {
    let set = set().expect("the set is made to be accepted");
    let once = Trainer::new(1).train(&set, &silent).expect("ids are plain");
    println!("{once}");
    assert_eq!(once.verdict, LearningVerdict::Better);
    assert_eq!(once.pairs, NEEDS * GOOD * (PROFILES - GOOD));
    let chosen = once.shrinkage.last().expect("one for all needs");
    let peer = Pairwise::new(&set, *chosen);
    let apart = apart(&once, &peer);
    assert!(apart < 1e-4, "the same weights: {apart}");
    let one = rayon::ThreadPoolBuilder::new().num_threads(1).build();
    let one = one.expect("one thread can be had");
    let train = || {
        black_box(Trainer::new(1).train(black_box(&set), &silent)).expect("ids are plain");
    };
    let nested = seconds(|| one.install(train));
    let search = seconds(|| {
        black_box(peer.fit());
    });
    println!(
        "weights {apart:.1e} apart; a search: {:.2} ms of CPU ({SEARCHES} of them), the peer {:.2} ms, ratio {:.1}",
        nested / SEARCHES * 1e3,
        search * 1e3,
        search * SEARCHES / nested
    );
    let mut group = criterion.benchmark_group("learn");
    group
        .sample_size(10)
        .throughput(Throughput::Elements(once.pairs as u64));
    group.bench_function("train/nested/98000", |b| {
        b.iter(|| black_box(Trainer::new(1).train(black_box(&set), &silent)));
    });
    group.bench_function("train/nested/98000/one_thread", |b| {
        b.iter(|| one.install(train));
    });
    group.bench_function("peer/one_search/98000", |b| {
        b.iter(|| black_box(peer.fit()))
    });
    group.finish();
}

criterion_group!(benches, training);
criterion_main!(benches);
