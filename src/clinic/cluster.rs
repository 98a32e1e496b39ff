//! Needs that several enterprises share.

use std::collections::{BTreeMap, BTreeSet};

use crate::error::{Error, Result, say};
use crate::intake::duplicate::need_text;
use crate::model::{FoldedName, Need, NeedId};
use crate::text::{QueryAnalyzer, matched_phrases, normalize};

use super::linkage::joined;
use super::vectors::{Weighted, alike, vectors};

/// Terms shown for a cluster.
const SHOWN_TERMS: usize = 8;

/// Pairs less alike than this share of the threshold count as not alike at all.
const FLOOR: f64 = 0.2;

/// When needs are one group.
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub struct ClusterOptions {
    similarity: f64,
    enterprises: usize,
}

impl Default for ClusterOptions {
    /// Mean cosine 0.1 within a group, two enterprises.
    fn default() -> Self {
        Self {
            similarity: 0.1,
            enterprises: 2,
        }
    }
}

impl ClusterOptions {
    /// The least mean cosine between the needs of two groups that are joined, above 0 to 1 (default 0.1).
    ///
    /// # Errors
    /// Invalid input outside that range.
    pub fn similarity(self, similarity: f64) -> Result<Self> {
        if !(similarity > 0.0 && similarity <= 1.0) {
            return Err(Error::invalid(
                "similarity",
                similarity,
                say!("give a number above 0, at most 1", "请填大于0且不超过1的数"),
            ));
        }
        Ok(Self { similarity, ..self })
    }

    /// The least number of enterprises of a cluster that is reported (default 2).
    #[must_use]
    pub fn enterprises(self, enterprises: usize) -> Self {
        Self {
            enterprises,
            ..self
        }
    }
}

/// Needs that ask for the same.
#[derive(Clone, Debug, PartialEq, serde::Serialize)]
#[non_exhaustive]
pub struct Cluster {
    /// The needs, by id.
    pub needs: Vec<NeedId>,
    /// How many enterprises they come from, as far as is known.
    pub enterprises: usize,
    /// How many of the needs name no enterprise.
    #[serde(skip_serializing_if = "is_zero")]
    pub without_enterprise: usize,
    /// Mean cosine between its needs, from 0 to 1.
    pub similarity: f64,
    /// Phrases in at least half of them, heaviest first; at most 8.
    pub terms: Vec<String>,
}

/// For serde, which hands references.
#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde's signature")]
fn is_zero(count: &usize) -> bool {
    *count == 0
}

/// The common needs among `needs`, the ones of most enterprises first, then by the smallest id. Needs
/// that are in no cluster are left out. The order given does not matter.
///
/// # Errors
/// Invalid input if two needs share an id.
///
/// # Example
/// ```
/// use qianxian::clinic::{ClusterOptions, clusters};
/// use qianxian::model::Need;
/// use qianxian::text::{Analyzer, QueryAnalyzer};
///
/// let need = |id, firm: &str, title| {
///     let mut need = Need::new(id, title).unwrap();
///     need.enterprise = Some(firm.into());
///     need
/// };
/// let needs = [
///     need("n1", "甲厂", "无醛胶黏剂在胶合板上的应用"),
///     need("n2", "乙厂", "胶合板用无醛胶黏剂"),
///     need("n3", "丙厂", "污水零排放"),
/// ];
/// let found = clusters(&needs, &QueryAnalyzer::from(Analyzer::new()), ClusterOptions::default())?;
/// assert_eq!(found.len(), 1);
/// assert_eq!(found[0].needs, [needs[0].id.clone(), needs[1].id.clone()]);
/// # Ok::<(), qianxian::Error>(())
/// ```
pub fn clusters(
    needs: &[Need],
    analyzer: &QueryAnalyzer,
    options: ClusterOptions,
) -> Result<Vec<Cluster>> {
    let mut sorted: Vec<&Need> = needs.iter().collect();
    sorted.sort_by(|a, b| a.id.cmp(&b.id));
    if let Some(twice) = sorted.windows(2).find(|pair| pair[0].id == pair[1].id) {
        return Err(Error::invalid(
            "id",
            &twice[0].id,
            say!(
                "give every need an id of its own",
                "请给每项需求不重复的编号"
            ),
        ));
    }
    let vectors = vectors(&sorted, analyzer);
    // A mean over two groups counts missing pairs as 0; leaving faint pairs out keeps the graph sparse.
    let pairs = alike(&vectors, options.similarity * FLOOR);
    let groups = joined(vectors.len(), pairs, options.similarity);
    let mut found: Vec<Cluster> = groups
        .into_iter()
        .filter(|(members, _)| members.len() > 1)
        .map(|(members, similarity)| describe(&members, similarity, &sorted, &vectors))
        // Needs that have no phrase in common are alike by chance: there is nothing to call them by.
        .filter(|cluster| cluster.enterprises >= options.enterprises && !cluster.terms.is_empty())
        .collect();
    found.sort_by(|a, b| {
        b.enterprises
            .cmp(&a.enterprises)
            .then_with(|| a.needs.cmp(&b.needs))
    });
    Ok(found)
}

