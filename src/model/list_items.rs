//! The items of a list in one cell: numbered ones, and what separators part.

use super::fold::is_inside_name;

/// Brackets in which nothing is cut.
const OPEN: [char; 10] = ['(', '（', '[', '【', '［', '〔', '《', '「', '“', '{'];
const CLOSE: [char; 10] = [')', '）', ']', '】', '］', '〕', '》', '」', '”', '}'];
/// Digits of Chinese numerals, in the order of their values.
const NUMERALS: [char; 10] = ['一', '二', '三', '四', '五', '六', '七', '八', '九', '十'];

/// The items of a list, trimmed, without empty ones and without their numbers (`1、…；2、…`, `①…②…`). Nothing is cut in
/// brackets, and no name of a substance at its locants (`2,4-二氯苯酚`). O(n).
pub(crate) fn list_items(text: &str, is_separator: impl Fn(char) -> bool + Copy) -> Vec<&str> {
    let numbered = numbered(text).unwrap_or_else(|| vec![text]);
    let cut = |item| cut(item, is_separator);
    numbered.into_iter().flat_map(cut).collect()
}

/// The parts of a text between separators, trimmed, without empty ones; nothing is cut in brackets or at locants. A text
/// whose brackets do not close is cut as if it had none.
pub(crate) fn cut(text: &str, is_separator: impl Fn(char) -> bool) -> Vec<&str> {
    let is_closed = depth(text) == Some(0);
    let (mut parts, mut start, mut depth) = (Vec::new(), 0, 0_usize);
    for (at, c) in text.char_indices() {
        if is_closed && OPEN.contains(&c) {
            depth += 1;
        } else if is_closed && CLOSE.contains(&c) {
            depth -= 1;
        } else if depth == 0 && is_separator(c) && !is_of_name(text, at, c) {
            parts.push(&text[start..at]);
            start = at + c.len_utf8();
        }
    }
    parts.push(&text[start..]);
    let parts = parts.into_iter().map(str::trim);
    parts.filter(|part| !part.is_empty()).collect()
}

/// How many brackets are open at the end of a text; `None` if one is closed that was not opened.
fn depth(text: &str) -> Option<usize> {
    text.chars().try_fold(0_usize, |depth, c| match c {
        c if OPEN.contains(&c) => Some(depth + 1),
        c if CLOSE.contains(&c) => depth.checked_sub(1),
        _ => Some(depth),
    })
}

/// Whether the comma at `at` belongs to a name: of a substance, or of a firm before its legal form.
fn is_of_name(text: &str, at: usize, comma: char) -> bool {
    if !matches!(comma, ',' | '，') {
        return false;
    }
    let behind = at + comma.len_utf8();
    is_in_locants(text, at, comma) || is_inside_name(&text[..at], &text[behind..])
}

/// Whether the comma at `at` stands between the locants of a substance: `1,3-丁二烯`, `N,N-二甲基甲酰胺`.
fn is_in_locants(text: &str, at: usize, comma: char) -> bool {
    let is_of_locant = |c: char| c.is_ascii_alphanumeric() || matches!(c, '\'' | '′' | 'α'..='ω');
    let is_locant = |word: &str| {
        let bare = word.trim_end_matches(['\'', '′']);
        let digits = bare.trim_start_matches(['N', 'O', 'S', 'P']);
        let is_number = digits.len() <= 2 && digits.bytes().all(|b| b.is_ascii_digit());
        let is_greek = bare.chars().count() == 1 && bare.chars().all(|c| matches!(c, 'α'..='ω'));
        !bare.is_empty() && (bare.len() - digits.len() < 2 && is_number || is_greek)
    };
    let before = &text[..at];
    let word = &before[before.trim_end_matches(is_of_locant).len()..];
    if !is_locant(word) {
        return false;
    }
    const MOST_LOCANTS: usize = 12;
    // The last of them is followed by a hyphen.
    let mut rest = &text[at + comma.len_utf8()..];
    for _ in 0..MOST_LOCANTS {
        let tail = rest.trim_start_matches(is_of_locant);
        if !is_locant(&rest[..rest.len() - tail.len()]) {
            return false;
        }
        match tail.chars().next() {
            Some('-' | '－' | '‐' | '–') => return true,
            Some(c @ (',' | '，')) => rest = &tail[c.len_utf8()..],
            _ => return false,
        }
    }
    false
}

