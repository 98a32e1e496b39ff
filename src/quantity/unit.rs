//! Units: reading `MPa`, `kg/m³`, `W/(m·K)`, `mAh g⁻¹`, 万元, and converting between them.

use super::border::bounded;
use super::chars::{ends, has, is_han, skip_blanks};
use super::dimension::Dimension;
use super::number::superscript;
use super::units::{LONGEST_NAME, SimpleUnit, UnitPosition, atom};
use crate::error::{Error, Result, say};
use crate::model::fold::AlignedText;

/// Most factors of one compound unit; a longer one is no unit.
const MOST_FACTORS: usize = 8;

/// A unit of measurement: its dimension, and the conversion to base units (SI; yuan, bits, cycles …).
///
/// Arithmetic is in `f64`, with exactly rounded operations only, so it gives the same bits on every machine;
/// a conversion and back is within a relative error of 10⁻¹².
///
/// ```
/// use qianxian::quantity::Unit;
/// let (bar, mpa) = (Unit::parse("bar")?, Unit::parse("MPa")?);
/// assert!((bar.convert(25.0, mpa).unwrap() - 2.5).abs() < 1e-12);
/// assert_eq!(bar.convert(25.0, Unit::parse("℃")?), None, "another dimension");
/// # Ok::<(), qianxian::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Unit {
    factor: f64,
    offset: f64,
    dimension: Dimension,
}

impl Unit {
    /// The unit of plain numbers.
    pub const ONE: Self = Self {
        factor: 1.0,
        offset: 0.0,
        dimension: Dimension::NONE,
    };

    /// The unit that `text` names, Chinese or Latin, compound or not.
    ///
    /// # Errors
    /// Invalid input if it names none, or goes on after it.
    pub fn parse(text: &str) -> Result<Self> {
        let folded = AlignedText::new(text.trim());
        match unit(&folded.chars, 0) {
            Some(found) if found.end == folded.chars.len() => Ok(found.unit),
            _ => Err(Error::invalid(
                "unit",
                text,
                say!(
                    "write it like MPa, kg/m³, W/(m·K), 万元 or 吨/年",
                    "请写成 MPa、kg/m³、W/(m·K)、万元 或 吨/年 的形式"
                ),
            )),
        }
    }

    /// Returns its dimension.
    #[must_use]
    pub fn dimension(self) -> Dimension {
        self.dimension
    }

    /// Converts `value` of this unit to base units.
    #[must_use]
    pub fn to_base(self, value: f64) -> f64 {
        (value + self.offset) * self.factor
    }

    /// Converts `base` from base units to this unit.
    #[must_use]
    pub fn from_base(self, base: f64) -> f64 {
        base / self.factor - self.offset
    }

    /// Converts `value` of this unit to `other`; `None` if the dimensions differ.
    #[must_use]
    pub fn convert(self, value: f64, other: Self) -> Option<f64> {
        (self.dimension == other.dimension).then(|| other.from_base(self.to_base(value)))
    }

    /// The unit of differences, without the zero of a scale: 1 ℃ more is 1 K more.
    pub(super) fn difference(self) -> Self {
        Self {
            offset: 0.0,
            ..self
        }
    }

    /// A unit without dimension whose size is `share`, such as 0.01 for percent.
    pub(super) fn share(share: f64) -> Self {
        Self {
            factor: share,
            ..Self::ONE
        }
    }

    /// The unit per `seconds`, as in 年产 5 万吨; `None` if it is a rate already.
    pub(super) fn each(self, seconds: f64) -> Option<Self> {
        let time = atom("s")?.dimension;
        let dimension = self.dimension.times(time, -1)?;
        Some(Self {
            factor: self.factor / seconds,
            offset: 0.0,
            dimension,
        })
    }
}

/// A unit found in a text.
#[derive(Clone, Copy, Debug)]
pub(super) struct UnitMatch {
    pub(super) unit: Unit,
    pub(super) end: usize,
    /// Its name is also a common word.
    pub(super) weak: bool,
}

