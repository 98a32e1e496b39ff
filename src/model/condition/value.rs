//! Values of conditions: where one ends, its quotes, and whether it has an order.

use super::extent::{joint, past_quote};
use crate::model::{Date, Level, SizeSet};

/// One past the value at `start`: the next joint, bracket or border.
pub(super) fn extent_of_value(chars: &[char], start: usize) -> usize {
    let mut at = start;
    let mut level = 0_usize;
    while let Some(&c) = chars.get(at) {
        match c {
            '"' | '“' => {
                at = past_quote(chars, at).unwrap_or(chars.len());
                continue;
            }
            '(' | '[' | '{' | '【' => level += 1,
            ')' | ']' | '}' | '】' if level == 0 => break,
            ')' | ']' | '}' | '】' => level -= 1,
            ';' | '\n' if level == 0 => break,
            _ if level == 0 && at > start && joint(chars, at).is_some() => break,
            _ => {}
        }
        at += 1;
    }
    at
}

/// Whether the comma at `at` groups thousands: 1,200.
pub(super) fn is_grouping(chars: &[char], at: usize) -> bool {
    let digit = |at: usize| chars.get(at).is_some_and(char::is_ascii_digit);
    let before = at.checked_sub(1).is_some_and(digit);
    chars[at] == ',' && before && (1..=3).all(|step| digit(at + step)) && !digit(at + 4)
}

/// `text` without the quotes around it.
pub(super) fn unquoted(text: &str) -> String {
    let inner = |open: char, close: char| text.strip_prefix(open)?.strip_suffix(close);
    let is_one = |rest: &&str| {
        !rest
            .replace("\"\"", "")
            .replace("＂＂", "")
            .contains(['"', '＂'])
    };
    let straight = inner('"', '"').or_else(|| inner('＂', '＂')).filter(is_one);
    if let Some(rest) = straight {
        return rest.replace("\"\"", "\"").replace("＂＂", "＂");
    }
    let curly = inner('“', '”').filter(|rest| !rest.contains(['“', '”']));
    curly.unwrap_or(text).to_owned()
}

/// Whether a value is yes or no.
pub(super) fn says_whether(value: &str) -> bool {
    matches!(value, "是" | "否" | "有" | "无") || matches!(value, "yes" | "no" | "true" | "false")
}

/// Whether a value has an order: a number, a day, a level or a size. Units are read where it is compared.
pub(super) fn can_be_ordered(value: &str) -> bool {
    let numeral = |c: char| c.is_numeric() || "零一二两三四五六七八九十百千万亿半".contains(c);
    let is_one = !value.contains(['|', '、']);
    is_one
        && (value.contains(numeral)
            || value.parse::<Level>().is_ok()
            || SizeSet::read(value).is_some()
            || value.parse::<Date>().is_ok())
}
