//! A profile read for a need: the parts of all its scores, whatever the weights.

use super::certainty::Known;
use super::context::ExplainContext;
use super::evidence::{DocumentEvidence, ranked_evidence, text_sum};
use super::quantity::verdict;
use super::{Feature, Scorer, prior};
use crate::compiled::impact::{TermImpact, profile_impacts};
use crate::compiled::term_map::TermMap;
use crate::compiled::{CentredVector, Coverage};
use crate::index::{PlacedClaim, profile_claims};
use crate::infer::profile_facts;
use crate::model::facts::ProfileFacts;
use crate::model::{Facet, Profile};
use crate::num::{Fraction, Points};

/// One feature, or one statement of the need's preferences: its share of the weights, and its value if known.
#[derive(Clone, Copy, Debug)]
pub(crate) struct FeaturePoints {
    pub(super) feature: Feature,
    pub(super) share: u32,
    pub(super) known: Option<Known>,
}

impl FeaturePoints {
    pub(super) fn points(&self) -> Points {
        Points::of(self.share, self.value())
    }

    /// Returns the value as it counts: the neutral prior if it is not known.
    pub(super) fn value(&self) -> Fraction {
        self.known.map_or(prior(self.feature), |known| known.value)
    }

    /// Share of the weights that it makes known, in steps of 2⁻²⁰.
    pub(super) fn known_share(&self) -> u32 {
        self.known
            .map_or(0, |known| known.certainty.of_share(self.share))
    }
}

/// A profile's facts, and its evidence for one query.
#[derive(Debug)]
pub(crate) struct Reading {
    pub(crate) facts: ProfileFacts,
    /// The documents that count, best first.
    pub(super) evidence: Vec<DocumentEvidence>,
    /// The figures that it states.
    claims: Vec<PlacedClaim>,
    /// Terms of each evidence document, by hash.
    terms: Vec<TermMap<TermImpact>>,
    sum: u64,
    textless: bool,
    /// What its documents cover of the need.
    pub(super) coverage: Coverage,
}

impl Reading {
    /// Reads `profile` from its record. O(text).
    pub(crate) fn new(profile: &Profile, context: ExplainContext<'_>) -> Self {
        let documents = profile_impacts(profile, context.analyzer, context.calibration);
        Self {
            facts: profile_facts(profile),
            claims: profile_claims(profile),
            evidence: ranked_evidence(context.query, &documents),
            sum: text_sum(context.query, &documents),
            textless: documents.iter().all(TermMap::is_empty),
            coverage: context
                .query
                .coverage(|hash| documents.iter().any(|d| d.contains_key(&hash))),
            terms: documents,
        }
    }

    /// Whether an evidence document, by number, has the term of that hash.
    pub(super) fn has_term(&self, document: u32, hash: u64) -> bool {
        let terms = self.terms.get(document as usize);
        terms.is_some_and(|terms| terms.contains_key(&hash))
    }

    /// Every part of the score under `scorer`, in the order of the features.
    pub(super) fn parts(&self, scorer: &Scorer<'_>) -> Vec<FeaturePoints> {
        let text = scorer.text(self.sum, self.textless);
        let vector = scorer.vector(|need| best_nearness(need, &self.facts));
        let mut parts = Vec::with_capacity(Feature::ALL.len());
        let mut add = |feature, share, known| {
            parts.push(FeaturePoints {
                feature,
                share,
                known,
            });
        };
        let stated = |value: Option<Fraction>| value.map(Known::stated);
        add(Feature::Text, scorer.share(Feature::Text), stated(text));
        add(
            Feature::Vector,
            scorer.share(Feature::Vector),
            stated(vector),
        );
        let has = |document, hash| self.has_term(document, hash);
        let met = |demand: &_| verdict(demand, &self.claims, has);
        for (_, share, value) in scorer.demands.values(met) {
            add(Feature::Quantity, share, stated(value));
        }
        // A share whose feature the need does not ask for counts at its prior; without this part the parts would not
        // sum to the score.
        if scorer.demands.is_empty() {
            add(Feature::Quantity, scorer.share(Feature::Quantity), None);
        }
        for &facet in Facet::ALL {
            scorer.facet_parts(facet, self.facts.get(facet), &mut add);
        }
        // Likewise for a need without preferences.
        let unstated = Feature::NeedPreference;
        if parts.iter().all(|part| part.feature != unstated) {
            parts.push(FeaturePoints {
                feature: unstated,
                share: scorer.share(unstated),
                known: None,
            });
        }
        // Stable: the statements of one feature keep their order.
        parts.sort_by_key(|part| part.feature);
        parts
    }

    /// The score under `scorer`.
    pub(crate) fn points(&self, scorer: &Scorer<'_>) -> Points {
        self.parts(scorer).iter().map(FeaturePoints::points).sum()
    }
}

/// The best nearness of a profile's vectors to `need`; `None` if none compares.
pub(crate) fn best_nearness(need: &CentredVector, facts: &ProfileFacts) -> Option<Fraction> {
    let all = facts.vectors.iter();
    // The closest vector decides: a mean would punish a profile for its other fields.
    all.filter_map(|vector| need.nearness(vector)).max()
}
