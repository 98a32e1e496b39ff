//! The probability that a match of a given score succeeds.

use serde::{Deserialize, Serialize};

use super::isotonic::{PooledBlock, blocks};
use crate::error::{Bilingual, Error, Result, Wording, displays_wording, say};
use crate::model::NeedId;
use crate::num::wilson;

/// Fewest outcomes of either sort to learn from.
const LEAST_OF_EACH: usize = 15;

/// How one match ended.
#[derive(Clone, Debug, PartialEq)]
pub struct Ended {
    /// The need.
    pub need: NeedId,
    /// The score of the match, from 0 to 1.
    pub score: f64,
    /// Whether it succeeded; see [`MatchOutcome::success`](super::MatchOutcome::success).
    pub success: bool,
}

/// Probability of success as a function of the score: non-decreasing, in steps.
///
/// Fitted by isotonic regression. Within a step the probability is that step's share of successes; between
/// the last score of one and the first of the next it is drawn straight; below the first and above the
/// last it stays: nothing is claimed of scores never seen. Each step says how many outcomes it rests on
/// and its 95 % interval (Wilson, JASA 1927), which holds for the step on its own: pooling chose its ends,
/// so that steps of few outcomes look somewhat surer than they are. It speaks of pairs that were proposed
/// and ended, like the pairs it was fitted to, not of pairs drawn at random.
///
/// # Example
/// ```
/// use qianxian::learn::{Ended, SuccessCurve};
/// use qianxian::model::NeedId;
///
/// let ended = |i: usize| Ok(Ended {
///     need: NeedId::new(format!("n{i}"))?,
///     score: if i % 2 == 0 { 0.3 } else { 0.6 },
///     success: i % 5 < 1 + 2 * (i % 2), // a fifth succeed at 0.3, three fifths at 0.6
/// });
/// let ended: Vec<Ended> = (0..100).map(ended).collect::<qianxian::Result<_>>()?;
/// let curve = SuccessCurve::fit(&ended)?;
/// assert_eq!([0.0, 0.3, 0.6, 1.0].map(|score| curve.probability(score)), [0.2, 0.2, 0.6, 0.6]);
/// assert!((curve.probability(0.45) - 0.4).abs() < 1e-12);
/// assert!(SuccessCurve::fit(&ended[..20]).is_err()); // too few
/// # Ok::<(), qianxian::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "Vec<SuccessStep>", into = "Vec<SuccessStep>")]
pub struct SuccessCurve(Vec<SuccessStep>);

/// A range of scores with one probability of success.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct SuccessStep {
    /// Lowest score seen in it, from 0 to 1.
    pub from: f64,
    /// Highest score seen in it, from 0 to 1.
    pub to: f64,
    /// Number of outcomes in it, at least 1.
    pub count: u32,
    /// Number of outcomes in it that are successes, at most `count`.
    pub successes: u32,
    /// `successes / count`, from 0 to 1.
    pub probability: f64,
    /// Lower end of the 95 % interval of the probability, from 0 to 1.
    pub low: f64,
    /// Upper end of the 95 % interval of the probability, from 0 to 1.
    pub high: f64,
}

impl SuccessStep {
    fn of(block: &PooledBlock) -> Self {
        let (low, high) = wilson(block.successes.into(), block.count.into());
        Self {
            from: block.from,
            to: block.to,
            count: block.count,
            successes: block.successes,
            probability: f64::from(block.successes) / f64::from(block.count),
            low,
            high,
        }
    }

    fn is_sound(&self) -> bool {
        let block = PooledBlock {
            from: self.from,
            to: self.to,
            count: self.count,
            successes: self.successes,
        };
        self.from <= self.to
            && self.successes <= self.count
            && self.count > 0
            && Self::of(&block) == *self
    }
}

impl SuccessCurve {
    /// Fits a curve to how matches ended. O(n log n); the order given does not matter.
    ///
    /// # Errors
    /// Invalid input if fewer than 15 succeeded or fewer than 15 failed (the error says how many are
    /// missing), or a score is not finite.
    pub fn fit(ended: &[Ended]) -> Result<Self> {
        check_scores(ended)?;
        let successes = ended.iter().filter(|e| e.success).count();
        for (found, sort) in [
            (successes, say!("succeeded", "成功")),
            (ended.len() - successes, say!("failed", "失败")),
        ] {
            // With few of one sort the last step is always 0 or 1, which nobody should act on.
            if found < LEAST_OF_EACH {
                let repair = say!(
                    "collect {} more that {sort}: a curve wants {LEAST_OF_EACH} of each",
                    "请再收集{}个{sort}的结果：曲线要求成功、失败各{LEAST_OF_EACH}个",
                    LEAST_OF_EACH - found;
                    sort
                );
                let shown = format!("{found}/{}", ended.len());
                return Err(Error::invalid("outcomes", shown, repair));
            }
        }
        Ok(Self::of(ended))
    }

    /// Whatever the numbers.
    pub(super) fn of(ended: &[Ended]) -> Self {
        let points: Vec<(f64, bool)> = ended.iter().map(|e| (e.score, e.success)).collect();
        Self(blocks(&points).iter().map(SuccessStep::of).collect())
    }

