//! Vague wording, and properties without a figure.

use std::collections::BTreeSet;

use crate::quantity::parse;

use super::cues::{CHANGE, VAGUE, each, find};
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
            if let Some(at) = find(sentence.text, cue)
                && seen.insert(cue)
            {
                found.push(Finding::of(sentence, at, cue.len()));
            }
        }
    }
    found
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
