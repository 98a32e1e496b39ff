//! Fixed-point numbers: why scores add up exactly and are the same bits everywhere.
//!
//! A feature's value is a [`Fraction`]: an integer number of 2⁻³⁰ in `0..=2³⁰`. Feature weights
//! are integers that sum to 2²⁰ ([`WEIGHT_ONE`]). A score is the integer Σ w·s in `0..=2⁵⁰`
//! ([`Points`]); divided by 2⁵⁰ it is an `f64` without rounding, and so is every part of it.
//! Sums of parts are therefore exact in any order, on any number of threads.

/// Bits of a [`Fraction`] after the binary point.
pub const FRACTION_BITS: u32 = 30;
/// Sum of all integer feature weights of one score.
pub const WEIGHT_ONE: u32 = 1 << 20;
/// Points of a full score: `WEIGHT_ONE × Fraction::ONE`.
pub const POINTS_ONE: u64 = (WEIGHT_ONE as u64) << FRACTION_BITS;

/// A value from 0 to 1, in steps of 2⁻³⁰.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Fraction(u32);

impl Fraction {
    /// 0.
    pub const ZERO: Self = Self(0);
    /// 1.
    pub const ONE: Self = Self(1 << FRACTION_BITS);
    /// ½.
    pub const HALF: Self = Self(1 << (FRACTION_BITS - 1));

    /// The nearest fraction to `value`; values outside 0 to 1 are clamped, `NaN` is 0.
    #[must_use]
    pub fn from_f64(value: f64) -> Self {
        // A float-to-integer cast saturates, and maps NaN to 0.
        #[expect(clippy::cast_possible_truncation, reason = "clamped to 0..=2^30 first")]
        let steps = (value.clamp(0.0, 1.0) * f64::from(Self::ONE.0)).round() as u32;
        Self(steps)
    }

    /// The fraction of that many steps, at most [`Fraction::ONE`].
    #[must_use]
    pub fn from_steps(steps: u64) -> Self {
        Self(u32::try_from(steps).map_or(Self::ONE.0, |s| s.min(Self::ONE.0)))
    }

    /// `part / whole`, rounded down; 1 if `part ≥ whole`, 0 if both are 0.
    #[must_use]
    pub fn ratio(part: u64, whole: u64) -> Self {
        if part == 0 {
            return Self::ZERO;
        }
        if part >= whole {
            return Self::ONE;
        }
        if part < 1 << (u64::BITS - FRACTION_BITS) {
            return Self::from_steps((part << FRACTION_BITS) / whole);
        }
        let steps = (u128::from(part) << FRACTION_BITS) / u128::from(whole);
        Self(u32::try_from(steps).unwrap_or(Self::ONE.0))
    }

    /// Steps of 2⁻³⁰.
    #[must_use]
    pub const fn steps(self) -> u32 {
        self.0
    }

    /// The value as a float, from 0 to 1, exactly.
    #[must_use]
    pub fn to_f64(self) -> f64 {
        f64::from(self.0) / f64::from(Self::ONE.0)
    }
}

/// Part of a score, in steps of 2⁻⁵⁰; a whole score is at most [`POINTS_ONE`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Points(pub u64);

impl Points {
    /// `weight · value`, with `weight` in steps of 2⁻²⁰.
    #[must_use]
    pub const fn of(weight: u32, value: Fraction) -> Self {
        Self(weight as u64 * value.0 as u64)
    }

    /// The points of a score that [`Self::to_f64`] gave, exactly.
    pub(crate) fn of_score(score: f64) -> Self {
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            clippy::cast_precision_loss,
            reason = "from 0 to 2^50, and whole: a product with a power of two is exact"
        )]
        let points = (score * POINTS_ONE as f64) as u64;
        Self(points)
    }

    /// As a float from 0 to 1, exactly.
    #[must_use]
    pub fn to_f64(self) -> f64 {
        debug_assert!(self.0 <= POINTS_ONE);
        #[expect(clippy::cast_precision_loss, reason = "at most 2^50, exact in an f64")]
        let (part, whole) = (self.0 as f64, POINTS_ONE as f64);
        part / whole
    }
}

impl std::ops::Add for Points {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        Self(self.0 + other.0)
    }
}

impl std::iter::Sum for Points {
    fn sum<I: Iterator<Item = Self>>(parts: I) -> Self {
        parts.fold(Self(0), std::ops::Add::add)
    }
}

