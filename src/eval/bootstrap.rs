//! Is one run better than another? The paired bootstrap.

use serde::{Deserialize, Serialize};

use super::{Evaluation, Metric};
use crate::error::{Bilingual, Error, Result, Wording, counted, displays_wording, say};

/// Below this the ends of the interval are single draws; above it memory is wasted.
const RESAMPLES: std::ops::RangeInclusive<u32> = 100..=1_000_000;
/// One in so many resamples lies beyond each end of a 95 % interval.
const TAIL: usize = 40;

/// Compares two runs on one metric, need by need: `candidate − baseline`.
///
/// Draws as many needs as there are, with replacement, `resamples` times, and takes the
/// percentile interval of the mean differences (Efron and Tibshirani, *An Introduction to the
/// Bootstrap*, 1993, section 13.3; for retrieval Sakai, SIGIR 2006). Both runs see the same
/// draws. The same seed gives the same interval. 10,000 resamples are usual; from 100 to
/// 1,000,000 are accepted. O(resamples × needs).
///
/// Limits: with few needs (under about 30) percentile intervals are somewhat too
/// narrow, and an interval says nothing of needs unlike the judged ones. It holds for one
/// comparison; among many, some will exclude 0 by luck.
///
/// # Errors
/// Invalid input if an evaluation lacks the metric, if the two count different needs, or
/// `resamples` is out of range.
///
/// # Example
/// ```
/// use qianxian::eval::{Metric, Qrels, Run, compare, evaluate};
///
/// let qrels = Qrels::read("n1 p1 1\nn2 p1 1\n".as_bytes())?;
/// let mrr: Metric = "mrr".parse()?;
/// let old = evaluate(&qrels, &Run::read("n1 p1 1\nn2 p9 2\nn2 p1 1\n".as_bytes())?, &[mrr])?;
/// let new = evaluate(&qrels, &Run::read("n1 p1 1\nn2 p1 1\n".as_bytes())?, &[mrr])?;
/// let comparison = compare(&old, &new, mrr, 42, 1_000)?;
/// assert_eq!(comparison.mean_difference, 0.25); // (0 + ½) / 2
/// assert_eq!((comparison.low, comparison.high), (0.0, 0.5));
/// # Ok::<(), qianxian::Error>(())
/// ```
pub fn compare(
    baseline: &Evaluation,
    candidate: &Evaluation,
    metric: Metric,
    seed: u64,
    resamples: u32,
) -> Result<RunComparison> {
    let differences = differences(baseline, candidate, metric)?;
    let (low, high) = bootstrap_interval(&differences, seed, resamples)?;
    Ok(RunComparison {
        metric,
        needs: differences.len(),
        mean_difference: differences.iter().sum::<f64>() / differences.len() as f64,
        low,
        high,
        resamples,
        seed,
    })
}

/// The 95 % interval of the mean of `differences`, one for each need, as [`compare`] finds it, for measures of
/// the caller's own.
///
/// # Errors
/// Invalid input if there are no differences, one is not finite, or `resamples` is out of range.
///
/// # Example
/// ```
/// use qianxian::eval::bootstrap_interval;
///
/// // Ten needs gained 0.1 each and ten gained nothing: the mean gain is 0.05.
/// let differences: Vec<f64> = (0..20).map(|need| if need % 2 == 0 { 0.1 } else { 0.0 }).collect();
/// let (low, high) = bootstrap_interval(&differences, 42, 1_000)?;
/// assert!(0.0 < low && low < 0.05 && 0.05 < high && high < 0.1);
/// # Ok::<(), qianxian::Error>(())
/// ```
pub fn bootstrap_interval(differences: &[f64], seed: u64, resamples: u32) -> Result<(f64, f64)> {
    check_resamples(resamples)?;
    if differences.is_empty() || !differences.iter().all(|d| d.is_finite()) {
        let shown = format!("{} values", differences.len());
        let repair = say!(
            "give a finite difference for at least one need",
            "请至少给一项需求的有限差值"
        );
        return Err(Error::invalid("differences", shown, repair));
    }
    // Both runs share the draws: the difference is resampled, not each mean by itself, so needs that are hard
    // for both cancel out.
    let mut random = SplitMix64(seed);
    let means = (0..resamples).map(|_| resample(differences, &mut random));
    Ok(ends(means.collect()))
}

