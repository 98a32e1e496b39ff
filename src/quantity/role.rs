//! The role of a figure in a need: a demand, or background on the firm, its market and the present state.
//!
//! Cues decide, the nearest first: those of the figure's own clause, then those of the clauses before it in the
//! sentence. A figure behind no cue is a demand, since many needs are bare lists of figures.

mod cues;

use std::ops::Range;

use super::chars::is_han;
use cues::{
    AIM, ASKS, BACKGROUND, CONDITIONS, HEADS, INLETS, JOINTS, NO_BACKGROUND, NO_CONDITIONS,
    NO_JOINTS, OTHERWISE, OUTLETS, SHARES, STATE, STATE_OF_CLAUSE, STRICT,
};

/// Bytes before a figure in which its sentence is looked for.
const REACH: usize = 600;

/// Marks that end a sentence.
const STOPS: [char; 6] = ['。', '；', ';', '\n', '！', '？'];

/// Role of a figure in a need.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum FigureRole {
    /// It says how the firm, its market or the present state is, or is a condition of another figure.
    Background,
    /// Behind words that ask for something.
    Aim,
    /// Nothing is said: a demand if it is compared.
    Unsaid,
}

/// Reads the roles of the figures of one text.
pub(super) struct RoleReader {
    lower: String,
    /// End of the part before the first sentence that asks: its figures are the present state, if no cue says otherwise.
    description: usize,
}

impl RoleReader {
    /// O(length of the text).
    pub(super) fn new(text: &str) -> Self {
        let lower = text.to_ascii_lowercase();
        let description = description_end(&lower);
        Self { lower, description }
    }

    /// The role of the figure at `span`. O([`REACH`]).
    pub(super) fn role(&self, span: &Range<usize>) -> FigureRole {
        if is_background(&self.lower, span, self.description) {
            return FigureRole::Background;
        }
        let near = boundary(&self.lower, span.start.saturating_sub(REACH));
        let before = &self.lower[near..span.start];
        // Points of a list are parted by semicolons and lines, and have one heading.
        let paragraph = &before[boundary(
            before,
            before.rfind(['。', '！', '？']).map_or(0, |at| at + 1),
        )..];
        let asks = last(paragraph, AIM).max(last(paragraph, HEADS));
        if asks > last(paragraph, STATE) || last(before, HEADS) > last(before, STATE) {
            FigureRole::Aim
        } else {
            FigureRole::Unsaid
        }
    }
}

/// The first place from `at` on at which a character begins.
fn boundary(text: &str, at: usize) -> usize {
    (at..=text.len())
        .find(|&at| text.is_char_boundary(at))
        .unwrap_or(text.len())
}

/// Whether `after`, the text behind a figure, makes it a condition: 100 ℃ 下, 1000 r/min 转速下, 小于 45 μm 的占比.
fn is_condition(after: &str) -> bool {
    let begins = |words: &[&str]| words.iter().any(|word| after.starts_with(word));
    if begins(CONDITIONS) && !begins(NO_CONDITIONS) {
        return true;
    }
    let near: String = after
        .chars()
        .take(JOINT_REACH)
        .take_while(|&c| is_han(c))
        .collect();
    let mut near = near;
    NO_JOINTS
        .iter()
        .for_each(|word| near = near.replace(word, "，"));
    JOINTS.iter().any(|word| near.contains(word))
}

/// Characters behind a figure in which a condition is closed.
const JOINT_REACH: usize = 6;

/// Whether the figure at `span` of a text in lower case is no demand: background, a condition, or of the present
/// state; `description` is [`description_end`] of the text. O([`REACH`]).
fn is_background(lower: &str, span: &Range<usize>, description: usize) -> bool {
    let after = lower[span.end..].trim_start_matches(' ');
    let begins = |words: &[&str]| words.iter().any(|word| after.starts_with(word));
    if begins(SHARES) || is_condition(after) {
        return true;
    }
    let sentence = &lower[sentence_start(&lower[..span.start])..span.start];
    let clause_at = sentence
        .rfind(['，', ',', '：', ':'])
        .map_or(0, |at| at + 1);
    let (earlier, clause) = sentence.split_at(boundary(sentence, clause_at));
    if last_of(clause, BACKGROUND, NO_BACKGROUND).is_some() || is_inlet(clause) {
        return true;
    }
    let figure = &lower[span.clone()];
    // Raised to a figure or lowered to it is an aim, unless it has happened already.
    let happened = ["已", "已经", "曾", "现已", "甚至", "一度", "不断", "逐年"]
        .iter()
        .any(|word| clause.ends_with(word));
    let moves = figure.contains(['到', '至']) && !figure.contains('达') && !happened;
    let told = before_output(clause, figure);
    let state = last(told, STATE).max(last(told, STATE_OF_CLAUSE));
    let own = (state, last(told, AIM));
    if happened
        || ["不足", "不到", "高达"]
            .iter()
            .any(|word| figure.starts_with(word))
    {
        return true;
    }
    match own {
        (None, None) => {}
        _ if moves => return false,
        (state, aim) => return state > aim,
    }
    let strict = moves || STRICT.iter().any(|word| figure.contains(word));
    if strict {
        return false;
    }
    match (last(earlier, STATE), last(earlier, AIM)) {
        // Needs describe the state first; once a later sentence says that it begins to ask, this one did not.
        (None, None) => span.end <= description,
        (state, aim) => state > aim,
    }
}

