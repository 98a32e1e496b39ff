//! A figure that is all of a text: a cell of a survey, a bound of a condition.

use super::chars::{has, skip_blanks, trim_end};
use super::comparison::Comparison;
use super::context::is_sign;
use super::han::is_numeral;
use super::measure::{Kind, MeasureReader};
use super::unit::Unit;
use super::words;
use crate::model::fold::AlignedText;

/// Words behind a number that count and measure nothing.
const COUNTED: [&str; 14] = [
    "人次", "人", "名", "位", "家", "户", "个", "项", "件", "台", "套", "篇", "people", "persons",
];

/// Numbers that a text states as a whole, with their unit if it names one: `2.1%`, `500人以下`, `1.2亿元`, `5`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Figure {
    pub(crate) comparison: Comparison,
    /// The lower number, in `unit`.
    pub(crate) low: f64,
    /// The higher number, in `unit`.
    pub(crate) high: f64,
    /// `None` for a bare number.
    pub(crate) unit: Option<Unit>,
    /// It counts people or things.
    pub(crate) is_count: bool,
    /// A word of size (万, 亿) stands behind the number.
    pub(crate) is_multiplied: bool,
}

impl Figure {
    /// A bare number.
    pub(crate) fn plain(value: f64) -> Self {
        Self {
            comparison: Comparison::Equal,
            low: value,
            high: value,
            unit: None,
            is_count: false,
            is_multiplied: false,
        }
    }

    /// The figure that `text` is from its first to its last character; `None` if it says more, or no number.
    ///
    /// The numbers, units and comparing words are the ones of [`super::parse`]; a bare number and a count are read
    /// too, for the field says what they measure. Two bounds are one range: 2000万元以上1亿元以下. O(length).
    pub(crate) fn read(text: &str) -> Option<Self> {
        Self::one(text).or_else(|| Self::two_bounds(text))
    }

    /// The range of two bounds: 20人以上300人以下, 不少于20人且不超过300人, 20与100人之间.
    fn two_bounds(text: &str) -> Option<Self> {
        /// Most characters of such a text, as every place is tried.
        const LONGEST: usize = 40;
        // Most cells are words, and a ranking reads thousands of them.
        let bounds = |c: char| matches!(c, '以' | '之' | '不');
        let counts = |c: char| c.is_numeric() || is_numeral(c);
        if !text.contains(bounds) || !text.contains(counts) || text.chars().count() > LONGEST {
            return None;
        }
        // 以上 and 以下 take their end in, so that 含 says nothing more.
        let text = text.replace("（含）", "").replace("(含)", "");
        let (text, is_between) = match text.trim().strip_suffix("之间") {
            Some(rest) => (rest, true),
            None => (text.trim(), false),
        };
        if let Some(range) =
            Self::one(text).filter(|f| f.comparison == Comparison::Between || !is_between)
        {
            return Some(range);
        }
        let filling =
            |c: char| " ,，、且但并而又".contains(c) || matches!(c, '至' | '到' | '-' | '~' | '～');
        let mut places = text.char_indices().map(|(at, _)| at).skip(1);
        places.find_map(|at| {
            let (first, second) = text.split_at(at);
            let joined = |c: char| filling(c) || (is_between && matches!(c, '和' | '与'));
            let (low, high) = (
                Self::one(first.trim_end_matches(joined))?,
                Self::one(second)?,
            );
            let is_pair = |a, b| (low.comparison, high.comparison) == (a, b);
            let is_joined = is_between && first.ends_with(joined);
            if is_pair(Comparison::AtMost, Comparison::AtLeast) {
                return high.up_to(low);
            }
            let is_range = is_pair(Comparison::AtLeast, Comparison::AtMost)
                || (is_joined && is_pair(Comparison::Equal, Comparison::Equal));
            is_range.then(|| low.up_to(high)).flatten()
        })
    }

    /// The range from one figure to a higher one, in one unit.
    fn up_to(self, high: Self) -> Option<Self> {
        let yuan = || Unit::parse("元").ok();
        // 2000万以上1亿元以下: the sizes are written out, so the unit left is the yuan.
        let own = |figure: Self| {
            figure
                .unit
                .or_else(|| yuan().filter(|_| figure.is_multiplied))
        };
        let (unit, most) = match (self.unit, high.unit) {
            (None, None) if self.is_multiplied == high.is_multiplied || self.low == 0.0 => {
                (None, high.high)
            }
            (None, None) => return None,
            _ => {
                let (from, to) = (own(self)?, own(high)?);
                (Some(from), to.convert(high.high, from)?)
            }
        };
        (self.low <= most).then_some(Self {
            comparison: Comparison::Between,
            low: self.low,
            high: most,
            unit,
            is_count: self.is_count || high.is_count,
            is_multiplied: self.is_multiplied,
        })
    }

