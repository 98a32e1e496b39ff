//! A need as a query: integer weights by term.

use std::collections::HashMap;
use std::sync::Arc;

use rayon::prelude::*;

use super::demand::Demand;
use super::statistics::Statistics;
use crate::model::Need;
use crate::num::hash64;
use crate::text::recipe::{Parameter, Recipe};
use crate::text::{Origin, QueryAnalyzer, QueryTerm, TokenKind, is_function_word, merge};

/// Norm of a need's integer term weights: they are `round(WEIGHT_NORM · w/‖w‖)`.
pub(crate) const WEIGHT_NORM: u32 = 1 << 14;

/// Most distinct terms of one need; of a longer one the heaviest count.
///
/// With at most this many terms a document's sum stays in 32 bits: by Cauchy and Schwarz
/// Σ w ≤ ‖w‖·√T + T/2 (rounding) = 16384·256 + 32768 < 2²³, times an impact of at most 255 < 2³¹.
pub(crate) const MAX_TERMS: usize = 1 << 16;

/// One distinct term of a need.
#[derive(Clone, Debug)]
pub(crate) struct NeedTerm {
    /// Hash of the term.
    pub(crate) hash: u64,
    /// Weight before rarity.
    pub(crate) weight: f64,
    /// The term.
    pub(crate) text: String,
    /// Whether it is a single Han character, which alone is no sign of the word around it.
    pub(crate) is_char: bool,
    /// The phrase to show for it if all of that is found.
    pub(crate) origin: Origin,
}

/// The distinct terms of a need, by hash: as analysis gives them, before statistics.
///
/// With them, the recipe that weighs them and the figures that the need demands.
#[derive(Clone, Debug)]
pub(crate) struct NeedTerms(pub(crate) Arc<[NeedTerm]>, Recipe, Arc<[Demand]>);

impl NeedTerms {
    /// Analyses `need`; one whose text is function words alone (的) says as little as one without text. O(text).
    pub(crate) fn of(need: &Need, analyzer: &QueryAnalyzer) -> Self {
        let keywords = need.keywords.join("\n");
        // All three alike: a title that weighs twice costs .012 MRR on `en_acl`, keywords ½ to 2 are level.
        let texts = [need.title.as_str(), &keywords, &need.description];
        let mut merged = merge(texts.into_iter().flat_map(|text| analyzer.terms(text)));
        if merged.iter().all(|term| is_function_word(&term.text)) {
            merged.clear();
        }
        let term = |term: QueryTerm| NeedTerm {
            hash: hash64(term.text.as_bytes()),
            weight: f64::from(term.weight),
            text: term.text,
            is_char: term.kind == TokenKind::Char,
            origin: term.origin,
        };
        let mut terms: Vec<NeedTerm> = merged.into_iter().map(term).collect();
        terms.sort_by_key(|term| term.hash);
        let demands = Demand::of(need, analyzer).into();
        Self(terms.into(), *analyzer.recipe(), demands)
    }

    /// The weight of each term as a query has it, before it is scaled to integers; a term of no document weighs as
    /// much as a term of one.
    pub(crate) fn weights(
        &self,
        statistics: &Statistics,
        mut frequency: impl FnMut(u64) -> u64,
    ) -> Vec<f64> {
        let weight = |term: &NeedTerm| {
            let documents = frequency(term.hash).max(1);
            term.weight * self.rarity(statistics.idf(documents))
        };
        self.0.iter().map(weight).collect()
    }

    /// Integer weights under `statistics`; `frequency` gives the number of live evidence documents with a term. Terms
    /// of no document carry nothing.
    pub(crate) fn query(
        &self,
        statistics: &Statistics,
        mut frequency: impl FnMut(u64) -> u64,
    ) -> Query {
        let weight = |term: &NeedTerm| {
            let documents = frequency(term.hash);
            let weight = || term.weight * self.rarity(statistics.idf(documents));
            (documents > 0).then(|| (term.hash, weight()))
        };
        Query {
            terms: integer_weights(self.0.iter().filter_map(weight).collect()),
            demands: Arc::clone(&self.2),
        }
    }

