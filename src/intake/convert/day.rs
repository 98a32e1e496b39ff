//! Days as cells write them: whole days, and months, years and spans of which one end is meant.

use std::borrow::Cow;

use serde_json::Value;

use super::day_words::{
    bare, in_digits, is_first, is_last, without_clock, without_start, without_time,
};
use crate::intake::read::shown;
use crate::model::Date;
use crate::model::fold::compact;

/// Longest text that is looked at as a span, in bytes: every mark in it may be the one between its ends.
const LONGEST_SPAN: usize = 120;

/// The day of a span that a field means: a deadline is its last day, a beginning its first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum DayEdge {
    First,
    Last,
}

impl DayEdge {
    pub(crate) fn of(field: &str) -> Self {
        match field {
            "deadline" | "available_until" => Self::Last,
            _ => Self::First,
        }
    }
}

/// A day read from a cell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct ReadDay {
    pub(crate) day: Date,
    /// Whether the cell names that day itself, so that its reading needs no remark.
    pub(crate) is_plain: bool,
}

/// The day that a cell means; `None` if it means none, or if two readings are as likely (`3/4/2026`).
pub(crate) fn day(cell: &Value, edge: DayEdge) -> Option<ReadDay> {
    let text = shown(cell);
    if let Some(day) = text.trim().parse::<i32>().ok().and_then(serial_day) {
        return Some(ReadDay {
            day,
            is_plain: true,
        });
    }
    if let Ok(day) = text.parse::<Date>()
        && names_a_day(&text)
    {
        return Some(ReadDay {
            day,
            is_plain: true,
        });
    }
    let text = compact(&without_clock(&text));
    let read = |text: &str| {
        let text = bare(text, edge)?;
        span(text, edge).or_else(|| within(text, edge))
    };
    // 三季度 is read as it stands.
    let day = read(&text).or_else(|| read(&in_digits(&text)))?;
    Some(ReadDay {
        day,
        is_plain: false,
    })
}

/// The days between which something is open, as one cell names them: one at least.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct OpenDays {
    pub(crate) from: Option<Date>,
    pub(crate) until: Option<Date>,
    /// Whether the cell writes out what it names, so that its reading needs no remark.
    pub(crate) is_plain: bool,
}

/// The days that a cell names as the first, the last or both; `None` if it names none, or a single day of which it does not say
/// which it is.
pub(crate) fn open_days(cell: &Value) -> Option<OpenDays> {
    let text = compact(&without_clock(&shown(cell)));
    let of_span = |text: &str| ends(bare(text, DayEdge::Last)?);
    if let Some(days) = of_span(&text).or_else(|| of_span(&in_digits(&text))) {
        return Some(days);
    }
    let [from, until] = [
        is_first(&text).then(|| day(cell, DayEdge::First)),
        is_last(&text).then(|| day(cell, DayEdge::Last)),
    ]
    .map(|read| read.flatten().map(|read| read.day));
    (from.is_some() || until.is_some()).then_some(OpenDays {
        from,
        until,
        is_plain: true,
    })
}

/// The day of a serial number of the 1900 system, from 1982 to 2119; other numbers are years
/// or no days at all.
fn serial_day(serial: i32) -> Option<Date> {
    /// Day number of 1899-12-30, which is serial number 0.
    const EPOCH: i32 = 2_415_019;
    // From 1982 to 2119. A smaller whole number is a year or a count, not a serial day.
    if !(30_000..80_000).contains(&serial) {
        return None;
    }
    let day = time::Date::from_julian_day(EPOCH + serial).ok()?;
    Date::new(day.year(), u8::from(day.month()), day.day()).ok()
}

/// Whether a text that reads as a day has three parts, or eight digits.
fn names_a_day(text: &str) -> bool {
    let day = text.trim().split(['T', ' ']).next().unwrap_or_default();
    let runs = day
        .split(|c: char| !c.is_ascii_digit())
        .filter(|run| !run.is_empty());
    runs.clone().count() >= 3 || runs.clone().any(|run| run.len() == 8)
}

/// The end of a span (`2026-2028`, `2025.1-2026.12`, `2025年3月至6月`) that `edge` asks for.
fn span(text: &str, edge: DayEdge) -> Option<Date> {
    let days = ends(text)?;
    match edge {
        DayEdge::First => days.from,
        DayEdge::Last => days.until,
    }
}

