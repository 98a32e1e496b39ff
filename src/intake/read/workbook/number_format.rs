//! Days, times of day, percentages, amounts and padded numbers, which a workbook keeps as plain numbers.

use std::sync::Arc;

use serde_json::Value;

use super::literal::NumberLiterals;

use crate::intake::read::cell::number_cell;

/// Meaning of the number of a cell.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) enum NumberFormat {
    #[default]
    Number,
    /// A day, a time of day, or both.
    Moment,
    /// A length of time, as in `[h]:mm`; a number to us.
    Duration,
    /// A percentage: 0.075 is shown as `7.5%`.
    Percent,
    /// An amount behind the sign of the yuan: 500000 is shown as `¥500,000.00`.
    Yuan,
    /// A number with its unit, or made smaller: 2000000 is shown as `200.0万元`.
    Among(Arc<NumberLiterals>),
    /// A whole number with zeros before it, of at least that many digits: 123 is shown as `0000123`.
    Padded(u8),
    /// The first format whose condition the number meets: `[>=10000]0!.0,"万元";0"元"`.
    Chosen(Arc<[(SectionCondition, NumberFormat)]>),
}

/// What a number must be for a section of a format.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum SectionCondition {
    Any,
    Less(f64),
    AtMost(f64),
    Greater(f64),
    AtLeast(f64),
    Equal(f64),
}

impl SectionCondition {
    /// The condition at the start of a section, in brackets.
    fn of(section: &str) -> Option<Self> {
        let mut brackets = section
            .split('[')
            .skip(1)
            .filter_map(|part| part.split(']').next());
        brackets.find_map(|inside| {
            let at = inside.find(|c: char| c.is_ascii_digit() || c == '-' || c == '.')?;
            let number = inside[at..].trim().parse().ok()?;
            Some(match inside[..at].trim() {
                "<" => Self::Less(number),
                "<=" => Self::AtMost(number),
                ">" => Self::Greater(number),
                ">=" => Self::AtLeast(number),
                "=" => Self::Equal(number),
                _ => return None,
            })
        })
    }

    #[expect(clippy::float_cmp, reason = "as spreadsheets compare")]
    fn is_met(self, number: f64) -> bool {
        match self {
            Self::Any => true,
            Self::Less(than) => number < than,
            Self::AtMost(than) => number <= than,
            Self::Greater(than) => number > than,
            Self::AtLeast(than) => number >= than,
            Self::Equal(than) => number == than,
        }
    }
}

