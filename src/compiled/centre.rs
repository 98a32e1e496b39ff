//! The mean of a collection's vectors, and cosines about it.
//!
//! Vectors of one model lie in a narrow cone: of two texts that have nothing to do with each other the cosine may be
//! .8. All that tells texts apart is then their distance from the mean, so the mean is taken off both sides first
//! (Mu & Viswanath 2018, "All-but-the-top", §2, step 1).
//!
//! # Arithmetic
//! A vector of steps c has the direction c/‖c‖. The sums of a collection are sums of integers: each direction in steps
//! of 2⁻²⁰, rounded by component. Over n vectors of d components the mean is m = Σ/(n + [`BACKGROUND_VECTORS`]), rounded
//! to steps of 2⁻¹⁴, and the need's difference a = c/‖c‖ − m, rounded likewise. The cosine of a and c/‖c‖ − m is then
//! made of four integer dot products, one division and one root at a time, each exactly rounded: the same bits on every
//! machine, in any order, whatever the threads, segments or shards.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::model::{MAX_COMPONENTS, Vector};
use crate::num::Fraction;

/// Vectors of the world outside that join each mean, with no direction in common.
///
/// With one or two vectors the mean is those vectors, and a difference from it says nothing: so the mean counts by
/// n/(n + 4), a fifth of it for one vector, nine tenths from 36 on. The best shrinking of a mean (James & Stein 1961)
/// adds (1 − r)/r vectors if two texts have the cosine r on average: from .25 (r = .8, sentence models) to 9 (r = .1,
/// latent semantic analysis).
const BACKGROUND_VECTORS: u64 = 4;

/// One, in steps of a collection's sums.
const SUM_ONE: f64 = 1_048_576.0;
/// One, in steps of a mean and of a difference.
const STEP_ONE: f64 = 16_384.0;
/// Cosine about the mean at which a value has made most of its way.
///
/// The cosine of two random texts has a standard deviation of about .09; that of a need and its best document is .3 to .5
/// and hardly ever more. Left as it is, vectors would use a quarter of the range of a feature and need a weight to match.
const SPREAD: f64 = 0.5;
/// A vector nearer to the mean than 1/64 has no direction of its own: rounding would make it up. Its square.
const LEAST_SQUARE: f64 = 1.0 / 4096.0;

/// Counts and sums of a collection's vectors, by number of components. Mergeable by addition.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct VectorStatistics(BTreeMap<usize, VectorSums>);

/// Vectors with the same number of components.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct VectorSums {
    /// Number of vectors, above 0.
    pub(super) count: u64,
    /// Sum of each component of their directions, in steps of 2⁻²⁰.
    pub(super) sums: Vec<i64>,
}

impl VectorSums {
    /// Whether it can be the sum of so many directions.
    pub(super) fn is_possible(&self) -> bool {
        // 2³² vectors of the greatest component stay below 2⁵³, so that sums are exact as floats.
        let most = self.count.min(1 << 32) << 20;
        let is_within = |sum: &i64| sum.unsigned_abs() <= most;
        (1..=1 << 32).contains(&self.count)
            && (1..=MAX_COMPONENTS).contains(&self.sums.len())
            && self.sums.iter().all(is_within)
    }
}

impl VectorStatistics {
    /// Adds one vector.
    pub(super) fn add(&mut self, steps: &[i8]) {
        let sums = self.sums_of(steps.len());
        sums.count += 1;
        for (sum, step) in sums.sums.iter_mut().zip(direction(steps, SUM_ONE)) {
            *sum += i64::from(step);
        }
    }

    /// Takes one vector out that was added before.
    pub(super) fn take(&mut self, steps: &[i8]) {
        let sums = self.sums_of(steps.len());
        sums.count = sums.count.saturating_sub(1);
        for (sum, step) in sums.sums.iter_mut().zip(direction(steps, SUM_ONE)) {
            *sum -= i64::from(step);
        }
        if sums.count == 0 {
            self.0.remove(&steps.len());
        }
    }

    /// Adds another part of the collection.
    pub(super) fn merge(&mut self, other: &Self) {
        for (&components, part) in &other.0 {
            let sums = self.sums_of(components);
            sums.count += part.count;
            for (sum, part) in sums.sums.iter_mut().zip(&part.sums) {
                *sum += part;
            }
        }
    }

    fn sums_of(&mut self, components: usize) -> &mut VectorSums {
        self.0.entry(components).or_insert_with(|| VectorSums {
            count: 0,
            sums: vec![0; components],
        })
    }

    /// The sums of each number of components, ascending.
    pub(super) fn parts(&self) -> impl ExactSizeIterator<Item = &VectorSums> {
        self.0.values()
    }

