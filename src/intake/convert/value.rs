//! Counts, decimals and years as cells write them.

use serde_json::Value;

use super::day::{DayEdge, day};
use crate::intake::read::{number_cell, shown};
use crate::model::fold::compact;
use crate::model::thousands::ungrouped;
use crate::quantity::whole_number;

/// A text without white space, in lower case; `None` if digits stand apart in it as two numbers do.
fn plain(text: &str) -> Option<String> {
    Some(compact(&ungrouped(text)?).to_lowercase())
}

/// A number without the words around it: `3家`, `第6级`, `TRL 6`, `50公里`.
pub(crate) fn number(cell: &Value) -> Value {
    let read = || {
        let plain = plain(cell.as_str()?)?;
        let inner = bare(&plain);
        inner.parse::<f64>().ok().map(|_| Value::from(inner))
    };
    read().unwrap_or_else(|| cell.clone())
}

/// Words before a number, and behind one.
const STARTS: [&str; 4] = ["trl", "第", "≤", "约"];
const ENDS: [&str; 18] = [
    "企业", "学生", "家", "人", "名", "个", "位", "项", "次", "级", "年", "台", "支", "公里",
    "千米", "km", "万元", "°",
];

/// A text without the words around its number.
fn bare(plain: &str) -> &str {
    let inner = STARTS
        .iter()
        .fold(plain, |rest, word| rest.strip_prefix(word).unwrap_or(rest));
    ENDS.iter()
        .fold(inner, |rest, word| rest.strip_suffix(word).unwrap_or(rest))
}

/// A decimal number, as a number if it is one.
pub(crate) fn decimal(cell: &Value) -> Value {
    let value = number(cell);
    shown(&value).parse::<f64>().map_or(value, number_cell)
}

/// The whole number of a cell from `low` to `high`, in digits or Chinese numerals, with the word that counts (`3家`,
/// `两家`); of a span (`6-7`, `2-3家`) the lower end, which is then marked.
pub(crate) fn count(cell: &Value, (low, high): (u32, u32)) -> Option<(u32, bool)> {
    let whole = |text: &str| {
        let text = bare(text);
        let number = text.parse::<f64>().ok().or_else(|| whole_number(text))?;
        let is_whole =
            number.fract() == 0.0 && (f64::from(low)..=f64::from(high)).contains(&number);
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "whole, and within low..=high"
        )]
        is_whole.then_some(number as u32)
    };
    let plain = plain(&shown(cell))?;
    if let Some(number) = whole(&plain) {
        return Some((number, false));
    }
    let (first, last) = plain.split_once(['-', '~', '至', '到', '—', '–', '～'])?;
    let (first, last) = (whole(first)?, whole(last)?);
    (first <= last).then_some((first, true))
}

/// The year of a year, a month or a day.
pub(crate) fn year(cell: &Value) -> Value {
    let text = shown(cell);
    // Of two years none is the year of the work; a date would be read of the first.
    let runs = text.split(|c: char| !c.is_ascii_digit());
    if runs.filter(|run| run.len() == 4).count() > 1 {
        return number(cell);
    }
    let of_date = text.parse::<crate::model::Date>().ok();
    // A span of years is not one of them.
    let read = of_date.or_else(|| {
        day(cell, DayEdge::First)
            .filter(|read| read.is_plain)
            .map(|read| read.day)
    });
    read.map_or_else(|| number(cell), |date| Value::from(date.year()))
}

#[cfg(test)]
mod tests {
    use super::{count, number, year};
    use serde_json::json;

    #[test]
    fn counts_lie_in_their_range_and_spans_give_their_lower_end() {
        assert_eq!(count(&json!("3人"), (1, 9)), Some((3, false)));
        assert_eq!(count(&json!("TRL 5-6"), (1, 9)), Some((5, true)));
        assert_eq!(count(&json!("4～6级"), (1, 9)), Some((4, true)));
        for (text, read) in [
            ("两家", (2, false)),
            ("三人", (3, false)),
            ("第六级", (6, false)),
            ("五名学生", (5, false)),
            ("2家企业", (2, false)),
            ("2-3家", (2, true)),
            ("3-5人", (3, true)),
            ("2～3 家", (2, true)),
            ("2家至3家", (2, true)),
            ("三到五人", (3, true)),
            ("TRL5-TRL6", (5, true)),
        ] {
            assert_eq!(count(&json!(text), (1, 9)), Some(read), "{text}");
        }
        assert_eq!(count(&json!("十二家"), (0, 100)), Some((12, false)));
        assert_eq!(count(&json!("1,200家"), (0, 9999)), Some((1200, false)));
        for text in ["5\n8", "5 8", "5,8", "1,20", "5\n8家"] {
            assert_eq!(count(&json!(text), (0, 9999)), None, "{text:?}");
        }
        for text in [
            "10",
            "3.5",
            "中试",
            "6-5",
            "若干",
            "2-30",
            "三五人",
            "十余家",
            "家",
            "几家",
            "",
        ] {
            assert_eq!(count(&json!(text), (1, 9)), None, "{text}");
        }
    }

    #[test]
    fn numbers_lose_the_words_around_them() {
        assert_eq!(number(&json!("3家")), json!("3"));
        assert_eq!(number(&json!("TRL 6")), json!("6"));
        assert_eq!(number(&json!("第６级")), json!("6"));
        assert_eq!(number(&json!("中试")), json!("中试"));
        assert_eq!(number(&json!("1,200.5")), json!("1200.5"));
        for text in ["12\n34", "12 34", "1.5 200", "1,5"] {
            assert_eq!(number(&json!(text)), json!(text));
        }
        assert_eq!(year(&json!("2020年5月")), json!(2020));
        assert_eq!(year(&json!(2019)), json!(2019));
        assert_eq!(year(&json!(43_500)), json!(2019));
        assert_eq!(year(&json!("2018-2020")), json!("2018-2020"));
        assert_eq!(year(&json!("不详")), json!("不详"));
        assert_eq!(year(&json!("2019 2020")), json!("2019 2020"));
        assert_eq!(year(&json!("2019-05-01 00:00:00")), json!(2019));
    }
}
