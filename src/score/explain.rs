//! Explanation of a pair's score, down to term and work.

use super::context::ExplainContext;
use super::evidence::{EvidencePart, tell};
use super::feature::{Fact, fact};
use super::fit::Fit;
use super::quantity::{self, QuantityPart, missed_figures};
use super::reading::{FeaturePoints, Reading};
use super::{Feature, Scorer, Sides, WishPart, prior};
use crate::model::facts::ProfileFacts;
use crate::model::{Award, Facet, NeedId, Profile, ProfileId};
use crate::num::Points;
use crate::rule::{Caution, ConditionPart, TermsPart, Violation};
use crate::text::refusals;

/// The score of one pair, taken apart.
///
/// All numbers are exact multiples of 2⁻⁵⁰, so that the contributions of the features sum to the score, and
/// the contributions of the phrases and the rest to the contribution of the text, without rounding.
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
#[non_exhaustive]
pub struct Explanation {
    /// The need.
    pub need: NeedId,
    /// The profile.
    pub profile: ProfileId,
    /// The score, from 0 to 1. A pair that is ruled out has one too: the score it would have.
    pub score: f64,
    /// Share of the weights whose feature is known, from 0 to 1.
    pub confidence: f64,
    /// How each side would score the pair on its own.
    pub sides: Sides,
    /// Whether the profile's documents are about the need.
    pub fit: Fit,
    /// The part of the need's information (its words that name something, rare ones most) that stands in the profile's
    /// documents, from 0 to 1: what the fit rests on.
    pub coverage: f64,
    /// Why the pair is ruled out; empty if it is admitted.
    pub violations: Vec<Violation>,
    /// One part for each feature, or for each statement of the need's preferences.
    pub features: Vec<FeaturePart>,
    /// The evidence behind the text feature, best first.
    pub evidence: Vec<EvidencePart>,
    /// Compared values of each known feature but text, vectors and wishes, in the order of the features.
    pub facts: Vec<Fact>,
    /// Preferences of both sides, each with whether the other side keeps it.
    pub wishes: Vec<WishPart>,
    /// The figures that the need demands, and the profile's statement of each. Their contributions are the parts of
    /// [`Feature::Quantity`] in `features`, in the same order.
    pub quantities: Vec<QuantityPart>,
    /// The profile's conditions of eligibility, as the need meets them; a broken one is among the violations.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub conditions: Vec<ConditionPart>,
    /// The terms of finance that either side states; one that keeps the two apart is among the violations.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub terms: Vec<TermsPart>,
    /// The sum that the firm would get, if the profile is a subsidy or a voucher that states figures.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub award: Option<Award>,
    /// Relations between the two sides that may be a conflict of interest: to be confirmed, they bar nobody.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub cautions: Vec<Caution>,
    /// Pieces of the need's text that nothing in the profile covers: title and keywords first, then others; in each group
    /// the heaviest first. Pieces that tell nothing (boilerplate, numbers, units) are not among them.
    pub uncovered: Vec<String>,
    /// What the need says that it does not want (不含甲醛, 商标除外), in its words: these count neither for the profile nor
    /// against it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub excluded: Vec<String>,
    /// What the profile says that it does not do (不承接氟化, does not offer plating), in its words: these are no mentions
    /// of it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub refused: Vec<String>,
}

/// One feature's part of a score: its weight, value and certainty.
#[derive(Clone, Copy, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
#[non_exhaustive]
pub struct FeaturePart {
    /// The feature.
    pub feature: Feature,
    /// The share of the feature in all weights, from 0 to 1.
    pub weight: f64,
    /// The value of the feature, from 0 to 1; the neutral prior if it is unknown.
    pub value: f64,
    /// Whether the value is known.
    pub known: bool,
    /// How sure the value is, from 0 to 1: 1 if both sides state it, less if it is inferred from text, 0 if it is not
    /// known.
    pub certainty: f64,
    /// `weight · value`, from 0 to 1.
    pub contribution: f64,
}

impl Explanation {
    /// Whether no rule bars the pair.
    #[must_use]
    pub fn is_admitted(&self) -> bool {
        self.violations.is_empty()
    }

    /// Returns one part for each feature: several statements become one part with their weighted mean as value.
    pub fn totals(&self) -> Vec<FeaturePart> {
        // Parts are sorted by feature, so the parts of one feature are neighbours.
        let same = |a: &FeaturePart, b: &FeaturePart| a.feature == b.feature;
        self.features
            .chunk_by(same)
            .map(FeaturePart::total)
            .collect()
    }

