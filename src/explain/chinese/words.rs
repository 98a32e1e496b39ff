//! Words, lists and amounts in Chinese.

use crate::explain::number::trimmed;
use crate::explain::voice::Found;
use crate::model::{Budget, Code, Date, Mode, RegionPath};
use crate::score::{Named, Statement};

/// Items with 、 between them, the first `most` and 等 where there are more.
pub(super) fn list<T: AsRef<str>>(items: impl Iterator<Item = T>, most: usize) -> String {
    let items: Vec<T> = items.collect();
    let shown: Vec<&str> = items.iter().take(most).map(AsRef::as_ref).collect();
    let more = if items.len() > most { "等" } else { "" };
    format!("{}{more}", shown.join("、"))
}

pub(super) fn quoted(text: &str) -> String {
    format!("“{text}”")
}

/// A document of a profile.
pub(super) fn source(work: Option<usize>, title: &str, year: Option<i32>) -> String {
    match (work, year) {
        (None, _) => format!("供方自述（{}）", quoted(title)),
        (Some(_), None) => format!("《{title}》"),
        (Some(_), Some(year)) => format!("《{title}》（{year}年）"),
    }
}

/// A piece of a document with the fields it stands in.
pub(super) fn piece(found: &Found<'_>) -> String {
    let fields = found.fields.iter().map(|field| field.as_chinese());
    let of = found.synonym_of;
    let of = of.map(|of| format!("{}的同义词，", quoted(of)));
    format!(
        "{}（{}{}）",
        quoted(found.text),
        of.unwrap_or_default(),
        list(fields, usize::MAX)
    )
}

pub(super) fn statement(statement: Statement) -> &'static str {
    statement.as_chinese()
}

/// An amount of 万元 in the unit that suits its size.
pub(super) fn amount(wan: f64) -> String {
    if wan >= 1e4 {
        return format!("{}亿元", trimmed(wan / 1e4, 8));
    }
    if wan >= 1.0 || wan == 0.0 {
        return format!("{}万元", trimmed(wan, 4));
    }
    format!("{}元", trimmed(wan * 1e4, 4))
}

pub(super) fn budget(budget: Budget) -> String {
    match (budget.min(), budget.max()) {
        (Some(low), Some(high)) if low == high => amount(low),
        (Some(low), Some(high)) => format!("{}至{}", amount(low), amount(high)),
        (Some(low), None) => format!("不低于{}", amount(low)),
        (None, Some(high)) => format!("不高于{}", amount(high)),
        (None, None) => "未知".to_owned(),
    }
}

pub(super) fn km(km: f64) -> String {
    format!("{}公里", trimmed(km, 4))
}

pub(super) fn region(region: &RegionPath) -> String {
    region.levels().collect()
}

pub(super) fn date(date: Date) -> String {
    let text = date.to_string();
    let mut parts = text
        .rsplitn(3, '-')
        .map(|part| part.trim_start_matches('0'));
    let (day, month, year) = (parts.next(), parts.next(), parts.next());
    match (year, month, day) {
        (Some(year), Some(month), Some(day)) => format!("{year}年{month}月{day}日"),
        _ => text,
    }
}

pub(super) fn modes(modes: &[Mode]) -> String {
    list(modes.iter().map(|mode| mode.as_chinese()), usize::MAX)
}

pub(super) fn named(all: &[Named]) -> String {
    let one = |named: &Named| match &named.name {
        Some(name) => format!("{name}（{}）", named.code),
        None => named.code.to_string(),
    };
    list(all.iter().map(one), usize::MAX)
}

pub(super) fn codes(codes: &[Code]) -> String {
    list(codes.iter().map(Code::as_str), usize::MAX)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::{amount, budget, date, list};

    #[test]
    fn money_is_told_in_the_unit_of_its_size() {
        assert_eq!(amount(0.5), "5000元");
        assert_eq!(amount(80.0), "80万元");
        assert_eq!(amount(33.3), "33.3万元");
        assert_eq!(amount(12_000.0), "1.2亿元");
        assert_eq!(budget("50-100万元".parse().unwrap()), "50万元至100万元");
        assert_eq!(budget("≥50万".parse().unwrap()), "不低于50万元");
        assert_eq!(budget("100万元以内".parse().unwrap()), "不高于100万元");
        assert_eq!(budget("300万".parse().unwrap()), "300万元");
    }

    #[test]
    fn dates_and_lists() {
        assert_eq!(date("2024-07-01".parse().unwrap()), "2024年7月1日");
        assert_eq!(list(["甲", "乙", "丙"].iter(), 2), "甲、乙等");
        assert_eq!(list(["甲"].iter(), 2), "甲");
    }
}