/// # Errors
/// Invalid input if `resamples` is out of range.
pub(super) fn check_resamples(resamples: u32) -> Result<()> {
    if RESAMPLES.contains(&resamples) {
        return Ok(());
    }
    let repair = say!(
        "give {} to {}",
        "请给出{}至{}",
        RESAMPLES.start(),
        RESAMPLES.end()
    );
    Err(Error::invalid("resamples", resamples, repair))
}

/// The ends of the 95 % percentile interval of `draws`, at least [`TAIL`] of them.
pub(super) fn ends(mut draws: Vec<f64>) -> (f64, f64) {
    draws.sort_by(f64::total_cmp);
    // Ranks of the percentiles as (n + 1)·p, so that both ends cut off equally many draws.
    let beyond = (draws.len() + 1) / TAIL;
    (draws[beyond - 1], draws[draws.len() - beyond])
}

fn differences(baseline: &Evaluation, candidate: &Evaluation, metric: Metric) -> Result<Vec<f64>> {
    // A pair needs both values. Leaving out needs that only one run has would favour the run that answers the
    // easy ones.
    if !baseline.needs().eq(candidate.needs()) {
        let sizes = format!(
            "{} and {} needs",
            baseline.needs().len(),
            candidate.needs().len()
        );
        let repair = say!(
            "evaluate both runs against the same qrels",
            "请用同一评判文件评价两个结果"
        );
        return Err(Error::invalid("evaluations", sizes, repair));
    }
    let value = |evaluation: &Evaluation, need: &str| {
        let repair = say!(
            "evaluate both runs with this metric",
            "请用该指标评价两个结果"
        );
        evaluation
            .value(metric, need)
            .ok_or_else(|| Error::invalid("metric", metric, repair))
    };
    let needs = baseline.needs();
    needs
        .map(|need| Ok(value(candidate, need)? - value(baseline, need)?))
        .collect()
}

fn resample(differences: &[f64], random: &mut SplitMix64) -> f64 {
    let draws = (0..differences.len()).map(|_| differences[random.below(differences.len())]);
    draws.sum::<f64>() / differences.len() as f64
}

/// The difference between two runs on one metric, with its 95 % interval.
///
/// An interval that excludes 0 is the usual sign that the difference is not luck.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct RunComparison {
    /// The metric that was compared.
    pub metric: Metric,
    /// Number of needs, at least 1.
    pub needs: usize,
    /// Mean of candidate − baseline, from −1 to 1; positive if the candidate is better.
    pub mean_difference: f64,
    /// Lower end of the 95 % interval, from −1 to 1.
    pub low: f64,
    /// Upper end of the 95 % interval, from −1 to 1.
    pub high: f64,
    /// Number of resamples drawn.
    pub resamples: u32,
    /// Seed of the draws.
    pub seed: u64,
}

impl Bilingual for RunComparison {
    fn wording(&self) -> Wording {
        let Self {
            metric,
            needs,
            mean_difference,
            low,
            high,
            ..
        } = self;
        let of_needs = counted(*needs, "need", "needs");
        say!(
            "{metric} {mean_difference:+.4} [{low:+.4}, {high:+.4}] over {of_needs}",
            "{metric} {mean_difference:+.4} [{low:+.4}, {high:+.4}]，共{needs}项需求"
        )
    }
}

displays_wording!(RunComparison);

/// SplitMix64 (Steele, Lea and Flood, OOPSLA 2014, figure 14): small, seedable with any
/// number, and the same on every platform.
pub(super) struct SplitMix64(pub(super) u64);

