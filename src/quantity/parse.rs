//! From a text to its quantities: one pass, with a bounded look back at every number.

use std::ops::Range;

use super::comparison::Comparison;
use super::context::{bars, is_name, is_sign};
use super::fold::{Folded, ends, has, skip_blanks, trim_end};
use super::han::is_numeral;
use super::number::{Number, number};
use super::property::{self, Change, Named, Property};
use super::unit::{Found, Unit, unit};
use super::words;

/// A quantity that a text states: of what, how compared, how much.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Quantity {
    /// What it is a quantity of; without a name where the text gives none.
    pub property: Property,
    /// How the property compares with the numbers.
    pub comparison: Comparison,
    /// The lower number, in `unit`; the number where there is only one.
    pub low: f64,
    /// The higher number, in `unit`.
    pub high: f64,
    /// The unit.
    pub unit: Unit,
    /// Bytes of the text: comparison, number and unit.
    pub span: Range<usize>,
}

impl Quantity {
    /// Both numbers in base units.
    pub fn base(&self) -> (f64, f64) {
        (self.unit.to_base(self.low), self.unit.to_base(self.high))
    }
}

/// The quantities of `text`, in order. O(text).
///
/// A number counts where it has a unit, or where it is compared with a property that is known. Dates,
/// ordinals, list numbers, codes of models and standards, and counts of people or firms do not.
///
/// ```
/// use qianxian::quantity::{Comparison, parse};
/// let found = parse("要求真密度≥2.12 g/cm³，硫含量不超过0.4%");
/// assert_eq!(found[0].property.head(), "真密度");
/// assert_eq!((found[0].comparison, found[0].low), (Comparison::AtLeast, 2.12));
/// assert_eq!(found[0].base().0, 2120.0); // kg/m³
/// assert_eq!((found[1].property.head(), found[1].comparison), ("硫含量", Comparison::AtMost));
/// ```
pub fn parse(text: &str) -> Vec<Quantity> {
    let folded = Folded::new(text);
    let mut parser = Parser {
        folded: &folded,
        chars: &folded.chars,
        floor: 0,
        risen: None,
        found: Vec::new(),
    };
    let mut at = 0;
    while at < folded.chars.len() {
        at = parser.step(at);
    }
    parser.found
}

struct Parser<'t> {
    folded: &'t Folded,
    chars: &'t [char],
    /// End of the last quantity: nothing before it is looked at again.
    floor: usize,
    /// The property of a starting value (由 19.8 %), for the value that it rises or falls to, and where it ends.
    risen: Option<(Named, usize)>,
    found: Vec<Quantity>,
}

/// Numbers and unit of one quantity.
struct Measure {
    low: f64,
    high: f64,
    kind: Kind,
    unit: Option<Found>,
    end: usize,
    first: Number,
}

#[derive(Clone, Copy, PartialEq)]
enum Kind {
    One,
    Range,
    Within,
    Tolerance,
}