    /// Every contribution at the lowest level: of the phrases and the rest of each evidence document, and of the
    /// features but text. They sum to the score exactly.
    pub fn leaves(&self) -> impl Iterator<Item = f64> {
        let of_document = |e: &EvidencePart| {
            let phrases: Vec<f64> = e.phrases.iter().map(|p| p.contribution).collect();
            phrases.into_iter().chain([e.rest])
        };
        let texts = self.evidence.iter().flat_map(of_document);
        // Text that is not known has no evidence; its prior is a leaf itself.
        let whole = self.evidence.is_empty();
        let features = self
            .features
            .iter()
            .filter(move |p| p.feature != Feature::Text || whole);
        texts.chain(features.map(|p| p.contribution))
    }
}

/// Explains one pair, from the record itself.
pub(crate) fn explain(
    scorer: &Scorer<'_>,
    profile: &Profile,
    context: ExplainContext<'_>,
) -> Explanation {
    let reading = Reading::new(profile, context);
    let facts = &reading.facts;
    let parts = reading.parts(scorer);
    let score: Points = parts.iter().map(FeaturePoints::points).sum();
    let text = parts.iter().find(|part| part.feature == Feature::Text);
    // Unknown text has no terms, so its points are not shared out.
    let text = text
        .filter(|part| part.known.is_some())
        .map(FeaturePoints::points);
    let (evidence, uncovered) = tell(text, &reading.evidence, profile, context);
    let known = parts.iter().filter(|part| part.known.is_some());
    let quantities = quantity::tell(&scorer.demands, profile, |document, hash| {
        reading.has_term(document, hash)
    });
    Explanation {
        need: scorer.need.id.clone(),
        profile: profile.id.clone(),
        score: score.to_f64(),
        confidence: share_of_one(parts.iter().map(FeaturePoints::known_share).sum()),
        sides: scorer.sides(score, facts.get(Facet::Wishes)),
        fit: Fit::of(reading.coverage, Some(facts.class.kind)),
        coverage: reading.coverage.share(),
        // Scored although ruled out, so that the use of lifting the rules is plain.
        violations: violations(scorer, facts, &quantities),
        features: parts.iter().map(FeaturePart::of).collect(),
        evidence,
        facts: known
            .filter_map(|part| fact(scorer.view(), facts.get(part.feature.facet()?)?))
            .collect(),
        wishes: scorer.wishes(facts),
        quantities,
        // The snapshot adds them: it knows which organisation belongs to which.
        cautions: Vec::new(),
        conditions: scorer.rules.conditions(&scorer.need, facts),
        terms: scorer.rules.terms(&scorer.need, facts),
        award: Award::of(profile, scorer.need.budget.as_ref()),
        uncovered,
        excluded: context.terms.excluded().to_vec(),
        refused: refused(profile),
    }
}

/// What the statement of `profile` says that it does not do; works are of what was done.
fn refused(profile: &Profile) -> Vec<String> {
    let texts = profile.expertise.iter().chain([&profile.description]);
    let parts = texts.flat_map(|text| refusals(text));
    parts.map(str::to_owned).collect()
}

/// The rules that the pair breaks, missed figures last if they bar.
fn violations(
    scorer: &Scorer<'_>,
    facts: &ProfileFacts,
    quantities: &[QuantityPart],
) -> Vec<Violation> {
    let mut broken = scorer.rules.violations(&scorer.need, facts);
    let missed = missed_figures(scorer.rules, quantities).into_iter().next();
    broken.extend(missed.map(Violation::from));
    broken
}

fn share_of_one(share: u32) -> f64 {
    f64::from(share) / f64::from(crate::num::WEIGHT_ONE)
}

impl FeaturePart {
    /// Merges several parts of one feature into one.
    fn total(parts: &[Self]) -> Self {
        let weight: f64 = parts.iter().map(|part| part.weight).sum();
        let contribution: f64 = parts.iter().map(|part| part.contribution).sum();
        let certain: f64 = parts.iter().map(|part| part.weight * part.certainty).sum();
        let first = parts[0];
        // A single part keeps its exact value; dividing again would round. Without weight there is no mean.
        let value = match parts {
            [_] => first.value,
            _ if weight > 0.0 => contribution / weight,
            _ => prior(first.feature).to_f64(),
        };
        Self {
            feature: first.feature,
            weight,
            value,
            known: parts.iter().any(|part| part.known),
            certainty: if weight > 0.0 {
                certain / weight
            } else {
                first.certainty
            },
            contribution,
        }
    }

    fn of(part: &FeaturePoints) -> Self {
        Self {
            feature: part.feature,
            weight: share_of_one(part.share),
            value: part.value().to_f64(),
            known: part.known.is_some(),
            certainty: part.known.map_or(0.0, |known| known.certainty.to_f64()),
            contribution: part.points().to_f64(),
        }
    }
}
