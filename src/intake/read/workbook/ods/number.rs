//! Values of cells, as the person at the screen sees them.
//!
//! A cell holds its value and the text shown for it. The value is taken, for it has all its digits; the text decides
//! where the two differ in kind: a percentage, zeros before a whole number. So no format is read.

use serde_json::Value;

use crate::intake::read::cell::{number_cell, text_cell};
use crate::intake::read::workbook::literal::NumberLiterals;
use crate::intake::read::workbook::number_format::{
    NumberFormat, moment_at, moment_cell, money_cell, percent_cell, shown_cell,
};

/// Milliseconds of a day.
const DAY: f64 = 86_400_000.0;

/// A number, with the zeros that stand before it on the screen.
pub(super) fn float_cell(value: &str, shown: &str) -> Value {
    let Ok(number) = value.trim().parse::<f64>() else {
        return text_cell(if shown.is_empty() { value } else { shown });
    };
    let digits = shown.trim_matches(|c: char| !c.is_ascii_digit());
    let is_padded = digits.len() > 1
        && digits.starts_with('0')
        && digits.bytes().all(|byte| byte.is_ascii_digit())
        && digits.parse() == Ok(number);
    // A flag that a formula yields may be kept as a number.
    if (number == 1.0 && shown == "TRUE") || (number == 0.0 && shown == "FALSE") {
        return Value::from(number == 1.0);
    }
    match u8::try_from(digits.len()) {
        Ok(length) if is_padded => shown_cell(number, &NumberFormat::Padded(length), false),
        _ => NumberLiterals::of_shown(number, shown)
            .cell(number)
            .unwrap_or_else(|| number_cell(number)),
    }
}

/// An amount of a currency, with its sign; a number alone where the screen says that it is of 万元, or nothing.
pub(super) fn currency_cell(value: &str, currency: &str, shown: &str) -> Value {
    let Ok(number) = value.trim().parse::<f64>() else {
        return float_cell(value, shown);
    };
    let with_unit = || NumberLiterals::of_shown(number, shown).cell(number);
    match currency.trim() {
        "" => with_unit().unwrap_or_else(|| number_cell(number)),
        "CNY" | "RMB" => with_unit().unwrap_or_else(|| money_cell(number, "¥")),
        code => money_cell(number, code),
    }
}

/// A percentage with all its digits.
pub(super) fn percentage_cell(value: &str, shown: &str) -> Value {
    match value.trim().parse::<f64>() {
        Ok(number) => percent_cell(number),
        Err(_) => text_cell(if shown.is_empty() { value } else { shown }),
    }
}

/// A day, with the time of day if there is one: `2024-06-27` or `2024-06-27T08:30:00`.
pub(super) fn date_cell(value: &str, shown: &str) -> Value {
    let read = || {
        let (day, time) = value.trim().split_once('T').unwrap_or((value.trim(), ""));
        let mut parts = day.splitn(3, '-').map(|part| part.parse::<u16>().ok());
        let [year, month, date] = [parts.next()??, parts.next()??, parts.next()??];
        let month = time::Month::try_from(u8::try_from(month).ok()?).ok()?;
        let (year, date) = (i32::from(year), u8::try_from(date).ok()?);
        let day = time::Date::from_calendar_date(year, month, date).ok()?;
        moment_at(day, milliseconds_of_clock(time)?)
    };
    read().unwrap_or_else(|| text_cell(if shown.is_empty() { value } else { shown }))
}

/// Milliseconds of a time of day such as `08:30:00.5`; none of a blank one.
fn milliseconds_of_clock(time: &str) -> Option<i64> {
    if time.is_empty() {
        return Some(0);
    }
    let mut parts = time.trim_end_matches('Z').splitn(3, ':');
    let mut next = || {
        parts
            .next()
            .map_or(Some(0.0), |part| part.parse::<f64>().ok())
    };
    let (hours, minutes, seconds) = (next()?, next()?, next()?);
    let total = ((hours * 60.0 + minutes) * 60.0 + seconds) * 1_000.0;
    #[expect(clippy::cast_possible_truncation, reason = "within a day")]
    (0.0..DAY + 1.0)
        .contains(&total)
        .then(|| total.round() as i64)
}

/// A time of day; or a length of time, by its format or if it is a day or more, as its number of days, as spreadsheets
/// store both.
pub(super) fn time_cell(value: &str, shown: &str, is_duration: bool) -> Value {
    match days_of_duration(value.trim()) {
        Some(days) if (0.0..1.0).contains(&days) && !is_duration => moment_cell(days, false),
        Some(days) => number_cell(days),
        None => text_cell(if shown.is_empty() { value } else { shown }),
    }
}

