//! Why a pair scores what it scores, down to term and work.

use std::collections::{BTreeMap, HashMap};

use super::compiled::{DECAY_DOCUMENTS, decayed_sum};
use super::impact::impacts;
use super::query::{NeedTerms, Query};
use super::{Calibration, Feature, Scorer, prior};
use crate::index::{statement_fields, work_fields};
use crate::model::facts::ProfileFacts;
use crate::model::{Facet, NeedId, Profile, ProfileId};
use crate::num::{Points, Unit, apportion};
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

/// What one evidence document adds to a score.
#[derive(Clone, Debug, PartialEq, serde::Serialize)]
#[non_exhaustive]
pub struct EvidencePart {
    /// Number of the work among the profile's works, from 0; `None` is the profile's own statement.
    pub work: Option<usize>,
    /// Title of the work, or name of the profile.
    pub title: String,
    /// Year of the work.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub year: Option<i32>,
    /// Its part of the text contribution.
    pub contribution: f64,
    /// The terms it shares with the need, by readable piece of the need, heaviest first.
    pub terms: Vec<TermPart>,
}

/// What one piece of the need's text adds to a score.
#[derive(Clone, Debug, PartialEq, serde::Serialize)]
#[non_exhaustive]
pub struct TermPart {
    /// The piece: a dictionary word, a Latin word, a code; or that of a synonym.
    pub text: String,
    /// The phrase of the need that it is a synonym of.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub synonym_of: Option<String>,
    /// Its part of the contribution.
    pub contribution: f64,
}

impl Explanation {
    /// Whether no rule bars the pair.
    pub fn is_admitted(&self) -> bool {
        self.violations.is_empty()
    }

    /// Every contribution at the lowest level: of the terms, and of the features but text. They sum to the score exactly.
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

/// One evidence document's sum, term by term.
struct Evidence {
    work: Option<usize>,
    sum: u32,
    terms: Vec<(u64, u32)>,
}

/// What is needed of a library to explain a pair.
#[derive(Clone, Copy, Debug)]
pub(crate) struct ExplainContext<'a> {
    pub(crate) analyzer: &'a Analyzer,
    pub(crate) calibration: &'a Calibration,
    pub(crate) terms: &'a NeedTerms,
    pub(crate) query: &'a Query,
}

/// The impacts of each evidence document of a profile: its statement, then its works.
pub(crate) fn profile_impacts(
    profile: &Profile,
    analyzer: &Analyzer,
    calibration: &Calibration,
) -> Vec<HashMap<u64, u8>> {
    let statement = std::iter::once(statement_fields(profile));
    let texts = statement.chain(profile.works.iter().map(work_fields));
    texts
        .map(|fields| impacts(&fields, analyzer, calibration))
        .collect()
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
    let sums: Vec<u32> = evidence.iter().map(|e| e.sum).collect();
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
        scorer.text(decayed_sum(&sums), textless),
    );
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
    let (evidence, uncovered) = tell(text.map(points), evidence, profile, context);
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

/// The documents that count, best first (ties: the earlier document).
fn ranked_evidence(query: &Query, documents: &[HashMap<u64, u8>]) -> Vec<Evidence> {
    let of = |(number, document): (usize, &HashMap<u64, u8>)| {
        let shared = query.terms.iter().filter_map(|&(hash, weight)| {
            document
                .get(&hash)
                .map(|&impact| (hash, weight * u32::from(impact)))
        });
        let terms: Vec<(u64, u32)> = shared.collect();
        Evidence {
            work: number.checked_sub(1),
            sum: terms.iter().map(|t| t.1).sum(),
            terms,
        }
    };
    let mut evidence: Vec<Evidence> = documents.iter().enumerate().map(of).collect();
    evidence.sort_by_key(|e| std::cmp::Reverse(e.sum));
    evidence.truncate(DECAY_DOCUMENTS);
    evidence.retain(|e| e.sum > 0);
    evidence
}

/// Shares the text's points out over documents and pieces of the need, and names the pieces that nothing covers.
fn tell(
    points: Option<Points>,
    evidence: Vec<Evidence>,
    profile: &Profile,
    context: ExplainContext<'_>,
) -> (Vec<EvidencePart>, Vec<String>) {
    let origins: HashMap<u64, &crate::text::Origin> = context
        .terms
        .0
        .iter()
        .map(|t| (t.hash, &t.origin))
        .collect();
    let mut pieces = Vec::new();
    for (rank, document) in evidence.iter().enumerate() {
        let mut by_piece: BTreeMap<_, u64> = BTreeMap::new();
        for (hash, sum) in &document.terms {
            // Scaled so that the halving of lower ranks is exact in the proportions.
            let scaled = (u64::from(*sum) << DECAY_DOCUMENTS) >> rank;
            *by_piece.entry(origins[hash]).or_default() += scaled;
        }
        pieces.extend(
            by_piece
                .into_iter()
                .map(|(origin, part)| (rank, origin, part)),
        );
    }
    let parts: Vec<u64> = pieces.iter().map(|&(.., part)| part).collect();
    let shares = apportion(points.unwrap_or_default().0, &parts);
    let mut told: Vec<EvidencePart> = evidence
        .iter()
        .map(|e| evidence_part(e.work, profile))
        .collect();
    let mut totals = vec![Points(0); told.len()];
    for ((rank, origin, _), share) in pieces.iter().zip(shares) {
        totals[*rank] = totals[*rank] + Points(share);
        told[*rank].terms.push(TermPart {
            text: origin.span.to_string(),
            synonym_of: origin.synonym_of.as_ref().map(ToString::to_string),
            contribution: Points(share).to_f64(),
        });
    }
    for (part, total) in told.iter_mut().zip(totals) {
        part.contribution = total.to_f64();
        part.terms.sort_by(|a, b| {
            b.contribution
                .total_cmp(&a.contribution)
                .then_with(|| a.text.cmp(&b.text))
        });
    }
    let covered: Vec<&crate::text::Origin> = pieces.iter().map(|&(_, origin, _)| origin).collect();
    (told, uncovered(context, &covered))
}

fn evidence_part(work: Option<usize>, profile: &Profile) -> EvidencePart {
    let source = work.map(|number| &profile.works[number]);
    EvidencePart {
        work,
        title: source.map_or_else(|| profile.name.clone(), |w| w.title.clone()),
        year: source.and_then(|w| w.year),
        contribution: 0.0,
        terms: Vec::new(),
    }
}

fn uncovered(context: ExplainContext<'_>, covered: &[&crate::text::Origin]) -> Vec<String> {
    let weights: HashMap<u64, u32> = context.query.terms.iter().copied().collect();
    let mut missing: BTreeMap<&str, u64> = BTreeMap::new();
    for term in context
        .terms
        .0
        .iter()
        .filter(|t| t.origin.synonym_of.is_none())
    {
        if !covered.iter().any(|c| c.span == term.origin.span) {
            // A term that nobody in the library uses weighs as much as any: it is what is missing.
            let weight = weights
                .get(&term.hash)
                .copied()
                .unwrap_or(super::query::WEIGHT_NORM);
            *missing.entry(&term.origin.span).or_default() += u64::from(weight);
        }
    }
    let mut missing: Vec<(&str, u64)> = missing.into_iter().collect();
    missing.sort_by_key(|&(text, weight)| (std::cmp::Reverse(weight), text));
    missing
        .into_iter()
        .map(|(text, _)| text.to_owned())
        .collect()
}
