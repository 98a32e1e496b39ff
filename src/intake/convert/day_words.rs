//! Words and signs around the days of cells: 截至, 前, 17:00, (周四).

use std::borrow::Cow;

use super::amount;
use super::day::DayEdge;

/// Words before a last day. None of them stands before a first one: 即日起至2026-10-15 begins on a day that it does not name.
#[rustfmt::skip] // a table reads by rows
const BEFORE_LAST: [&str; 11] = [
    "自即日起至", "即日起至", "自即日起到", "截至", "截止到", "截止至", "截止于", "截止", "不晚于", "于", "至",
];
/// Words behind a last day, and behind any day.
#[rustfmt::skip] // a table reads by rows
const BEHIND_LAST: [&str; 12] = [
    "截止", "为止", "止", "前完成", "前截止", "之前", "以前", "前", "年内", "内", "到期", "期满",
];
/// Words around a first day.
const BEFORE_FIRST: [&str; 2] = ["自", "从"];
const BEHIND_FIRST: [&str; 3] = ["起始", "开始", "起"];
/// Names of days of the week, in brackets behind a day.
const WEEKDAYS: [&str; 3] = ["周", "星期", "礼拜"];
/// What times of day are written with.
const OF_TIMES: &str = "0123456789:：.点时分秒整上下午晚中凌晨";

/// Digits of years that are written one by one: 二〇二六年.
const DIGITS: [&str; 10] = [
    "〇零○",
    "一",
    "二",
    "三",
    "四",
    "五",
    "六",
    "七",
    "八",
    "九",
];

/// A day in Chinese numerals with digits in their place: 二〇二六年十月十五日.
pub(super) fn in_digits(text: &str) -> String {
    let digit = |c: char| DIGITS.iter().position(|digit| digit.contains(c));
    let year: Vec<usize> = text.chars().map_while(digit).collect();
    let behind: usize = text.chars().take(year.len()).map(char::len_utf8).sum();
    match year.as_slice() {
        [a, b, c, d] => format!("{a}{b}{c}{d}{}", amount::in_digits(&text[behind..])),
        _ => amount::in_digits(text),
    }
}

/// Whether `text` says itself that its day is a last one: 截至2026年10月15日, 2026年10月15日前.
pub(super) fn is_last(text: &str) -> bool {
    BEFORE_LAST.iter().any(|word| text.starts_with(word))
        || BEHIND_LAST.iter().any(|word| text.ends_with(word))
}

/// Whether `text` says itself that its day is a first one: 自2026年9月1日起.
pub(super) fn is_first(text: &str) -> bool {
    BEHIND_FIRST.iter().any(|word| text.ends_with(word))
}

/// The day within `text`, without the words around it; `None` if they say that it is not the day that `edge` asks for.
/// `text` is without blanks.
pub(super) fn bare(text: &str, edge: DayEdge) -> Option<&str> {
    match edge {
        DayEdge::Last if is_first(text) => return None,
        DayEdge::First if BEFORE_LAST.iter().any(|word| text.starts_with(word)) => return None,
        DayEdge::First | DayEdge::Last => {}
    }
    let mut rest = text;
    for word in BEFORE_LAST.iter().chain(&BEFORE_FIRST) {
        rest = rest.strip_prefix(word).unwrap_or(rest);
    }
    // 2026年内 is a year; the 年 goes with the word and comes to nothing.
    while let Some(shorter) = BEHIND_LAST
        .iter()
        .chain(&BEHIND_FIRST)
        .find_map(|word| rest.strip_suffix(word))
    {
        rest = shorter;
    }
    Some(rest)
}

/// A text without the times that stand behind days after a blank: 2026-09-01 09:00 至 2026-10-15 17:00. Without the blank,
/// nobody could tell where the day ends.
pub(super) fn without_clock(text: &str) -> Cow<'_, str> {
    let mut plain = String::new();
    let mut rest = text;
    while let Some(at) = rest.find(|c: char| c.is_whitespace() || c == 'T') {
        let gap = rest[at..].chars().next().map_or(0, char::len_utf8);
        let (day, behind) = (&rest[..at], &rest[at + gap..]);
        let is_day = day.ends_with(|c: char| c.is_ascii_digit() || "日号".contains(c));
        let length = behind
            .find(|c: char| !OF_TIMES.contains(c))
            .unwrap_or(behind.len());
        let clock = &behind[..length];
        let is_clock = clock.starts_with(|c: char| c.is_ascii_digit())
            && clock.contains([':', '：', '时', '点']);
        plain.push_str(day);
        if is_day && is_clock {
            rest = &behind[length..];
        } else {
            plain.push_str(&rest[at..at + gap]);
            rest = behind;
        }
    }
    if plain.is_empty() {
        return Cow::Borrowed(text);
    }
    plain.push_str(rest);
    Cow::Owned(plain)
}

/// The first part of a span without the words that say that it is one: 2026年9月1日起.
pub(super) fn without_start(first: &str) -> &str {
    let shorter = BEHIND_FIRST
        .iter()
        .find_map(|word| first.strip_suffix(word));
    shorter.unwrap_or(first)
}

/// A day without its time and its day of the week: 2026年10月15日17:00, 2026-10-15(周四).
pub(super) fn without_time(day: &str) -> &str {
    let is_weekday = |inside: &str| WEEKDAYS.iter().any(|word| inside.starts_with(word));
    let mut day = day;
    if let Some((before, behind)) = day.split_once('(')
        && let Some((inside, behind)) = behind.split_once(')')
        && is_weekday(inside)
        && behind.chars().all(|c| OF_TIMES.contains(c))
    {
        day = before;
    }
    for mark in ['日', '号'] {
        if let Some((before, behind)) = day.split_once(mark)
            && !behind.is_empty()
            && behind.chars().all(|c| OF_TIMES.contains(c))
        {
            return &day[..before.len() + mark.len_utf8()];
        }
    }
    day
}