    /// Statistics of these parts; `None` if one is impossible or comes twice.
    pub(super) fn of_parts(parts: Vec<VectorSums>) -> Option<Self> {
        let count = parts.len();
        let are_possible = parts.iter().all(VectorSums::is_possible);
        let by_size = parts.into_iter().map(|part| (part.sums.len(), part));
        let statistics = Self(by_size.collect());
        (are_possible && statistics.0.len() == count).then_some(statistics)
    }
}

/// The direction of `steps`, its components in steps of 1/`one`.
fn direction(steps: &[i8], one: f64) -> impl Iterator<Item = i32> + '_ {
    let length = f64::from(square(steps)).sqrt();
    #[expect(clippy::cast_possible_truncation, reason = "at most 2^20 in size")]
    let component = move |&step: &i8| (f64::from(step) * one / length).round() as i32;
    steps.iter().map(component)
}

/// Sum of the squares: at most 4096 · 127² < 2²⁷.
pub(super) fn square(steps: &[i8]) -> u32 {
    let squares = steps
        .iter()
        .map(|&step| u32::from(step.unsigned_abs()).pow(2));
    squares.sum()
}

/// The means that the vectors of a collection are compared about, by number of components.
#[derive(Clone, Debug, Default)]
pub(crate) struct Centres(BTreeMap<usize, Arc<[i16]>>);

impl Centres {
    /// O(components).
    pub(super) fn of(statistics: &VectorStatistics) -> Self {
        let mean = |(&components, sums): (&usize, &VectorSums)| {
            #[expect(clippy::cast_precision_loss, reason = "below 2^53")]
            let whole = (sums.count + BACKGROUND_VECTORS) as f64 * SUM_ONE;
            #[expect(
                clippy::cast_precision_loss,
                clippy::cast_possible_truncation,
                reason = "below 2^53; a mean of directions is at most 1 in size"
            )]
            let component = |&sum: &i64| (sum as f64 / whole * STEP_ONE).round() as i16;
            (components, sums.sums.iter().map(component).collect())
        };
        Self(statistics.0.iter().map(mean).collect())
    }

    /// `vector` of a need, about the mean of the collection's vectors; `None` if the collection has none of as many
    /// components, or if `vector` is the mean.
    pub(super) fn centred(&self, vector: &Vector) -> Option<CentredVector> {
        let mean = self.0.get(&vector.steps().len())?;
        let own = direction(vector.steps(), STEP_ONE);
        #[expect(clippy::cast_possible_truncation, reason = "clamped first")]
        // 1 − (−1) is one step more than 16 bits hold.
        let difference = |(own, &mean): (i32, &i16)| {
            (own - i32::from(mean)).clamp(i32::from(-i16::MAX), i32::from(i16::MAX)) as i16
        };
        let differences: Arc<[i16]> = own.zip(mean.iter()).map(difference).collect();
        let size = dot(&differences, &differences) / (STEP_ONE * STEP_ONE);
        (size >= LEAST_SQUARE).then(|| CentredVector {
            offset: dot(&differences, mean) / (STEP_ONE * STEP_ONE),
            mean_square: dot(mean, mean) / (STEP_ONE * STEP_ONE),
            length: size.sqrt(),
            mean: Arc::clone(mean),
            differences,
        })
    }
}

/// Dot product of two rows of steps: below 2⁴², so a float holds it exactly.
fn dot(a: &[i16], b: &[i16]) -> f64 {
    let products = a.iter().zip(b).map(|(&a, &b)| i64::from(a) * i64::from(b));
    #[expect(clippy::cast_precision_loss, reason = "below 2^53")]
    let sum = products.sum::<i64>() as f64;
    sum
}

/// A need's vector about the mean of the collection's.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct CentredVector {
    /// The need's direction less the mean, in steps of 2⁻¹⁴.
    differences: Arc<[i16]>,
    /// The mean, in steps of 2⁻¹⁴.
    mean: Arc<[i16]>,
    /// Dot product of the two.
    offset: f64,
    /// Square of the mean's length.
    mean_square: f64,
    /// Length of `differences`.
    length: f64,
}

impl CentredVector {
    /// Number of components.
    pub(super) fn components(&self) -> usize {
        self.mean.len()
    }

    /// Nearness of a document's vector, whose steps have this sum of squares: [`spread`] of the cosine about the mean.
    /// `None` if the vector is the mean. O(components).
    pub(super) fn nearness_of(&self, steps: &[i8], square: u32) -> Option<Fraction> {
        // By Cauchy and Schwarz |Σ| ≤ 2·2¹⁴·√(4096·127²) < 2²⁹, of every part of the sum too.
        let (mut own, mut mean) = (0_i32, 0_i32);
        let pairs = self.differences.iter().zip(self.mean.iter());
        for (&step, (&difference, &of_mean)) in steps.iter().zip(pairs) {
            own += i32::from(step) * i32::from(difference);
            mean += i32::from(step) * i32::from(of_mean);
        }
        let scale = f64::from(square).sqrt() * STEP_ONE;
        let left = 1.0 - 2.0 * (f64::from(mean) / scale) + self.mean_square;
        if left < LEAST_SQUARE {
            return None;
        }
        let cosine = (f64::from(own) / scale - self.offset) / (self.length * left.sqrt());
        Some(spread(cosine))
    }

