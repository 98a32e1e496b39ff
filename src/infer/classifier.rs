//! The classifier: phrases found, evidence gathered up the tree, the deepest node that has enough.

use std::collections::BTreeMap;

use super::border::WordBorders;
use super::calibration::{confidence, generic};
use super::cues::Cues;
use super::phrases::{PhraseIndex, Pull};
use super::tree::PhrasePlace;
use crate::error::Result;
use crate::model::fold::lower_text;
use crate::model::{Code, Taxonomy};
use crate::text::Lexicon;

/// Most codes inferred of one text.
pub const MAX_CODES: usize = 2;
/// Greatest number of evidence terms reported for a code.
const MAX_TERMS: usize = 5;
/// Share of the evidence at which a node is an answer.
const LEAST_SHARE: f64 = 0.3;
/// Share by which an answer must lead the next one: what leads by less was right in half of all cases.
const LEAST_LEAD: f64 = 0.15;
/// Evidence that one phrase alone must give: a phrase of three characters in a title gives 0.6, a word of two 0.42, and what
/// rests on one such word was wrong in a fifth of all cases.
const LEAST_WEIGHT: f64 = 0.5;
/// Evidence that no text shows, as much as half a phrase: if little is found, no share is large.
const ELSEWHERE: f64 = 0.5;
/// Number of occurrences in the body of a text at which a phrase counts half of its greatest count.
const HALF_COUNT: f64 = 2.0;

/// The part of a record that a piece of text comes from, which decides the weight of its phrases.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum TextPart {
    /// Titles, keywords, names. A phrase here counts as three in the body.
    Subject,
    /// Everything else.
    Body,
}

impl TextPart {
    const fn count(self) -> u32 {
        match self {
            Self::Subject => 3,
            Self::Body => 1,
        }
    }
}

/// A code read off a text, not stated by anybody.
#[derive(Clone, Debug, PartialEq, serde::Serialize)]
#[non_exhaustive]
pub struct Inference {
    /// The code.
    pub code: Code,
    /// How often such an answer is right, from 0.55 to 0.95 in steps of 0.05 ([how it was
    /// measured](super#confidence)).
    pub confidence: f64,
    /// The phrases of the text that speak for it, as they are compared (simplified, lower case), the heaviest
    /// first, at most five.
    pub evidence: Vec<String>,
}

/// Infers codes of one taxonomy from text.
///
/// Immutable and cheap to share; a pure function of the text. The two built-in ones are
/// [`Classifier::industries`] and [`Classifier::disciplines`].
///
/// # Example
/// ```
/// use qianxian::infer::{Classifier, TextPart};
///
/// let industries = Classifier::industries();
/// let found = industries.infer([(TextPart::Subject, "环氧树脂固化剂的连续流合成")]);
/// assert_eq!(found[0].code.as_str(), "C26");
/// assert!(found[0].evidence.contains(&"环氧树脂".to_owned()));
/// assert!(industries.infer([(TextPart::Body, "希望尽快解决这个问题")]).is_empty());
/// ```
#[derive(Debug)]
pub struct Classifier {
    phrases: PhraseIndex,
    /// By node.
    codes: Vec<Code>,
    /// The node above, by node.
    parents: Vec<Option<usize>>,
    /// Whether other nodes are below it, by node.
    is_group: Vec<bool>,
}

/// The evidence of one phrase of a text for one node.
#[derive(Clone, Copy, Debug)]
struct Pulled {
    phrase: usize,
    node: usize,
    weight: f64,
}

impl Classifier {
    /// For the nodes of `tree`, by their names, aliases and the synonyms that `lexicon` has of these.
    ///
    /// O(total length of names). The [built-in ones](Classifier::industries) have hand-written cues besides,
    /// without which few texts give enough evidence.
    ///
    /// # Errors
    /// Invalid input if the names are too many to be looked for (2³² characters).
    pub fn new(tree: &Taxonomy, lexicon: &Lexicon) -> Result<Self> {
        Self::with_cues(tree, &Cues::default(), lexicon)
    }

