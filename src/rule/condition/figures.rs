//! Figures and days against their bounds.

use std::sync::LazyLock;

use super::gap::Gap;
use crate::model::{ConditionOperator, Date};
use crate::quantity::{Comparison, Dimension, Figure, Interval, Unit};

/// 万元 in yuan.
const TEN_THOUSAND: f64 = 1e4;

/// The values that would do, of a bound from `low` to `high`.
fn wanted(operator: ConditionOperator, low: f64, high: f64) -> Interval {
    match operator {
        ConditionOperator::AtLeast => Comparison::AtLeast.interval(low, low),
        ConditionOperator::MoreThan => Comparison::MoreThan.interval(high, high),
        ConditionOperator::AtMost => Comparison::AtMost.interval(high, high),
        ConditionOperator::LessThan => Comparison::LessThan.interval(low, low),
        ConditionOperator::OneOf | ConditionOperator::NoneOf => {
            Comparison::Between.interval(low, high)
        }
    }
}

/// Whether all that a statement leaves open would do, or none of it.
fn decided(stated: Interval, wanted: Interval) -> Result<bool, Gap> {
    if stated.is_within(wanted) {
        Ok(true)
    } else if stated.is_apart_from(wanted) {
        Ok(false)
    } else {
        Err(Gap::Overlaps)
    }
}

/// The unit that a heading names in brackets: 资产总额（万元）.
pub(super) fn heading_unit(name: &str) -> Option<Unit> {
    let open = name.rfind(['(', '（'])?;
    let inner = name[open..].trim_start_matches(['(', '（']);
    let inner = inner.trim_end().strip_suffix([')', '）'])?;
    let inner = inner
        .trim()
        .trim_start_matches("单位")
        .trim_start_matches([':', '：']);
    Unit::parse(inner).ok()
}

pub(super) fn is_share(unit: Unit) -> bool {
    unit.dimension() == Dimension::NONE
}

pub(super) fn is_money(unit: Unit) -> bool {
    yuan().is_some_and(|yuan| yuan.dimension() == unit.dimension())
}

/// The units of money, read once: a need is compared with the conditions of thousands of products.
static MONEY: LazyLock<Option<(Unit, Unit)>> =
    LazyLock::new(|| Unit::parse("元").ok().zip(Unit::parse("万元").ok()));

fn yuan() -> Option<Unit> {
    MONEY.map(|(yuan, _)| yuan)
}

fn ten_thousand_yuan() -> Option<Unit> {
    MONEY.map(|(_, ten_thousand)| ten_thousand)
}

/// `figure` with the unit of its heading, if it has none itself.
fn headed(figure: Figure, heading: Option<Unit>) -> Figure {
    let Some(unit) = heading.filter(|_| figure.unit.is_none() && !figure.is_count) else {
        return figure;
    };
    // 500万 below 注册资本（万元）: the size is written out, so the unit left is the yuan.
    let unit = if figure.is_multiplied && is_money(unit) {
        yuan()
    } else {
        Some(unit)
    };
    Figure { unit, ..figure }
}

/// Words of a bound.
const BOUNDS: [&str; 16] = [
    "以上", "以下", "以内", "之间", "之内", "超过", "低于", "高于", "少于", "大于", "小于", "不足",
    "至少", "至多", "介于", "至",
];

/// Whether a text sets a bound in words and numbers, and is none that is understood.
pub(super) fn is_unread_bound(text: &str) -> bool {
    let has_number = || text.contains(|c: char| c.is_numeric());
    let has_word = BOUNDS.iter().any(|word| text.contains(word));
    has_word && has_number() && Figure::read(text).is_none()
}

/// Whether a figure can be nothing but a measure, a count or a bound; a bare number may be a name.
pub(super) fn is_measure(figure: &Figure) -> bool {
    figure.unit.is_some() || figure.is_count || figure.comparison != Comparison::Equal
}

/// A stated figure or a bound, with the unit of its heading.
#[derive(Clone, Copy, Debug)]
pub(super) struct HeadedFigure {
    pub(super) figure: Figure,
    pub(super) heading: Option<Unit>,
}

/// Whether the `stated` figure is as the `bound` asks.
pub(super) fn compare(
    stated: HeadedFigure,
    operator: ConditionOperator,
    bound: HeadedFigure,
) -> Result<bool, Gap> {
    let (stated, bound) = (
        headed(stated.figure, stated.heading),
        headed(bound.figure, bound.heading),
    );
    let judge =
        |stated_unit, bound_unit| in_units(&stated, stated_unit, operator, &bound, bound_unit);
    match (stated.unit, bound.unit) {
        (Some(a), Some(b)) if a.dimension() == b.dimension() => judge(a, b),
        (Some(_), Some(_)) => Err(Gap::OtherUnit),
        (None, None) => judge(Unit::ONE, Unit::ONE),
        (Some(_), None) if bound.is_count => Err(Gap::OtherUnit),
        (None, Some(_)) if stated.is_count => Err(Gap::OtherUnit),
        // A bound without a unit is in that of its field.
        (Some(known), None) => {
            let readings = readings(&bound, known, known, ten_thousand_yuan());
            agreed(readings.map(|unit| judge(known, unit)))
        }
        // A bare statement of money may be in either, of anything else in any unit.
        (None, Some(known)) => {
            let readings = match is_money(known) || is_share(known) {
                true => readings(&stated, known, yuan().unwrap_or(known), None),
                false => return Err(Gap::NoUnit),
            };
            agreed(readings.map(|unit| judge(unit, known)))
        }
    }
}

