//! Rates and times of loans as people write them.

use super::fold::lower_text;
use super::thousands::ungrouped;

/// Two ends of a range, and whether the text has one value alone, without a word such as 不超过.
#[derive(Clone, Copy)]
pub(super) struct TextEnds {
    pub(super) min: Option<f64>,
    pub(super) max: Option<f64>,
    pub(super) is_one: bool,
}

const AT_MOST: [&str; 13] = [
    "不超过",
    "不高于",
    "最高",
    "最长",
    "至多",
    "≤",
    "<=",
    "<",
    "up to",
    "at most",
    "上限",
    "不大于",
    "低于",
];
const AT_LEAST: [&str; 10] = [
    "不低于",
    "不少于",
    "最低",
    "最短",
    "至少",
    "≥",
    ">=",
    ">",
    "at least",
    "from",
];
const OR_LESS: [&str; 6] = ["以内", "以下", "及以下", "内", "封顶", "or less"];
const OR_MORE: [&str; 5] = ["以上", "及以上", "起", "+", "or more"];

/// A text in lower case and half width, without spaces and the words that say nothing; `None` if digits stand apart in it
/// as two numbers do.
fn plain(text: &str, words: &[&str]) -> Option<String> {
    let mut plain: String = lower_text(&ungrouped(text)?)
        .chars()
        .filter(|c| !c.is_whitespace())
        .collect();
    for word in words {
        plain = plain.replace(word, "");
    }
    Some(plain.replace(['~', '～', '—', '–', '－', '至', '到'], "-"))
}

/// The text without a word that bounds it, and which end that leaves: −1 the greatest, 1 the least, 0 none said.
fn bounded(text: &str) -> (&str, i8) {
    let strip = |words: &[&str], before: bool| {
        let mut words = words.iter();
        words.find_map(|word| {
            let word: String = word.chars().filter(|c| *c != ' ').collect();
            if before {
                text.strip_prefix(word.as_str())
            } else {
                text.strip_suffix(word.as_str())
            }
        })
    };
    let at_most = strip(&AT_MOST, true).or_else(|| strip(&OR_LESS, false));
    let at_least = || strip(&AT_LEAST, true).or_else(|| strip(&OR_MORE, false));
    match at_most {
        Some(rest) => (rest, -1),
        None => at_least().map_or((text, 0), |rest| (rest, 1)),
    }
}

fn ends(text: &str, read: impl Fn(&str, Option<&str>) -> Option<f64>) -> Option<TextEnds> {
    let (text, bound) = bounded(text);
    match text.split_once('-') {
        Some((low, high)) if bound == 0 && !low.is_empty() => Some(TextEnds {
            // `1-3年`: the unit stands behind the second end alone.
            min: Some(read(low, Some(high))?),
            max: Some(read(high, None)?),
            is_one: false,
        }),
        Some(_) | None => {
            let value = read(text, None)?;
            Some(TextEnds {
                min: (bound >= 0).then_some(value),
                max: (bound <= 0).then_some(value),
                is_one: bound == 0,
            })
        }
    }
}

/// A rate, and whether it counts from the LPR.
pub(super) fn rate_ends(text: &str) -> Option<(bool, TextEnds)> {
    const WORDS: [&str; 14] = [
        "年化利率",
        "年利率",
        "贷款利率",
        "利率",
        "年化",
        "年息",
        "约",
        "左右",
        "p.a.",
        "/年",
        "peryear",
        "个",
        "(单利)",
        "annual",
    ];
    let text = plain(text, &WORDS)?;
    if text.contains('月') || text.contains('日') || text.contains('‰') {
        return None;
    }
    let Some(at) = text.find("lpr") else {
        let percent = |text: &str, _: Option<&str>| {
            let number: f64 = text.strip_suffix('%').unwrap_or(text).parse().ok()?;
            // A cell of 4.35 % whose format is lost reads 0.0435; nobody lends at 0.04 % a year.
            let is_share = !text.ends_with('%') && number > 0.0 && number < 0.3;
            Some(if is_share { number * 100.0 } else { number })
        };
        return Some((false, ends(&text, percent)?));
    };
    // The words before and behind the LPR bound the sum: 不超过LPR+50BP.
    let text = format!("{}{}", &text[..at], text[at + 3..].replace("lpr", ""));
    let text = text
        .replace("加", "+")
        .replace("减", "\u{2212}")
        .replace("基点", "bp")
        .replace("bps", "bp");
    let over = |text: &str, other: Option<&str>| {
        let sign = if text.starts_with('\u{2212}') {
            -1.0
        } else {
            1.0
        };
        let text = text.trim_start_matches(['+', '\u{2212}']);
        if text.is_empty() {
            return Some(0.0);
        }
        let in_points = text.ends_with("bp")
            || (!text.ends_with('%') && other.is_some_and(|o| o.ends_with("bp")));
        let number: f64 = text
            .trim_end_matches("bp")
            .trim_end_matches('%')
            .parse()
            .ok()?;
        Some(sign * if in_points { number / 100.0 } else { number })
    };
    // A minus right behind the LPR is a sign and no dash.
    let text = match text.strip_prefix('-') {
        Some(rest) => format!("\u{2212}{rest}"),
        None => text,
    };
    Some((true, ends(&text, over)?))
}

/// A time in months.
pub(super) fn term_ends(text: &str) -> Option<TextEnds> {
    const WORDS: [&str; 10] = [
        "贷款期限",
        "授信期限",
        "期限",
        "约",
        "左右",
        "个",
        "期",
        "为",
        "可",
        "达",
    ];
    const UNITS: [(&str, f64); 14] = [
        ("months", 1.0),
        ("month", 1.0),
        ("years", 12.0),
        ("year", 12.0),
        ("days", 1.0 / 30.0),
        ("day", 1.0 / 30.0),
        ("月", 1.0),
        ("周年", 12.0),
        ("年", 12.0),
        ("季度", 3.0),
        ("天", 1.0 / 30.0),
        ("日", 1.0 / 30.0),
        ("m", 1.0),
        ("y", 12.0),
    ];
    let unit = |text: &str| {
        let found = UNITS.iter().find(|(unit, _)| text.ends_with(unit))?;
        Some((text.len() - found.0.len(), found.1))
    };
    let months = |text: &str, other: Option<&str>| {
        let (number, factor) = match (unit(text), other.and_then(unit)) {
            (Some((end, factor)), _) => (&text[..end], factor),
            (None, Some((_, factor))) => (text, factor),
            // A bare number may be of months or of years.
            (None, None) => return None,
        };
        Some(numeral(number)? * factor)
    };
    ends(&plain(text, &WORDS)?, months)
}

/// A number in digits, or one Chinese numeral up to ten.
fn numeral(text: &str) -> Option<f64> {
    if let Ok(number) = text.parse() {
        return Some(number);
    }
    const NUMERALS: [(&str, f64); 13] = [
        ("半", 0.5),
        ("一", 1.0),
        ("二", 2.0),
        ("两", 2.0),
        ("三", 3.0),
        ("四", 4.0),
        ("五", 5.0),
        ("六", 6.0),
        ("七", 7.0),
        ("八", 8.0),
        ("九", 9.0),
        ("十", 10.0),
        ("壹", 1.0),
    ];
    let found = NUMERALS.iter().find(|(numeral, _)| *numeral == text)?;
    Some(found.1)
}
