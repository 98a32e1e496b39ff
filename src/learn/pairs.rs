//! The pairs of one need, and their logistic loss with its first two derivatives.
//!
//! Measured by `benches/learn.rs`. Pairs are not written out: the examples of a need stand in ascending
//! grade, and each *winner* is compared with a run of *losers*. With the sums of slopes and curvatures by
//! example, a pair costs one exponential and O(F), not O(F²).

use std::ops::Range;

use super::{Example, NeedExamples};
use crate::score::Feature;

/// Number of features.
pub(super) const WIDTH: usize = Feature::ALL.len();
/// Propensities below this count as this, so that no click counts more than a hundred.
pub(super) const LEAST_PROPENSITY: f64 = 0.01;

/// An example that should rank above others.
#[derive(Clone, Debug, PartialEq)]
struct Winner {
    row: usize,
    losers: Range<usize>,
    weight: f64,
}

/// The pairs of a need to learn from.
#[derive(Clone, Debug)]
pub(super) struct NeedPairs {
    /// Features of each example, grades ascending.
    rows: Vec<[f64; WIDTH]>,
    winners: Vec<Winner>,
    /// Whether the vectors of any example are known.
    pub(super) has_vectors: bool,
}

impl NeedPairs {
    /// The pairs of a need that was judged whatever the places: each example against all of lower grade.
    /// A need counts 1, however many pairs it has.
    pub(super) fn judged(need: &NeedExamples) -> Self {
        let lower = |grades: &[u32], row: usize| {
            let own = grades[row];
            0..grades.partition_point(|&grade| grade < own)
        };
        let mut pairs = Self::new(need, lower, |_| 1.0);
        let mass = pairs.mass();
        for winner in &mut pairs.winners {
            // So that a need with many judged profiles has no greater say than one with few.
            winner.weight /= mass;
        }
        pairs
    }

    /// The pairs of a need whose feedback depends on places (Joachims, Swaminathan and Schnabel, WSDM 2017,
    /// section 4): each example that was liked against all others, by grade over propensity. In the mean over
    /// the places looked at, this is the loss of complete feedback.
    pub(super) fn logged(need: &NeedExamples) -> Self {
        // Among the others is the winner itself, at a difference of 0: a constant.
        let all = |grades: &[u32], _: usize| 0..grades.len();
        let examples = need.examples.len() as f64;
        Self::new(need, all, |example| {
            // A floor on the propensity: one like at a place that nobody looks at must not outweigh everything
            // else.
            let propensity = example.propensity.unwrap_or(1.0).max(LEAST_PROPENSITY);
            f64::from(example.grade) / propensity / examples
        })
    }

    fn new(
        need: &NeedExamples,
        losers: impl Fn(&[u32], usize) -> Range<usize>,
        weight: impl Fn(&Example) -> f64,
    ) -> Self {
        let mut examples: Vec<&Example> = need.examples.iter().collect();
        // By grade, so that the losers of an example are one range; then by id, so that sums of floats do not
        // depend on the order given.
        examples.sort_by(|a, b| (a.grade, &a.profile).cmp(&(b.grade, &b.profile)));
        let grades: Vec<u32> = examples.iter().map(|example| example.grade).collect();
        let winner = |row: usize| Winner {
            row,
            losers: losers(&grades, row),
            weight: weight(examples[row]),
        };
        let first = grades.partition_point(|&grade| grade == 0);
        let winners = (first..grades.len()).map(winner);
        Self {
            rows: examples.iter().map(|example| features(example)).collect(),
            winners: winners.filter(|winner| !winner.losers.is_empty()).collect(),
            has_vectors: examples
                .iter()
                .any(|e| e.features.is_known(Feature::Vector)),
        }
    }

    /// Whether there is no pair of different grades.
    pub(super) fn is_empty(&self) -> bool {
        self.winners.is_empty() || self.rows.len() < 2
    }

    /// Number of pairs.
    pub(super) fn count(&self) -> usize {
        self.winners.iter().map(|winner| winner.losers.len()).sum()
    }

