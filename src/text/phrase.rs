//! Finding the user's phrases in a text, longest first.

use std::borrow::Cow;
use std::collections::BTreeMap;

use super::atom::{Atom, push_lower};
use super::class::{CharClass, class};
use super::compound;
use super::stem::stem_into;

/// The unit by which phrases are compared: one Han character or syllable, or one atom, lower-case and
/// stemmed. Stop words count, punctuation does not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct PhraseUnit<'t> {
    text: Cow<'t, str>,
    pub(super) start: usize,
    pub(super) end: usize,
}

/// The units of a normalized text. O(n).
pub(super) fn units(text: &str) -> Vec<PhraseUnit<'_>> {
    let (mut units, mut atoms, mut at) = (Vec::new(), Vec::new(), 0);
    while let Some(c) = text[at..].chars().next() {
        let end = at + c.len_utf8();
        at = match class(c) {
            CharClass::Word => {
                let end = compound::read(text, at, &mut atoms);
                units.extend(atoms.iter().map(|atom| word_unit(text, atom)));
                end
            }
            CharClass::Han | CharClass::Syllable => {
                units.push(PhraseUnit {
                    text: Cow::Borrowed(&text[at..end]),
                    start: at,
                    end,
                });
                end
            }
            CharClass::Space | CharClass::Other => end,
        };
    }
    units
}

fn word_unit(text: &str, atom: &Atom) -> PhraseUnit<'static> {
    let (mut lower, mut stem) = (String::new(), String::new());
    push_lower(&mut lower, &text[atom.start..atom.end]);
    if atom.stems(&lower) {
        stem_into(&lower, &mut stem);
        lower = stem;
    }
    PhraseUnit {
        text: Cow::Owned(lower),
        start: atom.start,
        end: atom.end,
    }
}

/// A set of phrases, each with a value, that finds its members in a text.
#[derive(Clone, Debug)]
pub(super) struct PhraseTrie<T> {
    nodes: Vec<TrieNode<T>>,
}

#[derive(Clone, Debug)]
struct TrieNode<T> {
    next: BTreeMap<String, usize>,
    value: Option<T>,
}

/// A phrase found: units `first..past` of the text.
#[derive(Debug)]
pub(super) struct PhraseMatch<'a, T> {
    pub(super) first: usize,
    pub(super) past: usize,
    pub(super) value: &'a T,
}

impl<T> PhraseTrie<T> {
    pub(super) fn new() -> Self {
        Self {
            nodes: vec![TrieNode {
                next: BTreeMap::new(),
                value: None,
            }],
        }
    }

    /// Whether there is no phrase.
    pub(super) fn is_empty(&self) -> bool {
        self.nodes[0].next.is_empty()
    }

    /// The value of a normalized phrase, to be filled.
    pub(super) fn entry(&mut self, phrase: &str) -> &mut Option<T> {
        let mut at = 0;
        for unit in units(phrase) {
            let fresh = self.nodes.len();
            let next = *self.nodes[at]
                .next
                .entry(unit.text.into_owned())
                .or_insert(fresh);
            if next == fresh {
                self.nodes.push(TrieNode {
                    next: BTreeMap::new(),
                    value: None,
                });
            }
            at = next;
        }
        &mut self.nodes[at].value
    }

    /// The values, in order of insertion of their phrases' units.
    #[cfg(test)]
    pub(super) fn values(&self) -> impl Iterator<Item = &T> {
        self.nodes.iter().filter_map(|node| node.value.as_ref())
    }

    /// The phrases in `units`, leftmost first, the longest at each place, without overlaps.
    ///
    /// O(units × longest phrase).
    pub(super) fn find(&self, units: &[PhraseUnit<'_>]) -> Vec<PhraseMatch<'_, T>> {
        let (mut found, mut first) = (Vec::new(), 0);
        while first < units.len() {
            let longest = self.longest(units, first);
            // Behind the match, so that phrases never overlap: 锂电池隔膜 is one phrase, not that and 电池隔膜.
            first = longest.as_ref().map_or(first + 1, |phrase| phrase.past);
            found.extend(longest);
        }
        found
    }

    /// The longest phrase that `units` end in. O(units × longest phrase).
    pub(super) fn ending(&self, units: &[PhraseUnit<'_>]) -> Option<PhraseMatch<'_, T>> {
        (0..units.len()).find_map(|first| {
            let step =
                |at: usize, unit: &PhraseUnit<'_>| self.nodes[at].next.get(&*unit.text).copied();
            let at = units[first..].iter().try_fold(0, step)?;
            let value = self.nodes[at].value.as_ref()?;
            let past = units.len();
            Some(PhraseMatch { first, past, value })
        })
    }

    fn longest(&self, units: &[PhraseUnit<'_>], first: usize) -> Option<PhraseMatch<'_, T>> {
        let (mut at, mut longest) = (0, None);
        for (past, unit) in units.iter().enumerate().skip(first) {
            let Some(&next) = self.nodes[at].next.get(&*unit.text) else {
                break;
            };
            at = next;
            if let Some(value) = &self.nodes[at].value {
                longest = Some(PhraseMatch {
                    first,
                    past: past + 1,
                    value,
                });
            }
        }
        longest
    }
}

#[cfg(test)]
mod tests {
    use super::{PhraseTrie, units};

    fn found(phrases: &[&str], text: &str) -> Vec<String> {
        let mut set = PhraseTrie::new();
        for phrase in phrases {
            *set.entry(phrase) = Some(());
        }
        let units = units(text);
        let piece = |(first, past): (usize, usize)| {
            text[units[first].start..units[past - 1].end].to_owned()
        };
        set.find(&units)
            .iter()
            .map(|f| piece((f.first, f.past)))
            .collect()
    }

    #[test]
    fn the_longest_phrase_wins() {
        assert_eq!(found(&["锂电", "锂电池", "电池组"], "锂电池组"), ["锂电池"]);
        assert_eq!(found(&["锂电", "锂电池组"], "锂电池"), ["锂电"]);
    }

    #[test]
    fn a_text_ends_in_its_longest_last_phrase() {
        let ending = |text: &str| {
            let mut set = PhraseTrie::new();
            for phrase in ["密度", "真密度", "真"] {
                *set.entry(phrase) = Some(phrase);
            }
            set.ending(&units(text))
                .map(|found| (found.first, *found.value))
        };
        assert_eq!(ending("焦真密度"), Some((1, "真密度")));
        assert_eq!(ending("焦的密度"), Some((2, "密度")));
        assert_eq!(ending("真密度计"), None);
        assert_eq!(ending(""), None);
    }

    #[test]
    fn latin_phrases_ignore_case_and_inflection_but_not_word_boundaries() {
        assert_eq!(
            found(&["machine vision"], "Machines-Vision, machine visions"),
            ["Machines-Vision", "machine visions"]
        );
        assert_eq!(found(&["ion"], "Lithium-ion station"), ["ion"]);
    }

    #[test]
    fn nothing_is_found_in_nothing() {
        assert!(found(&["锂"], "").is_empty());
        assert!(found(&[], "锂").is_empty());
    }
}
