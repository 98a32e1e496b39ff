//! How a statement compares its property with its numbers.

use crate::model::spelled::spelled;

/// Two numbers that differ by less than this part of the larger are equal: the error of unit conversion in `f64`, with
/// room.
pub const RELATIVE_TOLERANCE: f64 = 1e-9;

/// `about 5` is taken as 5 ± 5 %.
const ABOUT: f64 = 0.05;

spelled! {
    /// Comparison of a property with one number or two.
    pub enum Comparison as "comparison" {
        /// The value itself: `厚度 5 mm`, `a density of 1.8 g/cm³`.
        Equal = "equal" | "等于",
        /// Near the value, ± 5 %: 约, 左右, about.
        About = "about" | "约",
        /// ≥, 不低于, 以上, at least.
        AtLeast = "at_least" | "不低于",
        /// >, 大于, 超过, more than.
        MoreThan = "more_than" | "大于",
        /// ≤, 不超过, 以内, at most.
        AtMost = "at_most" | "不高于",
        /// <, 小于, 低于, less than.
        LessThan = "less_than" | "小于",
        /// From one value to another: 5~10, between 5 and 10.
        Between = "between" | "区间",
        /// A value with its tolerance: 50 ± 0.5.
        Within = "within" | "公差",
        /// A tolerance alone: ± 0.02, which bounds the size of an error.
        Tolerance = "tolerance" | "偏差",
        /// Rises to the value: 达到, 提高到, reaches. Asked for, at least that; stated, that.
        Reaches = "reaches" | "达到",
        /// Falls to the value: 降至, 缩短到, reduced to. Asked for, at most that; stated, that.
        FallsTo = "falls_to" | "降至",
        /// Up to the value, which is reached: up to, 最高, maximum. Asked for, at least that of what is better the more there
        /// is (载荷), at most that of what is better the less (噪声).
        UpTo = "up_to" | "至多达",
        /// Better than the value, of a property of which it is not known which values are better: 优于, better than.
        BetterThan = "better_than" | "优于",
        /// As good as the value or better, of such a property: 不劣于, no worse than.
        NoWorseThan = "no_worse_than" | "不劣于",
    }
}

impl Comparison {
    /// The values that a statement leaves open.
    #[must_use]
    pub fn interval(self, low: f64, high: f64) -> Interval {
        let (low, high) = match self {
            Self::Equal | Self::Reaches | Self::FallsTo | Self::Between | Self::Within => {
                (End::Closed(low), End::Closed(high))
            }
            Self::About => (
                End::Closed(low - ABOUT * low.abs()),
                End::Closed(high + ABOUT * high.abs()),
            ),
            Self::AtLeast => (End::Closed(low), End::Unbounded),
            Self::MoreThan => (End::Open(low), End::Unbounded),
            Self::AtMost | Self::Tolerance | Self::UpTo => (End::Unbounded, End::Closed(high)),
            Self::LessThan => (End::Unbounded, End::Open(high)),
            Self::BetterThan | Self::NoWorseThan => (End::Unbounded, End::Unbounded),
        };
        Interval { low, high }
    }

    /// The values that would do, if the statement is a demand; `None` if it demands nothing (a plain or approximate
    /// value in a need describes the present state), or if it is not known which values are better.
    #[must_use]
    pub fn required(self, low: f64, high: f64) -> Option<Interval> {
        match self {
            Self::Equal | Self::About | Self::BetterThan | Self::NoWorseThan | Self::UpTo => None,
            Self::Reaches => Some(Self::AtLeast.interval(low, high)),
            Self::FallsTo => Some(Self::AtMost.interval(low, high)),
            Self::AtLeast
            | Self::AtMost
            | Self::MoreThan
            | Self::LessThan
            | Self::Between
            | Self::Within
            | Self::Tolerance => Some(self.interval(low, high)),
        }
    }

    /// The values that may hold, if the statement is a claim.
    #[must_use]
    pub fn claimed(self, low: f64, high: f64) -> Interval {
        match self {
            Self::Tolerance => Self::Equal.interval(low, high),
            Self::Equal
            | Self::About
            | Self::AtLeast
            | Self::MoreThan
            | Self::AtMost
            | Self::LessThan
            | Self::Between
            | Self::Within
            | Self::Reaches
            | Self::FallsTo
            | Self::UpTo
            | Self::BetterThan
            | Self::NoWorseThan => self.interval(low, high),
        }
    }

