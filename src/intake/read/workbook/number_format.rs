//! Days, times of day, percentages and padded numbers, which a workbook keeps as plain numbers.

use serde_json::Value;

use crate::intake::read::cell::number_cell;

/// Meaning of the number of a cell.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum NumberFormat {
    #[default]
    Number,
    /// A day, a time of day, or both.
    Moment,
    /// A length of time, as in `[h]:mm`; a number to us.
    Duration,
    /// A percentage with that many decimals: 0.075 is shown as `7.5%`.
    Percent(u8),
    /// An amount behind the sign of its currency: 500000 is shown as `¥500,000.00`.
    Money(char),
    /// A whole number with zeros before it, of at least that many digits: 123 is shown as `0000123`.
    Padded(u8),
}

/// The number of a cell as its format shows it.
pub(super) fn shown_cell(number: f64, format: NumberFormat, is_1904: bool) -> Value {
    match format {
        NumberFormat::Moment => moment_cell(number, is_1904),
        NumberFormat::Number | NumberFormat::Duration => number_cell(number),
        NumberFormat::Percent(decimals) => percent_cell(number, decimals),
        NumberFormat::Money(sign) => money_cell(number, &sign.to_string()),
        NumberFormat::Padded(digits) => padded_cell(number, digits),
    }
}

/// A number behind the sign of its currency, which says that it is none of 万元.
pub(super) fn money_cell(number: f64, sign: &str) -> Value {
    let cell = number_cell(number);
    if cell.is_number() {
        return Value::from(format!("{sign}{cell}"));
    }
    cell
}

/// The sign of the currency in a format that is written out, or in a number as it is shown: `¥` for yuan, whatever way
/// they are written.
pub(super) fn currency_sign(text: &str) -> Option<char> {
    let text = text.split(';').next().unwrap_or_default();
    // The Japanese yen has the sign of the yuan. Of 万元 a bare number is one already.
    if ["-411]", "万", "亿"]
        .iter()
        .any(|other| text.contains(other))
    {
        return None;
    }
    if ["¥", "￥", "CNY", "RMB", "人民币", "元"]
        .iter()
        .any(|yuan| text.contains(yuan))
    {
        return Some('¥');
    }
    // A bracket names a currency, or with the sign alone a language: [$€-407], [$-804].
    let text = text.replace("[$", "[").replace("\\", "");
    ['$', '€', '£']
        .into_iter()
        .find(|sign| text.contains(*sign))
}

fn percent_cell(number: f64, decimals: u8) -> Value {
    if !number.is_finite() {
        return Value::Null;
    }
    // The decimal digits of the number are what the user typed; multiplying would add 7.000000000000001.
    let typed: f64 = format!("{number:e}")
        .split_once('e')
        .and_then(|(digits, power)| Some(format!("{digits}e{}", power.parse::<i32>().ok()? + 2)))
        .and_then(|shifted| shifted.parse().ok())
        .unwrap_or(number * 100.0);
    Value::from(format!("{typed:.*}%", usize::from(decimals)))
}

fn padded_cell(number: f64, digits: u8) -> Value {
    let cell = number_cell(number);
    if number.fract() != 0.0 || number < 0.0 || !cell.is_i64() {
        return cell;
    }
    let (whole, width) = (cell.to_string(), usize::from(digits));
    Value::from(format!("{whole:0>width$}"))
}

/// The meaning of a built-in format. 27 to 36 and 50 to 58 are dates in East Asian editions.
pub(super) fn format_of_id(id: u16) -> NumberFormat {
    match id {
        14..=22 | 27..=36 | 45 | 47 | 50..=58 => NumberFormat::Moment,
        46 => NumberFormat::Duration,
        9 => NumberFormat::Percent(0),
        10 => NumberFormat::Percent(2),
        // Of the currency of the edition.
        5..=8 | 42 | 44 => NumberFormat::Money('¥'),
        _ => NumberFormat::Number,
    }
}

/// Most digits after the point, or before it, that a format is taken to ask for.
const MAX_DIGITS: u8 = 30;