/// A number before an item: its form, its value, and one past its end.
type ItemNumber = (u32, u32, usize);

/// The items behind numbers of one form that count up from the beginning of a text, without the separators at their ends;
/// `None` if it has no such numbers.
pub(crate) fn numbered(text: &str) -> Option<Vec<&str>> {
    let begin = text.len() - text.trim_start().len();
    let (form, first, mut start) = number_at(text, begin)?;
    let (mut items, mut next, mut level) = (Vec::new(), first + 1, 0_usize);
    for (at, c) in text.char_indices() {
        if at < start {
            continue;
        }
        if level == 0
            && let Some((_, number, end)) = number_at(text, at).filter(|found| found.0 == form)
        {
            if number == next && may_begin(&text[..at], c) {
                items.push(&text[start..at]);
                (start, next) = (end, next + 1);
                continue;
            }
            // Numbers that do not count up on lines of their own are another list.
            let line = text[..at].trim_end_matches([' ', '\u{3000}']);
            if line.ends_with('\n') {
                return None;
            }
        }
        level = match c {
            c if OPEN.contains(&c) => level + 1,
            c if CLOSE.contains(&c) => level.saturating_sub(1),
            _ => level,
        };
    }
    items.push(&text[start..]);
    let ends = |c: char| c.is_whitespace() || "；;，,、|┋".contains(c);
    let items: Vec<&str> = items
        .into_iter()
        .map(|item| item.trim_matches(ends))
        .collect();
    let is_digit = |c: char| c.is_ascii_digit() || NUMERALS.contains(&c);
    // 5、6号炉 counts nothing, and 1、3-丁二烯 neither.
    let is_one = items.len() == 1 && items[0].starts_with(is_digit);
    (!is_one && items.iter().all(|item| !item.is_empty())).then_some(items)
}

/// Whether a number that begins with `first` may follow `before`: the digits of 4.5 and T2 begin none.
fn may_begin(before: &str, first: char) -> bool {
    let is_joint = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '/' | '第');
    match first {
        c if c.is_ascii_digit() => !before.ends_with(is_joint),
        c if NUMERALS.contains(&c) => !before.ends_with(NUMERALS) && !before.ends_with('第'),
        _ => true,
    }
}

/// The number of an item that stands at `at`: `1、`, `2.`, `3）`, `（4）`, `⑤`, `六、`, `（七）`.
fn number_at(text: &str, at: usize) -> Option<ItemNumber> {
    let rest = &text[at..];
    let first = rest.chars().next()?;
    let circled = [('①', 20), ('⑴', 20), ('⒈', 20), ('❶', 10), ('㈠', 10)];
    let code = u32::from(first);
    for (form, (one, most)) in (0..).zip(circled) {
        if (u32::from(one)..u32::from(one) + most).contains(&code) {
            return Some((form, code - u32::from(one) + 1, at + first.len_utf8()));
        }
    }
    let inner = rest.strip_prefix(['(', '（', '[', '【', '［']);
    let (number, behind, is_han) = numeral(inner.unwrap_or(rest))?;
    let mark = behind.chars().next()?;
    let end = text.len() - behind.len() + mark.len_utf8();
    let form = match (mark, inner.is_some()) {
        (')' | '）' | ']' | '】' | '］', true) => 10,
        ('、', false) => 12,
        ('.' | '．', false) if !text[end..].starts_with(|c: char| c.is_ascii_digit()) => 14,
        (')' | '）', false) if !is_han => 16,
        _ => return None,
    };
    Some((form + u32::from(is_han), number, end))
}

/// The number from 1 to 99 that a text begins with, the rest of it, and whether it is written in Chinese.
fn numeral(text: &str) -> Option<(u32, &str, bool)> {
    // A few characters tell, however long a text of digits is.
    let digits = text.bytes().take(3).take_while(u8::is_ascii_digit).count();
    if (1..=2).contains(&digits) {
        let number = text[..digits].parse().ok().filter(|number| *number > 0)?;
        return Some((number, &text[digits..], false));
    }
    let value = |c: char| (1..).zip(NUMERALS).find(|(_, one)| *one == c);
    let values = text.chars().take(4).map_while(value);
    let values: Vec<u32> = values.map(|(value, _)| value).collect();
    let rest = &text[values.len() * '一'.len_utf8()..];
    let number = match values.as_slice() {
        [one] => *one,
        [10, one @ 1..=9] => 10 + one,
        [tens @ 2..=9, 10] => tens * 10,
        [tens @ 2..=9, 10, one @ 1..=9] => tens * 10 + one,
        _ => return None,
    };
    Some((number, rest, true))
}

