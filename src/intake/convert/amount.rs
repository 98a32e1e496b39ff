//! Amounts of money as cells write them.

use serde_json::Value;

use crate::intake::columns::MoneyUnit;
use crate::intake::read::{number_cell, shown};
use crate::model::Budget;
use crate::model::english_amount::in_chinese;
use crate::model::fold::{compact, text as simplified};
use crate::model::thousands::ungrouped;
use crate::quantity::{is_digit_or_step, whole_number};

/// An amount read from a cell.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct ReadAmount {
    /// A number of 万元, or a text that [`Budget`] reads.
    pub(crate) value: Value,
    /// Whether words of the cell have no place in the amount, such as `（含税）`.
    pub(crate) leaves_words: bool,
    /// The unit it was read in, if the cell has a sign of the currency and no unit, so that it may mean another one:
    /// `￥500000`.
    pub(crate) doubtful: Option<&'static str>,
    /// Whether the cell names its unit itself.
    pub(crate) names_unit: bool,
}

/// The amount of a cell, with the unit of its heading if the cell names none; `None` if it is none, or not a sum of
/// money alone (`50万/年`). A bare number is 万元, and one behind a sign of the currency 元, unless the heading says
/// otherwise.
pub(crate) fn amount(cell: &Value, unit: Option<&MoneyUnit>) -> Option<ReadAmount> {
    let stated = match unit {
        Some(MoneyUnit::Known(unit)) => Some(*unit),
        Some(MoneyUnit::Foreign(_)) | None => None,
    };
    let unit = stated.unwrap_or("万元");
    if let (Value::Number(_), "万元") = (cell, unit) {
        return readable(cell.clone(), [false, false], None);
    }
    // As the repair of an amount that is not understood writes one.
    if let Some(object) = cell
        .as_str()
        .filter(|text| text.trim_start().starts_with('{'))
    {
        return readable(serde_json::from_str(object).ok()?, [false, true], None);
    }
    // Before white space goes: a line break or a blank between two numbers must not make one of them.
    let plain_digits = ungrouped(&shown(cell))?;
    let (text, note) = without_note(&in_chinese(&compact(&simplified(&plain_digits))));
    let sign = CurrencySign::of(&text).or(CurrencySign::of(&note));
    let (text, note) = (in_digits(&plain(&text)), without_signs(&note));
    let (text, leaves_words) = match note.as_str() {
        "" => (text, false),
        note if is_unit(note) => (format!("{text}{note}"), false),
        // A sum in the note (`100（其中财政50）`) leaves it open which of the two is meant.
        note if note.contains(|c: char| c.is_ascii_digit()) || is_foreign(note) => return None,
        _ => (text, true),
    };
    let names_unit = text.contains(['元', '万', '亿']);
    let (unit, doubtful) = match (sign.filter(|_| !names_unit), stated) {
        (None, _) | (Some(_), Some("元")) | (Some(CurrencySign::Word), Some(_)) => (unit, None),
        (Some(_), None) => ("元", Some("元")),
        (Some(CurrencySign::Mark), Some(unit)) => (unit, Some(unit)),
    };
    let text = match text.rfind(|c: char| c.is_ascii_digit()) {
        // The unit goes right behind the last digit, before a word such as 以上. The model reads bare figures as
        // 万元.
        Some(last) if !names_unit && unit != "万元" => {
            format!("{}{unit}{}", &text[..=last], &text[last + 1..])
        }
        _ => text,
    };
    readable(Value::from(text), [leaves_words, names_unit], doubtful)
}

fn readable(
    value: Value,
    [leaves_words, names_unit]: [bool; 2],
    doubtful: Option<&'static str>,
) -> Option<ReadAmount> {
    Budget::from_json(&value).ok()?;
    Some(ReadAmount {
        value,
        leaves_words,
        doubtful,
        names_unit,
    })
}

/// The way in which a cell says that it is of yuan.
#[derive(Clone, Copy, Debug)]
enum CurrencySign {
    /// `¥`, which stands before yuan, and which spreadsheets also put before numbers of 万元.
    Mark,
    /// 人民币, which names the currency and no unit.
    Word,
}

impl CurrencySign {
    fn of(text: &str) -> Option<Self> {
        if text.contains(['¥', '￥']) {
            return Some(Self::Mark);
        }
        text.contains("人民币").then_some(Self::Word)
    }
}

/// The number of a cell that is one behind the sign of yuan, as a workbook shows it.
pub(super) fn unmarked(cell: &Value) -> Option<Value> {
    let number = cell.as_str()?.strip_prefix(['¥', '￥'])?;
    Some(number_cell(number.parse().ok()?))
}

fn without_signs(text: &str) -> String {
    text.replace("人民币", "").replace(['¥', '￥'], "")
}

