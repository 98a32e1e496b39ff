//! From a text to its quantities: one pass, with a bounded look back at every number.

use std::ops::Range;

use super::better::by_size;
use super::chars::{has, is_han, skip_blanks, trim_end};
use super::comparison::Comparison;
use super::context::{bars, is_sign};
use super::han::is_numeral;
use super::measure::{Kind, Measure, MeasureReader, is_diameter};
use super::property::{self, NamedProperty, Property};
use super::settle::{
    comparison, credible, end_of_change, finish, from, nines, skip_all_blanks, unitless,
};
use super::unit::{Unit, UnitMatch, unit};
use super::words;
use crate::model::fold::AlignedText;

/// A quantity that a text states: its property, comparison and numbers.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Quantity {
    /// The measured property; without a name if the text gives none.
    pub property: Property,
    /// Comparison of the property with the numbers.
    pub comparison: Comparison,
    /// The lower number, in `unit`; the number if there is only one.
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
    #[must_use]
    pub fn base(&self) -> (f64, f64) {
        (self.unit.to_base(self.low), self.unit.to_base(self.high))
    }
}

/// The quantities of `text`, in order. O(text).
///
/// A number counts if it has a unit, or if it is compared with a property that is known. Dates,
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
#[must_use]
pub fn parse(text: &str) -> Vec<Quantity> {
    let folded = AlignedText::new(text);
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

/// The end of a code of protection that begins at `at`: IP67, IPX7.
fn protection(chars: &[char], at: usize) -> Option<usize> {
    let before = at.checked_sub(1).map(|at| chars[at]);
    let goes_on = |c: Option<&char>| c.is_some_and(|c| c.is_ascii_alphanumeric() || *c == '.');
    // 公网IP65个 counts addresses.
    let counts = chars.get(at + 4).is_some_and(|c| "个号段地网".contains(*c));
    let digit = |at: usize, most: char| {
        let c = chars.get(at).copied().unwrap_or(' ');
        c == 'X' || ('0'..=most).contains(&c)
    };
    let is_code = has(chars, at, "IP") && digit(at + 2, '6') && digit(at + 3, '9');
    (is_code && !counts && !goes_on(before.as_ref()) && !goes_on(chars.get(at + 4)))
        .then_some(at + 4)
}

/// Most characters from a number in a remark to either bracket.
const REMARK: usize = 24;

/// The comparison before a standard that the share is one of, and how many characters come before it: 不超过原结构的 3 %.
fn of_base(clause: &[char], measure: &Measure) -> Option<(Comparison, usize)> {
    let is_share = measure
        .unit
        .is_some_and(|found| found.unit.dimension() == Unit::ONE.dimension());
    let base = trim_end(clause)
        .strip_suffix(&['的'])
        .or_else(|| trim_end(clause).strip_suffix(&['级']))
        .filter(|_| is_share)?;
    let near = base.len().saturating_sub(BASE).max(1);
    (near..base.len())
        .rev()
        .take_while(|&at| is_han(base[at]))
        .find_map(|at| words::before(&base[..at]))
}

/// Whether `chars` is nothing but a mark and a word that asks: `，要求`.
fn asks(chars: &[char]) -> bool {
    let text: String = chars.iter().collect();
    let words = [
        "要求",
        "目标",
        "希望",
        "需",
        "须",
        "应",
        "现要求",
        "要求达到",
        "需达到",
        "希望达到",
        "目标是",
        "目标为",
        "要求为",
        "需要",
        "拟",
    ];
    let marks = ['，', ',', '；', ';', '。', ' ', '、'];
    let asked = text.trim_start_matches(marks);
    asked.len() < text.len() && words.contains(&asked.trim_end())
}

/// Most characters of the standard that a share is one of.
const BASE: usize = 8;

struct Parser<'t> {
    folded: &'t AlignedText,
    chars: &'t [char],
    /// End of the last quantity: nothing before it is looked at again.
    floor: usize,
    /// The property of a starting value (由 19.8 %), for the value that it rises or falls to; and the position of its end.
    risen: Option<(NamedProperty, usize)>,
    found: Vec<Quantity>,
}