/// The first section of a format, without quotes, colours and escapes, and whether it begins with a length of time
/// in brackets (`[h]:mm`). The other sections are for negative numbers and texts.
fn first_section(code: &str) -> (String, bool) {
    let (mut plain, mut is_elapsed, mut chars) = (String::new(), false, code.chars());
    while let Some(c) = chars.next() {
        match c {
            ';' => break,
            '\\' | '_' | '*' => {
                chars.next();
            }
            '"' => {
                chars.by_ref().find(|&c| c == '"');
            }
            '[' => {
                let inside: String = chars.by_ref().take_while(|&c| c != ']').collect();
                let first = inside.chars().next().map(|c| c.to_ascii_lowercase());
                let is_same = |c: char| Some(c.to_ascii_lowercase()) == first;
                is_elapsed |= matches!(first, Some('h' | 'm' | 's'))
                    && inside.chars().all(is_same)
                    && !plain.contains(is_of_time);
            }
            c => plain.push(c),
        }
    }
    (plain, is_elapsed)
}

/// Whether a letter of a format stands for a part of a day or a time.
fn is_of_time(c: char) -> bool {
    matches!(c.to_ascii_lowercase(), 'd' | 'm' | 'h' | 'y' | 's')
}

/// The meaning of a format written out: one with a letter of day or time outside quotes, colours and
/// escapes shows a moment; one that begins with such a letter in brackets, a length of time.
pub(super) fn format_of_code(code: &str) -> NumberFormat {
    let (plain, is_elapsed) = first_section(code);
    if is_elapsed {
        return NumberFormat::Duration;
    }
    if plain.contains(is_of_time) {
        return NumberFormat::Moment;
    }
    let plain = plain.trim();
    let short = |count: usize| u8::try_from(count).map_or(MAX_DIGITS, |n| n.min(MAX_DIGITS));
    if plain.contains('%') {
        let after = plain.split_once('.').map_or("", |(_, after)| after);
        return NumberFormat::Percent(short(after.matches(['0', '#', '?']).count()));
    }
    // One zero is how every whole number is shown.
    if plain.len() > 1 && plain.bytes().all(|b| b == b'0') {
        return NumberFormat::Padded(short(plain.len()));
    }
    currency_sign(code).map_or(NumberFormat::Number, NumberFormat::Money)
}

/// Milliseconds of a day.
const DAY: i64 = 86_400_000;
/// Julian day of 1899-12-30, from which days count since 1900-03-01.
const EPOCH: i64 = 2_415_019;
/// Days from there to 1904-01-01.
const TO_1904: f64 = 1_462.0;
/// The day after 9999-12-31.
const END: f64 = 2_958_466.0;

/// A moment as `2024-06-27`, with the time of day if there is one; a time alone as `08:30:00`. A number outside the
/// calendar of spreadsheets stays a number.
pub(super) fn moment_cell(number: f64, is_1904: bool) -> Value {
    let days = if is_1904 { number + TO_1904 } else { number };
    if !(0.0..END).contains(&days) {
        return number_cell(number);
    }
    #[expect(clippy::cast_possible_truncation, reason = "at most 3 million days")]
    let total = (days * 86_400_000.0).round() as i64;
    let day = total.div_euclid(DAY);
    // A number below 1 is a time of day; its day would be the last of 1899.
    if number < 1.0 {
        return Value::from(clock(total.rem_euclid(DAY) / 1_000));
    }
    // Spreadsheets count a 29th of February 1900, so earlier days are one less.
    let julian = EPOCH + day + i64::from(day < 60);
    let date = i32::try_from(julian).ok().map(time::Date::from_julian_day);
    let Some(Ok(date)) = date else {
        return number_cell(number);
    };
    moment_at(date, total.rem_euclid(DAY)).unwrap_or_else(|| number_cell(number))
}

/// A day and the milliseconds since its start, in whole seconds; `None` past the calendar.
pub(super) fn moment_at(date: time::Date, milliseconds: i64) -> Option<Value> {
    let (more, left) = (milliseconds.div_euclid(DAY), milliseconds.rem_euclid(DAY));
    let date = date.checked_add(time::Duration::days(more))?;
    let (year, month, date) = date.to_calendar_date();
    let tail = match left / 1_000 {
        0 => String::new(),
        seconds => format!("T{}", clock(seconds)),
    };
    let text = format!("{year:04}-{:02}-{date:02}{tail}", u8::from(month));
    Some(Value::from(text))
}