/// The unit at `at`, as long as it goes.
pub(super) fn unit(chars: &[char], at: usize) -> Option<UnitMatch> {
    if chars.get(at) == Some(&'/') {
        return reciprocal(chars, at);
    }
    let times = scaled(chars, at);
    let start = at + usize::from(times.is_some());
    let (first, after) = named(chars, start)?;
    let mut read = FactorReader {
        chars,
        at: after,
        unit: Unit::ONE,
        factors: 1,
        below: false,
    };
    let power = read.power(false);
    read.multiply(first, power)?;
    while read.factors < MOST_FACTORS && read.next() {}
    let alone = read.factors == 1 && power == 1;
    // The zero of a scale belongs to a temperature alone: W/(m·℃) is per kelvin.
    if alone {
        read.unit.offset = first.offset;
    }
    read.unit.factor *= times.unwrap_or(1.0);
    let place = first.place;
    let barred = place == UnitPosition::Below || (place == UnitPosition::Compound && alone);
    let weak = place == UnitPosition::Compared && alone;
    (!barred && bounded(chars, start, read.at)).then_some(UnitMatch {
        unit: read.unit,
        end: read.at,
        weak,
    })
}

/// `/℃`, behind a number: 1.3×10⁻⁶/℃.
fn reciprocal(chars: &[char], at: usize) -> Option<UnitMatch> {
    let latin = chars.get(at + 1).is_some_and(|&c| !is_han(c));
    let mut read = FactorReader {
        chars,
        at,
        unit: Unit::ONE,
        factors: 1,
        below: false,
    };
    let fits = latin && read.next() && bounded(chars, at, read.at);
    fits.then_some(UnitMatch {
        unit: read.unit,
        end: read.at,
        weak: false,
    })
}

/// 万 and 亿 before a unit in a heading: 产能（万吨/年）.
fn scaled(chars: &[char], at: usize) -> Option<f64> {
    match chars.get(at) {
        Some('万') => Some(1e4),
        Some('亿') => Some(1e8),
        _ => None,
    }
}

/// Reads the further factors of a compound.
#[derive(Clone, Copy)]
struct FactorReader<'c> {
    chars: &'c [char],
    at: usize,
    unit: Unit,
    factors: usize,
    /// Behind a fraction line, at which a product divides as a whole: W/m·K is meant as W/(m·K).
    below: bool,
}

