//! Why a pair scores what it scores, down to term and work.

use std::collections::HashMap;

use super::evidence::{EvidencePart, ranked_evidence, tell, text_sum};
use super::impact::{TermImpact, impacts};
use super::query::{NeedTerms, Query};
use super::{Calibration, Feature, Scorer, prior};
use crate::index::{statement_fields, work_fields};
use crate::model::facts::ProfileFacts;
use crate::model::{Facet, NeedId, Profile, ProfileId, UnitVector};
use crate::num::{Points, Unit};
use crate::rule::Violation;
use crate::text::Analyzer;

/// The score of one pair, taken apart.
///
/// All numbers are exact multiples of 2⁻⁵⁰, so that the contributions of the features sum to the score, and
/// those of the terms to the contribution of the text, without rounding.
#[derive(Clone, Debug, PartialEq, serde::Serialize)]
#[non_exhaustive]
pub struct Explanation {
    /// The need.
    pub need: NeedId,
    /// The profile.
    pub profile: ProfileId,
    /// The score, from 0 to 1. A pair that is ruled out has one too: what it would score.
    pub score: f64,
    /// Share of the weights whose feature is known, from 0 to 1.
    pub confidence: f64,
    /// Why the pair is ruled out; empty where it is admitted.
    pub violations: Vec<Violation>,
    /// One part for each feature, or for each statement of the need's preferences.
    pub features: Vec<FeaturePart>,
    /// The evidence behind the text feature, best first.
    pub evidence: Vec<EvidencePart>,
    /// Pieces of the need's text that nothing in the profile covers, heaviest first.
    pub uncovered: Vec<String>,
}

/// What one feature adds to a score.
#[derive(Clone, Copy, Debug, PartialEq, serde::Serialize)]
#[non_exhaustive]
pub struct FeaturePart {
    /// The feature.
    pub feature: Feature,
    /// Its share of all weights, from 0 to 1.
    pub weight: f64,
    /// Its value, from 0 to 1; the neutral prior where it is not known.
    pub value: f64,
    /// Whether the value is known.
    pub known: bool,
    /// `weight · value`.
    pub contribution: f64,
}

impl Explanation {
    /// Whether no rule bars the pair.
    pub fn is_admitted(&self) -> bool {
        self.violations.is_empty()
    }

    /// Every contribution at the lowest level: of the terms, and of the features but text. They sum
    /// to the score exactly.
    pub fn leaves(&self) -> impl Iterator<Item = f64> {
        let terms = self
            .evidence
            .iter()
            .flat_map(|e| e.terms.iter().map(|t| t.contribution));
        // Text that is not known has no terms; its prior is a leaf itself.
        let whole = self.evidence.is_empty();
        let features = self
            .features
            .iter()
            .filter(move |p| p.feature != Feature::Text || whole);
        terms.chain(features.map(|p| p.contribution))
    }
}

/// What is needed of a library to explain a pair.
#[derive(Clone, Copy, Debug)]
pub(crate) struct ExplainContext<'a> {
    pub(crate) analyzer: &'a Analyzer,
    pub(crate) calibration: &'a Calibration,
    pub(crate) terms: &'a NeedTerms,
    pub(crate) query: &'a Query,
}

/// The impacts of each evidence document of a profile: its statement, its works, and the whole.
pub(crate) fn profile_impacts(
    profile: &Profile,
    analyzer: &Analyzer,
    calibration: &Calibration,
) -> Vec<HashMap<u64, TermImpact>> {
    let statement = std::iter::once(statement_fields(profile));
    let texts = statement.chain(profile.works.iter().map(work_fields));
    impacts(texts, analyzer, calibration)
}

/// Explains one pair, from the record itself.
pub(crate) fn explain(
    scorer: &Scorer<'_>,
    profile: &Profile,
    context: ExplainContext<'_>,
) -> Explanation {
    let facts = ProfileFacts::of(profile);
    let documents = profile_impacts(profile, context.analyzer, context.calibration);
    let evidence = ranked_evidence(context.query, &documents);
    let textless = documents.iter().all(HashMap::is_empty);
    let mut parts = Vec::new();
    let mut known_share = 0;
    let mut add = |feature: Feature, share: u32, value: Option<Unit>| {
        if value.is_some() {
            known_share += share;
        }
        parts.push((feature, share, value));
    };
    add(
        Feature::Text,
        scorer.share(Feature::Text),
        scorer.text(text_sum(context.query, &documents), textless),
    );
    let vector = scorer.vector(|need| best_cosine(need, &facts));
    add(Feature::Vector, scorer.share(Feature::Vector), vector);
    for facet in Facet::ALL {
        scorer.facet_parts(facet, facts.get(facet), &mut add);
    }
    if !parts
        .iter()
        .any(|(feature, ..)| *feature == Feature::NeedPreference)
    {
        parts.push((
            Feature::NeedPreference,
            scorer.share(Feature::NeedPreference),
            None,
        ));
    }
    parts.sort_by_key(|(feature, ..)| *feature);
    let points = |&(feature, share, value): &(Feature, u32, Option<Unit>)| {
        Points::of(share, value.unwrap_or(prior(feature)))
    };
    let score: Points = parts.iter().map(points).sum();
    let text = parts
        .iter()
        .find(|(feature, _, value)| *feature == Feature::Text && value.is_some());
    let (evidence, uncovered) = tell(text.map(points), &evidence, profile, context);
    Explanation {
        need: scorer.need.id.clone(),
        profile: profile.id.clone(),
        score: score.to_f64(),
        confidence: share_of_one(known_share),
        violations: scorer.rules.violations(&scorer.need, &facts),
        features: parts
            .iter()
            .map(|part| feature_part(*part, points(part)))
            .collect(),
        evidence,
        uncovered,
    }
}

/// The best cosine of a profile's vectors with `need`; `None` where none compares.
pub(crate) fn best_cosine(need: &UnitVector, facts: &ProfileFacts) -> Option<Unit> {
    let cosines = facts
        .vectors
        .iter()
        .filter_map(|vector| need.cosine(vector));
    cosines.max()
}

fn share_of_one(share: u32) -> f64 {
    f64::from(share) / f64::from(crate::num::WEIGHT_ONE)
}

fn feature_part(
    (feature, share, value): (Feature, u32, Option<Unit>),
    points: Points,
) -> FeaturePart {
    FeaturePart {
        feature,
        weight: share_of_one(share),
        value: value.unwrap_or(prior(feature)).to_f64(),
        known: value.is_some(),
        contribution: points.to_f64(),
    }
}
