//! The words that compare: before the number, and behind the unit.

use std::collections::HashMap;
use std::sync::OnceLock;

use super::chars::{ends, has, skip_blanks, trim_end};
use super::comparison::Comparison;

use Comparison::{
    About, AtLeast, AtMost, BetterThan, FallsTo, LessThan, MoreThan, NoWorseThan, Reaches, UpTo,
};

/// Words before a number; of several that fit the longest counts.
const BEFORE: &[(Comparison, &str)] = &[
    (
        AtLeast,
        "≥|>=|=>|不低于|不少于|不小于|不亚于|不短于|至少|至少为|至少达到|最少|最低|最低为|最小|大于等于|大于或等于|高于或等于|下限|下限为",
    ),
    (
        AtLeast,
        "at least|no less than|not less than|no lower than|no fewer than|minimum of|minimum|min.|min|greater than or equal to",
    ),
    (MoreThan, ">|大于|高于|超过|超出|多于|长于|超|逾|突破"),
    (
        MoreThan,
        "more than|greater than|higher than|larger than|longer than|over|above|exceed|exceeds|exceeding|exceeded|beyond",
    ),
    (
        BetterThan,
        "优于|好于|优于等于|优于或等于|胜过|better than|superior to|finer than",
    ),
    (
        NoWorseThan,
        "不劣于|不差于|不次于|不逊于|不弱于|no worse than|not worse than|at least as good as",
    ),
    (
        AtMost,
        "≤|<=|=<|不高于|不超过|不大于|不多于|不长于|不超|至多|最多|小于等于|小于或等于|低于或等于|上限|上限为",
    ),
    (
        AtMost,
        "at most|no more than|not more than|no greater than|no higher than|within|less than or equal to",
    ),
    (LessThan, "<|小于|低于|少于|短于|不足|不到|未满"),
    (
        LessThan,
        "less than|lower than|smaller than|shorter than|fewer than|below|under",
    ),
    (
        UpTo,
        "最高|最高为|最大|最大为|up to|as high as|as much as|maximum of|maximum|max.|max|a max of|max of|max. of",
    ),
    (
        Reaches,
        "达到|达|可达|可达到|高达|达至|提高到|提高至|提升到|提升至|提到|提至|增至|增加到|增加至|增长到|增长至|升至|升到|上升到|上升至|扩大到|扩大至|延长到|延长至|做到|升高到|升高至",
    ),
    (
        Reaches,
        "reach|reaches|reached|reaching|achieve|achieves|achieved|achieving|attain|attains|attained|increased to|increase to|raised to|raise to|improved to|improve to|increasing to|raising to",
    ),
    (
        FallsTo,
        "降至|降到|降低到|降低至|下降到|下降至|减至|减到|减少到|减少至|缩短到|缩短至|压缩到|压缩至|缩小到|缩小至|低至|低到|控制在|控制到|限制在",
    ),
    (
        FallsTo,
        "reduced to|reduce to|reducing to|lowered to|lower to|down to|cut to|shortened to|shorten to|limited to|decreased to|decrease to",
    ),
    (
        About,
        "~|≈|约|约为|大约|大约为|大致|近|接近|将近|左右|about|approximately|around|roughly|approx.|approx|ca.|circa|nearly|almost",
    ),
];

/// Words that negate a strict comparison.
const NEGATORS: &[&str] = &[
    "不",
    "不得",
    "不能",
    "不应",
    "不可",
    "不会",
    "不宜",
    "不许",
    "不允许",
    "不要",
    "不准",
    "严禁",
    "禁止",
    "not",
    "not be",
    "never",
    "cannot",
    "without",
];

/// The comparison that ends `chars`, and how many characters come before it.
pub(super) fn before(chars: &[char]) -> Option<(Comparison, usize)> {
    let chars = trim_end(chars);
    let best = longest(chars)?;
    let rest = trim_end(&chars[..chars.len() - best.1]);
    // Negated, a strict comparison turns into the opposite one with its end included: not over 5 is at most 5.
    let negated = NEGATORS.iter().filter_map(|word| ending(rest, word)).max();
    match (best.0, negated) {
        (MoreThan, Some(length)) => Some((AtMost, rest.len() - length)),
        (LessThan, Some(length)) => Some((AtLeast, rest.len() - length)),
        (BetterThan, Some(_)) => None,
        (comparison, _) => Some((comparison, rest.len())),
    }
}