impl FactorReader<'_> {
    /// One more factor, if there is one.
    fn next(&mut self) -> bool {
        // The unit goes back with the place: `kN/(m` without its bracket is kN, not kN/m.
        let begin = *self;
        if self.divisor().is_some() {
            return true;
        }
        *self = begin;
        if self.factor().is_some() {
            return true;
        }
        *self = begin;
        false
    }

    /// `/s`, `/(m·K)`, `每年`.
    fn divisor(&mut self) -> Option<()> {
        let blank = skip_blanks(self.chars, self.at);
        match self.chars.get(blank) {
            Some('/') if blank - self.at < 2 => self.at = skip_blanks(self.chars, blank + 1),
            Some('每') => self.at += 1,
            _ => return None,
        }
        let open = self.chars.get(self.at) == Some(&'(');
        self.at += usize::from(open);
        let times = self.times(open);
        let is_metre_kelvin = self.is_metre_kelvin();
        let (first, after) = match is_metre_kelvin {
            true => (atom("m")?, self.at + 1),
            false => named(self.chars, self.at)?,
        };
        self.at = after;
        let power = self.power(true);
        self.multiply(first, -power)?;
        self.unit.factor /= times;
        self.factors += 1;
        if is_metre_kelvin {
            self.multiply(atom("K")?, -1)?;
            self.at += 1;
            self.factors += 1;
        }
        // Without brackets, all that follows the bar stays below it: W/m·K is W/(m·K).
        if !open {
            self.below = true;
            return Some(());
        }
        while self.factors < MOST_FACTORS && self.chars.get(self.at) != Some(&')') {
            // kW/(m³/min): what is below in the brackets is above again.
            let inner = self.chars.get(self.at) == Some(&'/');
            match inner {
                true => self.at += 1,
                false => self.dot()?,
            }
            let times = self.times(true);
            let (next, after) = named(self.chars, self.at)?;
            self.at = after;
            let power = self.power(true);
            self.multiply(next, if inner { power } else { -power })?;
            self.unit.factor = match inner {
                true => self.unit.factor * times,
                false => self.unit.factor / times,
            };
            self.factors += 1;
        }
        (self.chars.get(self.at) == Some(&')')).then(|| self.at += 1)
    }

    /// Whether mK stands below watts: W/mK is W/(m·K), since nobody means a millikelvin there.
    fn is_metre_kelvin(&self) -> bool {
        let after = self.chars.get(self.at + 2);
        let ends = !after.is_some_and(char::is_ascii_alphanumeric);
        let watts = atom("W").is_some_and(|watt| watt.dimension == self.unit.dimension);
        let written = has(self.chars, self.at, "mK") || has(self.chars, self.at, "mk");
        watts && written && ends
    }

    /// The number before a unit below the bar, 1 if there is none: g/(m²·24h), N/25mm. Outside brackets only those of
    /// standard tests and tables are read, since 0℃/38℃ are two temperatures.
    fn times(&mut self, open: bool) -> f64 {
        let digits: String = self.chars[self.at..]
            .iter()
            .take_while(|c| c.is_ascii_digit())
            .take(4)
            .collect();
        let is_read = open || ["10", "24", "25", "100", "1000"].contains(&digits.as_str());
        let scale = self.chars.get(self.at + digits.len());
        let is_read = is_read && !matches!(scale, Some('℃' | '°'));
        match digits.parse::<f64>() {
            Ok(times) if is_read && times > 0.0 => {
                self.at += digits.len();
                times
            }
            _ => 1.0,
        }
    }

    /// Skips the sign between two factors in brackets.
    fn dot(&mut self) -> Option<()> {
        let joins = matches!(self.chars.get(self.at)?, '·' | '×' | '.' | ' ');
        self.at += 1;
        joins.then_some(())
    }

    /// `·K`, `.h`, the `K` of `m²K`, ` g⁻¹` (a blank multiplies only before a negative power).
    fn factor(&mut self) -> Option<()> {
        let dotted = matches!(self.chars.get(self.at), Some('·' | '×' | '.'));
        let blank = self.chars.get(self.at) == Some(&' ');
        let before = self.at.checked_sub(1).and_then(|at| self.chars.get(at));
        let raised = matches!(before, Some('²' | '³' | '¹'));
        let joined = raised
            && self
                .chars
                .get(self.at)
                .is_some_and(char::is_ascii_alphabetic);
        if !dotted && !blank && !joined {
            return None;
        }
        let (next, after) = named(self.chars, self.at + usize::from(!joined))?;
        self.at = after;
        let power = self.power(true);
        // Behind a blank only a negative power marks a factor (mAh g⁻¹); anything else is the next word.
        if blank && power > 0 {
            return None;
        }
        self.multiply(next, if self.below { -power } else { power })?;
        self.factors += 1;
        Some(())
    }

    /// The power behind a name: `²`, `2`, `^-1`, `⁻¹`; `-1` in compounds only.
    fn power(&mut self, compound: bool) -> i8 {
        let found = self.raised().or_else(|| self.flat(compound));
        match found.and_then(|(power, end)| {
            Some((i8::try_from(power).ok().filter(|p| p.abs() <= 9)?, end))
        }) {
            Some((power, end)) if power != 0 => {
                self.at = end;
                power
            }
            _ => 1,
        }
    }

    fn raised(&self) -> Option<(i32, usize)> {
        if let Some(found) = superscript(self.chars, self.at) {
            return Some(found);
        }
        let caret = self.chars.get(self.at) == Some(&'^');
        let start = self.at + 1;
        let minus = usize::from(caret && self.chars.get(start) == Some(&'-'));
        let digit = self
            .chars
            .get(start + minus)
            .and_then(|c| c.to_digit(10))
            .filter(|_| caret)?;
        let power = i32::try_from(digit).ok()?;
        Some((if minus == 1 { -power } else { power }, start + minus + 1))
    }

    /// A power that lost its height: m2, m3; and in compounds g-1.
    fn flat(&self, compound: bool) -> Option<(i32, usize)> {
        let minus = self.chars.get(self.at) == Some(&'-');
        let start = self.at + usize::from(minus);
        let last_is_latin = self
            .chars
            .get(self.at.checked_sub(1)?)
            .is_some_and(|&c| !is_han(c) && c != '%');
        let digit = self.chars.get(start).and_then(|c| c.to_digit(10))?;
        let power = i32::try_from(digit).ok()?;
        let after = self.chars.get(start + 1);
        let ends = !after.is_some_and(|c| c.is_ascii_alphanumeric() || *c == '.' || *c == '%');
        let fits = if minus {
            (compound || self.divides())
                && (1..=3).contains(&power)
                && named(self.chars, start + 1).is_none()
        } else {
            matches!(power, 2 | 3)
        };
        (fits && ends && last_is_latin).then_some((if minus { -power } else { power }, start + 1))
    }

    /// Whether the first unit, which ends here, is one that is written alone with a negative power: 500 cm-2.
    fn divides(&self) -> bool {
        ["cm", "mm", "μm", "nm", "km", "min"]
            .iter()
            .any(|name| ends(&self.chars[..self.at], name).is_some())
    }

    fn multiply(&mut self, atom: SimpleUnit, power: i8) -> Option<()> {
        self.unit.dimension = self.unit.dimension.times(atom.dimension, power)?;
        // Repeated multiplication rounds alike everywhere; `powi` need not.
        for _ in 0..power.unsigned_abs() {
            if power > 0 {
                self.unit.factor *= atom.factor;
            } else {
                self.unit.factor /= atom.factor;
            }
        }
        Some(())
    }
}

