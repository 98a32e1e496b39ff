//! Profile → needs: the same score of the same pair, read from the other side.

use std::borrow::Cow;
use std::cmp::Reverse;
use std::collections::HashMap;

use rayon::prelude::*;

use super::topk::{NeedMatch, TopK};
use crate::compiled::Coverage;
use crate::compiled::impact::TermImpact;
use crate::compiled::query::Query;
use crate::compiled::{AnalysedNeed, profile_sum};
use crate::index::PlacedClaim;
use crate::model::facts::ProfileFacts;
use crate::model::{Facet, NeedKind};
use crate::num::Points;
use crate::rank::RankOptions;
use crate::rule::Rules;
use crate::score::quantity::verdict;
use crate::score::{Fit, Scorer, best_cosine};

/// Bits of a hash that find its postings: a profile says hundreds of words, and a need is asked for about a hundred.
const BUCKET_BITS: u32 = 10;

/// The impacts of a profile's evidence, the whole last, by term.
#[derive(Debug)]
struct ProfileText {
    documents: usize,
    /// (hash, document, impact), ascending.
    postings: Vec<(u64, u32, u8)>,
    /// Start of the postings of each value of a hash's top bits, and the end of the last ones.
    buckets: Vec<usize>,
}

impl ProfileText {
    fn new(documents: &[HashMap<u64, TermImpact>]) -> Self {
        let of_document = |(number, document): (u32, &HashMap<u64, TermImpact>)| {
            let posting = move |(&hash, term): (&u64, &TermImpact)| (hash, number, term.impact);
            document.iter().map(posting).collect::<Vec<_>>()
        };
        let mut postings: Vec<_> = (0..).zip(documents).flat_map(of_document).collect();
        postings.sort_unstable();
        let start = |bucket| postings.partition_point(|&(hash, ..)| bucket_of(hash) < bucket);
        Self {
            documents: documents.len(),
            buckets: (0..=1 << BUCKET_BITS).map(start).collect(),
            postings,
        }
    }

    /// What the profile covers of a need.
    fn coverage(&self, query: &Query) -> Coverage {
        let has = |wanted: u64| {
            let bucket = bucket_of(wanted);
            let near = &self.postings[self.buckets[bucket]..self.buckets[bucket + 1]];
            near.iter().any(|&(hash, ..)| hash == wanted)
        };
        query.coverage(has)
    }

    /// Whether a document has the term of that hash.
    fn has(&self, document: u32, wanted: u64) -> bool {
        let bucket = bucket_of(wanted);
        let near = &self.postings[self.buckets[bucket]..self.buckets[bucket + 1]];
        near.iter()
            .any(|&(hash, of, _)| hash == wanted && of == document)
    }

    fn sum(&self, query: &Query, sums: &mut Vec<u32>) -> u64 {
        sums.clear();
        sums.resize(self.documents, 0);
        for &(wanted, weight) in &query.terms {
            let bucket = bucket_of(wanted);
            let near = &self.postings[self.buckets[bucket]..self.buckets[bucket + 1]];
            // A bucket holds a posting or a few: a scan is cheaper than a search.
            for &(_, document, impact) in near.iter().filter(|&&(hash, ..)| hash == wanted) {
                sums[document as usize] += weight * u32::from(impact);
            }
        }
        let Some((whole, documents)) = sums.split_last() else {
            return 0;
        };
        profile_sum(documents, *whole)
    }
}

fn bucket_of(hash: u64) -> usize {
    usize::try_from(hash >> (64 - BUCKET_BITS)).expect("ten bits are left")
}

/// The `k` best of `needs`, which are in id order, for a profile of these facts, impacts and figures. O(terms of all
/// needs), in parallel.
pub(crate) fn rank_needs(
    needs: &[AnalysedNeed],
    facts: &ProfileFacts,
    impacts: &[HashMap<u64, TermImpact>],
    claims: &[PlacedClaim],
    options: &RankOptions,
    rules: &Rules,
) -> Vec<NeedMatch> {
    let text = ProfileText::new(impacts);
    let textless = text.postings.is_empty();
    let shares_of = |&kind: &NeedKind| options.weights_for(kind).shares();
    let shares: Vec<_> = NeedKind::ALL.iter().map(shares_of).collect();
    let scorer_of = |number: usize| {
        let AnalysedNeed { facts, query } = &needs[number];
        let shares = shares[facts.kind as usize];
        Scorer::with_shares(Cow::Borrowed(facts), shares, rules, query, options.infer)
    };
    let has = |document, hash| text.has(document, hash);
    let met = |demand: &_| verdict(demand, claims, has);
    let cosine = |need: &_| best_cosine(need, facts);
    let score = |sums: &mut Vec<u32>, number: usize| {
        let need = &needs[number].facts;
        // Rules on need and name first: they cost least, and a barred pair needs no score.
        let organizations = facts.organizations();
        let name = facts.name.as_ref();
        if rules.need(need).is_some() || rules.name(need, &facts.id, name, organizations).is_some()
        {
            return None;
        }
        let scorer = scorer_of(number);
        if rules.bars_missed_figures && scorer.demands.missed(met).is_some() {
            return None;
        }
        let mut points =
            scorer.constant() + scorer.vector_points(cosine) + scorer.demands.points(met);
        for &facet in Facet::ALL {
            // `None` if a rule bars the facet.
            points = points + scorer.facet_points(facet, facts.get(facet))?;
        }
        Some(points + scorer.text_points(text.sum(&needs[number].query, sums)))
    };
    let numbers = (0..needs.len()).into_par_iter();
    let scored: Vec<Option<Points>> = numbers.map_init(Vec::new, score).collect();
    // Only the k best pay for confidence and sides, so the scorer is made a second time for them.
    let as_match = |(points, number): (Points, u32)| {
        let scorer = scorer_of(number as usize);
        let text_known = scorer.text_known() && !textless;
        let vector_known = scorer.vector(cosine).is_some();
        let of_facets = Facet::ALL
            .iter()
            .map(|&facet| scorer.known_of(facet, facts.get(facet)));
        let known = scorer.known_beside_facets(text_known, vector_known)
            + of_facets.sum::<u32>()
            + scorer.demands.known_share(met);
        NeedMatch {
            need: needs[number as usize].facts.id.clone(),
            score: points.to_f64(),
            confidence: f64::from(known) / f64::from(crate::num::WEIGHT_ONE),
            sides: scorer.sides(points, facts.get(Facet::Wishes)),
            fit: Fit::of(
                text.coverage(&needs[number as usize].query),
                Some(facts.class.kind),
            ),
        }
    };
    best(&scored, options.k).into_iter().map(as_match).collect()
}

/// The numbers of the best needs, best first; needs are in id order, so that a number ranks an id.
fn best(scored: &[Option<Points>], k: usize) -> Vec<(Points, u32)> {
    let mut top = TopK::new(k);
    for (number, points) in (0_u32..).zip(scored) {
        if let Some(points) = points {
            top.offer(*points, number, number);
        }
    }
    let mut kept: Vec<(Points, u32)> = top.into_items().collect();
    kept.sort_by_key(|&(points, number)| (Reverse(points), number));
    kept
}
