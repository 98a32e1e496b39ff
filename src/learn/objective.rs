//! Weights of all kinds of need, fitted together: the pairwise loss, and shrinkage to the presets.
//!
//! The unknowns are, for each kind k of need, its weights `v_k ≥ 0`; one scale `s`; one change `d` that all
//! kinds share. With `p_k` the preset of kind k, the least of
//!
//! `mean loss(v) + λ/2 · (‖d‖² + ρ Σ_k ‖v_k − s·p_k − d‖²) + μ/2 · (s² + Σ_k ‖v_k‖²)`
//!
//! is looked for: ranking SVMs' regularised risk with RankNet's logistic loss (Joachims, KDD 2002,
//! equation 12; Burges et al., ICML 2005, section 3), and the shared change of regularised multi-task
//! learning (Evgeniou and Pontil, KDD 2004, section 2). A score divides by the sum of its weights, so only
//! their direction matters: the scale s is free, and shrinkage acts on the distance from the *ray* through
//! the preset. With λ → ∞ the weights are the presets; with ρ → ∞ all kinds change alike. μ is tiny: it
//! keeps the scale finite if the weights can order all pairs without fault. Strictly convex: there is one
//! minimum.

use std::collections::BTreeMap;
use std::ops::Range;

use ndarray::Array1;
use rayon::prelude::*;

use super::newton::{Loss, Minimum, minimise};
use super::pairs::{NeedPairs, PairLoss, WIDTH};
use crate::error::Result;
use crate::model::NeedKind;
use crate::num::{WEIGHT_ONE, apportion};
use crate::score::{Feature, KindWeights, Weights};

/// μ of the module's header.
const SCALE_RIDGE: f64 = 1e-6;
/// The scale at which a search starts: a difference of 0.1 in score is then odds of e to 1.
const FIRST_SCALE: f64 = 10.0;
/// Needs whose losses are summed by one thread: fixed, so that sums do not depend on the threads.
const CHUNK: usize = 32;

/// How strongly weights are held to the presets.
#[derive(Clone, Copy, Debug, PartialEq, serde::Serialize)]
#[non_exhaustive]
pub struct Shrinkage {
    /// λ, above 0: the penalty on the change that all kinds of need share.
    pub shared: f64,
    /// ρ, above 0: the factor by which a kind's own change is penalised more.
    pub own: f64,
}

impl Shrinkage {
    /// Shrinkages to choose from, strongest first.
    pub(super) fn grid() -> Vec<Self> {
        let shared = [10.0, 1.0, 0.1, 0.01, 1e-3, 1e-4];
        let pairs = shared.iter().flat_map(|&shared| {
            let own = [10.0, 1.0];
            own.map(|own| Self { shared, own })
        });
        pairs.collect()
    }
}

/// Pairs by kind of need.
pub(super) struct PairwiseObjective<'a> {
    kinds: BTreeMap<NeedKind, Vec<&'a NeedPairs>>,
    mass: f64,
    shrinkage: Shrinkage,
    has_vectors: bool,
}

