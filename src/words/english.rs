//! Lists, amounts, dates and names in English.

use super::number::{grouped, trimmed};
use crate::model::{Budget, Code, Date, Level, Mode, Reach};

/// `a`, `a and b`, `a, b and c`; the first `most`, and others if there are more.
pub(crate) fn list<T: Into<String>>(
    items: impl Iterator<Item = T>,
    most: usize,
    joint: &str,
) -> String {
    let mut items: Vec<String> = items.map(Into::into).collect();
    // Cut before joining, so that the conjunction stands before the last item shown.
    if items.len() > most {
        items.truncate(most);
        items.push("others".to_owned());
    }
    match items.split_last() {
        None => String::new(),
        Some((only, [])) => only.clone(),
        Some((last, rest)) => format!("{} {joint} {last}", rest.join(", ")),
    }
}

pub(crate) fn quoted(text: &str) -> String {
    format!("“{text}”")
}

/// Returns `text` with a capital first letter.
pub(crate) fn capital(text: &str) -> String {
    let mut chars = text.chars();
    let first = chars.next().map(|c| c.to_ascii_uppercase());
    first.into_iter().chain(chars).collect()
}

/// Writes a name of a vocabulary as words.
pub(crate) fn spaced(name: &str) -> String {
    name.replace('_', " ")
}

/// Writes `number` with `one` or `many` as its noun.
pub(crate) fn count(number: u32, one: &str, many: &str) -> String {
    format!("{number} {}", if number == 1 { one } else { many })
}

/// Writes an amount given in 万元 in yuan.
pub(crate) fn amount(wan: f64) -> String {
    const MILLION: f64 = 1e6;
    let yuan = wan * 1e4;
    if yuan >= 1000.0 * MILLION {
        return format!("CNY {} billion", grouped(yuan / MILLION / 1000.0, 9));
    }
    if yuan >= MILLION {
        return format!("CNY {} million", trimmed(yuan / MILLION, 6));
    }
    format!("CNY {}", grouped(yuan, 4))
}

pub(crate) fn budget(budget: Budget) -> String {
    match (budget.min(), budget.max()) {
        (Some(low), Some(high)) if low == high => amount(low),
        (Some(low), Some(high)) => format!("{} to {}", amount(low), amount(high)),
        (Some(low), None) => format!("at least {}", amount(low)),
        (None, Some(high)) => format!("up to {}", amount(high)),
        (None, None) => "an unknown amount".to_owned(),
    }
}

pub(crate) fn km(km: f64) -> String {
    format!("{} km", grouped(km, 4))
}

pub(crate) fn date(date: Date) -> String {
    const MONTHS: [&str; 12] = [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ];
    let text = date.to_string();
    let mut parts = text.rsplitn(3, '-');
    let (day, month, year) = (parts.next(), parts.next(), parts.next());
    // Falls back to the date as written rather than to a wrong month.
    let month = month.and_then(|m| MONTHS.get(m.parse::<usize>().ok()?.checked_sub(1)?));
    match (day, month, year) {
        (Some(day), Some(month), Some(year)) => {
            format!("{} {month} {year}", day.trim_start_matches('0'))
        }
        _ => text,
    }
}

pub(crate) fn modes(modes: &[Mode], joint: &str) -> String {
    list(modes.iter().map(|m| spaced(m.as_str())), usize::MAX, joint)
}

pub(crate) fn codes(codes: &[Code]) -> String {
    list(codes.iter().map(Code::as_str), usize::MAX, "and")
}

/// Names a standing with its article.
pub(crate) fn level(level: Level) -> &'static str {
    match level {
        Level::Student => "a student",
        Level::Lecturer => "a lecturer",
        Level::AssociateProfessor => "an associate professor",
        Level::Professor => "a professor",
        Level::ProvincialTalent => "a provincial talent",
        Level::NationalTalent => "a national talent",
        Level::Academician => "an academician",
    }
}

/// How far a profile goes, without its subject.
pub(crate) fn goes(reach: Reach) -> &'static str {
    match reach {
        Reach::District => "serves its own district only",
        Reach::City => "serves its own city only",
        Reach::Province => "serves its own province only",
        Reach::Nationwide => "serves the whole country",
        Reach::Remote => "works remotely",
    }
}

/// The clauses that there are, as one.
pub(crate) fn clauses<const N: usize>(clauses: [Option<String>; N]) -> String {
    list(clauses.into_iter().flatten(), usize::MAX, "and")
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::{amount, budget, count, date, list};

    #[test]
    fn money_is_told_in_yuan() {
        assert_eq!(amount(0.5), "CNY 5,000");
        assert_eq!(amount(80.0), "CNY 800,000");
        assert_eq!(amount(120.0), "CNY 1.2 million");
        assert_eq!(amount(123_456.0), "CNY 1.23456 billion");
        assert_eq!(
            budget("50-100万元".parse().unwrap()),
            "CNY 500,000 to CNY 1 million"
        );
        assert_eq!(budget("≥50万".parse().unwrap()), "at least CNY 500,000");
    }

    #[test]
    fn lists_dates_and_plurals() {
        let all = ["a", "b", "c"];
        assert_eq!(list(all.into_iter(), 9, "and"), "a, b and c");
        assert_eq!(list(all.into_iter(), 2, "or"), "a, b or others");
        assert_eq!(list(["a"].into_iter(), 2, "or"), "a");
        assert_eq!(date("2024-07-01".parse().unwrap()), "1 July 2024");
        assert_eq!(count(1, "firm", "firms"), "1 firm");
        assert_eq!(count(0, "firm", "firms"), "0 firms");
    }
}
