//! The smallest change of one thing that would bring a profile in.

use crate::model::ProfileId;
use crate::num::{Fraction, POINTS_ONE};
use crate::score::{Feature, FeaturePart, Target};

/// The least value of one feature with which the profile would be among the k best, all else unchanged.
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
#[non_exhaustive]
pub struct ValueChange {
    /// The feature.
    pub feature: Feature,
    /// The value of the feature now, from 0 to 1; the neutral prior if it is unknown.
    pub from: f64,
    /// Whether that is known.
    pub known: bool,
    /// The least value that would do, from 0 to 1, in steps of 2⁻³⁰: a step less would not.
    pub to: f64,
    /// Statement of the record that would do, if one field decides the value.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub target: Option<Target>,
}

/// The nearest weight of one feature with which the profile would be among the k best, all other weights
/// unchanged.
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
#[non_exhaustive]
pub struct WeightChange {
    /// The feature.
    pub feature: Feature,
    /// The weight of the feature now, from 0 to 1,000,000.
    pub from: f64,
    /// A weight that would do, from 0 to 1,000,000: ranked again with it, the profile is among the k best.
    pub to: f64,
    /// A weight between `from` and `to`, from 0 to 1,000,000, that would not do: ranked again with it, the profile is
    /// not among the k best.
    pub insufficient: f64,
    /// The share of the feature in all weights now, from 0 to 1.
    pub from_share: f64,
    /// The share of the feature in all weights with the new weight, from 0 to 1.
    pub to_share: f64,
}

impl ValueChange {
    /// Returns how far the value has to rise, above 0 to 1.
    #[must_use]
    pub fn size(&self) -> f64 {
        self.to - self.from
    }
}

impl WeightChange {
    /// Returns by how much the feature's share of all weights changes, from 0 to 1.
    #[must_use]
    pub fn size(&self) -> f64 {
        (self.to_share - self.from_share).abs()
    }
}

/// A part of a score, exactly, in its steps of 2⁻⁵⁰.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_precision_loss,
    reason = "a multiple of 2^-50 from -1 to 1"
)]
pub(super) fn steps(part: f64) -> i64 {
    (part * POINTS_ONE as f64) as i64
}

/// The least values of single features that add `missing` steps of 2⁻⁵⁰, the smallest rise first.
pub(super) fn value_changes(totals: &[FeaturePart], missing: i64) -> Vec<ValueChange> {
    let change = |total: &FeaturePart| {
        // In steps of 2⁻²⁰: times a value in steps of 2⁻³⁰ it gives steps of 2⁻⁵⁰.
        let share = steps(total.weight) >> crate::num::FRACTION_BITS;
        // Text says ever more, and never all.
        let most = i64::from(Fraction::ONE.steps()) - i64::from(total.feature == Feature::Text);
        let wanted = steps(total.contribution) + missing;
        // Rounded up, so that the value suffices; `None` if the feature weighs nothing.
        let least = (wanted + share - 1).checked_div(share)?;
        let to = Fraction::from_steps(u64::try_from(least).ok()?);
        (least <= most).then(|| ValueChange {
            feature: total.feature,
            from: total.value,
            known: total.known,
            to: to.to_f64(),
            target: None,
        })
    };
    let mut changes: Vec<ValueChange> = totals.iter().filter_map(change).collect();
    // Stable: of equal rises the earlier feature leads.
    changes.sort_by(|a, b| a.size().total_cmp(&b.size()));
    changes
}

/// A profile on its way past another: its score, and its value of the feature whose weight changes, both 0 to 1.
#[derive(Clone, Copy, Debug)]
pub(super) struct Competitor<'a> {
    pub(super) id: &'a ProfileId,
    pub(super) score: f64,
    pub(super) value: f64,
}

