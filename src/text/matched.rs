//! The phrases that matched terms make up in a text: what a person is shown of a match.
//!
//! Terms are small (characters, pairs, words) so that ranking finds everything; a person reads phrases. The matched
//! terms of a text are joined where they touch, cut back to whole words, and freed of function words and boilerplate
//! at both ends. Terms outside every phrase, such as a lone character or half a word, make none: they count in the
//! score and say nothing to a reader.

use std::collections::HashMap;

use super::class::is_han;
use super::dictionary::Dictionary;
use super::filler::{is_filler, is_function_word};
use super::normalize::normalize;
use super::snippet::{TermHit, hits};

/// A phrase of a text, and the terms that stand in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct MatchedPhrase {
    /// The phrase, as the normalised text has it.
    pub(crate) text: String,
    /// The terms, by their number among those asked for, ascending.
    pub(crate) terms: Vec<usize>,
}

/// The phrases that `terms` make up in `text`, in the order of the text, each once; every term is in at most one: the
/// longest that it stands in, the first of equals. Terms are spelt as in tokens. O(n log terms).
pub(crate) fn matched_phrases(text: &str, terms: &[&str]) -> Vec<MatchedPhrase> {
    let text = normalize(text);
    let hits = hits(&text, terms);
    let words = word_spans(&text, &hits);
    let mut phrases: Vec<(&str, Vec<usize>)> = Vec::new();
    let mut known: HashMap<&str, usize> = HashMap::new();
    // Of each term the phrase so far that it is to be shown in.
    let mut home: HashMap<usize, usize> = HashMap::new();
    for (start, end) in joined(&text, &hits).filter_map(|range| trimmed(&text, range, &words)) {
        let phrase = &text[start..end];
        let number = *known.entry(phrase).or_insert_with(|| {
            phrases.push((phrase, Vec::new()));
            phrases.len() - 1
        });
        let inside = hits.partition_point(|hit| hit.start < start);
        let inside = hits[inside..].iter().take_while(|hit| hit.start < end);
        for hit in inside.filter(|hit| hit.end <= end) {
            let home = home.entry(hit.term).or_insert(number);
            if phrases[*home].0.len() < phrase.len() {
                *home = number;
            }
        }
    }
    for (term, number) in home {
        phrases[number].1.push(term);
    }
    let phrases = phrases.into_iter().filter(|(_, terms)| !terms.is_empty());
    phrases
        .map(|(text, mut terms)| {
            terms.sort_unstable();
            MatchedPhrase {
                text: text.to_owned(),
                terms,
            }
        })
        .collect()
}

/// Whether a space or a hyphen between two hits joins them: between words of a script that puts spaces between words.
fn is_joint(text: &str, start: usize, end: usize) -> bool {
    let before = text[..start].chars().next_back();
    let after = text[end..].chars().next();
    let ends = before.into_iter().chain(after);
    matches!(&text[start..end], " " | "-") && !ends.into_iter().any(is_han)
}

/// Byte ranges of longer hits, joined where they touch and across a joint.
fn joined(text: &str, hits: &[TermHit]) -> impl Iterator<Item = (usize, usize)> {
    let mut ranges: Vec<(usize, usize)> = Vec::new();
    // A character of its own would tie its neighbours together by chance.
    for hit in hits.iter().filter(|hit| !hit.is_char) {
        match ranges.last_mut() {
            Some(last) if hit.start <= last.1 || is_joint(text, last.1, hit.start) => {
                last.1 = last.1.max(hit.end);
            }
            _ => ranges.push((hit.start, hit.end)),
        }
    }
    ranges.into_iter()
}

/// The dictionary's words of the text by start: none if nothing was hit, which saves the cutting.
fn word_spans(text: &str, hits: &[TermHit]) -> Vec<(usize, usize)> {
    if hits.iter().all(|hit| hit.is_char) {
        return Vec::new();
    }
    let words = Dictionary::built_in().cut(text).into_iter();
    let spans = words.map(|word| (word.at.start, word.at.end));
    spans
        .filter(|&(from, to)| text[from..to].contains(is_han))
        .collect()
}

/// A range without half words, function words and boilerplate at its ends; `None` if nothing is left that names
/// something.
fn trimmed(
    text: &str,
    (start, end): (usize, usize),
    words: &[(usize, usize)],
) -> Option<(usize, usize)> {
    let (whole_start, whole_end) = whole_words((start, end), words);
    // A word that the dictionary joined to a longer one here (示范 of 示范区) is still a word.
    let is_word = || !is_filler(&text[start..end]) && Dictionary::built_in().has(&text[start..end]);
    let (mut from, mut to) = match whole_start < whole_end {
        true => (whole_start, whole_end),
        false if is_word() => (start, end),
        false => return None,
    };
    let first = words.partition_point(|word| word.0 < from);
    let past = words.partition_point(|word| word.1 <= to);
    let inside = words.get(first..past).unwrap_or_default();
    for &(a, b) in inside {
        if a == from && is_dropped(&text[a..b]) {
            from = b;
        }
    }
    for &(a, b) in inside.iter().rev() {
        if from < to && b == to && is_dropped(&text[a..b]) {
            to = a;
        }
    }
    let kept = text.get(from..to)?;
    let (from, to) = (
        from + (kept.len() - kept.trim_start_matches([' ', '-']).len()),
        to - (kept.len() - kept.trim_end_matches([' ', '-']).len()),
    );
    (from < to && !is_filler(&text[from..to])).then_some((from, to))
}

