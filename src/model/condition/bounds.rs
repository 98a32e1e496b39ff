//! Several bounds of one field: 2000万元≤营业收入≤1亿元, 职工人数不少于20人不超过300人.

use std::ops::Range;

use super::extent::{Extent, Joint, Sign, has, joint, sign_at, spoken_at};
use super::operator::ConditionOperator::{self, AtLeast, AtMost, LessThan, MoreThan};

/// The field that is bounded, and each bound: how it compares, and where its value stands.
pub(super) struct Bounds {
    pub(super) field: Range<usize>,
    pub(super) tests: Vec<(ConditionOperator, Range<usize>)>,
}

/// Whether the comparison bounds from below; `None` of one that does not order.
fn is_lower(sense: ConditionOperator) -> Option<bool> {
    match sense {
        AtLeast | MoreThan => Some(true),
        AtMost | LessThan => Some(false),
        ConditionOperator::OneOf | ConditionOperator::NoneOf => None,
    }
}

/// The comparison with its sides changed: 20 <= x is x >= 20.
fn mirrored(sense: ConditionOperator) -> ConditionOperator {
    match sense {
        AtLeast => AtMost,
        AtMost => AtLeast,
        MoreThan => LessThan,
        LessThan => MoreThan,
        equal @ (ConditionOperator::OneOf | ConditionOperator::NoneOf) => equal,
    }
}

/// Whether the first character that is seen is a digit.
fn begins_with_digit(chars: &[char]) -> bool {
    let first = chars.iter().find(|c| **c != ' ');
    first.is_some_and(char::is_ascii_digit)
}

fn has_digit(chars: &[char]) -> bool {
    chars.iter().any(char::is_ascii_digit)
}

/// One past the last character of `range` that is no mark or word between two bounds.
fn without_filling(chars: &[char], range: &Range<usize>) -> usize {
    let filling = |c: &&char| " ,，、且但并而又及和".contains(**c);
    let last = chars[range.clone()].iter().rev();
    range.end - last.take_while(filling).count()
}

/// The bounds of the test that `found` is, if it has a bound too many for one comparison, or one before its field.
pub(super) fn bounds(chars: &[char], start: usize, found: Extent) -> Option<Bounds> {
    let sign = found.sign.filter(|_| found.open.is_none())?;
    let is_first_lower = is_lower(sign.sense)?;
    let text = &chars[start..found.end];
    // What stands in quotes is one field or one value, whatever it looks like.
    if text.iter().any(|c| matches!(c, '"' | '“')) {
        return None;
    }
    let (before, after) = (start..sign.start, sign.end..found.end);
    let mirrored = || mirrored_bounds(chars, sign, before.clone(), after.clone());
    if let Some(found) = begins_with_digit(&chars[before.clone()])
        .then(mirrored)
        .flatten()
    {
        return Some(found);
    }
    if let Some(second) =
        second(chars, &after).filter(|s| is_lower(s.sense) == Some(!is_first_lower))
    {
        let first = after.start..without_filling(chars, &(after.start..second.start));
        let is_whole = has_digit(&chars[first.clone()]);
        return is_whole.then(|| Bounds {
            field: before,
            tests: vec![(sign.sense, first), (second.sense, second.end..after.end)],
        });
    }
    trailing_bound(chars, sign, &before, after)
}

/// 2000万元≤营业收入≤1亿元, 100 <= 从业人员.
fn mirrored_bounds(
    chars: &[char],
    sign: Sign,
    before: Range<usize>,
    after: Range<usize>,
) -> Option<Bounds> {
    let first = (mirrored(sign.sense), before);
    let second = after.clone().find_map(|at| sign_at(chars, at));
    let Some(second) = second else {
        let is_field =
            !has_digit(&chars[after.clone()]) && !chars[after.clone()].iter().all(|c| *c == ' ');
        return is_field.then(|| Bounds {
            field: after,
            tests: vec![first],
        });
    };
    let field = after.start..second.start;
    let is_same = is_lower(second.sense) == is_lower(sign.sense);
    let is_field = !begins_with_digit(&chars[field.clone()]) && !field.is_empty();
    let value = second.end..after.end;
    let is_whole = is_same && is_field && begins_with_digit(&chars[value.clone()]);
    is_whole.then(|| Bounds {
        field,
        tests: vec![first, (second.sense, value)],
    })
}