    /// The probability at `score`, by the rules above; 0 on a curve of no steps, which no fit makes.
    ///
    /// # Example
    /// ```
    /// use qianxian::learn::{Ended, SuccessCurve};
    /// use qianxian::model::NeedId;
    ///
    /// // Below ½ every match failed, above it every one succeeded.
    /// let ended = |n: u32| -> qianxian::Result<Ended> {
    ///     let score = f64::from(n) / 40.0;
    ///     Ok(Ended { need: NeedId::new("n1")?, score, success: score > 0.5 })
    /// };
    /// let curve = SuccessCurve::fit(&(0..40).map(ended).collect::<qianxian::Result<Vec<_>>>()?)?;
    /// assert_eq!((curve.probability(0.1), curve.probability(0.9)), (0.0, 1.0));
    /// # Ok::<(), qianxian::Error>(())
    /// ```
    #[must_use]
    pub fn probability(&self, score: f64) -> f64 {
        let after = self.0.partition_point(|step| step.to < score);
        let (Some(next), before) = (self.0.get(after), after.checked_sub(1)) else {
            return self.0.last().map_or(0.0, |step| step.probability);
        };
        match before.map(|i| self.0[i]) {
            Some(before) if score < next.from => {
                // Between two steps nothing was observed; a straight line keeps the curve monotone and
                // continuous.
                let way = (score - before.to) / (next.from - before.to);
                before.probability + way * (next.probability - before.probability)
            }
            _ => next.probability,
        }
    }

    /// The steps, by score ascending.
    #[must_use]
    pub fn steps(&self) -> &[SuccessStep] {
        &self.0
    }
}

pub(super) fn check_scores(ended: &[Ended]) -> Result<()> {
    match ended.iter().find(|e| !e.score.is_finite()) {
        Some(wrong) => {
            let error = Error::invalid(
                "score",
                wrong.score,
                say!("give a finite number", "请给出有限的数"),
            );
            Err(error.in_record(say!("need {}", "需求 {}", wrong.need)))
        }
        None => Ok(()),
    }
}

impl TryFrom<Vec<SuccessStep>> for SuccessCurve {
    type Error = Error;
    fn try_from(steps: Vec<SuccessStep>) -> Result<Self> {
        let rises = |pair: &[SuccessStep]| {
            pair[0].to < pair[1].from && pair[0].probability < pair[1].probability
        };
        if steps.is_empty()
            || !steps.iter().all(SuccessStep::is_sound)
            // A stored curve may be edited by hand; look-ups search it and need its order.
            || !steps.windows(2).all(rises)
        {
            let shown = format!("{} steps", steps.len());
            let repair = say!(
                "give steps of rising score and probability, as a fit writes them",
                "请给出得分和概率递增的台阶，如拟合所写"
            );
            return Err(Error::invalid("steps", shown, repair));
        }
        Ok(Self(steps))
    }
}

impl From<SuccessCurve> for Vec<SuccessStep> {
    fn from(curve: SuccessCurve) -> Self {
        curve.0
    }
}

impl Bilingual for SuccessCurve {
    fn wording(&self) -> Wording {
        let head = say!(
            "score          probability  95 % interval   outcomes",
            "得分             成功概率     95% 区间        结果"
        );
        let step = |step: &SuccessStep| {
            let SuccessStep {
                from,
                to,
                count,
                successes,
                probability,
                low,
                high,
            } = step;
            let line =
                format!("{from:.3} – {to:.3}        {probability:.3}  {low:.3} – {high:.3}   ");
            say!(
                "{line}{successes} of {count}",
                "{line}{count}个中成功{successes}个"
            )
        };
        let lines: Vec<Wording> = std::iter::once(head)
            .chain(self.0.iter().map(step))
            .collect();
        Wording::joined(&lines, ("\n", "\n"))
    }
}

displays_wording!(SuccessCurve);

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::{Ended, SuccessCurve};
    use crate::model::NeedId;

    fn ended(score: f64, success: bool) -> Ended {
        Ended {
            need: NeedId::new("n").unwrap(),
            score,
            success,
        }
    }

    #[test]
    fn too_few_of_either_sort_are_refused_with_what_is_missing() {
        let mut all: Vec<Ended> = (0..100).map(|i| ended(f64::from(i), false)).collect();
        all.extend((0..11).map(|i| ended(f64::from(i), true)));
        let error = SuccessCurve::fit(&all).unwrap_err().to_string();
        assert!(error.contains("4 more that succeeded"), "{error}");
        all.extend((0..4).map(|i| ended(f64::from(i), true)));
        assert!(SuccessCurve::fit(&all).is_ok());
        all.push(ended(f64::NAN, true));
        assert!(SuccessCurve::fit(&all).is_err());
    }

    #[test]
    fn probabilities_rise_stay_beyond_the_ends_and_are_drawn_between() {
        let all: Vec<Ended> = (0..200)
            .map(|i| ended(f64::from(i % 20) / 20.0, (i * 7) % 20 < i % 20))
            .collect();
        let curve = SuccessCurve::fit(&all).unwrap();
        let mut last = 0.0;
        for i in -10..=1_010 {
            let probability = curve.probability(f64::from(i) / 1_000.0);
            assert!((last..=1.0).contains(&probability), "{i}");
            last = probability;
        }
        let (first, end) = (curve.steps()[0], curve.steps().last().unwrap());
        assert_eq!(curve.probability(-5.0), first.probability);
        assert_eq!(curve.probability(5.0), end.probability);
    }

    #[test]
    fn json_reads_back_and_is_checked() {
        let all: Vec<Ended> = (0..60)
            .map(|i| ended(f64::from(i), i % 3 < i / 20))
            .collect();
        let curve = SuccessCurve::fit(&all).unwrap();
        let json = serde_json::to_string(&curve).unwrap();
        assert_eq!(serde_json::from_str::<SuccessCurve>(&json).unwrap(), curve);
        assert!(serde_json::from_str::<SuccessCurve>("[]").is_err());
        let wrong = json.replacen("\"probability\":0.", "\"probability\":0.9", 1);
        assert!(wrong != json && serde_json::from_str::<SuccessCurve>(&wrong).is_err());
    }
}