impl<'a> PairwiseObjective<'a> {
    pub(super) fn new(
        needs: impl IntoIterator<Item = (NeedKind, &'a NeedPairs)>,
        shrinkage: Shrinkage,
    ) -> Self {
        let mut kinds: BTreeMap<_, Vec<_>> = BTreeMap::new();
        for (kind, pairs) in needs {
            kinds.entry(kind).or_default().push(pairs);
        }
        let mass = kinds.values().flatten().map(|pairs| pairs.mass()).sum();
        let has_vectors = kinds.values().flatten().any(|pairs| pairs.has_vectors);
        Self {
            kinds,
            mass,
            shrinkage,
            has_vectors,
        }
    }

    /// The minimum, looked for from that of a neighbour if there is one.
    pub(super) fn minimise(&self, from: Option<&Fitted>) -> Fitted {
        let start = from.map_or_else(|| self.start(), |fit| fit.point.clone());
        let minimum = minimise(start, &self.bounds(), |point| self.loss(point));
        Fitted::new(
            minimum,
            self.kinds.keys().copied().collect(),
            self.has_vectors,
        )
    }

    fn width(&self) -> usize {
        1 + WIDTH * (1 + self.kinds.len())
    }

    fn start(&self) -> Array1<f64> {
        let mut start = Array1::zeros(self.width());
        // The preset itself is a feasible point of no shrinkage loss, and near the minimum if the outcomes agree
        // with it.
        start[0] = FIRST_SCALE;
        for (k, &kind) in self.kinds.keys().enumerate() {
            for (i, weight) in own_range(k).zip(preset(kind, self.has_vectors)) {
                start[i] = weight * FIRST_SCALE;
            }
        }
        start
    }

    /// Weights and scale are at least 0; the shared change is free.
    fn bounds(&self) -> Array1<f64> {
        let mut bounds = Array1::zeros(self.width());
        for i in shared_range() {
            bounds[i] = f64::NEG_INFINITY;
        }
        bounds
    }

    pub(super) fn loss(&self, point: &Array1<f64>) -> Loss {
        let mut loss = Loss::zero(self.width());
        for (k, (&kind, needs)) in self.kinds.iter().enumerate() {
            let of_kind = kind_loss(needs, &own(point, k));
            self.add_pairs(&of_kind, own_range(k).start, &mut loss);
            self.add_shrinkage(kind, k, point, &mut loss);
        }
        self.add_shared(point, &mut loss);
        loss
    }

    /// The mean loss of the pairs of a kind whose weights begin at `first`.
    fn add_pairs(&self, pairs: &PairLoss, first: usize, loss: &mut Loss) {
        loss.value += pairs.value / self.mass;
        for i in 0..WIDTH {
            loss.gradient[first + i] += pairs.gradient[i] / self.mass;
            // The Cholesky decomposition reads the lower triangle only.
            for j in 0..=i {
                loss.hessian[[first + i, first + j]] += pairs.hessian[i][j] / self.mass;
            }
        }
    }

    /// λρ/2 · ‖v − s·p − d‖² + μ/2 · ‖v‖² of one kind.
    fn add_shrinkage(&self, kind: NeedKind, k: usize, point: &Array1<f64>, loss: &mut Loss) {
        let held = self.shrinkage.shared * self.shrinkage.own;
        let (preset, range) = (preset(kind, self.has_vectors), own_range(k));
        for (f, &p) in preset.iter().enumerate() {
            let (own, shared) = (range.start + f, 1 + f);
            let apart = point[own] - point[0] * p - point[shared];
            loss.value += held / 2.0 * apart * apart;
            for (i, slope) in [(own, 1.0), (shared, -1.0), (0, -p)] {
                loss.gradient[i] += held * apart * slope;
                for (j, other) in [(own, 1.0), (shared, -1.0), (0, -p)] {
                    if j <= i {
                        loss.hessian[[i, j]] += held * slope * other;
                    }
                }
            }
        }
        add_ridge(SCALE_RIDGE, range, point, loss);
    }

    /// λ/2 · ‖d‖² + μ/2 · s².
    fn add_shared(&self, point: &Array1<f64>, loss: &mut Loss) {
        add_ridge(self.shrinkage.shared, shared_range(), point, loss);
        add_ridge(SCALE_RIDGE, 0..1, point, loss);
    }
}

/// Index of the shared change among the unknowns; the scale is before it.
fn shared_range() -> Range<usize> {
    1..1 + WIDTH
}

/// Indices of the weights of the `k`-th kind.
fn own_range(k: usize) -> Range<usize> {
    let first = 1 + WIDTH * (1 + k);
    first..first + WIDTH
}

/// The weights of the `k`-th kind.
fn own(point: &Array1<f64>, k: usize) -> [f64; WIDTH] {
    std::array::from_fn(|i| point[own_range(k).start + i])
}

/// strength/2 · ‖x‖² of the unknowns in `range`.
fn add_ridge(strength: f64, range: Range<usize>, point: &Array1<f64>, loss: &mut Loss) {
    for i in range {
        loss.value += strength / 2.0 * point[i] * point[i];
        loss.gradient[i] += strength * point[i];
        loss.hessian[[i, i]] += strength;
    }
}

/// The preset as a point of the simplex. Examples without vectors teach nothing of them, and their needs' scores do not
/// count them.
fn preset(kind: NeedKind, has_vectors: bool) -> [f64; WIDTH] {
    let weights = Weights::preset(kind).asked(has_vectors);
    let sum: f64 = Feature::ALL.iter().map(|&f| weights.get(f)).sum();
    std::array::from_fn(|i| weights.get(Feature::ALL[i]) / sum)
}

/// In parallel by chunks, summed in their order.
fn kind_loss(needs: &[&NeedPairs], weights: &[f64; WIDTH]) -> PairLoss {
    let chunk = |needs: &[&NeedPairs]| {
        let mut loss = PairLoss::ZERO;
        for need in needs {
            need.add_loss(weights, &mut loss);
        }
        loss
    };
    // Chunks of a fixed size, summed in their order: the sum is the same bits on any number of threads.
    let parts: Vec<PairLoss> = needs.par_chunks(CHUNK).map(chunk).collect();
    let mut sum = PairLoss::ZERO;
    for part in &parts {
        sum.add(part);
    }
    sum
}

/// Fitted unknowns, and how flat the loss is there.
#[derive(Clone, Debug)]
pub(super) struct Fitted {
    point: Array1<f64>,
    kinds: Vec<NeedKind>,
    pub(super) slope: f64,
    has_vectors: bool,
}

impl Fitted {
    fn new(minimum: Minimum, kinds: Vec<NeedKind>, has_vectors: bool) -> Self {
        Self {
            slope: minimum.slope,
            point: minimum.point,
            kinds,
            has_vectors,
        }
    }