/// The two units that a bare figure beside a `known` unit may have, twice the same if there is one alone. Money without
/// a word of size is in `money`, if that is given, else in 元 or 万元.
fn readings(bare: &Figure, known: Unit, other: Unit, money: Option<Unit>) -> [Unit; 2] {
    if is_share(known) {
        // Above 1 a share is in percent; below, it may be a fraction.
        return if bare.low > 1.0 {
            [known; 2]
        } else {
            [known, Unit::ONE]
        };
    }
    if !is_money(known) {
        return [other; 2];
    }
    let yuan = yuan().unwrap_or(known);
    match (bare.is_multiplied, money) {
        (true, _) => [yuan; 2],
        (false, Some(unit)) => [unit; 2],
        (false, None) => [yuan, ten_thousand_yuan().unwrap_or(known)],
    }
}

/// The verdict of two readings, if they agree.
fn agreed(readings: [Result<bool, Gap>; 2]) -> Result<bool, Gap> {
    let [one, other] = readings;
    if one == other { one } else { Err(Gap::NoUnit) }
}

/// Whether the stated figure, in that unit, is as the bound in its own asks.
fn in_units(
    stated: &Figure,
    stated_unit: Unit,
    operator: ConditionOperator,
    bound: &Figure,
    bound_unit: Unit,
) -> Result<bool, Gap> {
    let (low, high) = (
        bound_unit.to_base(bound.low),
        bound_unit.to_base(bound.high),
    );
    let is_bound = bound.comparison == Comparison::Equal || operator.is_ordering();
    let wanted = match is_bound {
        true => wanted(operator, low, high),
        // 从业人员 = 500人以下: the bound is a range itself.
        false => bound.comparison.interval(low, high),
    };
    let (low, high) = (
        stated_unit.to_base(stated.low),
        stated_unit.to_base(stated.high),
    );
    decided(stated.comparison.claimed(low, high), wanted)
}

/// Whether a budget in 万元 is as the `bound` asks, by the end that meets it best.
pub(super) fn budget(
    budget: crate::model::Budget,
    operator: ConditionOperator,
    bound: &Figure,
) -> Result<bool, Gap> {
    let far_end = match operator {
        ConditionOperator::AtLeast | ConditionOperator::MoreThan => budget.max().or(budget.min()),
        ConditionOperator::OneOf
        | ConditionOperator::NoneOf
        | ConditionOperator::AtMost
        | ConditionOperator::LessThan => budget.min().or(budget.max()),
    };
    let stated = far_end.ok_or(Gap::NotStated)?;
    let in_yuan = |value: f64| match bound.unit {
        Some(unit) if is_money(unit) => Ok(unit.to_base(value)),
        Some(_) => Err(Gap::NoFigure),
        None if bound.is_count => Err(Gap::NoFigure),
        None if bound.is_multiplied => Ok(value),
        None => Ok(value * TEN_THOUSAND),
    };
    let (low, high) = (in_yuan(bound.low)?, in_yuan(bound.high)?);
    let wanted = match bound.comparison == Comparison::Equal || operator.is_ordering() {
        true => wanted(operator, low, high),
        false => bound.comparison.interval(low, high),
    };
    Ok(wanted.contains(stated * TEN_THOUSAND))
}

/// The days that a text names: one, or all of a month or a year; `None` if it names none. A bare number is no year.
pub(super) fn days(text: &str) -> Option<(f64, f64)> {
    let text = crate::model::fold::compact(text);
    let parted = text.contains(['-', '/', '年']) || text.matches('.').count() == 2;
    let first: Date = text.parse().ok().filter(|_| parted)?;
    let parts = text.split(['-', '/', '.', '年', '月', '日', '号']);
    let named = parts.filter(|part| !part.is_empty()).count();
    let (year, month) = (first.year(), first.month());
    let next = match (named, month) {
        (1, _) | (2, 12) => Date::new(year + 1, 1, 1).ok(),
        (2, _) => Date::new(year, month + 1, 1).ok(),
        _ => None,
    };
    let last = match next {
        Some(next) => next.day_number() - 1,
        None => first.day_number(),
    };
    Some((f64::from(first.day_number()), f64::from(last)))
}

/// The days from one day to another: 2018年至2020年.
pub(super) fn day_range(text: &str) -> Option<(f64, f64)> {
    let (from, until) = text.split_once(['至', '到', '~', '～'])?;
    let (from, until) = (days(from)?, days(until.trim_end_matches("之间"))?);
    (from.0 <= until.1).then_some((from.0, until.1))
}

/// All days of the year that is all of a text; `None` if it is anything else. Beside a day a bare number of four digits is a
/// year.
pub(super) fn bare_year(text: &str) -> Option<(f64, f64)> {
    let text = crate::model::fold::compact(text);
    let is_year = text.len() == 4 && text.starts_with(['1', '2']);
    days(&format!("{text}年")).filter(|_| is_year && text.bytes().all(|b| b.is_ascii_digit()))
}

/// Whether stated days are as the bound asks.
pub(super) fn compare_days(
    (first, last): (f64, f64),
    operator: ConditionOperator,
    (from, until): (f64, f64),
) -> Result<bool, Gap> {
    let stated = Comparison::Between.interval(first, last);
    decided(stated, wanted(operator, from, until))
}