fn is_unit(text: &str) -> bool {
    let units = [
        "元",
        "百元",
        "千元",
        "万",
        "万元",
        "十万元",
        "百万元",
        "千万元",
        "亿",
        "亿元",
        "十亿元",
    ];
    units.contains(&text)
}

fn is_foreign(note: &str) -> bool {
    ["美", "欧", "港", "日元", "英镑", "usd", "eur", "$", "€"]
        .iter()
        .any(|word| note.contains(word))
}

/// A text without its brackets, and the text in them.
fn without_note(text: &str) -> (String, String) {
    let (mut main, mut note, mut depth) = (String::new(), String::new(), 0_u32);
    for c in text.chars() {
        match c {
            '(' | '（' | '[' | '【' => depth += 1,
            ')' | '）' | ']' | '】' => depth = depth.saturating_sub(1),
            c if depth > 0 => note.push(c),
            c => main.push(c),
        }
    }
    (main, note.to_lowercase())
}

/// An amount in half-width characters, without the words that [`Budget`] leaves out.
fn plain(text: &str) -> String {
    const WORDS: [(&str, &str); 26] = [
        ("单户", ""),
        ("单笔", ""),
        ("最高可达", "≤"),
        ("最高不超过", "≤"),
        ("不超过", "≤"),
        ("不多于", "≤"),
        ("最多", "≤"),
        ("上限", "≤"),
        ("封顶", "以内"),
        ("不少于", "≥"),
        ("下限", "≥"),
        ("起步", "以上"),
        ("圆", "元"),
        ("块钱", "元"),
        ("块", "元"),
        ("大约", ""),
        ("约", ""),
        ("左右", ""),
        ("元整", "元"),
        ("最高", "≤"),
        ("不高于", "≤"),
        ("最低", "≥"),
        ("不低于", "≥"),
        ("及以上", "以上"),
        ("起", "以上"),
        ("以下", "以内"),
    ];
    let text = WORDS
        .iter()
        .fold(without_signs(text), |text, (word, plain)| {
            text.replace(word, plain)
        });
    let more = text.strip_suffix('+').or_else(|| text.strip_suffix('余'));
    match more {
        Some(least) => format!("≥{least}"),
        None => one_mark(&text, "+")
            .or_else(|| one_mark(&text, "余"))
            .unwrap_or(text),
    }
}

/// `80+万元` and `100余万元` as `≥80万元` and `≥100万元`.
fn one_mark(text: &str, mark: &str) -> Option<String> {
    let (number, unit) = text.split_once(mark)?;
    (is_unit(unit) && number.ends_with(|c: char| c.is_ascii_digit()))
        .then(|| format!("≥{number}{unit}"))
}

/// A text with its Chinese numerals as digits: `一百五十万` as `150万`, `叁拾` as `30`. A numeral that means no number,
/// or perhaps another one, stays.
pub(super) fn in_digits(text: &str) -> String {
    let mut digits = String::with_capacity(text.len());
    let mut numeral = String::new();
    for c in text.chars() {
        // A step behind digits (3千万) belongs to a unit that the model reads.
        let is_behind_digits = numeral.is_empty() && digits.ends_with(|c: char| c.is_ascii_digit());
        if is_digit_or_step(c) && !is_behind_digits {
            numeral.push(c);
        } else {
            digits.push_str(&number_of(&numeral));
            numeral.clear();
            digits.push(c);
        }
    }
    digits + &number_of(&numeral)
}