    /// Whether a need that says so demands something, judged or not.
    pub(super) fn is_demand(self) -> bool {
        !matches!(self, Self::Equal | Self::About)
    }

    /// Whether a claim says that the high end itself was reached.
    pub(super) fn attains(self) -> bool {
        self == Self::UpTo
    }
}

/// One end of an [`Interval`].
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum End {
    /// The interval goes on for ever.
    Unbounded,
    /// The value belongs to it.
    Closed(f64),
    /// The value does not belong to it.
    Open(f64),
}

/// A range of values in base units.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Interval {
    /// Lower end.
    pub low: End,
    /// Upper end.
    pub high: End,
}

/// Whether the two are equal within [`RELATIVE_TOLERANCE`].
#[must_use]
pub fn nearly_equal(a: f64, b: f64) -> bool {
    (a - b).abs() <= RELATIVE_TOLERANCE * a.abs().max(b.abs())
}

impl Interval {
    /// Whether `value` lies in it.
    #[must_use]
    pub fn contains(self, value: f64) -> bool {
        let point = Self {
            low: End::Closed(value),
            high: End::Closed(value),
        };
        point.is_within(self)
    }

    /// Whether all of it lies in `other`.
    #[must_use]
    pub fn is_within(self, other: Self) -> bool {
        covers(other.high, self.high, |mine, theirs| mine < theirs)
            && covers(other.low, self.low, |mine, theirs| mine > theirs)
    }

    /// Whether no value lies in both.
    #[must_use]
    pub fn is_apart_from(self, other: Self) -> bool {
        ends_before(self.high, other.low) || ends_before(other.high, self.low)
    }
}

/// Whether the end `inner` keeps inside `outer`; `inside` compares two values that are not equal.
fn covers(outer: End, inner: End, inside: impl Fn(f64, f64) -> bool) -> bool {
    let (bound, open) = match outer {
        End::Unbounded => return true,
        End::Closed(bound) => (bound, false),
        End::Open(bound) => (bound, true),
    };
    match inner {
        End::Unbounded => false,
        End::Closed(value) if nearly_equal(value, bound) => !open,
        End::Open(value) if nearly_equal(value, bound) => true,
        End::Closed(value) | End::Open(value) => inside(value, bound),
    }
}

/// Whether all that `high` ends is below all that `low` begins.
fn ends_before(high: End, low: End) -> bool {
    let (a, a_open) = match high {
        End::Unbounded => return false,
        End::Closed(a) => (a, false),
        End::Open(a) => (a, true),
    };
    let (b, b_open) = match low {
        End::Unbounded => return false,
        End::Closed(b) => (b, false),
        End::Open(b) => (b, true),
    };
    // Two closed ends that meet share the point, so the intervals are not apart.
    if nearly_equal(a, b) {
        a_open || b_open
    } else {
        a < b
    }
}

#[cfg(test)]
mod tests {
    use super::{Comparison as C, nearly_equal};

    #[test]
    fn strict_bounds_leave_their_value_out() {
        let more = C::MoreThan.interval(5.0, 5.0);
        let point = C::Equal.interval(5.0, 5.0);
        assert!(!point.is_within(more) && point.is_apart_from(more));
        assert!(point.is_within(C::AtLeast.interval(5.0, 5.0)));
        assert!(more.is_within(C::AtLeast.interval(5.0, 5.0)));
        assert!(!C::AtLeast.interval(5.0, 5.0).is_within(more));
    }

    #[test]
    fn overlaps_are_neither_within_nor_apart() {
        let (claim, need) = (
            C::Between.interval(60.0, 70.0),
            C::AtLeast.interval(65.0, 65.0),
        );
        assert!(!claim.is_within(need) && !claim.is_apart_from(need));
    }

    #[test]
    fn what_conversion_loses_does_not_decide() {
        assert!(nearly_equal(0.1 + 0.2, 0.3));
        assert!(C::AtLeast.interval(0.3, 0.3).contains(0.1 + 0.2));
        assert!(!C::MoreThan.interval(0.3, 0.3).contains(0.1 + 0.2));
        assert!(!nearly_equal(1.0, 1.000_001));
    }
}
