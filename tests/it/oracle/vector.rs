//! The vector feature: cosines about the mean of the library's vectors.

use std::collections::BTreeMap;

use qianxian::model::{Need, Profile, Vector};

use super::ONE;

/// Vectors without a common direction that join each mean.
const BACKGROUND: f64 = 4.0;
/// One, in steps of means and of differences.
const STEPS: f64 = 16_384.0;

/// The mean of the vectors of each number of components, in steps of 2⁻¹⁴.
pub(super) struct Means(BTreeMap<usize, Vec<f64>>);

fn vectors(profile: &Profile) -> impl Iterator<Item = &Vector> {
    let works = profile.works.iter().filter_map(|work| work.vector.as_ref());
    profile.vector.iter().chain(works)
}

fn length(vector: &Vector) -> f64 {
    let squares: i64 = vector.steps().iter().map(|&c| i64::from(c).pow(2)).sum();
    #[expect(clippy::cast_precision_loss, reason = "below 2^27")]
    let length = (squares as f64).sqrt();
    length
}

/// Components of the direction, rounded to steps of 1/`one`.
fn direction(vector: &Vector, one: f64) -> Vec<f64> {
    let length = length(vector);
    let component = |&c: &i8| (f64::from(c) * one / length).round();
    vector.steps().iter().map(component).collect()
}

/// Whole numbers below 2⁵³, so the order does not matter.
fn dot(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

/// ½ at 0, 1 at 1, odd about ½.
fn spread(cosine: f64) -> f64 {
    0.5 + 0.5 * cosine * (1.25 / (cosine * cosine + 0.25)).sqrt()
}

impl Means {
    pub(super) fn of(profiles: &[Profile]) -> Self {
        let mut sums: BTreeMap<usize, (f64, Vec<f64>)> = BTreeMap::new();
        for vector in profiles.iter().flat_map(vectors) {
            let components = vector.steps().len();
            let (count, sum) = sums
                .entry(components)
                .or_insert((0.0, vec![0.0; components]));
            *count += 1.0;
            for (sum, component) in sum.iter_mut().zip(direction(vector, 1_048_576.0)) {
                *sum += component;
            }
        }
        let mean = |(components, (count, sum)): (usize, (f64, Vec<f64>))| {
            let whole = (count + BACKGROUND) * 1_048_576.0;
            let mean = sum.iter().map(|sum| (sum / whole * STEPS).round());
            (components, mean.collect())
        };
        Self(sums.into_iter().map(mean).collect())
    }

    /// The need's direction less the mean, and the mean; nothing if none compares, or if nothing is left.
    fn differences(&self, need: &Need) -> Option<(Vec<f64>, &[f64])> {
        let vector = need.vector.as_ref()?;
        let mean = self.0.get(&vector.steps().len())?;
        let own = direction(vector, STEPS);
        let least = -(STEPS * 2.0 - 1.0);
        let differences = own
            .iter()
            .zip(mean)
            .map(|(own, mean)| (own - mean).clamp(least, -least));
        let differences: Vec<f64> = differences.collect();
        (dot(&differences, &differences) / (STEPS * STEPS) >= 1.0 / 4096.0)
            .then_some((differences, mean))
    }

    /// Whether the need has a vector that counts.
    pub(super) fn are_asked(&self, need: &Need) -> bool {
        self.differences(need).is_some()
    }

    /// The nearest document's.
    pub(super) fn value(&self, need: &Need, profile: &Profile) -> Option<u64> {
        let (differences, mean) = self.differences(need)?;
        let one = STEPS * STEPS;
        let size = (dot(&differences, &differences) / one).sqrt();
        let near = |vector: &Vector| {
            let steps: Vec<f64> = vector.steps().iter().map(|&c| f64::from(c)).collect();
            let scale = length(vector) * STEPS;
            let left = 1.0 - 2.0 * (dot(&steps, mean) / scale) + dot(mean, mean) / one;
            let product = dot(&steps, &differences) / scale - dot(&differences, mean) / one;
            let cosine = product / (size * left.sqrt());
            (left >= 1.0 / 4096.0).then(|| super::structure::nearest(spread(cosine)))
        };
        let compared = vectors(profile).filter(|v| v.steps().len() == differences.len());
        compared
            .filter_map(near)
            .max()
            .inspect(|&value| assert!(value <= ONE))
    }
}
