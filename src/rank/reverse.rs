//! Profile → needs: the same score of the same pair, read from the other side.

use std::collections::HashMap;

use rayon::prelude::*;

use super::topk::{NeedMatch, TopK};
use crate::model::Facet;
use crate::model::facts::{NeedFacts, ProfileFacts};
use crate::num::Points;
use crate::quantity::Claim;
use crate::rank::RankOptions;
use crate::rule::Rules;
use crate::score::compiled::profile_sum;
use crate::score::impact::TermImpact;
use crate::score::quantity::verdict;
use crate::score::query::Query;
use crate::score::{Scorer, Sides, best_cosine};

/// The impacts of a profile's evidence, the whole last, by term: (document, impact).
#[derive(Debug, Default)]
struct ProfileText {
    documents: usize,
    postings: HashMap<u64, Vec<(u32, u8)>>,
}

impl ProfileText {
    fn new(documents: &[HashMap<u64, TermImpact>]) -> Self {
        let mut postings: HashMap<u64, Vec<(u32, u8)>> = HashMap::new();
        for (number, document) in (0..).zip(documents) {
            for (&hash, term) in document {
                postings
                    .entry(hash)
                    .or_default()
                    .push((number, term.impact));
            }
        }
        Self {
            documents: documents.len(),
            postings,
        }
    }

    fn sum(&self, query: &Query, sums: &mut Vec<u32>) -> u64 {
        sums.clear();
        sums.resize(self.documents, 0);
        for (hash, weight) in &query.terms {
            for &(document, impact) in self.postings.get(hash).map_or(&[][..], Vec::as_slice) {
                sums[document as usize] += weight * u32::from(impact);
            }
        }
        let Some((whole, documents)) = sums.split_last() else {
            return 0;
        };
        profile_sum(documents, *whole)
    }
}

/// Points, confidence and sides of a need that is admitted.
type Scored = (Points, f64, Sides);

/// The `k` best of `needs` for a profile of those facts, impacts and figures. O(terms of all needs).
pub(crate) fn rank_needs(
    needs: &[NeedFacts],
    queries: &[Query],
    facts: &ProfileFacts,
    impacts: &[HashMap<u64, TermImpact>],
    claims: &[Claim],
    options: &RankOptions,
    rules: &Rules,
) -> Vec<NeedMatch> {
    let text = ProfileText::new(impacts);
    let textless = text.postings.is_empty();
    let score = |sums: &mut Vec<u32>, (need, query): (&NeedFacts, &Query)| {
        if rules.need(need).is_some() || rules.name(need, &facts.id, &facts.name).is_some() {
            return None;
        }
        let weights = options.weights_for(need.kind);
        let scorer = Scorer::new(need.clone(), &weights, rules, query, options.infer);
        let met = |demand: &Claim| verdict(demand, claims);
        let cosine = |need: &_| best_cosine(need, facts);
        let mut points =
            scorer.constant() + scorer.vector_points(cosine) + scorer.demands.points(met);
        for facet in Facet::ALL {
            points = points + scorer.facet_points(facet, facts.get(facet))?;
        }
        points = points + scorer.text_points(text.sum(query, sums));
        let text_known = scorer.text_known() && !textless;
        let vector_known = scorer.vector(cosine).is_some();
        let of_facets = Facet::ALL
            .into_iter()
            .map(|facet| scorer.known_of(facet, facts.get(facet)));
        let known = scorer.known_beside_facets(text_known, vector_known)
            + of_facets.sum::<u32>()
            + scorer.demands.known_share(met);
        let confidence = f64::from(known) / f64::from(crate::num::WEIGHT_ONE);
        let sides = scorer.sides(points, facts.get(Facet::Wishes));
        Some((points, confidence, sides))
    };
    let scored: Vec<Option<Scored>> = needs
        .par_iter()
        .zip(queries)
        .map_init(Vec::new, score)
        .collect();
    best(needs, &scored, options.k)
}

/// The best of what was scored; `needs` are in id order, so that a number ranks an id.
fn best(needs: &[NeedFacts], scored: &[Option<Scored>], k: usize) -> Vec<NeedMatch> {
    let mut top = TopK::new(k);
    for (number, found) in (0_u32..).zip(scored) {
        if let Some((points, ..)) = found {
            top.offer(*points, number, number);
        }
    }
    let mut kept: Vec<(Points, u32)> = top.into_items().collect();
    kept.sort_by_key(|&(points, number)| (std::cmp::Reverse(points), number));
    let told = |(_, number): (Points, u32)| {
        let (points, confidence, sides) = scored[number as usize]?;
        Some(NeedMatch {
            need: needs[number as usize].id.clone(),
            score: points.to_f64(),
            confidence,
            sides,
        })
    };
    kept.into_iter().filter_map(told).collect()
}
