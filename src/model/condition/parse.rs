//! From text to conditions: descent by hand, with bounded depth, each fault with its place.

use std::ops::Range;

use super::bounds::{Bounds, begins_with_joint, bounds, elided, is_range};
use super::extent::{Extent, Joint, Sign, extent, has, joint, negation, past_quote};
use super::repair::{
    BRACKET_OR, CLOSE, CLOSE_BOTH, COMPARE_ONCE, CONDITION_BEFORE, CONDITION_BEHIND,
    CONDITION_BETWEEN, CONDITION_HERE, FEWER_BRACKETS, FEWER_TESTS, NAME_FIELD, ONE_JOINT,
    ONE_NUMBER, TAKE_OUT, VALUE_BEHIND, example,
};
use super::value::{can_be_ordered, extent_of_value, is_grouping, says_whether, unquoted};
use super::{Condition, ConditionOperator, ConditionTest, Subject};
use crate::error::{Error, Result, Wording, say};
use crate::model::MAX_LIST_ITEMS;
use crate::model::fold::AlignedText;

/// Most brackets and negations around one test, so that hostile text cannot exhaust the stack.
const MAX_DEPTH: usize = 16;

/// Characters of the text that a fault repeats.
const SHOWN: usize = 16;

/// The one condition that `text` is; parts between `;` or line breaks all have to be met.
pub(super) fn one(text: &str) -> Result<Condition> {
    let mut parts = list(text)?;
    match parts.len() {
        0 => Err(Error::invalid("eligibility", text, example())),
        1 => Ok(parts.remove(0)),
        _ => Ok(joined(parts, Joint::And)),
    }
}

/// The conditions of `text`, none of an empty one.
pub(super) fn list(text: &str) -> Result<Vec<Condition>> {
    let folded = AlignedText::new(text);
    let mut parser = ConditionParser {
        text,
        folded: &folded,
        at: 0,
        depth: 0,
        tests: 0,
        items: 0,
        last: None,
    };
    let found = parser.list()?;
    if parser.at < folded.chars.len() {
        return Err(parser.refuse(parser.at, TAKE_OUT));
    }
    Ok(found)
}

/// `parts` under one joint; parts of the same joint are drawn in, and one part is itself.
fn joined(parts: Vec<Condition>, by: Joint) -> Condition {
    let mut flat = Vec::with_capacity(parts.len());
    for part in parts {
        match (part, by) {
            (Condition::All(inner), Joint::And) | (Condition::Any(inner), Joint::Or) => {
                flat.extend(inner);
            }
            (part, _) => flat.push(part),
        }
    }
    match (flat.len(), by) {
        (1, _) => flat.remove(0),
        (_, Joint::And) => Condition::All(flat),
        (_, Joint::Or) => Condition::Any(flat),
    }
}

/// All of `parts`, as the parser would build them.
#[cfg(test)]
pub(super) fn all_of(parts: Vec<Condition>) -> Condition {
    joined(parts, Joint::And)
}

/// Any of `parts`, as the parser would build them.
#[cfg(test)]
pub(super) fn any_of(parts: Vec<Condition>) -> Condition {
    joined(parts, Joint::Or)
}

struct ConditionParser<'t> {
    text: &'t str,
    folded: &'t AlignedText,
    at: usize,
    depth: usize,
    tests: usize,
    /// Conditions of the same list before the one that is read.
    items: usize,
    /// The field of the test before, which a bound behind a joint is about too: 不少于20人且不超过300人.
    last: Option<Subject>,
}

