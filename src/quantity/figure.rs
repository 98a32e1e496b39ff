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
    /// too, for the field says what they measure. O(length).
    pub(crate) fn read(text: &str) -> Option<Self> {
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
            "—",
        ] {
            assert_eq!(base(text), None, "{text}");
        }
    }
}