impl SplitMix64 {
    fn next(&mut self) -> u64 {
        // The odd step visits every state once; the multiplications below spread it over all bits.
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// In `0..bound`; uneven by less than `bound` in 2⁶⁴.
    #[expect(
        clippy::cast_possible_truncation,
        reason = "the product's upper half is below bound"
    )]
    pub(super) fn below(&mut self, bound: usize) -> usize {
        ((u128::from(self.next()) * bound as u128) >> 64) as usize
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::{SplitMix64, compare};
    use crate::eval::{Evaluation, Metric, Qrels, Run, evaluate};

    fn mrr() -> Metric {
        "mrr".parse().unwrap()
    }

    /// An evaluation of needs with one relevant profile each, at rank `ranks[i]` for need i.
    fn at_ranks(ranks: &[usize]) -> Evaluation {
        let (mut qrels, mut run) = (Qrels::new(), Run::new());
        for (need, &rank) in ranks.iter().enumerate() {
            let need = format!("n{need:03}");
            qrels.insert(&need, "right", 1).unwrap();
            run.insert(&need, "right", 0.0).unwrap();
            for wrong in 1..rank {
                run.insert(&need, &format!("wrong{wrong}"), 1.0).unwrap();
            }
        }
        evaluate(&qrels, &run, &[mrr()]).unwrap()
    }

    #[test]
    fn the_generator_is_the_published_one() {
        let mut random = SplitMix64(1_234_567);
        let expected = [
            6_457_827_717_110_365_317,
            3_203_168_211_198_807_973,
            9_817_491_932_198_370_423,
        ];
        assert_eq!(expected.map(|_| random.next()), expected);
    }

    #[test]
    fn equal_runs_differ_by_nothing() {
        let same = at_ranks(&[1, 2, 4]);
        let comparison = compare(&same, &same, mrr(), 7, 500).unwrap();
        assert_eq!(
            (comparison.mean_difference, comparison.low, comparison.high),
            (0.0, 0.0, 0.0)
        );
    }

    #[test]
    fn a_constant_gain_has_an_interval_without_width() {
        // 1 − 1/2 on every need, whichever are drawn.
        let comparison = compare(&at_ranks(&[2; 9]), &at_ranks(&[1; 9]), mrr(), 7, 500).unwrap();
        assert_eq!(
            (comparison.mean_difference, comparison.low, comparison.high),
            (0.5, 0.5, 0.5)
        );
    }

    #[test]
    fn the_interval_agrees_with_the_binomial() {
        // 100 needs, 50 gain ½ and 50 gain nothing: the resampled mean is half a binomial
        // share, ¼ ± 1.96 · ½ · √(½ · ½ / 100) = ¼ ± 0.049.
        let ranks: Vec<usize> = (0..100).map(|i| 1 + i % 2).collect();
        let comparison =
            compare(&at_ranks(&[2; 100]), &at_ranks(&ranks), mrr(), 7, 10_000).unwrap();
        assert_eq!(comparison.mean_difference, 0.25);
        assert!((comparison.low - 0.201).abs() < 0.006, "{comparison}");
        assert!((comparison.high - 0.299).abs() < 0.006, "{comparison}");
    }

    #[test]
    fn swapping_the_runs_flips_the_interval() {
        let (old, new) = (at_ranks(&[1, 2, 3, 4, 5]), at_ranks(&[2, 1, 1, 1, 5]));
        let there = compare(&old, &new, mrr(), 7, 999).unwrap();
        let back = compare(&new, &old, mrr(), 7, 999).unwrap();
        assert_eq!(there, compare(&old, &new, mrr(), 7, 999).unwrap());
        assert_eq!((there.low, there.high), (-back.high, -back.low));
        assert!(there.low < there.high);
        assert_ne!(there, compare(&old, &new, mrr(), 8, 999).unwrap());
    }

    #[test]
    fn what_cannot_be_compared_is_refused() {
        let (three, two) = (at_ranks(&[1, 2, 3]), at_ranks(&[1, 2]));
        let field = |error: crate::error::Error| error.field().unwrap().to_owned();
        assert_eq!(
            field(compare(&three, &two, mrr(), 1, 100).unwrap_err()),
            "evaluations"
        );
        assert_eq!(
            field(compare(&two, &two, mrr(), 1, 99).unwrap_err()),
            "resamples"
        );
        assert_eq!(
            field(compare(&two, &two, mrr(), 1, 1_000_001).unwrap_err()),
            "resamples"
        );
        let other = "map".parse().unwrap();
        assert_eq!(
            field(compare(&two, &two, other, 1, 100).unwrap_err()),
            "metric"
        );
    }

    #[test]
    fn a_comparison_prints_its_interval() {
        let comparison = compare(&at_ranks(&[2; 9]), &at_ranks(&[1; 9]), mrr(), 7, 500).unwrap();
        assert_eq!(
            comparison.to_string(),
            "mrr +0.5000 [+0.5000, +0.5000] over 9 needs"
        );
    }
}