/// Days of a duration such as `PT08H30M00.5S` or `-P1DT2H`.
fn days_of_duration(text: &str) -> Option<f64> {
    let (sign, text) = text
        .strip_prefix('-')
        .map_or((1.0, text), |text| (-1.0, text));
    let (mut days, mut number) = (0.0, String::new());
    let mut is_time = false;
    for c in text.strip_prefix('P')?.chars() {
        let scale = match (c, is_time) {
            ('T', false) => {
                is_time = true;
                continue;
            }
            ('0'..='9' | '.' | ',', _) => {
                number.push(if c == ',' { '.' } else { c });
                continue;
            }
            ('D', false) => 1.0,
            ('H', true) => 24.0,
            ('M', true) => 1_440.0,
            ('S', true) => 86_400.0,
            // Years and months have no certain length.
            _ => return None,
        };
        days += std::mem::take(&mut number).parse::<f64>().ok()? / scale;
    }
    number.is_empty().then_some(sign * days)
}

#[cfg(test)]
mod tests {
    use super::{currency_cell, date_cell, float_cell, percentage_cell, time_cell};
    use serde_json::{Value, json};

    #[test]
    fn numbers_keep_the_zeros_that_are_shown() {
        assert_eq!(float_cell("123", "0000123"), "0000123");
        assert_eq!(float_cell("86", "No.086"), "086");
        assert_eq!(float_cell("50", "50.00"), 50);
        assert_eq!(float_cell("0", "0"), 0);
        assert_eq!(float_cell("0.05", "0.05"), json!(0.05));
        assert_eq!(float_cell("7", "08"), 7, "the text is of another number");
        assert_eq!(float_cell("1.25E+002", ""), 125);
        assert_eq!(float_cell("NaN", ""), Value::Null);
        assert_eq!(float_cell("x", "五十"), "五十");
    }

    #[test]
    fn amounts_of_a_currency_have_its_sign() {
        for (currency, shown, cell) in [
            ("CNY", "￥500,000.00", Value::from("¥500000")),
            ("CNY", "", Value::from("¥500000")),
            ("", "¥500,000", Value::from("¥500000")),
            ("USD", "$500,000.00", Value::from("USD500000")),
            ("JPY", "￥500,000", Value::from("JPY500000")),
            ("CNY", "￥500000万", Value::from("￥500000万")),
            ("", "50.0万元", Value::from("50万元")),
            ("", "500000", Value::from(500_000)),
        ] {
            assert_eq!(
                currency_cell("500000", currency, shown),
                cell,
                "{currency} {shown}"
            );
        }
    }

    #[test]
    fn percentages_have_all_their_digits() {
        for (value, shown, read) in [
            ("0.075", "7.5%", "7.5%"),
            ("0.98", "98.0 %", "98%"),
            ("12.5", "1,250%", "1250%"),
            ("0.0345", "3%", "3.45%"),
            ("-0.004", "-0.4%", "-0.4%"),
            ("1", "", "100%"),
            ("0.3333333333333333", "33.33%", "33.3333333333%"),
        ] {
            assert_eq!(percentage_cell(value, shown), read, "{value}");
        }
        assert_eq!(percentage_cell("inf", ""), Value::Null);
    }

    #[test]
    fn days_and_times_are_written_alike() {
        assert_eq!(date_cell("2024-06-27", "2024年6月27日"), "2024-06-27");
        assert_eq!(date_cell("2024-06-27T08:30:00", ""), "2024-06-27T08:30:00");
        assert_eq!(date_cell("2024-06-27T00:00:00", ""), "2024-06-27");
        let nearly = "2024-02-28T23:59:59.999999997";
        assert_eq!(date_cell(nearly, ""), "2024-02-29");
        assert_eq!(date_cell("2024-02-30", "二月底"), "二月底");
        assert_eq!(date_cell("2024-06", ""), "2024-06");
        assert_eq!(date_cell("2024-06-27T99:00:00", ""), "2024-06-27T99:00:00");
        assert_eq!(time_cell("PT08H30M00S", "08:30", false), "08:30:00");
        assert_eq!(time_cell("PT12H00M00.000000S", "", false), "12:00:00");
        let half = time_cell("PT12H00M00S", "12:00", true);
        assert_eq!(half, json!(0.5), "a length of time");
        assert_eq!(time_cell("PT36H00M00S", "36:00", false), json!(1.5));
        assert_eq!(time_cell("-P1DT12H", "", false), json!(-1.5));
        assert_eq!(time_cell("P1Y", "一年", false), "一年");
        assert_eq!(time_cell("PT1", "", false), "PT1");
    }
}