/// The atom named at `at`, and the position of its name's end.
fn named(chars: &[char], at: usize) -> Option<(SimpleUnit, usize)> {
    let first = *chars.get(at)?;
    if is_han(first) {
        return longest(chars, at, LONGEST_NAME);
    }
    for special in [
        "r/min",
        "rev/min",
        "r/s",
        "Nm³",
        "Nm3",
        "Nm^3",
        "dB(A)",
        "dB(a)",
        "db(A)",
        "wt%",
        "vol%",
        "mol%",
        "at%",
        "wt.%",
        "vol.%",
        "kg标准煤",
        "kg标煤",
        "kW·h",
    ] {
        if has(chars, at, special) {
            let end = at + special.chars().count();
            return Some((atom(special)?, end));
        }
    }
    if first == '°' && matches!(chars.get(at + 1), Some('C' | 'F')) {
        return longest(chars, at, 2);
    }
    if !first.is_alphabetic() {
        return longest(chars, at, 1);
    }
    let end = at
        + chars[at..]
            .iter()
            .take(16)
            .take_while(|&&c| c.is_alphabetic() && !is_han(c))
            .count();
    let name: String = chars[at..end].iter().collect();
    Some((atom(&name)?, end))
}

/// The longest name of at most `most` characters.
fn longest(chars: &[char], at: usize, most: usize) -> Option<(SimpleUnit, usize)> {
    let most = most.min(chars.len() - at);
    (1..=most).rev().find_map(|length| {
        let name: String = chars[at..at + length].iter().collect();
        Some((atom(&name)?, at + length))
    })
}
