//! One profile, as needs are scored for it: the pair by pair part of the reverse direction.

use std::borrow::Cow;

use super::topk::NeedMatch;
use crate::compiled::Coverage;
use crate::compiled::asked_terms::AskedTerms;
use crate::compiled::demand::Demand;
use crate::compiled::impact::TermImpact;
use crate::compiled::need_weights::NeedWeights;
use crate::compiled::query::Query;
use crate::compiled::term_map::TermMap;
use crate::compiled::{AnalysedNeed, profile_sum};
use crate::index::PlacedClaim;
use crate::infer::Infer;
use crate::model::facts::{NeedFacts, ProfileFacts};
use crate::model::{Facet, FoldedName, NeedId, NeedKind};
use crate::num::Points;
use crate::quantity::Verdict;
use crate::rank::RankOptions;
use crate::rule::Rules;
use crate::score::quantity::verdict;
use crate::score::{Feature, Fit, LookedUp, NeedParts, Scorer, Sides, ValueContext, best_nearness};

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
    fn new(documents: &[TermMap<TermImpact>]) -> Self {
        let of_document = |(number, document): (u32, &TermMap<TermImpact>)| {
            let posting = move |(&hash, term): (&u64, &TermImpact)| (hash, number, term.impact);
            document.iter().map(posting).collect::<Vec<_>>()
        };
        let mut postings: Vec<_> = (0..).zip(documents).flat_map(of_document).collect();
        postings.sort_unstable();
        let mut buckets = vec![0; (1 << BUCKET_BITS) + 1];
        for &(hash, ..) in &postings {
            buckets[bucket_of(hash) + 1] += 1;
        }
        for bucket in 1..buckets.len() {
            buckets[bucket] += buckets[bucket - 1];
        }
        Self {
            documents: documents.len(),
            buckets,
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

/// A profile as needs are scored for it: its facts, text and figures.
#[derive(Debug)]
pub(crate) struct AskingProfile {
    facts: ProfileFacts,
    /// The id as rules compare it: folding costs more than most comparisons.
    folded_id: Option<FoldedName>,
    text: ProfileText,
    claims: Vec<PlacedClaim>,
}

/// How pairs of one profile with many needs are scored: under which rules, with which weights of each kind of need.
#[derive(Clone, Copy, Debug)]
pub(crate) struct PairRules<'r> {
    pub(crate) rules: &'r Rules,
    /// Shares of the features ([`Weights::shares`](crate::score::Weights::shares)), by kind of need.
    pub(crate) shares: &'r [KindShares],
    pub(crate) infer: Infer,
}

/// Shares of the features in the scores of one kind of need, in steps of 2⁻²⁰.
#[derive(Clone, Copy, Debug)]
pub(crate) struct KindShares {
    /// Shares for a need without a vector to compare.
    plain: [u32; Feature::ALL.len()],
    /// Shares for a need with a vector.
    with_vector: [u32; Feature::ALL.len()],
}

/// The shares that `options` give to the features, by kind of need.
pub(crate) fn kind_shares(options: &RankOptions) -> Vec<KindShares> {
    let shares_of = |&kind: &NeedKind| {
        let weights = options.weights_for(kind);
        KindShares {
            plain: weights.asked(false).shares(),
            with_vector: weights.shares(),
        }
    };
    NeedKind::ALL.iter().map(shares_of).collect()
}

impl<'r> PairRules<'r> {
    pub(crate) fn scorer(&self, need: &'r AnalysedNeed) -> Scorer<'r> {
        let AnalysedNeed { facts, query } = need;
        let shares = self.shares(facts.kind, query.vector.is_some());
        Scorer::with_shares(Cow::Borrowed(facts), shares, self.rules, query, self.infer)
    }

    /// A scorer of a need with these parts, in a context that serves all.
    pub(super) fn scorer_of(
        &self,
        need: &'r NeedFacts,
        context: &'r ValueContext,
        parts: NeedParts<'_>,
    ) -> Scorer<'r> {
        let shares = self.shares(need.kind, parts.vector.is_some());
        let context = (self.rules, Cow::Borrowed(context));
        Scorer::with_parts(Cow::Borrowed(need), shares, context, parts)
    }

    /// Shares of the features in the score of a need of a kind, without a vector to compare or with one.
    pub(super) fn shares(&self, kind: NeedKind, has_vector: bool) -> [u32; Feature::ALL.len()] {
        let of_kind = self.shares[kind as usize];
        match has_vector {
            true => of_kind.with_vector,
            false => of_kind.plain,
        }
    }
}

impl AskingProfile {
    pub(crate) fn new(
        facts: ProfileFacts,
        impacts: &[TermMap<TermImpact>],
        claims: Vec<PlacedClaim>,
    ) -> Self {
        let text = ProfileText::new(impacts);
        Self {
            folded_id: FoldedName::new(facts.id.as_str()),
            facts,
            text,
            claims,
        }
    }

    /// Hashes of the terms that its documents hold, each once, ascending.
    pub(crate) fn terms(&self) -> impl Iterator<Item = u64> + '_ {
        let by_term = self.text.postings.chunk_by(|a, b| a.0 == b.0);
        by_term.map(|postings| postings[0].0)
    }

    /// The fit that it has to every need, whatever it says.
    pub(crate) fn own_fit(&self) -> Fit {
        Fit::of_kind(self.facts.class.kind)
    }

    /// Returns the fit of the profile to the need of `query`. O(terms of the need).
    pub(crate) fn fit(&self, query: &Query) -> Fit {
        Fit::of(self.text.coverage(query), Some(self.facts.class.kind))
    }

    /// The fit of the profile to the need of `query`, if it covers information of the amount `covered`. O(1).
    pub(crate) fn fit_of(&self, covered: u64, query: &Query) -> Fit {
        let coverage = Coverage {
            covered,
            whole: query.whole_information,
        };
        Fit::of(coverage, Some(self.facts.class.kind))
    }

    fn verdict(&self, demand: &Demand) -> Verdict {
        let has = |document, hash| self.text.has(document, hash);
        verdict(demand, &self.claims, has)
    }

    /// The points of the pair with `need`, whatever its fit; `None` if a rule bars it. O(terms of the need).
    pub(crate) fn points(
        &self,
        need: &AnalysedNeed,
        pair: PairRules<'_>,
        sums: &mut Vec<u32>,
    ) -> Option<Points> {
        Some(self.judged_alone(need, pair, sums)?.points)
    }

    /// The pair with `need`, whatever its fit; `None` if a rule bars it. O(terms of the need).
    pub(super) fn judged_alone(
        &self,
        need: &AnalysedNeed,
        pair: PairRules<'_>,
        sums: &mut Vec<u32>,
    ) -> Option<JudgedPair> {
        // Before anything is made for it: a need that is closed has no pair.
        if pair.rules.need(&need.facts).is_some() {
            return None;
        }
        let sum = self.text.sum(&need.query, sums);
        self.judged(Points(0), sum, &pair.scorer(need), |_| LookedUp::Open)
    }

    /// The points of the pair with the need of `query` and `scorer`, which no rule closes; `None` if a rule bars the pair,
    /// and if it has fewer than `floor`. O(terms of the need).
    pub(crate) fn points_from(
        &self,
        floor: Points,
        query: &Query,
        scorer: &Scorer<'_>,
        sums: &mut Vec<u32>,
    ) -> Option<Points> {
        let sum = self.text.sum(query, sums);
        let judged = self.judged(floor, sum, scorer, |_| LookedUp::Open)?;
        Some(judged.points)
    }

    /// The pair with the need of `scorer`, for which its text has this sum; `None` as in
    /// [`AskingProfile::points_from`]. `look_up` gives what is known of a facet without the scorer.
    pub(super) fn judged(
        &self,
        floor: Points,
        sum: u64,
        scorer: &Scorer<'_>,
        mut look_up: impl FnMut(Facet) -> LookedUp,
    ) -> Option<JudgedPair> {
        let met = |demand: &_| self.verdict(demand);
        let mut vector = None;
        let mut points = scorer.constant()
            + scorer.demands.points(met)
            + scorer.text_points(sum)
            + scorer.vector_points(|need| {
                vector = best_nearness(need, &self.facts);
                vector
            });
        let mut known = scorer.known_beside_facets(false, vector.is_some());
        // Facet by facet, until what is left cannot lift the pair to the floor; without a floor everything counts.
        let most = |facet: &Facet| scorer.most_facet_points(*facet);
        let mut left = (floor > Points(0)).then(|| Facet::ALL.iter().map(most).sum::<Points>());
        for facet in Facet::ALL {
            if let Some(left) = &mut left {
                if points + *left < floor {
                    return None;
                }
                *left = Points(left.0 - most(facet).0);
            }
            let found = match look_up(*facet) {
                LookedUp::Open => scorer.facet(*facet, self.facts.get(*facet)),
                LookedUp::Judged(found) => found,
            };
            // `None` if a rule bars the facet.
            let found = found?;
            points = points + found.points;
            known += found.known;
        }
        if points < floor {
            return None;
        }
        let (rules, need) = (scorer.rules, &*scorer.need);
        if rules.bars_missed_figures && scorer.demands.missed(met).is_some() {
            return None;
        }
        let organizations = self.facts.organizations();
        let (id, name) = (&self.facts.id, self.facts.name.as_ref());
        if rules.bars_called(need, (id, self.folded_id.as_ref()), name, organizations) {
            return None;
        }
        known += scorer.demands.known_share(met);
        Some(JudgedPair {
            points,
            known,
            text: scorer.share(Feature::Text),
            sides: scorer.sides(points, self.facts.get(Facet::Wishes)),
        })
    }

    /// What it covers of the need of `query`. O(terms of the need).
    pub(super) fn coverage(&self, query: &Query) -> Coverage {
        self.text.coverage(query)
    }

    /// Returns the facts of the profile.
    pub(super) fn facts(&self) -> &ProfileFacts {
        &self.facts
    }

    /// Returns the profile's terms in the form in which needs weighed by `weights` are summed for it.
    pub(super) fn asked_terms(&self, weights: &NeedWeights<'_>) -> AskedTerms {
        AskedTerms::new(self.text.documents, &self.text.postings, weights)
    }

    /// Returns the profile's sum for a need that was weighed as a query. O(terms of the need).
    pub(super) fn sum(&self, query: &Query, sums: &mut Vec<u32>) -> u64 {
        self.text.sum(query, sums)
    }

    /// Returns the fit of the profile to a need of which it covers so much.
    pub(super) fn fit_covering(&self, coverage: Coverage) -> Fit {
        Fit::of(coverage, Some(self.facts.class.kind))
    }

    /// What a ranking says of a pair; `text_known` if anybody says any of the need.
    pub(super) fn listed(
        &self,
        need: &NeedId,
        pair: &JudgedPair,
        (text_known, fit): (bool, Fit),
    ) -> NeedMatch {
        let text_known = text_known && !self.text.postings.is_empty();
        let known = pair.known + if text_known { pair.text } else { 0 };
        NeedMatch {
            need: need.clone(),
            score: pair.points.to_f64(),
            confidence: f64::from(known) / f64::from(crate::num::WEIGHT_ONE),
            sides: pair.sides,
            fit,
        }
    }
}

/// A pair that no rule bars, as far as it is known without the statistics of the need's terms.
#[derive(Clone, Copy, Debug)]
pub(super) struct JudgedPair {
    pub(super) points: Points,
    /// Share of the weights that is known beside text, in steps of 2⁻²⁰.
    known: u32,
    /// Share of text.
    text: u32,
    sides: Sides,
}
