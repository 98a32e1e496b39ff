//! The obvious way to fit the same weights: every pair written out as a difference of features, a dense Newton
//! step over all of them.
//!
//! It minimises what `src/learn/objective.rs` states, from the public examples alone and with code of its own:
//! O(pairs · features²) a step, where the crate's takes O(pairs · features).

use qianxian::learn::{Shrinkage, TrainingSet};
use qianxian::model::NeedKind;
use qianxian::score::{Feature, Weights};

/// Number of features.
pub(crate) const WIDTH: usize = Feature::ALL.len();
/// Keeps the scale finite, as the objective has it.
const RIDGE: f64 = 1e-6;
/// The scale to start from.
const FIRST_SCALE: f64 = 10.0;
/// Slope at which it is done, and steps after which it gives up.
const FLAT: f64 = 1e-8;
const MOST_STEPS: u32 = 100;

/// One winner less one loser, for the kind of that number, at the pair's weight.
struct Pair {
    kind: usize,
    weight: f64,
    difference: [f64; WIDTH],
}

/// All pairs of a set of judged needs, and the presets of its kinds.
pub(crate) struct Pairwise {
    pairs: Vec<Pair>,
    presets: Vec<(NeedKind, [f64; WIDTH])>,
    shrinkage: Shrinkage,
}

/// Value, gradient and Hessian.
struct Loss {
    value: f64,
    gradient: Vec<f64>,
    hessian: Vec<Vec<f64>>,
}

impl Pairwise {
    pub(crate) fn new(set: &TrainingSet, shrinkage: Shrinkage) -> Self {
        let mut kinds: Vec<NeedKind> = set.needs().iter().map(|need| need.kind).collect();
        kinds.sort_unstable();
        kinds.dedup();
        let mut pairs = Vec::new();
        for need in set.needs() {
            let first = pairs.len();
            for winner in &need.examples {
                for loser in need.examples.iter().filter(|e| e.grade < winner.grade) {
                    let value = |i: usize| {
                        let feature = Feature::ALL[i];
                        winner.features.value(feature) - loser.features.value(feature)
                    };
                    pairs.push(Pair {
                        kind: kinds.partition_point(|&kind| kind < need.kind),
                        weight: 1.0,
                        difference: std::array::from_fn(value),
                    });
                }
            }
            let of_need = &mut pairs[first..];
            let share = 1.0 / (of_need.len() as f64 * set.needs().len() as f64);
            of_need.iter_mut().for_each(|pair| pair.weight = share);
        }
        let preset = |kind| {
            // No example has a vector, so that the weight of vectors counts for none.
            let weights = Weights::preset(kind).with(Feature::Vector, 0.0);
            let weights = weights.expect("0 is a weight");
            let sum: f64 = Feature::ALL.iter().map(|&f| weights.get(f)).sum();
            (
                kind,
                std::array::from_fn(|i| weights.get(Feature::ALL[i]) / sum),
            )
        };
        Self {
            pairs,
            presets: kinds.into_iter().map(preset).collect(),
            shrinkage,
        }
    }

    /// Shares of the weights of each kind.
    pub(crate) fn fit(&self) -> Vec<(NeedKind, [f64; WIDTH])> {
        let mut point = self.start();
        for _ in 0..MOST_STEPS {
            let at = self.loss(&point);
            let free: Vec<usize> = (0..point.len())
                .filter(|&i| !is_bounded(i) || point[i] > 0.0 || at.gradient[i] < 0.0)
                .collect();
            if free.iter().all(|&i| at.gradient[i].abs() <= FLAT) {
                break;
            }
            let step = solve(&at, &free);
            let promised: f64 = free
                .iter()
                .zip(&step)
                .map(|(&i, s)| at.gradient[i] * s)
                .sum();
            let mut length = 1.0;
            loop {
                let mut next = point.clone();
                for (&i, step) in free.iter().zip(&step) {
                    next[i] -= length * step;
                    if is_bounded(i) {
                        next[i] = next[i].max(0.0);
                    }
                }
                let pays = self.value(&next) <= at.value - 1e-4 * length * promised;
                if pays || length < 1e-12 {
                    point = next;
                    break;
                }
                length /= 2.0;
            }
        }
        let kinds = self.presets.iter().enumerate();
        let shares = kinds.map(|(k, &(kind, _))| {
            let own = |f: usize| point[place(k, f)];
            let sum: f64 = (0..WIDTH).map(own).sum();
            (kind, std::array::from_fn(|f| own(f) / sum))
        });
        shares.collect()
    }

