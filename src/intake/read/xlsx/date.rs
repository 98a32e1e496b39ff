//! Days and times of day, which a workbook keeps as numbers of days.

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
}

/// The meaning of a built-in format. 27 to 36 and 50 to 58 are dates in East Asian editions.
pub(super) fn format_of_id(id: &str) -> NumberFormat {
    match id.parse::<u8>() {
        Ok(14..=22 | 27..=36 | 45 | 47 | 50..=58) => NumberFormat::Moment,
        Ok(46) => NumberFormat::Duration,
        _ => NumberFormat::Number,
    }
}

/// The meaning of a format written out: one with a letter of day or time outside quotes, colours and
/// escapes shows a moment; one with such a letter in brackets, a length of time.
pub(super) fn format_of_code(code: &str) -> NumberFormat {
    let section = code;
    let mut chars = section.chars();
    while let Some(c) = chars.next() {
        match c {
            // Only the first section counts; the others are for negative numbers and texts.
            ';' => return NumberFormat::Number,
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
                if matches!(first, Some('h' | 'm' | 's')) && inside.chars().all(is_same) {
                    return NumberFormat::Duration;
                }
            }
            'd' | 'm' | 'h' | 'y' | 's' | 'D' | 'M' | 'H' | 'Y' | 'S' => {
                return NumberFormat::Moment;
            }
            _ => {}
        }
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
    let (day, left) = (total.div_euclid(DAY), total.rem_euclid(DAY) / 1_000);
    let time = format!("{:02}:{:02}:{:02}", left / 3_600, left / 60 % 60, left % 60);
    // A number below 1 is a time of day; its day would be the last of 1899.
    if number < 1.0 {
        return Value::from(time);
    }
    // Spreadsheets count a 29th of February 1900, so earlier days are one less.
    let julian = EPOCH + day + i64::from(day < 60);
    let date = i32::try_from(julian).ok().map(time::Date::from_julian_day);
    let Some(Ok(date)) = date else {
        return number_cell(number);
    };
    let (year, month, date) = date.to_calendar_date();
    let tail = if left == 0 {
        String::new()
    } else {
        format!("T{time}")
    };
    Value::from(format!("{year:04}-{:02}-{date:02}{tail}", u8::from(month)))
}

#[cfg(test)]
mod tests {
    use super::{NumberFormat, format_of_code, format_of_id, moment_cell};
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
        let ids = ["14", "46", "9", "164", "x"].map(format_of_id);
        let expected = [
            NumberFormat::Moment,
            NumberFormat::Duration,
            NumberFormat::Number,
            NumberFormat::Number,
            NumberFormat::Number,
        ];
        assert_eq!(ids, expected);
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
