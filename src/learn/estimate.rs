//! A mean estimated from weighted samples, and how far to trust it.

use serde::Serialize;

use crate::error::{Bilingual, Wording, counted, displays_wording, say};
use crate::model::spelled::spelled;
use crate::num::NORMAL_95;

/// Effective samples below which a normal interval means little.
const FEW_SAMPLES: f64 = 30.0;
/// Share of the samples below which little of the log speaks for the new ranking.
const POOR_OVERLAP: f64 = 0.05;
/// Share of all weight that one sample may have.
const HEAVY_SHARE: f64 = 0.1;
/// Standard errors by which a mean that is known in advance may be missed.
const FAR_OFF: f64 = 4.0;

spelled! {
    /// Why an offline estimate is to be distrusted.
    pub enum Warning as "warning" {
        /// It rests on fewer than 30 effective samples: its interval is too narrow.
        FewSamples = "few_samples" | "样本过少",
        /// Its effective samples are under 5 % of the log: the new ranking's choices were seldom made.
        PoorOverlap = "poor_overlap" | "重叠不足",
        /// One sample carries more than a tenth of all weight.
        HeavySample = "heavy_sample" | "个别样本过重",
        /// The weights' mean is far from 1: propensities are wrong, or the new ranking makes choices that the log
        /// never did. Every estimate is then biased.
        WeightsOff = "weights_off" | "权重失衡",
        /// Weights were cut: the estimate is biased low, by at most the part cut.
        Clipped = "clipped" | "已截断",
    }
}

/// A value estimated from a log.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Estimate {
    /// The estimated mean, finite, in units of the reward.
    pub value: f64,
    /// Standard error of the mean, at least 0, from the spread of the samples.
    pub standard_error: f64,
    /// Lower end of the normal 95 % interval, in units of the reward.
    pub low: f64,
    /// Upper end of the normal 95 % interval, in units of the reward.
    pub high: f64,
    /// Samples in the log: choices, or lists.
    pub samples: usize,
    /// (Σw)²/Σw²: as many samples of equal weight would be as good (Kish, Survey Sampling, 1965).
    pub effective_samples: f64,
    /// The largest share of all weight that one sample has, from 0 to 1.
    pub largest_share: f64,
    /// Mean weight, at least 0: of choices before clipping, 1 but for chance; of lists the mean inverse propensity of
    /// the ones that earned.
    pub mean_weight: f64,
    /// Reasons to doubt the estimate; empty if there are none.
    pub warnings: Vec<Warning>,
}

impl Bilingual for Estimate {
    fn wording(&self) -> Wording {
        let Self {
            value,
            standard_error,
            low,
            high,
            samples,
            effective_samples,
            ..
        } = self;
        let of_samples = counted(*samples, "sample", "samples");
        let mut parts = vec![say!(
            "{value:.4} ± {standard_error:.4} [{low:.4}, {high:.4}] from {of_samples} ({effective_samples:.0} effective)",
            "{value:.4} ± {standard_error:.4} [{low:.4}, {high:.4}]，样本{samples}个（有效{effective_samples:.0}个）"
        )];
        parts.extend(self.warnings.iter().map(Bilingual::wording));
        Wording::joined(&parts, (", ", "，"))
    }
}

displays_wording!(Estimate);

/// The mean of the values, and its standard error.
fn mean_and_error(values: impl Iterator<Item = f64> + Clone) -> (f64, f64) {
    let n = values.clone().count() as f64;
    let mean = values.clone().sum::<f64>() / n;
    let squares: f64 = values.map(|v| (v - mean).powi(2)).sum();
    (mean, (squares / (n - 1.0).max(1.0) / n).sqrt())
}

impl Estimate {
    /// The mean of `values`, one for each sample; `weights` are of the samples that could earn.
    pub(super) fn mean(values: &[f64], weights: &[f64]) -> Self {
        let (value, standard_error) = mean_and_error(values.iter().copied());
        Self::new(value, standard_error, values.len(), weights)
    }

    /// Σ above / Σ below, with the error of a ratio to first order (Cochran, Sampling Techniques, 1977,
    /// section 2.11); 0 if nothing is below.
    pub(super) fn ratio(above: &[f64], below: &[f64], weights: &[f64]) -> Self {
        let (up, down): (f64, f64) = (above.iter().sum(), below.iter().sum());
        // Nothing earned in the log, so nothing is known: an infinite error says so.
        if down == 0.0 {
            return Self::new(0.0, f64::INFINITY, above.len(), weights);
        }
        // The delta method: the error of a ratio is that of its residuals, at the scale of the denominator's
        // mean.
        let (value, scale) = (up / down, above.len() as f64 / down);
        let residuals = above
            .iter()
            .zip(below)
            .map(|(a, b)| (a - value * b) * scale);
        let (_, standard_error) = mean_and_error(residuals);
        Self::new(value, standard_error, above.len(), weights)
    }

    fn new(value: f64, standard_error: f64, samples: usize, weights: &[f64]) -> Self {
        let sum: f64 = weights.iter().sum();
        let squares: f64 = weights.iter().map(|w| w * w).sum();
        let share = |part: f64| if sum > 0.0 { part / sum } else { 0.0 };
        let effective_samples = if squares > 0.0 {
            sum * sum / squares
        } else {
            0.0
        };
        let largest_share = share(weights.iter().copied().fold(0.0, f64::max));
        let mut warnings = Vec::new();
        let mut warn = |holds: bool, warning| {
            if holds {
                warnings.push(warning);
            }
        };
        warn(effective_samples < FEW_SAMPLES, Warning::FewSamples);
        let count = weights.len().max(1) as f64;
        // Without any that could earn, overlap is not the trouble.
        let overlap = if weights.is_empty() {
            1.0
        } else {
            effective_samples / count
        };
        warn(overlap < POOR_OVERLAP, Warning::PoorOverlap);
        warn(largest_share > HEAVY_SHARE, Warning::HeavySample);
        Self {
            value,
            standard_error,
            low: value - NORMAL_95 * standard_error,
            high: value + NORMAL_95 * standard_error,
            samples,
            effective_samples,
            largest_share,
            mean_weight: sum / count,
            warnings,
        }
    }

    /// Warns if the mean of `weights` is far from the 1 that it should be.
    pub(super) fn check_mean_weight(mut self, weights: &[f64]) -> Self {
        let (mean, error) = mean_and_error(weights.iter().copied());
        self.mean_weight = mean;
        // The mean of true weights is 1 in expectation, so a distance of many standard errors is no chance.
        if (mean - 1.0).abs() > FAR_OFF * error + 1e-9 {
            self.warnings.push(Warning::WeightsOff);
        }
        self
    }

    pub(super) fn clipped(mut self, is_cut: bool) -> Self {
        if is_cut {
            self.warnings.push(Warning::Clipped);
        }
        self
    }
}