/// The first and the last day of a span; both are there.
fn ends(text: &str) -> Option<OpenDays> {
    if text.len() > LONGEST_SPAN {
        return None;
    }
    let mut cuts = text.char_indices().skip(1);
    cuts.find_map(|(at, cut)| {
        if !matches!(cut, '-' | '至' | '到' | '~' | '～' | '—' | '–') {
            return None;
        }
        let (first, last) = (&text[..at], &text[at + cut.len_utf8()..]);
        let first = without_time(without_start(first));
        let written = last.trim_start_matches(['-', '—']);
        // Both ends must have a year, or the hyphen of 2026-12 would be a span.
        let last = dated(first, written)?;
        let (from, until) = (
            within(first, DayEdge::First)?,
            within(&last, DayEdge::Last)?,
        );
        let is_plain = last == written && names_a_day(first) && names_a_day(without_time(written));
        (from <= until).then_some(OpenDays {
            from: Some(from),
            until: Some(until),
            is_plain,
        })
    })
}

/// The last part of a span with the year, and the month, that it shares with the first: 2026年9月1日至10月15日.
fn dated<'t>(first: &str, last: &'t str) -> Option<Cow<'t, str>> {
    let is_dated = |part: &str| part.bytes().take_while(u8::is_ascii_digit).count() == 4;
    if !is_dated(first) {
        return None;
    }
    if is_dated(last) {
        return Some(Cow::Borrowed(last));
    }
    let (year, rest) = leading_year(first)?;
    if let Some(last) = ["次年", "翌年"]
        .iter()
        .find_map(|word| last.strip_prefix(word))
    {
        return Some(Cow::Owned(format!("{}年{last}", year + 1)));
    }
    let last = without_time(last);
    if last.contains('月') {
        return Some(Cow::Owned(format!("{year}年{last}")));
    }
    let is_day = names_a_day(first);
    if is_day && last.ends_with(['日', '号']) {
        let (month, _) = rest.split_once('月')?;
        return Some(Cow::Owned(format!("{year}年{month}月{last}")));
    }
    // 2026.9.1-10.15: the separator of the first part. A hyphen would be one of three of a day.
    let separator = ['.', '/']
        .into_iter()
        .find(|separator| first.contains(*separator))?;
    (is_day && last.contains(separator)).then(|| Cow::Owned(format!("{year}{separator}{last}")))
}

/// The first or last day of a day, month, quarter, half or year.
fn within(text: &str, edge: DayEdge) -> Option<Date> {
    let text = without_time(text);
    // 26年10月; a lone 10年 may be how long something lasts.
    if let Some((year, rest)) = text.split_once('年')
        && year.len() == 2
        && year.bytes().all(|byte| byte.is_ascii_digit())
        && rest.starts_with(|c: char| c.is_ascii_digit())
    {
        return within(&format!("20{text}"), edge);
    }
    if let Ok(day) = text.parse::<Date>()
        && names_a_day(text)
    {
        return Some(day);
    }
    english(text).or_else(|| western(text)).or_else(|| {
        let (year, rest) = leading_year(text)?;
        if let Some(third) = third_of_month(year, rest) {
            return third.map(|(from, until)| match edge {
                DayEdge::First => from,
                DayEdge::Last => until,
            });
        }
        let (from, until) = months(rest)?;
        match edge {
            DayEdge::First => Date::new(year, from, 1).ok(),
            DayEdge::Last => last_day(year, until),
        }
    })
}

/// The first and the last day of ten days of a month: 10月上旬, 10月中旬. `None` if `rest` names no such part; within it, if
/// there are no such days.
fn third_of_month(year: i32, rest: &str) -> Option<Option<(Date, Date)>> {
    const THIRDS: [(&str, u8, u8); 5] = [
        ("上旬", 1, 10),
        ("中旬", 11, 20),
        ("下旬", 21, 31),
        ("初", 1, 10),
        ("中", 11, 20),
    ];
    let (month, first, last) = THIRDS.iter().find_map(|&(word, first, last)| {
        let month = rest.strip_suffix(word)?.strip_suffix('月')?;
        Some((month, first, last))
    })?;
    let days = || {
        let month = month.parse().ok()?;
        let until = match last {
            31 => last_day(year, month)?,
            last => Date::new(year, month, last).ok()?,
        };
        Some((Date::new(year, month, first).ok()?, until))
    };
    Some(days())
}