fn describe(
    members: &[u32],
    similarity: f64,
    needs: &[&Need],
    vectors: &[Vec<Weighted>],
) -> Cluster {
    let of = |&member: &u32| needs[member as usize];
    // Two writings of one firm are one firm; a need without a firm may be of any.
    let enterprise = |need: &Need| need.enterprise.as_deref().and_then(FoldedName::new);
    let named: Vec<FoldedName> = members
        .iter()
        .filter_map(|member| enterprise(of(member)))
        .collect();
    let without_enterprise = members.len() - named.len();
    let enterprises: BTreeSet<FoldedName> = named.into_iter().collect();
    Cluster {
        needs: members.iter().map(|member| of(member).id.clone()).collect(),
        enterprises: enterprises.len(),
        without_enterprise,
        similarity,
        terms: common_terms(members, needs, vectors),
    }
}

/// The phrases that terms of at least half of the members make up in them: as evidence is shown, whole words without
/// boilerplate at their ends, and no phrase inside another.
fn common_terms(members: &[u32], needs: &[&Need], vectors: &[Vec<Weighted>]) -> Vec<String> {
    // At least two holders: of a cluster of two, half would be one need alone.
    let is_common = |holders: usize| holders >= 2 && 2 * holders >= members.len();
    let mut terms: BTreeMap<&str, (usize, f64)> = BTreeMap::new();
    for &member in members {
        for weighted in &vectors[member as usize] {
            let (holders, sum) = terms.entry(&weighted.text).or_default();
            *holders += 1;
            *sum += weighted.weight;
        }
    }
    terms.retain(|_, (holders, _)| is_common(*holders));
    let (spelt, weights): (Vec<&str>, Vec<f64>) = terms
        .into_iter()
        .map(|(term, (_, sum))| (term, sum))
        .unzip();
    let texts: Vec<String> = members
        .iter()
        .map(|&member| normalize(&need_text(needs[member as usize])))
        .collect();
    let mut phrases: BTreeMap<String, f64> = BTreeMap::new();
    for phrase in texts.iter().flat_map(|text| matched_phrases(text, &spelt)) {
        let weight = phrase.terms.iter().map(|&term| weights[term]).sum();
        let known = phrases.entry(phrase.text).or_insert(0.0);
        *known = f64::max(*known, weight);
    }
    let holders = |phrase: &str| texts.iter().filter(|text| text.contains(phrase)).count();
    phrases.retain(|phrase, _| is_common(holders(phrase)));
    let mut sorted: Vec<(String, f64)> = phrases.into_iter().collect();
    sorted.sort_by(|a, b| b.1.total_cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    let mut shown: Vec<String> = Vec::new();
    for (phrase, _) in sorted {
        let repeats = |other: &String| other.contains(&phrase) || phrase.contains(other.as_str());
        if shown.len() < SHOWN_TERMS && !shown.iter().any(repeats) {
            shown.push(phrase);
        }
    }
    shown
}
