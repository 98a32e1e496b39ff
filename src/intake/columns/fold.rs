//! Comparison of headings, and the parts of a heading beside its name: numbering and units.

use super::money::MoneyUnit;
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
        let main = unnumbered(&main);
        let behind = MoneyUnit::at_end(main);
        let name = behind.as_ref().map_or(main, |(name, _)| name);
        let mut keys = vec![fold(text), fold(unnumbered(text)), fold(main), fold(name)];
        keys.dedup();
        keys.retain(|key| !key.is_empty());
        Self {
            keys,
            unit: unit(
                &notes,
                behind.map(|(name, unit)| (&main[name.len()..], unit)),
            ),
        }
    }
}

/// The text outside brackets, and the text inside; all of it if nothing is outside.
pub(crate) fn without_brackets(text: &str) -> (String, String) {
    let (mut main, mut notes, mut depth) = (String::new(), String::new(), 0_u32);
    for c in compatible(text) {
        match c {
            '(' | '[' | '{' | '【' | '〔' | '《' => {
                depth += 1;
                // Two notes are two, and no word goes over from one to the other.
                if !notes.is_empty() {
                    notes.push(',');
                }
            }
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

/// The unit that the notes of a heading name, or the text behind its name; of both together if each names a part of it
/// (`预算万元（人民币）`).
fn unit(notes: &str, behind: Option<(&str, MoneyUnit)>) -> Option<MoneyUnit> {
    let of_notes = MoneyUnit::in_note(notes);
    match (of_notes, behind) {
        (Some(noted), Some((tail, _))) => {
            MoneyUnit::exact(&format!("{tail},{notes}")).or(Some(noted))
        }
        (noted, behind) => noted.or(behind.map(|(_, unit)| unit)),
    }
}

#[cfg(test)]
mod tests {
    use super::super::money::MoneyUnit;
    use super::{Heading, fold};

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