/// The year that a text begins with, and the rest.
fn leading_year(text: &str) -> Option<(i32, &str)> {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let year = text[..digits].parse().ok().filter(|_| digits == 4)?;
    let rest = &text[4..];
    Some((
        year,
        rest.strip_prefix(['年', '-', '/', '.']).unwrap_or(rest),
    ))
}

/// First and last month of the part of a year that `rest` names; all of it if it names none.
fn months(rest: &str) -> Option<(u8, u8)> {
    const PARTS: [(&str, u8, u8); 18] = [
        ("", 1, 12),
        ("度", 1, 12),
        ("全年", 1, 12),
        ("底", 12, 12),
        ("末", 12, 12),
        ("年底", 12, 12),
        ("上半年", 1, 6),
        ("下半年", 7, 12),
        ("第一季度", 1, 3),
        ("第二季度", 4, 6),
        ("第三季度", 7, 9),
        ("第四季度", 10, 12),
        ("q1", 1, 3),
        ("q2", 4, 6),
        ("q3", 7, 9),
        ("q4", 10, 12),
        ("h1", 1, 6),
        ("h2", 7, 12),
    ];
    let rest = rest.to_lowercase();
    if let Some(&(_, from, until)) = PARTS
        .iter()
        .find(|(name, ..)| *name == rest || name.strip_prefix('第') == Some(rest.as_str()))
    {
        return Some((from, until));
    }
    let month = rest
        .trim_end_matches(['底', '末', '份'])
        .trim_end_matches('月');
    let month = month
        .parse()
        .ok()
        .filter(|month| (1..=12).contains(month))?;
    Some((month, month))
}

fn last_day(year: i32, month: u8) -> Option<Date> {
    (28..=31)
        .rev()
        .find_map(|day| Date::new(year, month, day).ok())
}

/// `26-12-31`, `12/31/2026` and `31.12.2026`: days whose year does not come first, or has two digits.
fn western(text: &str) -> Option<Date> {
    let parts: Vec<&str> = text.split(['-', '/', '.']).collect();
    let [first, second, third] = parts.as_slice() else {
        return None;
    };
    let number = |part: &str| part.parse::<u8>().ok().filter(|_| part.len() <= 2);
    match (number(first), number(second), third.len()) {
        (Some(year), Some(month), 1 | 2) if year > 12 => {
            Date::new(2000 + i32::from(year), month, number(third)?).ok()
        }
        (Some(a), Some(b), 4) => {
            let year = third.parse().ok()?;
            // Month first as in America, day first as in Europe: read if only one of them is a day, or both are the same.
            match (a > 12, b > 12) {
                (false, true) => Date::new(year, a, b).ok(),
                (true, false) => Date::new(year, b, a).ok(),
                _ => Date::new(year, a, b).ok().filter(|_| a == b),
            }
        }
        _ => None,
    }
}

/// `Dec31,2026` and `31December2026`, spaces left out.
fn english(text: &str) -> Option<Date> {
    const MONTHS: [&str; 12] = [
        "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
    ];
    let lower = text.to_lowercase();
    let at = lower.find(|c: char| c.is_ascii_alphabetic())?;
    let name: String = lower[at..]
        .chars()
        .take_while(char::is_ascii_alphabetic)
        .collect();
    let month = MONTHS.iter().position(|month| name.starts_with(month))?;
    let month = u8::try_from(month + 1).ok()?;
    let (before, after) = (&lower[..at], &lower[at + name.len()..]);
    let digits = |text: &str| text.trim_matches(|c: char| !c.is_ascii_digit()).to_owned();
    let (day, year) = if before.is_empty() {
        let (day, year) = after.split_once(',')?;
        (digits(day), digits(year))
    } else {
        (digits(before), digits(after))
    };
    let year = year.parse().ok().filter(|_| year.len() == 4)?;
    Date::new(year, month, day.parse().ok()?).ok()
}

#[cfg(test)]
mod tests;
