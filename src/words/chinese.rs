//! Lists, amounts, dates and names in Chinese.

use super::number::trimmed;
use crate::model::{Budget, Code, Date, Mode, Reach, RegionPath};

/// Items with 、 between them, the first `most` and 等 if there are more.
pub(crate) fn list<T: AsRef<str>>(items: impl Iterator<Item = T>, most: usize) -> String {
    let items: Vec<T> = items.collect();
    let shown: Vec<&str> = items.iter().take(most).map(AsRef::as_ref).collect();
    let more = if items.len() > most { "等" } else { "" };
    format!("{}{more}", shown.join("、"))
}

pub(crate) fn quoted(text: &str) -> String {
    format!("“{text}”")
}

/// Writes an amount given in 万元 in the unit that suits its size.
pub(crate) fn amount(wan: f64) -> String {
    if wan >= 1e4 {
        return format!("{}亿元", trimmed(wan / 1e4, 8));
    }
    // Zero has no unit that suits it better; below 1 万元 the yuan avoids leading zeros.
    if wan >= 1.0 || wan == 0.0 {
        return format!("{}万元", trimmed(wan, 4));
    }
    format!("{}元", trimmed(wan * 1e4, 4))
}

pub(crate) fn budget(budget: Budget) -> String {
    match (budget.min(), budget.max()) {
        (Some(low), Some(high)) if low == high => amount(low),
        (Some(low), Some(high)) => format!("{}至{}", amount(low), amount(high)),
        (Some(low), None) => format!("不低于{}", amount(low)),
        (None, Some(high)) => format!("不高于{}", amount(high)),
        (None, None) => "未知".to_owned(),
    }
}

pub(crate) fn km(km: f64) -> String {
    format!("{}公里", trimmed(km, 4))
}

pub(crate) fn region(region: &RegionPath) -> String {
    region.levels().collect()
}

pub(crate) fn date(date: Date) -> String {
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

pub(crate) fn modes(modes: &[Mode]) -> String {
    list(modes.iter().map(|mode| mode.as_chinese()), usize::MAX)
}

pub(crate) fn codes(codes: &[Code]) -> String {
    list(codes.iter().map(Code::as_str), usize::MAX)
}

/// How far a profile goes, with its subject.
pub(crate) fn goes(reach: Reach) -> &'static str {
    match reach {
        Reach::District => "供方只服务本区县",
        Reach::City => "供方只服务本市",
        Reach::Province => "供方只服务本省",
        Reach::Nationwide => "供方服务全国",
        Reach::Remote => "供方可远程服务",
    }
}

/// The clauses that there are, as one.
pub(crate) fn clauses<const N: usize>(clauses: [Option<String>; N]) -> String {
    let clauses: Vec<String> = clauses.into_iter().flatten().collect();
    clauses.join("，")
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
