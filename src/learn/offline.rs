//! Estimates of a new policy's earnings, from the log of an old one.

use super::Estimate;
use super::feedback::check_propensity;
use crate::error::{Error, Result, say};

/// One choice of the old policy, with its reward.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct LoggedChoice {
    /// How likely the old policy was to choose this, above 0 and at most 1.
    pub propensity: f64,
    /// How likely the new policy is to choose it in the same place, from 0 to 1: 1 or 0 for one that is
    /// certain.
    pub new_probability: f64,
    /// Reward of the choice, finite; 0 for nothing.
    pub reward: f64,
}

/// Inverse propensity scores: the mean earnings of a new policy for each choice, from another policy's log.
///
/// A choice counts by the new policy's probability over the old one's (Horvitz and Thompson, JASA 1952), so
/// that the mean is right wherever the old policy could do all that the new one does and its
/// propensities are known. None of this holds for a log without randomness: a choice never tried is not
/// in it, and [`Warning`](super::Warning)s can only hint at that.
///
/// # Example
/// ```
/// use qianxian::learn::{LoggedChoice, OfflineLog};
///
/// // Two profiles were proposed at even odds; the first is liked always, the second never.
/// let choice = |i| LoggedChoice {
///     propensity: 0.5,
///     new_probability: if i % 2 == 0 { 0.9 } else { 0.1 }, // the new policy prefers the first
///     reward: if i % 2 == 0 { 1.0 } else { 0.0 },
/// };
/// let log = OfflineLog::new((0..400).map(choice).collect())?;
/// assert!((log.ips().value - 0.9).abs() < 1e-12);
/// assert!((log.self_normalised().value - 0.9).abs() < 1e-12);
/// assert!(log.ips().warnings.is_empty());
/// # Ok::<(), qianxian::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct OfflineLog {
    choices: Vec<LoggedChoice>,
    weights: Vec<f64>,
}

impl OfflineLog {
    /// Checks the choices.
    ///
    /// # Errors
    /// Invalid input if there are none, or one is out of range.
    pub fn new(choices: Vec<LoggedChoice>) -> Result<Self> {
        if choices.is_empty() {
            return Err(Error::invalid(
                "choices",
                "",
                say!("give at least one", "请至少给一个"),
            ));
        }
        for (number, choice) in choices.iter().enumerate() {
            check(choice)
                .map_err(|error| error.in_record(say!("choice {}", "第{}次选择", number + 1)))?;
        }
        let weight = |choice: &LoggedChoice| choice.new_probability / choice.propensity;
        let weights = choices.iter().map(weight).collect();
        Ok(Self { choices, weights })
    }

    /// The plain estimate: not biased, of a variance that grows with the weights.
    #[must_use]
    pub fn ips(&self) -> Estimate {
        self.estimate(&self.weights, false)
    }

    /// Weights above `most` count as `most` (Bottou et al., JMLR 14, 2013, section 4.3): less variance, and
    /// biased low for rewards that are not negative.
    ///
    /// # Errors
    /// Invalid input if `most` is not a positive number.
    pub fn clipped_ips(&self, most: f64) -> Result<Estimate> {
        check_most(most)?;
        let cut: Vec<f64> = self.weights.iter().map(|w| w.min(most)).collect();
        Ok(self.estimate(&cut, cut != self.weights))
    }

    /// The sum of weighted rewards by the sum of weights (Swaminathan and Joachims, NIPS 2015, section 4):
    /// a bias that vanishes with the samples, for a variance that rewards far from 0 do not blow up. Its
    /// standard error is that of a ratio, to first order.
    #[must_use]
    pub fn self_normalised(&self) -> Estimate {
        let above = self.rewards(&self.weights);
        let estimate = Estimate::ratio(&above, &self.weights, &self.weights);
        estimate.check_mean_weight(&self.weights)
    }

    fn estimate(&self, weights: &[f64], is_cut: bool) -> Estimate {
        let estimate = Estimate::mean(&self.rewards(weights), weights);
        estimate.check_mean_weight(&self.weights).clipped(is_cut)
    }

    fn rewards(&self, weights: &[f64]) -> Vec<f64> {
        let pairs = self.choices.iter().zip(weights);
        pairs
            .map(|(choice, weight)| choice.reward * weight)
            .collect()
    }
}

fn check(choice: &LoggedChoice) -> Result<()> {
    check_propensity(choice.propensity)?;
    if !(0.0..=1.0).contains(&choice.new_probability) {
        let repair = say!("give a probability from 0 to 1", "请给出0至1之间的概率");
        return Err(Error::invalid(
            "new_probability",
            choice.new_probability,
            repair,
        ));
    }
    if !choice.reward.is_finite() {
        return Err(Error::invalid(
            "reward",
            choice.reward,
            say!("give a finite number", "请给出有限的数"),
        ));
    }
    Ok(())
}

pub(super) fn check_most(most: f64) -> Result<()> {
    if most > 0.0 && most.is_finite() {
        return Ok(());
    }
    Err(Error::invalid(
        "most",
        most,
        say!("give a positive number, such as 10", "请给出正数，如 10"),
    ))
}
