//! Targets: statements of a record with which a feature reaches a value.

use super::change::{ValueChange, steps};
use super::contest::Contest;
use crate::quantity::Verdict;
use crate::score::{Explanation, Feature, FiguresTarget, Target};

impl Contest<'_> {
    /// Keeps the `changes` that a profile can make, since the need asks for the feature; each with the statement that
    /// the record would need if one field, or the figures of its texts, decide.
    pub(super) fn values(
        &self,
        mut changes: Vec<ValueChange>,
        explanation: &Explanation,
    ) -> Vec<ValueChange> {
        let scorer = self.scorer(&self.weights);
        changes.retain(|change| change.feature.is_asked(self.need, self.query));
        for change in &mut changes {
            // Figures are of the texts, which an explanation has; every other target is of one field.
            change.target = if change.feature == Feature::Quantity {
                figures(explanation, change.to)
            } else {
                let facts = &self.reading.facts;
                change.feature.target(scorer.view(), facts, change.to)
            };
        }
        changes
    }
}

/// Returns the fewest demands that stated figures would have to satisfy for the figures' value to be at least
/// `least`, from 0 to 1. O(d log d).
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
    // Greatest gain first, so that the fewest suffice; of equal gains the need's order decides.
    open.sort_by_key(|&(gain, at)| (std::cmp::Reverse(gain), at));
    let mut wanted = Vec::new();
    for (gain, at) in open {
        if reached >= steps(all * least) {
            break;
        }
        reached += gain;
        wanted.push(at);
    }
    // Named in the order of the need, not of the gains.
    wanted.sort_unstable();
    let demand = |at: usize| explanation.quantities[at].demand.clone();
    let demands: Vec<String> = wanted.into_iter().map(demand).collect();
    let suffices = reached >= steps(all * least) && !demands.is_empty();
    suffices.then(|| Target::Figures(FiguresTarget::new(demands)))
}