    /// The scale, the shared change, the weights of each kind.
    fn start(&self) -> Vec<f64> {
        let mut point = vec![0.0; 1 + WIDTH * (1 + self.presets.len())];
        point[0] = FIRST_SCALE;
        for (k, (_, preset)) in self.presets.iter().enumerate() {
            for (f, share) in preset.iter().enumerate() {
                point[place(k, f)] = share * FIRST_SCALE;
            }
        }
        point
    }

    fn value(&self, point: &[f64]) -> f64 {
        let pair = |pair: &Pair| {
            let margin = margin(pair, point);
            pair.weight * ((-margin.abs()).exp().ln_1p() + (-margin).max(0.0))
        };
        let pairs: f64 = self.pairs.iter().map(pair).sum();
        let mut quadratic = 0.0;
        self.each_square(|strength, parts| {
            let apart: f64 = parts.iter().map(|&(i, slope)| slope * point[i]).sum();
            quadratic += strength / 2.0 * apart * apart;
        });
        pairs + quadratic
    }

    fn loss(&self, point: &[f64]) -> Loss {
        let n = point.len();
        let (mut gradient, mut hessian) = (vec![0.0; n], vec![vec![0.0; n]; n]);
        for pair in &self.pairs {
            let wrong = 1.0 / (1.0 + margin(pair, point).exp());
            let (slope, curvature) = (pair.weight * wrong, pair.weight * wrong * (1.0 - wrong));
            for f in 0..WIDTH {
                let i = place(pair.kind, f);
                gradient[i] -= slope * pair.difference[f];
                for g in 0..WIDTH {
                    let both = pair.difference[f] * pair.difference[g];
                    hessian[i][place(pair.kind, g)] += curvature * both;
                }
            }
        }
        self.each_square(|strength, parts| {
            let apart: f64 = parts.iter().map(|&(i, slope)| slope * point[i]).sum();
            for &(i, slope) in parts {
                gradient[i] += strength * apart * slope;
                for &(j, other) in parts {
                    hessian[i][j] += strength * slope * other;
                }
            }
        });
        let value = self.value(point);
        Loss {
            value,
            gradient,
            hessian,
        }
    }

    /// The squares of the objective: each a strength and a linear form.
    fn each_square(&self, mut add: impl FnMut(f64, &[(usize, f64)])) {
        let held = self.shrinkage.shared * self.shrinkage.own;
        for (k, (_, preset)) in self.presets.iter().enumerate() {
            for (f, &share) in preset.iter().enumerate() {
                let own = place(k, f);
                add(held, &[(own, 1.0), (1 + f, -1.0), (0, -share)]);
                add(RIDGE, &[(own, 1.0)]);
            }
        }
        (1..=WIDTH).for_each(|shared| add(self.shrinkage.shared, &[(shared, 1.0)]));
        add(RIDGE, &[(0, 1.0)]);
    }
}

/// Where the weight of a feature stands for the kind of that number.
fn place(kind: usize, feature: usize) -> usize {
    1 + WIDTH * (1 + kind) + feature
}

/// The shared change is free; all else is not negative.
fn is_bounded(unknown: usize) -> bool {
    unknown == 0 || unknown > WIDTH
}

fn margin(pair: &Pair, point: &[f64]) -> f64 {
    let own = &point[place(pair.kind, 0)..];
    pair.difference.iter().zip(own).map(|(x, w)| x * w).sum()
}

/// The Newton step of the free unknowns, by elimination with pivots.
fn solve(loss: &Loss, free: &[usize]) -> Vec<f64> {
    let n = free.len();
    let row = |&i: &usize| {
        let mut row: Vec<f64> = free.iter().map(|&j| loss.hessian[i][j]).collect();
        row.push(loss.gradient[i]);
        row
    };
    let mut rows: Vec<Vec<f64>> = free.iter().map(row).collect();
    for column in 0..n {
        let pivot = (column..n).max_by(|&a, &b| {
            let size = |row: usize| rows[row][column].abs();
            size(a).total_cmp(&size(b))
        });
        rows.swap(column, pivot.unwrap_or(column));
        let (above, below) = rows.split_at_mut(column + 1);
        let head = &above[column];
        for row in below {
            let factor = row[column] / head[column];
            for (cell, of_head) in row.iter_mut().zip(head).skip(column) {
                *cell -= factor * of_head;
            }
        }
    }
    let mut step = vec![0.0; n];
    for i in (0..n).rev() {
        let known: f64 = (i + 1..n).map(|j| rows[i][j] * step[j]).sum();
        step[i] = (rows[i][n] - known) / rows[i][i];
    }
    step
}