/// A time of day by its seconds.
fn clock(seconds: i64) -> String {
    let (hours, minutes) = (seconds / 3_600, seconds / 60 % 60);
    format!("{hours:02}:{minutes:02}:{:02}", seconds % 60)
}

#[cfg(test)]
mod tests {
    use super::{NumberFormat, format_of_code, format_of_id, moment_cell, shown_cell};
    use serde_json::json;

    #[test]
    fn formats_of_days_are_told_from_formats_of_numbers() {
        for code in [
            "yyyy-mm-dd",
            "m/d/yy h:mm",
            "yyyy\"年\"m\"月\"",
            "[$-804]d",
            "上午/下午 h",
            "[Red]ss",
        ] {
            assert_eq!(format_of_code(code), NumberFormat::Moment, "{code}");
        }
        for code in [
            "General",
            "0.00E+00",
            "#,##0",
            "0",
            "#,##0\"d\"",
            "\\d0",
            "_d0",
            "0;yyyy",
            "[Red]0",
            "",
            "\"d",
        ] {
            assert_eq!(format_of_code(code), NumberFormat::Number, "{code}");
        }
        assert_eq!(format_of_code("[h]:mm"), NumberFormat::Duration);
        for code in [
            "\"￥\"#,##0.00",
            "[$¥-804]#,##0;[Red]-[$¥-804]#,##0",
            "_ \"¥\"* #,##0.00_ ;_ \"¥\"* -#,##0.00_ ",
            "#,##0\"元\"",
            "[$CNY] 0.00",
        ] {
            assert_eq!(format_of_code(code), NumberFormat::Money('¥'), "{code}");
        }
        assert_eq!(format_of_code("[$$-409]#,##0"), NumberFormat::Money('$'));
        assert_eq!(format_of_code("\"$\"#,##0"), NumberFormat::Money('$'));
        for code in ["#,##0\"万元\"", "[$-804]#,##0", "[$¥-411]#,##0"] {
            assert_eq!(format_of_code(code), NumberFormat::Number, "{code}");
        }
        assert_eq!(shown_cell(5e5, NumberFormat::Money('¥'), false), "¥500000");
        let ids = [14, 46, 9, 164, 0].map(format_of_id);
        let expected = [
            NumberFormat::Moment,
            NumberFormat::Duration,
            NumberFormat::Percent(0),
            NumberFormat::Number,
            NumberFormat::Number,
        ];
        assert_eq!(ids, expected);
    }

    #[test]
    fn percentages_and_padded_numbers_read_as_they_are_shown() {
        let shown = |number: f64, code: &str| shown_cell(number, format_of_code(code), false);
        assert_eq!(shown(0.075, "0.0%"), "7.5%");
        assert_eq!(shown(0.98, "0%"), "98%");
        assert_eq!(shown(0.07, "0.00%;[Red]-0.00%"), "7.00%");
        assert_eq!(shown(-0.004, "0.0\\%%"), "-0.4%");
        assert_eq!(shown(1.5, "#,##0%"), "150%");
        assert_eq!(shown(123.0, "0000000"), "0000123");
        assert_eq!(shown(86.0, "\"No.\"000"), "086");
        assert_eq!(shown(1234.0, "00"), "1234");
        assert_eq!(shown(1.5, "000"), json!(1.5));
        assert_eq!(shown(-7.0, "000"), json!(-7));
        assert_eq!(shown(5.0, "0"), json!(5));
    }

    #[test]
    fn numbers_of_days_are_days_and_times() {
        assert_eq!(moment_cell(45_470.0, false), "2024-06-27");
        assert_eq!(moment_cell(44_008.0, true), "2024-06-27");
        assert_eq!(
            moment_cell(45_470.354_166_666_7, false),
            "2024-06-27T08:30:00"
        );
        assert_eq!(moment_cell(0.5, false), "12:00:00");
        assert_eq!(moment_cell(1.0, false), "1900-01-01");
        assert_eq!(moment_cell(59.0, false), "1900-02-28");
        assert_eq!(moment_cell(61.0, false), "1900-03-01");
        assert_eq!(moment_cell(2_958_465.0, false), "9999-12-31");
        for outside in [-1.0, 3e6, 1e300, f64::NAN, f64::INFINITY] {
            assert!(!moment_cell(outside, false).is_string(), "{outside}");
        }
        assert_eq!(moment_cell(-1.0, false), json!(-1));
    }
}
