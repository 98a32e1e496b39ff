//! How far one test of a condition goes, and where its comparison stands.

use super::operator::ConditionOperator::{
    self, AtLeast, AtMost, LessThan, MoreThan, NoneOf, OneOf,
};

/// Signs that compare; longer ones first, for `>=` contains `=`.
const SIGNS: [(&str, ConditionOperator); 13] = [
    (">=", AtLeast),
    ("=>", AtLeast),
    ("≥", AtLeast),
    ("<=", AtMost),
    ("=<", AtMost),
    ("≤", AtMost),
    ("!=", NoneOf),
    ("<>", NoneOf),
    ("≠", NoneOf),
    ("==", OneOf),
    ("=", OneOf),
    (">", MoreThan),
    ("<", LessThan),
];

/// Words that compare; of several at one place the longest counts. Latin ones stand between blanks.
const WORDS: &[(ConditionOperator, &str)] = &[
    (
        AtLeast,
        "不低于|不少于|不小于|不早于|不短于|大于等于|大于或等于|高于等于|高于或等于|至少为|至少|达到|at least|no less than|not less than",
    ),
    (
        AtMost,
        "不高于|不超过|不大于|不多于|不晚于|不长于|小于等于|小于或等于|低于等于|低于或等于|至多为|至多|最多|at most|no more than|not more than",
    ),
    (
        MoreThan,
        "高于|超过|大于|多于|晚于|more than|greater than|later than",
    ),
    (
        LessThan,
        "低于|少于|小于|早于|不足|不满|未满|less than|earlier than",
    ),
    (
        NoneOf,
        "不属于|不等于|不得为|不为|不是|不在|不位于|is not|not in",
    ),
    (
        OneOf,
        "属于|等于|位于|介于|处于|须为|应为|必须为|必须是|为|是|在|is one of|is|in",
    ),
];

const AND: [&str; 4] = ["并且", "而且", "且", "&&"];
const OR: [&str; 4] = ["或者", "或是", "或", "||"];

/// How two tests are joined.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Joint {
    And,
    Or,
}

/// Where a comparison stands: its first character, one past its last, its sense.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Sign {
    pub(super) start: usize,
    pub(super) end: usize,
    pub(super) sense: ConditionOperator,
    /// 在, 位于, 不在: the place may be followed by 之内, and the field may be left out.
    pub(super) within: bool,
}

/// One test: its comparison, if there is any, and one past its last character.
#[derive(Clone, Copy, Debug)]
pub(super) struct Extent {
    pub(super) sign: Option<Sign>,
    pub(super) end: usize,
    /// A second comparison in the same test.
    pub(super) second: Option<usize>,
    /// A bracket or a quote that nothing closes.
    pub(super) open: Option<usize>,
}

pub(super) fn has(chars: &[char], at: usize, word: &str) -> bool {
    let mut rest = chars.get(at..).unwrap_or_default().iter();
    let same = |c: char| rest.next().is_some_and(|r| r.eq_ignore_ascii_case(&c));
    word.chars().all(same)
}

/// Length of `word` at `at`: a Latin one only between blanks or borders.
fn word_at(chars: &[char], at: usize, word: &str) -> Option<usize> {
    let length = word.chars().count();
    if !has(chars, at, word) {
        return None;
    }
    let latin = word.starts_with(|c: char| c.is_ascii_alphabetic());
    let free = |c: Option<&char>| c.is_none_or(|c| !c.is_alphanumeric() && *c != '_');
    let before = at.checked_sub(1).and_then(|at| chars.get(at));
    let is_whole = !latin || (free(before) && free(chars.get(at + length)));
    is_whole.then_some(length)
}

/// The word that joins two tests at `at`, and one past it.
pub(super) fn joint(chars: &[char], at: usize) -> Option<(Joint, usize)> {
    let found = |words: &[&str]| words.iter().find_map(|word| word_at(chars, at, word));
    let latin = |word: &str| word_at(chars, at, word);
    if let Some(length) = found(&AND).or_else(|| latin("and")) {
        return Some((Joint::And, at + length));
    }
    let length = found(&OR).or_else(|| latin("or"))?;
    // 3%或以上: the word belongs to the figure.
    let goes_on = ["以上", "以下", "更", "等于"]
        .iter()
        .any(|word| has(chars, at + length, word));
    (!goes_on).then_some((Joint::Or, at + length))
}

pub(super) fn sign_at(chars: &[char], at: usize) -> Option<Sign> {
    let &(sign, sense) = SIGNS.iter().find(|(sign, _)| has(chars, at, sign))?;
    Some(Sign {
        start: at,
        end: at + sign.chars().count(),
        sense,
        within: false,
    })
}

