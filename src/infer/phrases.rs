//! From a taxonomy, its cues and synonyms to weighted phrases.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::cues::Cues;
use super::tree::PhraseTree;
use crate::error::{Error, Result, say};
use crate::model::Taxonomy;
use crate::model::fold::lower_text;
use crate::text::Lexicon;

/// Weight of a weak phrase, from 0 to 1.
const WEAK: f64 = 0.25;
/// Weight of a phrase of two Chinese characters, from 0 to 1: more of them occur in a text by accident, inside or across
/// other words.
const SHORT: f64 = 0.7;
/// Weight of a single English word, from 0 to 1: most have several senses (paper, transformer).
const WORD: f64 = 0.5;
/// Shortest phrase taken from names, aliases and synonyms, in characters. (Cues may be shorter.)
const LEAST_CHARS: usize = 2;

/// Weight of a phrase for one node.
#[derive(Clone, Copy, Debug)]
pub(super) struct Pull {
    pub(super) node: usize,
    pub(super) weight: f64,
}

/// The phrases that a text is searched for, each with the nodes that it is evidence for.
#[derive(Debug)]
pub(super) struct PhraseIndex {
    pub(super) tree: PhraseTree,
    /// By number of the pattern: the phrase, and the nodes it speaks for (none for a null phrase).
    pub(super) entries: Vec<(String, Vec<Pull>)>,
}

/// Phrases and the nodes that they name.
type NodesByPhrase = HashMap<String, Vec<usize>>;

impl PhraseIndex {
    /// Phrases for the nodes of `tree`: names, aliases, cues, and synonyms of any of these.
    ///
    /// # Errors
    /// Invalid input if a cue stands under a code that the tree lacks.
    pub(super) fn new(tree: &Taxonomy, cues: &Cues, lexicon: &Lexicon) -> Result<Self> {
        let mut named = names(tree);
        add_cues(&mut named, tree, cues)?;
        let mut weak = cues.weak.clone();
        add_synonyms(&mut named, &mut weak, lexicon);
        let mut named: Vec<(String, Vec<usize>)> = named.into_iter().collect();
        named.sort_unstable();
        for (_, nodes) in &mut named {
            nodes.sort_unstable();
            nodes.dedup();
        }
        let spread = spread(&named)?;
        let mut entries: Vec<(String, Vec<Pull>)> = Vec::with_capacity(named.len());
        for ((phrase, nodes), spread) in named.into_iter().zip(spread) {
            if cues.null.contains(&phrase) {
                continue;
            }
            let weight = weight(&phrase, &weak) / spread;
            let pulls = nodes.into_iter().map(|node| Pull { node, weight });
            entries.push((phrase, pulls.collect()));
        }
        // Null phrases are searched for but speak for no node: they keep a shorter phrase inside them from being
        // found.
        entries.extend(cues.null.iter().map(|phrase| (phrase.clone(), Vec::new())));
        Ok(Self {
            tree: PhraseTree::new(entries.iter().map(|(phrase, _)| phrase.as_str()))?,
            entries,
        })
    }
}

/// Names and aliases.
fn names(tree: &Taxonomy) -> NodesByPhrase {
    let mut named = NodesByPhrase::new();
    for (at, node) in tree.iter().enumerate() {
        let own = [Some(node.name()), node.name_en()];
        let all = own
            .into_iter()
            .flatten()
            .chain(node.aliases().iter().map(String::as_str));
        for phrase in all
            .map(lower_text)
            .filter(|p| p.chars().count() >= LEAST_CHARS)
        {
            named.entry(phrase).or_default().push(at);
        }
    }
    named
}

fn add_cues(named: &mut NodesByPhrase, tree: &Taxonomy, cues: &Cues) -> Result<()> {
    let nodes: BTreeMap<&str, usize> = tree.iter().map(|n| n.code().as_str()).zip(0..).collect();
    for (code, phrases) in &cues.by_code {
        let unknown = || {
            Error::invalid(
                "cues",
                code,
                say!("use a code of the taxonomy", "请使用分类中的代码"),
            )
        };
        let &node = nodes.get(code.as_str()).ok_or_else(unknown)?;
        for phrase in phrases {
            named.entry(phrase.clone()).or_default().push(node);
        }
    }
    Ok(())
}

/// Synonyms of phrases that are present already; a synonym of a weak phrase is weak.
fn add_synonyms(named: &mut NodesByPhrase, weak: &mut BTreeSet<String>, lexicon: &Lexicon) {
    for group in lexicon.groups() {
        let group: Vec<String> = group.iter().map(|phrase| lower_text(phrase)).collect();
        let known = group.iter().filter_map(|phrase| named.get(phrase));
        let nodes: Vec<usize> = known.flatten().copied().collect();
        if nodes.is_empty() {
            continue;
        }
        let is_weak = group.iter().any(|phrase| weak.contains(phrase));
        for phrase in group {
            if is_weak {
                weak.insert(phrase.clone());
            }
            // A phrase with nodes of its own keeps them: a synonym's nodes are a guess beside a name's.
            named.entry(phrase).or_insert_with(|| nodes.clone());
        }
    }
}

/// For each phrase, the number of nodes in whose phrases it stands, itself among them: at least 1.
fn spread(named: &[(String, Vec<usize>)]) -> Result<Vec<f64>> {
    let tree = PhraseTree::new(named.iter().map(|(phrase, _)| phrase.as_str()))?;
    // A phrase and a node each, in place of a set for each phrase: most phrases stand in one.
    let mut stands: Vec<(usize, usize)> = Vec::new();
    for (phrase, owners) in named {
        // A phrase that is a part of many names (技术) says little, although it is the whole name of one node.
        for (at, _) in phrase.char_indices() {
            for (_, part) in tree.beginning(&phrase[at..]) {
                stands.extend(owners.iter().map(|&node| (part, node)));
            }
        }
    }
    stands.sort_unstable();
    stands.dedup();
    let mut spread = vec![0.0; named.len()];
    stands.iter().for_each(|&(part, _)| spread[part] += 1.0);
    Ok(spread)
}

fn weight(phrase: &str, weak: &BTreeSet<String>) -> f64 {
    let is_short = !phrase.is_ascii() && phrase.chars().count() <= LEAST_CHARS;
    let is_word = phrase.is_ascii() && phrase.bytes().all(|b| b.is_ascii_lowercase());
    let by_length = match (is_short, is_word) {
        (true, _) => SHORT,
        (_, true) => WORD,
        _ => 1.0,
    };
    if weak.contains(phrase) {
        WEAK * by_length
    } else {
        by_length
    }
}