/// Splits `total` into shares proportional to `parts` that sum to `total` exactly.
///
/// Largest remainder, ties to the earlier part; all shares are 0 if all parts are.
/// O(n log n).
#[must_use]
pub fn apportion(total: u64, parts: &[u64]) -> Vec<u64> {
    let sum: u128 = parts.iter().map(|&p| u128::from(p)).sum();
    if sum == 0 {
        return vec![0; parts.len()];
    }
    // Divided once: a division of 128 bits takes longer than all comparisons of the sort.
    let share = |&p: &u64| {
        let product = u128::from(p) * u128::from(total);
        (product / sum, product % sum)
    };
    let (mut shares, mut by_remainder) = (Vec::new(), Vec::new());
    for (at, (whole, remainder)) in parts.iter().map(share).enumerate() {
        shares.push(u64::try_from(whole).expect("at most the total"));
        by_remainder.push((std::cmp::Reverse(remainder), at));
    }
    let mut left = total - shares.iter().sum::<u64>();
    by_remainder.sort_unstable();
    for (_, at) in by_remainder {
        if left == 0 {
            break;
        }
        shares[at] += 1;
        left -= 1;
    }
    shares
}

/// A 64-bit hash of `bytes`: FNV-1a, finished by the mixer of SplitMix64 so that its high bits are as good as
/// its low ones. Fixed for ever: the same on every machine and in every version.
#[must_use]
pub fn hash64(bytes: &[u8]) -> u64 {
    let step = |hash: u64, &byte: &u8| (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3);
    let mut hash = bytes.iter().fold(0xcbf2_9ce4_8422_2325, step);
    hash = (hash ^ (hash >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    hash = (hash ^ (hash >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    hash ^ (hash >> 31)
}

/// Two-sided 95 % of the normal distribution.
pub(crate) const NORMAL_95: f64 = 1.959_963_984_540_054;

/// The 95 % score interval of a share of `count` cases (Wilson, JASA 1927), from 0 to 1; `count` is at least 1.
pub(crate) fn wilson(successes: u64, count: u64) -> (f64, f64) {
    #[expect(
        clippy::cast_precision_loss,
        reason = "a share of so many cases is as near as it gets"
    )]
    let (part, n) = (successes as f64, count as f64);
    let (z2, share) = (NORMAL_95 * NORMAL_95, part / n);
    let centre = (share + z2 / (2.0 * n)) / (1.0 + z2 / n);
    let spread = (share * (1.0 - share) / n + z2 / (4.0 * n * n)).sqrt();
    let half = NORMAL_95 * spread / (1.0 + z2 / n);
    ((centre - half).max(0.0), (centre + half).min(1.0))
}

#[cfg(test)]
mod tests {
    use super::{Fraction, POINTS_ONE, Points, WEIGHT_ONE, apportion, wilson};

    #[test]
    fn a_full_score_is_one() {
        assert_eq!(Points::of(WEIGHT_ONE, Fraction::ONE), Points(POINTS_ONE));
        assert_eq!(Points(POINTS_ONE).to_f64(), 1.0);
    }

    #[test]
    fn odd_floats_are_clamped() {
        assert_eq!(Fraction::from_f64(f64::NAN), Fraction::ZERO);
        assert_eq!(Fraction::from_f64(-1.0), Fraction::ZERO);
        assert_eq!(Fraction::from_f64(f64::INFINITY), Fraction::ONE);
        assert_eq!(Fraction::from_f64(0.5), Fraction::HALF);
    }

    #[test]
    fn ratio_covers_its_ends() {
        assert_eq!(Fraction::ratio(0, 0), Fraction::ZERO);
        assert_eq!(Fraction::ratio(3, 3), Fraction::ONE);
        assert_eq!(
            Fraction::ratio(u64::MAX - 1, u64::MAX).steps(),
            Fraction::ONE.steps() - 1
        );
    }

    #[test]
    fn shares_sum_to_the_total() {
        assert_eq!(apportion(10, &[1, 1, 1]), [4, 3, 3]);
        assert_eq!(apportion(5, &[0, 0]), [0, 0]);
        assert_eq!(apportion(7, &[]), Vec::<u64>::new());
        let shares = apportion(POINTS_ONE, &[u64::from(u32::MAX); 7]);
        assert_eq!(shares.iter().sum::<u64>(), POINTS_ONE);
    }

    #[test]
    fn wilson_agrees_with_a_worked_case() {
        // 8 of 10: (0.8 + 0.19207)/(1.38415) ± 1.95996·√(0.016 + 0.0096036)/1.38415.
        let (low, high) = wilson(8, 10);
        assert!(
            (low - 0.4902).abs() < 1e-4 && (high - 0.9433).abs() < 1e-4,
            "{low} {high}"
        );
        assert_eq!(wilson(0, 5).0, 0.0);
    }
}