/// The nearest weights, below and above `share`, at which fewer than `k` of `others` are ahead of `own`;
/// `None` if there is none. All are of the same unit, in which the weights of a score sum to 1 at the
/// start. O(n log n).
pub(super) fn crossings(
    own: Competitor<'_>,
    others: &[Competitor<'_>],
    k: usize,
    share: f64,
) -> [Option<f64>; 2] {
    // Of equal scores the lower id is ahead, as in a ranking.
    let ahead = |other: &Competitor<'_>| (other.score, own.id) > (own.score, other.id);
    let start = others.iter().filter(|other| ahead(other)).count();
    let event = |other: &Competitor<'_>, upwards: bool| {
        let slope = other.value - own.value;
        // Past the crossing the other falls behind, if it was ahead and the slope is against it.
        let (is_ahead, gains) = (ahead(other), (slope > 0.0) == upwards);
        if slope == 0.0 || is_ahead == gains {
            return None;
        }
        // Scores are linear in the weight, with the feature's value as slope, so two of them cross at most once.
        let at = share + (own.score - other.score) / slope;
        // Rounding may put a crossing at the start itself just behind it.
        let distance = (if upwards { at - share } else { share - at }).max(0.0);
        Some((distance, if gains { 1 } else { -1 }))
    };
    let sweep = |upwards: bool, most: f64| {
        let mut events: Vec<(f64, isize)> = others
            .iter()
            .filter_map(|other| event(other, upwards))
            .filter(|(distance, _)| *distance <= most)
            .collect();
        // At one distance the competitors that fall behind count first; a ranking checks the weight afterwards.
        events.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
        let mut count = start;
        let found = events.iter().find(|(_, step)| {
            // Each competitor crosses once: who falls behind was counted as ahead, so none is taken from 0.
            count = count.checked_add_signed(*step).expect("counted");
            count < k
        });
        found.map(|(distance, _)| *distance)
    };
    /// A thousand times all other weights: more is a ranking by this feature alone.
    const MOST: f64 = 1000.0;
    [
        sweep(false, share).map(|distance| share - distance),
        sweep(true, MOST).map(|distance| share + distance),
    ]
}

/// Returns the share of a weight `part` beside others that sum to `rest`, from 0 to 1.
pub(super) fn share_of(part: f64, rest: f64) -> f64 {
    if part + rest > 0.0 {
        part / (part + rest)
    } else {
        0.0
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::{Competitor, crossings, steps, value_changes};
    use crate::model::ProfileId;
    use crate::score::{Feature, FeaturePart};

    #[test]
    fn the_least_value_adds_what_is_missing() {
        let part = |feature, weight: f64, value: f64| FeaturePart {
            feature,
            weight,
            value,
            known: true,
            certainty: 1.0,
            contribution: weight * value,
        };
        let totals = [
            part(Feature::Text, 0.5, 0.5),
            part(Feature::Region, 0.25, 0.5),
            part(Feature::Vector, 0.0, 0.5),
        ];
        let changes = value_changes(&totals, steps(0.125));
        let told: Vec<_> = changes.iter().map(|c| (c.feature, c.to)).collect();
        // 0.125/0.5 more of text, 0.125/0.25 more of region; what weighs nothing changes nothing.
        assert_eq!(told, [(Feature::Text, 0.75), (Feature::Region, 1.0)]);
        assert_eq!(
            value_changes(&totals, steps(0.25)).len(),
            0,
            "text stays below 1"
        );
    }

    #[test]
    fn competitors_pass_where_their_lines_cross() {
        let ids: Vec<ProfileId> = ["a", "b", "c"]
            .iter()
            .map(|id| id.parse().unwrap())
            .collect();
        let at = |n: usize, score, value| Competitor {
            id: &ids[n],
            score,
            value,
        };
        let own = at(1, 0.5, 0.8);
        // Ahead by .1, worse in the feature by .4: the crossing is at ¼ more.
        let others = [at(0, 0.6, 0.4), at(2, 0.4, 1.0)];
        let [below, above] = crossings(own, &others, 1, 0.2);
        assert_eq!(below, None);
        assert!((above.unwrap() - 0.45).abs() < 1e-12, "{above:?}");
        // Better in the feature: less weight takes its lead away.
        let [below, above] = crossings(own, &[at(0, 0.55, 1.0)], 1, 0.3);
        assert!((below.unwrap() - 0.05).abs() < 1e-12 && above.is_none());
        // The other may come past before: at ½ more, where the first is gone after ¼.
        let [_, above] = crossings(own, &[at(0, 0.6, 0.4), at(2, 0.49, 0.9)], 1, 0.2);
        assert_eq!(above, None, "by then the other is ahead");
    }
}
