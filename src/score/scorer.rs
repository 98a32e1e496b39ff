//! One need against profiles: rules, and the points of every feature.
//!
//! One body serves ranking and explanation: [`Scorer::facet_parts`] passes each part of a facet to a
//! sink; ranking adds the parts up, an explanation keeps them.

use std::borrow::Cow;
use std::sync::Arc;

use super::Feature;
use super::certainty::Known;
use super::context::{NeedView, ValueContext};
use super::feature::{prior, value};
use super::preference::{Statement, judged};
use super::quantity::Demands;
use super::sides::{Sides, WishPart};
use super::weights::Weights;
use crate::compiled::CentredVector;
use crate::compiled::demand::Demand;
use crate::compiled::impact::IMPACT_ONE;
use crate::compiled::query::{Query, WEIGHT_NORM};
use crate::infer::Infer;
use crate::model::Facet;
use crate::model::facts::{FacetValue, NeedFacts, ProfileFacts};
use crate::num::{Fraction, Points, apportion};
use crate::rule::{Rules, Side};

/// A profile's sum of this many makes text ½: 255·[`WEIGHT_NORM`].
///
/// A sum has two halves, by the profile's documents and by the profile as a whole. Text is ½ if each of them covers
/// half of the need in the sense of a dot product: ½ · ‖v‖ · r₁, for terms of weights v that would all be as rare
/// as a term of one document. A need of common words alone stays below that even if every word is found.
const HALF_TEXT: u64 = WEIGHT_NORM as u64 * IMPACT_ONE as u64;

/// The text feature of a profile's sum: x/(x + 1) for x in units of [`HALF_TEXT`], monotone, below 1.
pub(crate) fn text_value(sum: u64) -> Fraction {
    Fraction::from_steps((sum << crate::num::FRACTION_BITS) / (sum + HALF_TEXT))
}

/// The text feature of a sum, as a float within 2⁻²² of it.
pub(crate) fn text_bound(sum: f32) -> f32 {
    #[expect(clippy::cast_precision_loss, reason = "a number of few bits")]
    let half = HALF_TEXT as f32;
    sum / (sum + half)
}

/// Statements share their feature's weight evenly; largest remainder makes the parts sum to it.
fn shared(made: Vec<Statement>, share: u32) -> Vec<(Statement, u32)> {
    if made.is_empty() {
        return Vec::new();
    }
    let each = apportion(u64::from(share), &vec![1; made.len()]).into_iter();
    let each = each.map(|s| u32::try_from(s).expect("a part is at most the share"));
    made.into_iter().zip(each).collect()
}

/// The least sum whose text feature reaches `value`; `None` if none does.
fn least_sum(value: u64) -> Option<u64> {
    let one = u64::from(Fraction::ONE.steps());
    let missing = one.checked_sub(value).filter(|&m| m > 0)?;
    // x/(x+h) ≥ v/1 ⇔ x ≥ v·h/(1−v); rounding of text_value is downwards, so this never overshoots.
    Some(
        (u128::from(value) * u128::from(HALF_TEXT) / u128::from(missing))
            .try_into()
            .expect("below 2^54: a value has 30 bits, HALF_TEXT 24"),
    )
}

/// What a scorer looks at of a need beside its facts.
#[derive(Debug)]
pub(crate) struct NeedParts<'d> {
    /// The figures demanded.
    pub(crate) demands: &'d Arc<[Demand]>,
    /// Whether the need says anything that anybody says.
    pub(crate) text_known: bool,
    /// The need's vector about the mean, if any of the collection's compares with it.
    pub(crate) vector: Option<CentredVector>,
}

/// What a facet adds to a pair.
#[derive(Clone, Copy, Debug)]
pub(crate) struct FacetScore {
    pub(crate) points: Points,
    /// Share of the weights that it makes known, in steps of 2⁻²⁰.
    pub(crate) known: u32,
}

