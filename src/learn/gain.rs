//! How much better learned weights rank than the presets, need by need.

use std::num::NonZeroUsize;

use serde::Serialize;

use super::NeedExamples;
use super::pairs::LEAST_PROPENSITY;
use crate::error::{Bilingual, Error, Result, Wording, counted, displays_wording, say};
use crate::eval::{Metric, Qrels, Run, bootstrap_interval, evaluate};
use crate::score::KindWeights;

/// Resamples of the paired bootstrap.
const RESAMPLES: u32 = 10_000;
/// Places that the first measure looks at.
const CUT: NonZeroUsize = NonZeroUsize::new(10).expect("10 is not 0");

/// The change in a measure from the presets to the learned weights, on needs held out from the learning.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Gain {
    /// The measure.
    pub metric: Metric,
    /// Whether it is corrected for the places at which examples were shown: each grade is divided by its
    /// propensity, and the sum by the mean ideal over all needs in place of each need's own.
    pub is_corrected: bool,
    /// Number of needs.
    pub needs: usize,
    /// Mean under the presets, at least 0.
    pub preset: f64,
    /// Mean under the learned weights, at least 0.
    pub learned: f64,
    /// `learned − preset`, finite; positive if the learned weights are better.
    pub difference: f64,
    /// Lower end of the paired bootstrap's 95 % interval of the difference, finite.
    pub low: f64,
    /// Upper end of the 95 % interval of the difference, finite.
    pub high: f64,
}

impl Gain {
    fn new(metric: Metric, is_corrected: bool, values: &[(f64, f64)], seed: u64) -> Result<Self> {
        let mean =
            |of: fn(&(f64, f64)) -> f64| values.iter().map(of).sum::<f64>() / values.len() as f64;
        let differences: Vec<f64> = values.iter().map(|(old, new)| new - old).collect();
        let (low, high) = bootstrap_interval(&differences, seed, RESAMPLES)?;
        Ok(Self {
            metric,
            is_corrected,
            needs: values.len(),
            preset: mean(|v| v.0),
            learned: mean(|v| v.1),
            difference: mean(|v| v.1 - v.0),
            low,
            high,
        })
    }

    /// Whether the interval lies above 0.
    #[must_use]
    pub fn is_sure(&self) -> bool {
        self.low > 0.0
    }

    /// Whether the interval lies below 0.
    #[must_use]
    pub fn is_surely_worse(&self) -> bool {
        self.high < 0.0
    }

    /// About how many needs would separate a difference of this size from 0: the interval narrows with the
    /// root of their number. `None` if the difference is not positive.
    pub(super) fn needs_wanted(&self) -> Option<usize> {
        // The half-width shrinks with the root of the number of needs, and has to come down to the difference
        // itself.
        let ratio = (self.difference - self.low) / self.difference;
        let needs = (self.needs as f64 * ratio * ratio).ceil();
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "positive; a cast of too much is the largest number"
        )]
        (self.difference > 0.0).then_some(needs as usize)
    }
}

impl Bilingual for Gain {
    fn wording(&self) -> Wording {
        let corrected = match self.is_corrected {
            true => say!(" (corrected for places)", "（已校正名次影响）"),
            false => Wording::default(),
        };
        let Self {
            metric,
            preset,
            learned,
            difference,
            low,
            high,
            needs,
            ..
        } = self;
        let of_needs = counted(*needs, "need", "needs");
        say!(
            "{metric}{corrected} {preset:.4} → {learned:.4}, {difference:+.4} [{low:+.4}, {high:+.4}] over {of_needs}",
            "{metric}{corrected} {preset:.4} → {learned:.4}，{difference:+.4} [{low:+.4}, {high:+.4}]，共{needs}项需求";
            corrected
        )
    }
}

displays_wording!(Gain);

/// A need that was held out, and the weights that were learned without it.
pub(super) type HeldOut<'a> = (&'a NeedExamples, &'a KindWeights);