/// The next comparison that orders and stands before a digit.
fn second(chars: &[char], range: &Range<usize>) -> Option<Sign> {
    let at = |at: usize| {
        let sign = sign_at(chars, at).or_else(|| spoken_at(chars, at))?;
        let is_bound = is_lower(sign.sense).is_some()
            && begins_with_digit(&chars[sign.end..range.end.max(sign.end)]);
        is_bound.then_some(sign)
    };
    range.clone().skip(1).find_map(at)
}

/// 职工人数20人以上，不超过300人: the first bound stands before what is read as the comparison.
fn trailing_bound(
    chars: &[char],
    sign: Sign,
    before: &Range<usize>,
    after: Range<usize>,
) -> Option<Bounds> {
    let end = without_filling(chars, before);
    let (sense, figure) = bound_at_end(&chars[before.start..end])?;
    let is_opposite = is_lower(sense)? != is_lower(sign.sense)?;
    let first = before.start + figure..end - 2;
    let is_whole = is_opposite && begins_with_digit(&chars[after.clone()]);
    is_whole.then(|| Bounds {
        field: before.start..before.start + figure,
        tests: vec![(sense, first), (sign.sense, after)],
    })
}

/// The bound that ends a text, and where its figure begins: 职工人数20人以上.
fn bound_at_end(chars: &[char]) -> Option<(ConditionOperator, usize)> {
    let last = chars.len().checked_sub(2)?;
    let words = [("以上", AtLeast), ("以下", AtMost), ("以内", AtMost)];
    let (_, sense) = words.iter().find(|(word, _)| has(chars, last, word))?;
    let figure = chars.iter().position(char::is_ascii_digit)?;
    (figure > 0 && figure < last).then_some((*sense, figure))
}

/// Whether `text` would be read as a field with a bound of its own, or as several bounds.
pub(super) fn has_bound(chars: &[char]) -> bool {
    let is_second = || second(chars, &(0..chars.len())).is_some();
    bound_at_end(&chars[..without_filling(chars, &(0..chars.len()))]).is_some() || is_second()
}

/// The comparison at `at`, if a figure is compared that stands before nothing else: the field is that of the test before.
pub(super) fn elided(chars: &[char], at: usize) -> Option<Sign> {
    let sign = sign_at(chars, at).or_else(|| spoken_at(chars, at))?;
    is_lower(sign.sense)?;
    begins_with_digit(&chars[sign.end..]).then_some(sign)
}

/// Units that end a range, longer ones first.
const RANGE_ENDS: [&str; 24] = [
    "万元",
    "亿元",
    "个月",
    "平方米",
    "之间",
    "之内",
    "元",
    "万",
    "亿",
    "%",
    "‰",
    "人",
    "名",
    "家",
    "户",
    "项",
    "件",
    "台",
    "套",
    "个",
    "年",
    "月",
    "天",
    "岁",
];

/// Whether a text that begins with a digit is two figures with a sign of a range between them: 2000万元-1亿元.
pub(super) fn is_range(chars: &[char]) -> bool {
    let joins = |c: &char| matches!(c, '-' | '~' | '至' | '到' | '—' | '–');
    let Some(at) = chars.iter().position(joins) else {
        return false;
    };
    let is_end = |part: &[char]| {
        let text: String = part.iter().collect();
        let mut rest = text.trim();
        while let Some(left) = RANGE_ENDS.iter().find_map(|end| rest.strip_suffix(end)) {
            rest = left.trim_end();
        }
        let is_number = |c: char| c.is_ascii_digit() || matches!(c, '.' | ',');
        !rest.is_empty() && rest.chars().all(is_number)
    };
    let second = &chars[at..];
    let signs = second.iter().take_while(|c| joins(c)).count();
    is_end(&chars[..at]) && is_end(&second[signs..])
}

/// Names that begin as a word that joins does.
const NAMES: [&str; 4] = ["或有负债", "或有事项", "或有资产", "或有损失"];

/// Whether a word that joins two conditions stands at `at`, and no name that begins like it.
pub(super) fn begins_with_joint(chars: &[char], at: usize) -> bool {
    let is_name = || NAMES.iter().any(|name| has(chars, at, name));
    matches!(joint(chars, at), Some((Joint::Or | Joint::And, _))) && !is_name()
}
