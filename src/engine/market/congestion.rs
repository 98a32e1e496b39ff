//! Rankings that know that others want the same experts.

use serde::{Deserialize, Serialize};

use super::Market;
use crate::assign::{CongestionPrice, Options, congestion_prices};
use crate::error::{Bilingual, Error, Result, Wording, displays_wording, say};
use crate::model::{NeedId, ProfileId};
use crate::num::POINTS_ONE;
use crate::rank::Ranking;
use crate::score::Explanation;

/// A profile in a list that was adjusted for congestion.
///
/// The score is the one without congestion, and its explanation still sums to it; the deduction is a line of its own
/// below.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct PricedMatch {
    /// The profile.
    pub profile: ProfileId,
    /// Its score for the need, from 0 to 1.
    pub score: f64,
    /// Share of the weights whose feature is known, from 0 to 1.
    pub confidence: f64,
    /// Its place by score alone, from 1.
    pub place: usize,
    /// Gain of the greatest total of all needs from one more place of it.
    pub price: f64,
    /// Number of needs that list it first.
    pub first_choices: u32,
    /// Strength times price, at most the score, in steps of 2⁻⁵⁰.
    pub deduction: f64,
    /// Score less deduction, exactly; the order of the list.
    pub adjusted: f64,
}

/// The list of a need, adjusted for congestion.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct PricedRanking {
    /// The need.
    pub need: NeedId,
    /// Adjusted score descending, then score descending, then id.
    pub matches: Vec<PricedMatch>,
}

/// An explanation with the deduction as one more line.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct PricedExplanation {
    /// Explanation of the pair's score.
    pub explanation: Explanation,
    /// The deduction for congestion.
    pub congestion: PricedMatch,
}

impl PricedExplanation {
    /// The explanation's leaves, then the deduction as a negative one; they sum to the adjusted score
    /// exactly.
    pub fn leaves(&self) -> impl Iterator<Item = f64> {
        let last = std::iter::once(-self.congestion.deduction);
        self.explanation.leaves().chain(last)
    }
}

impl PricedMatch {
    fn new(
        place: usize,
        found: &crate::rank::Match,
        price: &CongestionPrice,
        strength: f64,
    ) -> Self {
        // In the steps of scores, so that the difference is exact; at most the score, so that it is not negative.
        let deduction = steps(strength * price.price).min(found.score);
        Self {
            profile: found.profile.clone(),
            score: found.score,
            confidence: found.confidence,
            place,
            price: price.price,
            first_choices: price.first_choices,
            deduction,
            adjusted: found.score - deduction,
        }
    }

    /// Its explanation with the deduction as one more line; `explanation` is that of the pair.
    #[must_use]
    pub fn explain(self, explanation: Explanation) -> PricedExplanation {
        PricedExplanation {
            explanation,
            congestion: self,
        }
    }
}

impl Bilingual for PricedMatch {
    fn wording(&self) -> Wording {
        let (off, price, first) = (0.0 - self.deduction, self.price, self.first_choices);
        say!(
            "congestion {off:.4}: one more place of it would add {price:.4}; needs that list it first: {first}",
            "拥挤度 {off:.4}：增加一个名额可提高 {price:.4}；{first}项需求把它列为首选"
        )
    }
}

displays_wording!(PricedMatch);

/// `value`, from 0 to 1, rounded to steps of 2⁻⁵⁰, the steps of scores.
fn steps(value: f64) -> f64 {
    #[expect(clippy::cast_precision_loss, reason = "a power of two")]
    let one = POINTS_ONE as f64;
    (value * one).round() / one
}

impl Market {
    /// The lists of all open needs, each score less `strength` (0 leaves the lists as they are, 1 takes
    /// the whole price off) of the profile's congestion price, best first.
    ///
    /// Prices are [`congestion_prices`] of the lists, so a few famous experts do not fill every list: at full strength
    /// each need's best are the ones it would have in the greatest total. Cost: one solve.
    ///
    /// # Errors
    /// Invalid input if the strength is not in `0.0..=1.0`; as [`Market::problem`]; cancelled.
    pub fn congested(&self, strength: f64, options: Options<'_>) -> Result<Vec<PricedRanking>> {
        if !(0.0..=1.0).contains(&strength) {
            return Err(Error::invalid(
                "strength",
                strength,
                say!("give a number from 0 to 1", "请给出0至1之间的数"),
            ));
        }
        let prices = congestion_prices(&self.problem()?, options)?;
        let open = self.rankings.iter().filter(|r| r.closed.is_none());
        Ok(open
            .map(|ranking| priced(ranking, &prices, strength))
            .collect())
    }
}

/// `prices` are by profile id.
fn priced(ranking: &Ranking, prices: &[CongestionPrice], strength: f64) -> PricedRanking {
    let of = |id: &ProfileId| {
        let at = prices.binary_search_by(|p| p.profile.as_str().cmp(id.as_str()));
        at.ok().map(|at| &prices[at])
    };
    let places = (1..).zip(&ranking.matches);
    let mut matches: Vec<PricedMatch> = places
        .filter_map(|(place, found)| {
            Some(PricedMatch::new(
                place,
                found,
                of(&found.profile)?,
                strength,
            ))
        })
        .collect();
    matches.sort_by(|a, b| {
        b.adjusted
            .total_cmp(&a.adjusted)
            // A place already orders by score, then by id.
            .then(a.place.cmp(&b.place))
    });
    PricedRanking {
        need: ranking.need.clone(),
        matches,
    }
}
