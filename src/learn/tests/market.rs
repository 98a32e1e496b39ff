//! Simulated needs, whose feedback comes from weights that the trainer does not see.

use std::collections::BTreeMap;

use crate::learn::{Example, NeedExamples, TrainingSet};
use crate::model::{NeedId, NeedKind, ProfileId};
use crate::num::hash64;
use crate::score::{Feature, FeatureVector, Weights};

/// Numbers from 0 to 1 by a seed.
pub(super) struct Random(u64);

impl Random {
    pub(super) fn new(seed: u64) -> Self {
        Self(seed)
    }

    pub(super) fn next(&mut self) -> f64 {
        self.0 += 1;
        (hash64(&self.0.to_le_bytes()) >> 11) as f64 / (1_u64 << 53) as f64
    }

    pub(super) fn below(&mut self, bound: usize) -> usize {
        (self.next() * bound as f64) as usize
    }
}

/// Text, industry and region vary; all else is unknown.
pub(super) const VARIED: [Feature; 3] = [Feature::Text, Feature::Industry, Feature::Region];

/// Weights of the [`VARIED`].
pub(super) fn weights(parts: [f64; 3]) -> Weights {
    let named: BTreeMap<Feature, f64> = VARIED.into_iter().zip(parts).collect();
    Weights::try_from(named).unwrap()
}

pub(super) fn pair(random: &mut Random) -> FeatureVector {
    let mut vector = FeatureVector::unknown();
    for feature in VARIED {
        vector = vector.with(feature, random.next()).unwrap();
    }
    vector
}

/// `needs` of `kind` with `profiles` each; `grade` tells how good a pair is.
pub(super) fn needs(
    kind: NeedKind,
    needs: usize,
    profiles: usize,
    random: &mut Random,
    grade: impl Fn(&FeatureVector, &mut Random) -> u32,
) -> Vec<NeedExamples> {
    let mut example = |number: usize| {
        let features = pair(random);
        Example {
            profile: ProfileId::new(format!("p{number:03}")).unwrap(),
            grade: grade(&features, random),
            features,
            propensity: None,
        }
    };
    let mut need = |number: usize| NeedExamples {
        need: NeedId::new(format!("{kind}-{number:04}")).unwrap(),
        kind,
        examples: (0..profiles).map(&mut example).collect(),
    };
    (0..needs).map(&mut need).collect()
}

/// Whether a pair of that score is liked: logistic, even odds at ½.
pub(super) fn liked(score: f64, sharpness: f64, random: &mut Random) -> bool {
    random.next() < 1.0 / (1.0 + (-(score - 0.5) * sharpness).exp())
}

/// A set of research needs that `truth` judged.
pub(super) fn judged(count: usize, truth: &Weights, sharpness: f64, seed: u64) -> TrainingSet {
    let mut random = Random::new(seed << 32);
    let grade = |pair: &FeatureVector, random: &mut Random| {
        u32::from(liked(pair.score(truth), sharpness, random))
    };
    TrainingSet::new(needs(NeedKind::Research, count, 12, &mut random, grade)).unwrap()
}