/// The words of [`BEFORE`] by their last character.
fn by_last() -> &'static HashMap<char, Vec<(Comparison, &'static str)>> {
    static TABLE: OnceLock<HashMap<char, Vec<(Comparison, &'static str)>>> = OnceLock::new();
    TABLE.get_or_init(|| {
        let mut table: HashMap<char, Vec<(Comparison, &str)>> = HashMap::new();
        for &(comparison, words) in BEFORE {
            for word in words.split('|') {
                let last = word.chars().next_back().unwrap_or(' ');
                table.entry(last).or_default().push((comparison, word));
            }
        }
        table
    })
}

fn longest(chars: &[char]) -> Option<(Comparison, usize)> {
    let words = by_last().get(&chars.last()?.to_ascii_lowercase())?;
    let found = words
        .iter()
        .filter_map(|&(comparison, word)| Some((comparison, ending(chars, word)?)));
    // The longest wins: 不低于 ends in 低于, and says the opposite.
    found.max_by_key(|&(_, length)| length)
}

/// Whether `chars` ends with the word, whole if it is Latin; how many characters that is.
pub(super) fn ending(chars: &[char], word: &str) -> Option<usize> {
    let length = ends(chars, word)?;
    let latin = word.starts_with(|c: char| c.is_ascii_alphabetic());
    let before = chars.len().checked_sub(length + 1).map(|at| chars[at]);
    // A Latin word counts only as a whole: `admin` does not end in the word `min`.
    let goes_on = latin && before.is_some_and(|c| c.is_ascii_alphanumeric());
    (!goes_on).then_some(length)
}

/// Words behind a unit; longer ones first.
const BEHIND: &[(Comparison, &[&str])] = &[
    (
        AtLeast,
        &[
            "及以上",
            "或以上",
            "以上",
            "及更高",
            "或更高",
            "或更多",
            "起",
        ],
    ),
    (
        AtLeast,
        &[
            "or more",
            "or above",
            "or higher",
            "or greater",
            "or longer",
            "and above",
            "and over",
            "at least",
            "minimum",
            "min.",
        ],
    ),
    (
        AtMost,
        &[
            "及以下",
            "或以下",
            "以下",
            "以内",
            "之内",
            "或更低",
            "或更少",
        ],
    ),
    (
        AtMost,
        &[
            "or less",
            "or below",
            "or lower",
            "or fewer",
            "or under",
            "and below",
            "at most",
        ],
    ),
    (UpTo, &["maximum", "max.", "max"]),
    (
        NoWorseThan,
        &[
            "及更好",
            "或更好",
            "或更优",
            "及更优",
            "or better",
            "and better",
        ],
    ),
    (About, &["左右", "上下"]),
];

/// The comparison behind `at`, and the position of its end.
pub(super) fn behind(chars: &[char], at: usize) -> Option<(Comparison, usize)> {
    let start = skip_blanks(chars, at);
    let words = BEHIND
        .iter()
        .flat_map(|&(comparison, words)| words.iter().map(move |word| (comparison, *word)));
    for (comparison, word) in words {
        let end = start + word.chars().count();
        let goes_on = word.is_ascii() && chars.get(end).is_some_and(char::is_ascii_alphanumeric);
        if has(chars, start, word) && !goes_on {
            return Some((comparison, end));
        }
    }
    let next = chars.get(at + 1).copied().unwrap_or(' ');
    match chars.get(at) {
        // 内 alone, unless it begins a word of its own (内径).
        Some('内') if !"径部壁外胆容衬层侧置嵌".contains(next) => {
            Some((AtMost, at + 1))
        }
        Some('+') if !next.is_ascii_alphanumeric() => Some((AtLeast, at + 1)),
        _ => None,
    }
}

/// A comparison from both sides: a word behind counts if there is none before, or a vague one.
pub(super) fn joined(before: Option<Comparison>, behind: Option<Comparison>) -> Option<Comparison> {
    match (before, behind) {
        (Some(AtLeast | AtMost | MoreThan | LessThan | BetterThan | NoWorseThan), _)
        | (Some(_), None) => before,
        _ => behind,
    }
}