    /// Sum of the weights of all pairs.
    pub(super) fn mass(&self) -> f64 {
        let masses = self.winners.iter();
        masses.map(|w| w.weight * w.losers.len() as f64).sum()
    }

    /// Adds Σ weight · ln(1 + exp(−w·(x − y))) over pairs (x winner, y loser), with its derivatives by w.
    pub(super) fn add_loss(&self, weights: &[f64; WIDTH], loss: &mut PairLoss) {
        let scores: Vec<f64> = self.rows.iter().map(|x| dot(x, weights)).collect();
        let mut slopes = vec![0.0; scores.len()];
        let mut curvatures = vec![0.0; scores.len()];
        for winner in &self.winners {
            let mut met = [0.0; WIDTH];
            for loser in winner.losers.clone() {
                let (value, wrong) = logistic(scores[winner.row] - scores[loser]);
                let slope = winner.weight * wrong;
                // The second derivative of the logistic loss is p(1 − p), never negative: the loss is convex.
                let curvature = slope * (1.0 - wrong);
                loss.value += winner.weight * value;
                slopes[winner.row] -= slope;
                slopes[loser] += slope;
                curvatures[winner.row] += curvature;
                curvatures[loser] += curvature;
                add_scaled(&mut met, curvature, &self.rows[loser]);
            }
            // The outer product of a difference, (x − y)(x − y)ᵀ, is split: the cross terms of all losers of a
            // winner are one product, so a need costs O(n) outer products and not one a pair.
            loss.cross(&self.rows[winner.row], &met);
        }
        for ((x, slope), curvature) in self.rows.iter().zip(slopes).zip(curvatures) {
            add_scaled(&mut loss.gradient, slope, x);
            loss.square(x, curvature);
        }
    }
}

fn features(example: &Example) -> [f64; WIDTH] {
    std::array::from_fn(|i| example.features.value(Feature::ALL[i]))
}

fn dot(x: &[f64; WIDTH], y: &[f64; WIDTH]) -> f64 {
    x.iter().zip(y).map(|(x, y)| x * y).sum()
}

fn add_scaled(sum: &mut [f64; WIDTH], scale: f64, x: &[f64; WIDTH]) {
    for (sum, x) in sum.iter_mut().zip(x) {
        *sum += scale * x;
    }
}

/// ln(1 + e⁻ᵈ) and 1/(1 + eᵈ), without overflow; by `libm`, for the same bits on every machine.
fn logistic(difference: f64) -> (f64, f64) {
    // Of the negative magnitude: exp never overflows, and log1p keeps the digits of small losses.
    let e = libm::exp(-difference.abs());
    let value = libm::log1p(e) + (-difference).max(0.0);
    let wrong = if difference > 0.0 { e } else { 1.0 } / (1.0 + e);
    (value, wrong)
}

/// The loss of some needs, with its gradient and Hessian by the weights.
#[derive(Clone, Debug)]
pub(super) struct PairLoss {
    pub(super) value: f64,
    pub(super) gradient: [f64; WIDTH],
    pub(super) hessian: [[f64; WIDTH]; WIDTH],
}

impl PairLoss {
    pub(super) const ZERO: Self = Self {
        value: 0.0,
        gradient: [0.0; WIDTH],
        hessian: [[0.0; WIDTH]; WIDTH],
    };

    pub(super) fn add(&mut self, other: &Self) {
        self.value += other.value;
        add_scaled(&mut self.gradient, 1.0, &other.gradient);
        for (row, other) in self.hessian.iter_mut().zip(&other.hessian) {
            add_scaled(row, 1.0, other);
        }
    }

    /// `curvature · x xᵀ`.
    fn square(&mut self, x: &[f64; WIDTH], curvature: f64) {
        for (row, xi) in self.hessian.iter_mut().zip(x) {
            add_scaled(row, curvature * xi, x);
        }
    }

    /// `−(x yᵀ + y xᵀ)`.
    fn cross(&mut self, x: &[f64; WIDTH], y: &[f64; WIDTH]) {
        for ((row, xi), yi) in self.hessian.iter_mut().zip(x).zip(y) {
            add_scaled(row, -xi, y);
            add_scaled(row, -yi, x);
        }
    }
}