    /// Nearness of `vector`; `None` if it has another number of components, or is the mean.
    pub(crate) fn nearness(&self, vector: &Vector) -> Option<Fraction> {
        let steps = vector.steps();
        let compare = || self.nearness_of(steps, square(steps));
        (steps.len() == self.components()).then(compare).flatten()
    }
}

/// The value of a cosine c about the mean: ½ + ½ · c · √((1 + s²)/(c² + s²)), where s is [`SPREAD`]. It is ½ at 0, 1 at 1
/// and ascends with c.
fn spread(cosine: f64) -> Fraction {
    const SQUARE: f64 = SPREAD * SPREAD;
    let factor = ((1.0 + SQUARE) / (cosine * cosine + SQUARE)).sqrt();
    Fraction::from_f64(0.5 + 0.5 * cosine * factor)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::{CentredVector, Centres, VectorStatistics};
    use crate::model::Vector;

    fn vector(components: &[f32]) -> Vector {
        Vector::new(components).unwrap()
    }

    fn statistics(vectors: &[&[f32]]) -> VectorStatistics {
        let mut statistics = VectorStatistics::default();
        for components in vectors {
            statistics.add(vector(components).steps());
        }
        statistics
    }

    fn centred(need: &[f32], of: &[&[f32]]) -> Option<CentredVector> {
        Centres::of(&statistics(of)).centred(&vector(need))
    }

    fn value(need: &[f32], other: &[f32], of: &[&[f32]]) -> f64 {
        let nearness = centred(need, of).unwrap().nearness(&vector(other));
        nearness.unwrap().to_f64()
    }

    #[test]
    fn vectors_of_a_narrow_cone_are_told_apart() {
        // All share a large first component; what is left points in four directions.
        let cone: Vec<[f32; 3]> = [(1.0, 0.0), (-1.0, 0.0), (0.0, 1.0), (0.0, -1.0)]
            .iter()
            .flat_map(|&(x, y)| vec![[3.0_f32, x, y]; 100])
            .collect();
        let all: Vec<&[f32]> = cone.iter().map(|v| &v[..]).collect();
        let need = [3.0, 1.0, 0.0];
        assert!(value(&need, &[3.0, 1.0, 0.0], &all) > 0.99);
        assert!((value(&need, &[3.0, 0.0, 1.0], &all) - 0.5).abs() < 0.02);
        assert!(value(&need, &[3.0, -1.0, 0.0], &all) < 0.01);
    }

    #[test]
    fn one_vector_is_no_mean_to_be_taken_off() {
        let one: &[f32] = &[1.0, 1.0, 0.0];
        // The vector itself is as near as can be, and one that has nothing in common is not near.
        assert!(value(one, one, &[one]) > 0.999);
        let other = value(&[0.0, 0.0, 1.0], one, &[one]);
        assert!((0.25..0.5).contains(&other), "{other}");
        let two: &[&[f32]] = &[&[1.0, 0.0], &[0.0, 1.0]];
        assert!(value(two[0], two[0], two) > 0.999);
        assert!(value(two[0], two[1], two) < value(two[0], two[0], two));
    }

    #[test]
    fn a_vector_that_is_the_mean_has_no_direction() {
        let same: Vec<&[f32]> = vec![&[1.0, 2.0]; 1_000];
        assert!(centred(&[1.0, 2.0], &same).is_none());
        let need = centred(&[1.0, 0.0], &same).unwrap();
        assert!(need.nearness(&vector(&[1.0, 2.0])).is_none());
        assert!(need.nearness(&vector(&[2.0, 1.0])).is_some());
        assert!(
            need.nearness(&vector(&[2.0, 1.0, 1.0])).is_none(),
            "other components"
        );
        assert!(centred(&[1.0], &same).is_none());
    }

    #[test]
    fn parts_add_up_in_any_order_and_are_taken_out_again() {
        let (a, b): (&[f32], &[f32]) = (&[0.3, -0.9, 0.2], &[0.1, 0.1, 1.0]);
        let (mut one, two) = (statistics(&[a, b]), statistics(&[&[1.0], a]));
        let mut other = two.clone();
        other.merge(&one);
        one.merge(&two);
        assert_eq!(one, other);
        one.take(vector(a).steps());
        one.take(vector(&[1.0]).steps());
        assert_eq!(one, statistics(&[b, a]));
        let parts: Vec<_> = one.parts().cloned().collect();
        assert_eq!(VectorStatistics::of_parts(parts.clone()), Some(one));
        assert_eq!(
            VectorStatistics::of_parts([parts.clone(), parts].concat()),
            None
        );
    }
}
