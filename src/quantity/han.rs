//! Numbers in Chinese characters: 三十五, 两千, 三点五, 半, 百分之五, 三分之一.

use super::chars::{has, skip_blanks};
use super::number::{Number, number as any_number};

/// The number at `at`.
pub(super) fn number(chars: &[char], at: usize) -> Option<Number> {
    if let Some(share) = share(chars, at) {
        return Some(share);
    }
    // A half of something is a share; half an hour is none.
    if has(chars, at, "一半") {
        return Some(Number {
            share: Some(1.0),
            ..plain(0.5, at, at + 2)
        });
    }
    let (value, end) = cardinal(chars, at)?;
    let (value, end) = decimals(chars, value, end);
    let (value, end) = myriads(chars, value, end);
    // 三分之一
    if has(chars, end, "分之")
        && let Some((above, end)) = cardinal(chars, end + 2)
        && value >= 2.0
    {
        return Some(Number {
            share: Some(1.0 / value),
            ..plain(above, at, end)
        });
    }
    Some(plain(value, at, end))
}

fn plain(value: f64, start: usize, end: usize) -> Number {
    Number {
        value,
        end,
        multiplier: 1.0,
        share: None,
        year_like: false,
        han: end - start,
        more: false,
        code: false,
    }
}

/// 百分之五, 千分之三, 万分之一: the number behind may be in digits.
fn share(chars: &[char], at: usize) -> Option<Number> {
    let shares = [("百分之", 1e-2), ("千分之", 1e-3), ("万分之", 1e-4)];
    let &(word, share) = shares.iter().find(|(word, _)| has(chars, at, word))?;
    let start = skip_blanks(chars, at + word.chars().count());
    // No share of a share: that would go as deep as the text.
    let nested = matches!(chars.get(start), Some('百' | '千' | '万'));
    if nested {
        return None;
    }
    let inner = any_number(chars, start).filter(|n| n.share.is_none())?;
    Some(Number {
        share: Some(share),
        year_like: false,
        han: inner.end - at,
        ..inner
    })
}

fn digit(c: char) -> Option<f64> {
    Some(match c {
        '零' | '〇' => 0.0,
        '一' => 1.0,
        '二' | '两' => 2.0,
        '三' => 3.0,
        '四' => 4.0,
        '五' => 5.0,
        '六' => 6.0,
        '七' => 7.0,
        '八' => 8.0,
        '九' => 9.0,
        _ => return None,
    })
}

fn step(c: char) -> Option<f64> {
    Some(match c {
        '十' => 10.0,
        '百' => 100.0,
        '千' => 1000.0,
        _ => return None,
    })
}

/// A whole number below 10,000 at `at`, and its end.
fn cardinal(chars: &[char], at: usize) -> Option<(f64, usize)> {
    let first = *chars.get(at)?;
    if first == '半' {
        return Some((0.5, at + 1));
    }
    if digit(first).is_none() && first != '十' {
        return None;
    }
    // Steps have to shrink: 三百二十 is one number, 二十百 is not.
    let (mut total, mut open, mut end, mut least) = (0.0, None, at, f64::INFINITY);
    while let Some(&c) = chars.get(end) {
        if let Some(value) = digit(c) {
            // Digits one after the other, 二〇二四: a year or a code, never a measure.
            if open.is_some_and(|before| before > 0.0) {
                return None;
            }
            open = Some(value);
        } else if let Some(size) =
            step(c).filter(|&size| size < least && !has(chars, end + 1, "分之"))
        {
            total += open.take().unwrap_or(1.0) * size;
            least = size;
        } else {
            break;
        }
        end += 1;
    }
    Some((total + open.unwrap_or(0.0), end))
}

/// The plain form of a character that cheques write: 叁 as 三. Only amounts read these; elsewhere they are words
/// (拾取, 陆上).
const fn plain_form(c: char) -> char {
    match c {
        '壹' => '一',
        '贰' => '二',
        '叁' => '三',
        '肆' => '四',
        '伍' => '五',
        '陆' => '六',
        '柒' => '七',
        '捌' => '八',
        '玖' => '九',
        '拾' => '十',
        '佰' => '百',
        '仟' => '千',
        c => c,
    }
}

/// The whole number from 1 to 9,999 that all of `numeral` means, also as cheques write it; `None` if it means none, or perhaps another: 二百三 is 230
/// in speech and 203 by the letter.
pub(crate) fn whole_number(numeral: &str) -> Option<f64> {
    let chars: Vec<char> = numeral.chars().map(plain_form).collect();
    let (value, end) = cardinal(&chars, 0)?;
    let is_loose = match chars.as_slice() {
        [.., before, last] => {
            digit(*last).is_some_and(|d| d > 0.0) && step(*before).is_some_and(|size| size >= 100.0)
        }
        _ => false,
    };
    (end == chars.len() && value >= 1.0 && !is_loose).then_some(value)
}

/// Whether `c` is a digit or a step (十, 百, 千) of a number in Chinese characters, also as cheques write it.
pub(crate) fn is_digit_or_step(c: char) -> bool {
    let c = plain_form(c);
    digit(c).is_some() || step(c).is_some()
}

/// 一亿五千万: the numbers that 万 and 亿 multiply, one after the other.
fn myriads(chars: &[char], first: f64, end: usize) -> (f64, usize) {
    // Steps have to shrink: 三亿五千万 is one number, 五万三亿 is not.
    let (mut total, mut part, mut end, mut least) = (0.0, first, end, f64::INFINITY);
    while let Some(times) = chars
        .get(end)
        .and_then(|&c| myriad(c))
        .filter(|&times| times < least)
    {
        (total, part, least, end) = (total + part * times, 0.0, times, end + 1);
        if let Some((more, after)) = cardinal(chars, end).filter(|_| chars.get(end) != Some(&'半'))
        {
            (part, end) = (more, after);
        }
    }
    (total + part, end)
}

fn myriad(c: char) -> Option<f64> {
    match c {
        '万' => Some(1e4),
        '亿' => Some(1e8),
        _ => None,
    }
}

/// 点五 after a whole number.
fn decimals(chars: &[char], whole: f64, end: usize) -> (f64, usize) {
    if chars.get(end) != Some(&'点') {
        return (whole, end);
    }
    let digits: String = chars[end + 1..]
        .iter()
        .map_while(|&c| digit(c))
        .take(12)
        .map(|d| format!("{d:.0}"))
        .collect();
    match format!("0.{digits}").parse::<f64>() {
        Ok(part) if !digits.is_empty() => (whole + part, end + 1 + digits.len()),
        _ => (whole, end),
    }
}

/// Whether a number in Chinese characters may begin with `c`, or go on with it.
pub(super) fn is_numeral(c: char) -> bool {
    digit(c).is_some() || step(c).is_some() || matches!(c, '半' | '万')
}