/// A need, its weights and its rules, ready to judge profiles.
#[derive(Debug)]
pub(crate) struct Scorer<'r> {
    pub(crate) need: Cow<'r, NeedFacts>,
    pub(crate) rules: &'r Rules,
    context: Cow<'r, ValueContext>,
    shares: [u32; Feature::ALL.len()],
    /// The need's preferences, each with its part of the feature's share.
    statements: Vec<(Statement, u32)>,
    /// The figures that the need demands, each with its part of the feature's share.
    pub(crate) demands: Demands,
    /// Whether the need says anything that anybody says.
    text_known: bool,
    /// The need's vector, if any of the collection's compares with it.
    vector: Option<CentredVector>,
}

impl<'r> Scorer<'r> {
    pub(crate) fn new(
        need: Cow<'r, NeedFacts>,
        weights: &Weights,
        rules: &'r Rules,
        query: &Query,
        infer: Infer,
    ) -> Self {
        let shares = weights.asked(query.vector.is_some()).shares();
        Self::with_shares(need, shares, rules, query, infer)
    }

    /// Makes a scorer from the shares (steps of 2⁻²⁰) of the [weights that count](Weights::asked), worked out once for
    /// many needs of a kind.
    pub(crate) fn with_shares(
        need: Cow<'r, NeedFacts>,
        shares: [u32; Feature::ALL.len()],
        rules: &'r Rules,
        query: &Query,
        infer: Infer,
    ) -> Self {
        let parts = NeedParts {
            demands: &query.demands,
            text_known: !query.terms.is_empty(),
            vector: query.vector.clone(),
        };
        let context = Cow::Owned(ValueContext::of(rules, infer));
        Self::with_parts(need, shares, (rules, context), parts)
    }

    /// Makes a scorer from the parts of a need that it looks at, in a context that may serve many.
    pub(crate) fn with_parts(
        need: Cow<'r, NeedFacts>,
        shares: [u32; Feature::ALL.len()],
        (rules, context): (&'r Rules, Cow<'r, ValueContext>),
        parts: NeedParts<'_>,
    ) -> Self {
        let made: Vec<Statement> = Statement::among(&need.preferences).collect();
        let share = shares[Feature::NeedPreference as usize];
        Self {
            need,
            rules,
            context,
            shares,
            statements: shared(made, share),
            demands: Demands::new(parts.demands, shares[Feature::Quantity as usize]),
            text_known: parts.text_known,
            vector: parts.vector,
        }
    }

