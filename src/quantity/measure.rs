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

/// Most dashes or tildes in a row that join the ends of a range.
const LONGEST_DASH: usize = 4;

/// Whether `c` is the sign of a diameter: φ0.25.
pub(super) fn is_diameter(c: char) -> bool {
    matches!(c, 'φ' | 'Φ' | 'ϕ' | 'Ø' | 'ø' | '⌀' | '∅')
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
        let unit = self.unit_after(at, &first);
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
        let unit = self.unit_after(at, &first);
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
        let after = self.unit_after(at, &tolerance);
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
        let start = start + usize::from(self.chars.get(start).copied().is_some_and(is_diameter));
        let second = number(self.chars, start).filter(|n| !n.code && !is_name(self.chars, n))?;
        let unit = match self.unit_after(at, &second) {
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
            // Typists make a long dash of several short ones.
            sign @ ('-' | '~') => {
                let row = chars[joins..].iter().take_while(|c| *c == sign);
                Some(row.count()).filter(|&length| length <= LONGEST_DASH)
            }
            '至' | '到' => Some(1),
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

    /// The unit behind a number, the unit of its own words (百分之), or the one that 度 means after the words before
    /// `at`.
    fn unit_after(&self, at: usize, number: &Number) -> Option<UnitMatch> {
        let plain = |unit, end| UnitMatch {
            unit,
            end,
            weak: false,
        };
        if let Some(share) = number.share {
            return Some(plain(Unit::share(share), number.end));
        }
        let place = skip_blanks(self.chars, number.end);
        unit(self.chars, place).or_else(|| {
            let words = &self.chars[self.floor.max(at.saturating_sub(DEGREE_REACH))..number.end];
            Some(plain(degree(self.chars, place, words)?, place + 1))
        })
    }
}

/// Characters before a number in which the sense of 度 is looked for.
const DEGREE_REACH: usize = 16;

/// Characters and words that say of which scale a bare 度 is, with the unit: a temperature, an angle, electricity.
const DEGREES: [(&str, &[&str]); 3] = [
    (
        "℃",
        &[
            "温", "热", "冷", "冻", "寒", "烧", "熔", "煮", "零下", "沸", "凝", "焙",
        ],
    ),
    (
        "°",
        &[
            "角", "倾", "坡", "旋", "弯", "视场", "摆", "转动", "俯仰", "偏",
        ],
    ),
    ("kWh", &["用电", "耗电", "电耗", "发电", "电量", "节电"]),
];

/// The unit of a bare 度 at `at`, by the sense word nearest to it among `words`.
fn degree(chars: &[char], at: usize, words: &[char]) -> Option<Unit> {
    let next = chars.get(at + 1).copied().unwrap_or(' ');
    if chars.get(at) != Some(&'度') || "假数量日过角外电夏".contains(next) {
        return None;
    }
    let text: String = words.iter().collect();
    let start = text.rfind(['。', '；', ';', '\n']).map_or(0, |stop| stop);
    let last = |senses: &[&str]| {
        senses
            .iter()
            .filter_map(|word| text[start..].rfind(word))
            .max()
    };
    let near = DEGREES
        .iter()
        .filter_map(|(name, senses)| Some((last(senses)?, *name)))
        .max()?;
    Unit::parse(near.1).ok()
}
