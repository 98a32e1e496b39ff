//! Whether the cells of a column are text that tells records apart by their matter.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::intake::read::shown;
use crate::model::fold::is_han;
use crate::model::says_nothing;

/// Letters of a cell in half characters: a Chinese one counts two, a word of another script three.
#[derive(Clone, Copy, Debug, Default)]
struct Letters {
    length: usize,
    digits: usize,
}

/// Mean length from which a column is text if a tenth of its cells differ: twenty Chinese characters.
const LONG: usize = 40;
/// Mean length from which a column is text if three tenths of its cells differ: six Chinese characters.
const MEDIUM: usize = 12;
/// Mean length from which a column is text if half of its cells differ, and there are at least [`FEW`]: more than
/// the three characters of a name.
const SHORT: usize = 7;
const FEW: usize = 3;

/// Whether the cells of an unknown column are text to search.
///
/// Blank cells and placeholders do not count. A column is text if its letters are at least three fifths of its
/// letters and digits, at most a third of its cells are addresses of mail or web or names of organisations, and it is
/// long or varied: see [`LONG`], [`MEDIUM`] and [`SHORT`]. Numerals and units of time and money are no letters, so
/// days, amounts, codes and phone numbers are no text. O(bytes of the cells).
pub(crate) fn is_text<'c>(cells: impl Iterator<Item = &'c Value>) -> bool {
    let texts: Vec<String> = cells
        .filter(|cell| !cell.is_null())
        .map(shown)
        .filter(|text| !says_nothing(text))
        .collect();
    let count = texts.len();
    let (mut length, mut digits) = (0, 0);
    for text in &texts {
        let letters = letters(text);
        length += letters.length;
        digits += letters.digits;
    }
    let named = texts
        .iter()
        .filter(|text| is_address(text) || is_organization(text));
    // Digits are half characters too, so lengths compare.
    if count == 0 || length * 2 < digits * 3 || named.count() * 3 > count {
        return false;
    }
    let distinct = texts.iter().collect::<BTreeSet<_>>().len();
    let from = |mean: usize| length >= mean * count;
    from(LONG) && distinct * 10 >= count
        || from(MEDIUM) && distinct * 10 >= count * 3
        || from(SHORT) && count >= FEW && distinct * 2 >= count
}

fn letters(text: &str) -> Letters {
    const NUMERALS: &str = "零一二三四五六七八九十百千万亿年月日号第元";
    let mut letters = Letters::default();
    let mut word = 0;
    for c in text.chars().chain([' ']) {
        let is_letter = c.is_alphabetic() && !is_han(c);
        if is_letter {
            word += 1;
            continue;
        }
        // A letter alone is an initial or a symbol.
        if word > 1 {
            letters.length += 3;
        }
        word = 0;
        if is_han(c) && !NUMERALS.contains(c) {
            letters.length += 2;
        } else if c.is_numeric() {
            letters.digits += 1;
        }
    }
    letters
}

fn is_address(text: &str) -> bool {
    let is_short = text.len() < 200 && !text.trim().contains(char::is_whitespace);
    is_short && (text.contains('@') || text.contains("://") || text.starts_with("www."))
}

/// Whether a text is the name of an organisation: they name parties, and no matter.
pub(crate) fn is_organization(text: &str) -> bool {
    const LONGEST: usize = 90;
    const ENDS: [&str; 16] = [
        "公司",
        "大学",
        "学院",
        "学校",
        "研究院",
        "研究所",
        "集团",
        "厂",
        "医院",
        "委员会",
        "管理局",
        "科技局",
        "协会",
        "商会",
        "银行",
        "合作社",
    ];
    let text = text.trim();
    text.len() <= LONGEST && ENDS.iter().any(|end| text.ends_with(end))
}

#[cfg(test)]
mod tests {
    use super::is_text;
    use serde_json::{Value, json};

    fn text(cells: &[&str]) -> bool {
        let cells: Vec<Value> = cells.iter().map(|cell| json!(cell)).collect();
        is_text(cells.iter())
    }

    #[test]
    fn long_and_varied_columns_are_text() {
        assert!(text(&["承担过氟化工副产盐酸的提纯，建有中试线"]));
        assert!(text(&["硅钼棒发热体", "陶瓷釉料", "耐火浇注料"]));
        assert!(text(&[
            "Low-noise amplifiers for base stations",
            "Membrane reactors"
        ]));
        assert!(text(&["陶瓷辊棒烧结变形", "见附件", "无"]));
    }

    #[test]
    fn numbers_codes_days_contacts_names_and_choices_are_not() {
        for cells in [
            &["13800000000", "0533-1234567"][..],
            &["ZB-2024-001", "ZB-2024-002"],
            &["2024年6月27日", "2025年1月"],
            &["一百五十万元", "50万元"],
            &["a@example.org", "b@example.org"],
            &["https://example.org/a", "www.example.org"],
            &["张三", "李四光", "王五"],
            &["中共党员", "群众", "中共党员", "群众", "群众"],
            &["山东示例陶瓷有限公司", "示例化工集团"],
            &["是", "否"],
            &["其他", "详见附件"],
            &[],
        ] {
            assert!(!text(cells), "{cells:?}");
        }
    }

    #[test]
    fn one_text_in_every_row_is_no_matter() {
        let same =
            vec!["本单位承诺以上填报内容真实有效并愿意承担相应责任"; 40];
        assert!(!text(&same));
    }

    proptest::proptest! {
        #[test]
        fn any_cells_decide_and_their_order_does_not(cells in proptest::collection::vec("[ 甲-申0-9a-z@、]{0,12}", 0..20)) {
            let mut values: Vec<Value> = cells.iter().map(|cell| json!(cell)).collect();
            let before = is_text(values.iter());
            values.reverse();
            proptest::prop_assert_eq!(is_text(values.iter()), before);
        }
    }
}