impl Parser<'_> {
    /// Looks at `at`; where to go on.
    fn step(&mut self, at: usize) -> usize {
        let c = self.chars[at];
        let tolerance = c == '±' || has(self.chars, at, "+/-");
        let signed = matches!(c, '-' | '+') && is_sign(self.chars, at);
        if !(tolerance || signed || c.is_ascii_digit() || is_numeral(c)) {
            return at + 1;
        }
        if bars(self.chars, at) {
            return self.past(at);
        }
        let measure = if tolerance {
            self.tolerance(at)
        } else {
            self.measure(at)
        };
        let Some(measure) = measure else {
            return self.past(at);
        };
        let (end, next) = (measure.end, measure.first.end);
        if self.accept(at, measure) {
            end
        } else {
            next.max(at + 1)
        }
    }

    /// Past what is no number: all digits or numerals in a row.
    fn past(&self, at: usize) -> usize {
        let code = |c: &char| c.is_ascii_digit() || is_numeral(*c);
        let row = self.chars[at..].iter().take_while(|c| code(c)).count();
        at + row.max(1)
    }

    /// `±0.02 mm`.
    fn tolerance(&self, at: usize) -> Option<Measure> {
        let start = skip_blanks(self.chars, at + if self.chars[at] == '±' { 1 } else { 3 });
        let first = number(self.chars, start).filter(|n| !n.code)?;
        let unit = self.unit_after(&first);
        let value = first.value * first.multiplier;
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
    fn measure(&self, at: usize) -> Option<Measure> {
        let first = number(self.chars, at).filter(|n| !n.code && !is_name(self.chars, n))?;
        let unit = self.unit_after(&first);
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

    fn unit_after(&self, number: &Number) -> Option<Found> {
        if let Some(share) = number.share {
            return Some(Found {
                unit: Unit::share(share),
                end: number.end,
                weak: false,
            });
        }
        unit(self.chars, skip_blanks(self.chars, number.end))
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
        let after = self.unit_after(&tolerance);
        let width = tolerance.value * tolerance.multiplier;
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
        let unit = match self.unit_after(&second) {
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

    /// Length of what joins the ends of a range at `joins`.
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

    /// Keeps the measure that starts at `at` if it is a quantity.
    fn accept(&mut self, at: usize, mut measure: Measure) -> bool {
        let lead = self.lead(at);
        let clause = &self.chars[self.floor..lead];
        let (said, rest) =
            words::before(clause).map_or((None, clause.len()), |(c, rest)| (Some(c), rest));
        let behind = words::behind(self.chars, measure.end);
        let compared = words::joined(said, behind.map(|b| b.0));
        let mut named = property::before(&clause[..rest]).unwrap_or_default();
        if self.is_remark(lead, at, &measure) {
            return false;
        }
        if self.starts_change(&clause[..rest], &named, &measure) {
            return true;
        }
        end_of_change(&clause[..rest], &mut measure, &mut named);
        self.settle_unit(&mut measure, &named);
        let Some(found) = measure
            .unit
            .or_else(|| unitless(self.chars, &measure, &named, compared))
        else {
            return false;
        };
        if !credible(
            &measure.first,
            found,
            compared.is_some() || measure.kind != Kind::One,
        ) {
            return false;
        }
        let start = self.floor
            + if said.is_some() {
                skip_all_blanks(clause, rest)
            } else {
                at - self.floor
            };
        let mut end = found.end.max(measure.end);
        if let Some((_, after)) =
            behind.filter(|_| measure.kind == Kind::One || measure.kind == Kind::Tolerance)
        {
            end = end.max(after);
        }
        if named.property.is_empty() || !named.known {
            self.look_around(&mut named, end);
        }
        let comparison = bettered(
            comparison(&measure, compared, &named),
            clause,
            &named.property,
        );
        let quantity = finish(&measure, found.unit, comparison, named, &clause[..rest]);
        self.found.push(Quantity {
            span: self.folded.bytes(start.min(at)..end),
            ..quantity
        });
        self.floor = self.floor.max(end);
        true
    }

    /// Where the words before the number end: before its bracket or currency sign.
    fn lead(&self, at: usize) -> usize {
        let before = |lead: usize| {
            lead > self.floor && matches!(self.chars[lead - 1], '(' | '¥' | '￥' | '$')
        };
        at - usize::from(before(at))
    }

    /// Whether it is a remark in brackets between a property and its value: 抗压强度（28 d）≥50 MPa.
    fn is_remark(&self, lead: usize, at: usize, measure: &Measure) -> bool {
        let closed = lead < at && self.chars.get(measure.end) == Some(&')');
        let next = self
            .chars
            .get(skip_blanks(self.chars, measure.end + 1))
            .copied()
            .unwrap_or(' ');
        closed && (next.is_ascii_digit() || "≥≤<>=:≈~不达大小低高为".contains(next))
    }

    /// Whether it is the value that something rises or falls from: 由 19.8 % 提到 60 %.
    fn starts_change(&mut self, clause: &[char], named: &Named, measure: &Measure) -> bool {
        let clause = trim_end(clause);
        let next = self.chars.get(measure.end).copied().unwrap_or(' ');
        let rises = measure.unit.is_some() || "提增升降减下上扩缩".contains(next);
        let Some(length) = from(clause).filter(|_| measure.kind == Kind::One && rises) else {
            return false;
        };
        let before = property::before(&clause[..clause.len() - length]);
        self.risen = Some((before.unwrap_or_else(|| named.clone()), measure.end));
        self.floor = measure.end;
        true
    }

    /// The unit of a heading, 堆积密度（g/cm³）≥1.8, or of a scale, HRC 58, where none follows.
    fn settle_unit(&self, measure: &mut Measure, named: &Named) {
        if measure.unit.is_some() {
            return;
        }
        let heading = named.heading.as_ref().and_then(|range| {
            let chars = &self.chars[self.floor + range.start..self.floor + range.end];
            unit(chars, 0).filter(|found| found.end == chars.len())
        });
        let scale = || match named.property.head() {
            "维氏硬度" => Unit::parse("HV").ok(),
            "洛氏硬度" => Unit::parse("HRC").ok(),
            "布氏硬度" => Unit::parse("HB").ok(),
            "ph" => Some(Unit::ONE),
            _ => None,
        };
        let unit = heading.map(|found| found.unit).or_else(scale);
        measure.unit = unit.map(|unit| Found {
            unit,
            end: measure.end,
            weak: false,
        });
    }

    /// A property behind the unit, or that of the value it rose from.
    fn look_around(&mut self, named: &mut Named, end: usize) {
        if let Some((risen, until)) = self.risen.take().filter(|(_, until)| *until == self.floor) {
            debug_assert!(until <= end);
            *named = Named {
                change: None,
                to: named.to,
                ..risen
            };
        } else if let Some((property, after)) = property::behind(self.chars, end) {
            *named = Named {
                property,
                known: true,
                ..Named::default()
            };
            // Those words are spoken for.
            self.floor = after;
        }
    }
}

/// Length of the word that ends `clause`, where it says what a change starts from.
fn from(clause: &[char]) -> Option<usize> {
    ["由", "从", "from"]
        .iter()
        .find_map(|word| words::ending(clause, word))
}

/// `cut scrap rate from 8 % to 2 %`: no range but a change, whose end is what counts.
fn end_of_change(clause: &[char], measure: &mut Measure, named: &mut Named) {
    let clause = trim_end(clause);
    let Some(length) = from(clause).filter(|_| measure.kind == Kind::Range) else {
        return;
    };
    let Some(before) = property::before(&clause[..clause.len() - length]) else {
        return;
    };
    let Some(change) = before.change else { return };
    let end = if change == Change::Rise {
        measure.high
    } else {
        measure.low
    };
    (measure.low, measure.high, measure.kind) = (end, end, Kind::One);
    *named = Named { to: true, ..before };
}

/// What is better than so much of an error is smaller.
fn bettered(comparison: Comparison, clause: &[char], property: &Property) -> Comparison {
    let clause = trim_end(clause);
    let better = ["优于", "好于", "better than"]
        .iter()
        .any(|word| words::ending(clause, word).is_some());
    let smaller = [
        "精度",
        "误差",
        "偏差",
        "粗糙度",
        "平面度",
        "圆度",
        "真空度",
        "波动",
    ];
    let error = smaller.iter().any(|end| property.head().ends_with(end));
    if better && error && comparison == Comparison::MoreThan {
        Comparison::LessThan
    } else {
        comparison
    }
}

fn skip_all_blanks(chars: &[char], at: usize) -> usize {
    at + chars[at..].iter().take_while(|&&c| c == ' ').count()
}

/// A plain number that is one all the same: compared with a known property, and nothing follows that
/// would be counted.
fn unitless(
    chars: &[char],
    measure: &Measure,
    named: &Named,
    compared: Option<Comparison>,
) -> Option<Found> {
    let next = chars
        .get(skip_blanks(chars, measure.end))
        .copied()
        .unwrap_or('\n');
    let counted = super::fold::is_han(next)
        || next.is_alphanumeric()
        || matches!(next, '%' | '-' | '/' | '×' | '+' | '#' | ':');
    let exact = measure.first.value.fract() != 0.0 || measure.kind == Kind::Range;
    let fits = named.known && measure.first.han == 0 && !counted && (compared.is_some() || exact);
    fits.then_some(Found {
        unit: Unit::ONE,
        end: measure.end,
        weak: false,
    })
}

/// Whether number and unit belong together: 统一克服 has no gram in it, 三元材料 no yuan.
fn credible(number: &Number, found: Found, compared: bool) -> bool {
    if found.weak && !compared {
        return false;
    }
    let words = number.han > 0 && number.share.is_none() && number.multiplier == 1.0;
    let coins = found.unit.dimension().is_money() && number.value < 100.0;
    !words || compared || number.more || (number.han >= 2 && !coins)
}

fn comparison(measure: &Measure, compared: Option<Comparison>, named: &Named) -> Comparison {
    match (measure.kind, compared) {
        (Kind::Tolerance, _) => Comparison::Tolerance,
        (Kind::Within, _) => Comparison::Within,
        (Kind::Range, _) => Comparison::Between,
        (Kind::One, Some(found)) => found,
        (Kind::One, None) if measure.first.more => Comparison::MoreThan,
        (Kind::One, None) if named.to && named.change == Some(Change::Fall) => Comparison::FallsTo,
        (Kind::One, None) if named.to => Comparison::Reaches,
        (Kind::One, None) => Comparison::Equal,
    }
}

/// What the words before say of unit and property: a yearly output, a change, a difference of temperatures.
fn finish(
    measure: &Measure,
    unit: Unit,
    comparison: Comparison,
    named: Named,
    clause: &[char],
) -> Quantity {
    let (mut unit, mut property) = (unit, named.property);
    let leveled = named.to || matches!(comparison, Comparison::FallsTo | Comparison::Reaches);
    let change = named.change.filter(|_| !leveled);
    if let Some(seconds) = yearly(clause) {
        property = Property {
            head: "产能".to_owned(),
            modifier: String::new(),
        };
        unit = unit.each(seconds).unwrap_or(unit);
    }
    if let Some(scale) = hardness(unit) {
        property.head = scale.to_owned();
    }
    let differs = ["精度", "误差", "温差", "波动", "偏差", "均匀性"]
        .iter()
        .any(|end| property.head().ends_with(end));
    if comparison == Comparison::Tolerance || differs || change.is_some() {
        unit = unit.difference();
    }
    if let Some(change) =
        change.filter(|_| unit.dimension() == Unit::ONE.dimension() && !property.is_empty())
    {
        property = property.changed(change);
    }
    Quantity {
        property,
        comparison,
        low: measure.low,
        high: measure.high,
        unit,
        span: 0..0,
    }
}

/// The hardness that a scale measures, whatever it is called.
fn hardness(unit: Unit) -> Option<&'static str> {
    let scales = [("HRC", "洛氏硬度"), ("HV", "维氏硬度"), ("HB", "布氏硬度")];
    let fits =
        |name: &str| Unit::parse(name).is_ok_and(|scale| scale.dimension() == unit.dimension());
    scales
        .iter()
        .find(|(name, _)| fits(name))
        .map(|&(_, head)| head)
}

/// 年产, 日处理: the time in seconds that an amount is made in.
fn yearly(clause: &[char]) -> Option<f64> {
    let clause = trim_end(clause);
    let periods = [
        ("年", 31_556_952.0),
        ("月", 31_556_952.0 / 12.0),
        ("日", 86_400.0),
        ("小时", 3600.0),
    ];
    let what = [
        "产",
        "产能",
        "产量",
        "处理",
        "处理量",
        "处理能力",
        "加工",
        "加工能力",
    ];
    let words = what.iter().filter_map(|word| ends(clause, word)).max()?;
    let rest = &clause[..clause.len() - words];
    periods
        .iter()
        .find_map(|(period, seconds)| ends(rest, period).map(|_| *seconds))
}