/// The gains on `held`: in nDCG@10, corrected if places bias the feedback, and in MRR.
pub(super) fn gains(held: &[HeldOut<'_>], is_biased: bool, seed: u64) -> Result<Vec<Gain>> {
    let metrics = [Metric::Ndcg(Some(CUT)), Metric::Mrr(None)];
    let mut gains = Vec::new();
    // First, since the verdict rests on the first gain: uncorrected figures favour whatever was shown on top.
    if is_biased {
        gains.push(Gain::new(metrics[0], true, &corrected(held), seed)?);
    }
    let (old, new) = (scored(held, false), scored(held, true));
    let qrels = qrels(held)?;
    let old = evaluate(&qrels, &run(&old, held)?, &metrics)?;
    let new = evaluate(&qrels, &run(&new, held)?, &metrics)?;
    for metric in metrics {
        let value = |need: &str| Some((old.value(metric, need)?, new.value(metric, need)?));
        let values: Vec<(f64, f64)> = old.needs().filter_map(value).collect();
        gains.push(Gain::new(metric, false, &values, seed)?);
    }
    Ok(gains)
}

/// The score of every example, under the presets or as learned.
fn scored(held: &[HeldOut<'_>], learned: bool) -> Vec<Vec<f64>> {
    let presets = KindWeights::presets();
    let scores = |(need, weights): &HeldOut<'_>| {
        let weights = if learned { weights } else { &presets }.get(need.kind);
        let examples = need.examples.iter();
        examples
            .map(|example| example.features.score(&weights))
            .collect()
    };
    held.iter().map(scores).collect()
}

fn qrels(held: &[HeldOut<'_>]) -> Result<Qrels> {
    let mut qrels = Qrels::new();
    for (need, _) in held {
        for example in &need.examples {
            let too_high = |_| {
                Error::invalid(
                    "grade",
                    example.grade,
                    say!(
                        "give grades below 2,147,483,648",
                        "请给出小于 2,147,483,648 的评分"
                    ),
                )
            };
            let grade = i32::try_from(example.grade).map_err(too_high)?;
            qrels.insert(need.need.as_str(), example.profile.as_str(), grade)?;
        }
    }
    Ok(qrels)
}

fn run(scores: &[Vec<f64>], held: &[HeldOut<'_>]) -> Result<Run> {
    let mut run = Run::new();
    for ((need, _), scores) in held.iter().zip(scores) {
        for (example, &score) in need.examples.iter().zip(scores) {
            run.insert(need.need.as_str(), example.profile.as_str(), score)?;
        }
    }
    Ok(run)
}

/// For each need, Σ grade/propensity/log₂(rank + 1) over the first ten places, before and after, by the mean of
/// the best possible.
fn corrected(held: &[HeldOut<'_>]) -> Vec<(f64, f64)> {
    let (old, new) = (scored(held, false), scored(held, true));
    let gains = |need: &NeedExamples| -> Vec<f64> {
        let gain = |e: &super::Example| {
            f64::from(e.grade) / e.propensity.unwrap_or(1.0).max(LEAST_PROPENSITY)
        };
        need.examples.iter().map(gain).collect()
    };
    let all: Vec<Vec<f64>> = held.iter().map(|(need, _)| gains(need)).collect();
    let ideal: f64 = all.iter().map(|gains| dcg(gains, gains)).sum::<f64>() / held.len() as f64;
    let value = |((gains, old), new): ((&Vec<f64>, &Vec<f64>), &Vec<f64>)| {
        (dcg(gains, old) / ideal, dcg(gains, new) / ideal)
    };
    all.iter().zip(&old).zip(&new).map(value).collect()
}

/// Discounted gain of the first ten by score, equal scores in their worst order.
fn dcg(gains: &[f64], scores: &[f64]) -> f64 {
    let mut order: Vec<usize> = (0..gains.len()).collect();
    order.sort_by(|&a, &b| {
        scores[b]
            .total_cmp(&scores[a])
            // Equal scores in their worst order, as in evaluation.
            .then(gains[a].total_cmp(&gains[b]))
    });
    let discounts = (2_u32..).map(|place| libm::log2(f64::from(place)));
    let top = order.iter().take(CUT.get()).zip(discounts);
    top.map(|(&i, discount)| gains[i] / discount).sum()
}
