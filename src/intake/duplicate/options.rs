//! How similar is near, and the banding that follows from it.

use crate::error::{Error, Result, say};

/// Min-wise hashes per text, of which the bands use as many as fit.
pub(super) const HASHES: usize = 128;

/// Probability that a pair just at the threshold becomes a candidate, at least.
const RECALL_AT_THRESHOLD: f64 = 0.999;

/// Least threshold: at ½ two texts differ in as many shingles as they share.
const LEAST_THRESHOLD: f64 = 0.5;

/// Options of the search for near-duplicates.
///
/// # Example
/// ```
/// use qianxian::intake::duplicate::DuplicateOptions;
///
/// let options = DuplicateOptions::default().threshold(0.9)?;
/// assert!(options.recall(0.9) > 0.999);
/// assert!(options.recall(0.5) < 0.1);
/// # Ok::<(), qianxian::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct DuplicateOptions {
    threshold: f64,
}

impl Default for DuplicateOptions {
    /// A threshold of 0.8. Of two texts of n characters it lets one differ by a block of up to n/9
    /// characters replaced, by n/4 appended, or by about one scattered character in 27: the
    /// edits of somebody who sends a survey again, less than the distance between two
    /// needs written to the same form.
    fn default() -> Self {
        Self { threshold: 0.8 }
    }
}

impl DuplicateOptions {
    /// Sets the least similarity that counts, from 0.5 to 1; default 0.8.
    ///
    /// # Errors
    /// Invalid input if `threshold` is out of range or not a number.
    pub fn threshold(self, threshold: f64) -> Result<Self> {
        if !(LEAST_THRESHOLD..=1.0).contains(&threshold) {
            let repair = say!(
                "give a number from {LEAST_THRESHOLD} to 1",
                "请填{LEAST_THRESHOLD}至1之间的数"
            );
            return Err(Error::invalid("threshold", threshold, repair));
        }
        Ok(Self { threshold })
    }

    /// Probability that a pair of that similarity becomes a candidate, 1 − (1 − s^r)^b, taken
    /// over the choice of the hash functions; `similarity` from 0 to 1.
    ///
    /// At least 0.999 from the threshold upwards.
    #[must_use]
    pub fn recall(self, similarity: f64) -> f64 {
        candidate_probability(similarity, self.rows())
    }

    pub(super) fn least(self) -> f64 {
        self.threshold
    }

    /// Hashes per band: the most, so the fewest false candidates, that keep the recall.
    pub(super) fn rows(self) -> usize {
        let recalls =
            |&rows: &usize| candidate_probability(self.threshold, rows) >= RECALL_AT_THRESHOLD;
        // The most rows a band can have at that recall: longer bands share fewer unlike texts, so fewer
        // comparisons.
        (1..=HASHES).rev().find(recalls).unwrap_or(1)
    }
}

fn candidate_probability(similarity: f64, rows: usize) -> f64 {
    let power = |base: f64, exponent: usize| (0..exponent).fold(1.0, |product, _| product * base);
    1.0 - power(1.0 - power(similarity, rows), HASHES / rows)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::DuplicateOptions;

    #[test]
    fn the_default_banding_is_25_bands_of_5() {
        let options = DuplicateOptions::default();
        assert_eq!(options.rows(), 5);
        // 1 − (1 − 0.8⁵)²⁵ = 1 − 0.67232²⁵ = 1 − 0.0000488
        assert!((options.recall(0.8) - 0.999_951).abs() < 1e-6);
    }

    #[test]
    fn every_threshold_keeps_its_recall() {
        for percent in 50..=100 {
            let threshold = f64::from(percent) / 100.0;
            let options = DuplicateOptions::default().threshold(threshold).unwrap();
            assert!(options.recall(threshold) >= 0.999, "{threshold}");
        }
    }

    #[test]
    fn a_threshold_out_of_range_is_refused() {
        for wrong in [0.49, 1.01, -1.0, f64::NAN, f64::INFINITY] {
            let error = DuplicateOptions::default().threshold(wrong).unwrap_err();
            assert_eq!(error.field(), Some("threshold"));
        }
    }
}