fn number_of(numeral: &str) -> String {
    whole_number(numeral).map_or_else(|| numeral.to_owned(), |number| number.to_string())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::{MoneyUnit, amount, number_of};
    use serde_json::{Value, json};

    fn read(cell: &str) -> Option<Value> {
        amount(&json!(cell), None).map(|read| read.value)
    }

    #[test]
    fn the_unit_of_the_heading_is_honoured_unless_the_cell_has_one() {
        let yuan = MoneyUnit::Known("元");
        let with = |cell: Value| amount(&cell, Some(&yuan)).map(|read| read.value);
        assert_eq!(with(json!(500_000)), Some(json!("500000元")));
        assert_eq!(with(json!("5,000-8,000")), Some(json!("5000-8000元")));
        assert_eq!(with(json!("5000以内")), Some(json!("5000元以内")));
        assert_eq!(with(json!("50万")), Some(json!("50万")));
        assert_eq!(with(json!("3000+")), Some(json!("≥3000元")));
        let plain = amount(&json!(50.5), None).map(|read| read.value);
        assert_eq!(plain, Some(json!(50.5)));
    }

    #[test]
    fn a_sign_of_the_currency_without_a_unit_is_yuan_unless_the_heading_says_more() {
        let read = |cell: &str, unit: Option<&'static str>| {
            let read = amount(&json!(cell), unit.map(MoneyUnit::Known).as_ref()).unwrap();
            (read.value, read.doubtful)
        };
        for (cell, unit, value, doubtful) in [
            ("￥500000", None, "500000元", Some("元")),
            ("¥500,000.00", None, "500000.00元", Some("元")),
            ("人民币300000", None, "300000元", Some("元")),
            ("￥500000", Some("元"), "500000元", None),
            ("￥500000", Some("万元"), "500000", Some("万元")),
            ("人民币50", Some("万元"), "50", None),
            ("￥50万", None, "50万", None),
            ("￥300000元整", None, "300000元", None),
            ("￥50（万元）", None, "50万元", None),
            ("RMB 500000", None, "500000元", Some("元")),
            ("CNY 500,000", None, "500000元", Some("元")),
            ("500000 rmb", None, "500000元", Some("元")),
            ("500000 CNY", None, "500000元", Some("元")),
            ("500000 (RMB)", None, "500000元", Some("元")),
            ("500000（人民币）", None, "500000元", Some("元")),
            ("50 RMB", Some("万元"), "50", None),
            ("RMB 2 million", None, "2百万元", None),
            ("500,000 yuan (RMB)", None, "500000元", None),
        ] {
            assert_eq!(
                read(cell, unit),
                (json!(value), doubtful),
                "{cell} {unit:?}"
            );
        }
    }

    #[test]
    fn amounts_are_read_as_people_write_them() {
        for (text, plain) in [
            ("约５０ 左右", "50"),
            ("最高500万元", "≤500万元"),
            ("二百三十万", "230万"),
            ("三十", "30"),
            ("十五万元", "15万元"),
            ("伍拾万元整", "50万元"),
            ("两千元", "2000元"),
            ("120+", "≥120"),
            ("60万+", "≥60万"),
            ("100余万元", "≥100万元"),
            ("30万起", "30万以上"),
            ("45（不含税）", "45"),
            ("45（万元）", "45万元"),
            ("3千万", "3千万"),
            ("RMB 20万", "20万"),
            ("500,000 yuan", "500000元"),
            ("1 200 000元", "1200000元"),
            ("1，200，000元", "1200000元"),
            ("50万元\n（含税）", "50万元"),
            ("2 million yuan", "2百万元"),
            ("500k", "500千元"),
            ("500k+", "≥500千元"),
            ("5 million RMB", "5百万元"),
            ("50 (10,000 yuan)", "50万元"),
            ("5 (million yuan)", "5百万元"),
            ("approx. 500k", "500千元"),
            ("２００ 萬元", "200万元"),
            ("单户最高不超过500万元", "≤500万元"),
            ("最高可达500万元", "≤500万元"),
            ("500万元封顶", "500万元以内"),
            ("50万元起步", "50万元以上"),
            ("1.5億元", "1.5亿元"),
            ("200W", "200万元"),
            ("500圓", "500元"),
            ("300千元", "300千元"),
            ("5 百萬元", "5百万元"),
        ] {
            assert_eq!(read(text), Some(json!(plain)), "{text}");
        }
        let taxed = amount(&json!("45（不含税）"), None);
        assert_eq!(taxed.map(|read| read.leaves_words), Some(true));
    }

    #[test]
    fn other_texts_are_no_amounts() {
        for text in [
            "贵",
            "60万/年",
            "300元/次",
            "-5",
            "NaN",
            "100-50万元",
            "20（另付5）",
            "数百万",
            "二百三",
            "USD 500k",
            "5 million dollars",
            "50 (USD)",
            "",
            "1-2-3",
            "50,80",
            "50，80",
            "50 80",
            "50\n80",
            "50、80",
            "1,2000",
        ] {
            assert_eq!(read(text), None, "{text}");
        }
    }

    #[test]
    fn numerals_are_read_digit_by_digit() {
        assert_eq!(number_of("九千九百九十九"), "9999");
        assert_eq!(number_of("一千零五"), "1005");
        assert_eq!(number_of("十二"), "12");
        assert_eq!(number_of("二十百"), "二十百");
        assert_eq!(number_of("百"), "百");
    }

    proptest::proptest! {
        #[test]
        fn a_numeral_is_read_back(number in 1_u64..10_000) {
            let digits = "零一二三四五六七八九";
            let mut numeral = String::new();
            for (ten, name) in [(1000, "千"), (100, "百"), (10, "十"), (1, "")] {
                let digit = usize::try_from(number / ten % 10).unwrap_or_default();
                if digit > 0 {
                    numeral.extend(digits.chars().nth(digit));
                    numeral.push_str(name);
                } else if !numeral.is_empty() && !numeral.ends_with('零') {
                    numeral.push('零');
                }
            }
            proptest::prop_assert_eq!(number_of(&numeral), number.to_string());
        }
    }
}