impl Parser<'_> {
    /// Looks at `at`; returns the position to go on from.
    fn step(&mut self, at: usize) -> usize {
        let c = self.chars[at];
        if let Some(end) = protection(self.chars, at) {
            self.accept_protection(at, end);
            return end;
        }
        let tolerance = c == '±' || has(self.chars, at, "+/-");
        let signed = matches!(c, '-' | '+') && is_sign(self.chars, at);
        if !(tolerance || signed || c.is_ascii_digit() || is_numeral(c)) {
            return at + 1;
        }
        if bars(self.chars, at) {
            return self.past(at);
        }
        let read = MeasureReader {
            chars: self.chars,
            floor: self.floor,
        };
        let measure = if tolerance {
            read.tolerance(at)
        } else {
            read.measure(at)
        };
        let Some(measure) = measure else {
            return self.past(at);
        };
        // A refused measure may hide another one after its first number, so reading goes on there.
        let (end, next) = (measure.end, measure.first.end);
        if self.accept(at, measure) {
            // Words behind the measure that are used up may hold signs of their own: the + of ±5‰+/-0.
            end.max(self.floor)
        } else {
            next.max(at + 1)
        }
    }

    /// Keeps the two digits of a code of protection, each a property of its own: IP67 keeps out dust as IP65 does, and
    /// more water.
    fn accept_protection(&mut self, at: usize, end: usize) {
        let clause = &self.chars[self.floor..at];
        let (rest, said) =
            words::before(clause).map_or((clause, None), |(c, rest)| (&clause[..rest], Some(c)));
        let behind = words::behind(self.chars, end);
        let start = said.map_or(at, |_| self.floor + skip_all_blanks(clause, rest.len()));
        let compared = words::joined(said, behind.map(|b| b.0)).unwrap_or(Comparison::Equal);
        let until = behind.map_or(end, |(_, after)| after);
        let span = self.folded.bytes(start.min(at)..until);
        for (place, name) in [(at + 2, "防尘等级"), (at + 3, "防水等级")] {
            let Some(digit) = self.chars[place].to_digit(10).map(f64::from) else {
                continue;
            };
            let named = NamedProperty {
                property: Property::stored(name.to_owned(), String::new()),
                known: true,
                ..NamedProperty::default()
            };
            let dimension = Unit::ONE.dimension();
            self.found.push(Quantity {
                comparison: by_size(compared, &named, dimension, digit),
                property: named.property,
                low: digit,
                high: digit,
                unit: Unit::ONE,
                span: span.clone(),
            });
        }
        self.floor = until;
    }

    /// The position behind something that is no number: all digits or numerals in a row.
    fn past(&self, at: usize) -> usize {
        let code = |c: &char| c.is_ascii_digit() || is_numeral(*c);
        let row = self.chars[at..].iter().take_while(|c| code(c)).count();
        at + row.max(1)
    }

    /// Keeps the measure that starts at `at` if it is a quantity.
    fn accept(&mut self, at: usize, mut measure: Measure) -> bool {
        let lead = self.lead(at);
        let clause = &self.chars[self.floor..lead];
        let before = words::before(clause).or_else(|| of_base(clause, &measure));
        let (rest, said) = before.map_or((clause, None), |(c, rest)| (&clause[..rest], Some(c)));
        // 胶合强度（≥0.8 MPa）: the name stands before the bracket.
        let outside = trim_end(rest)
            .strip_suffix(&['('])
            .filter(|_| said.is_some());
        let mut named = property::before(outside.unwrap_or(rest)).unwrap_or_default();
        nines(self.chars, &mut measure, &named);
        let behind = words::behind(self.chars, measure.end);
        let compared = words::joined(said, behind.map(|b| b.0));
        if self.is_remark(at) {
            return false;
        }
        if self.starts_change(rest, &named, &measure) {
            return true;
        }
        end_of_change(rest, &mut measure, &mut named);
        self.settle_unit(&mut measure, &named);
        let plain = || unitless(self.chars, &measure, &named, compared);
        let Some(found) = measure.unit.or_else(plain) else {
            return false;
        };
        let told = compared.is_some() || measure.kind != Kind::One;
        if !credible(&measure.first, found, told) {
            return false;
        }
        let start = said.map_or(at, |_| self.floor + skip_all_blanks(clause, rest.len()));
        let mut end = found.end.max(measure.end);
        let is_behind = behind.is_some_and(|(found, _)| compared == Some(found));
        if is_behind || matches!(measure.kind, Kind::One | Kind::Tolerance) {
            end = behind.map_or(end, |(_, after)| end.max(after));
        }
        if named.property.is_empty() || !named.known {
            self.look_around(&mut named, end);
        }
        if said.is_some() && (named.property.is_empty() || asks(rest)) {
            self.take_over(&mut named, rest, found.unit);
        }
        if named.property.is_empty() && lead < at && is_diameter(self.chars[lead]) {
            named.property = Property::named("直径");
        }
        let comparison = comparison(&measure, compared, is_behind, &named);
        let base = found.unit.to_base(measure.low);
        let comparison = by_size(comparison, &named, found.unit.dimension(), base);
        let span = self.folded.bytes(start.min(at)..end);
        let quantity = finish(&measure, found.unit, comparison, named, rest);
        let (low, high) = quantity.base();
        // A huge number may overflow in the base unit, and an infinite bound would decide every comparison.
        if !(low.is_finite() && high.is_finite()) {
            return false;
        }
        // Words up to here are used up: the next quantity does not take its property from them.
        self.floor = self.floor.max(end);
        self.found.push(Quantity { span, ..quantity });
        true
    }

    /// End of the words before the number: before its bracket or currency sign.
    fn lead(&self, at: usize) -> usize {
        let before = |lead: usize| {
            let sign = |c| is_diameter(c) || matches!(c, '(' | '¥' | '￥' | '$');
            lead > self.floor && sign(self.chars[lead - 1])
        };
        at - usize::from(before(at))
    }

    /// Whether the number at `at` stands in a remark in brackets between a property and its value: 抗压强度（28 d）≥50 MPa,
    /// 蒸发损失（200 ℃，22 h）≤3 %.
    fn is_remark(&self, at: usize) -> bool {
        let bracket = |&at: &usize| matches!(self.chars[at], '(' | ')');
        let from = self.floor.max(at.saturating_sub(REMARK));
        let open = (from..at).rev().find(bracket);
        let close = (at..self.chars.len().min(at + REMARK)).find(bracket);
        let (Some(open), Some(close)) = (open, close) else {
            return false;
        };
        let encloses = self.chars[open] == '(' && self.chars[close] == ')';
        let named = open > self.floor && self.chars[open - 1].is_alphanumeric();
        let place = skip_blanks(self.chars, close + 1);
        let next = self.chars.get(place).copied().unwrap_or('。');
        let words = ["of ", "at ", "below ", "above ", "less ", "more ", "under "];
        let compares = next.is_ascii_digit()
            || "≥≤<>=:≈~不达大小低高为应优少多超控降提".contains(next)
            || words.iter().any(|word| has(self.chars, place, word));
        encloses && named && compares
    }

    /// Whether it is the value that something rises or falls from: 由 19.8 % 提到 60 %.
    fn starts_change(&mut self, clause: &[char], named: &NamedProperty, measure: &Measure) -> bool {
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

    /// The unit of a heading, 堆积密度（g/cm³）≥1.8, or of a scale, HRC 58, if none follows.
    fn settle_unit(&self, measure: &mut Measure, named: &NamedProperty) {
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
        measure.unit = unit.map(|unit| UnitMatch {
            unit,
            end: measure.end,
            weak: false,
        });
    }

    /// Gives a figure of no name that of the one before it, if words that ask stand between: 噪声 78 dB，要求≤65 dB.
    fn take_over(&self, named: &mut NamedProperty, rest: &[char], unit: Unit) {
        let Some(last) = self.found.last().filter(|_| asks(rest)) else {
            return;
        };
        if last.unit.dimension() == unit.dimension() && !last.property.is_empty() {
            *named = NamedProperty {
                property: last.property.clone(),
                known: true,
                ..NamedProperty::default()
            };
        }
    }

    /// A property behind the unit, or that of the value it rose from.
    fn look_around(&mut self, named: &mut NamedProperty, end: usize) {
        if let Some((risen, until)) = self.risen.take().filter(|(_, until)| *until == self.floor) {
            debug_assert!(until <= end);
            *named = NamedProperty {
                change: None,
                to: named.to,
                ..risen
            };
        } else if let Some((property, after)) = property::behind(self.chars, end) {
            *named = NamedProperty {
                property,
                known: true,
                ..NamedProperty::default()
            };
            // These words are used up.
            self.floor = after;
        }
    }
}