    /// The terms without their words, numbered by `term_numbers`: 8 bytes a term. O(terms).
    pub(crate) fn numbered(&self, term_numbers: &mut TermNumbers) -> NumberedTerms {
        #[expect(
            clippy::cast_possible_truncation,
            reason = "analysis made the weight from a 32-bit float, so it goes back without loss"
        )]
        let number = |term: &NeedTerm| (term_numbers.number(term.hash), term.weight as f32);
        NumberedTerms {
            terms: self.0.iter().map(number).collect(),
            demands: Arc::clone(&self.2),
        }
    }

    fn rarity(&self, idf: f64) -> f64 {
        rarity(&self.1, idf)
    }
}

/// A power of the inverse document frequency, the same on every machine.
fn rarity(recipe: &Recipe, idf: f64) -> f64 {
    libm::pow(idf, f64::from(recipe.get(Parameter::Rarity)))
}

/// Weights, by ascending hash, scaled to integers of norm [`WEIGHT_NORM`]; zeros are left out.
fn integer_weights(mut weighted: Vec<(u64, f64)>) -> Vec<(u64, u32)> {
    if weighted.len() > MAX_TERMS {
        // Ties by hash: equal weights are cut alike on every machine.
        weighted.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
        weighted.truncate(MAX_TERMS);
        // Back in hash order before the norm: a sum of floats depends on its order.
        weighted.sort_by_key(|&(hash, _)| hash);
    }
    let norm = weighted.iter().map(|(_, w)| w * w).sum::<f64>().sqrt();
    // Infinite if all weights are 0; each then becomes NaN, which is 0 as an integer, and is left out.
    let scale = f64::from(WEIGHT_NORM) / norm;
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "0 to 2^14"
    )]
    let integer = |w: f64| (w * scale).round() as u32;
    let terms = weighted.into_iter().map(|(hash, w)| (hash, integer(w)));
    terms.filter(|&(_, weight)| weight > 0).collect()
}

/// The distinct terms of many needs, numbered in the order in which they came.
///
/// A commit changes how rare terms are. Rarity is then computed once for each distinct term, not once for each
/// term of each need.
#[derive(Debug, Default)]
pub(crate) struct TermNumbers {
    numbers: HashMap<u64, u32>,
    hashes: Vec<u64>,
}

impl TermNumbers {
    fn number(&mut self, hash: u64) -> u32 {
        *self.numbers.entry(hash).or_insert_with(|| {
            self.hashes.push(hash);
            // Four billion distinct terms would take 100 GB in this table alone.
            u32::try_from(self.hashes.len() - 1).expect("fewer than 2^32 distinct terms")
        })
    }

    /// The rarity of each term under `statistics`, by number; `None` if `frequency`, the number of live
    /// documents with it, is 0. O(terms), in parallel.
    pub(super) fn rarities(
        &self,
        recipe: &Recipe,
        statistics: &Statistics,
        frequency: impl Fn(u64) -> u64 + Sync,
    ) -> Vec<Option<f64>> {
        let of = |&hash: &u64| {
            let documents = frequency(hash);
            (documents > 0).then(|| rarity(recipe, statistics.idf(documents)))
        };
        self.hashes.par_iter().map(of).collect()
    }
}

/// The terms of a stored need, by ascending hash, as numbers of a [`TermNumbers`].
#[derive(Debug)]
pub(crate) struct NumberedTerms {
    terms: Box<[(u32, f32)]>,
    demands: Arc<[Demand]>,
}

