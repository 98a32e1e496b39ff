//! Numbers: digits with separators, decimals and powers of ten, and their multipliers.

use super::chars::{has, skip_blanks};
use super::han;

/// A number found in a text.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Number {
    pub(super) value: f64,
    /// One past its last character.
    pub(super) end: usize,
    /// Further factor of the value: 万, 亿, million; 1 if none is written.
    pub(super) multiplier: f64,
    /// `百分之…` and its like: the number is a share, and needs no unit.
    pub(super) share: Option<f64>,
    /// Four digits without any separator, from 1900 to 2100: perhaps a year.
    pub(super) year_like: bool,
    /// Written in Chinese characters; how many.
    pub(super) han: usize,
    /// `50余`, `300多`: somewhat more.
    pub(super) more: bool,
    /// Followed by more that makes it a version, a date or a code.
    pub(super) code: bool,
}

/// Sign of a temperature in words.
pub(super) const BELOW_ZERO: &str = "零下";

/// The number at `at`, after an optional sign.
pub(super) fn number(chars: &[char], at: usize) -> Option<Number> {
    if has(chars, at, BELOW_ZERO) {
        let found = number(chars, skip_blanks(chars, at + 2)).filter(|n| n.value >= 0.0)?;
        return Some(Number {
            value: -found.value,
            ..found
        });
    }
    let negative = chars.get(at) == Some(&'-');
    let signed = negative || chars.get(at) == Some(&'+');
    let start = skip_if(chars, at, signed, |c| c == ' ');
    let mut found = if chars.get(start)?.is_ascii_digit() {
        digits(chars, start)?
    } else if signed {
        return None;
    } else {
        han::number(chars, start)?
    };
    if negative {
        found.value = -found.value;
    }
    Some(tenths(chars, multiplied(chars, found)))
}

/// `三成`: tenths, if 成 begins no word of its own (成本, 成型).
fn tenths(chars: &[char], number: Number) -> Number {
    let next = chars.get(number.end + 1).copied().unwrap_or(' ');
    let word = "本分型果立功品员套熟为长绩因形像膜都就核片交份丝体人年群虫对双组语效药材树不";
    let small = number.value > 0.0 && number.value <= 10.0 && number.multiplier == 1.0;
    let is_share = small && number.share.is_none() && chars.get(number.end) == Some(&'成');
    if !is_share || word.contains(next) {
        return number;
    }
    // 九成五 is 95 %.
    let hundredths = "一二三四五六七八九"
        .chars()
        .zip(1_u8..)
        .find(|(c, _)| *c == next);
    let end = number.end + 1 + usize::from(hundredths.is_some());
    Number {
        value: number.value + hundredths.map_or(0.0, |(_, part)| f64::from(part) / 10.0),
        share: Some(0.1),
        end,
        ..number
    }
}

/// After the sign, and one blank behind it.
fn skip_if(chars: &[char], at: usize, signed: bool, blank: impl Fn(char) -> bool) -> usize {
    let after = at + usize::from(signed);
    let skips = signed && chars.get(after).is_some_and(|&c| blank(c));
    after + usize::from(skips)
}

fn is_digit(chars: &[char], at: usize) -> bool {
    chars.get(at).is_some_and(char::is_ascii_digit)
}

/// One past the digits from `at` on.
pub(super) fn digits_end(chars: &[char], at: usize) -> usize {
    let more = chars[at..].iter().take_while(|c| c.is_ascii_digit());
    at + more.count()
}

fn digits(chars: &[char], at: usize) -> Option<Number> {
    let first = digits_end(chars, at);
    let mut end = grouped(chars, at, first);
    let year_like = first == end && first - at == 4 && matches!(chars[at], '1' | '2');
    let mut written: String = chars[at..end].iter().filter(|&&c| c != ',').collect();
    if chars.get(end) == Some(&'.') && is_digit(chars, end + 1) {
        let decimals = digits_end(chars, end + 1);
        written.extend(&chars[end..decimals]);
        end = decimals;
    }
    if let Some((power, after)) = exponent(chars, end) {
        written.push_str(&format!("e{power}"));
        end = after;
    } else if written == "10"
        && let Some((power, after)) = raised(chars, end)
    {
        written = format!("1e{power}");
        end = after;
    }
    let value: f64 = written.parse().ok()?;
    let dotted = chars.get(end) == Some(&'.') && is_digit(chars, end + 1);
    let number = Number {
        value,
        end,
        multiplier: 1.0,
        share: None,
        year_like: year_like && (1900.0..=2100.0).contains(&value),
        han: 0,
        more: false,
        code: dotted,
    };
    value.is_finite().then_some(fraction(chars, number))
}

/// `1/2 inch`: a fraction of two short integers; the text behind it decides whether it has a unit.
fn fraction(chars: &[char], number: Number) -> Number {
    let small = number.value.fract() == 0.0 && number.value < 100.0;
    let start = number.end + 1;
    if !small || chars.get(number.end) != Some(&'/') || !is_digit(chars, start) {
        return number;
    }
    let end = digits_end(chars, start);
    let below: String = chars[start..end].iter().collect();
    // Proper fractions of a small denominator, such as sizes in inches; any other slash makes it a code.
    match below.parse::<u32>() {
        Ok(below @ 2..=64) if number.value < f64::from(below) => Number {
            value: number.value / f64::from(below),
            end,
            ..number
        },
        _ => Number {
            code: true,
            end,
            ..number
        },
    }
}