    pub(super) fn with_cues(tree: &Taxonomy, cues: &Cues, lexicon: &Lexicon) -> Result<Self> {
        let codes: Vec<Code> = tree.iter().map(|node| node.code().clone()).collect();
        // Nodes come in the order of their codes.
        let place = |code: &Code| codes.binary_search(code).ok();
        let parents: Vec<Option<usize>> = tree
            .iter()
            .map(|node| node.parent().and_then(place))
            .collect();
        let mut is_group = vec![false; codes.len()];
        parents.iter().flatten().for_each(|&at| is_group[at] = true);
        Ok(Self {
            phrases: PhraseIndex::new(tree, cues, lexicon)?,
            parents,
            is_group,
            codes,
        })
    }

    /// The subjects of `texts`, the surest first: at most [`MAX_CODES`] codes, none of which lies above
    /// another; nothing if too little is found or it points everywhere.
    ///
    /// O(length of the texts + finds · log). Empty texts say nothing; the order of the texts does not matter.
    pub fn infer<T: AsRef<str>>(
        &self,
        texts: impl IntoIterator<Item = (TextPart, T)>,
    ) -> Vec<Inference> {
        let folded = texts
            .into_iter()
            .map(|(place, text)| (place, lower_text(text.as_ref())));
        let folded: Vec<(TextPart, String)> = folded.collect();
        self.infer_folded(
            folded.iter().map(|(place, text)| (*place, text.as_str())),
            None,
        )
    }

    /// [`Classifier::infer`] of folded texts, without evidence for the root of code `excluded` or a node below it.
    pub(super) fn infer_folded<'t>(
        &self,
        texts: impl IntoIterator<Item = (TextPart, &'t str)>,
        excluded: Option<&str>,
    ) -> Vec<Inference> {
        let excluded =
            excluded.and_then(|root| self.codes.iter().position(|code| code.as_str() == root));
        let is_counted = |pull: &&Pull| excluded.is_none_or(|root| !self.is_under(pull.node, root));
        let mut pulled = Vec::new();
        for (phrase, count) in self.find(texts) {
            let heard = self.phrases.entries[phrase].1.iter().filter(is_counted);
            pulled.extend(heard.map(|pull| Pulled {
                phrase,
                node: pull.node,
                weight: pull.weight * count,
            }));
        }
        self.answers(&pulled)
    }