/// Whether a word at the end of a phrase is left out. A lone character may be part of a name that the dictionary does
/// not know (硼 and 烷), unless it only joins words.
fn is_dropped(word: &str) -> bool {
    if word.chars().nth(1).is_none() {
        return is_function_word(word);
    }
    is_filler(word)
}

/// `range` without the words that it holds in part.
fn whole_words(range: (usize, usize), words: &[(usize, usize)]) -> (usize, usize) {
    let (mut start, mut end) = range;
    let at = words.partition_point(|word| word.1 <= start);
    if let Some(&(from, to)) = words.get(at)
        && from < start
    {
        start = to;
    }
    let at = words.partition_point(|word| word.1 < end);
    if let Some(&(from, to)) = words.get(at)
        && from < end
        && end < to
    {
        end = from;
    }
    (start, end)
}

#[cfg(test)]
mod tests {
    use super::matched_phrases;
    use crate::text::Analyzer;
    use proptest::prelude::*;

    /// The phrases of `text` for a need of these words.
    fn shown(need: &str, text: &str) -> Vec<String> {
        let terms: Vec<String> = Analyzer::new()
            .tokens(need)
            .into_iter()
            .map(|t| t.text)
            .collect();
        let terms: Vec<&str> = terms.iter().map(String::as_str).collect();
        let found = matched_phrases(text, &terms);
        found.into_iter().map(|phrase| phrase.text).collect()
    }

    #[test]
    fn neighbouring_terms_are_one_phrase() {
        assert_eq!(
            shown("锂电池隔膜涂覆", "本课题研究锂电池隔膜的涂覆工艺"),
            ["锂电池隔膜", "涂覆"]
        );
        assert_eq!(
            shown("油系针状焦", "油系针状焦的煅烧，针状焦"),
            ["油系针状焦", "针状焦"][..1]
        );
        assert_eq!(
            shown("needle coke from slurry oil", "Needle-coke made of oil"),
            ["Needle-coke", "oil"]
        );
    }

    #[test]
    fn lone_characters_function_words_and_boilerplate_are_not_shown() {
        assert_eq!(
            shown("小麦赤霉病抗性育种", "集成电路的小型化与抗干扰设计"),
            [""; 0]
        );
        assert_eq!(shown("关键技术研究与应用", "关键技术的研究与应用"), [""; 0]);
        assert_eq!(shown("新型隔膜的研究", "新型隔膜的研究进展"), ["新型隔膜"]);
    }

    #[test]
    fn half_a_word_is_not_shown() {
        // 表面活 and 面活 end inside 表面活性剂.
        assert_eq!(shown("路面活化", "表面活性剂"), [""; 0]);
        assert_eq!(shown("示范推广", "示范区建设"), [""; 0]);
        assert_eq!(shown("硼烷合成", "硼烷与金属"), ["硼烷"]);
    }

    #[test]
    fn a_term_is_in_its_longest_phrase_alone() {
        let terms = ["隔膜", "电池", "池隔"];
        let found = matched_phrases("隔膜；电池隔膜；电池", &terms);
        let told: Vec<_> = found
            .iter()
            .map(|p| (p.text.as_str(), p.terms.clone()))
            .collect();
        assert_eq!(told, [("电池隔膜", vec![0, 1, 2])]);
    }

    #[test]
    fn a_text_of_many_phrases_is_read_once() {
        // Twenty thousand hits of one phrase, and as many different phrases.
        let words: Vec<String> = (0..20_000).map(|n| format!("隔膜q{n}")).collect();
        let found = matched_phrases(&words.join("；"), &["隔膜"]);
        assert_eq!(found.len(), 1);
        let codes: Vec<String> = (0..20_000).map(|n| format!("q{n}x")).collect();
        let asked: Vec<&str> = codes.iter().map(String::as_str).collect();
        assert_eq!(matched_phrases(&codes.join("；"), &asked).len(), 20_000);
    }

    proptest! {
        #[test]
        fn phrases_stand_in_the_text(text in "[电池隔膜的新 aB，。0-]{0,40}", need in "[电池隔膜的新 aB，0-]{0,20}") {
            let normal = crate::text::normalize(&text);
            for phrase in shown(&need, &text) {
                prop_assert!(!phrase.is_empty() && normal.contains(&phrase));
            }
        }
    }
}