    /// The figure of one measure.
    fn one(text: &str) -> Option<Self> {
        let folded = AlignedText::new(text.trim());
        let chars = trim_end(&folded.chars);
        let begins = |at: usize| {
            let c = chars[at];
            c.is_ascii_digit() || is_numeral(c) || (matches!(c, '-' | '+') && is_sign(chars, at))
        };
        let at = (0..chars.len()).find(|&at| begins(at))?;
        let currency = at
            .checked_sub(1)
            .filter(|&at| matches!(chars[at], '¥' | '￥'));
        let lead = trim_end(&chars[..currency.unwrap_or(at)]);
        let before = match words::before(lead) {
            Some((comparison, 0)) => Some(comparison),
            None if lead.is_empty() => None,
            _ => return None,
        };
        let reader = MeasureReader { chars, floor: 0 };
        let measure = reader.measure(at)?;
        let mut end = measure.end;
        let mut unit = measure.unit.map(|found| found.unit);
        if currency.is_some() && unit.is_none() {
            unit = Unit::parse("元").ok();
        }
        let place = skip_blanks(chars, end);
        let counted = COUNTED.iter().find(|word| has(chars, place, word));
        let counted = counted.filter(|_| {
            measure
                .unit
                .is_none_or(|found| found.unit.dimension().is_count())
        });
        if let Some(word) = counted {
            end = place + word.chars().count();
        }
        let mut behind = None;
        if let Some((comparison, after)) = words::behind(chars, end) {
            (behind, end) = (Some(comparison), after);
        }
        if skip_blanks(chars, end) < chars.len() {
            return None;
        }
        let is_count = counted.is_some() || unit.is_some_and(|unit| unit.dimension().is_count());
        let (low, high) = (measure.low, measure.high);
        let base = unit.map_or((low, high), |unit| (unit.to_base(low), unit.to_base(high)));
        (base.0.is_finite() && base.1.is_finite()).then_some(Self {
            comparison: match measure.kind {
                Kind::Tolerance => Comparison::Tolerance,
                Kind::Within => Comparison::Within,
                Kind::Range => Comparison::Between,
                Kind::One => words::joined(before, behind).unwrap_or(match measure.first.more {
                    true => Comparison::MoreThan,
                    false => Comparison::Equal,
                }),
            },
            low,
            high,
            unit: unit.filter(|_| !is_count),
            is_count,
            is_multiplied: measure.first.multiplier != 1.0,
        })
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::{Comparison, Figure};

    fn base(text: &str) -> Option<(Comparison, f64, f64)> {
        let found = Figure::read(text)?;
        let to_base = |value| found.unit.map_or(value, |unit| unit.to_base(value));
        Some((found.comparison, to_base(found.low), to_base(found.high)))
    }

    #[test]
    fn cells_are_figures_as_a_whole() {
        use Comparison::{AtLeast, AtMost, Between, Equal, MoreThan};
        for (text, wanted) in [
            ("2.1%", (Equal, 0.021, 0.021)),
            ("３", (Equal, 3.0, 3.0)),
            ("3％", (Equal, 0.03, 0.03)),
            ("-5", (Equal, -5.0, -5.0)),
            ("1,200万元", (Equal, 1.2e7, 1.2e7)),
            ("1.2亿元", (Equal, 1.2e8, 1.2e8)),
            ("500人", (Equal, 500.0, 500.0)),
            ("500人以下", (AtMost, 500.0, 500.0)),
            ("不低于3%", (AtLeast, 0.03, 0.03)),
            ("120余人", (MoreThan, 120.0, 120.0)),
            ("50-100人", (Between, 50.0, 100.0)),
            ("3%到5%", (Between, 0.03, 0.05)),
            ("百分之三", (Equal, 0.03, 0.03)),
            ("¥5000", (Equal, 5000.0, 5000.0)),
            ("3万人", (Equal, 30_000.0, 30_000.0)),
            ("1e5", (Equal, 100_000.0, 100_000.0)),
            ("2000万元以上1亿元以下", (Between, 2e7, 1e8)),
            ("2000万元（含）以上1亿元（含）以下", (Between, 2e7, 1e8)),
            ("2000万以上1亿元以下", (Between, 2e7, 1e8)),
            ("2000万元-1亿元", (Between, 2e7, 1e8)),
            ("20人以上、300人以下", (Between, 20.0, 300.0)),
            ("20以上至300人以下", (Between, 20.0, 300.0)),
            ("不少于20人且不超过300人", (Between, 20.0, 300.0)),
            ("300人以下20人以上", (Between, 20.0, 300.0)),
            ("20与100人之间", (Between, 20.0, 100.0)),
            ("20至100人之间", (Between, 20.0, 100.0)),
        ] {
            let found = base(text).unwrap_or_else(|| panic!("{text} is a figure"));
            assert_eq!(found.0, wanted.0, "{text}");
            assert!(
                (found.1 - wanted.1).abs() <= 1e-9 * wanted.1.abs(),
                "{text}: {found:?}"
            );
            assert!(
                (found.2 - wanted.2).abs() <= 1e-9 * wanted.2.abs(),
                "{text}: {found:?}"
            );
        }
    }

    #[test]
    fn other_texts_are_none() {
        for text in [
            "",
            "是",
            "中型",
            "约定",
            "A3楼",
            "3级乙等",
            "2020-01-01",
            "1e400",
            "3%和5",
            "300人以上20人以下",
            "3以上5万以下",
            "2000万元以上5人以下",
            "20人以上，合规经营",
            "—",
        ] {
            assert_eq!(base(text), None, "{text}");
        }
    }
}