/// One past the thousands groups after the digits `at..first`: `1,200`.
fn grouped(chars: &[char], at: usize, first: usize) -> usize {
    let mut end = first;
    while first - at <= 3 && chars.get(end) == Some(&',') && digits_end(chars, end + 1) == end + 4 {
        end += 4;
    }
    end
}

/// `e-3`, `×10^-3`, `×10⁻³`, `x10-3`: the power, and the position of its end.
fn exponent(chars: &[char], at: usize) -> Option<(i32, usize)> {
    if matches!(chars.get(at), Some('e' | 'E')) {
        let (power, end) = plain_power(chars, at + 1)?;
        let goes_on = chars.get(end).is_some_and(|c| c.is_ascii_alphanumeric());
        // 3E4cm-2 goes on with its unit, a code with anything.
        let unit = ["cm", "mm", "nm", "μm", "ohm", "Pa", "Hz", "CFU", "cfu"];
        let goes_on = goes_on && !unit.iter().any(|unit| has(chars, end, unit));
        return (!goes_on).then_some((power, end));
    }
    let sign = skip_blanks(chars, at);
    if !matches!(chars.get(sign), Some('×' | 'x' | 'X' | '·')) {
        return None;
    }
    let ten = skip_blanks(chars, sign + 1);
    if !has(chars, ten, "10") {
        return None;
    }
    raised(chars, ten + 2).or_else(|| {
        // A superscript that lost its height on the way: ×10-6.
        plain_power(chars, ten + 2).filter(|_| matches!(chars.get(ten + 2), Some('-')))
    })
}

/// `^-3`, `^(−3)`, `⁻³`.
fn raised(chars: &[char], at: usize) -> Option<(i32, usize)> {
    if chars.get(at) == Some(&'^') {
        let closer = match chars.get(at + 1) {
            Some('(') => Some(')'),
            Some('{') => Some('}'),
            _ => None,
        };
        let (power, end) = plain_power(chars, at + 1 + usize::from(closer.is_some()))?;
        // A bracket that is never closed may be the end of the text.
        let closed = closer.is_some_and(|closer| chars.get(end) == Some(&closer));
        return Some((power, end + usize::from(closed)));
    }
    superscript(chars, at)
}

fn plain_power(chars: &[char], at: usize) -> Option<(i32, usize)> {
    let negative = chars.get(at) == Some(&'-');
    let start = at + usize::from(negative || chars.get(at) == Some(&'+'));
    let end = digits_end(chars, start.min(chars.len()));
    let power: String = chars.get(start..end)?.iter().collect();
    // An f64 ends near 10³⁰⁸.
    let power: i32 = power.parse().ok().filter(|p| *p <= 300)?;
    Some((if negative { -power } else { power }, end))
}

/// A power in raised digits, and the position of its end.
pub(super) fn superscript(chars: &[char], at: usize) -> Option<(i32, usize)> {
    let negative = chars.get(at) == Some(&'⁻');
    let start = at + usize::from(negative || chars.get(at) == Some(&'⁺'));
    let mut end = start;
    // At most three digits, so that the power cannot overflow.
    let mut power = 0_i32;
    while let Some(digit) = chars
        .get(end)
        .and_then(|&c| raised_digit(c))
        .filter(|_| end < start + 3)
    {
        power = power * 10 + digit;
        end += 1;
    }
    (end > start).then_some((if negative { -power } else { power }, end))
}

fn raised_digit(c: char) -> Option<i32> {
    Some(match c {
        '⁰' => 0,
        '¹' => 1,
        '²' => 2,
        '³' => 3,
        '⁴' => 4,
        '⁵' => 5,
        '⁶' => 6,
        '⁷' => 7,
        '⁸' => 8,
        '⁹' => 9,
        _ => return None,
    })
}

/// Multipliers between a number and its unit; longer ones first.
const MULTIPLIERS: [(&str, f64); 12] = [
    // Longer words first: 万亿 begins with 万.
    ("万亿", 1e12),
    ("千万", 1e7),
    ("百万", 1e6),
    ("十万", 1e5),
    ("亿", 1e8),
    ("万", 1e4),
    ("千", 1e3),
    ("百", 1e2),
    ("thousand", 1e3),
    ("million", 1e6),
    ("billion", 1e9),
    ("trillion", 1e12),
];

/// `number` with the multiplier and the `余` that follow it.
fn multiplied(chars: &[char], mut number: Number) -> Number {
    let some = |at: usize| matches!(chars.get(at), Some('余' | '多'));
    if some(number.end) {
        (number.more, number.end) = (true, number.end + 1);
    }
    let at = skip_blanks(chars, number.end);
    let here = |&&(word, _): &&(&str, f64)| has(chars, at, word);
    if number.share.is_none()
        && let Some(&(word, times)) = MULTIPLIERS.iter().find(here)
        && !(word == "百" && chars.get(at + 1) == Some(&'分'))
    {
        number.multiplier = times;
        number.end = at + word.chars().count();
        if some(number.end) {
            (number.more, number.end) = (true, number.end + 1);
        }
    }
    number
}