    #[cfg(test)]
    pub(super) fn point(&self) -> &Array1<f64> {
        &self.point
    }

    /// The weights of a kind, at the scale of the fit; of one that had no pairs, the preset with the shared
    /// change, if that is not negative.
    pub(super) fn raw(&self, kind: NeedKind) -> [f64; WIDTH] {
        if let Some(k) = self.kinds.iter().position(|&known| known == kind) {
            return own(&self.point, k);
        }
        let preset = preset(kind, self.has_vectors);
        let changed = |i: usize| self.point[0] * preset[i] + self.point[shared_range().start + i];
        std::array::from_fn(|i| changed(i).max(0.0))
    }

    /// Mean loss of a need that the fit may not have seen.
    pub(super) fn held_out_loss(&self, kind: NeedKind, pairs: &NeedPairs) -> f64 {
        let mut loss = PairLoss::ZERO;
        pairs.add_loss(&self.raw(kind), &mut loss);
        loss.value
    }

    /// The weights as shares of a score, multiples of 2⁻²⁰ that sum to 1; the preset if all are 0.
    pub(super) fn weights(&self) -> Result<KindWeights> {
        let mut weights = KindWeights::presets();
        for &kind in NeedKind::ALL {
            if let Some(own) = shares(&self.raw(kind))? {
                weights = weights.with(kind, own);
            }
        }
        Ok(weights)
    }
}

/// `None` if all are as good as 0.
fn shares(raw: &[f64; WIDTH]) -> Result<Option<Weights>> {
    /// Steps of the largest weight before shares are made: far finer than a share.
    const FINE: f64 = (1_u64 << 40) as f64;
    let most = raw.iter().copied().fold(0.0, f64::max);
    // All weights at their bound: the outcomes favour no feature, and a direction cannot be read off zeros.
    if most <= 1e-9 {
        return Ok(None);
    }
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "from 0 to 2^40"
    )]
    let parts: Vec<u64> = raw
        .iter()
        .map(|w| (w / most * FINE).round() as u64)
        .collect();
    let shares = apportion(u64::from(WEIGHT_ONE), &parts);
    let named = Feature::ALL.iter().zip(shares);
    let weights: BTreeMap<Feature, f64> = named
        .map(|(&feature, share)| (feature, share as f64 / f64::from(WEIGHT_ONE)))
        .collect();
    Weights::try_from(weights).map(Some)
}