    /// The need, with the context that its values are computed in.
    pub(crate) fn view(&self) -> NeedView<'_> {
        NeedView {
            need: &self.need,
            context: &self.context,
        }
    }

    /// The share of a feature in the score, in steps of 2⁻²⁰.
    pub(crate) fn share(&self, feature: Feature) -> u32 {
        self.shares[feature as usize]
    }

    /// The value of the feature that looks at the facet of `offer`, for a profile that states `offer`.
    pub(crate) fn value(&self, offer: &FacetValue) -> Option<Known> {
        value(self.view(), offer)
    }

    /// The score that each side would give a profile that scores `total` and has these wishes.
    pub(crate) fn sides(&self, total: Points, wishes: Option<&FacetValue>) -> Sides {
        let feature = Feature::ProfilePreference;
        let known = wishes.and_then(|wishes| self.value(wishes));
        let known = known.map_or(prior(feature), |known| known.value);
        Sides::of(total, self.share(feature), known)
    }

    /// Judges the preferences of both sides, the need's statements first.
    pub(crate) fn wishes(&self, profile: &ProfileFacts) -> Vec<WishPart> {
        let of_need = self.statements.iter().map(|&(statement, _)| {
            let facet = profile.get(statement.facet());
            let judged = facet.and_then(|v| statement.judge(&self.need, v, &self.context));
            (
                Side::Need,
                statement,
                judged.map(|kept| kept == Fraction::ONE),
            )
        });
        let wishes = profile.get(Facet::Wishes).and_then(FacetValue::wishes);
        let of_profile = wishes.map(|wishes| judged(&self.need, wishes, &self.context));
        let of_profile = of_profile.into_iter().flatten();
        let of_profile = of_profile.map(|(statement, kept)| (Side::Profile, statement, kept));
        let all = of_need.chain(of_profile);
        all.map(|(side, statement, kept)| WishPart {
            side,
            statement,
            kept,
        })
        .collect()
    }

    /// Passes `sink` each feature (or statement of one) that looks at `facet`: its share, and its value if known.
    pub(crate) fn facet_parts(
        &self,
        facet: Facet,
        known: Option<&FacetValue>,
        mut sink: impl FnMut(Feature, u32, Option<Known>),
    ) {
        if let Some(feature) = Feature::of_facet(facet) {
            let found = known.and_then(|v| self.value(v));
            sink(feature, self.share(feature), found);
        }
        for (statement, share) in self.statements.iter().filter(|(s, _)| s.facet() == facet) {
            let judged = known.and_then(|v| statement.judge(&self.need, v, &self.context));
            sink(Feature::NeedPreference, *share, judged.map(Known::stated));
        }
    }

    /// Whether the need's preferences speak of `facet`.
    pub(crate) fn has_statements(&self, facet: Facet) -> bool {
        self.statements.iter().any(|(s, _)| s.facet() == facet)
    }

    /// Most points that [`Self::facet_points`] can give a profile.
    pub(crate) fn most_facet_points(&self, facet: Facet) -> Points {
        let of_feature = Feature::of_facet(facet).map_or(0, |feature| self.share(feature));
        let statements = self.statements.iter().filter(|(s, _)| s.facet() == facet);
        let of_statements: u32 = statements.map(|&(_, share)| share).sum();
        Points::of(of_feature + of_statements, Fraction::ONE)
    }

    /// Points of `facet`, or `None` if a rule bars its value.
    pub(crate) fn facet_points(&self, facet: Facet, known: Option<&FacetValue>) -> Option<Points> {
        // Rules first: a barred profile is out whatever its points.
        if known.is_some_and(|value| self.rules.bars(&self.need, value)) {
            return None;
        }
        let mut points = Points(0);
        self.facet_parts(facet, known, |feature, share, known| {
            let value = known.map_or(prior(feature), |known| known.value);
            points = points + Points::of(share, value);
        });
        Some(points)
    }

    /// The vector feature, if known: `nearness` gives the profile's best to the need's.
    pub(crate) fn vector(
        &self,
        nearness: impl FnOnce(&CentredVector) -> Option<Fraction>,
    ) -> Option<Fraction> {
        nearness(self.vector.as_ref()?)
    }

    /// Points of `facet` and what it makes known, or `None` if a rule bars its value.
    pub(crate) fn facet(&self, facet: Facet, known: Option<&FacetValue>) -> Option<FacetScore> {
        if known.is_some_and(|value| self.rules.bars(&self.need, value)) {
            return None;
        }
        let mut found = FacetScore {
            points: Points(0),
            known: 0,
        };
        self.facet_parts(facet, known, |feature, share, known| {
            let value = known.map_or(prior(feature), |known| known.value);
            found.points = found.points + Points::of(share, value);
            found.known += known.map_or(0, |known| known.certainty.of_share(share));
        });
        Some(found)
    }

    /// What a known or unknown value of the one feature that looks at a facet adds, where no statement does.
    pub(super) fn looked_up(&self, feature: Feature, known: Option<Known>) -> FacetScore {
        let share = self.share(feature);
        let value = known.map_or(prior(feature), |known| known.value);
        FacetScore {
            points: Points::of(share, value),
            known: known.map_or(0, |known| known.certainty.of_share(share)),
        }
    }

    /// Points of the vector feature.
    pub(crate) fn vector_points(
        &self,
        nearness: impl FnOnce(&CentredVector) -> Option<Fraction>,
    ) -> Points {
        let share = self.share(Feature::Vector);
        // A nearness reads every component; without weight it cannot change the points.
        let value = if share == 0 {
            None
        } else {
            self.vector(nearness)
        };
        Points::of(share, value.unwrap_or(prior(Feature::Vector)))
    }

    /// Most points of the vector feature.
    pub(crate) fn most_vector_points(&self) -> Points {
        // Without a vector of the need no nearness is known, so the prior is exact, not only a bound.
        let value = if self.vector.is_some() {
            Fraction::ONE
        } else {
            prior(Feature::Vector)
        };
        Points::of(self.share(Feature::Vector), value)
    }

    /// Points that no profile decides: preferences and figures that the need does not state.
    pub(crate) fn constant(&self) -> Points {
        let unstated = |stated: bool, feature| {
            let share = if stated { 0 } else { self.share(feature) };
            Points::of(share, prior(feature))
        };
        unstated(!self.statements.is_empty(), Feature::NeedPreference)
            + unstated(!self.demands.is_empty(), Feature::Quantity)
    }

    /// Points of a profile's sum. A sum of 0 adds as much as unknown text: nothing.
    pub(crate) fn text_points(&self, sum: u64) -> Points {
        Points::of(self.share(Feature::Text), text_value(sum))
    }

    /// The text feature, if known.
    pub(crate) fn text(&self, sum: u64, textless: bool) -> Option<Fraction> {
        (self.text_known && !textless).then(|| text_value(sum))
    }

    /// Share of the weights that text and vectors make known, in steps of 2⁻²⁰.
    pub(crate) fn known_beside_facets(&self, text: bool, vector: bool) -> u32 {
        let of = |known: bool, feature| if known { self.share(feature) } else { 0 };
        of(text, Feature::Text) + of(vector, Feature::Vector)
    }

    /// Share of the weights that a value of `facet` makes known, in steps of 2⁻²⁰.
    pub(crate) fn known_of(&self, facet: Facet, value: Option<&FacetValue>) -> u32 {
        let mut known = 0;
        self.facet_parts(facet, value, |_, share, value| {
            known += value.map_or(0, |known| known.certainty.of_share(share));
        });
        known
    }

    /// Whether the need says anything that anybody says.
    pub(crate) fn text_known(&self) -> bool {
        self.text_known
    }

    /// The least sum with which text adds `points`; `None` if no text adds so much.
    pub(crate) fn least_sum(&self, points: u64) -> Option<u64> {
        if points == 0 {
            return Some(0);
        }
        let share = u64::from(self.share(Feature::Text));
        if share == 0 {
            return None;
        }
        // Rounded up: a value one step lower would add less than `points`.
        least_sum(points.div_ceil(share))
    }
}

#[cfg(test)]
mod tests {
    use super::{HALF_TEXT, least_sum, text_value};
    use crate::num::Fraction;

    #[test]
    fn text_is_half_at_the_half_sum_and_never_one() {
        assert_eq!(text_value(0), Fraction::ZERO);
        assert_eq!(text_value(HALF_TEXT), Fraction::HALF);
        assert!(text_value(2 * u64::from(u32::MAX)) < Fraction::ONE);
    }

    #[test]
    fn the_least_sum_never_shuts_out_a_sum_that_would_do() {
        for sum in [
            0,
            1,
            77,
            4_096,
            HALF_TEXT - 1,
            HALF_TEXT,
            3 * HALF_TEXT,
            u64::from(u32::MAX),
        ] {
            let value = u64::from(text_value(sum).steps());
            assert!(least_sum(value).is_some_and(|least| least <= sum), "{sum}");
            let next = value + 1;
            assert!(
                least_sum(next).is_none_or(|least| least + 1 >= sum),
                "{sum}"
            );
        }
        assert_eq!(least_sum(u64::from(Fraction::ONE.steps())), None);
    }
}