    /// The phrases in `texts`, by number, and how much each counts, from 0 to 1.
    fn find<'t>(&self, texts: impl IntoIterator<Item = (TextPart, &'t str)>) -> Vec<(usize, f64)> {
        let mut counts: BTreeMap<usize, u32> = BTreeMap::new();
        for (place, text) in texts {
            let mut words = WordBorders::new(text);
            let mut from = 0;
            // The longest at each place: 锂电池 is not 锂.
            while let Some(found) = self.phrases.tree.find(text, from) {
                from = found.end;
                if !is_whole(text, found) || !words.is_whole(found.start, from) {
                    // A phrase that is none may hide one that begins inside it.
                    let first = text[found.start..].chars().next();
                    from = found.start + first.map_or(1, char::len_utf8);
                    continue;
                }
                let count = counts.entry(found.phrase).or_default();
                *count = count.saturating_add(place.count());
            }
        }
        // Saturated like a term frequency: a word said ten times is not ten pieces of evidence.
        let part = |n| f64::from(n) / (f64::from(n) + HALF_COUNT);
        counts
            .into_iter()
            .map(|(phrase, n)| (phrase, part(n)))
            .collect()
    }

    fn answers(&self, pulled: &[Pulled]) -> Vec<Inference> {
        let shares = self.shares(pulled);
        let mut nodes: Vec<usize> = (0..shares.len())
            .filter(|&n| shares[n] >= LEAST_SHARE)
            .collect();
        if !self.has_leader(&shares, pulled) {
            // Their group is sure where none of them is; a node without a group stays.
            nodes.retain(|&node| self.is_group[node] || self.parents[node].is_none());
        }
        let above: Vec<usize> = nodes
            .iter()
            .filter_map(|&node| self.parents[node])
            .collect();
        // A node above an answer has at least its share, and would only repeat it less precisely.
        nodes.retain(|node| !above.contains(node));
        nodes.sort_by(|&a, &b| shares[b].total_cmp(&shares[a]).then(a.cmp(&b)));
        let answer = |node: usize| Inference {
            code: self.codes[node].clone(),
            confidence: match self.is_group[node] {
                true => generic(shares[node]),
                false => confidence(shares[node]),
            },
            evidence: self.evidence(node, pulled),
        };
        nodes.into_iter().take(MAX_CODES).map(answer).collect()
    }

    /// Whether the best of the nodes that have none below them leads the next one, by more than one short word.
    fn has_leader(&self, shares: &[f64], pulled: &[Pulled]) -> bool {
        let (mut best, mut leader, mut second) = (0.0, 0, 0.0);
        for (node, &share) in shares.iter().enumerate() {
            if self.is_group[node] {
                continue;
            }
            if share > best {
                (best, leader, second) = (share, node, best);
            } else if share > second {
                second = share;
            }
        }
        let own = || pulled.iter().filter(|pull| pull.node == leader);
        let weight: f64 = own().map(|pull| pull.weight).sum();
        best - second >= LEAST_LEAD && (weight >= LEAST_WEIGHT || own().count() > 1)
    }

    /// The share of all evidence that speaks for each node or one below it.
    fn shares(&self, pulled: &[Pulled]) -> Vec<f64> {
        let mut sums = vec![0.0; self.codes.len()];
        // Not from 0: a single weak phrase would have all of the evidence.
        let mut all = ELSEWHERE;
        for pull in pulled {
            all += pull.weight;
            self.line(pull.node)
                .for_each(|node| sums[node] += pull.weight);
        }
        sums.iter().map(|sum| sum / all).collect()
    }

    /// The phrases that speak for `node` or one below it, the heaviest first.
    fn evidence(&self, node: usize, pulled: &[Pulled]) -> Vec<String> {
        let mut weights: BTreeMap<usize, f64> = BTreeMap::new();
        for pull in pulled.iter().filter(|pull| self.is_under(pull.node, node)) {
            *weights.entry(pull.phrase).or_default() += pull.weight;
        }
        let mut heaviest: Vec<(usize, f64)> = weights.into_iter().collect();
        heaviest.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
        let phrase = |(phrase, _): (usize, f64)| self.phrases.entries[phrase].0.clone();
        heaviest.into_iter().take(MAX_TERMS).map(phrase).collect()
    }

    /// The node and all nodes above it.
    fn line(&self, node: usize) -> impl Iterator<Item = usize> {
        std::iter::successors(Some(node), |&at| self.parents[at])
    }

    fn is_under(&self, node: usize, above: usize) -> bool {
        self.line(node).any(|at| at == above)
    }
}

/// Whether a phrase found is no part of a longer Latin word or number; an English plural is the same word.
fn is_whole(text: &str, found: PhrasePlace) -> bool {
    let part = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphanumeric());
    let inner = &text[found.start..found.end];
    let (first, last) = (inner.chars().next(), inner.chars().next_back());
    let before = text[..found.start].chars().next_back();
    let rest = &text[found.end..];
    let plural = ["es", "s"]
        .into_iter()
        .find_map(|end| rest.strip_prefix(end));
    let ends = |rest: &str| !part(rest.chars().next());
    (!part(first) || !part(before)) && (!part(last) || ends(rest) || plural.is_some_and(ends))
}
