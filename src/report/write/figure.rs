//! Values as people read them: numbers with commas, shares with counts and intervals, unknown as unknown.

use super::words::UNKNOWN;
use crate::model::Language;
use crate::report::document::{CellFormat, CellValue};
use crate::words::number::{grouped, trimmed};

/// Cases below which a share says little.
const FEW: u64 = 10;
/// Numbers from here on are written with an exponent: more digits cannot be read.
const HUGE: f64 = 1e15;

/// The text of `value` in a column of `format`.
pub(super) fn shown(value: &CellValue, format: CellFormat, language: Language) -> String {
    match value {
        CellValue::Unknown => UNKNOWN.text(language).to_owned(),
        CellValue::Nothing => String::new(),
        CellValue::Text(text) => text.clone(),
        CellValue::Texts(texts) => texts.join(separator(language)),
        CellValue::Count(count) => {
            let text = count_text(*count);
            if format == CellFormat::Days {
                return days(&text, language);
            }
            if format == CellFormat::Amount {
                #[expect(clippy::cast_precision_loss, reason = "an amount to be read")]
                return amount(*count as f64, language);
            }
            text
        }
        CellValue::Number(number) if !number.is_finite() => UNKNOWN.text(language).to_owned(),
        CellValue::Number(number) => number_text(*number, format, language),
        CellValue::Share { part, whole } => share(*part, *whole, value, language),
        CellValue::Day(day) => day.to_string(),
        CellValue::Record { id, name } if name.is_empty() => id.as_str().to_owned(),
        CellValue::Record { id, name } => match language {
            Language::Chinese => format!("{name}（{}）", id.as_str()),
            Language::English => format!("{name} ({})", id.as_str()),
        },
    }
}

/// A short form for charts: a share without its counts.
pub(super) fn short(value: &CellValue, format: CellFormat, language: Language) -> String {
    if let CellValue::Share { part, whole } = value
        && *whole > 0
    {
        return percent(*part, *whole, language);
    }
    shown(value, format, language)
}

/// The length that charts draw; `None` if nothing is known.
pub(super) fn magnitude(value: &CellValue) -> Option<f64> {
    #[expect(clippy::cast_precision_loss, reason = "a length on paper")]
    match value {
        CellValue::Count(count) => Some(*count as f64),
        CellValue::Number(number) => number.is_finite().then_some(*number),
        CellValue::Share { part, whole } => (*whole > 0).then(|| *part as f64 / *whole as f64),
        CellValue::Unknown
        | CellValue::Nothing
        | CellValue::Text(_)
        | CellValue::Texts(_)
        | CellValue::Day(_)
        | CellValue::Record { .. } => None,
    }
}

/// Whether cells of `format` stand under each other by their digits.
pub(super) fn is_figure(format: CellFormat) -> bool {
    match format {
        CellFormat::Count
        | CellFormat::Share
        | CellFormat::Days
        | CellFormat::Amount
        | CellFormat::Decimal
        | CellFormat::Change => true,
        CellFormat::Text | CellFormat::Texts | CellFormat::Day | CellFormat::Record => false,
    }
}

pub(super) fn separator(language: Language) -> &'static str {
    match language {
        Language::Chinese => "、",
        Language::English => ", ",
    }
}

/// A number in the unit of its column.
pub(super) fn number_text(number: f64, format: CellFormat, language: Language) -> String {
    match format {
        CellFormat::Amount => amount(number, language),
        CellFormat::Days => days(&plain(number, 1), language),
        CellFormat::Change => {
            let sign = if number > 0.0 { "+" } else { "" };
            let gap = gap(language);
            format!("{sign}{}{gap}%", plain(number, 1))
        }
        CellFormat::Share => format!("{}{}%", plain(number * 100.0, 0), gap(language)),
        CellFormat::Text
        | CellFormat::Texts
        | CellFormat::Count
        | CellFormat::Decimal
        | CellFormat::Day
        | CellFormat::Record => plain(number, 2),
    }
}

fn plain(number: f64, decimals: usize) -> String {
    if number.abs() >= HUGE {
        return format!("{number:.3e}");
    }
    let text = match number < 0.0 {
        true => format!("−{}", grouped(-number, decimals)),
        false => grouped(number, decimals),
    };
    if text == "−0" { "0".to_owned() } else { text }
}

fn count_text(count: u64) -> String {
    #[expect(
        clippy::cast_precision_loss,
        reason = "written with its digits only below 2^53"
    )]
    let number = count as f64;
    if number < HUGE {
        grouped(number, 0)
    } else {
        count.to_string()
    }
}

fn amount(number: f64, language: Language) -> String {
    match language {
        Language::Chinese => format!("{}\u{a0}万元", plain(number, 2)),
        Language::English => format!(
            "CNY\u{a0}{}",
            plain((number * 10_000.0).clamp(f64::MIN, f64::MAX), 0)
        ),
    }
}

fn days(count: &str, language: Language) -> String {
    match language {
        Language::Chinese => format!("{count}\u{a0}天"),
        Language::English if count == "1" => "1\u{a0}day".to_owned(),
        Language::English => format!("{count}\u{a0}days"),
    }
}

/// What stands between a number and its percent sign.
fn gap(language: Language) -> &'static str {
    match language {
        Language::Chinese => "",
        Language::English => "\u{a0}",
    }
}

/// A share in whole percent; neither none nor all is said of what is only nearly so.
fn percent(part: u64, whole: u64, language: Language) -> String {
    #[expect(clippy::cast_precision_loss, reason = "rounded to whole percent")]
    let share = 100.0 * part as f64 / whole as f64;
    let gap = gap(language);
    match trimmed(share, 0).as_str() {
        "0" if part > 0 => format!("<1{gap}%"),
        "100" if part < whole => format!(">99{gap}%"),
        rounded => format!("{rounded}{gap}%"),
    }
}

fn share(part: u64, whole: u64, value: &CellValue, language: Language) -> String {
    let Some((low, high)) = value.interval() else {
        return UNKNOWN.text(language).to_owned();
    };
    let (low, high) = (trimmed(low * 100.0, 0), trimmed(high * 100.0, 0));
    let percent = percent(part, whole, language);
    let mark = if whole < FEW { "*" } else { "" };
    let (part, whole) = (count_text(part), count_text(whole));
    match language {
        Language::Chinese => format!("{percent}{mark}（{part}/{whole}；{low}–{high}%）"),
        Language::English => format!("{percent}{mark} ({part} of {whole}; {low}–{high}\u{a0}%)"),
    }
}
