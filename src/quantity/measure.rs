//! Numbers with their units: one, two of a range, one with its tolerance.

use super::chars::{ends, has, skip_blanks, trim_end};
use super::context::is_name;
use super::number::{Number, number};
use super::unit::{Unit, UnitMatch, unit};

/// Numbers and unit of one quantity.
pub(super) struct Measure {
    pub(super) low: f64,
    pub(super) high: f64,
    pub(super) kind: Kind,
    pub(super) unit: Option<UnitMatch>,
    pub(super) end: usize,
    pub(super) first: Number,
}

#[derive(Clone, Copy, PartialEq)]
pub(super) enum Kind {
    One,
    Range,
    Within,
    Tolerance,
}

/// Reads the text at a place.
pub(super) struct MeasureReader<'c> {
    pub(super) chars: &'c [char],
    /// Nothing before it is looked at.
    pub(super) floor: usize,
}

impl MeasureReader<'_> {
    /// `±0.02 mm`.
    pub(super) fn tolerance(&self, at: usize) -> Option<Measure> {
        let start = skip_blanks(self.chars, at + if self.chars[at] == '±' { 1 } else { 3 });
        let first = number(self.chars, start).filter(|n| !n.code)?;
        let unit = unit_after(self.chars, &first);
        let value = (first.value * first.multiplier).abs();
        let end = unit.map_or(first.end, |u| u.end);
        Some(Measure {
            low: value,
            high: value,
            kind: Kind::Tolerance,
            unit,
            end,
            first,
        })
    }

    /// A number, or two of a range or with a tolerance.
    pub(super) fn measure(&self, at: usize) -> Option<Measure> {
        let first = number(self.chars, at).filter(|n| !n.code && !is_name(self.chars, n))?;
        let unit = unit_after(self.chars, &first);
        let end = unit.map_or(first.end, |u| u.end);
        let value = first.value * first.multiplier;
        let one = Measure {
            low: value,
            high: value,
            kind: Kind::One,
            unit,
            end,
            first,
        };
        let more = self.within(&one).or_else(|| self.range(at, &one));
        Some(self.bracketed(at, more.unwrap_or(one)))
    }

    /// `50±0.5 mm`, `50 mm ± 0.5 mm`, `5 mm ± 10 %`.
    fn within(&self, one: &Measure) -> Option<Measure> {
        let at = skip_blanks(self.chars, one.end);
        let sign = if self.chars.get(at) == Some(&'±') {
            1
        } else {
            usize::from(has(self.chars, at, "+/-")) * 3
        };
        let tolerance =
            number(self.chars, skip_blanks(self.chars, at + sign)).filter(|_| sign > 0)?;
        let after = unit_after(self.chars, &tolerance);
        let width = (tolerance.value * tolerance.multiplier).abs();
        let unit = one.unit.or(after);
        let width = match (one.unit, after) {
            (Some(mine), Some(theirs)) if mine.unit.dimension() == theirs.unit.dimension() => {
                theirs
                    .unit
                    .difference()
                    .convert(width, mine.unit.difference())?
            }
            (Some(_), Some(theirs)) if theirs.unit.dimension() == Unit::ONE.dimension() => {
                one.low.abs() * theirs.unit.to_base(width)
            }
            (Some(_), Some(_)) => return None,
            _ => width,
        };
        let end = after.map_or(tolerance.end, |u| u.end);
        Some(Measure {
            low: one.low - width,
            high: one.low + width,
            kind: Kind::Within,
            unit,
            end,
            first: one.first,
        })
    }

    /// `5~10 mm`, `-40℃至85℃`, `between 5 and 10 mm`.
    fn range(&self, at: usize, one: &Measure) -> Option<Measure> {
        let joins = skip_blanks(self.chars, one.end);
        let after = joins + self.connector(at, joins)?;
        let start = skip_blanks(self.chars, after);
        let second = number(self.chars, start).filter(|n| !n.code && !is_name(self.chars, n))?;
        let unit = match unit_after(self.chars, &second) {
            None if one.first.share.is_some() && second.han > 0 => one.unit,
            None if one.unit.is_some() => return None,
            other => other,
        };
        if one.first.year_like && second.year_like {
            return None;
        }
        let end = unit.map_or(second.end, |u| u.end).max(second.end);
        let high = second.value * second.multiplier;
        let low = match (one.unit, unit) {
            (Some(mine), Some(theirs)) => mine.unit.convert(one.low, theirs.unit)?,
            // 3~5万吨: the multiplier is that of both.
            _ if one.first.multiplier == 1.0 && one.first.value < second.value => {
                one.low * second.multiplier
            }
            _ => one.low,
        };
        Some(Measure {
            low: low.min(high),
            high: low.max(high),
            kind: Kind::Range,
            unit,
            end,
            first: one.first,
        })
    }

    /// Length of the word at `joins` that joins the ends of a range.
    fn connector(&self, at: usize, joins: usize) -> Option<usize> {
        let chars = self.chars;
        let between = || {
            let before = trim_end(&chars[self.floor..at]);
            ["between", "介于", "在", "介于在", "处于"]
                .iter()
                .any(|word| ends(before, word).is_some())
        };
        match chars.get(joins)? {
            '-' if chars.get(joins + 1) == Some(&'-') => Some(2),
            '~' if chars.get(joins + 1) == Some(&'~') => Some(2),
            '~' | '-' | '至' | '到' => Some(1),
            't' if has(chars, joins, "to ") => Some(3),
            'a' if has(chars, joins, "and ") && between() => Some(4),
            '和' | '与' if between() => Some(1),
            _ => None,
        }
    }

    /// The unit behind brackets: `(50±2) ℃`.
    fn bracketed(&self, at: usize, measure: Measure) -> Measure {
        let opened = at > 0 && self.chars[at - 1] == '(';
        if measure.unit.is_some() || !opened || self.chars.get(measure.end) != Some(&')') {
            return measure;
        }
        match unit(self.chars, skip_blanks(self.chars, measure.end + 1)) {
            Some(found) => Measure {
                unit: Some(found),
                end: found.end,
                ..measure
            },
            None => measure,
        }
    }
}

/// The unit behind a number, or the unit of its own words (百分之).
fn unit_after(chars: &[char], number: &Number) -> Option<UnitMatch> {
    if let Some(share) = number.share {
        return Some(UnitMatch {
            unit: Unit::share(share),
            end: number.end,
            weak: false,
        });
    }
    unit(chars, skip_blanks(chars, number.end))
}
