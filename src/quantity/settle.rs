//! The comparison, unit and property of a measure, by the words around it.

use super::chars::{ends, is_han, skip_blanks, trim_end};
use super::comparison::Comparison;
use super::measure::{Kind, Measure};
use super::number::Number;
use super::parse::Quantity;
use super::property::{self, NamedProperty, Property, Trend};
use super::unit::{Unit, UnitMatch};
use super::words;

/// Length of the word that ends `clause`, if it names the start of a change.
pub(super) fn from(clause: &[char]) -> Option<usize> {
    ["由", "从", "from"]
        .iter()
        .find_map(|word| words::ending(clause, word))
}

/// `cut scrap rate from 8 % to 2 %`: no range but a change, whose end counts.
pub(super) fn end_of_change(clause: &[char], measure: &mut Measure, named: &mut NamedProperty) {
    let clause = trim_end(clause);
    let Some(length) = from(clause).filter(|_| measure.kind == Kind::Range) else {
        return;
    };
    let Some(before) = property::before(&clause[..clause.len() - length]) else {
        return;
    };
    let Some(change) = before.change else { return };
    // Of “raised from A to B” the aim is B alone: the end in the direction of the change.
    let end = if change == Trend::Rise {
        measure.high
    } else {
        measure.low
    };
    (measure.low, measure.high, measure.kind) = (end, end, Kind::One);
    *named = NamedProperty { to: true, ..before };
}

/// Reads a purity by its nines: 5N is 99.999 %, 4N5 is 99.995 %.
pub(super) fn nines(chars: &[char], measure: &mut Measure, named: &NamedProperty) {
    let first = &measure.first;
    let is_purity = matches!(named.property.head(), "纯度" | "丰度");
    let whole = first.value.fract() == 0.0 && (2.0..=9.0).contains(&first.value);
    let plain = whole && first.multiplier == 1.0 && first.han == 0 && measure.kind == Kind::One;
    if !is_purity || !plain || chars.get(first.end) != Some(&'N') {
        return;
    }
    let half = chars.get(first.end + 1).filter(|c| c.is_ascii_digit());
    let end = first.end + 1 + usize::from(half.is_some());
    if chars
        .get(end)
        .is_some_and(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '/' | '·'))
    {
        return;
    }
    let count = ('0'..='9').position(|digit| chars[first.end - 1] == digit);
    let written = format!("0.{}", "9".repeat(count.unwrap_or_default()));
    let share = written + &half.map(char::to_string).unwrap_or_default();
    let Ok(share) = share.parse::<f64>() else {
        return;
    };
    (measure.low, measure.high, measure.end) = (share, share, end);
    measure.unit = Some(UnitMatch {
        unit: Unit::ONE,
        end,
        weak: false,
    });
}

pub(super) fn skip_all_blanks(chars: &[char], at: usize) -> usize {
    at + chars[at..].iter().take_while(|&&c| c == ' ').count()
}

/// A plain number that is one all the same: compared with a known property, and nothing follows that
/// would be counted.
pub(super) fn unitless(
    chars: &[char],
    measure: &Measure,
    named: &NamedProperty,
    compared: Option<Comparison>,
) -> Option<UnitMatch> {
    let next = chars
        .get(skip_blanks(chars, measure.end))
        .copied()
        .unwrap_or('\n');
    let goes_on = is_han(next) && !"可之范的且并和与".contains(next);
    let counted = goes_on
        || next.is_alphanumeric() && !is_han(next)
        || matches!(next, '%' | '-' | '/' | '×' | '+' | '#' | ':');
    let counted = counted && words::behind(chars, measure.end).is_none();
    // 1.0 is written as a decimal.
    let mut written = chars[..measure.first.end]
        .iter()
        .rev()
        .take_while(|c| c.is_ascii_digit() || **c == '.');
    let decimal = measure.first.value.fract() != 0.0 || written.any(|&c| c == '.');
    let exact = decimal || measure.kind != Kind::One;
    // A bare number is easily a count or a code: only a known property, with a comparison, a decimal or a range,
    // makes it a figure; or a name that ends like one, with both.
    let stated = match measure.kind {
        Kind::Range => true,
        Kind::One | Kind::Within | Kind::Tolerance => decimal && compared.is_some(),
    };
    let named = named.known || (stated && is_ratio(named.property.head()));
    let fits = named && measure.first.han == 0 && !counted && (compared.is_some() || exact);
    fits.then_some(UnitMatch {
        unit: Unit::ONE,
        end: measure.end,
        weak: false,
    })
}