/// Whether the phrase that names a figure is about what goes in: 进水COD 20000 mg/L is the task, not the aim.
fn is_inlet(clause: &str) -> bool {
    let near = boundary(clause, clause.len().saturating_sub(INLET_REACH));
    let phrase = clause[near..].rsplit(['、', '(', '（', '→']).next();
    let phrase = phrase.unwrap_or_default();
    let inlet = INLETS
        .iter()
        .filter_map(|word| Some((phrase.rfind(word)?, *word)));
    let Some((at, word)) = inlet.max() else {
        return false;
    };
    let outlet = OUTLETS.iter().filter_map(|word| phrase.rfind(word)).max();
    // 进口 is an import too, unless what comes in is measured.
    let is_measured = [
        "浓度", "温度", "粉尘", "压力", "含", "cod", "氨氮", "水质", "烟气", "流量",
    ]
    .iter()
    .any(|what| phrase[at + word.len()..].starts_with(what));
    outlet.is_none_or(|outlet| outlet < at) && (word != "进口" || is_measured)
}

/// Bytes before a figure in which the phrase that names it is looked at.
const INLET_REACH: usize = 48;

/// Names of an output a year, which are a cue of the present state unless they name the very figure that is asked for.
const OUTPUTS: [&str; 6] = [
    "年产能",
    "年产量",
    "年产",
    "年处理能力",
    "年处理量",
    "年加工能力",
];

/// `clause` without the output a year at its end, if that is what is asked for: 年产能不低于5万吨, 要求年产5万吨.
fn before_output<'c>(clause: &'c str, figure: &str) -> &'c str {
    let trimmed = clause.trim_end_matches([' ', '应', '须', '需', '要', '为']);
    let rest = OUTPUTS.iter().find_map(|name| trimmed.strip_suffix(name));
    let is_strict =
        STRICT.iter().any(|word| figure.contains(word)) || trimmed.len() < clause.trim_end().len();
    let asks = ["要求", "需", "须", "应", "需要", "指标", "希望", "目标"];
    rest.filter(|rest| is_strict || asks.iter().any(|word| rest.ends_with(word)))
        .unwrap_or(clause)
}

/// The end of the last sentence before the first one that asks for something; 0 if none asks, or the first does.
///
/// A figure before it belongs to the description of the state, if no cue says otherwise.
fn description_end(lower: &str) -> usize {
    let cue = |word: &&str| {
        let mut places = lower.match_indices(*word);
        places
            .find(|(at, _)| is_cue(lower, *at, word, OTHERWISE))
            .map(|(at, _)| at)
    };
    let asks = ASKS.iter().filter_map(cue).min();
    asks.and_then(|at| lower[..at].rfind(STOPS)).unwrap_or(0)
}

/// Where the sentence that `before` ends in begins.
fn sentence_start(before: &str) -> usize {
    let near = boundary(before, before.len().saturating_sub(REACH));
    let full = before[near..].rfind(STOPS);
    let latin = before[near..].rfind(". ");
    let start = full.max(latin).map_or(near, |at| near + at + 1);
    boundary(before, start)
}

/// Place of the last of the `words` that is a cue in `text`.
fn last(text: &str, words: &[&str]) -> Option<usize> {
    last_of(text, words, OTHERWISE)
}

/// A cue, and the texts before and behind it with which it is none.
type Exception = (
    &'static str,
    &'static [&'static str],
    &'static [&'static str],
);

fn last_of(text: &str, words: &[&str], otherwise: &[Exception]) -> Option<usize> {
    let found = words.iter().filter_map(|word| {
        let mut places = text.rmatch_indices(word);
        places
            .find(|(at, _)| is_cue(text, *at, word, otherwise))
            .map(|(at, _)| at)
    });
    found.max()
}

/// Whether `word` at `at` is a word of its own, and no part of one of the exceptions.
fn is_cue(text: &str, at: usize, word: &str, otherwise: &[Exception]) -> bool {
    let (before, after) = (&text[..at], &text[at + word.len()..]);
    if word.is_ascii() {
        let letter = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphanumeric());
        return !letter(before.chars().next_back()) && !letter(after.chars().next());
    }
    let row = otherwise.iter().find(|(cue, ..)| *cue == word);
    row.is_none_or(|(_, earlier, later)| {
        !earlier.iter().any(|w| before.ends_with(w)) && !later.iter().any(|w| after.starts_with(w))
    })
}
