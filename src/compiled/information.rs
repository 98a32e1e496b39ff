//! The information of a need: its terms that name something, each with a share; the figure behind a fit.
//!
//! A score orders profiles; it does not say whether the best is about the need at all. Coverage does. The terms of a
//! need that name something (words, pairs of characters inside or between words, codes; no single characters, function
//! words or boilerplate) each carry information `u = (v·r/r₁)^¾`, for the weight v and rarity r of a query; a term that
//! no document has is as rare as a term can be. A profile covers the terms that stand anywhere in its documents. Its
//! coverage is Σ u over the covered terms by the square root of Σ u over all of the need's: a long need shares a smaller
//! part of its words with its best match than a short one, and the root makes up for that (see the page on quality,
//! "Fit", for the measurement and the forms that did worse).
//!
//! Sums are of integers, so that a fit is the same on every machine, for every order of terms and segments.

/// Steps of information in a term of weight 1 and greatest rarity.
const INFORMATION_ONE: f64 = 1024.0;

/// What a profile covers of a need.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Coverage {
    /// Information of the terms that the profile has, in steps of [`INFORMATION_ONE`].
    pub(crate) covered: u64,
    /// Information of all terms of the need.
    pub(crate) whole: u64,
}

impl Coverage {
    /// Whether covered by the root of the whole is at least `line`, in steps of 2⁻¹⁰.
    pub(crate) fn reaches(self, line: u64) -> bool {
        // covered/1024 ≥ line/1024 · √(whole/1024), squared.
        let covered = u128::from(self.covered) * u128::from(self.covered) * 1024;
        covered >= u128::from(line) * u128::from(line) * u128::from(self.whole)
    }

    /// The least covered information that [reaches](Self::reaches) `line` of a need of `whole`; at least 1.
    pub(crate) fn least(line: u64, whole: u64) -> u64 {
        // The square must be line²·whole/1024 or more: the root of one less, and one.
        let square = (u128::from(line) * u128::from(line) * u128::from(whole)).div_ceil(1024);
        let least = square.saturating_sub(1).isqrt() + 1;
        // The root of 128 bits has 64.
        u64::try_from(least).unwrap_or(u64::MAX)
    }

    /// The part of the need's information that is covered, from 0 to 1.
    #[expect(clippy::cast_precision_loss, reason = "a share to be shown")]
    pub(crate) fn share(self) -> f64 {
        if self.whole == 0 {
            return 0.0;
        }
        // A synonym covers what is no term of the need itself.
        (self.covered as f64 / self.whole as f64).min(1.0)
    }
}

/// The information of a term: `share` is its weight and rarity by the rarity of a term of one document.
pub(super) fn information(share: f64) -> u32 {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a weight is below 2^10"
    )]
    let steps = steps_of_information(share).round() as u32;
    steps
}

/// The [`information`] of a term before it is rounded.
pub(super) fn steps_of_information(share: f64) -> f64 {
    // x^¾ as two roots, which have the same bits on every machine.
    let root = share.sqrt();
    root * root.sqrt() * INFORMATION_ONE
}

#[cfg(test)]
mod tests {
    use super::Coverage;

    #[test]
    fn the_least_that_reaches_a_line_does_and_one_less_does_not() {
        for line in [1, 768, 1280] {
            for whole in [0, 1, 2, 1023, 1024, 1025, 65_536, 3_141_592, 1 << 40] {
                let least = Coverage::least(line, whole);
                let reaches = |covered| covered > 0 && Coverage { covered, whole }.reaches(line);
                assert!(reaches(least), "{line} of {whole}: {least}");
                assert!(!reaches(least - 1), "{line} of {whole}: {least}");
            }
        }
    }
}
