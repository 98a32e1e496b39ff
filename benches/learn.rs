//! Learning: one training (nested cross-validation, some hundreds of fits) at 10⁵ pairs, quality beside time.
//!
//! Measured: pairs at hand → verdict, on all cores. Examples are uniform in five features, judged by
//! hidden weights with noise: 500 needs, 100 profiles each, two of them good. Needs differ in nothing but
//! their draws, which makes fits converge somewhat faster than on real features, which hang together.
//! Seeded, offline.

#![allow(missing_docs, reason = "a bench: a macro's undocumented function")]

use std::collections::BTreeMap;
use std::hint::black_box;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use qianxian::learn::{Example, NeedExamples, Trainer, TrainingSet, Verdict, silent};
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

fn training(criterion: &mut Criterion) {
    let set = set().expect("the set is made to be accepted");
    let once = Trainer::new(1).train(&set, &silent).expect("ids are plain");
    println!("{once}");
    assert_eq!(once.verdict, Verdict::Better);
    assert_eq!(once.pairs, NEEDS * GOOD * (PROFILES - GOOD));
    let mut group = criterion.benchmark_group("learn");
    group
        .sample_size(10)
        .throughput(Throughput::Elements(once.pairs as u64));
    group.bench_function("train/nested/98000", |b| {
        b.iter(|| black_box(Trainer::new(1).train(black_box(&set), &silent)));
    });
    group.finish();
}

criterion_group!(benches, training);
criterion_main!(benches);
