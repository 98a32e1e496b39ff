//! Comparison of headings, and the parts of a heading beside its name: numbering and units.

use crate::model::fold::compatible;
pub(crate) use crate::model::fold::heading_key as fold;

/// A heading taken apart.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Heading {
    /// Keys to look up, most literal first.
    pub(crate) keys: Vec<String>,
    /// Unit of money named beside the heading, as in `预算（元）`.
    pub(crate) unit: Option<MoneyUnit>,
}

/// Unit of money of a column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum MoneyUnit {
    /// A unit that [`crate::model::Budget`] reads.
    Known(&'static str),
    /// Another one; its amounts cannot be compared.
    Foreign(String),
}

impl MoneyUnit {
    /// The unit that a text begins with, alone or before what is no letter; `None` if another word begins there.
    pub(crate) fn at_start(text: &str) -> Option<Self> {
        let end = text
            .find(|c: char| !c.is_alphanumeric())
            .unwrap_or(text.len());
        let word = text[..end].trim_start_matches("人民币");
        let is_of_units = word
            .chars()
            .all(|c| "百千万亿元美欧港日英镑usderhkjpy".contains(c));
        match word {
            "万" => Some(Self::Known("万元")),
            "亿" => Some(Self::Known("亿元")),
            word => unit_in(word).filter(|_| is_of_units),
        }
    }
}

const UNITS: [&str; 5] = ["百万元", "千万元", "亿元", "万元", "元"];
const FOREIGN: [&str; 10] = [
    "美元", "欧元", "港元", "日元", "英镑", "千元", "usd", "eur", "hkd", "jpy",
];

/// Longest heading, in bytes; longer cells are no headings.
const MAX_BYTES: usize = 1024;

impl Heading {
    pub(crate) fn new(text: &str) -> Self {
        if text.len() > MAX_BYTES {
            return Self {
                keys: Vec::new(),
                unit: None,
            };
        }
        let (main, notes) = without_brackets(text);
        let (main, tail) = without_unit(unnumbered(&main));
        let mut keys = vec![fold(text), fold(unnumbered(text)), fold(&main)];
        keys.dedup();
        keys.retain(|key| !key.is_empty());
        Self {
            keys,
            unit: unit_in(&notes).or_else(|| unit_in(&tail)),
        }
    }
}

/// The text outside brackets, and the text inside; all of it if nothing is outside.
pub(crate) fn without_brackets(text: &str) -> (String, String) {
    let (mut main, mut notes, mut depth) = (String::new(), String::new(), 0_u32);
    for c in compatible(text) {
        match c {
            '(' | '[' | '{' | '【' | '〔' | '《' => depth += 1,
            ')' | ']' | '}' | '】' | '〕' | '》' => depth = depth.saturating_sub(1),
            c if depth > 0 => notes.push(c),
            c => main.push(c),
        }
    }
    if fold(&main).is_empty() {
        (notes, String::new())
    } else {
        (main, notes)
    }
}

/// The heading after numbering such as `3、`, `12.` or `一、`.
fn unnumbered(text: &str) -> &str {
    const NUMERALS: &str = "一二三四五六七八九十";
    let text = text.trim();
    let rest = text.trim_start_matches(|c: char| c.is_ascii_digit() || NUMERALS.contains(c));
    let mark = rest.strip_prefix(['、', '.', '．', ':', '：', ',', '，', ')', '）']);
    match mark {
        Some(name) if rest.len() < text.len() && !fold(name).is_empty() => name.trim(),
        _ => text,
    }
}

/// `金额/万元` and `金额:万元` as `金额` and `万元`.
fn without_unit(text: &str) -> (String, String) {
    match text.trim().rsplit_once(['/', ':', '：']) {
        Some((name, unit)) if unit_in(unit).is_some() => (name.to_owned(), unit.to_owned()),
        _ => (text.to_owned(), String::new()),
    }
}

fn unit_in(note: &str) -> Option<MoneyUnit> {
    let note = note.to_lowercase();
    if FOREIGN.iter().any(|unit| note.contains(unit)) {
        return Some(MoneyUnit::Foreign(note.trim().to_owned()));
    }
    UNITS
        .into_iter()
        .find(|unit| note.contains(unit))
        .map(MoneyUnit::Known)
}

#[cfg(test)]
mod tests {
    use super::{Heading, MoneyUnit, fold};

    fn last_key(text: &str) -> String {
        Heading::new(text).keys.pop().unwrap_or_default()
    }

    #[test]
    fn case_width_space_and_joiners_do_not_tell_headings_apart() {
        assert_eq!(fold(" Work1_Title "), fold("ｗｏｒｋ１ title"));
        assert_eq!(fold("需求 名称*："), "需求名称");
    }

    #[test]
    fn brackets_numbering_and_units_fall_off() {
        assert_eq!(last_key("预算（万元）"), "预算");
        assert_eq!(last_key("3、需求名称（必填）："), "需求名称");
        assert_eq!(last_key("一、企业名称"), "企业名称");
        assert_eq!(last_key("金额/万元"), "金额");
        assert_eq!(last_key("【企业名称】"), "企业名称");
        assert_eq!(last_key("县（市、区）"), "县");
    }

    #[test]
    fn a_unit_beside_the_heading_is_kept() {
        assert_eq!(Heading::new("预算(元)").unit, Some(MoneyUnit::Known("元")));
        assert_eq!(
            Heading::new("拟投入资金（单位：人民币万元）").unit,
            Some(MoneyUnit::Known("万元"))
        );
        assert_eq!(
            Heading::new("金额/亿元").unit,
            Some(MoneyUnit::Known("亿元"))
        );
        assert_eq!(
            Heading::new("预算（万美元）").unit,
            Some(MoneyUnit::Foreign("万美元".to_owned()))
        );
        assert_eq!(Heading::new("预算").unit, None);
    }

    #[test]
    fn a_heading_of_marks_alone_has_no_key() {
        assert!(Heading::new(" —（） ").keys.is_empty());
    }
}
