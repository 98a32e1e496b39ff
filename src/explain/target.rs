//! What a record would have to say for a feature to reach a value.

use super::change::{Target, ValueChange, steps};
use super::contest::Contest;
use crate::model::facts::FacetValue;
use crate::model::{Budget, Facet, Level};
use crate::quantity::Verdict;
use crate::score::{Explanation, Feature, Scorer};

/// Years back to which a latest work is looked for.
const LONGEST_AGO: i32 = 200;

impl Contest<'_> {
    /// Those of `changes` that a profile can make, since the need asks for the feature; each with what the
    /// record would have to say where one field, or the figures of its texts, decide.
    pub(super) fn values(
        &self,
        mut changes: Vec<ValueChange>,
        explanation: &Explanation,
    ) -> Vec<ValueChange> {
        let scorer = self.scorer(&self.weights);
        changes.retain(|change| self.asks(change.feature));
        for change in &mut changes {
            change.target = match change.feature {
                Feature::Quantity => figures(explanation, change.to),
                feature => self.target(&scorer, feature, change.to),
            };
        }
        changes
    }

    /// Whether the need states what the feature compares with.
    fn asks(&self, feature: Feature) -> bool {
        let need = &self.need;
        match feature {
            Feature::Text => !self.query.terms.is_empty(),
            Feature::Industry => !need.industries.is_empty(),
            Feature::Discipline => !need.disciplines.is_empty(),
            Feature::Level => need.level.is_some(),
            Feature::Readiness => need.readiness.is_some(),
            Feature::Mode => !need.modes.is_empty(),
            Feature::Budget => need.budget.is_some(),
            Feature::Vector => need.vector.is_some(),
            Feature::Quantity => !self.query.demands.is_empty(),
            Feature::NeedPreference => !need.preferences.is_empty(),
            _ => true,
        }
    }

    fn target(&self, scorer: &Scorer<'_>, feature: Feature, least: f64) -> Option<Target> {
        let reaches = |value: &FacetValue| {
            let value = scorer.value(feature, value);
            value.is_some_and(|known| known.value.to_f64() >= least)
        };
        let need = &self.need;
        match feature {
            Feature::Level => {
                let mut levels = Level::ALL.iter().copied();
                let level = levels.find(|&level| reaches(&FacetValue::Level(level)))?;
                Some(Target::Level { level })
            }
            Feature::Readiness => {
                let mut all = 1..=9;
                let readiness = all.find(|&level| reaches(&FacetValue::Readiness(level)))?;
                Some(Target::Readiness { readiness })
            }
            Feature::Recency => {
                let today = self.rules.today.year();
                let mut years = today - LONGEST_AGO..=today;
                let year = years.find(|&year| reaches(&FacetValue::LatestWork(year)))?;
                Some(Target::LatestWork { year })
            }
            Feature::Mode => {
                let modes = need.modes.clone();
                reaches(&FacetValue::Modes(modes.clone())).then_some(Target::Modes { modes })
            }
            Feature::Industry => {
                let codes = need.industries.clone();
                let value = FacetValue::Industries(codes.clone());
                reaches(&value).then_some(Target::Industries { codes })
            }
            Feature::Discipline => {
                let codes = need.disciplines.clone();
                let value = FacetValue::Disciplines(codes.clone());
                reaches(&value).then_some(Target::Disciplines { codes })
            }
            Feature::Budget => self.price(least, reaches),
            _ => None,
        }
    }

    /// The highest price, in whole 万元 where it is above one, that reaches a value of `least`.
    fn price(&self, least: f64, reaches: impl Fn(&FacetValue) -> bool) -> Option<Target> {
        let Some(FacetValue::Budget(offer)) = self.reading.facts.get(Facet::Budget) else {
            return None;
        };
        let highest = self.need.budget?.max()? / least;
        let most = if highest > 1.0 {
            highest.floor()
        } else {
            highest
        };
        let cheaper = Budget::new(Some(most.min(offer.min()?)), Some(most)).ok()?;
        reaches(&FacetValue::Budget(cheaper)).then_some(Target::Price { most })
    }
}

/// The fewest demands of which figures would have to be stated that satisfy them, for the figures' value to
/// be at least `least`. O(d log d).
fn figures(explanation: &Explanation, least: f64) -> Option<Target> {
    let parts = explanation.features.iter();
    let leaves = parts.filter(|part| part.feature == Feature::Quantity);
    let mut open: Vec<(i64, usize)> = Vec::new();
    let (mut all, mut reached) = (0.0, 0);
    for (at, (leaf, figure)) in leaves.zip(&explanation.quantities).enumerate() {
        all += leaf.weight;
        reached += steps(leaf.contribution);
        if figure.verdict != Verdict::Satisfied {
            open.push((steps(leaf.weight - leaf.contribution), at));
        }
    }
    open.sort_by_key(|&(gain, at)| (std::cmp::Reverse(gain), at));
    let mut wanted = Vec::new();
    for (gain, at) in open {
        if reached >= steps(all * least) {
            break;
        }
        reached += gain;
        wanted.push(at);
    }
    wanted.sort_unstable();
    let demand = |at: usize| explanation.quantities[at].demand.clone();
    let demands: Vec<String> = wanted.into_iter().map(demand).collect();
    let suffices = reached >= steps(all * least) && !demands.is_empty();
    suffices.then_some(Target::Figures { demands })
}