#[cfg(test)]
mod tests {
    use super::{list_items, numbered};
    use crate::model::split_list;

    #[test]
    fn numbers_before_items_are_none_of_them() {
        let two = ["高温釉料", "节能窑炉"];
        for text in [
            "1、高温釉料；2、节能窑炉",
            "1、高温釉料\n2、节能窑炉",
            "1.高温釉料 2.节能窑炉",
            "1. 高温釉料；\r\n2. 节能窑炉；",
            "（1）高温釉料（2）节能窑炉",
            "(1) 高温釉料 (2) 节能窑炉",
            "1）高温釉料；2）节能窑炉",
            "①高温釉料②节能窑炉",
            "⑴高温釉料；⑵节能窑炉",
            "一、高温釉料二、节能窑炉",
            "（一）高温釉料；（二）节能窑炉",
            "1、高温釉料2、节能窑炉",
            "3、高温釉料；4、节能窑炉",
            "高温釉料、节能窑炉",
        ] {
            assert_eq!(split_list(text).collect::<Vec<_>>(), two, "{text}");
        }
        for (text, items) in [
            ("1、3D打印；2、5G通信", vec!["3D打印", "5G通信"]),
            ("1、釉料、窑炉；2、陶瓷", vec!["釉料", "窑炉", "陶瓷"]),
            ("1、高温釉料", vec!["高温釉料"]),
            ("3D打印、4.5级", vec!["3D打印", "4.5级"]),
            ("5G、6G", vec!["5G", "6G"]),
            ("5、6号炉", vec!["5", "6号炉"]),
            ("1.5μm薄膜；石墨", vec!["1.5μm薄膜", "石墨"]),
            ("一、二类器械", vec!["一", "二类器械"]),
        ] {
            assert_eq!(split_list(text).collect::<Vec<_>>(), items, "{text}");
        }
        assert_eq!(numbered("1. 甲\n续行\n2. 乙"), Some(vec!["甲\n续行", "乙"]));
        assert_eq!(numbered("1. 甲\n1. 乙"), None);
        assert_eq!(numbered("1、2、3"), None);
    }

    #[test]
    fn nothing_is_cut_in_brackets_or_at_locants() {
        for (text, items) in [
            (
                "2,4-二氯苯酚加氢、1,3-丁二烯聚合",
                vec!["2,4-二氯苯酚加氢", "1,3-丁二烯聚合"],
            ),
            ("聚2，6-萘二甲酸乙二醇酯", vec!["聚2，6-萘二甲酸乙二醇酯"]),
            ("1,3,5-三嗪,苯", vec!["1,3,5-三嗪", "苯"]),
            (
                "N,N-二甲基甲酰胺、α,β-不饱和酸",
                vec!["N,N-二甲基甲酰胺", "α,β-不饱和酸"],
            ),
            ("4,4'-二苯醚", vec!["4,4'-二苯醚"]),
            (
                "锂离子电池（正极、负极材料）、钠电池",
                vec!["锂离子电池（正极、负极材料）", "钠电池"],
            ),
            ("《甲；乙的研究》；丙", vec!["《甲；乙的研究》", "丙"]),
            ("电池（正极、负极", vec!["电池（正极", "负极"]),
            ("电池）、窑炉", vec!["电池）", "窑炉"]),
            ("110,220", vec!["110", "220"]),
            ("PE,3-羟基丁酸", vec!["PE", "3-羟基丁酸"]),
        ] {
            assert_eq!(split_list(text).collect::<Vec<_>>(), items, "{text}");
        }
        let others = list_items("a┋b、c", |c| c == '┋');
        assert_eq!(others, ["a", "b、c"]);
    }

    proptest::proptest! {
        #[test]
        fn any_text_is_cut_into_pieces_of_itself(text in "[1-3、.（）()①②一二；,\nN甲乙-]{0,24}") {
            let items: Vec<&str> = split_list(&text).collect();
            proptest::prop_assert!(items.iter().all(|item| text.contains(item) && !item.is_empty()));
        }
    }
}