/// Whether an unknown name ends like that of a plain number (料肉比), or is an abbreviation (PUE).
fn is_ratio(name: &str) -> bool {
    let ending = ["比", "系数", "指数", "因子", "值", "率", "度", "可靠性"];
    let letters = (2..=5).contains(&name.len()) && name.bytes().all(|b| b.is_ascii_alphabetic());
    letters || ending.iter().any(|end| name.ends_with(end))
}

/// Whether number and unit belong together: 统一克服 has no gram in it, 三元材料 no yuan.
pub(super) fn credible(number: &Number, found: UnitMatch, compared: bool) -> bool {
    if found.weak && !compared {
        return false;
    }
    let words = number.han > 0 && number.share.is_none() && number.multiplier == 1.0;
    let coins = found.unit.dimension().is_money() && number.value < 100.0;
    !words || compared || number.more || (number.han >= 2 && !coins)
}

pub(super) fn comparison(
    measure: &Measure,
    compared: Option<Comparison>,
    is_behind: bool,
    named: &NamedProperty,
) -> Comparison {
    match (measure.kind, compared) {
        (Kind::Tolerance, _) => Comparison::Tolerance,
        (Kind::Within, _) => Comparison::Within,
        // 3-4级以上: at least the lower end.
        (Kind::Range, Some(found @ (Comparison::AtLeast | Comparison::AtMost))) if is_behind => {
            found
        }
        (Kind::Range, _) => Comparison::Between,
        (Kind::One, Some(found)) => found,
        (Kind::One, None) if measure.first.more => Comparison::MoreThan,
        (Kind::One, None) if named.to && named.change == Some(Trend::Fall) => Comparison::FallsTo,
        (Kind::One, None) if named.to => Comparison::Reaches,
        (Kind::One, None) => Comparison::Equal,
    }
}

/// Applies the words before to unit and property: a yearly output, a change, a difference of temperatures.
pub(super) fn finish(
    measure: &Measure,
    unit: Unit,
    comparison: Comparison,
    named: NamedProperty,
    clause: &[char],
) -> Quantity {
    let change = named.change.filter(|&change| {
        is_size(
            change,
            &named,
            comparison,
            unit.dimension() == Unit::ONE.dimension(),
        )
    });
    let (mut unit, mut property) = (unit, named.property);
    if let Some(seconds) = yearly(clause) {
        property = Property {
            head: "产能".to_owned(),
            modifier: String::new(),
        };
        unit = unit.each(seconds).unwrap_or(unit);
    }
    // Hardness scales do not convert into each other, so each one is a property of its own.
    if let Some(scale) = hardness(unit) {
        property.head = scale.to_owned();
    }
    let differs = [
        "精度",
        "误差",
        "温差",
        "温升",
        "温降",
        "波动",
        "偏差",
        "均匀性",
    ]
    .iter()
    .any(|end| property.head().ends_with(end));
    // A difference of temperatures has no offset: a tolerance of 5 ℃ is one of 5 K.
    if comparison == Comparison::Tolerance || differs || change.is_some() {
        unit = unit.difference();
    }
    if let Some(change) = change.filter(|_| !property.is_empty()) {
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

/// Whether the number is the size of a change (噪声降低 2 dB) rather than the level that is reached by it (降低硫含量，
/// 不高于 0.4 %).
fn is_size(change: Trend, named: &NamedProperty, comparison: Comparison, is_share: bool) -> bool {
    use Comparison::{
        About, AtLeast, AtMost, BetterThan, Between, Equal, FallsTo, LessThan, MoreThan,
        NoWorseThan, Reaches, Tolerance, UpTo, Within,
    };
    if named.to {
        return false;
    }
    match comparison {
        FallsTo => false,
        Reaches => named.by,
        // A change *by* so much is its size, whatever it is compared with.
        Equal | AtLeast | MoreThan | AtMost | LessThan | About | Between | Within | Tolerance
        | UpTo | BetterThan | NoWorseThan
            if named.by =>
        {
            true
        }
        // The verb goes before the name: a fall to at most a level, or by at least a size.
        AtMost | LessThan => is_share && change == Trend::Rise,
        AtLeast | MoreThan => is_share || change == Trend::Fall,
        Equal | About | Between | Within | Tolerance | UpTo | BetterThan | NoWorseThan => is_share,
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