impl NumberedTerms {
    /// Integer weights under the statistics of `rarities`, to the bit as [`NeedTerms::query`] gives them. O(terms).
    pub(crate) fn query(&self, term_numbers: &TermNumbers, rarities: &[Option<f64>]) -> Query {
        let weight = |&(number, weight): &(u32, f32)| {
            let number = number as usize;
            rarities[number].map(|rarity| (term_numbers.hashes[number], f64::from(weight) * rarity))
        };
        Query {
            terms: integer_weights(self.terms.iter().filter_map(weight).collect()),
            demands: Arc::clone(&self.demands),
        }
    }
}

/// Terms with integer weights, by hash; empty if the need says nothing that anybody says.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Query {
    pub(crate) terms: Vec<(u64, u32)>,
    /// The figures that the need demands.
    pub(crate) demands: Arc<[Demand]>,
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use std::sync::Arc;

    use super::{MAX_TERMS, NeedTerms, TermNumbers, WEIGHT_NORM};
    use crate::compiled::Statistics;
    use crate::model::Need;
    use crate::text::{Analyzer, Lexicon, QueryAnalyzer};

    fn terms(text: &str) -> NeedTerms {
        let analyzer = QueryAnalyzer::new(Analyzer::new(), Arc::new(Lexicon::new()));
        NeedTerms::of(&Need::new("n", text).unwrap(), &analyzer)
    }

    #[test]
    fn weights_have_the_same_norm_whatever_the_length() {
        let statistics = Statistics {
            documents: 10_000,
            ..Statistics::default()
        };
        for text in [
            "needle coke",
            "油系针状焦的制备与石墨化工艺，堆积密度与热膨胀系数的控制",
        ] {
            let query = terms(text).query(&statistics, |_| 10);
            let norm = query
                .terms
                .iter()
                .map(|&(_, w)| f64::from(w).powi(2))
                .sum::<f64>()
                .sqrt();
            assert!(
                (norm / f64::from(WEIGHT_NORM) - 1.0).abs() < 0.01,
                "{text}: {norm}"
            );
        }
    }

    #[test]
    fn numbered_terms_are_weighed_to_the_same_bits() {
        let statistics = Statistics {
            documents: 1000,
            ..Statistics::default()
        };
        let frequency = |hash: u64| hash % 7; // 0 for some
        let mut term_numbers = TermNumbers::default();
        for text in ["油系针状焦的制备", "needle coke 针状焦", ""] {
            let terms = terms(text);
            let numbered = terms.numbered(&mut term_numbers);
            let rarities = term_numbers.rarities(&terms.1, &statistics, frequency);
            let wanted = terms.query(&statistics, frequency);
            assert_eq!(numbered.query(&term_numbers, &rarities), wanted, "{text}");
        }
    }

    #[test]
    fn terms_that_nobody_uses_carry_nothing() {
        let statistics = Statistics {
            documents: 10,
            ..Statistics::default()
        };
        assert!(
            terms("needle coke")
                .query(&statistics, |_| 0)
                .terms
                .is_empty()
        );
        assert!(terms("").query(&statistics, |_| 1).terms.is_empty());
    }

    #[test]
    fn function_words_alone_are_no_text_and_beside_others_stay() {
        for text in ["的", "的了，以及", "the of 的", ""] {
            assert_eq!(terms(text).0.len(), 0, "{text}");
        }
        let texts: Vec<String> = terms("的焦").0.iter().map(|t| t.text.clone()).collect();
        assert!(texts.contains(&"的".to_owned()) && texts.contains(&"焦".to_owned()));
    }

    #[test]
    fn a_sum_stays_in_32_bits() {
        let (norm, terms) = (u64::from(WEIGHT_NORM), MAX_TERMS as u64);
        let root = terms.isqrt();
        assert_eq!(root * root, terms);
        let bound = (norm * root + terms / 2) * u64::from(super::super::impact::IMPACT_ONE);
        // Twice that: the decayed sum over a profile's documents.
        assert!(bound * 2 < u64::from(u32::MAX), "{bound}");
    }
}