impl ConditionParser<'_> {
    fn refuse(&self, at: usize, repair: Wording) -> Error {
        let chars = self.text.chars();
        let rest: String = chars.skip(at).take(SHOWN).collect();
        let place = match rest.trim() {
            "" => say!("at its end", "在结尾处"),
            rest => say!(
                "at character {}, `{rest}`",
                "在第{}个字符 `{rest}` 处",
                at + 1
            ),
        };
        let repair = say!("{place}: {repair}", "{place}：{repair}"; place, repair);
        Error::invalid("eligibility", self.text, repair)
    }

    fn peek(&self) -> Option<char> {
        self.folded.chars.get(self.at).copied()
    }

    fn skip(&mut self, is_skipped: impl Fn(char) -> bool) {
        while self.peek().is_some_and(&is_skipped) {
            self.at += 1;
        }
    }

    /// The text of characters `range`, trimmed.
    fn slice(&self, range: Range<usize>) -> &str {
        self.text[self.folded.bytes(range)].trim()
    }

    /// Conditions between `;` and line breaks, up to a bracket that closes.
    fn list(&mut self) -> Result<Vec<Condition>> {
        let outer = self.items;
        let mut found = Vec::new();
        loop {
            self.skip(|c| matches!(c, ' ' | '\n' | ';'));
            if matches!(self.peek(), None | Some(')')) {
                self.items = outer;
                return Ok(found);
            }
            if begins_with_joint(&self.folded.chars, self.at) {
                return Err(self.refuse(self.at, CONDITION_BEFORE));
            }
            self.last = None;
            self.items = found.len();
            found.push(self.any()?);
        }
    }

    fn any(&mut self) -> Result<Condition> {
        let mut parts = vec![self.all()?];
        while self.takes(Joint::Or)? {
            parts.push(self.all()?);
        }
        Ok(joined(parts, Joint::Or))
    }

    fn all(&mut self) -> Result<Condition> {
        let mut parts = vec![self.part()?];
        while self.takes(Joint::And)? {
            parts.push(self.part()?);
        }
        Ok(joined(parts, Joint::And))
    }

    /// Whether the next word joins as `wanted`, which is taken. It may stand on a line of its own, and behind a mark:
    /// `a = 1；或 b = 2`.
    fn takes(&mut self, wanted: Joint) -> Result<bool> {
        let chars = &self.folded.chars;
        let is_mark = |c: &&char| matches!(c, ' ' | '\n' | ';' | ',' | '，' | '、');
        let start = self.at + chars[self.at..].iter().take_while(is_mark).count();
        let is_border = |c: &char| matches!(c, '\n' | ';');
        let is_apart = chars[self.at..start].iter().any(is_border);
        let Some((found, end)) = joint(chars, start) else {
            return Ok(false);
        };
        if found != wanted || (is_apart && !begins_with_joint(chars, start)) {
            return Ok(false);
        }
        // A；B；或C is read by one as A and (B or C), by another as any of the three.
        if is_apart && found == Joint::Or && self.items > 0 {
            return Err(self.refuse(start, BRACKET_OR));
        }
        self.at = end;
        self.skip(|c| matches!(c, ' ' | '\n'));
        match self.peek() {
            None | Some(')' | ';') => Err(self.refuse(start, CONDITION_BEHIND)),
            Some(_) if joint(&self.folded.chars, self.at).is_some_and(|_| self.doubled()) => {
                Err(self.refuse(self.at, ONE_JOINT))
            }
            Some(_) => Ok(true),
        }
    }

    /// Whether a joining word at `at` is followed by a blank: else it begins a name (或有负债率).
    fn doubled(&self) -> bool {
        let end = joint(&self.folded.chars, self.at).map_or(self.at, |(_, end)| end);
        matches!(self.folded.chars.get(end), None | Some(' ' | '\n' | '('))
    }

    fn part(&mut self) -> Result<Condition> {
        self.skip(|c| c == ' ');
        if let Some(end) = negation(&self.folded.chars, self.at) {
            self.deepen()?;
            self.at = end;
            self.skip(|c| matches!(c, ' ' | '\n'));
            let inner = self.part()?;
            self.depth -= 1;
            return Ok(Condition::Not(Box::new(inner)));
        }
        if self.peek() != Some('(') {
            return self.test();
        }
        self.deepen()?;
        let start = self.at;
        self.at += 1;
        let inner = self.list()?;
        if self.peek() != Some(')') {
            return Err(self.refuse(start, CLOSE));
        }
        if inner.is_empty() {
            return Err(self.refuse(start, CONDITION_BETWEEN));
        }
        self.depth -= 1;
        self.at += 1;
        Ok(joined(inner, Joint::And))
    }

    /// One bracket or negation more around what follows.
    fn deepen(&mut self) -> Result<()> {
        if self.depth >= MAX_DEPTH {
            return Err(self.refuse(self.at, FEWER_BRACKETS));
        }
        self.depth += 1;
        Ok(())
    }

    fn test(&mut self) -> Result<Condition> {
        let start = self.at;
        let chars = &self.folded.chars;
        if let Some((subject, sign)) = self.last.clone().zip(elided(chars, start)) {
            let end = extent_of_value(chars, sign.end);
            self.at = end;
            return self.compared(subject, sign, sign.end..end);
        }
        let found = extent(chars, start);
        if let Some(bounds) = bounds(chars, start, found) {
            return self.bounded(bounds, found.end);
        }
        let sign = self.checked(start, found)?;
        let subject = self.field(start..sign.start, sign)?.parse();
        let subject = subject.map_err(|_| self.refuse(start, NAME_FIELD))?;
        self.at = found.end;
        self.compared(subject, sign, sign.end..found.end)
    }

    /// The test of `subject` by `sign` with the values of `range`.
    fn compared(&mut self, subject: Subject, sign: Sign, range: Range<usize>) -> Result<Condition> {
        self.tests += 1;
        if self.tests > MAX_LIST_ITEMS {
            return Err(self.refuse(sign.start, FEWER_TESTS));
        }
        let mut values = self.values(sign, range)?;
        if !sign.sense.is_ordering() {
            self.further(&mut values)?;
        }
        self.last = Some(subject.clone());
        Ok(Condition::Test(ConditionTest {
            subject,
            comparison: sign.sense,
            values,
        }))
    }

    /// The tests of one field by several bounds, which end at `end`.
    fn bounded(&mut self, bounds: Bounds, end: usize) -> Result<Condition> {
        let start = bounds.field.start;
        let subject: Subject = unquoted(self.slice(bounds.field))
            .parse()
            .map_err(|_| self.refuse(start, NAME_FIELD))?;
        self.at = end;
        let each = bounds.tests.into_iter();
        let tests = each.map(|(sense, range)| {
            let sign = Sign {
                start: range.start,
                end: range.start,
                sense,
                within: false,
            };
            self.compared(subject.clone(), sign, range)
        });
        Ok(joined(tests.collect::<Result<Vec<_>>>()?, Joint::And))
    }

    /// The sign of a test that is whole.
    fn checked(&self, start: usize, found: Extent) -> Result<Sign> {
        if let Some(at) = found.open {
            return Err(self.refuse(at, CLOSE_BOTH));
        }
        let Some(sign) = found.sign else {
            // 从业人员500人以下: the comparison stands behind the figure.
            return self
                .trailing(start..found.end)
                .ok_or_else(|| self.incomplete(start..found.end));
        };
        if let Some(at) = found.second {
            let repair = COMPARE_ONCE;
            return Err(self.refuse(at, repair));
        }
        Ok(sign)
    }

    /// The fault of a condition that compares nothing.
    fn incomplete(&self, range: Range<usize>) -> Error {
        let start = range.start;
        let what: String = self.slice(range).chars().take(SHOWN).collect();
        let repair = match what.is_empty() {
            true => CONDITION_HERE,
            false => {
                let example = example();
                say!("say what `{what}` has to be; {example}", "请写出对“{what}”的要求；{example}"; example)
            }
        };
        self.refuse(start, repair)
    }

    /// The place before the figure of `从业人员500人以下` or `从业人员20-300人`, which has no sign of its own.
    fn trailing(&self, range: Range<usize>) -> Option<Sign> {
        let chars = &self.folded.chars[range.clone()];
        let text: String = chars.iter().collect();
        let ends = ["以上", "以下", "以内", "之内"];
        let is_behind = ends.iter().any(|end| text.trim_end().ends_with(end));
        // 2023年营业收入2000万元以上: the year belongs to the field.
        let year = chars.iter().take_while(|c| c.is_ascii_digit()).count();
        let from = if chars.get(year) == Some(&'年') {
            year
        } else {
            0
        };
        let figure = from + chars[from..].iter().position(char::is_ascii_digit)?;
        let is_range = || is_range(&chars[figure..]);
        (figure > 0 && (is_behind || is_range())).then(|| Sign {
            start: range.start + figure,
            end: range.start + figure,
            sense: ConditionOperator::OneOf,
            within: false,
        })
    }

    fn field(&self, range: Range<usize>, sign: Sign) -> Result<String> {
        let start = range.start;
        let name = self.slice(range);
        if sign.within && matches!(name, "" | "企业" | "公司" | "单位") {
            return Ok("region".to_owned());
        }
        if name.is_empty() {
            return Err(self.refuse(start, NAME_FIELD));
        }
        Ok(unquoted(name))
    }

    fn values(&self, sign: Sign, range: Range<usize>) -> Result<Vec<String>> {
        let start = range.start;
        let mut range = range;
        let has_figure = self.folded.chars[range.clone()]
            .iter()
            .any(char::is_ascii_digit);
        if sign.within || has_figure {
            range.end = self.before_within(&range, has_figure);
        }
        if sign.sense.is_ordering() {
            // >= 100，或 …: the mark belongs to the joint.
            let is_mark = |c: &&char| matches!(c, ' ' | ',' | '，' | '、');
            let marks = self.folded.chars[range.clone()].iter().rev();
            range.end -= marks.take_while(is_mark).count();
        }
        let range = self.without_brackets(range);
        let parts = match sign.sense.is_ordering() {
            true => vec![range.clone()],
            false => self.parts(range),
        };
        let values = parts.into_iter().map(|part| unquoted(self.slice(part)));
        let values: Vec<String> = values.filter(|value| !value.trim().is_empty()).collect();
        if values.is_empty() {
            return Err(self.refuse(start, VALUE_BEHIND));
        }
        if sign.sense.is_ordering() && !values.iter().all(|value| can_be_ordered(value)) {
            let repair = ONE_NUMBER;
            return Err(self.refuse(start, repair));
        }
        Ok(values)
    }

    /// Values that 或 joins without a comparison of their own: `资质 = 省级或国家级`.
    fn further(&mut self, values: &mut Vec<String>) -> Result<()> {
        loop {
            let chars = &self.folded.chars;
            let Some((Joint::Or, end)) = joint(chars, self.at) else {
                return Ok(());
            };
            let blanks = chars[end..].iter().take_while(|c| **c == ' ').count();
            let start = end + blanks;
            // Brackets and negations begin conditions, and so does whatever compares.
            let begins = matches!(chars.get(start), None | Some('(' | ')' | ';' | '\n'))
                || negation(chars, start).is_some();
            if begins {
                return Ok(());
            }
            let stop = extent_of_value(chars, start);
            let next = extent(&chars[..stop], start);
            if next.sign.is_some() || self.trailing(start..stop).is_some() {
                return Ok(());
            }
            if let Some(at) = next.open {
                return Err(self.refuse(at, CLOSE_BOTH));
            }
            let parts = self.parts(start..stop).into_iter();
            let more = parts.map(|part| unquoted(self.slice(part)));
            let more: Vec<String> = more.filter(|value| !value.trim().is_empty()).collect();
            // 高新技术企业=是 或 专精特新 lacks half of its second condition.
            if values.iter().any(|v| says_whether(v)) && !more.iter().all(|v| says_whether(v)) {
                return Err(self.incomplete(start..stop));
            }
            values.extend(more);
            self.at = stop;
        }
    }

    /// One past the values of 在…之内 or 20至100人之间, without its last word.
    fn before_within(&self, range: &Range<usize>, figures: bool) -> usize {
        let chars = &self.folded.chars;
        let blanks = chars[range.clone()].iter().rev();
        let end = range.end - blanks.take_while(|c| **c == ' ').count();
        // 20与100人之间 is a range by its last word alone.
        if figures
            && chars[range.clone()]
                .iter()
                .any(|c| matches!(c, '与' | '和'))
        {
            return end;
        }
        // 在500人以内: with a figure the word bounds it.
        let words: &[&str] = match figures {
            true => &["之间"],
            false => &["范围之内", "范围内", "区域内", "之内", "以内", "境内", "内"],
        };
        let ends = |word: &&&str| {
            let length = word.chars().count();
            end >= range.start + length && has(chars, end - length, word)
        };
        let word = words.iter().find(ends);
        end - word.map_or(0, |word| word.chars().count())
    }

    /// `range` without the brackets around all of it.
    fn without_brackets(&self, range: Range<usize>) -> Range<usize> {
        let chars = &self.folded.chars[range.clone()];
        let is_seen = |c: &char| *c != ' ';
        let (Some(first), Some(last)) = (
            chars.iter().position(is_seen),
            chars.iter().rposition(is_seen),
        ) else {
            return range;
        };
        let closing = match chars[first] {
            '(' => ')',
            '[' => ']',
            '{' => '}',
            _ => return range,
        };
        let inner = &chars[first + 1..last.max(first + 1)];
        let is_whole = chars[last] == closing && !inner.iter().any(|c| "()[]{}".contains(*c));
        match is_whole && last > first {
            true => range.start + first + 1..range.start + last,
            false => range,
        }
    }

    /// The values of a list; a comma within a number parts none.
    fn parts(&self, range: Range<usize>) -> Vec<Range<usize>> {
        let chars = &self.folded.chars;
        let mut found = Vec::new();
        let (mut start, mut at, mut level) = (range.start, range.start, 0_usize);
        while at < range.end {
            let c = chars[at];
            if matches!(c, '"' | '“') {
                at = past_quote(chars, at).unwrap_or(range.end);
                continue;
            }
            match c {
                '(' | '[' | '{' | '【' => level += 1,
                ')' | ']' | '}' | '】' => level = level.saturating_sub(1),
                _ => {}
            }
            let parts = matches!(c, '|' | '、' | ',' | '，') && level == 0;
            if parts && !is_grouping(chars, at) {
                found.push(start..at);
                start = at + 1;
            }
            at += 1;
        }
        found.push(start..range.end);
        found
    }
}
