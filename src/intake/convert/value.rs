//! Days, amounts and counts as cells write them.

use serde_json::Value;

use crate::intake::columns::MoneyUnit;
use crate::intake::read::{number_cell, shown};
use crate::model::fold::compact;

/// A day; the serial number of a spreadsheet that lost its format becomes the day it means.
pub(crate) fn day(cell: &Value) -> String {
    let text = shown(cell);
    text.parse::<i32>()
        .ok()
        .and_then(serial_day)
        .unwrap_or(text)
}

/// The day of a serial number of the 1900 system, from 1982 to 2119; other numbers are years
/// or no days at all.
fn serial_day(serial: i32) -> Option<String> {
    /// Julian day of 1899-12-30, which is serial number 0.
    const EPOCH: i32 = 2_415_019;
    // From 1982 to 2119. A smaller whole number is a year or a count, not a serial day.
    if !(30_000..80_000).contains(&serial) {
        return None;
    }
    let day = time::Date::from_julian_day(EPOCH + serial).ok()?;
    Some(format!(
        "{:04}-{:02}-{:02}",
        day.year(),
        u8::from(day.month()),
        day.day()
    ))
}

/// An amount of money with the unit of its heading, if the cell names none.
pub(crate) fn amount(cell: &Value, unit: Option<&MoneyUnit>) -> Value {
    let unit = match unit {
        Some(MoneyUnit::Known(unit)) => *unit,
        Some(MoneyUnit::Foreign(_)) | None => "万元",
    };
    let text = match cell {
        Value::Number(number) if unit == "万元" => return Value::Number(number.clone()),
        cell => plain_amount(&shown(cell)),
    };
    let names_unit = text.contains(['元', '万', '亿']);
    match text.rfind(|c: char| c.is_ascii_digit()) {
        // The unit goes right behind the last digit, before a word such as 以上. The model reads bare figures as
        // 万元.
        Some(last) if !names_unit && unit != "万元" => {
            Value::from(format!("{}{unit}{}", &text[..=last], &text[last + 1..]))
        }
        _ => Value::from(text),
    }
}

/// An amount in half-width characters, without the words that [`crate::model::Budget`] leaves out.
fn plain_amount(text: &str) -> String {
    const WORDS: [(&str, &str); 9] = [
        ("人民币", ""),
        ("大约", ""),
        ("约", ""),
        ("左右", ""),
        ("¥", ""),
        ("最高", "≤"),
        ("不高于", "≤"),
        ("最低", "≥"),
        ("不低于", "≥"),
    ];
    WORDS.iter().fold(compact(text), |text, (word, plain)| {
        text.replace(word, plain)
    })
}

/// Whether a text gives in words a day or an amount that should be a number (`年底`, `按次收费`,
/// `300元/次`), rather than a day or an amount that cannot be.
pub(crate) fn is_prose(text: &str) -> bool {
    if text
        .bytes()
        .all(|b| b.is_ascii_digit() || b"-/.: ".contains(&b))
    {
        return false;
    }
    const UNITS: &str = "年月日号时分秒元万亿千百至到以内上下约¥";
    let plain = plain_amount(text).to_lowercase();
    let is_word = |c: char| c.is_alphabetic() && !UNITS.contains(c);
    plain.chars().any(is_word)
        // A float that is none is a fault of the exporting program, and must be seen as an error.
        && !plain.contains("nan")
        && !plain.contains("inf")
        && !is_iso_time(&plain)
}

/// Whether the only letters are the `T` or `Z` of a time.
fn is_iso_time(text: &str) -> bool {
    text.chars()
        .filter(|c| c.is_alphabetic())
        .all(|c| matches!(c, 't' | 'z'))
}

/// A number without the words around it: `3家`, `第6级`, `TRL 6`, `50公里`.
pub(crate) fn number(cell: &Value) -> Value {
    let Value::String(text) = cell else {
        return cell.clone();
    };
    let plain = compact(text).to_lowercase();
    let inner = ["trl", "第", "≤", "约"]
        .iter()
        .fold(plain.as_str(), |rest, word| {
            rest.strip_prefix(word).unwrap_or(rest)
        });
    let ends = [
        "家", "人", "名", "个", "位", "项", "次", "级", "年", "公里", "千米", "km", "万元", "°",
    ];
    let inner = ends
        .iter()
        .fold(inner, |rest, word| rest.strip_suffix(word).unwrap_or(rest));
    if inner.parse::<f64>().is_ok() {
        Value::from(inner)
    } else {
        cell.clone()
    }
}

/// A decimal number, as a number if it is one.
pub(crate) fn decimal(cell: &Value) -> Value {
    let value = number(cell);
    shown(&value).parse::<f64>().map_or(value, number_cell)
}

/// The year of a year, a month or a day.
pub(crate) fn year(cell: &Value) -> Value {
    let text = day(cell);
    text.parse::<crate::model::Date>()
        .map_or_else(|_| number(cell), |date| Value::from(date.year()))
}

#[cfg(test)]
mod tests {
    use super::{MoneyUnit, amount, day, is_prose, number, year};
    use serde_json::{Value, json};

    #[test]
    fn serial_numbers_become_days() {
        assert_eq!(day(&json!(45_470)), "2024-06-27");
        assert_eq!(day(&json!("45470")), "2024-06-27");
        assert_eq!(day(&json!("2024年6月27日")), "2024年6月27日");
        assert_eq!(day(&json!(20_240_627)), "20240627");
        assert_eq!(day(&json!(2024)), "2024");
    }

    #[test]
    fn the_unit_of_the_heading_is_honoured_unless_the_cell_has_one() {
        let yuan = MoneyUnit::Known("元");
        let with = |cell: Value| amount(&cell, Some(&yuan));
        assert_eq!(with(json!(500_000)), json!("500000元"));
        assert_eq!(with(json!("5,000-8,000")), json!("5,000-8,000元"));
        assert_eq!(with(json!("5000以内")), json!("5000元以内"));
        assert_eq!(with(json!("50万")), json!("50万"));
        assert_eq!(amount(&json!(50.5), None), json!(50.5));
        assert_eq!(amount(&json!("约５０ 左右"), None), json!("50"));
        assert_eq!(amount(&json!("最高500万元"), None), json!("≤500万元"));
        assert_eq!(amount(&json!("贵"), None), json!("贵"));
    }

    #[test]
    fn words_are_told_from_days_and_amounts_that_cannot_be() {
        for text in ["年底前", "按次收费", "300元/次", "贵", "3个工作日"] {
            assert!(is_prose(text), "{text}");
        }
        for text in [
            "2月30日",
            "2024-13-01T00:00:00Z",
            "-5",
            "NaN",
            "100-50万元",
            "≤-3",
            "45470000",
        ] {
            assert!(!is_prose(text), "{text}");
        }
    }

    #[test]
    fn numbers_lose_the_words_around_them() {
        assert_eq!(number(&json!("3家")), json!("3"));
        assert_eq!(number(&json!("TRL 6")), json!("6"));
        assert_eq!(number(&json!("第６级")), json!("6"));
        assert_eq!(number(&json!("中试")), json!("中试"));
        assert_eq!(year(&json!("2020年5月")), json!(2020));
        assert_eq!(year(&json!(2019)), json!(2019));
        assert_eq!(year(&json!("不详")), json!("不详"));
    }
}