/// The number of a cell as its format shows it.
pub(super) fn shown_cell(number: f64, format: &NumberFormat, is_1904: bool) -> Value {
    match format {
        NumberFormat::Moment => moment_cell(number, is_1904),
        NumberFormat::Number | NumberFormat::Duration => number_cell(number),
        NumberFormat::Percent => percent_cell(number),
        NumberFormat::Yuan => money_cell(number, "¥"),
        NumberFormat::Among(literals) => {
            literals.cell(number).unwrap_or_else(|| number_cell(number))
        }
        NumberFormat::Padded(digits) => padded_cell(number, *digits),
        NumberFormat::Chosen(sections) => {
            let mut met = sections
                .iter()
                .filter(|(condition, _)| condition.is_met(number));
            let format = met
                .next()
                .map_or(&NumberFormat::Number, |(_, format)| format);
            shown_cell(number, format, is_1904)
        }
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

/// The digits that a number has of its own; what is behind them is noise of computing.
const DIGITS: usize = 12;

/// A number times a power of ten, in its own digits: multiplying would add 7.000000000000001.
pub(super) fn rounded_shift(number: f64, power: i32) -> f64 {
    let rounded = format!("{number:.*e}", DIGITS - 1);
    let shifted = rounded.split_once('e').and_then(|(digits, own)| {
        let power = own.parse::<i32>().ok()?.checked_add(power)?;
        format!("{digits}e{power}").parse().ok()
    });
    shifted.unwrap_or(number)
}

/// A percentage with all its digits, however many of them are shown: 3.45 % must not pass for 3 %, nor 2.96 % for 3.0 %.
pub(super) fn percent_cell(number: f64) -> Value {
    if !number.is_finite() {
        return Value::Null;
    }
    let percent = rounded_shift(number, 2) + 0.0;
    Value::from(format!("{percent}%"))
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
        9 | 10 => NumberFormat::Percent,
        // Of the currency of the edition.
        5..=8 | 42 | 44 => NumberFormat::Yuan,
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
            '\\' | '!' | '_' | '*' => {
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

/// The sections of a format, without the marks between them.
fn sections(code: &str) -> Vec<&str> {
    let (mut sections, mut from, mut is_quoted, mut is_escaped) = (Vec::new(), 0, false, false);
    for (at, c) in code.char_indices() {
        match c {
            _ if is_escaped => is_escaped = false,
            '"' => is_quoted = !is_quoted,
            '\\' | '!' if !is_quoted => is_escaped = true,
            ';' if !is_quoted => {
                sections.push(&code[from..at]);
                from = at + 1;
            }
            _ => {}
        }
    }
    sections.push(&code[from..]);
    sections
}

/// The meaning of a format written out. Of several sections the first counts, for the others are of negative numbers and
/// texts, unless they state conditions.
pub(super) fn format_of_code(code: &str) -> NumberFormat {
    /// More sections no program writes.
    const MOST: usize = 4;
    let sections = sections(code);
    if sections
        .iter()
        .all(|section| SectionCondition::of(section).is_none())
    {
        return format_of_section(code);
    }
    let chosen = sections.into_iter().take(MOST).map(|section| {
        let condition = SectionCondition::of(section).unwrap_or(SectionCondition::Any);
        (condition, format_of_section(section))
    });
    NumberFormat::Chosen(chosen.collect())
}

/// The meaning of a section: one with a letter of day or time outside quotes, colours and escapes shows a moment; one
/// that begins with such a letter in brackets, a length of time.
fn format_of_section(code: &str) -> NumberFormat {
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
        return NumberFormat::Percent;
    }
    let literals = NumberLiterals::of(sections(code).first().copied().unwrap_or_default());
    if literals.cell(1.0).is_some() {
        return NumberFormat::Among(Arc::new(literals));
    }
    // One zero is how every whole number is shown.
    if plain.len() > 1 && plain.bytes().all(|b| b == b'0') {
        return NumberFormat::Padded(short(plain.len()));
    }
    NumberFormat::Number
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
            "[$CNY] 0.00",
        ] {
            assert_eq!(
                shown_cell(5e5, &format_of_code(code), false),
                "¥500000",
                "{code}"
            );
        }
        assert_eq!(
            shown_cell(5.0, &format_of_code("[$$-409]#,##0"), false),
            "$5"
        );
        assert_eq!(shown_cell(5.0, &format_of_code("\"$\"#,##0"), false), "$5");
        assert_eq!(format_of_code("[$-804]#,##0"), NumberFormat::Number);
        assert_eq!(shown_cell(5e5, &NumberFormat::Yuan, false), "¥500000");
        let ids = [14, 46, 9, 164, 0].map(format_of_id);
        let expected = [
            NumberFormat::Moment,
            NumberFormat::Duration,
            NumberFormat::Percent,
            NumberFormat::Number,
            NumberFormat::Number,
        ];
        assert_eq!(ids, expected);
    }

    #[test]
    fn percentages_and_padded_numbers_read_as_they_are_shown() {
        let shown = |number: f64, code: &str| shown_cell(number, &format_of_code(code), false);
        assert_eq!(shown(0.075, "0.0%"), "7.5%");
        assert_eq!(shown(0.98, "0%"), "98%");
        assert_eq!(shown(0.07, "0.00%;[Red]-0.00%"), "7%");
        assert_eq!(shown(0.0345, "0%"), "3.45%");
        assert_eq!(shown(0.0385, "0.0%"), "3.85%");
        assert_eq!(shown(0.0296, "0%"), "2.96%");
        assert_eq!(shown(0.1 + 0.2, "0%"), "30%");
        assert_eq!(shown(1.0 / 3.0, "0%"), "33.3333333333%");
        let by_size = "[>=100000000]0!.00,,\"亿元\";[>=10000]0!.0,\"万元\";0\"元\"";
        assert_eq!(shown(1.5e8, by_size), "1.5亿元");
        assert_eq!(shown(2e6, by_size), "200万元");
        assert_eq!(shown(500.0, by_size), "500元");
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