pub(super) fn spoken_at(chars: &[char], at: usize) -> Option<Sign> {
    let words = WORDS
        .iter()
        .flat_map(|&(sense, words)| words.split('|').map(move |word| (sense, word)));
    let found = words.filter_map(|(sense, word)| Some((word_at(chars, at, word)?, sense, word)));
    let (length, sense, word) = found.max_by_key(|&(length, ..)| length)?;
    let no_word = has(chars, at, "是否") || has(chars, at, "为主") || has(chars, at, "在内");
    (!no_word).then_some(Sign {
        start: at,
        end: at + length,
        sense,
        within: matches!(word, "在" | "位于" | "不在" | "不位于"),
    })
}

fn closes(opening: char) -> Option<char> {
    Some(match opening {
        '(' => ')',
        '[' => ']',
        '{' => '}',
        '【' => '】',
        _ => return None,
    })
}

fn is_closing(c: char) -> bool {
    matches!(c, ')' | ']' | '}' | '】')
}

/// One past the quote that closes the one at `at`; `None` if none does. A doubled quote is a quote.
pub(super) fn past_quote(chars: &[char], at: usize) -> Option<usize> {
    let closing = match chars.get(at)? {
        '"' => '"',
        '“' => '”',
        _ => return None,
    };
    let mut end = at + 1;
    while end < chars.len() {
        if chars[end] == closing {
            if closing == '"' && chars.get(end + 1) == Some(&'"') {
                end += 2;
                continue;
            }
            return Some(end + 1);
        }
        end += 1;
    }
    None
}

/// How far the test at `from` goes. O(length).
pub(super) fn extent(chars: &[char], from: usize) -> Extent {
    let mut found = Extent {
        sign: None,
        end: from,
        second: None,
        open: None,
    };
    let mut spoken: Option<Sign> = None;
    let mut brackets: Vec<(usize, char)> = Vec::new();
    // Whether something of the value was seen: a joint cannot stand before it.
    let mut has_value = false;
    let mut at = from;
    while at < chars.len() {
        let c = chars[at];
        let known = found.sign.is_some() || spoken.is_some();
        if matches!(c, '"' | '“') {
            let Some(end) = past_quote(chars, at) else {
                found.open = Some(at);
                at = chars.len();
                break;
            };
            (at, has_value) = (end, known);
            continue;
        }
        if let Some(closing) = closes(c) {
            brackets.push((at, closing));
        } else if is_closing(c) {
            if brackets.pop().is_none() {
                break;
            }
        } else if brackets.is_empty() {
            if matches!(c, ';' | '\n') || (has_value && joint(chars, at).is_some()) {
                break;
            }
            if let Some(sign) = sign_at(chars, at) {
                if found.sign.is_none() {
                    (found.sign, has_value) = (Some(sign), false);
                } else {
                    found.second.get_or_insert(at);
                }
                at = sign.end;
                continue;
            }
            if !known && let Some(sign) = spoken_at(chars, at).filter(|s| at > from || s.within) {
                spoken = Some(sign);
                at = sign.end;
                continue;
            }
        }
        has_value |= known && c != ' ';
        at += 1;
    }
    found.end = at;
    found.open = found.open.or(brackets.first().map(|&(at, _)| at));
    found.sign = found.sign.or(spoken);
    found
}

/// Whether `text` is read as one field or value as it stands.
pub(super) fn is_plain(text: &str) -> bool {
    let folded = crate::model::fold::AlignedText::new(text);
    let chars = &folded.chars;
    let first = chars.first().copied().unwrap_or(' ');
    let opens = closes(first).is_some() || matches!(first, '!');
    let marks = ['"', '“', '”', ';', '\n', '|', '、', ',', '，', '&'];
    let is_mark = |c: &char| marks.contains(c) || c.is_control();
    let compares = |at: usize| sign_at(chars, at).is_some() || joint(chars, at).is_some();
    let within = extent(chars, 0);
    !opens
        && !matches!(text, "非" | "not" | "NOT" | "Not")
        && !text.is_empty()
        && text.trim() == text
        && !chars.iter().any(is_mark)
        && !(0..chars.len()).any(compares)
        && !super::bounds::has_bound(chars)
        && negation(chars, 0).is_none()
        && within.end == chars.len()
        && within.open.is_none()
}

/// One past the word at `at` that negates what follows.
pub(super) fn negation(chars: &[char], at: usize) -> Option<usize> {
    let next = |at: usize| chars.get(at).copied().unwrap_or('\0');
    match next(at) {
        '!' if next(at + 1) != '=' => Some(at + 1),
        // Names begin with it: 非公有制企业.
        '非' if matches!(next(at + 1), ' ' | '(') => Some(at + 1),
        'n' | 'N' if word_at(chars, at, "not").is_some() && matches!(next(at + 3), ' ' | '(') => {
            Some(at + 3)
        }
        _ => None,
    }
}
