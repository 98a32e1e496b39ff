//! How far predicted probabilities can be trusted.

use serde::{Deserialize, Serialize};

use super::folds::folds;
use super::success::{Ended, SuccessCurve};
use crate::error::{Bilingual, Error, Result, Wording, displays_wording, say};
use crate::eval::bootstrap_interval;
use crate::model::NeedKind;

/// Resamples of the paired bootstrap.
const RESAMPLES: u32 = 10_000;
/// Number of equal ranges of predicted probability that are compared with outcomes.
const BINS: u32 = 10;

/// How well a [`SuccessCurve`] predicts outcomes that it did not see, by cross-validation over needs.
///
/// Errors are Brier scores: mean squares of probability less outcome (0 or 1), lower is better.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Reliability {
    /// Number of outcomes predicted.
    pub outcomes: usize,
    /// Error of the score itself as a probability, from 0 to 1.
    pub score_error: f64,
    /// Error of always predicting the overall share of successes, from 0 to 1.
    pub rate_error: f64,
    /// Error of the curve, from 0 to 1.
    pub curve_error: f64,
    /// Lower end of the 95 % interval, by bootstrap over needs, of `rate_error − curve_error`, from −1 to 1. The
    /// curve is informative if it is above 0.
    pub low: f64,
    /// Upper end of that interval, from −1 to 1.
    pub high: f64,
    /// Mean distance between predicted probability and share of successes over the bins, by their counts, from 0 to 1.
    pub calibration_error: f64,
    /// Predictions by tenths; empty tenths are left out.
    pub bins: Vec<ReliabilityBin>,
}

/// Predictions of about the same probability.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct ReliabilityBin {
    /// Number of predictions in the bin, at least 1.
    pub count: usize,
    /// Mean predicted probability of the bin, from 0 to 1.
    pub predicted: f64,
    /// Share of the bin's outcomes that succeeded, from 0 to 1.
    pub observed: f64,
}

impl Reliability {
    /// Predicts the outcomes of each of `count` folds of needs by a curve (and a rate) of the others.
    ///
    /// # Errors
    /// As [`SuccessCurve::fit`]; also if there are fewer needs than folds, or fewer than 2 folds.
    pub fn measure(ended: &[Ended], count: usize, seed: u64) -> Result<Self> {
        SuccessCurve::fit(ended)?;
        let mut sorted = ended.to_vec();
        sorted.sort_by(|a, b| {
            let scores = a.score.total_cmp(&b.score);
            a.need
                .cmp(&b.need)
                .then(scores)
                .then(a.success.cmp(&b.success))
        });
        let needs: Vec<&[Ended]> = sorted.chunk_by(|a, b| a.need == b.need).collect();
        if count < 2 || needs.len() < count {
            let repair = say!(
                "give 2 folds to as many as there are needs, {}",
                "折数请填2至需求数 {}",
                needs.len()
            );
            return Err(Error::invalid("folds", count, repair));
        }
        let keys: Vec<_> = needs
            .iter()
            .map(|e| (&e[0].need, NeedKind::Research))
            .collect();
        let fold_of = folds(&keys, count, seed);
        let mut predicted: Vec<Vec<Prediction>> = vec![Vec::new(); needs.len()];
        for fold in 0..count {
            let rest = (0..needs.len()).filter(|&i| fold_of[i] != fold);
            let rest: Vec<Ended> = rest.flat_map(|i| needs[i].iter().cloned()).collect();
            let curve = SuccessCurve::of(&rest);
            let rate = rest.iter().filter(|e| e.success).count() as f64 / rest.len() as f64;
            for i in (0..needs.len()).filter(|&i| fold_of[i] == fold) {
                let of = needs[i].iter().map(|e| Prediction::new(e, &curve, rate));
                predicted[i] = of.collect();
            }
        }
        Self::of(&predicted, seed)
    }

    fn of(needs: &[Vec<Prediction>], seed: u64) -> Result<Self> {
        let all: Vec<Prediction> = needs.iter().flatten().copied().collect();
        let mean =
            |error: fn(&Prediction) -> f64| all.iter().map(error).sum::<f64>() / all.len() as f64;
        // A need counts by its outcomes; scaled so that the mean over needs is the mean over outcomes.
        let per_need = needs.len() as f64 / all.len() as f64;
        let gain = |need: &Vec<Prediction>| {
            per_need
                * need
                    .iter()
                    .map(|p| p.rate_error() - p.curve_error())
                    .sum::<f64>()
        };
        let (low, high) =
            bootstrap_interval(&needs.iter().map(gain).collect::<Vec<_>>(), seed, RESAMPLES)?;
        let bins = bins(&all);
        let apart = bins
            .iter()
            .map(|b| b.count as f64 * (b.predicted - b.observed).abs());
        Ok(Self {
            outcomes: all.len(),
            score_error: mean(Prediction::score_error),
            rate_error: mean(Prediction::rate_error),
            curve_error: mean(Prediction::curve_error),
            low,
            high,
            calibration_error: apart.sum::<f64>() / all.len() as f64,
            bins,
        })
    }
}

#[derive(Clone, Copy, Debug)]
struct Prediction {
    score: f64,
    rate: f64,
    curve: f64,
    outcome: f64,
}

impl Prediction {
    fn new(ended: &Ended, curve: &SuccessCurve, rate: f64) -> Self {
        Self {
            score: ended.score,
            rate,
            curve: curve.probability(ended.score),
            outcome: f64::from(u8::from(ended.success)),
        }
    }

    fn score_error(&self) -> f64 {
        (self.score - self.outcome).powi(2)
    }

    fn rate_error(&self) -> f64 {
        (self.rate - self.outcome).powi(2)
    }

    fn curve_error(&self) -> f64 {
        (self.curve - self.outcome).powi(2)
    }
}

fn bins(all: &[Prediction]) -> Vec<ReliabilityBin> {
    let width = 1.0 / f64::from(BINS);
    let bin = |number: u32| {
        let last = number + 1 == BINS;
        let (from, to) = (f64::from(number) * width, f64::from(number + 1) * width);
        let within: Vec<_> = all
            .iter()
            .filter(|p| p.curve >= from && (p.curve < to || last))
            .collect();
        let mean = |of: fn(&Prediction) -> f64| {
            within.iter().map(|p| of(p)).sum::<f64>() / within.len() as f64
        };
        (!within.is_empty()).then(|| ReliabilityBin {
            count: within.len(),
            predicted: mean(|p| p.curve),
            observed: mean(|p| p.outcome),
        })
    };
    (0..BINS).filter_map(bin).collect()
}

impl Bilingual for Reliability {
    fn wording(&self) -> Wording {
        let Self {
            outcomes,
            score_error,
            rate_error,
            curve_error,
            low,
            high,
            calibration_error,
            ..
        } = self;
        say!(
            "Brier error over {outcomes} outcomes: score {score_error:.4}, overall rate {rate_error:.4}, \
             curve {curve_error:.4} (better than the rate by [{low:+.4}, {high:+.4}]); \
             calibration error {calibration_error:.4}",
            "{outcomes}个结果的 Brier 误差：得分 {score_error:.4}，总体成功率 {rate_error:.4}，\
             曲线 {curve_error:.4}（比总体成功率改善 [{low:+.4}, {high:+.4}]）；\
             校准误差 {calibration_error:.4}"
        )
    }
}

displays_wording!(Reliability);
