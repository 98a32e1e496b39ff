//! Vague wording, and properties without a figure.

use std::collections::BTreeSet;

use crate::quantity::parse;
use crate::text::borders;

use super::cues::{CHANGE, CHANGE_NOUNS, CLASS_NOUNS, CLASS_VERBS, VAGUE, each, occurrences};
use super::property::properties;
use super::sentence::{NeedField, Sentence};

/// Words of a need that ask for a figure.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
#[non_exhaustive]
pub struct Finding {
    /// The words, as written.
    pub wording: String,
    /// The field they stand in.
    pub field: NeedField,
    /// The sentence around them.
    pub sentence: String,
}

impl Finding {
    fn of(sentence: &Sentence<'_>, at: usize, len: usize) -> Self {
        Self {
            wording: sentence.text[at..at + len].to_owned(),
            field: sentence.field,
            sentence: sentence.text.to_owned(),
        }
    }
}

/// Vague words in sentences of title and description that have no figure, each word once; verbs of change
/// count if no measurable property is named, since that is asked for by itself.
pub(super) fn vague(sentences: &[Sentence<'_>]) -> Vec<Finding> {
    let mut seen = BTreeSet::new();
    let mut found = Vec::new();
    for sentence in without_figures(sentences) {
        let is_measured = !properties(sentence.text).is_empty();
        // A change of a named property is asked about as a missing figure already; only a change of nothing is vague.
        let changes = each(CHANGE).filter(|_| !is_measured);
        for cue in each(VAGUE).chain(changes) {
            let place = occurrences(sentence.text, cue).find(|&at| {
                let end = at + cue.len();
                !is_in_noun(sentence.text, at, end)
            });
            if let Some(at) = place
                && seen.insert(cue)
            {
                found.push(Finding::of(sentence, at, cue.len()));
            }
        }
    }
    found
}

/// Whether the words from `at` to `end` are a part of a noun (增强复合材料, 优化分区), or of a longer word (显著性).
fn is_in_noun(text: &str, at: usize, end: usize) -> bool {
    if text[at..end].is_ascii() {
        return false;
    }
    let (before, after) = (&text[..at], &text[end..]);
    let names = each(CLASS_NOUNS).any(|noun| after.starts_with(noun))
        || each(CLASS_VERBS).any(|noun| before.ends_with(noun));
    let borders = borders(text);
    let cut = |at: &usize| borders.binary_search(at).is_err();
    let whole = || {
        let mut nouns = each(CHANGE_NOUNS).filter(|noun| text[at..].starts_with(noun));
        nouns.any(|noun| borders.binary_search(&(at + noun.len())).is_ok())
    };
    names || cut(&at) || cut(&end) || whole()
}

/// Measurable properties that are named and nowhere in the need given a figure, each once.
pub(super) fn unmeasured(sentences: &[Sentence<'_>]) -> Vec<Finding> {
    let measured: BTreeSet<&str> = sentences
        .iter()
        .filter(|sentence| has_figure(sentence.text))
        .flat_map(|sentence| properties(sentence.text))
        .map(|(_, property)| property)
        .collect();
    // A property with a figure in one sentence is measured, however often the others name it.
    let mut seen = measured;
    let mut found = Vec::new();
    for sentence in without_figures(sentences) {
        for (at, property) in properties(sentence.text) {
            if seen.insert(property) {
                found.push(Finding::of(sentence, at, property.len()));
            }
        }
    }
    found
}

fn without_figures<'a, 't>(
    sentences: &'a [Sentence<'t>],
) -> impl Iterator<Item = &'a Sentence<'t>> {
    let plain = |sentence: &&Sentence<'_>| {
        sentence.field != NeedField::Keywords && !has_figure(sentence.text)
    };
    sentences.iter().filter(plain)
}

fn has_figure(text: &str) -> bool {
    !parse(text).is_empty()
}
